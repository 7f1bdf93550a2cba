/* The solution as facts: what to build, buy, install and run, and what it costs. */
#include "allocate/program/internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Below this part of a thing's own size a number is the engine's noise, and not written. */
static const double noise = 1e-9;

void put(struct writer *w, const char *measure, struct cp_fact f, size_t t, double value) {
    if (w->rc)
        return;
    f.measure = measure;
    f.value = value;
    if (!f.dim[CP_SCENARIO])
        f.dim[CP_SCENARIO] = w->m->scenario_name;
    if (t != NONE)
        f.dim[CP_PERIOD] = w->m->text[t];
    w->rc = cp_facts_put(w->facts, &f, w->m->err);
}

bool tells(const struct writer *w, size_t c, struct cp_fact *f) {
    uint8_t decided = w->m->decided ? w->m->decided[c] : LATER;
    f->dim[CP_SCENARIO] = decided == LATER ? NULL : "-";
    return decided != NOW_TOLD;
}

void put_some(struct writer *w, const char *measure, struct cp_fact f, size_t t, double value,
              double scale) {
    if (fabs(value) > noise * (1 + scale))
        put(w, measure, f, t, value);
}

/* ---- sites and energy ---------------------------------------------------------------------- */

/* Part of what firm contracts bring to its place that is a site's: by halls where several share. */
static double share_of_place(const struct model *m, const double *x, size_t s, size_t t) {
    double all = 0, mine = x[m->halls[s * m->T + t]];
    for (size_t i = 0; i < m->plan->nsite; i++)
        if (m->site_place[i] == m->site_place[s])
            all += x[m->halls[i * m->T + t]];
    return all > 0 ? mine / all : 0;
}

/* Power a contract can be relied on to bring to a site: all of it when the site's place is its only
 * one, else the most that it delivers there; of an open one what the halls can take. */
static double firm_power(const struct model *m, const double *x, size_t e, size_t s, size_t t) {
    const struct cp_contract *c = &m->plan->contract[e];
    size_t flow = m->flow[(e * m->P + m->site_place[s]) * m->T + t];
    double most = 0, share = m->plan->site[s].node ? share_of_place(m, x, s, t) : 1;
    if (!c->firm || flow == NONE)
        return 0;
    if (is_open(c))
        return x[m->halls[s * m->T + t]];
    if (m->delivery[e].n == 1)
        return stands(&m->standing[e], x, t) * c->availability * share;
    for (size_t h = 0; h < m->slice[t]->n; h++)
        most = fmax(most, x[flow + h]);
    return most * share;
}

static void write_site(struct writer *w, size_t s, size_t t) {
    const struct model *m = w->m;
    const struct cp_site *site = &m->plan->site[s];
    struct cp_fact f = {.dim[CP_SITE] = site->name, .dim[CP_LAYER] = "datacenter"};
    double halls = w->s->x[m->halls[s * m->T + t]], firm = 0, it = 0;
    size_t power = m->power[s * m->T + t];
    for (size_t e = 0; e < m->plan->ncontract; e++)
        firm += firm_power(m, w->s->x, e, s, t);
    put(w, "halls", f, t, halls);
    put(w, "firm_supply", f, t, firm);
    put(w, "energised", f, t, fmin(halls, firm));
    for (size_t h = 0; h < m->slice[t]->n; h++)
        it += m->slice[t]->weight[h] * w->s->x[power + h] / site_pue(m, site, t, h);
    put(w, "power", f, t, slice_mean(m, w->s->x, power, t));
    put(w, "it_power", f, t, it);
    if (m->traffic[s * m->T + t] != NONE)
        put(w, "bandwidth", f, t, bandwidth(m, w->s->x, s, t));
    for (size_t h = 0; w->slices && h < m->slice[t]->n; h++) {
        char name[CP_SLICE_SIZE];
        cp_slices_name(m->slice[t], h, name);
        f.dim[CP_SLICE] = name;
        put(w, "power", f, t, w->s->x[power + h]);
    }
}

static void write_builds(struct writer *w) {
    const struct model *m = w->m;
    size_t phase = 0;
    for (size_t s = 0; s < m->plan->nsite; s++)
        for (size_t i = 0; i < m->plan->site[s].nphase; i++, phase++)
            for (size_t t = 0; t < m->T; t++) {
                size_t c = m->build[phase * m->T + t];
                struct cp_fact f = {.dim[CP_SITE] = m->plan->site[s].name,
                                    .dim[CP_PHASE] = m->plan->site[s].phase[i].name,
                                    .dim[CP_LAYER] = "datacenter"};
                if (c != NONE && tells(w, c, &f))
                    put_some(w, "build", f, t, w->s->x[c], m->plan->site[s].phase[i].power);
            }
}

