/* Demand: what the stream asks for, its shape over the day, and the work that serves it. */
#include "allocate/program/internal.h"
#include <math.h>
#include <string.h>

/* One fact over the plan's periods that it overlaps: added up by hours, or the highest of them. */
static void spread(struct model *m, double *series, struct cp_period p, double value,
                   bool highest) {
    int64_t a = cp_period_start(p), b = cp_period_end(p);
    for (size_t t = 0; t < m->T; t++) {
        int64_t from = cp_period_start(m->period[t]), to = cp_period_end(m->period[t]);
        int64_t overlap = (b < to ? b : to) - (a > from ? a : from);
        if (overlap > 0 && highest)
            series[t] = fmax(series[t], value);
        else if (overlap > 0)
            series[t] += value * (double)overlap / m->hours[t];
    }
}

static int read_measure(struct model *m, const struct cp_facts *facts, const char *measure,
                        double *out, bool highest) {
    struct cp_selection rows = {0};
    int rc = cp_facts_select(facts, measure, NULL, &rows, m->err);
    for (size_t i = 0; !rc && i < rows.n; i++) {
        size_t r = rows.row[i];
        const char *name = cp_facts_dim(facts, r, CP_WORKLOAD),
                   *text = cp_facts_dim(facts, r, CP_PERIOD);
        const struct cp_workload *w = cp_plan_workload(m->plan, name);
        struct cp_period p;
        if (!applies(m, facts, r))
            continue;
        if (!w)
            rc = cp_fail_at(m->err, CP_EINPUT, cp_facts_pos(facts, r),
                            "%s of workload '%s', which the plan does not have", measure, name);
        else if (cp_period_parse(text, strlen(text), &p) != 0)
            rc = cp_fail_at(m->err, CP_EINPUT, cp_facts_pos(facts, r), "%s without a period",
                            measure);
        else if (!(rows.value[i] >= 0))
            rc = cp_fail_at(m->err, CP_EINPUT, cp_facts_pos(facts, r), "%s must be 0 or more",
                            measure);
        else
            spread(m, out + (size_t)(w - m->plan->workload) * m->T, p, rows.value[i], highest);
    }
    cp_selection_release(&rows);
    return rc;
}

int read_demand(struct model *m, const struct cp_facts *facts) {
    size_t n = m->plan->nworkload * m->T;
    m->demand = cp_arena_calloc(&m->arena, n + 1, sizeof *m->demand);
    m->peak = cp_arena_calloc(&m->arena, n + 1, sizeof *m->peak);
    if (!m->demand || !m->peak)
        return cp_fail_nomem(m->err);
    int rc = read_measure(m, facts, "demand", m->demand, false);
    return rc ? rc : read_measure(m, facts, "peak_to_mean", m->peak, true);
}

/* Load in slice h as a multiple of the mean. The profile's shape, stretched so that its top is the
 * peak-to-mean ratio where one is given; without a profile a cosine with its top at 20 h. Flexible
 * work has no shape. */
