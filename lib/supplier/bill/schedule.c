/* Who gets what when. Forward from stock and orders at once: the dates that can be kept; backward
 * from due dates: the last days on which orders are in time [material requirements planning, in
 * Hopp, Spearman: Factory Physics, 3rd ed., ch. 3]. */
#include "supplier/bill/bill.h"
#include <stdlib.h>

int64_t cp_supplier_bill_lateness(int64_t due, int64_t arrival) {
    return arrival == CP_BILL_NEVER ? CP_BILL_NEVER : arrival - due;
}

void cp_supplier_bill_ready(struct cp_bill *b, size_t p) {
    struct cp_bill_parent *parent = &b->parent[p];
    int64_t last = INT64_MIN;
    for (size_t n = parent->node; n != CP_BILL_NONE; n = b->node[n].next) {
        int64_t there = cp_bill_shift(b->node[n].arrival, b->node[n].before);
        if (there > last) {
            last = there;
            parent->critical = n;
        }
    }
    parent->ready = cp_bill_later(parent->due, last);
}

static int schedule_parent(struct cp_bill *b, size_t p, struct cp_error *err) {
    struct cp_bill_parent *parent = &b->parent[p];
    size_t before = CP_BILL_NONE;
    parent->node = b->nnode;
    for (size_t k = 0; k < parent->npart; k++) {
        const struct cp_bill_part *part = &parent->part[k];
        size_t n = b->nnode;
        int64_t there = 0;
        int rc = cp_supplier_bill_want(b,
                                       (struct cp_bill_node){.parent = p,
                                                             .above = CP_BILL_NONE,
                                                             .item = part->item,
                                                             .units = part->quantity,
                                                             .before = part->before,
                                                             .due = parent->due - part->before},
                                       &there, err);
        if (rc)
            return rc;
        if (before != CP_BILL_NONE)
            b->node[before].next = n;
        before = n;
    }
    cp_supplier_bill_ready(b, p);
    return 0;
}

/* Latest orders: a maker has to begin a lead time before its units are due, and its parts are due
 * before that. */
void cp_supplier_bill_back(struct cp_bill *b) {
    for (size_t n = 0; n < b->nnode; n++) {
        struct cp_bill_node *node = &b->node[n];
        const struct cp_bill_item *item = &b->item[node->item];
        if (node->above != CP_BILL_NONE)
            node->due = b->node[node->above].begin - node->before;
        node->begin = node->due - (item->lead == CP_BILL_NEVER ? 0 : item->lead);
        for (size_t k = node->peg; k < node->peg + node->npeg; k++) {
            struct cp_bill_peg *peg = &b->peg[k];
            if (peg->offer == CP_BILL_NONE)
                continue;
            peg->order_by = node->due - item->offer[peg->offer].lead;
            node->begin = peg->order_by < node->begin ? peg->order_by : node->begin;
        }
    }
}

size_t cp_supplier_bill_waits_for(const struct cp_bill *b, size_t n) {
    const struct cp_bill_node *node = &b->node[n];
    if (node->critical == CP_BILL_NONE)
        return CP_BILL_NONE;
    const struct cp_bill_node *part = &b->node[node->critical];
    int64_t there = cp_bill_shift(part->arrival, part->before);
    for (size_t k = node->peg; k < node->peg + node->npeg; k++)
        if (b->peg[k].offer != CP_BILL_NONE && b->peg[k].arrival == node->arrival &&
            b->peg[k].order >= there)
            return CP_BILL_NONE; /* it could not have been ordered before they were there */
    return node->critical;
}

struct turn {
    int64_t due;
    size_t parent, period; /* racks are after the others */
};

static int compare_turns(const void *a, const void *b) {
    const struct turn *x = a, *y = b;
    if (x->due != y->due)
        return (x->due > y->due) - (x->due < y->due);
    return x->parent != y->parent ? (x->parent > y->parent) - (x->parent < y->parent)
                                  : (x->period > y->period) - (x->period < y->period);
}

int cp_supplier_bill_schedule(struct cp_bill *b, struct cp_error *err) {
    size_t n = 0, T = b->plan->horizon.n;
    struct turn *turn = cp_calloc(b->nparent + b->nrack * T + 1, sizeof *turn);
    int rc = turn ? 0 : cp_fail_nomem(err);
    for (size_t p = 0; rc == 0 && p < b->nparent; p++)
        turn[n++] = (struct turn){b->parent[p].due, p, 0};
    for (size_t k = 0; rc == 0 && k < b->nrack; k++)
        for (size_t t = 0; t < T; t++)
            turn[n++] = (struct turn){b->rack[k].due[t], b->nparent + k, t};
    if (rc == 0)
        qsort(turn, n, sizeof *turn, compare_turns);
    for (size_t i = 0; rc == 0 && i < n; i++)
        rc = turn[i].parent < b->nparent
                 ? schedule_parent(b, turn[i].parent, err)
                 : cp_supplier_bill_rack(b, turn[i].parent - b->nparent, turn[i].period, err);
    free(turn);
    if (rc == 0)
        cp_supplier_bill_back(b);
    return rc;
}
