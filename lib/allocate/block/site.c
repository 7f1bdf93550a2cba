/* Sites: phases become halls, halls hold facility power. */
#include "allocate/program/internal.h"
#include <math.h>

/* Spending for what is ready at the start of period t, spread evenly over `lead` years before it;
 * what would fall before the plan falls into its first period. */
static void spend(struct model *m, struct entry e, size_t t, double lead) {
    double amount = e.amount, ready = 0;
    for (size_t i = 0; i < t; i++)
        ready += m->years[i];
    if (lead <= 0 || t == 0) {
        e.t = (uint16_t)t;
        charge(m, e);
        return;
    }
    double from = ready - lead, at = 0;
    for (size_t i = 0; i < t; i++) {
        double end = at + m->years[i], begin = i == 0 && from < 0 ? from : fmax(from, at);
        e.t = (uint16_t)i;
        e.amount = end > begin ? amount * (end - begin) / lead : 0;
        charge(m, e);
        at = end;
    }
}

/* Value left at the end of the horizon of an asset of `life` years that came in period t. */
static double left_at_end(const struct model *m, size_t t, double life) {
    double age = 0;
    for (size_t i = t; i < m->T; i++)
        age += m->years[i];
    return fmax(0, 1 - age / life);
}

static void add_phase(struct model *m, size_t s, size_t f, const size_t *halls_row, size_t *build) {
    const struct cp_phase *phase = &m->plan->site[s].phase[f];
    double open = phase->power * (1 - phase->built);
    double must = fmax(0, phase->power * (phase->committed - phase->built));
    size_t whole = row(m, tagged(ROW_PHASE, s, f, NONE, NONE), -CP_LP_INF, open);
    for (size_t t = 0, first = NONE; t < m->T; t++) {
        if (!in_force(m, t, phase->ready, INT64_MAX))
            continue;
        if (first == NONE)
            first = t;
        if (open <= 0)
            break;
        size_t c = build[t] =
            col(m, tagged(COL_BUILD, s, f, t, NONE), t == first ? fmin(must, open) : 0, open);
        coef(m, whole, c, 1);
        coef(m, halls_row[t], c, -1);
        double capex = phase->capex / phase->power;
        spend(m,
              (struct entry){
                  .col = c, .kind = COST_SITE, .site = m->plan->site[s].name, .amount = capex},
              t, phase->lead);
        charge(m, (struct entry){.col = c,
                                 .t = (uint16_t)(m->T - 1),
                                 .kind = COST_SALVAGE,
                                 .site = m->plan->site[s].name,
                                 .amount = -capex * left_at_end(m, t, phase->life)});
    }
}

/* MW of phases that stand already and open in period t. */
static double opening(const struct model *m, const struct cp_site *site, size_t t) {
    double mw = 0;
    for (size_t f = 0; f < site->nphase; f++)
        if (in_force(m, t, site->phase[f].ready, INT64_MAX) &&
            (t == 0 || !in_force(m, t - 1, site->phase[f].ready, INT64_MAX)))
            mw += site->phase[f].power * site->phase[f].built;
    return mw;
}

/* Facility power in every slice: within the halls, drawn by the IT load, fed by energy. */
static void add_power(struct model *m, size_t s, size_t t) {
    size_t at = s * m->T + t;
    size_t power = m->power[at] = cols_by_slice(m, tagged(COL_POWER, s, NONE, t, 0), 0, CP_LP_INF);
    m->room[at] = rows_by_slice(m, tagged(ROW_ROOM, s, NONE, t, 0), -CP_LP_INF, 0);
    m->load[at] = rows_by_slice(m, tagged(ROW_LOAD, s, NONE, t, 0), 0, 0);
    size_t place = m->site_place[s], *balance = &m->balance[place * m->T + t];
    if (*balance == NONE)
        *balance = rows_by_slice(m, tagged(ROW_BALANCE, place, NONE, t, 0), 0, 0);
    for (size_t h = 0; h < m->slice[t]->n; h++) {
        coef(m, m->room[at] + h, power + h, 1);
        coef(m, m->room[at] + h, m->halls[at], -1);
        coef(m, m->load[at] + h, power + h, 1);
        coef(m, *balance + h, power + h, -1);
    }
}

static void add_site(struct model *m, size_t s, size_t *halls_row) {
    const struct cp_site *site = &m->plan->site[s];
    size_t *halls = m->halls + s * m->T;
    for (size_t t = 0; t < m->T; t++) {
        double mw = opening(m, site, t);
        halls[t] = col(m, tagged(COL_HALLS, s, NONE, t, NONE), 0, CP_LP_INF);
        halls_row[t] = row(m, tagged(ROW_HALLS, s, NONE, t, NONE), mw, mw);
        coef(m, halls_row[t], halls[t], 1);
        if (t)
            coef(m, halls_row[t], halls[t - 1], -1);
        charge(m, (struct entry){.col = halls[t],
                                 .t = (uint16_t)t,
                                 .kind = COST_SITE_OM,
                                 .site = site->name,
                                 .amount = site->om * m->years[t]});
        add_power(m, s, t);
    }
}

int add_sites(struct model *m) {
    const struct cp_plan *plan = m->plan;
    size_t S = plan->nsite, T = m->T, nphase = 0;
    for (size_t s = 0; s < S; s++)
        nphase += plan->site[s].nphase;
    m->halls = indices(m, S * T);
    m->room = indices(m, S * T);
    m->load = indices(m, S * T);
    m->power = indices(m, S * T);
    m->build = indices(m, nphase * T);
    size_t *halls_row = indices(m, T), phase = 0;
    for (size_t s = 0; !m->oom && s < S; s++) {
        add_site(m, s, halls_row);
        for (size_t f = 0; f < plan->site[s].nphase; f++, phase++)
            add_phase(m, s, f, halls_row, m->build + phase * T);
    }
    return m->oom ? cp_fail_nomem(m->err) : 0;
}
