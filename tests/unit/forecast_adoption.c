/* Adoption under a cap: histories cut in their course, bounds of a series and of a driver. */
#include "forecast/internal.h"
#include "tap.h"
#include <stdlib.h>

/* Shares of US households that have it, in %, a year each (cars for brakes and transmission), to
 * their last year: Comin and Hobijn (2004) and others, as Our World in Data has them, CC BY 4.0. */
enum { YEARS = 81, HISTORIES = 10, CUTS = 3 * HISTORIES };
static const struct history {
    const char *name;
    size_t n;
    double y[YEARS];
} histories[HISTORIES] = {
    {"automatic-transmission", 29, {36,   44.5, 50,   55, 63.5, 72.3, 80,   82,  81, 78,
                                    77,   78,   80,   82, 84,   86.5, 89.5, 93,  95, 97,
                                    97.5, 98,   98.5, 98, 98.5, 98,   99,   100, 100}},
    {"automobile", 81, {10,   12, 17,   19, 23, 28,   31, 34, 39, 44, 49, 54, 56, 58, 58.5, 59, 56,
                        53,   50, 51,   52, 54, 55,   54, 54, 55, 57, 53, 49, 47, 46, 48,   51, 53,
                        55,   58, 60,   60, 62, 65,   68, 72, 74, 71, 73, 75, 76, 75, 79,   79, 79,
                        79,   78, 78.5, 79, 80, 80,   81, 82, 83, 83, 84, 85, 85, 85, 86,   86, 86,
                        86.5, 87, 88,   88, 89, 89.5, 90, 91, 91, 91, 92, 91, 91}},
    {"cable-tv", 30, {7.6,   8.7,   9.6,   11.1, 13,    15.5,  15.5,  16.7,  17.7,  18.97,
                      21.88, 28.32, 35.26, 40.4, 43.53, 45.94, 47.94, 50.32, 53.68, 57.26,
                      58.78, 59.05, 59.9,  60.9, 61.85, 63.6,  64.9,  65.27, 65.36, 65.07}},
    {"cellular-phone", 23, {10, 12, 16, 21, 36.3, 34, 42, 49, 56, 62.8, 63, 71.3,
                            67, 73, 75, 84, 87.2, 89, 87, 89, 91, 92,   92}},
    {"colour-tv", 40, {10, 15, 21, 25, 31, 39, 43,   48, 57, 64, 69, 74, 75, 78,
                       79, 80, 85, 88, 89, 90, 90.5, 91, 93, 94, 96, 96, 95, 95,
                       96, 94, 96, 95, 94, 95, 94,   94, 96, 95, 97, 96}},
    {"disk-brakes",
     19,
     {1, 3.5, 7.3, 15.2, 26.5, 43.5, 58.5, 74, 81, 87.5, 92, 97, 99, 100, 100, 99, 97.5, 99, 100}},
    {"electric-power", 50, {10, 10.67, 12.33, 14, 16, 18,   19, 20,    22,    24, 27, 30, 33.5,
                            37, 40,    43,    49, 52, 55,   60, 64,    68,    68, 68, 67, 67,
                            67, 68.5,  70,    73, 75, 76.5, 78, 79.5,  81,    81, 83, 85, 85.5,
                            86, 89,    93,    94, 95, 96,   97, 97.67, 98.33, 99, 99}},
    {"home-air-conditioning", 49, {10, 12, 12, 12, 13, 14, 14, 16, 17, 19, 21,   25, 31,
                                   37, 44, 47, 49, 50, 51, 52, 53, 55, 55, 56.5, 58, 58,
                                   58, 60, 61, 62, 63, 65, 68, 69, 70, 69, 68,   69, 71,
                                   72, 73, 74, 75, 76, 78, 83, 87, 89, 89}},
    {"internet", 24, {10, 11, 13, 16, 19, 25, 34, 42, 49, 52, 54, 57,
                      61, 62, 65, 68, 70, 74, 76, 81, 82, 83, 85, 88}},
    {"refrigerator", 37, {10, 14, 17,   20,   24,   27,   33, 38, 43, 44, 47, 50, 52,
                          55, 56, 62,   67,   71,   76,   80, 83, 86, 88, 91, 93, 95,
                          96, 97, 97.4, 97.8, 98.2, 98.6, 99, 99, 99, 99, 99}},
};

/* The least error at the end of the three curves, each told about where it ends: a reference that
 * nobody has, as the one of them is chosen when the end is known. */
