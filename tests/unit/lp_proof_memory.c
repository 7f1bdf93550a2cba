/* Every allocation of ours in proofs, explanations and runs of other solvers fails once: each time
 * an error, no crash, no leak.
 * The linker puts these functions in the place of malloc, calloc and realloc (tests/local.mk);
 * those of the solvers' libraries are their own affair. */
#include "lp/lp.h"
#include "tap.h"
#include <stdlib.h>

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);

static long left = -1; /* allocations until the one that fails; below 0: none does */

static bool fails(void) {
    return left >= 0 && left-- == 0;
}

void *__wrap_malloc(size_t n) {
    return fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size) {
    return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n) {
    return fails() ? NULL : __real_realloc(p, n);
}

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
    {integers, "exec:cbc", CP_LP_OPTIMAL},
};

/* Read, solve, verify, explain, write. The first code that is not 0. */
static int live(const struct life *l, struct cp_error *err) {
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

static void starve(const struct life *l) {
    struct cp_error err = {0};
    const char *name = cp_lp_status_name(l->status);
    int rc = live(l, &err);
    if (rc && strstr(l->engine, "exec:")) {
        printf("ok %d - %s by %s # SKIP %s\n", ++tap_count, name, l->engine, err.at[0].msg);
        return;
    }
    if (!ok_rc(rc, &err, name))
        return;
    size_t wrong = 0;
    long n = 0;
    for (; n < 100000; n++) {
        struct cp_error why = {0};
        left = n;
        rc = live(l, &why);
        bool failed = left < 0;
        left = -1;
        if (!failed && rc == 0)
            break;
        /* a failed buffer of a stream is no error of ours, but then all must be well */
        if (rc == 0 ? why.n != 0 : why.n == 0 || (rc != CP_ENOMEM && rc != CP_EIO)) {
            printf("# allocation %ld: %d, %s\n", n, rc, why.n ? why.at[0].msg : "");
            wrong++;
        }
    }
    ok(wrong == 0 && n > 30 && n < 100000, "%s by %s: each of %ld allocations may fail", name,
       l->engine, n);
}

int main(void) {
    for (size_t k = 0; k < sizeof lives / sizeof *lives; k++)
        starve(&lives[k]);
    return done();
}
