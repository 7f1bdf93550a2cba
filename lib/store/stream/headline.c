/* The headline of a stream: its figures, the cost by kind, and the cost of each scenario. */
#include "store/stream/figure.h"
#include <string.h>

/* The cost of a plan that decides for several scenarios is the expected one; each scenario's own
 * is kept beside it. */
static int add_scenarios(const struct cp_facts *facts, struct cp_arena *arena,
                         struct cp_store_headline *h, struct cp_error *err) {
    struct cp_selection s;
    int rc = cp_store_select(facts, "objective", "USD", &s, err);
    for (size_t i = 0; rc == 0 && i < s.n; i++) {
        const char *scenario = cp_facts_dim(facts, s.row[i], CP_SCENARIO);
        struct cp_store_figure figure = {"cost_discounted", cp_arena_strdup(arena, scenario), "USD",
                                         s.value[i], NULL};
        if (strcmp(scenario, "-") != 0)
            rc = cp_store_headline_add(h, arena, figure, err);
    }
    cp_facts_selection_release(&s);
    if (rc || cp_store_headline_find(h, "cost_discounted"))
        return rc;
    rc = cp_store_select(facts, "expected_cost", "USD", &s, err);
    if (rc)
        return rc;
    if (s.n)
        rc = cp_store_headline_add(
            h, arena,
            (struct cp_store_figure){"cost_discounted", "-", "USD", s.value[0], "expected"}, err);
    cp_facts_selection_release(&s);
    return rc;
}

/* Money is in that of the stream. */
static int say_currency(const struct cp_facts *facts, struct cp_arena *arena,
                        struct cp_store_headline *h, struct cp_error *err) {
    char buf[CP_UNIT_SIZE];
    for (size_t i = 0; i < h->n; i++) {
        const char **unit = &h->figure[i].unit;
        if (cp_facts_unit_in(facts, buf, *unit) == *unit)
            continue;
        *unit = cp_arena_strdup(arena, buf);
        if (!*unit)
            return cp_fail_nomem(err);
    }
    return 0;
}

int cp_store_headline(const struct cp_facts *facts, const struct cp_plan *plan,
                      struct cp_arena *arena, struct cp_store_headline *out, struct cp_error *err) {
    *out = (struct cp_store_headline){0};
    int rc = cp_store_add_figures(facts, "-", arena, out, err);
    if (rc == 0)
        rc = cp_store_add_kinds(facts, plan, arena, out, err);
    if (rc == 0)
        rc = add_scenarios(facts, arena, out, err);
    return rc ? rc : say_currency(facts, arena, out, err);
}
