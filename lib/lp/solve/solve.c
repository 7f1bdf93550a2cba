/* The door's solve: what has no point is believed once that is proved. */
#include "lp/model/model.h"
#include "lp/solve/certificate.h"
#include "lp/solve/fallback.h"

static int prove(const struct cp_lp_view *v, const struct cp_lp_options *opt, double started,
                 struct cp_lp_solution *s, struct cp_error *err) {
    struct cp_lp_options limited = *opt, *o = &limited;
    if (!cp_lp_time_left(opt, started, &o->time_limit)) {
        s->status = CP_LP_UNDECIDED;
        return 0;
    }
    bool infeasible = false, unbounded = false, first = s->status == CP_LP_UNBOUNDED;
    int rc = first ? cp_lp_prove_unbounded(v, o, &unbounded, err) : 0;
    if (rc == 0 && !unbounded && cp_lp_time_left(opt, started, &o->time_limit))
        rc = cp_lp_prove_infeasible(v, o, &infeasible, err);
    if (rc == 0 && !infeasible && !first && cp_lp_time_left(opt, started, &o->time_limit))
        rc = cp_lp_prove_unbounded(v, o, &unbounded, err);
    if (rc)
        return rc;
    /* no certificate exists for an integer program whose relaxation is feasible: branch and bound
     * has gone through every branch */
    if (unbounded)
        s->status = CP_LP_UNBOUNDED;
    else if (infeasible || (v->integer && s->status == CP_LP_INFEASIBLE))
        s->status = CP_LP_INFEASIBLE;
    else
        s->status = CP_LP_UNDECIDED;
    return 0;
}

int cp_lp_solve(const struct cp_lp *m, const struct cp_lp_options *opt, struct cp_lp_solution *out,
                struct cp_error *err) {
    if (!m->closed)
        return cp_fail(err, CP_EINTERNAL, "the model to solve is still open");
    struct cp_lp_view v = cp_lp_view(m);
    return cp_lp_solve_proved(&v, opt, prove, out, err);
}
