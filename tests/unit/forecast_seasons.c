/* Seasons of few cycles, long ones, several, and those that short series borrow. */
#include "forecast/internal.h"
#include "forecast/pattern.h"
#include "num/num.h"
#include "tap.h"
#include <stdlib.h>

static const double turn = 6.283185307179586;

static double mean_error(const double *f, const double *truth, size_t n) {
    double sum = 0;
    for (size_t t = 0; t < n; t++)
        sum += fabs(f[t] - truth[t]) / (double)n;
    return sum;
}

static int forecast(const double *y, size_t n, const struct cp_forecast_options *o,
                    double *center) {
    struct cp_forecast_series s = {.y = (double *)y, .n = n, .season = 1};
    double *width = cp_calloc(o->horizon, sizeof *width);
    struct cp_forecast_interval interval = {.center = center, .width = width, .stretch = 1};
    struct cp_error why = {0};
    int rc = cp_forecast_auto_of(o, &s, n, &interval, &why);
    free(width);
    return rc;
}

/* Months of demand with a strong season, less than three years of them, and what came then. */
static void test_two_cycles(void) {
    static const double y[] = {
        999.4,  1066.9, 930.4, 1079.3, 1145.8, 1032.7, 1233.3, 854.8, 1000.3, 912.7, 879.0, 944.1,
        1012.7, 1068.3, 917.2, 1044.0, 1135.5, 1068.3, 1235.8, 877.2, 1047.6, 893.1, 882.3, 981.6,
        1036.5, 1074.1, 968.3, 1050.2, 1141.4, 1079.8, 1241.3, 878.9, 1038.8, 928.0, 908.1, 993.2};
    static const double after[] = {1052.2, 1102.7, 955.3,  1100.0, 1155.3, 1095.1,
                                   1276.1, 900.0,  1035.4, 934.4,  910.3,  1000.4};
    double truth[24], f[12];
    memcpy(truth, y + 24, 12 * sizeof *y);
    memcpy(truth + 12, after, sizeof after);
    struct cp_forecast_options o = {.horizon = 12, .season = 12};
    for (size_t n = 24; n <= 36; n++) {
        ok(forecast(y, n, &o, f) == 0, "%zu months", n);
        double off = mean_error(f, truth + n - 24, 12);
        /* The noise is about 20; without a season the error is near 100. */
        ok(off < 45, "%zu months: a mean error of %.1f", n, off);
    }
}

/* Of noise alone two to three cycles seldom show a season. */
static void test_strength(void) {
    enum { TRIES = 200, N = 30 };
    size_t seen = 0, strong = 0;
    for (uint64_t k = 0; k < TRIES; k++) {
        struct cp_random r = cp_num_random_stream(7, k, 0);
        double y[N], z[N];
        for (size_t t = 0; t < N; t++) {
            y[t] = 100 + 2 * (double)t + 10 * cp_num_random_normal(&r);
            z[t] = y[t] + 30 * sin(turn * (double)t / 12);
        }
        seen += cp_forecast_is_seasonal(y, N, 12);
        strong += cp_forecast_is_seasonal(z, N, 12);
    }
    ok(seen < TRIES / 5, "%zu of %d without a season seem to have one", seen, TRIES);
    ok(strong > TRIES * 95 / 100, "%zu of %d with one show it", strong, TRIES);
}

/* A smooth season four times its noise is seen from two cycles on, and goes on; a walk shows none
 * more often than one in five. */
