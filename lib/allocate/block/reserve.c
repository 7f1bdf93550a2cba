/* Power in reserve: what firm contracts can bring to every bus at any time. */
#include "allocate/block/available.h"
#include "allocate/block/block.h"
#include "allocate/block/limits.h"
#include "allocate/program/contract.h"

/* Firm power of one place that a line can bring to another, all through a period. */
static void lend_on(struct cp_program *m, size_t l, size_t way, size_t t, const size_t *rows) {
    if (*line_flow_at(m, l, way, t) == NONE)
        return;
    size_t x = cp_allocate_col(m, tagged(COL_LINE_CREDIT, l, way, t, NONE), 0, CP_LP_INF);
    size_t r = cp_allocate_row(m, tagged(ROW_LINE_CREDIT, l, way, t, NONE), -CP_LP_INF, 0);
    cp_allocate_coef(m, r, x, 1);
    cp_allocate_add_capacity(m, r, &m->energy.line[l], t, -1);
    for (size_t h = 0; h < m->time.slice[t]->n; h++) {
        cp_allocate_coef(m, rows[by_period(m, cp_allocate_line_end(m, l, way), t)] + h, x, -1);
        cp_allocate_coef(m, rows[by_period(m, cp_allocate_line_end(m, l, !way), t)] + h, x,
                         m->plan->energy.line[l].efficiency);
    }
}

/* Firm contracts lend the power that they have at any time to places, each megawatt to one; what a
 * place is lent, there or over lines, is at least its load and the margin, in every slice. An open
 * contract lends without end. */
void cp_allocate_limit_reserve(struct cp_program *m, uint8_t kind) {
    const struct cp_plan *plan = m->plan;
    if (!(plan->policy.reserve_margin >= 0))
        return;
    size_t *rows = cp_allocate_indices(m, m->energy.nbus * m->T);
    double asked = 1 + plan->policy.reserve_margin;
    for (size_t p = 0; cp_allocate_going(m) && p < m->energy.nbus; p++)
        for (size_t t = 0; t < m->T; t++) {
            size_t first = rows[by_period(m, p, t)] =
                cp_allocate_rows(m, tagged(kind, p, NONE, t, 0), 0, CP_LP_INF);
            for (size_t h = 0; h < m->time.slice[t]->n; h++) {
                cp_lp_set_row_bounds(m->lp, first + h, asked * cp_allocate_fixed_load(m, p, t, h),
                                     CP_LP_INF);
                for (size_t s = 0; s < plan->nsite; s++)
                    if (m->energy.site_bus[s] == p)
                        cp_allocate_coef(m, first + h, *power_at(m, s, t) + h, -asked);
            }
        }
    for (size_t e = 0; cp_allocate_going(m) && e < plan->energy.ncontract; e++)
        for (size_t t = 0; plan->energy.contract[e].firm && t < m->T; t++) {
            if (*contract_row_at(m, e, t) == NONE)
                continue;
            struct cp_supply u = cp_allocate_supply(m, e, t);
            size_t lent = cp_allocate_row(m, tagged(ROW_FIRM_CREDIT, e, NONE, t, NONE), -CP_LP_INF,
                                          cp_allocate_is_open(m, e) ? CP_LP_INF : 0);
            cp_allocate_add_capacity(m, lent, &m->energy.capacity[e], t,
                                     -cp_allocate_least_available(&u));
            for (size_t i = 0; i < m->energy.buses[e].n; i++) {
                size_t p = m->energy.buses[e].bus[i];
                size_t x = cp_allocate_col(m, tagged(COL_FIRM_CREDIT, e, p, t, NONE), 0, CP_LP_INF);
                cp_allocate_coef(m, lent, x, 1);
                for (size_t h = 0; h < m->time.slice[t]->n; h++)
                    cp_allocate_coef(m, rows[by_period(m, p, t)] + h, x, 1);
            }
        }
    for (size_t way = 0; way < 2; way++)
        for (size_t l = 0; l < plan->energy.nline; l++)
            for (size_t t = 0; cp_allocate_going(m) && t < m->T; t++)
                lend_on(m, l, way, t, rows);
}
