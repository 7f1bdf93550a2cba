/* Representative days by k-medoids: PAM's build and swap phases on the days of each quarter of the
 * year [Kaufman & Rousseeuw 1990, ch. 2]. Deterministic: ties go to the earlier day. */
#include "allocate/allocate.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HOURS = 24 };

/* The days of one quarter of the year, the k-th day of every profile taken together. */
struct days {
    size_t n, nprofile;
    const double **hours; /* hours[d * nprofile + p]: 24 values */
    double *distance;     /* n x n */
};

static size_t quarter_of(int32_t day) {
    struct cp_period q = cp_period_at(CP_QUARTER, (int64_t)day * HOURS);
    return (size_t)(((q.index % 4) + 4) % 4);
}

static int gather(const struct cp_plan *plan, struct cp_arena *arena, size_t quarter,
                  struct days *out, struct cp_error *err) {
    size_t most = 0, np = plan->nprofile;
    for (size_t p = 0; p < np; p++) {
        size_t n = 0;
        for (size_t d = 0; d < plan->profile[p].nday; d++)
            n += quarter_of(plan->profile[p].day[d]) == quarter;
        if (n > most)
            most = n;
    }
    out->n = most;
    out->nprofile = np;
    out->hours = cp_arena_calloc(arena, most * np + 1, sizeof *out->hours);
    out->distance = cp_arena_calloc(arena, most * most + 1, sizeof *out->distance);
    size_t *mine = cp_arena_calloc(arena, most + 1, sizeof *mine);
    if (!out->hours || !out->distance || !mine)
        return cp_fail_nomem(err);
    for (size_t p = 0; p < np; p++) {
        const struct cp_profile *profile = &plan->profile[p];
        size_t n = 0;
        for (size_t d = 0; d < profile->nday; d++)
            if (quarter_of(profile->day[d]) == quarter)
                mine[n++] = d;
        /* a profile with fewer days repeats its own, in order */
        for (size_t d = 0; n && d < most; d++)
            out->hours[d * np + p] = profile->value + mine[d * n / most] * HOURS;
    }
    return 0;
}

static void measure_distances(struct days *days) {
    size_t n = days->n, np = days->nprofile;
    for (size_t p = 0; p < np; p++) {
        double sum = 0, squares = 0, count = (double)(n * HOURS);
        if (!n || !days->hours[p])
            continue;
        for (size_t d = 0; d < n; d++)
            for (size_t h = 0; h < HOURS; h++) {
                double x = days->hours[d * np + p][h];
                sum += x;
                squares += x * x;
            }
        double variance = squares / count - (sum / count) * (sum / count);
        if (variance <= 0)
            continue;
        for (size_t a = 0; a < n; a++)
            for (size_t b = 0; b < n; b++) {
                double d2 = 0;
                for (size_t h = 0; h < HOURS; h++) {
                    double x = days->hours[a * np + p][h] - days->hours[b * np + p][h];
                    d2 += x * x;
                }
                days->distance[a * n + b] += d2 / variance;
            }
    }
    for (size_t i = 0; i < n * n; i++)
        days->distance[i] = sqrt(days->distance[i]);
}

static double cost_of(const struct days *days, const size_t *medoid, size_t k) {
    double cost = 0;
    for (size_t d = 0; d < days->n; d++) {
        double best = INFINITY;
        for (size_t i = 0; i < k; i++)
            best = fmin(best, days->distance[d * days->n + medoid[i]]);
        cost += best;
    }
    return cost;
}

static bool holds(const size_t *medoid, size_t k, size_t d) {
    for (size_t i = 0; i < k; i++)
        if (medoid[i] == d)
            return true;
    return false;
}

