/* What an hour costs the teams that use it: transfer prices from duals, what each workload pays and
 * earns, and what is left to who owns the hours. Segments sum to the plan's cost and revenue. */
#include "sell/internal.h"
#include <math.h>
#include <string.h>

/* Charges and revenue by workload and period; the last workload is who owns the hours. */
struct ledger {
    double *charge, *revenue, *cost; /* (nworkload + 1) x nperiod */
};

static double *cell(const struct cp_sell *s, double *of, size_t workload, size_t t) {
    return &of[workload * s->nperiod + t];
}

static size_t workload_of(const struct cp_sell *s, size_t row) {
    const char *name = cp_sell_dim(s, row, CP_WORKLOAD);
    const struct cp_workload *w = name ? cp_plan_workload(s->plan, name) : NULL;
    return w ? (size_t)(w - s->plan->workload) : s->plan->nworkload;
}

static int of_one_plan(struct cp_sell *s, size_t row, const char *measure) {
    return cp_fail_at(s->err, CP_EINPUT, cp_facts_pos(s->facts, row),
                      "%s is of scenarios: hours are charged by one plan, as of cp-allocate "
                      "--no-scenarios",
                      measure);
}

/* The dual of the same place, SKU and period; 0: there is none that it is scarce by. */
static double transfer_price(const struct cp_sell *s, const struct cp_selection *dual, size_t row) {
    static const enum cp_dim dims[] = {CP_PERIOD, CP_SITE, CP_OFFER, CP_SKU, CP_SCENARIO};
    for (size_t i = 0; i < dual->n; i++) {
        bool same = cp_facts_is_plain(s->facts, dual->row[i]);
        for (size_t d = 0; d < 5 && same; d++)
            same = strcmp(cp_facts_dim(s->facts, dual->row[i], dims[d]),
                          cp_facts_dim(s->facts, row, dims[d])) == 0;
        if (same)
            return dual->value[i];
    }
    return 0;
}

static int put(struct cp_sell *s, size_t row, const char *measure, double value) {
    struct cp_fact f = {.dim[CP_PERIOD] = cp_sell_dim(s, row, CP_PERIOD),
                        .dim[CP_SITE] = cp_sell_dim(s, row, CP_SITE),
                        .dim[CP_OFFER] = cp_sell_dim(s, row, CP_OFFER),
                        .dim[CP_SKU] = cp_sell_dim(s, row, CP_SKU),
                        .dim[CP_WORKLOAD] = cp_sell_dim(s, row, CP_WORKLOAD),
                        .measure = measure,
                        .value = value};
    return cp_facts_put(s->facts, &f, s->err);
}

/* Hours of a workload at a place, at the dual of an hour there. */
static int charge_row(struct cp_sell *s, const struct cp_selection *dual, size_t row, double served,
                      struct ledger *l) {
    size_t t = cp_sell_period_of(s, row), w = workload_of(s, row);
    const char *name = cp_sell_dim(s, row, CP_SKU);
    const struct cp_sku *sku = name ? cp_plan_sku(s->plan, name) : NULL;
    if (t == NONE || !cp_facts_is_plain(s->facts, row))
        return 0;
    double rate = sku && w < s->plan->nworkload
                      ? sku->peak * cp_plan_efficiency(sku, s->plan->workload[w].name)
                      : 0;
    if (!(rate > 0))
        return cp_fail_at(s->err, CP_EINPUT, cp_facts_pos(s->facts, row),
                          "served: the plan has no such work: '%s' on '%s'",
                          cp_facts_dim(s->facts, row, CP_WORKLOAD), name ? name : "-");
    double hours = served * s->hours[t] / rate, price = transfer_price(s, dual, row);
    *cell(s, l->charge, w, t) += hours * price;
    int rc = put(s, row, "transfer_price", price);
    return rc ? rc : put(s, row, "charge", hours * price);
}

static int charge(struct cp_sell *s, struct ledger *l) {
    struct cp_selection served, dual = {0};
    int rc = cp_sell_select(s, "served", &served);
    if (rc)
        return rc;
    rc = cp_sell_select(s, "gpu_hour_dual", &dual);
    for (size_t i = 0; i < served.n && rc == 0; i++)
        rc = cp_sell_dim(s, served.row[i], CP_SCENARIO)
                 ? of_one_plan(s, served.row[i], "served")
                 : charge_row(s, &dual, served.row[i], served.value[i], l);
    cp_facts_selection_release(&served);
    cp_facts_selection_release(&dual);
    return rc;
}

