#include "finance/finance.h"
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
