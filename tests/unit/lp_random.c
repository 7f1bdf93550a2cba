/* Random programs of every shape: status and optimum agree with GLPK's exact arithmetic, and
 * whatever is called optimal passes the check. */
#include "lp_draw.h"
#include "tap.h"
#include "lp/lp.h"
#include <glpk.h>
#include <stdlib.h>
#include <unistd.h>

static void bounds(double *lo, double *up) {
    *lo = small();
    *up = *lo + below(8);
    switch (below(7)) {
    case 0:
        *lo = -CP_LP_INF;
        break;
    case 1:
        *up = CP_LP_INF;
        break;
    case 2:
        *lo = -CP_LP_INF;
        *up = CP_LP_INF;
        break;
    case 3:
        *up = *lo;
        break;
    case 4:
        *lo = 0;
        *up = CP_LP_INF;
        break;
    default:
        break;
    }
}

/* Few rows and columns, many zeros and ties: degenerate, empty, infeasible and unbounded ones. */
static struct cp_lp *make(bool integers) {
    struct cp_lp *m = cp_lp_new();
    struct cp_error err = {0};
    size_t ncol = 1 + below(7), nrow = below(7);
    double wild = below(5) ? 1 : 1e4;
    for (size_t j = 0; j < ncol; j++) {
        double lo, up;
        bounds(&lo, &up);
        size_t col = cp_lp_add_col(m, small() * (below(4) ? 1 : wild), lo, up);
        if (integers && below(2))
            cp_lp_set_integer(m, col);
    }
    for (size_t i = 0; i < nrow; i++) {
        double lo, up, scale = below(4) ? 1 : wild;
        bounds(&lo, &up);
        cp_lp_add_row(m, lo * scale, up * scale);
        for (size_t j = 0; j < ncol; j++)
            if (below(2))
                cp_lp_add_coef(m, i, j, small() * scale);
    }
    cp_lp_set_constant(m, small());
    if (cp_lp_finish(m, &err)) {
        cp_lp_free(m);
        return NULL;
    }
    return m;
}

static double scale_of(unsigned range) {
    return ldexp(1, (int)below(2 * range + 1) - (int)range);
}

/* Up to 20 rows and 25 columns, each in units of its own: powers of two from 1e-4 to 1e4, so that
 * the exact answer stays the exact answer. Most are built around a point at which many rows and
 * columns are at a bound; some rows are of no columns and some columns of no row. */
static struct cp_lp *make_scaled(bool integers) {
    enum { COLS = 25 };
    struct cp_lp *m = cp_lp_new();
    struct cp_error err = {0};
    double x[COLS], unit[COLS];
    size_t ncol = 5 + below(COLS - 4), nrow = 3 + below(18);
    bool around = below(4) != 0;
    (void)integers;
    for (size_t j = 0; j < ncol; j++) {
        double lo, up, cost = below(3) ? fabs(small()) : small();
        bounds(&lo, &up);
        unit[j] = scale_of(13);
        x[j] = isinf(lo) ? isinf(up) ? small() : up : below(2) || isinf(up) ? lo : up;
        cp_lp_add_col(m, cost / unit[j], lo * unit[j], up * unit[j]);
    }
    for (size_t i = 0; i < nrow; i++) {
        double lo, up, at = 0, scale = scale_of(13);
        cp_lp_add_row(m, 0, 0);
        for (size_t j = 0; j < ncol && below(12); j++) {
            double a = small();
            if (below(3))
                continue;
            at += a * x[j];
            cp_lp_add_coef(m, i, j, a * scale / unit[j]);
        }
        bounds(&lo, &up);
        if (around) {
            lo = isinf(lo) ? lo : at - below(2) * below(9);
            up = isinf(up) ? up : fmax(lo, at) + below(2) * below(9);
        }
        cp_lp_set_row_bounds(m, i, lo * scale, up * scale);
    }
    if (cp_lp_finish(m, &err)) {
        cp_lp_free(m);
        return NULL;
    }
    return m;
}

static int type(double lo, double up) {
    if (lo == up)
        return GLP_FX;
    if (isinf(lo))
        return isinf(up) ? GLP_FR : GLP_UP;
    return isinf(up) ? GLP_LO : GLP_DB;
}

