#include "forecast/internal.h"
#include "num/num.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Forecasts of totals and parts that add up. The series of one measure are a hierarchy: one with
 * '-' in a dimension is the total of those that agree with it in the others. */

struct family {
    const struct cp_forecast_options *o;
    size_t n, nbottom;
    struct cp_forecast_series **member; /* n */
    double **value;                     /* its rows */
    double *unit;                       /* one of its unit in that of the first */
    size_t *bottom;                     /* nbottom: the members that are no total */
    double *sum;                        /* [n][nbottom]: 1 where the member has the bottom series */
    double *weights;                    /* [nbottom][n] */
    double *root;                       /* triangle of the covariance of errors; NULL: unknown */
    bool negative;                      /* has negative values */
};

/* 1 where the member i has the bottom series j, else 0. */
static double *sum_at(const struct family *f, size_t i, size_t j) {
    return &f->sum[i * f->nbottom + j];
}

/* What the forecast of member i counts for in the bottom series j. */
static double *weight_at(const struct family *f, size_t j, size_t i) {
    return &f->weights[j * f->n + i];
}

/* ---- who is the total of whom -------------------------------------------------------------- */

static bool is_above(const struct cp_facts *t, size_t a, size_t b) {
    bool differs = false;
    for (size_t c = 0; c < cp_facts_columns(t); c++) {
        const char *of_a = cp_facts_column_text(t, a, c), *of_b = cp_facts_column_text(t, b, c);
        if (c == CP_PERIOD || c == CP_QUANTILE || of_a == of_b)
            continue;
        if (c == CP_SCENARIO || strcmp(of_a, "-") != 0)
            return false;
        differs = true;
    }
    return differs;
}

/* Fills sum; a member that is above none is a bottom series. */
static int find_sums(const struct cp_facts *t, struct family *f, struct cp_error *err) {
    size_t *bottom = f->bottom = cp_calloc(f->n, sizeof *bottom);
    if (!bottom)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < f->n; i++) {
        bool above = false;
        for (size_t j = 0; j < f->n && !above; j++)
            above = is_above(t, f->member[i]->row, f->member[j]->row);
        if (!above)
            bottom[f->nbottom++] = i;
    }
    f->sum = cp_calloc(f->n, f->nbottom * sizeof *f->sum);
    f->weights = cp_calloc(f->n, f->nbottom * sizeof *f->weights);
    for (size_t j = 0; j < f->nbottom && f->sum && f->weights; j++) {
        for (size_t i = 0; i < f->n; i++)
            *sum_at(f, i, j) =
                i == bottom[j] || is_above(t, f->member[i]->row, f->member[bottom[j]]->row);
        *weight_at(f, j, bottom[j]) = 1; /* from the bottom up */
    }
    return f->sum && f->weights ? 0 : cp_fail_nomem(err);
}

/* Why one series cannot be forecast for the same periods as the other, which ends no earlier. */
static void compare_ends(struct cp_forecast_series *s, const struct cp_forecast_series *latest) {
    char end[CP_PERIOD_SIZE], others[CP_PERIOD_SIZE];
    cp_forecast_series_period(s, s->n - 1, end);
    cp_forecast_series_period(latest, latest->n - 1, others);
    if (!cp_forecast_calendar_same(&s->calendar, &latest->calendar))
        snprintf(s->problem, sizeof s->problem,
                 "has periods like %s, others in its hierarchy like %s: give all the same", end,
                 others);
    else if (cp_forecast_series_index(s, s->n) != cp_forecast_series_index(latest, latest->n))
        snprintf(s->problem, sizeof s->problem,
                 "ends with %s, others in its hierarchy with %s; what has closed goes on as 0", end,
                 others);
}

/* Every member can be forecast for the same periods; else the one that cannot says so, against the
 * one that ends last. */
static bool is_whole(struct family *f) {
    const struct cp_forecast_series *latest = f->member[0];
    for (size_t i = 0; i < f->n; i++) {
        const struct cp_forecast_series *s = f->member[i];
        if (s->problem[0])
            return false;
        if (cp_forecast_series_start(s, s->n) > cp_forecast_series_start(latest, latest->n))
            latest = s;
    }
    for (size_t i = 0; i < f->n; i++) {
        struct cp_forecast_series *s = f->member[i];
        compare_ends(s, latest);
        if (s->problem[0])
            return false;
        for (size_t t = 0; t < s->n; t++)
            f->negative = f->negative || s->y[t] < 0;
    }
    return true;
}

