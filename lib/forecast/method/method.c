#include "forecast/method/method.h"
#include <string.h>

static const char *const names[CP_METHOD_COUNT] = {[CP_AUTO] = "auto",
                                                   [CP_ETS] = "ets",
                                                   [CP_NAIVE] = "naive",
                                                   [CP_SNAIVE] = "snaive",
                                                   [CP_TREND] = "trend",
                                                   [CP_SES] = "ses",
                                                   [CP_HOLT] = "holt",
                                                   [CP_DAMPED] = "damped",
                                                   [CP_SEASONAL] = "seasonal",
                                                   [CP_WINTERS] = "winters",
                                                   [CP_DAMPED_WINTERS] = "damped-winters",
                                                   [CP_THETA] = "theta",
                                                   [CP_AR] = "ar",
                                                   [CP_AR_ADJUSTED] = "ar-adjusted",
                                                   [CP_MSTL] = "mstl",
                                                   [CP_CROSTON] = "croston",
                                                   [CP_SBA] = "sba",
                                                   [CP_TSB] = "tsb",
                                                   [CP_LOGISTIC] = "logistic",
                                                   [CP_GOMPERTZ] = "gompertz",
                                                   [CP_BASS] = "bass"};

/* `values`, plus `seasons` times the season, are needed at least: enough to know the error. */
static const struct {
    const char *meaning;
    size_t values, seasons;
    bool log, root; /* may work on those too */
} methods[CP_METHOD_COUNT] = {
    [CP_AUTO] = {"the middle of ets, theta and ar; of hours of ar and mstl; of demand that comes "
                 "and goes sba",
                 1, 0, true, true},
    [CP_ETS] = {"the least AICc of trend and smoothing", 1, 0, true, true},
    [CP_NAIVE] = {"the last value", 1, 0, false, false},
    [CP_SNAIVE] = {"the last value of the same season", 1, 1, false, false},
    [CP_TREND] = {"log-linear trend; linear when a value is not positive", 3, 0, true, true},
    [CP_SES] = {"simple exponential smoothing", 2, 0, true, true},
    [CP_HOLT] = {"exponential smoothing with a linear trend", 3, 0, true, true},
    [CP_DAMPED] = {"exponential smoothing with a damped trend", 3, 0, true, true},
    [CP_SEASONAL] = {"exponential smoothing with seasons", 4, 1, true, true},
    [CP_WINTERS] = {"the same with a linear trend: Holt-Winters", 4, 1, true, true},
    [CP_DAMPED_WINTERS] = {"the same with a damped trend", 4, 1, true, true},
    [CP_THETA] = {"dynamic optimised theta, season taken out", 4, 0, false, true},
    [CP_AR] = {"autoregression on differences, seasonal where there is a season", 4, 0, true, true},
    [CP_AR_ADJUSTED] = {"autoregression on differences, season taken out by factors", 4, 0, false,
                        true},
    [CP_MSTL] = {"seasons by local regression, of hours a day and a week, and ar", 1, 2, true,
                 true},
    [CP_CROSTON] = {"intermittent demand: smoothed sizes over smoothed intervals", 2, 0, false,
                    false},
    [CP_SBA] = {"the same without its bias", 2, 0, false, false},
    [CP_TSB] = {"the same with the probability of a demand: fades when demand ends", 2, 0, false,
                false},
    [CP_LOGISTIC] = {"adoption up to a ceiling, symmetric about its middle", 4, 0, true, false},
    [CP_GOMPERTZ] = {"adoption up to a ceiling with a long tail", 4, 0, true, false},
    [CP_BASS] = {"adoption by innovators and imitators, from a launch", 5, 0, true, false},
};

const char *cp_forecast_method_name(enum cp_method method) {
    return names[method];
}

const char *cp_forecast_method_meaning(enum cp_method method) {
    return methods[method].meaning;
}

const char *const *cp_forecast_method_names(void) {
    return names;
}

int cp_forecast_method_find(const char *name, enum cp_method *out) {
    for (size_t i = 0; i < CP_METHOD_COUNT; i++)
        if (strcmp(name, names[i]) == 0) {
            *out = (enum cp_method)i;
            return 0;
        }
    return CP_EINPUT;
}

size_t cp_forecast_method_needs(enum cp_method method, size_t season) {
    return methods[method].values + methods[method].seasons * season;
}

bool cp_forecast_method_is_seasonal(enum cp_method method) {
    return methods[method].seasons > 0;
}

bool cp_forecast_method_allows(enum cp_method method, enum cp_forecast_scale scale) {
    return scale == CP_SCALE_LOG    ? methods[method].log
           : scale == CP_SCALE_ROOT ? methods[method].root
                                    : true;
}
