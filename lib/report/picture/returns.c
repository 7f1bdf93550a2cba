/* What moves the return of an entity, and how likely a covenant is to be breached. */
#include "report/picture/picture.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NPV, IRR, COVERAGE, BREACH, MEASURES };
static const struct cp_report_measure measure[MEASURES] = {
    [NPV] = {"npv_swing", .by = {OWNER, CP_NAME}, .timeless = true},
    [IRR] = {"irr_swing", .by = {OWNER, CP_NAME}, .timeless = true},
    [COVERAGE] = {"dscr_min_swing", .by = {OWNER, CP_NAME}, .timeless = true},
    [BREACH] = {"breach_probability", "%", .by = {CP_ENTITY, DETAIL}, .aggregate = LAST},
};

static int by_swing(const void *pa, const void *pb) {
    const struct cp_report_group *a = pa, *b = pb;
    double x = fabs(a->value[0]), y = fabs(b->value[0]);
    if (x != y)
        return x > y ? -1 : 1;
    int c = strcmp(a->name[0], b->name[0]);
    return c ? c : strcmp(a->name[1], b->name[1]);
}

/* What each key moves, the widest first. */
static void tornado(struct cp_report *r, struct cp_report_panel *p, const char *what,
                    struct cp_page_scale scale) {
    static const char *const point = "swing";
    const struct cp_report_axis axis = cp_report_axis_named(&point, 1);
    if (p->ngroup == 0)
        return;
    qsort(p->group, p->ngroup, sizeof *p->group, by_swing);
    const struct cp_report_group *most = &p->group[0];
    size_t n = p->ngroup < MOST_RANKED ? p->ngroup : MOST_RANKED;
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .kind = CP_PAGE_RANKED,
            .title =
                cp_report_say(r, "%s of %s moves most with %s", what, most->name[0], most->name[1]),
            .subtitle = cp_report_say(r, "How far each key moves it%s%s%s", scale.unit ? ", " : "",
                                      scale.unit ? cp_report_unit(r, scale.unit) : "",
                                      cp_report_of_many(r, n, p->ngroup, "keys")),
            .description = "From the least to the most as a key goes from one end of its range "
                           "to the other.",
            .scale = scale});
    for (size_t g = 0; g < n; g++)
        cp_report_draw(r, cp_report_say(r, "%s %s", p->group[g].name[0], p->group[g].name[1]),
                       CP_PAGE_BAR, CP_PAGE_FULL, p->group[g].value);
}

/* A row a covenant; what is never breached in any scenario is told in a word. */
static void breaches(struct cp_report *r, const struct cp_report_panel *p) {
    const struct cp_report_group *most[MOST_ROWS];
    struct cp_report_axis axis = cp_report_axis_years(r);
    size_t n = cp_report_largest(r, p, LAST, MOST_ROWS, most), at;
    if (n == 0 || axis.n == 0)
        return;
    const double *worst = cp_report_years(r, p, most[0]->value, LAST);
    double peak = cp_report_peak(worst, axis.n, &at);
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .kind = CP_PAGE_HEAT,
            .title = cp_report_say(r, "%s breaches a covenant in %s %% of the scenarios in %s",
                                   most[0]->name[0], cp_report_number(r, peak), axis.name[at]),
            .subtitle = cp_report_say(r, "%% of the scenarios in which a covenant is breached%s",
                                      cp_report_of_many(r, n, p->ngroup, "rows")),
            .description = "Part of the scenarios in which a covenant is breached in the year.",
            .scale = {"%", 1}});
    for (size_t k = 0; k < n; k++)
        cp_report_draw(r, cp_report_say(r, "%s %s", most[k]->name[0], most[k]->name[1]),
                       CP_PAGE_BAR, CP_PAGE_SHORT, cp_report_years(r, p, most[k]->value, LAST));
}

int cp_report_picture_returns(struct cp_report *r) {
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    double largest = 0;
    for (size_t g = 0; g < p[NPV].ngroup; g++)
        largest = fmax(largest, fabs(p[NPV].group[g].value[0]));
    tornado(r, &p[NPV], "The value", cp_page_scale_of("USD", largest));
    tornado(r, &p[IRR], "The return", (struct cp_page_scale){"%", 0.01});
    tornado(r, &p[COVERAGE], "The least coverage", (struct cp_page_scale){NULL, 1});
    breaches(r, &p[BREACH]);
    return 0;
}
