/* Sample paths and what they add up to. */
#include "forecast/forecast.h"
#include "forecast/internal.h"
#include "num/num.h"
#include "tap.h"
#include <stdlib.h>

enum { YEAR = 12, SERIES = 800, KNOWN = 72, PATHS = 1000 };

/* So many values with a season, and a horizon behind them. */
struct course {
    size_t known, season, horizon;
};
static const struct course usual = {KNOWN, YEAR, YEAR};

/* A table that all series of a set are of. */
static struct cp_facts *table(const char *text) {
    struct cp_facts *t = cp_facts_new();
    struct cp_error err = {0};
    FILE *in = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
    ok_rc(cp_facts_read(t, in, "t", &err), &err, "a table");
    fclose(in);
    return t;
}

/* A season of 20 about a level, and errors of which `lasts` is left after one. */
static double usual_of(double lasts, size_t season, size_t t) {
    return (lasts < 1 ? 100 : 500) + 20 * sin(2 * 3.14159265358979 * (double)t / (double)season);
}

/* Where in its season a series begins: those that end with one, as they would all, are further off
 * than those that do not. */
static size_t phase_of(uint64_t seed, size_t season) {
    struct cp_random r = cp_num_random_stream(seed, 8, 0);
    return (size_t)(cp_num_random_uniform(&r) * (double)season);
}

/* The last error. */
static double simulate(double lasts, uint64_t seed, size_t season, size_t n, double *y) {
    struct cp_random r = cp_num_random_stream(seed, 7, 0);
    double x = lasts < 1 ? 5 / sqrt(1 - lasts * lasts) * cp_num_random_normal(&r) : 0;
    size_t phase = phase_of(seed, season);
    for (size_t t = 0; t < n; t++) {
        x = lasts * x + 5 * cp_num_random_normal(&r);
        y[t] = usual_of(lasts, season, phase + t) + x;
    }
    return x;
}

/* The sum of whole cycles, periods [from, to) behind what is known, of which the last error before
 * is x: normal, for of x it has lasts^1 for the first period and so on, and of the shock of each
 * period what is left of it in that and those behind it. */
static void sum_of(const struct course *c, double lasts, double x, size_t from, size_t to,
                   double *mean, double *sd) {
    double variance = 0;
    *mean = 0;
    for (size_t t = from; t < to; t++)
        *mean += usual_of(lasts, c->season, c->known + t) + pow(lasts, (double)(t + 1)) * x;
    for (size_t shock = 0; shock < to; shock++) {
        double powers = 0;
        for (size_t t = shock > from ? shock : from; t < to; t++)
            powers += pow(lasts, (double)(t - shock));
        variance += 25 * powers * powers;
    }
    *sd = sqrt(variance);
}

/* The odds that it is in the 80 % interval of the sums of paths. */
static double held_by(const struct course *c, double lasts, double x, const double *row,
                      size_t from, size_t to, double *sum) {
    struct cp_forecast_options o = {.horizon = c->horizon, .paths = PATHS};
    double mean, sd;
    sum_of(c, lasts, x, from, to, &mean, &sd);
    for (size_t k = 0; k < PATHS; k++) {
        sum[k] = 0;
        for (size_t t = from; t < to; t++)
            sum[k] += row[cp_forecast_path_cell(&o, t, k)];
    }
    cp_num_sort(sum, PATHS);
    double low = cp_num_quantile_sorted(sum, PATHS, 0.1) - mean;
    double high = cp_num_quantile_sorted(sum, PATHS, 0.9) - mean;
    return cp_num_normal_cdf(high / sd) - cp_num_normal_cdf(low / sd);
}

/* A batch, and how many of its sums the 80 % interval holds in the mean of all futures: each cycle
 * of the horizon, and all of it behind them. */
enum { CYCLES = 2 };
struct batch {
    struct cp_facts *t;
    double *y, *row, inside[CYCLES + 1];
};

