/* What readers of every shape put down. */
#include "odds/json.h"
#include <math.h>
#include <string.h>

bool cp_odds_failed(const struct cp_odds_reader *r) {
    return r->err->n + r->err->dropped > r->before;
}

static bool two_digits(const char *s, unsigned most, unsigned *out) {
    if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
        return false;
    *out = (unsigned)((s[0] - '0') * 10 + s[1] - '0');
    return *out <= most;
}

/* ":04:59" behind the hour: of it the seconds. */
static unsigned seconds_behind(const char *s) {
    unsigned minute, second;
    if (*s != ':' || !two_digits(s + 1, 59, &minute))
        return 0;
    return s[3] == ':' && two_digits(s + 4, 59, &second) ? 60 * minute + second : 60 * minute;
}

int cp_odds_time_parse(const char *text, int64_t *hour, unsigned *second) {
    struct cp_period day;
    size_t len = strlen(text);
    unsigned h;
    *second = 0;
    if (len < 10 || cp_period_parse(text, 10, &day) != 0 || day.freq != CP_DAY)
        return CP_EINPUT;
    *hour = cp_period_start(day);
    if (len < 13)
        return len == 10 ? 0 : CP_EINPUT;
    if ((text[10] != 'T' && text[10] != ' ') || !two_digits(text + 11, 23, &h))
        return CP_EINPUT;
    *hour += h;
    *second = seconds_behind(text + 13);
    return 0;
}

struct cp_odds_market *cp_odds_add(struct cp_odds_reader *r, const char *venue) {
    enum { MOST = 1000000 };
    struct cp_odds_markets *all = r->out;
    if (all->n == MOST) {
        cp_fail_at(r->err, CP_EINPUT, (struct cp_pos){r->file, 0, 0},
                   "more than a million markets, with those of the files before; read fewer");
        return NULL;
    }
    if (!cp_grow(&all->market, &all->cap, all->n, sizeof *all->market)) {
        cp_fail_nomem(r->err);
        return NULL;
    }
    struct cp_odds_market *m = &all->market[all->n++];
    *m = (struct cp_odds_market){.venue = venue,
                                 .file = r->file,
                                 .quote = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN},
                                 .from = NAN,
                                 .until = NAN,
                                 .resolved = NAN,
                                 .closes = CP_ODDS_NEVER,
                                 .at = CP_ODDS_NEVER};
    return m;
}
