/* An award as facts: orders, what they deliver and cost, and what one more would be worth. */
#include "supplier/sourcing.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEP_SIZE = 24 };

static struct cp_fact fact_of(const struct cp_sourcing_run *r, size_t o, const char *measure,
                              double value) {
    return cp_supplier_offer_fact(&r->plan->supply.offer[o], measure, value);
}

/* What arrives in a period at the price of a step, by one mode or (CP_SOURCING_MODES) by all. */
struct arriving {
    double units, slot;     /* of the first slot that it is of */
    double landed, invoice; /* USD/GPU, their means */
};

static struct arriving arriving(const struct cp_sourcing_run *r, size_t o, size_t step, size_t t,
                                enum cp_sourcing_mode mode) {
    const struct cp_award_offer *f = &r->problem.offer[o];
    struct arriving sum = {.slot = (double)r->T};
    for (size_t w = 0; w < f->nway; w++) {
        if (t < f->way[w].later || (mode != CP_SOURCING_MODES && r->way[o][w].mode != mode))
            continue;
        size_t slot = t - f->way[w].later, cell = cp_award_cell(f, r->T, step, w, slot);
        double units = r->award.take[r->award.first[o] + cell];
        if (units <= 0)
            continue;
        sum.slot = fmin(sum.slot, (double)slot);
        sum.landed =
            (sum.landed * sum.units + r->cost[o][cell].landed * units) / (sum.units + units);
        sum.units += units;
    }
    return sum;
}

/* The latest day on which an order still arrives in time. */
static int64_t order_day(const struct cp_sourcing_run *r, size_t o, size_t slot,
                         enum cp_sourcing_mode mode) {
    const struct cp_offer *offer = &r->plan->supply.offer[o];
    int64_t date = mode == CP_SOURCING_EXPEDITED
                       ? r->sooner[o][slot].date + (int64_t)(offer->option.expedite * HOURS_A_YEAR)
                       : r->curve[o].period[slot].date;
    return cp_supplier_offer_latest_order(r->plan, offer, date, r->opt->service_level);
}

static int put_order(struct cp_sourcing_run *r, size_t o, const size_t at[2],
                     enum cp_sourcing_mode mode, struct cp_facts *facts, struct cp_error *err) {
    static const char *const word[] = {NULL, "expedited", "deferred"};
    char day[CP_PERIOD_SIZE], arrives[CP_PERIOD_SIZE], step[STEP_SIZE];
    struct arriving a = arriving(r, o, at[0], at[1], mode);
    if (a.units <= 0)
        return 0;
    struct cp_fact f = fact_of(r, o, "order", a.units);
    cp_period_format(day, cp_period_at(CP_DAY, order_day(r, o, (size_t)a.slot, mode)));
    cp_period_format(arrives, cp_plan_period(r->plan, at[1]));
    snprintf(step, sizeof step, "%zu", at[0] + 1);
    f.dim[CP_PERIOD] = day, f.dim[CP_VINTAGE] = arrives, f.dim[CP_STEP] = step;
    f.dim[CP_KIND] = word[mode];
    return cp_facts_put(facts, &f, err);
}

static int put_orders(struct cp_sourcing_run *r, size_t o, struct cp_facts *facts,
                      struct cp_error *err) {
    for (size_t t = 0; t < r->T; t++)
        for (size_t k = 0; k < r->problem.offer[o].nstep; k++)
            for (int mode = 0; mode < CP_SOURCING_MODES; mode++) {
                int rc = put_order(r, o, (size_t[]){k, t}, (enum cp_sourcing_mode)mode, facts, err);
                if (rc)
                    return rc;
            }
    return 0;
}

/* The payments of a unit of step k that arrives in period t: the mean over the ways it came. */
static void mean_payments(const struct cp_sourcing_run *r, size_t o, const size_t at[2],
                          double units, double *by) {
    const struct cp_award_offer *f = &r->problem.offer[o];
    for (size_t t = 0; t < r->T; t++)
        by[t] = 0;
    for (size_t i = 0; i < f->npayment; i++) {
        const struct cp_award_payment *p = &f->payment[i];
        if (p->step != at[0] || p->slot + f->way[p->way].later != at[1])
            continue;
        size_t cell = cp_award_cell(f, r->T, p->step, p->way, p->slot);
        by[p->paid] += p->amount * r->award.take[r->award.first[o] + cell] / units;
    }
}

