/* What was put into the history, out of it again. */
#include "store/run/run.h"
#include <math.h>
#include <string.h>

static int get(struct cp_store *s, const char *sql, int64_t run, const char *what,
               struct cp_str *out, struct cp_error *err) {
    int64_t content;
    int rc = cp_store_integer(s, 0, &content, err, sql, "i", run);
    if (rc)
        return rc;
    if (!content)
        return cp_fail_at(err, CP_EINPUT, (struct cp_pos){s->path, 0, 0}, "run %lld has no %s",
                          (long long)run, what);
    return cp_store_get_content(s, content, out, err);
}

int cp_store_stream(struct cp_store *s, int64_t run, struct cp_str *out, struct cp_error *err) {
    return get(s, "SELECT stream FROM run WHERE run = ?", run, "stream", out, err);
}

int cp_store_plan(struct cp_store *s, int64_t run, struct cp_str *out, struct cp_error *err) {
    return get(s, "SELECT plan FROM run WHERE run = ?", run, "plan", out, err);
}

static int read_figure(struct cp_store *s, sqlite3_stmt *q, struct cp_arena *a,
                       struct cp_store_figure *f, struct cp_error *err) {
    const char **text[] = {&f->scenario, &f->name, NULL, &f->unit, &f->note};
    *f = (struct cp_store_figure){.value = sqlite3_column_double(q, 2)};
    for (int i = 0; i < 5; i++) {
        int rc = text[i] ? cp_store_text(q, i, a, text[i], err) : 0;
        if (rc)
            return rc;
    }
    int type = sqlite3_column_type(q, 2);
    return f->scenario && f->name && f->unit && (type == SQLITE_FLOAT || type == SQLITE_INTEGER)
               ? 0
               : cp_store_damaged(s, "a figure lacks its scenario, name or unit, or is no number",
                                  err);
}

int cp_store_run_headline(struct cp_store *s, int64_t run, struct cp_arena *arena,
                          struct cp_store_headline *out, struct cp_error *err) {
    sqlite3_stmt *q;
    int64_t count = 0;
    int rc = cp_store_integer(s, 0, &count, err, "SELECT count(*) FROM headline WHERE run = ?", "i",
                              run);
    if (rc)
        return rc;
    *out = (struct cp_store_headline){
        0, cp_arena_calloc(arena, (size_t)count + 1, sizeof *out->figure)};
    if (!out->figure)
        return cp_fail_nomem(err);
    rc = cp_store_prepare(s, &q, err,
                          "SELECT scenario, name, value, unit, note FROM headline WHERE run = ?"
                          " AND value IS NOT NULL",
                          "i", run);
    if (rc)
        return rc;
    while ((rc = cp_store_step(s, q, err)) == 1 && out->n < (size_t)count) {
        rc = read_figure(s, q, arena, &out->figure[out->n], err);
        if (rc)
            break;
        out->n++;
    }
    sqlite3_finalize(q);
    return rc < 0 ? rc : 0;
}
