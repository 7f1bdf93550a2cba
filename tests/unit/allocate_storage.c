/* Storage on systems small enough to solve by hand: sized by parts, with losses, and exclusive. */
#include "allocate_case.h"

/* A year of days of sun and dark, 12 hours each: 1 MW of load needs 12 MWh in the dark. */
#define DAYS                                                                                       \
    "name: tiny\ndiscount: 0\nhorizon: {from: 2027, to: 2027}\nprofiles: %s\n"                     \
    "slices: {groups: {day: {steps: 2, length: 12 h, times: 365}}}\nnodes: {b: {load: 1 MW}}\n"    \
    "contracts:\n"                                                                                 \
    "  sun: {kind: generator, nodes: b, om: 1 kUSD/MW/year, factor_profile: sun}\n"                \
    "  s: {kind: storage, nodes: b, efficiency: 80 %%, om: 1 kUSD/MW/year, "

static char sun[] = "/tmp/capplan-sun-XXXXXX", hub[] = "/tmp/capplan-hub-XXXXXX";

static struct run with(const char *plan, const char *profiles, const char *keys,
                       struct cp_allocate_options opt) {
    char text[2048];
    size_t n = (size_t)snprintf(text, sizeof text, plan, profiles);
    snprintf(text + n, sizeof text - n, "%s}\n", keys);
    return solve_with(text, HEAD, opt);
}

