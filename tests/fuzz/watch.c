/* Any bytes as rules, and what follows an empty line as a state: an answer or findings, never a
 * crash. What is remembered is taken up again. */
#include "watch/watch.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char stream[] = "period\tsite\tquantile\tmeasure\tvalue\tunit\n"
                             "2026-10\tx\t-\tmine\t5\tkm\n2026-11\ty\t-\tmine\t1\tkm\n"
                             "2026-10\tx\t0.1\tmine\t1\tkm\n2026-10\tx\t0.9\tmine\tNA\tkm\n"
                             "2027\tx\t-\thalls\t2\tMW\n";

static struct cp_facts *read_facts(const void *data, size_t size, struct cp_error *err) {
    struct cp_facts *t = cp_facts_new();
    FILE *in = size ? fmemopen((void *)(uintptr_t)data, size, "r") : NULL;
    if (!t || (size && !in))
        abort();
    int rc = in ? cp_facts_read(t, in, "facts", err) : 0;
    if (in)
        fclose(in);
    if (rc == 0)
        return t;
    cp_facts_free(t);
    return NULL;
}

/* A watch that has had a run; NULL: there were findings. */
static struct cp_watch *run_once(const struct cp_plan *rules, const struct cp_facts *facts,
                                 const struct cp_facts *state, struct cp_error *err) {
    struct cp_watch_options opt = {.previous = facts, .remembers = true};
    struct cp_watch_run run = {.facts = facts};
    struct cp_watch *w = NULL;
    struct cp_str told = {0};
    int rc = cp_watch_when_parse("2026-11-29T06", &run.at, err);
    if (rc == 0)
        rc = cp_watch_new(rules, &opt, &w, err);
    if (rc == 0)
        rc = cp_watch_recall(w, state, &told, err);
    if (rc == 0)
        rc = cp_watch_step(w, &run, err);
    cp_str_release(&told);
    if (rc == 0)
        return w;
    if (!err->n)
        abort();
    cp_watch_free(w);
    return NULL;
}

/* Told in every way, and remembered; what it left is what the next one can take up. */
static void check(const struct cp_plan *rules, const struct cp_facts *facts, struct cp_watch *w,
                  struct cp_error *err) {
    const char *format;
    struct cp_facts *kept = cp_facts_new();
    for (size_t i = 0; (format = cp_watch_format_name(i)); i++) {
        struct cp_str text = {0};
        struct cp_watch_telling telling = {.all = true};
        if (cp_watch_write(w, format, &telling, &text, err) && !err->n)
            abort();
        cp_str_release(&text);
    }
    *err = (struct cp_error){0};
    if (cp_watch_facts(w, kept, err)) {
        fprintf(stderr, "%s\n", err->at[0].msg);
        abort();
    }
    struct cp_watch *next = run_once(rules, facts, kept, err);
    if (!next) {
        fprintf(stderr, "%s\n", err->at[0].msg);
        abort();
    }
    cp_watch_free(next);
    cp_facts_free(kept);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cp_error *err = calloc(1, sizeof *err);
    char path[64];
    const uint8_t *cut = memmem(data, size, "\n\n", 2);
    size_t nrules = cut ? (size_t)(cut - data) + 1 : size;
    int fd = memfd_create("rules", 0);
    if (!err || fd < 0 || write(fd, data, nrules) != (ssize_t)nrules)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct cp_plan *rules = NULL;
    struct cp_facts *facts = read_facts(stream, sizeof stream - 1, err), *state = NULL;
    if (cp_plan_load_rules(path, NULL, 0, &rules, err) == 0)
        state = read_facts(cut ? cut + 2 : NULL, cut ? size - nrules - 1 : 0, err);
    struct cp_watch *w = state ? run_once(rules, facts, state, err) : NULL;
    if (w)
        check(rules, facts, w, err);
    else if (!err->n)
        abort();
    cp_watch_free(w);
    cp_facts_free(facts);
    cp_facts_free(state);
    cp_plan_free(rules);
    close(fd);
    free(err);
    return 0;
}
