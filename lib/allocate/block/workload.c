/* Demand: what the stream asks for, its shape over the day, and the work that serves it. */
#include "allocate/block/block.h"
#include <math.h>
#include <string.h>

/* One fact over the plan's periods that it overlaps: added up by hours, or the highest of them. */
static void spread(struct cp_program *m, double *series, struct cp_period p, double value,
                   bool highest) {
    int64_t a = cp_period_start(p), b = cp_period_end(p);
    for (size_t t = 0; t < m->T; t++) {
        int64_t from = cp_period_start(m->time.period[t]), to = cp_period_end(m->time.period[t]);
        int64_t overlap = (b < to ? b : to) - (a > from ? a : from);
        if (overlap > 0 && highest)
            series[t] = fmax(series[t], value);
        else if (overlap > 0)
            series[t] += value * (double)overlap / cp_period_hours(m->time.period[t]);
    }
}

/* Into `series`, workload x T; of peaks the highest counts. */
struct series {
    double *value;
    bool highest;
};

static int read_fact(struct cp_program *m, const struct cp_facts *facts, size_t r, double value,
                     void *into) {
    const struct series *series = into;
    const char *name = cp_facts_dim(facts, r, CP_WORKLOAD),
               *text = cp_facts_dim(facts, r, CP_PERIOD), *measure = cp_facts_measure(facts, r);
    const struct cp_workload *w = cp_plan_workload(m->plan, name);
    struct cp_pos pos = cp_facts_pos(facts, r);
    struct cp_period p;
    if (!cp_allocate_reads(m, facts, r))
        return 0;
    if (!w)
        return cp_fail_at(m->err, CP_EINPUT, pos,
                          "%s of workload '%s', which the plan does not have", measure, name);
    if (cp_period_parse(text, strlen(text), &p) != 0)
        return cp_fail_at(m->err, CP_EINPUT, pos, "%s without a period", measure);
    if (!(value >= 0))
        return cp_fail_at(m->err, CP_EINPUT, pos, "%s must be 0 or more", measure);
    size_t first = by_period(m, (size_t)(w - m->plan->workload), 0);
    spread(m, series->value + first, p, value, series->highest);
    return 0;
}

int cp_allocate_read_demand(struct cp_program *m, const struct cp_facts *facts) {
    size_t n = m->plan->nworkload * m->T;
    m->work.mean = cp_arena_calloc(&m->arena, n + 1, sizeof *m->work.mean);
    m->work.peak_to_mean = cp_arena_calloc(&m->arena, n + 1, sizeof *m->work.peak_to_mean);
    if (!m->work.mean || !m->work.peak_to_mean)
        return cp_fail_nomem(m->err);
    struct series mean = {m->work.mean, false}, peak = {m->work.peak_to_mean, true};
    int rc = cp_allocate_each_fact(m, facts, "demand", read_fact, &mean);
    return rc ? rc : cp_allocate_each_fact(m, facts, "peak_to_mean", read_fact, &peak);
}

/* Load in slice h as a multiple of the mean. The profile's shape, stretched so that its top is the
 * peak-to-mean ratio where one is given; without a profile a cosine with its top at 20 h. Flexible
 * work has no shape. */
static void make_shape(const struct cp_program *m, size_t w, size_t t, double *shape) {
    const struct cp_workload *work = &m->plan->workload[w];
    const struct cp_slicing *slice = m->time.slice[t];
    const double *value = cp_allocate_profile(m, work->profile, t);
    double peak = *peak_to_mean_at(m, w, t), mean = 0, top = 0;
    for (size_t h = 0; h < slice->n; h++) {
        size_t g = cp_slices_group(slice, h);
        double hour = ((double)(h - slice->first[g]) + 0.5) * slice->length[g];
        shape[h] = value ? value[h] : 1 + cos(2 * M_PI * (hour - 20) / 24);
        mean += slice->weight[h] * shape[h];
    }
    for (size_t h = 0; h < slice->n; h++) {
        shape[h] = mean > 0 ? shape[h] / mean : 1;
        top = fmax(top, shape[h]);
    }
    double stretch = value ? 1 : 0; /* a cosine only for a given peak */
    if (peak > 0 && top > 1)
        stretch = fmin((peak - 1) / (top - 1), 1e9);
    double low = 1;
    for (size_t h = 0; h < slice->n; h++)
        low = fmin(low, 1 + (shape[h] - 1) * stretch);
    if (low < 0)
        stretch /= 1 - low; /* never below nothing */
    for (size_t h = 0; h < slice->n; h++)
        shape[h] = fmax(0, 1 + (shape[h] - 1) * stretch); /* rounding */
}

static bool among(const char *const *list, size_t n, const char *word) {
    for (size_t i = 0; word && i < n; i++)
        if (!strcmp(list[i], word))
            return true;
    return false;
}

