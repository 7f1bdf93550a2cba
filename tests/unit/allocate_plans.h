/* Random small plans with their demand and supply, the same for the same seed. */
#ifndef CAPPLAN_ALLOCATE_PLANS_H
#define CAPPLAN_ALLOCATE_PLANS_H

#include "base/base.h"
#include <stdio.h>

/* How a plan is made differently from the plan of its seed. */
struct change {
    double money, size; /* multiply every amount of money; everything that has a size */
    double supply;      /* multiplies what the offers bring */
    double price;       /* multiplies what the offers ask */
    bool free;          /* no commitment to an offer */
    bool alone;         /* one offer only, so that no other offer's units share its market price */
    bool dear;          /* a contract, an offer and a site more, that nobody would take */
    bool shuffled;      /* the rows of the stream in another order */
    bool fair;          /* between tenants */
};

/* Seeds of plans that are compared with changed ones. */
enum { PLANS_CHANGED = 24 };

/* The file of hourly profiles that all the plans refer to. */
void plans_write_profiles(FILE *out);

/* The text of a plan and of a stream that goes with it, appended. */
void plans_make(uint64_t seed, const struct change *change, const char *profiles,
                struct cp_str *plan, struct cp_str *facts);

#endif
