/* From closed books into facts. */
#ifndef CAPPLAN_FINANCE_ANSWER_H
#define CAPPLAN_FINANCE_ANSWER_H

#include "finance/model/model.h"

/* Where the facts of a book go. */
struct cp_finance_answer {
    struct cp_finance_model *m;
    const struct cp_book *b;
    struct cp_facts *facts;
    struct cp_finance_result *out;
};

/* put.c: one value of the whole plan, of a period, and a series: when there is anything in it, or
 * always. `tranche` and `kind` may be NULL. */
int cp_finance_put(const struct cp_finance_answer *w, const char *measure, const char *tranche,
                   const char *kind, double value);
int cp_finance_put_at(const struct cp_finance_answer *w, size_t t, const char *measure,
                      const char *tranche, const char *kind, double value);
int cp_finance_put_series(const struct cp_finance_answer *w, const char *measure,
                          const char *tranche, const char *kind, const double *x, bool always);

/* covenant.c: breaches and defaults into w->out; the tests as facts too, where `write`. */
bool cp_finance_dscr_tested(const struct cp_book *b, size_t t);
int cp_finance_test_covenants(const struct cp_finance_answer *w, bool write);

/* cover.c: whether debt shares a loan's CFADS or comes before it; the period from which the cover
 * over its life counts. */
bool cp_finance_cover_counts(const struct cp_loan *l, const struct cp_loan *o);
int64_t cp_finance_cover_from(const struct cp_book *b, const struct cp_loan *l);

/* metrics.c: what of the exit is the owners', at the end of the plan. */
double cp_finance_equity_at_end(const struct cp_finance_answer *w);
/* partners.c: what each partner puts in and is paid, by period too; IRR and multiple. */
int cp_finance_write_partners(const struct cp_finance_answer *w, bool periods);

/* The rate of NPV, nominal as the flows are. */
double cp_finance_hurdle(const struct cp_finance_answer *w);

/* statements.c, metrics.c, cover.c, hour_cost.c, close.c, lease.c, claims.c, capacity.c,
 * exposure.c: what is by period, and
 * totals of the plan. */
int cp_finance_write_statements(const struct cp_finance_answer *w);
int cp_finance_write_totals(const struct cp_finance_answer *w);
int cp_finance_write_cover(const struct cp_finance_answer *w); /* of write_totals */
int cp_finance_write_ratios(const struct cp_finance_answer *w);
int cp_finance_write_hour_cost(const struct cp_finance_answer *w);
int cp_finance_write_hour_costs(const struct cp_finance_answer *w);
int cp_finance_write_close(const struct cp_finance_answer *w);
int cp_finance_write_lease(const struct cp_finance_answer *w);  /* who bears its end */
int cp_finance_write_leases(const struct cp_finance_answer *w); /* those with others */
/* life.c: weighted average life of tranches; whether it is known; years from where it counts. */
int cp_finance_write_life(const struct cp_finance_answer *w);
bool cp_finance_life_known(const struct cp_loan *l, size_t T);
double cp_finance_life_years(const struct cp_finance_model *m, const struct cp_loan *l,
                             int64_t hour);
int cp_finance_write_claims(const struct cp_finance_answer *w);
/* The rate of what claims on cash are worth, nominal as the flows are. */
double cp_finance_plan_rate(const struct cp_finance_model *m);
int cp_finance_write_capacity(const struct cp_finance_answer *w);
int cp_finance_write_exposure(const struct cp_finance_answer *w, bool periods); /* by period too */

/* facts_out.c: of every entity, and of the group where there is one: all there is, the totals of
 * the plan alone, for studies, with the tests of covenants or without, or what is fixed at
 * financial close. */
int cp_finance_write_all(struct cp_finance_model *m, struct cp_facts *facts,
                         struct cp_finance_result *out);
int cp_finance_write_plan_totals(struct cp_finance_model *m, struct cp_facts *facts,
                                 struct cp_finance_result *out, bool tests);
int cp_finance_write_closes(struct cp_finance_model *m, struct cp_facts *facts);

#endif
