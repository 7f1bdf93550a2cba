/* What the doors promise of threads: units are converted and text is read by any number at once,
 * and each builds and solves a model of its own. `make check-thread` has ThreadSanitizer look on.
 */
#include "lp/lp.h"
#include "tap.h"
#include <pthread.h>

enum { THREADS = 4, SIZE = 12 };

struct work {
    unsigned seed;
    double factor, number, objective;
    int unknown, rc;
};

/* The cheapest way from plants to customers; prices are drawn. */
static int solve_transport(unsigned seed, const char *engine, double *objective) {
    struct cp_error err = {0};
    struct cp_lp_solution s = {0};
    struct cp_lp_options o = {.engine = engine, .threads = 2};
    struct cp_lp *m = cp_lp_new();
    for (size_t i = 0; i < 2 * SIZE; i++)
        cp_lp_add_row(m, 3, 3);
    for (size_t k = 0; k < (size_t)SIZE * SIZE; k++) {
        seed = seed * 1103515245u + 12345u;
        size_t c = cp_lp_add_col(m, 1 + seed / 65536 % 100, 0, CP_LP_INF);
        cp_lp_add_coef(m, k / SIZE, c, 1);
        cp_lp_add_coef(m, SIZE + k % SIZE, c, 1);
    }
    int rc = cp_lp_finish(m, &err);
    if (rc == 0)
        rc = cp_lp_solve(m, &o, &s, &err);
    *objective = s.objective;
    cp_lp_solution_release(&s);
    cp_lp_free(m);
    return rc;
}

static void *work(void *arg) {
    struct work *w = arg;
    struct cp_error err = {0};
    struct cp_pos nowhere = {0};
    double none;
    size_t used;
    w->rc = cp_unit_factor("GWh", "MWh", &w->factor, nowhere, &err);
    w->unknown = cp_unit_factor("MWW", "MW", &none, nowhere, &err);
    if (w->rc == 0)
        w->rc = cp_number_parse("1234.5678901234567", 18, &w->number, &used);
    if (w->rc == 0)
        w->rc = solve_transport(w->seed, w->seed % 2 ? "ipm" : "glpk", &w->objective);
    return NULL;
}

int main(void) {
    pthread_t thread[THREADS];
    struct work w[THREADS] = {0};
    int started = 0;
    for (unsigned k = 0; k < THREADS; k++) {
        w[k].seed = k + 1;
        started += pthread_create(&thread[k], NULL, work, &w[k]) == 0;
    }
    for (int k = 0; k < started; k++)
        pthread_join(thread[k], NULL);
    ok(started == THREADS, "%d threads", started);
    for (int k = 0; k < started; k++) {
        double alone = NAN;
        ok(w[k].rc == 0 && fabs(w[k].factor - 1000) < 1e-9 && w[k].number == 1234.5678901234567 &&
               w[k].unknown == CP_EINPUT,
           "units and numbers of thread %d", k);
        solve_transport(w[k].seed, w[k].seed % 2 ? "ipm" : "glpk", &alone);
        ok(w[k].objective == alone, "its program has the answer that it has alone");
    }
    return done();
}
