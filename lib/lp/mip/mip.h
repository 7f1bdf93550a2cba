/* What the files of branch and bound share. */
#ifndef CAPPLAN_LP_MIP_MIP_H
#define CAPPLAN_LP_MIP_MIP_H

#include "lp/mip/benders.h"

/* Integers are numbered in the order of their columns. A box has the lower bounds of all of them,
 * then the upper ones. */
struct cp_lp_node {
    double bound;
    size_t order; /* of equal bounds the older node goes first */
    size_t split; /* the integer that made it; SIZE_MAX: the root */
    bool up;
    double fraction, parent; /* of that integer; the relaxation's bound there */
    double box[];
};

/* What rounding an integer has cost, per unit. */
struct cp_lp_rise {
    double sum;
    unsigned n;
};

struct cp_lp_tree {
    const struct cp_lp_view *v;
    struct cp_lp_options opt; /* of relaxations */
    void (*log)(void *ctx, const char *line);
    double gap, exact, deadline;
    size_t n; /* integers */
    size_t *col;
    double *lower, *upper;          /* of all columns, for the relaxation at hand */
    struct cp_lp_solution s;        /* of the last one */
    double *value, *again;          /* n: integers in it; for work */
    double *root;                   /* the box of all */
    double *fixed, *before, *tried; /* boxes for work */
    double *chosen;                 /* n: integers of the incumbent */
    bool *soft;                     /* rows with integers */
    struct cp_lp_integer_rows rows;
    struct cp_lp_cuts cuts; /* of every relaxation */
    size_t *sorted;
    bool *seen;                      /* n */
    struct cp_lp_rise *rise, all[2]; /* 2n: down, up */
    struct cp_lp_node **heap;
    size_t nheap, heap_cap, made, solved, visited;
    double best;  /* of the incumbent, in out */
    double left;  /* lowest bound of what was not searched to the end */
    double floor; /* what the cuts say of all */
    struct cp_lp_solution *out;
};

enum { CP_LP_SOLVED, CP_LP_EMPTY, CP_LP_UNKNOWN };

static inline double *cp_lp_tree_high(const struct cp_lp_tree *t, double *box) {
    return box + t->n;
}
/* How far an integer of the last relaxation is from a whole number. */
double cp_lp_tree_distance(const struct cp_lp_tree *t, size_t i);
bool cp_lp_tree_stopped(const struct cp_lp_tree *t);
/* What an incumbent must be better by. */
double cp_lp_tree_slack(const struct cp_lp_tree *t);
/* No answer below this is possible. */
double cp_lp_tree_lowest(const struct cp_lp_tree *t);

/* Solve with the integers within the box. *state: CP_LP_SOLVED with a checked bound; CP_LP_EMPTY,
 * when `proof` is wanted only with one; else CP_LP_UNKNOWN. */
int cp_lp_tree_relax(struct cp_lp_tree *t, double *box, bool proof, int *state,
                     struct cp_error *err);
/* With the integers of t->fixed an incumbent, if it is better. */
int cp_lp_tree_accept(struct cp_lp_tree *t, struct cp_error *err);
/* Columns of the last relaxation that are not whole, the nearest to be so first, in t->sorted. */
size_t cp_lp_tree_fractional(struct cp_lp_tree *t);

/* ---- incumbents (heuristic.c) -------------------------------------------------------------- */

/* The last relaxation, of the box, is rounded; its values stay. */
int cp_lp_tree_round(struct cp_lp_tree *t, const double *box, struct cp_error *err);
/* Half of its fractions are fixed and the rest is solved again, and so on; changes the box. */
int cp_lp_tree_dive(struct cp_lp_tree *t, double *box, struct cp_error *err);
/* What the cuts promise near the incumbent is tried. *stuck: there is no incumbent, or the cuts do
 * not know what is possible. */
int cp_lp_tree_improve(struct cp_lp_tree *t, bool *stuck, struct cp_error *err);

#endif
