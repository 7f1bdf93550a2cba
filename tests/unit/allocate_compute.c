/* What comes whole, moves and is shared among the compute of a plan, worked by hand. */
#include "allocate_case.h"

static struct run solve_whole(const char *plan, const char *facts) {
    return solve_with(plan, facts, (struct cp_allocate_options){.integer = true});
}

/* 1 MW of a phase of 10 MW serve work whose penalty is 3.5 mn USD a year: at 0.4 mn USD/MW all of
 * it is worth building, at 2 mn only the part is. */
static void test_whole_phases(void) {
    static const struct {
        int capex;
        double whole;
    } cases[] = {{4, 10}, {20, 0}};
    for (size_t i = 0; i < 2; i++) {
        char plan[2048];
        snprintf(plan, sizeof plan,
                 "%s      p: {power: 10 MW, ready: 2027-01-01, capex: %d mn USD, life: 2 years}\n"
                 "    existing: {G: {units: 800 GPU, age: 0 years}}\n%s",
                 BASE WORK "sites:\n  s:\n    pue: 1.25\n    phases:\n", cases[i].capex, GRID);
        static const char facts[] = HEAD "2027\tw\t-\t-\t-\t-\tdemand\t0.4\tEFLOP/s\n"
                                         "2028\tw\t-\t-\t-\t-\tdemand\t0.4\tEFLOP/s\n";
        struct run part = solve(plan, facts, false), whole = solve_whole(plan, facts);
        if (solved(&part, "a part of a phase") && solved(&whole, "a phase as a whole")) {
            ok_near(total(&part, "build", NULL, NULL), 1, 1e-6, "as much as the work draws");
            ok_near(total(&whole, "build", NULL, NULL), cases[i].whole, 1e-6,
                    "all of it or nothing");
            ok(whole.result.objective > part.result.objective, "which costs more");
            ok(whole.result.bound <= whole.result.objective * (1 + 1e-9), "no plan costs less");
        }
        end(&part);
        end(&whole);
    }
}

/* 0.4 EFLOP/s take 800 GPUs, and no site has more than 500. */
static void test_max_sites(void) {
    static const char plan[] = BASE
        "workloads:\n  w: {kind: flexible, demand: 1 EFLOP/s, penalty: 1000 USD/(EFLOP/s)/h, "
        "max_sites: 1}\nsites:\n"
        "  a: {pue: 1, phases: {p: {power: 9 MW, ready: 2020-01-01, capex: 0 USD, built: 100 %}},\n"
        "      existing: {G: {units: 500 GPU, age: 0 years}}}\n"
        "  b: {pue: 1, phases: {p: {power: 9 MW, ready: 2020-01-01, capex: 0 USD, built: 100 %}},\n"
        "      existing: {G: {units: 400 GPU, age: 0 years}}}\n"
        "contracts: {g: {kind: grid, sites: [a, b], price: 1 USD/MWh}}\n";
    static const char facts[] = HEAD "2027\tw\t-\t-\t-\t-\tdemand\t0.4\tEFLOP/s\n";
    struct run part = solve(plan, facts, false), whole = solve_whole(plan, facts);
    if (solved(&part, "work on two sites") && solved(&whole, "work that stays on one site")) {
        ok_near(total(&part, "unmet", NULL, NULL), 0, 1e-7, "two serve all");
        ok_near(total(&whole, "unmet", NULL, NULL), 0.15, 1e-7,
                "the larger one serves what it can");
    }
    end(&part);
    end(&whole);
}

#define ONE_OFFER(terms)                                                                           \
    BASE WORK SITE GRID                                                                            \
        "suppliers: {n: {offers: {o: {sku: G, quantity: 2000 GPU, from: 2027, until: 2028, "       \
        "price: 100 USD/GPU" terms "}}}}\n"
#define TWO_STEPS                                                                                  \
    HEAD "2027\tw\t-\t-\t-\t-\tdemand\t0.5\tEFLOP/s\n"                                             \
         "2027\t-\tG\tn\to\t1\tsupply\t1000\tGPU\n2027\t-\tG\tn\to\t2\tsupply\t1000\tGPU\n"        \
         "2027\t-\tG\tn\to\t1\tprice\t100\tUSD/GPU\n2027\t-\tG\tn\to\t2\tprice\t60\tUSD/GPU\n"

/* 1000 GPUs are needed, of two steps of 1000. */
static void test_lots(void) {
    static const struct {
        const char *plan, *what;
        double units, usd;
    } cases[] = {{ONE_OFFER(""), "steps are taken in their order", 1000, 100e3},
                 {ONE_OFFER(", multiple: 300 GPU"), "units come in multiples", 1200, 112e3},
                 {ONE_OFFER(", minimum: 1500 GPU"), "and at least the minimum", 1500, 130e3}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct run r = solve_whole(cases[i].plan, TWO_STEPS);
        if (solved(&r, cases[i].what)) {
            ok_near(total(&r, "buy", NULL, NULL), cases[i].units, 1e-6, "units");
            ok_near(total(&r, "cost", NULL, "gpu"), cases[i].usd, 1e-6, "and what they cost");
        }
        end(&r);
    }
}

int main(void) {
    test_whole_phases();
    test_max_sites();
    test_lots();
    return done();
}
