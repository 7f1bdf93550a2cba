/* cashflow: the arithmetic of money in time.
 *
 * Owns: day counts, the value of cash flows and their rates of return, level payments, bonds and
 * methods of depreciation. Pure numbers: knows no plan, no fact and no file.
 *
 * Conventions: an inflow is positive, an outflow negative. Rates are effective annual and as parts
 * of 1 unless said otherwise. Dates are hours since 1970, as everywhere; only the day counts.
 *
 * Nothing is owned by who calls and nothing is kept between calls: every function may run in any
 * number of threads. What has no answer is NaN; the functions that can fail say how.
 */
#ifndef CAPPLAN_CASHFLOW_H
#define CAPPLAN_CASHFLOW_H

#include "base/base.h"

CP_BEGIN_DECLS

/* ---- day counts -------------------------------------------------------------------------- */

enum cp_day_count {
    CP_30_360,       /* US bond basis, the last of February counted as the 30th [SIA 1993; NASD] */
    CP_30E_360,      /* Eurobond basis [ISDA 2006 4.16(g)] */
    CP_ACT_360,      /* [ISDA 2006 4.16(e)] */
    CP_ACT_365,      /* fixed [ISDA 2006 4.16(d)] */
    CP_ACT_ACT,      /* ISDA: days of leap years by 366, others by 365 [ISDA 2006 4.16(b)] */
    CP_ACT_ACT_AFB,  /* whole years back from the end, the rest by 366 when it holds a 29 February
                        [Association française des banques 1994] */
    CP_ACT_ACT_SHEET /* as spreadsheets: by the mean length of the calendar years touched, or within
                        a year by 366 when a 29 February is in it */
};

/* "30/360", "30E/360", "act/360", "act/365" (or "act/365F"), "act/act", "act/act-afb",
 * "act/act-sheet". 0 or CP_EINPUT. */
int cp_day_count_parse(const char *text, enum cp_day_count *out);

/* Years from one date to another by a day count; negative when `to` is the earlier. */
double cp_day_count_years(enum cp_day_count count, int64_t from, int64_t to);

/* Years from one date to another by act/act ICMA (ISMA 251.1): whole and part coupon periods like
 * the one from `start` to `end`, a whole number of months, before and after it. NaN when that is
 * less than a month. */
double cp_day_count_icma(int64_t from, int64_t to, int64_t start, int64_t end);

/* The hour `months` before another (after it, when negative), on its day of the month or the last
 * there is; `keep_last`: the last day of a month stays the last. */
int64_t cp_day_months_before(int64_t hour, int months, bool keep_last);

/* ---- value of cash flows ----------------------------------------------------------------- */

/* Flow i of `amount[i]` at `year[i]` years from the moment of valuation. */
double cp_cashflow_npv(double rate, const double *year, const double *amount, size_t n);

enum cp_rate_status {
    CP_RATE_NONE,   /* no rate makes the present value zero, or every rate does */
    CP_RATE_UNIQUE, /* one root */
    CP_RATE_SEVERAL /* several roots: the one chosen is a convention */
};

enum { CP_RATE_MAX = 32 };
struct cp_rates {
    enum cp_rate_status status;
    double rate; /* the root nearest to zero in |log(1+r)|, so that -50 % is as far as +100 %;
                    NaN when there is none */
    size_t n;    /* roots, ascending; at most CP_RATE_MAX are kept */
    double root[CP_RATE_MAX];
};

/* All rates r with 1e-12 <= 1+r <= 1e12 at which the present value is zero: the internal rates of
 * return, IRR when `year` counts periods, XIRR when it counts years between dates. Order of flows
 * does not matter. Found on x = log(1+r) by splitting intervals until bounds on the value or on
 * its derivative prove that none or at most one root is inside, so none is missed and none is a
 * guess [interval bisection, Moore, Kearfott & Cloud 2009, ch. 8]. A root where the value only
 * touches zero counts when |value| <= 1e-12 of the sum of |present values|.
 * CP_ENOMEM, or CP_ENUMERIC when a flow is not finite. */
int cp_cashflow_rates(const double *year, const double *amount, size_t n, struct cp_rates *out,
                      struct cp_error *err);

/* Modified IRR: outflows discounted to the first flow at `finance`, inflows compounded to the last
 * at `reinvest` [Lin 1976, Financial Review 11(1)]. `year` ascending. NaN without both an inflow
 * and an outflow, or when all is at once. */
double cp_cashflow_mirr(const double *year, const double *amount, size_t n, double finance,
                        double reinvest);

/* Years until the running sum of the flows, ordered in time, reaches zero and stays there; within
 * the last interval in proportion. NaN: never. `year` ascending. */
double cp_cashflow_payback(const double *year, const double *amount, size_t n);

/* ---- level payments ---------------------------------------------------------------------- */

/* The payment a period that takes a balance from `pv` to -`fv` in `n` periods at `rate` a period;
 * `due`: paid at the start of each period. Signs as in spreadsheets: what is received is positive.
 */
double cp_level_payment(double rate, double n, double pv, double fv, bool due);
/* Interest and principal within the level payment of period `k`, 1..n. */
double cp_level_interest(double rate, double k, double n, double pv, double fv, bool due);
double cp_level_principal(double rate, double k, double n, double pv, double fv, bool due);

