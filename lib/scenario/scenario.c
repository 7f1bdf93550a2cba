/* Drawing futures, and keeping few. */
#include "num/num.h"
#include "scenario/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double RARE = .01; /* combinations above it are kept */

/* The period in which what was drawn for the event lies: its odds, as they are once its cause came
 * or did not. */
static size_t period_of(const struct cp_scenario_set *s, size_t e, const size_t *when, double u) {
    const double *by = s->by + e * s->periods;
    const struct cp_scenario_cause *c = &s->cause[e];
    double all = by[s->periods - 1], scale = 1;
    if (c->event != SIZE_MAX && all > 0) {
        double cause = s->by[c->event * s->periods + s->periods - 1];
        bool came = when[c->event] < s->periods;
        double p = came        ? c->probability
                   : cause < 1 ? (all - c->probability * cause) / (1 - cause)
                               : 0;
        scale = fmin(fmax(p, 0), 1) / all;
    }
    for (size_t i = 0; i < s->periods; i++)
        if (by[i] * scale > u)
            return i;
    return s->periods;
}

static int order(const void *a, const void *b, void *width) {
    const size_t *x = a, *y = b;
    for (size_t e = 0; e < *(size_t *)width; e++)
        if (x[e] != y[e])
            return x[e] > y[e] ? -1 : 1; /* what never comes first */
    return 0;
}

/* All samples, sorted; equal ones once with their number: how many differ. */
static size_t draw_all(struct cp_scenario_set *s, size_t *when, double *probability) {
    size_t n = 0, width = s->nevent;
    for (size_t i = 0; i < s->opt.samples; i++) {
        size_t *now = when + i * width;
        for (size_t k = 0; k < width; k++) {
            size_t e = s->order[k];
            const char *name = s->event[e].name;
            struct cp_random r =
                cp_num_random_stream(s->opt.seed, cp_hash(name, strlen(name), 0), i);
            now[e] = period_of(s, e, now, cp_num_random_uniform(&r));
        }
    }
    qsort_r(when, s->opt.samples, width * sizeof *when, order, &width);
    for (size_t i = 0; i < s->opt.samples; i++) {
        bool same = n > 0 && order(when + (n - 1) * width, when + i * width, &width) == 0;
        n += !same;
        if (!same) {
            memmove(when + (n - 1) * width, when + i * width, width * sizeof *when);
            probability[n - 1] = 0;
        }
        probability[n - 1] += 1;
    }
    for (size_t i = 0; i < n; i++)
        probability[i] /= (double)s->opt.samples;
    return n;
}

/* Which events come, as a number. */
static size_t mask(const struct cp_scenario_set *s, const size_t *when) {
    size_t m = 0;
    for (size_t e = 0; e < s->nevent; e++)
        m |= (size_t)(when[e] < s->periods) << e;
    return m;
}

/* Of each likely combination the future in the middle of it stays. */
static size_t keep_combinations(const struct cp_scenario_points *p, const size_t *group,
                                bool *kept) {
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        size_t middle = SIZE_MAX;
        double all = 0, least = HUGE_VAL;
        bool first = true;
        for (size_t k = 0; k < p->n; k++) {
            all += group[k] == group[i] ? p->probability[k] : 0;
            first = first && !(k < i && group[k] == group[i]);
        }
        for (size_t k = 0; first && all > RARE && k < p->n; k++) {
            double sum = 0;
            if (group[k] != group[i])
                continue;
            for (size_t j = 0; j < p->n; j++)
                for (size_t c = 0; group[j] == group[i] && c < p->d; c++)
                    sum += p->probability[j] * fabs(p->x[j * p->d + c] - p->x[k * p->d + c]);
            if (sum < least - 1e-12) {
                least = sum;
                middle = k;
            }
        }
        if (middle != SIZE_MAX) {
            kept[middle] = true;
            n++;
        }
    }
    return n;
}

/* How far everything goes to the one that it is nearest to. */
static double alone(const struct cp_scenario_points *p, double *room, int *rc) {
    bool *kept = cp_calloc(p->n, sizeof *kept);
    *rc = kept ? cp_scenario_reduce(p, CP_SCENARIO_FORWARD, 1, kept) : CP_ENOMEM;
    double far = *rc ? 0 : cp_scenario_assign(p, kept, NULL, room);
    free(kept);
    return far;
}

struct work {
    size_t *when, *group, n;
    double *probability, *x, *kept_probability;
    bool *kept;
};

static int choose(struct cp_scenario_set *s, struct work *w, struct cp_error *err) {
    struct cp_scenario_points p = {w->n, s->nevent, w->x, w->probability};
    for (size_t i = 0; i < w->n; i++) {
        const size_t *when = w->when + i * s->nevent;
        w->group[i] = mask(s, when);
        for (size_t e = 0; e < s->nevent; e++) /* never is half a plan later than its end */
            w->x[i * s->nevent + e] =
                when[e] < s->periods ? (double)when[e] / (double)s->periods : 1.5;
    }
    if (w->n <= s->opt.keep) {
        for (size_t i = 0; i < w->n; i++)
            w->kept[i] = true;
        cp_scenario_assign(&p, w->kept, NULL, w->kept_probability);
        return 0;
    }
    size_t least = keep_combinations(&p, w->group, w->kept);
    if (least > s->opt.keep)
        return cp_fail(err, CP_EUSAGE,
                       "--keep %zu: %zu combinations of events are likelier than 1 %%; keep those",
                       s->opt.keep, least);
    int rc = cp_scenario_reduce(&p, s->opt.reduce, s->opt.keep, w->kept);
    double far = rc ? 0 : cp_scenario_assign(&p, w->kept, w->group, w->kept_probability);
    double one = rc ? 1 : alone(&p, w->x + w->n * s->nevent, &rc);
    s->distance = one > 0 ? far / one : 0;
    return rc ? cp_fail_nomem(err) : 0;
}

