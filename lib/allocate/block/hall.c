/* What of the halls can take load: those that are up, as far as they are commissioned. */
#include "allocate/block/block.h"
#include <math.h>

/* Part of a phase that cannot take load yet, in the mean of period t, when it was ready at an hour:
 * steps by months from then. */
static double not_yet(const struct cp_program *m, const struct cp_phase *f, int64_t ready,
                      size_t t) {
    double from = 12 * cp_years_between(ready, cp_period_start(m->time.period[t]));
    double to = from + 12 * m->time.years[t], lost = 0;
    for (size_t k = 0; k < f->ncommissioning; k++)
        lost +=
            (1 - f->commissioning[k]) * fmax(0, fmin(to, (double)k + 1) - fmax(from, (double)k));
    return lost / (to - from);
}

/* When a build of period i is ready: by the convention at its start, as it counts in all of it. */
static int64_t ready_of(const struct cp_program *m, size_t i) {
    return cp_period_start(m->time.period[i]);
}

/* The period in which what stands of a phase already opens; NONE: before the plan. */
static size_t opens_in(const struct cp_program *m, const struct cp_phase *f) {
    size_t t = 0;
    if (f->ready < m->plan->horizon.origin)
        return NONE;
    while (t < m->T && !cp_allocate_in_force(m, t, f->ready, INT64_MAX))
        t++;
    return t;
}

/* MW of what stood already that is not commissioned in period t. */
static double old_not_yet(const struct cp_program *m, const struct cp_phase *f, size_t t) {
    size_t i = opens_in(m, f);
    if (i != NONE && i > t)
        return 0;
    return f->power * f->built * not_yet(m, f, i == NONE ? f->ready : ready_of(m, i), t);
}

static size_t first_phase(const struct cp_program *m, size_t s) {
    size_t phase = 0;
    for (size_t i = 0; i < s; i++)
        phase += m->plan->site[i].nphase;
    return phase;
}

double cp_allocate_halls_up(const struct cp_program *m, size_t s, size_t t) {
    const struct cp_site *site = &m->plan->site[s];
    return (1 - site->forced_outage) *
           (1 - fmin(1, cp_allocate_path(m, &site->scheduled_outage, t, 0)));
}

void cp_allocate_take_load(struct cp_program *m, size_t r, size_t s, size_t t) {
    const struct cp_site *site = &m->plan->site[s];
    double up = cp_allocate_halls_up(m, s, t), old = 0;
    size_t phase = first_phase(m, s);
    cp_allocate_coef(m, r, *halls_at(m, s, t), -up);
    for (size_t i = 0; i < site->nphase; i++, phase++) {
        const struct cp_phase *f = &site->phase[i];
        old += f->ncommissioning ? old_not_yet(m, f, t) : 0;
        for (size_t k = 0; f->ncommissioning && k <= t; k++)
            if (*build_at(m, phase, k) != NONE)
                cp_allocate_coef(m, r, *build_at(m, phase, k),
                                 up * not_yet(m, f, ready_of(m, k), t));
    }
    if (old > 0 && !m->ended)
        cp_lp_set_row_bounds(m->lp, r, -CP_LP_INF, -up * old);
}

double cp_allocate_usable_halls(const struct cp_program *m, const double *x, size_t s, size_t t) {
    const struct cp_site *site = &m->plan->site[s];
    double mw = x[*halls_at(m, s, t)];
    size_t phase = first_phase(m, s);
    for (size_t i = 0; i < site->nphase; i++, phase++) {
        const struct cp_phase *f = &site->phase[i];
        mw -= f->ncommissioning ? old_not_yet(m, f, t) : 0;
        for (size_t k = 0; f->ncommissioning && k <= t; k++)
            if (*build_at(m, phase, k) != NONE)
                mw -= x[*build_at(m, phase, k)] * not_yet(m, f, ready_of(m, k), t);
    }
    return fmax(0, mw) * cp_allocate_halls_up(m, s, t);
}
