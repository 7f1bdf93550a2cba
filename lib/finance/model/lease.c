/* Leases with others: payments, the rate that they give, what is owed, and what is used or let
 * [ASC 842-20 and -30, IFRS 16]. Payments are made when a period of the plan begins or ends. */
#include "finance/model/lease.h"
#include "finance/model/model.h"
#include <math.h>

double cp_finance_lease_years(const struct cp_finance_model *m, const struct cp_leased *l,
                              int64_t i, bool ends) {
    struct cp_period p = cp_finance_period(m, i);
    return cp_finance_running(l->lease->from, ends ? l->lease->until : INT64_MAX, p) *
           cp_period_years(p);
}

double cp_finance_lease_risen(const struct cp_finance_model *m, const struct cp_leased *l,
                              int64_t i) {
    const struct cp_lease *w = l->lease;
    return cp_finance_risen(w->from, w->until, cp_finance_period(m, i), w->escalation, 0);
}

/* Payments of a period for 1 a year, or those of the plan. */
static double shape(const struct cp_finance_model *m, const struct cp_leased *l, int64_t i) {
    const struct cp_lease *w = l->lease;
    double a_year = w->payment.n ? cp_plan_path_at(&w->payment, cp_finance_period(m, i),
                                                   m->plan->horizon.origin)
                                 : 1;
    return a_year * cp_finance_lease_risen(m, l, i) * cp_finance_lease_years(m, l, i, true);
}

/* ---- rates --------------------------------------------------------------------------------- */

/* The value of l->paid and of what ends it, when the lease begins; `end` false: of payments. */
static double value(const struct cp_finance_model *m, const struct cp_leased *l, double rate,
                    bool end) {
    double sum = 0, years = 0;
    for (int64_t i = l->first; i <= l->last; i++) {
        double length = cp_finance_lease_years(m, l, i, true);
        sum +=
            l->paid[i - l->first] * cp_discount(rate, l->lease->advance ? years : years + length);
        years += length;
    }
    return sum + (end ? l->end * cp_discount(rate, years) : 0);
}

/* That makes payments and what ends it worth the value. */
static int implicit_rate(struct cp_finance_model *m, struct cp_leased *l) {
    size_t n = (size_t)(l->last - l->first) + 3;
    double *year = cp_arena_calloc(&m->arena, n, sizeof *year),
           *flow = cp_arena_calloc(&m->arena, n, sizeof *flow), years = 0;
    struct cp_rates found;
    if (!year || !flow)
        return cp_fail_nomem(m->err);
    flow[0] = -l->lease->value;
    for (size_t i = 1; i + 1 < n; i++) {
        double length = cp_finance_lease_years(m, l, l->first + (int64_t)i - 1, true);
        flow[i] = l->paid[i - 1];
        year[i] = l->lease->advance ? years : years + length;
        years += length;
    }
    flow[n - 1] = l->end;
    year[n - 1] = years;
    int rc = cp_cashflow_rates(year, flow, n, &found, m->err);
    l->rate = found.rate;
    return rc;
}

static int fail(const struct cp_finance_model *m, const struct cp_book *b,
                const struct cp_leased *l, const char *why) {
    return cp_fail_at(m->err, CP_EINPUT, l->lease->pos, "entities/%s/leases/%s: %s",
                      b->entity->name, l->lease->name, why);
}

/* Payments, by the yield where the plan says none. */
static int find_payments(struct cp_finance_model *m, const struct cp_book *b, struct cp_leased *l) {
    const struct cp_lease *w = l->lease;
    double scale = 1, years = 0;
    for (int64_t i = l->first; i <= l->last; i++) {
        l->paid[i - l->first] = shape(m, l, i);
        years += cp_finance_lease_years(m, l, i, true);
    }
    l->years = years;
    if (!w->payment.n) {
        double end = w->purchase >= 0 ? w->purchase : w->residual;
        scale = (w->value - end * cp_discount(w->yield, years)) / value(m, l, w->yield, false);
        l->payment = scale;
        if (!(scale >= 0 && isfinite(scale)))
            return fail(m, b, l, "its residual alone is worth more than the value at that yield");
    }
    for (int64_t i = l->first; i <= l->last; i++)
        l->total += l->paid[i - l->first] *= scale;
    l->end = w->purchase >= 0 ? w->purchase : w->lets ? w->residual : 0;
    l->rate = !w->lets && w->rate >= 0 ? w->rate : w->yield;
    int rc = isnan(l->rate) ? implicit_rate(m, l) : 0;
    if (rc)
        return rc;
    return isnan(l->rate) ? fail(m, b, l, "no yield makes its payments worth the value") : 0;
}

/* Bought in the end, for most of its life, or for nearly all that it is worth [ASC 842-10-25-2 and
 * 842-10-55-2]. */
