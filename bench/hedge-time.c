/* Solve the CVaR program of drawn scenarios and say how long it took: bench/hedge.
 *   program SEED FILE    FILE gets costs, then base and payoffs by scenario */
#include "hedge/hedge.h"
#include "num/num.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { N = 2000, M = 50, FACTORS = 5 };

static void draw(uint64_t seed, double *base, double *payoff) {
    struct cp_random r = cp_num_random_stream(seed, 2, 3);
    for (size_t s = 0; s < N; s++) {
        double z[FACTORS];
        for (size_t j = 0; j < FACTORS; j++)
            z[j] = cp_num_random_normal(&r);
        for (size_t k = 0; k < M; k++) {
            double x =
                .6 * z[k % FACTORS] + .4 * z[(k + 1) % FACTORS] + .5 * cp_num_random_normal(&r);
            payoff[s * M + k] = 30 * (exp(.3 * x - .045) - 1);
            base[s] -= (k < 10 ? 1000 : 200) * (payoff[s * M + k] + 30) * (1 + .1 * z[k % FACTORS]);
        }
    }
}

static int write_down(const char *path, const double *cost, const double *base,
                      const double *payoff) {
    FILE *out = fopen(path, "w");
    if (!out)
        return 2;
    fputs("0", out);
    for (size_t k = 0; k < M; k++)
        fprintf(out, " %.17g", cost[k]);
    for (size_t s = 0; s < N; s++) {
        fprintf(out, "\n%.17g", base[s]);
        for (size_t k = 0; k < M; k++)
            fprintf(out, " %.17g", payoff[s * M + k]);
    }
    return fclose(out) ? 2 : 0;
}

int main(int argc, char **argv) {
    double *base = calloc(N, sizeof *base), *payoff = calloc((size_t)N * M, sizeof *payoff);
    double cost[M], least[M], most[M];
    if (argc != 3 || !base || !payoff)
        return 2;
    draw(strtoul(argv[1], NULL, 10), base, payoff);
    for (size_t k = 0; k < M; k++) {
        cost[k] = .05 + .01 * (double)(k % 7);
        least[k] = -500;
        most[k] = 1500;
    }
    struct cp_hedge_program p = {.n = N,
                                 .m = M,
                                 .base = base,
                                 .payoff = payoff,
                                 .cost = cost,
                                 .least = least,
                                 .most = most,
                                 .aversion = .5,
                                 .tail = .95};
    struct cp_hedge_choice c;
    struct cp_error err = {0};
    clock_t start = clock();
    int rc = cp_hedge_choose(&p, 1, &c, &err);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    if (rc == 0)
        printf("%.3f %.12g\n", seconds, c.objective);
    rc = rc ? 2 : write_down(argv[2], cost, base, payoff);
    cp_hedge_choice_release(&c);
    free(base);
    free(payoff);
    return rc;
}
