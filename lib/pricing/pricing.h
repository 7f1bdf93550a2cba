/* pricing: what derivatives are worth, as pure numbers.
 *
 * Owns: closed forms and quadratures of options on forward prices, with their Greeks. Knows no
 * plan, no curve and no fact: a forward, a strike, a volatility and a time go in, a value comes
 * out.
 *
 * Conventions: the option is European and paid at expiry unless it says otherwise; rates are
 * continuously compounded a year; volatility is a square root of a year; times are years. Where
 * prices have a floor below 0, forward and strike are those above it. Greeks are of the value as it
 * is today: delta and gamma by the forward, vega by 1 of volatility, theta by a year of calendar
 * time and rho by 1 of rate, the forward held.
 *
 * Nothing is kept and nothing is owned: any number of threads may call. What has no answer, as a
 * forward of 0, is NaN in every member; the functions that need memory say how they fail.
 */
#ifndef CAPPLAN_PRICING_H
#define CAPPLAN_PRICING_H

#include "base/base.h"

CP_BEGIN_DECLS

struct cp_pricing_value {
    double value, delta, gamma, vega, theta, rho;
};

/* An option on one forward price. A strike of 0 or less makes a call a forward. */
struct cp_pricing_option {
    bool put;
    double forward, strike, years, volatility, rate;
};

/* ---- one price: black.c ------------------------------------------------------------------ */

/* [Black, Journal of Financial Economics 3 (1976) 167] */
struct cp_pricing_value cp_pricing_black(const struct cp_pricing_option *o);
/* On a price that is normal, with a volatility in its unit [Bachelier 1900]. */
struct cp_pricing_value cp_pricing_normal(const struct cp_pricing_option *o);
/* Pays 1 where the option would be exercised; the same on a price that is normal. */
struct cp_pricing_value cp_pricing_digital(const struct cp_pricing_option *o);
struct cp_pricing_value cp_pricing_normal_digital(const struct cp_pricing_option *o);
/* The volatility at which Black's value is `value`. NaN: none, it is outside of the bounds that
 * no-arbitrage sets. */
double cp_pricing_implied(const struct cp_pricing_option *o, double value);

/* European on a price with jumps that come `intensity` times a year and move its logarithm by a
 * normal of mean 0 and deviation `jump`; `volatility` is what is between them [Merton, Journal of
 * Financial Economics 3 (1976) 125]. */
struct cp_pricing_value cp_pricing_jump(const struct cp_pricing_option *o, double intensity,
                                        double jump);

/* Where the change of Black's value from one day to a later one comes from: revalued step by step
 * in this order, which adds up to `whole`; and by the Greeks of the first day, with what they
 * leave. */
struct cp_pricing_change {
    double whole, time, price, volatility;
    double theta, delta, gamma, vega, unexplained;
};
struct cp_pricing_change cp_pricing_explain(const struct cp_pricing_option *before,
                                            const struct cp_pricing_option *after);

/* ---- averages: asian.c ------------------------------------------------------------------- */

/* On the mean of n fixings, of which forward[] are still open and `known` came to a sum of `sum`.
 * variance[i] is that of ln of price i up to its fixing, ascending in time; years and volatility of
 * `o` are not looked at but for the payment. Two moments [Turnbull and Wakeman, Journal of
 * Financial and Quantitative Analysis 26 (1991) 377]. vega is by 1 of all volatilities. */
struct cp_pricing_average {
    size_t n, known;
    const double *forward, *variance;
    double sum;
};
struct cp_pricing_value cp_pricing_asian(const struct cp_pricing_option *o,
                                         const struct cp_pricing_average *a);

/* On the arithmetic mean over [0, whole], of which `whole` less `left` has passed with mean
 * `so_far`: spot with carry b [Levy, Journal of International Money and Finance 11 (1992) 474].
 * o->forward is the spot and o->years what is left. */
double cp_pricing_asian_continuous(const struct cp_pricing_option *o, double b, double whole,
                                   double so_far);
/* On the geometric mean: of spot with carry b at n dates evenly spread up to expiry, or of all time
 * with n = 0. Exact [Kemna and Vorst, Journal of Banking and Finance 14 (1990) 113]. */
double cp_pricing_asian_geometric(const struct cp_pricing_option *o, double b, size_t n);

/* Variance of ln of the mean of n lognormal prices by two moments: of forward[] with weight[] and
 * covariance[n x n] of their logarithms. */
double cp_pricing_mean_variance(size_t n, const double *weight, const double *forward,
                                const double *covariance);

/* ---- two prices: exchange.c, spread.c ---------------------------------------------------- */

struct cp_pricing_pair {
    bool put; /* of a spread */
    double forward[2], volatility[2];
    double correlation, strike;
    double years, rate;
};
struct cp_pricing_pair_value {
    double value, delta[2], gamma[2], cross, vega[2], correlation, theta, rho;
};

/* The right to give the second for the first: the strike is not looked at [Margrabe, Journal of
 * Finance 33 (1978) 177]. */
struct cp_pricing_pair_value cp_pricing_exchange(const struct cp_pricing_pair *p);
/* The same at any time, of spots with yields q, by the approximation of [Bjerksund and Stensland,
 * Scandinavian Journal of Management 9 (1993) 87]. */
double cp_pricing_exchange_american(const struct cp_pricing_pair *p, const double q[2]);

/* Call or put on first less second less strike: EXACT is Black on the first, integrated over the
 * second; KIRK [Kirk 1995] and BJERKSUND [Bjerksund and Stensland, Quantitative Finance 14 (2014)
 * 1785] are approximations of others. */
