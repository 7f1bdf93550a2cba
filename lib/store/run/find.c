/* Runs by number, name and day. */
#include "store/run/run.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The day that a run stands for orders runs: one that is put in later for an earlier day is no
 * latest one. */
#define RUN                                                                                        \
    "SELECT run, name, at, as_of, state = 'whole', facts, keep, level, tool, host, by, options,"   \
    " seconds, note FROM run "
#define DAY "substr(coalesce(as_of, at), 1, 10)"

static int read_run(struct cp_store *s, sqlite3_stmt *q, struct cp_arena *a, struct cp_store_run *r,
                    struct cp_error *err) {
    *r = (struct cp_store_run){
        .run = sqlite3_column_int64(q, 0),
        .whole = sqlite3_column_int(q, 4),
        .facts = (size_t)sqlite3_column_int64(q, 5),
        .keep = sqlite3_column_int(q, 6),
        .level = sqlite3_column_int(q, 7),
        .seconds = sqlite3_column_type(q, 12) == SQLITE_NULL ? NAN : sqlite3_column_double(q, 12),
    };
    struct {
        int column;
        const char **text;
    } texts[] = {{1, &r->name}, {2, &r->at},  {3, &r->as_of},    {8, &r->tool},
                 {9, &r->host}, {10, &r->by}, {11, &r->options}, {13, &r->note}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int rc = cp_store_text(q, texts[i].column, a, texts[i].text, err);
        if (rc)
            return rc;
    }
    return r->name && r->at && r->tool && r->level >= 0 && r->level <= 2 &&
                   sqlite3_column_int64(q, 5) >= 0
               ? 0
               : cp_store_damaged(s, "a run lacks its name, time, tool, count of facts or level",
                                  err);
}

/* ---- one run ----------------------------------------------------------------------------- */

struct which {
    const char *name; /* NULL: any */
    const char *day;  /* at or before; NULL: any */
    int64_t run;      /* 0: not by number */
    int64_t before;   /* the latest of those that are left after so many */
};

/* "meta@2026-11-01~2" into its parts; `text` is changed. */
static int parse(char *text, const char *whole, struct which *w, struct cp_error *err) {
    char *back = strrchr(text, '~'), *day = strchr(text, '@'), *end;
    *w = (struct which){0};
    if (text[strspn(text, "0123456789")] == '\0' && strlen(text) < 18) {
        w->run = strtoll(text, NULL, 10);
        return w->run ? 0 : cp_fail(err, CP_EINPUT, "there is no run 0: the first is 1");
    }
    if (back) {
        *back++ = '\0';
        w->before = strtoll(back, &end, 10);
        if (*back < '0' || *back > '9' || *end || strlen(back) > 9)
            return cp_fail(err, CP_EUSAGE, "'%.60s': wanted a number after ~", whole);
    }
    if (day) {
        *day++ = '\0';
        int rc = cp_store_check_day(whole, day, err);
        if (rc)
            return rc;
        w->day = day;
    }
    if (strcmp(text, "latest") != 0)
        w->name = text;
    return 0;
}

static int no_such_run(struct cp_store *s, const char *which, const struct which *w,
                       struct cp_error *err) {
    struct cp_pos pos = {s->path, 0, 0};
    int64_t known = 0;
    int rc = cp_store_integer(s, 0, &known, err,
                              "SELECT count(*) FROM run WHERE name = ? AND state = 'whole'", "s",
                              w->name);
    if (rc)
        return rc;
    if (w->name && !known)
        return cp_fail_at(err, CP_EINPUT, pos, "there is no run of name '%.80s'", w->name);
    if (w->name)
        return cp_fail_at(err, CP_EINPUT, pos, "there is no run '%.80s': %lld of that name", which,
                          (long long)known);
    return cp_fail_at(err, CP_EINPUT, pos, "there is no run '%.80s'", which);
}

int cp_store_find(struct cp_store *s, const char *which, struct cp_arena *arena,
                  struct cp_store_run *out, struct cp_error *err) {
    struct which w;
    sqlite3_stmt *q;
    char *text = cp_arena_strdup(arena, which);
    if (!text)
        return cp_fail_nomem(err);
    int rc = parse(text, which, &w, err);
    if (rc)
        return rc;
    if (w.run)
        rc = cp_store_prepare(s, &q, err, RUN "WHERE run = ?", "i", w.run);
    else
        rc = cp_store_prepare(s, &q, err,
                              RUN "WHERE state = 'whole' AND name = coalesce(?, name) AND " DAY
                                  " <= coalesce(?, '9999') ORDER BY " DAY
                                  " DESC, run DESC LIMIT 1 OFFSET ?",
                              "ssi", w.name, w.day, w.before);
    if (rc)
        return rc;
    rc = cp_store_step(s, q, err);
    if (rc == 1)
        rc = read_run(s, q, arena, out, err);
    else if (rc == 0)
        rc = no_such_run(s, which, &w, err);
    sqlite3_finalize(q);
    return rc;
}

int cp_store_find_two(struct cp_store *s, const char *name, const char *const which[2],
                      struct cp_arena *arena, struct cp_store_run out[2], struct cp_error *err) {
    if (which[0]) {
        int rc = cp_store_find(s, which[0], arena, &out[0], err);
        if (rc)
            return rc;
        name = name ? name : out[0].name;
    }
    int rc = cp_store_find(s, which[1] ? which[1] : name ? name : "latest", arena, &out[1], err);
    if (rc)
        return rc;
    /* a name that stands for the later one itself is that of the one before it */
    const char *first = which[0] ? which[0] : out[1].name;
    bool same = !which[0] || (out[0].run == out[1].run && !strchr(first, '~') &&
                              first[strspn(first, "0123456789")]);
    const char *earlier = same ? cp_arena_printf(arena, "%s~1", first) : "";
    return !same     ? 0
           : earlier ? cp_store_find(s, earlier, arena, &out[0], err)
                     : cp_fail_nomem(err);
}

/* ---- many -------------------------------------------------------------------------------- */

int cp_store_list(struct cp_store *s, const struct cp_store_filter *f, struct cp_arena *arena,
                  struct cp_store_run **out, size_t *n, struct cp_error *err) {
    sqlite3_stmt *q;
    int64_t count = 0;
    int rc = f->since ? cp_store_check_day("since", f->since, err) : 0;
    if (rc)
        return rc;
    rc = cp_store_integer(s, 0, &count, err, "SELECT count(*) FROM run", "");
    if (rc)
        return rc;
    *n = 0;
    *out = cp_arena_calloc(arena, (size_t)count + 1, sizeof **out);
    if (!*out)
        return cp_fail_nomem(err);
    rc = cp_store_prepare(s, &q, err,
                          "SELECT * FROM (" RUN "WHERE name = coalesce(?, name) AND " DAY
                          " >= coalesce(?, '') AND (state = 'whole' OR ?) ORDER BY " DAY
                          " DESC, run DESC LIMIT ?) ORDER BY " DAY ", run",
                          "ssii", f->name, f->since, (int64_t)f->partial,
                          f->last ? (int64_t)f->last : INT64_C(-1));
    if (rc)
        return rc;
    while ((rc = cp_store_step(s, q, err)) == 1 && *n < (size_t)count) {
        rc = read_run(s, q, arena, &(*out)[*n], err);
        if (rc)
            break;
        ++*n;
    }
    sqlite3_finalize(q);
    return rc < 0 ? rc : 0;
}
