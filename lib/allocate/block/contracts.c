/* The kinds of contracts: a row each, here or, where its operation asks for more than all do, at
 * the end of a file of its own. */
#include "allocate/block/block.h"
#include "allocate/program/contract.h"

#define DECLARE(constant, name, word)                                                              \
    extern const struct cp_contract_type cp_allocate_contract_##name;
CP_CONTRACT_KINDS(DECLARE)

const struct cp_contract_type cp_allocate_contract_grid = {0};
const struct cp_contract_type cp_allocate_contract_ppa = {.varies = true, .curtails = true};
const struct cp_contract_type cp_allocate_contract_baseload = {0};
const struct cp_contract_type cp_allocate_contract_sale = {.sells = true};
const struct cp_contract_type cp_allocate_contract_toll = {.burns = true};

#define ROW(constant, name, word) [constant] = &cp_allocate_contract_##name,
const struct cp_contract_type *const cp_allocate_contract_types[] = {CP_CONTRACT_KINDS(ROW)};
