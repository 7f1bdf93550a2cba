/* Quantities: work, power, fleet, deliveries, contracts. */
#include "allocate_check.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- looking facts up ------------------------------------------------------------------------ */

static bool fits(const struct check *c, size_t row, const struct cp_fact *key) {
    for (int d = 0; d < CP_DIM_COUNT; d++) {
        const char *want = d == CP_SLICE && !key->dim[d] ? "-" : key->dim[d];
        if (want && strcmp(cp_facts_dim(c->facts, row, (enum cp_dim)d), want) != 0)
            return false;
    }
    return true;
}

double check_sum(const struct check *c, const struct cp_fact *key) {
    double sum = 0;
    for (size_t i = 0; i < c->nmeasure; i++)
        if (!strcmp(c->measure[i].name, key->measure))
            for (size_t k = 0; k < c->measure[i].n; k++)
                if (fits(c, c->measure[i].row[k], key))
                    sum += cp_facts_value(c->facts, c->measure[i].row[k]);
    return sum;
}

void check_say(struct check *c, double got, const char *than, double want, const char *what,
               const char *of, size_t t) {
    if (c->failures++ < 8)
        cp_str_addf(c->why, "%s of %s in %s: %.12g, wanted %s%.12g\n", what, of,
                    t < c->T ? c->text[t] : "all", got, than, want);
}

/* MW: an engine answers to 1e-8 of 1 and the largest term of a row (lp.h), so no balance of power
 * can be asked for more closely than 1e-6 of this. */
static const double answered = 1e-2;

void check_near(struct check *c, double got, double want, double scale, const char *what,
                const char *of, size_t t) {
    if (!(fabs(got - want) <= 1e-6 * fmax(fabs(want), scale)))
        check_say(c, got, "", want, what, of, t);
}

void check_at_most(struct check *c, double got, double most, double scale, const char *what,
                   const char *of, size_t t) {
    if (!(got - most <= 1e-6 * fmax(fabs(most), scale)))
        check_say(c, got, "at most ", most, what, of, t);
}

static void not_negative(struct check *c, double got, double scale, const char *what,
                         const char *of, size_t t) {
    check_at_most(c, -got, 0, scale, what, of, t);
}

/* ---- conventions, as capplan(7) has them ------------------------------------------------------
 */

const struct cp_slicing *check_slicing(const struct check *c, size_t t) {
    return c->slicing[t];
}

bool check_in_force(const struct check *c, size_t t, int64_t from, int64_t to) {
    int64_t middle = (cp_period_start(c->period[t]) + cp_period_end(c->period[t])) / 2;
    return from <= middle && middle < to;
}

/* Lengths of time are sums of parts of years: half a minute is not a difference. */
bool check_serves(double age, double life) {
    return age < life - 1e-6;
}

double check_profile(const struct check *c, const char *name, size_t t, size_t h) {
    for (size_t p = 0; name && p < c->plan->nprofile; p++)
        if (!strcmp(c->plan->profile[p].name, name))
            return check_slicing(c, t)->value[p][h];
    return NAN;
}

double check_available(const struct check *c, const struct cp_contract *e, size_t t, size_t h) {
    double factor = e->factor_profile ? check_profile(c, e->factor_profile, t, h) : e->factor;
    return e->availability * (e->kind == CP_PPA || e->kind == CP_GENERATOR ? factor : 1);
}

static double pue(const struct check *c, const struct cp_site *site, size_t t, size_t h) {
    return site->pue * (site->pue_profile ? check_profile(c, site->pue_profile, t, h) : 1);
}

