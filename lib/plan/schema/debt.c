/* Keys of an entity's debt: tranches, who is paid first, what is kept in reserve, triggers. */
#include "plan/document/document.h"
#include "plan/schema/schema.h"
#include <math.h>
#include <string.h>

#define WORD(constant, name, word, meaning) [constant] = word,
#define MEANING(constant, name, word, meaning) "; " word ": " meaning
static const char *const amortisations[] = {CP_AMORTISATIONS(WORD) NULL};
static const char amortisations_mean[] = "" CP_AMORTISATIONS(MEANING);

static const char *const day_counts[] = {"30/360",  "30E/360", "act/360",
                                         "act/365", "act/act", NULL};
static const char *const actions[] = {"opex",    "tax",   "interest",     "principal", "dsra",
                                      "reserve", "sweep", "distribution", NULL};
static const char *const windows[] = {[CP_COVER_PERIOD] = "period",
                                      [CP_COVER_TRAILING] = "trailing",
                                      [CP_COVER_FORWARD] = "forward",
                                      NULL};
#define windows_mean "what is tested: the period, or the year that ends or begins with its end"
static const char *const recourses[] = {[CP_RECOURSE_USUAL] = "usual",
                                        [CP_RECOURSE_NONE] = "none",
                                        [CP_RECOURSE_FULL] = "full",
                                        [CP_RECOURSE_CAPPED] = "capped",
                                        [CP_RECOURSE_COMPLETION] = "completion",
                                        NULL};
static const char *const sweep_orders[] = {[CP_SWEEP_PRO_RATA] = "pro-rata",
                                           [CP_SWEEP_INVERSE] = "inverse",
                                           [CP_SWEEP_DIRECT] = "direct",
                                           NULL};
static const char *const fee_taxes[] = {"amortised", "none", NULL};

#define AT "entities/NAME/tranches/NAME/schedule/PERIOD/"
#define OF struct cp_repayment
static const struct cp_field repayment[] = {
    {AT "share", CP_IN(CP_T_NUMBER, share), .unit = "1", .default_text = NULL, .max = 1,
     .meaning = "of what is owed when repayment starts, repaid at the end of that period"},
};
static const struct cp_schema repayment_schema = {CP_ROWS(repayment), .period = CP_AT(period),
                                                  .any_period = true, .plain = "share"};
#undef AT
#undef OF

