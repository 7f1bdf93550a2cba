/* Lines between nodes: what one end sends within what stands, the other receives less the loss. */
#include "allocate/program/internal.h"
#include <string.h>

size_t line_end(const struct model *m, size_t l, bool far) {
    const char *node = far ? m->plan->line[l].to : m->plan->line[l].from;
    size_t p = m->P - m->plan->nnode;
    while (p + 1 < m->P && strcmp(m->place[p].node, node) != 0)
        p++;
    return p;
}

static void add_builds(struct model *m, size_t l) {
    const struct cp_power_line *line = &m->plan->line[l];
    expand(m, &m->line[l],
           &(struct expansion){.col = COL_LINE,
                               .row = ROW_LINE,
                               .at = l,
                               .existing = line->existing,
                               .most = line->power,
                               .from = INT64_MIN,
                               .money = {.capex = &line->capex,
                                         .om = &line->om,
                                         .interest = line->interest,
                                         .life = line->life,
                                         .name = line->name}});
}

static void add_way(struct model *m, size_t l, size_t way, size_t t) {
    const struct cp_power_line *line = &m->plan->line[l];
    size_t from = line_end(m, l, way), to = line_end(m, l, !way);
    size_t x = m->carry[(2 * l + way) * m->T + t] =
        cols_by_slice(m, tagged(COL_CARRY, l, way, t, 0), 0, CP_LP_INF);
    size_t r = rows_by_slice(m, tagged(ROW_CARRY, l, way, t, 0), -CP_LP_INF, 0);
    for (size_t h = 0; h < m->slice[t]->n; h++) {
        coef(m, r + h, x + h, 1);
        hold(m, r + h, &m->line[l], t, -1);
        coef(m, m->balance[from * m->T + t] + h, x + h, -1);
        coef(m, m->balance[to * m->T + t] + h, x + h, line->efficiency);
    }
}

/* Lines into a node can bring its peak, whatever the slices ask. */
static void add_peak(struct model *m, size_t node, size_t t) {
    const struct cp_node *n = &m->plan->node[node];
    size_t r = NONE;
    if (!n->peak.n)
        return;
    r = row(m, tagged(ROW_PEAK, m->P - m->plan->nnode + node, NONE, t, NONE),
            cp_path_at(&n->peak, m->period[t], m->plan->horizon.origin), CP_LP_INF);
    for (size_t l = 0; l < m->plan->nline; l++) {
        const struct cp_power_line *line = &m->plan->line[l];
        if (!strcmp(line->to, n->name) || (!line->one_way && !strcmp(line->from, n->name)))
            hold(m, r, &m->line[l], t, line->efficiency);
    }
}

int add_power_lines(struct model *m) {
    const struct cp_plan *plan = m->plan;
    m->line = cp_arena_calloc(&m->arena, plan->nline + 1, sizeof *m->line);
    m->carry = indices(m, 2 * plan->nline * m->T);
    m->oom |= !m->line;
    for (size_t l = 0; !m->oom && l < plan->nline; l++) {
        add_builds(m, l);
        for (size_t t = 0; !m->oom && t < m->T; t++) {
            add_way(m, l, 0, t);
            if (!plan->line[l].one_way)
                add_way(m, l, 1, t);
        }
    }
    for (size_t i = 0; !m->oom && i < plan->nnode; i++)
        for (size_t t = 0; t < m->T; t++)
            add_peak(m, i, t);
    return m->oom ? cp_fail_nomem(m->err) : 0;
}
