/* cp-allocate: the allocation program, from demand and supply to decisions and costs. */
#include "allocate/allocate.h"
#include "cli/cli.h"
#include "slices/slices.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct own {
    struct cp_allocate_options allocate;
    struct cp_cli_shard shard;
    const char *export_path, *fix_path;
    struct cp_facts *fix; /* what stands in it */
    bool check, slices_only, myopic;
    bool ran, undecided; /* scenarios of --each were solved, but not all */
};

static int engine(const char *arg, void *at, struct cp_error *err) {
    *(const char **)at = arg;
    return cp_lp_engine_check(arg, err);
}

static int least(const char *arg, void *at, struct cp_error *err) {
    if (cp_allocate_least(arg, at) == 0)
        return 0;
    return cp_fail(err, CP_EUSAGE,
                   "--minimize: '%s' is not one of emissions, capex, halls, gpus, unmet", arg);
}

/* N/M: 1 <= M <= N. */
static int rolling(const char *arg, void *at, struct cp_error *err) {
    struct cp_allocate_options *o = at;
    double window = 0, commit = 0;
    size_t used = 0, more = 0;
    bool pair = cp_number_parse(arg, strlen(arg), &window, &used) == 0 && arg[used] == '/' &&
                cp_number_parse(arg + used + 1, strlen(arg + used + 1), &commit, &more) == 0 &&
                !arg[used + 1 + more];
    o->window = pair && window <= 1e6 ? (size_t)window : 0;
    o->commit = pair && commit <= window ? (size_t)commit : 0;
    if (o->window && o->commit && (double)o->window == window && (double)o->commit == commit)
        return 0;
    return cp_fail(err, CP_EUSAGE,
                   "--rolling: '%s' is not N/M, periods to look ahead and at most as many to keep",
                   arg);
}

#define AT(field) .at = offsetof(struct own, field)
static const struct cp_cli_option options[] = {
    {"duals", NULL, "Write what scarce things are worth and which limits bind", CP_CLI_FLAG,
     AT(allocate.duals)},
    {"slices", NULL, "Write power, energy and work by time slice too", CP_CLI_FLAG,
     AT(allocate.slices)},
    {"slices-only", NULL, "Write the representative days and what they lose, and solve nothing",
     CP_CLI_FLAG, AT(slices_only)},
    {"integer", NULL, "Decide on whole phases, sites of synchronous work, lots and bids",
     CP_CLI_FLAG, AT(allocate.integer)},
    {"gap", "SHARE", "With --integer: how far from the best to stop (default 0.1 %)", CP_CLI_SHARE,
     AT(allocate.lp.gap), "(0,inf)"},
    {"check", NULL, "Exit 1 when demand is short", CP_CLI_FLAG, AT(check)},
    {"engine", "NAME", "Solve with this engine (default auto)", CP_CLI_READ, AT(allocate.lp.engine),
     .read = engine},
    {"basic", NULL, "Find a vertex of the optimal points", CP_CLI_FLAG, AT(allocate.lp.basic)},
    {"time-limit", "SECONDS", "Stop solving after this time", CP_CLI_NUMBER,
     AT(allocate.lp.time_limit), "(0,inf)"},
    {"minimize", "WHAT", "Instead of cost: emissions, capex, halls, gpus or unmet, within --slack",
     CP_CLI_READ, AT(allocate.least), .read = least},
    {"slack", "SHARE", "How much more than the least cost it may cost (default 2 %)", CP_CLI_SHARE,
     AT(allocate.slack), "[0,inf)"},
    {"myopic", NULL, "Decide one period at a time, without looking ahead", CP_CLI_FLAG, AT(myopic)},
    {"rolling", "N/M", "Look N periods ahead, keep the decisions of the first M", CP_CLI_READ,
     AT(allocate), .read = rolling},
    {"no-scenarios", NULL, "Leave scenarios of plan and stream aside", CP_CLI_FLAG,
     AT(allocate.no_scenarios)},
    {"risk-aversion", "SHARE",
     "Weight of the worst scenarios' mean cost against that of all (default 0)", CP_CLI_SHARE,
     AT(allocate.risk_aversion), "[0,1]"},
    {"tail", "LEVEL", "The worst are those beyond this quantile (default 95 %)", CP_CLI_SHARE,
     AT(allocate.tail), "[0,0.999999]"},
    {"contract-values", NULL, "Write what the best plan without each contract would cost more",
     CP_CLI_FLAG, AT(allocate.contract_values)},
    {"evpi", NULL, "Write what knowing the scenario beforehand is worth", CP_CLI_FLAG,
     AT(allocate.evpi)},
    {"vss", NULL, "Write what deciding for their mean would cost more", CP_CLI_FLAG,
     AT(allocate.vss)},
    {"move-odds", "SHARE", "Write what the odds of each event higher by this would cost",
     CP_CLI_SHARE, AT(allocate.move_odds), "(0,1)"},
    {"each", NULL, "Plan for each scenario alone, as if it were known", CP_CLI_FLAG,
     AT(allocate.each)},
    {"shard", "I/N", "With --each: every N-th scenario from the I-th on", CP_CLI_READ, AT(shard),
     .read = cp_cli_read_shard},
    {"fix", "FILE", "Hold the first-stage decisions that these facts of cp-allocate state",
     CP_CLI_WORD, AT(fix_path)},
    {"export", "FILE", "Write the program as MPS before solving it", CP_CLI_WORD, AT(export_path)},
    {0}};

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
    if (!supply && plan->supply.nsupplier)
        cp_cli_note(cli, "no supply facts: no GPUs can be bought; cp-supplier writes them");
}

