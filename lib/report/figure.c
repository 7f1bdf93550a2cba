/* What a number reads like: scales that fit it, thousands apart, and kinds of cost. */
#include "report/internal.h"
#include <math.h>
#include <string.h>

const char *cp_report_unit(struct cp_report *r, const char *unit) {
    char buf[CP_UNIT_SIZE];
    if (!unit || cp_facts_unit_in(r->facts, buf, unit) == unit)
        return unit;
    return cp_report_kept(r, cp_arena_strdup(&r->arena, buf));
}

/* Of the groups that are shown: a measure may ask for those of one kind. */
static double largest_year(struct cp_report *r, const struct cp_report_measure *measure,
                           const struct cp_report_panel *p) {
    double largest = 0;
    for (size_t i = 0; i < p->ngroup; i++) {
        if (measure->kind && strcmp(p->group[i].name[1], measure->kind) != 0)
            continue;
        const double *year = cp_report_years(r, p, p->group[i].value, measure->aggregate);
        for (size_t y = 0; year && y < r->nyear; y++)
            largest = fmax(largest, fabs(year[y]));
    }
    return largest;
}

struct cp_page_scale cp_report_scale(struct cp_report *r, const struct cp_report_measure *measure,
                                     size_t n, const struct cp_report_panel *p, const char *unit) {
    double largest = 0;
    for (size_t k = 0; k < n; k++)
        largest = fmax(largest, largest_year(r, &measure[k], &p[k]));
    return cp_page_scale_of(unit, largest);
}

struct cp_page_scale cp_report_thousands(struct cp_report *r, const char *unit, double largest) {
    static const struct {
        double by;
        const char *name;
    } step[] = {{1e9, "bn"}, {1e6, "mn"}, {1e3, "thousand"}};
    for (size_t k = 0; k < sizeof step / sizeof *step; k++)
        if (largest >= step[k].by)
            return (struct cp_page_scale){
                cp_report_kept(r, cp_arena_printf(&r->arena, "%s %s", step[k].name, unit)),
                step[k].by};
    return (struct cp_page_scale){unit, 1};
}

const char *cp_report_number(struct cp_report *r, double x) {
    char text[CP_PAGE_NUMBER_SIZE];
    cp_page_number(text, x, cp_page_digits(fabs(x)));
    return cp_report_kept(r, cp_arena_strdup(&r->arena, text));
}

const char *cp_report_money(struct cp_report *r, double x) {
    struct cp_page_scale s = cp_page_scale_of("USD", fabs(x));
    const char *number = cp_report_number(r, x / s.divisor);
    return cp_report_kept(r,
                          cp_arena_printf(&r->arena, "%s %s", number, cp_report_unit(r, s.unit)));
}

enum cp_cost_role cp_report_cost_role(const char *kind) {
    const struct cp_cost_kind *known = cp_facts_cost_kind_find(kind);
    return known ? known->role : CP_COST_RUNNING;
}
