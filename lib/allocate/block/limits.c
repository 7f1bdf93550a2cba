/* Limits over the whole plan: the capex envelope and policy by calendar year, shares of suppliers
 * and countries, and power in reserve. */
#include "allocate/block/available.h"
#include "allocate/block/block.h"
#include "allocate/program/contract.h"
#include <math.h>
#include <string.h>

static size_t year_of(const struct cp_program *m, size_t t) {
    return (size_t)(cp_period_year(m->time.period[t]) - cp_period_year(m->time.period[0]));
}

static size_t count_years(const struct cp_program *m) {
    return year_of(m, m->T - 1) + 1;
}

/* A yearly limit for year y: a year of which the plan holds a part has that part of it, a period of
 * several years all of them. */
static double yearly(const struct cp_program *m, const struct cp_path *path, size_t y) {
    struct cp_period year = {CP_YEAR, cp_period_year(m->time.period[0]) + (int)y};
    double part = 0;
    for (size_t t = 0; t < m->T; t++)
        if (year_of(m, t) == y) {
            part += m->time.years[t];
            year = m->time.period[t].freq == CP_YEARS ? m->time.period[t] : year;
        }
    return cp_path_at(path, year, m->plan->horizon.origin) * part;
}

/* One row a calendar year, of this kind. */
static size_t *yearly_rows(struct cp_program *m, uint8_t kind, const struct cp_path *upper) {
    size_t *r = cp_allocate_indices(m, count_years(m));
    for (size_t y = 0; cp_allocate_going(m) && y < count_years(m); y++)
        r[y] = cp_allocate_row(m, tagged(kind, y, NONE, NONE, NONE), upper ? -CP_LP_INF : 0,
                               upper ? yearly(m, upper, y) : CP_LP_INF);
    return r;
}

/* ---- money and building -------------------------------------------------------------------- */

static void limit_capex(struct cp_program *m) {
    size_t *limit = yearly_rows(m, ROW_CAPEX, &m->plan->capex_limit);
    for (size_t i = 0; cp_allocate_going(m) && i < m->ledger.n; i++)
        if (cp_allocate_is_capex(&m->ledger.entry[i]) && m->ledger.entry[i].col != NONE)
            cp_allocate_coef(m, limit[year_of(m, m->ledger.entry[i].t)], m->ledger.entry[i].col,
                             m->ledger.entry[i].amount);
}

static void limit_building(struct cp_program *m) {
    size_t *limit = yearly_rows(m, ROW_BUILD_RATE, &m->plan->policy.build_rate);
    for (size_t c = 0; cp_allocate_going(m) && c < m->col_tags.n; c++)
        if (m->col_tags.tag[c].kind == COL_BUILD)
            cp_allocate_coef(m, limit[year_of(m, m->col_tags.tag[c].t)], c, 1);
}

/* ---- carbon -------------------------------------------------------------------------------- */

static double megawatt_hours(const struct cp_program *m, const struct cp_tag *tag) {
    return m->time.hours[tag->t] * m->time.slice[tag->t]->weight[tag->h];
}

static double share_in(const struct cp_program *m, const struct cp_path *share, size_t t) {
    return share->n ? fmin(1, cp_path_at(share, m->time.period[t], m->plan->horizon.origin)) : 0;
}

static bool is_clean(const struct cp_program *m, const struct cp_tag *flow) {
    const struct cp_contract *c = &m->plan->contract[flow->a];
    return !cp_allocate_is_storage(c) && c->emissions <= 0;
}

/* The fixed load of nodes asks for its share too: more on the right side of a row. */
static void add_to_lower(double *lower, struct cp_program *m, size_t r, double more) {
    *lower += more;
    cp_lp_set_row_bounds(m->lp, r, *lower, CP_LP_INF);
}

