/* The program of what is bought of items: every node's units by one of the days on which they may
 * be asked for, in whole lots, at the least cost. */
#include "supplier/bill/award.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t equal(struct cp_bill_award *a, double side) {
    return cp_lp_add_row(a->lp, side, side);
}

static size_t at_most(struct cp_bill_award *a, double side) {
    return cp_lp_add_row(a->lp, -CP_LP_INF, side);
}

static size_t add_col(struct cp_bill_award *a, double money, double most) {
    return cp_lp_add_col(a->lp, money / a->money, 0, most);
}

static size_t add_choice(struct cp_bill_award *a, double money) {
    size_t col = add_col(a, money, 1);
    cp_lp_set_integer(a->lp, col);
    return col;
}

static const struct cp_item_offer *terms(const struct cp_bill_award *a, size_t item, size_t k) {
    return a->b->item[item].offer[k].offer;
}

static double price_of(const struct cp_item_offer *o) {
    return isnan(o->price) ? 0 : o->price;
}

/* ---- nodes ---------------------------------------------------------------------------------- */

/* Units of one offer by one day: none, unless its parts are there before its maker has to begin. */
static void add_cell(struct cp_bill_award *a, size_t n, size_t k, size_t i, size_t row) {
    struct cp_bill_spot *spot = &a->spot[n];
    int64_t due = spot->option[i].due;
    double most = cp_bill_award_may(a, n, k, due);
    if (!(most > 0))
        return;
    size_t col = spot->bought[k * spot->noption + i] = add_col(a, 0, most);
    cp_lp_add_coef(a->lp, row, col, 1);
    if (spot->held)
        return;
    for (size_t part = spot->part; part != SIZE_MAX; part = a->spot[part].other) {
        const struct cp_bill_spot *of = &a->spot[part];
        int64_t before = cp_bill_award_part_due(a, n, k, due, part);
        size_t in_time = at_most(a, 0);
        cp_lp_add_coef(a->lp, in_time, col, 1);
        for (size_t j = 0; j < of->noption && of->option[j].due <= before; j++)
            cp_lp_add_coef(a->lp, in_time, of->option[j].chosen, -most);
    }
}

/* Parts stand after what they are for, so that the days of both are columns first. */
static void add_days(struct cp_bill_award *a) {
    for (size_t n = 0; n < a->b->nnode; n++) {
        struct cp_bill_spot *spot = &a->spot[n];
        size_t one = spot->units > 0 ? equal(a, 1) : 0;
        for (size_t i = 0; i < spot->noption; i++) {
            spot->option[i].chosen = add_choice(a, 0);
            cp_lp_add_coef(a->lp, one, spot->option[i].chosen, 1);
        }
    }
}

static void add_nodes(struct cp_bill_award *a) {
    for (size_t n = 0; n < a->b->nnode; n++) {
        struct cp_bill_spot *spot = &a->spot[n];
        for (size_t i = 0; i < spot->noption; i++) {
            size_t row = equal(a, 0);
            cp_lp_add_coef(a->lp, row, spot->option[i].chosen, -spot->units);
            for (size_t k = 0; k < a->b->item[a->b->node[n].item].noffer; k++)
                add_cell(a, n, k, i, row);
        }
    }
}

/* ---- capacity by period: what is asked for by a day is delivered by it ---------------------- */

struct asked {
    int64_t due;
    size_t col;
};

static int by_day(const void *x, const void *y) {
    const struct asked *a = x, *b = y;
    return (a->due > b->due) - (a->due < b->due);
}

static size_t list_asked(const struct cp_bill_award *a, size_t item, size_t k, struct asked *out) {
    size_t count = 0;
    for (size_t n = 0; n < a->b->nnode; n++) {
        const struct cp_bill_spot *spot = &a->spot[n];
        for (size_t i = 0; a->b->node[n].item == item && i < spot->noption; i++) {
            size_t col = spot->bought[k * spot->noption + i];
            if (col != SIZE_MAX && out)
                out[count] = (struct asked){spot->option[i].due, col};
            count += col != SIZE_MAX;
        }
    }
    return count;
}

