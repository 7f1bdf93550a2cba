#include "cli/cli.h"
#include "forecast/forecast.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_QUANTILES = 100 };

struct own {
    size_t horizon, season, samples, paths, origins;
    double ceiling;
    enum cp_method method;
    enum cp_scale scale;
    enum cp_reconcile reconcile;
    const char *measure;
    bool series; /* an option of the series door was given */
    double quantile[MAX_QUANTILES];
    size_t nquantile;
};

enum key {
    KEY_LEVEL = 1,
    KEY_QUANTILE,
    KEY_METHOD,
    KEY_SCALE,
    KEY_MEASURE,
    KEY_CEILING,
    KEY_RECONCILE,
    KEY_SAMPLES,
    KEY_PATHS,
    KEY_BACKTEST
};

static const struct argp_option options[] = {
    {"horizon", 'H', "N", 0, "Forecast N periods of every series of the input", 0},
    {"season", 'S', "M", 0, "Periods in a season (by the calendar: 4, 12, 7 or 24)", 0},
    {"method", KEY_METHOD, "NAME", 0, "How to forecast (auto); the manual lists them", 0},
    {"scale", KEY_SCALE, "NAME", 0, "Work on linear, log or root values; best: what AICc prefers",
     0},
    {"ceiling", KEY_CEILING, "X", 0,
     "What adoption is thought to end at (bass, logistic, gompertz)", 0},
    {"reconcile", KEY_RECONCILE, "HOW", 0, "Make totals and parts add up: bottom-up or mint", 0},
    {"measure", KEY_MEASURE, "NAME", 0, "Forecast this measure only", 0},
    {"backtest", KEY_BACKTEST, "N", 0, "Test on the past from N origins instead of forecasting", 0},
    {"level", KEY_LEVEL, "P,...", 0, "Central intervals in percent, as two quantiles each", 0},
    {"quantile", KEY_QUANTILE, "Q,...", 0, "Quantiles to write; none: point forecasts only", 0},
    {"paths", KEY_PATHS, "N", 0, "Write N sample paths too, each a scenario", 0},
    {"samples", KEY_SAMPLES, "N", 0, "Paths drawn for the quantiles of a plan (1000)", 0},
    {0}};

static int count(const char *arg, const char *what, size_t most, size_t *out,
                 struct cp_error *err) {
    char *end;
    unsigned long long n = *arg >= '0' && *arg <= '9' ? strtoull(arg, &end, 10) : 0;
    if (n < 1 || n > most || *end)
        return cp_fail(err, CP_EUSAGE, "%s: '%s' is not a number from 1 to %zu", what, arg, most);
    *out = (size_t)n;
    return 0;
}

static int add_quantile(struct own *own, double q, struct cp_error *err) {
    size_t at = 0;
    while (at < own->nquantile && own->quantile[at] < q)
        at++;
    if (at < own->nquantile && own->quantile[at] == q)
        return 0;
    if (own->nquantile == MAX_QUANTILES)
        return cp_fail(err, CP_EUSAGE, "more than %d quantiles", MAX_QUANTILES);
    memmove(own->quantile + at + 1, own->quantile + at, (own->nquantile++ - at) * sizeof q);
    own->quantile[at] = q;
    return 0;
}

/* "80,95" as central intervals, or ".1,.9" as quantiles, in ascending order. */
static int quantiles(const char *arg, bool level, struct own *own, struct cp_error *err) {
    const char *what = level ? "--level" : "--quantile", *s = arg;
    own->nquantile = 0;
    if (!level && strcmp(arg, "none") == 0)
        return 0;
    for (;;) {
        double x;
        size_t used;
        if (cp_number_parse(s, strlen(s), &x, &used) != 0 || !(x > 0 && x < (level ? 100 : 1)) ||
            (s[used] && s[used] != ','))
            return cp_fail(err, CP_EUSAGE, "%s: '%s' is not a list of numbers between 0 and %s",
                           what, arg, level ? "100" : "1");
        int rc = add_quantile(own, level ? (100 - x) / 200 : x, err);
        if (rc == 0 && level)
            rc = add_quantile(own, (100 + x) / 200, err);
        if (rc < 0 || !s[used])
            return rc;
        s += used + 1;
    }
}

static int choose(const char *arg, const char *what, const char *const *names, size_t n,
                  size_t *out, struct cp_error *err) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(arg, names[i]) == 0) {
            *out = i;
            return 0;
        }
    const char *near = cp_nearest(arg, names, n);
    return cp_fail(err, CP_EUSAGE, "%s: unknown '%s'%s%s%s", what, arg,
                   near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
}