static void limit_carbon(struct cp_program *m) {
    const struct cp_policy *policy = &m->plan->policy;
    size_t *cap = policy->co2_cap.n ? yearly_rows(m, ROW_CO2, &policy->co2_cap) : NULL;
    size_t *clean = policy->carbon_free.n ? yearly_rows(m, ROW_CFE, NULL) : NULL;
    for (size_t c = 0; cp_allocate_going(m) && c < m->col_tags.n; c++) {
        const struct cp_tag *tag = &m->col_tags.tag[c];
        size_t y = tag->t == NO_PERIOD ? 0 : year_of(m, tag->t);
        if (tag->kind == COL_DISPATCH) {
            double mwh = megawatt_hours(m, tag);
            if (cap)
                cp_allocate_coef(m, cap[y], c, mwh * m->plan->contract[tag->a].emissions);
            if (clean && is_clean(m, tag))
                cp_allocate_coef(m, clean[y], c, mwh);
        } else if (tag->kind == COL_POWER && clean) {
            cp_allocate_coef(m, clean[y], c,
                             -share_in(m, &policy->carbon_free, tag->t) * megawatt_hours(m, tag));
        }
    }
    double lower = 0;
    for (size_t t = 0; cp_allocate_going(m) && clean && m->plan->nnode && t < m->T; t++) {
        double share = share_in(m, &policy->carbon_free, t) * m->time.hours[t];
        lower = t && year_of(m, t) == year_of(m, t - 1) ? lower : 0;
        for (size_t p = 0; p < m->energy.nbus; p++)
            for (size_t h = 0; h < m->time.slice[t]->n; h++)
                add_to_lower(&lower, m, clean[year_of(m, t)],
                             share * m->time.slice[t]->weight[h] *
                                 cp_allocate_fixed_load(m, p, t, h));
    }
}

/* The first place of the same region stands for it. */
static size_t region_of(const struct cp_program *m, size_t p) {
    const char *region = m->energy.bus[p].region;
    for (size_t i = 0; region && i < p; i++)
        if (m->energy.bus[i].region && !strcmp(m->energy.bus[i].region, region))
            return i;
    return p;
}

static void add_clean_rows(struct cp_program *m, size_t p, size_t t, size_t *first) {
    double share = share_in(m, &m->plan->policy.carbon_free_hourly, t);
    if (share <= 0)
        return;
    *first = cp_allocate_rows(m, tagged(ROW_CFE_HOURLY, p, NONE, t, 0), 0, CP_LP_INF);
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
        cp_allocate_coef(m, first[by_period(m, to, t)] + h, x + h, m->plan->line[l].efficiency);
    }
}

/* In every slice and region: energy of contracts that emit nothing, moved in time by batteries and
 * between regions by lines, is at least the share of the load. */
static void limit_hourly_carbon(struct cp_program *m) {
    const struct cp_plan *plan = m->plan;
    size_t *first = cp_allocate_indices(m, m->energy.nbus * m->T);
    for (size_t p = 0; cp_allocate_going(m) && p < m->energy.nbus; p++)
        for (size_t t = 0; region_of(m, p) == p && t < m->T; t++)
            add_clean_rows(m, p, t, &first[by_period(m, p, t)]);
    for (size_t c = 0; cp_allocate_going(m) && c < m->col_tags.n; c++) {
        const struct cp_tag *tag = &m->col_tags.tag[c];
        bool flow = tag->kind == COL_DISPATCH, charging = tag->kind == COL_CHARGE;
        if (!flow && !charging && tag->kind != COL_POWER)
            continue;
        size_t p = flow || charging ? tag->b : m->energy.site_bus[tag->a];
        size_t r = first[by_period(m, region_of(m, p), tag->t)];
        if (r == NONE)
            continue;
        r += tag->h;
        if (tag->kind == COL_POWER)
            cp_allocate_coef(m, r, c, -share_in(m, &plan->policy.carbon_free_hourly, tag->t));
        else if (charging)
            cp_allocate_coef(m, r, c, -1);
        else if (is_clean(m, tag) || cp_allocate_is_storage(&plan->contract[tag->a]))
            cp_allocate_coef(m, r, c, 1);
    }
    for (size_t way = 0; way < 2; way++)
        for (size_t l = 0; l < plan->nline; l++)
            for (size_t t = 0; cp_allocate_going(m) && t < m->T; t++)
                carry_clean(m, l, way, t, first);
}

/* ---- shares -------------------------------------------------------------------------------- */

static const char *country_of(const struct cp_program *m, const char *supplier) {
    for (size_t i = 0; i < m->plan->nsupplier; i++)
        if (!strcmp(m->plan->supplier[i].name, supplier))
            return m->plan->supplier[i].country;
    return NULL;
}

static const char *supplier_of(const struct cp_program *m, const char *offer) {
    for (size_t l = 0; l < m->fleet.nstep; l++)
        if (!strcmp(m->fleet.step[l].offer, offer))
            return m->fleet.step[l].supplier;
    return "-";
}

