/* Duals as values: what one more of each scarce thing is worth, in the money of its period, and
 * which limits bind. What has no period is discounted, and its name says so. */
#include "allocate/answer/answer.h"
#include "allocate/block/block.h"
#include "allocate/program/at.h"
#include "allocate/program/limit.h"
#include <math.h>
#include <stdlib.h>

/* Below this part of the objective a value is not written. */
static const double noise = 1e-7;

/* A limit worth `each` a unit, discounted, `size` units of it: the dual and, as it binds, its
 * discounted money. */
static void put_limit(struct cp_writer *w, const char *measure, struct cp_fact f, size_t t,
                      double each, double size, const char *kind) {
    if (!(each * size > noise * (1 + fabs(w->s->objective))))
        return;
    cp_allocate_put(w, measure, f, t, t == NONE ? each : each / w->m->time.discount[t]);
    f.dim[CP_KIND] = kind;
    cp_allocate_put(w, "binding", f, t, each * size);
}

static double sum_duals(const struct cp_writer *w, size_t first, size_t t) {
    double sum = 0;
    for (size_t h = 0; first != NONE && h < w->m->time.slice[t]->n; h++)
        sum += w->s->dual[first + h];
    return sum;
}

/* A price of what is the same in every hour: of the period, and of every slice. The rows of its
 * slices begin at `first`; way -1: they bound it from above. */
static void put_price(struct cp_writer *w, const char *measure, struct cp_fact f, size_t t,
                      size_t first, double way) {
    const struct cp_program *m = w->m;
    cp_allocate_put(w, measure, f, t,
                    way * sum_duals(w, first, t) / (m->time.discount[t] * m->time.hours[t]));
    for (size_t h = 0; w->slices && first != NONE && h < m->time.slice[t]->n; h++)
        cp_allocate_put(w, measure, cp_allocate_in_slice(w, f, t, h), t,
                        way * w->s->dual[first + h] / (m->time.discount[t] * slice_hours(m, t, h)));
}

static void put_energy(struct cp_writer *w, struct cp_fact f, size_t p, size_t t) {
    put_price(w, "energy_dual", f, t, *balance_at(w->m, p, t), 1);
}

static void put_reserves(struct cp_writer *w, size_t t) {
    for (size_t k = 0; k < w->m->plan->policy.nreserve; k++)
        put_price(w, "reserve_dual",
                  (struct cp_fact){.dim[CP_NAME] = w->m->plan->policy.reserve[k].name,
                                   .dim[CP_LAYER] = "energy"},
                  t, *reserve_row_at(w->m, k, t), 1);
}

static void put_sites(struct cp_writer *w, size_t t) {
    const struct cp_program *m = w->m;
    for (size_t s = 0; s < m->plan->nsite; s++) {
        struct cp_fact f = {.dim[CP_SITE] = m->plan->site[s].name};
        put_limit(w, "halls_dual", f, t,
                  -sum_duals(w, *hall_row_at(m, s, t), t) * cp_allocate_halls_up(m, s, t),
                  w->s->x[*halls_at(m, s, t)], "halls");
        if (*traffic_at(m, s, t) != NONE)
            put_limit(w, "bandwidth_dual", f, t, -sum_duals(w, *traffic_at(m, s, t), t),
                      cp_allocate_bandwidth(m, w->s->x, s, t), "bandwidth");
        if (m->plan->site[s].node)
            continue;
        f.dim[CP_LAYER] = "energy";
        put_energy(w, f, m->energy.site_bus[s], t);
    }
    for (size_t p = m->energy.nbus - m->plan->energy.nnode; p < m->energy.nbus; p++)
        put_energy(
            w, (struct cp_fact){.dim[CP_NODE] = m->energy.bus[p].node, .dim[CP_LAYER] = "energy"},
            p, t);
}

static void put_links(struct cp_writer *w, size_t t) {
    const struct cp_program *m = w->m;
    for (size_t l = 0; l < m->plan->nlink; l++) {
        double each = -sum_duals(w, *link_row_at(m, l, t), t) * m->plan->link[l].availability;
        put_limit(w, "link_dual", (struct cp_fact){.dim[CP_NAME] = m->plan->link[l].name}, t, each,
                  cp_allocate_capacity_in(&m->network.link[l], w->s->x, t), "link");
    }
}

