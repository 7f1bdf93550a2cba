/* The instruments there are, and what each pays when it is settled. */
#include "hedge/trade.h"
#include "hedge/instrument.h"

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

static const struct cp_hedge_instrument instruments[] = {
    {"forward", .strike = true, .payoff = pay_forward},
    {"future", .strike = true, .payoff = pay_forward},
    {"swap", .strike = true, .payoff = pay_forward},
    {"physical", .strike = true, .payoff = pay_forward},
    {"call", .option = true, .strike = true, .payoff = pay_call},
    {"put", .option = true, .strike = true, .payoff = pay_put},
    {"cap", .option = true, .strike = true, .payoff = pay_call},
    {"floor", .option = true, .strike = true, .payoff = pay_put},
    {"collar", .option = true, .strike = true, .strike2 = true, .payoff = pay_collar},
    {"asian-call", .option = true, .strike = true, .payoff = pay_call},
    {"asian-put", .option = true, .strike = true, .payoff = pay_put},
    {"digital", .option = true, .strike = true, .strike2 = true, .payoff = pay_digital},
    {"exchange", .option = true, .second = true, .payoff = pay_spread_call},
    {"spread-call", .option = true, .second = true, .strike = true, .payoff = pay_spread_call},
    {"spread-put", .option = true, .second = true, .strike = true, .payoff = pay_spread_put},
};

const struct cp_hedge_instrument *cp_hedge_instrument_at(size_t i) {
    return i < sizeof instruments / sizeof *instruments ? &instruments[i] : NULL;
}
