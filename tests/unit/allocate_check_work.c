/* Work: what is asked for is served or not, by GPUs that are there and can do it. */
#include "allocate_check.h"
#include <math.h>
#include <string.h>

/* The sum of a fact of the ways of a workload; t T: of no period. */
static double of_ways(const struct check *c, const struct cp_workload *w, const char *way,
                      const char *measure, size_t t) {
    return SUM(.measure = measure, .dim[CP_WORKLOAD] = w->name, .dim[CP_NAME] = way,
               .dim[CP_PERIOD] = t < c->T ? c->text[t] : "-");
}

/* At most one way; each serves and works as far as it is chosen, when it may. */
static void check_ways(struct check *c, const struct cp_workload *w) {
    double all = 0;
    for (size_t k = 0; k < w->nway; k++) {
        const struct cp_way *way = &w->way[k];
        double part = of_ways(c, w, way->name, "way", c->T), done = 0;
        all += part;
        check_not_negative(c, part, 1, "a way", way->name, c->T);
        for (size_t t = 0; t < c->T; t++) {
            double demand =
                SUM(.measure = "demand", .dim[CP_WORKLOAD] = w->name, .dim[CP_PERIOD] = c->text[t]);
            double served = of_ways(c, w, way->name, "way_served", t),
                   work = of_ways(c, w, way->name, "way_work", t);
            bool ready = check_in_force(c, t, way->ready, INT64_MAX);
            check_at_most(c, served, ready ? part * way->serves * demand : 0, demand,
                          "what a way serves", way->name, t);
            bool begins = check_in_force(c, t, way->start, INT64_MAX) &&
                          (t == 0 || !check_in_force(c, t - 1, way->start, INT64_MAX));
            if (!begins && !check_in_force(c, t, way->start, way->ready))
                check_near(c, work, 0, 1, "work out of time", way->name, t);
            check_not_negative(c, work, 1, "work", way->name, t);
            done += work * c->hours[t];
        }
        check_near(c, done, part * way->flop / 3600e18, c->hours[0], "work of a way", way->name,
                   c->T);
    }
    check_at_most(c, all, 1, 1, "all ways", w->name, c->T);
}

/* What is done of a workload's for the ways of others. */
static double extra(const struct check *c, const struct cp_workload *w, size_t t) {
    double work = 0;
    for (size_t i = 0; i < c->plan->nworkload; i++)
        for (size_t k = 0; k < c->plan->workload[i].nway; k++) {
            const struct cp_way *way = &c->plan->workload[i].way[k];
            if (way->work && !strcmp(way->work, w->name))
                work += of_ways(c, &c->plan->workload[i], way->name, "way_work", t);
        }
    return work;
}

static void check_demand(struct check *c, const struct cp_workload *w, size_t t) {
    double demand =
        SUM(.measure = "demand", .dim[CP_WORKLOAD] = w->name, .dim[CP_PERIOD] = c->text[t]);
    double served =
        SUM(.measure = "served", .dim[CP_WORKLOAD] = w->name, .dim[CP_PERIOD] = c->text[t]);
    double unmet =
        SUM(.measure = "unmet", .dim[CP_WORKLOAD] = w->name, .dim[CP_PERIOD] = c->text[t]);
    double rejected =
        SUM(.measure = "rejected", .dim[CP_WORKLOAD] = w->name, .dim[CP_PERIOD] = c->text[t]);
    double accepted = w->bid ? SUM(.measure = "accepted", .dim[CP_WORKLOAD] = w->name) : 1;
    double met = served - extra(c, w, t), run = 0;
    for (size_t k = 0; k < w->nway; k++)
        run += w->way[k].compute * of_ways(c, w, w->way[k].name, "way_served", t);
    if (w->nway) {
        check_near(c, served, run, demand, "served as its ways run", w->name, t);
        met = of_ways(c, w, NULL, "way_served", t);
    }
    check_near(c, met + unmet, demand * accepted, fmax(demand, served), "served + unmet", w->name,
               t);
    check_near(c, rejected, demand * (1 - accepted), demand, "rejected", w->name, t);
    check_at_most(c, accepted, 1, 1, "accepted", w->name, t);
    check_not_negative(c, accepted, 1, "accepted", w->name, t);
    check_not_negative(c, unmet, demand, "unmet", w->name, t);
    if (!w->nsite)
        return;
    for (size_t i = 0; i < w->nsite; i++)
        served -= SUM(.measure = "served", .dim[CP_WORKLOAD] = w->name,
                      .dim[CP_PERIOD] = c->text[t], .dim[CP_SITE] = w->sites[i]);
    check_near(c, served, 0, demand, "served elsewhere", w->name, t);
}

