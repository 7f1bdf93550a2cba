/* Closed books as facts: every entity's, and of groups theirs. */
#include "finance/answer/answer.h"
#include <stdlib.h>

typedef int section(const struct cp_finance_answer *w);

static int test_covenants(const struct cp_finance_answer *w) {
    return cp_finance_test_covenants(w, false);
}
static int write_covenants(const struct cp_finance_answer *w) {
    return cp_finance_test_covenants(w, true);
}

static int write_most_exposure(const struct cp_finance_answer *w) {
    return cp_finance_write_exposure(w, false);
}
static int write_exposures(const struct cp_finance_answer *w) {
    return cp_finance_write_exposure(w, true);
}

static int write_partner_totals(const struct cp_finance_answer *w) {
    return cp_finance_write_partners(w, false);
}
static int write_partners(const struct cp_finance_answer *w) {
    return cp_finance_write_partners(w, true);
}

/* In their order. */
#define TOTALS                                                                                     \
    cp_finance_write_totals, cp_finance_write_hour_cost, cp_finance_write_lease,                   \
        write_most_exposure, write_partner_totals, cp_finance_write_claims, NULL
static section *const totals[] = {test_covenants, TOTALS};
static section *const tests[] = {write_covenants, TOTALS};
static section *const all[] = {cp_finance_write_statements,
                               write_covenants,
                               cp_finance_write_totals,
                               cp_finance_write_hour_cost,
                               cp_finance_write_ratios,
                               cp_finance_write_hour_costs,
                               cp_finance_write_lease,
                               cp_finance_write_leases,
                               write_exposures,
                               write_partners,
                               cp_finance_write_life,
                               cp_finance_write_capacity,
                               cp_finance_write_close,
                               NULL};
static section *const closes[] = {cp_finance_write_close, NULL};

static int write_book(const struct cp_finance_answer *w, section *const *sections) {
    for (; *sections; sections++) {
        int rc = (*sections)(w);
        if (rc)
            return rc;
    }
    return 0;
}

static int write_books(struct cp_finance_model *m, struct cp_facts *facts,
                       struct cp_finance_result *out, section *const *sections) {
    struct cp_groups groups;
    struct cp_finance_answer w = {.m = m, .facts = facts, .out = out};
    int rc = cp_finance_consolidate(m, &groups);
    if (rc)
        return rc;
    for (size_t i = 0; i < m->nbook; i++) {
        w.b = &m->book[i];
        rc = write_book(&w, sections);
        if (rc)
            return rc;
    }
    for (size_t i = 0; i < groups.n && rc == 0; i++) {
        w.b = &groups.at[i];
        rc = write_book(&w, sections);
    }
    return rc;
}

int cp_finance_write_all(struct cp_finance_model *m, struct cp_facts *facts,
                         struct cp_finance_result *out) {
    return write_books(m, facts, out, all);
}

int cp_finance_write_plan_totals(struct cp_finance_model *m, struct cp_facts *facts,
                                 struct cp_finance_result *out, bool with_tests) {
    return write_books(m, facts, out, with_tests ? tests : totals);
}

int cp_finance_write_closes(struct cp_finance_model *m, struct cp_facts *facts) {
    return write_books(m, facts, NULL, closes);
}