/* The sum of the bottom series of member i, `back` periods before the end; NaN: not all are known.
 */
static double sum_of(const struct family *f, size_t i, size_t back) {
    double sum = 0;
    for (size_t k = 0; k < f->n; k++) {
        const struct cp_forecast_series *s = f->member[k];
        bool part = false;
        for (size_t j = 0; j < f->nbottom && !part; j++)
            part = f->bottom[j] == k && *sum_at(f, i, j) != 0;
        if (part)
            sum += back <= s->n && back > 0 ? s->y[s->n - back] * f->unit[k] : NAN;
    }
    return sum;
}

/* What of a total's history is not the sum of its parts is named; it adds up but for rounding and a
 * few slips where the difference is less than a twentieth in the mean. */
static bool adds_up(const struct cp_facts *t, const struct family *f, size_t i) {
    struct cp_forecast_series *s = f->member[i];
    double off = 0, size = 0, worst = 0, parts = 0, total = 0;
    size_t known = 0, slips = 0, at = 0;
    const double hundredth = 0.01, twentieth = 0.05;
    for (size_t k = 0; k < s->n; k++) {
        double y = s->y[k] * f->unit[i], sum = sum_of(f, i, s->n - k), e = fabs(y - sum);
        if (isnan(e))
            continue;
        known++;
        off += e;
        size += fabs(y);
        slips += e > hundredth * fmax(fabs(y), fabs(sum));
        if (e > worst) {
            worst = e;
            at = k;
            total = y / f->unit[i];
            parts = sum / f->unit[i];
        }
    }
    if (slips == 0)
        return true;
    char period[CP_PERIOD_SIZE];
    cp_forecast_series_period(s, at, period);
    snprintf(s->note, sizeof s->note,
             "is not the sum of its parts in %zu of %zu periods: %.6g against %.6g %.20s in %s",
             slips, known, total, parts, cp_facts_unit(t, s->row), period);
    return off <= twentieth * size;
}

/* Every total is the sum of its parts, or nearly. */
static bool is_coherent(const struct cp_facts *t, const struct family *f) {
    bool coherent = true;
    for (size_t i = 0; i < f->n; i++) {
        bool bottom = false;
        for (size_t j = 0; j < f->nbottom; j++)
            bottom = bottom || f->bottom[j] == i;
        coherent = (bottom || adds_up(t, f, i)) && coherent;
    }
    return coherent;
}

/* ---- errors of the past -------------------------------------------------------------------- */

/* e[times]: of one member, a step ahead at the last origins; 0 where unknown. False: no memory. */
static bool past_errors(const struct family *f, size_t i, size_t times, double *e) {
    struct cp_forecast_options o = *f->o;
    o.horizon = 1;
    o.nquantile = o.paths = 0;
    for (size_t k = 0; k < times; k++) {
        struct cp_forecast_series s = *f->member[i];
        struct cp_error passed = {0};
        double row[1], work[3];
        s.n -= k + 1;
        int rc = cp_forecast_one(&o, &s, row, work, &passed);
        if (rc == CP_ENOMEM)
            return false;
        e[k] = rc < 0 || isnan(s.y[s.n]) ? 0 : (s.y[s.n] - row[0]) * f->unit[i];
    }
    return true;
}

/* The triangle of w, and the weights by it. */
static int use_covariance(struct family *f, double *w) {
    memcpy(f->root, w, f->n * f->n * sizeof *w);
    int rc = cp_num_cholesky(f->root, f->n);
    if (rc || f->o->reconcile != CP_RECONCILE_MINT)
        return rc;
    return cp_forecast_mint_weights(f->sum, f->n, f->nbottom, w, f->weights);
}

/* Weights by MinT; where the past does not tell the errors, as if every bottom series had the same
 * error and they were independent. */
