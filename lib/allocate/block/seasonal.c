/* Storage that carries energy from day to day: the state of charge is what is left of the level
 * with which a run of equal days begins, and what a day adds to it [Kotzur et al. 2018]. A run's
 * first and last days bound those between: the level moves one way through it. Of all days of a
 * group the least and the most that they begin with bound them through their steps. */
#include "allocate/block/seasonal.h"
#include "allocate/block/block.h"
#include "allocate/program/contract.h"
#include <math.h>

/* One storage at one bus in one period. */
struct stock {
    const struct cp_supply *u;
    size_t bus, soc, level;
};

/* The first of the columns, a group of the period each, of the least that its days begin with at a
 * bus, which stand behind the levels there; and of the most at all together. */
static size_t least_at(const struct cp_program *m, const struct cp_supply *u, size_t bus) {
    return *level_at(m, u->e, bus, u->t) + u->slice->nrun;
}

static size_t most_at(const struct cp_program *m, const struct cp_supply *u) {
    return least_at(m, u, m->energy.buses[u->e].bus[0]) + u->slice->ngroup;
}

static double group_hours(const struct cp_slicing *s, size_t g) {
    return s->length[g] * (double)(s->first[g + 1] - s->first[g]);
}

/* Days of run i. */
static double days_of(const struct cp_program *m, const struct stock *k, size_t i) {
    const struct cp_slicing *s = k->u->slice;
    return s->run_share[i] * m->time.hours[k->u->t] / group_hours(s, s->run[i]);
}

/* What is kept through a day of run i. */
static double kept_of(const struct stock *k, size_t i) {
    const struct cp_slicing *s = k->u->slice;
    return pow(1 - k->u->c->storage.standing_loss, group_hours(s, s->run[i]));
}

/* Add the level after `days` of run i, times `value`: what is kept of its start, and of each day.
 */
static void add_level(struct cp_program *m, size_t r, const struct stock *k, size_t i, double days,
                      double value) {
    const struct cp_slicing *s = k->u->slice;
    double day = kept_of(k, i), kept = pow(day, days);
    cp_allocate_coef(m, r, k->level + i, value * kept);
    cp_allocate_coef(m, r, k->soc + s->first[s->run[i] + 1] - 1,
                     value * (day < 1 ? (1 - kept) / (1 - day) : days));
}

/* From each run to the next, and from the last to `next`: NONE: a later period does that. */
static void add_runs(struct cp_program *m, const struct stock *k, size_t next) {
    const struct cp_slicing *s = k->u->slice;
    for (size_t i = 0; i < s->nrun; i++) {
        size_t to = i + 1 < s->nrun ? k->level + i + 1 : next;
        if (to == NONE)
            continue;
        size_t r = cp_allocate_row(m, tagged(ROW_LEVEL, k->u->e, k->bus, k->u->t, i), 0, 0);
        cp_allocate_coef(m, r, to, -1);
        add_level(m, r, k, i, days_of(m, k, i), 1);
    }
}

/* Of what a day begins with, what is left when step h of it ends, or starts. */
static double kept_to(const struct cp_supply *u, size_t h, bool start) {
    const struct cp_slicing *s = u->slice;
    size_t g = cp_slices_group(s, h), steps = h - s->first[g] + !start;
    return pow(1 - u->c->storage.standing_loss, s->length[g] * (double)steps);
}

void cp_allocate_add_carried(struct cp_program *m, size_t r, const struct cp_supply *u, size_t h,
                             bool start, bool most) {
    size_t e = u->e, g = cp_slices_group(u->slice, h);
    double kept = kept_to(u, h, start);
    for (size_t i = 0; !most && i < m->energy.buses[e].n; i++)
        cp_allocate_coef(m, r, least_at(m, u, m->energy.buses[e].bus[i]) + g, kept);
    if (most)
        cp_allocate_coef(m, r, most_at(m, u) + g, kept);
}

/* Through every day no bus holds less than nothing, and all together no more than there is room
 * for. */
static void add_range(struct cp_program *m, const struct stock *k, size_t n,
                      const struct cp_capacity *stands, double each) {
    const struct cp_supply *u = k->u;
    const struct cp_slicing *s = u->slice;
    for (size_t h = 0; h < s->n; h++) {
        size_t room = cp_allocate_row(m, tagged(ROW_DAY_MOST, u->e, NONE, u->t, h), -CP_LP_INF, 0);
        cp_allocate_add_capacity(m, room, stands, u->t, -each);
        cp_allocate_add_carried(m, room, u, h, false, true);
        for (size_t b = 0; b < n; b++) {
            size_t r =
                cp_allocate_row(m, tagged(ROW_DAY_LEAST, u->e, k[b].bus, u->t, h), 0, CP_LP_INF);
            cp_allocate_coef(m, r, k[b].soc + h, 1);
            cp_allocate_coef(m, r, least_at(m, u, k[b].bus) + cp_slices_group(s, h),
                             kept_to(u, h, false));
            cp_allocate_coef(m, room, k[b].soc + h, 1);
        }
    }
    for (size_t g = 0; g < s->ngroup; g++) {
        size_t r = cp_allocate_row(m, tagged(ROW_MOST_LEVEL, u->e, NONE, u->t, g), -CP_LP_INF, 0);
        cp_allocate_add_capacity(m, r, stands, u->t, -each);
        cp_allocate_coef(m, r, most_at(m, u) + g, 1);
    }
}

