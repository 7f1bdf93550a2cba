/* One measure of the stream by group and period, and its years. */
#include "report/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    const char *name[2];
    struct cp_period period;
    double value;
};

static int by_period(struct cp_period a, struct cp_period b) {
    if (a.freq == b.freq)
        return (a.index > b.index) - (a.index < b.index);
    int64_t x = cp_period_start(a), y = cp_period_start(b);
    if (x != y)
        return x < y ? -1 : 1;
    return (int)a.freq - (int)b.freq;
}

static int by_name(const char *const a[2], const char *const b[2]) {
    int c = strcmp(a[0], b[0]);
    return c ? c : strcmp(a[1], b[1]);
}

/* Values come last, so that sums do not depend on the order in which rows were read. */
static int by_entry(const void *pa, const void *pb) {
    const struct entry *a = pa, *b = pb;
    int c = by_name(a->name, b->name);
    if (c == 0)
        c = by_period(a->period, b->period);
    return c ? c : (a->value > b->value) - (a->value < b->value);
}

static int compare_periods(const void *a, const void *b) {
    return by_period(*(const struct cp_period *)a, *(const struct cp_period *)b);
}

/* What the row has of these dimensions, joined. NULL: no memory. */
static const char *join(struct cp_report *r, size_t row, const enum cp_dim *part, size_t n) {
    const char *text = "";
    for (size_t i = 0; i < n && text; i++) {
        const char *s = cp_facts_dim(r->facts, row, part[i]);
        if (strcmp(s, "-") != 0)
            text = *text ? cp_arena_printf(&r->arena, "%s %s", text, s) : s;
    }
    return text;
}

/* NULL: no memory. */
static const char *dim_text(struct cp_report *r, size_t row, int dim) {
    static const enum cp_dim thing[] = {CP_SITE,     CP_PHASE,    CP_OFFER, CP_STEP,
                                        CP_CONTRACT, CP_WORKLOAD, CP_TENANT};
    static const enum cp_dim detail[] = {CP_TRANCHE, CP_SKU, CP_KIND};
    if (dim == THING)
        return join(r, row, thing, sizeof thing / sizeof *thing);
    if (dim == DETAIL)
        return join(r, row, detail, sizeof detail / sizeof *detail);
    return dim == NO_DIM ? "" : cp_facts_dim(r->facts, row, (enum cp_dim)dim);
}

/* The rows of the measure that the report aggregates; *n of them. */
static int gather(struct cp_report *r, const char *measure, const char *unit, const int dim[2],
                  bool timeless, struct entry **out, size_t *n) {
    struct cp_selection rows;
    int rc = cp_facts_select(r->facts, measure, unit, &rows, r->err);
    if (rc < 0)
        return rc;
    *n = 0;
    *out = cp_arena_calloc(&r->arena, rows.n + 1, sizeof **out);
    if (!*out)
        rc = cp_fail_nomem(r->err);
    for (size_t i = 0; i < rows.n && rc == 0; i++) {
        size_t row = rows.row[i];
        const char *period = cp_facts_dim(r->facts, row, CP_PERIOD);
        if (strcmp(cp_facts_dim(r->facts, row, CP_SCENARIO), r->scenario) != 0 ||
            (strcmp(period, "-") == 0) != timeless)
            continue;
        r->shown[row] = true;
        if (isnan(rows.value[i]) || strcmp(cp_facts_dim(r->facts, row, CP_SLICE), "-") != 0 ||
            strcmp(cp_facts_dim(r->facts, row, CP_QUANTILE), "-") != 0)
            continue;
        struct entry *e = &(*out)[*n];
        *e = (struct entry){.value = rows.value[i]};
        for (int d = 0; d < 2; d++)
            e->name[d] = dim_text(r, row, dim[d]);
        if (!e->name[0] || !e->name[1])
            rc = cp_fail_nomem(r->err);
        if (!timeless && cp_period_parse(period, strlen(period), &e->period) < 0)
            continue;
        ++*n;
    }
    cp_selection_release(&rows);
    return rc;
}

static size_t sort_distinct(struct cp_period *period, size_t n) {
    size_t kept = 0;
    if (n > 0)
        qsort(period, n, sizeof *period, compare_periods);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || by_period(period[kept - 1], period[i]) != 0)
            period[kept++] = period[i];
    return kept;
}

static int note_period(struct cp_report *r, const char *writer, struct cp_period period) {
    struct cp_report_written *w = r->written;
    while (w < r->written + r->nwritten && strcmp(w->writer, writer) != 0)
        w++;
    if (w == r->written + WRITERS)
        return 0;
    if (w == r->written + r->nwritten)
        r->written[r->nwritten++] = (struct cp_report_written){.writer = writer};
    if (w->n > 0 && by_period(w->period[w->n - 1], period) == 0)
        return 0;
    if (w->n == w->cap) {
        w->n = sort_distinct(w->period, w->n);
        size_t cap = w->n < 32 ? 64 : 2 * w->n;
        struct cp_period *more = cp_arena_calloc(&r->arena, cap, sizeof *more);
        if (!more)
            return cp_fail_nomem(r->err);
        if (w->n > 0)
            memcpy(more, w->period, w->n * sizeof *more);
        w->period = more, w->cap = cap;
    }
    w->period[w->n++] = period;
    return 0;
}

