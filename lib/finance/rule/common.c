/* What several files of rules need. */
#include "finance/rule/loan.h"
#include <math.h>
#include <string.h>

void cp_rule_add_loans(struct cp_trace *x, size_t node, struct cp_trace_id id, enum cp_rule what,
                       double times) {
    for (size_t k = 0; k < book_of(id)->nloan; k++)
        cp_trace_add(x, node, times, cp_trace_at(x, what, id.of, k, id.t));
}

void cp_rule_add_held(struct cp_trace *x, size_t node, struct cp_trace_id id, enum cp_rule what,
                      double times, bool owners) {
    for (size_t k = 0; k < book_of(id)->nloan; k++)
        if (cp_finance_loan_by_owners(&book_of(id)->loan[k]) == owners)
            cp_trace_add(x, node, times, cp_trace_at(x, what, id.of, k, id.t));
}

bool cp_rule_is_member(const struct cp_finance_model *m, const struct cp_book *group, size_t i) {
    return cp_finance_is_member(m, i, cp_finance_book_named(m, group->entity->parent));
}

bool cp_rule_of_members(struct cp_trace *x, size_t node, struct cp_trace_id id, double value) {
    const struct cp_finance_model *m = model_of(x);
    if (!is_group(x, id))
        return false;
    cp_trace_is(x, node, CP_TRACE_SUM, value);
    for (size_t i = 0; i < m->nbook; i++)
        if (cp_rule_is_member(m, id.of, i))
            cp_trace_add(x, node, 1, cp_trace_at(x, id.what, &m->book[i], id.sub, id.t));
    return true;
}

size_t cp_rule_path(struct cp_trace *x, const struct cp_path *path, int64_t t, const char *fmt,
                    ...) {
    const struct cp_finance_model *m = model_of(x);
    struct cp_period p = cp_finance_period(m, t);
    struct cp_str key = {0};
    char step[CP_PERIOD_SIZE] = "";
    va_list ap;
    double value = cp_plan_path_at(path, p, m->plan->horizon.origin);
    va_start(ap, fmt);
    cp_str_addv(&key, fmt, ap);
    va_end(ap);
    size_t node = cp_trace_key(x, value, "%s", key.s ? key.s : "");
    x->oom |= key.oom;
    cp_str_release(&key);
    cp_period_format(step, p);
    const char *kept = cp_arena_strdup(&x->arena, step);
    x->oom |= !kept;
    if (!x->oom)
        x->node[node].step = kept;
    return node;
}

/* ---- what was noted ------------------------------------------------------------------------ */

/* Facts are in the plan's money, books in that of the day. */
static size_t indexed(struct cp_trace *x, const struct cp_origin *o, size_t a) {
    const struct cp_finance_model *m = model_of(x);
    if (!m->plan->money.real_prices || o->t == NONE)
        return a;
    return cp_trace_by(x, a, cp_trace_at(x, RULE_INDEX, m->book, 0, (int64_t)o->t));
}

static double in_unit(const struct cp_trace *x, size_t row) {
    const struct cp_finance_inputs *in = model_of(x)->in;
    const struct cp_selection *all[] = {&in->cost, &in->hours, &in->buy, &in->pay, &in->once};
    for (size_t s = 0; s < sizeof all / sizeof *all; s++) {
        size_t low = 0, high = all[s]->n;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (all[s]->row[middle] < row)
                low = middle + 1;
            else
                high = middle;
        }
        if (low < all[s]->n && all[s]->row[low] == row)
            return all[s]->value[low];
    }
    for (size_t i = 0; i < in->desk.n; i++)
        if (in->desk.flow[i].row == row)
            return in->desk.flow[i].value;
    return NAN;
}

static size_t fact(struct cp_trace *x, size_t row) {
    return cp_trace_fact(x, row, in_unit(x, row));
}

