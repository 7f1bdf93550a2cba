/* The scorecard of a supplier: price, punctuality, concentration, exposure, optionality. */
#include "supplier/risk.h"
#include <math.h>
#include <string.h>

struct score {
    double work, spend;     /* EFLOP/s of peak bought, USD */
    double late, units;     /* GPU weighed by the odds that they arrive */
    double committed, open; /* USD committed to be paid in any case; GPU beyond commitments */
    double offered;         /* GPU */
};

static void add_offer(const struct cp_risk *r, size_t o, struct score *s) {
    const struct cp_supply_curve *c = &r->curve[o];
    const struct cp_sku *sku = cp_plan_sku(r->plan, c->offer->sku);
    double units = 0, spend = 0;
    for (size_t t = 0; t < c->nperiod; t++) {
        units += c->period[t].units;
        s->late += c->period[t].units * c->period[t].probability;
        spend += cp_supplier_spend(r, o, t);
    }
    s->units += units;
    s->spend += spend;
    s->work += units * sku->peak;
    s->offered += c->offer->quantity;
    s->open +=
        fmax(0, c->offer->quantity - fmax(c->offer->commitment.units, r->latest ? units : 0));
    double mean = units > 0 ? spend / units : 0;
    double bound = c->offer->commitment.take_or_pay > 0 ? c->offer->commitment.take_or_pay : 1;
    if (!isnan(c->offer->commitment.cancellation))
        bound *= c->offer->commitment.cancellation;
    /* what is awarded on rent is owed to the end of its term */
    if (r->latest && c->offer->rent.price.n > 0)
        s->committed += spend;
    else
        s->committed += mean * bound * fmin(c->offer->commitment.units, c->offer->quantity) +
                        c->offer->put.units * c->offer->put.price;
}

int cp_supplier_risk_scorecard(const struct cp_risk *r, const double *spend, struct cp_facts *facts,
                               struct cp_error *err) {
    const struct cp_plan *plan = r->plan;
    double all = 0, work = 0;
    for (size_t o = 0; o < plan->supply.noffer; o++) {
        struct score s = {0};
        add_offer(r, o, &s);
        all += s.spend;
        work += s.work;
    }
    for (size_t i = 0; i < plan->supply.nsupplier; i++) {
        struct score s = {0};
        if (spend[i] <= 0)
            continue;
        for (size_t o = 0; o < plan->supply.noffer; o++)
            if (strcmp(r->curve[o].offer->supplier, plan->supply.supplier[i].name) == 0)
                add_offer(r, o, &s);
        const struct cp_supplier_line line[] = {
            {"supplier_price_index", NULL, s.spend / s.work / (all / work), true},
            {"supplier_on_time", NULL, s.late / s.units, true},
            {"supplier_share", NULL, s.spend / all, true},
            {"supplier_exposure", NULL, s.committed, true},
            {"supplier_optionality", NULL, s.open / s.offered, true},
        };
        int rc = cp_supplier_put_lines(
            (struct cp_fact){.dim[CP_SUPPLIER] = plan->supply.supplier[i].name}, line,
            sizeof line / sizeof *line, facts, err);
        if (rc)
            return rc;
    }
    return 0;
}
