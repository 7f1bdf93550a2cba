/* Energy by kind and contract, and what it emits. */
#include "report/internal.h"

int cp_report_energy(struct cp_report *r) {
    enum { ENERGY, EMISSIONS, MEASURES };
    static const struct cp_report_measure measure[MEASURES] = {
        [ENERGY] = {"energy", .by = {CP_KIND, CP_CONTRACT}, .aggregate = SUM},
        [EMISSIONS] = {"emissions", "t", .aggregate = SUM},
    };
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    cp_report_open_table(r, (struct cp_page_table){.title = "Energy by kind and contract",
                                                   .description = "Energy delivered in the year.",
                                                   .scale = cp_report_scale(r, &measure[ENERGY], 1,
                                                                            &p[ENERGY], "MWh")});
    cp_report_groups(r, &measure[ENERGY], &p[ENERGY], "all");
    cp_report_open_table(r, (struct cp_page_table){.title = "Emissions",
                                                   .description = "CO2 emitted in the year.",
                                                   .scale = {"million t CO2", 1e6}});
    if (p[EMISSIONS].ngroup > 0)
        cp_report_line(r, "all", "", NULL, cp_report_total(r, &p[EMISSIONS], SUM));
    return 0;
}
