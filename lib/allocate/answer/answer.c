/* The solution as facts: what to build, buy, install and run, and what it costs. */
#include "allocate/answer/answer.h"
#include "allocate/block/block.h"
#include "allocate/program/at.h"
#include "allocate/program/contract.h"
#include <math.h>

/* Below this part of a thing's own size, the tolerance of an answer, a number is noise, and not
 * written. */
static const double noise = 1e-8;

/* ---- sites and energy ---------------------------------------------------------------------- */

/* Part of what firm contracts bring to its bus that is a site's: by halls where several share. */
static double share_of_bus(const struct cp_program *m, const double *x, size_t s, size_t t) {
    double all = 0, mine = x[*halls_at(m, s, t)];
    for (size_t i = 0; i < m->plan->nsite; i++)
        if (m->energy.site_bus[i] == m->energy.site_bus[s])
            all += x[*halls_at(m, i, t)];
    return all > 0 ? mine / all : 0;
}

/* Power a contract can be relied on to bring to a site: all of it when the site's bus is its only
 * one, else the most that it delivers there; of an open one what the halls can take. */
static double firm_power(const struct cp_program *m, const double *x, size_t e, size_t s,
                         size_t t) {
    const struct cp_contract *c = &m->plan->energy.contract[e];
    size_t flow = *dispatch_at(m, e, m->energy.site_bus[s], t);
    double most = 0, share = m->plan->site[s].node ? share_of_bus(m, x, s, t) : 1;
    if (!c->firm || flow == NONE || contract_type(m, e)->sells)
        return 0;
    if (cp_allocate_is_open(m, e))
        return x[*halls_at(m, s, t)];
    if (m->energy.buses[e].n == 1)
        return cp_allocate_capacity_in(&m->energy.capacity[e], x, t) * c->output.availability *
               share;
    for (size_t h = 0; h < m->time.slice[t]->n; h++)
        most = fmax(most, x[flow + h]);
    return most * share;
}

static void write_site(struct cp_writer *w, size_t s, size_t t) {
    const struct cp_program *m = w->m;
    const struct cp_site *site = &m->plan->site[s];
    struct cp_fact f = {.dim[CP_SITE] = site->name, .dim[CP_LAYER] = "datacenter"};
    double halls = w->s->x[*halls_at(m, s, t)], firm = 0, it = 0;
    double usable = cp_allocate_usable_halls(m, w->s->x, s, t);
    size_t power = *power_at(m, s, t);
    for (size_t e = 0; e < m->plan->energy.ncontract; e++)
        firm += firm_power(m, w->s->x, e, s, t);
    cp_allocate_put(w, "halls", f, t, halls);
    cp_allocate_put_some(w, "hall_room", f, t, cp_allocate_hall_room(m, w->s->x, s, t), halls);
    cp_allocate_put(w, "firm_supply", f, t, firm);
    if (usable < halls)
        cp_allocate_put(w, "usable_halls", f, t, usable);
    cp_allocate_put(w, "energised", f, t, fmin(usable, firm));
    for (size_t h = 0; h < m->time.slice[t]->n; h++)
        it += m->time.slice[t]->weight[h] * w->s->x[power + h] / cp_allocate_pue(m, site, t, h);
    cp_allocate_put(w, "power", f, t, cp_allocate_mean(m, w->s->x, power, t));
    cp_allocate_put(w, "it_power", f, t, it);
    if (*traffic_at(m, s, t) != NONE)
        cp_allocate_put(w, "bandwidth", f, t, cp_allocate_bandwidth(m, w->s->x, s, t));
    for (size_t h = 0; w->slices && h < m->time.slice[t]->n; h++) {
        cp_allocate_put(w, "power", cp_allocate_in_slice(w, f, t, h), t, w->s->x[power + h]);
    }
    if (w->slices)
        cp_allocate_write_spare(w, s, t, f);
}

static void write_builds(struct cp_writer *w) {
    const struct cp_program *m = w->m;
    size_t phase = 0;
    for (size_t s = 0; s < m->plan->nsite; s++)
        for (size_t i = 0; i < m->plan->site[s].nphase; i++, phase++)
            for (size_t t = 0; t < m->T; t++) {
                size_t c = *build_at(m, phase, t);
                struct cp_fact f = {.dim[CP_SITE] = m->plan->site[s].name,
                                    .dim[CP_PHASE] = m->plan->site[s].phase[i].name,
                                    .dim[CP_LAYER] = "datacenter"};
                if (c != NONE && cp_allocate_reports(w, c, &f))
                    cp_allocate_put_some(w, "build", f, t, w->s->x[c],
                                         m->plan->site[s].phase[i].power);
            }
}

