/* Elastic programs: why a model is infeasible, and proof that it is [Chinneck, Feasibility and
 * Infeasibility in Optimization, 2008, chapter 6]. */
#include "lp/model/model.h"
#include <math.h>
#include <stdlib.h>

static int copy_rows(const struct cp_lp_view *v, struct cp_lp *e) {
    for (size_t i = 0; i < v->nrow; i++)
        if (cp_lp_add_row(e, v->row_lower[i], v->row_upper[i]) == SIZE_MAX)
            return CP_ENOMEM;
    for (size_t j = 0; j < v->ncol; j++) {
        size_t col = cp_lp_add_col(e, 0, v->lower[j], v->upper[j]);
        if (col == SIZE_MAX)
            return CP_ENOMEM;
        if (v->integer && v->integer[j])
            cp_lp_set_integer(e, col);
        for (size_t p = v->start[j]; p < v->start[j + 1]; p++)
            cp_lp_add_coef(e, v->row[p], col, v->value[p]);
    }
    return 0;
}

int cp_lp_elastic(const struct cp_lp_view *v, const bool *soft, struct cp_lp **out,
                  struct cp_error *err) {
    struct cp_lp *e = cp_lp_new();
    double *scale = cp_calloc(v->nrow + 1, sizeof *scale);
    int rc = e && scale ? copy_rows(v, e) : CP_ENOMEM;
    if (rc) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    for (size_t p = 0; p < v->nnz; p++)
        if (fabs(v->value[p]) > scale[v->row[p]])
            scale[v->row[p]] = fabs(v->value[p]);
    for (size_t i = 0; i < v->nrow; i++) {
        if (soft && !soft[i])
            continue;
        double cost = scale[i] > 0 ? 1 / scale[i] : 1;
        for (int sign = 1; sign >= -1; sign -= 2) {
            double bound = sign > 0 ? v->row_lower[i] : v->row_upper[i];
            size_t col = cp_lp_add_col(e, cost, 0, isinf(bound) ? 0 : CP_LP_INF);
            if (col != SIZE_MAX)
                cp_lp_add_coef(e, i, col, sign);
        }
    }
    rc = cp_lp_finish(e, err);
out:
    free(scale);
    if (rc) {
        cp_lp_free(e);
        e = NULL;
    }
    *out = e;
    return rc;
}

static const double proof_tolerance = 1e-9;

/* ---- proof of infeasibility -------------------------------------------------------------- */

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

int cp_lp_prove_infeasible(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                           bool *proved, struct cp_error *err) {
    struct cp_lp *e = NULL;
    struct cp_lp_solution s = {0};
    struct cp_lp_view relaxed = *v;
    relaxed.integer = NULL;
    *proved = false;
    int rc = cp_lp_elastic(&relaxed, NULL, &e, err);
    if (rc)
        return rc;
    struct cp_lp_view ev = cp_lp_view(e);
    rc = cp_lp_solve_certified(&ev, opt, &s, proved, err);
    cp_lp_solution_release(&s);
    cp_lp_free(e);
    return rc;
}

/* ---- proof of unboundedness -------------------------------------------------------------- */

static double cone(double bound, double box) {
    return isinf(bound) ? box : 0;
}

