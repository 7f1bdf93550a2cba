/* Work: demand, served and short by workload. */
#include "report/internal.h"

int cp_report_work(struct cp_report *r) {
    enum { DEMAND, SERVED, UNMET, MEASURES };
    static const struct cp_report_measure measure[MEASURES] = {
        [DEMAND] = {"demand", .by = {CP_WORKLOAD}, .aggregate = MEAN, .label = "demand"},
        [SERVED] = {"served", .by = {CP_WORKLOAD}, .aggregate = MEAN, .label = "served"},
        [UNMET] = {"unmet", .by = {CP_WORKLOAD}, .aggregate = MEAN, .label = "short"},
    };
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    cp_report_open_table(
        r, (struct cp_page_table){.title = p[SERVED].ngroup > 0 ? "Demand and served" : "Demand",
                                  .subtitle = "EFLOP/s, mean of the year",
                                  .description = "Computing that each workload asks for, and gets.",
                                  .scale = {"EFLOP/s", 1}});
    cp_report_layers(r, measure, MEASURES, p, "all");
    return 0;
}
