/* CO2 that is captured, taken from the air, priced by year and capped, worked by hand. */
#include "allocate_case.h"

/* 2 MW on gas of 0.4 t/MWh at 20 USD/MWh, or on what grew out of the air at 80, of which nine
 * tenths are captured. */
#define PLANTS                                                                                     \
    "discount: 0 %\nhorizon: {from: 2027, to: 2027}\nslices: {days: 1, hours: 1}\n"                \
    "nodes: {b: {load: 2 MW}}\n"                                                                   \
    "fuels:\n"                                                                                     \
    "  gas: {emissions: 0.05 t/MMBtu, tiers: {1: {price: 2 USD/MMBtu}}}\n"                         \
    "  wood: {emissions: 0.05 t/MMBtu, upstream: -0.05 t/MMBtu, tiers: {1: {price: 9 "             \
    "USD/MMBtu}}}\n"                                                                               \
    "contracts:\n"                                                                                 \
    "  g: {kind: generator, nodes: b, heat_rate: 8 MMBtu/MWh, burns: gas, price: 4 USD/MWh}\n"     \
    "  w: {kind: generator, nodes: b, heat_rate: 8 MMBtu/MWh, burns: wood, price: 8 USD/MWh, "     \
    "capture: 90 %}\n"

static void captured(void) {
    struct run r = solve("discount: 0 %\nhorizon: {from: 2027, to: 2028}\nslices: {days: 1, hours: "
                         "1}\nco2_price: {2027: 10 USD/t, 2028: 20 USD/t}\nnodes: {b: {load: 2 "
                         "MW}}\nfuels: {gas: {emissions: 0.05 t/MMBtu, tiers: {1: {price: 0 "
                         "USD/MMBtu}}}}\ncontracts: {p: {kind: generator, nodes: b, heat_rate: 8 "
                         "MMBtu/MWh, burns: gas, capture: 90 %, capture_cost: 15 USD/t}}\n",
                         HEAD, true);
    if (solved(&r, "a plant that captures")) {
        ok_near(total(&r, "captured", "2027", NULL), 17520 * 0.36, 1e-9, "nine tenths");
        ok_near(total(&r, "emissions", "2028", NULL), 17568 * 0.04, 1e-9, "the rest is emitted");
        ok_near(total(&r, "cost", "2027", "co2"), 17520 * (0.04 * 10 + 0.36 * 15), 1e-9,
                "at the price of the year, and what it costs to store");
        ok_near(total(&r, "cost", "2028", "co2"), 17568 * (0.04 * 20 + 0.36 * 15), 1e-9,
                "which rises");
    }
    end(&r);
}

/* A cap below 0 asks for wood: 0.4 g - 0.36 w = -1000 of 17520 MWh; a tonne is worth what changing
 * 1 / 0.76 MWh of gas for wood costs. As a price it makes the same plan cost as much, and what the
 * capped tonnes bring. */
static void below_zero(void) {
    double wood = (0.4 * 17520 + 1000) / 0.76, cost = 20 * (17520 - wood) + 80 * wood;
    double worth = 60 / 0.76;
    struct run r = solve(PLANTS "policy: {co2_cap: -1000 t}\n", HEAD, true);
    if (solved(&r, "a cap below 0")) {
        ok_near(r.result.objective, cost, 1e-9, "is kept by what is taken from the air");
        ok_near(total(&r, "emissions", NULL, NULL), -1000, 1e-9, "to the tonne");
        ok_near(total(&r, "co2_dual", NULL, NULL), worth, 1e-9, "and has its worth");
        ok_near(total(&r, "binding", NULL, "co2"), 1000 * worth, 1e-9, "all of it");
    }
    end(&r);
    char plan[2048];
    snprintf(plan, sizeof plan, "%sco2_price: %.17g USD/t\n", PLANTS, worth);
    r = solve(plan, HEAD, false);
    if (solved(&r, "its worth as a price"))
        ok_near(r.result.objective, cost - 1000 * worth, 1e-9, "pays for the same");
    end(&r);
    snprintf(plan, sizeof plan, "%sco2_price: {value: %.17g USD/t, growth: 1 %%}\n", PLANTS,
             worth * 1.01);
    r = solve(plan, HEAD, false);
    if (solved(&r, "a higher one"))
        ok_near(total(&r, "emissions", NULL, NULL), -0.36 * 17520, 1e-9, "takes more");
    end(&r);
}

int main(void) {
    captured();
    below_zero();
    return done();
}
