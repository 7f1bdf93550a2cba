/* forecast: the methods, for the other files of the room. */
#ifndef CAPPLAN_FORECAST_METHOD_H
#define CAPPLAN_FORECAST_METHOD_H

#include "forecast/forecast.h"
#include "num/num.h"

/* ---- what is known of a method (method.c) ------------------------------------------------- */

size_t cp_forecast_method_needs(enum cp_method method, size_t season); /* values, at least */
bool cp_forecast_method_is_seasonal(enum cp_method method);            /* needs a season */
bool cp_forecast_method_allows(enum cp_method method, enum cp_forecast_scale scale);
static inline bool cp_forecast_method_is_intermittent(enum cp_method method) {
    return method == CP_CROSTON || method == CP_SBA || method == CP_TSB;
}

static inline bool cp_forecast_method_is_curve(enum cp_method method) {
    return method == CP_LOGISTIC || method == CP_GOMPERTZ || method == CP_BASS;
}

/* ---- exponential smoothing with additive errors (ets.c) ---------------------------------- */

/* Which parameters are to be found; the others stand in the struct. */
struct cp_forecast_ets_search {
    bool alpha, beta, gamma, phi;
};

/* Run over y[0..n); the sum of squared errors. m ends in the state after the last. */
double cp_forecast_ets_filter(struct cp_forecast_ets *m, const double *y, size_t n);

/* Least squares over the parameters asked for and the initial states; m ends in the final state,
 * *sse gets the sum of squares. */
int cp_forecast_ets_fit(struct cp_forecast_ets *m, struct cp_forecast_ets_search search,
                        const double *y, size_t n, double *sse);

/* Initial states of a seasonal model (ets_seasonal.c): a first guess of the seasonal states from
 * the series alone; states by a pass backwards with m's parameters, from that guess; and, from the
 * states in m, those of least squares (CP_ENUMERIC: the series does not determine them). */
void cp_forecast_ets_seasonal_means(const double *y, size_t n, size_t season, double *mean);
void cp_forecast_ets_backcast(struct cp_forecast_ets *m, const double *y, size_t n,
                              const double *mean);
int cp_forecast_ets_best_states(struct cp_forecast_ets *m, const double *y, size_t n);

/* One step: the forecast of the next value, and the states after its error e (0: missing). */
double cp_forecast_ets_ahead(const struct cp_forecast_ets *m);
void cp_forecast_ets_step(struct cp_forecast_ets *m, double e);

double cp_forecast_ets_response(const struct cp_forecast_ets *m, size_t j);

/* ---- dynamic optimised theta (theta.c) --------------------------------------------------- */

/* Fit to y[0..n) without gaps. *sse is of the values from the third on. */
int cp_forecast_theta_fit(struct cp_forecast_theta *m, const double *y, size_t n, double *sse);
/* The paper gives intervals by simulation with the smoothing's answer alpha to an error; so here,
 * in closed form, and the paths likewise. Either array may be NULL. */
void cp_forecast_theta_project(const struct cp_forecast_theta *m, double sigma, size_t h,
                               double *mean, double *se);
void cp_forecast_theta_simulate(const struct cp_forecast_theta *m, double sigma, size_t h,
                                struct cp_random *stream, double *path);

/* ---- autoregression (ar.c) --------------------------------------------------------------- */

/* Fit to y[0..n) without gaps; memory[cp_forecast_ar_memory(season)] belongs to the model then. */
size_t cp_forecast_ar_memory(size_t season);
int cp_forecast_ar_fit(struct cp_forecast_ar *m, const double *y, size_t n, size_t season,
                       double *memory, double *variance);
/* Either array may be NULL. */
void cp_forecast_ar_project(const struct cp_forecast_ar *m, double sigma, size_t h, double *mean,
                            double *se);
void cp_forecast_ar_simulate(const struct cp_forecast_ar *m, double sigma, size_t h,
                             struct cp_random *stream, double *path);

/* ---- seasons by local regression (stl.c, mstl.c) ----------------------------------------- */

/* Split y = seasons + rest; rest[n] holds y before, season[nperiod][n], n > 2 * longest period,
 * work[cp_forecast_stl_work(n, longest)]. No gaps. */
size_t cp_forecast_stl_work(size_t n, size_t longest);
void cp_forecast_stl_seasons(double *rest, size_t n, const size_t *period, size_t nperiod,
                             double *season, double *work);

enum { MSTL_MOST = 2 };
/* The seasons that n values can show where one is `season`; how many. */
size_t cp_forecast_mstl_seasons(size_t n, size_t season, size_t period[MSTL_MOST]);
/* Fit to y[0..n) without gaps; memory[cp_forecast_mstl_memory(n, season)], zeros, belongs to the
 * model then. */
size_t cp_forecast_mstl_memory(size_t n, size_t season);
int cp_forecast_mstl_fit(struct cp_forecast_mstl *m, struct cp_forecast_ar *ar, const double *y,
                         size_t n, size_t season, double *memory, double *variance);
/* The seasons on top of what the autoregression gives. */
void cp_forecast_mstl_add(const struct cp_forecast_mstl *m, size_t h, double *path);

/* ---- intermittent demand (croston.c) ------------------------------------------------------ */

/* Fit to y[0..n), none negative; the sum of squared errors of the rate. */
double cp_forecast_croston_fit(enum cp_method method, const double *y, size_t n,
                               struct cp_forecast_croston *m);
double cp_forecast_croston_quantile(const struct cp_forecast_croston *m, double p);
/* Demands are 1.32 periods apart or more and never negative: sba is the better then [Syntetos,
 * Boylan, Croston, J. of the Operational Research Society 56 (2005) 495]. */
bool cp_forecast_croston_suits(const double *y, size_t n);

/* ---- curves of adoption (curve.c) --------------------------------------------------------- */

/* Fit to logarithms z[0..n), NaN missing; *sse of them. */
int cp_forecast_curve_fit(enum cp_method method, double ceiling, const double *z, size_t n,
                          struct cp_forecast_curve *m, double *sse);
double cp_forecast_curve_inflection(enum cp_method method, const struct cp_forecast_curve *m);
/* Logarithms; `variance` of the errors. Either array may be NULL. */
void cp_forecast_curve_project(enum cp_method method, const struct cp_forecast_curve *m,
                               double variance, size_t n, size_t h, double *mean, double *se);
void cp_forecast_curve_simulate(enum cp_method method, const struct cp_forecast_curve *m,
                                double variance, size_t n, size_t h, struct cp_random *stream,
                                double *path);

/* ---- what a series looks like (shape.c) -------------------------------------------------- */

/* Autocorrelation at the season beyond 1.645 standard errors by Bartlett's formula: the test that
 * goes with the theta method since the M3 competition [Assimakopoulos and Nikolopoulos 2000]. No
 * gaps. */
bool cp_forecast_shape_is_seasonal(const double *y, size_t n, size_t m);
/* Divide z by the factors of a season that the test sees in positive values, by classical
 * decomposition of their logarithms, shrunk; factor[m]. False, and nothing is touched, when there
 * is none. */
bool cp_forecast_shape_adjust(double *z, size_t n, size_t m, double *factor);
/* Straight lines over the gaps, and the nearest value beyond the ends. */
void cp_forecast_shape_fill(const double *y, size_t n, double *out);

#endif