/* Energy of a contract at a bus; a battery's is net of charging. */
static void write_energy(struct cp_writer *w, size_t e, size_t p, size_t t) {
    const struct cp_program *m = w->m;
    const struct cp_contract *c = &m->plan->energy.contract[e];
    size_t dispatch = *dispatch_at(m, e, p, t), charge = *charge_at(m, e, p, t);
    if (dispatch == NONE)
        return;
    struct cp_fact f = {.dim[CP_SITE] = m->energy.bus[p].site,
                        .dim[CP_NODE] = m->energy.bus[p].node,
                        .dim[CP_CONTRACT] = c->name,
                        .dim[CP_KIND] = cp_allocate_contract_word(c),
                        .dim[CP_LAYER] = "energy"};
    double mwh = m->time.hours[t] * cp_allocate_mean(m, w->s->x, dispatch, t);
    cp_allocate_put_some(w, "emissions", f, t, mwh * c->emissions, 0);
    cp_allocate_put_some(w, "captured", f, t, mwh * c->capture.rate, 0);
    mwh *= contract_type(m, e)->sells ? -1 : 1;
    cp_allocate_put_some(w, "energy", f, t,
                         mwh - m->time.hours[t] * cp_allocate_mean(m, w->s->x, charge, t), 0);
    for (size_t h = 0; w->slices && h < m->time.slice[t]->n; h++) {
        double in = contract_type(m, e)->sells ? -w->s->x[dispatch + h] : w->s->x[dispatch + h];
        double charging = charge == NONE ? 0 : w->s->x[charge + h];
        cp_allocate_put_some(w, "energy", cp_allocate_in_slice(w, f, t, h), t,
                             slice_hours(m, t, h) * (in - charging), 0);
    }
}

static void write_contract(struct cp_writer *w, size_t e, size_t t) {
    const struct cp_program *m = w->m;
    const struct cp_contract *c = &m->plan->energy.contract[e];
    size_t first = *contract_row_at(m, e, t);
    if (first == NONE)
        return;
    struct cp_fact f = {.dim[CP_CONTRACT] = c->name,
                        .dim[CP_KIND] = cp_allocate_contract_word(c),
                        .dim[CP_LAYER] = "energy"};
    cp_allocate_put_capacity(w, &m->energy.capacity[e], f, t, "contract",
                             contract_type(m, e)->built ? "plant" : NULL);
    double left = 0; /* the row is delivered - available, at most 0 */
    for (size_t h = 0; h < m->time.slice[t]->n; h++)
        left -= slice_hours(m, t, h) * w->s->activity[first + h];
    if (*peak_power_at(m, e, t) != NONE)
        cp_allocate_put(w, "peak_power", f, t, w->s->x[*peak_power_at(m, e, t)]);
    if (contract_type(m, e)->curtails)
        cp_allocate_put_some(w, "curtailed", f, t, left,
                             cp_allocate_capacity_in(&m->energy.capacity[e], w->s->x, t) *
                                 m->time.hours[t]);
}

/* What is built of a line and stands, and the energy that it brings to a node, by slice too. */
static void write_line(struct cp_writer *w, size_t l, size_t t) {
    const struct cp_program *m = w->m;
    const struct cp_power_line *line = &m->plan->energy.line[l];
    struct cp_fact f = {.dim[CP_NAME] = line->name, .dim[CP_LAYER] = "energy"};
    cp_allocate_put_capacity(w, &m->energy.line[l], f, t, "line", "line_build");
    for (size_t way = 0; way < 2; way++) {
        size_t first = *line_flow_at(m, l, way, t);
        if (first == NONE)
            continue;
        f.dim[CP_NODE] = way ? line->from : line->to;
        cp_allocate_put_some(
            w, "carried", f, t,
            line->efficiency * m->time.hours[t] * cp_allocate_mean(m, w->s->x, first, t), 0);
        for (size_t h = 0; w->slices && h < m->time.slice[t]->n; h++) {
            cp_allocate_put_some(w, "carried", cp_allocate_in_slice(w, f, t, h), t,
                                 line->efficiency * m->time.hours[t] * m->time.slice[t]->weight[h] *
                                     w->s->x[first + h],
                                 0);
        }
    }
}

