/* How events that are bound to one another come together: of all distributions that give each its
 * odds, and what is said of one where another comes, the one nearest to independence. */
#include "num/num.h"
#include "scenario/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t place(const struct cp_scenario_group *g, size_t e) {
    size_t k = 0;
    while (k < g->n && g->event[k] != e)
        k++;
    return k < g->n ? k : SIZE_MAX;
}

/* ---- which are bound ------------------------------------------------------------------------- */

static bool is_named(const char *const *list, size_t n, const char *name) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i], name) == 0)
            return true;
    return false;
}

static bool speaks_of(const struct cp_plan_event *e, const char *name) {
    bool given = false;
    for (size_t k = 0; k < e->ngiven; k++)
        given = given || strcmp(e->given[k].event, name) == 0;
    return given || is_named(e->exclusive, e->nexclusive, name) ||
           is_named(e->implies, e->nimplies, name);
}

/* Those that are bound to `first`, over others too, in the order in which they are drawn. */
static int gather(struct cp_scenario_set *s, size_t first, size_t *group, struct cp_error *err) {
    struct cp_scenario_group *g = &s->bound.group[s->bound.ngroup];
    bool more = true;
    size_t n = 1;
    group[first] = s->bound.ngroup + 1;
    while (more) {
        more = false;
        for (size_t a = 0; a < s->nevent; a++)
            for (size_t b = 0; b < s->nevent && group[a] == s->bound.ngroup + 1; b++)
                if (!group[b] && (speaks_of(&s->event[a], s->event[b].name) ||
                                  speaks_of(&s->event[b], s->event[a].name))) {
                    group[b] = s->bound.ngroup + 1;
                    more = true;
                    n++;
                }
    }
    if (n > CP_SCENARIO_BOUND)
        return cp_fail_at(err, CP_EINPUT, s->event[first].pos,
                          "events: more than %d are bound to one another; leave relations out",
                          CP_SCENARIO_BOUND);
    g->event = cp_arena_calloc(&s->arena, n, sizeof *g->event);
    g->tree = cp_arena_calloc(&s->arena, (size_t)2 << n, sizeof *g->tree);
    for (size_t i = 0; g->event && i < s->nevent; i++)
        if (group[s->bound.order[i]] == s->bound.ngroup + 1)
            g->event[g->n++] = s->bound.order[i];
    s->bound.ngroup++;
    return g->event && g->tree ? 0 : cp_fail_nomem(err);
}

/* ---- what can be, and how likely each is ------------------------------------------------------
 */

/* Sets of atoms, combinations of the events of a group: those that have all bits of a mask, and how
 * likely these are to be. */
struct joint {
    const struct cp_scenario_set *s;
    const struct cp_scenario_group *g;
    size_t natom, m;
    double *p, *start; /* natom */
    size_t *mask;
    double *target, *lambda, *slope, *step, *curve; /* m; curve m x m */
};

static double by_the_end(const struct cp_scenario_set *s, size_t e) {
    return s->by[e * s->periods + s->periods - 1];
}

/* Once its cause came or did not. */
static double chance(const struct cp_scenario_set *s, size_t e, bool came) {
    const struct cp_scenario_cause *c = &s->bound.cause[e];
    double all = by_the_end(s, e);
    if (c->event == SIZE_MAX || !(all > 0))
        return all;
    double cause = by_the_end(s, c->event);
    double p = came ? c->probability : cause < 1 ? (all - c->probability * cause) / (1 - cause) : 0;
    return fmin(fmax(p, 0), 1);
}

static bool can_be(const struct joint *j, size_t atom) {
    for (size_t k = 0; k < j->g->n; k++) {
        const struct cp_plan_event *e = &j->s->event[j->g->event[k]];
        for (size_t i = 0; i < j->g->n && atom >> k & 1; i++) {
            const char *other = j->s->event[j->g->event[i]].name;
            bool came = atom >> i & 1;
            if (is_named(came ? e->exclusive : e->implies, came ? e->nexclusive : e->nimplies,
                         other))
                return false;
        }
    }
    return true;
}

