/* curve: what a market says of prices to come, and how they move.
 *
 * Owns: quotes of deliveries that overlap, the forward curve that gives each of them back, its days
 * and hours, the factors that all curves move by, their paths, and what history says of them. The
 * plan says which curves there are; prices are in the unit of each curve.
 *
 * There is never a default: a day that no quote is of has no price, NaN, and who asks for a period
 * with such a day gets NaN. Quotes that contradict each other are an error at the later of them.
 *
 * What is returned lives in the arena of the caller; nothing is kept, so that threads may call at
 * once, each with its own arena. 0, or a code of base with findings.
 */
#ifndef CAPPLAN_CURVE_H
#define CAPPLAN_CURVE_H

#include "base/base.h"
#include "plan/plan.h"

CP_BEGIN_DECLS

/* ---- days and hours of a market: calendar.c ---------------------------------------------- */

/* Days are numbered since 1970 in the time of the zone; a day has 23, 24 or 25 hours. */
struct cp_curve_calendar {
    struct cp_zone zone;
    int peak_from, peak_until, peak_days;
    size_t nholiday;
    const int32_t *holiday; /* ascending: without peak */
};
int cp_curve_calendar(const struct cp_market_curve *c, struct cp_arena *arena,
                      struct cp_curve_calendar *out, struct cp_error *err);
int64_t cp_curve_day_start(const struct cp_curve_calendar *cal, int32_t day); /* UTC, as periods */
int32_t cp_curve_day_of(const struct cp_curve_calendar *cal, int64_t hour);
bool cp_curve_is_peak(const struct cp_curve_calendar *cal, int64_t hour);

/* ---- forward curves: quotes.c, bootstrap.c, smooth.c, curve.c ----------------------------- */

enum cp_curve_hours { CP_CURVE_PEAK, CP_CURVE_OFFPEAK, CP_CURVE_BASE };

/* A price of even delivery on days [from, until). */
struct cp_curve_quote {
    int32_t from, until;
    enum cp_curve_hours hours;
    double price;
    double within;   /* half of bid less ask, or what was rounded away: nearer than this is equal */
    double repriced; /* by the curve, once there is one */
    bool redundant;  /* follows from others */
    struct cp_pos pos;
};
/* Of curve c, from its file, the shorter ones first; those delivered by `as_of`, hours, are counted
 * in *past. Rows of curves that the plan has not are passed over. */
int cp_curve_quotes_read(const struct cp_plan *plan, const struct cp_market_curve *c, int64_t as_of,
                         struct cp_arena *arena, struct cp_curve_quote **out, size_t *n,
                         size_t *past, struct cp_error *err);

/* Days between one start or end of a quote and the next, with a price of peak and one of off-peak
 * hours, which are the same where no quote tells them apart. NaN: no quote is of it. */
struct cp_curve_piece {
    int32_t from, until;
    double price[2];
};
/* weight[k][d] is what day first + d weighs in the mean of peak (0) and other hours (1). Least
 * changes from piece to piece where quotes leave a choice. CP_EINPUT where they contradict. */
struct cp_curve_weights {
    int32_t first;
    size_t n;
    const double *weight[2];
};
int cp_curve_bootstrap(struct cp_curve_quote *q, size_t n, const struct cp_curve_weights *w,
                       struct cp_arena *arena, struct cp_curve_piece **out, size_t *npiece,
                       struct cp_error *err);

/* The smoothest curve by days whose mean over every piece is its price: a polynomial of fourth
 * degree a piece, twice differentiable where they meet, of least integral of its second derivative
 * squared [Adams and van Deventer, Journal of Fixed Income 4 (1994) 52; Benth, Koekebakker and
 * Ollmar, Journal of Derivatives 15 (2007) 52]. Pieces follow each other; one of price NaN binds
 * nothing. A day stands at its start, or, with a level end, at its end. `factor` multiplies the
 * days before they are averaged; NULL: 1. out[] gets a price for each day. */
struct cp_curve_smooth {
    size_t npiece, first; /* which of the two prices */
    const struct cp_curve_piece *piece;
    const double *weight, *factor; /* by day from the first */
    bool level_end;
};
int cp_curve_smooth(const struct cp_curve_smooth *s, double *out);

struct cp_curve {
    const struct cp_market_curve *of;
    struct cp_curve_calendar calendar;
    int32_t first;
    size_t nday, nquote, npiece, past;
    double *price[2], *hours[2]; /* by day; NaN: none */
    struct cp_curve_quote *quote;
    struct cp_curve_piece *piece;
    double *table;    /* of the profile: by month, kind of day, hour; NULL: hours are the same */
    double *shape[2]; /* by piece: what its hours are scaled by */
};
/* Read its quotes and make the curve. CP_EINPUT where they contradict, or it is below its floor. */
int cp_curve_make(const struct cp_plan *plan, const struct cp_market_curve *c, int64_t as_of,
                  struct cp_arena *arena, struct cp_curve *out, struct cp_error *err);
/* Mean over the hours [from, until) of UTC; NaN where one of them has no price. */
double cp_curve_mean(const struct cp_curve *c, int64_t from, int64_t until);
double cp_curve_hour(const struct cp_curve *c, int64_t hour);

