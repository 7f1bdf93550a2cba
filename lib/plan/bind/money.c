/* Money that is written in another currency than the plan's. */
#include "plan/bind/bind.h"
#include <string.h>

const struct cp_fx *cp_plan_fx(struct cp_binder *b, const char *text, const char *unit,
                               struct cp_pos pos) {
    const struct cp_plan_money *money = &b->plan->money;
    double unused;
    size_t used = 0;
    if (cp_number_parse(text, strlen(text), &unused, &used) != 0)
        used = 0;
    const char *currency = cp_currency_of(text + used + strspn(text + used, " \t"), unit);
    if (!currency || strcmp(currency, money->currency) == 0)
        return NULL;
    for (size_t i = 0; i < money->nfx; i++)
        if (strcmp(money->fx[i].currency, currency) == 0 && money->fx[i].rate.n)
            return &money->fx[i];
    cp_plan_fail(b, pos,
                 "'%.60s' is in %s, and the plan in %s: write it in %s, or give the rate fx/%s",
                 text, currency, money->currency, money->currency, currency);
    return NULL;
}

/* The step that holds at an hour. */
static double step_at(const struct cp_path *p, int64_t hour) {
    size_t i = 0;
    while (i + 1 < p->n && p->at[i + 1] <= hour)
        i++;
    return p->value[i];
}

double cp_plan_fx_at_start(const struct cp_plan *plan, const struct cp_fx *fx) {
    return step_at(&fx->rate, plan->horizon.origin);
}

/* The product of two paths steps where either does, and grows by both. */
void cp_plan_convert_path(struct cp_binder *b, const struct cp_fx *fx, struct cp_path *p) {
    const struct cp_path *rate = &fx->rate;
    struct cp_path out = {.growth = (1 + p->growth) * (1 + rate->growth) - 1};
    out.at = cp_arena_calloc(b->arena, p->n + rate->n, sizeof *out.at);
    out.value = cp_arena_calloc(b->arena, p->n + rate->n, sizeof *out.value);
    if (!out.at || !out.value) {
        cp_plan_fail_nomem(b);
        return;
    }
    for (size_t i = 0, k = 0; i < p->n || k < rate->n; out.n++) {
        bool own = k == rate->n || (i < p->n && p->at[i] <= rate->at[k]);
        int64_t at = own ? p->at[i] : rate->at[k];
        i += i < p->n && p->at[i] == at;
        k += k < rate->n && rate->at[k] == at;
        out.at[out.n] = at;
        out.value[out.n] = step_at(p, at) * step_at(rate, at);
    }
    *p = out;
}