#define AT "entities/NAME/tranches/NAME/"
#define OF struct cp_tranche
static const struct cp_field tranche[] = {
    {AT "amortisation", CP_IN(CP_T_CHOICE, amortisation), .default_text = "bullet",
     .choice = amortisations, .meaning = amortisations_mean + sizeof "; " - 1},
    {AT "amount", CP_IN(CP_T_NUMBER, amount), .unit = "USD", .default_text = "",
     .flags = CP_F_POSITIVE, .meaning = "at most; sized by dscr and gearing when absent"},
    {AT "rate", CP_IN(CP_T_PATH, interest.rate), .unit = "1", .default_text = NULL, .max = 1,
     .meaning = "interest a year; with a base, what is paid above it"},
    {AT "base", CP_IN(CP_T_PATH, interest.base), .unit = "1", .default_text = "",
     .meaning = "floating: forward curve of the base rate"},
    {AT "swap", CP_IN(CP_T_NUMBER, interest.swap), .unit = "1", .default_text = "0 %", .max = 1,
     .meaning = "part of the debt whose base is swapped"},
    {AT "swap_rate", CP_IN(CP_T_NUMBER, interest.swap_rate), .unit = "1", .default_text = "",
     .max = 1, .meaning = "fixed rate paid for the base swapped"},
    {AT "cap", CP_IN(CP_T_NUMBER, interest.cap), .unit = "1", .default_text = "", .max = 1,
     .meaning = "base paid at most, of what is not swapped"},
    {AT "cap_part", CP_IN(CP_T_NUMBER, interest.cap_part), .unit = "1", .default_text = "100 %",
     .max = 1, .meaning = "part of what is not swapped that has the cap"},
    {AT "issue", CP_IN(CP_T_DATE, issue), .default_text = NULL, .meaning = "day it is issued"},
    {AT "interest_from", CP_IN(CP_T_DATE, interest.from), .default_text = "",
     .meaning = "day from which interest runs; the issue when absent"},
    {AT "first_principal", CP_IN(CP_T_DATE, first_principal), .default_text = "",
     .meaning = "day of the first repayment; the first payment after the issue when absent"},
    {AT "maturity", CP_IN(CP_T_DATE, maturity), .default_text = NULL,
     .meaning = "day of the last one"},
    {AT "draw_until", CP_IN(CP_T_DATE, draw.until), .default_text = "",
     .meaning = "delayed draw: drawn as money is needed until then; at issue when absent"},
    {AT "tenor", CP_IN(CP_T_NUMBER, draw.tenor), .unit = "year", .default_text = "", .max = 200,
     .flags = CP_F_POSITIVE,
     .meaning = "with draw_until: each draw is repaid from the period after it, in so many years, "
                "by the maturity at the latest"},
    {AT "fee", CP_IN(CP_T_NUMBER, fee.upfront), .unit = "1", .default_text = "0 %", .max = 1,
     .meaning = "upfront, of the amount"},
    {AT "fee_tax", CP_IN(CP_T_CHOICE_BOOL, fee.undeducted), .default_text = "amortised",
     .choice = fee_taxes, .meaning = "amortised: deducted over the life; none: never deducted"},
    {AT "oid", CP_IN(CP_T_NUMBER, fee.oid), .unit = "1", .default_text = "0 %", .max = 1,
     .meaning = "original issue discount: part of what is drawn that is not paid out"},
    {AT "draw_costs", CP_IN(CP_T_BOOLEAN, draw.costs), .default_text = "no",
     .meaning =
         "with draw_until: interest and fees until the first repayment are drawn as capex is"},
    {AT "commitment_fee", CP_IN(CP_T_NUMBER, fee.commitment), .unit = "1", .default_text = "0 %",
     .max = 1, .meaning = "a year, of the undrawn amount"},
    {AT "dscr", CP_IN(CP_T_NUMBER, dscr), .unit = "1", .default_text = "", .flags = CP_F_POSITIVE,
     .meaning = "target of sculpting, and covenant unless dscr_default is one"},
    {AT "dscr_lock_up", CP_IN(CP_T_NUMBER, covenant.lock_up), .unit = "1", .default_text = "",
     .flags = CP_F_POSITIVE, .meaning = "DSCR below which the entity distributes nothing"},
    {AT "dscr_default", CP_IN(CP_T_NUMBER, covenant.floor), .unit = "1", .default_text = "",
     .flags = CP_F_POSITIVE,
     .meaning = "DSCR below which the covenant is breached; dscr when absent"},
    {AT "dscr_test", CP_IN(CP_T_CHOICE, covenant.window), .default_text = "period",
     .choice = windows, .meaning = windows_mean},
    {AT "refinanced", CP_IN(CP_T_BOOLEAN, refinanced), .default_text = "no",
     .meaning = "what is due at maturity is paid by new debt, and no part of coverage or reserves"},
    {AT "bridge", CP_IN(CP_T_BOOLEAN, bridge), .default_text = "no",
     .meaning = "equity bridge loan: owners pay what is due at maturity, no part of coverage or "
                "reserves, and its interest where cash does not suffice"},
    {AT "sweep_order", CP_IN(CP_T_CHOICE, sweep_order), .default_text = "pro-rata",
     .choice = sweep_orders,
     .meaning = "what a sweep takes from: pro-rata, all instalments to come alike; inverse, the "
                "last ones first; direct, the next ones"},
    {AT "gearing", CP_IN(CP_T_NUMBER, gearing), .unit = "1", .default_text = "", .max = 1,
     .meaning = "of uses at most"},
    {AT "day_count", CP_IN(CP_T_CHOICE_TEXT, interest.day_count), .default_text = "30/360",
     .choice = day_counts,
     .meaning = "30/360, 30E/360, act/360, act/365 (fixed) or act/act (ISDA)"},
    {AT "capitalise", CP_IN(CP_T_BOOLEAN, interest.capitalise), .default_text = "no",
     .meaning = "interest during construction is added to the debt"},
    {AT "withholding", CP_IN(CP_T_NUMBER, interest.withheld), .unit = "1", .default_text = "0 %",
     .max = 0.9, .meaning = "tax on interest that the borrower pays on top, part of both together"},
    {AT "recourse", CP_IN(CP_T_CHOICE, recourse.kind), .default_text = "usual", .choice = recourses,
     .meaning = "owners pay what cash does not: none, full, capped, or until completion, when the "
                "entity first earns; usual: full where it is a parent, else none"},
    {AT "recourse_cap", CP_IN(CP_T_NUMBER, recourse.cap), .unit = "USD", .default_text = "",
     .meaning = "capped: what they pay at most in all"},
    {AT "holder", CP_IN(CP_T_TEXT, holder), .default_text = "",
     .meaning =
         "of a shareholder loan: owners, each by its part, or one partner of equity; lenders "
         "when absent"},
    {AT "schedule", CP_IN(CP_T_TABLE, repayment), CP_N(nrepayment), .default_text = "",
     .of = &repayment_schema, .meaning = "custom: parts repaid by period, together 100 %"},
    {AT "sizing", CP_IN(CP_T_TABLE, sizing), CP_N(nsizing), .default_text = "",
     .of = &cp_plan_schema_sizing,
     .meaning = "cases that must carry the debt too, each at a dscr of its own; the smallest wins"},
    {AT "advance", CP_IN(CP_T_NUMBER, advance), .unit = "1", .default_text = "", .max = 1,
     .meaning = "borrowing-base: lent on the depreciated cost of GPUs"},
    {AT "asset_life", CP_IN(CP_T_NUMBER, asset_life), .unit = "year", .default_text = "6 years",
     .max = 200, .flags = CP_F_POSITIVE,
     .meaning = "borrowing-base: years in which that cost goes down to nothing"},
};
static void check_dates(struct cp_binder *b, const struct cp_plan_node *node,
                        struct cp_tranche *t) {
    const struct cp_plan_node *maturity = cp_plan_node_child(node, "maturity"),
                              *first = cp_plan_node_child(node, "first_principal"),
                              *draw = cp_plan_node_child(node, "draw_until"),
                              *from = cp_plan_node_child(node, "interest_from");
    if (maturity && cp_plan_node_child(node, "issue") && t->maturity <= t->issue)
        cp_plan_fail(b, maturity->pos, "maturity is not after the issue");
    else if (first && (t->first_principal <= t->issue || t->first_principal > t->maturity))
        cp_plan_fail(b, first->pos, "first_principal is not between issue and maturity");
    else if (draw && (t->draw.until < t->issue || t->draw.until > t->maturity))
        cp_plan_fail(b, draw->pos, "draw_until is not between issue and maturity");
    else if (from && (t->interest.from < t->issue || t->interest.from > t->maturity))
        cp_plan_fail(b, from->pos, "interest_from is not between issue and maturity");
    if (!first)
        t->first_principal = t->issue;
    if (!draw)
        t->draw.until = t->issue;
    if (!from)
        t->interest.from = t->issue;
}

