/* When power is taken: a cell an hour of representative days and a period. */
#include "report/picture/picture.h"
#include <math.h>
#include <string.h>

/* "h16" of "d03h16": of too many slices days are taken together. */
static const char *hour_of(const char *slice) {
    const char *h = strrchr(slice, 'h');
    return h ? h : slice;
}

/* The mean of the groups that are of one hour. */
static double *mean_of(struct cp_report *r, const struct cp_report_panel *p, const char *hour) {
    double *sum = cp_report_reserve(r, p->nperiod + 1, sizeof *sum);
    size_t days = 0;
    for (size_t g = 0; g < p->ngroup && sum; g++) {
        if (strcmp(hour_of(p->group[g].name[0]), hour) != 0)
            continue;
        days++;
        for (size_t i = 0; i < p->nperiod; i++)
            sum[i] += p->group[g].value[i];
    }
    for (size_t i = 0; i < p->nperiod && sum; i++)
        sum[i] /= (double)days;
    return sum;
}

static bool is_first_of_hour(const struct cp_report_panel *p, size_t g) {
    for (size_t k = 0; k < g; k++)
        if (strcmp(hour_of(p->group[k].name[0]), hour_of(p->group[g].name[0])) == 0)
            return false;
    return true;
}

int cp_report_picture_hours(struct cp_report *r) {
    static const struct cp_report_measure measure = {"power", .by = {CP_SLICE}, .sliced = true,
                                                     .aggregate = MEAN};
    struct cp_report_panel p;
    int rc = cp_report_read(r, &measure, 1, &p);
    struct cp_report_axis axis = cp_report_axis_of(r, &p, 1, MOST_CELLS);
    size_t at, drawn = 0;
    const struct cp_report_group *most = rc ? NULL : cp_report_widest(&p, &at);
    if (!most || axis.n == 0)
        return rc;
    bool by_hour = p.ngroup > MOST_ROWS;
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .kind = CP_PAGE_HEAT,
            .title = cp_report_say(r, "Most power is taken in %s of %s: %s MW", most->name[0],
                                   cp_report_period(r, p.period[at]),
                                   cp_report_number(r, most->value[at])),
            .subtitle = by_hour ? "MW of all sites by hour, mean of the representative days"
                                : "MW of all sites by slice of representative days",
            .description = "Power in use by the hours of representative days and period.",
            .scale = {"MW", 1},
            .wide = true});
    for (size_t g = 0; g < p.ngroup && drawn < MOST_ROWS; g++) {
        if (by_hour && !is_first_of_hour(&p, g))
            continue;
        drawn++;
        const char *name = by_hour ? hour_of(p.group[g].name[0]) : p.group[g].name[0];
        const double *value = by_hour ? mean_of(r, &p, name) : p.group[g].value;
        cp_report_draw(r, name, CP_PAGE_BAR, CP_PAGE_FULL,
                       value ? cp_report_along(r, &axis, &p, value, MEAN) : NULL);
    }
    return 0;
}
