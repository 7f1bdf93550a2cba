/* The intervals of the method auto. */
#include "forecast/forecast.h"
#include "forecast/internal.h"
#include "num/num.h"
#include "tap.h"
#include <stdlib.h>

enum { H = 6 };

static void noise(double *y, size_t n, double size, uint64_t seed) {
    struct cp_random r = cp_num_random_stream(seed, 0, 0);
    for (size_t t = 0; t < n; t++)
        y[t] = 100 + size * cp_num_random_normal(&r);
}

static void test_shape(void) {
    double center[2] = {100, 0.01}, width[2] = {20, 4};
    struct cp_forecast_interval o = {.center = center, .width = width, .stretch = 1, .root = true};
    double low = cp_forecast_interval_at(&o, 0, cp_forecast_interval_score(0.025));
    double high = cp_forecast_interval_at(&o, 0, cp_forecast_interval_score(0.975));
    ok_near(sqrt(high) - 10, 10 - sqrt(low), 1e-12, "even on square roots");
    ok_near(high - low, 40, 1e-9, "as wide as the width says");
    ok(cp_forecast_interval_at(&o, 1, cp_forecast_interval_score(0.025)) == 0, "never below 0");
    ok(cp_forecast_interval_at(&o, 0, cp_forecast_interval_score(NAN)) == 100,
       "the point forecast is the centre");
    ok_near(cp_forecast_interval_miss(&o, 0, high), 1, 1e-12,
            "the end of the interval is one half width off");
    o.root = false;
    o.stretch = 2;
    ok_near(cp_forecast_interval_at(&o, 1, cp_forecast_interval_score(0.975)), 8.01, 1e-12,
            "even on values, stretched");
    /* Student's t with 4 degrees of freedom, from tables: 2.776 at 97.5 %, 1.533 at 90 %. */
    ok_near(cp_forecast_interval_score(0.9), 1.533 / 2.776, 1e-3, "80 % by Student's t");
}

static void test_paths(void) {
    enum { N = 4000 };
    double y[40], center[H], width[H], path[H], *last = cp_calloc(N, sizeof *last);
    struct cp_forecast_interval o = {.center = center, .width = width, .stretch = 1};
    struct cp_error err = {0};
    noise(y, 40, 10, 1);
    ok_rc(cp_forecast_auto(CP_SCALE_BEST, y, 40, 1, H, &o, &err), &err, "auto");
    for (size_t i = 0; i < N; i++) {
        struct cp_forecast_noise r = {.own = cp_num_random_stream(2, i, 0)};
        cp_forecast_interval_path(&o, H, &r, path);
        last[i] = path[H - 1];
    }
    cp_num_sort(last, N);
    static const double p[] = {0.05, 0.5, 0.9};
    for (size_t k = 0; k < 3; k++) {
        size_t below = 0;
        while (below < N &&
               last[below] < cp_forecast_interval_at(&o, H - 1, cp_forecast_interval_score(p[k])))
            below++;
        /* Four standard errors of a share. */
        ok(fabs((double)below / N - p[k]) < 4 * sqrt(p[k] * (1 - p[k]) / N),
           "paths agree with the %g quantile", p[k]);
    }
    free(last);
}

/* A table that all series of a set are of. */
static struct cp_facts *table(void) {
    struct cp_facts *t = cp_facts_new();
    struct cp_error err = {0};
    FILE *in = tmpfile();
    fputs("period\tmeasure\tvalue\tunit\n2027\ty\t1\t1\n", in);
    rewind(in);
    ok_rc(cp_facts_read(t, in, "t", &err), &err, "a table");
    fclose(in);
    return t;
}

/* A batch of n series like noise, whose last H values are `wild` times as far from their level:
 * what the widths of the middle of the horizon at 95 % are stretched by; NAN: nothing. */
