/* The program's bookkeeping: columns and rows with tags, the ledger, names. */
#include "allocate/program/internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const cost_kind_name[COST_KINDS] = {
    [COST_SITE] = "capex-site",   [COST_SITE_OM] = "om-site",
    [COST_GPU] = "gpu",           [COST_GPU_OM] = "om-gpu",
    [COST_MOVE] = "move",         [COST_RESALE] = "resale",
    [COST_RENT] = "rent",         [COST_ENERGY] = "energy",
    [COST_CAPACITY] = "capacity", [COST_TAKE_OR_PAY] = "take-or-pay",
    [COST_BATTERY] = "battery",   [COST_PLANT] = "capex-plant",
    [COST_ANNUITY] = "annuity",   [COST_PLANT_OM] = "om-plant",
    [COST_FUEL] = "fuel",         [COST_CO2] = "co2",
    [COST_UNMET] = "unmet",       [COST_REVENUE] = "revenue",
    [COST_SALVAGE] = "salvage",   [COST_NETWORK] = "network",
};

static void remember(struct model *m, struct tag **tags, size_t *n, size_t *cap, struct tag tag) {
    if (!cp_grow(tags, cap, *n, sizeof tag)) {
        m->oom = true;
        return;
    }
    (*tags)[(*n)++] = tag;
}

size_t col(struct model *m, struct tag tag, double lower, double upper) {
    remember(m, &m->coltag, &m->ncoltag, &m->capcoltag, tag);
    return cp_lp_add_col(m->lp, 0, lower, upper);
}

size_t row(struct model *m, struct tag tag, double lower, double upper) {
    remember(m, &m->rowtag, &m->nrowtag, &m->caprowtag, tag);
    return cp_lp_add_row(m->lp, lower, upper);
}

size_t cols_by_slice(struct model *m, struct tag tag, double lower, double upper) {
    size_t first = m->ncoltag;
    for (tag.h = 0; tag.h < m->slice[tag.t]->n; tag.h++)
        col(m, tag, lower, upper);
    return first;
}

size_t rows_by_slice(struct model *m, struct tag tag, double lower, double upper) {
    size_t first = m->nrowtag;
    for (tag.h = 0; tag.h < m->slice[tag.t]->n; tag.h++)
        row(m, tag, lower, upper);
    return first;
}

void coef(struct model *m, size_t r, size_t c, double value) {
    if (value != 0)
        cp_lp_add_coef(m->lp, r, c, value);
}

void charge(struct model *m, struct entry e) {
    if (e.amount == 0)
        return;
    if (!cp_grow(&m->ledger, &m->capledger, m->nledger, sizeof e)) {
        m->oom = true;
        return;
    }
    m->ledger[m->nledger++] = e;
    if (e.col != NONE)
        cp_lp_add_cost(m->lp, e.col, e.amount * m->df[e.t]);
}

bool applies(const struct model *m, const struct cp_facts *f, size_t r) {
    if (m->said)
        return m->said[r];
    return !strcmp(cp_facts_dim(f, r, CP_QUANTILE), "-") &&
           !strcmp(cp_facts_dim(f, r, CP_SCENARIO), "-");
}

bool is_capex(const struct entry *e) {
    return e->kind == COST_SITE || e->kind == COST_GPU || e->kind == COST_BATTERY ||
           e->kind == COST_PLANT;
}

size_t *indices(struct model *m, size_t n) {
    size_t *p = cp_arena_calloc(&m->arena, n, sizeof *p);
    for (size_t i = 0; p && i < n; i++)
        p[i] = NONE;
    m->oom |= !p;
    return p;
}

bool in_force(const struct model *m, size_t t, int64_t from, int64_t to) {
    int64_t start = cp_period_start(m->period[t]), end = cp_period_end(m->period[t]);
    int64_t middle = start + (end - start) / 2;
    return middle >= from && middle < to;
}

double age_of(const struct model *m, size_t from, size_t t) {
    int64_t origin = m->plan->horizon.origin;
    return cp_period_mid(m->period[t], origin) - cp_period_mid(m->period[from], origin);
}

/* Ages are sums of parts of years and lives may be so many months: half a minute is rounding. */
bool serves(double age, double life) {
    return age < life - 1e-6;
}

struct span span_of(const struct model *m, struct cp_period p) {
    struct span s = {1, 0};
    bool any = false;
    for (size_t t = 0; t < m->T; t++)
        if (cp_period_start(p) < cp_period_end(m->period[t]) &&
            cp_period_start(m->period[t]) < cp_period_end(p)) {
            s = any ? (struct span){s.first, t} : (struct span){t, t};
            any = true;
        }
    return s;
}

double slice_mean(const struct model *m, const double *x, size_t first, size_t t) {
    double mean = 0;
    for (size_t h = 0; first != NONE && h < m->slice[t]->n; h++)
        mean += m->slice[t]->weight[h] * x[first + h];
    return mean;
}

double unmet_in(const struct model *m, const double *x, size_t w, size_t t) {
    size_t c = m->unmet[w * m->T + t];
    bool flexible = m->plan->workload[w].kind == CP_FLEXIBLE;
    return flexible && c != NONE ? x[c] : slice_mean(m, x, c, t);
}
