/* Market prices as a plan has them: curves, what they drive in the plan, how they move. */
#ifndef CAPPLAN_PLAN_MARKET_H
#define CAPPLAN_PLAN_MARKET_H

#include "base/base.h"
#include "plan/copula.h"
#include "plan/desk.h"
#include "plan/event.h"
#include "plan/sell.h"

CP_BEGIN_DECLS

/* The unit of a price is the plan's currency for so much of something. */
struct cp_price_unit {
    const char *price;    /* "EUR/MMBtu", "EUR/GPU/h" */
    const char *table;    /* the same as tables of units say it, money in USD: "USD/MMBtu" */
    const char *quantity; /* what is priced: "MMBtu", "GPU.h" */
    const char *yearly;   /* "MMBtu/year" */
};

/* What a price may drive: constant, words of the plan's path with * for a name. */
#define CP_DRIVES(X)                                                                               \
    X(CP_DRIVE_SCALE, "contracts/*/profile_scale")                                                 \
    X(CP_DRIVE_ENERGY, "contracts/*/price")                                                        \
    X(CP_DRIVE_FUEL, "contracts/*/fuel")                                                           \
    X(CP_DRIVE_TIER, "fuels/*/tiers/*/price")                                                      \
    X(CP_DRIVE_PURCHASE, "suppliers/*/offers/*/price")                                             \
    X(CP_DRIVE_RENT, "suppliers/*/offers/*/rent")                                                  \
    X(CP_DRIVE_EXTENSION, "suppliers/*/offers/*/extension_rent")                                   \
    X(CP_DRIVE_RENTAL, "skus/*/rental")                                                            \
    X(CP_DRIVE_REVENUE, "workloads/*/revenue")                                                     \
    X(CP_DRIVE_RATE, "entities/*/tranches/*/rate")                                                 \
    X(CP_DRIVE_FX, "fx/*/rate")
#define CP_DRIVE_CONSTANT(constant, path) constant,
enum cp_drive_kind { CP_DRIVES(CP_DRIVE_CONSTANT) CP_DRIVE_KINDS };
#undef CP_DRIVE_CONSTANT

/* A value of the plan that moves with a curve: by `part` of the curve's relative change. */
struct cp_drive {
    const char *path; /* "contracts/socrates-gas/fuel" */
    struct cp_pos pos;
    double part;
    enum cp_drive_kind kind;
    const char *of, *within; /* its names: "socrates-gas", NULL; "nvidia", "nv-vr200-27" */
};

/* dG/G = short e^{-reversion (T-t)} dW + long dZ of G, the forward price less the floor, and
 * d<W,Z> = correlation dt [Schwartz and Smith, Management Science 46 (2000) 893]. A normal model
 * moves the price itself, by `deviation` a square root of a year. */
enum cp_price_model_kind {
    CP_MODEL_NONE,
    CP_MODEL_LOGNORMAL,  /* long alone: Black 1976 */
    CP_MODEL_ONE_FACTOR, /* short alone: Clewlow and Strickland */
    CP_MODEL_TWO_FACTOR,
    CP_MODEL_NORMAL
};
/* ln of the curve goes by `beta` with that of another one. */
struct cp_follow {
    const char *curve;
    double beta;
};
struct cp_price_model {
    enum cp_price_model_kind kind;
    double reversion;                  /* 1/year */
    double volatility;                 /* of a model of one factor, as written; else NaN */
    double short_term, long_term, rho; /* both volatilities, 0 where the kind has none */
    double deviation;                  /* in the unit of the price, of a normal one; else NaN */
    size_t nfollow;
    struct cp_follow *follow; /* the factors are what is left beside it */
};

/* Zones of markets: name, and the rule of its clocks as POSIX's TZ has it. From 2007 on by the law
 * of the United States, in Europe since 1996. */
