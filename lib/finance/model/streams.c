/* Money that the plan's streams say: contracts with a price or an amount that rise by steps on each
 * anniversary, and capex once, over a time, or again and again. */
#include "finance/model/model.h"
#include <math.h>

/* Anniversaries of `from` until the start of the period, and what a rate a year makes of them. */
static double grown(const struct cp_stream *s, struct cp_period p, double rate) {
    double years = floor(cp_years_between(s->from, cp_period_start(p)) + 1e-9);
    return rate == 0 || years <= 0 ? 1 : pow(1 + rate, years);
}

double cp_finance_stream_flow(const struct cp_finance_model *m, const struct cp_stream *s,
                              size_t t) {
    double sum = 0;
    if (!cp_finance_is_pool(s))
        return cp_finance_stream_contract(m, s, t);
    for (size_t i = 0; i < m->T; i++)
        sum += cp_finance_pool_part(m, s, t, i) * cp_finance_stream_contract(m, s, i);
    return sum;
}

/* `every` years after `from`, k times: the hour before. */
static int64_t again(const struct cp_stream *s, int k) {
    return cp_day_months_before(s->from, -(int)lround(12 * s->every * k), false) - 1;
}

static double spent_by_plan(const struct cp_finance_model *m, const struct cp_stream *s, size_t t) {
    int64_t start = cp_period_start(m->period[t]), end = cp_period_end(m->period[t]);
    double cost = s->cost * grown(s, m->period[t], s->escalation), sum = 0;
    if (isfinite(s->every)) {
        for (int k = 1; again(s, k) < end && again(s, k) < cp_finance_stream_end(m, s); k++)
            sum += again(s, k) >= start ? cost : 0;
        return sum;
    }
    if (s->until == INT64_MAX)
        return s->from >= start && s->from < end ? cost : 0;
    double all = (double)(s->until - s->from);
    return cost * cp_finance_running(s->from, cp_finance_stream_end(m, s), m->period[t]) *
           (double)(end - start) / all;
}

static const struct cp_book *book_of(const struct cp_finance_model *m, const struct cp_stream *s) {
    size_t i = 0;
    while (s < m->book[i].entity->stream ||
           s >= m->book[i].entity->stream + m->book[i].entity->nstream)
        i++;
    return &m->book[i];
}

double cp_finance_stream_called(const struct cp_finance_model *m, const struct cp_stream *s,
                                size_t t) {
    double years = cp_years_between(s->from, cp_period_start(m->period[t]));
    return s->vests > 0 ? fmax(0, 1 - fmax(0, years) / s->vests) : 1;
}

double cp_finance_stream_spent(const struct cp_finance_model *m, const struct cp_stream *s,
                               size_t t) {
    size_t end = s->clawback ? cp_finance_trigger_first(m, book_of(m, s), s->clawback) : m->T;
    double received = 0;
    if (t < end)
        return spent_by_plan(m, s, t);
    for (size_t i = 0; i < end && t == end; i++)
        received += spent_by_plan(m, s, i);
    return -received * cp_finance_stream_called(m, s, t);
}

static int take_capex(struct cp_finance_model *m, struct cp_book *b, const struct cp_stream *s,
                      size_t t) {
    double cost = cp_finance_stream_spent(m, s, t) * (s->kind == CP_STREAM_GRANT ? -1 : 1);
    int64_t start = cp_finance_middle(m, t);
    if (cost == 0)
        return 0;
    if (s->ready < INT64_MAX && s->ready >= cp_period_start(m->period[t]))
        start = s->ready;
    b->line[CF_CAPEX_SITE][t] -= cost;
    b->build.grants[t] += fmax(0, -cost);
    cp_finance_from(m, (struct cp_origin){&b->asset, b->asset.n, CP_ORIGIN_STREAM,
                                          s->kind == CP_STREAM_GRANT ? -1 : 1, NONE, NONE, t, s});
    return cp_finance_asset_add(m, b,
                                (struct cp_asset){.kind = ASSET_SITE,
                                                  .t = t,
                                                  .cost = cost,
                                                  .start = start,
                                                  .method = s->depreciation,
                                                  .life = s->life});
}

static int take_stream(struct cp_finance_model *m, struct cp_book *b, const struct cp_stream *s,
                       size_t t) {
    switch (s->kind) {
    case CP_STREAM_REVENUE:
        b->line[INC_CONTRACT][t] += cp_finance_stream_flow(m, s, t);
        return 0;
    case CP_STREAM_OPEX:
        b->line[INC_CONTRACT_COST][t] -= cp_finance_stream_flow(m, s, t);
        return 0;
    case CP_STREAM_CREDIT:
        b->tax.production[t] += cp_finance_stream_flow(m, s, t);
        return 0;
    case CP_STREAM_CAPEX:
    case CP_STREAM_GRANT:
        break;
    }
    return take_capex(m, b, s, t);
}

int cp_finance_take_streams(struct cp_finance_model *m, struct cp_book *b) {
    for (size_t i = 0; i < b->entity->nstream; i++)
        for (size_t t = 0; t < m->T; t++) {
            int rc = take_stream(m, b, &b->entity->stream[i], t);
            if (rc)
                return rc;
        }
    return 0;
}