/* Money spent on GPUs, bought and rented, with supplier i (or suppliers of its country) is at most
 * the share of all of it. */
static void limit_share(struct cp_program *m, uint8_t kind, size_t i, double share) {
    const struct cp_supplier *who = &m->plan->supplier[i];
    size_t r = cp_allocate_row(m, tagged(kind, i, NONE, NONE, NONE), -CP_LP_INF, 0);
    for (size_t k = 0; k < m->ledger.n; k++) {
        const struct cp_entry *e = &m->ledger.entry[k];
        if ((e->kind != COST_GPU && e->kind != COST_RENT) || e->col == NONE)
            continue;
        const char *supplier = supplier_of(m, e->offer), *country = country_of(m, supplier);
        bool counts = kind == ROW_SUPPLIER
                          ? !strcmp(supplier, who->name)
                          : country && who->country && !strcmp(country, who->country);
        cp_allocate_coef(m, r, e->col, e->amount * ((counts ? 1 : 0) - share));
    }
}

static bool first_of_country(const struct cp_program *m, size_t i) {
    const char *country = m->plan->supplier[i].country;
    for (size_t k = 0; country && k < i; k++)
        if (m->plan->supplier[k].country && !strcmp(m->plan->supplier[k].country, country))
            return false;
    return country != NULL;
}

static void limit_shares(struct cp_program *m) {
    const struct cp_policy *policy = &m->plan->policy;
    for (size_t i = 0; i < m->plan->nsupplier; i++) {
        if (policy->supplier_share < 1)
            limit_share(m, ROW_SUPPLIER, i, policy->supplier_share);
        if (policy->country_share < 1 && first_of_country(m, i))
            limit_share(m, ROW_COUNTRY, i, policy->country_share);
    }
}

/* ---- reserve ------------------------------------------------------------------------------- */

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
                         m->plan->line[l].efficiency);
    }
}

/* Firm contracts lend the power that they have at any time to places, each megawatt to one; what a
 * place is lent, there or over lines, is at least its load and the margin, in every slice. An open
 * contract lends without end. */
static void limit_reserve(struct cp_program *m) {
    const struct cp_plan *plan = m->plan;
    size_t *rows = cp_allocate_indices(m, m->energy.nbus * m->T);
    double asked = 1 + plan->policy.reserve_margin;
    for (size_t p = 0; cp_allocate_going(m) && p < m->energy.nbus; p++)
        for (size_t t = 0; t < m->T; t++) {
            size_t first = rows[by_period(m, p, t)] =
                cp_allocate_rows(m, tagged(ROW_RESERVE, p, NONE, t, 0), 0, CP_LP_INF);
            for (size_t h = 0; h < m->time.slice[t]->n; h++) {
                cp_lp_set_row_bounds(m->lp, first + h, asked * cp_allocate_fixed_load(m, p, t, h),
                                     CP_LP_INF);
                for (size_t s = 0; s < plan->nsite; s++)
                    if (m->energy.site_bus[s] == p)
                        cp_allocate_coef(m, first + h, *power_at(m, s, t) + h, -asked);
            }
        }
    for (size_t e = 0; cp_allocate_going(m) && e < plan->ncontract; e++)
        for (size_t t = 0; plan->contract[e].firm && t < m->T; t++) {
            const struct cp_contract *c = &plan->contract[e];
            if (*contract_row_at(m, e, t) == NONE)
                continue;
            struct cp_supply u = cp_allocate_supply(m, e, t);
            size_t lent = cp_allocate_row(m, tagged(ROW_FIRM_CREDIT, e, NONE, t, NONE), -CP_LP_INF,
                                          cp_allocate_is_open(c) ? CP_LP_INF : 0);
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
        for (size_t l = 0; l < plan->nline; l++)
            for (size_t t = 0; cp_allocate_going(m) && t < m->T; t++)
                lend_on(m, l, way, t, rows);
}

int cp_allocate_add_limits(struct cp_program *m) {
    const struct cp_policy *policy = &m->plan->policy;
    if (m->plan->capex_limit.n)
        limit_capex(m);
    if (policy->build_rate.n)
        limit_building(m);
    if (policy->co2_cap.n || policy->carbon_free.n)
        limit_carbon(m);
    if (policy->carbon_free_hourly.n)
        limit_hourly_carbon(m);
    limit_shares(m);
    if (policy->reserve_margin >= 0)
        limit_reserve(m);
    return cp_allocate_failed(m);
}
