/* What building a program promises: indices have room or say that they have none, and it ends when
 * nobody waits any more. */
#include "allocate/program/program.h"
#include "allocate_case.h"

/* ---- indices ----------------------------------------------------------------------------------
 */

static void test_tags(void) {
    struct cp_error err = {0};
    struct cp_program m = {.err = &err, .lp = cp_lp_new()};
    struct cp_tag tag = tagged(COL_BUY, 70000, NONE, 65536, 200000);
    ok(tag.kind == COL_BUY && tag.a == 70000 && tag.t == 65536 && tag.h == 200000,
       "indices of more than 16 bits");
    ok(tag.b == NOT && tagged(COL_BUY, 0, 0, NONE, 0).t == NO_PERIOD, "none is none");
    ok(tagged(COL_BUY, NOT, 0, 0, 0).kind == TOO_LARGE &&
           tagged(COL_BUY, 0, 0, NO_PERIOD, 0).kind == TOO_LARGE &&
           tagged(COL_BUY, 0, 0, 0, (size_t)1 << 32).kind == TOO_LARGE,
       "what has no room is told");
    cp_allocate_col(&m, tag, 0, 1);
    cp_allocate_row(&m, tagged(ROW_OFFER, (size_t)1 << 40, 0, 0, 0), 0, 1);
    cp_allocate_col(&m, tag, 0, 1);
    ok(cp_lp_view(m.lp).ncol == 1 && cp_lp_view(m.lp).nrow == 0, "and ends the program");
    ok_fails(cp_allocate_failed(&m), &err, "too large", "which is an error");
    free(m.col_tags.tag);
    cp_lp_free(m.lp);
}

/* A MW at 40 USD/MWh through 70,000 steps of a period, half of them counted twice. */
static void test_long_period(void) {
    struct run r = solve("horizon: {from: 2027, to: 2027}\ndiscount: 0 %\n"
                         "slices:\n  groups:\n    once: {steps: 35000, length: 0.1 h}\n"
                         "    twice: {steps: 35000, length: 0.1 h, times: 2}\n"
                         "nodes: {a: {load: 1 MW}}\n"
                         "contracts: {g: {kind: grid, nodes: a, price: 40 USD/MWh}}\n",
                         "measure\tvalue\tunit\n", false);
    if (ok_rc(r.rc, &r.err, "a period of 70,000 slices"))
        ok_near(r.result.objective, 40 * 3500 * 3, 1e-6, "and its cost");
    end(&r);
}

/* ---- kinds ---------------------------------------------------------------------------------- */

static void test_costs(void) {
    size_t known = 0;
    for (enum cost_kind k = 0; k < COST_KIND_COUNT; k++)
        known += cp_allocate_cost_kind(k) != NULL;
    ok(known == COST_KIND_COUNT, "every cost is of a kind that the registry knows");
}

/* ---- its end ----------------------------------------------------------------------------------
 */

static bool count_down(void *left) {
    size_t *n = left;
    return *n == 0 || --*n == 0;
}

#define EVERYTHING                                                                                 \
    "horizon: {from: 2027, to: 2028}\nslices: {days: 1, hours: 2}\n"                               \
    "skus: {G: {peak: 1 PFLOP/s, power: 1 kW, life: 5 years, move: 9 USD/GPU,\n"                   \
    "  efficiency: {\"*\": 50 %}}}\n"                                                              \
    "workloads: {w: {kind: firm, demand: 1 EFLOP/s, penalty: 1000 USD/(EFLOP/s)/h,\n"              \
    "  traffic: 10 Gbit/s/(EFLOP/s), region: r}}\n"                                                \
    "nodes: {a: {load: 2 MW}, b: {}}\n"                                                            \
    "lines: {l: {from: b, to: a, existing: 9 MW}}\n"                                               \
    "sites:\n"                                                                                     \
    "  s: {pue: 1.2, node: a, existing: {G: {units: 400 GPU}},\n"                                  \
    "      phases: {p: {power: 9 MW, ready: 2020, capex: 0 USD, built: 100 %}}}\n"                 \
    "  t: {pue: 1.2, bandwidth: 9 Gbit/s}\n"                                                       \
    "links: {first: {from: r, to: t, existing: 1 Gbit/s}, second: {from: t, to: s}}\n"             \
    "policy: {reserve_margin: 0 %, carbon_free_hourly: {2027: 0 %}, site_loss: 2040-01-01}\n"      \
    "contracts:\n"                                                                                 \
    "  g: {kind: grid, nodes: b, sites: [t], price: 50 USD/MWh, firm: yes, emissions: 0 t/MWh}\n"  \
    "  p: {kind: generator, nodes: b, power: 9 MW, capex: 9 USD/kW, life: 9 years,\n"              \
    "      emissions: 0 t/MWh}\n"

/* Asked for the n-th time the one who waits has gone: the program is undecided, whatever was being
 * built, and once it is built it is solved. */
static void test_stop(const char *plan, struct cp_allocate_options opt, const char *what) {
    size_t n = 1, bad = 0;
    bool built = false;
    for (; n < 10000 && !built; n++) {
        size_t left = n;
        opt.lp.interrupted = count_down;
        opt.lp.interrupted_ctx = &left;
        struct run r = solve_with(plan,
                                  HEAD "2027\tw\t-\t-\t-\t-\tdemand\t0.1\tEFLOP/s\n"
                                       "2027\t-\tG\t-\to\t1\tsupply\t100\tGPU\n"
                                       "2027\t-\tG\t-\to\t1\tprice\t100\tUSD/GPU\n",
                                  opt);
        built = r.result.built;
        bad += r.rc != 0 || (!built && r.result.status != CP_LP_UNDECIDED);
        end(&r);
    }
    ok(built && n > 20 && bad == 0, "%s: stopped at each of %zu questions", what, n - 2);
}

int main(void) {
    test_tags();
    test_long_period();
    test_costs();
    test_stop(EVERYTHING, (struct cp_allocate_options){0}, "a program");
    test_stop(EVERYTHING, (struct cp_allocate_options){.integer = true}, "with integers");
    test_stop(EVERYTHING "scenarios: {x: {probability: 50 %}, y: {probability: 50 %}}\n",
              (struct cp_allocate_options){0}, "of two scenarios");
    return done();
}
