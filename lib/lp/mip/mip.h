/* What the files of branch and bound share. */
#ifndef CAPPLAN_LP_MIP_MIP_H
#define CAPPLAN_LP_MIP_MIP_H

#include "lp/mip/benders.h"
#include "lp/mip/branch.h"
#include <string.h>

/* Integers are numbered in the order of their columns. A domain has the lower bounds of all of
 * them, then the upper ones. */
struct cp_lp_node {
    double bound;
    size_t order; /* of equal bounds the older node goes first */
    size_t split; /* the integer that made it; SIZE_MAX: the root */
    bool up;
    double fraction, parent; /* of that integer; the relaxation's bound there */
    double domain[];
};

/* What rounding an integer has cost, per unit. */
struct cp_lp_pseudocost {
    double sum;
    unsigned n;
};

struct cp_lp_branch {
    const struct cp_lp_view *v;
    struct cp_lp_options opt; /* of relaxations */
    struct cp_lp_branch_by by;
    const struct cp_lp_options *told; /* whose log hears of the search; relaxations are silent */
    double gap, exact, deadline;

    size_t n; /* integers */
    size_t *col;
    double *root; /* the domain of all */
    bool *soft;   /* rows with integers */
    struct cp_lp_integer_rows rows;
    struct cp_lp_cuts cuts; /* of every relaxation */

    struct cp_lp_relaxed {
        double *lower, *upper;   /* of all columns */
        struct cp_lp_solution s; /* of the last one */
        double *value;           /* n: integers in it */
        size_t n;                /* solved so far */
    } relaxed;
    struct cp_lp_incumbent {
        double cost;                /* infinite: none yet */
        double *choice;             /* n: its integers */
        struct cp_lp_solution *out; /* point and duals */
    } incumbent;
    struct cp_lp_open { /* nodes to be visited: a heap, the lowest bound first */
        struct cp_lp_node **heap;
        size_t n, cap, made, visited;
    } open;
    struct cp_lp_pseudocost *pseudocost; /* 2n: down, up */
    struct cp_lp_pseudocost overall[2];  /* down, up */
    double left;                         /* lowest bound of what was not searched to the end */
    double floor;                        /* what the cuts say of all */

    double *fixed;  /* a domain: the one to be tried */
    size_t *sorted; /* n: integers that are not whole, the nearest to be so first */
    struct cp_lp_search_scratch {
        double *before, *tried; /* domains */
        double *value;          /* n */
        bool *seen;             /* n */
    } work;
};

enum { CP_LP_SOLVED, CP_LP_EMPTY, CP_LP_UNKNOWN };

static inline double *cp_lp_domain_high(const struct cp_lp_branch *b, double *domain) {
    return domain + b->n;
}

static inline void cp_lp_domain_copy(const struct cp_lp_branch *b, double *to, const double *from) {
    memcpy(to, from, 2 * b->n * sizeof *to);
}

/* ---- relaxations (relax.c) ---------------------------------------------------------------- */

/* How far an integer of the last relaxation is from a whole number. */
double cp_lp_branch_distance(const struct cp_lp_branch *b, size_t i);
bool cp_lp_branch_stopped(const struct cp_lp_branch *b);
/* What an incumbent must be better by. */
double cp_lp_branch_slack(const struct cp_lp_branch *b);
/* No answer below this is possible. */
double cp_lp_branch_lowest(const struct cp_lp_branch *b);

/* Solve with the integers within the domain. *state: CP_LP_SOLVED with a checked bound;
 * CP_LP_EMPTY, when `proof` is wanted only with one; else CP_LP_UNKNOWN. */
int cp_lp_branch_relax(struct cp_lp_branch *b, double *domain, bool proof, int *state,
                       struct cp_error *err);
/* Columns of the last relaxation that are not whole, in b->sorted. */
size_t cp_lp_branch_fractional(struct cp_lp_branch *b);
/* With the integers of b->fixed an incumbent, if it is better. */
int cp_lp_branch_accept(struct cp_lp_branch *b, struct cp_error *err);
/* The incumbent's point and duals, which may be a node's, as exact as the caller wants them. */
int cp_lp_branch_polish(struct cp_lp_branch *b, struct cp_error *err);

/* ---- incumbents (heuristic.c) -------------------------------------------------------------- */

/* The last relaxation, of the domain, is rounded; its values stay. */
int cp_lp_branch_round(struct cp_lp_branch *b, const double *domain, struct cp_error *err);
/* Half of its fractions are fixed and the rest is solved again, and so on; changes the domain. */
int cp_lp_branch_dive(struct cp_lp_branch *b, double *domain, struct cp_error *err);
/* What the cuts promise near the incumbent is tried. *stuck: there is no incumbent, or the cuts do
 * not know what is possible. */
int cp_lp_branch_improve(struct cp_lp_branch *b, bool *stuck, struct cp_error *err);

#endif
