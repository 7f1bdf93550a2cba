/* cp-hedge: the market risk of a plan. */
#include "cli/cli.h"
#include "hedge/hedge.h"
#include <string.h>

struct own {
    struct cp_hedge_options opt;
    const char *as_of;
    const struct cp_cli *cli;
};

#define AT(field) .at = offsetof(struct own, field)
#define ANALYSIS(constant, name, word, meaning)                                                    \
    {word, NULL, meaning, CP_CLI_FLAG, AT(opt.run[constant])},
static const struct cp_cli_option options[] = {
    CP_HEDGE_ANALYSES(ANALYSIS) /* those of the room, by name */
    {"as-of", "DATE", "The day of valuation, as 2026-11-28 (the plan's start)", CP_CLI_WORD,
     AT(as_of)},
    {0}};

static void note(void *ctx, const char *text) {
    const struct own *own = ctx;
    cp_cli_note(own->cli, "%s", text);
}

static int read_options(struct own *own, struct cp_error *err) {
    struct cp_period p;
    bool any = false;
    for (size_t i = 0; i < CP_HEDGE_ANALYSIS_COUNT; i++)
        any |= own->opt.run[i];
    if (!any)
        own->opt.run[CP_HEDGE_POSITION] = own->opt.run[CP_HEDGE_EXPOSURE] = true;
    if (!own->as_of)
        return 0;
    if (cp_period_parse(own->as_of, strlen(own->as_of), &p) != 0 || p.freq != CP_DAY)
        return cp_fail(err, CP_EUSAGE, "--as-of: '%.40s' is no day, as 2026-11-28", own->as_of);
    own->opt.as_of = cp_period_start(p);
    return 0;
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    struct own *own = data;
    struct cp_plan *plan = NULL;
    struct cp_facts *facts = NULL;
    bool lacks = false;
    own->cli = cli;
    int rc = read_options(own, err);
    if (rc == 0)
        rc = cp_cli_plan(cli, &plan, err);
    if (rc)
        goto out;
    rc = cp_cli_read(cli, &facts, err);
    if (rc)
        goto out;
    rc = cp_cli_sign(cli, plan, "hedge_plan", facts, err);
    if (rc)
        goto out;
    lacks = cp_cli_lacks_answer(cli, facts);
    rc = lacks ? 0 : cp_hedge_run(plan, &own->opt, facts, err);
    if (rc)
        goto out;
    rc = cp_cli_write(cli, facts, err);
    if (rc == 0)
        rc = lacks;
out:
    cp_facts_free(facts);
    cp_plan_free(plan);
    return rc;
}

int main(int argc, char **argv) {
    static const struct cp_command command = {.name = "cp-hedge",
                                              .operands = "[FILE...]",
                                              .purpose = "Tell what a plan leaves open, what that "
                                                         "is exposed to, and how to hedge it",
                                              .takes = CP_CLI_PLAN | CP_CLI_FACTS,
                                              .options = options,
                                              .run = run};
    struct own own = {.opt = {.as_of = INT64_MIN, .note = note, .note_ctx = &own}};
    return cp_cli_main(&command, &own, argc, argv);
}
