/* sell: compute as a product: what idle hours are worth to whom, and what they may not go below.
 *
 * Owns: the floor, price and quantity of every product by period, place and SKU, bid prices, the
 * answer to an offer, tokens, comparison with the lists of others, the charge of hours to teams,
 * and stress of all of it. It decides nothing that the plan decides: what idles and what an hour
 * is worth are facts of cp-allocate. Each analysis is a file and a row of the table in sell.c.
 *
 * The plan and the facts are the caller's; what is computed is appended to the facts. Nothing is
 * kept between calls, so that threads may run different ones at once. Errors: CP_EINPUT with its
 * place for what a plan or facts have wrong, CP_EUSAGE for an analysis that wants what is not
 * there.
 */
#ifndef CAPPLAN_SELL_H
#define CAPPLAN_SELL_H

#include "facts/facts.h"
#include "plan/plan.h"
#include "sell/network.h"
#include "sell/numbers.h"

CP_BEGIN_DECLS

/* The analyses, in the order in which they are made: constant, name in C, option of cp-sell, and
 * what it writes. A new one is a line here and a file in lib/sell. */
#define CP_SELL_ANALYSES(X)                                                                        \
    X(CP_SELL_LADDER, ladder, "ladder",                                                            \
      "Write floor, price and quantity of each product by period, place and SKU")                  \
    X(CP_SELL_BIDS, bids, "bid-prices", "Write what the last GPU-hour of each place earns")        \
    X(CP_SELL_POWER, power, "power", "Write what halls and places in a queue may be sold for")     \
    X(CP_SELL_TOKENS, hosted, "tokens",                                                            \
      "Write what tokens of hosted models cost and bring, and raw or hosted")                      \
    X(CP_SELL_UNDERCUT, undercut, "undercut",                                                      \
      "Write how far list prices of others can be undercut")                                       \
    X(CP_SELL_CHARGEBACK, chargeback, "chargeback",                                                \
      "Write what hours cost the teams that use them, and who earns")

#define CP_SELL_ANALYSIS(constant, name, word, meaning) constant,
enum cp_sell_analysis { CP_SELL_ANALYSES(CP_SELL_ANALYSIS) CP_SELL_ANALYSIS_COUNT };
#undef CP_SELL_ANALYSIS

struct cp_sell_options {
    bool run[CP_SELL_ANALYSIS_COUNT]; /* those that are asked for */
    const char *quote, *stress;       /* an offer to answer, a shock; NULL: none */
    cp_teller *note;                  /* what is no error; NULL: not told */
    void *note_ctx;
};

/* Make the analyses that are asked for and append their facts. */
int cp_sell_run(const struct cp_plan *plan, const struct cp_sell_options *opt,
                struct cp_facts *facts, struct cp_error *err);
/* Append a plan in YAML that includes the one at `path` and has what is sold as workloads, with
 * falling steps of revenue, on its SKU alone. */
int cp_sell_plan(const struct cp_plan *plan, const struct cp_sell_options *opt,
                 struct cp_facts *facts, const char *path, struct cp_str *out,
                 struct cp_error *err);

CP_END_DECLS

#endif