static void add_capacity(struct cp_bill_award *a, size_t item, size_t k) {
    const struct cp_bill_offer *o = &a->b->item[item].offer[k];
    size_t n = list_asked(a, item, k, NULL), before = SIZE_MAX;
    struct asked *all = cp_calloc(n + 1, sizeof *all);
    if (!all) {
        a->oom = true;
        return;
    }
    list_asked(a, item, k, all);
    if (n)
        qsort(all, n, sizeof *all, by_day);
    for (size_t i = 0; i < n;) {
        int64_t day = all[i].due;
        size_t sum =
            add_col(a, 0, cp_supplier_bill_available(o, cp_supplier_bill_first(o, INT64_MIN), day));
        size_t row = equal(a, 0);
        cp_lp_add_coef(a->lp, row, sum, -1);
        if (before != SIZE_MAX)
            cp_lp_add_coef(a->lp, row, before, 1);
        for (; i < n && all[i].due == day; i++)
            cp_lp_add_coef(a->lp, row, all[i].col, 1);
        before = sum;
    }
    free(all);
}

/* ---- offers ---------------------------------------------------------------------------------- */

/* By item: most units that are bought beyond those of nodes, for lots of it and of what it is a
 * part of. Items are no parts of themselves, so that it settles. */
static void most_extra(const struct cp_bill_award *a, const double *need, double *extra) {
    const struct cp_bill *b = a->b;
    for (size_t step = 0; step < b->nitem; step++) {
        bool same = true;
        for (size_t i = 0; i < b->nitem; i++) {
            double sum = 0;
            for (size_t j = 0; j < b->nitem; j++)
                for (size_t p = 0; p < b->item[j].npart; p++)
                    sum +=
                        b->item[j].part[p].item == i ? b->item[j].part[p].quantity * extra[j] : 0;
            for (size_t k = 0; need[i] + sum > 0 && k < b->item[i].noffer; k++)
                sum += terms(a, i, k)->minimum + terms(a, i, k)->multiple;
            same &= sum == extra[i];
            extra[i] = sum;
        }
        if (same)
            return;
    }
}

static void add_lots(struct cp_bill_award *a, size_t item, size_t k, double most) {
    const struct cp_item_offer *o = terms(a, item, k);
    struct cp_bill_lot *lot = &a->lot[a->first[item] + k];
    if (o->multiple > 0) {
        size_t lots = add_col(a, 0, floor(lot->most / o->multiple * (1 + 1e-12)));
        size_t row = equal(a, 0);
        cp_lp_set_integer(a->lp, lots);
        cp_lp_add_coef(a->lp, row, lot->all, 1);
        cp_lp_add_coef(a->lp, row, lots, -o->multiple);
    }
    size_t s = cp_supplier_place(a->b->plan, o->supplier);
    lot->open = SIZE_MAX;
    if (!(o->fixed > 0 || o->minimum > 0 || a->qualified[s] != SIZE_MAX))
        return;
    lot->open = add_choice(a, o->fixed);
    size_t row = at_most(a, 0);
    cp_lp_add_coef(a->lp, row, lot->all, 1);
    cp_lp_add_coef(a->lp, row, lot->open, -most);
    if (o->minimum > 0) {
        row = at_most(a, 0);
        cp_lp_add_coef(a->lp, row, lot->open, o->minimum);
        cp_lp_add_coef(a->lp, row, lot->all, -1);
    }
    if (a->qualified[s] != SIZE_MAX) {
        row = at_most(a, 0);
        cp_lp_add_coef(a->lp, row, lot->open, 1);
        cp_lp_add_coef(a->lp, row, a->qualified[s], -1);
    }
}

