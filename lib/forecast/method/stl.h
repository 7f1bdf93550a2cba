/* forecast: seasons by local regression; see stl.c and mstl.c. */
#ifndef CAPPLAN_FORECAST_STL_H
#define CAPPLAN_FORECAST_STL_H

#include "forecast/method/method.h"

/* Split y = seasons + rest; rest[n] holds y before, season[nperiod][n], n > 2 * longest period,
 * work[cp_forecast_stl_work(n, longest)]. No gaps. */
size_t cp_forecast_stl_work(size_t n, size_t longest);
void cp_forecast_stl_seasons(double *rest, size_t n, const size_t *period, size_t nperiod,
                             double *season, double *work);

enum { MSTL_MOST = 2 };
/* The seasons that n values can show where one is `season`; how many. */
size_t cp_forecast_mstl_seasons(size_t n, size_t season, size_t period[MSTL_MOST]);

#endif
