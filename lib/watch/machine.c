/* The state of a line: Nagios ranges, runs running as in its soft states, a margin to come back. */
#include "watch/internal.h"
#include <math.h>

/* `on`: the state that the range leads to is there, and is left only within the margin. */
bool cp_watch_alerts(const struct cp_watch_limit *l, bool on, double value) {
    double start = on ? l->clear_start : 0, end = on ? l->clear_end : 0;
    if (!l->given)
        return false;
    return l->inside ? value >= l->start - start && value <= l->end + end
                     : value < l->start + start || value > l->end - end;
}

int cp_watch_level(const struct cp_watch_limits *limits, int state, double value) {
    int level = CP_WATCH_CRITICAL;
    while (level > CP_WATCH_OK && !cp_watch_alerts(&limits->of[level], state >= level, value))
        level--;
    return level;
}

/* A run without a value leaves the state and what was counted towards the next one. */
static enum cp_watch_event advance_missing(struct cp_watch_memory *m,
                                           const struct cp_watch_limits *limits) {
    bool first = !m->missing;
    m->missing = true;
    m->silent = first ? 0 : m->silent + 1;
    if (first)
        return CP_EVENT_MISSING;
    if (!limits->every || m->silent < limits->every)
        return CP_EVENT_NONE;
    m->silent = 0;
    return CP_EVENT_REPEAT;
}

/* The highest state above the present one whose level has been reached or passed for long enough,
 * so that a value between warning and critical does not put off the warning. */
static int risen(const struct cp_watch_memory *m, const struct cp_watch_limits *limits) {
    int state = CP_WATCH_CRITICAL;
    while (state > m->state && m->over[state] < limits->runs)
        state--;
    return state;
}

enum cp_watch_event cp_watch_advance(struct cp_watch_memory *m,
                                     const struct cp_watch_limits *limits, double value) {
    if (isnan(value))
        return advance_missing(m, limits);
    int level = cp_watch_level(limits, m->state, value), was = m->state;
    bool back = m->missing;
    m->missing = false;
    for (int k = CP_WATCH_WARNING; k <= CP_WATCH_CRITICAL; k++)
        m->over[k] = level >= k ? m->over[k] + 1 : 0;
    m->state = level < was ? level : risen(m, limits);
    m->silent++;
    enum cp_watch_event event = m->state > was               ? CP_EVENT_RAISE
                                : m->state < was && m->state ? CP_EVENT_LOWER
                                : m->state < was             ? CP_EVENT_CLEAR
                                : back                       ? CP_EVENT_BACK
                                : limits->every && m->state && m->silent >= limits->every
                                    ? CP_EVENT_REPEAT
                                    : CP_EVENT_NONE;
    if (event || !m->state)
        m->silent = 0;
    return event;
}
