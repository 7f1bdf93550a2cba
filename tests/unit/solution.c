/* Answers of programs as facts, and each of their allocations failed. */
#include "starve.h"
#include "solution/solution.h"

struct work {
    const struct cp_lp *m;
    const struct cp_lp_options *opt;
    bool conflict;
};

static int put(const void *with, struct cp_error *err) {
    const struct work *w = with;
    struct cp_facts *facts = cp_facts_new();
    struct cp_lp_solution s = {0};
    enum cp_solution_iis iis = CP_SOLUTION_UNPROVED;
    int rc = facts ? cp_lp_solve(w->m, w->opt, &s, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_solution_put(w->m, &s, facts, err);
    if (rc == 0 && w->conflict)
        rc = cp_solution_put_conflict(w->m, w->opt, facts, &iis, err);
    if (rc == 0 && w->conflict && iis != CP_SOLUTION_IRREDUCIBLE)
        rc = cp_fail(err, CP_EINTERNAL, "the conflict is not irreducible");
    cp_lp_solution_release(&s);
    cp_facts_free(facts);
    return rc;
}

/* Most of x + y with x + 2 y <= 4 and x <= 3; beside it one that asks for x + y >= 9 as well. */
static int program(bool conflict, struct cp_lp **out, struct cp_error *err) {
    static const char text[] = "Maximize\n total: x + y\nSubject To\n both: x + 2 y <= 4\n%s"
                               "Bounds\n x <= 3\nEnd\n";
    char all[200];
    int len = snprintf(all, sizeof all, text, conflict ? " more: x + y >= 9\n" : "");
    FILE *in = fmemopen(all, (size_t)len, "r");
    int rc = in ? cp_lp_read(out, in, "program", err) : cp_fail_nomem(err);
    if (in)
        fclose(in);
    return rc;
}

int main(void) {
    for (int conflict = 0; conflict < 2; conflict++) {
        struct cp_error err = {0};
        struct cp_lp *m = NULL;
        struct cp_lp_options opt = CP_LP_OPTIONS_INIT;
        if (ok_rc(program(conflict, &m, &err), &err, "the program")) {
            struct work w = {m, &opt, conflict};
            starve(put, &w, conflict ? "what is in conflict, as facts" : "an optimum, as facts");
        }
        cp_lp_free(m);
    }
    return done();
}
