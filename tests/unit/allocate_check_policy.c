/* What the plan binds itself to, from the facts by year and by slice. */
#include "allocate_check.h"
#include <math.h>
#include <string.h>

static bool is_storage(const struct cp_contract *e) {
    return e->kind == CP_BATTERY || e->kind == CP_STORAGE;
}

static bool is_clean(const struct cp_contract *e) {
    return !is_storage(e) && e->kind != CP_SALE && e->emissions <= 0;
}

/* MW that are sold in slice h from a place; NULL: from all. */
static double sold(const struct check *c, const struct check_place *p, size_t t, size_t h) {
    const struct cp_slicing *s = check_slicing(c, t);
    char slice[CP_SLICE_SIZE];
    double mwh = 0;
    cp_slices_name(s, h, slice);
    for (size_t e = 0; e < c->plan->energy.ncontract; e++) {
        struct cp_fact key = {.measure = "energy",
                              .dim[CP_CONTRACT] = c->plan->energy.contract[e].name,
                              .dim[CP_PERIOD] = c->text[t],
                              .dim[CP_SLICE] = slice};
        if (c->plan->energy.contract[e].kind == CP_SALE)
            mwh -= p ? check_at(c, p, key) : check_sum(c, &key);
    }
    return mwh / (s->weight[h] * c->hours[t]);
}

static double clean_energy(const struct check *c, size_t t) {
    double mwh = 0;
    for (size_t e = 0; e < c->plan->energy.ncontract; e++)
        if (is_clean(&c->plan->energy.contract[e]))
            mwh += SUM(.measure = "energy", .dim[CP_CONTRACT] = c->plan->energy.contract[e].name,
                       .dim[CP_PERIOD] = c->text[t]);
    return mwh;
}

static double share(const struct check *c, const struct cp_path *path, size_t t) {
    return path->n ? fmin(1, cp_plan_path_at(path, c->period[t], c->plan->horizon.origin)) : 0;
}

/* A yearly limit, the part of the year that the plan covers. */
static double yearly(const struct check *c, const struct cp_path *path, int y, double years) {
    struct cp_period year = {CP_YEAR, y};
    return path->n ? years * cp_plan_path_at(path, year, c->plan->horizon.origin) : INFINITY;
}

static void check_year(struct check *c, int y) {
    const struct cp_policy *policy = &c->plan->policy;
    double years = 0, emitted = 0, built = 0, wanted = 0, clean = 0;
    size_t last = 0;
    for (size_t t = 0; t < c->T; t++) {
        if (cp_period_year(c->period[t]) != y)
            continue;
        last = t;
        years += c->years[t];
        emitted += SUM(.measure = "emissions", .dim[CP_PERIOD] = c->text[t]);
        built += SUM(.measure = "build", .dim[CP_PERIOD] = c->text[t]);
        double load = 0; /* MW, mean */
        for (size_t h = 0; h < check_slicing(c, t)->n; h++)
            load += check_slicing(c, t)->weight[h] * sold(c, NULL, t, h);
        for (size_t i = 0; i < c->nplace; i++)
            for (size_t h = 0; h < check_slicing(c, t)->n; h++)
                load += check_slicing(c, t)->weight[h] * check_served(c, &c->place[i], t, h);
        wanted += share(c, &policy->carbon_free, t) * c->hours[t] * load;
        clean += clean_energy(c, t);
    }
    check_at_most(c, emitted, yearly(c, &policy->co2_cap, y, years), 1, "emissions", "the year",
                  last);
    check_at_most(c, built, yearly(c, &policy->build_rate, y, years), 1, "building", "the year",
                  last);
    check_at_most(c, wanted, clean, 1000, "carbon-free energy", "the year", last);
}

