/* The `tree` engine: branch and cut over relaxations by the dual simplex method, for integer
 * programs whose relaxation that method solves quickly. All its limits are in nodes, rounds and
 * iterations, so that the same program gets the same answer. */
#include "lp/model/engine.h"
#include "lp/model/limits.h"
#include "lp/model/log.h"
#include "lp/tree/tree.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NODES = 500000 };

/* ---- the root ------------------------------------------------------------------------------ */

static bool reserve(struct cp_lp_tree *t) {
    struct cp_lp_tree_domain *domain[] = {&t->in_lp, &t->node, &t->work.dive, &t->work.fixed,
                                          &t->work.spare};
    double **column[] = {&t->at.x,   &t->at.reduced, &t->work.point,
                         &t->node_x, &t->root_x,     &t->best.x};
    size_t n = t->v->ncol + 1;
    bool good = true;
    for (size_t k = 0; k < sizeof domain / sizeof *domain; k++) {
        domain[k]->lower = cp_arena_calloc(&t->arena, n, sizeof(double));
        domain[k]->upper = cp_arena_calloc(&t->arena, n, sizeof(double));
        good = good && domain[k]->lower && domain[k]->upper;
    }
    for (size_t k = 0; k < sizeof column / sizeof *column; k++)
        good = good && (*column[k] = cp_arena_calloc(&t->arena, n, sizeof(double)));
    t->work.activity = cp_arena_calloc(&t->arena, 2 * t->v->nrow + 1, sizeof *t->work.activity);
    return good && t->work.activity;
}

static int open_relaxation(struct cp_lp_tree *t, struct cp_error *err) {
    struct cp_lp_view v = cp_lp_tree_tight(t);
    v.integer = NULL;
    return cp_lp_simplex_open(&v, t->opt, t->deadline, &t->lp, err);
}

static int make_ready(struct cp_lp_tree *t, struct cp_error *err) {
    if (t->deadline == 0)
        t->deadline = cp_lp_deadline(t->opt);
    t->best.cost = t->left = CP_LP_INF;
    t->root_bound = -CP_LP_INF;
    if (!reserve(t))
        return cp_fail_nomem(err);
    int rc = cp_lp_tree_program(t, err);
    if (rc == 0)
        rc = cp_lp_tree_propagation(t, err);
    if (rc == 0)
        rc = cp_lp_tree_branching(t, err);
    if (rc == 0)
        rc = cp_lp_tree_nearness(t, err);
    return rc ? rc : cp_lp_tree_heuristics(t, err);
}

/* Tightened, and not solved. */
static int make_tight(struct cp_lp_tree *t, bool *empty, bool *surely, struct cp_error *err) {
    int rc = make_ready(t, err);
    *surely = false;
    bool rounds = rc == 0 && cp_lp_tree_lattice(t), keeps = rounds && cp_lp_tree_tighten(t);
    bool holds = rc == 0 && (keeps || !rounds) && cp_lp_tree_lattice_holds(t, surely);
    *empty = rc == 0 && !(keeps && holds);
    return rc;
}

static int make_relaxation(struct cp_lp_tree *t, bool *empty, struct cp_error *err) {
    *empty = !cp_lp_tree_look(t);
    return *empty ? 0 : open_relaxation(t, err);
}

int cp_lp_tree_open(struct cp_lp_tree *t, bool *empty, bool *surely, struct cp_error *err) {
    int rc = make_tight(t, empty, surely, err);
    return rc || *empty ? rc : make_relaxation(t, empty, err);
}

void cp_lp_tree_release(struct cp_lp_tree *t) {
    cp_lp_simplex_close(t->lp);
    for (size_t k = 0; k < t->ncut; k++)
        free(t->cut[k].value);
    cp_lp_tree_program_release(t);
    cp_arena_release(&t->arena);
}

