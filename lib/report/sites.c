/* Sites: halls against supply, and power in use. */
#include "report/internal.h"

int cp_report_sites(struct cp_report *r) {
    enum { MEASURES = 5 };
    static const struct cp_report_measure measure[MEASURES] = {
        {"halls", .by = {CP_SITE}, .aggregate = LAST, .label = "halls"},
        {"firm_supply", .by = {CP_SITE}, .aggregate = LAST, .label = "firm supply"},
        {"energised", .by = {CP_SITE}, .aggregate = LAST, .label = "energised"},
        {"power", .by = {CP_SITE}, .aggregate = MEAN, .label = "in use, mean"},
        {"it_power", .by = {CP_SITE}, .aggregate = MEAN, .label = "IT in use, mean"},
    };
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    cp_report_open_table(
        r, (struct cp_page_table){.title = "Power by site",
                                  .subtitle = "MW at the end of the year",
                                  .description = "Halls that stand, the firm supply that reaches "
                                                 "them, and the power in use.",
                                  .scale = {"MW", 1}});
    cp_report_layers(r, measure, MEASURES, p, "all");
    return 0;
}