/* Each after its one cause: all there is to it, where none has two. */
static void begin(const struct joint *j) {
    double all = 0;
    for (size_t a = 0; a < j->natom; a++) {
        j->p[a] = can_be(j, a);
        for (size_t k = 0; k < j->g->n; k++) {
            size_t e = j->g->event[k], cause = place(j->g, j->s->bound.cause[e].event);
            double p = chance(j->s, e, cause != SIZE_MAX && a >> cause & 1);
            j->p[a] *= a >> k & 1 ? p : 1 - p;
        }
        all += j->p[a];
    }
    for (size_t a = 0; a < j->natom && all > 0; a++)
        j->p[a] /= all;
    memcpy(j->start, j->p, j->natom * sizeof *j->p);
}

static void put(struct joint *j, size_t mask, double target) {
    j->mask[j->m] = mask;
    j->target[j->m++] = target;
}

static void list(struct joint *j) {
    for (size_t k = 0; k < j->g->n; k++) {
        const struct cp_plan_event *e = &j->s->event[j->g->event[k]];
        put(j, (size_t)1 << k, by_the_end(j->s, j->g->event[k]));
        for (size_t i = 0; i < j->g->n; i++)
            for (size_t n = 0; n < e->ngiven; n++)
                if (strcmp(e->given[n].event, j->s->event[j->g->event[i]].name) == 0)
                    put(j, (size_t)1 << k | (size_t)1 << i,
                        e->given[n].probability * by_the_end(j->s, j->g->event[i]));
    }
}

static bool has(const struct joint *j, size_t set, size_t atom) {
    return (atom & j->mask[set]) == j->mask[set];
}

/* How far the sets are from what they are to be; the slope of the dual. */
static double reckon(const struct joint *j) {
    double far = 0;
    for (size_t i = 0; i < j->m; i++) {
        j->slope[i] = -j->target[i];
        for (size_t a = 0; a < j->natom; a++)
            j->slope[i] += has(j, i, a) ? j->p[a] : 0;
        far = fmax(far, fabs(j->slope[i]));
    }
    return far;
}

/* The member of the exponential family at lambda plus a part of the step; the dual there. */
static double move(const struct joint *j, double part) {
    double all = 0, dual = 0, most = -HUGE_VAL;
    for (size_t a = 0; a < j->natom; a++) {
        double power = 0;
        for (size_t i = 0; i < j->m; i++)
            power += has(j, i, a) ? j->lambda[i] + part * j->step[i] : 0;
        j->p[a] = j->start[a] > 0 ? log(j->start[a]) + power : -HUGE_VAL;
        most = fmax(most, j->p[a]);
    }
    for (size_t a = 0; a < j->natom; a++)
        all += j->p[a] = exp(j->p[a] - most);
    for (size_t a = 0; a < j->natom; a++)
        j->p[a] /= all;
    for (size_t i = 0; i < j->m; i++)
        dual -= j->target[i] * (j->lambda[i] + part * j->step[i]);
    return dual + most + log(all);
}

/* Newton's step: the covariance of the sets; one that nothing moves, or that hangs on others, is
 * left where it is. */
static int direct(const struct joint *j) {
    for (size_t i = 0; i < j->m; i++) {
        for (size_t k = 0; k < j->m; k++) {
            double both = 0;
            for (size_t a = 0; a < j->natom; a++)
                both += has(j, i, a) && has(j, k, a) ? j->p[a] : 0;
            j->curve[i * j->m + k] =
                both - (j->slope[i] + j->target[i]) * (j->slope[k] + j->target[k]);
        }
        double *own = &j->curve[i * j->m + i];
        *own += fmax(1e-9 * *own, 1e-14);
        j->step[i] = -j->slope[i];
    }
    return cp_num_solve(j->curve, j->step, j->m);
}

