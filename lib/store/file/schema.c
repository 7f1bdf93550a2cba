/* The tables of a history, version 1. Columns of `point` and of the view `facts` follow the
 * dimensions of the registry; a file keeps those it was made with until it is migrated, and a
 * dimension without a column stands in `more`. */
#include "store/file/file.h"
#include <string.h>

/* A content is kept once, however many runs have it; gz is NULL where only its hash was kept.
 * level: 2 has its facts in `fact`, 1 its stream, 0 its headline and where it came from. No table
 * is STRICT: too many programs that planners open such files with cannot read those. */
static const char tables[] =
    "PRAGMA application_id = 0x43415050;"
    "PRAGMA user_version = 1;"
    "CREATE TABLE label (label INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);"
    "CREATE TABLE content (content INTEGER PRIMARY KEY,"
    " sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64), bytes INTEGER NOT NULL, gz BLOB);"
    "CREATE TABLE run (run INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL,"
    " at TEXT NOT NULL, as_of TEXT, state TEXT NOT NULL CHECK (state IN ('whole', 'partial')),"
    " facts INTEGER NOT NULL, stream INTEGER NOT NULL REFERENCES content,"
    " plan INTEGER REFERENCES content, plan_values INTEGER REFERENCES content,"
    " keep INTEGER NOT NULL DEFAULT 0 CHECK (keep IN (0, 1)),"
    " level INTEGER NOT NULL DEFAULT 2 CHECK (level BETWEEN 0 AND 2),"
    " tool TEXT NOT NULL, host TEXT, by TEXT, options TEXT, seconds REAL, note TEXT);"
    "CREATE INDEX run_name ON run (name, run);"
    "CREATE INDEX run_stream ON run (stream);"
    "CREATE INDEX run_plan ON run (plan);"
    "CREATE INDEX run_plan_values ON run (plan_values);"
    "CREATE TABLE run_set (run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,"
    " place INTEGER NOT NULL, path TEXT NOT NULL, value TEXT NOT NULL,"
    " PRIMARY KEY (run, place)) WITHOUT ROWID;"
    "CREATE TABLE run_file (run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,"
    " path TEXT NOT NULL, name TEXT NOT NULL, content INTEGER NOT NULL REFERENCES content,"
    " PRIMARY KEY (run, path)) WITHOUT ROWID;"
    "CREATE INDEX run_file_content ON run_file (content);"
    "CREATE TABLE point (point INTEGER PRIMARY KEY, hash INTEGER NOT NULL UNIQUE,"
    " measure INTEGER NOT NULL REFERENCES label, unit INTEGER NOT NULL REFERENCES label,"
    " more INTEGER REFERENCES label);"
    "CREATE INDEX point_measure ON point (measure);"
    "CREATE TABLE fact (run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,"
    " scenario INTEGER NOT NULL, point INTEGER NOT NULL REFERENCES point,"
    " value REAL CHECK (value IS NULL OR typeof(value) = 'real'),"
    " PRIMARY KEY (run, scenario, point)) WITHOUT ROWID;"
    "CREATE TABLE headline (run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,"
    " scenario TEXT NOT NULL, name TEXT NOT NULL, value REAL, unit TEXT NOT NULL, note TEXT,"
    " PRIMARY KEY (run, scenario, name)) WITHOUT ROWID;"
    "CREATE TABLE log (at TEXT NOT NULL, what TEXT NOT NULL, text TEXT NOT NULL);"
    "CREATE VIEW headlines AS SELECT run, r.name AS run_name, r.at, r.as_of, r.state, h.scenario,"
    " h.name, h.value, h.unit FROM headline h JOIN run r USING (run);";

static const char *const not_dimensions[] = {"point", "hash", "measure", "unit", "more"};

static bool is_dimension(const char *column) {
    for (size_t i = 0; i < sizeof not_dimensions / sizeof *not_dimensions; i++)
        if (strcmp(column, not_dimensions[i]) == 0)
            return false;
    return true;
}

/* The dimensions that `point` has columns for. */
static int read_columns(struct cp_store *s, struct cp_error *err) {
    sqlite3_stmt *q;
    int64_t n = 0;
    int rc = cp_store_integer(s, 0, &n, err, "SELECT count(*) FROM pragma_table_info('point')", "");
    if (rc)
        return rc;
    s->ncolumn = 0;
    s->column = cp_arena_calloc(&s->arena, (size_t)n + 1, sizeof *s->column);
    if (!s->column)
        return cp_fail_nomem(err);
    rc = cp_store_prepare(s, &q, err, "SELECT name FROM pragma_table_info('point') ORDER BY cid",
                          "");
    if (rc)
        return rc;
    while ((rc = cp_store_step(s, q, err)) == 1 && s->ncolumn < (size_t)n) {
        const char *name;
        rc = cp_store_text(q, 0, &s->arena, &name, err);
        if (rc)
            break;
        if (name && is_dimension(name))
            s->column[s->ncolumn++] = name;
    }
    sqlite3_finalize(q);
    return rc;
}

static bool has_column(const struct cp_store *s, const char *name) {
    for (size_t i = 0; i < s->ncolumn; i++)
        if (strcmp(s->column[i], name) == 0)
            return true;
    return false;
}

