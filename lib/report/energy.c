/* Energy by kind and contract, and what it emits. */
#include "report/internal.h"

int cp_report_energy(struct cp_report *r) {
    struct cp_report_panel p;
    struct cp_report_table t = {0}, e = {0};
    int rc = cp_report_panel_read(r, "energy", NULL, CP_KIND, CP_CONTRACT, &p);
    if (rc < 0)
        return rc;
    if (p.ngroup > 0) {
        struct cp_report_scale s = cp_report_scale(MWH, cp_report_largest(r, &p, SUM));
        t.title = cp_report_title(r, "Energy by kind and contract", s.unit);
        rc = t.title ? cp_report_table_add_panel(r, &t, &p, SUM, s.divisor, "all") : CP_ENOMEM;
    }
    if (rc == 0)
        cp_report_table_print(r, &t);
    if (rc == 0)
        rc = cp_report_panel_read(r, "emissions", "t", NO_DIM, NO_DIM, &p);
    if (rc == 0 && p.ngroup > 0) {
        e.title = "Emissions, million t CO2";
        rc = cp_report_table_add(r, &e, "all", "",
                                 cp_report_rescale(r, cp_report_panel_total(r, &p, SUM), 1e6));
    }
    if (rc == 0)
        cp_report_table_print(r, &e);
    return rc;
}
