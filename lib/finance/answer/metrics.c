/* Totals of a book: NPV, IRR and XIRR of the project and of its equity; what covers its debt is
 * cover.c's. */
#include "finance/answer/answer.h"
#include <math.h>

double cp_finance_hurdle(const struct cp_finance_answer *w) {
    const struct cp_plan *plan = w->m->plan;
    double r = w->b->entity->hurdle > -1 ? w->b->entity->hurdle : plan->money.discount;
    return plan->money.real_prices ? (1 + r) * (1 + plan->money.inflation) - 1 : r;
}

/* ---- returns ----------------------------------------------------------------------------- */

struct flows {
    size_t n;
    double *amount, *year, *dated;
};

static int flows_make(struct cp_finance_model *m, struct flows *f) {
    f->amount = cp_arena_calloc(&m->arena, m->T + 2, sizeof *f->amount);
    f->year = cp_arena_calloc(&m->arena, m->T + 2, sizeof *f->year);
    f->dated = cp_arena_calloc(&m->arena, m->T + 2, sizeof *f->dated);
    return f->amount && f->year && f->dated ? 0 : cp_fail_nomem(m->err);
}

/* Flow at `hour`; NPV and IRR take `year` from the start of the plan, XIRR days by act/365. */
static void flow(const struct cp_finance_model *m, struct flows *f, double amount, double year,
                 int64_t hour) {
    f->amount[f->n] = amount;
    f->year[f->n] = year;
    f->dated[f->n++] = cp_day_count_years(CP_ACT_365, m->plan->horizon.origin, hour);
}

static int put_returns(const struct cp_finance_answer *w, const struct flows *f, const char *kind) {
    struct cp_rates irr, xirr;
    int rc = cp_cashflow_rates(f->year, f->amount, f->n, &irr, w->m->err);
    if (rc)
        return rc;
    rc = cp_cashflow_rates(f->dated, f->amount, f->n, &xirr, w->m->err);
    if (rc)
        return rc;
    const char *name = w->b->entity->name;
    if (irr.status == CP_RATE_SEVERAL)
        cp_finance_note(w->m, "%s: the IRR of its %s has %zu values; the one nearest to 0 is given",
                        name, kind, irr.n);
    else if (irr.status == CP_RATE_NONE)
        cp_finance_note(w->m, "%s: its %s has no IRR: no rate makes its value zero", name, kind);
    double npv = cp_cashflow_npv(cp_finance_hurdle(w), f->year, f->amount, f->n);
    rc = cp_finance_put(w, "npv", NULL, kind, npv);
    if (rc)
        return rc;
    rc = cp_finance_put(w, "irr", NULL, kind, irr.rate);
    return rc ? rc : cp_finance_put(w, "xirr", NULL, kind, xirr.rate);
}

static double ebitda_of_last_year(const struct cp_finance_answer *w) {
    size_t year = (size_t)cp_period_per_year(w->m->plan->horizon.from.freq), T = w->m->T;
    size_t n = year < T ? year : T;
    double sum = 0;
    for (size_t t = T - n; t < T; t++)
        sum += w->b->line[INC_EBITDA][t];
    return sum * (double)year / (double)n;
}

/* What a buyer pays for the entity with its debt at the end of the plan. NaN: nothing is said. */
static double sold_for(const struct cp_finance_answer *w) {
    const struct cp_entity_exit *e = &w->b->entity->exit;
    if (e->multiple > 0)
        return e->multiple * ebitda_of_last_year(w);
    return e->yield > 0 ? ebitda_of_last_year(w) / e->yield : NAN;
}

/* And what of it is the owners', with what they have lent, who keep the cash too: never less than
 * nothing. */
double cp_finance_equity_at_end(const struct cp_finance_answer *w) {
    double *const *x = w->b->line, price = sold_for(w);
    size_t last = w->m->T - 1;
    if (w->b->entity->exit.book)
        return x[BS_EQUITY][last] + x[BS_OWNER_DEBT][last];
    return isnan(price) ? 0 : fmax(0, price + x[BS_CASH][last] - x[BS_DEBT][last]);
}

/* Project: EBITDA less capex and less the tax that there would be without debt; and what it is sold
 * for, else what new assets are worth in the books at the end. */
static int project_returns(const struct cp_finance_answer *w) {
    struct cp_finance_model *m = w->m;
    double *const *x = w->b->line;
    struct flows f = {0};
    size_t last = m->T - 1;
    int rc = flows_make(m, &f);
    if (rc)
        return rc;
    for (size_t t = 0; t < m->T; t++) {
        double unlevered = x[CF_EBITDA][t] + w->b->lease.cash[t] - w->b->tax.unlevered[t] -
                           cp_finance_capex(w->b, t);
        flow(m, &f, unlevered, m->mid[t], cp_finance_middle(m, t));
    }
    double left = sold_for(w);
    if (isnan(left))
        left = w->b->asset.net_new[last] + x[BS_LEASED][last] + x[BS_DEPOSITS][last] -
               x[BS_PAYABLES][last];
    flow(m, &f, left, m->end, cp_period_end(m->period[last]));
    return put_returns(w, &f, "project");
}

/* Equity: book equity put in at the start, contributions, distributions, loans of owners and their
 * service, and the exit. */
static int equity_returns(const struct cp_finance_answer *w) {
    struct cp_finance_model *m = w->m;
    double *const *x = w->b->line;
    struct flows f = {0};
    int64_t origin = m->plan->horizon.origin;
    int rc = flows_make(m, &f);
    if (rc)
        return rc;
    flow(m, &f, -w->b->open[BS_EQUITY] - w->b->open[BS_OWNER_DEBT],
         cp_years_between(m->plan->money.discount_from, origin), origin);
    for (size_t t = 0; t < m->T; t++)
        flow(m, &f,
             -x[CF_CONTRIBUTION][t] - x[CF_DISTRIBUTION][t] - x[CF_OWNER_DRAW][t] -
                 x[CF_OWNER_INTEREST][t] - x[CF_OWNER_PRINCIPAL][t],
             m->mid[t], cp_finance_middle(m, t));
    flow(m, &f, cp_finance_equity_at_end(w), m->end, cp_period_end(m->period[m->T - 1]));
    return put_returns(w, &f, "equity");
}

/* What equity gave back, with its exit, over what it put in. */
static int equity_multiple(const struct cp_finance_answer *w) {
    const struct cp_book *b = w->b;
    size_t T = w->m->T;
    double in = fmax(0, b->open[BS_EQUITY]) + b->open[BS_OWNER_DEBT],
           out = fmax(0, cp_finance_equity_at_end(w));
    for (size_t t = 0; t < T; t++) {
        in += b->line[CF_CONTRIBUTION][t] + b->line[CF_OWNER_DRAW][t];
        out -= b->line[CF_DISTRIBUTION][t] + b->line[CF_OWNER_INTEREST][t] +
               b->line[CF_OWNER_PRINCIPAL][t];
    }
    return in > 0 ? cp_finance_put(w, "equity_multiple", NULL, NULL, out / in) : 0;
}

int cp_finance_write_totals(const struct cp_finance_answer *w) {
    int rc = project_returns(w);
    if (rc)
        return rc;
    rc = equity_returns(w);
    if (rc)
        return rc;
    rc = cp_finance_write_cover(w);
    return rc ? rc : equity_multiple(w);
}
