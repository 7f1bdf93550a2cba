/* Capacity that comes at one time and retires by age: contracts, plants, storage, lines, links. */
#ifndef CAPPLAN_ALLOCATE_CAPACITY_H
#define CAPPLAN_ALLOCATE_CAPACITY_H

#include "plan/plan.h"

struct cp_program;

/* MW or Gbit/s that came at one time and serve from period first to last: all of a contract, a
 * build of a generator, storage, line or link. */
struct cp_vintage {
    struct cp_period built;
    size_t first, last, col;
};
struct cp_capacity {
    size_t n;
    struct cp_vintage *v;
};

/* Add `value` for every unit that stands in period t to row r. */
void cp_allocate_add_capacity(struct cp_program *m, size_t r, const struct cp_capacity *s, size_t t,
                              double value);
/* How many units that is in an answer. */
double cp_allocate_capacity_in(const struct cp_capacity *s, const double *x, size_t t);
bool cp_allocate_has_capacity(const struct cp_capacity *s, size_t t);

#endif
