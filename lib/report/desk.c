/* A desk: what is open, and what is bought and sold at market prices. */
#include "report/internal.h"

int cp_report_desk(struct cp_report *r) {
    enum { OPEN, EXPOSED, MEASURES };
    static const struct cp_report_measure measure[MEASURES] = {
        [OPEN] = {"position_hours", .by = {CP_SKU, CP_KIND}, .aggregate = SUM, .kind = "open"},
        [EXPOSED] = {"exposure_value", .by = {CP_CURVE, CP_KIND}, .aggregate = SUM},
    };
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    cp_report_open_table(
        r, (struct cp_page_table){.title = "Open position",
                                  .subtitle = "long above 0",
                                  .description = "GPU-hours owned, ordered and contracted less "
                                                 "those committed and sold.",
                                  .scale = {"mn GPU.h", 1e6}});
    cp_report_groups(r, &measure[OPEN], &p[OPEN], NULL);
    cp_report_open_table(
        r, (struct cp_page_table){
               .title = "Exposure to market prices",
               .subtitle = "bought below 0",
               .description = "What is bought and sold at prices that curves "
                              "drive, at the plan's own.",
               .scale = cp_report_scale(r, &measure[EXPOSED], 1, &p[EXPOSED], "USD")});
    cp_report_groups(r, &measure[EXPOSED], &p[EXPOSED], NULL);
    return 0;
}
