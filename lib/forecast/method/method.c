#include "forecast/method/method.h"
#include <string.h>

#define DECLARE(method, word) extern const struct cp_forecast_method cp_forecast_method_##method;
CP_FORECAST_METHODS(DECLARE)

#define ENTRY(method, word) &cp_forecast_method_##method,
static const struct cp_forecast_method *const methods[] = {CP_FORECAST_METHODS(ENTRY)};
enum { COUNT = sizeof methods / sizeof *methods };

/* Two that have no model of their own. This one is made of several, by auto.c: the mean of ets, two
 * theta and two ar, of hours the median of two ar, mstl and two ar-lags, quantile by quantile; sba
 * of intermittent demand. */
const struct cp_forecast_method cp_forecast_method_auto = {
    .name = "auto",
    .meaning = "the middle of ets, theta and ar; of hours of ar, ar-lags and mstl; of demand that "
               "comes and goes sba",
    .values = 1,
    .on_log = true,
    .on_root = true,
};

/* And this is the best of several; growth by a constant factor only when it is so by 10: fit.c. */
const struct cp_forecast_method cp_forecast_method_ets = {
    .name = "ets",
    .meaning = "the least AICc of trend and smoothing",
    .values = 1,
    .on_log = true,
    .on_root = true,
    .chooses = true,
};

const struct cp_forecast_method *cp_forecast_method_at(size_t i) {
    return i < COUNT ? methods[i] : NULL;
}

const struct cp_forecast_method *cp_forecast_method_find(const char *name) {
    for (size_t i = 0; i < COUNT; i++)
        if (strcmp(name, methods[i]->name) == 0)
            return methods[i];
    return NULL;
}

const char *cp_forecast_method_nearest(const char *name) {
    const char *names[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        names[i] = methods[i]->name;
    return cp_nearest(name, names, COUNT);
}

const char *cp_forecast_method_name(const struct cp_forecast_method *method) {
    return method->name;
}

const char *cp_forecast_method_meaning(const struct cp_forecast_method *method) {
    return method->meaning;
}
