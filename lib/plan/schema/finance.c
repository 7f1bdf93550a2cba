/* Keys of `entities:`: companies with books, tax, and the money that contracts say. */
#include "plan/document/document.h"
#include "plan/schema/schema.h"
#include <math.h>
#include <string.h>

static const char *const class_schedules[] = {
    "none",     "straight-line", "ddb",  "syd",   "macrs-3", "macrs-5", "macrs-7", "macrs-10",
    "macrs-15", "macrs-20",      "sl-5", "sl-10", "sl-15",   "sl-20",   "sl-39",   NULL};
static const char *const conventions[] = {"half-year", "mid-quarter", NULL};
static const char *const interest_bases[] = {"ebitda", "ebit", NULL};
static const char *const fundings[] = {[CP_FUNDING_PRO_RATA] = "pro-rata",
                                       [CP_FUNDING_DEBT_FIRST] = "debt-first",
                                       [CP_FUNDING_EQUITY_FIRST] = "equity-first",
                                       NULL};
static const char *const taxpayers[] = {"entity", "owners", NULL};
static const char *const stream_kinds[] = {
    [CP_STREAM_REVENUE] = "revenue",   [CP_STREAM_OPEX] = "opex",   [CP_STREAM_CAPEX] = "capex",
    [CP_STREAM_CREDIT] = "tax-credit", [CP_STREAM_GRANT] = "grant", NULL};

