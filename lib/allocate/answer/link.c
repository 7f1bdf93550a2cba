/* Links of the data network in the answer: what stands of each, and whose traffic it takes. */
#include "allocate/answer/answer.h"
#include "allocate/program/at.h"

/* Gbit/s of work w for site s over link l in slice h; NONE: the mean. */
static double sent_over(const struct cp_writer *w, size_t l, size_t work, size_t s, size_t t,
                        size_t h) {
    const struct cp_program *m = w->m;
    double sum = 0;
    for (size_t r = 0; r < m->network.nroute; r++) {
        const struct cp_route *route = &m->network.route[r];
        size_t x = *link_flow_at(m, r, t);
        if (x != NONE && route->w == work && route->s == s &&
            (route->link[0] == l || route->link[1] == l))
            sum += h == NONE ? cp_allocate_mean(m, w->s->x, x, t) : w->s->x[x + h];
    }
    return sum;
}

void cp_allocate_write_link(struct cp_writer *w, size_t l, size_t t) {
    const struct cp_program *m = w->m;
    struct cp_fact f = {.dim[CP_NAME] = m->plan->link[l].name, .dim[CP_LAYER] = "datacenter"};
    cp_allocate_put_capacity(w, &m->network.link[l], f, t, "link", "link_build");
    for (size_t work = 0; work < m->plan->nworkload; work++)
        for (size_t s = 0; s < m->plan->nsite; s++) {
            f.dim[CP_WORKLOAD] = m->plan->workload[work].name;
            f.dim[CP_TENANT] = m->plan->workload[work].tenant;
            f.dim[CP_SITE] = m->plan->site[s].name;
            cp_allocate_put_some(w, "traffic", f, t, sent_over(w, l, work, s, t, NONE), 1);
            for (size_t h = 0; w->slices && h < m->time.slice[t]->n; h++) {
                struct cp_fact slice = cp_allocate_in_slice(w, f, t, h);
                cp_allocate_put_some(w, "traffic", slice, t, sent_over(w, l, work, s, t, h), 1);
            }
        }
}
