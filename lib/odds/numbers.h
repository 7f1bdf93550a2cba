/* Odds as pure numbers: prices to probabilities, several sources to one, dates to hazards, scores.
 * Part of the door of odds.
 *
 * Probabilities and prices are parts of 1, times are years. Arrays are the caller's; threads may
 * call at once. What has no answer is NaN, or CP_ENUMERIC without a message; CP_ENOMEM likewise.
 */
#ifndef CAPPLAN_ODDS_NUMBERS_H
#define CAPPLAN_ODDS_NUMBERS_H

#include "base/base.h"

CP_BEGIN_DECLS

/* ---- one market -------------------------------------------------------------------------- */

double cp_odds_mid(double bid, double ask);
/* The mid weighted by what stands on the other side: where most would buy, the price is higher. */
double cp_odds_microprice(double bid, double ask, double bid_size, double ask_size);
/* What a venue takes of those who take: rate x contracts x p (1-p), rounded up to the cent. */
double cp_odds_taker_fee(double price, double contracts, double rate);
/* A share pays 1 after `years`, and money earns `rate` a year: where neither side gains by buying.
 * p_yes: break-even of who buys yes at `price`; p_no: of who buys no at 1 - price. */
struct cp_odds_band {
    double p_yes, p_no;
};
struct cp_odds_band cp_odds_time_value(double price, double rate, double years);
/* Nearest `p` between those of who buys yes at the ask and no at the bid. */
double cp_odds_within(double p, double low, double high);
/* Where prices are too near to one half, or too far: sigmoid(theta logit p). */
double cp_odds_recalibrate(double p, double theta);

/* ---- several outcomes of one event --------------------------------------------------------- */

/* To probabilities that add up to 1 [Shin, Economic Journal 102 (1992) 426 and 103 (1993) 1141;
 * Strumbelj, International Journal of Forecasting 30 (2014) 934; Cheung 2015]. */
#define CP_ODDS_OVERROUNDS(X)                                                                      \
    X(CP_ODDS_MULTIPLICATIVE, "multiplicative")                                                    \
    X(CP_ODDS_POWER, "power")                                                                      \
    X(CP_ODDS_SHIN, "shin")                                                                        \
    X(CP_ODDS_RATIO, "odds-ratio")                                                                 \
    X(CP_ODDS_ADDITIVE, "additive")
#define CP_ODDS_CONSTANT(constant, word) constant,
enum cp_odds_overround { CP_ODDS_OVERROUNDS(CP_ODDS_CONSTANT) CP_ODDS_OVERROUND_COUNT };
#undef CP_ODDS_CONSTANT
/* p[n]; *parameter: the exponent, z, c; NaN of a method that has none. CP_ENUMERIC where the method
 * has no answer: Shin below a sum of 1, an additive one below 0, prices outside of [0, 1]. */
int cp_odds_outcomes(enum cp_odds_overround method, const double *price, size_t n, double *p,
                     double *parameter);

/* ---- several sources of one event ---------------------------------------------------------- */

/* Weighted mean of log-odds, pushed away from the baseline: b + a (mean - b) [Satopaa et al.,
 * International Journal of Forecasting 30 (2014) 344; Neyman and Roughgarden 2022]. */
double cp_odds_pool(const double *p, const double *weight, size_t n, double extremise,
                    double baseline);
/* Weights as parts of 1, none above `most` where there are enough of them. */
void cp_odds_cap_weights(double *weight, size_t n, double most);

/* ---- the same question by several dates ---------------------------------------------------- */

/* P(by t[i]), t ascending, made to rise: pool adjacent violators, least weighted squares. */
int cp_odds_monotone(double *p, const double *weight, size_t n);
/* Yearly rate at which it comes between the dates: hazard[i] of (t[i-1], t[i]], t[-1] = 0. */
void cp_odds_hazards(const double *t, const double *p, size_t n, double *hazard);
/* P(by `at`): a constant rate between dates; beyond the last one `after` a year (NaN: as before).
 */
double cp_odds_by(const double *t, const double *p, size_t n, double at, double after);

/* ---- several events ------------------------------------------------------------------------ */

/* How far a probability may be from what was quoted counts as a square, an absolute, or a
 * cross-entropy. */
enum cp_odds_loss { CP_ODDS_L1, CP_ODDS_L2, CP_ODDS_KL };

/* What can be, and what was said of it: atoms are combinations of events; quote j is of row j of
 * `part` (m x natom), the part of each atom that it is of: 0 or 1, or of P(B|A) = q those of B and
 * A less q of A, with `quote` 0 (not for KL). */
struct cp_odds_quotes {
    size_t natom, m;
    const double *part, *quote, *weight;
    const double *prior; /* of atoms: among the nearest the one nearest to it, of L1; NULL: any */
};
/* The nearest distribution over atoms, p[natom], and the weighted loss there: L1 by two linear
 * programs, L2 and KL by Newton's method within a barrier. CP_ENUMERIC, CP_ENOMEM with a message.
 */
int cp_odds_cohere(const struct cp_odds_quotes *q, enum cp_odds_loss loss, double *p,
                   double *objective, struct cp_error *err);

/* ---- scores -------------------------------------------------------------------------------- */

enum { CP_ODDS_BINS = 10 };
/* Of n forecasts of what came (1) or did not (0): Brier = reliability - resolution + uncertainty
 * where those in a bin are alike [Murphy, Journal of Applied Meteorology 12 (1973) 595]; the mean
 * negative logarithm of what was said of what came, clipped to 1e-6; theta, the slope of a logistic
 * regression on the log-odds, NaN where all or none came. */
struct cp_odds_score {
    size_t n;
    double base_rate, brier, log_score, theta;
    double reliability, resolution, uncertainty;
    size_t count[CP_ODDS_BINS];
    double forecast[CP_ODDS_BINS], outcome[CP_ODDS_BINS]; /* means; NaN: none */
};
struct cp_odds_score cp_odds_score(const double *p, const double *outcome, size_t n);

CP_END_DECLS

#endif
