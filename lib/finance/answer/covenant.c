/* Covenants and defaults: what lenders may call. */
#include "finance/answer/answer.h"
#include <math.h>
#include <stdlib.h>

/* An entity that earns nothing yet is building: its service is paid from what it has borrowed.
 * A billionth of CFADS is the rounding of sums. */
bool cp_finance_dscr_tested(const struct cp_book *b, size_t t) {
    return b->service[t] > 1e-9 * fabs(b->cfads[t]) && cp_finance_revenue(b, t) > 0;
}

/* The first payment that was missed, as a note. */
static void find_default(const struct cp_finance_answer *w, const struct cp_loan *l) {
    for (size_t t = 0; t < w->m->T; t++) {
        double missed = cp_finance_loan_missed(l, t);
        if (missed <= 0.005)
            continue;
        cp_finance_note(w->m, "%s/%s: defaults in %s: %.6g %s of interest and principal not paid",
                        w->b->entity->name, l->tranche->name, w->m->text[t], missed,
                        w->m->plan->money.currency);
        w->out->ndefault++;
        return;
    }
}

/* What owners paid of it, as a note. */
static void find_support(const struct cp_finance_answer *w, const struct cp_loan *l) {
    double sum = 0;
    size_t first = w->m->T;
    for (size_t t = w->m->T; t-- > 0;) {
        sum += l->run.support[t];
        first = l->run.support[t] > 0.005 ? t : first;
    }
    if (first < w->m->T)
        cp_finance_note(w->m,
                        "%s/%s: its owners pay %.6g %s of its interest and principal, from %s on",
                        w->b->entity->name, l->tranche->name, sum, w->m->plan->money.currency,
                        w->m->text[first]);
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

/* A test and what it is held against. */
static int put_test(const struct cp_finance_answer *w, const struct cp_loan *l, size_t t,
                    double dscr, double limit) {
    const char *name = l->tranche->name;
    double lock_up = l->tranche->covenant.lock_up;
    int rc = cp_finance_put_at(w, t, "covenant", name, "dscr", dscr);
    if (rc == 0 && limit > 0)
        rc = cp_finance_put_at(w, t, "covenant_limit", name, "dscr", limit);
    if (rc == 0 && lock_up > 0)
        rc = cp_finance_put_at(w, t, "covenant_limit", name, "lock-up", lock_up);
    if (rc || !cp_finance_loan_locks(w->m, w->b, l, t))
        return rc;
    return cp_finance_put_at(w, t, "locked_up", name, NULL, 1);
}

/* On the entity's DSCR; to a billionth, so that debt sculpted to its covenant keeps it. */
static int test(const struct cp_finance_answer *w, const struct cp_loan *l, size_t t, bool write) {
    const struct cp_tranche *tranche = l->tranche;
    const char *entity = w->b->entity->name;
    double limit = tranche->covenant.floor > 0 ? tranche->covenant.floor : tranche->dscr;
    double dscr = cp_finance_loan_dscr(w->m, w->b, l, t);
    if (isnan(dscr) || !(limit > 0 || tranche->covenant.lock_up > 0))
        return 0;
    int rc = write ? put_test(w, l, t, dscr, limit) : 0;
    if (rc || !(dscr < limit * (1 - 1e-9)))
        return rc;
    return breach(w, (struct cp_breach){entity, tranche->name, w->m->period[t], dscr, limit});
}

/* What new debt has to pay, as a note. */
static int tell_balloon(const struct cp_finance_answer *w, const struct cp_loan *l, bool write) {
    int64_t last = l->life.last;
    bool ahead = last >= 0 && last < (int64_t)w->m->T;
    double due = ahead ? cp_finance_loan_balloon(l, (size_t)last) : 0;
    if (due <= 0.005)
        return 0;
    cp_finance_note(w->m, "%s/%s: %.6g %s due in %s are %s, not covered", w->b->entity->name,
                    l->tranche->name, due, w->m->plan->money.currency, w->m->text[last],
                    l->tranche->bridge ? "paid by owners" : "to be refinanced");
    return write ? cp_finance_put_at(w, (size_t)last, "balloon", l->tranche->name, NULL, due) : 0;
}

int cp_finance_test_covenants(const struct cp_finance_answer *w, bool write) {
    for (size_t k = 0; k < w->b->nloan; k++) {
        const struct cp_loan *l = &w->b->loan[k];
        find_default(w, l);
        find_support(w, l);
        int rc = tell_balloon(w, l, write);
        for (size_t t = 0; t < w->m->T && rc == 0; t++)
            rc = test(w, l, t, write);
        if (rc)
            return rc;
    }
    return 0;
}
