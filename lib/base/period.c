#include "base/base.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Days since 1970-01-01 of a Gregorian date, and back: years start in March, eras of 400 years
 * [Hinnant, chrono-compatible low-level date algorithms]. */
static int64_t days_of(int64_t y, int m, int d) {
    y -= m <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static void date_of(int64_t days, int *y, int *m, int *d) {
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097, doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    *d = (int)(doy - (153 * mp + 2) / 5 + 1);
    *m = (int)(mp < 10 ? mp + 3 : mp - 9);
    *y = (int)(yoe + era * 400 + (*m <= 2));
}

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

static int month_days(int y, int m) {
    return (int)(days_of(m == 12 ? y + 1 : y, m == 12 ? 1 : m + 1, 1) - days_of(y, m, 1));
}

/* First day of month number `index` = 12*year + month-1. */
static int64_t month_start(int64_t index) {
    int64_t y = floor_div(index, 12);
    return days_of(y, (int)(index - y * 12) + 1, 1);
}

static bool digits(const char *s, size_t n, int *out) {
    *out = 0;
    for (size_t i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9')
            return false;
        *out = *out * 10 + (s[i] - '0');
    }
    return true;
}

int cp_period_parse(const char *s, size_t len, struct cp_period *out) {
    int y, m, d, h;
    if (len < 4 || !digits(s, 4, &y) || y < 1)
        return CP_EINPUT;
    if (len == 4) {
        *out = (struct cp_period){CP_YEAR, y};
        return 0;
    }
    if (len == 9 && s[4] == '/') {
        if (!digits(s + 5, 4, &m) || m <= y || m - y >= CP_YEARS_MOST)
            return CP_EINPUT;
        *out = cp_period_years_from(y, m - y + 1);
        return 0;
    }
    if (s[4] != '-')
        return CP_EINPUT;
    if (len == 7 && s[5] == 'Q') {
        if (s[6] < '1' || s[6] > '4')
            return CP_EINPUT;
        *out = (struct cp_period){CP_QUARTER, y * 4 + (s[6] - '1')};
        return 0;
    }
    if (len < 7 || !digits(s + 5, 2, &m) || m < 1 || m > 12)
        return CP_EINPUT;
    if (len == 7) {
        *out = (struct cp_period){CP_MONTH, y * 12 + m - 1};
        return 0;
    }
    if (len < 10 || s[7] != '-' || !digits(s + 8, 2, &d) || d < 1 || d > month_days(y, m))
        return CP_EINPUT;
    int64_t day = days_of(y, m, d);
    if (len == 10) {
        *out = (struct cp_period){CP_DAY, (int32_t)day};
        return 0;
    }
    if (len != 13 || s[10] != 'T' || !digits(s + 11, 2, &h) || h > 23)
        return CP_EINPUT;
    *out = (struct cp_period){CP_HOUR, (int32_t)(day * 24 + h)};
    return 0;
}

/* Weeks are counted from Monday, 29 December 1969. */
static const int64_t first_monday = -3;

/* The week with the year's first Thursday, which is that of 4 January. */
static int64_t first_week(int64_t year) {
    return floor_div(days_of(year, 1, 4) - first_monday, 7);
}

int cp_period_parse_any(const char *s, size_t len, struct cp_period *out) {
    int y, w, minute;
    if (len == 8 && s[4] == '-' && s[5] == 'W') {
        if (!digits(s, 4, &y) || y < 1 || !digits(s + 6, 2, &w) || w < 1 ||
            first_week(y) + w > first_week(y + 1))
            return CP_EINPUT;
        *out = (struct cp_period){CP_WEEK, (int32_t)(first_week(y) + w - 1)};
        return 0;
    }
    bool minutes = len == 16 && s[13] == ':';
    int rc = cp_period_parse(s, minutes ? 13 : len, out);
    if (rc || !minutes)
        return rc;
    int64_t index = (int64_t)out->index * 60;
    if (!digits(s + 14, 2, &minute) || minute > 59 || index > INT32_MAX - 60 || index < INT32_MIN)
        return CP_EINPUT;
    *out = (struct cp_period){CP_MINUTE, (int32_t)index + minute};
    return 0;
}

struct cp_period cp_period_years_from(int year, int n) {
    if (n == 1)
        return (struct cp_period){CP_YEAR, year};
    return (struct cp_period){CP_YEARS, year * 100 + n};
}

struct cp_period cp_period_plus(struct cp_period p, int32_t n) {
    p.index += p.freq == CP_YEARS ? n * (p.index % 100) * 100 : n;
    return p;
}

size_t cp_period_format(char buf[CP_PERIOD_SIZE], struct cp_period p) {
    int y, m, d, n = 0;
    int64_t start = cp_period_start(p);
    date_of(floor_div(start, 24), &y, &m, &d);
    char text[64];
    switch (p.freq) {
    case CP_YEARS:
        n = snprintf(text, sizeof text, "%04d/%04d", y, y + p.index % 100 - 1);
        break;
    case CP_YEAR:
        n = snprintf(text, sizeof text, "%04d", y);
        break;
    case CP_QUARTER:
        n = snprintf(text, sizeof text, "%04d-Q%d", y, (m - 1) / 3 + 1);
        break;
    case CP_MONTH:
        n = snprintf(text, sizeof text, "%04d-%02d", y, m);
        break;
    case CP_DAY:
        n = snprintf(text, sizeof text, "%04d-%02d-%02d", y, m, d);
        break;
    case CP_HOUR:
        n = snprintf(text, sizeof text, "%04d-%02d-%02dT%02d", y, m, d,
                     (int)(start - floor_div(start, 24) * 24));
        break;
    case CP_WEEK: /* of the year that its Thursday is in */
        date_of(floor_div(start, 24) + 3, &y, &m, &d);
        n = snprintf(text, sizeof text, "%04d-W%02d", y, (int)(p.index - first_week(y) + 1));
        break;
    case CP_MINUTE:
        n = snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d", y, m, d,
                     (int)(start - floor_div(start, 24) * 24), (int)(p.index - start * 60));
        break;
    }
    size_t len = n < CP_PERIOD_SIZE ? (size_t)n : CP_PERIOD_SIZE - 1;
    memcpy(buf, text, len);
    buf[len] = '\0';
    return len;
}

