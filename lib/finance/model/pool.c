/* A pool of leases behind a stream of revenue. Of those that pay a part stops paying each year, and
 * a part pays at once what it would still pay; both evenly within a period, so that those have paid
 * half of its rent. What is recovered comes a while after, and until then a servicer may advance
 * the rent. All of it is linear in what the contract pays: a part of each of its periods. */
#include "finance/model/model.h"
#include <math.h>

bool cp_finance_is_pool(const struct cp_stream *s) {
    return s->kind == CP_STREAM_REVENUE && (s->pool.defaults > 0 || s->pool.prepays > 0);
}

/* Part of the lessees that still pay at the start of a period. */
static double alive(const struct cp_finance_model *m, const struct cp_stream *s, size_t t) {
    int64_t at = t < m->T ? cp_period_start(m->period[t]) : cp_period_end(m->period[m->T - 1]);
    double years = at > s->from ? cp_years_between(s->from, at) : 0;
    return pow((1 - s->pool.defaults) * (1 - s->pool.prepays), years);
}

/* Part of them that stops paying in a period, or pays at once. */
static double stops(const struct cp_finance_model *m, const struct cp_stream *s, size_t t) {
    double hazard = log1p(-s->pool.defaults), all = hazard + log1p(-s->pool.prepays);
    return all < 0 ? (alive(m, s, t) - alive(m, s, t + 1)) * hazard / all : 0;
}
static double prepays(const struct cp_finance_model *m, const struct cp_stream *s, size_t t) {
    return alive(m, s, t) - alive(m, s, t + 1) - stops(m, s, t);
}

static size_t lag_of(const struct cp_finance_model *m, const struct cp_stream *s) {
    double periods = s->pool.lag / 12 * cp_period_per_year(m->plan->horizon.from.freq);
    return (size_t)lround(periods);
}

/* What a servicer pays in period t of the rent of period i, less what it takes back. */
static double advanced(const struct cp_finance_model *m, const struct cp_stream *s, size_t t,
                       size_t i) {
    size_t lag = lag_of(m, s), j = t - lag;
    double part = 0;
    if (!(s->pool.advance > 0) || lag == 0)
        return 0;
    if (i == t)
        for (size_t k = t + 1 > lag ? t + 1 - lag : 0; k <= t; k++)
            part += stops(m, s, k) * (k == t ? 0.5 : 1);
    if (t >= lag && i >= j && i < t)
        part -= stops(m, s, j) * (i == j ? 0.5 : 1);
    return s->pool.advance * part;
}

double cp_finance_pool_part(const struct cp_finance_model *m, const struct cp_stream *s, size_t t,
                            size_t i) {
    size_t lag = lag_of(m, s);
    double part = advanced(m, s, t, i);
    if (i == t)
        part += 0.5 * (alive(m, s, t) + alive(m, s, t + 1)) + 0.5 * prepays(m, s, t);
    else if (i > t)
        part += prepays(m, s, t) * cp_discount(s->pool.prepaid_at, m->mid[i] - m->mid[t]);
    if (t >= lag && i >= t - lag)
        part += s->pool.recovery * stops(m, s, t - lag) * (i == t - lag ? 0.5 : 1);
    return part;
}

int cp_finance_pools_find(struct cp_finance_model *m, struct cp_book *b) {
    double *stopped = cp_arena_calloc(&m->arena, m->T, sizeof *stopped), all = 0;
    if (!stopped)
        return cp_fail_nomem(m->err);
    for (size_t k = 0; k < b->entity->nstream; k++) {
        const struct cp_stream *s = &b->entity->stream[k];
        double rent = 0, part = 0;
        if (!cp_finance_is_pool(s))
            continue;
        for (size_t t = 0; t < m->T; t++)
            rent += cp_finance_stream_contract(m, s, t);
        for (size_t t = 0; t < m->T; t++) {
            part += stops(m, s, t);
            stopped[t] += part * rent;
        }
        all += rent;
    }
    for (size_t t = 0; t < m->T; t++)
        stopped[t] = all > 0 ? stopped[t] / all : 0;
    b->trigger.defaulted = stopped;
    return 0;
}
