/* forecast: what will be asked for, and how sure that is.
 *
 * Owns: models of a single series (smoothing, theta, autoregression, seasons by local regression,
 * intermittent demand, curves of adoption), the combination `auto`, the forecast of every series of
 * a fact table with regressors, hierarchies, intervals and sample paths, its test on the past, and
 * the demand of a plan: from users to requests, tokens and EFLOP/s by workload and period, with
 * quantiles and paths sampled from the drivers' errors.
 *
 * The point forecast everywhere is the central one: the mean of a model with additive errors, and
 * its image under exp, which is the median, of a model on logarithms. Missing values are NaN and
 * are handled by every method: the states run on without an error.
 *
 * Models and sets of series are the caller's to release; they do not borrow the values they were
 * made from. Nothing is kept between calls, so that calls with arguments of their own may run at
 * once; those that take `jobs` start that many threads themselves, and results depend on the data
 * and the seed only, never on that number. Functions return 0 or a negative code and say why in
 * `err`, which is untouched on success; on a failure nothing is left to release.
 */
#ifndef CAPPLAN_FORECAST_H
#define CAPPLAN_FORECAST_H

#include "base/base.h"
#include "facts/facts.h"
#include "plan/plan.h"

CP_BEGIN_DECLS

/* ---- methods ----------------------------------------------------------------------------- */

/* How to forecast: "ets", "theta", "croston". Constants of the library. */
struct cp_forecast_method;
const char *cp_forecast_method_name(const struct cp_forecast_method *method);
const char *cp_forecast_method_meaning(const struct cp_forecast_method *method);
/* Number i of them in the order in which they are listed; NULL behind the last. */
const struct cp_forecast_method *cp_forecast_method_at(size_t i);
/* The one of that name; NULL: there is none. Then the nearest name may be what was meant; NULL:
 * none is near. */
const struct cp_forecast_method *cp_forecast_method_find(const char *name);
const char *cp_forecast_method_nearest(const char *name);

/* ---- one series -------------------------------------------------------------------------- */

/* What smoothing works on: a model on logarithms has multiplicative trend and errors. */
enum cp_forecast_scale {
    CP_SCALE_BEST, /* logarithms when all values are positive and AICc is less for them */
    CP_SCALE_LINEAR,
    CP_SCALE_LOG,
    CP_SCALE_ROOT /* square roots, of values not negative */
};

/* A fitted model. On logarithms or roots everything but the AICc is of those. */
struct cp_forecast_model {
    const struct cp_forecast_method *method; /* never auto or ets: the one chosen */
    bool log, root;                          /* of which the model is */
    size_t n, nseen;                         /* periods, values among them */
    size_t adjusted;   /* periods of the season taken out by factors; 0: none */
    double *factor;    /* adjusted of them, by period from the first; owned */
    size_t parameters; /* k: parameters, initial states and the variance */
    double sigma2;     /* of the one-step error; NaN when there is one value only */
    double deviance;   /* n log(sum of squares), brought to the values' own scale */
    double aicc;       /* deviance + 2k + 2k(k+1)/(n-k-1); +inf when n <= k+1 */
    size_t scratch;    /* numbers that a path needs for a while */
    void *state;       /* the method's; owned */
};

/* Fit `method` to y[0..n), NaN missing. `season` is the number of periods in a season, 0 or 1 for
 * none. ets passes over methods that the series is too short for. CP_EINPUT with a message
 * that names no series when there is no value, or too few for the method asked for, or a scale
 * that the values do not allow, or auto. Release the model. */
int cp_forecast_fit(const struct cp_forecast_method *method, enum cp_forecast_scale scale,
                    const double *y, size_t n, size_t season, struct cp_forecast_model *out,
                    struct cp_error *err);
