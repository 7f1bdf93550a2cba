/* What sales of idle hours bring in, by product. */
#include "report/picture/picture.h"
#include <math.h>

int cp_report_picture_sale(struct cp_report *r) {
    static const struct cp_report_measure measure[] = {{"sale_revenue", .by = {CP_KIND}}};
    struct cp_report_panel p;
    int rc = cp_report_read(r, measure, 1, &p);
    struct cp_report_axis axis = cp_report_axis_years(r);
    const struct cp_report_group *most;
    if (rc || axis.n == 0 || cp_report_largest(r, &p, SUM, 1, &most) == 0)
        return rc;
    const double *year = cp_report_total(r, &p, SUM);
    size_t at = 0;
    for (size_t y = 1; y < axis.n && year; y++)
        at = year[y] > year[at] ? y : at;
    struct cp_page_scale s = cp_report_scale(r, &measure[0], 1, &p, "USD");
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .title = cp_report_say(r, "%s of idle hours could be sold in %s, most of it %s",
                                   cp_report_money(r, year ? year[at] : 0), axis.name[at],
                                   most->name[0]),
            .subtitle = cp_report_say(r, "%s a year after commission", cp_report_unit(r, s.unit)),
            .description = "Revenue of sales of what idles, by product.",
            .scale = s});
    cp_report_draw_stack(r, &axis, &p, SUM);
    return 0;
}
