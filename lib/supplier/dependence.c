/* How much hangs on each supplier: what arrives from it over time, what the next best award without
 * it costs, what a year's slip of it does, and what it is worth to have it beside the others.
 * Awards of plans that differ in the supplier alone are compared, in the plan and in its scenarios.
 */
#include "supplier/sourcing.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What an award comes to. */
struct outcome {
    double cost, rented; /* USD, discounted; what renting on the market costs that is short */
    double units, work;  /* most short in any period: GPU, EFLOP/s */
};

/* By supplier: awards without it, with it a year late, and with its qualification paid. */
enum change { WITHOUT, LATE, FREE, CHANGES };

struct dependence {
    const struct cp_plan *plan;
    const struct cp_award_options *opt;
    struct cp_facts *facts;
    struct cp_error *err;
};

/* Useful EFLOP/s of a unit in place: peak by its mean efficiency, in the share of time that it
 * works. */
static double useful(const struct cp_plan *plan, const struct cp_sku *k) {
    double sum = plan->nworkload ? 0 : cp_plan_efficiency(k, "*");
    for (size_t w = 0; w < plan->nworkload; w++)
        sum += cp_plan_efficiency(k, plan->workload[w].name) / (double)plan->nworkload;
    return k->peak * sum * k->reliability.availability * (1 - k->reliability.spares);
}

/* ---- awards that are only compared ------------------------------------------------------------
 */

/* What an hour of one unit, or of an EFLOP/s of the cheapest, costs on the market; NaN: not known.
 */
static double market_rent(const struct cp_plan *plan, const char *sku, bool work) {
    double least = INFINITY;
    for (size_t g = 0; g < plan->nsku; g++) {
        const struct cp_sku *k = &plan->sku[g];
        if (strcmp(sku, "-") != 0 && strcmp(sku, k->name) != 0)
            continue;
        double rent = work ? k->rental / useful(plan, k) : k->rental;
        least = isfinite(rent) ? fmin(least, rent) : least;
    }
    return isfinite(least) ? least : NAN;
}

static void add_short(const struct cp_plan *plan, const struct cp_facts *f, size_t row, bool work,
                      struct outcome *o) {
    double value = cp_facts_value(f, row);
    size_t t = cp_plan_find_period(plan, cp_facts_dim(f, row, CP_PERIOD));
    double *most = work ? &o->work : &o->units;
    *most = fmax(*most, value);
    if (t == SIZE_MAX || !(value > 0))
        return;
    struct cp_period p = cp_plan_period(plan, t);
    o->rented += value * market_rent(plan, cp_facts_dim(f, row, CP_SKU), work) *
                 cp_period_hours(p) * cp_plan_discount(plan, plan->money.discount, p);
}

static void add_fact(const struct cp_plan *plan, const struct cp_facts *f, size_t row,
                     struct outcome *o) {
    const char *measure = cp_facts_measure(f, row);
    bool work = strcmp(measure, "work_short") == 0;
    if (strcmp(measure, "award_cost") == 0)
        o->cost += cp_facts_value(f, row);
    else if (work || strcmp(measure, "need_short") == 0)
        add_short(plan, f, row, work, o);
    else if (strcmp(measure, "solved") == 0 && isnan(cp_facts_value(f, row)))
        o->cost = NAN;
}

/* Award, add up, and leave the table as it was. */
static int try_award(const struct dependence *d, const struct cp_plan *plan, struct outcome *out) {
    struct cp_award_options opt = *d->opt;
    struct cp_sourcing_run r = {.plan = plan, .opt = &opt};
    size_t before = cp_facts_count(d->facts);
    bool complete = true;
    opt.note = NULL;
    *out = (struct outcome){0};
    int rc = cp_supplier_sourcing_award(&r, d->facts, &complete, d->err);
    cp_sourcing_release(&r);
    if (rc)
        return rc;
    size_t n = cp_facts_count(d->facts);
    bool *drop = cp_calloc(n + 1, sizeof *drop);
    if (!drop)
        return cp_fail_nomem(d->err);
    for (size_t i = before; i < n; i++) {
        add_fact(plan, d->facts, i, out);
        drop[i] = true;
    }
    cp_facts_drop_rows(d->facts, drop);
    free(drop);
    return 0;
}

