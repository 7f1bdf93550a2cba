/* What one more of each scarce thing is worth, and which limits are dear. */
#include "report/picture/picture.h"
#include <math.h>
#include <string.h>

/* A row a group by year, the largest first. */
static void draw_heat(struct cp_report *r, const struct cp_report_measure *m,
                      const struct cp_report_panel *p, enum cp_page_ink ink,
                      struct cp_page_chart chart, const char *what) {
    const struct cp_report_group *most[MOST_ROWS];
    struct cp_report_axis axis = cp_report_axis_years(r);
    size_t n = cp_report_largest(r, p, m->aggregate, MOST_ROWS, most), at;
    if (n == 0 || axis.n == 0)
        return;
    const double *first = cp_report_years(r, p, most[0]->value, m->aggregate);
    double worth = cp_report_peak(first, axis.n, &at);
    chart.kind = CP_PAGE_HEAT;
    chart.title = cp_report_say(r, "One more %s of %s in %s is worth %s", what, most[0]->name[0],
                                axis.name[at], cp_report_money(r, worth));
    chart.subtitle =
        cp_report_say(r, "%s%s", chart.subtitle, cp_report_of_many(r, n, p->ngroup, "rows"));
    cp_report_open_chart(r, &axis, chart);
    for (size_t k = 0; k < n; k++) {
        double *year = cp_report_years(r, p, most[k]->value, m->aggregate);
        for (size_t y = 0; y < axis.n && year; y++)
            year[y] = year[y] > 0 ? year[y] : NAN;
        cp_report_draw(r, most[k]->name[0], CP_PAGE_BAR, ink, year);
    }
}

int cp_report_picture_shadow_prices(struct cp_report *r) {
    enum { HALLS, OFFERS, MEASURES };
    static const struct cp_report_measure measure[MEASURES] = {
        [HALLS] = {"halls_dual", .by = {CP_SITE}, .aggregate = SUM},
        [OFFERS] = {"offer_dual", .by = {CP_OFFER}, .aggregate = MEAN},
    };
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    draw_heat(
        r, &measure[HALLS], &p[HALLS], CP_PAGE_AUTO,
        (struct cp_page_chart){
            .subtitle = cp_report_say(r, "Sum of the year, %s/MW", cp_report_unit(r, "mn USD")),
            .description = "By how much one more MW of halls would lower the cost.",
            .scale = {"mn USD", 1e6}},
        "MW of halls");
    draw_heat(
        r, &measure[OFFERS], &p[OFFERS], CP_PAGE_FIRM,
        (struct cp_page_chart){
            .subtitle = cp_report_say(r, "Mean of the year, %s/GPU", cp_report_unit(r, "kUSD")),
            .description = "By how much one more GPU of an offer would lower the cost.",
            .scale = {"kUSD", 1e3}},
        "GPU");
    return 0;
}

static double worth_of(const struct cp_report_panel *p, size_t g) {
    double sum = 0;
    for (size_t i = 0; i < p->nperiod; i++)
        sum += isnan(p->group[g].value[i]) ? 0 : fabs(p->group[g].value[i]);
    return sum;
}

int cp_report_picture_binding(struct cp_report *r) {
    static const struct cp_report_measure measure = {"binding", .by = {CP_KIND, THING}};
    static const char *const point = "discounted worth";
    const struct cp_report_axis axis = cp_report_axis_named(&point, 1);
    struct cp_report_panel p;
    int rc = cp_report_read(r, &measure, 1, &p);
    double *worth = rc ? NULL : cp_report_reserve(r, p.ngroup + 1, sizeof *worth);
    if (!worth || p.ngroup == 0)
        return rc;
    for (size_t g = 0; g < p.ngroup; g++)
        worth[g] = worth_of(&p, g);
    size_t g = cp_report_next_widest(worth, p.ngroup);
    if (g == p.ngroup)
        return 0;
    struct cp_page_scale s = cp_page_scale_of("USD", worth[g]);
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .kind = CP_PAGE_RANKED,
            .title = cp_report_say(r, "The dearest limit: %s of %s, %s", p.group[g].name[0],
                                   *p.group[g].name[1] ? p.group[g].name[1] : "the plan",
                                   cp_report_money(r, worth[g])),
            .subtitle = cp_report_say(r, "Discounted worth of limits that bind, %s",
                                      cp_report_unit(r, s.unit)),
            .description = "What the plan would save if each limit were a little wider, times "
                           "the limit.",
            .scale = s});
    for (size_t k = 0; k < MOST_RANKED && g < p.ngroup;
         k++, g = cp_report_next_widest(worth, p.ngroup)) {
        const char *of = p.group[g].name[1];
        const char *name = cp_report_say(r, "%s%s%s", of, *of ? " " : "", p.group[g].name[0]);
        cp_report_draw(r, name, CP_PAGE_BAR, CP_PAGE_FULL, &worth[g]);
        worth[g] = 0;
    }
    return 0;
}
