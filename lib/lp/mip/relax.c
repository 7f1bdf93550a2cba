/* Relaxations of a search: what they bound, what their duals say of all, what is an incumbent. */
#include "lp/mip/mip.h"
#include "lp/model/elastic.h"
#include "lp/model/limits.h"
#include "lp/model/log.h"
#include <math.h>
#include <string.h>

static const double integral = 1e-6;                  /* distance from a whole number */
static const double clear = 1e-5, proof_exact = 1e-9; /* of a violation, and of its duals */

double cp_lp_branch_distance(const struct cp_lp_branch *b, size_t i) {
    return fabs(b->relaxed.value[i] - nearbyint(b->relaxed.value[i]));
}

bool cp_lp_branch_stopped(const struct cp_lp_branch *b) {
    return cp_lp_stopped(&b->opt, b->deadline);
}

double cp_lp_branch_slack(const struct cp_lp_branch *b) {
    return isfinite(b->incumbent.cost) ? b->gap * fabs(b->incumbent.cost) + b->exact
                                       : 0; /* bounds have rounding */
}

double cp_lp_branch_lowest(const struct cp_lp_branch *b) {
    double low = fmin(b->incumbent.cost, b->left);
    low = b->open.n ? fmin(low, b->open.heap[0]->bound) : low;
    return fmin(b->incumbent.cost, fmax(low, b->floor));
}

/* ---- one relaxation ---------------------------------------------------------------------- */

/* The duals of the last relaxation, of the domain, bound the cost of every choice. */
static int learn_cost(struct cp_lp_branch *b, double *domain, struct cp_error *err) {
    return cp_lp_cuts_add(&b->cuts, &b->relaxed.s, b->col, domain, cp_lp_domain_high(b, domain),
                          false, err);
}

/* The duals of the elastic program, which prove that the domain has no point, forbid other choices
 * too: the least violation, of rows whose largest coefficient is 1, is more than integers that are
 * nearly whole could make. Rows without integers have a point by themselves, or the root had none:
 * they stay hard. */
static int prove_empty(struct cp_lp_branch *b, const struct cp_lp_view *v, double *domain,
                       int *state, struct cp_error *err) {
    struct cp_lp_solution s = {0};
    struct cp_lp *elastic = NULL;
    *state = CP_LP_UNKNOWN;
    int rc = cp_lp_elastic(v, b->soft, &elastic, err);
    if (rc)
        return rc;
    struct cp_lp_view e = cp_lp_view(elastic);
    rc = b->by.relaxation(&e, &b->opt, &s, err);
    if (!rc && s.x && s.check.dual_rel <= proof_exact && s.bound > clear) {
        *state = CP_LP_EMPTY;
        rc = cp_lp_cuts_add(&b->cuts, &s, b->col, domain, cp_lp_domain_high(b, domain), true, err);
    }
    cp_lp_solution_release(&s);
    cp_lp_free(elastic);
    return rc;
}

int cp_lp_branch_relax(struct cp_lp_branch *b, double *domain, bool proof, int *state,
                       struct cp_error *err) {
    struct cp_lp_view v = *b->v;
    v.integer = NULL;
    v.lower = b->relaxed.lower, v.upper = b->relaxed.upper;
    for (size_t i = 0; i < b->n; i++) {
        b->relaxed.lower[b->col[i]] = domain[i];
        b->relaxed.upper[b->col[i]] = cp_lp_domain_high(b, domain)[i];
    }
    *state = CP_LP_UNKNOWN;
    cp_lp_solution_release(&b->relaxed.s);
    if (cp_lp_branch_stopped(b))
        return 0;
    if (isfinite(b->deadline))
        b->opt.time_limit = fmax(b->deadline - cp_lp_now(), 1e-3);
    int rc = b->by.relaxation(&v, &b->opt, &b->relaxed.s, err);
    b->incumbent.out->iterations += b->relaxed.s.iterations;
    b->relaxed.n++;
    if (rc)
        return rc;
    if (b->relaxed.s.status == CP_LP_OPTIMAL) {
        *state = CP_LP_SOLVED;
        for (size_t i = 0; i < b->n; i++)
            b->relaxed.value[i] = b->relaxed.s.x[b->col[i]];
        rc = learn_cost(b, domain, err);
    }
    if (b->relaxed.s.status == CP_LP_INFEASIBLE) {
        *state = CP_LP_EMPTY;
        rc = proof ? prove_empty(b, &v, domain, state, err) : 0;
    }
    return rc;
}

size_t cp_lp_branch_fractional(struct cp_lp_branch *b) {
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++) {
        if (cp_lp_branch_distance(b, i) <= integral)
            continue;
        size_t at = n++;
        for (; at > 0 && cp_lp_branch_distance(b, b->sorted[at - 1]) > cp_lp_branch_distance(b, i);
             at--)
            b->sorted[at] = b->sorted[at - 1];
        b->sorted[at] = i;
    }
    return n;
}

/* The integers of b->fixed as tightly as the caller wants it. */
static int relax_exactly(struct cp_lp_branch *b, int *state, struct cp_error *err) {
    double exact = b->opt.tolerance;
    b->opt.tolerance = b->exact;
    b->opt.rough = false;
    int rc = cp_lp_branch_relax(b, b->fixed, false, state, err);
    b->opt.rough = true;
    b->opt.tolerance = exact;
    return rc;
}

static void keep(struct cp_lp_branch *b) {
    b->incumbent.cost = b->relaxed.s.objective;
    memcpy(b->incumbent.out->x, b->relaxed.s.x, b->v->ncol * sizeof(double));
    memcpy(b->incumbent.out->dual, b->relaxed.s.dual, b->v->nrow * sizeof(double));
    for (size_t i = 0; i < b->n; i++)
        b->incumbent.out->x[b->col[i]] = b->incumbent.choice[i] = b->fixed[i];
}

int cp_lp_branch_accept(struct cp_lp_branch *b, struct cp_error *err) {
    int state;
    memcpy(b->fixed + b->n, b->fixed, b->n * sizeof *b->fixed);
    if (!cp_lp_cuts_allow(&b->cuts, b->fixed, b->incumbent.cost))
        return 0;
    int rc = cp_lp_branch_relax(b, b->fixed, true, &state, err);
    if (rc || state != CP_LP_SOLVED || !(b->relaxed.s.objective < b->incumbent.cost))
        return rc;
    if (b->relaxed.s.check.primal_rel > b->exact)
        rc = relax_exactly(b, &state, err);
    if (rc || state != CP_LP_SOLVED || !(b->relaxed.s.objective < b->incumbent.cost))
        return rc;
    keep(b);
    cp_lp_say(b->told, "tree: %zu relaxations, incumbent %.9e", b->relaxed.n, b->incumbent.cost);
    return 0;
}

int cp_lp_branch_polish(struct cp_lp_branch *b, struct cp_error *err) {
    int state;
    if (!isfinite(b->incumbent.cost) || b->exact >= b->opt.tolerance || cp_lp_branch_stopped(b))
        return 0;
    memcpy(b->fixed, b->incumbent.choice, b->n * sizeof *b->fixed);
    memcpy(b->fixed + b->n, b->incumbent.choice, b->n * sizeof *b->fixed);
    int rc = relax_exactly(b, &state, err);
    if (rc == 0 && state == CP_LP_SOLVED)
        keep(b);
    return rc;
}
