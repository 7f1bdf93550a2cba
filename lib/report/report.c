/* The report: its sections, for each scenario of the stream. */
#include "report/internal.h"
#include <stdlib.h>
#include <string.h>

/* In the order in which they are read. */
static const struct {
    const char *name;
    int (*add)(struct cp_report *r);
} sections[] = {
    {"headline", cp_report_headline}, {"bottleneck", cp_report_bottleneck},
    {"people", cp_report_people},     {"work", cp_report_work},
    {"sites", cp_report_sites},       {"chips", cp_report_chips},
    {"supply", cp_report_supply},     {"suppliers", cp_report_suppliers},
    {"energy", cp_report_energy},     {"costs", cp_report_costs},
    {"income", cp_report_income},     {"debt", cp_report_debt},
    {"returns", cp_report_returns},   {"shadow-prices", cp_report_shadow_prices},
    {"binding", cp_report_binding},
};

static int add_scenario(struct cp_report *r, const char *scenario) {
    r->scenario = scenario;
    r->nyear = r->nwritten = 0;
    cp_page_begin_section(r->page, NULL);
    if (strcmp(scenario, "-") != 0)
        cp_page_add_heading(r->page,
                            cp_report_kept(r, cp_arena_printf(&r->arena, "Scenario %s", scenario)));
    int rc = cp_report_note_periods(r);
    for (size_t i = 0; i < sizeof sections / sizeof *sections && rc == 0; i++) {
        cp_page_begin_section(r->page, sections[i].name);
        rc = sections[i].add(r);
    }
    cp_arena_release(&r->arena);
    return rc;
}

/* The scenarios of the stream, by name; how many they are. */
static size_t list_scenarios(const struct cp_facts *facts, const char **name) {
    size_t n = 0;
    for (size_t i = 0; i < cp_facts_count(facts); i++) {
        const char *s = cp_facts_dim(facts, i, CP_SCENARIO);
        if (n == 0 || strcmp(name[n - 1], s) != 0)
            name[n++] = s;
    }
    return cp_report_distinct_names(name, n);
}

int cp_report_build(const struct cp_facts *facts, struct cp_page *page, struct cp_error *err) {
    size_t rows = cp_facts_count(facts), n = 0;
    if (rows == 0) {
        cp_page_add_sentence(page, "Nothing to report: the stream holds no facts.");
        return 0;
    }
    if (cp_facts_has_no_answer(facts))
        cp_page_add_sentence(page, "No answer: solving found none. What stands here was asked for, "
                                   "not decided.");
    int rc = 0;
    const char **scenario = cp_calloc(rows, sizeof *scenario);
    struct cp_report r = {.facts = facts, .page = page, .err = err};
    r.shown = cp_calloc(rows, sizeof *r.shown);
    if (scenario && r.shown)
        n = list_scenarios(facts, scenario);
    else
        r.oom = true;
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = add_scenario(&r, scenario[i]);
    if (rc == 0 && n > 0)
        cp_report_unshown(&r);
    if (rc == 0 && r.oom)
        rc = cp_fail_nomem(err);
    cp_arena_release(&r.arena);
    free(r.shown);
    free(scenario);
    return rc;
}
