/* Capacity that is kept for later, dearer buyers. */
#include "num/num.h"
#include "sell/numbers.h"
#include <math.h>
#include <stdlib.h>

double cp_sell_littlewood(double mean, double sd, double high, double low) {
    if (!(low < high))
        return 0;
    if (low <= 0)
        return HUGE_VAL;
    double y = sd > 0 ? mean + sd * cp_num_normal_quantile(1 - low / high) : mean;
    return fmax(y, 0);
}

double cp_sell_littlewood_poisson(double mean, double high, double low) {
    if (!(low < high))
        return 0;
    double below = 0;
    unsigned y = 0, most = (unsigned)(mean + 40 * sqrt(mean) + 40);
    for (; y < most; y++) {
        below += cp_num_poisson_mass(y, mean);
        if (below >= 1 - low / high)
            break;
    }
    return y;
}

static double emsr_a(size_t j, const double *price, const double *mean, const double *sd) {
    double sum = 0;
    for (size_t k = 0; k <= j; k++)
        sum += cp_sell_littlewood(mean[k], sd[k], price[k], price[j + 1]);
    return sum;
}

static double emsr_b(size_t j, const double *price, const double *mean, const double *sd) {
    double all = 0, variance = 0, worth = 0;
    for (size_t k = 0; k <= j; k++) {
        all += mean[k];
        variance += sd[k] * sd[k];
        worth += mean[k] * price[k];
    }
    return all > 0 ? cp_sell_littlewood(all, sqrt(variance), worth / all, price[j + 1]) : 0;
}

void cp_sell_protect(enum cp_sell_emsr method, size_t n, const double *price, const double *mean,
                     const double *sd, double *protect) {
    for (size_t j = 0; j + 1 < n; j++)
        protect[j] =
            method == CP_SELL_EMSR_A ? emsr_a(j, price, mean, sd) : emsr_b(j, price, mean, sd);
}

/* ---- the best levels ------------------------------------------------------------------------- */

/* Demand of all classes so far, where it was above every level so far: its density at even points
 * from the last level on. */
enum { POINTS = 801 };
struct above {
    double from, step, density[POINTS];
};

static double density(double x, double mean, double sd) {
    return exp(-.5 * ((x - mean) / sd) * ((x - mean) / sd)) / (sd * sqrt(2 * M_PI));
}

/* Of Simpson's rule. */
static double weight(const struct above *a, size_t i) {
    return a->step / 3 * (i == 0 || i == POINTS - 1 ? 1 : i % 2 ? 4 : 2);
}

/* The probability that this, and with the next class more than y, is wanted. */
static double tail(const struct above *a, double mean, double sd, double y) {
    double sum = 0;
    for (size_t i = 0; i < POINTS; i++)
        sum += weight(a, i) * a->density[i] *
               cp_num_normal_cdf((a->from + (double)i * a->step + mean - y) / sd);
    return sum;
}

/* With the next class, above its level y and below `most`. */
static void add_class(const struct above *a, double mean, double sd, double y, double most,
                      struct above *out) {
    out->from = y;
    out->step = (most - y) / (POINTS - 1);
    for (size_t j = 0; j < POINTS; j++) {
        double at = y + (double)j * out->step;
        out->density[j] = 0;
        for (size_t i = 0; i < POINTS; i++)
            out->density[j] += weight(a, i) * a->density[i] *
                               density(at - a->from - (double)i * a->step, mean, sd);
    }
}

/* The level at which as much is wanted above it, with all that is above before, as `part` says. */
static double level(const struct above *a, double mean, double sd, double part, double most) {
    double low = 0, high = most;
    for (int i = 0; i < 100 && tail(a, mean, sd, 0) > part; i++) {
        double y = (low + high) / 2;
        *(tail(a, mean, sd, y) > part ? &low : &high) = y;
    }
    return low;
}

bool cp_sell_protect_best(size_t n, const double *price, const double *mean, const double *sd,
                          double *protect) {
    struct above *a = cp_calloc(2, sizeof *a);
    double all = 0, variance = 0;
    for (size_t j = 0; a && j + 1 < n; j++) {
        struct above *now = &a[j % 2], *before = &a[1 - j % 2];
        all += mean[j];
        variance += sd[j] * sd[j];
        double most = all + 9 * sqrt(variance), part = price[j + 1] / price[0];
        protect[j] = j ? level(before, mean[j], sd[j], part, most)
                       : cp_sell_littlewood(mean[0], sd[0], price[0], price[1]);
        if (j) {
            add_class(before, mean[j], sd[j], protect[j], fmax(most, protect[j]), now);
            continue;
        }
        now->from = protect[0];
        now->step = fmax(most - protect[0], 0) / (POINTS - 1);
        for (size_t i = 0; i < POINTS; i++)
            now->density[i] = density(now->from + (double)i * now->step, mean[0], sd[0]);
    }
    free(a);
    return a != NULL;
}