static const char *const kind_name[] = {
    [CP_GRID] = "grid",      [CP_PPA] = "ppa",         [CP_BASELOAD] = "baseload",
    [CP_TOLL] = "toll",      [CP_BATTERY] = "battery", [CP_GENERATOR] = "generator",
    [CP_STORAGE] = "storage"};

/* Energy of a contract at a place; a battery's is net of charging. */
static void write_energy(struct writer *w, size_t e, size_t p, size_t t) {
    const struct model *m = w->m;
    const struct cp_contract *c = &m->plan->contract[e];
    size_t at = (e * m->P + p) * m->T + t;
    if (m->flow[at] == NONE)
        return;
    struct cp_fact f = {.dim[CP_SITE] = m->place[p].site,
                        .dim[CP_NODE] = m->place[p].node,
                        .dim[CP_CONTRACT] = c->name,
                        .dim[CP_KIND] = kind_name[c->kind],
                        .dim[CP_LAYER] = "energy"};
    double mwh = m->hours[t] * slice_mean(m, w->s->x, m->flow[at], t);
    put_some(w, "emissions", f, t, mwh * c->emissions, 0);
    put_some(w, "energy", f, t, mwh - m->hours[t] * slice_mean(m, w->s->x, m->charge[at], t), 0);
    for (size_t h = 0; w->slices && h < m->slice[t]->n; h++) {
        char name[CP_SLICE_SIZE];
        double charging = m->charge[at] == NONE ? 0 : w->s->x[m->charge[at] + h];
        cp_slices_name(m->slice[t], h, name);
        f.dim[CP_SLICE] = name;
        put_some(w, "energy", f, t,
                 m->hours[t] * m->slice[t]->weight[h] * (w->s->x[m->flow[at] + h] - charging), 0);
    }
}

/* Whoever decides on the latest build, and so knows the others, tells. */
void put_standing(struct writer *w, const struct standing *s, struct cp_fact f, size_t t,
                  const char *standing, const char *built) {
    const struct vintage *last = NULL;
    for (size_t i = 0; i < s->n; i++)
        if (s->v[i].first <= t && t <= s->v[i].last)
            last = &s->v[i];
    if (last && tells(w, last->col, &f))
        put(w, standing, f, t, stands(s, w->s->x, t));
    for (size_t i = 0; built && i < s->n; i++)
        if (w->m->coltag[s->v[i].col].t == t && tells(w, s->v[i].col, &f))
            put_some(w, built, f, t, w->s->x[s->v[i].col], 1);
}

static void write_contract(struct writer *w, size_t e, size_t t) {
    const struct model *m = w->m;
    const struct cp_contract *c = &m->plan->contract[e];
    size_t first = m->contract_row[e * m->T + t];
    if (first == NONE)
        return;
    struct cp_fact f = {
        .dim[CP_CONTRACT] = c->name, .dim[CP_KIND] = kind_name[c->kind], .dim[CP_LAYER] = "energy"};
    put_standing(w, &m->standing[e], f, t, "contract", is_built(c) ? "plant" : NULL);
    double left = 0; /* the row is delivered - available, at most 0 */
    for (size_t h = 0; h < m->slice[t]->n; h++)
        left -= m->hours[t] * m->slice[t]->weight[h] * w->s->activity[first + h];
    if (m->top_power[e * m->T + t] != NONE)
        put(w, "peak_power", f, t, w->s->x[m->top_power[e * m->T + t]]);
    if (c->kind == CP_PPA)
        put_some(w, "curtailed", f, t, left, stands(&m->standing[e], w->s->x, t) * m->hours[t]);
}

/* What is built of a line and stands, and the energy that it brings to a node, by slice too. */
static void write_line(struct writer *w, size_t l, size_t t) {
    const struct model *m = w->m;
    const struct cp_power_line *line = &m->plan->line[l];
    struct cp_fact f = {.dim[CP_NAME] = line->name, .dim[CP_LAYER] = "energy"};
    put_standing(w, &m->line[l], f, t, "line", "line_build");
    for (size_t way = 0; way < 2; way++) {
        size_t first = m->carry[(2 * l + way) * m->T + t];
        if (first == NONE)
            continue;
        f.dim[CP_NODE] = way ? line->from : line->to;
        f.dim[CP_SLICE] = NULL;
        put_some(w, "carried", f, t,
                 line->efficiency * m->hours[t] * slice_mean(m, w->s->x, first, t), 0);
        for (size_t h = 0; w->slices && h < m->slice[t]->n; h++) {
            char name[CP_SLICE_SIZE];
            cp_slices_name(m->slice[t], h, name);
            f.dim[CP_SLICE] = name;
            put_some(w, "carried", f, t,
                     line->efficiency * m->hours[t] * m->slice[t]->weight[h] * w->s->x[first + h],
                     0);
        }
    }
}

