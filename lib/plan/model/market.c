/* Curves by name, and the correlations of their factors. */
#include "plan/plan.h"
#include <math.h>
#include <string.h>

const struct cp_market_curve *cp_plan_market_curve(const struct cp_plan_market *m,
                                                   const char *name) {
    for (size_t i = 0; i < m->ncurve; i++)
        if (strcmp(m->curve[i].name, name) == 0)
            return &m->curve[i];
    return NULL;
}

static void put_with(const struct cp_plan_market *m, size_t row,
                     const struct cp_correlation_with *w, double *rho) {
    const struct cp_market_curve *c = cp_plan_market_curve(m, w->curve);
    size_t n = 2 * m->ncurve;
    for (size_t g = 0; c && g < 2; g++) {
        size_t col = 2 * (size_t)(c - m->curve) + g;
        if (!isnan(w->factor[g]))
            rho[row * n + col] = rho[col * n + row] = w->factor[g];
    }
}

void cp_plan_correlations(const struct cp_plan_market *m, double *rho) {
    size_t n = 2 * m->ncurve;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            rho[i * n + j] = i == j;
    for (size_t i = 0; i < m->ncurve; i++) {
        size_t s = 2 * i, l = s + 1;
        rho[s * n + l] = rho[l * n + s] = m->curve[i].model.rho;
    }
    for (size_t i = 0; i < m->ncorrelation; i++) {
        const struct cp_correlation_of *of = &m->correlation[i];
        const struct cp_market_curve *c = cp_plan_market_curve(m, of->curve);
        for (size_t f = 0; c && f < 2; f++)
            for (size_t k = 0; k < of->nwith[f]; k++)
                put_with(m, 2 * (size_t)(c - m->curve) + f, &of->with[f][k], rho);
    }
}