#define AT "entities/NAME/streams/NAME/"
#define OF struct cp_stream
static const struct cp_field stream[] = {
    {AT "kind", CP_IN(CP_T_CHOICE, kind), .default_text = NULL, .choice = stream_kinds,
     .meaning = "revenue, opex, capex, tax-credit, or grant: towards capex, of which it cuts cost "
                "and basis"},
    {AT "amount", CP_IN(CP_T_NUMBER, amount), .unit = "USD/year", .default_text = "",
     .meaning = "in the first year; output times price when absent"},
    {AT "output", CP_IN(CP_T_NUMBER, output), .unit = "MWh/year", .default_text = "",
     .meaning = "in the first year"},
    {AT "degradation", CP_IN(CP_T_NUMBER, degradation), .unit = "1", .default_text = "0 %",
     .max = 1, .meaning = "of the output, lost a year"},
    {AT "price", CP_IN(CP_T_PATH, price), .unit = "USD/MWh", .default_text = "",
     .meaning = "of the output"},
    {AT "cost", CP_IN(CP_T_NUMBER, cost), .unit = "USD", .default_text = "",
     .meaning = "capex: each time it is spent, in the prices of from"},
    {AT "escalation", CP_IN(CP_T_NUMBER, escalation), .unit = "1", .default_text = "0 %", .min = -1,
     .max = 1, .flags = CP_F_SIGNED,
     .meaning = "of amount, price and cost on each anniversary of from"},
    {AT "from", CP_IN(CP_T_DATE, from), .default_text = NULL, .meaning = "its first day"},
    {AT "until", CP_IN(CP_T_DATE, until), .default_text = "", .flags = CP_F_END | CP_F_NEVER,
     .meaning = "its last; the plan's when absent; capex is spent at once without one"},
    {AT "every", CP_IN(CP_T_NUMBER, every), .unit = "year", .default_text = "", .max = 200,
     .flags = CP_F_POSITIVE, .meaning = "capex: spent at the end of each such time after from"},
    {AT "ready", CP_IN(CP_T_DATE, ready), .default_text = "", .flags = CP_F_NEVER,
     .meaning = "capex: day from which it is depreciated; when it is spent, when absent"},
    {AT "depreciation", CP_IN(CP_T_CHOICE_TEXT, depreciation), .default_text = "",
     .choice = cp_plan_depreciations,
     .meaning = "capex, for tax; as the entity's halls when absent"},
    {AT "life", CP_IN(CP_T_NUMBER, life), .unit = "year", .default_text = "", .max = 200,
     .flags = CP_F_POSITIVE, .meaning = "capex, for the books; as the entity's halls when absent"},
    {AT "default", CP_IN(CP_T_NUMBER, pool.defaults), .unit = "1", .default_text = "0 %",
     .max = 0.99, .meaning = "revenue of a pool of leases: lessees a year that stop paying"},
    {AT "prepayment", CP_IN(CP_T_NUMBER, pool.prepays), .unit = "1", .default_text = "0 %",
     .max = 0.99, .meaning = "lessees a year that pay at once what they would still pay"},
    {AT "prepaid_at", CP_IN(CP_T_NUMBER, pool.prepaid_at), .unit = "1", .default_text = "0 %",
     .max = 1, .meaning = "rate a year by which that is discounted"},
    {AT "recovery", CP_IN(CP_T_NUMBER, pool.recovery), .unit = "1", .default_text = "0 %", .max = 1,
     .meaning = "of what lessees in default would still pay"},
    {AT "recovery_lag", CP_IN(CP_T_NUMBER, pool.lag), .unit = "1", .default_text = "0", .max = 120,
     .meaning = "months from default until then"},
    {AT "advance", CP_IN(CP_T_NUMBER, pool.advance), .unit = "1", .default_text = "0 %", .max = 1,
     .meaning =
         "of rent that lessees in default do not pay, which the servicer pays until recovery "
         "and then takes back"},
    {AT "clawback", CP_IN(CP_T_TEXT, clawback), .default_text = "",
     .meaning = "grant: trigger of the entity, by a day or sites, that ends it and calls back what "
                "was received"},
    {AT "vests", CP_IN(CP_T_NUMBER, vests), .unit = "year", .default_text = "", .max = 200,
     .flags = CP_F_POSITIVE,
     .meaning =
         "after from, in which what is called back falls evenly to nothing; never when absent"},
};
static void check_stream(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_stream *s = base;
    bool capex = s->kind == CP_STREAM_CAPEX || s->kind == CP_STREAM_GRANT;
    static const char *const flow_keys[] = {"amount", "output", "price", "degradation"},
                             *const capex_keys[] = {"cost", "every", "ready", "depreciation",
                                                    "life"};
    for (size_t i = 0; i < (capex ? 4 : 5); i++) {
        const struct cp_plan_node *n =
            cp_plan_node_child(node, capex ? flow_keys[i] : capex_keys[i]);
        if (n)
            cp_plan_fail(b, n->key_pos, "%s: %s", n->key,
                         capex ? "capex and grants have a cost" : "only capex and grants have it");
    }
    for (size_t i = 0; i < 2 && s->kind != CP_STREAM_GRANT; i++) {
        const char *name = i ? "vests" : "clawback";
        const struct cp_plan_node *n = cp_plan_node_child(node, name);
        if (n)
            cp_plan_fail(b, n->key_pos, "%s: only grants have it", name);
    }
    static const char *const pool_keys[] = {"default",  "prepayment",   "prepaid_at",
                                            "recovery", "recovery_lag", "advance"};
    for (size_t i = 0; i < 6 && s->kind != CP_STREAM_REVENUE; i++) {
        const struct cp_plan_node *n = cp_plan_node_child(node, pool_keys[i]);
        if (n)
            cp_plan_fail(b, n->key_pos, "%s: only revenue has it", pool_keys[i]);
    }
    if (s->vests > 0)
        cp_plan_want(b, node, "clawback", "wanted by vests");
    if (capex)
        cp_plan_want(b, node, "cost", "wanted by capex and grants");
    else if (!cp_plan_node_child(node, "amount")) {
        cp_plan_want(b, node, "output", "a stream has an amount, or output and price");
        cp_plan_want(b, node, "price", "a stream has an amount, or output and price");
    } else if (cp_plan_node_child(node, "output"))
        cp_plan_fail(b, cp_plan_node_child(node, "output")->key_pos,
                     "output: a stream has an amount, or output and price");
    if (s->until <= s->from && cp_plan_node_child(node, "from"))
        cp_plan_fail(b, cp_plan_node_child(node, "until")->pos, "ends before it begins");
    if (capex && isfinite(s->every) && cp_plan_node_child(node, "ready"))
        cp_plan_fail(b, cp_plan_node_child(node, "ready")->pos,
                     "ready: not of what is spent again");
}
static const struct cp_schema stream_schema = {CP_ROWS(stream), .name = CP_AT(name),
                                               .pos = CP_AT(pos), .check = check_stream};
