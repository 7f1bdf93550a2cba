/* How a generator runs: flat, at least a part of what is available, with limited ramps. */
#include "allocate/block/available.h"
#include "allocate/block/block.h"
#include <math.h>

/* `value` x the power of contract e in slice h, of all buses. */
static void add_flow(struct cp_program *m, size_t r, size_t e, size_t t, size_t h, double value) {
    for (size_t i = 0; i < m->energy.buses[e].n; i++)
        cp_allocate_coef(m, r, *dispatch_at(m, e, m->energy.buses[e].bus[i], t) + h, value);
}

static void add_flat(struct cp_program *m, size_t e, size_t t) {
    for (size_t h = 1; h < m->time.slice[t]->n; h++) {
        size_t r = cp_allocate_row(m, tagged(ROW_FLAT, e, NONE, t, h), 0, 0);
        add_flow(m, r, e, t, h, 1);
        add_flow(m, r, e, t, h - 1, -1);
    }
}

static void add_must_run(struct cp_program *m, const struct cp_supply *u) {
    size_t e = u->e, t = u->t;
    size_t r = cp_allocate_rows(m, tagged(ROW_MUST_RUN, e, NONE, t, 0), 0, CP_LP_INF);
    for (size_t h = 0; h < m->time.slice[t]->n; h++) {
        add_flow(m, r + h, e, t, h, 1);
        cp_allocate_add_capacity(m, r + h, &m->energy.capacity[e], t,
                                 -m->plan->energy.contract[e].generator.must_run *
                                     cp_allocate_available(u, h));
    }
}

/* A step may differ from the one before by the ramp of its hours; in every group, cyclically. */
static void add_ramp(struct cp_program *m, size_t e, size_t t) {
    const struct cp_slicing *s = m->time.slice[t];
    for (size_t g = 0; g < s->ngroup; g++) {
        double most = m->plan->energy.contract[e].generator.ramp * s->length[g];
        for (size_t h = s->first[g]; most < 1 && h < s->first[g + 1]; h++) {
            size_t before = h > s->first[g] ? h - 1 : s->first[g + 1] - 1;
            for (size_t down = 0; before != h && down < 2; down++) {
                size_t r = cp_allocate_row(m, tagged(ROW_RAMP, e, down, t, h), -CP_LP_INF, 0);
                add_flow(m, r, e, t, h, down ? -1 : 1);
                add_flow(m, r, e, t, before, down ? 1 : -1);
                cp_allocate_add_capacity(m, r, &m->energy.capacity[e], t, -most);
            }
        }
    }
}

void cp_allocate_operate_generator(struct cp_program *m, const struct cp_supply *u, size_t row) {
    const struct cp_contract *c = u->c;
    size_t e = u->e, t = u->t;
    (void)row; /* of what is delivered: nothing more in it */
    if (c->generator.baseload)
        add_flat(m, e, t);
    if (c->generator.must_run > 0)
        add_must_run(m, u);
    if (isfinite(c->generator.ramp) && !c->generator.baseload)
        add_ramp(m, e, t);
}
