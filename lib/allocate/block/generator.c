/* How a generator runs: flat, at least a part of what is available, with limited ramps. */
#include "allocate/block/available.h"
#include "allocate/block/block.h"
#include "allocate/block/commitment.h"
#include "allocate/program/contract.h"
#include <math.h>

static void add_flat(struct cp_program *m, size_t e, size_t t) {
    for (size_t h = 1; h < m->time.slice[t]->n; h++) {
        size_t r = cp_allocate_row(m, tagged(ROW_FLAT, e, NONE, t, h), 0, 0);
        cp_allocate_add_output(m, r, e, t, h, 1);
        cp_allocate_add_output(m, r, e, t, h - 1, -1);
    }
}

static void add_must_run(struct cp_program *m, const struct cp_supply *u) {
    size_t e = u->e, t = u->t;
    size_t r = cp_allocate_rows(m, tagged(ROW_MUST_RUN, e, NONE, t, 0), 0, CP_LP_INF);
    for (size_t h = 0; h < m->time.slice[t]->n; h++) {
        cp_allocate_add_output(m, r + h, e, t, h, 1);
        cp_allocate_add_capacity(m, r + h, &m->energy.capacity[e], t,
                                 -m->plan->energy.contract[e].generator.must_run *
                                     cp_allocate_available(u, h));
    }
}

/* What comes on-line or goes off may do so at its least load: a step where that is more than the
 * ramp. */
static void add_start_ramp(struct cp_program *m, size_t r, size_t e, size_t t, size_t h,
                           size_t before, bool down, double more) {
    if (*online_at(m, e, t) == NONE || more <= 0)
        return;
    cp_allocate_coef(m, r, *start_at(m, e, t) + h, -more);
    if (!down)
        return;
    cp_allocate_coef(m, r, *online_at(m, e, t) + h, more);
    cp_allocate_coef(m, r, *online_at(m, e, t) + before, -more);
}

/* A step may differ from the one before by the ramp of its hours; in every group, cyclically. */
static void add_ramp(struct cp_program *m, size_t e, size_t t) {
    const struct cp_slicing *s = m->time.slice[t];
    for (size_t g = 0; g < s->ngroup; g++) {
        double most = m->plan->energy.contract[e].generator.ramp * s->length[g];
        for (size_t h = s->first[g]; most < 1 && h < s->first[g + 1]; h++) {
            size_t before = step_before(s, g, h);
            for (size_t down = 0; before != h && down < 2; down++) {
                size_t r = cp_allocate_row(m, tagged(ROW_RAMP, e, down, t, h), -CP_LP_INF, 0);
                cp_allocate_add_output(m, r, e, t, h, down ? -1 : 1);
                cp_allocate_add_output(m, r, e, t, before, down ? 1 : -1);
                cp_allocate_add_capacity(m, r, &m->energy.capacity[e], t, -most);
                add_start_ramp(m, r, e, t, h, before, down,
                               m->plan->energy.contract[e].generator.least_load - most);
            }
        }
    }
}

static void operate(struct cp_program *m, const struct cp_supply *u) {
    const struct cp_contract *c = u->c;
    size_t e = u->e, t = u->t;
    if (c->generator.commits)
        cp_allocate_commit(m, u);
    if (c->generator.baseload)
        add_flat(m, e, t);
    if (c->generator.must_run > 0)
        add_must_run(m, u);
    if (isfinite(c->generator.ramp) && !c->generator.baseload)
        add_ramp(m, e, t);
}

const struct cp_contract_type cp_allocate_contract_generator = {
    .built = true, .varies = true, .burns = true, .operate = operate};
