/* The sourcing program of a plan: its offers with landed prices, and its rules. */
#include "supplier/risk.h"
#include "supplier/sourcing.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_rented(const struct cp_offer *o) {
    return o->rent.price.n > 0;
}

static size_t steps_of(const struct cp_offer *o) {
    return is_rented(o) ? 1 : o->price.nstep;
}

/* Periods from t on that `years` cover, one at least. */
static size_t until(const struct cp_sourcing_run *r, size_t t, double years) {
    double n = fmax(1, round(years / cp_period_years(r->plan->horizon.from)));
    return n < (double)(r->T - t) ? t + (size_t)n : r->T;
}

/* Rent in every period of the term within the horizon, valued at the delivery period. */
static size_t rent_payments(const struct cp_sourcing_run *r, const struct cp_offer *o, size_t t,
                            struct cp_offer_payment *out) {
    struct cp_period first = cp_plan_period(r->plan, t);
    double rent = cp_plan_path_at(&o->rent.price, first, r->plan->horizon.origin);
    size_t n = 0;
    for (size_t i = t; i < until(r, t, o->rent.term); i++)
        out[n++] = (struct cp_offer_payment){i, rent * cp_period_hours(cp_plan_period(r->plan, i))};
    return n;
}

/* Whole lots alone: what a period has beyond them is kept for the lot that the next completes. */
static void cut_to_lots(double *capacity, size_t T, double lot) {
    double sum = 0, done = 0;
    for (size_t t = 0; t < T && lot > 0; t++) {
        sum += capacity[t];
        capacity[t] = floor(sum / lot * (1 + 1e-12)) * lot - done;
        done += capacity[t];
    }
}

struct offer_arrays {
    double *capacity, *price, *weight, *from;
    size_t *until;
    struct cp_award_payment *payment;
    struct cp_offer_payment *each;
};

static bool reserve(struct cp_sourcing_run *r, const struct cp_offer *o, struct offer_arrays *a,
                    double **landed) {
    size_t n = steps_of(o), most = is_rented(o) ? r->T : cp_supplier_offer_payments_most(o);
    a->capacity = cp_arena_calloc(&r->arena, r->T, sizeof(double));
    a->price = cp_arena_calloc(&r->arena, n * r->T, sizeof(double));
    a->weight = cp_arena_calloc(&r->arena, r->T, sizeof(double));
    a->from = cp_arena_calloc(&r->arena, n, sizeof(double));
    a->until = cp_arena_calloc(&r->arena, r->T, sizeof(size_t));
    a->payment = cp_arena_calloc(&r->arena, n * r->T * most, sizeof *a->payment);
    a->each = cp_arena_calloc(&r->arena, most, sizeof *a->each);
    *landed = cp_arena_calloc(&r->arena, n * r->T, sizeof(double));
    return a->capacity && a->price && a->weight && a->from && a->until && a->payment && a->each &&
           *landed;
}

static double weight_of(const struct cp_sourcing_run *r, size_t sku, size_t t) {
    return r->work ? r->need[0].rate[cp_supplier_at(r, sku, t)] : 1;
}

