/* What covers the debt of a book: LLCR and PLCR of a tranche together with all that is not behind
 * it, least and mean DSCR, and ratios by period. */
#include "finance/answer/answer.h"
#include <math.h>

/* ---- over the life of a loan ------------------------------------------------------------- */

/* Debt that shares the CFADS of `l` or comes before it. What will be refinanced is not to be
 * earned.
 */
bool cp_finance_cover_counts(const struct cp_loan *l, const struct cp_loan *o) {
    return o == l || (o->rank <= l->rank && !o->refinanced && !cp_finance_loan_by_owners(o));
}

/* The loan's rate of a period, after maturity too. */
static double own_rate(const struct cp_finance_model *m, const struct cp_loan *l, int64_t i) {
    return i <= l->life.last
               ? cp_finance_loan_rate(l, i)
               : cp_finance_loan_yearly(m, l->tranche, i) * cp_period_years(m->period[i]);
}

/* Rate of the debt that counts, by what is owed of each: at it the service is worth the debt, so
 * that cover over a life lies between the least and the greatest DSCR. */
static double rate_at(const struct cp_finance_answer *w, const struct cp_loan *l, int64_t i) {
    double own = own_rate(w->m, l, i), owed = 0, above = 0;
    for (size_t k = 0; k < w->b->nloan; k++) {
        const struct cp_loan *o = &w->b->loan[k];
        if (!cp_finance_cover_counts(l, o) || i > o->life.last)
            continue;
        double debt = cp_finance_loan_opening(o, (size_t)i) + o->run.draw[i];
        owed += debt;
        above += debt * (own_rate(w->m, o, i) - own);
    }
    return owed > 0 ? own + above / owed : own;
}

/* Value at the start of period `from` of the CFADS until the end of period `last`. */
static double cfads_value(const struct cp_finance_answer *w, const struct cp_loan *l, int64_t from,
                          int64_t last) {
    double value = 0;
    for (int64_t i = last; i >= from; i--)
        value = (value + w->b->cfads[i]) / (1 + rate_at(w, l, i));
    return value;
}

/* When repayment begins; where all is repaid at maturity, when the entity first earns. Today for a
 * loan that repays already. */
int64_t cp_finance_cover_from(const struct cp_book *b, const struct cp_loan *l) {
    int64_t from = l->kind->at_maturity ? l->life.issue : l->life.first;
    from = from > 0 ? from : 0;
    while (l->kind->at_maturity && from < l->life.last && cp_finance_revenue(b, (size_t)from) <= 0)
        from++;
    return from;
}

/* LLCR and PLCR: value of the CFADS until maturity, and until the end of the plan, over this debt
 * and all that is not behind it. Not for debt that outlives the plan, whose later CFADS nobody
 * knows. */
static int life_cover(const struct cp_finance_answer *w, const struct cp_loan *l) {
    int64_t end = (int64_t)w->m->T - 1, from;
    const char *name = l->tranche->name;
    double debt = 0;
    if (l->life.last > end || l->refinanced || cp_finance_loan_by_owners(l))
        return 0;
    from = cp_finance_cover_from(w->b, l);
    if (cp_finance_loan_opening(l, (size_t)from) + l->run.draw[from] <= 0)
        return 0;
    for (size_t k = 0; k < w->b->nloan; k++) {
        const struct cp_loan *o = &w->b->loan[k];
        if (cp_finance_cover_counts(l, o))
            debt += cp_finance_loan_opening(o, (size_t)from) + o->run.draw[from];
    }
    double value = cfads_value(w, l, from, l->life.last);
    int rc = cp_finance_put(w, "cfads_value", name, NULL, value);
    if (rc)
        return rc;
    rc = cp_finance_put(w, "llcr", name, NULL, value / debt);
    if (rc)
        return rc;
    return cp_finance_put(w, "plcr", name, NULL, cfads_value(w, l, from, end) / debt);
}

