/* scenario: futures drawn of what may come, and the few that stand for them.
 *
 * Owns: draws of events by the odds in a stream of facts, of prices by the factors of the plan's
 * curves, of demand by its quantiles or paths, of lead times; their reduction; and the scenarios
 * that a plan, or a stream, has of them. A draw hangs on the seed, its driver's name and the number
 * of the sample alone: adding a driver, a period or a thousand samples changes no earlier draw.
 *
 * Ownership: a set borrows the plan, which outlives it. Errors: CP_EINPUT where an event has no
 * odds, or a pattern of its names meets nothing; CP_EUSAGE where too few are to be kept. Threads:
 * nothing is kept between calls. */
#ifndef CAPPLAN_SCENARIO_H
#define CAPPLAN_SCENARIO_H

#include "facts/facts.h"
#include "plan/plan.h"
#include "scenario/merge.h"
#include "scenario/numbers.h"

CP_BEGIN_DECLS

/* What is drawn. */
enum {
    CP_SCENARIO_EVENTS = 1,
    CP_SCENARIO_CURVES = 2,
    CP_SCENARIO_DEMAND = 4,
    CP_SCENARIO_LEADS = 8
};
/* What is made exact of the samples: nothing, mean prices, or mean, deviation and correlation of
 * what is drawn too. */
enum cp_scenario_matching {
    CP_SCENARIO_MATCH_NONE,
    CP_SCENARIO_MATCH_FORWARDS,
    CP_SCENARIO_MATCH_MOMENTS
};

struct cp_scenario_options {
    size_t samples, keep;
    enum cp_scenario_reduction reduce;
    enum cp_scenario_method method;
    enum cp_scenario_matching match;
    unsigned drivers;
    double service_level; /* of lead times, that the stream's deliveries count on */
    int64_t as_of;        /* the hour from which prices move; INT64_MIN: the plan's start */
    uint64_t seed;
    size_t shard, shards; /* of facts: every so manieth future, from that on; shards 0: all */
    int jobs;
    cp_teller *note;
    void *note_ctx;
};

struct cp_scenario_set; /* opaque */
/* Events of the plan come in the period in which their odds by its end pass what was drawn, one
 * whose cause came as early among its own odds as that, or never; those that are bound to one
 * another come together as near to independence as their odds let them. Every combination of events
 * above 1 % is kept at least once, with its probability. */
int cp_scenario_draw(const struct cp_plan *plan, const struct cp_facts *facts,
                     const struct cp_scenario_options *opt, struct cp_scenario_set **out,
                     struct cp_error *err);
void cp_scenario_free(struct cp_scenario_set *set);
/* Of those that are kept the one of that name alone, certain. CP_EUSAGE: there is none. */
int cp_scenario_pick(struct cp_scenario_set *set, const char *name, struct cp_error *err);

/* scenario_draw of each scenario that is kept, by event the period in which it comes, and how far
 * the others went, reduction_distance, as a part of what keeping one would be. */
int cp_scenario_list(const struct cp_scenario_set *set, struct cp_facts *facts,
                     struct cp_error *err);
/* The same, how likely each is, what it makes of each curve, and of the stream's demand, supply and
 * prices as far as they differ; sample paths of the stream go. */
int cp_scenario_facts(const struct cp_scenario_set *set, struct cp_facts *facts,
                      struct cp_error *err);
/* Append a plan in YAML that includes the one at `path` and has the scenarios. */
int cp_scenario_plan(const struct cp_scenario_set *set, const char *path, struct cp_str *out,
                     struct cp_error *err);

/* What was decided over several sets of futures, each a stream that cp-allocate wrote: mean
 * expected cost of the largest sets, how far the furthest is from it, as a part, and what more
 * futures may still change; and how many a set wants for ten to be `within`. Sets of two numbers of
 * futures show what all of one number lack. Of decisions that are held over one large set it is
 * their out-of-sample stability, else in-sample [Kaut and Wallace, Pacific Journal of Optimization
 * 3 (2007) 257]. CP_EINPUT: one has no expected cost, or of the largest sets there is one alone. */
struct cp_scenario_runs {
    size_t n;
    const struct cp_facts *const *run;
    const char *const *path; /* of each, for messages */
    double within;
};
int cp_scenario_stability(const struct cp_scenario_runs *runs, struct cp_facts *out,
                          struct cp_str *note, struct cp_error *err);

CP_END_DECLS

#endif
