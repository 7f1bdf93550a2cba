/* How likely events become over time, and which futures are drawn of them. */
#include "report/picture/picture.h"
#include <math.h>

enum { ODDS, DRAW, MEASURES };
static const struct cp_report_measure measure[MEASURES] = {
    [ODDS] = {"event_probability", "%", .by = {CP_EVENT}, .aggregate = LAST, .of = "-"},
    [DRAW] = {"scenario_draw", "%", .by = {CP_NAME}, .timeless = true},
};

static void draw_odds(struct cp_report *r, const struct cp_report_panel *p) {
    const struct cp_report_group *most[MOST_SERIES];
    struct cp_report_axis axis = cp_report_axis_of(r, p, 1, MOST_POINTS);
    size_t n = cp_report_largest(r, p, LAST, MOST_SERIES, most), at;
    if (n == 0 || axis.n == 0)
        return;
    double peak = cp_report_peak(most[0]->value, p->nperiod, &at);
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .title =
                cp_report_say(r, "%s has come by %s with a probability of %s %%", most[0]->name[0],
                              cp_report_period(r, p->period[at]), cp_report_number(r, peak)),
            .subtitle = cp_report_say(r, "%%, by the end of the period%s",
                                      cp_report_of_many(r, n, p->ngroup, "events")),
            .description = "How likely it is that each event has come.",
            .scale = {"%", 1}});
    for (size_t k = 0; k < n; k++)
        cp_report_draw(r, most[k]->name[0], CP_PAGE_LINE, CP_PAGE_AUTO,
                       cp_report_along(r, &axis, p, most[k]->value, LAST));
}

static void draw_futures(struct cp_report *r, const struct cp_report_panel *p) {
    static const char *const point = "probability";
    const struct cp_report_axis axis = cp_report_axis_named(&point, 1);
    double *left = cp_report_reserve(r, p->ngroup + 1, sizeof *left);
    for (size_t g = 0; g < p->ngroup && left; g++)
        left[g] = p->group[g].value[0];
    size_t g = left ? cp_report_next_widest(left, p->ngroup) : 0;
    if (!left || g == p->ngroup)
        return;
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .kind = CP_PAGE_RANKED,
            .title = cp_report_say(r, "The likeliest future: %s, %s %%", p->group[g].name[0],
                                   cp_report_number(r, left[g])),
            .subtitle = cp_report_say(
                r, "Probability, %%%s",
                cp_report_of_many(r, p->ngroup < MOST_RANKED ? p->ngroup : MOST_RANKED, p->ngroup,
                                  "futures")),
            .description = "How likely each future is that was drawn.",
            .scale = {"%", 1}});
    for (size_t k = 0; k < MOST_RANKED && g < p->ngroup; k++) {
        cp_report_draw(r, p->group[g].name[0], CP_PAGE_BAR, CP_PAGE_USE, &left[g]);
        left[g] = 0;
        g = cp_report_next_widest(left, p->ngroup);
    }
}

int cp_report_picture_odds(struct cp_report *r) {
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    draw_odds(r, &p[ODDS]);
    draw_futures(r, &p[DRAW]);
    return 0;
}
