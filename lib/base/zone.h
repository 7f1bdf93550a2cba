/* Zones of time, of the door of base. */
#ifndef CAPPLAN_BASE_ZONE_H
#define CAPPLAN_BASE_ZONE_H

#include "base/base.h"

CP_BEGIN_DECLS

/* What clocks show: the changes that were, then a rule for those to come. */
struct cp_zone_change {
    int month, week, weekday; /* the week-th such day of the month, 5: the last; 0: Sunday */
    int32_t second;           /* of that day, by the clock before the change */
};
struct cp_zone {
    size_t n;
    const int64_t *at;        /* seconds since 1970, UTC, ascending */
    const int32_t *ahead;     /* of UTC from then on, in seconds */
    int32_t first;            /* ahead before all of them */
    int32_t standard, summer; /* after all of them; the same where there is no summer time */
    struct cp_zone_change from, until;
};
/* A rule alone, as POSIX's TZ has it: "CST6CDT,M3.2.0,M11.1.0", "<-03>3", "UTC0". 0, or CP_EINPUT
 * without a message. */
int cp_zone_rule(const char *text, struct cp_zone *out);
/* "UTC", "-06:00", or a name of the system's tzdata [RFC 9636], as America/Chicago; in the arena.
 * CP_EINPUT at `pos`: there is none. */
int cp_zone_load(const char *name, struct cp_arena *arena, struct cp_zone *out, struct cp_pos pos,
                 struct cp_error *err);
int32_t cp_zone_ahead(const struct cp_zone *z, int64_t second);
/* The instants at which its clocks show `local`, seconds since 1970-01-01T00 on them, the earlier
 * first: none where they are put forward past it, two where they are put back. */
size_t cp_zone_instants(const struct cp_zone *z, int64_t local, int64_t out[2]);

CP_END_DECLS

#endif
