/* Shares of energy that emits nothing: of calendar years, and of every slice and region. */
#include "allocate/block/block.h"
#include "allocate/block/limits.h"
#include "allocate/program/contract.h"
#include <math.h>
#include <string.h>

static double share_in(const struct cp_program *m, const struct cp_path *share, size_t t) {
    return share->n ? fmin(1, cp_plan_path_at(share, m->time.period[t], m->plan->horizon.origin))
                    : 0;
}

static bool is_clean(const struct cp_program *m, const struct cp_tag *dispatch) {
    return !contract_type(m, dispatch->a)->stores &&
           m->plan->energy.contract[dispatch->a].emissions <= 0;
}

/* The fixed load of nodes asks for its share too: more on the right side of a row. */
static void add_to_lower(double *lower, struct cp_program *m, size_t r, double more) {
    *lower += more;
    cp_lp_set_row_bounds(m->lp, r, *lower, CP_LP_INF);
}

/* Of a calendar year: energy of contracts that emit nothing is at least the share of the load. */
void cp_allocate_limit_cfe(struct cp_program *m, uint8_t kind) {
    const struct cp_path *least = &m->plan->policy.carbon_free;
    if (!least->n)
        return;
    size_t *clean = cp_allocate_yearly_rows(m, kind, NULL);
    for (size_t c = 0; !m->ended && c < m->col_tags.n; c++) {
        const struct cp_tag *tag = col_tag(m, c);
        if (tag->kind == COL_DISPATCH && is_clean(m, tag))
            cp_allocate_coef(m, clean[cp_allocate_year(m, tag->t)], c,
                             slice_hours(m, tag->t, tag->h));
        else if (tag->kind == COL_POWER)
            cp_allocate_coef(m, clean[cp_allocate_year(m, tag->t)], c,
                             -share_in(m, least, tag->t) * slice_hours(m, tag->t, tag->h));
    }
    double lower = 0;
    for (size_t t = 0; cp_allocate_going(m) && m->plan->energy.nnode && t < m->T; t++) {
        double share = share_in(m, least, t) * m->time.hours[t];
        lower = t && cp_allocate_year(m, t) == cp_allocate_year(m, t - 1) ? lower : 0;
        for (size_t p = 0; p < m->energy.nbus; p++)
            for (size_t h = 0; h < m->time.slice[t]->n; h++)
                add_to_lower(&lower, m, clean[cp_allocate_year(m, t)],
                             share * m->time.slice[t]->weight[h] *
                                 cp_allocate_fixed_load(m, p, t, h));
    }
}

/* The first bus of the same region stands for it. */
static size_t region_of(const struct cp_program *m, size_t p) {
    const char *region = m->energy.bus[p].region;
    for (size_t i = 0; region && i < p; i++)
        if (m->energy.bus[i].region && !strcmp(m->energy.bus[i].region, region))
            return i;
    return p;
}

static void add_clean_rows(struct cp_program *m, uint8_t kind, size_t p, size_t t, size_t *first) {
    double share = share_in(m, &m->plan->policy.carbon_free_hourly, t);
    if (share <= 0)
        return;
    *first = cp_allocate_rows(m, tagged(kind, p, NONE, t, 0), 0, CP_LP_INF);
    for (size_t h = 0; h < m->time.slice[t]->n; h++) {
        double lower = 0;
        for (size_t i = p; i < m->energy.nbus; i++)
            if (region_of(m, i) == p)
                add_to_lower(&lower, m, *first + h, share * cp_allocate_fixed_load(m, i, t, h));
    }
}

/* Clean energy of one region that a line brings to another: no more than it carries. */
static void carry_clean(struct cp_program *m, size_t l, size_t way, size_t t, const size_t *first) {
    size_t sent = *line_flow_at(m, l, way, t);
    size_t from = region_of(m, cp_allocate_line_end(m, l, way)),
           to = region_of(m, cp_allocate_line_end(m, l, !way));
    if (sent == NONE || from == to || first[by_period(m, from, t)] == NONE)
        return;
    size_t x = cp_allocate_cols(m, tagged(COL_LINE_CFE, l, way, t, 0), 0, CP_LP_INF);
    size_t r = cp_allocate_rows(m, tagged(ROW_LINE_CFE, l, way, t, 0), -CP_LP_INF, 0);
    for (size_t h = 0; h < m->time.slice[t]->n; h++) {
        cp_allocate_coef(m, r + h, x + h, 1);
        cp_allocate_coef(m, r + h, sent + h, -1);
        cp_allocate_coef(m, first[by_period(m, from, t)] + h, x + h, -1);
        cp_allocate_coef(m, first[by_period(m, to, t)] + h, x + h,
                         m->plan->energy.line[l].efficiency);
    }
}

/* In every slice and region: energy of contracts that emit nothing, moved in time by batteries and
 * between regions by lines, is at least the share of the load. */
void cp_allocate_limit_cfe_hourly(struct cp_program *m, uint8_t kind) {
    const struct cp_plan *plan = m->plan;
    const struct cp_path *least = &plan->policy.carbon_free_hourly;
    if (!least->n)
        return;
    size_t *first = cp_allocate_indices(m, m->energy.nbus * m->T);
    for (size_t p = 0; cp_allocate_going(m) && p < m->energy.nbus; p++)
        for (size_t t = 0; region_of(m, p) == p && t < m->T; t++)
            add_clean_rows(m, kind, p, t, &first[by_period(m, p, t)]);
    for (size_t c = 0; !m->ended && c < m->col_tags.n; c++) {
        const struct cp_tag *tag = col_tag(m, c);
        bool dispatch = tag->kind == COL_DISPATCH, charging = tag->kind == COL_CHARGE;
        if (!dispatch && !charging && tag->kind != COL_POWER)
            continue;
        size_t p = dispatch || charging ? tag->b : m->energy.site_bus[tag->a];
        size_t r = first[by_period(m, region_of(m, p), tag->t)];
        if (r == NONE)
            continue;
        r += tag->h;
        if (tag->kind == COL_POWER)
            cp_allocate_coef(m, r, c, -share_in(m, least, tag->t));
        else if (charging)
            cp_allocate_coef(m, r, c, -1);
        else if (is_clean(m, tag) || contract_type(m, tag->a)->stores)
            cp_allocate_coef(m, r, c, 1);
    }
    for (size_t way = 0; way < 2; way++)
        for (size_t l = 0; l < plan->energy.nline; l++)
            for (size_t t = 0; cp_allocate_going(m) && t < m->T; t++)
                carry_clean(m, l, way, t, first);
}
