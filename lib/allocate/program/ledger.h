/* The ledger: every cost is entered once, and makes both the objective and the facts of costs. */
#ifndef CAPPLAN_ALLOCATE_LEDGER_H
#define CAPPLAN_ALLOCATE_LEDGER_H

#include "facts/facts.h"

struct cp_program;

/* What the program enters, in the order in which the facts are written: constant, and word in the
 * registry of kinds of cost. */
#define COST_KINDS(X)                                                                              \
    X(COST_SITE, "capex-site")                                                                     \
    X(COST_SITE_OM, "om-site")                                                                     \
    X(COST_GPU, "gpu")                                                                             \
    X(COST_GPU_OM, "om-gpu")                                                                       \
    X(COST_MOVE, "move")                                                                           \
    X(COST_RESALE, "resale")                                                                       \
    X(COST_RENT, "rent")                                                                           \
    X(COST_ENERGY, "energy")                                                                       \
    X(COST_CAPACITY, "capacity")                                                                   \
    X(COST_TAKE_OR_PAY, "take-or-pay")                                                             \
    X(COST_BATTERY, "battery")                                                                     \
    X(COST_PLANT, "capex-plant")                                                                   \
    X(COST_ANNUITY, "annuity")                                                                     \
    X(COST_PLANT_OM, "om-plant")                                                                   \
    X(COST_FUEL, "fuel")                                                                           \
    X(COST_CO2, "co2")                                                                             \
    X(COST_UNMET, "unmet")                                                                         \
    X(COST_REVENUE, "revenue")                                                                     \
    X(COST_SALVAGE, "salvage")                                                                     \
    X(COST_NETWORK, "network")                                                                     \
    X(COST_SHED, "shed")                                                                           \
    X(COST_SALE, "sale")                                                                           \
    X(COST_CURTAILMENT, "curtailment")                                                             \
    X(COST_START, "start")                                                                         \
    X(COST_RESERVE, "reserve")                                                                     \
    X(COST_FEE, "fee")

#define COST_KIND(constant, word) constant,
enum cost_kind { COST_KINDS(COST_KIND) COST_KIND_COUNT };
#undef COST_KIND
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
    bool shared; /* with another program's */
};

/* Enter a cost of period t. */
void cp_allocate_charge(struct cp_program *m, size_t t, struct cp_entry e);
/* It is capital expenditure. */
bool cp_allocate_is_capex(const struct cp_entry *e);

#endif
