/* Demand as a plan has it: workloads and the drivers of their demand. */
#ifndef CAPPLAN_PLAN_DEMAND_H
#define CAPPLAN_PLAN_DEMAND_H

#include "plan/path.h"

CP_BEGIN_DECLS

/* Methods of forecasting: name in C and the plan's word. A new one is a line here and a file in
 * lib/forecast/method/. They are listed in this order; of two that `ets` finds as good it takes the
 * first. */
#define CP_FORECAST_METHODS(X)                                                                     \
    X(auto, "auto")                                                                                \
    X(ets, "ets")                                                                                  \
    X(naive, "naive")                                                                              \
    X(snaive, "snaive")                                                                            \
    X(trend, "trend")                                                                              \
    X(ses, "ses")                                                                                  \
    X(holt, "holt")                                                                                \
    X(damped, "damped")                                                                            \
    X(seasonal, "seasonal")                                                                        \
    X(winters, "winters")                                                                          \
    X(damped_winters, "damped-winters")                                                            \
    X(theta, "theta")                                                                              \
    X(ar, "ar")                                                                                    \
    X(ar_adjusted, "ar-adjusted")                                                                  \
    X(lags, "ar-lags")                                                                             \
    X(mstl, "mstl")                                                                                \
    X(croston, "croston")                                                                          \
    X(sba, "sba")                                                                                  \
    X(tsb, "tsb")                                                                                  \
    X(logistic, "logistic")                                                                        \
    X(gompertz, "gompertz")                                                                        \
    X(bass, "bass")                                                                                \
    X(adoption, "adoption")

/* A launch, a ban, a price change: from a day on, all at once or along a ramp, a part more or less.
 */
struct cp_event {
    const char *name;
    struct cp_pos pos;
    int64_t at, until;  /* hours since 1970; until INT64_MAX: for good */
    double ramp;        /* years until all of it has come */
    double effect;      /* 0.3: 30 % more; -1: nothing is left */
    double probability; /* that it comes at all */
};

/* What somebody thinks a driver comes to, against what its path or history says. */
struct cp_judgement {
    const char *name;
    struct cp_pos pos;
    int64_t at;
    double value;  /* in the driver's unit */
    double weight; /* 0..1, of its logarithm against the forecast's */
    double sigma;  /* standard deviation of its log error */
};

/* Errors that hang together with those of another driver. */
struct cp_correlated {
    struct cp_pos pos;
    const char *with; /* "ads/users" */
    double value;
};

/* A driver of demand: one of constant, path with growth, forecast of a history file. Absent: no
 * path and no history. */
struct cp_driver {
    const char *name; /* users, requests, tokens, flop, peak, runs, ... */
    struct cp_pos pos;
    struct cp_path path;
    const char *history; /* TSV of facts, path resolved against the plan's folder; NULL: none */
    const char *measure; /* which measure of that file, NULL: its only one */
    const char *method;  /* a method of cp-forecast(1) */
    double ceiling;      /* of a curve of adoption, in the history's unit; 0: unknown */
    double scale;        /* history value x scale */
    double floor, cap;   /* of its values and paths, in its unit; NaN: by nature */
    double sigma; /* standard deviation of the log error after one year, grows with sqrt(t) */
    double level; /* of the log error of all that is not known yet: of today's level */
    size_t nevent;
    struct cp_event *event;
    size_t njudgement;
    struct cp_judgement *judgement;
    size_t ncorrelation;
    struct cp_correlated *correlation;
    struct cp_path price; /* against that of the first period, to the power of `elasticity` */
    double elasticity;
};

/* Where users are. */
struct cp_region {
    const char *name;
    struct cp_pos pos;
    double people;
};

/* What workloads share. */
struct cp_plan_demand {
    size_t nregion;
    struct cp_region *region;
};

/* One of three: a chain for served work, a chain for training, demand itself. Units, of a history's
 * values too: users user, requests request/user/day, tokens token/request, flop FLOP/token, peak 1,
 * runs 1/year, run_flop FLOP, demand EFLOP/s. */
struct cp_workload_drivers {
    struct cp_driver users, requests, tokens, flop, peak;
    struct cp_driver runs, run_flop;
    struct cp_driver demand;
};

/* One of several ways in which a workload can be met: to train a model, to distil one, to license
 * one. One of them is chosen, or none. */
struct cp_way {
    const char *name;
    struct cp_pos pos;
    double flop;           /* FLOP before it serves, on top of the demand of `work` */
    const char *work;      /* flexible workload that does it; NULL: there is nothing to do */
    int64_t start, ready;  /* when that can be done; when it serves from */
    double fee;            /* USD, paid when it first serves */
    struct cp_path annual; /* USD/year while it serves; absent: none */
    double serves;         /* part of the demand that it can serve */
    double compute; /* EFLOP/s of the plan's for one of demand that it serves; 0: another's */
};

enum cp_workload_kind { CP_FIRM, CP_FLEXIBLE };

struct cp_workload {
    const char *name;
    struct cp_pos pos;
    enum cp_workload_kind kind;
    const char *region; /* where its users are; NULL: anywhere */
    const char *tenant; /* NULL: the company's own */
    struct cp_workload_drivers driver;
    double penalty;      /* USD per EFLOP/s and hour unmet */
    bool bid;            /* may be rejected as a whole */
    double revenue;      /* USD per EFLOP/s and hour served, for tenants */
    double traffic;      /* Gbit/s of an EFLOP/s served */
    const char *data;    /* site that it comes from; NULL: its region's users */
    double min_rate;     /* flexible: least share of its mean rate in any slice, 0..1 */
    const char *profile; /* diurnal shape, mean 1; NULL: flat */
    size_t nsite;
    const char **sites; /* where it may run; none: everywhere */
    size_t ncountry;
    const char **countries; /* where its data may be; none: anywhere */
    size_t max_sites;       /* at which it may run in a calendar year; 0: any number */
    double max_latency;     /* s from its region to the site; NaN: no limit */
    bool dedicated;         /* its GPUs are its own in every slice of a period */
    size_t nway;
    struct cp_way *way; /* none: its demand is work as it stands */
};

CP_END_DECLS

#endif