int64_t cp_period_start(struct cp_period p) {
    switch (p.freq) {
    case CP_YEARS:
        return days_of(p.index / 100, 1, 1) * 24;
    case CP_YEAR:
        return days_of(p.index, 1, 1) * 24;
    case CP_QUARTER:
        return month_start((int64_t)p.index * 3) * 24;
    case CP_MONTH:
        return month_start(p.index) * 24;
    case CP_DAY:
        return (int64_t)p.index * 24;
    case CP_HOUR:
        return p.index;
    case CP_WEEK:
        return (p.index * (int64_t)7 + first_monday) * 24;
    case CP_MINUTE:
        return floor_div(p.index, 60);
    }
    return 0;
}

int64_t cp_period_end(struct cp_period p) {
    return cp_period_start(cp_period_plus(p, 1));
}

double cp_period_hours(struct cp_period p) {
    return p.freq == CP_MINUTE ? 1.0 / 60 : (double)(cp_period_end(p) - cp_period_start(p));
}

int cp_period_per_year(enum cp_freq freq) {
    static const int n[] = {0, 1, 4, 12, 365, 8766, 52, 525960};
    return n[freq];
}

double cp_period_years(struct cp_period p) {
    if (p.freq == CP_YEARS)
        return p.index % 100;
    if (p.freq == CP_DAY || p.freq == CP_WEEK)
        return (p.freq == CP_DAY ? 1 : 7) / 365.25;
    return 1.0 / cp_period_per_year(p.freq);
}

struct cp_period cp_period_at(enum cp_freq freq, int64_t hour) {
    int y, m, d;
    int64_t day = floor_div(hour, 24);
    date_of(day, &y, &m, &d);
    switch (freq) {
    case CP_YEARS:
    case CP_YEAR:
        return (struct cp_period){CP_YEAR, y};
    case CP_QUARTER:
        return (struct cp_period){freq, y * 4 + (m - 1) / 3};
    case CP_MONTH:
        return (struct cp_period){freq, y * 12 + m - 1};
    case CP_DAY:
        return (struct cp_period){freq, (int32_t)day};
    case CP_WEEK:
        return (struct cp_period){freq, (int32_t)floor_div(day - first_monday, 7)};
    case CP_MINUTE:
        return (struct cp_period){freq, (int32_t)(hour * 60)};
    case CP_HOUR:
        break;
    }
    return (struct cp_period){CP_HOUR, (int32_t)hour};
}

int cp_period_year(struct cp_period p) {
    return cp_period_at(CP_YEAR, cp_period_start(p)).index;
}

/* Months since year 0, with the part of the month that has passed. */
static double months(int64_t hour) {
    struct cp_period m = cp_period_at(CP_MONTH, hour);
    return m.index + (double)(hour - cp_period_start(m)) / cp_period_hours(m);
}

double cp_years_between(int64_t a, int64_t b) {
    return (months(b) - months(a)) / 12;
}

double cp_period_mid(struct cp_period p, int64_t origin) {
    return cp_years_between(origin, cp_period_start(p)) + cp_period_years(p) / 2;
}

double cp_discount(double rate, double years) {
    return pow(1 + rate, -years);
}
