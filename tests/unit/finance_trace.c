/* Numbers traced to what they are made of: of random structures every fact is found again from keys
 * of the plan and facts read alone. */
#include "finance_draw.h"
#include "finance/traced.h"
#include <stdlib.h>

struct worst {
    size_t traced, unknown, wrong, unsettled, loose;
};

/* A leaf is a key, a fact, or a plain number of arithmetic. */
static bool is_loose(const struct cp_trace_node *n) {
    bool made = n->op < CP_TRACE_KEY;
    return made && n->n == 0 && n->plus != 0;
}

static void tell(const struct cp_facts *f, size_t row, int structure, const struct cp_error *err) {
    static int told;
    if (told++ < 20)
        printf("# structure %d: %s/%s/%s/%s/%s: %s\n", structure, cp_facts_measure(f, row),
               cp_facts_dim(f, row, CP_ENTITY), cp_facts_dim(f, row, CP_TRANCHE),
               cp_facts_dim(f, row, CP_KIND), cp_facts_dim(f, row, CP_PERIOD), err->at[0].msg);
}

/* What is not known, and signs: that a trigger or a lock-up holds. */
static bool is_number(const struct cp_facts *f, size_t row) {
    static const char *const signs[] = {"locked_up", "closed_lock_up", "closed_trigger"};
    for (size_t i = 0; i < 3; i++)
        if (strcmp(cp_facts_measure(f, row), signs[i]) == 0)
            return false;
    return !isnan(cp_facts_value(f, row));
}

/* All facts of a run in one graph. */
static void trace_all(const struct cp_traced *r, const struct cp_facts *f, size_t first,
                      int structure, struct worst *w) {
    struct cp_trace x;
    struct cp_error err = {0};
    size_t n = cp_facts_count(f), *root = cp_calloc(n, sizeof *root);
    cp_traced_open(r, f, &x);
    for (size_t row = first; row < n; row++) {
        err.n = 0;
        root[row] = SIZE_MAX;
        if (!is_number(f, row))
            continue;
        if (cp_traced_root(&x, row, &root[row], &err) != 0) {
            root[row] = SIZE_MAX;
            w->unknown++;
            tell(f, row, structure, &err);
        }
    }
    w->unsettled += cp_trace_solve(&x, &err) != 0;
    for (size_t row = first; row < n; row++) {
        err.n = 0;
        if (root[row] == SIZE_MAX)
            continue;
        int rc = cp_traced_check(&x, row, root[row], &err);
        w->wrong += rc != 0;
        w->traced += rc == 0;
        if (rc)
            tell(f, row, structure, &err);
    }
    for (size_t i = 0; i < x.n; i++)
        w->loose += is_loose(&x.node[i]);
    cp_trace_release(&x);
    free(root);
}

/* In 383 what rounding leaves of cash stands over a debt service of cents; in 396 a debt of which
 * rounding below 0 is left was swept by all there was. */
static void test_random(void) {
    const unsigned runs = 40, failed_once[] = {383, 396};
    static struct structure s;
    struct worst w = {0};
    for (unsigned i = 0; i <= failed_once[1]; i++) {
        struct cp_traced r;
        struct cp_error err = {0};
        random_structure(&s);
        if (i >= runs && i != failed_once[0] && i != failed_once[1])
            continue;
        struct cp_facts *f = facts_of(&s, false);
        size_t first = cp_facts_count(f);
        int rc = cp_traced_run(&r, &s.plan, f, NULL, &err);
        if (rc < 0)
            ok_rc(rc, &err, "cp_traced_run");
        if (rc == 0)
            trace_all(&r, f, first, (int)i, &w);
        cp_traced_release(&r);
        cp_facts_free(f);
    }
    ok(w.traced > (size_t)100 * runs, "%zu facts of %u random structures are traced", w.traced,
       runs + 2);
    ok(w.unknown == 0, "of %zu no rule says what they are", w.unknown);
    ok(w.wrong == 0, "of %zu the leaves give another number than the books", w.wrong);
    ok(w.unsettled == 0, "%zu graphs go in circles that do not settle", w.unsettled);
    ok(w.loose == 0, "%zu numbers are neither keys nor facts", w.loose);
}

int main(void) {
    test_random();
    return done();
}
