/* What prices other than planned take from whom: each book beside that of the plan as it is, with
 * the same close held. What claims on an entity's cash lose is together what its business does. */
#include "finance/stress.h"
#include "finance/answer/answer.h"
#include "finance/run.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A book under other prices, and as planned. */
struct stressed {
    struct cp_finance_answer to;
    const struct cp_book *planned;
};

/* ---- what each claim loses ------------------------------------------------------------------ */

/* Lines of the statements, signed as they stand there: what is paid is below 0. */
struct claim {
    const char *kind;
    double sign; /* of what the claim gets */
    size_t n;
    enum cp_statement_line line[8];
};

static double value(const struct cp_finance_model *m, const struct cp_book *b,
                    const struct claim *c) {
    double rate = cp_finance_plan_rate(m), sum = 0;
    for (size_t t = 0; t < m->T; t++)
        for (size_t i = 0; i < c->n; i++)
            sum += b->line[c->line[i]][t] * cp_discount(rate, m->mid[t]);
    return c->sign * sum;
}

static double lost(const struct stressed *x, const struct claim *c) {
    return value(x->to.m, x->planned, c) - value(x->to.m, x->to.b, c);
}

/* What lenders of a tranche are paid in a period. */
static double paid(const struct cp_loan *l, size_t t) {
    const struct cp_loan_run *r = &l->run;
    return cp_finance_loan_interest_paid(l, t) + r->principal[t] + r->commitment[t] +
           r->upfront[t] + r->discount[t];
}

/* What banks are paid in a period for letters of credit. */
static double fees_of_letters(const struct cp_book *b, size_t t) {
    double fees = -b->line[CF_FEES][t];
    for (size_t k = 0; k < b->nloan; k++)
        fees -= b->loan[k].run.commitment[t];
    return fees;
}

static int put_letters(const struct stressed *x) {
    const struct cp_finance_model *m = x->to.m;
    double rate = cp_finance_plan_rate(m), less = 0;
    bool any = false;
    for (size_t i = 0; i < x->to.b->reserve.n; i++)
        any |= x->to.b->reserve.account[i].reserve->letter > 0;
    for (size_t t = 0; t < m->T && any; t++)
        less += (fees_of_letters(x->planned, t) - fees_of_letters(x->to.b, t)) *
                cp_discount(rate, m->mid[t]);
    return any ? cp_finance_put(&x->to, "stress_loss", NULL, "lenders", less) : 0;
}

static int put_lenders(const struct stressed *x) {
    const struct cp_finance_model *m = x->to.m;
    double rate = cp_finance_plan_rate(m);
    int rc = 0;
    for (size_t k = 0; k < x->to.b->nloan && rc == 0; k++) {
        const struct cp_loan *l = &x->to.b->loan[k], *as = &x->planned->loan[k];
        double less = 0;
        for (size_t t = 0; t < m->T; t++)
            less += (paid(as, t) - as->run.draw[t] - paid(l, t) + l->run.draw[t]) *
                    cp_discount(rate, m->mid[t]);
        rc = cp_finance_put(&x->to, "stress_loss", l->tranche->name,
                            cp_finance_loan_by_owners(l) ? "owners" : "lenders", less);
    }
    return rc ? rc : put_letters(x);
}

/* Before what EBITDA has of leases. */
static double lost_by_business(const struct stressed *x) {
    static const struct claim earned = {"business",
                                        1,
                                        8,
                                        {CF_EBITDA, CF_RESERVE_INTEREST, CF_CAPEX_SITE,
                                         CF_CAPEX_GPU, CF_CAPEX_LEASED, CF_LEASE_SALE,
                                         CF_INVESTMENT, CF_RECEIVED}},
                              rents = {NULL, -1, 2, {INC_RENT, INC_LEASE_PAID}};
    return lost(x, &earned) + lost(x, &rents);
}

