/* Relaxations of branch and cut, and what becomes the incumbent. */
#include "lp/tree/tree.h"
#include "lp/model/limits.h"
#include "lp/model/log.h"
#include <math.h>
#include <string.h>

static const double integral = 1e-6; /* distance from a whole number */

bool cp_lp_tree_stopped(const struct cp_lp_tree *t) {
    size_t most = t->opt->iteration_limit;
    return t->broken || (most && t->lp && cp_lp_simplex_iterations(t->lp) >= most) ||
           cp_lp_stopped(t->opt, t->deadline);
}

/* What an incumbent must be better by to be worth the search. */
static double slack(const struct cp_lp_tree *t) {
    double cost = fabs(t->best.cost + t->v->constant);
    return fmax(fmax(t->opt->gap * cost, 1e-9 * cost), t->p.step * (1 - 1e-4));
}

double cp_lp_tree_cutoff(const struct cp_lp_tree *t) {
    return isfinite(t->best.cost) ? t->best.cost - slack(t) : CP_LP_INF;
}

void cp_lp_tree_leave_out(struct cp_lp_tree *t, double bound) {
    if (t->p.step > 0)
        bound = t->p.step * ceil(bound / t->p.step - 1e-5);
    t->left = fmin(t->left, bound);
}

double cp_lp_tree_fraction(double x) {
    return fabs(x - nearbyint(x));
}

size_t cp_lp_tree_fractional(const struct cp_lp_tree *t, const double *x) {
    size_t n = 0;
    for (size_t j = 0; j < t->p.ncol; j++)
        n += t->p.integer[j] && cp_lp_tree_fraction(x[j]) > integral;
    return n;
}

/* ---- one relaxation ------------------------------------------------------------------------ */

static void pass_bounds(struct cp_lp_tree *t, const struct cp_lp_tree_domain *d) {
    for (size_t j = 0; j < t->p.ncol; j++) {
        if (!t->p.integer[j] ||
            (d->lower[j] == t->in_lp.lower[j] && d->upper[j] == t->in_lp.upper[j]))
            continue;
        cp_lp_simplex_set_bounds(t->lp, j, d->lower[j], d->upper[j]);
        t->in_lp.lower[j] = d->lower[j];
        t->in_lp.upper[j] = d->upper[j];
    }
}

/* Iterations of a relaxation: a first one that wants more is none to be solved a thousand times,
 * and another engine goes on; a later one may have no end. */
static size_t patience(const struct cp_lp_tree_program *p) {
    return 10000 + 10 * (p->nrow + p->ncol);
}

enum cp_lp_simplex_state cp_lp_tree_relax(struct cp_lp_tree *t, const struct cp_lp_tree_domain *d,
                                          double cutoff, size_t most) {
    pass_bounds(t, d);
    enum cp_lp_simplex_state state =
        cp_lp_simplex_solve(t->lp, cutoff, most ? most : patience(&t->p));
    t->solves++;
    if (state == CP_LP_SIMPLEX_OPTIMAL || state == CP_LP_SIMPLEX_STOPPED)
        t->at.reached = cp_lp_simplex_objective(t->lp);
    if (state == CP_LP_SIMPLEX_OPTIMAL) {
        cp_lp_simplex_point(t->lp, t->at.x, t->at.reduced);
        t->at.objective = t->at.reached;
    }
    return state;
}

/* ---- incumbents ---------------------------------------------------------------------------- */

bool cp_lp_tree_is_feasible(const struct cp_lp_tree *t, const double *x) {
    const struct cp_lp_view *v = t->v;
    double *activity = t->work.activity, *size = t->work.activity + v->nrow;
    double tolerance = t->opt->tolerance;
    memset(activity, 0, 2 * v->nrow * sizeof *activity);
    for (size_t j = 0; j < v->ncol; j++) {
        double out = fmax(v->lower[j] - x[j], x[j] - v->upper[j]);
        if (out > tolerance * (1 + fabs(x[j])))
            return false;
        for (size_t q = v->start[j]; q < v->start[j + 1]; q++) {
            activity[v->row[q]] += v->value[q] * x[j];
            size[v->row[q]] = fmax(size[v->row[q]], fabs(v->value[q] * x[j]));
        }
    }
    for (size_t i = 0; i < v->nrow; i++) {
        double out = fmax(v->row_lower[i] - activity[i], activity[i] - v->row_upper[i]);
        if (isfinite(v->row_lower[i]))
            size[i] = fmax(size[i], fabs(v->row_lower[i]));
        if (isfinite(v->row_upper[i]))
            size[i] = fmax(size[i], fabs(v->row_upper[i]));
        if (out > tolerance * (1 + size[i]))
            return false;
    }
    return true;
}

bool cp_lp_tree_keep(struct cp_lp_tree *t, const double *x) {
    double cost = 0;
    for (size_t j = 0; j < t->p.ncol; j++)
        cost += t->v->cost[j] * x[j];
    if (!(cost < t->best.cost) || !cp_lp_tree_is_feasible(t, x))
        return false;
    t->best.cost = cost;
    memcpy(t->best.x, x, t->p.ncol * sizeof *x);
    cp_lp_say(t->opt, "tree: %zu nodes, %zu relaxations, incumbent %.9e", t->nodes, t->solves,
              cost + t->v->constant);
    return true;
}

bool cp_lp_tree_accept(struct cp_lp_tree *t, const double *x) {
    double *point = t->work.point, before = t->best.cost;
    memcpy(point, x, t->p.ncol * sizeof *point);
    for (size_t j = 0; j < t->p.ncol; j++)
        if (t->p.integer[j])
            point[j] = nearbyint(point[j]);
    if (cp_lp_tree_keep(t, point))
        return true;
    for (size_t j = 0; j < t->p.ncol; j++)
        t->work.fixed.lower[j] = t->work.fixed.upper[j] = point[j];
    cp_lp_simplex_set_exact(t->lp, true);
    enum cp_lp_simplex_state state = cp_lp_tree_relax(t, &t->work.fixed, t->best.cost, 0);
    cp_lp_simplex_set_exact(t->lp, false);
    if (state == CP_LP_SIMPLEX_OPTIMAL) {
        for (size_t j = 0; j < t->p.ncol; j++)
            point[j] = t->p.integer[j] ? point[j] : t->at.x[j];
        cp_lp_tree_keep(t, point);
    }
    return t->best.cost < before;
}
