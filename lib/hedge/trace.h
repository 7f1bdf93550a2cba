/* How a driven value of the plan becomes exposures: a function a kind of path. */
#ifndef CAPPLAN_HEDGE_TRACE_H
#define CAPPLAN_HEDGE_TRACE_H

#include "hedge/exposure.h"

/* A list of facts that several paths read, selected once. */
struct cp_hedge_rows {
    const char *measure;
    bool read;
    struct cp_selection s;
};
enum {
    CP_ROWS_ENERGY,
    CP_ROWS_COST,
    CP_ROWS_FUEL,
    CP_ROWS_BUY,
    CP_ROWS_SURPLUS,
    CP_ROWS_DEBT,
    CP_ROWS_KINDS
};

struct cp_hedge_trace {
    struct cp_hedge *h;
    struct cp_hedge_exposures *out;
    struct cp_hedge_rows rows[CP_ROWS_KINDS];
    struct cp_hedge_works works;
    bool has_works;
    size_t curve;
    const struct cp_drive *drive; /* NULL: the path alone is traced, to see what is market-priced */
    double sum;                   /* of the values of that path */
};

/* Add one; `f` has its dimensions. */
int cp_hedge_trace_add(struct cp_hedge_trace *x, struct cp_fact f, size_t t, const char *kind,
                       double quantity, double value);
const struct cp_selection *cp_hedge_trace_rows(struct cp_hedge_trace *x, size_t which, int *rc);
/* Whose books what happens at a site, or at none, goes to. */
const char *cp_hedge_entity_of(const struct cp_hedge *h, const char *site);

typedef int cp_hedge_tracer(struct cp_hedge_trace *x, const struct cp_drive *d);
cp_hedge_tracer cp_hedge_trace_scale, cp_hedge_trace_energy, cp_hedge_trace_fuel,
    cp_hedge_trace_tier, cp_hedge_trace_purchase, cp_hedge_trace_rent, cp_hedge_trace_rental,
    cp_hedge_trace_revenue, cp_hedge_trace_rate;

#endif
