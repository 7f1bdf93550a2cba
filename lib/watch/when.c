/* Days and hours of runs. */
#include "watch/internal.h"
#include <string.h>

int64_t cp_watch_hour(struct cp_watch_when when) {
    return when.known ? cp_period_start(when.period) : INT64_MIN;
}

int cp_watch_when_parse(const char *text, struct cp_watch_when *out, struct cp_error *err) {
    enum { DAY = 10, HOUR = 13 };
    size_t len = strlen(text);
    size_t used = len > HOUR && (text[HOUR] == ':' || text[HOUR] == 'Z') ? HOUR : len;
    bool is_time = used == DAY || (used == HOUR && text[DAY] == 'T');
    out->known = is_time && cp_period_parse(text, used, &out->period) == 0;
    return out->known
               ? 0
               : cp_fail(err, CP_EUSAGE,
                         "'%.60s' is not a day or an hour, as 2026-11-28 or 2026-11-28T06", text);
}
