#include "forecast/forecast.h"
#include "forecast/internal.h"
#include "forecast/method/curve.h"
#include "forecast/method/stl.h"
#include "num/num.h"
#include "tap.h"
#include <stdlib.h>

/* Methods beyond smoothing, each on series made with known answers. */

static bool fit(const char *method, enum cp_forecast_scale scale, const double *y, size_t n,
                size_t season, struct cp_forecast_model *m) {
    struct cp_error err = {0};
    int rc = cp_forecast_fit(cp_forecast_method_find(method), scale, y, n, season, m, &err);
    return ok_rc(rc, &err, method);
}

/* ---- seasons of hours -------------------------------------------------------------------- */

enum { DAY = 24, WEEK = 168, HOURS = 5 * WEEK };

/* A day whose height depends on the day of the week, on a slow rise. */
static double load_at(size_t t) {
    static const double weekday[] = {1, 1.1, 1.2, 1.1, 1, 0.5, 0.4};
    return 100 + 0.01 * (double)t +
           20 * weekday[t / DAY % 7] * (1 + sin(2 * M_PI * (double)(t % DAY) / DAY));
}

static double worst_of_week(const struct cp_forecast_model *m) {
    double mean[WEEK], worst = 0;
    cp_forecast_model_project(m, WEEK, mean, NULL);
    for (size_t i = 0; i < WEEK; i++)
        worst = fmax(worst, fabs(mean[i] - load_at(HOURS + i)));
    return worst;
}

static void test_mstl(void) {
    double y[HOURS], parts[2 * HOURS], rest[HOURS],
        *work = calloc(cp_forecast_stl_work(HOURS, WEEK), 8);
    const size_t periods[] = {DAY, WEEK};
    for (size_t t = 0; t < HOURS; t++)
        rest[t] = y[t] = load_at(t);
    cp_forecast_stl_seasons(rest, HOURS, periods, 2, parts, work);
    double off = 0, line = 0;
    for (size_t t = 0; t < HOURS; t++) {
        off = fmax(off, fabs(rest[t] + parts[t] + parts[HOURS + t] - y[t]));
        line = fmax(line, fabs(rest[t] - rest[0] - 0.01 * (double)t));
    }
    ok(off < 1e-10, "seasons and rest add up to the series");
    ok(line < 1.5, "and the rest has little of the 48 that the seasons move: %g", line);
    free(work);

    struct cp_forecast_model m;
    fit("mstl", CP_SCALE_LINEAR, y, HOURS, DAY, &m);
    double worst = worst_of_week(&m);
    ok(worst < 1, "mstl: a week ahead within 1 of a range of 48: %g", worst);
    cp_forecast_model_release(&m);
    y[100] = y[101] = y[500] = NAN;
    fit("mstl", CP_SCALE_LINEAR, y, HOURS, DAY, &m);
    worst = worst_of_week(&m);
    ok(worst < 2, "mstl: with gaps: %g", worst);
    cp_forecast_model_release(&m);
    fit("seasonal", CP_SCALE_LINEAR, y, HOURS, DAY, &m);
    ok(worst_of_week(&m) > 5, "one season cannot say that");
    cp_forecast_model_release(&m);
    fit("mstl", CP_SCALE_LINEAR, y, 2 * DAY + 1, DAY, &m);
    size_t seasons[MSTL_MOST];
    ok(cp_forecast_mstl_seasons(2 * DAY + 1, DAY, seasons) == 1, "mstl: two days have no week");
    cp_forecast_model_release(&m);
    struct cp_error err = {0};
    ok_fails(cp_forecast_fit(cp_forecast_method_find("mstl"), CP_SCALE_LINEAR, y, 2 * DAY, DAY, &m,
                             &err),
             &err, "48 values, mstl needs 49", "mstl: too short");
}

