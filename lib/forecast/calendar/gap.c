#include "forecast/calendar/calendar.h"

int32_t cp_forecast_calendar_gcd(int64_t a, int64_t b) {
    while (b) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a < INT32_MAX ? (int32_t)a : INT32_MAX;
}

int32_t cp_forecast_calendar_gap(const int32_t *at, size_t n) {
    int32_t gap = 0;
    for (size_t i = 1; i < n; i++)
        gap = cp_forecast_calendar_gcd(gap, (int64_t)at[i] - at[i - 1]);
    return gap;
}
