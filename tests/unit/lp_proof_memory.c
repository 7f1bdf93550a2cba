/* Proofs, explanations and runs of other solvers with each of our allocations failed once. */
#include "lp/external/isolate.h"
#include "lp/model/limits.h"
#include "lp/model/solution.h"
#include "starve.h"

#define HEAD "NAME\nROWS\n N z\n G low\n L high\n E even\n"
#define COLUMNS                                                                                    \
    "COLUMNS\n x z 1 low 1\n x high 1 even 1\n y z 2 low 1\n y high 2 even -1\n w z -1 high 1\n"

static const char solvable[] = HEAD COLUMNS "RHS\n r low 4 high 9\nENDATA\n";
static const char infeasible[] = HEAD COLUMNS "RHS\n r low 4 high 2\nENDATA\n";
static const char unbounded[] = HEAD COLUMNS " u z -1 low 1\nRHS\n r low 4 high 9\nENDATA\n";
static const char integers[] =
    HEAD COLUMNS "RHS\n r low 4.5 high 9\nBOUNDS\n UI b x 9\n UI b y 9\nENDATA\n";

/* Three plants, four customers, one price: its middle is no vertex. */
static const char transport[] =
    "NAME\nROWS\n N z\n E a\n E b\n E c\n E p\n E q\n E r\n E s\nCOLUMNS\n"
    " ap z 1 a 1\n ap p 1\n aq z 1 a 1\n aq q 1\n ar z 1 a 1\n ar r 1\n as z 1 a 1\n as s 1\n"
    " bp z 1 b 1\n bp p 1\n bq z 1 b 1\n bq q 1\n br z 1 b 1\n br r 1\n bs z 1 b 1\n bs s 1\n"
    " cp z 1 c 1\n cp p 1\n cq z 1 c 1\n cq q 1\n cr z 1 c 1\n cr r 1\n cs z 1 c 1\n cs s 1\n"
    "RHS\n r a 4 b 4\n r c 4 p 3\n r q 3 r 3\n r s 3\nENDATA\n";

struct life {
    const char *text, *engine;
    enum cp_lp_status status;
};

static const struct life lives[] = {
    {infeasible, "glpk", CP_LP_INFEASIBLE},   {infeasible, "ipm", CP_LP_INFEASIBLE},
    {unbounded, "glpk", CP_LP_UNBOUNDED},     {solvable, "exec:cbc", CP_LP_OPTIMAL},
    {integers, "exec:cbc", CP_LP_OPTIMAL},    {integers, "glpk", CP_LP_OPTIMAL},
    {integers, "ipm", CP_LP_OPTIMAL},         {integers, "tree", CP_LP_OPTIMAL},
    {solvable, "glpk", CP_LP_OPTIMAL},        {solvable, "ipm", CP_LP_OPTIMAL},
    {solvable, "exec:clp", CP_LP_OPTIMAL},    {solvable, "exec:glpsol", CP_LP_OPTIMAL},
    {integers, "exec:glpsol", CP_LP_OPTIMAL}, {infeasible, "exec:glpsol", CP_LP_INFEASIBLE},
    {transport, "ipm", CP_LP_OPTIMAL},
};

/* Read, solve, verify, explain, write. The first code that is not 0. */
static int live(const void *with, struct cp_error *err) {
    const struct life *l = with;
    struct cp_lp *m = NULL;
    struct cp_lp_solution s = {0};
    struct cp_lp_relaxation conflict = {0};
    struct cp_lp_iis core = {0};
    struct cp_lp_options o = {.engine = l->engine, .basic = l->text == transport};
    FILE *in = fmemopen((void *)(uintptr_t)l->text, strlen(l->text), "r"),
         *out = fopen("/dev/null", "w");
    int rc = in && out ? cp_lp_read_mps(&m, in, "p.mps", err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_lp_solve(m, &o, &s, err);
    if (rc == 0 && s.status != l->status)
        rc = cp_fail(err, CP_EINTERNAL, "the program is %s", cp_lp_status_name(s.status));
    if (rc == 0 && o.basic && !s.basic)
        rc = cp_fail(err, CP_EINTERNAL, "no vertex");
    if (rc == 0 && s.x)
        rc = cp_lp_verify(m, &s, err);
    if (rc == 0 && l->status == CP_LP_INFEASIBLE)
        rc = cp_lp_relaxation(m, NULL, &o, &conflict, err);
    if (rc == 0 && l->status == CP_LP_INFEASIBLE)
        rc = cp_lp_iis(m, NULL, &o, &core, err);
    if (rc == 0)
        rc = cp_lp_write_mps(m, out, err);
    cp_lp_iis_release(&core);
    cp_lp_relaxation_release(&conflict);
    cp_lp_solution_release(&s);
    cp_lp_free(m);
    if (in)
        fclose(in);
    if (out)
        fclose(out);
    return rc;
}

/* In a process of its own. */
static int live_isolated(const void *with, struct cp_error *err) {
    const struct cp_lp_engine *engine = &cp_lp_engine_glpk;
    struct cp_lp *m = NULL;
    struct cp_lp_solution s = {0};
    struct cp_lp_warm warm = {0};
    struct cp_lp_options given = {.warm = &warm}, o = cp_lp_effective(&given);
    FILE *in = fmemopen((void *)(uintptr_t)solvable, strlen(solvable), "r");
    (void)with;
    int rc = in ? cp_lp_read_mps(&m, in, "p.mps", err) : cp_fail_nomem(err);
    struct cp_lp_view v = rc == 0 ? cp_lp_view(m) : (struct cp_lp_view){0};
    if (rc == 0)
        rc = cp_lp_solution_alloc(&v, &s, err);
    if (rc == 0)
        rc = cp_lp_solve_isolated(engine->name, engine->linear, &v, &o, &s, err);
    if (rc == 0 && s.status != CP_LP_OPTIMAL)
        rc = cp_fail(err, CP_EINTERNAL, "the program is %s", cp_lp_status_name(s.status));
    cp_lp_warm_release(&warm);
    cp_lp_solution_release(&s);
    cp_lp_free(m);
    if (in)
        fclose(in);
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
    starve(live_isolated, NULL, "glpk in a process of its own");
    return done();
}