static int price_offer(struct cp_sourcing_run *r, size_t i, struct cp_award_offer *out,
                       struct cp_error *err) {
    const struct cp_offer *o = &r->plan->supply.offer[i];
    const struct cp_sku *sku = cp_plan_sku(r->plan, o->sku);
    struct offer_arrays a;
    if (!reserve(r, o, &a, &r->price[i]))
        return cp_fail_nomem(err);
    double least = INFINITY;
    for (size_t t = 0; t < r->T; t++) {
        const struct cp_supply_curve_period *p = &r->curve[i].period[t];
        a.capacity[t] = p->units;
        a.weight[t] = weight_of(r, (size_t)(sku - r->plan->sku), t);
        a.until[t] = is_rented(o) ? until(r, t, o->rent.term)
                     : r->work    ? until(r, t, sku->life)
                                  : r->T;
        double df = cp_plan_discount(r->plan, r->plan->money.discount, cp_plan_period(r->plan, t));
        for (size_t k = 0; k < steps_of(o) && p->units > 0; k++) {
            size_t n = is_rented(o) ? rent_payments(r, o, t, a.each)
                                    : cp_supplier_offer_payments(r->plan, o, k, t, p, a.each);
            for (size_t j = 0; j < n; j++)
                a.payment[out->npayment++] =
                    (struct cp_award_payment){k, t, a.each[j].period, a.each[j].amount};
            double landed = cp_supplier_offer_landed(r->plan, o, t, n, a.each);
            struct cp_supplier_keeping keep = cp_supplier_keep(r->plan, o, t, landed);
            r->price[i][cp_supplier_at(r, k, t)] = landed;
            a.price[cp_supplier_at(r, k, t)] = landed * df + keep.upkeep + keep.after - keep.worth;
            if (k == 0)
                least = fmin(least, landed * df + keep.after);
        }
    }
    cut_to_lots(a.capacity, r->T, o->multiple);
    for (size_t k = 0; k < steps_of(o); k++)
        a.from[k] = is_rented(o) ? 0 : o->price.step[k].from;
    out->capacity = a.capacity, out->price = a.price, out->weight = a.weight;
    out->from = a.from, out->until = a.until, out->payment = a.payment;
    out->pay_price = isinf(least) ? 0 : least;
    return 0;
}

/* Which fleet a unit joins: one for every SKU and supplier. */
static size_t fleet_of(struct cp_award_fleet *fleet, size_t *n, struct cp_award_fleet f) {
    for (size_t i = 0; i < *n; i++)
        if (fleet[i].supplier == f.supplier && fleet[i].sku == f.sku)
            return i;
    fleet[*n] = f;
    return (*n)++;
}

/* By the first of the offers with its word, from 1. */
static size_t group_of(const struct cp_plan *plan, size_t offer) {
    const char *word = plan->supply.offer[offer].alternative;
    size_t i = 0;
    while (word && i < offer &&
           (!plan->supply.offer[i].alternative ||
            strcmp(plan->supply.offer[i].alternative, word) != 0))
        i++;
    return word ? i + 1 : 0;
}

static int add_offers(struct cp_sourcing_run *r, struct cp_error *err) {
    const struct cp_plan *plan = r->plan;
    struct cp_award_offer *all = cp_arena_calloc(&r->arena, plan->supply.noffer + 1, sizeof *all);
    struct cp_award_fleet *fleet =
        cp_arena_calloc(&r->arena, plan->supply.noffer + 1, sizeof *fleet);
    if (!all || !fleet)
        return cp_fail_nomem(err);
    r->problem.noffer = plan->supply.noffer;
    r->problem.offer = all;
    r->problem.fleet = fleet;
    for (size_t i = 0; i < plan->supply.noffer; i++) {
        const struct cp_offer *o = &plan->supply.offer[i];
        struct cp_award_fleet f = {0, (size_t)(cp_plan_sku(plan, o->sku) - plan->sku)};
        while (strcmp(plan->supply.supplier[f.supplier].name, o->supplier) != 0)
            f.supplier++;
        int rc = cp_supplier_curve(plan, o, r->opt->service_level, &r->curve[i], err);
        if (rc)
            return rc;
        double committed = r->curve[i].committed;
        all[i] = (struct cp_award_offer){
            .fleet = fleet_of(fleet, &r->problem.nfleet, f),
            .nstep = steps_of(o),
            .incremental = o->price.incremental,
            .fixed = o->fixed,
            .fixed_cash = o->fixed,
            .group = group_of(plan, i),
            .minimum = o->minimum,
            .multiple = o->multiple,
        };
        bool leaves = !isnan(o->commitment.cancellation);
        all[i].must = o->commitment.take_or_pay > 0 || leaves ? 0 : committed;
        all[i].pay =
            committed * (o->commitment.take_or_pay > 0 ? o->commitment.take_or_pay : leaves);
        rc = price_offer(r, i, &all[i], err);
        if (rc)
            return rc;
        all[i].pay_price *= leaves ? o->commitment.cancellation : 1;
        while (all[i].signed_at + 1 < r->T && !(all[i].capacity[all[i].signed_at] > 0))
            all[i].signed_at++;
        struct cp_award_supplier *s = &r->supplier[f.supplier];
        s->signed_at = all[i].signed_at < s->signed_at ? all[i].signed_at : s->signed_at;
    }
    return 0;
}

