/* Cash and delivery of GPUs bought: the payments of their offer's milestones where there are some,
 * else the landed price on arrival; and what is paid once for an offer that is bought. What is
 * delivered is an asset by book, SKU and period. */
#include "finance/intake/intake.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct purchases {
    struct cp_finance_model *m;
    const struct cp_facts *facts;
    const struct cp_finance_inputs *in;
    struct cp_names lots, offers; /* of milestones: offer, step and delivery; offer alone */
    size_t *first, *next;         /* lot -> its first milestone; milestone -> the lot's next */
    struct cp_names own, own_pay; /* lots of `buy` and of milestones that the scenario has itself */
    struct cp_names charged;      /* of its costs: offer and period */
    bool any_charged;             /* some scenario's have offers */
    double *cost; /* of what is delivered: book, SKU (after the plan's: of none of them), period */
};

static double *delivered(const struct purchases *g, size_t book, size_t sku) {
    return g->cost + (book * (g->m->plan->nsku + 1) + sku) * g->m->T;
}

static void deliver(struct purchases *g, size_t book, size_t row, size_t t, double amount,
                    struct cp_origin from) {
    const struct cp_plan *plan = g->m->plan;
    const struct cp_sku *sku = cp_plan_sku(plan, cp_facts_dim(g->facts, row, CP_SKU));
    double *cell = &delivered(g, book, sku ? (size_t)(sku - plan->sku) : plan->nsku)[t];
    *cell += amount;
    g->m->book[book].gpu.delivered[t] += amount;
    from.of = cell;
    cp_finance_from(g->m, from);
    from.of = &g->m->book[book].gpu.delivered[t];
    cp_finance_from(g->m, from);
}

/* The lot of units that a fact is of, by name. */
static int name_lot(const struct purchases *g, size_t row, enum cp_dim delivery,
                    struct cp_str *out) {
    cp_str_reset(out);
    cp_str_addf(out, "%s\t%s\t%s", cp_facts_dim(g->facts, row, CP_OFFER),
                cp_facts_dim(g->facts, row, CP_STEP), cp_facts_dim(g->facts, row, delivery));
    return out->oom ? cp_fail_nomem(g->m->err) : 0;
}

static int index_milestones(struct purchases *g) {
    struct cp_str name = {0};
    size_t n = g->in->pay.n + 1;
    g->first = cp_calloc(n, sizeof *g->first);
    g->next = cp_calloc(n, sizeof *g->next);
    int rc = g->first && g->next ? 0 : cp_fail_nomem(g->m->err);
    for (size_t k = g->in->pay.n; k-- > 0 && rc == 0;) {
        const char *offer = cp_facts_dim(g->facts, g->in->pay.row[k], CP_OFFER);
        rc = name_lot(g, g->in->pay.row[k], CP_VINTAGE, &name);
        if (rc < 0)
            break;
        size_t known = g->lots.n;
        uint32_t id = cp_names_add(&g->lots, name.s, name.len);
        if (id == CP_NAME_NONE || cp_names_add(&g->offers, offer, strlen(offer)) == CP_NAME_NONE)
            rc = cp_fail_nomem(g->m->err);
        else {
            g->next[k] = g->lots.n > known ? NONE : g->first[id];
            g->first[id] = k;
        }
    }
    cp_str_release(&name);
    return rc;
}

static bool has_milestones(const struct purchases *g, size_t row) {
    return cp_names_find(&g->offers, cp_facts_dim(g->facts, row, CP_OFFER)) != CP_NAME_NONE;
}

/* ---- what is decided before scenarios part ---------------------------------------------------
 *
 * Facts without a scenario are of each, but where it has the same itself: prices mostly, and what
 * is bought before it is known which scenario comes. One that lacks the offer then pays nothing. */

static bool is_of_all(const struct purchases *g, size_t row) {
    const char *scenario = g->m->only ? g->m->only : g->m->scenario;
    return scenario && strcmp(scenario, "-") != 0 &&
           strcmp(cp_facts_dim(g->facts, row, CP_SCENARIO), "-") == 0;
}

static bool is_own(const struct purchases *g, size_t row) {
    const char *scenario = g->m->only ? g->m->only : g->m->scenario;
    return scenario && strcmp(scenario, "-") != 0 &&
           strcmp(cp_facts_dim(g->facts, row, CP_SCENARIO), scenario) == 0;
}

