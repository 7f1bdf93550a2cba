/* A tranche of debt by period: draws, interest by day count, fees, capitalised interest,
 * contractual principal (bullet, level, straight, custom; sculpting and borrowing bases come from
 * sizing.c), and what stays unpaid.
 *
 * Interest is paid, and principal repaid, at the end of a period (in the last one, at maturity). A
 * draw at issue bears interest from its date, a delayed draw from the middle of its period. */
#include "finance/model/book.h"
#include <math.h>

static int64_t index_of(const struct model *m, int64_t hour) {
    struct cp_period from = m->plan->horizon.from;
    return (int64_t)cp_period_at(from.freq, hour).index - from.index;
}

double loan_rate(const struct loan *l, int64_t i) {
    return i < l->base || i > l->last ? 0 : l->rate[i - l->base];
}

/* A year's interest on 1 in period i: fixed, or the base of the forward curve after swap and cap,
 * and what is paid above it. */
double loan_yearly(const struct model *m, const struct cp_tranche *w, int64_t i) {
    struct cp_period p = m->plan->horizon.from;
    if (!w->base.n)
        return w->rate;
    p.index = (int32_t)(p.index + i);
    double base = cp_path_at(&w->base, p, m->plan->horizon.origin), floating = base;
    if (!isnan(w->cap))
        floating = w->cap_part * fmin(base, w->cap) + (1 - w->cap_part) * base;
    return w->rate + (w->swap > 0 ? w->swap * w->swap_rate + (1 - w->swap) * floating : floating);
}

/* Custom: what is repaid in a period of what is then still to be repaid. */
static void make_parts(const struct model *m, struct loan *l) {
    const struct cp_tranche *w = l->tranche;
    double left = 1;
    for (size_t k = 0; k < w->nrepayment; k++) {
        int64_t i = index_of(m, cp_period_end(w->repayment[k].period) - 1);
        i = i < l->first ? l->first : i > l->last ? l->last : i;
        double before = 1 - l->part[i - l->base];
        l->part[i - l->base] = 1 - before * (1 - (left > 0 ? w->repayment[k].share / left : 1));
        left -= w->repayment[k].share;
    }
}

/* Years of interest in every period of the loan's life, and the annuity from each to maturity. */
static int make_grid(struct model *m, struct loan *l) {
    const struct cp_tranche *w = l->tranche;
    l->base = l->issue < 0 ? l->issue : 0;
    size_t n = (size_t)(l->last - l->base + 1);
    l->tau = cp_arena_calloc(&m->arena, n, sizeof *l->tau);
    l->rate = cp_arena_calloc(&m->arena, n, sizeof *l->rate);
    l->annuity = cp_arena_calloc(&m->arena, n + 1, sizeof *l->annuity);
    l->part = cp_arena_calloc(&m->arena, n, sizeof *l->part);
    if (!l->tau || !l->rate || !l->annuity || !l->part)
        return cp_fail_nomem(m->err);
    for (int64_t i = l->issue; i <= l->last; i++) {
        struct cp_period p = m->plan->horizon.from;
        p.index = (int32_t)(p.index + i);
        int64_t from = cp_period_start(p), to = cp_period_end(p);
        if (from < w->issue)
            from = w->issue;
        if (from < w->interest_from)
            from = w->interest_from;
        if (to > w->maturity)
            to = w->maturity;
        l->tau[i - l->base] = fmax(0, cp_day_count_years(l->count, from, to));
        l->rate[i - l->base] = loan_yearly(m, w, i) * l->tau[i - l->base];
    }
    make_parts(m, l);
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
    case CP_CUSTOM:
        return balance * l->part[i - l->base];
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
    double oid = balance > 0 ? l->tranche->oid : 0;
    l->opening_costs = (l->tranche->fee + oid) * l->amount * (double)(l->last + 1) / life;
}

void loan_reset(struct loan *l) {
    run_history(l);
    l->drawn = l->issue < 0 && !(l->delayed && l->draw_end >= 0) ? l->amount : 0;
    l->contract = l->opening;
    l->capitalised = l->opening_capitalised;
}