static double stretch_of_batch(size_t n, double wild, size_t hold) {
    enum { LONG = 40 };
    struct cp_facts *t = table();
    struct cp_forecast_series_set set = {.n = n, .series = cp_calloc(n, sizeof *set.series)};
    double *y = cp_calloc(n, LONG * sizeof *y);
    struct cp_forecast_options o = {.horizon = H, .jobs = 2};
    struct cp_error err = {0};
    for (size_t i = 0; i < n; i++) {
        set.series[i] = (struct cp_forecast_series){.n = LONG, .nseen = LONG, .y = y + i * LONG};
        set.series[i].season = 1;
        noise(y + i * LONG, LONG, 5, i);
        for (size_t k = LONG - H; k < LONG; k++)
            y[i * LONG + k] = 100 + wild * (y[i * LONG + k] - 100);
    }
    ok_rc(cp_forecast_calibrate(t, &o, &set, hold, &err), &err, "calibrate");
    double found = set.series[0].stretch ? set.series[0].stretch->at[1][1] : NAN;
    ok(n >= 50 || set.series[0].past, "a few series are asked themselves");
    free(set.series);
    cp_arena_release(&set.arena);
    cp_facts_free(t);
    free(y);
    return found;
}

static void test_batch(void) {
    ok(isnan(stretch_of_batch(20, 5, 0)), "a small batch says nothing of others");
    double calm = stretch_of_batch(120, 1, 0), wild = stretch_of_batch(120, 4, 0);
    ok(wild > 1.2 && calm < wild - 0.3, "widths follow what the batch showed: %g, %g", calm, wild);
    ok_near(stretch_of_batch(120, 4, H), calm, 0.1, "but not what was held back");
    ok(stretch_of_batch(1000, 4, 0) > wild, "and more series weigh more");
}

/* One series whose errors grow: its own past makes its intervals hold. */
static void test_past(void) {
    enum { N = 400, LAST = 200 };
    struct cp_facts *t = table();
    double y[N];
    size_t held = 0, held_80 = 0;
    struct cp_random r = cp_num_random_stream(11, 0, 0);
    double size = 1, at = 100;
    for (size_t k = 0; k < N; k++) {
        size = 1 + 0.9 * (size - 1) + 0.3 * fabs(cp_num_random_normal(&r));
        at += size * cp_num_random_normal(&r) * (k % 40 < 8 ? 4 : 1);
        y[k] = at;
    }
    struct cp_forecast_series s = {.n = N, .nseen = N, .y = y, .season = 1};
    struct cp_forecast_series_set set = {.n = 1, .series = &s};
    static const double q[] = {0.025, 0.1, 0.9, 0.975};
    struct cp_forecast_options o = {.horizon = H, .quantile = q, .nquantile = 4, .jobs = 1};
    struct cp_error err = {0};
    ok_rc(cp_forecast_calibrate(t, &o, &set, LAST + H, &err), &err, "calibrate");
    for (size_t k = 0; k < LAST; k++) {
        struct cp_forecast_series known = s;
        double row[H * 5], work[3 * H];
        known.n = N - H - k;
        ok_rc(cp_forecast_one(&o, &known, row, work, &err), &err, "forecast");
        for (size_t i = 0; i < H; i++) {
            held += y[known.n + i] >= row[i * 5 + 1] && y[known.n + i] <= row[i * 5 + 4];
            held_80 += y[known.n + i] >= row[i * 5 + 2] && y[known.n + i] <= row[i * 5 + 3];
        }
    }
    double share = (double)held / (LAST * H), share_80 = (double)held_80 / (LAST * H);
    ok(share > 0.92 && share < 0.99, "95 %% hold %.3f", share);
    ok(share_80 > 0.72 && share_80 < 0.88, "80 %% hold %.3f", share_80);
    cp_arena_release(&set.arena);
    cp_facts_free(t);
}

