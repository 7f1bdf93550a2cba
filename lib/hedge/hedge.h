/* hedge: what a plan leaves open, what that is exposed to, and what a desk holds against it.
 *
 * Owns: the open position of a plan, its exposure to market curves, the book of a desk, the risk of
 * both, and the hedge to choose. It decides nothing that the plan decides: quantities are those of
 * the facts of the other commands, prices those of the plan's curves. Each analysis is a file and a
 * row of the table in hedge.c.
 *
 * The plan and the facts are the caller's. What is computed is appended to the facts. Nothing is
 * kept between calls, so that threads may run different ones at once. Errors: 0, or a code of base:
 * CP_EINPUT with its place for what a plan, a book or facts have wrong, CP_EUSAGE for an analysis
 * that wants facts that are not there.
 */
#ifndef CAPPLAN_HEDGE_H
#define CAPPLAN_HEDGE_H

#include "base/base.h"
#include "facts/facts.h"
#include "hedge/numbers.h"
#include "hedge/program.h"
#include "plan/plan.h"

CP_BEGIN_DECLS

/* The analyses, in the order in which they are made: constant, name in C, option of cp-hedge, and
 * what it writes. A new one is a line here and a file in lib/hedge. */
#define CP_HEDGE_ANALYSES(X)                                                                       \
    X(CP_HEDGE_POSITION, position, "position",                                                     \
      "Write what is open: owned, ordered, contracted, committed and sold")                        \
    X(CP_HEDGE_EXPOSURE, exposure, "exposure",                                                     \
      "Write what is bought and sold at prices that curves drive")                                 \
    X(CP_HEDGE_RISK, risk, "risk",                                                                 \
      "Write cash flow at risk, the tail of each book and debt cover at risk")                     \
    X(CP_HEDGE_OPTIMISE, optimise, "optimise",                                                     \
      "Write the hedge to trade: least CVaR and cost within all limits")                           \
    X(CP_HEDGE_CURVE, curve, "curve", "Write forward prices, and how far each quote is from them") \
    X(CP_HEDGE_FIT, fit, "fit",                                                                    \
      "Write what histories and panels of futures say of how prices move")                         \
    X(CP_HEDGE_VALUE, value, "value", "Write what the positions are worth, and what moves that")

#define CP_HEDGE_ANALYSIS(constant, name, word, meaning) constant,
enum cp_hedge_analysis { CP_HEDGE_ANALYSES(CP_HEDGE_ANALYSIS) CP_HEDGE_ANALYSIS_COUNT };
#undef CP_HEDGE_ANALYSIS

struct cp_hedge_options {
    bool run[CP_HEDGE_ANALYSIS_COUNT]; /* those that are asked for */
    int64_t as_of;    /* hours: the day of valuation; INT64_MIN: the plan's start */
    bool check;       /* hold what was found against the limits of books and of what is open */
    const char *book; /* only this one; NULL: all */
    struct cp_facts *prior;  /* of an earlier run, of which --value explains the change; NULL */
    size_t paths, scenarios; /* that are drawn; of which so many become facts */
    uint64_t seed;
    int jobs;
    double horizon, tail; /* days, NaN: what is settled in all; level of VaR and CVaR */
    double aversion;      /* weight of CVaR against the mean loss, of a hedge that is chosen */
    size_t frontier;      /* so many of them, from 0 to 1, instead; 0: that one */
    bool integer;         /* in whole lots */
    size_t nstress;
    const char *const *stress; /* moves of curves, as henry-hub=*2 */
    enum cp_freq curve_steps;  /* of forward prices: CP_MONTH, CP_DAY, CP_HOUR */
    cp_teller *note;           /* what is no error; NULL: not told */
    void *note_ctx;
};

/* Make the analyses that are asked for and append their facts. 1: a limit is passed, of `check`;
 * which, notes say. */
int cp_hedge_run(const struct cp_plan *plan, const struct cp_hedge_options *opt,
                 struct cp_facts *facts, struct cp_error *err);

CP_END_DECLS

#endif
