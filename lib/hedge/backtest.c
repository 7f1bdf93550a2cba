/* Tests of a risk model on the past, hedge ratios, margin accounts. */
#include "hedge/numbers.h"
#include "num/num.h"
#include <math.h>

/* x ln p, 0 where x is. */
static double xlog(double x, double p) {
    return x > 0 ? x * log(p) : 0;
}

static double chi2_above(double x) { /* of one degree of freedom */
    return erfc(sqrt(x > 0 ? x / 2 : 0));
}

struct cp_hedge_backtest cp_hedge_backtest(size_t n, size_t exceptions, double p) {
    double x = (double)exceptions, m = (double)n, rate = x / m;
    double ratio =
        -2 * (xlog(m - x, 1 - p) + xlog(x, p)) + 2 * (xlog(m - x, 1 - rate) + xlog(x, rate));
    struct cp_hedge_backtest b = {ratio, chi2_above(ratio), 1, 0};
    if (exceptions > 0)
        b.at_least = cp_num_binomial_above((unsigned)exceptions - 1, (unsigned)n, p);
    b.at_most = 1 - cp_num_binomial_above((unsigned)exceptions, (unsigned)n, p);
    return b;
}

struct cp_hedge_backtest cp_hedge_independence(const bool *exception, size_t n) {
    double c[2][2] = {{0, 0}, {0, 0}};
    for (size_t i = 1; i < n; i++)
        c[exception[i - 1]][exception[i]]++;
    double after0 = c[0][0] + c[0][1], after1 = c[1][0] + c[1][1], all = after0 + after1;
    double p = (c[0][1] + c[1][1]) / all, p0 = c[0][1] / after0, p1 = c[1][1] / after1;
    double same = xlog(c[0][0] + c[1][0], 1 - p) + xlog(c[0][1] + c[1][1], p);
    double each =
        xlog(c[0][0], 1 - p0) + xlog(c[0][1], p0) + xlog(c[1][0], 1 - p1) + xlog(c[1][1], p1);
    double ratio = 2 * (each - same);
    return (struct cp_hedge_backtest){ratio, chi2_above(ratio), NAN, NAN};
}

struct cp_hedge_ratio cp_hedge_minimum_variance(const double *ds, const double *df, size_t n) {
    struct cp_num_line line;
    struct cp_hedge_ratio r = {NAN, NAN, NAN, NAN, NAN, NAN};
    double mean = 0, sss = 0;
    if (n < 3 || cp_num_line_fit(df, ds, n, &line) != 0)
        return r;
    for (size_t i = 0; i < n; i++)
        mean += ds[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        sss += (ds[i] - mean) * (ds[i] - mean);
    r.ratio = line.b;
    r.error = sqrt(line.sigma2 / line.sxx);
    r.r_squared = sss > 0 ? 1 - line.sse / sss : NAN;
    r.deviation_s = sqrt(sss / (double)(n - 1));
    r.deviation_f = sqrt(line.sxx / (double)(n - 1));
    r.correlation = line.b * r.deviation_f / r.deviation_s;
    return r;
}

double cp_hedge_contracts(const struct cp_hedge_ratio *r, double quantity, double size) {
    return r->ratio * quantity / size;
}

double cp_hedge_margin(const struct cp_hedge_account *a, const double *price, size_t n,
                       double *gain, double *balance, double *call) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        gain[i] = i ? a->quantity * (price[i] - price[i - 1]) : 0;
        balance[i] = i ? balance[i - 1] + call[i - 1] + gain[i] : a->initial;
        call[i] = balance[i] < a->maintenance ? a->initial - balance[i] : 0;
        sum += call[i];
    }
    return sum;
}
