#include "cli/cli.h"
#include "forecast/forecast.h"
#include <math.h>
#include <string.h>

enum { MAX_QUANTILES = 100, MAX_REGRESSORS = 8 };

struct own {
    struct cp_batch_options batch;
    size_t origins, samples, nquantile;
    double quantile[MAX_QUANTILES];
    const char *regressor[MAX_REGRESSORS];
    bool series; /* an option of the series door was given */
    bool quantiles, list, explain;
};

enum key {
    KEY_LEVEL = 1,
    KEY_QUANTILE,
    KEY_METHOD,
    KEY_SCALE,
    KEY_MEASURE,
    KEY_CEILING,
    KEY_REGRESSOR,
    KEY_FLOOR,
    KEY_CAP,
    KEY_RECONCILE,
    KEY_PATHS,
    KEY_SAMPLES,
    KEY_BACKTEST,
    KEY_NAME_METHOD,
    KEY_EXPLAIN,
    KEY_LIST
};

static const struct argp_option options[] = {
    {"horizon", 'H', "N", 0, "Forecast N periods of every series of the input", 0},
    {"season", 'S', "M", 0, "Periods in a season (by the calendar: 4, 12, 7 or 24)", 0},
    {"method", KEY_METHOD, "NAME", 0, "How to forecast (auto); --list-methods names them", 0},
    {"scale", KEY_SCALE, "NAME", 0, "Work on linear, log or root values; best: what AICc prefers",
     0},
    {"ceiling", KEY_CEILING, "X", 0,
     "What adoption is thought to end at (bass, logistic, gompertz)", 0},
    {"regressor", KEY_REGRESSOR, "NAME", 0,
     "A measure, known for the horizon, that explains others", 0},
    {"floor", KEY_FLOOR, "X", 0, "Nothing falls below X: forecasts, quantiles and paths", 0},
    {"cap", KEY_CAP, "X", 0, "Nothing rises above X", 0},
    {"reconcile", KEY_RECONCILE, "HOW", 0, "Make totals and parts add up: bottom-up or mint", 0},
    {"measure", KEY_MEASURE, "NAME", 0, "Forecast this measure only", 0},
    {"backtest", KEY_BACKTEST, "N", 0, "Test on the past from N origins instead of forecasting", 0},
    {"level", KEY_LEVEL, "P,...", 0, "Central intervals in percent, as two quantiles each", 0},
    {"quantile", KEY_QUANTILE, "Q,...", 0, "Quantiles to write; none: point forecasts only", 0},
    {"paths", KEY_PATHS, "N", 0, "Write N sample paths too, each a scenario", 0},
    {"samples", KEY_SAMPLES, "N", 0, "Paths drawn for the quantiles of a plan (1000)", 0},
    {"name-method", KEY_NAME_METHOD, NULL, 0, "Write the method chosen in a dimension of its own",
     0},
    {"explain", KEY_EXPLAIN, NULL, 0, "Say how every series was forecast, on standard error", 0},
    {"list-methods", KEY_LIST, NULL, 0, "List the methods, and do nothing else", 0},
    {0}};

static int bound(const char *arg, const char *what, double *out, struct cp_error *err) {
    size_t used;
    if (cp_number_parse(arg, strlen(arg), out, &used) != 0 || arg[used] || !isfinite(*out))
        return cp_fail(err, CP_EUSAGE, "%s: '%s' is not a number", what, arg);
    return 0;
}

static int option(int key, const char *arg, void *data, struct cp_error *err) {
    static const char *const scales[] = {"best", "linear", "log", "root"};
    static const char *const ways[] = {"none", "bottom-up", "mint"};
    struct own *own = data;
    struct cp_batch_options *o = &own->batch;
    size_t i = 0;
    int rc = 0;
    own->series = own->series || (key != KEY_QUANTILE && key != KEY_LEVEL && key != KEY_SAMPLES &&
                                  key != KEY_PATHS && key != KEY_LIST);
    switch (key) {
    case 'H':
        return cp_cli_count(arg, "--horizon", 1000000, &o->horizon, err);
    case 'S':
        return cp_cli_count(arg, "--season", 10000, &o->season, err);
    case KEY_BACKTEST:
        return cp_cli_count(arg, "--backtest", 1000000, &own->origins, err);
    case KEY_PATHS:
        return cp_cli_count(arg, "--paths", 100000, &o->paths, err);
    case KEY_SAMPLES:
        return cp_cli_count(arg, "--samples", 10000000, &own->samples, err);
    case KEY_LEVEL:
    case KEY_QUANTILE:
        own->quantiles = true;
        return cp_cli_quantiles(arg, key == KEY_LEVEL, own->quantile, MAX_QUANTILES,
                                &own->nquantile, err);
    case KEY_RECONCILE:
        rc = cp_cli_choose(arg, "--reconcile", ways, 3, &i, err);
        o->reconcile = (enum cp_reconcile)i;
        return rc;
    case KEY_CEILING:
        if (cp_number_parse(arg, strlen(arg), &o->ceiling, &i) != 0 || arg[i] || !(o->ceiling > 0))
            return cp_fail(err, CP_EUSAGE, "--ceiling: '%s' is not a number above 0", arg);
        return 0;
    case KEY_REGRESSOR:
        if (o->nregressor == MAX_REGRESSORS)
            return cp_fail(err, CP_EUSAGE, "more than %d regressors", MAX_REGRESSORS);
        own->regressor[o->nregressor++] = arg;
        return 0;
    case KEY_FLOOR:
        return bound(arg, "--floor", &o->floor, err);
    case KEY_CAP:
        return bound(arg, "--cap", &o->cap, err);
    case KEY_MEASURE:
        o->measure = arg;
        return 0;
    case KEY_METHOD:
        rc = cp_cli_choose(arg, "--method", cp_method_names(), CP_METHOD_COUNT, &i, err);
        o->method = (enum cp_method)i;
        return rc;
    case KEY_SCALE:
        rc = cp_cli_choose(arg, "--scale", scales, 4, &i, err);
        o->scale = (enum cp_scale)i;
        return rc;
    default:
        o->name_method = o->name_method || key == KEY_NAME_METHOD;
        own->explain = own->explain || key == KEY_EXPLAIN;
        own->list = own->list || key == KEY_LIST;
        return 0;
    }
}

