/* Workloads met in one of several ways, small enough to work by hand. */
#include "allocate_case.h"

/* A GPU draws 1 kW at work and nothing idle, and does half a PFLOP/s: at a PUE of 1.25 an EFLOP/s
 * takes 2.5 MW, and 125 USD an hour. Nothing served costs 1000 USD/(EFLOP/s)/h; 2027 has 8760 hours
 * and 2028 has 8784. */
#define PLAN                                                                                       \
    "name: tiny\ndiscount: 0\nhorizon: {from: 2027, to: 2028}\nslices: {days: 1, hours: 2}\n"      \
    "skus:\n  G: {peak: 1 PFLOP/s, power: 1 kW, idle: 0 %%, life: 9 years, efficiency: {\"*\": "   \
    "50 %%}}\n"                                                                                    \
    "contracts:\n  g: {kind: grid, sites: s, power: 20 MW, firm: yes, price: 50 USD/MWh}\n"        \
    "sites:\n  s:\n    pue: 1.25\n    existing: {G: {units: %d GPU, age: 0 years}}\n"              \
    "    phases:\n      p: {power: 20 MW, capex: 0 USD, ready: 2020-01-01, built: 100 %%}\n"       \
    "workloads:\n  t: {kind: flexible, demand: 1 EFLOP/s, penalty: 5000 USD/(EFLOP/s)/h}\n"        \
    "  w:\n    kind: %s\n    demand: 1 EFLOP/s\n    penalty: 1000 USD/(EFLOP/s)/h\n    ways:\n%s"

#define DEMAND(row, of)                                                                            \
    row "2027\tw\t-\t-\t-\t-\tdemand\t1\tEFLOP/s\n2028\tw\t-\t-\t-\t-\tdemand\t1\tEFLOP/s\n"       \
        "2027\tt\t-\t-\t-\t-\tdemand\t" of "\tEFLOP/s\n2028\tt\t-\t-\t-\t-\tdemand\t" of           \
        "\tEFLOP/s\n"

/* 10^25 FLOP are 2777.8 EFLOP/s and hours */
#define TRAIN "      train: {flop: 1e25 FLOP, work: t, ready: 2028-01-01}\n"
#define DISTIL                                                                                     \
    "      distil: {flop: 1e24 FLOP, work: t, ready: 2028-01-01, serves: 50 %, compute: 40 %, "    \
    "fee: 1 mn USD}\n"
#define LICENSE(fee)                                                                               \
    "      license: {fee: " fee " mn USD, annual_fee: 2 mn USD/year, serves: 80 %, compute: 0 "    \
    "%}\n"
static const double flop = 1e25 / 3600e18, hours = 8760 + 8784;

/* Value of the fact of a way; NaN: there is none. */
static double of_way(const struct run *r, const char *measure, const char *way,
                     const char *period) {
    for (size_t i = 0; i < cp_facts_count(r->facts); i++)
        if (!strcmp(cp_facts_measure(r->facts, i), measure) &&
            !strcmp(cp_facts_dim(r->facts, i, CP_NAME), way) &&
            !strcmp(cp_facts_dim(r->facts, i, CP_WORKLOAD), "w") &&
            !strcmp(cp_facts_dim(r->facts, i, CP_PERIOD), period))
            return cp_facts_value(r->facts, i);
    return NAN;
}

/* Trained: nothing is served in 2027, where the work costs 125 USD an hour of an EFLOP/s, and all
 * in 2028: 10.2 mn. Licensed: fees of 7 mn, and a fifth is unmet: 10.5 mn. */
