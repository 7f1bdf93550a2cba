/* From facts and the plan's rents into the books. */
#ifndef CAPPLAN_FINANCE_INTAKE_H
#define CAPPLAN_FINANCE_INTAKE_H

#include "finance/model/model.h"

int cp_finance_inputs_make(struct cp_finance_inputs *in, const struct cp_facts *facts,
                           struct cp_error *err);
void cp_finance_inputs_release(struct cp_finance_inputs *in);

/* A case that the facts make: which scenario of the plan's facts, and of the desk's. Names are the
 * facts' own. */
struct cp_finance_facts_case {
    const char *only, *desk;
    size_t weight; /* the fact that says how likely; SIZE_MAX: none does */
};
/* Those of a study, in the order of the facts, a heap array, and the one that is closed first: of
 * the plan's facts their first scenario; a desk's scenarios stand on top of these, or, where the
 * plan's have none, on the plan as it is, which is closed without them. CP_EINPUT: a scenario of
 * the desk that the plan's facts have not. */
int cp_finance_inputs_cases(const struct cp_finance_inputs *in, struct cp_finance_facts_case **out,
                            size_t *n, struct cp_finance_facts_case *base, struct cp_error *err);
/* Their scenario_probability, a heap array, left NULL where none has one; `whole`: they add up to
 * 1. */
int cp_finance_cases_weigh(const struct cp_facts *facts, struct cp_finance_facts_case *of, size_t n,
                           bool whole, double **weight, struct cp_error *err);

/* All that facts but a desk's and streams say, into the books of a model just opened. */
int cp_finance_take_facts(struct cp_finance_model *m);

/* period.c: period of a fact that counts. NONE: it does not, being of a slice or of a scenario that
 * is not asked for, or there is a finding (NA, period, a second scenario) and *rc is set. */
size_t cp_finance_fact_period(struct cp_finance_model *m, size_t row, double value, int *rc);

/* The same of what is decided before scenarios part: it counts in all of them. */
size_t cp_finance_once_period(struct cp_finance_model *m, size_t row, double value, int *rc);

/* Its period alone; NONE with a finding. */
size_t cp_finance_period_of(struct cp_finance_model *m, size_t row);

/* desk.c: facts of settlement and repricing */
int cp_finance_desk_make(struct cp_finance_inputs *in, struct cp_error *err);
int cp_finance_take_desk(struct cp_finance_model *m);
/* The facts' own name of a scenario; NULL: the desk has none of it. */
const char *cp_finance_desk_scenario(const struct cp_finance_inputs *in, const char *name);

/* costs.c: facts of cost, but for purchases. */
int cp_finance_bookings_make(struct cp_finance_inputs *in, struct cp_error *err);
int cp_finance_take_costs(struct cp_finance_model *m);

/* close.c: the financial close that facts say; an empty one where they say none. Free it. */
int cp_finance_close_make(const struct cp_facts *facts, struct cp_close **out,
                          struct cp_error *err);

/* purchases.c: cash and delivery of GPUs bought */
int cp_finance_take_purchases(struct cp_finance_model *m);

#endif
