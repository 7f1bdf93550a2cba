#include "base/base.h"
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <udunits2.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static ut_system *sys;
static bool failed;

/* What planners write that UDUNITS-2 does not know. */
static const char *const base_units[] = {"GPU", "token", "FLOP", "user", "request"};
static const struct {
    const char *symbol, *meaning;
} more_units[] = {
    {"Wh", "W.h"},           {"MMBtu", "1e6 Btu"},     {"bn", "1e9"},   {"mn", "1e6"},
    {"quarter", "3 months"}, {"quarters", "3 months"}, {"GPUs", "GPU"}, {"tokens", "token"},
    {"users", "user"},       {"requests", "request"},  {"run", "1"},    {"runs", "1"},
};
/* Spellings to suggest; any prefix and product of units is understood. */
static const char *const spellings[] = {
    "W",
    "kW",
    "MW",
    "GW",
    "Wh",
    "kWh",
    "MWh",
    "GWh",
    "TWh",
    "USD",
    "EUR",
    "bn USD",
    "mn USD",
    "USD/MWh",
    "USD/MW",
    "USD/kW",
    "USD/GPU",
    "USD/GPU/h",
    "GPU",
    "token",
    "FLOP",
    "PFLOP/s",
    "EFLOP/s",
    "user",
    "request",
    "h",
    "hour",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "quarter",
    "year",
    "years",
    "%",
    "%/year",
    "MMBtu",
    "MMBtu/MWh",
    "USD/MMBtu",
    "kg",
    "t",
    "kg/MWh",
    "token/request",
    "request/user/day",
    "FLOP/token",
    "1",
    "TFLOP/s",
    "Gbit/s",
    "USD/kW/month",
    "USD/MW/day",
    "ms",
    "s",
};

static int why; /* there is none, as far as the system says */

static void add_base_unit(const char *symbol) {
    ut_unit *u = ut_new_base_unit(sys);
    failed |= !u || ut_map_symbol_to_unit(symbol, UT_ASCII, u) != UT_SUCCESS;
    ut_free(u);
}

static void open_system(void) {
    ut_set_error_message_handler(ut_ignore);
    errno = 0;
    sys = ut_read_xml(NULL);
    why = sys ? 0 : errno;
    for (size_t i = 0; sys && i < sizeof base_units / sizeof *base_units; i++)
        add_base_unit(base_units[i]);
    for (size_t i = 0; sys && cp_currency_at(i); i++)
        add_base_unit(cp_currency_at(i));
    for (size_t i = 0; sys && i < sizeof more_units / sizeof *more_units; i++) {
        ut_unit *u = ut_parse(sys, more_units[i].meaning, UT_ASCII);
        failed |= !u || ut_map_symbol_to_unit(more_units[i].symbol, UT_ASCII, u) != UT_SUCCESS;
        ut_free(u);
    }
    failed |= !sys;
}

static ut_unit *parse(const char *text) {
    char trimmed[128];
    if (*text == '\0' || strcmp(text, "-") == 0)
        text = "1";
    size_t len = strlen(text);
    if (len >= sizeof trimmed)
        return NULL;
    memcpy(trimmed, text, len + 1);
    ut_trim(trimmed, UT_ASCII);
    return ut_parse(sys, trimmed, UT_ASCII);
}

enum outcome { CONVERTIBLE, UNKNOWN_FROM, UNKNOWN_TO, DIFFERENT, NO_DATABASE };

/* 1/x and offsets are conversions to UDUNITS-2 but not factors. */
static bool is_factor(const cv_converter *cv, double *factor) {
    double zero = cv_convert_double(cv, 0), one = cv_convert_double(cv, 1);
    double two = cv_convert_double(cv, 2);
    *factor = one;
    return fabs(zero) < 1e-12 * fabs(one) && fabs(two - 2 * one) < 1e-9 * fabs(one);
}

/* One pair, under the lock. */
static enum outcome factor_of(const char *from, const char *to, double *factor) {
    ut_unit *a = parse(from), *b = a ? parse(to) : NULL;
    cv_converter *cv = b && ut_are_convertible(a, b) ? ut_get_converter(a, b) : NULL;
    enum outcome outcome = !a                            ? UNKNOWN_FROM
                           : !b                          ? UNKNOWN_TO
                           : cv && is_factor(cv, factor) ? CONVERTIBLE
                                                         : DIFFERENT;
    cv_free(cv);
    ut_free(a);
    ut_free(b);
    return outcome;
}

int cp_unit_factor(const char *from, const char *to, double *factor, struct cp_pos pos,
                   struct cp_error *err) {
    double found = 1;
    pthread_mutex_lock(&lock);
    if (!sys && !failed)
        open_system();
    enum outcome outcome = failed ? NO_DATABASE : factor_of(from, to, &found);
    pthread_mutex_unlock(&lock);
    if (outcome == CONVERTIBLE) {
        *factor = found;
        return 0;
    }
    if (outcome == NO_DATABASE)
        return cp_fail(err, CP_EIO,
                       "the UDUNITS-2 database cannot be read%s%s; is libudunits2 installed whole?",
                       why ? ": " : "", why ? strerror(why) : "");
    if (outcome == DIFFERENT)
        return cp_fail_at(err, CP_EINPUT, pos, "'%.60s' does not measure what '%.60s' does", from,
                          to);
    const char *bad = outcome == UNKNOWN_TO ? to : from;
    const char *near = cp_nearest(bad, spellings, sizeof spellings / sizeof *spellings);
    if (near)
        return cp_fail_at(err, CP_EINPUT, pos, "unknown unit '%.60s' (did you mean '%s'?)", bad,
                          near);
    *factor = 1;
    if (strcmp(from, to) == 0) /* a word of one's own, as widget */
        return 0;
    return cp_fail_at(err, CP_EINPUT, pos, "unknown unit '%.60s'; wanted one like '%.60s'", bad,
                      to);
}

int cp_quantity_parse(const char *text, const char *unit, double *out, struct cp_pos pos,
                      struct cp_error *err) {
    double x, factor = 1;
    size_t used, len = strlen(text);
    if (cp_number_parse(text, len, &x, &used) != 0)
        return cp_fail_at(err, CP_EINPUT, pos, "'%.80s' is not a number with a unit, like '1.5 %s'",
                          text, strcmp(unit, "1") == 0 ? "%" : unit);
    const char *suffix = text + used + strspn(text + used, " \t");
    bool plain = strcmp(unit, "1") == 0;
    if (*suffix == '\0') {
        if (!plain && x != 0)
            return cp_fail_at(err, CP_EINPUT, pos, "'%.80s' has no unit; write it like '%.40s %s'",
                              text, text, unit);
    } else if (strchr(",_'", *suffix) && suffix[1] >= '0' && suffix[1] <= '9') {
        return cp_fail_at(err, CP_EINPUT, pos,
                          "'%.80s': a number has no separators, and a point before decimals", text);
    } else {
        int rc = cp_unit_factor(suffix, unit, &factor, pos, err);
        if (rc)
            return rc;
    }
    x *= factor;
    if (!isfinite(x))
        return cp_fail_at(err, CP_EINPUT, pos, "'%.80s' is too large", text);
    *out = x;
    return 0;
}
