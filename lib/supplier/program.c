/* The sourcing program. Columns: units of every offer by step and delivery period, stock of every
 * fleet, shortages; binaries only where a step, a fixed cost or a least quantity asks for them. */
#include "supplier/program.h"
#include <math.h>
#include <stdint.h>

static const size_t NONE = SIZE_MAX;

static size_t *indices(struct cp_award_program *m, size_t n) {
    size_t *x = cp_arena_calloc(&m->arena, n + 1, sizeof *x);
    for (size_t i = 0; x && i < n; i++)
        x[i] = NONE;
    return x;
}

static size_t first_piece(const struct cp_award_program *m, size_t o) {
    return m->piece[m->first[o]];
}

static size_t end_of_pieces(const struct cp_award_program *m, size_t o) {
    return m->piece[m->first[o + 1]];
}

static double step_low(const struct cp_award_program *m, size_t o, size_t k) {
    return (k == 0 ? 0 : m->p->offer[o].from[k]) / m->unit;
}

static double step_high(const struct cp_award_program *m, size_t o, size_t k) {
    const struct cp_award_offer *f = &m->p->offer[o];
    double high = k + 1 < f->nstep ? f->from[k + 1] / m->unit : INFINITY;
    return fmin(high, m->reach[o]);
}

/* Add `by` times the units of a piece, over all periods, to a row. */
static void sum_piece(struct cp_award_program *m, size_t row, size_t piece, double by) {
    for (size_t t = 0; t < m->p->T; t++)
        if (m->take[cp_supplier_cell(m, piece, t)] != NONE)
            cp_lp_add_coef(m->lp, row, m->take[cp_supplier_cell(m, piece, t)], by);
}

static void sum_offer(struct cp_award_program *m, size_t row, size_t o, double by) {
    for (size_t i = first_piece(m, o); i < end_of_pieces(m, o); i++)
        sum_piece(m, row, i, by);
}

static size_t whole(struct cp_award_program *m, double cost, double most) {
    size_t col = cp_lp_add_col(m->lp, cost / m->money, 0, most);
    cp_lp_set_integer(m->lp, col);
    return col;
}

/* The capacity of a period is a row, not a bound of the column, so that it has a dual. */
static void add_takes(struct cp_award_program *m, size_t o, size_t k, size_t z) {
    const struct cp_award_problem *p = m->p;
    const struct cp_award_offer *f = &p->offer[o];
    size_t at = m->first[o] + k;
    for (size_t t = 0; t < p->T; t++) {
        if (f->capacity[t] <= 0)
            continue;
        double most = f->capacity[t] / m->unit;
        size_t row = cp_lp_add_row(m->lp, -CP_LP_INF, z == NONE ? most : 0);
        m->capacity_row[cp_supplier_cell(m, at, t)] = row;
        if (z != NONE)
            cp_lp_add_coef(m->lp, row, z, -most);
        for (size_t i = m->piece[at]; i < m->piece[at + 1]; i++) {
            double price = f->price[(m->step[i] - m->first[o]) * p->T + t];
            size_t col = cp_lp_add_col(m->lp, price * m->unit / m->money, 0, CP_LP_INF);
            m->take[cp_supplier_cell(m, i, t)] = col;
            cp_lp_add_coef(m->lp, row, col, 1);
        }
    }
}

/* Units of a piece are between `low` and `high` when the step is the last one. */
static void limit_piece(struct cp_award_program *m, size_t piece, size_t z, double low,
                        double high) {
    if (low == high) {
        size_t row = cp_lp_add_row(m->lp, 0, 0);
        sum_piece(m, row, piece, 1);
        cp_lp_add_coef(m->lp, row, z, -low);
        return;
    }
    if (low > 0) {
        size_t row = cp_lp_add_row(m->lp, 0, CP_LP_INF);
        sum_piece(m, row, piece, 1);
        cp_lp_add_coef(m->lp, row, z, -low);
    }
    if (isfinite(high)) {
        size_t row = cp_lp_add_row(m->lp, -CP_LP_INF, 0);
        sum_piece(m, row, piece, 1);
        cp_lp_add_coef(m->lp, row, z, -high);
    }
}

/* What an offer sells when its last unit is one of step k is a choice of its own, with a binary and
 * with columns for the units of every price in it: of all-units discounts one, of incremental ones
 * those of the steps before too, which are full. This is the convex hull of an offer over all
 * periods [Balas, Disjunctive programming, 1979], and the bound of branch and cut rests on it: rows
 * that open one step after another leave a hundred times the gap. */
