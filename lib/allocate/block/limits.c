/* Limits over the whole plan: one row of the table each, with what adds it, what is missing when it
 * cannot be kept, and what its dual means. */
#include "allocate/block/block.h"
#include "allocate/block/commitment.h"
#include "allocate/block/limits.h"
#include <string.h>

/* ---- money, building and emissions of calendar years ---------------------------------------- */

static void limit_capex(struct cp_program *m, uint8_t kind) {
    if (!m->plan->policy.capex_limit.n)
        return;
    size_t *limit = cp_allocate_yearly_rows(m, kind, &m->plan->policy.capex_limit);
    for (size_t i = 0; !m->ended && i < m->ledger.n; i++) {
        const struct cp_entry *e = &m->ledger.entry[i];
        if (cp_allocate_is_capex(e) && e->col != NONE)
            cp_allocate_coef(m, limit[cp_allocate_year(m, e->t)], e->col, e->amount);
    }
}

static void limit_building(struct cp_program *m, uint8_t kind) {
    if (!m->plan->policy.build_rate.n)
        return;
    size_t *limit = cp_allocate_yearly_rows(m, kind, &m->plan->policy.build_rate);
    for (size_t c = 0; !m->ended && c < m->col_tags.n; c++)
        if (col_tag(m, c)->kind == COL_BUILD)
            cp_allocate_coef(m, limit[cp_allocate_year(m, col_tag(m, c)->t)], c, 1);
}

static void limit_co2(struct cp_program *m, uint8_t kind) {
    if (!m->plan->policy.co2_cap.n)
        return;
    size_t *cap = cp_allocate_yearly_rows(m, kind, &m->plan->policy.co2_cap);
    for (size_t c = 0; !m->ended && c < m->col_tags.n; c++) {
        const struct cp_tag *tag = col_tag(m, c);
        if (tag->kind == COL_DISPATCH)
            cp_allocate_coef(m, cap[cp_allocate_year(m, tag->t)], c,
                             slice_hours(m, tag->t, tag->h) *
                                 m->plan->energy.contract[tag->a].emissions);
        if (tag->kind == COL_START)
            cp_allocate_coef(m, cap[cp_allocate_year(m, tag->t)], c,
                             cp_allocate_times(m, tag->t, tag->h) *
                                 m->plan->energy.contract[tag->a].generator.start_emissions);
    }
}

/* ---- shares -------------------------------------------------------------------------------- */