/* ---- factors: factors.c, paths.c ---------------------------------------------------------- */

/* ln of G(t,T) over G(0,T), the price of delivery at T seen at t above its floor, is the sum over
 * factors of weight e^{-speed (T-t)} X(t), less half its variance; of a normal curve that sum is
 * the change of the price itself. X reverts to 0 by its speed and moves by its volatility. All of
 * the plan's models: Black, one factor, two factors, and curves that follow others. */
struct cp_curve_factors {
    size_t n, ncurve;
    const char **name;          /* "henry-hub/short" */
    double *speed, *volatility; /* 1/year; a square root of a year */
    double *rho;                /* n x n */
    double *weight;             /* ncurve x n */
    double *floor;              /* by curve */
    bool *normal;
};
int cp_curve_factors(const struct cp_plan *plan, struct cp_arena *arena,
                     struct cp_curve_factors *out, struct cp_error *err);
/* Of the logarithms (of a normal curve: the price) of delivery at T1 and T2, over [0, t]; years. */
double cp_curve_covariance(const struct cp_curve_factors *f, size_t curve1, double T1,
                           size_t curve2, double T2, double t);
double cp_curve_variance(const struct cp_curve_factors *f, size_t curve, double T, double t);
/* Variance up to t of ln of the mean of prices of days at T[], by two moments. */
double cp_curve_variance_of_mean(const struct cp_curve_factors *f, size_t curve, size_t n,
                                 const double *T, const double *forward, double t);

/* Prices of every curve at dates time[], of delivery at delivery[] (NULL: the same), on paths:
 * exact steps, the second of two paths with the draws of the first turned round. A path's draws
 * hang on the seed, the factor's name and its number alone. forward is ndate x ncurve, out npath x
 * ndate x ncurve; jobs: threads, which change no bit. `match`: scaled so that means are the
 * forwards. */
struct cp_curve_paths {
    const struct cp_curve_factors *factors;
    size_t ndate, npath;
    const double *time, *delivery, *forward;
    uint64_t seed;
    int jobs;
    bool match;
    const double *draw; /* npath x ndate x factors, standard normal, each date's correlated as its
                           step is: moved by these, each path for itself; NULL: by its own */
};
/* Of the step of h years of factors i and j: their covariance. */
double cp_curve_step(const struct cp_curve_factors *f, size_t i, size_t j, double h);
int cp_curve_paths(const struct cp_curve_paths *p, double *out);

/* ---- what history says: spot.c, panel.c --------------------------------------------------- */

/* x' = a + b x + e of steps of `dt` years, n of them: an Ornstein-Uhlenbeck process, by conditional
 * likelihood. With b >= 1 there is no reversion: speed 0. Standard errors by the delta method. */
struct cp_curve_ou {
    size_t n;
    double a, b, deviation; /* of e */
    double speed, mean, volatility, half_life, likelihood;
    double speed_error, volatility_error;
};
/* NaN in x is a gap: the steps beside it are left out. CP_ENUMERIC (no message): fewer than 3. */
int cp_curve_fit_ou(const double *x, size_t n, double dt, struct cp_curve_ou *out);

/* The season of a logarithm by month of the year, 0 on average, and how it goes with that of
 * another price: least squares on 12 months and `other` (NULL: none). rest[] is what is
 * left. Months are 0 to 11. CP_ENUMERIC (no message): too few. */
struct cp_curve_season {
    double month[12], elasticity, elasticity_error, deviation;
};
int cp_curve_fit_season(const double *x, const int *month, const double *other, size_t n,
                        struct cp_curve_season *out, double *rest);

/* ln F(T) = season + e^{-speed T} chi + xi + A(T) of [Schwartz and Smith, Management Science 46
 * (2000) 893], with errors of measurement. */
struct cp_curve_two_factor {
    double speed, short_term, long_term, rho; /* volatilities of chi and xi, their correlation */
    double premium;                           /* of chi: lambda */
    double drift, drift_rn;                   /* of xi, as it was and as it is priced */
};
double cp_curve_log_forward(const struct cp_curve_two_factor *m, double chi, double xi, double T);

/* ndate rows of nprice logarithms of prices and the years to their delivery; NaN: missing. */
struct cp_curve_panel {
    size_t ndate, nprice;
    const double *log_price, *years;
    const double *step; /* years since the date before; the first is not looked at */
};
struct cp_curve_state {
    double chi, xi, covariance[3]; /* of chi, of both, of xi */
};
/* The likelihood of a panel by the Kalman filter from a first guess, with measurement errors
 * deviation[nprice]; *state is the first guess and becomes the last state. */
double cp_curve_likelihood(const struct cp_curve_two_factor *m, const double *deviation,
                           const struct cp_curve_panel *p, struct cp_curve_state *state);
/* Of most likelihood, from *m and several other starts. Up to 9 prices have errors of their own,
 * more of them two: of the nearest, of all others. CP_ENUMERIC (no message), CP_ENOMEM. */
int cp_curve_fit_panel(const struct cp_curve_panel *p, struct cp_curve_two_factor *m,
                       double *deviation, struct cp_curve_state *state, double *likelihood);

CP_END_DECLS

#endif
