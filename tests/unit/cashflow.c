/* Published answers, typed: Microsoft's worked examples of PMT, IPMT, DDB, XIRR and XNPV as quoted
 * in github.com/formulajs/formulajs test/financial.js; MathWorks' xirr example by day count;
 * QuantLib test-suite/daycounters.cpp and amortizingbond.cpp; pyxirr tests/test_scheduled.rs; IRS
 * Publication 946 Appendix A (rows also in NREL ssc cmod_singleowner.cpp). */
#include "tap.h"
#include "cashflow/cashflow.h"
#include <stdlib.h>

static int64_t day(const char *text) {
    struct cp_period p = {0};
    if (cp_period_parse(text, strlen(text), &p) != 0)
        ok(false, "bad date in the test: %s", text);
    return cp_period_start(p);
}

static void test_day_counts(void) {
    static const struct {
        const char *count, *from, *to;
        double want;
    } cases[] = {{"act/act", "2003-11-01", "2004-05-01", 0.497724380567},
                 {"act/act", "1999-02-01", "1999-07-01", 0.410958904110},
                 {"act/act", "1999-07-01", "2000-07-01", 1.001377348600},
                 {"act/act", "2002-08-15", "2003-07-15", 0.915068493151},
                 {"act/act", "2003-07-15", "2004-01-15", 0.504004790778},
                 {"act/act", "1999-07-30", "2000-01-30", 0.503892506924},
                 {"act/act", "2000-01-30", "2000-06-30", 0.415300546448},
                 {"act/act-afb", "2003-11-01", "2004-05-01", 0.497267759563},
                 {"act/act-afb", "1999-02-01", "1999-07-01", 0.410958904110},
                 {"act/act-afb", "1999-07-01", "2000-07-01", 1},
                 {"act/act-afb", "2002-08-15", "2003-07-15", 0.915068493151},
                 {"act/act-afb", "2003-07-15", "2004-01-15", 0.504109589041},
                 {"act/act-afb", "1999-07-30", "2000-01-30", 0.504109589041},
                 {"act/act-afb", "2000-01-30", "2000-06-30", 0.41530054644},
                 {"act/act-sheet", "1980-03-04", "1980-03-05", 0.002732240437158},
                 {"act/360", "1980-03-04", "1980-03-05", 0.002777777777778},
                 {"act/360", "1980-03-04", "2003-02-15", 23.28611111111},
                 {"act/365", "1980-03-04", "1994-01-01", 13.83835616438},
                 {"act/365F", "1980-03-04", "2007-11-01", 27.67945205479},
                 {"30/360", "1980-03-04", "2003-02-15", 22.94722222222},
                 {"30/360", "1980-03-04", "2000-02-29", 19.98611111111},
                 {"30/360", "1993-02-28", "1996-03-31", 3.086111111111},
                 {"30E/360", "1980-03-04", "2007-11-01", 27.65833333333}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum cp_day_count count;
        bool known = cp_day_count_parse(cases[i].count, &count) == 0;
        int64_t a = day(cases[i].from), b = day(cases[i].to);
        ok_near(known ? cp_day_count_years(count, a, b) : NAN, cases[i].want, 1e-11,
                cases[i].count);
        ok(known && cp_day_count_years(count, a, b) == -cp_day_count_years(count, b, a),
           "turned round it changes its sign");
    }
    enum cp_day_count count;
    ok(cp_day_count_parse("act/364", &count) == CP_EINPUT, "act/364 is refused");
}

