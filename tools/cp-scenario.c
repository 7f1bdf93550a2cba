/* cp-scenario: odds of events to the few futures that a plan is decided over. */
#include "cli/cli.h"
#include "scenario/scenario.h"
#include <stdlib.h>
#include <string.h>

struct own {
    struct cp_scenario_options opt;
    bool list;
    const struct cp_cli *cli;
};

static const char *const reductions[] = {"forward", "backward", NULL};

#define AT(field) .at = offsetof(struct own, field)
static const struct cp_cli_option options[] = {
    {"keep", "K", "How many futures are kept (12)", CP_CLI_COUNT, AT(opt.keep), .most = 1000},
    {"list", NULL, "Write the futures as facts instead of a plan", CP_CLI_FLAG, AT(list)},
    {"reduce", "METHOD", "How they are chosen: forward (default) or backward", CP_CLI_CHOICE,
     AT(opt.reduce), .words = reductions},
    {"samples", "N", "How many are drawn (4000)", CP_CLI_COUNT, AT(opt.samples), .most = 100000},
    {0}};

static void note(void *ctx, const char *text) {
    const struct own *own = ctx;
    cp_cli_note(own->cli, "%s", text);
}

/* The plan as one beside -o finds it. */
static int write_plan(const struct cp_cli *cli, const struct cp_scenario_set *set,
                      struct cp_error *err) {
    bool elsewhere = cli->output && strchr(cli->output, '/');
    char *whole = elsewhere ? realpath(cli->plan_path, NULL) : NULL;
    struct cp_str text = {0};
    int rc = elsewhere && !whole
                 ? cp_fail_nomem(err)
                 : cp_scenario_plan(set, whole ? whole : cli->plan_path, &text, err);
    if (rc == 0)
        rc = cp_cli_write_str(cli, &text, err);
    cp_str_release(&text);
    free(whole);
    return rc;
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    struct own *own = data;
    struct cp_plan *plan = NULL;
    struct cp_facts *facts = NULL;
    struct cp_scenario_set *set = NULL;
    own->cli = cli;
    own->opt.seed = cli->seed;
    int rc = cp_cli_plan(cli, &plan, err);
    if (rc == 0 && plan->nscenario && !own->list)
        rc =
            cp_fail_at(err, CP_EINPUT, cp_plan_pos(plan, "scenarios"),
                       "the plan has scenarios of its own; leave them out of the one that is drawn "
                       "over");
    if (rc == 0)
        rc = cp_cli_read(cli, &facts, err);
    if (rc == 0)
        rc = cp_scenario_draw(plan, facts, &own->opt, &set, err);
    if (rc == 0 && own->list)
        rc = cp_scenario_facts(set, facts, err);
    if (rc == 0)
        rc = own->list ? cp_cli_write(cli, facts, err) : write_plan(cli, set, err);
    cp_scenario_free(set);
    cp_facts_free(facts);
    cp_plan_free(plan);
    return rc;
}

int main(int argc, char **argv) {
    static const struct cp_command command = {.name = "cp-scenario",
                                              .operands = "[FACTS...]",
                                              .purpose = "Draw futures of what may come, and keep "
                                                         "the few that stand for them",
                                              .takes = CP_CLI_PLAN | CP_CLI_FACTS | CP_CLI_SEED,
                                              .options = options,
                                              .run = run};
    struct own own = {.opt = {.samples = 4000, .keep = 12, .note = note, .note_ctx = &own}};
    return cp_cli_main(&command, &own, argc, argv);
}
