/* forecast, within the room. */
#ifndef CAPPLAN_FORECAST_INTERNAL_H
#define CAPPLAN_FORECAST_INTERNAL_H

#include "forecast/calendar/calendar.h"
#include "forecast/method/method.h"
#include "forecast/path.h"
#include "num/num.h"
#include <math.h>

/* ---- the method auto (auto.c) ------------------------------------------------------------ */

/* Point forecasts and half the widths of their 95 % intervals, h of each, the caller's. */
struct cp_forecast_interval {
    double *center, *width;                 /* width NaN: unknown */
    double stretch;                         /* of all widths */
    bool root;                              /* intervals are even on square roots, else on values */
    const struct cp_forecast_stretch *held; /* and by horizon and level; NULL: no more than that */
    const struct cp_forecast_along *along;  /* of paths; NULL: a random walk of that */
};

/* Fills center, width and root from y[0..n). */
int cp_forecast_auto(enum cp_forecast_scale scale, const double *y, size_t n, size_t season,
                     size_t h, struct cp_forecast_interval *out, struct cp_error *why);
/* The same with centres that agree with forecasts of the means over every part of `cycle`, periods
 * of which the season of single ones is a part (temporal.c). */
int cp_forecast_temporal(enum cp_forecast_scale scale, const double *y, size_t n, size_t season,
                         size_t cycle, size_t h, struct cp_forecast_interval *out,
                         struct cp_error *why);
/* What to multiply widths with, by thirds of the horizon, at 80 and at 95 %; and by the hour, where
 * a day has so many periods, of which the first of the horizon is number `first`. */
enum { CP_FORECAST_BLOCKS = 3, CP_FORECAST_HELD = 2, CP_FORECAST_HOURS = 24 };
struct cp_forecast_stretch {
    double at[CP_FORECAST_BLOCKS][CP_FORECAST_HELD];
    size_t horizon, day, first; /* day 0: all hours are alike */
    double hour[CP_FORECAST_HOURS];
};

/* Errors along paths as they were: how they hang together, and how far off they were. */
struct cp_forecast_along {
    struct cp_forecast_stretch held;
    struct cp_forecast_memory memory;
};

/* The quantile p in half widths from the centre, p NaN: 0; and the value that many from it. */
double cp_forecast_interval_score(double p);
double cp_forecast_interval_at(const struct cp_forecast_interval *o, size_t i, double score);
/* The value so many half widths off, whatever the past says. */
double cp_forecast_interval_off(const struct cp_forecast_interval *o, size_t i, double widths);
/* Half of what holds 80 and 95 % in period i, in half widths of an interval that was held to no
 * past: between thirds of the horizon on a straight line. */
struct cp_forecast_reach {
    double inner, outer;
};
struct cp_forecast_reach cp_forecast_reach_at(const struct cp_forecast_stretch *s, size_t i);
/* The part that the length of a series has in its widths. */
double cp_forecast_interval_length(size_t h, size_t n);
/* What a miss in period h of a forecast from `then` values of a season is as one from n. */
double cp_forecast_interval_later(double miss, size_t h, size_t then, size_t n, size_t season);
/* The season that its values show, where they are not drawn by harmonics; 1: none. 0: no memory. */
size_t cp_forecast_shown(const struct cp_forecast_options *o, const struct cp_forecast_series *s);
/* How far y is above the centre of period i, in half widths before they are stretched. */
double cp_forecast_interval_miss(const struct cp_forecast_interval *o, size_t i, double y);
/* One path. Its distribution in every period is that of cp_forecast_interval_at, or, along errors
 * that are known, at 80 and 95 % what they were. */
void cp_forecast_interval_path(const struct cp_forecast_interval *o, size_t h,
                               struct cp_forecast_noise *noise, double *path);

/* ---- series (series.c) ------------------------------------------------------------------- */

/* As cp_forecast_series_extract, with days on which nobody works. */
int cp_forecast_series_read(const struct cp_facts *t, const char *measure,
                            const struct cp_forecast_holidays *holidays,
                            struct cp_forecast_series_set *out, struct cp_error *err);
/* Leave out what is before period `first`. */
void cp_forecast_begin(struct cp_forecast_series *s, size_t first);

/* ---- bounds (bounds.c) --------------------------------------------------------------------- */

/* NaN stays so. */
static inline double cp_forecast_bounded(const struct cp_forecast_bounds *b, double x) {
    return isnan(x) || !(b->floor < b->cap) ? x : fmin(fmax(x, b->floor), b->cap);
}
/* Its odds under a cap grew by half or more, and nearly always: then auto is the method adoption.
 */
bool cp_forecast_is_adoption(const double *y, size_t n, const struct cp_forecast_bounds *b);

/* ---- regressors (regress.c) ---------------------------------------------------------------- */

/* The series to be forecast, with their regressors; the others skip. */
int cp_forecast_extract(const struct cp_facts *t, const struct cp_forecast_options *o,
                        struct cp_forecast_series_set *set, struct cp_error *err);
