/* Consolidation: a root and the entities consolidated into it as one; shares of others stay as
 * associates. Roots have nothing of each other: each has its own statements. Every owner's own book
 * holds what it owns by the equity method, so what has to go is that, the leases and the flows of
 * capital between owner and owned; outside owners' part of a consolidated entity becomes minority
 * interest. */
#include "finance/model/model.h"
#include <string.h>

bool cp_finance_is_member(const struct cp_finance_model *m, size_t i, size_t root) {
    for (; m->book[i].parent != NONE; i = m->book[i].parent)
        if (!m->book[i].entity->consolidated)
            return false;
    return i == root;
}

static bool is_group(const struct cp_finance_model *m, size_t root) {
    size_t members = 0;
    for (size_t i = 0; i < m->nbook; i++)
        members += cp_finance_is_member(m, i, root);
    return members > 1;
}

int cp_finance_group_name(struct cp_finance_model *m, size_t root, const char **out) {
    size_t groups = 0;
    *out = NULL;
    if (!is_group(m, root))
        return 0;
    for (size_t i = 0; i < m->nbook; i++)
        groups += is_group(m, i);
    *out = groups == 1 ? "consolidated"
                       : cp_arena_printf(&m->arena, "consolidated-%s", m->book[root].entity->name);
    return *out ? 0 : cp_fail_nomem(m->err);
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
        g->lease.cash[t] += b->lease.cash[t];
        g->tax.unlevered[t] += b->tax.unlevered[t];
        g->service[t] += b->service[t];
    }
}

/* What owners have not taken of its losses, at the end of period t and at the start. */
static double untaken(const struct cp_book *b, size_t t) {
    return b->stake.value[t] - b->entity->ownership * b->line[BS_EQUITY][t];
}
static double untaken_at_start(const struct cp_book *b) {
    return b->stake.open - b->entity->ownership * b->open[BS_EQUITY];
}

/* The group's part of an entity that is inside. */
static double held_by_group(const struct cp_finance_model *m, const struct cp_book *b) {
    double part = 1;
    for (; b->parent != NONE; b = &m->book[b->parent])
        part *= b->entity->ownership;
    return part;
}

/* What of a loan to owners stands in the book of the entity that owns it: its share, or all where
 * it alone has lent. */
static double lent_part(const struct cp_entity *e, const struct cp_loan *l) {
    if (!cp_finance_loan_by_owners(l) || !e->parent)
        return 0;
    return cp_finance_loan_by_all_owners(l) ? e->ownership
                                            : strcmp(l->tranche->holder, e->parent) == 0;
}

struct lent {
    double draw, interest, paid, principal, owed;
};
static struct lent lent_in(const struct cp_book *b, size_t t) {
    struct lent x = {0};
    for (size_t k = 0; k < b->nloan; k++) {
        const struct cp_loan *l = &b->loan[k];
        double part = lent_part(b->entity, l);
        x.draw += part * l->run.draw[t];
        x.interest += part * l->run.interest[t];
        x.paid += part * cp_finance_loan_interest_paid(l, t);
        x.principal += part * l->run.principal[t];
        x.owed += part * l->run.balance[t];
    }
    return x;
}
static double lent_at_start(const struct cp_book *b) {
    double sum = 0;
    for (size_t k = 0; k < b->nloan; k++)
        sum += lent_part(b->entity, &b->loan[k]) * b->loan[k].open.balance;
    return sum;
}

static void eliminate_lent(double *const *x, size_t t, struct lent y) {
    x[INC_LENT][t] -= y.interest;
    x[INC_OWNER_INTEREST][t] += y.interest;
    x[CF_INVESTMENT][t] += y.draw;
    x[CF_RECEIVED][t] -= y.paid + y.principal;
    x[CF_INVESTING][t] += y.draw - y.paid - y.principal;
    x[CF_OWNER_DRAW][t] -= y.draw;
    x[CF_OWNER_INTEREST][t] += y.paid;
    x[CF_OPERATING][t] += y.paid;
    x[CF_OWNER_PRINCIPAL][t] += y.principal;
    x[CF_FINANCING][t] += y.principal - y.draw;
    static const enum cp_statement_line owed[] = {BS_LENT, BS_ASSETS, BS_OWNER_DEBT,
                                                  BS_LIABILITIES};
    for (size_t i = 0; i < 4; i++)
        x[owed[i]][t] -= y.owed;
}

/* Take out what stands in both the owner's and the owned entity's book. The group bears losses of
 * an entity inside that its owner's book does not [ASC 810-10-45-21]. */
