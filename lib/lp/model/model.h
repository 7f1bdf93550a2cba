/* What the files of lp/ share. */
#ifndef CAPPLAN_LP_MODEL_MODEL_H
#define CAPPLAN_LP_MODEL_MODEL_H

#include "lp/lp.h"

struct triplet {
    uint32_t row, col;
    double value;
};

struct cp_lp {
    size_t ncol, nrow, nnz;
    size_t col_cap, row_cap, triplet_cap, ntriplet;
    double *cost, *lower, *upper, *row_lower, *row_upper;
    bool *integer;
    size_t ninteger;
    struct triplet *triplet; /* added since the model was last closed */
    size_t *start;           /* start_ncol+1: of the columns there were at the last close */
    size_t start_ncol;
    uint32_t *row;
    double *value;
    double constant;
    cp_lp_namer *namer;
    void *namer_ctx;
    struct cp_names col_name, row_name; /* of a model read from a file */
    bool maximise;                      /* the file's sense; costs are stored negated */
    bool closed, oom, misuse;
};

/* ---- engines: one row of the table in solve/solve.c each
 * ------------------------------------------ */

/* On entry out->x and out->dual are allocated and zero. An engine fills them, and status, bound and
 * iterations; what it claims is checked by the caller. CP_LP_UNDECIDED is always allowed. */
struct cp_lp_engine {
    const char *name;
    bool takes_integers;
    bool deaf; /* a large program keeps it from asking for seconds */
    int (*solve)(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                 struct cp_lp_solution *out, struct cp_error *err);
};
int cp_lp_glpk_solve(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                     struct cp_lp_solution *out, struct cp_error *err);
int cp_lp_ipm_solve(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                    struct cp_lp_solution *out, struct cp_error *err);
/* Integer programs, over the engine of the options for relaxations. */
int cp_lp_tree_solve(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                     struct cp_lp_solution *out, struct cp_error *err);
/* Only where HAVE_HIGHS is defined. */
int cp_lp_highs_solve(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                      struct cp_lp_solution *out, struct cp_error *err);
int cp_lp_exec_solve(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                     struct cp_lp_solution *out, struct cp_error *err);
/* `engine` in another process, which is killed half a second after it should have ended. Until then
 * what stands in its x and status is the best that it has. */
int cp_lp_solve_apart(const struct cp_lp_engine *engine, const struct cp_lp_view *v,
                      const struct cp_lp_options *opt, struct cp_lp_solution *out,
                      struct cp_error *err);
int cp_lp_exec_check(const char *name, struct cp_error *err); /* "exec:PROGRAM" */

/* The program in free MPS for another solver: rows r1..., columns c1..., no constant, and no rows
 * without bounds. */
int cp_lp_write_plain_mps(const struct cp_lp_view *v, FILE *out, struct cp_error *err);

/* When a solve that starts now must end; infinite without a limit. */
double cp_lp_deadline(const struct cp_lp_options *opt);
/* The deadline has passed, or the caller wants no more. */
bool cp_lp_stopped(const struct cp_lp_options *opt, double deadline);

/* Options with every default filled in. */
struct cp_lp_options cp_lp_effective(const struct cp_lp_options *opt);

/* Solve a linear program given as a view, no integers, and fill in the check. */
int cp_lp_solve_view(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                     struct cp_lp_solution *out, struct cp_error *err);
int cp_lp_solution_alloc(const struct cp_lp_view *v, struct cp_lp_solution *s,
                         struct cp_error *err);
void cp_lp_solution_drop_point(struct cp_lp_solution *s);

/* Activity, reduced costs, objective, bound of a linear program, check. */
int cp_lp_check_view(const struct cp_lp_view *v, struct cp_lp_solution *s, struct cp_error *err);

/* ---- proofs ------------------------------------------------------------------------------- */

/* The elastic program of `v`: every soft row i gets two columns, by which it may give upwards and
 * downwards, at cost 1 / (largest coefficient of the row); the old costs are gone. Column
 * v->ncol + 2k lets the k-th soft row's lower bound fall, the next lets its upper bound rise. */
int cp_lp_elastic(const struct cp_lp_view *v, const bool *soft, struct cp_lp **out,
                  struct cp_error *err);

/* Solve an elastic program; true in *proved when its duals are a Farkas certificate. */
int cp_lp_solve_certified(const struct cp_lp_view *e, const struct cp_lp_options *opt,
                          struct cp_lp_solution *s, bool *proved, struct cp_error *err);
/* True in *proved when a Farkas certificate (dual of the elastic program) passes its check. */
int cp_lp_prove_infeasible(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                           bool *proved, struct cp_error *err);
/* A feasible point and a ray along which the cost falls, both checked. */
int cp_lp_prove_unbounded(const struct cp_lp_view *v, const struct cp_lp_options *opt, bool *proved,
                          struct cp_error *err);

#endif