/* The way from a workload's region to a site; a site's own region is no way at all. */
static bool near_enough(const struct cp_workload *w, const struct cp_site *site) {
    if (isnan(w->max_latency) || !w->region || (site->region && !strcmp(site->region, w->region)))
        return true;
    for (size_t i = 0; i < site->nlatency; i++)
        if (!strcmp(site->latency[i].region, w->region))
            return site->latency[i].seconds <= w->max_latency;
    return false;
}

/* Rented GPUs stand somewhere else: they take no work that is bound to sites, countries or a way.
 */
static bool may_run(const struct cp_program *m, const struct cp_workload *w,
                    const struct cp_pool *p) {
    if (cp_plan_efficiency(&m->plan->sku[p->g], w->name) <= 0)
        return false;
    if (p->s == NONE)
        return !w->nsite && !w->ncountry && isnan(w->max_latency);
    const struct cp_site *site = &m->plan->site[p->s];
    return (!w->nsite || among(w->sites, w->nsite, site->name)) &&
           (!w->ncountry || among(w->countries, w->ncountry, site->country)) &&
           (cp_allocate_region_is_linked(m, w) || near_enough(w, site)) &&
           cp_allocate_can_reach(m, w, site);
}

/* Work of w on pool p: takes units, draws power beyond idle. Dedicated work holds its units through
 * the period. */
static void add_run(struct cp_program *m, size_t w, size_t p, size_t t, size_t *first) {
    const struct cp_pool *pool = &m->fleet.pool[p];
    const struct cp_sku *sku = &m->plan->sku[pool->g];
    double units = 1 / (sku->peak * cp_plan_efficiency(sku, m->plan->workload[w].name));
    size_t reserved = NONE;
    if (m->plan->workload[w].dedicated)
        reserved = *reserved_at(m, w, p, t) =
            cp_allocate_col(m, tagged(COL_RESERVED, w, p, t, NONE), 0, CP_LP_INF);
    *first = cp_allocate_cols(m, tagged(COL_RUN, w, p, t, 0), 0, CP_LP_INF);
    for (size_t h = 0; h < m->time.slice[t]->n; h++) {
        size_t x = *first + h;
        if (reserved == NONE) {
            cp_allocate_coef(m, pool->units_row[t] + h, x, units);
        } else {
            size_t r = cp_allocate_row(m, tagged(ROW_RESERVED, w, p, t, h), -CP_LP_INF, 0);
            cp_allocate_coef(m, r, x, units);
            cp_allocate_coef(m, r, reserved, -1);
            cp_allocate_coef(m, pool->units_row[t] + h, reserved, 1);
        }
        if (pool->s != NONE)
            cp_allocate_coef(m, *load_at(m, pool->s, t) + h, x,
                             -units * sku->power * (1 - sku->idle) *
                                 cp_allocate_pue(m, &m->plan->site[pool->s], t, h));
    }
}

/* The sum of a row's terms is `want`, of a bid the accepted part of it; `upper` false: at least. */
static size_t ask(struct cp_program *m, struct cp_tag tag, double want, bool upper) {
    size_t accept = m->work.accept[tag.a];
    double asked = accept == NONE ? want : 0;
    size_t r = cp_allocate_row(m, tag, asked, upper ? asked : CP_LP_INF);
    if (accept != NONE)
        cp_allocate_coef(m, r, accept, -want);
    return r;
}

static void add_firm(struct cp_program *m, size_t w, size_t t, const double *shape) {
    const struct cp_workload *work = &m->plan->workload[w];
    double demand = *demand_at(m, w, t);
    for (size_t h = 0; h < m->time.slice[t]->n; h++)
        *peak_at(m, w, t) = fmax(*peak_at(m, w, t), demand * shape[h]);
    for (size_t h = 0; h < m->time.slice[t]->n; h++) {
        double hours = m->time.hours[t] * m->time.slice[t]->weight[h], want = demand * shape[h];
        size_t r = ask(m, tagged(ROW_DEMAND, w, NONE, t, h), want, true);
        size_t x = cp_allocate_col(m, tagged(COL_UNMET, w, NONE, t, h), 0, want);
        if (h == 0) {
            *demand_row_at(m, w, t) = r;
            *unmet_at(m, w, t) = x;
        }
        cp_allocate_coef(m, r, x, 1);
        cp_allocate_charge(m, t,
                           (struct cp_entry){.col = x,
                                             .kind = COST_UNMET,
                                             .workload = work->name,
                                             .amount = work->penalty * hours});
        cp_allocate_charge(m, t,
                           (struct cp_entry){.col = x,
                                             .kind = COST_REVENUE,
                                             .workload = work->name,
                                             .amount = work->revenue * hours});
    }
    for (size_t h = 0; h < m->time.slice[t]->n; h++) {
        size_t r = *demand_row_at(m, w, t) + h;
        size_t served =
            work->nway ? cp_allocate_serve_by_ways(m, w, t, h, r, demand * shape[h]) : r;
        for (size_t p = 0; p < m->fleet.npool; p++) {
            size_t run = *run_at(m, w, p, t);
            if (run != NONE)
                cp_allocate_coef(m, served, run + h, 1);
        }
    }
}