static const char *country_of(const struct cp_program *m, const char *supplier) {
    for (size_t i = 0; i < m->plan->supply.nsupplier; i++)
        if (!strcmp(m->plan->supply.supplier[i].name, supplier))
            return m->plan->supply.supplier[i].country;
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
static void limit_share(struct cp_program *m, uint8_t kind, size_t i, bool country_wide,
                        double share) {
    const struct cp_supplier *who = &m->plan->supply.supplier[i];
    size_t r = cp_allocate_row(m, tagged(kind, i, NONE, NONE, NONE), -CP_LP_INF, 0);
    for (size_t k = 0; cp_allocate_going(m) && k < m->ledger.n; k++) {
        const struct cp_entry *e = &m->ledger.entry[k];
        if ((e->kind != COST_GPU && e->kind != COST_RENT) || e->col == NONE)
            continue;
        const char *supplier = supplier_of(m, e->offer), *country = country_of(m, supplier);
        bool counts = country_wide ? country && who->country && !strcmp(country, who->country)
                                   : !strcmp(supplier, who->name);
        cp_allocate_coef(m, r, e->col, e->amount * ((counts ? 1 : 0) - share));
    }
}

static bool first_of_country(const struct cp_program *m, size_t i) {
    const char *country = m->plan->supply.supplier[i].country;
    for (size_t k = 0; country && k < i; k++)
        if (m->plan->supply.supplier[k].country &&
            !strcmp(m->plan->supply.supplier[k].country, country))
            return false;
    return country != NULL;
}

/* Of every supplier its row, and that of its country where it is the first there: the next kind in
 * the table. */
static void limit_shares(struct cp_program *m, uint8_t kind) {
    const struct cp_policy *policy = &m->plan->policy;
    for (size_t i = 0; i < m->plan->supply.nsupplier; i++) {
        if (policy->supplier_share < 1)
            limit_share(m, kind, i, false, policy->supplier_share);
        if (policy->country_share < 1 && first_of_country(m, i))
            limit_share(m, kind + 1, i, true, policy->country_share);
    }
}

/* ---- the table ----------------------------------------------------------------------------- */

/* In the order in which they are added. */
static const struct cp_limit limits[] = {
    {.row = {.word = "capex", .parts = "y", .soft = true, .lacks = "$ short of what is committed"},
     .key = "capex_limit",
     .binding = "capex",
     .dual = "capex_dual",
     .add = limit_capex},
    {.row = {.word = "build_rate", .parts = "y", .soft = true, .lacks = "# MW too little"},
     .key = "policy/build_rate",
     .binding = "build-rate",
     .add = limit_building},
    {.row = {.word = "co2", .parts = "y", .soft = true, .lacks = "# t too little"},
     .key = "policy/co2_cap",
     .binding = "co2",
     .dual = "co2_dual",
     .add = limit_co2},
    {.row = {.word = "clean",
             .parts = "y",
             .soft = true,
             .lacks = "# MWh that emit nothing are missing"},
     .key = "policy/carbon_free",
     .binding = "carbon-free",
     .add = cp_allocate_limit_cfe},
    {.row = {.word = "clean_hour",
             .parts = "n",
             .soft = true,
             .lacks = "# MW that emit nothing are missing around {n}"},
     .key = "policy/carbon_free_hourly",
     .binding = "carbon-free",
     .add = cp_allocate_limit_cfe_hourly},
    {.row = {.word = "supplier", .parts = "u", .soft = true, .lacks = "# {$} too much go to {u}"},
     .key = "policy/supplier_share",
     .binding = "supplier-share",
     .add = limit_shares},
    {.row = {.word = "country", .parts = "u", .soft = true, .lacks = "# {$} too much go to {z}"},
     .key = "policy/country_share",
     .binding = "country-share"},
    {.row = {.word = "reserve",
             .parts = "n",
             .soft = true,
             .lacks = "# MW of firm power are missing at {n}"},
     .key = "policy/reserve_margin",
     .binding = "reserve",
     .add = cp_allocate_limit_reserve},
    {.row = {.word = "standby",
             .parts = "ws",
             .soft = true,
             .lacks = "# EFLOP/s of {w} cannot be served without {s}"},
     .key = "policy/site_loss",
     .binding = "site-loss",
     .add = cp_allocate_limit_site_loss},
    {.row = {.word = "group",
             .parts = "q",
             .soft = true,
             .lacks = "# MW of what is in {q} are missing"},
     .key = "policy/groups",
     .binding = "group",
     .add = cp_allocate_limit_group_power},
    {.row = {.word = "group_energy",
             .parts = "qy",
             .soft = true,
             .lacks = "# MWh of what is in {q} are missing"},
     .key = "policy/groups",
     .binding = "group-energy",
     .add = cp_allocate_limit_group_energy},
    {.row =
         {.word = "ready", .parts = "o", .soft = true, .lacks = "# MW of reserve {o} are missing"},
     .key = "policy/reserves",
     .binding = "operating-reserve",
     .add = cp_allocate_limit_reserves},
};

int cp_allocate_add_limits(struct cp_program *m) {
    m->limit = limits;
    for (size_t i = 0; cp_allocate_going(m) && i < sizeof limits / sizeof *limits; i++)
        if (limits[i].add)
            limits[i].add(m, (uint8_t)(ROW_LIMITS + i));
    return cp_allocate_failed(m);
}
