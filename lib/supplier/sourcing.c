/* The sourcing program of a plan: its offers, suppliers, needs and rules. */
#include "supplier/sourcing.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int add_offers(struct cp_sourcing_run *r, struct cp_error *err) {
    size_t n = r->plan->supply.noffer;
    struct cp_award_offer *all = cp_arena_calloc(&r->arena, n + 1, sizeof *all);
    r->fleet = cp_arena_calloc(&r->arena, n * r->nplace + 1, sizeof *r->fleet);
    r->sooner = cp_arena_calloc(&r->arena, n + 1, sizeof *r->sooner);
    r->way = cp_arena_calloc(&r->arena, n + 1, sizeof *r->way);
    r->cost = cp_arena_calloc(&r->arena, n + 1, sizeof *r->cost);
    r->curve = cp_calloc(n + 1, sizeof *r->curve);
    if (!all || !r->fleet || !r->sooner || !r->way || !r->cost || !r->curve)
        return cp_fail_nomem(err);
    r->problem.noffer = n;
    r->problem.offer = all;
    r->problem.fleet = r->fleet;
    int rc = cp_supplier_curves(r->plan, r->opt->service_level, r->curve, err);
    for (size_t i = 0; rc == 0 && i < n; i++)
        rc = cp_supplier_award_offer(r, i, &all[i], err);
    return rc;
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
        all[s] =
            (struct cp_award_supplier){.country = c,
                                       .share = fmin(w->share, rules->supplier_share),
                                       .minimum = w->minimum,
                                       .capacity = w->capacity,
                                       .power = w->power,
                                       .qualified = cp_supplier_once(w->qualification, r->T - 1)};
    }
    r->problem.nsupplier = plan->supply.nsupplier;
    r->problem.supplier = r->supplier = all;
    r->problem.ncountry = ncountry;
    r->problem.country_share = share;
    return 0;
}

/* What a unit short counts for beside those of other needs: the dearest that serves it. */
static double weight_of(const struct cp_sourcing_run *r, const struct cp_award_need *n) {
    double dearest = 0;
    for (size_t o = 0; o < r->problem.noffer; o++) {
        const struct cp_award_offer *f = &r->problem.offer[o];
        for (size_t q = 0; q < f->nstep * f->nway * r->T; q++) {
            size_t sku = r->fleet[f->way[q / r->T % f->nway].fleet].sku;
            double rate = n->rate[cp_supplier_at(r, sku, q % r->T)];
            if (rate > 0)
                dearest = fmax(dearest, f->price[q] / rate);
        }
    }
    return dearest;
}

static size_t place_of(const struct cp_sourcing_run *r, const char *region) {
    size_t i = 0;
    if (strcmp(region, "-") == 0)
        return SIZE_MAX;
    while (strcmp(r->place[i], region) != 0)
        i++;
    return i;
}

static int add_rules(struct cp_sourcing_run *r, struct cp_error *err) {
    const struct cp_plan *plan = r->plan;
    double heaviest = 0;
    struct cp_award_need *need = cp_arena_calloc(&r->arena, r->nneed, sizeof *need);
    size_t *year = cp_arena_calloc(&r->arena, r->T, sizeof *year);
    double *budget = cp_arena_calloc(&r->arena, r->T + 1, sizeof *budget);
    if (!need || !year || !budget)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < r->nneed; i++) {
        need[i] = (struct cp_award_need){.place = place_of(r, r->need[i].region),
                                         .level = r->need[i].level,
                                         .critical = r->need[i].critical,
                                         .rate = r->need[i].rate,
                                         .exact = r->opt->exact};
        need[i].weight = weight_of(r, &need[i]);
        heaviest = fmax(heaviest, need[i].weight);
    }
    for (size_t i = 0; i < r->nneed; i++)
        need[i].weight = heaviest > 0 ? fmax(1e-6, need[i].weight / heaviest) : 1;
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

/* Volume rebates: paid at the end of their window, the plan or each of its years. */
static int add_rebate(struct cp_sourcing_run *r, size_t s, struct cp_award_rebate *out,
                      struct cp_error *err) {
    const struct cp_supplier *w = &r->plan->supply.supplier[s];
    double *from = cp_arena_calloc(&r->arena, w->nrebate, sizeof *from);
    double *share = cp_arena_calloc(&r->arena, w->nrebate, sizeof *share);
    double *worth = cp_arena_calloc(&r->arena, r->T, sizeof *worth);
    size_t *window = cp_arena_calloc(&r->arena, r->T, sizeof *window);
    if (!from || !share || !worth || !window)
        return cp_fail_nomem(err);
    *out = (struct cp_award_rebate){.supplier = s,
                                    .n = w->nrebate,
                                    .from = from,
                                    .share = share,
                                    .spend = isnan(w->rebate[0].from),
                                    .window = window,
                                    .worth = worth};
    for (size_t k = 0; k < w->nrebate; k++) {
        from[k] = out->spend ? w->rebate[k].spend : w->rebate[k].from;
        share[k] = w->rebate[k].share;
    }
    for (size_t t = 0; t < r->T; t++) {
        window[t] = w->rebate_by_year ? r->problem.year[t] : 0;
        worth[window[t]] =
            cp_plan_discount(r->plan, r->plan->money.discount, cp_plan_period(r->plan, t));
        out->nwindow = window[t] + 1;
    }
    return 0;
}

static int add_rebates(struct cp_sourcing_run *r, struct cp_error *err) {
    size_t n = r->plan->supply.nsupplier;
    struct cp_award_rebate *all = cp_arena_calloc(&r->arena, n + 1, sizeof *all);
    int rc = all ? 0 : cp_fail_nomem(err);
    for (size_t s = 0; s < n && rc == 0; s++)
        if (r->plan->supply.supplier[s].nrebate > 0)
            rc = add_rebate(r, s, &all[r->problem.nrebate++], err);
    r->problem.rebate = all;
    return rc;
}

int cp_sourcing_make(struct cp_sourcing_run *r, const struct cp_facts *facts,
                     struct cp_error *err) {
    r->T = r->plan->horizon.n;
    int rc = cp_supplier_read_needs(r, facts, err);
    if (rc == 0)
        rc = add_suppliers(r, err);
    if (rc == 0)
        rc = add_offers(r, err);
    if (rc == 0)
        rc = add_rules(r, err);
    return rc ? rc : add_rebates(r, err);
}

void cp_sourcing_release(struct cp_sourcing_run *r) {
    for (size_t i = 0; r->curve && i < r->plan->supply.noffer; i++)
        cp_supplier_curve_release(&r->curve[i]);
    free(r->curve);
    r->curve = NULL;
    cp_supplier_award_release(&r->award);
    cp_arena_release(&r->arena);
}
