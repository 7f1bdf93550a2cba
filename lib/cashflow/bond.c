/* Bonds with regular coupons: price, yield and duration between coupon dates [Securities Industry
 * Association, Standard Securities Calculation Methods, 3rd ed. 1993]. Coupons are counted back
 * from maturity; a bond that matures on the last day of a month pays on last days. */
#include "cashflow/cashflow.h"
#include <math.h>

struct coupons {
    double n;     /* left */
    double run;   /* part of the running coupon period that has passed */
    double each;  /* coupon of 100 */
    double years; /* of a coupon period */
};

static double days_by(enum cp_day_count count, int64_t from, int64_t to) {
    if (count == CP_30_360 || count == CP_30E_360)
        return 360 * cp_day_count_years(count, from, to);
    return (double)((to - from) / 24);
}

static bool coupons_of(const struct cp_bond *b, struct coupons *c) {
    if (b->settlement >= b->maturity || b->frequency < 1 || 12 % b->frequency != 0)
        return false;
    int step = 12 / b->frequency, n = 0;
    int64_t previous = b->maturity, next = b->maturity;
    while (previous > b->settlement) {
        next = previous;
        previous = cp_day_months_before(b->maturity, ++n * step, true);
    }
    double length = 360.0 / b->frequency;
    if (b->count == CP_ACT_365)
        length = 365.0 / b->frequency;
    else if (b->count == CP_ACT_ACT || b->count == CP_ACT_ACT_SHEET)
        length = (double)((next - previous) / 24);
    c->n = n;
    c->run = days_by(b->count, previous, b->settlement) / length;
    c->each = 100 * b->rate / b->frequency;
    c->years = 1.0 / b->frequency;
    return true;
}

double cp_bond_accrued(const struct cp_bond *b) {
    struct coupons c;
    return coupons_of(b, &c) ? c.each * c.run : NAN;
}

double cp_bond_price(const struct cp_bond *b, double yield) {
    struct coupons c;
    if (!coupons_of(b, &c))
        return NAN;
    double rate = yield * c.years, left = 1 - c.run;
    /* in the last coupon period interest is simple */
    if (c.n == 1)
        return (b->redemption + c.each) / (1 + left * rate) - c.each * c.run;
    double annuity = rate == 0 ? c.n : -expm1(-c.n * log1p(rate)) / rate * (1 + rate);
    if (c.each == 0) /* of an annuity beyond all numbers too */
        annuity = 0;
    return pow(1 + rate, -left) * (b->redemption * pow(1 + rate, -(c.n - 1)) + c.each * annuity) -
           c.each * c.run;
}

/* The price falls as the yield rises: halve the interval of log(1 + yield a period). */
double cp_bond_yield(const struct cp_bond *b, double price) {
    double low = -20, high = 20, f = b->frequency;
    struct coupons c;
    if (!coupons_of(b, &c) || !(price + c.each * c.run > 0) || !(b->redemption > 0))
        return NAN;
    if (c.n == 1) {
        double left = 1 - c.run;
        return left > 0 ? f * ((b->redemption + c.each) / (price + c.each * c.run) - 1) / left
                        : NAN;
    }
    for (int i = 0; i < 200 && high - low > 0x1p-52 * fmax(fabs(low), fabs(high)); i++) {
        double x = 0.5 * (low + high);
        if (cp_bond_price(b, f * expm1(x)) > price)
            low = x;
        else
            high = x;
    }
    return f * expm1(0.5 * (low + high));
}

double cp_bond_duration(const struct cp_bond *b, double yield, bool modified) {
    struct coupons c;
    if (!coupons_of(b, &c))
        return NAN;
    double rate = yield * c.years, value = 0, weighted = 0;
    for (double k = 0; k < c.n; k++) {
        double time = k + 1 - c.run;
        double now = (c.each + (k + 1 == c.n ? b->redemption : 0)) * pow(1 + rate, -time);
        value += now;
        weighted += time * now;
    }
    return weighted / value * c.years / (modified ? 1 + rate : 1);
}
