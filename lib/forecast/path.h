/* forecast, within the room: errors along a path (path.c). */
#ifndef CAPPLAN_FORECAST_PATH_H
#define CAPPLAN_FORECAST_PATH_H

#include "num/num.h"
#include <stdint.h>

struct cp_forecast_stretch;

/* How the errors of one forecast hang together: a part of their variance is common to all periods
 * (a level that was mistaken), the rest is what is left of the last period's and something new. */
struct cp_forecast_memory {
    double lasts;  /* 1: a random walk, 0: every period by itself */
    double common; /* part of the variance, 0..1 */
};

/* Part of a series' errors that it shares with others of its set. */
struct cp_forecast_sharing {
    size_t n;
    const double *loading; /* on n numbers that all have, in each period */
    double own;            /* on one of its own; the squares of all are 1 */
};

/* Normal numbers, one after the other, of a path of one series. */
struct cp_forecast_noise {
    struct cp_random own, shared;
    const struct cp_forecast_sharing *sharing; /* NULL: all its own */
};
double cp_forecast_noise_next(struct cp_forecast_noise *noise);

/* z[h] of variance 1 that hang together so. */
void cp_forecast_memory_draw(const struct cp_forecast_memory *m, size_t h,
                             struct cp_forecast_noise *noise, double *z);

/* What misses[rows][h] of forecasts tell of that, NaN unknown, as if they were `counts` independent
 * ones, against as many as `weight` that say `prior`. */
void cp_forecast_memory_fit(const double *miss, size_t rows, size_t h, double counts,
                            const struct cp_forecast_memory *prior, double weight,
                            struct cp_forecast_memory *out);
/* How far the sums of misses[rows][h] over each `of` periods were off, those that are known; how
 * many. sums[rows h / of]. */
size_t cp_forecast_memory_sums(const double *miss, size_t rows, size_t h, size_t of, double *sums);
/* Their standard deviation, by the middle of their sizes, with weights or NULL; both are put in
 * order. NaN: there are none. */
double cp_forecast_memory_size(double *sums, double *weight, size_t n);
/* How far 80 % of the sums of such paths over each `of` periods are, in 1.28, errors being as large
 * as is held. work[h]. */
double cp_forecast_memory_said(const struct cp_forecast_memory *m,
                               const struct cp_forecast_stretch *held, size_t h, size_t of,
                               double *work);
/* How far sums were off: over all periods, and over each `of`, where those are fewer. */
struct cp_forecast_seen {
    double all, part;
    size_t of;
};
/* Let paths say that. */
void cp_forecast_memory_settle(const struct cp_forecast_stretch *held,
                               const struct cp_forecast_seen *seen, size_t h, double *work,
                               struct cp_forecast_memory *m);
/* How much of a period's deviation from line and season is left in the next: the autocorrelation of
 * y[0..n) about them, without what their fit to n values takes from it. 1 where it is unknown or as
 * good as 1. */
double cp_forecast_memory_of(const double *y, size_t n, size_t season);

#endif