/* Near the end of the horizon other widths than at its beginning, and 80 % apart from 95 %. */
static void test_held(void) {
    double center[3] = {100, 100, 100}, width[3] = {10, 10, 10};
    struct cp_forecast_stretch held = {.at = {{1, 1}, {2, 1.5}, {3, 2}}, .horizon = 3};
    struct cp_forecast_interval o = {.center = center, .width = width, .stretch = 1, .held = &held};
    double score_95 = cp_forecast_interval_score(0.975), score_80 = cp_forecast_interval_score(0.9);
    ok_near(cp_forecast_interval_at(&o, 0, score_95), 110, 1e-9, "as it was near");
    ok_near(cp_forecast_interval_at(&o, 2, score_95), 120, 1e-9, "twice that far");
    ok_near(cp_forecast_interval_at(&o, 1, -score_80), 100 - 20 * score_80, 1e-5,
            "at 80 its own way");
    ok(cp_forecast_interval_at(&o, 2, score_80) <= cp_forecast_interval_at(&o, 2, score_95),
       "never wider than at 95");
}

/* What is always the same is its own quantile, to the last digit; one value has a wide interval. */
static void test_constant(void) {
    static const double same[] = {5, 0.1, 1e7 / 3, 7e-9};
    for (size_t k = 0; k < 4; k++) {
        double y[30], center[H], width[H];
        struct cp_forecast_interval o = {.center = center, .width = width, .stretch = 1};
        struct cp_error err = {0};
        for (size_t t = 0; t < 30; t++)
            y[t] = same[k];
        ok_rc(cp_forecast_auto(CP_SCALE_BEST, y, 30, 1, H, &o, &err), &err, "a constant");
        bool exact = true;
        for (size_t i = 0; i < H; i++)
            exact = exact && cp_forecast_interval_at(&o, i, 1) == center[i] &&
                    cp_forecast_interval_at(&o, i, -1) == center[i];
        ok(exact, "%g is its own quantile", same[k]);
        ok_rc(cp_forecast_auto(CP_SCALE_BEST, y, 1, 1, H, &o, &err), &err, "one value");
        ok(cp_forecast_interval_at(&o, 0, 1) > 1.5 * same[k] &&
               cp_forecast_interval_at(&o, 0, -1) < same[k] / 2,
           "of one value half of it is not far");
    }
}

/* A constant that jumps to another: how far off that was in widths of nothing tells of no width. */
static void test_jump(void) {
    enum { N = 36, AHEAD = 3 };
    struct cp_facts *t = table();
    double y[N], row[AHEAD * 2], work[3 * AHEAD];
    for (size_t k = 0; k < N; k++)
        y[k] = k < 30 ? 5 : 50;
    struct cp_forecast_series s = {.n = N, .nseen = N, .y = y, .season = 12};
    struct cp_forecast_series_set set = {.n = 1, .series = &s};
    static const double q[] = {0.9};
    struct cp_forecast_options o = {.horizon = AHEAD, .quantile = q, .nquantile = 1, .jobs = 1};
    struct cp_error err = {0};
    ok_rc(cp_forecast_calibrate(t, &o, &set, 0, &err), &err, "calibrate");
    ok_rc(cp_forecast_one(&o, &s, row, work, &err), &err, "forecast");
    for (size_t i = 0; i < AHEAD; i++)
        ok(row[i * 2 + 1] > row[i * 2] && row[i * 2 + 1] < 500, "90 %%: %g", row[i * 2 + 1]);
    cp_arena_release(&set.arena);
    cp_facts_free(t);
}

/* Of two hundred series the last six values are three times as far off as ever before: all are
 * asked from their last origin, which saw it; fitted widths count as 500 more, at 95 % as 300. */
