/* Branch and bound over relaxations of any engine, for integer programs whose relaxation is too
 * large for the simplex method. Rounding, dives and what the duals of every relaxation promise give
 * an incumbent first (heuristic.c); then the node of the lowest bound is split [Land & Doig 1960],
 * on the column whose pseudocosts promise most [Benichou et al. 1971]. */
#include "lp/mip/mip.h"
#include "lp/model/limits.h"
#include "lp/model/log.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DIVE_EVERY = 32 };

static const double integral = 1e-6;   /* distance from a whole number */
static const double node_exact = 1e-7; /* tolerance of relaxations */

/* ---- nodes -------------------------------------------------------------------------------- */

static bool before(const struct cp_lp_node *a, const struct cp_lp_node *b) {
    return a->bound < b->bound || (a->bound == b->bound && a->order < b->order);
}

static int push(struct cp_lp_branch *b, const double *domain, double bound, struct cp_lp_node **out,
                struct cp_error *err) {
    struct cp_lp_node *n = cp_calloc(1, sizeof *n + 2 * b->n * sizeof *n->domain);
    if (!n || !cp_grow(&b->open.heap, &b->open.cap, b->open.n, sizeof(struct cp_lp_node *))) {
        free(n);
        return cp_fail_nomem(err);
    }
    n->bound = bound;
    n->order = b->open.made++;
    cp_lp_domain_copy(b, n->domain, domain);
    size_t i = b->open.n++;
    for (; i > 0 && before(n, b->open.heap[(i - 1) / 2]); i = (i - 1) / 2)
        b->open.heap[i] = b->open.heap[(i - 1) / 2];
    b->open.heap[i] = n;
    *out = n;
    return 0;
}

static struct cp_lp_node *pop(struct cp_lp_branch *b) {
    struct cp_lp_node *top = b->open.heap[0], *last = b->open.heap[--b->open.n];
    size_t i = 0;
    for (size_t c; (c = 2 * i + 1) < b->open.n; i = c) {
        if (c + 1 < b->open.n && before(b->open.heap[c + 1], b->open.heap[c]))
            c++;
        if (!before(b->open.heap[c], last))
            break;
        b->open.heap[i] = b->open.heap[c];
    }
    b->open.heap[i] = last;
    return top;
}

/* What a unit of rounding has cost on average, of the column or, while it is new, of all. */
static double pseudocost(const struct cp_lp_branch *b, size_t i, bool up) {
    const struct cp_lp_pseudocost *r = &b->pseudocost[2 * i + up];
    if (r->n)
        return r->sum / r->n;
    return b->overall[up].n ? b->overall[up].sum / b->overall[up].n : 1;
}

static void learn(struct cp_lp_branch *b, const struct cp_lp_node *n) {
    double moved = n->up ? 1 - n->fraction : n->fraction;
    double cost = fmax(0, b->relaxed.s.bound - n->parent) / moved;
    struct cp_lp_pseudocost *of[] = {&b->pseudocost[2 * n->split + n->up], &b->overall[n->up]};
    for (size_t k = 0; k < 2; k++) {
        of[k]->sum += cost;
        of[k]->n++;
    }
}

static size_t choose(struct cp_lp_branch *b, size_t n) {
    size_t best = b->sorted[n - 1];
    double most = -1;
    for (size_t k = n; k-- > 0;) {
        size_t i = b->sorted[k];
        double f = b->relaxed.value[i] - floor(b->relaxed.value[i]);
        double score = fmax(pseudocost(b, i, false) * f, 1e-12) *
                       fmax(pseudocost(b, i, true) * (1 - f), 1e-12);
        if (score > most) {
            most = score;
            best = i;
        }
    }
    return best;
}