static int option(int key, const char *arg, void *data, struct cp_error *err) {
    static const char *const scales[] = {"best", "linear", "log", "root"};
    static const char *const ways[] = {"none", "bottom-up", "mint"};
    struct own *own = data;
    size_t i = 0;
    int rc = 0;
    own->series = own->series || (key != KEY_QUANTILE && key != KEY_LEVEL && key != KEY_SAMPLES &&
                                  key != KEY_PATHS);
    switch (key) {
    case 'H':
        return count(arg, "--horizon", 1000000, &own->horizon, err);
    case 'S':
        return count(arg, "--season", 10000, &own->season, err);
    case KEY_BACKTEST:
        return count(arg, "--backtest", 1000000, &own->origins, err);
    case KEY_PATHS:
        return count(arg, "--paths", 100000, &own->paths, err);
    case KEY_SAMPLES:
        return count(arg, "--samples", 10000000, &own->samples, err);
    case KEY_LEVEL:
    case KEY_QUANTILE:
        return quantiles(arg, key == KEY_LEVEL, own, err);
    case KEY_RECONCILE:
        rc = choose(arg, "--reconcile", ways, 3, &i, err);
        own->reconcile = (enum cp_reconcile)i;
        return rc;
    case KEY_CEILING:
        if (cp_number_parse(arg, strlen(arg), &own->ceiling, &i) != 0 || arg[i] ||
            !(own->ceiling > 0))
            return cp_fail(err, CP_EUSAGE, "--ceiling: '%s' is not a number above 0", arg);
        return 0;
    case KEY_MEASURE:
        own->measure = arg;
        return 0;
    case KEY_METHOD:
        rc = choose(arg, "--method", cp_method_names(), CP_METHOD_COUNT, &i, err);
        own->method = (enum cp_method)i;
        return rc;
    case KEY_SCALE:
        rc = choose(arg, "--scale", scales, 4, &i, err);
        own->scale = (enum cp_scale)i;
        return rc;
    default:
        return cp_fail(err, CP_EINTERNAL, "option %d", key);
    }
}

static int run_plan(const struct cp_cli *cli, struct own *own, struct cp_error *err) {
    struct cp_plan *plan = NULL;
    struct cp_facts *facts = NULL;
    if (own->nquantile == SIZE_MAX)
        quantiles(".1,.5,.9", false, own, err);
    int rc = cp_cli_plan(cli, &plan, err);
    if (rc == 0)
        rc = cp_cli_read(cli, &facts, err);
    if (rc == 0) {
        struct cp_demand_options o = {.quantile = own->quantile,
                                      .nquantile = own->nquantile,
                                      .samples = own->samples,
                                      .paths = own->paths,
                                      .seed = cli->seed,
                                      .jobs = cli->jobs};
        rc = cp_forecast_demand(plan, &o, facts, err);
    }
    if (rc == 0)
        rc = cp_cli_write(cli, facts, err);
    cp_facts_free(facts);
    cp_plan_free(plan);
    return rc;
}

static void tell_method(const struct cp_cli *cli, const char *label, const struct cp_series *s) {
    char aicc[40] = "";
    if (isfinite(s->aicc))
        snprintf(aicc, sizeof aicc, ", AICc %.6g", s->aicc);
    cp_cli_verbose(cli, "%s: %s%s%s", label, cp_method_name(s->method),
                   s->log ? " on logarithms" : "", aicc);
}

static void tell(const struct cp_cli *cli, const struct cp_facts *facts,
                 const struct cp_series_set *set) {
    for (size_t i = 0; i < set->n; i++) {
        const struct cp_series *s = &set->series[i];
        char label[300];
        cp_series_label(facts, s, label, sizeof label);
        if (s->problem[0])
            cp_cli_note(cli, "%s: %s", label, s->problem);
        else
            tell_method(cli, label, s);
        if (s->note[0])
            cp_cli_note(cli, "%s: %s", label, s->note);
    }
}

static int run_series(const struct cp_cli *cli, struct own *own, struct cp_error *err) {
    struct cp_facts *facts = NULL;
    struct cp_series_set set = {0};
    size_t failed = 0;
    if (own->nquantile == SIZE_MAX)
        quantiles("80,95", true, own, err);
    int rc = cp_cli_read(cli, &facts, err);
    if (rc == 0) {
        struct cp_batch_options o = {.measure = own->measure,
                                     .method = own->method,
                                     .scale = own->scale,
                                     .ceiling = own->ceiling,
                                     .reconcile = own->reconcile,
                                     .horizon = own->horizon,
                                     .season = own->season,
                                     .quantile = own->quantile,
                                     .nquantile = own->nquantile,
                                     .paths = own->origins ? 0 : own->paths,
                                     .seed = cli->seed,
                                     .jobs = cli->jobs};
        rc = own->origins ? cp_backtest_series(facts, &o, own->origins, &set, &failed, err)
                          : cp_forecast_series(facts, &o, &set, &failed, err);
    }
    if (rc == 0) {
        tell(cli, facts, &set);
        rc = cp_cli_write(cli, facts, err);
    }
    cp_series_release(&set);
    cp_facts_free(facts);
    return rc < 0 ? rc : failed > 0;
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    struct own *own = data;
    if (cli->plan_path && own->series)
        return cp_fail(
            err, CP_EUSAGE,
            "--horizon, --season, --method, --scale, --ceiling, --reconcile, --measure and "
            "--backtest "
            "are for series; with a plan, its drivers say this");
    if (!cli->plan_path && !own->horizon)
        return cp_fail(err, CP_EUSAGE,
                       "wanted -p PLAN, or -H N to forecast the series of the input");
    if (!cli->plan_path && cli->replace)
        return cp_fail(err, CP_EUSAGE, "--replace goes with a plan: a history is not replaced");
    return cli->plan_path ? run_plan(cli, own, err) : run_series(cli, own, err);
}

int main(int argc, char **argv) {
    struct own own = {.samples = 1000, .nquantile = SIZE_MAX};
    const struct cp_command command = {
        .name = "cp-forecast",
        .operands = "[FILE...]",
        .purpose = "Forecast the demand of a plan, or the series of a fact stream",
        .takes = CP_CLI_PLAN | CP_CLI_FACTS | CP_CLI_SEED | CP_CLI_JOBS | CP_CLI_SOURCE,
        .options = options,
        .option = option,
        .run = run,
    };
    return cp_cli_main(&command, &own, argc, argv);
}
