/* Racks: units of a SKU arrive as far as there are parts for them, period by period, between the
 * halls and plants whose parts are due before. */
#include "supplier/bill/bill.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is left of everything, to go back to. */
struct mark {
    size_t nnode, npeg;
    double *left; /* stock of items, units of offers */
    struct cp_bill_window *window;
};

static bool reserve(const struct cp_bill *b, struct mark *m) {
    size_t left = b->nitem, windows = 0;
    for (size_t i = 0; i < b->nitem; i++)
        for (size_t k = 0; k < b->item[i].noffer; k++) {
            left++;
            windows += b->item[i].offer[k].nwindow;
        }
    m->left = cp_calloc(left + 1, sizeof *m->left);
    m->window = cp_calloc(windows + 1, sizeof *m->window);
    return m->left && m->window;
}

/* Save all that pegging changes, or bring it back. */
static void copy_left(struct cp_bill *b, const struct mark *m, bool back) {
    double *left = m->left;
    struct cp_bill_window *window = m->window;
    for (size_t i = 0; i < b->nitem; i++) {
        struct cp_bill_item *item = &b->item[i];
        *(back ? &item->stock : left) = *(back ? left : &item->stock);
        left++;
        for (size_t k = 0; k < item->noffer; k++) {
            struct cp_bill_offer *o = &item->offer[k];
            *(back ? &o->left : left) = *(back ? left : &o->left);
            left++;
            for (size_t w = 0; w < o->nwindow; w++, window++)
                *(back ? &o->window[w] : window) = *(back ? window : &o->window[w]);
        }
    }
}

static void save(struct cp_bill *b, struct mark *m) {
    m->nnode = b->nnode;
    m->npeg = b->npeg;
    copy_left(b, m, false);
}

static void go_back(struct cp_bill *b, const struct mark *m) {
    b->nnode = m->nnode;
    b->npeg = m->npeg;
    copy_left(b, m, true);
}

struct attempt {
    struct cp_bill_rack *rack;
    const struct cp_bill_item *item;
    size_t parent, period;
    double units;
    int64_t due, until;
};

/* Peg parts for so many units. *last: the part that comes last; *late: not all are in time. */
static int peg_units(struct cp_bill *b, const struct attempt *a, size_t *last, bool *late,
                     struct cp_error *err) {
    int64_t latest = INT64_MIN;
    *last = CP_BILL_NONE;
    for (size_t k = 0; k < a->item->npart; k++) {
        const struct cp_bill_part *part = &a->item->part[k];
        int64_t there = 0;
        int rc = cp_supplier_bill_want(b,
                                       (struct cp_bill_node){.parent = a->parent,
                                                             .above = CP_BILL_NONE,
                                                             .period = a->period,
                                                             .item = part->item,
                                                             .units = part->quantity * a->units,
                                                             .before = part->before,
                                                             .due = a->due - part->before},
                                       &there, err);
        if (rc)
            return rc;
        there = there == CP_BILL_NEVER ? there : there + part->before;
        if (there > latest)
            latest = there, *last = part->item;
    }
    *late = latest > a->until;
    return 0;
}

/* The most units, up to all that are open, whose parts are there by the end of the period. */
static int most_units(struct cp_bill *b, struct attempt *a, struct mark *m, struct cp_error *err) {
    double low = 0, high = a->units, open = a->units;
    size_t last = CP_BILL_NONE, why = CP_BILL_NONE;
    bool late = false;
    save(b, m);
    int rc = peg_units(b, a, &why, &late, err);
    if (rc || !late) {
        a->rack->got[a->period] = open;
        return rc;
    }
    for (int i = 0; i < 40 && rc == 0; i++) {
        go_back(b, m);
        a->units = (low + high) / 2;
        rc = peg_units(b, a, &last, &late, err);
        *(late ? &high : &low) = a->units;
    }
    go_back(b, m);
    a->rack->late += open - low;
    a->rack->lacks[why] += open - low;
    a->units = low > 1e-6 * open ? low : 0;
    a->rack->got[a->period] = a->units;
    return rc || a->units <= 0 ? rc : peg_units(b, a, &last, &late, err);
}

int cp_supplier_bill_rack(struct cp_bill *b, size_t k, size_t t, struct cp_error *err) {
    struct cp_bill_rack *r = &b->rack[k];
    struct mark m = {0};
    double open = 0;
    int rc = reserve(b, &m) ? 0 : cp_fail_nomem(err);
    for (size_t i = 0; i <= t; i++)
        open += r->wanted[i] - (i < t ? r->got[i] : 0);
    if (rc == 0 && open > 0)
        rc = most_units(b,
                        &(struct attempt){.rack = r,
                                          .item = &b->item[r->item],
                                          .parent = b->nparent + k,
                                          .period = t,
                                          .units = open,
                                          .due = r->due[t],
                                          .until = cp_period_end(cp_plan_period(b->plan, t))},
                        &m, err);
    free(m.left);
    free(m.window);
    return rc;
}
