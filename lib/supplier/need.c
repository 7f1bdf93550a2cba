/* What must be there: units by SKU, or useful work that any SKU can do. */
#include "supplier/sourcing.h"
#include <math.h>
#include <string.h>

static bool plain(const struct cp_facts *f, size_t r) {
    return strcmp(cp_facts_dim(f, r, CP_QUANTILE), "-") == 0 &&
           strcmp(cp_facts_dim(f, r, CP_SCENARIO), "-") == 0;
}

static int add_need(struct cp_sourcing_run *r, const char *sku, const char *region,
                    struct cp_sourcing_need **out, struct cp_error *err) {
    for (size_t i = 0; i < r->nneed; i++)
        if (strcmp(r->need[i].sku, sku) == 0 && strcmp(r->need[i].region, region) == 0) {
            *out = &r->need[i];
            return 0;
        }
    struct cp_sourcing_need *n = &r->need[r->nneed];
    n->sku = sku;
    n->region = region;
    n->own = cp_arena_calloc(&r->arena, r->T, sizeof(double));
    n->level = cp_arena_calloc(&r->arena, r->T, sizeof(double));
    n->critical = cp_arena_calloc(&r->arena, r->T, sizeof(double));
    n->rate = cp_arena_calloc(&r->arena, r->plan->nsku * r->T, sizeof(double));
    if (!n->own || !n->level || !n->critical || !n->rate)
        return cp_fail_nomem(err);
    r->nneed++;
    *out = n;
    return 0;
}

/* Add a fact's value to the periods of the horizon that it overlaps: units by their part of it, a
 * rate by its part of theirs. */
static void spread(const struct cp_sourcing_run *r, double *series, struct cp_period p,
                   double value) {
    for (size_t t = 0; t < r->T; t++) {
        struct cp_period own = cp_plan_period(r->plan, t);
        double both = cp_supplier_overlap(cp_period_start(own), cp_period_end(own),
                                          cp_period_start(p), cp_period_end(p));
        series[t] += value * both / cp_period_hours(r->work ? own : p);
    }
}

static int check_row(const struct cp_facts *f, size_t row, const char *measure, double value,
                     struct cp_period *p, struct cp_error *err) {
    const char *text = cp_facts_dim(f, row, CP_PERIOD);
    if (cp_period_parse(text, strlen(text), p) != 0)
        return cp_fail_at(err, CP_EINPUT, cp_facts_pos(f, row), "%s without a period", measure);
    if (!(value >= 0))
        return cp_fail_at(err, CP_EINPUT, cp_facts_pos(f, row), "%s must be 0 or more", measure);
    return 0;
}

/* Whether what serves b serves a too: of any SKU or the same, at any place or the same. */
static bool includes(const struct cp_sourcing_need *a, const struct cp_sourcing_need *b) {
    return (strcmp(a->sku, "-") == 0 || strcmp(a->sku, b->sku) == 0) &&
           (strcmp(a->region, "-") == 0 || strcmp(a->region, b->region) == 0);
}

/* Arrivals add up. A unit of a SKU that is asked for by name, or at a place, serves that need; the
 * need of any comes on top of those. */
static void finish_units(struct cp_sourcing_run *r) {
    const struct cp_plan *plan = r->plan;
    for (size_t i = 0; i < r->nneed; i++)
        for (size_t t = 1; t < r->T; t++)
            r->need[i].own[t] += r->need[i].own[t - 1];
    for (size_t i = 0; i < r->nneed; i++) {
        struct cp_sourcing_need *n = &r->need[i];
        bool all = strcmp(n->sku, "-") == 0;
        for (size_t t = 0; t < r->T; t++) {
            for (size_t k = 0; k < r->nneed; k++)
                n->level[t] += includes(n, &r->need[k]) ? r->need[k].own[t] : 0;
            n->critical[t] = plan->supply.sourcing.critical * n->level[t];
            for (size_t k = 0; k < plan->nsku; k++)
                n->rate[cp_supplier_at(r, k, t)] = all || strcmp(plan->sku[k].name, n->sku) == 0;
        }
    }
}

