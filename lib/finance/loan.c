/* A tranche of debt by period: draws, interest by day count, fees, capitalised interest,
 * contractual principal (bullet, level, straight; sculpting comes from sizing.c), and what stays
 * unpaid.
 *
 * Interest is paid, and principal repaid, at the end of a period (in the last one, at maturity). A
 * draw at issue bears interest from its date, a delayed draw from the middle of its period. */
#include "finance/internal.h"
#include <math.h>

static int64_t index_of(const struct model *m, int64_t hour) {
    struct cp_period from = m->plan->horizon.from;
    return (int64_t)cp_period_at(from.freq, hour).index - from.index;
}

double loan_rate(const struct loan *l, int64_t i) {
    return i < l->base || i > l->last ? 0 : l->tranche->rate * l->tau[i - l->base];
}

/* Years of interest in every period of the loan's life, and the annuity from each to maturity. */
static int make_grid(struct model *m, struct loan *l) {
    const struct cp_tranche *w = l->tranche;
    l->base = l->issue < 0 ? l->issue : 0;
    size_t n = (size_t)(l->last - l->base + 1);
    l->tau = cp_arena_calloc(&m->arena, n, sizeof *l->tau);
    l->annuity = cp_arena_calloc(&m->arena, n + 1, sizeof *l->annuity);
    if (!l->tau || !l->annuity)
        return cp_fail_nomem(m->err);
    for (int64_t i = l->issue; i <= l->last; i++) {
        struct cp_period p = m->plan->horizon.from;
        p.index = (int32_t)(p.index + i);
        int64_t from = cp_period_start(p), to = cp_period_end(p);
        if (from < w->issue)
            from = w->issue;
        if (to > w->maturity)
            to = w->maturity;
        l->tau[i - l->base] = fmax(0, cp_day_count_years(l->count, from, to));
    }
    for (int64_t i = l->last; i >= l->issue; i--)
        l->annuity[i - l->base] = (1 + l->annuity[i - l->base + 1]) / (1 + loan_rate(l, i));
    return 0;
}

/* Contractual principal of period i on the balance at its start. */
static double amortise(const struct loan *l, int64_t i, double balance) {
    if (i < l->first || i > l->last || balance <= 0)
        return 0;
    if (i == l->last)
        return balance;
    switch (l->tranche->amortisation) {
    case CP_LEVEL:
        return balance * fmin(1, 1 / l->annuity[i - l->base] - loan_rate(l, i));
    case CP_STRAIGHT:
        return balance / (double)(l->last - i + 1);
    default:
        return 0;
    }
}

/* From issue to the start of the horizon everything went by the contract. */
static void run_history(struct loan *l) {
    l->opening = l->opening_costs = l->opening_capitalised = 0;
    if (l->issue >= 0)
        return;
    double balance = l->delayed && l->draw_end >= 0 ? 0 : l->amount;
    for (int64_t i = l->issue; i < 0; i++) {
        double interest = balance * loan_rate(l, i);
        if (l->tranche->capitalise && i < l->first) {
            balance += interest;
            l->opening_capitalised += interest;
        }
        balance -= amortise(l, i, balance);
    }
    l->opening = balance;
    double life = (double)(l->last - l->issue + 1);
    l->opening_costs = l->tranche->fee * l->amount * (double)(l->last + 1) / life;
}

void loan_reset(struct loan *l) {
    run_history(l);
    l->drawn = l->issue < 0 && !(l->delayed && l->draw_end >= 0) ? l->amount : 0;
    l->contract = l->opening;
    l->capitalised = l->opening_capitalised;
}

static int make_series(struct model *m, struct loan *l) {
    double **all[] = {
        &l->draw,      &l->interest, &l->idc,   &l->commitment,     &l->upfront,        &l->due,
        &l->principal, &l->balance,  &l->costs, &l->short_interest, &l->short_principal};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!(*all[i] = series(m)))
            return cp_fail_nomem(m->err);
    return 0;
}

static int check(struct model *m, const struct book *b, const struct loan *l) {
    const struct cp_tranche *w = l->tranche;
    if (w->maturity <= w->issue)
        return cp_fail_at(m->err, CP_EINPUT, w->pos,
                          "entities/%s/tranches/%s: matures before it is issued", b->entity->name,
                          w->name);
    if (!l->sized && !(w->amount >= 0))
        return cp_fail_at(m->err, CP_EINPUT, w->pos,
                          "entities/%s/tranches/%s: no amount, and neither sculpting nor gearing "
                          "to size it",
                          b->entity->name, w->name);
    if (l->sized && w->issue < m->plan->horizon.origin)
        return cp_fail_at(m->err, CP_EINPUT, w->pos,
                          "entities/%s/tranches/%s: issued before the plan starts, so its amount "
                          "must be given",
                          b->entity->name, w->name);
    if (w->amortisation == CP_SCULPTED && !(w->dscr > 0))
        return cp_fail_at(m->err, CP_EINPUT, w->pos,
                          "entities/%s/tranches/%s: sculpted without a dscr to sculpt to",
                          b->entity->name, w->name);
    return 0;
}

/* A date on a border of periods is the end of the earlier one. Without a date: a bullet's maturity,
 * else the end of the first whole period, and not before the last draw. */
static int64_t first_repayment(const struct model *m, const struct loan *l) {
    const struct cp_tranche *w = l->tranche;
    struct cp_period p = m->plan->horizon.from;
    p.index = (int32_t)(p.index + l->issue);
    int64_t first = cp_period_start(p) == w->issue ? l->issue : l->issue + 1;
    if (w->first_principal > w->issue && w->first_principal < w->maturity)
        first = index_of(m, w->first_principal - 1);
    else if (w->amortisation == CP_BULLET)
        first = l->last;
    if (l->delayed && first <= l->draw_end)
        first = l->draw_end + 1;
    return first < l->last ? first : l->last;
}

