/* Tails and cover of discrete and normal losses. */
#include "hedge/numbers.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>

struct atom {
    double loss, p;
    size_t i;
};

static int by_loss(const void *a, const void *b) {
    const struct atom *x = a, *y = b;
    if (x->loss != y->loss)
        return x->loss < y->loss ? -1 : 1;
    return (x->i > y->i) - (x->i < y->i);
}

/* Ascending; NULL: no memory. */
static struct atom *sort(const double *loss, const double *probability, size_t n) {
    struct atom *a = cp_calloc(n + 1, sizeof *a);
    for (size_t i = 0; a && i < n; i++)
        a[i] = (struct atom){loss[i], probability ? probability[i] : 1. / (double)n, i};
    if (a && n > 1)
        qsort(a, n, sizeof *a, by_loss);
    return a;
}

/* The place of VaR: probabilities add up to the level but for rounding. */
static size_t place(const struct atom *a, size_t n, double level) {
    double below = 0;
    for (size_t i = 0; i < n; i++) {
        below += a[i].p;
        if (below >= level - 1e-12)
            return i;
    }
    return n - 1;
}

int cp_hedge_tail(const double *loss, const double *probability, size_t n, double level,
                  struct cp_hedge_tail *out) {
    *out = (struct cp_hedge_tail){NAN, NAN, NAN};
    if (n == 0)
        return 0;
    struct atom *a = sort(loss, probability, n);
    if (!a)
        return CP_ENOMEM;
    size_t at = place(a, n, level);
    double excess = 0, mean = 0;
    for (size_t i = 0; i < n; i++)
        mean += a[i].p * a[i].loss;
    for (size_t i = at + 1; i < n; i++)
        excess += a[i].p * (a[i].loss - a[at].loss);
    *out = (struct cp_hedge_tail){mean, a[at].loss, a[at].loss + excess / (1 - level)};
    free(a);
    return 0;
}

int cp_hedge_tail_weights(const double *loss, const double *probability, size_t n, double level,
                          double *weight) {
    struct atom *a = sort(loss, probability, n);
    if (!a)
        return CP_ENOMEM;
    double left = 1 - level;
    for (size_t i = n; i-- > 0;) {
        double take = a[i].p < left ? a[i].p : left;
        weight[a[i].i] = take / (1 - level);
        left -= take;
    }
    free(a);
    return 0;
}

static double density(double x) {
    return exp(-x * x / 2) / sqrt(2 * M_PI);
}

struct cp_hedge_tail cp_hedge_normal_tail(double mean, double deviation, double level) {
    double z = cp_num_normal_quantile(level);
    return (struct cp_hedge_tail){mean, mean + deviation * z,
                                  mean + deviation * density(z) / (1 - level)};
}

double cp_hedge_ewma(const double *r, size_t n, double lambda, size_t start) {
    double sum = 0, mean = 0;
    if (start < 2 || n < start)
        return NAN;
    for (size_t i = 0; i < start; i++)
        mean += r[i] / (double)start;
    for (size_t i = 0; i < start; i++)
        sum += (r[i] - mean) * (r[i] - mean);
    double v = sum / (double)(start - 1);
    for (size_t i = start; i < n; i++)
        v = lambda * v + (1 - lambda) * r[i] * r[i];
    return sqrt(v);
}

int cp_hedge_cover(const double *cash, const double *probability, size_t n, double service,
                   double covenant, double level, struct cp_hedge_cover *out) {
    struct cp_hedge_tail tail;
    double *loss = cp_calloc(n + 1, sizeof *loss), breach = 0;
    if (!loss)
        return CP_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        loss[i] = -cash[i];
        breach +=
            cash[i] < covenant * service ? (probability ? probability[i] : 1. / (double)n) : 0;
    }
    int rc = cp_hedge_tail(loss, probability, n, level, &tail);
    free(loss);
    *out = (struct cp_hedge_cover){-tail.mean / service, -tail.var / service, breach,
                                   tail.var - tail.mean, -tail.cvar};
    return rc;
}

struct cp_hedge_cover cp_hedge_normal_cover(double mean, double deviation, double service,
                                            double covenant, double level) {
    struct cp_hedge_tail tail = cp_hedge_normal_tail(-mean, deviation, level);
    return (struct cp_hedge_cover){mean / service, -tail.var / service,
                                   cp_num_normal_cdf((covenant * service - mean) / deviation),
                                   tail.var + mean, -tail.cvar};
}
