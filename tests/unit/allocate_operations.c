/* Operations small enough to work by hand: halls that are commissioned and go down, GPUs that are
 * repaired. */
#include "allocate_case.h"

/* A GPU draws 1 kW at work and nothing idle, and does half a PFLOP/s; 4 EFLOP/s ask for 8000 of
 * them and 10 MW at a PUE of 1.25. */
#define PLAN                                                                                       \
    "name: tiny\ndiscount: 0\nhorizon: {from: %s, to: %s}\nslices: {days: 1, hours: 1}\n"          \
    "skus:\n  G: {peak: 1 PFLOP/s, power: 1 kW, idle: 0 %%, life: 9 years, efficiency: {\"*\": "   \
    "50 %%}%s}\n"                                                                                  \
    "workloads:\n  w: {kind: firm, demand: 4 EFLOP/s, penalty: 1000 USD/(EFLOP/s)/h}\n"            \
    "contracts:\n  g: {kind: grid, sites: s, power: 20 MW, firm: yes, price: 50 USD/MWh}\n"        \
    "sites:\n  s:\n    pue: 1.25\n    existing: {G: {units: 8000 GPU, age: 0 years}}\n"            \
    "    %s\n    phases:\n      p: {power: 10 MW, capex: %s, life: 20 years, %s}\n"

struct hall {
    const char *what, *from, *to, *capex, *site, *phase;
    double usable[2]; /* MW of the first and the last period */
    double capital;   /* paid for building */
};

static const struct hall halls[] = {
    /* nothing, a quarter and a half: 2.25 months of twelve are lost */
    {"a year of commissioning",
     "2027",
     "2028",
     "0 USD",
     "",
     "ready: 2027-01-01, built: 100 %, commissioning: [0 %, 25 %, 50 %]",
     {10 * (1 - 2.25 / 12), 10},
     0},
    /* ready two months before the plan: of three a half is left */
    {"begun before the plan",
     "2027",
     "2028",
     "0 USD",
     "",
     "ready: 2026-11-01, built: 100 %, commissioning: [0 %, 25 %, 50 %]",
     {10 * (1 - 0.5 / 12), 10},
     0},
    /* built in the first quarter: a month and a half of three are lost */
    {"what is built is commissioned",
     "2027-Q1",
     "2027-Q2",
     "1 mn USD",
     "",
     "ready: 2020-01-01, commissioning: [0 %, 50 %]",
     {5, 10},
     1e6},
    /* in a quarter of the year only */
    {"halls are down",
     "2027-Q1",
     "2027-Q2",
     "0 USD",
     "forced_outage: 20 %\n    scheduled_outage: {2027-Q1: 0 %, 2027-Q2: 25 %}",
     "ready: 2020-01-01, built: 100 %",
     {8, 6},
     0},
    {"both",
     "2027-Q1",
     "2027-Q2",
     "0 USD",
     "forced_outage: 20 %",
     "ready: 2027-01-01, built: 100 %, commissioning: [0 %, 50 %]",
     {4, 8},
     0},
};

static void test_hall(const struct hall *h) {
    char plan[2048], rows[512];
    snprintf(plan, sizeof plan, PLAN, h->from, h->to, "", h->site, h->capex, h->phase);
    snprintf(rows, sizeof rows,
             HEAD "%s\tw\t-\t-\t-\t-\tdemand\t4\tEFLOP/s\n%s\tw\t-\t-\t-\t-\tdemand\t4\tEFLOP/s\n",
             h->from, h->to);
    struct run r = solve(plan, rows, true);
    if (!solved(&r, h->what)) {
        end(&r);
        return;
    }
    double cost = h->capital, years = 0;
    for (size_t t = 0; t < 2; t++) {
        struct cp_period p = cp_plan_period(r.plan, t);
        double hours = cp_period_hours(p), served = h->usable[t] / 2.5;
        const char *when = t ? h->to : h->from;
        years += cp_period_years(p);
        cost += hours * (50 * h->usable[t] + 1000 * (4 - served));
        ok_near(total(&r, "unmet", when, NULL), 4 - served, 1e-7, "what it leaves unmet");
        ok_near(total(&r, "energised", when, NULL), h->usable[t], 1e-7, "what can take load");
        ok_near(total(&r, "usable_halls", when, NULL), h->usable[t] < 10 ? h->usable[t] : 0, 1e-7,
                "said where it is not all");
    }
    /* what is built is worth its rest of 20 years */
    ok_near(r.result.objective, cost - h->capital * (1 - years / 20), 1e-7, "its cost");
    end(&r);
}

