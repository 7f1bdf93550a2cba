#include "cashflow/cashflow.h"
#include <math.h>
#include <string.h>

struct date {
    int y, m, d;
    bool end_of_february;
};

static int64_t floor_day(int64_t hour) {
    return hour / 24 - (hour % 24 < 0);
}

static struct date date_of(int64_t hour) {
    struct cp_period month = cp_period_at(CP_MONTH, hour);
    int64_t first = cp_period_start(month);
    struct date a = {.y = cp_period_year(month),
                     .m = month.index % 12 + 1,
                     .d = (int)(floor_day(hour) - floor_day(first)) + 1};
    a.end_of_february = a.m == 2 && (floor_day(hour) + 1) * 24 == cp_period_end(month);
    return a;
}

int64_t cp_day_months_before(int64_t hour, int months, bool keep_last) {
    struct cp_period month = cp_period_at(CP_MONTH, hour);
    int64_t into = hour - cp_period_start(month);
    bool last = keep_last && hour + 24 >= cp_period_end(month);
    month.index -= months;
    int64_t length = cp_period_end(month) - cp_period_start(month);
    return cp_period_start(month) + (last || into >= length ? length - 24 : into);
}

int cp_day_count_parse(const char *text, enum cp_day_count *out) {
    static const struct {
        const char *text;
        enum cp_day_count count;
    } names[] = {{"30/360", CP_30_360},           {"30E/360", CP_30E_360},
                 {"act/360", CP_ACT_360},         {"act/365", CP_ACT_365},
                 {"act/365F", CP_ACT_365},        {"act/act", CP_ACT_ACT},
                 {"act/act-afb", CP_ACT_ACT_AFB}, {"act/act-sheet", CP_ACT_ACT_SHEET}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(text, names[i].text) == 0) {
            *out = names[i].count;
            return 0;
        }
    return CP_EINPUT;
}

static double thirty(struct date a, struct date b, bool us) {
    if (us) {
        if (b.d == 31 && a.d >= 30)
            b.d = 30;
        if (a.end_of_february) {
            if (b.end_of_february)
                b.d = 30;
            a.d = 30;
        }
    } else if (b.d == 31) {
        b.d = 30;
    }
    if (a.d == 31)
        a.d = 30;
    return (360.0 * (b.y - a.y) + 30.0 * (b.m - a.m) + (b.d - a.d)) / 360;
}

static double year_days(int y) {
    return cp_period_hours((struct cp_period){CP_YEAR, y}) / 24;
}

static double actual_actual(int64_t from, int64_t to) {
    int a = cp_period_year(cp_period_at(CP_YEAR, from)),
        b = cp_period_year(cp_period_at(CP_YEAR, to));
    double into_a = (double)(floor_day(from) -
                             floor_day(cp_period_start((struct cp_period){CP_YEAR, a}))),
           into_b =
               (double)(floor_day(to) - floor_day(cp_period_start((struct cp_period){CP_YEAR, b})));
    return b - a + into_b / year_days(b) - into_a / year_days(a);
}

/* A 29 February from one date until before another, or with `last` that day too. */
static bool leap_day(int64_t from, int64_t to, bool last) {
    for (int y = date_of(from).y; y <= date_of(to).y; y++) {
        struct cp_period february = {
            CP_MONTH,
            cp_period_at(CP_MONTH, cp_period_start((struct cp_period){CP_YEAR, y})).index + 1};
        int64_t day = cp_period_end(february) - 24;
        if (year_days(y) > 365 && day >= from && day < to + (last ? 24 : 0))
            return true;
    }
    return false;
}

static double afb(int64_t from, int64_t to) {
    int whole = 0;
    int64_t end = to;
    for (int64_t next; (next = cp_day_months_before(to, 12 * (whole + 1), false)) >= from; whole++)
        end = next;
    return whole +
           (double)(floor_day(end) - floor_day(from)) / (leap_day(from, end, false) ? 366 : 365);
}

static double sheet(int64_t from, int64_t to) {
    struct date a = date_of(from), b = date_of(to);
    double days = (double)(floor_day(to) - floor_day(from));
    if (a.y == b.y)
        return days / year_days(a.y);
    if (b.y == a.y + 1 && (a.m > b.m || (a.m == b.m && a.d >= b.d)))
        return days / (leap_day(from, to, true) ? 366 : 365);
    double sum = 0;
    for (int y = a.y; y <= b.y; y++)
        sum += year_days(y);
    return days / (sum / (b.y - a.y + 1));
}

double cp_day_count_icma(int64_t from, int64_t to, int64_t start, int64_t end) {
    int months =
        cp_period_at(CP_MONTH, end + 15 * 24).index - cp_period_at(CP_MONTH, start + 15 * 24).index;
    if (months < 1)
        return NAN;
    if (to < from)
        return -cp_day_count_icma(to, from, start, end);
    int64_t low = start, high = end;
    int back = 0, ahead = 0;
    while (low > from)
        low = cp_day_months_before(end, months * (++back + 1), true);
    while (high < to)
        high = cp_day_months_before(end, -months * ++ahead, true);
    double sum = 0;
    for (int k = -back; k <= ahead; k++) {
        int64_t a = k == 0 ? start : cp_day_months_before(end, -months * (k - 1), true),
                b = cp_day_months_before(end, -months * k, true);
        int64_t cut_from = from > a ? from : a, cut_to = to < b ? to : b;
        if (cut_to > cut_from)
            sum += (double)(cut_to - cut_from) / (double)(b - a) * months / 12;
    }
    return sum;
}

double cp_day_count_years(enum cp_day_count count, int64_t from, int64_t to) {
    if (to < from)
        return -cp_day_count_years(count, to, from);
    double days = (double)(floor_day(to) - floor_day(from));
    switch (count) {
    case CP_30_360:
        return thirty(date_of(from), date_of(to), true);
    case CP_30E_360:
        return thirty(date_of(from), date_of(to), false);
    case CP_ACT_360:
        return days / 360;
    case CP_ACT_365:
        return days / 365;
    case CP_ACT_ACT:
        return actual_actual(from, to);
    case CP_ACT_ACT_AFB:
        return afb(from, to);
    case CP_ACT_ACT_SHEET:
        return sheet(from, to);
    }
    return 0;
}
