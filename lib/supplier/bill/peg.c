/* Units for what is wanted: from stock, then from the cheapest offers that are in time, or else
 * from those that have enough first; and so for the parts that these are made of. */
#include "supplier/bill/bill.h"
#include <math.h>
#include <stdlib.h>

/* What rounding may leave of a want is none. */
static bool is_dust(double units, double of) {
    return units <= 1e-9 * of;
}

int64_t cp_supplier_bill_first(const struct cp_bill_offer *o, int64_t start) {
    int64_t order = cp_bill_later(o->order, start);
    return o->order > o->last ? CP_BILL_NEVER
                              : cp_bill_later(cp_bill_shift(order, o->lead), o->from);
}

double cp_supplier_bill_available(const struct cp_bill_offer *o, int64_t first, int64_t date) {
    double units = 0;
    if (first > date || first == CP_BILL_NEVER)
        return 0;
    for (size_t i = 0; i < o->nwindow; i++)
        units += cp_supplier_bill_unsold(&o->window[i], first, date);
    return fmin(o->left, o->nwindow ? units : INFINITY);
}

int64_t cp_supplier_bill_take(struct cp_bill_offer *o, int64_t first, int64_t date, double units) {
    int64_t last = first;
    o->left -= units;
    for (size_t i = 0; i < o->nwindow && units > 0; i++) {
        double n = fmin(units, cp_supplier_bill_unsold(&o->window[i], first, date));
        if (n > 0)
            last = cp_bill_later(last, cp_supplier_bill_sell(&o->window[i], first, n));
        units -= n;
    }
    return last;
}

int cp_supplier_bill_push(struct cp_bill *b, struct cp_bill_peg peg, struct cp_error *err) {
    if (!cp_grow(&b->peg, &b->cappeg, b->npeg, sizeof peg))
        return cp_fail_nomem(err);
    b->peg[b->npeg++] = peg;
    b->node[peg.node].npeg++;
    return 0;
}

/* Units of all offers by a date. */
static double all_available(const struct cp_bill_item *item, int64_t start, int64_t date) {
    double sum = 0;
    for (size_t k = 0; k < item->noffer; k++)
        sum += cp_supplier_bill_available(&item->offer[k],
                                          cp_supplier_bill_first(&item->offer[k], start), date);
    return sum;
}

/* The first hour from `due` on by which the offers have so many; NEVER: they have not. */
static int64_t earliest(const struct cp_bill_item *item, int64_t start, double units, int64_t due) {
    int64_t high = due, low = due - 1;
    for (size_t k = 0; k < item->noffer; k++) {
        const struct cp_bill_offer *o = &item->offer[k];
        int64_t first = cp_supplier_bill_first(o, start);
        if (first != CP_BILL_NEVER)
            high = cp_bill_later(high, first);
        for (size_t i = 0; i < o->nwindow; i++)
            high = cp_bill_later(high, o->window[i].to);
    }
    if (is_dust(units - all_available(item, start, due), units))
        return due;
    if (!is_dust(units - all_available(item, start, high), units))
        return CP_BILL_NEVER;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (is_dust(units - all_available(item, start, middle), units))
            high = middle;
        else
            low = middle;
    }
    return high;
}

/* The cheapest offer that has any by then, of those not asked yet; NONE: no other has. */
static size_t cheapest(const struct cp_bill_item *item, const bool *asked, int64_t start,
                       int64_t date) {
    size_t best = CP_BILL_NONE;
    for (size_t k = 0; k < item->noffer; k++) {
        const struct cp_bill_offer *o = &item->offer[k];
        if (asked[k] ||
            !(cp_supplier_bill_available(o, cp_supplier_bill_first(o, start), date) > 0))
            continue;
        double price = isnan(o->offer->price) ? INFINITY : o->offer->price;
        if (best == CP_BILL_NONE || price < item->offer[best].offer->price ||
            (isnan(item->offer[best].offer->price) && isfinite(price)))
            best = k;
    }
    return best;
}

/* Peg what stock has not from the offers. What they never have is missing. */
static int peg_offers(struct cp_bill *b, size_t n, int64_t start, double units,
                      struct cp_error *err) {
    struct cp_bill_node *node = &b->node[n];
    struct cp_bill_item *item = &b->item[node->item];
    double whole = units;
    int64_t date = earliest(item, start, units, node->due);
    bool *asked = cp_calloc(item->noffer + 1, sizeof *asked);
    int rc = asked ? 0 : cp_fail_nomem(err);
    int64_t until = date == CP_BILL_NEVER ? CP_BILL_NEVER - 1 : date;
    for (size_t k; rc == 0 && !is_dust(units, whole) &&
                   (k = cheapest(item, asked, start, until)) != CP_BILL_NONE;) {
        struct cp_bill_offer *o = &item->offer[k];
        int64_t first = cp_supplier_bill_first(o, start);
        double some = fmin(units, cp_supplier_bill_available(o, first, until));
        int64_t slot = cp_supplier_bill_take(o, first, until, some);
        struct cp_bill_peg peg = {.node = n,
                                  .offer = k,
                                  .units = some,
                                  .slot = o->nwindow ? slot : o->from,
                                  .order = o->order,
                                  .arrival = cp_bill_later(first, slot)};
        asked[k] = true;
        units -= some;
        rc = cp_supplier_bill_push(b, peg, err);
        b->node[n].arrival = cp_bill_later(b->node[n].arrival, peg.arrival);
    }
    free(asked);
    if (!is_dust(units, whole)) {
        b->node[n].missing = units;
        b->node[n].arrival = CP_BILL_NEVER;
    }
    return rc;
}

int cp_supplier_bill_want(struct cp_bill *b, struct cp_bill_node node, int64_t *arrival,
                          struct cp_error *err) {
    struct cp_bill_item *item = &b->item[node.item];
    size_t n = b->nnode;
    if (!cp_grow(&b->node, &b->capnode, b->nnode, sizeof node))
        return cp_fail_nomem(err);
    node.critical = node.next = CP_BILL_NONE;
    node.arrival = b->plan->horizon.origin;
    b->node[b->nnode++] = node;
    double units = node.units, stock = fmin(units, item->stock);
    item->stock -= stock;
    units -= stock;
    int64_t start = INT64_MIN;
    int rc = 0;
    for (size_t k = 0; rc == 0 && !is_dust(units, node.units) && k < item->npart; k++) {
        const struct cp_bill_part *part = &item->part[k];
        size_t below = b->nnode;
        int64_t there = 0, lead = item->lead == CP_BILL_NEVER ? 0 : item->lead;
        rc = cp_supplier_bill_want(b,
                                   (struct cp_bill_node){.parent = node.parent,
                                                         .period = node.period,
                                                         .above = n,
                                                         .item = part->item,
                                                         .units = part->quantity * units,
                                                         .before = part->before,
                                                         .due = node.due - lead - part->before},
                                   &there, err);
        there = cp_bill_shift(there, part->before);
        if (rc == 0 && there > start) {
            start = there;
            b->node[n].critical = below;
        }
    }
    if (rc)
        return rc;
    b->node[n].peg = b->npeg;
    if (stock > 0)
        rc = cp_supplier_bill_push(b,
                                   (struct cp_bill_peg){.node = n,
                                                        .offer = CP_BILL_NONE,
                                                        .units = stock,
                                                        .slot = INT64_MIN,
                                                        .arrival = b->plan->horizon.origin},
                                   err);
    if (rc == 0 && !is_dust(units, node.units))
        rc = peg_offers(b, n, start, units, err);
    *arrival = b->node[n].arrival;
    return rc;
}