int cp_report_panel_prepare(struct cp_report *r) {
    const char *last = NULL; /* measures are interned: the same text is the same pointer */
    const struct cp_measure *measure = NULL;
    int rc = 0;
    for (size_t row = 0; row < cp_facts_count(r->facts) && rc == 0; row++) {
        const char *name = cp_facts_measure(r->facts, row);
        const char *text = cp_facts_dim(r->facts, row, CP_PERIOD);
        struct cp_period period;
        if (name != last)
            measure = cp_measure_find(name), last = name;
        if (measure && strcmp(cp_facts_dim(r->facts, row, CP_SCENARIO), r->scenario) == 0 &&
            cp_period_parse(text, strlen(text), &period) == 0)
            rc = note_period(r, measure->writer, period);
    }
    for (size_t i = 0; i < r->nwritten; i++)
        r->written[i].n = sort_distinct(r->written[i].period, r->written[i].n);
    return rc;
}

/* Periods of the entries, and those of the same length that the measure's writer has covered. */
static int panel_periods(struct cp_report *r, const char *measure, const struct entry *e, size_t n,
                         struct cp_report_panel *p) {
    const struct cp_measure *known = cp_measure_find(measure);
    const struct cp_report_written *w = NULL;
    for (size_t i = 0; known && i < r->nwritten; i++)
        if (strcmp(r->written[i].writer, known->writer) == 0)
            w = &r->written[i];
    bool used[CP_HOUR + 1] = {false};
    size_t all = n + (w ? w->n : 0);
    p->period = cp_arena_calloc(&r->arena, all + 1, sizeof *p->period);
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
    p->nperiod = sort_distinct(p->period, kept);
    return 0;
}

static int fill(struct cp_report *r, struct entry *e, size_t n, struct cp_report_panel *p) {
    for (size_t i = 0, k = 0; i < n; i++) {
        if (p->ngroup == 0 || by_name(p->group[p->ngroup - 1].name, e[i].name) != 0) {
            struct cp_report_group *g = &p->group[p->ngroup++];
            g->name[0] = e[i].name[0], g->name[1] = e[i].name[1];
            g->value = cp_arena_calloc(&r->arena, p->nperiod, sizeof(double));
            if (!g->value)
                return cp_fail_nomem(r->err);
            for (size_t j = 0; j < p->nperiod; j++)
                g->value[j] = NAN;
            k = 0;
        }
        while (by_period(p->period[k], e[i].period) != 0)
            k++;
        double *v = &p->group[p->ngroup - 1].value[k];
        *v = isnan(*v) ? e[i].value : *v + e[i].value;
        p->total[k] += e[i].value;
    }
    return 0;
}

static int read_panel(struct cp_report *r, const char *measure, const char *unit, int dim0,
                      int dim1, bool timeless, struct cp_report_panel *out) {
    struct entry *e;
    size_t n;
    const int dim[2] = {dim0, dim1};
    *out = (struct cp_report_panel){0};
    int rc = gather(r, measure, unit, dim, timeless, &e, &n);
    if (rc < 0)
        return rc;
    struct cp_report_panel p = {.group = cp_arena_calloc(&r->arena, n + 1, sizeof *p.group)};
    rc = p.group ? 0 : cp_fail_nomem(r->err);
    if (rc == 0 && timeless)
        p.period = &e->period, p.nperiod = n > 0;
    else if (rc == 0)
        rc = panel_periods(r, measure, e, n, &p);
    if (rc == 0)
        p.total = cp_arena_calloc(&r->arena, p.nperiod + 1, sizeof *p.total);
    if (rc == 0 && !p.total)
        rc = cp_fail_nomem(r->err);
    if (rc < 0)
        return rc;
    if (n > 0)
        qsort(e, n, sizeof *e, by_entry);
    rc = fill(r, e, n, &p);
    if (rc == 0)
        *out = p;
    return rc;
}

int cp_report_panel_read(struct cp_report *r, const char *measure, const char *unit, int dim0,
                         int dim1, struct cp_report_panel *out) {
    return read_panel(r, measure, unit, dim0, dim1, false, out);
}

int cp_report_panel_read_timeless(struct cp_report *r, const char *measure, const char *unit,
                                  int dim0, int dim1, struct cp_report_panel *out) {
    return read_panel(r, measure, unit, dim0, dim1, true, out);
}

