/* A command that passes facts through, for the tests of lib/cli and for bench/facts. */
#include "cli/cli.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

struct own {
    bool put, text, answer_no;
    size_t fail, sig;
};

#define AT(field) .at = offsetof(struct own, field)
static const struct cp_cli_option options[] = {
    {"put", NULL, "add a fact that cp-solve writes", CP_CLI_FLAG, AT(put)},
    {"text", NULL, "write a line of text instead of facts", CP_CLI_FLAG, AT(text)},
    {"fail", "N", "fail with N findings after output was opened", CP_CLI_COUNT, AT(fail),
     .most = 1000},
    {"raise", "N", "die of signal N after output was opened", CP_CLI_COUNT, AT(sig), .most = 64},
    {"no", NULL, "answer no", CP_CLI_FLAG, AT(answer_no)},
    {0}};

static int write_text(const struct cp_cli *cli, const struct own *o, struct cp_error *err) {
    int rc = 0;
    FILE *out = cp_cli_open_output(cli, err);
    if (out)
        fprintf(out, "seed %llu jobs %d\n", (unsigned long long)cli->seed, cli->jobs);
    if (o->sig)
        raise((int)o->sig);
    for (unsigned i = 1; i <= o->fail; i++)
        rc = cp_fail_at(err, CP_EINPUT, (struct cp_pos){"file", i, 7}, "finding %u", i);
    return cp_cli_close_output(cli, out, rc, err);
}

static int run(const struct cp_cli *cli, void *own, struct cp_error *err) {
    const struct own *o = own;
    struct cp_facts *facts = NULL;
    if (o->text)
        return write_text(cli, o, err);
    int rc = cp_cli_read(cli, &facts, err);
    if (rc == 0)
        cp_cli_verbose(cli, "%zu facts", cp_facts_count(facts));
    if (rc == 0 && o->put)
        rc = cp_facts_put(facts, &(struct cp_fact){.dim[CP_NAME] = "x", .measure = "value"}, err);
    if (rc == 0)
        rc = cp_cli_write(cli, facts, err);
    if (rc == 0)
        cp_cli_note(cli, "done");
    cp_facts_free(facts);
    return rc < 0 ? rc : o->answer_no;
}

int main(int argc, char **argv) {
    struct own own = {0};
    /* it goes by the name of a command with measures of its own */
    static const struct cp_command command = {"cp-solve",
                                              "[FILE...]",
                                              "Pass facts through.",
                                              CP_CLI_FACTS | CP_CLI_SEED | CP_CLI_JOBS,
                                              options,
                                              run,
                                              NULL};
    return cp_cli_main(&command, &own, argc, argv);
}
