#include "forecast/internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What comes of one series: horizon rows of a point forecast and the quantiles. */
struct batch {
    const struct cp_forecast_options *o;
    struct cp_forecast_series_set *set;
    size_t width; /* 1 + nquantile + paths */
    double *value;
    double stretch[CLASSES];
};

int cp_forecast_batch_extract(const struct cp_facts *t, const struct cp_forecast_options *o,
                              bool future, struct cp_forecast_series_set *set,
                              struct cp_error *err) {
    int rc = cp_forecast_series_extract(t, o->nregressor ? NULL : o->measure, set, err);
    if (rc == 0 && o->nregressor)
        rc = cp_forecast_regress_bind(t, o, future, set, err);
    if (rc < 0)
        cp_forecast_series_release(set);
    return rc;
}

static void forecast_one(const struct batch *b, size_t i, double *work) {
    struct cp_forecast_series *s = &b->set->series[i];
    struct cp_error why = {0};
    if (!s->problem[0] && !s->skip &&
        cp_forecast_one(b->o, b->stretch, s, b->value + i * b->o->horizon * b->width, work, &why) <
            0)
        snprintf(s->problem, sizeof s->problem, "%.150s", why.at[0].msg);
}

static int forecast_all(const struct batch *b, struct cp_error *err) {
    bool oom = false;
#pragma omp parallel num_threads(b->o->jobs > 0 ? b->o->jobs : 1)
    {
        double *work = cp_calloc(3 * b->o->horizon, sizeof *work);
        if (!work) {
#pragma omp atomic write
            oom = true;
        }
#pragma omp for schedule(dynamic, 16)
        for (size_t i = 0; i < b->set->n; i++)
            if (work)
                forecast_one(b, i, work);
        free(work);
    }
    return oom ? cp_fail_nomem(err) : 0;
}

int cp_forecast_batch_put_status(struct cp_facts *t, const struct cp_forecast_series *s,
                                 struct cp_error *err) {
    return cp_facts_put_like(t, s->row,
                             &(struct cp_fact){.dim[CP_PERIOD] = "-",
                                               .dim[CP_QUANTILE] = "-",
                                               .dim[CP_NAME] = cp_facts_measure(t, s->row),
                                               .measure = "forecast_status",
                                               .unit = "1",
                                               .value = 1},
                             err);
}

/* The text that tells column q of a row from the others: a quantile, then paths. */
static void name_columns(const struct cp_forecast_options *o, char (*name)[CP_FORECAST_PATH_SIZE]) {
    strcpy(name[0], "-");
    for (size_t q = 0; q < o->nquantile; q++)
        cp_number_format(name[1 + q], o->quantile[q]);
    for (size_t k = 0; k < o->paths; k++)
        cp_forecast_path_name(k, name[1 + o->nquantile + k]);
}

static int write_one(const struct batch *b, size_t i, char (*name)[CP_FORECAST_PATH_SIZE],
                     struct cp_facts *t, struct cp_error *err) {
    const struct cp_forecast_series *s = &b->set->series[i];
    const double *row = b->value + i * b->o->horizon * b->width;
    const char *own = cp_facts_dim(t, s->row, CP_SCENARIO);
    if (s->skip)
        return 0;
    if (s->problem[0])
        return cp_forecast_batch_put_status(t, s, err);
    for (size_t h = 0; h < b->o->horizon; h++, row += b->width) {
        char period[CP_PERIOD_SIZE];
        cp_forecast_series_period(s, s->n + h, period);
        for (size_t q = 0; q < cp_forecast_one_width(b->o); q++) {
            bool path = q > b->o->nquantile;
            char scenario[300];
            if (path && strcmp(own, "-") != 0)
                snprintf(scenario, sizeof scenario, "%.200s/%s", own, name[q]);
            else
                snprintf(scenario, sizeof scenario, "%s", name[q]);
            struct cp_fact f = {.dim[CP_PERIOD] = period,
                                .dim[CP_SCENARIO] = path ? scenario : NULL,
                                .dim[CP_QUANTILE] = path ? "-" : name[q],
                                .dim[CP_METHOD] =
                                    b->o->name_method ? cp_forecast_method_name(s->method) : NULL,
                                .value = row[q]};
            int rc = cp_facts_put_like(t, s->row, &f, err);
            if (rc < 0)
                return rc;
        }
    }
    return 0;
}

/* Quantiles of totals come from paths of their parts. */
static struct cp_forecast_options with_paths(const struct cp_forecast_options *shown) {
    enum { ENOUGH = 1000 };
    struct cp_forecast_options o = *shown;
    if (o.reconcile && o.nquantile && o.paths < ENOUGH)
        o.paths = ENOUGH;
    return o;
}

int cp_forecast_batch(struct cp_facts *t, const struct cp_forecast_options *options,
                      struct cp_forecast_series_set *set, size_t *failed, struct cp_error *err) {
    struct cp_forecast_options own = with_paths(options);
    struct batch b = {.o = &own, .set = set, .width = cp_forecast_one_width(&own)};
    char(*name)[CP_FORECAST_PATH_SIZE] = cp_calloc(b.width, sizeof *name);
    *failed = 0;
    int rc = cp_forecast_batch_extract(t, options, true, set, err);
    if (rc < 0) {
        free(name);
        return rc;
    }
    if (options->horizon && set->n < SIZE_MAX / options->horizon / b.width)
        b.value = cp_calloc(set->n * options->horizon * b.width + 1, sizeof *b.value);
    if (!name || !b.value) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    name_columns(options, name);
    if (cp_forecast_is_auto(options->method) && (options->nquantile || options->paths))
        rc = cp_forecast_calibrate(options, set, 0, b.stretch, err);
    if (rc == 0)
        rc = forecast_all(&b, err);
    if (rc == 0 && options->reconcile)
        rc = cp_forecast_reconcile(t, &own, b.stretch, set, b.value, err);
    own.paths = options->paths; /* those that are written */
    for (size_t i = 0; i < set->n && rc == 0; i++) {
        *failed += set->series[i].problem[0] && !set->series[i].skip;
        rc = write_one(&b, i, name, t, err);
    }
out:
    free(name);
    free(b.value);
    if (rc < 0)
        cp_forecast_series_release(set);
    return rc;
}
