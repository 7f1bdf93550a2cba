/* Totals of a book: NPV, IRR and XIRR of the project and of its equity, least DSCR, LLCR, and the
 * cost of a GPU-hour. */
#include "finance/model/book.h"
#include <math.h>
#include <string.h>

static int put(struct model *m, struct cp_facts *facts, const struct book *b, const char *measure,
               const char *tranche, const char *kind, double value) {
    return cp_facts_put(facts,
                        &(struct cp_fact){.dim[CP_ENTITY] = b->entity->name,
                                          .dim[CP_TRANCHE] = tranche,
                                          .dim[CP_KIND] = kind,
                                          .measure = measure,
                                          .value = value},
                        m->err);
}

/* The rate of NPV, nominal as the flows are. */
static double hurdle(const struct model *m, const struct book *b) {
    double r = b->entity->hurdle > -1 ? b->entity->hurdle : m->plan->discount;
    return m->plan->real_prices ? (1 + r) * (1 + m->plan->inflation) - 1 : r;
}

struct flows {
    size_t n;
    double *amount, *year, *dated;
};

static int flows_make(struct model *m, struct flows *f) {
    f->amount = cp_arena_calloc(&m->arena, m->T + 2, sizeof *f->amount);
    f->year = cp_arena_calloc(&m->arena, m->T + 2, sizeof *f->year);
    f->dated = cp_arena_calloc(&m->arena, m->T + 2, sizeof *f->dated);
    return f->amount && f->year && f->dated ? 0 : cp_fail_nomem(m->err);
}

/* Flow at `hour`; NPV and IRR take `year` from the start of the plan, XIRR days by act/365. */
static void flow(const struct model *m, struct flows *f, double amount, double year, int64_t hour) {
    f->amount[f->n] = amount;
    f->year[f->n] = year;
    f->dated[f->n++] = cp_day_count_years(CP_ACT_365, m->plan->horizon.origin, hour);
}

static int put_returns(struct model *m, struct cp_facts *facts, const struct book *b,
                       const struct flows *f, const char *kind) {
    struct cp_rates irr, xirr;
    int rc = cp_rate_roots(f->year, f->amount, f->n, &irr, m->err);
    if (rc == 0)
        rc = cp_rate_roots(f->dated, f->amount, f->n, &xirr, m->err);
    if (rc < 0)
        return rc;
    if (irr.status == CP_RATE_SEVERAL)
        note(m, "%s: the IRR of its %s has %zu values; the one nearest to 0 is given",
             b->entity->name, kind, irr.n);
    else if (irr.status == CP_RATE_NONE)
        note(m, "%s: its %s has no IRR: no rate makes its value zero", b->entity->name, kind);
    double npv = cp_npv(hurdle(m, b), f->year, f->amount, f->n);
    rc = put(m, facts, b, "npv", NULL, kind, npv);
    if (rc == 0)
        rc = put(m, facts, b, "irr", NULL, kind, irr.rate);
    return rc < 0 ? rc : put(m, facts, b, "xirr", NULL, kind, xirr.rate);
}

static int64_t middle(const struct model *m, size_t t) {
    return (cp_period_start(m->period[t]) + cp_period_end(m->period[t])) / 2;
}

/* Project: EBITDA less tax less capex, and what new assets are worth in the books at the end.
 * Equity: book equity put in at the start, contributions, distributions, book equity at the end. */
static int returns(struct model *m, struct cp_facts *facts, const struct book *b) {
    struct flows project = {0}, equity = {0};
    size_t last = m->T - 1;
    int64_t end = cp_period_end(m->period[last]), origin = m->plan->horizon.origin;
    int rc = flows_make(m, &project);
    if (rc == 0)
        rc = flows_make(m, &equity);
    if (rc < 0)
        return rc;
    flow(m, &equity, -b->open[BS_EQUITY], cp_years_between(m->plan->discount_from, origin), origin);
    for (size_t t = 0; t < m->T; t++) {
        double free = b->line[CF_EBITDA][t] + b->line[CF_TAX][t] + b->line[CF_CAPEX_SITE][t] +
                      b->line[CF_CAPEX_GPU][t];
        flow(m, &project, free, m->mid[t], middle(m, t));
        flow(m, &equity, -b->line[CF_CONTRIBUTION][t] - b->line[CF_DISTRIBUTION][t], m->mid[t],
             middle(m, t));
    }
    flow(m, &project, b->book_new[last] + b->line[BS_DEPOSITS][last] - b->line[BS_PAYABLES][last],
         m->end, end);
    flow(m, &equity, b->line[BS_EQUITY][last], m->end, end);
    rc = put_returns(m, facts, b, &project, "project");
    return rc < 0 ? rc : put_returns(m, facts, b, &equity, "equity");
}

