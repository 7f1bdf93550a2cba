/* An engine in a process of its own: the same answer, and an end whatever it does. */
#include "lp/external/isolate.h"
#include "lp/model/limits.h"
#include "lp/model/solution.h"
#include "tap.h"
#include <signal.h>
#include <unistd.h>

static const char text[] = "NAME\nROWS\n N z\n G a\n L b\nCOLUMNS\n x z 3 a 1\n x b 1\n"
                           " y z 2 a 1\nRHS\n R a 4 b 3\nBOUNDS\n UP B y 2\nENDATA\n";

static int lost(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                struct cp_lp_solution *out, struct cp_error *err) {
    (void)opt, (void)err;
    out->x[v->ncol - 1] = 7;
    out->status = CP_LP_FEASIBLE;
    while (pause() == -1)
        continue;
    return 0;
}

static int crash(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                 struct cp_lp_solution *out, struct cp_error *err) {
    (void)v, (void)opt, (void)out, (void)err;
    raise(SIGKILL);
    return 0;
}

static int refuse(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                  struct cp_lp_solution *out, struct cp_error *err) {
    (void)v, (void)out;
    opt->log(opt->log_ctx, "one line");
    return cp_fail(err, CP_EINPUT, "not this program");
}

enum { HEARD = 80 };

static void hear(void *heard, const char *line) {
    snprintf(heard, HEARD, "%s", line);
}

static bool wants_no_more(void *ctx) {
    (void)ctx;
    return true;
}

int main(void) {
    struct cp_error err = {0};
    struct cp_lp *m = NULL;
    FILE *f = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
    if (!ok_rc(f ? cp_lp_read_mps(&m, f, "t", &err) : CP_EIO, &err, "read"))
        return done();
    fclose(f);
    struct cp_lp_view v = cp_lp_view(m);
    struct cp_lp_warm warm = {0};
    char heard[HEARD] = "";
    struct cp_lp_options o = {.warm = &warm, .log = hear, .log_ctx = heard};
    o = cp_lp_effective(&o);
    struct cp_lp_solution s = {0};
    ok_rc(cp_lp_solution_alloc(&v, &s, &err), &err, "room");

    ok_rc(cp_lp_solve_isolated("e", cp_lp_engine_glpk.linear, &v, &o, &s, &err), &err,
          "solve in a process of its own");
    ok(s.status == CP_LP_OPTIMAL, "status");
    ok_near(s.x[0], 2, 1e-9, "x");
    ok_near(s.x[1], 2, 1e-9, "y");
    ok_near(s.dual[0], 3, 1e-9, "dual");
    ok(warm.basis && warm.ncol == 2 && warm.nrow == 2, "the basis is kept");
    ok(*heard, "what it says is heard");

    *heard = '\0';
    ok_fails(cp_lp_solve_isolated("e", refuse, &v, &o, &s, &err), &err, "not this program",
             "an error comes back");
    ok_str(heard, "one line", "and what was said before");

    err = (struct cp_error){0};
    ok_fails(cp_lp_solve_isolated("e", crash, &v, &o, &s, &err), &err, "ended by signal 9",
             "a crash is an error");

    err = (struct cp_error){0};
    o.time_limit = 0.05;
    s.status = CP_LP_UNDECIDED;
    ok_rc(cp_lp_solve_isolated("e", lost, &v, &o, &s, &err), &err, "one that does not end");
    ok(s.status == CP_LP_FEASIBLE && s.x[1] == 7, "leaves what it had");
    o.time_limit = 0;
    o.interrupted = wants_no_more;
    ok_rc(cp_lp_solve_isolated("e", lost, &v, &o, &s, &err), &err, "or is interrupted");
    cp_lp_solution_release(&s);
    cp_lp_warm_release(&warm);
    cp_lp_free(m);
    return done();
}
