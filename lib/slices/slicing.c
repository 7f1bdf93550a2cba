/* Representative days by k-medoids: PAM's build and swap phases on the days of each quarter of the
 * year [Kaufman & Rousseeuw 1990, ch. 2]. The day of most strain is kept. Deterministic: ties
 * go to the earlier day. */
#include "slices/slicing.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The days of one quarter of the year, the k-th day of every profile taken together. */
struct days {
    size_t n, nprofile;
    int32_t *date;            /* of the first profile with all n */
    const double **hours;     /* hours[d * nprofile + p]: 24 values */
    double *mean, *deviation; /* of each profile over all hours */
    double *distance;         /* n x n */
    struct cp_slices_ask ask;
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
    out->date = cp_arena_calloc(arena, most + 1, sizeof *out->date);
    out->mean = cp_arena_calloc(arena, np + 1, sizeof *out->mean);
    out->deviation = cp_arena_calloc(arena, np + 1, sizeof *out->deviation);
    size_t *mine = cp_arena_calloc(arena, most + 1, sizeof *mine);
    if (!out->hours || !out->distance || !out->date || !out->mean || !out->deviation || !mine)
        return cp_fail_nomem(err);
    bool dated = false;
    for (size_t p = 0; p < np; p++) {
        const struct cp_profile *profile = &plan->profile[p];
        size_t n = 0;
        for (size_t d = 0; d < profile->nday; d++)
            if (quarter_of(profile->day[d]) == quarter)
                mine[n++] = d;
        for (size_t d = 0; n == most && !dated && d < most; d++)
            out->date[d] = profile->day[mine[d]];
        dated |= n == most;
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
        days->mean[p] = sum / count;
        if (variance <= 0)
            continue;
        days->deviation[p] = sqrt(variance);
        for (size_t a = 0; a < n && !is_stopped(days->ask); a++)
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

/* How the profiles add to the strain of an hour: less sun and wind strains, more of all else. */
static double strain_sign(const struct cp_plan *plan, size_t p) {
    for (size_t e = 0; e < plan->energy.ncontract; e++)
        if (plan->energy.contract[e].output.profile &&
            cp_plan_profile(plan, plan->energy.contract[e].output.profile) == &plan->profile[p])
            return -1;
    return 1;
}

/* The day with the hour of most strain: deviations from the mean of all profiles, each in its
 * standard deviations, added up. */
static size_t peak_day(const struct cp_plan *plan, const struct days *days) {
    double most = -INFINITY;
    size_t peak = 0;
    for (size_t d = 0; d < days->n && !is_stopped(days->ask); d++)
        for (size_t h = 0; h < HOURS; h++) {
            double strain = 0;
            for (size_t p = 0; p < days->nprofile; p++)
                if (days->deviation[p] > 0)
                    strain += strain_sign(plan, p) *
                              (days->hours[d * days->nprofile + p][h] - days->mean[p]) /
                              days->deviation[p];
            if (strain > most) {
                most = strain;
                peak = d;
            }
        }
    return peak;
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

/* The first `pinned` medoids are given and stay. */
static void choose_medoids(const struct days *days, size_t *medoid, size_t k, size_t pinned) {
    for (size_t i = pinned; i < k; i++) {
        double best = INFINITY;
        for (size_t d = 0; d < days->n && !is_stopped(days->ask); d++) {
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
        for (size_t i = pinned; i < k; i++)
            for (size_t d = 0; d < days->n && !is_stopped(days->ask); d++) {
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

int cp_slices_reserve(const struct cp_plan *plan, struct cp_arena *arena, size_t groups, size_t n,
                      struct cp_slicing *out) {
    *out = (struct cp_slicing){.n = n, .ngroup = groups};
    out->first = cp_arena_calloc(arena, groups + 1, sizeof *out->first);
    out->length = cp_arena_calloc(arena, groups, sizeof *out->length);
    out->weight = cp_arena_calloc(arena, n, sizeof *out->weight);
    out->day = cp_arena_calloc(arena, groups, sizeof *out->day);
    out->value = cp_arena_calloc(arena, plan->nprofile + 1, sizeof *out->value);
    if (!out->first || !out->length || !out->weight || !out->day || !out->value)
        return CP_ENOMEM;
    for (size_t p = 0; p < plan->nprofile; p++)
        if (!(out->value[p] = cp_arena_calloc(arena, n, sizeof **out->value)))
            return CP_ENOMEM;
    return 0;
}

int cp_slices_reserve_runs(struct cp_arena *arena, size_t n, struct cp_slicing *out) {
    out->run = cp_arena_calloc(arena, n, sizeof *out->run);
    out->run_share = cp_arena_calloc(arena, n, sizeof *out->run_share);
    return out->run && out->run_share ? 0 : CP_ENOMEM;
}

void cp_slices_add_run(struct cp_slicing *out, size_t group, double share) {
    if (!out->nrun || out->run[out->nrun - 1] != group)
        out->run[out->nrun++] = group;
    out->run_share[out->nrun - 1] += share;
}

static int slice_quarter(const struct cp_plan *plan, struct cp_arena *arena, size_t quarter,
                         struct cp_slices_ask ask, struct cp_slicing *out, struct cp_error *err) {
    struct days days = {.ask = ask};
    size_t np = plan->nprofile, steps = plan->slices.hours, span = HOURS / steps;
    int rc = gather(plan, arena, quarter, &days, err);
    if (rc)
        return rc;
    size_t k = days.n < plan->slices.days ? days.n : plan->slices.days;
    size_t groups = k ? k : 1;
    size_t *medoid = cp_arena_calloc(arena, groups, sizeof *medoid);
    double *share = cp_arena_calloc(arena, groups, sizeof *share);
    if (!medoid || !share || cp_slices_reserve(plan, arena, groups, groups * steps, out) ||
        cp_slices_reserve_runs(arena, days.n ? days.n : 1, out))
        return cp_fail_nomem(err);
    for (size_t g = 0; g <= groups; g++)
        out->first[g] = g * steps;
    for (size_t g = 0; g < groups; g++)
        out->length[g] = (double)span;
    if (k) {
        measure_distances(&days);
        size_t pinned = k > 1;
        if (pinned)
            medoid[0] = peak_day(plan, &days);
        choose_medoids(&days, medoid, k, pinned);
    }
    if (is_stopped(ask)) /* and what was chosen is not the best */
        return 1;
    for (size_t d = 0; d < days.n; d++) {
        size_t nearest = 0;
        for (size_t i = 1; i < k; i++)
            if (days.distance[d * days.n + medoid[i]] < days.distance[d * days.n + medoid[nearest]])
                nearest = i;
        share[nearest] += 1 / (double)days.n;
        cp_slices_add_run(out, nearest, 1 / (double)days.n);
    }
    if (!k) {
        share[0] = 1;
        cp_slices_add_run(out, 0, 1);
    }
    for (size_t i = 0; i < k; i++)
        out->day[i] = days.date[medoid[i]];
    for (size_t h = 0; h < out->n; h++)
        out->weight[h] = share[h / steps] / (double)steps;
    for (size_t p = 0; p < np; p++)
        for (size_t h = 0; h < out->n; h++) {
            const double *hours = days.n ? days.hours[medoid[h / steps] * np + p] : NULL;
            for (size_t i = 0; hours && i < span; i++)
                out->value[p][h] += hours[h % steps * span + i] / (double)span;
        }
    return 0;
}

/* Days of the quarters of a year, leap years counted as a quarter of a day. */
static const double quarter_days[4] = {90.25, 91, 92, 92};

/* The four quarters of a year one after the other, each with its share of the days. */
static int join_quarters(const struct cp_plan *plan, struct cp_arena *arena,
                         struct cp_slicing out[5], struct cp_error *err) {
    struct cp_slicing *year = &out[ALL_YEAR];
    size_t groups = 0, n = 0, runs = 0;
    for (size_t q = 0; q < 4; q++) {
        groups += out[q].ngroup;
        runs += out[q].nrun;
        n += out[q].n;
    }
    if (cp_slices_reserve(plan, arena, groups, n, year) ||
        cp_slices_reserve_runs(arena, runs, year))
        return cp_fail_nomem(err);
    size_t at = 0, group = 0;
    for (size_t q = 0; q < 4; q++) {
        for (size_t i = 0; i < out[q].nrun; i++)
            cp_slices_add_run(year, group + out[q].run[i],
                              out[q].run_share[i] * quarter_days[q] / 365.25);
        for (size_t g = 0; g < out[q].ngroup; g++, group++) {
            year->day[group] = out[q].day[g];
            year->length[group] = out[q].length[g];
            year->first[group] = at + out[q].first[g];
        }
        for (size_t h = 0; h < out[q].n; h++, at++) {
            year->weight[at] = out[q].weight[h] * quarter_days[q] / 365.25;
            for (size_t p = 0; p < plan->nprofile; p++)
                year->value[p][at] = out[q].value[p][h];
        }
    }
    year->first[group] = at;
    return 0;
}

int cp_slices_by_days(const struct cp_plan *plan, struct cp_arena *arena, struct cp_slices_ask ask,
                      const struct cp_slicing **out, struct cp_error *err) {
    struct cp_slicing *all = cp_arena_calloc(arena, 5, sizeof *all);
    if (!all)
        return cp_fail_nomem(err);
    for (size_t q = 0; q < 4; q++) {
        int rc = slice_quarter(plan, arena, q, ask, &all[q], err);
        if (rc)
            return rc;
    }
    int rc = join_quarters(plan, arena, all, err);
    if (rc)
        return rc;
    for (size_t t = 0; t < plan->horizon.n; t++) {
        struct cp_period p = cp_plan_period(plan, t);
        out[t] =
            &all[p.freq <= CP_YEAR ? ALL_YEAR : quarter_of((int32_t)(cp_period_start(p) / HOURS))];
    }
    return 0;
}
