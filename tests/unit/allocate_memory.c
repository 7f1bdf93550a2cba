/* Every allocation of an allocation over a network of every kind fails once, and of one over
 * futures whose odds are moved. */
#include "allocate/allocate.h"
#include "starve.h"
#include <string.h>
#include <unistd.h>

static const char document[] =
    "name: tiny\nhorizon: {from: 2027, to: 2028}\nslices: {days: 1, hours: 2}\n"
    "skus: {G: {peak: 1 PFLOP/s, power: 1 kW, life: 5 years, move: 9 USD/GPU,\n"
    "  efficiency: {\"*\": 50 %}}}\n"
    "workloads: {w: {kind: firm, demand: 1 EFLOP/s, penalty: 1000 USD/(EFLOP/s)/h,\n"
    "  traffic: 10 Gbit/s/(EFLOP/s), region: r}}\n"
    "nodes: {a: {load: 2 MW}, b: {}}\n"
    "lines: {l: {from: b, to: a, existing: 9 MW}}\n"
    "sites:\n"
    "  s: {pue: 1.2, node: a, existing: {G: {units: 400 GPU}},\n"
    "      phases: {p: {power: 9 MW, ready: 2020, capex: 0 USD, built: 100 %}}}\n"
    "  t: {pue: 1.2, bandwidth: 9 Gbit/s}\n"
    "links: {first: {from: r, to: t, existing: 1 Gbit/s}, second: {from: t, to: s}}\n"
    "contracts: {g: {kind: grid, nodes: b, sites: [t], price: 50 USD/MWh}}\n"
    "events: {boom: {prior: 9 %/year, then: {demand: {w: 2}}}}\n";
static const char table[] = "period\tworkload\tmeasure\tvalue\tunit\n"
                            "2027\tw\tdemand\t0.2\tEFLOP/s\n2028\tw\tdemand\t0.3\tEFLOP/s\n";

static const char futures[] = "scenario\tperiod\tworkload\tmeasure\tvalue\tunit\n"
                              "s1\t-\t-\tscenario_probability\t0.7\t1\n"
                              "s1\t2027\tw\tdemand\t0.1\tEFLOP/s\n"
                              "s2+boom@2027\t-\t-\tscenario_probability\t0.3\t1\n"
                              "s2+boom@2027\t2027\tw\tdemand\t0.2\tEFLOP/s\n";

struct with {
    const struct cp_plan *plan;
    const char *table;
    struct cp_allocate_options opt;
};

static int allocate(const void *of, struct cp_error *err) {
    const struct with *with = of;
    struct cp_allocate_result result = {0};
    struct cp_facts *facts = cp_facts_new();
    FILE *in = fmemopen((void *)(uintptr_t)with->table, strlen(with->table), "r");
    int rc = facts && in ? cp_facts_read(facts, in, "table", err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_allocate(with->plan, facts, &with->opt, &result, err);
    if (rc == 0 && result.status != CP_LP_OPTIMAL)
        rc = cp_fail(err, CP_EINTERNAL, "no answer");
    cp_allocate_result_release(&result);
    cp_facts_free(facts);
    if (in)
        fclose(in);
    return rc;
}

int main(void) {
    char path[] = "/tmp/capplan-memory-XXXXXX";
    struct cp_plan *plan = NULL;
    struct cp_error err = {0};
    int fd = mkstemp(path);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
    bool written = out && fputs(document, out) != EOF;
    if (out)
        written = fclose(out) == 0 && written;
    int rc = written ? cp_plan_load(path, NULL, 0, &plan, &err) : CP_EIO;
    unlink(path);
    struct with with = {plan, table, {.duals = true, .slices = true, .lp.engine = "glpk"}};
    if (ok_rc(rc, &err, "the plan")) {
        starve(allocate, &with, "an allocation");
        with.table = futures;
        with.opt = (struct cp_allocate_options){.move_odds = .1, .lp.engine = "glpk"};
        starve(allocate, &with, "two futures, and the odds of what tells them apart moved");
    }
    cp_plan_free(plan);
    return done();
}