static char *name_of(struct cp_scenario_set *s, size_t number, const size_t *when) {
    struct cp_str text = {0};
    cp_str_addf(&text, "s%04zu", number);
    for (size_t e = 0; e < s->nevent; e++) {
        char period[CP_PERIOD_SIZE];
        if (when[e] == s->periods)
            continue;
        cp_period_format(period, cp_plan_period(s->plan, when[e]));
        cp_str_addf(&text, "+%s@%s", s->event[e].name, period);
    }
    char *copy = text.oom ? NULL : cp_arena_strdup(&s->arena, text.s);
    cp_str_release(&text);
    return copy;
}

static int take(struct cp_scenario_set *s, const struct work *w, struct cp_error *err) {
    size_t n = 0;
    for (size_t i = 0; i < w->n; i++)
        n += w->kept[i];
    s->future = cp_arena_calloc(&s->arena, n, sizeof *s->future);
    for (size_t i = 0; s->future && i < w->n; i++) {
        if (!w->kept[i])
            continue;
        struct cp_scenario_future *f = &s->future[s->n++];
        f->probability = w->kept_probability[i];
        f->when = cp_arena_calloc(&s->arena, s->nevent + 1, sizeof *f->when);
        f->name = name_of(s, s->n, w->when + i * s->nevent);
        if (!f->when || !f->name)
            return cp_fail_nomem(err);
        memcpy(f->when, w->when + i * s->nevent, s->nevent * sizeof *f->when);
    }
    return s->future ? 0 : cp_fail_nomem(err);
}

static int reduce(struct cp_scenario_set *s, struct cp_error *err) {
    enum { MOST = 20000 }; /* futures that differ: their distances are 3 GB */
    size_t m = s->opt.samples;
    struct work w = {.when = cp_calloc(m * (s->nevent + 1), sizeof *w.when),
                     .group = cp_calloc(m, sizeof *w.group),
                     .probability = cp_calloc(m, sizeof *w.probability),
                     .x = cp_calloc(m * (s->nevent + 1), sizeof *w.x),
                     .kept_probability = cp_calloc(m, sizeof *w.kept_probability),
                     .kept = cp_calloc(m, sizeof *w.kept)};
    int rc = w.when && w.group && w.probability && w.x && w.kept_probability && w.kept
                 ? 0
                 : cp_fail_nomem(err);
    if (rc == 0)
        w.n = draw_all(s, w.when, w.probability);
    if (rc == 0 && w.n > MOST)
        rc = cp_fail(err, CP_EUSAGE, "--samples: %zu futures differ, more than %d; draw fewer", w.n,
                     MOST);
    if (rc == 0)
        rc = choose(s, &w, err);
    if (rc == 0)
        rc = take(s, &w, err);
    free(w.when);
    free(w.group);
    free(w.probability);
    free(w.x);
    free(w.kept_probability);
    free(w.kept);
    return rc;
}

int cp_scenario_draw(const struct cp_plan *plan, const struct cp_facts *odds,
                     const struct cp_scenario_options *opt, struct cp_scenario_set **out,
                     struct cp_error *err) {
    const struct cp_plan_events *events = &plan->money.market.events;
    if (events->n == 0 || events->n > 60)
        return cp_fail(err, CP_EINPUT, "the plan has %s events; see capplan-plan(5)",
                       events->n ? "more than 60" : "no");
    struct cp_scenario_set *s = calloc(1, sizeof *s);
    if (!s)
        return cp_fail_nomem(err);
    s->plan = plan;
    s->opt = *opt;
    s->event = events->event;
    s->nevent = events->n;
    s->periods = plan->horizon.n;
    s->by = cp_arena_calloc(&s->arena, s->nevent * s->periods, sizeof *s->by);
    s->cause = cp_arena_calloc(&s->arena, s->nevent, sizeof *s->cause);
    s->order = cp_arena_calloc(&s->arena, s->nevent, sizeof *s->order);
    int rc = s->by && s->cause && s->order ? cp_scenario_read(s, odds, err) : cp_fail_nomem(err);
    if (rc == 0) {
        cp_scenario_order(s);
        rc = reduce(s, err);
    }
    if (rc)
        cp_scenario_free(s);
    else
        *out = s;
    return rc;
}

void cp_scenario_free(struct cp_scenario_set *s) {
    if (!s)
        return;
    cp_arena_release(&s->arena);
    free(s);
}

int cp_scenario_facts(const struct cp_scenario_set *s, struct cp_facts *facts,
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
