#include "forecast/pattern.h"
#include "forecast/method/stl.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Seasons that a series' own cycles tell too little of, place by place, to be left to the members
 * of auto: those of 52 weeks or 365 days, and those of a series shorter than two cycles. They are
 * taken out before it is forecast, as factors of positive values and as amounts of others, and put
 * back. */

/* ---- long seasons: a few harmonics ------------------------------------------------------- */

enum { HARMONICS = 10, LONG = 50, DAY = 24, MOST_CYCLES = 20 };

/* Hours and their like have shapes that few harmonics do not draw, and cycles enough. */
bool cp_forecast_is_long(size_t season) {
    return season >= LONG && season % DAY != 0;
}

enum { YEAR = 365, WEEKS = 52, WEEK = 7, WORKING = 5, WORKED = 261 };

size_t cp_forecast_year_of_days(const struct cp_forecast_options *o,
                                const struct cp_forecast_series *s) {
    if (o->season || o->nlonger || !s->calendar.dated || s->calendar.freq != CP_DAY || s->pattern)
        return 0;
    return s->season == WEEK ? YEAR : s->season == WORKING ? WORKED : 0;
}

/* 365 days, 261 working days and 52 weeks are years, which are a little longer or shorter. */
static double true_period(size_t season) {
    const double year = 365.25;
    return season == YEAR     ? year
           : season == WORKED ? year * WORKING / WEEK
           : season == WEEKS  ? year / WEEK
                              : (double)season;
}

/* z[n] without its trend: a moving mean over a cycle, or of fewer than three cycles the line that
 * differences between cycles say. Returns where it is known, from *first on. */
static size_t detrend(double *z, size_t n, size_t m, double *trend, size_t *first) {
    double sum = 0, slope = 0;
    *first = n >= 3 * m ? m / 2 : 0;
    size_t last = n >= 3 * m ? n - m + m / 2 : n;
    for (size_t t = 0; t < m; t++)
        sum += z[t];
    for (size_t t = m; t < n; t++)
        slope += (z[t] - z[t - m]) / (double)(m * (n - m));
    for (size_t t = *first; t < last; t++) {
        size_t next = t - *first + m;
        trend[t] = n >= 3 * m ? sum / (double)m : slope * (double)t;
        sum += n >= 3 * m && next < n ? z[next] - z[next - m] : 0;
    }
    double mean = 0;
    for (size_t t = *first; t < last; t++) {
        z[t] -= trend[t];
        mean += z[t] / (double)(last - *first);
    }
    for (size_t t = *first; t < last; t++)
        z[t] -= mean;
    return last - *first;
}

static double wave(double t, double period, size_t k) {
    const double turn = 6.283185307179586;
    double at = fmod(t * (double)(k / 2 + 1) / period, 1);
    return k % 2 ? cos(turn * at) : sin(turn * at);
}

struct fit {
    double x[2 * HARMONICS], rest, memory; /* sum of squares left, and its autocorrelation */
};

/* Least squares of z[n], which begins at `first`, on 2k waves; room[n][2k+1]. */
static int fit_waves(const double *z, size_t n, size_t first, double period, size_t k, double *room,
                     struct fit *out) {
    double *b = room + n * 2 * k, before = 0, product = 0;
    for (size_t t = 0; t < n; t++) {
        for (size_t j = 0; j < 2 * k; j++)
            room[t * 2 * k + j] = wave((double)(first + t), period, j);
        b[t] = z[t];
    }
    int rc = cp_num_least_squares(room, b, n, 2 * k, out->x);
    out->rest = 0;
    for (size_t t = 0; t < n && !rc; t++) {
        double e = z[t];
        for (size_t j = 0; j < 2 * k; j++)
            e -= out->x[j] * wave((double)(first + t), period, j);
        out->rest += e * e;
        product += e * before;
        before = e;
    }
    out->memory = out->rest > 0 ? fmin(fmax(product / out->rest, 0), 0.99) : 0;
    return rc;
}

/* What wanders has a year of sorts, but not the same one again: the correlation of z[n] with itself
 * a cycle of m later is that or more. */
static bool comes_again(const double *z, size_t n, size_t m) {
    const double clear = 0.3;
    double product = 0, before = 0, after = 0;
    for (size_t t = 0; t + m < n; t++) {
        product += z[t] * z[t + m];
        before += z[t] * z[t];
        after += z[t + m] * z[t + m];
    }
    return product > clear * sqrt(before * after);
}

/* The number of harmonics by the Bayesian criterion [Schwarz, Annals of Statistics 6 (1978) 461],
 * with as many values as count where the rest has a memory, and how much of them to keep: 1 - 1/F.
 * *best: 0 where none is better than none and nothing says that there is a season. */
