/* The slices of every period: representative days (slicing.c), every day of the profiles one after
 * another, or the groups of steps that the plan names. */
#include "slices/slicing.h"
#include <stdio.h>
#include <string.h>

/* ---- groups of the plan ---------------------------------------------------------------------- */

static bool is_in(const struct cp_slice_group *g, const char *period) {
    return !g->period || strcmp(g->period, period) == 0;
}

static int slice_groups(const struct cp_plan *plan, struct cp_arena *arena, const char *period,
                        struct cp_slicing *out) {
    size_t groups = 0, n = 0, at = 0, group = 0, before = 0;
    for (size_t i = 0; i < plan->slices.ngroup; i++)
        if (is_in(&plan->slices.group[i], period)) {
            groups++;
            n += plan->slices.group[i].steps;
        }
    if (cp_slices_reserve(plan, arena, groups, n, out) ||
        !(out->group = cp_arena_calloc(arena, groups, sizeof *out->group)))
        return CP_ENOMEM;
    for (size_t i = 0; i < plan->slices.ngroup; before += plan->slices.group[i++].steps) {
        const struct cp_slice_group *g = &plan->slices.group[i];
        if (!is_in(g, period))
            continue;
        out->group[group] = g->name;
        out->length[group] = g->length;
        out->first[group++] = at;
        for (size_t k = 0; k < g->steps; k++, at++) {
            out->weight[at] = g->length * g->times;
            out->hours += out->weight[at];
            for (size_t p = 0; p < plan->nprofile; p++)
                out->value[p][at] = plan->profile[p].value[before + k];
        }
    }
    out->first[group] = at;
    for (size_t h = 0; h < n; h++)
        out->weight[h] /= out->hours;
    if (cp_slices_reserve_runs(arena, groups, out))
        return CP_ENOMEM;
    for (size_t g = 0; g < groups; g++) {
        double share = 0;
        for (size_t h = out->first[g]; h < out->first[g + 1]; h++)
            share += out->weight[h];
        cp_slices_add_run(out, g, share);
    }
    return 0;
}

static int by_groups(const struct cp_plan *plan, struct cp_arena *arena, struct cp_slices_ask ask,
                     const struct cp_slicing **out) {
    size_t T = plan->horizon.n;
    struct cp_slicing *all = cp_arena_calloc(arena, T, sizeof *all);
    if (!all)
        return CP_ENOMEM;
    for (size_t t = 0; t < T; t++) {
        char period[CP_PERIOD_SIZE];
        cp_period_format(period, cp_plan_period(plan, t));
        int rc = is_stopped(ask) ? 1 : slice_groups(plan, arena, period, &all[t]);
        if (rc)
            return rc;
        out[t] = &all[t];
    }
    return 0;
}

/* ---- every day ------------------------------------------------------------------------------- */

/* The days that a profile has in the quarter of the year (ALL_YEAR: in all), in order. */
static size_t days_of(const struct cp_profile *p, size_t quarter, size_t *day) {
    size_t n = 0;
    for (size_t d = 0; d < p->nday; d++) {
        struct cp_period q = cp_period_at(CP_QUARTER, (int64_t)p->day[d] * HOURS);
        if (quarter == ALL_YEAR || (size_t)(q.index % 4) == quarter)
            day[n++] = d;
    }
    return n;
}

/* One group: all the days, of the profile that has most of them. */
static int slice_every_day(const struct cp_plan *plan, struct cp_arena *arena, size_t quarter,
                           struct cp_slicing *out) {
    size_t most = 0, longest = 0, steps = plan->slices.hours, span = HOURS / steps, any = 1;
    for (size_t p = 0; p < plan->nprofile; p++)
        any = plan->profile[p].nday > any ? plan->profile[p].nday : any;
    size_t *day = cp_arena_calloc(arena, any, sizeof *day);
    if (!day)
        return CP_ENOMEM;
    for (size_t p = 0; p < plan->nprofile; p++) {
        size_t n = days_of(&plan->profile[p], quarter, day);
        longest = n > most ? p : longest;
        most = n > most ? n : most;
    }
    size_t days = most ? most : 1, slices = days * steps;
    if (cp_slices_reserve(plan, arena, 1, slices, out) || cp_slices_reserve_runs(arena, 1, out))
        return CP_ENOMEM;
    cp_slices_add_run(out, 0, 1);
    out->first[1] = slices;
    out->length[0] = (double)span;
    for (size_t h = 0; h < slices; h++)
        out->weight[h] = 1 / (double)slices;
    if (most && days_of(&plan->profile[longest], quarter, day))
        out->day[0] = plan->profile[longest].day[day[0]];
    for (size_t p = 0; p < plan->nprofile; p++) {
        size_t n = days_of(&plan->profile[p], quarter, day);
        for (size_t h = 0; n && h < slices; h++) {
            /* a profile with fewer days repeats its own, in order */
            const double *hour = plan->profile[p].value + day[h / steps * n / most] * HOURS;
            for (size_t i = 0; i < span; i++)
                out->value[p][h] += hour[h % steps * span + i] / (double)span;
        }
    }
    return 0;
}

