/* What each position is worth. */
#include "report/picture/picture.h"
#include <math.h>
#include <string.h>

int cp_report_picture_book(struct cp_report *r) {
    static const struct cp_report_measure measure = {"position_value",
                                                     .by = {CP_POSITION, CP_BOOK}};
    static const char *const point = "value";
    const struct cp_report_axis axis = cp_report_axis_named(&point, 1);
    struct cp_report_panel p;
    int rc = cp_report_read(r, &measure, 1, &p);
    double *worth = rc ? NULL : cp_report_reserve(r, p.ngroup + 1, sizeof *worth);
    if (!worth || p.ngroup == 0)
        return rc;
    double all = 0;
    for (size_t g = 0; g < p.ngroup; g++)
        all += worth[g] = cp_report_add_up(p.group[g].value, p.nperiod);
    size_t g = cp_report_next_widest(worth, p.ngroup);
    if (g == p.ngroup)
        return 0;
    struct cp_page_scale s = cp_page_scale_of("USD", fabs(worth[g]));
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .kind = CP_PAGE_RANKED,
            .title =
                cp_report_say(r, "The books are worth %s; %s most: %s", cp_report_money(r, all),
                              p.group[g].name[0], cp_report_money(r, worth[g])),
            .subtitle = cp_report_say(
                r, "Value on the day of valuation, %s; red: below 0%s", cp_report_unit(r, s.unit),
                cp_report_of_many(r, p.ngroup < MOST_RANKED ? p.ngroup : MOST_RANKED, p.ngroup,
                                  "positions")),
            .description = "What each position is worth; its premium is not in it.",
            .scale = s});
    for (size_t k = 0; k < MOST_RANKED && g < p.ngroup;
         k++, g = cp_report_next_widest(worth, p.ngroup)) {
        cp_report_draw(r, p.group[g].name[0], CP_PAGE_BAR,
                       worth[g] < 0 ? CP_PAGE_SHORT : CP_PAGE_USE, &worth[g]);
        worth[g] = 0;
    }
    return 0;
}
