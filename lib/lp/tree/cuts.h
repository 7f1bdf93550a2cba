/* Cuts at the root: the point that is to be cut off, rows made of rows, and what comes of them. */
#ifndef CAPPLAN_LP_TREE_CUTS_H
#define CAPPLAN_LP_TREE_CUTS_H

#include "lp/tree/tree.h"

/* An equation, sum of coef = rhs, or a cut, sum of coef <= rhs, of terms: columns, then the
 * activities of the relaxation's rows. */
struct cp_lp_mir_row {
    double *coef; /* of every term */
    bool *in;     /* the list, which has n */
    size_t *list, n;
    double rhs;
    unsigned char *how; /* every term: by which bound it left, */
    double *shift;      /* and how far the point is from there */
};

struct cp_lp_cuts_work {
    struct cp_lp_tree *t;
    size_t ncol, nrow, most;       /* rows of the relaxation as it stands; the most cuts */
    double *x;                     /* of every term */
    double *row_lower, *row_upper; /* of rows of the relaxation */
    double *step;                  /* of every term: a multiple of it; 0: of nothing */
    bool
        plainly; /* what is none of the program's integers, nor made of them alone, is continuous */
    double least_depth;
    struct cp_lp_mir_row row, substituted, cut, plain;
    size_t *index; /* scratch: terms */
    double *value;
    bool *used; /* rows, in an aggregation; rows to be dropped */
    struct {
        uint32_t *at;   /* of columns: which definition is theirs, CP_NAME_NONE: they have none */
        uint32_t *row;  /* of definitions */
        size_t n, work; /* terms that were looked at in this round */
    } defined;
    struct cp_lp_tree_cut *found; /* of a round */
    size_t nfound, found_cap;
    bool oom;
};

/* ---- rows (cuts.c) -------------------------------------------------------------------------- */

void cp_lp_mir_clear(struct cp_lp_mir_row *r);
void cp_lp_mir_add(struct cp_lp_mir_row *r, size_t k, double a);
void cp_lp_mir_copy(struct cp_lp_mir_row *to, const struct cp_lp_mir_row *from);
/* `times` a row of the relaxation, its activity a term too when `slack`. */
void cp_lp_cuts_add_row(const struct cp_lp_cuts_work *w, struct cp_lp_mir_row *to, size_t row,
                        double times, bool slack);
/* What w->cut says, without rows, if it cuts the point off: it is kept. */
bool cp_lp_cuts_keep(struct cp_lp_cuts_work *w);

/* ---- columns that equations define (defined.c) ---------------------------------------------- */

/* Once, before the others; false: no memory. */
bool cp_lp_cuts_define(struct cp_lp_cuts_work *w);
/* In w->row, which begins with row `start`; false: there are none, or they are too many. */
bool cp_lp_cuts_replace_defined(struct cp_lp_cuts_work *w, size_t start);

/* ---- what finds some (mir.c, separate.c, cover.c) ------------------------------------------ */

/* The deepest cut of an equation, in `out`; `gomory`: of this divisor alone. */
bool cp_lp_mir(struct cp_lp_cuts_work *w, const struct cp_lp_mir_row *row, bool gomory,
               struct cp_lp_mir_row *out);
void cp_lp_cuts_of_rows(struct cp_lp_cuts_work *w);
void cp_lp_cuts_of_tableau(struct cp_lp_cuts_work *w);
void cp_lp_cuts_of_knapsacks(struct cp_lp_cuts_work *w);

#endif
