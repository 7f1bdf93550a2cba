/* Every bid beside the others: what a unit and its work cost, when it comes, how surely, how much
 * cheaper it had to be to be awarded, and what better terms of it were worth. */
#include "supplier/sourcing.h"
#include <math.h>
#include <stdlib.h>

/* Differences of awards are small beside awards. */
static const double fine = 1e-6;

struct bid {
    double units, cost;  /* that can arrive; of a unit, discounted, when all of them are bought */
    double work;         /* useful EFLOP/s of a unit by hours in service, discounted alike */
    double awarded, cut; /* USD/GPU by which it is too dear; infinite: at any price */
    double saved[2], relief[2];
};
enum change { WEEK, STEP };

/* ---- what it costs -------------------------------------------------------------------------- */

static double efficiency_of(const struct cp_plan *plan, const struct cp_sku *sku) {
    double sum = 0;
    for (size_t w = 0; w < plan->nworkload; w++)
        sum += cp_plan_efficiency(sku, plan->workload[w].name);
    if (plan->nworkload > 0)
        return sum / (double)plan->nworkload;
    for (size_t i = 0; i < sku->nefficiency; i++)
        sum += sku->efficiency[i].value;
    return sku->nefficiency > 0 ? sum / (double)sku->nefficiency : 0;
}

/* Hours from a unit's arrival on for which it serves within the plan, discounted as its cost is. */
static double service(const struct cp_sourcing_run *r, const struct cp_award_way *way, size_t slot,
                      double life) {
    double sum = 0, start = 0;
    for (size_t t = slot + way->later; t < way->until[slot] && t < r->T; t++) {
        struct cp_period p = cp_plan_period(r->plan, t);
        double middle = cp_period_mid(p, r->plan->horizon.origin);
        if (t == slot + way->later)
            start = middle;
        if (middle - start < life)
            sum += cp_period_hours(p) * cp_plan_discount(r->plan, r->plan->money.discount, p);
    }
    return sum;
}

/* The share of n units that are sold at the price of step k. */
static double in_step(const struct cp_award_offer *f, size_t k, double n) {
    double low = f->from[k], high = k + 1 < f->nstep ? f->from[k + 1] : INFINITY;
    if (!f->incremental)
        return n >= low && n < high;
    return n > low ? (fmin(n, high) - low) / n : 0;
}

/* By its first way. */
static void price_bid(const struct cp_sourcing_run *r, size_t o, struct bid *b) {
    const struct cp_award_offer *f = &r->problem.offer[o];
    const struct cp_sku *sku = cp_plan_sku(r->plan, r->plan->supply.offer[o].sku);
    double each = sku->peak * efficiency_of(r->plan, sku) * sku->reliability.availability *
                  (1 - sku->reliability.spares);
    for (size_t t = 0; t < r->T; t++)
        b->units += f->capacity[t];
    if (!(b->units > 0))
        return;
    double part = fmin(1, cp_award_most(f) / b->units); /* that is there for all periods */
    b->units *= part;
    for (size_t t = 0; t < r->T; t++) {
        for (size_t k = 0; k < f->nstep; k++)
            b->cost += part * f->capacity[t] * in_step(f, k, b->units) *
                       f->price[cp_award_cell(f, r->T, k, 0, t)];
        b->work += part * f->capacity[t] * each * service(r, &f->way[0], t, sku->life);
    }
    b->cost = (b->cost + f->fixed.money) / b->units;
    b->work /= b->units;
    for (size_t q = r->award.first[o]; q < r->award.first[o + 1]; q++)
        b->awarded += r->award.take[q];
}

/* ---- how much cheaper it had to be ---------------------------------------------------------- */

/* The award when an offer's units are that much cheaper on delivery; of them those bought,
 * discounted. */
static int cheaper(const struct cp_sourcing_run *r, size_t o, double cut, double *cost,
                   double *units, struct cp_error *err) {
    struct cp_award_problem p = r->problem;
    struct cp_award a = {0};
    const struct cp_award_offer *f = &p.offer[o];
    size_t cells = f->nstep * f->nway * p.T;
    struct cp_award_offer *all = cp_calloc(p.noffer, sizeof *all);
    double *price = cp_calloc(cells, sizeof *price), *df = cp_calloc(cells, sizeof *df);
    int rc = all && price && df ? 0 : cp_fail_nomem(err);
    *units = 0;
    if (rc)
        goto out;
    for (size_t i = 0; i < p.noffer; i++)
        all[i] = p.offer[i];
    for (size_t q = 0; q < cells; q++) {
        size_t t = q % p.T + f->way[q / p.T % f->nway].later;
        if (t < p.T)
            df[q] = cp_plan_discount(r->plan, r->plan->money.discount, cp_plan_period(r->plan, t));
        price[q] = f->price[q] - cut * df[q];
    }
    all[o].price = price;
    p.offer = all;
    p.gap = fine;
    rc = cp_supplier_award_solve(&p, &a, err);
    if (rc || a.status > CP_AWARD_STOPPED)
        goto out;
    for (size_t q = 0; q < cells; q++)
        *units += df[q] * a.take[a.first[o] + q];
    *cost = a.cost + cut * *units;
out:
    cp_supplier_award_release(&a);
    free(all);
    free(price);
    free(df);
    return rc;
}

