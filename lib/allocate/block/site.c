/* Sites: phases become halls, halls hold facility power. */
#include "allocate/block/block.h"
#include <math.h>

/* Spending for what is ready at the start of period t, spread evenly over `lead` years before it;
 * what would fall before the plan falls into its first period. */
static void spend(struct cp_program *m, struct cp_entry e, size_t t, double lead) {
    double amount = e.amount, ready = 0;
    for (size_t i = 0; i < t; i++)
        ready += m->time.years[i];
    if (lead <= 0 || t == 0) {
        cp_allocate_charge(m, t, e);
        return;
    }
    double from = ready - lead, at = 0;
    for (size_t i = 0; i < t; i++) {
        double end = at + m->time.years[i], begin = i == 0 && from < 0 ? from : fmax(from, at);
        e.amount = end > begin ? amount * (end - begin) / lead : 0;
        cp_allocate_charge(m, i, e);
        at = end;
    }
}

static void add_phase(struct cp_program *m, size_t s, size_t f, const size_t *halls_row,
                      size_t *build) {
    const struct cp_phase *phase = &m->plan->site[s].phase[f];
    double open = phase->power * (1 - phase->built);
    double must = fmax(0, phase->power * (phase->committed - phase->built));
    size_t whole = cp_allocate_row(m, tagged(ROW_PHASE, s, f, NONE, NONE), -CP_LP_INF, open);
    for (size_t t = 0, first = NONE; t < m->T; t++) {
        if (!cp_allocate_in_force(m, t, phase->ready, INT64_MAX))
            continue;
        if (first == NONE)
            first = t;
        if (open <= 0)
            break;
        size_t c = build[t] = cp_allocate_col(m, tagged(COL_BUILD, s, f, t, NONE),
                                              t == first ? fmin(must, open) : 0, open);
        cp_allocate_coef(m, whole, c, 1);
        cp_allocate_coef(m, halls_row[t], c, -1);
        double capex = phase->capex / phase->power;
        spend(m,
              (struct cp_entry){
                  .col = c, .kind = COST_SITE, .site = m->plan->site[s].name, .amount = capex},
              t, phase->lead);
        cp_allocate_charge(
            m, m->T - 1,
            (struct cp_entry){.col = c,
                              .kind = COST_SALVAGE,
                              .site = m->plan->site[s].name,
                              .amount = -capex * cp_allocate_left_at_end(m, t, phase->life)});
    }
}

/* MW of phases that stand already and open in period t. */
static double opening(const struct cp_program *m, const struct cp_site *site, size_t t) {
    double mw = 0;
    for (size_t f = 0; f < site->nphase; f++)
        if (cp_allocate_in_force(m, t, site->phase[f].ready, INT64_MAX) &&
            (t == 0 || !cp_allocate_in_force(m, t - 1, site->phase[f].ready, INT64_MAX)))
            mw += site->phase[f].power * site->phase[f].built;
    return mw;
}

/* Facility power in every slice: within the halls, drawn by the IT load, fed by energy. */
static void add_power(struct cp_program *m, size_t s, size_t t) {
    size_t power = *power_at(m, s, t) =
        cp_allocate_cols(m, tagged(COL_POWER, s, NONE, t, 0), 0, CP_LP_INF);
    size_t hall = *hall_row_at(m, s, t) =
        cp_allocate_rows(m, tagged(ROW_HALL_CAPACITY, s, NONE, t, 0), -CP_LP_INF, 0);
    size_t load = *load_at(m, s, t) = cp_allocate_rows(m, tagged(ROW_LOAD, s, NONE, t, 0), 0, 0);
    size_t bus = m->energy.site_bus[s], *balance = balance_at(m, bus, t);
    if (*balance == NONE)
        *balance = cp_allocate_rows(m, tagged(ROW_BALANCE, bus, NONE, t, 0), 0, 0);
    for (size_t h = 0; h < m->time.slice[t]->n; h++) {
        cp_allocate_coef(m, hall + h, power + h, 1);
        cp_allocate_coef(m, load + h, power + h, 1);
        cp_allocate_coef(m, *balance + h, power + h, -1);
    }
}

static void add_site(struct cp_program *m, size_t s, size_t *halls_row) {
    const struct cp_site *site = &m->plan->site[s];
    size_t *halls = halls_at(m, s, 0);
    for (size_t t = 0; t < m->T; t++) {
        double mw = opening(m, site, t);
        halls[t] = cp_allocate_col(m, tagged(COL_HALLS, s, NONE, t, NONE), 0, CP_LP_INF);
        halls_row[t] = cp_allocate_row(m, tagged(ROW_HALLS, s, NONE, t, NONE), mw, mw);
        cp_allocate_coef(m, halls_row[t], halls[t], 1);
        if (t)
            cp_allocate_coef(m, halls_row[t], halls[t - 1], -1);
        cp_allocate_charge(m, t,
                           (struct cp_entry){.col = halls[t],
                                             .kind = COST_SITE_OM,
                                             .site = site->name,
                                             .amount = site->om * m->time.years[t]});
        add_power(m, s, t);
    }
}

int cp_allocate_add_sites(struct cp_program *m) {
    const struct cp_plan *plan = m->plan;
    size_t S = plan->nsite, T = m->T, nphase = 0;
    for (size_t s = 0; s < S; s++)
        nphase += plan->site[s].nphase;
    m->sites.halls = cp_allocate_indices(m, S * T);
    m->sites.hall_row = cp_allocate_indices(m, S * T);
    m->sites.load = cp_allocate_indices(m, S * T);
    m->sites.power = cp_allocate_indices(m, S * T);
    m->sites.build = cp_allocate_indices(m, nphase * T);
    size_t *halls_row = cp_allocate_indices(m, T), phase = 0;
    for (size_t s = 0; cp_allocate_going(m) && s < S; s++) {
        add_site(m, s, halls_row);
        for (size_t f = 0; f < plan->site[s].nphase; f++, phase++)
            add_phase(m, s, f, halls_row, m->sites.build + phase * T);
        for (size_t t = 0; cp_allocate_going(m) && t < T; t++)
            for (size_t h = 0; h < m->time.slice[t]->n; h++)
                cp_allocate_take_load(m, *hall_row_at(m, s, t) + h, s, t);
    }
    return cp_allocate_failed(m);
}

double cp_allocate_pue(const struct cp_program *m, const struct cp_site *site, size_t t, size_t h) {
    const double *shape = cp_allocate_profile(m, site->pue_profile, t);
    return shape ? site->pue * shape[h] : site->pue;
}
