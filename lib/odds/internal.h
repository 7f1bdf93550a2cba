/* Readings of markets, and odds of events. */
#ifndef CAPPLAN_ODDS_INTERNAL_H
#define CAPPLAN_ODDS_INTERNAL_H

#include "odds/odds.h"

/* What a market says. */
struct cp_odds_reading {
    const struct cp_odds_market *market;
    double p;         /* NaN: nothing */
    double low, high; /* between which nobody gains by trading, or the venue's interval */
    double quality;   /* of what it says, from 0 to 1; of its money, from 0 up */
    double liquidity;
    const char *kind; /* quote, last, forecast, history, settled; of none why */
};

/* A date by which an event is asked for, of one venue. */
struct cp_odds_rung {
    double t; /* years from now */
    double p, weight;
    size_t reading;
    const struct cp_event_market *venue;
};

/* P(by t), t rising. */
struct cp_odds_ladder {
    size_t n;
    double *t, *p, *weight;
};

struct cp_odds_event {
    const struct cp_plan_event *event;
    size_t nrung;
    struct cp_odds_rung *rung; /* of all venues, by venue and date */
    struct cp_odds_ladder pooled;
    double until;            /* years from now; HUGE_VAL: for ever */
    double quoted, coherent; /* by the end of the plan, before and after */
    double scale;            /* of its hazards, so that it is coherent */
    double flat;             /* the rate of one that only other events speak of; NaN: not so */
};

struct cp_odds {
    const struct cp_odds_markets *all;
    const struct cp_plan *plan;
    struct cp_odds_options opt;
    int64_t now;
    size_t n; /* readings, sorted */
    struct cp_odds_reading *reading;
    size_t nevent;
    struct cp_odds_event *event;
    bool *seen; /* nevent: room */
    struct cp_arena arena;
};

#define cp_odds_note(o, ...) cp_tell((o)->opt.note, (o)->opt.note_ctx, __VA_ARGS__)
int cp_odds_read_all(struct cp_odds *o, struct cp_error *err);
/* strike.c: whether readings [from, to) of an event that pay by where a number comes out are parts
 * of its range; those that overlap are made to rise with it. CP_ENOMEM has no message. */
bool cp_odds_is_strike(const struct cp_odds_reading *r);
int cp_odds_order_strikes(const struct cp_odds *o, size_t from, size_t to, bool *parts);
int cp_odds_pool_events(struct cp_odds *o, struct cp_error *err);
int cp_odds_cohere_events(struct cp_odds *o, struct cp_error *err);
/* That it comes by a time in years from now. */
double cp_odds_event_by(const struct cp_odds_event *e, double t);
/* The same of event i, once all are coherent: it has come where one that implies it has. */
double cp_odds_come_by(const struct cp_odds *o, size_t i, double t);
double cp_odds_years_to(const struct cp_odds *o, int64_t hour); /* 0: it is over */

#endif
