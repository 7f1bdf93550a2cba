/* Bounds of integers from the rows that have only integers, or what stands for them [Savelsbergh
 * 1994, section 1]. */
#include "lp/mip/propagate.h"
#include <math.h>

static const double rounding = 1e-6;

enum { PASSES_MAX = 20 };

/* Which integer a column is, or stands for: one that an equation of these two alone makes a
 * multiple of an integer, as MW built of a phase that comes whole. */
struct stand_in {
    size_t integer; /* SIZE_MAX: none */
    double times;
};

static void find_stand_ins(const struct cp_lp_view *v, const size_t *count, size_t *other,
                           double *coef, struct stand_in *out) {
    size_t k = 0;
    for (size_t j = 0; j < v->ncol; j++)
        out[j] = (struct stand_in){v->integer[j] ? k++ : SIZE_MAX, 1};
    for (size_t i = 0; i < v->nrow; i++)
        other[i] = SIZE_MAX;
    for (size_t pass = 0; pass < 2; pass++) /* integers first, then what stands for them */
        for (size_t j = 0; j < v->ncol; j++)
            for (size_t p = v->start[j]; p < v->start[j + 1] && v->integer[j] == (pass == 0); p++) {
                size_t i = v->row[p];
                if (count[i] != 2 || v->row_lower[i] != 0 || v->row_upper[i] != 0)
                    continue;
                if (pass == 0) {
                    other[i] = out[j].integer;
                    coef[i] = v->value[p];
                } else if (other[i] != SIZE_MAX && out[j].integer == SIZE_MAX) {
                    out[j] = (struct stand_in){other[i], -coef[i] / v->value[p]};
                    other[i] = SIZE_MAX - 1; /* it says no more than that */
                }
            }
}

int cp_lp_integer_rows(const struct cp_lp_view *v, struct cp_arena *a,
                       struct cp_lp_integer_rows *out, struct cp_error *err) {
    size_t *of = cp_arena_calloc(a, v->nrow + 1, sizeof *of), n = 0, nnz = 0;
    bool *mixed = cp_arena_calloc(a, v->nrow + 1, sizeof *mixed);
    size_t *count = cp_arena_calloc(a, v->nrow + 1, sizeof *count);
    double *coef = cp_arena_calloc(a, v->nrow + 1, sizeof *coef);
    struct stand_in *in = cp_arena_calloc(a, v->ncol + 1, sizeof *in);
    *out = (struct cp_lp_integer_rows){0};
    if (!of || !mixed || !count || !coef || !in)
        return cp_fail_nomem(err);
    for (size_t p = 0; p < v->nnz; p++)
        count[v->row[p]]++;
    find_stand_ins(v, count, of, coef, in);
    for (size_t i = 0; i < v->nrow; i++)
        mixed[i] = of[i] == SIZE_MAX - 1;
    for (size_t j = 0; j < v->ncol; j++)
        for (size_t p = v->start[j]; p < v->start[j + 1]; p++)
            mixed[v->row[p]] |= in[j].integer == SIZE_MAX;
    for (size_t i = 0; i < v->nrow; i++) {
        of[i] = SIZE_MAX;
        if (mixed[i] || count[i] == 0)
            continue;
        of[i] = n++;
        nnz += count[i];
    }
    out->start = cp_arena_calloc(a, n + 2, sizeof *out->start);
    out->index = cp_arena_calloc(a, nnz + 1, sizeof *out->index);
    out->value = cp_arena_calloc(a, nnz + 1, sizeof *out->value);
    out->lower = cp_arena_calloc(a, n + 1, sizeof *out->lower);
    out->upper = cp_arena_calloc(a, n + 1, sizeof *out->upper);
    if (!out->start || !out->index || !out->value || !out->lower || !out->upper)
        return cp_fail_nomem(err);
    out->nrow = n;
    for (size_t i = 0; i < v->nrow; i++) {
        if (of[i] == SIZE_MAX)
            continue;
        out->lower[of[i]] = v->row_lower[i];
        out->upper[of[i]] = v->row_upper[i];
        out->start[of[i] + 2] = count[i];
    }
    for (size_t i = 0; i < n; i++)
        out->start[i + 2] += out->start[i + 1];
    for (size_t j = 0; j < v->ncol; j++)
        for (size_t p = v->start[j]; p < v->start[j + 1]; p++)
            if (of[v->row[p]] != SIZE_MAX) {
                size_t q = out->start[of[v->row[p]] + 1]++;
                out->index[q] = in[j].integer;
                out->value[q] = v->value[p] * in[j].times;
            }
    return 0;
}

/* One side of a row, sum of values <= most, as `sign` times the row. */
static bool tighten(const struct cp_lp_integer_rows *r, size_t i, double sign, double most,
                    double *low, double *high, bool *moved) {
    double least = 0;
    if (isinf(most))
        return true;
    for (size_t p = r->start[i]; p < r->start[i + 1]; p++) {
        double a = sign * r->value[p];
        least += a * (a > 0 ? low : high)[r->index[p]];
    }
    if (least > most + rounding)
        return false;
    for (size_t p = r->start[i]; p < r->start[i + 1] && isfinite(least); p++) {
        double a = sign * r->value[p];
        size_t k = r->index[p];
        if (a > 0 && low[k] + (most - least) / a < high[k] - 1 + rounding) {
            high[k] = floor(low[k] + (most - least) / a + rounding);
            *moved = true;
        } else if (a < 0 && high[k] + (most - least) / a > low[k] + 1 - rounding) {
            low[k] = ceil(high[k] + (most - least) / a - rounding);
            *moved = true;
        }
    }
    return true;
}

bool cp_lp_propagate(const struct cp_lp_integer_rows *r, double *low, double *high) {
    bool moved = true;
    for (int pass = 0; moved && pass < PASSES_MAX; pass++) {
        moved = false;
        for (size_t i = 0; i < r->nrow; i++)
            if (!tighten(r, i, 1, r->upper[i], low, high, &moved) ||
                !tighten(r, i, -1, -r->lower[i], low, high, &moved))
                return false;
    }
    return true;
}