/* ---- work --------------------------------------------------------------------------------------
 */

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
    check_near(c, served + unmet, demand * accepted, demand, "served + unmet", w->name, t);
    check_near(c, rejected, demand * (1 - accepted), demand, "rejected", w->name, t);
    check_at_most(c, accepted, 1, 1, "accepted", w->name, t);
    not_negative(c, accepted, 1, "accepted", w->name, t);
    not_negative(c, unmet, demand, "unmet", w->name, t);
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
            cp_slicing_name(s, h, slice);
        key.dim[CP_SLICE] = slice;
        for (size_t i = 0; i < c->plan->nworkload; i++) {
            key.dim[CP_WORKLOAD] = c->plan->workload[i].name;
            double rate = g->peak * cp_sku_efficiency(g, key.dim[CP_WORKLOAD]);
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
    double able = fleet * g->availability * (1 - g->spares) * c->hours[t], work = 0, lost = 0;
    if (!isnan(g->move) && strcmp(site, "-") != 0)
        for (size_t r = 0; r < c->nmeasure; r++)
            for (size_t i = 0; i < c->measure[r].n && !strcmp(c->measure[r].name, "move"); i++) {
                key.measure = "move";
                if (fits(c, c->measure[r].row[i], &key))
                    lost += fmax(0, cp_facts_value(c->facts, c->measure[r].row[i]));
            }
    lost *= g->availability * (1 - g->spares) * fmin(1, g->move_time / c->years[t]) * c->hours[t];
    double scale = fmax(able, 100 * c->hours[t]);
    key.measure = "gpu_hours";
    double busy = check_sum(c, &key);
    key.measure = "surplus";
    double idle = check_sum(c, &key);
    key.measure = "served";
    for (size_t i = 0; i < c->plan->nworkload; i++) {
        key.dim[CP_WORKLOAD] = c->plan->workload[i].name;
        double flops = check_sum(c, &key),
               rate = g->peak * cp_sku_efficiency(g, key.dim[CP_WORKLOAD]);
        not_negative(c, flops, 1, "served", site, t);
        if (rate > 0)
            work += flops / rate * c->hours[t];
        else
            check_near(c, flops, 0, 1, "work that the SKU cannot do", site, t);
    }
    check_slices(c, g, key, (able - lost) / c->hours[t], t);
    check_near(c, busy + idle, able, scale, "hours at work and idle", g->name, t);
    check_near(c, busy, work, scale, "hours at work", g->name, t);
    check_at_most(c, busy, able - lost, scale, "hours at work after moves", g->name, t);
    not_negative(c, idle, scale, "idle hours", g->name, t);
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

/* ---- sites
 * --------------------------------------------------------------------------------------- */

/* Halls that stand in period t, from what was there and the builds. */
static double standing(const struct check *c, const struct cp_site *site, size_t t) {
    double mw = 0;
    for (size_t f = 0; f < site->nphase; f++)
        if (check_in_force(c, t, site->phase[f].ready, INT64_MAX))
            mw += site->phase[f].power * site->phase[f].built;
    for (size_t i = 0; i <= t; i++)
        mw += SUM(.measure = "build", .dim[CP_SITE] = site->name, .dim[CP_PERIOD] = c->text[i]);
    return mw;
}

static void check_phases(struct check *c, const struct cp_site *site) {
    for (size_t f = 0; f < site->nphase; f++) {
        const struct cp_phase *p = &site->phase[f];
        double sum = 0, must = p->power * fmax(0, p->committed - p->built);
        bool can = false;
        for (size_t t = 0; t < c->T; t++) {
            double mw = SUM(.measure = "build", .dim[CP_SITE] = site->name,
                            .dim[CP_PHASE] = p->name, .dim[CP_PERIOD] = c->text[t]);
            not_negative(c, mw, p->power, "build", p->name, t);
            sum += mw;
            if (check_in_force(c, t, p->ready, INT64_MAX))
                can = true;
            else
                check_near(c, mw, 0, p->power, "build before ready", p->name, t);
        }
        check_at_most(c, sum, p->power * (1 - p->built), p->power, "build", p->name, c->T);
        if (can)
            check_at_most(c, must, sum, p->power, "committed build", p->name, c->T);
    }
}

/* IT power of the GPUs at a site, at work and idle. */
static double drawn(const struct check *c, const struct cp_site *site, size_t t) {
    double mw = 0;
    for (size_t g = 0; g < c->plan->nsku; g++) {
        const struct cp_sku *sku = &c->plan->sku[g];
        double fleet = SUM(.measure = "stock", .dim[CP_SITE] = site->name, .dim[CP_SKU] = sku->name,
                           .dim[CP_PERIOD] = c->text[t]);
        double busy = SUM(.measure = "gpu_hours", .dim[CP_SITE] = site->name,
                          .dim[CP_SKU] = sku->name, .dim[CP_PERIOD] = c->text[t]);
        double off = isnan(sku->off) ? 0 : sku->off, on = fleet;
        if (!isnan(sku->off))
            on = SUM(.measure = "switched_on", .dim[CP_SITE] = site->name, .dim[CP_SKU] = sku->name,
                     .dim[CP_PERIOD] = c->text[t]);
        mw += sku->power *
              (off * fleet + (sku->idle - off) * on + (1 - sku->idle) * busy / c->hours[t]);
    }
    return mw;
}

static void check_site(struct check *c, const struct cp_site *site, size_t t) {
    const struct cp_slicing *s = check_slicing(c, t);
    struct cp_fact key = {.dim[CP_SITE] = site->name, .dim[CP_PERIOD] = c->text[t]};
    double halls =
        SUM(.measure = "halls", .dim[CP_SITE] = site->name, .dim[CP_PERIOD] = c->text[t]);
    double mean = SUM(.measure = "power", .dim[CP_SITE] = site->name, .dim[CP_PERIOD] = c->text[t]);
    double energy =
        SUM(.measure = "energy", .dim[CP_SITE] = site->name, .dim[CP_PERIOD] = c->text[t]);
    double it = 0, sum = 0;
    for (size_t h = 0; h < s->n; h++) {
        char slice[CP_SLICE_SIZE];
        cp_slicing_name(s, h, slice);
        key.dim[CP_SLICE] = slice;
        key.measure = "power";
        double mw = check_sum(c, &key), mwh = mw * s->weight[h] * c->hours[t];
        key.measure = "energy";
        if (!site->node)
            check_near(c, check_sum(c, &key), mwh, answered * c->hours[t], "energy of a slice",
                       site->name, t);
        check_at_most(c, mw, halls, 1, "power of a slice", site->name, t);
        it += s->weight[h] * mw / pue(c, site, t, h);
        sum += s->weight[h] * mw;
    }
    double it_fact =
        SUM(.measure = "it_power", .dim[CP_SITE] = site->name, .dim[CP_PERIOD] = c->text[t]);
    double firm =
        SUM(.measure = "firm_supply", .dim[CP_SITE] = site->name, .dim[CP_PERIOD] = c->text[t]);
    double both =
        SUM(.measure = "energised", .dim[CP_SITE] = site->name, .dim[CP_PERIOD] = c->text[t]);
    check_near(c, halls, standing(c, site, t), 1, "halls", site->name, t);
    check_near(c, mean, sum, answered, "power", site->name, t);
    if (!site->node)
        check_near(c, mean, energy / c->hours[t], answered, "energy / hours", site->name, t);
    check_near(c, it, it_fact, answered, "IT power", site->name, t);
    check_near(c, drawn(c, site, t), it_fact, answered, "power of GPUs", site->name, t);
    check_near(c, both, fmin(halls, firm), 1e-3, "energised", site->name, t);
}

/* Traffic of the work at a site, slice by slice, and what is rented for it. */
static void check_traffic(struct check *c, const struct cp_site *site, size_t t) {
    const struct cp_slicing *s = check_slicing(c, t);
    double has =
        SUM(.measure = "bandwidth", .dim[CP_SITE] = site->name, .dim[CP_PERIOD] = c->text[t]);
    for (size_t h = 0; h < s->n; h++) {
        char slice[CP_SLICE_SIZE];
        double sent = 0;
        cp_slicing_name(s, h, slice);
        for (size_t w = 0; w < c->plan->nworkload; w++)
            sent += c->plan->workload[w].traffic *
                    SUM(.measure = "served", .dim[CP_WORKLOAD] = c->plan->workload[w].name,
                        .dim[CP_SITE] = site->name, .dim[CP_PERIOD] = c->text[t],
                        .dim[CP_SLICE] = slice);
        check_at_most(c, sent, has, 1, "traffic of a slice", site->name, t);
    }
    if (site->bandwidth_price.n)
        check_at_most(c, site->bandwidth, has, 1, "bandwidth that stands", site->name, t);
    else
        check_near(c, has, site->bandwidth, 1, "bandwidth", site->name, t);
}

/* ---- fleet
 * --------------------------------------------------------------------------------------- */

/* One vintage at one site: what was there, is there, comes and goes. `age` is at the middle of the
 * first period; `have` GPUs stand before it. */
static void check_vintage(struct check *c, const struct cp_site *site, const struct cp_sku *g,
                          const char *vintage, size_t first, double age, double have) {
    double before = have, scale = fmax(have, 1);
    bool old_one = first == 0 && strcmp(vintage, c->text[0]) != 0;
    for (size_t t = first; t < c->T; t++) {
        struct cp_fact key = {.dim[CP_SITE] = site->name,
                              .dim[CP_SKU] = g->name,
                              .dim[CP_VINTAGE] = vintage,
                              .dim[CP_PERIOD] = c->text[t]};
        double now[5], old = age + c->mid[t] - c->mid[first];
        const char *const names[] = {"stock", "install", "failures", "retire", "sold"};
        key.measure = "move";
        double moved = check_sum(c, &key);
        for (size_t i = 0; i < 5; i++) {
            key.measure = names[i];
            now[i] = check_sum(c, &key);
            scale = fmax(scale, now[i]);
            not_negative(c, now[i], scale, names[i], vintage, t);
        }
        bool serves = check_serves(old, g->life);
        double lost = t > first && serves ? before * (1 - pow(1 - g->failure, c->years[t])) : 0;
        check_near(c, now[2], lost, scale, "failures", vintage, t);
        check_near(c, now[0], before + now[1] + moved - now[2] - now[3], scale, "stock", vintage,
                   t);
        check_at_most(c, now[4], now[3], scale, "sold", vintage, t);
        check_at_most(c, now[4], before - now[2], scale, "sold of what stood", vintage, t);
        check_at_most(c, -moved, before, scale, "moved away", vintage, t);
        if (isnan(g->move))
            check_near(c, moved, 0, scale, "moved", vintage, t);
        if (!serves)
            check_near(c, now[0], 0, scale, "stock beyond life", vintage, t);
        if (!serves || old_one || (t > first && !check_serves(old, g->store)))
            check_near(c, now[1], 0, scale, "late install", vintage, t);
        before = now[0];
    }
}

void check_old_vintage(const struct check *c, const struct cp_existing *e,
                       char buf[CP_PERIOD_SIZE]) {
    int64_t when = c->plan->horizon.origin - 1 - (int64_t)(e->age * 8766);
    cp_period_format(buf, cp_period_at(c->period[0].freq, when));
}

static const struct cp_existing *standing_at(const struct check *c, const struct cp_site *site,
                                             const char *sku, const char *vintage) {
    for (size_t i = 0; i < site->nexisting; i++) {
        const struct cp_existing *e = &site->existing[i];
        char text[CP_PERIOD_SIZE];
        check_old_vintage(c, e, text);
        if (!strcmp(e->sku, sku) && e->units > 0 && !strcmp(text, vintage))
            return e;
    }
    return NULL;
}

const struct cp_existing *check_existing(const struct check *c, const struct cp_site *site,
                                         const char *sku, const char *vintage) {
    const struct cp_existing *e = standing_at(c, site, sku, vintage);
    for (size_t s = 0; !e && s < c->plan->nsite; s++)
        e = standing_at(c, &c->plan->site[s], sku, vintage);
    return e;
}

/* What stood there before the plan, and what came later from another site of what stood there. */
static void check_old(struct check *c, const struct cp_site *site, const struct cp_sku *g,
                      const struct cp_existing *e) {
    char vintage[CP_PERIOD_SIZE];
    check_old_vintage(c, e, vintage);
    const struct cp_existing *own = standing_at(c, site, g->name, vintage);
    double age = e->age + c->mid[0];
    if (strcmp(e->sku, g->name) != 0 || check_existing(c, site, g->name, vintage) != e)
        return;
    if (check_serves(age, g->life) && (own || !isnan(g->move)))
        check_vintage(c, site, g, vintage, 0, age, own ? e->units : 0);
    else
        check_near(c,
                   SUM(.measure = "stock", .dim[CP_SITE] = site->name, .dim[CP_SKU] = g->name,
                       .dim[CP_VINTAGE] = vintage),
                   0, 1, "what has no business there", g->name, 0);
}

static void check_fleet(struct check *c, const struct cp_site *site) {
    for (size_t g = 0; g < c->plan->nsku; g++) {
        for (size_t s = 0; s < c->plan->nsite; s++)
            for (size_t i = 0; i < c->plan->site[s].nexisting; i++)
                check_old(c, site, &c->plan->sku[g], &c->plan->site[s].existing[i]);
        for (size_t t = 0; t < c->T; t++)
            check_vintage(c, site, &c->plan->sku[g], c->text[t], t, 0, 0);
    }
}

/* Delivered = installed + in store, as long as the SKU may be stored. */
static void check_deliveries(struct check *c, const struct cp_sku *g, size_t first) {
    double left = 0;
    for (size_t l = 0; l < c->nlot; l++)
        if (!c->lot[l].rented && !strcmp(c->lot[l].sku, g->name))
            left += c->lot[l].bought[first];
    double scale = fmax(left, 1);
    for (size_t t = first; t < c->T; t++) {
        double kept = SUM(.measure = "inventory", .dim[CP_SKU] = g->name,
                          .dim[CP_VINTAGE] = c->text[first], .dim[CP_PERIOD] = c->text[t]);
        left -= SUM(.measure = "install", .dim[CP_SKU] = g->name, .dim[CP_VINTAGE] = c->text[first],
                    .dim[CP_PERIOD] = c->text[t]);
        if (t > first && !check_serves(c->mid[t] - c->mid[first], g->store))
            left = 0;
        check_near(c, kept, left, scale, "inventory", g->name, t);
        not_negative(c, left, scale, "inventory", g->name, t);
    }
}

/* What arrives somewhere leaves somewhere. */
static void check_moves(struct check *c, const struct cp_sku *g, size_t t) {
    double stock = SUM(.measure = "stock", .dim[CP_SKU] = g->name, .dim[CP_PERIOD] = c->text[t]);
    check_near(c, SUM(.measure = "move", .dim[CP_SKU] = g->name, .dim[CP_PERIOD] = c->text[t]), 0,
               fmax(stock, 1), "moves", g->name, t);
}

static void check_lots(struct check *c) {
    for (size_t l = 0; l < c->nlot; l++) {
        const struct check_lot *lot = &c->lot[l];
        double offered = 0, taken = 0, low = INFINITY, high = 0, part[2] = {0, 0};
        for (size_t t = 0; t < c->T; t++) {
            check_at_most(c, lot->bought[t], lot->supply[t], 1, "buy", lot->offer, t);
            not_negative(c, lot->bought[t], 1, "buy", lot->offer, t);
        }
        for (size_t k = 0; k < c->nlot; k++)
            for (size_t t = 0; !strcmp(c->lot[k].offer, lot->offer) && t < c->T; t++) {
                offered += c->lot[k].supply[t];
                taken += c->lot[k].bought[t];
            }
        double committed = SUM(.measure = "committed", .dim[CP_OFFER] = lot->offer);
        check_at_most(c, fmin(committed, offered), taken, 1, "commitment", lot->offer, c->T);
        if (l == 0 || strcmp(c->lot[l - 1].offer, lot->offer))
            continue;
        for (size_t i = 0; i < 2; i++)
            for (size_t t = 0; t < c->T; t++)
                part[i] += c->lot[l - i].bought[t] / c->lot[l - i].total;
        for (size_t t = 0; t < c->T; t++) {
            low = lot->supply[t] > 0 ? fmin(low, lot->price[t]) : low;
            high = lot[-1].supply[t] > 0 ? fmax(high, lot[-1].price[t]) : high;
        }
        if (low < high)
            check_at_most(c, part[0], part[1], 1, "a cheaper step", lot->offer, c->T);
    }
}

/* ---- contracts
 * ------------------------------------------------------------------------------------- */

/* What leaves a battery within a day is no more than what was charged, less the losses. */
void check_battery(struct check *c, const struct cp_contract *e, size_t t) {
    const struct cp_slicing *s = check_slicing(c, t);
    for (size_t i = 0; i < c->nplace; i++)
        for (size_t day = 0; day < s->ngroup; day++) {
            double in = 0, out = 0;
            for (size_t h = s->first[day]; h < s->first[day + 1]; h++) {
                char slice[CP_SLICE_SIZE];
                cp_slicing_name(s, h, slice);
                struct cp_fact key = {.measure = "energy",
                                      .dim[CP_CONTRACT] = e->name,
                                      .dim[CP_PERIOD] = c->text[t],
                                      .dim[CP_SLICE] = slice};
                double mw = check_at(c, &c->place[i], key) / (s->weight[h] * c->hours[t]);
                in += fmax(-mw, 0);
                out += fmax(mw, 0);
            }
            check_at_most(c, out, e->efficiency * in, 1, "discharge of a day", e->name, t);
        }
}

bool check_is_built(const struct cp_contract *e) {
    return e->kind == CP_GENERATOR || e->kind == CP_STORAGE;
}

static bool without_charge(const struct check *c, const struct cp_contract *e) {
    double sum = e->take_or_pay;
    for (size_t t = 0; t < c->T && e->capex.n; t++)
        sum += cp_path_at(&e->capex, c->period[t], c->plan->horizon.origin);
    for (size_t t = 0; t < c->T && e->capacity_price.n; t++)
        sum += cp_path_at(&e->capacity_price, c->period[t], c->plan->horizon.origin);
    return sum <= 0;
}

/* What costs nothing to hold is held in full, or at what is drawn from it when it is unlimited. */
static void check_held(struct check *c, const struct cp_contract *e, double held, double drawn) {
    if (!isnan(held) && without_charge(c, e) && e->kind != CP_BATTERY)
        check_near(c, held, isfinite(e->power) ? e->power : fmax(e->committed, drawn), 1e-3,
                   "power without a charge", e->name, c->T);
}

static void check_contract(struct check *c, const struct cp_contract *e) {
    double held = NAN, drawn = 0;
    for (size_t t = 0; t < c->T; t++) {
        const struct cp_slicing *s = check_slicing(c, t);
        double mw =
            SUM(.measure = "contract", .dim[CP_CONTRACT] = e->name, .dim[CP_PERIOD] = c->text[t]);
        double total =
            SUM(.measure = "energy", .dim[CP_CONTRACT] = e->name, .dim[CP_PERIOD] = c->text[t]);
        double most = 0, sum = 0;
        if (!check_in_force(c, t, e->from, e->to)) {
            check_near(c, mw, 0, 1, "contract not in force", e->name, t);
            check_near(c, total, 0, c->hours[t], "energy not in force", e->name, t);
            continue;
        }
        check_near(c, isnan(held) ? mw : held, mw, 0, "contract", e->name, t);
        held = mw;
        check_at_most(c, mw, e->power, 1, "contract", e->name, t);
        check_at_most(c, e->committed, mw, 1, "committed contract", e->name, t);
        for (size_t h = 0; h < s->n; h++) {
            char slice[CP_SLICE_SIZE];
            cp_slicing_name(s, h, slice);
            double mwh = SUM(.measure = "energy", .dim[CP_CONTRACT] = e->name,
                             .dim[CP_PERIOD] = c->text[t], .dim[CP_SLICE] = slice);
            double can = mw * check_available(c, e, t, h) * s->weight[h] * c->hours[t];
            check_at_most(c, mwh, can, c->hours[t], "energy of a slice", e->name, t);
            check_at_most(c, -mwh, e->kind == CP_BATTERY ? can : 0, c->hours[t],
                          "charge of a slice", e->name, t);
            drawn = can > 0 ? fmax(drawn, mwh / can * mw) : drawn;
            most += can;
            sum += mwh;
        }
        check_near(c, total, sum, c->hours[t], "energy of all slices", e->name, t);
        if (e->kind == CP_BATTERY)
            check_battery(c, e, t);
        if (e->kind == CP_PPA)
            check_near(c,
                       SUM(.measure = "curtailed", .dim[CP_CONTRACT] = e->name,
                           .dim[CP_PERIOD] = c->text[t]),
                       most - total, c->hours[t], "curtailed", e->name, t);
    }
    check_held(c, e, held, drawn);
}

/* ---- all
 * --------------------------------------------------------------------------------------------- */

static int read_lots(struct check *c) {
    struct cp_selection terms;
    struct cp_error err = {0};
    for (size_t r = 0; r < cp_facts_count(c->facts); r++) {
        const char *offer = cp_facts_dim(c->facts, r, CP_OFFER),
                   *step = cp_facts_dim(c->facts, r, CP_STEP);
        size_t at = c->nlot;
        bool there = strcmp(cp_facts_measure(c->facts, r), "supply") != 0;
        for (size_t l = 0; l < c->nlot && !there; l++) {
            int d = strcmp(c->lot[l].offer, offer);
            d = d ? d : strcmp(c->lot[l].step, step);
            there = d == 0;
            at = d > 0 && at == c->nlot ? l : at;
        }
        if (there)
            continue;
        if (c->nlot == CHECK_LOTS)
            return CP_EINTERNAL;
        memmove(&c->lot[at + 1], &c->lot[at], (c->nlot++ - at) * sizeof *c->lot);
        c->lot[at] = (struct check_lot){.offer = offer,
                                        .step = step,
                                        .sku = cp_facts_dim(c->facts, r, CP_SKU),
                                        .supplier = cp_facts_dim(c->facts, r, CP_SUPPLIER)};
    }
    if (cp_facts_select(c->facts, "term", "year", &terms, &err) < 0)
        return CP_EINTERNAL;
    for (size_t l = 0; l < c->nlot; l++) {
        struct check_lot *lot = &c->lot[l];
        for (size_t i = 0; i < terms.n; i++)
            if (!strcmp(cp_facts_dim(c->facts, terms.row[i], CP_OFFER), lot->offer))
                lot->term = terms.value[i];
        lot->rented = lot->term > 0;
        for (size_t t = 0; t < c->T; t++) {
            struct cp_fact key = {.measure = "supply",
                                  .dim[CP_OFFER] = lot->offer,
                                  .dim[CP_STEP] = lot->step,
                                  .dim[CP_PERIOD] = c->text[t]};
            lot->total += lot->supply[t] = check_sum(c, &key);
            key.measure = lot->rented ? "rent" : "price";
            lot->price[t] = check_sum(c, &key);
            key.measure = "buy";
            lot->bought[t] = check_sum(c, &key);
        }
    }
    cp_selection_release(&terms);
    return 0;
}

static int prepare(struct check *c) {
    struct cp_error err = {0};
    c->T = c->plan->horizon.n;
    if (c->T > CHECK_PERIODS || cp_slicing_make(c->plan, &c->arena, c->slicing, &err) < 0)
        return CP_EINTERNAL;
    for (size_t t = 0; t < c->T; t++) {
        c->period[t] = cp_plan_period(c->plan, t);
        cp_period_format(c->text[t], c->period[t]);
        c->hours[t] = cp_period_hours(c->period[t]);
        c->years[t] = cp_period_years(c->period[t]);
        c->mid[t] = cp_period_mid(c->period[t], c->plan->horizon.origin);
    }
    size_t n = cp_facts_count(c->facts);
    for (size_t r = 0; r < n; r++) {
        const char *name = cp_facts_measure(c->facts, r);
        size_t i = 0;
        while (i < c->nmeasure && strcmp(c->measure[i].name, name) != 0)
            i++;
        if (i == CHECK_MEASURES)
            return CP_EINTERNAL;
        if (i == c->nmeasure) {
            c->measure[c->nmeasure].name = name;
            c->measure[c->nmeasure++].row = cp_arena_calloc(&c->arena, n, sizeof(size_t));
        }
        c->measure[i].row[c->measure[i].n++] = r;
    }
    return check_find_places(c) < 0 ? CP_EINTERNAL : read_lots(c);
}

size_t check_allocation(const struct cp_plan *plan, const struct cp_facts *facts, bool integer,
                        struct cp_str *why) {
    struct check *c = cp_calloc(1, sizeof *c);
    c->plan = plan;
    c->facts = facts;
    c->why = why;
    if (prepare(c) < 0) {
        cp_str_add(why, "the checker is too small for this plan\n");
        c->failures++;
    } else {
        for (size_t s = 0; s < plan->nsite; s++) {
            check_phases(c, &plan->site[s]);
            check_fleet(c, &plan->site[s]);
        }
        for (size_t t = 0; t < c->T; t++) {
            for (size_t w = 0; w < plan->nworkload; w++)
                check_demand(c, &plan->workload[w], t);
            for (size_t s = 0; s < plan->nsite; s++)
                check_site(c, &plan->site[s], t);
            for (size_t s = 0; s < plan->nsite; s++)
                if (isfinite(plan->site[s].bandwidth))
                    check_traffic(c, &plan->site[s], t);
            for (size_t g = 0; g < plan->nsku; g++) {
                check_deliveries(c, &plan->sku[g], t);
                check_moves(c, &plan->sku[g], t);
            }
            check_places(c, t);
        }
        check_lots(c);
        for (size_t e = 0; e < plan->ncontract; e++)
            if (!check_is_built(&plan->contract[e]))
                check_contract(c, &plan->contract[e]);
        check_network(c);
        check_costs(c);
        check_policy(c);
        if (integer)
            check_integers(c);
    }
    size_t failures = c->failures;
    cp_arena_release(&c->arena);
    free(c);
    return failures;
}
