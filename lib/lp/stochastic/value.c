/* What programs in two stages are held against: knowing the future (wait and see), and taking the
 * mean of it for the future itself [Birge & Louveaux 2011, chapter 4]. */
#include "lp/model/model.h"
#include "lp/model/limits.h"
#include <math.h>
#include <stdlib.h>

double cp_lp_stages_cvar(const struct cp_lp_stages *s, const double *cost) {
    double least = CP_LP_INF;
    /* eta + E[max(0, cost - eta)] / (1 - tail) is least at one of the costs */
    for (size_t i = 0; i < s->n; i++) {
        double mean = 0;
        for (size_t k = 0; k < s->n; k++)
            mean += s->scenario[k].probability * fmax(0, cost[k] - cost[i]);
        if (isfinite(cost[i]))
            least = fmin(least, cost[i] + mean / (1 - s->tail));
    }
    return least;
}

double cp_lp_stages_measure(const struct cp_lp_stages *s, const double *cost) {
    double mean = 0;
    for (size_t k = 0; k < s->n; k++)
        mean += s->scenario[k].probability * cost[k];
    if (s->aversion <= 0 || !isfinite(mean))
        return mean;
    return (1 - s->aversion) * mean + s->aversion * cp_lp_stages_cvar(s, cost);
}

/* Infinite without an answer that keeps all limits, NaN when it was not found. */
static double cost_of(const struct cp_lp_solution *s) {
    return s->status == CP_LP_OPTIMAL      ? s->objective
           : s->status == CP_LP_INFEASIBLE ? CP_LP_INF
                                           : NAN;
}

static int solve(const struct cp_lp *lp, const struct cp_lp_options *opt, double *cost,
                 struct cp_error *err) {
    struct cp_lp_solution found = {0};
    int rc = cp_lp_solve(lp, opt, &found, err);
    *cost = cost_of(&found);
    cp_lp_solution_release(&found);
    return rc;
}

int cp_lp_wait_and_see(const struct cp_lp_stages *s, const struct cp_lp_options *opt, double *cost,
                       struct cp_error *err) {
    struct cp_lp_warm warm = {0};
    struct cp_lp_options o = cp_lp_effective(opt);
    int rc = 0;
    o.warm = &warm;
    for (size_t k = 0; k < s->n && rc == 0; k++)
        rc = solve(s->scenario[k].lp, &o, &cost[k], err);
    cp_lp_warm_release(&warm);
    return rc;
}

/* ---- the mean of the future -------------------------------------------------------------- */

static bool same_shape(const struct cp_lp_stages *s) {
    const struct cp_lp_scenario *first = &s->scenario[0];
    for (size_t k = 1; k < s->n; k++) {
        const struct cp_lp_scenario *other = &s->scenario[k];
        if (other->lp->ncol != first->lp->ncol || other->lp->nrow != first->lp->nrow)
            return false;
        for (size_t i = 0; i < s->nfirst_stage; i++)
            if (other->first_stage[i] != first->first_stage[i])
                return false;
    }
    return true;
}

/* The mean of one array of all the scenarios' models. */
static double mean_at(const struct cp_lp_stages *s, size_t field, size_t i) {
    double mean = 0;
    for (size_t k = 0; k < s->n; k++) {
        const double *values = *(double *const *)((const char *)s->scenario[k].lp + field);
        mean += s->scenario[k].probability * values[i];
    }
    return mean;
}

static int make_mean(const struct cp_lp_stages *s, struct cp_lp **out, struct cp_error *err) {
    const struct cp_lp *first = s->scenario[0].lp;
    double constant = 0;
    struct cp_lp *m = cp_lp_new();
    if (!m)
        return cp_fail_nomem(err);
    for (size_t j = 0; j < first->ncol; j++) {
        cp_lp_add_col(m, mean_at(s, offsetof(struct cp_lp, cost), j),
                      mean_at(s, offsetof(struct cp_lp, lower), j),
                      mean_at(s, offsetof(struct cp_lp, upper), j));
        if (first->integer[j])
            cp_lp_set_integer(m, j);
    }
    for (size_t i = 0; i < first->nrow; i++)
        cp_lp_add_row(m, mean_at(s, offsetof(struct cp_lp, row_lower), i),
                      mean_at(s, offsetof(struct cp_lp, row_upper), i));
    for (size_t k = 0; k < s->n; k++) {
        const struct cp_lp *lp = s->scenario[k].lp;
        double probability = s->scenario[k].probability;
        constant += probability * lp->constant;
        for (size_t j = 0; j < lp->ncol; j++)
            for (size_t p = lp->start[j]; p < lp->start[j + 1]; p++)
                cp_lp_add_coef(m, lp->row[p], j, probability * lp->value[p]);
    }
    cp_lp_set_constant(m, constant);
    *out = m;
    return cp_lp_finish(m, err);
}

/* Scenario k once its first stage is decided as in x; its model is as before afterwards. */
static int follow(const struct cp_lp_stages *s, size_t k, const double *x,
                  const struct cp_lp_options *opt, double *cost, struct cp_error *err) {
    const struct cp_lp_scenario *scenario = &s->scenario[k];
    struct cp_lp *lp = scenario->lp;
    double *before = cp_calloc(2 * s->nfirst_stage + 1, sizeof *before);
    bool within = true;
    if (!before)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < s->nfirst_stage; i++) {
        size_t j = scenario->first_stage[i];
        if (j == SIZE_MAX)
            continue;
        double lower = before[2 * i] = lp->lower[j], upper = before[2 * i + 1] = lp->upper[j];
        double slack = 1e-7 * (1 + fabs(x[j])), at = fmin(fmax(x[j], lower), upper);
        within = within && fabs(at - x[j]) <= slack;
        cp_lp_set_col_bounds(lp, j, at, at);
    }
    *cost = CP_LP_INF;
    int rc = cp_lp_finish(lp, err);
    if (rc == 0 && within)
        rc = solve(lp, opt, cost, err);
    for (size_t i = 0; i < s->nfirst_stage; i++)
        if (scenario->first_stage[i] != SIZE_MAX)
            cp_lp_set_col_bounds(lp, scenario->first_stage[i], before[2 * i], before[2 * i + 1]);
    free(before);
    int rc2 = cp_lp_finish(lp, err);
    return rc ? rc : rc2;
}

int cp_lp_mean_value(const struct cp_lp_stages *s, const struct cp_lp_options *opt, double *ev,
                     double *cost, struct cp_error *err) {
    struct cp_lp *mean = NULL;
    struct cp_lp_solution found = {0};
    struct cp_lp_warm warm = {0};
    struct cp_lp_options o = cp_lp_effective(opt);
    o.warm = &warm;
    *ev = NAN;
    if (!same_shape(s))
        return 0;
    int rc = make_mean(s, &mean, err);
    if (rc)
        goto out;
    rc = cp_lp_solve(mean, opt, &found, err);
    if (rc)
        goto out;
    *ev = cost_of(&found);
    for (size_t k = 0; k < s->n && rc == 0; k++) {
        cost[k] = isnan(*ev) ? NAN : CP_LP_INF;
        if (isfinite(*ev))
            rc = follow(s, k, found.x, &o, &cost[k], err);
    }
out:
    cp_lp_warm_release(&warm);
    cp_lp_solution_release(&found);
    cp_lp_free(mean);
    return rc;
}