/* The directions in which every row and column may move for ever, within a box of one. */
static int recession(const struct cp_lp_view *v, struct cp_lp **out, struct cp_error *err) {
    struct cp_lp *r = cp_lp_new();
    int rc = r ? copy_rows(v, r) : CP_ENOMEM;
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

int cp_lp_prove_unbounded(const struct cp_lp_view *v, const struct cp_lp_options *opt, bool *proved,
                          struct cp_error *err) {
    struct cp_lp *r = NULL;
    struct cp_lp_solution ray = {0}, point = {0};
    double *zero = NULL;
    struct cp_lp_view relaxed = *v;
    relaxed.integer = NULL;
    *proved = false;
    int rc = recession(&relaxed, &r, err);
    if (rc)
        return rc;
    struct cp_lp_view rv = cp_lp_view(r);
    struct cp_lp_options o = *opt;
    o.tolerance = proof_tolerance;
    rc = cp_lp_solve_view(&rv, &o, &ray, err);
    if (rc || !ray.x || ray.check.primal_rel > proof_tolerance)
        goto out;
    double largest = 0, reach = 0;
    for (size_t j = 0; j < v->ncol; j++) {
        largest = fmax(largest, fabs(v->cost[j] * ray.x[j]));
        reach = fmax(reach, fabs(ray.x[j]));
    }
    /* a direction that improves is stretched to the box's side; what stays near 0 is rounding */
    if (reach < 0.5 || !(ray.objective < 0) || -ray.objective <= opt->tolerance * largest)
        goto out;
    zero = cp_calloc(v->ncol + 1, sizeof *zero);
    if (!zero) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    relaxed.cost = zero;
    rc = cp_lp_solve_view(&relaxed, opt, &point, err);
    *proved = rc == 0 && (point.status == CP_LP_OPTIMAL || point.status == CP_LP_FEASIBLE);
out:
    free(zero);
    cp_lp_solution_release(&ray);
    cp_lp_solution_release(&point);
    cp_lp_free(r);
    return rc;
}

/* ---- explanation ------------------------------------------------------------------------- */

void cp_lp_relaxation_release(struct cp_lp_relaxation *c) {
    free(c->row);
    free(c->amount);
    *c = (struct cp_lp_relaxation){0};
}

/* The rows that gave more than the tolerance, from the elastic columns behind the model's own. */
static int collect(const struct cp_lp_view *v, const bool *soft, const struct cp_lp_solution *s,
                   double tolerance, struct cp_lp_relaxation *out, struct cp_error *err) {
    out->row = cp_calloc(v->nrow + 1, sizeof *out->row);
    out->amount = cp_calloc(v->nrow + 1, sizeof *out->amount);
    if (!out->row || !out->amount) {
        cp_lp_relaxation_release(out);
        return cp_fail_nomem(err);
    }
    size_t col = v->ncol;
    for (size_t i = 0; i < v->nrow; i++) {
        if (soft && !soft[i])
            continue;
        double amount = s->x[col] - s->x[col + 1], scale = 1;
        double bound = amount > 0 ? v->row_lower[i] : v->row_upper[i];
        col += 2;
        if (isfinite(bound))
            scale += fabs(bound);
        if (fabs(amount) <= 10 * tolerance * scale)
            continue;
        out->row[out->n] = i;
        out->amount[out->n++] = amount;
    }
    return 0;
}

int cp_lp_relaxation(const struct cp_lp *m, const bool *soft, const struct cp_lp_options *opt,
                     struct cp_lp_relaxation *out, struct cp_error *err) {
    struct cp_lp *e = NULL;
    struct cp_lp_solution s = {0};
    *out = (struct cp_lp_relaxation){0};
    if (!m->closed)
        return cp_fail(err, CP_EINTERNAL, "the model to explain is still open");
    struct cp_lp_view v = cp_lp_view(m);
    struct cp_lp_options o = cp_lp_effective(opt);
    double deadline = cp_lp_deadline(&o);
    int rc = cp_lp_elastic(&v, soft, &e, err);
    if (rc)
        return rc;
    rc = cp_lp_solve(e, &o, &s, err);
    if (rc == 0 && s.status != CP_LP_OPTIMAL && cp_lp_stopped(&o, deadline))
        out->stopped = true; /* a point on the way may violate rows that need not give */
    else if (rc == 0 && s.x && s.status != CP_LP_UNDECIDED)
        rc = collect(&v, soft, &s, o.tolerance, out, err);
    else if (rc == 0)
        rc = cp_fail(err, CP_ENUMERIC,
                     s.status == CP_LP_INFEASIBLE
                         ? "the bounds of columns and the rows held hard conflict by themselves"
                         : "no least violation was found");
    cp_lp_solution_release(&s);
    cp_lp_free(e);
    return rc;
}
