/* Facts of cost, and of what an award pays once, into the lines of statements that the registry of
 * kinds says; purchases of GPUs are purchases.c's. */
#include "finance/intake/intake.h"
#include <string.h>

/* The line that the registry says: LINES for what is no cash. */
static int book(const char *name, struct cp_pos pos, struct cp_booking *out, struct cp_error *err) {
    if (strcmp(name, "-") == 0)
        return cp_fail_at(err, CP_EINPUT, pos, "cost without a kind");
    const struct cp_cost_kind *kind = cp_facts_cost_kind_find(name);
    if (!kind)
        return cp_facts_cost_kind_fail(name, pos, err);
    *out = (struct cp_booking){kind, LINES};
    if (kind->role == CP_COST_NOT_CASH)
        return 0;
    bool capital = kind->role == CP_COST_CAPITAL;
    out->line = cp_finance_line_find(capital ? "cash_flow" : "income", kind->line);
    return out->line < LINES
               ? 0
               : cp_fail_at(err, CP_EINTERNAL, pos, "cost: no line for kind '%s'", name);
}

/* All the stream's, whether a model will count them or not: a kind that nobody knows would be
 * money that nobody sees. */
static int book_all(const struct cp_facts *facts, const struct cp_selection *of,
                    struct cp_booking **out, struct cp_error *err) {
    int rc = 0;
    *out = cp_calloc(of->n + 1, sizeof **out);
    if (!*out)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < of->n; i++) {
        size_t row = of->row[i];
        int made =
            book(cp_facts_dim(facts, row, CP_KIND), cp_facts_pos(facts, row), &(*out)[i], err);
        rc = made ? made : rc;
    }
    return rc;
}

int cp_finance_bookings_make(struct cp_finance_inputs *in, struct cp_error *err) {
    int rc = book_all(in->facts, &in->cost, &in->booking, err);
    int once = book_all(in->facts, &in->once, &in->booking_once, err);
    return rc ? rc : once;
}

/* Halls are their owner's, not the operator's of the site. */
static bool is_of_halls(const struct cp_cost_kind *kind) {
    return strcmp(kind->name, "capex-site") == 0;
}

/* A contract is its sites' operator's when they have one in common. */
static size_t contract_operator(const struct cp_finance_model *m, const char *name) {
    for (size_t i = 0; i < m->plan->energy.ncontract; i++) {
        const struct cp_contract *c = &m->plan->energy.contract[i];
        if (strcmp(c->name, name) != 0 || c->nsite == 0)
            continue;
        size_t b = cp_finance_site_operator(m, c->sites[0]);
        for (size_t k = 1; k < c->nsite; k++)
            if (cp_finance_site_operator(m, c->sites[k]) != b)
                return m->default_book;
        return b;
    }
    return m->default_book;
}

static size_t payer(const struct cp_finance_model *m, size_t row, bool halls) {
    const char *site = cp_facts_dim(m->in->facts, row, CP_SITE);
    const char *contract = cp_facts_dim(m->in->facts, row, CP_CONTRACT);
    if (strcmp(site, "-") != 0)
        return halls ? cp_finance_site_owner(m, site) : cp_finance_site_operator(m, site);
    return strcmp(contract, "-") != 0 ? contract_operator(m, contract) : m->default_book;
}

/* Halls are in service from the first phase of the site that opens at or after the spending. */
static int64_t opening_of(const struct cp_finance_model *m, const char *name, size_t t) {
    const struct cp_site *site = cp_plan_site(m->plan, name);
    int64_t at = cp_period_start(m->period[t]), best = INT64_MAX;
    for (size_t i = 0; site && i < site->nphase; i++)
        if (site->phase[i].ready >= at && site->phase[i].ready < best)
            best = site->phase[i].ready;
    return best < INT64_MAX ? best : cp_finance_middle(m, t);
}

static int take_capital(struct cp_finance_model *m, struct cp_book *b, size_t row, size_t t,
                        double cost, bool halls) {
    const char *site = cp_facts_dim(m->in->facts, row, CP_SITE);
    int64_t start = halls ? opening_of(m, site, t) : cp_finance_middle(m, t);
    cp_finance_from(
        m, (struct cp_origin){&b->asset, b->asset.n, CP_ORIGIN_FACT, 1, row, NONE, t, NULL});
    return cp_finance_asset_add(
        m, b, (struct cp_asset){.kind = ASSET_SITE, .t = t, .cost = cost, .start = start});
}

static int take_cost(struct cp_finance_model *m, const struct cp_booking *how, size_t row,
                     double value, size_t t) {
    if (how->line == LINES || how->line == CF_CAPEX_GPU)
        return 0;
    bool halls = is_of_halls(how->kind);
    struct cp_book *b = &m->book[payer(m, row, halls)];
    double cost = value * m->index[t];
    b->line[how->line][t] -= cost;
    cp_finance_from(
        m, (struct cp_origin){&b->line[how->line][t], 0, CP_ORIGIN_FACT, -1, row, NONE, t, NULL});
    return how->kind->role == CP_COST_CAPITAL ? take_capital(m, b, row, t, cost, halls) : 0;
}

static int take_all(struct cp_finance_model *m, const struct cp_selection *s,
                    const struct cp_booking *how) {
    int rc = 0;
    for (size_t i = 0; i < s->n && rc != CP_ENOMEM; i++) {
        size_t t = s == &m->in->once ? cp_finance_once_period(m, s->row[i], s->value[i], &rc)
                                     : cp_finance_fact_period(m, s->row[i], s->value[i], &rc);
        if (t != NONE && take_cost(m, &how[i], s->row[i], s->value[i], t) < 0)
            rc = CP_ENOMEM;
    }
    return rc;
}

int cp_finance_take_costs(struct cp_finance_model *m) {
    if (m->in->cost.n == 0)
        cp_finance_note(m, "no cost facts: costs count as zero");
    int rc = take_all(m, &m->in->cost, m->in->booking);
    int once = rc == CP_ENOMEM ? rc : take_all(m, &m->in->once, m->in->booking_once);
    return rc ? rc : once;
}
