/* Scaling: A' = R A C with R and C powers of two, bounds divided by `size`, costs by `price`. A row
 * or column that has an upper bound and no lower one is turned, by a factor below 0. */
#ifndef CAPPLAN_LP_PRESOLVE_SCALE_H
#define CAPPLAN_LP_PRESOLVE_SCALE_H

#include "lp/lp.h"

struct cp_lp_scaling {
    struct cp_lp_view v; /* the scaled program; arrays owned here */
    double *row, *col;   /* R, C */
    double size, price;
    struct cp_arena arena;
};

/* Powers of two for every row and column: each is divided by the square root of its largest entry
 * until all are near 1 [Ruiz 2001]. Work is of nrow. */
void cp_lp_equilibrate(const struct cp_lp_view *v, double *row, double *col, double *work);
/* Equilibration of the matrix, then the factors of bounds and costs. Release in
 * any case. */
int cp_lp_scale(const struct cp_lp_view *v, struct cp_lp_scaling *s, struct cp_error *err);
void cp_lp_scaling_release(struct cp_lp_scaling *s);
/* Of the scaled program to those of the original: a column's value and reduced cost, a row's dual;
 * never -0. */
static inline double cp_lp_unscaled_x(const struct cp_lp_scaling *s, size_t j, double x) {
    return x * s->col[j] * s->size + 0.0;
}
static inline double cp_lp_unscaled_z(const struct cp_lp_scaling *s, size_t j, double z) {
    return z / s->col[j] * s->price + 0.0;
}
static inline double cp_lp_unscaled_y(const struct cp_lp_scaling *s, size_t i, double y) {
    return y * s->row[i] * s->price + 0.0;
}

#endif
