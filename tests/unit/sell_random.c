/* Random markets of whole orders, held against every set of orders that there is. */
#include "num/num.h"
#include "sell/network.h"
#include "tap.h"

enum { MARKETS = 300, RESOURCES = 3, ORDERS = 10 };

struct market {
    size_t nresource, norder;
    double capacity[RESOURCES], price[ORDERS], demand[ORDERS], amount[ORDERS * RESOURCES];
    size_t start[ORDERS + 1], resource[ORDERS * RESOURCES];
    struct cp_sell_order order[ORDERS];
};

static size_t below(struct cp_random *r, size_t n) {
    return (size_t)(cp_num_random_uniform(r) * (double)n);
}

/* Lots of racks, on one to three of what there is too little of. */
static struct market draw(uint64_t seed) {
    struct cp_random r = cp_num_random_stream(20, seed, 0);
    struct market m = {.nresource = 1 + below(&r, RESOURCES), .norder = 4 + below(&r, ORDERS - 3)};
    double wanted[RESOURCES] = {0};
    size_t k = 0;
    for (size_t j = 0; j < m.norder; j++) {
        double lot = (double)(1 + below(&r, 6)), worth = 0;
        m.start[j] = k;
        size_t first = below(&r, m.nresource);
        for (size_t i = 0; i < m.nresource; i++)
            if (i == first || below(&r, 3) == 0) {
                m.resource[k] = i;
                m.amount[k++] = 1;
                wanted[i] += lot;
                worth += 1 + 3 * cp_num_random_uniform(&r);
            }
        m.price[j] = worth;
        m.demand[j] = lot;
        m.order[j] = (struct cp_sell_order){j, lot, worth};
    }
    m.start[m.norder] = k;
    for (size_t i = 0; i < m.nresource; i++)
        m.capacity[i] = floor(wanted[i] * (.4 + .7 * cp_num_random_uniform(&r)));
    return m;
}

static struct cp_sell_network network_of(const struct market *m) {
    return (struct cp_sell_network){m->nresource, m->norder, m->capacity, m->price,
                                    m->demand,    m->start,  m->resource, m->amount};
}

/* Of a set of orders; -1: it does not fit. */
static double worth(const struct market *m, unsigned set) {
    double used[RESOURCES] = {0}, sum = 0;
    for (size_t j = 0; j < m->norder; j++) {
        if (!(set >> j & 1))
            continue;
        sum += m->price[j] * m->order[j].quantity;
        for (size_t k = m->start[j]; k < m->start[j + 1]; k++)
            used[m->resource[k]] += m->order[j].quantity;
    }
    for (size_t i = 0; i < m->nresource; i++)
        if (used[i] > m->capacity[i] + 1e-9)
            return -1;
    return sum;
}

static double best(const struct market *m) {
    double most = 0;
    for (unsigned set = 0; set < 1u << m->norder; set++)
        most = fmax(most, worth(m, set));
    return most;
}

/* Bid prices are between what the next unit would earn and what the last one does. */
static bool between(struct market *m, const double *bid, double value, struct cp_error *err) {
    struct cp_sell_network n = network_of(m);
    const double d = 1e-3;
    for (size_t i = 0; i < m->nresource; i++) {
        double was = m->capacity[i], more, less;
        m->capacity[i] = was + d;
        if (cp_sell_solve(&n, &more, NULL, NULL, err) != 0)
            return false;
        m->capacity[i] = fmax(was - d, 0);
        if (cp_sell_solve(&n, &less, NULL, NULL, err) != 0)
            return false;
        m->capacity[i] = was;
        if (bid[i] < (more - value) / d - 1e-6 || (was > d && bid[i] > (value - less) / d + 1e-6))
            return false;
    }
    return true;
}

int main(void) {
    double share = 0;
    size_t above = 0, unlike = 0, outside = 0, markets = 0;
    struct cp_error err = {0};
    for (uint64_t s = 0; s < MARKETS; s++) {
        struct market m = draw(s);
        struct cp_sell_network n = network_of(&m);
        bool taken[ORDERS] = {0};
        double revenue, value, bid[RESOURCES], most = best(&m);
        unsigned set = 0;
        if (cp_sell_take(&n, m.order, m.norder, taken, &revenue, &err) != 0 ||
            cp_sell_solve(&n, &value, NULL, bid, &err) != 0)
            break;
        for (size_t j = 0; j < m.norder; j++)
            set |= taken[j] ? 1u << j : 0;
        unlike += fabs(worth(&m, set) - revenue) > 1e-9;
        above += revenue > most + 1e-9 || most > value + 1e-6;
        outside += !between(&m, bid, value, &err);
        share += most > 0 ? revenue / most : 1;
        markets++;
    }
    ok(markets == MARKETS, "%zu markets: %s", markets, err.n ? err.at[0].msg : "all solved");
    ok(unlike == 0, "what is taken fits and earns what is said: %zu not", unlike);
    ok(above == 0, "never above the best set of orders, nor that above the program: %zu", above);
    ok(share / MARKETS >= .97, "%.4f of the best on average", share / MARKETS);
    ok(outside == 0, "bid prices are between both differences: %zu not", outside);
    return done();
}
