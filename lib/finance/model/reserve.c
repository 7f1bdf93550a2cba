/* Reserve accounts: for debt service and opex so many months of what is to come, for capex an even
 * part of the next spending every period [Yescombe, Principles of Project Finance, 2nd ed., 14.4].
 * What service will be is known from the run before: cp_finance_entity_run repeats until it stands.
 */
#include "finance/model/model.h"
#include <math.h>
#include <string.h>

static bool is_letter(const struct cp_reserve_account *a) {
    return a->reserve->letter > 0;
}

static const struct cp_stream *stream_of(const struct cp_book *b, const char *name) {
    for (size_t i = 0; i < b->entity->nstream; i++)
        if (strcmp(b->entity->stream[i].name, name) == 0)
            return &b->entity->stream[i];
    return NULL;
}

/* Evenly from the start of the stream, or from the spending before, until it is spent. */
static void plan_deposits(struct cp_finance_model *m, struct cp_reserve_account *a,
                          const struct cp_stream *s) {
    size_t from = 0;
    while (from < m->T && cp_period_end(m->period[from]) <= s->from)
        from++;
    for (size_t t = from; t < m->T; t++) {
        a->spent[t] = cp_finance_stream_spent(m, s, t);
        for (size_t i = from; i <= t && a->spent[t] > 0; i++)
            a->deposit[i] += a->spent[t] / (double)(t - from + 1);
        from = a->spent[t] > 0 ? t + 1 : from;
    }
    for (size_t t = 0; t < m->T; t++)
        a->target[t] = a->deposit[t] + (t ? a->target[t - 1] - a->spent[t - 1] : 0);
}

static int make(struct cp_finance_model *m, struct cp_book *b, const struct cp_reserve *r) {
    struct cp_reserve_account *a = &b->reserve.account[b->reserve.n++];
    a->reserve = r;
    int rc = cp_finance_series_make(
        m, (double **const[]){&a->balance, &a->target, &a->deposit, &a->spent}, 4);
    if (rc)
        return rc;
    const struct cp_close_series *x = cp_finance_close_reserve(m->close, b->entity->name, r->name);
    a->closed = x && r->kind != CP_RESERVE_CAPEX;
    for (size_t t = 0; t < m->T && a->closed; t++)
        a->target[t] = cp_finance_close_at(m->close, x->at, m->period[t]);
    const struct cp_stream *s = r->stream ? stream_of(b, r->stream) : NULL;
    if (r->kind == CP_RESERVE_CAPEX && s)
        plan_deposits(m, a, s);
    return 0;
}

/* Period of the first loan's issue. */
static int64_t find_close(const struct cp_book *b) {
    int64_t close = INT64_MAX;
    for (size_t k = 0; k < b->nloan; k++) {
        const struct cp_loan *l = &b->loan[k];
        if (!cp_finance_loan_by_owners(l) && l->life.issue >= 0 && l->life.issue < close &&
            (l->sized || l->amount > 0))
            close = l->life.issue;
    }
    return close;
}

/* A waterfall with `dsra` and no reserve for it has one of the next period's debt service. */
int cp_finance_reserves_make(struct cp_finance_model *m, struct cp_book *b) {
    const struct cp_entity *e = b->entity;
    struct cp_reserve *own = cp_arena_calloc(&m->arena, 1, sizeof *own);
    bool wanted = cp_finance_waterfall_has(b, STEP_DSRA);
    b->reserve.account =
        cp_arena_calloc(&m->arena, e->waterfall.nreserve + 1, sizeof *b->reserve.account);
    if (!own || !b->reserve.account)
        return cp_fail_nomem(m->err);
    b->reserve.close = find_close(b);
    for (size_t i = 0; i < e->waterfall.nreserve; i++) {
        int rc = make(m, b, &e->waterfall.reserve[i]);
        if (rc)
            return rc;
        wanted &= e->waterfall.reserve[i].kind != CP_RESERVE_DEBT_SERVICE;
    }
    double months = 12.0 / cp_period_per_year(m->plan->horizon.from.freq);
    *own = (struct cp_reserve){.name = "dsra", .months = months};
    return wanted ? make(m, b, own) : 0;
}

void cp_finance_reserves_reset(struct cp_book *b) {
    for (size_t i = 0; i < b->reserve.n; i++)
        b->reserve.account[i].held = 0;
}

double cp_finance_reserves_held(const struct cp_book *b) {
    double sum = 0;
    for (size_t i = 0; i < b->reserve.n; i++)
        sum += b->reserve.account[i].held;
    return sum;
}

double cp_finance_reserves_deposit(const struct cp_book *b, size_t t) {
    double sum = 0;
    for (size_t i = 0; i < b->reserve.n; i++)
        sum += b->reserve.account[i].deposit[t];
    return sum;
}

double cp_finance_reserves_free(struct cp_book *b, size_t t) {
    double sum = 0;
    for (size_t i = 0; i < b->reserve.n; i++) {
        struct cp_reserve_account *a = &b->reserve.account[i];
        double over = fmax(0, a->held - a->target[t]);
        a->held -= over;
        sum += over;
    }
    return sum;
}