static int make_series(struct model *m, struct loan *l) {
    double **all[] = {&l->draw,           &l->interest,        &l->idc,
                      &l->commitment,     &l->upfront,         &l->due,
                      &l->principal,      &l->balance,         &l->costs,
                      &l->short_interest, &l->short_principal, &l->swept,
                      &l->pooled,         &l->discount,        &l->contracted,
                      &l->asset};
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
    *l = (struct loan){
        .tranche = w, .count = CP_30_360, .amount = w->amount, .rank = rank_of(b, w->name)};
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

static bool drawing(const struct loan *l, int64_t i) {
    return l->delayed && i >= l->issue && i <= l->draw_end;
}

static double commitment_of(const struct loan *l, int64_t i) {
    if (!drawing(l, i))
        return 0;
    return l->tranche->commitment_fee * l->tau[i - l->base] * fmax(0, l->amount - l->drawn);
}

static double interest_of(const struct loan *l, size_t t) {
    int64_t i = (int64_t)t;
    double rate = loan_rate(l, i);
    if (i > l->last) /* overdue: at the last whole rate */
        rate = l->last > l->issue ? loan_rate(l, l->last - 1) : 0;
    return loan_opening(l, t) * rate + l->draw[t] * rate * (l->delayed ? 0.5 : 1);
}

/* What draws have to pay for because they are drawn: discounts, and with draw_costs interest and
 * commitment fees. */
static double cost_of_draws(const struct book *b, size_t t) {
    double sum = 0;
    for (size_t k = 0; k < b->nloan; k++) {
        const struct loan *l = &b->loan[k];
        sum += l->tranche->oid * l->draw[t];
        if (l->tranche->draw_costs && drawing(l, (int64_t)t))
            sum += interest_of(l, t) + commitment_of(l, (int64_t)t);
    }
    return sum;
}

/* Delayed draws meet each loan's share of the need, and together no more than the need. */
static double draw_towards(const struct book *b, size_t t, double need) {
    double wanted = 0, drawn = 0;
    for (size_t k = 0; k < b->nloan; k++) {
        struct loan *l = &b->loan[k];
        double share = l->tranche->gearing > 0 ? fmin(1, l->tranche->gearing) : 1;
        double most = l->amount - l->drawn;
        if (!drawing(l, (int64_t)t))
            continue;
        if (l->tranche->amortisation == CP_BORROWING_BASE)
            most = fmin(most, fmin(l->contracted[t], l->asset[t]) - loan_opening(l, t));
        wanted += l->draw[t] = fmax(0, fmin(most, share * need));
    }
    for (size_t k = 0; k < b->nloan; k++) {
        struct loan *l = &b->loan[k];
        if (l->delayed && wanted > need)
            l->draw[t] *= need > 0 ? need / wanted : 0;
        drawn += l->delayed ? l->draw[t] : 0;
    }
    return drawn;
}

/* A draw's own cost comes back by less than half a period's interest, its commitment and discount,
 * so the fixed point is reached to the last digits in a few rounds. */
void loans_draw(const struct book *b, size_t t, double need) {
    enum { ROUNDS = 100 };
    int64_t i = (int64_t)t;
    double before = -1, drawn = 0;
    for (size_t k = 0; k < b->nloan; k++) {
        struct loan *l = &b->loan[k];
        l->draw[t] = !l->delayed && l->issue == i ? l->amount : 0;
        l->upfront[t] = l->issue == i ? l->tranche->fee * l->amount : 0;
    }
    for (int round = 0; round < ROUNDS && fabs(drawn - before) > 1e-15 * drawn; round++) {
        before = drawn;
        drawn = draw_towards(b, t, need + cost_of_draws(b, t));
    }
}

void loan_accrue(struct loan *l, size_t t) {
    int64_t i = (int64_t)t;
    const struct cp_tranche *w = l->tranche;
    bool building = i < l->first;
    l->interest[t] = interest_of(l, t);
    l->idc[t] = w->capitalise && building ? l->interest[t] : 0;
    l->commitment[t] = commitment_of(l, i);
    l->discount[t] = w->oid * l->draw[t];
    l->pooled[t] = w->draw_costs && drawing(l, i) ? l->interest[t] + l->commitment[t] : l->idc[t];
    double costs = (t == 0 ? l->opening_costs : l->costs[t - 1]) + l->upfront[t] + l->discount[t];
    l->costs[t] = i < l->issue || i >= l->last
                      ? 0
                      : costs * (double)(l->last - i) / (double)(l->last - i + 1);
}

/* A borrowing base is repaid by the faster of its two steps, and at once as far as it is less than
 * the debt. */
static double borrowing_due(const struct loan *l, size_t t, double balance) {
    double keep = 1, base = fmin(l->contracted[t], l->asset[t]);
    if ((int64_t)t < l->first)
        return fmax(0, balance - base);
    if (t > 0 && l->contracted[t - 1] > 0)
        keep = fmin(keep, l->contracted[t] / l->contracted[t - 1]);
    if (t > 0 && l->asset[t - 1] > 0)
        keep = fmin(keep, l->asset[t] / l->asset[t - 1]);
    return fmax(balance * (1 - fmax(0, keep)), balance - base);
}

double loan_due(const struct loan *l, size_t t) {
    double opening = loan_opening(l, t), all = opening + l->draw[t];
    if ((int64_t)t >= l->last)
        return all;
    double balance = l->contract + l->draw[t];
    double due = l->tranche->amortisation == CP_BORROWING_BASE ? borrowing_due(l, t, balance)
                                                               : amortise(l, (int64_t)t, balance);
    return fmin(all, due + fmax(0, opening - l->contract));
}

void loan_settle(struct loan *l, size_t t, double due, double interest, double principal) {
    double opening = loan_opening(l, t), arrears = fmax(0, opening - l->contract);
    double wanted = l->interest[t] - l->idc[t];
    l->drawn += l->draw[t];
    l->capitalised += l->pooled[t];
    l->swept[t] = 0;
    l->due[t] = due;
    l->principal[t] = principal;
    l->short_interest[t] = wanted - interest;
    l->short_principal[t] = due - principal;
    l->balance[t] = opening + l->draw[t] + l->idc[t] + l->short_interest[t] - principal;
    l->contract += l->draw[t] + l->idc[t] - fmax(0, due - arrears);
    if (fabs(l->contract) <= 1e-13 * l->amount)
        l->contract = 0; /* rounding */
}

void loan_sweep(struct loan *l, size_t t, double amount) {
    l->balance[t] -= amount;
    l->principal[t] += amount;
    l->swept[t] += amount;
    l->contract = fmax(0, l->contract - amount);
}