/* The program, its answer in `facts`: 0, or 1 when the answer is no. */
static int solve(const struct cp_cli *cli, struct own *own, const struct cp_plan *plan,
                 struct cp_facts *facts, struct cp_error *err) {
    struct cp_allocate_result result = {0};
    struct cp_cli to = *cli;
    to.output = own->export_path;
    if (own->export_path && !(own->allocate.export_mps = cp_cli_open_output(&to, err)))
        return CP_EIO;
    double limit = own->allocate.lp.time_limit, until = limit > 0 ? cp_lp_now() + limit : INFINITY;
    cp_cli_catch_interrupts();
    own->allocate.lp.interrupted = cp_cli_interrupted;
    own->allocate.lp.scratch = cp_cli_scratch();
    own->allocate.lp.threads = cli->jobs;
    own->allocate.lp.log = cp_cli_progress;
    own->allocate.lp.log_ctx = &to;
    int rc = cp_allocate(plan, facts, &own->allocate, &result, err);
    if (own->allocate.export_mps) {
        if (rc == CP_EIO && err->n && !*err->at[err->n - 1].file)
            snprintf(err->at[err->n - 1].file, sizeof err->at->file, "%s", own->export_path);
        bool none = !rc && !result.built; /* nothing to export: an earlier file stays */
        int closed = cp_cli_close_output(&to, own->allocate.export_mps, none ? CP_EIO : rc, err);
        rc = none ? rc : closed;
    }
    if (!rc) {
        bool solved = result.status == CP_LP_OPTIMAL || result.status == CP_LP_FEASIBLE;
        bool early =
            result.status == CP_LP_FEASIBLE && (cp_cli_interrupted(NULL) || cp_lp_now() >= until);
        cp_cli_verbose(cli, "%zu columns, %zu rows, %zu non-zeros; %s after %zu iterations of %s",
                       result.columns, result.rows, result.nonzeros,
                       cp_lp_status_name(result.status), result.iterations,
                       result.engine ? result.engine : "no engine");
        if (!solved && !own->allocate.each)
            cp_cli_note(cli, "the plan is %s", cp_lp_status_name(result.status));
        if (early && !(own->allocate.each && cp_cli_interrupted(NULL)))
            cp_cli_note(cli, "stopped with a plan that can be kept, not with the best one");
        if (solved && own->allocate.integer && isfinite(result.bound))
            cp_cli_note(cli, "objective %.6g %s, bound %.6g %s: gap %.2g %%", result.objective,
                        plan->money.currency, result.bound, plan->money.currency,
                        100 * fabs(result.objective - result.bound) /
                            fmax(fabs(result.objective), 1));
        cp_cli_notes(cli, &result.explanation);
        own->ran = true;
        own->undecided = result.status == CP_LP_UNDECIDED;
        rc = !solved || early || (own->check && result.short_share > 1e-6);
    }
    cp_allocate_result_release(&result);
    return rc;
}