/* A GPU-hour in every slice of a period, at work on the best use. */
static void put_pools(struct cp_writer *w, size_t t) {
    const struct cp_program *m = w->m;
    for (size_t p = 0; p < m->fleet.npool; p++) {
        const struct cp_pool *pool = &m->fleet.pool[p];
        struct cp_fact f = {.dim[CP_SKU] = m->plan->sku[pool->g].name, .dim[CP_LAYER] = "hardware"};
        if (pool->units_row[t] == NONE || w->s->x[pool->fleet[t]] <= 1)
            continue;
        if (pool->s == NONE)
            f.dim[CP_OFFER] = m->fleet.step[pool->step].offer;
        else
            f.dim[CP_SITE] = m->plan->site[pool->s].name;
        put_price(w, "gpu_hour_dual", f, t, pool->units_row[t], -1);
    }
}

/* What a way may serve is a part of the demand: so much is one more worth by its limit. */
static double by_ways(const struct cp_writer *w, size_t i, size_t t, size_t h) {
    const struct cp_program *m = w->m;
    struct cp_lp_view v = cp_lp_view(m->lp);
    double sum = 0;
    for (size_t k = 0; k < m->plan->workload[i].nway; k++) {
        size_t served = *way_served_at(m, i, k, t), way = m->work.way[way_number(m, i, k)];
        for (size_t p = served == NONE ? 0 : v.start[served + h];
             served != NONE && p < v.start[served + h + 1]; p++)
            if (row_tag(m, v.row[p])->kind == ROW_WAY_SERVED)
                sum += w->s->dual[v.row[p]] * m->plan->workload[i].way[k].serves * w->s->x[way];
    }
    return sum;
}

/* One more in every slice; where nothing is served, that as much more may be unmet counts too. */
static double worth_of_demand(const struct cp_writer *w, size_t i, size_t t) {
    bool flexible = w->m->plan->workload[i].kind == CP_FLEXIBLE;
    size_t r = *demand_row_at(w->m, i, t), unmet = *unmet_at(w->m, i, t);
    double sum = 0;
    for (size_t h = 0; h < (flexible ? 1 : w->m->time.slice[t]->n); h++)
        sum += w->s->dual[r + h] + fmin(w->s->reduced[unmet + h], 0) + by_ways(w, i, t, h);
    return sum;
}

static void put_workloads(struct cp_writer *w, size_t t) {
    const struct cp_program *m = w->m;
    for (size_t i = 0; i < m->plan->nworkload; i++) {
        const struct cp_workload *work = &m->plan->workload[i];
        struct cp_fact f = {.dim[CP_WORKLOAD] = work->name,
                            .dim[CP_TENANT] = work->tenant,
                            .dim[CP_LAYER] = "hardware"};
        if (*demand_row_at(m, i, t) != NONE)
            cp_allocate_put(w, "demand_dual", f, t,
                            worth_of_demand(w, i, t) / (m->time.discount[t] * m->time.hours[t]));
    }
}

/* What the rest of an accepted bid would bring, or a rejected one lacks. */
static void put_bids(struct cp_writer *w) {
    for (size_t i = 0; i < w->m->plan->nworkload; i++) {
        const struct cp_workload *work = &w->m->plan->workload[i];
        struct cp_fact f = {.dim[CP_WORKLOAD] = work->name, .dim[CP_TENANT] = work->tenant};
        if (w->m->work.accept[i] != NONE)
            cp_allocate_put(w, "discounted_bid_dual", f, NONE,
                            -w->s->reduced[w->m->work.accept[i]]);
    }
}

static void put_steps(struct cp_writer *w) {
    const struct cp_program *m = w->m;
    for (size_t l = 0; l < m->fleet.nstep; l++) {
        const struct cp_offer_step *step = &m->fleet.step[l];
        struct cp_fact f = {.dim[CP_SKU] = step->sku,
                            .dim[CP_SUPPLIER] = step->supplier,
                            .dim[CP_OFFER] = step->offer,
                            .dim[CP_STEP] = step->name};
        for (size_t t = 0; t < m->T; t++)
            if (step->col[t] != NONE && cp_allocate_reports(w, step->col[t], &f))
                put_limit(w, "offer_dual", f, t, -w->s->reduced[step->col[t]], step->supply[t],
                          "offer");
    }
}

static void put_contracts(struct cp_writer *w) {
    const struct cp_program *m = w->m;
    for (size_t e = 0; e < m->plan->energy.ncontract; e++) {
        const struct cp_contract *c = &m->plan->energy.contract[e];
        struct cp_fact f = {.dim[CP_CONTRACT] = c->name};
        if (m->energy.contract[e] != NONE && isfinite(c->power) &&
            cp_allocate_reports(w, m->energy.contract[e], &f))
            put_limit(w, "discounted_contract_dual", f, NONE, -w->s->reduced[m->energy.contract[e]],
                      c->power, "contract");
    }
}