static void test_origins(void) {
    enum { N = 200, LENGTH = 40, AHEAD = 6 };
    struct cp_forecast_series_set set = {.n = N, .series = cp_calloc(N, sizeof *set.series)};
    double *y = cp_calloc(N, LENGTH * sizeof *y);
    struct cp_facts *t = cp_facts_new();
    struct cp_forecast_options o = {.horizon = AHEAD, .jobs = 2};
    struct cp_error err = {0};
    ok_rc(cp_facts_put(t, &(struct cp_fact){.measure = "demand", .value = 1}, &err), &err,
          "a fact");
    for (size_t i = 0; i < N; i++) {
        struct cp_random r = cp_num_random_stream(23, i, 0);
        for (size_t k = 0; k < LENGTH; k++)
            y[i * LENGTH + k] = 1000 + (k < LENGTH - AHEAD ? 1 : 3) * cp_num_random_normal(&r);
        set.series[i] = (struct cp_forecast_series){
            .n = LENGTH, .nseen = LENGTH, .y = y + i * LENGTH, .season = 1};
    }
    ok_rc(cp_forecast_calibrate(t, &o, &set, 0, &err), &err, "calibrate");
    for (size_t b = 0; b < CP_FORECAST_BLOCKS; b++) {
        const double *at = set.series[0].stretch->at[b];
        ok(at[0] > 0.9 && at[0] < 1.5, "80 %%: %.3f of the fitted width", at[0]);
        ok(at[1] > 1.2, "95 %%: %.3f", at[1]);
    }
    free(set.series);
    free(y);
    cp_arena_release(&set.arena);
    cp_facts_free(t);
}

/* What is not known is not a miss: of values a tenth of which are not, intervals are as wide. */
static void test_unknown(void) {
    enum { N = 120 };
    double y[N], wide[2];
    struct cp_forecast_options o = {.horizon = H, .jobs = 2};
    noise(y, N, 3, 31);
    for (int gaps = 0; gaps < 2; gaps++) {
        struct cp_arena arena = {0};
        struct cp_forecast_stretch held;
        bool found = false;
        for (size_t t = 5; gaps && t < N; t += 10)
            y[t] = NAN;
        struct cp_forecast_series s = {.n = N, .nseen = gaps ? N - N / 10 : N, .y = y, .season = 1};
        ok(cp_forecast_past(&o, &s, 0, &arena) == 0, "its past");
        ok(cp_forecast_own_stretch(&s, N, H, &held, &found) == 0 && found, "its past tells");
        wide[gaps] = cp_forecast_reach_at(&held, H / 2).outer;
        cp_arena_release(&arena);
    }
    ok(fabs(wide[1] / wide[0] - 1) < 0.2, "with gaps %.3f, without %.3f", wide[1], wide[0]);
}

/* How wide an hour of the day ahead is after n values. */
static double hour_width(const struct cp_forecast_series *s, size_t n, size_t h, size_t hour) {
    struct cp_forecast_stretch held;
    bool found = false;
    ok(cp_forecast_own_stretch(s, n, h, &held, &found) == 0 && found, "its past tells");
    return cp_forecast_reach_at(&held, hour).outer;
}

/* Hours whose evenings are three times as far off as the rest of the day, and fortnights three
 * times as far as those between them: of as much past the interval is wider in the evening, and
 * after a wild fortnight than after a calm one. */
static void test_hours(void) {
    enum { DAY = 24, FORTNIGHT = 14 * DAY, N = 12 * FORTNIGHT, AHEAD = 2 * DAY };
    struct cp_arena arena = {0};
    double *y = cp_calloc(N, sizeof *y);
    struct cp_random r = cp_num_random_stream(29, 0, 0);
    struct cp_forecast_options o = {.horizon = AHEAD, .jobs = 2};
    struct cp_forecast_series s = {.n = N, .nseen = N, .y = y, .season = DAY};
    for (size_t t = 0; t < N; t++) {
        double size = (t % DAY >= 18 && t % DAY < 22 ? 3 : 1) * (t / FORTNIGHT % 2 ? 1 : 3);
        y[t] = 200 + size * cp_num_random_normal(&r);
    }
    ok(cp_forecast_past(&o, &s, FORTNIGHT + AHEAD, &arena) == 0, "its past");
    double evening = hour_width(&s, N, AHEAD, 20), night = hour_width(&s, N, AHEAD, 4);
    ok(evening > 1.5 * night && evening < 3.5 * night, "evenings are %.2f as wide",
       evening / night);
    double wild = hour_width(&s, N - FORTNIGHT, AHEAD, 4);
    ok(wild > 1.3 * night && wild < 3 * night, "after a wild fortnight %.2f", wild / night);
    free(y);
    cp_arena_release(&arena);
}

