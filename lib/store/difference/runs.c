/* The runs of a history as the two sides of a difference. */
#include "store/difference/difference.h"
#include "store/file/file.h"
#include <stdlib.h>
#include <string.h>

static int read_facts(const struct cp_str *text, const char *name, struct cp_facts **out,
                      struct cp_error *err) {
    struct cp_facts *t = cp_facts_new();
    FILE *in = text->len ? fmemopen(text->s, text->len, "r") : NULL;
    int rc = t && (in || !text->len) ? 0 : cp_fail_nomem(err);
    if (rc == 0 && in)
        rc = cp_facts_read(t, in, name, err);
    if (in)
        fclose(in);
    if (rc)
        cp_facts_free(t);
    else
        *out = t;
    return rc;
}

static int read_values(struct cp_store *s, int64_t run, struct cp_arena *arena,
                       struct cp_store_side *out, struct cp_error *err) {
    int64_t content;
    struct cp_str text = {0};
    int rc = cp_store_integer(s, 0, &content, err, "SELECT plan_values FROM run WHERE run = ?", "i",
                              run);
    if (rc || !content)
        return rc;
    rc = cp_store_get_content(s, content, &text, err);
    if (rc == 0) {
        out->values = cp_arena_strdup(arena, text.s);
        rc = out->values ? 0 : cp_fail_nomem(err);
    }
    cp_str_release(&text);
    return rc;
}

static int read_files(struct cp_store *s, int64_t run, struct cp_arena *arena,
                      struct cp_store_side *out, struct cp_error *err) {
    sqlite3_stmt *q;
    int64_t n;
    int rc =
        cp_store_integer(s, 0, &n, err, "SELECT count(*) FROM run_file WHERE run = ?", "i", run);
    if (rc)
        return rc;
    struct cp_store_file *file = cp_arena_calloc(arena, (size_t)n + 1, sizeof *file);
    if (!file)
        return cp_fail_nomem(err);
    rc = cp_store_prepare(s, &q, err,
                          "SELECT path, name, sha256 FROM run_file JOIN content USING (content)"
                          " WHERE run = ? ORDER BY path",
                          "i", run);
    if (rc)
        return rc;
    while ((rc = cp_store_step(s, q, err)) == 1 && out->nfile < (size_t)n) {
        struct cp_store_file *f = &file[out->nfile];
        const char **text[] = {&f->key, &f->name, &f->sha256};
        for (int i = 0; i < 3 && rc == 1; i++) {
            int got = cp_store_text(q, i, arena, text[i], err);
            rc = got ? got : 1;
        }
        if (rc == 1 && !(f->key && f->name && f->sha256))
            rc = cp_store_damaged(s, "a file of a run lacks its path, name or hash", err);
        if (rc < 0)
            break;
        out->nfile++;
    }
    out->file = file;
    sqlite3_finalize(q);
    return rc < 0 ? rc : 0;
}

static int read_side(struct cp_store *s, const struct cp_store_run *run, struct cp_arena *arena,
                     struct cp_facts **facts, struct cp_store_side *out, struct cp_error *err) {
    struct cp_str text = {0};
    out->name = cp_arena_printf(arena, "%lld %s, %s%s", (long long)run->run, run->name,
                                run->as_of ? "as of " : "", run->as_of ? run->as_of : run->at);
    if (!out->name)
        return cp_fail_nomem(err);
    int rc = cp_store_stream(s, run->run, &text, err);
    if (rc == 0)
        rc = read_facts(&text, out->name, facts, err);
    cp_str_release(&text);
    if (rc)
        return rc;
    out->facts = *facts;
    rc = cp_store_run_headline(s, run->run, arena, &out->headline, err);
    if (rc)
        return rc;
    rc = read_values(s, run->run, arena, out, err);
    if (rc)
        return rc;
    return read_files(s, run->run, arena, out, err);
}

int cp_store_compare_runs(struct cp_store *s, const struct cp_store_run *before,
                          const struct cp_store_run *now,
                          const struct cp_store_compare_options *options,
                          struct cp_store_difference **out, struct cp_error *err) {
    struct cp_store_difference *d = cp_calloc(1, sizeof *d);
    if (!d)
        return cp_fail_nomem(err);
    int rc = read_side(s, before, &d->arena, &d->owned[0], &d->before, err);
    if (rc == 0)
        rc = read_side(s, now, &d->arena, &d->owned[1], &d->now, err);
    if (rc) {
        cp_store_difference_free(d);
        return rc;
    }
    return cp_store_compare_sides(d, options, out, err);
}