/* Unbounded only when feasible too: a second solve without costs tells. */
static enum cp_lp_status exact(const struct cp_lp_view *v, double *objective) {
    int ind[64];
    double val[64];
    glp_prob *p = glp_create_prob();
    glp_smcp o;
    glp_init_smcp(&o);
    o.msg_lev = GLP_MSG_OFF;
    if (v->nrow)
        glp_add_rows(p, (int)v->nrow);
    glp_add_cols(p, (int)v->ncol);
    for (int i = 0; i < (int)v->nrow; i++)
        glp_set_row_bnds(p, i + 1, type(v->row_lower[i], v->row_upper[i]), v->row_lower[i],
                         v->row_upper[i]);
    for (int j = 0; j < (int)v->ncol; j++) {
        int n = 0;
        for (size_t q = v->start[j]; q < v->start[j + 1]; q++) {
            ind[++n] = (int)v->row[q] + 1;
            val[n] = v->value[q];
        }
        glp_set_mat_col(p, j + 1, n, ind, val);
        glp_set_col_bnds(p, j + 1, type(v->lower[j], v->upper[j]), v->lower[j], v->upper[j]);
        glp_set_obj_coef(p, j + 1, v->cost[j]);
    }
    enum cp_lp_status s = CP_LP_UNDECIDED;
    if (!v->nrow)
        glp_add_rows(p, 1); /* glp_exact refuses an empty program */
    if (glp_exact(p, &o) == 0) {
        int got = glp_get_status(p);
        *objective = glp_get_obj_val(p) + v->constant;
        s = got == GLP_OPT      ? CP_LP_OPTIMAL
            : got == GLP_NOFEAS ? CP_LP_INFEASIBLE
            : got == GLP_UNBND  ? CP_LP_UNBOUNDED
                                : CP_LP_UNDECIDED;
    }
    glp_delete_prob(p);
    return s;
}

/* The number of programs that stayed undecided, or of which a point only was told. */
static size_t compare(const char *engine, bool no_presolve, struct cp_lp *(*maker)(bool),
                      int count) {
    size_t wrong = 0, undecided = 0, seen[5] = {0};
    for (int k = 0; k < count; k++) {
        struct cp_lp *m = maker(false);
        struct cp_error err = {0};
        struct cp_lp_solution s = {0};
        struct cp_lp_options o = {.engine = engine, .no_presolve = no_presolve};
        if (!m)
            continue;
        struct cp_lp_view v = cp_lp_view(m);
        double want = 0;
        enum cp_lp_status status = exact(&v, &want);
        int rc = cp_lp_solve(m, &o, &s, &err);
        seen[status]++;
        bool weak = s.status == CP_LP_UNDECIDED ||
                    (s.status == CP_LP_FEASIBLE && status != CP_LP_INFEASIBLE);
        undecided += rc == 0 && weak;
        bool same = rc == 0 && (s.status == status || weak);
        if (same && status == CP_LP_OPTIMAL && s.status == CP_LP_OPTIMAL)
            same = fabs(s.objective - want) <= 1e-7 * (1 + fabs(want)) &&
                   s.check.primal_rel <= 1e-8 && s.check.dual_rel <= 1e-8 &&
                   s.check.gap_rel <= 1e-8;
        if (!same && wrong++ < 5)
            printf("# program %d: %s %.15g, exact %s %.15g\n", k,
                   rc ? err.at[0].msg : cp_lp_status_name(s.status), s.objective,
                   cp_lp_status_name(status), want);
        cp_lp_solution_release(&s);
        cp_lp_free(m);
    }
    printf("# %s: %zu optimal, %zu infeasible, %zu unbounded\n", engine, seen[CP_LP_OPTIMAL],
           seen[CP_LP_INFEASIBLE], seen[CP_LP_UNBOUNDED]);
    ok(wrong == 0, "%s: no wrong status or optimum in %d programs", engine, count);
    printf("# %s: undecided in %zu of %d\n", engine, undecided, count);
    ok(seen[CP_LP_OPTIMAL] && seen[CP_LP_INFEASIBLE] && seen[CP_LP_UNBOUNDED], "all kinds came up");
    return undecided;
}

