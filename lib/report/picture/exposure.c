/* What is bought and sold at market prices, and the forward prices of quotes. */
#include "report/picture/picture.h"
#include <math.h>
#include <string.h>

enum { VALUE, FORWARD, MEASURES };
static const struct cp_report_measure measure[MEASURES] = {
    [VALUE] = {"exposure_value", .by = {CP_CURVE}, .without = "surplus"},
    [FORWARD] = {"forward", .by = {CP_CURVE, UNIT}, .mixed = true, .sparse = true,
                 .aggregate = MEAN},
};

static void value(struct cp_report *r, const struct cp_report_panel *p) {
    struct cp_report_axis axis = cp_report_axis_years(r);
    const struct cp_report_group *most;
    if (axis.n == 0 || cp_report_largest(r, p, SUM, 1, &most) == 0)
        return;
    const double *year = cp_report_years(r, p, most->value, SUM);
    size_t at = 0;
    for (size_t y = 1; y < axis.n && year; y++)
        at = fabs(year[y]) > fabs(year[at]) ? y : at;
    double largest = year ? year[at] : 0;
    struct cp_page_scale s = cp_report_scale(r, &measure[VALUE], 1, p, "USD");
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .title = cp_report_say(r, "%s of %s %s at the price of %s",
                                   cp_report_money(r, fabs(largest)), axis.name[at],
                                   largest > 0 ? "are earned" : "are paid", most->name[0]),
            .subtitle = cp_report_say(r,
                                      "%s a year at the plan's own prices; bought below 0, "
                                      "surplus left out",
                                      cp_report_unit(r, s.unit)),
            .description = "What is bought and sold at prices that curves drive, by curve.",
            .scale = s});
    cp_report_draw_stack(r, &axis, p, SUM);
}

/* A curve a facet: their units differ. */
static void forwards(struct cp_report *r, const struct cp_report_panel *p) {
    enum { MONTHS = 132 };
    struct cp_report_axis axis = cp_report_axis_of(r, p, 1, MONTHS);
    if (axis.n == 0 || p->ngroup == 0)
        return;
    const struct cp_report_group *steepest = NULL;
    double move = 0;
    for (size_t g = 0; g < p->ngroup; g++) {
        double first = NAN, last = NAN;
        for (size_t i = 0; i < p->nperiod; i++) {
            double v = p->group[g].value[i];
            first = isnan(first) ? v : first;
            last = isnan(v) ? last : v;
        }
        double change = last / first - 1;
        if (isfinite(change) && fabs(change) > fabs(move)) {
            move = change;
            steepest = &p->group[g];
        }
    }
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .title = steepest ? cp_report_say(r, "%s is quoted %.0f %% %s at the end than now",
                                              steepest->name[0], 100 * fabs(move),
                                              move > 0 ? "dearer" : "cheaper")
                              : "Forward prices",
            .subtitle = "Forward prices of even delivery, each curve on its own scale; none where "
                        "no quote is",
            .description = "Forward prices from quotes, by curve.",
            .wide = true});
    for (size_t g = 0; g < p->ngroup && g < MOST_FACETS; g++) {
        cp_page_add_facet(
            r->page, cp_report_say(r, "%s, %s", p->group[g].name[0], p->group[g].name[1]), NULL);
        cp_page_add_series(r->page,
                           &(struct cp_page_series){
                               .name = "forward",
                               .unit = p->group[g].name[1],
                               .mark = CP_PAGE_STEP,
                               .value = cp_report_along(r, &axis, p, p->group[g].value, MEAN)});
    }
}

int cp_report_picture_exposure(struct cp_report *r) {
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    forwards(r, &p[FORWARD]);
    value(r, &p[VALUE]);
    return 0;
}