/* One value in: hours weights of a mean are divided out at the end. */
static void aggregate_in(double *year, double *hours, double value, double weight,
                         enum aggregate aggregate) {
    double v = isnan(value) ? 0 : value;
    switch (aggregate) {
    case SUM:
        *year = (isnan(*year) ? 0 : *year) + v;
        break;
    case MEAN:
        *year = (isnan(*year) ? 0 : *year) + v * weight;
        *hours += weight;
        break;
    case LAST:
        *year = v;
        break;
    case LEAST:
        *year = fmin(*year, value);
        break;
    }
}

double *cp_report_panel_years(struct cp_report *r, const struct cp_report_panel *p,
                              const double *series, enum aggregate aggregate) {
    double *year = cp_arena_calloc(&r->arena, r->nyear, sizeof *year);
    double *hours = cp_arena_calloc(&r->arena, r->nyear, sizeof *hours);
    if (!year || !hours) {
        cp_fail_nomem(r->err);
        return NULL;
    }
    for (size_t y = 0; y < r->nyear; y++)
        year[y] = NAN;
    for (size_t i = 0; i < p->nperiod; i++) {
        size_t y = (size_t)(cp_period_year(p->period[i]) - r->first_year);
        if (y < r->nyear)
            aggregate_in(&year[y], &hours[y], series[i], cp_period_hours(p->period[i]), aggregate);
    }
    for (size_t y = 0; y < r->nyear && aggregate == MEAN; y++)
        year[y] /= hours[y] > 0 ? hours[y] : 1;
    return year;
}

double *cp_report_panel_total(struct cp_report *r, const struct cp_report_panel *p,
                              enum aggregate aggregate) {
    return cp_report_panel_years(r, p, p->total, aggregate);
}

const double *cp_report_panel_find(const struct cp_report_panel *p, const char *name0,
                                   const char *name1) {
    const char *const name[2] = {name0, name1};
    for (size_t i = 0; i < p->ngroup; i++)
        if (by_name(p->group[i].name, name) == 0)
            return p->group[i].value;
    return NULL;
}

const char *cp_report_panel_next(const struct cp_report_panel *const *p, size_t n,
                                 const char *after) {
    const char *next = NULL;
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < p[k]->ngroup; i++) {
            const char *name = p[k]->group[i].name[0];
            if ((!after || strcmp(name, after) > 0) && (!next || strcmp(name, next) < 0))
                next = name;
        }
    return next;
}

double cp_report_panel_value(const struct cp_report_panel *p, const double *series,
                             struct cp_period period) {
    for (size_t i = 0; i < p->nperiod && series; i++)
        if (by_period(p->period[i], period) == 0)
            return isnan(series[i]) ? 0 : series[i];
    return 0;
}

/* The next period after i of the same length: a panel may hold quarters and years. */
static size_t next_alike(const struct cp_report_panel *p, size_t i) {
    size_t k = i + 1;
    while (k < p->nperiod && p->period[k].freq != p->period[i].freq)
        k++;
    return k;
}

static void add_run(struct cp_str *text, const struct cp_report_panel *p, size_t first,
                    size_t last) {
    char buf[CP_PERIOD_SIZE];
    cp_period_format(buf, p->period[first]);
    cp_str_addf(text, "%s%s", text->len ? ", " : "", buf);
    if (last > first) {
        cp_period_format(buf, p->period[last]);
        cp_str_addf(text, " to %s", buf);
    }
}

const char *cp_report_panel_when(struct cp_report *r, const struct cp_report_panel *p,
                                 const double *series, double above) {
    enum { RUNS = 2 };
    size_t from[RUNS] = {0}, to[RUNS] = {0}, runs = 0, above_it = 0, span = 0, i = 0;
    while (i < p->nperiod && !(series[i] > above))
        i++;
    for (bool inside = false; i < p->nperiod; i = next_alike(p, i)) {
        bool now = series[i] > above;
        size_t slot = runs < RUNS ? runs : RUNS - 1;
        if (now && !inside)
            from[slot] = i, runs++;
        if (now)
            to[runs <= RUNS ? runs - 1 : RUNS - 1] = i, above_it++;
        inside = now;
    }
    for (size_t k = from[0]; runs > 0 && k <= to[runs < RUNS ? runs - 1 : RUNS - 1];
         k = next_alike(p, k))
        span++;
    struct cp_str text = {0};
    for (size_t k = 0; k < runs && runs <= RUNS; k++)
        add_run(&text, p, from[k], to[k]);
    if (runs > RUNS) {
        add_run(&text, p, from[0], to[RUNS - 1]);
        cp_str_addf(&text, ", %zu periods of %zu", above_it, span);
    }
    char *kept = text.oom ? NULL : cp_arena_strdup(&r->arena, text.s ? text.s : "");
    cp_str_release(&text);
    if (!kept)
        cp_fail_nomem(r->err);
    return kept;
}
