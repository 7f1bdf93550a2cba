/* Every statement of SQLite fails once, as on a full or broken disk or for want of memory: it is
 * told as what it is, and the history is as it was before, or all is done. The linker puts these
 * functions in the place of SQLite's. */
#include "store_case.h"
#include "tap.h"
#include <sqlite3.h>
#include <unistd.h>

int __real_sqlite3_prepare_v2(sqlite3 *db, const char *sql, int n, sqlite3_stmt **q,
                              const char **t);
int __real_sqlite3_step(sqlite3_stmt *q);
int __real_sqlite3_exec(sqlite3 *db, const char *sql, sqlite3_callback f, void *x, char **message);
int __real_sqlite3_extended_errcode(sqlite3 *db);
int __wrap_sqlite3_prepare_v2(sqlite3 *db, const char *sql, int n, sqlite3_stmt **q,
                              const char **t);
int __wrap_sqlite3_step(sqlite3_stmt *q);
int __wrap_sqlite3_exec(sqlite3 *db, const char *sql, sqlite3_callback f, void *x, char **message);
int __wrap_sqlite3_extended_errcode(sqlite3 *db);

static const struct {
    int code;
    enum cp_code told;
} faults[] = {{SQLITE_FULL, CP_EBUSY},      {SQLITE_IOERR_READ, CP_EIO}, {SQLITE_NOMEM, CP_ENOMEM},
              {SQLITE_BUSY, CP_EBUSY},      {SQLITE_CORRUPT, CP_EIO},    {SQLITE_READONLY, CP_EIO},
              {SQLITE_CANTOPEN, CP_EIO},    {SQLITE_NOTADB, CP_EINPUT},  {SQLITE_LOCKED, CP_EBUSY},
              {SQLITE_MISUSE, CP_EINTERNAL}};
enum { FAULTS = sizeof faults / sizeof *faults };

static long left = -1; /* calls until the one that fails; below 0: none does */
static int code, failed;

static bool fails(void) {
    bool now = left >= 0 && left-- == 0;
    failed = now ? code : failed;
    return now;
}

/* Before the statement of this number another command puts a run. */
static long until = -1;
static int put_first(void);

int __wrap_sqlite3_prepare_v2(sqlite3 *db, const char *sql, int n, sqlite3_stmt **q,
                              const char **t) {
    if (until >= 0 && until-- == 0)
        put_first();
    return fails() ? code : __real_sqlite3_prepare_v2(db, sql, n, q, t);
}

int __wrap_sqlite3_step(sqlite3_stmt *q) {
    return fails() ? code : __real_sqlite3_step(q);
}

int __wrap_sqlite3_exec(sqlite3 *db, const char *sql, sqlite3_callback f, void *x, char **message) {
    return fails() ? code : __real_sqlite3_exec(db, sql, f, x, message);
}

int __wrap_sqlite3_extended_errcode(sqlite3 *db) {
    return failed ? failed : __real_sqlite3_extended_errcode(db);
}

/* ---- what is done to a history --------------------------------------------------------------- */

static char path[64], copy[sizeof path + 8];
static const char first[] = "period\tsite\tscenario\tmine\tmeasure\tvalue\tunit\n"
                            "2027\ta\t-\t-\thalls\t5\tMW\n2027\tb\t-\tx\thalls\t3\tMW\n"
                            "-\t-\t-\t-\tobjective\t9\tUSD\n";
static const char later[] = "period\tsite\tkind\tmeasure\tvalue\tunit\n2027\ta\t-\thalls\t6\tMW\n"
                            "-\t-\t-\tobjective\t7\tUSD\n2027\t-\tgpu\tcost\t7\tUSD\n";

static int put(struct cp_error *err) {
    return put_stream(path, later, "2026-12-02", 1, err);
}

static int create(struct cp_error *err) {
    unlink(path);
    return put_stream(path, first, "2026-11-01", 1, err);
}

static int put_first(void) {
    static struct cp_error err; /* it may come too late, and is told so */
    return put_stream(path, first, "2026-11-01", 0, &err);
}

static int prune(struct cp_error *err) {
    struct cp_store *s = NULL;
    struct cp_str told = {0};
    const struct cp_store_prune p = {
        .keep = "last 1", .thin = "1d", .bare = "20d", .at = "2026-12-30"};
    int rc = cp_store_open(path, CP_STORE_WRITE, 1, &s, err);
    if (rc == 0)
        rc = cp_store_prune(s, &p, &told, err);
    cp_store_close(s);
    cp_str_release(&told);
    return rc;
}

static int keep(struct cp_error *err) {
    struct cp_store *s = NULL;
    int rc = cp_store_open(path, CP_STORE_WRITE, 1, &s, err);
    if (rc == 0)
        rc = cp_store_keep(s, 1, true, err);
    cp_store_close(s);
    return rc;
}

static int publish(struct cp_error *err) {
    struct cp_store *s = NULL;
    int rc = cp_store_open(path, CP_STORE_WRITE, 1, &s, err);
    if (rc == 0)
        rc = cp_store_publish(s, copy, err);
    cp_store_close(s);
    return rc;
}