static int list_methods(const struct cp_cli *cli, struct cp_error *err) {
    FILE *out = cp_cli_open_output(cli, err);
    if (!out)
        return err->at[0].code;
    for (size_t i = 0; i < CP_METHOD_COUNT; i++)
        fprintf(out, "%s\t%s\n", cp_method_name((enum cp_method)i),
                cp_method_meaning((enum cp_method)i));
    return cp_cli_close_output(cli, out, 0, err);
}

static int run_plan(const struct cp_cli *cli, struct own *own, struct cp_facts **facts,
                    struct cp_error *err) {
    struct cp_plan *plan = NULL;
    int rc = cp_cli_plan(cli, &plan, err);
    if (rc == 0)
        rc = cp_cli_read(cli, facts, err);
    if (rc == 0) {
        struct cp_demand_options o = {.quantile = own->quantile,
                                      .nquantile = own->nquantile,
                                      .samples = own->samples,
                                      .paths = own->batch.paths,
                                      .seed = cli->seed,
                                      .jobs = cli->jobs};
        rc = cp_forecast_demand(plan, &o, *facts, err);
    }
    cp_plan_free(plan);
    return rc;
}

static void tell(const struct cp_cli *cli, const struct own *own, const struct cp_facts *facts,
                 const struct cp_series_set *set) {
    for (size_t i = 0; i < set->n; i++) {
        const struct cp_series *s = &set->series[i];
        char label[300];
        if (s->skip)
            continue;
        cp_series_label(facts, s, label, sizeof label);
        if (s->problem[0])
            cp_cli_note(cli, "%s: %s", label, s->problem);
        else if (own->explain)
            cp_cli_note(cli, "%s: %s", label, s->chosen);
        else
            cp_cli_verbose(cli, "%s: %s", label, s->chosen);
        if (s->note[0])
            cp_cli_note(cli, "%s: %s", label, s->note);
    }
}

static int run_series(const struct cp_cli *cli, struct own *own, struct cp_facts **facts,
                      struct cp_error *err) {
    struct cp_series_set set = {0};
    struct cp_batch_options *o = &own->batch;
    size_t failed = 0;
    o->regressor = own->regressor;
    o->quantile = own->quantile;
    o->nquantile = own->nquantile;
    o->seed = cli->seed;
    o->jobs = cli->jobs;
    int rc = cp_cli_read(cli, facts, err);
    if (rc == 0)
        rc = own->origins ? cp_backtest_series(*facts, o, own->origins, &set, &failed, err)
                          : cp_forecast_series(*facts, o, &set, &failed, err);
    if (rc == 0)
        tell(cli, own, *facts, &set);
    cp_series_release(&set);
    return rc < 0 ? rc : failed > 0;
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    struct own *own = data;
    if (!(own->batch.floor < own->batch.cap))
        return cp_fail(err, CP_EUSAGE, "--floor: not below --cap");
    struct cp_facts *facts = NULL;
    if (own->list)
        return list_methods(cli, err);
    if (cli->plan_path && own->series)
        return cp_fail(err, CP_EUSAGE,
                       "with a plan, its drivers say how series are forecast: only --level, "
                       "--quantile, --paths and --samples go with it");
    if (!cli->plan_path && !own->batch.horizon)
        return cp_fail(err, CP_EUSAGE,
                       "wanted -p PLAN, or -H N to forecast the series of the input");
    if (!cli->plan_path && cli->replace)
        return cp_fail(err, CP_EUSAGE, "--replace goes with a plan: a history is not replaced");
    if (own->origins && (own->batch.paths || own->batch.reconcile))
        return cp_fail(err, CP_EUSAGE, "--backtest has no --paths or --reconcile");
    if (!own->quantiles)
        cp_cli_quantiles(cli->plan_path ? ".1,.5,.9" : "80,95", !cli->plan_path, own->quantile,
                         MAX_QUANTILES, &own->nquantile, err);
    int rc = cli->plan_path ? run_plan(cli, own, &facts, err) : run_series(cli, own, &facts, err);
    if (rc >= 0) {
        int wrote = cp_cli_write(cli, facts, err);
        rc = wrote < 0 ? wrote : rc;
    }
    cp_facts_free(facts);
    return rc;
}

int main(int argc, char **argv) {
    struct own own = {.samples = 1000, .batch = {.floor = -INFINITY, .cap = INFINITY}};
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
