/* Replicas from paths: means of what is settled, in as many parts of the paths by their price. */
#include "hedge/replica.h"
#include "hedge/simulated.h"
#include <math.h>
#include <stdlib.h>

struct pair {
    double x, cash;
};

static int by_price(const void *a, const void *b) {
    const struct pair *p = a, *q = b;
    return (p->x > q->x) - (p->x < q->x);
}

/* What the line of pieces makes too much of the mean is taken off. */
static void fit_one(struct pair *p, size_t n, struct cp_hedge_replica *out) {
    size_t knots = n / 4 < CP_REPLICA_KNOTS ? n / 4 : CP_REPLICA_KNOTS;
    qsort(p, n, sizeof *p, by_price);
    out->n = 0;
    for (size_t k = 0; k < (knots ? knots : 1); k++) {
        size_t from = n * k / (knots ? knots : 1), to = n * (k + 1) / (knots ? knots : 1);
        double x = 0, cash = 0;
        for (size_t i = from; i < to; i++) {
            x += p[i].x / (double)(to - from);
            cash += p[i].cash / (double)(to - from);
        }
        if (out->n > 0 && !(x > out->x[out->n - 1] + 1e-9 * fabs(x)))
            continue;
        out->x[out->n] = x;
        out->cash[out->n++] = cash;
    }
    double gap = 0;
    for (size_t i = 0; i < n; i++)
        gap += (p[i].cash - cp_hedge_replica_cash(out, p[i].x)) / (double)n;
    for (size_t k = 0; k < out->n; k++)
        out->cash[k] += gap;
}

static int fit(const struct cp_hedge_simulation *s, double quantity,
               const struct cp_hedge_cells *cells, struct cp_hedge_terms *t) {
    struct pair *p = cp_calloc(s->npath + 1, sizeof *p);
    if (!p)
        return cp_fail_nomem(s->v->h->err);
    for (size_t i = 0; i < s->n; i++) {
        struct cp_hedge_replica *r = &t->replica[t->nreplica++];
        r->from = cells->at[i].from;
        r->until = cells->at[i].until;
        for (size_t k = 0; k < s->npath; k++)
            p[k] = (struct pair){s->price[i * s->npath + k], quantity * s->cash[i * s->npath + k]};
        fit_one(p, s->npath, r);
    }
    free(p);
    return 0;
}

/* Of the cells that have a price. */
static void keep_priced(struct cp_hedge_cells *c, const struct cp_hedge_trade *one) {
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++) {
        struct cp_hedge_cell x = c->at[i];
        if (!cp_hedge_cell_priced(&x))
            continue;
        x.volume = cp_hedge_volume(one, x.from, x.until);
        c->at[n++] = x;
    }
    c->n = n;
}

static int make_one(struct cp_hedge *h, const struct cp_hedge_market *market,
                    struct cp_hedge_trade *k) {
    const struct cp_hedge_valuation v = {.h = h, .market = market};
    struct cp_hedge_trade one = *k;
    struct cp_hedge_cells cells = {0};
    struct cp_hedge_simulation s = {.v = &v, .k = &one};
    int rc = cp_hedge_cells_make(&v, k, &cells);
    one.quantity = 1;
    if (rc == 0)
        keep_priced(&cells, &one);
    if (rc == 0 && cells.n > 0) {
        s.n = cells.n;
        s.cell = cells.at;
        k->terms->replica = cp_hedge_alloc(h, cells.n, sizeof *k->terms->replica);
        rc = k->terms->replica ? cp_hedge_simulate_position(&s, true, NULL) : CP_ENOMEM;
        if (rc == 0)
            rc = fit(&s, k->quantity, &cells, k->terms);
    }
    cp_hedge_simulation_release(&s);
    cp_hedge_cells_release(&cells);
    return rc;
}

int cp_hedge_replicas_make(struct cp_hedge *h, const struct cp_hedge_market *market,
                           struct cp_hedge_trades *trades) {
    int rc = 0;
    for (size_t i = 0; i < trades->n && rc == 0; i++) {
        struct cp_hedge_trade *k = &trades->at[i];
        if (k->kind->choice > CP_CHOICE_EARLY && !k->terms->replica)
            rc = make_one(h, market, k);
    }
    return rc;
}

const struct cp_hedge_replica *cp_hedge_replica_find(const struct cp_hedge_trade *k, int64_t from,
                                                     int64_t until) {
    for (size_t i = 0; k->terms && i < k->terms->nreplica; i++) {
        const struct cp_hedge_replica *r = &k->terms->replica[i];
        if (r->from < until && from < r->until)
            return r;
    }
    return NULL;
}

/* Beyond the outer knots it goes on as between the last two. */
double cp_hedge_replica_cash(const struct cp_hedge_replica *r, double x) {
    size_t i = 0;
    if (r->n < 2)
        return r->n ? r->cash[0] : 0;
    while (i + 2 < r->n && x > r->x[i + 1])
        i++;
    return r->cash[i] + (r->cash[i + 1] - r->cash[i]) * (x - r->x[i]) / (r->x[i + 1] - r->x[i]);
}
