/* Risk as pure numbers: tails, tests of them, hedge ratios, margin, cover. Part of the door of
 * hedge.
 *
 * Losses are above 0. Arrays are the caller's; threads may call at once. CP_ENOMEM (no message)
 * where a function needs memory and there is none; what has no answer is NaN.
 */
#ifndef CAPPLAN_HEDGE_NUMBERS_H
#define CAPPLAN_HEDGE_NUMBERS_H

#include "base/base.h"

CP_BEGIN_DECLS

/* VaR is the least loss l with P(L <= l) >= level, CVaR the mean of the worst 1 - level of the
 * probability: of an atom at VaR the part that belongs to it [Rockafellar and Uryasev, Journal of
 * Banking and Finance 26 (2002) 1443]. `probability` NULL: all alike. */
struct cp_hedge_tail {
    double mean, var, cvar;
};
int cp_hedge_tail(const double *loss, const double *probability, size_t n, double level,
                  struct cp_hedge_tail *out);
/* weight[i]: what scenario i counts for in CVaR, together 1: the gradient of CVaR. */
int cp_hedge_tail_weights(const double *loss, const double *probability, size_t n, double level,
                          double *weight);
/* The same of a normal loss. */
struct cp_hedge_tail cp_hedge_normal_tail(double mean, double deviation, double level);
/* RiskMetrics: deviation after the last return, from the variance of the first `start` on. */
double cp_hedge_ewma(const double *r, size_t n, double lambda, size_t start);

/* Of n days so many were beyond VaR of probability p. Kupiec's likelihood ratio, of one degree of
 * freedom [Journal of Derivatives 3 (1995) 73], and what the binomial says of so many or more, so
 * many or fewer. */
struct cp_hedge_backtest {
    double ratio, p_value, at_least, at_most;
};
struct cp_hedge_backtest cp_hedge_backtest(size_t n, size_t exceptions, double p);
/* Whether exceptions come in clusters: Christoffersen's test of independence [International
 * Economic Review 39 (1998) 841], of one degree of freedom; at_least and at_most are NaN. */
struct cp_hedge_backtest cp_hedge_independence(const bool *exception, size_t n);

/* The units of F that leave the least variance beside one of S: cov/var with intercept, its
 * standard error, and the part of variance that it takes. */
struct cp_hedge_ratio {
    double ratio, error, r_squared;
    double deviation_s, deviation_f, correlation;
};
struct cp_hedge_ratio cp_hedge_minimum_variance(const double *ds, const double *df, size_t n);
/* Contracts of `size` that hedge `quantity`, before rounding. */
double cp_hedge_contracts(const struct cp_hedge_ratio *r, double quantity, double size);

/* A margin account day by day: a balance below `maintenance` is called back to `initial`, which is
 * there the next day. price[0] is that of the trade. gain, balance (before the call) and call have
 * room for n. The sum of all calls. */
struct cp_hedge_account {
    double quantity, initial, maintenance;
};
double cp_hedge_margin(const struct cp_hedge_account *a, const double *price, size_t n,
                       double *gain, double *balance, double *call);

/* Cash against debt service: cover at the quantile, how likely it is below a covenant, cash flow at
 * risk (mean less quantile), the mean of the worst 1 - level. */
struct cp_hedge_cover {
    double mean, at_level, breach, cash_at_risk, worst;
};
int cp_hedge_cover(const double *cash, const double *probability, size_t n, double service,
                   double covenant, double level, struct cp_hedge_cover *out);
struct cp_hedge_cover cp_hedge_normal_cover(double mean, double deviation, double service,
                                            double covenant, double level);

CP_END_DECLS

#endif