static void add_steps(struct cp_award_program *m, size_t o) {
    const struct cp_award_offer *f = &m->p->offer[o];
    size_t one = cp_lp_add_row(m->lp, -CP_LP_INF, 1);
    for (size_t k = 0; k < f->nstep; k++) {
        double low = fmax(step_low(m, o, k), f->minimum / m->unit), high = step_high(m, o, k);
        size_t at = m->first[o] + k, last = m->piece[at + 1] - 1;
        if (low > high || high <= 0)
            continue;
        size_t z = m->open[at] = whole(m, f->fixed, 1);
        cp_lp_add_coef(m->lp, one, z, 1);
        add_takes(m, o, k, z);
        for (size_t i = m->piece[at]; i < last; i++) {
            size_t j = m->step[i] - m->first[o];
            double width = (f->from[j + 1] - (j == 0 ? 0 : f->from[j])) / m->unit;
            limit_piece(m, i, z, width, width);
        }
        /* what the offer can deliver in all is what its capacities add up to */
        double before = f->incremental ? step_low(m, o, k) : 0;
        limit_piece(m, last, z, low - before, high < m->reach[o] ? high - before : INFINITY);
    }
}

static bool has_use(const struct cp_award_supplier *s) {
    return s->minimum > 0 || s->qualified > 0;
}

/* What is delivered in a period is an order: whole lots. */
static void add_lots(struct cp_award_program *m, size_t o, size_t t) {
    const struct cp_award_offer *f = &m->p->offer[o];
    size_t lots = whole(m, 0, floor(f->capacity[t] / f->multiple * (1 + 1e-12)));
    size_t row = cp_lp_add_row(m->lp, 0, 0);
    cp_lp_add_coef(m->lp, row, lots, -f->multiple / m->unit);
    for (size_t i = first_piece(m, o); i < end_of_pieces(m, o); i++)
        if (m->take[cp_supplier_cell(m, i, t)] != NONE)
            cp_lp_add_coef(m->lp, row, m->take[cp_supplier_cell(m, i, t)], 1);
}

static void add_offer(struct cp_award_program *m, size_t o) {
    const struct cp_award_problem *p = m->p;
    const struct cp_award_offer *f = &p->offer[o];
    for (size_t t = 0; t < p->T; t++)
        m->reach[o] += f->capacity[t] / m->unit;
    const struct cp_award_supplier *s = &p->supplier[p->fleet[f->fleet].supplier];
    if (f->nstep > 1 || f->fixed > 0 || f->minimum > 0 || f->group || has_use(s))
        add_steps(m, o);
    else
        add_takes(m, o, 0, NONE);
    if (f->must > 0) {
        size_t row = cp_lp_add_row(m->lp, f->must / m->unit * (1 - 1e-12), CP_LP_INF);
        sum_offer(m, row, o, 1);
    }
    if (f->pay > 0) {
        m->unpaid[o] = cp_lp_add_col(m->lp, f->pay_price * m->unit / m->money, 0, CP_LP_INF);
        size_t row = cp_lp_add_row(m->lp, f->pay / m->unit, CP_LP_INF);
        sum_offer(m, row, o, 1);
        cp_lp_add_coef(m->lp, row, m->unpaid[o], 1);
    }
    for (size_t t = 0; t < p->T && f->multiple > 0; t++)
        if (f->capacity[t] > 0)
            add_lots(m, o, t);
}

/* Least awards and the cost of qualifying a supplier. */
static void add_supplier(struct cp_award_program *m, size_t s) {
    const struct cp_award_problem *p = m->p;
    const struct cp_award_supplier *w = &p->supplier[s];
    if (!has_use(w))
        return;
    size_t least = cp_lp_add_row(m->lp, 0, CP_LP_INF);
    m->use[s] = whole(m, w->qualified, 1);
    cp_lp_add_coef(m->lp, least, m->use[s], -w->minimum / m->unit);
    for (size_t o = 0; o < p->noffer; o++) {
        const struct cp_award_offer *f = &p->offer[o];
        if (p->fleet[f->fleet].supplier != s)
            continue;
        sum_offer(m, least, o, 1);
        size_t row = cp_lp_add_row(m->lp, -CP_LP_INF, 0);
        cp_lp_add_coef(m->lp, row, m->use[s], -1);
        for (size_t k = m->first[o]; k < m->first[o + 1]; k++)
            if (m->open[k] != NONE)
                cp_lp_add_coef(m->lp, row, m->open[k], 1);
    }
}