static void make_shape(const struct model *m, size_t w, size_t t, double *shape) {
    const struct cp_workload *work = &m->plan->workload[w];
    const struct cp_slicing *slice = m->slice[t];
    const struct cp_profile *profile =
        work->profile ? cp_plan_profile(m->plan, work->profile) : NULL;
    const double *value = profile ? slice->value[profile - m->plan->profile] : NULL;
    double peak = m->peak[w * m->T + t], mean = 0, top = 0;
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
static bool may_run(const struct model *m, const struct cp_workload *w, const struct pool *p) {
    if (cp_sku_efficiency(&m->plan->sku[p->g], w->name) <= 0)
        return false;
    if (p->s == NONE)
        return !w->nsite && !w->ncountry && isnan(w->max_latency);
    const struct cp_site *site = &m->plan->site[p->s];
    return (!w->nsite || among(w->sites, w->nsite, site->name)) &&
           (!w->ncountry || among(w->countries, w->ncountry, site->country)) &&
           (region_is_linked(m, w) || near_enough(w, site)) && can_reach(m, w, site);
}

double site_pue(const struct model *m, const struct cp_site *site, size_t t, size_t h) {
    const struct cp_profile *p =
        site->pue_profile ? cp_plan_profile(m->plan, site->pue_profile) : NULL;
    return p ? site->pue * m->slice[t]->value[p - m->plan->profile][h] : site->pue;
}

/* Work of w on pool p: takes units, draws power beyond idle. Dedicated work holds its units through
 * the period. */
static void add_run(struct model *m, size_t w, size_t p, size_t t, size_t *first) {
    const struct pool *pool = &m->pool[p];
    const struct cp_sku *sku = &m->plan->sku[pool->g];
    double units = 1 / (sku->peak * cp_sku_efficiency(sku, m->plan->workload[w].name));
    size_t held = NONE;
    if (m->plan->workload[w].dedicated)
        held = m->held[(w * m->npool + p) * m->T + t] =
            col(m, tagged(COL_HELD, w, p, t, NONE), 0, CP_LP_INF);
    *first = cols_by_slice(m, tagged(COL_RUN, w, p, t, 0), 0, CP_LP_INF);
    for (size_t h = 0; h < m->slice[t]->n; h++) {
        size_t x = *first + h;
        if (held == NONE) {
            coef(m, pool->units_row[t] + h, x, units);
        } else {
            size_t r = row(m, tagged(ROW_HELD, w, p, t, h), -CP_LP_INF, 0);
            coef(m, r, x, units);
            coef(m, r, held, -1);
            coef(m, pool->units_row[t] + h, held, 1);
        }
        if (pool->s != NONE)
            coef(m, m->load[pool->s * m->T + t] + h, x,
                 -units * sku->power * (1 - sku->idle) *
                     site_pue(m, &m->plan->site[pool->s], t, h));
    }
}

/* The sum of a row's terms is `want`, of a bid the accepted part of it; `upper` false: at least. */
static size_t ask(struct model *m, struct tag tag, double want, bool upper) {
    size_t accept = m->accept[tag.a];
    double asked = accept == NONE ? want : 0;
    size_t r = row(m, tag, asked, upper ? asked : CP_LP_INF);
    if (accept != NONE)
        coef(m, r, accept, -want);
    return r;
}

static void add_firm(struct model *m, size_t w, size_t t, const double *shape) {
    const struct cp_workload *work = &m->plan->workload[w];
    uint16_t a = (uint16_t)w, at = (uint16_t)t;
    double demand = m->demand[w * m->T + t];
    for (size_t h = 0; h < m->slice[t]->n; h++)
        m->top[w * m->T + t] = fmax(m->top[w * m->T + t], demand * shape[h]);
    for (size_t h = 0; h < m->slice[t]->n; h++) {
        double hours = m->hours[t] * m->slice[t]->weight[h], want = demand * shape[h];
        size_t r = ask(m, tagged(ROW_DEMAND, a, NONE, at, h), want, true);
        size_t x = col(m, tagged(COL_UNMET, a, NONE, at, h), 0, want);
        if (h == 0) {
            m->demand_row[w * m->T + t] = r;
            m->unmet[w * m->T + t] = x;
        }
        coef(m, r, x, 1);
        charge(m, (struct entry){.col = x,
                                 .t = at,
                                 .kind = COST_UNMET,
                                 .workload = work->name,
                                 .amount = work->penalty * hours});
        charge(m, (struct entry){.col = x,
                                 .t = at,
                                 .kind = COST_REVENUE,
                                 .workload = work->name,
                                 .amount = work->revenue * hours});
        for (size_t p = 0; p < m->npool; p++) {
            size_t run = m->run[(w * m->npool + p) * m->T + t];
            if (run != NONE)
                coef(m, r, run + h, 1);
        }
    }
}

static void add_flexible(struct model *m, size_t w, size_t t) {
    const struct cp_workload *work = &m->plan->workload[w];
    uint16_t a = (uint16_t)w, at = (uint16_t)t;
    double want = m->demand[w * m->T + t];
    size_t r = m->demand_row[w * m->T + t] =
        ask(m, tagged(ROW_DEMAND, a, NONE, at, NONE), want, true);
    size_t x = m->unmet[w * m->T + t] = col(m, tagged(COL_UNMET, a, NONE, at, NONE), 0, want);
    coef(m, r, x, 1);
    charge(m, (struct entry){.col = x,
                             .t = at,
                             .kind = COST_UNMET,
                             .workload = work->name,
                             .amount = work->penalty * m->hours[t]});
    charge(m, (struct entry){.col = x,
                             .t = at,
                             .kind = COST_REVENUE,
                             .workload = work->name,
                             .amount = work->revenue * m->hours[t]});
    for (size_t h = 0; h < m->slice[t]->n; h++) {
        size_t least = NONE;
        if (work->min_rate > 0) {
            least = ask(m, tagged(ROW_MIN_RATE, a, NONE, at, h), work->min_rate * want, false);
            coef(m, least, x, work->min_rate);
        }
        for (size_t p = 0; p < m->npool; p++) {
            size_t run = m->run[(w * m->npool + p) * m->T + t];
            if (run == NONE)
                continue;
            coef(m, r, run + h, m->slice[t]->weight[h]);
            if (least != NONE)
                coef(m, least, run + h, 1);
        }
    }
}

/* A bid is accepted for its whole term or rejected; without integers in part. It is answered by the
 * first period of its demand. */
static void add_bids(struct model *m) {
    m->accept = indices(m, m->plan->nworkload);
    for (size_t w = 0; !m->oom && w < m->plan->nworkload; w++) {
        size_t first = 0;
        while (first < m->T && m->demand[w * m->T + first] <= 0)
            first++;
        if (!m->plan->workload[w].bid || first == m->T)
            continue;
        m->accept[w] = col(m, tagged(COL_ACCEPT, w, NONE, first, NONE), 0, 1);
        if (m->integer)
            cp_lp_set_integer(m->lp, m->accept[w]);
    }
}

int add_workloads(struct model *m) {
    size_t W = m->plan->nworkload, T = m->T;
    add_bids(m);
    m->unmet = indices(m, W * T);
    m->demand_row = indices(m, W * T);
    m->run = indices(m, W * m->npool * T);
    m->held = indices(m, W * m->npool * T);
    m->top = cp_arena_calloc(&m->arena, W * T + 1, sizeof *m->top);
    double *shape = cp_arena_calloc(&m->arena, m->most_slices, sizeof *shape);
    if (m->oom || !m->top || !shape)
        return cp_fail_nomem(m->err);
    for (size_t w = 0; w < W; w++)
        for (size_t t = 0; t < T; t++) {
            const struct cp_workload *work = &m->plan->workload[w];
            double demand = m->demand[w * T + t];
            if (demand <= 0)
                continue;
            for (size_t p = 0; p < m->npool; p++)
                if (m->pool[p].fleet[t] != NONE && may_run(m, work, &m->pool[p]))
                    add_run(m, w, p, t, &m->run[(w * m->npool + p) * T + t]);
            /* revenue of all the demand, given back on what is unmet */
            charge(m, (struct entry){.col = m->accept[w],
                                     .t = (uint16_t)t,
                                     .kind = COST_REVENUE,
                                     .workload = work->name,
                                     .amount = -work->revenue * demand * m->hours[t]});
            if (work->kind == CP_FLEXIBLE) {
                add_flexible(m, w, t);
            } else {
                make_shape(m, w, t, shape);
                add_firm(m, w, t, shape);
            }
        }
    return m->oom ? cp_fail_nomem(m->err) : 0;
}
