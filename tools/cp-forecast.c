/* cp-forecast: the demand of a plan's drivers, or what the series of a fact stream will be. */
#include "cli/cli.h"
#include "forecast/forecast.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_QUANTILES = 100, MAX_REGRESSORS = 8, MAX_SEASONS = 4, MAX_TOTALS = 8 };

struct totals {
    size_t n;
    struct cp_forecast_total at[MAX_TOTALS];
};

struct seasons {
    size_t n, at[MAX_SEASONS];
};

struct quantiles {
    size_t n;
    double at[MAX_QUANTILES];
};

struct regressors {
    size_t n;
    const char *name[MAX_REGRESSORS];
};

struct span {
    struct cp_period from, to;
};

struct own {
    struct cp_forecast_options batch;
    size_t origins, samples;
    struct quantiles quantiles;
    struct regressors regressors;
    struct seasons seasons;
    struct totals totals;
    struct span bridge;
    const char *actual;
    const char *holidays;
    bool list, explain, grouped;
};

static int level(const char *arg, void *at, struct cp_error *err) {
    struct quantiles *q = at;
    return cp_cli_quantiles(arg, true, q->at, MAX_QUANTILES, &q->n, err);
}

static int quantile(const char *arg, void *at, struct cp_error *err) {
    struct quantiles *q = at;
    return cp_cli_quantiles(arg, false, q->at, MAX_QUANTILES, &q->n, err);
}

static int regressor(const char *arg, void *at, struct cp_error *err) {
    struct regressors *r = at;
    if (r->n == MAX_REGRESSORS)
        return cp_fail(err, CP_EUSAGE, "more than %d regressors", MAX_REGRESSORS);
    r->name[r->n++] = arg;
    return 0;
}

static int seasons(const char *arg, void *at, struct cp_error *err) {
    enum { MOST = 100000 };
    struct seasons *s = at;
    s->n = 0;
    for (const char *text = arg;; text++) {
        size_t length = strcspn(text, ","), used;
        double x;
        if (s->n == MAX_SEASONS || cp_number_parse(text, length, &x, &used) != 0 ||
            used != length || x != floor(x) || x < 1 || x > MOST ||
            (s->n && x <= (double)s->at[s->n - 1]))
            return cp_fail(err, CP_EUSAGE,
                           "--season: wanted numbers of periods, at most %d, each greater than the "
                           "one before it, as 24,168; got '%s'",
                           MAX_SEASONS, arg);
        s->at[s->n++] = (size_t)x;
        text += length;
        if (!*text)
            return 0;
    }
}

static int total(const char *arg, void *at, struct cp_error *err) {
    enum { YEAR, HORIZON, OTHERS };
    static const enum cp_dim never[] = {CP_SCENARIO, CP_PERIOD, CP_QUANTILE};
    const char *words[OTHERS + CP_DIM_COUNT + 1] = {"year", "horizon"};
    enum cp_dim dim[OTHERS + CP_DIM_COUNT];
    size_t chosen[OTHERS + CP_DIM_COUNT], n = 0, count = OTHERS;
    struct totals *all = at;
    for (size_t d = 0; d < CP_DIM_COUNT; d++)
        if (d != never[0] && d != never[1] && d != never[2]) {
            dim[count] = (enum cp_dim)d;
            words[count++] = cp_facts_dim_name((enum cp_dim)d);
        }
    int rc = cp_cli_choose_list("total", arg, words, chosen, &n, err);
    if (rc)
        return rc;
    struct cp_forecast_total t = {0};
    for (size_t i = 0; i < n; i++) {
        if (chosen[i] < OTHERS && t.over)
            return cp_fail(err, CP_EUSAGE, "--total: year or horizon, not both");
        if (chosen[i] < OTHERS)
            t.over = chosen[i] == YEAR ? CP_TOTAL_YEAR : CP_TOTAL_HORIZON;
        else
            t.dims |= (uint32_t)1 << dim[chosen[i]];
    }
    if (all->n == MAX_TOTALS)
        return cp_fail(err, CP_EUSAGE, "more than %d totals", MAX_TOTALS);
    all->at[all->n++] = t;
    return 0;
}

static int bridge(const char *arg, void *at, struct cp_error *err) {
    struct span *s = at;
    size_t comma = strcspn(arg, ",");
    const char *to = arg + comma + (arg[comma] == ',');
    if (cp_period_parse(arg, comma, &s->from) != 0 || cp_period_parse(to, strlen(to), &s->to) != 0)
        return cp_fail(err, CP_EUSAGE,
                       "--bridge: wanted two periods of the plan, as 2026-Q1,2028-Q4; got '%s'",
                       arg);
    return 0;
}