static void first_incumbents(struct cp_lp_tree *t) {
    unsigned char *basis = t->basis;
    cp_lp_simplex_save(t->lp, basis);
    cp_lp_tree_round(t, &t->p.root);
    for (int kind = 0; kind < CP_LP_TREE_DIVES && !cp_lp_tree_stopped(t); kind++) {
        memcpy(t->at.x, t->root_x, t->p.ncol * sizeof *t->at.x);
        cp_lp_simplex_load(t->lp, basis);
        cp_lp_tree_dive(t, &t->p.root, kind);
    }
    cp_lp_simplex_load(t->lp, basis);
    cp_lp_tree_close(t);
    cp_lp_simplex_load(t->lp, basis);
    if (isinf(t->best.cost))
        cp_lp_tree_pump(t);
    cp_lp_simplex_load(t->lp, basis);
}

/* The relaxation, cuts, first incumbents. */
static int solve_root(struct cp_lp_tree *t, enum cp_lp_simplex_state *state, struct cp_error *err) {
    *state = cp_lp_tree_relax(t, &t->p.root, CP_LP_INF, 0);
    if (*state != CP_LP_SIMPLEX_OPTIMAL)
        return 0;
    cp_lp_say(t->opt, "tree: relaxation %.9e", t->at.objective + t->v->constant);
    t->root_bound = t->at.objective;
    memcpy(t->root_x, t->at.x, t->p.ncol * sizeof *t->at.x);
    cp_lp_tree_round(t, &t->p.root);
    cp_lp_tree_slope(t);
    cp_lp_tree_close(t);
    *state = cp_lp_tree_relax(t, &t->p.root, CP_LP_INF, 0);
    int rc = *state == CP_LP_SIMPLEX_OPTIMAL ? cp_lp_tree_cut_root(t, state, err) : 0;
    if (rc || *state != CP_LP_SIMPLEX_OPTIMAL)
        return rc;
    t->root_bound = t->at.objective;
    memcpy(t->root_x, t->at.x, t->p.ncol * sizeof *t->at.x);
    t->basis = cp_arena_calloc(&t->arena, cp_lp_simplex_rows(t->lp) + t->p.ncol + 1, 1);
    if (!t->basis)
        return cp_fail_nomem(err);
    first_incumbents(t);
    return 0;
}

static int search(struct cp_lp_tree *t, enum cp_lp_simplex_state *state, struct cp_error *err) {
    int rc = solve_root(t, state, err);
    if (rc)
        return rc;
    if (*state == CP_LP_SIMPLEX_BEYOND) /* the cuts have proved the incumbent */
        cp_lp_tree_leave_out(t, cp_lp_tree_cutoff(t));
    else if (*state == CP_LP_SIMPLEX_OPTIMAL)
        rc = cp_lp_tree_search(t, &t->p.root, NODES, true, err);
    else if (*state != CP_LP_SIMPLEX_EMPTY)
        cp_lp_tree_leave_out(t, t->root_bound);
    return rc;
}

/* ---- the answer ---------------------------------------------------------------------------- */

/* The rest of the incumbent and its duals on the program as it stands. */
static int price(struct cp_lp_tree *t, struct cp_lp_solution *out, struct cp_error *err) {
    struct cp_lp_view v = *t->v;
    struct cp_lp_simplex *lp = NULL;
    for (size_t j = 0; j < v.ncol; j++) {
        t->work.fixed.lower[j] = v.integer[j] ? t->best.x[j] : v.lower[j];
        t->work.fixed.upper[j] = v.integer[j] ? t->best.x[j] : v.upper[j];
    }
    v.integer = NULL;
    v.lower = t->work.fixed.lower;
    v.upper = t->work.fixed.upper;
    memcpy(out->x, t->best.x, v.ncol * sizeof *out->x);
    int rc = cp_lp_simplex_open(&v, t->opt, t->deadline, &lp, err);
    if (rc == 0)
        cp_lp_simplex_set_exact(lp, true);
    if (rc == 0 && cp_lp_simplex_solve(lp, CP_LP_INF, 0) == CP_LP_SIMPLEX_OPTIMAL) {
        cp_lp_simplex_point(lp, t->at.x, NULL);
        if (cp_lp_tree_is_feasible(t, t->at.x))
            memcpy(out->x, t->at.x, v.ncol * sizeof *out->x);
        for (size_t i = 0; i < v.nrow; i++)
            out->dual[i] = cp_lp_simplex_dual(lp, i);
    }
    cp_lp_simplex_close(lp);
    return rc;
}

