/* Concentration of what is bought, and what the loss of a supplier costs until it is back
 * [Simchi-Levi et al.: Identifying risks and mitigating disruptions in the automotive supply chain,
 * Interfaces 45 (2015) 375]. */
#include "supplier/risk.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double spend_of(const struct cp_risk *r, size_t offer) {
    double sum = 0;
    for (size_t t = 0; t < r->plan->horizon.n; t++)
        sum += cp_supplier_spend(r, offer, t);
    return sum;
}

enum by { BY_SUPPLIER, BY_COUNTRY, BY_SKU };

static const char *name_by(const struct cp_risk *r, enum by by, size_t offer) {
    const struct cp_offer *o = r->curve[offer].offer;
    if (by == BY_SKU)
        return o->sku;
    if (by == BY_SUPPLIER)
        return o->supplier;
    for (size_t s = 0; s < r->plan->supply.nsupplier; s++)
        if (strcmp(r->plan->supply.supplier[s].name, o->supplier) == 0 &&
            r->plan->supply.supplier[s].country)
            return r->plan->supply.supplier[s].country;
    return "-";
}

/* The index of what is spent by one of those; name and amount have room for all offers. */
static double hhi_by(const struct cp_risk *r, enum by by, const char **name, double *amount) {
    size_t groups = 0;
    for (size_t o = 0; o < r->plan->supply.noffer; o++) {
        size_t g = 0;
        const char *own = name_by(r, by, o);
        while (g < groups && strcmp(name[g], own) != 0)
            g++;
        if (g == groups) {
            name[groups] = own;
            amount[groups++] = 0;
        }
        amount[g] += spend_of(r, o);
    }
    return cp_supplier_hhi(groups, amount);
}

static int put_hhi(const struct cp_risk *r, struct cp_facts *facts, struct cp_error *err) {
    static const char *const kind[] = {"supplier", "country", "sku"};
    const char **name = cp_calloc(r->plan->supply.noffer + 1, sizeof *name);
    double *amount = cp_calloc(r->plan->supply.noffer + 1, sizeof *amount);
    int rc = 0;
    if (!name || !amount) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    for (int by = BY_SUPPLIER; by <= BY_SKU; by++) {
        double hhi = hhi_by(r, (enum by)by, name, amount);
        if (isnan(hhi))
            continue;
        rc = cp_facts_put(
            facts, &(struct cp_fact){.dim[CP_KIND] = kind[by], .measure = "hhi", .value = hhi},
            err);
        if (rc)
            goto out;
    }
out:
    free(name);
    free(amount);
    return rc;
}

static int put_supplier(const struct cp_supplier *s, const char *measure, double value,
                        struct cp_facts *facts, struct cp_error *err) {
    return cp_facts_put(
        facts, &(struct cp_fact){.dim[CP_SUPPLIER] = s->name, .measure = measure, .value = value},
        err);
}

/* What deliveries due in [from, from + ttr) would have earned at the market's rent until the
 * supplier is back. */
static double delayed_revenue(const struct cp_risk *r, const char *supplier, int64_t from,
                              int64_t ttr) {
    double usd = 0;
    for (size_t o = 0; o < r->plan->supply.noffer; o++) {
        const struct cp_supply_curve *c = &r->curve[o];
        if (strcmp(c->offer->supplier, supplier) != 0)
            continue;
        double rental = cp_plan_sku(r->plan, c->offer->sku)->rental;
        for (size_t t = 0; t < c->nperiod && isfinite(rental); t++)
            if (c->period[t].units > 0 && c->period[t].date >= from &&
                c->period[t].date < from + ttr)
                usd += c->period[t].units * rental * (double)(from + ttr - c->period[t].date);
    }
    return usd;
}

static int put_loss(const struct cp_risk *r, const struct cp_supplier *s, struct cp_facts *facts,
                    struct cp_error *err) {
    int64_t ttr = (int64_t)(s->recovery * HOURS_A_YEAR);
    double worst = 0;
    for (size_t t = 0; t < r->plan->horizon.n; t++)
        worst = fmax(worst,
                     delayed_revenue(r, s->name, cp_period_start(cp_plan_period(r->plan, t)), ttr));
    int rc = put_supplier(s, "time_to_recover", s->recovery, facts, err);
    return rc ? rc : put_supplier(s, "revenue_at_risk", worst, facts, err);
}

int cp_supplier_risk_put(const struct cp_risk *r, struct cp_facts *facts, struct cp_error *err) {
    double *spend = cp_calloc(r->plan->supply.nsupplier + 1, sizeof *spend);
    if (!spend)
        return cp_fail_nomem(err);
    for (size_t o = 0; o < r->plan->supply.noffer; o++)
        for (size_t s = 0; s < r->plan->supply.nsupplier; s++)
            if (strcmp(r->plan->supply.supplier[s].name, r->curve[o].offer->supplier) == 0)
                spend[s] += spend_of(r, o);
    int rc = put_hhi(r, facts, err);
    if (rc)
        goto out;
    for (size_t s = 0; s < r->plan->supply.nsupplier; s++) {
        if (!(spend[s] > 0 && r->plan->supply.supplier[s].recovery > 0))
            continue;
        rc = put_loss(r, &r->plan->supply.supplier[s], facts, err);
        if (rc)
            goto out;
    }
    rc = cp_supplier_risk_scorecard(r, spend, facts, err);
    if (rc)
        goto out;
    rc = cp_supplier_risk_paths(r, facts, err);
out:
    free(spend);
    return rc;
}
