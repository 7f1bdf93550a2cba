/* Work: what each workload asks for, what it gets, and what it lacks. */
#include "report/picture/picture.h"

enum { DEMAND, LOW, HIGH, SERVED, UNMET, MEASURES };
static const struct cp_report_measure measure[MEASURES] = {
    [DEMAND] = {"demand", .by = {CP_WORKLOAD}, .aggregate = MEAN},
    [LOW] = {"demand", .by = {CP_WORKLOAD}, .aggregate = MEAN, .quantile = "0.1"},
    [HIGH] = {"demand", .by = {CP_WORKLOAD}, .aggregate = MEAN, .quantile = "0.9"},
    [SERVED] = {"served", .by = {CP_WORKLOAD}, .aggregate = MEAN},
    [UNMET] = {"unmet", .by = {CP_WORKLOAD}, .aggregate = MEAN},
};

/* "303 EFLOP/s (11 %) at worst, in 2032-Q4"; NULL: nothing lacks that is more than tolerance. */
static const char *worst(struct cp_report *r, const struct cp_report_axis *axis, const double *lack,
                         const double *asked) {
    size_t at;
    double most = cp_report_peak(lack, axis->n, &at);
    if (!asked || axis->n == 0 || !(most > 1e-3 * asked[at]))
        return NULL;
    return cp_report_say(r, "%s EFLOP/s (%.0f %%) at worst, in %s", cp_report_number(r, most),
                         100 * most / asked[at], axis->name[at]);
}

static const char *title_of(struct cp_report *r, const struct cp_report_axis *axis,
                            const struct cp_report_panel *p) {
    if (p[SERVED].ngroup == 0)
        return "What each workload asks for";
    const char *lack = worst(r, axis, cp_report_along(r, axis, &p[UNMET], p[UNMET].total, MEAN),
                             cp_report_along(r, axis, &p[DEMAND], p[DEMAND].total, MEAN));
    return lack ? cp_report_say(r, "Work is short by %s", lack) : "All work is served";
}

/* Between the tenths at both ends of the forecast, where it has them. */
static void draw_band(struct cp_report *r, const struct cp_report_axis *axis,
                      const struct cp_report_panel *p, const char *name) {
    const double *low = cp_report_find(&p[LOW], name, ""),
                 *high = cp_report_find(&p[HIGH], name, "");
    if (!low || !high)
        return;
    low = cp_report_along(r, axis, &p[LOW], low, MEAN);
    high = cp_report_along(r, axis, &p[HIGH], high, MEAN);
    if (low && high)
        cp_page_add_series(r->page, &(struct cp_page_series){.name = "10 to 90 % of the forecast",
                                                             .mark = CP_PAGE_BAND,
                                                             .ink = CP_PAGE_FULL,
                                                             .value = low,
                                                             .upper = high});
}

int cp_report_picture_work(struct cp_report *r) {
    const struct cp_report_group *most[MOST_FACETS];
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    const struct cp_report_panel *of = &p[p[DEMAND].ngroup > 0 ? DEMAND : SERVED];
    struct cp_report_axis axis = cp_report_axis_of(r, p, MEASURES, MOST_POINTS);
    size_t n = cp_report_largest(r, of, MEAN, MOST_FACETS, most);
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .title = title_of(r, &axis, p),
            .subtitle =
                cp_report_say(r, "EFLOP/s, mean of the period, each on a scale of its own%s",
                              cp_report_of_many(r, n, of->ngroup, "workloads")),
            .description = "Computing that each workload asks for, gets and lacks.",
            .scale = {"EFLOP/s", 1},
            .wide = true});
    for (size_t k = 0; k < n; k++) {
        const char *name = most[k]->name[0];
        const double *asked =
            cp_report_along(r, &axis, &p[DEMAND], cp_report_find(&p[DEMAND], name, ""), MEAN);
        const double *lack =
            cp_report_along(r, &axis, &p[UNMET], cp_report_find(&p[UNMET], name, ""), MEAN);
        const char *bad = worst(r, &axis, lack, asked);
        cp_page_add_facet(r->page, name, bad ? cp_report_say(r, "short by %s", bad) : NULL);
        draw_band(r, &axis, p, name);
        if (p[SERVED].ngroup > 0)
            cp_report_draw(
                r, "served", CP_PAGE_BAR, CP_PAGE_USE,
                cp_report_along(r, &axis, &p[SERVED], cp_report_find(&p[SERVED], name, ""), MEAN));
        if (p[UNMET].ngroup > 0)
            cp_report_draw(r, "short", CP_PAGE_BAR, CP_PAGE_SHORT, lack);
        cp_report_draw(r, "demand", CP_PAGE_STEP, CP_PAGE_DARK, asked);
    }
    return 0;
}