/* Stock: what was there, what is delivered, less what is gone. */
static void add_fleets(struct cp_award_program *m) {
    const struct cp_award_problem *p = m->p;
    for (size_t j = 0; j < p->nfleet; j++)
        for (size_t t = 0; t < p->T; t++) {
            size_t col = m->fleet[cp_supplier_cell(m, j, t)] =
                cp_lp_add_col(m->lp, 0, 0, CP_LP_INF);
            size_t row = cp_lp_add_row(m->lp, 0, 0);
            cp_lp_add_coef(m->lp, row, col, 1);
            if (t > 0)
                cp_lp_add_coef(m->lp, row, m->fleet[cp_supplier_cell(m, j, t - 1)], -1);
            for (size_t o = 0; o < p->noffer; o++) {
                const struct cp_award_offer *f = &p->offer[o];
                for (size_t i = first_piece(m, o); f->fleet == j && i < end_of_pieces(m, o); i++)
                    for (size_t s = 0; s <= t; s++) {
                        size_t take = m->take[cp_supplier_cell(m, i, s)];
                        if (take != NONE && (s == t || (f->until && f->until[s] == t)))
                            cp_lp_add_coef(m->lp, row, take, s == t ? -1 : 1);
                    }
            }
        }
}

static void add_stock(struct cp_award_program *m, size_t row, const struct cp_award_need *n,
                      size_t supplier, size_t t, double by) {
    const struct cp_award_problem *p = m->p;
    for (size_t j = 0; j < p->nfleet; j++) {
        double rate = n->rate[cp_supplier_cell(m, p->fleet[j].sku, t)];
        if (rate > 0 && (supplier == NONE || p->fleet[j].supplier == supplier))
            cp_lp_add_coef(m->lp, row, m->fleet[cp_supplier_cell(m, j, t)], by * rate);
    }
}

/* Loss of any one supplier: all stock less the largest supplier's, M, is the critical level. */
static void add_critical(struct cp_award_program *m, const struct cp_award_need *n, size_t i,
                         size_t t) {
    const struct cp_award_problem *p = m->p;
    if (!n->critical || n->critical[t] <= 0)
        return;
    size_t largest = cp_lp_add_col(m->lp, 0, 0, CP_LP_INF);
    size_t all = cp_lp_add_row(m->lp, n->critical[t] / m->unit, CP_LP_INF);
    m->exposed[i] = cp_lp_add_col(m->lp, n->shortage * m->unit / m->money, 0, CP_LP_INF);
    add_stock(m, all, n, NONE, t, 1);
    cp_lp_add_coef(m->lp, all, largest, -1);
    cp_lp_add_coef(m->lp, all, m->exposed[i], 1);
    for (size_t s = 0; s < p->nsupplier; s++) {
        size_t row = cp_lp_add_row(m->lp, 0, CP_LP_INF);
        cp_lp_add_coef(m->lp, row, largest, 1);
        add_stock(m, row, n, s, t, -1);
    }
}

static void add_needs(struct cp_award_program *m) {
    const struct cp_award_problem *p = m->p;
    for (size_t i = 0; i < p->nneed * p->T; i++) {
        const struct cp_award_need *n = &p->need[i / p->T];
        size_t t = i % p->T;
        double level = fmax(0, n->level[t]) / m->unit;
        bool last = n->exact && t + 1 == p->T;
        add_critical(m, n, i, t);
        if (level <= 0 && !last)
            continue;
        m->missing[i] = cp_lp_add_col(m->lp, n->shortage * m->unit / m->money, 0, level);
        m->need_row[i] = cp_lp_add_row(m->lp, level, last ? level : CP_LP_INF);
        cp_lp_add_coef(m->lp, m->need_row[i], m->missing[i], 1);
        add_stock(m, m->need_row[i], n, NONE, t, 1);
    }
}

/* What a supplier has to give is there once, whichever of its offers it goes by. */
static void add_supplier_capacity(struct cp_award_program *m, size_t s) {
    const struct cp_award_problem *p = m->p;
    double most = p->supplier[s].capacity / m->unit;
    for (size_t t = 0; t < p->T && most > 0 && isfinite(most); t++) {
        size_t row = cp_lp_add_row(m->lp, -CP_LP_INF, most);
        for (size_t j = 0; j < p->nfleet; j++)
            if (p->fleet[j].supplier == s)
                cp_lp_add_coef(m->lp, row, m->fleet[cp_supplier_cell(m, j, t)], 1);
    }
}

