/* Network of sites: the traffic of the work that a site serves stays, in every slice, within the
 * bandwidth that it has and what is rented for the period. */
#include "allocate/block/block.h"
#include <math.h>

/* What the work on a site's pools sends and receives in period t. */
static void add_work(struct cp_program *m, size_t s, size_t t, size_t first) {
    for (size_t w = 0; w < m->plan->nworkload; w++)
        for (size_t p = 0; p < m->fleet.npool; p++) {
            size_t run = *run_at(m, w, p, t);
            for (size_t h = 0; run != NONE && h < m->time.slice[t]->n; h++)
                cp_allocate_coef(m, first + h, run + h, cp_allocate_traffic(m, w, p, s));
        }
}

static void add_site(struct cp_program *m, size_t s, size_t t) {
    const struct cp_site *site = &m->plan->site[s];
    size_t first =
        cp_allocate_rows(m, tagged(ROW_TRAFFIC, s, NONE, t, 0), -CP_LP_INF, site->bandwidth);
    *traffic_at(m, s, t) = first;
    add_work(m, s, t, first);
    if (!site->bandwidth_price.n)
        return;
    size_t c = *rented_at(m, s, t) =
        cp_allocate_col(m, tagged(COL_BANDWIDTH, s, NONE, t, NONE), 0, CP_LP_INF);
    for (size_t h = 0; h < m->time.slice[t]->n; h++)
        cp_allocate_coef(m, first + h, c, -1);
    double price = cp_allocate_path(m, &site->bandwidth_price, t, 0);
    cp_allocate_charge(m, t,
                       (struct cp_entry){.col = c,
                                         .kind = COST_NETWORK,
                                         .site = site->name,
                                         .amount = price * m->time.years[t]});
}

int cp_allocate_add_bandwidth(struct cp_program *m) {
    m->sites.traffic = cp_allocate_indices(m, m->plan->nsite * m->T);
    m->sites.rented = cp_allocate_indices(m, m->plan->nsite * m->T);
    for (size_t s = 0; s < m->plan->nsite; s++)
        for (size_t t = 0; cp_allocate_going(m) && isfinite(m->plan->site[s].bandwidth) && t < m->T;
             t++)
            add_site(m, s, t);
    return cp_allocate_failed(m);
}

double cp_allocate_bandwidth(const struct cp_program *m, const double *x, size_t s, size_t t) {
    size_t c = *rented_at(m, s, t);
    return m->plan->site[s].bandwidth + (c == NONE ? 0 : x[c]);
}