/* What was decided elsewhere and is held here. */
static int read_fix(struct own *own, struct cp_error *err) {
    if (!own->fix_path)
        return 0;
    int rc = cp_cli_read_file(own->fix_path, &own->fix, err);
    if (rc)
        return rc;
    own->allocate.fix = own->fix;
    return cp_facts_has_no_answer(own->fix)
               ? cp_fail_at(err, CP_EINPUT, (struct cp_pos){own->fix_path, 0, 0},
                            "decides nothing: solving found no answer")
               : 0;
}

static int check_usage(const struct cp_cli *cli, struct own *own, struct cp_error *err) {
    if (own->myopic && own->allocate.window)
        return cp_fail(err, CP_EUSAGE, "--myopic is --rolling 1/1: one of the two");
    const char *engine = own->allocate.lp.engine;
    if (cli->restricted && engine && strncmp(engine, "exec:", strlen("exec:")) == 0)
        return cp_fail(err, CP_EUSAGE, "--restricted executes nothing, as engine '%.80s' would",
                       engine);
    own->allocate.shard = own->shard.i;
    own->allocate.shards = own->shard.n;
    if (own->myopic)
        own->allocate.window = own->allocate.commit = 1;
    if (own->allocate.least != CP_LEAST_COST && own->allocate.duals)
        return cp_fail(err, CP_EUSAGE, "--duals are of the least cost; not with --minimize");
    if (own->allocate.move_odds > 0 && (own->allocate.each || own->allocate.no_scenarios))
        return cp_fail(err, CP_EUSAGE,
                       "--move-odds is of scenarios that are decided over together");
    if (cp_cli_given(cli, "shard") && !own->allocate.each)
        return cp_fail(err, CP_EUSAGE, "--shard is of --each");
    if (own->allocate.each && (own->allocate.no_scenarios || own->export_path))
        return cp_fail(err, CP_EUSAGE, "--each goes without --no-scenarios and --export");
    return 0;
}

/* Each scenario alone: that one has no plan is an answer, and a shard that was stopped is none,
 * even where a point was near enough to be one: its bytes would not be those of a run left alone.
 */
static int write(const struct cp_cli *cli, const struct own *own, struct cp_facts *facts, int rc,
                 struct cp_error *err) {
    if (!own->allocate.each || !own->ran)
        return cp_cli_write(cli, facts, err);
    bool stopped = cp_cli_interrupted(NULL);
    if (stopped && own->shard.n)
        return cp_fail(err, CP_EBUSY, "stopped by a signal: nothing is written");
    if (!stopped && !(rc && own->undecided))
        return cp_cli_write_all(cli, facts, err);
    cp_cli_note(cli, "%s: nothing is written",
                stopped ? "stopped by a signal" : "not all scenarios were solved");
    return 1;
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    struct own *own = data;
    struct cp_plan *plan = NULL;
    struct cp_facts *facts = NULL;
    int rc = check_usage(cli, own, err);
    if (!rc)
        rc = read_fix(own, err);
    if (!rc)
        rc = cp_cli_plan(cli, &plan, err);
    if (!rc && own->slices_only)
        rc = (facts = cp_facts_new()) ? cp_slices_put(plan, facts, err) : cp_fail_nomem(err);
    else if (!rc && !(rc = cp_cli_read(cli, &facts, err))) {
        tell_missing(cli, own, plan, facts);
        rc = cp_cli_lacks_answer(cli, facts) ? 1
                                             : cp_cli_sign(cli, plan, "allocate_plan", facts, err);
        rc = rc ? rc : solve(cli, own, plan, facts, err);
    }
    if (rc >= 0) {
        int wrote = write(cli, own, facts, rc, err);
        rc = wrote ? wrote : rc;
    }
    cp_facts_free(facts);
    cp_facts_free(own->fix);
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
        .run = run,
    };
    return cp_cli_main(&command, &own, argc, argv);
}
