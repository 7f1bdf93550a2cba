/* COIN-OR's cbc and clp. Their texts have eight digits, which is too few for the check; their
 * binary file has all: rows, columns (int), objective (double), row activity, row duals, columns,
 * reduced costs. */
#include "lp/external/exec.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void ask_coin(const struct cp_lp_exec_job *job, struct cp_lp_exec_args *a, bool cbc) {
    cp_lp_exec_arg(a, CP_LP_EXEC_PROGRAM);
    cp_lp_exec_arg(a, "-primalTolerance");
    cp_lp_exec_arg(a, "%g", cp_lp_exec_tolerance(job));
    cp_lp_exec_arg(a, "-dualTolerance");
    cp_lp_exec_arg(a, "%g", cp_lp_exec_tolerance(job));
    if (cbc && isfinite(job->seconds)) {
        cp_lp_exec_arg(a, "-timeMode");
        cp_lp_exec_arg(a, "elapsed");
    }
    /* cbc looks at its clock seldom, and what it has found is lost when it is killed */
    if (isfinite(job->seconds)) {
        cp_lp_exec_arg(a, "-seconds");
        cp_lp_exec_arg(a, "%.2f", job->v->integer ? 0.7 * job->seconds : job->seconds);
    }
    if (job->opt->no_presolve) {
        cp_lp_exec_arg(a, "-presolve");
        cp_lp_exec_arg(a, "off");
    }
    if (job->v->integer) {
        cp_lp_exec_arg(a, "-ratioGap");
        cp_lp_exec_arg(a, "%g", job->opt->gap);
    }
    cp_lp_exec_arg(a, "-solve");
    cp_lp_exec_arg(a, "-saveSolution");
    cp_lp_exec_arg(a, CP_LP_EXEC_POINT);
    cp_lp_exec_arg(a, "-solution");
    cp_lp_exec_arg(a, CP_LP_EXEC_SOLUTION);
}

static void ask_cbc(const struct cp_lp_exec_job *job, struct cp_lp_exec_args *a) {
    ask_coin(job, a, true);
}

static void ask_clp(const struct cp_lp_exec_job *job, struct cp_lp_exec_args *a) {
    ask_coin(job, a, false);
}

static void hear_coin(const char *line, struct cp_lp_exec_said *said) {
    if (cp_lp_exec_starts(line, "Lower bound:"))
        said->bound = cp_lp_exec_number_after(line, ":");
    else if (cp_lp_exec_starts(line, "Total iterations:"))
        cp_lp_exec_count(said, cp_lp_exec_number_after(line, ":"));
    else if (cp_lp_exec_starts(line, "Optimal objective"))
        cp_lp_exec_count(said, cp_lp_exec_number_after(line, " - "));
}

static enum cp_lp_status coin_status(const char *line) {
    if (cp_lp_exec_starts(line, "Optimal"))
        return CP_LP_OPTIMAL;
    if (cp_lp_exec_starts(line, "Unbounded") ||
        cp_lp_exec_starts(line, "Linear relaxation unbounded"))
        return CP_LP_UNBOUNDED;
    if (strstr(line, "no integer solution"))
        return CP_LP_UNDECIDED;
    if (cp_lp_exec_starts(line, "Stopped"))
        return CP_LP_FEASIBLE;
    if (cp_lp_exec_starts(line, "Infeasible") || cp_lp_exec_starts(line, "Integer infeasible") ||
        cp_lp_exec_starts(line, "Linear relaxation infeasible"))
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

static bool read_coin_point(struct cp_lp_exec_job *job, FILE *f) {
    int size[2];
    double objective;
    return fread(size, sizeof size, 1, f) == 1 && size[0] == (int)job->nrow &&
           size[1] == (int)job->v->ncol && fread(&objective, sizeof objective, 1, f) == 1 &&
           take(f, job->nrow, NULL, NULL) && take(f, job->nrow, job->row, job->out->dual) &&
           take(f, job->v->ncol, NULL, job->out->x);
}

static int read_coin(struct cp_lp_exec_job *job) {
    char line[128] = "";
    FILE *f = cp_lp_exec_open(job, CP_LP_EXEC_SOLUTION, "re");
    bool good = f && fgets(line, sizeof line, f);
    if (f)
        fclose(f);
    job->out->status = coin_status(line);
    if (!good || (job->out->status != CP_LP_OPTIMAL && job->out->status != CP_LP_FEASIBLE))
        return good ? 0 : CP_EINPUT;
    f = cp_lp_exec_open(job, CP_LP_EXEC_POINT, "re");
    good = f && read_coin_point(job, f);
    if (f)
        fclose(f);
    return good ? 0 : CP_EINPUT;
}

const struct cp_lp_exec_dialect cp_lp_exec_cbc = {
    .engine = "exec:cbc",
    .takes_integers = true,
    .arguments = ask_cbc,
    .hear = hear_coin,
    .read = read_coin,
};

const struct cp_lp_exec_dialect cp_lp_exec_clp = {
    .engine = "exec:clp",
    .arguments = ask_clp,
    .hear = hear_coin,
    .read = read_coin,
};
