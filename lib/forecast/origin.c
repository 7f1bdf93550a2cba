/* What forecasts from earlier origins were off: one origin of one series. */
#include "forecast/internal.h"
#include "forecast/pattern.h"
#include <math.h>
#include <stdlib.h>

enum { LEAST = 8 };

bool cp_forecast_can_ask(const struct cp_forecast_options *o, const struct cp_forecast_series *s) {
    return !s->problem[0] && !s->skip && !s->nx && cp_forecast_is_auto(cp_forecast_method_of(o, s));
}

size_t cp_forecast_first_origin(const struct cp_forecast_options *o,
                                const struct cp_forecast_series *s) {
    size_t cycles = 2 * cp_forecast_season(o, s) + 2;
    return cycles > LEAST ? cycles : LEAST;
}

/* Forecasts from before a long season was known say nothing of those that know it. */
static size_t knows_long(const struct cp_forecast_options *o, const struct cp_forecast_series *s) {
    size_t least = 0;
    for (size_t k = 0; k <= o->nlonger; k++) {
        size_t season = k ? o->longer[k - 1] : cp_forecast_season(o, s);
        if ((k || cp_forecast_is_long(season)) && s->n >= 2 * season && least < 2 * season)
            least = 2 * season;
    }
    return least;
}

size_t cp_forecast_own_origin(const struct cp_forecast_options *o,
                              const struct cp_forecast_series *s) {
    size_t least = cp_forecast_first_origin(o, s), season = knows_long(o, s);
    least = least > season ? least : season;
    return least > s->n / 3 ? least : s->n / 3;
}

int cp_forecast_ask(const struct cp_forecast_options *o, const struct cp_forecast_series *s,
                    size_t n, double *miss) {
    struct cp_error passed = {0};
    struct cp_forecast_series copy = *s;
    double *room = cp_calloc(o->horizon, 2 * sizeof *room);
    if (!room)
        return CP_ENOMEM;
    struct cp_forecast_interval interval = {
        .center = room, .width = room + o->horizon, .stretch = 1};
    size_t launch = cp_forecast_launch(s->y, n);
    cp_forecast_begin(&copy, launch);
    int rc = cp_forecast_auto_of(o, &copy, n - launch, &interval, &passed);
    for (size_t t = 0; t < o->horizon; t++) {
        double m =
            rc < 0 || n + t >= s->n ? NAN : cp_forecast_interval_miss(&interval, t, s->y[n + t]);
        miss[t] = isfinite(m) ? m : NAN;
    }
    free(room);
    return rc == CP_ENOMEM ? rc : 0;
}

size_t cp_forecast_shown(const struct cp_forecast_options *o, const struct cp_forecast_series *s) {
    size_t season = cp_forecast_season(o, s);
    if (season < 2 || s->pattern || cp_forecast_is_long(season))
        return 1;
    double *y = cp_calloc(s->n, sizeof *y);
    if (!y)
        return 0;
    cp_forecast_fill(s->y, s->n, y);
    bool seen = cp_forecast_is_seasonal(y, s->n, season);
    free(y);
    return seen ? season : 1;
}