static void add_lot(struct cp_sourcing_run *r, size_t o, const size_t at[2], double *by) {
    const struct cp_offer *offer = &r->plan->supply.offer[o];
    struct cp_supply_curve *c = &r->curve[o];
    bool rented = offer->rent.price.n > 0;
    struct arriving a = arriving(r, o, at[0], at[1], CP_SOURCING_MODES);
    struct cp_period period = cp_plan_period(r->plan, at[1]);
    if (a.units <= 0)
        return;
    if (!rented)
        mean_payments(r, o, at, a.units, by);
    for (size_t t = 0; t < r->T && !rented; t++)
        if (by[t] != 0)
            c->payment[c->npayment++] = (struct cp_supply_curve_payment){c->nlot, t, by[t]};
    c->lot[c->nlot++] = (struct cp_supply_curve_lot){
        .period = at[1],
        .step = at[0],
        .units = a.units,
        .price = rented ? NAN : a.landed,
        .rent =
            rented ? cp_plan_path_at(&offer->rent.price, period, r->plan->horizon.origin) : NAN};
    if (c->period[at[1]].date < cp_period_start(period))
        c->period[at[1]].date = (cp_period_start(period) + cp_period_end(period)) / 2;
    c->period[at[1]].units += a.units;
    c->period[at[1]].offered += a.units;
    c->units += a.units;
}

/* The curve of what is awarded: all of it is committed. */
static int award_curve(struct cp_sourcing_run *r, size_t o, struct cp_error *err) {
    const struct cp_award_offer *f = &r->problem.offer[o];
    struct cp_supply_curve *c = &r->curve[o];
    free(c->lot);
    free(c->payment);
    c->nlot = c->npayment = 0;
    c->units = 0;
    c->lot = cp_calloc(f->nstep, r->T * sizeof *c->lot);
    c->payment = cp_calloc(f->nstep * r->T + 1, r->T * sizeof *c->payment);
    double *by = cp_arena_calloc(&r->arena, r->T + 1, sizeof *by);
    if (!c->lot || !c->payment || !by)
        return cp_fail_nomem(err);
    for (size_t t = 0; t < r->T; t++) {
        c->period[t].units = c->period[t].offered = 0;
        for (size_t k = 0; k < f->nstep; k++)
            add_lot(r, o, (size_t[]){k, t}, by);
    }
    c->committed = c->units;
    return 0;
}

static bool is_awarded(const struct cp_sourcing_run *r, size_t o) {
    const struct cp_award *a = &r->award;
    for (size_t q = a->first[o]; q < a->first[o + 1]; q++)
        if (a->take[q] > 0)
            return true;
    return false;
}

/* What is paid once, if it is. */
static int put_paid(const struct cp_sourcing_run *r, struct cp_fact f, struct cp_award_once once,
                    struct cp_facts *facts, struct cp_error *err) {
    char period[CP_PERIOD_SIZE];
    if (!(once.cash > 0))
        return 0;
    cp_period_format(period, cp_plan_period(r->plan, once.at));
    f.dim[CP_PERIOD] = period;
    f.value = once.cash;
    return cp_facts_put(facts, &f, err);
}

/* Of suppliers to whom something is awarded. */
static int put_qualification(const struct cp_sourcing_run *r, struct cp_facts *facts,
                             struct cp_error *err) {
    int rc = 0;
    for (size_t s = 0; rc == 0 && s < r->problem.nsupplier; s++) {
        struct cp_fact f = {.dim[CP_SUPPLIER] = r->plan->supply.supplier[s].name};
        struct cp_award_once once = r->problem.supplier[s].qualified;
        if (!r->award.used[s])
            continue;
        f.measure = "order_cash";
        rc = put_paid(r, f, once, facts, err);
        f.measure = "order_once";
        f.dim[CP_KIND] = "qualification";
        rc = rc ? rc : put_paid(r, f, once, facts, err);
    }
    return rc;
}

