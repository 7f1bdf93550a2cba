/* What the files of branch and cut share. The program is the caller's with tighter numbers: rows
 * and columns are the same, so that a point of the one is a point of the other. */
#ifndef CAPPLAN_LP_TREE_TREE_H
#define CAPPLAN_LP_TREE_TREE_H

#include "lp/external/simplex.h"
#include "lp/model/transpose.h"
#include "lp/presolve/presolve.h"

/* Of all columns. */
struct cp_lp_tree_domain {
    double *lower, *upper;
};

/* A bound of a continuous column that moves with a binary one: at_zero + slope * by. */
struct cp_lp_variable_bound {
    uint32_t by; /* CP_NAME_NONE: there is none */
    double at_zero, slope;
};

struct cp_lp_tree_program {
    size_t ncol, nrow;
    const size_t *start; /* by columns, as of a view */
    const uint32_t *row;
    double *value;
    struct cp_lp_transpose by_row;
    double *row_lower, *row_upper;
    const double *cost;
    const bool *integer;
    double *lattice, *row_lattice;              /* columns, rows: multiples of it; 0: of nothing */
    struct cp_lp_variable_bound *lower, *upper; /* of columns */
    double step; /* costs of all points are multiples of it; 0: of nothing */
    struct cp_lp_tree_domain root;
};

/* A cut, sum of values <= upper. */
struct cp_lp_tree_cut {
    size_t n;
    uint32_t *col;
    double *value;
    double upper;
    double efficacy; /* how far the relaxation's point is outside */
};

/* What rounding a column has cost, per unit: down, up. */
struct cp_lp_tree_pseudocost {
    double sum[2];
    unsigned n[2];
};

struct cp_lp_tree_incumbent {
    double cost; /* infinite: none yet */
    double *x;
};

struct cp_lp_tree {
    const struct cp_lp_view *v;
    const struct cp_lp_options *opt;
    double deadline;
    struct cp_lp_tree_program p;
    struct cp_lp_simplex *lp;
    struct cp_lp_tree_domain in_lp, node; /* bounds that the relaxation has; those of the node */
    struct cp_lp_tree_at {                /* where the last relaxation ended */
        double *x, *reduced;
        double objective; /* without the constant; of an optimum */
        double reached;   /* of where it was stopped too */
    } at;
    double *node_x, *root_x;    /* points that are looked at while others are solved */
    unsigned char *basis;       /* of the node that is branched on */
    struct cp_lp_tree_cut *cut; /* rows of the relaxation behind the program's */
    size_t ncut;
    struct cp_lp_tree_incumbent best;
    struct cp_lp_tree_pseudocost *pseudo, all; /* of each column, and of all together */
    struct cp_lp_tree_near {
        double *x;         /* of the last node that was split */
        size_t next, wait; /* nodes: when to search there again, and how long after that */
        size_t n;          /* searches so far */
        uint64_t lot;
    } near;
    size_t nodes, solves;
    double left; /* lowest bound of what was not searched to the end */
    double root_bound;
    bool broken; /* the relaxation: nothing more can be solved */
    struct cp_lp_tree_work {
        struct cp_lp_tree_domain dive, fixed, spare;
        double *point, *activity; /* of columns; of rows, twice */
        struct cp_lp_candidate *candidate;
        struct cp_lp_rounding *rounding;
        struct cp_lp_tree_scratch *scratch; /* of propagation */
    } work;
    struct cp_arena arena;
};

/* ---- one search (engine.c) ------------------------------------------------------------------ */

/* Of a tree that has its view and options: the tightened program and its relaxation, not solved.
 * *empty: there is no point; *surely: by whole numbers alone. Release in any case. */
int cp_lp_tree_open(struct cp_lp_tree *t, bool *empty, bool *surely, struct cp_error *err);
void cp_lp_tree_release(struct cp_lp_tree *t);

/* ---- the program (program.c, tighten.c) ---------------------------------------------------- */

int cp_lp_tree_program(struct cp_lp_tree *t, struct cp_error *err);
void cp_lp_tree_program_release(struct cp_lp_tree *t);
/* As tightened, its bounds in t->in_lp. Continuous columns keep those that they have: what rows say
 * of them, rows say. */
struct cp_lp_view cp_lp_tree_tight(struct cp_lp_tree *t);
/* Bounds, coefficients and fixings that no point of less cost than others needs; false: there is no
 * point. */
bool cp_lp_tree_tighten(struct cp_lp_tree *t);
/* Steps, variable bounds, and what else is read off the tightened rows; false: there is no point.
 */
bool cp_lp_tree_look(struct cp_lp_tree *t);

/* What is a multiple of a step, because integers are; the root's bounds say what is fixed. False:
 * there is no point. */
bool cp_lp_tree_lattice(struct cp_lp_tree *t);
/* False: no sum of steps and of what is fixed by now lies within a row's sides; *surely: not by
 * more than what integers may be off. */
bool cp_lp_tree_lattice_holds(const struct cp_lp_tree *t, bool *surely); /* lattice.c */

/* ---- what is left of it (reduced.c) -------------------------------------------------------- */

/* Of the tightened program without the rows and columns that its bounds decide. */
struct cp_lp_tree_reduced {
    struct cp_lp_view tight; /* borrowed of the tree */
    struct cp_lp_reduced less;
    bool empty; /* there is no point */
    bool worth; /* it is much smaller: the search is of that, in a tree of its own */
};
/* Release r->less in any case. */
int cp_lp_tree_reduce(struct cp_lp_tree *t, struct cp_lp_tree_reduced *r, struct cp_error *err);
/* The incumbent, the bound and the relaxation of the tree of what is left. */
void cp_lp_tree_take(struct cp_lp_tree *t, const struct cp_lp_tree_reduced *r,
                     struct cp_lp_tree *part);