static int choose(const double *z, size_t n, size_t first, double period, bool stated, double *room,
                  struct fit *out, size_t *best) {
    struct fit now;
    double all = 0, least = INFINITY, counts = 0, kept = 1;
    size_t most = (size_t)(period / 4) < HARMONICS ? (size_t)(period / 4) : HARMONICS;
    int rc = fit_waves(z, n, first, period, most, room, &now);
    if (rc)
        return rc;
    counts = fmax((double)n * (1 - now.memory) / (1 + now.memory), 4);
    for (size_t t = 0; t < n; t++)
        all += z[t] * z[t];
    *best = 0;
    if (!stated)
        least = counts * log(fmax(all, 1e-300));
    for (size_t k = 1; k <= most && all > 0; k++) {
        rc = fit_waves(z, n, first, period, k, room, &now);
        double bic = counts * log(fmax(now.rest, 1e-12 * all)) + 2 * (double)k * log(counts);
        if (rc || !(bic < least))
            continue;
        double freedom = fmax(counts - 2 * (double)k, 1);
        double ratio = (all - now.rest) / (2 * (double)k) / fmax(now.rest / freedom, 1e-12 * all);
        kept = 1 - 1 / fmax(ratio, 1);
        least = bic;
        *best = k;
        *out = now;
    }
    for (size_t j = 0; j < 2 * *best; j++)
        out->x[j] *= kept;
    return 0;
}

int cp_forecast_harmonics(const double *y, size_t n, size_t h, size_t season, bool stated,
                          struct cp_forecast_effect *out) {
    out->harmonics = 0;
    double period = true_period(season);
    size_t m = (size_t)(period + 0.5), skip = n > MOST_CYCLES * m ? n - MOST_CYCLES * m : 0;
    size_t used = n - skip, first, best = 0;
    if (used < 2 * m)
        return 0;
    double *z = cp_calloc(used, (2 * HARMONICS + 3) * sizeof *z);
    if (!z)
        return CP_ENOMEM;
    struct fit fit;
    cp_forecast_fill(y + skip, used, z);
    out->factors = true;
    for (size_t t = 0; t < used; t++)
        out->factors = out->factors && z[t] > 0;
    for (size_t t = 0; t < used && out->factors; t++)
        z[t] = log(z[t]);
    size_t known = detrend(z, used, m, z + used, &first);
    int rc = stated || comes_again(z + first, known, m)
                 ? choose(z + first, known, first, period, stated, z + 2 * used, &fit, &best)
                 : 0;
    for (size_t t = 0; t < n + h && best && !rc; t++)
        for (size_t j = 0; j < 2 * best; j++)
            out->at[t] += fit.x[j] * wave((double)t - (double)skip, period, j);
    free(z);
    out->harmonics = rc ? 0 : best;
    return rc == CP_ENOMEM ? rc : 0;
}

int cp_forecast_knows_year(const struct cp_forecast_options *o, const struct cp_forecast_series *s,
                           size_t *from) {
    size_t year = cp_forecast_year_of_days(o, s);
    struct cp_forecast_effect e = {0};
    *from = 0;
    if (!year || s->n < 2 * year)
        return 0;
    e.at = cp_calloc(s->n, sizeof *e.at);
    int rc = e.at ? cp_forecast_harmonics(s->y, s->n, 0, year, false, &e) : CP_ENOMEM;
    *from = e.harmonics ? 2 * year : 0;
    free(e.at);
    return rc == CP_ENOMEM ? rc : 0;
}

/* ---- out and back in ---------------------------------------------------------------------- */

int cp_forecast_find_effect(const struct cp_forecast_options *o, struct cp_forecast_series *s,
                            size_t n, size_t *season, struct cp_forecast_effect *e) {
    size_t all = 1 + o->nlonger, waves = 0;
    *season = cp_forecast_season(o, s);
    if (s->pattern) {
        for (size_t t = 0; t < n + o->horizon; t++)
            e->at[t] = s->pattern[(s->phase + t) % *season];
        e->factors = true;
        *season = 1;
        snprintf(s->chosen, sizeof s->chosen, "%s, its season that of others of its measure",
                 cp_forecast_method_auto.name);
        return 0;
    }
    size_t periods[MSTL_MOST], own = cp_forecast_mstl_seasons(n, *season, periods);
    for (size_t k = 0; k < all; k++) {
        size_t m = k ? o->longer[k - 1] : *season;
        if (k ? own > 1 && m == periods[own - 1] : !cp_forecast_is_long(m))
            continue;
        if (o->season && n < 2 * m && !s->note[0])
            snprintf(s->note, sizeof s->note,
                     "its season of %zu is not used: two of them are not known", m);
        int rc = cp_forecast_harmonics(s->y, n, o->horizon, m, o->season > 0, e);
        if (rc)
            return rc;
        waves += e->harmonics;
        if (e->harmonics && k == 0)
            *season = 1;
    }
    size_t year = cp_forecast_year_of_days(o, s);
    if (year) {
        int rc = cp_forecast_harmonics(s->y, n, o->horizon, year, false, e);
        if (rc)
            return rc;
        waves += e->harmonics;
    }
    if (waves)
        snprintf(s->chosen, sizeof s->chosen, "%s, %zu harmonics of long seasons",
                 cp_forecast_method_auto.name, waves);
    return 0;
}

void cp_forecast_put_effect(const struct cp_forecast_effect *e, size_t n, size_t h,
                            struct cp_forecast_interval *out) {
    for (size_t i = 0; i < h; i++) {
        double factor = e->factors ? exp(e->at[n + i]) : 1;
        out->center[i] = out->center[i] * factor + (e->factors ? 0 : e->at[n + i]);
        out->width[i] *= factor;
    }
    out->root = out->root && e->factors;
}
