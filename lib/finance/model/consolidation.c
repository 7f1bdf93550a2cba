/* Consolidation: roots and the entities consolidated into them as one; shares of others stay as
 * associates. Every owner's own book holds what it owns by the equity method, so what has to go is
 * that, the leases and the flows of capital between owner and owned; outside owners' part of a
 * consolidated entity becomes minority interest. */
#include "finance/model/book.h"

static bool inside(const struct model *m, size_t i) {
    for (; m->book[i].parent != NONE; i = m->book[i].parent)
        if (!m->book[i].entity->consolidated)
            return false;
    return true;
}

static void add(struct book *g, const struct book *b, size_t T) {
    for (size_t i = 0; i < LINES; i++) {
        g->open[i] += b->open[i];
        for (size_t t = 0; t < T; t++)
            g->line[i][t] += b->line[i][t];
    }
    for (size_t t = 0; t < T; t++) {
        g->hours[t] += b->hours[t];
        g->market_hours[t] += b->market_hours[t];
        g->market[t] += b->market[t];
        g->book_new[t] += b->book_new[t];
        g->book_old[t] += b->book_old[t];
        g->used_old[t] += b->used_old[t];
        g->idc_value[t] += b->idc_value[t];
        g->cfads[t] += b->cfads[t];
        g->service[t] += b->service[t];
    }
}

/* Take out what stands in both the owner's and the owned entity's book. */
static void eliminate(struct book *g, const struct book *b, size_t T) {
    double own = b->entity->ownership, rest = 1 - own;
    for (size_t t = 0; t < T; t++) {
        double **x = g->line, *const *y = b->line;
        x[INC_LEASE][t] -= y[INC_LEASE][t];
        x[INC_LEASE_PAID][t] += y[INC_LEASE][t];
        x[INC_ASSOCIATES][t] -= own * y[INC_NET][t];
        x[INC_PRETAX][t] -= own * y[INC_NET][t];
        x[INC_MINORITY][t] -= rest * y[INC_NET][t];
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
        x[BS_MINORITY][t] += rest * y[BS_EQUITY][t] - y[BS_MINORITY][t];
        x[BS_EQUITY][t] -= own * y[BS_EQUITY][t];
    }
    g->open[BS_ASSOCIATES] -= own * b->open[BS_EQUITY];
    g->open[BS_ASSETS] -= own * b->open[BS_EQUITY];
    g->open[BS_PAID_IN] -= b->open[BS_PAID_IN];
    g->open[BS_MINORITY] += rest * b->open[BS_EQUITY];
    g->open[BS_EQUITY] -= own * b->open[BS_EQUITY];
}

int group_make(struct model *m, struct book *g) {
    static const struct cp_entity group = {.name = "consolidated", .tax = 0};
    struct cp_entity *e = cp_arena_calloc(&m->arena, 1, sizeof *e);
    size_t members = 0;
    if (!e)
        return cp_fail_nomem(m->err);
    *e = group;
    for (size_t i = 0; i < m->nbook; i++) {
        members += inside(m, i);
        e->sunk += inside(m, i) && m->book[i].entity->sunk > 0 ? m->book[i].entity->sunk : 0;
    }
    e->hurdle = m->book[m->rest].entity->hurdle;
    *g = (struct book){.entity = e, .parent = NONE, .is_group = members > 1};
    int rc = book_make(m, g);
    for (size_t i = 0; i < m->nbook && rc == 0; i++) {
        if (!inside(m, i))
            continue;
        add(g, &m->book[i], m->T);
        if (m->book[i].parent != NONE)
            eliminate(g, &m->book[i], m->T);
    }
    return rc;
}
