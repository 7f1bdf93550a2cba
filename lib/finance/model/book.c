/* Books and their series, and what is asked of them everywhere. */
#include "finance/model/book.h"
#include "finance/model/model.h"
#include <string.h>

double *cp_finance_series(struct cp_finance_model *m) {
    return cp_arena_calloc(&m->arena, m->T, sizeof(double));
}

int cp_finance_series_make(struct cp_finance_model *m, double **const *at, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!(*at[i] = cp_finance_series(m)))
            return cp_fail_nomem(m->err);
    return 0;
}

int cp_finance_book_make(struct cp_finance_model *m, struct cp_book *b) {
    double **const all[] = {
        &b->build.grants,   &b->build.part,       &b->build.need,      &b->build.now,
        &b->cfads,          &b->service,          &b->use.hours,       &b->use.market_hours,
        &b->use.market,     &b->gpu.paid,         &b->gpu.delivered,   &b->asset.net_new,
        &b->asset.net_old,  &b->asset.used_old,   &b->idc.value,       &b->idc.basis,
        &b->idc.deductible, &b->idc.depreciation, &b->tax.deductible,  &b->tax.basis,
        &b->tax.credit,     &b->tax.depreciation, &b->tax.production,  &b->tax.taxable,
        &b->tax.federal,    &b->tax.state,        &b->tax.used_credit, &b->tax.losses,
        &b->tax.unlevered,  &b->tax.credits,      &b->reserve.opex,    &b->stake.recourse,
        &b->stake.value,    &b->stake.profit,     &b->lease.rent,      &b->lease.cash,
        &b->lease.deducted, &b->lease.books,      &b->lease.basis,     &b->tax.barred,
        &b->tax.lost[0],    &b->tax.lost[1],      &b->idc.deducted,    &b->tax.claimed,
        &b->tax.given,      &b->tax.paid};
    b->asset.origin = m->plan->horizon.origin;
    int rc = cp_finance_series_make(m, all, sizeof all / sizeof *all);
    if (rc)
        return rc;
    for (size_t i = 0; i < LINES; i++)
        if (!(b->line[i] = cp_finance_series(m)))
            return cp_fail_nomem(m->err);
    for (size_t i = 0; i < STEPS; i++)
        if (!(b->paid[i] = cp_finance_series(m)))
            return cp_fail_nomem(m->err);
    return 0;
}

void cp_finance_note(struct cp_finance_model *m, const char *fmt, ...) {
    char text[512];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    cp_str_addf(m->notes, "%s\n", text);
}

size_t cp_finance_book_named(const struct cp_finance_model *m, const char *name) {
    for (size_t i = 0; i < m->nbook; i++)
        if (strcmp(m->book[i].entity->name, name) == 0)
            return i;
    return NONE;
}

int64_t cp_finance_index_of(const struct cp_finance_model *m, int64_t hour) {
    struct cp_period from = m->plan->horizon.from;
    return (int64_t)cp_period_at(from.freq, hour).index - from.index;
}

struct cp_period cp_finance_period(const struct cp_finance_model *m, int64_t index) {
    struct cp_period p = m->plan->horizon.from;
    p.index = (int32_t)(p.index + index);
    return p;
}

int64_t cp_finance_middle(const struct cp_finance_model *m, size_t t) {
    return (cp_period_start(m->period[t]) + cp_period_end(m->period[t])) / 2;
}

double cp_finance_revenue(const struct cp_book *b, size_t t) {
    return b->line[INC_COMPUTE][t] + b->line[INC_TENANT][t] + b->line[INC_LEASE][t] +
           b->line[INC_CONTRACT][t];
}

double cp_finance_tax_rate(const struct cp_book *b) {
    double federal = b->entity->tax.rate > 0 ? b->entity->tax.rate : 0;
    double state = b->entity->tax.state_rate > 0 ? b->entity->tax.state_rate : 0;
    return 1 - (1 - federal) * (1 - state);
}

double cp_finance_opex(const struct cp_book *b, size_t t) {
    return cp_finance_revenue(b, t) - b->line[INC_EBITDA][t] - b->lease.cash[t];
}

double cp_finance_capex(const struct cp_book *b, size_t t) {
    return -b->line[CF_CAPEX_SITE][t] - b->line[CF_CAPEX_GPU][t] - b->line[CF_CAPEX_LEASED][t];
}