static int weigh(struct family *f, struct cp_error *err) {
    size_t times = 24;
    for (size_t i = 0; i < f->n; i++)
        times = f->member[i]->n / 3 < times ? f->member[i]->n / 3 : times;
    double *e = cp_calloc(f->n, (times + 1) * sizeof *e), *w = cp_calloc(f->n, f->n * sizeof *w);
    f->root = cp_calloc(f->n, f->n * sizeof *f->root);
    int rc = CP_ENOMEM;
    bool oom = false;
    if (!e || !w || !f->root)
        goto out;
#pragma omp parallel for schedule(dynamic, 1) num_threads(f->o->jobs > 0 ? f->o->jobs : 1)
    for (size_t i = 0; i < f->n; i++)
        if (!past_errors(f, i, times, e + i * times)) {
#pragma omp atomic write
            oom = true;
        }
    if (oom)
        goto out;
    rc = cp_forecast_mint_covariance(e, f->n, times, w) ? use_covariance(f, w) : CP_ENUMERIC;
    if (rc == CP_ENUMERIC) {
        memset(w, 0, f->n * f->n * sizeof *w);
        for (size_t i = 0; i < f->n; i++)
            for (size_t j = 0; j < f->nbottom; j++)
                w[i * f->n + i] += *sum_at(f, i, j);
        rc = use_covariance(f, w);
    }
out:
    free(e);
    free(w);
    if (rc == CP_ENOMEM)
        return cp_fail_nomem(err);
    if (rc)
        return cp_fail(err, rc, "--reconcile: a hierarchy beyond the range of numbers");
    return 0;
}

/* ---- paths together ------------------------------------------------------------------------- */

struct rank {
    double key;
    size_t at;
};

static int by_key(const void *a, const void *b) {
    const struct rank *x = a, *y = b;
    return x->key < y->key ? -1 : x->key > y->key ? 1 : x->at < y->at ? -1 : x->at > y->at;
}

/* Put the paths of every member in the order that the errors' correlation asks for: ranks by the
 * sum of a path follow those of correlated normal numbers [Iman and Conover, Communications in
 * Statistics B 11 (1982) 311]. A member's own distribution does not change. */
static int join_paths(struct family *f, size_t i, struct cp_error *err) {
    const struct cp_forecast_options *o = f->o;
    size_t n = o->paths;
    struct rank *have = cp_calloc(n, sizeof *have), *want = cp_calloc(n, sizeof *want);
    double *row = cp_calloc(n, sizeof *row);
    int rc = 0;
    if (!have || !want || !row) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    for (size_t k = 0; k < n; k++) {
        have[k].at = want[k].at = k;
        for (size_t t = 0; t < o->horizon; t++)
            have[k].key += f->value[i][cp_forecast_path_cell(o, t, k)];
        for (size_t j = 0; j <= i; j++) {
            struct cp_random stream = cp_num_random_stream(o->seed, f->member[j]->stream + 1, k);
            want[k].key += f->root[i * f->n + j] * cp_num_random_normal(&stream);
        }
    }
    qsort(have, n, sizeof *have, by_key);
    qsort(want, n, sizeof *want, by_key);
    for (size_t t = 0; t < o->horizon; t++) {
        double *paths = f->value[i] + cp_forecast_path_cell(o, t, 0);
        for (size_t k = 0; k < n; k++)
            row[want[k].at] = paths[have[k].at];
        memcpy(paths, row, n * sizeof *row);
    }
out:
    free(have);
    free(want);
    free(row);
    return rc;
}

/* Column `at` of all members made coherent. What comes out below 0, where nothing was, is 0 [Di
 * Fonzo and Girolimetto, Int. J. of Forecasting 39 (2023) 39: set-negative-to-zero]. */
static void add_up(const struct family *f, size_t at, double *bottom) {
    for (size_t j = 0; j < f->nbottom; j++) {
        bottom[j] = 0;
        for (size_t i = 0; i < f->n; i++)
            if (*weight_at(f, j, i) != 0)
                bottom[j] += *weight_at(f, j, i) * f->value[i][at] * f->unit[i];
        if (!f->negative && bottom[j] < 0)
            bottom[j] = 0;
    }
    for (size_t i = 0; i < f->n; i++) {
        f->value[i][at] = 0;
        for (size_t j = 0; j < f->nbottom; j++)
            if (*sum_at(f, i, j) != 0)
                f->value[i][at] += bottom[j] / f->unit[i];
    }
}

static void take_quantiles(const struct cp_forecast_options *o, double *row, double *sorted) {
    const double *paths = row + 1 + o->nquantile;
    bool known = o->paths > 0;
    for (size_t k = 0; k < o->paths; k++)
        known = known && !isnan(paths[k]);
    if (known) {
        memcpy(sorted, paths, o->paths * sizeof *sorted);
        cp_num_sort(sorted, o->paths);
    }
    for (size_t q = 0; q < o->nquantile; q++)
        row[1 + q] = known ? cp_num_quantile_sorted(sorted, o->paths, o->quantile[q]) : NAN;
}

