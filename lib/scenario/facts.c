/* Futures as facts. */
#include "scenario/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

int cp_scenario_list(const struct cp_scenario_set *s, struct cp_facts *facts,
                     struct cp_error *err) {
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < s->n; i++) {
        const struct cp_scenario_future *f = &s->future[i];
        struct cp_fact fact = {
            .dim[CP_NAME] = f->name, .measure = "scenario_draw", .value = f->probability};
        rc = cp_facts_put(facts, &fact, err);
        for (size_t e = 0; rc == 0 && e < s->nevent; e++) {
            char period[CP_PERIOD_SIZE];
            if (f->when[e] == s->periods)
                continue;
            cp_period_format(period, cp_plan_period(s->plan, f->when[e]));
            fact.dim[CP_EVENT] = s->event[e].name;
            fact.dim[CP_PERIOD] = period;
            rc = cp_facts_put(facts, &fact, err);
        }
    }
    struct cp_fact far = {.measure = "reduction_distance", .value = s->distance};
    return rc ? rc : cp_facts_put(facts, &far, err);
}

/* ---- what the stream says, in each of them --------------------------------------------------- */

static const struct {
    const char *measure;
    enum cp_scenario_factor what;
    enum cp_dim by;
} scaled[] = {{"demand", CP_FACTOR_DEMAND, CP_WORKLOAD},
              {"supply", CP_FACTOR_SUPPLY, CP_OFFER},
              {"price", CP_FACTOR_PRICE, CP_OFFER},
              {"rent", CP_FACTOR_PRICE, CP_OFFER}};
enum { SCALED = sizeof scaled / sizeof *scaled };

static size_t number_of(const struct cp_scenario_set *s, enum cp_scenario_factor what,
                        const char *name) {
    for (size_t i = 0; i < cp_scenario_factor_count(s->plan, what); i++)
        if (strcmp(cp_scenario_factor_name(s->plan, what, i), name) == 0)
            return i;
    return SIZE_MAX;
}

/* The row of the stream in a future, if it is another there. */
static int put_scaled(const struct cp_scenario_set *s, const struct cp_scenario_future *f, size_t k,
                      size_t row, struct cp_facts *facts, struct cp_error *err) {
    size_t of = number_of(s, scaled[k].what, cp_facts_dim(facts, row, scaled[k].by));
    size_t t = cp_plan_find_period(s->plan, cp_facts_dim(facts, row, CP_PERIOD));
    bool plain = strcmp(cp_facts_dim(facts, row, CP_SCENARIO), "-") == 0 &&
                 strcmp(cp_facts_dim(facts, row, CP_QUANTILE), "-") == 0;
    if (of == SIZE_MAX || t == SIZE_MAX || !plain)
        return 0;
    double by = cp_scenario_factor_at(s, f, scaled[k].what, of, t);
    struct cp_fact fact = {.dim[CP_SCENARIO] = f->name,
                           .measure = scaled[k].measure,
                           .value = by * cp_facts_value(facts, row)};
    return by == 1 ? 0 : cp_facts_put_like(facts, row, &fact, err);
}

static int put_curves(const struct cp_scenario_set *s, const struct cp_scenario_future *f,
                      struct cp_facts *facts, struct cp_error *err) {
    int rc = 0;
    for (size_t c = 0; f->curve && c < s->ncurve; c++)
        for (size_t t = 0; rc == 0 && t < s->periods; t++) {
            char period[CP_PERIOD_SIZE];
            cp_period_format(period, cp_plan_period(s->plan, t));
            struct cp_fact fact = {.dim = {[CP_SCENARIO] = f->name,
                                           [CP_PERIOD] = period,
                                           [CP_CURVE] = s->plan->money.market.curve[c].name},
                                   .measure = "curve_factor",
                                   .value = f->curve[c * s->periods + t]};
            rc = cp_facts_put(facts, &fact, err);
        }
    return rc;
}

/* Paths of the stream were drawn from: they are no scenarios beside those that are kept. */
static void drop_paths(const struct cp_scenario_set *s, struct cp_facts *facts, bool *drop) {
    for (size_t r = 0; r < cp_facts_count(facts); r++)
        drop[r] = s->npath && strcmp(cp_facts_dim(facts, r, CP_SCENARIO), "-") != 0 &&
                  strcmp(cp_facts_measure(facts, r), "demand") == 0;
    cp_facts_drop_rows(facts, drop);
}

static void tell_settings(const struct cp_scenario_set *s) {
    bool sets = false;
    for (size_t e = 0; e < s->nevent; e++)
        sets = sets || cp_scenario_sets(s, e);
    for (size_t c = 0; c < s->ncurve; c++)
        sets = sets || s->plan->money.market.curve[c].ndrive;
    if (sets)
        cp_scenario_note(s, "what events set and curves drive in the plan is no fact; a plan of "
                            "the same futures has it: --as plan");
}

int cp_scenario_facts(const struct cp_scenario_set *s, struct cp_facts *facts,
                      struct cp_error *err) {
    bool *drop = cp_calloc(cp_facts_count(facts) + 1, sizeof *drop);
    if (!drop)
        return cp_fail_nomem(err);
    drop_paths(s, facts, drop);
    free(drop);
    size_t n = cp_facts_count(facts); /* rows that were read */
    int rc = cp_scenario_list(s, facts, err);
    size_t step = s->opt.shards ? s->opt.shards : 1;
    for (size_t i = s->opt.shard % step; rc == 0 && i < s->n; i += step) {
        const struct cp_scenario_future *f = &s->future[i];
        struct cp_fact weight = {.dim[CP_SCENARIO] = f->name,
                                 .measure = "scenario_probability",
                                 .value = f->probability};
        rc = cp_facts_put(facts, &weight, err);
        if (rc == 0)
            rc = put_curves(s, f, facts, err);
        for (size_t k = 0; k < SCALED; k++)
            for (size_t r = 0; rc == 0 && r < n; r++)
                if (strcmp(cp_facts_measure(facts, r), scaled[k].measure) == 0)
                    rc = put_scaled(s, f, k, r, facts, err);
    }
    tell_settings(s);
    return rc;
}
