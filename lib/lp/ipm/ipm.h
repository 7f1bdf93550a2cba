/* What the files of the interior-point engine share.
 *
 * The scaled program is taken as  min c'x,  [A -I](x, s) = b,  lo <= (x, s) <= up:  row i that is
 * no equation has its slack at index ncol+i and b_i = 0; an equation's slack is absent. Bounds are
 * kept through x - w = lo and x + v = up with w, v > 0 and multipliers zl, zu > 0, so that a point
 * may start outside of its bounds. Few have an upper bound, and those have a lower one too, as
 * scaling turns the others: what belongs to upper bounds is kept for those few, the boxed. */
#ifndef CAPPLAN_LP_IPM_IPM_H
#define CAPPLAN_LP_IPM_IPM_H

#include "lp/factor/vector.h"
#include "lp/ipm/normal.h"
#include "lp/model/transpose.h"

/* A point, or a direction of one. */
struct cp_lp_primal_dual {
    double *x, *w, *zl; /* ntotal */
    double *v, *zu;     /* nboxed */
    double *y;          /* nrow */
};

enum { CP_LP_KRYLOV = 4 };

struct cp_lp_ipm {
    const struct cp_lp_view *view;
    struct cp_lp_transpose rows;
    struct cp_lp_pool *pool;
    size_t ncol, nrow, ntotal, nboxed, ncomplement;
    uint32_t *boxed; /* which have an upper bound, ascending; behind them UINT32_MAX */
    double *b;       /* nrow */
    bool *has_lo, *absent;

    struct cp_lp_primal_dual at;
    struct cp_lp_residuals {
        double *row, *lower, *upper, *dual; /* b - Ax, lo - x + w, up - x - v, c - A'y - zl + zu */
    } residual;
    struct cp_lp_merit {
        double mu, primal_obj, dual_obj, primal_res, dual_res; /* residuals relative, largest */
        double row_res;                                        /* largest of residual.row */
    } merit;

    struct cp_lp_ipm_system {
        struct cp_lp_normal *normal;
        size_t nlong;           /* columns that are unknowns of it, behind the rows */
        const uint32_t *column; /* nlong */
        double *theta, *h;      /* ntotal */
        double regular;         /* of theta's inverse [Altman & Gondzio 1999] */
        double *rhs;            /* nrow + nlong */
        double *left;           /* nlong: of their duals, once the step is taken */
        struct cp_lp_krylov {
            double *z, *c, *x; /* nrow + nlong, nrow + nlong; ntotal, where it is borrowed */
        } krylov[CP_LP_KRYLOV];
        double *spare; /* ntotal */
    } system;
    struct cp_lp_targets {
        double *lower, *upper; /* of the products w zl and v zu */
    } target;
    struct cp_lp_primal_dual step, extra;
    struct cp_lp_primal_dual trial; /* scratch; x and y only */
    double *left;                   /* nrow: of the rows, once the step is taken */
    double moved;                   /* the smaller length of the last step; 0: none yet */
    double missed;                  /* merit.dual_res before it */
    struct cp_arena arena;
};

/* The bounds of column or slack j that there are. */
static inline double cp_lp_ipm_lo(const struct cp_lp_ipm *p, size_t j) {
    return j < p->ncol ? p->view->lower[j] : p->view->row_lower[j - p->ncol];
}
static inline double cp_lp_ipm_up(const struct cp_lp_ipm *p, size_t j) {
    return j < p->ncol ? p->view->upper[j] : p->view->row_upper[j - p->ncol];
}
/* How many boxed come before j: those of from..to - 1 stand at boxed[that of from] and on. */
size_t cp_lp_ipm_boxed_before(const struct cp_lp_ipm *p, size_t j);

/* Threads change no bit of anything. CP_ENUMERIC without a message when it is interrupted, here and
 * where something is factorised. */
int cp_lp_ipm_new(const struct cp_lp_view *v, enum cp_lp_normal_form form, int threads,
                  const struct cp_lp_interrupt *interrupt, struct cp_lp_ipm *p,
                  struct cp_error *err);
void cp_lp_ipm_release(struct cp_lp_ipm *p);

/* Mehrotra's starting point, generalised to bounds [Mehrotra 1992, section 7]. CP_ENUMERIC without
 * a message when the system could not be factorised. */
int cp_lp_ipm_start(struct cp_lp_ipm *p);
void cp_lp_ipm_residuals(struct cp_lp_ipm *p);
/* Newton's direction, corrected; moves the point. CP_ENUMERIC without a message when the system
 * could not be factorised. */
int cp_lp_ipm_iterate(struct cp_lp_ipm *p);

/* Moves along p->step, short of what full steps *ap and *ad of x, w, v and of y, zl, zu would go,
 * whose mu is `mu`; what it went then. */
void cp_lp_ipm_move(struct cp_lp_ipm *p, double mu, double *ap, double *ad);

/* What may be left of a direction. Infinite: what the plain solve leaves. */
struct cp_lp_enough {
    double rows, columns; /* of every row, and of the dual of every long column */
};

/* Of elements from..to - 1, so that loops may have them at hand: the sides h for the targets sl,
 * su, with the residuals of bounds and costs (on = 1) or for the targets alone (0), and x = -theta
 * h; with theta factorised and x of all sides, the direction's x and y, whose rows give `rows`
 * (NULL: 0), up to `enough` or as near as it gets, which uses its w and zl and trial.x as scratch;
 * its w, v, zl and zu. */
void cp_lp_ipm_sides(const struct cp_lp_ipm *p, double on, double *x, size_t from, size_t to);
void cp_lp_ipm_along(struct cp_lp_ipm *p, const double *rows, struct cp_lp_enough enough,
                     struct cp_lp_primal_dual *d);
void cp_lp_ipm_bounds(const struct cp_lp_ipm *p, double on, const struct cp_lp_primal_dual *d,
                      size_t from, size_t to);
/* What a full step leaves of the duals of long columns, in system.left: their reduced cost is an
 * equation of the system, and not made from the rows' like that of short ones. */
void cp_lp_ipm_left_of_columns(struct cp_lp_ipm *p);

/* out += sign * [A -I] in, and out += sign * [A -I]' in. */
void cp_lp_ipm_times(const struct cp_lp_ipm *p, double sign, const double *in, double *out);
void cp_lp_ipm_times_transposed(const struct cp_lp_ipm *p, double sign, const double *in,
                                double *out);

#endif