static void check_schedule(struct cp_binder *b, const struct cp_plan_node *node,
                           const struct cp_tranche *t) {
    const struct cp_plan_node *list = cp_plan_node_child(node, "schedule"), *n = list;
    double sum = 0;
    if (!list || list->kind != CP_MAP)
        return;
    if (t->amortisation != CP_CUSTOM)
        cp_plan_fail(b, list->pos, "schedule: only a custom tranche has one");
    n = list->child;
    for (size_t i = 0; i < t->nrepayment && n; i++, n = n->next) {
        const struct cp_repayment *r = &t->repayment[i];
        while (n->next && cp_plan_node_is_note(n))
            n = n->next;
        int64_t end = cp_period_end(r->period);
        sum += r->share;
        if (i > 0 && cp_period_start(r->period) < cp_period_end(r[-1].period))
            cp_plan_fail(b, n->key_pos,
                         "schedule: overlaps the period before it or is out of order");
        else if (end <= t->issue || cp_period_start(r->period) >= t->maturity)
            cp_plan_fail(b, n->key_pos, "schedule: not between issue and maturity");
    }
    if (t->nrepayment && fabs(sum - 1) > 1e-9)
        cp_plan_fail(b, list->pos, "schedule: its parts add up to %.10g %%, not 100 %%", 100 * sum);
}