static void write_fuels(struct cp_writer *w, size_t t) {
    const struct cp_program *m = w->m;
    for (size_t f = 0, at = 0; f < m->plan->energy.nfuel; f++)
        for (size_t i = 0; i < m->plan->energy.fuel[f].ntier; i++, at++) {
            struct cp_fact fact = {.dim[CP_NAME] = m->plan->energy.fuel[f].name,
                                   .dim[CP_STEP] = m->plan->energy.fuel[f].tier[i].name,
                                   .dim[CP_LAYER] = "energy"};
            cp_allocate_put_some(w, "fuel", fact, t, w->s->x[*fuel_at(m, at, t)], 1);
        }
}

static void write_shed(struct cp_writer *w, size_t t) {
    const struct cp_program *m = w->m;
    for (size_t b = 0; b < m->energy.nbus; b++) {
        size_t first = *shed_at(m, b, t);
        struct cp_fact f = {.dim[CP_NODE] = m->energy.bus[b].node, .dim[CP_LAYER] = "energy"};
        if (first == NONE)
            continue;
        cp_allocate_put_some(w, "shed", f, t,
                             m->time.hours[t] * cp_allocate_mean(m, w->s->x, first, t), 1);
        for (size_t h = 0; w->slices && h < m->time.slice[t]->n; h++)
            cp_allocate_put_some(w, "shed", cp_allocate_in_slice(w, f, t, h), t,
                                 slice_hours(m, t, h) * w->s->x[first + h], 1);
    }
}

/* ---- fleet --------------------------------------------------------------------------------- */

static void write_step(struct cp_writer *w, size_t l) {
    const struct cp_offer_step *step = &w->m->fleet.step[l];
    struct cp_fact f = {.dim[CP_SKU] = step->sku,
                        .dim[CP_SUPPLIER] = step->supplier,
                        .dim[CP_OFFER] = step->offer,
                        .dim[CP_STEP] = step->name,
                        .dim[CP_LAYER] = "hardware"};
    for (size_t t = 0; t < w->m->T; t++)
        if (step->col[t] != NONE && cp_allocate_reports(w, step->col[t], &f))
            cp_allocate_put_some(w, "buy", f, t, w->s->x[step->col[t]], step->supply[t]);
}

/* A column of a cohort in period t; 0 where it has none. */
static double of_cohort(const struct cp_writer *w, const struct cp_cohort *c, size_t first,
                        size_t t) {
    return first == NONE || t < c->from ? 0 : w->s->x[first + (t - c->from)];
}

/* The units that could have been delivered. */
static double size_of(const struct cp_program *m, const struct cp_delivery *delivery) {
    double most = 0;
    for (size_t l = 0; l < m->fleet.nstep; l++)
        if (m->fleet.step[l].g == delivery->g && m->fleet.step[l].col[delivery->first] != NONE)
            most += m->fleet.step[l].supply[delivery->first];
    return isfinite(most) ? most : 0;
}

static void write_cohort(struct cp_writer *w, size_t k) {
    const struct cp_program *m = w->m;
    const struct cp_cohort *c = &m->fleet.cohort[k];
    const struct cp_sku *sku = &m->plan->sku[c->g];
    bool existing = c->delivery == NONE;
    struct cp_fact f = {.dim[CP_SITE] = m->plan->site[c->s].name,
                        .dim[CP_SKU] = sku->name,
                        .dim[CP_LAYER] = "hardware",
                        .dim[CP_VINTAGE] = c->vintage};
    double before = existing ? c->units : 0,
           size = existing ? c->units : size_of(m, &m->fleet.delivery[c->delivery]);
    for (size_t t = c->first; t <= c->last; t++) {
        double now = w->s->x[c->col + (t - c->first)], lost = 0, installed = 0;
        double sold = of_cohort(w, c, c->sell, t);
        double moved = of_cohort(w, c, c->move_in, t) - of_cohort(w, c, c->move_out, t);
        if (t > c->first)
            lost = before * (1 - pow(1 - sku->reliability.failure, m->time.years[t]));
        if (!existing && t <= m->fleet.delivery[c->delivery].stored)
            installed = w->s->x[c->install + (t - c->first)];
        cp_allocate_put_some(w, "install", f, t, installed, size);
        cp_allocate_put_some(w, "failures", f, t, lost, size);
        cp_allocate_put_some(w, "move", f, t, moved, size);
        cp_allocate_put_some(w, "sold", f, t, sold, size);
        cp_allocate_put_some(w, "retire", f, t, before - lost + installed + moved - now, size);
        cp_allocate_put_some(w, "stock", f, t, now, size);
        before = now;
    }
    if (c->last + 1 < m->T)
        cp_allocate_put_some(w, "retire", f, c->last + 1, before, size);
}

