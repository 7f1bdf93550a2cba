/* Times of a history: UTC, as text that sorts by itself. */
#include "store/run/run.h"
#include <string.h>

static bool is_two_digits(const char *s, int below) {
    return s[0] >= '0' && s[0] <= '9' && s[1] >= '0' && s[1] <= '9' &&
           10 * (s[0] - '0') + s[1] - '0' < below;
}

static bool is_day(const char *text) {
    struct cp_period p;
    return strlen(text) == 10 && cp_period_parse(text, 10, &p) == 0 && p.freq == CP_DAY;
}

/* T06:30:00Z */
static bool is_clock(const char *text) {
    return strlen(text) == 10 && text[0] == 'T' && is_two_digits(text + 1, 24) && text[3] == ':' &&
           is_two_digits(text + 4, 60) && text[6] == ':' && is_two_digits(text + 7, 61) &&
           text[9] == 'Z';
}

int cp_store_check_day(const char *what, const char *text, struct cp_error *err) {
    if (is_day(text))
        return 0;
    return cp_fail(err, CP_EUSAGE, "%s: '%.60s' is not a day like 2026-11-28", what, text);
}

int cp_store_check_time(const char *what, const char *text, struct cp_error *err) {
    char day[11] = "";
    snprintf(day, sizeof day, "%s", text);
    if (is_day(text) || (is_day(day) && is_clock(text + 10)))
        return 0;
    return cp_fail(err, CP_EUSAGE,
                   "%s: '%.60s' is not a day like 2026-11-28 or a time like 2026-11-28T06:30:00Z",
                   what, text);
}
