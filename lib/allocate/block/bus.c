/* Places of the power balance: sites of their own, and the nodes of the energy network. */
#include "allocate/program/internal.h"
#include <string.h>

/* Sites first, in the plan's order, then nodes. */
static int find_places(struct model *m) {
    const struct cp_plan *plan = m->plan;
    size_t *of_node = indices(m, plan->nnode);
    m->site_place = indices(m, plan->nsite);
    m->place = cp_arena_calloc(&m->arena, plan->nsite + plan->nnode + 1, sizeof *m->place);
    if (m->oom || !m->place)
        return CP_ENOMEM;
    for (size_t s = 0; s < plan->nsite; s++) {
        const struct cp_site *site = &plan->site[s];
        if (site->node)
            continue;
        m->site_place[s] = m->P;
        m->place[m->P++] =
            (struct place){.site = site->name, .region = site->region, .pos = site->pos};
    }
    for (size_t i = 0; i < plan->nnode; i++) {
        const struct cp_node *node = &plan->node[i];
        of_node[i] = m->P;
        m->place[m->P++] =
            (struct place){.node = node->name, .region = node->region, .pos = node->pos};
    }
    for (size_t s = 0; s < plan->nsite; s++)
        for (size_t i = 0; plan->site[s].node && i < plan->nnode; i++)
            if (!strcmp(plan->node[i].name, plan->site[s].node))
                m->site_place[s] = of_node[i];
    return 0;
}

static void deliver(struct delivery *d, size_t place) {
    for (size_t i = 0; i < d->n; i++)
        if (d->place[i] == place)
            return;
    d->place[d->n++] = place;
}

int make_places(struct model *m) {
    const struct cp_plan *plan = m->plan;
    if (find_places(m))
        return cp_fail_nomem(m->err);
    m->delivery = cp_arena_calloc(&m->arena, plan->ncontract + 1, sizeof *m->delivery);
    for (size_t e = 0; m->delivery && e < plan->ncontract; e++) {
        const struct cp_contract *c = &plan->contract[e];
        struct delivery *d = &m->delivery[e];
        d->place = indices(m, c->nsite + c->nnode);
        for (size_t i = 0; d->place && i < c->nsite; i++)
            deliver(d, m->site_place[cp_plan_site(plan, c->sites[i]) - plan->site]);
        for (size_t i = 0; d->place && i < c->nnode; i++)
            for (size_t p = 0; p < m->P; p++)
                if (m->place[p].node && !strcmp(m->place[p].node, c->nodes[i]))
                    deliver(d, p);
    }
    return m->oom || !m->delivery ? cp_fail_nomem(m->err) : 0;
}

bool delivers_to(const struct model *m, size_t e, size_t p) {
    for (size_t i = 0; i < m->delivery[e].n; i++)
        if (m->delivery[e].place[i] == p)
            return true;
    return false;
}

double fixed_load(const struct model *m, size_t p, size_t t, size_t h) {
    if (!m->place[p].node)
        return 0;
    const struct cp_node *n = &m->plan->node[p - (m->P - m->plan->nnode)];
    const struct cp_profile *shape =
        n->load_profile ? cp_plan_profile(m->plan, n->load_profile) : NULL;
    double load = n->load.n ? cp_path_at(&n->load, m->period[t], m->plan->horizon.origin) : 0;
    return shape ? load * m->slice[t]->value[shape - m->plan->profile][h] : load;
}

/* Balances of nodes; those of sites of their own come with the sites. */
int add_nodes(struct model *m) {
    m->balance = indices(m, m->P * m->T);
    for (size_t p = m->P - m->plan->nnode; !m->oom && p < m->P; p++)
        for (size_t t = 0; t < m->T; t++) {
            size_t first = rows_by_slice(m, tagged(ROW_BALANCE, p, NONE, t, 0), 0, 0);
            m->balance[p * m->T + t] = first;
            for (size_t h = 0; h < m->slice[t]->n; h++) {
                double mw = fixed_load(m, p, t, h);
                cp_lp_set_row_bounds(m->lp, first + h, mw, mw);
            }
        }
    return m->oom ? cp_fail_nomem(m->err) : 0;
}
