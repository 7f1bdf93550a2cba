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

/* One more line, at k, in which nothing is known yet. NULL: out of memory. */
static struct cp_store_trend_line *insert(struct cp_store_trend *t, size_t k, const char *name,
                                          const char *unit, struct cp_arena *arena) {
    struct cp_store_trend_line *line = cp_arena_calloc(arena, t->nline + 1, sizeof *line);
    double *value = cp_arena_calloc(arena, t->n + 1, sizeof *value);
    if (!line || !value)
        return NULL;
    for (size_t i = 0; i < t->n; i++)
        value[i] = NAN;
    if (t->nline) {
        memcpy(line, t->line, k * sizeof *line);
        memcpy(line + k + 1, t->line + k, (t->nline - k) * sizeof *line);
    }
    line[k] = (struct cp_store_trend_line){.name = name, .unit = unit, .value = value};
    t->line = line;
    t->nline++;
    return &line[k];
}

/* The line of a figure in a unit, behind those that it has in others: one of dollars and one of
 * euros; NULL: of a figure that has none yet, whatever its unit. NULL: out of memory. */
static struct cp_store_trend_line *line_of(struct cp_store_trend *t, const char *name,
                                           const char *unit, struct cp_arena *arena) {
    size_t k = 0;
    while (k < t->nline && strcmp(t->line[k].name, name) != 0)
        k++;
    for (; k < t->nline && strcmp(t->line[k].name, name) == 0; k++) {
        struct cp_store_trend_line *line = &t->line[k];
        if (!unit || !line->unit || strcmp(line->unit, unit) == 0) {
            line->unit = unit ? unit : line->unit;
            return line;
        }
    }
    return insert(t, k, name, unit, arena);
}

/* No run has it: none yet, or there is no such figure. */
static int check_missing(const struct cp_store_trend *t, struct cp_error *err) {
    for (size_t k = 0; k < t->nline; k++) {
        struct cp_store_trend_line *line = &t->line[k];
        if (line->unit)
            continue;
        const struct cp_store_figure_kind *kind = cp_store_figure_find(line->name);
        const char *near = kind ? NULL : cp_store_figure_nearest(line->name);
        if (!kind && t->n)
            return cp_fail(err, CP_EUSAGE,
                           near ? "no run has a figure '%s' (did you mean '%s'?)"
                                : "no run has a figure '%s'",
                           line->name, near);
        line->unit = kind ? kind->unit : "1";
    }
    return 0;
}

int cp_store_trend_figures(struct cp_store *s, const char *const *name, size_t n,
                           struct cp_arena *arena, struct cp_store_trend *t, struct cp_error *err) {
    int rc = n == 0 && t->n ? list_names(s, t->run[t->n - 1].run, arena, &name, &n, err) : 0;
    for (size_t k = 0; k < n && rc == 0; k++)
        rc = line_of(t, name[k], NULL, arena) ? 0 : cp_fail_nomem(err);
    for (size_t i = 0; i < t->n && rc == 0; i++) {
        struct cp_store_headline h;
        rc = cp_store_run_headline(s, t->run[i].run, arena, &h, err);
        for (size_t k = 0; k < n && rc == 0; k++) {
            const struct cp_store_figure *f = cp_store_headline_find(&h, name[k]);
            struct cp_store_trend_line *line = f ? line_of(t, name[k], f->unit, arena) : NULL;
            if (line)
                line->value[i] = f->value;
            else if (f)
                rc = cp_fail_nomem(err);
        }
    }
    return rc ? rc : check_missing(t, err);
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
