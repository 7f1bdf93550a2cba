/* Long columns cut into short ones. */
#ifndef CAPPLAN_LP_STRETCH_H
#define CAPPLAN_LP_STRETCH_H

#include "lp/internal.h"

struct cp_lp_stretched {
    struct cp_lp_view v; /* columns in pieces, rows that hold the pieces equal behind the others */
    uint32_t *origin;    /* of each column: the one it is a piece of; pieces stand together */
    struct cp_arena arena;
};

/* A column of n entries makes a block of n rows dense in the normal equations; one that reaches
 * through all periods ties them all together. Cut into pieces x1 = x2 = ..., each with a few
 * neighbouring rows, the periods come apart again and the factor fills far less [column
 * stretching: Vanderbei 1991; Andersen 1996]. Every piece has the bounds of the whole. Release in
 * any case. */
int cp_lp_stretch(const struct cp_lp_view *v, struct cp_lp_stretched *s, struct cp_error *err);
void cp_lp_stretched_release(struct cp_lp_stretched *s);
/* The whole's value is the mean of its pieces'; duals of the rows of `v` are the first nrow. */
void cp_lp_unstretch(const struct cp_lp_stretched *s, size_t ncol, const double *x, double *whole);

#endif
