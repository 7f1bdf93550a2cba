/* A history that was damaged: what can be asked of it has an answer or findings, never a crash. Of
 * every four bytes of the input, with a first below 128 three are a place in the file and the
 * fourth what stands there; else the second is a column of a table and the third what all its rows
 * hold. The file is in memory: of a million, locks and calls of the system would take half. */
#include "store/store.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char path[] = "/capplan-fuzz-store";
static sqlite3 *holder; /* the file is there as long as it is open */
static sqlite3_file *file;
static unsigned char *whole; /* the file as it was */
static sqlite3_int64 length;

static const char stream[] = "period\tsite\tkind\tmeasure\tvalue\tunit\n"
                             "2027\ta\tenergy\tcost\t5\tUSD\n2027\t-\t-\tobjective\t5\tUSD\n"
                             "2028\ta\t-\thalls\t1.5\tMW\n2028\t-\tx\tmine\tNA\tkg\n";

static void put(struct cp_error *err) {
    struct cp_store *store = NULL;
    struct cp_facts *facts = cp_facts_new();
    FILE *in = fmemopen((void *)(uintptr_t)stream, sizeof stream - 1, "r");
    struct cp_store_put p = {.name = "mine",
                             .at = "2026-11-28",
                             .note = "a note",
                             .tool = "fuzz",
                             .seconds = 1,
                             .stream = stream,
                             .len = sizeof stream - 1,
                             .facts = facts,
                             .partial = true};
    int64_t run;
    if (!facts || !in || cp_facts_read(facts, in, "facts", err) ||
        cp_store_open(path, CP_STORE_CREATE, 0, &store, err) ||
        cp_store_put(store, &p, &run, err) || cp_store_put(store, &p, &run, err))
        abort();
    cp_store_close(store);
    cp_facts_free(facts);
    fclose(in);
}

static void make_once(struct cp_error *err) {
    if (whole)
        return;
    sqlite3_vfs_register(sqlite3_vfs_find("memdb"), 1);
    if (sqlite3_open(path, &holder) != SQLITE_OK)
        abort();
    put(err);
    sqlite3_exec(holder, "PRAGMA ignore_check_constraints = 1", NULL, NULL, NULL);
    sqlite3_file_control(holder, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (file->pMethods->xFileSize(file, &length) != SQLITE_OK ||
        !(whole = malloc((size_t)length)) ||
        file->pMethods->xRead(file, whole, (int)length, 0) != SQLITE_OK)
        abort();
}

static void restore(void) {
    if (file->pMethods->xTruncate(file, length) != SQLITE_OK ||
        file->pMethods->xWrite(file, whole, (int)length, 0) != SQLITE_OK)
        abort();
}

/* Give a column of every table what no command writes there. */
static void set_column(uint8_t which, uint8_t to) {
    static const char *const column[] = {
        "label SET text",     "content SET sha256", "content SET bytes",     "content SET gz",
        "run SET name",       "run SET at",         "run SET as_of",         "run SET state",
        "run SET facts",      "run SET stream",     "run SET plan",          "run SET plan_values",
        "run SET keep",       "run SET level",      "run SET tool",          "run SET host",
        "run SET by",         "run SET options",    "run SET seconds",       "run SET note",
        "point SET hash",     "point SET measure",  "point SET unit",        "point SET more",
        "point SET period",   "point SET site",     "point SET kind",        "fact SET scenario",
        "fact SET point",     "fact SET value",     "headline SET scenario", "headline SET name",
        "headline SET value", "headline SET unit",  "headline SET note",     "run SET run"};
    static const char *const value[] = {"NULL",
                                        "-1",
                                        "0",
                                        "1",
                                        "2",
                                        "3",
                                        "9223372036854775807",
                                        "-9223372036854775808",
                                        "1e308",
                                        "-1e999",
                                        "''",
                                        "'x'",
                                        "x''",
                                        "x'ff00'",
                                        "'2026-13-45'",
                                        "'2026-11-28T06:30:00Z'",
                                        "'-'",
                                        "'cost_discounted'",
                                        "'cost_discounted/energy'",
                                        "'USD'",
                                        "printf('%.5000c', 'x')",
                                        "'a' || char(10, 27, 9) || 'b'",
                                        "zeroblob(100000)",
                                        "rowid"};
    char sql[160];
    snprintf(sql, sizeof sql, "UPDATE OR REPLACE %s = %s",
             column[which % (sizeof column / sizeof *column)],
             value[to % (sizeof value / sizeof *value)]);
    sqlite3_exec(holder, sql, NULL, NULL, NULL);
}

static void show(const struct cp_store_trend *trend, struct cp_error *err) {
    struct cp_page *page = cp_page_new();
    if (page)
        cp_store_add_runs(trend, page, err);
    cp_page_free(page);
}

static void compare(struct cp_store *store, const struct cp_store_run *before,
                    const struct cp_store_run *now, struct cp_error *err) {
    const struct cp_store_compare_options usual = {0};
    struct cp_store_difference *d = NULL;
    err->n = err->dropped = 0;
    int rc = cp_store_compare_runs(store, before, now, &usual, &d, err);
    if ((rc != 0) != (err->n > 0))
        abort();
    cp_store_difference_free(d);
}

/* Of every run there is: its stream and plan, its headline, its page. */
static void ask_runs(struct cp_store *store, struct cp_arena *arena, struct cp_error *err) {
    struct cp_store_filter filter = {.partial = true, .last = 4};
    struct cp_store_trend trend = {0};
    struct cp_store_run *run = NULL;
    size_t n = 0;
    if (cp_store_list(store, &filter, arena, &run, &n, err))
        return;
    for (size_t i = 0; i < n; i++) {
        struct cp_str text = {0};
        struct cp_store_headline headline = {0};
        struct cp_page *page = cp_page_new();
        cp_store_stream(store, run[i].run, &text, err);
        cp_store_plan(store, run[i].run, &text, err);
        cp_store_run_headline(store, run[i].run, arena, &headline, err);
        if (page)
            cp_store_add_run(store, &run[i], page, err);
        cp_page_free(page);
        cp_str_release(&text);
        err->n = err->dropped = 0;
    }
    trend.run = run;
    trend.n = n;
    if (n && cp_store_trend_figures(store, NULL, 0, arena, &trend, err) == 0)
        show(&trend, err);
    if (n > 1)
        compare(store, &run[0], &run[1], err);
}

static void ask(struct cp_error *err) {
    struct cp_store *store = NULL;
    struct cp_arena arena = {0};
    struct cp_store_run run;
    struct cp_str found = {0};
    int rc = cp_store_open(path, CP_STORE_READ, 0, &store, err);
    if ((rc != 0) != (err->n > 0))
        abort();
    if (rc == 0) {
        ask_runs(store, &arena, err);
        err->n = err->dropped = 0;
        rc = cp_store_find(store, "latest", &arena, &run, err);
        if ((rc != 0) != (err->n > 0))
            abort();
        err->n = err->dropped = 0;
        rc = cp_store_check(store, &found, err);
        if (rc < 0 && !err->n)
            abort();
    }
    cp_str_release(&found);
    cp_store_close(store);
    cp_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cp_error *err = calloc(1, sizeof *err);
    if (!err)
        abort();
    make_once(err);
    for (size_t i = 0; i + 4 <= size; i += 4)
        if (data[i] & 128)
            set_column(data[i + 1], data[i + 2]);
        else
            file->pMethods->xWrite(file, data + i + 3, 1,
                                   (data[i] << 16 | data[i + 1] << 8 | data[i + 2]) % length);
    ask(err);
    restore();
    free(err);
    return 0;
}
