/* Every allocation of reading and solving a program fails once: an error or the right answer, and
 * the next solve is as good as ever. */
#include "tap.h"
#include "lp/lp.h"
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
int main(void) {
    printf("1..0 # SKIP the sanitizer has an allocator of its own\n");
    return 0;
}
#else

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);

static long until_failure = -1, allocations;

static bool fails(void) {
    allocations++;
    return until_failure >= 0 && until_failure-- == 0;
}

void *malloc(size_t size) {
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size) {
    return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t size) {
    return fails() ? NULL : __libc_realloc(p, size);
}

static const char linear[] =
    "NAME\nROWS\n N z\n G a\n L b\n E c\n G d\nCOLUMNS\n"
    " x z 3 a 1\n x b 1\n y z -1 a 1\n y c 2 d 1\n w z 1 b -1\n w c 1 d 1\n"
    "RHS\n R a 4 b 7\n R c 6 d 1\nRANGES\n R a 9\nBOUNDS\n FR B w\n"
    " UP B y 2.5\nENDATA\n";
static const char integer[] = "NAME\nROWS\n N z\n G a\n L b\nCOLUMNS\n x z 3 a 2\n x b 1\n"
                              " y z 2 a 3\n y b 2\nRHS\n R a 7 b 9\nBOUNDS\n UI B x 9\n UI B y 9\n"
                              "ENDATA\n";

/* What is brought on three ways that are opened, 7 and 5 of it: cuts, a dive, a node or two. */
static const char fixed[] =
    "NAME\nROWS\n N z\n E p\n E q\n L a\n L b\n L c\n L d\nCOLUMNS\n x z 1 p 1\n x a 1\n y z 2 p "
    "1\n"
    " y b 1\n u z 2 q 1\n u c 1\n w z 1 q 1\n w d 1\n M 'MARKER' 'INTORG'\n A z 9 a -6\n"
    " B z 7 b -9\n C z 6 c -8\n D z 8 d -4\n N 'MARKER' 'INTEND'\nRHS\n R p 7 q 5\nBOUNDS\n BV B "
    "A\n"
    " BV B B\n BV B C\n BV B D\nENDATA\n";

/* Three plants, four customers, one price: presolve leaves it, and its middle is no vertex. */
static const char transport[] =
    "NAME\nROWS\n N z\n E a\n E b\n E c\n E p\n E q\n E r\n E s\nCOLUMNS\n"
    " ap z 1 a 1\n ap p 1\n aq z 1 a 1\n aq q 1\n ar z 1 a 1\n ar r 1\n as z 1 a 1\n as s 1\n"
    " bp z 1 b 1\n bp p 1\n bq z 1 b 1\n bq q 1\n br z 1 b 1\n br r 1\n bs z 1 b 1\n bs s 1\n"
    " cp z 1 c 1\n cp p 1\n cq z 1 c 1\n cq q 1\n cr z 1 c 1\n cr r 1\n cs z 1 c 1\n cs s 1\n"
    "RHS\n r a 4 b 4\n r c 4 p 3\n r q 3 r 3\n r s 3\nENDATA\n";

enum { WRONG = 1, FAILED = 2, RIGHT = 3 };

/* By an engine, to a vertex when a "+" stands behind it. */
static int work(const char *text, const char *engine, double objective) {
    struct cp_error err = {0};
    struct cp_lp *m = NULL;
    struct cp_lp_solution s = {0};
    char name[16];
    bool basic = engine[strlen(engine) - 1] == '+';
    snprintf(name, sizeof name, "%.*s", (int)(strlen(engine) - basic), engine);
    struct cp_lp_options o = {.engine = name, .basic = basic};
    FILE *f = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
    if (!f)
        return FAILED;
    int rc = cp_lp_read_mps(&m, f, "t", &err);
    fclose(f);
    if (rc == 0)
        rc = cp_lp_solve(m, &o, &s, &err);
    bool right = rc == 0 && s.status == CP_LP_OPTIMAL && fabs(s.objective - objective) < 1e-6;
    cp_lp_solution_release(&s);
    cp_lp_free(m);
    if (rc)
        return err.n && (rc == CP_ENOMEM || rc == CP_EIO) ? FAILED : WRONG;
    return right ? RIGHT : WRONG;
}

/* In a child, so that a crash is a finding; it ends as a program does, which writes its coverage.
 */
static int with_failure(const char *text, const char *engine, double objective, long which) {
    int status = 0;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        until_failure = which;
        int first = work(text, engine, objective);
        until_failure = -1;
        exit(work(text, engine, objective) == RIGHT ? first : WRONG);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        return WRONG;
    return WIFEXITED(status) ? WEXITSTATUS(status) : WRONG;
}

static void test(const char *what, const char *text, const char *engine, double objective) {
    ok(work(text, engine, objective) == RIGHT, "%s by %s", what, engine);
    allocations = 0;
    work(text, engine, objective);
    long n = allocations, failed = 0, wrong = 0;
    for (long k = 0; k < n; k++) {
        int got = with_failure(text, engine, objective, k);
        failed += got == FAILED;
        if (got != FAILED && got != RIGHT && wrong++ < 5)
            printf("# allocation %ld: %d\n", k, got);
    }
    ok(wrong == 0 && failed > n / 2, "%ld allocations fail one by one, %ld give an error", n,
       failed);
}

int main(void) {
    test("a linear program", linear, "glpk", 3);
    test("a linear program", linear, "ipm", 3);
    test("a transport problem", transport, "ipm", 12);
    test("a transport problem to a vertex", transport, "ipm+", 12);
    test("an integer program", integer, "glpk", 6);
    test("an integer program", integer, "ipm", 6);
    test("an integer program", integer, "tree", 6);
    test("an integer program with cuts", fixed, "tree", 37);
    return done();
}
#endif
