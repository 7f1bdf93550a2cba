/* The data network: traffic of work goes from its users' region, or the site of its data, to the
 * site that serves it over one link, or two with a site between them, and stays within what stands
 * of each. Regions and sites that no link touches are not limited. */
#include "allocate/block/asset.h"
#include "allocate/block/block.h"
#include <math.h>
#include <string.h>

static bool is(const char *a, const char *b) {
    return a && b && !strcmp(a, b);
}

static bool is_linked(const struct cp_program *m, const char *end) {
    for (size_t l = 0; l < m->plan->nlink; l++)
        if (is(m->plan->link[l].from, end) || is(m->plan->link[l].to, end))
            return true;
    return false;
}

/* The other end of link l when one is `end`; NULL: neither. */
static const char *across(const struct cp_program *m, size_t l, const char *end) {
    const struct cp_link *link = &m->plan->link[l];
    return is(link->from, end) ? link->to : is(link->to, end) ? link->from : NULL;
}

/* What may pass through a site: residency holds on the way too. */
static bool may_pass(const struct cp_workload *w, const struct cp_site *site) {
    bool here = w->ncountry == 0;
    for (size_t i = 0; i < w->ncountry && !here; i++)
        here = is(w->countries[i], site->country);
    return here;
}

/* Call `take` with every route of work from `start` to a site that takes no longer than `most`. */
static size_t each_route(const struct cp_program *m, const struct cp_workload *w, const char *start,
                         const char *site, double most,
                         void (*take)(struct cp_program *, size_t, size_t), struct cp_program *to) {
    const struct cp_link *link = m->plan->link;
    size_t n = 0;
    for (size_t l = 0; l < m->plan->nlink; l++) {
        const char *mid = across(m, l, start);
        const struct cp_site *between = mid ? cp_plan_site(m->plan, mid) : NULL;
        if (is(mid, site) && link[l].latency <= most) {
            n++;
            if (take)
                take(to, l, NONE);
        }
        for (size_t k = 0; between && !is(mid, site) && may_pass(w, between) && k < m->plan->nlink;
             k++)
            if (is(across(m, k, mid), site) && link[l].latency + link[k].latency <= most) {
                n++;
                if (take)
                    take(to, l, k);
            }
    }
    return n;
}

static double latency_limit(const struct cp_workload *w) {
    return isnan(w->max_latency) ? INFINITY : w->max_latency;
}

bool cp_allocate_region_is_linked(const struct cp_program *m, const struct cp_workload *w) {
    return w->region && is_linked(m, w->region);
}

bool cp_allocate_can_reach(const struct cp_program *m, const struct cp_workload *w,
                           const struct cp_site *site) {
    bool users = !cp_allocate_region_is_linked(m, w) ||
                 each_route(m, w, w->region, site->name, latency_limit(w), NULL, NULL) > 0;
    bool data = !w->data || is(w->data, site->name) || !is_linked(m, w->data) ||
                each_route(m, w, w->data, site->name, INFINITY, NULL, NULL) > 0;
    return users && data;
}

double cp_allocate_traffic(const struct cp_program *m, size_t w, size_t p, size_t s) {
    const struct cp_workload *work = &m->plan->workload[w];
    size_t at = m->fleet.pool[p].s;
    const char *there = at == NONE ? NULL : m->plan->site[at].name;
    bool data_here = is(work->data, m->plan->site[s].name);
    if (is(work->data, there))
        return 0;
    return at == s || data_here ? work->traffic : 0;
}

/* ---- routes -------------------------------------------------------------------------------- */

static void remember(struct cp_program *m, size_t first, size_t second) {
    if (!cp_grow(&m->network.route, &m->network.caproute, m->network.nroute,
                 sizeof *m->network.route)) {
        m->ended = OUT_OF_MEMORY;
        return;
    }
    m->network.route[m->network.nroute++] = (struct cp_route){.link = {first, second}};
}

static void find_routes(struct cp_program *m, size_t w, size_t s) {
    const struct cp_workload *work = &m->plan->workload[w];
    const char *start = work->data ? work->data : work->region, *site = m->plan->site[s].name;
    if (work->traffic <= 0 || !start || is(work->data, site) || !is_linked(m, start))
        return;
    size_t first = m->network.nroute;
    each_route(m, work, start, site, work->data ? INFINITY : latency_limit(work), remember, m);
    for (size_t r = first; r < m->network.nroute; r++) {
        m->network.route[r].w = w;
        m->network.route[r].s = s;
    }
}