static void test_train(const char *kind, bool integer) {
    char plan[2048];
    snprintf(plan, sizeof plan, PLAN, 8000, kind, TRAIN DISTIL LICENSE("3"));
    struct run r = solve_with(plan, DEMAND(HEAD, "0"),
                              (struct cp_allocate_options){.integer = integer, .duals = true});
    if (solved(&r, "training is worth it")) {
        ok_near(r.result.objective, 8760e3 + 125 * (flop + 8784), 1e-9, "its cost");
        ok(of_way(&r, "way", "train", "-") == 1 && of_way(&r, "way", "distil", "-") == 0 &&
               of_way(&r, "way", "license", "-") == 0,
           "it is chosen");
        ok_near(of_way(&r, "way_work", "train", "2027"), flop / 8760, 1e-9, "its work before");
        ok_near(of_way(&r, "way_served", "train", "2028"), 1, 1e-9, "what it serves");
        ok_near(total(&r, "served", "2027", NULL), flop / 8760, 1e-9, "at work in 2027");
        ok_near(total(&r, "unmet", NULL, NULL), 1, 1e-9, "unmet in 2027");
    }
    end(&r);
}

/* Half a million less, and it is licensed: 10.0 mn. */
static void test_license(void) {
    char plan[2048];
    snprintf(plan, sizeof plan, PLAN, 8000, "firm", TRAIN DISTIL LICENSE("2.5"));
    struct run r = solve_with(plan, DEMAND(HEAD, "0"), (struct cp_allocate_options){.duals = true});
    if (solved(&r, "licensing is worth it")) {
        ok_near(of_way(&r, "demand_dual", "-", "2027"), 200, 1e-7,
                "a fifth of one more is unmet too");
        ok_near(r.result.objective, 6.5e6 + 0.2 * 1000 * hours, 1e-9, "its cost");
        ok_near(total(&r, "cost", "2027", "fee"), 4.5e6, 1e-9, "the fee and that of the year");
        ok_near(total(&r, "cost", "2028", "fee"), 2e6, 1e-9, "that of the year");
        ok_near(of_way(&r, "way_served", "license", "2027"), 0.8, 1e-9, "what it serves");
        ok_near(total(&r, "served", NULL, NULL), 0, 1e-9, "on another's GPUs");
    }
    end(&r);
}

/* A distilled model, alone: half of the demand in 2028 with two fifths of the work. */
static void test_distil(void) {
    char plan[2048];
    snprintf(plan, sizeof plan, PLAN, 8000, "firm", DISTIL);
    struct run r = solve_with(plan, DEMAND(HEAD, "0"), (struct cp_allocate_options){0});
    if (solved(&r, "distilling is worth it"))
        ok_near(r.result.objective,
                1e6 + 8760e3 + 125 * flop / 10 + 8784 * (0.5 * 1000 + 0.5 * 0.4 * 125), 1e-9,
                "its cost");
    end(&r);
}

/* Ready within the first half of the first year, in which nothing is: its work is done in it. */
static void test_short(void) {
    char plan[2048];
    snprintf(plan, sizeof plan, PLAN, 8000, "firm",
             "      tune: {flop: 1e22 FLOP, work: t, ready: 2027-03-01, compute: 0 %}\n");
    struct run r = solve_with(plan, DEMAND(HEAD, "0"), (struct cp_allocate_options){0});
    if (solved(&r, "tuning is worth it")) {
        ok_near(of_way(&r, "way_work", "tune", "2027"), flop / 1000 / 8760, 1e-9, "its work");
        ok_near(r.result.objective, 125 * flop / 1000, 1e-9, "its cost");
    }
    end(&r);
}

/* A fifth of what stands is left for training: 876 of the hours that it takes, and so much of it is
 * trained, the rest licensed; in whole it is licensed, for work that is put off costs more. */
static void test_part(bool integer) {
    char plan[2048];
    snprintf(plan, sizeof plan, PLAN, 1000, "firm",
             "      train: {flop: 1e25 FLOP, work: t, ready: 2028-01-01, compute: 0 %}\n" LICENSE(
                 "2.5"));
    struct run r =
        solve_with(plan, DEMAND(HEAD, "0.4"), (struct cp_allocate_options){.integer = integer});
    double part = integer ? 0 : 876 / flop, nothing = 1000 * hours + 0.4 * 125 * hours;
    if (solved(&r, integer ? "in whole" : "in part")) {
        ok_near(of_way(&r, "way", "train", "-"), part, 1e-7, "what is trained");
        ok_near(of_way(&r, "way", "license", "-"), 1 - part, 1e-7, "what is licensed");
        ok_near(r.result.objective,
                nothing - part * (1000 * 8784 - 125 * flop) -
                    (1 - part) * (0.8 * 1000 * hours - 6.5e6),
                1e-9, "its cost");
    }
    end(&r);
}

