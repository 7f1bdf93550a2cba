/* The report: its scenarios, and the sections of each. */
#include "report/internal.h"
#include <stdlib.h>
#include <string.h>

/* First year and number of years of the scenario's periods. */
static void span_years(struct cp_report *r) {
    int first = 0, last = -1;
    for (size_t i = 0; i < cp_facts_count(r->facts); i++) {
        const char *text = cp_facts_dim(r->facts, i, CP_PERIOD);
        struct cp_period p;
        if (strcmp(cp_facts_dim(r->facts, i, CP_SCENARIO), r->scenario) != 0 ||
            cp_period_parse(text, strlen(text), &p) < 0)
            continue;
        int year = cp_period_year(p);
        if (last < first || year < first)
            first = year;
        if (last < first || year > last)
            last = year;
    }
    r->first_year = first;
    r->nyear = last < first ? 0 : (size_t)(last - first + 1);
}

static int one_scenario(const struct cp_facts *facts, const char *scenario, bool *shown, bool bold,
                        struct cp_str *out, struct cp_error *err) {
    static int (*const section[])(struct cp_report * r) = {
        cp_report_headline, cp_report_bottleneck,    cp_report_work,    cp_report_sites,
        cp_report_supply,   cp_report_suppliers,     cp_report_energy,  cp_report_money,
        cp_report_debt,     cp_report_shadow_prices, cp_report_binding,
    };
    struct cp_report r = {
        .facts = facts, .scenario = scenario, .bold = bold, .shown = shown, .out = out, .err = err};
    span_years(&r);
    if (strcmp(scenario, "-") != 0) {
        const char *title = cp_arena_printf(&r.arena, "Scenario %s", scenario);
        cp_report_heading(&r, title ? title : scenario);
    }
    int rc = cp_report_panel_prepare(&r);
    for (size_t i = 0; i < sizeof section / sizeof *section && rc == 0; i++)
        rc = section[i](&r);
    cp_arena_release(&r.arena);
    return rc;
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The scenarios of the stream, by name. */
static int list_scenarios(const struct cp_facts *facts, const char ***out, size_t *n) {
    size_t rows = cp_facts_count(facts);
    const char **name = cp_calloc(rows, sizeof *name);
    if (!name)
        return CP_ENOMEM;
    *n = 0;
    for (size_t i = 0; i < rows; i++) {
        const char *s = cp_facts_dim(facts, i, CP_SCENARIO);
        bool known = *n > 0 && strcmp(name[*n - 1], s) == 0;
        if (!known)
            name[(*n)++] = s;
    }
    qsort(name, *n, sizeof *name, by_text);
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++)
        if (kept == 0 || strcmp(name[kept - 1], name[i]) != 0)
            name[kept++] = name[i];
    *n = kept;
    *out = name;
    return 0;
}

int cp_report_text(const struct cp_facts *facts, const struct cp_report_options *opt,
                   struct cp_str *out, struct cp_error *err) {
    size_t rows = cp_facts_count(facts), n;
    if (rows == 0) {
        cp_str_add(out, "Nothing to report: the stream holds no facts.\n");
        return out->oom ? cp_fail_nomem(err) : 0;
    }
    struct cp_str text = {0};
    const char **scenario = NULL;
    bool *shown = cp_calloc(rows, sizeof *shown);
    int rc = shown ? list_scenarios(facts, &scenario, &n) : CP_ENOMEM;
    if (rc < 0)
        cp_fail_nomem(err);
    for (size_t i = 0; rc == 0 && i < n; i++)
        rc = one_scenario(facts, scenario[i], shown, opt->bold, &text, err);
    struct cp_report rest = {
        .facts = facts, .bold = opt->bold, .shown = shown, .out = &text, .err = err};
    if (rc == 0)
        rc = cp_report_unshown(&rest);
    cp_arena_release(&rest.arena);
    /* Sections open with an empty line; the first of the report needs none. */
    if (rc == 0 && text.s)
        cp_str_add(out, text.s + strspn(text.s, "\n"));
    if (rc == 0 && (text.oom || out->oom))
        rc = cp_fail_nomem(err);
    cp_str_release(&text);
    free(scenario);
    free(shown);
    return rc;
}
