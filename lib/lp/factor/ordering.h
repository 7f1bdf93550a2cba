/* In which order the unknowns of a sparse symmetric system are eliminated, and what that fills. */
#ifndef CAPPLAN_LP_FACTOR_ORDERING_H
#define CAPPLAN_LP_FACTOR_ORDERING_H

#include "base/base.h"

/* A symmetric matrix of order n: its lower triangle by columns, the diagonal first in each, the
 * others in any order, none twice. `negative`: unknowns whose pivots are below zero. */
struct cp_lp_pattern {
    size_t n;
    const size_t *start;   /* n+1 */
    const uint32_t *index; /* rows */
    const bool *negative;  /* n */
    /* n: unknowns of two blocks have no entry together; those of 0, of none, stand last. NULL: no
     * blocks are known. */
    const uint32_t *block;
};

/* The factor's columns in supernodes: neighbours of one pattern, kept as a dense panel. Rows of a
 * supernode are positions, ascending: its own columns, those with positive pivots first, then the
 * rows below. */
struct cp_lp_ordering {
    size_t n, nsuper;
    uint32_t *order; /* n: the unknown at each position */
    uint32_t *first; /* nsuper+1: position of a supernode's first column */
    size_t *rows_at; /* nsuper+1 */
    uint32_t *rows;
    double fill, flops; /* of the factor, without what supernodes pad */
    struct cp_arena arena;
};

/* Asked several times a second by the thread that called; true: it wants no more. NULL: never. */
struct cp_lp_interrupt {
    bool (*wanted)(const void *ctx);
    const void *ctx;
};

enum { CP_LP_ASK_EVERY = 1024 }; /* supernodes, rows: of loops over all of a program's */

static inline bool cp_lp_interrupted(const struct cp_lp_interrupt *i) {
    return i->wanted && i->wanted(i->ctx);
}

/* Minimum degree [Amestoy, Davis & Duff 1996], or nested dissection [Karypis & Kumar 1998] where
 * that is better and the factorisation dear enough to look for it. CP_ENUMERIC without a message
 * when it is interrupted. Release in any case. */
int cp_lp_ordering_make(const struct cp_lp_pattern *a, const struct cp_lp_interrupt *interrupt,
                        struct cp_lp_ordering *o, struct cp_error *err);
void cp_lp_ordering_release(struct cp_lp_ordering *o);

#endif