static void hold_batch(const struct course *c, double lasts, size_t first, size_t count,
                       struct batch *b) {
    struct cp_forecast_series_set set = {.n = count,
                                         .series = cp_calloc(count, sizeof *set.series)};
    struct cp_forecast_options o = {.horizon = c->horizon, .paths = PATHS, .jobs = 2};
    struct cp_error err = {0};
    double *x = b->y + count * c->known, *work = b->row + (PATHS + 1) * c->horizon;
    for (size_t i = 0; i < count; i++) {
        double *own = b->y + i * c->known;
        x[i] = simulate(lasts, first + i + (uint64_t)(1000 * lasts), c->season, c->known, own);
        set.series[i] = (struct cp_forecast_series){
            .n = c->known, .nseen = c->known, .y = own, .season = c->season, .stream = first + i};
    }
    if (cp_forecast_calibrate(b->t, &o, &set, 0, &err) < 0)
        ok_rc(-1, &err, "calibrate");
    if (cp_forecast_learn_along(b->t, &o, &set) < 0)
        ok(false, "learn");
    for (size_t i = 0; i < count; i++) {
        if (cp_forecast_one(&o, &set.series[i], b->row, work, &err) < 0)
            ok_rc(-1, &err, "forecast");
        for (size_t k = 0; (k + 1) * c->season <= c->horizon; k++)
            b->inside[k] +=
                held_by(c, lasts, x[i], b->row, k * c->season, (k + 1) * c->season, work);
        b->inside[CYCLES] += held_by(c, lasts, x[i], b->row, 0, c->horizon, work);
    }
    free(set.series);
    cp_arena_release(&set.arena);
}

/* The part of them, of `count` in batches. */
static void hold(const struct course *c, double lasts, size_t first, size_t count, size_t batch,
                 double part[CYCLES + 1]) {
    size_t work = 3 * c->horizon > PATHS ? 3 * c->horizon : PATHS;
    struct batch b = {.t = table("period\tmeasure\tvalue\tunit\n2027\ty\t1\t1\n"),
                      .y = cp_calloc(batch, (c->known + 1) * sizeof *b.y),
                      .row = cp_calloc((PATHS + 1) * c->horizon + work, sizeof *b.row)};
    for (size_t i = 0; i < count; i += batch)
        hold_batch(c, lasts, first + i, batch, &b);
    for (size_t k = 0; k <= CYCLES; k++)
        part[k] = b.inside[k] / (double)count;
    cp_facts_free(b.t);
    free(b.y);
    free(b.row);
}

static double held(double lasts, size_t first, size_t count, size_t batch) {
    double part[CYCLES + 1];
    hold(&usual, lasts, first, count, batch, part);
    return part[0];
}

static const double kinds[] = {0, 0.7, 1};

/* By all futures of a history instead of one, so that the standard error of the mean of 800 is .004
 * to .007, by batches, where that of what holds or does not would be .014. */
static void test_years(void) {
    for (size_t k = 0; k < 3; k++) {
        double share = held(kinds[k], 0, SERIES, SERIES);
        ok(share > 0.78 && share < 0.82, "errors of which %g lasts: 80 %% of years hold %.3f",
           kinds[k], share);
    }
}

/* Batches whose series are asked themselves, which hear each other. */
static void test_few(void) {
    enum { FEW = 40 };
    for (size_t k = 0; k < 3; k++) {
        double share = held(kinds[k], 30000, SERIES, FEW);
        ok(share > 0.78 && share < 0.82,
           "forty at a time, of which %g lasts: 80 %% of years hold %.3f", kinds[k], share);
    }
}

/* A season is known from two cycles on, in points and widths: both were two times as far off of
 * values that exponential smoothing sees none in. */
static void test_two_cycles(void) {
    enum { MANY = 30, FROM = 28, TO = 2 * YEAR + YEAR, AHEAD = YEAR };
    for (size_t n = FROM; n < TO; n += 4) {
        double off = 0, width = 0;
        for (uint64_t i = 0; i < MANY; i++) {
            double y[TO + AHEAD], center[AHEAD], half[AHEAD];
            struct cp_forecast_options o = {.horizon = AHEAD};
            struct cp_forecast_series s = {.n = n, .nseen = n, .y = y, .season = YEAR};
            struct cp_forecast_interval out = {.center = center, .width = half, .stretch = 1};
            struct cp_error err = {0};
            simulate(0, 20000 + i, YEAR, n, y);
            if (cp_forecast_auto_of(&o, &s, n, &out, &err) < 0)
                ok_rc(-1, &err, "forecast");
            for (size_t t = 0; t < AHEAD; t++) {
                double miss = center[t] - usual_of(0, YEAR, phase_of(20000 + i, YEAR) + n + t);
                off += miss * miss / (MANY * AHEAD);
                width += half[t] / (MANY * AHEAD);
            }
        }
        /* Places of two to three cycles and a level are off by some .7 of an error, 3.6, and the
         * half width of 95 % of both is 12. */
        ok(sqrt(off) < 5 && width < 22, "of %zu values: off by %.2f, half width %.1f", n, sqrt(off),
           width);
    }
}