static int dscr_of_plan(const struct cp_finance_answer *w) {
    const struct cp_book *b = w->b;
    double least = INFINITY, sum = 0;
    size_t n = 0;
    for (size_t t = 0; t < w->m->T; t++)
        if (cp_finance_dscr_tested(b, t)) {
            least = fmin(least, b->cfads[t] / b->service[t]);
            sum += b->cfads[t] / b->service[t];
            n++;
        }
    if (n == 0)
        return 0;
    int rc = cp_finance_put(w, "dscr_min", NULL, NULL, least);
    return rc ? rc : cp_finance_put(w, "dscr_mean", NULL, NULL, sum / (double)n);
}

int cp_finance_write_cover(const struct cp_finance_answer *w) {
    for (size_t k = 0; k < w->b->nloan; k++) {
        int rc = life_cover(w, &w->b->loan[k]);
        if (rc)
            return rc;
    }
    return dscr_of_plan(w);
}

/* ---- by period --------------------------------------------------------------------------- */

/* A ratio of a book at the end of a period: measure, what is above and what below the line. */
struct ratio {
    const char *measure;
    double (*above)(const struct cp_finance_answer *w, size_t t);
    double (*below)(const struct cp_finance_answer *w, size_t t);
};

static size_t year_of(const struct cp_finance_answer *w) {
    return (size_t)cp_period_per_year(w->m->plan->horizon.from.freq);
}

static double debt(const struct cp_finance_answer *w, size_t t) {
    return w->b->line[BS_DEBT][t];
}
static double net_debt(const struct cp_finance_answer *w, size_t t) {
    return w->b->line[BS_DEBT][t] - w->b->line[BS_CASH][t];
}
static double assets(const struct cp_finance_answer *w, size_t t) {
    return w->b->line[BS_SITE][t] + w->b->line[BS_GPU][t];
}
static double collateral(const struct cp_finance_answer *w, size_t t) {
    return assets(w, t) + w->b->line[BS_CASH][t];
}

/* Of the year that ends with the period; of none before there is a whole one. */
static double ebitda(const struct cp_finance_answer *w, size_t t) {
    size_t year = year_of(w);
    double sum = 0;
    for (size_t i = t + 1 < year ? t + 1 : t + 1 - year; i <= t; i++)
        sum += w->b->line[INC_EBITDA][i];
    return sum;
}

/* Cash, and what may still be drawn. */
static double liquid(const struct cp_finance_answer *w, size_t t) {
    double sum = w->b->line[BS_CASH][t];
    for (size_t k = 0; k < w->b->nloan; k++) {
        const struct cp_loan *l = &w->b->loan[k];
        double left = l->amount;
        for (size_t i = 0; i <= t; i++)
            left -= l->run.draw[i];
        bool draws = !cp_finance_loan_by_owners(l) && l->life.delayed && l->life.issue >= 0 &&
                     (int64_t)t < l->life.draw_end && (int64_t)t >= l->life.issue;
        sum += draws ? fmax(0, left) : 0;
    }
    return sum;
}

/* Debt service of the year after the period, as much of it as the plan has. */
static double service_ahead(const struct cp_finance_answer *w, size_t t) {
    double sum = 0;
    for (size_t i = t + 1; i < w->m->T && i <= t + year_of(w); i++)
        sum += w->b->service[i];
    return sum;
}

static const struct ratio ratios[] = {{"net_debt_to_ebitda", net_debt, ebitda},
                                      {"ltv", debt, assets},
                                      {"overcollateralisation", collateral, debt},
                                      {"liquidity", liquid, service_ahead}};

/* What is left of a debt by rounding is none. */
static bool is_owed(const struct cp_finance_answer *w, size_t t) {
    return debt(w, t) > fmax(0.005, 1e-12 * collateral(w, t));
}

/* While there is debt; none over nothing. */
int cp_finance_write_ratios(const struct cp_finance_answer *w) {
    for (size_t k = 0; k < sizeof ratios / sizeof *ratios; k++)
        for (size_t t = 0; t < w->m->T; t++) {
            double below = ratios[k].below(w, t);
            if (below <= 0.005 || !is_owed(w, t))
                continue;
            int rc = cp_finance_put_at(w, t, ratios[k].measure, NULL, NULL,
                                       ratios[k].above(w, t) / below);
            if (rc)
                return rc;
        }
    return 0;
}
