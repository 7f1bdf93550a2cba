/* Operating reserves in the answer: who holds how much, and what is missing. */
#include "allocate/answer/answer.h"
#include "allocate/program/at.h"
#include "allocate/program/contract.h"

/* The mean of columns that start at `first`, and each by slice. */
static void put(struct cp_writer *w, const char *measure, struct cp_fact f, size_t t,
                size_t first) {
    if (first == NONE)
        return;
    cp_allocate_put_some(w, measure, f, t, cp_allocate_mean(w->m, w->s->x, first, t), 1);
    for (size_t h = 0; w->slices && h < w->m->time.slice[t]->n; h++)
        cp_allocate_put_some(w, measure, cp_allocate_in_slice(w, f, t, h), t, w->s->x[first + h],
                             1);
}

void cp_allocate_write_reserves(struct cp_writer *w, size_t t) {
    const struct cp_program *m = w->m;
    for (size_t k = 0; k < m->plan->policy.nreserve; k++) {
        struct cp_fact f = {.dim[CP_NAME] = m->plan->policy.reserve[k].name,
                            .dim[CP_LAYER] = "energy"};
        put(w, "reserve_missing", f, t, *missing_at(m, k, t));
        for (size_t e = 0; e < m->plan->energy.ncontract; e++) {
            f.dim[CP_CONTRACT] = m->plan->energy.contract[e].name;
            f.dim[CP_KIND] = cp_allocate_contract_word(&m->plan->energy.contract[e]);
            put(w, "reserve_held", f, t, *held_at(m, k, e, t));
        }
    }
}
