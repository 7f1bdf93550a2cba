/* Storage that carries energy from day to day. */
#ifndef CAPPLAN_ALLOCATE_SEASONAL_H
#define CAPPLAN_ALLOCATE_SEASONAL_H

#include "allocate/block/available.h"

/* The levels of a storage through a period whose states of charge within its days are there, from 0
 * at the start of each; it holds `each` of a unit of what stands. */
void cp_allocate_add_seasons(struct cp_program *m, const struct cp_supply *u,
                             const struct cp_capacity *stands, double each);
/* Add what is left, when slice h ends or starts, of the least that its day begins with at all
 * buses, or of the most. */
void cp_allocate_add_carried(struct cp_program *m, size_t r, const struct cp_supply *u, size_t h,
                             bool start, bool most);

#endif