/* Less than a day ahead an hour's few misses say nothing of it: of noise of one size about a daily
 * wave 95 % hold. */
static void test_short_hours(void) {
    enum { DAY = 24, N = 40 * DAY, LAST = 200, STEP = 5 };
    static const double q[] = {0.025, 0.975};
    double *y = cp_calloc(N, sizeof *y), held = 0;
    struct cp_arena arena = {0};
    struct cp_error err = {0};
    struct cp_random r = cp_num_random_stream(37, 0, 0);
    for (size_t t = 0; t < N; t++)
        y[t] = 200 + 30 * sin((double)t / DAY * 6.2831853) + 3 * cp_num_random_normal(&r);
    struct cp_forecast_options o = {.horizon = 1, .quantile = q, .nquantile = 2, .jobs = 2};
    struct cp_forecast_series s = {.n = N, .nseen = N, .y = y, .season = DAY};
    ok(cp_forecast_past(&o, &s, LAST, &arena) == 0, "its past");
    for (size_t n = N - LAST; n < N; n += STEP) {
        struct cp_forecast_series known = s;
        double row[3], work[3];
        known.n = known.nseen = n;
        ok_rc(cp_forecast_one(&o, &known, row, work, &err), &err, "forecast");
        held += y[n] >= row[1] && y[n] <= row[2];
    }
    held /= (double)LAST / STEP;
    ok(held > 0.85, "an hour ahead 95 %% hold %.3f", held);
    free(y);
    cp_arena_release(&arena);
}

/* The past of hours whose forecasts of a day were off by one half width, to and fro. */
enum { DAYS = 12, HOURS = 24 };
static struct cp_forecast_past past_of(const double *y, size_t n, size_t *origin, double *miss) {
    for (size_t k = 0; k < DAYS; k++) {
        origin[k] = n - (DAYS - k) * HOURS;
        for (size_t t = 0; t < HOURS; t++)
            miss[k * HOURS + t] = k % 2 ? 1 : -1;
    }
    return (struct cp_forecast_past){DAYS, origin, miss, 1, HOURS, y, true};
}

/* Of more values than are looked at, wide hours stay those that they are. */
static void test_long_hours(void) {
    enum { N = 100012 };
    size_t origin[DAYS];
    static const double q[] = {0.025, 0.975};
    double *y = cp_calloc(N, sizeof *y), miss[DAYS * HOURS], row[HOURS * 3], work[3 * HOURS];
    double evening = INFINITY, others = 0;
    struct cp_error err = {0};
    struct cp_forecast_options o = {.horizon = HOURS, .quantile = q, .nquantile = 2, .jobs = 2};
    noise(y, N, 1, 41);
    const struct cp_forecast_past past = past_of(y, N, origin, miss);
    for (size_t i = 0; i < DAYS * HOURS; i++) {
        size_t hour = (origin[i / HOURS] + i % HOURS) % HOURS;
        miss[i] *= hour >= 17 && hour < 23 ? 4 : 1;
    }
    struct cp_forecast_series s = {.n = N, .nseen = N, .y = y, .season = HOURS, .past = &past};
    ok_rc(cp_forecast_one(&o, &s, row, work, &err), &err, "forecast");
    ok(s.n == N && s.y == y && s.first == 0, "and the series is as it was");
    for (size_t t = 0; t < HOURS; t++) {
        double wide = row[t * 3 + 2] - row[t * 3 + 1];
        size_t hour = (N + t) % HOURS;
        if (hour >= 18 && hour < 22)
            evening = fmin(evening, wide);
        else if (hour < 16)
            others = fmax(others, wide);
    }
    ok(evening > 1.5 * others, "evenings %.3f, others %.3f", evening, others);
    free(y);
}

