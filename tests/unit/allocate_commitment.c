/* Unit commitment on days small enough to solve by hand. */
#include "allocate_case.h"

/* 365 days of four steps of 6 hours; 10 MW of a plant at 20 USD/MWh stand, the market is at 50. */
#define DAYS                                                                                       \
    "name: tiny\ndiscount: 0\nhorizon: {from: 2027, to: 2027}\nprofiles: %s\n"                     \
    "slices: {groups: {day: {steps: 4, length: 6 h, times: 365}}}\n"                               \
    "nodes: {b: {load: 1 MW, load_profile: load}}\n"                                               \
    "fuels: {gas: {emissions: 0.05 t/MMBtu, tiers: {1: {price: 2 USD/MMBtu}}}}\n"                  \
    "contracts:\n  g: {kind: grid, nodes: b, price: 50 USD/MWh, emissions: 0 t/MWh}\n"             \
    "  p: {kind: generator, nodes: b, power: 10 MW, life: 50 years, existing: {2020: 10 MW}, "

struct day {
    const char *what, *keys;
    int load[4];
    double cost, started; /* USD and MW of a day */
    bool integer;
};

static const struct day days[] = {
    /* 2 MW that stop for 4 MW of load and come back; or 8 MW that stay, and 2 from the market */
    {"a start that is worth it",
     "price: 20 USD/MWh, least_load: 50 %, start_cost: 100 USD/MW",
     {10, 4, 10, 10},
     20 * 204 + 200,
     2,
     false},
    {"a start that is not",
     "price: 20 USD/MWh, least_load: 50 %, start_cost: 1 kUSD/MW",
     {10, 4, 10, 10},
     20 * 168 + 50 * 36,
     0,
     false},
    /* 8 MMBtu and 0.2 t captured a MWh; 4 and 0.1 a start, whose fuel half is captured of, too */
    {"a start's fuel, captured as all that it burns",
     "burns: gas, heat_rate: 8 MMBtu/MWh, least_load: 50 %, start_fuel: 4 MMBtu/MW, "
     "capture: 50 %, capture_cost: 40 USD/t",
     {10, 4, 10, 10},
     (8 * 2 + 0.2 * 40) * 204 + (4 * 2 + 0.1 * 40) * 2,
     2,
     false},
    {"whole units stop whole",
     "price: 20 USD/MWh, least_load: 50 %, unit: 10 MW, start_cost: 100 USD/MW",
     {10, 4, 10, 10},
     20 * 180 + 50 * 24 + 1000,
     10,
     true},
    {"two units",
     "price: 20 USD/MWh, least_load: 50 %, unit: 5 MW, start_cost: 100 USD/MW",
     {10, 4, 10, 10},
     20 * 204 + 500,
     5,
     true},
    /* 4 MW in the second step carry 8 on-line: as many start */
    {"a time on-line",
     "price: 20 USD/MWh, least_load: 50 %, start_cost: 10 USD/MW, up_time: 12 h",
     {10, 4, 0, 0},
     20 * 72 + 50 * 12 + 80,
     8,
     false},
    /* 10 MW in all of two starts, 12 hours apart */
    {"a time off-line",
     "price: 20 USD/MWh, start_cost: 10 USD/MW, least_load: 1 %, down_time: 18 h",
     {10, 0, 10, 0},
     20 * 60 + 50 * 60 + 100,
     10,
     false},
    {"a short time off-line",
     "price: 20 USD/MWh, start_cost: 10 USD/MW, least_load: 1 %, "
     "down_time: 6 h",
     {10, 0, 10, 0},
     20 * 120 + 200,
     20,
     false},
    /* a tenth an hour is 6 MW a step, less than its least load of 8, at which it starts and stops
     */
    {"a ramp that a start may exceed",
     "price: 20 USD/MWh, least_load: 80 %, ramp: 10 %/h, unit: "
     "10 MW",
     {0, 8, 10, 0},
     20 * 96 + 50 * 12,
     10,
     true},
};

static void one(const struct day *d, const char *file) {
    char plan[2048];
    size_t n = (size_t)snprintf(plan, sizeof plan, DAYS, file);
    FILE *f = fopen(file, "w");
    fprintf(f, "slice\tprofile\tmeasure\tvalue\tunit\n");
    for (int h = 0; h < 4; h++)
        fprintf(f, "day.%d\tload\tload\t%d\t1\n", h + 1, d->load[h]);
    fclose(f);
    snprintf(plan + n, sizeof plan - n, "%s, emissions: 0 t/MWh}\n", d->keys);
    struct run r = solve_with(plan, HEAD, (struct cp_allocate_options){.integer = d->integer});
    if (solved(&r, d->what)) {
        ok_near(r.result.objective, 365 * d->cost, 1e-7, "its cost");
        if (strstr(d->keys, "start_cost")) /* for nothing there may be more */
            ok_near(total(&r, "started", NULL, NULL), 365 * d->started, 1e-7, "its starts");
    }
    end(&r);
}

/* The plant must stop for want of load in a step where it cannot run: 10 MW start once a day, with
 * 50 MMBtu that emit 2.5 t at 10 USD. */
static void fuel(const char *file) {
    char plan[2048];
    size_t n = (size_t)snprintf(plan, sizeof plan, "co2_price: 10 USD/t\n" DAYS, file);
    FILE *f = fopen(file, "w");
    fputs(
        "slice\tprofile\tmeasure\tvalue\tunit\nday.1\tload\tload\t10\t1\nday.2\tload\tload\t0\t1\n"
        "day.3\tload\tload\t10\t1\nday.4\tload\tload\t10\t1\n",
        f);
    fclose(f);
    snprintf(
        plan + n, sizeof plan - n,
        "price: 4 USD/MWh, heat_rate: 8 MMBtu/MWh, burns: gas, least_load: 20 %%, start_fuel: 5 "
        "MMBtu/MW, start_cost: {2027: 3 USD/MW}}\n");
    struct run r = solve(plan, HEAD, true);
    if (solved(&r, "starting burns fuel")) {
        ok_near(total(&r, "fuel", NULL, NULL), 365 * (180 * 8 + 50), 1e-9, "beside running");
        ok_near(total(&r, "emissions", NULL, NULL), 365 * (180 * 0.4 + 2.5), 1e-9, "and emits");
        ok_near(total(&r, "cost", NULL, "co2"), 3650 * (180 * 0.4 + 2.5), 1e-9, "at its price");
        ok_near(total(&r, "cost", NULL, "start"), 365 * 30, 1e-9, "beside what a start costs");
    }
    end(&r);
}

int main(void) {
    char file[] = "/tmp/capplan-load-XXXXXX";
    close(mkstemp(file));
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        one(&days[i], file);
    fuel(file);
    unlink(file);
    return done();
}