static int make(struct model *m, const struct book *b, const struct cp_tranche *w, struct loan *l) {
    *l = (struct loan){.tranche = w, .count = CP_30_360, .amount = w->amount};
    if (w->day_count && cp_day_count_parse(w->day_count, &l->count) != 0)
        return cp_fail_at(m->err, CP_EINPUT, w->pos, "unknown day count '%s'", w->day_count);
    l->sized = isnan(w->amount) && (w->amortisation == CP_SCULPTED || w->gearing > 0);
    int rc = check(m, b, l);
    if (rc < 0)
        return rc;
    l->delayed = w->draw_until > w->issue && w->draw_until < INT64_MAX;
    l->issue = index_of(m, w->issue);
    l->last = index_of(m, w->maturity - 1);
    l->draw_end = l->delayed ? index_of(m, w->draw_until - 1) : l->issue;
    if (l->draw_end > l->last) /* nothing is drawn, or kept ready, after maturity */
        l->draw_end = l->last;
    l->first = first_repayment(m, l);
    if (l->sized)
        l->amount = 0;
    rc = make_grid(m, l);
    if (rc == 0)
        rc = make_series(m, l);
    if (rc == 0)
        loan_reset(l);
    return rc;
}

int loans_make(struct model *m, struct book *b) {
    const struct cp_entity *e = b->entity;
    b->loan = cp_arena_calloc(&m->arena, e->ntranche + 1, sizeof *b->loan);
    if (!b->loan)
        return cp_fail_nomem(m->err);
    int rc = 0;
    for (size_t i = 0; i < e->ntranche; i++) {
        const struct cp_tranche *w = &e->tranche[i];
        if (w->maturity <= m->plan->horizon.origin)
            note(m, "%s/%s: repaid before the plan starts", e->name, w->name);
        else if (w->issue >= cp_period_end(m->plan->horizon.to))
            note(m, "%s/%s: issued after the plan ends", e->name, w->name);
        else {
            int made = make(m, b, w, &b->loan[b->nloan++]);
            rc = made < 0 ? made : rc;
        }
    }
    return rc;
}

double loan_opening(const struct loan *l, size_t t) {
    return t == 0 ? l->opening : l->balance[t - 1];
}

/* Delayed draws meet each loan's share of the need, and together no more than the need. */
void loans_draw(const struct book *b, size_t t, double need) {
    int64_t i = (int64_t)t;
    double wanted = 0;
    for (size_t k = 0; k < b->nloan; k++) {
        struct loan *l = &b->loan[k];
        double share = l->tranche->gearing > 0 ? fmin(1, l->tranche->gearing) : 1;
        l->draw[t] = 0;
        l->upfront[t] = l->issue == i ? l->tranche->fee * l->amount : 0;
        if (!l->delayed && l->issue == i)
            l->draw[t] = l->amount;
        else if (l->delayed && i >= l->issue && i <= l->draw_end)
            wanted += l->draw[t] = fmax(0, fmin(l->amount - l->drawn, share * need));
    }
    for (size_t k = 0; k < b->nloan; k++) {
        struct loan *l = &b->loan[k];
        if (l->delayed && wanted > need)
            l->draw[t] *= need > 0 ? need / wanted : 0;
    }
}

void loan_accrue(struct loan *l, size_t t) {
    int64_t i = (int64_t)t;
    const struct cp_tranche *w = l->tranche;
    double opening = loan_opening(l, t), rate = loan_rate(l, i), interest;
    if (i > l->last) /* overdue: at the last rate, a period's length of it */
        rate = w->rate * (l->last > l->issue ? l->tau[l->last - 1 - l->base] : 0);
    interest = opening * rate + l->draw[t] * rate * (l->delayed ? 0.5 : 1);
    bool capitalised = w->capitalise && i < l->first;
    l->interest[t] = interest;
    l->idc[t] = capitalised ? interest : 0;
    l->commitment[t] = 0;
    if (l->delayed && i >= l->issue && i <= l->draw_end)
        l->commitment[t] = w->commitment_fee * l->tau[i - l->base] * fmax(0, l->amount - l->drawn);
    int64_t from = l->issue < 0 ? 0 : l->issue;
    double costs = l->issue < 0 ? l->opening_costs : w->fee * l->amount;
    l->costs[t] =
        i < from || i >= l->last ? 0 : costs * (double)(l->last - i) / (double)(l->last - from + 1);
}

double loan_due(const struct loan *l, size_t t) {
    double opening = loan_opening(l, t), all = opening + l->draw[t];
    if ((int64_t)t >= l->last)
        return all;
    double due = amortise(l, (int64_t)t, l->contract + l->draw[t]);
    return fmin(all, due + fmax(0, opening - l->contract));
}

void loan_settle(struct loan *l, size_t t, double due, double interest, double principal) {
    double opening = loan_opening(l, t), arrears = fmax(0, opening - l->contract);
    double wanted = l->interest[t] - l->idc[t];
    l->drawn += l->draw[t];
    l->capitalised += l->idc[t];
    l->due[t] = due;
    l->principal[t] = principal;
    l->short_interest[t] = wanted - interest;
    l->short_principal[t] = due - principal;
    l->balance[t] = opening + l->draw[t] + l->idc[t] + l->short_interest[t] - principal;
    l->contract += l->draw[t] + l->idc[t] - fmax(0, due - arrears);
    if (fabs(l->contract) <= 1e-13 * l->amount)
        l->contract = 0; /* rounding */
}