/* Small and scaled ones; `share` of all of them may stay undecided. */
static void compare_both(const char *engine, bool no_presolve, int nsmall, int nscaled,
                         double share) {
    size_t undecided = compare(engine, no_presolve, make, nsmall);
    undecided += compare(engine, no_presolve, make_scaled, nscaled);
    if (!tap_short())
        ok((double)undecided <= share * (nsmall + nscaled), "%s: undecided in %zu of %d", engine,
           undecided, nsmall + nscaled);
}

/* Every integer point in the box, by counting. Programs with integers only and small boxes. */
static void compare_integers(const char *engine, int count) {
    size_t wrong = 0, solved = 0;
    for (int k = 0; k < count; k++) {
        struct cp_error err = {0};
        struct cp_lp *m = make(false);
        if (!m)
            continue;
        struct cp_lp_view v = cp_lp_view(m);
        for (size_t j = 0; j < v.ncol; j++) {
            cp_lp_set_integer(m, j);
            cp_lp_set_col_bounds(m, j, 0, 2);
        }
        cp_lp_finish(m, &err);
        v = cp_lp_view(m);
        double best = CP_LP_INF;
        size_t points = 1;
        for (size_t j = 0; j < v.ncol; j++)
            points *= 3;
        for (size_t point = 0; point < points; point++) {
            double act[8] = {0}, cost = v.constant;
            size_t rest = point;
            for (size_t j = 0; j < v.ncol; j++, rest /= 3) {
                double x = (double)(rest % 3);
                cost += v.cost[j] * x;
                for (size_t q = v.start[j]; q < v.start[j + 1]; q++)
                    act[v.row[q]] += v.value[q] * x;
            }
            bool fits = true;
            for (size_t i = 0; i < v.nrow; i++)
                fits = fits && act[i] >= v.row_lower[i] && act[i] <= v.row_upper[i];
            if (fits && cost < best)
                best = cost;
        }
        struct cp_lp_solution s = {0};
        struct cp_lp_options o = {.engine = engine};
        int rc = cp_lp_solve(m, &o, &s, &err);
        bool same =
            rc == 0 && (isinf(best) ? s.status == CP_LP_INFEASIBLE
                                    : s.status == CP_LP_OPTIMAL &&
                                          fabs(s.objective - best) <= 1e-6 * (1 + fabs(best)) &&
                                          s.check.integrality <= 1e-9);
        solved += isfinite(best);
        if (!same && wrong++ < 5)
            printf("# program %d: %s %.15g, counted %.15g\n", k, cp_lp_status_name(s.status),
                   s.objective, best);
        cp_lp_solution_release(&s);
        cp_lp_free(m);
    }
    ok(wrong == 0 && solved > 0, "%s: %zu integer programs agree with counting", engine, solved);
}

/* Halls of sites in phases, each built whole in one year or never, the second not before the first,
 * within a budget by year; what demand they leave is paid for dearly. MW built stand for the phase
 * in some rows, as in a plan. */
static struct cp_lp *make_phases(void) {
    enum { YEARS = 4 };
    struct cp_lp *m = cp_lp_new();
    struct cp_error err = {0};
    size_t sites = 2 + below(3), budget = 0;
    for (size_t y = 0; y < YEARS; y++) {
        size_t r = cp_lp_add_row(m, -CP_LP_INF, 20 + 10 * below(8));
        budget = y ? budget : r;
    }
    size_t demand = SIZE_MAX, unmet = cp_lp_add_cols(m, YEARS, 9 + below(9), 0, CP_LP_INF);
    for (size_t y = 0; y < YEARS; y++) {
        size_t r = cp_lp_add_row(m, (double)((y + 1) * (10 + below(20))), CP_LP_INF);
        cp_lp_add_coef(m, r, unmet + y, 1);
        demand = y ? demand : r;
    }
    for (size_t s = 0; s < sites; s++) {
        size_t before = SIZE_MAX;
        double size = 5 + below(30), price = 1 + 0.1 * below(20);
        for (int phase = 0; phase < 2; phase++) {
            size_t once = cp_lp_add_row(m, -CP_LP_INF, size);
            size_t mw = cp_lp_add_cols(m, YEARS, price + 0.3 * below(9), 0, size);
            size_t whole = cp_lp_add_cols(m, YEARS, 0, 0, 1);
            for (size_t y = 0; y < YEARS; y++) {
                size_t link = cp_lp_add_row(m, 0, 0), late = cp_lp_add_row(m, -CP_LP_INF, 0);
                cp_lp_set_integer(m, whole + y);
                cp_lp_add_coef(m, link, mw + y, 1);
                cp_lp_add_coef(m, link, whole + y, -size);
                cp_lp_add_coef(m, once, mw + y, 1);
                cp_lp_add_coef(m, budget + y, mw + y, price);
                for (size_t z = y; z < YEARS; z++)
                    cp_lp_add_coef(m, demand + z, mw + y, 1);
                for (size_t z = 0; z <= y && before != SIZE_MAX; z++) {
                    cp_lp_add_coef(m, late, mw + z, 1);
                    cp_lp_add_coef(m, late, before + z, -1);
                }
            }
            before = mw;
        }
    }
    cp_lp_finish(m, &err);
    return m;
}

