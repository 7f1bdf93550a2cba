/* One measure over many runs, from the tables of facts. */
#include "store/run/run.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the points of a query must be: "p.measure = ? AND p.slice IS NULL ...", with its texts. */
struct condition {
    struct cp_str sql;
    const char **text;
    size_t n;
};

static bool has_column(const struct cp_store *s, const char *name) {
    for (size_t i = 0; i < s->ncolumn; i++)
        if (strcmp(s->column[i], name) == 0)
            return true;
    return false;
}

static void add_column(struct condition *c, const char *name, const char *value) {
    cp_str_add(&c->sql, " AND p.");
    cp_store_add_quoted(&c->sql, name);
    if (!value || strcmp(value, "-") == 0) {
        cp_str_add(&c->sql, " IS NULL");
        return;
    }
    cp_str_add(&c->sql, " = (SELECT label FROM label WHERE text = ?)");
    c->text[c->n++] = value;
}

/* Slices and quantiles are left out, unless one is asked for. */
static int make(struct cp_store *s, const char *const *where, size_t n, struct cp_arena *a,
                struct condition *c, struct cp_error *err) {
    bool slice = false, quantile = false;
    c->text = cp_arena_calloc(a, n + 1, sizeof *c->text);
    if (!c->text)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < n; i++) {
        const char *sign = strchr(where[i], '=');
        const char *name = cp_arena_strndup(a, where[i], sign ? (size_t)(sign - where[i]) : 0);
        if (!name)
            return cp_fail_nomem(err);
        if (!sign || !has_column(s, name))
            return cp_fail(err, CP_EUSAGE,
                           "'%.80s' is not DIMENSION=VALUE of a dimension that the "
                           "history has columns for",
                           where[i]);
        slice |= strcmp(name, "slice") == 0;
        quantile |= strcmp(name, "quantile") == 0;
        add_column(c, name, sign + 1);
    }
    if (!slice)
        add_column(c, "slice", NULL);
    if (!quantile)
        add_column(c, "quantile", NULL);
    return c->sql.oom ? cp_fail_nomem(err) : 0;
}

/* A query over the points of the condition: `head` ends where they are told, `tail` follows. */
static int prepare(struct cp_store *s, const struct condition *c, const char *head,
                   const char *measure, const char *tail, sqlite3_stmt **q, struct cp_error *err) {
    struct cp_str sql = {0};
    cp_str_addf(&sql, "%s p.measure = (SELECT label FROM label WHERE text = ?)%s%s", head, c->sql.s,
                tail);
    int rc = sql.oom ? cp_fail_nomem(err) : cp_store_prepare(s, q, err, sql.s, "s", measure);
    cp_str_release(&sql);
    for (size_t i = 0; rc == 0 && i < c->n; i++)
        sqlite3_bind_text(*q, (int)i + 2, c->text[i], -1, SQLITE_STATIC);
    return rc;
}

static int read_unit(struct cp_store *s, const struct condition *c, const char *measure,
                     struct cp_arena *a, const char **unit, struct cp_error *err) {
    sqlite3_stmt *q;
    struct cp_pos pos = {s->path, 0, 0};
    int rc =
        prepare(s, c, "SELECT DISTINCT l.text FROM point p JOIN label l ON l.label = p.unit WHERE",
                measure, " LIMIT 2", &q, err);
    if (rc)
        return rc;
    *unit = NULL;
    rc = cp_store_step(s, q, err);
    if (rc == 1)
        rc = cp_store_text(q, 0, a, unit, err) ? CP_ENOMEM : cp_store_step(s, q, err);
    if (rc == 1)
        rc = cp_fail_at(err, CP_EINPUT, pos, "'%.60s' stands there in several units", measure);
    else if (rc == 0 && !*unit)
        rc = cp_fail_at(err, CP_EINPUT, pos, "there is no '%.60s' of that kind", measure);
    sqlite3_finalize(q);
    return rc;
}

int cp_store_trend_measure(struct cp_store *s, const struct cp_store_measure *m,
                           struct cp_arena *arena, struct cp_store_trend *t, struct cp_error *err) {
    /* CROSS JOIN: the few points first, then each run's fact of each, not all facts of a run */
    static const char sums[] = "SELECT sum(f.value) FROM point p CROSS JOIN fact f"
                               " ON f.point = p.point AND f.scenario = 0 WHERE";
    struct condition c = {0};
    sqlite3_stmt *q = NULL;
    struct cp_store_trend_line *line = cp_arena_calloc(arena, 1, sizeof *line);
    double *value = cp_arena_calloc(arena, t->n + 1, sizeof *value);
    int rc = line && value ? make(s, m->where, m->nwhere, arena, &c, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = read_unit(s, &c, m->name, arena, &line->unit, err);
    if (rc == 0)
        rc = prepare(s, &c, sums, m->name, " AND f.run = ?", &q, err);
    for (size_t i = 0; rc == 0 && i < t->n; i++) {
        sqlite3_bind_int64(q, (int)c.n + 2, t->run[i].run);
        rc = cp_store_step(s, q, err);
        value[i] =
            rc == 1 && sqlite3_column_type(q, 0) != SQLITE_NULL ? sqlite3_column_double(q, 0) : NAN;
        sqlite3_reset(q);
        rc = rc < 0 ? rc : 0;
    }
    sqlite3_finalize(q);
    cp_str_release(&c.sql);
    if (rc)
        return rc;
    line->name = m->name;
    line->value = value;
    t->line = line;
    t->nline = 1;
    return 0;
}
