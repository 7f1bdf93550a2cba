#include "sell/numbers.h"
#include "num/num.h"
#include "pricing/pricing.h"
#include <math.h>

/* ---- responses ------------------------------------------------------------------------------- */

double cp_sell_wanted(const struct cp_sell_response *r, double price) {
    switch (r->kind) {
    case CP_SELL_ELASTIC:
        return r->depth * pow(price / r->reference, r->elasticity);
    case CP_SELL_LINEAR:
        return fmax(r->depth - r->slope * (price - r->reference), 0);
    case CP_SELL_LOGIT:
        return r->depth / (1 + exp(r->b * price - r->a));
    default:
        return price <= r->reference ? r->depth : 0;
    }
}

double cp_sell_price_of(const struct cp_sell_response *r, double quantity) {
    double share = quantity / r->depth;
    switch (r->kind) {
    case CP_SELL_ELASTIC:
        return r->reference * pow(share, 1 / r->elasticity);
    case CP_SELL_LINEAR:
        return fmax(r->reference + (r->depth - quantity) / r->slope, 0);
    case CP_SELL_LOGIT:
        return share < 1 ? fmax((r->a - log(share / (1 - share))) / r->b, 0) : 0;
    default:
        return share <= 1 ? r->reference : 0;
    }
}

double cp_sell_best_price(const struct cp_sell_response *r, double cost) {
    switch (r->kind) {
    case CP_SELL_ELASTIC:
        return cost * r->elasticity / (1 + r->elasticity);
    case CP_SELL_LINEAR:
        return ((r->depth + r->slope * r->reference) / r->slope + cost) / 2;
    case CP_SELL_LOGIT:
        return cost + (1 + cp_num_lambert_w_exp(r->a - r->b * cost - 1)) / r->b;
    default:
        return r->reference;
    }
}

/* ---- costs ----------------------------------------------------------------------------------- */

double cp_sell_token_cost(double hour, double tokens, double utilisation) {
    return hour / 3600 / (tokens * utilisation) * 1e6;
}

double cp_sell_tokens(double input, double output, double share) {
    return 1 / (share / input + (1 - share) / output);
}

double cp_sell_token_revenue(double input, double hit, double output, double in, double cached,
                             double out) {
    return input * (hit * cached + (1 - hit) * in) + output * out;
}

double cp_sell_capital_cost(double price, double residual, double life, double rate,
                            double available, double sold) {
    double left = residual * pow(1 + rate, -life);
    double annuity = rate > 0 ? rate / (1 - pow(1 + rate, -life)) : 1 / life;
    return price * (1 - left) * annuity / (8766 * available * sold);
}

/* The fewest s with P(Bin(n + s, down) > s) <= risk. */
static double spares_of(double group, double down, double risk) {
    unsigned n = (unsigned)fmin(ceil(group), 1e6), s = 0;
    while (s < n && cp_num_binomial_above(s, n + s, down) > risk)
        s++;
    return s;
}

double cp_sell_isolation_cost(const struct cp_sell_isolation *i, double floor, double group) {
    double more = i->overhead;
    if (!(group > 0))
        return floor * more;
    if (i->rack > 0)
        more += ceil(group / i->rack - 1e-12) * i->rack / group - 1;
    if (i->term > 0)
        more += i->setup / i->term;
    if (isfinite(i->spare_risk))
        more += spares_of(group, 1 - i->availability, i->spare_risk) / group;
    return floor * more + i->audit / (8766 * group);
}

/* ---- options in a reservation ---------------------------------------------------------------- */

/* E max(sign (strike - X), 0) of a lognormal X of mean `forward`. */
static double expected(double forward, double strike, double deviation, int sign) {
    if (!(deviation > 0 && forward > 0 && strike > 0))
        return fmax(sign * (strike - forward), 0);
    const struct cp_pricing_option o = {
        .put = sign > 0, .forward = forward, .strike = strike, .years = 1, .volatility = deviation};
    return cp_pricing_black(&o).value;
}

double cp_sell_option(bool seller, double price, size_t n, const double *alternative,
                      const double *deviation, const double *weight, const double *years,
                      double notice) {
    double sum = 0, all = 0;
    for (size_t t = 0; t < n; t++) {
        double from = t ? years[t - 1] : 0;
        double part = fmin(fmax((years[t] - notice) / (years[t] - from), 0), 1);
        all += weight[t];
        sum += part * weight[t] *
               expected(alternative[t], price, deviation ? deviation[t] : 0, seller ? -1 : 1);
    }
    return all > 0 ? sum / all : 0;
}
