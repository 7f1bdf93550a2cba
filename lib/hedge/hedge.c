/* The analyses of a plan's market risk, one after another. */
#include "hedge/parts.h"

#define DECLARE(constant, name, word, meaning) extern const struct cp_hedge_kind cp_hedge_##name;
CP_HEDGE_ANALYSES(DECLARE)
#undef DECLARE

#define ROW(constant, name, word, meaning) [constant] = &cp_hedge_##name,
static const struct cp_hedge_kind *const kinds[] = {CP_HEDGE_ANALYSES(ROW)};
#undef ROW

static int name_periods(struct cp_hedge *h) {
    h->nperiod = h->plan->horizon.n;
    h->period = cp_hedge_alloc(h, h->nperiod, sizeof *h->period);
    h->hours = cp_hedge_alloc(h, h->nperiod, sizeof *h->hours);
    if (!h->period || !h->hours)
        return CP_ENOMEM;
    for (size_t t = 0; t < h->nperiod; t++) {
        char text[CP_PERIOD_SIZE];
        cp_period_format(text, cp_plan_period(h->plan, t));
        h->hours[t] = cp_period_hours(cp_plan_period(h->plan, t));
        h->period[t] = cp_arena_strdup(&h->arena, text);
        if (!h->period[t])
            return cp_fail_nomem(h->err);
    }
    return 0;
}

int cp_hedge_run(const struct cp_plan *plan, const struct cp_hedge_options *opt,
                 struct cp_facts *facts, struct cp_error *err) {
    struct cp_hedge h = {.plan = plan, .opt = opt, .facts = facts, .err = err};
    h.as_of = opt->as_of == INT64_MIN ? plan->horizon.origin : opt->as_of;
    int rc = cp_plan_facts(plan, facts, err);
    if (rc == 0)
        rc = name_periods(&h);
    for (size_t i = 0; i < CP_HEDGE_ANALYSIS_COUNT && rc == 0; i++)
        if (opt->run[i])
            rc = kinds[i]->run(&h);
    if (rc == 0 && opt->check)
        rc = cp_hedge_check_limits(&h);
    cp_arena_release(&h.arena);
    return rc ? rc : h.passed > 0;
}
