#include "cli/internal.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

FILE *cp_cli_open(const char *path, const char **name, struct cp_error *err) {
    bool standard = strcmp(path, "-") == 0;
    *name = standard ? "<stdin>" : path;
    if (standard)
        cp_cli_tell_waiting();
    FILE *in = standard ? stdin : fopen(path, "re");
    if (!in)
        cp_fail_at(err, CP_EIO, (struct cp_pos){path, 0, 0}, "cannot open: %s", strerror(errno));
    return in;
}

void cp_cli_close(FILE *in) {
    if (in && in != stdin)
        fclose(in);
}

static int read_file(struct cp_facts *t, const char *path, struct cp_error *err) {
    const char *name;
    FILE *in = cp_cli_open(path, &name, err);
    int rc = in ? cp_facts_read(t, in, name, err) : CP_EIO;
    cp_cli_close(in);
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

/* All of them, so that the findings of each are told. */
static int read_operands(const struct cp_cli *cli, struct cp_facts *t, struct cp_error *err) {
    int rc = 0;
    for (size_t i = 0; i < cli->noperand; i++) {
        int got = read_file(t, cli->operand[i], err);
        rc = got ? got : rc;
    }
    return rc;
}

static int read_input(const struct cp_cli *cli, struct cp_facts *t, struct cp_error *err) {
    if (cli->noperand && !(cli->takes & CP_CLI_OPERANDS))
        return read_operands(cli, t, err);
    if (cli->takes & CP_CLI_SOURCE && cli->plan_path)
        return 0; /* it reads stdin when that is named */
    return read_file(t, "-", err);
}

int cp_cli_read_file(const char *path, struct cp_facts **out, struct cp_error *err) {
    struct cp_facts *t = cp_facts_new();
    int rc = t ? read_file(t, path, err) : cp_fail_nomem(err);
    if (rc)
        cp_facts_free(t);
    else
        *out = t;
    return rc;
}

int cp_cli_read(const struct cp_cli *cli, struct cp_facts **out, struct cp_error *err) {
    struct cp_facts *t = cp_facts_new();
    if (!t)
        return cp_fail_nomem(err);
    int rc = read_input(cli, t, err);
    if (rc)
        goto fail;
    rc = own_facts(cli, t, err);
    if (rc)
        goto fail;
    *out = t;
    return 0;
fail:
    cp_facts_free(t);
    return rc;
}

bool cp_cli_lacks_answer(const struct cp_cli *cli, const struct cp_facts *facts) {
    size_t alone, without = cp_facts_without_answer(facts, &alone);
    if (!cp_facts_has_no_answer(facts)) {
        if (without)
            cp_cli_note(cli, "%zu of %zu scenarios that were solved alone have no plan", without,
                        alone);
        return false;
    }
    cp_cli_note(cli, "the stream has no answer: solving it found none");
    return true;
}

int cp_cli_read_text(const char *path, struct cp_str *out, struct cp_error *err) {
    const char *name;
    FILE *in = cp_cli_open(path, &name, err);
    if (!in)
        return CP_EIO;
    int rc = cp_read_text(in, name, CP_LINE_MAX, out, err);
    cp_cli_close(in);
    return rc;
}

int cp_cli_facts_of(const char *name, const struct cp_str *bytes, struct cp_facts *facts,
                    struct cp_error *err) {
    if (!bytes->len)
        return 0;
    FILE *in = fmemopen(bytes->s, bytes->len, "r");
    if (!in)
        return cp_fail_nomem(err);
    int rc = cp_facts_read(facts, in, name, err);
    fclose(in);
    return rc;
}

int cp_cli_read_stream(const struct cp_cli *cli, size_t from, struct cp_str *bytes,
                       struct cp_facts *facts, struct cp_error *err) {
    size_t n = cli->noperand > from ? cli->noperand - from : 0;
    for (size_t i = 0; i < n || i == 0; i++) {
        const char *path = n ? cli->operand[from + i] : "-";
        cp_str_reset(bytes);
        int rc = cp_cli_read_text(path, bytes, err);
        if (rc == 0)
            rc = cp_cli_facts_of(strcmp(path, "-") == 0 ? "<stdin>" : path, bytes, facts, err);
        if (rc)
            return rc;
    }
    if (n < 2)
        return 0;
    cp_str_reset(bytes);
    return cp_facts_write_str(facts, bytes, "tsv", err);
}

int cp_cli_open_input(const struct cp_cli *cli, const char **path, FILE **in,
                      struct cp_error *err) {
    *in = NULL;
    *path = NULL;
    if (cli->noperand > 1)
        return cp_fail(err, CP_EUSAGE, "one file is read, not '%s' too", cli->operand[1]);
    *in = cp_cli_open(cli->noperand ? cli->operand[0] : "-", path, err);
    return *in ? 0 : CP_EIO;
}