/* The country of a need's site, or its own; NULL: there is no such site, or it says none. */
static const char *region_of(const struct cp_plan *plan, const struct cp_facts *f, size_t row) {
    const char *site = cp_facts_dim(f, row, CP_SITE);
    if (strcmp(site, "-") == 0)
        return cp_facts_dim(f, row, CP_REGION);
    const struct cp_site *s = cp_plan_site(plan, site);
    return s ? s->country : NULL;
}

static int read_units(struct cp_sourcing_run *r, const struct cp_facts *f,
                      const struct cp_selection *rows, struct cp_error *err) {
    for (size_t i = 0; i < rows->n; i++) {
        size_t row = rows->row[i];
        const char *sku = cp_facts_dim(f, row, CP_SKU), *region = region_of(r->plan, f, row);
        struct cp_sourcing_need *n;
        struct cp_period p;
        if (!plain(f, row))
            continue;
        if (strcmp(sku, "-") != 0 && !cp_plan_sku(r->plan, sku))
            return cp_fail_at(err, CP_EINPUT, cp_facts_pos(f, row),
                              "need of SKU '%s', which the plan does not have", sku);
        if (!region)
            return cp_fail_at(err, CP_EINPUT, cp_facts_pos(f, row),
                              "need at site '%s', whose country the plan does not have",
                              cp_facts_dim(f, row, CP_SITE));
        int rc = check_row(f, row, "need", rows->value[i], &p, err);
        if (rc)
            return rc;
        rc = add_need(r, sku, region, &n, err);
        if (rc)
            return rc;
        spread(r, n->own, p, rows->value[i]);
    }
    finish_units(r);
    return 0;
}

/* Demand or its peak by workload and period, out[nworkload][T]. */
static int add_work(const struct cp_sourcing_run *r, const struct cp_facts *f, const char *measure,
                    const struct cp_selection *rows, double *out, struct cp_error *err) {
    for (size_t i = 0; i < rows->n; i++) {
        size_t row = rows->row[i];
        const char *name = cp_facts_dim(f, row, CP_WORKLOAD);
        const struct cp_workload *w = cp_plan_workload(r->plan, name);
        struct cp_period p;
        if (!plain(f, row))
            continue;
        if (!w)
            return cp_fail_at(err, CP_EINPUT, cp_facts_pos(f, row),
                              "%s of workload '%s', which the plan does not have", measure, name);
        int rc = check_row(f, row, measure, rows->value[i], &p, err);
        if (rc)
            return rc;
        spread(r, out + (size_t)(w - r->plan->workload) * r->T, p, rows->value[i]);
    }
    return 0;
}

static int read_measure(const struct cp_sourcing_run *r, const struct cp_facts *f,
                        const char *measure, double *out, struct cp_error *err) {
    struct cp_selection rows;
    int rc = cp_facts_select(f, measure, NULL, &rows, err);
    if (rc)
        return rc;
    rc = add_work(r, f, measure, &rows, out, err);
    cp_facts_selection_release(&rows);
    return rc;
}

/* Demand of a workload in a period, or with T in all. */
static double demand_in(const struct cp_sourcing_run *r, const double *demand, size_t w, size_t t) {
    double sum = 0;
    for (size_t i = t < r->T ? t : 0; i < (t < r->T ? t + 1 : r->T); i++)
        sum += demand[cp_supplier_at(r, w, i)];
    return sum;
}

/* Useful EFLOP/s of a unit in place: peak by its mean efficiency over the workloads, weighted by
 * their demand, in the share of time that it works. What comes before there is any demand is for
 * that of the plan. */
static double rate_of(const struct cp_sourcing_run *r, const struct cp_sku *sku,
                      const double *demand, size_t t) {
    double useful = 0, all = 0;
    for (size_t w = 0; w < r->plan->nworkload; w++)
        all += demand_in(r, demand, w, t);
    t = all > 0 ? t : r->T;
    all = 0;
    for (size_t w = 0; w < r->plan->nworkload; w++) {
        double d = demand_in(r, demand, w, t);
        useful += d * cp_plan_efficiency(sku, r->plan->workload[w].name);
        all += d;
    }
    return all > 0 ? sku->peak * useful / all * sku->reliability.availability *
                         (1 - sku->reliability.spares)
                   : 0;
}