/* The last number of relaxations that a search told. */
static void hear_relaxations(void *ctx, const char *line) {
    sscanf(line, "tree: %zu relaxations", (size_t *)ctx);
}

/* Returns the relaxations of the interior point's searches. */
static size_t compare_phases(int count) {
    size_t wrong = 0, relaxations = 0;
    for (int k = 0; k < count; k++) {
        struct cp_lp *m = make_phases();
        struct cp_error err = {0};
        struct cp_lp_solution simplex = {0}, interior = {0};
        struct cp_lp_options o = {.engine = "glpk"};
        int rc = cp_lp_solve(m, &o, &simplex, &err);
        size_t told = 0;
        o = (struct cp_lp_options){.engine = "ipm", .log = hear_relaxations, .log_ctx = &told};
        rc = rc ? rc : cp_lp_solve(m, &o, &interior, &err);
        relaxations += told;
        bool same =
            rc == 0 && simplex.status == CP_LP_OPTIMAL && interior.status == CP_LP_OPTIMAL &&
            !strcmp(interior.engine, "ipm") && interior.check.integrality <= 1e-9 &&
            fabs(simplex.objective - interior.objective) <= 3e-6 * (1 + fabs(simplex.objective)) &&
            interior.bound <= simplex.objective + 1e-6 * (1 + fabs(simplex.objective));
        if (!same && wrong++ < 5)
            printf("# phases %d: glpk %.12g, ipm %s %.12g, bound %.12g\n", k, simplex.objective,
                   cp_lp_status_name(interior.status), interior.objective, interior.bound);
        cp_lp_solution_release(&simplex);
        cp_lp_solution_release(&interior);
        cp_lp_free(m);
    }
    ok(wrong == 0, "both engines build the same of %d programs of phases", count);
    return relaxations;
}

/* What the duals of all relaxations say of every choice proves the optimum sooner than nodes do: of
 * these programs after 293 relaxations, where 458 were needed. */
static void test_relaxations(void) {
    uint64_t before = state;
    state = 88172645463325252u;
    size_t n = compare_phases(16);
    state = before;
    ok(n < 400, "after %zu relaxations", n);
}

/* A solver that is not installed is a skip. */
static void compare_other(const char *program, const char *engine) {
    const char *path = getenv("PATH");
    for (const char *at = path; at && *at; at += strcspn(at, ":"), at += *at == ':') {
        char file[4096];
        snprintf(file, sizeof file, "%.*s/%s", (int)strcspn(at, ":"), at, program);
        if (access(file, X_OK))
            continue;
        /* others decide by tolerances of their own, of programs that they have scaled */
        compare_both(engine, false, 60, 60, 0.05);
        return;
    }
    printf("ok %d - %s # SKIP %s is not installed\n", ++tap_count, engine, program);
}

int main(void) {
    const int small = (int)tap_draws(2000, 4000), scaled = (int)tap_draws(1000, 2000);
    glp_term_out(GLP_OFF);
    for (size_t k = 0; cp_lp_engine_name(k); k++)
        compare_both(cp_lp_engine_name(k), false, small, scaled, 1e-3);
    compare_both("ipm", true, small, scaled, 1e-3);
    compare_other("cbc", "exec:cbc");
    compare_other("glpsol", "exec:glpsol");
    for (size_t k = 0; cp_lp_engine_name(k); k++)
        compare_integers(cp_lp_engine_name(k), (int)tap_draws(200, 200));
    compare_phases((int)tap_draws(20, 20));
    if (!tap_short())
        test_relaxations();
    return done();
}