/* The least cut at which an award that has some of it costs no more than the best without: Newton's
 * method on the least of cost less cut times units, as Dinkelbach has it for ratios. */
static int find_cut(const struct cp_sourcing_run *r, size_t o, double best, struct bid *b,
                    struct cp_error *err) {
    const struct cp_award_offer *f = &r->problem.offer[o];
    double most = 0, cost = 0, units = 0, cut;
    for (size_t q = 0; q < f->nstep * f->nway * r->T; q++) {
        size_t t = q % r->T + f->way[q / r->T % f->nway].later;
        if (t < r->T)
            most = fmax(most, f->price[q] / cp_plan_discount(r->plan, r->plan->money.discount,
                                                             cp_plan_period(r->plan, t)));
    }
    b->cut = INFINITY;
    /* from above: a cut at which some of it is bought, with no more for nothing than need be */
    for (cut = most / 16; cut <= most; cut *= 2) {
        int rc = cheaper(r, o, cut, &cost, &units, err);
        if (rc)
            return rc;
        if (units > 0)
            break;
    }
    for (int i = 0; i < 20 && units > 0; i++) {
        double next = fmax(0, (cost - best) / units);
        b->cut = fmin(cut, next);
        if (next >= cut * (1 - 1e-6))
            break;
        cut = next;
        int rc = cheaper(r, o, cut, &cost, &units, err);
        if (rc)
            return rc;
    }
    return 0;
}

/* ---- what better terms were worth ----------------------------------------------------------- */

static void better(struct cp_offer *o, enum change what, struct cp_step *room) {
    if (what == WEEK) {
        double week = 7 * 24 / HOURS_A_YEAR;
        o->lead.median = fmax(0, o->lead.median - week);
        for (size_t i = 0; i < o->lead.nquantile; i++)
            o->lead.quantile[i].lead = fmax(0, o->lead.quantile[i].lead - week);
        return;
    }
    for (size_t k = 0; k < o->price.nstep; k++)
        room[k] = (struct cp_step){o->price.step[k].from,
                                   o->price.step[k + 1 < o->price.nstep ? k + 1 : k].price};
    o->price.step = room;
}

/* The award of the plan in which one offer has it. */
static int change_bid(const struct cp_sourcing_run *r, const struct cp_facts *facts, size_t o,
                      enum change what, struct cp_award *out, struct cp_error *err) {
    struct cp_plan plan = *r->plan;
    struct cp_sourcing_run other = {.plan = &plan, .opt = r->opt};
    size_t n = plan.supply.noffer, steps = plan.supply.offer[o].price.nstep;
    size_t quantiles = plan.supply.offer[o].lead.nquantile;
    struct cp_offer *all = cp_calloc(n, sizeof *all);
    struct cp_step *room = cp_calloc(steps + 1, sizeof *room);
    struct cp_lead_quantile *lead = cp_calloc(quantiles + 1, sizeof *lead);
    int rc = all && room && lead ? 0 : cp_fail_nomem(err);
    if (rc)
        goto out;
    for (size_t i = 0; i < n; i++)
        all[i] = plan.supply.offer[i];
    for (size_t i = 0; i < quantiles; i++)
        lead[i] = all[o].lead.quantile[i];
    all[o].lead.quantile = lead;
    better(&all[o], what, room);
    plan.supply.offer = all;
    rc = cp_sourcing_make(&other, facts, err);
    other.problem.gap = fine;
    if (rc == 0)
        rc = cp_supplier_award_solve(&other.problem, out, err);
out:
    cp_sourcing_release(&other);
    free(all);
    free(room);
    free(lead);
    return rc;
}

static int find_worth(const struct cp_sourcing_run *r, const struct cp_facts *facts, size_t o,
                      const struct cp_award *best, struct bid *b, struct cp_error *err) {
    const struct cp_offer *offer = &r->plan->supply.offer[o];
    for (int what = WEEK; what <= STEP; what++) {
        struct cp_award a = {0};
        b->saved[what] = NAN;
        if (what == WEEK ? !(offer->lead.median > 0 || offer->lead.nquantile > 0)
                         : offer->price.nstep < 2)
            continue;
        int rc = change_bid(r, facts, o, (enum change)what, &a, err);
        if (rc)
            return rc;
        if (a.status <= CP_AWARD_STOPPED) {
            b->relief[what] = best->shortage - a.shortage;
            b->saved[what] = best->cost - a.cost;
        }
        cp_supplier_award_release(&a);
    }
    return 0;
}

