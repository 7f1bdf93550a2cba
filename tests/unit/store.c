/* The history: what is put comes back, whatever it is; its facts stand at the same points whatever
 * the order of rows and columns. */
#include "store/store.h"
#include "tap.h"
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

static struct cp_error err;
static char path[64];
static uint64_t state = 12345;

static unsigned draw(unsigned n) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(state >> 33) % n;
}

static struct cp_facts *read_text(const char *text, size_t len) {
    struct cp_facts *t = cp_facts_new();
    FILE *in = len ? fmemopen((void *)(uintptr_t)text, len, "r") : NULL;
    int rc = in ? cp_facts_read(t, in, "stream", &err) : 0;
    if (in)
        fclose(in);
    if (rc == 0)
        return t;
    ok_rc(rc, &err, "the stream can be read");
    cp_facts_free(t);
    return NULL;
}

/* The number of the run, or what cp_store_put gave, negated, when that is not 0. */
static int64_t put(const char *name, const char *at, const char *text, size_t len, bool partial) {
    struct cp_store *s = NULL;
    struct cp_facts *t = read_text(text, len);
    int64_t run = 0;
    struct cp_store_put p = {.name = name,
                             .at = at,
                             .tool = "test",
                             .seconds = NAN,
                             .stream = text,
                             .len = len,
                             .facts = t,
                             .partial = partial};
    int rc = cp_store_open(path, CP_STORE_CREATE, 10, &s, &err);
    if (rc == 0)
        rc = cp_store_put(s, &p, &run, &err);
    cp_store_close(s);
    cp_facts_free(t);
    return rc ? -labs(rc) : run;
}

static bool comes_back(int64_t run, const char *text, size_t len) {
    struct cp_store *s = NULL;
    struct cp_str got = {0};
    int rc = cp_store_open(path, CP_STORE_READ, 10, &s, &err);
    if (rc == 0)
        rc = cp_store_stream(s, run, &got, &err);
    bool same = rc == 0 && got.len == len && memcmp(got.s, text, len) == 0;
    cp_store_close(s);
    cp_str_release(&got);
    return same;
}

/* What a query gives, asked of the file itself. */
static int64_t ask(const char *sql) {
    sqlite3 *db = NULL;
    sqlite3_stmt *q = NULL;
    int64_t out = -1;
    if (sqlite3_open(path, &db) == SQLITE_OK &&
        sqlite3_prepare_v2(db, sql, -1, &q, NULL) == SQLITE_OK && sqlite3_step(q) == SQLITE_ROW)
        out = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    sqlite3_close(db);
    return out;
}

/* ---- random streams ---------------------------------------------------------------------- */

enum { COLUMNS = 12 };

/* A stream of any dimensions, standard and a user's own, with scenarios, NA, empty fields, escapes
 * and the ends of lines that other systems write. Rows differ in `id`. */
static void random_stream(struct cp_str *out, struct cp_str *row, size_t nrow) {
    static const char *const dims[COLUMNS] = {"period", "site",  "scenario", "slice",
                                              "sku",    "kind",  "mine",     "zone 2",
                                              "b=c",    "point", "more",     "quantile"};
    static const char *const values[] = {"1.50", "1e3", "-0",     "NA",
                                         "",     "7",   "0.1e-7", "12345678901234567890"};
    static const char *const names[] = {"-", "", "a", "b\\tc", "=", "d e", "\\\\", "Z\xc3\xa9"};
    static const char *const periods[] = {"2027", "2027-Q1", "2027-03-14T05", "-", "", "12"};
    static const char *const units[] = {"kg", "MW", "", "USD", "-"};
    bool column[COLUMNS];
    const char *end = draw(4) ? "\n" : "\r\n";
    if (draw(8) == 0)
        cp_str_add(out, "\xef\xbb\xbf");
    cp_str_add(out, "id");
    for (size_t c = 0; c < COLUMNS; c++) {
        column[c] = draw(2);
        if (column[c])
            cp_str_addf(out, "\t%s", dims[c]);
    }
    cp_str_addf(out, "\tvalue\tmeasure\tunit%s", end);
    for (size_t i = 0; i < nrow; i++) {
        cp_str_reset(row);
        cp_str_addf(row, "%zu", i);
        for (size_t c = 0; c < COLUMNS; c++)
            if (column[c])
                cp_str_addf(row, "\t%s", c == 0 ? periods[draw(6)] : names[draw(8)]);
        cp_str_addf(row, "\t%s\tmine%u\t%s", values[draw(8)], draw(3), units[draw(5)]);
        cp_str_addf(out, "%s%s", row->s, i + 1 == nrow && draw(3) == 0 ? "" : end);
    }
}

