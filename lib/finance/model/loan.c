/* A tranche of debt by period: draws, interest by day count, fees, capitalised interest, and what
 * stays unpaid.
 *
 * Interest is paid, and principal repaid, at the end of a period (in the last one, at maturity). A
 * draw at issue bears interest from its date, a delayed draw from the middle of its period. */
#include "finance/model/loan.h"
#include "finance/model/model.h"
#include <math.h>

/* The base of the forward curve, capped in part. */
static double floating_rate(const struct cp_finance_model *m, const struct cp_tranche *w,
                            int64_t i) {
    double base =
        cp_plan_path_at(&w->interest.base, cp_finance_period(m, i), m->plan->horizon.origin);
    if (isnan(w->interest.cap))
        return base;
    return w->interest.cap_part * fmin(base, w->interest.cap) + (1 - w->interest.cap_part) * base;
}

/* Fixed, or the base of the forward curve after swap and cap, and what is paid above it; with the
 * tax on it that the borrower makes good. */
double cp_finance_loan_yearly(const struct cp_finance_model *m, const struct cp_tranche *w,
                              int64_t i) {
    double rate =
        cp_plan_path_at(&w->interest.rate, cp_finance_period(m, i), m->plan->horizon.origin);
    double floating = w->interest.base.n ? floating_rate(m, w, i) : 0, swap = w->interest.swap;
    double withheld = w->interest.withheld > 0 ? w->interest.withheld : 0;
    double tax = (rate + floating) * (withheld / (1 - withheld)); /* none on what a swap pays */
    if (!w->interest.base.n)
        return rate + tax;
    return rate + (swap > 0 ? swap * w->interest.swap_rate + (1 - swap) * floating : floating) +
           tax;
}

/* ---- terms ------------------------------------------------------------------------------- */

/* Years of interest, and interest, in every period of the loan's life. */
static int make_grid(struct cp_finance_model *m, struct cp_loan *l, enum cp_day_count count) {
    const struct cp_tranche *w = l->tranche;
    l->grid.base = l->life.issue < 0 ? l->life.issue : 0;
    size_t n = (size_t)(l->life.last - l->grid.base + 1);
    l->grid.years = cp_arena_calloc(&m->arena, n, sizeof *l->grid.years);
    l->grid.rate = cp_arena_calloc(&m->arena, n, sizeof *l->grid.rate);
    l->grid.swap = cp_arena_calloc(&m->arena, n, sizeof *l->grid.swap);
    if (!l->grid.years || !l->grid.rate || !l->grid.swap)
        return cp_fail_nomem(m->err);
    for (int64_t i = l->life.issue; i <= l->life.last; i++) {
        struct cp_period p = cp_finance_period(m, i);
        int64_t from = cp_period_start(p), to = cp_period_end(p);
        if (from < w->issue)
            from = w->issue;
        if (from < w->interest.from)
            from = w->interest.from;
        if (to > w->maturity)
            to = w->maturity;
        double years = fmax(0, cp_day_count_years(count, from, to));
        l->grid.years[i - l->grid.base] = years;
        l->grid.rate[i - l->grid.base] = cp_finance_loan_yearly(m, w, i) * years;
        if (w->interest.base.n && w->interest.swap > 0)
            l->grid.swap[i - l->grid.base] =
                (w->interest.swap_rate - floating_rate(m, w, i)) * years;
    }
    return 0;
}

static int make_series(struct cp_finance_model *m, struct cp_loan_run *r) {
    double **const all[] = {&r->draw,
                            &r->balance,
                            &r->swept,
                            &r->interest,
                            &r->idc,
                            &r->upfront,
                            &r->discount,
                            &r->commitment,
                            &r->costs,
                            &r->pooled,
                            &r->pooled_fees,
                            &r->support,
                            &r->planned,
                            &r->planned_left,
                            &r->drawn_left,
                            &r->due,
                            &r->locked,
                            &r->principal,
                            &r->interest_shortfall,
                            &r->principal_shortfall};
    return cp_finance_series_make(m, all, sizeof all / sizeof *all);
}

