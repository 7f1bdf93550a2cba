/* cp-allocate: the allocation program, from demand and supply to decisions and costs. */
#include "allocate/allocate.h"
#include "cli/cli.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct own {
    struct cp_allocate_options allocate;
    const char *export_path;
    bool check, slices_only;
};

enum {
    OPT_DUALS = 1,
    OPT_SLICES,
    OPT_SLICES_ONLY,
    OPT_ENGINE,
    OPT_TIME_LIMIT,
    OPT_EXPORT,
    OPT_MINIMIZE,
    OPT_SLACK,
    OPT_INTEGER,
    OPT_GAP,
    OPT_CHECK,
    OPT_MYOPIC,
    OPT_ROLLING,
    OPT_NO_SCENARIOS,
    OPT_RISK_AVERSION,
    OPT_TAIL,
    OPT_CONTRACT_VALUES,
    OPT_EVPI,
    OPT_VSS
};

static const struct argp_option options[] = {
    {"duals", OPT_DUALS, NULL, 0, "Write what scarce things are worth and which limits bind", 0},
    {"slices", OPT_SLICES, NULL, 0, "Write power, energy and work by time slice too", 0},
    {"slices-only", OPT_SLICES_ONLY, NULL, 0,
     "Write the representative days and what they lose, and solve nothing", 0},
    {"integer", OPT_INTEGER, NULL, 0,
     "Decide on whole phases, sites of synchronous work, lots and bids", 0},
    {"gap", OPT_GAP, "SHARE", 0, "With --integer: how far from the best to stop (default 0.1 %)",
     0},
    {"check", OPT_CHECK, NULL, 0, "Exit 1 when demand is short", 0},
    {"engine", OPT_ENGINE, "NAME", 0, "Solve with this engine (default auto)", 0},
    {"time-limit", OPT_TIME_LIMIT, "SECONDS", 0, "Stop solving after this time", 0},
    {"minimize", OPT_MINIMIZE, "WHAT", 0,
     "Instead of cost: emissions, capex, halls, gpus or unmet, within --slack", 0},
    {"slack", OPT_SLACK, "SHARE", 0, "How much more than the least cost it may cost (default 2 %)",
     0},
    {"myopic", OPT_MYOPIC, NULL, 0, "Decide one period at a time, without looking ahead", 0},
    {"rolling", OPT_ROLLING, "N/M", 0, "Look N periods ahead, keep the decisions of the first M",
     0},
    {"no-scenarios", OPT_NO_SCENARIOS, NULL, 0, "Leave scenarios of plan and stream aside", 0},
    {"risk-aversion", OPT_RISK_AVERSION, "SHARE", 0,
     "Weight of the worst scenarios' mean cost against that of all (default 0)", 0},
    {"tail", OPT_TAIL, "LEVEL", 0, "The worst are those beyond this quantile (default 95 %)", 0},
    {"contract-values", OPT_CONTRACT_VALUES, NULL, 0,
     "Write what the best plan without each contract would cost more", 0},
    {"evpi", OPT_EVPI, NULL, 0, "Write what knowing the scenario beforehand is worth", 0},
    {"vss", OPT_VSS, NULL, 0, "Write what deciding for their mean would cost more", 0},
    {"export", OPT_EXPORT, "FILE", 0, "Write the program as MPS before solving it", 0},
    {0}};

/* A share from 0 up to `most`. */
static int share(const char *option, const char *arg, double most, double *out,
                 struct cp_error *err) {
    if (cp_quantity_parse(arg, "1", out, (struct cp_pos){0}, err) != 0)
        return CP_EUSAGE;
    if (*out >= 0 && *out <= most)
        return 0;
    return cp_fail(err, CP_EUSAGE, "--%s: '%s' is not a share from 0 to 100 %%", option, arg);
}