/* What a group of contracts has, unless one of it is without a limit, and delivers in a year. */
static void check_group(struct check *c, const struct cp_policy_group *g) {
    int last = cp_period_year(c->period[c->T - 1]);
    for (int y = cp_period_year(c->period[0]); y <= last; y++) {
        double mwh = 0, years = 0;
        for (size_t t = 0; t < c->T; t++) {
            double mw = 0;
            for (size_t i = 0; i < g->ncontract && cp_period_year(c->period[t]) == y; i++) {
                const struct cp_contract *k = NULL;
                for (size_t e = 0; e < c->plan->energy.ncontract; e++)
                    if (!strcmp(c->plan->energy.contract[e].name, g->contracts[i]))
                        k = &c->plan->energy.contract[e];
                mw += check_is_built(k) || isfinite(k->power)
                          ? SUM(.measure = "contract", .dim[CP_CONTRACT] = k->name,
                                .dim[CP_PERIOD] = c->text[t])
                          : INFINITY;
                mwh += SUM(.measure = "energy", .dim[CP_CONTRACT] = k->name,
                           .dim[CP_PERIOD] = c->text[t]);
            }
            if (cp_period_year(c->period[t]) == y && g->power.n)
                check_at_most(c, cp_plan_path_at(&g->power, c->period[t], c->plan->horizon.origin),
                              mw, 1, "power of a group", g->name, t);
            years += cp_period_year(c->period[t]) == y ? c->years[t] : 0;
        }
        if (g->energy.n)
            check_at_most(c, yearly(c, &g->energy, y, years), mwh, 1000, "energy of a group",
                          g->name, c->T);
    }
}

/* MW that lines can, or in a slice do, bring to a place. */
static double over_lines(const struct check *c, const struct check_place *p, size_t t, size_t h) {
    const struct cp_slicing *s = check_slicing(c, t);
    char slice[CP_SLICE_SIZE] = "-";
    double mw = 0;
    if (h < s->n)
        cp_slices_name(s, h, slice);
    for (size_t i = 0; p->node && i < c->plan->energy.nline; i++) {
        const struct cp_power_line *l = &c->plan->energy.line[i];
        if (h < s->n)
            mw += check_carried(c, l->name, p->name, t, slice) / (s->weight[h] * c->hours[t]);
        else if (!strcmp(l->to, p->name) || (!l->one_way && !strcmp(l->from, p->name)))
            mw += l->efficiency *
                  SUM(.measure = "line", .dim[CP_NAME] = l->name, .dim[CP_PERIOD] = c->text[t]);
    }
    return mw;
}

/* Places have no region here, so that each is one of its own. What comes over lines may be clean;
 * all places together need what contracts deliver. */
static void check_hours(struct check *c, const struct check_place *only, size_t t) {
    const struct cp_slicing *s = check_slicing(c, t);
    for (size_t h = 0; h < s->n; h++) {
        char slice[CP_SLICE_SIZE];
        cp_slices_name(s, h, slice);
        struct cp_fact key = {
            .measure = "energy", .dim[CP_PERIOD] = c->text[t], .dim[CP_SLICE] = slice};
        double load = sold(c, only, t, h), clean = only ? over_lines(c, only, t, h) : 0;
        for (size_t i = 0; i < c->nplace; i++)
            load += !only || only == &c->place[i] ? check_served(c, &c->place[i], t, h) : 0;
        for (size_t e = 0; e < c->plan->energy.ncontract; e++) {
            key.dim[CP_CONTRACT] = c->plan->energy.contract[e].name;
            if (is_clean(&c->plan->energy.contract[e]) || is_storage(&c->plan->energy.contract[e]))
                clean += (only ? check_at(c, only, key) : check_sum(c, &key)) /
                         (s->weight[h] * c->hours[t]);
        }
        check_at_most(c, share(c, &c->plan->policy.carbon_free_hourly, t) * load, clean, 1,
                      "clean power", only ? only->name : "all places", t);
    }
}

