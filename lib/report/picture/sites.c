/* Sites: halls that stand, the firm supply that reaches them, and the power in use. */
#include "report/picture/picture.h"
#include <math.h>

enum { HALLS, FIRM, ENERGISED, POWER, MEASURES };
static const struct cp_report_measure measure[MEASURES] = {
    [HALLS] = {"halls", .by = {CP_SITE}, .aggregate = LAST},
    [FIRM] = {"firm_supply", .by = {CP_SITE}, .aggregate = LAST},
    [ENERGISED] = {"energised", .by = {CP_SITE}, .aggregate = LAST},
    [POWER] = {"power", .by = {CP_SITE}, .aggregate = MEAN},
};

struct site {
    const char *name;
    double *value[MEASURES];
    double gap; /* halls above what is energised and in use, at worst */
    size_t at;
};

static struct site read_site(struct cp_report *r, const struct cp_report_axis *axis,
                             const struct cp_report_panel *p, const char *name) {
    struct site s = {.name = name};
    for (size_t k = 0; k < MEASURES; k++)
        s.value[k] =
            cp_report_along(r, axis, &p[k], cp_report_find(&p[k], name, ""), measure[k].aggregate);
    for (size_t i = 0; i < axis->n && s.value[HALLS] && s.value[ENERGISED]; i++) {
        double gap = s.value[HALLS][i] - s.value[ENERGISED][i];
        if (gap > s.gap && gap > 1e-3 * s.value[HALLS][i]) {
            s.gap = gap;
            s.at = i;
        }
    }
    return s;
}

static void draw_site(struct cp_report *r, const struct cp_report_axis *axis,
                      const struct site *s) {
    double *low = cp_report_reserve(r, axis->n, sizeof *low);
    for (size_t i = 0; i < axis->n && low && s->value[HALLS] && s->value[ENERGISED]; i++) {
        bool gap = s->value[HALLS][i] - s->value[ENERGISED][i] > 1e-3 * s->value[HALLS][i];
        low[i] = gap ? s->value[ENERGISED][i] : NAN;
    }
    if (low && s->value[HALLS] && s->gap > 0)
        cp_page_add_series(r->page, &(struct cp_page_series){.name = "without firm supply",
                                                             .mark = CP_PAGE_RANGE,
                                                             .ink = CP_PAGE_GAP,
                                                             .value = low,
                                                             .upper = s->value[HALLS]});
    cp_report_draw(r, "in use", CP_PAGE_BAR, CP_PAGE_USE, s->value[POWER]);
    cp_report_draw(r, "firm supply", CP_PAGE_STEP, CP_PAGE_FIRM, s->value[FIRM]);
    cp_report_draw(r, "halls", CP_PAGE_STEP, CP_PAGE_DARK, s->value[HALLS]);
}

int cp_report_picture_sites(struct cp_report *r) {
    const struct cp_report_group *most[MOST_FACETS];
    struct site site[MOST_FACETS], *worst = NULL;
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    const struct cp_report_panel *of = &p[p[HALLS].ngroup > 0 ? HALLS : POWER];
    struct cp_report_axis axis = cp_report_axis_of(r, p, MEASURES, MOST_POINTS);
    size_t n = cp_report_largest(r, of, LAST, MOST_FACETS, most);
    for (size_t k = 0; k < n; k++) {
        site[k] = read_site(r, &axis, p, most[k]->name[0]);
        if (site[k].gap > (worst ? worst->gap : 0))
            worst = &site[k];
    }
    const char *title = p[ENERGISED].ngroup == 0 ? "Power by site"
                        : !worst                 ? "Every hall has firm supply"
                                                 : NULL;
    if (!title)
        title = cp_report_say(r, "Halls without firm supply: %s %s MW at worst, in %s", worst->name,
                              cp_report_number(r, worst->gap), axis.name[worst->at]);
    cp_report_open_chart(
        r, &axis,
        (struct cp_page_chart){
            .title = title,
            .subtitle = cp_report_say(r, "MW, each site on a scale of its own%s",
                                      cp_report_of_many(r, n, of->ngroup, "sites")),
            .description = "Halls that stand, the firm supply that reaches them, and the power in "
                           "use.",
            .scale = {"MW", 1},
            .wide = true});
    for (size_t k = 0; k < n; k++) {
        cp_page_add_facet(r->page, site[k].name,
                          site[k].gap > 0 ? cp_report_say(r, "%s MW without power at worst",
                                                          cp_report_number(r, site[k].gap))
                                          : NULL);
        draw_site(r, &axis, &site[k]);
    }
    return 0;
}