#define CP_ZONES(X)                                                                                \
    X("UTC", "UTC0")                                                                               \
    X("America/New_York", "EST5EDT,M3.2.0,M11.1.0")                                                \
    X("America/Toronto", "EST5EDT,M3.2.0,M11.1.0")                                                 \
    X("America/Chicago", "CST6CDT,M3.2.0,M11.1.0")                                                 \
    X("America/Denver", "MST7MDT,M3.2.0,M11.1.0")                                                  \
    X("America/Phoenix", "MST7")                                                                   \
    X("America/Los_Angeles", "PST8PDT,M3.2.0,M11.1.0")                                             \
    X("Europe/London", "GMT0BST,M3.5.0/1,M10.5.0")                                                 \
    X("Europe/Dublin", "GMT0BST,M3.5.0/1,M10.5.0")                                                 \
    X("Europe/Lisbon", "GMT0BST,M3.5.0/1,M10.5.0")                                                 \
    X("Europe/Amsterdam", "CET-1CEST,M3.5.0,M10.5.0/3")                                            \
    X("Europe/Berlin", "CET-1CEST,M3.5.0,M10.5.0/3")                                               \
    X("Europe/Brussels", "CET-1CEST,M3.5.0,M10.5.0/3")                                             \
    X("Europe/Copenhagen", "CET-1CEST,M3.5.0,M10.5.0/3")                                           \
    X("Europe/Madrid", "CET-1CEST,M3.5.0,M10.5.0/3")                                               \
    X("Europe/Oslo", "CET-1CEST,M3.5.0,M10.5.0/3")                                                 \
    X("Europe/Paris", "CET-1CEST,M3.5.0,M10.5.0/3")                                                \
    X("Europe/Prague", "CET-1CEST,M3.5.0,M10.5.0/3")                                               \
    X("Europe/Rome", "CET-1CEST,M3.5.0,M10.5.0/3")                                                 \
    X("Europe/Stockholm", "CET-1CEST,M3.5.0,M10.5.0/3")                                            \
    X("Europe/Warsaw", "CET-1CEST,M3.5.0,M10.5.0/3")                                               \
    X("Europe/Helsinki", "EET-2EEST,M3.5.0/3,M10.5.0/4")                                           \
    X("Asia/Singapore", "<+08>-8")                                                                 \
    X("Asia/Tokyo", "JST-9")

/* Delivery hours that a quote may be of, in the curve's zone: constant, word, first hour, end, days
 * a week. NERC's off-peak holidays are those of `holidays`. */
#define CP_PEAKS(X)                                                                                \
    X(CP_PEAK_5X16, "5x16", 6, 22, 5)                                                              \
    X(CP_PEAK_6X16, "6x16", 6, 22, 6)                                                              \
    X(CP_PEAK_7X16, "7x16", 6, 22, 7)                                                              \
    X(CP_PEAK_5X12, "5x12", 8, 20, 5)
#define CP_PEAK_CONSTANT(constant, word, from, to, days) constant,
enum cp_peak { CP_PEAKS(CP_PEAK_CONSTANT) CP_PEAK_COUNT };
#undef CP_PEAK_CONSTANT

struct cp_market_curve {
    const char *name;
    struct cp_pos pos;
    struct cp_price_unit unit;
    const char *quotes, *history, *panel, *paths; /* files; NULL: none */
    const char *profile;                          /* hourly shape; NULL: flat */
    const char *zone;                             /* whose hours a day has; "UTC" */
    enum cp_peak peak;
    const char *holidays;  /* file; NULL: none */
    bool smooth, free_end; /* between quotes, not in steps; then its end is not level */
    size_t ndrive;
    struct cp_drive *drive;
    double spread, depth; /* half of bid/ask; quantity a year that can be traded; NaN: not said */
    double floor;         /* below which no price comes: the shift of a lognormal model */
    struct cp_price_model model;
};

/* Between factors of two curves. */
struct cp_correlation_with {
    const char *curve;
    struct cp_pos pos;
    double factor[2]; /* with its short factor, with its long one; NaN: not said */
};
struct cp_correlation_of {
    const char *curve;
    size_t nwith[2]; /* of its short factor, of its long one */
    struct cp_correlation_with *with[2];
};

struct cp_plan_market {
    size_t ncurve, ncorrelation;
    struct cp_market_curve *curve;
    struct cp_correlation_of *correlation;
    struct cp_plan_desk desk;
    struct cp_plan_events events;
    struct cp_plan_selling selling;
    struct cp_plan_copula copula;
};

/* Of the factors of the curves, short and long of the first, of the second, ...: 2n x 2n by rows,
 * what the plan says, the correlation of the two factors of a curve, else 0; 1 on the diagonal. */
void cp_plan_correlations(const struct cp_plan_market *m, double *rho);
const struct cp_market_curve *cp_plan_market_curve(const struct cp_plan_market *m,
                                                   const char *name); /* NULL: none */

CP_END_DECLS

#endif