static void test_smooth(void) {
    enum { TRIES = 60, MOST = 72 };
    for (size_t n = 24; n <= 60; n += 4) {
        size_t seen = 0, of_walk = 0;
        double off = 0;
        for (uint64_t k = 0; k < TRIES; k++) {
            struct cp_random r = cp_num_random_stream(11, k, 0);
            double y[MOST], walk[MOST], f[12], at = 100;
            for (size_t t = 0; t < MOST; t++) {
                y[t] = 100 + 20 * sin(turn * (double)t / 12) + 5 * cp_num_random_normal(&r);
                walk[t] = at += cp_num_random_normal(&r);
            }
            struct cp_forecast_options o = {.horizon = 12, .season = 12};
            seen += cp_forecast_is_seasonal(y, n, 12);
            of_walk += cp_forecast_is_seasonal(walk, n, 12);
            if (k < TRIES / 6 && forecast(y, n, &o, f) == 0)
                off += mean_error(f, y + n, 12) / (TRIES / 6);
        }
        ok(seen >= TRIES * 9 / 10, "%zu months: %zu of %d are seen", n, seen, TRIES);
        ok(of_walk <= TRIES / 5, "%zu months: %zu of %d walks seem to have one", n, of_walk, TRIES);
        /* The noise alone is 4; without the season it is 13. */
        ok(off < 7, "%zu months: a mean error of %.1f", n, off);
    }
}

/* Weeks and days of two and a half years: the year is drawn by its harmonics. */
static void test_harmonics(void) {
    static const struct {
        double year;
        size_t season, longer, n, h;
    } cases[] = {
        {365.25 / 7, 52, 0, 120, 26}, {365.25, 365, 0, 900, 200}, {365.25, 7, 365, 900, 200}};
    for (size_t k = 0; k < 3; k++) {
        double *y = cp_calloc(1100, 2 * sizeof *y), *f = y + 1100;
        struct cp_random r = cp_num_random_stream(3, k, 0);
        for (size_t t = 0; t < 1100; t++) {
            double at = turn * (double)t / cases[k].year;
            y[t] = (1000 + 100 * (double)t / cases[k].year) *
                       exp(0.2 * sin(at) + 0.1 * cos(2 * at) +
                           (cases[k].longer && t % 7 < 2 ? -0.2 : 0)) +
                   20 * cp_num_random_normal(&r);
        }
        struct cp_forecast_options o = {.horizon = cases[k].h,
                                        .season = cases[k].season,
                                        .longer = &cases[k].longer,
                                        .nlonger = cases[k].longer > 0};
        ok(forecast(y, cases[k].n, &o, f) == 0, "a season of %zu", cases[k].season);
        double off = mean_error(f, y + cases[k].n, cases[k].h);
        ok(off < 40, "noise of 20, a mean error of %.1f", off);
        free(y);
    }
}

/* Nobody said that there is one, and the weeks show none. */
static void test_no_harmonics(void) {
    enum { N = 160, TRIES = 40 };
    size_t found = 0;
    for (uint64_t k = 0; k < TRIES; k++) {
        struct cp_random r = cp_num_random_stream(5, k, 0);
        double y[N], at[N + 1] = {0}, walk = 500;
        for (size_t t = 0; t < N; t++)
            y[t] = (walk += cp_num_random_normal(&r)) + 3 * cp_num_random_normal(&r);
        struct cp_forecast_effect e = {.at = at};
        ok(cp_forecast_harmonics(y, N, 1, 52, false, &e) == 0, "weeks of a walk");
        found += e.harmonics > 0;
    }
    ok(found <= TRIES / 5, "%zu of %d walks seem to have a year", found, TRIES);
}

