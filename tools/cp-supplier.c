/* cp-supplier: offers of a plan to supply curves. */
#include "cli/cli.h"
#include "supplier/supplier.h"

struct own {
    double service_level;
    double gap, time_limit;
    bool curve, award, exact, compare, risk, dependence;
    struct cp_supplier_risk_options paths;
    const char *calculate;
    const struct cp_cli *cli;
};

#define AT(field) .at = offsetof(struct own, field)
static const struct cp_cli_option options[] = {
    {"curve", NULL,
     "Write supply, landed price and payments of every offer by delivery period (the default)",
     CP_CLI_FLAG, AT(curve)},
    {"award", NULL,
     "Award offers to the 'need' or 'demand' facts at least cost; write orders and their supply",
     CP_CLI_FLAG, AT(award)},
    {"exact", NULL, "With --award: buy no more than is needed in the end", CP_CLI_FLAG, AT(exact)},
    {"compare", NULL,
     "With --award: write every bid's rank, cost of a unit and of work, lead and odds, how much "
     "cheaper it had to be, and what better terms were worth",
     CP_CLI_FLAG, AT(compare)},
    {"gap", "SHARE", "With --award: stop within this share of the best (0.1 %)", CP_CLI_SHARE,
     AT(gap), "(0,1)"},
    {"time-limit", "SECONDS", "With --award: stop with what is found by then", CP_CLI_NUMBER,
     AT(time_limit), "(0,inf)"},
    {"dependence", NULL,
     "With --award: write what each supplier brings, and what it costs without it or a year late",
     CP_CLI_FLAG, AT(dependence)},
    {"risk", NULL,
     "Write risk too: concentration, scorecard, Monte Carlo of deliveries and their cost",
     CP_CLI_FLAG, AT(risk)},
    {"paths", "N", "With --risk: number of Monte Carlo paths (10000)", CP_CLI_COUNT,
     AT(paths.paths), .most = 1000000},
    {"service-level", "SHARE",
     "Count on deliveries only once this share of lead times is over (default 50 %)", CP_CLI_SHARE,
     AT(service_level), "(0,1)"},
    {"calculate", "MODEL ARG=N...",
     "Without a plan: a textbook model, as 'eoq fixed=8 holding=0.225 demand=1300'", CP_CLI_WORD,
     AT(calculate)},
    {0}};

static int curves(const struct cp_plan *plan, struct own *own, struct cp_facts *facts,
                  struct cp_error *err) {
    struct cp_supplier_options opt = {.service_level = own->service_level,
                                      .risk = own->risk ? &own->paths : NULL,
                                      .note = cp_cli_tell,
                                      .note_ctx = &own->cli};
    return cp_supplier_run(plan, &opt, facts, err);
}

static int award(const struct cp_plan *plan, struct own *own, struct cp_facts *facts,
                 bool *complete, struct cp_error *err) {
    struct cp_award_options opt = {.service_level = own->service_level,
                                   .gap = own->gap,
                                   .time_limit = own->time_limit,
                                   .exact = own->exact,
                                   .compare = own->compare,
                                   .risk = own->risk ? &own->paths : NULL,
                                   .note = cp_cli_tell,
                                   .note_ctx = &own->cli};
    return own->dependence ? cp_supplier_dependence(plan, &opt, facts, complete, err)
                           : cp_supplier_award(plan, &opt, facts, complete, err);
}

static int calculate(const struct cp_cli *cli, const char *text, struct cp_error *err) {
    if (cli->plan_path || cli->noperand)
        return cp_fail(err, CP_EUSAGE, "--calculate reads no plan and no facts");
    struct cp_facts *facts = cp_facts_new();
    if (!facts)
        return cp_fail_nomem(err);
    int rc = cp_supplier_calculate(text, facts, err);
    if (rc)
        goto out;
    rc = cp_cli_write(cli, facts, err);
out:
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
    if (own->dependence && !own->award)
        return cp_fail(err, CP_EUSAGE, "--dependence is of an award: with --award");
    struct cp_plan *plan = NULL;
    struct cp_facts *facts = NULL;
    bool complete = true;
    int rc = cp_cli_plan(cli, &plan, err);
    if (rc)
        goto out;
    rc = cp_cli_read(cli, &facts, err);
    if (rc)
        goto out;
    rc = cp_cli_sign(cli, plan, "supplier_plan", facts, err);
    if (rc)
        goto out;
    rc = own->award ? award(plan, own, facts, &complete, err) : curves(plan, own, facts, err);
    if (rc)
        goto out;
    rc = cp_cli_write(cli, facts, err);
    if (rc)
        goto out;
    rc = !complete;
out:
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
        .run = run};
    struct own own = {.service_level = 0.5, .gap = 1e-3, .paths = {.paths = 10000}};
    return cp_cli_main(&command, &own, argc, argv);
}
