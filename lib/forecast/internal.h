/* forecast, within the room. */
#ifndef CAPPLAN_FORECAST_INTERNAL_H
#define CAPPLAN_FORECAST_INTERNAL_H

#include "forecast/forecast.h"
#include "num/num.h"

/* ---- what is known of a method (method.c) ------------------------------------------------- */

size_t method_needs(enum cp_method method, size_t season); /* values, at least */
bool method_is_seasonal(enum cp_method method);            /* needs a season */
bool method_allows(enum cp_method method, enum cp_scale scale);
static inline bool method_is_intermittent(enum cp_method method) {
    return method == CP_CROSTON || method == CP_SBA || method == CP_TSB;
}

static inline bool method_is_curve(enum cp_method method) {
    return method == CP_LOGISTIC || method == CP_GOMPERTZ || method == CP_BASS;
}

/* ---- exponential smoothing with additive errors (ets.c) ---------------------------------- */

/* Which parameters are to be found; the others stand in the struct. */
struct ets_search {
    bool alpha, beta, gamma, phi;
};

/* Run over y[0..n); the sum of squared errors. m ends in the state after the last. */
double ets_filter(struct cp_ets *m, const double *y, size_t n);

/* Least squares over the parameters asked for and the initial states; m ends in the final state,
 * *sse gets the sum of squares. */
int ets_fit(struct cp_ets *m, struct ets_search search, const double *y, size_t n, double *sse);

/* Initial states of a seasonal model (ets_seasonal.c): a first guess of the seasonal states from
 * the series alone; states by a pass backwards with m's parameters, from that guess; and, from the
 * states in m, those of least squares (CP_ENUMERIC: the series does not determine them). */
void ets_seasonal_means(const double *y, size_t n, size_t season, double *mean);
void ets_backcast(struct cp_ets *m, const double *y, size_t n, const double *mean);
int ets_best_states(struct cp_ets *m, const double *y, size_t n);

/* One step: the forecast of the next value, and the states after its error e (0: missing). */
double ets_ahead(const struct cp_ets *m);
void ets_step(struct cp_ets *m, double e);

double ets_response(const struct cp_ets *m, size_t j);

/* ---- dynamic optimised theta (theta.c) --------------------------------------------------- */

/* Fit to y[0..n) without gaps. *sse is of the values from the third on. */
int theta_fit(struct cp_theta *m, const double *y, size_t n, double *sse);
/* The paper gives intervals by simulation with the smoothing's answer alpha to an error; so here,
 * in closed form, and the paths likewise. Either array may be NULL. */
void theta_project(const struct cp_theta *m, double sigma, size_t h, double *mean, double *se);
void theta_simulate(const struct cp_theta *m, double sigma, size_t h, struct cp_random *stream,
                    double *path);

/* ---- autoregression (ar.c) --------------------------------------------------------------- */

/* Fit to y[0..n) without gaps; memory[ar_memory(season)] belongs to the model then. */
size_t ar_memory(size_t season);
int ar_fit(struct cp_ar *m, const double *y, size_t n, size_t season, double *memory,
           double *variance);
/* Either array may be NULL. */
void ar_project(const struct cp_ar *m, double sigma, size_t h, double *mean, double *se);
void ar_simulate(const struct cp_ar *m, double sigma, size_t h, struct cp_random *stream,
                 double *path);

/* ---- seasons by local regression (stl.c, mstl.c) ----------------------------------------- */

/* Split y = seasons + rest; rest[n] holds y before, season[nperiod][n], n > 2 * longest period,
 * work[stl_work(n, longest)]. No gaps. */
size_t stl_work(size_t n, size_t longest);
void stl_seasons(double *rest, size_t n, const size_t *period, size_t nperiod, double *season,
                 double *work);

