/* What an award costs, from what it buys: not from the program that chose it. */
#include "supplier/award/answer.h"
#include <math.h>

static const double *taken(const struct cp_award *a, size_t o) {
    return a->take + a->first[o];
}

/* Guaranteed units are those whose delay would be paid for best. */
static int damages(const struct cp_award_problem *p, size_t o, struct cp_award *a,
                   struct cp_error *err) {
    const struct cp_award_offer *f = &p->offer[o];
    double left = f->guaranteed;
    double *units = cp_arena_calloc(&a->arena, p->T + 1, sizeof *units);
    if (!units)
        return cp_fail_nomem(err);
    for (size_t q = 0; q < f->nstep * f->nway * p->T; q++)
        units[q % p->T] += taken(a, o)[q];
    for (size_t t = 0; t < p->T; t++)
        units[t] -= a->again[o * p->T + t];
    while (left > 0) {
        size_t best = 0;
        for (size_t t = 1; t < p->T; t++)
            if (units[best] <= 0 || (units[t] > 0 && f->damages[t] > f->damages[best]))
                best = t;
        if (units[best] <= 0)
            break;
        double n = fmin(left, units[best]);
        a->part.damages += n * f->damages[best];
        units[best] = 0;
        left -= n;
    }
    return 0;
}

static int price_offer(const struct cp_award_problem *p, size_t o, struct cp_award *a,
                       struct cp_error *err) {
    const struct cp_award_offer *f = &p->offer[o];
    double all = 0;
    for (size_t q = 0; q < f->nstep * f->nway * p->T; q++) {
        a->part.units += taken(a, o)[q] * f->price[q];
        all += taken(a, o)[q];
    }
    a->part.fixed += all > 0 ? f->fixed.money : 0;
    a->part.unpaid += a->unpaid[o] * f->pay.price;
    return f->damages && f->guaranteed > 0 ? damages(p, o, a, err) : 0;
}

/* The best tier that a window's sales reach, but for what units are rounded by. */
static double rebate_in(const struct cp_award_problem *p, const struct cp_award_rebate *r,
                        size_t window, const struct cp_award *a) {
    double units = 0, money = 0, best = 0;
    for (size_t o = 0; o < p->noffer; o++) {
        const struct cp_award_offer *f = &p->offer[o];
        if (f->supplier != r->supplier || !f->invoice)
            continue;
        for (size_t q = 0; q < f->nstep * f->nway * p->T; q++) {
            size_t arrival = q % p->T + f->way[q / p->T % f->nway].later;
            if (arrival >= p->T || r->window[arrival] != window)
                continue;
            units += taken(a, o)[q];
            money += taken(a, o)[q] * f->invoice[q];
        }
        for (size_t t = 0; t < p->T; t++)
            units -= r->window[t] == window ? a->again[o * p->T + t] : 0;
    }
    for (size_t k = 0; k < r->n; k++)
        if ((r->spend ? money : units) >= r->from[k] * (1 - 1e-6))
            best = fmax(best, r->share[k] * money * r->worth[window]);
    return best;
}

int cp_award_price(const struct cp_award_problem *p, struct cp_award *a, struct cp_error *err) {
    for (size_t o = 0; o < p->noffer; o++) {
        int rc = price_offer(p, o, a, err);
        if (rc)
            return rc;
    }
    for (size_t s = 0; s < p->nsupplier; s++)
        a->part.qualified += a->used[s] ? p->supplier[s].qualified.money : 0;
    for (size_t i = 0; i < p->nrebate; i++)
        for (size_t w = 0; w < p->rebate[i].nwindow; w++)
            a->part.rebates += rebate_in(p, &p->rebate[i], w, a);
    const struct cp_award_cost *c = &a->part;
    a->cost = c->units + c->fixed + c->qualified + c->unpaid - c->damages - c->rebates;
    return 0;
}