/* ---- plans that differ in a supplier ----------------------------------------------------------
 */

static bool is_of(const struct cp_offer *o, const struct cp_supplier *s) {
    return strcmp(o->supplier, s->name) == 0;
}

static void leave_out(struct cp_plan *plan, size_t s) {
    size_t n = 0;
    for (size_t i = 0; i < plan->supply.noffer; i++)
        if (!is_of(&plan->supply.offer[i], &plan->supply.supplier[s]))
            plan->supply.offer[n++] = plan->supply.offer[i];
    plan->supply.noffer = n;
}

/* Deliveries a year later; false: no memory. */
static bool slip(struct cp_plan *plan, size_t s, struct cp_arena *arena) {
    int64_t year = (int64_t)HOURS_A_YEAR, end = cp_period_end(plan->horizon.to);
    for (size_t i = 0; i < plan->supply.noffer; i++) {
        struct cp_offer *o = &plan->supply.offer[i];
        if (!is_of(o, &plan->supply.supplier[s]))
            continue;
        struct cp_window *w = cp_arena_alloc(arena, (o->delivery.nwindow + 1) * sizeof *w);
        if (!w)
            return false;
        for (size_t k = 0; k < o->delivery.nwindow; k++) {
            w[k] = o->delivery.window[k];
            int a_year = cp_period_per_year(w[k].period.freq);
            w[k].period = cp_period_plus(w[k].period, a_year > 0 ? a_year : 1);
        }
        o->delivery.window = w;
        o->delivery.from += year;
        o->delivery.to += year;
        if (o->delivery.from >= end)
            leave_out(plan, s); /* all of them are of this supplier, and this one is too late */
    }
    return true;
}

static int try_change(const struct dependence *d, const struct cp_plan *plan, size_t s,
                      enum change change, struct outcome *out) {
    struct cp_arena arena = {0};
    struct cp_plan v = *plan;
    const struct cp_plan_supply *from = &plan->supply;
    v.supply.offer = cp_arena_alloc(&arena, (from->noffer + 1) * sizeof *from->offer);
    v.supply.supplier = cp_arena_alloc(&arena, (from->nsupplier + 1) * sizeof *from->supplier);
    int rc = v.supply.offer && v.supply.supplier ? 0 : cp_fail_nomem(d->err);
    if (rc == 0) {
        memcpy(v.supply.offer, from->offer, from->noffer * sizeof *from->offer);
        memcpy(v.supply.supplier, from->supplier, from->nsupplier * sizeof *from->supplier);
        if (change == WITHOUT)
            leave_out(&v, s);
        else if (change == FREE)
            v.supply.supplier[s].qualification = 0;
        else if (!slip(&v, s, &arena))
            rc = cp_fail_nomem(d->err);
    }
    if (rc == 0)
        rc = try_award(d, &v, out);
    cp_arena_release(&arena);
    return rc;
}

/* The plan, or one of its scenarios, with and without each supplier. */
struct future {
    const char *name; /* NULL: the plan itself */
    double probability;
    struct outcome base, *of; /* by supplier and change */
};

/* The plan's own award is made to be kept: its outcome is added up then. */
static int try_future(const struct dependence *d, const struct cp_plan *plan, struct future *f) {
    size_t n = plan->supply.nsupplier;
    f->of = cp_calloc(n + 1, CHANGES * sizeof *f->of);
    int rc = f->of ? 0 : cp_fail_nomem(d->err);
    if (rc == 0 && f->name)
        rc = try_award(d, plan, &f->base);
    for (size_t s = 0; rc == 0 && s < n; s++)
        for (int c = 0; rc == 0 && c < CHANGES; c++)
            if (c != FREE || plan->supply.supplier[s].qualification > 0)
                rc = try_change(d, plan, s, (enum change)c, &f->of[s * CHANGES + (size_t)c]);
    return rc;
}

/* ---- facts ------------------------------------------------------------------------------------
 */

