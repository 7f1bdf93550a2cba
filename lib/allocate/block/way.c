/* Workloads that are met in one of several ways: a model is trained, or distilled, or licensed. One
 * is chosen, in whole with integers; its work comes first, on top of a flexible workload's demand,
 * and from when it is ready it serves a part of the demand, on GPUs of the plan or of another. */
#include "allocate/block/block.h"
#include <math.h>
#include <string.h>

static const double flop_of_hour = 1e18 * 3600; /* of an EFLOP/s */

/* ---- the choice ------------------------------------------------------------------------------ */

static void pay(struct cp_program *m, size_t w, const struct cp_way *way, size_t chosen) {
    struct cp_entry e = {
        .col = chosen, .kind = COST_FEE, .workload = m->plan->workload[w].name, .name = way->name};
    bool paid = false;
    for (size_t t = 0; t < m->T; t++) {
        if (!cp_allocate_in_force(m, t, way->ready, INT64_MAX))
            continue;
        e.amount = cp_allocate_path(m, &way->annual, t, 0) * m->time.years[t];
        e.amount += paid ? 0 : way->fee;
        paid = true;
        cp_allocate_charge(m, t, e);
    }
}

/* It is decided on when its work begins, or without one when it serves. */
static size_t decided_in(const struct cp_program *m, const struct cp_way *way) {
    size_t t = 0;
    while (t + 1 < m->T &&
           !cp_allocate_in_force(m, t, way->flop > 0 ? way->start : way->ready, INT64_MAX))
        t++;
    return t;
}

/* Its work before it is ready: whenever it is, in all its FLOP. That of less than a period, with no
 * middle of one in it, is of the period in which it is decided on. */
static void add_work(struct cp_program *m, size_t w, size_t k, size_t chosen) {
    const struct cp_way *way = &m->plan->workload[w].way[k];
    if (!(way->flop > 0))
        return;
    size_t r = cp_allocate_row(m, tagged(ROW_WAY_WORK, w, k, NONE, NONE), 0, 0);
    size_t decided = decided_in(m, way);
    bool begun = cp_allocate_in_force(m, decided, way->start, INT64_MAX);
    cp_allocate_coef(m, r, chosen, -way->flop / flop_of_hour);
    for (size_t t = 0; t < m->T; t++) {
        if (!cp_allocate_in_force(m, t, way->start, way->ready) && !(begun && t == decided))
            continue;
        size_t x = *way_work_at(m, w, k, t) =
            cp_allocate_col(m, tagged(COL_WAY_WORK, w, k, t, NONE), 0, CP_LP_INF);
        cp_allocate_coef(m, r, x, m->time.hours[t]);
    }
}

static void add_choice(struct cp_program *m, size_t w) {
    const struct cp_workload *work = &m->plan->workload[w];
    size_t one = cp_allocate_row(m, tagged(ROW_WAYS, w, NONE, NONE, NONE), -CP_LP_INF, 1);
    for (size_t k = 0; cp_allocate_going(m) && k < work->nway; k++) {
        size_t x = m->work.way[way_number(m, w, k)] =
            cp_allocate_col(m, tagged(COL_WAY, w, k, decided_in(m, &work->way[k]), NONE), 0, 1);
        if (m->integer && !m->ended)
            cp_lp_set_integer(m->lp, x);
        cp_allocate_coef(m, one, x, 1);
        pay(m, w, &work->way[k], x);
        add_work(m, w, k, x);
    }
}

void cp_allocate_add_ways(struct cp_program *m) {
    size_t W = m->plan->nworkload, n = 0;
    m->work.first_way = cp_allocate_indices(m, W);
    for (size_t w = 0; !m->ended && w < W; n += m->plan->workload[w].nway, w++)
        m->work.first_way[w] = n;
    m->work.nway = n;
    m->work.way = cp_allocate_indices(m, n);
    m->work.way_served = cp_allocate_indices(m, n * m->T);
    m->work.way_work = cp_allocate_indices(m, n * m->T);
    for (size_t w = 0; !m->ended && w < W; w++)
        if (m->plan->workload[w].nway)
            add_choice(m, w);
}

/* ---- what it serves, and its work ------------------------------------------------------------ */

void cp_allocate_add_way_service(struct cp_program *m, size_t w, size_t t) {
    const struct cp_workload *work = &m->plan->workload[w];
    for (size_t k = 0; k < work->nway; k++) {
        if (!cp_allocate_in_force(m, t, work->way[k].ready, INT64_MAX))
            continue;
        struct cp_tag tag = tagged(COL_WAY_SERVED, w, k, t, NONE);
        if (work->kind == CP_FLEXIBLE)
            *way_served_at(m, w, k, t) = cp_allocate_col(m, tag, 0, CP_LP_INF);
        else
            *way_served_at(m, w, k, t) = cp_allocate_cols(m, tag, 0, CP_LP_INF);
    }
}

size_t cp_allocate_serve_by_ways(struct cp_program *m, size_t w, size_t t, size_t h, size_t demand,
                                 double want) {
    const struct cp_workload *work = &m->plan->workload[w];
    size_t run = cp_allocate_row(m, tagged(ROW_WAY_RUN, w, NONE, t, h), 0, 0);
    for (size_t k = 0; k < work->nway; k++) {
        size_t x = *way_served_at(m, w, k, t);
        if (x == NONE)
            continue;
        x += h == NONE ? 0 : h;
        size_t most = cp_allocate_row(m, tagged(ROW_WAY_SERVED, w, k, t, h), -CP_LP_INF, 0);
        cp_allocate_coef(m, demand, x, 1);
        cp_allocate_coef(m, run, x, -work->way[k].compute);
        cp_allocate_coef(m, most, x, 1);
        cp_allocate_coef(m, most, m->work.way[way_number(m, w, k)], -work->way[k].serves * want);
    }
    return run;
}

void cp_allocate_add_way_work(struct cp_program *m, size_t w, size_t t, size_t r, double value) {
    const struct cp_plan *plan = m->plan;
    for (size_t i = 0; i < plan->nworkload; i++)
        for (size_t k = 0; k < plan->workload[i].nway; k++) {
            const char *work = plan->workload[i].way[k].work;
            if (work && !strcmp(work, plan->workload[w].name) && *way_work_at(m, i, k, t) != NONE)
                cp_allocate_coef(m, r, *way_work_at(m, i, k, t), value);
        }
}

double cp_allocate_most_way_work(const struct cp_program *m, size_t w, size_t t) {
    const struct cp_plan *plan = m->plan;
    double most = 0;
    for (size_t i = 0; i < plan->nworkload; i++)
        for (size_t k = 0; k < plan->workload[i].nway; k++) {
            const struct cp_way *way = &plan->workload[i].way[k];
            if (way->work && !strcmp(way->work, plan->workload[w].name) &&
                *way_work_at(m, i, k, t) != NONE)
                most += way->flop / flop_of_hour / m->time.hours[t];
        }
    return most;
}

double cp_allocate_most_run(const struct cp_program *m, size_t w, size_t t) {
    const struct cp_workload *work = &m->plan->workload[w];
    double compute = work->nway ? 0 : 1;
    for (size_t k = 0; k < work->nway; k++)
        compute = fmax(compute, work->way[k].compute * work->way[k].serves);
    return *demand_at(m, w, t) * compute + cp_allocate_most_way_work(m, w, t);
}
