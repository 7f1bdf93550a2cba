/* A schedule by what is bought: from whom, and so when, the units of every node come. */
#include "supplier/bill/award.h"
#include <stdlib.h>

struct turn {
    int64_t due;
    size_t node;
};

static int compare(const void *x, const void *y) {
    const struct turn *a = x, *b = y;
    if (a->due != b->due)
        return (a->due > b->due) - (a->due < b->due);
    return (a->node > b->node) - (a->node < b->node);
}

/* Who is to have units of an offer first gets its first, so that all have them in time. */
static void take_turns(const struct cp_bill_award *a, struct cp_bill *b, size_t item, size_t k,
                       struct turn *turn, int64_t *slot) {
    struct cp_bill_offer *o = &b->item[item].offer[k];
    size_t n = 0;
    for (size_t i = 0; i < b->nnode; i++)
        if (b->node[i].item == item && a->spot[i].units > 0 && a->from[i][k] > 0)
            turn[n++] = (struct turn){a->by[i], i};
    if (n)
        qsort(turn, n, sizeof *turn, compare);
    int64_t first = cp_supplier_bill_first(o, INT64_MIN);
    for (size_t i = 0; i < n; i++)
        slot[turn[i].node] =
            cp_supplier_bill_take(o, first, CP_BILL_NEVER - 1, a->from[turn[i].node][k]);
}

/* Pegs of a node from one offer. */
static int peg_offer(const struct cp_bill_award *a, struct cp_bill *b, size_t n, size_t k,
                     const struct cp_bill_peg *planned, int64_t slot, struct cp_error *err) {
    const struct cp_bill_offer *o = &b->item[b->node[n].item].offer[k];
    struct cp_bill_peg peg = {.node = n,
                              .offer = k,
                              .units = a->from[n][k],
                              .slot = planned      ? planned->slot
                                      : o->nwindow ? slot
                                                   : o->from,
                              .order = o->order};
    return cp_supplier_bill_push(b, peg, err);
}

static int peg_node(const struct cp_bill_award *a, struct cp_bill *b, size_t n,
                    const struct cp_bill_peg *old, const int64_t *slot, struct cp_error *err) {
    size_t count = b->node[n].npeg, item = b->node[n].item;
    int rc = 0;
    b->node[n].peg = b->npeg;
    b->node[n].npeg = 0;
    for (size_t i = 0; rc == 0 && i < count; i++)
        if (old[i].offer == CP_BILL_NONE || !(a->spot[n].units > 0))
            rc = cp_supplier_bill_push(b, old[i], err);
    for (size_t k = 0; rc == 0 && a->spot[n].units > 0 && k < b->item[item].noffer; k++) {
        const struct cp_bill_peg *planned = NULL;
        for (size_t i = 0; a->lot[a->first[item] + k].as_planned && i < count; i++)
            planned = old[i].offer == k ? &old[i] : planned;
        if (a->from[n][k] > 0)
            rc = peg_offer(a, b, n, k, planned, slot[(a->first[item] + k) * b->nnode + n], err);
    }
    return rc;
}

/* Parts come first: from the last node to the first. */
static void arrive(const struct cp_bill_award *a, struct cp_bill *b) {
    for (size_t n = b->nnode; n-- > 0;) {
        struct cp_bill_node *node = &b->node[n];
        int64_t start = INT64_MIN;
        if (!(a->spot[n].units > 0))
            continue;
        for (size_t part = a->spot[n].part; part != SIZE_MAX; part = a->spot[part].other) {
            int64_t there = cp_bill_shift(b->node[part].arrival, b->node[part].before);
            if (there > start) {
                start = there;
                node->critical = part;
            }
        }
        start = a->spot[n].held ? cp_bill_later(start, a->spot[n].start) : start;
        int64_t at = b->plan->horizon.origin;
        for (size_t k = node->peg; k < node->peg + node->npeg; k++) {
            struct cp_bill_peg *peg = &b->peg[k];
            if (peg->offer != CP_BILL_NONE)
                peg->arrival = cp_bill_later(
                    cp_supplier_bill_first(&b->item[node->item].offer[peg->offer], start),
                    peg->slot);
            at = cp_bill_later(at, peg->arrival);
        }
        node->arrival = node->missing > 0 ? CP_BILL_NEVER : at;
    }
    for (size_t p = 0; p < b->nparent; p++)
        cp_supplier_bill_ready(b, p);
    cp_supplier_bill_back(b);
}

int cp_bill_award_buy(const struct cp_bill_award *a, struct cp_bill *b, struct cp_error *err) {
    struct cp_bill_peg *old = b->peg;
    size_t noffer = a->first[b->nitem];
    struct turn *turn = cp_calloc(b->nnode + 1, sizeof *turn);
    int64_t *slot = cp_calloc(noffer * b->nnode + 1, sizeof *slot);
    int rc = turn && slot ? 0 : cp_fail_nomem(err);
    if (rc)
        goto out;
    for (size_t i = 0; i < b->nitem; i++)
        for (size_t k = 0; k < b->item[i].noffer; k++)
            if (b->item[i].offer[k].nwindow && !a->lot[a->first[i] + k].as_planned)
                take_turns(a, b, i, k, turn, &slot[(a->first[i] + k) * b->nnode]);
    b->peg = NULL;
    b->npeg = b->cappeg = 0;
    for (size_t n = 0; rc == 0 && n < b->nnode; n++)
        rc = peg_node(a, b, n, &old[b->node[n].peg], slot, err);
    free(old);
    if (rc == 0)
        arrive(a, b);
out:
    free(turn);
    free(slot);
    return rc;
}
