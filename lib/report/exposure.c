/* What is bought and sold at market prices, by curve, and what these prices are. */
#include "report/internal.h"
#include <math.h>

/* A line a curve in the unit that it has, by its thousands. */
static void add_mixed(struct cp_report *r, const struct cp_report_measure *m,
                      const struct cp_report_panel *p) {
    for (size_t g = 0; g < p->ngroup; g++) {
        double *year = cp_report_years(r, p, p->group[g].value, m->aggregate), largest = 0;
        for (size_t y = 0; y < r->nyear && year; y++)
            largest = fmax(largest, fabs(year[y]));
        struct cp_page_scale s = cp_report_thousands(r, p->group[g].name[1], largest);
        for (size_t y = 0; y < r->nyear && year; y++)
            year[y] /= s.divisor;
        cp_report_line(r, p->group[g].name[0], "", s.unit, year);
    }
}

static void note_undriven(struct cp_report *r, const struct cp_report_panel *p) {
    if (p->ngroup > 0)
        cp_page_add_note(r->page,
                         cp_report_kept(r, cp_arena_printf(&r->arena,
                                                           "%s %% of the cost at market prices is "
                                                           "driven by no curve",
                                                           cp_report_number(r, p->total[0]))));
}

int cp_report_exposure(struct cp_report *r) {
    enum { VALUE, QUANTITY, FORWARD, CAPTURE, UNDRIVEN, MEASURES };
    static const struct cp_report_measure measure[MEASURES] = {
        [VALUE] = {"exposure_value", .by = {CP_CURVE, CP_KIND}},
        [QUANTITY] = {"exposure", .by = {CP_CURVE, UNIT}, .mixed = true, .without = "surplus"},
        [FORWARD] = {"forward", .by = {CP_CURVE, UNIT}, .mixed = true, .sparse = true,
                     .aggregate = MEAN},
        [CAPTURE] = {"capture", .by = {CP_CURVE}, .sparse = true, .aggregate = MEAN},
        [UNDRIVEN] = {"exposure_undriven", "%", .timeless = true},
    };
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    cp_report_open_table(
        r, (struct cp_page_table){
               .title = "Exposure to market prices",
               .subtitle = "bought below 0",
               .description = "What is bought and sold at prices that curves drive, at the plan's "
                              "own; surplus is no cash of the plan.",
               .scale = cp_report_scale(r, &measure[VALUE], 1, &p[VALUE], "USD")});
    cp_report_groups(r, &measure[VALUE], &p[VALUE], NULL);
    note_undriven(r, &p[UNDRIVEN]);
    cp_report_open_table(
        r, (struct cp_page_table){.title = "What each curve prices",
                                  .subtitle = "bought below 0",
                                  .description = "Quantities bought and sold at the curve's price, "
                                                 "surplus left out.",
                                  .digits_by_row = true});
    add_mixed(r, &measure[QUANTITY], &p[QUANTITY]);
    cp_report_open_table(
        r, (struct cp_page_table){.title = "Forward prices",
                                  .subtitle = "mean of the year, where quotes are",
                                  .description = "Forward prices of the year from quotes.",
                                  .digits_by_row = true});
    add_mixed(r, &measure[FORWARD], &p[FORWARD]);
    cp_report_open_table(
        r, (struct cp_page_table){.title = "How dear the hours of the load are",
                                  .subtitle = "1: the mean of the hub",
                                  .description = "Cost of energy at a hub over what it is at the "
                                                 "mean price.",
                                  .digits_by_row = true});
    cp_report_groups(r, &measure[CAPTURE], &p[CAPTURE], NULL);
    return 0;
}
