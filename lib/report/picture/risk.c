/* What market prices may do to the cash of a year, whose part it is, and to debt cover. */
#include "report/picture/picture.h"
#include <math.h>
#include <string.h>

enum { CASH, WORST, PARTS, COVER, PLANNED, STRESS, MEASURES };
static const struct cp_report_measure measure[MEASURES] = {
    [CASH] = {"cash_flow_at_risk", .by = {CP_ENTITY, CP_KIND}, .yearly = true, .without = "chosen"},
    [WORST] = {"hedge_cvar", .yearly = true, .of = "all"},
    [PARTS] = {"component", .by = {CP_CURVE}, .yearly = true},
    [COVER] = {"dscr_linear", .by = {CP_ENTITY, CP_KIND}, .quantile = "*", .aggregate = LEAST},
    [PLANNED] = {"dscr", .by = {CP_ENTITY}, .aggregate = LEAST},
    [STRESS] = {"stress", .by = {CP_NAME}, .yearly = true},
};

/* The entity with most at risk: what its kinds of cash are, by year. */
static void cash(struct cp_report *r, const struct cp_report_panel *p) {
    struct cp_report_axis axis = cp_report_axis_years(r);
    size_t at;
    const struct cp_report_group *most = cp_report_widest(p, &at);
    if (!most || axis.n == 0)
        return;
    const double *with = cp_report_find(p, most->name[0], "hedged");
    const char *left =
        with ? cp_report_say(r, ", %s with the books", cp_report_money(r, with[at])) : "";
    struct cp_page_scale s = cp_report_scale(r, &measure[CASH], 1, p, "USD");
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .title = cp_report_say(r, "Prices put %s of %s's cash in %s at risk%s",
                                   cp_report_money(r, most->value[at]), most->name[0],
                                   cp_report_period(r, p->period[at]), left),
            .subtitle = cp_report_say(r,
                                      "Cash flow at risk, %s a year: the mean less the "
                                      "quantile",
                                      cp_report_unit(r, s.unit)),
            .description = "Mean less quantile of what market prices change in the cash of the "
                           "year, by what a curve prices.",
            .scale = s});
    size_t from, until = cp_report_range(p, most->name[0], &from);
    for (size_t g = from; g < until; g++) {
        const char *kind = p->group[g].name[1];
        cp_report_draw(r, kind, CP_PAGE_LINE,
                       strcmp(kind, "all") == 0      ? CP_PAGE_DARK
                       : strcmp(kind, "hedged") == 0 ? CP_PAGE_FIRM
                                                     : CP_PAGE_AUTO,
                       cp_report_years(r, p, p->group[g].value, SUM));
    }
}

static void parts(struct cp_report *r, const struct cp_report_panel *p,
                  const struct cp_report_panel *worst) {
    struct cp_report_axis axis = cp_report_axis_years(r);
    const struct cp_report_group *most;
    size_t at;
    if (axis.n == 0 || cp_report_largest(r, p, SUM, 1, &most) == 0)
        return;
    const double *year = cp_report_years(r, p, most->value, SUM);
    const double *all = cp_report_total(r, p, SUM);
    double peak = cp_report_peak(year, axis.n, &at);
    struct cp_page_scale s = cp_page_scale_of("USD", cp_report_most(p));
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .title = cp_report_say(r, "%s is %.0f %% of the worst of %s", most->name[0],
                                   all && all[at] > 0 ? 100 * peak / all[at] : 0, axis.name[at]),
            .subtitle = cp_report_say(r,
                                      "Parts of the mean of the worst (CVaR) by curve, %s a "
                                      "year; the mark: all",
                                      cp_report_unit(r, s.unit)),
            .description = "What each curve has in the mean of the worst; the parts add up.",
            .scale = s});
    cp_report_draw_stack(r, &axis, p, SUM);
    if (worst->ngroup > 0)
        cp_report_draw(r, "all", CP_PAGE_NET, CP_PAGE_DARK, cp_report_total(r, worst, SUM));
}

/* An entity a facet: cover as planned, at the tail, and with what the books settle. */
static void cover(struct cp_report *r, const struct cp_report_panel *tail,
                  const struct cp_report_panel *planned) {
    struct cp_report_axis axis = cp_report_axis_of(r, tail, 1, MOST_POINTS);
    double widest = 0;
    const char *of = NULL;
    for (const char *e = NULL; (e = cp_report_next(tail, 1, e));) {
        const double *at_tail = cp_report_find(tail, e, "all"),
                     *plan = cp_report_find(planned, e, "");
        for (size_t i = 0; at_tail && plan && i < tail->nperiod; i++) {
            double fall = 1 - at_tail[i] / cp_report_value(planned, plan, tail->period[i]);
            if (fall > widest) {
                widest = fall;
                of = e;
            }
        }
    }
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .title = of ? cp_report_say(r,
                                        "At the tail %s has up to %.0f %% less cover than "
                                        "planned",
                                        of, 100 * widest)
                        : "No price moves the cover of debt",
            .subtitle = "Debt service cover, times; the debt service as planned",
            .description = "Debt service cover as planned, and at the quantile of the paths.",
            .wide = true});
    size_t n = 0;
    for (const char *e = NULL; (e = cp_report_next(tail, 1, e)) && n < MOST_FACETS; n++) {
        const double *at_tail = cp_report_find(tail, e, "all"),
                     *hedged = cp_report_find(tail, e, "hedged"),
                     *plan = cp_report_find(planned, e, "");
        cp_page_add_facet(r->page, e, NULL);
        if (plan)
            cp_report_draw(r, "as planned", CP_PAGE_LINE, CP_PAGE_DARK,
                           cp_report_along(r, &axis, planned, plan, LEAST));
        if (at_tail)
            cp_report_draw(r, "at the tail", CP_PAGE_LINE, CP_PAGE_SHORT,
                           cp_report_along(r, &axis, tail, at_tail, LEAST));
        if (hedged)
            cp_report_draw(r, "with the books", CP_PAGE_LINE, CP_PAGE_FIRM,
                           cp_report_along(r, &axis, tail, hedged, LEAST));
    }
}

static void stresses(struct cp_report *r, const struct cp_report_panel *p) {
    const struct cp_report_group *most[MOST_ROWS];
    struct cp_report_axis axis = cp_report_axis_years(r);
    size_t n = cp_report_largest(r, p, SUM, MOST_ROWS, most), at;
    const struct cp_report_group *worst = cp_report_widest(p, &at);
    if (n == 0 || axis.n == 0 || !worst)
        return;
    struct cp_page_scale s = cp_page_scale_of("USD", cp_report_most(p));
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .kind = CP_PAGE_HEAT,
            .title = cp_report_say(
                r, "%s %s %s in %s", worst->name[0], worst->value[at] < 0 ? "costs" : "brings",
                cp_report_money(r, fabs(worst->value[at])), cp_report_period(r, p->period[at])),
            .subtitle = cp_report_say(r,
                                      "What a move adds to the cash of the year, %s; red: a "
                                      "loss",
                                      cp_report_unit(r, s.unit)),
            .description = "What a move of a curve adds to the cash of the year.",
            .scale = s,
            .digits_by_row = true});
    for (size_t k = 0; k < n; k++)
        cp_report_draw_row(r, &axis, most[k]->name[0], cp_report_years(r, p, most[k]->value, SUM),
                           0);
}

int cp_report_picture_risk(struct cp_report *r) {
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    cash(r, &p[CASH]);
    parts(r, &p[PARTS], &p[WORST]);
    stresses(r, &p[STRESS]);
    cover(r, &p[COVER], &p[PLANNED]);
    return 0;
}
