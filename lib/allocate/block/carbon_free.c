/* Shares of energy that emits nothing: of calendar years, and of every slice and region. */
#include "allocate/block/block.h"
#include "allocate/block/limits.h"
#include "allocate/program/contract.h"
#include <math.h>
#include <string.h>

static double share_in(const struct cp_program *m, const struct cp_path *share, size_t t) {
    return fmin(1, cp_allocate_path(m, share, t, 0));
}

/* What is sold is served as the load is. */
static bool is_sold(const struct cp_program *m, const struct cp_tag *tag) {
    return tag->kind == COL_DISPATCH && contract_type(m, tag->a)->sells;
}

static bool is_carbon_free(const struct cp_program *m, const struct cp_tag *dispatch) {
    return !contract_type(m, dispatch->a)->stores && !contract_type(m, dispatch->a)->sells &&
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
    size_t *share = cp_allocate_yearly_rows(m, kind, NULL);
    for (size_t c = 0; !m->ended && c < m->col_tags.n; c++) {
        const struct cp_tag *tag = col_tag(m, c);
        if (tag->kind == COL_DISPATCH && is_carbon_free(m, tag))
            cp_allocate_coef(m, share[cp_allocate_year(m, tag->t)], c,
                             slice_hours(m, tag->t, tag->h));
        else if (tag->kind == COL_SHED)
            cp_allocate_coef(m, share[cp_allocate_year(m, tag->t)], c,
                             share_in(m, least, tag->t) * slice_hours(m, tag->t, tag->h));
        else if (tag->kind == COL_POWER || is_sold(m, tag))
            cp_allocate_coef(m, share[cp_allocate_year(m, tag->t)], c,
                             -share_in(m, least, tag->t) * slice_hours(m, tag->t, tag->h));
    }
    double lower = 0;
    for (size_t t = 0; cp_allocate_going(m) && m->plan->energy.nnode && t < m->T; t++) {
        double part = share_in(m, least, t) * m->time.hours[t];
        lower = t && cp_allocate_year(m, t) == cp_allocate_year(m, t - 1) ? lower : 0;
        for (size_t b = 0; b < m->energy.nbus; b++)
            for (size_t h = 0; h < m->time.slice[t]->n; h++)
                add_to_lower(&lower, m, share[cp_allocate_year(m, t)],
                             part * m->time.slice[t]->weight[h] *
                                 cp_allocate_fixed_load(m, b, t, h));
    }
}

/* The first bus of the same region stands for it. */
static size_t region_of(const struct cp_program *m, size_t b) {
    const char *region = m->energy.bus[b].region;
    for (size_t i = 0; region && i < b; i++)
        if (m->energy.bus[i].region && !strcmp(m->energy.bus[i].region, region))
            return i;
    return b;
}

static void add_hourly_rows(struct cp_program *m, uint8_t kind, size_t b, size_t t, size_t *first) {
    double share = share_in(m, &m->plan->policy.carbon_free_hourly, t);
    if (share <= 0)
        return;
    *first = cp_allocate_rows(m, tagged(kind, b, NONE, t, 0), 0, CP_LP_INF);
    for (size_t h = 0; h < m->time.slice[t]->n; h++) {
        double lower = 0;
        for (size_t i = b; i < m->energy.nbus; i++)
            if (region_of(m, i) == b)
                add_to_lower(&lower, m, *first + h, share * cp_allocate_fixed_load(m, i, t, h));
    }
}

/* Clean energy of one region that a line brings to another: no more than it carries. */
static void add_line_cfe(struct cp_program *m, size_t l, size_t way, size_t t,
                         const size_t *first) {
    size_t flow = *line_flow_at(m, l, way, t);
    size_t from = region_of(m, cp_allocate_line_end(m, l, way)),
           to = region_of(m, cp_allocate_line_end(m, l, !way));
    if (flow == NONE || from == to || first[by_period(m, from, t)] == NONE)
        return;
    size_t x = cp_allocate_cols(m, tagged(COL_LINE_CFE, l, way, t, 0), 0, CP_LP_INF);
    size_t r = cp_allocate_rows(m, tagged(ROW_LINE_CFE, l, way, t, 0), -CP_LP_INF, 0);
    for (size_t h = 0; h < m->time.slice[t]->n; h++) {
        cp_allocate_coef(m, r + h, x + h, 1);
        cp_allocate_coef(m, r + h, flow + h, -1);
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
    for (size_t b = 0; cp_allocate_going(m) && b < m->energy.nbus; b++)
        for (size_t t = 0; region_of(m, b) == b && t < m->T; t++)
            add_hourly_rows(m, kind, b, t, &first[by_period(m, b, t)]);
    for (size_t c = 0; !m->ended && c < m->col_tags.n; c++) {
        const struct cp_tag *tag = col_tag(m, c);
        bool dispatch = tag->kind == COL_DISPATCH, charging = tag->kind == COL_CHARGE;
        bool shed = tag->kind == COL_SHED;
        if (!dispatch && !charging && !shed && tag->kind != COL_POWER)
            continue;
        size_t b = dispatch || charging ? tag->b : shed ? tag->a : m->energy.site_bus[tag->a];
        size_t r = first[by_period(m, region_of(m, b), tag->t)];
        if (r == NONE)
            continue;
        r += tag->h;
        if (tag->kind == COL_POWER || is_sold(m, tag))
            cp_allocate_coef(m, r, c, -share_in(m, least, tag->t));
        else if (shed)
            cp_allocate_coef(m, r, c, share_in(m, least, tag->t));
        else if (charging)
            cp_allocate_coef(m, r, c, -1);
        else if (is_carbon_free(m, tag) || contract_type(m, tag->a)->stores)
            cp_allocate_coef(m, r, c, 1);
    }
    for (size_t way = 0; way < 2; way++)
        for (size_t l = 0; l < plan->energy.nline; l++)
            for (size_t t = 0; cp_allocate_going(m) && t < m->T; t++)
                add_line_cfe(m, l, way, t, first);
}
