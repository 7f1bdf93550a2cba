/* forecast, for what goes through series one after another: what they tell each other, in steps
 * that need none of them to be kept. */
#ifndef CAPPLAN_FORECAST_SHARED_H
#define CAPPLAN_FORECAST_SHARED_H

#include "forecast/internal.h"

/* ---- seasons that are borrowed (borrow.c) --------------------------------------------------- */

/* Series of one measure and calendar: sums over those that lend of the factors' logarithms by place
 * in the season, their squares, and how many gave them or could not. */
struct cp_forecast_group {
    struct cp_forecast_calendar calendar;
    size_t season, before, donors, without;
    double *sum, *squares;
    bool lends;
};

/* Series are shown three times: to be counted, to lend, and to borrow. */
struct cp_forecast_lending {
    const struct cp_forecast_options *o;
    size_t hold;            /* last values of each that are not known */
    struct cp_arena *arena; /* of the seasons */
    struct cp_names measures;
    size_t *last, last_cap; /* by measure: the group last made, from 1; it leads to those before */
    struct cp_forecast_group *group;
    size_t n, cap; /* none: nobody borrows, and nobody need be asked to lend */
};
int cp_forecast_lending_count(struct cp_forecast_lending *l, const char *measure,
                              const struct cp_forecast_series *s);
int cp_forecast_lending_look(struct cp_forecast_lending *l, const char *measure,
                             const struct cp_forecast_series *s);
void cp_forecast_lending_settle(struct cp_forecast_lending *l);
void cp_forecast_lending_give(const struct cp_forecast_lending *l, const char *measure,
                              struct cp_forecast_series *s);
void cp_forecast_lending_release(struct cp_forecast_lending *l);

/* ---- widths held to others of a kind (calibrate.c) ------------------------------------------ */

/* Series of one measure and kind of calendar, or of all measures: how many can be asked, which of
 * them are, and what they tell. */
struct cp_forecast_asked {
    struct cp_forecast_series *series;
    uint32_t measure;
};
struct cp_forecast_kind {
    size_t class, able, rank, seen, nasked;
    struct cp_forecast_asked *asked;
    bool lends; /* of all measures: some have too few of their own */
    struct cp_forecast_stretch *stretch;
    struct cp_forecast_peers *peers; /* of few, that are asked themselves */
};

/* Series are shown three times, in the same order: to be counted, to be asked, and to be given what
 * that told, or their own past. */
struct cp_forecast_kinds {
    const struct cp_forecast_options *o;
    size_t held;            /* last values of each that are not known */
    struct cp_arena *arena; /* of what is told */
    bool copies, looking;   /* copies: series are gone before they are asked */
    struct cp_names measures;
    size_t (*of)[CLASSES]; /* by measure: its entries in `kind`, from 1 */
    size_t of_cap;
    struct cp_forecast_kind *kind, all[CLASSES];
    size_t n, cap;
};
int cp_forecast_kinds_count(struct cp_forecast_kinds *k, const char *measure,
                            const struct cp_forecast_series *s);
int cp_forecast_kinds_look(struct cp_forecast_kinds *k, const char *measure,
                           struct cp_forecast_series *s);
/* Seasons that those kept may borrow. */
void cp_forecast_kinds_lend(struct cp_forecast_kinds *k, const struct cp_forecast_lending *l);
int cp_forecast_kinds_settle(struct cp_forecast_kinds *k);
int cp_forecast_kinds_give(const struct cp_forecast_kinds *k, const char *measure,
                           struct cp_forecast_series *s, struct cp_arena *arena);
void cp_forecast_kinds_release(struct cp_forecast_kinds *k);

/* ---- the batch (batch.c) -------------------------------------------------------------------- */

/* Forecast series that were given all that is to be learned of others, reconcile and put them into
 * the table, with the first paths only. */
int cp_forecast_answer(const struct cp_forecast_options *o, size_t npath, struct cp_facts *t,
                       struct cp_forecast_series_set *set, size_t *failed, struct cp_error *err);

#endif
