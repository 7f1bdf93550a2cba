/* Income and cash of every entity, from its statements. */
#include "report/internal.h"

int cp_report_income(struct cp_report *r) {
    enum { MEASURES = 3 };
    static const struct cp_report_measure measure[MEASURES] = {
        {"income", .by = {CP_ENTITY, CP_KIND}, .aggregate = SUM, .kind = "ebitda",
         .label = "EBITDA"},
        {"income", .by = {CP_ENTITY, CP_KIND}, .aggregate = SUM, .kind = "net-income",
         .label = "net income"},
        {"balance", .by = {CP_ENTITY, CP_KIND}, .aggregate = LAST, .kind = "cash",
         .label = "cash at the end"},
    };
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    cp_report_open_table(
        r, (struct cp_page_table){.title = "Income and cash",
                                  .description = "Earnings of the year, and cash at its end.",
                                  .scale = cp_report_scale(r, measure, MEASURES, p, "USD"),
                                  .digits_by_row = true});
    cp_report_layers(r, measure, MEASURES, p, NULL);
    return 0;
}