/* What stands already serves until its life ends. */
static double existing(const struct cp_sourcing_run *r, const double *rate, size_t t) {
    const struct cp_plan *plan = r->plan;
    double sum = 0, years = cp_period_mid(cp_plan_period(plan, t), plan->horizon.origin);
    for (size_t s = 0; s < plan->nsite; s++)
        for (size_t i = 0; i < plan->site[s].nexisting; i++) {
            const struct cp_existing *e = &plan->site[s].existing[i];
            const struct cp_sku *sku = cp_plan_sku(plan, e->sku);
            if (e->age + years < sku->life)
                sum += e->units * rate[(size_t)(sku - plan->sku) * r->T + t];
        }
    return sum;
}

static int finish_work(struct cp_sourcing_run *r, const double *demand, const double *peak,
                       struct cp_error *err) {
    const struct cp_plan *plan = r->plan;
    struct cp_sourcing_need *n;
    int rc = add_need(r, "-", "-", &n, err);
    if (rc)
        return rc;
    for (size_t t = 0; t < r->T; t++) {
        for (size_t k = 0; k < plan->nsku; k++)
            n->rate[cp_supplier_at(r, k, t)] = rate_of(r, &plan->sku[k], demand, t);
        double stands = existing(r, n->rate, t), wanted = 0;
        for (size_t w = 0; w < plan->nworkload; w++) {
            double top =
                plan->workload[w].kind == CP_FIRM ? fmax(1, peak[cp_supplier_at(r, w, t)]) : 1;
            wanted += demand[cp_supplier_at(r, w, t)] * top;
        }
        n->level[t] = wanted - stands;
        n->critical[t] = plan->supply.sourcing.critical * wanted - stands;
    }
    return 0;
}

static int read_work(struct cp_sourcing_run *r, const struct cp_facts *facts,
                     struct cp_error *err) {
    size_t n = r->plan->nworkload * r->T;
    double *demand = cp_arena_calloc(&r->arena, n + 1, sizeof *demand);
    double *peak = cp_arena_calloc(&r->arena, n + 1, sizeof *peak);
    if (!demand || !peak)
        return cp_fail_nomem(err);
    int rc = read_measure(r, facts, "demand", demand, err);
    if (rc)
        return rc;
    rc = read_measure(r, facts, "peak_to_mean", peak, err);
    return rc ? rc : finish_work(r, demand, peak, err);
}

/* Where units go: to the countries of needs, or to that of all sites. */
static int find_places(struct cp_sourcing_run *r, struct cp_error *err) {
    r->place = cp_arena_calloc(&r->arena, r->nneed + 1, sizeof *r->place);
    if (!r->place)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < r->nneed; i++) {
        size_t k = 0;
        while (k < r->nplace && strcmp(r->place[k], r->need[i].region) != 0)
            k++;
        if (k == r->nplace && strcmp(r->need[i].region, "-") != 0)
            r->place[r->nplace++] = r->need[i].region;
    }
    if (r->nplace == 0)
        r->place[r->nplace++] = cp_supplier_destination(r->plan);
    return 0;
}

int cp_supplier_read_needs(struct cp_sourcing_run *r, const struct cp_facts *facts,
                           struct cp_error *err) {
    struct cp_selection rows;
    int rc = cp_facts_select(facts, "need", "GPU", &rows, err);
    if (rc)
        return rc;
    r->need = cp_arena_calloc(&r->arena, rows.n + 1, sizeof *r->need);
    if (!r->need) {
        cp_facts_selection_release(&rows);
        return cp_fail_nomem(err);
    }
    r->work = rows.n == 0;
    rc = r->work ? read_work(r, facts, err) : read_units(r, facts, &rows, err);
    cp_facts_selection_release(&rows);
    if (rc == 0)
        rc = find_places(r, err);
    if (rc)
        return rc;
    double most = 0;
    for (size_t i = 0; i < r->nneed; i++)
        for (size_t t = 0; t < r->T; t++)
            most = fmax(most, r->need[i].level[t]);
    if (most <= 0)
        return cp_fail(err, CP_EINPUT,
                       "nothing to award: no 'need' (GPU) and no 'demand' (EFLOP/s) within the "
                       "horizon beyond what stands");
    return 0;
}
