/* How solvers of others are asked and how they answer: COIN-OR's cbc and clp, GLPK's glpsol, HiGHS.
 *
 * Texts of cbc and clp have eight digits, which is too few for the check; their binary file has
 * all: rows, columns (int), objective (double), row activity, row duals, columns, reduced costs. */
#include "lp/external/exec.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const cp_exec_programs = "cbc, clp, glpsol or highs";

__attribute__((format(printf, 2, 3))) static void arg(struct cp_exec_args *a, const char *fmt,
                                                      ...) {
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(a->text[a->n++], CP_EXEC_ARG_SIZE, fmt, ap);
    va_end(ap);
}

/* Solvers stop at their own idea of a violation; ours is relative, so they get a tenth of it. */
static double tolerance(const struct cp_exec_job *job) {
    return fmax(0.1 * job->opt->tolerance, 1e-9);
}

static bool starts(const char *line, const char *with) {
    return strncmp(line, with, strlen(with)) == 0;
}

/* The number that follows `after` in the line; NaN when there is none. */
static double number_after(const char *line, const char *after) {
    const char *at = strstr(line, after);
    double x;
    size_t used;
    if (!at)
        return NAN;
    at += strlen(after);
    at += strspn(at, " ");
    return cp_number_parse(at, strcspn(at, " "), &x, &used) == 0 ? x : (double)NAN;
}

static void count(struct cp_exec_said *said, double iterations) {
    if (iterations >= 0 && iterations < 1e15)
        said->iterations = (size_t)iterations;
}

/* ---- cbc and clp ------------------------------------------------------------------------- */

static void ask_coin(const struct cp_exec_job *job, struct cp_exec_args *a, bool cbc) {
    arg(a, CP_EXEC_PROGRAM);
    arg(a, "-primalTolerance");
    arg(a, "%g", tolerance(job));
    arg(a, "-dualTolerance");
    arg(a, "%g", tolerance(job));
    if (cbc && isfinite(job->seconds)) {
        arg(a, "-timeMode");
        arg(a, "elapsed");
    }
    /* cbc looks at its clock seldom, and what it has found is lost when it is killed */
    if (isfinite(job->seconds)) {
        arg(a, "-seconds");
        arg(a, "%.2f", job->v->integer ? 0.7 * job->seconds : job->seconds);
    }
    if (job->opt->no_presolve) {
        arg(a, "-presolve");
        arg(a, "off");
    }
    if (job->v->integer) {
        arg(a, "-ratioGap");
        arg(a, "%g", job->opt->gap);
    }
    arg(a, "-solve");
    arg(a, "-saveSolution");
    arg(a, CP_EXEC_POINT);
    arg(a, "-solution");
    arg(a, CP_EXEC_SOLUTION);
}

static void ask_cbc(const struct cp_exec_job *job, struct cp_exec_args *a) {
    ask_coin(job, a, true);
}

static void ask_clp(const struct cp_exec_job *job, struct cp_exec_args *a) {
    ask_coin(job, a, false);
}

static void hear_coin(const char *line, struct cp_exec_said *said) {
    if (starts(line, "Lower bound:"))
        said->bound = number_after(line, ":");
    else if (starts(line, "Total iterations:"))
        count(said, number_after(line, ":"));
    else if (starts(line, "Optimal objective"))
        count(said, number_after(line, " - "));
}

static enum cp_lp_status coin_status(const char *line) {
    if (starts(line, "Optimal"))
        return CP_LP_OPTIMAL;
    if (starts(line, "Unbounded") || starts(line, "Linear relaxation unbounded"))
        return CP_LP_UNBOUNDED;
    if (strstr(line, "no integer solution"))
        return CP_LP_UNDECIDED;
    if (starts(line, "Stopped"))
        return CP_LP_FEASIBLE;
    if (starts(line, "Infeasible") || starts(line, "Integer infeasible") ||
        starts(line, "Linear relaxation infeasible"))
        return CP_LP_INFEASIBLE;
    return CP_LP_UNDECIDED;
}

/* n doubles; with `row`, the k-th goes to out[row[k]]. */
static bool take(FILE *f, size_t n, const size_t *row, double *out) {
    for (size_t k = 0; k < n; k++) {
        double x;
        if (fread(&x, sizeof x, 1, f) != 1)
            return false;
        if (out)
            out[row ? row[k] : k] = x;
    }
    return true;
}

static bool read_coin_point(struct cp_exec_job *job, FILE *f) {
    int size[2];
    double objective;
    return fread(size, sizeof size, 1, f) == 1 && size[0] == (int)job->nrow &&
           size[1] == (int)job->v->ncol && fread(&objective, sizeof objective, 1, f) == 1 &&
           take(f, job->nrow, NULL, NULL) && take(f, job->nrow, job->row, job->out->dual) &&
           take(f, job->v->ncol, NULL, job->out->x);
}