/* What the model's close has of the loan. */
static int hold(struct cp_finance_model *m, const struct cp_book *b, struct cp_loan *l) {
    const struct cp_close *c = m->close;
    const struct cp_close_loan *x = cp_finance_close_loan(c, b->entity->name, l->tranche->name);
    size_t n = (size_t)(l->life.last - l->grid.base + 1);
    if (c && !x && !c->partial)
        cp_finance_note(m, "%s/%s: not in the financial close: its terms are those of this case",
                        b->entity->name, l->tranche->name);
    if (!x)
        return 0;
    if (c->n && c->first.freq != m->plan->horizon.from.freq)
        return cp_fail_at(m->err, CP_EINPUT, c->pos, "a close of other periods than the plan's");
    l->amount = x->amount;
    l->held = (struct cp_loan_held){cp_arena_calloc(&m->arena, n, sizeof(double)),
                                    cp_arena_calloc(&m->arena, n, sizeof(double)), x->fee};
    if (!l->held.principal || !l->held.swapped)
        return cp_fail_nomem(m->err);
    for (size_t i = 0; i < n; i++) {
        struct cp_period p = cp_finance_period(m, (int64_t)i + l->grid.base);
        l->held.principal[i] = cp_finance_close_at(c, x->principal, p);
        l->held.swapped[i] = cp_finance_close_at(c, x->swapped, p);
    }
    return 0;
}

static bool is_held(const struct cp_finance_model *m, const struct cp_book *b,
                    const struct cp_tranche *w) {
    return cp_finance_close_loan(m->close, b->entity->name, w->name) != NULL;
}

static int check(struct cp_finance_model *m, const struct cp_book *b, const struct cp_loan *l) {
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
    if (l->sized && w->issue < m->plan->horizon.origin && !is_held(m, b, w))
        return cp_fail_at(m->err, CP_EINPUT, w->pos,
                          "entities/%s/tranches/%s: issued before the plan starts, so its amount "
                          "must be given",
                          b->entity->name, w->name);
    return 0;
}

/* A date on a border of periods is the end of the earlier one. Without a date: what is repaid at
 * maturity then, else the end of the first whole period, and not before the last draw. */
static int64_t first_repayment(const struct cp_finance_model *m, const struct cp_loan *l) {
    const struct cp_tranche *w = l->tranche;
    const struct cp_loan_life *life = &l->life;
    bool whole = cp_period_start(cp_finance_period(m, life->issue)) == w->issue;
    int64_t first = whole ? life->issue : life->issue + 1;
    if (w->first_principal > w->issue && w->first_principal < w->maturity)
        first = cp_finance_index_of(m, w->first_principal - 1);
    else if (life->tenor)
        first = life->issue + 1;
    else if (l->kind->at_maturity)
        first = life->last;
    if (life->delayed && !life->tenor && first <= life->draw_end)
        first = life->draw_end + 1;
    return first < life->last ? first : life->last;
}

static enum cp_recourse recourse_of(const struct cp_finance_model *m, const struct cp_book *b,
                                    const struct cp_tranche *w) {
    if (w->holder)
        return CP_RECOURSE_NONE;
    if (w->bridge)
        return CP_RECOURSE_FULL;
    if (w->recourse.kind != CP_RECOURSE_USUAL)
        return w->recourse.kind;
    for (size_t i = 0; i < m->nbook; i++)
        if (m->book[i].parent != NONE && &m->book[m->book[i].parent] == b)
            return CP_RECOURSE_FULL;
    return CP_RECOURSE_NONE;
}

/* In whole months, of those of the period. */
static double part_until(struct cp_period p, int64_t hour) {
    if (p.freq > CP_QUARTER)
        return 1;
    int first = cp_period_at(CP_MONTH, cp_period_start(p)).index,
        end = cp_period_at(CP_MONTH, cp_period_end(p) - 1).index,
        at = cp_period_at(CP_MONTH, hour).index;
    return (double)(at - first + 1) / (double)(end - first + 1);
}

/* Periods, one at least. */
static int64_t tenor_of(const struct cp_finance_model *m, const struct cp_tranche *w) {
    double periods = w->draw.tenor * cp_period_per_year(m->plan->horizon.from.freq);
    return w->draw.tenor > 0 ? llrint(fmax(1, periods)) : 0;
}