static double hindsight(const struct history *s, size_t n) {
    static const char *const curves[] = {"bass", "gompertz", "logistic"};
    const struct cp_forecast_bounds bounds = {.ceiling = 95};
    double best = INFINITY, mean[YEARS];
    for (size_t k = 0; k < 3; k++) {
        struct cp_forecast_model m;
        struct cp_error why = {0};
        if (cp_forecast_fit_within(&bounds, cp_forecast_method_find(curves[k]), CP_SCALE_BEST, s->y,
                                   n, 1, &m, &why) < 0)
            continue;
        cp_forecast_model_project(&m, s->n - n, mean, NULL);
        double end = cp_forecast_model_quantile(&m, mean[s->n - n - 1], 0, NAN);
        best = fmin(best, fabs(end / s->y[s->n - 1] - 1));
        cp_forecast_model_release(&m);
    }
    return best;
}

static double median(double *x, size_t n) {
    cp_num_sort(x, n);
    return cp_num_quantile_sorted(x, n, 0.5);
}

/* A quarter, half and three quarters of the course, forecast to its end. */
static void test_cuts(void) {
    const struct cp_forecast_bounds bounds = {0, 100, 0};
    double error[CUTS], best[CUTS], mean[YEARS], se[YEARS];
    size_t cuts = 0, held = 0;
    for (size_t i = 0; i < HISTORIES; i++)
        for (size_t quarter = 1; quarter <= 3; quarter++) {
            const struct history *s = &histories[i];
            size_t n = s->n * quarter / 4, h = s->n - n;
            double last = s->y[s->n - 1];
            struct cp_forecast_model m;
            struct cp_error err = {0};
            ok_rc(cp_forecast_fit_within(&bounds, &cp_forecast_method_adoption, CP_SCALE_BEST, s->y,
                                         n, 1, &m, &err),
                  &err, s->name);
            cp_forecast_model_project(&m, h, mean, se);
            double low = cp_forecast_model_quantile(&m, mean[h - 1], se[h - 1], 0.1);
            double high = cp_forecast_model_quantile(&m, mean[h - 1], se[h - 1], 0.9);
            error[cuts] = fabs(mean[h - 1] / last - 1);
            best[cuts++] = hindsight(s, n);
            held += low <= last && last <= high;
            ok(high <= 100, "no more than all households");
            cp_forecast_model_release(&m);
        }
    double ours = median(error, CUTS), theirs = median(best, CUTS);
    ok(ours <= 1.2 * theirs, "median error at the end: %.4f, of the best curve in hindsight %.4f",
       ours, theirs);
    ok(held >= 21 && held <= 27, "the 80 %% interval holds the end in %zu of 30 cuts", held);
}

/* Paths are those of the quantiles. */
static void test_paths(void) {
    enum { N = 4000, H = 20 };
    const struct cp_forecast_bounds bounds = {0, 100, 0};
    double mean[H], se[H], path[H], *last = cp_calloc(N, sizeof *last);
    struct cp_forecast_model m;
    struct cp_error err = {0};
    ok_rc(cp_forecast_fit_within(&bounds, &cp_forecast_method_adoption, CP_SCALE_BEST,
                                 histories[6].y, 25, 1, &m, &err),
          &err, "half of the course of electric power");
    cp_forecast_model_project(&m, H, mean, se);
    for (size_t k = 0; k < N; k++) {
        struct cp_random r = cp_num_random_stream(3, k, 0);
        cp_forecast_model_simulate(&m, H, &r, NULL, path);
        last[k] = path[H - 1];
    }
    cp_num_sort(last, N);
    static const double p[] = {0.1, 0.5, 0.9};
    for (size_t k = 0; k < 3; k++) {
        double q = cp_forecast_model_quantile(&m, mean[H - 1], se[H - 1], p[k]);
        size_t below = 0;
        while (below < N && last[below] < q)
            below++;
        /* Four standard errors of a share. */
        ok(fabs((double)below / N - p[k]) < 4 * sqrt(p[k] * (1 - p[k]) / N),
           "%.3f of paths are below the %g quantile", (double)below / N, p[k]);
    }
    cp_forecast_model_release(&m);
    free(last);
}

/* On the straight scale half a unit a period for ten periods, then a twentieth: what is to come is
 * nearer to that than the mean of both. */
static void test_slower(void) {
    enum { N = 21, H = 10 };
    const struct cp_forecast_bounds bounds = {0, 100, 0};
    double y[N], mean[H], se[H];
    struct cp_forecast_model m;
    struct cp_error err = {0};
    for (size_t t = 0; t < N; t++)
        y[t] = 100 / (1 + exp(6 - (t <= 10 ? 0.5 * (double)t : 5 + 0.05 * (double)(t - 10))));
    ok_rc(cp_forecast_fit_within(&bounds, &cp_forecast_method_adoption, CP_SCALE_BEST, y, N, 1, &m,
                                 &err),
          &err, "growth that slowed");
    cp_forecast_model_project(&m, H, mean, se);
    double rise = log(mean[H - 1] / (100 - mean[H - 1])) - log(y[N - 1] / (100 - y[N - 1]));
    ok(rise > 0.5 && rise < 2.2, "ten periods ahead it has come by %.2f, not by 2.75", rise);
    cp_forecast_model_release(&m);
}

