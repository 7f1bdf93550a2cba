/* Forecasts with each of their allocations failed once: the same facts, or an error. */
#include "forecast/forecast.h"
#include "starve.h"

struct job {
    struct cp_forecast_options options;
    size_t origins; /* 0: forecast */
    char **want;    /* what is written when nothing fails */
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

static int compare(const struct cp_facts *t, char **want, struct cp_error *err) {
    char *got = NULL;
    size_t len;
    FILE *out = open_memstream(&got, &len);
    int rc = out ? cp_facts_write(t, out, "tsv", err) : cp_fail_nomem(err);
    if (out)
        fclose(out);
    if (rc == 0 && *want && strcmp(got, *want) != 0)
        rc = cp_fail(err, CP_EINTERNAL, "another forecast");
    if (rc == 0 && !*want)
        *want = got;
    else
        free(got);
    return rc;
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
    if (rc == 0) /* that a series could not be forecast is told in the set */
        rc = failed ? cp_fail_nomem(err) : compare(t, job->want, err);
    cp_facts_free(t);
    return rc;
}

static void starve_forecast(const struct cp_forecast_options *o, size_t origins, const char *what) {
    char *want = NULL;
    starve(work, &(struct job){.options = *o, .origins = origins, .want = &want}, what);
    free(want);
}

/* The same in parts, of series that stand together. */
static void hear(void *data, const struct cp_facts *t, const struct cp_forecast_series_set *set) {
    (void)t;
    *(size_t *)data += set->n;
}

static int work_in_parts(const void *with, struct cp_error *err) {
    const struct job *job = with;
    size_t failed, heard = 0;
    FILE *in = fmemopen(text, strlen(text), "r"), *spool = tmpfile();
    struct cp_facts_groups *g = cp_facts_groups_new();
    struct cp_facts_aside *a = spool ? cp_facts_aside_new(spool) : NULL;
    struct cp_forecast_stream call = {a, hear, &heard};
    int rc = g && a && in ? cp_facts_groups_add(g, in, "h.tsv", err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_forecast_stream(g, &job->options, &call, &failed, err);
    cp_facts_aside_free(a);
    cp_facts_groups_free(g);
    if (in)
        fclose(in);
    if (spool)
        fclose(spool);
    return rc;
}

/* Months, one of which has too few for a season of its own. */
static void make_groups(void) {
    size_t used = (size_t)snprintf(text, sizeof text, "period\tsite\tmeasure\tvalue\tunit\n");
    for (int k = 0; k < 5; k++)
        for (int t = 0; t < (k == 1 ? 14 : 26); t++)
            used +=
                (size_t)snprintf(text + used, sizeof text - used, "%d-%02d\ts%d\tload\t%d\tMW\n",
                                 2020 + t / 12, t % 12 + 1, k, 40 + 9 * (t % 12) + t * 7 % 5);
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
        starve_forecast(&o, 0, methods[k]);
    }
    o.method = cp_forecast_method_find("holt");
    o.regressor = events;
    o.nregressor = 1;
    starve_forecast(&o, 0, "with a regressor");
    struct cp_forecast_options back = o;
    back.paths = 0;
    starve_forecast(&back, 2, "on the past");
    o.reconcile = CP_RECONCILE_MINT;
    o.method = cp_forecast_method_find("naive");
    starve_forecast(&o, 0, "reconciled");
    make_groups();
    o = (struct cp_forecast_options){.horizon = 2, .quantile = quantile, .nquantile = 2, .jobs = 1};
    starve(work_in_parts, &(struct job){.options = o}, "in parts");
    return done();
}