/* N/M: 1 <= M <= N. */
static int rolling(const char *arg, struct cp_allocate_options *o, struct cp_error *err) {
    double look = 0, keep = 0;
    size_t used = 0, more = 0;
    bool pair = cp_number_parse(arg, strlen(arg), &look, &used) == 0 && arg[used] == '/' &&
                cp_number_parse(arg + used + 1, strlen(arg + used + 1), &keep, &more) == 0 &&
                !arg[used + 1 + more];
    o->look = pair && look <= 1e6 ? (size_t)look : 0;
    o->keep = pair && keep <= look ? (size_t)keep : 0;
    if (o->look && o->keep && (double)o->look == look && (double)o->keep == keep)
        return 0;
    return cp_fail(err, CP_EUSAGE,
                   "--rolling: '%s' is not N/M, periods to look ahead and at most as many to keep",
                   arg);
}

static int option(int key, const char *arg, void *data, struct cp_error *err) {
    struct own *own = data;
    size_t used = 0;
    switch (key) {
    case OPT_DUALS:
        own->allocate.duals = true;
        return 0;
    case OPT_SLICES:
        own->allocate.slices = true;
        return 0;
    case OPT_SLICES_ONLY:
        own->slices_only = true;
        return 0;
    case OPT_CHECK:
        own->check = true;
        return 0;
    case OPT_ENGINE:
        own->allocate.lp.engine = arg;
        return cp_lp_engine_check(arg, err);
    case OPT_TIME_LIMIT:
        if (cp_number_parse(arg, strlen(arg), &own->allocate.lp.time_limit, &used) || arg[used] ||
            own->allocate.lp.time_limit <= 0)
            return cp_fail(err, CP_EUSAGE, "--time-limit: '%s' is not a time in seconds above 0",
                           arg);
        return 0;
    case OPT_MINIMIZE:
        if (cp_allocate_least(arg, &own->allocate.least) == 0)
            return 0;
        return cp_fail(err, CP_EUSAGE,
                       "--minimize: '%s' is not one of emissions, capex, halls, gpus, unmet", arg);
    case OPT_SLACK:
        if (cp_quantity_parse(arg, "1", &own->allocate.slack, (struct cp_pos){0}, err) == 0 &&
            own->allocate.slack >= 0)
            return 0;
        return err->n ? CP_EUSAGE : cp_fail(err, CP_EUSAGE, "--slack: '%s' is below 0", arg);
    case OPT_INTEGER:
        own->allocate.integer = true;
        return 0;
    case OPT_GAP:
        if (cp_quantity_parse(arg, "1", &own->allocate.lp.gap, (struct cp_pos){0}, err) == 0 &&
            own->allocate.lp.gap > 0)
            return 0;
        return err->n ? CP_EUSAGE : cp_fail(err, CP_EUSAGE, "--gap: '%s' is not above 0", arg);
    case OPT_EXPORT:
        own->export_path = arg;
        return 0;
    case OPT_MYOPIC:
        own->allocate.look = own->allocate.keep = 1;
        return 0;
    case OPT_ROLLING:
        return rolling(arg, &own->allocate, err);
    case OPT_NO_SCENARIOS:
        own->allocate.no_scenarios = true;
        return 0;
    case OPT_RISK_AVERSION:
        return share("risk-aversion", arg, 1, &own->allocate.risk_aversion, err);
    case OPT_TAIL:
        return share("tail", arg, 1 - 1e-6, &own->allocate.tail, err);
    case OPT_CONTRACT_VALUES:
        own->allocate.contract_values = true;
        return 0;
    case OPT_EVPI:
        own->allocate.evpi = true;
        return 0;
    case OPT_VSS:
        own->allocate.vss = true;
        return 0;
    }
    return cp_fail(err, CP_EINTERNAL, "option %d", key);
}

/* Each line of the explanation as a note. */
static void tell(const struct cp_cli *cli, struct cp_str *text) {
    char *rest = NULL;
    for (char *line = text->s ? strtok_r(text->s, "\n", &rest) : NULL; line;
         line = strtok_r(NULL, "\n", &rest))
        cp_cli_note(cli, "%s", line);
}