static bool is_finance(const struct cp_finance_model *m, const struct cp_leased *l) {
    enum { MOST = 75, NEARLY_ALL = 90 }; /* % */
    const struct cp_lease *w = l->lease;
    double guaranteed =
        w->lets && w->guarantee >= 0 ? w->guarantee * cp_discount(l->rate, l->years) : 0;
    if (w->how != CP_LEASE_TESTED)
        return w->how == CP_LEASE_FINANCE;
    return w->purchase >= 0 || 100 * l->years >= MOST * w->life ||
           100 * (value(m, l, l->rate, false) + guaranteed) >= NEARLY_ALL * w->value;
}

/* ---- by period ----------------------------------------------------------------------------- */

static void find_owed(const struct cp_finance_model *m, struct cp_leased *l) {
    double owed = l->start = value(m, l, l->rate, true);
    for (int64_t i = l->first; i <= l->last; i++) {
        double paid = l->paid[i - l->first], on = l->lease->advance ? owed - paid : owed;
        double interest = on * (pow(1 + l->rate, cp_finance_lease_years(m, l, i, true)) - 1);
        l->interest[i - l->first] = interest;
        owed += interest - paid;
        l->owed[i - l->first] = i < l->last ? owed : 0; /* what ends it is paid then */
    }
}

double cp_finance_lease_left(const struct cp_finance_model *m, const struct cp_leased *l,
                             int64_t i) {
    const struct cp_lease *w = l->lease;
    double years = 0, life = w->life > 0 && (w->lets || w->purchase >= 0) ? w->life : l->years;
    bool owned = !w->lets && w->purchase >= 0;
    for (int64_t k = l->first; k <= i; k++)
        years += cp_finance_lease_years(m, l, k, !owned);
    return fmax(0, 1 - years / life);
}

double cp_finance_lease_basis(const struct cp_finance_model *m, const struct cp_book *b,
                              const struct cp_leased *l, int64_t i) {
    const struct cp_lease *w = l->lease;
    struct cp_asset a = {
        .kind = ASSET_SITE, .start = w->from, .life = w->life > 0 ? w->life : l->years};
    return 1 - cp_finance_asset_schedule(b, &a, w->depreciation,
                                         cp_period_end(cp_finance_period(m, i)));
}

/* Equipment let under an operating lease: over its life, or over the term to what it is expected to
 * be worth. */
static double let(const struct cp_finance_model *m, const struct cp_leased *l, int64_t i) {
    double cost = cp_finance_lease_cost(l);
    double end = l->lease->life > 0 ? 0 : fmin(cost, l->end);
    return end + (cost - end) * cp_finance_lease_left(m, l, i);
}

static void find_assets(const struct cp_finance_model *m, struct cp_leased *l, int64_t to) {
    double costs = cp_finance_lease_costs(l), used = l->start + costs, deferred = 0;
    for (int64_t i = l->first; i <= to; i++) {
        double years = cp_finance_lease_years(m, l, i, true), *now = &l->asset[i - l->first];
        double straight = (l->total + costs) * years / l->years;
        bool runs = cp_finance_lease_runs(l, i), over = i >= l->last;
        if (l->lease->lets && l->finance)
            *now = cp_finance_lease_at(l, l->owed, i);
        else if (l->lease->lets)
            *now = over ? 0 : let(m, l, i);
        else if (l->finance)
            *now = (l->start + costs) * cp_finance_lease_left(m, l, i);
        else {
            used += runs ? l->interest[i - l->first] - straight : 0;
            *now = over ? 0 : used;
        }
        deferred += runs ? straight - l->paid[i - l->first] : 0;
        if (runs)
            l->deferred[i - l->first] = over ? 0 : deferred;
    }
    l->left = let(m, l, l->last);
}

int cp_finance_lease_make(struct cp_finance_model *m, const struct cp_book *b,
                          const struct cp_lease *w, struct cp_leased *l) {
    *l = (struct cp_leased){.lease = w,
                            .payment = NAN,
                            .first = cp_finance_index_of(m, w->from),
                            .last = cp_finance_index_of(m, w->until - 1)};
    int64_t end = (int64_t)m->T - 1, to = l->last > end ? l->last : end;
    size_t n = (size_t)(l->last - l->first) + 1, all = to < l->first ? 1 : (size_t)(to - l->first);
    double **const series[] = {&l->paid, &l->interest, &l->owed, &l->deferred, &l->asset};
    for (size_t i = 0; i < 5; i++)
        if (!(*series[i] = cp_arena_calloc(&m->arena, i < 4 ? n : all + 1, sizeof(double))))
            return cp_fail_nomem(m->err);
    int rc = find_payments(m, b, l);
    if (rc)
        return rc;
    l->finance = is_finance(m, l);
    find_owed(m, l);
    find_assets(m, l, to);
    return 0;
}
