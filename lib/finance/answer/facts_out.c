/* Statements and debt as facts, and the covenants. */
#include "finance/model/book.h"
#include <math.h>
#include <stdlib.h>

/* An entity that earns nothing yet is building: its service is paid from what it has borrowed. */
bool dscr_tested(const struct book *b, size_t t) {
    return b->service[t] > 0 && revenue_of(b, t) > 0;
}

static int put(struct model *m, struct cp_facts *facts, const struct book *b, size_t t,
               const char *measure, const char *tranche, const char *kind, double value) {
    return cp_facts_put(facts,
                        &(struct cp_fact){.dim[CP_PERIOD] = m->text[t],
                                          .dim[CP_ENTITY] = b->entity->name,
                                          .dim[CP_TRANCHE] = tranche,
                                          .dim[CP_KIND] = kind,
                                          .measure = measure,
                                          .value = value},
                        m->err);
}

/* More than the rounding of large sums. */
static bool any(const struct model *m, const double *x) {
    for (size_t t = 0; t < m->T; t++)
        if (fabs(x[t]) > 0.001)
            return true;
    return false;
}

/* A series whole, when there is anything in it. */
static int put_series(struct model *m, struct cp_facts *facts, const struct book *b,
                      const char *measure, const char *tranche, const char *kind, const double *x,
                      bool always) {
    int rc = 0;
    for (size_t t = 0; t < m->T && rc == 0 && (always || any(m, x)); t++)
        rc = put(m, facts, b, t, measure, tranche, kind, x[t]);
    return rc;
}

static int write_loan(struct model *m, struct cp_facts *facts, const struct book *b,
                      const struct loan *l) {
    const char *name = l->tranche->name;
    const struct {
        const char *measure, *kind;
        const double *x;
    } rows[] = {{"debt", NULL, l->balance},
                {"draw", NULL, l->draw},
                {"interest", NULL, l->interest},
                {"idc", NULL, l->idc},
                {"principal", NULL, l->principal},
                {"fees", "upfront", l->upfront},
                {"fees", "oid", l->discount},
                {"fees", "commitment", l->commitment},
                {"sweep", NULL, l->swept},
                {"shortfall", "interest", l->short_interest},
                {"shortfall", "principal", l->short_principal}};
    int rc = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows && rc == 0; i++)
        rc = put_series(m, facts, b, rows[i].measure, name, rows[i].kind, rows[i].x, i == 0);
    return rc;
}

static int write_tax(struct model *m, struct cp_facts *facts, const struct book *b) {
    int rc = put_series(m, facts, b, "cfads", NULL, NULL, b->cfads, false);
    if (rc == 0)
        rc = put_series(m, facts, b, "taxable_income", NULL, NULL, b->taxable, false);
    if (rc == 0)
        rc = put_series(m, facts, b, "tax_depreciation", NULL, NULL, b->tax_depreciation, false);
    if (rc == 0)
        rc = put_series(m, facts, b, "tax", NULL, "federal", b->tax_federal, false);
    if (rc == 0)
        rc = put_series(m, facts, b, "tax", NULL, "state", b->tax_state, false);
    return rc < 0 ? rc : put_series(m, facts, b, "tax", NULL, "credit", b->tax_credit, false);
}

int answer_write(struct model *m, const struct book *b, struct cp_facts *facts) {
    int rc = 0;
    for (size_t i = 0; i < LINES && rc == 0; i++)
        rc = put_series(m, facts, b, line_names[i].measure, NULL, line_names[i].kind, b->line[i],
                        line_names[i].total);
    for (size_t i = 0; i < STEPS && rc == 0 && !b->is_group; i++)
        rc = put_series(m, facts, b, "waterfall", NULL, step_names[i], b->paid[i], false);
    for (size_t i = 0; i < b->naccount && rc == 0; i++)
        rc = put_series(m, facts, b, "reserve", NULL, b->account[i].reserve->name,
                        b->account[i].balance, false);
    if (rc == 0)
        rc = write_tax(m, facts, b);
    for (size_t k = 0; k < b->nloan && rc == 0; k++)
        rc = write_loan(m, facts, b, &b->loan[k]);
    for (size_t t = 0; t < m->T && rc == 0; t++)
        if (dscr_tested(b, t))
            rc = put(m, facts, b, t, "dscr", NULL, NULL, b->cfads[t] / b->service[t]);
    return rc;
}

/* The first payment that was missed, as a note. */
static void find_default(struct model *m, const struct book *b, const struct loan *l,
                         struct cp_finance_result *out) {
    for (size_t t = 0; t < m->T; t++) {
        double missed = l->short_interest[t] + l->short_principal[t];
        if (missed <= 0.005)
            continue;
        note(m, "%s/%s: defaults in %s: %.6g USD of interest and principal not paid",
             b->entity->name, l->tranche->name, m->text[t], missed);
        out->ndefault++;
        return;
    }
}

static int breach(struct model *m, struct cp_finance_result *out, struct cp_breach x) {
    struct cp_breach *grown = cp_realloc(out->breach, out->nbreach + 1, sizeof *grown);
    if (!grown)
        return cp_fail_nomem(m->err);
    out->breach = grown;
    grown[out->nbreach++] = x;
    return 0;
}

/* Tested from the start of a tranche's repayment (a bullet's issue) until it is repaid, on the
 * entity's DSCR; to a billionth, so that debt sculpted to its covenant keeps it. */
int covenants_test(struct model *m, const struct book *b, struct cp_facts *facts,
                   struct cp_finance_result *out) {
    int rc = 0;
    for (size_t k = 0; k < b->nloan; k++) {
        const struct loan *l = &b->loan[k];
        double limit = l->tranche->dscr;
        bool bullet = l->tranche->amortisation == CP_BULLET && !l->tranche->capitalise;
        int64_t from = bullet ? l->issue : l->first;
        find_default(m, b, l, out);
        for (size_t t = 0; t < m->T && rc == 0 && limit > 0; t++) {
            bool owed = loan_opening(l, t) + l->draw[t] > 0 && (int64_t)t >= from;
            double service = service_to(b, t, l->rank), value = b->cfads[t] / service;
            if (!owed || !dscr_tested(b, t) || service <= 0)
                continue;
            if (facts)
                rc = put(m, facts, b, t, "covenant", l->tranche->name, "dscr", value);
            if (rc == 0 && value < limit * (1 - 1e-9))
                rc = breach(m, out,
                            (struct cp_breach){b->entity->name, l->tranche->name, m->period[t],
                                               value, limit});
        }
    }
    return rc;
}

void cp_finance_tell_breaches(const struct cp_finance_result *r, struct cp_str *out) {
    char period[CP_PERIOD_SIZE];
    for (size_t i = 0; i < r->nbreach; i++) {
        const struct cp_breach *b = &r->breach[i];
        cp_period_format(period, b->period);
        cp_str_addf(out, "covenant breached: %s/%s in %s: DSCR %.3f, limit %.3f\n", b->entity,
                    b->tranche, period, b->value, b->limit);
    }
}

void cp_finance_result_release(struct cp_finance_result *r) {
    free(r->breach);
    cp_str_release(&r->notes);
    *r = (struct cp_finance_result){0};
}
