/* cp-finance: what decisions cost and earn, how they are financed; or one metric of cash flows. */
#include "cli/cli.h"
#include "finance/finance.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPT_CHECK = 1,
    OPT_METRIC,
    OPT_RATE,
    OPT_LOAN,
    OPT_DEPRECIATION,
    OPT_BOND,
    OPT_TORNADO,
    OPT_SWING,
    OPT_SOLVE,
    OPT_FOR,
    OPT_SCENARIOS,
    OPT_VARY
};

struct own {
    bool check, metric_given, calculation_given, scenarios_given;
    enum cp_calculation calculation;
    enum cp_metric metric;
    double rate, swing;
    const char *tornado, *solve, *goal;
    struct cp_scenarios scenarios;
};

static const struct argp_option options[] = {
    {"check", OPT_CHECK, NULL, 0,
     "Exit 1 when a covenant is breached or debt not paid when due, naming each", 0},
    {"metric", OPT_METRIC, "METRIC", 0,
     "Without a plan: npv, irr, xirr, mirr or payback of cash flows", 0},
    {"rate", OPT_RATE, "RATE", 0, "Effective annual rate of --metric npv and mirr", 0},
    {"loan", OPT_LOAN, NULL, 0, "Without a plan: the payments of loans, one a row", 0},
    {"depreciation", OPT_DEPRECIATION, NULL, 0, "Without a plan: what assets lose by year", 0},
    {"bond", OPT_BOND, NULL, 0, "Without a plan: price, yield and duration of bonds", 0},
    {"tornado", OPT_TORNADO, "KEY,KEY...", 0, "NPV, IRR and DSCR with each key lower and higher",
     0},
    {"swing", OPT_SWING, "PART", 0, "By how much --tornado moves a key; 10 % unless given", 0},
    {"solve", OPT_SOLVE, "KEY", 0, "Scale KEY until --for holds", 0},
    {"for", OPT_FOR, "[ENTITY/KIND/]MEASURE=VALUE", 0,
     "What --solve aims at, as hall/equity/irr=12%", 0},
    {"scenarios", OPT_SCENARIOS, "N|facts", 0,
     "P5, P50 and P95 of the totals, over N samples or the facts' scenarios", 0},
    {"vary", OPT_VARY, "KEY=PART,...", 0,
     "Values that --scenarios samples, and how uncertain they are", 0},
    {0}};

static int share(const char *option, const char *arg, double *out, struct cp_error *err) {
    struct cp_error bad = {0};
    bool swing = strcmp(option, "swing") == 0;
    if (cp_quantity_parse(arg, "1", out, (struct cp_pos){0}, &bad) == 0 &&
        !(swing && !(*out > 0 && *out < 1)))
        return 0;
    return cp_fail(err, CP_EUSAGE, "--%s: '%s' is not a %s", option, arg,
                   swing ? "part like 10 %" : "rate like 8 % or 0.08");
}

static int scenarios(struct own *own, const char *arg, struct cp_error *err) {
    char *end;
    own->scenarios_given = true;
    own->scenarios.n = 0;
    if (strcmp(arg, "facts") == 0)
        return 0;
    own->scenarios.n = strtoul(arg, &end, 10);
    if (*end || *arg == '-' || own->scenarios.n < 1 || own->scenarios.n > 1000000)
        return cp_fail(err, CP_EUSAGE,
                       "--scenarios: '%s' is neither 'facts' nor a number up to "
                       "1000000",
                       arg);
    return 0;
}

static int option(int key, const char *arg, void *data, struct cp_error *err) {
    struct own *own = data;
    switch (key) {
    case OPT_CHECK:
        own->check = true;
        return 0;
    case OPT_LOAN:
    case OPT_DEPRECIATION:
    case OPT_BOND:
        if (own->calculation_given && own->calculation != (enum cp_calculation)(key - OPT_LOAN))
            return cp_fail(err, CP_EUSAGE, "one of --loan, --depreciation and --bond at a time");
        own->calculation = (enum cp_calculation)(key - OPT_LOAN);
        own->calculation_given = true;
        return 0;
    case OPT_TORNADO:
    case OPT_SOLVE:
    case OPT_FOR:
    case OPT_VARY:
        *(key == OPT_TORNADO ? &own->tornado
          : key == OPT_SOLVE ? &own->solve
          : key == OPT_FOR   ? &own->goal
                             : &own->scenarios.vary) = arg;
        return 0;
    case OPT_SWING:
        return share("swing", arg, &own->swing, err);
    case OPT_RATE:
        return share("rate", arg, &own->rate, err);
    case OPT_SCENARIOS:
        return scenarios(own, arg, err);
    default:
        own->metric_given = true;
        return cp_metric_parse(arg, &own->metric, err);
    }
}