/* Traffic of workload w at site s in period t over its routes, from the first on. */
static void add_traffic_of(struct cp_program *m, size_t first, size_t end, size_t t) {
    size_t w = m->network.route[first].w, s = m->network.route[first].s, sent = NONE;
    for (size_t p = 0; p < m->fleet.npool; p++) {
        size_t run = *run_at(m, w, p, t);
        if (m->fleet.pool[p].s != s || run == NONE)
            continue;
        if (sent == NONE)
            sent = cp_allocate_rows(m, tagged(ROW_LINK_FLOW, w, s, t, 0), 0, 0);
        for (size_t h = 0; h < m->time.slice[t]->n; h++)
            cp_allocate_coef(m, sent + h, run + h, -m->plan->workload[w].traffic);
    }
    for (size_t r = first; sent != NONE && r < end; r++) {
        size_t x = *link_flow_at(m, r, t) =
            cp_allocate_cols(m, tagged(COL_LINK_FLOW, r, NONE, t, 0), 0, CP_LP_INF);
        for (size_t h = 0; h < m->time.slice[t]->n; h++) {
            cp_allocate_coef(m, sent + h, x + h, 1);
            for (int i = 0; i < 2; i++)
                if (m->network.route[r].link[i] != NONE)
                    cp_allocate_coef(m, *link_row_at(m, m->network.route[r].link[i], t) + h, x + h,
                                     1);
        }
    }
}

static void add_link(struct cp_program *m, size_t l) {
    const struct cp_link *link = &m->plan->link[l];
    cp_allocate_expand(m, &m->network.link[l],
                       &(struct cp_expansion){.col = COL_LINK,
                                              .row = ROW_LINK_SIZE,
                                              .at = l,
                                              .existing = link->existing,
                                              .most = link->capacity,
                                              .from = link->ready,
                                              .cost = {.capex = &link->capex,
                                                       .om = &link->om,
                                                       .interest = link->interest,
                                                       .life = link->life,
                                                       .name = link->name,
                                                       .network = true}});
    for (size_t t = 0; cp_allocate_going(m) && t < m->T; t++) {
        size_t r = *link_row_at(m, l, t) =
            cp_allocate_rows(m, tagged(ROW_LINK, l, NONE, t, 0), -CP_LP_INF, 0);
        for (size_t h = 0; h < m->time.slice[t]->n; h++)
            cp_allocate_add_capacity(m, r + h, &m->network.link[l], t, -link->availability);
    }
}

int cp_allocate_add_links(struct cp_program *m) {
    const struct cp_plan *plan = m->plan;
    m->network.link = cp_arena_calloc(&m->arena, plan->nlink + 1, sizeof *m->network.link);
    m->network.link_row = cp_allocate_indices(m, plan->nlink * m->T);
    need(m, m->network.link);
    for (size_t l = 0; cp_allocate_going(m) && l < plan->nlink; l++)
        add_link(m, l);
    for (size_t w = 0; cp_allocate_going(m) && w < plan->nworkload; w++)
        for (size_t s = 0; s < plan->nsite; s++)
            find_routes(m, w, s);
    m->network.link_flow = cp_allocate_indices(m, m->network.nroute * m->T);
    for (size_t r = 0, end; cp_allocate_going(m) && r < m->network.nroute; r = end) {
        for (end = r; end < m->network.nroute && m->network.route[end].w == m->network.route[r].w &&
                      m->network.route[end].s == m->network.route[r].s;)
            end++;
        for (size_t t = 0; t < m->T; t++)
            add_traffic_of(m, r, end, t);
    }
    return cp_allocate_failed(m);
}

bool cp_allocate_link_is_full(const struct cp_program *m, const struct cp_lp_solution *s, size_t l,
                              size_t t) {
    double stands_now = cp_allocate_capacity_in(&m->network.link[l], s->x, t);
    for (size_t h = 0; h < m->time.slice[t]->n; h++)
        if (s->activity[*link_row_at(m, l, t) + h] >= -1e-6 * (1 + stands_now))
            return true;
    return false;
}
