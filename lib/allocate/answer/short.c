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

static bool are_at_work(const struct cp_lp_solution *s, const struct cp_pool *pool, size_t t,
                        size_t h) {
    double stand = pool->fleet[t] == NONE ? 0 : s->x[pool->fleet[t]];
    if (pool->units_row[t] == NONE || stand <= 1e-6)
        return true;
    return s->x[pool->powered[t]] >= (1 - 1e-6) * stand && /* none is switched off */
           s->activity[pool->units_row[t] + h] >= -1e-6 * stand;
}

/* Whenever workload w is short all GPUs of the site are at work, if there are any. */
static bool are_gpus_short(const struct cp_program *m, const struct cp_lp_solution *s, size_t w,
                           size_t site, size_t t) {
    bool firm = m->plan->workload[w].kind != CP_FLEXIBLE;
    for (size_t h = 0; h < m->time.slice[t]->n; h++) {
        if (firm && s->x[*unmet_at(m, w, t) + h] <= 1e-6 * *demand_at(m, w, t))
            continue;
        for (size_t p = 0; p < m->fleet.npool; p++)
            if (m->fleet.pool[p].s == site && !are_at_work(s, &m->fleet.pool[p], t, h))
                return false;
    }
    return true;
}

/* What contracts can bring to a site, firm ones where a margin of them is asked for, and the first
 * that brings some later. */
struct supply {
    double power, asked;
    const char *kind;
    const struct cp_contract *later;
};

static struct supply supply_of(const struct cp_program *m, size_t site, size_t t) {
    const struct cp_policy *policy = &m->plan->policy;
    bool firm = policy->reserve_margin >= 0;
    struct supply u = {0, firm ? 1 + policy->reserve_margin : 1, firm ? "firm supply" : "supply",
                       NULL};
    for (size_t e = 0; e < m->plan->energy.ncontract; e++) {
        const struct cp_contract *c = &m->plan->energy.contract[e];
        if ((firm && !c->firm) || contract_type(m, e)->sells)
            continue;
        if (*dispatch_at(m, e, m->energy.site_bus[site], t) != NONE)
            u.power += c->power * c->output.availability;
        if (cp_allocate_delivers_to(m, e, m->energy.site_bus[site]) &&
            c->from > cp_period_start(m->time.period[t]) && (!u.later || c->from < u.later->from))
            u.later = c;
    }
    return u;
}

static void add_power(const struct supply *u, double halls, struct cp_str *out) {
    char date[CP_PERIOD_SIZE];
    cp_str_addf(out, "%.0f MW of %s", u->power, u->kind);
    if (u->later) {
        cp_period_format(date, cp_period_at(CP_DAY, u->later->from));
        cp_str_addf(out, " before %s (%s)", date, u->later->name);
    }
    cp_str_addf(out, ": short %.0f MW of power\n", halls - u->power);
}

/* What limits a site in period t, in which w is short: the power that can be had there, its halls,
 * its GPUs, its bandwidth; or nothing there does. */
static void add_site(const struct cp_program *m, const struct cp_lp_solution *s, size_t w,
                     size_t site, size_t t, struct cp_str *out) {
    const double nearly = 1 - 1e-3;
    double halls = cp_allocate_usable_halls(m, s->x, site, t), top = 0;
    struct supply u = supply_of(m, site, t);
    for (size_t h = 0; h < m->time.slice[t]->n; h++)
        top = fmax(top, s->x[*power_at(m, site, t) + h]);
    bool power = u.power < halls * nearly && top * u.asked >= u.power * nearly;
    bool full = top >= halls * nearly, gpus = are_gpus_short(m, s, w, site, t);
    bool bandwidth = is_full(m, s, site, t);
    if (halls <= 0 || !(power || full || gpus || bandwidth))
        return;
    cp_allocate_add_pos(out, m->plan->site[site].pos);
    cp_str_addf(out, "%s %s: %.0f MW of halls, ", m->plan->site[site].name, m->time.text[t], halls);
    if (power) {
        add_power(&u, halls, out);
    } else if (full) {
        double room = cp_allocate_hall_room(m, s->x, site, t);
        cp_str_add(out, "all in use");
        if (room > 0.01 * (halls + room))
            cp_str_addf(out, ", and %.0f MW more could stand: %s\n", room,
                        could_buy(m, s->x, t) ? "more is not worth its cost" : "short of GPUs");
        else
            cp_str_add(out, ": short of halls\n");
    } else {
        cp_str_addf(out, "%.0f MW in use at the top: short of %s\n", top,
                    bandwidth ? "bandwidth" : "GPUs");
    }
}

double cp_allocate_explain_short(const struct cp_program *m, const struct cp_lp_solution *s,
                                 struct cp_str *out) {
    double missing = 0, wanted = 0, most = 0;
    size_t worst = NONE, of = NONE;
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
            of = w;
        }
    }
    for (size_t site = 0; worst != NONE && site < m->plan->nsite; site++)
        add_site(m, s, of, site, worst, out);
    return wanted > 0 ? missing / wanted : 0;
}