/* Without a note a stage that was left out of the pipeline looks like a plan that needs nothing. */
static void tell_missing(const struct cp_cli *cli, const struct own *own,
                         const struct cp_plan *plan, const struct cp_facts *facts) {
    bool demand = false, supply = false;
    for (size_t i = 0; i < cp_facts_count(facts) && !(demand && supply); i++) {
        demand |= strcmp(cp_facts_measure(facts, i), "demand") == 0;
        supply |= strcmp(cp_facts_measure(facts, i), "supply") == 0;
    }
    if (!demand && plan->nworkload)
        cp_cli_note(cli, "no demand facts: nothing is asked for; cp-forecast writes them");
    for (size_t w = 0; w < plan->nworkload && !own->allocate.integer; w++)
        if (plan->workload[w].max_sites)
            cp_cli_note(cli, "workload '%s' stays at max_sites only with --integer",
                        plan->workload[w].name);
    if (!supply && plan->nsupplier)
        cp_cli_note(cli, "no supply facts: no GPUs can be bought; cp-supplier writes them");
}

static void log_line(void *ctx, const char *line) {
    cp_cli_verbose(ctx, "%s", line);
}

/* The program, its answer in `facts`: 0, or 1 when the answer is no. */
static int solve(const struct cp_cli *cli, struct own *own, const struct cp_plan *plan,
                 struct cp_facts *facts, struct cp_error *err) {
    struct cp_allocate_result result = {0};
    struct cp_cli to = *cli;
    to.output = own->export_path;
    if (own->export_path && !(own->allocate.export_mps = cp_cli_open_output(&to, err)))
        return CP_EIO;
    cp_cli_catch_interrupts();
    own->allocate.lp.interrupted = cp_cli_interrupted;
    own->allocate.lp.scratch = cp_cli_scratch();
    own->allocate.lp.threads = cli->jobs;
    own->allocate.lp.log = log_line;
    own->allocate.lp.log_ctx = &to;
    int rc = cp_allocate(plan, facts, &own->allocate, &result, err);
    if (own->allocate.export_mps)
        rc = cp_cli_close_output(&to, own->allocate.export_mps, rc, err);
    if (!rc) {
        bool solved = result.status == CP_LP_OPTIMAL || result.status == CP_LP_FEASIBLE;
        cp_cli_verbose(cli, "%zu columns, %zu rows, %zu non-zeros; %s after %zu iterations of %s",
                       result.columns, result.rows, result.nonzeros,
                       cp_lp_status_name(result.status), result.iterations,
                       result.engine ? result.engine : "no engine");
        if (!solved)
            cp_cli_note(cli, "the plan is %s", cp_lp_status_name(result.status));
        if (solved && own->allocate.integer && isfinite(result.bound))
            cp_cli_note(cli, "objective %.6g USD, bound %.6g USD: gap %.2g %%", result.objective,
                        result.bound,
                        100 * fabs(result.objective - result.bound) /
                            fmax(fabs(result.objective), 1));
        tell(cli, &result.explanation);
        rc = !solved || (own->check && result.short_share > 1e-6);
    }
    cp_allocate_result_release(&result);
    return rc;
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    struct own *own = data;
    struct cp_plan *plan = NULL;
    struct cp_facts *facts = NULL;
    if (own->allocate.least != CP_LEAST_COST && own->allocate.duals)
        return cp_fail(err, CP_EUSAGE, "--duals are of the least cost; not with --minimize");
    int rc = cp_cli_plan(cli, &plan, err);
    if (!rc && own->slices_only)
        rc = (facts = cp_facts_new()) ? cp_slicing_put(plan, facts, err) : cp_fail_nomem(err);
    else if (!rc && !(rc = cp_cli_read(cli, &facts, err))) {
        tell_missing(cli, own, plan, facts);
        rc = solve(cli, own, plan, facts, err);
    }
    if (rc >= 0) {
        int wrote = cp_cli_write(cli, facts, err);
        rc = wrote < 0 ? wrote : rc;
    }
    cp_facts_free(facts);
    cp_plan_free(plan);
    return rc;
}

int main(int argc, char **argv) {
    struct own own = {.allocate = {.slack = 0.02, .tail = 0.95, .lp.gap = 1e-3}};
    struct cp_command command = {
        .name = "cp-allocate",
        .operands = "[FILE...]",
        .purpose = "Decide halls, GPUs, contracts and dispatch for a plan's demand and supply",
        .takes = CP_CLI_PLAN | CP_CLI_FACTS | CP_CLI_JOBS,
        .options = options,
        .option = option,
        .run = run,
    };
    return cp_cli_main(&command, &own, argc, argv);
}