/* Series that nothing else is beside: a standard error of 0.016 to 0.026. */
static void test_alone(void) {
    enum { COUNT = 60 };
    for (size_t k = 0; k < 3; k++) {
        double share = held(kinds[k], 60000, COUNT, 1);
        ok(share > 0.74 && share < 0.86, "each alone, of which %g lasts: 80 %% of years hold %.3f",
           kinds[k], share);
    }
}

/* The errors of which so much lasts, in few values: what a mean, a line and twelve months take from
 * the autocorrelation is put back. Kendall's bias of it would be -(1 + 3 x .7) / 72 for the mean
 * alone [Kendall, Biometrika 41 (1954) 403]. */
static void test_memory(void) {
    static const double lasts[] = {0, 0.4, 0.7, 0.9};
    enum { N = 400 };
    double y[KNOWN];
    for (size_t k = 0; k < 4; k++) {
        double mean = 0;
        for (uint64_t i = 0; i < N; i++) {
            simulate(lasts[k], 9000 + i, YEAR, KNOWN, y);
            mean += cp_forecast_memory_of(y, KNOWN, YEAR) / N;
        }
        /* Nothing below 0 and above 1 comes out, which moves the mean of those near to it. */
        double most = lasts[k] > 0 ? 0.05 : 0.08;
        ok(fabs(mean - lasts[k]) < most, "%g lasts: %.3f in the mean", lasts[k], mean);
    }
    simulate(1, 1, YEAR, KNOWN, y);
    ok(cp_forecast_memory_of(y, 3, 1) == 1, "too few values do not tell");
}

/* Of three years as many say too much as too little, which were .66 and .85 in the middle. */
static void test_middle(void) {
    static const double lasts[] = {0.5, 0.7, 0.9};
    enum { N = 1000, SHORT = 36 };
    static double found[N];
    double y[SHORT];
    for (size_t k = 0; k < 3; k++) {
        for (uint64_t i = 0; i < N; i++) {
            simulate(lasts[k], 40000 + i, YEAR, SHORT, y);
            found[i] = cp_forecast_memory_of(y, SHORT, YEAR);
        }
        cp_num_sort(found, N);
        double middle = cp_num_quantile_sorted(found, N, 0.5);
        ok(fabs(middle - lasts[k]) < 0.03, "%g lasts: %.3f in the middle", lasts[k], middle);
    }
}

/* Errors of which half is a level that was mistaken, the rest with a memory of 0.5: the misses say
 * so, and paths drawn by it have that correlation. */
static void test_fit(void) {
    enum { ROWS = 4000, H = 8 };
    const struct cp_forecast_memory truth = {0.5, 0.5}, prior = {1, 0};
    struct cp_forecast_memory found;
    double *miss = cp_calloc(ROWS, H * sizeof *miss), xy = 0, xx = 0, yy = 0;
    for (size_t k = 0; k < ROWS; k++) {
        struct cp_forecast_noise noise = {.own = cp_num_random_stream(3, k, 0)};
        cp_forecast_memory_draw(&truth, H, &noise, miss + k * H);
        xy += miss[k * H + 2] * miss[k * H + 5];
        xx += miss[k * H + 2] * miss[k * H + 2];
        yy += miss[k * H + 5] * miss[k * H + 5];
    }
    /* 0.5 + 0.5 x 0.5^3 sqrt((1 - 4^-3) / (1 - 4^-6)) = 0.562. */
    ok_near(xy / sqrt(xx * yy), 0.562, 0.04, "three periods apart");
    cp_forecast_memory_fit(miss, ROWS, H, ROWS, &prior, 1, &found);
    ok_near(found.lasts, 0.5, 0.05, "what lasts");
    ok_near(found.common, 0.5, 0.05, "what is common");
    free(miss);
}

/* How far sums of a year and of two are of paths that are drawn, all widths 1. */
static struct cp_forecast_seen see(const struct cp_forecast_along *along, size_t h) {
    enum { ROWS = 20000, H = 2 * YEAR };
    static double center[H], width[H], sums[2 * ROWS];
    struct cp_forecast_interval o = {
        .center = center, .width = width, .stretch = 1, .along = along};
    struct cp_forecast_seen seen = {.of = YEAR};
    double *path = cp_calloc(ROWS, h * sizeof *path);
    for (size_t t = 0; t < h; t++)
        width[t] = 1;
    for (size_t k = 0; k < ROWS; k++) {
        struct cp_forecast_noise noise = {.own = cp_num_random_stream(4, k, 0)};
        cp_forecast_interval_path(&o, h, &noise, path + k * h);
    }
    size_t n = cp_forecast_memory_sums(path, ROWS, h, h, sums);
    seen.all = cp_forecast_memory_size(sums, NULL, n);
    n = cp_forecast_memory_sums(path, ROWS, h, YEAR, sums);
    ok(n == 2 * ROWS, "two years of each path: %zu", n);
    seen.part = cp_forecast_memory_size(sums, NULL, n);
    free(path);
    return seen;
}