enum cp_pricing_spread_method {
    CP_PRICING_SPREAD_EXACT,
    CP_PRICING_SPREAD_KIRK,
    CP_PRICING_SPREAD_BJERKSUND
};
struct cp_pricing_pair_value cp_pricing_spread(const struct cp_pricing_pair *p,
                                               enum cp_pricing_spread_method method);
/* The value without its Greeks, which take some twenty times as long. */
double cp_pricing_spread_alone(const struct cp_pricing_pair *p,
                               enum cp_pricing_spread_method method);

/* ---- exercise at choice: american.c, exercise.c, extend.c -------------------------------- */

/* At any time, of spot o->forward with carry b, by the quadratic approximation of [Barone-Adesi and
 * Whaley, Journal of Finance 42 (1987) 301]. */
double cp_pricing_american(const struct cp_pricing_option *o, double b);

/* At `n` dates, at each for one unit, `rights` times at most and `least` at least: a swing option;
 * with one right a Bermudan one. ln of the spot price at date i has mean ln forward[i] less half
 * its variance and moves as a factor of speed `reversion` with o->volatility [Jaillet, Ronn and
 * Tompaidis, Management Science 50 (2004) 909]. Dynamic program over the price, the expectation by
 * the trapezoidal rule. *value gets it. CP_ENOMEM. */
struct cp_pricing_exercise {
    size_t n, rights, least;
    const double *time, *forward; /* ascending, above 0 */
    double reversion;
};
int cp_pricing_swing(const struct cp_pricing_option *o, const struct cp_pricing_exercise *e,
                     double *value);

/* Of spot o->forward with carry b, extended at o->years to `until` and strike `later` by who holds
 * it, for a premium, or by who wrote it, where it is out of the money [Longstaff, Journal of
 * Finance 45 (1990) 935]. */
struct cp_pricing_extension {
    bool by_writer;
    double until, later, premium;
};
double cp_pricing_extendible(const struct cp_pricing_option *o, double b,
                             const struct cp_pricing_extension *e);

/* What a plant earns on known prices: each hour it stands still or runs at `least` or `most` MW. A
 * start burns fuel and costs money; then it runs `up` hours at least, and once off is so for
 * `down`. How it stood before the first hour is free. CP_ENOMEM. */
struct cp_pricing_plant {
    double heat_rate, least, most; /* MWh of fuel for one; MW */
    double start_fuel, start_cost; /* MWh; money */
    double addon;                  /* on the price of fuel: transport, emissions */
    size_t up, down;               /* hours, from 1 */
};
int cp_pricing_tolling(const struct cp_pricing_plant *plant, size_t n, const double *power,
                       const double *fuel, double *value);

/* ---- simulation: least_squares.c, simulate.c, plant.c ------------------------------------ */

/* A value that was simulated, with its standard error: on the paths that the rule of exercise was
 * fitted to, which is a little too high, and by that rule on other paths, which is a little too
 * low. */
struct cp_pricing_simulated {
    double value, error, fitted, fitted_error;
};

/* Paths of any model, [date * npath + path]: what is known at a date, what exercise brings there
 * and then, and what money of a date is worth today. `mirrored`: paths 2i and 2i + 1 are one draw
 * and its mirror. `second` is another thing that is known, or NULL. */
struct cp_pricing_paths {
    size_t npath, ndate;
    const double *state, *gain, *discount;
    bool mirrored;
    const double *second;
};

/* Rights as cp_pricing_swing has them. The value of keeping is a polynomial of the state up to
 * `degree`, 1 to 5, of paths in the money alone unless rights must be used; of two states, all
 * products up to the second. Where there are not `fewest` (0: three a term) of these paths rights
 * are kept. `used` is NULL, or gets 1 for each date and path, of those that are valued, of a right
 * that is used. */
struct cp_pricing_rule {
    size_t rights, least, degree, fewest;
    unsigned char *used;
};
/* [Longstaff and Schwartz, Review of Financial Studies 14 (2001) 113]. other NULL: value is fitted.
 * CP_ENOMEM. */
int cp_pricing_least_squares(const struct cp_pricing_paths *fitted,
                             const struct cp_pricing_paths *other,
                             const struct cp_pricing_rule *rule, struct cp_pricing_simulated *out);

/* cp_pricing_swing by `paths` mirrored paths to fit to and as many others; degree 0 is 3. */
struct cp_pricing_simulation {
    size_t paths, degree;
    uint64_t seed;
};
int cp_pricing_swing_simulated(const struct cp_pricing_option *o,
                               const struct cp_pricing_exercise *e,
                               const struct cp_pricing_simulation *s,
                               struct cp_pricing_simulated *out);

/* A plant whose operator knows the prices of an hour when it comes, [hour * npath + path]: by a
 * rule fitted to paths, and as if each path were known ahead, which is more than any rule earns.
 * `runs`, of the paths that are valued, is NULL, or gets 1 where the plant runs, 2 where it has
 * started; then foresight is NaN. */
struct cp_pricing_hours {
    size_t npath, n;
    const double *power, *fuel;
    bool mirrored;
    unsigned char *runs;
};
struct cp_pricing_dispatched {
    struct cp_pricing_simulated by_rule;
    double foresight, foresight_error;
};
int cp_pricing_tolling_simulated(const struct cp_pricing_plant *plant,
                                 const struct cp_pricing_hours *fitted,
                                 const struct cp_pricing_hours *other,
                                 struct cp_pricing_dispatched *out);

CP_END_DECLS

#endif