static int note_lots(struct purchases *g, const struct cp_selection *of, enum cp_dim delivery,
                     struct cp_names *names) {
    struct cp_str name = {0};
    int rc = 0;
    for (size_t i = 0; i < of->n && rc == 0; i++) {
        if (!is_own(g, of->row[i]))
            continue;
        rc = name_lot(g, of->row[i], delivery, &name);
        if (rc == 0 && cp_names_add(names, name.s, name.len) == CP_NAME_NONE)
            rc = cp_fail_nomem(g->m->err);
    }
    cp_str_release(&name);
    return rc;
}

static int name_charge(const struct purchases *g, size_t row, struct cp_str *out) {
    cp_str_reset(out);
    cp_str_addf(out, "%s\t%s", cp_facts_dim(g->facts, row, CP_OFFER),
                cp_facts_dim(g->facts, row, CP_PERIOD));
    return out->oom ? cp_fail_nomem(g->m->err) : 0;
}

static int note_charges(struct purchases *g) {
    struct cp_str name = {0};
    int rc = 0;
    for (size_t i = 0; i < g->in->cost.n && rc == 0; i++) {
        size_t row = g->in->cost.row[i];
        if (g->in->booking[i].line != CF_CAPEX_GPU ||
            strcmp(cp_facts_dim(g->facts, row, CP_OFFER), "-") == 0)
            continue;
        g->any_charged = true;
        if (!is_own(g, row))
            continue;
        rc = name_charge(g, row, &name);
        if (rc == 0 && cp_names_add(&g->charged, name.s, name.len) == CP_NAME_NONE)
            rc = cp_fail_nomem(g->m->err);
    }
    cp_str_release(&name);
    return rc;
}

/* Of a fact of what is bought: whether the scenario has it, `lot` being its name. */
static int counts(const struct purchases *g, size_t row, const char *lot, bool *does) {
    struct cp_str name = {0};
    *does = true;
    if (!is_of_all(g, row))
        return 0;
    int rc = name_charge(g, row, &name);
    *does = rc == 0 && cp_names_find(&g->own, lot) == CP_NAME_NONE &&
            (!g->any_charged || cp_names_find(&g->charged, name.s) != CP_NAME_NONE);
    cp_str_release(&name);
    return rc;
}

/* ---- payments ------------------------------------------------------------------------------ */

/* Payments for the units that fact `buy` says, of the lot whose first milestone is k. */
static void pay_lot(struct purchases *g, size_t k, size_t buy, size_t delivery, bool own, int *rc) {
    struct cp_finance_model *m = g->m;
    for (; k != NONE; k = g->next[k]) {
        size_t row = g->in->pay.row[k];
        if (own && is_of_all(g, row))
            continue;
        size_t t = cp_finance_once_period(m, row, g->in->pay.value[k], rc);
        if (t == NONE)
            continue;
        double amount = g->in->buy.value[buy] * g->in->pay.value[k] * m->index[t];
        double *paid = &m->book[m->default_book].gpu.paid[t];
        struct cp_origin from = {paid, 0, CP_ORIGIN_FACTS, 1, g->in->buy.row[buy], row, t, NULL};
        *paid += amount;
        cp_finance_from(m, from);
        deliver(g, m->default_book, g->in->buy.row[buy], delivery, amount, from);
    }
}

static int pay_bought(struct purchases *g, size_t i, struct cp_str *name) {
    size_t row = g->in->buy.row[i];
    bool does = false;
    int rc = 0;
    size_t delivery = cp_finance_once_period(g->m, row, g->in->buy.value[i], &rc);
    if (delivery == NONE || g->in->buy.value[i] <= 0 || !has_milestones(g, row))
        return rc;
    rc = name_lot(g, row, CP_PERIOD, name);
    if (rc == 0)
        rc = counts(g, row, name->s, &does);
    if (rc || !does)
        return rc;
    uint32_t lot = cp_names_find(&g->lots, name->s);
    if (lot == CP_NAME_NONE)
        return cp_fail_at(g->m->err, CP_EINPUT, cp_facts_pos(g->facts, row),
                          "units of offer '%s', step %s, that arrive in %s have no milestone, "
                          "but others of the offer have",
                          cp_facts_dim(g->facts, row, CP_OFFER),
                          cp_facts_dim(g->facts, row, CP_STEP),
                          cp_facts_dim(g->facts, row, CP_PERIOD));
    bool own = cp_names_find(&g->own_pay, name->s) != CP_NAME_NONE;
    pay_lot(g, g->first[lot], i, delivery, own, &rc);
    return rc;
}

