/* When halls and plants are ready on paths that have been drawn, and what they wait for then. */
#include "supplier/bill/chance.h"
#include <math.h>

enum { BLOCK = CP_CHANCE_BLOCK };

static inline double later(double a, double b) {
    return a > b ? a : b; /* fmax heeds NaN, and takes its time */
}

/* What would come while its supplier stands still comes when that is over. */
static double wait(const struct cp_chance_drawn *d, size_t supplier, size_t path, double at) {
    const struct cp_chance_stop *stop = &d->stop[(supplier * BLOCK + path) * CP_CHANCE_EVENTS];
    for (size_t i = 0; i < d->nstop[supplier * BLOCK + path]; i++)
        if (at >= stop[i].from && at < stop[i].to)
            at = stop[i].to;
    return at;
}

/* When the units of a line are there that is ordered as soon as can be, on one path. */
static double alone(const struct cp_chance *c, const struct cp_chance_line *l, size_t path,
                    const struct cp_chance_drawn *d) {
    size_t cell = l->source * BLOCK + path, s = c->source[l->source].supplier;
    return wait(d, s, path, later(l->order + d->lead[cell], l->slot) + d->delay[cell]);
}

/* On all of a block, and if their maker can begin at `start` (NULL: at once). `at`: the latest of
 * the lines so far. */
static void add_line(const struct cp_chance *c, const struct cp_chance_line *l, const double *start,
                     const struct cp_chance_drawn *d, double *restrict at) {
    const double *lead = &d->lead[l->source * BLOCK], *delay = &d->delay[l->source * BLOCK];
    size_t s = c->source[l->source].supplier;
    double there[BLOCK], order = l->order, slot = l->slot;
    if (start)
        for (size_t i = 0; i < BLOCK; i++)
            there[i] = later(later(order, start[i]) + lead[i], slot) + delay[i];
    else
        for (size_t i = 0; i < BLOCK; i++)
            there[i] = later(order + lead[i], slot) + delay[i];
    for (size_t i = 0; d->stops[s] && i < BLOCK; i++)
        there[i] = wait(d, s, i, there[i]);
    for (size_t i = 0; i < BLOCK; i++)
        at[i] = later(at[i], there[i]);
}

/* From the last node to the first: parts come before what is made of them. */
static void add_spots(const struct cp_chance *c, struct cp_chance_drawn *d) {
    for (size_t n = 0; n < c->b->nnode; n++)
        for (size_t i = 0; c->spot[n].part != CP_NO_SPOT && i < BLOCK; i++)
            d->start[n * BLOCK + i] = -INFINITY;
    for (size_t n = c->b->nnode; n-- > 0;) {
        const struct cp_chance_spot *spot = &c->spot[n];
        double *restrict at = &d->arrival[n * BLOCK];
        const double *start = spot->part == CP_NO_SPOT ? NULL : &d->start[n * BLOCK];
        for (size_t i = 0; i < BLOCK; i++)
            at[i] = spot->missing ? INFINITY : 0;
        for (uint32_t k = spot->line; k < spot->line + spot->nline; k++)
            if (c->line[k].source != CP_BILL_NONE)
                add_line(c, &c->line[k], start, d, at);
        if (spot->above == CP_NO_SPOT)
            continue;
        double *restrict above = &d->start[spot->above * (size_t)BLOCK];
        for (size_t i = 0; i < BLOCK; i++)
            above[i] = later(above[i], at[i] + spot->before);
    }
}

/* The part that a node's maker waits for on a path; NONE: its own orders come as late. */
static size_t waits_for(const struct cp_chance *c, size_t n, size_t path,
                        const struct cp_chance_drawn *d) {
    const struct cp_chance_spot *spot = &c->spot[n];
    size_t last = CP_BILL_NONE;
    double latest = -INFINITY, own = 0;
    for (uint32_t k = spot->line; spot->part != CP_NO_SPOT && k < spot->line + spot->nline; k++)
        if (c->line[k].source != CP_BILL_NONE)
            own = later(own, alone(c, &c->line[k], path, d));
    if (own >= d->arrival[n * BLOCK + path])
        return CP_BILL_NONE;
    for (uint32_t part = spot->part; part != CP_NO_SPOT; part = c->spot[part].other) {
        double at = d->arrival[part * (size_t)BLOCK + path] + c->spot[part].before;
        if (at > latest) {
            latest = at;
            last = part;
        }
    }
    return last;
}

static void add_parent(struct cp_chance *c, size_t p, size_t n, double *ready,
                       const struct cp_chance_drawn *d, uint64_t *decides) {
    const struct cp_bill *b = c->b;
    size_t last[BLOCK];
    for (size_t i = 0; i < n; i++) {
        ready[i] = (double)(b->parent[p].due - b->plan->horizon.origin);
        last[i] = CP_BILL_NONE;
    }
    for (size_t k = b->parent[p].node; k != CP_BILL_NONE; k = b->node[k].next)
        for (size_t i = 0; i < n; i++) {
            double at = d->arrival[k * BLOCK + i] + c->spot[k].before;
            last[i] = at > ready[i] ? k : last[i];
            ready[i] = later(at, ready[i]);
        }
    for (size_t i = 0; i < n; i++)
        for (size_t k = last[i]; k != CP_BILL_NONE; k = waits_for(c, k, i, d))
            decides[k]++;
}

void cp_chance_add_up(struct cp_chance *c, size_t first, size_t n, struct cp_chance_drawn *d,
                      uint64_t *decides) {
    add_spots(c, d);
    for (size_t p = 0; p < c->b->nparent; p++)
        add_parent(c, p, n, &c->ready[p * c->n + first], d, decides);
}