enum { MSTL_MOST = 2 };
/* The seasons that n values can show where one is `season`; how many. */
size_t mstl_seasons(size_t n, size_t season, size_t period[MSTL_MOST]);
/* Fit to y[0..n) without gaps; memory[mstl_memory(n, season)], zeros, belongs to the model then. */
size_t mstl_memory(size_t n, size_t season);
int mstl_fit(struct cp_mstl *m, struct cp_ar *ar, const double *y, size_t n, size_t season,
             double *memory, double *variance);
/* The seasons on top of what the autoregression gives. */
void mstl_add(const struct cp_mstl *m, size_t h, double *path);

/* ---- intermittent demand (croston.c) ------------------------------------------------------ */

/* Fit to y[0..n), none negative; the sum of squared errors of the rate. */
double croston_fit(enum cp_method method, const double *y, size_t n, struct cp_croston *m);
double croston_quantile(const struct cp_croston *m, double p);
/* Demands are 1.32 periods apart or more and never negative: sba is the better then [Syntetos,
 * Boylan, Croston, J. of the Operational Research Society 56 (2005) 495]. */
bool croston_suits(const double *y, size_t n);

/* ---- curves of adoption (curve.c) --------------------------------------------------------- */

/* Fit to logarithms z[0..n), NaN missing; *sse of them. */
int curve_fit(enum cp_method method, double ceiling, const double *z, size_t n, struct cp_curve *m,
              double *sse);
double curve_inflection(enum cp_method method, const struct cp_curve *m);
/* Logarithms; `variance` of the errors. Either array may be NULL. */
void curve_project(enum cp_method method, const struct cp_curve *m, double variance, size_t n,
                   size_t h, double *mean, double *se);
void curve_simulate(enum cp_method method, const struct cp_curve *m, double variance, size_t n,
                    size_t h, struct cp_random *stream, double *path);

/* ---- what a series looks like (shape.c) -------------------------------------------------- */

/* Autocorrelation at the season beyond 1.645 standard errors by Bartlett's formula: the test that
 * goes with the theta method since the M3 competition [Assimakopoulos and Nikolopoulos 2000]. No
 * gaps. */
bool shape_is_seasonal(const double *y, size_t n, size_t m);
/* Divide z by the factors of a season that the test sees in positive values, by classical
 * decomposition of their logarithms, shrunk; factor[m]. False, and nothing is touched, when there
 * is none. */
bool shape_adjust(double *z, size_t n, size_t m, double *factor);
/* Straight lines over the gaps, and the nearest value beyond the ends. */
void shape_fill(const double *y, size_t n, double *out);

/* ---- the method auto (auto.c) ------------------------------------------------------------ */

/* Point forecasts and half the widths of their 95 % intervals, h of each, the caller's. */
struct outlook {
    double *center, *width; /* width NaN: unknown */
    double stretch;         /* of all widths; see calibrate.c */
    bool root;              /* intervals are even on square roots, else on values */
};

/* Fills center, width and root from y[0..n). */
int auto_forecast(enum cp_scale scale, const double *y, size_t n, size_t season, size_t h,
                  struct outlook *out, struct cp_error *why);
/* The quantile p in half widths from the centre, p NaN: 0; and the value that many from it. */
double outlook_score(double p);
double outlook_at(const struct outlook *o, size_t i, double score);
/* How far y is from the centre of period i, in half widths before they are stretched. */
double outlook_miss(const struct outlook *o, size_t i, double y);
/* One path, whose distribution in every period is that of outlook_at. */
void outlook_path(const struct outlook *o, size_t h, struct cp_random *stream, double *path);

/* ---- the widths of a batch (calibrate.c) ------------------------------------------------- */

enum { CLASSES = CP_HOUR + 2 }; /* a calendar's frequencies and plain numbers */
size_t class_of(const struct cp_series *s);

/* What to stretch the intervals of each class of series with, from forecasts whose last `hold`
 * values and the horizon before those are held back. */
int calibrate(const struct cp_batch_options *o, const struct cp_series_set *set, size_t hold,
              double stretch[CLASSES], struct cp_error *err);

/* ---- one series of a batch (batch.c) ----------------------------------------------------- */

