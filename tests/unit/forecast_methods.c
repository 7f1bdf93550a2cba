#include "forecast/forecast.h"
#include "forecast/internal.h"
#include "num/num.h"
#include "tap.h"
#include <stdlib.h>

/* Methods beyond smoothing, each on series made with known answers. */

static bool fit(enum cp_method method, enum cp_scale scale, const double *y, size_t n,
                size_t season, struct cp_model *m) {
    struct cp_error err = {0};
    int rc = cp_model_fit(method, scale, y, n, season, m, &err);
    return ok_rc(rc, &err, cp_method_name(method));
}

/* ---- seasons of hours -------------------------------------------------------------------- */

enum { DAY = 24, WEEK = 168, HOURS = 5 * WEEK };

/* A day whose height depends on the day of the week, on a slow rise. */
static double load_at(size_t t) {
    static const double weekday[] = {1, 1.1, 1.2, 1.1, 1, 0.5, 0.4};
    return 100 + 0.01 * (double)t +
           20 * weekday[t / DAY % 7] * (1 + sin(2 * M_PI * (double)(t % DAY) / DAY));
}

static double worst_of_week(const struct cp_model *m) {
    double mean[WEEK], worst = 0;
    cp_model_project(m, WEEK, mean, NULL);
    for (size_t i = 0; i < WEEK; i++)
        worst = fmax(worst, fabs(mean[i] - load_at(HOURS + i)));
    return worst;
}

static void test_mstl(void) {
    double y[HOURS], parts[2 * HOURS], rest[HOURS], *work = calloc(stl_work(HOURS, WEEK), 8);
    const size_t periods[] = {DAY, WEEK};
    for (size_t t = 0; t < HOURS; t++)
        rest[t] = y[t] = load_at(t);
    stl_seasons(rest, HOURS, periods, 2, parts, work);
    double off = 0, line = 0;
    for (size_t t = 0; t < HOURS; t++) {
        off = fmax(off, fabs(rest[t] + parts[t] + parts[HOURS + t] - y[t]));
        line = fmax(line, fabs(rest[t] - rest[0] - 0.01 * (double)t));
    }
    ok(off < 1e-10, "seasons and rest add up to the series");
    ok(line < 1.5, "and the rest has little of the 48 that the seasons move: %g", line);
    free(work);

    struct cp_model m;
    fit(CP_MSTL, CP_SCALE_LINEAR, y, HOURS, DAY, &m);
    double worst = worst_of_week(&m);
    ok(worst < 1, "mstl: a week ahead within 1 of a range of 48: %g", worst);
    cp_model_release(&m);
    y[100] = y[101] = y[500] = NAN;
    fit(CP_MSTL, CP_SCALE_LINEAR, y, HOURS, DAY, &m);
    worst = worst_of_week(&m);
    ok(worst < 2, "mstl: with gaps: %g", worst);
    cp_model_release(&m);
    fit(CP_SEASONAL, CP_SCALE_LINEAR, y, HOURS, DAY, &m);
    ok(worst_of_week(&m) > 5, "one season cannot say that");
    cp_model_release(&m);
    fit(CP_MSTL, CP_SCALE_LINEAR, y, 2 * DAY + 1, DAY, &m);
    ok(m.mstl.season == DAY, "mstl: two days have no week");
    cp_model_release(&m);
    struct cp_error err = {0};
    ok_fails(cp_model_fit(CP_MSTL, CP_SCALE_LINEAR, y, 2 * DAY, DAY, &m, &err), &err,
             "48 values, mstl needs 49", "mstl: too short");
}