static int put_cash(struct cp_sourcing_run *r, size_t o, struct cp_facts *facts,
                    struct cp_error *err) {
    const struct cp_award_offer *f = &r->problem.offer[o];
    for (size_t t = 0; t < r->T; t++) {
        double cash = 0;
        for (size_t i = 0; i < f->npayment; i++) {
            const struct cp_award_payment *p = &f->payment[i];
            size_t cell = cp_award_cell(f, r->T, p->step, p->way, p->slot);
            if (p->paid == t)
                cash += p->amount * r->award.take[r->award.first[o] + cell];
        }
        if (t == f->fixed.at && is_awarded(r, o))
            cash += f->fixed.cash;
        if (cash == 0)
            continue;
        char period[CP_PERIOD_SIZE];
        struct cp_fact fact = fact_of(r, o, "order_cash", cash);
        cp_period_format(period, cp_plan_period(r->plan, t));
        fact.dim[CP_PERIOD] = period;
        int rc = cp_facts_put(facts, &fact, err);
        if (rc)
            return rc;
    }
    return 0;
}

/* Of an offer's cash, for the books. */
static int put_tooling(const struct cp_sourcing_run *r, size_t o, struct cp_facts *facts,
                       struct cp_error *err) {
    struct cp_fact f = fact_of(r, o, "order_once", 0);
    if (!is_awarded(r, o))
        return 0;
    f.dim[CP_KIND] = r->plan->supply.offer[o].rent.price.n > 0 ? "fixed-rent" : "fixed";
    return put_paid(r, f, r->problem.offer[o].fixed, facts, err);
}

/* Duals are told in the money of their period. */
static double discount(const struct cp_sourcing_run *r, size_t t) {
    return cp_plan_discount(r->plan, r->plan->money.discount, cp_plan_period(r->plan, t));
}

static int put_duals(struct cp_sourcing_run *r, size_t o, struct cp_facts *facts,
                     struct cp_error *err) {
    for (size_t t = 0; t < r->T; t++) {
        double dual = r->award.capacity_dual[cp_supplier_at(r, o, t)];
        if (fabs(dual) < 1e-9)
            continue;
        char period[CP_PERIOD_SIZE];
        struct cp_fact f = fact_of(r, o, "supply_dual", -dual / discount(r, t));
        cp_period_format(period, cp_plan_period(r->plan, t));
        f.dim[CP_PERIOD] = period;
        int rc = cp_facts_put(facts, &f, err);
        if (rc)
            return rc;
    }
    return 0;
}

static int put_need(struct cp_sourcing_run *r, size_t i, size_t t, struct cp_facts *facts,
                    struct cp_error *err) {
    const struct {
        const char *units, *work;
        double value;
    } line[] = {
        {"need_short", "work_short", r->award.missing[cp_supplier_at(r, i, t)]},
        {"need_exposed", "work_exposed", r->award.exposed[cp_supplier_at(r, i, t)]},
        {"need_dual", "work_dual", r->award.need_dual[cp_supplier_at(r, i, t)] / discount(r, t)}};
    char period[CP_PERIOD_SIZE];
    cp_period_format(period, cp_plan_period(r->plan, t));
    for (size_t k = 0; k < sizeof line / sizeof *line; k++) {
        /* a shortage of nothing is worth saying once somebody was needed; an exposure is not */
        if (!(fabs(line[k].value) >= 1e-9) && (k > 0 || r->need[i].level[t] <= 0))
            continue;
        int rc = cp_facts_put(facts,
                              &(struct cp_fact){.dim[CP_PERIOD] = period,
                                                .dim[CP_SKU] = r->need[i].sku,
                                                .dim[CP_REGION] = r->need[i].region,
                                                .measure = r->work ? line[k].work : line[k].units,
                                                .value = line[k].value},
                              err);
        if (rc)
            return rc;
    }
    return 0;
}

/* What the units of an award cost beside their landed price, discounted. */
static struct cp_sourcing_cost kept_of(const struct cp_sourcing_run *r) {
    struct cp_sourcing_cost sum = {0};
    for (size_t o = 0; o < r->problem.noffer; o++)
        for (size_t q = 0; q < r->award.first[o + 1] - r->award.first[o]; q++) {
            double units = r->award.take[r->award.first[o] + q];
            const struct cp_sourcing_cost *one = &r->cost[o][q];
            sum.upkeep += units * one->upkeep;
            sum.power += units * one->power;
            sum.financing += units * one->financing;
            sum.worth += units * one->worth;
            sum.after += units * one->after;
        }
    return sum;
}

/* Committed units that are left: for a part of their price, or for all of it. */
static double left_of(const struct cp_sourcing_run *r, bool cancelled) {
    double sum = 0;
    for (size_t o = 0; o < r->problem.noffer; o++)
        if (isnan(r->plan->supply.offer[o].commitment.cancellation) != cancelled)
            sum += r->award.unpaid[o] * r->problem.offer[o].pay.price;
    return sum;
}

