/* Drawing futures. */
#include "scenario/internal.h"
#include <stdlib.h>
#include <string.h>

/* ---- what is drawn --------------------------------------------------------------------------- */

static bool add(struct cp_scenario_set *s, unsigned kind, size_t of, const char *section,
                const char *name) {
    struct cp_scenario_scalar *x = &s->scalar[s->nscalar++];
    x->kind = kind;
    x->of = of;
    x->name = cp_arena_printf(&s->arena, "%s%s", section, name);
    x->key = kind == CP_SCENARIO_EVENTS ? name : x->name;
    return x->name != NULL;
}

/* Events first, as the plan has them. */
static int list_scalars(struct cp_scenario_set *s, struct cp_error *err) {
    const struct cp_plan *p = s->plan;
    bool good = true;
    s->scalar = cp_arena_calloc(&s->arena, s->nevent + p->nworkload + p->supply.noffer + 1,
                                sizeof *s->scalar);
    if (!s->scalar)
        return cp_fail_nomem(err);
    for (size_t e = 0; e < s->nevent; e++)
        good = add(s, CP_SCENARIO_EVENTS, e, "events/", s->event[e].name) && good;
    if (s->npath)
        good = add(s, CP_SCENARIO_DEMAND, 0, "", "demand") && good;
    for (size_t w = 0; s->demand && !s->npath && w < p->nworkload; w++)
        if (s->demand[w].npoint)
            good = add(s, CP_SCENARIO_DEMAND, w, "workloads/", p->workload[w].name) && good;
    for (size_t o = 0; s->opt.drivers & CP_SCENARIO_LEADS && o < p->supply.noffer; o++)
        if (cp_scenario_has_lead(&p->supply.offer[o])) {
            good = add(s, CP_SCENARIO_LEADS, o, "offers/", p->supply.offer[o].name) && good;
            s->late = true;
        }
    return good ? 0 : cp_fail_nomem(err);
}

static int read_drivers(struct cp_scenario_set *s, struct cp_error *err) {
    int rc = 0;
    if (s->nevent) {
        s->by = cp_arena_calloc(&s->arena, s->nevent * s->periods, sizeof *s->by);
        s->bound.cause = cp_arena_calloc(&s->arena, s->nevent, sizeof *s->bound.cause);
        s->bound.order = cp_arena_calloc(&s->arena, s->nevent, sizeof *s->bound.order);
        rc = s->by && s->bound.cause && s->bound.order ? cp_scenario_read(s, err)
                                                       : cp_fail_nomem(err);
        if (rc == 0) {
            cp_scenario_order(s);
            rc = cp_scenario_join(s, err);
        }
    }
    if (rc == 0 && s->opt.drivers & CP_SCENARIO_DEMAND)
        rc = cp_scenario_read_demand(s, err);
    if (rc == 0 && s->ncurve)
        rc = cp_scenario_read_prices(s, err);
    if (rc == 0)
        rc = list_scalars(s, err);
    if (rc == 0 && s->late)
        rc = cp_scenario_read_supply(s, err);
    if (rc == 0 && s->nscalar == 0 && s->prices.nstep == 0)
        rc = cp_fail(err, CP_EINPUT,
                     "the plan has no events or curves, and the stream no quantiles or paths of "
                     "demand: nothing is drawn; see cp-scenario(1)");
    return rc;
}

/* ---- drawing --------------------------------------------------------------------------------- */

static int compare(const void *a, const void *b, void *width) {
    const size_t *x = a, *y = b;
    for (size_t e = 0; e < *(size_t *)width; e++)
        if (x[e] != y[e])
            return x[e] > y[e] ? -1 : 1; /* what never comes first */
    return 0;
}

/* Where events alone are drawn the same ones are one, sorted. */
static void merge(struct cp_scenario_sample *x, size_t width) {
    size_t n = 0;
    double all = (double)x->n;
    qsort_r(x->when, x->n, width * sizeof *x->when, compare, &width);
    for (size_t i = 0; i < x->n; i++) {
        const size_t *row = x->when + i * width;
        bool same = n > 0 && compare(x->when + (n - 1) * width, row, &width) == 0;
        n += !same;
        if (!same) {
            memmove(x->when + (n - 1) * width, row, width * sizeof *x->when);
            x->probability[n - 1] = 0;
        }
        x->probability[n - 1] += 1;
    }
    for (size_t i = 0; i < n; i++)
        x->probability[i] /= all;
    x->n = n;
    free(x->u); /* of rows as they were */
    x->u = NULL;
}

static int make_room(const struct cp_scenario_set *s, struct cp_scenario_sample *x) {
    const struct cp_plan *p = s->plan;
    size_t n = x->n, prices = s->prices.nstep ? s->ncurve * s->periods : 0;
    x->when = cp_calloc(n * (s->nevent + 1), sizeof *x->when);
    x->probability = cp_calloc(n, sizeof *x->probability);
    x->curve = prices ? cp_calloc(n * prices + 1, sizeof *x->curve) : NULL;
    x->demand = s->demand ? cp_calloc(n * p->nworkload * s->periods + 1, sizeof *x->demand) : NULL;
    x->late = s->late ? cp_calloc(n * p->supply.noffer + 1, sizeof *x->late) : NULL;
    bool good = x->when && x->probability && (x->curve || !prices) && (x->demand || !s->demand) &&
                (x->late || !s->late);
    return good ? 0 : CP_ENOMEM;
}

