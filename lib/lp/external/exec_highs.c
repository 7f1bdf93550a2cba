/* HiGHS. Its file has sections of "name value": write_solution_style 0 [HiGHS manual, options]. */
#include "lp/external/exec.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void ask_highs(const struct cp_lp_exec_job *job, struct cp_lp_exec_args *a) {
    (void)job;
    cp_lp_exec_arg(a, "--options_file");
    cp_lp_exec_arg(a, CP_LP_EXEC_OPTIONS);
    cp_lp_exec_arg(a, CP_LP_EXEC_PROGRAM);
}

static void options_highs(const struct cp_lp_exec_job *job, struct cp_str *t) {
    cp_str_addf(t, "primal_feasibility_tolerance = %g\ndual_feasibility_tolerance = %g\n",
                cp_lp_exec_tolerance(job), cp_lp_exec_tolerance(job));
    if (isfinite(job->seconds))
        cp_str_addf(t, "time_limit = %.2f\n", job->seconds);
    if (job->opt->no_presolve)
        cp_str_add(t, "presolve = off\n");
    cp_str_addf(t, "mip_rel_gap = %g\nthreads = %d\nwrite_solution_to_file = true\n", job->opt->gap,
                job->opt->threads);
    cp_str_add(t, "write_solution_style = 0\nsolution_file = " CP_LP_EXEC_SOLUTION "\n");
}

static void hear_highs(const char *line, struct cp_lp_exec_said *said) {
    if (cp_lp_exec_starts(line, "  Dual bound"))
        said->bound = cp_lp_exec_number_after(line, "bound");
    else if (cp_lp_exec_starts(line, "  LP iterations"))
        cp_lp_exec_count(said, cp_lp_exec_number_after(line, "iterations"));
    else if (strstr(line, "   iterations:"))
        cp_lp_exec_count(said, cp_lp_exec_number_after(line, ":"));
}

static enum cp_lp_status highs_status(const struct cp_lp_exec_job *job, const char *line) {
    if (cp_lp_exec_starts(line, "Optimal"))
        return CP_LP_OPTIMAL;
    if (cp_lp_exec_starts(line, "Infeasible"))
        return CP_LP_INFEASIBLE;
    if (cp_lp_exec_starts(line, "Unbounded"))
        return CP_LP_UNBOUNDED;
    if (cp_lp_exec_starts(line, "Primal infeasible or unbounded") && !job->v->integer)
        return CP_LP_INFEASIBLE; /* either is proved or not */
    return CP_LP_UNDECIDED;
}

static bool highs_line(struct cp_lp_exec_job *job, const struct cp_lp_exec_words *w, bool duals) {
    char kind = *w->at[0];
    size_t k;
    double x;
    if (w->n != 2 || !cp_lp_exec_number(w->at[1], &x))
        return false;
    if (kind == 'c' && !duals && cp_lp_exec_index(w->at[0] + 1, job->v->ncol, &k))
        job->out->x[k] = x;
    if (kind == 'r' && duals && cp_lp_exec_index(w->at[0] + 1, job->v->nrow, &k))
        job->out->dual[k] = x;
    return true;
}

static int read_highs(struct cp_lp_exec_job *job) {
    char line[256];
    enum { START, STATUS, PRIMAL, DUAL, END } at = START;
    bool good = true, feasible = false;
    FILE *f = cp_lp_exec_open(job, CP_LP_EXEC_SOLUTION, "re");
    if (!f)
        return CP_EINPUT;
    while (good && at != END && fgets(line, sizeof line, f)) {
        if (cp_lp_exec_starts(line, "Model status")) {
            at = STATUS;
        } else if (at == STATUS && *line != '\n') {
            job->out->status = highs_status(job, line);
            at = PRIMAL;
        } else if (cp_lp_exec_starts(line, "# Dual")) {
            at = DUAL;
        } else if (cp_lp_exec_starts(line, "# Basis")) {
            at = END;
        } else if (cp_lp_exec_starts(line, "Feasible")) {
            feasible = feasible || at == PRIMAL;
        } else if (at > STATUS && (*line == 'c' || *line == 'r')) {
            struct cp_lp_exec_words w = cp_lp_exec_split(line);
            good = highs_line(job, &w, at == DUAL);
        }
    }
    fclose(f);
    if (job->out->status == CP_LP_UNDECIDED && feasible)
        job->out->status = CP_LP_FEASIBLE;
    return good && at >= PRIMAL ? 0 : CP_EINPUT;
}

const struct cp_lp_exec_dialect cp_lp_exec_highs = {
    .engine = "exec:highs",
    .takes_integers = true,
    .arguments = ask_highs,
    .options = options_highs,
    .hear = hear_highs,
    .read = read_highs,
};
