/* What the hedge takes, what it costs to trade, and the frontier of hedges. */
#include "report/picture/picture.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CVAR, MEAN_OF, COST, QUANTITY, MEASURES };
static const struct cp_report_measure measure[MEASURES] = {
    [CVAR] = {"hedge_cvar", .by = {CP_NAME, CP_KIND}, .timeless = true},
    [MEAN_OF] = {"hedge_mean", .by = {CP_NAME, CP_KIND}, .timeless = true},
    [COST] = {"hedge_cost", .by = {CP_NAME, CP_POSITION}, .timeless = true},
    [QUANTITY] = {"hedge_quantity", .by = {CP_NAME, CP_POSITION}, .timeless = true},
};

static double of(const struct cp_report_panel *p, const char *point, const char *kind) {
    const double *value = cp_report_find(p, point, kind);
    return value ? value[0] : NAN;
}

/* NaN of what is no number: "-". */
static double aversion(const char *point) {
    double x = NAN;
    size_t used;
    return cp_number_parse(point, strlen(point), &x, &used) == 0 ? x : NAN;
}

static int by_aversion(const void *a, const void *b) {
    double x = aversion(*(const char *const *)a), y = aversion(*(const char *const *)b);
    return (x > y) - (x < y);
}

/* The points that hedges were chosen at, by risk aversion: "-" for one that is alone. */
static size_t points_of(struct cp_report *r, const struct cp_report_panel *p, const char ***out) {
    size_t n = 0;
    *out = cp_report_reserve(r, p->ngroup + 1, sizeof **out);
    for (const char *name = NULL; *out && (name = cp_report_next(p, 1, name));)
        if (cp_report_find(p, name, "in-sample"))
            (*out)[n++] = name;
    if (n > 1)
        qsort(*out, n, sizeof **out, by_aversion);
    return n;
}

/* Without a hedge, with it, and on paths that it was not chosen by. */
static void takes(struct cp_report *r, const struct cp_report_panel *p, const char *point) {
    static const char *const kind[] = {"unhedged", "in-sample", "out-of-sample"};
    static const char *const name = "CVaR";
    const struct cp_report_axis axis = cp_report_axis_named(&name, 1);
    double none = of(&p[CVAR], point, kind[0]), with = of(&p[CVAR], point, kind[2]);
    struct cp_page_scale s = cp_page_scale_of("USD", cp_report_most(&p[CVAR]));
    const char *title = "What the hedge leaves of CVaR";
    if (!isnan(none) && !isnan(with))
        title = cp_report_say(r, "The hedge takes CVaR from %s to %s", cp_report_money(r, none),
                              cp_report_money(r, with));
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .kind = CP_PAGE_RANKED,
            .title = title,
            .subtitle = cp_report_say(
                r, "Mean loss beyond the quantile, %s%s%s; below 0 even the worst is a gain",
                cp_report_unit(r, s.unit), strcmp(point, "-") ? ", at a risk aversion of " : "",
                strcmp(point, "-") ? point : ""),
            .description = "Mean loss beyond the quantile without a hedge, on the paths that it "
                           "was chosen by, and on others.",
            .scale = s});
    for (int k = 0; k < 3; k++) {
        const double *value = cp_report_find(&p[CVAR], point, kind[k]);
        cp_report_draw(r, kind[k], CP_PAGE_BAR, k == 0 ? CP_PAGE_WAIT : CP_PAGE_USE, value);
    }
}

static void trades(struct cp_report *r, const struct cp_report_panel *p, const char *point) {
    static const char *const name = "cost";
    const struct cp_report_axis axis = cp_report_axis_named(&name, 1);
    size_t from, until = cp_report_range(&p[COST], point, &from);
    double *cost = cp_report_reserve(r, until - from + 1, sizeof *cost);
    for (size_t g = from; g < until && cost; g++)
        cost[g - from] = p[COST].group[g].value[0];
    size_t g = cost ? cp_report_next_widest(cost, until - from) : until - from;
    if (g == until - from)
        return;
    struct cp_page_scale s = cp_page_scale_of("USD", cost[g]);
    double all = cp_report_add_up(cost, until - from);
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .kind = CP_PAGE_RANKED,
            .title = cp_report_say(r, "Trading the hedge costs %s, the most for %s",
                                   cp_report_money(r, all), p[COST].group[from + g].name[1]),
            .subtitle = cp_report_say(r, "Half of bid less ask, discounted, %s%s%s",
                                      cp_report_unit(r, s.unit),
                                      strcmp(point, "-") ? ", at a risk aversion of " : "",
                                      strcmp(point, "-") ? point : ""),
            .description = "What it costs to trade each instrument of the hedge.",
            .scale = s});
    for (size_t k = 0; k < MOST_RANKED && g < until - from;
         k++, g = cp_report_next_widest(cost, until - from)) {
        const char *instrument = p[COST].group[from + g].name[1];
        double q = of(&p[QUANTITY], point, instrument);
        cp_report_draw(r,
                       cp_report_say(r, "%s %s %s", q < 0 ? "sell" : "buy",
                                     cp_report_number(r, fabs(q)), instrument),
                       CP_PAGE_BAR, q < 0 ? CP_PAGE_SHORT : CP_PAGE_USE, &cost[g]);
        cost[g] = 0;
    }
}

static void frontier(struct cp_report *r, const struct cp_report_panel *p, const char **point,
                     size_t n) {
    const struct cp_report_axis axis = cp_report_axis_named(point, n);
    double *across = cp_report_reserve(r, n, sizeof *across);
    double *in = cp_report_reserve(r, n, sizeof *in), *out = cp_report_reserve(r, n, sizeof *out);
    if (!across || !in || !out)
        return;
    for (size_t i = 0; i < n; i++) {
        in[i] = of(&p[CVAR], point[i], "in-sample");
        out[i] = of(&p[CVAR], point[i], "out-of-sample");
        across[i] = of(&p[MEAN_OF], point[0], "in-sample") - of(&p[MEAN_OF], point[i], "in-sample");
    }
    if (isnan(in[0]) || isnan(in[n - 1]) || isnan(across[n - 1]))
        return;
    struct cp_page_scale s = cp_page_scale_of("USD", cp_report_most(&p[CVAR]));
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .kind = CP_PAGE_FRONTIER,
            .title = cp_report_say(r, "%s less of CVaR cost %s of the mean",
                                   cp_report_money(r, in[0] - in[n - 1]),
                                   cp_report_money(r, across[n - 1])),
            .subtitle = cp_report_say(r,
                                      "%s: up the CVaR, across what the mean has less than at "
                                      "risk aversion %s; a point an aversion",
                                      cp_report_unit(r, s.unit), point[0]),
            .description = "Mean loss beyond the quantile over what it costs in the mean, for "
                           "hedges of growing risk aversion.",
            .scale = s});
    cp_report_draw(r, "less in the mean", CP_PAGE_LINE, CP_PAGE_DARK, across);
    cp_report_draw(r, "in-sample", CP_PAGE_LINE, CP_PAGE_AUTO, in);
    cp_report_draw(r, "out-of-sample", CP_PAGE_LINE, CP_PAGE_AUTO, out);
}

int cp_report_picture_hedge(struct cp_report *r) {
    struct cp_report_panel p[MEASURES];
    const char **point;
    int rc = cp_report_read(r, measure, MEASURES, p);
    size_t n = rc ? 0 : points_of(r, &p[CVAR], &point);
    if (n == 0)
        return rc;
    const char *middle = point[n / 2];
    takes(r, p, middle);
    trades(r, p, middle);
    if (n > 1)
        frontier(r, p, point, n);
    return 0;
}