/* Cash of the plan: what workloads earn is theirs, all else of who owns the hours. */
static int take_costs(struct cp_sell *s, struct ledger *l) {
    struct cp_selection c;
    int rc = cp_sell_select(s, "cost", &c);
    for (size_t i = 0; i < c.n && rc == 0; i++) {
        const struct cp_cost_kind *kind =
            cp_facts_cost_kind_find(cp_facts_dim(s->facts, c.row[i], CP_KIND));
        size_t t = cp_sell_period_of(s, c.row[i]), w = workload_of(s, c.row[i]);
        if (cp_sell_dim(s, c.row[i], CP_SCENARIO))
            rc = of_one_plan(s, c.row[i], "cost");
        if (t == NONE || !kind || kind->role == CP_COST_NOT_CASH)
            continue;
        if (kind->role == CP_COST_REVENUE)
            *cell(s, l->revenue, w, t) -= c.value[i];
        else
            *cell(s, l->cost, w, t) += c.value[i];
    }
    cp_facts_selection_release(&c);
    return rc;
}

static int put_segment(struct cp_sell *s, size_t w, size_t t, const char *kind, double value) {
    const struct cp_workload *work = w < s->plan->nworkload ? &s->plan->workload[w] : NULL;
    struct cp_fact f = {.dim[CP_PERIOD] = s->period[t],
                        .dim[CP_WORKLOAD] = work ? work->name : NULL,
                        .dim[CP_TENANT] = work ? work->tenant : NULL,
                        .dim[CP_KIND] = kind,
                        .measure = "segment",
                        .value = value};
    return value != 0 ? cp_facts_put(s->facts, &f, s->err) : 0;
}

static int put_segments(struct cp_sell *s, struct ledger *l) {
    size_t n = s->plan->nworkload;
    int rc = 0;
    for (size_t t = 0; t < s->nperiod && rc == 0; t++) {
        double all = 0;
        for (size_t w = 0; w < n; w++)
            all += *cell(s, l->charge, w, t);
        for (size_t w = 0; w <= n && rc == 0; w++) {
            rc = put_segment(s, w, t, "revenue", *cell(s, l->revenue, w, t));
            if (rc == 0)
                rc = put_segment(s, w, t, "charge", w < n ? -*cell(s, l->charge, w, t) : all);
            if (rc == 0)
                rc = put_segment(s, w, t, "cost", -*cell(s, l->cost, w, t));
        }
    }
    return rc;
}

/* Calendar years of a team: what it is charged, and what that leaves of its budget. */
static int put_team(struct cp_sell *s, const struct ledger *l, const struct cp_sale_team *team) {
    int rc = 0;
    for (size_t t = 0, end; t < s->nperiod && rc == 0; t = end) {
        int year = cp_period_year(cp_plan_period(s->plan, t));
        char text[16];
        double sum = 0;
        for (end = t; end < s->nperiod && cp_period_year(cp_plan_period(s->plan, end)) == year;
             end++)
            for (size_t w = 0; w < s->plan->nworkload; w++)
                for (size_t k = 0; k < team->nworkload; k++)
                    if (strcmp(s->plan->workload[w].name, team->workloads[k]) == 0)
                        sum += l->charge[w * s->nperiod + end];
        snprintf(text, sizeof text, "%d", year);
        struct cp_fact f = {.dim[CP_PERIOD] = text,
                            .dim[CP_NAME] = team->name,
                            .measure = "team_charge",
                            .value = sum};
        rc = cp_facts_put(s->facts, &f, s->err);
        f.measure = "budget_left";
        f.value = cp_plan_path_at(&team->budget, (struct cp_period){CP_YEAR, year},
                                  s->plan->horizon.origin) -
                  sum;
        if (rc == 0 && team->budget.n)
            rc = cp_facts_put(s->facts, &f, s->err);
    }
    return rc;
}

static int run(struct cp_sell *s) {
    size_t n = (s->plan->nworkload + 1) * s->plan->horizon.n;
    struct ledger l = {0};
    int rc = cp_sell_read_stock(s);
    if (rc)
        return rc;
    l.charge = cp_sell_alloc(s, n, sizeof *l.charge);
    l.revenue = cp_sell_alloc(s, n, sizeof *l.revenue);
    l.cost = cp_sell_alloc(s, n, sizeof *l.cost);
    if (!l.charge || !l.revenue || !l.cost)
        return CP_ENOMEM;
    rc = charge(s, &l);
    if (rc == 0)
        rc = take_costs(s, &l);
    if (rc == 0)
        rc = put_segments(s, &l);
    for (size_t i = 0; i < s->plan->money.market.selling.nteam && rc == 0; i++)
        rc = put_team(s, &l, &s->plan->money.market.selling.team[i]);
    return rc;
}

const struct cp_sell_kind cp_sell_chargeback = {run};