static const struct cp_kind_key wanted[] = {
    {1 << CP_SCULPTED, "dscr", NULL, "wanted by a sculpted tranche"},
    {1 << CP_BORROWING_BASE, "dscr", NULL, "wanted by a borrowing base"},
    {1 << CP_CUSTOM, "schedule", NULL, "wanted by a custom tranche"},
    {1 << CP_BORROWING_BASE, "advance", NULL, "wanted by a borrowing base"},
    {~(1U << CP_SCULPTED), "amount", "gearing",
     "a tranche that is not sized by dscr or gearing has one"},
};
static void check_tenor(struct cp_binder *b, const struct cp_plan_node *node,
                        const struct cp_tranche *t) {
    bool by_draw = t->amortisation == CP_BULLET || t->amortisation == CP_LEVEL ||
                   t->amortisation == CP_STRAIGHT;
    cp_plan_want(b, node, "draw_until", "wanted by tenor");
    if (!by_draw)
        cp_plan_fail(b, cp_plan_node_child(node, "tenor")->pos,
                     "tenor: of bullet, level and straight debt alone");
}
/* What lenders ask for. */
static void check_holder(struct cp_binder *b, const struct cp_plan_node *node) {
    static const char *const lenders[] = {
        "dscr",     "dscr_lock_up", "dscr_default", "dscr_test",  "sizing",
        "fee",      "oid",          "draw_costs",   "refinanced", "bridge",
        "recourse", "recourse_cap", "advance",      "asset_life", "commitment_fee"};
    for (size_t i = 0; i < CP_COUNT_OF(lenders); i++) {
        const struct cp_plan_node *n = cp_plan_node_child(node, lenders[i]);
        if (n)
            cp_plan_fail(b, n->key_pos, "%s: not of a loan of owners", n->key);
    }
}
static void check_tranche(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    struct cp_tranche *t = base;
    if (t->holder)
        check_holder(b, node);
    if (t->covenant.lock_up < t->covenant.floor)
        cp_plan_fail(b, cp_plan_node_child(node, "dscr_lock_up")->pos,
                     "dscr_lock_up is below dscr_default");
    check_dates(b, node, t);
    check_schedule(b, node, t);
    cp_plan_want_of_kind(b, node, wanted, CP_COUNT_OF(wanted), t->amortisation);
    if (t->interest.swap > 0)
        cp_plan_want(b, node, "swap_rate", "wanted by a swap");
    if (t->interest.swap > 0 || isfinite(t->interest.cap))
        cp_plan_want(b, node, "base", "a swap or cap is of a floating base");
    if (t->recourse.kind == CP_RECOURSE_CAPPED)
        cp_plan_want(b, node, "recourse_cap", "wanted by capped recourse");
    if (t->nsizing) {
        cp_plan_want(b, node, "dscr", "what sizing adds cases to");
        if (cp_plan_node_child(node, "amount"))
            cp_plan_fail(b, cp_plan_node_child(node, "sizing")->key_pos,
                         "sizing: the amount is given");
    }
    if (t->bridge && cp_plan_node_child(node, "recourse"))
        cp_plan_fail(b, cp_plan_node_child(node, "recourse")->key_pos,
                     "recourse: owners stand behind all of a bridge");
    if (t->draw.costs && t->interest.capitalise)
        cp_plan_fail(b, cp_plan_node_child(node, "draw_costs")->pos,
                     "draw_costs: interest is drawn or added to the debt, not both");
    if (t->draw.costs)
        cp_plan_want(b, node, "draw_until", "wanted by draw_costs");
    if (t->draw.tenor > 0)
        check_tenor(b, node, t);
}
const struct cp_schema cp_plan_schema_tranche = {CP_ROWS(tranche), .name = CP_AT(name),
                                                 .pos = CP_AT(pos), .check = check_tranche};
