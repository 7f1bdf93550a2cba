/* What differs between two streams, part by part.
 */
#ifndef CAPPLAN_STORE_DIFFERENCE_H
#define CAPPLAN_STORE_DIFFERENCE_H

#include "store/stream/figure.h"

/* A value of the plan, or a file of it. NULL: it was, or is, not there. */
struct cp_store_edit {
    const char *path, *before, *now, *where;
};

/* A figure, or the cost of a kind. NaN: it was, or is, not there. */
struct cp_store_move {
    const char *name, *label, *unit;
    double before, now;
};

/* Rows that have the same key in both streams; SIZE_MAX: only the other has it. */
struct cp_store_pair {
    size_t before, now;
};

/* What a measure shows of one thing by year: changes. */
struct cp_store_place {
    const char *what; /* "power in use" */
    const char *unit;
    const char *name;              /* of a site, a workload, ... */
    double *before, *now, *change; /* by year; change NaN: too small to be shown */
    double largest;
};

/* What a group of changes adds to the cost. */
struct cp_store_share {
    const char *name;
    double alone, last, share;
};

struct cp_store_difference {
    struct cp_arena arena;
    struct cp_store_side before, now;
    struct cp_facts *owned[2]; /* of runs; NULL: they are the caller's */
    struct cp_store_compare_options options;
    bool plans; /* both have one */
    struct cp_store_edit *edit;
    size_t nedit;
    struct cp_store_pair *pair; /* of all facts that are not the same */
    size_t npair, same, changed, came, gone, moved;
    struct cp_store_move *figure, *kind;
    size_t nfigure, nkind;
    int first_year;
    size_t nyear;
    struct cp_store_place *place;
    size_t nplace;
    struct cp_store_share *share; /* when it was attributed */
    size_t nshare;
};

/* compare.c: all parts, of a difference whose two sides are there. `*out` takes it over, or it is
 * freed. */
int cp_store_compare_sides(struct cp_store_difference *d,
                           const struct cp_store_compare_options *options,
                           struct cp_store_difference **out, struct cp_error *err);
int cp_store_compare_plans(struct cp_store_difference *d, struct cp_error *err);   /* plan.c */
int cp_store_compare_facts(struct cp_store_difference *d, struct cp_error *err);   /* facts.c */
int cp_store_compare_figures(struct cp_store_difference *d, struct cp_error *err); /* figures.c */
/* reason.c: of one that was attributed, in the arena. NULL: no memory. */
const char *cp_store_reason(const struct cp_store_difference *d, struct cp_arena *arena);
int cp_store_compare_places(struct cp_store_difference *d, struct cp_error *err); /* places.c */

#endif
