/* A plan's items and what is made of them, by index. */
#include "supplier/bill/bill.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int64_t hours(double years) {
    return (int64_t)ceil(years * HOURS_A_YEAR - 0.5);
}

static size_t find_item(const struct cp_plan *plan, const char *name) {
    size_t i = 0;
    while (strcmp(plan->supply.item[i].name, name) != 0)
        i++;
    return i;
}

/* NULL: no memory. */
static struct cp_bill_part *make_parts(struct cp_bill *b, size_t n, const struct cp_part *part) {
    struct cp_bill_part *out = cp_arena_calloc(&b->arena, n + 1, sizeof *out);
    for (size_t i = 0; out && i < n; i++)
        out[i] = (struct cp_bill_part){find_item(b->plan, part[i].item), part[i].quantity,
                                       hours(part[i].before)};
    return out;
}

/* A plan without the date gets the first hour of the year 1. */
static bool is_date(int64_t hour) {
    return hour > cp_period_start((struct cp_period){CP_YEAR, 1});
}

/* A seller of whole lots has no others, and one that cannot sell its least sells nothing. */
static double whole_lots(const struct cp_bill_offer *o) {
    const struct cp_item_offer *from = o->offer;
    int64_t first = cp_supplier_bill_first(o, INT64_MIN);
    double most =
        first == CP_BILL_NEVER ? 0 : cp_supplier_bill_available(o, first, CP_BILL_NEVER - 1);
    if (from->multiple > 0 && isfinite(most))
        most = floor(most / from->multiple * (1 + 1e-12)) * from->multiple;
    return most < from->minimum * (1 - 1e-12) ? 0 : fmin(most, from->quantity);
}

static bool make_offer(struct cp_bill *b, size_t item, const struct cp_item_offer *o,
                       struct cp_bill_offer *out) {
    int64_t origin = b->plan->horizon.origin;
    *out = (struct cp_bill_offer){.offer = o,
                                  .item = item,
                                  .from = is_date(o->from) ? o->from : INT64_MIN,
                                  .order = cp_supplier_order_from(&o->order, origin),
                                  .last = o->order.by - 1,
                                  .lead = cp_supplier_lead_hours(&o->lead, b->item[item].level),
                                  .left = o->quantity,
                                  .nwindow = o->nwindow};
    out->window = cp_arena_calloc(&b->arena, o->nwindow + 1, sizeof *out->window);
    for (size_t i = 0; out->window && i < o->nwindow; i++)
        out->window[i] = (struct cp_bill_window){.from = cp_period_start(o->window[i].period),
                                                 .to = cp_period_end(o->window[i].period),
                                                 .units = o->window[i].units};
    if (out->window && (o->multiple > 0 || o->minimum > 0))
        out->left = whole_lots(out);
    out->sells = out->left;
    return out->window;
}

static bool make_item(struct cp_bill *b, size_t i, double level) {
    const struct cp_item *from = &b->plan->supply.item[i];
    struct cp_bill_item *to = &b->item[i];
    *to = (struct cp_bill_item){.item = from,
                                .level = isnan(from->service_level) ? level : from->service_level,
                                .stock = from->stock,
                                .npart = from->npart,
                                .noffer = from->noffer,
                                .part = make_parts(b, from->npart, from->part),
                                .lead = CP_BILL_NEVER};
    to->offer = cp_arena_calloc(&b->arena, from->noffer + 1, sizeof *to->offer);
    if (!to->part || !to->offer)
        return false;
    for (size_t k = 0; k < from->noffer; k++) {
        if (!make_offer(b, i, &from->offer[k], &to->offer[k]))
            return false;
        to->lead = to->offer[k].lead < to->lead ? to->offer[k].lead : to->lead;
    }
    return true;
}

