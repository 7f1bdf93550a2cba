/* Branch and bound over interior-point solves, for integer programs whose relaxation is too large
 * for the simplex method. A dive that fixes integers in batches and solves again finds an incumbent
 * first; then the node of the lowest bound is split [Land, Doig 1960], on the column whose
 * pseudo-costs promise most [Benichou et al. 1971]. */
#include "lp/propagate.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DIVE_EVERY = 32, DIVE_ROUNDS = 60 };

static const double integral = 1e-6; /* distance from a whole number */
/* Fractions from which dives round up: more capacity mostly fits, a budget may not have it. */
static const double up_from[] = {0.35, 0.65, 0.95};
enum { TRIES = sizeof up_from / sizeof *up_from };
static const double sure = 0.1; /* and fix at once what is this near a whole number */

static const double node_exact = 1e-7; /* tolerance of relaxations */

enum { SOLVED, EMPTY, UNKNOWN };

/* A box has the lower bounds of all integers, then the upper ones. */
struct node {
    double bound;
    size_t order; /* of equal bounds the older node goes first */
    size_t split; /* the integer that made it; SIZE_MAX: the root */
    bool up;
    double fraction, parent; /* of that integer; the relaxation's bound there */
    double box[];
};

/* What rounding an integer has cost, per unit. */
struct rise {
    double sum;
    unsigned n;
};

struct tree {
    const struct cp_lp_view *v;
    struct cp_lp_options opt; /* of relaxations */
    void (*log)(void *ctx, const char *line);
    double gap, exact, deadline;
    size_t n; /* integers */
    size_t *col;
    double *lower, *upper;          /* of all columns, for the relaxation at hand */
    struct cp_lp_solution s;        /* of the last one */
    double *value;                  /* n: integers in it */
    double *fixed, *before, *tried; /* boxes for work */
    struct cp_lp_integer_rows rows;
    size_t *sorted;
    struct rise *rise, all[2]; /* 2n: down, up */
    struct node **heap;
    size_t nheap, heap_cap, made, solved, visited;
    double best; /* of the incumbent, in out */
    double left; /* lowest bound of what was not searched to the end */
    struct cp_lp_solution *out;
};

static double *high_of(const struct tree *t, double *box) {
    return box + t->n;
}

__attribute__((format(printf, 2, 3))) static void say(const struct tree *t, const char *fmt, ...) {
    char line[160];
    va_list ap;
    if (!t->log)
        return;
    va_start(ap, fmt);
    vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    t->log(t->opt.log_ctx, line);
}

static double distance(const struct tree *t, size_t i) {
    return fabs(t->value[i] - nearbyint(t->value[i]));
}

static bool stopped(const struct tree *t) {
    return cp_lp_stopped(&t->opt, t->deadline);
}

/* ---- one relaxation ---------------------------------------------------------------------- */

static int prove_empty(struct tree *t, const struct cp_lp_view *v, int *state,
                       struct cp_error *err) {
    bool proved = false;
    int rc = cp_lp_prove_infeasible(v, &t->opt, &proved, err);
    *state = proved ? EMPTY : UNKNOWN;
    return rc;
}

/* Solve with the integers within the box. *state: SOLVED with a checked bound; EMPTY, when `proof`
 * is wanted only with one; else UNKNOWN. */
static int relax(struct tree *t, double *box, bool proof, int *state, struct cp_error *err) {
    struct cp_lp_view v = *t->v;
    v.integer = NULL;
    v.lower = t->lower, v.upper = t->upper;
    for (size_t i = 0; i < t->n; i++) {
        t->lower[t->col[i]] = box[i];
        t->upper[t->col[i]] = high_of(t, box)[i];
    }
    *state = UNKNOWN;
    cp_lp_solution_release(&t->s);
    if (stopped(t))
        return 0;
    if (isfinite(t->deadline))
        t->opt.time_limit = fmax(t->deadline - cp_lp_now(), 1e-3);
    int rc = cp_lp_solve_view(&v, &t->opt, &t->s, err);
    t->out->iterations += t->s.iterations;
    t->solved++;
    if (rc)
        return rc;
    if (t->s.status == CP_LP_OPTIMAL) {
        *state = SOLVED;
        for (size_t i = 0; i < t->n; i++)
            t->value[i] = t->s.x[t->col[i]];
    }
    if (t->s.status == CP_LP_INFEASIBLE) {
        *state = EMPTY;
        rc = proof ? prove_empty(t, &v, state, err) : 0;
    }
    return rc;
}

