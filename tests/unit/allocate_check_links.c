/* The data network: traffic within the bandwidth of sites and the capacity of links, and over ways
 * that bring it to where the work is. */
#include "allocate_check.h"
#include <math.h>
#include <string.h>

static bool same(const char *a, const char *b) {
    return a && b && !strcmp(a, b);
}

static bool touches(const struct cp_link *l, const char *end) {
    return same(l->from, end) || same(l->to, end);
}

static double served(const struct check *c, const struct cp_workload *w, const char *site, size_t t,
                     const char *slice) {
    return SUM(.measure = "served", .dim[CP_WORKLOAD] = w->name, .dim[CP_SITE] = site,
               .dim[CP_PERIOD] = c->text[t], .dim[CP_SLICE] = slice);
}

/* Traffic of the work at a site, and with data there, in a slice, and what is rented for it. */
static void check_bandwidth(struct check *c, const struct cp_site *site, size_t t) {
    const struct cp_slicing *s = check_slicing(c, t);
    double has =
        SUM(.measure = "bandwidth", .dim[CP_SITE] = site->name, .dim[CP_PERIOD] = c->text[t]);
    for (size_t h = 0; h < s->n; h++) {
        char slice[CP_SLICE_SIZE];
        double sent = 0;
        cp_slices_name(s, h, slice);
        for (size_t i = 0; i < c->plan->nworkload; i++) {
            const struct cp_workload *w = &c->plan->workload[i];
            double here = served(c, w, site->name, t, slice);
            bool data = same(w->data, site->name);
            sent += w->traffic * (data ? served(c, w, NULL, t, slice) - here : here);
        }
        check_at_most(c, sent, has, 1, "traffic of a slice", site->name, t);
    }
    if (site->bandwidth_price.n)
        check_at_most(c, site->bandwidth, has, 1, "bandwidth that stands", site->name, t);
    else
        check_near(c, has, site->bandwidth, 1, "bandwidth", site->name, t);
}

static void check_capacity(struct check *c, const struct cp_link *l, size_t t) {
    const struct cp_slicing *s = check_slicing(c, t);
    double stands = SUM(.measure = "link", .dim[CP_NAME] = l->name, .dim[CP_PERIOD] = c->text[t]);
    double all = SUM(.measure = "traffic", .dim[CP_NAME] = l->name, .dim[CP_PERIOD] = c->text[t]);
    for (size_t h = 0; h < s->n; h++) {
        char slice[CP_SLICE_SIZE];
        cp_slices_name(s, h, slice);
        double sent = SUM(.measure = "traffic", .dim[CP_NAME] = l->name,
                          .dim[CP_PERIOD] = c->text[t], .dim[CP_SLICE] = slice);
        check_at_most(c, sent, l->availability * stands, 1, "traffic of a slice", l->name, t);
        all -= s->weight[h] * sent;
    }
    check_near(c, all, 0, 1, "mean traffic", l->name, t);
}

/* ---- ways ------------------------------------------------------------------------------------ */

/* A workload's traffic from its start to a site in a slice. */
struct way {
    const struct cp_workload *w;
    const char *start, *site, *slice;
    size_t t;
};

static bool passes(const struct cp_workload *w, const struct cp_site *site) {
    bool pass = w->ncountry == 0;
    for (size_t i = 0; i < w->ncountry; i++)
        pass |= same(w->countries[i], site->country);
    return pass;
}

/* Gbit/s on the links between two ends, either NULL: any. */
static double between(const struct check *c, const struct way *y, const char *a, const char *b) {
    double sum = 0;
    for (size_t i = 0; i < c->plan->nlink; i++) {
        const struct cp_link *l = &c->plan->link[i];
        if ((a && !touches(l, a)) || (b && !touches(l, b)))
            continue;
        sum += SUM(.measure = "traffic", .dim[CP_NAME] = l->name, .dim[CP_WORKLOAD] = y->w->name,
                   .dim[CP_SITE] = y->site, .dim[CP_PERIOD] = c->text[y->t],
                   .dim[CP_SLICE] = y->slice);
    }
    return sum;
}

/* The fastest link between two ends; none: for ever. */
static double fastest_of(const struct check *c, const char *a, const char *b) {
    double fastest = INFINITY;
    for (size_t l = 0; l < c->plan->nlink; l++)
        if (touches(&c->plan->link[l], a) && (!b || touches(&c->plan->link[l], b)))
            fastest = fmin(fastest, c->plan->link[l].latency);
    return fastest;
}

