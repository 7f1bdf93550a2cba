/* What one more of each scarce thing is worth, from the duals of the allocation. */
#include "report/internal.h"

int cp_report_shadow_prices(struct cp_report *r) {
    enum { MEASURES = 4 };
    static const struct cp_report_measure measure[MEASURES] = {
        {"halls_dual", "1e6 USD/MW", .by = {CP_SITE}, .aggregate = SUM, .label = "MW of halls",
         .label_unit = "mn USD"},
        {"energy_dual", NULL, .by = {CP_SITE}, .aggregate = MEAN, .label = "MWh",
         .label_unit = "USD"},
        {"offer_dual", "1000 USD/GPU", .by = {THING}, .aggregate = MEAN, .label = "GPU",
         .label_unit = "kUSD"},
        {"demand_dual", "1000 USD/(EFLOP/s)/h", .by = {CP_WORKLOAD}, .aggregate = MEAN,
         .label = "EFLOP/s hour", .label_unit = "kUSD"},
    };
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    cp_report_open_table(
        r, (struct cp_page_table){.title = "What one more is worth",
                                  .description = "By how much one more of each would lower the "
                                                 "cost of the plan: the year's sum for halls, "
                                                 "else the year's mean.",
                                  .digits_by_row = true});
    for (size_t i = 0; i < MEASURES; i++)
        cp_report_groups(r, &measure[i], &p[i], NULL);
    return 0;
}
