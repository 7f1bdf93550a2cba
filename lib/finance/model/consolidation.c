/* Consolidation: roots and the entities consolidated into them as one; shares of others stay as
 * associates. Every owner's own book holds what it owns by the equity method, so what has to go is
 * that, the leases and the flows of capital between owner and owned; outside owners' part of a
 * consolidated entity becomes minority interest. */
#include "finance/model/model.h"

static bool inside(const struct cp_finance_model *m, size_t i) {
    for (; m->book[i].parent != NONE; i = m->book[i].parent)
        if (!m->book[i].entity->consolidated)
            return false;
    return true;
}

static void add(struct cp_book *g, const struct cp_book *b, size_t T) {
    for (size_t i = 0; i < LINES; i++) {
        g->open[i] += b->open[i];
        for (size_t t = 0; t < T; t++)
            g->line[i][t] += b->line[i][t];
    }
    for (size_t t = 0; t < T; t++) {
        g->use.hours[t] += b->use.hours[t];
        g->use.market_hours[t] += b->use.market_hours[t];
        g->use.market[t] += b->use.market[t];
        g->asset.net_new[t] += b->asset.net_new[t];
        g->asset.net_old[t] += b->asset.net_old[t];
        g->asset.used_old[t] += b->asset.used_old[t];
        g->idc.value[t] += b->idc.value[t];
        g->cfads[t] += b->cfads[t];
        g->tax.unlevered[t] += b->tax.unlevered[t];
        g->service[t] += b->service[t];
    }
}

/* Take out what stands in both the owner's and the owned entity's book. */
static void eliminate(struct cp_book *g, const struct cp_book *b, size_t T) {
    double own = b->entity->ownership, others = 1 - own;
    for (size_t t = 0; t < T; t++) {
        double **x = g->line, *const *y = b->line;
        x[INC_LEASE][t] -= y[INC_LEASE][t];
        x[INC_LEASE_PAID][t] += y[INC_LEASE][t];
        x[INC_ASSOCIATES][t] -= own * y[INC_NET][t];
        x[INC_PRETAX][t] -= own * y[INC_NET][t];
        x[INC_MINORITY][t] -= others * y[INC_NET][t];
        x[INC_NET][t] -= y[INC_NET][t];
        x[CF_INVESTMENT][t] += own * y[CF_CONTRIBUTION][t];
        x[CF_RECEIVED][t] += own * y[CF_DISTRIBUTION][t];
        x[CF_INVESTING][t] += own * (y[CF_CONTRIBUTION][t] + y[CF_DISTRIBUTION][t]);
        x[CF_CONTRIBUTION][t] -= own * y[CF_CONTRIBUTION][t];
        x[CF_DISTRIBUTION][t] -= own * y[CF_DISTRIBUTION][t];
        x[CF_FINANCING][t] -= own * (y[CF_CONTRIBUTION][t] + y[CF_DISTRIBUTION][t]);
        x[BS_ASSOCIATES][t] -= own * y[BS_EQUITY][t];
        x[BS_ASSETS][t] -= own * y[BS_EQUITY][t];
        x[BS_PAID_IN][t] -= y[BS_PAID_IN][t];
        x[BS_RETAINED][t] -= y[BS_RETAINED][t];
        x[BS_MINORITY][t] += others * y[BS_EQUITY][t] - y[BS_MINORITY][t];
        x[BS_EQUITY][t] -= own * y[BS_EQUITY][t];
    }
    g->open[BS_ASSOCIATES] -= own * b->open[BS_EQUITY];
    g->open[BS_ASSETS] -= own * b->open[BS_EQUITY];
    g->open[BS_PAID_IN] -= b->open[BS_PAID_IN];
    g->open[BS_MINORITY] += others * b->open[BS_EQUITY];
    g->open[BS_EQUITY] -= own * b->open[BS_EQUITY];
}

void cp_finance_pass_up(struct cp_finance_model *m, const struct cp_book *b) {
    if (b->parent == NONE)
        return;
    struct cp_book *p = &m->book[b->parent];
    double own = b->entity->ownership;
    p->open[BS_ASSOCIATES] += own * b->open[BS_EQUITY];
    for (size_t t = 0; t < m->T; t++) {
        p->line[CF_INVESTMENT][t] -= own * b->line[CF_CONTRIBUTION][t];
        p->line[CF_RECEIVED][t] -= own * b->line[CF_DISTRIBUTION][t];
        p->line[INC_ASSOCIATES][t] += own * b->line[INC_NET][t];
    }
}

int cp_finance_consolidate(struct cp_finance_model *m, struct cp_book *g) {
    struct cp_entity *e = cp_arena_calloc(&m->arena, 1, sizeof *e);
    size_t members = 0;
    if (!e)
        return cp_fail_nomem(m->err);
    *e = (struct cp_entity){.name = "consolidated",
                            .hurdle = m->book[m->default_book].entity->hurdle,
                            .exit = m->book[m->default_book].entity->exit};
    for (size_t i = 0; i < m->nbook; i++) {
        members += inside(m, i);
        e->sunk += inside(m, i) && m->book[i].entity->sunk > 0 ? m->book[i].entity->sunk : 0;
    }
    *g = (struct cp_book){.entity = e, .parent = NONE, .is_consolidated = members > 1};
    int rc = cp_finance_book_make(m, g);
    if (rc)
        return rc;
    for (size_t i = 0; i < m->nbook; i++) {
        if (!inside(m, i))
            continue;
        add(g, &m->book[i], m->T);
        if (m->book[i].parent != NONE)
            eliminate(g, &m->book[i], m->T);
    }
    return 0;
}
