/* What is drawn, and how it hangs together. */
#include "num/num.h"
#include "scenario/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of an event's, or a demand's, correlation with a price this part of a year's moves is e^-1/2 of
 * the year's before: it is one with the first years. */
static const double YEARS = 2;

struct draws {
    struct cp_scenario_set *s;
    size_t n, ns, nf, nstep, width; /* samples, scalars, factors; columns of z */
    double *z;                      /* n x width: the scalars, then step after step its factors */
    double *rho;                    /* of scalars and factors */
    bool coupled, mixed;            /* some scalars are correlated; some with prices */
};

/* ---- what is correlated ---------------------------------------------------------------------- */

static size_t place_of(const struct draws *d, const char *name) {
    const struct cp_curve_factors *f = &d->s->prices.factors;
    for (size_t i = 0; i < d->ns; i++)
        if (strcmp(d->s->scalar[i].name, name) == 0)
            return i;
    for (size_t i = 0; i < d->nf; i++)
        if (strncmp(name, "curves/", 7) == 0 && strcmp(f->name[i], name + 7) == 0)
            return d->ns + i;
    return SIZE_MAX;
}

/* An event comes, and soon, where its draw is low: what is correlated is that it comes. */
static bool comes(const struct draws *d, size_t i) {
    return i < d->ns && d->s->scalar[i].kind == CP_SCENARIO_EVENTS;
}

/* By pairs of the plan and correlations of its factors; what cannot be is the nearest that can. */
static int correlate(struct draws *d, struct cp_error *err) {
    const struct cp_plan_copula *c = &d->s->plan->money.market.copula;
    const struct cp_curve_factors *f = &d->s->prices.factors;
    size_t m = d->ns + d->nf;
    double far = 0;
    d->rho = d->s->rho = cp_arena_calloc(&d->s->arena, m * m + 1, sizeof *d->rho);
    d->s->nrho = m;
    if (!d->rho)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < m; j++)
            d->rho[i * m + j] = i == j                     ? 1
                                : i >= d->ns && j >= d->ns ? f->rho[(i - d->ns) * d->nf + j - d->ns]
                                                           : 0;
    for (size_t k = 0; k < c->npair; k++) {
        const struct cp_copula_pair *p = &c->pair[k];
        size_t a = place_of(d, p->of), b = place_of(d, p->with);
        if (a == SIZE_MAX || b == SIZE_MAX) {
            cp_scenario_note(d->s, "copula: %s is not drawn, so nothing is correlated with it",
                             a == SIZE_MAX ? p->of : p->with);
            continue;
        }
        double rho = cp_copula_normal(c->measure, p->correlation);
        rho = comes(d, a) == comes(d, b) ? rho : -rho;
        d->rho[a * m + b] = d->rho[b * m + a] = rho;
        d->coupled = true;
        d->mixed = d->mixed || a >= d->ns || b >= d->ns;
    }
    int rc = d->coupled ? cp_num_nearest_correlation(d->rho, m, &far) : 0;
    if (rc == CP_ENOMEM)
        return cp_fail_nomem(err);
    if (rc)
        return cp_fail_at(err, CP_EINPUT, cp_plan_pos(d->s->plan, "copula"),
                          "copula: no correlations are near what is asked for");
    for (size_t i = 0; i < d->s->nevent; i++)
        for (size_t j = 0; j < i; j++)
            d->s->tied = d->s->tied || fabs(d->rho[i * m + j]) > 1e-12;
    if (far > 0)
        cp_scenario_note(d->s,
                         "copula: nothing can be correlated so; the nearest that can is %.3g "
                         "away",
                         far);
    return 0;
}

/* Of the factors of one step: those that revert faster share less of it. */
static void step_correlation(const struct draws *d, double h, double *out) {
    const struct cp_curve_factors *f = &d->s->prices.factors;
    size_t m = d->ns + d->nf;
    for (size_t i = 0; i < d->nf; i++)
        for (size_t j = 0; j < d->nf; j++) {
            double own = cp_curve_step(f, i, i, h) * cp_curve_step(f, j, j, h);
            double of_plan = f->rho[i * d->nf + j], is = d->rho[(d->ns + i) * m + d->ns + j];
            double rho = i == j ? 1 : own > 0 ? cp_curve_step(f, i, j, h) / sqrt(own) : 0;
            out[i * d->nf + j] = of_plan != 0 && i != j ? rho * is / of_plan : rho;
        }
}

/* The whole matrix of all columns. */
static double *whole_matrix(const struct draws *d) {
    size_t m = d->ns + d->nf, w = d->width;
    double *a = cp_calloc(w * w + 1, sizeof *a), *step = cp_calloc(d->nf * d->nf + 1, sizeof *step);
    for (size_t i = 0; a && step && i < d->ns; i++)
        for (size_t j = 0; j < d->ns; j++)
            a[i * w + j] = d->rho[i * m + j];
    for (size_t t = 0; a && step && t < d->nstep; t++) {
        const struct cp_scenario_step *x = &d->s->prices.step[t];
        double end = x->when, start = end - x->length;
        double part = sqrt(fmax(exp(-start / YEARS) - exp(-end / YEARS), 0));
        step_correlation(d, x->length, step);
        for (size_t i = 0; i < d->nf; i++) {
            size_t row = d->ns + t * d->nf + i;
            for (size_t j = 0; j < d->nf; j++)
                a[row * w + d->ns + t * d->nf + j] = step[i * d->nf + j];
            for (size_t j = 0; j < d->ns; j++)
                a[row * w + j] = a[j * w + row] = part * d->rho[j * m + d->ns + i];
        }
    }
    free(step);
    if (step)
        return a;
    free(a);
    return NULL;
}

