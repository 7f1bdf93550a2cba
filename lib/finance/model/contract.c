/* What a contract says of money in a period: a price or an amount that rises by steps on each
 * anniversary, whoever pays it then. */
#include "finance/model/model.h"
#include <math.h>

int64_t cp_finance_stream_end(const struct cp_finance_model *m, const struct cp_stream *s) {
    return s->until < INT64_MAX ? s->until : cp_period_end(m->plan->horizon.to);
}

double cp_finance_running(int64_t begins, int64_t ends, struct cp_period p) {
    int64_t start = cp_period_start(p), end = cp_period_end(p);
    int64_t from = begins > start ? begins : start, to = ends < end ? ends : end;
    return to > from ? (double)(to - from) / (double)(end - start) : 0;
}

double cp_finance_risen(int64_t begins, int64_t ends, struct cp_period p, double rate,
                        double falling) {
    int64_t from = cp_period_start(p), to = cp_period_end(p), end;
    double sum = 0;
    from = begins > from ? begins : from;
    to = ends < to ? ends : to;
    if (rate == 0 && falling == 0)
        return 1;
    for (int64_t at = from; at < to; at = end) {
        double years = floor(cp_years_between(begins, at) + 1e-9);
        end = cp_day_months_before(begins, -12 * ((int)years + 1), false);
        end = end > at && end < to ? end : to;
        sum += pow(1 + rate, years) * pow(1 - falling, years) * (double)(end - at);
    }
    return to > from ? sum / (double)(to - from) : 1;
}

double cp_finance_stream_contract(const struct cp_finance_model *m, const struct cp_stream *s,
                                  size_t t) {
    struct cp_period p = m->period[t];
    int64_t end = cp_finance_stream_end(m, s);
    double part = cp_finance_running(s->from, end, p) * cp_period_years(p);
    if (part == 0)
        return 0;
    if (!isnan(s->amount))
        return s->amount * cp_finance_risen(s->from, end, p, s->escalation, 0) * part;
    double price = cp_plan_path_at(&s->price, p, m->plan->horizon.origin);
    return s->output * price * cp_finance_risen(s->from, end, p, s->escalation, s->degradation) *
           part;
}