#undef AT
#undef OF

#define AT "entities/NAME/depreciation/classes/NAME/"
#define OF struct cp_asset_class
static const struct cp_field asset_class[] = {
    {AT "share", CP_IN(CP_T_NUMBER, share), .unit = "1", .default_text = NULL, .max = 1,
     .meaning = "of the cost; what no class has is not depreciated for tax, as land"},
    {AT "method", CP_IN(CP_T_CHOICE_TEXT, method), .default_text = NULL, .choice = class_schedules,
     .meaning = "as of site, or none"},
    {AT "bonus", CP_IN(CP_T_PATH, bonus), .unit = "1", .default_text = "0 %", .max = 1,
     .meaning = "of its basis, deducted when placed in service: the part of that month"},
    {AT "credit", CP_IN(CP_T_NUMBER, credit), .unit = "1", .default_text = "0 %", .max = 1,
     .meaning = "investment tax credit; half of it comes off the basis"},
};
static const struct cp_schema class_schema = {CP_ROWS(asset_class), .name = CP_AT(name),
                                              .pos = CP_AT(pos)};
#undef AT
#undef OF

#define OF struct cp_entity
#define AT "entities/NAME/depreciation/"
static const struct cp_field depreciation[] = {
    {AT "site", CP_IN(CP_T_CHOICE_TEXT, halls.method), .default_text = "straight-line",
     .choice = cp_plan_depreciations,
     .meaning =
         "of halls: straight-line, ddb, syd, macrs-3, -5, -7, -10, -15, -20, sl-5, -10, -15, "
         "-20 (by years), sl-39 (buildings, by the middle of the month)"},
    {AT "gpu", CP_IN(CP_T_CHOICE_TEXT, gpus.method), .default_text = "straight-line",
     .choice = cp_plan_depreciations, .meaning = "of accelerators, the same choices"},
    {AT "convention", CP_IN(CP_T_CHOICE_BOOL, tax.mid_quarter), .default_text = "half-year",
     .choice = conventions, .meaning = "of MACRS: half-year or mid-quarter"},
    {AT "bonus_site", CP_IN(CP_T_PATH, halls.bonus), .unit = "1", .default_text = "0 %", .max = 1,
     .meaning = "of the cost of halls, deducted when placed in service: the part of that month"},
    {AT "bonus_gpu", CP_IN(CP_T_PATH, gpus.bonus), .unit = "1", .default_text = "0 %", .max = 1,
     .meaning = "of the cost of accelerators, the same"},
    {AT "classes", CP_IN(CP_T_TABLE, asset_class), CP_N(nclass), .default_text = "",
     .of = &class_schema, .meaning = "of halls, by name, instead of site and bonus_site"},
};
static void check_classes(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_entity *e = base;
    double sum = 0;
    for (size_t i = 0; i < e->nclass; i++)
        sum += e->asset_class[i].share;
    if (sum > 1 + 1e-12)
        cp_plan_fail(b, cp_plan_node_child(node, "classes")->pos,
                     "classes: their shares add up to %.10g %%, more than 100 %%", 100 * sum);
}
static const struct cp_schema depreciation_schema = {CP_ROWS(depreciation), .check = check_classes};
#undef AT
#define AT "entities/NAME/book_life/"
static const struct cp_field book_life[] = {
    {AT "site", CP_IN(CP_T_NUMBER, halls.life), .unit = "year", .max = 200,
     .default_text = "20 years", .flags = CP_F_POSITIVE, .meaning = "of halls"},
    {AT "gpu", CP_IN(CP_T_NUMBER, gpus.life), .unit = "year", .max = 200,
     .default_text = "5.5 years", .flags = CP_F_POSITIVE, .meaning = "of accelerators"},
};
static const struct cp_schema book_life_schema = {CP_ROWS(book_life)};
#undef AT
#define AT "entities/NAME/property_tax/"
static const struct cp_field property[] = {
    {AT "site", CP_IN(CP_T_PATH, tax.property_site), .unit = "1", .default_text = "0 %", .max = 1,
     .meaning = "of halls, without interest that went into them"},
    {AT "gpu", CP_IN(CP_T_PATH, tax.property_gpu), .unit = "1", .default_text = "0 %", .max = 1,
     .meaning = "of accelerators"},
};
static const struct cp_schema property_schema = {CP_ROWS(property)};
#undef AT
#define AT "entities/NAME/exit/"
static const struct cp_field exit_value[] = {
    {AT "multiple", CP_IN(CP_T_NUMBER, exit.multiple), .unit = "1", .default_text = "0",
     .max = 1000, .meaning = "of the EBITDA of the plan's last year"},
    {AT "yield", CP_IN(CP_T_NUMBER, exit.yield), .unit = "1", .default_text = "0 %", .max = 1,
     .meaning = "that EBITDA over the price"},
    {AT "book", CP_IN(CP_T_BOOLEAN, exit.book), .default_text = "no", .meaning = "at book value"},
};
static void check_exit(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_entity *e = base;
    if ((e->exit.multiple > 0) + (e->exit.yield > 0) + e->exit.book > 1)
        cp_plan_fail(b, node->pos, "exit: one of multiple, yield and book decides");
}
static const struct cp_schema exit_schema = {CP_ROWS(exit_value), .check = check_exit};
#undef AT
#define AT "entities/NAME/lease/"
static const struct cp_field lease[] = {
    {AT "until", CP_IN(CP_T_DATE, lease.until), .default_text = NULL,
     .flags = CP_F_END | CP_F_NEVER, .meaning = "end of its term"},
    {AT "renewal", CP_IN(CP_T_NUMBER, lease.renewal), .unit = "1", .default_text = NULL, .max = 1,
     .meaning = "probability that the tenant stays then"},
    {AT "guarantee", CP_IN(CP_T_NUMBER, lease.guarantee), .unit = "USD", .default_text = "0 USD",
     .meaning = "residual value guarantee: what the tenant pays at most towards the debt if not"},
    {AT "vacant_value", CP_IN(CP_T_NUMBER, lease.vacant), .unit = "1", .default_text = NULL,
     .max = 1, .meaning = "of the halls' book value, what they are worth without the tenant"},
};
static const struct cp_schema lease_schema = {CP_ROWS(lease)};
#undef AT

