/* lp: linear and mixed-integer programs.
 *
 *     minimise  c'x + c0   subject to   rl <= A x <= ru,   cl <= x <= cu,   x_j integer for j in I
 *
 * Owns: the model under construction, MPS in and out, the engines that solve, the check of every
 * answer against the original model, what is said of programs without a point, and programs in two
 * stages. Stands on base alone. The rest of the world names engines only by text ("auto", "glpk",
 * ...).
 *
 * Signs of duals: y_i is the rate of change of the minimum as row i's active bound rises, so
 * y_i >= 0 at an active lower bound and <= 0 at an active upper one; reduced cost d = c - A'y,
 * with the same rule for a column's bounds.
 *
 * Ownership: what a function here makes is the caller's, to be given to the _free or _release of
 * its name; released structs are empty and may be released again. Views are borrowed from their
 * model until it is changed or freed. What callers pass in is read, never kept, but for a namer and
 * the scenarios of an extensive form.
 *
 * Threads: a model, a solution and a struct cp_lp_warm are for one thread at a time; different
 * threads may build and solve different models at once. A solve starts as many threads as its
 * options say, which change no bit of its answer, and calls `interrupted` and `log` only from the
 * thread that called it. Engines may start processes. OpenBLAS is set to one thread for the
 * process: the threads are ours.
 *
 * Errors: 0, or a code of base. CP_EINPUT: a model that cannot be; CP_EUSAGE: an engine that there
 * is not; CP_EIO: files and other programs; CP_ENUMERIC: a proof or a relaxation that no engine
 * found; CP_EINTERNAL: a model used while it is open. That a program is infeasible, unbounded or
 * was not decided in time is a status, not an error.
 */
#ifndef CAPPLAN_LP_H
#define CAPPLAN_LP_H

#include "base/base.h"
#include <stdio.h>

CP_BEGIN_DECLS

#define CP_LP_INF ((double)__builtin_inf())

struct cp_lp; /* opaque: a model */

/* Names are made when somebody asks: `kind` 'c' or 'r', index, into buf of CP_LP_NAME_SIZE; none
 * when there is no memory to make it. */
enum { CP_LP_NAME_SIZE = 256 };
typedef void cp_lp_namer(void *ctx, char kind, size_t index, char buf[CP_LP_NAME_SIZE]);

struct cp_lp *cp_lp_new(void);
void cp_lp_free(struct cp_lp *m);
void cp_lp_set_namer(struct cp_lp *m, cp_lp_namer *namer, void *ctx);

/* Builders. Return the index, or SIZE_MAX without memory (sticky: cp_lp_finish reports it).
 * Infinite bounds are +-CP_LP_INF. */
size_t cp_lp_add_col(struct cp_lp *m, double cost, double lower, double upper);
size_t cp_lp_add_cols(struct cp_lp *m, size_t n, double cost, double lower, double upper);
size_t cp_lp_add_row(struct cp_lp *m, double lower, double upper);
void cp_lp_set_integer(struct cp_lp *m, size_t col);
void cp_lp_set_cost(struct cp_lp *m, size_t col, double cost);
void cp_lp_add_cost(struct cp_lp *m, size_t col, double cost);
void cp_lp_set_col_bounds(struct cp_lp *m, size_t col, double lower, double upper);
void cp_lp_set_row_bounds(struct cp_lp *m, size_t row, double lower, double upper);
void cp_lp_add_coef(struct cp_lp *m, size_t row, size_t col,
                    double value); /* equal places add up */
void cp_lp_set_constant(struct cp_lp *m, double c0);

/* Close the model: sorts the triplets into compressed columns. Reports NaN coefficients and
 * crossed bounds by name. Idempotent; builders after it reopen the model. */
int cp_lp_finish(struct cp_lp *m, struct cp_error *err);

/* What is the same in two closed models stands once from here on, until a builder changes one of
 * them or it is freed. */
void cp_lp_share_with(struct cp_lp *m, struct cp_lp *like);

/* The closed model, borrowed. */
struct cp_lp_view {
    size_t ncol, nrow, nnz;
    const size_t *start;                 /* ncol+1 */
    const uint32_t *row;                 /* nnz, ascending within a column */
    const double *value;                 /* nnz */
    const double *cost, *lower, *upper;  /* ncol */
    const double *row_lower, *row_upper; /* nrow */
    const bool *integer;                 /* ncol, NULL when none is */
    const uint32_t *block;               /* nrow: rows of two blocks share few columns; 0: is of
                                            none, as are all when NULL */
    double constant;
};
struct cp_lp_view cp_lp_view(const struct cp_lp *m);
/* The file read asked for the maximum: costs and constant are those of the minimum, negated, and
 * so are the objective, duals and reduced costs of a solution. Written back as a maximum. */
bool cp_lp_maximises(const struct cp_lp *m);
void cp_lp_name(const struct cp_lp *m, char kind, size_t index, char buf[CP_LP_NAME_SIZE]);

