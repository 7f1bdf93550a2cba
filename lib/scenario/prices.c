/* What prices do in each future: by the factors of the plan's curves, and by events. */
#include "scenario/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { YEAR = 8766 };

/* ---- steps and forwards ---------------------------------------------------------------------- */

/* Months of the periods from `as_of` on; NULL counts them. */
static size_t cut(const struct cp_scenario_set *s, int64_t as_of, struct cp_scenario_step *out) {
    size_t n = 0;
    double before = 0;
    for (size_t t = 0; t < s->periods; t++) {
        struct cp_period p = cp_plan_period(s->plan, t);
        int64_t at = cp_period_start(p), end = cp_period_end(p);
        for (at = at < as_of ? as_of : at; at < end; n++) {
            int64_t next = cp_period_end(cp_period_at(CP_MONTH, at));
            next = next < end ? next : end;
            double when = (double)(at + next - 2 * as_of) / 2 / YEAR;
            if (out)
                out[n] = (struct cp_scenario_step){t, at, next, when, when - before};
            before = when;
            at = next;
        }
    }
    return n;
}

/* By quotes; beyond them, for how far it moves, as the mean of those there are. */
static int read_forward(struct cp_scenario_set *s, size_t c, int64_t as_of, struct cp_error *err) {
    struct cp_scenario_prices *x = &s->prices;
    const struct cp_market_curve *of = &s->plan->money.market.curve[c];
    struct cp_curve curve;
    double sum = 0;
    size_t known = 0;
    int rc = cp_curve_make(s->plan, of, as_of, &s->arena, &curve, err);
    if (rc)
        return rc;
    for (size_t k = 0; k < x->nstep; k++) {
        double f = cp_curve_mean(&curve, x->step[k].from, x->step[k].until);
        x->forward[k * s->ncurve + c] = f;
        sum += isnan(f) ? 0 : f;
        known += isnan(f) ? 0 : 1;
    }
    if (known == 0 && of->model.kind == CP_MODEL_NORMAL) {
        cp_scenario_note(s,
                         "%s: no quote is of the plan's periods, so nothing says what its "
                         "deviation is a part of: it does not move",
                         of->name);
        return 0;
    }
    if (known == 0)
        x->factors.floor[c] = 0;
    for (size_t k = 0; k < x->nstep; k++) {
        double *f = &x->forward[k * s->ncurve + c];
        *f = !isnan(*f) ? *f : known ? sum / (double)known : 1;
    }
    return 0;
}

static void average(const struct cp_scenario_set *s, const double *by_step, double *out) {
    const struct cp_scenario_prices *x = &s->prices;
    double hours[2] = {0};
    for (size_t c = 0; c < s->ncurve; c++)
        for (size_t t = 0; t < s->periods; t++)
            out[c * s->periods + t] = NAN;
    for (size_t k = 0; k < x->nstep; k++) {
        double h = (double)(x->step[k].until - x->step[k].from);
        bool first = k == 0 || x->step[k].t != x->step[k - 1].t;
        hours[0] = first ? 0 : hours[0];
        for (size_t c = 0; c < s->ncurve; c++) {
            double *to = &out[c * s->periods + x->step[k].t], p = by_step[k * s->ncurve + c];
            *to = first ? p : (*to * hours[0] + p * h) / (hours[0] + h);
        }
        hours[0] += h;
    }
}

int cp_scenario_read_prices(struct cp_scenario_set *s, struct cp_error *err) {
    struct cp_scenario_prices *x = &s->prices;
    int64_t start = cp_period_start(cp_plan_period(s->plan, 0));
    int64_t as_of = s->opt.as_of == INT64_MIN ? start : s->opt.as_of;
    int rc = cp_curve_factors(s->plan, &s->arena, &x->factors, err);
    if (rc)
        return rc;
    x->nstep = cut(s, as_of, NULL);
    x->step = cp_arena_calloc(&s->arena, x->nstep + 1, sizeof *x->step);
    x->forward = cp_arena_calloc(&s->arena, x->nstep * s->ncurve + 1, sizeof *x->forward);
    x->mean = cp_arena_calloc(&s->arena, s->periods * s->ncurve + 1, sizeof *x->mean);
    if (!x->step || !x->forward || !x->mean)
        return cp_fail_nomem(err);
    cut(s, as_of, x->step);
    for (size_t c = 0; rc == 0 && c < s->ncurve; c++)
        rc = read_forward(s, c, as_of, err);
    if (rc)
        return rc;
    average(s, x->forward, x->mean);
    for (size_t k = 0; k < s->ncurve * s->periods; k++)
        if (!(x->mean[k] > 0))
            x->mean[k] = NAN;
    return 0;
}

