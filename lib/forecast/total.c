#include "forecast/internal.h"
#include "num/num.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Totals of series over dimensions, and over the periods of a year or of the horizon, with the
 * quantiles of sums of paths. */

struct sums {
    const struct cp_forecast_options *o;
    const struct cp_forecast_total *total;
    const struct cp_facts *t;
    struct cp_forecast_series_set *set;
    const double *value; /* as of the batch */
    size_t npath;        /* to be written */
};

struct member {
    uint64_t key;
    size_t at;
};

static int by_key(const void *a, const void *b) {
    const struct member *x = a, *y = b;
    return x->key < y->key ? -1 : x->key > y->key ? 1 : x->at < y->at ? -1 : x->at > y->at;
}

static bool is_over(const struct cp_forecast_total *total, size_t column) {
    return column < CP_DIM_COUNT && (total->dims & (uint32_t)1 << column);
}

/* Of what agrees in all that is not added up over. */
static uint64_t key_of(const struct sums *s, size_t row) {
    const char *measure = cp_facts_measure(s->t, row);
    uint64_t key = cp_hash(measure, strlen(measure), 0);
    for (size_t c = 0; c < cp_facts_columns(s->t); c++) {
        const char *text = cp_facts_column_text(s->t, row, c);
        if (c != CP_PERIOD && c != CP_QUANTILE && !is_over(s->total, c))
            key = cp_hash(text, strlen(text), key);
    }
    return key;
}

/* Parts have a word in every dimension that is added up over in which one of them has; what has
 * none is a total already. */
static size_t drop_totals(const struct sums *s, struct member *m, size_t n) {
    size_t kept = n;
    for (size_t c = 0; c < CP_DIM_COUNT; c++) {
        size_t used = 0;
        bool named = false;
        for (size_t i = 0; i < kept && is_over(s->total, c); i++)
            named = named ||
                    strcmp(cp_facts_column_text(s->t, s->set->series[m[i].at].row, c), "-") != 0;
        if (!named)
            continue;
        for (size_t i = 0; i < kept; i++)
            if (strcmp(cp_facts_column_text(s->t, s->set->series[m[i].at].row, c), "-") != 0)
                m[used++] = m[i];
        kept = used;
    }
    return kept;
}

/* Periods [from, to) that are one total, counted from the first that is forecast: below 0 known. */
struct span {
    int32_t from, to;
    char period[CP_PERIOD_SIZE];
};

/* The calendar year that the period is in; so is a week that begins in it. */
static int year_of(const struct cp_forecast_series *s, int32_t t) {
    size_t i = (size_t)((int32_t)s->n + t);
    return cp_period_year(cp_period_at(CP_YEAR, cp_forecast_series_start(s, i)));
}

/* Whether a year stands between its first day and its last in what is known and forecast. */
static bool find_year(const struct cp_forecast_series *s, int32_t horizon, struct span *out) {
    int32_t known = (int32_t)s->n;
    struct cp_period year =
        cp_period_at(CP_YEAR, cp_forecast_series_start(s, (size_t)(known + out->from)));
    int number = cp_period_year(year);
    while (out->to < horizon && year_of(s, out->to) == number)
        out->to++;
    while (out->from > -known && year_of(s, out->from - 1) == number)
        out->from--;
    cp_period_format(out->period, year);
    bool begun = out->from > -known || cp_forecast_series_start(s, 0) == cp_period_start(year);
    return begun && year_of(s, out->to) != number;
}

/* The next total from *at on; false: there is none. */
static bool next_span(const struct sums *x, const struct cp_forecast_series *s, int32_t *at,
                      struct span *out) {
    int32_t horizon = (int32_t)x->o->horizon;
    while (*at < horizon) {
        bool whole = true;
        *out = (struct span){*at, *at + 1, "-"};
        if (x->total->over == CP_TOTAL_HORIZON)
            out->to = horizon;
        else if (x->total->over == CP_TOTAL_YEAR)
            whole = find_year(s, horizon, out);
        else
            cp_forecast_series_period(s, s->n + (size_t)*at, out->period);
        *at = out->to;
        if (whole)
            return true;
    }
    return false;
}

/* The sum of column q over a span, in the unit of the first member. */
static int add(const struct sums *x, const struct member *m, size_t n, const struct span *span,
               double *sum, struct cp_error *err) {
    size_t width = cp_forecast_width(x->o);
    const char *unit = cp_facts_unit(x->t, x->set->series[m[0].at].row);
    memset(sum, 0, width * sizeof *sum);
    for (size_t i = 0; i < n; i++) {
        const struct cp_forecast_series *s = &x->set->series[m[i].at];
        const double *value = x->value + m[i].at * x->o->horizon * width;
        double factor;
        int rc = cp_unit_factor(cp_facts_unit(x->t, s->row), unit, &factor,
                                cp_facts_pos(x->t, s->row), err);
        if (rc)
            return rc;
        for (int32_t t = span->from; t < span->to; t++)
            for (size_t q = 0; q < width; q++)
                sum[q] += s->problem[0] ? NAN
                          : t < 0       ? s->y[(size_t)((int32_t)s->n + t)] * factor
                                        : value[cp_forecast_cell(x->o, (size_t)t, q)] * factor;
    }
    return 0;
}

