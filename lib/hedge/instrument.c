/* The instruments there are, and what each pays when it is settled. */
#include "hedge/trade.h"
#include "hedge/instrument.h"
#include "pricing/pricing.h"

static double above(double x) {
    return x > 0 ? x : 0;
}

static double pay_forward(const struct cp_hedge_trade *k, double p, double q) {
    (void)q;
    return p - k->strike;
}
static double pay_call(const struct cp_hedge_trade *k, double p, double q) {
    (void)q;
    return above(p - k->strike);
}
static double pay_put(const struct cp_hedge_trade *k, double p, double q) {
    (void)q;
    return above(k->strike - p);
}
/* Of a buyer: a cap at the higher strike, paid for by a floor at the lower. */
static double pay_collar(const struct cp_hedge_trade *k, double p, double q) {
    (void)q;
    return above(p - k->strike2) - above(k->strike - p);
}
static double pay_digital(const struct cp_hedge_trade *k, double p, double q) {
    (void)q;
    return p > k->strike ? k->digital : 0;
}
static double pay_spread_call(const struct cp_hedge_trade *k, double p, double q) {
    return above(p - k->heat_rate * q - k->strike);
}
static double pay_spread_put(const struct cp_hedge_trade *k, double p, double q) {
    return above(k->strike - p + k->heat_rate * q);
}

/* What each is worth before it is settled, not discounted: closed forms of pricing. */
static struct cp_pricing_option option(const struct cp_hedge_state *s, bool put, double strike) {
    return (struct cp_pricing_option){put,      s->forward[0] - s->floor, strike - s->floor,
                                      s->years, s->volatility[0],         0};
}
static double vanilla(const struct cp_hedge_state *s, bool put, double strike) {
    struct cp_pricing_option o = option(s, put, strike);
    return s->normal ? cp_pricing_normal(&o).value : cp_pricing_black(&o).value;
}
static double value_forward(const struct cp_hedge_trade *k, const struct cp_hedge_state *s) {
    return s->forward[0] - k->strike;
}
static double value_call(const struct cp_hedge_trade *k, const struct cp_hedge_state *s) {
    return vanilla(s, false, k->strike);
}
static double value_put(const struct cp_hedge_trade *k, const struct cp_hedge_state *s) {
    return vanilla(s, true, k->strike);
}
static double value_collar(const struct cp_hedge_trade *k, const struct cp_hedge_state *s) {
    return vanilla(s, false, k->strike2) - vanilla(s, true, k->strike);
}
static double value_digital(const struct cp_hedge_trade *k, const struct cp_hedge_state *s) {
    struct cp_pricing_option o = option(s, false, k->strike);
    return k->digital * cp_pricing_digital(&o).value;
}
static double spread(const struct cp_hedge_trade *k, const struct cp_hedge_state *s, bool put) {
    struct cp_pricing_pair p = {.put = put,
                                .forward = {s->forward[0], k->heat_rate * s->forward[1]},
                                .volatility = {s->volatility[0], s->volatility[1]},
                                .correlation = s->correlation,
                                .strike = k->strike,
                                .years = s->years};
    return cp_pricing_spread(&p, CP_PRICING_SPREAD_KIRK).value;
}
static double value_spread_call(const struct cp_hedge_trade *k, const struct cp_hedge_state *s) {
    return spread(k, s, false);
}
static double value_spread_put(const struct cp_hedge_trade *k, const struct cp_hedge_state *s) {
    return spread(k, s, true);
}

static const struct cp_hedge_instrument instruments[] = {
    {"forward", .strike = true, .payoff = pay_forward, .value = value_forward},
    {"future", .strike = true, .payoff = pay_forward, .value = value_forward},
    {"swap", .strike = true, .payoff = pay_forward, .value = value_forward},
    {"physical", .strike = true, .payoff = pay_forward, .value = value_forward},
    {"call", .option = true, .strike = true, .payoff = pay_call, .value = value_call},
    {"put", .option = true, .strike = true, .payoff = pay_put, .value = value_put},
    {"cap", .option = true, .strike = true, .payoff = pay_call, .value = value_call},
    {"floor", .option = true, .strike = true, .payoff = pay_put, .value = value_put},
    {"collar", .option = true, .strike = true, .strike2 = true, .payoff = pay_collar,
     .value = value_collar},
    {"asian-call", .option = true, .strike = true, .payoff = pay_call, .value = value_call},
    {"asian-put", .option = true, .strike = true, .payoff = pay_put, .value = value_put},
    {"digital", .option = true, .strike = true, .strike2 = true, .payoff = pay_digital,
     .value = value_digital},
    {"exchange", .option = true, .second = true, .payoff = pay_spread_call,
     .value = value_spread_call},
    {"spread-call", .option = true, .second = true, .strike = true, .payoff = pay_spread_call,
     .value = value_spread_call},
    {"spread-put", .option = true, .second = true, .strike = true, .payoff = pay_spread_put,
     .value = value_spread_put},
};

const struct cp_hedge_instrument *cp_hedge_instrument_at(size_t i) {
    return i < sizeof instruments / sizeof *instruments ? &instruments[i] : NULL;
}
