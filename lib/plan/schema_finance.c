/* Keys of `entities:`: companies with books, their debt and who is paid first. */
#include "plan/internal.h"
#include <math.h>
#include <string.h>

#define COUNT(type, f) (sizeof(f) / sizeof(type))

static const char *const amortisations[] = {[CP_BULLET] = "bullet",
                                            [CP_LEVEL] = "level",
                                            [CP_STRAIGHT] = "straight",
                                            [CP_SCULPTED] = "sculpted",
                                            NULL};
static const char *const day_counts[] = {"30/360",  "30E/360", "act/360",
                                         "act/365", "act/act", NULL};
static const char *const schedules[] = {"straight-line", "ddb",     "syd",      "macrs-3",
                                        "macrs-5",       "macrs-7", "macrs-10", "macrs-15",
                                        "macrs-20",      NULL};
static const char *const actions[] = {"opex", "tax",          "interest", "principal",
                                      "dsra", "distribution", NULL};

#define AT "entities/NAME/tranches/NAME/"
#define OF struct cp_tranche
static const struct cp_field tranche[] = {
    {AT "amortisation", CP_IN(CP_T_CHOICE, amortisation), .fallback = "bullet",
     .choice = amortisations,
     .meaning = "bullet: at maturity; level: equal payments; straight: equal principal; sculpted: "
                "to a DSCR"},
    {AT "amount", CP_IN(CP_T_NUMBER, amount), .unit = "USD", .fallback = "", .flags = CP_F_POSITIVE,
     .meaning = "at most; sized by dscr and gearing when absent"},
    {AT "rate", CP_IN(CP_T_NUMBER, rate), .unit = "1", .fallback = NULL, .max = 1,
     .meaning = "interest a year"},
    {AT "issue", CP_IN(CP_T_DATE, issue), .fallback = NULL, .meaning = "day it is issued"},
    {AT "first_principal", CP_IN(CP_T_DATE, first_principal), .fallback = "",
     .meaning = "day of the first repayment; the first payment after the issue when absent"},
    {AT "maturity", CP_IN(CP_T_DATE, maturity), .fallback = NULL, .meaning = "day of the last one"},
    {AT "draw_until", CP_IN(CP_T_DATE, draw_until), .fallback = "",
     .meaning = "delayed draw: drawn as money is needed until then; at issue when absent"},
    {AT "fee", CP_IN(CP_T_NUMBER, fee), .unit = "1", .fallback = "0 %", .max = 1,
     .meaning = "upfront, of the amount"},
    {AT "commitment_fee", CP_IN(CP_T_NUMBER, commitment_fee), .unit = "1", .fallback = "0 %",
     .max = 1, .meaning = "a year, of the undrawn amount"},
    {AT "dscr", CP_IN(CP_T_NUMBER, dscr), .unit = "1", .fallback = "", .flags = CP_F_POSITIVE,
     .meaning = "target of sculpting, and covenant"},
    {AT "gearing", CP_IN(CP_T_NUMBER, gearing), .unit = "1", .fallback = "", .max = 1,
     .meaning = "of uses at most"},
    {AT "day_count", CP_IN(CP_T_CHOICE_TEXT, day_count), .fallback = "30/360", .choice = day_counts,
     .meaning = "30/360, 30E/360, act/360, act/365 (fixed) or act/act (ISDA)"},
    {AT "capitalise", CP_IN(CP_T_BOOLEAN, capitalise), .fallback = "no",
     .meaning = "interest during construction is added to the debt"},
};
static void check_tranche(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    struct cp_tranche *t = base;
    const struct cp_plan_node *maturity = cp_node_child(node, "maturity"),
                              *first = cp_node_child(node, "first_principal"),
                              *draw = cp_node_child(node, "draw_until");
    if (maturity && cp_node_child(node, "issue") && t->maturity <= t->issue)
        cp_bind_fail(b, maturity->pos, "maturity is not after the issue");
    else if (first && (t->first_principal <= t->issue || t->first_principal > t->maturity))
        cp_bind_fail(b, first->pos, "first_principal is not between issue and maturity");
    else if (draw && (t->draw_until < t->issue || t->draw_until > t->maturity))
        cp_bind_fail(b, draw->pos, "draw_until is not between issue and maturity");
    if (!first)
        t->first_principal = t->issue;
    if (!draw)
        t->draw_until = t->issue;
    if (t->amortisation == CP_SCULPTED)
        cp_bind_want(b, node, "dscr", "wanted by a sculpted tranche");
    else if (!cp_node_child(node, "gearing"))
        cp_bind_want(b, node, "amount", "a tranche that is not sized by dscr or gearing has one");
}
static const struct cp_schema tranche_schema = {.prefix = sizeof AT - 1,
                                                .field = tranche,
                                                .nfield = COUNT(*tranche, tranche),
                                                .size = sizeof(struct cp_tranche),
                                                .name = CP_AT(name),
                                                .pos = CP_AT(pos),
                                                .owner = CP_NO_OFFSET,
                                                .period = CP_NO_OFFSET,
                                                .check = check_tranche};
