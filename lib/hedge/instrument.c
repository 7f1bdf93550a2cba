/* The instruments there are: what each pays when it is settled, and what it is worth before. */
#include "hedge/cell.h"
#include "hedge/instrument.h"
#include "hedge/replica.h"
#include "hedge/simulated.h"
#include "pricing/pricing.h"
#include <math.h>

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
    return p > k->strike ? k->strike2 : 0;
}
static double pay_spread_call(const struct cp_hedge_trade *k, double p, double q) {
    return above(p - k->heat_rate * q - k->strike);
}
static double pay_spread_put(const struct cp_hedge_trade *k, double p, double q) {
    return above(k->strike - p + k->heat_rate * q);
}

/* What each is worth before it is settled: formulae of pricing, paid when the month is over. */
static struct cp_hedge_value
plain(const struct cp_hedge_cell *c, bool put, double strike,
      struct cp_pricing_value (*formula)(const struct cp_pricing_option *o)) {
    const struct cp_pricing_option o = {
        put,    c->forward[0] - c->floor[0], strike - c->floor[0], c->expiry, c->volatility[0],
        c->rate};
    struct cp_pricing_value x = formula(&o);
    double late = exp(-c->rate * (c->paid - c->expiry)), df = exp(-c->rate * c->paid);
    struct cp_hedge_value v = {.value = x.value * late,
                               .intrinsic = df * above((put ? -1 : 1) * (o.forward - o.strike)),
                               .delta = {x.delta * late},
                               .gamma = {x.gamma * late},
                               .vega = {x.vega * late},
                               .theta = x.theta * late};
    v.rho = -c->paid * v.value;
    return v;
}
static struct cp_hedge_value vanilla(const struct cp_hedge_cell *c, bool put, double strike) {
    return plain(c, put, strike, c->normal ? cp_pricing_normal : cp_pricing_black);
}
static struct cp_hedge_value value_call(const struct cp_hedge_cell *c) {
    return vanilla(c, false, c->strike);
}
static struct cp_hedge_value value_put(const struct cp_hedge_cell *c) {
    return vanilla(c, true, c->strike);
}
static struct cp_hedge_value value_collar(const struct cp_hedge_cell *c) {
    struct cp_hedge_value cap = vanilla(c, false, c->trade->strike2);
    struct cp_hedge_value floor = vanilla(c, true, c->trade->strike);
    return (struct cp_hedge_value){.value = cap.value - floor.value,
                                   .intrinsic = cap.intrinsic - floor.intrinsic,
                                   .delta = {cap.delta[0] - floor.delta[0]},
                                   .gamma = {cap.gamma[0] - floor.gamma[0]},
                                   .vega = {cap.vega[0] - floor.vega[0]},
                                   .theta = cap.theta - floor.theta,
                                   .rho = cap.rho - floor.rho};
}
static struct cp_hedge_value value_digital(const struct cp_hedge_cell *c) {
    double pays = c->trade->strike2, df = exp(-c->rate * c->paid);
    struct cp_hedge_value v = plain(c, false, c->trade->strike,
                                    c->normal ? cp_pricing_normal_digital : cp_pricing_digital);
    return (struct cp_hedge_value){.value = pays * v.value,
                                   .intrinsic = v.intrinsic > 0 ? pays * df : 0,
                                   .delta = {pays * v.delta[0]},
                                   .gamma = {pays * v.gamma[0]},
                                   .vega = {pays * v.vega[0]},
                                   .theta = pays * v.theta,
                                   .rho = pays * v.rho};
}
static struct cp_hedge_value forward_paid(const struct cp_hedge_cell *c, double rate) {
    double df = exp(-rate * c->paid), value = df * (c->forward[0] - c->trade->strike);
    return (struct cp_hedge_value){.value = value,
                                   .intrinsic = value,
                                   .delta = {df},
                                   .theta = rate * value,
                                   .rho = rate != 0 ? -c->paid * value : 0};
}
static struct cp_hedge_value value_forward(const struct cp_hedge_cell *c) {
    return forward_paid(c, c->rate);
}
static struct cp_hedge_value value_future(const struct cp_hedge_cell *c) {
    return forward_paid(c, 0); /* its gains are paid day by day */
}
static struct cp_hedge_value spread(const struct cp_hedge_cell *c, bool put) {
    const struct cp_hedge_trade *k = c->trade;
    double strike = k->kind->strike ? k->strike : 0, heat = k->heat_rate;
    struct cp_pricing_pair p = {
        .put = put,
        .forward = {c->forward[0] - c->floor[0], heat * (c->forward[1] - c->floor[1])},
        .volatility = {c->volatility[0], c->volatility[1]},
        .correlation = c->correlation,
        .strike = strike - c->floor[0] + heat * c->floor[1],
        .years = c->expiry,
        .rate = c->rate};
    bool quick = c->quick && p.forward[1] + p.strike > 0;
    struct cp_pricing_pair_value x = {.value = NAN};
    if (quick)
        x.value = cp_pricing_spread_alone(&p, CP_PRICING_SPREAD_KIRK);
    else
        x = cp_pricing_spread(&p, CP_PRICING_SPREAD_EXACT);
    double late = exp(-c->rate * (c->paid - c->expiry)), df = exp(-c->rate * c->paid);
    double ahead = p.forward[0] - p.forward[1] - p.strike;
    return (struct cp_hedge_value){.value = late * x.value,
                                   .intrinsic = df * above(put ? -ahead : ahead),
                                   .delta = {late * x.delta[0], late * heat * x.delta[1]},
                                   .gamma = {late * x.gamma[0], late * heat * heat * x.gamma[1]},
                                   .cross = late * heat * x.cross,
                                   .vega = {late * x.vega[0], late * x.vega[1]},
                                   .correlation = late * x.correlation,
                                   .theta = late * x.theta,
                                   .rho = -c->paid * late * x.value};
}
static struct cp_hedge_value value_spread_call(const struct cp_hedge_cell *c) {
    return spread(c, false);
}
static struct cp_hedge_value value_spread_put(const struct cp_hedge_cell *c) {
    return spread(c, true);
}
/* On paths: what it is worth later or now, whichever is more. */
static struct cp_hedge_value early(const struct cp_hedge_cell *c, bool put) {
    struct cp_hedge_value x = vanilla(c, put, c->strike);
    x.value = fmax(x.value, above((put ? -1 : 1) * (c->forward[0] - c->strike)));
    return x;
}
static struct cp_hedge_value value_early_call(const struct cp_hedge_cell *c) {
    return early(c, false);
}
static struct cp_hedge_value value_early_put(const struct cp_hedge_cell *c) {
    return early(c, true);
}
/* What a call on the month, or on the spread of two, is expected to pay. */
static double expected(const struct cp_hedge_cell *c, double strike) {
    const struct cp_hedge_trade *k = c->trade;
    if (!k->kind->second) {
        struct cp_hedge_cell at = *c;
        at.rate = 0;
        return vanilla(&at, false, strike).value;
    }
    const struct cp_pricing_pair p = {
        .forward = {c->forward[0] - c->floor[0], k->heat_rate * (c->forward[1] - c->floor[1])},
        .volatility = {c->volatility[0], c->volatility[1]},
        .correlation = c->correlation,
        .strike = strike - c->floor[0] + k->heat_rate * c->floor[1],
        .years = c->expiry};
    bool near = p.forward[1] + p.strike > 0; /* of which formulae of spreads know something */
    return near ? cp_pricing_spread_alone(&p, CP_PRICING_SPREAD_BJERKSUND)
                : p.forward[0] - p.forward[1] - p.strike;
}
/* A line of pieces is what it is at its first knot, and a call for each turn. */
static struct cp_hedge_value value_replica(const struct cp_hedge_cell *c) {
    const struct cp_hedge_replica *r = c->replica;
    const struct cp_hedge_trade *k = c->trade;
    double at = c->forward[0] - (k->kind->second ? k->heat_rate * c->forward[1] : 0), last = 0;
    struct cp_hedge_value x = {.value = NAN};
    if (!r || c->volume == 0)
        return x;
    x.value = r->cash[0];
    for (size_t i = 0; i + 1 < r->n; i++) {
        double slope = (r->cash[i + 1] - r->cash[i]) / (r->x[i + 1] - r->x[i]);
        x.value += i ? (slope - last) * expected(c, r->x[i]) : slope * (at - r->x[0]);
        last = slope;
    }
    x.value *= exp(-c->rate * c->paid) / c->volume;
    return x;
}

