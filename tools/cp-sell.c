/* cp-sell: compute that is sold. */
#include "cli/cli.h"
#include "sell/sell.h"
#include <stdlib.h>
#include <string.h>

struct own {
    struct cp_sell_options opt;
    bool offers;
    const struct cp_cli *cli;
};

#define AT(field) .at = offsetof(struct own, field)
#define ANALYSIS(constant, name, word, meaning)                                                    \
    {word, NULL, meaning, CP_CLI_FLAG, AT(opt.run[constant])},
static const struct cp_cli_option options[] = {
    CP_SELL_ANALYSES(ANALYSIS) /* those of the room, by name */
    {"offers", NULL, "Write a plan in which what is sold are workloads, instead of facts",
     CP_CLI_FLAG, AT(offers)},
    {"quote", "OFFER", "Answer an offer: product=NAME,sku=SKU,site=SITE,gpus=N,from=PERIOD,price=P",
     CP_CLI_WORD, AT(opt.quote)},
    {"stress", "NAME", "Write what it takes of revenue, for cp-finance: bust, obsolescence, basis",
     CP_CLI_WORD, AT(opt.stress)},
    {0}};

static int write_plan(const struct cp_cli *cli, struct own *own, const struct cp_plan *plan,
                      struct cp_facts *facts, struct cp_error *err) {
    char *path = cp_cli_plan_beside(cli, err);
    struct cp_str text = {0};
    int rc = path ? cp_sell_plan(plan, &own->opt, facts, path, &text, err) : CP_ENOMEM;
    if (rc == 0)
        rc = cp_cli_write_str(cli, &text, err);
    cp_str_release(&text);
    free(path);
    return rc;
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    struct own *own = data;
    struct cp_plan *plan = NULL;
    struct cp_facts *facts = NULL;
    bool any = false, lacks = false;
    int wrote;
    own->cli = cli;
    for (size_t i = 0; i < CP_SELL_ANALYSIS_COUNT; i++)
        any |= own->opt.run[i];
    if (!any && !own->opt.quote && !own->opt.stress)
        own->opt.run[CP_SELL_LADDER] = true;
    int rc = cp_cli_plan(cli, &plan, err);
    if (rc == 0)
        rc = cp_cli_read(cli, &facts, err);
    if (rc == 0)
        rc = cp_cli_sign(cli, plan, "sell_plan", facts, err);
    if (rc)
        goto out;
    lacks = cp_cli_lacks_answer(cli, facts);
    if (!lacks && own->offers) {
        rc = write_plan(cli, own, plan, facts, err);
        goto out;
    }
    rc = lacks ? 1 : cp_sell_run(plan, &own->opt, facts, err);
    if (rc < 0)
        goto out;
    wrote = cp_cli_write(cli, facts, err);
    rc = wrote ? wrote : rc;
out:
    cp_facts_free(facts);
    cp_plan_free(plan);
    return rc;
}

int main(int argc, char **argv) {
    static const struct cp_command command = {.name = "cp-sell",
                                              .operands = "[FILE...]",
                                              .purpose = "Price the compute that a plan leaves "
                                                         "idle, and say what may be sold",
                                              .takes = CP_CLI_PLAN | CP_CLI_FACTS,
                                              .options = options,
                                              .run = run};
    struct own own = {.opt = {.note = cp_cli_tell, .note_ctx = &own.cli}};
    return cp_cli_main(&command, &own, argc, argv);
}