#define AT "entities/NAME/"
static const struct cp_field entity[] = {
    {AT "parent", CP_IN(CP_T_NAME, parent), .default_text = "", .section = "entities",
     .meaning = "who owns a part of it"},
    {AT "ownership", CP_IN(CP_T_NUMBER, ownership), .unit = "1", .default_text = "100 %", .max = 1,
     .meaning = "the parent's part"},
    {AT "consolidated", CP_IN(CP_T_BOOLEAN, consolidated), .default_text = "yes",
     .meaning = "in the parent's books"},
    {AT "sites", CP_IN(CP_T_NAMES, sites), CP_N(nsite), .default_text = "", .section = "sites",
     .meaning = "whose spending it bears; those no other entity bears when absent"},
    {AT "tax", CP_IN(CP_T_NUMBER, tax.rate), .unit = "1", .default_text = "0 %", .max = 1,
     .meaning = "on profit"},
    {AT "state_tax", CP_IN(CP_T_NUMBER, tax.state_rate), .unit = "1", .default_text = "0 %",
     .max = 1, .meaning = "on profit too, and deducted from what the other is on"},
    {AT "taxed", CP_IN(CP_T_CHOICE_BOOL, tax.at_owners), .default_text = "entity",
     .choice = taxpayers,
     .meaning = "owners: they pay its tax, and use its losses and credits at once"},
    {AT "loss_limit", CP_IN(CP_T_NUMBER, tax.loss_limit), .unit = "1", .default_text = "100 %",
     .max = 1, .flags = CP_F_POSITIVE,
     .meaning = "part of a profit that losses carried forward may take"},
    {AT "loss_years", CP_IN(CP_T_NUMBER, tax.loss_years), .unit = "year", .default_text = "",
     .max = 200, .flags = CP_F_POSITIVE,
     .meaning = "in which a loss may be used after the year it is of; for ever when absent"},
    {AT "interest_limit", CP_IN(CP_T_NUMBER, tax.interest_limit), .unit = "1", .default_text = "",
     .max = 1, .flags = CP_F_POSITIVE,
     .meaning =
         "net interest deducted at most, of the year's profit before it; the rest is carried "
         "forward; all is deducted when absent"},
    {AT "interest_base", CP_IN(CP_T_CHOICE_BOOL, tax.interest_on_ebit), .default_text = "ebitda",
     .choice = interest_bases,
     .meaning = "that profit is before depreciation for tax (ebitda) or after it (ebit)"},
    {AT "tax_group", CP_T_MAP, 0, .default_text = "", .of = &cp_plan_schema_tax_member,
     .meaning = "with whom it files; or the name of the group alone; it files alone when absent"},
    {AT "withholding", CP_IN(CP_T_NUMBER, tax.withheld), .unit = "1", .default_text = "0 %",
     .max = 1, .meaning = "tax that owners bear on what they are paid as distributions"},
    {AT "property_tax", CP_T_MAP, 0, .default_text = "", .of = &property_schema,
     .meaning = "a year, on what property is worth in the books when the period begins"},
    {AT "cash", CP_IN(CP_T_NUMBER, cash), .unit = "USD", .default_text = "",
     .meaning = "at the start of the plan; when absent, what is borrowed and not yet spent"},
    {AT "sunk", CP_IN(CP_T_NUMBER, sunk), .unit = "USD", .default_text = "0 USD",
     .meaning = "spent before the plan, left out of sunk-excluded cost"},
    {AT "hurdle", CP_IN(CP_T_NUMBER, hurdle), .unit = "1", .default_text = "", .max = 1,
     .meaning = "discount rate of its NPV; the plan's when absent"},
    {AT "exit", CP_T_MAP, 0, .default_text = "", .of = &exit_schema,
     .meaning =
         "what it is sold for at the end of the plan; returns are on cash alone when absent"},
    {AT "equity", CP_T_MAP, 0, .default_text = "", .of = &cp_plan_schema_equity,
     .meaning = "who its owners are, and how they share what they are paid"},
    {AT "funding", CP_IN(CP_T_CHOICE, equity.funding), .default_text = "pro-rata",
     .choice = fundings,
     .meaning = "who pays for what delayed draws are for: pro-rata, by gearing; debt-first, owners "
                "what it leaves; equity-first, owners until debt suffices for the rest"},
    {AT "depreciation", CP_T_MAP, 0, .default_text = "", .of = &depreciation_schema,
     .meaning = "schedules for tax"},
    {AT "book_life", CP_T_MAP, 0, .default_text = "", .of = &book_life_schema,
     .meaning = "lives for the books"},
    {AT "impairment", CP_IN(CP_T_BOOLEAN, impairment), .default_text = "no",
     .meaning = "GPUs are written down to the residual value of their SKU"},
    {AT "price", CP_IN(CP_T_PATH, price), .unit = "USD/GPU/h", .default_text = "",
     .meaning = "internal transfer price of compute"},
    {AT "rent", CP_IN(CP_T_PATH, lease.rent), .unit = "USD/year", .default_text = "",
     .meaning = "lease the parent pays to it"},
    {AT "lease", CP_T_MAP, 0, .default_text = "", .of = &lease_schema,
     .meaning = "terms on which the parent may leave"},
    {AT "leases", CP_IN(CP_T_TABLE, lease.others.at), CP_N(lease.others.n), .default_text = "",
     .of = &cp_plan_schema_lease,
     .meaning = "what it uses and lets by contract with others, by name"},
    {AT "tranches", CP_IN(CP_T_TABLE, tranche), CP_N(ntranche), .default_text = "",
     .of = &cp_plan_schema_tranche, .meaning = "its debt, by name"},
    {AT "waterfall", CP_IN(CP_T_LIST, waterfall.step), CP_N(waterfall.nstep), .default_text = "",
     .of = &cp_plan_schema_waterfall,
     .meaning = "who is paid first; opex, tax, interest, principal, reserve, distribution when "
                "absent"},
    {AT "reserves", CP_IN(CP_T_TABLE, waterfall.reserve), CP_N(waterfall.nreserve),
     .default_text = "", .of = &cp_plan_schema_reserve,
     .meaning = "accounts that cash is kept in, by name"},
    {AT "reserve_rate", CP_IN(CP_T_NUMBER, waterfall.reserve_rate), .unit = "1",
     .default_text = "0 %", .max = 1, .meaning = "interest a year that they earn"},
    {AT "triggers", CP_IN(CP_T_TABLE, waterfall.trigger), CP_N(waterfall.ntrigger),
     .default_text = "", .of = &cp_plan_schema_trigger,
     .meaning = "for when of the waterfall, by name"},
    {AT "streams", CP_IN(CP_T_TABLE, stream), CP_N(nstream), .default_text = "",
     .of = &stream_schema, .meaning = "money that its contracts and estimates say, by name"},
};