/* By its name, or by that of a site at it. */
static bool reaches(const struct check *c, const struct cp_contract *k,
                    const struct check_place *p) {
    for (size_t i = 0; i < k->nsite; i++) {
        const struct cp_site *site = cp_plan_site(c->plan, k->sites[i]);
        if (site == p->site || (p->node && site->node && !strcmp(site->node, p->name)))
            return true;
    }
    for (size_t i = 0; i < k->nnode; i++)
        if (p->node && !strcmp(k->nodes[i], p->name))
            return true;
    return false;
}

/* Firm power of all contracts covers the load of all places and the margin; one place alone needs
 * what can be lent to it, there and over lines. */
static void check_reserve(struct check *c, const struct check_place *only, size_t t) {
    const struct cp_slicing *s = check_slicing(c, t);
    double firm = only ? over_lines(c, only, t, s->n) : 0, top = 0;
    for (size_t e = 0; e < c->plan->energy.ncontract; e++) {
        const struct cp_contract *k = &c->plan->energy.contract[e];
        double mw =
            SUM(.measure = "contract", .dim[CP_CONTRACT] = k->name, .dim[CP_PERIOD] = c->text[t]);
        double least = 1;
        for (size_t h = 0; h < s->n; h++)
            least = fmin(least, check_available(c, k, t, h));
        if (k->firm && k->kind == CP_SALE && !only && check_in_force(c, t, k->from, k->to))
            firm -= mw * least;
        else if (k->firm && k->kind != CP_SALE && (!only || reaches(c, k, only)) &&
                 (check_is_built(k) || check_in_force(c, t, k->from, k->to)))
            firm += isinf(k->power) && !check_is_built(k) ? INFINITY : mw * least;
    }
    for (size_t h = 0; h < s->n; h++) {
        double load = 0;
        for (size_t i = 0; i < c->nplace; i++)
            load += !only || only == &c->place[i] ? check_load(c, &c->place[i], t, h) : 0;
        top = fmax(top, load);
    }
    check_at_most(c, (1 + c->plan->policy.reserve_margin) * top, firm, 1, "load and margin",
                  only ? only->name : "all places", t);
}

/* ---- suppliers ------------------------------------------------------------------------------- */

/* Money for the offers of one supplier, or of a country's; NULL: of all. */
static double spent_with(const struct check *c, const char *supplier, const char *country) {
    double usd = 0;
    for (size_t l = 0; l < c->nlot; l++) {
        const struct check_lot *lot = &c->lot[l];
        bool counts = !supplier && !country;
        if (l && !strcmp(lot->offer, lot[-1].offer))
            continue;
        for (size_t i = 0; i < c->plan->supply.nsupplier; i++) {
            const struct cp_supplier *u = &c->plan->supply.supplier[i];
            if (!strcmp(u->name, lot->supplier))
                counts |= (supplier && !strcmp(u->name, supplier)) ||
                          (country && u->country && !strcmp(u->country, country));
        }
        usd += counts ? SUM(.measure = "cost", .dim[CP_OFFER] = lot->offer) : 0;
    }
    return usd;
}

static void check_shares(struct check *c) {
    const struct cp_policy *policy = &c->plan->policy;
    double all = fmax(1, spent_with(c, NULL, NULL));
    for (size_t i = 0; i < c->plan->supply.nsupplier; i++) {
        const struct cp_supplier *u = &c->plan->supply.supplier[i];
        check_at_most(c, spent_with(c, u->name, NULL), policy->supplier_share * all, all,
                      "money spent with", u->name, c->T);
        if (u->country)
            check_at_most(c, spent_with(c, NULL, u->country), policy->country_share * all, all,
                          "money spent in", u->country, c->T);
    }
}

/* ---- loss of a site -------------------------------------------------------------------------- */

/* EFLOP/s of workload w that the units without those of one site can do at most; `rate`: of the
 * best of them. */