static int method(const char *arg, void *at, struct cp_error *err) {
    const struct cp_forecast_method **found = at;
    *found = cp_forecast_method_find(arg);
    if (*found)
        return 0;
    const char *near = cp_forecast_method_nearest(arg);
    return cp_fail(err, CP_EUSAGE, "--method: unknown '%s'%s%s%s", arg,
                   near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
}

static const char *const scales[] = {"best", "linear", "log", "root", NULL};
static const char *const ways[] = {"none", "bottom-up", "mint", NULL};

#define AT(field) .at = offsetof(struct own, field)
static const struct cp_cli_option options[] = {
    {"horizon", "N", "Forecast N periods of every series of the input", CP_CLI_COUNT,
     AT(batch.horizon), .most = 1000000, .letter = 'H'},
    {"season", "M,...", "Periods in a season (by the calendar: 4, 12, 7 or 24), or in several",
     CP_CLI_READ, AT(seasons), .read = seasons, .letter = 'S'},
    {"holidays", "FILE", "Days without work, a line each, of series of working days", CP_CLI_WORD,
     AT(holidays)},
    {"method", "NAME", "How to forecast (auto); --list-methods names them", CP_CLI_READ,
     AT(batch.method), .read = method},
    {"scale", "NAME", "Work on linear, log or root values; best: what AICc prefers", CP_CLI_CHOICE,
     AT(batch.scale), .words = scales},
    {"ceiling", "X", "What adoption is thought to end at (bass, logistic, gompertz)", CP_CLI_NUMBER,
     AT(batch.ceiling), "(0,inf)"},
    {"regressor", "NAME", "A measure, known for the horizon, that explains others", CP_CLI_READ,
     AT(regressors), .read = regressor},
    {"floor", "X", "Nothing falls below X: forecasts, quantiles and paths", CP_CLI_NUMBER,
     AT(batch.floor)},
    {"cap", "X", "Nothing rises above X", CP_CLI_NUMBER, AT(batch.cap)},
    {"temporal", NULL, "Let forecasts agree with those of means over parts of the season",
     CP_CLI_FLAG, AT(batch.temporal)},
    {"reconcile", "HOW", "Make totals and parts add up: bottom-up or mint", CP_CLI_CHOICE,
     AT(batch.reconcile), .words = ways},
    {"total", "WORD,...", "Totals too, over dimensions, a year or the horizon, as site,year",
     CP_CLI_READ, AT(totals), .read = total},
    {"grouped", NULL, "Keep no series: those of the input stand together, one after another",
     CP_CLI_FLAG, AT(grouped)},
    {"measure", "NAME", "Forecast this measure only", CP_CLI_WORD, AT(batch.measure)},
    {"backtest", "N", "Test on the past from N origins instead of forecasting", CP_CLI_COUNT,
     AT(origins), .most = 1000000},
    {"step", "N", "Periods between the origins of a backtest (1)", CP_CLI_COUNT, AT(batch.step),
     .most = 1000000},
    {"level", "P,...", "Central intervals in percent, as two quantiles each", CP_CLI_READ,
     AT(quantiles), .read = level},
    {"quantile", "Q,...", "Quantiles to write; none: point forecasts only", CP_CLI_READ,
     AT(quantiles), .read = quantile},
    {"paths", "N", "Write N sample paths too, each a scenario", CP_CLI_COUNT, AT(batch.paths),
     .most = 100000},
    {"samples", "N", "Paths drawn for the quantiles of a plan (1000)", CP_CLI_COUNT, AT(samples),
     .most = 10000000},
    {"bridge", "FROM,TO", "Growth of a plan's demand between two periods, by driver", CP_CLI_READ,
     AT(bridge), .read = bridge},
    {"actual", "FILE", "What a plan's demand was: its misses, by driver", CP_CLI_WORD, AT(actual)},
    {"name-method", NULL, "Write the method chosen in a dimension of its own", CP_CLI_FLAG,
     AT(batch.name_method)},
    {"explain", NULL, "Say how every series was forecast, on standard error", CP_CLI_FLAG,
     AT(explain)},
    {"list-methods", NULL, "List the methods, and do nothing else", CP_CLI_FLAG, AT(list)},
    {0}};

static int list_methods(const struct cp_cli *cli, struct cp_error *err) {
    FILE *out = cp_cli_open_output(cli, err);
    if (!out)
        return err->at[0].code;
    const struct cp_forecast_method *m;
    for (size_t i = 0; (m = cp_forecast_method_at(i)); i++)
        fprintf(out, "%s\t%s\n", cp_forecast_method_name(m), cp_forecast_method_meaning(m));
    return cp_cli_close_output(cli, out, 0, err);
}

static int explain_plan(const struct cp_cli *cli, const struct own *own, const struct cp_plan *plan,
                        struct cp_facts *facts, struct cp_error *err) {
    int rc = 0;
    if (cp_cli_given(cli, "bridge"))
        rc = cp_forecast_bridge(plan, own->bridge.from, own->bridge.to, facts, err);
    if (rc || !own->actual)
        return rc;
    FILE *in = fopen(own->actual, "re");
    if (!in)
        return cp_fail(err, CP_EIO, "--actual: cannot open '%s': %s", own->actual, strerror(errno));
    struct cp_facts *actuals = cp_facts_new();
    rc = actuals ? cp_facts_read(actuals, in, own->actual, err) : cp_fail_nomem(err);
    fclose(in);
    if (!rc)
        rc = cp_forecast_miss(plan, actuals, facts, err);
    cp_facts_free(actuals);
    return rc;
}

static int run_plan(const struct cp_cli *cli, struct own *own, struct cp_facts **facts,
                    struct cp_error *err) {
    struct cp_plan *plan = NULL;
    struct cp_forecast_demand_options o = {.quantile = own->quantiles.at,
                                           .nquantile = own->quantiles.n,
                                           .samples = own->samples,
                                           .paths = own->batch.paths,
                                           .total = own->totals.at,
                                           .ntotal = own->totals.n,
                                           .seed = cli->seed,
                                           .jobs = cli->jobs};
    int rc = cp_cli_plan(cli, &plan, err);
    if (rc)
        goto out;
    rc = cp_cli_read(cli, facts, err);
    if (rc)
        goto out;
    rc = cp_cli_sign(cli, plan, "forecast_plan", *facts, err);
    if (rc)
        goto out;
    rc = cp_forecast_demand(plan, &o, *facts, err);
    if (!rc)
        rc = explain_plan(cli, own, plan, *facts, err);
out:
    cp_plan_free(plan);
    return rc;
}

static void tell(const struct cp_cli *cli, const struct own *own, const struct cp_facts *facts,
                 const struct cp_forecast_series_set *set) {
    for (size_t i = 0; i < set->n; i++) {
        const struct cp_forecast_series *s = &set->series[i];
        char label[300];
        if (s->skip)
            continue;
        cp_forecast_series_label(facts, s, label, sizeof label);
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

static int read_holidays(struct own *own, struct cp_error *err) {
    FILE *in = own->holidays ? fopen(own->holidays, "re") : NULL;
    if (!own->holidays)
        return 0;
    if (!in)
        return cp_fail(err, CP_EIO, "--holidays: cannot open '%s': %s", own->holidays,
                       strerror(errno));
    int rc = cp_forecast_holidays_read(in, own->holidays, &own->batch.holidays, err);
    fclose(in);
    return rc;
}

static int take_options(const struct cp_cli *cli, struct own *own, struct cp_error *err) {
    struct cp_forecast_options *o = &own->batch;
    o->regressor = own->regressors.name;
    o->nregressor = own->regressors.n;
    if (own->seasons.n) {
        o->season = own->seasons.at[0];
        o->longer = own->seasons.at + 1;
        o->nlonger = own->seasons.n - 1;
    }
    o->total = own->totals.at;
    o->ntotal = own->totals.n;
    o->quantile = own->quantiles.at;
    o->nquantile = own->quantiles.n;
    o->seed = cli->seed;
    o->jobs = cli->jobs;
    o->explain = own->explain;
    return read_holidays(own, err);
}

static int run_series(const struct cp_cli *cli, struct own *own, struct cp_facts **facts,
                      struct cp_error *err) {
    struct cp_forecast_series_set set = {0};
    struct cp_forecast_options *o = &own->batch;
    size_t failed = 0;
    int rc = cp_cli_read(cli, facts, err);
    if (rc)
        return rc;
    rc = own->origins ? cp_forecast_backtest(*facts, o, own->origins, &set, &failed, err)
                      : cp_forecast_batch(*facts, o, &set, &failed, err);
    if (rc)
        return rc;
    tell(cli, own, *facts, &set);
    cp_forecast_series_release(&set);
    return failed > 0;
}

struct told {
    const struct cp_cli *cli;
    const struct own *own;
    struct cp_facts_answers answers;
};

static void tell_of(void *data, const struct cp_facts *facts,
                    const struct cp_forecast_series_set *set) {
    struct told *told = data;
    cp_facts_count_answers(facts, &told->answers);
    tell(told->cli, told->own, facts, set);
}

/* Series one after another; what is forecast waits in a file until all is well. */
static int run_grouped(const struct cp_cli *cli, struct own *own, struct cp_error *err) {
    struct cp_cli_groups in = {0};
    struct told told = {cli, own, {0}};
    size_t failed = 0;
    FILE *file = cp_cli_temporary(err);
    struct cp_facts_aside *aside = file ? cp_facts_aside_new(file) : NULL;
    int rc = aside ? cp_cli_open_groups(cli, &in, err) : file ? cp_fail_nomem(err) : CP_EIO;
    if (rc)
        goto out;
    rc = cp_forecast_stream(in.groups, &own->batch,
                            &(struct cp_forecast_stream){aside, tell_of, &told}, &failed, err);
    if (rc)
        goto out;
    if (cp_cli_keeps_output_without(cli, &told.answers)) {
        rc = 1;
        goto out;
    }
    FILE *out = cp_cli_open_output(cli, err);
    rc = out ? cp_facts_aside_write(aside, in.groups, cli->only, out, err) : CP_EIO;
    rc = cp_cli_close_output(cli, out, rc, err);
out:
    cp_cli_close_groups(&in);
    cp_facts_aside_free(aside);
    if (file)
        fclose(file);
    return rc ? rc : failed > 0;
}

static int check_grouped(const struct cp_cli *cli, const struct own *own, struct cp_error *err) {
    const struct cp_forecast_options *o = &own->batch;
    if (own->origins || o->reconcile || own->regressors.n || o->paths || own->totals.n)
        return cp_fail(err, CP_EUSAGE,
                       "--grouped keeps no series: --backtest, --paths, --reconcile, --regressor "
                       "and --total need all of them, without it");
    if (cli->format && strcmp(cli->format, "tsv") != 0)
        return cp_fail(err, CP_EUSAGE, "--grouped writes tsv only");
    return 0;
}

static int check_usage(const struct cp_cli *cli, const struct own *own, struct cp_error *err) {
    static const char *const with_plan[] = {"level", "quantile", "paths",  "samples",
                                            "total", "bridge",   "actual", NULL};
    const uint32_t workload =
        (uint32_t)1 << CP_WORKLOAD | (uint32_t)1 << CP_REGION | (uint32_t)1 << CP_TENANT;
    if (!(own->batch.floor < own->batch.cap))
        return cp_fail(err, CP_EUSAGE, "--floor: not below --cap");
    if (!cli->plan_path && !own->batch.horizon)
        return cp_fail(err, CP_EUSAGE,
                       "wanted -p PLAN, or -H N to forecast the series of the input");
    if (!cli->plan_path && cli->replace)
        return cp_fail(err, CP_EUSAGE, "--replace goes with a plan: a history is not replaced");
    if (own->batch.step && !own->origins)
        return cp_fail(err, CP_EUSAGE, "--step is between the origins of --backtest");
    if (own->origins && (own->batch.paths || own->batch.reconcile || own->totals.n))
        return cp_fail(err, CP_EUSAGE, "--backtest has no --paths, --total or --reconcile");
    int rc = own->grouped ? check_grouped(cli, own, err) : 0;
    if (rc)
        return rc;
    uint64_t others = cli->given;
    for (size_t i = 0; options[i].name; i++)
        for (size_t k = 0; with_plan[k]; k++)
            if (strcmp(options[i].name, with_plan[k]) == 0)
                others &= ~((uint64_t)1 << i);
    if (cli->plan_path && others)
        return cp_fail(err, CP_EUSAGE,
                       "with a plan, its drivers say how series are forecast: only --level, "
                       "--quantile, --paths, --samples, --total, --bridge and --actual go with it");
    if (!cli->plan_path && (own->actual || cp_cli_given(cli, "bridge")))
        return cp_fail(err, CP_EUSAGE, "--bridge and --actual go with a plan");
    for (size_t i = 0; i < own->totals.n && cli->plan_path; i++)
        if (own->totals.at[i].dims & ~workload)
            return cp_fail(err, CP_EUSAGE,
                           "--total: demand has the dimensions workload, region and tenant");
    return 0;
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    struct own *own = data;
    struct cp_facts *facts = NULL;
    if (own->list)
        return list_methods(cli, err);
    int rc = check_usage(cli, own, err);
    if (rc < 0)
        return rc;
    if (!cp_cli_given(cli, "level") && !cp_cli_given(cli, "quantile"))
        cli->plan_path ? quantile(".1,.5,.9", &own->quantiles, err)
                       : level("80,95", &own->quantiles, err);
    if (!cli->plan_path && (rc = take_options(cli, own, err)) < 0)
        return rc;
    if (own->grouped)
        return run_grouped(cli, own, err);
    rc = cli->plan_path ? run_plan(cli, own, &facts, err) : run_series(cli, own, &facts, err);
    if (rc < 0)
        goto out;
    int wrote = cp_cli_write(cli, facts, err);
    rc = wrote ? wrote : rc;
out:
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
        .run = run,
    };
    int status = cp_cli_main(&command, &own, argc, argv);
    free(own.batch.holidays.day);
    return status;
}
