/* Risk of what is awarded, or of all that is offered. Private to the room. */
#ifndef CAPPLAN_SUPPLIER_RISK_H
#define CAPPLAN_SUPPLIER_RISK_H

#include "supplier/internal.h"

struct cp_risk {
    const struct cp_plan *plan;
    const struct cp_supplier_risk_options *opt;
    const struct cp_supply_curve *curve; /* by offer: units by period are what is planned */
    bool latest;                         /* orders go out as late as they may; else as early */
    double service_level;
};

/* risk.c: concentration, then the paths and the scorecard. */
int cp_supplier_risk_put(const struct cp_risk *r, struct cp_facts *facts, struct cp_error *err);
/* paths.c */
int cp_supplier_risk_paths(const struct cp_risk *r, struct cp_facts *facts, struct cp_error *err);
/* scorecard.c; `spend` by supplier, USD. */
int cp_supplier_risk_scorecard(const struct cp_risk *r, const double *spend, struct cp_facts *facts,
                               struct cp_error *err);

/* spend.c: landed cost of what an offer delivers in a period, USD, in that period's money; a rent
 * counts for its whole term. */
double cp_supplier_spend(const struct cp_risk *r, size_t offer, size_t period);

#endif
