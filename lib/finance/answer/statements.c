/* Statements, waterfall, reserves, tax and debt by period. */
#include "finance/answer/answer.h"

static int write_loan(const struct cp_finance_answer *w, const struct cp_loan *l) {
    const struct cp_loan_run *r = &l->run;
    const struct {
        const char *measure, *kind;
        const double *x;
    } rows[] = {{"debt", NULL, r->balance},
                {"draw", NULL, r->draw},
                {"interest", NULL, r->interest},
                {"idc", NULL, r->idc},
                {"principal", NULL, r->principal},
                {"fees", "upfront", r->upfront},
                {"fees", "oid", r->discount},
                {"fees", "commitment", r->commitment},
                {"sweep", NULL, r->swept},
                {"owner_support", NULL, r->support},
                {"shortfall", "interest", r->interest_shortfall},
                {"shortfall", "principal", r->principal_shortfall}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int rc = cp_finance_put_series(w, rows[i].measure, l->tranche->name, rows[i].kind,
                                       rows[i].x, i == 0);
        if (rc)
            return rc;
    }
    return 0;
}

static int write_tax(const struct cp_finance_answer *w) {
    const struct cp_book *b = w->b;
    const struct {
        const char *measure, *kind;
        const double *x;
    } rows[] = {{"cfads", NULL, b->cfads},
                {"taxable_income", NULL, b->tax.taxable},
                {"tax_depreciation", NULL, b->tax.depreciation},
                {"tax", "federal", b->tax.federal},
                {"tax", "state", b->tax.state},
                {"tax", "credit", b->tax.used_credit},
                {"tax_carried", "losses", b->tax.losses},
                {"tax_carried", "credits", b->tax.credits},
                {"tax_carried", "interest", b->tax.barred},
                {"tax_relief", "claimed", b->tax.claimed},
                {"tax_relief", "given", b->tax.given}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int rc = cp_finance_put_series(w, rows[i].measure, NULL, rows[i].kind, rows[i].x, false);
        if (rc)
            return rc;
    }
    return 0;
}

static int write_lines(const struct cp_finance_answer *w) {
    for (size_t i = 0; i < LINES; i++) {
        const struct cp_line_name *line = &cp_finance_line_names[i];
        int rc =
            cp_finance_put_series(w, line->measure, NULL, line->kind, w->b->line[i], line->total);
        if (rc)
            return rc;
    }
    return 0;
}

static int write_cash(const struct cp_finance_answer *w) {
    const struct cp_book *b = w->b;
    for (size_t i = 0; i < STEPS && !b->is_consolidated; i++) {
        int rc = cp_finance_put_series(w, "waterfall", NULL, cp_finance_step_names[i], b->paid[i],
                                       false);
        if (rc)
            return rc;
    }
    for (size_t i = 0; i < b->reserve.n; i++) {
        const struct cp_reserve_account *a = &b->reserve.account[i];
        int rc =
            a->reserve->letter > 0
                ? cp_finance_put_series(w, "letter_of_credit", NULL, a->reserve->name, a->target,
                                        false)
                : cp_finance_put_series(w, "reserve", NULL, a->reserve->name, a->balance, false);
        if (rc)
            return rc;
    }
    return 0;
}

static int write_debt(const struct cp_finance_answer *w) {
    const struct cp_book *b = w->b;
    for (size_t k = 0; k < b->nloan; k++) {
        int rc = write_loan(w, &b->loan[k]);
        if (rc)
            return rc;
    }
    for (size_t t = 0; t < w->m->T; t++) {
        int rc = cp_finance_dscr_tested(b, t)
                     ? cp_finance_put_at(w, t, "dscr", NULL, NULL, b->cfads[t] / b->service[t])
                     : 0;
        if (rc)
            return rc;
    }
    return 0;
}

int cp_finance_write_statements(const struct cp_finance_answer *w) {
    int rc = write_lines(w);
    if (rc)
        return rc;
    rc = write_cash(w);
    if (rc)
        return rc;
    rc = write_tax(w);
    return rc ? rc : write_debt(w);
}
