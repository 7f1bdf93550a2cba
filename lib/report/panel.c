/* One measure of the stream by group and period. */
#include "report/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One fact. */
struct entry {
    const char *name[2];
    struct cp_period period;
    double value;
};

static int by_name(const char *const a[2], const char *const b[2]) {
    int c = strcmp(a[0], b[0]);
    return c ? c : strcmp(a[1], b[1]);
}

/* Values come last, so that sums do not depend on the order in which rows were read. */
static int by_entry(const void *pa, const void *pb) {
    const struct entry *a = pa, *b = pb;
    int c = by_name(a->name, b->name);
    if (c == 0)
        c = cp_report_compare_periods(a->period, b->period);
    return c ? c : (a->value > b->value) - (a->value < b->value);
}

/* What the row has of these dimensions, joined. */
static const char *join(struct cp_report *r, size_t row, const enum cp_dim *part, size_t n) {
    const char *text = "";
    for (size_t i = 0; i < n; i++) {
        const char *s = cp_facts_dim(r->facts, row, part[i]);
        if (strcmp(s, "-") != 0)
            text = *text ? cp_report_kept(r, cp_arena_printf(&r->arena, "%s %s", text, s)) : s;
    }
    return text;
}

const char *cp_report_dim_text(struct cp_report *r, size_t row, int dim) {
    static const enum cp_dim thing[] = {CP_SITE,     CP_PHASE,    CP_OFFER, CP_STEP,
                                        CP_CONTRACT, CP_WORKLOAD, CP_TENANT};
    static const enum cp_dim detail[] = {CP_TRANCHE, CP_SKU, CP_KIND};
    static const enum cp_dim owner[] = {CP_ENTITY, CP_TRANCHE, CP_KIND};
    if (dim == OWNER)
        return join(r, row, owner, sizeof owner / sizeof *owner);
    if (dim == THING)
        return join(r, row, thing, sizeof thing / sizeof *thing);
    if (dim == DETAIL)
        return join(r, row, detail, sizeof detail / sizeof *detail);
    if (dim == UNIT)
        return cp_facts_unit(r->facts, row);
    return dim == NO_DIM ? "" : cp_facts_dim(r->facts, row, (enum cp_dim)dim);
}

/* The row has a period or has none, as the measure wants it. */
static bool is_wanted(const struct cp_report *r, const struct cp_report_measure *measure,
                      size_t row) {
    return (strcmp(cp_facts_dim(r->facts, row, CP_PERIOD), "-") == 0) == measure->timeless;
}

/* It is of a kind, and of a year, as the measure wants it: what is not counts as shown too. */
static bool is_chosen(const struct cp_report *r, const struct cp_report_measure *measure,
                      size_t row) {
    const char *kind = cp_facts_dim(r->facts, row, CP_KIND);
    return !(measure->of && strcmp(kind, measure->of) != 0) &&
           !(measure->without && strcmp(kind, measure->without) == 0) &&
           (!measure->yearly || strlen(cp_facts_dim(r->facts, row, CP_PERIOD)) ==
                                    strlen(r->options->quarters ? "2026-Q1" : "2026"));
}

/* By slice is no row of a report. */
static bool is_of_quantile(const struct cp_report *r, const struct cp_report_measure *measure,
                           size_t row) {
    if (measure->sliced)
        return strcmp(cp_facts_dim(r->facts, row, CP_SLICE), "-") != 0 &&
               strcmp(cp_facts_dim(r->facts, row, CP_QUANTILE), "-") == 0;
    if (!measure->quantile)
        return cp_facts_is_plain(r->facts, row);
    const char *quantile = cp_facts_dim(r->facts, row, CP_QUANTILE);
    bool any = strcmp(measure->quantile, "*") == 0 && strcmp(quantile, "-") != 0;
    return (any || strcmp(quantile, measure->quantile) == 0) &&
           strcmp(cp_facts_dim(r->facts, row, CP_SLICE), "-") == 0;
}

