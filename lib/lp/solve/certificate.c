#include "lp/solve/certificate.h"
#include "lp/model/elastic.h"
#include "lp/presolve/scale.h"
#include "lp/solve/fallback.h"
#include <math.h>
#include <stdlib.h>

static const double proof_tolerance = 1e-9;

/* The dual objective of the elastic program is positive beyond what rounding could have made: then
 * its duals are a Farkas certificate [Vanderbei, Linear Programming, section 5.9]. */
static bool certifies(const struct cp_lp_view *e, const struct cp_lp_solution *s,
                      double tolerance) {
    double total = 0, largest = 0;
    for (size_t i = 0; i < e->nrow; i++) {
        double bound = s->dual[i] > 0 ? e->row_lower[i] : e->row_upper[i];
        double term = s->dual[i] != 0 && isfinite(bound) ? fabs(s->dual[i] * bound) : 0;
        total += term;
        largest = term > largest ? term : largest;
    }
    for (size_t j = 0; j < e->ncol; j++) {
        double bound = s->reduced[j] > 0 ? e->lower[j] : e->upper[j];
        total += s->reduced[j] != 0 && isfinite(bound) ? fabs(s->reduced[j] * bound) : 0;
    }
    return s->check.dual_rel <= proof_tolerance && s->bound > tolerance * (1 + largest) &&
           s->bound > 1e-11 * total;
}

int cp_lp_solve_certified(const struct cp_lp_view *e, const struct cp_lp_options *opt,
                          struct cp_lp_solution *s, bool *proved, struct cp_error *err) {
    struct cp_lp_options o = *opt;
    o.tolerance = proof_tolerance;
    int rc = cp_lp_solve_view(e, &o, s, err);
    *proved = rc == 0 && s->x && certifies(e, s, opt->tolerance);
    return rc;
}

/* In units in which the check of the duals asks as much of every row and column. */
int cp_lp_prove_infeasible(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                           bool *proved, struct cp_error *err) {
    struct cp_lp *e = NULL;
    struct cp_lp_scaling scaling;
    struct cp_lp_solution s = {0};
    struct cp_lp_view relaxed = *v;
    relaxed.integer = NULL;
    *proved = false;
    int rc = cp_lp_scale(&relaxed, &scaling, err);
    if (rc == 0)
        rc = cp_lp_elastic(&scaling.v, NULL, &e, err);
    if (rc == 0) {
        struct cp_lp_view ev = cp_lp_view(e);
        rc = cp_lp_solve_certified(&ev, opt, &s, proved, err);
    }
    cp_lp_solution_release(&s);
    cp_lp_free(e);
    cp_lp_scaling_release(&scaling);
    return rc;
}

static double cone(double bound, double box) {
    return isinf(bound) ? box : 0;
}

/* The directions in which every row and column may move for ever, within a box of one. */
static int recession(const struct cp_lp_view *v, struct cp_lp **out, struct cp_error *err) {
    struct cp_lp *r = cp_lp_new();
    int rc = r ? cp_lp_copy_rows(v, r) : CP_ENOMEM;
    if (rc) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    for (size_t i = 0; i < v->nrow; i++)
        cp_lp_set_row_bounds(r, i, cone(v->row_lower[i], -CP_LP_INF),
                             cone(v->row_upper[i], CP_LP_INF));
    for (size_t j = 0; j < v->ncol; j++) {
        cp_lp_set_col_bounds(r, j, cone(v->lower[j], -1), cone(v->upper[j], 1));
        cp_lp_set_cost(r, j, v->cost[j]);
    }
    rc = cp_lp_finish(r, err);
out:
    if (rc) {
        cp_lp_free(r);
        r = NULL;
    }
    *out = r;
    return rc;
}

/* A direction that improves is stretched to the box's side; what stays near 0 is rounding. */
static bool improves(const struct cp_lp_view *v, const struct cp_lp_solution *ray,
                     double tolerance) {
    double largest = 0, reach = 0;
    if (!ray->x || ray->check.primal_rel > proof_tolerance)
        return false;
    for (size_t j = 0; j < v->ncol; j++) {
        largest = fmax(largest, fabs(v->cost[j] * ray->x[j]));
        reach = fmax(reach, fabs(ray->x[j]));
    }
    return reach >= 0.5 && ray->objective < 0 && -ray->objective > tolerance * largest;
}

/* In units in which the box has as much room for every column. */
static int has_ray(const struct cp_lp_view *v, const struct cp_lp_options *opt, bool *has,
                   struct cp_error *err) {
    struct cp_lp *r = NULL;
    struct cp_lp_scaling s;
    struct cp_lp_solution ray = {0};
    struct cp_lp_options o = *opt;
    o.tolerance = proof_tolerance;
    int rc = cp_lp_scale(v, &s, err);
    if (rc == 0)
        rc = recession(&s.v, &r, err);
    if (rc == 0) {
        struct cp_lp_view rv = cp_lp_view(r);
        rc = cp_lp_solve_view(&rv, &o, &ray, err);
    }
    *has = rc == 0 && improves(&s.v, &ray, opt->tolerance);
    cp_lp_solution_release(&ray);
    cp_lp_free(r);
    cp_lp_scaling_release(&s);
    return rc;
}

int cp_lp_find_fall(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                    struct cp_lp_fall *fall, struct cp_error *err) {
    struct cp_lp_solution point = {0};
    struct cp_lp_view relaxed = *v, any = *v;
    *fall = (struct cp_lp_fall){0};
    relaxed.integer = NULL;
    int rc = has_ray(&relaxed, opt, &fall->ray, err);
    if (rc || !fall->ray)
        return rc;
    /* whole numbers too have a point, or the ray starts nowhere */
    double *zero = cp_calloc(v->ncol + 1, sizeof *zero);
    if (!zero)
        return cp_fail_nomem(err);
    any.cost = zero;
    rc = cp_lp_solve_view(&any, opt, &point, err);
    fall->point = rc == 0 && (point.status == CP_LP_OPTIMAL || point.status == CP_LP_FEASIBLE);
    fall->empty = rc == 0 && point.status == CP_LP_INFEASIBLE;
    fall->certain = fall->empty && point.certain;
    free(zero);
    cp_lp_solution_release(&point);
    return rc;
}
