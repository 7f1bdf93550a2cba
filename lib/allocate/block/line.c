/* Lines between nodes: what one end sends within what stands, the other receives less the loss. */
#include "allocate/block/asset.h"
#include "allocate/block/block.h"
#include <string.h>

size_t cp_allocate_line_end(const struct cp_program *m, size_t l, bool far) {
    const char *node = far ? m->plan->energy.line[l].to : m->plan->energy.line[l].from;
    size_t b = m->energy.nbus - m->plan->energy.nnode;
    while (b + 1 < m->energy.nbus && strcmp(m->energy.bus[b].node, node) != 0)
        b++;
    return b;
}

static void add_builds(struct cp_program *m, size_t l) {
    const struct cp_power_line *line = &m->plan->energy.line[l];
    cp_allocate_expand(m, &m->energy.line[l],
                       &(struct cp_expansion){.col = COL_LINE,
                                              .row = ROW_LINE,
                                              .at = l,
                                              .existing = line->existing,
                                              .most = line->power,
                                              .from = INT64_MIN,
                                              .cost = {.capex = &line->capex,
                                                       .om = &line->om,
                                                       .interest = line->interest,
                                                       .life = line->life,
                                                       .name = line->name}});
}

static void add_way(struct cp_program *m, size_t l, size_t way, size_t t) {
    const struct cp_power_line *line = &m->plan->energy.line[l];
    size_t from = cp_allocate_line_end(m, l, way), to = cp_allocate_line_end(m, l, !way);
    size_t x = *line_flow_at(m, l, way, t) =
        cp_allocate_cols(m, tagged(COL_LINE_FLOW, l, way, t, 0), 0, CP_LP_INF);
    size_t r = cp_allocate_rows(m, tagged(ROW_LINE_FLOW, l, way, t, 0), -CP_LP_INF, 0);
    for (size_t h = 0; h < m->time.slice[t]->n; h++) {
        cp_allocate_coef(m, r + h, x + h, 1);
        cp_allocate_add_capacity(m, r + h, &m->energy.line[l], t, -1);
        cp_allocate_coef(m, *balance_at(m, from, t) + h, x + h, -1);
        cp_allocate_coef(m, *balance_at(m, to, t) + h, x + h, line->efficiency);
        cp_allocate_charge(m, t,
                           (struct cp_entry){.col = x + h,
                                             .kind = COST_ENERGY,
                                             .name = line->name,
                                             .amount = slice_hours(m, t, h) *
                                                       cp_allocate_path(m, &line->price, t, 0)});
    }
}

/* Lines into a node can bring its peak, whatever the slices ask. */
static void add_peak(struct cp_program *m, size_t node, size_t t) {
    const struct cp_node *n = &m->plan->energy.node[node];
    size_t r = NONE;
    if (!n->peak.n)
        return;
    r = cp_allocate_row(
        m, tagged(ROW_NODE_PEAK, m->energy.nbus - m->plan->energy.nnode + node, NONE, t, NONE),
        cp_allocate_path(m, &n->peak, t, 0), CP_LP_INF);
    for (size_t l = 0; l < m->plan->energy.nline; l++) {
        const struct cp_power_line *line = &m->plan->energy.line[l];
        if (!strcmp(line->to, n->name) || (!line->one_way && !strcmp(line->from, n->name)))
            cp_allocate_add_capacity(m, r, &m->energy.line[l], t, line->efficiency);
    }
}

int cp_allocate_add_lines(struct cp_program *m) {
    const struct cp_plan *plan = m->plan;
    m->energy.line = cp_arena_calloc(&m->arena, plan->energy.nline + 1, sizeof *m->energy.line);
    m->energy.line_flow = cp_allocate_indices(m, 2 * plan->energy.nline * m->T);
    need(m, m->energy.line);
    for (size_t l = 0; cp_allocate_going(m) && l < plan->energy.nline; l++) {
        add_builds(m, l);
        for (size_t t = 0; cp_allocate_going(m) && t < m->T; t++) {
            add_way(m, l, 0, t);
            if (!plan->energy.line[l].one_way)
                add_way(m, l, 1, t);
        }
    }
    for (size_t i = 0; cp_allocate_going(m) && i < plan->energy.nnode; i++)
        for (size_t t = 0; t < m->T; t++)
            add_peak(m, i, t);
    return cp_allocate_failed(m);
}