/* The same of a whole table: one of whose facts none is of the measure asked for is the error. */
int cp_forecast_extract_all(const struct cp_facts *t, const struct cp_forecast_options *o,
                            struct cp_forecast_series_set *set, struct cp_error *err);
/* What the regressors add to the series, over it and h periods more, 0 in their mean over it and
 * where they are unknown in it; ahead NaN there, which a note says, or, of all, the error. */
int cp_forecast_regress_effect(struct cp_forecast_series *s, size_t season, size_t h,
                               double *effect, struct cp_error *why);

/* ---- seasons that are borrowed (borrow.c) --------------------------------------------------- */

/* Give series that are shorter than two cycles, without their last `hold` values, the season of
 * those of their measure and calendar that have one. CP_ENOMEM. */
int cp_forecast_borrow(const struct cp_facts *t, const struct cp_forecast_options *o,
                       struct cp_forecast_series_set *set, size_t hold);

/* ---- holidays (weekdays.c) ----------------------------------------------------------------- */

bool cp_forecast_has_holidays(const struct cp_forecast_series *s);
/* The first n periods of a series, and h ahead, as weekdays with holidays among them. */
struct cp_forecast_weekdays {
    struct cp_forecast_series series; /* holidays are unknown in it */
    size_t known, horizon;            /* periods that it is of; weekdays ahead that h come to */
    size_t *at;
};
/* CP_ENOMEM; else to be closed. */
int cp_forecast_weekdays_open(const struct cp_forecast_series *s, size_t n, size_t h,
                              struct cp_forecast_weekdays *out);
/* Which weekday ahead, from 0, is period i ahead. */
size_t cp_forecast_weekdays_ahead(const struct cp_forecast_weekdays *w, size_t i);
/* What was said in it is said in s. */
void cp_forecast_weekdays_close(struct cp_forecast_weekdays *w, struct cp_forecast_series *s);

/* ---- one series of a batch (one.c) ------------------------------------------------------- */

enum { CLASSES = CP_MINUTE + 2 }; /* a calendar's frequencies and plain numbers */
size_t cp_forecast_class_of(const struct cp_forecast_series *s);

static inline bool cp_forecast_is_auto(const struct cp_forecast_method *method) {
    return !method || method == &cp_forecast_method_auto;
}
/* The user's season, or the calendar's. */
static inline size_t cp_forecast_season(const struct cp_forecast_options *o,
                                        const struct cp_forecast_series *s) {
    return o->season ? o->season : s->season;
}

/* What the method asked for comes to for this series. */
const struct cp_forecast_method *cp_forecast_method_of(const struct cp_forecast_options *o,
                                                       const struct cp_forecast_series *s);
/* An answer has a row a period: the point forecast, quantiles, paths. Its width, and where in it
 * are column q and path k of period t. */
static inline size_t cp_forecast_width(const struct cp_forecast_options *o) {
    return 1 + o->nquantile + o->paths;
}
static inline size_t cp_forecast_cell(const struct cp_forecast_options *o, size_t t, size_t q) {
    return t * cp_forecast_width(o) + q;
}
static inline size_t cp_forecast_path_cell(const struct cp_forecast_options *o, size_t t,
                                           size_t k) {
    return cp_forecast_cell(o, t, 1 + o->nquantile + k);
}

/* Forecast y[0..n) of a series by auto, its long and borrowed seasons out and back in. Says in the
 * series what was done. */
int cp_forecast_auto_of(const struct cp_forecast_options *o, struct cp_forecast_series *s, size_t n,
                        struct cp_forecast_interval *out, struct cp_error *why);
/* Whether auto forecasts the series, so that it can tell what its forecasts were off. */
bool cp_forecast_can_ask(const struct cp_forecast_options *o, const struct cp_forecast_series *s);
/* Values that a first origin needs. */
size_t cp_forecast_first_origin(const struct cp_forecast_options *o,
                                const struct cp_forecast_series *s);
/* The same of a series that is asked from many origins of its own: a third of it at least. */
size_t cp_forecast_own_origin(const struct cp_forecast_options *o,
                              const struct cp_forecast_series *s);
/* miss[horizon] gets how far the forecast from y[0..n) was off; NaN where that is not known. */
int cp_forecast_ask(const struct cp_forecast_options *o, const struct cp_forecast_series *s,
                    size_t n, double *miss);
/* Forecast one series: row[horizon][width]. Says in the series what was chosen. work[3 * horizon].
 */
int cp_forecast_one(const struct cp_forecast_options *o, struct cp_forecast_series *s, double *row,
                    double *work, struct cp_error *why);
/* The fact that a series could not be forecast. */
int cp_forecast_put_status(struct cp_facts *t, const struct cp_forecast_series *s,
                           struct cp_error *err);

/* ---- widths held to the past (stretch.c, calibrate.c) ----------------------------------- */