static double left(const struct check *c, const struct cp_workload *w, const char *lost, size_t t,
                   double *rate) {
    double flops = 0;
    for (size_t g = 0; g < c->plan->nsku; g++) {
        const struct cp_sku *sku = &c->plan->sku[g];
        double each = sku->peak * cp_plan_efficiency(sku, w->name), units = 0;
        for (size_t s = 0; s < c->plan->nsite; s++) {
            const char *site = c->plan->site[s].name;
            bool may = !w->nsite && !w->ncountry;
            for (size_t i = 0; i < w->nsite; i++)
                may |= !strcmp(w->sites[i], site);
            if (may && strcmp(site, lost) != 0 && check_reaches(c, w, &c->plan->site[s]))
                units += SUM(.measure = "stock", .dim[CP_SITE] = site, .dim[CP_SKU] = sku->name,
                             .dim[CP_PERIOD] = c->text[t]);
        }
        for (size_t l = 0; !w->nsite && isnan(w->max_latency) && l < c->nlot; l++)
            for (size_t i = 0; c->lot[l].rented && !strcmp(c->lot[l].sku, sku->name) && i <= t; i++)
                if (check_serves(c->mid[t] - c->mid[i], c->lot[l].term))
                    units += c->lot[l].bought[i];
        flops += units * sku->reliability.availability * each;
        *rate = fmax(*rate, each);
    }
    return flops;
}

/* What firm work needs at its peak, alone: together the rest would have to be dispatched. */
static void check_loss(struct check *c, const struct cp_site *lost, size_t t) {
    const struct cp_slicing *s = check_slicing(c, t);
    double stock =
        SUM(.measure = "stock", .dim[CP_SITE] = lost->name, .dim[CP_PERIOD] = c->text[t]);
    for (size_t i = 0; stock > 1 && i < c->plan->nworkload; i++) {
        const struct cp_workload *w = &c->plan->workload[i];
        double top = 0, rate = 0, can = left(c, w, lost->name, t, &rate);
        bool bound = w->nsite == 1 && !strcmp(w->sites[0], lost->name);
        for (size_t h = 0; h < s->n; h++) {
            char slice[CP_SLICE_SIZE];
            cp_slices_name(s, h, slice);
            struct cp_fact key = {.measure = "served",
                                  .dim[CP_WORKLOAD] = w->name,
                                  .dim[CP_PERIOD] = c->text[t],
                                  .dim[CP_SLICE] = slice};
            double want = check_sum(c, &key);
            key.measure = "unmet";
            top = fmax(top, want + (w->nway ? 0 : check_sum(c, &key)));
        }
        if (w->kind == CP_FIRM && !bound && can > 0)
            check_at_most(c, top, can, 1, "firm work without a site", w->name, t);
    }
}

void check_policy(struct check *c) {
    check_shares(c);
    for (size_t i = 0; i < c->plan->policy.ngroup; i++)
        check_group(c, &c->plan->policy.group[i]);
    for (size_t t = 0; t < c->T; t++)
        for (size_t k = 0; k < c->plan->nsite; k++)
            if (check_in_force(c, t, c->plan->policy.site_loss, INT64_MAX))
                check_loss(c, &c->plan->site[k], t);
    for (int y = cp_period_year(c->period[0]); y <= cp_period_year(c->period[c->T - 1]); y++)
        check_year(c, y);
    for (size_t t = 0; t < c->T; t++) {
        for (size_t i = 0; i < c->nplace; i++) {
            if (share(c, &c->plan->policy.carbon_free_hourly, t) > 0)
                check_hours(c, &c->place[i], t);
            if (c->plan->policy.reserve_margin >= 0)
                check_reserve(c, &c->place[i], t);
        }
        if (share(c, &c->plan->policy.carbon_free_hourly, t) > 0)
            check_hours(c, NULL, t);
        if (c->plan->policy.reserve_margin >= 0)
            check_reserve(c, NULL, t);
    }
}
