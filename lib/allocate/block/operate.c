/* How a generator runs: flat, at least a part of what is available, with limited ramps. */
#include "allocate/program/internal.h"
#include <math.h>

/* `value` x the power of contract e in slice h, of all places. */
static void add_flow(struct model *m, size_t r, size_t e, size_t t, size_t h, double value) {
    for (size_t i = 0; i < m->delivery[e].n; i++)
        coef(m, r, m->flow[(e * m->P + m->delivery[e].place[i]) * m->T + t] + h, value);
}

static void add_flat(struct model *m, size_t e, size_t t) {
    for (size_t h = 1; h < m->slice[t]->n; h++) {
        size_t r = row(m, tagged(ROW_FLAT, e, NONE, t, h), 0, 0);
        add_flow(m, r, e, t, h, 1);
        add_flow(m, r, e, t, h - 1, -1);
    }
}

static void add_must_run(struct model *m, size_t e, size_t t) {
    size_t r = rows_by_slice(m, tagged(ROW_MUST_RUN, e, NONE, t, 0), 0, CP_LP_INF);
    for (size_t h = 0; h < m->slice[t]->n; h++) {
        add_flow(m, r + h, e, t, h, 1);
        hold(m, r + h, &m->standing[e], t,
             -m->plan->contract[e].must_run * available_in(m, e, t, h));
    }
}

/* A step may differ from the one before by the ramp of its hours; in every group, cyclically. */
static void add_ramp(struct model *m, size_t e, size_t t) {
    const struct cp_slicing *s = m->slice[t];
    for (size_t g = 0; g < s->ngroup; g++) {
        double most = m->plan->contract[e].ramp * s->length[g];
        for (size_t h = s->first[g]; most < 1 && h < s->first[g + 1]; h++) {
            size_t before = h > s->first[g] ? h - 1 : s->first[g + 1] - 1;
            for (size_t down = 0; before != h && down < 2; down++) {
                size_t r = row(m, tagged(ROW_RAMP, e, down, t, h), -CP_LP_INF, 0);
                add_flow(m, r, e, t, h, down ? -1 : 1);
                add_flow(m, r, e, t, before, down ? 1 : -1);
                hold(m, r, &m->standing[e], t, -most);
            }
        }
    }
}

void add_operation(struct model *m, size_t e, size_t t) {
    const struct cp_contract *c = &m->plan->contract[e];
    if (c->baseload)
        add_flat(m, e, t);
    if (c->must_run > 0)
        add_must_run(m, e, t);
    if (isfinite(c->ramp) && !c->baseload)
        add_ramp(m, e, t);
}
