/* Few points that stand for many. */
#include "scenario/numbers.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double TIE = 1e-12;

static double distance(const struct cp_scenario_points *s, size_t a, size_t b) {
    double sum = 0;
    for (size_t k = 0; k < s->d; k++) {
        double diff = s->x[a * s->d + k] - s->x[b * s->d + k];
        sum += diff * diff;
    }
    return sqrt(sum);
}

static double *distances(const struct cp_scenario_points *s) {
    double *d =
        s->n <= SIZE_MAX / sizeof *d / (s->n + 1) ? cp_calloc(s->n * s->n, sizeof *d) : NULL;
    for (size_t a = 0; d && a < s->n; a++)
        for (size_t b = 0; b < a; b++)
            d[a * s->n + b] = d[b * s->n + a] = distance(s, a, b);
    return d;
}

/* What would be left if u were kept too. */
static double left_with(const struct cp_scenario_points *s, const double *d, const double *best,
                        const bool *kept, size_t u) {
    const double *to = d + u * s->n;
    double sum = 0;
    for (size_t k = 0; k < s->n; k++)
        if (!kept[k] && k != u)
            sum += s->probability[k] * fmin(best[k], to[k]);
    return sum;
}

static void keep_one(const struct cp_scenario_points *s, const double *d, double *best, bool *kept,
                     size_t u) {
    kept[u] = true;
    for (size_t k = 0; k < s->n; k++)
        best[k] = fmin(best[k], d[u * s->n + k]);
}

static void forward(const struct cp_scenario_points *s, const double *d, size_t keep, bool *kept,
                    double *best) {
    size_t n = 0;
    for (size_t k = 0; k < s->n; k++)
        best[k] = HUGE_VAL;
    for (size_t k = 0; k < s->n; k++)
        if (kept[k]) {
            keep_one(s, d, best, kept, k);
            n++;
        }
    for (; n < keep; n++) {
        size_t chosen = SIZE_MAX;
        double least = HUGE_VAL;
        for (size_t u = 0; u < s->n; u++) {
            double left = kept[u] ? HUGE_VAL : left_with(s, d, best, kept, u);
            if (left < least - TIE) {
                least = left;
                chosen = u;
            }
        }
        if (chosen == SIZE_MAX)
            return;
        keep_one(s, d, best, kept, chosen);
    }
}

/* The nearest of those that stay to k, other than k and `but`. */
static double nearest(const struct cp_scenario_points *s, const double *d, const bool *stays,
                      size_t k, size_t but) {
    double least = HUGE_VAL;
    for (size_t j = 0; j < s->n; j++)
        if (stays[j] && j != k && j != but)
            least = fmin(least, d[k * s->n + j]);
    return least;
}

static void backward(const struct cp_scenario_points *s, const double *d, size_t keep, bool *kept,
                     bool *stays, double *first) {
    size_t n = s->n;
    for (size_t k = 0; k < s->n; k++)
        stays[k] = true;
    for (; n > keep; n--) {
        size_t chosen = SIZE_MAX;
        double least = HUGE_VAL;
        for (size_t u = 0; u < s->n; u++) {
            double left =
                stays[u] && !kept[u] ? s->probability[u] * nearest(s, d, stays, u, u) : HUGE_VAL;
            for (size_t k = 0; left < HUGE_VAL && k < s->n; k++)
                if (!stays[k]) /* what went to u goes further */
                    left += s->probability[k] *
                            (d[k * s->n + u] > first[k] ? first[k] : nearest(s, d, stays, k, u));
            if (left < least - TIE) {
                least = left;
                chosen = u;
            }
        }
        if (chosen == SIZE_MAX)
            break;
        stays[chosen] = false;
        for (size_t k = 0; k < s->n; k++)
            first[k] = stays[k] ? 0 : nearest(s, d, stays, k, SIZE_MAX);
    }
    memcpy(kept, stays, s->n * sizeof *kept);
}

int cp_scenario_reduce(const struct cp_scenario_points *s, enum cp_scenario_reduction how,
                       size_t keep, bool *kept) {
    double *d = distances(s), *room = cp_calloc(s->n, sizeof *room);
    bool *stays = cp_calloc(s->n, sizeof *stays);
    int rc = d && room && stays ? 0 : CP_ENOMEM;
    if (rc == 0 && how == CP_SCENARIO_FORWARD)
        forward(s, d, keep, kept, room);
    else if (rc == 0)
        backward(s, d, keep, kept, stays, room);
    free(d);
    free(room);
    free(stays);
    return rc;
}

double cp_scenario_assign(const struct cp_scenario_points *s, const bool *kept, const size_t *group,
                          double *probability) {
    double moved = 0;
    for (size_t i = 0; i < s->n; i++)
        probability[i] = kept[i] ? s->probability[i] : 0;
    for (size_t i = 0; i < s->n; i++) {
        size_t to = SIZE_MAX;
        double least = HUGE_VAL;
        bool own = false;
        for (size_t k = 0; k < s->n && !kept[i]; k++) {
            bool same = group && kept[k] && group[k] == group[i];
            double far = kept[k] ? distance(s, i, k) : HUGE_VAL;
            if ((same && !own) || (same == own && far < least - TIE)) {
                least = far;
                to = k;
                own = same;
            }
        }
        if (to != SIZE_MAX) {
            probability[to] += s->probability[i];
            moved += s->probability[i] * least;
        }
    }
    return moved;
}
