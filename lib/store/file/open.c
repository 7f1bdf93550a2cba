/* Opening a history. */
#include "store/file/file.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where a file cannot be made SQLite tries to read it, and says of that that it is not there. */
static int fail_open(struct cp_store *s, const char *file, enum cp_store_access how,
                     struct cp_error *err) {
    int system = s->db ? sqlite3_system_errno(s->db) : 0;
    if (!s->db)
        return cp_fail_nomem(err);
    if (system == 0)
        return cp_store_fail(s, err);
    if (system == ENOENT && how == CP_STORE_CREATE) {
        const char *folder =
            cp_arena_strndup(&s->arena, file, (size_t)(strrchr(file, '/') - file) + 1);
        if (folder && access(folder, W_OK) != 0)
            system = errno;
    }
    return cp_fail_at(err, CP_EIO, (struct cp_pos){s->path, 0, 0}, "cannot open: %s",
                      strerror(system));
}

/* Readers may write too, to undo what a killed command left half done; they do nothing else. */
static int open_file(struct cp_store *s, enum cp_store_access how, double wait,
                     struct cp_error *err) {
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                (how == CP_STORE_CREATE ? SQLITE_OPEN_CREATE : 0);
    /* a leading "./" keeps names like ":memory:" what they are here: names of files */
    const char *file = cp_arena_printf(&s->arena, "%s%s", *s->path == '/' ? "" : "./", s->path);
    if (!file)
        return cp_fail_nomem(err);
    if (sqlite3_open_v2(file, &s->db, flags, NULL) != SQLITE_OK)
        return fail_open(s, file, how, err);
    sqlite3_extended_result_codes(s->db, 1);
    sqlite3_busy_timeout(s->db, (int)(wait * 1000));
    /* nothing that another program has put into the file is run */
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    const char *settings = how == CP_STORE_READ
                               ? "PRAGMA query_only = 1"
                               : "PRAGMA foreign_keys = 1; PRAGMA cache_size = -65536";
    return sqlite3_exec(s->db, settings, NULL, NULL, NULL) == SQLITE_OK ? 0 : cp_store_fail(s, err);
}

static int open_store(struct cp_store *s, const char *path, enum cp_store_access access,
                      double wait, struct cp_error *err) {
    s->path = cp_arena_strdup(&s->arena, path);
    if (!s->path)
        return cp_fail_nomem(err);
    int rc = open_file(s, access, wait, err);
    if (rc)
        return rc;
    rc = cp_store_recognise(s, err);
    if (rc == 1 && access != CP_STORE_CREATE)
        return cp_fail_at(err, CP_EINPUT, (struct cp_pos){s->path, 0, 0},
                          "is empty: no run was put into it");
    /* it has to be said before there are tables, and is a write where there are */
    if (rc == 1)
        return cp_store_do(s, err, "PRAGMA auto_vacuum = INCREMENTAL", "");
    return rc;
}

int cp_store_open(const char *path, enum cp_store_access access, double wait, struct cp_store **out,
                  struct cp_error *err) {
    struct cp_store *s = cp_calloc(1, sizeof *s);
    if (!s)
        return cp_fail_nomem(err);
    int rc = open_store(s, path, access, wait, err);
    if (rc) {
        cp_store_close(s);
        return rc;
    }
    *out = s;
    return 0;
}

void cp_store_close(struct cp_store *s) {
    if (!s)
        return;
    sqlite3_close(s->db);
    cp_arena_release(&s->arena);
    free(s);
}
