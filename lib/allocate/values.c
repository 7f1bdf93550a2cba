/* Duals as values: what one more of each scarce thing is worth, and which limits bind. Discounted
 * where the thing is bought once; in the money of the period where it is a price. */
#include "allocate/internal.h"
#include <math.h>
#include <stdlib.h>

/* Below this part of the objective a worth is not written. */
static const double noise = 1e-7;

/* A limit worth `each` a unit, `size` units of it: the dual and, as it binds, its money. */
static void put_limit(struct writer *w, const char *measure, struct cp_fact f, size_t t,
                      double each, double size, const char *kind) {
    if (!(each * size > noise * (1 + fabs(w->s->objective))))
        return;
    put(w, measure, f, t, each);
    f.dim[CP_KIND] = kind;
    put(w, "binding", f, t, each * size);
}

static double sum_duals(const struct writer *w, size_t first, size_t t) {
    double sum = 0;
    for (size_t h = 0; first != NONE && h < w->m->slice[t]->n; h++)
        sum += w->s->dual[first + h];
    return sum;
}

static void put_sites(struct writer *w, size_t t) {
    const struct model *m = w->m;
    for (size_t s = 0; s < m->plan->nsite; s++) {
        size_t at = s * m->T + t;
        struct cp_fact f = {.dim[CP_SITE] = m->plan->site[s].name};
        put_limit(w, "halls_dual", f, t, -sum_duals(w, m->room[at], t), w->s->x[m->halls[at]],
                  "halls");
        f.dim[CP_LAYER] = "energy";
        put(w, "energy_dual", f, t, sum_duals(w, m->balance[at], t) / (m->df[t] * m->hours[t]));
    }
}

/* A GPU-hour in every slice of a period, at work on the best use. */
static void put_pools(struct writer *w, size_t t) {
    const struct model *m = w->m;
    for (size_t p = 0; p < m->npool; p++) {
        const struct pool *pool = &m->pool[p];
        struct cp_fact f = {.dim[CP_SKU] = m->plan->sku[pool->g].name, .dim[CP_LAYER] = "hardware"};
        if (pool->units_row[t] == NONE || w->s->x[pool->fleet[t]] <= 1)
            continue;
        if (pool->s == NONE)
            f.dim[CP_OFFER] = m->lot[pool->lot].offer;
        else
            f.dim[CP_SITE] = m->plan->site[pool->s].name;
        put(w, "gpu_hour_dual", f, t,
            -sum_duals(w, pool->units_row[t], t) / (m->df[t] * m->hours[t]));
    }
}

static void put_workloads(struct writer *w, size_t t) {
    const struct model *m = w->m;
    for (size_t i = 0; i < m->plan->nworkload; i++) {
        const struct cp_workload *work = &m->plan->workload[i];
        size_t r = m->demand_row[i * m->T + t];
        struct cp_fact f = {.dim[CP_WORKLOAD] = work->name,
                            .dim[CP_TENANT] = work->tenant,
                            .dim[CP_LAYER] = "hardware"};
        if (r == NONE)
            continue;
        double dual = work->kind == CP_FLEXIBLE ? w->s->dual[r] : sum_duals(w, r, t);
        put(w, "demand_dual", f, t, dual / (m->df[t] * m->hours[t]));
    }
}

static void put_lots(struct writer *w) {
    const struct model *m = w->m;
    for (size_t l = 0; l < m->nlot; l++) {
        const struct lot *lot = &m->lot[l];
        struct cp_fact f = {.dim[CP_SKU] = lot->sku,
                            .dim[CP_SUPPLIER] = lot->supplier,
                            .dim[CP_OFFER] = lot->offer,
                            .dim[CP_STEP] = lot->step};
        for (size_t t = 0; t < m->T; t++)
            if (lot->col[t] != NONE)
                put_limit(w, "offer_dual", f, t, -w->s->reduced[lot->col[t]], lot->supply[t],
                          "offer");
    }
}

static void put_contracts(struct writer *w) {
    const struct model *m = w->m;
    for (size_t e = 0; e < m->plan->ncontract; e++) {
        const struct cp_contract *c = &m->plan->contract[e];
        struct cp_fact f = {.dim[CP_CONTRACT] = c->name};
        if (m->contract[e] != NONE && isfinite(c->power))
            put_limit(w, "contract_dual", f, NONE, -w->s->reduced[m->contract[e]], c->power,
                      "contract");
    }
}

int write_values(const struct model *m, const struct cp_lp_solution *s, struct cp_facts *facts) {
    struct writer w = {.m = m, .s = s, .facts = facts};
    for (size_t t = 0; t < m->T; t++) {
        put_sites(&w, t);
        put_pools(&w, t);
        put_workloads(&w, t);
    }
    put_lots(&w);
    put_contracts(&w);
    for (size_t r = 0; r < m->nrowtag; r++)
        if (m->rowtag[r].kind == ROW_CAPEX) {
            struct cp_period year = {CP_YEAR, cp_period_year(m->period[0]) + m->rowtag[r].a};
            char text[CP_PERIOD_SIZE];
            cp_period_format(text, year);
            put_limit(&w, "capex_dual", (struct cp_fact){.dim[CP_PERIOD] = text}, NONE, -s->dual[r],
                      fabs(s->activity[r]), "capex");
        }
    return w.rc;
}