static bool leads(const struct check *c, const struct cp_workload *w, const char *start,
                  const char *site, double limit) {
    double fastest = fastest_of(c, start, site);
    for (size_t i = 0; i < c->plan->nsite; i++) {
        const char *mid = c->plan->site[i].name;
        if (passes(w, &c->plan->site[i]) && !same(mid, start) && !same(mid, site))
            fastest = fmin(fastest, fastest_of(c, start, mid) + fastest_of(c, mid, site));
    }
    return isfinite(fastest) && fastest <= limit;
}

static double limit_of(const struct cp_workload *w) {
    return isnan(w->max_latency) ? INFINITY : w->max_latency;
}

/* From users that no link leads from, by what the site itself says. */
static bool is_near(const struct cp_workload *w, const struct cp_site *site) {
    bool near = isnan(w->max_latency) || (site->region && same(site->region, w->region));
    for (size_t i = 0; i < site->nlatency; i++)
        near |=
            same(site->latency[i].region, w->region) && site->latency[i].seconds <= w->max_latency;
    return near;
}

bool check_reaches(const struct check *c, const struct cp_workload *w, const struct cp_site *site) {
    bool users = !w->region || (isinf(fastest_of(c, w->region, NULL))
                                    ? is_near(w, site)
                                    : leads(c, w, w->region, site->name, limit_of(w)));
    bool data = !w->data || same(w->data, site->name) || isinf(fastest_of(c, w->data, NULL)) ||
                leads(c, w, w->data, site->name, INFINITY);
    return users && data;
}

static void check_way(struct check *c, const struct way *y) {
    const char *name = y->w->name;
    double all = between(c, y, NULL, NULL), twice = 0;
    bool linked = y->start && isfinite(fastest_of(c, y->start, NULL));
    double limit = y->w->data ? INFINITY : limit_of(y->w);
    double work = served(c, y->w, y->site, y->t, y->slice), wanted = y->w->traffic * work;
    if (!check_reaches(c, y->w, cp_plan_site(c->plan, y->site)))
        check_near(c, work, 0, 1, "work out of reach", name, y->t);
    if (!linked || same(y->start, y->site)) {
        check_near(c, all, 0, 1, "traffic without a way", name, y->t);
        return;
    }
    check_near(c, between(c, y, y->start, NULL), wanted, 1, "traffic that sets out", name, y->t);
    check_near(c, between(c, y, y->site, NULL), wanted, 1, "traffic that arrives", name, y->t);
    if (fastest_of(c, y->start, y->site) > limit)
        check_near(c, between(c, y, y->start, y->site), 0, 1, "traffic on a slow link", name, y->t);
    for (size_t i = 0; i < c->plan->nsite; i++) {
        const struct cp_site *mid = &c->plan->site[i];
        if (same(mid->name, y->start) || same(mid->name, y->site))
            continue;
        double in = between(c, y, y->start, mid->name);
        double out = between(c, y, mid->name, y->site);
        check_near(c, in, out, 1, "traffic through a site", mid->name, y->t);
        if (!passes(y->w, mid) ||
            fastest_of(c, y->start, mid->name) + fastest_of(c, mid->name, y->site) > limit)
            check_near(c, in, 0, 1, "traffic that may not pass", mid->name, y->t);
        twice += in;
    }
    check_near(c, all, wanted + twice, 1, "traffic on other links", name, y->t);
}

void check_links(struct check *c) {
    const struct cp_plan *plan = c->plan;
    for (size_t t = 0; t < c->T; t++) {
        for (size_t s = 0; s < plan->nsite; s++)
            if (isfinite(plan->site[s].bandwidth))
                check_bandwidth(c, &plan->site[s], t);
        for (size_t l = 0; l < plan->nlink; l++)
            check_capacity(c, &plan->link[l], t);
        for (size_t h = 0; plan->nlink && h < check_slicing(c, t)->n; h++) {
            char slice[CP_SLICE_SIZE];
            cp_slices_name(check_slicing(c, t), h, slice);
            for (size_t w = 0; w < plan->nworkload; w++)
                for (size_t s = 0; s < plan->nsite; s++) {
                    const struct cp_workload *work = &plan->workload[w];
                    check_way(c, &(struct way){work, work->data ? work->data : work->region,
                                               plan->site[s].name, slice, t});
                }
        }
    }
}
