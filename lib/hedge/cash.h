/* Cash on paths, by entity, class of curve and period or calendar year. */
#ifndef CAPPLAN_HEDGE_CASH_H
#define CAPPLAN_HEDGE_CASH_H

#include "hedge/simulate.h"

/* Of the plan: by what its curves price, and all of it; then with the books, and the books alone.
 */
enum cp_hedge_class {
    CP_CASH_ENERGY,
    CP_CASH_COMPUTE,
    CP_CASH_OTHER,
    CP_CASH_ALL,
    CP_CASH_HEDGED,
    CP_CASH_BOOK,
    CP_CASH_CLASSES
};
extern const char *const cp_hedge_class_name[CP_CASH_CLASSES];

struct cp_hedge_cash {
    struct cp_hedge_risk *r;
    size_t npath, nentity, nbucket; /* the plan's periods, then its calendar years */
    const char **entity, **bucket;
    size_t *period_of, *year_of; /* by step: its buckets; NONE: periods are years */
    double *slope;               /* nstep x nentity x ncurve */
    double *cash;                /* classes x nentity x nbucket x npath; release */
};
int cp_hedge_cash_make(struct cp_hedge_risk *r, size_t npath, const double *price,
                       struct cp_hedge_cash *out);
void cp_hedge_cash_release(struct cp_hedge_cash *c);
/* npath values. */
static inline double *cp_hedge_cash_at(const struct cp_hedge_cash *c, enum cp_hedge_class k,
                                       size_t entity, size_t bucket) {
    return c->cash + (((size_t)k * c->nentity + entity) * c->nbucket + bucket) * c->npath;
}
size_t cp_hedge_entity_index(const struct cp_hedge_cash *c, const char *name);

#endif
