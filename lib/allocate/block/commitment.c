/* Unit commitment: what of a generator is on-line in every step, in MW or whole units; its least
 * load, starts, and times on and off at least. The clustered formulation, tight for its times
 * [Rajan & Takriti 2005]; steps follow one another through a group, its first after its last. */
#include "allocate/block/available.h"
#include "allocate/block/block.h"
#include "allocate/block/commitment.h"
#include <math.h>

/* The step k before h in group g. */
static size_t steps_before(const struct cp_slicing *s, size_t g, size_t h, size_t k) {
    size_t n = s->first[g + 1] - s->first[g];
    return s->first[g] + (h - s->first[g] + n - k % n) % n;
}

/* Steps that a time takes: one at least, at most those of the group. */
static size_t steps_of(const struct cp_slicing *s, size_t g, double hours) {
    double n = ceil(hours / s->length[g] - 1e-9), all = (double)(s->first[g + 1] - s->first[g]);
    return (size_t)fmin(fmax(n, 1), all);
}

static void add_online(struct cp_program *m, const struct cp_supply *u) {
    size_t e = u->e, t = u->t, on = *online_at(m, e, t);
    size_t stands = cp_allocate_rows(m, tagged(ROW_ONLINE, e, NONE, t, 0), -CP_LP_INF, 0);
    size_t most = cp_allocate_rows(m, tagged(ROW_COMMITTED, e, NONE, t, 0), -CP_LP_INF, 0);
    size_t least = u->c->generator.least_load > 0
                       ? cp_allocate_rows(m, tagged(ROW_LEAST_LOAD, e, NONE, t, 0), 0, CP_LP_INF)
                       : NONE;
    for (size_t h = 0; h < u->slice->n; h++) {
        double can = cp_allocate_available(u, h);
        cp_allocate_coef(m, stands + h, on + h, 1);
        cp_allocate_add_capacity(m, stands + h, &m->energy.capacity[e], t, -1);
        cp_allocate_add_output(m, most + h, e, t, h, 1);
        cp_allocate_coef(m, most + h, on + h, -can);
        if (least == NONE)
            continue;
        cp_allocate_add_output(m, least + h, e, t, h, 1);
        cp_allocate_coef(m, least + h, on + h, -can * u->c->generator.least_load);
    }
}

/* What comes on-line, and what that costs every time that the step comes. */
static void add_starts(struct cp_program *m, const struct cp_supply *u) {
    const struct cp_contract *c = u->c;
    size_t e = u->e, t = u->t, on = *online_at(m, e, t), start = *start_at(m, e, t);
    size_t r = cp_allocate_rows(m, tagged(ROW_START, e, NONE, t, 0), 0, CP_LP_INF);
    double cost = cp_allocate_path(m, &c->generator.start_cost, t, 0) +
                  c->generator.start_fuel * cp_allocate_path(m, &c->fuel.price, t, 0);
    double carbon =
        c->generator.start_emissions * cp_allocate_path(m, &m->plan->policy.co2_price, t, 0) +
        c->generator.start_captured * cp_allocate_path(m, &c->capture.cost, t, 0);
    for (size_t h = 0; h < u->slice->n; h++) {
        size_t before = step_before(u->slice, cp_slices_group(u->slice, h), h);
        struct cp_entry x = {.col = start + h, .kind = COST_START, .contract = c->name};
        cp_allocate_coef(m, r + h, start + h, 1);
        if (before != h) {
            cp_allocate_coef(m, r + h, on + h, -1);
            cp_allocate_coef(m, r + h, on + before, 1);
        }
        x.amount = cost * cp_allocate_times(m, t, h);
        cp_allocate_charge(m, t, x);
        x.kind = COST_CO2;
        x.amount = carbon * cp_allocate_times(m, t, h);
        cp_allocate_charge(m, t, x);
    }
}

/* What has started within the time is still on-line; what was on-line before it has not started
 * since. */
static void add_times(struct cp_program *m, const struct cp_supply *u) {
    const struct cp_slicing *s = u->slice;
    size_t e = u->e, t = u->t, on = *online_at(m, e, t), start = *start_at(m, e, t);
    for (size_t h = 0; h < s->n; h++) {
        size_t g = cp_slices_group(s, h);
        size_t up = steps_of(s, g, u->c->generator.up_time),
               down = steps_of(s, g, u->c->generator.down_time);
        if (s->first[g + 1] - s->first[g] < 2)
            continue; /* nothing comes or goes */
        size_t r = cp_allocate_row(m, tagged(ROW_UP_TIME, e, NONE, t, h), -CP_LP_INF, 0);
        cp_allocate_coef(m, r, on + h, -1);
        for (size_t k = 0; k < up; k++)
            cp_allocate_coef(m, r, start + steps_before(s, g, h, k), 1);
        r = cp_allocate_row(m, tagged(ROW_DOWN_TIME, e, NONE, t, h), -CP_LP_INF, 0);
        cp_allocate_coef(m, r, on + steps_before(s, g, h, down), 1);
        cp_allocate_add_capacity(m, r, &m->energy.capacity[e], t, -1);
        for (size_t k = 0; k < down; k++)
            cp_allocate_coef(m, r, start + steps_before(s, g, h, k), 1);
    }
}

static void add_units(struct cp_program *m, const struct cp_supply *u) {
    double unit = u->c->asset.unit;
    for (size_t h = 0; h < u->slice->n; h++) {
        size_t n = cp_allocate_col(m, tagged(COL_ON_UNITS, u->e, NONE, u->t, h), 0,
                                   floor(u->c->power / unit * (1 + 1e-9)));
        size_t r = cp_allocate_row(m, tagged(ROW_ON_UNITS, u->e, NONE, u->t, h), 0, 0);
        if (m->ended)
            return;
        cp_lp_set_integer(m->lp, n);
        cp_allocate_coef(m, r, *online_at(m, u->e, u->t) + h, 1);
        cp_allocate_coef(m, r, n, -unit);
    }
}

double cp_allocate_times(const struct cp_program *m, size_t t, size_t h) {
    const struct cp_slicing *s = m->time.slice[t];
    return slice_hours(m, t, h) / s->length[cp_slices_group(s, h)];
}

void cp_allocate_commit(struct cp_program *m, const struct cp_supply *u) {
    *online_at(m, u->e, u->t) =
        cp_allocate_cols(m, tagged(COL_ONLINE, u->e, NONE, u->t, 0), 0, CP_LP_INF);
    *start_at(m, u->e, u->t) =
        cp_allocate_cols(m, tagged(COL_START, u->e, NONE, u->t, 0), 0, CP_LP_INF);
    add_online(m, u);
    add_starts(m, u);
    add_times(m, u);
    if (m->integer && u->c->asset.unit > 0)
        add_units(m, u);
}