/* ---- the table ------------------------------------------------------------------------------ */

static const char *why(const struct bid *b) {
    if (!(b->units > 0))
        return "too-late";
    if (b->awarded > 0)
        return b->awarded >= b->units * (1 - 1e-9) ? "awarded" : "awarded-in-part";
    return isinf(b->cut) ? "no-use" : "dearer";
}

static double by_work(const struct bid *b) {
    return b->work > 0 ? b->cost / b->work : INFINITY;
}

static double rank_of(const struct bid *all, size_t n, size_t o) {
    double rank = 1;
    for (size_t i = 0; i < n; i++)
        rank +=
            by_work(&all[i]) < by_work(&all[o]) || (by_work(&all[i]) == by_work(&all[o]) && i < o);
    return rank;
}

static double worth_of_one(const struct cp_sourcing_run *r, size_t o) {
    double worth = 0;
    for (size_t t = 0; t < r->T; t++)
        worth = fmax(worth, -r->award.capacity_dual[cp_supplier_at(r, o, t)]);
    return worth;
}

static double on_time(const struct cp_sourcing_run *r, size_t o) {
    double units = 0, odds = 0;
    for (size_t t = 0; t < r->T; t++) {
        units += r->problem.offer[o].capacity[t];
        odds += r->problem.offer[o].capacity[t] * r->curve[o].period[t].probability;
    }
    return odds / units;
}

static int put_bid(const struct cp_sourcing_run *r, const struct bid *all, size_t o,
                   struct cp_facts *facts, struct cp_error *err) {
    const struct cp_offer *f = &r->plan->supply.offer[o];
    const struct bid *b = &all[o];
    int64_t order = cp_supplier_offer_order_date(r->plan, f);
    double lead = (double)(cp_supplier_lead_arrival(f, order, r->opt->service_level) - order);
    bool none = !(b->units > 0);
    const struct cp_supplier_line line[] = {
        {"bid", why(b), 1, true},
        {"bid_rank", NULL, rank_of(all, r->problem.noffer, o), !none},
        {"bid_cost", NULL, b->cost, !none},
        {"bid_work_cost", NULL, by_work(b), isfinite(by_work(b))},
        {"bid_lead", NULL, lead / HOURS_A_YEAR, true},
        {"bid_on_time", NULL, on_time(r, o), !none},
        {"bid_awarded", NULL, b->awarded, true},
        {"bid_cut", NULL, isinf(b->cut) ? NAN : b->cut,
         r->opt->compare && !none && !(b->awarded > 0)},
        {"bid_unit", NULL, worth_of_one(r, o), !none},
        {"bid_week", NULL, b->saved[WEEK], isfinite(b->saved[WEEK])},
        {"bid_step", NULL, b->saved[STEP], isfinite(b->saved[STEP])},
        {"bid_relief", "week", b->relief[WEEK], b->relief[WEEK] > 1e-6},
        {"bid_relief", "step", b->relief[STEP], b->relief[STEP] > 1e-6},
    };
    return cp_supplier_put_lines(cp_supplier_offer_fact(f, NULL, 0), line,
                                 sizeof line / sizeof *line, facts, err);
}

/* What takes awards of its own to find. */
static int compare(const struct cp_sourcing_run *r, const struct cp_facts *facts, struct bid *all,
                   struct cp_error *err) {
    struct cp_award_problem p = r->problem;
    struct cp_award best = {0};
    p.gap = fine;
    int rc = cp_supplier_award_solve(&p, &best, err);
    for (size_t o = 0; o < p.noffer && rc == 0 && best.status <= CP_AWARD_STOPPED; o++) {
        if (all[o].units > 0 && !(all[o].awarded > 0))
            rc = find_cut(r, o, best.cost, &all[o], err);
        if (rc == 0)
            rc = find_worth(r, facts, o, &best, &all[o], err);
    }
    cp_supplier_award_release(&best);
    return rc;
}

int cp_supplier_bids_put(const struct cp_sourcing_run *r, struct cp_facts *facts,
                         struct cp_error *err) {
    size_t n = r->problem.noffer;
    struct bid *all = cp_calloc(n + 1, sizeof *all);
    int rc = all ? 0 : cp_fail_nomem(err);
    for (size_t o = 0; o < n && rc == 0; o++) {
        all[o] = (struct bid){.saved = {NAN, NAN}};
        price_bid(r, o, &all[o]);
    }
    if (rc == 0 && r->opt->compare)
        rc = compare(r, facts, all, err);
    for (size_t o = 0; o < n && rc == 0; o++)
        rc = put_bid(r, all, o, facts, err);
    free(all);
    return rc;
}