static void add_offer(struct cp_bill_award *a, size_t item, size_t k, double need, double extra) {
    struct cp_bill_lot *lot = &a->lot[a->first[item] + k];
    const struct cp_bill_offer *o = &a->b->item[item].offer[k];
    double most = fmin(lot->most, need + extra);
    lot->all = add_col(a, price_of(o->offer), most);
    lot->extra = add_col(a, 1e-7 * a->money, fmin(most, extra)); /* for nothing too: no more */
    size_t row = equal(a, 0);
    cp_lp_add_coef(a->lp, row, lot->all, -1);
    cp_lp_add_coef(a->lp, row, lot->extra, 1);
    for (size_t n = 0; n < a->b->nnode; n++) {
        const struct cp_bill_spot *spot = &a->spot[n];
        for (size_t i = 0; a->b->node[n].item == item && i < spot->noption; i++)
            if (spot->bought[k * spot->noption + i] != SIZE_MAX)
                cp_lp_add_coef(a->lp, row, spot->bought[k * spot->noption + i], 1);
    }
    add_lots(a, item, k, most);
    if (o->nwindow && !lot->as_planned)
        add_capacity(a, item, k);
}

/* What is bought beyond the need has its parts too; of these what is left in stock goes first. */
static void add_extra_parts(struct cp_bill_award *a) {
    const struct cp_bill *b = a->b;
    for (size_t i = 0; i < b->nitem; i++) {
        size_t row = at_most(a, b->item[i].stock);
        for (size_t k = 0; k < b->item[i].noffer; k++)
            cp_lp_add_coef(a->lp, row, a->lot[a->first[i] + k].extra, -1);
        for (size_t j = 0; j < b->nitem; j++)
            for (size_t p = 0; p < b->item[j].npart; p++)
                for (size_t k = 0; b->item[j].part[p].item == i && k < b->item[j].noffer; k++)
                    cp_lp_add_coef(a->lp, row, a->lot[a->first[j] + k].extra,
                                   b->item[j].part[p].quantity);
    }
}

static void add_offers(struct cp_bill_award *a) {
    const struct cp_bill *b = a->b;
    double *need = cp_arena_calloc(&a->arena, b->nitem + 1, sizeof *need);
    double *extra = cp_arena_calloc(&a->arena, b->nitem + 1, sizeof *extra);
    if (!need || !extra) {
        a->oom = true;
        return;
    }
    for (size_t n = 0; n < b->nnode; n++)
        need[b->node[n].item] += a->spot[n].units;
    most_extra(a, need, extra);
    for (size_t i = 0; i < b->nitem; i++)
        for (size_t k = 0; k < b->item[i].noffer; k++)
            add_offer(a, i, k, need[i], extra[i]);
    add_extra_parts(a);
}

static void add_suppliers(struct cp_bill_award *a) {
    const struct cp_plan_supply *supply = &a->b->plan->supply;
    a->qualified = cp_arena_calloc(&a->arena, supply->nsupplier + 1, sizeof *a->qualified);
    a->oom |= !a->qualified;
    for (size_t s = 0; a->qualified && s < supply->nsupplier; s++) {
        double money = supply->supplier[s].qualification;
        bool pays = money > 0 && !(a->used && a->used[s]);
        a->qualified[s] = pays ? add_choice(a, money) : SIZE_MAX;
    }
}

static int build(struct cp_bill_award *a, struct cp_error *err) {
    double dearest = 1;
    for (size_t i = 0; i < a->b->nitem; i++)
        for (size_t k = 0; k < a->b->item[i].noffer; k++)
            dearest = fmax(dearest, price_of(terms(a, i, k)));
    a->money = exp2(round(log2(dearest)));
    a->lp = cp_lp_new();
    a->oom |= !a->lp || !cp_bill_award_spots(a);
    if (!a->oom)
        add_suppliers(a);
    if (!a->oom) {
        add_days(a);
        add_nodes(a);
        add_offers(a);
    }
    return a->oom ? cp_fail_nomem(err) : cp_lp_finish(a->lp, err);
}

/* ---- answer ---------------------------------------------------------------------------------- */

/* Once more with what is whole as it was found: to the last digit. Without an answer what there is
 * stays. */
