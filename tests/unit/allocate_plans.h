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
    bool near;          /* nothing that is decided far ahead: no ways of workloads */
    bool fair;          /* between tenants */
    bool whole;         /* keys that want integers by themselves */
    bool plain;         /* nothing that an offer or a site more may loosen or tighten: no limit to
                         * shares, no loss of a site, no GPUs that stand anywhere without power */
};

/* Seeds to draw plans from: those that a test has by itself, or, to look further, those that
 * CAPPLAN_DRAWS names as FIRST:COUNT. */
struct draws {
    uint64_t first, end;
};
struct draws plans_draws(uint64_t first, unsigned count);

/* The file of hourly profiles that all the plans refer to. */
void plans_write_profiles(FILE *out);

/* The text of a plan and of a stream that goes with it, appended. */
void plans_make(uint64_t seed, const struct change *change, const char *profiles,
                struct cp_str *plan, struct cp_str *facts);

#endif
