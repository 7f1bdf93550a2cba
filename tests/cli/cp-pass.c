/* A command that passes facts through, for the tests of lib/cli and for bench/facts. */
#include "cli/cli.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

struct own {
    bool put, text, answer_no;
    int fail, sig;
};

enum { KEY_PUT = 1, KEY_TEXT, KEY_FAIL, KEY_NO, KEY_RAISE };

static const struct argp_option options[] = {
    {"put", KEY_PUT, NULL, 0, "add a fact that cp-solve writes", 0},
    {"text", KEY_TEXT, NULL, 0, "write a line of text instead of facts", 0},
    {"fail", KEY_FAIL, "N", 0, "fail with N findings after output was opened", 0},
    {"raise", KEY_RAISE, "N", 0, "die of signal N after output was opened", 0},
    {"no", KEY_NO, NULL, 0, "answer no", 0},
    {0}};

static int option(int key, const char *arg, void *own, struct cp_error *err) {
    struct own *o = own;
    o->put |= key == KEY_PUT;
    o->text |= key == KEY_TEXT;
    o->answer_no |= key == KEY_NO;
    if (key == KEY_RAISE)
        o->sig = atoi(arg);
    if (key == KEY_FAIL) {
        o->fail = atoi(arg);
        if (o->fail < 1)
            return cp_fail(err, CP_EUSAGE, "--fail: '%s' is not a count", arg);
    }
    return 0;
}

static int write_text(const struct cp_cli *cli, const struct own *o, struct cp_error *err) {
    int rc = 0;
    FILE *out = cp_cli_open_output(cli, err);
    if (out)
        fprintf(out, "seed %llu jobs %d\n", (unsigned long long)cli->seed, cli->jobs);
    if (o->sig)
        raise(o->sig);
    for (int i = 1; i <= o->fail; i++)
        rc = cp_fail_at(err, CP_EINPUT, (struct cp_pos){"file", (unsigned)i, 7}, "finding %d", i);
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
                                              option,
                                              run};
    return cp_cli_main(&command, &own, argc, argv);
}
