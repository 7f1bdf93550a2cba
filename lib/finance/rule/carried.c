/* Tax years, and what is carried into them. */
#include "finance/rule/year.h"
#include <math.h>

bool cp_rule_begins_year(const struct cp_trace *x, int64_t t) {
    return t == 0 || cp_rule_year_of(x, t) != cp_rule_year_of(x, t - 1);
}

/* The last period of the year before; -1: none in the plan. */
int64_t cp_rule_year_before(const struct cp_trace *x, int64_t t) {
    while (!cp_rule_begins_year(x, t))
        t--;
    return t - 1;
}

int cp_rule_year_of(const struct cp_trace *x, int64_t t) {
    return cp_period_year(model_of(x)->period[t]);
}
/* The loss of a year, from the plan's first, that was left at the end of period t. */
size_t cp_rule_vintage(struct cp_trace *x, struct cp_trace_id id, int year, int64_t t) {
    size_t v = (size_t)(year - cp_rule_year_of(x, 0));
    return cp_trace_at(x, RULE_TAX_VINTAGE, id.of, (id.sub & 1) | v << 1, t);
}
/* The oldest that the year of t may use. */
int cp_rule_oldest(const struct cp_trace *x, struct cp_trace_id id) {
    int first = cp_rule_year_of(x, 0), year = cp_rule_year_of(x, id.t);
    double age = book_of(id)->entity->tax.loss_years;
    return year - first > age ? year - (int)floor(age) : first;
}

/* Losses carried into the year of t. */
size_t cp_rule_losses_before(struct cp_trace *x, struct cp_trace_id id) {
    const struct cp_tax_filing *g = book_of(id)->tax.filing;
    int64_t before = cp_rule_year_before(x, id.t);
    if (!(book_of(id)->entity->tax.loss_years > 0) && !(g && g->terms->carries))
        return before < 0 ? cp_trace_number(x, 0) : also(x, id, RULE_TAX_LOSSES, before);
    return cp_rule_losses_since(x, id, cp_rule_oldest(x, id));
}

size_t cp_rule_losses_since(struct cp_trace *x, struct cp_trace_id id, int year) {
    int64_t before = cp_rule_year_before(x, id.t);
    size_t sum = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
    year = year > cp_rule_oldest(x, id) ? year : cp_rule_oldest(x, id);
    for (int y = year; before >= 0 && y < cp_rule_year_of(x, id.t); y++)
        cp_trace_add(x, sum, 1, cp_rule_vintage(x, id, y, before));
    return sum;
}

/* Of the year, and carried into it. */
size_t cp_rule_interest_until(struct cp_trace *x, struct cp_trace_id id) {
    int64_t before = cp_rule_year_before(x, id.t);
    size_t own = also(x, id, RULE_TAX_INTEREST, id.t);
    return before < 0 ? own : cp_trace_plus(x, own, also(x, id, RULE_TAX_BARRED, before));
}
