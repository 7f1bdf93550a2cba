/* cp-supplier: offers of a plan to supply curves. */
#include "cli/cli.h"
#include "supplier/supplier.h"

enum { OPT_CURVE = 1, OPT_SERVICE_LEVEL, OPT_CALCULATE };

struct own {
    double service_level;
    const char *calculate;
    const struct cp_cli *cli;
};

static const struct argp_option options[] = {
    {"curve", OPT_CURVE, NULL, 0,
     "Write supply, landed price and payments of every offer by delivery period (the default)", 0},
    {"service-level", OPT_SERVICE_LEVEL, "SHARE", 0,
     "Count on deliveries only once this share of lead times is over (default 50 %)", 0},
    {"calculate", OPT_CALCULATE, "MODEL ARG=N...", 0,
     "Without a plan: a textbook model, as 'eoq fixed=8 holding=0.225 demand=1300'", 0},
    {0}};

static int option(int key, const char *arg, void *data, struct cp_error *err) {
    struct own *own = data;
    if (key == OPT_CALCULATE)
        own->calculate = arg;
    if (key != OPT_SERVICE_LEVEL)
        return 0;
    struct cp_error bad = {0};
    int rc = cp_quantity_parse(arg, "1", &own->service_level, (struct cp_pos){0}, &bad);
    if (rc < 0 || !(own->service_level > 0 && own->service_level < 1))
        return cp_fail(err, CP_EUSAGE,
                       "--service-level wants a share above 0 %% and below 100 %%, not '%s'", arg);
    return 0;
}

static void note(void *ctx, const char *text) {
    const struct own *own = ctx;
    cp_cli_note(own->cli, "%s", text);
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
    if (own->calculate)
        return calculate(cli, own->calculate, err);
    struct cp_plan *plan = NULL;
    struct cp_facts *facts = NULL;
    int rc = cp_cli_plan(cli, &plan, err);
    if (rc == 0)
        rc = cp_cli_read(cli, &facts, err);
    struct cp_supplier_options opt = {
        .service_level = own->service_level, .note = note, .note_ctx = own};
    if (rc == 0)
        rc = cp_supplier_run(plan, &opt, facts, err);
    if (rc == 0)
        rc = cp_cli_write(cli, facts, err);
    cp_facts_free(facts);
    cp_plan_free(plan);
    return rc;
}

int main(int argc, char **argv) {
    static const struct cp_command command = {.name = "cp-supplier",
                                              .operands = "[FILE...]",
                                              .purpose = "Turn a plan's offers into supply curves.",
                                              .takes = CP_CLI_PLAN | CP_CLI_FACTS,
                                              .options = options,
                                              .option = option,
                                              .run = run};
    struct own own = {.service_level = 0.5};
    return cp_cli_main(&command, &own, argc, argv);
}
