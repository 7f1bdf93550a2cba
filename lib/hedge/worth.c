/* What a position is worth at given forwards: closed forms of each of its months, discounted. */
#include "hedge/parts.h"
#include <math.h>

static double discount(const struct cp_hedge_risk *r, double years) {
    return cp_discount(r->h->plan->money.discount, years > 0 ? years : 0);
}

/* What is known of the prices of a step, t years on. */
static struct cp_hedge_state state_of(const struct cp_hedge_risk *r, const struct cp_hedge_trade *k,
                                      size_t step, const double *forward, double t) {
    const struct cp_hedge_step *s = &r->step[step];
    size_t c[2] = {k->curve, k->curve2 == NONE ? k->curve : k->curve2};
    struct cp_hedge_state x = {.years = s->when - t, .normal = r->factors.normal[k->curve]};
    double left[2];
    for (int i = 0; i < 2; i++) {
        x.forward[i] = forward[step * r->ncurve + c[i]];
        left[i] = cp_curve_variance(&r->factors, c[i], s->when, s->when) -
                  cp_curve_variance(&r->factors, c[i], s->when, t);
        x.volatility[i] = sqrt(left[i] > 0 ? left[i] / x.years : 0);
    }
    double both = cp_curve_covariance(&r->factors, c[0], s->when, c[1], s->when, s->when) -
                  cp_curve_covariance(&r->factors, c[0], s->when, c[1], s->when, t);
    x.correlation = left[0] > 0 && left[1] > 0 ? both / sqrt(left[0] * left[1]) : 0;
    x.floor = r->factors.floor[k->curve];
    return x;
}

double cp_hedge_worth(const struct cp_hedge_risk *r, const struct cp_hedge_trade *k,
                      const double *forward, double t) {
    double sum = 0;
    for (size_t i = 0; i < r->nstep; i++) {
        const struct cp_hedge_step *s = &r->step[i];
        double volume = cp_hedge_volume(k, s->from, s->until);
        if (volume == 0)
            continue;
        const double *at = &forward[i * r->ncurve];
        double second = k->curve2 == NONE ? 0 : at[k->curve2];
        struct cp_hedge_state x;
        bool open = s->when - t > 1e-9;
        if (open)
            x = state_of(r, k, i, forward, t);
        sum += volume * discount(r, s->when - t) *
               (open ? k->kind->value(k, &x) : k->kind->payoff(k, at[k->curve], second));
    }
    return sum;
}