static void make_life(const struct cp_finance_model *m, struct cp_loan *l) {
    const struct cp_tranche *w = l->tranche;
    struct cp_loan_life *life = &l->life;
    life->delayed = w->draw.until > w->issue && w->draw.until < INT64_MAX;
    life->issue = cp_finance_index_of(m, w->issue);
    life->last = cp_finance_index_of(m, w->maturity - 1);
    life->draw_end = life->delayed ? cp_finance_index_of(m, w->draw.until - 1) : life->issue;
    if (life->draw_end > life->last) /* nothing is drawn, or kept ready, after maturity */
        life->draw_end = life->last;
    life->tenor = tenor_of(m, w);
    if (life->tenor && life->draw_end < 0) { /* as if drawn at issue: one draw */
        life->last =
            life->issue + life->tenor < life->last ? life->issue + life->tenor : life->last;
        life->tenor = 0;
    }
    life->first = first_repayment(m, l);
    life->last_part = part_until(cp_finance_period(m, life->last), w->maturity - 1);
}

int cp_finance_loan_make(struct cp_finance_model *m, const struct cp_book *b,
                         const struct cp_tranche *w, const struct cp_tranche_kind *kind,
                         struct cp_loan *l) {
    enum cp_day_count count = CP_30_360;
    *l = (struct cp_loan){.tranche = w,
                          .kind = kind,
                          .amount = w->amount,
                          .carries = INFINITY,
                          .recourse = recourse_of(m, b, w),
                          .rank = cp_finance_rank(b, w->name)};
    if (w->interest.day_count && cp_day_count_parse(w->interest.day_count, &count) != 0)
        return cp_fail_at(m->err, CP_EINPUT, w->pos, "unknown day count '%s'",
                          w->interest.day_count);
    l->sized = isnan(w->amount) && (kind->sculpted || w->gearing > 0);
    int rc = check(m, b, l);
    if (rc)
        return rc;
    if (l->sized)
        l->amount = 0; /* until it is */
    make_life(m, l);
    rc = make_grid(m, l, count);
    if (rc)
        return rc;
    rc = make_series(m, &l->run);
    if (rc)
        return rc;
    rc = hold(m, b, l);
    if (rc)
        return rc;
    rc = kind->make ? kind->make(m, b, l) : 0;
    if (rc)
        return rc;
    cp_finance_loan_reset(l);
    return 0;
}

/* ---- before the plan --------------------------------------------------------------------- */

/* From issue to the start of the horizon everything went by the contract. */
static void run_history(struct cp_loan *l) {
    const struct cp_loan_life *life = &l->life;
    l->open = (struct cp_loan_open){0};
    if (life->issue >= 0)
        return;
    double balance = life->delayed && life->draw_end >= 0 ? 0 : l->amount;
    for (int64_t i = life->issue; i < 0; i++) {
        double interest = balance * cp_finance_loan_rate(l, i);
        if (l->tranche->interest.capitalise && i < life->first) {
            balance += interest;
            l->open.capitalised += cp_finance_loan_by_owners(l) ? 0 : interest;
        }
        double held = cp_finance_loan_held(l, l->held.principal, i);
        balance -= isnan(held) ? cp_finance_loan_amortised(l, i, life->first, life->last, balance)
                               : fmin(held, balance);
    }
    l->open.balance = balance;
    double periods = (double)(life->last - life->issue + 1);
    double oid = balance > 0 ? l->tranche->fee.oid : 0;
    l->open.costs =
        (l->tranche->fee.upfront + oid) * l->amount * (double)(life->last + 1) / periods;
}

void cp_finance_loan_reset(struct cp_loan *l) {
    const struct cp_loan_life *life = &l->life;
    run_history(l);
    bool all_drawn = life->issue < 0 && !(life->delayed && life->draw_end >= 0);
    l->now.drawn = all_drawn ? l->amount : 0;
    l->now.contract = l->now.planned = l->open.balance;
    l->now.swept = 0;
    l->now.capitalised = l->open.capitalised;
    l->now.supported = 0;
}

