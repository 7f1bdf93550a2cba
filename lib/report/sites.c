/* Sites: halls against supply, power in use, chips in place. */
#include "report/internal.h"

enum { LINES = 5 };
static const struct {
    const char *measure, *label;
    enum aggregate aggregate;
} line[LINES] = {
    {"halls", "halls", LAST},
    {"firm_supply", "firm supply", LAST},
    {"energised", "energised", LAST},
    {"power", "in use, mean", MEAN},
    {"it_power", "IT in use, mean", MEAN},
};

static int power(struct cp_report *r) {
    struct cp_report_panel p[LINES];
    const struct cp_report_panel *all[LINES];
    struct cp_report_table t = {.title = "Power by site, MW at the end of the year"};
    int rc = 0;
    for (size_t k = 0; k < LINES && rc == 0; k++) {
        rc = cp_report_panel_read(r, line[k].measure, NULL, CP_SITE, NO_DIM, &p[k]);
        all[k] = &p[k];
    }
    if (rc < 0)
        return rc;
    size_t count = 0;
    for (const char *site = NULL; (site = cp_report_panel_next(all, LINES, site)) && rc == 0;
         count++)
        for (size_t k = 0; k < LINES && rc == 0; k++) {
            const double *series = cp_report_panel_find(&p[k], site, "");
            if (series)
                rc =
                    cp_report_table_add(r, &t, site, line[k].label,
                                        cp_report_panel_years(r, &p[k], series, line[k].aggregate));
        }
    for (size_t k = 0; k < LINES && count > 1 && rc == 0; k++)
        if (p[k].ngroup > 0)
            rc = cp_report_table_add(r, &t, "all", line[k].label,
                                     cp_report_panel_total(r, &p[k], line[k].aggregate));
    if (rc == 0)
        cp_report_table_print(r, &t);
    return rc;
}

static int chips(struct cp_report *r, const char *measure, const char *what,
                 enum aggregate aggregate) {
    struct cp_report_panel p;
    struct cp_report_table t = {0};
    int rc = cp_report_panel_read(r, measure, NULL, CP_SITE, CP_SKU, &p);
    if (rc < 0 || p.ngroup == 0)
        return rc;
    struct cp_report_scale s = cp_report_scale(GPU, cp_report_largest(r, &p, aggregate));
    t.title = cp_report_title(r, what, s.unit);
    rc = t.title ? cp_report_table_add_panel(r, &t, &p, aggregate, s.divisor, "all") : CP_ENOMEM;
    if (rc == 0)
        cp_report_table_print(r, &t);
    return rc;
}

int cp_report_sites(struct cp_report *r) {
    int rc = power(r);
    if (rc == 0)
        rc = chips(r, "stock", "Chips in place at the end of the year", LAST);
    if (rc == 0)
        rc =
            chips(r, "inventory", "Chips delivered and not installed at the end of the year", LAST);
    return rc;
}