static void test_round_trips(void) {
    struct cp_str text = {0}, row = {0};
    size_t good = 0, counted = 0;
    for (int i = 0; i < 200; i++) {
        cp_str_reset(&text);
        random_stream(&text, &row, 1 + draw(60));
        int64_t run = put("random", "2026-11-28", text.s, text.len, false);
        if (run <= 0) {
            printf("# stream %d: %s\n", i, err.n ? err.at[0].msg : "");
            continue;
        }
        good += comes_back(run, text.s, text.len);
        char sql[120];
        snprintf(sql, sizeof sql,
                 "SELECT facts = (SELECT count(*) FROM facts WHERE run = %lld) FROM run "
                 "WHERE run = %lld",
                 (long long)run, (long long)run);
        counted += ask(sql) == 1;
    }
    ok(good == 200, "200 random streams come back byte for byte (%zu)", good);
    ok(counted == 200, "each fact is in the view once (%zu)", counted);
    cp_str_release(&text);
    cp_str_release(&row);
}

/* ---- points ------------------------------------------------------------------------------ */

/* The lines of the body in another order, and the columns turned round. */
static void permute(const char *text, struct cp_str *out) {
    const char *line[256];
    size_t n = 0;
    for (const char *s = text; *s; s = strchr(s, '\n') + 1)
        line[n++] = s;
    for (size_t i = n - 1; i > 1; i--) {
        size_t k = 1 + draw((unsigned)i);
        const char *swap = line[i];
        line[i] = line[k];
        line[k] = swap;
    }
    for (size_t i = 0; i < n; i++) {
        const char *field[16], *s = line[i];
        size_t len[16], k = 0;
        for (;;) {
            field[k] = s;
            len[k] = strcspn(s, "\t\n");
            s += len[k++];
            if (*s++ == '\n')
                break;
        }
        while (k--) {
            cp_str_addn(out, field[k], len[k]);
            cp_str_addc(out, k ? '\t' : '\n');
        }
    }
}

static void test_points(void) {
    static const char header[] = "period\tscenario\tsite\tmine\tother\tmeasure\tvalue\tunit\n";
    struct cp_str text = {0}, other = {0};
    cp_str_add(&text, header);
    for (int i = 0; i < 200; i++)
        cp_str_addf(&text, "%d\t%s\tsite%d\t%s\t%s\tload\t%d\tMW\n", 2000 + i % 50,
                    i % 3 ? "low" : "-", i / 50, i % 2 ? "x" : "-", i % 5 ? "-" : "y=\\tz", i);
    permute(text.s, &other);
    int64_t a = put("points", "2026-11-28", text.s, text.len, false);
    int64_t points = ask("SELECT count(*) FROM point");
    int64_t b = put("points", "2026-11-29", other.s, other.len, false);
    char sql[300];
    ok(a > 0 && b > 0 && strcmp(text.s, other.s) != 0, "two streams of the same facts");
    ok(ask("SELECT count(*) FROM point") == points, "permuted rows give the same points");
    for (int turn = 0; turn < 2; turn++) {
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM (SELECT scenario, point, value FROM fact WHERE run = %lld "
                 "EXCEPT SELECT scenario, point, value FROM fact WHERE run = %lld)",
                 (long long)(turn ? a : b), (long long)(turn ? b : a));
        ok(ask(sql) == 0, "and the same facts");
    }
    ok(ask("SELECT count(*) FROM facts WHERE run_name = 'points' AND more = "
           "'mine=x\tother=y=\\tz'") > 0,
       "a user's own dimensions stand in more, sorted and escaped");
    ok(ask("SELECT count(*) FROM content") == ask("SELECT count(DISTINCT sha256) FROM content"),
       "a content is kept once");
    int64_t contents = ask("SELECT count(*) FROM content");
    put("points", "2026-11-30", text.s, text.len, false);
    ok(ask("SELECT count(*) FROM content") == contents, "the same stream again is not kept again");
    cp_str_release(&text);
    cp_str_release(&other);
}

