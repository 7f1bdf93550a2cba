/* What the ways to slice share. */
#ifndef CAPPLAN_SLICES_SLICING_H
#define CAPPLAN_SLICES_SLICING_H

#include "slices/slices.h"

enum {
    HOURS = 24,
    ALL_YEAR = 4 /* instead of a quarter of the year, 0 to 3 */
};

/* Arrays for n slices in groups, all 0. CP_ENOMEM without a message. */
int cp_slices_reserve(const struct cp_plan *plan, struct cp_arena *arena, size_t groups, size_t n,
                      struct cp_slicing *out);
/* Representative days of every period, as cp_slices_make. */
int cp_slices_by_days(const struct cp_plan *plan, struct cp_arena *arena, struct cp_slices_ask ask,
                      const struct cp_slicing **out, struct cp_error *err);
/* Room for n runs, none of them there yet. CP_ENOMEM without a message. */
int cp_slices_reserve_runs(struct cp_arena *arena, size_t n, struct cp_slicing *out);
/* Add what comes next; the same group as before goes on. */
void cp_slices_add_run(struct cp_slicing *out, size_t group, double share);
static inline bool is_stopped(struct cp_slices_ask ask) {
    return ask.stopped && ask.stopped(ask.ctx);
}

#endif
