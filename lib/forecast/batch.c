#include "forecast/shared.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What comes of every series: horizon rows. */
struct batch {
    const struct cp_forecast_options *o;
    struct cp_forecast_series_set *set;
    size_t npath; /* to be written: the first of those drawn */
    double *value;
};

static double *answer_of(const struct batch *b, size_t i) {
    return b->value + i * b->o->horizon * cp_forecast_width(b->o);
}

/* False: no memory, of which no series is to blame. */
static bool forecast_one(const struct batch *b, size_t i, double *work) {
    struct cp_forecast_series *s = &b->set->series[i];
    struct cp_error why = {0};
    if (s->problem[0] || s->skip)
        return true;
    int rc = cp_forecast_one(b->o, s, answer_of(b, i), work, &why);
    if (rc < 0)
        snprintf(s->problem, sizeof s->problem, "%.150s", why.at[0].msg);
    return rc != CP_ENOMEM;
}

static int forecast_all(const struct batch *b, struct cp_error *err) {
    bool oom = false;
#pragma omp parallel num_threads(b->o->jobs > 0 ? b->o->jobs : 1)
    {
        double *work = cp_calloc(3 * b->o->horizon, sizeof *work);
#pragma omp for schedule(dynamic, 16)
        for (size_t i = 0; i < b->set->n; i++)
            if (!work || !forecast_one(b, i, work)) {
#pragma omp atomic write
                oom = true;
            }
        free(work);
    }
    return oom ? cp_fail_nomem(err) : 0;
}

/* ---- facts ------------------------------------------------------------------------------- */

/* The text that tells column q from the others: a quantile, then paths. */
static void name_columns(const struct batch *b, char (*name)[CP_FORECAST_PATH_SIZE]) {
    snprintf(name[0], sizeof name[0], "-");
    for (size_t q = 0; q < b->o->nquantile; q++)
        cp_number_format(name[1 + q], b->o->quantile[q]);
    for (size_t k = 0; k < b->npath; k++)
        cp_forecast_path_name(k, name[1 + b->o->nquantile + k]);
}

static int write_cell(const struct batch *b, const struct cp_forecast_series *s, const char *period,
                      size_t q, const char *name, double value, struct cp_facts *t,
                      struct cp_error *err) {
    const char *own = cp_facts_dim(t, s->row, CP_SCENARIO);
    bool path = q > b->o->nquantile;
    char scenario[300];
    if (path && strcmp(own, "-") != 0)
        snprintf(scenario, sizeof scenario, "%.200s/%s", own, name);
    else
        snprintf(scenario, sizeof scenario, "%s", name);
    struct cp_fact f = {.dim[CP_PERIOD] = period,
                        .dim[CP_SCENARIO] = path ? scenario : NULL,
                        .dim[CP_QUANTILE] = path ? "-" : name,
                        .dim[CP_METHOD] = b->o->name_method ? s->method->name : NULL,
                        .value = value};
    return cp_facts_put_like(t, s->row, &f, err);
}

static int write_one(const struct batch *b, size_t i, char (*name)[CP_FORECAST_PATH_SIZE],
                     struct cp_facts *t, struct cp_error *err) {
    const struct cp_forecast_series *s = &b->set->series[i];
    const double *answer = answer_of(b, i);
    if (s->problem[0])
        return cp_forecast_put_status(t, s, err);
    for (size_t h = 0; h < b->o->horizon; h++) {
        char period[CP_PERIOD_SIZE];
        cp_forecast_series_period(s, s->n + h, period);
        for (size_t q = 0; q <= b->o->nquantile + b->npath; q++) {
            double value = answer[cp_forecast_cell(b->o, h, q)];
            int rc = write_cell(b, s, period, q, name[q], value, t, err);
            if (rc)
                return rc;
        }
    }
    return 0;
}

static int write_all(const struct batch *b, struct cp_facts *t, size_t *failed,
                     struct cp_error *err) {
    char(*name)[CP_FORECAST_PATH_SIZE] = cp_calloc(1 + b->o->nquantile + b->npath, sizeof *name);
    if (!name)
        return cp_fail_nomem(err);
    int rc = 0;
    name_columns(b, name);
    for (size_t i = 0; i < b->set->n; i++) {
        if (b->set->series[i].skip)
            continue;
        *failed += b->set->series[i].problem[0] != 0;
        rc = write_one(b, i, name, t, err);
        if (rc)
            break;
    }
    free(name);
    return rc;
}

/* ---- the batch --------------------------------------------------------------------------- */

/* Quantiles of totals come from paths of their parts. */
static struct cp_forecast_options with_paths(const struct cp_forecast_options *shown) {
    enum { ENOUGH = 1000 };
    struct cp_forecast_options o = *shown;
    if ((o.reconcile || o.ntotal) && o.nquantile && o.paths < ENOUGH)
        o.paths = ENOUGH;
    return o;
}

int cp_forecast_answer(const struct cp_forecast_options *o, size_t npath, struct cp_facts *t,
                       struct cp_forecast_series_set *set, size_t *failed, struct cp_error *err) {
    struct batch b = {.o = o, .set = set, .npath = npath};
    size_t width = cp_forecast_width(o);
    if (o->horizon && set->n < SIZE_MAX / o->horizon / width)
        b.value = cp_calloc(set->n * o->horizon * width + 1, sizeof *b.value);
    if (!b.value)
        return cp_fail_nomem(err);
    int rc = forecast_all(&b, err);
    if (!rc && o->reconcile)
        rc = cp_forecast_reconcile(t, o, set, b.value, err);
    if (!rc)
        rc = write_all(&b, t, failed, err);
    if (!rc)
        rc = cp_forecast_totals(o, set, b.value, npath, t, err);
    free(b.value);
    return rc;
}

/* What auto has of all series. */
static int learn(const struct cp_forecast_options *o, const struct cp_facts *t,
                 struct cp_forecast_series_set *set, struct cp_error *err) {
    if (!cp_forecast_is_auto(o->method))
        return 0;
    if (cp_forecast_borrow(t, o, set, 0) < 0)
        return cp_fail_nomem(err);
    int rc = o->nquantile || o->paths ? cp_forecast_calibrate(t, o, set, 0, err) : 0;
    if (rc || !o->paths)
        return rc;
    if (cp_forecast_learn_along(t, o, set) < 0 || (!o->reconcile && cp_forecast_share(o, set) < 0))
        return cp_fail_nomem(err);
    return 0;
}

int cp_forecast_batch(struct cp_facts *t, const struct cp_forecast_options *options,
                      struct cp_forecast_series_set *set, size_t *failed, struct cp_error *err) {
    struct cp_forecast_options own = with_paths(options);
    *failed = 0;
    int rc = cp_forecast_extract_all(t, options, set, err);
    if (rc)
        return rc;
    rc = learn(&own, t, set, err);
    if (!rc)
        rc = cp_forecast_answer(&own, options->paths, t, set, failed, err);
    if (rc)
        cp_forecast_series_release(set);
    return rc;
}