static void release(struct cp_scenario_sample *x) {
    free(x->when);
    free(x->probability);
    free(x->curve);
    free(x->demand);
    free(x->late);
    free(x->u);
}

/* Everything but prices, which follow the weights. */
static int fill(struct cp_scenario_set *s, struct cp_scenario_sample *x, double **z, bool points,
                struct cp_error *err) {
    size_t nw = s->plan->nworkload * s->periods;
    int rc = make_room(s, x) == 0 ? 0 : cp_fail_nomem(err);
    if (rc == 0 && points)
        rc = cp_scenario_put_points(s, x) == 0 ? 0 : cp_fail_nomem(err);
    else if (rc == 0)
        rc = cp_scenario_draw_all(s, &x->u, z, err);
    for (size_t i = 0; rc == 0 && i < x->n && !points; i++) {
        cp_scenario_events_of(s, x->u + i * s->nscalar, x->when + i * s->nevent);
        x->probability[i] = 1 / (double)x->n;
    }
    bool weigh = points || s->opt.match != CP_SCENARIO_MATCH_NONE;
    if (rc == 0 && !points && !x->curve && !x->demand && !x->late)
        merge(x, s->nevent);
    if (rc == 0 && s->nevent && weigh && cp_scenario_weigh(s, x) != 0)
        rc = cp_fail_nomem(err);
    if (rc == 0 && points)
        cp_scenario_drop_points(s, x);
    for (size_t i = 0; rc == 0 && i < x->n && x->u; i++) {
        if (x->demand)
            cp_scenario_demand_of(s, x->u + i * s->nscalar, x->demand + i * nw);
        if (x->late)
            cp_scenario_leads_of(s, x->u + i * s->nscalar, x->late + i * s->plan->supply.noffer);
    }
    return rc;
}

static int draw(struct cp_scenario_set *s, struct cp_error *err) {
    struct cp_scenario_sample x = {.n = s->opt.samples};
    bool points = cp_scenario_has_points(s->opt.method);
    double *z = NULL;
    int rc = points ? cp_scenario_count_points(s, &x.n, err) : 0;
    if (rc == 0)
        rc = fill(s, &x, &z, points, err);
    if (rc == 0 && x.curve)
        rc = cp_scenario_prices_of(s, z, &x, err);
    free(z);
    if (rc == 0 && points) { /* each is what its points make it */
        s->opt.samples = x.n;
        s->opt.match = CP_SCENARIO_MATCH_NONE;
    }
    if (rc == 0)
        rc = cp_scenario_keep(s, &x, err);
    release(&x);
    return rc;
}

int cp_scenario_draw(const struct cp_plan *plan, const struct cp_facts *facts,
                     const struct cp_scenario_options *opt, struct cp_scenario_set **out,
                     struct cp_error *err) {
    const struct cp_plan_market *m = &plan->money.market;
    bool events = opt->drivers & CP_SCENARIO_EVENTS, curves = opt->drivers & CP_SCENARIO_CURVES;
    if (events && m->events.n > 60)
        return cp_fail(err, CP_EINPUT, "the plan has more than 60 events");
    struct cp_scenario_set *s = calloc(1, sizeof *s);
    if (!s)
        return cp_fail_nomem(err);
    s->plan = plan;
    s->facts = facts;
    s->opt = *opt;
    s->event = m->events.event;
    s->nevent = events ? m->events.n : 0;
    s->ncurve = curves ? m->ncurve : 0;
    s->periods = plan->horizon.n;
    int rc = read_drivers(s, err);
    if (rc == 0)
        rc = cp_scenario_check_names(s, err);
    if (rc == 0)
        rc = draw(s, err);
    if (rc)
        cp_scenario_free(s);
    else
        *out = s;
    return rc;
}

void cp_scenario_free(struct cp_scenario_set *s) {
    if (!s)
        return;
    cp_arena_release(&s->arena);
    free(s);
}

int cp_scenario_pick(struct cp_scenario_set *s, const char *name, struct cp_error *err) {
    const char **names = cp_arena_calloc(&s->arena, s->n + 1, sizeof *names);
    if (!names)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < s->n; i++) {
        names[i] = s->future[i].name;
        if (strcmp(names[i], name) != 0)
            continue;
        s->future[0] = s->future[i];
        s->future[0].probability = 1;
        s->n = 1;
        return 0;
    }
    const char *near = cp_nearest(name, names, s->n);
    return cp_fail(err, CP_EUSAGE, "--future: none that is kept is '%.100s'%s%s%s; --list has them",
                   name, near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
}
