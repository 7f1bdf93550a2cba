/* Dominant resource fairness [Ghodsi et al., NSDI 2011, section 4.1]: with all capacity as it was
 * decided, the least dominant share of the tenants that are short is as large as it can be in every
 * period, and what is left is dispatched at least cost. A tenant's dominant share is the part of
 * the fleet, or of the sites' bandwidth, that its work takes, whichever is larger for each piece of
 * it.
 */
#include "allocate/block/block.h"
#include "allocate/build.h"
#include "allocate/program/at.h"
#include "allocate/run.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double rounding = 1e-7;
static const double none = 1e-3; /* GPU or Gbit/s: what an engine leaves of 0 */

struct drf {
    struct cp_program *m;
    size_t n, *tenant; /* of every workload its tenant, n in all */
    size_t *share;     /* T: COL_SHARE */
    size_t *row;       /* tenant x T: ROW_SHARE; NONE: it cannot run, or has all it wants */
};

static bool same_tenant(const char *a, const char *b) {
    return a == b || (a && b && !strcmp(a, b));
}

static void find_tenants(struct drf *f) {
    const struct cp_workload *work = f->m->plan->workload;
    for (size_t w = 0; w < f->m->plan->nworkload; w++) {
        size_t i = 0;
        while (!same_tenant(work[i].tenant, work[w].tenant))
            i++;
        f->tenant[w] = i < w ? f->tenant[i] : f->n++;
    }
}

/* GPUs that can work, and Gbit/s of the limited sites, in period t. */
static void measure(const struct cp_program *m, const double *x, size_t t, double *units,
                    double *net) {
    *units = *net = 0;
    for (size_t p = 0; p < m->fleet.npool; p++) {
        const struct cp_sku *sku = &m->plan->sku[m->fleet.pool[p].g];
        if (m->fleet.pool[p].fleet[t] != NONE)
            *units += x[m->fleet.pool[p].fleet[t]] * sku->reliability.availability *
                      (1 - sku->reliability.spares);
    }
    for (size_t s = 0; s < m->plan->nsite; s++)
        *net += *traffic_at(m, s, t) == NONE ? 0 : cp_allocate_bandwidth(m, x, s, t);
}

/* The part of what there is that an EFLOP/s of workload w takes on pool p. */
static double dominant(const struct cp_program *m, size_t w, size_t p, size_t t, double units,
                       double net) {
    const struct cp_pool *pool = &m->fleet.pool[p];
    const struct cp_sku *sku = &m->plan->sku[pool->g];
    const struct cp_workload *work = &m->plan->workload[w];
    double part = 1 / (sku->peak * cp_plan_efficiency(sku, work->name)) / units;
    double sent = 0;
    for (size_t s = 0; s < m->plan->nsite; s++)
        sent += *traffic_at(m, s, t) == NONE ? 0 : cp_allocate_traffic(m, w, p, s);
    return net > none ? fmax(part, sent / net) : part;
}

static void add_run_share(struct drf *f, size_t w, size_t p, size_t t, double part) {
    struct cp_program *m = f->m;
    size_t run = *run_at(m, w, p, t), *r = &f->row[by_period(m, f->tenant[w], t)];
    if (run == NONE)
        return;
    if (*r == NONE) {
        *r = cp_allocate_row(m, tagged(ROW_SHARE, f->tenant[w], NONE, t, NONE), 0, CP_LP_INF);
        cp_allocate_coef(m, *r, f->share[t], -1);
    }
    for (size_t h = 0; h < m->time.slice[t]->n; h++)
        cp_allocate_coef(m, *r, run + h, m->time.slice[t]->weight[h] * part);
}

/* In period t: the dominant share of every tenant whose work can run, less the least share, is at
 * least 0.
 */
static void add_shares(struct drf *f, const double *x, size_t t) {
    struct cp_program *m = f->m;
    double units, net;
    measure(m, x, t, &units, &net);
    f->share[t] = cp_allocate_col(m, tagged(COL_SHARE, NONE, NONE, t, NONE), 0, 1);
    for (size_t w = 0; units > none && w < m->plan->nworkload; w++)
        for (size_t p = 0; p < m->fleet.npool; p++)
            if (cp_plan_efficiency(&m->plan->sku[m->fleet.pool[p].g], m->plan->workload[w].name) >
                0)
                add_run_share(f, w, p, t, dominant(m, w, p, t, units, net));
}