static int split(struct cp_lp_branch *b, const struct cp_lp_node *n, size_t i,
                 struct cp_error *err) {
    double x = b->relaxed.value[i], bound = fmax(n->bound, b->relaxed.s.bound);
    for (int up = 0; up < 2; up++) {
        struct cp_lp_node *child;
        cp_lp_domain_copy(b, b->fixed, n->domain);
        if (up)
            b->fixed[i] = ceil(x);
        else
            cp_lp_domain_high(b, b->fixed)[i] = floor(x);
        int rc = push(b, b->fixed, bound, &child, err);
        if (rc)
            return rc;
        child->split = i;
        child->up = up;
        child->fraction = x - floor(x);
        child->parent = b->relaxed.s.bound;
    }
    return 0;
}

/* For incumbents, from the relaxation of a node. */
static int look_around(struct cp_lp_branch *b, double *domain, struct cp_error *err) {
    bool stuck;
    int rc = cp_lp_branch_round(b, domain, err);
    if (rc)
        return rc;
    memcpy(b->work.value, b->relaxed.value, b->n * sizeof *b->work.value);
    rc = cp_lp_branch_improve(b, &stuck, err);
    memcpy(b->relaxed.value, b->work.value, b->n * sizeof *b->work.value);
    return rc || !stuck ? rc : cp_lp_branch_dive(b, domain, err);
}

static int visit(struct cp_lp_branch *b, struct cp_lp_node *n, struct cp_error *err) {
    int state, rc = cp_lp_branch_relax(b, n->domain, true, &state, err);
    if (rc || state == CP_LP_EMPTY)
        return rc;
    if (state == CP_LP_UNKNOWN) {
        b->left = fmin(b->left, n->bound);
        return 0;
    }
    if (n->split != SIZE_MAX)
        learn(b, n);
    if (b->relaxed.s.bound >= b->incumbent.cost - cp_lp_branch_slack(b)) {
        b->left = fmin(b->left, b->relaxed.s.bound);
        return 0;
    }
    size_t nfrac = cp_lp_branch_fractional(b);
    if (nfrac == 0) {
        b->left = fmin(b->left, b->relaxed.s.bound);
        for (size_t i = 0; i < b->n; i++)
            b->fixed[i] = nearbyint(b->relaxed.value[i]);
        return cp_lp_branch_accept(b, err);
    }
    rc = split(b, n, choose(b, nfrac), err);
    return rc || b->open.visited++ % DIVE_EVERY > 0 ? rc : look_around(b, n->domain, err);
}

/* Can what is open still better the incumbent? */
static bool goes_on(const struct cp_lp_branch *b) {
    return b->open.n > 0 && cp_lp_branch_lowest(b) < b->incumbent.cost - cp_lp_branch_slack(b) &&
           !cp_lp_branch_stopped(b);
}

static int search(struct cp_lp_branch *b, struct cp_error *err) {
    struct cp_lp_node *n;
    for (size_t i = 0; i < b->n; i++) {
        b->root[i] = ceil(b->v->lower[b->col[i]] - integral);
        cp_lp_domain_high(b, b->root)[i] = floor(b->v->upper[b->col[i]] + integral);
    }
    int rc = push(b, b->root, -CP_LP_INF, &n, err);
    if (rc)
        return rc;
    n->split = SIZE_MAX;
    while (rc == 0 && goes_on(b)) {
        n = pop(b);
        double bound = n->bound;
        rc = visit(b, n, err);
        free(n);
        cp_lp_say(b->told, "tree: %zu relaxations, %zu nodes open, bound %.9e", b->relaxed.n,
                  b->open.n, fmax(bound, cp_lp_branch_lowest(b)));
    }
    return rc;
}

