/* Branch and bound over relaxations of any engine, for integer programs whose relaxation is too
 * large for the simplex method. Rounding, dives and what the duals of every relaxation promise give
 * an incumbent first (heuristic.c); then the node of the lowest bound is split [Land, Doig 1960],
 * on the column whose pseudo-costs promise most [Benichou et al. 1971]. */
#include "lp/mip/mip.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DIVE_EVERY = 32 };

static const double integral = 1e-6;                  /* distance from a whole number */
static const double node_exact = 1e-7;                /* tolerance of relaxations */
static const double clear = 1e-5, proof_exact = 1e-9; /* of a violation, and of its duals */

__attribute__((format(printf, 2, 3))) static void say(const struct cp_lp_tree *t, const char *fmt,
                                                      ...) {
    char line[160];
    va_list ap;
    if (!t->log)
        return;
    va_start(ap, fmt);
    vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    t->log(t->opt.log_ctx, line);
}

double cp_lp_tree_distance(const struct cp_lp_tree *t, size_t i) {
    return fabs(t->value[i] - nearbyint(t->value[i]));
}

bool cp_lp_tree_stopped(const struct cp_lp_tree *t) {
    return cp_lp_stopped(&t->opt, t->deadline);
}

double cp_lp_tree_slack(const struct cp_lp_tree *t) {
    return isfinite(t->best) ? t->gap * fabs(t->best) + t->exact : 0; /* bounds have rounding */
}

double cp_lp_tree_lowest(const struct cp_lp_tree *t) {
    double low = fmin(t->best, t->left);
    low = t->nheap ? fmin(low, t->heap[0]->bound) : low;
    return fmin(t->best, fmax(low, t->floor));
}

/* ---- one relaxation ---------------------------------------------------------------------- */

/* The duals of the last relaxation, of the box, bound the cost of every choice. */
static int learn_cost(struct cp_lp_tree *t, double *box, struct cp_error *err) {
    return cp_lp_cuts_add(&t->cuts, &t->s, t->col, box, cp_lp_tree_high(t, box), false, err);
}

/* The duals of the elastic program, which prove that the box has no point, forbid other choices
 * too: the least violation, of rows whose largest coefficient is 1, is more than integers that are
 * nearly whole could make. Rows without integers have a point by themselves, or the root had none:
 * they stay hard. */
static int prove_empty(struct cp_lp_tree *t, const struct cp_lp_view *v, double *box, int *state,
                       struct cp_error *err) {
    struct cp_lp_solution s = {0};
    struct cp_lp *elastic = NULL;
    bool proved = false;
    int rc = cp_lp_elastic(v, t->soft, &elastic, err);
    if (!rc) {
        struct cp_lp_view e = cp_lp_view(elastic);
        rc = cp_lp_solve_view(&e, &t->opt, &s, err);
        proved = !rc && s.x && s.check.dual_rel <= proof_exact && s.bound > clear;
    }
    if (!rc && proved)
        rc = cp_lp_cuts_add(&t->cuts, &s, t->col, box, cp_lp_tree_high(t, box), true, err);
    *state = proved ? CP_LP_EMPTY : CP_LP_UNKNOWN;
    cp_lp_solution_release(&s);
    cp_lp_free(elastic);
    return rc;
}

int cp_lp_tree_relax(struct cp_lp_tree *t, double *box, bool proof, int *state,
                     struct cp_error *err) {
    struct cp_lp_view v = *t->v;
    v.integer = NULL;
    v.lower = t->lower, v.upper = t->upper;
    for (size_t i = 0; i < t->n; i++) {
        t->lower[t->col[i]] = box[i];
        t->upper[t->col[i]] = cp_lp_tree_high(t, box)[i];
    }
    *state = CP_LP_UNKNOWN;
    cp_lp_solution_release(&t->s);
    if (cp_lp_tree_stopped(t))
        return 0;
    if (isfinite(t->deadline))
        t->opt.time_limit = fmax(t->deadline - cp_lp_now(), 1e-3);
    int rc = cp_lp_solve_view(&v, &t->opt, &t->s, err);
    t->out->iterations += t->s.iterations;
    t->solved++;
    if (rc)
        return rc;
    if (t->s.status == CP_LP_OPTIMAL) {
        *state = CP_LP_SOLVED;
        for (size_t i = 0; i < t->n; i++)
            t->value[i] = t->s.x[t->col[i]];
        rc = learn_cost(t, box, err);
    }
    if (t->s.status == CP_LP_INFEASIBLE) {
        *state = CP_LP_EMPTY;
        rc = proof ? prove_empty(t, &v, box, state, err) : 0;
    }
    return rc;
}

