#include "cashflow/cashflow.h"
#include <math.h>

/* ((1+r)^n - 1) / r, exact as r goes to 0; spreadsheets define it for 1+r < 0 and whole n too. */
static double annuity(double rate, double n) {
    if (rate == 0)
        return n;
    return (rate > -1 ? expm1(n * log1p(rate)) : pow(1 + rate, n) - 1) / rate;
}

double cp_level_payment(double rate, double n, double pv, double fv, bool due) {
    return -(fv + pv * pow(1 + rate, n)) / (annuity(rate, n) * (due ? 1 + rate : 1));
}

/* Interest on the balance after payment k-1: paid a period later, or with `due` at the next start.
 */
double cp_level_interest(double rate, double k, double n, double pv, double fv, bool due) {
    if (due && k == 1)
        return 0;
    double payment = cp_level_payment(rate, n, pv, fv, due), past = due ? k - 2 : k - 1;
    double balance =
        pv * pow(1 + rate, past) + payment * annuity(rate, past) * (due ? 1 + rate : 1);
    return -(due ? balance + payment : balance) * rate;
}

double cp_level_principal(double rate, double k, double n, double pv, double fv, bool due) {
    return cp_level_payment(rate, n, pv, fv, due) - cp_level_interest(rate, k, n, pv, fv, due);
}

double cp_level_present(double rate, double n, double payment, double fv, bool due) {
    return -(fv + payment * annuity(rate, n) * (due ? 1 + rate : 1)) / pow(1 + rate, n);
}

double cp_level_future(double rate, double n, double payment, double pv, bool due) {
    return -(pv * pow(1 + rate, n) + payment * annuity(rate, n) * (due ? 1 + rate : 1));
}

double cp_level_periods(double rate, double payment, double pv, double fv, bool due) {
    if (rate == 0)
        return -(pv + fv) / payment;
    double each = payment * (due ? 1 + rate : 1) / rate;
    return log((each - fv) / (pv + each)) / log1p(rate);
}

static double value_at(double x, double n, double payment, double pv, double fv, bool due) {
    double rate = expm1(x);
    return pv + payment * (rate == 0 ? n : -expm1(-n * x) / rate) * (due ? 1 + rate : 1) +
           fv * exp(-n * x);
}

/* From the rate of zero outwards in log(1+r) to the first change of sign, then halving. */
double cp_level_rate(double n, double payment, double pv, double fv, bool due) {
    const double step = 1.0 / 256, end = 12;
    double zero = value_at(0, n, payment, pv, fv, due);
    for (double x = 0; x < end; x += step)
        for (int side = 1; side >= -1; side -= 2) {
            double low = side * x, high = side * (x + step),
                   below = value_at(low, n, payment, pv, fv, due),
                   above = value_at(high, n, payment, pv, fv, due);
            if (zero == 0 || below == 0)
                return zero == 0 ? 0 : expm1(low);
            if (below * above > 0 || !isfinite(above))
                continue;
            for (int i = 0; i < 100; i++) {
                double mid = 0.5 * (low + high);
                if (value_at(mid, n, payment, pv, fv, due) * below > 0)
                    low = mid;
                else
                    high = mid;
            }
            return expm1(0.5 * (low + high));
        }
    return NAN;
}

double cp_level_interest_sum(double rate, double n, double pv, double from, double to, bool due) {
    double sum = 0;
    for (double k = ceil(from); k <= to; k++)
        sum += cp_level_interest(rate, k, n, pv, 0, due);
    return sum;
}

double cp_level_principal_sum(double rate, double n, double pv, double from, double to, bool due) {
    double sum = 0;
    for (double k = ceil(from); k <= to; k++)
        sum += cp_level_principal(rate, k, n, pv, 0, due);
    return sum;
}

double cp_rate_effective(double nominal, double n) {
    return expm1(floor(n) * log1p(nominal / floor(n)));
}

double cp_rate_nominal(double effective, double n) {
    return floor(n) * expm1(log1p(effective) / floor(n));
}

double cp_rate_compound(double amount, const double *rate, size_t n) {
    for (size_t i = 0; i < n; i++)
        amount *= 1 + rate[i];
    return amount;
}
