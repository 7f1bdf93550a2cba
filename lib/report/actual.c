/* What happened beside what was planned: facts of the same measures, period by period, and which of
 * the plan's assumptions was off. */
#include "report/actual.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- facts --------------------------------------------------------------------------------- */

static bool is_time(size_t column) {
    return column == CP_PERIOD;
}

static bool counts(const struct cp_facts *t, size_t row, struct cp_period *p) {
    const char *text = cp_facts_dim(t, row, CP_PERIOD);
    return cp_facts_is_plain(t, row) && strcmp(cp_facts_dim(t, row, CP_SCENARIO), "-") == 0 &&
           !isnan(cp_facts_value(t, row)) && cp_period_parse_any(text, strlen(text), p) == 0;
}

static const char *dim_of(const struct cp_facts *t, size_t row, const char *name) {
    for (size_t c = 0; c < cp_facts_columns(t); c++)
        if (strcmp(cp_facts_column_name(t, c), name) == 0)
            return cp_facts_column_text(t, row, c);
    return "-";
}

/* A fact of the plan is of the series: it has the dimensions that those of it have, and any others.
 */
static bool is_of(const struct cp_report_comparison *c, const struct cp_report_happened *s,
                  size_t row) {
    for (size_t k = 0; k < cp_facts_columns(c->actual); k++) {
        const char *text = cp_facts_column_text(c->actual, s->row, k);
        if (is_time(k) || strcmp(text, "-") == 0)
            continue;
        if (strcmp(text, dim_of(c->plan, row, cp_facts_column_name(c->actual, k))) != 0)
            return false;
    }
    return true;
}

static bool measures(const char *unit, const char *what) {
    struct cp_error unused = {0};
    double factor;
    return cp_unit_factor(unit, what, &factor, (struct cp_pos){0}, &unused) == 0;
}

/* A price or a ratio is a mean of the sites, chips, ... that have one. */
static bool is_price(const char *unit) {
    char code[4] = "";
    if (strlen(unit) > 4 && unit[3] == '/')
        memcpy(code, unit, 3);
    return measures(unit, "1") || (*code && cp_currency(code));
}

/* What is a quantity adds up, what stands is taken as it stood, all else is a mean of its hours. */
static enum cp_report_fold fold_of(const char *measure, const char *unit) {
    static const char *const levels[] = {"stock", "inventory", "debt", "balance", "halls"};
    static const char *const quantities[] = {"MWh",  "GPU.h", "GPU",   "token",
                                             "FLOP", "t",     "MMBtu", "request"};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (strcmp(measure, levels[i]) == 0)
            return CP_FOLD_LEVEL;
    for (size_t i = 0; i < sizeof quantities / sizeof *quantities; i++)
        if (measures(unit, quantities[i]))
            return CP_FOLD_FLOW;
    return cp_currency_of(unit, "USD") ? CP_FOLD_FLOW
           : is_price(unit)            ? CP_FOLD_PRICE
                                       : CP_FOLD_RATE;
}

/* ---- series ---------------------------------------------------------------------------------- */

/* Measure and dimensions of a row, which name its series. */
static uint32_t series_of(struct cp_names *keys, const struct cp_facts *t, size_t row,
                          struct cp_str *key) {
    cp_str_reset(key);
    cp_str_add(key, cp_facts_measure(t, row));
    for (size_t c = 0; c < cp_facts_columns(t); c++)
        if (!is_time(c))
            cp_str_addf(key, "\t%s", cp_facts_column_text(t, row, c));
    return key->oom ? (uint32_t)CP_NAME_NONE : cp_names_add(keys, key->s, key->len);
}

static int list_series(struct cp_report_comparison *c) {
    struct cp_names keys = {0};
    struct cp_str key = {0};
    size_t rows = cp_facts_count(c->actual);
    c->series = cp_arena_calloc(&c->arena, rows + 1, sizeof *c->series);
    c->which = cp_arena_calloc(&c->arena, rows + 1, sizeof *c->which);
    bool full = !c->series || !c->which;
    for (size_t i = 0; i < rows && !full; i++) {
        struct cp_period p;
        c->which[i] = CP_NAME_NONE;
        if (!counts(c->actual, i, &p))
            continue;
        c->which[i] = series_of(&keys, c->actual, i, &key);
        full = c->which[i] == CP_NAME_NONE;
        if (!full && c->which[i] == c->n)
            c->series[c->n++] = (struct cp_report_happened){
                .row = i,
                .fold = fold_of(cp_facts_measure(c->actual, i), cp_facts_unit(c->actual, i)),
                .from = INT64_MAX,
                .until = INT64_MIN};
    }
    cp_names_release(&keys);
    cp_str_release(&key);
    return full ? cp_fail_nomem(c->err) : 0;
}