static const struct cp_hedge_instrument instruments[] = {
    {"forward", .strike = true, .payoff = pay_forward, .value = value_forward},
    {"future", .strike = true, .payoff = pay_forward, .value = value_future},
    {"swap", .strike = true, .payoff = pay_forward, .value = value_forward},
    {"physical", .strike = true, .payoff = pay_forward, .value = value_forward},
    {"call", .option = true, .strike = true, .payoff = pay_call, .value = value_call},
    {"put", .option = true, .strike = true, .payoff = pay_put, .value = value_put},
    {"cap", .option = true, .strike = true, .payoff = pay_call, .value = value_call},
    {"floor", .option = true, .strike = true, .payoff = pay_put, .value = value_put},
    {"collar", .option = true, .strike = true, .strike2 = true, .payoff = pay_collar,
     .value = value_collar},
    {"asian-call", .option = true, .strike = true, .averages = true, .payoff = pay_call,
     .value = value_call},
    {"asian-put", .option = true, .strike = true, .averages = true, .payoff = pay_put,
     .value = value_put},
    {"digital", .option = true, .strike = true, .strike2 = true, .payoff = pay_digital,
     .value = value_digital},
    {"exchange", .option = true, .second = true, .payoff = pay_spread_call,
     .value = value_spread_call},
    {"spread-call", .option = true, .second = true, .strike = true, .payoff = pay_spread_call,
     .value = value_spread_call},
    {"spread-put", .option = true, .second = true, .strike = true, .payoff = pay_spread_put,
     .value = value_spread_put},
    {"american-call", .option = true, .strike = true, .payoff = pay_call, .value = value_early_call,
     .choice = CP_CHOICE_EARLY, .simulate = cp_hedge_simulate_early},
    {"american-put", .option = true, .strike = true, .payoff = pay_put, .value = value_early_put,
     .choice = CP_CHOICE_EARLY, .put = true, .simulate = cp_hedge_simulate_early},
    {"bermudan-call", .option = true, .strike = true, .value = value_replica,
     .choice = CP_CHOICE_ONCE, .simulate = cp_hedge_simulate_rights},
    {"bermudan-put", .option = true, .strike = true, .value = value_replica,
     .choice = CP_CHOICE_ONCE, .put = true, .simulate = cp_hedge_simulate_rights},
    {"swing-call", .option = true, .strike = true, .value = value_replica,
     .choice = CP_CHOICE_SWING, .simulate = cp_hedge_simulate_rights},
    {"swing-put", .option = true, .strike = true, .value = value_replica, .choice = CP_CHOICE_SWING,
     .put = true, .simulate = cp_hedge_simulate_rights},
    {"extension", .option = true, .strike = true, .value = value_replica,
     .choice = CP_CHOICE_EXTENSION, .simulate = cp_hedge_simulate_extension},
    {"tolling", .option = true, .second = true, .value = value_replica, .choice = CP_CHOICE_PLANT,
     .simulate = cp_hedge_simulate_plant},
};

const struct cp_hedge_instrument *cp_hedge_instrument_at(size_t i) {
    return i < sizeof instruments / sizeof *instruments ? &instruments[i] : NULL;
}