static size_t part(struct cp_trace *x, const struct cp_origin *o) {
    const struct cp_site *site = o->thing;
    const struct cp_sku *sku = o->thing;
    switch (o->kind) {
    case CP_ORIGIN_FACT:
        return indexed(x, o, fact(x, o->row));
    case CP_ORIGIN_FACTS:
        return indexed(x, o, cp_trace_by(x, fact(x, o->row), fact(x, o->by)));
    case CP_ORIGIN_RENTAL:
        return cp_trace_by(x, fact(x, o->row),
                           cp_trace_key(x, sku->rental, "skus/%s/rental", sku->name));
    case CP_ORIGIN_CELL:
        return cp_trace_at(x, RULE_CELL, o->thing, 0, -1);
    case CP_ORIGIN_STREAM:
        return cp_trace_at(x, RULE_STREAM, o->thing, 0, (int64_t)o->t);
    case CP_ORIGIN_PHASE: {
        const struct cp_phase *p = &site->phase[o->row];
        return cp_trace_by(
            x, cp_trace_key(x, p->capex, "sites/%s/phases/%s/capex", site->name, p->name),
            cp_trace_key(x, p->built, "sites/%s/phases/%s/built", site->name, p->name));
    }
    case CP_ORIGIN_EXISTING:
        break;
    }
    const struct cp_existing *e = &site->existing[o->row];
    return cp_trace_by(
        x, cp_trace_key(x, e->units, "sites/%s/existing/%zu/units", site->name, o->row + 1),
        cp_trace_key(x, e->price, "sites/%s/existing/%zu/price", site->name, o->row + 1));
}

void cp_rule_add_origins(struct cp_trace *x, size_t node, const void *of, size_t sub,
                         double times) {
    const struct cp_origins *all = rules_of(x)->origins;
    for (size_t i = cp_origins_first(all, of, sub);
         i < all->n && all->at[i].of == of && all->at[i].sub == sub; i++)
        cp_trace_add(x, node, times * all->at[i].times, part(x, &all->at[i]));
}

void cp_rule_cell(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_SUM, *(const double *)id.of);
    cp_rule_add_origins(x, node, id.of, 0, 1);
}

/* Prices of the period over those of the plan. */
void cp_rule_index(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_finance_model *m = model_of(x);
    double years = cp_period_mid(cp_finance_period(m, id.t), m->plan->horizon.origin);
    cp_trace_is(x, node, CP_TRACE_POWER, m->index[id.t]);
    cp_trace_add(x, node, 1, cp_trace_number(x, years));
    cp_trace_add(x, node, 1, cp_trace_key(x, m->plan->money.inflation, "inflation"));
    if (!x->oom)
        x->node[node].plus = 1;
}

static const char *entity_of(const struct cp_trace *x, const struct cp_stream *s) {
    const struct cp_finance_model *m = model_of(x);
    const char *entity = "";
    for (size_t i = 0; i < m->nbook; i++)
        if (s >= m->book[i].entity->stream &&
            s < m->book[i].entity->stream + m->book[i].entity->nstream)
            entity = m->book[i].entity->name;
    return entity;
}

/* What a stream pays in a period: its amount, or output and price, as they have risen, for the time
 * that it runs. */
void cp_rule_contracted(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_finance_model *m = model_of(x);
    const struct cp_stream *s = id.of;
    const char *entity = entity_of(x, s);
    size_t t = (size_t)id.t;
    bool capex = s->kind == CP_STREAM_CAPEX || s->kind == CP_STREAM_GRANT;
    double value = capex ? cp_finance_stream_spent(m, s, t) : cp_finance_stream_contract(m, s, t);
    cp_trace_is(x, node, CP_TRACE_PRODUCT, value);
    double base = capex ? s->cost : s->amount;
    if (isnan(base)) {
        base = s->output * cp_plan_path_at(&s->price, m->period[t], m->plan->horizon.origin);
        cp_trace_add(x, node, 1,
                     cp_trace_key(x, s->output, "entities/%s/streams/%s/output", entity, s->name));
        cp_trace_add(
            x, node, 1,
            cp_rule_path(x, &s->price, id.t, "entities/%s/streams/%s/price", entity, s->name));
    } else
        cp_trace_add(x, node, 1,
                     cp_trace_key(x, base, "entities/%s/streams/%s/%s", entity, s->name,
                                  capex ? "cost" : "amount"));
    cp_trace_add(x, node, 1,
                 cp_trace_key(x, base != 0 ? value / base : 0, "entities/%s/streams/%s/escalation",
                              entity, s->name));
}

/* Of a pool of leases parts of what each period has by contract; of a grant that is called back a
 * part of what was received. */
