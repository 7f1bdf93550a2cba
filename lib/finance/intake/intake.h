/* From facts and the plan's rents into the books. */
#ifndef CAPPLAN_FINANCE_INTAKE_H
#define CAPPLAN_FINANCE_INTAKE_H

#include "finance/model/model.h"

int cp_finance_inputs_make(struct cp_finance_inputs *in, const struct cp_facts *facts,
                           struct cp_error *err);
void cp_finance_inputs_release(struct cp_finance_inputs *in);
/* Scenarios of the facts that count, in their order, from n = 0; a heap array of the facts' own
 * names. */
int cp_finance_inputs_scenarios(const struct cp_finance_inputs *in, const char ***name, size_t *n,
                                struct cp_error *err);

/* All that facts and streams say, into the books of a model just opened. */
int cp_finance_take_facts(struct cp_finance_model *m);

/* period.c: period of a fact that counts. NONE: it does not, being of a slice or of a scenario that
 * is not asked for, or there is a finding (NA, period, a second scenario) and *rc is set. */
size_t cp_finance_fact_period(struct cp_finance_model *m, size_t row, double value, int *rc);

/* costs.c: facts of cost, but for purchases. */
int cp_finance_bookings_make(struct cp_finance_inputs *in, struct cp_error *err);
int cp_finance_take_costs(struct cp_finance_model *m);

/* close.c: the financial close that facts say; an empty one where they say none. Free it. */
int cp_finance_close_make(const struct cp_facts *facts, struct cp_close **out,
                          struct cp_error *err);

/* purchases.c: cash and delivery of GPUs bought */
int cp_finance_take_purchases(struct cp_finance_model *m);

#endif
