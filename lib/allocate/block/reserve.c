/* Power in reserve: what firm contracts can bring to every bus at any time. */
#include "allocate/block/available.h"
#include "allocate/block/block.h"
#include "allocate/block/limits.h"
#include "allocate/program/contract.h"

/* Firm power of one bus that a line can bring to another, all through a period. */
static void add_line_credit(struct cp_program *m, size_t l, size_t way, size_t t,
                            const size_t *rows) {
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

/* Firm contracts are credited, firm sales charged, with the power that they have at any time, each
 * megawatt at one bus; what a bus is credited with, there or over lines, is at least its load and
 * the margin, in every slice. An open contract is credited without end. */
void cp_allocate_limit_reserve(struct cp_program *m, uint8_t kind) {
    const struct cp_plan *plan = m->plan;
    if (!(plan->policy.reserve_margin >= 0))
        return;
    size_t *rows = cp_allocate_indices(m, m->energy.nbus * m->T);
    double asked = 1 + plan->policy.reserve_margin;
    for (size_t b = 0; cp_allocate_going(m) && b < m->energy.nbus; b++)
        for (size_t t = 0; t < m->T; t++) {
            size_t first = rows[by_period(m, b, t)] =
                cp_allocate_rows(m, tagged(kind, b, NONE, t, 0), 0, CP_LP_INF);
            for (size_t h = 0; h < m->time.slice[t]->n; h++) {
                cp_lp_set_row_bounds(m->lp, first + h, asked * cp_allocate_fixed_load(m, b, t, h),
                                     CP_LP_INF);
                for (size_t s = 0; s < plan->nsite; s++)
                    if (m->energy.site_bus[s] == b)
                        cp_allocate_coef(m, first + h, *power_at(m, s, t) + h, -asked);
            }
        }
    for (size_t e = 0; cp_allocate_going(m) && e < plan->energy.ncontract; e++)
        for (size_t t = 0; plan->energy.contract[e].firm && t < m->T; t++) {
            if (*contract_row_at(m, e, t) == NONE)
                continue;
            struct cp_supply u = cp_allocate_supply(m, e, t);
            bool sold = contract_type(m, e)->sells;
            size_t credit =
                cp_allocate_row(m, tagged(ROW_FIRM_CREDIT, e, NONE, t, NONE), sold ? 0 : -CP_LP_INF,
                                cp_allocate_is_open(m, e) || sold ? CP_LP_INF : 0);
            cp_allocate_add_capacity(m, credit, &m->energy.capacity[e], t,
                                     -cp_allocate_least_available(&u));
            for (size_t i = 0; i < m->energy.buses[e].n; i++) {
                size_t b = m->energy.buses[e].bus[i];
                size_t x = cp_allocate_col(m, tagged(COL_FIRM_CREDIT, e, b, t, NONE), 0, CP_LP_INF);
                cp_allocate_coef(m, credit, x, 1);
                for (size_t h = 0; h < m->time.slice[t]->n; h++)
                    cp_allocate_coef(m, rows[by_period(m, b, t)] + h, x, sold ? -1 : 1);
            }
        }
    for (size_t way = 0; way < 2; way++)
        for (size_t l = 0; l < plan->energy.nline; l++)
            for (size_t t = 0; cp_allocate_going(m) && t < m->T; t++)
                add_line_credit(m, l, way, t, rows);
}