enum { CP_FORECAST_ORIGINS = 40 }; /* so many tell of the next */
/* Misses of forecasts from some origins of a series. */
struct cp_forecast_past {
    size_t n;
    size_t *origin; /* values that were known, ascending */
    double *miss;   /* [n][horizon], in half widths, above or below */
    size_t season;  /* that its values show; 1: none */
    size_t day;     /* periods of a day, where a week has a season too; else 0 */
    const double *y;
    bool root; /* none of y is negative */
};

/* Misses of those of a kind that are asked themselves, all together: what they come to, and of how
 * many horizons. */
struct cp_forecast_peers {
    struct cp_forecast_stretch at;
    double spans;
};

/* How much wider an interval is whose size is known from so much evidence: Student's t against the
 * normal, at quantile p. */
double cp_forecast_unsure(double evidence, double p);
/* What misses[rows][h] come to, at 80 and 95 %, with weights of the rows or NULL; 1 where there are
 * none. work[2 rows h]. */
void cp_forecast_quantiles(const double *miss, const double *weight, size_t rows, size_t h,
                           double *work, struct cp_forecast_stretch *out);
/* The same of `counts` independent forecasts, against `prior`. Of few the rank is that which holds
 * the share over one more [Vovk et al.]. */
void cp_forecast_hold(const double *miss, size_t rows, size_t h, double counts, const double *prior,
                      double *sorted, struct cp_forecast_stretch *out);
/* Give every series of the set what its kind's forecasts tell, made without the last `held` values,
 * or, where the kind has few series, its own past. */
int cp_forecast_calibrate(const struct cp_facts *t, const struct cp_forecast_options *o,
                          struct cp_forecast_series_set *set, size_t held, struct cp_error *err);
/* The past of one series, of all its values, for forecasts from the last `held` of them and from
 * its end. CP_ENOMEM. */
int cp_forecast_past(const struct cp_forecast_options *o, struct cp_forecast_series *s, size_t held,
                     struct cp_arena *arena);
/* How many of its origins have their horizon within n values. */
size_t cp_forecast_past_within(const struct cp_forecast_past *past, size_t n, size_t h);
/* Rows [first, end) of a past as if they were of forecasts from n values. miss[end - first][h]. */
void cp_forecast_past_rows(const struct cp_forecast_past *past, size_t first, size_t end, size_t n,
                           size_t h, double *miss);
/* Rows of a past, together: misses[n][h], with weights of the rows or NULL. work[2 n h]. */
struct cp_forecast_rows {
    size_t n, h;
    double *miss, *weight, *work;
};
/* Take out of the rows from `first` on of a past what each hour of the day has of its own, of so
 * many horizons, and put it into *out, for forecasts from n values. */
void cp_forecast_take_hours(const struct cp_forecast_past *past, size_t first, size_t n,
                            double spans, const struct cp_forecast_rows *r,
                            struct cp_forecast_stretch *out);
/* As many horizons as its origins [first, end) are apart, no more than there are of them. */
double cp_forecast_past_spans(const struct cp_forecast_past *past, size_t first, size_t end,
                              size_t h);
/* What the past up to n values of the series and its peers tell; not found: too little.
 * CP_ENOMEM. */
int cp_forecast_own_stretch(const struct cp_forecast_series *s, size_t n, size_t h,
                            struct cp_forecast_stretch *out, bool *found);

/* ---- errors along paths (along.c) ----------------------------------------------------------- */

/* Give the series of the set that auto forecasts the errors along paths of those of their measure
 * and calendar that are like them, or, of few, of their own past. CP_ENOMEM. */
int cp_forecast_learn_along(const struct cp_facts *t, const struct cp_forecast_options *o,
                            struct cp_forecast_series_set *set);

/* Let the paths of those series share what their errors a step ahead did. CP_ENOMEM. */
int cp_forecast_share(const struct cp_forecast_options *o, struct cp_forecast_series_set *set);

/* ---- totals (total.c) ------------------------------------------------------------------------ */

/* Append what o->total asks for, from value[set->n][horizon][width]; `npath` paths are shown. */
int cp_forecast_totals(const struct cp_forecast_options *o, struct cp_forecast_series_set *set,
                       const double *value, size_t npath, struct cp_facts *t, struct cp_error *err);

/* ---- hierarchies (mint.c, reconcile.c) ---------------------------------------------------- */

/* weights[bottom][n] for sums[n][bottom] of 0 and 1 and the errors' covariance w[n][n], which is
 * overwritten. CP_ENUMERIC when that is singular; CP_ENOMEM; no messages. */
int cp_forecast_mint_weights(const double *sum, size_t n, size_t bottom, double *w,
                             double *weights);
/* The shrunk covariance of errors e[n][times]; false: they do not tell it. */
bool cp_forecast_mint_covariance(const double *e, size_t n, size_t times, double *w);
/* Make the forecasts value[set->n][horizon][width] of every hierarchy add up, quantiles from paths.
 * One that lacks a member is left as it is, and says so. */
int cp_forecast_reconcile(const struct cp_facts *t, const struct cp_forecast_options *o,
                          struct cp_forecast_series_set *set, double *value, struct cp_error *err);

#endif
