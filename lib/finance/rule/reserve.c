/* What reserves should hold. */
#include "finance/rule/loan.h"
#include <math.h>
#include <string.h>

static const struct cp_stream *stream_of(const struct cp_book *b, size_t i) {
    const char *name = b->reserve.account[i].reserve->stream;
    for (size_t k = 0; name && k < b->entity->nstream; k++)
        if (strcmp(b->entity->stream[k].name, name) == 0)
            return &b->entity->stream[k];
    return NULL;
}

bool cp_rule_is_letter(const struct cp_book *b, size_t account) {
    return b->reserve.account[account].reserve->letter > 0;
}

size_t cp_rule_letters_fee(struct cp_trace *x, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    size_t sum = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
    for (size_t i = 0; i < b->reserve.n && id.t > 0; i++) {
        const struct cp_reserve *r = b->reserve.account[i].reserve;
        if (cp_rule_is_letter(b, i))
            cp_trace_add(x, sum, cp_period_years(model_of(x)->period[id.t]),
                         cp_trace_by(x,
                                     cp_trace_key(x, r->letter, "entities/%s/reserves/%s/letter",
                                                  b->entity->name, r->name),
                                     cp_trace_at(x, RULE_TARGET, b, i, id.t - 1)));
    }
    return sum;
}

/* An even part of the next spending, from the start of the stream or the spending before. */
size_t cp_rule_saved(struct cp_trace *x, struct cp_trace_id id, size_t i) {
    const struct cp_book *b = book_of(id);
    const struct cp_finance_model *m = model_of(x);
    const struct cp_reserve_account *a = &b->reserve.account[i];
    const struct cp_stream *s = stream_of(b, i);
    size_t from = 0;
    if (!s || a->deposit[id.t] == 0)
        return cp_trace_number(x, 0);
    while (cp_period_end(m->period[from]) <= s->from)
        from++;
    for (size_t t = from; t < m->T; t++) {
        if (a->spent[t] == 0)
            continue;
        if ((int64_t)t >= id.t)
            return cp_trace_times(x, 1 / (double)(t - from + 1),
                                  cp_trace_at(x, RULE_STREAM, s, 0, (int64_t)t));
        from = t + 1;
    }
    return cp_trace_number(x, 0);
}

/* Service of the n periods after t if what is owed then is not swept any more. */
static size_t foreseen(struct cp_trace *x, struct cp_trace_id id, double n) {
    const struct cp_loan *l = loan_of(id);
    size_t owed = cp_trace_plus(x, also(x, id, RULE_BALANCE, id.t), also(x, id, RULE_SWEPT, id.t));
    size_t sum = cp_trace_made(x, CP_TRACE_SUM, NULL, 0), service = cp_trace_number(x, 0),
           repaid = service;
    for (id.t++; id.t < (int64_t)model_of(x)->T && n > 0; id.t++, n--) {
        size_t draw = also(x, id, RULE_DRAW, id.t), interest = cp_rule_interest_on(x, id, owed);
        size_t planned = cp_trace_plus(x, also(x, id, RULE_PLANNED_LEFT, id.t - 1), draw);
        bool ends = id.t >= l->life.last, added = cp_finance_loan_adds(l, (size_t)id.t);
        owed = cp_trace_plus(x, owed, draw);
        repaid = ends ? owed
                      : cp_rule_after_sweeps(x, l, planned, also(x, id, RULE_PLANNED, id.t), owed);
        owed = cp_trace_less(x, owed, repaid);
        owed = cp_trace_above(x, added ? cp_trace_plus(x, owed, interest) : owed);
        service = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
        if (!added)
            cp_trace_add(x, service, 1, interest);
        if (!(ends && l->refinanced))
            cp_trace_add(x, service, 1, repaid);
        cp_trace_add(x, sum, fmin(1, n), service);
    }
    if (n <= 0)
        return sum;
    size_t periods = cp_trace_over(x, owed, repaid); /* after the plan as in its last period */
    if (!x->oom)
        x->node[periods].plus = INFINITY;
    periods = cp_trace_least(x, cp_trace_number(x, n), periods);
    return cp_trace_plus(x, sum, cp_trace_by(x, service, periods));
}

static void add_service(struct cp_trace *x, size_t node, struct cp_trace_id id, double n) {
    for (size_t k = 0; k < book_of(id)->nloan; k++) {
        struct cp_trace_id loan = {.of = id.of, .sub = k, .t = id.t};
        if (!cp_finance_loan_by_owners(loan_of(loan)))
            cp_trace_add(x, node, 1, foreseen(x, loan, n));
    }
}

static void add_opex(struct cp_trace *x, size_t node, struct cp_trace_id id, double n) {
    for (int64_t t = id.t + 1; n > 0 && t < (int64_t)model_of(x)->T; t++, n--) {
        struct cp_trace_id now = {.of = id.of, .t = t};
        cp_trace_add(x, node, fmin(1, n), cp_trace_above(x, cp_rule_opex(x, now)));
    }
}

void cp_rule_target(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    const struct cp_reserve_account *a = &b->reserve.account[id.sub];
    double n = a->reserve->months * cp_period_per_year(model_of(x)->plan->horizon.from.freq) / 12.0;
    cp_trace_is(x, node, CP_TRACE_SUM, a->target[id.t]);
    if (a->closed) {
        cp_trace_add(x, node, 1, cp_trace_key(x, a->target[id.t], "closed"));
    } else if (a->reserve->kind == CP_RESERVE_CAPEX) {
        cp_trace_add(x, node, 1, cp_rule_saved(x, id, id.sub));
        if (id.t > 0)
            cp_trace_add(x, node, 1, at(x, id, id.t - 1));
        if (id.t > 0 && a->spent[id.t - 1] != 0)
            cp_trace_add(x, node, -1,
                         cp_trace_at(x, RULE_STREAM, stream_of(b, id.sub), 0, id.t - 1));
    } else if (id.t < b->reserve.close && a->reserve->at_close) {
        return;
    } else if (a->reserve->kind == CP_RESERVE_DEBT_SERVICE) {
        add_service(x, node, id, n);
    } else
        add_opex(x, node, id, n);
}
