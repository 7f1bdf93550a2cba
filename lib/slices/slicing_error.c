/* What representative days lose: mean, extremes and duration curve of every profile, against all of
 * its days in the same quarter of the year. */
#include "slices/slicing.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { QUANTILES = 1000 };

struct point {
    double value, weight;
};

static int descending(const void *a, const void *b) {
    const struct point *x = a, *y = b;
    return (x->value < y->value) - (x->value > y->value);
}

/* Value at share u of the time, on a curve sorted downwards whose weights sum to 1. */
static double at_share(const struct point *curve, size_t n, double u) {
    double sum = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        sum += curve[i].weight;
        if (u < sum)
            return curve[i].value;
    }
    return curve[n - 1].value;
}

static double mean_of(const struct point *curve, size_t n) {
    double mean = 0;
    for (size_t i = 0; i < n; i++)
        mean += curve[i].weight * curve[i].value;
    return mean;
}

/* Every hour of the profile's days in quarter q of the year (ALL_YEAR: in all). Returns how many.
 */
static size_t all_hours(const struct cp_profile *p, size_t q, struct point *out) {
    size_t n = 0;
    for (size_t d = 0; d < p->nday; d++) {
        struct cp_period quarter = cp_period_at(CP_QUARTER, (int64_t)p->day[d] * HOURS);
        if (q == ALL_YEAR || (size_t)(quarter.index % 4) == q)
            for (size_t h = 0; h < HOURS; h++)
                out[n++].value = p->value[d * HOURS + h];
    }
    for (size_t i = 0; i < n; i++)
        out[i].weight = 1 / (double)n;
    return n;
}

static int put_error(struct cp_facts *facts, const char *period, const char *profile,
                     const char *kind, double value, struct cp_error *err) {
    struct cp_fact f = {.dim[CP_PERIOD] = period,
                        .dim[CP_NAME] = profile,
                        .dim[CP_KIND] = kind,
                        .measure = "slice_error",
                        .value = fabs(value) < 1e-12 ? 0 : value}; /* rounding of sums */
    return cp_facts_put(facts, &f, err);
}

/* What the slices `some` say of the hours `full`, both sorted downwards, as parts of their range.
 */
static int put_errors(const struct point *some, size_t nsome, const struct point *full, size_t n,
                      const char *period, const char *profile, struct cp_facts *facts,
                      struct cp_error *err) {
    double range = full[0].value - full[n - 1].value, square = 0;
    double scale = range > 0 ? 1 / range : 0;
    for (size_t i = 0; i < QUANTILES; i++) {
        double u = ((double)i + 0.5) / QUANTILES;
        double gap = at_share(some, nsome, u) - at_share(full, n, u);
        square += gap * gap / QUANTILES;
    }
    const struct {
        const char *kind;
        double value;
    } of[] = {{"mean", (mean_of(some, nsome) - mean_of(full, n)) * scale},
              {"highest", (some[0].value - full[0].value) * scale},
              {"lowest", (some[nsome - 1].value - full[n - 1].value) * scale},
              {"duration", sqrt(square) * scale}};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        int rc = put_error(facts, period, profile, of[i].kind, of[i].value, err);
        if (rc)
            return rc;
    }
    return 0;
}

static int put_profile(const struct cp_plan *plan, size_t p, const struct cp_slicing *s, size_t q,
                       const char *period, struct cp_facts *facts, struct cp_error *err) {
    const struct cp_profile *profile = &plan->profile[p];
    struct point *full = cp_calloc(profile->nday * HOURS, sizeof *full);
    struct point *some = cp_calloc(s->n, sizeof *some);
    int rc = 0;
    if (!full || !some) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    size_t n = all_hours(profile, q, full);
    if (n == 0)
        goto out;
    for (size_t h = 0; h < s->n; h++)
        some[h] = (struct point){s->value[p][h], s->weight[h]};
    qsort(full, n, sizeof *full, descending);
    qsort(some, s->n, sizeof *some, descending);
    rc = put_errors(some, s->n, full, n, period, profile->name, facts, err);
out:
    free(full);
    free(some);
    return rc;
}

static int put_days(const struct cp_slicing *s, const char *period, double days,
                    struct cp_facts *facts, struct cp_error *err) {
    for (size_t d = 0; d < s->ngroup; d++) {
        char date[CP_PERIOD_SIZE];
        double weight = 0;
        for (size_t h = s->first[d]; h < s->first[d + 1]; h++)
            weight += s->weight[h];
        cp_period_format(date, (struct cp_period){CP_DAY, s->day[d]});
        struct cp_fact f = {.dim[CP_PERIOD] = period,
                            .dim[CP_NAME] = date,
                            .measure = "representative_day",
                            .value = weight * days};
        int rc = cp_facts_put(facts, &f, err);
        if (rc)
            return rc;
    }
    return 0;
}

static int put_slicing(const struct cp_plan *plan, const struct cp_slicing *s,
                       struct cp_period period, struct cp_facts *facts, struct cp_error *err) {
    int quarter = cp_period_at(CP_QUARTER, cp_period_start(period)).index % 4;
    char text[CP_PERIOD_SIZE];
    cp_period_format(text, period);
    int rc = put_days(s, text, cp_period_hours(period) / HOURS, facts, err);
    for (size_t p = 0; !rc && p < plan->nprofile; p++)
        rc = put_profile(plan, p, s, period.freq <= CP_YEAR ? ALL_YEAR : (size_t)quarter, text,
                         facts, err);
    return rc;
}

int cp_slices_put(const struct cp_plan *plan, struct cp_facts *facts, struct cp_error *err) {
    struct cp_arena arena = {0};
    size_t T = plan->horizon.n;
    const struct cp_slicing **slice = cp_arena_calloc(&arena, T + 1, sizeof(void *));
    int rc = slice ? cp_slices_make(plan, &arena, (struct cp_slices_ask){0}, slice, err)
                   : cp_fail_nomem(err);
    for (size_t t = 0; !rc && t < T; t++) {
        bool done = slice[t]->group != NULL; /* the plan's own stand for nothing else */
        for (size_t i = 0; i < t; i++)
            done |= slice[i] == slice[t];
        if (!done)
            rc = put_slicing(plan, slice[t], cp_plan_period(plan, t), facts, err);
    }
    cp_arena_release(&arena);
    return rc;
}
