/* finance: what the plan's decisions mean in money.
 *
 * Owns: the financial model: entities, tranches of debt, the waterfall, the three statements, tax,
 * covenants and the cost of a GPU-hour; what its results are when the plan is another; and metrics,
 * loans, depreciation and bonds of a table. Reads cost, delivery and use facts (cp-supplier's and
 * cp-allocate's) and the plan's `entities:`; knows no file.
 *
 * An inflow is positive, an outflow negative, rates are as in cashflow.h.
 */
#ifndef CAPPLAN_FINANCE_H
#define CAPPLAN_FINANCE_H

#include "base/base.h"
#include "cashflow/cashflow.h"
#include "facts/facts.h"
#include "plan/plan.h"
#include <stdio.h>

CP_BEGIN_DECLS

/* ---- flows in a table ---------------------------------------------------------------------- */

/* Flows in a TSV with a header of `date amount` or `period amount`, in any order of rows. Dates are
 * days; periods are those of facts, or plain numbers of periods from now (0, 1, 2, ...). */
enum cp_flows_kind { CP_FLOWS_DATES, CP_FLOWS_PERIODS, CP_FLOWS_NUMBERS };
struct cp_flow {
    int64_t at;   /* day since 1970, index of the period, or number */
    int64_t hour; /* of the date, or the middle of the period */
    double amount;
};
struct cp_flows {
    enum cp_flows_kind kind;
    int per_year; /* periods a year; 1 for dates and numbers */
    size_t n;
    struct cp_flow *flow; /* heap; ascending in time */
};
/* CP_EINPUT with position and column: header, field count, number, date, mixed lengths of period.
 */
int cp_finance_flows_read(FILE *in, const char *file, struct cp_flows *out, struct cp_error *err);
void cp_finance_flows_release(struct cp_flows *f);

enum cp_metric { CP_METRIC_NPV, CP_METRIC_IRR, CP_METRIC_XIRR, CP_METRIC_MIRR, CP_METRIC_PAYBACK };
/* `rate` is effective annual, NPV's and MIRR's (finance and reinvestment), NaN: not given. NPV is
 * as of the first date, of the start of the first period at mid-points, or of number 0. IRR and
 * MIRR are effective annual; of numbers, per number. XIRR is by days, act/365. Payback counts years
 * from the first flow, of numbers from 0. `rates` is filled for IRR and XIRR. CP_EUSAGE: a rate is
 * wanted, or flows of this kind do not have the metric. NaN: there is none. */
int cp_finance_flows_metric(const struct cp_flows *f, enum cp_metric metric, double rate,
                            double *value, struct cp_rates *rates, struct cp_error *err);

/* ---- calculations from a table ------------------------------------------------------------- */

enum cp_calculation { CP_CALCULATE_LOAN, CP_CALCULATE_DEPRECIATION, CP_CALCULATE_BOND };
/* One calculation a row of a TSV with a header of named columns in any order, as cp-finance(1)
 * lists them; facts under the row's `name` or number: interest, principal and debt by period of a
 * loan, depreciation and book value by year, price, yield and duration of a bond. 1 when a bond has
 * no yield, CP_EINPUT with position and column. */
int cp_finance_calculate(enum cp_calculation what, FILE *in, const char *file,
                         struct cp_facts *facts, struct cp_error *err);

/* ---- the model --------------------------------------------------------------------------- */

struct cp_breach {
    const char *entity, *tranche; /* the plan's */
    struct cp_period period;
    double value, limit; /* DSCR */
};

struct cp_finance_result {
    size_t nbreach;
    struct cp_breach *breach; /* heap; release */
    size_t ndefault;          /* tranches with interest or principal not paid when due */
    struct cp_str notes;      /* one line each: what was absent, ambiguous or not paid */
};
void cp_finance_result_release(struct cp_finance_result *r);

/* What lenders and owners fixed at financial close: amounts, repayment by period, targets of
 * reserves, notional of swaps and upfront fees, by the facts `closed_...` that cp_finance writes of
 * a base case. Whoever read it frees it; any number of threads may hold one. CP_EINPUT with
 * position: facts that are none, or of a scenario. */
struct cp_close; /* opaque */
int cp_finance_close_read(const struct cp_facts *facts, struct cp_close **out,
                          struct cp_error *err);
void cp_finance_close_free(struct cp_close *c);

/* From the facts of cost, GPUs bought, payments and use, and the plan's entities: statements of
 * every entity and of the group, debt by tranche, DSCR, LLCR, NPV, IRR, XIRR and cost of a
 * GPU-hour, appended to `facts`. Who bears what:
 * - A site's costs are its entity's (`sites/NAME/entity`, or the entity that lists it); the others
 *   are those of the entity without sites. Where an entity is paid rent, the lease is net: it bears
 *   capex of the halls and the tenant, its parent, all running costs.
 * - GPUs bought from an offer with milestones are paid by these, and enter the books when they
 *   arrive; others are paid on arrival at the landed price. Never both. Milestones and units
 * without a scenario are of each.
 * - What an award pays once (`order_once`) is booked by its kind: tooling of what is bought with
 *   the GPUs of its SKU, tooling of a rent and qualification as expense.
 * - Kinds `unmet` and `salvage` are no cash and are left out.
 * - Facts `settlement` and `repricing` are a desk's cash on top, of the entity that they name.
 * A missing measure counts as zero, with a note. What does not add up inside (a balance sheet that
 * does not balance) is CP_EINTERNAL; facts outside of the horizon or of several scenarios are
 * CP_EINPUT with their position. */
