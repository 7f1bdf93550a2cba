#include "cli/internal.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

static int read_file(struct cp_facts *t, const char *path, struct cp_error *err) {
    bool standard = strcmp(path, "-") == 0;
    const char *name = standard ? "<stdin>" : path;
    FILE *in = standard ? stdin : fopen(path, "re");
    if (!in)
        return cp_fail_at(err, CP_EIO, (struct cp_pos){path, 0, 0}, "cannot open: %s",
                          strerror(errno));
    int rc = cp_facts_read(t, in, name, err);
    if (!standard)
        fclose(in);
    return rc;
}

static int own_facts(const struct cp_cli *cli, struct cp_facts *t, struct cp_error *err) {
    /* without its plan a source works on the user's series, whatever measures they are of */
    if (cli->takes & CP_CLI_TEXT || (cli->takes & CP_CLI_SOURCE && !cli->plan_path))
        return 0;
    if (cli->replace) {
        cp_facts_drop_writer(t, cli->command);
        return 0;
    }
    size_t row = cp_facts_first_of_writer(t, cli->command);
    if (row == SIZE_MAX)
        return 0;
    return cp_fail_at(err, CP_EINPUT, cp_facts_pos(t, row),
                      "measure '%s' is in the input already, and this command writes it; "
                      "use --replace",
                      cp_facts_measure(t, row));
}

int cp_cli_read(const struct cp_cli *cli, struct cp_facts **out, struct cp_error *err) {
    struct cp_facts *t = cp_facts_new();
    int rc = t ? 0 : cp_fail_nomem(err);
    bool standard = !(cli->takes & CP_CLI_SOURCE && cli->plan_path);
    if (cli->takes & CP_CLI_OPERANDS || cli->noperand == 0) {
        if (rc == 0 && standard)
            rc = read_file(t, "-", err);
    } else {
        for (size_t i = 0; t && i < cli->noperand; i++) {
            int got = read_file(t, cli->operand[i], err);
            rc = got ? got : rc;
        }
    }
    if (rc == 0)
        rc = own_facts(cli, t, err);
    if (rc)
        cp_facts_free(t);
    else
        *out = t;
    return rc;
}

int cp_cli_open_input(const struct cp_cli *cli, const char **path, FILE **in,
                      struct cp_error *err) {
    *path = cli->noperand ? cli->operand[0] : "-";
    *in = stdin;
    if (cli->noperand > 1)
        return cp_fail(err, CP_EUSAGE, "one file is read, not %zu", cli->noperand);
    if (strcmp(*path, "-") == 0) {
        *path = "<stdin>";
        return 0;
    }
    *in = fopen(*path, "re");
    return *in ? 0
               : cp_fail_at(err, CP_EIO, (struct cp_pos){*path, 0, 0}, "cannot open: %s",
                            strerror(errno));
}
