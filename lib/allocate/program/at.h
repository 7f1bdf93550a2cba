/* Where columns, rows and numbers of a thing and period stand in a program's parts: what they are,
 * parts.h says. With an answer's x, `x[*halls_at(m, s, t)]`. */
#ifndef CAPPLAN_ALLOCATE_AT_H
#define CAPPLAN_ALLOCATE_AT_H

#include "allocate/program/program.h"

/* Of arrays by something and period. */
static inline size_t by_period(const struct cp_program *m, size_t i, size_t t) {
    return i * m->T + t;
}

static inline double *demand_at(const struct cp_program *m, size_t w, size_t t) {
    return &m->work.mean[by_period(m, w, t)];
}
static inline double *peak_to_mean_at(const struct cp_program *m, size_t w, size_t t) {
    return &m->work.peak_to_mean[by_period(m, w, t)];
}
static inline double *peak_at(const struct cp_program *m, size_t w, size_t t) {
    return &m->work.peak[by_period(m, w, t)];
}
static inline size_t *unmet_at(const struct cp_program *m, size_t w, size_t t) {
    return &m->work.unmet[by_period(m, w, t)];
}
static inline size_t *demand_row_at(const struct cp_program *m, size_t w, size_t t) {
    return &m->work.row[by_period(m, w, t)];
}
static inline size_t *run_at(const struct cp_program *m, size_t w, size_t p, size_t t) {
    return &m->work.run[by_period(m, w * m->fleet.npool + p, t)];
}
static inline size_t *reserved_at(const struct cp_program *m, size_t w, size_t p, size_t t) {
    return &m->work.reserved[by_period(m, w * m->fleet.npool + p, t)];
}
/* Way k of workload w. */
static inline size_t way_number(const struct cp_program *m, size_t w, size_t k) {
    return m->work.first_way[w] + k;
}
static inline size_t *way_served_at(const struct cp_program *m, size_t w, size_t k, size_t t) {
    return &m->work.way_served[by_period(m, way_number(m, w, k), t)];
}
static inline size_t *way_work_at(const struct cp_program *m, size_t w, size_t k, size_t t) {
    return &m->work.way_work[by_period(m, way_number(m, w, k), t)];
}
static inline size_t *halls_at(const struct cp_program *m, size_t s, size_t t) {
    return &m->sites.halls[by_period(m, s, t)];
}
static inline size_t *hall_row_at(const struct cp_program *m, size_t s, size_t t) {
    return &m->sites.hall_row[by_period(m, s, t)];
}
static inline size_t *power_at(const struct cp_program *m, size_t s, size_t t) {
    return &m->sites.power[by_period(m, s, t)];
}
static inline size_t *load_at(const struct cp_program *m, size_t s, size_t t) {
    return &m->sites.load[by_period(m, s, t)];
}
static inline size_t *traffic_at(const struct cp_program *m, size_t s, size_t t) {
    return &m->sites.traffic[by_period(m, s, t)];
}
static inline size_t *rented_at(const struct cp_program *m, size_t s, size_t t) {
    return &m->sites.rented[by_period(m, s, t)];
}
static inline size_t *build_at(const struct cp_program *m, size_t phase, size_t t) {
    return &m->sites.build[by_period(m, phase, t)];
}
static inline size_t *balance_at(const struct cp_program *m, size_t bus, size_t t) {
    return &m->energy.balance[by_period(m, bus, t)];
}
static inline size_t *shed_at(const struct cp_program *m, size_t bus, size_t t) {
    return &m->energy.shed[by_period(m, bus, t)];
}
static inline size_t *contract_row_at(const struct cp_program *m, size_t e, size_t t) {
    return &m->energy.contract_row[by_period(m, e, t)];
}
static inline size_t *dispatch_at(const struct cp_program *m, size_t e, size_t bus, size_t t) {
    return &m->energy.dispatch[by_period(m, e * m->energy.nbus + bus, t)];
}
static inline size_t *charge_at(const struct cp_program *m, size_t e, size_t bus, size_t t) {
    return &m->energy.charge[by_period(m, e * m->energy.nbus + bus, t)];
}
static inline size_t *charge_row_at(const struct cp_program *m, size_t e, size_t t) {
    return &m->energy.charge_row[by_period(m, e, t)];
}
static inline size_t *soc_at(const struct cp_program *m, size_t e, size_t bus, size_t t) {
    return &m->energy.soc[by_period(m, e * m->energy.nbus + bus, t)];
}
static inline size_t *level_at(const struct cp_program *m, size_t e, size_t bus, size_t t) {
    return &m->energy.level[by_period(m, e * m->energy.nbus + bus, t)];
}
static inline size_t *online_at(const struct cp_program *m, size_t e, size_t t) {
    return &m->energy.online[by_period(m, e, t)];
}
static inline size_t *start_at(const struct cp_program *m, size_t e, size_t t) {
    return &m->energy.start[by_period(m, e, t)];
}
static inline size_t *shortfall_at(const struct cp_program *m, size_t e, size_t t) {
    return &m->energy.shortfall[by_period(m, e, t)];
}
static inline size_t *peak_power_at(const struct cp_program *m, size_t e, size_t t) {
    return &m->energy.peak_power[by_period(m, e, t)];
}
static inline size_t *line_flow_at(const struct cp_program *m, size_t l, size_t way, size_t t) {
    return &m->energy.line_flow[by_period(m, 2 * l + way, t)];
}
static inline size_t *fuel_row_at(const struct cp_program *m, size_t f, size_t t) {
    return &m->energy.fuel_row[by_period(m, f, t)];
}
static inline size_t *fuel_at(const struct cp_program *m, size_t tier, size_t t) {
    return &m->energy.fuel[by_period(m, tier, t)];
}
static inline size_t *link_row_at(const struct cp_program *m, size_t l, size_t t) {
    return &m->network.link_row[by_period(m, l, t)];
}
static inline size_t *link_flow_at(const struct cp_program *m, size_t r, size_t t) {
    return &m->network.link_flow[by_period(m, r, t)];
}

static inline size_t *held_at(const struct cp_program *m, size_t k, size_t e, size_t t) {
    return &m->reserves.held[by_period(m, k * m->plan->energy.ncontract + e, t)];
}
static inline size_t *missing_at(const struct cp_program *m, size_t k, size_t t) {
    return &m->reserves.missing[by_period(m, k, t)];
}
static inline size_t *reserve_row_at(const struct cp_program *m, size_t k, size_t t) {
    return &m->reserves.row[by_period(m, k, t)];
}

/* Hours of slice h in period t. */
static inline double slice_hours(const struct cp_program *m, size_t t, size_t h) {
    return m->time.hours[t] * m->time.slice[t]->weight[h];
}

#endif
