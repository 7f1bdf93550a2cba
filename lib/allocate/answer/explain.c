/* Why a plan is infeasible or short, in its own words. */
#include "allocate/answer/answer.h"
#include "allocate/block/block.h"
#include "allocate/program/at.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_place(struct cp_str *out, struct cp_pos pos) {
    if (pos.file && pos.line)
        cp_str_addf(out, "%s:%u:%u: ", pos.file, pos.line, pos.col);
    else if (pos.file)
        cp_str_addf(out, "%s: ", pos.file);
}

/* ---- infeasible ---------------------------------------------------------------------------- */

static const char *place_name(const struct cp_program *m, size_t p) {
    return m->energy.bus[p].site ? m->energy.bus[p].site : m->energy.bus[p].node;
}

/* A limit of the whole plan that cannot be kept. False: the row is none. */
static bool add_limit(const struct cp_program *m, const struct cp_tag *tag, double by,
                      struct cp_str *out) {
    const struct cp_plan *plan = m->plan;
    const char *limit = cp_allocate_row_kinds[tag->kind].limit;
    bool yearly = cp_allocate_row_kinds[tag->kind].parts[0] == 'y';
    if (!limit)
        return false;
    add_place(out, cp_plan_pos(plan, limit));
    cp_str_add(out, limit);
    if (yearly)
        cp_str_addf(out, " %d", cp_period_year(m->time.period[0]) + (int)tag->a);
    else if (tag->t != NO_PERIOD)
        cp_str_addf(out, " %s", m->time.text[tag->t]);
    cp_str_add(out, ": ");
    if (tag->kind == ROW_CAPEX)
        cp_str_addf(out, "%.4g bn USD short of what is committed", by / 1e9);
    else if (tag->kind == ROW_BUILD_RATE)
        cp_str_addf(out, "%.6g MW too little", by);
    else if (tag->kind == ROW_CO2)
        cp_str_addf(out, "%.6g t too little", by);
    else if (tag->kind == ROW_CFE)
        cp_str_addf(out, "%.6g MWh that emit nothing are missing", by);
    else if (tag->kind == ROW_CFE_HOURLY)
        cp_str_addf(out, "%.6g MW that emit nothing are missing around %s", by,
                    place_name(m, tag->a));
    else if (tag->kind == ROW_SUPPLIER)
        cp_str_addf(out, "%.6g USD too much go to %s", by, plan->supplier[tag->a].name);
    else if (tag->kind == ROW_COUNTRY)
        cp_str_addf(out, "%.6g USD too much go to %s", by, plan->supplier[tag->a].country);
    else if (tag->kind == ROW_RESERVE)
        cp_str_addf(out, "%.6g MW of firm power are missing at %s", by, place_name(m, tag->a));
    else
        cp_str_addf(out, "%.6g EFLOP/s of %s cannot be served without %s", by,
                    plan->workload[tag->a].name, plan->site[tag->b].name);
    cp_str_addc(out, '\n');
    return true;
}

/* One row that must give, by `amount` in its own units. */
static void add_conflict(const struct cp_program *m, size_t r, double amount, struct cp_str *out) {
    const struct cp_plan *plan = m->plan;
    const struct cp_tag *tag = &m->row_tags.tag[r];
    const struct cp_offer_step *step = NULL;
    char what[CP_LP_NAME_SIZE];
    double by = fabs(amount);
    if (add_limit(m, tag, by, out))
        return;
    switch (tag->kind) {
    case ROW_OFFER:
        step = &m->fleet.step[tag->a];
        for (size_t o = 0; o < plan->noffer; o++)
            if (!strcmp(plan->offer[o].name, step->offer))
                add_place(out, plan->offer[o].pos);
        cp_str_addf(out, "offer %s: %.6g GPU of the commitment cannot be taken", step->offer, by);
        break;
    case ROW_PHASE:
        add_place(out, plan->site[tag->a].phase[tag->b].pos);
        cp_str_addf(out, "sites/%s/phases/%s: %.6g MW more than its power", plan->site[tag->a].name,
                    plan->site[tag->a].phase[tag->b].name, by);
        break;
    case ROW_HALL_CAPACITY:
        add_place(out, plan->site[tag->a].pos);
        cp_str_addf(out, "sites/%s %s: short of %.6g MW of halls", plan->site[tag->a].name,
                    m->time.text[tag->t], by);
        break;
    case ROW_TRAFFIC:
        add_place(out, plan->site[tag->a].pos);
        cp_str_addf(out, "sites/%s %s: %.6g Gbit/s beyond its bandwidth", plan->site[tag->a].name,
                    m->time.text[tag->t], by);
        break;
    case ROW_LINK:
    case ROW_LINK_SIZE:
        add_place(out, plan->link[tag->a].pos);
        cp_str_addf(out, "links/%s %s: %.6g Gbit/s beyond its capacity", plan->link[tag->a].name,
                    m->time.text[tag->t], by);
        break;
    case ROW_BALANCE:
        add_place(out, m->energy.bus[tag->a].pos);
        cp_str_addf(out, "%s/%s %s: ", m->energy.bus[tag->a].site ? "sites" : "nodes",
                    place_name(m, tag->a), m->time.text[tag->t]);
        cp_str_addf(out, "%s %.6g MW of energy supply", amount > 0 ? "short of" : "there must go",
                    by);
        break;
    case ROW_TAKE:
    case ROW_CONTRACT:
        add_place(out, plan->contract[tag->a].pos);
        cp_str_addf(out, "contracts/%s %s: %.6g %s beyond what is contracted",
                    plan->contract[tag->a].name, m->time.text[tag->t], by,
                    tag->kind == ROW_TAKE ? "MWh" : "MW");
        break;
    case ROW_DEMAND:
    case ROW_MIN_RATE:
        add_place(out, plan->workload[tag->a].pos);
        cp_str_addf(out, "workloads/%s %s: %.6g EFLOP/s cannot be served",
                    plan->workload[tag->a].name, m->time.text[tag->t], by);
        break;
    default:
        cp_allocate_describe(m, 'r', r, what, sizeof what);
        cp_str_addf(out, "%s: violated by %.6g", what, by);
    }
    cp_str_addc(out, '\n');
}

