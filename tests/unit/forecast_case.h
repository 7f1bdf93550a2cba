/* Plans of a few lines in a folder of their own, and the demand that comes of them. */
#ifndef FORECAST_CASE_H
#define FORECAST_CASE_H

#include "forecast/forecast.h"
#include "num/num.h"
#include "tap.h"
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/capplan-forecast-XXXXXX";

__attribute__((unused)) static void put_file(const char *name, const char *text) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    if (!out || fputs(text, out) == EOF || fclose(out) != 0)
        printf("Bail out! cannot write %s\n", path);
}

__attribute__((unused)) static struct cp_plan *load(const char *text) {
    char path[128];
    struct cp_error err = {0};
    struct cp_plan *p = NULL;
    put_file("plan.yaml", text);
    snprintf(path, sizeof path, "%s/plan.yaml", folder);
    ok_rc(cp_plan_load(path, NULL, 0, &p, &err), &err, "plan loads");
    return p;
}

static const double quantiles[] = {0.1, 0.5, 0.9};

__attribute__((unused)) static int forecast(const struct cp_plan *p, uint64_t seed, int jobs,
                                            size_t samples, struct cp_facts **out,
                                            struct cp_error *err) {
    struct cp_forecast_demand_options o = {
        .quantile = quantiles, .nquantile = 3, .samples = samples, .seed = seed, .jobs = jobs};
    *out = cp_facts_new();
    return cp_forecast_demand(p, &o, *out, err);
}

__attribute__((unused)) static double value(const struct cp_facts *t, const char *workload,
                                            const char *measure, const char *period,
                                            const char *quantile) {
    for (size_t r = 0; r < cp_facts_count(t); r++)
        if (strcmp(cp_facts_dim(t, r, CP_WORKLOAD), workload) == 0 &&
            strcmp(cp_facts_measure(t, r), measure) == 0 &&
            strcmp(cp_facts_dim(t, r, CP_PERIOD), period) == 0 &&
            strcmp(cp_facts_dim(t, r, CP_QUANTILE), quantile) == 0)
            return cp_facts_value(t, r);
    return NAN;
}

static bool begin(void) {
    if (mkdtemp(folder))
        return true;
    puts("Bail out! no temporary folder");
    return false;
}

/* With the files that the test put there. */
static int end(const char *const *files, size_t n) {
    char path[128];
    for (size_t i = 0; i < n; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        unlink(path);
    }
    rmdir(folder);
    return done();
}

#define HEAD "horizon: {from: 2026-Q1, to: 2026-Q4}\nworkloads:\n"

#endif
