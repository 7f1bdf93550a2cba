/* The data network: traffic of work goes from its users' region, or the site of its data, to the
 * site that serves it over one link, or two with a site between them, and stays within what stands
 * of each. Regions and sites that no link touches are not limited. */
#include "allocate/program/internal.h"
#include <math.h>
#include <string.h>

static bool is(const char *a, const char *b) {
    return a && b && !strcmp(a, b);
}

static bool is_linked(const struct model *m, const char *end) {
    for (size_t l = 0; l < m->plan->nlink; l++)
        if (is(m->plan->link[l].from, end) || is(m->plan->link[l].to, end))
            return true;
    return false;
}

/* The other end of link l when one is `end`; NULL: neither. */
static const char *across(const struct model *m, size_t l, const char *end) {
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
static size_t each_route(const struct model *m, const struct cp_workload *w, const char *start,
                         const char *site, double most,
                         void (*take)(struct model *, size_t, size_t), struct model *to) {
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

bool region_is_linked(const struct model *m, const struct cp_workload *w) {
    return w->region && is_linked(m, w->region);
}

bool can_reach(const struct model *m, const struct cp_workload *w, const struct cp_site *site) {
    bool users = !region_is_linked(m, w) ||
                 each_route(m, w, w->region, site->name, latency_limit(w), NULL, NULL) > 0;
    bool data = !w->data || is(w->data, site->name) || !is_linked(m, w->data) ||
                each_route(m, w, w->data, site->name, INFINITY, NULL, NULL) > 0;
    return users && data;
}

double traffic_at(const struct model *m, size_t w, size_t p, size_t s) {
    const struct cp_workload *work = &m->plan->workload[w];
    size_t at = m->pool[p].s;
    const char *there = at == NONE ? NULL : m->plan->site[at].name;
    bool data_here = is(work->data, m->plan->site[s].name);
    if (is(work->data, there))
        return 0;
    return at == s || data_here ? work->traffic : 0;
}

/* ---- routes -------------------------------------------------------------------------------- */

static void remember(struct model *m, size_t first, size_t second) {
    if (!cp_grow(&m->route, &m->caproute, m->nroute, sizeof *m->route)) {
        m->oom = true;
        return;
    }
    m->route[m->nroute++] = (struct route){.link = {first, second}};
}

static void find_routes(struct model *m, size_t w, size_t s) {
    const struct cp_workload *work = &m->plan->workload[w];
    const char *start = work->data ? work->data : work->region, *site = m->plan->site[s].name;
    if (work->traffic <= 0 || !start || is(work->data, site) || !is_linked(m, start))
        return;
    size_t first = m->nroute;
    each_route(m, work, start, site, work->data ? INFINITY : latency_limit(work), remember, m);
    for (size_t r = first; r < m->nroute; r++) {
        m->route[r].w = w;
        m->route[r].s = s;
    }
}

/* Traffic of workload w at site s in period t over its routes, from the first on. */
static void add_traffic_of(struct model *m, size_t first, size_t end, size_t t) {
    size_t w = m->route[first].w, s = m->route[first].s, sent = NONE;
    for (size_t p = 0; p < m->npool; p++) {
        size_t run = m->run[(w * m->npool + p) * m->T + t];
        if (m->pool[p].s != s || run == NONE)
            continue;
        if (sent == NONE)
            sent = rows_by_slice(m, tagged(ROW_SENT, w, s, t, 0), 0, 0);
        for (size_t h = 0; h < m->slice[t]->n; h++)
            coef(m, sent + h, run + h, -m->plan->workload[w].traffic);
    }
    for (size_t r = first; sent != NONE && r < end; r++) {
        size_t x = m->sent[r * m->T + t] =
            cols_by_slice(m, tagged(COL_SENT, r, NONE, t, 0), 0, CP_LP_INF);
        for (size_t h = 0; h < m->slice[t]->n; h++) {
            coef(m, sent + h, x + h, 1);
            for (int i = 0; i < 2; i++)
                if (m->route[r].link[i] != NONE)
                    coef(m, m->link_row[m->route[r].link[i] * m->T + t] + h, x + h, 1);
        }
    }
}

static void add_link(struct model *m, size_t l) {
    const struct cp_link *link = &m->plan->link[l];
    expand(m, &m->link[l],
           &(struct expansion){.col = COL_LINK,
                               .row = ROW_LINK_SIZE,
                               .at = l,
                               .existing = link->existing,
                               .most = link->capacity,
                               .from = link->ready,
                               .money = {.capex = &link->capex,
                                         .om = &link->om,
                                         .interest = link->interest,
                                         .life = link->life,
                                         .name = link->name,
                                         .network = true}});
    for (size_t t = 0; !m->oom && t < m->T; t++) {
        size_t r = m->link_row[l * m->T + t] =
            rows_by_slice(m, tagged(ROW_LINK, l, NONE, t, 0), -CP_LP_INF, 0);
        for (size_t h = 0; h < m->slice[t]->n; h++)
            hold(m, r + h, &m->link[l], t, -link->availability);
    }
}

int add_links(struct model *m) {
    const struct cp_plan *plan = m->plan;
    m->link = cp_arena_calloc(&m->arena, plan->nlink + 1, sizeof *m->link);
    m->link_row = indices(m, plan->nlink * m->T);
    m->oom |= !m->link;
    for (size_t l = 0; !m->oom && l < plan->nlink; l++)
        add_link(m, l);
    for (size_t w = 0; !m->oom && w < plan->nworkload; w++)
        for (size_t s = 0; s < plan->nsite; s++)
            find_routes(m, w, s);
    m->sent = indices(m, m->nroute * m->T);
    for (size_t r = 0, end; !m->oom && r < m->nroute; r = end) {
        for (end = r; end < m->nroute && m->route[end].w == m->route[r].w &&
                      m->route[end].s == m->route[r].s;)
            end++;
        for (size_t t = 0; t < m->T; t++)
            add_traffic_of(m, r, end, t);
    }
    return m->oom ? cp_fail_nomem(m->err) : 0;
}

bool link_is_full(const struct model *m, const struct cp_lp_solution *s, size_t l, size_t t) {
    double stands_now = stands(&m->link[l], s->x, t);
    for (size_t h = 0; h < m->slice[t]->n; h++)
        if (s->activity[m->link_row[l * m->T + t] + h] >= -1e-6 * (1 + stands_now))
            return true;
    return false;
}

/* ---- the answer ---------------------------------------------------------------------------- */

/* Gbit/s of work w for site s over link l in slice h; NONE: the mean. */
static double sent_over(const struct writer *w, size_t l, size_t work, size_t s, size_t t,
                        size_t h) {
    const struct model *m = w->m;
    double sum = 0;
    for (size_t r = 0; r < m->nroute; r++) {
        const struct route *route = &m->route[r];
        size_t x = m->sent[r * m->T + t];
        if (x != NONE && route->w == work && route->s == s &&
            (route->link[0] == l || route->link[1] == l))
            sum += h == NONE ? slice_mean(m, w->s->x, x, t) : w->s->x[x + h];
    }
    return sum;
}

void write_link(struct writer *w, size_t l, size_t t) {
    const struct model *m = w->m;
    struct cp_fact f = {.dim[CP_NAME] = m->plan->link[l].name, .dim[CP_LAYER] = "datacenter"};
    put_standing(w, &m->link[l], f, t, "link", "link_build");
    for (size_t work = 0; work < m->plan->nworkload; work++)
        for (size_t s = 0; s < m->plan->nsite; s++) {
            f.dim[CP_WORKLOAD] = m->plan->workload[work].name;
            f.dim[CP_TENANT] = m->plan->workload[work].tenant;
            f.dim[CP_SITE] = m->plan->site[s].name;
            f.dim[CP_SLICE] = NULL;
            put_some(w, "traffic", f, t, sent_over(w, l, work, s, t, NONE), 1);
            for (size_t h = 0; w->slices && h < m->slice[t]->n; h++) {
                char name[CP_SLICE_SIZE];
                cp_slices_name(m->slice[t], h, name);
                f.dim[CP_SLICE] = name;
                put_some(w, "traffic", f, t, sent_over(w, l, work, s, t, h), 1);
            }
        }
}
