/* cp-supplier: offers of a plan to supply curves. */
#include "cli/cli.h"
#include "supplier/supplier.h"
#include <string.h>

enum {
    OPT_CURVE = 1,
    OPT_SERVICE_LEVEL,
    OPT_CALCULATE,
    OPT_AWARD,
    OPT_EXACT,
    OPT_GAP,
    OPT_TIME_LIMIT,
    OPT_RISK,
    OPT_PATHS
};

struct own {
    double service_level;
    double gap, time_limit;
    bool award, exact, risk;
    struct cp_risk_options paths;
    const char *calculate;
    const struct cp_cli *cli;
};

static const struct argp_option options[] = {
    {"curve", OPT_CURVE, NULL, 0,
     "Write supply, landed price and payments of every offer by delivery period (the default)", 0},
    {"award", OPT_AWARD, NULL, 0,
     "Award offers to the 'need' or 'demand' facts at least cost; write orders and their supply",
     0},
    {"exact", OPT_EXACT, NULL, 0, "With --award: buy no more than is needed in the end", 0},
    {"gap", OPT_GAP, "SHARE", 0, "With --award: stop within this share of the best (0.1 %)", 0},
    {"time-limit", OPT_TIME_LIMIT, "SECONDS", 0, "With --award: stop with what is found by then",
     0},
    {"risk", OPT_RISK, NULL, 0,
     "Write risk too: concentration, scorecard, Monte Carlo of deliveries and their cost", 0},
    {"paths", OPT_PATHS, "N", 0, "With --risk: number of Monte Carlo paths (10000)", 0},
    {"service-level", OPT_SERVICE_LEVEL, "SHARE", 0,
     "Count on deliveries only once this share of lead times is over (default 50 %)", 0},
    {"calculate", OPT_CALCULATE, "MODEL ARG=N...", 0,
     "Without a plan: a textbook model, as 'eoq fixed=8 holding=0.225 demand=1300'", 0},
    {0}};

static int share(const char *option, const char *arg, double *out, struct cp_error *err) {
    struct cp_error bad = {0};
    int rc = cp_quantity_parse(arg, "1", out, (struct cp_pos){0}, &bad);
    if (rc < 0 || !(*out > 0 && *out < 1))
        return cp_fail(err, CP_EUSAGE, "%s wants a share above 0 %% and below 100 %%, not '%s'",
                       option, arg);
    return 0;
}

static int paths(const char *arg, size_t *out, struct cp_error *err) {
    double n;
    size_t used;
    if (cp_number_parse(arg, strlen(arg), &n, &used) < 0 || arg[used] || !(n >= 1 && n <= 1e6) ||
        n != (double)(size_t)n)
        return cp_fail(err, CP_EUSAGE, "--paths wants a number from 1 to 1000000, not '%s'", arg);
    *out = (size_t)n;
    return 0;
}

static int option(int key, const char *arg, void *data, struct cp_error *err) {
    struct own *own = data;
    size_t used;
    switch (key) {
    case OPT_CALCULATE:
        own->calculate = arg;
        return 0;
    case OPT_AWARD:
        own->award = true;
        return 0;
    case OPT_EXACT:
        own->exact = true;
        return 0;
    case OPT_RISK:
        own->risk = true;
        return 0;
    case OPT_PATHS:
        return paths(arg, &own->paths.paths, err);
    case OPT_GAP:
        return share("--gap", arg, &own->gap, err);
    case OPT_SERVICE_LEVEL:
        return share("--service-level", arg, &own->service_level, err);
    case OPT_TIME_LIMIT:
        if (cp_number_parse(arg, strlen(arg), &own->time_limit, &used) < 0 || arg[used] ||
            !(own->time_limit > 0))
            return cp_fail(err, CP_EUSAGE, "--time-limit wants seconds, not '%s'", arg);
        return 0;
    default:
        return 0;
    }
}

static void note(void *ctx, const char *text) {
    const struct own *own = ctx;
    cp_cli_note(own->cli, "%s", text);
}

static int curves(const struct cp_plan *plan, struct own *own, struct cp_facts *facts,
                  struct cp_error *err) {
    struct cp_supplier_options opt = {.service_level = own->service_level,
                                      .risk = own->risk ? &own->paths : NULL,
                                      .note = note,
                                      .note_ctx = own};
    return cp_supplier_run(plan, &opt, facts, err);
}

static int award(const struct cp_plan *plan, struct own *own, struct cp_facts *facts,
                 bool *complete, struct cp_error *err) {
    struct cp_award_options opt = {.service_level = own->service_level,
                                   .gap = own->gap,
                                   .time_limit = own->time_limit,
                                   .exact = own->exact,
                                   .risk = own->risk ? &own->paths : NULL,
                                   .note = note,
                                   .note_ctx = own};
    return cp_supplier_award(plan, &opt, facts, complete, err);
}

static int calculate(const struct cp_cli *cli, const char *text, struct cp_error *err) {
    if (cli->plan_path || cli->noperand)
        return cp_fail(err, CP_EUSAGE, "--calculate reads no plan and no facts");
    struct cp_facts *facts = cp_facts_new();
    int rc = facts ? cp_supplier_calculate(text, facts, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_cli_write(cli, facts, err);
    cp_facts_free(facts);
    return rc;
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    struct own *own = data;
    own->cli = cli;
    own->paths.seed = cli->seed;
    own->paths.jobs = cli->jobs;
    if (own->calculate)
        return calculate(cli, own->calculate, err);
    struct cp_plan *plan = NULL;
    struct cp_facts *facts = NULL;
    int rc = cp_cli_plan(cli, &plan, err);
    if (rc == 0)
        rc = cp_cli_read(cli, &facts, err);
    bool complete = true;
    if (rc == 0)
        rc = own->award ? award(plan, own, facts, &complete, err) : curves(plan, own, facts, err);
    if (rc == 0)
        rc = cp_cli_write(cli, facts, err);
    if (rc == 0 && !complete)
        rc = 1;
    cp_facts_free(facts);
    cp_plan_free(plan);
    return rc;
}

int main(int argc, char **argv) {
    static const struct cp_command command = {
        .name = "cp-supplier",
        .operands = "[FILE...]",
        .purpose = "Turn a plan's offers into supply curves, or award them",
        .takes = CP_CLI_PLAN | CP_CLI_FACTS | CP_CLI_SEED | CP_CLI_JOBS,
        .options = options,
        .option = option,
        .run = run};
    struct own own = {.service_level = 0.5, .gap = 1e-3, .paths = {.paths = 10000}};
    return cp_cli_main(&command, &own, argc, argv);
}