bool cp_store_lacks_columns(const struct cp_store *s) {
    for (int d = 0; d < CP_DIM_COUNT; d++)
        if (d != CP_SCENARIO && !has_column(s, cp_facts_dim_name((enum cp_dim)d)))
            return true;
    return false;
}

int cp_store_add_columns(struct cp_store *s, size_t *added, struct cp_error *err) {
    *added = 0;
    for (int d = 0; d < CP_DIM_COUNT; d++) {
        const char *name = cp_facts_dim_name((enum cp_dim)d);
        char sql[128];
        if (d == CP_SCENARIO || has_column(s, name))
            continue;
        snprintf(sql, sizeof sql, "ALTER TABLE point ADD COLUMN \"%s\" INTEGER REFERENCES label",
                 name);
        int rc = cp_store_do(s, err, sql, "");
        if (rc)
            return rc;
        ++*added;
    }
    return *added ? read_columns(s, err) : 0;
}

/* Names of columns may be anyone's: in SQL they stand quoted. */
void cp_store_add_quoted(struct cp_str *sql, const char *name) {
    cp_str_addc(sql, '"');
    for (; *name; name++) {
        if (*name == '"')
            cp_str_addc(sql, '"');
        cp_str_addc(sql, *name);
    }
    cp_str_addc(sql, '"');
}

int cp_store_create_views(struct cp_store *s, struct cp_error *err) {
    struct cp_str sql = {0};
    cp_str_add(&sql, "CREATE VIEW facts AS SELECT f.run, r.name AS run_name, r.at, r.as_of,"
                     " sc.text AS scenario, ");
    for (size_t i = 0; i < s->ncolumn; i++) {
        cp_str_addf(&sql, "d%zu.text AS ", i);
        cp_store_add_quoted(&sql, s->column[i]);
        cp_str_add(&sql, ", ");
    }
    cp_str_add(&sql, "mo.text AS more, me.text AS measure, f.value, un.text AS unit FROM fact f"
                     " JOIN run r ON r.run = f.run JOIN point p ON p.point = f.point"
                     " JOIN label me ON me.label = p.measure JOIN label un ON un.label = p.unit"
                     " LEFT JOIN label sc ON sc.label = f.scenario"
                     " LEFT JOIN label mo ON mo.label = p.more");
    for (size_t i = 0; i < s->ncolumn; i++) {
        cp_str_addf(&sql, " LEFT JOIN label d%zu ON d%zu.label = p.", i, i);
        cp_store_add_quoted(&sql, s->column[i]);
    }
    int rc = sql.oom ? cp_fail_nomem(err) : cp_store_do(s, err, "DROP VIEW IF EXISTS facts", "");
    if (rc == 0)
        rc = cp_store_do(s, err, sql.s, "");
    cp_str_release(&sql);
    return rc;
}

int cp_store_create(struct cp_store *s, struct cp_error *err) {
    size_t added;
    if (sqlite3_exec(s->db, tables, NULL, NULL, NULL) != SQLITE_OK)
        return cp_store_fail(s, err);
    int rc = read_columns(s, err);
    if (rc)
        return rc;
    rc = cp_store_add_columns(s, &added, err);
    if (rc)
        return rc;
    return cp_store_create_views(s, err);
}

/* What the file says that it is, by one statement: another command may be making it. */
static int read_heading(struct cp_store *s, int64_t out[4], struct cp_error *err) {
    sqlite3_stmt *q;
    int rc = cp_store_prepare(s, &q, err,
                              "SELECT application_id, user_version, (SELECT count(*) FROM "
                              "sqlite_master), (SELECT count(*)"
                              " FROM sqlite_master WHERE type = 'table' AND name IN ('label', "
                              "'content', 'run', 'run_set',"
                              " 'run_file', 'point', 'fact', 'headline', 'log'))"
                              " FROM pragma_application_id, pragma_user_version",
                              "");
    if (rc)
        return rc;
    rc = cp_store_step(s, q, err);
    for (int i = 0; rc == 1 && i < 4; i++)
        out[i] = sqlite3_column_int64(q, i);
    sqlite3_finalize(q);
    return rc < 0 ? rc : 0;
}

int cp_store_recognise(struct cp_store *s, struct cp_error *err) {
    struct cp_pos pos = {s->path, 0, 0};
    enum { APPLICATION, VERSION, ALL, TABLES };
    int64_t is[4] = {0};
    int rc = read_heading(s, is, err);
    if (rc)
        return rc;
    if (is[APPLICATION] == 0 && is[VERSION] == 0 && is[ALL] == 0)
        return 1;
    if (is[APPLICATION] != CP_STORE_APPLICATION)
        return cp_fail_at(err, CP_EINPUT, pos, "is no history of capplan, but of another program");
    if (is[VERSION] > CP_STORE_VERSION)
        return cp_fail_at(err, CP_EINPUT, pos,
                          "was made by a newer capplan: its version is %lld, and this one knows %d",
                          (long long)is[VERSION], CP_STORE_VERSION);
    /* a view in the place of a table may be one that never ends */
    if (is[TABLES] != 9)
        return cp_store_damaged(s, "it lacks a table that a history has", err);
    return read_columns(s, err);
}