/* [Csiszar, Annals of Probability 3 (1975) 146: the nearest is of this family], by Newton's method
 * on its dual. What is left where nothing is: what the odds lack. */
static int project(const struct joint *j, double *far) {
    enum { ROUNDS = 200 };
    double here = 0;
    *far = reckon(j);
    if (*far < 1e-9)
        return 0;
    here = move(j, 0);
    for (int round = 0; round < ROUNDS && (*far > 1e-14); round++) {
        double part = 1, there = HUGE_VAL, down = 0;
        int rc = direct(j);
        if (rc)
            return rc;
        for (size_t i = 0; i < j->m; i++)
            down += j->slope[i] * j->step[i];
        for (; part > 1e-12 && !((there = move(j, part)) <= here + 1e-4 * part * down); part /= 2)
            ;
        bool moved = there < here;
        if (!moved)
            there = move(j, part = 0);
        for (size_t i = 0; i < j->m; i++)
            j->lambda[i] += part * j->step[i];
        here = there;
        *far = reckon(j);
        if (!moved)
            return 0; /* to the last digits */
    }
    return 0;
}

/* Of what comes among the first k the nodes are 2^k to 2^(k+1), the first event's digit first. */
static void plant(const struct joint *j) {
    const struct cp_scenario_group *g = j->g;
    for (size_t a = 0; a < j->natom; a++) {
        size_t node = 1;
        for (size_t k = 0; k < g->n; k++)
            node = 2 * node + (a >> k & 1);
        g->tree[node] = j->p[a];
    }
    for (size_t node = j->natom - 1; node > 0; node--)
        g->tree[node] = g->tree[2 * node] + g->tree[2 * node + 1];
}

static int join(struct cp_scenario_set *s, const struct cp_scenario_group *g,
                struct cp_error *err) {
    size_t most = g->n * (g->n + 1), natom = (size_t)1 << g->n;
    double far = 0;
    double *room = cp_calloc(2 * natom + most * (4 + most) + 1, sizeof *room);
    struct joint j = {.s = s, .g = g, .natom = natom, .p = room};
    j.mask = cp_calloc(most + 1, sizeof *j.mask);
    int rc = room && j.mask ? 0 : CP_ENOMEM;
    if (rc == 0) {
        j.start = room + natom;
        j.target = j.start + natom;
        j.lambda = j.target + most;
        j.slope = j.lambda + most;
        j.step = j.slope + most;
        j.curve = j.step + most;
        begin(&j);
        list(&j);
        rc = project(&j, &far);
        plant(&j);
    }
    free(room);
    free(j.mask);
    if (rc == CP_ENOMEM)
        return cp_fail_nomem(err);
    if (rc || far > 1e-6)
        cp_scenario_note(s,
                         "%s and what it is bound to have odds that cannot be had together, by "
                         "%.2g; let cp-market make them coherent",
                         s->event[g->event[0]].name, far);
    return 0;
}

int cp_scenario_join(struct cp_scenario_set *s, struct cp_error *err) {
    size_t *group = cp_calloc(s->nevent + 1, sizeof *group);
    s->bound.group = cp_arena_calloc(&s->arena, s->nevent + 1, sizeof *s->bound.group);
    int rc = group && s->bound.group ? 0 : cp_fail_nomem(err);
    for (size_t i = 0; rc == 0 && i < s->nevent; i++)
        if (!group[s->bound.order[i]])
            rc = gather(s, s->bound.order[i], group, err);
    for (size_t i = 0; rc == 0 && i < s->bound.ngroup; i++)
        rc = join(s, &s->bound.group[i], err);
    free(group);
    return rc;
}

double cp_scenario_chance(const struct cp_scenario_group *g, size_t node) {
    double all = g->tree[node];
    return all > 0 ? fmin(g->tree[2 * node + 1] / all, 1) : 0;
}