/* The facts of the plan that are of the series; each may have a unit of its own. */
static int find_planned(struct cp_report_comparison *c, struct cp_report_happened *s) {
    const struct cp_facts *t = c->plan;
    const char *unit = NULL; /* texts of facts are interned: the same text is the same pointer */
    double factor = 1;
    size_t n = 0;
    struct cp_period p;
    s->first = INT64_MAX;
    s->last = INT64_MIN;
    for (size_t i = 0; i < cp_facts_count(t); i++) {
        if (strcmp(cp_facts_measure(t, i), cp_facts_measure(c->actual, s->row)) != 0 ||
            !counts(t, i, &p))
            continue;
        int64_t from = cp_period_start(p), until = cp_period_end(p);
        s->first = from < s->first ? from : s->first;
        s->last = until > s->last ? until : s->last;
        if (!is_of(c, s, i))
            continue;
        int rc = cp_facts_unit(t, i) == unit
                     ? 0
                     : cp_unit_factor(cp_facts_unit(t, i), cp_facts_unit(c->actual, s->row),
                                      &factor, cp_facts_pos(c->actual, s->row), c->err);
        if (rc)
            return rc;
        unit = cp_facts_unit(t, i);
        c->planned[n++] = (struct cp_report_planned){from, until, factor * cp_facts_value(t, i)};
    }
    s->planned = cp_arena_calloc(&c->arena, n + 1, sizeof *s->planned);
    if (!s->planned)
        return cp_fail_nomem(c->err);
    memcpy(s->planned, c->planned, n * sizeof *s->planned);
    s->nplanned = n;
    return 0;
}

/* The plan's value over the hours [from, until): of its periods the parts that lie in them. False:
 * it does not reach so far. */
static bool planned_over(const struct cp_report_happened *s, int64_t from, int64_t until,
                         double *out) {
    double sum = 0, weight = 0;
    int64_t last = INT64_MIN;
    for (size_t k = 0; k < s->nplanned; k++) {
        const struct cp_report_planned *p = &s->planned[k];
        int64_t low = p->from > from ? p->from : from, high = p->until < until ? p->until : until;
        if (low >= high)
            continue;
        double part = (double)(high - low);
        if (s->fold == CP_FOLD_FLOW)
            sum += p->value * part / (double)(p->until - p->from);
        else if (s->fold == CP_FOLD_RATE)
            sum += p->value * part / (double)(until - from);
        else if (s->fold == CP_FOLD_PRICE)
            sum += p->value * part;
        else if (p->until > last)
            sum = p->value;
        else if (p->until == last)
            sum += p->value;
        weight += part;
        last = p->until > last ? p->until : last;
    }
    *out = s->fold == CP_FOLD_PRICE && weight > 0 ? sum / weight : sum;
    return s->first <= from && s->last >= until;
}

static int compare(struct cp_report_comparison *c, struct cp_report_happened *s) {
    double planned;
    int rc = find_planned(c, s);
    if (rc || !s->nplanned)
        return rc;
    for (size_t i = 0; i < cp_facts_count(c->actual); i++) {
        struct cp_period p;
        if (c->which[i] != (size_t)(s - c->series) || !counts(c->actual, i, &p))
            continue;
        int64_t from = cp_period_start(p), until = cp_period_end(p);
        if (!planned_over(s, from, until, &planned))
            continue;
        double same = 1, value = cp_facts_value(c->actual, i);
        if (strcmp(cp_facts_unit(c->actual, i), cp_facts_unit(c->actual, s->row)) != 0)
            rc = cp_unit_factor(cp_facts_unit(c->actual, i), cp_facts_unit(c->actual, s->row),
                                &same, cp_facts_pos(c->actual, i), c->err);
        if (rc)
            return rc;
        double weight = s->fold == CP_FOLD_FLOW ? 1 : (double)(until - from);
        bool latest = until > s->until;
        if (s->fold == CP_FOLD_LEVEL) {
            if (latest) {
                s->plan = planned;
                s->actual = value * same;
            }
            weight = 0;
        }
        s->plan += planned * weight;
        s->actual += value * same * weight;
        s->weight += weight;
        s->from = from < s->from ? from : s->from;
        s->until = latest ? until : s->until;
        s->n++;
    }
    if (s->weight > 0 && s->fold != CP_FOLD_FLOW) {
        s->plan /= s->weight;
        s->actual /= s->weight;
    }
    return 0;
}

int cp_report_actual(const struct cp_facts *plan, const struct cp_facts *actual,
                     struct cp_page *page, struct cp_error *err) {
    struct cp_report_comparison c = {.plan = plan, .actual = actual, .err = err};
    int rc = list_series(&c), got;
    c.planned = rc ? NULL : cp_arena_calloc(&c.arena, cp_facts_count(plan) + 1, sizeof *c.planned);
    if (rc == 0 && !c.planned)
        rc = cp_fail_nomem(err);
    for (size_t i = 0; i < c.n && rc != CP_ENOMEM; i++) {
        got = compare(&c, &c.series[i]);
        rc = got ? got : rc;
    }
    if (rc == 0)
        cp_report_show_actual(&c, page);
    if (rc == 0 && c.oom)
        rc = cp_fail_nomem(err);
    cp_arena_release(&c.arena);
    return rc;
}
