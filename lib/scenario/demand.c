/* Demand of each future: at the same quantile of all periods, or on a path of the stream; and how
 * late offers come. */
#include "num/num.h"
#include "scenario/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t workload_of(const struct cp_scenario_set *s, const char *name) {
    const struct cp_workload *w = cp_plan_workload(s->plan, name);
    return w ? (size_t)(w - s->plan->workload) : SIZE_MAX;
}

/* What the rows of demand are of: names of paths, and the quantiles there are, ascending. */
struct listed {
    struct cp_names path;
    double *quantile;
    size_t nquantile, cap;
};

static bool add_quantile(struct listed *l, double q) {
    size_t at = 0;
    while (at < l->nquantile && l->quantile[at] < q)
        at++;
    if (at < l->nquantile && l->quantile[at] == q)
        return true;
    if (!cp_grow(&l->quantile, &l->cap, l->nquantile, sizeof *l->quantile))
        return false;
    memmove(l->quantile + at + 1, l->quantile + at, (l->nquantile - at) * sizeof *l->quantile);
    l->quantile[at] = q;
    l->nquantile++;
    return true;
}

/* A quantile is written as its part of one; another word is none of these. */
static double quantile_of(const struct cp_facts *f, size_t row) {
    const char *text = cp_facts_dim(f, row, CP_QUANTILE);
    double q;
    size_t used;
    bool is = cp_number_parse(text, strlen(text), &q, &used) == 0 && !text[used] && q > 0 && q < 1;
    return is ? q : NAN;
}

static bool list(const struct cp_scenario_set *s, const struct cp_selection *rows,
                 struct listed *l) {
    for (size_t i = 0; i < rows->n; i++) {
        const char *scenario = cp_facts_dim(s->facts, rows->row[i], CP_SCENARIO);
        double q = quantile_of(s->facts, rows->row[i]);
        bool path = strcmp(scenario, "-") != 0;
        if (path && strcmp(cp_facts_dim(s->facts, rows->row[i], CP_QUANTILE), "-") == 0 &&
            cp_names_add(&l->path, scenario, strlen(scenario)) == CP_NAME_NONE)
            return false;
        if (!path && !isnan(q) && !add_quantile(l, q))
            return false;
    }
    return true;
}

/* The point a row is of: its path or quantile; npoint: what is planned; SIZE_MAX: none. */
static size_t point_of(const struct cp_scenario_set *s, const struct listed *l, size_t row,
                       size_t npoint) {
    const char *scenario = cp_facts_dim(s->facts, row, CP_SCENARIO);
    bool plain = strcmp(cp_facts_dim(s->facts, row, CP_QUANTILE), "-") == 0;
    if (strcmp(scenario, "-") != 0) {
        uint32_t id = l->path.n && plain ? cp_names_find(&l->path, scenario) : CP_NAME_NONE;
        return id == CP_NAME_NONE ? SIZE_MAX : id;
    }
    double q = quantile_of(s->facts, row);
    for (size_t k = 0; !l->path.n && k < npoint; k++)
        if (l->quantile[k] == q)
            return k;
    return plain ? npoint : SIZE_MAX;
}

/* Values of a workload to parts of what is planned. A period that lacks some stays as planned. */
static void make_parts(struct cp_scenario_demand *d, const double *value, size_t periods) {
    for (size_t t = 0; t < periods; t++) {
        double planned = value[d->npoint * periods + t];
        bool good = planned > 0;
        for (size_t k = 0; k < d->npoint; k++)
            good = good && !isnan(value[k * periods + t]);
        for (size_t k = 0; k < d->npoint; k++)
            d->part[k * periods + t] = good ? value[k * periods + t] / planned : 1;
    }
}

static int fill(struct cp_scenario_set *s, const struct cp_selection *rows, const struct listed *l,
                struct cp_error *err) {
    size_t npoint = l->path.n ? l->path.n : l->nquantile, nw = s->plan->nworkload;
    size_t table = (npoint + 1) * s->periods;
    double *value = cp_calloc(nw * table + 1, sizeof *value);
    int rc = value ? 0 : CP_ENOMEM;
    for (size_t k = 0; rc == 0 && k < nw * table; k++)
        value[k] = NAN;
    for (size_t i = 0; rc == 0 && i < rows->n; i++) {
        size_t w = workload_of(s, cp_facts_dim(s->facts, rows->row[i], CP_WORKLOAD));
        size_t t = cp_plan_find_period(s->plan, cp_facts_dim(s->facts, rows->row[i], CP_PERIOD));
        size_t k = point_of(s, l, rows->row[i], npoint);
        if (w != SIZE_MAX && t != SIZE_MAX && k != SIZE_MAX)
            value[w * table + k * s->periods + t] = rows->value[i];
    }
    for (size_t w = 0; rc == 0 && w < nw; w++) {
        struct cp_scenario_demand *d = &s->demand[w];
        bool any = false;
        for (size_t k = 0; k < npoint * s->periods; k++)
            any = any || !isnan(value[w * table + k]);
        if (!any)
            continue;
        d->npoint = npoint;
        d->score = cp_arena_calloc(&s->arena, npoint, sizeof *d->score);
        d->part = cp_arena_calloc(&s->arena, npoint * s->periods, sizeof *d->part);
        d->planned = cp_arena_calloc(&s->arena, s->periods, sizeof *d->planned);
        rc = d->score && d->part && d->planned ? 0 : CP_ENOMEM;
        for (size_t k = 0; rc == 0 && !l->path.n && k < npoint; k++)
            d->score[k] = cp_num_normal_quantile(l->quantile[k]);
        if (rc == 0) {
            memcpy(d->planned, value + w * table + npoint * s->periods,
                   s->periods * sizeof *d->planned);
            make_parts(d, value + w * table, s->periods);
        }
    }
    free(value);
    return rc ? cp_fail_nomem(err) : 0;
}

