/* When the units of a bill's nodes may be asked for: of a parent's own by the day on which it is
 * ready as scheduled, of a part by the days on which makers of what it is for have to begin. */
#include "supplier/bill/award.h"
#include <stdlib.h>

/* What the schedule has of an offer for a node; NULL: nothing. */
static const struct cp_bill_peg *planned(const struct cp_bill *b, size_t n, size_t k) {
    const struct cp_bill_node *node = &b->node[n];
    for (size_t i = node->peg; i < node->peg + node->npeg; i++)
        if (b->peg[i].offer == k)
            return &b->peg[i];
    return NULL;
}

static int64_t first_of(const struct cp_bill_award *a, size_t n, size_t k) {
    size_t item = a->b->node[n].item;
    const struct cp_bill_peg *peg = planned(a->b, n, k);
    if (a->lot[a->first[item] + k].as_planned)
        return peg ? peg->arrival : CP_BILL_NEVER;
    return cp_supplier_bill_first(&a->b->item[item].offer[k], a->spot[n].start);
}

double cp_bill_award_may(const struct cp_bill_award *a, size_t n, size_t k, int64_t due) {
    size_t item = a->b->node[n].item;
    const struct cp_bill_lot *lot = &a->lot[a->first[item] + k];
    int64_t first = first_of(a, n, k);
    if (first > due || first == CP_BILL_NEVER)
        return 0;
    double most = lot->as_planned
                      ? planned(a->b, n, k)->units
                      : cp_supplier_bill_available(&a->b->item[item].offer[k], first, due);
    most = most < lot->most ? most : lot->most;
    return most < a->spot[n].units ? most : a->spot[n].units;
}

int64_t cp_bill_award_part_due(const struct cp_bill_award *a, size_t n, size_t k, int64_t due,
                               size_t part) {
    const struct cp_bill_offer *o = &a->b->item[a->b->node[n].item].offer[k];
    int64_t begin = a->spot[n].held ? a->spot[n].start : due - o->lead;
    return begin - a->b->node[part].before;
}

static bool is_held(const struct cp_bill_item *item) {
    for (size_t k = 0; item->npart && k < item->noffer; k++)
        if (item->offer[k].nwindow)
            return true;
    return false;
}

/* The first hour at which the maker of a node may begin: its parts stand after it, so that theirs
 * are known. */
static int64_t start_of(const struct cp_bill_award *a, size_t n, const int64_t *soonest) {
    int64_t start = INT64_MIN;
    for (size_t part = n + 1; part < a->b->nnode; part++) {
        const struct cp_bill_node *node = &a->b->node[part];
        if (node->above == CP_BILL_NONE || node->above < n)
            break; /* the next tree, or a sister */
        if (node->above != n)
            continue;
        bool fixed = a->spot[n].held || !(a->spot[part].units > 0);
        int64_t there = cp_bill_shift(fixed ? node->arrival : soonest[part], node->before);
        start = cp_bill_later(start, there);
    }
    return start;
}

static void find_starts(struct cp_bill_award *a, int64_t *soonest) {
    const struct cp_bill *b = a->b;
    for (size_t n = b->nnode; n-- > 0;) {
        struct cp_bill_spot *spot = &a->spot[n];
        const struct cp_bill_item *item = &b->item[b->node[n].item];
        soonest[n] = CP_BILL_NEVER;
        if (b->node[n].parent >= b->nparent)
            continue;
        for (size_t k = b->node[n].peg; k < b->node[n].peg + b->node[n].npeg; k++)
            spot->units += b->peg[k].offer == CP_BILL_NONE ? 0 : b->peg[k].units;
        spot->held = is_held(item);
        spot->start = start_of(a, n, soonest);
        for (size_t k = 0; k < item->noffer; k++) {
            int64_t first = first_of(a, n, k);
            soonest[n] = first < soonest[n] ? first : soonest[n];
        }
        size_t above = b->node[n].above;
        if (above != CP_BILL_NONE && spot->units > 0) {
            spot->other = a->spot[above].part;
            a->spot[above].part = n;
        }
    }
}

static int compare(const void *x, const void *y) {
    const struct cp_bill_option *a = x, *b = y;
    return (a->due > b->due) - (a->due < b->due);
}

/* Of what nobody waits for that comes: as scheduled. */
static int64_t as_scheduled(const struct cp_bill *b, size_t n) {
    const struct cp_bill_node *node = &b->node[n];
    int64_t due = node->due, ready = b->parent[node->parent].ready;
    if (node->above == CP_BILL_NONE && ready != CP_BILL_NEVER)
        return ready - node->before;
    for (size_t k = node->peg; k < node->peg + node->npeg; k++)
        due = cp_bill_later(due, b->peg[k].arrival);
    return due;
}

/* All days on which makers of what a node is a part of may want it, not before it can be there. */
static size_t list_options(const struct cp_bill_award *a, size_t n, int64_t soonest,
                           struct cp_bill_option *out) {
    size_t above = a->b->node[n].above, count = 0, kept = 0;
    if (above == CP_BILL_NONE || !(a->spot[above].units > 0)) {
        *out = (struct cp_bill_option){.due = as_scheduled(a->b, n)};
        return 1;
    }
    const struct cp_bill_spot *spot = &a->spot[above];
    for (size_t k = 0; k < a->b->item[a->b->node[above].item].noffer; k++)
        for (size_t i = 0; i < spot->noption; i++) {
            int64_t due = spot->option[i].due;
            if (!(cp_bill_award_may(a, above, k, due) > 0))
                continue;
            due = cp_bill_award_part_due(a, above, k, due, n);
            if (due >= soonest)
                out[count++].due = due;
        }
    if (count)
        qsort(out, count, sizeof *out, compare);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || out[i].due != out[kept - 1].due)
            out[kept++] = out[i];
    return kept;
}

static size_t *no_columns(struct cp_bill_award *a, size_t n) {
    size_t *x = cp_arena_calloc(&a->arena, n + 1, sizeof *x);
    for (size_t i = 0; x && i < n; i++)
        x[i] = SIZE_MAX;
    return x;
}

static bool make_options(struct cp_bill_award *a, size_t n, int64_t soonest) {
    struct cp_bill_spot *spot = &a->spot[n];
    size_t above = a->b->node[n].above, noffer = a->b->item[a->b->node[n].item].noffer;
    size_t most = 1;
    if (above != CP_BILL_NONE)
        most += a->spot[above].noption * a->b->item[a->b->node[above].item].noffer;
    struct cp_bill_option *all = cp_calloc(most, sizeof *all);
    if (!all)
        return false;
    spot->noption = list_options(a, n, soonest, all);
    spot->option = cp_arena_calloc(&a->arena, spot->noption + 1, sizeof *spot->option);
    for (size_t i = 0; spot->option && i < spot->noption; i++)
        spot->option[i] = all[i];
    free(all);
    spot->bought = no_columns(a, noffer * spot->noption);
    return spot->option && spot->bought;
}

bool cp_bill_award_spots(struct cp_bill_award *a) {
    size_t n = a->b->nnode;
    int64_t *soonest = cp_calloc(n + 1, sizeof *soonest);
    a->spot = cp_arena_calloc(&a->arena, n + 1, sizeof *a->spot);
    bool ok = soonest && a->spot;
    for (size_t i = 0; ok && i < n; i++)
        a->spot[i].part = a->spot[i].other = SIZE_MAX;
    if (ok)
        find_starts(a, soonest);
    for (size_t i = 0; ok && i < n; i++)
        if (a->spot[i].units > 0)
            ok = make_options(a, i, soonest[i]);
    free(soonest);
    return ok;
}
