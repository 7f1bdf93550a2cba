/* Cash and delivery of GPUs bought: the payments of their offer's milestones where there are some,
 * else the landed price on arrival. */
#include "finance/internal.h"
#include <math.h>
#include <string.h>

static bool same(const struct cp_facts *facts, size_t a, enum cp_dim da, size_t b, enum cp_dim db) {
    return strcmp(cp_facts_dim(facts, a, da), cp_facts_dim(facts, b, db)) == 0;
}

struct gpu {
    struct model *m;
    const struct cp_facts *facts;
    struct cp_selection buy, pay, cost;
};

/* Payments for the units of one purchase; how many milestones it had. */
static size_t pay_for(struct gpu *g, size_t i, int *rc) {
    struct model *m = g->m;
    struct book *b = &m->book[m->rest];
    size_t found = 0, delivery = period_of(m, g->facts, g->buy.row[i]);
    double cost = 0;
    for (size_t k = 0; delivery != NONE && k < g->pay.n; k++) {
        size_t r = g->pay.row[k], buy = g->buy.row[i];
        if (!same(g->facts, r, CP_OFFER, buy, CP_OFFER) ||
            !same(g->facts, r, CP_STEP, buy, CP_STEP) ||
            !same(g->facts, r, CP_VINTAGE, buy, CP_PERIOD))
            continue;
        size_t t = period_of(m, g->facts, r);
        if (t == NONE) {
            *rc = CP_EINPUT;
            return 0;
        }
        found++;
        b->gpu_paid[t] += g->buy.value[i] * g->pay.value[k] * m->index[t];
        cost += g->buy.value[i] * g->pay.value[k] * m->index[t];
    }
    if (delivery == NONE)
        *rc = CP_EINPUT;
    else
        b->gpu_delivered[delivery] += cost;
    return found;
}

/* Whether the offer has any milestone: then all its purchases must. */
static bool has_milestones(const struct gpu *g, size_t row) {
    for (size_t k = 0; k < g->pay.n; k++)
        if (same(g->facts, g->pay.row[k], CP_OFFER, row, CP_OFFER))
            return true;
    return false;
}

static int pay_by_milestones(struct gpu *g) {
    int rc = 0;
    for (size_t i = 0; i < g->buy.n && rc == 0; i++) {
        size_t row = g->buy.row[i];
        if (!(g->buy.value[i] > 0) || !has_milestones(g, row))
            continue;
        size_t n = pay_for(g, i, &rc);
        if (rc == 0 && n == 0)
            rc = cp_fail_at(g->m->err, CP_EINPUT, cp_facts_pos(g->facts, row),
                            "units of offer '%s', step %s, that arrive in %s have no milestone, "
                            "but others of the offer have",
                            cp_facts_dim(g->facts, row, CP_OFFER),
                            cp_facts_dim(g->facts, row, CP_STEP),
                            cp_facts_dim(g->facts, row, CP_PERIOD));
    }
    return rc;
}

static int pay_on_arrival(struct gpu *g) {
    struct model *m = g->m;
    for (size_t i = 0; i < g->cost.n; i++) {
        size_t row = g->cost.row[i];
        if (strcmp(cp_facts_dim(g->facts, row, CP_KIND), "gpu") != 0 ||
            !fact_counts(g->facts, row) || (g->buy.n > 0 && has_milestones(g, row)))
            continue;
        size_t t = period_of(m, g->facts, row);
        if (t == NONE)
            return CP_EINPUT;
        const char *site = cp_facts_dim(g->facts, row, CP_SITE);
        struct book *b = &m->book[strcmp(site, "-") == 0 ? m->rest : site_operator(m, site)];
        b->gpu_paid[t] += g->cost.value[i] * m->index[t];
        b->gpu_delivered[t] += g->cost.value[i] * m->index[t];
    }
    return 0;
}

static int into_assets(struct model *m) {
    int rc = 0;
    for (size_t i = 0; i < m->nbook && rc == 0; i++)
        for (size_t t = 0; t < m->T && rc == 0; t++) {
            struct book *b = &m->book[i];
            int64_t middle = (cp_period_start(m->period[t]) + cp_period_end(m->period[t])) / 2;
            b->line[CF_CAPEX_GPU][t] -= b->gpu_paid[t];
            if (b->gpu_delivered[t] != 0)
                rc = asset_add(
                    m, b,
                    (struct asset){
                        .kind = ASSET_GPU, .t = t, .cost = b->gpu_delivered[t], .start = middle});
        }
    return rc;
}

int gpu_read(struct model *m, const struct cp_facts *facts) {
    struct gpu g = {.m = m, .facts = facts};
    int rc = cp_facts_select(facts, "buy", "GPU", &g.buy, m->err);
    if (rc == 0)
        rc = cp_facts_select(facts, "milestone", "USD/GPU", &g.pay, m->err);
    if (rc == 0)
        rc = cp_facts_select(facts, "cost", "USD", &g.cost, m->err);
    if (rc == 0 && g.pay.n == 0 && g.buy.n > 0)
        note(m, "no milestone facts: GPUs are paid on arrival");
    if (rc == 0)
        rc = pay_by_milestones(&g);
    if (rc == 0)
        rc = pay_on_arrival(&g);
    if (rc == 0)
        rc = into_assets(m);
    cp_selection_release(&g.buy);
    cp_selection_release(&g.pay);
    cp_selection_release(&g.cost);
    return rc;
}
