/* cp-finance: what decisions cost and earn, how they are financed; or one metric of cash flows. */
#include "cli/cli.h"
#include "finance/finance.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct own {
    bool check, loan, depreciation, bond, resize;
    enum cp_metric metric;
    double rate, swing;
    const char *tornado, *solve, *goal, *closed, *trace;
    struct cp_finance_sampling scenarios;
    struct cp_cli_shard shard;
};

static int metric(const char *arg, void *at, struct cp_error *err) {
    return cp_finance_metric_parse(arg, at, err);
}

/* N, or the scenarios of the facts: 0. */
static int scenarios(const char *arg, void *at, struct cp_error *err) {
    size_t *n = at;
    char *end;
    *n = 0;
    if (strcmp(arg, "facts") == 0)
        return 0;
    *n = strtoul(arg, &end, 10);
    if (*end || *arg == '-' || *n < 1 || *n > 1000000)
        return cp_fail(err, CP_EUSAGE,
                       "--scenarios: '%s' is neither 'facts' nor a number up to 1000000", arg);
    return 0;
}

#define AT(field) .at = offsetof(struct own, field)
static const struct cp_cli_option options[] = {
    {"check", NULL, "Exit 1 when a covenant is breached or debt not paid when due, naming each",
     CP_CLI_FLAG, AT(check)},
    {"metric", "METRIC", "Without a plan: npv, irr, xirr, mirr or payback of cash flows",
     CP_CLI_READ, AT(metric), .read = metric},
    {"rate", "RATE", "Effective annual rate of --metric npv and mirr", CP_CLI_SHARE, AT(rate),
     "(-1,1]"},
    {"loan", NULL, "Without a plan: the payments of loans, one a row", CP_CLI_FLAG, AT(loan)},
    {"depreciation", NULL, "Without a plan: what assets lose by year", CP_CLI_FLAG,
     AT(depreciation)},
    {"bond", NULL, "Without a plan: price, yield and duration of bonds", CP_CLI_FLAG, AT(bond)},
    {"closed", "FILE", "Hold the financial close that these facts of cp-finance say", CP_CLI_WORD,
     AT(closed)},
    {"resize", NULL, "Hold no financial close: size debt anew in every case", CP_CLI_FLAG,
     AT(resize)},
    {"trace", "FACT",
     "What a number is made of, down to keys of the plan and facts, as dscr/hall/2029; --format "
     "text, dot or json",
     CP_CLI_WORD, AT(trace)},
    {"tornado", "KEY,KEY...", "NPV, IRR and DSCR with each key lower and higher", CP_CLI_WORD,
     AT(tornado)},
    {"swing", "PART", "By how much --tornado moves a key; 10 % unless given", CP_CLI_SHARE,
     AT(swing), "(0,1)"},
    {"solve", "KEY", "Scale KEY until --for holds", CP_CLI_WORD, AT(solve)},
    {"for", "[ENTITY/KIND/]MEASURE=VALUE", "What --solve aims at, as hall/equity/irr=12%",
     CP_CLI_WORD, AT(goal)},
    {"scenarios", "N|facts",
     "P5, P50 and P95 of the totals, over N samples or the facts' scenarios", CP_CLI_READ,
     AT(scenarios.n), .read = scenarios},
    {"shard", "I/N", "With --scenarios facts: every N-th scenario from the I-th on", CP_CLI_READ,
     AT(shard), .read = cp_cli_read_shard},
    {"vary", "KEY=PART,...", "Values that --scenarios samples, and how uncertain they are",
     CP_CLI_WORD, AT(scenarios.vary)},
    {0}};

static bool calculates(const struct own *own) {
    return own->loan || own->depreciation || own->bond;
}

