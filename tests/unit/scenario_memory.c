/* Every allocation of drawing futures and writing them fails once. */
#include "scenario/scenario.h"
#include "starve.h"
#include <unistd.h>

static const char plan_text[] =
    "horizon: {from: 2027, to: 2028}\n"
    "skus: {G: {peak: 1 PFLOP/s, power: 1 kW, life: 5 years, efficiency: {\"*\": 50 %}}}\n"
    "workloads: {w: {kind: firm, demand: 1 EFLOP/s, penalty: 1 USD/(EFLOP/s)/h}}\n"
    "sites: {s: {pue: 1.25, om: 1 USD/MW/year, phases: {p: {power: 10 MW, ready: 2020-01-01,"
    " capex: 0 USD, built: 100 %, life: 20 years}}}}\n"
    "contracts: {g: {kind: grid, sites: [s], power: 10 MW, from: 2020-01-01, until: 2040-01-01,"
    " price: 50 USD/MWh}}\n"
    "suppliers: {n: {country: US, offers: {o: {sku: G, quantity: 100 GPU, from: 2027-01-01,"
    " until: 2028-12-31, price: 30000 USD/GPU, lead: 20 weeks, lead_sigma: 50 %}}}}\n"
    "events:\n"
    "  ban: {prior: 3 %/year, then: {supply: {o: 50 %}, curves: {hub: 150 %},"
    " set: {discount: 5 %, contracts/g/price: \"*2\"}}}\n"
    "  rush: {prior: 9 %/year, given: {ban: 60 %}, then: {set: {sites/s/pue: 1.3}}}\n"
    "  calm: {prior: 9 %/year, exclusive: [ban, rush]}\n"
    "curves:\n"
    "  hub: {unit: USD/MWh, drives: [contracts/g/price],"
    " model: {kind: one-factor, reversion: 1 1/year, volatility: 40 %}}\n"
    "  chip: {unit: USD/GPU, drives: [suppliers/n/offers/o/price],"
    " model: {kind: lognormal, volatility: 20 %}}\n"
    "copula: {kind: t, pairs: [{of: events/ban, with: curves/hub/short, correlation: 50 %}]}\n";

static const char facts_text[] =
    "scenario\tperiod\tevent\tworkload\tsku\toffer\tstep\tquantile\tmeasure\tvalue\tunit\n"
    "-\t2027\tban\t-\t-\t-\t-\t-\tevent_probability\t.3\t1\n"
    "-\t2028\tban\t-\t-\t-\t-\t-\tevent_probability\t.5\t1\n"
    "-\t2027\trush\t-\t-\t-\t-\t-\tevent_probability\t.2\t1\n"
    "-\t2028\trush\t-\t-\t-\t-\t-\tevent_probability\t.4\t1\n"
    "-\t2027\tcalm\t-\t-\t-\t-\t-\tevent_probability\t.1\t1\n"
    "-\t2028\tcalm\t-\t-\t-\t-\t-\tevent_probability\t.2\t1\n"
    "-\t2027\t-\tw\t-\t-\t-\t-\tdemand\t1\tEFLOP/s\n"
    "-\t2027\t-\tw\t-\t-\t-\t.1\tdemand\t.5\tEFLOP/s\n"
    "-\t2027\t-\tw\t-\t-\t-\t.9\tdemand\t2\tEFLOP/s\n"
    "-\t2027\t-\t-\tG\to\t1\t-\tsupply\t40\tGPU\n"
    "-\t2027\t-\t-\tG\to\t1\t-\tprice\t40\tUSD/GPU\n";
static const char path_row[] = "path-1\t2027\t-\tw\t-\t-\t-\t-\tdemand\t3\tEFLOP/s\n";

static char plan_path[] = "/tmp/capplan-scenario-memory-XXXXXX";

struct with {
    struct cp_scenario_options opt;
    bool paths;
};

