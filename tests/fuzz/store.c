/* A history that was damaged: what can be asked of it has an answer or findings, never a crash. The
 * input says where: of every four bytes three are a place in the file and the fourth what stands
 * there. */
#include "store/store.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char path[64];
static unsigned char *whole; /* the file as it was */
static size_t length;

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

static void forget(void) {
    unlink(path);
}

static void make_once(struct cp_error *err) {
    if (whole)
        return;
    snprintf(path, sizeof path, "/tmp/capplan-fuzz-store-%ld", (long)getpid());
    atexit(forget);
    put(err);
    FILE *in = fopen(path, "r");
    whole = malloc(1 << 20);
    if (!in || !whole)
        abort();
    length = fread(whole, 1, 1 << 20, in);
    fclose(in);
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
    if (n)
        cp_store_trend_figures(store, NULL, 0, arena, &trend, err);
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
    unsigned char *file = malloc(length);
    FILE *out = fopen(path, "w");
    if (!file || !out)
        abort();
    memcpy(file, whole, length);
    for (size_t i = 0; i + 4 <= size; i += 4)
        file[((size_t)data[i] << 16 | (size_t)data[i + 1] << 8 | data[i + 2]) % length] =
            data[i + 3];
    if (fwrite(file, 1, length, out) != length || fclose(out) != 0)
        abort();
    ask(err);
    free(file);
    free(err);
    return 0;
}
