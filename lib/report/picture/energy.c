/* Energy by kind and year, and where that of one year comes from and goes. */
#include "report/picture/picture.h"
#include <math.h>
#include <string.h>

enum { ENERGY, EMISSIONS, FROM, WORK, MEASURES };
static const struct cp_report_measure measure[MEASURES] = {
    [ENERGY] = {"energy", .by = {CP_KIND}, .aggregate = SUM},
    [EMISSIONS] = {"emissions", "t", .aggregate = SUM},
    [FROM] = {"energy", .by = {CP_CONTRACT, CP_SITE}, .aggregate = SUM},
    [WORK] = {"served", .by = {CP_SITE, CP_WORKLOAD}, .aggregate = MEAN},
};

static void by_kind(struct cp_report *r, const struct cp_report_panel *p) {
    struct cp_report_axis axis = cp_report_axis_years(r);
    const struct cp_report_group *most = NULL;
    const double *all = cp_report_total(r, &p[ENERGY], SUM);
    const double *co2 = cp_report_total(r, &p[EMISSIONS], SUM);
    size_t at;
    double peak = cp_report_peak(all, axis.n, &at);
    struct cp_page_scale s = cp_report_scale(r, &measure[ENERGY], 1, &p[ENERGY], "MWh");
    if (axis.n == 0 || cp_report_largest(r, &p[ENERGY], SUM, 1, &most) == 0)
        return;
    const char *carbon = "";
    double *mt = cp_report_reserve(r, axis.n, sizeof *mt);
    if (p[EMISSIONS].ngroup > 0 && co2 && mt && co2[at] > 0)
        carbon = cp_report_say(r, ", with %s Mt of CO2", cp_report_number(r, co2[at] / 1e6));
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){.title = cp_report_say(r, "%s %s in %s, the most of it %s%s",
                                                      cp_report_number(r, peak / s.divisor), s.unit,
                                                      axis.name[at], most->name[0], carbon),
                               .subtitle =
                                   cp_report_say(r, "Energy of the year by kind of contract, %s%s",
                                                 s.unit, *carbon ? "; the number: Mt of CO2" : ""),
                               .description = "Energy delivered in the year, by kind of contract.",
                               .scale = s});
    cp_report_draw_stack(r, &axis, &p[ENERGY], SUM);
    for (size_t i = 0; i < axis.n && *carbon; i++)
        mt[i] = co2[i] / 1e6;
    if (*carbon)
        cp_page_add_series(r->page,
                           &(struct cp_page_series){
                               .name = "CO2", .unit = "Mt", .mark = CP_PAGE_TOP, .value = mt});
}

/* The year two thirds of the way through, when what is planned stands and its end is not near. */
static size_t usual_year(const struct cp_report *r) {
    return (r->nyear * 2) / 3 < r->nyear ? (r->nyear * 2) / 3 : 0;
}

static double in_year(struct cp_report *r, const struct cp_report_panel *p,
                      const struct cp_report_group *g, enum cp_report_aggregate a, size_t y) {
    const double *year = cp_report_years(r, p, g->value, a);
    return year && !isnan(year[y]) ? year[y] : 0;
}

/* Of a plan without sites all goes to the load. */
static void add_ribbon(struct cp_report *r, const char *from, const char *to, double value) {
    to = strcmp(to, "-") == 0 ? "the load" : to;
    if (value > 0)
        cp_page_add_series(r->page,
                           &(struct cp_page_series){.name = from, .other = to, .value = &value});
}

/* A site's energy is shared out by the work that it does. */
static void to_work(struct cp_report *r, const struct cp_report_panel *p, size_t y) {
    const char *site = NULL;
    while ((site = cp_report_next(&p[WORK], 1, site))) {
        double energy = 0, work = 0;
        for (size_t g = 0; g < p[FROM].ngroup; g++)
            if (strcmp(p[FROM].group[g].name[1], site) == 0)
                energy += in_year(r, &p[FROM], &p[FROM].group[g], SUM, y);
        for (size_t g = 0; g < p[WORK].ngroup; g++)
            if (strcmp(p[WORK].group[g].name[0], site) == 0)
                work += in_year(r, &p[WORK], &p[WORK].group[g], MEAN, y);
        for (size_t g = 0; g < p[WORK].ngroup && work > 0; g++)
            if (strcmp(p[WORK].group[g].name[0], site) == 0)
                add_ribbon(r, site, p[WORK].group[g].name[1],
                           energy / work * in_year(r, &p[WORK], &p[WORK].group[g], MEAN, y));
    }
}

static void flows(struct cp_report *r, const struct cp_report_panel *p) {
    enum { MOST_CONTRACTS = 24 };
    size_t y = usual_year(r);
    const double *all = cp_report_total(r, &p[FROM], SUM);
    if (r->nyear == 0 || !all || !(all[y] > 0) || p[FROM].ngroup > MOST_CONTRACTS)
        return;
    const char *point = cp_report_column_name(r, y);
    struct cp_report_axis axis = cp_report_axis_named(&point, 1);
    struct cp_page_scale s = cp_page_scale_of("MWh", all[y]);
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .kind = CP_PAGE_FLOW,
            .title = cp_report_say(r, "Where the %s %s of %s come from, and what they run",
                                   cp_report_number(r, all[y] / s.divisor), s.unit, point),
            .subtitle = cp_report_say(r,
                                      "From contract to site to workload, %s; the energy of a "
                                      "site shared out by the EFLOP served",
                                      s.unit),
            .description = "Energy of the year from contracts to sites, and on to workloads.",
            .scale = s});
    for (size_t g = 0; g < p[FROM].ngroup; g++)
        add_ribbon(r, p[FROM].group[g].name[0], p[FROM].group[g].name[1],
                   in_year(r, &p[FROM], &p[FROM].group[g], SUM, y));
    to_work(r, p, y);
}

int cp_report_picture_energy(struct cp_report *r) {
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    by_kind(r, p);
    flows(r, p);
    return 0;
}
