/* What one more of each scarce thing is worth, from the duals of the allocation. */
#include "report/internal.h"

int cp_report_shadow_prices(struct cp_report *r) {
    static const struct {
        const char *measure, *unit, *label;
        int dim;
        enum aggregate aggregate;
    } part[] = {
        {"halls_dual", "1e6 USD/MW", "MW of halls, mn USD", CP_SITE, SUM},
        {"energy_dual", NULL, "MWh, USD", CP_SITE, MEAN},
        {"offer_dual", "1000 USD/GPU", "GPU, kUSD", THING, MEAN},
        {"demand_dual", "1000 USD/(EFLOP/s)/h", "EFLOP/s hour, kUSD", CP_WORKLOAD, MEAN},
    };
    struct cp_report_table t = {.title = "What one more is worth", .mixed = true};
    int rc = 0;
    for (size_t i = 0; i < sizeof part / sizeof *part && rc == 0; i++) {
        struct cp_report_panel p;
        rc = cp_report_panel_read(r, part[i].measure, part[i].unit, part[i].dim, NO_DIM, &p);
        for (size_t g = 0; g < p.ngroup; g++)
            p.group[g].name[1] = part[i].label;
        if (rc == 0)
            rc = cp_report_table_add_panel(r, &t, &p, part[i].aggregate, 1, NULL);
    }
    if (rc == 0)
        cp_report_table_print(r, &t);
    return rc;
}
