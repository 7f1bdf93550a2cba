/* What is short, and what of. */
#include "allocate/answer/answer.h"
#include "allocate/block/block.h"
#include "allocate/program/at.h"
#include "allocate/program/contract.h"
#include <math.h>
#include <string.h>

/* No more of its bandwidth, or of a link to it, is left in some slice. */
static bool is_full(const struct cp_program *m, const struct cp_lp_solution *s, size_t site,
                    size_t t) {
    size_t first = *traffic_at(m, site, t);
    double has = m->plan->site[site].bandwidth;
    for (size_t h = 0; first != NONE && h < m->time.slice[t]->n; h++)
        if (s->activity[first + h] >= has - 1e-6 * (1 + has))
            return true;
    for (size_t l = 0; l < m->plan->nlink; l++) {
        const struct cp_link *link = &m->plan->link[l];
        const char *name = m->plan->site[site].name;
        if ((!strcmp(link->to, name) || !strcmp(link->from, name)) &&
            cp_allocate_link_is_full(m, s, l, t))
            return true;
    }
    return false;
}

double cp_allocate_hall_room(const struct cp_program *m, const double *x, size_t s, size_t t) {
    double room = 0;
    size_t phase = 0;
    for (size_t i = 0; i < s; i++)
        phase += m->plan->site[i].nphase;
    for (size_t i = 0; i < m->plan->site[s].nphase; i++, phase++) {
        double built = 0;
        bool can = false;
        for (size_t k = 0; k <= t; k++)
            if (*build_at(m, phase, k) != NONE) {
                can = true;
                built += x[*build_at(m, phase, k)];
            }
        room += can ? fmax(0, m->plan->site[s].phase[i].power - built) : 0;
    }
    return room;
}

/* GPUs that were offered until period t and not taken are more than a hundredth of them. */
static bool could_buy(const struct cp_program *m, const double *x, size_t t) {
    double offered = 0, bought = 0;
    for (size_t l = 0; l < m->fleet.nstep; l++)
        for (size_t k = 0; k <= t; k++)
            if (m->fleet.step[l].col[k] != NONE) {
                offered += m->fleet.step[l].supply[k];
                bought += x[m->fleet.step[l].col[k]];
            }
    return offered - bought > 0.01 * offered;
}

/* What limits a site in period t: the firm power that can be had there, its halls, its bandwidth,
 * or none of them: then it is GPUs. */
static void add_site(const struct cp_program *m, const struct cp_lp_solution *s, size_t site,
                     size_t t, struct cp_str *out) {
    size_t n = m->time.slice[t]->n;
    double halls = cp_allocate_usable_halls(m, s->x, site, t), supply = 0, top = 0;
    const struct cp_contract *later = NULL;
    for (size_t h = 0; h < n; h++)
        top = fmax(top, s->x[*power_at(m, site, t) + h]);
    for (size_t e = 0; e < m->plan->energy.ncontract; e++) {
        const struct cp_contract *c = &m->plan->energy.contract[e];
        if (*dispatch_at(m, e, m->energy.site_bus[site], t) != NONE && c->firm &&
            !contract_type(m, e)->sells)
            supply += c->power * c->output.availability;
        if (c->firm && !contract_type(m, e)->sells &&
            cp_allocate_delivers_to(m, e, m->energy.site_bus[site]) &&
            c->from > cp_period_start(m->time.period[t]) && (!later || c->from < later->from))
            later = c;
    }
    if (halls <= 0)
        return;
    cp_allocate_add_pos(out, m->plan->site[site].pos);
    cp_str_addf(out, "%s %s: %.0f MW of halls, ", m->plan->site[site].name, m->time.text[t], halls);
    if (supply < halls && later) {
        char date[CP_PERIOD_SIZE];
        cp_period_format(date, cp_period_at(CP_DAY, later->from));
        cp_str_addf(out, "%.0f MW of firm supply before %s (%s): short %.0f MW of power\n", supply,
                    date, later->name, halls - supply);
    } else if (supply < halls * (1 - 1e-3)) {
        cp_str_addf(out, "%.0f MW of firm supply: short %.0f MW of power\n", supply,
                    halls - supply);
    } else if (top >= halls * (1 - 1e-3)) {
        double room = cp_allocate_hall_room(m, s->x, site, t);
        cp_str_add(out, "all in use");
        if (room > 0.01 * (halls + room))
            cp_str_addf(out, ", and %.0f MW more could stand: %s\n", room,
                        could_buy(m, s->x, t) ? "more is not worth its cost" : "short of GPUs");
        else
            cp_str_add(out, ": short of halls\n");
    } else {
        cp_str_addf(out, "%.0f MW in use at the top: short of %s\n", top,
                    is_full(m, s, site, t) ? "bandwidth" : "GPUs");
    }
}

double cp_allocate_explain_short(const struct cp_program *m, const struct cp_lp_solution *s,
                                 struct cp_str *out) {
    double missing = 0, wanted = 0, most = 0;
    size_t worst = NONE;
    for (size_t w = 0; w < m->plan->nworkload; w++) {
        const struct cp_workload *work = &m->plan->workload[w];
        double sum = 0, peak = 0;
        size_t from = NONE, to = 0, top = 0;
        for (size_t t = 0; t < m->T; t++) {
            double demand = *demand_at(m, w, t), unmet = cp_allocate_unmet(m, s->x, w, t);
            wanted += demand * m->time.hours[t];
            missing += unmet * m->time.hours[t];
            if (unmet <= 1e-6 * demand)
                continue;
            sum += unmet * m->time.hours[t];
            from = from == NONE ? t : from;
            to = t;
            if (unmet > peak) {
                peak = unmet;
                top = t;
            }
        }
        if (from == NONE)
            continue;
        cp_allocate_add_pos(out, work->pos);
        cp_str_addf(out, "%s: short between %s and %s, at most %.4g EFLOP/s (%.1f %%) in %s\n",
                    work->name, m->time.text[from], m->time.text[to], peak,
                    100 * peak / *demand_at(m, w, top), m->time.text[top]);
        if (sum > most) {
            most = sum;
            worst = top;
        }
    }
    for (size_t site = 0; worst != NONE && site < m->plan->nsite; site++)
        add_site(m, s, site, worst, out);
    return wanted > 0 ? missing / wanted : 0;
}
