#include "facts/facts.h"
#include <string.h>

/* Every kind of cost that any command writes: one line each, sorted by name. Finance books each at
 * its line, report adds up by role. `make check` compares capplan-facts(5) with this table. */

#define CAPITAL CP_COST_CAPITAL
#define RUNNING CP_COST_RUNNING
#define REVENUE CP_COST_REVENUE
#define NOT_CASH CP_COST_NOT_CASH

/* clang-format off */
static const struct cp_cost_kind kinds[] = {
    {"annuity", "cp-allocate", RUNNING, "capacity", "yearly charge of a plant that is built, in place of its capex"},
    {"battery", "cp-allocate", CAPITAL, "capex-site", "batteries of contracts"},
    {"capacity", "cp-allocate", RUNNING, "capacity", "charge for contracted power"},
    {"capex-plant", "cp-allocate", CAPITAL, "capex-site", "generators, storage and lines built"},
    {"capex-site", "cp-allocate", CAPITAL, "capex-site", "halls built"},
    {"co2", "cp-allocate", RUNNING, "co2", "emissions at the plan's price, and what is captured"},
    {"curtailment", "cp-allocate", RUNNING, "energy", "paid for energy that was not taken"},
    {"energy", "cp-allocate", RUNNING, "energy", "energy taken under contracts"},
    {"fee", "cp-allocate", RUNNING, "other", "fees of the ways in which workloads are met"},
    {"fixed", "cp-supplier", CAPITAL, "capex-gpu", "tooling of an offer that is bought"},
    {"fixed-rent", "cp-supplier", RUNNING, "rent", "the same of one that is rented"},
    {"fuel", "cp-allocate", RUNNING, "energy", "fuel burnt"},
    {"gpu", "cp-allocate", CAPITAL, "capex-gpu", "GPUs bought, at their landed price"},
    {"move", "cp-allocate", RUNNING, "other", "GPUs moved between sites"},
    {"network", "cp-allocate", RUNNING, "om-site", "bandwidth and links"},
    {"om-gpu", "cp-allocate", RUNNING, "om-gpu", "upkeep of GPUs"},
    {"om-plant", "cp-allocate", RUNNING, "energy", "upkeep of plants"},
    {"om-site", "cp-allocate", RUNNING, "om-site", "upkeep of halls"},
    {"qualification", "cp-supplier", RUNNING, "other", "of a supplier"},
    {"rent", "cp-allocate", RUNNING, "rent", "GPUs rented"},
    {"resale", "cp-allocate", RUNNING, "other", "what GPUs that are sold bring; negative"},
    {"reserve", "cp-allocate", NOT_CASH, NULL, "price of operating reserve that is missing"},
    {"revenue", "cp-allocate", REVENUE, "tenant-revenue", "what tenants pay; negative"},
    {"sale", "cp-allocate", REVENUE, "contract-revenue", "energy and capacity sold; negative"},
    {"salvage", "cp-allocate", NOT_CASH, NULL, "worth of what is left in the last period; negative"},
    {"shed", "cp-allocate", NOT_CASH, NULL, "price of load that is not served"},
    {"start", "cp-allocate", RUNNING, "energy", "plants that come on-line"},
    {"take-or-pay", "cp-allocate", RUNNING, "take-or-pay", "energy paid for and not taken"},
    {"unmet", "cp-allocate", NOT_CASH, NULL, "penalty for work that is short"},
};
/* clang-format on */
enum { KINDS = sizeof kinds / sizeof *kinds };

size_t cp_facts_cost_kind_count(void) {
    return KINDS;
}

const struct cp_cost_kind *cp_facts_cost_kind_at(size_t i) {
    return &kinds[i];
}

const struct cp_cost_kind *cp_facts_cost_kind_find(const char *name) {
    for (size_t i = 0; i < KINDS; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

int cp_facts_cost_kind_fail(const char *name, struct cp_pos pos, struct cp_error *err) {
    const char *names[KINDS];
    for (size_t i = 0; i < KINDS; i++)
        names[i] = kinds[i].name;
    const char *near = cp_nearest(name, names, KINDS);
    return cp_fail_at(err, CP_EINPUT, pos,
                      near ? "cost: unknown kind '%s' (did you mean '%s'?)"
                           : "cost: unknown kind '%s'; capplan-facts(5) lists them",
                      name, near);
}
