/* Debt and its coverage, by entity. */
#include "report/internal.h"

int cp_report_debt(struct cp_report *r) {
    enum { DEBT, COVERAGE, MEASURES };
    static const struct cp_report_measure measure[MEASURES] = {
        [DEBT] = {"debt", .by = {CP_ENTITY, CP_TRANCHE}, .aggregate = LAST},
        [COVERAGE] = {"dscr", .by = {CP_ENTITY, DETAIL}, .aggregate = LEAST},
    };
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    cp_report_open_table(
        r, (struct cp_page_table){.title = "Debt at the end of the year",
                                  .description = "Principal that is owed, by tranche.",
                                  .scale = cp_report_scale(r, &measure[DEBT], 1, &p[DEBT], "USD")});
    cp_report_groups(r, &measure[DEBT], &p[DEBT], "all");
    cp_report_open_table(
        r, (struct cp_page_table){.title = "Debt service coverage",
                                  .subtitle = "least of the year",
                                  .description = "Cash available for debt service over what is "
                                                 "due (DSCR), in the worst period of the year.",
                                  .digits_by_row = true});
    cp_report_groups(r, &measure[COVERAGE], &p[COVERAGE], NULL);
    return 0;
}
