/* Forecasts with each of their allocations failed once. */
#include "forecast/forecast.h"
#include "starve.h"

struct job {
    struct cp_forecast_options options;
    size_t origins; /* 0: forecast */
};

static char text[1 << 16];

/* Two sites and their total, with a regressor, and a series that is asked from three origins. */
static void make_history(void) {
    size_t used = (size_t)snprintf(text, sizeof text, "period\tsite\tmeasure\tvalue\tunit\n");
    for (int t = 0; t < 30; t++) {
        int a = 20 + t + t * 7 % 5, b = 40 + t * 3 % 11 - (t % 4 == 0);
        used += (size_t)snprintf(text + used, sizeof text - used,
                                 "%d\ta\tload\t%d\tMW\n%d\tb\tload\t%d\tMW\n%d\t-\tload\t%d\tMW\n",
                                 t, a, t, b, t, a + b);
    }
    for (int t = 0; t < 15; t++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%d\t-\tfew\t%d\tMW\n", t,
                                 10 + t * 7 % 5);
    for (int t = 0; t < 40; t++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%d\t-\tevent\t%d\t1\n", t,
                                 t % 4 == 0);
}

static int work(const void *with, struct cp_error *err) {
    const struct job *job = with;
    struct cp_forecast_series_set set = {0};
    struct cp_facts *t = cp_facts_new();
    size_t failed;
    FILE *in = fmemopen(text, strlen(text), "r");
    int rc = t && in ? cp_facts_read(t, in, "h.tsv", err) : cp_fail_nomem(err);
    if (in)
        fclose(in);
    if (rc == 0)
        rc = job->origins ? cp_forecast_backtest(t, &job->options, job->origins, &set, &failed, err)
                          : cp_forecast_batch(t, &job->options, &set, &failed, err);
    if (rc == 0)
        cp_forecast_series_release(&set);
    cp_facts_free(t);
    return rc;
}

int main(void) {
    static const double quantile[] = {0.1, 0.9};
    static const struct cp_forecast_total totals[] = {{1u << CP_SITE, CP_TOTAL_PERIOD},
                                                      {0, CP_TOTAL_HORIZON}};
    static const char *const events[] = {"event"};
    struct cp_forecast_options o = {.measure = "load",
                                    .horizon = 2,
                                    .quantile = quantile,
                                    .nquantile = 2,
                                    .paths = 2,
                                    .total = totals,
                                    .ntotal = 2,
                                    .jobs = 1};
    static const char *const methods[] = {"auto", "mstl", "sba", "logistic"};
    make_history();
    for (size_t k = 0; k < 4; k++) {
        o.method = cp_forecast_method_find(methods[k]);
        o.season = 4;
        o.measure = k == 0 ? "few" : "load"; /* auto asks a series from many origins */
        starve(work, &(struct job){.options = o}, methods[k]);
    }
    o.method = cp_forecast_method_find("holt");
    o.regressor = events;
    o.nregressor = 1;
    starve(work, &(struct job){.options = o}, "with a regressor");
    struct cp_forecast_options back = o;
    back.paths = 0;
    starve(work, &(struct job){.options = back, .origins = 2}, "on the past");
    o.reconcile = CP_RECONCILE_MINT;
    o.method = cp_forecast_method_find("naive");
    starve(work, &(struct job){.options = o}, "reconciled");
    return done();
}
