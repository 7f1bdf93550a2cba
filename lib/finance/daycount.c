#include "finance/finance.h"
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

int cp_day_count_parse(const char *text, enum cp_day_count *out) {
    static const struct {
        const char *text;
        enum cp_day_count count;
    } names[] = {{"30/360", CP_30_360},   {"30E/360", CP_30E_360},  {"act/360", CP_ACT_360},
                 {"act/365", CP_ACT_365}, {"act/365F", CP_ACT_365}, {"act/act", CP_ACT_ACT}};
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
    }
    return 0;
}
