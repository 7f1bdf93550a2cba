/* Any bytes as options and a history: forecasts or statuses, never a crash or an infinity. */
#include "forecast/forecast.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is asked for, by three bytes. */
enum { OPTIONS = 3, LONGEST = 6000 };

static struct cp_forecast_options options_of(const uint8_t *data) {
    static const double quantiles[] = {0.025, 0.1, 0.5, 0.9, 0.975};
    static const size_t longer[] = {365};
    static const struct cp_forecast_total total = {1u << CP_SITE, CP_TOTAL_YEAR};
    static const size_t seasons[] = {0, 1, 4, 7, 12, 24, 52, 0};
    struct cp_forecast_options o = {.horizon = 1 + data[0] % 9,
                                    .season = seasons[data[0] / 9 % 8],
                                    .quantile = quantiles,
                                    .nquantile = 5,
                                    .floor = data[1] & 1 ? 0 : -INFINITY,
                                    .cap = data[1] & 2 ? 50 : INFINITY,
                                    .temporal = data[1] & 4,
                                    .explain = data[1] & 8,
                                    .paths = data[1] & 16 ? 5 : 0,
                                    .jobs = 1};
    o.reconcile = (enum cp_forecast_reconcile)(data[1] / 32 % 3);
    if (data[1] & 128 && o.season && o.season < longer[0]) {
        o.longer = longer;
        o.nlonger = 1;
    }
    if (data[2] & 1) {
        o.total = &total;
        o.ntotal = 1;
    }
    if (data[2] & 2)
        o.method = cp_forecast_method_at(data[2] / 4);
    return o;
}

/* Quantiles in order, and nothing infinite. */
static void look(const struct cp_facts *t, size_t from) {
    double before = -INFINITY;
    for (size_t r = from; r < cp_facts_count(t); r++) {
        const char *q = cp_facts_dim(t, r, CP_QUANTILE);
        double x = cp_facts_value(t, r);
        if (isinf(x))
            abort();
        if (q[0] == '-')
            before = -INFINITY;
        else if (x < before)
            abort();
        else
            before = x;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < OPTIONS + 1 || size > LONGEST)
        return 0;
    struct cp_forecast_options o = options_of(data);
    FILE *in = fmemopen((void *)(uintptr_t)(data + OPTIONS), size - OPTIONS, "r");
    struct cp_error *err = calloc(1, sizeof *err);
    struct cp_facts *t = cp_facts_new();
    struct cp_forecast_series_set set = {0};
    size_t failed = 0;
    if (!in || !err || !t)
        abort();
    if (cp_facts_read(t, in, "fuzz", err) == 0) {
        size_t before = cp_facts_count(t);
        int rc = data[2] & 1 || o.paths || o.reconcile || !(data[2] & 128)
                     ? cp_forecast_batch(t, &o, &set, &failed, err)
                     : cp_forecast_backtest(t, &o, 3, &set, &failed, err);
        if (rc == 0) {
            if (err->n)
                abort();
            if (!(data[2] & 128))
                look(t, before);
            cp_forecast_series_release(&set);
        } else if (!err->n) {
            abort();
        }
    }
    cp_facts_free(t);
    fclose(in);
    free(err);
    return 0;
}
