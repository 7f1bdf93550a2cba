/* forecast: what a method of forecasting is, for the files of methods and those that call them.
 *
 * A method is a struct of what it needs and of functions, in a file of its own, and a line of
 * CP_FORECAST_METHODS of plan, whose drivers may ask for it. What a fitted model keeps is the
 * method's own: a state behind a pointer.
 */
#ifndef CAPPLAN_FORECAST_METHOD_H
#define CAPPLAN_FORECAST_METHOD_H

#include "forecast/forecast.h"
#include "num/num.h"

struct cp_forecast_ets_problem;

/* The series as a method gets it: values divided by `unit`, the roots of that, or logarithms. */
struct cp_forecast_transform {
    double *z; /* n of them, NaN where a value is missing */
    size_t n, nseen, season;
    bool log, root;
    double ceiling;   /* of curves of adoption; 0: unknown */
    double low, high; /* bounds of the values, in their own unit; infinite: none */
    double unit;
    double jacobian;    /* added to n log(SSE) to bring it to the values' own scale */
    double floor;       /* sums of squares below this are rounding */
    const double *mean; /* seasonal means of z, or NULL */
    const struct cp_forecast_ets_problem *posed; /* what was found of z already */
    size_t nposed;
};

/* Fill z[n] from y; `scale` is not CP_SCALE_BEST and such as the values allow. */
void cp_forecast_transform(struct cp_forecast_transform *v, const double *y, size_t n,
                           size_t season, enum cp_forecast_scale scale, double *z);

struct cp_forecast_method {
    const char *name, *meaning; /* name: the word of its line */
    /* Values and seasons of them that are needed at least: enough to know the error. */
    size_t values, seasons;
    bool on_log, on_root; /* may work on those too */
    bool prefers_log;     /* wherever there are logarithms, whatever scale is asked for */
    bool needs_log;       /* nowhere else */
    bool of_demand;       /* needs values that are not negative */
    bool filled;          /* wants straight lines over gaps */
    bool adjusted;        /* and its season taken out by factors, where there is one */
    bool chooses;         /* has no model of its own: the one of least AICc among those `in_ets` */
    bool in_ets;
    bool of_constants; /* chosen from even where all values are the same */
    const char *unfit; /* why it may not fit; NULL: the values leave the range of numbers */
    const void *form;  /* what tells it from others that share its functions */

    /* Sets the state and rates the model. CP_ENOMEM, CP_ENUMERIC. NULL: it is no
     * single model. */
    int (*fit)(const struct cp_forecast_transform *v, struct cp_forecast_model *m);
    /* What fit would search first, so that all such are searched side by side; NULL: nothing. */
    void (*pose)(const struct cp_forecast_method *method, const struct cp_forecast_transform *v,
                 struct cp_forecast_ets_problem *p);
    /* Bring the state from the transform's unit to the values'. CP_ENUMERIC: they leave the range
     * of numbers. NULL: on logarithms only. */
    int (*rescale)(struct cp_forecast_model *m, double unit);
    /* As the functions cp_forecast_model_... of forecast.h, on the model's scale and without
     * the factors of a season taken out. */
    void (*project)(const struct cp_forecast_model *m, size_t h, double *mean, double *se);
    double (*quantile)(const struct cp_forecast_model *m, double mean, double se,
                       double p); /* p is a number; NULL: normal */
    void (*simulate)(const struct cp_forecast_model *m, size_t h, struct cp_random *stream,
                     double *work, double *path);
    /* Parameters, each by cp_forecast_describe. */
    void (*describe)(const struct cp_forecast_model *m, char *buf, size_t size);
    double (*inflection)(const struct cp_forecast_model *m); /* NULL: there is none */
    /* Goes on by a constant factor for ever when it is on logarithms; NULL: no. */
    bool (*compounds)(const struct cp_forecast_model *m);
};

/* Methods that others of the room ask for. */
extern const struct cp_forecast_method cp_forecast_method_auto, cp_forecast_method_ets,
    cp_forecast_method_theta, cp_forecast_method_ar, cp_forecast_method_ar_adjusted,
    cp_forecast_method_lags, cp_forecast_method_mstl, cp_forecast_method_sba,
    cp_forecast_method_tsb, cp_forecast_method_adoption;

/* ---- a model in the making (model.c) ----------------------------------------------------- */

/* The model's state, `size` bytes with `numbers` doubles behind it, all zeros; the model owns it
 * from now on. NULL: no memory. */
void *cp_forecast_state(struct cp_forecast_model *m, size_t size, size_t numbers);
static inline double *cp_forecast_numbers(void *state, size_t size) {
    return (double *)((char *)state + size);
}

/* Variance and AICc from the sum of squares of a model with k-1 parameters and the variance. */
void cp_forecast_rate(struct cp_forecast_model *m, const struct cp_forecast_transform *v, size_t k,
                      double sse);
/* The same from the variance of errors that are of another series than the values, so that there
 * is no AICc to compare. */
void cp_forecast_rate_by_variance(struct cp_forecast_model *m,
                                  const struct cp_forecast_transform *v, size_t k, double variance);

/* " name value" at the end of buf. */
void cp_forecast_describe(char *buf, size_t size, const char *name, double value);

/* ---- what a series looks like (shape.c) -------------------------------------------------- */

/* Whether values show a season of m periods, in two cycles or more; gaps are passed over. */
bool cp_forecast_is_seasonal(const double *y, size_t n, size_t m);
/* Autocorrelation at the season beyond 1.645 standard errors by Bartlett's formula, in three cycles
 * or more: the test of the M competitions [Assimakopoulos and Nikolopoulos 2000]. */
bool cp_forecast_comes_again(const double *y, size_t n, size_t m);
/* The first period of which there is anything in y[0..n), where it begins with nothing for longer
 * than twice what it is nothing for later: before, there was nobody to ask. Else 0. */
size_t cp_forecast_launch(const double *y, size_t n);
/* Demands are 1.32 periods apart or more and never negative: sba is the better then [Syntetos,
 * Boylan, Croston, J. of the Operational Research Society 56 (2005) 495]. */
bool cp_forecast_is_intermittent(const double *y, size_t n);
/* Means by season of what a moving average over a season leaves, 0 on the mean: classical
 * decomposition. */
void cp_forecast_seasonal_means(const double *y, size_t n, size_t season, double *mean);
/* Divide z by the factors of a season that the test sees in positive values, by classical
 * decomposition of their logarithms, shrunk; factor[m]. False, and nothing is touched, when there
 * is none. */
bool cp_forecast_adjust(double *z, size_t n, size_t m, double *factor);
/* Straight lines over the gaps, and the nearest value beyond the ends. */
void cp_forecast_fill(const double *y, size_t n, double *out);

#endif
