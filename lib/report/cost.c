/* Costs: by kind, the capital in them, and the cost of a GPU-hour. */
#include "report/internal.h"
#include <math.h>

enum { COST, PER_HOUR, GPU_HOURS, MEASURES };
static const struct cp_report_measure measure[MEASURES] = {
    [COST] = {"cost", .by = {CP_KIND}, .aggregate = SUM},
    [PER_HOUR] = {"cost_per_gpu_hour", .by = {CP_ENTITY, DETAIL}, .aggregate = MEAN},
    [GPU_HOURS] = {"gpu_hours", .aggregate = SUM},
};

/* Years of the kinds whose role is one of these bits. NULL: no memory. */
static double *sum_roles(struct cp_report *r, const struct cp_report_panel *cost, unsigned roles) {
    double *sum = cp_report_reserve(r, r->nyear, sizeof *sum);
    if (!sum)
        return NULL;
    for (size_t y = 0; y < r->nyear; y++)
        sum[y] = NAN;
    for (size_t i = 0; i < cost->ngroup; i++) {
        const struct cp_report_group *g = &cost->group[i];
        const double *year = roles >> cp_report_cost_role(g->name[0]) & 1
                                 ? cp_report_years(r, cost, g->value, SUM)
                                 : NULL;
        for (size_t y = 0; y < r->nyear && year; y++)
            if (!isnan(year[y]))
                sum[y] = (isnan(sum[y]) ? 0 : sum[y]) + year[y];
    }
    return sum;
}

static void by_kind(struct cp_report *r, const struct cp_report_panel *cost) {
    cp_report_open_table(
        r, (struct cp_page_table){.title = "Cost by kind, not discounted",
                                  .description = "What the plan costs in the year; what comes in "
                                                 "is negative.",
                                  .scale = cp_report_scale(r, &measure[COST], 1, cost, "USD")});
    cp_report_groups(r, &measure[COST], cost, "all");
    if (cost->ngroup > 0)
        cp_report_line(r, "capex in it", "", NULL, sum_roles(r, cost, 1u << CP_COST_CAPITAL));
}

/* When finance has not said it: the year's cash over the GPU-hours at work in it. Cash is what
 * serving the work takes: neither penalties nor what comes back. */
static void cash_per_hour(struct cp_report *r, const struct cp_report_panel *cost,
                          const struct cp_report_panel *work) {
    double *cash = sum_roles(r, cost, 1u << CP_COST_CAPITAL | 1u << CP_COST_RUNNING);
    const double *hours = cp_report_total(r, work, SUM);
    for (size_t y = 0; y < r->nyear && cash && hours; y++)
        cash[y] = hours[y] > 0 ? cash[y] / hours[y] : NAN;
    cp_report_line(r, "cash of the year", "", NULL, cash);
}

int cp_report_costs(struct cp_report *r) {
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    by_kind(r, &p[COST]);
    cp_report_open_table(
        r, (struct cp_page_table){.title = "Cost of a GPU-hour at work",
                                  .description = "What an hour of a GPU at work costs.",
                                  .scale = {"USD", 1}});
    cp_report_groups(r, &measure[PER_HOUR], &p[PER_HOUR], NULL);
    if (p[PER_HOUR].ngroup == 0 && p[COST].ngroup > 0 && p[GPU_HOURS].ngroup > 0)
        cash_per_hour(r, &p[COST], &p[GPU_HOURS]);
    return 0;
}
