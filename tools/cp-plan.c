/* cp-plan: is a plan in order, what is in it, where do its numbers come from, what can it hold. */
#include "cli/cli.h"
#include "plan/plan.h"
#include <string.h>

struct own {
    bool check;
};

static const struct cp_cli_option options[] = {{"check", NULL,
                                                "With sources: exit 1 when a number has none",
                                                CP_CLI_FLAG, .at = offsetof(struct own, check)},
                                               {0}};

static int check(const struct cp_plan *p, struct cp_str *out) {
    char from[CP_PERIOD_SIZE], to[CP_PERIOD_SIZE];
    size_t phases = 0, tranches = 0;
    for (size_t i = 0; i < p->nsite; i++)
        phases += p->site[i].nphase;
    for (size_t i = 0; i < p->nentity; i++)
        tranches += p->entity[i].ntranche;
    cp_period_format(from, p->horizon.from);
    cp_period_format(to, p->horizon.to);
    cp_str_addf(out,
                "%s: in order: %s to %s, workloads %zu, skus %zu, sites %zu, phases %zu, "
                "contracts %zu, profiles %zu, suppliers %zu, offers %zu, entities %zu, tranches "
                "%zu\n",
                cp_plan_file(p), from, to, p->nworkload, p->nsku, p->nsite, phases,
                p->energy.ncontract, p->nprofile, p->supply.nsupplier, p->supply.noffer, p->nentity,
                tranches);
    return 0;
}

static int show(const struct cp_cli *cli, const struct cp_plan *p, struct cp_str *out,
                struct cp_error *err) {
    int rc = cli->noperand > 1 ? 0 : cp_plan_show(p, "", out, err);
    for (size_t i = 1; i < cli->noperand; i++) {
        int one = cp_plan_show(p, cli->operand[i], out, err);
        rc = rc ? rc : one;
    }
    return rc;
}

static int sources(const struct own *own, const struct cp_cli *cli, const struct cp_plan *p,
                   struct cp_str *out, struct cp_error *err) {
    struct cp_plan_sources n;
    int rc = cp_plan_list_sources(p, out, &n, err);
    if (rc)
        return rc;
    cp_cli_verbose(cli, "%zu numbers with a source, %zu assumed, %zu with neither", n.source,
                   n.assumed, n.none);
    if (own->check && n.none)
        cp_cli_note(cli, "%zu of %zu numbers have neither source nor assumed", n.none,
                    n.source + n.assumed + n.none);
    return own->check && n.none ? 1 : 0;
}

static int keys(struct cp_str *out) {
    cp_str_add(out, "path\tunit\ttype\tdefault\tmeaning\n");
    for (size_t i = 0; i < cp_plan_key_count(); i++) {
        struct cp_plan_key k = cp_plan_key_at(i);
        const char *default_text = !k.default_text   ? "required"
                                   : *k.default_text ? k.default_text
                                                     : "-";
        cp_str_addf(out, "%s\t%s\t%s\t%s\t%s\n", k.path, k.unit ? k.unit : "-", k.type,
                    default_text, k.meaning);
    }
    return 0;
}

static int run(const struct cp_cli *cli, void *data, struct cp_error *err) {
    static const char *const verbs[] = {"check", "show", "sources", "keys"};
    const char *verb = cli->noperand ? cli->operand[0] : "check";
    struct cp_plan *plan = NULL;
    struct cp_str out = {0};
    size_t v = 0;
    while (v < 4 && strcmp(verb, verbs[v]) != 0)
        v++;
    if (v == 4) {
        const char *near = cp_nearest(verb, verbs, 4);
        return cp_fail(err, CP_EUSAGE, "unknown '%s'%s%s%s; wanted check, show, sources or keys",
                       verb, near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
    }
    if (cli->noperand > 1 && v != 1)
        return cp_fail(err, CP_EUSAGE, "%s takes no '%s'", verb, cli->operand[1]);
    int rc = v == 3 ? 0 : cp_cli_plan(cli, &plan, err);
    if (rc == 0)
        rc = v == 0   ? check(plan, &out)
             : v == 1 ? show(cli, plan, &out, err)
             : v == 2 ? sources(data, cli, plan, &out, err)
                      : keys(&out);
    if (rc >= 0 && out.oom)
        rc = cp_fail_nomem(err);
    FILE *to = rc >= 0 ? cp_cli_open_output(cli, err) : NULL;
    if (to) {
        fwrite(out.s, 1, out.len, to);
        int closed = cp_cli_close_output(cli, to, rc, err);
        rc = closed ? closed : rc;
    } else if (rc >= 0) {
        rc = CP_EIO;
    }
    cp_str_release(&out);
    cp_plan_free(plan);
    return rc;
}

int main(int argc, char **argv) {
    struct own own = {0};
    struct cp_command command = {
        .name = "cp-plan",
        .operands = "[check | show [PATH...] | sources | keys]",
        .purpose = "Check a plan, show what is in it, list its sources or the keys it can have",
        .takes = CP_CLI_PLAN | CP_CLI_OPERANDS | CP_CLI_TEXT,
        .options = options,
        .run = run,
    };
    return cp_cli_main(&command, &own, argc, argv);
}