/* Hours of which nothing is known are as wide as the mean of the others; a fortnight that stood
 * still is as one that all but did. */
static void test_still_hours(void) {
    enum { N = 60 * HOURS, STILL = 20 * HOURS };
    double y[N], miss[DAYS * HOURS], wide[2];
    size_t origin[DAYS];
    noise(y, N, 1, 43);
    const struct cp_forecast_past past = past_of(y, N - STILL, origin, miss);
    struct cp_forecast_series s = {.n = N, .nseen = N, .y = y, .season = HOURS, .past = &past};
    for (size_t k = 0; k < 2; k++) {
        for (size_t t = N - STILL; t < N; t++)
            y[t] = k && t / HOURS % 2 ? 100 + 1e-9 : 100;
        wide[k] = hour_width(&s, N, HOURS, 12);
    }
    ok_near(wide[0], wide[1], 1e-6, "as wide as of 1e-9");
    for (size_t i = 0; i < DAYS * HOURS; i++)
        if (i % HOURS < 10)
            miss[i] = NAN;
    struct cp_forecast_stretch held;
    bool found;
    ok(cp_forecast_own_stretch(&s, N, HOURS, &held, &found) == 0 && found, "its past tells");
    ok_near(held.hour[15], held.hour[4], 0.01, "a known hour is as wide as an unknown one");
}

/* Days with a week, the last five unknown: the forecast is that of the days before, further on. The
 * unknown ones counted as if they were the last. */
static void test_unknown_end(void) {
    enum { N = 200, GAP = 5, WEEK = 7 };
    double y[N], center[GAP + H], width[GAP + H], later[H], wide[H];
    struct cp_forecast_options o = {.horizon = GAP + H}, rest = {.horizon = H};
    struct cp_forecast_series s = {.n = N, .nseen = N - GAP, .y = y, .season = WEEK};
    struct cp_forecast_interval all = {.center = center, .width = width, .stretch = 1};
    struct cp_forecast_interval some = {.center = later, .width = wide, .stretch = 1};
    struct cp_error err = {0};
    noise(y, N, 2, 5);
    for (size_t t = 0; t < N; t++)
        y[t] = t < N - GAP ? y[t] + (t % WEEK > 4 ? -30 : 0) : NAN;
    ok_rc(cp_forecast_auto_of(&o, &s, N - GAP, &all, &err), &err, "without the gap");
    ok_rc(cp_forecast_auto_of(&rest, &s, N, &some, &err), &err, "with it");
    for (size_t i = 0; i < H; i++) {
        ok_near(later[i], center[GAP + i], 1e-9, "the centre");
        ok_near(wide[i], width[GAP + i], 1e-9, "and its width");
    }
}

/* What is phased out by as much every month ends, and is not forecast to end ever more slowly. */
static void test_phased_out(void) {
    double y[60], center[H], width[H], worst = 0;
    struct cp_error err = {0};
    for (uint64_t k = 0; k < 20; k++) {
        struct cp_forecast_interval o = {.center = center, .width = width, .stretch = 1};
        noise(y, 60, 1, 50 + k);
        for (size_t t = 0; t < 60; t++)
            y[t] -= 1.5 * (double)t;
        ok_rc(cp_forecast_auto(CP_SCALE_BEST, y, 60, 12, H, &o, &err), &err, "forecast");
        worst = fmax(worst, fabs(center[H - 1] - (100 - 1.5 * 65)));
    }
    ok(worst < 1.5, "half a year ahead 2.5 are left: off by %.1f at most", worst);
}

int main(void) {
    test_shape();
    test_phased_out();
    test_paths();
    test_batch();
    test_past();
    test_held();
    test_constant();
    test_jump();
    test_origins();
    test_unknown();
    test_hours();
    test_short_hours();
    test_long_hours();
    test_still_hours();
    test_unknown_end();
    return done();
}
