/* Of the futures that are kept: when events come in them and how their drivers lie, so that few
 * have of each driver alone what all that were drawn have. */
#include "num/num.h"
#include "scenario/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- when events come ------------------------------------------------------------------------ */

int cp_scenario_by_turn(const void *a, const void *b) {
    const struct cp_scenario_turn *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (x->i > y->i) - (x->i < y->i);
}

/* The mean period in which an event comes in the part [a, b] of the cases in which it does. */
static size_t period_within(const struct cp_scenario_set *s, size_t e, double a, double b) {
    const double *by = s->by + e * s->periods;
    double all = by[s->periods - 1], sum = 0, part = 0, before = 0;
    for (size_t t = 0; t < s->periods; t++) {
        double until = by[t] / all, own = fmin(until, b) - fmax(before, a);
        if (own > 0) {
            sum += own * (double)t;
            part += own;
        }
        before = until;
    }
    return part > 0 ? (size_t)floor(sum / part + .5) : SIZE_MAX;
}

size_t cp_scenario_middle(const struct cp_scenario_set *s, size_t e) {
    bool any = s->by[e * s->periods + s->periods - 1] > 0;
    size_t t = any ? period_within(s, e, 0, 1) : SIZE_MAX;
    return t == SIZE_MAX ? s->periods : t;
}

/* In the order in which they have it, each its part of the odds over time. */
static void settle_event(struct cp_scenario_set *s, size_t e, struct cp_scenario_turn *turn) {
    size_t n = 0;
    double all = 0, a = 0;
    for (size_t i = 0; i < s->n; i++) {
        const struct cp_scenario_future *f = &s->future[i];
        if (f->when[e] < s->periods) {
            turn[n++] = (struct cp_scenario_turn){i, (double)f->when[e], f->probability};
            all += f->probability;
        }
    }
    qsort(turn, n, sizeof *turn, cp_scenario_by_turn);
    for (size_t k = 0; k < n && all > 0; k++) {
        double b = a + turn[k].probability / all;
        size_t t = period_within(s, e, a, b);
        if (t != SIZE_MAX)
            s->future[turn[k].i].when[e] = t;
        a = b;
    }
}

void cp_scenario_move_prices(const struct cp_scenario_set *s, struct cp_scenario_future *f,
                             const size_t *before) {
    for (size_t c = 0; f->curve && c < s->ncurve; c++)
        for (size_t t = 0; t < s->periods; t++) {
            double was = cp_scenario_moved(s, before, c, t),
                   is = cp_scenario_moved(s, f->when, c, t);
            if (was > 0 && was != is)
                f->curve[c * s->periods + t] *= is / was;
        }
}

static int settle_events(struct cp_scenario_set *s, struct cp_scenario_turn *turn) {
    size_t *before = cp_calloc(s->n * s->nevent + 1, sizeof *before);
    if (!before)
        return CP_ENOMEM;
    for (size_t i = 0; i < s->n; i++)
        memcpy(before + i * s->nevent, s->future[i].when, s->nevent * sizeof *before);
    for (size_t e = 0; e < s->nevent; e++)
        settle_event(s, e, turn);
    for (size_t i = 0; i < s->n; i++)
        cp_scenario_heed_dates(s, s->future[i].when);
    for (size_t i = 0; i < s->n; i++)
        cp_scenario_move_prices(s, &s->future[i], before + i * s->nevent);
    free(before);
    return 0;
}

/* ---- how drivers lie ------------------------------------------------------------------------- */

/* Scores of a driver, of all that were drawn or of those that are kept, and by rows what explains
 * them: a constant, each event, and the drivers before. */
struct side {
    size_t n;
    double *p, *by, *y, *fit; /* n; n x most; n; coefficients */
    double deviation;         /* of what is not explained */
};
struct scores {
    struct cp_scenario_set *s;
    const struct cp_scenario_sample *x;
    struct side all, kept;
    size_t d, most; /* of what explains them; room for it */
    double *room;   /* for all of a least-squares problem */
    struct cp_scenario_turn *turn;
};

