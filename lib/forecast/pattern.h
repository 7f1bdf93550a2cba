/* forecast: seasons that are taken out of a series before a method sees it. */
#ifndef CAPPLAN_FORECAST_PATTERN_H
#define CAPPLAN_FORECAST_PATTERN_H

#include "forecast/internal.h"

/* What a season adds to a series, or to its logarithm. */
struct cp_forecast_effect {
    double *at;   /* [n + h]; the caller's, zeros at first */
    bool factors; /* of the logarithm */
    size_t harmonics;
};

/* So long that harmonics draw it: 52 weeks, 365 days. */
bool cp_forecast_is_long(size_t season);
/* The year of days, or of working days, which nobody need ask for; 0: they have seasons that
 * somebody said, or are none. */
size_t cp_forecast_year_of_days(const struct cp_forecast_options *o,
                                const struct cp_forecast_series *s);
/* How many values must be known before such a year is; 0: it shows none. CP_ENOMEM. */
int cp_forecast_knows_year(const struct cp_forecast_options *o, const struct cp_forecast_series *s,
                           size_t *from);
/* Add to at[] the season of y[0..n) by harmonics; none, and `harmonics` 0, where there are less
 * than two cycles, or none is seen and nobody said that there is one (`stated`). CP_ENOMEM. */
int cp_forecast_harmonics(const double *y, size_t n, size_t h, size_t season, bool stated,
                          struct cp_forecast_effect *out);

/* Take the long and borrowed seasons of the first n values into e->at, and say so in the series;
 * the season that is left. CP_ENOMEM. */
int cp_forecast_find_effect(const struct cp_forecast_options *o, struct cp_forecast_series *s,
                            size_t n, size_t *season, struct cp_forecast_effect *e);
/* Put them back in h periods of the answer. */
void cp_forecast_put_effect(const struct cp_forecast_effect *e, size_t n, size_t h,
                            struct cp_forecast_interval *out);

#endif