static int put_losses(const struct stressed *x) {
    static const struct claim claims[] = {
        {"lessors", -1, 4, {INC_RENT, INC_LEASE_PAID, CF_LEASES, CF_LEASE_PRINCIPAL}},
        {"tax", -1, 3, {CF_TAX, CF_TAX_SHARED, CF_WITHHELD}},
        {"owners", -1, 2, {CF_CONTRIBUTION, CF_DISTRIBUTION}},
        {"kept", 1, 1, {CF_NET}}};
    int rc = cp_finance_put(&x->to, "stress_loss", NULL, "business", lost_by_business(x));
    if (rc == 0)
        rc = put_lenders(x);
    for (size_t k = 0; k < sizeof claims / sizeof *claims && rc == 0; k++)
        rc = cp_finance_put(&x->to, "stress_loss", NULL, claims[k].kind, lost(x, &claims[k]));
    return rc;
}

/* Owned entities may lose nothing, and then nothing is said of them. */
static bool is_hit(const struct stressed *x) {
    for (size_t t = 0; t < x->to.m->T; t++)
        if (fabs(x->to.b->line[CF_NET][t] - x->planned->line[CF_NET][t]) > 0.005 ||
            fabs(x->to.b->line[CF_EBITDA][t] - x->planned->line[CF_EBITDA][t]) > 0.005)
            return true;
    return false;
}

/* ---- what a tranche gets back ---------------------------------------------------------------- */

/* Of what is owed when the plan ends, the part that stands in the books, the first ranks first. */
static double covered(const struct cp_finance_model *m, const struct cp_book *b,
                      const struct cp_loan *l) {
    size_t last = m->T - 1;
    double left =
        b->line[BS_ASSETS][last] - b->line[BS_FINANCING_COSTS][last] - b->line[BS_ROU][last];
    double alike = 0;
    for (size_t k = 0; k < b->nloan; k++) {
        left -= b->loan[k].rank < l->rank ? b->loan[k].run.balance[last] : 0;
        alike += b->loan[k].rank == l->rank ? b->loan[k].run.balance[last] : 0;
    }
    return alike > 0 ? fmin(1, fmax(0, left / alike)) * l->run.balance[last] : 0;
}

static double back(const struct cp_finance_model *m, const struct cp_book *b,
                   const struct cp_loan *l) {
    double rate = cp_finance_plan_rate(m), sum = covered(m, b, l) * cp_discount(rate, m->end);
    for (size_t t = 0; t < m->T; t++)
        sum += paid(l, t) * cp_discount(rate, m->mid[t]);
    return sum;
}

static int put_recovery(const struct stressed *x, const struct cp_loan *l,
                        const struct cp_loan *as) {
    double planned = back(x->to.m, x->planned, as);
    return planned > 0 ? cp_finance_put(&x->to, "recovery", l->tranche->name, NULL,
                                        back(x->to.m, x->to.b, l) / planned)
                       : 0;
}

/* ---- when ------------------------------------------------------------------------------------ */

/* Months from the start of the plan; the end of period t is periods t + 1. */
static int put_months(const struct stressed *x, const char *tranche, const char *kind,
                      double periods, const char *what) {
    struct cp_finance_model *m = x->to.m;
    double months = periods * 12 / cp_period_per_year(m->plan->horizon.from.freq);
    size_t t = (size_t)fmax(0, ceil(periods) - 1);
    cp_finance_note(m, "%s%s%s: %s after %.3g months, in %s", x->to.b->entity->name,
                    tranche ? "/" : "", tranche ? tranche : "", what, months, m->text[t]);
    return cp_finance_put(&x->to, "stress_months", tranche, kind, months);
}

static int put_breach(const struct stressed *x, const struct cp_loan *l) {
    const struct cp_finance_result *r = x->to.out;
    for (size_t i = 0; i < r->nbreach; i++) /* in the order of periods */
        if (r->breach[i].entity == x->to.b->entity->name &&
            r->breach[i].tranche == l->tranche->name)
            return put_months(
                x, l->tranche->name, "breach",
                (double)(cp_finance_index_of(x->to.m, cp_period_start(r->breach[i].period)) + 1),
                "its covenant is breached");
    return 0;
}