static double density(double u) {
    double z = u > 1e-15 && u < 1 - 1e-15 ? cp_num_normal_quantile(u) : HUGE_VAL;
    return exp(-z * z / 2) / sqrt(2 * M_PI);
}

/* The mean of a standard normal variable over the part of its probability that each future has, in
 * the order in which they have it. */
static void spread(const struct scores *w) {
    const struct side *v = &w->kept;
    double a = 0;
    for (size_t k = 0; k < v->n; k++)
        w->turn[k] = (struct cp_scenario_turn){k, v->y[k], v->p[k]};
    qsort(w->turn, v->n, sizeof *w->turn, cp_scenario_by_turn);
    for (size_t k = 0; k < v->n; k++) {
        double p = w->turn[k].probability, b = k + 1 < v->n ? a + p : 1;
        v->y[w->turn[k].i] = p > 0 ? (density(a) - density(b)) / p : 0;
        a = b;
    }
}

/* By least squares; what is not explained stays in y. */
static int explain(const struct scores *w, struct side *v, size_t d) {
    double *a = w->room, *b = a + v->n * d;
    for (size_t i = 0; i < v->n; i++) {
        double root = sqrt(v->p[i]);
        for (size_t k = 0; k < d; k++)
            a[i * d + k] = root * v->by[i * w->most + k];
        b[i] = root * v->y[i];
    }
    int rc = cp_num_least_squares(a, b, v->n, d, v->fit);
    double sum = 0;
    for (size_t i = 0; i < v->n && rc == 0; i++) {
        for (size_t k = 0; k < d; k++)
            v->y[i] -= v->fit[k] * v->by[i * w->most + k];
        sum += v->p[i] * v->y[i] * v->y[i];
    }
    v->deviation = sqrt(sum);
    return rc;
}

/* Scores explained by so many columns as those of all are, and what is left with the same
 * deviation. */
static int adjust(const struct scores *w, size_t d) {
    const struct side *v = &w->kept;
    int rc = explain(w, (struct side *)&w->kept, d);
    double by = rc == 0 && v->deviation > 1e-9 ? w->all.deviation / v->deviation : 0;
    for (size_t i = 0; i < v->n && rc == 0; i++) {
        v->y[i] *= by;
        for (size_t k = 0; k < d; k++)
            v->y[i] += w->all.fit[k] * v->by[i * w->most + k];
    }
    return rc;
}

/* Standard normal by its own parts, in the order that what explains it leaves: in turn one and the
 * other, until the order stays. What hangs together explains nothing. */
static int arrange(const struct scores *w, size_t j, size_t d) {
    enum { ROUNDS = 30 };
    const struct cp_scenario_set *s = w->s;
    double squares = 0;
    for (size_t i = 0; i < w->all.n; i++)
        w->all.y[i] = cp_num_normal_quantile(w->x->u[i * s->nscalar + j]);
    for (size_t i = 0; i < w->kept.n; i++)
        w->kept.y[i] = cp_num_normal_quantile(s->future[i].u[j]);
    int rc = explain(w, (struct side *)&w->all, d);
    spread(w);
    for (int round = 0; round < ROUNDS && rc == 0; round++) {
        rc = adjust(w, d);
        spread(w);
    }
    for (size_t i = 0; i < w->kept.n; i++)
        squares += w->kept.p[i] * w->kept.y[i] * w->kept.y[i];
    for (size_t i = 0; i < w->kept.n && squares > 1e-9; i++)
        w->kept.y[i] /= sqrt(squares);
    return rc;
}

static int settle_score(struct scores *w, size_t j) {
    struct cp_scenario_set *s = w->s;
    int rc = arrange(w, j, w->d);
    if (rc == CP_ENUMERIC)
        rc = arrange(w, j, 1);
    for (size_t i = 0; i < w->kept.n && rc == 0; i++) {
        double z = w->kept.y[i];
        s->future[i].u[j] = fmin(fmax(cp_num_normal_cdf(z), 1e-12), 1 - 1e-12);
        if (w->d < w->most)
            w->kept.by[i * w->most + w->d] = z;
    }
    for (size_t i = 0; i < w->all.n && rc == 0 && w->d < w->most; i++)
        w->all.by[i * w->most + w->d] = cp_num_normal_quantile(w->x->u[i * s->nscalar + j]);
    w->d += rc == 0 && w->d < w->most;
    return rc;
}

