/* Chips in place, and those that wait for one. */
#include "report/internal.h"

int cp_report_chips(struct cp_report *r) {
    enum { STOCK, INVENTORY, MEASURES };
    static const struct cp_report_measure measure[MEASURES] = {
        [STOCK] = {"stock", .by = {CP_SITE, CP_SKU}, .aggregate = LAST},
        [INVENTORY] = {"inventory", .by = {CP_SITE, CP_SKU}, .aggregate = LAST},
    };
    struct cp_page_table table[MEASURES] = {
        [STOCK] = {.title = "Chips in place at the end of the year",
                   .description = "GPUs installed at each site."},
        [INVENTORY] = {.title = "Chips delivered and not installed at the end of the year",
                       .description = "GPUs that wait for a place."},
    };
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    for (size_t i = 0; i < MEASURES; i++) {
        table[i].scale = cp_report_scale(r, &measure[i], 1, &p[i], "GPU");
        cp_report_open_table(r, table[i]);
        cp_report_groups(r, &measure[i], &p[i], "all");
    }
    return 0;
}
