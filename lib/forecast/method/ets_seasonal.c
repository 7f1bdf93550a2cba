#include "forecast/method/ets.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* So many that a season has fewer values than it costs. */
enum { MOST_STATES = 100 };

/* Initial states of seasonal models: seasonal means of a classical decomposition, then, within the
 * search, a pass backwards over the series with the parameters at hand [backcasting: Box and
 * Jenkins, Time Series Analysis, 1970, sec. 6.4], and last, at the parameters found, least squares
 * over all of them at once. */

void cp_forecast_ets_backcast(struct cp_forecast_ets *m, const double *y, size_t n,
                              const double *mean) {
    memcpy(m->seasonal, mean, m->season * sizeof *mean);
    m->level = NAN;
    m->slope = 0;
    for (size_t t = n; t-- > 0;) {
        m->phase = t % m->season;
        if (isnan(m->level) && !isnan(y[t]))
            m->level = y[t] - m->seasonal[m->phase];
        if (isnan(m->level))
            continue;
        cp_forecast_ets_step(m, isnan(y[t]) ? 0 : y[t] - cp_forecast_ets_ahead(m));
    }
    m->level += m->phi * m->slope;
    m->slope = -m->slope;
    m->phase = 0;
}

/* The errors that a unit of one state makes where y is 0; column `at` of rows[n][d]. State 0 is
 * the level, then the slope, then seasons 0 to m-2, each against season m-1. */
static void respond(struct cp_forecast_ets m, size_t state, const double *y, size_t n, double *rows,
                    size_t d) {
    size_t first = 1 + (size_t)m.trend;
    memset(m.seasonal, 0, m.season * sizeof *m.seasonal);
    m.level = state == 0;
    m.slope = m.trend && state == 1;
    if (state >= first) {
        m.seasonal[state - first] = 1;
        m.seasonal[m.season - 1] = -1;
    }
    for (size_t t = 0; t < n; t++) {
        double e = isnan(y[t]) ? 0 : -cp_forecast_ets_ahead(&m);
        rows[t * d + state] = -e;
        cp_forecast_ets_step(&m, e);
    }
}

int cp_forecast_ets_best_states(struct cp_forecast_ets *m, const double *y, size_t n) {
    size_t d = m->season + (size_t)m->trend, first = 1 + (size_t)m->trend;
    if (n < d || d > MOST_STATES)
        return CP_ENUMERIC;
    double *rows = cp_calloc(n, d * sizeof *rows), *e = cp_calloc(n + d + m->season, sizeof *e);
    int rc = CP_ENOMEM;
    if (!rows || !e)
        goto out;
    double *x = e + n, *seasonal = x + d;
    struct cp_forecast_ets run = *m;
    run.seasonal = seasonal;
    memcpy(seasonal, m->seasonal, m->season * sizeof *seasonal);
    for (size_t t = 0; t < n; t++) {
        e[t] = isnan(y[t]) ? 0 : y[t] - cp_forecast_ets_ahead(&run);
        cp_forecast_ets_step(&run, e[t]);
    }
    for (size_t j = 0; j < d; j++) {
        run = *m;
        run.seasonal = seasonal;
        respond(run, j, y, n, rows, d);
    }
    rc = cp_num_least_squares(rows, e, n, d, x);
    if (rc < 0)
        goto out;
    m->level += x[0];
    if (m->trend)
        m->slope += x[1];
    for (size_t j = 0; j + 1 < m->season; j++) {
        m->seasonal[j] += x[first + j];
        m->seasonal[m->season - 1] -= x[first + j];
    }
out:
    free(rows);
    free(e);
    return rc;
}
