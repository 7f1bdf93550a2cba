/* Ways of workloads in the answer: which is chosen, what it takes before, and what it serves. */
#include "allocate/answer/answer.h"
#include "allocate/program/at.h"
#include <math.h>

static const double noise = 1e-8;

static struct cp_fact fact_of(const struct cp_program *m, size_t w, size_t k) {
    const struct cp_workload *work = &m->plan->workload[w];
    return (struct cp_fact){.dim[CP_WORKLOAD] = work->name,
                            .dim[CP_TENANT] = work->tenant,
                            .dim[CP_NAME] = work->way[k].name};
}

void cp_allocate_write_choices(struct cp_writer *w) {
    const struct cp_program *m = w->m;
    for (size_t i = 0; i < m->plan->nworkload; i++)
        for (size_t k = 0; k < m->plan->workload[i].nway; k++) {
            size_t x = m->work.way[way_number(m, i, k)];
            struct cp_fact f = fact_of(m, i, k);
            double part = w->s->x[x];
            if (cp_allocate_reports(w, x, &f))
                cp_allocate_put(w, "way", f, NONE, part < noise ? 0 : part > 1 - noise ? 1 : part);
        }
}

void cp_allocate_write_ways(struct cp_writer *w, size_t i, size_t t) {
    const struct cp_program *m = w->m;
    bool flexible = m->plan->workload[i].kind == CP_FLEXIBLE;
    for (size_t k = 0; k < m->plan->workload[i].nway; k++) {
        size_t served = *way_served_at(m, i, k, t), work = *way_work_at(m, i, k, t);
        struct cp_fact f = fact_of(m, i, k);
        f.dim[CP_LAYER] = "hardware";
        if (served != NONE)
            cp_allocate_put_some(w, "way_served", f, t,
                                 flexible ? w->s->x[served]
                                          : cp_allocate_mean(m, w->s->x, served, t),
                                 *demand_at(m, i, t));
        if (work != NONE)
            cp_allocate_put_some(w, "way_work", f, t, w->s->x[work], 1);
    }
}
