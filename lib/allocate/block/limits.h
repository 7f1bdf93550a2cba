/* What adds the rows of limits over the whole plan: the table of limits.c says which. */
#ifndef CAPPLAN_ALLOCATE_LIMITS_H
#define CAPPLAN_ALLOCATE_LIMITS_H

#include "allocate/program/limit.h"

/* Calendar years are counted from the first period's. */
size_t cp_allocate_year(const struct cp_program *m, size_t t);
/* One row of this kind a calendar year, at most `upper` a year, or at least 0 where that is NULL.
 */
size_t *cp_allocate_yearly_rows(struct cp_program *m, uint8_t kind, const struct cp_path *upper);

/* What a yearly limit says of year y: of a year of which the plan holds a part that part of it, of
 * a period of several years all of them. */
double cp_allocate_yearly(const struct cp_program *m, const struct cp_path *path, size_t y);

void cp_allocate_limit_group_power(struct cp_program *m, uint8_t kind);
void cp_allocate_limit_group_energy(struct cp_program *m, uint8_t kind);
void cp_allocate_limit_cfe(struct cp_program *m, uint8_t kind);
void cp_allocate_limit_cfe_hourly(struct cp_program *m, uint8_t kind);
void cp_allocate_limit_reserve(struct cp_program *m, uint8_t kind);
void cp_allocate_limit_reserves(struct cp_program *m, uint8_t kind);
void cp_allocate_limit_site_loss(struct cp_program *m, uint8_t kind);

#endif