/* ---- a period: draws --------------------------------------------------------------------- */

/* On the mean undrawn: a draw is in the middle of its period. */
static double commitment_of(const struct cp_loan *l, int64_t i) {
    if (!cp_finance_loan_is_drawn(l, i))
        return 0;
    return l->tranche->fee.commitment * l->grid.years[i - l->grid.base] *
           fmax(0, l->amount - l->now.drawn - 0.5 * l->run.draw[i]);
}

/* A swap is of what was to be owed at close, and never of more than is owed. */
double cp_finance_loan_swapped(const struct cp_loan *l, size_t t) {
    double owed = cp_finance_loan_opening(l, t) + l->run.draw[t] * (l->life.delayed ? 0.5 : 1);
    double held = cp_finance_loan_held(l, l->held.swapped, (int64_t)t);
    return isnan(held) ? l->tranche->interest.swap * owed : fmin(held, owed);
}

/* What a swap of a fixed notional pays beyond one of the same part of whatever is owed. */
static double swap_gap(const struct cp_loan *l, size_t t) {
    int64_t i = (int64_t)t;
    if (!l->held.swapped || i > l->life.last || i < l->life.issue)
        return 0;
    double owed = cp_finance_loan_opening(l, t) + l->run.draw[t] * (l->life.delayed ? 0.5 : 1);
    return (cp_finance_loan_swapped(l, t) - l->tranche->interest.swap * owed) *
           l->grid.swap[i - l->grid.base];
}

static double interest_of(const struct cp_loan *l, size_t t) {
    return cp_finance_loan_interest_on(l, t, cp_finance_loan_opening(l, t)) + swap_gap(l, t);
}

/* What draws have to pay for because they are drawn: discounts, and with draw_costs interest and
 * commitment fees. */
static double cost_of_draws(const struct cp_book *b, size_t t) {
    double sum = 0;
    for (size_t k = 0; k < b->nloan; k++) {
        const struct cp_loan *l = &b->loan[k];
        sum += l->tranche->fee.oid * l->run.draw[t];
        if (l->tranche->draw.costs && cp_finance_loan_is_drawn(l, (int64_t)t))
            sum += interest_of(l, t) + commitment_of(l, (int64_t)t);
    }
    return sum;
}

double cp_finance_loan_upfront(const struct cp_loan *l) {
    return l->held.principal ? l->held.fee : l->tranche->fee.upfront * l->amount;
}

/* What is left of all delayed draws, and what they will be needed for after period t. */
static double after_equity(const struct cp_book *b, size_t t, double need, size_t T) {
    double left = 0, later = 0;
    int64_t end = (int64_t)t;
    for (size_t k = 0; k < b->nloan; k++) {
        const struct cp_loan *l = &b->loan[k];
        if (!l->life.delayed || l->life.draw_end < (int64_t)t)
            continue;
        left += l->amount - l->now.drawn;
        end = l->life.draw_end > end ? l->life.draw_end : end;
    }
    for (size_t i = t + 1; i < T && (int64_t)i <= end; i++)
        later += b->build.need[i];
    return need - fmin(need, fmax(0, need + later - left));
}

/* Delayed draws meet each loan's share of the need, and together no more than the need. */
static double draw_towards(const struct cp_book *b, size_t t, double all, size_t T) {
    enum cp_funding funding = b->entity->equity.funding;
    double wanted = 0, drawn = 0,
           need = funding == CP_FUNDING_EQUITY_FIRST ? after_equity(b, t, all, T) : all;
    b->build.now[t] = all;
    for (size_t k = 0; k < b->nloan; k++) {
        struct cp_loan *l = &b->loan[k];
        double share = l->tranche->gearing > 0 && funding == CP_FUNDING_PRO_RATA
                           ? fmin(1, l->tranche->gearing)
                           : 1;
        double most = l->amount - l->now.drawn;
        if (!cp_finance_loan_is_drawn(l, (int64_t)t))
            continue;
        if (l->kind->limit)
            most = fmin(most, l->kind->limit(l, t) - cp_finance_loan_opening(l, t));
        wanted += l->run.draw[t] = fmax(0, fmin(most, share * need));
    }
    for (size_t k = 0; k < b->nloan; k++) {
        struct cp_loan *l = &b->loan[k];
        if (l->life.delayed && wanted > need)
            l->run.draw[t] *= need > 0 ? need / wanted : 0;
        drawn += l->life.delayed ? l->run.draw[t] : 0;
    }
    return drawn;
}