/* Units at work in every slice, and that the slices' work is the period's. */
static void check_slices(struct check *c, const struct cp_sku *g, struct cp_fact key, double able,
                         size_t t) {
    const struct cp_slicing *s = check_slicing(c, t);
    double mean = 0, whole = 0;
    key.measure = "served";
    for (size_t h = 0; h <= s->n; h++) {
        double units = 0;
        char slice[CP_SLICE_SIZE] = "-";
        if (h < s->n)
            cp_slices_name(s, h, slice);
        key.dim[CP_SLICE] = slice;
        for (size_t i = 0; i < c->plan->nworkload; i++) {
            key.dim[CP_WORKLOAD] = c->plan->workload[i].name;
            double rate = g->peak * cp_plan_efficiency(g, key.dim[CP_WORKLOAD]);
            units += rate > 0 ? check_sum(c, &key) / rate : 0;
        }
        if (h < s->n)
            check_at_most(c, units, able, 100, "units at work in a slice", g->name, t);
        mean += h < s->n ? s->weight[h] * units : 0;
        whole = units;
    }
    check_near(c, mean, whole, 100, "work of all slices", g->name, t);
}

/* Hours at work and idle of `fleet` GPUs at a place: a site, or a rented offer. GPUs that came from
 * another site do no work for a while, though they are there to be sold. */
static void check_place(struct check *c, const struct cp_sku *g, const char *site,
                        const char *offer, double fleet, size_t t) {
    struct cp_fact key = {.dim[CP_PERIOD] = c->text[t],
                          .dim[CP_SKU] = g->name,
                          .dim[CP_SITE] = site,
                          .dim[CP_OFFER] = offer};
    double able = fleet * g->reliability.availability * (1 - g->reliability.spares) * c->hours[t],
           work = 0, lost = 0;
    if (!isnan(g->move) && strcmp(site, "-") != 0)
        for (size_t r = 0; r < c->nmeasure; r++)
            for (size_t i = 0; i < c->measure[r].n && !strcmp(c->measure[r].name, "move"); i++) {
                key.measure = "move";
                if (check_fits(c, c->measure[r].row[i], &key))
                    lost += fmax(0, cp_facts_value(c->facts, c->measure[r].row[i]));
            }
    lost *= g->reliability.availability * (1 - g->reliability.spares) *
            fmin(1, g->move_time / c->years[t]) * c->hours[t];
    double scale = fmax(able, 100 * c->hours[t]);
    key.measure = "gpu_hours";
    double busy = check_sum(c, &key);
    key.measure = "surplus";
    double idle = check_sum(c, &key);
    key.measure = "served";
    for (size_t i = 0; i < c->plan->nworkload; i++) {
        key.dim[CP_WORKLOAD] = c->plan->workload[i].name;
        double flops = check_sum(c, &key),
               rate = g->peak * cp_plan_efficiency(g, key.dim[CP_WORKLOAD]);
        check_not_negative(c, flops, 1, "served", site, t);
        if (rate > 0)
            work += flops / rate * c->hours[t];
        else
            check_near(c, flops, 0, 1, "work that the SKU cannot do", site, t);
    }
    check_slices(c, g, key, (able - lost) / c->hours[t], t);
    check_near(c, busy + idle, able, scale, "hours at work and idle", g->name, t);
    check_near(c, busy, work, scale, "hours at work", g->name, t);
    check_at_most(c, busy, able - lost, scale, "hours at work after moves", g->name, t);
    check_not_negative(c, idle, scale, "idle hours", g->name, t);
}

static void check_places(struct check *c, size_t t) {
    for (size_t g = 0; g < c->plan->nsku; g++)
        for (size_t s = 0; s < c->plan->nsite; s++) {
            const char *site = c->plan->site[s].name, *sku = c->plan->sku[g].name;
            double fleet = SUM(.measure = "stock", .dim[CP_PERIOD] = c->text[t],
                               .dim[CP_SITE] = site, .dim[CP_SKU] = sku);
            double on = SUM(.measure = "switched_on", .dim[CP_PERIOD] = c->text[t],
                            .dim[CP_SITE] = site, .dim[CP_SKU] = sku);
            bool all = isnan(c->plan->sku[g].off);
            check_at_most(c, on, fleet, 1, "switched on", sku, t);
            check_place(c, &c->plan->sku[g], site, "-", all ? fleet : on, t);
        }
    for (size_t l = 0; l < c->nlot; l++) {
        const struct check_lot *lot = &c->lot[l];
        double fleet = 0;
        for (size_t i = 0; i <= t; i++)
            if (check_serves(c->mid[t] - c->mid[i], lot->term))
                fleet += SUM(.measure = "buy", .dim[CP_OFFER] = lot->offer,
                             .dim[CP_PERIOD] = c->text[i]);
        if (lot->rented)
            check_place(c, cp_plan_sku(c->plan, lot->sku), "-", lot->offer, fleet, t);
    }
}

void check_work(struct check *c) {
    for (size_t w = 0; w < c->plan->nworkload; w++)
        check_ways(c, &c->plan->workload[w]);
    for (size_t t = 0; t < c->T; t++) {
        for (size_t w = 0; w < c->plan->nworkload; w++)
            check_demand(c, &c->plan->workload[w], t);
        check_places(c, t);
    }
}