static void default_waterfall(struct cp_binder *b, struct cp_entity *e) {
    static const char *const order[] = {"opex",      "tax",     "interest",
                                        "principal", "reserve", "distribution"};
    e->waterfall.step = cp_arena_calloc(b->arena, CP_COUNT_OF(order), sizeof *e->waterfall.step);
    if (!e->waterfall.step) {
        cp_plan_fail_nomem(b);
        return;
    }
    for (size_t i = 0; i < CP_COUNT_OF(order); i++)
        e->waterfall.step[i] = (struct cp_waterfall_step){.action = order[i], .pos = e->pos};
    e->waterfall.nstep = CP_COUNT_OF(order);
}

/* `name`, where there is one, stands in that table of the entity. */
static void want_one(struct cp_binder *b, const struct cp_plan_node *node, struct cp_pos pos,
                     const char *row, const char *table, const char *name) {
    const char *what = strcmp(table, "tranches") == 0   ? "tranche"
                       : strcmp(table, "reserves") == 0 ? "reserve"
                       : strcmp(table, "triggers") == 0 ? "trigger"
                                                        : "stream";
    if (name && !cp_plan_node_child(cp_plan_node_child(node, table), name))
        cp_plan_fail(b, pos, "%.80s: no %s '%.80s' in this entity", row, what, name);
}