static void add_flexible(struct cp_program *m, size_t w, size_t t) {
    const struct cp_workload *work = &m->plan->workload[w];
    double want = *demand_at(m, w, t);
    size_t r = *demand_row_at(m, w, t) = ask(m, tagged(ROW_DEMAND, w, NONE, t, NONE), want, true);
    size_t x = *unmet_at(m, w, t) =
        cp_allocate_col(m, tagged(COL_UNMET, w, NONE, t, NONE), 0, want);
    size_t served = work->nway ? cp_allocate_serve_by_ways(m, w, t, NONE, r, want) : r;
    cp_allocate_coef(m, r, x, 1);
    cp_allocate_add_way_work(m, w, t, r, -1);
    cp_allocate_charge(m, t,
                       (struct cp_entry){.col = x,
                                         .kind = COST_UNMET,
                                         .workload = work->name,
                                         .amount = work->penalty * m->time.hours[t]});
    cp_allocate_charge(m, t,
                       (struct cp_entry){.col = x,
                                         .kind = COST_REVENUE,
                                         .workload = work->name,
                                         .amount = work->revenue * m->time.hours[t]});
    for (size_t h = 0; h < m->time.slice[t]->n; h++) {
        size_t least = NONE;
        if (work->min_rate > 0) {
            least = ask(m, tagged(ROW_MIN_RATE, w, NONE, t, h), work->min_rate * want, false);
            cp_allocate_coef(m, least, x, work->min_rate);
            cp_allocate_add_way_work(m, w, t, least, -work->min_rate);
        }
        for (size_t p = 0; p < m->fleet.npool; p++) {
            size_t run = *run_at(m, w, p, t);
            if (run == NONE)
                continue;
            cp_allocate_coef(m, served, run + h, m->time.slice[t]->weight[h]);
            if (least != NONE)
                cp_allocate_coef(m, least, run + h, 1);
        }
    }
}

/* A bid is accepted for its whole term or rejected; without integers in part. It is answered by the
 * first period of its demand. */
static void add_bids(struct cp_program *m) {
    m->work.accept = cp_allocate_indices(m, m->plan->nworkload);
    for (size_t w = 0; cp_allocate_going(m) && w < m->plan->nworkload; w++) {
        size_t first = 0;
        while (first < m->T && *demand_at(m, w, first) <= 0)
            first++;
        if (!m->plan->workload[w].bid || first == m->T)
            continue;
        m->work.accept[w] = cp_allocate_col(m, tagged(COL_ACCEPT, w, NONE, first, NONE), 0, 1);
        if (m->integer)
            cp_lp_set_integer(m->lp, m->work.accept[w]);
    }
}

int cp_allocate_add_workloads(struct cp_program *m) {
    size_t W = m->plan->nworkload, T = m->T;
    add_bids(m);
    cp_allocate_add_ways(m);
    m->work.unmet = cp_allocate_indices(m, W * T);
    m->work.row = cp_allocate_indices(m, W * T);
    m->work.run = cp_allocate_indices(m, W * m->fleet.npool * T);
    m->work.reserved = cp_allocate_indices(m, W * m->fleet.npool * T);
    m->work.peak = cp_arena_calloc(&m->arena, W * T + 1, sizeof *m->work.peak);
    double *shape = cp_arena_calloc(&m->arena, m->time.most_slices, sizeof *shape);
    need(m, m->work.peak);
    need(m, shape);
    for (size_t w = 0; w < W; w++)
        for (size_t t = 0; !m->ended && t < T; t++) {
            const struct cp_workload *work = &m->plan->workload[w];
            double demand = *demand_at(m, w, t);
            if (demand <= 0 && cp_allocate_most_way_work(m, w, t) <= 0)
                continue;
            for (size_t p = 0; p < m->fleet.npool; p++)
                if (m->fleet.pool[p].fleet[t] != NONE && may_run(m, work, &m->fleet.pool[p]))
                    add_run(m, w, p, t, run_at(m, w, p, t));
            /* revenue of all the demand, given back on what is unmet */
            cp_allocate_charge(
                m, t,
                (struct cp_entry){.col = m->work.accept[w],
                                  .kind = COST_REVENUE,
                                  .workload = work->name,
                                  .amount = -work->revenue * demand * m->time.hours[t]});
            cp_allocate_add_way_service(m, w, t);
            if (work->kind == CP_FLEXIBLE) {
                add_flexible(m, w, t);
            } else {
                make_shape(m, w, t, shape);
                add_firm(m, w, t, shape);
            }
        }
    return cp_allocate_failed(m);
}

double cp_allocate_unmet(const struct cp_program *m, const double *x, size_t w, size_t t) {
    size_t c = *unmet_at(m, w, t);
    bool flexible = m->plan->workload[w].kind == CP_FLEXIBLE;
    return flexible && c != NONE ? x[c] : cp_allocate_mean(m, x, c, t);
}