/* The loan's rate of a period, after maturity too. */
static double rate_at(const struct model *m, const struct loan *l, int64_t i) {
    return i <= l->last ? loan_rate(l, i)
                        : loan_yearly(m, l->tranche, i) * cp_period_years(m->period[i]);
}

/* LLCR and PLCR: value of the CFADS until maturity, and until the end of the plan, at the loan's
 * own rate over the debt, when repayment begins or the plan does. Not for debt that outlives the
 * plan, whose later CFADS nobody knows. */
static int loan_life(struct model *m, struct cp_facts *facts, const struct book *b) {
    int rc = 0;
    for (size_t k = 0; k < b->nloan && rc == 0; k++) {
        const struct loan *l = &b->loan[k];
        size_t from = l->first > 0 ? (size_t)l->first : 0;
        if (l->last >= (int64_t)m->T)
            continue;
        double value = 0, debt = loan_opening(l, from) + l->draw[from];
        for (int64_t i = l->last; i >= (int64_t)from; i--)
            value = (value + b->cfads[i]) / (1 + loan_rate(l, i));
        if (debt > 0)
            rc = put(m, facts, b, "cfads_value", l->tranche->name, NULL, value);
        if (debt > 0 && rc == 0)
            rc = put(m, facts, b, "llcr", l->tranche->name, NULL, value / debt);
        value = 0;
        for (int64_t i = (int64_t)m->T - 1; i >= (int64_t)from; i--)
            value = (value + b->cfads[i]) / (1 + rate_at(m, l, i));
        if (debt > 0 && rc == 0)
            rc = put(m, facts, b, "plcr", l->tranche->name, NULL, value / debt);
    }
    return rc;
}

/* What equity gave back, with its book value at the end, over what it put in. */
static int equity_multiple(struct model *m, struct cp_facts *facts, const struct book *b) {
    double in = fmax(0, b->open[BS_EQUITY]), out = fmax(0, b->line[BS_EQUITY][m->T - 1]);
    for (size_t t = 0; t < m->T; t++) {
        in += b->line[CF_CONTRIBUTION][t];
        out -= b->line[CF_DISTRIBUTION][t];
    }
    return in > 0 ? put(m, facts, b, "equity_multiple", NULL, NULL, out / in) : 0;
}

/* Debt less cash over the EBITDA of the year that ends with the period. */
static int net_debt(struct model *m, struct cp_facts *facts, const struct book *b) {
    size_t year = (size_t)cp_period_per_year(m->plan->horizon.from.freq);
    int rc = 0;
    for (size_t t = 0; t < m->T && rc == 0; t++) {
        double ebitda = 0;
        for (size_t i = t + 1 < year ? 0 : t + 1 - year; i <= t; i++)
            ebitda += b->line[INC_EBITDA][i];
        if (t + 1 < year || ebitda <= 0 || b->line[BS_DEBT][t] <= 0)
            continue;
        double net = b->line[BS_DEBT][t] - b->line[BS_CASH][t];
        rc = cp_facts_put(facts,
                          &(struct cp_fact){.dim[CP_PERIOD] = m->text[t],
                                            .dim[CP_ENTITY] = b->entity->name,
                                            .measure = "net_debt_to_ebitda",
                                            .value = net / ebitda},
                          m->err);
    }
    return rc;
}