static int make_coherent(struct family *f, struct cp_error *err) {
    const struct cp_forecast_options *o = f->o;
    for (size_t i = 0; i < f->n && o->paths; i++) {
        int rc = join_paths(f, i, err);
        if (rc)
            return rc;
    }
    double *room = cp_calloc(f->nbottom + o->paths, sizeof *room);
    if (!room)
        return cp_fail_nomem(err);
    for (size_t t = 0; t < o->horizon; t++) {
        add_up(f, cp_forecast_cell(o, t, 0), room);
        for (size_t k = 0; k < o->paths; k++)
            add_up(f, cp_forecast_path_cell(o, t, k), room);
        for (size_t i = 0; i < f->n; i++)
            take_quantiles(o, f->value[i] + cp_forecast_cell(o, t, 0), room + f->nbottom);
    }
    free(room);
    return 0;
}

/* ---- the batch ------------------------------------------------------------------------------- */

/* The members of the series' measure, and their units. */
static int gather(const struct cp_facts *t, struct cp_forecast_series_set *set, size_t first,
                  double *value, struct family *f, struct cp_error *err) {
    const char *measure = cp_facts_measure(t, set->series[first].row);
    f->member = cp_calloc(set->n, sizeof(void *));
    f->value = cp_calloc(set->n, sizeof(void *));
    f->unit = cp_calloc(set->n, sizeof *f->unit);
    if (!f->member || !f->value || !f->unit)
        return cp_fail_nomem(err);
    for (size_t i = first; i < set->n; i++) {
        struct cp_forecast_series *s = &set->series[i];
        if (s->skip || cp_facts_measure(t, s->row) != measure)
            continue;
        int rc = cp_unit_factor(cp_facts_unit(t, s->row), cp_facts_unit(t, set->series[first].row),
                                &f->unit[f->n], cp_facts_pos(t, s->row), err);
        if (rc)
            return rc;
        f->member[f->n] = s;
        f->value[f->n++] = value + i * f->o->horizon * cp_forecast_width(f->o);
    }
    return 0;
}

static int reconcile_measure(const struct cp_facts *t, struct cp_forecast_series_set *set,
                             size_t first, double *value, struct family *f, bool *found,
                             struct cp_error *err) {
    int rc = gather(t, set, first, value, f, err);
    if (rc)
        return rc;
    rc = find_sums(t, f, err);
    if (rc || f->nbottom == f->n)
        return rc;
    *found = true;
    if (!is_whole(f)) {
        for (size_t i = 0; i < f->n; i++)
            snprintf(f->member[i]->note, sizeof f->member[i]->note,
                     "not reconciled: a series of its hierarchy cannot be forecast");
        return 0;
    }
    if (!is_coherent(t, f)) {
        for (size_t i = 0; i < f->n; i++)
            if (!f->member[i]->note[0])
                snprintf(f->member[i]->note, sizeof f->member[i]->note,
                         "not reconciled: the history of its hierarchy does not add up");
        return 0;
    }
    rc = weigh(f, err);
    return rc ? rc : make_coherent(f, err);
}

int cp_forecast_reconcile(const struct cp_facts *t, const struct cp_forecast_options *o,
                          struct cp_forecast_series_set *set, double *value, struct cp_error *err) {
    bool found = false;
    for (size_t i = 0; i < set->n; i++) {
        bool known = set->series[i].skip;
        for (size_t j = 0; j < i && !known; j++)
            known =
                cp_facts_measure(t, set->series[j].row) == cp_facts_measure(t, set->series[i].row);
        if (known)
            continue;
        struct family f = {.o = o};
        int rc = reconcile_measure(t, set, i, value, &f, &found, err);
        free(f.member);
        free(f.value);
        free(f.unit);
        free(f.bottom);
        free(f.sum);
        free(f.weights);
        free(f.root);
        if (rc)
            return rc;
    }
    if (!found && set->n)
        return cp_fail(err, CP_EINPUT,
                       "--reconcile: no series is the total of others: none has '-' "
                       "where others have a value");
    return 0;
}
