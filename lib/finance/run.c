/* The model from plan and facts to closed books: one entity after the other, owned before owner. */
#include "finance/run.h"
#include "finance/intake/intake.h"
#include "finance/model/lease.h"
#include "finance/tranche/tranche.h"

/* Debt, reserves, triggers and assets of a book; tells what is wrong with any of its loans. */
static int make_parts(struct cp_finance_model *m, struct cp_book *b) {
    int rc = cp_finance_loans_make(m, b), made = cp_finance_triggers_make(m, b);
    if (made)
        return made;
    made = cp_finance_reserves_make(m, b);
    if (made)
        return made;
    made = cp_finance_leases_make(m, b);
    if (made)
        return made;
    cp_finance_assets_run(m, b);
    cp_finance_property_tax(m, b);
    cp_finance_completion_find(m, b);
    return rc;
}

static int run_book(struct cp_finance_model *m, struct cp_book *b) {
    cp_finance_statements_open(m, b);
    int rc = cp_finance_entity_run(m, b);
    if (rc)
        return rc;
    rc = cp_finance_statements_close(m, b);
    if (rc)
        return rc;
    cp_finance_pass_up(m, b);
    return 0;
}

int cp_finance_model_make(struct cp_finance_model *m) {
    int rc = cp_finance_model_open(m);
    if (rc)
        return rc;
    rc = cp_finance_take_facts(m);
    if (rc)
        return rc;
    rc = cp_finance_assets_open(m);
    if (rc)
        return rc;
    for (size_t i = 0; i < m->nbook; i++) {
        int made = make_parts(m, &m->book[i]);
        rc = made ? made : rc;
    }
    return rc;
}

int cp_finance_model_finish(struct cp_finance_model *m) {
    int rc = cp_finance_take_desk(m);
    for (size_t i = 0; i < m->nbook && rc == 0; i++)
        rc = run_book(m, &m->book[m->order[i]]);
    return rc;
}

int cp_finance_model_run(struct cp_finance_model *m) {
    int rc = cp_finance_model_make(m);
    return rc ? rc : cp_finance_model_finish(m);
}