static void test_lags(void) {
    double y[HOURS], mean[WEEK];
    struct cp_forecast_model m;
    struct cp_error err = {0};
    for (size_t t = 0; t < HOURS; t++)
        y[t] = load_at(t);
    fit("ar-lags", CP_SCALE_LINEAR, y, HOURS, DAY, &m);
    double worst = worst_of_week(&m);
    ok(worst < 1.5, "ar-lags: a week ahead within 1.5 of a range of 48: %g", worst);
    cp_forecast_model_release(&m);
    for (size_t t = 0; t < HOURS; t++)
        y[t] = exp(0.005 * (double)t) * (2 + sin(2 * M_PI * (double)(t % DAY) / DAY));
    fit("ar-lags", CP_SCALE_LINEAR, y, HOURS, DAY, &m);
    cp_forecast_model_project(&m, WEEK, mean, NULL);
    double grown = mean[WEEK - 1] / y[HOURS - 1];
    ok(grown > 0.5 && grown < 2.4, "ar-lags: growth by 2.3 a week does not run away: %g", grown);
    cp_forecast_model_release(&m);
    for (size_t t = 0; t < HOURS; t++)
        y[t] = 5;
    ok_fails(cp_forecast_fit(cp_forecast_method_find("ar-lags"), CP_SCALE_LINEAR, y, HOURS, DAY, &m,
                             &err),
             &err, "ar-lags does not fit: its values are all the same", "a constant has no lags");
    err = (struct cp_error){0};
    ok_fails(cp_forecast_fit(cp_forecast_method_find("ar-lags"), CP_SCALE_LINEAR, y, 3 * DAY, DAY,
                             &m, &err),
             &err, "72 values, ar-lags needs 73", "ar-lags: too short");
    for (size_t t = 0; t < 84; t++)
        y[t] = 50 + (double)(t % 12);
    fit("ar-lags", CP_SCALE_LINEAR, y, 84, 12, &m);
    cp_forecast_model_project(&m, 12, mean, NULL);
    ok_near(mean[11], 61, 0.01, "ar-lags: months");
    cp_forecast_model_release(&m);
}

/* Paths of every method: mean and deviation of the last step, from the closed form. */
static void test_paths(const char *method) {
    enum { PATHS = 4000, H = 30 };
    double y[HOURS], mean[H], se[H], path[H], work[WEEK];
    struct cp_random noise = cp_num_random_stream(7, 0, 0);
    for (size_t t = 0; t < HOURS; t++)
        y[t] = load_at(t) + cp_num_random_normal(&noise);
    struct cp_forecast_model m;
    fit(method, CP_SCALE_LINEAR, y, HOURS, DAY, &m);
    cp_forecast_model_project(&m, H, mean, se);
    double sum = 0, squares = 0;
    for (size_t k = 0; k < PATHS; k++) {
        struct cp_random stream = cp_num_random_stream(1, 0, k);
        cp_forecast_model_simulate(&m, H, &stream, work, path);
        sum += path[H - 1] - mean[H - 1];
        squares += (path[H - 1] - mean[H - 1]) * (path[H - 1] - mean[H - 1]);
    }
    ok(fabs(sum / PATHS) < 4 * se[H - 1] / sqrt(PATHS), "%s: paths have the mean", method);
    ok_near(sqrt(squares / PATHS) / se[H - 1], 1, 0.05, method);
    cp_forecast_model_release(&m);
}

/* ---- intermittent demand ----------------------------------------------------------------- */

