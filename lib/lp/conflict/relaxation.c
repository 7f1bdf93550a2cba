/* How much the rows of an infeasible program must give: the optimum of its elastic one. */
#include "lp/model/elastic.h"
#include "lp/model/limits.h"
#include "lp/model/model.h"
#include <math.h>
#include <stdlib.h>

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
    if (rc)
        goto out;
    if (s.status != CP_LP_OPTIMAL && cp_lp_stopped(&o, deadline))
        out->stopped = true; /* a point on the way may violate rows that need not give */
    else if (s.x && s.status != CP_LP_UNDECIDED)
        rc = collect(&v, soft, &s, o.tolerance, out, err);
    else
        rc = cp_fail(err, CP_ENUMERIC,
                     s.status == CP_LP_INFEASIBLE
                         ? "the bounds of columns and the rows held hard conflict by themselves"
                         : "no least violation was found");
out:
    cp_lp_solution_release(&s);
    cp_lp_free(e);
    return rc;
}