static void eliminate(const struct cp_finance_model *m, struct cp_book *g,
                      const struct cp_book *b) {
    double own = b->entity->ownership, others = 1 - own;
    double ours = held_by_group(m, &m->book[b->parent]), theirs = 1 - ours;
    double at_start = untaken_at_start(b);
    for (size_t t = 0; t < m->T; t++) {
        double **x = g->line, *const *y = b->line, taken = b->stake.profit[t];
        double minority = others * y[INC_NET][t] + theirs * (own * y[INC_NET][t] - taken);
        eliminate_lent(x, t, lent_in(b, t));
        x[INC_LEASE][t] -= b->lease.rent[t];
        x[INC_LEASE_PAID][t] += b->lease.rent[t];
        x[INC_ASSOCIATES][t] -= taken;
        x[INC_PRETAX][t] -= taken;
        x[INC_MINORITY][t] -= minority;
        x[INC_NET][t] -= taken + minority;
        x[CF_INVESTMENT][t] += own * y[CF_CONTRIBUTION][t];
        x[CF_RECEIVED][t] += own * y[CF_DISTRIBUTION][t];
        x[CF_INVESTING][t] += own * (y[CF_CONTRIBUTION][t] + y[CF_DISTRIBUTION][t]);
        x[CF_CONTRIBUTION][t] -= own * y[CF_CONTRIBUTION][t];
        x[CF_DISTRIBUTION][t] -= own * y[CF_DISTRIBUTION][t];
        x[CF_FINANCING][t] -= own * (y[CF_CONTRIBUTION][t] + y[CF_DISTRIBUTION][t]);
        x[BS_ASSOCIATES][t] -= b->stake.value[t];
        x[BS_ASSETS][t] -= b->stake.value[t];
        x[BS_PAID_IN][t] -= y[BS_PAID_IN][t] + ours * at_start;
        x[BS_RETAINED][t] -= y[BS_RETAINED][t] + ours * (untaken(b, t) - at_start);
        x[BS_MINORITY][t] += others * y[BS_EQUITY][t] - y[BS_MINORITY][t] - theirs * untaken(b, t);
        x[BS_EQUITY][t] -= b->stake.value[t];
    }
    double lent = lent_at_start(b);
    g->open[BS_LENT] -= lent;
    g->open[BS_OWNER_DEBT] -= lent;
    g->open[BS_LIABILITIES] -= lent;
    g->open[BS_ASSOCIATES] -= b->stake.open;
    g->open[BS_ASSETS] -= b->stake.open + lent;
    g->open[BS_PAID_IN] -= b->open[BS_PAID_IN] + ours * at_start;
    g->open[BS_MINORITY] += others * b->open[BS_EQUITY] - theirs * at_start;
    g->open[BS_EQUITY] -= b->stake.open;
}

/* The owner's part of its equity, by the equity method: below nothing only as far as the owner
 * stands behind its debt. Losses beyond that are taken when later profits or what is put in have
 * made room for them; what is paid out beyond it is income [ASC 323-10-35-19 to 22, IAS 28.38]. */
static double stake(const struct cp_book *b, double equity, double recourse) {
    double own = b->entity->ownership;
    return fmax(own * equity, -own * recourse);
}

void cp_finance_pass_up(struct cp_finance_model *m, struct cp_book *b) {
    if (b->parent == NONE)
        return;
    struct cp_book *p = &m->book[b->parent];
    double own = b->entity->ownership;
    b->stake.open = stake(b, b->open[BS_EQUITY], cp_finance_recourse_open(b));
    p->open[BS_ASSOCIATES] += b->stake.open;
    p->open[BS_LENT] += lent_at_start(b);
    for (size_t t = 0; t < m->T; t++) {
        struct lent lent = lent_in(b, t);
        b->stake.value[t] = stake(b, b->line[BS_EQUITY][t], b->stake.recourse[t]);
        double before = t ? untaken(b, t - 1) : untaken_at_start(b);
        b->stake.profit[t] = own * b->line[INC_NET][t] + (untaken(b, t) - before);
        p->line[CF_INVESTMENT][t] -= own * b->line[CF_CONTRIBUTION][t] + lent.draw;
        p->line[CF_RECEIVED][t] += lent.paid + lent.principal - own * b->line[CF_DISTRIBUTION][t];
        double withheld = own * fmax(0, b->entity->tax.withheld) * b->line[CF_DISTRIBUTION][t];
        p->line[CF_WITHHELD][t] += withheld;
        p->line[INC_WITHHELD][t] += withheld;
        p->line[INC_LENT][t] += lent.interest;
        p->line[BS_LENT][t] += lent.owed;
        p->line[INC_ASSOCIATES][t] += b->stake.profit[t];
        p->line[BS_ASSOCIATES][t] += b->stake.value[t];
    }
}

static int consolidate(struct cp_finance_model *m, size_t root, const char *name,
                       struct cp_book *g) {
    const struct cp_entity *top = m->book[root].entity;
    struct cp_entity *e = cp_arena_calloc(&m->arena, 1, sizeof *e);
    if (!e)
        return cp_fail_nomem(m->err);
    *e = (struct cp_entity){
        .name = name, .parent = top->name, .hurdle = top->hurdle, .exit = top->exit};
    for (size_t i = 0; i < m->nbook; i++)
        e->sunk += cp_finance_is_member(m, i, root) && m->book[i].entity->sunk > 0
                       ? m->book[i].entity->sunk
                       : 0;
    *g = (struct cp_book){.entity = e, .parent = NONE, .is_consolidated = true};
    int rc = cp_finance_book_make(m, g);
    if (rc)
        return rc;
    for (size_t i = 0; i < m->nbook; i++) {
        if (!cp_finance_is_member(m, i, root))
            continue;
        add(g, &m->book[i], m->T);
        if (m->book[i].parent != NONE)
            eliminate(m, g, &m->book[i]);
    }
    return 0;
}

int cp_finance_consolidate(struct cp_finance_model *m, struct cp_groups *out) {
    *out = (struct cp_groups){cp_arena_calloc(&m->arena, m->nbook + 1, sizeof *out->at), 0};
    if (!out->at)
        return cp_fail_nomem(m->err);
    for (size_t i = 0; i < m->nbook; i++) {
        const char *name;
        int rc = cp_finance_group_name(m, i, &name);
        if (rc == 0 && name)
            rc = consolidate(m, i, name, &out->at[out->n++]);
        if (rc)
            return rc;
    }
    return 0;
}
