/* Keys of an entity's `equity:`: its partners, and the hurdles beyond which they share otherwise.
 */
#include "plan/document/document.h"
#include "plan/schema/schema.h"
#include <math.h>
#include <string.h>

#define AT "entities/NAME/equity/partners/NAME/"
#define OF struct cp_partner
static const struct cp_field partner[] = {
    {AT "capital", CP_IN(CP_T_NUMBER, capital), .unit = "1", .default_text = "0 %", .max = 1,
     .meaning = "part of what owners put in, and of what is paid to capital"},
    {AT "promote", CP_IN(CP_T_NUMBER, promote), .unit = "1", .default_text = "0 %", .max = 1,
     .meaning = "part of what is paid beyond that"},
    {AT "when", CP_IN(CP_T_TEXT, when), .default_text = "",
     .meaning =
         "trigger of the entity that must be on, or 'not' and one that must be off, for it to "
         "put anything in; the others then do, and capital is paid by what each has put in"},
};
static void check_partner(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    struct cp_partner *p = base;
    (void)b;
    (void)node;
    if (p->when && strncmp(p->when, "not ", 4) == 0) {
        p->unless = true;
        p->when += 4;
    }
}
static const struct cp_schema partner_schema = {CP_ROWS(partner), .name = CP_AT(name),
                                                .pos = CP_AT(pos), .check = check_partner};
#undef AT
#undef OF

#define AT "entities/NAME/equity/hurdles/NAME/"
#define OF struct cp_hurdle
static const struct cp_field hurdle[] = {
    {AT "return", CP_IN(CP_T_NUMBER, rate), .unit = "1", .default_text = NULL, .max = 10,
     .meaning = "a year, compounded, that capital gets before"},
    {AT "promote", CP_IN(CP_T_NUMBER, promote), .unit = "1", .default_text = NULL, .max = 1,
     .meaning = "part of payments beyond it, until the next, that is not by capital"},
    {AT "catch_up", CP_IN(CP_T_NUMBER, catch_up), .unit = "1", .default_text = "0 %", .max = 1,
     .meaning = "part of them, until the promote has that part of all profit; none when 0"},
};
static void check_hurdle(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_hurdle *h = base;
    const struct cp_plan_node *n = cp_plan_node_child(node, "catch_up");
    if (n && h->catch_up > 0 && h->catch_up <= h->promote)
        cp_plan_fail(b, n->pos, "catch_up: at no more than the promote it never catches up");
}
static const struct cp_schema hurdle_schema = {CP_ROWS(hurdle), .name = CP_AT(name),
                                               .pos = CP_AT(pos), .check = check_hurdle};
#undef AT
#undef OF

#define AT "entities/NAME/equity/"
#define OF struct cp_entity
static const struct cp_field equity[] = {
    {AT "partners", CP_IN(CP_T_TABLE, equity.partner), CP_N(equity.npartner), .default_text = NULL,
     .of = &partner_schema, .meaning = "by name; their parts of capital add up to 100 %"},
    {AT "hurdles", CP_IN(CP_T_TABLE, equity.hurdle), CP_N(equity.nhurdle), .default_text = "",
     .of = &hurdle_schema,
     .meaning = "by name, in ascending order; before the first all is by capital"},
};

static void check_equity(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_entity_equity *e = &((const struct cp_entity *)base)->equity;
    const struct cp_plan_node *partners = cp_plan_node_child(node, "partners");
    double capital = 0, promote = 0, most = 0;
    for (size_t i = 0; i < e->npartner; i++) {
        capital += e->partner[i].capital;
        promote += e->partner[i].promote;
    }
    for (size_t i = 0; i < e->nhurdle; i++) {
        most = fmax(most, e->hurdle[i].promote);
        if (i > 0 && !(e->hurdle[i].rate > e->hurdle[i - 1].rate))
            cp_plan_fail(b, e->hurdle[i].pos, "hurdles: '%.80s' is not above the one before it",
                         e->hurdle[i].name);
    }
    if (e->npartner && fabs(capital - 1) > 1e-9)
        cp_plan_fail(b, partners->pos, "partners: their capital adds up to %.10g %%, not 100 %%",
                     100 * capital);
    if (e->npartner && most > 0 && fabs(promote - 1) > 1e-9)
        cp_plan_fail(b, partners->pos, "partners: their promote adds up to %.10g %%, not 100 %%",
                     100 * promote);
}
const struct cp_schema cp_plan_schema_equity = {CP_ROWS(equity), .check = check_equity};
#undef AT
#undef OF
