#include "forecast/driver/driver.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is written of a workload. */
enum layer { USERS, REQUESTS, TOKENS, TRAINING, DEMAND, LAYERS };

static const struct {
    const char *measure, *layer, *total;
} layers[LAYERS] = {[USERS] = {"users", "consumer", "users_total"},
                    [REQUESTS] = {"requests", "application", "requests_total"},
                    [TOKENS] = {"tokens", "model", "tokens_total"},
                    [TRAINING] = {"training", "model", "training_total"},
                    [DEMAND] = {"demand", "model", "demand_total"}};

static bool has_layer(const struct cp_forecast_chain *c, enum layer l) {
    return l == DEMAND     ? true
           : l == TRAINING ? c->driver[CP_LINK_RUNS].central != NULL
                           : c->driver[CP_LINK_USERS].central != NULL;
}

/* The layers of period t from the links' values there. */
static void multiply(const struct cp_forecast_chain *c, size_t t, const double *link,
                     double *layer) {
    struct cp_period p = cp_plan_period(c->plan, t);
    if (c->driver[CP_LINK_USERS].central) {
        layer[USERS] = link[CP_LINK_USERS];
        layer[REQUESTS] = layer[USERS] * link[CP_LINK_REQUESTS] / 86400;
        layer[TOKENS] = layer[REQUESTS] * link[CP_LINK_TOKENS];
        layer[DEMAND] = layer[TOKENS] * link[CP_LINK_FLOP] * 1e-18;
    } else if (c->driver[CP_LINK_RUNS].central) {
        layer[TRAINING] = link[CP_LINK_RUNS] * cp_period_years(p) * link[CP_LINK_RUN_FLOP];
        layer[DEMAND] = layer[TRAINING] / (cp_period_hours(p) * 3600) * 1e-18;
    } else {
        layer[DEMAND] = link[CP_LINK_DEMAND];
    }
}

/* ---- sampling ---------------------------------------------------------------------------- */

/* Where the paths of a layer in period t are. */
static size_t drawn_at(size_t layer, size_t periods, size_t t, size_t samples) {
    return (layer * periods + t) * samples;
}

/* The paths are shared out among threads, each path's numbers coming from its own streams. */
static int sample(const struct cp_forecast_chain *c, const struct cp_forecast_demand_options *o,
                  size_t samples, double *out, struct cp_error *err) {
    size_t periods = c->plan->horizon.n, width = periods * CP_LINKS + c->scratch;
    bool oom = false;
#pragma omp parallel num_threads(o->jobs > 0 ? o->jobs : 1)
    {
        double *work = cp_calloc(width, sizeof *work);
        if (!work) {
#pragma omp atomic write
            oom = true;
        }
#pragma omp for schedule(static)
        for (size_t path = 0; path < samples; path++) {
            if (!work)
                continue;
            double link[CP_LINKS], layer[LAYERS] = {0};
            for (size_t i = 0; i < CP_LINK_PEAK; i++)
                if (c->driver[i].central)
                    cp_forecast_driver_sample(&c->driver[i], &c->plan->horizon, o->seed, path,
                                              work + periods * CP_LINKS, work + periods * i);
            for (size_t t = 0; t < periods; t++) {
                for (size_t i = 0; i < CP_LINKS; i++)
                    link[i] = work[periods * i + t];
                multiply(c, t, link, layer);
                for (size_t l = 0; l < LAYERS; l++)
                    out[drawn_at(l, periods, t, samples) + path] = layer[l];
            }
        }
        free(work);
    }
    return oom ? cp_fail_nomem(err) : 0;
}

/* ---- facts ------------------------------------------------------------------------------- */

/* `f` has what is more than a plain row: a quantile, a scenario. */
static int put(const struct cp_forecast_chain *c, size_t t, const char *layer, const char *measure,
               struct cp_fact f, double value, struct cp_facts *out, struct cp_error *err) {
    char period[CP_PERIOD_SIZE];
    cp_period_format(period, cp_plan_period(c->plan, t));
    if (!isfinite(value))
        return cp_fail_at(err, CP_ENUMERIC, c->w->pos,
                          "workloads/%s: %s in %s is beyond the range of numbers", c->w->name,
                          measure, period);
    f.dim[CP_PERIOD] = period;
    f.dim[CP_LAYER] = layer;
    f.dim[CP_REGION] = c->w->region;
    f.dim[CP_WORKLOAD] = c->w->name;
    f.dim[CP_TENANT] = c->w->tenant;
    f.measure = measure;
    f.value = value;
    return cp_facts_put(out, &f, err);
}

