/* Covenants and defaults: what lenders may call. */
#include "finance/answer/answer.h"
#include <math.h>
#include <stdlib.h>

/* An entity that earns nothing yet is building: its service is paid from what it has borrowed. */
bool cp_finance_dscr_tested(const struct cp_book *b, size_t t) {
    return b->service[t] > 0 && cp_finance_revenue(b, t) > 0;
}

/* The first payment that was missed, as a note. */
static void find_default(const struct cp_finance_answer *w, const struct cp_loan *l) {
    for (size_t t = 0; t < w->m->T; t++) {
        double missed = l->run.interest_shortfall[t] + l->run.principal_shortfall[t];
        if (missed <= 0.005)
            continue;
        cp_finance_note(w->m, "%s/%s: defaults in %s: %.6g USD of interest and principal not paid",
                        w->b->entity->name, l->tranche->name, w->m->text[t], missed);
        w->out->ndefault++;
        return;
    }
}

static int breach(const struct cp_finance_answer *w, struct cp_breach x) {
    struct cp_finance_result *out = w->out;
    struct cp_breach *grown = cp_realloc(out->breach, out->nbreach + 1, sizeof *grown);
    if (!grown)
        return cp_fail_nomem(w->m->err);
    out->breach = grown;
    grown[out->nbreach++] = x;
    return 0;
}

/* On the entity's DSCR; to a billionth, so that debt sculpted to its covenant keeps it. */
static int test(const struct cp_finance_answer *w, const struct cp_loan *l, size_t t, bool write) {
    const struct cp_book *b = w->b;
    const struct cp_tranche *tranche = l->tranche;
    double service = cp_finance_service_to(b, t, l->rank), dscr = b->cfads[t] / service;
    if (!cp_finance_dscr_tested(b, t) || service <= 0)
        return 0;
    int rc = write ? cp_finance_put_at(w, t, "covenant", tranche->name, "dscr", dscr) : 0;
    if (rc || !(dscr < tranche->dscr * (1 - 1e-9)))
        return rc;
    return breach(w, (struct cp_breach){b->entity->name, tranche->name, w->m->period[t], dscr,
                                        tranche->dscr});
}

/* What new debt has to pay, as a note. */
static int tell_balloon(const struct cp_finance_answer *w, const struct cp_loan *l, bool write) {
    int64_t last = l->life.last;
    double due = last < (int64_t)w->m->T ? cp_finance_loan_balloon(l, (size_t)last) : 0;
    if (due <= 0.005)
        return 0;
    cp_finance_note(w->m, "%s/%s: %.6g USD due in %s are to be refinanced, not covered",
                    w->b->entity->name, l->tranche->name, due, w->m->text[last]);
    return write ? cp_finance_put_at(w, (size_t)last, "balloon", l->tranche->name, NULL, due) : 0;
}

/* Tested from the start of a tranche's repayment (where all is repaid at maturity, its issue) until
 * it is repaid. */
int cp_finance_test_covenants(const struct cp_finance_answer *w, bool write) {
    for (size_t k = 0; k < w->b->nloan; k++) {
        const struct cp_loan *l = &w->b->loan[k];
        bool serves = l->kind->at_maturity && !l->tranche->interest.capitalise;
        int64_t from = serves ? l->life.issue : l->life.first;
        find_default(w, l);
        int told = tell_balloon(w, l, write);
        if (told)
            return told;
        for (size_t t = 0; t < w->m->T && l->tranche->dscr > 0; t++) {
            bool owed = cp_finance_loan_opening(l, t) + l->run.draw[t] > 0;
            int rc = owed && (int64_t)t >= from ? test(w, l, t, write) : 0;
            if (rc)
                return rc;
        }
    }
    return 0;
}