size_t cp_lp_tree_fractional(struct cp_lp_tree *t) {
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++) {
        if (cp_lp_tree_distance(t, i) <= integral)
            continue;
        size_t at = n++;
        for (; at > 0 && cp_lp_tree_distance(t, t->sorted[at - 1]) > cp_lp_tree_distance(t, i);
             at--)
            t->sorted[at] = t->sorted[at - 1];
        t->sorted[at] = i;
    }
    return n;
}

/* The integers of t->fixed as tightly as the caller wants it. */
static int relax_exactly(struct cp_lp_tree *t, int *state, struct cp_error *err) {
    double exact = t->opt.tolerance;
    t->opt.tolerance = t->exact;
    int rc = cp_lp_tree_relax(t, t->fixed, false, state, err);
    t->opt.tolerance = exact;
    return rc;
}

static void keep(struct cp_lp_tree *t) {
    t->best = t->s.objective;
    memcpy(t->out->x, t->s.x, t->v->ncol * sizeof(double));
    memcpy(t->out->dual, t->s.dual, t->v->nrow * sizeof(double));
    for (size_t i = 0; i < t->n; i++)
        t->out->x[t->col[i]] = t->chosen[i] = t->fixed[i];
}

int cp_lp_tree_accept(struct cp_lp_tree *t, struct cp_error *err) {
    int state;
    memcpy(t->fixed + t->n, t->fixed, t->n * sizeof *t->fixed);
    if (!cp_lp_cuts_allow(&t->cuts, t->fixed, t->best))
        return 0;
    int rc = cp_lp_tree_relax(t, t->fixed, true, &state, err);
    if (rc || state != CP_LP_SOLVED || !(t->s.objective < t->best))
        return rc;
    if (t->s.check.primal_rel > t->exact)
        rc = relax_exactly(t, &state, err);
    if (rc || state != CP_LP_SOLVED || !(t->s.objective < t->best))
        return rc;
    keep(t);
    say(t, "tree: %zu relaxations, incumbent %.9e", t->solved, t->best);
    return 0;
}

/* The incumbent's point and duals, which may be a node's, as exact as the caller wants them. */
static int polish(struct cp_lp_tree *t, struct cp_error *err) {
    int state;
    if (!isfinite(t->best) || t->exact >= t->opt.tolerance || cp_lp_tree_stopped(t))
        return 0;
    memcpy(t->fixed, t->chosen, t->n * sizeof *t->fixed);
    memcpy(t->fixed + t->n, t->chosen, t->n * sizeof *t->fixed);
    int rc = relax_exactly(t, &state, err);
    if (rc == 0 && state == CP_LP_SOLVED)
        keep(t);
    return rc;
}

/* ---- nodes -------------------------------------------------------------------------------- */

static bool before(const struct cp_lp_node *a, const struct cp_lp_node *b) {
    return a->bound < b->bound || (a->bound == b->bound && a->order < b->order);
}

static int push(struct cp_lp_tree *t, const double *box, double bound, struct cp_lp_node **out,
                struct cp_error *err) {
    struct cp_lp_node *n = cp_calloc(1, sizeof *n + 2 * t->n * sizeof *n->box);
    if (!n || !cp_grow(&t->heap, &t->heap_cap, t->nheap, sizeof(struct cp_lp_node *))) {
        free(n);
        return cp_fail_nomem(err);
    }
    n->bound = bound;
    n->order = t->made++;
    memcpy(n->box, box, 2 * t->n * sizeof *box);
    size_t i = t->nheap++;
    for (; i > 0 && before(n, t->heap[(i - 1) / 2]); i = (i - 1) / 2)
        t->heap[i] = t->heap[(i - 1) / 2];
    t->heap[i] = n;
    *out = n;
    return 0;
}

