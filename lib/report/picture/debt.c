/* Debt by tranche, and how well it is covered. */
#include "report/picture/picture.h"
#include <math.h>
#include <string.h>

enum { DEBT, COVERAGE, MEASURES };
static const struct cp_report_measure measure[MEASURES] = {
    [DEBT] = {"debt", .by = {CP_ENTITY, CP_TRANCHE}, .aggregate = LAST},
    [COVERAGE] = {"dscr", .by = {CP_ENTITY, CP_TRANCHE}, .aggregate = LEAST},
};

static void coverage(struct cp_report *r, const struct cp_report_panel *p) {
    struct cp_report_axis axis = cp_report_axis_years(r);
    size_t n = p->ngroup < MOST_ROWS ? p->ngroup : MOST_ROWS;
    double least = INFINITY;
    const char *of = "", *when = "";
    for (size_t g = 0; g < p->ngroup; g++)
        for (size_t i = 0; i < p->nperiod; i++)
            if (p->group[g].value[i] < least) {
                char buf[CP_PERIOD_SIZE];
                least = p->group[g].value[i];
                of = p->group[g].name[0];
                cp_period_format(buf, p->period[i]);
                when = cp_report_say(r, "%s", buf);
            }
    if (!isfinite(least))
        return;
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .kind = CP_PAGE_HEAT,
            .title = cp_report_say(r, "%s covers its service %s times at the least, in %s", of,
                                   cp_report_number(r, least), when),
            .subtitle = cp_report_say(r, "Least debt service coverage of the year; red: below 1%s",
                                      cp_report_of_many(r, n, p->ngroup, "rows")),
            .description = "Least coverage of debt service in the year.",
            .digits_by_row = true});
    for (size_t g = 0; g < n; g++) {
        const char *tranche = p->group[g].name[1];
        cp_report_draw_row(r, &axis,
                           strcmp(tranche, "-") == 0
                               ? p->group[g].name[0]
                               : cp_report_say(r, "%s %s", p->group[g].name[0], tranche),
                           cp_report_years(r, p, p->group[g].value, LEAST), 1);
    }
}

int cp_report_picture_debt(struct cp_report *r) {
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    struct cp_report_axis axis = cp_report_axis_of(r, &p[DEBT], 1, MOST_POINTS);
    size_t at;
    double most = 0;
    const double *all = cp_report_along(r, &axis, &p[DEBT], p[DEBT].total, LAST);
    most = cp_report_peak(all, axis.n, &at);
    struct cp_page_scale s = cp_page_scale_of("USD", most);
    if (most > 0) {
        cp_report_open_chart(
            r, &axis,
            (struct cp_page_chart){
                .title = cp_report_say(r, "Debt is %s at its peak, in %s", cp_report_money(r, most),
                                       axis.name[at]),
                .subtitle = cp_report_say(r, "%s at the end of the period, by tranche",
                                          cp_report_unit(r, s.unit)),
                .description = "Debt at the end of the period, by entity and tranche.",
                .scale = s});
        cp_report_draw_stack(r, &axis, &p[DEBT], LAST);
    }
    coverage(r, &p[COVERAGE]);
    return 0;
}