#undef AT
#undef OF

#define AT "entities/NAME/waterfall/N/"
#define OF struct cp_waterfall_step
static const struct cp_field waterfall[] = {
    {AT "action", CP_IN(CP_T_CHOICE_TEXT, action), .default_text = NULL, .choice = actions,
     .meaning =
         "opex, tax, interest, principal, reserve, dsra (the reserves of debt service), sweep "
         "(early repayment) or distribution"},
    {AT "target", CP_IN(CP_T_TEXT, target), .default_text = "",
     .meaning = "tranche of the entity; all when absent"},
    {AT "account", CP_IN(CP_T_TEXT, account), .default_text = "",
     .meaning = "reserve of the entity that is filled; all when absent"},
    {AT "limit", CP_IN(CP_T_NUMBER, limit), .unit = "1", .default_text = "100 %", .max = 1,
     .flags = CP_F_POSITIVE,
     .meaning = "of sweep and distribution: part of what is left that they take"},
    {AT "when", CP_IN(CP_T_TEXT, when), .default_text = "",
     .meaning = "trigger of the entity that must be on, or 'not' and one that must be off"},
};
/* `when: not lock-up` is the trigger's name, and that it must be off. */
static void check_step(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    struct cp_waterfall_step *w = base;
    bool residual =
        w->action && (strcmp(w->action, "sweep") == 0 || strcmp(w->action, "distribution") == 0);
    const struct cp_plan_node *limit = cp_plan_node_child(node, "limit"),
                              *account = cp_plan_node_child(node, "account"),
                              *target = cp_plan_node_child(node, "target");
    if (w->when && strncmp(w->when, "not ", 4) == 0) {
        w->unless = true;
        w->when += 4;
    }
    if (limit && !residual)
        cp_plan_fail(b, limit->pos, "limit: only sweep and distribution have one");
    if (account && w->action && strcmp(w->action, "reserve") != 0)
        cp_plan_fail(b, account->pos, "account: only reserve fills one");
    if (target && w->action && strcmp(w->action, "interest") != 0 &&
        strcmp(w->action, "principal") != 0 && strcmp(w->action, "sweep") != 0)
        cp_plan_fail(b, target->pos, "target: only interest, principal and sweep have one");
}
const struct cp_schema cp_plan_schema_waterfall = {CP_ROWS(waterfall), .pos = CP_AT(pos),
                                                   .plain = "action", .check = check_step};
#undef AT
#undef OF

#define AT "entities/NAME/reserves/NAME/"
#define OF struct cp_reserve
static const char *const reserve_kinds[] = {[CP_RESERVE_DEBT_SERVICE] = "debt-service",
                                            [CP_RESERVE_OPEX] = "opex",
                                            [CP_RESERVE_CAPEX] = "capex",
                                            NULL};
static const char *const fundings[] = {"cash", "close", NULL};
static const struct cp_field reserve[] = {
    {AT "for", CP_IN(CP_T_CHOICE, kind), .default_text = "debt-service", .choice = reserve_kinds,
     .meaning = "what is paid from it when cash does not suffice: debt-service, opex or capex"},
    {AT "months", CP_IN(CP_T_NUMBER, months), .unit = "1", .default_text = "6", .max = 120,
     .meaning = "of debt service or opex to come that it holds"},
    {AT "stream", CP_IN(CP_T_TEXT, stream), .default_text = "",
     .meaning = "capex: stream of the entity for which it is saved evenly"},
    {AT "letter", CP_IN(CP_T_NUMBER, letter), .unit = "1", .default_text = "", .max = 1,
     .flags = CP_F_POSITIVE,
     .meaning = "fee a year of a letter of credit that stands for it, on the owners' credit: they "
                "pay what is drawn; cash is held when absent"},
    {AT "funded", CP_IN(CP_T_CHOICE_BOOL, at_close), .default_text = "cash", .choice = fundings,
     .meaning = "close: filled when the first loan is issued; cash: from the waterfall"},
};
static void check_reserve(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_reserve *r = base;
    const struct cp_plan_node *letter = cp_plan_node_child(node, "letter");
    if (r->kind == CP_RESERVE_CAPEX)
        cp_plan_want(b, node, "stream", "wanted by a reserve for capex");
    if (letter && (r->kind == CP_RESERVE_CAPEX || r->at_close))
        cp_plan_fail(b, letter->key_pos, "letter: %s",
                     r->at_close ? "there is nothing to fill at close"
                                 : "what is saved for capex is cash");
}
const struct cp_schema cp_plan_schema_reserve = {CP_ROWS(reserve), .name = CP_AT(name),
                                                 .pos = CP_AT(pos), .check = check_reserve};
