/* Futures that are not drawn: every combination of events, with every combination of a few points
 * of each other driver. */
#include "num/num.h"
#include "scenario/internal.h"
#include <math.h>
#include <string.h>

enum { MOST = 20000 }; /* futures */

size_t cp_scenario_points_of(enum cp_scenario_method method, double *u, double *weight) {
    static const double quantile[] = {.05, .5, .95}, part[] = {.185, .63, .185};
    size_t n = method == CP_SCENARIO_HERMITE_3 ? 3 : method == CP_SCENARIO_HERMITE_5 ? 5 : 0;
    double z[CP_SCENARIO_POINTS];
    if (method == CP_SCENARIO_PEARSON_TUKEY) {
        memcpy(u, quantile, sizeof quantile);
        memcpy(weight, part, sizeof part);
        return sizeof part / sizeof *part;
    }
    if (n == 0 || cp_num_hermite(n, z, weight) != 0)
        return 0;
    for (size_t i = 0; i < n; i++)
        u[i] = cp_num_normal_cdf(z[i]);
    return n;
}

/* An event comes, in the middle of its odds over time, or not; paths of the stream are equally
 * likely; of every other driver these points. */
struct grid {
    struct cp_scenario_set *s;
    size_t n;
    double u[CP_SCENARIO_POINTS], weight[CP_SCENARIO_POINTS];
};

static bool is_event(const struct grid *g, size_t j) {
    return g->s->scalar[j].kind == CP_SCENARIO_EVENTS;
}
static bool is_path(const struct grid *g, size_t j) {
    return g->s->scalar[j].kind == CP_SCENARIO_DEMAND && g->s->npath;
}

static size_t count(const struct grid *g, size_t j) {
    if (is_event(g, j)) /* one that has no odds never comes */
        return cp_scenario_middle(g->s, j) < g->s->periods ? 2 : 1;
    return is_path(g, j) ? g->s->npath : g->n;
}

/* Point k of driver j, in future i; events are the first drivers. */
static void put(const struct grid *g, size_t j, size_t k, size_t i, struct cp_scenario_sample *x) {
    struct cp_scenario_set *s = g->s;
    x->u[i * s->nscalar + j] = is_event(g, j)  ? .5
                               : is_path(g, j) ? ((double)k + .5) / (double)s->npath
                                               : g->u[k];
    if (is_event(g, j))
        x->when[i * s->nevent + j] = k ? cp_scenario_middle(s, j) : s->periods;
    else
        x->probability[i] *= is_path(g, j) ? 1 / (double)s->npath : g->weight[k];
}

static int check(const struct grid *g, size_t *n, struct cp_error *err) {
    const struct cp_scenario_set *s = g->s;
    *n = 1;
    if (s->prices.nstep)
        return cp_fail(err, CP_EUSAGE,
                       "--method: prices are drawn month by month, and have no points; leave the "
                       "curves out with --drivers, or draw");
    if (s->plan->money.market.copula.npair)
        return cp_fail_at(err, CP_EINPUT, cp_plan_pos(s->plan, "copula"),
                          "copula: points of drivers do not hang together; leave its pairs out, or "
                          "draw");
    for (size_t j = 0; j < s->nscalar; j++)
        if ((*n *= count(g, j)) > MOST)
            return cp_fail(err, CP_EUSAGE,
                           "--method: more than %d combinations of points; leave drivers out with "
                           "--drivers, or draw",
                           MOST);
    return 0;
}

int cp_scenario_count_points(struct cp_scenario_set *s, size_t *n, struct cp_error *err) {
    struct grid g = {.s = s};
    g.n = cp_scenario_points_of(s->opt.method, g.u, g.weight);
    return g.n ? check(&g, n, err) : cp_fail_nomem(err);
}

int cp_scenario_put_points(struct cp_scenario_set *s, struct cp_scenario_sample *x) {
    struct grid g = {.s = s};
    g.n = cp_scenario_points_of(s->opt.method, g.u, g.weight);
    x->u = g.n ? cp_calloc(x->n * s->nscalar + 1, sizeof *x->u) : NULL;
    for (size_t i = 0; x->u && i < x->n; i++) {
        size_t rest = i;
        x->probability[i] = 1;
        for (size_t j = s->nscalar; j-- > 0; rest /= count(&g, j))
            put(&g, j, rest % count(&g, j), i, x);
        cp_scenario_heed_dates(s, x->when + i * s->nevent);
    }
    return x->u ? 0 : CP_ENOMEM;
}

/* What cannot come together is no future. */
void cp_scenario_drop_points(const struct cp_scenario_set *s, struct cp_scenario_sample *x) {
    size_t n = 0;
    for (size_t i = 0; i < x->n; i++) {
        if (!(x->probability[i] > 0))
            continue;
        x->probability[n] = x->probability[i];
        memmove(x->when + n * s->nevent, x->when + i * s->nevent, s->nevent * sizeof *x->when);
        memmove(x->u + n * s->nscalar, x->u + i * s->nscalar, s->nscalar * sizeof *x->u);
        n++;
    }
    x->n = n;
}
