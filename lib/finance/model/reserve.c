/* Reserve accounts: for debt service and opex so many months of what is to come, for capex an even
 * part of the next spending every period [Yescombe, Principles of Project Finance, 2nd ed., 14.4].
 * What service will be is known from the run before: entity_run repeats until it stands. */
#include "finance/model/book.h"
#include <math.h>
#include <string.h>

static const struct cp_stream *stream_of(const struct book *b, const char *name) {
    for (size_t i = 0; i < b->entity->nstream; i++)
        if (strcmp(b->entity->stream[i].name, name) == 0)
            return &b->entity->stream[i];
    return NULL;
}

/* Evenly from the start of the stream, or from the spending before, until it is spent. */
static void plan_deposits(struct model *m, struct account *a, const struct cp_stream *s) {
    size_t from = 0;
    while (from < m->T && cp_period_end(m->period[from]) <= s->from)
        from++;
    for (size_t t = from; t < m->T; t++) {
        a->spent[t] = stream_spent(m, s, t);
        for (size_t i = from; i <= t && a->spent[t] > 0; i++)
            a->deposit[i] += a->spent[t] / (double)(t - from + 1);
        from = a->spent[t] > 0 ? t + 1 : from;
    }
    for (size_t t = 0; t < m->T; t++)
        a->target[t] = a->deposit[t] + (t ? a->target[t - 1] - a->spent[t - 1] : 0);
}

static int make(struct model *m, struct book *b, const struct cp_reserve *r) {
    struct account *a = &b->account[b->naccount++];
    double **all[] = {&a->balance, &a->target, &a->deposit, &a->spent};
    a->reserve = r;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!(*all[i] = series(m)))
            return cp_fail_nomem(m->err);
    const struct cp_stream *s = r->stream ? stream_of(b, r->stream) : NULL;
    if (r->kind == CP_RESERVE_CAPEX && s)
        plan_deposits(m, a, s);
    return 0;
}

/* A waterfall with `dsra` and no reserve for it has one of the next period's debt service. */
int reserves_make(struct model *m, struct book *b) {
    const struct cp_entity *e = b->entity;
    struct cp_reserve *own = cp_arena_calloc(&m->arena, 1, sizeof *own);
    bool wanted = waterfall_has(b, STEP_DSRA);
    int rc = 0;
    b->account = cp_arena_calloc(&m->arena, e->nreserve + 1, sizeof *b->account);
    if (!own || !b->account)
        return cp_fail_nomem(m->err);
    b->close = INT64_MAX;
    for (size_t k = 0; k < b->nloan; k++)
        if (b->loan[k].issue >= 0 && b->loan[k].issue < b->close &&
            (b->loan[k].sized || b->loan[k].amount > 0))
            b->close = b->loan[k].issue;
    *own = (struct cp_reserve){.name = "dsra",
                               .months = 12.0 / cp_period_per_year(m->plan->horizon.from.freq)};
    for (size_t i = 0; i < e->nreserve && rc == 0; i++) {
        rc = make(m, b, &e->reserve[i]);
        wanted &= e->reserve[i].kind != CP_RESERVE_DEBT_SERVICE;
    }
    return rc < 0 || !wanted ? rc : make(m, b, own);
}

void reserves_reset(struct book *b) {
    for (size_t i = 0; i < b->naccount; i++)
        b->account[i].held = 0;
}

double reserves_held(const struct book *b) {
    double sum = 0;
    for (size_t i = 0; i < b->naccount; i++)
        sum += b->account[i].held;
    return sum;
}

double reserves_deposit(const struct book *b, size_t t) {
    double sum = 0;
    for (size_t i = 0; i < b->naccount; i++)
        sum += b->account[i].deposit[t];
    return sum;
}

double reserves_free(struct book *b, size_t t) {
    double sum = 0;
    for (size_t i = 0; i < b->naccount; i++) {
        struct account *a = &b->account[i];
        double over = fmax(0, a->held - a->target[t]);
        a->held -= over;
        sum += over;
    }
    return sum;
}

double reserves_draw(struct book *b, enum cp_reserve_kind kind, double amount) {
    double sum = 0;
    for (size_t i = 0; i < b->naccount; i++) {
        struct account *a = &b->account[i];
        double taken = a->reserve->kind == kind ? fmax(0, fmin(a->held, amount - sum)) : 0;
        a->held -= taken;
        sum += taken;
    }
    return sum;
}

double reserves_capex(struct book *b, size_t t) {
    double sum = 0;
    for (size_t i = 0; i < b->naccount; i++) {
        struct account *a = &b->account[i];
        double taken = fmin(a->held, a->spent[t]);
        a->held -= taken;
        sum += taken;
    }
    return sum;
}

double reserves_close(struct book *b, size_t t) {
    double sum = 0;
    for (size_t i = 0; i < b->naccount; i++) {
        struct account *a = &b->account[i];
        if (a->reserve->at_close && (int64_t)t == b->close)
            sum += fmax(0, a->target[t] - a->held);
    }
    return sum;
}

double reserves_fill(struct book *b, size_t t, const char *account, unsigned kinds, double have) {
    double sum = 0;
    for (size_t i = 0; i < b->naccount; i++) {
        struct account *a = &b->account[i];
        bool meant = account ? strcmp(a->reserve->name, account) == 0
                             : (kinds & 1u << a->reserve->kind) != 0;
        double taken = meant ? fmax(0, fmin(a->target[t] - a->held, have - sum)) : 0;
        a->held += taken;
        sum += taken;
    }
    return sum;
}

void reserves_end(struct book *b, size_t t) {
    for (size_t i = 0; i < b->naccount; i++)
        b->account[i].balance[t] = b->account[i].held;
}

/* Of `x` in the periods after t, the first `n`, the last of them in part. After the plan: as in its
 * last period, when `goes_on`. */
static double ahead(const struct model *m, const double *x, size_t t, double n, bool goes_on) {
    double sum = 0;
    for (size_t i = t + 1; n > 0; i++, n--)
        sum += (i < m->T ? x[i] : goes_on ? x[m->T - 1] : 0) * fmin(1, n);
    return sum;
}

double reserves_aim(struct model *m, struct book *b, double step) {
    double per_month = cp_period_per_year(m->plan->horizon.from.freq) / 12.0, change = 0;
    double *opex = b->cost;
    bool owes = b->line[BS_DEBT][m->T - 1] > 0.005;
    for (size_t t = 0; t < m->T; t++)
        opex[t] = fmax(0, revenue_of(b, t) - b->line[INC_EBITDA][t]);
    for (size_t i = 0; i < b->naccount; i++) {
        struct account *a = &b->account[i];
        bool service = a->reserve->kind == CP_RESERVE_DEBT_SERVICE;
        for (size_t t = 0; t < m->T && a->reserve->kind != CP_RESERVE_CAPEX; t++) {
            double n = a->reserve->months * per_month;
            double target = (int64_t)t < b->close && a->reserve->at_close
                                ? 0
                                : ahead(m, service ? b->service : opex, t, n, service && owes);
            change = fmax(change, fabs(target - a->target[t]) / fmax(1, fabs(target)));
            a->target[t] += step * (target - a->target[t]);
        }
    }
    return change;
}
