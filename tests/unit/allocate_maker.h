/* What makes a random plan: its draws, and the parts that stand in files of their own. */
#ifndef CAPPLAN_ALLOCATE_MAKER_H
#define CAPPLAN_ALLOCATE_MAKER_H

#include "allocate_plans.h"
#include <math.h>
#include <string.h>

enum { TEXT = 40 };

struct maker {
    uint64_t state;
    uint64_t network, traffic, links, energy; /* lines and plants, traffic, links, and how plants,
                                                 storage and contracts work, each drawn apart */
    uint64_t operation; /* reserves, outages and repairs, ways of workloads: the same */
    const struct change *change;
    struct cp_str *plan, *facts;
    struct cp_str ready; /* contracts that could hold a reserve, with commas after them */
    int per_year;        /* periods: 1, 4 or 12 */
    int first;           /* period, from that of year 0 */
    bool linked;         /* has a data network */
    unsigned T, nsku, nwork, nsite, nnode;
    unsigned met;   /* workloads that are met in ways, a bit each */
    double grouped; /* MW that the group of the first contract asks for at the end, at most */
    int flexible;   /* the first workload that is, and in no ways; -1: none yet */
};

static inline unsigned below(struct maker *m, unsigned n) {
    m->state ^= m->state << 13;
    m->state ^= m->state >> 7;
    m->state ^= m->state << 17;
    return (unsigned)((m->state >> 20) % n);
}

static inline void change_stream(struct maker *m, uint64_t *other) {
    uint64_t state = m->state;
    m->state = *other;
    *other = state;
}

/* Three digits, as plans have. */
static inline double between(struct maker *m, double low, double high) {
    return low + (high - low) * below(m, 1000) / 1000;
}

static inline bool chance(struct maker *m, unsigned percent) {
    return below(m, 100) < percent;
}

static inline const char *period(const struct maker *m, unsigned t, char buf[TEXT]) {
    int at = m->first + (int)t;
    if (m->per_year == 12)
        snprintf(buf, TEXT, "%04d-%02d", at / 12, at % 12 + 1);
    else if (m->per_year == 4)
        snprintf(buf, TEXT, "%04d-Q%d", at / 4, at % 4 + 1);
    else
        snprintf(buf, TEXT, "%04d", at);
    return buf;
}

/* A day near the horizon: from `years` before its start to its end. */
static inline const char *date(struct maker *m, double years, char buf[TEXT]) {
    double start = (double)m->first / m->per_year, length = (double)m->T / m->per_year;
    double at = start - years + between(m, 0, 1) * (years + length * 0.9);
    int year = (int)floor(at), month = (int)floor((at - year) * 12);
    snprintf(buf, TEXT, "%04d-%02d-%02d", year, month + 1, 1 + (int)below(m, 28));
    return buf;
}

/* allocate_plans_energy.c */
void plans_add_nodes(struct maker *m);
void plans_add_lines(struct maker *m);
void plans_add_contracts(struct maker *m);

#endif