#undef AT
#undef OF

#define AT "entities/NAME/waterfall/N/"
#define OF struct cp_waterfall_step
static const struct cp_field waterfall[] = {
    {AT "action", CP_IN(CP_T_CHOICE_TEXT, action), .fallback = NULL, .choice = actions,
     .meaning = "opex, tax, interest, principal, dsra (debt service reserve) or distribution"},
    {AT "target", CP_IN(CP_T_TEXT, target), .fallback = "",
     .meaning = "tranche of the entity; all when absent"},
};
static const struct cp_schema waterfall_schema = {.prefix = sizeof AT - 1,
                                                  .field = waterfall,
                                                  .nfield = COUNT(*waterfall, waterfall),
                                                  .size = sizeof(struct cp_waterfall_step),
                                                  .name = CP_NO_OFFSET,
                                                  .pos = CP_AT(pos),
                                                  .owner = CP_NO_OFFSET,
                                                  .period = CP_NO_OFFSET,
                                                  .plain = "action"};
#undef AT
#undef OF

#define OF struct cp_entity
#define AT "entities/NAME/depreciation/"
static const struct cp_field depreciation[] = {
    {AT "site", CP_IN(CP_T_CHOICE_TEXT, depreciation_site), .fallback = "straight-line",
     .choice = schedules,
     .meaning = "of halls: straight-line, ddb, syd, macrs-3, -5, -7, -10, -15, -20"},
    {AT "gpu", CP_IN(CP_T_CHOICE_TEXT, depreciation_gpu), .fallback = "straight-line",
     .choice = schedules, .meaning = "of accelerators, the same choices"},
};
static const struct cp_schema depreciation_schema = {.prefix = sizeof AT - 1,
                                                     .field = depreciation,
                                                     .nfield = COUNT(*depreciation, depreciation),
                                                     .name = CP_NO_OFFSET,
                                                     .pos = CP_NO_OFFSET,
                                                     .owner = CP_NO_OFFSET,
                                                     .period = CP_NO_OFFSET};
#undef AT
#define AT "entities/NAME/book_life/"
static const struct cp_field book_life[] = {
    {AT "site", CP_IN(CP_T_NUMBER, life_site), .unit = "year", .max = 200, .fallback = "20 years",
     .flags = CP_F_POSITIVE, .meaning = "of halls"},
    {AT "gpu", CP_IN(CP_T_NUMBER, life_gpu), .unit = "year", .max = 200, .fallback = "5.5 years",
     .flags = CP_F_POSITIVE, .meaning = "of accelerators"},
};
static const struct cp_schema book_life_schema = {.prefix = sizeof AT - 1,
                                                  .field = book_life,
                                                  .nfield = COUNT(*book_life, book_life),
                                                  .name = CP_NO_OFFSET,
                                                  .pos = CP_NO_OFFSET,
                                                  .owner = CP_NO_OFFSET,
                                                  .period = CP_NO_OFFSET};
#undef AT
#define AT "entities/NAME/lease/"
static const struct cp_field lease[] = {
    {AT "until", CP_IN(CP_T_DATE, lease_until), .fallback = NULL, .meaning = "end of its term"},
    {AT "renewal", CP_IN(CP_T_NUMBER, lease_renewal), .unit = "1", .fallback = NULL, .max = 1,
     .meaning = "probability that the tenant stays then"},
    {AT "guarantee", CP_IN(CP_T_NUMBER, lease_guarantee), .unit = "USD", .fallback = "0 USD",
     .meaning = "residual value guarantee: what the tenant pays at most towards the debt if not"},
    {AT "vacant_value", CP_IN(CP_T_NUMBER, lease_vacant), .unit = "1", .fallback = NULL, .max = 1,
     .meaning = "of the halls' book value, what they are worth without the tenant"},
};
static const struct cp_schema lease_schema = {.prefix = sizeof AT - 1,
                                              .field = lease,
                                              .nfield = COUNT(*lease, lease),
                                              .name = CP_NO_OFFSET,
                                              .pos = CP_NO_OFFSET,
                                              .owner = CP_NO_OFFSET,
                                              .period = CP_NO_OFFSET};