/* MPS. Reading: fixed and free form; see cp-solve(1) for what is accepted. Byte-identical output
 * for equal models, values shortest round-trip, readable names. */
int cp_lp_read_mps(struct cp_lp **out, FILE *in, const char *file, struct cp_error *err);
int cp_lp_write_mps(const struct cp_lp *m, FILE *out, struct cp_error *err);
/* The same in the text of CPLEX LP files, and of a file that is either: one that begins with a
 * sense or a comment of \ is LP text. */
int cp_lp_read(struct cp_lp **out, FILE *in, const char *file, struct cp_error *err);
int cp_lp_write_lp(const struct cp_lp *m, FILE *out, struct cp_error *err);

/* ---- solving ----------------------------------------------------------------------------- */

enum cp_lp_status {
    CP_LP_OPTIMAL,
    CP_LP_FEASIBLE, /* integer: an incumbent, gap not closed; or stopped early with a point */
    CP_LP_INFEASIBLE,
    CP_LP_UNBOUNDED,
    CP_LP_UNDECIDED, /* stopped without an answer that passes the check */
};
const char *cp_lp_status_name(enum cp_lp_status s); /* "optimal", ... */

/* What one solve leaves to the next of a family of programs that differ in costs, right-hand sides
 * or bounds: the basis. Zero-initialise; release. */
struct cp_lp_warm {
    size_t ncol, nrow;
    unsigned char *basis; /* rows, then columns; NULL: none yet */
};
void cp_lp_warm_release(struct cp_lp_warm *w);

double cp_lp_now(void); /* seconds on a clock that only runs forward */

/* All zero, CP_LP_OPTIONS_INIT, is every default; so is NULL where options are asked for. */
struct cp_lp_options {
    const char *engine; /* NULL or "auto" */
    double tolerance;   /* relative primal, dual and gap; 0: 1e-8 */
    double gap;         /* integer: relative gap to stop at; 0: 1e-6 */
    double time_limit;  /* seconds; 0: none */
    double deadline;    /* on cp_lp_now(), of all solves that get it; 0: none */
    int threads;        /* 0: 1 */
    bool basic;         /* a basic solution is wanted */
    bool no_presolve;
    bool rough; /* the first point within the tolerance is enough, and may have noise */
    /* Its numbers are of size 1 as they stand: `glpk`, whose scaling of a full matrix takes as long
     * as its simplex method, leaves them. */
    bool scaled;
    /* Start from its basis when rows and columns are as many, and leave the new one in it: `glpk`,
     * which `auto` takes of a linear program when there is one to start from. Others do not touch
     * it. NULL: none. */
    struct cp_lp_warm *warm;
    size_t iteration_limit; /* of each engine that runs; 0: its own; exec: has none */
    /* Asked several times a second; true ends the solve with the best point. NULL: never asked. */
    bool (*interrupted)(void *ctx);
    void *interrupted_ctx;
    const char *scratch; /* directory for the files of exec: engines; NULL: /tmp */
    void (*log)(void *ctx, const char *line); /* NULL: quiet */
    void *log_ctx;
};
#ifdef __cplusplus
#define CP_LP_OPTIONS_INIT                                                                         \
    {}
#else
#define CP_LP_OPTIONS_INIT                                                                         \
    { 0 }
#endif

/* Violations of an answer on the original model: absolute, and relative to 1 + the largest
 * magnitude in the row or column concerned. */
struct cp_lp_check {
    double primal, primal_rel; /* rows and bounds */
    double dual, dual_rel;     /* signs of duals and reduced costs */
    double gap_rel;            /* |primal - dual objective| / (1 + |primal|) */
    double integrality;
};

struct cp_lp_solution {
    enum cp_lp_status status;
    double objective;
    double bound;            /* best proven bound; equals objective for a solved linear program */
    double *x, *reduced;     /* ncol; NULL when there is no point */
    double *activity, *dual; /* nrow; for an integer program duals are of the program with its
                                integers fixed */
    struct cp_lp_check check;
    bool basic;         /* the point is known to be a vertex */
    bool certain;       /* there is no point by whole numbers alone, whatever is rounded */
    const char *engine; /* the one that answered */
    size_t iterations;
};

/* Solve a closed model. What an engine answers is checked on the model as it stands, what it says
 * of a program without a point is proved, and where that fails the next engine goes on. Release
 * `out` in any case. */
int cp_lp_solve(const struct cp_lp *m, const struct cp_lp_options *opt, struct cp_lp_solution *out,
                struct cp_error *err);
void cp_lp_solution_release(struct cp_lp_solution *s);
/* Recompute activity, reduced costs and the check of x and dual from the model alone. */
int cp_lp_verify(const struct cp_lp *m, struct cp_lp_solution *s, struct cp_error *err);
/* The name of the k-th engine built in, "auto" first; NULL behind the last. */
const char *cp_lp_engine_name(size_t k);
/* One of those names, or "exec:" and a solver that it can run; NULL is "auto". Otherwise a finding
 * that says what there is. */
