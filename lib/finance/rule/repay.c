/* What a tranche repays when: by its contract, or as fixed at close; what sweeps leave of that. */
#include "finance/rule/loan.h"
#include <math.h>

/* ---- by contract --------------------------------------------------------------------------- */

/* `sub`: a loan, and above 16 bits the last period + 1 of what is repaid, 0: the loan's own. */
enum { LAST = 16 };

static size_t annuity(struct cp_trace *x, struct cp_trace_id id, int64_t last) {
    const struct cp_loan *l = &book_of(id)->loan[id.sub];
    size_t until = last == l->life.last ? 0 : (size_t)(last + 1) << LAST;
    return cp_trace_at(x, RULE_ANNUITY, id.of, id.sub | until, id.t);
}

/* Value of 1 at the end of a period and of each after it. */
void cp_rule_annuity(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    size_t k = id.sub & ((1u << LAST) - 1), until = id.sub >> LAST;
    const struct cp_loan *l = &book_of(id)->loan[k];
    int64_t last = until ? (int64_t)until - 1 : l->life.last;
    cp_trace_is(x, node, CP_TRACE_RATIO, NAN);
    size_t one = cp_trace_number(x, 1);
    size_t sum = cp_trace_number(x, until ? 1 : cp_finance_loan_part(l, id.t));
    if (id.t < last)
        sum = cp_trace_plus(x, sum, at(x, id, id.t + 1));
    cp_trace_add(x, node, 1, sum);
    cp_trace_add(x, node, 1, cp_trace_plus(x, one, cp_trace_at(x, RULE_RATE, id.of, k, id.t)));
}

size_t cp_rule_amortised(struct cp_trace *x, struct cp_trace_id id, int64_t first, int64_t last,
                         size_t balance) {
    const struct cp_loan *l = loan_of(id);
    if (id.t < first || id.t > last)
        return cp_trace_number(x, 0);
    if (id.t == last)
        return balance;
    if (!l->kind->amortise)
        return cp_trace_number(x, 0);
    if (l->tranche->amortisation == CP_LEVEL) {
        size_t part =
            cp_trace_less(x, cp_trace_over(x, cp_trace_number(x, 1), annuity(x, id, last)),
                          also(x, id, RULE_RATE, id.t));
        return cp_trace_by(x, balance, cp_trace_least(x, cp_trace_number(x, 1), part));
    }
    const char *by = l->tranche->amortisation == CP_CUSTOM ? "schedule" : "maturity";
    return cp_trace_by(x, balance, cp_rule_term(x, id, by, l->kind->amortise(l, id.t, last, 1)));
}

/* ---- draw by draw -------------------------------------------------------------------------- */

static int64_t first_of(const struct cp_loan *l, int64_t i) {
    return i < l->life.first ? l->life.first : i + 1;
}
static int64_t last_of(const struct cp_loan *l, int64_t i) {
    int64_t first = first_of(l, i), last = i + l->life.tenor;
    return last < first ? first : last < l->life.last ? last : l->life.last;
}

/* What is left of the draw of period i after period t: id.t is i x (T + 1) + t. */
static size_t draw_left(struct cp_trace *x, struct cp_trace_id id, int64_t i, int64_t t) {
    return also(x, id, RULE_DRAW_LEFT, i * ((int64_t)model_of(x)->T + 1) + t);
}

static size_t planned_idc(struct cp_trace *x, struct cp_trace_id id) {
    return cp_finance_loan_adds(loan_of(id), (size_t)id.t)
               ? cp_rule_interest_on(x, id, also(x, id, RULE_PLANNED_LEFT, id.t - 1))
               : cp_trace_number(x, 0);
}

static size_t repaid_of(struct cp_trace *x, struct cp_trace_id id, int64_t i) {
    const struct cp_loan *l = loan_of(id);
    return cp_rule_amortised(x, id, first_of(l, i), last_of(l, i), draw_left(x, id, i, id.t - 1));
}

void cp_rule_draw_left(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    int64_t n = (int64_t)model_of(x)->T + 1, i = id.t / n;
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    id.t %= n;
    if (i == id.t) {
        cp_trace_add(x, node, 1, also(x, id, RULE_DRAW, id.t));
        cp_trace_add(x, node, 1, planned_idc(x, id));
        return;
    }
    cp_trace_add(x, node, 1, draw_left(x, id, i, id.t - 1));
    cp_trace_add(x, node, -1, repaid_of(x, id, i));
}

/* ---- the schedule -------------------------------------------------------------------------- */

/* Owed by it, with the period's draw. */
static size_t planned(struct cp_trace *x, struct cp_trace_id id) {
    return cp_trace_plus(x, also(x, id, RULE_PLANNED_LEFT, id.t - 1), also(x, id, RULE_DRAW, id.t));
}

static size_t sculpted(struct cp_trace *x, struct cp_trace_id id) {
    if (id.t < loan_of(id)->life.first)
        return cp_trace_number(x, 0);
    size_t service = cp_trace_by(x, also(x, id, RULE_CAPACITY, id.t), also(x, id, RULE_SCALE, 0));
    if (!cp_finance_loan_adds(loan_of(id), (size_t)id.t))
        service = cp_trace_less(
            x, service, cp_rule_interest_on(x, id, also(x, id, RULE_PLANNED_LEFT, id.t - 1)));
    return cp_trace_above(x, cp_trace_least(x, planned(x, id), service));
}