/* The series to be forecast, with their regressors; the others skip. */
int batch_extract(const struct cp_facts *t, const struct cp_batch_options *o, bool future,
                  struct cp_series_set *set, struct cp_error *err);
/* What the method asked for comes to for this series. */
enum cp_method batch_method(const struct cp_batch_options *o, const struct cp_series *s);
/* Numbers in a row of an answer: the point forecast, quantiles, paths. */
size_t batch_width(const struct cp_batch_options *o);
/* Forecast one series: row[horizon][width]. Says in the series what was chosen. work[3 * horizon].
 */
int batch_forecast(const struct cp_batch_options *o, const double stretch[CLASSES],
                   struct cp_series *s, double *row, double *work, struct cp_error *why);
int batch_put_status(struct cp_facts *t, const struct cp_series *s, struct cp_error *err);

/* ---- regressors (regress.c) ---------------------------------------------------------------- */

/* Tell series from their regressors, and give them those; with `future` they must be known for the
 * horizon. */
int regress_bind(const struct cp_facts *t, const struct cp_batch_options *o, bool future,
                 struct cp_series_set *set, struct cp_error *err);
/* What the regressors add to the series, over it and h periods more, 0 in their mean over it. */
int regress_effect(const struct cp_series *s, size_t season, size_t h, double *effect,
                   struct cp_error *why);

/* ---- hierarchies (mint.c, reconcile.c) ---------------------------------------------------- */

/* weights[bottom][n] for sums[n][bottom] of 0 and 1 and the errors' covariance w[n][n], which is
 * overwritten. CP_ENUMERIC when that is singular; CP_ENOMEM; no messages. */
int mint_weights(const double *sum, size_t n, size_t bottom, double *w, double *weights);
/* The shrunk covariance of errors e[n][times]; false: they do not tell it. */
bool mint_covariance(const double *e, size_t n, size_t times, double *w);
/* Make the forecasts value[set->n][horizon][width] of every hierarchy add up, quantiles from paths.
 * One that lacks a member is left as it is, and says so. */
int reconcile(const struct cp_facts *t, const struct cp_batch_options *o, const double *stretch,
              struct cp_series_set *set, double *value, struct cp_error *err);

/* ---- drivers (driver.c, history.c) ------------------------------------------------------- */

/* A history and its model, ready to be put on the plan's periods. */
struct history {
    struct cp_series_set set;
    struct cp_series *series;
    bool is_auto; /* outlook, not model */
    struct cp_model model;
    struct outlook outlook; /* its arrays are in `central` */
    double ceiling;         /* the driver's, in its own unit; 0: unknown */
    size_t ahead;           /* periods forecast: past the end of the plan */
    double *central; /* n + ahead values: history, then point forecasts; ahead more for widths */
};

int history_open(const struct cp_driver *d, const char *unit, const char *where,
                 const struct cp_horizon *horizon, struct history *out, struct cp_error *err);
void history_close(struct history *h);
/* A path of its forecast; work has room for a season. */
void history_draw(const struct history *h, struct cp_random *stream, double *work, double *path);
/* values: n + ahead numbers at the history's own periods, to out[horizon->n]; none below 0. */
void history_map(const struct history *h, const struct cp_horizon *horizon, const double *values,
                 double *out);

/* A driver over the plan's periods. */
struct driver {
    const struct cp_driver *plan; /* NULL: absent */
    bool from_history;
    struct history history;
    double *central; /* horizon.n values; NULL: absent */
    uint64_t stream; /* its random streams */
};

int driver_open(const struct cp_plan *plan, const struct cp_workload *w, const struct cp_driver *d,
                const char *unit, struct driver *out, struct cp_error *err);
void driver_close(struct driver *d);
/* Numbers of scratch that a sample needs. */
size_t driver_scratch(const struct driver *d);
/* Path number `path` of the driver; out[horizon.n]. */
void driver_sample(const struct driver *d, const struct cp_horizon *horizon, uint64_t seed,
                   size_t path, double *scratch, double *out);

#endif