/* The balance before (`pv`) and after (`fv`) the payments, the number of payments, and the rate a
 * period of them: each from the others, in the same signs. NaN: there is none; of several rates the
 * one nearest to zero in |log(1+r)|. */
double cp_level_present(double rate, double n, double payment, double fv, bool due);
double cp_level_future(double rate, double n, double payment, double pv, bool due);
double cp_level_periods(double rate, double payment, double pv, double fv, bool due);
double cp_level_rate(double n, double payment, double pv, double fv, bool due);
/* Interest and principal in the payments of whole periods from..to of a loan `pv`. */
double cp_level_interest_sum(double rate, double n, double pv, double from, double to, bool due);
double cp_level_principal_sum(double rate, double n, double pv, double from, double to, bool due);

/* The effective rate a year of a nominal one that is compounded n times a year, and back; n counts
 * whole. What `amount` grows to at one rate a period after the other. */
double cp_rate_effective(double nominal, double n);
double cp_rate_nominal(double effective, double n);
double cp_rate_compound(double amount, const double *rate, size_t n);

/* ---- bonds ------------------------------------------------------------------------------- */

/* A bond of 100 with regular coupons, of which `frequency` (1, 2, 3, 4, 6 or 12) are paid a year.
 * Dates are at 0 h. Within a coupon period time runs by the day count; act/act is that of ICMA. */
struct cp_bond {
    int64_t settlement, maturity;
    double rate;       /* coupon a year */
    double redemption; /* paid at maturity, for 100 */
    int frequency;
    enum cp_day_count count;
};
/* Yield is a year, compounded `frequency` times. NaN: the bond is not one, or no yield gives the
 * price. Price is clean: without the interest accrued. Duration is Macaulay's, in years, or
 * modified: -d ln(price with accrued interest) / d yield.
 * [Securities Industry Association, Standard Securities Calculation Methods, 1993] */
double cp_bond_accrued(const struct cp_bond *b);
double cp_bond_price(const struct cp_bond *b, double yield);
double cp_bond_yield(const struct cp_bond *b, double price);
double cp_bond_duration(const struct cp_bond *b, double yield, bool modified);

/* ---- depreciation ------------------------------------------------------------------------ */

/* For year `k` = 1, 2, ... of `life`, down to `salvage`. */
double cp_depreciation_straight_line(double cost, double salvage, double life);
double cp_depreciation_sum_of_years(double cost, double salvage, double life, double k);
double cp_depreciation_declining_balance(double cost, double salvage, double life, double k,
                                         double factor);
/* From age `from` to `to`, parts of years in proportion; `line`: going over to the straight line in
 * the year in which that is more. */
double cp_depreciation_variable_balance(double cost, double salvage, double life, double from,
                                        double to, double factor, bool line);
/* At the fixed rate that leaves `salvage`, rounded to three decimals; `months` of the first year,
 * the rest after the last one of `life`. */
double cp_depreciation_fixed_balance(double cost, double salvage, double life, double k,
                                     double months);

/* Share of cost in year k = 1, 2, ... of a recovery class of 3, 5, 7, 10, 15 or 20 years.
 * `quarter` 0: half-year convention; 1..4: mid-quarter, placed in service in that quarter [IRS
 * Publication 946, Appendix A, Tables; the classes of 10 and more years by mid-quarter
 * as its text computes them, unrounded]. 0 after the last year, NaN for a class without a table. */
double cp_depreciation_macrs(int recovery, int quarter, int k);

/* Straight line by the half-year convention over 5, 10, 15 or 20 years [the same, Table A-8]. */
double cp_depreciation_half_year(int recovery, int k);

/* Nonresidential real property over 39 years by the straight line, placed in service in the middle
 * of month 1..12 [the same, Table A-7a]. NaN: there is no such month. */
double cp_depreciation_mid_month(int month, int k);

enum cp_depreciation {
    CP_DEPRECIATION_STRAIGHT_LINE,
    CP_DEPRECIATION_DDB,
    CP_DEPRECIATION_SYD,
    CP_DEPRECIATION_MACRS,
    CP_DEPRECIATION_HALF_YEAR,
    CP_DEPRECIATION_MID_MONTH
};
struct cp_depreciation_method {
    enum cp_depreciation kind;
    int recovery;     /* MACRS recovery class; years of the straight lines by tables */
    bool mid_quarter; /* MACRS by the quarter of being placed in service, else half-year */
    double life;      /* years, the others */
};

/* "straight-line", "ddb", "syd", "macrs-3" ... "macrs-20", "sl-5" ... "sl-20" (half-year),
 * "sl-39" (mid-month). 0 or CP_EINPUT. Sets kind and recovery. */
int cp_depreciation_parse(const char *text, struct cp_depreciation_method *out);

/* Share of cost depreciated from being placed in service at hour `start` until hour `at`, 0..1.
 * Straight line by time; DDB (going over to straight line when that is more) and SYD by years of
 * age, evenly within each; MACRS and the straight lines of the IRS by calendar year, evenly from
 * `start` to the end of the first. */
double cp_depreciation_share(const struct cp_depreciation_method *m, int64_t start, int64_t at);

CP_END_DECLS

#endif