int cp_scenario_read_demand(struct cp_scenario_set *s, struct cp_error *err) {
    struct cp_selection rows = {0};
    struct listed l = {0};
    int rc = cp_facts_select(s->facts, "demand", NULL, &rows, err);
    if (rc == 0 && !list(s, &rows, &l))
        rc = cp_fail_nomem(err);
    s->npath = l.path.n;
    if (rc == 0 && (l.path.n || l.nquantile)) {
        s->demand = cp_arena_calloc(&s->arena, s->plan->nworkload + 1, sizeof *s->demand);
        rc = s->demand ? fill(s, &rows, &l, err) : cp_fail_nomem(err);
    }
    cp_facts_selection_release(&rows);
    cp_names_release(&l.path);
    free(l.quantile);
    return rc;
}

/* A straight line through the points of normal scores, on beyond the last, and not below nothing;
 * of paths the one in whose part of the draws it lies. */
static double part_at(const struct cp_scenario_set *s, const struct cp_scenario_demand *d, double u,
                      size_t t) {
    size_t n = d->npoint, k = 0;
    if (s->npath)
        return d->part[(size_t)fmin(u * (double)n, (double)(n - 1)) * s->periods + t];
    if (n == 1)
        return d->part[t];
    double z = cp_num_normal_quantile(u);
    while (k + 2 < n && z > d->score[k + 1])
        k++;
    double a = d->part[k * s->periods + t], b = d->part[(k + 1) * s->periods + t];
    double at = (z - d->score[k]) / (d->score[k + 1] - d->score[k]);
    return fmax(a + at * (b - a), 0);
}

void cp_scenario_demand_of(const struct cp_scenario_set *s, const double *u, double *out) {
    for (size_t k = 0; k < s->plan->nworkload * s->periods; k++)
        out[k] = 1;
    for (size_t i = 0; i < s->nscalar; i++) {
        const struct cp_scenario_scalar *x = &s->scalar[i];
        if (x->kind != CP_SCENARIO_DEMAND)
            continue;
        for (size_t w = 0; w < s->plan->nworkload; w++) /* paths are of all workloads */
            for (size_t t = 0; (x->of == w || s->npath) && s->demand[w].npoint && t < s->periods;
                 t++)
                out[w * s->periods + t] = part_at(s, &s->demand[w], u[i], t);
    }
}

double cp_scenario_mean_demand(const struct cp_scenario_set *s, size_t w, size_t t) {
    enum { POINTS = 4096 };
    const struct cp_scenario_demand *d = &s->demand[w];
    size_t n = !d->npoint ? 0 : s->npath ? s->npath : POINTS;
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += part_at(s, d, ((double)i + .5) / (double)n, t);
    return n ? sum / (double)n : 1;
}

/* ---- lead times ------------------------------------------------------------------------------ */

bool cp_scenario_has_lead(const struct cp_offer *o) {
    return o->lead.nquantile > 0 || (o->lead.median > 0 && o->lead.sigma > 0);
}

/* Years by which that share of lead times is over. */
static double lead_at(const struct cp_offer_lead *l, double level) {
    struct cp_lead_quantile before = {0, 0};
    for (size_t k = 0; k < l->nquantile; k++) {
        struct cp_lead_quantile q = l->quantile[k];
        if (level <= q.level)
            return before.lead +
                   (q.lead - before.lead) * (level - before.level) / (q.level - before.level);
        before = q;
    }
    if (l->nquantile > 0)
        return before.lead;
    double variance = l->sigma * l->sigma;
    return l->gamma ? cp_num_gamma_quantile(level, 1 / variance, l->median * variance)
                    : l->median * exp(l->sigma * cp_num_normal_quantile(level));
}

void cp_scenario_leads_of(const struct cp_scenario_set *s, const double *u, double *out) {
    for (size_t i = 0; i < s->nscalar; i++) {
        const struct cp_scenario_scalar *x = &s->scalar[i];
        if (x->kind != CP_SCENARIO_LEADS)
            continue;
        const struct cp_offer_lead *l = &s->plan->supply.offer[x->of].lead;
        out[x->of] = fmax(lead_at(l, u[i]) - lead_at(l, s->opt.service_level), 0);
    }
}
