#include "cli/internal.h"
#include <stdlib.h>
#include <string.h>

int cp_cli_want_plan(const struct cp_cli *cli, struct cp_error *err) {
    return cli->plan_path
               ? 0
               : cp_fail(err, CP_EUSAGE,
                         "no plan was given; use -p FILE; cp-plan init -o FILE begins one");
}

int cp_cli_plan(const struct cp_cli *cli, struct cp_plan **out, struct cp_error *err) {
    int rc = cp_cli_want_plan(cli, err);
    return rc ? rc : cp_plan_load(cli->plan_path, cli->set, cli->nset, out, err);
}

char *cp_cli_plan_beside(const struct cp_cli *cli, struct cp_error *err) {
    bool elsewhere = cli->output && strchr(cli->output, '/');
    char *path = elsewhere ? realpath(cli->plan_path, NULL) : strdup(cli->plan_path);
    if (!path)
        cp_fail_nomem(err);
    return path;
}

/* "cp-forecast" puts "forecast_plan". */
static bool is_signature(const char *measure, const char *writer) {
    size_t len = strlen(writer) - strlen("cp-");
    return strncmp(measure, writer + strlen("cp-"), len) == 0 &&
           strcmp(measure + len, "_plan") == 0;
}

void cp_cli_tell_plans(const struct cp_cli *cli, const struct cp_plan *plan,
                       const struct cp_facts *facts) {
    double own = cp_plan_fingerprint(plan);
    const char *told = NULL;
    for (size_t i = 0; i < cp_facts_count(facts); i++) {
        const char *name = cp_facts_measure(facts, i);
        const struct cp_measure *m = cp_facts_measure_find(name);
        if (!m || name == told || !is_signature(name, m->writer) || cp_facts_value(facts, i) == own)
            continue;
        cp_cli_note(cli, "%s was given another plan, or other overrides", m->writer);
        told = name;
    }
}

int cp_cli_sign(const struct cp_cli *cli, const struct cp_plan *plan, const char *measure,
                struct cp_facts *facts, struct cp_error *err) {
    cp_cli_tell_plans(cli, plan, facts);
    struct cp_fact f = {.measure = measure, .value = cp_plan_fingerprint(plan)};
    return cp_facts_put(facts, &f, err);
}
