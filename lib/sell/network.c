#include "sell/network.h"
#include "lp/lp.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct cp_lp *program_of(const struct cp_sell_network *n) {
    struct cp_lp *lp = cp_lp_new();
    for (size_t j = 0; lp && j < n->nproduct; j++)
        cp_lp_add_col(lp, -n->price[j], 0, n->demand[j]);
    for (size_t i = 0; lp && i < n->nresource; i++)
        cp_lp_add_row(lp, -CP_LP_INF, n->capacity[i]);
    for (size_t j = 0; lp && j < n->nproduct; j++)
        for (size_t k = n->start[j]; k < n->start[j + 1]; k++)
            cp_lp_add_coef(lp, n->resource[k], j, n->amount[k]);
    return lp;
}

int cp_sell_solve(const struct cp_sell_network *n, double *value, double *accepted, double *bid,
                  struct cp_error *err) {
    struct cp_lp_solution s = {0};
    struct cp_lp_options opt = {.basic = true, .engine = n->nproduct < 2000 ? "glpk" : NULL};
    struct cp_lp *lp = program_of(n);
    int rc = lp ? cp_lp_finish(lp, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_lp_solve(lp, &opt, &s, err);
    if (rc == 0 && s.status != CP_LP_OPTIMAL)
        rc = cp_fail(err, CP_ENUMERIC, "the program of what is sold has no answer: %s",
                     cp_lp_status_name(s.status));
    if (rc == 0 && value)
        *value = -s.objective;
    for (size_t j = 0; rc == 0 && accepted && j < n->nproduct; j++)
        accepted[j] = fmin(fmax(s.x[j], 0), n->demand[j]);
    for (size_t i = 0; rc == 0 && bid && i < n->nresource; i++)
        bid[i] = fmax(-s.dual[i], 0);
    cp_lp_solution_release(&s);
    cp_lp_free(lp);
    return rc;
}

/* ---- orders ---------------------------------------------------------------------------------- */

/* What is left once an order is taken; false: it does not fit. */
static bool take_from(const struct cp_sell_network *n, const struct cp_sell_order *o,
                      double *left) {
    for (size_t k = n->start[o->product]; k < n->start[o->product + 1]; k++) {
        double *at = &left[n->resource[k]], use = n->amount[k] * o->quantity;
        if (use > *at + 1e-9 * (1 + fabs(*at)))
            return false;
    }
    for (size_t k = n->start[o->product]; k < n->start[o->product + 1]; k++) {
        double *at = &left[n->resource[k]];
        *at = fmax(*at - n->amount[k] * o->quantity, 0);
    }
    return true;
}

static size_t scarcest(const struct cp_sell_network *n, const struct cp_sell_order *o,
                       const double *bid, double *bids) {
    double most = -HUGE_VAL, tight = HUGE_VAL;
    size_t dear = 0, short_of = SIZE_MAX;
    *bids = 0;
    for (size_t k = n->start[o->product]; k < n->start[o->product + 1]; k++) {
        double part = bid[n->resource[k]] * n->amount[k];
        double spare = n->capacity[n->resource[k]] - n->amount[k] * o->quantity;
        *bids += part;
        if (part > most) {
            most = part;
            dear = n->resource[k];
        }
        if (spare < 0 && spare < tight) {
            tight = spare;
            short_of = n->resource[k];
        }
    }
    return short_of == SIZE_MAX ? dear : short_of;
}

int cp_sell_quote(const struct cp_sell_network *n, const struct cp_sell_order *o,
                  struct cp_sell_answer *out, struct cp_error *err) {
    double *left = cp_calloc(n->nresource + 1, sizeof *left);
    double *bid = cp_calloc(n->nresource + 1, sizeof *bid);
    struct cp_sell_network rest = *n;
    double all = 0, without = 0;
    int rc = left && bid ? cp_sell_solve(n, &all, NULL, bid, err) : cp_fail_nomem(err);
    if (rc == 0) {
        *out = (struct cp_sell_answer){.least = NAN};
        out->scarce = scarcest(n, o, bid, &out->bids);
        memcpy(left, n->capacity, n->nresource * sizeof *left);
        rest.capacity = left;
        if (!take_from(n, o, left)) {
            out->verdict = CP_SELL_NO_ROOM;
        } else {
            rc = cp_sell_solve(&rest, &without, NULL, NULL, err);
            out->least = fmax(all - without, 0) / o->quantity;
            bool pays = o->price >= out->least * (1 - 1e-9);
            out->verdict = pays ? CP_SELL_ACCEPTED : CP_SELL_TOO_CHEAP;
        }
    }
    free(left);
    free(bid);
    return rc;
}

struct waiting {
    double price;
    size_t order;
};

static int by_price(const void *a, const void *b) {
    const struct waiting *x = a, *y = b;
    if (x->price != y->price)
        return x->price > y->price ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

struct round {
    const struct cp_sell_network *n;
    const struct cp_sell_order *order;
    size_t norder;
    double *left;
    bool *taken;
    struct waiting *queue; /* all orders, the dearest first */
};

static void give_back(struct round *r, size_t i) {
    const struct cp_sell_network *n = r->n;
    const struct cp_sell_order *o = &r->order[i];
    for (size_t k = n->start[o->product]; k < n->start[o->product + 1]; k++)
        r->left[n->resource[k]] += n->amount[k] * o->quantity;
    r->taken[i] = false;
}

/* What fits after all, the dearest first. */
static void take_waiting(struct round *r) {
    for (size_t q = 0; q < r->norder; q++) {
        size_t i = r->queue[q].order;
        if (!r->taken[i])
            r->taken[i] = take_from(r->n, &r->order[i], r->left);
    }
}

/* A refused order in the place of a cheaper one, where there is one. */
static bool exchange(struct round *r) {
    for (size_t q = 0; q < r->norder; q++) {
        size_t i = r->queue[q].order;
        for (size_t p = r->norder; p > q + 1 && !r->taken[i]; p--) {
            size_t j = r->queue[p - 1].order;
            if (!r->taken[j] || !(r->queue[p - 1].price < r->queue[q].price * (1 - 1e-12)))
                continue;
            give_back(r, j);
            r->taken[i] = take_from(r->n, &r->order[i], r->left);
            if (r->taken[i])
                return true;
            r->taken[j] = take_from(r->n, &r->order[j], r->left);
        }
    }
    return false;
}

static void settle(struct round *r) {
    for (size_t i = 0; i < r->norder; i++)
        r->queue[i] = (struct waiting){r->order[i].price * r->order[i].quantity, i};
    qsort(r->queue, r->norder, sizeof *r->queue, by_price);
    do
        take_waiting(r);
    while (exchange(r));
}

int cp_sell_take(const struct cp_sell_network *n, const struct cp_sell_order *order, size_t norder,
                 bool *taken, double *revenue, struct cp_error *err) {
    double *left = cp_calloc(n->nresource + 1, sizeof *left);
    double *wanted = cp_calloc(n->nproduct + 1, sizeof *wanted);
    struct waiting *w = cp_calloc(norder + 1, sizeof *w);
    struct cp_sell_network rest = *n;
    int rc = left && wanted && w ? 0 : cp_fail_nomem(err);
    if (rc)
        goto out;
    memcpy(left, n->capacity, n->nresource * sizeof *left);
    for (size_t i = 0; i < norder; i++)
        wanted[order[i].product] += order[i].quantity;
    rest.capacity = left;
    rest.demand = wanted;
    for (size_t i = 0; i < norder && rc == 0; i++) {
        struct cp_sell_answer a;
        double *to_come = &wanted[order[i].product];
        *to_come = fmax(*to_come - order[i].quantity, 0);
        rc = cp_sell_quote(&rest, &order[i], &a, err);
        taken[i] = rc == 0 && a.verdict == CP_SELL_ACCEPTED && take_from(n, &order[i], left);
    }
    if (rc == 0)
        settle(&(struct round){n, order, norder, left, taken, w});
    *revenue = 0;
    for (size_t i = 0; i < norder && rc == 0; i++)
        *revenue += taken[i] ? order[i].price * order[i].quantity : 0;
out:
    free(left);
    free(wanted);
    free(w);
    return rc;
}