static void write_fuels(struct writer *w, size_t t) {
    const struct model *m = w->m;
    for (size_t f = 0, at = 0; f < m->plan->nfuel; f++)
        for (size_t i = 0; i < m->plan->fuel[f].ntier; i++, at++) {
            struct cp_fact fact = {.dim[CP_NAME] = m->plan->fuel[f].name,
                                   .dim[CP_STEP] = m->plan->fuel[f].tier[i].name,
                                   .dim[CP_LAYER] = "energy"};
            put_some(w, "fuel", fact, t, w->s->x[m->fuel[at * m->T + t]], 1);
        }
}

/* ---- fleet --------------------------------------------------------------------------------- */

static void write_lot(struct writer *w, size_t l) {
    const struct lot *lot = &w->m->lot[l];
    struct cp_fact f = {.dim[CP_SKU] = lot->sku,
                        .dim[CP_SUPPLIER] = lot->supplier,
                        .dim[CP_OFFER] = lot->offer,
                        .dim[CP_STEP] = lot->step,
                        .dim[CP_LAYER] = "hardware"};
    for (size_t t = 0; t < w->m->T; t++)
        if (lot->col[t] != NONE && tells(w, lot->col[t], &f))
            put_some(w, "buy", f, t, w->s->x[lot->col[t]], lot->supply[t]);
}

/* A column of a cohort in period t; 0 where it has none. */
static double of_cohort(const struct writer *w, const struct cohort *c, size_t first, size_t t) {
    return first == NONE || t < c->from ? 0 : w->s->x[first + (t - c->from)];
}

static void write_cohort(struct writer *w, size_t k) {
    const struct model *m = w->m;
    const struct cohort *c = &m->cohort[k];
    const struct cp_sku *sku = &m->plan->sku[c->g];
    bool existing = c->batch == NONE;
    struct cp_fact f = {.dim[CP_SITE] = m->plan->site[c->s].name,
                        .dim[CP_SKU] = sku->name,
                        .dim[CP_LAYER] = "hardware",
                        .dim[CP_VINTAGE] = c->vintage};
    double before = existing ? c->units : 0;
    for (size_t t = c->first; t <= c->last; t++) {
        double now = w->s->x[c->col + (t - c->first)], lost = 0, installed = 0;
        double sold = of_cohort(w, c, c->sell, t);
        double moved = of_cohort(w, c, c->in, t) - of_cohort(w, c, c->out, t);
        if (t > c->first)
            lost = before * (1 - pow(1 - sku->failure, m->years[t]));
        if (!existing && t <= m->batch[c->batch].stored)
            installed = w->s->x[c->install + (t - c->first)];
        double scale = before + installed + fmax(0, moved);
        put_some(w, "install", f, t, installed, 1);
        put_some(w, "failures", f, t, lost, before);
        put_some(w, "move", f, t, moved, scale);
        put_some(w, "sold", f, t, sold, scale);
        put_some(w, "retire", f, t, before - lost + installed + moved - now, scale);
        put_some(w, "stock", f, t, now, 1);
        before = now;
    }
    if (c->last + 1 < m->T)
        put_some(w, "retire", f, c->last + 1, before, 1);
}

static void write_batch(struct writer *w, size_t b) {
    const struct batch *batch = &w->m->batch[b];
    struct cp_fact f = {.dim[CP_SKU] = w->m->plan->sku[batch->g].name,
                        .dim[CP_LAYER] = "hardware",
                        .dim[CP_VINTAGE] = w->m->text[batch->first]};
    for (size_t t = batch->first; t <= batch->stored; t++)
        put_some(w, "inventory", f, t, w->s->x[batch->col + (t - batch->first)], 1);
}