static int ascending(const void *a, const void *b) {
    const size_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void choose_medoids(const struct days *days, size_t *medoid, size_t k) {
    for (size_t i = 0; i < k; i++) {
        double best = INFINITY;
        for (size_t d = 0; d < days->n; d++) {
            size_t before = medoid[i];
            if (holds(medoid, i, d))
                continue;
            medoid[i] = d;
            double cost = cost_of(days, medoid, i + 1);
            if (cost < best)
                best = cost;
            else
                medoid[i] = before;
        }
    }
    double cost = cost_of(days, medoid, k);
    for (bool better = true; better;) {
        better = false;
        for (size_t i = 0; i < k; i++)
            for (size_t d = 0; d < days->n; d++) {
                size_t old = medoid[i];
                if (holds(medoid, k, d))
                    continue;
                medoid[i] = d;
                double now = cost_of(days, medoid, k);
                if (now < cost * (1 - 1e-12)) {
                    cost = now;
                    better = true;
                } else {
                    medoid[i] = old;
                }
            }
    }
    qsort(medoid, k, sizeof *medoid, ascending);
}

static int slice_quarter(const struct cp_plan *plan, struct cp_arena *arena, size_t quarter,
                         struct cp_slicing *out, struct cp_error *err) {
    struct days days = {0};
    size_t np = plan->nprofile, steps = plan->slice_hours, span = HOURS / steps;
    int rc = gather(plan, arena, quarter, &days, err);
    if (rc)
        return rc;
    size_t k = days.n < plan->slice_days ? days.n : plan->slice_days;
    out->days = k ? k : 1;
    out->steps = steps;
    out->n = out->days * steps;
    out->weight = cp_arena_calloc(arena, out->n, sizeof *out->weight);
    out->value = cp_arena_calloc(arena, np + 1, sizeof *out->value);
    size_t *medoid = cp_arena_calloc(arena, out->days, sizeof *medoid);
    double *share = cp_arena_calloc(arena, out->days, sizeof *share);
    if (!out->weight || !out->value || !medoid || !share)
        return cp_fail_nomem(err);
    if (k) {
        measure_distances(&days);
        choose_medoids(&days, medoid, k);
    }
    for (size_t d = 0; d < days.n; d++) {
        size_t nearest = 0;
        for (size_t i = 1; i < k; i++)
            if (days.distance[d * days.n + medoid[i]] < days.distance[d * days.n + medoid[nearest]])
                nearest = i;
        share[nearest] += 1 / (double)days.n;
    }
    if (!k)
        share[0] = 1;
    for (size_t h = 0; h < out->n; h++)
        out->weight[h] = share[h / steps] / (double)steps;
    for (size_t p = 0; p < np; p++) {
        out->value[p] = cp_arena_calloc(arena, out->n, sizeof **out->value);
        if (!out->value[p])
            return cp_fail_nomem(err);
        for (size_t h = 0; h < out->n; h++) {
            const double *hours = days.n ? days.hours[medoid[h / steps] * np + p] : NULL;
            for (size_t i = 0; hours && i < span; i++)
                out->value[p][h] += hours[h % steps * span + i] / (double)span;
        }
    }
    return 0;
}

/* The four quarters of a year one after the other, each a quarter of the hours. */
static int join_quarters(const struct cp_plan *plan, struct cp_arena *arena,
                         struct cp_slicing out[5], struct cp_error *err) {
    struct cp_slicing *year = &out[4];
    for (size_t q = 0; q < 4; q++) {
        year->days += out[q].days;
        year->n += out[q].n;
    }
    year->steps = plan->slice_hours;
    year->weight = cp_arena_calloc(arena, year->n, sizeof *year->weight);
    year->value = cp_arena_calloc(arena, plan->nprofile + 1, sizeof *year->value);
    if (!year->weight || !year->value)
        return cp_fail_nomem(err);
    for (size_t p = 0; p < plan->nprofile; p++)
        if (!(year->value[p] = cp_arena_calloc(arena, year->n, sizeof **year->value)))
            return cp_fail_nomem(err);
    for (size_t q = 0, at = 0; q < 4; at += out[q++].n)
        for (size_t h = 0; h < out[q].n; h++) {
            year->weight[at + h] = out[q].weight[h] / 4;
            for (size_t p = 0; p < plan->nprofile; p++)
                year->value[p][at + h] = out[q].value[p][h];
        }
    return 0;
}

int cp_slicing_make(const struct cp_plan *plan, struct cp_arena *arena, struct cp_slicing out[5],
                    struct cp_error *err) {
    memset(out, 0, 5 * sizeof *out);
    for (size_t q = 0; q < 4; q++) {
        int rc = slice_quarter(plan, arena, q, &out[q], err);
        if (rc)
            return rc;
    }
    return join_quarters(plan, arena, out, err);
}
