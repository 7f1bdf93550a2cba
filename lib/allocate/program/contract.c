/* What the kinds of contracts are. */
#include "allocate/program/contract.h"
#include <math.h>

bool cp_allocate_is_built(const struct cp_contract *c) {
    return c->kind == CP_GENERATOR || c->kind == CP_STORAGE;
}

bool cp_allocate_is_storage(const struct cp_contract *c) {
    return c->kind == CP_BATTERY || c->kind == CP_STORAGE;
}

bool cp_allocate_costs_nothing(const struct cp_contract *c) {
    bool charged = c->take_or_pay > 0;
    for (size_t i = 0; i < c->capex.n; i++)
        charged = charged || c->capex.value[i] > 0;
    for (size_t i = 0; i < c->capacity_price.n; i++)
        charged = charged || c->capacity_price.value[i] != 0;
    return !charged;
}

bool cp_allocate_is_open(const struct cp_contract *c) {
    return cp_allocate_costs_nothing(c) && !isfinite(c->power) && !cp_allocate_is_storage(c) &&
           !cp_allocate_is_built(c);
}
