/* The tree: nodes by their bound, each followed down one side until that ends [Land & Doig 1960;
 * Achterberg 2007, chapter 6]. */
#include "lp/model/log.h"
#include "lp/tree/tree.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DIVE_EVERY = 40 };

static const double integral = 1e-6, rounding = 1e-9;

struct basis {
    size_t users;
    unsigned char status[];
};

/* What the node's domain has otherwise than the search's. */
struct change {
    uint32_t col;
    double lower, upper;
};

struct node {
    double bound;
    size_t order; /* of equal bounds the later node goes first: it is the deeper one */
    struct basis *basis;
    /* what made it */
    size_t col; /* SIZE_MAX: the root */
    bool up;
    double x;
    size_t n;
    struct change change[];
};

struct search {
    struct cp_lp_tree *t;
    struct cp_lp_tree_domain root;
    struct node **heap;
    size_t n, cap, made;
    size_t until;  /* nodes of the tree */
    bool whole;    /* not a part of another search */
    double closed; /* cost of the incumbent that none of whose switches is better closed */
};

/* ---- nodes --------------------------------------------------------------------------------- */

static bool before(const struct node *a, const struct node *b) {
    return a->bound < b->bound || (a->bound == b->bound && a->order > b->order);
}

static void release_basis(struct basis *b) {
    if (b && --b->users == 0)
        free(b);
}

static void free_node(struct node *n) {
    release_basis(n->basis);
    free(n);
}

/* The tree's node as it stands, but for the column's side. */
static struct node *make_node(struct search *s, size_t col, double x, bool up) {
    struct cp_lp_tree *t = s->t;
    size_t n = 0;
    for (size_t j = 0; j < t->p.ncol; j++)
        n += t->p.integer[j] && (j == col || t->node.lower[j] != s->root.lower[j] ||
                                 t->node.upper[j] != s->root.upper[j]);
    struct node *node = cp_calloc(1, sizeof *node + n * sizeof *node->change);
    if (!node)
        return NULL;
    *node =
        (struct node){.order = s->made++, .col = col, .up = up, .x = x, .bound = t->at.objective};
    for (size_t j = 0; j < t->p.ncol; j++) {
        double lo = t->node.lower[j], up_to = t->node.upper[j];
        if (!t->p.integer[j] || (j != col && lo == s->root.lower[j] && up_to == s->root.upper[j]))
            continue;
        if (j == col && up)
            lo = ceil(x);
        else if (j == col)
            up_to = floor(x);
        node->change[node->n++] = (struct change){(uint32_t)j, lo, up_to};
    }
    return node;
}

static int push(struct search *s, struct node *n, struct cp_error *err) {
    if (!n || !cp_grow(&s->heap, &s->cap, s->n, sizeof(struct node *))) {
        if (n)
            free_node(n);
        return cp_fail_nomem(err);
    }
    size_t i = s->n++;
    for (; i > 0 && before(n, s->heap[(i - 1) / 2]); i = (i - 1) / 2)
        s->heap[i] = s->heap[(i - 1) / 2];
    s->heap[i] = n;
    return 0;
}

static struct node *pop(struct search *s) {
    struct node *top = s->heap[0], *last = s->heap[--s->n];
    size_t i = 0;
    for (size_t c; (c = 2 * i + 1) < s->n; i = c) {
        if (c + 1 < s->n && before(s->heap[c + 1], s->heap[c]))
            c++;
        if (!before(s->heap[c], last))
            break;
        s->heap[i] = s->heap[c];
    }
    s->heap[i] = last;
    return top;
}

/* ---- one node ------------------------------------------------------------------------------ */

/* Integers that the duals keep from going far from where they are at less than the cutoff. */
static void fix_by_duals(struct search *s, struct cp_lp_tree_domain *d) {
    struct cp_lp_tree *t = s->t;
    double room = cp_lp_tree_cutoff(t) - t->at.objective;
    for (size_t j = 0; j < t->p.ncol && isfinite(room); j++) {
        double far = fabs(t->at.reduced[j]);
        if (!t->p.integer[j] || far < 1e-7 || d->lower[j] == d->upper[j])
            continue;
        far = floor(room / far + integral);
        if (t->at.reduced[j] > 0 && t->at.x[j] <= d->lower[j] + integral &&
            d->lower[j] + far < d->upper[j])
            d->upper[j] = d->lower[j] + far;
        else if (t->at.reduced[j] < 0 && t->at.x[j] >= d->upper[j] - integral &&
                 d->upper[j] - far > d->lower[j])
            d->lower[j] = d->upper[j] - far;
        else
            continue;
        cp_lp_tree_touch(t, j);
    }
}

