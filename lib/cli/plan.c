#include "cli/internal.h"

int cp_cli_plan(const struct cp_cli *cli, struct cp_plan **out, struct cp_error *err) {
    if (!cli->plan_path)
        return cp_fail(err, CP_EUSAGE, "no plan was given; use -p FILE");
    return cp_plan_load(cli->plan_path, cli->set, cli->nset, out, err);
}
