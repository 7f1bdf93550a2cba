/* Cash of the largest entity: what comes in and goes out, and what is there at the end. */
#include "report/picture/picture.h"
#include <math.h>
#include <string.h>

enum { FLOW, BALANCE, MEASURES };
static const struct cp_report_measure measure[MEASURES] = {
    [FLOW] = {"cash_flow", .by = {CP_ENTITY, CP_KIND}, .aggregate = SUM},
    [BALANCE] = {"balance", .by = {CP_ENTITY, CP_KIND}, .aggregate = LAST},
};

/* The entity through which most money goes. NULL: none. */
static const char *largest_entity(struct cp_report *r, const struct cp_report_panel *p) {
    const struct cp_report_group *most = NULL;
    return cp_report_largest(r, &p[FLOW], SUM, 1, &most) > 0 ? most->name[0] : NULL;
}

static double *scaled_years(struct cp_report *r, const struct cp_report_panel *p,
                            const char *entity, const char *kind,
                            enum cp_report_aggregate aggregate) {
    const double *series = cp_report_find(p, entity, kind);
    return series ? cp_report_years(r, p, series, aggregate) : NULL;
}

int cp_report_picture_income(struct cp_report *r) {
    static const char *const kind[] = {"operating", "investing", "financing"};
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    const char *entity = rc ? NULL : largest_entity(r, p);
    if (!entity)
        return rc;
    struct cp_report_axis axis = cp_report_axis_years(r);
    double *cash = scaled_years(r, &p[BALANCE], entity, "cash", LAST);
    double low = INFINITY, large = 0;
    size_t at = 0;
    for (size_t y = 0; y < axis.n && cash; y++)
        if (cash[y] < low) {
            low = cash[y];
            at = y;
        }
    for (size_t k = 0; k < sizeof kind / sizeof *kind; k++) {
        const double *value = scaled_years(r, &p[FLOW], entity, kind[k], SUM);
        for (size_t y = 0; y < axis.n && value; y++)
            large = fmax(large, fabs(value[y]));
    }
    struct cp_page_scale s = cp_page_scale_of("USD", large);
    const char *title = cp_report_say(r, "Cash of %s", entity);
    if (isfinite(low))
        title = cp_report_say(r, "Cash of %s is least at the end of %s: %s", entity, axis.name[at],
                              cp_report_money(r, low));
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .title = title,
            .subtitle = cp_report_say(r, "%s a year; the mark and its number: cash at the end",
                                      cp_report_unit(r, s.unit)),
            .description = "Cash flow of the year by activity, and the cash that is left.",
            .scale = s});
    for (size_t k = 0; k < sizeof kind / sizeof *kind; k++)
        cp_report_draw(r, kind[k], CP_PAGE_BAR, CP_PAGE_AUTO,
                       scaled_years(r, &p[FLOW], entity, kind[k], SUM));
    cp_report_draw(r, "cash at the end", CP_PAGE_NET, CP_PAGE_DARK, cash);
    return 0;
}
