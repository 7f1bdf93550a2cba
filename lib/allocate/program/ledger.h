/* The ledger: every cost is entered once, and makes both the objective and the facts of costs. */
#ifndef CAPPLAN_ALLOCATE_LEDGER_H
#define CAPPLAN_ALLOCATE_LEDGER_H

#include "facts/facts.h"

struct cp_program;

/* What the program enters, in the order in which the facts are written: words of the registry of
 * kinds of cost. */
enum cost_kind {
    COST_SITE,
    COST_SITE_OM,
    COST_GPU,
    COST_GPU_OM,
    COST_MOVE,
    COST_RESALE,
    COST_RENT,
    COST_ENERGY,
    COST_CAPACITY,
    COST_TAKE_OR_PAY,
    COST_BATTERY,
    COST_PLANT,
    COST_ANNUITY,
    COST_PLANT_OM,
    COST_FUEL,
    COST_CO2,
    COST_UNMET,
    COST_REVENUE,
    COST_SALVAGE,
    COST_NETWORK,
    COST_KINDS
};
const struct cp_cost_kind *cp_allocate_cost_kind(enum cost_kind kind);

/* `amount` USD per unit of the column, in period t. col NONE: in any case. */
struct cp_entry {
    size_t col;
    uint32_t t;
    enum cost_kind kind;
    const char *site, *node, *sku, *offer, *contract, *workload,
        *name; /* NULL where it does not apply */
    double amount;
};

struct cp_ledger {
    struct cp_entry *entry;
    size_t n, cap;
};

/* Enter a cost of period t. */
void cp_allocate_charge(struct cp_program *m, size_t t, struct cp_entry e);
/* It is capital expenditure. */
bool cp_allocate_is_capex(const struct cp_entry *e);

#endif
