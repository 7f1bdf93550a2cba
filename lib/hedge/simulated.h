/* Positions whose holder chooses as prices come, valued on paths: exercise by least squares, and
 * Greeks along the paths and with the same draws again. */
#ifndef CAPPLAN_HEDGE_SIMULATED_H
#define CAPPLAN_HEDGE_SIMULATED_H

#include "hedge/cell.h"
#include "hedge/given.h"

/* One valuation of all that a position of one unit has to come. */
struct cp_hedge_simulation {
    const struct cp_hedge_valuation *v;
    const struct cp_hedge_trade *k;
    size_t n;                         /* cells, each of which has a price */
    const struct cp_hedge_cell *cell; /* whose forwards, volatilities and times count */
    bool certain;                     /* prices come as their forwards are */
    bool rough;                       /* one of several that are compared, on fewer paths */
    size_t npath;
    bool mirrored;              /* paths 2i and 2i + 1 are a draw and its mirror */
    struct cp_hedge_value *out; /* by cell, in money: value, delta, rho */
    double *sum;                /* all of it, on each path */
    double *price, *cash; /* n x npath: of a cell when it settles, and what; NULL: not asked */
};

/* When a price is seen, and of which delivery. */
struct cp_hedge_date {
    size_t cell;
    int64_t from, until;
    double time, delivery; /* years */
    double deviation[2];   /* of the price at that time; NaN: as the model has it */
};
/* The forward of a date on a side, at those of its cell. */
double cp_hedge_date_forward(const struct cp_hedge_simulation *s, const struct cp_hedge_date *d,
                             int side);
/* The deviation of its logarithm, or of a normal price, that cp_hedge_draw gives it. */
double cp_hedge_date_deviation(const struct cp_hedge_simulation *s, const struct cp_hedge_date *d,
                               int side);
/* Prices of dates that ascend, by date and path, of as many sides as the trade has curves; `set`
 * numbers independent draws. CP_ENOMEM, with a finding; CP_EINPUT where a given path has no price.
 */
int cp_hedge_draw(const struct cp_hedge_simulation *s, const struct cp_hedge_date *date,
                  size_t ndate, unsigned set, double *const price[2]);
/* The paths of the curve, where it has some of its own; NULL. */
const struct cp_hedge_given *cp_hedge_given_of(const struct cp_hedge_simulation *s);

/* ---- exercise.c, early.c, plant.c: the kinds there are -----------------------------------------
 */

int cp_hedge_simulate_early(struct cp_hedge_simulation *s);
int cp_hedge_simulate_rights(struct cp_hedge_simulation *s);
int cp_hedge_simulate_extension(struct cp_hedge_simulation *s);
int cp_hedge_simulate_plant(struct cp_hedge_simulation *s);

/* ---- simulated.c ----------------------------------------------------------------------------- */

/* The cells of one position, each in out[]; of what has a choice all together, with the standard
 * error, else NaN. Without `greeks`: value and intrinsic alone. */
int cp_hedge_cells_value(const struct cp_hedge_valuation *v, const struct cp_hedge_cells *c,
                         bool greeks, struct cp_hedge_value *out, double *error);
/* Room for a simulation of its cells, then the kind's own function. Release. */
int cp_hedge_simulate_position(struct cp_hedge_simulation *s, bool settled, double *error);
void cp_hedge_simulation_release(struct cp_hedge_simulation *s);

#endif
