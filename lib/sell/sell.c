/* The analyses of what is sold, one after another. */
#include "sell/internal.h"

#define DECLARE(constant, name, word, meaning) extern const struct cp_sell_kind cp_sell_##name;
CP_SELL_ANALYSES(DECLARE)
#undef DECLARE

#define ROW(constant, name, word, meaning) [constant] = &cp_sell_##name,
static const struct cp_sell_kind *const kinds[] = {CP_SELL_ANALYSES(ROW)};
#undef ROW

/* An empty stream has nothing to sell, which is no mistake. */
static bool is_empty(const struct cp_facts *facts) {
    for (size_t i = 0; i < cp_facts_count(facts); i++)
        if (!cp_facts_is_own(facts, i))
            return false;
    return true;
}

int cp_sell_run(const struct cp_plan *plan, const struct cp_sell_options *opt,
                struct cp_facts *facts, struct cp_error *err) {
    struct cp_sell s = {.plan = plan, .opt = opt, .facts = facts, .err = err};
    int rc = cp_plan_facts(plan, facts, err);
    for (size_t i = 0; i < CP_SELL_ANALYSIS_COUNT && rc == 0 && !is_empty(facts); i++)
        if (opt->run[i])
            rc = kinds[i]->run(&s);
    if (rc == 0 && opt->quote)
        rc = cp_sell_answer_to(&s, opt->quote);
    if (rc == 0 && opt->stress)
        rc = cp_sell_stress(&s, opt->stress);
    cp_arena_release(&s.arena);
    return rc;
}