/* The facts among the rows that the report aggregates; how many they are. */
static size_t gather(struct cp_report *r, const struct cp_report_measure *measure,
                     const struct cp_selection *rows, struct entry *out) {
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++) {
        size_t row = rows->row[i];
        if (!is_wanted(r, measure, row))
            continue;
        r->shown[row] = true;
        if (!is_chosen(r, measure, row))
            continue;
        struct entry e = {.value = rows->value[i]};
        const char *period = cp_facts_dim(r->facts, row, CP_PERIOD);
        if (isnan(e.value) || !is_of_quantile(r, measure, row) ||
            (!measure->timeless && cp_period_parse(period, strlen(period), &e.period) < 0))
            continue;
        for (int d = 0; d < 2; d++)
            e.name[d] = cp_report_dim_text(r, row, measure->by[d]);
        out[n++] = e;
    }
    return n;
}

/* Periods of the entries, and those of the same length that the measure's writer has covered. */
static int collect_periods(struct cp_report *r, const struct cp_report_measure *measure,
                           const struct entry *e, size_t n, struct cp_report_panel *p) {
    const struct cp_measure *known = cp_facts_measure_find(measure->name);
    const struct cp_report_written *w = NULL;
    for (size_t i = 0; known && !measure->sparse && i < r->nwritten; i++)
        if (strcmp(r->written[i].writer, known->writer) == 0)
            w = &r->written[i];
    bool used[CP_HOUR + 1] = {false};
    p->period = cp_report_reserve(r, n + (w ? w->n : 0) + 1, sizeof *p->period);
    if (!p->period)
        return cp_fail_nomem(r->err);
    for (size_t i = 0; i < n; i++) {
        p->period[i] = e[i].period;
        used[e[i].period.freq] = true;
    }
    size_t kept = n;
    for (size_t i = 0; n > 0 && w && i < w->n; i++)
        if (used[w->period[i].freq])
            p->period[kept++] = w->period[i];
    p->nperiod = cp_report_distinct_periods(p->period, kept);
    return 0;
}

/* The group of these names behind the last one. NULL: no memory. */
static struct cp_report_group *add_group(struct cp_report *r, struct cp_report_panel *p,
                                         const char *const name[2]) {
    double *value = cp_report_reserve(r, p->nperiod, sizeof *value);
    if (!value)
        return NULL;
    for (size_t i = 0; i < p->nperiod; i++)
        value[i] = NAN;
    p->group[p->ngroup] = (struct cp_report_group){{name[0], name[1]}, value};
    return &p->group[p->ngroup++];
}

/* Groups and values from the entries in order. */
static int fill(struct cp_report *r, const struct entry *e, size_t n, struct cp_report_panel *p) {
    struct cp_report_group *group = NULL;
    for (size_t i = 0, k = 0; i < n; i++) {
        if (!group || by_name(group->name, e[i].name) != 0) {
            group = add_group(r, p, e[i].name);
            if (!group)
                return cp_fail_nomem(r->err);
            k = 0;
        }
        while (cp_report_compare_periods(p->period[k], e[i].period) != 0)
            k++;
        double *v = &group->value[k];
        *v = isnan(*v) ? e[i].value : *v + e[i].value;
        p->total[k] += e[i].value;
    }
    return 0;
}

static int select_rows(struct cp_report *r, const struct cp_report_measure *measure,
                       struct cp_selection *out) {
    if (!measure->mixed)
        return cp_facts_select_of(r->facts, r->row, r->nrow, measure->name, measure->unit, out,
                                  r->err);
    *out = (struct cp_selection){0, cp_calloc(r->nrow + 1, sizeof *out->row),
                                 cp_calloc(r->nrow + 1, sizeof *out->value)};
    if (!out->row || !out->value) {
        cp_facts_selection_release(out);
        return cp_fail_nomem(r->err);
    }
    for (size_t i = 0; i < r->nrow; i++)
        if (strcmp(cp_facts_measure(r->facts, r->row[i]), measure->name) == 0) {
            out->row[out->n] = r->row[i];
            out->value[out->n++] = cp_facts_value(r->facts, r->row[i]);
        }
    return 0;
}

