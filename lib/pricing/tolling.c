/* What a plant with starts and minimum times earns on prices that are known. */
#include "pricing/internal.h"
#include <math.h>
#include <stdlib.h>

/* States: on for 1..up hours and more, off for 1..down hours and more. */
struct plant {
    const struct cp_pricing_plant *p;
    double *now, *before; /* on[0..up), then off[0..down) */
};

double cp_pricing_plant_margin(const struct cp_pricing_plant *p, double power, double fuel) {
    double unit = power - p->heat_rate * (fuel + p->addon);
    return fmax(p->least * unit, p->most * unit);
}

double cp_pricing_plant_start(const struct cp_pricing_plant *p, double fuel) {
    return p->start_cost + p->start_fuel * (fuel + p->addon);
}

/* The best that led to each state after an hour. */
static void hour(struct plant *x, double power, double fuel) {
    const struct cp_pricing_plant *p = x->p;
    double gain = cp_pricing_plant_margin(p, power, fuel);
    double start = cp_pricing_plant_start(p, fuel);
    const double *on = x->before, *off = on + p->up;
    double *to_on = x->now, *to_off = to_on + p->up;
    for (size_t i = 0; i < p->up; i++)
        to_on[i] = (i ? on[i - 1] : off[p->down - 1] - start) + gain;
    double stays = on[p->up - 1] + gain;
    to_on[p->up - 1] = fmax(to_on[p->up - 1], stays);
    for (size_t i = 0; i < p->down; i++)
        to_off[i] = i ? off[i - 1] : on[p->up - 1];
    to_off[p->down - 1] = fmax(to_off[p->down - 1], off[p->down - 1]);
    double *spare = x->now;
    x->now = x->before;
    x->before = spare;
}

int cp_pricing_tolling(const struct cp_pricing_plant *plant, size_t n, const double *power,
                       const double *fuel, double *value) {
    size_t states = plant->up + plant->down;
    *value = NAN;
    if (plant->up == 0 || plant->down == 0)
        return 0;
    double *heap = cp_calloc(2 * states, sizeof *heap);
    if (!heap)
        return CP_ENOMEM;
    struct plant x = {plant, heap, heap + states};
    for (size_t i = 0; i < states; i++)
        x.before[i] = -INFINITY;
    x.before[plant->up - 1] = x.before[states - 1] = 0; /* as it likes before the first hour */
    for (size_t t = 0; t < n; t++)
        hour(&x, power[t], fuel[t]);
    double best = -INFINITY;
    for (size_t i = 0; i < states; i++)
        best = fmax(best, x.before[i]);
    *value = best;
    free(heap);
    return 0;
}
