/* Facts of cost and use, and the plan's rents, into every entity's flows. */
#include "finance/model/book.h"
#include <math.h>
#include <string.h>

/* Period of a fact, or NONE with a finding. */
static size_t period_of(struct model *m, const struct cp_facts *facts, size_t row) {
    const char *text = cp_facts_dim(facts, row, CP_PERIOD);
    const char *measure = cp_facts_measure(facts, row);
    struct cp_pos pos = cp_facts_pos(facts, row);
    struct cp_period p, from = m->plan->horizon.from;
    if (cp_period_parse(text, strlen(text), &p) != 0) {
        cp_fail_at(m->err, CP_EINPUT, pos, "%s without a period", measure);
        return NONE;
    }
    if (p.freq < from.freq) {
        cp_fail_at(m->err, CP_EINPUT, pos, "%s in %s: the plan's periods are shorter", measure,
                   text);
        return NONE;
    }
    int64_t t = (int64_t)cp_period_at(from.freq, cp_period_start(p)).index - from.index;
    if (t >= 0 && t < (int64_t)m->T)
        return (size_t)t;
    cp_fail_at(m->err, CP_EINPUT, pos, "%s in %s: outside of the plan's horizon", measure, text);
    return NONE;
}

size_t fact_period(struct model *m, const struct cp_facts *facts, size_t row, double value,
                   int *rc) {
    const char *scenario = cp_facts_dim(facts, row, CP_SCENARIO);
    size_t t = NONE;
    if (strcmp(cp_facts_dim(facts, row, CP_SLICE), "-") != 0)
        return NONE;
    if (m->only && strcmp(scenario, m->only) != 0)
        return NONE;
    if (!m->scenario)
        m->scenario = scenario;
    if (strcmp(scenario, m->scenario) != 0)
        cp_fail_at(
            m->err, CP_EINPUT, cp_facts_pos(facts, row),
            "%s of scenario '%s' after '%s': give one scenario at a time, or --scenarios facts",
            cp_facts_measure(facts, row), scenario, m->scenario);
    else if (isnan(value))
        cp_fail_at(m->err, CP_EINPUT, cp_facts_pos(facts, row), "%s is missing (NA)",
                   cp_facts_measure(facts, row));
    else
        t = period_of(m, facts, row);
    if (t == NONE)
        *rc = CP_EINPUT;
    return t;
}

static size_t book_named(const struct model *m, const char *name) {
    for (size_t i = 0; i < m->nbook; i++)
        if (strcmp(m->book[i].entity->name, name) == 0)
            return i;
    return NONE;
}

static bool listed(const char *const *names, size_t n, const char *name) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

size_t site_owner(const struct model *m, const char *name) {
    const struct cp_site *site = cp_plan_site(m->plan, name);
    size_t b = site && site->entity ? book_named(m, site->entity) : NONE;
    for (size_t i = 0; b == NONE && i < m->nbook; i++)
        if (listed(m->book[i].entity->sites, m->book[i].entity->nsite, name))
            b = i;
    return b == NONE ? m->rest : b;
}

size_t site_operator(const struct model *m, const char *name) {
    size_t b = site_owner(m, name);
    return m->book[b].entity->rent.n > 0 && m->book[b].parent != NONE ? m->book[b].parent : b;
}

/* A contract is its sites' operator's when they have one in common. */
static size_t contract_operator(const struct model *m, const char *name) {
    for (size_t i = 0; i < m->plan->ncontract; i++) {
        const struct cp_contract *c = &m->plan->contract[i];
        if (strcmp(c->name, name) != 0 || c->nsite == 0)
            continue;
        size_t b = site_operator(m, c->sites[0]);
        for (size_t k = 1; k < c->nsite; k++)
            if (site_operator(m, c->sites[k]) != b)
                return m->rest;
        return b;
    }
    return m->rest;
}

static size_t payer(const struct model *m, const struct cp_facts *facts, size_t row, bool halls) {
    const char *site = cp_facts_dim(facts, row, CP_SITE);
    const char *contract = cp_facts_dim(facts, row, CP_CONTRACT);
    if (strcmp(site, "-") != 0)
        return halls ? site_owner(m, site) : site_operator(m, site);
    return strcmp(contract, "-") != 0 ? contract_operator(m, contract) : m->rest;
}

static const struct {
    const char *kind;
    enum line line;
} running[] = {
    {"energy", INC_ENERGY},   {"capacity", INC_CAPACITY}, {"take-or-pay", INC_TAKE_OR_PAY},
    {"co2", INC_CO2},         {"annuity", INC_CAPACITY},  {"om-plant", INC_ENERGY},
    {"fuel", INC_ENERGY},     {"om-site", INC_OM_SITE},   {"om-gpu", INC_OM_GPU},
    {"network", INC_OM_SITE}, {"rent", INC_RENT},         {"revenue", INC_TENANT}};

/* Halls are in service from the first phase of the site that opens at or after the spending. */
static int64_t opening_of(const struct model *m, const char *name, size_t t) {
    const struct cp_site *site = cp_plan_site(m->plan, name);
    int64_t at = cp_period_start(m->period[t]), best = INT64_MAX;
    for (size_t i = 0; site && i < site->nphase; i++)
        if (site->phase[i].ready >= at && site->phase[i].ready < best)
            best = site->phase[i].ready;
    return best < INT64_MAX ? best : (at + cp_period_end(m->period[t])) / 2;
}

