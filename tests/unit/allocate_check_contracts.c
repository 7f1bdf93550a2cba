/* Contracts: held, delivered and charged within what was agreed. */
#include "allocate_check.h"
#include <math.h>
#include <string.h>

bool check_is_built(const struct cp_contract *e) {
    return e->kind == CP_GENERATOR || e->kind == CP_STORAGE;
}

static bool without_charge(const struct check *c, const struct cp_contract *e) {
    double sum = e->charge.take_or_pay + (double)e->charge.curtailed.n;
    for (size_t t = 0; t < c->T && e->asset.capex.n; t++)
        sum += cp_plan_path_at(&e->asset.capex, c->period[t], c->plan->horizon.origin);
    for (size_t t = 0; t < c->T && e->charge.capacity.n; t++)
        sum += cp_plan_path_at(&e->charge.capacity, c->period[t], c->plan->horizon.origin);
    return sum <= 0;
}

/* What costs nothing to hold is held in full, or at what is drawn from it when it is unlimited. */
static void check_held(struct check *c, const struct cp_contract *e, double held, double drawn) {
    if (!isnan(held) && without_charge(c, e) && e->kind != CP_BATTERY)
        check_near(c, held, isfinite(e->power) ? e->power : fmax(e->committed, drawn), 1e-3,
                   "power without a charge", e->name, c->T);
}

static void check_contract(struct check *c, const struct cp_contract *e) {
    double held = NAN, drawn = 0, way = e->kind == CP_SALE ? -1 : 1;
    for (size_t t = 0; t < c->T; t++) {
        const struct cp_slicing *s = check_slicing(c, t);
        double mw =
            SUM(.measure = "contract", .dim[CP_CONTRACT] = e->name, .dim[CP_PERIOD] = c->text[t]);
        double total = way * SUM(.measure = "energy", .dim[CP_CONTRACT] = e->name,
                                 .dim[CP_PERIOD] = c->text[t]);
        double most = 0, sum = 0;
        if (!check_in_force(c, t, e->from, e->to)) {
            check_near(c, mw, 0, 1, "contract not in force", e->name, t);
            check_near(c, total, 0, c->hours[t], "energy not in force", e->name, t);
            continue;
        }
        check_near(c, isnan(held) ? mw : held, mw, 0, "contract", e->name, t);
        held = mw;
        check_at_most(c, mw, e->power, 1, "contract", e->name, t);
        check_at_most(c, e->committed, mw, 1, "committed contract", e->name, t);
        for (size_t h = 0; h < s->n; h++) {
            char slice[CP_SLICE_SIZE];
            cp_slices_name(s, h, slice);
            double mwh = way * SUM(.measure = "energy", .dim[CP_CONTRACT] = e->name,
                                   .dim[CP_PERIOD] = c->text[t], .dim[CP_SLICE] = slice);
            double can = mw * check_available(c, e, t, h) * s->weight[h] * c->hours[t];
            check_at_most(c, mwh, can, c->hours[t], "energy of a slice", e->name, t);
            if (e->charge.demand.n)
                check_at_most(c, mwh / (s->weight[h] * c->hours[t]),
                              SUM(.measure = "peak_power", .dim[CP_CONTRACT] = e->name,
                                  .dim[CP_PERIOD] = c->text[t]),
                              1, "power at the most", e->name, t);
            if (e->kind != CP_BATTERY)
                check_not_negative(c, mwh, c->hours[t], "energy of a slice", e->name, t);
            drawn = can > 0 ? fmax(drawn, mwh / can * mw) : drawn;
            most += can;
            sum += mwh;
        }
        check_near(c, total, sum, c->hours[t], "energy of all slices", e->name, t);
        if (e->kind == CP_BATTERY)
            check_storage(c, e, t);
        if (e->kind == CP_PPA)
            check_near(c,
                       SUM(.measure = "curtailed", .dim[CP_CONTRACT] = e->name,
                           .dim[CP_PERIOD] = c->text[t]),
                       most - total, c->hours[t], "curtailed", e->name, t);
    }
    check_held(c, e, held, drawn);
}

void check_contracts(struct check *c) {
    for (size_t e = 0; e < c->plan->energy.ncontract; e++)
        if (!check_is_built(&c->plan->energy.contract[e]))
            check_contract(c, &c->plan->energy.contract[e]);
}
