/* SQLite's calls with our errors. */
#include "store/file/file.h"
#include <errno.h>
#include <math.h>
#include <string.h>

int cp_store_fail(const struct cp_store *s, struct cp_error *err) {
    struct cp_pos pos = {s->path, 0, 0};
    int code = sqlite3_extended_errcode(s->db), system = sqlite3_system_errno(s->db);
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return cp_fail_at(err, CP_EBUSY, pos, "is being written by another command; try again");
    case SQLITE_FULL:
        return cp_fail_at(err, CP_EBUSY, pos, "cannot write: %s", strerror(ENOSPC));
    case SQLITE_NOMEM:
        return cp_fail_nomem(err);
    case SQLITE_NOTADB:
        return cp_fail_at(err, CP_EINPUT, pos, "is no history of capplan");
    case SQLITE_CORRUPT:
        return cp_fail_at(err, CP_EIO, pos, "is damaged: %s", sqlite3_errmsg(s->db));
    case SQLITE_READONLY:
        return cp_fail_at(err, CP_EIO, pos,
                          code == SQLITE_READONLY_ROLLBACK
                              ? "a write was broken off, and cannot be undone without writing"
                              : "cannot write: the file or its folder is read-only");
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
    case SQLITE_PERM:
        return cp_fail_at(err, system == ENOSPC ? CP_EBUSY : CP_EIO, pos, "cannot %s: %s",
                          (code & 0xff) == SQLITE_CANTOPEN ? "open or write beside it"
                                                           : "read or write",
                          system ? strerror(system) : sqlite3_errmsg(s->db));
    default:
        return cp_fail_at(err, CP_EINTERNAL, pos, "%s", sqlite3_errmsg(s->db));
    }
}

static int bind(sqlite3_stmt *q, const char *types, va_list ap) {
    int rc = SQLITE_OK;
    for (int i = 1; rc == SQLITE_OK && types[i - 1]; i++) {
        if (types[i - 1] == 'i') {
            rc = sqlite3_bind_int64(q, i, va_arg(ap, int64_t));
        } else if (types[i - 1] == 'd') {
            double x = va_arg(ap, double);
            rc = isnan(x) ? sqlite3_bind_null(q, i) : sqlite3_bind_double(q, i, x);
        } else if (types[i - 1] == 's') {
            rc = sqlite3_bind_text(q, i, va_arg(ap, const char *), -1, SQLITE_STATIC);
        } else {
            const void *bytes = va_arg(ap, const void *);
            rc = sqlite3_bind_blob64(q, i, bytes, va_arg(ap, size_t), SQLITE_STATIC);
        }
    }
    return rc;
}

static int prepare(struct cp_store *s, sqlite3_stmt **q, struct cp_error *err, const char *sql,
                   const char *types, va_list ap) {
    *q = NULL;
    if (sqlite3_prepare_v2(s->db, sql, -1, q, NULL) == SQLITE_OK &&
        bind(*q, types, ap) == SQLITE_OK)
        return 0;
    int rc = cp_store_fail(s, err);
    sqlite3_finalize(*q);
    *q = NULL;
    return rc;
}

int cp_store_prepare(struct cp_store *s, sqlite3_stmt **q, struct cp_error *err, const char *sql,
                     const char *types, ...) {
    va_list ap;
    va_start(ap, types);
    int rc = prepare(s, q, err, sql, types, ap);
    va_end(ap);
    return rc;
}

int cp_store_step(struct cp_store *s, sqlite3_stmt *q, struct cp_error *err) {
    int rc = sqlite3_step(q);
    return rc == SQLITE_ROW ? 1 : rc == SQLITE_DONE ? 0 : cp_store_fail(s, err);
}

int cp_store_do(struct cp_store *s, struct cp_error *err, const char *sql, const char *types, ...) {
    sqlite3_stmt *q;
    va_list ap;
    va_start(ap, types);
    int rc = prepare(s, &q, err, sql, types, ap);
    va_end(ap);
    if (rc)
        return rc;
    while ((rc = cp_store_step(s, q, err)) == 1)
        ;
    sqlite3_finalize(q);
    return rc;
}

int cp_store_integer(struct cp_store *s, int64_t otherwise, int64_t *out, struct cp_error *err,
                     const char *sql, const char *types, ...) {
    sqlite3_stmt *q;
    va_list ap;
    va_start(ap, types);
    int rc = prepare(s, &q, err, sql, types, ap);
    va_end(ap);
    if (rc)
        return rc;
    rc = cp_store_step(s, q, err);
    if (rc >= 0)
        *out = rc == 1 && sqlite3_column_type(q, 0) != SQLITE_NULL ? sqlite3_column_int64(q, 0)
                                                                   : otherwise;
    sqlite3_finalize(q);
    return rc < 0 ? rc : 0;
}

int cp_store_damaged(const struct cp_store *s, const char *what, struct cp_error *err) {
    return cp_fail_at(err, CP_EIO, (struct cp_pos){s->path, 0, 0}, "is damaged: %s", what);
}

int cp_store_text(sqlite3_stmt *q, int column, struct cp_arena *a, const char **out,
                  struct cp_error *err) {
    *out = NULL;
    if (sqlite3_column_type(q, column) == SQLITE_NULL)
        return 0;
    const char *text = (const char *)sqlite3_column_text(q, column);
    *out = text ? cp_arena_strdup(a, text) : NULL;
    return *out ? 0 : cp_fail_nomem(err);
}

/* ---- transactions ------------------------------------------------------------------------ */

int cp_store_begin(struct cp_store *s, struct cp_error *err) {
    return cp_store_do(s, err, "BEGIN IMMEDIATE", "");
}

int cp_store_end(struct cp_store *s, int rc, struct cp_error *err) {
    if (rc >= 0) {
        int end = cp_store_do(s, err, "COMMIT", "");
        if (end == 0)
            return rc;
        rc = end;
    }
    /* some errors have undone it already, and then there is nothing to undo */
    if (!sqlite3_get_autocommit(s->db))
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return rc;
}
