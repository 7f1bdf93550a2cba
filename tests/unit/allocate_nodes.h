/* What systems of nodes have alike: a year of two steps, two generators, two nodes. */
#ifndef CAPPLAN_ALLOCATE_NODES_H
#define CAPPLAN_ALLOCATE_NODES_H

#include "allocate_case.h"

/* A year of 8,760 hours in two steps of a day, 10 MW in the first and 20 MW in the second. */
#define YEAR                                                                                       \
    "name: tiny\ndiscount: 0\nhorizon: {from: 2027, to: 2027}\n"                                   \
    "slices: {groups: {day: {steps: 2, length: 12 h, times: 365}}}\n"
#define CHEAP "  cheap: {kind: generator, nodes: a, power: 100 MW, price: 20 USD/MWh"
#define DEAR "  dear: {kind: generator, nodes: b, power: 100 MW, price: 80 USD/MWh"
#define NODES "nodes: {a: {}, b: {load: 10 MW}}\n"

static double of_contract(const struct run *r, const char *measure, const char *contract) {
    double sum = 0;
    for (size_t i = 0; i < cp_facts_count(r->facts); i++)
        if (!strcmp(cp_facts_measure(r->facts, i), measure) &&
            !strcmp(cp_facts_dim(r->facts, i, CP_CONTRACT), contract))
            sum += cp_facts_value(r->facts, i);
    return sum;
}

static struct run plain(const char *plan) {
    return solve(plan, HEAD, true);
}

#endif
