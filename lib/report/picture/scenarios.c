/* A football field of each figure: from its least to its most over the scenarios. */
#include "report/scenarios.h"
#include "report/picture/picture.h"
#include <math.h>
#include <string.h>

static void draw_field(struct cp_report *r, const struct cp_report_spread *s,
                       const struct cp_report_range *range, size_t n) {
    static const char *const point[] = {"least", "median", "most"};
    const struct cp_report_axis axis = cp_report_axis_named(point, 3);
    size_t widest = n, shown = n < MOST_RANKED ? n : MOST_RANKED;
    double largest = 0;
    for (size_t i = 0; i < n; i++) {
        double width = range[i].value[2] - range[i].value[0];
        largest = fmax(largest, fmax(fabs(range[i].value[0]), fabs(range[i].value[2])));
        if (width > 0 && (widest == n || width > range[widest].value[2] - range[widest].value[0]))
            widest = i;
    }
    if (widest == n)
        return;
    struct cp_page_scale scale =
        strcmp(s->unit, "USD") == 0
            ? cp_page_scale_of("USD", largest)
            : (struct cp_page_scale){strcmp(s->unit, "1") ? s->unit : NULL, 1};
    const double *value = range[widest].value;
    const char *unit = scale.unit ? cp_report_unit(r, scale.unit) : "";
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .kind = CP_PAGE_FIELD,
            .title =
                cp_report_say(r, "%s of %s is %s to %s%s%s over %zu scenarios", s->label,
                              range[widest].name, cp_report_number(r, value[0] / scale.divisor),
                              cp_report_number(r, value[2] / scale.divisor), *unit ? " " : "", unit,
                              range[widest].n),
            .subtitle =
                cp_report_say(r, "From the least to the most%s%s; the mark: median%s",
                              *unit ? ", " : "", unit, cp_report_of_many(r, shown, n, "rows")),
            .description = "Least, median and most over the scenarios, each counted once.",
            .scale = scale});
    for (size_t i = 0; i < shown; i++)
        cp_report_draw(r, range[i].name, CP_PAGE_BAR, CP_PAGE_USE, range[i].value);
}

int cp_report_picture_scenarios(struct cp_report *r) {
    for (size_t k = 0; k < cp_report_nspread; k++) {
        struct cp_report_range *range;
        size_t n;
        int rc = cp_report_read_spread(r, &cp_report_spreads[k], &range, &n);
        if (rc)
            return rc;
        draw_field(r, &cp_report_spreads[k], range, n);
    }
    return 0;
}
