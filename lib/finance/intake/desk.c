/* What a desk adds to the plan's own cash: the settlement of its hedges, and what prices that are
 * other than planned change. Thousands of scenarios of it may stand in one stream, so that they are
 * grouped once. */
#include "finance/intake/intake.h"
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Names are interned: a scenario is its pointer. */
static int by_scenario(const void *a, const void *b) {
    const struct cp_desk_flow *x = a, *y = b;
    if (x->scenario != y->scenario)
        return (uintptr_t)x->scenario < (uintptr_t)y->scenario ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static int add(struct cp_finance_inputs *in, const char *measure, enum cp_statement_line line,
               struct cp_error *err) {
    struct cp_selection s;
    int rc = cp_facts_select(in->facts, measure, "USD", &s, err);
    if (rc)
        return rc;
    struct cp_desk_flow *flow = cp_realloc(in->desk.flow, in->desk.n + s.n + 1, sizeof *flow);
    if (!flow) {
        cp_facts_selection_release(&s);
        return cp_fail_nomem(err);
    }
    in->desk.flow = flow;
    for (size_t i = 0; i < s.n; i++) {
        const char *scenario = cp_facts_dim(in->facts, s.row[i], CP_SCENARIO);
        if (strcmp(scenario, "-") == 0)
            scenario = NULL;
        if (cp_facts_is_plain(in->facts, s.row[i]))
            flow[in->desk.n++] = (struct cp_desk_flow){scenario, s.row[i], s.value[i], line};
    }
    cp_facts_selection_release(&s);
    return 0;
}

int cp_finance_desk_make(struct cp_finance_inputs *in, struct cp_error *err) {
    int rc = add(in, "settlement", INC_HEDGE, err);
    if (rc == 0)
        rc = add(in, "repricing", INC_REPRICING, err);
    if (rc == 0 && in->desk.n > 0)
        qsort(in->desk.flow, in->desk.n, sizeof *in->desk.flow, by_scenario);
    return rc;
}

const char *cp_finance_desk_scenario(const struct cp_finance_inputs *in, const char *name) {
    for (size_t i = 0; i < in->desk.n; i++)
        if (in->desk.flow[i].scenario && strcmp(in->desk.flow[i].scenario, name) == 0)
            return in->desk.flow[i].scenario;
    return NULL;
}

/* How many flows are of scenarios before this one; with `too`, of it too. */
static size_t count_before(const struct cp_desk *desk, const char *scenario, bool too) {
    size_t low = 0, high = desk->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        uintptr_t at = (uintptr_t)desk->flow[middle].scenario;
        if (at < (uintptr_t)scenario || (too && at == (uintptr_t)scenario))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Book of the flow, or NONE with a finding. */
static size_t book_of(struct cp_finance_model *m, const struct cp_desk_flow *f) {
    const char *entity = cp_facts_dim(m->in->facts, f->row, CP_ENTITY);
    size_t b = strcmp(entity, "-") == 0 ? m->default_book : cp_finance_book_named(m, entity);
    if (b == NONE)
        cp_fail_at(m->err, CP_EINPUT, cp_facts_pos(m->in->facts, f->row),
                   "%s of entity '%s': the plan has none of that name",
                   cp_facts_measure(m->in->facts, f->row), entity);
    return b;
}

static int take(struct cp_finance_model *m, const struct cp_desk_flow *f) {
    if (isnan(f->value))
        return cp_fail_at(m->err, CP_EINPUT, cp_facts_pos(m->in->facts, f->row),
                          "%s is missing (NA)", cp_facts_measure(m->in->facts, f->row));
    size_t b = book_of(m, f), t = cp_finance_period_of(m, f->row);
    if (b == NONE || t == NONE)
        return CP_EINPUT;
    m->book[b].line[f->line][t] += f->value * m->index[t];
    cp_finance_from(m, (struct cp_origin){&m->book[b].line[f->line][t], 0, CP_ORIGIN_FACT, 1,
                                          f->row, NONE, t, NULL});
    return 0;
}

static int take_scenario(struct cp_finance_model *m, const char *scenario) {
    const struct cp_desk *desk = &m->in->desk;
    size_t end = count_before(desk, scenario, true);
    int rc = 0;
    for (size_t i = count_before(desk, scenario, false); i < end; i++) {
        int took = take(m, &desk->flow[i]);
        rc = took ? took : rc;
    }
    return rc;
}

/* Where no study says which: the one there is, that of the plan's facts if these have one. */
static int find_only(struct cp_finance_model *m) {
    const struct cp_desk *desk = &m->in->desk;
    m->desk = m->scenario ? m->scenario : "-";
    for (size_t i = count_before(desk, NULL, true); i < desk->n; i++) {
        const struct cp_desk_flow *f = &desk->flow[i];
        if (strcmp(f->scenario, m->desk) == 0)
            continue;
        if (strcmp(m->desk, "-") != 0)
            return cp_fail_at(m->err, CP_EINPUT, cp_facts_pos(m->in->facts, f->row),
                              "%s of scenario '%s' beside '%s': give one scenario at a time, or "
                              "--scenarios facts",
                              cp_facts_measure(m->in->facts, f->row), f->scenario, m->desk);
        m->desk = f->scenario;
    }
    return 0;
}

int cp_finance_take_desk(struct cp_finance_model *m) {
    int rc = m->desk ? 0 : find_only(m), each = take_scenario(m, NULL);
    if (rc || each || strcmp(m->desk, "-") == 0)
        return rc ? rc : each;
    return take_scenario(m, m->desk);
}
