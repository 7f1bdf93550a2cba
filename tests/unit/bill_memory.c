/* Every allocation of a bill of materials, of its racks, its risk and what hangs on suppliers fails
 * once. */
#include "starve.h"
#include "supplier/supplier.h"
#include <unistd.h>

static const char document[] =
    "horizon: {from: 2026-Q1, to: 2026-Q4}\n"
    "sourcing: {supplier_correlation: 40 %, country_correlation: 20 %}\n"
    "skus: {chip: {peak: 2 PFLOP/s, power: 2 kW, life: 6 years, rental: 1 USD/GPU/h,\n"
    "  efficiency: {\"*\": 35 %}}}\n"
    "sites: {here: {pue: 1.2, phases: {hall: {power: 1 MW, ready: 2026-07-01, capex: 1 mn USD,\n"
    "  parts: {skid: {quantity: 2, before: 2 weeks}, fan: 3}}}}}\n"
    "suppliers:\n"
    "  a: {country: TW, disruption: 1 1/year, recovery: 4 weeks, offers: {first: {sku: chip,\n"
    "      quantity: 400 GPU, from: 2026-01-01, price: 100 USD/GPU, order_from: 2025-01-01}}}\n"
    "  b: {country: US, qualification: 5 USD, on_time: 90 %}\n"
    "items:\n"
    "  chip: {parts: {fan: 1}}\n"
    "  skid: {offers: {s: {supplier: a, lead: 9 weeks, lead_sigma: 10 %}}, parts: {fan: 2}}\n"
    "  fan: {stock: 1, offers: {f: {supplier: b, lead: 4 weeks, price: 2 USD,\n"
    "    capacity: {2026: 500}}, g: {supplier: a, lead: 30 weeks, price: 1 USD, fixed: 9 USD}}}\n";
static const char table[] = "period\tsku\tmeasure\tvalue\tunit\n2026-Q4\tchip\tneed\t300\tGPU\n";

static int run(const void *with, struct cp_error *err) {
    const struct cp_plan *plan = with;
    struct cp_supplier_risk_options risk = {.seed = 1, .paths = 10, .jobs = 1};
    struct cp_supplier_options curve = {.service_level = 0.5, .risk = &risk};
    struct cp_award_options award = {.service_level = 0.5, .gap = 1e-6};
    struct cp_facts *facts = cp_facts_new(), *needs = cp_facts_new();
    FILE *in = fmemopen((void *)(uintptr_t)table, sizeof table - 1, "r");
    bool complete = false;
    int rc = facts && needs && in ? cp_supplier_run(plan, &curve, facts, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_facts_read(needs, in, "table", err);
    if (rc == 0)
        rc = cp_supplier_dependence(plan, &award, needs, &complete, err);
    if (rc == 0 && !complete)
        rc = cp_fail(err, CP_EINTERNAL, "the award is short");
    cp_facts_free(facts);
    cp_facts_free(needs);
    if (in)
        fclose(in);
    return rc;
}

int main(void) {
    char path[] = "/tmp/capplan-bill-XXXXXX";
    struct cp_error err = {0};
    struct cp_plan *plan = NULL;
    int fd = mkstemp(path);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
    bool written = out && fputs(document, out) != EOF;
    if (out)
        written = fclose(out) == 0 && written;
    int rc = written ? cp_plan_load(path, NULL, 0, &plan, &err) : CP_EIO;
    unlink(path);
    if (ok_rc(rc, &err, "the plan")) {
        starve(run, plan, "a bill of materials");
        cp_plan_free(plan);
    }
    return done();
}