static size_t row_in(const struct cp_part *part, size_t r) {
    return part->row ? part->row[r] : r;
}

int cp_allocate_explain_infeasible(const struct cp_lp *lp, const struct cp_part *part, size_t n,
                                   const struct cp_lp_options *opt, struct cp_str *out,
                                   struct cp_error *err) {
    struct cp_lp_relaxation conflict = {0};
    bool *soft = cp_calloc(cp_lp_view(lp).nrow, sizeof *soft);
    if (!soft)
        return cp_fail_nomem(err);
    /* what a planner decides may give; arithmetic may not */
    for (size_t k = 0; k < n; k++)
        for (size_t r = 0; r < part[k].m->row_tags.n; r++)
            soft[row_in(&part[k], r)] = cp_allocate_row_kinds[part[k].m->row_tags.tag[r].kind].soft;
    int rc = cp_lp_relaxation(lp, soft, opt, &conflict, err);
    for (size_t i = 0; !rc && i < conflict.n; i++) {
        size_t k = 0, r = 0;
        while (row_in(&part[k], r) != conflict.row[i])
            if (++r == part[k].m->row_tags.n) {
                r = 0;
                k++;
            }
        if (part[k].m->scenario_name)
            cp_str_addf(out, "%s: ", part[k].m->scenario_name);
        add_conflict(part[k].m, r, conflict.amount[i], out);
    }
    if (!rc && conflict.stopped)
        cp_str_add(out, "what is in the way was not found within the time limit\n");
    else if (!rc && conflict.n == 0 && cp_lp_view(lp).integer)
        cp_str_add(out, "no limit is in the way but that phases, sites and lots come whole\n");
    cp_lp_relaxation_release(&conflict);
    free(soft);
    return rc;
}

/* ---- short --------------------------------------------------------------------------------- */

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

/* What limits a site in period t: the firm power that can be had there, its halls, its bandwidth,
 * or none of them: then it is GPUs. */
static void add_site(const struct cp_program *m, const struct cp_lp_solution *s, size_t site,
                     size_t t, struct cp_str *out) {
    size_t n = m->time.slice[t]->n;
    double halls = s->x[*halls_at(m, site, t)], supply = 0, top = 0;
    const struct cp_contract *later = NULL;
    for (size_t h = 0; h < n; h++)
        top = fmax(top, s->x[*power_at(m, site, t) + h]);
    for (size_t e = 0; e < m->plan->ncontract; e++) {
        const struct cp_contract *c = &m->plan->contract[e];
        if (*dispatch_at(m, e, m->energy.site_bus[site], t) != NONE && c->firm)
            supply += c->power * c->availability;
        if (c->firm && cp_allocate_delivers_to(m, e, m->energy.site_bus[site]) &&
            c->from > cp_period_start(m->time.period[t]) && (!later || c->from < later->from))
            later = c;
    }
    if (halls <= 0)
        return;
    add_place(out, m->plan->site[site].pos);
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
        cp_str_add(out, "all in use: short of halls\n");
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
        add_place(out, work->pos);
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