/* What the parts of its row say: `year` holds the text of one. */
static void add_dims(const struct cp_program *m, const char *parts, const struct cp_tag *tag,
                     struct cp_fact *f, char year[CP_PERIOD_SIZE]) {
    for (size_t i = 0; parts[i]; i++) {
        uint32_t at = i ? tag->b : tag->a;
        switch (parts[i]) {
        case 'w':
            f->dim[CP_WORKLOAD] = m->plan->workload[at].name;
            break;
        case 's':
            f->dim[CP_SITE] = m->plan->site[at].name;
            break;
        case 'n':
            f->dim[CP_SITE] = m->energy.bus[at].site;
            f->dim[CP_NODE] = m->energy.bus[at].node;
            break;
        case 'q':
            f->dim[CP_NAME] = m->plan->policy.group[at].name;
            break;
        case 'o':
            f->dim[CP_NAME] = m->plan->policy.reserve[at].name;
            break;
        case 'u':
            f->dim[CP_SUPPLIER] = m->plan->supply.supplier[at].name;
            break;
        case 'y':
            cp_period_format(
                year, (struct cp_period){CP_YEAR, cp_period_year(m->time.period[0]) + (int32_t)at});
            f->dim[CP_PERIOD] = year;
            break;
        default:
            break;
        }
    }
}

/* Of money of calendar year y as it is spread over its periods. */
static double yearly_discount(const struct cp_program *m, size_t y) {
    double sum = 0, years = 0;
    for (size_t t = 0; t < m->T; t++)
        if ((size_t)(cp_period_year(m->time.period[t]) - cp_period_year(m->time.period[0])) == y) {
            sum += m->time.years[t] * m->time.discount[t];
            years += m->time.years[t];
        }
    return years > 0 ? sum / years : 1;
}

static bool same_but_slice(const struct cp_tag *x, const struct cp_tag *y) {
    return x->kind == y->kind && x->a == y->a && x->b == y->b && x->t == y->t;
}

/* Rows of one limit's slices stand together and make one fact; a limit that is a share has for its
 * size what counts towards it. */
static void put_limits(struct cp_writer *w, const double *counted) {
    const struct cp_program *m = w->m;
    for (size_t r = 0, next; r < m->row_tags.n; r = next) {
        const struct cp_tag *tag = row_tag(m, r);
        const struct cp_limit *limit = limit_of(m, tag);
        double worth = 0;
        next = r + 1;
        if (!limit)
            continue;
        for (next = r; next < m->row_tags.n && same_but_slice(row_tag(m, next), tag); next++)
            worth += fabs(w->s->dual[next] * counted[next]);
        if (!(worth > noise * (1 + fabs(w->s->objective))))
            continue;
        char year[CP_PERIOD_SIZE];
        struct cp_fact f = {.dim[CP_KIND] = limit->binding};
        add_dims(m, limit->row.parts, tag, &f, year);
        cp_allocate_put(w, "binding", f, tag->t == NO_PERIOD ? NONE : tag->t, worth);
        f.dim[CP_KIND] = NULL;
        if (limit->dual)
            cp_allocate_put(w, limit->dual, f, NONE, -w->s->dual[r] / yearly_discount(m, tag->a));
    }
}

/* What counts towards a limit: of every row the sum of its terms, where it is a share of the
 * positive ones. Heap; NULL: no memory. */
static bool is_share(const struct cp_lp_view *v, size_t r) {
    double limit = isfinite(v->row_upper[r]) ? v->row_upper[r] : v->row_lower[r];
    return limit == 0;
}
static double *count_towards(const struct cp_program *m, const double *x) {
    struct cp_lp_view v = cp_lp_view(m->lp);
    double *counted = cp_calloc(v.nrow, sizeof *counted);
    for (size_t j = 0; counted && j < v.ncol; j++)
        for (size_t k = v.start[j]; k < v.start[j + 1]; k++)
            counted[v.row[k]] +=
                is_share(&v, v.row[k]) ? fmax(0, v.value[k] * x[j]) : v.value[k] * x[j];
    return counted;
}

int cp_allocate_write_duals(const struct cp_program *m, const struct cp_lp_solution *s, bool slices,
                            struct cp_facts *facts) {
    struct cp_writer w = {.m = m, .s = s, .facts = facts, .slices = slices};
    double *counted = count_towards(m, s->x);
    if (!counted)
        return cp_fail_nomem(m->err);
    for (size_t t = 0; t < m->T; t++) {
        put_sites(&w, t);
        put_reserves(&w, t);
        put_links(&w, t);
        put_pools(&w, t);
        put_workloads(&w, t);
    }
    put_bids(&w);
    put_steps(&w);
    put_contracts(&w);
    put_limits(&w, counted);
    free(counted);
    return w.rc;
}