static int read_text(struct cp_facts *facts, char *text, struct cp_error *err) {
    FILE *in = fmemopen(text, strlen(text), "r");
    int rc = in ? cp_facts_read(facts, in, "facts", err) : cp_fail_nomem(err);
    if (in)
        fclose(in);
    return rc;
}

static int read_facts(struct cp_facts *facts, bool paths, struct cp_error *err) {
    char text[sizeof facts_text + sizeof path_row];
    snprintf(text, sizeof text, "%s%s", facts_text, paths ? path_row : "");
    return read_text(facts, text, err);
}

/* Two runs of one future. */
static int compare(const void *with, struct cp_error *err) {
    char text[] = "scenario\tmeasure\tvalue\tunit\n-\texpected_cost\t4\tUSD\n"
                  "s1\tscenario_probability\t1\t1\n";
    struct cp_facts *run[] = {cp_facts_new(), cp_facts_new()}, *out = cp_facts_new();
    const char *const path[] = {"one", "two"};
    const struct cp_scenario_runs runs = {2, (const struct cp_facts *const *)run, path, .01};
    struct cp_str note = {0};
    int rc = run[0] && run[1] && out ? 0 : cp_fail_nomem(err);
    (void)with;
    for (size_t i = 0; i < 2 && rc == 0; i++)
        rc = read_text(run[i], text, err);
    if (rc == 0)
        rc = cp_scenario_stability(&runs, out, &note, err);
    cp_str_release(&note);
    cp_facts_free(run[0]);
    cp_facts_free(run[1]);
    cp_facts_free(out);
    return rc;
}

static int write_all(struct cp_scenario_set *set, struct cp_facts *facts, struct cp_error *err) {
    struct cp_str text = {0};
    int rc = cp_scenario_plan(set, plan_path, &text, err);
    if (rc == 0)
        rc = cp_scenario_facts(set, facts, err);
    cp_str_release(&text);
    return rc;
}

static int work(const void *of, struct cp_error *err) {
    const struct with *with = of;
    struct cp_plan *plan = NULL;
    struct cp_facts *facts = cp_facts_new();
    struct cp_scenario_set *set = NULL;
    int rc = facts ? cp_plan_load(plan_path, NULL, 0, &plan, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = read_facts(facts, with->paths, err);
    if (rc == 0)
        rc = cp_scenario_draw(plan, facts, &with->opt, &set, err);
    if (rc == 0)
        rc = write_all(set, facts, err);
    cp_scenario_free(set);
    cp_facts_free(facts);
    cp_plan_free(plan);
    return rc;
}

int main(void) {
    int fd = mkstemp(plan_path);
    ok(fd >= 0 && write(fd, plan_text, sizeof plan_text - 1) == (ssize_t)(sizeof plan_text - 1),
       "a plan");
    close(fd);
    struct with with = {.opt = {.samples = 40,
                                .keep = 6,
                                .method = CP_SCENARIO_LATIN,
                                .match = CP_SCENARIO_MATCH_MOMENTS,
                                .drivers = CP_SCENARIO_EVENTS | CP_SCENARIO_CURVES |
                                           CP_SCENARIO_DEMAND | CP_SCENARIO_LEADS,
                                .service_level = .5,
                                .as_of = INT64_MIN,
                                .seed = 1}};
    starve(work, &with, "events, prices, demand and delays by a hypercube, means of clusters");
    with.opt.reduce = CP_SCENARIO_FORWARD;
    starve(work, &with, "the same, each a draw");
    with.paths = true;
    with.opt.method = CP_SCENARIO_SOBOL;
    with.opt.reduce = CP_SCENARIO_BACKWARD;
    with.opt.match = CP_SCENARIO_MATCH_FORWARDS;
    starve(work, &with, "paths of demand, Sobol's points, kept backward");
    starve(compare, NULL, "how far runs are apart");
    unlink(plan_path);
    return done();
}
