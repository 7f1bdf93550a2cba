/* What each event costs. */
#include "report/events.h"
#include "report/picture/picture.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A bar an event, the dearest first: means of the scenarios with it less those without. */
static void draw_costs(struct cp_report *r, const struct cp_report_futures *f) {
    static const char *const point = "cost";
    const struct cp_report_axis axis = cp_report_axis_named(&point, 1);
    double *cost = cp_report_reserve(r, f->nevent + 1, sizeof *cost);
    double *kept = cp_report_reserve(r, f->nevent + 1, sizeof *kept);
    for (size_t e = 0; cost && kept && e < f->nevent; e++) {
        struct cp_report_event of = cp_report_event_of(f, f->event[e]);
        double by = of.with - of.without;
        cost[e] = kept[e] = isnan(by) ? 0 : by;
    }
    size_t e = cost && kept ? cp_report_next_widest(cost, f->nevent) : f->nevent;
    if (e == f->nevent)
        return;
    struct cp_page_scale s = cp_page_scale_of("USD", fabs(cost[e]));
    double odds_of = cp_report_event_of(f, f->event[e]).odds;
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .kind = CP_PAGE_RANKED,
            .title =
                cp_report_say(r, "%s %s %s where it comes, in %s %% of the futures", f->event[e],
                              cost[e] < 0 ? "saves" : "costs", cp_report_money(r, fabs(cost[e])),
                              cp_report_number(r, 100 * odds_of)),
            .subtitle = cp_report_say(
                r,
                "Mean cost of the futures with it less of those without, "
                "discounted, %s%s",
                cp_report_unit(r, s.unit),
                cp_report_of_many(r, f->nevent < MOST_RANKED ? f->nevent : MOST_RANKED, f->nevent,
                                  "events")),
            .description = "What each event adds to the cost of the plan.",
            .scale = s});
    for (size_t k = 0; k < MOST_RANKED && e < f->nevent;
         k++, e = cp_report_next_widest(cost, f->nevent)) {
        cp_report_draw(r, f->event[e], CP_PAGE_BAR, kept[e] < 0 ? CP_PAGE_FREE : CP_PAGE_SHORT,
                       &kept[e]);
        cost[e] = 0;
    }
}

int cp_report_picture_events(struct cp_report *r) {
    struct cp_report_futures f;
    int rc = cp_report_read_futures(r, &f);
    if (rc == 0)
        draw_costs(r, &f);
    return rc;
}
