/* Values over time, and factors by name. */
#include "plan/plan.h"
#include <math.h>
#include <string.h>

/* Mean over the period of the steps, so that a step inside of it counts by its part. */
double cp_plan_path_at(const struct cp_path *p, struct cp_period period, int64_t origin) {
    if (!p->n)
        return NAN;
    int64_t start = cp_period_start(period), end = cp_period_end(period), t = start;
    double sum = 0;
    for (size_t i = 0; i < p->n && t < end; i++) {
        int64_t until = i + 1 < p->n && p->at[i + 1] < end ? p->at[i + 1] : end;
        if (until > t) {
            sum += p->value[i] * ((double)(until - t) / (double)(end - start));
            t = until;
        }
    }
    return p->growth == 0 ? sum : sum * pow(1 + p->growth, cp_period_mid(period, origin));
}

const struct cp_path *cp_plan_factor(const struct cp_factor *f, size_t n, const char *name) {
    const struct cp_path *any = NULL;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(f[i].of, name) == 0)
            return &f[i].value;
        if (strcmp(f[i].of, "*") == 0)
            any = &f[i].value;
    }
    return any;
}
