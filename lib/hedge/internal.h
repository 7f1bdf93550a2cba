/* Private to the hedge room: what every analysis works on. */
#ifndef CAPPLAN_HEDGE_INTERNAL_H
#define CAPPLAN_HEDGE_INTERNAL_H

#include "hedge/hedge.h"

#define NONE SIZE_MAX

struct cp_hedge {
    const struct cp_plan *plan;
    const struct cp_hedge_options *opt;
    struct cp_facts *facts;
    struct cp_error *err;
    struct cp_arena arena;
    int64_t as_of;
    size_t nperiod;
    const char **period;            /* their names */
    double *hours;                  /* of each */
    size_t passed;                  /* limits that are */
    struct cp_hedge_market *market; /* NULL: not made yet */
};

/* An analysis: its file ends in one, called cp_hedge_NAME. */
struct cp_hedge_kind {
    int (*run)(struct cp_hedge *h);
};

/* ---- stream.c: facts read and put ------------------------------------------------------------ */

#define cp_hedge_note(h, ...) cp_tell((h)->opt->note, (h)->opt->note_ctx, __VA_ARGS__)
void *cp_hedge_alloc(struct cp_hedge *h, size_t n, size_t size); /* zeroed; NULL, with a finding */
/* What a row has in a dimension; NULL for '-'. */
const char *cp_hedge_dim(const struct cp_hedge *h, size_t row, enum cp_dim d);
/* The plan's period that a row is of; NONE: of none. */
size_t cp_hedge_period_of(const struct cp_hedge *h, size_t row);
/* Facts of a measure in its unit that are neither of slices nor quantiles, without a scenario.
 * CP_EINPUT where there are some, of scenarios alone. Release. */
int cp_hedge_select(struct cp_hedge *h, const char *measure, struct cp_selection *out);

/* Facts that are added up where they have the same dimensions, and put in order of these. Texts are
 * borrowed. Zero-initialise; release. */
struct cp_hedge_tally {
    size_t n, cap;
    struct cp_fact *fact;
};
int cp_hedge_add(struct cp_hedge *h, struct cp_hedge_tally *y, const struct cp_fact *f);
/* Add up what has the same dimensions, in their order. */
void cp_hedge_merge(struct cp_hedge_tally *y);
/* Merge, and put all that is not 0. */
int cp_hedge_put(struct cp_hedge *h, struct cp_hedge_tally *y);
void cp_hedge_tally_release(struct cp_hedge_tally *y);

/* The hour that is so many years after the day of valuation. */
int64_t cp_hedge_year_ahead(const struct cp_hedge *h, size_t years);

/* ---- work.c: who works on what --------------------------------------------------------------- */

/* GPU-hours of a workload on a SKU at a site, or on what an offer rents, in a period. */
struct cp_hedge_work {
    size_t t;
    const char *site, *offer, *sku, *workload, *tenant;
    double hours;
    double served; /* EFLOP/s */
    bool sold;     /* of a tenant, or paid for */
};
struct cp_hedge_works {
    size_t n;
    struct cp_hedge_work *at; /* in the arena */
};
int cp_hedge_works_read(struct cp_hedge *h, struct cp_hedge_works *out);

#endif