static int add_suppliers(struct cp_sourcing_run *r, struct cp_error *err) {
    const struct cp_plan *plan = r->plan;
    const struct cp_sourcing *rules = &plan->supply.sourcing;
    struct cp_award_supplier *all =
        cp_arena_calloc(&r->arena, plan->supply.nsupplier + 1, sizeof *all);
    double *share = cp_arena_calloc(&r->arena, plan->supply.nsupplier + 1, sizeof *share);
    r->country = cp_arena_calloc(&r->arena, plan->supply.nsupplier + 1, sizeof *r->country);
    if (!all || !share || !r->country)
        return cp_fail_nomem(err);
    size_t ncountry = 0;
    for (size_t s = 0; s < plan->supply.nsupplier; s++) {
        const struct cp_supplier *w = &plan->supply.supplier[s];
        const char *name = w->country ? w->country : "-";
        size_t c = 0;
        while (c < ncountry && strcmp(r->country[c], name) != 0)
            c++;
        if (c == ncountry) {
            share[ncountry] = w->country ? rules->country_share : 1;
            r->country[ncountry++] = name;
        }
        all[s] = (struct cp_award_supplier){.country = c,
                                            .share = fmin(w->share, rules->supplier_share),
                                            .minimum = w->minimum,
                                            .capacity = w->capacity,
                                            .signed_at = r->T - 1,
                                            .qualified = w->qualification,
                                            .qualified_cash = w->qualification};
    }
    r->problem.nsupplier = plan->supply.nsupplier;
    r->problem.supplier = r->supplier = all;
    r->problem.ncountry = ncountry;
    r->problem.country_share = share;
    return 0;
}

/* Shortage is dearer than anything that could be bought against it, fixed costs with it. */
static double price_of_shortage(const struct cp_sourcing_run *r, const struct cp_award_need *n) {
    double dearest = 0, fixed = 0, most = 0;
    for (size_t o = 0; o < r->problem.noffer; o++) {
        const struct cp_award_offer *f = &r->problem.offer[o];
        fixed += f->fixed;
        for (size_t q = 0; q < f->nstep * r->T; q++) {
            double rate = n->rate[r->problem.fleet[f->fleet].sku * r->T + q % r->T];
            if (rate > 0)
                dearest = fmax(dearest, f->price[q] / rate);
        }
    }
    for (size_t s = 0; s < r->problem.nsupplier; s++)
        fixed += r->problem.supplier[s].qualified;
    for (size_t t = 0; t < r->T; t++)
        most = fmax(most, n->level[t]);
    return 4 * (dearest + (most > 0 ? fixed / most : 0));
}

static int add_rules(struct cp_sourcing_run *r, struct cp_error *err) {
    const struct cp_plan *plan = r->plan;
    struct cp_award_need *need = cp_arena_calloc(&r->arena, r->nneed, sizeof *need);
    size_t *year = cp_arena_calloc(&r->arena, r->T, sizeof *year);
    double *budget = cp_arena_calloc(&r->arena, r->T + 1, sizeof *budget);
    if (!need || !year || !budget)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < r->nneed; i++) {
        need[i] = (struct cp_award_need){.level = r->need[i].level,
                                         .critical = r->need[i].critical,
                                         .rate = r->need[i].rate,
                                         .exact = r->opt->exact};
        need[i].shortage = price_of_shortage(r, &need[i]);
    }
    int first = cp_period_year(plan->horizon.from);
    for (size_t t = 0; t < r->T; t++) {
        year[t] = (size_t)(cp_period_year(cp_plan_period(plan, t)) - first);
        struct cp_period y = {CP_YEAR, first + (int32_t)year[t]};
        budget[year[t]] =
            plan->supply.sourcing.budget.n > 0
                ? cp_plan_path_at(&plan->supply.sourcing.budget, y, plan->horizon.origin)
                : INFINITY;
        r->problem.nyear = year[t] + 1;
    }
    r->problem.T = r->T;
    r->problem.nsku = plan->nsku;
    r->problem.nneed = r->nneed;
    r->problem.need = need;
    r->problem.year = year;
    r->problem.budget = budget;
    r->problem.gap = r->opt->gap;
    r->problem.time_limit = r->opt->time_limit;
    return 0;
}

