/* scenario: futures drawn of what may come, and the few that stand for them.
 *
 * Owns: draws of events by the odds in a stream of facts, their reduction, and the scenarios that a
 * plan has of them. A draw hangs on the seed, the event's name and the number of the sample alone:
 * adding an event, a period or a thousand samples changes no earlier draw.
 *
 * Ownership: a set borrows the plan, which outlives it. Errors: CP_EINPUT where an event has no
 * odds, or a pattern of its names meets nothing; CP_EUSAGE where too few are to be kept. Threads:
 * nothing is kept between calls. */
#ifndef CAPPLAN_SCENARIO_H
#define CAPPLAN_SCENARIO_H

#include "facts/facts.h"
#include "plan/plan.h"
#include "scenario/numbers.h"

CP_BEGIN_DECLS

struct cp_scenario_options {
    size_t samples, keep;
    enum cp_scenario_reduction reduce;
    uint64_t seed;
    void (*note)(void *ctx, const char *text);
    void *note_ctx;
};

struct cp_scenario_set; /* opaque */
/* Events of the plan come in the period in which their odds by its end pass what was drawn, or
 * never; one that another excludes, implies or makes likely is drawn after it. Every combination of
 * events above 1 % is kept at least once, with its probability. */
int cp_scenario_draw(const struct cp_plan *plan, const struct cp_facts *odds,
                     const struct cp_scenario_options *opt, struct cp_scenario_set **out,
                     struct cp_error *err);
void cp_scenario_free(struct cp_scenario_set *set);

/* scenario_draw of each scenario that is kept, by event the period in which it comes, and how far
 * the others went, reduction_distance, as a part of what keeping one would be. */
int cp_scenario_facts(const struct cp_scenario_set *set, struct cp_facts *facts,
                      struct cp_error *err);
/* Append a plan in YAML that includes the one at `path` and has the scenarios. */
int cp_scenario_plan(const struct cp_scenario_set *set, const char *path, struct cp_str *out,
                     struct cp_error *err);

CP_END_DECLS

#endif