static void write_delivery(struct cp_writer *w, size_t b) {
    const struct cp_delivery *delivery = &w->m->fleet.delivery[b];
    struct cp_fact f = {.dim[CP_SKU] = w->m->plan->sku[delivery->g].name,
                        .dim[CP_LAYER] = "hardware",
                        .dim[CP_VINTAGE] = w->m->time.text[delivery->first]};
    double size = size_of(w->m, delivery);
    for (size_t t = delivery->first; t <= delivery->stored; t++)
        cp_allocate_put_some(w, "inventory", f, t, w->s->x[delivery->col + (t - delivery->first)],
                             size);
}

/* GPU-hours of a pool in slice h of a period, or with h = NONE in all of it. */
struct pool_hours {
    double able, busy, waiting; /* waiting: kept for whom they are dedicated to */
};

static struct pool_hours hours_of(const struct cp_writer *w, size_t p, size_t t, size_t h) {
    const struct cp_program *m = w->m;
    const struct cp_pool *pool = &m->fleet.pool[p];
    const struct cp_sku *sku = &m->plan->sku[pool->g];
    double hours = m->time.hours[t] * (h == NONE ? 1 : m->time.slice[t]->weight[h]);
    struct pool_hours x = {.able = w->s->x[pool->powered[t]] * sku->reliability.availability *
                                   (1 - sku->reliability.spares) * hours};
    for (size_t i = 0; i < m->plan->nworkload; i++) {
        size_t run = *run_at(m, i, p, t), reserved = *reserved_at(m, i, p, t);
        if (run == NONE)
            continue;
        double flops = h == NONE ? cp_allocate_mean(m, w->s->x, run, t) : w->s->x[run + h];
        double at_work =
            hours * flops / (sku->peak * cp_plan_efficiency(sku, m->plan->workload[i].name));
        x.busy += at_work;
        if (reserved != NONE)
            x.waiting += fmax(0, w->s->x[reserved] * hours - at_work);
    }
    return x;
}

static void write_hours(struct cp_writer *w, size_t p, size_t t, struct cp_fact f) {
    struct pool_hours all = hours_of(w, p, t, NONE);
    cp_allocate_put_some(w, "gpu_hours", f, t, all.busy, all.able);
    cp_allocate_put_some(w, "surplus", f, t, all.able - all.busy - all.waiting, all.able);
    for (size_t h = 0; w->slices && h < w->m->time.slice[t]->n; h++) {
        struct pool_hours x = hours_of(w, p, t, h);
        cp_allocate_put_some(w, "surplus", cp_allocate_in_slice(w, f, t, h), t,
                             x.able - x.busy - x.waiting, x.able);
    }
}

/* Hours at work and idle, and the work done, of one pool in one period. */
static void write_pool(struct cp_writer *w, size_t p, size_t t) {
    const struct cp_program *m = w->m;
    const struct cp_pool *pool = &m->fleet.pool[p];
    const struct cp_sku *sku = &m->plan->sku[pool->g];
    struct cp_fact f = {.dim[CP_SKU] = sku->name, .dim[CP_LAYER] = "hardware"};
    if (pool->fleet[t] == NONE)
        return;
    if (pool->s == NONE)
        f.dim[CP_OFFER] = m->fleet.step[pool->step].offer;
    else
        f.dim[CP_SITE] = m->plan->site[pool->s].name;
    if (sku->reliability.repairs > 0) {
        double out = w->s->x[pool->powered[t]] * sku->reliability.repairing;
        cp_allocate_put_some(w, "repairing", f, t, out, 1);
        cp_allocate_put_some(
            w, "repairs", f, t,
            (w->s->x[pool->powered[t]] - out) * sku->reliability.repairs * m->time.years[t], 1);
    }
    if (pool->powered[t] != pool->fleet[t])
        cp_allocate_put_some(w, "switched_on", f, t, w->s->x[pool->powered[t]], 1);
    for (size_t i = 0; i < m->plan->nworkload; i++) {
        size_t run = *run_at(m, i, p, t), reserved = *reserved_at(m, i, p, t);
        double flops = cp_allocate_mean(m, w->s->x, run, t);
        if (run == NONE)
            continue;
        struct cp_fact work = f;
        work.dim[CP_WORKLOAD] = m->plan->workload[i].name;
        work.dim[CP_TENANT] = m->plan->workload[i].tenant;
        cp_allocate_put_some(w, "served", work, t, flops, *demand_at(m, i, t));
        for (size_t h = 0; w->slices && h < m->time.slice[t]->n; h++) {
            struct cp_fact slice = cp_allocate_in_slice(w, work, t, h);
            cp_allocate_put_some(w, "served", slice, t, w->s->x[run + h], *demand_at(m, i, t));
        }
        if (reserved != NONE)
            cp_allocate_put_some(w, "held", work, t, w->s->x[reserved], 1);
    }
    write_hours(w, p, t, f);
}