/* Six sites have years of history; the seventh has seven months, and the same season. */
static void test_borrowed(void) {
    enum { SITES = 7, H = 6 };
    struct cp_facts *t = cp_facts_new();
    struct cp_error err = {0};
    FILE *in = tmpfile();
    fprintf(in, "period\tsite\tmeasure\tvalue\tunit\n");
    for (int s = 0; s < SITES; s++)
        for (int i = s < SITES - 1 ? s : 53; i < 60; i++)
            fprintf(in, "%d-%02d\ts%d\ty\t%.6f\t1\n", 2021 + i / 12, 1 + i % 12, s,
                    100 * (s + 1) * (1 + 0.3 * sin(turn * i / 12)) + (i * 7 + s * 3) % 5);
    rewind(in);
    ok_rc(cp_facts_read(t, in, "h", &err), &err, "sites");
    fclose(in);
    struct cp_forecast_options o = {.horizon = H, .jobs = 1};
    struct cp_forecast_series_set set;
    size_t failed, rows;
    ok_rc(cp_forecast_batch(t, &o, &set, &failed, &err), &err, "forecast");
    ok(set.series[0].pattern == NULL && set.series[SITES - 1].pattern != NULL,
       "the short one borrows, the long ones need not");
    ok(strstr(set.series[SITES - 1].chosen, "others of its measure") != NULL, "and it is said");
    rows = cp_facts_count(t);
    for (int i = 0; i < H; i++)
        ok_near(cp_facts_value(t, rows - H + (size_t)i),
                700 * (1 + 0.3 * sin(turn * (60 + i) / 12)), 0.05 * 700,
                "the season of the others");
    cp_forecast_series_release(&set);
    cp_facts_free(t);
}

/* Three years of days, or of working days, have a year though nobody said so, where it is like the
 * one before it; what wanders has none. */
static void test_year_of_days(size_t week, double days) {
    enum { N = 1100, H = 60 };
    struct cp_forecast_calendar calendar = {.dated = true, .freq = CP_DAY};
    struct cp_forecast_options o = {.horizon = H};
    double y[N], walk[N], center[H], width[H], off = 0, level = 0;
    struct cp_random r = cp_num_random_stream(31, week, 0);
    for (size_t t = 0; t < N; t++) {
        y[t] = 100 + 15 * sin(turn * (double)t / days) + (t % week == 0 ? -8 : 0) +
               2 * cp_num_random_normal(&r);
        walk[t] = 100 + (level += cp_num_random_normal(&r));
    }
    struct cp_forecast_series s = {
        .calendar = calendar, .y = y, .n = N, .nseen = N, .season = week};
    struct cp_forecast_interval interval = {.center = center, .width = width, .stretch = 1};
    struct cp_error why = {0};
    size_t from;
    int rc = cp_forecast_knows_year(&o, &s, &from);
    ok(rc == 0 && from == 2 * (size_t)(days + 0.5), "it is known from %zu on", from);
    ok_rc(cp_forecast_auto_of(&o, &s, N, &interval, &why), &why, "forecast");
    for (size_t i = 0; i < H; i++)
        off = fmax(off, fabs(center[i] - 100 - 15 * sin(turn * (double)(N + i) / days) +
                             ((N + i) % week == 0 ? 8 : 0)));
    ok(off < 5, "sixty days ahead it is off by %.1f at most", off);
    s.y = walk;
    ok(cp_forecast_knows_year(&o, &s, &from) == 0 && from == 0, "a walk has none");
}

/* A forecast that did not know the year says nothing of one that does. */
static void test_origins(void) {
    static const size_t longer[] = {365};
    const struct cp_forecast_options years = {.season = 7, .longer = longer, .nlonger = 1},
                                     no = {0};
    struct cp_forecast_series s = {.n = 1200, .season = 7};
    ok(cp_forecast_own_origin(&years, &s) == 730, "two years are known at first");
    ok(cp_forecast_own_origin(&no, &s) == 400, "of no longer season a third of it");
    s.n = 700;
    ok(cp_forecast_own_origin(&years, &s) == 233, "nor where none is known at the end");
    s = (struct cp_forecast_series){.n = 160, .season = 52};
    ok(cp_forecast_own_origin(&no, &s) == 106, "so of weeks");
}

int main(void) {
    test_two_cycles();
    test_origins();
    test_year_of_days(7, 365.25);
    test_year_of_days(5, 365.25 * 5 / 7);
    test_strength();
    test_smooth();
    test_harmonics();
    test_no_harmonics();
    test_borrowed();
    return done();
}
