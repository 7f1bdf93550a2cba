/* What halls and plants wait for: dates that cp-supplier found for their parts. */
#include "allocate/block/block.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES = 3 };
/* What a date is of. Texts of facts are interned: the same text is the same pointer. */
struct part {
    const char *name[NAMES];
};

/* Copies of what has dates, in a copy of the plan: the rest is the plan's own. `own`: of what the
 * scenario has dates of its own, sorted. */
struct dates {
    struct cp_plan *plan;
    struct part *own;
    size_t nown;
};

static int64_t later(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static struct cp_phase *find_phase(struct cp_plan *plan, const char *site, const char *name) {
    for (size_t s = 0; s < plan->nsite; s++)
        for (size_t f = 0; strcmp(plan->site[s].name, site) == 0 && f < plan->site[s].nphase; f++)
            if (strcmp(plan->site[s].phase[f].name, name) == 0)
                return &plan->site[s].phase[f];
    return NULL;
}

static struct cp_contract *find_contract(struct cp_plan *plan, const char *name) {
    for (size_t e = 0; e < plan->energy.ncontract; e++)
        if (strcmp(plan->energy.contract[e].name, name) == 0)
            return &plan->energy.contract[e];
    return NULL;
}

/* A contract of so many years has them from when it begins. */
static void begin_at(struct cp_contract *c, int64_t when) {
    if (when <= c->from)
        return;
    if (isfinite(c->term))
        c->to += when - c->from;
    c->from = when;
}

static struct part part_of(const struct cp_facts *f, size_t r) {
    static const enum cp_dim dim[NAMES] = {CP_SITE, CP_PHASE, CP_CONTRACT};
    struct part p;
    for (size_t d = 0; d < NAMES; d++)
        p.name[d] = cp_facts_dim(f, r, dim[d]);
    return p;
}

static int by_names(const void *pa, const void *pb) {
    const struct part *a = pa, *b = pb;
    size_t d = 0;
    while (d < NAMES - 1 && a->name[d] == b->name[d])
        d++;
    uintptr_t x = (uintptr_t)a->name[d], y = (uintptr_t)b->name[d];
    return (x > y) - (x < y);
}

/* Among `all` dates of the facts. False: no memory. */
static bool find_own(struct cp_program *m, const struct cp_facts *f, size_t all, struct dates *d) {
    d->own = cp_arena_alloc(&m->arena, all * sizeof *d->own);
    for (size_t i = 0; i < cp_facts_count(f) && d->own && m->scenario_name; i++)
        if (strcmp(cp_facts_measure(f, i), "energisation") == 0 &&
            strcmp(cp_facts_dim(f, i, CP_SCENARIO), m->scenario_name) == 0)
            d->own[d->nown++] = part_of(f, i);
    if (d->nown > 0)
        qsort(d->own, d->nown, sizeof *d->own, by_names);
    return d->own;
}

/* Whether the scenario has a date of its own for what this row without one is of. */
static bool has_own(const struct dates *d, const struct cp_facts *f, size_t r) {
    const struct part p = part_of(f, r);
    return d->nown > 0 && strcmp(cp_facts_dim(f, r, CP_SCENARIO), "-") == 0 &&
           bsearch(&p, d->own, d->nown, sizeof *d->own, by_names);
}

static int take(struct cp_program *m, const struct cp_facts *f, size_t r, double value, void *ctx) {
    const struct dates *dates = ctx;
    struct cp_plan *plan = dates->plan;
    const char *text = cp_facts_dim(f, r, CP_PERIOD), *name = cp_facts_dim(f, r, CP_CONTRACT);
    const char *site = cp_facts_dim(f, r, CP_SITE), *phase = cp_facts_dim(f, r, CP_PHASE);
    struct cp_pos pos = cp_facts_pos(f, r);
    struct cp_period p;
    if (!cp_allocate_reads(m, f, r) || has_own(dates, f, r))
        return 0;
    struct cp_phase *hall = find_phase(plan, site, phase);
    struct cp_contract *plant = find_contract(plan, name);
    if (!hall && !plant)
        return cp_fail_at(m->err, CP_EINPUT, pos,
                          strcmp(name, "-") == 0
                              ? "energisation of phase '%s' of site '%s', which the plan does not "
                                "have"
                              : "energisation of contract '%s', which the plan does not have",
                          strcmp(name, "-") == 0 ? phase : name, site);
    if (!(value >= 0 && value <= 1))
        return cp_fail_at(m->err, CP_EINPUT, pos, "energisation is a part, from 0 to 1");
    int64_t when = cp_period_end(plan->horizon.to); /* never, as far as the plan goes */
    if (value > 0 && cp_period_parse(text, strlen(text), &p) != 0)
        return cp_fail_at(m->err, CP_EINPUT, pos, "energisation without a day");
    if (value > 0)
        when = cp_period_start(p);
    if (hall)
        hall->ready = later(hall->ready, when);
    else
        begin_at(plant, when);
    return 0;
}

static void *copy(struct cp_program *m, const void *from, size_t n, size_t size) {
    void *to = cp_arena_alloc(&m->arena, (n + 1) * size);
    if (to && n)
        memcpy(to, from, n * size);
    return to;
}

/* NULL: no memory. */
static struct cp_plan *copy_dates(struct cp_program *m) {
    struct cp_plan *plan = copy(m, m->plan, 1, sizeof *plan);
    if (!plan)
        return NULL;
    plan->site = copy(m, plan->site, plan->nsite, sizeof *plan->site);
    plan->energy.contract =
        copy(m, plan->energy.contract, plan->energy.ncontract, sizeof *plan->energy.contract);
    for (size_t s = 0; plan->site && s < plan->nsite; s++)
        if (!(plan->site[s].phase =
                  copy(m, plan->site[s].phase, plan->site[s].nphase, sizeof *plan->site[s].phase)))
            return NULL;
    return plan->site && plan->energy.contract ? plan : NULL;
}

int cp_allocate_heed_parts(struct cp_program *m, const struct cp_facts *facts) {
    size_t n = 0;
    for (size_t i = 0; i < cp_facts_count(facts); i++)
        n += strcmp(cp_facts_measure(facts, i), "energisation") == 0;
    if (n == 0)
        return 0;
    struct dates d = {.plan = copy_dates(m)};
    if (!d.plan || !find_own(m, facts, n, &d))
        return cp_fail_nomem(m->err);
    m->plan = d.plan;
    return cp_allocate_each_fact(m, facts, "energisation", take, &d);
}
