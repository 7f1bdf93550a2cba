/* What a GPU-hour costs, over the plan and by period. */
#include "finance/answer/answer.h"
#include <math.h>

/* Present values at the hurdle rate, in the plan's money. */
struct present {
    double hours, traded; /* GPU-hours; of these, the ones of an SKU with a market price */
    double market;        /* what those would fetch */
    double opex, capex;
};

static struct present present_of(const struct cp_finance_answer *w, double rate) {
    const struct cp_book *b = w->b;
    struct present x = {0};
    for (size_t t = 0; t < w->m->T; t++) {
        double df = cp_discount(rate, w->m->mid[t]), index = w->m->index[t];
        x.hours += b->use.hours[t] * df * index;
        x.traded += b->use.market_hours[t] * df * index;
        x.market += b->use.market[t] * df * index;
        x.opex += cp_finance_opex(b, t) * df;
        x.capex -= (b->line[CF_CAPEX_SITE][t] + b->line[CF_CAPEX_GPU][t]) * df;
    }
    return x;
}

/* Present cost over present GPU-hours:
 * cash            running costs alone: what an hour costs that would else be idle
 * sunk-excluded   with capex of the plan less the book value of new assets at the end
 * full            with what was spent before the plan too, less the book value of all */
int cp_finance_write_hour_cost(const struct cp_finance_answer *w) {
    const struct cp_book *b = w->b;
    double rate = cp_finance_hurdle(w), df = cp_discount(rate, w->m->end), sunk = b->entity->sunk;
    size_t last = w->m->T - 1;
    struct present x = present_of(w, rate);
    if (x.hours <= 0)
        return 0;
    double left =
        (b->asset.net_new[last] + b->line[BS_DEPOSITS][last] - b->line[BS_PAYABLES][last]) * df;
    if (!(sunk > 0))
        sunk = b->open[BS_SITE] + b->open[BS_GPU];
    int rc = cp_finance_put(w, "cost_per_gpu_hour", NULL, "cash", x.opex / x.hours);
    if (rc)
        return rc;
    rc = x.traded > 0 ? cp_finance_put(w, "market_price", NULL, NULL, x.market / x.traded) : 0;
    if (rc)
        return rc;
    rc = cp_finance_put(w, "cost_per_gpu_hour", NULL, "sunk-excluded",
                        (x.opex + x.capex - left) / x.hours);
    if (rc)
        return rc;
    return cp_finance_put(w, "cost_per_gpu_hour", NULL, "full",
                          (x.opex + x.capex - left + sunk - b->asset.net_old[last] * df) / x.hours);
}

/* What an hour costs in the books of the period: running costs, with the depreciation of what the
 * plan has added, and with that of what was there before too. */
int cp_finance_write_hour_costs(const struct cp_finance_answer *w) {
    const struct cp_book *b = w->b;
    for (size_t t = 0; t < w->m->T; t++) {
        double running = cp_finance_opex(b, t);
        double all = cp_finance_revenue(b, t) - b->line[INC_EBIT][t];
        const struct {
            const char *kind;
            double cost;
        } rows[] = {
            {"cash", running}, {"sunk-excluded", all - b->asset.used_old[t]}, {"full", all}};
        for (size_t i = 0; i < sizeof rows / sizeof *rows && b->use.hours[t] > 0; i++) {
            int rc = cp_finance_put_at(w, t, "cost_per_gpu_hour", NULL, rows[i].kind,
                                       rows[i].cost / b->use.hours[t]);
            if (rc)
                return rc;
        }
    }
    return 0;
}