/* What is known of the values that a series can have, in its unit. */
struct cp_forecast_bounds {
    double floor, cap; /* nothing is below or above; none where floor < cap does not hold */
    double ceiling;    /* that a curve of adoption ends at, within about a fifth; 0: unknown */
};
/* The same within bounds, which methods of adoption make use of. */
int cp_forecast_fit_within(const struct cp_forecast_bounds *bounds,
                           const struct cp_forecast_method *method, enum cp_forecast_scale scale,
                           const double *y, size_t n, size_t season, struct cp_forecast_model *out,
                           struct cp_error *err);
void cp_forecast_model_release(struct cp_forecast_model *m);

/* The period in which a curve of adoption grows most, counted from the first; NaN for others. Where
 * that is to come the ceiling rests on its prior more than on the data. */
double cp_forecast_model_inflection(const struct cp_forecast_model *m);

/* "holt on logarithms: alpha 0.83, beta 0.01, AICc 12.3", cut to fit. */
void cp_forecast_model_describe(const struct cp_forecast_model *m, char *buf, size_t size);

/* Point forecasts and standard errors of the next h periods, on the model's scale (logarithms when
 * m->log): Hyndman et al. 2008, table 6.1 and section 6.5; for the trend the prediction variance of
 * a regression, errors in the line included. Either array may be NULL. */
void cp_forecast_model_project(const struct cp_forecast_model *m, size_t h, double *mean,
                               double *se);

/* The quantile p of a forecast with that mean and standard error, back on the scale of the values:
 * normal, for the trend Student's t, of intermittent demand nothing
 * or a gamma size. NaN when the error is unknown. p NaN: the point forecast. */
double cp_forecast_model_quantile(const struct cp_forecast_model *m, double mean, double se,
                                  double p);

/* One path of the next h periods, drawn with `stream`: errors and, for the trend, the line's own
 * uncertainty. Its distribution at each period is that of cp_forecast_model_quantile. `work` has
 * room for m->scratch numbers. */
struct cp_random;
void cp_forecast_model_simulate(const struct cp_forecast_model *m, size_t h,
                                struct cp_random *stream, double *work, double *path);

/* ---- series of a fact table -------------------------------------------------------------- */

/* Days on which nobody works, in order, no two the same; days since 1970-01-01. */
struct cp_forecast_holidays {
    int32_t *day;
    size_t n;
};
/* Of a text with a day a line, as 2027-12-25; what follows a blank, and lines with #, are passed
 * over. CP_EINPUT with the position of a line that is none. Free the days. */
int cp_forecast_holidays_read(FILE *in, const char *file, struct cp_forecast_holidays *out,
                              struct cp_error *err);

/* A date that is off a calendar, and what it counts as; INT32_MIN: it is left out. */
struct cp_forecast_odd {
    int32_t at, to;
};

/* How the periods of a series follow each other: in steps of those that are written (weeks from any
 * day, 15 minutes, quarters as months), as working days, as months that are written as days, or as
 * months of four and five weeks. Which it is its dates tell. */
struct cp_forecast_calendar {
    bool dated;        /* else periods are plain integers, one after another */
    enum cp_freq freq; /* of what is written */
    const struct cp_forecast_calendar_kind *kind;
    int32_t first, step; /* of the kind; first: an index of `freq` */
    unsigned form;
    size_t season; /* periods in a season by the calendar: 12 for months; 1: none */
    struct cp_forecast_holidays holidays;
    struct cp_forecast_odd *odd; /* nodd, in order: off the calendar that nearly all have */
    size_t nodd;
};

/* A series is the facts with equal measure and equal dimensions but period and quantile, in the
 * order of their periods. Rows without a period and rows with a quantile belong to none. */