/* ---- futures --------------------------------------------------------------------------------- */

double cp_scenario_moved(const struct cp_scenario_set *s, const size_t *when, size_t c, size_t t) {
    const char *name = s->plan->money.market.curve[c].name;
    double product = 1;
    for (size_t e = 0; e < s->nevent; e++)
        for (size_t k = 0; k < s->event[e].ncurve; k++)
            if (strcmp(s->event[e].curve[k].of, name) == 0 && cp_scenario_holds(s, when, e, t))
                product *= s->event[e].curve[k].value;
    return product;
}

void cp_scenario_match_prices(const struct cp_scenario_set *s, size_t n, const double *probability,
                              double *const *curve) {
    const struct cp_scenario_prices *x = &s->prices;
    for (size_t c = 0; c < s->ncurve; c++)
        for (size_t t = 0; t < s->periods; t++) {
            size_t at = c * s->periods + t;
            double floor = x->factors.floor[c] / x->mean[at], sum = 0, all = 0;
            bool normal = x->factors.normal[c];
            for (size_t i = 0; i < n; i++) {
                sum += probability[i] * (curve[i][at] - (normal ? 0 : floor));
                all += probability[i];
            }
            if (isnan(x->mean[at]) || !(all > 0) || (!normal && !(sum > 0)))
                continue;
            double mean = sum / all;
            for (size_t i = 0; i < n; i++)
                curve[i][at] = normal ? curve[i][at] + (1 - mean)
                                      : floor + (curve[i][at] - floor) * ((1 - floor) / mean);
        }
}

/* Prices of steps to factors of periods, events in them. */
static void take(const struct cp_scenario_set *s, const double *path, const size_t *when,
                 double *out) {
    average(s, path, out);
    for (size_t c = 0; c < s->ncurve; c++)
        for (size_t t = 0; t < s->periods; t++) {
            size_t at = c * s->periods + t;
            out[at] = isnan(s->prices.mean[at])
                          ? 1
                          : out[at] / s->prices.mean[at] * cp_scenario_moved(s, when, c, t);
        }
}

int cp_scenario_prices_of(const struct cp_scenario_set *s, const double *z,
                          struct cp_scenario_sample *x, struct cp_error *err) {
    size_t cells = s->prices.nstep * s->ncurve, table = s->ncurve * s->periods;
    double *when = cp_calloc(s->prices.nstep + 1, sizeof *when);
    double *path = cp_calloc(x->n * cells + 1, sizeof *path);
    double **row = cp_calloc(x->n + 1, sizeof *row);
    int rc = when && path && row ? 0 : CP_ENOMEM;
    for (size_t k = 0; rc == 0 && k < s->prices.nstep; k++)
        when[k] = s->prices.step[k].when;
    const struct cp_curve_paths p = {.factors = &s->prices.factors,
                                     .ndate = s->prices.nstep,
                                     .npath = x->n,
                                     .time = when,
                                     .forward = s->prices.forward,
                                     .jobs = s->opt.jobs,
                                     .draw = z};
    if (rc == 0)
        rc = cp_curve_paths(&p, path);
    for (size_t i = 0; rc == 0 && i < x->n; i++) {
        row[i] = x->curve + i * table;
        take(s, path + i * cells, x->when + i * s->nevent, row[i]);
    }
    if (rc == 0 && s->opt.match != CP_SCENARIO_MATCH_NONE)
        cp_scenario_match_prices(s, x->n, x->probability, row);
    free(when);
    free(path);
    free(row);
    return rc ? cp_fail_nomem(err) : 0;
}
