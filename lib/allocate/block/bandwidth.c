/* Network of sites: the traffic of the work that a site serves stays, in every slice, within the
 * bandwidth that it has and what is rented for the period. */
#include "allocate/program/internal.h"
#include <math.h>

/* What the work on a site's pools sends and receives in period t. */
static void add_work(struct model *m, size_t s, size_t t, size_t first) {
    for (size_t w = 0; w < m->plan->nworkload; w++)
        for (size_t p = 0; p < m->npool; p++) {
            size_t run = m->run[(w * m->npool + p) * m->T + t];
            for (size_t h = 0; run != NONE && h < m->slice[t]->n; h++)
                coef(m, first + h, run + h, traffic_at(m, w, p, s));
        }
}

static void add_site(struct model *m, size_t s, size_t t) {
    const struct cp_site *site = &m->plan->site[s];
    size_t first =
        rows_by_slice(m, tagged(ROW_TRAFFIC, s, NONE, t, 0), -CP_LP_INF, site->bandwidth);
    m->traffic[s * m->T + t] = first;
    add_work(m, s, t, first);
    if (!site->bandwidth_price.n)
        return;
    size_t c = m->rented[s * m->T + t] =
        col(m, tagged(COL_BANDWIDTH, s, NONE, t, NONE), 0, CP_LP_INF);
    for (size_t h = 0; h < m->slice[t]->n; h++)
        coef(m, first + h, c, -1);
    double price = cp_path_at(&site->bandwidth_price, m->period[t], m->plan->horizon.origin);
    charge(m, (struct entry){.col = c,
                             .t = (uint16_t)t,
                             .kind = COST_NETWORK,
                             .site = site->name,
                             .amount = price * m->years[t]});
}

int add_traffic(struct model *m) {
    m->traffic = indices(m, m->plan->nsite * m->T);
    m->rented = indices(m, m->plan->nsite * m->T);
    for (size_t s = 0; s < m->plan->nsite; s++)
        for (size_t t = 0; !m->oom && isfinite(m->plan->site[s].bandwidth) && t < m->T; t++)
            add_site(m, s, t);
    return m->oom ? cp_fail_nomem(m->err) : 0;
}

double bandwidth(const struct model *m, const double *x, size_t s, size_t t) {
    size_t c = m->rented[s * m->T + t];
    return m->plan->site[s].bandwidth + (c == NONE ? 0 : x[c]);
}
