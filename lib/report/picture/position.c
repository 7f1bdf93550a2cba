/* What is open: GPU-hours by SKU, and power by site. */
#include "report/picture/picture.h"
#include <math.h>

enum { HOURS, POWER, MEASURES };
static const struct cp_report_measure measure[MEASURES] = {
    [HOURS] = {"position_hours", .by = {CP_SKU}, .of = "open"},
    [POWER] = {"position_power", .by = {CP_SITE}, .of = "open", .aggregate = MEAN},
};

static void hours(struct cp_report *r, const struct cp_report_panel *p) {
    struct cp_report_axis axis = cp_report_axis_of(r, p, 1, MOST_POINTS);
    size_t at;
    const struct cp_report_group *most = cp_report_widest(p, &at);
    if (!most)
        return;
    struct cp_page_scale s = cp_report_thousands(r, "GPU.h", cp_report_most(p));
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .title = cp_report_say(r, "%s is %s by %s %s in %s", most->name[0],
                                   most->value[at] > 0 ? "long" : "short",
                                   cp_report_number(r, fabs(most->value[at]) / s.divisor), s.unit,
                                   cp_report_period(r, p->period[at])),
            .subtitle = cp_report_say(r,
                                      "%s that are open, %s; above 0 something is to be sold; "
                                      "the mark: all",
                                      s.unit, axis.period ? "by period" : "a year"),
            .description = "GPU-hours owned, ordered and contracted less those committed and "
                           "sold, by model.",
            .scale = s});
    cp_report_draw_stack(r, &axis, p, SUM);
    cp_report_draw(r, "all", CP_PAGE_NET, CP_PAGE_DARK,
                   cp_report_along(r, &axis, p, p->total, SUM));
}

/* A row a site by year: red is short. */
static void power(struct cp_report *r, const struct cp_report_panel *p) {
    const struct cp_report_group *most[MOST_ROWS];
    struct cp_report_axis axis = cp_report_axis_years(r);
    size_t n = cp_report_largest(r, p, MEAN, MOST_ROWS, most), at;
    const struct cp_report_group *worst = cp_report_widest(p, &at);
    if (n == 0 || axis.n == 0 || !worst)
        return;
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .kind = CP_PAGE_HEAT,
            .title = cp_report_say(r, "%s is %s by %s MW in %s", worst->name[0],
                                   worst->value[at] > 0 ? "long" : "short",
                                   cp_report_number(r, fabs(worst->value[at])),
                                   cp_report_period(r, p->period[at])),
            .subtitle = cp_report_say(r,
                                      "MW of contracts less the mean load, mean of the year; "
                                      "red: short%s",
                                      cp_report_of_many(r, n, p->ngroup, "sites")),
            .description = "Power that is contracted and not taken, or taken and not contracted.",
            .scale = {"MW", 1}});
    for (size_t k = 0; k < n; k++)
        cp_report_draw_row(r, &axis, most[k]->name[0], cp_report_years(r, p, most[k]->value, MEAN),
                           0);
}

int cp_report_picture_position(struct cp_report *r) {
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    hours(r, &p[HOURS]);
    power(r, &p[POWER]);
    return 0;
}
