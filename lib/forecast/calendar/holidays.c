#include "forecast/calendar/calendar.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_day(const void *a, const void *b) {
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* The day that a line begins with; false: it has none, and that is all right. `first`: no day
 * stands above, so that it may be any file, which is not quoted: a plan may name any. */
static int read_line(const char *line, struct cp_pos pos, bool first, int32_t *day, bool *found,
                     struct cp_error *err) {
    struct cp_period p;
    size_t blank = strspn(line, " \t"), length = strcspn(line + blank, " \t\r\n#,;");
    *found = line[blank] != '#' && length > 0;
    pos.col = (unsigned)blank + 1;
    if (!*found)
        return 0;
    if (cp_period_parse(line + blank, length, &p) != 0 || p.freq != CP_DAY) {
        char what[64] = "what stands here";
        if (!first)
            snprintf(what, sizeof what, "'%.*s'", (int)(length < 40 ? length : 40), line + blank);
        return cp_fail_at(err, CP_EINPUT, pos,
                          "%s is not a day; wanted lines like 2027-12-25, and what follows a "
                          "blank is passed over",
                          what);
    }
    *day = p.index;
    return 0;
}

int cp_forecast_holidays_read(FILE *in, const char *file, struct cp_forecast_holidays *out,
                              struct cp_error *err) {
    enum { LONGEST = 1000 };
    char line[LONGEST];
    int32_t *days = NULL;
    size_t n = 0, cap = 0;
    struct cp_pos pos = {file, 0, 1};
    int rc = 0;
    bool found = false;
    while (!rc && fgets(line, sizeof line, in)) {
        pos.line++;
        int32_t day = 0;
        rc = !strchr(line, '\n') && !feof(in)
                 ? cp_fail_at(err, CP_EINPUT, pos, "a line of more than %d bytes", LONGEST - 2)
                 : read_line(line, pos, n == 0, &day, &found, err);
        if (rc || !found)
            continue;
        rc = cp_grow(&days, &cap, n, sizeof *days) ? 0 : cp_fail_nomem(err);
        if (!rc)
            days[n++] = day;
    }
    if (!rc && ferror(in))
        rc = cp_fail(err, CP_EIO, "%s: %s", file, strerror(errno));
    if (rc) {
        free(days);
        return rc;
    }
    if (n)
        qsort(days, n, sizeof *days, by_day);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || days[kept - 1] != days[i])
            days[kept++] = days[i];
    *out = (struct cp_forecast_holidays){days, kept};
    return 0;
}

size_t cp_forecast_calendar_holidays(const struct cp_forecast_calendar *c, int64_t day) {
    size_t low = 0, high = c->holidays.n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c->holidays.day[middle] < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
