/* The check of an answer: everything is recomputed from the model and from x and the duals, so
 * that no engine's own idea of its accuracy counts.
 *
 * Relative violations: a row's is divided by 1 + the largest of |a_ij x_j| and its finite bounds, a
 * column's bound by 1 + |x_j| and the bound; a reduced cost's by 1 + the largest of |c_j| and
 * |a_ij y_i|; a row dual's, in the units of cost, by 1 + the largest |c_j| of the row's columns. */
#include "lp/model/model.h"
#include "lp/model/solution.h"
#include <math.h>
#include <stdlib.h>

static double larger(double a, double b) {
    return a > b ? a : b;
}

static double magnitude(double bound) {
    return isfinite(bound) ? fabs(bound) : 0;
}

/* How far v is outside of lo..up. */
static double outside(double v, double lo, double up) {
    return v < lo ? lo - v : v > up ? v - up : 0;
}

/* The larger of the two; a NaN is larger than all and stays. */
static void raise_to(double *worst, double amount) {
    if (!(amount <= *worst) && !isnan(*worst))
        *worst = amount;
}

static void note_primal(struct cp_lp_check *c, double amount, double scale) {
    raise_to(&c->primal, amount);
    raise_to(&c->primal_rel, amount / (1 + scale));
}

static void note_dual(struct cp_lp_check *c, double amount, double scale) {
    raise_to(&c->dual, amount);
    raise_to(&c->dual_rel, amount / (1 + scale));
}

/* What a multiplier adds to the dual objective; against an infinite bound it is a violation, whose
 * amount is returned and which adds nothing. */
static double dual_term(double multiplier, double lo, double up, double *violation) {
    double bound = multiplier > 0 ? lo : up;
    if (multiplier == 0)
        return 0;
    if (isinf(bound)) {
        *violation = fabs(multiplier);
        return 0;
    }
    return multiplier * bound;
}

/* Kahan's compensated sum: totals of 1e5 terms must not cost digits of the gap. */
struct sum {
    double s, c;
};

static void add(struct sum *t, double v) {
    double y = v - t->c, s = t->s + y;
    t->c = (s - t->s) - y;
    t->s = s;
}

static void check_primal(const struct cp_lp_view *v, struct cp_lp_solution *s, double *row_scale) {
    struct sum objective = {v->constant, 0};
    for (size_t i = 0; i < v->nrow; i++)
        s->activity[i] = row_scale[i] = 0;
    for (size_t j = 0; j < v->ncol; j++) {
        double x = s->x[j];
        add(&objective, v->cost[j] * x);
        note_primal(&s->check, outside(x, v->lower[j], v->upper[j]),
                    larger(larger(magnitude(v->lower[j]), magnitude(v->upper[j])), fabs(x)));
        if (!isfinite(x))
            note_primal(&s->check, NAN, 0);
        if (v->integer && v->integer[j])
            s->check.integrality = larger(s->check.integrality, fabs(x - nearbyint(x)));
        for (size_t p = v->start[j]; p < v->start[j + 1]; p++) {
            double ax = v->value[p] * x;
            s->activity[v->row[p]] += ax;
            row_scale[v->row[p]] = larger(row_scale[v->row[p]], fabs(ax));
        }
    }
    for (size_t i = 0; i < v->nrow; i++) {
        double scale = larger(magnitude(v->row_lower[i]), magnitude(v->row_upper[i]));
        note_primal(&s->check, outside(s->activity[i], v->row_lower[i], v->row_upper[i]),
                    larger(scale, row_scale[i]));
    }
    s->objective = objective.s;
}

/* The dual objective; integer columns count as fixed where they are. */
static double check_dual(const struct cp_lp_view *v, struct cp_lp_solution *s, double *row_scale,
                         double *row_cost) {
    struct sum bound = {v->constant, 0};
    for (size_t i = 0; i < v->nrow; i++)
        row_scale[i] = row_cost[i] = 0;
    for (size_t j = 0; j < v->ncol; j++) {
        double d = v->cost[j], scale = fabs(d), violation = 0, lo = v->lower[j], up = v->upper[j];
        for (size_t p = v->start[j]; p < v->start[j + 1]; p++) {
            size_t i = v->row[p];
            double ay = v->value[p] * s->dual[i];
            d -= ay;
            scale = larger(scale, fabs(ay));
            row_scale[i] = larger(row_scale[i], fabs(v->value[p]));
            row_cost[i] = larger(row_cost[i], fabs(v->cost[j]));
        }
        if (v->integer && v->integer[j])
            lo = up = nearbyint(s->x[j]);
        s->reduced[j] = d;
        add(&bound, dual_term(d, lo, up, &violation));
        note_dual(&s->check, violation, scale);
    }
    for (size_t i = 0; i < v->nrow; i++) {
        double violation = 0;
        add(&bound, dual_term(s->dual[i], v->row_lower[i], v->row_upper[i], &violation));
        note_dual(&s->check, violation * row_scale[i], row_cost[i]);
        if (!isfinite(s->dual[i]))
            note_dual(&s->check, NAN, 0);
    }
    return bound.s;
}

int cp_lp_check_view(const struct cp_lp_view *v, struct cp_lp_solution *s, struct cp_error *err) {
    double *scale = cp_calloc(2 * v->nrow + 1, sizeof *scale);
    if (!scale)
        return cp_fail_nomem(err);
    s->check = (struct cp_lp_check){0};
    check_primal(v, s, scale);
    double bound = check_dual(v, s, scale, scale + v->nrow);
    s->check.gap_rel = fabs(s->objective - bound) / (1 + fabs(s->objective));
    if (!v->integer)
        s->bound = bound;
    free(scale);
    return 0;
}

int cp_lp_verify(const struct cp_lp *m, struct cp_lp_solution *s, struct cp_error *err) {
    if (!m->closed || !s->x)
        return cp_fail(err, CP_EINTERNAL, "no point to verify, or the model is still open");
    struct cp_lp_view v = cp_lp_view(m);
    return cp_lp_check_view(&v, s, err);
}
