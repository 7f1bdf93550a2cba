/* Presolve for integers: what the root's bounds decide, and what duals say of columns that are no
 * integers, goes before the search. A node's relaxation is as much quicker. */
#include "lp/model/log.h"
#include "lp/tree/tree.h"
#include <math.h>
#include <string.h>

/* Of rows and columns: what is left of a program that is searched in its place. */
static const double much_less = 0.8;

int cp_lp_tree_reduce(struct cp_lp_tree *t, struct cp_lp_tree_reduced *r, struct cp_error *err) {
    const struct cp_lp_tree_program *p = &t->p;
    if (t->opt->no_presolve)
        return 0;
    r->tight = cp_lp_tree_tight(t);
    int rc = cp_lp_presolve(&r->tight, t->opt, t->deadline, &r->less, err);
    if (rc)
        return rc;
    size_t before = p->ncol + p->nrow, left = r->less.v.ncol + r->less.v.nrow;
    r->empty = r->less.status == CP_LP_INFEASIBLE;
    r->worth = r->less.status == CP_LP_UNDECIDED && r->less.v.ncol > 0 &&
               (double)left <= much_less * (double)before;
    if (r->worth)
        cp_lp_say(t->opt, "tree: %zu rows, %zu columns of %zu, %zu after presolve", r->less.v.nrow,
                  r->less.v.ncol, p->nrow, p->ncol);
    return 0;
}

/* Integers that an equation gave back are whole but for rounding. Its cost. */
static double make_whole(const struct cp_lp_tree_program *p, double *x) {
    double cost = 0;
    for (size_t j = 0; j < p->ncol; j++) {
        x[j] = p->integer[j] ? nearbyint(x[j]) : x[j];
        cost += p->cost[j] * x[j];
    }
    return cost;
}

void cp_lp_tree_take(struct cp_lp_tree *t, const struct cp_lp_tree_reduced *r,
                     struct cp_lp_tree *part) {
    double *y = t->work.activity; /* 2 nrow: of no price, and what becomes of it */
    memset(y, 0, 2 * t->p.nrow * sizeof *y);
    t->left = part->left + (r->less.v.constant - t->v->constant);
    t->solves = part->solves;
    if (isfinite(part->best.cost)) {
        cp_lp_postsolve(&r->tight, &r->less, part->best.x, y, t->best.x, y + t->p.nrow);
        t->best.cost = make_whole(&t->p, t->best.x);
        if (part->left >= part->best.cost)
            t->left = fmax(t->left, t->best.cost); /* but for rounding */
    }
    t->lp = part->lp; /* counts iterations, and is closed with the answer */
    part->lp = NULL;
}