static void check_references(struct cp_binder *b, const struct cp_plan_node *node,
                             const struct cp_entity *e) {
    char row[120];
    for (size_t i = 0; i < e->waterfall.nstep; i++) {
        const struct cp_waterfall_step *w = &e->waterfall.step[i];
        snprintf(row, sizeof row, "waterfall/%zu", i + 1);
        want_one(b, node, w->pos, row, "tranches", w->target);
        want_one(b, node, w->pos, row, "reserves", w->account);
        want_one(b, node, w->pos, row, "triggers", w->when);
    }
    for (size_t i = 0; i < e->waterfall.ntrigger; i++) {
        snprintf(row, sizeof row, "triggers/%.90s", e->waterfall.trigger[i].name);
        want_one(b, node, e->waterfall.trigger[i].pos, row, "tranches",
                 e->waterfall.trigger[i].target);
    }
    for (size_t i = 0; i < e->waterfall.nreserve; i++) {
        const struct cp_reserve *r = &e->waterfall.reserve[i];
        const char *name = r->kind == CP_RESERVE_CAPEX ? r->stream : NULL;
        snprintf(row, sizeof row, "reserves/%.90s", r->name);
        want_one(b, node, r->pos, row, "streams", name);
        for (size_t k = 0; name && k < e->nstream; k++)
            if (strcmp(e->stream[k].name, name) == 0 && e->stream[k].kind != CP_STREAM_CAPEX)
                cp_plan_fail(b, r->pos, "%s: stream '%s' is no capex", row, name);
    }
}

