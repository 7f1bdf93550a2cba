/* Facts as the analyses read and put them. */
#include "hedge/internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *cp_hedge_alloc(struct cp_hedge *h, size_t n, size_t size) {
    void *p = cp_arena_calloc(&h->arena, n + 1, size);
    if (!p)
        cp_fail_nomem(h->err);
    return p;
}

const char *cp_hedge_dim(const struct cp_hedge *h, size_t row, enum cp_dim d) {
    const char *text = cp_facts_dim(h->facts, row, d);
    return strcmp(text, "-") == 0 ? NULL : text;
}

size_t cp_hedge_period_of(const struct cp_hedge *h, size_t row) {
    return cp_plan_find_period(h->plan, cp_facts_dim(h->facts, row, CP_PERIOD));
}

int cp_hedge_select(struct cp_hedge *h, const char *measure, struct cp_selection *out) {
    int rc = cp_facts_select(h->facts, measure, NULL, out, h->err);
    if (rc)
        return rc;
    size_t n = 0, of_scenarios = NONE;
    for (size_t i = 0; i < out->n; i++) {
        if (!cp_facts_is_plain(h->facts, out->row[i]))
            continue;
        if (cp_hedge_dim(h, out->row[i], CP_SCENARIO)) {
            of_scenarios = out->row[i];
            continue;
        }
        out->row[n] = out->row[i];
        out->value[n++] = out->value[i];
    }
    out->n = n;
    if (n > 0 || of_scenarios == NONE)
        return 0;
    cp_facts_selection_release(out);
    return cp_fail_at(h->err, CP_EINPUT, cp_facts_pos(h->facts, of_scenarios),
                      "%s is of scenarios alone: give facts of one plan, as of cp-allocate "
                      "--no-scenarios",
                      measure);
}

int cp_hedge_add(struct cp_hedge *h, struct cp_hedge_tally *y, const struct cp_fact *f) {
    if (!cp_grow(&y->fact, &y->cap, y->n, sizeof *y->fact))
        return cp_fail_nomem(h->err);
    y->fact[y->n++] = *f;
    return 0;
}

static int compare_text(const char *a, const char *b) {
    return strcmp(a ? a : "", b ? b : "");
}

static int by_dimensions(const void *a, const void *b) {
    const struct cp_fact *x = a, *y = b;
    int c = compare_text(x->measure, y->measure);
    for (size_t d = 0; c == 0 && d < CP_DIM_COUNT; d++)
        c = compare_text(x->dim[d], y->dim[d]);
    if (c == 0) /* so that sums do not hang on the order of arrival */
        c = (x->value > y->value) - (x->value < y->value);
    return c;
}

static bool same(const struct cp_fact *x, const struct cp_fact *y) {
    bool is = compare_text(x->measure, y->measure) == 0;
    for (size_t d = 0; is && d < CP_DIM_COUNT; d++)
        is = compare_text(x->dim[d], y->dim[d]) == 0;
    return is;
}

void cp_hedge_merge(struct cp_hedge_tally *y) {
    size_t n = 0, end;
    if (y->n > 1)
        qsort(y->fact, y->n, sizeof *y->fact, by_dimensions);
    for (size_t i = 0; i < y->n; i = end) {
        double sum = 0, gross = 0;
        for (end = i; end < y->n && same(&y->fact[i], &y->fact[end]); end++) {
            sum += y->fact[end].value;
            gross += fabs(y->fact[end].value);
        }
        y->fact[n] = y->fact[i];
        y->fact[n++].value =
            fabs(sum) <= 1e-13 * gross ? 0 : sum; /* what rounding leaves is none */
    }
    y->n = n;
}

int cp_hedge_put(struct cp_hedge *h, struct cp_hedge_tally *y) {
    int rc = 0;
    cp_hedge_merge(y);
    for (size_t i = 0; i < y->n && rc == 0; i++)
        if (y->fact[i].value != 0)
            rc = cp_facts_put(h->facts, &y->fact[i], h->err);
    return rc;
}

void cp_hedge_tally_release(struct cp_hedge_tally *y) {
    free(y->fact);
    *y = (struct cp_hedge_tally){0};
}

int64_t cp_hedge_year_ahead(const struct cp_hedge *h, size_t years) {
    struct cp_period month = cp_period_at(CP_MONTH, h->as_of);
    struct cp_period then = cp_period_plus(month, (int32_t)(12 * years));
    return cp_period_start(then) + (h->as_of - cp_period_start(month));
}