static struct cp_lp_node *pop(struct cp_lp_tree *t) {
    struct cp_lp_node *top = t->heap[0], *last = t->heap[--t->nheap];
    size_t i = 0;
    for (size_t c; (c = 2 * i + 1) < t->nheap; i = c) {
        if (c + 1 < t->nheap && before(t->heap[c + 1], t->heap[c]))
            c++;
        if (!before(t->heap[c], last))
            break;
        t->heap[i] = t->heap[c];
    }
    t->heap[i] = last;
    return top;
}

/* What a unit of rounding has cost on average, of the column or, while it is new, of all. */
static double pseudo(const struct cp_lp_tree *t, size_t i, bool up) {
    const struct cp_lp_rise *r = &t->rise[2 * i + up];
    if (r->n)
        return r->sum / r->n;
    return t->all[up].n ? t->all[up].sum / t->all[up].n : 1;
}

static void learn(struct cp_lp_tree *t, const struct cp_lp_node *n) {
    double moved = n->up ? 1 - n->fraction : n->fraction;
    double rise = fmax(0, t->s.bound - n->parent) / moved;
    struct cp_lp_rise *of[] = {&t->rise[2 * n->split + n->up], &t->all[n->up]};
    for (size_t k = 0; k < 2; k++) {
        of[k]->sum += rise;
        of[k]->n++;
    }
}

static size_t choose(struct cp_lp_tree *t, size_t n) {
    size_t best = t->sorted[n - 1];
    double most = -1;
    for (size_t k = n; k-- > 0;) {
        size_t i = t->sorted[k];
        double f = t->value[i] - floor(t->value[i]);
        double score =
            fmax(pseudo(t, i, false) * f, 1e-12) * fmax(pseudo(t, i, true) * (1 - f), 1e-12);
        if (score > most) {
            most = score;
            best = i;
        }
    }
    return best;
}

static int split(struct cp_lp_tree *t, const struct cp_lp_node *n, size_t i, struct cp_error *err) {
    double x = t->value[i], bound = fmax(n->bound, t->s.bound);
    for (int up = 0; up < 2; up++) {
        struct cp_lp_node *child;
        memcpy(t->fixed, n->box, 2 * t->n * sizeof(double));
        if (up)
            t->fixed[i] = ceil(x);
        else
            cp_lp_tree_high(t, t->fixed)[i] = floor(x);
        int rc = push(t, t->fixed, bound, &child, err);
        if (rc)
            return rc;
        child->split = i;
        child->up = up;
        child->fraction = x - floor(x);
        child->parent = t->s.bound;
    }
    return 0;
}

static int visit(struct cp_lp_tree *t, struct cp_lp_node *n, struct cp_error *err) {
    int state, rc = cp_lp_tree_relax(t, n->box, true, &state, err);
    if (rc || state == CP_LP_EMPTY)
        return rc;
    if (state == CP_LP_UNKNOWN) {
        t->left = fmin(t->left, n->bound);
        return 0;
    }
    if (n->split != SIZE_MAX)
        learn(t, n);
    if (t->s.bound >= t->best - cp_lp_tree_slack(t)) {
        t->left = fmin(t->left, t->s.bound);
        return 0;
    }
    size_t nfrac = cp_lp_tree_fractional(t);
    if (nfrac == 0) {
        t->left = fmin(t->left, t->s.bound);
        for (size_t i = 0; i < t->n; i++)
            t->fixed[i] = nearbyint(t->value[i]);
        return cp_lp_tree_accept(t, err);
    }
    rc = split(t, n, choose(t, nfrac), err);
    if (rc || t->visited++ % DIVE_EVERY > 0)
        return rc;
    rc = cp_lp_tree_round(t, n->box, err);
    memcpy(t->again, t->value, t->n * sizeof *t->again);
    bool stuck = false;
    if (rc == 0)
        rc = cp_lp_tree_improve(t, &stuck, err);
    memcpy(t->value, t->again, t->n * sizeof *t->again);
    return rc || !stuck ? rc : cp_lp_tree_dive(t, n->box, err);
}