static int by_every_day(const struct cp_plan *plan, struct cp_arena *arena,
                        const struct cp_slicing **out) {
    struct cp_slicing *all = cp_arena_calloc(arena, 5, sizeof *all);
    if (!all)
        return CP_ENOMEM;
    for (size_t t = 0; t < plan->horizon.n; t++) {
        struct cp_period p = cp_plan_period(plan, t);
        bool whole = p.freq <= CP_YEAR;
        size_t q =
            whole ? ALL_YEAR : (size_t)(cp_period_at(CP_QUARTER, cp_period_start(p)).index % 4);
        int rc = all[q].n ? 0 : slice_every_day(plan, arena, q, &all[q]);
        if (rc)
            return rc;
        out[t] = &all[q];
    }
    return 0;
}

/* ---- days and hours of the calendar
 * ---------------------------------------------------------- */

/* The steps of one day, or the one hour of it, in the day's own profiles. */
static int slice_date(const struct cp_plan *plan, struct cp_arena *arena, struct cp_period p,
                      struct cp_slicing *out) {
    bool hour = p.freq == CP_HOUR;
    int64_t start = cp_period_start(p);
    size_t steps = hour ? 1 : plan->slices.hours, span = hour ? 1 : HOURS / steps;
    if (cp_slices_reserve(plan, arena, 1, steps, out) || cp_slices_reserve_runs(arena, 1, out))
        return CP_ENOMEM;
    cp_slices_add_run(out, 0, 1);
    out->first[1] = steps;
    out->length[0] = (double)span;
    out->day[0] = (int32_t)(start / HOURS);
    for (size_t h = 0; h < steps; h++)
        out->weight[h] = 1 / (double)steps;
    for (size_t i = 0; i < plan->nprofile; i++) {
        const struct cp_profile *of = &plan->profile[i];
        size_t day = cp_plan_profile_day(of, out->day[0]);
        size_t first = (size_t)(start % HOURS) + day * HOURS;
        for (size_t k = 0; day != SIZE_MAX && k < steps * span; k++)
            out->value[i][k / span] += of->value[first + k] / (double)span;
    }
    return 0;
}

static int by_dates(const struct cp_plan *plan, struct cp_arena *arena, struct cp_slices_ask ask,
                    const struct cp_slicing **out) {
    struct cp_slicing *all = cp_arena_calloc(arena, plan->horizon.n, sizeof *all);
    if (!all)
        return CP_ENOMEM;
    for (size_t t = 0; t < plan->horizon.n; t++) {
        int rc = is_stopped(ask) ? 1 : slice_date(plan, arena, cp_plan_period(plan, t), &all[t]);
        if (rc)
            return rc;
        out[t] = &all[t];
    }
    return 0;
}

int cp_slices_make(const struct cp_plan *plan, struct cp_arena *arena, struct cp_slices_ask ask,
                   const struct cp_slicing **out, struct cp_error *err) {
    bool dates = plan->horizon.from.freq > CP_MONTH;
    if (!plan->slices.ngroup && !plan->slices.every_day && !dates)
        return cp_slices_by_days(plan, arena, ask, out, err);
    int rc = plan->slices.ngroup ? by_groups(plan, arena, ask, out)
             : dates             ? by_dates(plan, arena, ask, out)
                                 : by_every_day(plan, arena, out);
    return rc < 0 ? cp_fail_nomem(err) : rc;
}

size_t cp_slices_group(const struct cp_slicing *s, size_t h) {
    size_t low = 0, high = s->ngroup; /* first[low] <= h < first[high] */
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (s->first[middle] <= h)
            low = middle;
        else
            high = middle;
    }
    return low;
}

void cp_slices_name(const struct cp_slicing *s, size_t h, char buf[CP_SLICE_SIZE]) {
    size_t g = cp_slices_group(s, h), k = h - s->first[g];
    size_t hour = (size_t)((double)k * s->length[g]);
    if (s->group)
        snprintf(buf, CP_SLICE_SIZE, "%.100s.%zu", s->group[g], k + 1);
    else
        snprintf(buf, CP_SLICE_SIZE, "d%02zuh%02zu", g + 1 + hour / HOURS, hour % HOURS);
}
