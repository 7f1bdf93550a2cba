/* What a storage can take and hold. */
#ifndef CAPPLAN_ALLOCATE_STORE_H
#define CAPPLAN_ALLOCATE_STORE_H

#include "allocate/block/available.h"

/* Add `value` for every MW that it could charge with in slice h to row r. */
void cp_allocate_add_charger(struct cp_program *m, size_t r, const struct cp_supply *u, size_t h,
                             double value);
/* Its volume: *each MWh of a unit of what stands. */
const struct cp_capacity *cp_allocate_volume(const struct cp_program *m, const struct cp_supply *u,
                                             double *each);

#endif
