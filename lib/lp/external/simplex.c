#include "lp/external/simplex.h"
#include "lp/model/limits.h"
#include <float.h>
#include <glpk.h>
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

struct cp_lp_simplex {
    glp_prob *p;
    const struct cp_lp_options *opt;
    double deadline;
    bool broken, own_environment, exact;
    jmp_buf escape;
    bool no_memory;
    size_t ncol, room; /* of index and value, which count from 1 */
    int *index;
    double *value;
    struct { /* what is asked for */
        double cutoff;
        size_t most;
        const struct cp_lp_view *v;
        const struct cp_lp_simplex_row *row;
        size_t n;
        const bool *drop;
        int rc;
    } task;
};

enum { TICK = 200 }; /* milliseconds between lines, when it is asked whether to stop */

/* Relative tolerances: below the usual one GLPK takes a program for empty now and then. */
static const double usual = 1e-7, exact = 1e-9;
static const double proof = 1e-8; /* of what a row of the tableau is made of */

/* ---- calls of GLPK that may fail ----------------------------------------------------------- */

static int hear(void *info, const char *text) {
    struct cp_lp_simplex *s = info;
    s->no_memory |= strstr(text, "no memory available") || strstr(text, "memory allocation error");
    if (cp_lp_stopped(s->opt, s->deadline))
        longjmp(s->escape, 1);
    return 1;
}

static void jump(void *info) {
    struct cp_lp_simplex *s = info;
    longjmp(s->escape, 1);
}

static bool alive(const struct cp_lp_simplex *s) {
    return s->p && !s->broken;
}

static bool guard(struct cp_lp_simplex *s, void (*work)(struct cp_lp_simplex *s)) {
    if (s->broken)
        return false;
    if (setjmp(s->escape)) {
        glp_error_hook(NULL, NULL);
        glp_free_env();
        s->broken = true;
        return false;
    }
    glp_term_hook(hear, s);
    glp_term_out(GLP_ON);
    glp_error_hook(jump, s);
    work(s);
    glp_error_hook(NULL, NULL);
    glp_term_hook(NULL, NULL);
    return true;
}

/* ---- the program ------------------------------------------------------------------------- */

static int kind_of(double lo, double up) {
    if (lo == up)
        return GLP_FX;
    if (isinf(lo))
        return isinf(up) ? GLP_FR : GLP_UP;
    return isinf(up) ? GLP_LO : GLP_DB;
}

static void load(struct cp_lp_simplex *s) {
    const struct cp_lp_view *v = s->task.v;
    s->p = glp_create_prob();
    if (v->nrow)
        glp_add_rows(s->p, (int)v->nrow);
    if (v->ncol)
        glp_add_cols(s->p, (int)v->ncol);
    for (size_t i = 0; i < v->nrow; i++)
        glp_set_row_bnds(s->p, (int)i + 1, kind_of(v->row_lower[i], v->row_upper[i]),
                         v->row_lower[i], v->row_upper[i]);
    for (size_t j = 0; j < v->ncol; j++) {
        int len = 0;
        cp_lp_simplex_set_bounds(s, j, v->lower[j], v->upper[j]);
        glp_set_obj_coef(s->p, (int)j + 1, v->cost[j]);
        for (size_t q = v->start[j]; q < v->start[j + 1]; q++) {
            s->index[++len] = (int)v->row[q] + 1;
            s->value[len] = v->value[q];
        }
        glp_set_mat_col(s->p, (int)j + 1, len, s->index, s->value);
    }
    glp_scale_prob(s->p, GLP_SF_AUTO);
    glp_adv_basis(s->p, 0);
}

/* Room for a list of all rows and columns. */
static bool reserve(struct cp_lp_simplex *s, size_t n) {
    if (n <= s->room)
        return true;
    int *index = cp_realloc(s->index, 2 * n + 2, sizeof *index);
    if (index)
        s->index = index;
    double *value = cp_realloc(s->value, 2 * n + 2, sizeof *value);
    if (value)
        s->value = value;
    s->room = index && value ? 2 * n : s->room;
    return index && value;
}

int cp_lp_simplex_open(const struct cp_lp_view *v, const struct cp_lp_options *opt, double deadline,
                       struct cp_lp_simplex **out, struct cp_error *err) {
    struct cp_lp_simplex *s = *out = cp_calloc(1, sizeof *s);
    if (!s)
        return cp_fail_nomem(err);
    s->opt = opt;
    s->deadline = deadline;
    s->ncol = v->ncol;
    s->task.v = v;
    if (!reserve(s, v->ncol + v->nrow))
        return cp_fail_nomem(err);
    s->own_environment = glp_init_env() == 0;
    return !guard(s, load) && s->no_memory ? cp_fail_nomem(err) : 0;
}

