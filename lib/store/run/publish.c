/* Copies for readers, and histories of an earlier registry. */
#include "store/run/run.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(const char *path, struct cp_error *err) {
    return cp_fail_at(err, errno == ENOSPC ? CP_EBUSY : CP_EIO, (struct cp_pos){path, 0, 0},
                      "cannot write: %s", strerror(errno));
}

/* Onto the disk, readable for all and written by nobody. */
static int settle(int file, const char *part, const char *path, struct cp_error *err) {
    bool good = fsync(file) == 0 && fchmod(file, 0444) == 0;
    return good && rename(part, path) == 0 ? 0 : fail(path, err);
}

/* SQLite's, of the copy: one that was killed leaves it. */
static void drop_journal(const char *part) {
    char journal[PATH_MAX + 16];
    snprintf(journal, sizeof journal, "%s-journal", part);
    unlink(journal);
}

static bool same_file(const char *a, const char *b) {
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

int cp_store_publish(struct cp_store *s, const char *path, struct cp_error *err) {
    char part[PATH_MAX];
    if (same_file(s->path, path))
        return cp_fail_at(err, CP_EUSAGE, (struct cp_pos){path, 0, 0},
                          "is the history itself; publish to another file");
    int file = cp_temporary_open(part, sizeof part, path);
    if (file < 0)
        return fail(path, err);
    drop_journal(part);
    int rc = cp_store_do(s, err, "VACUUM INTO ?", "s", part);
    if (rc == 0)
        rc = settle(file, part, path, err);
    drop_journal(part);
    if (rc)
        unlink(part);
    close(file);
    return rc;
}

/* ---- a newer registry -------------------------------------------------------------------- */

/* A field of a line as it was before it was escaped; in the arena. */
static const char *unescaped(struct cp_arena *a, const char *s, size_t len) {
    char *text = cp_arena_strndup(a, s, len), *to = text;
    for (size_t i = 0; text && i < len; i++) {
        static const char letters[] = "tnr\\";
        const char *at = s[i] == '\\' && i + 1 < len ? strchr(letters, s[i + 1]) : NULL;
        *to++ = at ? "\t\n\r\\"[at - letters] : s[i];
        i += at != NULL;
    }
    if (text)
        *to = '\0';
    return text;
}

/* The pairs of `more` that have a column now, into it; the others stay. The hash of a point hangs
 * on what it says, not on where that stands. */
static int split(struct cp_store *s, int64_t point, const char *more, struct cp_error *err) {
    struct cp_str rest = {0}, sql = {0};
    int rc = 0;
    for (const char *pair = more; rc == 0 && *pair;) {
        size_t len = strcspn(pair, "\t"), name = strcspn(pair, "=");
        size_t i = 0;
        while (i < s->ncolumn && !(pair[name] == '=' && strlen(s->column[i]) == name &&
                                   strncmp(s->column[i], pair, name) == 0))
            i++;
        if (i == s->ncolumn) {
            if (rest.len)
                cp_str_addc(&rest, '\t');
            cp_str_addn(&rest, pair, len);
        } else {
            const char *value = unescaped(&s->arena, pair + name + 1, len - name - 1);
            cp_str_reset(&sql);
            cp_str_add(&sql, "UPDATE point SET ");
            cp_store_add_quoted(&sql, s->column[i]);
            cp_str_add(&sql, " = (SELECT label FROM label WHERE text = ?) WHERE point = ?");
            rc = !value || sql.oom
                     ? cp_fail_nomem(err)
                     : cp_store_do(s, err, "INSERT OR IGNORE INTO label (text) VALUES (?)", "s",
                                   value);
            if (rc == 0)
                rc = cp_store_do(s, err, sql.s, "si", value, point);
        }
        pair += len + (pair[len] == '\t');
    }
    if (rc == 0 && rest.len)
        rc = cp_store_do(s, err, "INSERT OR IGNORE INTO label (text) VALUES (?)", "s", rest.s);
    if (rc == 0)
        rc = cp_store_do(s, err,
                         "UPDATE point SET more = (SELECT label FROM label WHERE text = ?)"
                         " WHERE point = ?",
                         "si", rest.len ? rest.s : NULL, point);
    cp_str_release(&rest);
    cp_str_release(&sql);
    return rc;
}

static int split_all(struct cp_store *s, struct cp_error *err) {
    sqlite3_stmt *q;
    int rc = cp_store_prepare(s, &q, err,
                              "SELECT p.point, l.text FROM point p JOIN label l ON l.label = p.more"
                              " WHERE l.text NOT NULL"
                              " ORDER BY +p.point", /* all of them before the first is changed */
                              "");
    while (rc == 0 && (rc = cp_store_step(s, q, err)) == 1)
        rc = split(s, sqlite3_column_int64(q, 0), (const char *)sqlite3_column_text(q, 1), err);
    sqlite3_finalize(q);
    return rc;
}

static int migrate(struct cp_store *s, const char *at, size_t *added, struct cp_error *err) {
    int rc = cp_store_add_columns(s, added, err);
    if (rc || !*added)
        return rc;
    rc = split_all(s, err);
    if (rc == 0)
        rc = cp_store_create_views(s, err);
    if (rc == 0)
        rc = cp_store_do(
            s, err, "INSERT INTO log VALUES (?, 'migrate', 'columns for new dimensions')", "s", at);
    return rc;
}

int cp_store_migrate(struct cp_store *s, const char *at, const char *backup, size_t *added,
                     struct cp_error *err) {
    struct stat st;
    int rc = cp_store_check_time("at", at, err);
    if (rc)
        return rc;
    if (!cp_store_lacks_columns(s)) {
        *added = 0;
        return 0;
    }
    if (stat(backup, &st) == 0)
        return cp_fail_at(err, CP_EINPUT, (struct cp_pos){backup, 0, 0},
                          "is there already: the history as it was would go there");
    rc = cp_store_publish(s, backup, err);
    if (rc)
        return rc;
    rc = cp_store_begin(s, err);
    if (rc)
        return rc;
    return cp_store_end(s, migrate(s, at, added, err), err);
}
