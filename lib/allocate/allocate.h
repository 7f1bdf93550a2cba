/* allocate: the allocation program.
 *
 * Owns: the one linear program over all periods that decides halls, chips, contracts and dispatch,
 * its explanation in the plan's words, and the facts that state its answer.
 * Reads demand (cp-forecast's) and supply (cp-supplier's) from a fact table and everything else
 * from the plan; knows no engine (lp does) and no file.
 *
 * Conventions, the same as capplan(7): money is undiscounted in the facts and belongs to a period,
 * discounted at the period's mid-point; what starts within a period counts from that period when it
 * starts by its mid-point; salvage is credited in the last period. Every cost is entered once, in
 * the ledger, which makes both the objective and the cost facts: their discounted sum is the
 * objective.
 *
 * Ownership: a result is the caller's, to be released; plan and options are read, never kept. Facts
 * are appended to. Threads: calls on tables of facts of their own may run at once, also on one
 * plan. Errors: 0, or a code of base: CP_EINPUT where the stream says what cannot be, with its
 * position, CP_EUSAGE for options that exclude each other. When `interrupted` or `deadline` of the
 * options of lp say that nobody waits any more, building and solving end within a second, and the
 * status is CP_LP_UNDECIDED.
 */
#ifndef CAPPLAN_ALLOCATE_H
#define CAPPLAN_ALLOCATE_H

#include "base/base.h"
#include "facts/facts.h"
#include "lp/lp.h"
#include "plan/plan.h"

CP_BEGIN_DECLS

/* What a plan may have least of instead of cost, within a slack of the least cost. */
enum cp_allocate_least {
    CP_LEAST_COST,
    CP_LEAST_EMISSIONS, /* t */
    CP_LEAST_CAPEX,     /* USD, not discounted */
    CP_LEAST_HALLS,     /* MW built */
    CP_LEAST_GPUS,      /* GPU bought or rented */
    CP_LEAST_UNMET      /* EFLOP/s and hours */
};
/* By name ("emissions", ...); CP_EUSAGE without a message when there is none. */
int cp_allocate_least(const char *name, enum cp_allocate_least *out);

/* All zero, CP_ALLOCATE_OPTIONS_INIT, is the plan of least cost, and nothing besides. */
struct cp_allocate_options {
    struct cp_lp_options lp;
    enum cp_allocate_least least; /* CP_LEAST_COST: the plan of least cost */
    double slack;                 /* otherwise: how much more it may cost, as a part */
    bool duals;                   /* values of scarce things, and which constraints bind */
    bool slices;                  /* dispatch by slice too */
    bool integer;                 /* whole phases, sites and lots */
    size_t window, commit; /* rolling: periods looked ahead, and those of them decided; 0: all */
    bool no_scenarios;     /* the plan and the stream as they are without one */
    double risk_aversion, tail; /* of scenarios: as in struct cp_lp_stages */
    bool contract_values;       /* what the best plan without each contract costs more */
    bool evpi, vss;             /* what knowing the scenario, and heeding them, is worth */
    double move_odds;           /* what the odds of each event higher by this do; 0: not asked */
    FILE *export_mps;           /* NULL: none; written before solving */
    const struct cp_facts *fix; /* decisions of the first stage that are held; NULL: none */
    bool each;                  /* each scenario alone, as if it were known */
    size_t shard, shards;       /* of those, every shards-th from the shard-th on; 0: all */
};
#ifdef __cplusplus
#define CP_ALLOCATE_OPTIONS_INIT                                                                   \
    {}
#else
#define CP_ALLOCATE_OPTIONS_INIT                                                                   \
    { .lp = CP_LP_OPTIONS_INIT }
#endif

struct cp_allocate_result {
    enum cp_lp_status status;
    bool built;         /* the program, and it was exported when that was asked for */
    double objective;   /* USD */
    double bound;       /* USD: no plan costs less; below the objective only with integers */
    double short_share; /* unmet part of all demand */
    size_t without;     /* scenarios that were solved alone, and have no plan */
    size_t columns, rows, nonzeros, iterations;
    const char *engine;
    struct cp_str explanation; /* lines of text: why infeasible or short; empty when neither */
};

/* Scenarios: those of the plan, or without them those that `scenario_probability` names in the
 * stream, or those of its demand, equally likely.
 * Capacity that comes before the plan's decide_by is decided once for all of them, everything else
 * in each; its facts carry the scenario, and objective is then the measure that was minimised.
 *
 * With `each` every scenario is a plan of its own: all of its facts carry its name, `solved` too,
 * and the status is that of the worst of them, where none is infeasible or unbounded: that is an
 * answer.
 *
 * Read demand and supply from `facts`, solve, append decisions, costs and values to `facts`. An
 * infeasible program is not an error: status says so, explanation why, and all that is appended is
 * that there is no answer: `solved` NA. */
int cp_allocate(const struct cp_plan *plan, struct cp_facts *facts,
                const struct cp_allocate_options *opt, struct cp_allocate_result *out,
                struct cp_error *err);
void cp_allocate_result_release(struct cp_allocate_result *r);

CP_END_DECLS

#endif