/* ---- propagation (propagate.c) ------------------------------------------------------------- */

int cp_lp_tree_propagation(struct cp_lp_tree *t, struct cp_error *err);
void cp_lp_tree_domain_copy(const struct cp_lp_tree *t, struct cp_lp_tree_domain *to,
                            const struct cp_lp_tree_domain *from);
/* Its rows are to be looked at. */
void cp_lp_tree_touch(struct cp_lp_tree *t, size_t col);
void cp_lp_tree_touch_all(struct cp_lp_tree *t);
/* Until no row that was touched says more; false: a row cannot be kept. */
bool cp_lp_tree_propagate(struct cp_lp_tree *t, struct cp_lp_tree_domain *d);
/* Fix a column and propagate. */
bool cp_lp_tree_fix(struct cp_lp_tree *t, struct cp_lp_tree_domain *d, size_t col, double to);

/* ---- relaxations (relax.c) ----------------------------------------------------------------- */

bool cp_lp_tree_stopped(const struct cp_lp_tree *t);
/* Costs from which a point is no better than the incumbent, as far as anybody cares. */
double cp_lp_tree_cutoff(const struct cp_lp_tree *t);
/* Nothing below this cost is in what is not searched. */
void cp_lp_tree_leave_out(struct cp_lp_tree *t, double bound);
/* Solve with the integers within the domain; x, reduced and objective are set when it is optimal.
 */
enum cp_lp_simplex_state cp_lp_tree_relax(struct cp_lp_tree *t, const struct cp_lp_tree_domain *d,
                                          double cutoff, size_t most);
double cp_lp_tree_fraction(double x); /* distance from a whole number */
/* How many integers of x are not whole. */
size_t cp_lp_tree_fractional(const struct cp_lp_tree *t, const double *x);
/* Does a point keep the caller's program, as the check of answers will have it? */
bool cp_lp_tree_is_feasible(const struct cp_lp_tree *t, const double *x);
/* A point whose integers are whole: the new incumbent, if it is better and keeps the program. */
bool cp_lp_tree_keep(struct cp_lp_tree *t, const double *x);
/* A point whose integers are nearly whole: rounded, and solved again where that costs a row. True:
 * it is the new incumbent. Changes what the last relaxation was. */
bool cp_lp_tree_accept(struct cp_lp_tree *t, const double *x);

/* ---- cuts (rounds.c) --------------------------------------------- */

/* Rounds of cuts at the root; *state is of the last relaxation. */
int cp_lp_tree_cut_root(struct cp_lp_tree *t, enum cp_lp_simplex_state *state,
                        struct cp_error *err);

/* ---- incumbents (heuristic.c, pump.c, slope.c)
 * --------------------------------------------------- */

enum { CP_LP_TREE_DIVES = 4 }; /* kinds of them */

int cp_lp_tree_heuristics(struct cp_lp_tree *t, struct cp_error *err);
/* From the last relaxation, of the domain. */
void cp_lp_tree_round(struct cp_lp_tree *t, const struct cp_lp_tree_domain *from);
void cp_lp_tree_dive(struct cp_lp_tree *t, const struct cp_lp_tree_domain *from, int kind);
/* From the root. */
void cp_lp_tree_pump(struct cp_lp_tree *t);
/* Before the root's cuts, which are not about prices that change. */
void cp_lp_tree_slope(struct cp_lp_tree *t);
/* The incumbent without switches that it is better without. */
void cp_lp_tree_close(struct cp_lp_tree *t);

/* ---- branching (branching.c) --------------------------------------------------------------- */

enum cp_lp_tree_choice {
    CP_LP_TREE_CHOSEN,
    CP_LP_TREE_NARROWED, /* the node's domain, which is to be relaxed again */
    CP_LP_TREE_NOTHING,  /* on either side is better than the incumbent */
};

int cp_lp_tree_branching(struct cp_lp_tree *t, struct cp_error *err);
/* The column for the node's relaxation, which has integers that are not whole, and its value. */
enum cp_lp_tree_choice cp_lp_tree_choose(struct cp_lp_tree *t, size_t *col, double *x);
/* A unit of rounding has cost that. */
void cp_lp_tree_learn(struct cp_lp_tree *t, size_t col, bool up, double cost);
/* What rounding x will cost, by what was learned. */
double cp_lp_tree_cost_of(const struct cp_lp_tree *t, size_t col, double x, bool up);

/* ---- the search (search.c) ----------------------------------------------------------------- */

/* All of the domain, or so many nodes; `whole`: not a part of another search. What it leaves out
 * bounds t->left. */
int cp_lp_tree_search(struct cp_lp_tree *t, const struct cp_lp_tree_domain *root, size_t most,
                      bool whole, struct cp_error *err);

/* ---- searches near the incumbent (near.c) -------------------------------------------------- */

enum { CP_LP_TREE_NEAR_NODES = 300 };

int cp_lp_tree_nearness(struct cp_lp_tree *t, struct cp_error *err);
/* The domain where the next one is to be; false: too little is fixed, or a row cannot be kept. */
double cp_lp_tree_lot(struct cp_lp_tree *t); /* 0..1; the same lots for the same program */
bool cp_lp_tree_narrow(struct cp_lp_tree *t, struct cp_lp_tree_domain *d);
/* It has been searched, and that has given a better incumbent or not. */
void cp_lp_tree_near_ended(struct cp_lp_tree *t, bool better);

#endif
