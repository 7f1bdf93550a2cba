/* What a contract is called, and which are no decision. */
#include "allocate/program/contract.h"
#include <math.h>

#define WORD(constant, name, word) [constant] = word,
const char *cp_allocate_contract_word(const struct cp_contract *c) {
    static const char *const words[] = {CP_CONTRACT_KINDS(WORD)};
    return words[c->kind];
}

bool cp_allocate_costs_nothing(const struct cp_contract *c) {
    bool charged = c->charge.take_or_pay > 0 || c->charge.curtailed.n > 0;
    for (size_t i = 0; i < c->asset.capex.n; i++)
        charged = charged || c->asset.capex.value[i] > 0;
    for (size_t i = 0; i < c->charge.capacity.n; i++)
        charged = charged || c->charge.capacity.value[i] != 0;
    return !charged;
}

bool cp_allocate_is_open(const struct cp_program *m, size_t e) {
    const struct cp_contract *c = &m->plan->energy.contract[e];
    const struct cp_contract_type *type = contract_type(m, e);
    return cp_allocate_costs_nothing(c) && !isfinite(c->power) && !type->stores && !type->built;
}
