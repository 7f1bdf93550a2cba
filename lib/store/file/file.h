/* The file of a history: the only caller of SQLite. Statements, transactions, the schema, and
 * contents kept by their hash.
 */
#ifndef CAPPLAN_STORE_FILE_H
#define CAPPLAN_STORE_FILE_H

#include "store/store.h"
#include <sqlite3.h>

enum {
    CP_STORE_APPLICATION = 0x43415050, /* 'CAPP', in the file's header */
    CP_STORE_VERSION = 1               /* of the schema; a newer one is refused */
};

struct cp_store {
    sqlite3 *db;
    const char *path;
    struct cp_arena arena;
    size_t ncolumn;
    const char **column; /* the dimensions that `point` has columns for, in their order */
};

/* ---- sql.c ---- */

/* What SQLite says of its last call, as a finding at the file. */
int cp_store_fail(const struct cp_store *s, struct cp_error *err);

/* A statement with its parameters, one letter each: i int64_t, d double (NaN: NULL), s text (NULL:
 * NULL), b bytes and their size_t. Texts and bytes must live until it is finalized. */
int cp_store_prepare(struct cp_store *s, sqlite3_stmt **q, struct cp_error *err, const char *sql,
                     const char *types, ...);
/* 1: there is a row; 0: there is none more; or the code of a finding. */
int cp_store_step(struct cp_store *s, sqlite3_stmt *q, struct cp_error *err);
/* Prepare, step to the end, finalize. */
int cp_store_do(struct cp_store *s, struct cp_error *err, const char *sql, const char *types, ...);
/* The one integer that a query gives; `otherwise` when it gives no row. */
int cp_store_integer(struct cp_store *s, int64_t otherwise, int64_t *out, struct cp_error *err,
                     const char *sql, const char *types, ...);
/* What no command writes, so that the constraints of the tables are not believed: "is damaged: ".
 */
int cp_store_damaged(const struct cp_store *s, const char *what, struct cp_error *err);
/* A text of the row, copied; NULL where it is NULL. */
int cp_store_text(sqlite3_stmt *q, int column, struct cp_arena *a, const char **out,
                  struct cp_error *err);

/* Every write is between these two: the lock is had at once, or waited for, and no later statement
 * can fail for want of it. `rc` below 0 undoes all of it; returns `rc` or what failed. */
int cp_store_begin(struct cp_store *s, struct cp_error *err);
int cp_store_end(struct cp_store *s, int rc, struct cp_error *err);

/* ---- schema.c ---- */

/* The tables of an empty file. Within a transaction. */
int cp_store_create(struct cp_store *s, struct cp_error *err);
/* Is it a history, and one of ours? Reads its columns. 1: it is empty. */
int cp_store_recognise(struct cp_store *s, struct cp_error *err);
/* The views over the columns that `point` has. */
int cp_store_create_views(struct cp_store *s, struct cp_error *err);
/* A name as SQL takes it, whatever it is. */
void cp_store_add_quoted(struct cp_str *sql, const char *name);
/* Whether it lacks some of them. */
bool cp_store_lacks_columns(const struct cp_store *s);
/* Columns for the dimensions of the registry that `point` lacks. Within a transaction. */
int cp_store_add_columns(struct cp_store *s, size_t *added, struct cp_error *err);

/* ---- content.c ---- */

/* SHA-256 as 64 hexadecimal digits. */
void cp_store_sha256(const void *bytes, size_t len, char out[65]);

/* Bytes made ready for the file before the lock is asked for. Release with free(gz). */
struct cp_store_content {
    char sha256[65];
    size_t bytes;
    void *gz;
    size_t gz_len;
};
int cp_store_compress(const void *bytes, size_t len, struct cp_store_content *out,
                      struct cp_error *err);
/* Its number; what is there already is kept once. Within a transaction. */
int cp_store_put_content(struct cp_store *s, const struct cp_store_content *c, int64_t *id,
                         struct cp_error *err);
/* The bytes, held against their hash. Those of a run that was thinned are gone: CP_EINPUT. */
int cp_store_get_content(struct cp_store *s, int64_t id, struct cp_str *out, struct cp_error *err);

#endif
