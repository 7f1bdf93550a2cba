/* What a trade delivers. */
#include "hedge/trade.h"

double cp_hedge_volume(const struct cp_hedge_trade *k, int64_t from, int64_t until) {
    int64_t a = k->from > from ? k->from : from, b = k->until < until ? k->until : until;
    if (b <= a)
        return 0;
    if (!(k->monthly > 0))
        return k->quantity * k->rate * (double)(b - a);
    double months = 0;
    for (struct cp_period m = cp_period_at(CP_MONTH, a); cp_period_start(m) < b;
         m = cp_period_plus(m, 1)) {
        int64_t start = cp_period_start(m) > a ? cp_period_start(m) : a;
        int64_t end = cp_period_end(m) < b ? cp_period_end(m) : b;
        months += (double)(end - start) / cp_period_hours(m);
    }
    return k->quantity * k->monthly * months;
}