void cp_rule_stream(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_finance_model *m = model_of(x);
    const struct cp_stream *s = id.of;
    const char *entity = entity_of(x, s);
    size_t t = (size_t)id.t;
    bool capex = s->kind == CP_STREAM_CAPEX || s->kind == CP_STREAM_GRANT;
    double value = capex ? cp_finance_stream_spent(m, s, t) : cp_finance_stream_flow(m, s, t);
    cp_trace_is(x, node, CP_TRACE_SUM, value);
    if (s->clawback && value < 0) {
        size_t sum = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
        for (int64_t i = 0; i < id.t; i++)
            cp_trace_add(x, sum, -1, at(x, id, i));
        cp_trace_add(x, node, 1,
                     cp_trace_by(x, sum,
                                 cp_trace_key(x, cp_finance_stream_called(m, s, t),
                                              "entities/%s/streams/%s/clawback", entity, s->name)));
        return;
    }
    if (!cp_finance_is_pool(s)) {
        cp_rule_contracted(x, node, id);
        return;
    }
    for (size_t i = 0; i < m->T; i++) {
        double part = cp_finance_pool_part(m, s, t, i);
        if (part != 0 && cp_finance_stream_contract(m, s, i) != 0)
            cp_trace_add(x, node, 1,
                         cp_trace_by(x, also(x, id, RULE_CONTRACTED, (int64_t)i),
                                     cp_trace_key(x, part, "entities/%s/streams/%s/default", entity,
                                                  s->name)));
    }
}

size_t cp_rule_rent(struct cp_trace *x, const struct cp_book *b, int64_t t) {
    const struct cp_entity *e = b->entity;
    double years = cp_period_years(model_of(x)->period[t]);
    return cp_trace_times(x, years,
                          cp_rule_path(x, &e->lease.rent, t, "entities/%s/rent", e->name));
}

size_t cp_rule_lease_cash(struct cp_trace *x, struct cp_trace_id id) {
    static const enum cp_statement_line lines[] = {CF_LEASES, CF_LEASE_SALE, CF_LEASE_PRINCIPAL};
    size_t sum = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
    for (size_t i = 0; i < 3; i++)
        cp_trace_add(x, sum, 1, line_at(x, id.of, lines[i], id.t));
    return sum;
}

size_t cp_rule_opex(struct cp_trace *x, struct cp_trace_id id) {
    size_t rest = cp_trace_plus(x, line_at(x, id.of, INC_EBITDA, id.t), cp_rule_lease_cash(x, id));
    return cp_trace_less(x, ofbook(x, id, RULE_REVENUE, id.t), rest);
}

/* ---- of money to come --------------------------------------------------------------------- */

size_t cp_rule_discounted(struct cp_trace *x, struct cp_trace_id id, double years) {
    const struct cp_trace_term both[] = {{1, cp_trace_number(x, -years)},
                                         {1, ofbook(x, id, RULE_HURDLE, 0)}};
    size_t factor = cp_trace_made(x, CP_TRACE_POWER, both, 2);
    if (!x->oom)
        x->node[factor].plus = 1;
    return factor;
}

/* ---- of loans ------------------------------------------------------------------------------ */

size_t cp_rule_term(struct cp_trace *x, struct cp_trace_id id, const char *name, double value) {
    const struct cp_loan *l = &book_of(id)->loan[id.sub];
    return cp_trace_key(x, value, "entities/%s/tranches/%s/%s", book_of(id)->entity->name,
                        l->tranche->name, name);
}

size_t cp_rule_interest_on(struct cp_trace *x, struct cp_trace_id id, size_t balance) {
    const struct cp_loan *l = loan_of(id);
    double half = l->life.delayed ? 0.5 : 1;
    int64_t i = id.t;
    if (i > l->life.last) {
        if (l->life.last <= l->life.issue)
            return cp_trace_number(x, 0);
        i = l->life.last - 1;
    }
    size_t owed = cp_trace_plus(x, balance, cp_trace_times(x, half, also(x, id, RULE_DRAW, id.t)));
    return cp_trace_by(x, owed, also(x, id, RULE_RATE, i));
}

/* Of delayed draws, what pays interest and fees of this period. */
size_t cp_rule_running(struct cp_trace *x, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    size_t costs = cp_trace_made(x, CP_TRACE_SUM, NULL, 0),
           drawn = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
    for (size_t k = 0; k < b->nloan; k++) {
        const struct cp_loan *l = &b->loan[k];
        if (l->tranche->draw.costs && cp_finance_loan_is_drawn(l, id.t))
            cp_trace_add(x, costs, 1, cp_trace_at(x, RULE_INTEREST, b, k, id.t));
        if (l->life.delayed)
            cp_trace_add(x, drawn, 1, cp_trace_at(x, RULE_DRAW, b, k, id.t));
    }
    return cp_trace_least(x, costs, drawn);
}