static int search(struct cp_lp_tree *t, struct cp_error *err) {
    struct cp_lp_node *n;
    for (size_t i = 0; i < t->n; i++) {
        t->root[i] = ceil(t->v->lower[t->col[i]] - integral);
        cp_lp_tree_high(t, t->root)[i] = floor(t->v->upper[t->col[i]] + integral);
    }
    int rc = push(t, t->root, -CP_LP_INF, &n, err);
    if (rc == 0)
        n->split = SIZE_MAX;
    while (rc == 0 && t->nheap > 0 && cp_lp_tree_lowest(t) < t->best - cp_lp_tree_slack(t) &&
           !cp_lp_tree_stopped(t)) {
        n = pop(t);
        double bound = n->bound;
        rc = visit(t, n, err);
        free(n);
        say(t, "tree: %zu relaxations, %zu nodes open, bound %.9e", t->solved, t->nheap,
            fmax(bound, cp_lp_tree_lowest(t)));
    }
    return rc;
}

static bool reserve(struct cp_lp_tree *t, struct cp_arena *a) {
    const struct cp_lp_view *v = t->v;
    for (size_t j = 0; j < v->ncol; j++)
        t->n += v->integer[j];
    t->col = cp_arena_calloc(a, t->n + 1, sizeof *t->col);
    t->sorted = cp_arena_calloc(a, t->n + 1, sizeof *t->sorted);
    t->rise = cp_arena_calloc(a, 2 * t->n + 1, sizeof *t->rise);
    t->value = cp_arena_calloc(a, t->n + 1, sizeof *t->value);
    t->again = cp_arena_calloc(a, t->n + 1, sizeof *t->again);
    t->chosen = cp_arena_calloc(a, t->n + 1, sizeof *t->chosen);
    t->soft = cp_arena_calloc(a, v->nrow + 1, sizeof *t->soft);
    t->seen = cp_arena_calloc(a, t->n + 1, sizeof *t->seen);
    t->root = cp_arena_calloc(a, 2 * t->n + 1, sizeof *t->root);
    t->fixed = cp_arena_calloc(a, 2 * t->n + 1, sizeof *t->fixed);
    t->before = cp_arena_calloc(a, 2 * t->n + 1, sizeof *t->before);
    t->tried = cp_arena_calloc(a, 2 * t->n + 1, sizeof *t->tried);
    t->lower = cp_arena_calloc(a, v->ncol + 1, sizeof *t->lower);
    t->upper = cp_arena_calloc(a, v->ncol + 1, sizeof *t->upper);
    t->cuts.n = t->n;
    if (!t->again || !t->chosen || !t->soft || !t->seen || !t->root || !t->value || !t->col ||
        !t->sorted || !t->rise || !t->fixed || !t->before || !t->tried || !t->lower || !t->upper)
        return false;
    memcpy(t->lower, v->lower, v->ncol * sizeof *t->lower);
    memcpy(t->upper, v->upper, v->ncol * sizeof *t->upper);
    for (size_t j = 0, n = 0; j < v->ncol; j++)
        if (v->integer[j]) {
            t->col[n++] = j;
            for (size_t p = v->start[j]; p < v->start[j + 1]; p++)
                t->soft[v->row[p]] = true;
        }
    return true;
}

int cp_lp_tree_solve(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                     struct cp_lp_solution *out, struct cp_error *err) {
    struct cp_lp_tree t = {.v = v, .opt = *opt, .log = opt->log, .out = out};
    struct cp_arena a = {0};
    t.opt.log = NULL;
    t.opt.basic = false;
    t.opt.tolerance = fmax(opt->tolerance, node_exact);
    t.exact = opt->tolerance;
    t.gap = opt->gap;
    t.deadline = cp_lp_deadline(opt);
    t.best = t.left = CP_LP_INF;
    t.floor = -CP_LP_INF;
    int rc = reserve(&t, &a) ? cp_lp_integer_rows(v, &a, &t.rows, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = search(&t, err);
    double low = cp_lp_tree_lowest(&t);
    if (rc == 0)
        rc = polish(&t, err);
    if (rc == 0 && isfinite(t.best)) {
        out->status = t.best - low <= cp_lp_tree_slack(&t) ? CP_LP_OPTIMAL : CP_LP_FEASIBLE;
        out->bound = low;
    } else if (rc == 0) {
        out->status = low == CP_LP_INF ? CP_LP_INFEASIBLE : CP_LP_UNDECIDED;
        out->bound = low;
    }
    while (t.nheap > 0)
        free(t.heap[--t.nheap]);
    free(t.heap);
    cp_lp_cuts_release(&t.cuts);
    cp_lp_solution_release(&t.s);
    cp_arena_release(&a);
    return rc;
}