/* Of alternative offers one; a group is numbered by its first, from 1. */
static void add_groups(struct cp_award_program *m) {
    const struct cp_award_problem *p = m->p;
    for (size_t first = 0; first < p->noffer; first++) {
        size_t group = p->offer[first].group;
        if (group != first + 1)
            continue;
        size_t row = cp_lp_add_row(m->lp, -CP_LP_INF, 1);
        for (size_t o = first; o < p->noffer; o++)
            for (size_t k = m->first[o]; p->offer[o].group == group && k < m->first[o + 1]; k++)
                if (m->open[k] != NONE)
                    cp_lp_add_coef(m->lp, row, m->open[k], 1);
    }
}

/* Shares: weights by supplier add up to those of countries and of all. */
static void add_shares(struct cp_award_program *m) {
    const struct cp_award_problem *p = m->p;
    size_t all = cp_lp_add_col(m->lp, 0, 0, CP_LP_INF), sum = cp_lp_add_row(m->lp, 0, 0);
    size_t *of = indices(m, p->nsupplier);
    if (!of)
        return;
    cp_lp_add_coef(m->lp, sum, all, -1);
    for (size_t s = 0; s < p->nsupplier; s++) {
        size_t row = cp_lp_add_row(m->lp, 0, 0);
        of[s] = cp_lp_add_col(m->lp, 0, 0, CP_LP_INF);
        cp_lp_add_coef(m->lp, row, of[s], -1);
        cp_lp_add_coef(m->lp, sum, of[s], 1);
        for (size_t o = 0; o < p->noffer; o++) {
            const struct cp_award_offer *f = &p->offer[o];
            if (p->fleet[f->fleet].supplier != s)
                continue;
            for (size_t q = first_piece(m, o) * p->T; q < end_of_pieces(m, o) * p->T; q++)
                if (m->take[q] != NONE)
                    cp_lp_add_coef(m->lp, row, m->take[q], f->weight ? f->weight[q % p->T] : 1);
        }
        if (p->supplier[s].share < 1) {
            row = cp_lp_add_row(m->lp, -CP_LP_INF, 0);
            cp_lp_add_coef(m->lp, row, of[s], 1);
            cp_lp_add_coef(m->lp, row, all, -p->supplier[s].share);
        }
    }
    for (size_t c = 0; p->country_share && c < p->ncountry; c++) {
        if (p->country_share[c] >= 1)
            continue;
        size_t row = cp_lp_add_row(m->lp, -CP_LP_INF, 0);
        cp_lp_add_coef(m->lp, row, all, -p->country_share[c]);
        for (size_t s = 0; s < p->nsupplier; s++)
            if (p->supplier[s].country == c)
                cp_lp_add_coef(m->lp, row, of[s], 1);
    }
}

static bool has_shares(const struct cp_award_problem *p) {
    for (size_t s = 0; s < p->nsupplier; s++)
        if (p->supplier[s].share < 1)
            return true;
    for (size_t c = 0; p->country_share && c < p->ncountry; c++)
        if (p->country_share[c] < 1)
            return true;
    return false;
}

static void pay_step(struct cp_award_program *m, size_t row, size_t o,
                     const struct cp_award_payment *c) {
    for (size_t i = first_piece(m, o); i < end_of_pieces(m, o); i++) {
        size_t take = m->take[cp_supplier_cell(m, i, c->delivered)];
        if (m->step[i] == m->first[o] + c->step && take != NONE)
            cp_lp_add_coef(m->lp, row, take, c->amount * m->unit / m->money);
    }
}

/* Tooling and qualification that fall to year y. */
static void pay_fixed(struct cp_award_program *m, size_t row, size_t y) {
    const struct cp_award_problem *p = m->p;
    for (size_t o = 0; o < p->noffer; o++)
        for (size_t k = m->first[o]; k < m->first[o + 1]; k++)
            if (p->year[p->offer[o].signed_at] == y && p->offer[o].fixed_cash > 0 &&
                m->open[k] != NONE)
                cp_lp_add_coef(m->lp, row, m->open[k], p->offer[o].fixed_cash / m->money);
    for (size_t s = 0; s < p->nsupplier; s++)
        if (p->year[p->supplier[s].signed_at] == y && p->supplier[s].qualified_cash > 0)
            cp_lp_add_coef(m->lp, row, m->use[s], p->supplier[s].qualified_cash / m->money);
}