/* Sums of both years bring a memory to how far they were, and those of each halfway to it. */
static void test_settle(void) {
    enum { H = 2 * YEAR };
    struct cp_forecast_along along = {.held.horizon = H, .memory = {0.4, 0.1}};
    struct cp_forecast_memory right = {0.4, 0}, wrong = {0.7, 0}, whole = wrong;
    double work[H];
    for (size_t k = 0; k < CP_FORECAST_BLOCKS * CP_FORECAST_HELD; k++)
        along.held.at[k / CP_FORECAST_HELD][k % CP_FORECAST_HELD] = 1;
    struct cp_forecast_seen seen = see(&along, H);
    cp_forecast_memory_settle(&along.held, &seen, H, work, &right);
    ok_near(right.lasts, 0.4, 0.03, "what lasts is as it was");
    ok_near(right.common, 0.1, 0.02, "sums of two years tell what is common");
    cp_forecast_memory_settle(&along.held, &seen, H, work, &wrong);
    ok_near(cp_forecast_memory_said(&wrong, &along.held, H, H, work), seen.all, 0.001,
            "two years are as far off as they were");
    ok_near(wrong.lasts, 0.55, 0.03, "half of what lasts too much is left");
    cp_forecast_memory_settle(&along.held, &(struct cp_forecast_seen){seen.all, seen.all, H}, H,
                              work, &whole);
    double before = cp_forecast_memory_said(&whole, &along.held, H, YEAR, work) - seen.part;
    double after = cp_forecast_memory_said(&wrong, &along.held, H, YEAR, work) - seen.part;
    ok(before > 0.1 && after < 0.6 * before, "a year is %.2f too far off, %.2f before", after,
       before);
}

/* One word of a fact. */
static double fact(const struct cp_facts *t, const char *site, const char *measure,
                   const char *period, const char *quantile) {
    for (size_t r = 0; r < cp_facts_count(t); r++)
        if (strcmp(cp_facts_dim(t, r, CP_SITE), site) == 0 &&
            strcmp(cp_facts_measure(t, r), measure) == 0 &&
            strcmp(cp_facts_dim(t, r, CP_PERIOD), period) == 0 &&
            strcmp(cp_facts_dim(t, r, CP_SCENARIO), "-") == 0 &&
            strcmp(cp_facts_dim(t, r, CP_QUANTILE), quantile) == 0)
            return cp_facts_value(t, r);
    return NAN;
}

/* Two sites and their total from 2020-01 to 2025-06, errors the same, opposite, or apart. */
static struct cp_facts *two_sites(double together, size_t months) {
    struct cp_str s = {0};
    cp_str_add(&s, "period\tsite\tmeasure\tvalue\tunit\n");
    for (size_t t = 0; t < months; t++) {
        struct cp_random r = cp_num_random_stream(5, t, 1);
        double x = cp_num_random_normal(&r), y = cp_num_random_normal(&r);
        y = together * x + sqrt(1 - together * together) * y;
        cp_str_addf(&s, "%zu-%02zu\ta\tload\t%.6f\tMW\n%zu-%02zu\tb\tload\t%.3f\tkW\n",
                    2020 + t / 12, 1 + t % 12, 100 + 5 * x, 2020 + t / 12, 1 + t % 12,
                    1000 * (200 + 5 * y));
        cp_str_addf(&s, "%zu-%02zu\t-\tload\t%.6f\tMW\n", 2020 + t / 12, 1 + t % 12,
                    300 + 5 * x + 5 * y);
    }
    struct cp_facts *t = table(s.s);
    cp_str_release(&s);
    return t;
}

/* The width of a month's 80 % interval of both against those of each. */
static double width(const struct cp_facts *t) {
    static const char month[] = "2025-08";
    double a = fact(t, "a", "load", month, "0.9") - fact(t, "a", "load", month, "0.1");
    double b = fact(t, "b", "load", month, "0.9") - fact(t, "b", "load", month, "0.1");
    double both =
        fact(t, "-", "load_total", month, "0.9") - fact(t, "-", "load_total", month, "0.1");
    return both / (a + b / 1000);
}

