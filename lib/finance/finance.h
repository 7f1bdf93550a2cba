/* finance: what the plan's decisions mean in money.
 *
 * Owns: day counts, cash-flow metrics (NPV, IRR, XIRR, MIRR, payback), level payments, depreciation
 * methods, and on top of them the financial model: entities, tranches of debt, the waterfall, the
 * three statements, tax, covenants and the cost of a GPU-hour. Reads cost, delivery and use facts
 * (cp-supplier's and cp-allocate's) and the plan's `entities:`; knows no file.
 *
 * Conventions: an inflow is positive, an outflow negative. Rates are effective annual and as parts
 * of 1 unless said otherwise. Dates are hours since 1970, as everywhere; only the day counts.
 */
#ifndef CAPPLAN_FINANCE_H
#define CAPPLAN_FINANCE_H

#include "base/base.h"
#include "facts/facts.h"
#include "plan/plan.h"
#include <stdio.h>

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

/* ---- value of cash flows ----------------------------------------------------------------- */

/* Flow i of `amount[i]` at `year[i]` years from the moment of valuation. */
double cp_npv(double rate, const double *year, const double *amount, size_t n);

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
int cp_rate_roots(const double *year, const double *amount, size_t n, struct cp_rates *out,
                  struct cp_error *err);

/* Modified IRR: outflows discounted to the first flow at `finance`, inflows compounded to the last
 * at `reinvest` [Lin 1976, Financial Review 11(1)]. `year` ascending. NaN without both an inflow
 * and an outflow, or when all is at once. */
double cp_mirr(const double *year, const double *amount, size_t n, double finance, double reinvest);

/* Years until the running sum of the flows, ordered in time, reaches zero and stays there; within
 * the last interval in proportion. NaN: never. `year` ascending. */
double cp_payback(const double *year, const double *amount, size_t n);

/* Flows in a TSV with a header of `date amount` or `period amount`, in any order of rows. Dates are
 * days; periods are those of facts, or plain numbers of periods from now (0, 1, 2, ...). */
enum cp_flows_kind { CP_FLOWS_DATES, CP_FLOWS_PERIODS, CP_FLOWS_NUMBERS };
struct cp_flow {
    int64_t at;   /* day since 1970, index of the period, or number */
    int64_t hour; /* of the date, or the middle of the period */
    double amount;
};
struct cp_flows {
    enum cp_flows_kind kind;
    int per_year; /* periods a year; 1 for dates and numbers */
    size_t n;
    struct cp_flow *flow; /* heap; ascending in time */
};
/* CP_EINPUT with position and column: header, field count, number, date, mixed lengths of period.
 */
int cp_flows_read(FILE *in, const char *file, struct cp_flows *out, struct cp_error *err);
void cp_flows_release(struct cp_flows *f);

enum cp_metric { CP_NPV, CP_IRR, CP_XIRR, CP_MIRR, CP_PAYBACK };
/* `rate` is effective annual, NPV's and MIRR's (finance and reinvestment), NaN: not given. NPV is
 * as of the first date, of the start of the first period at mid-points, or of number 0. IRR and
 * MIRR are effective annual; of numbers, per number. XIRR is by days, act/365. Payback counts years
 * from the first flow, of numbers from 0. `rates` is filled for IRR and XIRR. CP_EUSAGE: a rate is
 * wanted, or flows of this kind do not have the metric. NaN: there is none. */
int cp_flows_metric(const struct cp_flows *f, enum cp_metric metric, double rate, double *value,
                    struct cp_rates *rates, struct cp_error *err);

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
double cp_effective_rate(double nominal, double n);
double cp_nominal_rate(double effective, double n);
double cp_compounded(double amount, const double *rate, size_t n);

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
double cp_straight_line(double cost, double salvage, double life);
double cp_sum_of_years(double cost, double salvage, double life, double k);
double cp_declining_balance(double cost, double salvage, double life, double k, double factor);
/* From age `from` to `to`, parts of years in proportion; `line`: going over to the straight line in
 * the year in which that is more. */
double cp_variable_balance(double cost, double salvage, double life, double from, double to,
                           double factor, bool line);
/* At the fixed rate that leaves `salvage`, rounded to three decimals; `months` of the first year,
 * the rest after the last one of `life`. */
double cp_fixed_balance(double cost, double salvage, double life, double k, double months);

/* Share of cost in year k = 1, 2, ... of a recovery class of 3, 5, 7, 10, 15 or 20 years.
 * `quarter` 0: half-year convention; 1..4: mid-quarter, placed in service in that quarter [IRS
 * Publication 946, Appendix A, Tables; the classes of 10 and more years by mid-quarter
 * as its text computes them, unrounded]. 0 after the last year, NaN for a class without a table. */
double cp_macrs_share(int recovery, int quarter, int k);

/* Straight line by the half-year convention over 5, 10, 15 or 20 years [the same, Table A-8]. */
double cp_half_year_share(int recovery, int k);

enum cp_depreciation { CP_STRAIGHT_LINE, CP_DDB, CP_SYD, CP_MACRS, CP_HALF_YEAR_LINE };
struct cp_depreciation_method {
    enum cp_depreciation kind;
    int recovery;     /* MACRS recovery class; years of the half-year straight line */
    bool mid_quarter; /* MACRS by the quarter of being placed in service, else half-year */
    double life;      /* years, the others */
};

/* "straight-line", "ddb", "syd", "macrs-3" ... "macrs-20", "sl-5" ... "sl-20" (half-year). 0 or
 * CP_EINPUT. Sets kind and recovery. */