static int pay_by_milestones(struct purchases *g) {
    struct cp_str name = {0};
    int rc = 0;
    for (size_t i = 0; i < g->in->buy.n && rc != CP_ENOMEM; i++) {
        int paid = pay_bought(g, i, &name);
        rc = paid ? paid : rc;
    }
    cp_str_release(&name);
    return rc;
}

/* Facts of what GPUs cost that no milestone pays. Bad periods and values were told with the other
 * costs. */
static void pay_at_once(struct purchases *g, const struct cp_selection *of,
                        const struct cp_booking *how) {
    struct cp_finance_model *m = g->m;
    bool units = of == &g->in->cost; /* else what is paid once, whatever their number */
    for (size_t i = 0; i < of->n; i++) {
        size_t row = of->row[i];
        if (how[i].line != CF_CAPEX_GPU || (units && g->in->buy.n > 0 && has_milestones(g, row)))
            continue;
        int rc = 0;
        size_t t = units ? cp_finance_fact_period(m, row, of->value[i], &rc)
                         : cp_finance_once_period(m, row, of->value[i], &rc);
        if (t == NONE)
            continue;
        const char *site = cp_facts_dim(g->facts, row, CP_SITE);
        size_t book = strcmp(site, "-") == 0 ? m->default_book : cp_finance_site_operator(m, site);
        double amount = of->value[i] * m->index[t];
        double *paid = &m->book[book].gpu.paid[t];
        struct cp_origin from = {paid, 0, CP_ORIGIN_FACT, 1, row, NONE, t, NULL};
        *paid += amount;
        cp_finance_from(m, from);
        deliver(g, book, row, t, amount, from);
    }
}

static int into_assets(struct purchases *g, size_t book) {
    struct cp_finance_model *m = g->m;
    struct cp_book *b = &m->book[book];
    for (size_t t = 0; t < m->T; t++)
        b->line[CF_CAPEX_GPU][t] -= b->gpu.paid[t];
    for (size_t k = 0; k <= m->plan->nsku; k++)
        for (size_t t = 0; t < m->T; t++) {
            struct cp_asset a = {.kind = ASSET_GPU,
                                 .t = t,
                                 .cost = delivered(g, book, k)[t],
                                 .start = cp_finance_middle(m, t),
                                 .sku = k < m->plan->nsku ? &m->plan->sku[k] : NULL};
            if (a.cost != 0)
                cp_finance_from(m, (struct cp_origin){&b->asset, b->asset.n, CP_ORIGIN_CELL, 1,
                                                      NONE, NONE, NONE, &delivered(g, book, k)[t]});
            int rc = a.cost != 0 ? cp_finance_asset_add(m, b, a) : 0;
            if (rc)
                return rc;
        }
    return 0;
}

int cp_finance_take_purchases(struct cp_finance_model *m) {
    struct purchases g = {.m = m, .facts = m->in->facts, .in = m->in};
    size_t n = m->nbook * (m->plan->nsku + 1);
    if (m->in->pay.n == 0 && m->in->buy.n > 0)
        cp_finance_note(m, "no milestone facts: GPUs are paid on arrival");
    g.cost = cp_arena_calloc(&m->arena, n, m->T * sizeof *g.cost);
    int rc = g.cost ? index_milestones(&g) : cp_fail_nomem(m->err);
    if (rc == 0)
        rc = note_lots(&g, &m->in->buy, CP_PERIOD, &g.own);
    if (rc == 0)
        rc = note_lots(&g, &m->in->pay, CP_VINTAGE, &g.own_pay);
    if (rc == 0)
        rc = note_charges(&g);
    if (rc == 0)
        rc = pay_by_milestones(&g);
    if (rc)
        goto out;
    pay_at_once(&g, &m->in->cost, m->in->booking);
    pay_at_once(&g, &m->in->once, m->in->booking_once);
    for (size_t i = 0; i < m->nbook && rc == 0; i++)
        rc = into_assets(&g, i);
out:
    cp_names_release(&g.lots);
    cp_names_release(&g.offers);
    cp_names_release(&g.own);
    cp_names_release(&g.own_pay);
    cp_names_release(&g.charged);
    free(g.first);
    free(g.next);
    return rc;
}