/* A draw's own cost comes back by less than half a period's interest, its commitment and discount,
 * so the fixed point is reached to the last digits in a few rounds. */
void cp_finance_loans_draw(const struct cp_book *b, size_t t, double need, size_t T) {
    enum { ROUNDS = 100 };
    double before = -1, drawn = 0;
    for (size_t k = 0; k < b->nloan; k++) {
        struct cp_loan *l = &b->loan[k];
        bool now = l->life.issue == (int64_t)t;
        l->run.draw[t] = !l->life.delayed && now ? l->amount : 0;
        l->run.upfront[t] = now ? cp_finance_loan_upfront(l) : 0;
    }
    for (int round = 0; round < ROUNDS && fabs(drawn - before) > 1e-15 * drawn; round++) {
        before = drawn;
        drawn = draw_towards(b, t, need + cost_of_draws(b, t), T);
    }
}

/* ---- a period: interest and principal ---------------------------------------------------- */

void cp_finance_loan_accrue(struct cp_loan *l, size_t t, double building) {
    int64_t i = (int64_t)t, last = l->life.last;
    const struct cp_tranche *w = l->tranche;
    struct cp_loan_run *r = &l->run;
    bool added = cp_finance_loan_adds(l, t),
         drawn = w->draw.costs && cp_finance_loan_is_drawn(l, i);
    double part = i < l->life.built ? building : 0;
    r->interest[t] = interest_of(l, t);
    r->idc[t] = added ? r->interest[t] : 0;
    r->commitment[t] = commitment_of(l, i);
    r->discount[t] = w->fee.oid * r->draw[t];
    r->pooled[t] = added || drawn ? part * r->interest[t] : 0;
    r->pooled_fees[t] = drawn ? part * r->commitment[t] : 0;
    double costs = (t == 0 ? l->open.costs : r->costs[t - 1]) + r->upfront[t] + r->discount[t];
    bool amortised = i >= l->life.issue && i < last;
    r->costs[t] = amortised ? costs * (double)(last - i) / (double)(last - i + 1) : 0;
}

void cp_finance_loan_settle(struct cp_loan *l, size_t t, double due, double interest,
                            double principal) {
    struct cp_loan_run *r = &l->run;
    double opening = cp_finance_loan_opening(l, t), arrears = fmax(0, opening - l->now.contract);
    double planned_idc =
        cp_finance_loan_adds(l, t) ? cp_finance_loan_interest_on(l, t, l->now.planned) : 0;
    l->now.drawn += r->draw[t];
    l->now.capitalised += cp_finance_loan_pooled(l, t);
    r->swept[t] = 0;
    r->due[t] = due;
    r->principal[t] = principal;
    r->interest_shortfall[t] = cp_finance_interest_due(l, t) - interest;
    r->principal_shortfall[t] = due - principal;
    r->balance[t] = opening + r->draw[t] + r->idc[t] + r->interest_shortfall[t] - principal;
    l->now.contract += r->draw[t] + r->idc[t] - fmax(0, due - arrears);
    l->now.planned += r->draw[t] + planned_idc - r->planned[t];
    if (fabs(l->now.contract) <= 1e-13 * l->amount)
        l->now.contract = 0; /* rounding */
    if (l->now.planned <= 1e-13 * l->amount)
        l->now.planned = 0;
    r->planned_left[t] = l->now.planned;
    r->drawn_left[t] = r->draw[t] + planned_idc;
}

void cp_finance_loan_sweep(struct cp_loan *l, size_t t, double amount) {
    l->run.balance[t] -= amount;
    l->run.principal[t] += amount;
    l->run.swept[t] += amount;
    l->now.swept += amount;
    l->now.contract = fmax(0, l->now.contract - amount);
}