static void test_croston(void) {
    double y[40], mean[2], se[2];
    struct cp_forecast_model m;
    for (size_t t = 0; t < 40; t++)
        y[t] = t % 4 == 3 ? 12 : 0;
    fit("croston", CP_SCALE_BEST, y, 40, 1, &m);
    cp_forecast_model_project(&m, 2, mean, se);
    ok_near(mean[1], 3, 1e-12, "croston: 12 in every fourth period are 3 in each");
    ok(cp_forecast_model_quantile(&m, mean[0], se[0], 0.7) == 0 &&
           cp_forecast_model_quantile(&m, mean[0], se[0], 0.8) == 12,
       "quantiles: nothing in three of four periods, else 12");
    cp_forecast_model_release(&m);
    /* All constants of the grid fit the same here, so alpha is its first. */
    fit("sba", CP_SCALE_BEST, y, 40, 1, &m);
    cp_forecast_model_project(&m, 1, mean, NULL);
    ok_near(mean[0], 3 * (1 - 0.05 / 2), 0.05, "sba: less its bias");
    cp_forecast_model_release(&m);
    for (size_t t = 20; t < 40; t++)
        y[t] = 0;
    fit("croston", CP_SCALE_BEST, y, 40, 1, &m);
    cp_forecast_model_project(&m, 1, mean, NULL);
    ok_near(mean[0], 3, 1e-9, "croston: without a demand nothing changes");
    cp_forecast_model_release(&m);
    fit("tsb", CP_SCALE_BEST, y, 40, 1, &m);
    cp_forecast_model_project(&m, 1, mean, NULL);
    ok(mean[0] < 1, "tsb: demand that ended fades: %g", mean[0]);
    cp_forecast_model_release(&m);

    /* Published in no table, so by simulation: the quantiles hold the shares they name. */
    enum { N = 2000 };
    static double x[N];
    struct cp_random stream = cp_num_random_stream(3, 0, 0);
    for (size_t t = 0; t < N; t++)
        x[t] = cp_num_random_uniform(&stream) < 0.3 ? exp(0.4 * cp_num_random_normal(&stream)) : 0;
    fit("sba", CP_SCALE_BEST, x, N, 1, &m);
    size_t below = 0;
    for (size_t t = 0; t < N; t++)
        below += x[t] <= cp_forecast_model_quantile(&m, 0, 0, 0.9);
    ok(fabs((double)below / N - 0.9) < 0.05, "90 %% quantile of demands at random holds %g",
       (double)below / N);
    cp_forecast_model_release(&m);
    struct cp_error err = {0};
    x[4] = -1;
    ok_fails(cp_forecast_fit(cp_forecast_method_find("tsb"), CP_SCALE_BEST, x, N, 1, &m, &err),
             &err, "negative", "a negative value is no demand");
    for (size_t t = 0; t < 40; t++)
        y[t] = 0;
    fit("sba", CP_SCALE_BEST, y, 40, 1, &m);
    cp_forecast_model_project(&m, 1, mean, se);
    ok(mean[0] == 0 && se[0] == 0 && cp_forecast_model_quantile(&m, 0, 0, 0.9) == 0,
       "no demand at all");
    cp_forecast_model_release(&m);
}

/* ---- curves of adoption ------------------------------------------------------------------ */

static const struct cp_forecast_curve *curve_of(const struct cp_forecast_model *m) {
    return m->state;
}

static double curve(const char *method, double t) {
    double m = 800, q = 0.4, p = 0.02;
    if (strcmp(method, "logistic") == 0)
        return m / (1 + exp(-0.3 * (t - 12)));
    if (strcmp(method, "gompertz") == 0)
        return m * exp(-exp(-0.2 * (t - 9)));
    double decay = exp(-(p + q) * (t + 1));
    return m * (1 - decay) / (1 + q / p * decay);
}

/* 200 histories of 25 periods with errors of 3 %, past the inflection at about 12, 9 and 6.1:
 * estimates within 4 standard errors of the mean over them and their own spread, and quantiles that
 * hold what they name. */