static struct cp_facts *totals(double together, size_t months, size_t horizon) {
    static const double q[] = {0.1, 0.9};
    static const struct cp_forecast_total all[] = {
        {1u << CP_SITE, CP_TOTAL_PERIOD}, {0, CP_TOTAL_YEAR}, {1u << CP_SITE, CP_TOTAL_HORIZON}};
    struct cp_forecast_options o = {.horizon = horizon, .quantile = q, .nquantile = 2, .jobs = 2};
    struct cp_forecast_series_set set = {0};
    struct cp_facts *t = two_sites(together, months);
    struct cp_error err = {0};
    size_t failed;
    o.total = all;
    o.ntotal = 3;
    ok_rc(cp_forecast_batch(t, &o, &set, &failed, &err), &err, "totals");
    cp_forecast_series_release(&set);
    return t;
}

static void test_totals(void) {
    double apart, same, opposite;
    struct cp_facts *t = totals(0, 66, 9);
    ok_near(fact(t, "-", "load_total", "2025-07", "-"),
            fact(t, "a", "load", "2025-07", "-") + fact(t, "b", "load", "2025-07", "-") / 1000,
            1e-9, "two sites in the unit of the first, without their total");
    double known = 0, ahead = 0;
    for (int m = 1; m <= 12; m++) {
        char period[16];
        snprintf(period, sizeof period, "2025-%02d", m);
        *(m > 6 ? &ahead : &known) += fact(t, "a", "load", period, "-");
    }
    ok_near(fact(t, "a", "load_total", "2025", "-"), known + ahead, 1e-9,
            "a year is what is known of it and what is forecast");
    ok(isnan(fact(t, "a", "load_total", "2026", "-")), "and none that is not whole");
    ok(fact(t, "-", "load_total", "-", "-") > 2600, "the horizon has no period");
    ok(fact(t, "a", "load_total", "2025", "0.9") - fact(t, "a", "load_total", "2025", "0.1") <
           6 * 16,
       "known months have no error");
    apart = width(t);
    cp_facts_free(t);
    t = totals(0.999, 66, 9);
    same = width(t);
    cp_facts_free(t);
    t = totals(-0.999, 66, 9);
    opposite = width(t);
    cp_facts_free(t);
    ok(same > 0.85 && same < 1.15, "errors in step add up: %g", same);
    ok(apart > 0.5 && apart < 0.85, "others less: %g", apart);
    ok(opposite < 0.4, "opposite ones cancel: %g", opposite);
}

/* Quarters and months of one measure among each other: what is summed of each is its own season, so
 * that each knows of the other's nothing. */
static void test_seasons_apart(void) {
    enum { EACH = 60, LENGTH = 60, AHEAD = 24 };
    static const size_t season[] = {12, 4};
    struct cp_facts *t = table("period\tmeasure\tvalue\tunit\n2027\ty\t1\t1\n");
    struct cp_forecast_options o = {.horizon = AHEAD, .jobs = 2};
    struct cp_forecast_memory memory[2];
    double *y = cp_calloc(2 * EACH, LENGTH * sizeof *y);
    for (size_t count = EACH; count <= 2 * EACH; count += EACH) {
        struct cp_forecast_series_set set = {.n = count,
                                             .series = cp_calloc(count, sizeof *set.series)};
        for (size_t i = 0; i < count; i++) {
            double *own = y + i * LENGTH;
            size_t of = season[i / EACH];
            simulate(i / EACH ? 0 : 0.9, i, of, LENGTH, own);
            set.series[i] = (struct cp_forecast_series){
                .n = LENGTH, .nseen = LENGTH, .y = own, .season = of, .stream = i};
        }
        ok(cp_forecast_learn_along(t, &o, &set) == 0 && set.series[0].along, "learn");
        if (set.series[0].along)
            memory[count / EACH - 1] = set.series[0].along->memory;
        free(set.series);
        cp_arena_release(&set.arena);
    }
    ok_near(memory[1].lasts, memory[0].lasts, 1e-12, "what lasts is as without the others");
    ok_near(memory[1].common, memory[0].common, 1e-12, "and what is in common");
    free(y);
    cp_facts_free(t);
}

int main(void) {
    test_memory();
    test_middle();
    test_fit();
    test_settle();
    test_totals();
    test_two_cycles();
    if (!tap_short())
        test_years();
    if (tap_draws(0, 1))
        test_few();
    test_alone();
    test_seasons_apart();
    return done();
}