static int read_coin(struct cp_exec_job *job) {
    char line[128] = "";
    FILE *f = cp_exec_open(job, CP_EXEC_SOLUTION, "re");
    bool good = f && fgets(line, sizeof line, f);
    if (f)
        fclose(f);
    job->out->status = coin_status(line);
    if (!good || (job->out->status != CP_LP_OPTIMAL && job->out->status != CP_LP_FEASIBLE))
        return good ? 0 : CP_EINPUT;
    f = cp_exec_open(job, CP_EXEC_POINT, "re");
    good = f && read_coin_point(job, f);
    if (f)
        fclose(f);
    return good ? 0 : CP_EINPUT;
}

/* ---- lines of text ----------------------------------------------------------------------- */

enum { WORDS = 8 };

struct words {
    size_t n;
    char *at[WORDS];
};

static struct words cut(char *line) {
    struct words w = {0};
    char *rest = NULL;
    for (char *s = strtok_r(line, " \t\r\n", &rest); s && w.n < WORDS;
         s = strtok_r(NULL, " \t\r\n", &rest))
        w.at[w.n++] = s;
    return w;
}

static bool number(const char *s, double *out) {
    size_t used;
    return cp_number_parse(s, strlen(s), out, &used) == 0 && !s[used];
}

/* A number counted from 1, below n. */
static bool place(const char *s, size_t n, size_t *out) {
    double x;
    if (!number(s, &x) || !(x >= 1 && x <= (double)n))
        return false;
    *out = (size_t)x - 1;
    return true;
}

/* ---- glpsol: "i 3 b 4.5 0" is row 3, basic, 4.5, dual 0; "j" a column [GLPK manual, write_sol] */

static void ask_glpsol(const struct cp_exec_job *job, struct cp_exec_args *a) {
    arg(a, "--freemps");
    arg(a, CP_EXEC_PROGRAM);
    arg(a, "--write");
    arg(a, CP_EXEC_SOLUTION);
    if (isfinite(job->seconds)) {
        arg(a, "--tmlim");
        arg(a, "%.0f", fmin(ceil(job->seconds), 2e6));
    }
    if (job->opt->no_presolve)
        arg(a, "--nopresol");
    if (job->v->integer) {
        arg(a, "--cuts");
        arg(a, "--mipgap");
        arg(a, "%g", job->opt->gap);
    }
}

static void hear_glpsol(const char *line, struct cp_exec_said *said) {
    double bound = number_after(line, ">=");
    if (strstr(line, "mip =") && !isnan(bound))
        said->bound = bound;
    if (strstr(line, "NO PRIMAL FEASIBLE") || strstr(line, "NO INTEGER FEASIBLE"))
        said->no_primal = true;
    /* after presolve the file says nothing of a program without an optimum */
    if (strstr(line, "NO DUAL FEASIBLE") || strstr(line, "UNBOUNDED PRIMAL SOLUTION"))
        said->no_dual = true;
    if (strstr(line, ": obj =") && *line)
        count(said, strtod(line + 1, NULL));
}

static enum cp_lp_status glpsol_status(const struct cp_exec_job *job, const struct words *w) {
    bool integer = strcmp(w->at[1], "mip") == 0;
    char primal = *w->at[4], dual = integer ? primal : *w->at[5];
    if (primal == 'n' || job->said.no_primal)
        return CP_LP_INFEASIBLE;
    if (dual == 'n' || job->said.no_dual)
        return CP_LP_UNBOUNDED;
    if (primal == 'o' || (!integer && primal == 'f' && dual == 'f'))
        return CP_LP_OPTIMAL;
    return primal == 'f' ? CP_LP_FEASIBLE : CP_LP_UNDECIDED;
}

static bool glpsol_line(struct cp_exec_job *job, const struct words *w) {
    bool integer = job->v->integer != NULL;
    size_t value = integer ? 2 : 3, k;
    double x, y;
    if (w->n < value + 1 + !integer)
        return false;
    bool row = *w->at[0] == 'i';
    if (!place(w->at[1], row ? job->nrow : job->v->ncol, &k) || !number(w->at[value], &x))
        return false;
    if (!row)
        job->out->x[k] = x;
    else if (!integer && number(w->at[4], &y))
        job->out->dual[job->row[k]] = y;
    return true;
}

static int read_glpsol(struct cp_exec_job *job) {
    char line[256];
    bool good = true, head = false, end = false;
    FILE *f = cp_exec_open(job, CP_EXEC_SOLUTION, "re");
    if (!f)
        return CP_EINPUT;
    while (good && !end && fgets(line, sizeof line, f)) {
        struct words w = cut(line);
        if (w.n == 0 || *w.at[0] == 'c')
            continue;
        if (*w.at[0] == 's' && w.n >= 6) {
            job->out->status = glpsol_status(job, &w);
            head = true;
        } else if (*w.at[0] == 'e') {
            end = true;
        } else {
            good = head && glpsol_line(job, &w);
        }
    }
    fclose(f);
    return good && end ? 0 : CP_EINPUT;
}

