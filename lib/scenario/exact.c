/* What is exact of those that are kept: mean demand, mean prices. */
#include "scenario/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Demand of a workload over all periods, in one future. */
static double sum_of(const struct cp_scenario_set *s, const double *demand, size_t w) {
    double sum = 0;
    for (size_t t = 0; t < s->periods; t++)
        sum += demand[w * s->periods + t];
    return sum;
}

/* Nothing correlates a workload's demand with an event: its part is as likely as the event. */
static bool is_free(const struct cp_scenario_set *s, size_t k, size_t e) {
    for (size_t i = 0; i < s->nscalar && !s->npath; i++) {
        const struct cp_scenario_scalar *x = &s->scalar[i];
        if (x->kind == CP_SCENARIO_DEMAND && x->of == k)
            return fabs(s->rho[i * s->nrho + e]) < 1e-12; /* events are the first scalars */
    }
    return false;
}

/* Demand where an event comes is the part of all demand that it is of all that were drawn. */
static void match_events(struct cp_scenario_set *s, const struct cp_scenario_sample *x, size_t k,
                         double *part, double *p) {
    size_t cells = s->plan->nworkload * s->periods;
    double all = 0, kept = 0;
    memset(part, 0, s->nevent * sizeof *part);
    for (size_t i = 0; i < x->n; i++) {
        double by = x->probability[i] * sum_of(s, x->demand + i * cells, k);
        all += by;
        for (size_t e = 0; e < s->nevent; e++)
            part[e] += x->when[i * s->nevent + e] < s->periods ? by : 0;
    }
    for (size_t i = 0; i < s->n; i++)
        kept += p[i] = s->future[i].probability * sum_of(s, s->future[i].demand, k);
    if (!(all > 0 && kept > 0))
        return;
    for (size_t e = 0; e < s->nevent; e++)
        part[e] = is_free(s, k, e) ? s->odds[e] : part[e] / all;
    for (size_t i = 0; i < s->n; i++)
        p[i] /= kept;
    if (!cp_scenario_fit(s, part, p))
        return;
    for (size_t i = 0; i < s->n; i++) {
        double was = s->future[i].probability * sum_of(s, s->future[i].demand, k) / kept;
        for (size_t t = 0; t < s->periods && was > 0; t++)
            s->future[i].demand[k * s->periods + t] *= p[i] / was;
    }
}

/* Mean demand over those that are kept, by their probabilities, is that of any number of draws. */
static void match_means(struct cp_scenario_set *s) {
    size_t cells = s->plan->nworkload * s->periods;
    for (size_t k = 0; k < cells; k++) {
        double all = cp_scenario_mean_demand(s, k / s->periods, k % s->periods), kept = 0;
        for (size_t i = 0; i < s->n; i++)
            kept += s->future[i].probability * s->future[i].demand[k];
        for (size_t i = 0; i < s->n && kept > 0 && all > 0; i++)
            s->future[i].demand[k] *= all / kept;
    }
}

int cp_scenario_match_demand(struct cp_scenario_set *s, const struct cp_scenario_sample *x,
                             bool events, struct cp_error *err) {
    double *room = cp_calloc(s->nevent + s->n + 1, sizeof *room);
    if (!room)
        return cp_fail_nomem(err);
    for (size_t k = 0; k < s->plan->nworkload && s->nevent && s->n < x->n && events; k++)
        if (s->demand[k].npoint)
            match_events(s, x, k, room, room + s->nevent);
    match_means(s);
    free(room);
    return 0;
}

/* Means over those that are kept, by their probabilities, are the forwards too. */
int cp_scenario_match_kept(struct cp_scenario_set *s, struct cp_error *err) {
    double *p = cp_calloc(s->n + 1, sizeof *p), **row = cp_calloc(s->n + 1, sizeof *row);
    bool good = p && row;
    for (size_t i = 0; good && i < s->n; i++) {
        p[i] = s->future[i].probability;
        row[i] = s->future[i].curve;
    }
    if (good)
        cp_scenario_match_prices(s, s->n, p, row);
    free(p);
    free(row);
    return good ? 0 : cp_fail_nomem(err);
}
