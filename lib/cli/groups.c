#include "cli/cli.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Input that is gone through several times instead of being kept: what comes by a pipe goes to a
 * temporary file first. */

FILE *cp_cli_temporary(struct cp_error *err) {
    int fd = cp_cli_scratch_file(err);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w+");
    if (fd >= 0 && !file) {
        close(fd);
        cp_fail_nomem(err);
    }
    return file;
}

/* The rest of `in` in a temporary file, which stands at its beginning. */
static FILE *spool(FILE *in, const char *name, struct cp_error *err) {
    char part[1 << 16];
    size_t got;
    FILE *copy = cp_cli_temporary(err);
    if (!copy)
        return NULL;
    errno = 0;
    while ((got = fread(part, 1, sizeof part, in)) > 0 && fwrite(part, 1, got, copy) == got)
        ;
    if (!ferror(in) && !ferror(copy) && fseeko(copy, 0, SEEK_SET) == 0)
        return copy;
    cp_fail_at(err, CP_EIO, (struct cp_pos){name, 0, 0}, "cannot %s: %s",
               ferror(in) ? "read" : "be kept in a temporary file", strerror(errno ? errno : EIO));
    fclose(copy);
    return NULL;
}

static int add_again(struct cp_facts_groups *g, const char *path, FILE **in, struct cp_error *err) {
    const char *name;
    *in = cp_cli_open(path, &name, err);
    if (!*in)
        return CP_EIO;
    if (lseek(fileno(*in), 0, SEEK_CUR) < 0) {
        FILE *copy = spool(*in, name, err);
        cp_cli_close(*in);
        *in = copy;
    }
    return *in ? cp_facts_groups_add(g, *in, name, err) : CP_EIO;
}

int cp_cli_open_groups(const struct cp_cli *cli, struct cp_cli_groups *out, struct cp_error *err) {
    size_t n = cli->noperand ? cli->noperand : 1;
    *out = (struct cp_cli_groups){cp_facts_groups_new(), cp_calloc(n, sizeof(FILE *)), n};
    int rc = out->groups && out->file ? 0 : cp_fail_nomem(err);
    for (size_t i = 0; i < n && rc != CP_ENOMEM; i++) {
        int got = add_again(out->groups, cli->noperand ? cli->operand[i] : "-", &out->file[i], err);
        rc = got ? got : rc;
    }
    if (rc)
        cp_cli_close_groups(out);
    return rc;
}

void cp_cli_close_groups(struct cp_cli_groups *g) {
    for (size_t i = 0; i < g->n && g->file; i++)
        cp_cli_close(g->file[i]);
    free(g->file);
    cp_facts_groups_free(g->groups);
    *g = (struct cp_cli_groups){0};
}
