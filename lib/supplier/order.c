/* An award as facts: orders, what they deliver and cost, and what one more would be worth. */
#include "supplier/sourcing.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEP_SIZE = 24 };

static struct cp_fact fact_of(const struct cp_sourcing_run *r, size_t o, const char *measure,
                              double value) {
    const struct cp_offer *f = &r->plan->supply.offer[o];
    return (struct cp_fact){.dim[CP_SKU] = f->sku,
                            .dim[CP_SUPPLIER] = f->supplier,
                            .dim[CP_OFFER] = f->name,
                            .measure = measure,
                            .value = value};
}

static int put_orders(struct cp_sourcing_run *r, size_t o, struct cp_facts *facts,
                      struct cp_error *err) {
    for (size_t t = 0; t < r->T; t++)
        for (size_t k = 0; k < r->problem.offer[o].nstep; k++) {
            char day[CP_PERIOD_SIZE], arrives[CP_PERIOD_SIZE], step[STEP_SIZE];
            if (cp_supplier_taken(r, o, k, t) <= 0)
                continue;
            struct cp_fact f = fact_of(r, o, "order", cp_supplier_taken(r, o, k, t));
            cp_period_format(
                day, cp_period_at(CP_DAY, cp_supplier_offer_latest_order(
                                              r->plan, &r->plan->supply.offer[o],
                                              r->curve[o].period[t].date, r->opt->service_level)));
            cp_period_format(arrives, cp_plan_period(r->plan, t));
            snprintf(step, sizeof step, "%zu", k + 1);
            f.dim[CP_PERIOD] = day, f.dim[CP_VINTAGE] = arrives, f.dim[CP_STEP] = step;
            int rc = cp_facts_put(facts, &f, err);
            if (rc)
                return rc;
        }
    return 0;
}

/* The curve of what is awarded: all of it is committed. */
static int award_curve(struct cp_sourcing_run *r, size_t o, struct cp_error *err) {
    const struct cp_award_offer *f = &r->problem.offer[o];
    const struct cp_offer *offer = &r->plan->supply.offer[o];
    struct cp_supply_curve *c = &r->curve[o];
    bool rented = offer->rent.price.n > 0;
    free(c->lot);
    free(c->payment);
    c->nlot = c->npayment = 0;
    c->units = 0;
    c->lot = cp_calloc(f->nstep, r->T * sizeof *c->lot);
    c->payment = cp_calloc(f->npayment + 1, sizeof *c->payment);
    if (!c->lot || !c->payment)
        return cp_fail_nomem(err);
    for (size_t t = 0; t < r->T; t++) {
        double units = 0;
        for (size_t k = 0; k < f->nstep; k++) {
            double n = cp_supplier_taken(r, o, k, t);
            if (n <= 0)
                continue;
            units += n;
            for (size_t i = 0; i < f->npayment && !rented; i++)
                if (f->payment[i].step == k && f->payment[i].delivered == t)
                    c->payment[c->npayment++] = (struct cp_supply_curve_payment){
                        c->nlot, f->payment[i].paid, f->payment[i].amount};
            c->lot[c->nlot++] = (struct cp_supply_curve_lot){
                .period = t,
                .step = k,
                .units = n,
                .price = rented ? NAN : r->price[o][cp_supplier_at(r, k, t)],
                .rent = rented ? cp_plan_path_at(&offer->rent.price, cp_plan_period(r->plan, t),
                                                 r->plan->horizon.origin)
                               : NAN};
        }
        c->units += units;
        c->period[t].units = c->period[t].offered = units;
    }
    c->committed = c->units;
    return 0;
}

static bool is_awarded(const struct cp_sourcing_run *r, size_t o) {
    const struct cp_award *a = &r->award;
    for (size_t q = a->first[o] * r->T; q < a->first[o + 1] * r->T; q++)
        if (a->take[q] > 0)
            return true;
    return false;
}

/* Of suppliers to whom something is awarded. */
static int put_qualification(const struct cp_sourcing_run *r, struct cp_facts *facts,
                             struct cp_error *err) {
    for (size_t s = 0; s < r->problem.nsupplier; s++) {
        const struct cp_award_supplier *w = &r->problem.supplier[s];
        char period[CP_PERIOD_SIZE];
        if (!r->award.used[s] || !(w->qualified_cash > 0))
            continue;
        cp_period_format(period, cp_plan_period(r->plan, w->signed_at));
        int rc =
            cp_facts_put(facts,
                         &(struct cp_fact){.dim[CP_PERIOD] = period,
                                           .dim[CP_SUPPLIER] = r->plan->supply.supplier[s].name,
                                           .measure = "order_cash",
                                           .value = w->qualified_cash},
                         err);
        if (rc)
            return rc;
    }
    return 0;
}