/* Paths of every method: mean and deviation of the last step, from the closed form. */
static void test_paths(void) {
    enum { PATHS = 4000, H = 30 };
    double y[HOURS], mean[H], se[H], path[H], work[WEEK];
    struct cp_random noise = cp_random_stream(7, 0, 0);
    for (size_t t = 0; t < HOURS; t++)
        y[t] = load_at(t) + cp_random_normal(&noise);
    struct cp_model m;
    fit(CP_MSTL, CP_SCALE_LINEAR, y, HOURS, DAY, &m);
    cp_model_project(&m, H, mean, se);
    double sum = 0, squares = 0;
    for (size_t k = 0; k < PATHS; k++) {
        struct cp_random stream = cp_random_stream(1, 0, k);
        cp_model_simulate(&m, H, &stream, work, path);
        sum += path[H - 1] - mean[H - 1];
        squares += (path[H - 1] - mean[H - 1]) * (path[H - 1] - mean[H - 1]);
    }
    ok(fabs(sum / PATHS) < 4 * se[H - 1] / sqrt(PATHS), "mstl: paths have the mean");
    ok_near(sqrt(squares / PATHS) / se[H - 1], 1, 0.05, "mstl: and the deviation");
    cp_model_release(&m);
}

/* ---- intermittent demand ----------------------------------------------------------------- */

static void test_croston(void) {
    double y[40], mean[2], se[2];
    struct cp_model m;
    for (size_t t = 0; t < 40; t++)
        y[t] = t % 4 == 3 ? 12 : 0;
    fit(CP_CROSTON, CP_SCALE_BEST, y, 40, 1, &m);
    cp_model_project(&m, 2, mean, se);
    ok_near(mean[1], 3, 1e-12, "croston: 12 in every fourth period are 3 in each");
    ok(cp_model_quantile(&m, mean[0], se[0], 0.7) == 0 &&
           cp_model_quantile(&m, mean[0], se[0], 0.8) == 12,
       "quantiles: nothing in three of four periods, else 12");
    cp_model_release(&m);
    /* All constants of the grid fit the same here, so alpha is its first. */
    fit(CP_SBA, CP_SCALE_BEST, y, 40, 1, &m);
    cp_model_project(&m, 1, mean, NULL);
    ok_near(mean[0], 3 * (1 - 0.05 / 2), 0.05, "sba: less its bias");
    cp_model_release(&m);
    for (size_t t = 20; t < 40; t++)
        y[t] = 0;
    fit(CP_CROSTON, CP_SCALE_BEST, y, 40, 1, &m);
    cp_model_project(&m, 1, mean, NULL);
    ok_near(mean[0], 3, 1e-9, "croston: without a demand nothing changes");
    cp_model_release(&m);
    fit(CP_TSB, CP_SCALE_BEST, y, 40, 1, &m);
    cp_model_project(&m, 1, mean, NULL);
    ok(mean[0] < 1, "tsb: demand that ended fades: %g", mean[0]);
    cp_model_release(&m);

    /* Published in no table, so by simulation: the quantiles hold the shares they name. */
    enum { N = 2000 };
    static double x[N];
    struct cp_random stream = cp_random_stream(3, 0, 0);
    for (size_t t = 0; t < N; t++)
        x[t] = cp_random_uniform(&stream) < 0.3 ? exp(0.4 * cp_random_normal(&stream)) : 0;
    fit(CP_SBA, CP_SCALE_BEST, x, N, 1, &m);
    size_t below = 0;
    for (size_t t = 0; t < N; t++)
        below += x[t] <= cp_model_quantile(&m, 0, 0, 0.9);
    ok(fabs((double)below / N - 0.9) < 0.05, "90 %% quantile of demands at random holds %g",
       (double)below / N);
    cp_model_release(&m);
    struct cp_error err = {0};
    x[4] = -1;
    ok_fails(cp_model_fit(CP_TSB, CP_SCALE_BEST, x, N, 1, &m, &err), &err, "negative",
             "a negative value is no demand");
    for (size_t t = 0; t < 40; t++)
        y[t] = 0;
    fit(CP_SBA, CP_SCALE_BEST, y, 40, 1, &m);
    cp_model_project(&m, 1, mean, se);
    ok(mean[0] == 0 && se[0] == 0 && cp_model_quantile(&m, 0, 0, 0.9) == 0, "no demand at all");
    cp_model_release(&m);
}

int main(void) {
    test_croston();
    test_mstl();
    test_paths();
    return done();
}
