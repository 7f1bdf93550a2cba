/* GLPK's glpsol. "i 3 b 4.5 0" is row 3, basic, 4.5, dual 0; "j" a column [GLPK manual,
 * write_sol]. */
#include "lp/external/exec.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void ask_glpsol(const struct cp_lp_exec_job *job, struct cp_lp_exec_args *a) {
    cp_lp_exec_arg(a, "--freemps");
    cp_lp_exec_arg(a, CP_LP_EXEC_PROGRAM);
    cp_lp_exec_arg(a, "--write");
    cp_lp_exec_arg(a, CP_LP_EXEC_SOLUTION);
    if (isfinite(job->seconds)) {
        cp_lp_exec_arg(a, "--tmlim");
        cp_lp_exec_arg(a, "%.0f", fmin(ceil(job->seconds), 2e6));
    }
    if (job->opt->no_presolve)
        cp_lp_exec_arg(a, "--nopresol");
    if (job->v->integer) {
        cp_lp_exec_arg(a, "--cuts");
        cp_lp_exec_arg(a, "--mipgap");
        cp_lp_exec_arg(a, "%g", job->opt->gap);
    }
}

static void hear_glpsol(const char *line, struct cp_lp_exec_said *said) {
    double bound = cp_lp_exec_number_after(line, ">=");
    if (strstr(line, "mip =") && !isnan(bound))
        said->bound = bound;
    if (strstr(line, "NO PRIMAL FEASIBLE") || strstr(line, "NO INTEGER FEASIBLE"))
        said->no_primal = true;
    /* after presolve the file says nothing of a program without an optimum */
    if (strstr(line, "NO DUAL FEASIBLE") || strstr(line, "UNBOUNDED PRIMAL SOLUTION"))
        said->no_dual = true;
    const char *count = *line ? line + 1 + strspn(line + 1, " ") : line;
    double iterations;
    size_t used;
    if (strstr(line, ": obj =") &&
        cp_number_parse(count, strcspn(count, ":"), &iterations, &used) == 0)
        cp_lp_exec_count(said, iterations);
}

static enum cp_lp_status glpsol_status(const struct cp_lp_exec_job *job,
                                       const struct cp_lp_exec_words *w) {
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

static bool glpsol_line(struct cp_lp_exec_job *job, const struct cp_lp_exec_words *w) {
    bool integer = job->v->integer != NULL;
    size_t value = integer ? 2 : 3, k;
    double x, y;
    if (w->n < value + 1 + !integer)
        return false;
    bool row = *w->at[0] == 'i';
    if (!cp_lp_exec_index(w->at[1], row ? job->nrow : job->v->ncol, &k) ||
        !cp_lp_exec_number(w->at[value], &x))
        return false;
    if (!row)
        job->out->x[k] = x;
    else if (!integer && cp_lp_exec_number(w->at[4], &y))
        job->out->dual[job->row[k]] = y;
    return true;
}

static int read_glpsol(struct cp_lp_exec_job *job) {
    char line[256];
    bool good = true, head = false, end = false;
    FILE *f = cp_lp_exec_open(job, CP_LP_EXEC_SOLUTION, "re");
    if (!f)
        return CP_EINPUT;
    while (good && !end && fgets(line, sizeof line, f)) {
        struct cp_lp_exec_words w = cp_lp_exec_split(line);
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

const struct cp_lp_exec_dialect cp_lp_exec_glpsol = {
    .engine = "exec:glpsol",
    .takes_integers = true,
    .arguments = ask_glpsol,
    .hear = hear_glpsol,
    .read = read_glpsol,
};