static bool is_complete(const struct cp_sourcing_run *r) {
    for (size_t i = 0; i < r->nneed * r->T; i++)
        if (r->award.missing[i] > 0 || r->award.exposed[i] > 0)
            return false;
    return true;
}

/* The needs, and what may serve them. */
static int make_problem(struct cp_sourcing_run *r, const struct cp_facts *facts,
                        struct cp_error *err) {
    int rc = cp_supplier_read_needs(r, facts, err);
    if (rc)
        return rc;
    rc = add_suppliers(r, err);
    if (rc)
        return rc;
    rc = add_offers(r, err);
    return rc ? rc : add_rules(r, err);
}

static int put_risk(struct cp_sourcing_run *r, struct cp_facts *facts, struct cp_error *err) {
    struct cp_risk risk = {.plan = r->plan,
                           .opt = r->opt->risk,
                           .curve = r->curve,
                           .latest = true,
                           .service_level = r->opt->service_level};
    int rc = cp_supplier_risk_put(&risk, facts, err);
    return rc ? rc : cp_supplier_put_time_to_survive(r, facts, err);
}

/* For those who read it later: there is no award; and why, for who waits for it now. */
static int put_none(const struct cp_sourcing_run *r, struct cp_facts *facts, struct cp_error *err) {
    int rc = r->award.status == CP_AWARD_IMPOSSIBLE ? cp_supplier_sourcing_conflict(r, err) : 0;
    if (rc)
        return rc;
    if (r->award.status == CP_AWARD_UNDECIDED && r->opt->note)
        r->opt->note(r->opt->note_ctx, "no award was found in time");
    return cp_facts_put(
        facts, &(struct cp_fact){.dim[CP_KIND] = "award", .measure = "solved", .value = NAN}, err);
}

int cp_supplier_award(const struct cp_plan *plan, const struct cp_award_options *opt,
                      struct cp_facts *facts, bool *complete, struct cp_error *err) {
    struct cp_sourcing_run r = {.plan = plan, .opt = opt, .T = plan->horizon.n};
    int rc = cp_plan_facts(plan, facts, err);
    if (rc)
        return rc;
    r.curve = cp_calloc(plan->supply.noffer + 1, sizeof *r.curve);
    r.price = cp_arena_calloc(&r.arena, plan->supply.noffer + 1, sizeof *r.price);
    rc = r.curve && r.price ? make_problem(&r, facts, err) : cp_fail_nomem(err);
    if (rc)
        goto out;
    rc = cp_supplier_award_solve(&r.problem, &r.award, err);
    if (rc)
        goto out;
    *complete = r.award.status <= CP_AWARD_STOPPED && is_complete(&r);
    if (r.award.status > CP_AWARD_STOPPED) {
        rc = put_none(&r, facts, err);
        goto out;
    }
    rc = cp_supplier_sourcing_put(&r, facts, err);
    if (rc)
        goto out;
    if (opt->risk)
        rc = put_risk(&r, facts, err);
out:
    for (size_t i = 0; r.curve && i < plan->supply.noffer; i++)
        cp_supplier_curve_release(&r.curve[i]);
    free(r.curve);
    cp_supplier_award_release(&r.award);
    cp_arena_release(&r.arena);
    return rc;
}
