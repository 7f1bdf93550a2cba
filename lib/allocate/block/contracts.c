/* The kinds of contracts, a row each. */
#include "allocate/block/available.h"
#include "allocate/block/block.h"
#include "allocate/program/contract.h"

static const struct cp_contract_type types[] = {
    [CP_GRID] = {"grid"},
    [CP_PPA] = {"ppa", .varies = true, .curtails = true},
    [CP_BASELOAD] = {"baseload"},
    [CP_TOLL] = {"toll", .burns = true},
    [CP_BATTERY] = {"battery", .stores = true, .operate = cp_allocate_operate_storage},
    [CP_GENERATOR] = {"generator", .built = true, .varies = true, .burns = true,
                      .operate = cp_allocate_operate_generator},
    [CP_STORAGE] = {"storage", .built = true, .stores = true,
                    .operate = cp_allocate_operate_storage},
};
const struct cp_contract_type *const cp_allocate_contract_types = types;
