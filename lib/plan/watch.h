/* Rules of cp-watch: which figure is followed, and the range that it is told to leave. */
#ifndef CAPPLAN_PLAN_WATCH_H
#define CAPPLAN_PLAN_WATCH_H

#include "base/base.h"

CP_BEGIN_DECLS

enum { CP_RANGE_UNIT_SIZE = 48 };

/* A range of the Monitoring Plugins: a value outside of it alerts, or, `inside`, one within, ends
 * included. Numbers are as written, each in its unit. */
struct cp_range {
    const char *text; /* NULL: none is given */
    double start, end;
    char start_unit[CP_RANGE_UNIT_SIZE], end_unit[CP_RANGE_UNIT_SIZE]; /* "": that of the figure */
    bool inside;
};
/* "10", "10:", "~:10", "10:20", "@10:20", "4 GW:6 GW". Borrows `text`. NULL, or what is wrong with
 * it and how to write it. */
const char *cp_plan_range_parse(const char *text, struct cp_range *out);

/* A dimension and what its name must be like: `*` is any text. */
struct cp_watch_pattern {
    const char *dim, *pattern;
};

/* Another figure that the first is reduced by or divided by, fact by fact. */
struct cp_watch_other {
    bool given;
    const char *measure; /* NULL: the rule's */
    size_t nwhere;
    struct cp_watch_pattern *where; /* these dimensions differ, all others are the same */
};

/* How the facts of a group become one figure. */
enum cp_watch_take {
    CP_TAKE_ONE, /* there must be one fact */
    CP_TAKE_MIN,
    CP_TAKE_MAX,
    CP_TAKE_SUM,
    CP_TAKE_MEAN,
    CP_TAKE_FIRST, /* by period */
    CP_TAKE_LAST
};

/* Against what a change is: so many runs ago, or days. */
struct cp_watch_span {
    const char *text; /* NULL: no change is asked */
    size_t runs;      /* 0: days */
    double days;
};

struct cp_watch_rule {
    const char *name;
    struct cp_pos pos;
    const char *measure, *headline; /* one of them */
    size_t nwhere, nby, nquantile;
    struct cp_watch_pattern *where;
    const char **by; /* dimensions */
    enum cp_watch_take take;
    struct cp_watch_other less, over;
    struct cp_watch_span change;
    bool relative;    /* the change is a part of what it was */
    double age;       /* days: how old the newest fact may be; NaN: not asked */
    double *quantile; /* outside of these, ascending; none: not asked */
    const char *of;   /* file with what came; NULL: none */
    struct cp_range warn, critical;
    const char *clear; /* margin: a quantity, or a percentage of the bound; NULL: none */
    size_t runs;       /* running, until a state rises */
    size_t every;      /* silent runs until it is told again; 0: never */
};

struct cp_plan_watch {
    size_t n;
    struct cp_watch_rule *rule;
};

CP_END_DECLS

#endif