static int take_answer(struct cp_lp_tree *t, enum cp_lp_simplex_state state,
                       struct cp_lp_solution *out, struct cp_error *err) {
    bool any = isfinite(t->best.cost);
    out->iterations = cp_lp_simplex_iterations(t->lp);
    if (cp_lp_simplex_out_of_memory(t->lp))
        return cp_fail_nomem(err);
    cp_lp_simplex_close(t->lp);
    t->lp = NULL;
    out->status = CP_LP_UNDECIDED;
    out->bound = fmin(t->left, t->best.cost) + t->v->constant;
    if (!any && state == CP_LP_SIMPLEX_UNBOUNDED)
        out->status = CP_LP_UNBOUNDED;
    else if (!any && isinf(t->left))
        out->status = CP_LP_INFEASIBLE;
    if (!any)
        return 0;
    double cost = t->best.cost + t->v->constant;
    out->status = cost - out->bound <= fmax(t->opt->gap, 1e-9) * fabs(cost) * (1 + 1e-9) + 1e-12
                      ? CP_LP_OPTIMAL
                      : CP_LP_FEASIBLE;
    return price(t, out, err);
}

/* The search: of what is left, where that is much less, whose end is the program's. */
static int look_through(struct cp_lp_tree *t, enum cp_lp_simplex_state *state, bool *empty,
                        bool *surely, struct cp_error *err) {
    struct cp_lp_tree_reduced r = {0};
    int rc = make_tight(t, empty, surely, err);
    if (rc == 0 && !*empty)
        rc = cp_lp_tree_reduce(t, &r, err);
    *empty = *empty || r.empty;
    if (rc == 0 && !*empty && r.worth) {
        struct cp_lp_tree part = {.v = &r.less.v, .opt = t->opt, .deadline = t->deadline};
        bool blurred;
        rc = look_through(&part, state, empty, &blurred, err);
        if (rc == 0 && !*empty)
            cp_lp_tree_take(t, &r, &part);
        cp_lp_tree_release(&part);
    } else if (rc == 0 && !*empty) {
        rc = make_relaxation(t, empty, err);
        rc = rc || *empty ? rc : search(t, state, err);
    }
    cp_lp_reduced_release(&r.less);
    return rc;
}

static int run(struct cp_lp_tree *t, struct cp_lp_solution *out, struct cp_error *err) {
    enum cp_lp_simplex_state state = CP_LP_SIMPLEX_EMPTY;
    bool empty;
    int rc = look_through(t, &state, &empty, &out->certain, err);
    if (rc == 0 && empty)
        out->status = CP_LP_INFEASIBLE;
    return rc || empty ? rc : take_answer(t, state, out, err);
}

static int solve_integer(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                         struct cp_lp_solution *out, struct cp_error *err) {
    struct cp_lp_tree t = {.v = v, .opt = opt};
    int rc = run(&t, out, err);
    cp_lp_tree_release(&t);
    return rc;
}

static int solve_linear(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                        struct cp_lp_solution *out, struct cp_error *err) {
    return cp_lp_engine_glpk.linear(v, opt, out, err);
}

const struct cp_lp_engine cp_lp_engine_tree = {
    .name = "tree",
    .linear = solve_linear,
    .integer = solve_integer,
    .does = CP_LP_ENDS_AT_VERTEX,
    .uninterruptible = true,
    /* where few integers go with many columns, relaxations are long and few of them are enough */
    .auto_up_to = {.integer = 20000, .choices = 250000},
    .next = "ipm",
    .second = "glpk",
};