static int read_panel(struct cp_report *r, const struct cp_report_measure *measure,
                      struct cp_report_panel *out) {
    struct cp_selection rows;
    struct cp_report_panel p = {.sparse = measure->sparse};
    int rc = select_rows(r, measure, &rows);
    if (rc)
        return rc;
    struct entry *e = cp_report_reserve(r, rows.n + 1, sizeof *e);
    size_t n = e ? gather(r, measure, &rows, e) : 0;
    cp_facts_selection_release(&rows);
    p.group = cp_report_reserve(r, n + 1, sizeof *p.group);
    if (!e || !p.group)
        return cp_fail_nomem(r->err);
    if (measure->timeless)
        p.period = &e->period, p.nperiod = n > 0;
    else if ((rc = collect_periods(r, measure, e, n, &p)))
        return rc;
    p.total = cp_report_reserve(r, p.nperiod + 1, sizeof *p.total);
    if (!p.total)
        return cp_fail_nomem(r->err);
    if (n > 0)
        qsort(e, n, sizeof *e, by_entry);
    rc = fill(r, e, n, &p);
    if (rc == 0)
        *out = p;
    return rc;
}

int cp_report_read(struct cp_report *r, const struct cp_report_measure *measure, size_t n,
                   struct cp_report_panel *out) {
    for (size_t i = 0; i < n; i++)
        out[i] = (struct cp_report_panel){0};
    for (size_t i = 0; i < n; i++) {
        int rc = read_panel(r, &measure[i], &out[i]);
        if (rc)
            return rc;
    }
    return 0;
}

/* The first group, in their order, whose names are not before these; ngroup: none. */
static size_t first_from(const struct cp_report_panel *p, const char *const name[2]) {
    size_t from = 0, to = p->ngroup;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (by_name(p->group[middle].name, name) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

const double *cp_report_find(const struct cp_report_panel *p, const char *name0,
                             const char *name1) {
    const char *const name[2] = {name0, name1};
    size_t i = first_from(p, name);
    return i < p->ngroup && by_name(p->group[i].name, name) == 0 ? p->group[i].value : NULL;
}

size_t cp_report_range(const struct cp_report_panel *p, const char *name0, size_t *from) {
    /* no second name is behind this one: bytes of UTF-8 are below it */
    const char *const first[2] = {name0, ""}, *const last[2] = {name0, "\xff"};
    *from = first_from(p, first);
    return first_from(p, last);
}

const char *cp_report_next(const struct cp_report_panel *p, size_t n, const char *after) {
    /* no second name is behind this one: bytes of UTF-8 are below it */
    const char *const last[2] = {after ? after : "", after ? "\xff" : ""}, *next = NULL;
    for (size_t k = 0; k < n; k++) {
        size_t i = first_from(&p[k], last);
        const char *name = i < p[k].ngroup ? p[k].group[i].name[0] : NULL;
        if (name && (!next || strcmp(name, next) < 0))
            next = name;
    }
    return next;
}

static int by_period(const void *a, const void *b) {
    return cp_report_compare_periods(*(const struct cp_period *)a, *(const struct cp_period *)b);
}

double cp_report_value(const struct cp_report_panel *p, const double *series,
                       struct cp_period period) {
    const struct cp_period *at =
        series && p->nperiod ? bsearch(&period, p->period, p->nperiod, sizeof period, by_period)
                             : NULL;
    return at && !isnan(series[at - p->period]) ? series[at - p->period] : 0;
}

double cp_report_most(const struct cp_report_panel *p) {
    double most = 0;
    for (size_t g = 0; g < p->ngroup; g++)
        for (size_t i = 0; i < p->nperiod; i++)
            most = fmax(most, fabs(p->group[g].value[i]));
    return most;
}