/* A table of flows or terms, without a plan. */
static int run_table(const struct cp_cli *cli, const struct own *own, struct cp_facts *facts,
                     struct cp_str *notes, struct cp_error *err) {
    const char *path;
    FILE *in;
    int rc = cp_cli_open_input(cli, &path, &in, err);
    if (rc < 0)
        return rc;
    if (!calculates(own))
        rc = cp_finance_flows_put(in, path, own->metric, own->rate, facts, notes, err);
    else
        rc = cp_finance_calculate(own->loan           ? CP_CALCULATE_LOAN
                                  : own->depreciation ? CP_CALCULATE_DEPRECIATION
                                                      : CP_CALCULATE_BOND,
                                  in, path, facts, err);
    if (rc == 1 && calculates(own))
        cp_str_add(notes, "a bond has no yield at its price\n");
    cp_cli_close(in);
    return rc;
}

/* The close of --closed, else of the plan's `closed`; NULL: there is none, or none is to be held.
 */
static int read_close(const struct own *own, const struct cp_plan *plan, struct cp_close **out,
                      struct cp_error *err) {
    const char *path = own->closed ? own->closed : plan->policy.closed;
    *out = NULL;
    if (own->resize || !path)
        return 0;
    FILE *in = fopen(path, "r");
    if (!in)
        return cp_fail(err, CP_EINPUT, "%s: %s", path, strerror(errno));
    struct cp_facts *facts = cp_facts_new();
    int rc = facts ? cp_facts_read(facts, in, path, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_plan_facts(plan, facts, err);
    if (rc == 0)
        rc = cp_finance_close_read(facts, out, err);
    cp_facts_free(facts);
    fclose(in);
    return rc;
}

/* The plan's finance, again and again with other values. */
static int run_again(const struct cp_cli *cli, struct own *own, const struct cp_close *close,
                     struct cp_facts *facts, struct cp_str *notes, struct cp_error *err) {
    const struct cp_finance_case c = {cli->plan_path, cli->set, cli->nset,
                                      facts,          close,    own->resize};
    own->scenarios.seed = cli->seed;
    own->scenarios.jobs = cli->jobs;
    own->scenarios.shard = own->shard.i;
    own->scenarios.shards = own->shard.n;
    if (own->tornado)
        return cp_finance_tornado(&c, own->tornado, own->swing, err);
    if (own->solve)
        return cp_finance_solve(&c, own->solve, own->goal, notes, err);
    return cp_finance_scenarios(&c, &own->scenarios, notes, err);
}

static int run_once(const struct cp_cli *cli, const struct own *own, const struct cp_plan *plan,
                    const struct cp_close *close, struct cp_facts *facts, struct cp_str *notes,
                    struct cp_error *err) {
    struct cp_finance_result result = {0};
    int rc = cp_cli_sign(cli, plan, "finance_plan", facts, err);
    if (rc)
        return rc;
    rc = cp_finance_held(plan, facts, close, &result, err);
    if (rc)
        goto out;
    if (result.notes.s)
        cp_str_add(notes, result.notes.s);
    if (own->check) {
        cp_finance_tell_breaches(&result, notes);
        rc = result.nbreach + result.ndefault > 0;
    }
out:
    cp_finance_result_release(&result);
    return rc;
}

static int run_trace(const struct cp_cli *cli, const struct own *own, const struct cp_plan *plan,
                     const struct cp_close *close, struct cp_facts *facts, struct cp_error *err) {
    struct cp_str text = {0};
    int rc = cp_finance_trace(plan, facts, close, own->trace, cli->format ? cli->format : "text",
                              &text, err);
    if (rc == 0)
        rc = cp_cli_write_str(cli, &text, err);
    cp_str_release(&text);
    return rc;
}

static int run_plan(const struct cp_cli *cli, struct own *own, bool again, struct cp_facts *facts,
                    struct cp_str *notes, struct cp_error *err) {
    struct cp_plan *plan = NULL;
    struct cp_close *close = NULL;
    int rc = cp_cli_plan(cli, &plan, err);
    if (rc)
        goto out;
    rc = read_close(own, plan, &close, err);
    if (rc)
        goto out;
    if (again && cp_cli_given(cli, "scenarios") && !own->scenarios.n)
        rc = cp_cli_sign(cli, plan, "finance_plan", facts, err);
    else if (again)
        cp_cli_tell_plans(cli, plan, facts);
    if (rc)
        goto out;
    rc = again        ? run_again(cli, own, close, facts, notes, err)
         : own->trace ? run_trace(cli, own, plan, close, facts, err)
                      : run_once(cli, own, plan, close, facts, notes, err);
out:
    cp_finance_close_free(close);
    cp_plan_free(plan);
    return rc;
}

static const char *const trace_formats[] = {"text", "dot", NULL};

static bool is_trace_format(const char *format) {
    for (size_t i = 0; format && trace_formats[i]; i++)
        if (strcmp(trace_formats[i], format) == 0)
            return true;
    return false;
}

static int check_usage(const struct cp_cli *cli, const struct own *own, struct cp_error *err) {
    bool flows = cp_cli_given(cli, "metric"), alone = flows || calculates(own);
    if (!own->solve != !own->goal)
        return cp_fail(err, CP_EUSAGE, "--solve and --for go together");
    if (!own->scenarios.n != !own->scenarios.vary)
        return cp_fail(err, CP_EUSAGE, "--vary and a number of --scenarios go together");
    if (own->shard.n && (!cp_cli_given(cli, "scenarios") || own->scenarios.n))
        return cp_fail(err, CP_EUSAGE, "--shard is of --scenarios facts");
    if (own->closed && own->resize)
        return cp_fail(err, CP_EUSAGE, "--closed holds what --resize sizes anew");
    if (!own->trace && is_trace_format(cli->format))
        return cp_fail(err, CP_EUSAGE, "--format %s is of --trace", cli->format);
    if (own->loan + own->depreciation + own->bond > 1)
        return cp_fail(err, CP_EUSAGE, "one of --loan, --depreciation and --bond at a time");
    if (flows && calculates(own))
        return cp_fail(err, CP_EUSAGE, "--metric goes without --loan, --depreciation and --bond");
    if ((own->tornado != NULL) + (own->trace != NULL) + (own->solve != NULL) +
            cp_cli_given(cli, "scenarios") + alone + own->check >
        1)
        return cp_fail(err, CP_EUSAGE,
                       "one of --check, --trace, --tornado, --solve, --scenarios and "
                       "calculations at a time");
    if (alone && cli->plan_path)
        return cp_fail(err, CP_EUSAGE, "%s; leave out -p",
                       flows ? "--metric is of cash flows alone"
                             : "--loan, --depreciation and --bond go without a plan");
    return alone ? 0 : cp_cli_want_plan(cli, err);
}

static int compute(const struct cp_cli *cli, struct own *own, struct cp_facts **facts,
                   struct cp_str *notes, struct cp_error *err) {
    bool again = own->tornado || own->solve || cp_cli_given(cli, "scenarios");
    if (cp_cli_given(cli, "metric") || calculates(own)) {
        *facts = cp_facts_new();
        return *facts ? run_table(cli, own, *facts, notes, err) : cp_fail_nomem(err);
    }
    int rc = cp_cli_read(cli, facts, err);
    if (rc)
        return rc;
    /* what was asked is passed on; books of decisions that nobody took are not made */
    if (cp_cli_lacks_answer(cli, *facts))
        return 1;
    return run_plan(cli, own, again, *facts, notes, err);
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    struct cp_facts *facts = NULL;
    struct cp_str notes = {0};
    int rc = check_usage(cli, data, err);
    if (rc)
        return rc;
    rc = compute(cli, data, &facts, &notes, err);
    if (rc < 0)
        goto out;
    cp_cli_notes(cli, &notes);
    const struct own *own = data;
    if (own->trace && !notes.oom) /* it is written, instead of facts */
        goto out;
    int wrote = notes.oom ? cp_fail_nomem(err) : cp_cli_write(cli, facts, err);
    rc = wrote ? wrote : rc;
out:
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
        .formats = trace_formats,
        .run = run};
    struct own own = {.rate = NAN, .swing = 0.1};
    return cp_cli_main(&command, &own, argc, argv);
}