/* A MW more of halls, a fifth of which are down, runs 0.8 MW: 320 units for 1000 USD/(EFLOP/s)/h,
 * less their energy. */
static void test_worth(void) {
    char plan[2048];
    snprintf(plan, sizeof plan, PLAN, "2027", "2027", "", "forced_outage: 20 %", "0 USD",
             "ready: 2020-01-01, built: 100 %");
    struct run r = solve(plan, HEAD "2027\tw\t-\t-\t-\t-\tdemand\t4\tEFLOP/s\n", true);
    if (solved(&r, "what is down is worth less"))
        ok_near(total(&r, "halls_dual", NULL, NULL), 8760 * 0.8 * (1000 / 2.5 - 50), 1e-7,
                "a MW more of halls");
    end(&r);
}

/* 2.5 failures a year of a unit at work, a tenth of a year each: of 8000 a fifth is out, 6400 do
 * 3.2 EFLOP/s, fail 16000 times, and draw 8 MW. */
static void test_repairs(void) {
    char plan[2048];
    snprintf(plan, sizeof plan, PLAN, "2027", "2027",
             ", repairs: 2.5 1/year, repair_time: 0.1 years, repair_cost: 10 USD/GPU", "", "0 USD",
             "ready: 2020-01-01, built: 100 %");
    struct run r = solve(plan, HEAD "2027\tw\t-\t-\t-\t-\tdemand\t4\tEFLOP/s\n", false);
    if (solved(&r, "a queue of repairs")) {
        ok_near(total(&r, "served", NULL, NULL), 3.2, 1e-7, "what is at work");
        ok_near(total(&r, "repairing", NULL, NULL), 1600, 1e-7, "what is out");
        ok_near(total(&r, "repairs", NULL, NULL), 16000, 1e-7, "how often");
        ok_near(total(&r, "cost", NULL, "om-gpu"), 160000, 1e-7, "at what cost");
        ok_near(r.result.objective, 8760 * (8 * 50 + 0.8 * 1000) + 160000, 1e-7, "its cost");
    }
    end(&r);
}

/* What is out for repair draws nothing; the idle others a fifth, and spares cover both. */
static void test_out(void) {
    double cost[2];
    static const char *const how[] = {", availability: 90 %, spare_risk: 5 %, spare_group: 20",
                                      ", repairs: 1 1/year, repair_time: 0.111111111111 years, "
                                      "spare_risk: 5 %, spare_group: 20"};
    for (size_t i = 0; i < 2; i++) {
        char plan[2048];
        snprintf(plan, sizeof plan, PLAN, "2027", "2027", how[i], "", "0 USD",
                 "ready: 2020-01-01, built: 100 %");
        struct run r = solve(plan, HEAD "2027\tw\t-\t-\t-\t-\tdemand\t4\tEFLOP/s\n", false);
        ok(r.rc == 0 && r.plan->sku[0].reliability.spares > 0, "spares");
        cost[i] = r.rc ? NAN : r.result.objective;
        end(&r);
    }
    ok_near(cost[0], cost[1], 1e-9, "spares are for what is out for repair too");
}

static void refuse(const char *sku, const char *site, const char *phase, const char *why) {
    char plan[2048];
    snprintf(plan, sizeof plan, PLAN, "2027", "2027", sku, site, "0 USD", phase);
    struct run r = solve(plan, HEAD, false);
    ok(r.rc == CP_EINPUT && strstr(r.err.at[0].msg, why), "%s: %s", why, r.err.at[0].msg);
    end(&r);
}

int main(void) {
    for (size_t i = 0; i < sizeof halls / sizeof *halls; i++)
        test_hall(&halls[i]);
    test_worth();
    test_repairs();
    test_out();
    refuse(", repair_time: 3 days", "", "ready: 2020-01-01", "repairs");
    refuse("", "", "ready: 2020-01-01, commissioning: [50 %, 120 %]", "commissioning");
    refuse("", "scheduled_outage: 120 %", "ready: 2020-01-01", "above 100 %");
    return done();
}
