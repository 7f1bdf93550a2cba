/* What the plan costs by kind and year, and what an hour of a GPU comes to. */
#include "report/picture/picture.h"
#include <math.h>
#include <string.h>

enum { COST, PER_HOUR, MARKET, MEASURES };
static const struct cp_report_measure measure[MEASURES] = {
    [COST] = {"cost", .by = {CP_KIND}, .aggregate = SUM},
    [PER_HOUR] = {"cost_per_gpu_hour", .by = {CP_ENTITY, CP_KIND}, .aggregate = MEAN},
    [MARKET] = {"market_price", .by = {CP_ENTITY}, .timeless = true},
};

static void by_kind(struct cp_report *r, const struct cp_report_panel *cost) {
    const struct cp_report_group *most = NULL;
    double largest = 0;
    for (size_t g = 0; g < cost->ngroup; g++) {
        double all = cp_report_add_up(cost->group[g].value, cost->nperiod);
        if (all > largest) {
            largest = all;
            most = &cost->group[g];
        }
    }
    if (!most)
        return;
    struct cp_report_axis axis = cp_report_axis_years(r);
    const double *net = cp_report_total(r, cost, SUM);
    struct cp_page_scale s = cp_report_scale(r, &measure[COST], 1, cost, "USD");
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .title = cp_report_say(r, "The plan costs %s net, the most of it for %s: %s",
                                   cp_report_money(r, cp_report_add_up(net, axis.n)), most->name[0],
                                   cp_report_money(r, largest)),
            .subtitle = cp_report_say(r,
                                      "%s a year, not discounted; the mark and its number: net; "
                                      "the last year holds what is left at the end of the plan",
                                      cp_report_unit(r, s.unit)),
            .description = "Cost of the year by kind; what comes in is negative.",
            .scale = s});
    cp_report_draw_stack(r, &axis, cost, SUM);
    cp_report_draw(r, "net", CP_PAGE_NET, CP_PAGE_DARK, net);
}

/* By the entity with most kinds of it: the first. */
static void per_hour(struct cp_report *r, const struct cp_report_panel *p) {
    struct cp_report_axis axis = cp_report_axis_of(r, &p[PER_HOUR], 1, MOST_POINTS);
    const char *entity = cp_report_next(&p[PER_HOUR], 1, NULL);
    if (!entity)
        return;
    const double *market = cp_report_find(&p[MARKET], entity, "");
    const double *cash = cp_report_find(&p[PER_HOUR], entity, "cash");
    double last = NAN;
    for (size_t i = 0; i < p[PER_HOUR].nperiod && cash; i++)
        last = isnan(cash[i]) ? last : cash[i];
    const char *title = "What an hour of a GPU costs";
    if (!isnan(last) && market && market[0] > 0)
        title = cp_report_say(r,
                              "An hour of a GPU costs %s %s in cash at the end, %.0f %% of the "
                              "market price",
                              cp_report_number(r, last), cp_report_unit(r, "USD"),
                              100 * last / market[0]);
    else if (!isnan(last))
        title = cp_report_say(r, "An hour of a GPU costs %s %s in cash at the end",
                              cp_report_number(r, last), cp_report_unit(r, "USD"));
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .title = title,
            .subtitle = cp_report_say(r,
                                      "%s a GPU-hour at work, %s; market: mean rent of the "
                                      "fleet's models",
                                      cp_report_unit(r, "USD"), entity),
            .description = "Cost of an hour of a GPU by what is counted in it.",
            .scale = {"USD/GPU/h", 1}});
    for (size_t g = 0; g < p[PER_HOUR].ngroup; g++)
        if (strcmp(p[PER_HOUR].group[g].name[0], entity) == 0)
            cp_report_draw(
                r, p[PER_HOUR].group[g].name[1], CP_PAGE_LINE, CP_PAGE_AUTO,
                cp_report_along(r, &axis, &p[PER_HOUR], p[PER_HOUR].group[g].value, MEAN));
    double *level = market ? cp_report_reserve(r, axis.n, sizeof *level) : NULL;
    for (size_t i = 0; i < axis.n && level; i++)
        level[i] = market[0];
    cp_report_draw(r, "market", CP_PAGE_LINE, CP_PAGE_FIRM, level);
}

int cp_report_picture_costs(struct cp_report *r) {
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    by_kind(r, &p[COST]);
    per_hour(r, p);
    return 0;
}
