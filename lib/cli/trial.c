/* Plans that are solved by the way: by `capplan run`, which knows the stages. */
#include "cli/internal.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file of the trial's folder; its path is the arena's. */
static const char *write_file(struct cp_arena *a, const char *folder, const char *name,
                              const char *bytes, size_t len, struct cp_error *err) {
    const char *path = cp_arena_printf(a, "%s/%s", folder, name);
    FILE *out = path ? fopen(path, "wex") : NULL;
    if (!path) {
        cp_fail_nomem(err);
        return NULL;
    }
    bool failed = !out || fwrite(bytes, 1, len, out) != len;
    failed |= out && fclose(out) != 0;
    if (!failed)
        return path;
    cp_fail_at(err, CP_EIO, (struct cp_pos){path, 0, 0}, "cannot write: %s", strerror(errno));
    return NULL;
}

static int cost_of(int stream, double *cost, struct cp_error *err) {
    struct cp_str bytes = {0};
    struct cp_arena arena = {0};
    struct cp_store_headline h = {0};
    struct cp_facts *facts = cp_facts_new();
    int rc = facts ? cp_cli_read_back(stream, &bytes, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_cli_facts_of("capplan run", &bytes, facts, err);
    if (rc == 0)
        rc = cp_store_headline(facts, NULL, &arena, &h, err);
    const struct cp_store_figure *f =
        rc == 0 ? cp_store_headline_find(&h, "cost_discounted") : NULL;
    if (f)
        *cost = f->value;
    else if (rc == 0)
        rc = cp_fail(err, CP_EINPUT, "a plan with some of the edits has no answer");
    cp_facts_free(facts);
    cp_arena_release(&arena);
    cp_str_release(&bytes);
    return rc;
}

static int run(const struct cp_store_trial *t, const char *plan, const char *const *file,
               double *cost, struct cp_error *err) {
    struct cp_cli_line line = {0};
    int status = 0, in = open("/dev/null", O_RDONLY | O_CLOEXEC), out = cp_cli_scratch_file(err);
    cp_cli_add(&line, "capplan");
    cp_cli_add(&line, "run");
    cp_cli_add(&line, "--quiet");
    cp_cli_addf(&line, "--plan=%s", plan);
    int rc = out < 0 ? CP_EIO : t->options ? cp_cli_add_words(&line, t->options, err) : 0;
    for (size_t i = 0; i < t->nfile; i++)
        if (t->file[i].input)
            cp_cli_add(&line, file[i]);
    if (rc == 0)
        rc = cp_cli_run(&line, in, out, INFINITY, &status, err);
    if (rc == 1)
        rc = cp_fail(err, CP_EBUSY, "interrupted");
    if (rc == 0 && status > 1)
        rc = cp_fail(err, CP_EINPUT, "a plan with some of the edits cannot be run");
    if (rc == 0)
        rc = cost_of(out, cost, err);
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    cp_cli_line_release(&line);
    return rc;
}

int cp_cli_solve(void *unused, const struct cp_store_trial *t, double *cost, struct cp_error *err) {
    struct cp_arena arena = {0};
    char folder[PATH_MAX];
    (void)unused;
    int held = cp_temporary_folder(folder, sizeof folder, cp_cli_scratch());
    if (held < 0)
        return cp_fail(err, CP_EIO, "no folder in %s: %s", cp_cli_scratch(), strerror(errno));
    const char *plan = write_file(&arena, folder, "plan.yaml", t->plan, strlen(t->plan), err);
    const char **file = cp_arena_calloc(&arena, t->nfile + 1, sizeof *file);
    int rc = !plan ? CP_EIO : file ? 0 : cp_fail_nomem(err);
    for (size_t i = 0; rc == 0 && i < t->nfile; i++) {
        const struct cp_store_trial_file *f = &t->file[i];
        file[i] = write_file(&arena, folder, f->name, f->bytes, f->len, err);
        rc = file[i] ? 0 : CP_EIO;
    }
    if (rc == 0)
        rc = run(t, plan, file, cost, err);
    cp_temporary_folder_remove(held, folder);
    cp_arena_release(&arena);
    return rc;
}
