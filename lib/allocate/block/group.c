/* Groups of contracts of which there is so much at least: their power, and their energy of a year.
 */
#include "allocate/block/available.h"
#include "allocate/block/limits.h"
#include "allocate/program/contract.h"
#include <string.h>

static bool is_in(const struct cp_policy_group *g, const char *contract) {
    for (size_t i = 0; i < g->ncontract; i++)
        if (!strcmp(g->contracts[i], contract))
            return true;
    return false;
}

/* It has an open contract in period t: there is as much power as is asked for. */
static bool is_open(const struct cp_program *m, const struct cp_policy_group *g, size_t t) {
    for (size_t e = 0; e < m->plan->energy.ncontract; e++)
        if (is_in(g, m->plan->energy.contract[e].name) && *contract_row_at(m, e, t) != NONE &&
            cp_allocate_is_open(m, e))
            return true;
    return false;
}

void cp_allocate_limit_group_power(struct cp_program *m, uint8_t kind) {
    for (size_t i = 0; i < m->plan->policy.ngroup; i++) {
        const struct cp_policy_group *g = &m->plan->policy.group[i];
        for (size_t t = 0; g->power.n && cp_allocate_going(m) && t < m->T; t++) {
            if (is_open(m, g, t))
                continue;
            size_t r = cp_allocate_row(m, tagged(kind, i, NONE, t, NONE),
                                       cp_allocate_path(m, &g->power, t, 0), CP_LP_INF);
            for (size_t e = 0; e < m->plan->energy.ncontract; e++)
                if (is_in(g, m->plan->energy.contract[e].name) && *contract_row_at(m, e, t) != NONE)
                    cp_allocate_add_capacity(m, r, &m->energy.capacity[e], t, 1);
        }
    }
}

/* What storage delivers is net of what it was charged with. */
static void add_energy(struct cp_program *m, const struct cp_policy_group *g, const size_t *rows) {
    for (size_t c = 0; !m->ended && c < m->col_tags.n; c++) {
        const struct cp_tag *tag = col_tag(m, c);
        bool out = tag->kind == COL_DISPATCH, in = tag->kind == COL_CHARGE;
        if ((out || in) && is_in(g, m->plan->energy.contract[tag->a].name))
            cp_allocate_coef(m, rows[cp_allocate_year(m, tag->t)], c,
                             (out ? 1 : -1) * slice_hours(m, tag->t, tag->h));
    }
}

void cp_allocate_limit_group_energy(struct cp_program *m, uint8_t kind) {
    size_t years = cp_allocate_year(m, m->T - 1) + 1;
    for (size_t i = 0; i < m->plan->policy.ngroup; i++) {
        const struct cp_policy_group *g = &m->plan->policy.group[i];
        size_t *rows = g->energy.n ? cp_allocate_indices(m, years) : NULL;
        for (size_t y = 0; rows && cp_allocate_going(m) && y < years; y++)
            rows[y] = cp_allocate_row(m, tagged(kind, i, y, NONE, NONE),
                                      cp_allocate_yearly(m, &g->energy, y), CP_LP_INF);
        if (rows)
            add_energy(m, g, rows);
    }
}
