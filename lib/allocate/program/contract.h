/* What the kinds of contracts are. */
#ifndef CAPPLAN_ALLOCATE_CONTRACT_H
#define CAPPLAN_ALLOCATE_CONTRACT_H

#include "plan/plan.h"

bool cp_allocate_is_built(const struct cp_contract *c); /* period by period */
bool cp_allocate_is_storage(const struct cp_contract *c);
bool cp_allocate_costs_nothing(const struct cp_contract *c); /* to hold */
bool cp_allocate_is_open(const struct cp_contract *c);       /* nor is it limited */

#endif
