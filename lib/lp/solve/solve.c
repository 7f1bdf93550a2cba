/* The door's solve: what has no point is believed once that is proved. */
#include "lp/model/model.h"
#include "lp/solve/certificate.h"
#include "lp/solve/engine.h"
#include "lp/solve/fallback.h"
#include <stdlib.h>

enum { PATIENCE = 1000000 };

/* Branch and cut has gone through every branch, in floating point: a second engine must come to the
 * same, or it has a point, which is the answer. With a ray the costs are left out of it: they would
 * only say that the relaxation has no end. */
static int ask_second(const struct cp_lp_view *v, const struct cp_lp_options *opt, bool ray,
                      struct cp_lp_solution *s, struct cp_error *err) {
    const struct cp_lp_engine *engine = cp_lp_engine_find(s->engine);
    struct cp_lp_options o = *opt;
    struct cp_lp_view asked = *v;
    struct cp_lp_solution other = {0};
    double *zero = NULL;
    if (s->certain)
        s->status = CP_LP_INFEASIBLE;
    if (s->certain || !engine || !engine->second)
        return 0;
    if (ray && !(asked.cost = zero = cp_calloc(v->ncol + 1, sizeof *zero)))
        return cp_fail_nomem(err);
    o.engine = engine->second;
    if (!o.iteration_limit) /* whose tree may have no end where that of the first has one */
        o.iteration_limit = PATIENCE + 10 * s->iterations;
    int rc = cp_lp_solve_view(&asked, &o, &other, err);
    bool point = other.status == CP_LP_OPTIMAL || other.status == CP_LP_FEASIBLE;
    if (rc == 0 && ray)
        s->status = other.status == CP_LP_INFEASIBLE ? CP_LP_INFEASIBLE
                    : point                          ? CP_LP_UNBOUNDED
                                                     : CP_LP_UNDECIDED;
    else if (rc == 0 && other.status != CP_LP_INFEASIBLE) {
        struct cp_lp_solution swap = *s;
        *s = other;
        other = swap;
        if (s->status == CP_LP_UNBOUNDED)
            s->status = CP_LP_UNDECIDED;
    }
    free(zero);
    cp_lp_solution_release(&other);
    return rc;
}

static int prove(const struct cp_lp_view *v, const struct cp_lp_options *opt, double started,
                 struct cp_lp_solution *s, struct cp_error *err) {
    struct cp_lp_options limited = *opt, *o = &limited;
    if (!cp_lp_time_left(opt, started, &o->time_limit)) {
        s->status = CP_LP_UNDECIDED;
        return 0;
    }
    struct cp_lp_fall fall = {0};
    bool infeasible = false, first = s->status == CP_LP_UNBOUNDED;
    int rc = first ? cp_lp_find_fall(v, o, &fall, err) : 0;
    if (rc == 0 && !fall.point && cp_lp_time_left(opt, started, &o->time_limit))
        rc = cp_lp_prove_infeasible(v, o, &infeasible, err);
    if (rc == 0 && !infeasible && !first && cp_lp_time_left(opt, started, &o->time_limit))
        rc = cp_lp_find_fall(v, o, &fall, err);
    if (rc)
        return rc;
    s->certain |= fall.certain;
    bool searched = v->integer && (s->status == CP_LP_INFEASIBLE || fall.empty);
    if (fall.point)
        s->status = CP_LP_UNBOUNDED;
    else if (infeasible)
        s->status = CP_LP_INFEASIBLE;
    else if (!searched || !cp_lp_time_left(opt, started, &o->time_limit))
        s->status = CP_LP_UNDECIDED;
    else /* no certificate exists for an integer program whose relaxation is feasible */
        rc = ask_second(v, o, fall.ray, s, err);
    return rc;
}

int cp_lp_solve(const struct cp_lp *m, const struct cp_lp_options *opt, struct cp_lp_solution *out,
                struct cp_error *err) {
    if (!m->closed)
        return cp_fail(err, CP_EINTERNAL, "the model to solve is still open");
    struct cp_lp_view v = cp_lp_view(m);
    return cp_lp_solve_proved(&v, opt, prove, out, err);
}
