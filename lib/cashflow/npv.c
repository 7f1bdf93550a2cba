#include "cashflow/cashflow.h"
#include <math.h>

double cp_cashflow_npv(double rate, const double *year, const double *amount, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += amount[i] * cp_discount(rate, year[i]);
    return sum;
}

double cp_cashflow_mirr(const double *year, const double *amount, size_t n, double finance,
                        double reinvest) {
    double in = 0, out = 0, span = n ? year[n - 1] - year[0] : 0;
    for (size_t i = 0; i < n; i++)
        if (amount[i] > 0)
            in += amount[i] * pow(1 + reinvest, year[n - 1] - year[i]);
        else
            out -= amount[i] * pow(1 + finance, year[0] - year[i]);
    if (span <= 0 || in == 0 || out == 0)
        return NAN;
    return pow(in / out, 1 / span) - 1;
}

double cp_cashflow_payback(const double *year, const double *amount, size_t n) {
    double sum = 0, before = 0, at = NAN;
    for (size_t i = 0; i < n; i++) {
        before = sum;
        sum += amount[i];
        if (sum < 0)
            at = NAN;
        else if (isnan(at))
            at = i == 0 || before >= 0
                     ? year[i]
                     : year[i - 1] + (year[i] - year[i - 1]) * -before / (sum - before);
    }
    return at;
}
