/* cp-hedge: the market risk of a plan. */
#include "cli/cli.h"
#include "hedge/hedge.h"
#include <math.h>
#include <string.h>

struct own {
    struct cp_hedge_options opt;
    const char *horizon, *steps, *prior;
    struct cp_cli_words stress;
    const struct cp_cli *cli;
};

#define AT(field) .at = offsetof(struct own, field)
#define ANALYSIS(constant, name, word, meaning)                                                    \
    {word, NULL, meaning, CP_CLI_FLAG, AT(opt.run[constant])},
static const struct cp_cli_option options[] = {
    CP_HEDGE_ANALYSES(ANALYSIS) /* those of the room, by name */
    {"as-of", "DATE", "The day of valuation, as 2026-11-28 (the plan's start)", CP_CLI_READ,
     AT(opt.as_of), .read = cp_cli_read_as_of},
    {"book", "NAME", "Only this book (all)", CP_CLI_WORD, AT(opt.book)},
    {"check", NULL, "Exit 1 when a limit of a book or of what is open is passed", CP_CLI_FLAG,
     AT(opt.check)},
    {"explain", "PRIOR", "With --value: where the change since these facts of a run comes from",
     CP_CLI_WORD, AT(prior)},
    {"frontier", "N", "Choose N hedges, from the least mean loss to the least CVaR", CP_CLI_COUNT,
     AT(opt.frontier), .most = 101},
    {"horizon", "TIME", "Of the tail of books: '10 days', '1 month', or 'cash', all they settle",
     CP_CLI_WORD, AT(horizon)},
    {"integer", NULL, "Trade whole lots", CP_CLI_FLAG, AT(opt.integer)},
    {"paths", "N", "Paths of prices (10000)", CP_CLI_COUNT, AT(opt.paths), .most = 200000},
    {"risk-aversion", "SHARE", "Weight of CVaR against the mean loss (default 0.5)", CP_CLI_SHARE,
     AT(opt.aversion), "[0,1]"},
    {"scenarios", "N", "With --risk: write the first N paths as scenarios for cp-finance",
     CP_CLI_COUNT, AT(opt.scenarios), .most = 200000},
    {"steps", "WORD", "Of the prices of --curve: month, day or hour (month)", CP_CLI_WORD,
     AT(steps)},
    {"stress", "CURVE=MOVE", "With --risk: a move of a curve, as henry-hub=*2 or h100=-40%@2029",
     CP_CLI_WORDS, AT(stress)},
    {"tail", "LEVEL", "The worst are those beyond this quantile (default 95 %)", CP_CLI_SHARE,
     AT(opt.tail), "(0,1)"},
    {0}};

static int read_options(struct own *own, struct cp_error *err) {
    bool any = false;
    own->opt.run[CP_HEDGE_POSITION] |= own->opt.check;
    own->opt.run[CP_HEDGE_RISK] |= own->opt.check;
    own->opt.run[CP_HEDGE_OPTIMISE] |= own->opt.frontier > 0;
    own->opt.run[CP_HEDGE_VALUE] |= own->prior != NULL;
    for (size_t i = 0; i < CP_HEDGE_ANALYSIS_COUNT; i++)
        any |= own->opt.run[i];
    if (!any)
        own->opt.run[CP_HEDGE_POSITION] = own->opt.run[CP_HEDGE_EXPOSURE] = true;
    own->opt.nstress = own->stress.n;
    own->opt.stress = own->stress.at;
    if (own->horizon && strcmp(own->horizon, "cash") == 0) {
        own->opt.horizon = NAN;
    } else if (own->horizon) {
        struct cp_error why = {0};
        if (cp_quantity_parse(own->horizon, "day", &own->opt.horizon, (struct cp_pos){0}, &why) !=
                0 ||
            !(own->opt.horizon > 0 && own->opt.horizon < 36525))
            return cp_fail(err, CP_EUSAGE, "--horizon: '%.40s' is no time, as '10 days', nor cash",
                           own->horizon);
    }
    static const char *const steps[] = {"month", "day", "hour"};
    size_t s = 0;
    while (own->steps && s < 3 && strcmp(own->steps, steps[s]) != 0)
        s++;
    if (s == 3)
        return cp_fail(err, CP_EUSAGE, "--steps: '%.40s' is none of month, day and hour",
                       own->steps);
    own->opt.curve_steps = (enum cp_freq)(CP_MONTH + s);
    return 0;
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    struct own *own = data;
    struct cp_plan *plan = NULL;
    struct cp_facts *facts = NULL;
    bool lacks = false;
    int wrote;
    own->cli = cli;
    own->opt.seed = cli->seed;
    own->opt.jobs = cli->jobs;
    int rc = read_options(own, err);
    if (rc == 0)
        rc = cp_cli_plan(cli, &plan, err);
    if (rc == 0 && own->prior)
        rc = cp_cli_read_file(own->prior, &own->opt.prior, err);
    if (rc)
        goto out;
    rc = cp_cli_read(cli, &facts, err);
    if (rc)
        goto out;
    rc = cp_cli_sign(cli, plan, "hedge_plan", facts, err);
    if (rc)
        goto out;
    lacks = cp_cli_lacks_answer(cli, facts);
    rc = lacks ? 1 : cp_hedge_run(plan, &own->opt, facts, err);
    if (rc < 0)
        goto out;
    wrote = cp_cli_write(cli, facts, err);
    rc = wrote ? wrote : rc;
out:
    cp_facts_free(own->opt.prior);
    cp_facts_free(facts);
    cp_plan_free(plan);
    return rc;
}

int main(int argc, char **argv) {
    static const struct cp_command command = {.name = "cp-hedge",
                                              .operands = "[FILE...]",
                                              .purpose = "Tell what a plan leaves open, what that "
                                                         "is exposed to, and how to hedge it",
                                              .takes = CP_CLI_PLAN | CP_CLI_FACTS | CP_CLI_SEED |
                                                       CP_CLI_JOBS,
                                              .options = options,
                                              .run = run};
    struct own own = {.opt = {.as_of = INT64_MIN,
                              .paths = 10000,
                              .horizon = 10,
                              .tail = 0.95,
                              .aversion = 0.5,
                              .note = cp_cli_tell,
                              .note_ctx = &own.cli}};
    return cp_cli_main(&command, &own, argc, argv);
}
