/* The period of a fact, and whether it counts. */
#include "finance/intake/intake.h"
#include <math.h>
#include <string.h>

/* Period of a fact, or NONE with a finding. */
size_t cp_finance_period_of(struct cp_finance_model *m, size_t row) {
    const char *text = cp_facts_dim(m->in->facts, row, CP_PERIOD);
    const char *measure = cp_facts_measure(m->in->facts, row);
    struct cp_pos pos = cp_facts_pos(m->in->facts, row);
    struct cp_period p;
    if (cp_period_parse(text, strlen(text), &p) != 0) {
        cp_fail_at(m->err, CP_EINPUT, pos, "%s without a period", measure);
        return NONE;
    }
    if (p.freq < m->plan->horizon.from.freq) {
        cp_fail_at(m->err, CP_EINPUT, pos, "%s in %s: the plan's periods are shorter", measure,
                   text);
        return NONE;
    }
    int64_t t = cp_finance_index_of(m, cp_period_start(p));
    if (t >= 0 && t < (int64_t)m->T)
        return (size_t)t;
    cp_fail_at(m->err, CP_EINPUT, pos, "%s in %s: outside of the plan's horizon", measure, text);
    return NONE;
}

size_t cp_finance_fact_period(struct cp_finance_model *m, size_t row, double value, int *rc) {
    const struct cp_facts *facts = m->in->facts;
    const char *scenario = cp_facts_dim(facts, row, CP_SCENARIO);
    size_t t = NONE;
    if (strcmp(cp_facts_dim(facts, row, CP_SLICE), "-") != 0)
        return NONE;
    if (m->only && strcmp(scenario, m->only) != 0)
        return NONE;
    if (!m->scenario)
        m->scenario = scenario;
    if (strcmp(scenario, m->scenario) != 0)
        cp_fail_at(
            m->err, CP_EINPUT, cp_facts_pos(facts, row),
            "%s of scenario '%s' after '%s': give one scenario at a time, or --scenarios facts",
            cp_facts_measure(facts, row), scenario, m->scenario);
    else if (isnan(value))
        cp_fail_at(m->err, CP_EINPUT, cp_facts_pos(facts, row), "%s is missing (NA)",
                   cp_facts_measure(facts, row));
    else
        t = cp_finance_period_of(m, row);
    if (t == NONE)
        *rc = CP_EINPUT;
    return t;
}

size_t cp_finance_once_period(struct cp_finance_model *m, size_t row, double value, int *rc) {
    if (strcmp(cp_facts_dim(m->in->facts, row, CP_SCENARIO), "-") != 0 || isnan(value))
        return cp_finance_fact_period(m, row, value, rc);
    size_t t = cp_finance_period_of(m, row);
    if (t == NONE)
        *rc = CP_EINPUT;
    return t;
}
