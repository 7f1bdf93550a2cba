/* Small sourcing programs, for tests. */
#ifndef CAPPLAN_AWARD_CASE_H
#define CAPPLAN_AWARD_CASE_H

#include "supplier/supplier.h"
#include "tap.h"

enum { OFFERS = 3, STEPS = 5, PERIODS = 2, WAYS = 2 };

/* A problem of one SKU and a supplier an offer, with its arrays. */
struct small {
    struct cp_award_problem p;
    struct cp_award_offer offer[OFFERS];
    struct cp_award_fleet fleet[OFFERS];
    struct cp_award_supplier supplier[OFFERS];
    struct cp_award_way way[OFFERS][WAYS];
    struct cp_award_need need;
    struct cp_award_rebate rebate;
    size_t until[PERIODS], window[PERIODS];
    double rebate_from[2], rebate_share[2], rebate_worth[PERIODS];
    double from[OFFERS][STEPS], price[OFFERS][STEPS * WAYS * PERIODS], capacity[OFFERS][PERIODS];
    double ordinary[OFFERS][PERIODS], damages[OFFERS][PERIODS];
    double level[PERIODS], critical[PERIODS], rate[PERIODS];
};

static void start(struct small *s, size_t noffer, size_t T, double need) {
    *s = (struct small){.p = {.T = T,
                              .noffer = noffer,
                              .nfleet = noffer,
                              .nsupplier = noffer,
                              .ncountry = 1,
                              .nsku = 1,
                              .nneed = 1,
                              .gap = 1e-9}};
    s->p.offer = s->offer, s->p.fleet = s->fleet, s->p.supplier = s->supplier;
    s->p.need = &s->need;
    for (size_t t = 0; t < PERIODS; t++)
        s->rate[t] = 1, s->level[t] = need;
    s->need =
        (struct cp_award_need){.level = s->level, .rate = s->rate, .weight = 1, .place = SIZE_MAX};
    for (size_t o = 0; o < noffer; o++) {
        s->fleet[o] = (struct cp_award_fleet){.supplier = o, .power = 1};
        s->supplier[o].share = 1;
        s->way[o][0].fleet = s->way[o][1].fleet = o;
        s->offer[o] = (struct cp_award_offer){.supplier = o,
                                              .nway = 1,
                                              .way = s->way[o],
                                              .from = s->from[o],
                                              .price = s->price[o],
                                              .capacity = s->capacity[o]};
    }
}

#endif