int cp_finance(const struct cp_plan *plan, struct cp_facts *facts, struct cp_finance_result *out,
               struct cp_error *err);

/* The same with a close held: what it names is neither sized nor sculpted again, whatever the case
 * brings; what it does not name is, with a note. NULL: nothing is held. */
int cp_finance_held(const struct cp_plan *plan, struct cp_facts *facts,
                    const struct cp_close *close, struct cp_finance_result *out,
                    struct cp_error *err);

/* ---- where a number comes from ----------------------------------------------------------- */

/* `fact`: one of those read or of cp_finance_held, by its measure and as many of its dimensions as
 * make it the only one, "dscr/hall/2029-Q4". What it adds up from, line by line down to keys of the
 * plan and facts read, in `format` "text", "dot" or "json"; the number is found again from these
 * leaves alone. Facts are appended as by cp_finance_held. CP_EUSAGE: no such fact, several, or no
 * such format; CP_EINTERNAL: what the leaves give is not what the books have. */
int cp_finance_trace(const struct cp_plan *plan, struct cp_facts *facts,
                     const struct cp_close *close, const char *fact, const char *format,
                     struct cp_str *out, struct cp_error *err);

/* ---- sensitivity ------------------------------------------------------------------------- */

/* A plan file with overrides, and the facts that cp_finance reads; its facts are appended. The case
 * as planned is closed first and its close held in all others, unless `closed` is another
 * (borrowed) or `resize` says to size anew in each; so does a key that is a term of the financing
 * itself (cp_plan_is_term): who changes it is choosing terms. */
struct cp_finance_case {
    const char *plan_path;
    const char *const *set;
    size_t nset;
    struct cp_facts *facts;
    const struct cp_close *closed;
    bool resize;
};

/* `keys`: "KEY,KEY". npv, irr and dscr_min as planned and, under scenario "KEY=*0.9", with each key
 * alone lower and higher by `part` of its value; their difference as npv_swing, ... by key. Keys
 * that move an NPV most come first. */
int cp_finance_tornado(const struct cp_finance_case *c, const char *keys, double part,
                       struct cp_error *err);

/* `goal`: a metric of the whole plan and its value, "hall/equity/irr=12%", "hall/dscr_min=1.3" or
 * "irr=0.12". The factor on the plan's value of `key` at which the metric has that value, the one
 * nearest to the plan's within 1/256 and 256, found by bracketing a change of sign and narrowing it
 * to 1e-13. Appends the facts of cp_finance there and the factor as `solution`; 1 when there is
 * none, the facts then the plan's own. `notes`: one line each. CP_EUSAGE when the goal is not one
 * fact. */
int cp_finance_solve(const struct cp_finance_case *c, const char *key, const char *goal,
                     struct cp_str *notes, struct cp_error *err);

/* ---- scenarios --------------------------------------------------------------------------- */

struct cp_finance_sampling {
    size_t n;         /* samples; 0: the scenarios that the facts have, each once and as planned */
    const char *vary; /* "KEY=10%,KEY=5%": numbers of the plan, or all steps of a path, times
                         exp(sigma z) with z standard normal, within what the plan allows */
    uint64_t seed;
    int jobs;             /* threads; they change no result */
    size_t shard, shards; /* every shards-th of the facts' scenarios from the shard-th; 0: all */
};
/* P5, P50 and P95 of every total of the plan (npv, irr, dscr_min, llcr, cost_per_gpu_hour, ...) as
 * facts with a quantile, the part of the scenarios in which a covenant is breached, by covenant and
 * year too, or a debt not paid, and what each claim on an entity's cash loses against the plan;
 * without samples also the totals by scenario. Samples take the facts' scenarios in turn. Where
 * the facts have scenario_probability, these are the weights. A shard writes what is of its
 * scenarios, and of each whether covenants are breached, debt is paid, and what claims lose: 0 or 1
 * under the names of the parts, and what others are needed for is left out.
 * A sample that has no answer is left out, with a note. CP_EUSAGE: no such number to vary. */
int cp_finance_scenarios(const struct cp_finance_case *c, const struct cp_finance_sampling *s,
                         struct cp_str *notes, struct cp_error *err);

/* ---- what a user asks for, as text --------------------------------------------------------- */

/* "npv", "irr", "xirr", "mirr", "payback". CP_EUSAGE: none of them. */
int cp_finance_metric_parse(const char *text, enum cp_metric *out, struct cp_error *err);
/* The metric of flows read from `in` as a fact. `notes`: several values, or none, which is 1. */
int cp_finance_flows_put(FILE *in, const char *file, enum cp_metric metric, double rate,
                         struct cp_facts *facts, struct cp_str *notes, struct cp_error *err);
/* A line for each breach: entity, tranche, period, value, limit. */
void cp_finance_tell_breaches(const struct cp_finance_result *r, struct cp_str *out);

CP_END_DECLS

#endif
