/* What is built period by period and retires by age: generators, storage, lines, links. */
#ifndef CAPPLAN_ALLOCATE_ASSET_H
#define CAPPLAN_ALLOCATE_ASSET_H

#include "allocate/program/program.h"

int cp_allocate_add_plants(struct cp_program *m); /* generators and storage */

/* What its owner pays for a unit of a vintage. */
struct cp_asset_cost {
    const struct cp_path *capex, *om;
    double interest, life;
    const char *contract, *name;
    bool network; /* charges a year are of the network, not of plants */
};

/* A line or link: `existing` stands in every period, more comes at the start of periods from a date
 * on, all of it at most `most`. */
struct cp_expansion {
    uint8_t col, row; /* kinds of their tags, of number `at` */
    size_t at;
    double existing, most;
    int64_t from;
    struct cp_asset_cost cost;
};
void cp_allocate_expand(struct cp_program *m, struct cp_capacity *s, const struct cp_expansion *x);

#endif