/* The parts of the cost, discounted. */
static int put_costs(struct cp_sourcing_run *r, struct cp_facts *facts, struct cp_error *err) {
    const struct cp_award *a = &r->award;
    struct cp_sourcing_cost kept = kept_of(r);
    double beside = kept.upkeep + kept.power + kept.financing + kept.after - kept.worth;
    double cancelled = left_of(r, true);
    double gap = fabs(a->cost) > 0 ? fmax(0, a->cost - a->bound) / fabs(a->cost) : 0;
    const struct cp_supplier_line line[] = {
        {"award_cost", "landed", a->part.units - beside, true},
        {"award_cost", "upkeep", kept.upkeep, kept.upkeep > 0},
        {"award_cost", "power", kept.power, kept.power > 0},
        {"award_cost", "financing", kept.financing, kept.financing != 0},
        {"award_cost", "residual", -kept.worth, kept.worth > 0},
        {"award_cost", "after", kept.after, kept.after != 0},
        {"award_cost", "fixed", a->part.fixed, true},
        {"award_cost", "qualification", a->part.qualified, a->part.qualified > 0},
        {"award_cost", "rebate", -a->part.rebates, a->part.rebates > 0},
        {"award_cost", "damages", -a->part.damages, a->part.damages > 0},
        {"award_cost", "take-or-pay", left_of(r, false), true},
        {"award_cost", "cancellation", cancelled, cancelled > 0},
        {"award_bound", NULL, fmin(a->cost, a->bound), isfinite(a->bound)},
        {"award_gap", NULL, isfinite(gap) ? gap : NAN, true},
        {"solved", "award", a->status == CP_AWARD_DONE, true}};
    return cp_supplier_put_lines((struct cp_fact){0}, line, sizeof line / sizeof *line, facts, err);
}

static void tell(const struct cp_sourcing_run *r) {
    double worst = 0;
    size_t at = 0, n = 0;
    for (size_t i = 0; i < r->nneed; i++)
        for (size_t t = 0; t < r->T; t++) {
            double m = r->award.missing[cp_supplier_at(r, i, t)];
            n += m > 0;
            if (m > worst)
                worst = m, at = t;
        }
    if (n == 0)
        return;
    char period[CP_PERIOD_SIZE];
    cp_period_format(period, cp_plan_period(r->plan, at));
    cp_tell(r->opt->note, r->opt->note_ctx, "short in %zu periods, by %.6g %s in %s at most", n,
            worst, r->work ? "EFLOP/s" : "GPU", period);
}

static int put_offer(struct cp_sourcing_run *r, size_t o, struct cp_facts *facts,
                     struct cp_error *err) {
    int rc = put_orders(r, o, facts, err);
    if (rc)
        return rc;
    rc = award_curve(r, o, err);
    if (rc)
        return rc;
    if (r->curve[o].units > 0) {
        rc = cp_supplier_put(r->plan, &r->curve[o], facts, err);
        if (rc)
            return rc;
    }
    rc = put_cash(r, o, facts, err);
    if (rc == 0)
        rc = put_tooling(r, o, facts, err);
    if (rc)
        return rc;
    if (r->award.unpaid[o] > 1e-6) {
        bool cancelled = !isnan(r->plan->supply.offer[o].commitment.cancellation);
        struct cp_fact f =
            fact_of(r, o, cancelled ? "cancelled" : "take_or_pay_shortfall", r->award.unpaid[o]);
        rc = cp_facts_put(facts, &f, err);
        if (rc)
            return rc;
    }
    return put_duals(r, o, facts, err);
}

int cp_supplier_sourcing_put(struct cp_sourcing_run *r, struct cp_facts *facts,
                             struct cp_error *err) {
    for (size_t o = 0; o < r->plan->supply.noffer; o++) {
        int rc = put_offer(r, o, facts, err);
        if (rc)
            return rc;
    }
    int qualified = put_qualification(r, facts, err);
    if (qualified)
        return qualified;
    for (size_t i = 0; i < r->nneed * r->T; i++) {
        int rc = put_need(r, i / r->T, i % r->T, facts, err);
        if (rc)
            return rc;
    }
    int rc = put_costs(r, facts, err);
    if (rc)
        return rc;
    tell(r);
    return 0;
}
