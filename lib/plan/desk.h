/* A trading desk as a plan has it: counterparties, books with their limits, what hedging may do. */
#ifndef CAPPLAN_PLAN_DESK_H
#define CAPPLAN_PLAN_DESK_H

#include "base/base.h"

CP_BEGIN_DECLS

/* By year ahead of the day of valuation: [0] is the year that begins with it. */
enum { CP_YEARS_AHEAD = 7 };
struct cp_by_year {
    const char *name; /* of a curve or SKU */
    struct cp_pos pos;
    const char *text[CP_YEARS_AHEAD];                   /* as written; NULL: not said */
    double least[CP_YEARS_AHEAD], most[CP_YEARS_AHEAD]; /* NaN: not said */
};

/* How often variation margin is called. */
enum cp_margin { CP_MARGIN_NONE, CP_MARGIN_MONTHLY, CP_MARGIN_WEEKLY, CP_MARGIN_DAILY };

struct cp_counterparty {
    const char *name;
    struct cp_pos pos;
    double limit;     /* USD of exposure at most; infinity: any */
    double threshold; /* USD that is owed without collateral */
    enum cp_margin margin;
    double hazard;   /* of default, 1/year */
    double recovery; /* part of a claim that is paid then */
};

struct cp_trading_limits {
    double var, cvar, stress; /* USD at most; NaN: not limited */
    size_t nopen;
    struct cp_by_year *open; /* by curve, in what it prices */
};

struct cp_trading_book {
    const char *name;
    struct cp_pos pos;
    const char *positions; /* file */
    const char *entity;    /* whose cash it settles in; NULL: the first */
    struct cp_trading_limits limits;
};

/* Coverage that a hedge must leave to an entity in the tail. */
struct cp_cover_floor {
    const char *entity;
    struct cp_pos pos;
    double dscr;
};

/* What choosing a hedge is bound to. */
struct cp_hedging {
    const char *instruments; /* file; NULL: none */
    double premium;          /* USD a calendar year; infinity: any */
    double liquidity;        /* USD of margin in the tail; infinity: any */
    size_t ncorridor, nopen, nfloor;
    struct cp_by_year *corridor; /* by curve: part of its exposure that is hedged */
    struct cp_by_year *open;     /* by SKU: GPU.h open at most, long or short */
    struct cp_cover_floor *floor;
};

struct cp_plan_desk {
    size_t ncounterparty, nbook;
    struct cp_counterparty *counterparty;
    struct cp_trading_book *book;
    struct cp_hedging hedging;
};

CP_END_DECLS

#endif
