/* Values that a run through the horizon takes for granted and then finds anew: amounts of debt,
 * scales of its service, targets of reserves, what others in a tax group have. A run that finds
 * what it took is the answer. */
#ifndef CAPPLAN_FINANCE_SETTLE_H
#define CAPPLAN_FINANCE_SETTLE_H

#include "base/base.h"

struct cp_unknown {
    double *at;       /* what the run took */
    double found;     /* what it should have been */
    double size;      /* against which a difference counts */
    const char *what; /* tranche or reserve whose it is */
};

/* Of one entity. Zero at first; what it holds is in the arena. */
struct cp_settling {
    struct cp_unknown *of; /* as the last run found them, in the order in which they were asked */
    size_t n, cap;
    bool is_signed; /* they may be below zero */
    bool oom;
    size_t depth;            /* rounds remembered */
    double *taken, *missing; /* of these, by unknown: what was taken, and what it lacked */
    double best;             /* the smallest gap of these */
    double *marked;
    double *scratch;
};

void cp_finance_settle_forget(struct cp_settling *s); /* what was found, before a run is judged */
/* Keep what is taken now, and take it again, forgetting the rounds since. CP_ENOMEM (no message).
 */
int cp_finance_settle_mark(struct cp_arena *arena, struct cp_settling *s);
void cp_finance_settle_return(struct cp_settling *s);
/* An unknown and what the run makes of it; no memory is told by cp_finance_settle_move. */
void cp_finance_settle_find(struct cp_arena *arena, struct cp_settling *s, struct cp_unknown u);
/* The largest relative difference; infinite when one could not be kept. */
double cp_finance_settle_gap(const struct cp_settling *s);
const struct cp_unknown *cp_finance_settle_worst(const struct cp_settling *s); /* NULL: none */
/* What the next run takes: what this one has found; or, where that does not come to rest, the
 * combination of the last rounds whose differences cancel best [Anderson, Iterative procedures for
 * nonlinear integral equations, J. ACM 12 (1965) 547; Walker and Ni, SIAM J. Numer. Anal. 49 (2011)
 * 1715]. CP_ENOMEM (no message). */
int cp_finance_settle_move(struct cp_arena *arena, struct cp_settling *s, bool extrapolate);

#endif
