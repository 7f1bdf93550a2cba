/* Reductions of presolve: each finds its cases in the program as it stands, leaves on a stack what
 * its undoing needs, and changes the program. Undone in reverse order, each gives back an optimal
 * point of the program as it found it: values, duals and reduced costs, signs and complementarity
 * kept. */
#ifndef CAPPLAN_LP_PRESOLVE_REDUCE_H
#define CAPPLAN_LP_PRESOLVE_REDUCE_H

#include "lp/lp.h"

enum cp_lp_postsolve_kind {
    CP_LP_POSTSOLVE_FIXED,
    CP_LP_POSTSOLVE_SINGLETON,
    CP_LP_POSTSOLVE_FORCING,
    CP_LP_POSTSOLVE_FREE,
    CP_LP_POSTSOLVE_SLACK,
    CP_LP_POSTSOLVE_DOUBLETON,
    CP_LP_POSTSOLVE_ROW,
    CP_LP_POSTSOLVE_COLUMN,
};

/* Which bounds a row or column that stays has from the one that goes. */
enum { CP_LP_LOWER = 1, CP_LP_UPPER = 2 };

struct cp_lp_entry {
    uint32_t index;
    double value;
};

struct cp_lp_postsolve_record {
    unsigned char kind, sides;
    uint32_t row, col, other;
    uint32_t n; /* entries */
    size_t from;
    double number[5]; /* as the reduction's file says */
};

struct cp_lp_postsolve_stack {
    struct cp_lp_postsolve_record *record;
    struct cp_lp_entry *entry;
    size_t n, cap, nentry, entry_cap;
};

/* Values and reduced costs of the original's columns, duals of its rows; those of what is still
 * away are not set, duals zero. */
struct cp_lp_point {
    double *x, *z, *y;
};

/* Rows or columns: each is a list of entries. */
struct cp_lp_lines {
    uint32_t *head, *len; /* of each line; CP_NAME_NONE: empty */
    bool *gone;
    uint32_t *next, *prev; /* of each entry; CP_NAME_NONE: none */
};

/* The program in progress. Entries are linked through their row and their column. */
struct cp_lp_work {
    size_t ncol, nrow;
    double *value;       /* of each entry */
    uint32_t *row, *col; /* that it is in */
    struct cp_lp_lines by_row, by_col;
    double *cost, *lower, *upper, *row_lower, *row_upper, constant;
    const bool *integer; /* NULL: none; what is said of duals is then of the others' alone */
    double *row_size;    /* largest number that went into a row's bounds: what rounding goes by */
    struct cp_lp_queue {
        uint32_t *row; /* of fewer than two columns */
        size_t n;
        bool *holds;
    } queue;
    size_t changes; /* rows and columns removed so far */
    enum cp_lp_status status;
    struct cp_lp_postsolve_stack *stack;
    bool oom, stopped;
    const struct cp_lp_options *opt;
    double deadline;
    struct cp_arena arena;
};

/* False without memory; release in any case. */
bool cp_lp_work_new(struct cp_lp_work *w, const struct cp_lp_view *v);
/* Asked once a row or column: nothing more is to be done. */
bool cp_lp_work_ends(struct cp_lp_work *w, size_t k);

/* A new record on top of the stack, NULL without memory; its entries are those of row `row` but
 * for column `but`, or of column `col` but for row `but`. */
struct cp_lp_postsolve_record *cp_lp_postsolve_push(struct cp_lp_work *w,
                                                    enum cp_lp_postsolve_kind kind);
void cp_lp_postsolve_push_row(struct cp_lp_work *w, struct cp_lp_postsolve_record *u, size_t row,
                              size_t but);
void cp_lp_postsolve_push_col(struct cp_lp_work *w, struct cp_lp_postsolve_record *u, size_t col,
                              size_t but);

/* Drop a row, an entry, a column that has no entries any more; nothing is recorded. */
void cp_lp_drop_row(struct cp_lp_work *w, size_t i);
void cp_lp_drop_entry(struct cp_lp_work *w, uint32_t e);
void cp_lp_drop_col(struct cp_lp_work *w, size_t j);
void cp_lp_move_entry(struct cp_lp_work *w, uint32_t e, uint32_t col, double value);
void cp_lp_shift_row(struct cp_lp_work *w, size_t i, double amount);
/* Remove column j at the value x, and the way back. */
void cp_lp_fix_col(struct cp_lp_work *w, size_t j, double x);
void cp_lp_postsolve_fixed(const struct cp_lp_postsolve_record *u, const struct cp_lp_entry *e,
                           struct cp_lp_point *p);
bool cp_lp_is_integer(const struct cp_lp_work *w, size_t j);
/* Narrow a column's bounds, an integer's to whole numbers: the sides that got narrower. Fixes
 * nothing: cp_lp_settle does where the two meet, or sees that they have crossed. */
int cp_lp_narrow(struct cp_lp_work *w, size_t j, double lo, double up);
void cp_lp_settle(struct cp_lp_work *w, size_t j);

/* ---- the reductions, a file each ----------------------------------------------------------- */

/* Entries that are rounding. */
void cp_lp_drop_tiny(struct cp_lp_work *w, const struct cp_lp_view *v); /* of what is read */

/* Columns that their bounds fix; columns of no row, which go where their cost wants them. */
void cp_lp_reduce_fixed(struct cp_lp_work *w);
void cp_lp_reduce_empty(struct cp_lp_work *w);

/* Rows of no column, and of one: that becomes a bound. */
void cp_lp_reduce_singletons(struct cp_lp_work *w);
void cp_lp_postsolve_singleton(const struct cp_lp_postsolve_record *u, const struct cp_lp_entry *e,
                               struct cp_lp_point *p);

/* Rows that the bounds of their columns keep anyway go; rows that they can just keep fix them. */
void cp_lp_reduce_forcing(struct cp_lp_work *w);
void cp_lp_postsolve_forcing(const struct cp_lp_postsolve_record *u, const struct cp_lp_entry *e,
                             struct cp_lp_point *p);

/* Columns of one row: free ones, for which the row's other columns speak too, give their cost to
 * them and go with the row; those without cost widen the row. */
void cp_lp_reduce_free_singletons(struct cp_lp_work *w);
void cp_lp_postsolve_free(const struct cp_lp_postsolve_record *u, const struct cp_lp_entry *e,
                          struct cp_lp_point *p);
void cp_lp_postsolve_slack(const struct cp_lp_postsolve_record *u, const struct cp_lp_entry *e,
                           struct cp_lp_point *p);

/* Equations of two columns: the shorter column goes. */
void cp_lp_reduce_doubletons(struct cp_lp_work *w);
void cp_lp_postsolve_doubleton(const struct cp_lp_postsolve_record *u, const struct cp_lp_entry *e,
                               struct cp_lp_point *p);

/* Columns whose reduced cost has the same sign whatever the duals go to their bound. */
void cp_lp_reduce_dominated(struct cp_lp_work *w);

/* Rows, and columns, that are multiples of each other become one. */
void cp_lp_reduce_parallel_rows(struct cp_lp_work *w);
void cp_lp_reduce_parallel_columns(struct cp_lp_work *w);
void cp_lp_postsolve_row(const struct cp_lp_postsolve_record *u, const struct cp_lp_entry *e,
                         struct cp_lp_point *p);
void cp_lp_postsolve_column(const struct cp_lp_postsolve_record *u, const struct cp_lp_entry *e,
                            struct cp_lp_point *p);

#endif