void cp_lp_simplex_close(struct cp_lp_simplex *s) {
    if (!s)
        return;
    if (alive(s))
        glp_delete_prob(s->p);
    if (!s->broken && s->own_environment)
        glp_free_env();
    free(s->index);
    free(s->value);
    free(s);
}

bool cp_lp_simplex_out_of_memory(const struct cp_lp_simplex *s) {
    return s->no_memory;
}

void cp_lp_simplex_set_bounds(struct cp_lp_simplex *s, size_t col, double lower, double upper) {
    if (alive(s))
        glp_set_col_bnds(s->p, (int)col + 1, kind_of(lower, upper), lower, upper);
}

void cp_lp_simplex_set_cost(struct cp_lp_simplex *s, size_t col, double cost) {
    if (alive(s))
        glp_set_obj_coef(s->p, (int)col + 1, cost);
}

static void add_rows(struct cp_lp_simplex *s) {
    int first = glp_add_rows(s->p, (int)s->task.n);
    for (size_t k = 0; k < s->task.n; k++) {
        const struct cp_lp_simplex_row *r = &s->task.row[k];
        for (size_t q = 0; q < r->n; q++) {
            s->index[q + 1] = (int)r->col[q] + 1;
            s->value[q + 1] = r->value[q];
        }
        glp_set_mat_row(s->p, first + (int)k, (int)r->n, s->index, s->value);
        glp_set_row_bnds(s->p, first + (int)k, GLP_UP, 0, r->upper);
    }
}

bool cp_lp_simplex_add_rows(struct cp_lp_simplex *s, const struct cp_lp_simplex_row *row,
                            size_t n) {
    if (!alive(s) || !reserve(s, cp_lp_simplex_rows(s) + n + s->ncol))
        return false;
    s->task.row = row;
    s->task.n = n;
    return n == 0 || guard(s, add_rows);
}

static void drop_rows(struct cp_lp_simplex *s) {
    int n = 0, rows = glp_get_num_rows(s->p);
    for (int i = 0; i < rows; i++)
        if (s->task.drop[i])
            s->index[++n] = i + 1;
    if (n)
        glp_del_rows(s->p, n, s->index);
}

bool cp_lp_simplex_drop_rows(struct cp_lp_simplex *s, const bool *drop) {
    s->task.drop = drop;
    return alive(s) && guard(s, drop_rows);
}

void cp_lp_simplex_set_exact(struct cp_lp_simplex *s, bool exactly) {
    s->exact = exactly;
}

/* ---- solving ------------------------------------------------------------------------------- */

/* The basic row or column k, counted as GLPK does: does the least of what is not basic prove that
 * it cannot be within its bounds? */
static bool proves(struct cp_lp_simplex *s, int k) {
    int rows = glp_get_num_rows(s->p);
    double least = 0, most = 0, size = 1;
    if (k == 0 || !glp_bf_exists(s->p))
        return false;
    for (int n = glp_eval_tab_row(s->p, k, s->index, s->value); n > 0; n--) {
        int j = s->index[n], col = j - rows;
        double a = s->value[n], lo = col > 0 ? glp_get_col_lb(s->p, col) : glp_get_row_lb(s->p, j);
        double up = col > 0 ? glp_get_col_ub(s->p, col) : glp_get_row_ub(s->p, j);
        lo = lo == -DBL_MAX ? -CP_LP_INF : lo;
        up = up == DBL_MAX ? CP_LP_INF : up;
        if (fabs(a) < 1e-11)
            continue;
        least += a * (a > 0 ? lo : up);
        most += a * (a > 0 ? up : lo);
        size = fmax(size, fmax(isfinite(lo) ? fabs(a * lo) : 0, isfinite(up) ? fabs(a * up) : 0));
    }
    double lo = k > rows ? glp_get_col_lb(s->p, k - rows) : glp_get_row_lb(s->p, k);
    double up = k > rows ? glp_get_col_ub(s->p, k - rows) : glp_get_row_ub(s->p, k);
    return least > up + proof * size || most < lo - proof * size;
}

static void run(struct cp_lp_simplex *s) {
    glp_smcp o;
    glp_init_smcp(&o);
    o.msg_lev = GLP_MSG_ON;
    o.out_frq = TICK;
    o.meth = GLP_DUALP;
    o.r_test = GLP_RT_FLIP;
    o.tol_bnd = o.tol_dj = s->exact ? exact : usual;
    if (isfinite(s->task.cutoff))
        o.obj_ul = s->task.cutoff;
    if (s->task.most && s->task.most < INT_MAX)
        o.it_lim = (int)s->task.most;
    s->task.rc = glp_simplex(s->p, &o);
    bool doubtful = s->task.rc == 0 && glp_get_status(s->p) == GLP_NOFEAS &&
                    !proves(s, glp_get_unbnd_ray(s->p));
    /* a basis that is singular, or lost on the way: from that of the slacks */
    if (doubtful || s->task.rc == GLP_EBADB || s->task.rc == GLP_ESING || s->task.rc == GLP_ECOND ||
        s->task.rc == GLP_EFAIL) {
        glp_std_basis(s->p);
        o.tol_bnd = o.tol_dj = usual;
        o.meth = GLP_PRIMAL;
        o.r_test = GLP_RT_HAR;
        s->task.rc = glp_simplex(s->p, &o);
    }
}

