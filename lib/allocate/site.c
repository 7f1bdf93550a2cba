/* Sites: phases become halls, halls hold facility power. */
#include "allocate/internal.h"
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
    size_t whole =
        row(m, (struct tag){ROW_PHASE, (uint16_t)s, (uint16_t)f, NOT, NOT}, -CP_LP_INF, open);
    for (size_t t = 0, first = NONE; t < m->T; t++) {
        if (!in_force(m, t, phase->ready, INT64_MAX))
            continue;
        if (first == NONE)
            first = t;
        if (open <= 0)
            break;
        size_t c = build[t] =
            col(m, (struct tag){COL_BUILD, (uint16_t)s, (uint16_t)f, (uint16_t)t, NOT},
                t == first ? fmin(must, open) : 0, open);
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

int add_sites(struct model *m) {
    const struct cp_plan *plan = m->plan;
    size_t S = plan->nsite, T = m->T, nphase = 0;
    for (size_t s = 0; s < S; s++)
        nphase += plan->site[s].nphase;
    m->halls = indices(m, S * T);
    m->room = indices(m, S * T);
    m->load = indices(m, S * T);
    m->balance = indices(m, S * T);
    m->power = indices(m, S * T);
    m->build = indices(m, nphase * T);
    size_t *halls_row = indices(m, T);
    if (m->oom)
        return cp_fail_nomem(m->err);
    for (size_t s = 0, phase = 0; s < S; s++) {
        const struct cp_site *site = &plan->site[s];
        for (size_t t = 0; t < T; t++) {
            uint16_t a = (uint16_t)s, at = (uint16_t)t;
            double mw = opening(m, site, t);
            size_t h = m->halls[s * T + t] =
                col(m, (struct tag){COL_HALLS, a, NOT, at, NOT}, 0, CP_LP_INF);
            halls_row[t] = row(m, (struct tag){ROW_HALLS, a, NOT, at, NOT}, mw, mw);
            coef(m, halls_row[t], h, 1);
            if (t)
                coef(m, halls_row[t], m->halls[s * T + t - 1], -1);
            charge(m, (struct entry){.col = h,
                                     .t = at,
                                     .kind = COST_SITE_OM,
                                     .site = site->name,
                                     .amount = site->om * m->years[t]});
            for (size_t i = 0; i < m->slice[t]->n; i++) {
                uint16_t slice = (uint16_t)i;
                size_t p = col(m, (struct tag){COL_POWER, a, NOT, at, slice}, 0, CP_LP_INF);
                size_t room = row(m, (struct tag){ROW_ROOM, a, NOT, at, slice}, -CP_LP_INF, 0);
                if (i == 0) {
                    m->power[s * T + t] = p;
                    m->room[s * T + t] = room;
                }
                coef(m, room, p, 1);
                coef(m, room, h, -1);
            }
            for (size_t i = 0; i < m->slice[t]->n; i++) {
                size_t load = row(m, (struct tag){ROW_LOAD, a, NOT, at, (uint16_t)i}, 0, 0);
                if (i == 0)
                    m->load[s * T + t] = load;
                coef(m, load, m->power[s * T + t] + i, 1);
            }
            for (size_t i = 0; i < m->slice[t]->n; i++) {
                size_t balance = row(m, (struct tag){ROW_BALANCE, a, NOT, at, (uint16_t)i}, 0, 0);
                if (i == 0)
                    m->balance[s * T + t] = balance;
                coef(m, balance, m->power[s * T + t] + i, -1);
            }
        }
        for (size_t f = 0; f < site->nphase; f++, phase++)
            add_phase(m, s, f, halls_row, m->build + phase * T);
    }
    return m->oom ? cp_fail_nomem(m->err) : 0;
}