/* The integer that is farthest from whole without counting as such; SIZE_MAX: all are whole. */
static size_t nearly_whole(const struct cp_lp_tree *t) {
    size_t col = SIZE_MAX;
    double most = rounding;
    for (size_t j = 0; j < t->p.ncol; j++) {
        double x = t->node_x[j], far = t->p.integer[j] ? cp_lp_tree_fraction(x) : 0;
        if (far <= most || floor(x) < t->node.lower[j] || ceil(x) > t->node.upper[j])
            continue;
        most = far;
        col = j;
    }
    return col;
}

/* The node's relaxation has whole integers, but for what is no more than rounding. A switch of a
 * high price that is on by 1 - 1e-7 leaves the gap open by that, so that it is branched on when the
 * gap counts it: true. */
static bool end_whole(struct cp_lp_tree *t, size_t *col, double *x) {
    double bound = t->at.objective;
    memcpy(t->node_x, t->at.x, t->p.ncol * sizeof *t->at.x);
    cp_lp_tree_accept(t, t->node_x);
    *col = bound < cp_lp_tree_cutoff(t) ? nearly_whole(t) : SIZE_MAX;
    if (*col == SIZE_MAX) {
        cp_lp_tree_leave_out(t, bound);
        return false;
    }
    memcpy(t->at.x, t->node_x, t->p.ncol * sizeof *t->at.x);
    t->at.objective = bound;
    *x = t->at.x[*col];
    return true;
}

/* The domain is narrowed until a column to branch on is found: true. */
static bool visit(struct search *s, const struct node *from, size_t *col, double *x) {
    struct cp_lp_tree *t = s->t;
    bool learned = from->col == SIZE_MAX;
    t->nodes++;
    for (;;) {
        if (!cp_lp_tree_propagate(t, &t->node))
            return false;
        enum cp_lp_simplex_state state = cp_lp_tree_relax(t, &t->node, cp_lp_tree_cutoff(t), 0);
        if (state == CP_LP_SIMPLEX_EMPTY)
            return false;
        if (state != CP_LP_SIMPLEX_OPTIMAL) {
            cp_lp_tree_leave_out(t, state == CP_LP_SIMPLEX_BEYOND ? cp_lp_tree_cutoff(t)
                                                                  : from->bound);
            return false;
        }
        if (!learned)
            cp_lp_tree_learn(t, from->col, from->up,
                             (t->at.objective - from->bound) /
                                 fabs(from->x - (from->up ? ceil(from->x) : floor(from->x))));
        learned = true;
        if (t->at.objective >= cp_lp_tree_cutoff(t)) {
            cp_lp_tree_leave_out(t, t->at.objective);
            return false;
        }
        fix_by_duals(s, &t->node);
        if (cp_lp_tree_fractional(t, t->at.x) == 0)
            return end_whole(t, col, x);
        enum cp_lp_tree_choice c = cp_lp_tree_choose(t, col, x);
        if (c == CP_LP_TREE_NOTHING)
            cp_lp_tree_leave_out(t, cp_lp_tree_cutoff(t));
        if (c != CP_LP_TREE_NARROWED)
            return c == CP_LP_TREE_CHOSEN;
    }
}

/* ---- from a node down ---------------------------------------------------------------------- */

static struct basis *keep_basis(struct search *s) {
    size_t n = cp_lp_simplex_rows(s->t->lp) + s->t->p.ncol;
    struct basis *b = cp_calloc(1, sizeof *b + n);
    if (b)
        cp_lp_simplex_save(s->t->lp, b->status);
    return b;
}

/* Two nodes from the tree's; one of them, in *next, is where the way goes on. */
static int split(struct search *s, size_t col, double x, struct node **next, struct cp_error *err) {
    struct cp_lp_tree *t = s->t;
    struct node *side[2] = {make_node(s, col, x, false), make_node(s, col, x, true)};
    struct basis *b = keep_basis(s);
    bool up = x - floor(x) > 0.5;
    if (s->whole)
        memcpy(t->near.x, t->at.x, t->p.ncol * sizeof *t->near.x);
    int rc = side[0] && side[1] && b ? 0 : cp_fail_nomem(err);
    if (rc) {
        free(side[0]);
        free(side[1]);
        free(b);
        return rc;
    }
    b->users = 2;
    side[0]->basis = side[1]->basis = b;
    *next = side[up];
    rc = push(s, side[!up], err);
    if (rc) {
        free_node(side[up]);
        return rc;
    }
    if (t->nodes % DIVE_EVERY == 1) {
        cp_lp_tree_dive(t, &t->node, (int)(t->nodes / DIVE_EVERY));
        cp_lp_simplex_load(t->lp, b->status);
    }
    return 0;
}

