/* odds: what markets and forecasters say of events, and what follows for a plan.
 *
 * Owns: prices as probabilities, the files that venues answer with (and jansson, which reads them),
 * the events of a plan with what was pooled for them, and how good forecasts were.
 *
 *   struct cp_odds_markets all = {0};          // files, one after another
 *   rc = cp_odds_read(&all, in, "kalshi.json", NULL, err);
 *   rc = cp_odds_new(&all, plan, &opt, &odds, err);
 *   rc = cp_odds_facts(odds, facts, err);
 *
 * Ownership: a struct cp_odds borrows the markets and the plan, which outlive it. Errors: CP_EINPUT
 * with the file, line or place in the document; the same market twice. Nothing has a default price:
 * what says nothing is NA, and a note says why. The order of files changes nothing. Threads:
 * nothing is kept between calls.
 */
#ifndef CAPPLAN_ODDS_H
#define CAPPLAN_ODDS_H

#include "facts/facts.h"
#include "odds/markets.h"
#include "odds/numbers.h"
#include "page/page.h"
#include "plan/plan.h"

CP_BEGIN_DECLS

struct cp_odds_options {
    int64_t as_of; /* the hour that it is; CP_ODDS_NEVER: the plan's start */
    enum cp_odds_overround overround;
    enum cp_odds_loss loss;
    bool micro;        /* microprices, not mids */
    double max_spread; /* a wider one says nothing */
    double extremise, theta;
    double rate;       /* what money earns a year elsewhere, less what the venue pays on it */
    double max_weight; /* of one venue */
    double fee; /* of those who take, as cp_odds_taker_fee has it: what an arbitrage must beat */
    cp_teller *note;
    void *note_ctx;
};
#define CP_ODDS_OPTIONS_INIT                                                                       \
    {                                                                                              \
        .as_of = CP_ODDS_NEVER, .max_spread = .10, .extremise = 1, .theta = 1, .max_weight = .7,   \
        .fee = .07                                                                                 \
    }

struct cp_odds; /* opaque */
/* Readings of all markets; with a plan, the odds of its events by the end of each period, coherent
 * with one another. `plan` NULL: none. */
int cp_odds_new(const struct cp_odds_markets *all, const struct cp_plan *plan,
                const struct cp_odds_options *opt, struct cp_odds **out, struct cp_error *err);
void cp_odds_free(struct cp_odds *odds);

/* market_probability of every market; event_probability, hazard, coherence_gap of every event. */
int cp_odds_facts(const struct cp_odds *odds, struct cp_facts *facts, struct cp_error *err);
/* How good probabilities of what is settled were: brier, log_score, calibration, by venue. */
int cp_odds_score_facts(const struct cp_odds *odds, struct cp_facts *facts, struct cp_error *err);
/* Every market of an event with its quote and weight, and what comes of them. CP_EUSAGE: no such
 * event. */
int cp_odds_explain(const struct cp_odds *odds, const char *event, struct cp_page *page,
                    struct cp_error *err);

CP_END_DECLS

#endif