static int put_future(const struct dependence *d, const struct future *f, size_t s) {
    const struct outcome *without = &f->of[s * CHANGES + WITHOUT];
    const struct outcome *late = &f->of[s * CHANGES + LATE];
    const struct cp_supplier_line line[] = {
        {"next_best_cost", NULL, without->cost - f->base.cost, true},
        {"next_best_short", NULL, without->units, without->units > 0},
        {"next_best_work_short", NULL, without->work, without->work > 0},
        {"slip_cost", NULL, late->cost - f->base.cost, true},
        {"slip_short", NULL, late->units, late->units > 0},
        {"slip_work_short", NULL, late->work, late->work > 0},
    };
    return cp_supplier_put_lines(
        (struct cp_fact){.dim[CP_SUPPLIER] = d->plan->supply.supplier[s].name,
                         .dim[CP_SCENARIO] = f->name},
        line, sizeof line / sizeof *line, d->facts, d->err);
}

/* What it is worth over the futures to have a supplier qualified now: what the others cost more
 * without it, and what is short then is rented, less its qualification. */
static int put_second_source(const struct dependence *d, const struct future *f, size_t n,
                             size_t s) {
    double worth = 0, price = d->plan->supply.supplier[s].qualification;
    for (size_t i = 0; i < n; i++) {
        const struct outcome *without = &f[i].of[s * CHANGES + WITHOUT];
        const struct outcome *with = &f[i].of[s * CHANGES + FREE];
        worth += f[i].probability * (without->cost + without->rented - with->cost - with->rented);
    }
    if (!(price > 0))
        return 0;
    return cp_facts_put(d->facts,
                        &(struct cp_fact){.dim[CP_SUPPLIER] = d->plan->supply.supplier[s].name,
                                          .measure = "second_source_value",
                                          .value = worth - price},
                        d->err);
}

/* ---- what arrives from whom -------------------------------------------------------------------
 */

enum { COST, WORK, POWER, SUPPLIED };
static const char *const supplied[SUPPLIED] = {"supplied_cost", "supplied_work", "supplied_power"};

/* Units that stand from t on until their life, or the term of their rent, ends. */
static void add_stock(const struct cp_plan *plan, const struct cp_sku *k, double life, size_t t,
                      double units, double *series) {
    double start = cp_period_mid(cp_plan_period(plan, t), plan->horizon.origin);
    for (size_t i = t; i < plan->horizon.n; i++) {
        if (cp_period_mid(cp_plan_period(plan, i), plan->horizon.origin) - start >= life - 1e-6)
            break;
        series[WORK * plan->horizon.n + i] += units * useful(plan, k);
        series[POWER * plan->horizon.n + i] += units * k->power;
    }
}

static double life_of(const struct cp_plan *plan, const char *offer, const struct cp_sku *k) {
    for (size_t o = 0; o < plan->supply.noffer; o++)
        if (strcmp(plan->supply.offer[o].name, offer) == 0 && plan->supply.offer[o].rent.price.n)
            return plan->supply.offer[o].rent.term;
    return k->life;
}

static void add_supplied(const struct dependence *d, size_t row, double *by) {
    const struct cp_plan *plan = d->plan;
    const char *measure = cp_facts_measure(d->facts, row);
    size_t t = cp_plan_find_period(plan, cp_facts_dim(d->facts, row, CP_PERIOD)), s = 0;
    const struct cp_sku *k = cp_plan_sku(plan, cp_facts_dim(d->facts, row, CP_SKU));
    while (s < plan->supply.nsupplier &&
           strcmp(plan->supply.supplier[s].name, cp_facts_dim(d->facts, row, CP_SUPPLIER)) != 0)
        s++;
    if (t == SIZE_MAX || s == plan->supply.nsupplier)
        return;
    double *series = &by[s * SUPPLIED * plan->horizon.n], value = cp_facts_value(d->facts, row);
    if (strcmp(measure, "order_cash") == 0)
        series[COST * plan->horizon.n + t] += value;
    else if (strcmp(measure, "supply") == 0 && k)
        add_stock(plan, k, life_of(plan, cp_facts_dim(d->facts, row, CP_OFFER), k), t, value,
                  series);
}