static int dscr_of_plan(struct model *m, struct cp_facts *facts, const struct book *b) {
    double least = INFINITY, sum = 0;
    size_t n = 0;
    for (size_t t = 0; t < m->T; t++)
        if (dscr_tested(b, t)) {
            least = fmin(least, b->cfads[t] / b->service[t]);
            sum += b->cfads[t] / b->service[t];
            n++;
        }
    if (n == 0)
        return 0;
    int rc = put(m, facts, b, "dscr_min", NULL, NULL, least);
    return rc < 0 ? rc : put(m, facts, b, "dscr_mean", NULL, NULL, sum / (double)n);
}

/* Present cost over present GPU-hours at the hurdle rate, in the plan's money:
 * cash            running costs alone: what an hour costs that would else be idle
 * sunk-excluded   with capex of the plan less the book value of new assets at the end
 * full            with what was spent before the plan too, less the book value of all */
static int hour_cost(struct model *m, struct cp_facts *facts, const struct book *b) {
    double rate = hurdle(m, b), hours = 0, opex = 0, capex = 0, market = 0, traded = 0;
    size_t last = m->T - 1;
    for (size_t t = 0; t < m->T; t++) {
        double df = cp_discount(rate, m->mid[t]);
        hours += b->hours[t] * df * m->index[t];
        traded += b->market_hours[t] * df * m->index[t];
        market += b->market[t] * df * m->index[t];
        opex += (revenue_of(b, t) - b->line[INC_EBITDA][t]) * df;
        capex -= (b->line[CF_CAPEX_SITE][t] + b->line[CF_CAPEX_GPU][t]) * df;
    }
    if (hours <= 0)
        return 0;
    double df = cp_discount(rate, m->end), sunk = b->entity->sunk;
    double left =
        (b->book_new[last] + b->line[BS_DEPOSITS][last] - b->line[BS_PAYABLES][last]) * df;
    if (!(sunk > 0))
        sunk = b->open[BS_SITE] + b->open[BS_GPU];
    int rc = put(m, facts, b, "cost_per_gpu_hour", NULL, "cash", opex / hours);
    if (rc == 0 && traded > 0)
        rc = put(m, facts, b, "market_price", NULL, NULL, market / traded);
    if (rc == 0)
        rc = put(m, facts, b, "cost_per_gpu_hour", NULL, "sunk-excluded",
                 (opex + capex - left) / hours);
    if (rc == 0)
        rc = put(m, facts, b, "cost_per_gpu_hour", NULL, "full",
                 (opex + capex - left + sunk - b->book_old[last] * df) / hours);
    return rc;
}

/* What an hour costs in the books of the period: running costs, with the depreciation of what the
 * plan has added, and with that of what was there before too. */
static int hour_cost_by_period(struct model *m, struct cp_facts *facts, const struct book *b) {
    int rc = 0;
    for (size_t t = 0; t < m->T && rc == 0; t++) {
        double running = revenue_of(b, t) - b->line[INC_EBITDA][t];
        double all = running + b->line[INC_EBITDA][t] - b->line[INC_EBIT][t];
        const struct {
            const char *kind;
            double cost;
        } rows[] = {{"cash", running}, {"sunk-excluded", all - b->used_old[t]}, {"full", all}};
        for (size_t i = 0; i < 3 && rc == 0 && b->hours[t] > 0; i++)
            rc = cp_facts_put(facts,
                              &(struct cp_fact){.dim[CP_PERIOD] = m->text[t],
                                                .dim[CP_ENTITY] = b->entity->name,
                                                .dim[CP_KIND] = rows[i].kind,
                                                .measure = "cost_per_gpu_hour",
                                                .value = rows[i].cost / b->hours[t]},
                              m->err);
    }
    return rc;
}

int totals_write(struct model *m, const struct book *b, struct cp_facts *facts) {
    int rc = returns(m, facts, b);
    if (rc == 0 && !b->is_group)
        rc = loan_life(m, facts, b);
    if (rc == 0)
        rc = dscr_of_plan(m, facts, b);
    if (rc == 0)
        rc = equity_multiple(m, facts, b);
    return rc < 0 ? rc : hour_cost(m, facts, b);
}

int ratios_write(struct model *m, const struct book *b, struct cp_facts *facts) {
    int rc = net_debt(m, facts, b);
    return rc < 0 ? rc : hour_cost_by_period(m, facts, b);
}
