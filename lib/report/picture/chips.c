/* Chips in place by model, and those that wait for a place on top of them. */
#include "report/picture/picture.h"

int cp_report_picture_chips(struct cp_report *r) {
    enum { STOCK, WAITING, MEASURES };
    static const struct cp_report_measure measure[MEASURES] = {
        [STOCK] = {"stock", .by = {CP_SKU}, .aggregate = LAST},
        [WAITING] = {"inventory", .aggregate = LAST},
    };
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    struct cp_report_axis axis = cp_report_axis_of(r, p, MEASURES, MOST_POINTS);
    const double *waiting = cp_report_along(r, &axis, &p[WAITING], p[WAITING].total, LAST);
    size_t at;
    double most = cp_report_peak(waiting, axis.n, &at);
    struct cp_page_scale s = cp_report_scale(r, &measure[STOCK], 1, &p[STOCK], "GPU");
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .title = most >= 1 ? cp_report_say(r, "%s chips wait for a place in %s",
                                               cp_report_number(r, most), axis.name[at])
                               : "No chip waits for a place",
            .subtitle = cp_report_say(r, "GPUs at the end of the period, %s", s.unit),
            .description = "GPUs installed, by model, and those that wait for a place.",
            .scale = s});
    cp_report_draw_stack(r, &axis, &p[STOCK], LAST);
    if (most >= 1)
        cp_report_draw(r, "waiting", CP_PAGE_BAR, CP_PAGE_WAIT, waiting);
    return 0;
}