/* From what accounts of the kind hold, or letters of credit stand for. */
static double draw(struct cp_book *b, enum cp_reserve_kind kind, double amount, bool letters) {
    double sum = 0;
    for (size_t i = 0; i < b->reserve.n; i++) {
        struct cp_reserve_account *a = &b->reserve.account[i];
        double *from = letters ? &a->stands : &a->held;
        double taken = a->reserve->kind == kind ? fmax(0, fmin(*from, amount - sum)) : 0;
        *from -= taken;
        sum += taken;
    }
    return sum;
}

double cp_finance_reserves_draw(struct cp_book *b, enum cp_reserve_kind kind, double amount) {
    return draw(b, kind, amount, false);
}

static double stands(const struct cp_reserve_account *a, size_t t) {
    return is_letter(a) && t > 0 ? a->target[t - 1] : 0;
}

void cp_finance_letters_begin(struct cp_book *b, size_t t) {
    for (size_t i = 0; i < b->reserve.n; i++)
        b->reserve.account[i].stands = stands(&b->reserve.account[i], t);
}

double cp_finance_letters_draw(struct cp_book *b, enum cp_reserve_kind kind, double amount) {
    return draw(b, kind, amount, true);
}

double cp_finance_letters_fee(const struct cp_finance_model *m, const struct cp_book *b, size_t t) {
    double sum = 0;
    for (size_t i = 0; i < b->reserve.n; i++) {
        const struct cp_reserve_account *a = &b->reserve.account[i];
        if (is_letter(a))
            sum += a->reserve->letter * stands(a, t) * cp_period_years(m->period[t]);
    }
    return sum;
}

double cp_finance_reserves_capex(struct cp_book *b, size_t t) {
    double sum = 0;
    for (size_t i = 0; i < b->reserve.n; i++) {
        struct cp_reserve_account *a = &b->reserve.account[i];
        double taken = fmin(a->held, a->spent[t]);
        a->held -= taken;
        sum += taken;
    }
    return sum;
}

double cp_finance_reserves_close(struct cp_book *b, size_t t) {
    double sum = 0;
    for (size_t i = 0; i < b->reserve.n; i++) {
        struct cp_reserve_account *a = &b->reserve.account[i];
        if (a->reserve->at_close && (int64_t)t == b->reserve.close)
            sum += fmax(0, a->target[t] - a->held);
    }
    return sum;
}

double cp_finance_reserves_fill(struct cp_book *b, size_t t, const char *account, unsigned kinds,
                                double have) {
    double sum = 0;
    for (size_t i = 0; i < b->reserve.n; i++) {
        struct cp_reserve_account *a = &b->reserve.account[i];
        bool meant = account ? strcmp(a->reserve->name, account) == 0
                             : (kinds & 1u << a->reserve->kind) != 0;
        meant &= !is_letter(a);
        double taken = meant ? fmax(0, fmin(a->target[t] - a->held, have - sum)) : 0;
        a->held += taken;
        sum += taken;
    }
    return sum;
}

void cp_finance_reserves_end(struct cp_book *b, size_t t) {
    for (size_t i = 0; i < b->reserve.n; i++)
        b->reserve.account[i].balance[t] = b->reserve.account[i].held;
}

/* Of `x` in the periods after t, the first `n`, the last of them in part; after the plan nothing.
 */
static double ahead(const struct cp_finance_model *m, const double *x, size_t t, double n) {
    double sum = 0;
    for (size_t i = t + 1; n > 0 && i < m->T; i++, n--)
        sum += x[i] * fmin(1, n);
    return sum;
}

static double service_ahead(const struct cp_finance_model *m, const struct cp_book *b, size_t t,
                            double n) {
    double sum = 0;
    for (size_t k = 0; k < b->nloan; k++)
        if (!cp_finance_loan_by_owners(&b->loan[k]))
            sum += cp_finance_loan_foreseen(m, &b->loan[k], t, n);
    return sum;
}

void cp_finance_reserve_targets(struct cp_finance_model *m, struct cp_book *b) {
    double per_month = cp_period_per_year(m->plan->horizon.from.freq) / 12.0;
    double *opex = b->reserve.opex, size = 1;
    for (size_t k = 0; k < b->nloan; k++)
        size += b->loan[k].amount; /* what is less than the rounding of debt moves nothing */
    for (size_t t = 0; t < m->T; t++)
        opex[t] = fmax(0, cp_finance_opex(b, t));
    for (size_t i = 0; i < b->reserve.n; i++) {
        struct cp_reserve_account *a = &b->reserve.account[i];
        bool service = a->reserve->kind == CP_RESERVE_DEBT_SERVICE;
        for (size_t t = 0; t < m->T && a->reserve->kind != CP_RESERVE_CAPEX && !a->closed; t++) {
            double n = a->reserve->months * per_month;
            double target = (int64_t)t < b->reserve.close && a->reserve->at_close ? 0
                            : service ? service_ahead(m, b, t, n)
                                      : ahead(m, opex, t, n);
            cp_finance_settle_find(&m->arena, &b->settling,
                                   (struct cp_unknown){&a->target[t], target,
                                                       fmax(size, fabs(target)), a->reserve->name});
        }
    }
}
