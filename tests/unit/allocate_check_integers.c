/* What comes whole: phases, the places of synchronous work, price steps in their order. */
#include "allocate_check.h"
#include <math.h>
#include <string.h>

/* Integers are answered to 1e-5 of 1. */
static const double whole = 2e-5;

static void check_phase(struct check *c, const struct cp_site *site, const struct cp_phase *p) {
    double open = p->power * (1 - p->built);
    for (size_t t = 0; t < c->T; t++) {
        double mw = SUM(.measure = "build", .dim[CP_SITE] = site->name, .dim[CP_PHASE] = p->name,
                        .dim[CP_PERIOD] = c->text[t]);
        if (fabs(mw) > whole * open && fabs(mw - open) > whole * open)
            check_say(c, mw, "0 or ", open, "build", p->name, t);
    }
}

/* Places at which a workload runs at any time of a calendar year: sites, and rented offers. */
static void check_places(struct check *c, const struct cp_workload *w, int year) {
    size_t n = 0;
    for (size_t i = 0; i < c->plan->nsite + c->nlot; i++) {
        bool site = i < c->plan->nsite, runs = false;
        size_t l = site ? 0 : i - c->plan->nsite;
        if (!site && l && !strcmp(c->lot[l].offer, c->lot[l - 1].offer))
            continue;
        for (size_t t = 0; t < c->T; t++) {
            struct cp_fact key = {
                .measure = "served", .dim[CP_WORKLOAD] = w->name, .dim[CP_PERIOD] = c->text[t]};
            key.dim[site ? CP_SITE : CP_OFFER] = site ? c->plan->site[i].name : c->lot[l].offer;
            double demand =
                SUM(.measure = "demand", .dim[CP_WORKLOAD] = w->name, .dim[CP_PERIOD] = c->text[t]);
            runs |= cp_period_year(c->period[t]) == year && check_sum(c, &key) > whole * demand;
        }
        n += runs;
    }
    if (n > w->max_sites)
        check_say(c, (double)n, "at most ", (double)w->max_sites, "places in a year", w->name,
                  c->T);
}

/* Nothing of a cheaper step before the last unit of the one before it. */
static void check_step(struct check *c, const struct check_lot *lot) {
    const struct check_lot *before = lot - 1;
    double low = INFINITY, high = 0, units = 0, filled = 0;
    for (size_t t = 0; t < c->T; t++) {
        low = lot->supply[t] > 0 ? fmin(low, lot->price[t]) : low;
        high = before->supply[t] > 0 ? fmax(high, before->price[t]) : high;
        units += lot->bought[t];
        filled += before->bought[t];
    }
    if (low < high && before->total > 0 && units > whole * lot->total)
        check_at_most(c, before->total * (1 - whole), filled, 1, "a step before a cheaper one",
                      lot->offer, c->T);
}

void check_integers(struct check *c) {
    const struct cp_plan *plan = c->plan;
    for (size_t s = 0; s < plan->nsite; s++)
        for (size_t f = 0; f < plan->site[s].nphase; f++)
            check_phase(c, &plan->site[s], &plan->site[s].phase[f]);
    int first = cp_period_year(c->period[0]), last = cp_period_year(c->period[c->T - 1]);
    for (size_t w = 0; w < plan->nworkload; w++) {
        double part = SUM(.measure = "accepted", .dim[CP_WORKLOAD] = plan->workload[w].name);
        if (fabs(part - (part > 0.5)) > whole)
            check_say(c, part, "0 or ", 1, "accepted", plan->workload[w].name, c->T);
    }
    for (size_t w = 0; w < plan->nworkload; w++)
        for (size_t k = 0; k < plan->workload[w].nway; k++) {
            double part = SUM(.measure = "way", .dim[CP_WORKLOAD] = plan->workload[w].name,
                              .dim[CP_NAME] = plan->workload[w].way[k].name);
            if (fabs(part - (part > 0.5)) > whole)
                check_say(c, part, "0 or ", 1, "way", plan->workload[w].way[k].name, c->T);
        }
    for (size_t w = 0; w < plan->nworkload; w++)
        for (int y = first; plan->workload[w].max_sites && y <= last; y++)
            check_places(c, &plan->workload[w], y);
    for (size_t l = 1; l < c->nlot; l++)
        if (!strcmp(c->lot[l].offer, c->lot[l - 1].offer))
            check_step(c, &c->lot[l]);
}
