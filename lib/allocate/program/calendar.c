/* Periods of the program and their slices. */
#include "allocate/program/program.h"
#include <math.h>

static bool is_over(void *m) {
    return !cp_allocate_going(m);
}

int cp_allocate_make_calendar(struct cp_program *m) {
    const struct cp_plan *plan = m->plan;
    size_t T = m->T = plan->horizon.n;
    m->time.period = cp_arena_calloc(&m->arena, T, sizeof *m->time.period);
    m->time.text = cp_arena_calloc(&m->arena, T, sizeof *m->time.text);
    m->time.years = cp_arena_calloc(&m->arena, T, sizeof *m->time.years);
    m->time.hours = cp_arena_calloc(&m->arena, T, sizeof *m->time.hours);
    m->time.discount = cp_arena_calloc(&m->arena, T, sizeof *m->time.discount);
    m->time.slice = cp_arena_calloc(&m->arena, T, sizeof *m->time.slice);
    if (!m->time.period || !m->time.text || !m->time.years || !m->time.hours || !m->time.discount ||
        !m->time.slice)
        return cp_fail_nomem(m->err);
    int rc =
        cp_slices_make(plan, &m->arena, (struct cp_slices_ask){is_over, m}, m->time.slice, m->err);
    if (rc)
        return rc < 0 ? rc : cp_allocate_failed(m);
    for (size_t t = 0; t < T; t++) {
        struct cp_period p = m->time.period[t] = cp_plan_period(plan, t);
        cp_period_format(m->time.text[t], p);
        m->time.years[t] = cp_period_years(p);
        const struct cp_slicing *slice = m->time.slice[t];
        m->time.hours[t] = slice->hours > 0 ? slice->hours : cp_period_hours(p);
        m->time.most_slices = slice->n > m->time.most_slices ? slice->n : m->time.most_slices;
        m->time.discount[t] = cp_plan_discount(plan, plan->money.discount, p);
    }
    if (T >= NO_PERIOD || m->time.most_slices >= NOT)
        m->ended = OUT_OF_INDICES;
    return cp_allocate_failed(m);
}

bool cp_allocate_in_force(const struct cp_program *m, size_t t, int64_t from, int64_t to) {
    int64_t start = cp_period_start(m->time.period[t]), end = cp_period_end(m->time.period[t]);
    int64_t middle = start + (end - start) / 2;
    return middle >= from && middle < to;
}

double cp_allocate_age(const struct cp_program *m, size_t from, size_t t) {
    int64_t origin = m->plan->horizon.origin;
    return cp_period_mid(m->time.period[t], origin) - cp_period_mid(m->time.period[from], origin);
}

/* Ages are sums of parts of years and lives may be so many months: half a minute is rounding. */
bool cp_allocate_alive(double age, double life) {
    return age < life - 1e-6;
}

struct cp_periods cp_allocate_span(const struct cp_program *m, struct cp_period p) {
    struct cp_periods s = {1, 0};
    bool any = false;
    for (size_t t = 0; t < m->T; t++)
        if (cp_period_start(p) < cp_period_end(m->time.period[t]) &&
            cp_period_start(m->time.period[t]) < cp_period_end(p)) {
            s = any ? (struct cp_periods){s.first, t} : (struct cp_periods){t, t};
            any = true;
        }
    return s;
}

double cp_allocate_mean(const struct cp_program *m, const double *x, size_t first, size_t t) {
    double mean = 0;
    for (size_t h = 0; first != NONE && h < m->time.slice[t]->n; h++)
        mean += m->time.slice[t]->weight[h] * x[first + h];
    return mean;
}

double cp_allocate_left_at_end(const struct cp_program *m, size_t t, double life) {
    double age = 0;
    for (size_t i = t; i < m->T; i++)
        age += m->time.years[i];
    return fmax(0, 1 - age / life);
}

const double *cp_allocate_profile(const struct cp_program *m, const char *name, size_t t) {
    const struct cp_profile *p = name ? cp_plan_profile(m->plan, name) : NULL;
    return p ? m->time.slice[t]->value[p - m->plan->profile] : NULL;
}

double cp_allocate_path(const struct cp_program *m, const struct cp_path *p, size_t t,
                        double otherwise) {
    return p->n ? cp_plan_path_at(p, m->time.period[t], m->plan->horizon.origin) : otherwise;
}
