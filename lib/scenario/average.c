/* Futures that are each the mean of a part of all that were drawn. */
#include "num/num.h"
#include "scenario/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* In their order, each in the middle of its own part of the probability. */
static void even(const struct cp_scenario_set *s, struct cp_scenario_sample *x, size_t j,
                 struct cp_scenario_turn *turn) {
    double before = 0;
    for (size_t i = 0; i < x->n; i++)
        turn[i] = (struct cp_scenario_turn){i, x->u[i * s->nscalar + j], x->probability[i]};
    qsort(turn, x->n, sizeof *turn, cp_scenario_by_turn);
    for (size_t k = 0; k < x->n; k++) {
        double p = turn[k].probability, at = before + p / 2;
        x->u[turn[k].i * s->nscalar + j] = fmin(fmax(at, 1e-12), 1 - 1e-12);
        before += p;
    }
}

int cp_scenario_even(const struct cp_scenario_set *s, struct cp_scenario_sample *x) {
    size_t cells = s->plan->nworkload * s->periods;
    struct cp_scenario_turn *turn = cp_calloc(x->n + 1, sizeof *turn);
    if (!turn)
        return CP_ENOMEM;
    for (size_t j = 0; j < s->nscalar && x->u; j++)
        if (s->scalar[j].kind == CP_SCENARIO_LEADS ||
            (s->scalar[j].kind == CP_SCENARIO_DEMAND && !s->npath))
            even(s, x, j, turn);
    for (size_t i = 0; i < x->n && x->u; i++) {
        if (x->demand && !s->npath)
            cp_scenario_demand_of(s, x->u + i * s->nscalar, x->demand + i * cells);
        if (x->late)
            cp_scenario_leads_of(s, x->u + i * s->nscalar, x->late + i * s->plan->supply.noffer);
    }
    free(turn);
    return 0;
}

/* ---- means ----------------------------------------------------------------------------------- */

static void add(double *to, const double *from, size_t n, double by) {
    for (size_t k = 0; to && from && k < n; k++)
        to[k] += by * from[k];
}

/* Sums over each part so far become means, dates the nearest period. */
static void finish(const struct cp_scenario_set *s, struct cp_scenario_future *f,
                   const double *when, double all) {
    for (size_t k = 0; f->demand && k < s->plan->nworkload * s->periods; k++)
        f->demand[k] /= all;
    for (size_t k = 0; f->late && k < s->plan->supply.noffer; k++)
        f->late[k] /= all;
    for (size_t e = 0; e < s->nevent; e++)
        if (f->when[e] < s->periods)
            f->when[e] = (size_t)floor(when[e] / all + .5);
}

static void clear(const struct cp_scenario_set *s, const struct cp_scenario_future *f) {
    if (f->demand)
        memset(f->demand, 0, s->plan->nworkload * s->periods * sizeof *f->demand);
    if (f->late)
        memset(f->late, 0, s->plan->supply.noffer * sizeof *f->late);
}

int cp_scenario_average(struct cp_scenario_set *s, const struct cp_scenario_sample *x,
                        const size_t *part) {
    size_t cells = s->plan->nworkload * s->periods, width = s->nevent + 1;
    double *sum = cp_calloc(s->n * width + 1, sizeof *sum); /* dates, then probability */
    size_t *before = cp_calloc(width, sizeof *before);
    if (!sum || !before) {
        free(sum);
        free(before);
        return CP_ENOMEM;
    }
    for (size_t i = 0; i < s->n; i++)
        clear(s, &s->future[i]);
    for (size_t i = 0; i < x->n; i++) {
        if (part[i] >= s->n)
            continue;
        struct cp_scenario_future *f = &s->future[part[i]];
        double p = x->probability[i], *own = sum + part[i] * width;
        for (size_t e = 0; e < s->nevent; e++)
            own[e] += p * (double)x->when[i * s->nevent + e];
        own[s->nevent] += p;
        add(f->demand, x->demand ? x->demand + i * cells : NULL, cells, p);
        add(f->late, x->late ? x->late + i * s->plan->supply.noffer : NULL, s->plan->supply.noffer,
            p);
    }
    for (size_t i = 0; i < s->n; i++) {
        struct cp_scenario_future *f = &s->future[i];
        memcpy(before, f->when, s->nevent * sizeof *before);
        finish(s, f, sum + i * width, sum[i * width + s->nevent]);
        cp_scenario_heed_dates(s, f->when);
        cp_scenario_move_prices(s, f, before);
    }
    free(sum);
    free(before);
    return 0;
}