struct cp_forecast_series {
    size_t row; /* its first row in the table */
    struct cp_forecast_calendar calendar;
    int32_t first;   /* place in the calendar of the first period, 0 as it is read */
    size_t n, nseen; /* periods from the first to the last; values among them */
    double *y;       /* n values in the unit of `row`, NaN where missing */
    size_t season;   /* periods in a season: calendar.season, where nothing else is said */
    uint64_t stream; /* its random numbers: a hash of measure and dimensions */
    struct cp_forecast_bounds bounds; /* see cp_forecast_bounds_default */
    bool skip; /* not to be forecast: a regressor, or another measure than asked for */
    const double
        *pattern; /* logarithms of the factors of its group's season; NULL: it has its own */
    size_t phase; /* where in that season its first period is */
    const struct cp_forecast_stretch *stretch; /* of its intervals; NULL: none, or by its past */
    const struct cp_forecast_past *past;
    const struct cp_forecast_peers *peers;
    const struct cp_forecast_along *along;     /* errors of its paths; NULL: as of a random walk */
    const struct cp_forecast_sharing *sharing; /* what others have of them; NULL: nothing */
    size_t nx, xlength; /* regressors; their values, of this series' periods and those ahead */
    double *x;          /* [nx][xlength] */
    const char *const *xname;
    char problem[160]; /* why it cannot be forecast, "": it can */
    /* What cp_forecast_batch chose: */
    const struct cp_forecast_method *method;
    char chosen[200]; /* it and its parameters, as of cp_forecast_model_describe */
    char note[240];   /* what to know of its forecast; "": nothing */
};

/* Zero-initialise; release. */
struct cp_forecast_series_set {
    size_t n;
    struct cp_forecast_series *series; /* in order of first appearance */
    struct cp_arena arena;
};

/* All series of the table, or of one measure. A series that is none (periods of different
 * lengths, a unit that does not convert, far too many gaps) says so in `problem`; y is NULL. */
int cp_forecast_series_extract(const struct cp_facts *t, const char *measure,
                               struct cp_forecast_series_set *out, struct cp_error *err);
void cp_forecast_series_release(struct cp_forecast_series_set *set);

/* The bounds of a measure's values by its nature, in `unit`: users are no more than people,
 * adoption, penetration and share no more than all, none of them is below 0. Others have none. */
struct cp_forecast_bounds cp_forecast_bounds_default(const char *measure, const char *unit);

/* What period i of a series is written as, an index of its calendar's `freq`; its first hour; its
 * text. Counted from the first of the series, beyond its last too. */
int32_t cp_forecast_series_index(const struct cp_forecast_series *s, size_t i);
int64_t cp_forecast_series_start(const struct cp_forecast_series *s, size_t i);
size_t cp_forecast_series_period(const struct cp_forecast_series *s, size_t index,
                                 char buf[CP_PERIOD_SIZE]);

/* "power site=hyperion", shortened to fit: what tells the series from others. */
void cp_forecast_series_label(const struct cp_facts *t, const struct cp_forecast_series *s,
                              char *buf, size_t size);

/* The name of sample path k, from 0, in the dimension `scenario`. */
enum { CP_FORECAST_PATH_SIZE = 32 };
void cp_forecast_path_name(size_t k, char buf[CP_FORECAST_PATH_SIZE]);

/* How forecasts of totals and parts are made to add up. The series of one measure that differ in
 * that one has '-' where others have a value are its total and its parts. */
enum cp_forecast_reconcile {
    CP_RECONCILE_NONE,
    CP_RECONCILE_BOTTOM_UP, /* totals are sums of the bottom series' forecasts */
    CP_RECONCILE_MINT /* all forecasts are heard, by the covariance of their past errors: MinT */
};

/* What is added up: the dimensions of `dims`, 1u << d each, and the periods of a year or of the
 * horizon. */
enum cp_forecast_over { CP_TOTAL_PERIOD, CP_TOTAL_YEAR, CP_TOTAL_HORIZON };
struct cp_forecast_total {
    uint32_t dims;
    enum cp_forecast_over over;
};