#undef AT

#define AT "entities/NAME/"
static const struct cp_field entity[] = {
    {AT "parent", CP_IN(CP_T_NAME, parent), .fallback = "", .section = "entities",
     .meaning = "who owns a part of it"},
    {AT "ownership", CP_IN(CP_T_NUMBER, ownership), .unit = "1", .fallback = "100 %", .max = 1,
     .meaning = "the parent's part"},
    {AT "consolidated", CP_IN(CP_T_BOOLEAN, consolidated), .fallback = "yes",
     .meaning = "in the parent's books"},
    {AT "sites", CP_IN(CP_T_NAMES, sites), CP_N(nsite), .fallback = "", .section = "sites",
     .meaning = "whose spending it bears; those no other entity bears when absent"},
    {AT "tax", CP_IN(CP_T_NUMBER, tax), .unit = "1", .fallback = "0 %", .max = 1,
     .meaning = "on profit"},
    {AT "cash", CP_IN(CP_T_NUMBER, cash), .unit = "USD", .fallback = "",
     .meaning = "at the start of the plan; when absent, what is borrowed and not yet spent"},
    {AT "sunk", CP_IN(CP_T_NUMBER, sunk), .unit = "USD", .fallback = "0 USD",
     .meaning = "spent before the plan, left out of sunk-excluded cost"},
    {AT "hurdle", CP_IN(CP_T_NUMBER, hurdle), .unit = "1", .fallback = "", .max = 1,
     .meaning = "discount rate of its NPV; the plan's when absent"},
    {AT "depreciation", CP_T_MAP, 0, .fallback = "", .of = &depreciation_schema,
     .meaning = "schedules for tax"},
    {AT "book_life", CP_T_MAP, 0, .fallback = "", .of = &book_life_schema,
     .meaning = "lives for the books"},
    {AT "price", CP_IN(CP_T_PATH, price), .unit = "USD/GPU/h", .fallback = "",
     .meaning = "internal transfer price of compute"},
    {AT "rent", CP_IN(CP_T_PATH, rent), .unit = "USD/year", .fallback = "",
     .meaning = "lease the parent pays to it"},
    {AT "lease", CP_T_MAP, 0, .fallback = "", .of = &lease_schema,
     .meaning = "terms on which the parent may leave"},
    {AT "tranches", CP_IN(CP_T_TABLE, tranche), CP_N(ntranche), .fallback = "",
     .of = &tranche_schema, .meaning = "its debt, by name"},
    {AT "waterfall", CP_IN(CP_T_LIST, waterfall), CP_N(nwaterfall), .fallback = "",
     .of = &waterfall_schema,
     .meaning = "who is paid first; opex, tax, interest, principal, distribution when absent"},
};

static void default_waterfall(struct cp_binder *b, struct cp_entity *e) {
    static const char *const order[] = {"opex", "tax", "interest", "principal", "distribution"};
    e->waterfall = cp_arena_calloc(b->arena, COUNT(*order, order), sizeof *e->waterfall);
    if (!e->waterfall) {
        cp_bind_nomem(b);
        return;
    }
    for (size_t i = 0; i < COUNT(*order, order); i++)
        e->waterfall[i] = (struct cp_waterfall_step){.action = order[i], .pos = e->pos};
    e->nwaterfall = COUNT(*order, order);
}

static void check_entity(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    struct cp_entity *e = base;
    if (!e->nwaterfall)
        default_waterfall(b, e);
    const struct cp_plan_node *tranches = cp_node_child(node, "tranches");
    for (size_t i = 0; i < e->nwaterfall; i++) {
        const struct cp_waterfall_step *w = &e->waterfall[i];
        if (w->target && !cp_node_child(tranches, w->target))
            cp_bind_fail(b, w->pos, "waterfall/%zu: no tranche '%.80s' in this entity", i + 1,
                         w->target);
    }
}

const struct cp_schema cp_schema_entity = {.prefix = sizeof AT - 1,
                                           .field = entity,
                                           .nfield = COUNT(*entity, entity),
                                           .size = sizeof(struct cp_entity),
                                           .name = CP_AT(name),
                                           .pos = CP_AT(pos),
                                           .owner = CP_NO_OFFSET,
                                           .period = CP_NO_OFFSET,
                                           .check = check_entity};