static void add_budgets(struct cp_award_program *m) {
    const struct cp_award_problem *p = m->p;
    for (size_t y = 0; p->year && y < p->nyear; y++) {
        if (isinf(p->budget[y]))
            continue;
        size_t row = cp_lp_add_row(m->lp, -CP_LP_INF, p->budget[y] / m->money);
        pay_fixed(m, row, y);
        for (size_t o = 0; o < p->noffer; o++)
            for (size_t i = 0; i < p->offer[o].npayment; i++) {
                const struct cp_award_payment *c = &p->offer[o].payment[i];
                if (p->year[c->paid] == y)
                    pay_step(m, row, o, c);
            }
    }
}

/* A thousandth of the largest wish is a unit, and what it costs at the dearest is money. */
static void choose_scale(struct cp_award_program *m) {
    const struct cp_award_problem *p = m->p;
    double most = 0, dearest = 0;
    for (size_t i = 0; i < p->nneed; i++)
        for (size_t t = 0; t < p->T; t++)
            most = fmax(most, p->need[i].level[t]);
    for (size_t o = 0; o < p->noffer; o++)
        for (size_t q = 0; q < p->offer[o].nstep * p->T; q++)
            dearest = fmax(dearest, p->offer[o].price[q]);
    m->unit = most > 0 ? exp2(round(log2(most / 1000))) : 1;
    m->money = dearest > 0 ? exp2(round(log2(dearest))) * m->unit : 1;
}

/* The pieces of every step, in the order of their prices. */
static bool cut_pieces(struct cp_award_program *m) {
    const struct cp_award_problem *p = m->p;
    size_t n = 0, steps = m->first[p->noffer];
    for (size_t o = 0; o < p->noffer; o++)
        for (size_t k = 0; k < p->offer[o].nstep; k++)
            n += p->offer[o].incremental ? k + 1 : 1;
    m->piece = indices(m, steps + 1);
    m->step = indices(m, n);
    m->take = indices(m, n * p->T);
    if (!m->piece || !m->step || !m->take)
        return false;
    n = 0;
    for (size_t o = 0; o < p->noffer; o++)
        for (size_t k = m->first[o]; k < m->first[o + 1]; k++) {
            m->piece[k] = n;
            for (size_t j = p->offer[o].incremental ? m->first[o] : k; j <= k; j++)
                m->step[n++] = j;
        }
    m->piece[steps] = n;
    return true;
}

static bool reserve(struct cp_award_program *m) {
    const struct cp_award_problem *p = m->p;
    m->lp = cp_lp_new();
    m->first = indices(m, p->noffer + 1);
    m->reach = cp_arena_calloc(&m->arena, p->noffer + 1, sizeof *m->reach);
    if (!m->lp || !m->first || !m->reach)
        return false;
    m->first[0] = 0;
    for (size_t o = 0; o < p->noffer; o++)
        m->first[o + 1] = m->first[o] + p->offer[o].nstep;
    m->open = indices(m, m->first[p->noffer]);
    m->unpaid = indices(m, p->noffer);
    m->use = indices(m, p->nsupplier);
    m->fleet = indices(m, p->nfleet * p->T);
    m->missing = indices(m, p->nneed * p->T);
    m->exposed = indices(m, p->nneed * p->T);
    m->need_row = indices(m, p->nneed * p->T);
    m->capacity_row = indices(m, m->first[p->noffer] * p->T);
    return cut_pieces(m) && m->open && m->unpaid && m->use && m->fleet && m->missing &&
           m->exposed && m->need_row && m->capacity_row;
}

int cp_supplier_program_build(const struct cp_award_problem *p, struct cp_award_program *m,
                              struct cp_error *err) {
    *m = (struct cp_award_program){.p = p};
    if (!reserve(m))
        return cp_fail_nomem(err);
    choose_scale(m);
    for (size_t o = 0; o < p->noffer; o++)
        add_offer(m, o);
    for (size_t s = 0; s < p->nsupplier; s++)
        add_supplier(m, s);
    add_groups(m);
    add_fleets(m);
    for (size_t s = 0; s < p->nsupplier; s++)
        add_supplier_capacity(m, s);
    add_needs(m);
    if (has_shares(p))
        add_shares(m);
    add_budgets(m);
    return cp_lp_finish(m->lp, err);
}

void cp_supplier_program_release(struct cp_award_program *m) {
    cp_lp_free(m->lp);
    cp_arena_release(&m->arena);
    *m = (struct cp_award_program){0};
}