/* What was decided for one future is held: the license, though training is better; and a bid. */
static void test_held(void) {
    char plan[2048];
    struct cp_error err = {0};
    const char *text = "period\tcontract\tworkload\tname\tmeasure\tvalue\tunit\n"
                       "-\t-\tw\tlicense\tway\t1\t1\n2027\tg\t-\t-\tcontract\t20\tMW\n";
    struct cp_facts *fix = cp_facts_new();
    FILE *in = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
    ok_rc(cp_facts_read(fix, in, "fix", &err), &err, "a decision that is held");
    fclose(in);
    snprintf(plan, sizeof plan, PLAN, 8000, "firm", TRAIN DISTIL LICENSE("3"));
    struct run r = solve_with(plan, DEMAND(HEAD, "0"), (struct cp_allocate_options){.fix = fix});
    if (solved(&r, "a way that is held"))
        ok_near(r.result.objective, 7e6 + 0.2 * 1000 * hours, 1e-7,
                "its cost, but for the rounding that held rows are given");
    end(&r);
    cp_facts_free(fix);

    /* 1000 USD/(EFLOP/s)/h of a tenant, less what it costs; and the same again */
    snprintf(plan, sizeof plan, PLAN, 8000,
             "firm\n    bid: yes\n    tenant: x\n    revenue: 1000 USD/(EFLOP/s)/h",
             "      own: {serves: 100 %}\n");
    r = solve_with(plan, DEMAND(HEAD, "0"), (struct cp_allocate_options){0});
    if (solved(&r, "a bid that is accepted"))
        ok_near(r.result.objective, (125 - 1000) * hours, 1e-9, "what it brings");
    struct run held =
        solve_with(plan, DEMAND(HEAD, "0"), (struct cp_allocate_options){.fix = r.facts});
    if (solved(&held, "held as it was accepted"))
        ok_near(held.result.objective, (125 - 1000) * hours, 1e-9, "what it brings");
    end(&held);
    end(&r);
}

static void refuse(const char *kind, const char *ways, const char *why) {
    char plan[2048];
    snprintf(plan, sizeof plan, PLAN, 8000, kind, ways);
    struct run r = solve(plan, DEMAND(HEAD, "0"), false);
    ok(r.rc == CP_EINPUT && strstr(r.err.at[0].msg, why), "%s: %s", why, r.err.at[0].msg);
    end(&r);
}

static void test_window(void) {
    char plan[2048];
    snprintf(plan, sizeof plan, PLAN, 8000, "firm", TRAIN);
    struct run r =
        solve_with(plan, DEMAND(HEAD, "0"), (struct cp_allocate_options){.window = 1, .commit = 1});
    ok(r.rc == CP_EUSAGE && strstr(r.err.at[0].msg, "ways"), "no window sees their end");
    end(&r);
}

int main(void) {
    test_train("firm", false);
    test_train("firm", true);
    test_train("flexible", false);
    test_license();
    test_distil();
    test_short();
    test_part(false);
    test_part(true);
    test_held();
    test_window();
    refuse("firm", "      a: {flop: 1e20 FLOP, ready: 2028-01-01}\n", "work");
    refuse("firm", "      a: {flop: 1e20 FLOP, work: w, ready: 2028-01-01}\n", "is not flexible");
    refuse("firm", "      a: {flop: 1e20 FLOP, work: t}\n", "not after the start");
    refuse("flexible\n    min_rate: 10 %", "      a: {fee: 1 USD}\n", "min_rate");
    return done();
}
