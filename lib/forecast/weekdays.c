#include "forecast/calendar/calendar.h"
#include "forecast/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Working days as weekdays of which holidays are unknown: a season of five days stays one through a
 * week that has four. */

bool cp_forecast_has_holidays(const struct cp_forecast_series *s) {
    return s->calendar.kind == &cp_forecast_calendar_working && s->calendar.holidays.n > 0;
}

int cp_forecast_weekdays_open(const struct cp_forecast_series *s, size_t n, size_t h,
                              struct cp_forecast_weekdays *out) {
    struct cp_forecast_series *w = &out->series;
    *w = *s;
    w->calendar.holidays.n = 0;
    out->at = cp_calloc(n + h, sizeof *out->at);
    if (!out->at)
        return CP_ENOMEM;
    for (size_t i = 0; i < n + h; i++) {
        int32_t place = w->calendar.kind->place(&w->calendar, cp_forecast_series_index(s, i));
        w->first = i ? w->first : place;
        out->at[i] = (size_t)(place - w->first);
    }
    w->n = out->at[n - 1] + 1;
    out->horizon = out->at[n + h - 1] + 1 - w->n;
    w->y = cp_calloc(w->n, sizeof *w->y);
    if (!w->y) {
        free(out->at);
        return CP_ENOMEM;
    }
    for (size_t t = 0; t < w->n; t++)
        w->y[t] = NAN;
    for (size_t i = 0; i < n; i++)
        w->y[out->at[i]] = s->y[i];
    out->known = n;
    return 0;
}

size_t cp_forecast_weekdays_ahead(const struct cp_forecast_weekdays *w, size_t i) {
    return w->at[w->known + i] - w->series.n;
}

void cp_forecast_weekdays_close(struct cp_forecast_weekdays *w, struct cp_forecast_series *s) {
    s->method = w->series.method;
    memcpy(s->chosen, w->series.chosen, sizeof s->chosen);
    memcpy(s->note, w->series.note, sizeof s->note);
    free(w->series.y);
    free(w->at);
}
