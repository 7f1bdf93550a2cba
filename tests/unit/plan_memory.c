/* Loading a plan with each of its allocations failed once. */
#include "plan/plan.h"
#include "starve.h"

static int load(const void *with, struct cp_error *err) {
    static const char *const set[] = {"discount=*2", "slices={days: 2}"};
    struct cp_plan *plan = NULL;
    int rc = cp_plan_load(with, set, 2, &plan, err);
    cp_plan_free(plan);
    return rc;
}

int main(void) {
    static const char *const plans[] = {"small", "money"};
    const char *source = getenv("CAPPLAN_SRC");
    char file[4096];
    for (size_t k = 0; k < 2; k++) {
        snprintf(file, sizeof file, "%s/tests/fuzz/corpus/plan/%s.yaml", source ? source : ".",
                 plans[k]);
        starve(load, file, plans[k]);
    }
    return done();
}
