/* Power by the hours of representative days. */
#include "report/internal.h"

int cp_report_hours(struct cp_report *r) {
    static const struct cp_report_measure measure = {"power", .by = {CP_SLICE}, .sliced = true,
                                                     .aggregate = MEAN};
    struct cp_report_panel p;
    int rc = cp_report_read(r, &measure, 1, &p);
    if (rc)
        return rc;
    cp_report_open_table(
        r, (struct cp_page_table){.title = "Power by hour",
                                  .subtitle = "MW of all sites, mean of the year",
                                  .description = "Power in use in each slice of representative "
                                                 "days.",
                                  .scale = {"MW", 1}});
    cp_report_groups(r, &measure, &p, NULL);
    return 0;
}