static void test_bounds(void) {
    struct cp_forecast_bounds b = cp_forecast_bounds_default("people", "mn user");
    ok_near(b.cap, 8200, 1e-9, "users are people");
    b = cp_forecast_bounds_default("adoption", "%");
    ok_near(b.cap, 100, 1e-9, "adoption is at most all");
    ok(b.floor == 0, "and not below none");
    b = cp_forecast_bounds_default("load", "MW");
    ok(isinf(b.cap) && isinf(b.floor), "a load has no bounds by nature");
    static const double rising[] = {1, 2, 3, 5, 8}, flat[] = {5, 6, 5, 6, 5},
                        over[] = {1, 2, 3, 11}, near[] = {8.2, 8.6, 9, 9.3, 9.7, 10};
    const struct cp_forecast_bounds ten = {0, 10, 0}, none = {-INFINITY, INFINITY, 0};
    ok(cp_forecast_is_adoption(rising, 5, &ten), "growth under a cap");
    ok(cp_forecast_is_adoption(near, 5, &ten), "growth that has little room left");
    ok(cp_forecast_is_adoption(near, 6, &ten), "and none");
    ok(!cp_forecast_is_adoption(near, 2, &ten), "two values are too few");
    ok(!cp_forecast_is_adoption(rising, 5, &none), "none without a cap");
    ok(!cp_forecast_is_adoption(flat, 5, &ten), "no growth");
    ok(!cp_forecast_is_adoption(over, 4, &ten), "beyond the cap already");
}

/* What is refused, and values that were not watched. */
static void test_odd(void) {
    const struct cp_forecast_method *method = &cp_forecast_method_adoption;
    const struct cp_forecast_bounds bounds = {10, 100, 0};
    static const double y[] = {12, NAN, 20, NAN, NAN, 45, 60, NAN}, at_floor[] = {10, 10, 10, 50};
    static const double up[] = {1, 2, 4, 8};
    double mean[30], se[30];
    struct cp_forecast_model m;
    struct cp_error err = {0};
    ok_rc(cp_forecast_fit_within(&bounds, method, CP_SCALE_BEST, y, 8, 1, &m, &err), &err,
          "gaps, and the last value a period old");
    cp_forecast_model_project(&m, 30, mean, se);
    ok(mean[0] > 60 && mean[29] > mean[0] && mean[29] < 100, "goes on from the last value");
    ok(cp_forecast_model_quantile(&m, mean[29], se[29], 1e-6) >= 10, "not below the floor");
    cp_forecast_model_release(&m);
    ok(cp_forecast_fit_within(&bounds, method, CP_SCALE_BEST, at_floor, 4, 1, &m, &err) ==
           CP_ENUMERIC,
       "one value above the floor is too few");
    ok(cp_forecast_fit(method, CP_SCALE_BEST, up, 4, 1, &m, &err) == CP_ENUMERIC, "without a cap");
    ok(strstr(err.at[1].msg, "wants a cap"), "says what it wants: %s", err.at[1].msg);
}

/* 128 MW that doubled every year: the interval of auto holds what each of its members says. */
static void test_doubling(void) {
    enum { N = 8, H = 10 };
    double y[N], center[H], width[H], mean[H];
    struct cp_forecast_interval o = {.center = center, .width = width, .stretch = 1};
    struct cp_forecast_model m;
    struct cp_error err = {0};
    for (size_t t = 0; t < N; t++)
        y[t] = (double)(1 << t);
    ok_rc(cp_forecast_auto(CP_SCALE_BEST, y, N, 1, H, &o, &err), &err, "auto");
    double high = cp_forecast_interval_at(&o, H - 1, cp_forecast_interval_score(0.975));
    ok_rc(cp_forecast_fit(&cp_forecast_method_ets, CP_SCALE_BEST, y, N, 1, &m, &err), &err, "ets");
    cp_forecast_model_project(&m, H, mean, NULL);
    ok_near(cp_forecast_model_quantile(&m, mean[H - 1], 0, NAN), 131072, 1e-6, "doubles on");
    ok(high >= 131072 * (1 - 1e-9), "the interval reaches it");
    ok(center[H - 1] < 10000 && center[H - 1] > 128, "the centre is that of most members: %g",
       center[H - 1]);
    cp_forecast_model_release(&m);
    for (size_t t = 0; t < N; t++)
        y[t] = 5;
    ok_rc(cp_forecast_auto(CP_SCALE_BEST, y, N, 1, H, &o, &err), &err, "auto of a constant");
    ok(cp_forecast_interval_at(&o, 0, cp_forecast_interval_score(0.975)) == 5,
       "a constant is its own quantile");
}

int main(void) {
    test_cuts();
    test_paths();
    test_slower();
    test_bounds();
    test_odd();
    test_doubling();
    return done();
}
