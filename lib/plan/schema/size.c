/* Plans whose programs no index could count: found here, where there is a position to tell. */
#include "plan/schema/schema.h"
#include <string.h>

/* Of 32 bits, with one value that says that there is none. */
static const double most = UINT32_MAX - 1.0;

/* Time steps of period t: those of its groups, or of representative days. */
static double steps_of(const struct cp_plan *p, size_t t) {
    double steps = 0;
    char text[CP_PERIOD_SIZE];
    if (!p->slices.ngroup)
        return (double)(p->slices.days * p->slices.hours);
    cp_period_format(text, cp_plan_period(p, t));
    for (size_t g = 0; g < p->slices.ngroup; g++)
        if (!p->slices.group[g].period || strcmp(p->slices.group[g].period, text) == 0)
            steps += (double)p->slices.group[g].steps;
    return steps;
}

void cp_plan_check_size(struct cp_binder *b, const struct cp_plan *p) {
    double things = (double)(p->nsite + p->energy.nnode + p->energy.nline + p->nlink), rows = 0;
    for (size_t t = 0; t < p->horizon.n; t++)
        rows += steps_of(p, t) * (things > 1 ? things : 1);
    if (rows > most)
        cp_plan_fail(b, cp_plan_pos(p, p->slices.ngroup ? "slices" : "horizon"),
                     "%s: %.0f rows for the time steps of %zu periods at %.0f sites, nodes, lines "
                     "and links, where %.0f can be counted",
                     p->slices.ngroup ? "slices" : "horizon", rows, p->horizon.n, things, most);
}