/* What calls back a grant is known before any cash is. */
static void check_clawback(struct cp_binder *b, const struct cp_plan_node *node,
                           const struct cp_entity *e, const struct cp_stream *s) {
    char row[120];
    snprintf(row, sizeof row, "streams/%.90s", s->name);
    want_one(b, node, s->pos, row, "triggers", s->clawback);
    for (size_t i = 0; s->clawback && i < e->waterfall.ntrigger; i++)
        if (strcmp(e->waterfall.trigger[i].name, s->clawback) == 0 &&
            e->waterfall.trigger[i].dscr > 0)
            cp_plan_fail(b, s->pos, "%s: clawback: '%.80s' has a dscr", row, s->clawback);
}

static void check_conditions(struct cp_binder *b, const struct cp_plan_node *node,
                             const struct cp_entity *e) {
    char row[120];
    for (size_t i = 0; i < e->nstream; i++)
        check_clawback(b, node, e, &e->stream[i]);
    for (size_t i = 0; i < e->equity.npartner; i++) {
        const struct cp_partner *p = &e->equity.partner[i];
        snprintf(row, sizeof row, "equity/partners/%.90s", p->name);
        want_one(b, node, p->pos, row, "triggers", p->when);
    }
}

/* A shareholder loan is owed to all owners, to one partner, or where the plan has none to the
 * parent alone. */
static void check_holders(struct cp_binder *b, const struct cp_plan_node *node,
                          const struct cp_entity *e) {
    for (size_t k = 0; k < e->ntranche; k++) {
        const struct cp_tranche *t = &e->tranche[k];
        bool known = !t->holder || strcmp(t->holder, "owners") == 0 ||
                     (e->parent && !e->equity.npartner && strcmp(t->holder, e->parent) == 0);
        for (size_t i = 0; i < e->equity.npartner && !known; i++)
            known = strcmp(t->holder, e->equity.partner[i].name) == 0;
        const struct cp_plan_node *n = cp_plan_node_child(
            cp_plan_node_child(cp_plan_node_child(node, "tranches"), t->name), "holder");
        if (!known && n)
            cp_plan_fail(b, n->pos,
                         "holder: neither owners, nor a partner of, nor without partners the "
                         "parent of, '%.80s'",
                         e->name);
    }
}

static void check_entity(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    struct cp_entity *e = base;
    if (!e->waterfall.nstep)
        default_waterfall(b, e);
    if (e->tax.member.group && e->tax.at_owners)
        cp_plan_fail(b, cp_plan_node_child(node, "tax_group")->key_pos,
                     "tax_group: its owners are taxed, not itself");
    check_references(b, node, e);
    check_holders(b, node, e);
    check_conditions(b, node, e);
}

const struct cp_schema cp_plan_schema_entity = {CP_ROWS(entity), .name = CP_AT(name),
                                                .pos = CP_AT(pos), .check = check_entity};