#undef AT
#undef OF

#define AT "entities/NAME/triggers/NAME/"
#define OF struct cp_trigger
static const struct cp_field trigger[] = {
    {AT "dscr", CP_IN(CP_T_NUMBER, dscr), .unit = "1", .default_text = "", .flags = CP_F_POSITIVE,
     .meaning = "on when the DSCR is below"},
    {AT "from", CP_IN(CP_T_DATE, from), .default_text = "", .flags = CP_F_NEVER,
     .meaning = "on from the period of that day, as the date by which repayment is anticipated"},
    {AT "cure", CP_IN(CP_T_NUMBER, cure), .unit = "1", .default_text = "", .flags = CP_F_POSITIVE,
     .meaning = "DSCR that cures it; the same when absent"},
    {AT "periods", CP_IN(CP_T_COUNT, periods), .default_text = "1", .min = 1, .max = 1000,
     .meaning = "periods running with that DSCR until it is off"},
    {AT "test", CP_IN(CP_T_CHOICE, window), .default_text = "period", .choice = windows,
     .meaning = windows_mean},
    {AT "for_good", CP_IN(CP_T_BOOLEAN, for_good), .default_text = "no",
     .meaning = "once on it stays on"},
    {AT "target", CP_IN(CP_T_TEXT, target), .default_text = "",
     .meaning = "tranche down to which debt service counts, in the waterfall's order; all when "
                "absent"},
    {AT "sites", CP_IN(CP_T_NAMES, sites), CP_N(nsite), .default_text = "", .section = "sites",
     .meaning = "residency: on while less than `least` of the entity's GPU-hours is at them"},
    {AT "least", CP_IN(CP_T_NUMBER, least), .unit = "1", .default_text = "100 %", .max = 1,
     .flags = CP_F_POSITIVE, .meaning = "of GPU-hours, at sites"},
    {AT "defaults", CP_IN(CP_T_NUMBER, defaults), .unit = "1", .default_text = "", .max = 1,
     .flags = CP_F_POSITIVE,
     .meaning = "on once more of the entity's pools of leases than that has stopped paying"},
};
static void check_trigger(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    struct cp_trigger *t = base;
    const struct cp_plan_node *cure = cp_plan_node_child(node, "cure");
    bool given = t->nsite || t->defaults > 0;
    if (given && cp_plan_node_child(node, "dscr"))
        cp_plan_fail(b, cp_plan_node_child(node, t->nsite ? "sites" : "defaults")->key_pos,
                     "%s has no dscr",
                     t->nsite ? "sites: a trigger by residency" : "defaults: a trigger by them");
    else if (!cp_plan_node_child(node, "from") && !given)
        cp_plan_want(b, node, "dscr", "a trigger has a dscr, a day (from), sites or defaults");
    if (!cure)
        t->cure = t->dscr;
    else if (t->cure < t->dscr)
        cp_plan_fail(b, cure->pos, "cure: is below dscr, so it would be cured when it trips");
}
const struct cp_schema cp_plan_schema_trigger = {CP_ROWS(trigger), .name = CP_AT(name),
                                                 .pos = CP_AT(pos), .check = check_trigger};
