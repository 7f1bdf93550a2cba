/* Time to survive: how long the needs that an award meets are still met when a supplier delivers
 * nothing more, from the worst moment on [Simchi-Levi et al., Interfaces 45 (2015) 375]. */
#include "supplier/sourcing.h"
#include <math.h>

/* What stands in period t when a supplier delivers nothing from `from` on. */
static double stock(const struct cp_sourcing_run *r, size_t need, size_t supplier, size_t from,
                    size_t t) {
    const struct cp_award_problem *p = &r->problem;
    double sum = 0;
    for (size_t o = 0; o < p->noffer; o++) {
        const struct cp_award_offer *f = &p->offer[o];
        for (size_t q = 0; q < f->nstep * f->nway * p->T; q++) {
            const struct cp_award_way *way = &f->way[q / p->T % f->nway];
            size_t slot = q % p->T, arrives = slot + way->later;
            if (arrives > t || way->until[slot] <= t ||
                (f->supplier == supplier && arrives >= from))
                continue;
            sum += p->need[need].rate[cp_supplier_at(r, p->fleet[way->fleet].sku, t)] *
                   r->award.take[r->award.first[o] + q];
        }
    }
    return sum;
}

static size_t periods(const struct cp_sourcing_run *r, size_t supplier) {
    size_t least = r->T;
    for (size_t i = 0; i < r->nneed; i++)
        for (size_t from = 0; from < r->T; from++)
            for (size_t t = from; t < r->T && t - from < least; t++) {
                double met = r->need[i].level[t] - r->award.missing[cp_supplier_at(r, i, t)];
                if (stock(r, i, supplier, from, t) < met - 1e-6 * fabs(met) - 1e-6)
                    least = t - from;
            }
    return least;
}

int cp_supplier_put_time_to_survive(struct cp_sourcing_run *r, struct cp_facts *facts,
                                    struct cp_error *err) {
    double step = cp_period_years(r->plan->horizon.from);
    for (size_t s = 0; s < r->plan->supply.nsupplier; s++) {
        if (!r->award.used[s])
            continue;
        int rc =
            cp_facts_put(facts,
                         &(struct cp_fact){.dim[CP_SUPPLIER] = r->plan->supply.supplier[s].name,
                                           .measure = "time_to_survive",
                                           .value = step * (double)periods(r, s)},
                         err);
        if (rc)
            return rc;
    }
    return 0;
}