static int make_parents(struct cp_bill *b, struct cp_error *err) {
    const struct cp_plan *plan = b->plan;
    size_t most = plan->energy.ncontract;
    for (size_t s = 0; s < plan->nsite; s++)
        most += plan->site[s].nphase;
    b->parent = cp_arena_calloc(&b->arena, most + 1, sizeof *b->parent);
    if (!b->parent)
        return cp_fail_nomem(err);
    for (size_t s = 0; s < plan->nsite; s++)
        for (size_t f = 0; f < plan->site[s].nphase; f++) {
            const struct cp_phase *p = &plan->site[s].phase[f];
            if (p->npart)
                b->parent[b->nparent++] =
                    (struct cp_bill_parent){.site = plan->site[s].name,
                                            .phase = p->name,
                                            .power = p->power,
                                            .due = p->ready,
                                            .npart = p->npart,
                                            .part = make_parts(b, p->npart, p->part)};
        }
    for (size_t e = 0; e < plan->energy.ncontract; e++) {
        const struct cp_contract *c = &plan->energy.contract[e];
        if (c->npart)
            b->parent[b->nparent++] =
                (struct cp_bill_parent){.contract = c->name,
                                        .power = c->power,
                                        .due = c->from,
                                        .npart = c->npart,
                                        .part = make_parts(b, c->npart, c->part)};
    }
    for (size_t i = 0; i < b->nparent; i++) {
        b->parent[i].ready = b->parent[i].due;
        b->parent[i].critical = CP_BILL_NONE;
        if (!b->parent[i].part)
            return cp_fail_nomem(err);
    }
    return 0;
}

/* What sellers of a SKU would deliver: bought, not rented. */
static int add_wanted(const struct cp_bill *b, const struct cp_offer *o, double level,
                      struct cp_bill_rack *r, struct cp_error *err) {
    size_t T = b->plan->horizon.n;
    struct cp_supply_curve_period *period = cp_calloc(T, sizeof *period);
    if (!period)
        return cp_fail_nomem(err);
    int64_t order = cp_supplier_offer_order_date(b->plan, o);
    cp_supplier_offer_capacity(b->plan, o, cp_supplier_lead_arrival(o, order, level), period);
    for (size_t t = 0; t < T; t++) {
        if (period[t].units > 0 && (r->wanted[t] <= 0 || period[t].date < r->due[t]))
            r->due[t] = period[t].date;
        r->wanted[t] += period[t].units;
    }
    free(period);
    return 0;
}

static int make_rack(struct cp_bill *b, size_t item, double level, struct cp_error *err) {
    const struct cp_plan *plan = b->plan;
    size_t T = plan->horizon.n;
    struct cp_bill_rack *r = &b->rack[b->nrack++];
    *r = (struct cp_bill_rack){.sku = b->item[item].item->name, .item = item};
    r->wanted = cp_arena_calloc(&b->arena, 2 * T, sizeof *r->wanted);
    r->due = cp_arena_calloc(&b->arena, T, sizeof *r->due);
    r->lacks = cp_arena_calloc(&b->arena, b->nitem, sizeof *r->lacks);
    if (!r->wanted || !r->due || !r->lacks)
        return cp_fail_nomem(err);
    r->got = r->wanted + T;
    for (size_t t = 0; t < T; t++)
        r->due[t] = cp_period_start(cp_plan_period(plan, t));
    int rc = 0;
    for (size_t o = 0; rc == 0 && o < plan->supply.noffer; o++)
        if (strcmp(plan->supply.offer[o].sku, r->sku) == 0 && !plan->supply.offer[o].rent.price.n)
            rc = add_wanted(b, &plan->supply.offer[o], level, r, err);
    return rc;
}

static int make_racks(struct cp_bill *b, double level, struct cp_error *err) {
    int rc = 0;
    b->rack = cp_arena_calloc(&b->arena, b->nitem + 1, sizeof *b->rack);
    if (!b->rack)
        return cp_fail_nomem(err);
    for (size_t i = 0; rc == 0 && i < b->nitem; i++)
        if (b->item[i].npart && cp_plan_sku(b->plan, b->item[i].item->name))
            rc = make_rack(b, i, level, err);
    return rc;
}

int cp_supplier_bill_make(const struct cp_plan *plan, double level, struct cp_bill *out,
                          struct cp_error *err) {
    *out = (struct cp_bill){.plan = plan, .nitem = plan->supply.nitem};
    out->item = cp_arena_calloc(&out->arena, out->nitem + 1, sizeof *out->item);
    if (!out->item)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < out->nitem; i++)
        if (!make_item(out, i, level))
            return cp_fail_nomem(err);
    int rc = make_parents(out, err);
    return rc ? rc : make_racks(out, level, err);
}

void cp_supplier_bill_release(struct cp_bill *b) {
    free(b->node);
    free(b->peg);
    cp_arena_release(&b->arena);
    *b = (struct cp_bill){0};
}
