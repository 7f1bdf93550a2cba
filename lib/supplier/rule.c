/* What is known of each kind of rule: the number of the problem that it is, the number that stands
 * for no such rule, and how it is told to who wrote the plan. */
#include "supplier/rule.h"
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* ---- in words ---------------------------------------------------------------------------- */

static void path_of_offer(const struct cp_sourcing_run *r, size_t i, const char *key,
                          struct cp_supplier_rule_text *out) {
    const struct cp_offer *o = &r->plan->supply.offer[i];
    snprintf(out->path, sizeof out->path, "suppliers/%s/offers/%s/%s", o->supplier, o->name, key);
}

static void tell_committed(const struct cp_sourcing_run *r, size_t i,
                           struct cp_supplier_rule_text *out) {
    path_of_offer(r, i, "committed", out);
    snprintf(out->asks, sizeof out->asks, "%.6g GPU can arrive and are bought in any case",
             r->problem.offer[i].must);
}

static void tell_minimum(const struct cp_sourcing_run *r, size_t i,
                         struct cp_supplier_rule_text *out) {
    path_of_offer(r, i, "minimum", out);
    snprintf(out->asks, sizeof out->asks, "no less than %.6g GPU", r->problem.offer[i].minimum);
}

static void tell_multiple(const struct cp_sourcing_run *r, size_t i,
                          struct cp_supplier_rule_text *out) {
    path_of_offer(r, i, "multiple", out);
    snprintf(out->asks, sizeof out->asks, "a multiple of %.6g GPU", r->problem.offer[i].multiple);
}

static void tell_supplier_minimum(const struct cp_sourcing_run *r, size_t i,
                                  struct cp_supplier_rule_text *out) {
    snprintf(out->path, sizeof out->path, "suppliers/%s/minimum", r->plan->supply.supplier[i].name);
    snprintf(out->asks, sizeof out->asks, "no less than %.6g GPU in all",
             r->problem.supplier[i].minimum);
}

static void tell_share(const char *of, double share, struct cp_supplier_rule_text *out) {
    snprintf(out->asks, sizeof out->asks, "at most %.4g %% of the award from %s", 100 * share, of);
}

/* The supplier's own share, or that of all suppliers when it is the tighter. */
static void tell_supplier_share(const struct cp_sourcing_run *r, size_t i,
                                struct cp_supplier_rule_text *out) {
    const struct cp_supplier *s = &r->plan->supply.supplier[i];
    if (s->share <= r->plan->supply.sourcing.supplier_share)
        snprintf(out->path, sizeof out->path, "suppliers/%s/share", s->name);
    else
        snprintf(out->path, sizeof out->path, "sourcing/supplier_share");
    tell_share(s->name, r->problem.supplier[i].share, out);
}

static void tell_country_share(const struct cp_sourcing_run *r, size_t i,
                               struct cp_supplier_rule_text *out) {
    snprintf(out->path, sizeof out->path, "sourcing/country_share");
    tell_share(r->country[i], r->problem.country_share[i], out);
}

static void tell_budget(const struct cp_sourcing_run *r, size_t i,
                        struct cp_supplier_rule_text *out) {
    snprintf(out->path, sizeof out->path, "sourcing/budget");
    snprintf(out->asks, sizeof out->asks, "at most %.6g %s in %d", r->problem.budget[i],
             r->plan->money.currency, cp_period_year(r->plan->horizon.from) + (int)i);
}

static void tell_exact(const struct cp_sourcing_run *r, size_t i,
                       struct cp_supplier_rule_text *out) {
    (void)r;
    (void)i;
    snprintf(out->path, sizeof out->path, "--exact");
    snprintf(out->asks, sizeof out->asks, "no more than is needed in the end");
}

/* ---- the table --------------------------------------------------------------------------- */

enum owner { OF_OFFER, OF_SUPPLIER, OF_COUNTRY, OF_YEAR, OF_NEED, OWNERS };

static const struct kind {
    enum owner of; /* whose rule it is: an index of it is an index of those */
    size_t at;     /* of the number in its owner's struct */
    bool flag;     /* it is a bool */
    double none;   /* what it is without such a rule */
    void (*tell)(const struct cp_sourcing_run *r, size_t i, struct cp_supplier_rule_text *out);
} kinds[] = {
    [CP_AWARD_COMMITTED] = {OF_OFFER, offsetof(struct cp_award_offer, must), false, 0,
                            tell_committed},
    [CP_AWARD_MINIMUM] = {OF_OFFER, offsetof(struct cp_award_offer, minimum), false, 0,
                          tell_minimum},
    [CP_AWARD_MULTIPLE] = {OF_OFFER, offsetof(struct cp_award_offer, multiple), false, 0,
                           tell_multiple},
    [CP_AWARD_SUPPLIER_MINIMUM] = {OF_SUPPLIER, offsetof(struct cp_award_supplier, minimum), false,
                                   0, tell_supplier_minimum},
    [CP_AWARD_SUPPLIER_SHARE] = {OF_SUPPLIER, offsetof(struct cp_award_supplier, share), false, 1,
                                 tell_supplier_share},
    [CP_AWARD_COUNTRY_SHARE] = {OF_COUNTRY, 0, false, 1, tell_country_share},
    [CP_AWARD_BUDGET] = {OF_YEAR, 0, false, INFINITY, tell_budget},
    [CP_AWARD_EXACT] = {OF_NEED, offsetof(struct cp_award_need, exact), true, 0, tell_exact},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

void cp_supplier_rule_tell(const struct cp_sourcing_run *r, const struct cp_award_rule *rule,
                           struct cp_supplier_rule_text *out) {
    kinds[rule->kind].tell(r, rule->index, out);
    out->pos = cp_plan_pos(r->plan, out->path);
}

/* ---- in a problem ------------------------------------------------------------------------ */

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
    return kind->flag ? *(const bool *)at : *(const double *)at;
}

size_t cp_supplier_rules(const struct cp_award_problem *p, struct cp_award_rule *out) {
    size_t n = 0;
    for (int of = 0; of < OWNERS; of++)
        for (size_t i = 0; i < array_of(p, (enum owner)of).n; i++)
            for (int k = 0; k < KINDS; k++) {
                if ((int)kinds[k].of != of || number(p, &kinds[k], i) == kinds[k].none)
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

bool cp_supplier_rules_copy(const struct cp_award_problem *p, struct cp_arena *arena,
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

void cp_supplier_rule_keep(const struct cp_award_problem *p, const struct cp_award_rule *rule,
                           bool keep, struct cp_award_problem *copy) {
    const struct kind *kind = &kinds[rule->kind];
    double x = keep ? number(p, kind, rule->index) : kind->none;
    void *at = (void *)place(copy, kind, rule->index);
    if (kind->flag)
        *(bool *)at = x > 0;
    else
        *(double *)at = x;
}
