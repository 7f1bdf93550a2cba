/* Rows of calendar years. */
#include "allocate/block/limits.h"

size_t cp_allocate_year(const struct cp_program *m, size_t t) {
    return (size_t)(cp_period_year(m->time.period[t]) - cp_period_year(m->time.period[0]));
}

static size_t count_years(const struct cp_program *m) {
    return cp_allocate_year(m, m->T - 1) + 1;
}

double cp_allocate_yearly(const struct cp_program *m, const struct cp_path *path, size_t y) {
    struct cp_period year = {CP_YEAR, cp_period_year(m->time.period[0]) + (int)y};
    double part = 0;
    for (size_t t = 0; t < m->T; t++)
        if (cp_allocate_year(m, t) == y) {
            part += m->time.years[t];
            year = m->time.period[t].freq == CP_YEARS ? m->time.period[t] : year;
        }
    return cp_plan_path_at(path, year, m->plan->horizon.origin) * part;
}

size_t *cp_allocate_yearly_rows(struct cp_program *m, uint8_t kind, const struct cp_path *upper) {
    size_t *r = cp_allocate_indices(m, count_years(m));
    for (size_t y = 0; cp_allocate_going(m) && y < count_years(m); y++)
        r[y] = cp_allocate_row(m, tagged(kind, y, NONE, NONE, NONE), upper ? -CP_LP_INF : 0,
                               upper ? cp_allocate_yearly(m, upper, y) : CP_LP_INF);
    return r;
}