static void sized_apart(void) {
    static const struct {
        const char *keys, *what;
        double power, charger, volume; /* MW, MW, MWh built; of 15 MWh charged 12 are left */
        double upkeep;                 /* kUSD of what is sized apart */
    } cases[] = {
        {"energy: unlimited, energy_om: 2 kUSD/MWh/year", "energy of its own", 1.25, 0, 12, 24},
        {"hours: 12 h, charge_power: unlimited, charge_om: 1 kUSD/MW/year", "charging of its own",
         1, 1.25, 0, 1.25},
        {"hours: 12 h, charge_ratio: 200 %", "charging beside discharge", 1, 0, 0, 0},
        {"energy: 99 MWh, energy_capex: 40 kUSD/MWh, energy_om: 1 kUSD/MWh/year, interest: 0 %, "
         "life: 20 years, charge_power: 9 MW, charge_capex: 40 kUSD/MW",
         "energy and charging that are paid by the year", 1, 1.25, 12, 12 * 3 + 1.25 * 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct run r = with(DAYS, sun, cases[i].keys, (struct cp_allocate_options){0});
        if (solved(&r, cases[i].what)) {
            ok_near(total(&r, "plant", NULL, "storage"), cases[i].power, 1e-9, "its power");
            ok_near(total(&r, "charger_build", NULL, NULL), cases[i].charger, 1e-9, "its charging");
            ok_near(total(&r, "volume_build", NULL, NULL), cases[i].volume, 1e-9, "its energy");
            ok_near(r.result.objective, 1e3 * (2.25 + cases[i].power + cases[i].upkeep), 1e-9,
                    "and their cost");
        }
        end(&r);
    }
}

/* 13 MWh stand and half of them are lost through the dark, so that 6.5 are brought; a hundredth an
 * hour: 12 of what is stored at dusk are left at dawn. */
static void losses(void) {
    double kept = pow(0.99, 12);
    struct run r = with(DAYS, sun, "hours: 20 h, charge_ratio: 200 %, standing_loss: 1 %/h",
                        (struct cp_allocate_options){0});
    if (solved(&r, "what is stored is lost by the hour"))
        ok_near(total(&r, "plant", NULL, "generator"), 1 + 1 / kept / 0.8, 1e-9,
                "and so much more is charged");
    end(&r);
    r = with(DAYS, sun,
             "energy: 13 MWh, existing: {2020: {value: 1 MW, energy: 13 MWh, charge: 9 MW}}, "
             "until: 2026, charge_power: 9 MW, life: 20 years}\n  g: {kind: grid, nodes: b, price: "
             "1 MUSD/MWh",
             (struct cp_allocate_options){0});
    if (solved(&r, "storage that stood before")) {
        ok_near(total(&r, "volume", NULL, NULL), 13, 1e-9, "with its energy");
        ok_near(total(&r, "charger", NULL, NULL), 9, 1e-9, "and its charging");
    }
    end(&r);
}

/* 10 MW of load through 6 hours at 50, -30, 40 and 80 USD/MWh, 8,400 USD a day. 80 MWh may be
 * stored: 20 replace those at 50, 60 those at 80, 100 are charged at -30; or 102.2 when what comes
 * out meanwhile leaves room for more. */
static void at_once(void) {
    static const char market[] =
        "discount: 0 %%\nhorizon: {from: 2025, to: 2025}\nprofiles: %s\n"
        "slices: {groups: {day: {steps: 4, length: 6 h, times: 365}}}\nnodes: {n: {load: 10 MW}}\n"
        "contracts:\n  hub: {kind: grid, nodes: n, price_profile: hub, power: 500 MW}\n"
        "  bess: {kind: storage, nodes: n, power: 20 MW, hours: 4 h, efficiency: 80 %%, om: 1 "
        "USD/MW/year, until: 2025";
    double once = (8400 - 5800 - 3000) * 365 + 20;
    struct run r = with(market, hub, "", (struct cp_allocate_options){.slices = true});
    if (solved(&r, "a price below 0")) {
        ok_near(r.result.objective, once - 200. / 3 * 365, 1e-9, "pays for what is lost");
        ok(r.result.explanation.s &&
               strstr(r.result.explanation.s, "bess: charges and discharges at once in 1 step, "
                                              "first in 2025 day.2: 3244 MWh"),
           "which is said");
        ok_near(total(&r, "charged", NULL, NULL), 2 * 365 * 1000. / 9, 1e-9, "what goes in");
        ok_near(total(&r, "discharged", NULL, NULL), 365 * 800. / 9 + 365 * 80. / 9, 1e-9,
                "beside what comes out, of the step and of the year");
    }
    end(&r);
    r = with(market, hub, ", exclusive: yes", (struct cp_allocate_options){.slices = true});
    if (solved(&r, "never both")) {
        ok_near(r.result.objective, once, 1e-9, "earns less");
        ok(!r.result.explanation.s || !*r.result.explanation.s, "without a note");
        ok(total(&r, "charged", NULL, NULL) == 0, "and without both facts");
    }
    end(&r);
}

/* 100 days of sun, then 100 of dark, of 1 MW: 2400 MWh are carried over, half of what is charged.
 */
static void through_a_year(void) {
    char file[] = "/tmp/capplan-year-XXXXXX";
    FILE *f = fdopen(mkstemp(file), "w");
    fputs("slice\tprofile\tmeasure\tvalue\tunit\nsummer.1\tsun\tf\t1\t1\nsummer.2\tsun\tf\t1\t1\n"
          "winter.1\tsun\tf\t0\t1\nwinter.2\tsun\tf\t0\t1\n",
          f);
    fclose(f);
    static const char plan[] =
        "discount: 0\nhorizon: {from: 2027, to: 2027}\nprofiles: %s\n"
        "slices: {groups: {summer: {steps: 2, length: 12 h, times: 100}, winter: {steps: 2, "
        "length: "
        "12 h, times: 100}}}\nnodes: {b: {load: 1 MW}}\ncontracts:\n"
        "  sun: {kind: generator, nodes: b, om: 1 kUSD/MW/year, factor_profile: sun}\n"
        "  s: {kind: storage, nodes: b, efficiency: 50 %%, om: 1 USD/MW/year, seasonal: yes, ";
    struct run r = with(plan, file, "energy: unlimited, energy_om: 1 USD/MWh/year",
                        (struct cp_allocate_options){0});
    if (solved(&r, "storage through a year")) {
        ok_near(total(&r, "volume_build", NULL, NULL), 2400, 1e-9, "holds the winter");
        ok_near(total(&r, "plant", NULL, "storage"), 2, 1e-9, "charges it through the summer");
        ok_near(total(&r, "plant", NULL, "generator"), 3, 1e-9, "from so much sun");
    }
    end(&r);
    /* of what a day of the dark begins with a part is lost: it ends with kept x it - 12 x (half +
     * 1) */
    double half = pow(1 - 1e-4, 12), day = half * half, whole = pow(day, 100);
    double sum = (1 - whole) / (1 - day), held = 12 * (half + 1) * sum / whole;
    r = with(plan, file, "hours: 5000 h, standing_loss: 0.01 %/h", (struct cp_allocate_options){0});
    if (solved(&r, "with a loss"))
        ok_near(total(&r, "plant", NULL, "generator"), 1 + held / (6 * (half + 1) * sum), 1e-9,
                "there is more sun");
    end(&r);
    unlink(file);
}

/* Two days of sun, then two of dark: on the second a part of what the first brought is gone, so
 * that there is room for what the dark takes, and no more; a reserve downwards is beside it. */
static void room_of_the_fullest_day(void) {
    char file[] = "/tmp/capplan-room-XXXXXX";
    FILE *f = fdopen(mkstemp(file), "w");
    fputs("slice\tprofile\tmeasure\tvalue\tunit\nsummer.1\tsun\tf\t1\t1\nwinter.1\tsun\tf\t0\t1\n",
          f);
    fclose(f);
    static const char plan[] =
        "discount: 0\nhorizon: {from: 2027, to: 2027}\nprofiles: %s\n"
        "slices: {groups: {summer: {steps: 1, length: 24 h, times: 2}, "
        "winter: {steps: 1, length: 24 h, times: 2}}}\nnodes: {b: {load: 1 MW}}\n"
        "policy: {reserves: {r: {direction: down, power: %g MW, contracts: s}}}\ncontracts:\n"
        "  sun: {kind: generator, nodes: b, om: 1 USD/MW/year, factor_profile: sun}\n"
        "  s: {kind: storage, nodes: b, efficiency: 100 %%, om: 1 USD/MW/year, seasonal: yes, "
        "standing_loss: 1 %%/h, energy: unlimited, energy_om: 1 kUSD/MWh/year}\n";
    double kept = pow(0.99, 24), winter = 24 * (1 + kept) / (kept * kept);
    for (int down = 0; down < 2; down++) {
        char text[2048];
        snprintf(text, sizeof text, plan, file, (double)down);
        struct run r = solve(text, HEAD, false);
        if (solved(&r, "two days"))
            ok_near(total(&r, "volume_build", NULL, NULL), winter + down, 1e-9, "room");
        end(&r);
    }
    unlink(file);
}

/* The same by quarters: sun in the middle two, the last goes on to the first. */
static void through_quarters(void) {
    char file[] = "/tmp/capplan-quarters-XXXXXX";
    FILE *f = fdopen(mkstemp(file), "w");
    fputs("slice\tprofile\tmeasure\tvalue\tunit\na.1\tsun\tf\t0\t1\nb.1\tsun\tf\t1\t1\n"
          "c.1\tsun\tf\t1\t1\nd.1\tsun\tf\t0\t1\n",
          f);
    fclose(f);
    struct run r =
        with("discount: 0\nhorizon: {from: 2027-Q1, to: 2027-Q4}\nprofiles: %s\n"
             "slices: {groups: {a: {period: 2027-Q1, steps: 1, length: 24 h, times: 90}, "
             "b: {period: 2027-Q2, steps: 1, length: 24 h, times: 90}, "
             "c: {period: 2027-Q3, steps: 1, length: 24 h, times: 90}, "
             "d: {period: 2027-Q4, steps: 1, length: 24 h, times: 90}}}\n"
             "nodes: {b: {load: 1 MW}}\ncontracts:\n"
             "  sun: {kind: generator, nodes: b, om: 4 kUSD/MW/year, life: 50 years, "
             "factor_profile: sun, until: 2027-Q1}\n"
             "  s: {kind: storage, nodes: b, efficiency: 50 %%, life: 50 years, om: 4 "
             "USD/MW/year, seasonal: yes, until: 2027-Q1, energy: unlimited, energy_om: 4 "
             "USD/MWh/year",
             file, "", (struct cp_allocate_options){0});
    if (solved(&r, "storage through quarters")) {
        ok_near(total(&r, "volume_build", NULL, NULL), 2 * 90 * 24, 1e-9, "holds two of them");
        ok_near(total(&r, "plant", NULL, "generator"), 3, 1e-9, "and charges through two");
    }
    end(&r);
    unlink(file);
}

static void refused(void) {
    static const struct {
        const char *keys, *what;
    } cases[] = {
        {"hours: 4 h, energy: 4 MWh", "one of them decides"},
        {"hours: 4 h, charge_power: 4 MW, charge_ratio: 1", "one of them decides"},
        {"hours: 4 h, energy_capex: 4 USD/MWh", "missing key 'energy'"},
        {"power: 2 MW", "missing key 'hours'"},
        {"energy: 4 MWh, existing: {2020: 1 MW}", "existing: missing key 'energy'"},
        {"hours: 4 h, existing: {2020: {value: 1 MW, charge: 1 MW}}", "with 'charge_power'"},
        {"hours: 4 h, exclusive: yes", "wants a largest one"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct run r = with(DAYS, sun, cases[i].keys, (struct cp_allocate_options){0});
        ok_fails(r.rc, &r.err, cases[i].what, cases[i].keys);
        end(&r);
    }
}

int main(void) {
    FILE *f = fdopen(mkstemp(sun), "w"), *g = fdopen(mkstemp(hub), "w");
    fputs("slice\tprofile\tmeasure\tvalue\tunit\nday.1\tsun\tf\t1\t1\nday.2\tsun\tf\t0\t1\n", f);
    fputs("slice\tprofile\tmeasure\tvalue\tunit\n", g);
    for (int i = 0; i < 4; i++)
        fprintf(g, "day.%d\thub\thub\t%d\tUSD/MWh\n", i + 1, (int[]){50, -30, 40, 80}[i]);
    fclose(f);
    fclose(g);
    sized_apart();
    losses();
    at_once();
    through_a_year();
    room_of_the_fullest_day();
    through_quarters();
    refused();
    unlink(sun);
    unlink(hub);
    return done();
}
