/* Money: cost by kind, capital spent, cost of a GPU-hour. */
#include "report/internal.h"
#include <math.h>
#include <string.h>

bool cp_report_is_capital(const char *kind) {
    return strncmp(kind, "capex", 5) == 0 || strcmp(kind, "gpu") == 0 ||
           strcmp(kind, "battery") == 0;
}

/* Cash that serving the work takes: neither penalties nor what comes back. */
static bool is_cash(const char *kind) {
    return strcmp(kind, "unmet") != 0 && strcmp(kind, "revenue") != 0 &&
           strcmp(kind, "salvage") != 0;
}

static double *sum_of(struct cp_report *r, const struct cp_report_panel *p,
                      bool (*wanted)(const char *kind)) {
    double *sum = cp_arena_calloc(&r->arena, r->nyear, sizeof *sum);
    if (!sum) {
        cp_fail_nomem(r->err);
        return NULL;
    }
    for (size_t y = 0; y < r->nyear; y++)
        sum[y] = NAN;
    for (size_t i = 0; i < p->ngroup; i++) {
        if (!wanted(p->group[i].name[0]))
            continue;
        const double *year = cp_report_panel_years(r, p, p->group[i].value, SUM);
        if (!year)
            return NULL;
        for (size_t y = 0; y < r->nyear; y++)
            if (!isnan(year[y]))
                sum[y] = (isnan(sum[y]) ? 0 : sum[y]) + year[y];
    }
    return sum;
}

static int costs(struct cp_report *r, const struct cp_report_panel *cost) {
    struct cp_report_table t = {0};
    struct cp_report_scale s = cp_report_scale(USD, cp_report_largest(r, cost, SUM));
    t.title = cp_report_title(r, "Cost by kind, not discounted", s.unit);
    int rc = t.title ? cp_report_table_add_panel(r, &t, cost, SUM, s.divisor, "all") : CP_ENOMEM;
    if (rc == 0)
        rc = cp_report_table_add(
            r, &t, "capex in it", "",
            cp_report_rescale(r, sum_of(r, cost, cp_report_is_capital), s.divisor));
    if (rc == 0)
        cp_report_table_print(r, &t);
    return rc;
}

/* When finance has not said it: the year's cash over the GPU-hours at work in it. */
static int cash_per_hour(struct cp_report *r, struct cp_report_table *t,
                         const struct cp_report_panel *cost) {
    struct cp_report_panel work;
    int rc = cp_report_panel_read(r, "gpu_hours", NULL, NO_DIM, NO_DIM, &work);
    if (rc < 0 || work.ngroup == 0 || cost->ngroup == 0)
        return rc;
    double *cash = sum_of(r, cost, is_cash), *hours = cp_report_panel_total(r, &work, SUM);
    for (size_t y = 0; cash && hours && y < r->nyear; y++)
        cash[y] = hours[y] > 0 ? cash[y] / hours[y] : NAN;
    return hours ? cp_report_table_add(r, t, "cash of the year", "", cash) : CP_ENOMEM;
}

int cp_report_money(struct cp_report *r) {
    struct cp_report_panel cost, hour;
    struct cp_report_table t = {.title = "Cost of a GPU-hour at work, USD"};
    int rc = cp_report_panel_read(r, "cost", NULL, CP_KIND, NO_DIM, &cost);
    if (rc == 0 && cost.ngroup > 0)
        rc = costs(r, &cost);
    if (rc == 0)
        rc = cp_report_panel_read(r, "cost_per_gpu_hour", NULL, CP_ENTITY, DETAIL, &hour);
    if (rc == 0)
        rc = hour.ngroup > 0 ? cp_report_table_add_panel(r, &t, &hour, MEAN, 1, NULL)
                             : cash_per_hour(r, &t, &cost);
    if (rc == 0)
        cp_report_table_print(r, &t);
    return rc;
}