/* A tenant at the least share whose demand is all served can have no more: it keeps that, and no
 * longer holds down the share of the others. */
static bool settle(struct drf *f, const struct cp_lp_solution *s, size_t i, size_t t) {
    struct cp_program *m = f->m;
    size_t r = f->row[by_period(m, i, t)];
    double missing = 0, wanted = 0;
    for (size_t w = 0; w < m->plan->nworkload; w++)
        if (f->tenant[w] == i) {
            missing += cp_allocate_unmet(m, s->x, w, t);
            wanted += *demand_at(m, w, t);
        }
    if (r == NONE || s->activity[r] > rounding || missing > rounding * wanted)
        return false;
    for (size_t w = 0; w < m->plan->nworkload; w++) {
        size_t c = *unmet_at(m, w, t);
        size_t n = m->plan->workload[w].kind == CP_FLEXIBLE ? 1 : m->time.slice[t]->n;
        for (size_t h = 0; f->tenant[w] == i && c != NONE && h < n; h++)
            cp_lp_set_col_bounds(m->lp, c + h, 0, fmax(0, s->x[c + h]));
    }
    cp_lp_set_row_bounds(m->lp, r, -CP_LP_INF, CP_LP_INF);
    f->row[by_period(m, i, t)] = NONE;
    return true;
}

/* Raise the least share of every period as far as it goes, past each tenant that has all it wants.
 */
static int raise_shares(struct drf *f, const struct cp_allocate_options *opt,
                        struct cp_lp_solution *s) {
    for (bool more = true; more;) {
        cp_lp_solution_release(s);
        int rc = cp_lp_finish(f->m->lp, f->m->err);
        if (rc)
            return rc;
        rc = cp_lp_solve(f->m->lp, &opt->lp, s, f->m->err);
        if (rc || !s->x)
            return rc;
        more = false;
        for (size_t i = 0; i < f->n; i++)
            for (size_t t = 0; t < f->m->T; t++)
                more |= settle(f, s, i, t);
    }
    for (size_t t = 0; t < f->m->T; t++)
        cp_lp_set_col_bounds(f->m->lp, f->share[t], fmax(0, s->x[f->share[t]] - rounding), 1);
    return 0;
}

/* The program of shares, then that of costs again. */
static int share_and_dispatch(struct drf *f, const struct cp_allocate_options *opt,
                              struct cp_lp_solution *s) {
    struct cp_program *m = f->m;
    struct cp_lp_view v = cp_lp_view(m->lp);
    size_t n = v.ncol;
    double *cost = cp_calloc(n + 1, sizeof *cost), constant = v.constant;
    if (!cost)
        return cp_fail_nomem(m->err);
    memcpy(cost, v.cost, n * sizeof *cost);
    for (size_t t = 0; t < m->T; t++)
        add_shares(f, s->x, t);
    for (size_t c = 0; c < n; c++)
        cp_lp_set_cost(m->lp, c, 0);
    for (size_t t = 0; t < m->T; t++)
        cp_lp_set_cost(m->lp, f->share[t], -1);
    cp_lp_set_constant(m->lp, 0);
    int rc = cp_allocate_failed(m);
    rc = rc ? rc : raise_shares(f, opt, s);
    for (size_t t = 0; t < m->T; t++)
        cp_lp_set_cost(m->lp, f->share[t], 0);
    for (size_t c = 0; c < n; c++)
        cp_lp_set_cost(m->lp, c, cost[c]);
    cp_lp_set_constant(m->lp, constant);
    free(cost);
    if (rc || !s->x)
        return rc;
    cp_lp_solution_release(s);
    rc = cp_lp_finish(m->lp, m->err);
    return rc ? rc : cp_lp_solve(m->lp, &opt->lp, s, m->err);
}

int cp_allocate_drf(struct cp_program *m, const struct cp_allocate_options *opt,
                    struct cp_lp_solution *s) {
    struct drf f = {.m = m, .tenant = cp_allocate_indices(m, m->plan->nworkload)};
    if (m->ended)
        return cp_allocate_failed(m);
    find_tenants(&f);
    f.share = cp_allocate_indices(m, m->T);
    f.row = cp_allocate_indices(m, f.n * m->T);
    if (m->ended)
        return cp_allocate_failed(m);
    if (f.n < 2)
        return 0;
    int rc = cp_allocate_hold(m, s->x);
    return rc ? rc : share_and_dispatch(&f, opt, s);
}