static void load(struct search *s, const struct node *n) {
    struct cp_lp_tree *t = s->t;
    cp_lp_tree_domain_copy(t, &t->node, &s->root);
    for (size_t k = 0; k < n->n; k++) {
        const struct change *c = &n->change[k];
        t->node.lower[c->col] = fmax(c->lower, s->root.lower[c->col]);
        t->node.upper[c->col] = fmin(c->upper, s->root.upper[c->col]);
        cp_lp_tree_touch(t, c->col);
    }
}

/* Until a side ends, or another node has become much better. Takes the node. */
static int go_down(struct search *s, struct node *n, struct cp_error *err) {
    struct cp_lp_tree *t = s->t;
    int rc = 0;
    if (n->basis)
        cp_lp_simplex_load(t->lp, n->basis->status);
    while (n && rc == 0) {
        struct node *next = NULL;
        size_t col;
        double x;
        load(s, n);
        if (cp_lp_tree_stopped(t) || t->nodes >= s->until) {
            cp_lp_tree_leave_out(t, n->bound);
            free_node(n);
            return 0;
        }
        if (visit(s, n, &col, &x))
            rc = split(s, col, x, &next, err);
        free_node(n);
        n = next;
        double cutoff = cp_lp_tree_cutoff(t);
        if (rc == 0 && n && s->n > 0 && isfinite(cutoff) &&
            n->bound > s->heap[0]->bound + 0.3 * (cutoff - s->heap[0]->bound)) {
            rc = push(s, n, err);
            n = NULL;
        }
    }
    return rc;
}

/* ---- the search ---------------------------------------------------------------------------- */

static double lowest(const struct search *s) {
    return fmin(s->n ? s->heap[0]->bound : CP_LP_INF, s->t->left);
}

/* Between two nodes of the search, which the other one is a part of. */
static int search_near(struct search *s, struct cp_error *err) {
    struct cp_lp_tree *t = s->t;
    double left = t->left, before = t->best.cost;
    int rc = 0;
    cp_lp_tree_domain_copy(t, &t->work.dive, &s->root);
    if (cp_lp_tree_narrow(t, &t->work.dive))
        rc = cp_lp_tree_search(t, &t->work.dive, CP_LP_TREE_NEAR_NODES, false, err);
    t->left = left;
    cp_lp_tree_near_ended(t, t->best.cost < before);
    return rc;
}

static int run(struct search *s, struct cp_error *err) {
    struct cp_lp_tree *t = s->t;
    int rc = 0;
    for (size_t said = 0; rc == 0 && s->n > 0 && !cp_lp_tree_stopped(t) && t->nodes < s->until;) {
        if (s->heap[0]->bound >= cp_lp_tree_cutoff(t))
            break;
        if (s->whole && t->best.cost < s->closed) {
            cp_lp_tree_close(t);
            s->closed = t->best.cost;
            continue;
        }
        if (s->whole && t->nodes >= t->near.next) {
            rc = search_near(s, err);
            continue;
        }
        rc = go_down(s, pop(s), err);
        if (s->whole && t->nodes >= said) {
            cp_lp_say(t->opt, "tree: %zu nodes, %zu open, bound %.9e, incumbent %.9e", t->nodes,
                      s->n, lowest(s) + t->v->constant, t->best.cost + t->v->constant);
            said = t->nodes + 500;
        }
    }
    if (s->n > 0)
        cp_lp_tree_leave_out(t, s->heap[0]->bound);
    return rc;
}

int cp_lp_tree_search(struct cp_lp_tree *t, const struct cp_lp_tree_domain *root, size_t most,
                      bool whole, struct cp_error *err) {
    struct search s = {.t = t, .until = t->nodes + most, .whole = whole, .closed = t->best.cost};
    s.root.lower = cp_calloc(2 * t->p.ncol + 1, sizeof *s.root.lower);
    if (!s.root.lower)
        return cp_fail_nomem(err);
    s.root.upper = s.root.lower + t->p.ncol;
    cp_lp_tree_domain_copy(t, &s.root, root);
    cp_lp_tree_domain_copy(t, &t->node, root);
    double bound = t->at.objective;
    t->at.objective = t->root_bound;
    int rc = push(&s, make_node(&s, SIZE_MAX, 0, false), err);
    t->at.objective = bound;
    if (rc == 0)
        rc = run(&s, err);
    while (s.n > 0)
        free_node(s.heap[--s.n]);
    free(s.heap);
    free(s.root.lower);
    return rc;
}
