/* The odds of what may come, and the futures that were drawn by them. */
#include "report/internal.h"
#include <math.h>

int cp_report_odds(struct cp_report *r) {
    enum { ODDS, MARKET, DRAW, MEASURES };
    static const struct cp_report_measure measure[MEASURES] = {
        [ODDS] = {"event_probability", "%", .by = {CP_EVENT}, .aggregate = LAST, .of = "-",
                  .label_unit = "%"},
        [MARKET] = {"market_probability", "%", .by = {CP_EVENT, CP_VENUE}, .timeless = true,
                    .of = "-"},
        [DRAW] = {"scenario_draw", "%", .by = {CP_NAME}, .timeless = true},
    };
    static const struct cp_page_column column[] = {
        {.title = "of"}, {.title = "by"}, {.title = "probability", .right = true}};
    static const char *const title[MEASURES] = {
        [MARKET] = "What markets say, after overround", [DRAW] = "Futures that were drawn"};
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    cp_report_open_table(
        r, (struct cp_page_table){.title = "Odds of events",
                                  .subtitle = "%, that it has come by the end of the year",
                                  .description = "Each event by itself.",
                                  .digits_by_row = true});
    cp_report_groups(r, &measure[ODDS], &p[ODDS], NULL);
    for (size_t k = MARKET; k < MEASURES; k++) {
        cp_page_add_table(r->page, &(struct cp_page_table){.title = title[k],
                                                           .scale = {"%", 1},
                                                           .column = column,
                                                           .ncolumn = 3,
                                                           .nlabel = 2,
                                                           .digits_by_row = true});
        for (size_t g = 0; g < p[k].ngroup; g++)
            cp_page_add_row(r->page,
                            (struct cp_page_cell[]){{.text = p[k].group[g].name[0]},
                                                    {.text = p[k].group[g].name[1]},
                                                    {.value = p[k].group[g].value[0]}},
                            NULL);
    }
    return 0;
}