static struct cp_scenario_block scalars(const struct draws *d) {
    return (struct cp_scenario_block){d->n, d->width, 0, d->ns, d->z};
}

static struct cp_scenario_block step_block(const struct draws *d, size_t t) {
    return (struct cp_scenario_block){d->n, d->width, d->ns + t * d->nf, d->nf, d->z};
}

static double *scalar_matrix(const struct draws *d) {
    double *a = cp_calloc(d->ns * d->ns + 1, sizeof *a);
    for (size_t i = 0; a && i < d->ns; i++)
        memcpy(a + i * d->ns, d->rho + i * (d->ns + d->nf), d->ns * sizeof *a);
    return a;
}

static int couple_whole(const struct draws *d) {
    const struct cp_scenario_block all = {d->n, d->width, 0, d->width, d->z};
    double *a = whole_matrix(d);
    int rc = a ? cp_scenario_couple(&all, a) : CP_ENOMEM;
    free(a);
    return rc;
}

/* Scalars among themselves and the factors of each step, or only what `match` asks for. */
static int couple_parts(const struct draws *d, bool match) {
    double *a = scalar_matrix(d), *step = cp_calloc(d->nf * d->nf + 1, sizeof *step);
    struct cp_scenario_block b = scalars(d);
    bool full = true;
    int rc = a && step ? 0 : CP_ENOMEM;
    if (rc == 0 && match)
        full = cp_scenario_match(&b, a, &rc);
    else if (rc == 0 && d->coupled)
        rc = cp_scenario_couple(&b, a);
    for (size_t t = 0; rc == 0 && d->nf && t < d->nstep; t++) {
        b = step_block(d, t);
        step_correlation(d, d->s->prices.step[t].length, step);
        if (match)
            full = cp_scenario_match(&b, step, &rc) && full;
        else
            rc = cp_scenario_couple(&b, step);
    }
    if (rc == 0 && !full)
        cp_scenario_note(d->s, "there are too few samples to match their correlations");
    free(a);
    free(step);
    return rc;
}

/* ---- drawing --------------------------------------------------------------------------------- */

/* Each driver by its own name; a factor's draws are those of its steps, in their order. */
static int fill(const struct draws *d, double *u, struct cp_error *err) {
    const struct cp_curve_factors *f = &d->s->prices.factors;
    const struct cp_scenario_options *o = &d->s->opt;
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < d->ns; i++) {
        const struct cp_scenario_driver one = {d->s->scalar[i].key, 1};
        rc = cp_scenario_uniform(&one, o->method, o->seed, d->n, d->ns, u + i);
    }
    double *steps = cp_calloc(d->n * d->nstep + 1, sizeof *steps);
    for (size_t i = 0; rc == 0 && steps && i < d->nf; i++) {
        const struct cp_scenario_driver one = {f->name[i], d->nstep};
        rc = cp_scenario_uniform(&one, o->method, o->seed, d->n, d->nstep, steps);
        for (size_t k = 0; k < d->n * d->nstep; k++)
            d->z[k / d->nstep * d->width + d->ns + k % d->nstep * d->nf + i] =
                cp_num_normal_quantile(steps[k]);
    }
    bool good = rc == 0 && steps;
    free(steps);
    for (size_t k = 0; good && k < d->n * d->ns; k++)
        d->z[k / d->ns * d->width + k % d->ns] = cp_num_normal_quantile(u[k]);
    return good ? 0 : cp_fail_nomem(err);
}

static int fatten(const struct draws *d) {
    const struct cp_scenario_driver mix = {"copula", 1};
    const struct cp_scenario_options *o = &d->s->opt;
    double *u = cp_calloc(d->n + 1, sizeof *u);
    int rc = u ? cp_scenario_uniform(&mix, o->method, o->seed, d->n, 1, u) : CP_ENOMEM;
    for (size_t i = 0; rc == 0 && i < d->n; i++)
        cp_scenario_fatten(d->z + i * d->width, d->width, d->s->plan->money.market.copula.degrees,
                           u[i]);
    free(u);
    return rc;
}

/* What was changed of the scores is changed of the uniforms; else they stay as drawn. */
static int shape(const struct draws *d, double *u) {
    bool t = d->s->plan->money.market.copula.kind == CP_COPULA_T;
    bool match = d->s->opt.match == CP_SCENARIO_MATCH_MOMENTS;
    int rc = d->mixed ? couple_whole(d) : couple_parts(d, false);
    if (rc == 0 && match)
        rc = couple_parts(d, true);
    if (rc == 0 && t)
        rc = fatten(d);
    for (size_t k = 0; rc == 0 && (d->coupled || match || t) && k < d->n * d->ns; k++)
        u[k] = cp_num_normal_cdf(d->z[k / d->ns * d->width + k % d->ns]);
    return rc;
}

int cp_scenario_draw_all(struct cp_scenario_set *s, double **u, double **z, struct cp_error *err) {
    struct draws d = {.s = s,
                      .n = s->opt.samples,
                      .ns = s->nscalar,
                      .nf = s->prices.factors.n,
                      .nstep = s->prices.nstep};
    d.width = d.ns + d.nstep * d.nf;
    *u = cp_calloc(d.n * d.ns + 1, sizeof **u);
    d.z = cp_calloc(d.n * d.width + 1, sizeof *d.z);
    int rc = *u && d.z ? correlate(&d, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = fill(&d, *u, err);
    if (rc == 0 && shape(&d, *u) != 0)
        rc = cp_fail_nomem(err);
    size_t nz = d.nstep * d.nf; /* the scalars' scores are left out */
    for (size_t i = 0; rc == 0 && i < d.n; i++)
        memmove(d.z + i * nz, d.z + i * d.width + d.ns, nz * sizeof *d.z);
    *z = d.z;
    return rc;
}
