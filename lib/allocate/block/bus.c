/* Places of the power balance: sites of their own, and the nodes of the energy network. */
#include "allocate/block/block.h"
#include <math.h>
#include <string.h>

/* Sites first, in the plan's order, then nodes. */
static void find_buses(struct cp_program *m) {
    const struct cp_plan *plan = m->plan;
    size_t *of_node = cp_allocate_indices(m, plan->energy.nnode);
    m->energy.site_bus = cp_allocate_indices(m, plan->nsite);
    m->energy.bus =
        cp_arena_calloc(&m->arena, plan->nsite + plan->energy.nnode + 1, sizeof *m->energy.bus);
    need(m, m->energy.bus);
    if (m->ended)
        return;
    for (size_t s = 0; s < plan->nsite; s++) {
        const struct cp_site *site = &plan->site[s];
        if (site->node)
            continue;
        m->energy.site_bus[s] = m->energy.nbus;
        m->energy.bus[m->energy.nbus++] =
            (struct cp_bus){.site = site->name, .region = site->region, .pos = site->pos};
    }
    for (size_t i = 0; i < plan->energy.nnode; i++) {
        const struct cp_node *node = &plan->energy.node[i];
        of_node[i] = m->energy.nbus;
        m->energy.bus[m->energy.nbus++] =
            (struct cp_bus){.node = node->name, .region = node->region, .pos = node->pos};
    }
    for (size_t s = 0; s < plan->nsite; s++)
        for (size_t i = 0; plan->site[s].node && i < plan->energy.nnode; i++)
            if (!strcmp(plan->energy.node[i].name, plan->site[s].node))
                m->energy.site_bus[s] = of_node[i];
}

static void deliver(struct cp_buses *d, size_t bus) {
    for (size_t i = 0; i < d->n; i++)
        if (d->bus[i] == bus)
            return;
    d->bus[d->n++] = bus;
}

int cp_allocate_make_buses(struct cp_program *m) {
    const struct cp_plan *plan = m->plan;
    find_buses(m);
    m->energy.buses =
        cp_arena_calloc(&m->arena, plan->energy.ncontract + 1, sizeof *m->energy.buses);
    need(m, m->energy.buses);
    for (size_t e = 0; cp_allocate_going(m) && e < plan->energy.ncontract; e++) {
        const struct cp_contract *c = &plan->energy.contract[e];
        struct cp_buses *d = &m->energy.buses[e];
        d->bus = cp_allocate_indices(m, c->nsite + c->nnode);
        for (size_t i = 0; d->bus && i < c->nsite; i++)
            deliver(d, m->energy.site_bus[cp_plan_site(plan, c->sites[i]) - plan->site]);
        for (size_t i = 0; d->bus && i < c->nnode; i++)
            for (size_t b = 0; b < m->energy.nbus; b++)
                if (m->energy.bus[b].node && !strcmp(m->energy.bus[b].node, c->nodes[i]))
                    deliver(d, b);
    }
    return cp_allocate_failed(m);
}

bool cp_allocate_delivers_to(const struct cp_program *m, size_t e, size_t b) {
    for (size_t i = 0; i < m->energy.buses[e].n; i++)
        if (m->energy.buses[e].bus[i] == b)
            return true;
    return false;
}

/* Of a bus that is a node. */
static const struct cp_node *node_of(const struct cp_program *m, size_t b) {
    return &m->plan->energy.node[b - (m->energy.nbus - m->plan->energy.nnode)];
}

double cp_allocate_fixed_load(const struct cp_program *m, size_t b, size_t t, size_t h) {
    if (!m->energy.bus[b].node)
        return 0;
    const struct cp_node *n = node_of(m, b);
    const double *shape = cp_allocate_profile(m, n->load_profile, t);
    double load = cp_allocate_path(m, &n->load, t, 0);
    return shape ? load * shape[h] : load;
}

/* Load of a node that is not served, at its price. */
static void add_shed(struct cp_program *m, size_t b, size_t t) {
    const struct cp_node *n = node_of(m, b);
    if (!n->shed.n)
        return;
    double price = cp_allocate_path(m, &n->shed, t, 0);
    *shed_at(m, b, t) = cp_allocate_cols(m, tagged(COL_SHED, b, NONE, t, 0), 0, 0);
    for (size_t h = 0; !m->ended && h < m->time.slice[t]->n; h++) {
        size_t x = *shed_at(m, b, t) + h;
        cp_lp_set_col_bounds(m->lp, x, 0, fmax(0, cp_allocate_fixed_load(m, b, t, h)));
        cp_allocate_coef(m, *balance_at(m, b, t) + h, x, 1);
        cp_allocate_charge(m, t,
                           (struct cp_entry){.col = x,
                                             .kind = COST_SHED,
                                             .node = n->name,
                                             .amount = slice_hours(m, t, h) * price});
    }
}

/* Balances of nodes; those of sites of their own come with the sites. */
int cp_allocate_add_nodes(struct cp_program *m) {
    m->energy.balance = cp_allocate_indices(m, m->energy.nbus * m->T);
    m->energy.shed = cp_allocate_indices(m, m->energy.nbus * m->T);
    for (size_t b = m->energy.nbus - m->plan->energy.nnode;
         cp_allocate_going(m) && b < m->energy.nbus; b++)
        for (size_t t = 0; t < m->T; t++) {
            size_t first = cp_allocate_rows(m, tagged(ROW_BALANCE, b, NONE, t, 0), 0, 0);
            *balance_at(m, b, t) = first;
            for (size_t h = 0; h < m->time.slice[t]->n; h++) {
                double mw = cp_allocate_fixed_load(m, b, t, h);
                cp_lp_set_row_bounds(m->lp, first + h, mw, mw);
            }
            add_shed(m, b, t);
        }
    return cp_allocate_failed(m);
}
