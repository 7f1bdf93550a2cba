/* What the kinds of contracts are. */
#ifndef CAPPLAN_ALLOCATE_CONTRACT_H
#define CAPPLAN_ALLOCATE_CONTRACT_H

#include "allocate/program/program.h"

struct cp_supply;

/* Beside delivering power for a price, which all do. Each kind is a row, named
 * cp_allocate_contract_KIND: block/contracts.c. */
struct cp_contract_type {
    bool built;    /* period by period, and retired by age */
    bool stores;   /* delivers what it was charged with */
    bool varies;   /* delivers by a factor, its profile's or its own */
    bool burns;    /* pays for fuel too where it has a price of its own */
    bool sells;    /* takes power, and is paid for it */
    bool curtails; /* reports what it could have delivered and did not */
    /* Adds what its operation in a period asks; NULL: nothing. */
    void (*operate)(struct cp_program *m, const struct cp_supply *u);
};

static inline const struct cp_contract_type *contract_type(const struct cp_program *m, size_t e) {
    return m->energy.type[m->plan->energy.contract[e].kind];
}

const char *cp_allocate_contract_word(const struct cp_contract *c); /* `kind` of its facts */
bool cp_allocate_costs_nothing(const struct cp_contract *c);        /* to hold */
/* Nor is it limited: any power that is large enough would do. */
bool cp_allocate_is_open(const struct cp_program *m, size_t e);

#endif
