/* Unit commitment in the answer: what is on-line by slice, what comes on-line in a period, and what
 * that emits. */
#include "allocate/answer/answer.h"
#include "allocate/block/commitment.h"
#include "allocate/program/at.h"
#include "allocate/program/contract.h"

void cp_allocate_write_commitment(struct cp_writer *w, size_t e, size_t t) {
    const struct cp_program *m = w->m;
    const struct cp_contract *c = &m->plan->energy.contract[e];
    size_t on = *online_at(m, e, t), start = *start_at(m, e, t);
    struct cp_fact f = {.dim[CP_CONTRACT] = c->name,
                        .dim[CP_KIND] = cp_allocate_contract_word(c),
                        .dim[CP_LAYER] = "energy"};
    double started = 0;
    if (on == NONE)
        return;
    for (size_t h = 0; h < m->time.slice[t]->n; h++) {
        started += cp_allocate_times(m, t, h) * w->s->x[start + h];
        if (w->slices)
            cp_allocate_put_some(w, "online", cp_allocate_in_slice(w, f, t, h), t, w->s->x[on + h],
                                 1);
    }
    cp_allocate_put_some(w, "started", f, t, started, 1);
    cp_allocate_put_some(w, "emissions", f, t, started * c->generator.start_emissions, 0);
    cp_allocate_put_some(w, "captured", f, t, started * c->generator.start_captured, 0);
}