static int put_series(const struct dependence *d, const char *kind, const char *name,
                      const double *series) {
    for (size_t m = 0; m < SUPPLIED; m++)
        for (size_t t = 0; t < d->plan->horizon.n; t++) {
            char period[CP_PERIOD_SIZE];
            double value = series[m * d->plan->horizon.n + t];
            if (value == 0)
                continue;
            cp_period_format(period, cp_plan_period(d->plan, t));
            int rc = cp_facts_put(d->facts,
                                  &(struct cp_fact){.dim[CP_PERIOD] = period,
                                                    .dim[CP_KIND] = kind,
                                                    .dim[CP_NAME] = name,
                                                    .measure = supplied[m],
                                                    .value = value},
                                  d->err);
            if (rc)
                return rc;
        }
    return 0;
}

/* By supplier, then by country, from the award's facts from row `from` on. */
static int put_supplied(const struct dependence *d, size_t from) {
    const struct cp_plan_supply *supply = &d->plan->supply;
    size_t n = SUPPLIED * d->plan->horizon.n, to = cp_facts_count(d->facts);
    double *by = cp_calloc(supply->nsupplier + 1, n * sizeof *by);
    int rc = by ? 0 : cp_fail_nomem(d->err);
    for (size_t i = from; rc == 0 && i < to; i++)
        add_supplied(d, i, by);
    for (size_t s = 0; rc == 0 && s < supply->nsupplier; s++)
        rc = put_series(d, "supplier", supply->supplier[s].name, &by[s * n]);
    for (size_t s = 0; rc == 0 && s < supply->nsupplier; s++) {
        const char *country = supply->supplier[s].country;
        size_t first = 0;
        while (country && first < s &&
               (!supply->supplier[first].country ||
                strcmp(supply->supplier[first].country, country) != 0))
            first++;
        if (!country || first < s)
            continue;
        for (size_t o = s + 1; o < supply->nsupplier; o++)
            for (size_t i = 0; supply->supplier[o].country &&
                               strcmp(supply->supplier[o].country, country) == 0 && i < n;
                 i++)
                by[s * n + i] += by[o * n + i];
        rc = put_series(d, "country", country, &by[s * n]);
    }
    free(by);
    return rc;
}

static int try_all(const struct dependence *d, struct future *f, size_t n) {
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < n; i++) {
        struct cp_plan *variant = NULL;
        f[i].probability = i ? d->plan->scenario[i - 1].probability : 1;
        f[i].name = i ? d->plan->scenario[i - 1].name : NULL;
        rc = i ? cp_plan_scenario(d->plan, i - 1, &variant, d->err) : 0;
        if (rc == 0)
            rc = try_future(d, i ? variant : d->plan, &f[i]);
        cp_plan_free(variant);
    }
    return rc;
}

int cp_supplier_dependence(const struct cp_plan *plan, const struct cp_award_options *opt,
                           struct cp_facts *facts, bool *complete, struct cp_error *err) {
    struct dependence d = {plan, opt, facts, err};
    size_t n = 1 + plan->nscenario;
    struct future *f = cp_calloc(n, sizeof *f);
    int rc = f ? try_all(&d, f, n) : cp_fail_nomem(err);
    size_t from = cp_facts_count(facts);
    if (rc == 0)
        rc = cp_supplier_award(plan, opt, facts, complete, err);
    for (size_t i = from; rc == 0 && i < cp_facts_count(facts); i++)
        add_fact(plan, facts, i, &f->base);
    if (rc == 0)
        rc = put_supplied(&d, from);
    for (size_t s = 0; rc == 0 && s < plan->supply.nsupplier; s++) {
        for (size_t i = 0; rc == 0 && i < n; i++)
            rc = put_future(&d, &f[i], s);
        /* over the scenarios, or in the plan when there are none */
        rc = rc ? rc : put_second_source(&d, n > 1 ? f + 1 : f, n > 1 ? n - 1 : 1, s);
    }
    for (size_t i = 0; f && i < n; i++)
        free(f[i].of);
    free(f);
    return rc;
}
