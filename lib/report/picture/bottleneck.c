/* What binds, site by site: halls that are full, halls without power, or room that is left. */
#include "report/picture/picture.h"
#include <math.h>

enum { HALLS, ENERGISED, POWER, WAITING, DEMAND, UNMET, MEASURES };
static const struct cp_report_measure measure[MEASURES] = {
    [HALLS] = {"halls", .by = {CP_SITE}, .aggregate = LAST},
    [ENERGISED] = {"energised", .by = {CP_SITE}, .aggregate = LAST},
    [POWER] = {"power", .by = {CP_SITE}, .aggregate = MEAN},
    [WAITING] = {"inventory", .aggregate = LAST},
    [DEMAND] = {"demand", .aggregate = MEAN},
    [UNMET] = {"unmet", .aggregate = MEAN},
};

/* From this share of them on halls are full: power is a mean, the peak of a period is above it. */
static const double full = 0.98, dark = 1.02;

struct site {
    const char *name;
    double *use; /* % of halls, by point */
    enum cp_page_ink *state;
};

/* use NULL: no memory. */
static struct site read_site(struct cp_report *r, const struct cp_report_axis *axis,
                             const struct cp_report_panel *p, const struct cp_report_group *of) {
    struct site s = {.name = of->name[0]};
    const double *halls = cp_report_along(r, axis, &p[HALLS], of->value, LAST);
    const double *live =
        cp_report_along(r, axis, &p[ENERGISED], cp_report_find(&p[ENERGISED], s.name, ""), LAST);
    const double *mean = cp_report_along(r, axis, &p[HALLS], of->value, MEAN);
    double *use = cp_report_along(r, axis, &p[POWER], cp_report_find(&p[POWER], s.name, ""), MEAN);
    s.state = cp_report_reserve(r, axis->n, sizeof *s.state);
    if (!halls || !live || !mean || !use || !s.state)
        return s;
    for (size_t i = 0; i < axis->n; i++) {
        double used = isnan(use[i]) ? 0 : use[i];
        use[i] = mean[i] > 0 ? 100 * used / mean[i] : NAN;
        bool lacks = !isnan(live[i]) && halls[i] > dark * fmax(live[i], used);
        s.state[i] = lacks ? CP_PAGE_POWER : use[i] >= 100 * full ? CP_PAGE_FULL : CP_PAGE_FREE;
    }
    s.use = use;
    return s;
}

/* Below the sites: what waits, and what is not done. */
static void add_lack(struct cp_report *r, const struct cp_report_axis *axis, const char *name,
                     const char *unit, enum cp_page_ink ink, double *value) {
    size_t at;
    for (size_t i = 0; i < axis->n && value; i++)
        value[i] = value[i] > 0 ? value[i] : NAN;
    if (value && cp_report_peak(value, axis->n, &at) > 0)
        cp_page_add_series(r->page, &(struct cp_page_series){
                                        .name = name, .unit = unit, .ink = ink, .value = value});
}

static double *short_share(struct cp_report *r, const struct cp_report_axis *axis,
                           const struct cp_report_panel *p) {
    double *lack = cp_report_along(r, axis, &p[UNMET], p[UNMET].total, MEAN);
    const double *all = cp_report_along(r, axis, &p[DEMAND], p[DEMAND].total, MEAN);
    for (size_t i = 0; i < axis->n && lack && all; i++)
        lack[i] = all[i] > 0 && lack[i] > 1e-4 * all[i] ? 100 * lack[i] / all[i] : NAN;
    return lack;
}

static double *thousands(struct cp_report *r, const struct cp_report_axis *axis,
                         const struct cp_report_panel *p) {
    double *value = cp_report_along(r, axis, &p[WAITING], p[WAITING].total, LAST);
    for (size_t i = 0; i < axis->n && value; i++)
        value[i] = value[i] >= 1 ? value[i] / 1e3 : NAN;
    return value;
}

/* What the cells of all sites say together. */
static const char *title_of(struct cp_report *r, const struct cp_report_axis *axis,
                            const struct site *site, size_t n) {
    double cells = 0, bound = 0, unpowered = 0;
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < axis->n && site[k].use; i++) {
            bool stands = !isnan(site[k].use[i]);
            cells += stands;
            bound += stands && site[k].state[i] == CP_PAGE_FULL;
            unpowered += stands && site[k].state[i] == CP_PAGE_POWER;
        }
    if (bound + unpowered == 0)
        return "No hall is full, and none lacks power";
    return cp_report_say(r,
                         "Halls are full in %.0f %% of sites and periods, and without power in "
                         "%.0f %%",
                         100 * bound / cells, 100 * unpowered / cells);
}

int cp_report_picture_bottleneck(struct cp_report *r) {
    const struct cp_report_group *most[MOST_ROWS];
    struct site site[MOST_ROWS];
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc || p[HALLS].ngroup == 0)
        return rc;
    struct cp_report_axis axis = cp_report_axis_of(r, p, MEASURES, MOST_CELLS);
    size_t n = cp_report_largest(r, &p[HALLS], LAST, MOST_ROWS, most);
    for (size_t k = 0; k < n; k++)
        site[k] = read_site(r, &axis, p, most[k]);
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .kind = CP_PAGE_HEAT,
            .title = title_of(r, &axis, site, n),
            .subtitle = cp_report_say(r,
                                      "%% of halls in use; blue: full, orange: halls without firm "
                                      "supply, green: places are free%s",
                                      cp_report_of_many(r, n, p[HALLS].ngroup, "sites")),
            .description = "Use of the halls of each site, and below it the chips that wait and "
                           "the demand that is not served.",
            .wide = true});
    for (size_t k = 0; k < n; k++)
        if (site[k].use)
            cp_page_add_series(r->page, &(struct cp_page_series){.name = site[k].name,
                                                                 .unit = "% of halls in use",
                                                                 .value = site[k].use,
                                                                 .state = site[k].state});
    cp_page_add_facet(r->page, NULL, NULL);
    add_lack(r, &axis, "chips waiting", "thousand GPU", CP_PAGE_WAIT, thousands(r, &axis, p));
    add_lack(r, &axis, "demand short", "%", CP_PAGE_SHORT, short_share(r, &axis, p));
    return 0;
}