size_t cp_rule_lent_at_most(struct cp_trace *x, struct cp_trace_id id, int64_t t) {
    return cp_trace_least(x, also(x, id, RULE_CARRIED, t), also(x, id, RULE_ASSET_BASE, t));
}

/* By the faster of its two steps, and at once as far as the base is less than the debt. */
static size_t of_base(struct cp_trace *x, struct cp_trace_id id) {
    size_t balance = planned(x, id), one = cp_trace_number(x, 1);
    size_t over = cp_trace_less(x, balance, cp_rule_lent_at_most(x, id, id.t)), keep = one;
    if (id.t < loan_of(id)->life.first)
        return cp_trace_above(x, over);
    static const enum cp_rule steps[] = {RULE_CARRIED, RULE_ASSET_BASE};
    for (size_t i = 0; i < 2 && id.t > 0; i++) {
        size_t step =
            cp_trace_over(x, also(x, id, steps[i], id.t), also(x, id, steps[i], id.t - 1));
        if (!x->oom)
            x->node[step].plus = 1; /* there was nothing before */
        keep = cp_trace_least(x, keep, step);
    }
    size_t gone = cp_trace_less(x, one, cp_trace_above(x, keep));
    return cp_trace_most(x, cp_trace_by(x, balance, gone), over);
}

static size_t scheduled(struct cp_trace *x, struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    double held = cp_finance_loan_held(l, l->held.principal, id.t);
    if (!isnan(held))
        return cp_trace_key(x, held, "closed");
    if (!l->life.tenor)
        return l->kind->sculpted ? sculpted(x, id)
               : l->kind->principal
                   ? of_base(x, id)
                   : cp_rule_amortised(x, id, l->life.first, l->life.last, planned(x, id));
    size_t sum = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
    for (int64_t i = l->life.issue > 0 ? l->life.issue : 0; i < id.t; i++)
        if (id.t >= first_of(l, i) && id.t <= last_of(l, i))
            cp_trace_add(x, sum, 1, repaid_of(x, id, i));
    return cp_trace_least(x, sum, also(x, id, RULE_PLANNED_LEFT, id.t - 1));
}

void cp_rule_planned(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    cp_trace_is(x, node, CP_TRACE_SUM, l->run.planned[id.t]);
    cp_trace_add(x, node, 1, id.t < l->life.last ? scheduled(x, id) : planned(x, id));
}

void cp_rule_planned_left(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    size_t left = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
    cp_trace_is(x, node, CP_TRACE_SUM, id.t < 0 ? NAN : loan_of(id)->run.planned_left[id.t]);
    if (id.t < 0) {
        cp_trace_add(x, node, 1, also(x, id, RULE_BALANCE, -1));
        return;
    }
    cp_trace_add(x, left, 1, planned(x, id));
    cp_trace_add(x, left, 1, planned_idc(x, id));
    cp_trace_add(x, left, -1, also(x, id, RULE_PLANNED, id.t));
    cp_trace_add(x, node, 1, cp_trace_above(x, left));
}

/* ---- what is due --------------------------------------------------------------------------- */

/* A sweep takes its part of every instalment, or from the last or the next ones; what is owed
 * beyond the schedule is due at once; a debt that may not exceed a limit is repaid by it. */
size_t cp_rule_after_sweeps(struct cp_trace *x, const struct cp_loan *l, size_t planned_,
                            size_t principal, size_t owed) {
    size_t more = cp_trace_less(x, owed, planned_);
    if (l->tranche->sweep_order == CP_SWEEP_INVERSE && !l->kind->limit)
        return cp_trace_plus(x, cp_trace_least(x, principal, owed), cp_trace_above(x, more));
    if (l->kind->limit || l->tranche->sweep_order == CP_SWEEP_DIRECT)
        return cp_trace_above(x, cp_trace_plus(x, principal, more));
    size_t part = cp_trace_over(x, owed, planned_);
    if (!x->oom)
        x->node[part].plus = 1;
    part = cp_trace_least(x, cp_trace_number(x, 1), part);
    return cp_trace_plus(x, cp_trace_by(x, principal, part), cp_trace_above(x, more));
}

static bool is_swept(const struct cp_loan *l, int64_t t) {
    double sum = 0;
    for (int64_t i = 0; i < t; i++)
        sum += l->run.swept[i];
    return sum > 0;
}

void cp_rule_due(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    size_t opening = also(x, id, RULE_BALANCE, id.t - 1), draw = also(x, id, RULE_DRAW, id.t);
    size_t owed = cp_trace_plus(x, opening, draw);
    cp_trace_is(x, node, CP_TRACE_LEAST, l->run.due[id.t]);
    cp_trace_add(x, node, 1, owed);
    if (id.t >= l->life.last)
        return;
    size_t contract = also(x, id, RULE_CONTRACT, id.t - 1);
    size_t principal = also(x, id, RULE_PLANNED, id.t);
    if (is_swept(l, id.t))
        principal =
            cp_rule_after_sweeps(x, l, planned(x, id), principal, cp_trace_plus(x, contract, draw));
    size_t arrears = cp_trace_above(x, cp_trace_less(x, opening, contract));
    cp_trace_add(x, node, 1, cp_trace_plus(x, principal, arrears));
}