struct cp_forecast_options {
    const char *measure;                     /* NULL: all */
    const struct cp_forecast_method *method; /* NULL: auto */
    enum cp_forecast_scale scale;
    double ceiling;    /* of curves of adoption; 0: unknown */
    double floor, cap; /* of forecasts, quantiles and paths, before they are reconciled, instead of
                        * those of the series; none where floor < cap does not hold */
    size_t horizon;    /* periods ahead */
    size_t season;     /* 0: what the calendar says */
    const size_t *longer; /* more seasons, each longer than the one before it */
    size_t nlonger;
    struct cp_forecast_holidays holidays; /* of series of working days */
    const double *quantile;
    size_t nquantile;
    bool name_method; /* facts get the dimension `method` */
    bool temporal;    /* auto: forecasts agree with those of means over parts of the season */
    bool explain;     /* `chosen` tells shifts of level too, which take time to find */
    size_t paths;     /* sample paths to be written, each a scenario */
    size_t step;      /* periods between the origins of a backtest; 0: one */
    /* Measures whose facts, of the same dimensions or \'-\', explain the series: linear, known for
     * the whole horizon. At most 8. */
    const char *const *regressor;
    size_t nregressor;
    enum cp_forecast_reconcile reconcile; /* of cp_forecast_batch only, as is total */
    const struct cp_forecast_total *total;
    size_t ntotal;
    uint64_t seed;
    int jobs; /* threads; the result does not depend on it */
};

/* Forecast every series of the table and append, series by series and period by period, the point
 * forecast (quantile '-'), the quantiles and sample paths in scenarios of their names, with the
 * dimensions, measure and unit of the series; then the totals, of the measure with "_total". A
 * series that cannot be forecast gets a fact
 * `forecast_status` 1 instead, and its `problem` in `set` says why; *failed counts them. Release
 * the set. */
int cp_forecast_batch(struct cp_facts *t, const struct cp_forecast_options *options,
                      struct cp_forecast_series_set *set, size_t *failed, struct cp_error *err);

/* The same of a stream whose series stand together, none of which is kept: the memory does not grow
 * with them but for some bytes each. What a table's series tell each other they tell here too. No
 * hierarchies, regressors, paths or totals: CP_EUSAGE. */
struct cp_forecast_stream {
    struct cp_facts_aside *out; /* gets the facts that cp_forecast_batch would append */
    /* Of series that were forecast, in order, before they are gone. */
    void (*tell)(void *data, const struct cp_facts *t, const struct cp_forecast_series_set *set);
    void *data;
};
int cp_forecast_stream(struct cp_facts_groups *in, const struct cp_forecast_options *options,
                       const struct cp_forecast_stream *call, size_t *failed, struct cp_error *err);

/* How well the method would have done: for each of the last `origins` periods that leave `horizon`
 * known ones after them, `step` apart, forecast from what was known then, and compare. Appends for
 * every series facts `accuracy` with the series' dimensions, its measure as `name`, and `kind`
 *   smape     mean of 2|y-f|/(|y|+|f|)
 *   mase      mean |y-f| over that of the seasonal naive method within what was known then
 *             [Hyndman and Koehler, Int. J. of Forecasting 22 (2006) 679]; NA when that is 0
 *   owa       mean of smape and mase over those of Naive2, the last value with a season by the
 *             autocorrelation test taken out and put back [Makridakis, Spiliotis, Assimakopoulos,
 *             Int. J. of Forecasting 36 (2020) 54]; NA when those are 0
 *   msis      width of the widest interval, and what was outside times 2/alpha, scaled as mase is
 *             [Gneiting and Raftery, J. of the American Statistical Association 102 (2007) 359]
 *   coverage  share of values between the least and the greatest quantile; both with two or more
 *   pinball   mean loss of all quantiles, scaled as mase is
 * and their means over all series, `name` "all", where owa is of the means. Series too short for
 * one origin fail as those of cp_forecast_batch do. */
int cp_forecast_backtest(struct cp_facts *t, const struct cp_forecast_options *options,
                         size_t origins, struct cp_forecast_series_set *set, size_t *failed,
                         struct cp_error *err);

CP_END_DECLS

#include "forecast/demand.h"

#endif
