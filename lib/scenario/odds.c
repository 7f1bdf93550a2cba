/* The odds of each event, and in which order events are drawn. */
#include "scenario/internal.h"
#include <math.h>
#include <string.h>

static int put(struct cp_scenario_set *s, const struct cp_facts *t, size_t row, double value,
               struct cp_error *err) {
    const char *name = cp_facts_dim(t, row, CP_EVENT), *period = cp_facts_dim(t, row, CP_PERIOD);
    struct cp_period p;
    for (size_t e = 0; e < s->nevent; e++) {
        if (strcmp(s->event[e].name, name) != 0)
            continue;
        if (cp_period_parse(period, strlen(period), &p) != 0)
            return 0;
        for (size_t i = 0; i < s->periods; i++) {
            struct cp_period own = cp_plan_period(s->plan, i);
            if (own.freq == p.freq && own.index == p.index)
                s->by[e * s->periods + i] = value;
        }
        if (!(value >= 0 && value <= 1))
            return cp_fail_at(err, CP_EINPUT, cp_facts_pos(t, row),
                              "event_probability is from 0 to 1, and known");
    }
    return 0;
}

/* Odds rise from period to period; of none nothing can be drawn. */
static int check(const struct cp_scenario_set *s, struct cp_error *err) {
    for (size_t e = 0; e < s->nevent; e++)
        for (size_t i = 0; i < s->periods; i++) {
            const double *by = s->by + e * s->periods;
            char text[CP_PERIOD_SIZE];
            cp_period_format(text, cp_plan_period(s->plan, i));
            if (isnan(by[i]))
                return cp_fail_at(err, CP_EINPUT, s->event[e].pos,
                                  "events/%.80s: no event_probability for %s in the stream; "
                                  "cp-market writes it",
                                  s->event[e].name, text);
            if (i > 0 && by[i] < by[i - 1] - 1e-12)
                return cp_fail_at(err, CP_EINPUT, s->event[e].pos,
                                  "events/%.80s: its probability by the end of %s is below that of "
                                  "the period before",
                                  s->event[e].name, text);
        }
    return 0;
}

int cp_scenario_read(struct cp_scenario_set *s, struct cp_error *err) {
    struct cp_selection all = {0};
    for (size_t i = 0; i < s->nevent * s->periods; i++)
        s->by[i] = NAN;
    int rc = cp_facts_select(s->facts, "event_probability", NULL, &all, err);
    for (size_t i = 0; rc == 0 && i < all.n; i++)
        if (strcmp(cp_facts_dim(s->facts, all.row[i], CP_KIND), "-") == 0)
            rc = put(s, s->facts, all.row[i], all.value[i], err);
    cp_facts_selection_release(&all);
    return rc ? rc : check(s, err);
}

/* ---- what hangs on what ---------------------------------------------------------------------- */

static size_t place(const struct cp_scenario_set *s, const char *name) {
    for (size_t e = 0; e < s->nevent; e++)
        if (strcmp(s->event[e].name, name) == 0)
            return e;
    return SIZE_MAX;
}

/* Of several the first; joint.c heeds them all. */
static void bind(struct cp_scenario_set *s, size_t e, size_t cause, double probability) {
    if (cause != SIZE_MAX && s->bound.cause[e].event == SIZE_MAX)
        s->bound.cause[e] = (struct cp_scenario_cause){cause, probability};
}

/* `given` and `implies` say which comes first; of two that exclude one another the first of the
 * plan does. */
static void find_causes(struct cp_scenario_set *s) {
    for (size_t e = 0; e < s->nevent; e++)
        s->bound.cause[e].event = SIZE_MAX;
    for (size_t e = 0; e < s->nevent; e++) {
        const struct cp_plan_event *of = &s->event[e];
        for (size_t k = 0; k < of->ngiven; k++)
            bind(s, e, place(s, of->given[k].event), of->given[k].probability);
        for (size_t k = 0; k < of->nimplies; k++)
            bind(s, place(s, of->implies[k]), e, 1);
        for (size_t k = 0; k < of->nexclusive; k++) {
            size_t other = place(s, of->exclusive[k]);
            bind(s, e > other ? e : other, e > other ? other : e, 0);
        }
    }
}

/* Causes first; those of a circle as the plan has them, each after what was drawn. */
void cp_scenario_order(struct cp_scenario_set *s) {
    size_t n = 0;
    find_causes(s);
    while (n < s->nevent) {
        size_t before = n;
        for (size_t e = 0; e < s->nevent; e++) {
            bool drawn = false, ready = s->bound.cause[e].event == SIZE_MAX;
            for (size_t i = 0; i < n; i++) {
                drawn = drawn || s->bound.order[i] == e;
                ready = ready || s->bound.order[i] == s->bound.cause[e].event;
            }
            if (!drawn && ready)
                s->bound.order[n++] = e;
        }
        for (size_t e = 0; n == before && e < s->nevent; e++) {
            bool drawn = false;
            for (size_t i = 0; i < n; i++)
                drawn = drawn || s->bound.order[i] == e;
            if (!drawn) {
                s->bound.cause[e].event = SIZE_MAX;
                s->bound.order[n++] = e;
            }
        }
    }
}