static bool reserve(struct cp_lp_branch *b, struct cp_arena *a) {
    const struct cp_lp_view *v = b->v;
    for (size_t j = 0; j < v->ncol; j++)
        b->n += v->integer[j];
    size_t n = b->n + 1;
    double **domains[] = {&b->root, &b->fixed, &b->work.before, &b->work.tried};
    double **values[] = {&b->relaxed.value, &b->work.value, &b->incumbent.choice};
    bool good = true;
    for (size_t k = 0; k < sizeof domains / sizeof *domains; k++)
        good = good && (*domains[k] = cp_arena_calloc(a, 2 * n, sizeof(double)));
    for (size_t k = 0; k < sizeof values / sizeof *values; k++)
        good = good && (*values[k] = cp_arena_calloc(a, n, sizeof(double)));
    b->col = cp_arena_calloc(a, n, sizeof *b->col);
    b->sorted = cp_arena_calloc(a, n, sizeof *b->sorted);
    b->pseudocost = cp_arena_calloc(a, 2 * n, sizeof *b->pseudocost);
    b->work.seen = cp_arena_calloc(a, n, sizeof *b->work.seen);
    b->soft = cp_arena_calloc(a, v->nrow + 1, sizeof *b->soft);
    b->relaxed.lower = cp_arena_calloc(a, v->ncol + 1, sizeof(double));
    b->relaxed.upper = cp_arena_calloc(a, v->ncol + 1, sizeof(double));
    return good && b->col && b->sorted && b->pseudocost && b->work.seen && b->soft &&
           b->relaxed.lower && b->relaxed.upper;
}

/* Columns as they are, which of them are integers, and the rows that have some. */
static void take(struct cp_lp_branch *b) {
    const struct cp_lp_view *v = b->v;
    memcpy(b->relaxed.lower, v->lower, v->ncol * sizeof(double));
    memcpy(b->relaxed.upper, v->upper, v->ncol * sizeof(double));
    for (size_t j = 0, n = 0; j < v->ncol; j++) {
        if (!v->integer[j])
            continue;
        b->col[n++] = j;
        for (size_t p = v->start[j]; p < v->start[j + 1]; p++)
            b->soft[v->row[p]] = true;
    }
    b->cuts.n = b->n;
}

static int run(struct cp_lp_branch *b, struct cp_arena *a, struct cp_lp_solution *out,
               struct cp_error *err) {
    if (!reserve(b, a))
        return cp_fail_nomem(err);
    take(b);
    int rc = cp_lp_integer_rows(b->v, a, &b->rows, err);
    if (rc)
        return rc;
    rc = search(b, err);
    if (rc)
        return rc;
    double low = cp_lp_branch_lowest(b);
    rc = cp_lp_branch_polish(b, err);
    if (rc)
        return rc;
    out->bound = low;
    if (isfinite(b->incumbent.cost))
        out->status =
            b->incumbent.cost - low <= cp_lp_branch_slack(b) ? CP_LP_OPTIMAL : CP_LP_FEASIBLE;
    else
        out->status = low == CP_LP_INF ? CP_LP_INFEASIBLE : CP_LP_UNDECIDED;
    return 0;
}

int cp_lp_branch_solve(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                       const struct cp_lp_branch_by *by, struct cp_lp_solution *out,
                       struct cp_error *err) {
    struct cp_lp_branch b = {.v = v,
                             .opt = *opt,
                             .by = *by,
                             .told = opt,
                             .gap = opt->gap,
                             .exact = opt->tolerance,
                             .deadline = cp_lp_deadline(opt),
                             .incumbent = {.cost = CP_LP_INF, .out = out},
                             .left = CP_LP_INF,
                             .floor = -CP_LP_INF};
    struct cp_arena a = {0};
    b.opt.log = NULL;
    b.opt.basic = false;
    b.opt.rough = true;
    b.opt.tolerance = fmax(opt->tolerance, node_exact);
    int rc = run(&b, &a, out, err);
    while (b.open.n > 0)
        free(b.open.heap[--b.open.n]);
    free(b.open.heap);
    cp_lp_cuts_release(&b.cuts);
    cp_lp_solution_release(&b.relaxed.s);
    cp_arena_release(&a);
    return rc;
}
