/* Sites: halls against supply, power in use, chips in place. */
#include "report/internal.h"

enum { LINES = 5 };
static const struct {
    const char *measure, *label;
    enum fold fold;
} line[LINES] = {
    {"halls", "halls", LAST},
    {"firm_supply", "firm supply", LAST},
    {"energised", "energised", LAST},
    {"power", "in use, mean", MEAN},
    {"it_power", "IT in use, mean", MEAN},
};

static int power(struct report *r) {
    struct panel p[LINES];
    const struct panel *all[LINES];
    struct table t = {.title = "Power by site, MW at the end of the year"};
    int rc = 0;
    for (size_t k = 0; k < LINES && rc == 0; k++) {
        rc = panel_read(r, line[k].measure, NULL, CP_SITE, NO_DIM, &p[k]);
        all[k] = &p[k];
    }
    if (rc < 0)
        return rc;
    size_t count = 0;
    for (const char *site = NULL; (site = panel_next(all, LINES, site)) && rc == 0; count++)
        for (size_t k = 0; k < LINES && rc == 0; k++) {
            const double *series = panel_find(&p[k], site, "");
            if (series)
                rc = table_add(r, &t, site, line[k].label,
                               panel_years(r, &p[k], series, line[k].fold));
        }
    for (size_t k = 0; k < LINES && count > 1 && rc == 0; k++)
        if (p[k].ngroup > 0)
            rc = table_add(r, &t, "all", line[k].label, panel_total(r, &p[k], line[k].fold));
    if (rc == 0)
        table_print(r, &t);
    return rc;
}

static int chips(struct report *r, const char *measure, const char *what, enum fold fold) {
    struct panel p;
    struct table t = {0};
    int rc = panel_read(r, measure, NULL, CP_SITE, CP_SKU, &p);
    if (rc < 0 || p.ngroup == 0)
        return rc;
    struct scale s = scale_pick(GPU, largest_of(r, &p, fold));
    t.title = title_text(r, what, s.unit);
    rc = t.title ? table_add_panel(r, &t, &p, fold, s.divisor, "all") : CP_ENOMEM;
    if (rc == 0)
        table_print(r, &t);
    return rc;
}

int report_sites(struct report *r) {
    int rc = power(r);
    if (rc == 0)
        rc = chips(r, "stock", "Chips in place at the end of the year", LAST);
    if (rc == 0)
        rc =
            chips(r, "inventory", "Chips delivered and not installed at the end of the year", LAST);
    return rc;
}
