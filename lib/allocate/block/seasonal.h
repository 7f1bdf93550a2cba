/* Storage that carries energy from day to day. */
#ifndef CAPPLAN_ALLOCATE_SEASONAL_H
#define CAPPLAN_ALLOCATE_SEASONAL_H

#include "allocate/block/available.h"

/* The levels of a storage through a period whose states of charge within its days are there, from 0
 * at the start of each; it holds `each` of a unit of what stands. */
void cp_allocate_add_seasons(struct cp_program *m, const struct cp_supply *u,
                             const struct cp_capacity *stands, double each);
/* The first of the columns, a group of the period each, of what a day of a seasonal storage falls
 * below its start at a bus: at most 0. */
size_t cp_allocate_fall(const struct cp_program *m, const struct cp_supply *u, size_t bus);

#endif