/* Everything that only reads. */
static int look(struct cp_store *s, struct cp_arena *arena, struct cp_error *err) {
    static const char *const figure[] = {"cost_discounted"};
    const struct cp_store_filter all = {0};
    const struct cp_store_measure halls = {"halls", NULL, 0};
    const struct cp_store_compare_options usual = {0};
    const char *const which[2] = {NULL, NULL};
    struct cp_store_run two[2], *run = NULL;
    struct cp_store_trend t = {0};
    struct cp_store_difference *d = NULL;
    struct cp_str text = {0};
    struct cp_page *page = cp_page_new();
    int rc = cp_store_find_two(s, NULL, which, arena, two, err);
    if (rc == 0)
        rc = cp_store_list(s, &all, arena, &run, &t.n, err);
    t.run = run;
    if (rc == 0)
        rc = cp_store_trend_figures(s, figure, 1, arena, &t, err);
    if (rc == 0)
        rc = cp_store_trend_measure(s, &halls, arena, &t, err);
    if (rc == 0)
        rc = cp_store_add_run(s, &two[0], page, err);
    if (rc == 0)
        rc = cp_store_stream(s, 1, &text, err);
    if (rc == 0)
        rc = cp_store_compare_runs(s, &two[0], &two[1], &usual, &d, err);
    cp_store_difference_free(d);
    cp_page_free(page);
    cp_str_release(&text);
    return rc;
}

static int read_all(struct cp_error *err) {
    struct cp_store *s = NULL;
    struct cp_arena arena = {0};
    int rc = cp_store_open(path, CP_STORE_READ, 1, &s, err);
    if (rc == 0)
        rc = look(s, &arena, err);
    cp_store_close(s);
    cp_arena_release(&arena);
    return rc;
}

/* ---- how it is judged --------------------------------------------------------------------------
 */

/* What a history says of its runs; "": there is none. */
static void say(struct cp_str *out) {
    struct cp_store *s = NULL;
    struct cp_arena arena = {0};
    struct cp_error err = {0};
    struct cp_store_run *run = NULL;
    const struct cp_store_filter all = {.partial = true};
    size_t n = 0;
    cp_str_reset(out);
    if (access(path, F_OK) != 0)
        return;
    int rc = cp_store_open(path, CP_STORE_READ, 1, &s, &err);
    if (rc == 0)
        rc = cp_store_list(s, &all, &arena, &run, &n, &err);
    for (size_t i = 0; rc == 0 && i < n; i++)
        cp_str_addf(out, "%lld %s %d %d %zu\n", (long long)run[i].run, run[i].at, (int)run[i].level,
                    run[i].keep, run[i].facts);
    if (rc == 0)
        rc = cp_store_check(s, out, &err);
    if (rc)
        cp_str_addf(out, "damaged: %d\n", rc);
    cp_store_close(s);
    cp_arena_release(&arena);
}

static const char *text_of(const struct cp_str *s) {
    return s->s ? s->s : "";
}

static void begin(bool two) {
    struct cp_error err = {0};
    unlink(copy);
    if (create(&err) || (two && put(&err)))
        puts("Bail out! no history to begin with");
}

/* The work with a call failed: false, and why, if that was not told or left something half done. */
static bool once(int (*work)(struct cp_error *err), bool two, long n, const struct cp_str *old,
                 const struct cp_str *new, bool *done) {
    static struct cp_error err;
    struct cp_str now = {0};
    const int fault = (int)(n % FAULTS);
    begin(two);
    err = (struct cp_error){0};
    code = faults[fault].code;
    failed = 0;
    left = n;
    int rc = work(&err);
    *done = left >= 0;
    left = -1;
    failed = 0;
    say(&now);
    /* what is of no matter may fail: then all is done; and space may not be given back after it */
    bool told = rc == 0 || (err.n > 0 && err.at[0].code == faults[fault].told);
    bool all_done = strcmp(text_of(&now), text_of(new)) == 0;
    bool good = told && (all_done || (rc < 0 && strcmp(text_of(&now), text_of(old)) == 0));
    if (!good)
        printf("# call %ld fails with %d: %d, %s; there stands\n# %s\n", n, code, rc,
               err.n ? err.at[0].msg : "", text_of(&now));
    cp_str_release(&now);
    return good;
}

static void test(int (*work)(struct cp_error *err), bool two, const char *what) {
    struct cp_error err = {0};
    struct cp_str old = {0}, new = {0};
    long n = 0, wrong = 0;
    begin(two);
    say(&old);
    ok_rc(work(&err), &err, what);
    say(&new);
    for (bool done = false; !done && n < 10000; n++)
        wrong += !once(work, two, n, &old, &new, &done);
    ok(wrong == 0 && n > 1 && n < 10000, "%s: each of %ld calls of SQLite may fail", what, n - 1);
    cp_str_release(&old);
    cp_str_release(&new);
}

/* A file that is not there is made by two commands at once. */
static void test_meeting(void) {
    struct cp_error err = {0};
    long n = 0;
    int rc = 0;
    for (bool met = true; rc == 0 && met; n++) {
        unlink(path);
        until = n;
        rc = put(&err);
        met = until < 0;
        until = -1;
    }
    ok_rc(rc, &err, "another command makes the file first, or in between");
    ok(n > 5, "before any of %ld statements", n - 1);
}

int main(void) {
    snprintf(path, sizeof path, "%s/cp-store-faults-%d.db",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (int)getpid());
    snprintf(copy, sizeof copy, "%s.copy", path);
    test(put, false, "a run is put");
    test(keep, true, "a run is pinned");
    test(prune, true, "a history is pruned");
    test(publish, true, "it is published");
    test(read_all, true, "it is read in every way");
    test_meeting();
    unlink(path);
    unlink(copy);
    return done();
}
