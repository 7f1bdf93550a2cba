/* What a factorisation knows before it sees a number. */
#ifndef CAPPLAN_LP_FACTOR_SYMBOLIC_H
#define CAPPLAN_LP_FACTOR_SYMBOLIC_H

#include "lp/factor/ordering.h"

/* A supernode's front is the dense lower triangle over its rows: `w` columns of its own, the panel,
 * which stays in the factor, and the update of the `below` others, which its parent takes up.
 *
 * Subtrees that fit are bundled into jobs that need nothing of each other; what is above them, the
 * top, waits for all. The cut depends on the matrix alone. */
struct cp_lp_symbolic {
    struct cp_lp_ordering o;
    uint32_t *parent;   /* nsuper; UINT32_MAX: a root */
    uint32_t *positive; /* nsuper: columns with positive pivots, which come first */
    size_t *child_at;   /* nsuper+1 */
    uint32_t *child;
    uint32_t *place;  /* beside rows: of a row below, its row in the parent's front */
    size_t *panel_at; /* nsuper+1: into the factor's numbers */
    size_t njob;
    struct cp_lp_job {
        uint32_t from, to; /* supernodes, `to` not included */
        double work;
        size_t stack; /* numbers of updates alive at once */
    } * job;
    uint32_t *top; /* ntop supernodes, ascending */
    size_t ntop, top_stack;
    uint32_t *leaver; /* nleaver supernodes whose updates leave their job for the top */
    size_t nleaver;
    size_t *held_at;  /* nsuper: a leaver's numbers among all of theirs; SIZE_MAX: is none */
    size_t *outer_at; /* nsuper: its rows below among all of theirs */
    size_t held, outer;
    struct cp_arena arena;
};

/* CP_ENUMERIC without a message when it is interrupted. Release in any case. */
int cp_lp_symbolic_make(const struct cp_lp_pattern *a, const struct cp_lp_interrupt *interrupt,
                        struct cp_lp_symbolic *s, struct cp_error *err);
void cp_lp_symbolic_release(struct cp_lp_symbolic *s);

static inline size_t cp_lp_front(const struct cp_lp_symbolic *s, size_t k) {
    return s->o.rows_at[k + 1] - s->o.rows_at[k];
}

static inline size_t cp_lp_columns(const struct cp_lp_symbolic *s, size_t k) {
    return s->o.first[k + 1] - s->o.first[k];
}

#endif
