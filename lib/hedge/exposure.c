/* The analysis of exposures: what they are, how dear their hours, what is left out. */
#include "hedge/exposure.h"
#include <math.h>
#include <string.h>

/* Mean hub price of a period as the plan has it; NaN: its curve has no profile there. */
static double hub_price(const struct cp_hedge *h, const struct cp_hedge_exposed *e) {
    const struct cp_contract *c = NULL;
    for (size_t i = 0; e->fact.dim[CP_CONTRACT] && i < h->plan->energy.ncontract; i++)
        if (strcmp(h->plan->energy.contract[i].name, e->fact.dim[CP_CONTRACT]) == 0)
            c = &h->plan->energy.contract[i];
    const struct cp_profile *p =
        c && c->price.profile ? cp_plan_profile(h->plan, c->price.profile) : NULL;
    struct cp_period period = cp_plan_period(h->plan, e->t);
    if (!p || p->nstep || strcmp(e->kind, "energy") != 0 || period.freq < CP_YEAR ||
        period.freq > CP_QUARTER)
        return NAN;
    double sum = 0, n = 0;
    for (size_t d = 0; d < p->nday; d++) {
        int quarter = cp_period_at(CP_QUARTER, (int64_t)p->day[d] * 24).index % 4;
        if (period.freq == CP_QUARTER && quarter != period.index % 4)
            continue;
        for (size_t k = 0; k < 24; k++)
            sum += p->value[d * 24 + k];
        n += 24;
    }
    double scale =
        c->price.scale.n ? cp_plan_path_at(&c->price.scale, period, h->plan->horizon.origin) : 1;
    return n > 0 ? sum / n * scale : NAN;
}

/* Value over that of the same energy at the mean price: above 1 the load is dear. */
static int add_capture(struct cp_hedge *h, const struct cp_hedge_exposures *e,
                       struct cp_hedge_tally *y) {
    size_t nc = cp_hedge_market(h)->ncurve;
    double *sum = cp_hedge_alloc(h, 2 * nc * h->nperiod, sizeof *sum);
    int rc = sum ? 0 : CP_ENOMEM;
    for (size_t i = 0; i < e->n && rc == 0; i++) {
        double mean = hub_price(h, &e->at[i]);
        double *at = &sum[2 * (e->at[i].curve * h->nperiod + e->at[i].t)];
        if (isnan(mean))
            continue;
        at[0] += e->at[i].value;
        at[1] += e->at[i].quantity * mean;
    }
    for (size_t i = 0; i < nc * h->nperiod && rc == 0; i++) {
        struct cp_fact f = {.dim = {[CP_PERIOD] = h->period[i % h->nperiod],
                                    [CP_CURVE] = cp_hedge_market(h)->curve[i / h->nperiod].name},
                            .measure = "capture",
                            .value = sum[2 * i] / sum[2 * i + 1]};
        if (sum[2 * i + 1] != 0)
            rc = cp_hedge_add(h, y, &f);
    }
    return rc;
}

/* Energy of the contracts that a curve drives by slice, where the stream has slices. */
static int add_slices(struct cp_hedge *h, const struct cp_hedge_exposures *e,
                      struct cp_hedge_tally *y) {
    struct cp_selection s;
    int rc = cp_facts_select(h->facts, "energy", NULL, &s, h->err);
    if (rc)
        return rc;
    for (size_t i = 0; i < s.n && rc == 0; i++) {
        const char *slice = cp_hedge_dim(h, s.row[i], CP_SLICE);
        const char *contract = cp_hedge_dim(h, s.row[i], CP_CONTRACT);
        const char *site = cp_hedge_dim(h, s.row[i], CP_SITE);
        size_t t = cp_hedge_period_of(h, s.row[i]);
        if (!slice || !contract || !site || cp_hedge_dim(h, s.row[i], CP_SCENARIO))
            continue;
        for (size_t k = 0; k < e->n && rc == 0; k++) {
            const struct cp_hedge_exposed *x = &e->at[k];
            if (x->t != t || !x->fact.dim[CP_CONTRACT] || !x->fact.dim[CP_SITE] ||
                strcmp(x->fact.dim[CP_CONTRACT], contract) != 0 ||
                strcmp(x->fact.dim[CP_SITE], site) != 0)
                continue;
            const struct cp_contract *c = NULL;
            for (size_t j = 0; j < h->plan->energy.ncontract; j++)
                if (strcmp(h->plan->energy.contract[j].name, contract) == 0)
                    c = &h->plan->energy.contract[j];
            struct cp_fact f = x->fact;
            f.measure = "exposure";
            f.unit = cp_hedge_market(h)->curve[x->curve].unit.quantity;
            f.dim[CP_SLICE] = slice;
            f.value = -s.value[i] * (strcmp(x->kind, "fuel") == 0 ? c->fuel.heat_rate : 1);
            rc = cp_hedge_add(h, y, &f);
        }
    }
    cp_facts_selection_release(&s);
    return rc;
}

static int add_one(struct cp_hedge *h, const struct cp_hedge_exposed *e, struct cp_hedge_tally *y) {
    struct cp_fact f = e->fact;
    const char *quantity = cp_hedge_market(h)->curve[e->curve].unit.quantity;
    f.measure = "exposure";
    f.unit = e->kind[0] == 'd' ? NULL : quantity;
    f.value = e->quantity;
    int rc = strcmp(e->kind, "debt") == 0 ? 0 : cp_hedge_add(h, y, &f);
    f.measure = "exposure_value";
    f.unit = NULL;
    f.value = e->value;
    return rc ? rc : cp_hedge_add(h, y, &f);
}

static int run(struct cp_hedge *h) {
    struct cp_hedge_exposures e;
    struct cp_hedge_tally y = {0};
    int rc = cp_hedge_exposures_read(h, &e);
    if (rc)
        return rc;
    if (cp_hedge_market(h)->ncurve == 0)
        cp_hedge_note(h, "the plan has no curves: nothing in it is driven by a market price");
    for (size_t i = 0; i < e.n && rc == 0; i++)
        rc = add_one(h, &e.at[i], &y);
    if (rc == 0)
        rc = add_capture(h, &e, &y);
    if (rc == 0)
        rc = add_slices(h, &e, &y);
    if (rc == 0 && e.priced > 0) {
        struct cp_fact f = {.measure = "exposure_undriven", .value = e.undriven / e.priced};
        cp_hedge_note(h, "%.3g %% of the cost at market prices is driven by no curve",
                      100 * f.value);
        rc = cp_hedge_add(h, &y, &f);
    }
    if (rc == 0)
        rc = cp_hedge_put(h, &y);
    cp_hedge_tally_release(&y);
    cp_hedge_exposures_release(&e);
    return rc;
}
const struct cp_hedge_kind cp_hedge_exposure = {run};
