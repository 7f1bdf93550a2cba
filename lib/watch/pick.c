/* Which rows of a table of facts a rule is about. */
#include "watch/internal.h"
#include <stdlib.h>
#include <string.h>

size_t cp_watch_column(const struct cp_facts *facts, const char *name) {
    for (size_t c = 0; c < cp_facts_columns(facts); c++)
        if (strcmp(cp_facts_column_name(facts, c), name) == 0)
            return c;
    return SIZE_MAX;
}

static bool among(const struct cp_watch_pattern *where, size_t n, const char *dim) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(where[i].dim, dim) == 0)
            return true;
    return false;
}

static bool is_by(const struct cp_watch_rule *rule, const char *dim) {
    for (size_t i = 0; i < rule->nby; i++)
        if (strcmp(rule->by[i], dim) == 0)
            return true;
    return false;
}

bool cp_watch_names(const struct cp_watch_rule *rule, const char *dim) {
    return is_by(rule, dim) || among(rule->where, rule->nwhere, dim);
}

bool cp_watch_place(const struct cp_watch_line *line, size_t *next, struct cp_watch_pattern *out) {
    const struct cp_watch_rule *r = line->rule;
    size_t i = *next;
    while (i >= r->nby && i < r->nby + r->nwhere && is_by(r, r->where[i - r->nby].dim))
        i++;
    *next = i + 1;
    if (i < r->nby)
        *out = (struct cp_watch_pattern){r->by[i], line->key[i]};
    else if (i < r->nby + r->nwhere)
        *out = r->where[i - r->nby];
    else
        return false;
    return true;
}

struct wanted {
    size_t column;
    const char *pattern;
    bool plain;  /* it is the text itself */
    bool period; /* what lies within is wanted too */
    int64_t start, end;
};

struct filter {
    const struct cp_facts *facts;
    const char *measure, *period;
    size_t n;
    struct wanted *want;
};

static void want(struct filter *f, const struct cp_watch_pattern *p) {
    struct wanted *w = &f->want[f->n++];
    struct cp_period period;
    *w = (struct wanted){.column = cp_watch_column(f->facts, p->dim),
                         .pattern = p->pattern,
                         .plain = !strchr(p->pattern, '*')};
    if (w->column == CP_PERIOD && cp_period_parse(p->pattern, strlen(p->pattern), &period) == 0) {
        w->period = true;
        w->start = cp_period_start(period);
        w->end = cp_period_end(period);
    }
}

/* Nothing: a slice, quantile or scenario that the rule does not speak of. */
static void want_nothing(struct filter *f, const struct cp_watch_rule *rule,
                         const struct cp_watch_other *other) {
    static const enum cp_dim dims[] = {CP_SCENARIO, CP_SLICE, CP_QUANTILE};
    for (size_t i = 0; i < sizeof dims / sizeof *dims; i++) {
        const char *name = cp_facts_dim_name(dims[i]);
        if (!cp_watch_names(rule, name) && !(other && among(other->where, other->nwhere, name)))
            f->want[f->n++] = (struct wanted){.column = dims[i], .pattern = "-", .plain = true};
    }
}

static bool is_wanted(const struct wanted *w, const char *text) {
    struct cp_period p;
    if (w->plain ? strcmp(w->pattern, text) == 0 : cp_like(w->pattern, text))
        return true;
    return w->period && cp_period_parse(text, strlen(text), &p) == 0 &&
           cp_period_start(p) >= w->start && cp_period_end(p) <= w->end;
}

static bool passes(const struct filter *f, size_t row) {
    if (strcmp(cp_facts_measure(f->facts, row), f->measure) != 0)
        return false;
    if (f->period && strcmp(cp_facts_dim(f->facts, row, CP_PERIOD), f->period) != 0)
        return false;
    for (size_t i = 0; i < f->n; i++) {
        size_t c = f->want[i].column;
        if (!is_wanted(&f->want[i], c == SIZE_MAX ? "-" : cp_facts_column_text(f->facts, row, c)))
            return false;
    }
    return true;
}

static int run(const struct filter *f, size_t **row, size_t *n, struct cp_error *err) {
    size_t cap = 0;
    *row = NULL;
    *n = 0;
    for (size_t i = 0; i < cp_facts_count(f->facts); i++) {
        if (!passes(f, i))
            continue;
        if (!cp_grow(row, &cap, *n, sizeof **row)) {
            free(*row);
            *row = NULL;
            return cp_fail_nomem(err);
        }
        (*row)[(*n)++] = i;
    }
    return 0;
}

int cp_watch_pick(const struct cp_watch_rule *rule, const struct cp_facts *facts,
                  const char *period, size_t **row, size_t *n, struct cp_error *err) {
    struct filter f = {.facts = facts, .measure = rule->measure, .period = period};
    f.want = cp_calloc(rule->nwhere + 3, sizeof *f.want);
    if (!f.want)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < rule->nwhere; i++)
        want(&f, &rule->where[i]);
    want_nothing(&f, rule, NULL);
    int rc = run(&f, row, n, err);
    free(f.want);
    return rc;
}

int cp_watch_pick_other(const struct cp_watch_rule *rule, const struct cp_watch_other *other,
                        const struct cp_facts *facts, size_t **row, size_t *n,
                        struct cp_error *err) {
    struct filter f = {.facts = facts, .measure = other->measure ? other->measure : rule->measure};
    f.want = cp_calloc(rule->nwhere + other->nwhere + 3, sizeof *f.want);
    if (!f.want)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < other->nwhere; i++)
        want(&f, &other->where[i]);
    for (size_t i = 0; i < rule->nwhere; i++)
        if (!among(other->where, other->nwhere, rule->where[i].dim))
            want(&f, &rule->where[i]);
    want_nothing(&f, rule, other);
    int rc = run(&f, row, n, err);
    free(f.want);
    return rc;
}
