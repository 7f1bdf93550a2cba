/* The parts of the analysis of risk, each a file: what it adds to the facts. */
#ifndef CAPPLAN_HEDGE_PARTS_H
#define CAPPLAN_HEDGE_PARTS_H

#include "hedge/cash.h"
#include "hedge/cell.h"
#include <math.h>

static inline int cp_hedge_add_value(struct cp_hedge *h, struct cp_hedge_tally *y,
                                     const char *measure, struct cp_fact f, double value) {
    f.measure = measure;
    f.value = value;
    return cp_hedge_add(h, y, &f);
}
/* Cover of debt service on the paths, the debt service as it is: dscr_linear. */
int cp_hedge_add_cover(struct cp_hedge_cash *c, struct cp_hedge_tally *y);
/* Tail of the change of value of each book over the horizon, and what of it each position has. */
int cp_hedge_add_books(struct cp_hedge_risk *r, struct cp_hedge_tally *y);
/* What each --stress does to plan and books, by year and entity. */
int cp_hedge_add_stresses(struct cp_hedge_cash *c, struct cp_hedge_tally *y);
/* Forwards, nstep x ncurve, that are others than today's: what they do to plan and books in all,
 * and as facts of f's measure and names, by year and entity, and by book. */
double cp_hedge_move_total(const struct cp_hedge_cash *c, const double *price);
int cp_hedge_add_move(struct cp_hedge_cash *c, const double *price, struct cp_fact f,
                      struct cp_hedge_tally *y);
/* What the past says of today's books. */
int cp_hedge_add_history(struct cp_hedge_cash *c, struct cp_hedge_tally *y);
/* `settlement` and `repricing` of the first paths as scenarios, for cp-finance. */
int cp_hedge_add_scenarios(struct cp_hedge_cash *c, struct cp_hedge_tally *y);
/* The same in each future of the stream that cp-scenario drew, under its name. */
int cp_hedge_add_futures(struct cp_hedge_risk *r, struct cp_hedge_tally *y);
/* Years over which credit and margin are looked at: the horizon, of `cash` ten days. */
static inline double cp_hedge_horizon(const struct cp_hedge *h) {
    return (isnan(h->opt->horizon) ? 10 : h->opt->horizon) / 365.25;
}
/* What counterparties owe, margin and liquidity, by the value of each position today and how it
 * changes on each path. */
int cp_hedge_add_credit(struct cp_hedge_risk *r, const double *now, const double *gain,
                        struct cp_hedge_tally *y);
/* Calls for margin, and the most that is asked for, along paths; initial: of each position, NaN
 * where nobody asks for margin of it. */
int cp_hedge_add_margin(struct cp_hedge_risk *r, const double *initial, struct cp_hedge_tally *y);
/* Of what is delivered in the step `first` and after, a position `at` years after the day of
 * valuation: as it is worth at the forwards of a path, those steps x ncurve; NULL: at those of
 * today. Release. */
struct cp_hedge_worth {
    struct cp_hedge_risk *r;
    size_t first;
    struct cp_hedge_cells cells;
};
int cp_hedge_worth_make(struct cp_hedge_risk *r, const struct cp_hedge_trade *k, double at,
                        size_t first, struct cp_hedge_worth *out);
double cp_hedge_worth(const struct cp_hedge_worth *w, const double *price);
void cp_hedge_worth_release(struct cp_hedge_worth *w);

/* Hold what the facts say against all limits: `limit_used`, and h->passed counts those passed. */
int cp_hedge_check_limits(struct cp_hedge *h);

#endif