static int settle(struct cp_bill_award *a, struct cp_lp_solution *s, struct cp_error *err) {
    struct cp_lp_view v = cp_lp_view(a->lp);
    struct cp_lp_solution fixed = {0};
    bool *whole = cp_calloc(v.ncol + 1, sizeof *whole);
    int rc = whole ? 0 : cp_fail_nomem(err);
    for (size_t j = 0; whole && v.integer && j < v.ncol; j++)
        whole[j] = v.integer[j];
    for (size_t j = 0; whole && j < v.ncol; j++)
        if (whole[j])
            cp_lp_set_col_bounds(a->lp, j, round(s->x[j]), round(s->x[j]));
    free(whole);
    if (rc == 0)
        rc = cp_lp_finish(a->lp, err);
    if (rc == 0)
        rc = cp_lp_solve(a->lp, &(struct cp_lp_options){.tolerance = 1e-9}, &fixed, err);
    if (rc == 0 && fixed.x) {
        struct cp_lp_solution spare = *s;
        *s = fixed;
        fixed = spare;
    }
    cp_lp_solution_release(&fixed);
    return rc;
}

/* What rounding leaves is none. */
static double units(const struct cp_lp_solution *s, size_t col, double of) {
    double x = col == SIZE_MAX ? 0 : s->x[col], whole = round(x);
    x = fabs(x - whole) <= 1e-7 * (1 + fabs(x)) ? whole : x;
    return x > 1e-7 * of ? x : 0;
}

static bool read_nodes(struct cp_bill_award *a, const struct cp_lp_solution *s) {
    const struct cp_bill *b = a->b;
    a->from = cp_arena_calloc(&a->arena, b->nnode + 1, sizeof *a->from);
    a->by = cp_arena_calloc(&a->arena, b->nnode + 1, sizeof *a->by);
    for (size_t n = 0; a->from && a->by && n < b->nnode; n++) {
        const struct cp_bill_spot *spot = &a->spot[n];
        size_t noffer = b->item[b->node[n].item].noffer;
        a->from[n] = cp_arena_calloc(&a->arena, noffer + 1, sizeof **a->from);
        for (size_t i = 0; a->from[n] && i < spot->noption; i++) {
            if (s->x[spot->option[i].chosen] < 0.5)
                continue;
            a->by[n] = spot->option[i].due;
            for (size_t k = 0; k < noffer; k++)
                a->from[n][k] = units(s, spot->bought[k * spot->noption + i], spot->units);
        }
        if (!a->from[n])
            return false;
    }
    return a->from && a->by;
}

static bool read_answer(struct cp_bill_award *a, const struct cp_lp_solution *s) {
    const struct cp_bill *b = a->b;
    size_t nsupplier = b->plan->supply.nsupplier;
    a->paid = cp_arena_calloc(&a->arena, nsupplier + 1, sizeof *a->paid);
    if (!a->paid || !read_nodes(a, s))
        return false;
    for (size_t q = 0; q < nsupplier; q++)
        a->paid[q] = a->qualified[q] != SIZE_MAX && s->x[a->qualified[q]] > 0.5;
    for (size_t i = 0; i < b->nitem; i++)
        for (size_t k = 0; k < b->item[i].noffer; k++) {
            struct cp_bill_lot *lot = &a->lot[a->first[i] + k];
            lot->bought = units(s, lot->all, 1);
        }
    return true;
}

int cp_bill_award_solve(struct cp_bill_award *a, struct cp_error *err) {
    struct cp_lp_solution s = {0};
    int rc = build(a, err);
    if (rc)
        return rc;
    rc = cp_lp_solve(a->lp,
                     &(struct cp_lp_options){.tolerance = 1e-9,
                                             .gap = a->opt->gap > 0 ? a->opt->gap : 1e-4,
                                             .time_limit = a->opt->time_limit},
                     &s, err);
    a->status = s.status;
    if (rc == 0 && s.x)
        rc = settle(a, &s, err);
    if (rc == 0 && s.x && !read_answer(a, &s))
        rc = cp_fail_nomem(err);
    cp_lp_solution_release(&s);
    return rc;
}
