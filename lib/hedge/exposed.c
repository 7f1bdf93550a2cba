/* Exposures: what a plan buys and sells at prices that curves drive. At the optimum of the
 * allocation the derivative of its cost by a price is the quantity bought (envelope theorem), so
 * that these are sums of facts. */
#include "hedge/trace.h"
#include <stdlib.h>
#include <string.h>

static cp_hedge_tracer *const tracers[CP_DRIVE_KINDS] = {
    [CP_DRIVE_SCALE] = cp_hedge_trace_scale,       [CP_DRIVE_ENERGY] = cp_hedge_trace_energy,
    [CP_DRIVE_FUEL] = cp_hedge_trace_fuel,         [CP_DRIVE_TIER] = cp_hedge_trace_tier,
    [CP_DRIVE_PURCHASE] = cp_hedge_trace_purchase, [CP_DRIVE_RENT] = cp_hedge_trace_rent,
    [CP_DRIVE_RENTAL] = cp_hedge_trace_rental,     [CP_DRIVE_REVENUE] = cp_hedge_trace_revenue,
    [CP_DRIVE_RATE] = cp_hedge_trace_rate};

/* ---- what no curve drives -------------------------------------------------------------------- */

static bool is_driven(const struct cp_plan_market *m, const struct cp_drive *d, double *part) {
    for (size_t c = 0; c < m->ncurve; c++)
        for (size_t k = 0; k < m->curve[c].ndrive; k++) {
            const struct cp_drive *o = &m->curve[c].drive[k];
            if (o->kind == d->kind && strcmp(o->of, d->of) == 0 &&
                (!d->within || strcmp(o->within, d->within) == 0)) {
                *part = o->part;
                return true;
            }
        }
    return false;
}

/* Cost at one market price, and what of it no curve drives. */
static int look_at(struct cp_hedge_trace *x, enum cp_drive_kind kind, const char *of,
                   const char *within) {
    struct cp_drive d = {.kind = kind, .of = of, .within = within, .part = 1};
    double part = 0;
    x->drive = NULL;
    x->sum = 0;
    int rc = tracers[kind](x, &d);
    double cost = x->sum < 0 ? -x->sum : 0;
    bool driven = is_driven(cp_hedge_market(x->h), &d, &part);
    x->out->priced += cost;
    x->out->undriven += driven ? (1 - part) * cost : cost;
    if (rc == 0 && !driven && cost > 0 && x->h->opt->run[CP_HEDGE_EXPOSURE])
        cp_hedge_note(x->h, "%s%s%s: %.3g %s at market prices over the plan that no curve drives",
                      of, within ? "/" : "", within ? within : "", cost,
                      x->h->plan->money.currency);
    return rc;
}

static int look_at_market(struct cp_hedge_trace *x) {
    const struct cp_plan *plan = x->h->plan;
    int rc = 0;
    for (size_t e = 0; e < plan->energy.ncontract && rc == 0; e++) {
        const struct cp_contract *c = &plan->energy.contract[e];
        if (c->price.profile)
            rc = look_at(x, CP_DRIVE_SCALE, c->name, NULL);
        if (rc == 0 && c->fuel.price.n > 0)
            rc = look_at(x, CP_DRIVE_FUEL, c->name, NULL);
    }
    for (size_t f = 0; f < plan->energy.nfuel && rc == 0; f++)
        for (size_t i = 0; i < plan->energy.fuel[f].ntier && rc == 0; i++)
            rc = look_at(x, CP_DRIVE_TIER, plan->energy.fuel[f].name,
                         plan->energy.fuel[f].tier[i].name);
    for (size_t o = 0; o < plan->supply.noffer && rc == 0; o++) {
        const struct cp_offer *offer = &plan->supply.offer[o];
        rc = look_at(x, offer->rent.price.n > 0 ? CP_DRIVE_RENT : CP_DRIVE_PURCHASE,
                     offer->supplier, offer->name);
    }
    return rc;
}

int cp_hedge_exposures_read(struct cp_hedge *h, struct cp_hedge_exposures *out) {
    struct cp_hedge_trace x = {.h = h,
                               .out = out,
                               .rows = {[CP_ROWS_ENERGY] = {"energy"},
                                        [CP_ROWS_COST] = {"cost"},
                                        [CP_ROWS_FUEL] = {"fuel"},
                                        [CP_ROWS_BUY] = {"buy"},
                                        [CP_ROWS_SURPLUS] = {"surplus"},
                                        [CP_ROWS_DEBT] = {"debt"}}};
    const struct cp_plan_market *m = cp_hedge_market(h);
    int rc = 0;
    *out = (struct cp_hedge_exposures){0};
    for (x.curve = 0; x.curve < m->ncurve && rc == 0; x.curve++)
        for (size_t k = 0; k < m->curve[x.curve].ndrive && rc == 0; k++) {
            x.drive = &m->curve[x.curve].drive[k];
            if (tracers[x.drive->kind])
                rc = tracers[x.drive->kind](&x, x.drive);
            else
                cp_hedge_note(h, "%s: what %s drives is not traced in the facts", x.drive->path,
                              m->curve[x.curve].name);
        }
    x.curve = 0;
    if (rc == 0)
        rc = look_at_market(&x);
    for (size_t i = 0; i < CP_ROWS_KINDS; i++)
        cp_facts_selection_release(&x.rows[i].s);
    if (rc)
        cp_hedge_exposures_release(out);
    return rc;
}

void cp_hedge_exposures_release(struct cp_hedge_exposures *e) {
    free(e->at);
    *e = (struct cp_hedge_exposures){0};
}
