/* Solves a family of MPS files that differ in costs, right-hand sides or bounds, each alone and
 * each from the basis of the one before. Built and run by bench/family. */
#include "lp/lp.h"
#include <math.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(int argc, char **argv) {
    const char *engine = argv[1];
    struct cp_lp_warm warm = {0};
    double cold_time = 0, warm_time = 0;
    for (int k = 2; k < argc; k++) {
        struct cp_error err = {0};
        struct cp_lp *m = NULL;
        FILE *in = fopen(argv[k], "r");
        if (!in || cp_lp_read_mps(&m, in, argv[k], &err))
            return 2;
        fclose(in);
        struct cp_lp_solution a = {0}, b = {0};
        struct cp_lp_options cold = {.engine = engine}, next = {.engine = "glpk", .warm = &warm};
        double start = now();
        if (cp_lp_solve(m, &cold, &a, &err))
            return 2;
        double between = now();
        if (cp_lp_solve(m, &next, &b, &err))
            return 2;
        double end = now();
        printf("%-24s alone %8.3f s %6zu iterations, from the one before %8.3f s %6zu, %s\n",
               argv[k], between - start, a.iterations, end - between, b.iterations,
               fabs(a.objective - b.objective) <= 1e-7 * fabs(a.objective) && a.status == b.status
                   ? "same objective"
                   : "DIFFERENT");
        if (k > 2) {
            cold_time += between - start;
            warm_time += end - between;
        }
        cp_lp_solution_release(&a);
        cp_lp_solution_release(&b);
        cp_lp_free(m);
    }
    printf("after the first: %.3f s alone, %.3f s from the one before, ratio %.2f\n", cold_time,
           warm_time, warm_time / cold_time);
    cp_lp_warm_release(&warm);
    return 0;
}
