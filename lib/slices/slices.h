/* slices: the time slices of every period of a plan.
 *
 * Owns: representative days, every day in a row, or the groups of steps that the plan names, with
 * the means of the plan's profiles in each; what representative days lose. Reads the plan and knows
 * no program: whatever balances by the hour asks here.
 *
 * What is made stands in the caller's arena and points into the plan, which has to live as long.
 * Nothing is kept between calls, so that threads may make slices at the same time. Errors are those
 * of memory.
 */
#ifndef CAPPLAN_SLICES_H
#define CAPPLAN_SLICES_H

#include "base/base.h"
#include "facts/facts.h"
#include "plan/plan.h"

CP_BEGIN_DECLS

/* Time slices of a period, in groups of steps one after another: representative days, all days in
 * a row, or the groups that the plan names. What goes on through a group (storage, ramps) goes on
 * from its last step to its first. */
struct cp_slicing {
    size_t n, ngroup;
    size_t *first;      /* ngroup + 1: slices of group g are first[g] .. first[g+1]-1 */
    double *length;     /* ngroup: hours of a step */
    double *weight;     /* n: share of the period's hours; sums to 1 */
    double hours;       /* of the period when the plan's groups say it; else 0: the calendar's */
    int32_t *day;       /* ngroup: the real day it begins with, since 1970; 0 without profiles */
    const char **group; /* ngroup: names in the plan; NULL: days */
    size_t nrun;        /* the period as it goes by: groups that come a number of times in a row */
    size_t *run;        /* nrun: the group */
    double *run_share;  /* nrun: share of the period's hours; sums to 1 */
    double **value;     /* value[p][h]: mean of profile p in slice h */
};

/* Who is asked, often, whether nobody waits any more; {0}: nobody. */
struct cp_slices_ask {
    bool (*stopped)(void *ctx);
    void *ctx;
};

/* The slicing of every period of the plan: out[t], horizon.n of them, the same pointer for equal
 * ones. Representative days are those of the period's quarter of the year, or of all four, by
 * k-medoids over the days of the plan's profiles, each scaled to unit standard deviation
 * [Kaufman & Rousseeuw 1990, PAM]. The day with the hour of most strain (high prices, loads and
 * cooling, low capacity factors) is always among them when there are two or more. Memory is
 * `arena`'s. Returns 1 with nothing made when `ask` said that nobody waits any more. */
int cp_slices_make(const struct cp_plan *plan, struct cp_arena *arena, struct cp_slices_ask ask,
                   const struct cp_slicing **out, struct cp_error *err);

/* The group of slice h, and its name in facts: d02h06 (its day and hour), or winter.2. */
size_t cp_slices_group(const struct cp_slicing *s, size_t h);
enum { CP_SLICE_SIZE = 128 };
void cp_slices_name(const struct cp_slicing *s, size_t h, char buf[CP_SLICE_SIZE]);

/* Facts on the slicing of every period that has one of its own: representative_day, and
 * slice_error of each profile against all its days: of its mean and its highest and lowest hour,
 * and the root mean square distance of the duration curves, all as parts of its range. */
int cp_slices_put(const struct cp_plan *plan, struct cp_facts *facts, struct cp_error *err);

CP_END_DECLS

#endif
