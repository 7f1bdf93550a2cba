/* Prices of outcomes that exclude one another, to probabilities that add up to 1. */
#include "odds/numbers.h"
#include <math.h>

struct prices {
    const double *price;
    size_t n;
    double sum;
    double (*of)(const struct prices *s, double price, double parameter);
};

static double by_power(const struct prices *s, double price, double k) {
    (void)s;
    return price > 0 ? pow(price, k) : 0;
}

/* The part z of those who bet know [Shin 1993, Jullien and Salanie 1994]. */
static double by_shin(const struct prices *s, double price, double z) {
    return (sqrt(z * z + 4 * (1 - z) * price * price / s->sum) - z) / (2 * (1 - z));
}

static double by_ratio(const struct prices *s, double price, double c) {
    (void)s;
    return price / (c + price - c * price);
}

static double excess(const struct prices *s, double parameter) {
    double sum = 0;
    for (size_t i = 0; i < s->n; i++)
        sum += s->of(s, s->price[i], parameter);
    return sum - 1;
}

/* Sums fall as the parameter rises. */
static int bisect(const struct prices *s, double low, double high, double *root) {
    if (!(excess(s, low) >= -1e-15) || !(excess(s, high) <= 1e-15))
        return CP_ENUMERIC;
    for (int i = 0; i < 200; i++) {
        double mid = low + (high - low) / 2;
        if (mid <= low || mid >= high)
            break;
        *(excess(s, mid) > 0 ? &low : &high) = mid;
    }
    *root = low + (high - low) / 2;
    return 0;
}

static int solve(enum cp_odds_overround method, struct prices *s, double *parameter) {
    switch (method) {
    case CP_ODDS_POWER:
        s->of = by_power;
        return bisect(s, 1e-9, 1e6, parameter);
    case CP_ODDS_SHIN:
        s->of = by_shin;
        return s->sum < 1 - 1e-12 ? CP_ENUMERIC : bisect(s, 0, 1 - 1e-9, parameter);
    case CP_ODDS_RATIO:
        s->of = by_ratio;
        return bisect(s, 1e-12, 1e12, parameter);
    default:
        return 0;
    }
}

int cp_odds_outcomes(enum cp_odds_overround method, const double *price, size_t n, double *p,
                     double *parameter) {
    struct prices s = {.price = price, .n = n};
    *parameter = NAN;
    for (size_t i = 0; i < n; i++) {
        if (!(price[i] >= 0) || price[i] > 1)
            return CP_ENUMERIC;
        s.sum += price[i];
    }
    if (!(s.sum > 0))
        return CP_ENUMERIC;
    int rc = solve(method, &s, parameter);
    for (size_t i = 0; rc == 0 && i < n; i++) {
        p[i] = s.of                         ? s.of(&s, price[i], *parameter)
               : method == CP_ODDS_ADDITIVE ? price[i] - (s.sum - 1) / (double)n
                                            : price[i] / s.sum;
        if (!(p[i] >= 0) || p[i] > 1 + 1e-12)
            rc = CP_ENUMERIC;
    }
    return rc;
}
