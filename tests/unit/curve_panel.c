/* Two factors of crude oil futures, 1990 to 1995, by week: data and parameters of Schwartz and
 * Smith, Management Science 46 (2000) 893, table 2, in the folder that CAPPLAN_SHARED names. */
#include "curve/curve.h"
#include "tap.h"
#include <stdlib.h>

enum { WEEKS = 300, PRICES = 5 };

static size_t read_prices(double *x, double *years, double *step) {
    static const double months[PRICES] = {1, 5, 9, 13, 17};
    const char *shared = getenv("CAPPLAN_SHARED");
    char path[400], line[200];
    size_t n = 0;
    snprintf(path, sizeof path, "%s/data/forwards/schwartz_smith_wti_1990-1995.csv",
             shared ? shared : "");
    FILE *in = shared ? fopen(path, "r") : NULL;
    while (in && n < WEEKS && fgets(line, sizeof line, in)) {
        double *p = x + n * PRICES;
        const char *after = strchr(line, ',');
        if (!after || sscanf(after, ",%*f,%lf,%lf,%lf,%lf,%lf", p, p + 1, p + 2, p + 3, p + 4) != 5)
            continue; /* the header */
        for (size_t i = 0; i < PRICES; i++) {
            p[i] = log(p[i]);
            years[n * PRICES + i] = months[i] / 12;
        }
        step[n++] = 5. / 265;
    }
    if (in)
        fclose(in);
    return n;
}

int main(void) {
    static const double published[PRICES] = {.042, .006, .003, 1e-5, .004};
    static double x[WEEKS * PRICES], years[WEEKS * PRICES], step[WEEKS];
    const struct cp_curve_two_factor paper = {1.49, .286, .145, .3, .157, -.0125, .0115};
    struct cp_curve_panel p = {0, PRICES, x, years, step};
    p.ndate = read_prices(x, years, step);
    if (p.ndate == 0) {
        puts("1..0 # SKIP no CAPPLAN_SHARED");
        return 0;
    }
    ok(p.ndate == 268, "268 weeks");
    const struct cp_curve_state first = {.119, x[PRICES - 1], {.01, 0, .01}};
    struct cp_curve_state s = first;
    double truth = cp_curve_likelihood(&paper, published, &p, &s), best = 0;
    struct cp_curve_two_factor m = {1, .3, .2, 0, 0, 0, 0};
    double deviation[PRICES] = {.02, .02, .02, .02, .02};
    s = first;
    ok(cp_curve_fit_panel(&p, &m, deviation, &s, &best) == 0 && best >= truth,
       "what is fitted is as likely as what was published");
    printf("# %.2f, published %.2f; reversion %.3f, volatilities %.3f %.3f, correlation %.3f\n",
           best, truth, m.speed, m.short_term, m.long_term, m.rho);
    ok(fabs(m.speed - 1.49) < .1 && fabs(m.short_term - .286) < .06 &&
           fabs(m.long_term - .145) < .03,
       "and near it");
    return done();
}