static void write_unmet(struct cp_writer *w, size_t i, size_t t) {
    const struct cp_program *m = w->m;
    const struct cp_workload *work = &m->plan->workload[i];
    if (*unmet_at(m, i, t) == NONE)
        return;
    struct cp_fact f = {.dim[CP_WORKLOAD] = work->name,
                        .dim[CP_TENANT] = work->tenant,
                        .dim[CP_LAYER] = "hardware"};
    cp_allocate_put(w, "unmet", f, t, cp_allocate_unmet(m, w->s->x, i, t));
    for (size_t h = 0; w->slices && work->kind == CP_FIRM && h < m->time.slice[t]->n; h++) {
        struct cp_fact slice = cp_allocate_in_slice(w, f, t, h);
        cp_allocate_put_some(w, "unmet", slice, t, w->s->x[*unmet_at(m, i, t) + h],
                             *demand_at(m, i, t));
    }
    if (work->bid)
        cp_allocate_put(w, "rejected", f, t,
                        *demand_at(m, i, t) * (1 - w->s->x[m->work.accept[i]]));
}

static void write_bids(struct cp_writer *w) {
    for (size_t i = 0; i < w->m->plan->nworkload; i++) {
        const struct cp_workload *work = &w->m->plan->workload[i];
        struct cp_fact f = {.dim[CP_WORKLOAD] = work->name, .dim[CP_TENANT] = work->tenant};
        if (w->m->work.accept[i] == NONE || !cp_allocate_reports(w, w->m->work.accept[i], &f))
            continue;
        double part = w->s->x[w->m->work.accept[i]];
        cp_allocate_put(w, "accepted", f, NONE, part < noise ? 0 : part > 1 - noise ? 1 : part);
    }
}

static int write_decisions(const struct cp_program *m, const struct cp_lp_solution *s, bool slices,
                           struct cp_facts *facts) {
    struct cp_writer w = {.m = m, .s = s, .facts = facts, .slices = slices};
    cp_allocate_put(&w, "objective", (struct cp_fact){0}, NONE, s->objective);
    write_bids(&w);
    cp_allocate_write_choices(&w);
    write_builds(&w);
    for (size_t l = 0; l < m->fleet.nstep; l++)
        write_step(&w, l);
    for (size_t k = 0; k < m->fleet.ncohort; k++)
        write_cohort(&w, k);
    for (size_t b = 0; b < m->fleet.ndelivery; b++)
        write_delivery(&w, b);
    for (size_t t = 0; t < m->T; t++) {
        for (size_t h = 0; slices && h < m->time.slice[t]->n; h++)
            cp_allocate_put(&w, "slice_hours", cp_allocate_in_slice(&w, (struct cp_fact){0}, t, h),
                            t, m->time.hours[t] * m->time.slice[t]->weight[h]);
        for (size_t i = 0; i < m->plan->nsite; i++)
            write_site(&w, i, t);
        for (size_t e = 0; e < m->plan->energy.ncontract; e++) {
            write_contract(&w, e, t);
            cp_allocate_write_commitment(&w, e, t);
            if (contract_type(m, e)->stores)
                cp_allocate_write_storage(&w, e, t);
            for (size_t i = 0; i < m->energy.nbus; i++)
                write_energy(&w, e, i, t);
        }
        for (size_t l = 0; l < m->plan->energy.nline; l++)
            write_line(&w, l, t);
        for (size_t l = 0; l < m->plan->nlink; l++)
            cp_allocate_write_link(&w, l, t);
        write_fuels(&w, t);
        write_shed(&w, t);
        cp_allocate_write_reserves(&w, t);
        for (size_t p = 0; p < m->fleet.npool; p++)
            write_pool(&w, p, t);
        for (size_t i = 0; i < m->plan->nworkload; i++) {
            write_unmet(&w, i, t);
            cp_allocate_write_ways(&w, i, t);
        }
    }
    return w.rc;
}

int cp_allocate_write(const struct cp_program *m, const struct cp_lp_solution *s,
                      const struct cp_allocate_options *opt, struct cp_facts *facts) {
    int rc = write_decisions(m, s, opt->slices, facts);
    if (rc)
        return rc;
    rc = cp_allocate_write_costs(m, s, facts);
    if (rc || !opt->duals)
        return rc;
    return cp_allocate_write_duals(m, s, opt->slices, facts);
}