/* A table of flows or terms, without a plan. */
static int run_table(const struct cp_cli *cli, const struct own *own, struct cp_facts *facts,
                     struct cp_str *notes, struct cp_error *err) {
    const char *path;
    FILE *in;
    int rc = cp_cli_open_input(cli, &path, &in, err);
    if (rc < 0)
        return rc;
    if (own->metric_given)
        rc = cp_flows_put(in, path, own->metric, own->rate, facts, notes, err);
    else
        rc = cp_calculate(own->calculation, in, path, facts, err);
    if (rc == 1 && own->calculation_given)
        cp_str_add(notes, "a bond has no yield at its price\n");
    if (in != stdin)
        fclose(in);
    return rc;
}

/* The plan's finance, again and again with other values. */
static int run_again(const struct cp_cli *cli, struct own *own, struct cp_facts *facts,
                     struct cp_str *notes, struct cp_error *err) {
    const struct cp_finance_case c = {cli->plan_path, cli->set, cli->nset, facts};
    own->scenarios.seed = cli->seed;
    own->scenarios.jobs = cli->jobs;
    if (own->tornado)
        return cp_finance_tornado(&c, own->tornado, own->swing, err);
    if (own->solve)
        return cp_finance_solve(&c, own->solve, own->goal, notes, err);
    return cp_finance_scenarios(&c, &own->scenarios, notes, err);
}

static int run_plan(const struct cp_cli *cli, const struct own *own, struct cp_facts *facts,
                    struct cp_str *notes, struct cp_error *err) {
    struct cp_plan *plan = NULL;
    struct cp_finance_result result = {0};
    int rc = cp_cli_plan(cli, &plan, err);
    if (rc == 0)
        rc = cp_finance(plan, facts, &result, err);
    if (rc == 0 && result.notes.s)
        cp_str_add(notes, result.notes.s);
    if (rc == 0 && own->check)
        cp_finance_tell_breaches(&result, notes);
    if (rc == 0 && own->check && result.nbreach + result.ndefault > 0)
        rc = 1;
    cp_finance_result_release(&result);
    cp_plan_free(plan);
    return rc;
}

static int check_usage(const struct cp_cli *cli, const struct own *own, struct cp_error *err) {
    bool alone = own->metric_given || own->calculation_given;
    if (!own->solve != !own->goal)
        return cp_fail(err, CP_EUSAGE, "--solve and --for go together");
    if (!own->scenarios.n != !own->scenarios.vary)
        return cp_fail(err, CP_EUSAGE, "--vary and a number of --scenarios go together");
    if (own->metric_given && own->calculation_given)
        return cp_fail(err, CP_EUSAGE, "--metric goes without --loan, --depreciation and --bond");
    if ((own->tornado != NULL) + (own->solve != NULL) + own->scenarios_given + alone + own->check >
        1)
        return cp_fail(err, CP_EUSAGE,
                       "one of --check, --tornado, --solve, --scenarios and calculations at a "
                       "time");
    if (alone && cli->plan_path)
        return cp_fail(err, CP_EUSAGE, "%s; leave out -p",
                       own->metric_given ? "--metric is of cash flows alone"
                                         : "--loan, --depreciation and --bond go without a plan");
    if (!alone && !cli->plan_path)
        return cp_fail(err, CP_EUSAGE, "no plan was given; use -p FILE");
    return 0;
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    struct own *own = data;
    struct cp_facts *facts = NULL;
    struct cp_str notes = {0};
    bool alone = own->metric_given || own->calculation_given;
    int rc = check_usage(cli, own, err);
    if (rc == 0 && alone && !(facts = cp_facts_new()))
        rc = cp_fail_nomem(err);
    if (rc == 0 && !alone)
        rc = cp_cli_read(cli, &facts, err);
    if (rc == 0)
        rc = alone ? run_table(cli, own, facts, &notes, err)
             : own->tornado || own->solve || own->scenarios_given
                 ? run_again(cli, own, facts, &notes, err)
                 : run_plan(cli, own, facts, &notes, err);
    if (rc >= 0) {
        cp_cli_notes(cli, &notes);
        int wrote = notes.oom ? cp_fail_nomem(err) : cp_cli_write(cli, facts, err);
        rc = wrote < 0 ? wrote : rc;
    }
    cp_str_release(&notes);
    cp_facts_free(facts);
    return rc;
}

int main(int argc, char **argv) {
    static const struct cp_command command = {
        .name = "cp-finance",
        .operands = "[FILE...]",
        .purpose = "Finance a plan: statements, debt, returns and cost of a GPU-hour",
        .takes = CP_CLI_PLAN | CP_CLI_FACTS | CP_CLI_SEED | CP_CLI_JOBS,
        .options = options,
        .option = option,
        .run = run};
    struct own own = {.rate = NAN, .swing = 0.1};
    return cp_cli_main(&command, &own, argc, argv);
}
