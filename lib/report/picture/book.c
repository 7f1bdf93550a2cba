/* What each position is worth, and what changed that. */
#include "report/picture/picture.h"
#include <math.h>
#include <string.h>

/* From nothing to the change of value, in the order in which cp-hedge takes it apart. */
static void change(struct cp_report *r, const struct cp_report_panel *p) {
    static const char *const order[] = {"new",   "closed",     "terms",       "settled", "time",
                                        "price", "volatility", "correlation", "interest"};
    static const char *const point[] = {"from", "to"};
    const struct cp_report_axis axis = cp_report_axis_named(point, 2);
    double at = 0, all = 0;
    for (size_t g = 0; g < p->ngroup; g++)
        all += p->group[g].value[0];
    if (p->ngroup == 0)
        return;
    struct cp_page_scale s = cp_page_scale_of("USD", cp_report_most(p));
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .kind = CP_PAGE_BRIDGE,
            .title = cp_report_say(r, "The books %s %s since the run before",
                                   all < 0 ? "lost" : "gained", cp_report_money(r, fabs(all))),
            .subtitle = cp_report_say(r, "%s by what it comes from; the bars add up",
                                      cp_report_unit(r, s.unit)),
            .description = "Change of the books' value by what it comes from.",
            .scale = s});
    for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
        const double *part = cp_report_find(p, order[k], "");
        if (!part || part[0] == 0)
            continue;
        const double ends[] = {at, at + part[0]};
        cp_report_draw(r, order[k], CP_PAGE_BAR, part[0] < 0 ? CP_PAGE_SHORT : CP_PAGE_USE, ends);
        at += part[0];
    }
    const double total[] = {0, all};
    cp_report_draw(r, "all", CP_PAGE_NET, CP_PAGE_WAIT, total);
}

static void worths(struct cp_report *r, const struct cp_report_panel *p) {
    static const char *const point = "value";
    const struct cp_report_axis axis = cp_report_axis_named(&point, 1);
    double *worth = cp_report_reserve(r, p->ngroup + 1, sizeof *worth), all = 0;
    for (size_t g = 0; g < p->ngroup && worth; g++)
        all += worth[g] = cp_report_add_up(p->group[g].value, p->nperiod);
    size_t g = worth ? cp_report_next_widest(worth, p->ngroup) : p->ngroup;
    if (g == p->ngroup)
        return;
    struct cp_page_scale s = cp_page_scale_of("USD", fabs(worth[g]));
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .kind = CP_PAGE_RANKED,
            .title =
                cp_report_say(r, "The books are worth %s; %s most: %s", cp_report_money(r, all),
                              p->group[g].name[0], cp_report_money(r, worth[g])),
            .subtitle = cp_report_say(
                r, "Value on the day of valuation, %s; red: below 0%s", cp_report_unit(r, s.unit),
                cp_report_of_many(r, p->ngroup < MOST_RANKED ? p->ngroup : MOST_RANKED, p->ngroup,
                                  "positions")),
            .description = "What each position is worth; its premium is not in it.",
            .scale = s});
    for (size_t k = 0; k < MOST_RANKED && g < p->ngroup;
         k++, g = cp_report_next_widest(worth, p->ngroup)) {
        cp_report_draw(r, p->group[g].name[0], CP_PAGE_BAR,
                       worth[g] < 0 ? CP_PAGE_SHORT : CP_PAGE_USE, &worth[g]);
        worth[g] = 0;
    }
}

int cp_report_picture_book(struct cp_report *r) {
    enum { VALUE, PART, MEASURES };
    static const struct cp_report_measure measure[MEASURES] = {
        [VALUE] = {"position_value", .by = {CP_POSITION, CP_BOOK}},
        [PART] = {"pnl_part", .by = {CP_KIND}, .timeless = true},
    };
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    worths(r, &p[VALUE]);
    change(r, &p[PART]);
    return 0;
}
