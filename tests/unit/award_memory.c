/* Every allocation of an award, of its risk and of saying why there is none fails once. */
#include "starve.h"
#include "supplier/supplier.h"
#include <unistd.h>

static const char document[] =
    "horizon: {from: 2026-Q1, to: 2026-Q4}\n"
    "sourcing: {supplier_share: 60 %, critical: 10 %, budget: 1 mn USD}\n"
    "skus: {chip: {peak: 2 PFLOP/s, power: 2 kW, life: 6 years, efficiency: {\"*\": 35 %}}}\n"
    "suppliers:\n"
    "  a: {country: TW, qualification: 5 USD, offers: {first: {sku: chip, quantity: 400 GPU,\n"
    "      from: 2026-01-01, until: 2026-12-31, price: 100 USD/GPU,\n"
    "      steps: [{from: 200 GPU, price: 80 USD/GPU}], discount: incremental,\n"
    "      order_from: 2025-01-01, minimum: 100 GPU, committed: 100 GPU}}}\n"
    "  b: {country: US, offers: {second: {sku: chip, quantity: 400 GPU, from: 2026-01-01,\n"
    "      until: 2026-12-31, price: 120 USD/GPU, order_from: 2025-01-01, multiple: 10 GPU}}}\n";
static const char table[] = "period\tsku\tmeasure\tvalue\tunit\n2026-Q4\tchip\tneed\t300\tGPU\n";

struct desk {
    const struct cp_plan *plan;
    bool impossible;
};

static void count(void *told, const char *note) {
    (void)note;
    ++*(size_t *)told;
}

static int award(const void *with, struct cp_error *err) {
    const struct desk *d = with;
    struct cp_supplier_risk_options risk = {.seed = 1, .paths = 10, .jobs = 1};
    size_t told = 0;
    struct cp_award_options opt = {.service_level = 0.5,
                                   .gap = 1e-6,
                                   .risk = &risk,
                                   .note = d->impossible ? count : NULL,
                                   .note_ctx = &told};
    struct cp_facts *facts = cp_facts_new();
    FILE *in = fmemopen((void *)(uintptr_t)table, sizeof table - 1, "r");
    bool complete = false;
    int rc = facts && in ? cp_facts_read(facts, in, "table", err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_supplier_award(d->plan, &opt, facts, &complete, err);
    if (rc == 0 && complete == d->impossible)
        rc = cp_fail(err, CP_EINTERNAL, "the award is short, or cannot be");
    /* that there is none, the two rules and nothing else */
    if (rc == 0 && d->impossible && told != 3)
        rc = cp_fail(err, CP_EINTERNAL, "%zu notes", told);
    cp_facts_free(facts);
    if (in)
        fclose(in);
    return rc;
}

static bool load(const char *set, struct cp_plan **plan) {
    char path[] = "/tmp/capplan-award-XXXXXX";
    struct cp_error err = {0};
    int fd = mkstemp(path);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
    bool written = out && fputs(document, out) != EOF;
    if (out)
        written = fclose(out) == 0 && written;
    int rc = written ? cp_plan_load(path, &set, set ? 1 : 0, plan, &err) : CP_EIO;
    unlink(path);
    return ok_rc(rc, &err, "the plan");
}

int main(void) {
    struct desk d = {0};
    struct cp_plan *plan = NULL;
    if (load(NULL, &plan)) {
        d.plan = plan;
        starve(award, &d, "an award");
        cp_plan_free(plan);
    }
    if (load("sourcing/budget=1 USD", &plan)) {
        d = (struct desk){plan, true};
        starve(award, &d, "an award that cannot be");
        cp_plan_free(plan);
    }
    return done();
}