static int make_side(struct side *v, size_t n, size_t most) {
    v->n = n;
    v->p = cp_calloc(n + 1, sizeof *v->p);
    v->by = cp_calloc(n * most + 1, sizeof *v->by);
    v->y = cp_calloc(n + 1, sizeof *v->y);
    v->fit = cp_calloc(most + 1, sizeof *v->fit);
    return v->p && v->by && v->y && v->fit ? 0 : CP_ENOMEM;
}

static void release_side(struct side *v) {
    free(v->p);
    free(v->by);
    free(v->y);
    free(v->fit);
}

/* A constant, and events that come in some of those that are kept and not in others. */
static void explain_by_events(struct scores *w) {
    const struct cp_scenario_set *s = w->s;
    size_t e = SIZE_MAX; /* the constant */
    do {
        size_t some = 0;
        for (size_t i = 0; i < s->n && e != SIZE_MAX; i++)
            some += s->future[i].when[e] < s->periods;
        if (e == SIZE_MAX || (some > 0 && some < s->n)) {
            for (size_t i = 0; i < w->all.n; i++)
                w->all.by[i * w->most + w->d] =
                    e == SIZE_MAX || w->x->when[i * s->nevent + e] < s->periods;
            for (size_t i = 0; i < s->n; i++)
                w->kept.by[i * w->most + w->d] = e == SIZE_MAX || s->future[i].when[e] < s->periods;
            w->d++;
        }
        e = e == SIZE_MAX ? 0 : e + 1;
    } while (e < s->nevent && w->d < w->most);
}

/* Demand of paths has no score. */
static bool has_score(const struct cp_scenario_set *s, const struct cp_scenario_scalar *x) {
    return x->kind == CP_SCENARIO_LEADS || (x->kind == CP_SCENARIO_DEMAND && !s->npath);
}

static int settle_scores(struct cp_scenario_set *s, const struct cp_scenario_sample *x,
                         struct cp_scenario_turn *turn) {
    enum { PART = 3 }; /* what is explained leaves two thirds of those that are kept free */
    struct scores w = {.s = s, .x = x, .most = 1 + s->n / PART, .turn = turn};
    size_t wide = 1 + s->nevent + s->nscalar;
    w.most = w.most < wide ? w.most : wide;
    int rc = make_side(&w.all, x->n, w.most);
    rc = make_side(&w.kept, s->n, w.most) || rc ? CP_ENOMEM : 0;
    w.room = cp_calloc(x->n * (w.most + 1) + 1, sizeof *w.room);
    if (rc == 0 && w.room) {
        memcpy(w.all.p, x->probability, x->n * sizeof *w.all.p);
        for (size_t i = 0; i < s->n; i++)
            w.kept.p[i] = s->future[i].probability;
        explain_by_events(&w);
        for (size_t j = 0; j < s->nscalar && rc == 0; j++)
            if (has_score(s, &s->scalar[j]))
                rc = settle_score(&w, j);
    }
    rc = w.room ? rc : CP_ENOMEM;
    free(w.room);
    release_side(&w.all);
    release_side(&w.kept);
    return rc;
}

int cp_scenario_settle(struct cp_scenario_set *s, const struct cp_scenario_sample *x) {
    struct cp_scenario_turn *turn = cp_calloc(s->n + 1, sizeof *turn);
    int rc = turn ? settle_events(s, turn) : CP_ENOMEM;
    if (rc == 0 && x->u)
        rc = settle_scores(s, x, turn);
    for (size_t i = 0; i < s->n && rc == 0 && x->u; i++) {
        const struct cp_scenario_future *f = &s->future[i];
        if (f->demand && !s->npath)
            cp_scenario_demand_of(s, f->u, f->demand);
        if (f->late)
            cp_scenario_leads_of(s, f->u, f->late);
    }
    free(turn);
    return rc;
}