int cp_depreciation_parse(const char *text, struct cp_depreciation_method *out);

/* Share of cost depreciated from being placed in service at hour `start` until hour `at`, 0..1.
 * Straight line by time; DDB (going over to straight line when that is more) and SYD by years of
 * age, evenly within each; MACRS and the half-year line by calendar year, evenly from `start` to
 * the end of the first. */
double cp_depreciated(const struct cp_depreciation_method *m, int64_t start, int64_t at);

/* ---- calculations from a table ------------------------------------------------------------- */

enum cp_calculation { CP_LOAN, CP_DEPRECIATION, CP_BOND };
/* One calculation a row of a TSV with a header of named columns in any order, as cp-finance(1)
 * lists them; facts under the row's `name` or number: interest, principal and debt by period of a
 * loan, depreciation and book value by year, price, yield and duration of a bond. 1 when a bond has
 * no yield, CP_EINPUT with position and column. */
int cp_calculate(enum cp_calculation what, FILE *in, const char *file, struct cp_facts *facts,
                 struct cp_error *err);

/* ---- the model --------------------------------------------------------------------------- */

struct cp_breach {
    const char *entity, *tranche; /* the plan's */
    struct cp_period period;
    double value, limit; /* DSCR */
};

struct cp_finance_result {
    size_t nbreach;
    struct cp_breach *breach; /* heap; release */
    size_t ndefault;          /* tranches with interest or principal not paid when due */
    struct cp_str notes;      /* one line each: what was absent, ambiguous or not paid */
};
void cp_finance_result_release(struct cp_finance_result *r);

/* From the facts of cost, GPUs bought, payments and use, and the plan's entities: statements of
 * every entity and of the group, debt by tranche, DSCR, LLCR, NPV, IRR, XIRR and cost of a
 * GPU-hour, appended to `facts`. Who bears what:
 * - A site's costs are its entity's (`sites/NAME/entity`, or the entity that lists it); the others
 *   are those of the entity without sites. Where an entity is paid rent, the lease is net: it bears
 *   capex of the halls and the tenant, its parent, all running costs.
 * - GPUs bought from an offer with milestones are paid by these, and enter the books when they
 *   arrive; others are paid on arrival at the landed price. Never both.
 * - Kinds `unmet` and `salvage` are no cash and are left out.
 * A missing measure counts as zero, with a note. What does not add up inside (a balance sheet that
 * does not balance) is CP_EINTERNAL; facts outside of the horizon or of several scenarios are
 * CP_EINPUT with their position. */
int cp_finance(const struct cp_plan *plan, struct cp_facts *facts, struct cp_finance_result *out,
               struct cp_error *err);

/* ---- sensitivity ------------------------------------------------------------------------- */

/* A plan file with overrides, and the facts that cp_finance reads; its facts are appended. */
struct cp_finance_case {
    const char *plan_path;
    const char *const *set;
    size_t nset;
    struct cp_facts *facts;
};

/* `keys`: "KEY,KEY". npv, irr and dscr_min as planned and, under scenario "KEY=*0.9", with each key
 * alone lower and higher by `part` of its value; their difference as npv_swing, ... by key. Keys
 * that move an NPV most come first. */
int cp_finance_tornado(const struct cp_finance_case *c, const char *keys, double part,
                       struct cp_error *err);

/* `goal`: a metric of the whole plan and its value, "hall/equity/irr=12%", "hall/dscr_min=1.3" or
 * "irr=0.12". The factor on the plan's value of `key` at which the metric has that value, the one
 * nearest to the plan's within 1/256 and 256, found by bracketing a change of sign and narrowing it
 * to 1e-13. Appends the facts of cp_finance there and the factor as `solution`; 1 when there is
 * none, the facts then the plan's own. `notes`: one line each. CP_EUSAGE when the goal is not one
 * fact. */
int cp_finance_solve(const struct cp_finance_case *c, const char *key, const char *goal,
                     struct cp_str *notes, struct cp_error *err);

/* ---- scenarios --------------------------------------------------------------------------- */

struct cp_scenarios {
    size_t n;         /* samples; 0: the scenarios that the facts have, each once and as planned */
    const char *vary; /* "KEY=10%,KEY=5%": numbers of the plan, or all steps of a path, times
                         exp(sigma z) with z standard normal, within what the plan allows */
    uint64_t seed;
    int jobs; /* threads; they change no result */
};
/* P5, P50 and P95 of every total of the plan (npv, irr, dscr_min, llcr, cost_per_gpu_hour, ...) as
 * facts with a quantile, and the part of the scenarios in which a covenant is breached or a debt
 * not paid; without samples also the totals by scenario. Samples take the facts' scenarios in turn.
 * A sample that has no answer is left out, with a note. CP_EUSAGE: no such number to vary. */
int cp_finance_scenarios(const struct cp_finance_case *c, const struct cp_scenarios *s,
                         struct cp_str *notes, struct cp_error *err);

/* ---- what a user asks for, as text --------------------------------------------------------- */

/* "npv", "irr", "xirr", "mirr", "payback". CP_EUSAGE: none of them. */
int cp_metric_parse(const char *text, enum cp_metric *out, struct cp_error *err);
/* The metric of flows read from `in` as a fact. `notes`: several values, or none, which is 1. */
int cp_flows_put(FILE *in, const char *file, enum cp_metric metric, double rate,
                 struct cp_facts *facts, struct cp_str *notes, struct cp_error *err);
/* A line for each breach: entity, tranche, period, value, limit. */
void cp_finance_tell_breaches(const struct cp_finance_result *r, struct cp_str *out);

CP_END_DECLS

#endif