/* ---- finding runs ------------------------------------------------------------------------ */

static int64_t find(const char *which) {
    struct cp_store *s = NULL;
    struct cp_arena arena = {0};
    struct cp_store_run r = {0};
    err = (struct cp_error){0};
    int rc = cp_store_open(path, CP_STORE_READ, 10, &s, &err);
    if (rc == 0)
        rc = cp_store_find(s, which, &arena, &r, &err);
    cp_store_close(s);
    cp_arena_release(&arena);
    return rc ? -labs(rc) : r.run;
}

static void test_names(void) {
    static const char text[] = "measure\tvalue\tunit\nmine\t1\tkg\n";
    size_t len = sizeof text - 1;
    int64_t first = put("w", "2026-11-01", text, len, false);
    int64_t second = put("w", "2026-11-08T06:00:00Z", text, len, false);
    int64_t third = put("w", "2026-11-08T07:00:00Z", text, len, false);
    put("other", "2026-11-20", text, len, false);
    int64_t last = put("w", "2026-12-15", text, len, false);
    put("w", "2026-12-16", "", 0, true);
    ok(find("w") == last, "a name is its latest whole run, not one that is partial");
    ok(find("w~1") == third && find("w~2") == second && find("w~3") == first, "~ counts back");
    ok(find("w@2026-11-08") == third && find("w@2026-11-07") == first, "@ is the latest by a day");
    ok(find("w@2026-11-08~1") == second, "both together");
    ok(find("latest") == last, "latest is of any name");
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)second);
    ok(find(number) == second, "a number is that run");
    struct {
        const char *which, *said;
    } wrong[] = {{"w~9", "4 of that name"}, {"ww", "no run of name 'ww'"},   {"999999", "no run"},
                 {"w~x", "number after ~"}, {"w@2026", "not a day like 20"}, {"0", "the first is"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ok_fails((int)find(wrong[i].which), &err, wrong[i].said, wrong[i].which);
    err = (struct cp_error){0};
    ok(put("w", "2026-12-17", "", 0, false) == -1, "no facts are not whole");
    static const char stopped[] = "measure\tvalue\tunit\nsolved\t0\t1\n";
    ok(put("w", "2026-12-17", stopped, sizeof stopped - 1, false) == -1,
       "an answer that is not proved is not whole");
    static const char *const names[] = {"", "7", "a b", "a~1", "a@b", "latest", "a/b"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        err = (struct cp_error){0};
        ok(put(names[i], "2026-11-01", text, len, false) == CP_EUSAGE, "'%s' is no name", names[i]);
    }
    static const char *const times[] = {"2026-11", "2026-13-01", "2026-11-28T6:00:00Z",
                                        "2026-11-28T24:00:00Z", "today"};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        err = (struct cp_error){0};
        ok(put("w", times[i], text, len, false) == CP_EUSAGE, "'%s' is no time", times[i]);
    }
    err = (struct cp_error){0};
}

int main(void) {
    /* in memory where there is such a place: each put waits for the disk otherwise */
    snprintf(path, sizeof path, "%s/cp-store-test-%d.db",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (int)getpid());
    unlink(path);
    test_round_trips();
    test_points();
    test_names();
    unlink(path);
    return done();
}
