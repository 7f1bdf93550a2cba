/* The plan at a glance: tiles, and what grows from people to megawatts. */
#include "report/picture/picture.h"
#include "store/store.h"
#include <math.h>
#include <string.h>

/* Figures of the store, in the order in which they are asked for. `bad`: more than this is told in
 * red. */
static const struct {
    const char *figure, *label, *remark;
    double bad;
} tiles[] = {
    {"cost_discounted", "Cost, discounted", "net of revenue and salvage", INFINITY},
    {"capex", "Capex", "over the plan", INFINITY},
    {"debt_peak", "Debt at its peak", "", INFINITY},
    {"dscr_min", "Least coverage", "", INFINITY},
    {"unmet_peak_share", "Demand not served", "at worst", 0},
    {"halls_unpowered_peak", "Halls without power", "at worst", 0.5},
    {"gpu_waiting_peak", "Chips waiting", "at worst", 0.5},
};

static int add_tile(struct cp_report *r, size_t k) {
    struct cp_store_figure f;
    const struct cp_store_part part = {r->facts, r->scenario, r->row, r->nrow};
    int rc = cp_store_figure_read(&part, tiles[k].figure, &r->arena, &f, r->err);
    if (rc || isnan(f.value))
        return rc;
    const char *unit = cp_store_figure_find(tiles[k].figure)->unit;
    struct cp_page_scale s = cp_page_scale_of(unit, fabs(f.value));
    const char *note = f.note ? f.note : "";
    const char *remark =
        cp_report_say(r, "%s%s%s%s", f.value > tiles[k].bad ? "!" : "", tiles[k].remark,
                      *tiles[k].remark && *note ? ", " : "", note);
    const struct cp_page_cell cell[] = {{.text = tiles[k].label},
                                        {.text = cp_report_number(r, f.value / s.divisor)},
                                        {.text = remark}};
    cp_page_add_row(r->page, cell, cp_report_unit(r, s.unit));
    return 0;
}

enum { USERS, REQUESTS, TOKENS, SERVED, STOCK, POWER, ENERGY, RUNGS };
static const struct cp_report_measure measure[RUNGS] = {
    [USERS] = {"users", .by = {CP_WORKLOAD}, .aggregate = MEAN},
    [REQUESTS] = {"requests", "request/s", .aggregate = MEAN},
    [TOKENS] = {"tokens", "token/s", .aggregate = MEAN},
    [SERVED] = {"served", .aggregate = MEAN},
    [STOCK] = {"stock", .aggregate = LAST},
    [POWER] = {"power", .aggregate = MEAN},
    [ENERGY] = {"energy", .aggregate = SUM},
};
static const struct {
    const char *layer, *counts, *unit;
} rung[RUNGS] = {
    [USERS] = {"consumer", "people of the largest workload", "user"},
    [REQUESTS] = {"application", "requests", "request/s"},
    [TOKENS] = {"model", "tokens", "token/s"},
    [SERVED] = {"hardware", "work served", "EFLOP/s"},
    [STOCK] = {"hardware", "GPUs in place", "GPU"},
    [POWER] = {"datacenter", "power in use", "MW"},
    [ENERGY] = {"energy", "energy", "MWh"},
};

/* Large numbers by their thousands. */
static const char *scale_rung(struct cp_report *r, double *value, size_t n, const char *unit) {
    double largest = 0;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, fabs(value[i]));
    struct cp_page_scale s = cp_report_thousands(r, unit, largest);
    for (size_t i = 0; i < n; i++)
        value[i] /= s.divisor;
    return s.unit;
}

static void add_rung(struct cp_report *r, const struct cp_report_axis *axis,
                     const struct cp_report_panel *p, size_t k) {
    const struct cp_report_group *most = NULL;
    const double *series = p[k].total;
    if (cp_report_most(&p[k]) == 0)
        return;
    /* people are in several workloads: they do not add up */
    if (k == USERS && cp_report_largest(r, &p[k], MEAN, 1, &most) > 0)
        series = most->value;
    double *value = cp_report_along(r, axis, &p[k], series, measure[k].aggregate);
    if (!value)
        return;
    const char *unit = scale_rung(r, value, axis->n, rung[k].unit);
    cp_page_add_series(
        r->page, &(struct cp_page_series){
                     .name = rung[k].layer, .other = rung[k].counts, .unit = unit, .value = value});
}

int cp_report_picture_headline(struct cp_report *r) {
    static const struct cp_page_column column[3] = {{.title = "what"}, {.title = "figure"}, {0}};
    struct cp_report_panel p[RUNGS];
    int rc = cp_report_read(r, measure, RUNGS, p);
    cp_page_add_table(
        r->page,
        &(struct cp_page_table){
            .title = "Headline", .column = column, .ncolumn = 3, .nlabel = 1, .tiles = true});
    for (size_t k = 0; k < sizeof tiles / sizeof *tiles && rc == 0; k++)
        rc = add_tile(r, k);
    if (rc)
        return rc;
    struct cp_report_axis axis = cp_report_axis_of(r, p, RUNGS, MOST_POINTS);
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){.kind = CP_PAGE_LADDER,
                               .title = p[USERS].ngroup > 0 ? "From people to megawatts"
                                                            : "What the plan counts",
                               .description = "What each layer of the plan counts, over time.",
                               .wide = true});
    for (size_t k = 0; k < RUNGS; k++)
        add_rung(r, &axis, p, k);
    return 0;
}
