/* Figures over many runs, and as facts: what lists and trends are written as for other programs. */
#include "store/run/run.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The plan's own figures of a run, by name. */
static int list_names(struct cp_store *s, int64_t run, struct cp_arena *arena,
                      const char *const **out, size_t *n, struct cp_error *err) {
    struct cp_store_headline h;
    int rc = cp_store_run_headline(s, run, arena, &h, err);
    const char **name = rc ? NULL : cp_arena_calloc(arena, h.n + 1, sizeof *name);
    if (!name)
        return rc ? rc : cp_fail_nomem(err);
    for (size_t i = 0; i < h.n; i++)
        if (strcmp(h.figure[i].scenario, "-") == 0)
            name[(*n)++] = h.figure[i].name;
    *out = name;
    return 0;
}

int cp_store_trend_figures(struct cp_store *s, const char *const *name, size_t n,
                           struct cp_arena *arena, struct cp_store_trend *t, struct cp_error *err) {
    int listed = n == 0 && t->n ? list_names(s, t->run[t->n - 1].run, arena, &name, &n, err) : 0;
    if (listed)
        return listed;
    t->nline = n;
    t->line = cp_arena_calloc(arena, n + 1, sizeof *t->line);
    if (!t->line)
        return cp_fail_nomem(err);
    for (size_t k = 0; k < n; k++) {
        t->line[k] = (struct cp_store_trend_line){
            .name = name[k],
            .unit = "1",
            .value = cp_arena_calloc(arena, t->n + 1, sizeof *t->line->value)};
        if (!t->line[k].value)
            return cp_fail_nomem(err);
    }
    for (size_t i = 0; i < t->n; i++) {
        struct cp_store_headline h;
        int rc = cp_store_run_headline(s, t->run[i].run, arena, &h, err);
        if (rc)
            return rc;
        for (size_t k = 0; k < n; k++) {
            const struct cp_store_figure *f = cp_store_headline_find(&h, name[k]);
            t->line[k].value[i] = f ? f->value : NAN;
            if (f)
                t->line[k].unit = f->unit;
        }
    }
    return 0;
}

bool cp_store_trend_by_as_of(const struct cp_store_trend *t) {
    for (size_t i = 0; i < t->n; i++)
        if (!t->run[i].as_of)
            return false;
    return true;
}

/* "cost_discounted/gpu" is a measure and a kind. */
static void add_row(struct cp_str *out, const struct cp_store_run *r, const char *day,
                    const struct cp_store_trend_line *line, double value) {
    const char *slash = strchr(line->name, '/');
    cp_str_addf(out, "%lld\t%s\t%s\t%.10s\t%s\t%.*s\t", (long long)r->run, r->name,
                r->whole ? "whole" : "partial", day, slash ? slash + 1 : "-",
                slash ? (int)(slash - line->name) : (int)strlen(line->name), line->name);
    cp_str_add_number(out, value);
    cp_str_addf(out, "\t%s\n", line->unit);
}

int cp_store_put_trend(const struct cp_store_trend *t, struct cp_facts *out, struct cp_error *err) {
    struct cp_str text = {0};
    bool as_of = cp_store_trend_by_as_of(t);
    cp_str_add(&text, "run\tname\tstate\tperiod\tkind\tmeasure\tvalue\tunit\n");
    for (size_t i = 0; i < t->n; i++)
        for (size_t k = 0; k < t->nline; k++)
            if (!isnan(t->line[k].value[i]))
                add_row(&text, &t->run[i], as_of ? t->run[i].as_of : t->run[i].at, &t->line[k],
                        t->line[k].value[i]);
    FILE *in = text.oom ? NULL : fmemopen(text.s, text.len, "r");
    int rc = in ? cp_facts_read(out, in, "trend", err) : cp_fail_nomem(err);
    if (in)
        fclose(in);
    cp_str_release(&text);
    return rc;
}
