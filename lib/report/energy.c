/* Energy by kind and contract, and what it emits. */
#include "report/internal.h"

int report_energy(struct report *r) {
    struct panel p;
    struct table t = {0}, e = {0};
    int rc = panel_read(r, "energy", NULL, CP_KIND, CP_CONTRACT, &p);
    if (rc < 0)
        return rc;
    if (p.ngroup > 0) {
        struct scale s = scale_pick(MWH, largest_of(r, &p, SUM));
        t.title = title_text(r, "Energy by kind and contract", s.unit);
        rc = t.title ? table_add_panel(r, &t, &p, SUM, s.divisor, "all") : CP_ENOMEM;
    }
    if (rc == 0)
        table_print(r, &t);
    if (rc == 0)
        rc = panel_read(r, "emissions", "t", NO_DIM, NO_DIM, &p);
    if (rc == 0 && p.ngroup > 0) {
        e.title = "Emissions, million t CO2";
        rc = table_add(r, &e, "all", "", rescale(r, panel_total(r, &p, SUM), 1e6));
    }
    if (rc == 0)
        table_print(r, &e);
    return rc;
}