/* x[] in order of paths; sorted then. */
static int write_samples(const struct cp_forecast_chain *c, enum layer l, size_t t,
                         const struct cp_forecast_demand_options *o, double *x, size_t samples,
                         struct cp_facts *out, struct cp_error *err) {
    for (size_t k = 0; k < o->paths; k++) {
        char name[CP_FORECAST_PATH_SIZE];
        cp_forecast_path_name(k, name);
        int rc = put(c, t, layers[l].layer, layers[l].measure,
                     (struct cp_fact){.dim[CP_SCENARIO] = name}, x[k], out, err);
        if (rc)
            return rc;
    }
    if (o->nquantile)
        cp_num_sort(x, samples);
    for (size_t q = 0; q < o->nquantile; q++) {
        char text[CP_NUMBER_SIZE];
        cp_number_format(text, o->quantile[q]);
        int rc = put(c, t, layers[l].layer, layers[l].measure,
                     (struct cp_fact){.dim[CP_QUANTILE] = text},
                     cp_num_quantile_sorted(x, samples, o->quantile[q]), out, err);
        if (rc)
            return rc;
    }
    return 0;
}

static int write_layer(const struct cp_forecast_chain *c, enum layer l,
                       const struct cp_forecast_demand_options *o, const double *central,
                       double *drawn, size_t samples, struct cp_facts *out, struct cp_error *err) {
    size_t periods = c->plan->horizon.n;
    for (size_t t = 0; t < periods; t++) {
        int rc = put(c, t, layers[l].layer, layers[l].measure, (struct cp_fact){0},
                     central[t * LAYERS + l], out, err);
        if (rc)
            return rc;
        rc = write_samples(c, l, t, o, drawn + drawn_at(l, periods, t, samples), samples, out, err);
        if (rc)
            return rc;
    }
    return 0;
}

static int write_peak(const struct cp_forecast_chain *c, struct cp_facts *out,
                      struct cp_error *err) {
    const double *peak = c->driver[CP_LINK_PEAK].central;
    for (size_t t = 0; peak && t < c->plan->horizon.n; t++) {
        if (peak[t] == 1)
            continue;
        int rc = put(c, t, "model", "peak_to_mean", (struct cp_fact){0}, peak[t], out, err);
        if (rc)
            return rc;
    }
    return 0;
}

/* The product of the drivers' central values; central[t * LAYERS + layer]. */
static void multiply_central(const struct cp_forecast_chain *c, double *central) {
    for (size_t t = 0; t < c->plan->horizon.n; t++) {
        double link[CP_LINKS] = {0};
        for (size_t i = 0; i < CP_LINKS; i++)
            link[i] = c->driver[i].central ? c->driver[i].central[t] : 0;
        multiply(c, t, link, central + t * LAYERS);
    }
}

static int write_chain(const struct cp_forecast_chain *c,
                       const struct cp_forecast_demand_options *o, struct cp_forecast_sums *sums,
                       struct cp_facts *out, struct cp_error *err) {
    size_t periods = c->plan->horizon.n, samples = sums->samples;
    if (samples && SIZE_MAX / LAYERS / periods < samples)
        return cp_fail_nomem(err);
    double *central = cp_calloc(periods * LAYERS, sizeof *central);
    double *drawn = cp_calloc(periods * LAYERS * samples + 1, sizeof *drawn);
    int rc = 0;
    if (!central || !drawn) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    multiply_central(c, central);
    if (samples) {
        rc = sample(c, o, samples, drawn, err);
        if (rc)
            goto out;
    }
    for (size_t l = 0; l < LAYERS; l++) {
        if (!has_layer(c, (enum layer)l))
            continue;
        rc =
            cp_forecast_sums_add(sums,
                                 &(struct cp_forecast_part){
                                     c->w, layers[l].layer, layers[l].total, l == TRAINING,
                                     central + l, LAYERS, drawn + drawn_at(l, periods, 0, samples)},
                                 err);
        if (!rc)
            rc = write_layer(c, (enum layer)l, o, central, drawn, samples, out, err);
        if (rc)
            goto out;
    }
    rc = write_peak(c, out, err);
out:
    free(central);
    free(drawn);
    return rc;
}

int cp_forecast_demand(const struct cp_plan *plan, const struct cp_forecast_demand_options *options,
                       struct cp_facts *out, struct cp_error *err) {
    struct cp_forecast_correlations correlations;
    int failed = cp_forecast_correlations_open(plan, &correlations, err);
    if (failed)
        return failed;
    /* All workloads tell what is wrong with their drivers. */
    size_t samples = options->nquantile ? options->samples : 0;
    struct cp_forecast_sums sums = {
        .plan = plan, .o = options, .samples = samples < options->paths ? options->paths : samples};
    for (size_t i = 0; i < plan->nworkload; i++) {
        struct cp_forecast_chain c;
        int rc = cp_forecast_chain_open(plan, &plan->workload[i], &correlations, &c, err);
        if (!rc && !failed)
            rc = write_chain(&c, options, &sums, out, err);
        cp_forecast_chain_close(&c);
        failed = rc ? rc : failed;
    }
    if (!failed)
        failed = cp_forecast_sums_put(&sums, out, err);
    cp_forecast_sums_release(&sums);
    cp_forecast_correlations_close(&correlations);
    return failed;
}
