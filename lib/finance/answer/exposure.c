/* What an entity may lose on those it owns beyond what it has put into them, and what stands on no
 * balance sheet: the guarantee it gave as a tenant, the rent it is still bound to pay, and debt
 * that has recourse to it. At the end of each period, and the most there ever is. */
#include "finance/answer/answer.h"
#include <math.h>

enum kind { GUARANTEE, LEASE_TAIL, SUPPORT, KINDS, ALL = KINDS };
static const char *const kind_names[] = {"guarantee", "lease-tail", "support", "all"};

struct exposure {
    const struct cp_book *to;
    double *of[KINDS];
};

static bool is_leased(const struct cp_finance_model *m, const struct cp_entity *e) {
    return e->lease.until > m->plan->horizon.origin && e->lease.until < INT64_MAX;
}

/* Rent of a period, as far as the lease runs. */
static double rent_in(const struct cp_finance_model *m, const struct cp_entity *e, int64_t index) {
    struct cp_period p = cp_finance_period(m, index);
    int64_t start = cp_period_start(p), end = cp_period_end(p);
    int64_t until = e->lease.until < end ? e->lease.until : end;
    double rent = cp_plan_path_at(&e->lease.rent, p, m->plan->horizon.origin);
    return until > start
               ? rent * cp_period_years(p) * (double)(until - start) / (double)(end - start)
               : 0;
}

/* What is still to pay at the end of each period until the lease has run out, after the plan too.
 * NaN: the plan does not say when that is. */
static void find_lease_tail(struct cp_finance_model *m, const struct cp_entity *e, double *out) {
    double left = is_leased(m, e) ? 0 : NAN;
    if (e->lease.rent.n == 0)
        return;
    for (int64_t i = is_leased(m, e) ? cp_finance_index_of(m, e->lease.until) : -1;
         i >= (int64_t)m->T; i--)
        left += rent_in(m, e, i);
    for (size_t t = m->T; t-- > 0; left += rent_in(m, e, (int64_t)t))
        out[t] = left;
}

/* Paid to the lenders at most what they are owed. */
static void find_guarantee(const struct cp_finance_model *m, const struct cp_book *b, double *out) {
    const struct cp_entity *e = b->entity;
    for (size_t t = 0; t < m->T && is_leased(m, e); t++)
        if (cp_period_start(m->period[t]) < e->lease.until)
            out[t] = fmin(e->lease.guarantee, b->line[BS_DEBT][t]);
}

static int put(const struct cp_finance_answer *w, const struct exposure *x, const char *period,
               const char *kind, double value) {
    return cp_facts_put(w->facts,
                        &(struct cp_fact){.dim[CP_PERIOD] = period,
                                          .dim[CP_ENTITY] = w->b->entity->name,
                                          .dim[CP_KIND] = kind,
                                          .dim[CP_NAME] = x->to->entity->name,
                                          .measure = "maximum_exposure",
                                          .value = value},
                        w->m->err);
}

/* A kind of which there is nothing is left out; NaN stays NaN. */
static double most_of(const struct cp_finance_model *m, const struct exposure *x, enum kind k) {
    double most = 0;
    for (size_t t = 0; t < m->T; t++) {
        double at = 0;
        for (size_t i = 0; i < KINDS; i++)
            at += k == ALL || k == (enum kind)i ? x->of[i][t] : 0;
        most = isnan(at) || isnan(most) ? NAN : fmax(most, at);
    }
    return most;
}

static int write_one(const struct cp_finance_answer *w, const struct exposure *x, bool periods) {
    int rc = 0;
    for (enum kind k = 0; k <= ALL && rc == 0; k++) {
        double most = most_of(w->m, x, k);
        if (most == 0)
            continue;
        for (size_t t = 0; t < w->m->T && periods && k < KINDS && !isnan(most) && rc == 0; t++)
            rc = put(w, x, w->m->text[t], kind_names[k], x->of[k][t]);
        if (rc == 0)
            rc = put(w, x, NULL, kind_names[k], most);
    }
    return rc;
}

/* Losses that its owner's book does not take, for it stands in for none of them. */
static int write_untaken(const struct cp_finance_answer *w, const struct cp_book *b, bool periods) {
    const struct cp_finance_model *m = w->m;
    size_t first = m->T;
    double most = 0;
    int rc = 0;
    for (size_t t = m->T; t-- > 0;) {
        double loss = b->stake.value[t] - b->entity->ownership * b->line[BS_EQUITY][t];
        most = fmax(most, loss);
        first = loss > 0.005 ? t : first;
    }
    for (size_t t = first; t < m->T && periods && rc == 0; t++) {
        double loss = b->stake.value[t] - b->entity->ownership * b->line[BS_EQUITY][t];
        rc = cp_facts_put(w->facts,
                          &(struct cp_fact){.dim[CP_PERIOD] = m->text[t],
                                            .dim[CP_ENTITY] = w->b->entity->name,
                                            .dim[CP_NAME] = b->entity->name,
                                            .measure = "suspended_loss",
                                            .value = loss},
                          m->err);
    }
    if (first < m->T)
        cp_finance_note(w->m,
                        "%s: its stake in %s is worth nothing in its book from %s on; losses of up "
                        "to %.6g %s beyond it are suspended",
                        w->b->entity->name, b->entity->name, m->text[first], most,
                        m->plan->money.currency);
    return rc;
}

static int find(struct cp_finance_model *m, struct exposure *x) {
    for (size_t k = 0; k < KINDS; k++)
        if (!(x->of[k] = cp_finance_series(m)))
            return cp_fail_nomem(m->err);
    find_guarantee(m, x->to, x->of[GUARANTEE]);
    find_lease_tail(m, x->to->entity, x->of[LEASE_TAIL]);
    for (size_t t = 0; t < m->T; t++)
        x->of[SUPPORT][t] = x->to->entity->ownership * x->to->stake.recourse[t];
    return 0;
}

int cp_finance_write_exposure(const struct cp_finance_answer *w, bool periods) {
    struct cp_finance_model *m = w->m;
    for (size_t i = 0; i < m->nbook && !w->b->is_consolidated; i++) {
        struct exposure x = {.to = &m->book[i]};
        if (x.to->parent == NONE || &m->book[x.to->parent] != w->b)
            continue;
        int rc = find(m, &x);
        if (rc == 0 && x.to->entity->lease.rent.n > 0 && !is_leased(m, x.to->entity))
            cp_finance_note(
                m,
                "%s: the plan does not say when its lease ends; how much rent %s is bound "
                "to pay is not known",
                x.to->entity->name, w->b->entity->name);
        if (rc == 0)
            rc = write_one(w, &x, periods);
        if (rc == 0)
            rc = write_untaken(w, x.to, periods);
        if (rc)
            return rc;
    }
    return 0;
}