/* ---- HiGHS: sections of "name value"; write_solution_style 0 [HiGHS manual, options] ------- */

static void ask_highs(const struct cp_exec_job *job, struct cp_exec_args *a) {
    (void)job;
    arg(a, "--options_file");
    arg(a, CP_EXEC_OPTIONS);
    arg(a, CP_EXEC_PROGRAM);
}

static void options_highs(const struct cp_exec_job *job, struct cp_str *t) {
    cp_str_addf(t, "primal_feasibility_tolerance = %g\ndual_feasibility_tolerance = %g\n",
                tolerance(job), tolerance(job));
    if (isfinite(job->seconds))
        cp_str_addf(t, "time_limit = %.2f\n", job->seconds);
    if (job->opt->no_presolve)
        cp_str_add(t, "presolve = off\n");
    cp_str_addf(t, "mip_rel_gap = %g\nthreads = %d\nwrite_solution_to_file = true\n", job->opt->gap,
                job->opt->threads);
    cp_str_add(t, "write_solution_style = 0\nsolution_file = " CP_EXEC_SOLUTION "\n");
}

static void hear_highs(const char *line, struct cp_exec_said *said) {
    if (starts(line, "  Dual bound"))
        said->bound = number_after(line, "bound");
    else if (starts(line, "  LP iterations"))
        count(said, number_after(line, "iterations"));
    else if (strstr(line, "   iterations:"))
        count(said, number_after(line, ":"));
}

static enum cp_lp_status highs_status(const struct cp_exec_job *job, const char *line) {
    if (starts(line, "Optimal"))
        return CP_LP_OPTIMAL;
    if (starts(line, "Infeasible"))
        return CP_LP_INFEASIBLE;
    if (starts(line, "Unbounded"))
        return CP_LP_UNBOUNDED;
    if (starts(line, "Primal infeasible or unbounded") && !job->v->integer)
        return CP_LP_INFEASIBLE; /* either is proved or not */
    return CP_LP_UNDECIDED;
}

static bool highs_line(struct cp_exec_job *job, const struct words *w, bool duals) {
    char kind = *w->at[0];
    size_t k;
    double x;
    if (w->n != 2 || !number(w->at[1], &x))
        return false;
    if (kind == 'c' && !duals && place(w->at[0] + 1, job->v->ncol, &k))
        job->out->x[k] = x;
    if (kind == 'r' && duals && place(w->at[0] + 1, job->v->nrow, &k))
        job->out->dual[k] = x;
    return true;
}

static int read_highs(struct cp_exec_job *job) {
    char line[256];
    enum { START, STATUS, PRIMAL, DUAL, END } at = START;
    bool good = true, feasible = false;
    FILE *f = cp_exec_open(job, CP_EXEC_SOLUTION, "re");
    if (!f)
        return CP_EINPUT;
    while (good && at != END && fgets(line, sizeof line, f)) {
        if (starts(line, "Model status")) {
            at = STATUS;
        } else if (at == STATUS && *line != '\n') {
            job->out->status = highs_status(job, line);
            at = PRIMAL;
        } else if (starts(line, "# Dual")) {
            at = DUAL;
        } else if (starts(line, "# Basis")) {
            at = END;
        } else if (starts(line, "Feasible")) {
            feasible = feasible || at == PRIMAL;
        } else if (at > STATUS && (*line == 'c' || *line == 'r')) {
            struct words w = cut(line);
            good = highs_line(job, &w, at == DUAL);
        }
    }
    fclose(f);
    if (job->out->status == CP_LP_UNDECIDED && feasible)
        job->out->status = CP_LP_FEASIBLE;
    return good && at >= PRIMAL ? 0 : CP_EINPUT;
}

/* ---- the table --------------------------------------------------------------------------- */

static const struct cp_exec_dialect dialects[] = {
    {"cbc", "exec:cbc", true, ask_cbc, NULL, hear_coin, read_coin},
    {"clp", "exec:clp", false, ask_clp, NULL, hear_coin, read_coin},
    {"glpsol", "exec:glpsol", true, ask_glpsol, NULL, hear_glpsol, read_glpsol},
    {"highs", "exec:highs", true, ask_highs, options_highs, hear_highs, read_highs},
};

const struct cp_exec_dialect *cp_exec_dialect(const char *program) {
    const char *slash = strrchr(program, '/'), *base = slash ? slash + 1 : program;
    for (size_t k = 0; k < sizeof dialects / sizeof *dialects; k++)
        if (strcmp(dialects[k].program, base) == 0)
            return &dialects[k];
    return NULL;
}
