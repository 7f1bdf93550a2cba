/* What of a generator is on-line. */
#ifndef CAPPLAN_ALLOCATE_COMMITMENT_H
#define CAPPLAN_ALLOCATE_COMMITMENT_H

#include "allocate/block/available.h"

/* How often slice h comes in period t. */
double cp_allocate_times(const struct cp_program *m, size_t t, size_t h);
/* The columns, rows and costs of a generator whose commitment is decided. */
void cp_allocate_commit(struct cp_program *m, const struct cp_supply *u);

#endif