static int take_cost(struct model *m, const struct cp_facts *facts, size_t row, size_t t,
                     double cost) {
    const char *kind = cp_facts_dim(facts, row, CP_KIND);
    cost *= m->index[t];
    if (strcmp(kind, "unmet") == 0 || strcmp(kind, "salvage") == 0 || strcmp(kind, "gpu") == 0)
        return 0; /* gpu: gpu.c */
    bool halls = strcmp(kind, "capex-site") == 0,
         battery = strcmp(kind, "battery") == 0 || strcmp(kind, "capex-plant") == 0;
    struct book *b = &m->book[payer(m, facts, row, halls)];
    if (halls || battery) {
        b->line[CF_CAPEX_SITE][t] -= cost;
        int64_t middle = (cp_period_start(m->period[t]) + cp_period_end(m->period[t])) / 2;
        int64_t start = halls ? opening_of(m, cp_facts_dim(facts, row, CP_SITE), t) : middle;
        return asset_add(m, b,
                         (struct asset){.kind = ASSET_SITE, .t = t, .cost = cost, .start = start});
    }
    enum line line = INC_OTHER;
    for (size_t i = 0; i < sizeof running / sizeof *running; i++)
        if (strcmp(kind, running[i].kind) == 0)
            line = running[i].line;
    b->line[line][t] -= cost;
    return 0;
}

int inputs_make(struct inputs *in, const struct cp_facts *facts, struct cp_error *err) {
    *in = (struct inputs){.facts = facts};
    int rc = cp_facts_select(facts, "cost", "USD", &in->cost, err);
    if (rc == 0)
        rc = cp_facts_select(facts, "gpu_hours", "GPU.h", &in->hours, err);
    if (rc == 0)
        rc = cp_facts_select(facts, "buy", "GPU", &in->buy, err);
    return rc < 0 ? rc : cp_facts_select(facts, "milestone", "USD/GPU", &in->pay, err);
}

void inputs_release(struct inputs *in) {
    cp_selection_release(&in->cost);
    cp_selection_release(&in->hours);
    cp_selection_release(&in->buy);
    cp_selection_release(&in->pay);
}

static int read_costs(struct model *m) {
    const struct cp_selection *s = &m->in->cost;
    int rc = 0;
    if (s->n == 0)
        note(m, "no cost facts: costs count as zero");
    for (size_t i = 0; i < s->n && rc != CP_ENOMEM; i++) {
        size_t t = fact_period(m, m->in->facts, s->row[i], s->value[i], &rc);
        if (t != NONE && take_cost(m, m->in->facts, s->row[i], t, s->value[i]) < 0)
            rc = CP_ENOMEM;
    }
    return rc;
}

static int read_hours(struct model *m) {
    const struct cp_selection *s = &m->in->hours;
    const struct cp_facts *facts = m->in->facts;
    int rc = 0;
    if (s->n == 0)
        note(m, "no gpu_hours facts: no compute revenue and no cost of a GPU-hour");
    for (size_t i = 0; i < s->n; i++) {
        size_t t = fact_period(m, facts, s->row[i], s->value[i], &rc);
        const char *site = cp_facts_dim(facts, s->row[i], CP_SITE);
        size_t b = strcmp(site, "-") == 0 ? m->rest : site_operator(m, site);
        if (t == NONE)
            continue;
        m->book[b].hours[t] += s->value[i];
        const struct cp_sku *sku = cp_plan_sku(m->plan, cp_facts_dim(facts, s->row[i], CP_SKU));
        if (sku && sku->rental > 0) {
            m->book[b].market_hours[t] += s->value[i];
            m->book[b].market[t] += s->value[i] * sku->rental;
        }
    }
    return rc;
}

/* What the plan itself says: price of compute within the group, rents. */
static void take_rents(struct model *m) {
    for (size_t i = 0; i < m->nbook; i++) {
        struct book *b = &m->book[i];
        if (b->entity->rent.n > 0 && b->parent == NONE)
            note(m, "%s: its rent counts for nothing, for it has no parent to pay it",
                 b->entity->name);
        for (size_t t = 0; t < m->T; t++) {
            int64_t origin = m->plan->horizon.origin;
            double price = cp_path_at(&b->entity->price, m->period[t], origin);
            double rent =
                cp_path_at(&b->entity->rent, m->period[t], origin) * cp_period_years(m->period[t]);
            if (!isnan(price))
                b->line[INC_COMPUTE][t] += price * m->index[t] * b->hours[t];
            if (isnan(rent) || b->parent == NONE)
                continue;
            b->line[INC_LEASE][t] += rent;
            m->book[b->parent].line[INC_LEASE_PAID][t] -= rent;
        }
    }
}

int facts_take(struct model *m) {
    int rc = read_costs(m), hours = read_hours(m);
    if (rc == 0) /* it reads costs again */
        rc = gpu_read(m);
    take_rents(m);
    for (size_t i = 0; i < m->nbook && rc == 0; i++)
        rc = streams_take(m, &m->book[i]);
    return rc < 0 ? rc : hours;
}