static int put_cash(struct cp_sourcing_run *r, size_t o, struct cp_facts *facts,
                    struct cp_error *err) {
    const struct cp_award_offer *f = &r->problem.offer[o];
    for (size_t t = 0; t < r->T; t++) {
        double cash = 0;
        for (size_t i = 0; i < f->npayment; i++)
            if (f->payment[i].paid == t)
                cash += f->payment[i].amount *
                        cp_supplier_taken(r, o, f->payment[i].step, f->payment[i].delivered);
        if (t == f->signed_at && is_awarded(r, o))
            cash += f->fixed_cash;
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
        if (fabs(line[k].value) < 1e-9 && (k > 0 || r->need[i].level[t] <= 0))
            continue;
        int rc = cp_facts_put(facts,
                              &(struct cp_fact){.dim[CP_PERIOD] = period,
                                                .dim[CP_SKU] = r->need[i].sku,
                                                .measure = r->work ? line[k].work : line[k].units,
                                                .value = line[k].value},
                              err);
        if (rc)
            return rc;
    }
    return 0;
}

/* Of what is awarded of an offer. */
static void add_keeping(const struct cp_sourcing_run *r, size_t o,
                        struct cp_supplier_keeping *sum) {
    const struct cp_offer *offer = &r->plan->supply.offer[o];
    for (size_t k = 0; k < r->problem.offer[o].nstep; k++)
        for (size_t t = 0; t < r->T; t++) {
            double units = cp_supplier_taken(r, o, k, t);
            if (units <= 0)
                continue;
            struct cp_supplier_keeping one =
                cp_supplier_keep(r->plan, offer, t, r->price[o][cp_supplier_at(r, k, t)]);
            sum->upkeep += units * one.upkeep;
            sum->worth += units * one.worth;
            sum->after += units * one.after;
        }
}

/* The parts of the cost, discounted; what is left of it after units and penalties is fixed. */
static int put_costs(struct cp_sourcing_run *r, struct cp_facts *facts, struct cp_error *err) {
    const struct cp_award *a = &r->award;
    double landed = 0, unpaid = 0, cancelled = 0;
    struct cp_supplier_keeping kept = {0};
    for (size_t o = 0; o < r->problem.noffer; o++) {
        const struct cp_award_offer *f = &r->problem.offer[o];
        for (size_t q = 0; q < f->nstep * r->T; q++)
            landed += a->take[cp_supplier_at(r, a->first[o], 0) + q] * f->price[q];
        add_keeping(r, o, &kept);
        *(isnan(r->plan->supply.offer[o].commitment.cancellation) ? &unpaid : &cancelled) +=
            a->unpaid[o] * f->pay_price;
    }
    double fixed = a->cost - landed - unpaid - cancelled;
    landed -= kept.upkeep + kept.after - kept.worth;
    if (fabs(fixed) < 1e-9 * a->cost)
        fixed = 0;
    double gap = a->cost > 0 ? fmax(0, a->cost + a->shortage - a->bound) / a->cost : 0;
    const struct {
        const char *measure, *kind;
        double value;
        bool wanted;
    } line[] = {{"award_cost", "landed", landed, true},
                {"award_cost", "upkeep", kept.upkeep, kept.upkeep > 0},
                {"award_cost", "residual", -kept.worth, kept.worth > 0},
                {"award_cost", "after", kept.after, kept.after > 0},
                {"award_cost", "fixed", fixed, true},
                {"award_cost", "take-or-pay", unpaid, true},
                {"award_cost", "cancellation", cancelled, cancelled > 0},
                {"award_bound", NULL, fmin(a->cost, a->bound - a->shortage), true},
                {"award_gap", NULL, gap, true},
                {"solved", "award", a->status == CP_AWARD_DONE, true}};
    for (size_t k = 0; k < sizeof line / sizeof *line; k++) {
        if (!line[k].wanted)
            continue;
        int rc = cp_facts_put(facts,
                              &(struct cp_fact){.dim[CP_KIND] = line[k].kind,
                                                .measure = line[k].measure,
                                                .value = line[k].value},
                              err);
        if (rc)
            return rc;
    }
    return 0;
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
    if (n == 0 || !r->opt->note)
        return;
    char text[160], period[CP_PERIOD_SIZE];
    cp_period_format(period, cp_plan_period(r->plan, at));
    snprintf(text, sizeof text, "short in %zu periods, by %.6g %s in %s at most", n, worst,
             r->work ? "EFLOP/s" : "GPU", period);
    r->opt->note(r->opt->note_ctx, text);
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
