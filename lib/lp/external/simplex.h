/* One linear program that is solved again and again while bounds, costs and rows change: GLPK's
 * dual simplex method from the last basis. One at a time in a thread, and no other call of GLPK
 * while it is open: a failure of GLPK, and the end of a solve, free all that a thread has of it. */
#ifndef CAPPLAN_LP_EXTERNAL_SIMPLEX_H
#define CAPPLAN_LP_EXTERNAL_SIMPLEX_H

#include "lp/lp.h"

struct cp_lp_simplex;

enum cp_lp_simplex_state {
    CP_LP_SIMPLEX_OPTIMAL,
    CP_LP_SIMPLEX_EMPTY,  /* no point */
    CP_LP_SIMPLEX_BEYOND, /* the cutoff */
    CP_LP_SIMPLEX_UNBOUNDED,
    CP_LP_SIMPLEX_STOPPED, /* by the number of iterations */
    CP_LP_SIMPLEX_BROKEN,  /* or the caller wants no more */
};

/* A row of a cut: sum of values <= upper. */
struct cp_lp_simplex_row {
    size_t n;
    const uint32_t *col;
    const double *value;
    double upper;
};

/* The program without integers and constant. The view is not kept, the options are. */
int cp_lp_simplex_open(const struct cp_lp_view *v, const struct cp_lp_options *opt, double deadline,
                       struct cp_lp_simplex **out, struct cp_error *err);
void cp_lp_simplex_close(struct cp_lp_simplex *s);
bool cp_lp_simplex_out_of_memory(const struct cp_lp_simplex *s); /* that is why it broke */

void cp_lp_simplex_set_bounds(struct cp_lp_simplex *s, size_t col, double lower, double upper);
void cp_lp_simplex_set_cost(struct cp_lp_simplex *s, size_t col, double cost);
/* False: broken. */
bool cp_lp_simplex_add_rows(struct cp_lp_simplex *s, const struct cp_lp_simplex_row *row, size_t n);
/* Those that are marked, of all rows. */
bool cp_lp_simplex_drop_rows(struct cp_lp_simplex *s, const bool *drop);

/* Whether rows and bounds are kept to 1e-9, not 1e-7. */
void cp_lp_simplex_set_exact(struct cp_lp_simplex *s, bool exactly);
/* Up to an objective of `cutoff` and `most` iterations (0: no limit). */
enum cp_lp_simplex_state cp_lp_simplex_solve(struct cp_lp_simplex *s, double cutoff, size_t most);
double cp_lp_simplex_objective(const struct cp_lp_simplex *s);
/* Of columns; either may be NULL. */
void cp_lp_simplex_point(const struct cp_lp_simplex *s, double *x, double *reduced);
double cp_lp_simplex_activity(const struct cp_lp_simplex *s, size_t row);
double cp_lp_simplex_dual(const struct cp_lp_simplex *s, size_t row);
bool cp_lp_simplex_row_is_basic(const struct cp_lp_simplex *s, size_t row);
bool cp_lp_simplex_col_is_basic(const struct cp_lp_simplex *s, size_t col);
size_t cp_lp_simplex_rows(const struct cp_lp_simplex *s);
size_t cp_lp_simplex_iterations(const struct cp_lp_simplex *s); /* so far */

/* A byte a row, then a column. */
void cp_lp_simplex_save(const struct cp_lp_simplex *s, unsigned char *basis);
void cp_lp_simplex_load(struct cp_lp_simplex *s, const unsigned char *basis);

/* The basic column as a sum of what is not basic: index k < rows is the activity of row k, the
 * others columns from there on. Returns how many, SIZE_MAX: broken. Room for rows + columns. */
size_t cp_lp_simplex_tableau(struct cp_lp_simplex *s, size_t col, size_t *index, double *value);

#endif