static int put_default(const struct stressed *x, const struct cp_loan *l) {
    for (size_t t = 0; t < x->to.m->T; t++)
        if (cp_finance_loan_missed(l, t) > 0.005)
            return put_months(x, l->tranche->name, "default", (double)(t + 1), "it is not paid");
    return 0;
}

/* What owners have to give beyond what is planned, and what is due and not paid. */
static double missing(const struct stressed *x, size_t t) {
    const struct cp_book *b = x->to.b;
    double sum = fmax(0, b->line[CF_CONTRIBUTION][t] - x->planned->line[CF_CONTRIBUTION][t]);
    for (size_t k = 0; k < b->nloan; k++)
        sum += cp_finance_loan_missed(&b->loan[k], t);
    return sum;
}

/* The least there is at the end of a period, and when there is none left: within the period as if
 * all went evenly. */
static int put_cash(const struct stressed *x) {
    const double *cash = x->to.b->line[BS_CASH];
    size_t least = 0, t = 0;
    for (size_t i = 1; i < x->to.m->T; i++)
        least = cash[i] < cash[least] ? i : least;
    int rc = cp_finance_put(&x->to, "cash_least", NULL, NULL, cash[least]);
    while (t < x->to.m->T && !(missing(x, t) > 0.005))
        t++;
    if (rc || t == x->to.m->T)
        return rc;
    double had = t ? cash[t - 1] : x->to.b->open[BS_CASH];
    return put_months(x, NULL, "cash", (double)t + fmax(0, had) / (fmax(0, had) + missing(x, t)),
                      "its cash ends");
}

static int put_book(const struct stressed *x) {
    int rc = put_losses(x);
    for (size_t k = 0; k < x->to.b->nloan && rc == 0; k++) {
        const struct cp_loan *l = &x->to.b->loan[k];
        rc = put_recovery(x, l, &x->planned->loan[k]);
        if (rc == 0)
            rc = put_breach(x, l);
        if (rc == 0)
            rc = put_default(x, l);
    }
    return rc ? rc : put_cash(x);
}

/* ---- the plan as it is ------------------------------------------------------------------------
 */

/* Inputs without repricing; how much of it there was. */
static size_t leave_out(const struct cp_finance_inputs *in, struct cp_finance_inputs *out,
                        struct cp_desk_flow *flow) {
    *out = *in;
    out->desk = (struct cp_desk){0, flow};
    for (size_t i = 0; i < in->desk.n; i++)
        if (in->desk.flow[i].line != INC_REPRICING)
            flow[out->desk.n++] = in->desk.flow[i];
    return in->desk.n - out->desk.n;
}

int cp_finance_write_stress(struct cp_finance_model *m, const struct cp_close *close,
                            struct cp_facts *facts, struct cp_finance_result *result) {
    struct cp_finance_inputs in;
    struct cp_close *own = NULL;
    struct cp_str unsaid = {0};
    struct cp_desk_flow *flow = cp_calloc(m->in->desk.n + 1, sizeof *flow);
    if (!flow)
        return cp_fail_nomem(m->err);
    struct cp_finance_model planned = {.plan = m->plan,
                                       .in = &in,
                                       .close = close,
                                       .only = m->only,
                                       .desk = m->desk,
                                       .err = m->err,
                                       .notes = &unsaid};
    bool any = close && leave_out(m->in, &in, flow) > 0;
    int rc = any ? cp_finance_model_run_sized(&planned, &own) : 0;
    for (size_t i = 0; any && i < m->nbook && rc == 0; i++) {
        const struct stressed x = {{.m = m, .b = &m->book[i], .facts = facts, .out = result},
                                   &planned.book[i]};
        rc = is_hit(&x) ? put_book(&x) : 0;
    }
    cp_finance_model_release(&planned);
    cp_finance_close_free(own);
    cp_str_release(&unsaid);
    free(flow);
    return rc;
}