/* The first and last days of run i begin with what days of their group do. */
static void add_bounds(struct cp_program *m, const struct stock *k, size_t n, size_t i) {
    const struct cp_supply *u = k->u;
    double last = fmax(0, days_of(m, k, i) - 1);
    size_t g = u->slice->run[i];
    for (size_t end = 0; end < (last > 0 ? 2 : 1); end++) {
        size_t day = 2 * i + end;
        size_t most =
            cp_allocate_row(m, tagged(ROW_LEVEL_MOST, u->e, NONE, u->t, day), -CP_LP_INF, 0);
        cp_allocate_coef(m, most, most_at(m, u) + g, -1);
        for (size_t b = 0; b < n; b++) {
            add_level(m, most, &k[b], i, end ? last : 0, 1);
            size_t least = cp_allocate_row(m, tagged(ROW_LEVEL_LEAST, u->e, k[b].bus, u->t, day), 0,
                                           CP_LP_INF);
            add_level(m, least, &k[b], i, end ? last : 0, 1);
            cp_allocate_coef(m, least, least_at(m, u, k[b].bus) + g, -1);
        }
    }
}

static bool stands_in(const struct cp_program *m, size_t e, size_t t) {
    const struct cp_contract *c = &m->plan->energy.contract[e];
    return t < m->T &&
           (contract_type(m, e)->built ? cp_allocate_has_capacity(&m->energy.capacity[e], t)
                                       : cp_allocate_in_force(m, t, c->from, c->to));
}

/* Where the level of the last run goes: a year returns to its start; shorter periods go on to the
 * next, the last to the first. */
static size_t after(const struct cp_program *m, const struct stock *k) {
    size_t e = k->u->e, t = k->u->t, first = 0;
    if (m->time.period[t].freq <= CP_YEAR)
        return k->level;
    if (stands_in(m, e, t + 1))
        return NONE;
    while (*level_at(m, e, k->bus, first) == NONE)
        first++;
    return *level_at(m, e, k->bus, first);
}

/* What the period before left to this one. */
static void join(struct cp_program *m, const struct stock *k) {
    size_t e = k->u->e, t = k->u->t;
    size_t before = t ? *level_at(m, e, k->bus, t - 1) : NONE;
    if (before == NONE || m->time.period[t].freq <= CP_YEAR)
        return;
    struct cp_supply u = *k->u;
    u.t = t - 1;
    u.slice = m->time.slice[t - 1];
    struct stock past = {&u, k->bus, *soc_at(m, e, k->bus, t - 1), before};
    size_t i = u.slice->nrun - 1;
    size_t r = cp_allocate_row(m, tagged(ROW_LEVEL, e, k->bus, t - 1, i), 0, 0);
    cp_allocate_coef(m, r, k->level, -1);
    add_level(m, r, &past, i, days_of(m, &past, i), 1);
}

void cp_allocate_add_seasons(struct cp_program *m, const struct cp_supply *u,
                             const struct cp_capacity *stands, double each) {
    size_t e = u->e, t = u->t, n = m->energy.buses[e].n;
    const struct cp_slicing *s = u->slice;
    struct stock *k = cp_arena_calloc(&m->arena, n + 1, sizeof *k);
    need(m, k);
    for (size_t b = 0; !m->ended && b < n; b++) {
        size_t bus = m->energy.buses[e].bus[b];
        k[b] = (struct stock){.u = u, .bus = bus, .soc = *soc_at(m, e, bus, t)};
        k[b].level = *level_at(m, e, bus, t) = m->col_tags.n;
        for (size_t i = 0; i < s->nrun; i++)
            cp_allocate_col(m, tagged(COL_LEVEL, e, bus, t, i), 0, CP_LP_INF);
        for (size_t g = 0; g < s->ngroup; g++)
            cp_allocate_col(m, tagged(COL_LEAST_LEVEL, e, bus, t, g), 0, CP_LP_INF);
        for (size_t g = 0; b == 0 && g < s->ngroup; g++)
            cp_allocate_col(m, tagged(COL_MOST_LEVEL, e, NONE, t, g), 0, CP_LP_INF);
        join(m, &k[b]);
        add_runs(m, &k[b], after(m, &k[b]));
    }
    if (!m->ended)
        add_range(m, k, n, stands, each);
    for (size_t i = 0; !m->ended && i < s->nrun; i++)
        add_bounds(m, k, n, i);
}
