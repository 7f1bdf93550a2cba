/* What it does to the expected cost when the odds of an event move: with what is decided held, and
 * decided anew. An optimum is concave in the probabilities, so that the first is never less. */
#include "allocate/run.h"
#include <math.h>
#include <string.h>

static double odds_of(const struct cp_lp_stages *s, const char *event) {
    double sum = 0;
    for (size_t k = 0; k < s->n; k++)
        sum += cp_tree_has_event(s->scenario[k].name, event) ? s->scenario[k].probability : 0;
    return sum;
}

static int put(const char *event, const char *kind, const char *measure, double value,
               struct cp_facts *facts, struct cp_error *err) {
    return cp_facts_put(facts,
                        &(struct cp_fact){.dim[CP_EVENT] = event,
                                          .dim[CP_KIND] = kind,
                                          .measure = measure,
                                          .value = isfinite(value) ? value : NAN},
                        err);
}

/* The optimum at other probabilities; NaN: it was not found. */
static int decide_anew(const struct cp_lp_stages *stages, const struct cp_allocate_options *opt,
                       double *out, struct cp_error *err) {
    struct cp_lp_extensive form = {0};
    struct cp_lp_solution s = {0};
    int rc = cp_lp_extensive_make(stages, &form, err);
    if (rc == 0)
        rc = cp_lp_solve(form.lp, &opt->lp, &s, err);
    *out = rc == 0 && s.status == CP_LP_OPTIMAL ? s.objective : NAN;
    cp_lp_solution_release(&s);
    cp_lp_extensive_release(&form);
    return rc;
}

/* By so much more likely; the scenarios with and without it stay as likely among themselves. */
static int move(struct cp_lp_stages *stages, const double *planned, const char *event,
                const double *cost, const struct cp_allocate_options *opt, struct cp_facts *facts,
                struct cp_error *err) {
    double odds = odds_of(stages, event), by = opt->move_odds, before, held, anew;
    before = cp_lp_stages_measure(stages, cost);
    for (size_t k = 0; k < stages->n; k++)
        stages->scenario[k].probability *= cp_tree_has_event(stages->scenario[k].name, event)
                                               ? (odds + by) / odds
                                               : (1 - odds - by) / (1 - odds);
    held = cp_lp_stages_measure(stages, cost) - before;
    int rc = decide_anew(stages, opt, &anew, err);
    for (size_t k = 0; k < stages->n; k++)
        stages->scenario[k].probability = planned[k];
    if (rc == 0)
        rc = put(event, NULL, "odds_move", by, facts, err);
    if (rc == 0)
        rc = put(event, "held", "odds_effect", held, facts, err);
    return rc ? rc : put(event, "anew", "odds_effect", anew - before, facts, err);
}

int cp_allocate_move_odds(const struct cp_plan *plan, struct cp_lp_stages *stages,
                          const double *cost, const struct cp_allocate_options *opt,
                          struct cp_facts *facts, struct cp_str *out, struct cp_error *err) {
    const struct cp_plan_events *events = &plan->money.market.events;
    struct cp_arena arena = {0};
    double *planned = cp_arena_calloc(&arena, stages->n + 1, sizeof *planned);
    int rc = planned ? 0 : cp_fail_nomem(err);
    for (size_t k = 0; k < stages->n && rc == 0; k++)
        planned[k] = stages->scenario[k].probability;
    if (rc == 0 && events->n == 0)
        cp_str_add(out, "no odds to move: the plan has no events\n");
    for (size_t e = 0; e < events->n && rc == 0; e++) {
        const char *name = events->event[e].name;
        double odds = odds_of(stages, name);
        if (odds > 0 && odds + opt->move_odds < 1)
            rc = move(stages, planned, name, cost, opt, facts, err);
        else
            cp_str_addf(out, "the odds of %s are not moved: %s\n", name,
                        odds > 0 ? "they leave no room" : "it comes in no scenario");
    }
    cp_arena_release(&arena);
    return rc;
}