/* Columns of the last relaxation that are not whole, the nearest to be so first, in t->sorted. */
static size_t fractional(struct tree *t) {
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++) {
        if (distance(t, i) <= integral)
            continue;
        size_t at = n++;
        for (; at > 0 && distance(t, t->sorted[at - 1]) > distance(t, i); at--)
            t->sorted[at] = t->sorted[at - 1];
        t->sorted[at] = i;
    }
    return n;
}

/* With the integers of t->fixed an incumbent, if it is better. */
static int accept(struct tree *t, struct cp_error *err) {
    int state;
    double exact = t->opt.tolerance;
    memcpy(t->fixed + t->n, t->fixed, t->n * sizeof *t->fixed);
    t->opt.tolerance = t->exact;
    int rc = relax(t, t->fixed, false, &state, err);
    t->opt.tolerance = exact;
    if (rc || state != SOLVED || !(t->s.objective < t->best))
        return rc;
    t->best = t->s.objective;
    memcpy(t->out->x, t->s.x, t->v->ncol * sizeof(double));
    memcpy(t->out->dual, t->s.dual, t->v->nrow * sizeof(double));
    for (size_t i = 0; i < t->n; i++)
        t->out->x[t->col[i]] = t->fixed[i];
    say(t, "tree: %zu relaxations, incumbent %.9e", t->solved, t->best);
    return 0;
}

/* The last relaxation is whole. */
static int accept_values(struct tree *t, struct cp_error *err) {
    for (size_t i = 0; i < t->n; i++)
        t->fixed[i] = nearbyint(t->value[i]);
    return accept(t, err);
}

/* ---- dive --------------------------------------------------------------------------------- */

/* Round an integer of the last relaxation within the box, one way or else the other, so that the
 * rows of integers can still be kept. False: neither. */
static bool fix(struct tree *t, double *box, size_t i, double from) {
    double x = t->value[i];
    bool up = x - floor(x) >= from;
    if (fabs(x - nearbyint(x)) <= integral)
        x = nearbyint(x);
    for (int other = 0; other < 2 && !stopped(t); other++, up = !up) {
        double to = up ? ceil(x) : floor(x);
        if (to < box[i] || to > high_of(t, box)[i])
            continue;
        memcpy(t->tried, box, 2 * t->n * sizeof *box);
        t->tried[i] = high_of(t, t->tried)[i] = to;
        if (!cp_lp_propagate(&t->rows, t->tried, high_of(t, t->tried)))
            continue;
        memcpy(box, t->tried, 2 * t->n * sizeof *box);
        return true;
    }
    return false;
}

/* All of the last relaxation at once, what is nearly whole first. */
static bool fix_all(struct tree *t, size_t n, const double *box, double from) {
    memcpy(t->fixed, box, 2 * t->n * sizeof *box);
    for (size_t i = 0; i < t->n; i++)
        if (distance(t, i) <= integral && !fix(t, t->fixed, i, from))
            return false;
    for (size_t k = 0; k < n; k++)
        if (!fix(t, t->fixed, t->sorted[k], from))
            return false;
    return true;
}

/* The values of the last relaxation stay. */
static int round_all(struct tree *t, const double *box, struct cp_error *err) {
    size_t n = fractional(t);
    double best = t->best;
    int rc = 0;
    memcpy(t->before, t->value, t->n * sizeof *t->value);
    for (size_t k = 0; k < TRIES && t->best == best && rc == 0; k++) {
        if (fix_all(t, n, box, up_from[k]))
            rc = accept(t, err);
        memcpy(t->value, t->before, t->n * sizeof *t->value);
    }
    return rc;
}