/* Hours at work and idle, and the work done, of one pool in one period. */
static void write_pool(struct writer *w, size_t p, size_t t) {
    const struct model *m = w->m;
    const struct pool *pool = &m->pool[p];
    const struct cp_sku *sku = &m->plan->sku[pool->g];
    struct cp_fact f = {.dim[CP_SKU] = sku->name, .dim[CP_LAYER] = "hardware"};
    if (pool->fleet[t] == NONE)
        return;
    if (pool->s == NONE)
        f.dim[CP_OFFER] = m->lot[pool->lot].offer;
    else
        f.dim[CP_SITE] = m->plan->site[pool->s].name;
    if (pool->on[t] != pool->fleet[t])
        put_some(w, "switched_on", f, t, w->s->x[pool->on[t]], 1);
    double able = w->s->x[pool->on[t]] * sku->availability * (1 - sku->spares) * m->hours[t],
           busy = 0, waiting = 0;
    for (size_t i = 0; i < m->plan->nworkload; i++) {
        size_t run = m->run[(i * m->npool + p) * m->T + t];
        double flops = slice_mean(m, w->s->x, run, t);
        if (run == NONE)
            continue;
        double at_work =
            m->hours[t] * flops / (sku->peak * cp_sku_efficiency(sku, m->plan->workload[i].name));
        size_t held = m->held[(i * m->npool + p) * m->T + t];
        busy += at_work;
        struct cp_fact work = f;
        work.dim[CP_WORKLOAD] = m->plan->workload[i].name;
        work.dim[CP_TENANT] = m->plan->workload[i].tenant;
        put_some(w, "served", work, t, flops, m->demand[i * m->T + t]);
        for (size_t h = 0; w->slices && h < m->slice[t]->n; h++) {
            struct cp_fact slice = work;
            char name[CP_SLICE_SIZE];
            cp_slices_name(m->slice[t], h, name);
            slice.dim[CP_SLICE] = name;
            put_some(w, "served", slice, t, w->s->x[run + h], m->demand[i * m->T + t]);
        }
        if (held == NONE)
            continue;
        waiting += fmax(0, w->s->x[held] * m->hours[t] - at_work);
        put_some(w, "held", work, t, w->s->x[held], 1);
    }
    put_some(w, "gpu_hours", f, t, busy, able);
    put_some(w, "surplus", f, t, able - busy - waiting, able);
}

static void write_unmet(struct writer *w, size_t i, size_t t) {
    const struct model *m = w->m;
    const struct cp_workload *work = &m->plan->workload[i];
    if (m->unmet[i * m->T + t] == NONE)
        return;
    struct cp_fact f = {.dim[CP_WORKLOAD] = work->name,
                        .dim[CP_TENANT] = work->tenant,
                        .dim[CP_LAYER] = "hardware"};
    put(w, "unmet", f, t, unmet_in(m, w->s->x, i, t));
    for (size_t h = 0; w->slices && work->kind == CP_FIRM && h < m->slice[t]->n; h++) {
        struct cp_fact slice = f;
        char name[CP_SLICE_SIZE];
        cp_slices_name(m->slice[t], h, name);
        slice.dim[CP_SLICE] = name;
        put_some(w, "unmet", slice, t, w->s->x[m->unmet[i * m->T + t] + h],
                 m->demand[i * m->T + t]);
    }
    if (work->bid)
        put(w, "rejected", f, t, m->demand[i * m->T + t] * (1 - w->s->x[m->accept[i]]));
}

static void write_bids(struct writer *w) {
    for (size_t i = 0; i < w->m->plan->nworkload; i++) {
        const struct cp_workload *work = &w->m->plan->workload[i];
        struct cp_fact f = {.dim[CP_WORKLOAD] = work->name, .dim[CP_TENANT] = work->tenant};
        if (w->m->accept[i] == NONE || !tells(w, w->m->accept[i], &f))
            continue;
        double part = w->s->x[w->m->accept[i]];
        put(w, "accepted", f, NONE, part < noise ? 0 : part > 1 - noise ? 1 : part);
    }
}

int write_answer(const struct model *m, const struct cp_lp_solution *s, bool slices,
                 struct cp_facts *facts) {
    struct writer w = {.m = m, .s = s, .facts = facts, .slices = slices};
    put(&w, "objective", (struct cp_fact){0}, NONE, s->objective);
    write_bids(&w);
    write_builds(&w);
    for (size_t l = 0; l < m->nlot; l++)
        write_lot(&w, l);
    for (size_t k = 0; k < m->ncohort; k++)
        write_cohort(&w, k);
    for (size_t b = 0; b < m->nbatch; b++)
        write_batch(&w, b);
    for (size_t t = 0; t < m->T; t++) {
        for (size_t i = 0; i < m->plan->nsite; i++)
            write_site(&w, i, t);
        for (size_t e = 0; e < m->plan->ncontract; e++) {
            write_contract(&w, e, t);
            for (size_t i = 0; i < m->P; i++)
                write_energy(&w, e, i, t);
        }
        for (size_t l = 0; l < m->plan->nline; l++)
            write_line(&w, l, t);
        for (size_t l = 0; l < m->plan->nlink; l++)
            write_link(&w, l, t);
        write_fuels(&w, t);
        for (size_t p = 0; p < m->npool; p++)
            write_pool(&w, p, t);
        for (size_t i = 0; i < m->plan->nworkload; i++)
            write_unmet(&w, i, t);
    }
    return w.rc;
}