enum cp_lp_simplex_state cp_lp_simplex_solve(struct cp_lp_simplex *s, double cutoff, size_t most) {
    s->task.cutoff = cutoff;
    s->task.most = most;
    if (!alive(s) || cp_lp_stopped(s->opt, s->deadline) || !guard(s, run))
        return CP_LP_SIMPLEX_BROKEN;
    if (s->task.rc == GLP_EOBJUL)
        return CP_LP_SIMPLEX_BEYOND;
    switch (glp_get_status(s->p)) {
    case GLP_OPT:
        return CP_LP_SIMPLEX_OPTIMAL;
    case GLP_NOFEAS:
        return CP_LP_SIMPLEX_EMPTY;
    case GLP_UNBND:
        return CP_LP_SIMPLEX_UNBOUNDED;
    default:
        return s->task.rc == GLP_EITLIM ? CP_LP_SIMPLEX_STOPPED : CP_LP_SIMPLEX_BROKEN;
    }
}

double cp_lp_simplex_objective(const struct cp_lp_simplex *s) {
    return glp_get_obj_val(s->p);
}

void cp_lp_simplex_point(const struct cp_lp_simplex *s, double *x, double *reduced) {
    for (size_t j = 0; j < s->ncol; j++) {
        if (x)
            x[j] = glp_get_col_prim(s->p, (int)j + 1);
        if (reduced)
            reduced[j] = glp_get_col_dual(s->p, (int)j + 1);
    }
}

double cp_lp_simplex_activity(const struct cp_lp_simplex *s, size_t row) {
    return glp_get_row_prim(s->p, (int)row + 1);
}

double cp_lp_simplex_dual(const struct cp_lp_simplex *s, size_t row) {
    return glp_get_row_dual(s->p, (int)row + 1);
}

bool cp_lp_simplex_row_is_basic(const struct cp_lp_simplex *s, size_t row) {
    return glp_get_row_stat(s->p, (int)row + 1) == GLP_BS;
}

bool cp_lp_simplex_col_is_basic(const struct cp_lp_simplex *s, size_t col) {
    return glp_get_col_stat(s->p, (int)col + 1) == GLP_BS;
}

size_t cp_lp_simplex_rows(const struct cp_lp_simplex *s) {
    return alive(s) ? (size_t)glp_get_num_rows(s->p) : 0;
}

size_t cp_lp_simplex_iterations(const struct cp_lp_simplex *s) {
    return alive(s) ? (size_t)glp_get_it_cnt(s->p) : 0;
}

/* ---- bases ------------------------------------------------------------------------------- */

/* Of one that was stopped in the middle of a step GLPK has nothing left. */
void cp_lp_simplex_save(const struct cp_lp_simplex *s, unsigned char *basis) {
    size_t rows = cp_lp_simplex_rows(s);
    for (size_t i = 0; i < rows; i++)
        basis[i] = (unsigned char)glp_get_row_stat(s->p, (int)i + 1);
    for (size_t j = 0; j < s->ncol && alive(s); j++)
        basis[rows + j] = (unsigned char)glp_get_col_stat(s->p, (int)j + 1);
}

void cp_lp_simplex_load(struct cp_lp_simplex *s, const unsigned char *basis) {
    size_t rows = alive(s) ? cp_lp_simplex_rows(s) : 0;
    for (size_t i = 0; i < rows; i++)
        glp_set_row_stat(s->p, (int)i + 1, basis[i]);
    for (size_t j = 0; j < s->ncol && alive(s); j++)
        glp_set_col_stat(s->p, (int)j + 1, basis[rows + j]);
}

static void factorise(struct cp_lp_simplex *s) {
    s->task.rc = glp_bf_exists(s->p) ? 0 : glp_factorize(s->p);
    if (s->task.rc == 0)
        s->task.rc = -glp_eval_tab_row(s->p, (int)s->task.n, s->index, s->value);
}

size_t cp_lp_simplex_tableau(struct cp_lp_simplex *s, size_t col, size_t *index, double *value) {
    if (!alive(s))
        return SIZE_MAX;
    s->task.n = cp_lp_simplex_rows(s) + col + 1;
    if (!guard(s, factorise) || s->task.rc > 0)
        return SIZE_MAX;
    size_t n = (size_t)-s->task.rc;
    for (size_t k = 0; k < n; k++) {
        index[k] = (size_t)s->index[k + 1] - 1;
        value[k] = s->value[k + 1];
    }
    return n;
}