int cp_lp_engine_check(const char *name, struct cp_error *err);

/* Why a model is infeasible: the rows of the least total violation (elastic relaxation, each row
 * scaled by its largest coefficient), each with the amount by which it must give, in the row's
 * own units: positive when its lower bound must fall, negative when its upper bound must rise.
 * soft[i] false keeps row i hard (NULL: all soft). n = 0 when feasible. */
struct cp_lp_relaxation {
    size_t n;
    bool stopped; /* by a limit or the caller, before it was found; n is 0 */
    size_t *row;
    double *amount;
};
int cp_lp_relaxation(const struct cp_lp *m, const bool *soft, const struct cp_lp_options *opt,
                     struct cp_lp_relaxation *out, struct cp_error *err);
void cp_lp_relaxation_release(struct cp_lp_relaxation *c);

/* A set of rows that cannot be kept together with the bounds of columns and the rows held hard,
 * proved by a certificate; without any one of its rows that proof fails. n = 0 when there is no
 * proof of the program without its integers. Rows that are not soft stay and are not listed.
 * Ends early, not irreducible, after 1,000 solves or at the time limit. */
struct cp_lp_iis {
    size_t n;
    size_t *row; /* ascending */
    bool irreducible;
};
int cp_lp_iis(const struct cp_lp *m, const bool *soft, const struct cp_lp_options *opt,
              struct cp_lp_iis *out, struct cp_error *err);
void cp_lp_iis_release(struct cp_lp_iis *c);

/* ---- programs in two stages -------------------------------------------------------------- */

/* One scenario of a program in two stages: a closed model of its own, in which decision i of the
 * first stage is column first_stage[i] (SIZE_MAX: this scenario does not have it). */
struct cp_lp_scenario {
    const char *name;
    struct cp_lp *lp;
    double probability; /* above 0; all together 1 */
    const size_t *first_stage;
};

/* What is minimised: (1 - aversion) x expected cost + aversion x CVaR, the mean cost of the worst
 * 1 - tail of the probability [Rockafellar & Uryasev 2000, eq. 4]. */
struct cp_lp_stages {
    size_t n, nfirst_stage;
    struct cp_lp_scenario *scenario;
    double aversion; /* 0..1; 0: expected cost alone */
    double tail;     /* 0..1, below 1 */
};
/* That, of these costs of the scenarios; infinite when one of them is. */
double cp_lp_stages_measure(const struct cp_lp_stages *s, const double *cost);
/* CVaR alone. */
double cp_lp_stages_cvar(const struct cp_lp_stages *s, const double *cost);

/* The program over all scenarios, its extensive form [Birge & Louveaux 2011, section 3.1]: the
 * columns of the first stage once, within the bounds that every scenario has for them, and rows of
 * these alone that are the same; everything else once a scenario. Names are those of the scenarios'
 * models, with the scenario behind. Borrows the scenarios, which must outlive it; release in any
 * case. */
struct cp_lp_extensive {
    struct cp_lp *lp;
    const struct cp_lp_stages *stages;
    size_t **col, **row;               /* n: of every column and row of scenario k, its own here */
    struct cp_lp_extensive_form *form; /* private */
    struct cp_arena arena;
};
/* `out` has to stay where it is: names are made from it. */
int cp_lp_extensive_make(const struct cp_lp_stages *s, struct cp_lp_extensive *out,
                         struct cp_error *err);
void cp_lp_extensive_release(struct cp_lp_extensive *w);
/* The part of a solution of the extensive form that is scenario k's: point, activity and cost.
 * Duals and reduced costs are in the scenario's own money: divided by its probability, with
 * aversion by what it counts for. Those of the first stage, and of rows of it alone, are as they
 * stand. */
int cp_lp_extensive_part(const struct cp_lp_extensive *w, const struct cp_lp_solution *s, size_t k,
                         struct cp_lp_solution *out, struct cp_error *err);

/* What it would cost to know the scenario before anything is decided (wait and see, WS), by
 * scenario in cost[n]: infinite where there is no answer, NaN where it was not found. */
int cp_lp_wait_and_see(const struct cp_lp_stages *s, const struct cp_lp_options *opt, double *cost,
                       struct cp_error *err);
/* The program of the mean of all numbers (EV), and what its first stage costs in every scenario in
 * cost[n] (together EEV), infinite where nothing can follow it, NaN where that was not found. All
 * scenarios must have rows and columns of the same meaning at the same index; ev is NaN and cost
 * untouched when their numbers of rows or columns differ. [Birge & Louveaux 2011, sections 4.1-4.2]
 */
int cp_lp_mean_value(const struct cp_lp_stages *s, const struct cp_lp_options *opt, double *ev,
                     double *cost, struct cp_error *err);

CP_END_DECLS

#endif