static int put(const struct sums *x, size_t row, const char *period, const char *quantile,
               const char *path, double value, struct cp_facts *out, struct cp_error *err) {
    const char *own = cp_facts_dim(x->t, row, CP_SCENARIO);
    char measure[300], scenario[300];
    snprintf(measure, sizeof measure, "%.280s_total", cp_facts_measure(x->t, row));
    snprintf(scenario, sizeof scenario, "%.200s%s%s", strcmp(own, "-") != 0 ? own : "",
             strcmp(own, "-") != 0 ? "/" : "", path ? path : "");
    struct cp_fact f = {
        .dim[CP_PERIOD] = period, .dim[CP_QUANTILE] = quantile, .measure = measure, .value = value};
    for (size_t d = 0; d < CP_DIM_COUNT; d++)
        if (is_over(x->total, d))
            f.dim[d] = "-";
    if (path)
        f.dim[CP_SCENARIO] = scenario;
    return cp_facts_put_like(out, row, &f, err);
}

/* sum[width]: the point forecast, quantiles to be, paths. */
static int put_all(const struct sums *x, size_t row, const char *period, double *sum,
                   struct cp_facts *out, struct cp_error *err) {
    const struct cp_forecast_options *o = x->o;
    double *paths = sum + 1 + o->nquantile;
    int rc = put(x, row, period, "-", NULL, sum[0], out, err);
    for (size_t k = 0; k < x->npath && !rc; k++) {
        char name[CP_FORECAST_PATH_SIZE];
        cp_forecast_path_name(k, name);
        rc = put(x, row, period, "-", name, paths[k], out, err);
    }
    bool known = o->paths > 0;
    for (size_t k = 0; k < o->paths; k++)
        known = known && !isnan(paths[k]);
    if (known)
        cp_num_sort(paths, o->paths);
    for (size_t q = 0; q < o->nquantile && !rc; q++) {
        char text[CP_NUMBER_SIZE];
        cp_number_format(text, o->quantile[q]);
        double at = known ? cp_num_quantile_sorted(paths, o->paths, o->quantile[q]) : NAN;
        rc = put(x, row, period, text, NULL, at, out, err);
    }
    return rc;
}

/* One total of members that all agree in their periods. */
static int total_of(const struct sums *x, struct member *m, size_t n, double *sum,
                    struct cp_facts *out, struct cp_error *err) {
    struct cp_forecast_series *first = &x->set->series[m[0].at];
    struct span span;
    for (size_t i = 0; i < n; i++) {
        struct cp_forecast_series *s = &x->set->series[m[i].at];
        if (s->problem[0] && !s->y) /* it has no periods */
            return 0;
        if (!cp_forecast_calendar_same(&s->calendar, &first->calendar) ||
            cp_forecast_series_index(s, s->n) != cp_forecast_series_index(first, first->n)) {
            snprintf(s->note, sizeof s->note, "no total: its periods end elsewhere than others'");
            return 0;
        }
        if (s->n < first->n)
            first = s;
    }
    if (x->total->over == CP_TOTAL_YEAR && !first->calendar.dated) {
        snprintf(first->note, sizeof first->note, "no total of a year: its periods are numbers");
        return 0;
    }
    bool any = false;
    for (int32_t at = 0; next_span(x, first, &at, &span);) {
        any = true;
        int rc = add(x, m, n, &span, sum, err);
        if (!rc)
            rc = put_all(x, x->set->series[m[0].at].row, span.period, sum, out, err);
        if (rc)
            return rc;
    }
    if (!any && !first->note[0])
        snprintf(first->note, sizeof first->note,
                 "no total of a year: none is whole in what is known and forecast");
    return 0;
}

/* The runs of equal key, in the order of their first series. */
static int total_all(const struct sums *x, struct member *m, size_t n, double *sum,
                     struct cp_facts *out, struct cp_error *err) {
    size_t runs = 0;
    struct member *first = cp_calloc(n + 1, sizeof *first); /* where a run begins, by its series */
    int rc = first ? 0 : cp_fail_nomem(err);
    for (size_t i = 0; i < n && !rc; i++)
        if (i == 0 || m[i].key != m[i - 1].key)
            first[runs++] = (struct member){m[i].at, i};
    if (runs)
        qsort(first, runs, sizeof *first, by_key);
    for (size_t r = 0; r < runs && !rc; r++) {
        size_t from = first[r].at, to = from;
        while (to < n && m[to].key == m[from].key)
            to++;
        to = from + drop_totals(x, m + from, to - from);
        rc = to > from ? total_of(x, m + from, to - from, sum, out, err) : 0;
    }
    free(first);
    return rc;
}

int cp_forecast_totals(const struct cp_forecast_options *o, struct cp_forecast_series_set *set,
                       const double *value, size_t npath, struct cp_facts *t,
                       struct cp_error *err) {
    struct member *m = cp_calloc(set->n + 1, sizeof *m);
    double *sum = cp_calloc(cp_forecast_width(o), sizeof *sum);
    int rc = m && sum ? 0 : cp_fail_nomem(err);
    for (size_t k = 0; k < o->ntotal && !rc; k++) {
        const struct sums x = {o, &o->total[k], t, set, value, npath};
        size_t n = 0;
        for (size_t i = 0; i < set->n; i++)
            if (!set->series[i].skip)
                m[n++] = (struct member){key_of(&x, set->series[i].row), i};
        if (n)
            qsort(m, n, sizeof *m, by_key);
        rc = total_all(&x, m, n, sum, t, err);
    }
    free(m);
    free(sum);
    return rc;
}
