/* Proofs, explanations and runs of other solvers with each of our allocations failed once. */
#include "lp/lp.h"
#include "starve.h"

#define HEAD "NAME\nROWS\n N z\n G low\n L high\n E even\n"
#define COLUMNS                                                                                    \
    "COLUMNS\n x z 1 low 1\n x high 1 even 1\n y z 2 low 1\n y high 2 even -1\n w z -1 high 1\n"

static const char solvable[] = HEAD COLUMNS "RHS\n r low 4 high 9\nENDATA\n";
static const char infeasible[] = HEAD COLUMNS "RHS\n r low 4 high 2\nENDATA\n";
static const char unbounded[] = HEAD COLUMNS " u z -1 low 1\nRHS\n r low 4 high 9\nENDATA\n";
static const char integers[] =
    HEAD COLUMNS "RHS\n r low 4.5 high 9\nBOUNDS\n UI b x 9\n UI b y 9\nENDATA\n";

struct life {
    const char *text, *engine;
    enum cp_lp_status status;
};

static const struct life lives[] = {
    {infeasible, "glpk", CP_LP_INFEASIBLE}, {infeasible, "ipm", CP_LP_INFEASIBLE},
    {unbounded, "glpk", CP_LP_UNBOUNDED},   {solvable, "exec:cbc", CP_LP_OPTIMAL},
    {integers, "exec:cbc", CP_LP_OPTIMAL},  {integers, "glpk", CP_LP_OPTIMAL},
    {integers, "ipm", CP_LP_OPTIMAL},       {solvable, "glpk", CP_LP_OPTIMAL},
    {solvable, "ipm", CP_LP_OPTIMAL},
};

/* Read, solve, verify, explain, write. The first code that is not 0. */
static int live(const void *with, struct cp_error *err) {
    const struct life *l = with;
    struct cp_lp *m = NULL;
    struct cp_lp_solution s = {0};
    struct cp_lp_conflict conflict = {0};
    struct cp_lp_core core = {0};
    struct cp_lp_options o = {.engine = l->engine};
    FILE *in = fmemopen((void *)(uintptr_t)l->text, strlen(l->text), "r"),
         *out = fopen("/dev/null", "w");
    int rc = in && out ? cp_lp_read_mps(&m, in, "p.mps", err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_lp_solve(m, &o, &s, err);
    if (rc == 0 && s.status != l->status)
        rc = cp_fail(err, CP_EINTERNAL, "the program is %s", cp_lp_status_name(s.status));
    if (rc == 0 && s.x)
        rc = cp_lp_verify(m, &s, err);
    if (rc == 0 && l->status == CP_LP_INFEASIBLE)
        rc = cp_lp_explain(m, NULL, &o, &conflict, err);
    if (rc == 0 && l->status == CP_LP_INFEASIBLE)
        rc = cp_lp_irreducible(m, NULL, &o, &core, err);
    if (rc == 0)
        rc = cp_lp_write_mps(m, out, err);
    cp_lp_core_release(&core);
    cp_lp_conflict_release(&conflict);
    cp_lp_solution_release(&s);
    cp_lp_free(m);
    if (in)
        fclose(in);
    if (out)
        fclose(out);
    return rc;
}

int main(void) {
    for (size_t k = 0; k < sizeof lives / sizeof *lives; k++) {
        struct cp_error err = {0};
        char what[80];
        snprintf(what, sizeof what, "%s by %s", cp_lp_status_name(lives[k].status),
                 lives[k].engine);
        if (live(&lives[k], &err) && strstr(lives[k].engine, "exec:"))
            printf("ok %d - %s # SKIP %s\n", ++tap_count, what, err.at[0].msg);
        else
            starve(live, &lives[k], what);
    }
    return done();
}
