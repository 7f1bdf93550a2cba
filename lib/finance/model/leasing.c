/* What a lease does to the books of its lessee or its lessor, and to their tax. */
#include "finance/model/lease.h"
#include "finance/model/model.h"
#include <math.h>

static double straight(const struct cp_finance_model *m, const struct cp_leased *l, int64_t i) {
    return (l->total + cp_finance_lease_costs(l)) * cp_finance_lease_years(m, l, i, true) /
           l->years;
}

/* ---- a lessee ------------------------------------------------------------------------------ */

/* Right of use when the lease begins. */
static double right(const struct cp_leased *l) {
    return l->start + cp_finance_lease_costs(l);
}

/* Costs of making it that tax has not let deduct; of what is bought, what it has not, less debt. */
static double lessee_basis(const struct cp_finance_model *m, const struct cp_book *b,
                           const struct cp_leased *l, int64_t i) {
    if (i < l->first)
        return 0;
    if (cp_finance_lease_sells(l))
        return right(l) * cp_finance_lease_basis(m, b, l, i) - cp_finance_lease_at(l, l->owed, i);
    return cp_finance_lease_costs(l) * cp_finance_lease_left(m, l, i);
}

static void book_lessee(struct cp_finance_model *m, struct cp_book *b, const struct cp_leased *l,
                        size_t t) {
    int64_t i = (int64_t)t;
    double **x = b->line, paid = cp_finance_lease_at(l, l->paid, i),
           interest = cp_finance_lease_at(l, l->interest, i),
           expense = l->finance ? 0 : straight(m, l, i),
           costs = i == l->first ? cp_finance_lease_costs(l) : 0;
    double out = paid + costs + (i == l->last ? l->end : 0);
    x[INC_LEASE_PAID][t] -= expense;
    x[CF_LEASES][t] += l->finance ? -interest - costs : expense - out;
    if (l->finance) {
        double before = i == l->first ? right(l) : cp_finance_lease_asset(l, i - 1);
        x[INC_DEPRECIATION_LEASE][t] -= before - cp_finance_lease_asset(l, i);
        x[INC_LEASE_INTEREST][t] -= interest;
        x[CF_LEASE_PRINCIPAL][t] += interest - (out - costs);
    }
    x[BS_ROU][t] += cp_finance_lease_asset(l, i);
    x[BS_LEASE][t] += cp_finance_lease_at(l, l->owed, i);
    b->lease.cash[t] += expense - out;
    b->lease.books[t] += cp_finance_lease_asset(l, i) - cp_finance_lease_at(l, l->owed, i);
    b->lease.basis[t] += lessee_basis(m, b, l, i);
    /* what is paid, but for what becomes a basis and what is deducted of one */
    b->lease.deducted[t] += out - expense + lessee_basis(m, b, l, i - 1) - lessee_basis(m, b, l, i);
}

/* ---- a lessor ------------------------------------------------------------------------------ */

/* What tax has not let deduct of equipment that is let. */
static double lessor_basis(const struct cp_finance_model *m, const struct cp_book *b,
                           const struct cp_leased *l, int64_t i) {
    if (cp_finance_lease_sells(l)) /* sold: as in the books */
        return cp_finance_lease_asset(l, i) +
               (l->finance ? 0 : cp_finance_lease_at(l, l->deferred, i));
    return i < l->first || i >= l->last
               ? 0
               : cp_finance_lease_cost(l) * cp_finance_lease_basis(m, b, l, i);
}

static void book_lessor(struct cp_finance_model *m, struct cp_book *b, const struct cp_leased *l,
                        size_t t) {
    int64_t i = (int64_t)t;
    bool begins = i == l->first, ends = i == l->last;
    double **x = b->line, paid = cp_finance_lease_at(l, l->paid, i),
           earned = l->finance ? cp_finance_lease_at(l, l->interest, i) : straight(m, l, i),
           cost = begins ? cp_finance_lease_cost(l) : 0, sale = ends ? cp_finance_lease_sale(l) : 0,
           deferred = l->finance ? 0 : cp_finance_lease_at(l, l->deferred, i);
    x[INC_LEASE][t] += earned;
    x[CF_LEASES][t] += paid - earned;
    x[CF_CAPEX_LEASED][t] -= cost;
    x[CF_LEASE_SALE][t] += sale;
    if (l->finance)
        x[INC_SALE_GAIN][t] += (begins ? l->start - cost : 0) + (ends ? sale - l->end : 0);
    else {
        double before = begins ? cost : cp_finance_lease_asset(l, i - 1),
               now = ends ? l->left : cp_finance_lease_asset(l, i);
        x[INC_DEPRECIATION_LEASE][t] -= before - now;
        x[INC_SALE_GAIN][t] += ends ? sale - l->left : 0;
    }
    x[BS_LEASED][t] += cp_finance_lease_asset(l, i) + fmax(0, deferred);
    x[BS_LEASE][t] += fmax(0, -deferred);
    b->lease.cash[t] += paid - earned + sale;
    b->lease.books[t] += cp_finance_lease_asset(l, i) + deferred;
    b->lease.basis[t] += lessor_basis(m, b, l, i);
    /* cash that is not taxed yet or was, and what is deducted of a basis */
    b->lease.deducted[t] +=
        cost - (paid - earned + sale) + lessor_basis(m, b, l, i - 1) - lessor_basis(m, b, l, i);
}

/* ---- both ---------------------------------------------------------------------------------- */

/* What stands when the plan starts. */
static void open(struct cp_finance_model *m, struct cp_book *b, const struct cp_leased *l) {
    double asset = cp_finance_lease_asset(l, -1), owed = cp_finance_lease_at(l, l->owed, -1),
           deferred = cp_finance_lease_at(l, l->deferred, -1);
    double books, basis;
    if (l->lease->lets) {
        deferred = l->finance ? 0 : deferred;
        b->open[BS_LEASED] += asset + fmax(0, deferred);
        b->open[BS_LEASE] += fmax(0, -deferred);
        books = asset + deferred;
        basis = lessor_basis(m, b, l, -1);
    } else {
        b->open[BS_ROU] += asset;
        b->open[BS_LEASE] += owed;
        books = asset - owed;
        basis = lessee_basis(m, b, l, -1);
    }
    b->open[BS_DEFERRED_TAX] += cp_finance_tax_rate(b) * (books - basis);
}

static void book(struct cp_finance_model *m, struct cp_book *b, const struct cp_leased *l) {
    if (l->first < 0)
        open(m, b, l);
    for (size_t t = 0; t < m->T; t++) {
        if ((int64_t)t < l->first)
            continue;
        if (l->lease->lets)
            book_lessor(m, b, l, t);
        else
            book_lessee(m, b, l, t);
    }
}

int cp_finance_leases_make(struct cp_finance_model *m, struct cp_book *b) {
    const struct cp_leases *all = &b->entity->lease.others;
    b->lease.at = cp_arena_calloc(&m->arena, all->n + 1, sizeof *b->lease.at);
    if (!b->lease.at)
        return cp_fail_nomem(m->err);
    for (size_t i = 0; i < all->n; i++) {
        int rc = cp_finance_lease_make(m, b, &all->at[i], &b->lease.at[b->lease.n++]);
        if (rc)
            return rc;
        book(m, b, &b->lease.at[i]);
    }
    return 0;
}