/* From the last relaxation, of the box: fix half of the fractions, and all that are nearly whole,
 * and solve again; fewer of them up where that has no point. */
static int dive(struct tree *t, double *box, struct cp_error *err) {
    int rc = 0, state = SOLVED;
    size_t level = 0;
    for (int round = 0; round < DIVE_ROUNDS && rc == 0; round++) {
        size_t n = fractional(t), take = (n + 1) / 2;
        if (n == 0)
            return accept_values(t, err);
        while (take < n && distance(t, t->sorted[take]) < sure)
            take++;
        memcpy(t->before, box, 2 * t->n * sizeof *box);
        do {
            memcpy(box, t->before, 2 * t->n * sizeof *box);
            for (size_t k = 0; k < take; k++)
                if (!fix(t, box, t->sorted[k], up_from[level]))
                    return 0;
            rc = relax(t, box, false, &state, err);
        } while (rc == 0 && state == EMPTY && ++level < TRIES);
        if (rc || state != SOLVED || t->s.bound >= t->best)
            break;
    }
    return rc;
}

/* ---- nodes -------------------------------------------------------------------------------- */

static bool before(const struct node *a, const struct node *b) {
    return a->bound < b->bound || (a->bound == b->bound && a->order < b->order);
}

static int push(struct tree *t, const double *box, double bound, struct node **out,
                struct cp_error *err) {
    struct node *n = cp_calloc(1, sizeof *n + 2 * t->n * sizeof *n->box);
    if (!n || !cp_grow(&t->heap, &t->heap_cap, t->nheap, sizeof(struct node *))) {
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

static struct node *pop(struct tree *t) {
    struct node *top = t->heap[0], *last = t->heap[--t->nheap];
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
static double pseudo(const struct tree *t, size_t i, bool up) {
    const struct rise *r = &t->rise[2 * i + up];
    if (r->n)
        return r->sum / r->n;
    return t->all[up].n ? t->all[up].sum / t->all[up].n : 1;
}

static void learn(struct tree *t, const struct node *n) {
    double moved = n->up ? 1 - n->fraction : n->fraction;
    double rise = fmax(0, t->s.bound - n->parent) / moved;
    struct rise *of[] = {&t->rise[2 * n->split + n->up], &t->all[n->up]};
    for (size_t k = 0; k < 2; k++) {
        of[k]->sum += rise;
        of[k]->n++;
    }
}

static size_t choose(struct tree *t, size_t n) {
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

static int split(struct tree *t, const struct node *n, size_t i, struct cp_error *err) {
    double x = t->value[i], bound = fmax(n->bound, t->s.bound);
    for (int up = 0; up < 2; up++) {
        struct node *child;
        memcpy(t->fixed, n->box, 2 * t->n * sizeof(double));
        if (up)
            t->fixed[i] = ceil(x);
        else
            high_of(t, t->fixed)[i] = floor(x);
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

static double slack(const struct tree *t) {
    return isfinite(t->best) ? t->gap * fabs(t->best) + t->exact : 0; /* bounds have rounding */
}

/* No answer below this is possible. */
static double lowest(const struct tree *t) {
    double low = fmin(t->best, t->left);
    return t->nheap ? fmin(low, t->heap[0]->bound) : low;
}

static int visit(struct tree *t, struct node *n, struct cp_error *err) {
    int state, rc = relax(t, n->box, true, &state, err);
    if (rc || state == EMPTY)
        return rc;
    if (state == UNKNOWN) {
        t->left = fmin(t->left, n->bound);
        return 0;
    }
    if (n->split != SIZE_MAX)
        learn(t, n);
    if (t->s.bound >= t->best - slack(t)) {
        t->left = fmin(t->left, t->s.bound);
        return 0;
    }
    size_t nfrac = fractional(t);
    if (nfrac == 0) {
        t->left = fmin(t->left, t->s.bound);
        return accept_values(t, err);
    }
    rc = split(t, n, choose(t, nfrac), err);
    if (rc || t->visited++ % DIVE_EVERY > 0)
        return rc;
    rc = round_all(t, n->box, err);
    return rc ? rc : dive(t, n->box, err);
}

static int search(struct tree *t, struct cp_error *err) {
    struct node *n;
    for (size_t i = 0; i < t->n; i++) {
        t->fixed[i] = ceil(t->v->lower[t->col[i]] - integral);
        high_of(t, t->fixed)[i] = floor(t->v->upper[t->col[i]] + integral);
    }
    int rc = push(t, t->fixed, -CP_LP_INF, &n, err);
    if (rc == 0)
        n->split = SIZE_MAX;
    while (rc == 0 && t->nheap > 0 && lowest(t) < t->best - slack(t) && !stopped(t)) {
        n = pop(t);
        double bound = n->bound;
        rc = visit(t, n, err);
        free(n);
        say(t, "tree: %zu relaxations, %zu nodes open, bound %.9e", t->solved, t->nheap,
            fmax(bound, lowest(t)));
    }
    return rc;
}

static bool reserve(struct tree *t, struct cp_arena *a) {
    const struct cp_lp_view *v = t->v;
    for (size_t j = 0; j < v->ncol; j++)
        t->n += v->integer[j];
    t->col = cp_arena_calloc(a, t->n + 1, sizeof *t->col);
    t->sorted = cp_arena_calloc(a, t->n + 1, sizeof *t->sorted);
    t->rise = cp_arena_calloc(a, 2 * t->n + 1, sizeof *t->rise);
    t->value = cp_arena_calloc(a, t->n + 1, sizeof *t->value);
    t->fixed = cp_arena_calloc(a, 2 * t->n + 1, sizeof *t->fixed);
    t->before = cp_arena_calloc(a, 2 * t->n + 1, sizeof *t->before);
    t->tried = cp_arena_calloc(a, 2 * t->n + 1, sizeof *t->tried);
    t->lower = cp_arena_calloc(a, v->ncol + 1, sizeof *t->lower);
    t->upper = cp_arena_calloc(a, v->ncol + 1, sizeof *t->upper);
    if (!t->value || !t->col || !t->sorted || !t->rise || !t->fixed || !t->before || !t->tried ||
        !t->lower || !t->upper)
        return false;
    memcpy(t->lower, v->lower, v->ncol * sizeof *t->lower);
    memcpy(t->upper, v->upper, v->ncol * sizeof *t->upper);
    for (size_t j = 0, n = 0; j < v->ncol; j++)
        if (v->integer[j])
            t->col[n++] = j;
    return true;
}

int cp_lp_tree_solve(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                     struct cp_lp_solution *out, struct cp_error *err) {
    struct tree t = {.v = v, .opt = *opt, .log = opt->log, .out = out};
    struct cp_arena a = {0};
    t.opt.log = NULL;
    t.opt.basic = false;
    t.opt.tolerance = fmax(opt->tolerance, node_exact);
    t.exact = opt->tolerance;
    t.gap = opt->gap;
    t.deadline = cp_lp_deadline(opt);
    t.best = t.left = CP_LP_INF;
    int rc = reserve(&t, &a) ? cp_lp_integer_rows(v, &a, &t.rows, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = search(&t, err);
    double low = lowest(&t);
    if (rc == 0 && isfinite(t.best)) {
        out->status = t.best - low <= slack(&t) ? CP_LP_OPTIMAL : CP_LP_FEASIBLE;
        out->bound = low;
    } else if (rc == 0) {
        out->status = low == CP_LP_INF ? CP_LP_INFEASIBLE : CP_LP_UNDECIDED;
        out->bound = low;
    }
    while (t.nheap > 0)
        free(t.heap[--t.nheap]);
    free(t.heap);
    cp_lp_solution_release(&t.s);
    cp_arena_release(&a);
    return rc;
}