static void test_icma(void) {
    static const struct {
        const char *from, *to, *start, *end;
        double want;
    } cases[] = {{"2003-11-01", "2004-05-01", "2003-11-01", "2004-05-01", 0.5},
                 {"1999-02-01", "1999-07-01", "1998-07-01", "1999-07-01", 0.410958904110},
                 {"1999-07-01", "2000-07-01", "1999-07-01", "2000-07-01", 1},
                 {"2002-08-15", "2003-07-15", "2003-01-15", "2003-07-15", 0.915760869565},
                 {"2003-07-15", "2004-01-15", "2003-07-15", "2004-01-15", 0.5},
                 {"1999-07-30", "2000-01-30", "1999-07-30", "2000-01-30", 0.5},
                 {"2000-01-30", "2000-06-30", "2000-01-30", "2000-07-30", 0.417582417582}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ok_near(cp_day_count_icma(day(cases[i].from), day(cases[i].to), day(cases[i].start),
                                  day(cases[i].end)),
                cases[i].want, 1e-11, "act/act ICMA");
    ok(isnan(cp_day_count_icma(0, 24, 0, 24)), "no coupon period is shorter than a month");
}

/* Microsoft's worked examples of PRICE, YIELD, DURATION and MDURATION. */
static void test_bonds(void) {
    struct cp_bond b = {day("2008-02-15"), day("2017-11-15"), 0.0575, 100, 2, CP_30_360};
    ok_near(cp_bond_price(&b, 0.065), 94.63436162132213, 1e-9, "PRICE");
    for (double y = -0.3; y < 2; y += 0.05)
        if (fabs(cp_bond_yield(&b, cp_bond_price(&b, y)) - y) > 1e-12)
            ok(false, "the yield of a price at %g is that yield", y);
    struct cp_bond y = {day("2008-02-15"), day("2016-11-15"), 0.0575, 100, 2, CP_30_360};
    ok_near(cp_bond_yield(&y, 95.04287), 0.065, 1e-7, "YIELD");
    struct cp_bond d = {day("2018-07-01"), day("2048-01-01"), 0.08, 100, 2, CP_ACT_ACT};
    ok_near(cp_bond_duration(&d, 0.09, false), 10.9191453, 1e-7, "DURATION");
    struct cp_bond m = {day("2008-01-01"), day("2016-01-01"), 0.08, 100, 2, CP_ACT_ACT};
    ok_near(cp_bond_duration(&m, 0.09, true), 5.73567, 1e-5, "MDURATION");
    ok_near(cp_bond_price(&m, 0.08), 100, 1e-13, "at its coupon a bond is at par on a coupon date");
    double h = 1e-6, up = cp_bond_price(&b, 0.065 + h), down = cp_bond_price(&b, 0.065 - h);
    ok_near((down - up) / (2 * h) / (cp_bond_price(&b, 0.065) + cp_bond_accrued(&b)),
            cp_bond_duration(&b, 0.065, true), 1e-7, "modified duration is the slope of the price");
    struct cp_bond gone = {day("2020-01-01"), day("2020-01-01"), 0.05, 100, 2, CP_30_360};
    ok(isnan(cp_bond_price(&gone, 0.05)), "a bond that has matured has no price");
    ok(isnan(cp_bond_yield(&b, -200)), "no yield gives a price below the interest accrued");
}

struct dated {
    const char *date;
    double amount;
};

static struct cp_rates rates_of(const struct dated *w, size_t n, enum cp_day_count count,
                                double *npv, double at) {
    double year[32], amount[32];
    for (size_t i = 0; i < n; i++) {
        year[i] = cp_day_count_years(count, day(w[0].date), day(w[i].date));
        amount[i] = w[i].amount;
    }
    struct cp_rates r = {0};
    struct cp_error err = {0};
    ok_rc(cp_cashflow_rates(year, amount, n, &r, &err), &err, "rates");
    if (npv)
        *npv = cp_cashflow_npv(at, year, amount, n);
    return r;
}

static void test_dated_rates(void) {
    static const struct dated excel[] = {{"2008-01-01", -10000},
                                         {"2008-03-01", 2750},
                                         {"2008-10-30", 4250},
                                         {"2009-02-15", 3250},
                                         {"2009-04-01", 2750}};
    double npv;
    struct cp_rates r = rates_of(excel, 5, CP_ACT_365, &npv, 0.09);
    ok_near(r.rate, 0.3733625335, 1e-10, "XIRR's documented example");
    ok(r.status == CP_RATE_UNIQUE, "has one root");
    ok_near(npv, 2086.65, 2.4e-6, "XNPV's documented example");
    static const struct dated ml[] = {{"2007-01-12", -10000},
                                      {"2008-02-14", 2500},
                                      {"2008-03-03", 2000},
                                      {"2008-06-14", 3000},
                                      {"2008-12-01", 4000}};
    ok_near(rates_of(ml, 5, CP_ACT_365, NULL, 0).rate, 0.10064378342638, 1e-10, "act/365F");
    ok_near(rates_of(ml, 5, CP_ACT_360, NULL, 0).rate, 0.0991988898057063, 1e-10, "act/360");
    ok_near(rates_of(ml, 5, CP_30_360, NULL, 0).rate, 0.100675477282743, 1e-10, "30/360");
    ok_near(rates_of(ml, 5, CP_ACT_ACT, NULL, 0).rate, 0.100739648987346, 1e-10, "act/act");
    static const struct dated near[] = {{"2020-07-03", -177900000}, {"2021-02-25", 8799805.85}};
    ok_near(rates_of(near, 2, CP_ACT_365, NULL, 0).rate, -0.990247691899517, 1e-12, "near -1");
    static const struct dated nearer[] = {{"2020-03-05", -18480}, {"2020-03-16", 13120}};
    ok_near(rates_of(nearer, 2, CP_ACT_365, NULL, 0).rate, -0.9999884228170087, 1e-12,
            "nearer to -1");
    static const struct dated same[] = {{"2000-06-09", 2500}, {"2000-06-09", -2500}};
    ok(rates_of(same, 2, CP_ACT_365, NULL, 0).status == CP_RATE_NONE,
       "flows that cancel on their day have no rate");
    static const struct dated two[] = {
        {"2019-01-01", 100}, {"2020-01-01", -230}, {"2020-12-31", 132}};
    r = rates_of(two, 3, CP_ACT_365, NULL, 0);
    ok(r.status == CP_RATE_SEVERAL && r.n == 2, "two roots are found and said to be two");
    ok_near(r.root[0], 0.1, 1e-12, "the lower");
    ok_near(r.root[1], 0.2, 1e-12, "the upper");
    ok(r.rate == r.root[0], "the one nearest to zero is chosen");
}

static void test_root_properties(void) {
    struct cp_error err = {0};
    struct cp_rates r;
    double touch_t[] = {0, 1, 2}, touch_a[] = {1, -2.5, 1.5625};
    ok_rc(cp_cashflow_rates(touch_t, touch_a, 3, &r, &err), &err, "double root");
    ok(r.n == 1 && fabs(r.root[0] - 0.25) < 1e-5, "a root that only touches zero is found once");
    double miss_a[] = {1, -2.5, 1.563};
    cp_cashflow_rates(touch_t, miss_a, 3, &r, &err);
    ok(r.status == CP_RATE_NONE && isnan(r.rate), "one that misses it is none");
    double zero_a[] = {-100, 60, 40};
    cp_cashflow_rates(touch_t, zero_a, 3, &r, &err);
    ok(r.rate == 0, "a rate of zero is zero");
    /* (x-1.1)(x-1.3)(x-0.7)(x-2)(x-5) expanded. */
    double p[6] = {1}, roots[] = {1.1, 1.3, 0.7, 2, 5}, t[] = {0, 1, 2, 3, 4, 5};
    for (int k = 0; k < 5; k++)
        for (int i = k + 1; i > 0; i--)
            p[i] -= roots[k] * p[i - 1];
    cp_cashflow_rates(t, p, 6, &r, &err);
    ok(r.n == 5, "five roots of a quintic");
    static const double want[] = {-0.3, 0.1, 0.3, 1, 4};
    for (size_t i = 0; i < 5 && r.n == 5; i++)
        ok_near(r.root[i], want[i], 1e-12, "root of the quintic");
    double back_t[] = {2, 0, 1}, back_a[] = {p[2], p[0], p[1]}, fwd[] = {p[0], p[1], p[2]};
    struct cp_rates back;
    cp_cashflow_rates(t, fwd, 3, &r, &err);
    cp_cashflow_rates(back_t, back_a, 3, &back, &err);
    ok(memcmp(&r.rate, &back.rate, sizeof r.rate) == 0, "order of flows changes no bit");
    double bad[] = {1, INFINITY, 2};
    ok_fails(cp_cashflow_rates(t, bad, 3, &r, &err), &err, "flow 2",
             "an infinite flow is an error");
    struct cp_error none = {0};
    ok_rc(cp_cashflow_rates(t, p, 0, &r, &none), &none, "no flows");
    ok(r.status == CP_RATE_NONE, "no flows have no rate");
}

static void test_payments(void) {
    ok_near(cp_level_payment(0.06 / 12, 216, 0, 50000, false), -129.0811608679973, 1e-12, "PMT");
    ok_near(cp_level_interest(0.1 / 12, 6, 24, 100000, 1000000, false), 928.8235718400465, 1e-12,
            "IPMT");
    ok_near(cp_level_interest_sum(0.1 / 12, 360, 100000, 13, 24, false), -9916.77251395708, 1e-11,
            "CUMIPMT");
    for (int way = 0; way < 2; way++) {
        double n = 24, rate = 0.0125, pv = 1000, fv = -300,
               pay = cp_level_payment(rate, n, pv, fv, way);
        ok_near(cp_level_present(rate, n, pay, fv, way), pv, 1e-12, "the balance back");
        ok_near(cp_level_future(rate, n, pay, pv, way), fv, 1e-12, "what is left back");
        ok_near(cp_level_periods(rate, pay, pv, fv, way), n, 1e-11, "their number back");
        ok_near(cp_level_rate(n, pay, pv, fv, way), rate, 1e-12, "the rate back");
    }
    ok(isnan(cp_level_rate(10, 1, 1, 1, false)), "money only received has no rate");
    static const double table[] = {0.277777778, 0.321639520, 0.369619473, 0.421604034, 0.477415295,
                                   0.536821623, 0.599550525, 0.665302495, 0.733764574, 0.804622617,
                                   0.877571570, 0.952323396, 1.028612597};
    for (int i = 0; i < 13; i++)
        ok_near(-cp_level_payment(i / 1200.0, 360, 100, 0, false), table[i], 1e-9,
                "level monthly payment over 30 years");
    double flows[] = {-120000, 39000, 30000, 21000, 37000, 46000};
    double year[] = {0, 1, 2, 3, 4, 5};
    ok_near(cp_cashflow_mirr(year, flows, 6, 0.10, 0.12), 0.126094130365905, 1e-12,
            "MIRR's documented example");
    ok_near(cp_cashflow_payback(year, flows, 6), 3 + 30000.0 / 37000, 1e-12, "payback");
    double late[] = {-1, 2, -3, 2.5, 0, 0};
    ok_near(cp_cashflow_payback(year, late, 6), 2 + 2 / 2.5, 1e-12,
            "payback that was lost counts anew");
    double never[] = {-1, 0.5};
    ok(isnan(cp_cashflow_payback(year, never, 2)), "never paid back");
}

static void test_macrs(void) {
    static const struct {
        int class, quarter;
        double year[17];
    } rows[] = {{3, 0, {0.3333, 0.4445, 0.1481, 0.0741}},
                {5, 0, {0.2, 0.32, 0.192, 0.1152, 0.1152, 0.0576}},
                {7, 0, {0.1429, 0.2449, 0.1749, 0.1249, 0.0893, 0.0892, 0.0893, 0.0446}},
                {15,
                 0,
                 {0.05, 0.095, 0.0855, 0.077, 0.0693, 0.0623, 0.059, 0.059, 0.0591, 0.059, 0.0591,
                  0.059, 0.0591, 0.059, 0.0591, 0.0295}},
                {5, 4, {0.05, 0.38, 0.228, 0.1368, 0.1094, 0.0958}},
                {7, 4, {0.0357, 0.2755, 0.1968, 0.1406, 0.1004, 0.0873, 0.0873, 0.0764}}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int k = 1; k <= 17; k++)
            if (fabs(cp_depreciation_macrs(rows[i].class, rows[i].quarter, k) -
                     rows[i].year[k - 1]) > 1e-12)
                ok(false, "MACRS %d years, quarter %d, year %d", rows[i].class, rows[i].quarter, k);
    static const int classes[] = {3, 5, 7, 10, 15, 20};
    for (int c = 0; c < 6; c++)
        for (int q = 0; q <= 4; q++) {
            /* The tables follow from the declining balance going over to straight line: 200 %,
             * from 15 years on 150 %, rounded to a hundredth of a per cent. */
            double sum = 0, left = 1, worst = 0, first = q ? 1.125 - 0.25 * q : 0.5;
            for (int k = 1; k <= classes[c] + 1; k++) {
                double share = cp_depreciation_macrs(classes[c], q, k);
                double part = k == 1 ? first : k > classes[c] ? 1 - first : 1;
                double life = classes[c] - (k == 1 ? 0 : first + k - 2);
                double year =
                    left *
                    fmin(1, fmax((c < 4 ? 2.0 : 1.5) / classes[c], 1 / fmax(life, part)) * part);
                left -= year;
                worst = fmax(worst, fabs(share - year));
                sum += share;
            }
            ok_near(sum, 1, 1e-9, "a MACRS table recovers the cost");
            ok(worst < 2.1e-4, "and follows from its rule (%d years, quarter %d, %g)", classes[c],
               q, worst);
        }
    ok(isnan(cp_depreciation_macrs(6, 0, 1)) && isnan(cp_depreciation_macrs(10, 5, 1)),
       "no such table");
    /* Publication 946, Table A-8, 15 years */
    static const double line[] = {0.0333, 0.0667, 0.0667, 0.0667, 0.0667, 0.0667, 0.0667, 0.0666,
                                  0.0667, 0.0666, 0.0667, 0.0666, 0.0667, 0.0666, 0.0667, 0.0333};
    for (int k = 1; k <= 16; k++)
        ok_near(cp_depreciation_half_year(15, k), line[k - 1], 1e-12,
                "15 years by the half-year line");
    ok(cp_depreciation_half_year(20, 21) == 0.025 && cp_depreciation_half_year(20, 22) == 0 &&
           isnan(cp_depreciation_half_year(4, 1)),
       "20 years end in the 21st; 4 have no table");
}

static void test_depreciation(void) {
    ok_near(cp_depreciation_declining_balance(1000000, 100000, 6, 1, 2), 333333.3333333333, 1e-15,
            "DDB");
    ok_near(cp_depreciation_sum_of_years(30000, 7500, 10, 1), 4090.909090909091, 1e-15,
            "SYD, year 1");
    ok_near(cp_depreciation_sum_of_years(30000, 7500, 10, 10), 409.0909090909091, 1e-15,
            "SYD, year 10");
    ok_near(cp_depreciation_straight_line(30000, 7500, 10), 2250, 1e-15, "SLN");
    static const char *const names[] = {"straight-line", "ddb",      "syd",      "macrs-3",
                                        "macrs-5",       "macrs-15", "macrs-20", "macrs-10"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct cp_depreciation_method m = {.life = 5.5};
        cp_depreciation_parse(names[i], &m);
        int64_t start = day("2027-05-16");
        double last = 0, down = 0;
        for (int y = 0; y < 22 * 12; y++) {
            double share = cp_depreciation_share(&m, start, start + y * 8766 / 12);
            down = fmin(down, share - last);
            last = share;
        }
        ok(down >= 0 && cp_depreciation_share(&m, start, start) == 0, "%s only grows", names[i]);
        ok_near(last, 1, 1e-12, "and ends at the cost");
    }
    struct cp_depreciation_method macrs = {0};
    cp_depreciation_parse("macrs-5", &macrs);
    ok_near(cp_depreciation_share(&macrs, day("2027-05-16"), day("2028-01-01")), 0.2, 1e-15,
            "the first year's share by its end");
    ok(cp_depreciation_parse("macrs-6", &macrs) == CP_EINPUT, "macrs-6 is refused");
}

int main(void) {
    test_day_counts();
    test_icma();
    test_bonds();
    test_dated_rates();
    test_root_properties();
    test_payments();
    test_macrs();
    test_depreciation();
    return done();
}
