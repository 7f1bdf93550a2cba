/* Where the rules of an award stand in its problem, one row a kind. */
#include "supplier/award/rules.h"
#include <math.h>
#include <string.h>

enum owner { OF_OFFER, OF_SUPPLIER, OF_COUNTRY, OF_YEAR, OF_NEED, OWNERS };
enum type { NUMBER, FLAG, INDEX };

#define OFFER(field) OF_OFFER, offsetof(struct cp_award_offer, field)
#define SUPPLIER(field) OF_SUPPLIER, offsetof(struct cp_award_supplier, field)
static const struct kind {
    enum owner of; /* whose rule it is: an index of it is an index of those */
    size_t at;     /* of the number in its owner's struct */
    enum type type;
    double none; /* what it is without such a rule */
} kinds[] = {
    [CP_AWARD_COMMITTED] = {OFFER(must), NUMBER, 0},
    [CP_AWARD_MINIMUM] = {OFFER(minimum), NUMBER, 0},
    [CP_AWARD_MULTIPLE] = {OFFER(multiple), NUMBER, 0},
    [CP_AWARD_TRANCHE] = {OFFER(tranche), NUMBER, 0},
    [CP_AWARD_ORDER_MINIMUM] = {OFFER(order_minimum), NUMBER, 0},
    [CP_AWARD_ALTERNATIVE] = {OFFER(alternative), INDEX, 0},
    [CP_AWARD_BUNDLE] = {OFFER(bundle.first), INDEX, 0},
    [CP_AWARD_SUPPLIER_MINIMUM] = {SUPPLIER(minimum), NUMBER, 0},
    [CP_AWARD_SUPPLIER_SHARE] = {SUPPLIER(share), NUMBER, 1},
    [CP_AWARD_SUPPLIER_CAPACITY] = {SUPPLIER(capacity), NUMBER, INFINITY},
    [CP_AWARD_SUPPLIER_POWER] = {SUPPLIER(power), NUMBER, INFINITY},
    [CP_AWARD_COUNTRY_SHARE] = {OF_COUNTRY, 0, NUMBER, 1},
    [CP_AWARD_BUDGET] = {OF_YEAR, 0, NUMBER, INFINITY},
    [CP_AWARD_EXACT] = {OF_NEED, offsetof(struct cp_award_need, exact), FLAG, 0},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* The array of the problem in which an owner's numbers stand. */
struct array {
    const void *first;
    size_t n, size;
};

static struct array array_of(const struct cp_award_problem *p, enum owner of) {
    const struct array all[OWNERS] = {
        [OF_OFFER] = {p->offer, p->noffer, sizeof *p->offer},
        [OF_SUPPLIER] = {p->supplier, p->nsupplier, sizeof *p->supplier},
        [OF_COUNTRY] = {p->country_share, p->country_share ? p->ncountry : 0,
                        sizeof *p->country_share},
        [OF_YEAR] = {p->budget, p->year ? p->nyear : 0, sizeof *p->budget},
        [OF_NEED] = {p->need, p->nneed, sizeof *p->need},
    };
    return all[of];
}

static const void *place(const struct cp_award_problem *p, const struct kind *kind, size_t i) {
    struct array a = array_of(p, kind->of);
    return (const char *)a.first + i * a.size + kind->at;
}

static double number(const struct cp_award_problem *p, const struct kind *kind, size_t i) {
    const void *at = place(p, kind, i);
    if (kind->type == NUMBER)
        return *(const double *)at;
    return kind->type == FLAG ? *(const bool *)at : (double)*(const size_t *)at;
}

size_t cp_award_rules(const struct cp_award_problem *p, struct cp_award_rule *out) {
    size_t n = 0;
    for (int of = 0; of < OWNERS; of++)
        for (size_t i = 0; i < array_of(p, (enum owner)of).n; i++)
            for (int k = 0; k < KINDS; k++) {
                double x = (int)kinds[k].of == of ? number(p, &kinds[k], i) : kinds[k].none;
                /* 0 says of a capacity that there is none, as infinity does */
                if (x == kinds[k].none || (isinf(kinds[k].none) && x == 0 && of == OF_SUPPLIER))
                    continue;
                if (out)
                    out[n] = (struct cp_award_rule){(enum cp_award_rule_kind)k, i};
                n++;
            }
    return n;
}

static const void *copy(struct cp_arena *arena, struct array a) {
    void *to = cp_arena_calloc(arena, a.n + 1, a.size);
    if (to && a.n)
        memcpy(to, a.first, a.n * a.size);
    return to;
}

bool cp_award_rules_copy(const struct cp_award_problem *p, struct cp_arena *arena,
                         struct cp_award_problem *out) {
    *out = *p;
    out->offer = copy(arena, array_of(p, OF_OFFER));
    out->supplier = copy(arena, array_of(p, OF_SUPPLIER));
    out->need = copy(arena, array_of(p, OF_NEED));
    out->budget = copy(arena, array_of(p, OF_YEAR));
    if (p->country_share)
        out->country_share = copy(arena, array_of(p, OF_COUNTRY));
    return out->offer && out->supplier && out->need && out->budget &&
           !out->country_share == !p->country_share;
}

void cp_award_rule_keep(const struct cp_award_problem *p, const struct cp_award_rule *rule,
                        bool keep, struct cp_award_problem *copy) {
    const struct kind *kind = &kinds[rule->kind];
    double x = keep ? number(p, kind, rule->index) : kind->none;
    void *at = (void *)place(copy, kind, rule->index);
    if (kind->type == NUMBER)
        *(double *)at = x;
    else if (kind->type == FLAG)
        *(bool *)at = x > 0;
    else
        *(size_t *)at = (size_t)x;
}
