/* What a contract delivers and asks in a period. */
#ifndef CAPPLAN_ALLOCATE_AVAILABLE_H
#define CAPPLAN_ALLOCATE_AVAILABLE_H

#include "allocate/program/program.h"

/* Everything about one contract in one period. */
struct cp_supply {
    size_t e, t;
    const struct cp_contract *c;
    const struct cp_slicing *slice;
    const double *price;  /* profile, NULL: none */
    const double *factor; /* profile, NULL: none */
    double energy_price;  /* USD/MWh without the profile */
    bool varies;          /* what it delivers: contract.h */
};

struct cp_supply cp_allocate_supply(const struct cp_program *m, size_t e, size_t t);
double cp_allocate_price(const struct cp_program *m, const struct cp_supply *u, size_t h);
/* MW that a MW of contract can deliver in slice h. */
double cp_allocate_available(const struct cp_supply *u, size_t h);
/* The same in every slice. */
double cp_allocate_least_available(const struct cp_supply *u);
/* Add `value` for every MW that contract e delivers in slice h, at all its buses, to row r. */
void cp_allocate_add_output(struct cp_program *m, size_t r, size_t e, size_t t, size_t h,
                            double value);
/* The step before h in group g, which the first step takes for its last. */
static inline size_t step_before(const struct cp_slicing *s, size_t g, size_t h) {
    return h > s->first[g] ? h - 1 : s->first[g + 1] - 1;
}

#endif