static void test_curves(void) {
    enum { N = 25, H = 10, RUNS = 200 };
    static const char *const methods[] = {"logistic", "gompertz", "bass"};
    static const double speed[] = {0.3, 0.2, 0.4};
    for (size_t k = 0; k < 3; k++) {
        double y[N], mean[H], se[H], ceiling = 0, pace = 0, ratio = 0, inflection = 0;
        size_t held = 0;
        for (size_t run = 0; run < RUNS; run++) {
            struct cp_random stream = cp_num_random_stream(11, k, run);
            struct cp_error err = {0};
            struct cp_forecast_model m;
            for (size_t t = 0; t < N; t++)
                y[t] = curve(methods[k], (double)t) * exp(0.03 * cp_num_random_normal(&stream));
            if (cp_forecast_fit(cp_forecast_method_find(methods[k]), CP_SCALE_BEST, y, N, 1, &m,
                                &err) < 0) {
                ok(false, "%s: %s", methods[k], err.at[0].msg);
                continue;
            }
            cp_forecast_model_project(&m, H, mean, se);
            double was = curve(methods[k], N + H - 1) * exp(0.03 * cp_num_random_normal(&stream));
            held += was >= cp_forecast_model_quantile(&m, mean[H - 1], se[H - 1], 0.1) &&
                    was <= cp_forecast_model_quantile(&m, mean[H - 1], se[H - 1], 0.9);
            ceiling += exp(curve_of(&m)->x[0]) / RUNS;
            pace += exp(curve_of(&m)->x[1]) / RUNS;
            ratio += exp(curve_of(&m)->x[3]) / RUNS;
            inflection += cp_forecast_model_inflection(&m) / RUNS;
            cp_forecast_model_release(&m);
        }
        const char *name = methods[k];
        ok(fabs(ceiling / 800 - 1) < 0.02, "%s: ceiling %g of 800", name, ceiling);
        ok(fabs(pace / speed[k] - 1) < 0.05, "%s: speed %g of %g", name, pace, speed[k]);
        if (strcmp(methods[k], "bass") == 0) {
            ok(fabs(ratio / 0.05 - 1) < 0.15, "bass: p/q %g of 0.05", ratio);
            ok(fabs(inflection - 6.13) < 0.2, "bass: inflection at %g of 6.13", inflection);
        }
        double share = (double)held / RUNS;
        ok(share > 0.7 && share < 0.9, "%s: an interval of 80 %% holds %g", name, share);
    }
}

/* Before the inflection only a prior knows the ceiling, and says so. */
static void test_early_curve(void) {
    double y[8], mean, se, wide, narrow;
    struct cp_forecast_model m;
    struct cp_error err = {0};
    struct cp_random noise = cp_num_random_stream(5, 0, 0);
    for (size_t t = 0; t < 8; t++)
        y[t] = curve("logistic", (double)t) * exp(0.03 * cp_num_random_normal(&noise));
    fit("logistic", CP_SCALE_BEST, y, 8, 1, &m);
    ok(cp_forecast_model_inflection(&m) > 7, "the inflection is to come: %g",
       cp_forecast_model_inflection(&m));
    cp_forecast_model_release(&m);
    ok_rc(cp_forecast_fit_within(&(struct cp_forecast_bounds){.ceiling = 800},
                                 cp_forecast_method_find("logistic"), CP_SCALE_BEST, y, 8, 1, &m,
                                 &err),
          &err, "ceiling");
    ok(fabs(exp(curve_of(&m)->x[0]) / 800 - 1) < 0.1, "ceiling: %g", exp(curve_of(&m)->x[0]));
    double far[40], far_se[40];
    cp_forecast_model_project(&m, 40, far, far_se);
    wide = far_se[39];
    cp_forecast_model_project(&m, 1, &mean, &se);
    narrow = se;
    ok(wide > 0.05 && wide < 0.25 && narrow < wide, "the ceiling's spread is the forecast's: %g",
       wide);
    cp_forecast_model_release(&m);
    for (size_t t = 0; t < 8; t++)
        y[t] = 10 - (double)t;
    ok_fails(cp_forecast_fit(cp_forecast_method_find("bass"), CP_SCALE_BEST, y, 8, 1, &m, &err),
             &err, "no growth", "a decline is no adoption");
}

/* What a plan may ask for is what there is. */
static void test_words(void) {
#define WORD(method, word) word,
    static const char *const words[] = {CP_FORECAST_METHODS(WORD)};
    size_t n = sizeof words / sizeof *words;
    for (size_t i = 0; i < n; i++)
        ok_str(cp_forecast_method_name(cp_forecast_method_at(i)), words[i], words[i]);
    ok(cp_forecast_method_at(n) == NULL, "%zu methods", n);
}

int main(void) {
    test_words();
    test_curves();
    test_early_curve();
    test_croston();
    test_mstl();
    test_lags();
    test_paths("mstl");
    test_paths("ar-lags");
    return done();
}
