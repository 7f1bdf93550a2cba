/* Debt cover at risk: CFADS of cp-finance with the cash of the paths, taxed, over the debt service
 * that it was planned with. It holds while the waterfall does not bend; cp-finance with the facts
 * of
 * --scenarios is the answer of record. */
#include "hedge/numbers.h"
#include "hedge/parts.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Covenants are tested on cover: the highest of them. NaN: none. */
static double covenant_of(const struct cp_entity *e) {
    double most = NAN;
    for (size_t k = 0; k < e->ntranche; k++) {
        const struct cp_tranche *t = &e->tranche[k];
        double floor = isnan(t->covenant.floor) ? t->dscr : t->covenant.floor;
        if (!isnan(floor) && !(floor <= most))
            most = floor;
    }
    return most;
}

/* Value of a measure of an entity in a period, without kind or tranche; NaN: none. */
static double find(struct cp_hedge *h, const struct cp_selection *s, const char *entity, size_t t) {
    for (size_t i = 0; i < s->n; i++) {
        const char *of = cp_hedge_dim(h, s->row[i], CP_ENTITY);
        if (of && strcmp(of, entity) == 0 && cp_hedge_period_of(h, s->row[i]) == t &&
            !cp_hedge_dim(h, s->row[i], CP_TRANCHE) && !cp_hedge_dim(h, s->row[i], CP_KIND))
            return s->value[i];
    }
    return NAN;
}

static int add_one(struct cp_hedge_cash *c, const struct cp_entity *e, size_t of, size_t t,
                   const double *planned, struct cp_hedge_tally *y) {
    struct cp_hedge *h = c->r->h;
    double keeps = e->tax.at_owners ? 1 : 1 - e->tax.rate, service = planned[0] / planned[1];
    double covenant = covenant_of(e), *cash = cp_calloc(c->npath + 1, sizeof *cash);
    char level[CP_NUMBER_SIZE];
    int rc = cash ? 0 : cp_fail_nomem(h->err);
    cp_number_format(level, rint((1 - h->opt->tail) * 1e9) / 1e9);
    for (int k = CP_CASH_ALL; k <= CP_CASH_HEDGED && rc == 0; k++) {
        struct cp_hedge_cover cover;
        const double *moved = cp_hedge_cash_at(c, (enum cp_hedge_class)k, of, t);
        if (k == CP_CASH_HEDGED && c->r->trades.n == 0)
            break;
        for (size_t p = 0; p < c->npath; p++)
            cash[p] = planned[0] + keeps * moved[p];
        if (cp_hedge_cover(cash, NULL, c->npath, service, isnan(covenant) ? 1 : covenant,
                           h->opt->tail, &cover) != 0) {
            rc = cp_fail_nomem(h->err);
            break;
        }
        struct cp_fact f = {.dim = {[CP_PERIOD] = c->bucket[t],
                                    [CP_ENTITY] = e->name,
                                    [CP_KIND] = cp_hedge_class_name[k]}};
        if (!isnan(covenant))
            rc = cp_hedge_add_value(h, y, "breach_probability_linear", f, cover.breach);
        f.dim[CP_QUANTILE] = cp_arena_strdup(&h->arena, level);
        if (rc == 0 && !f.dim[CP_QUANTILE])
            rc = cp_fail_nomem(h->err);
        if (rc == 0)
            rc = cp_hedge_add_value(h, y, "dscr_linear", f, cover.at_level);
    }
    free(cash);
    return rc;
}

int cp_hedge_add_cover(struct cp_hedge_cash *c, struct cp_hedge_tally *y) {
    struct cp_hedge *h = c->r->h;
    struct cp_selection cfads, dscr = {0};
    int rc = cp_hedge_select(h, "cfads", &cfads);
    if (rc == 0)
        rc = cp_hedge_select(h, "dscr", &dscr);
    for (size_t e = 0; e < h->plan->nentity && rc == 0; e++)
        for (size_t t = 0; t < h->nperiod && rc == 0; t++) {
            const char *name = h->plan->entity[e].name;
            double planned[2] = {find(h, &cfads, name, t), find(h, &dscr, name, t)};
            int64_t end = cp_period_end(cp_plan_period(h->plan, t));
            if (planned[1] > 0 && !isnan(planned[0]) && end > h->as_of)
                rc = add_one(c, &h->plan->entity[e], e, t, planned, y);
        }
    cp_facts_selection_release(&cfads);
    cp_facts_selection_release(&dscr);
    return rc;
}
