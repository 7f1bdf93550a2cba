/* When halls and plants are ready under risk: lead times drawn together, by one factor of the
 * country and one of the supplier [a Gaussian copula], late deliveries and stops of suppliers.
 * Draws belong to names and the number of the path, as those of paths.c. */
#include "num/num.h"
#include "supplier/bill/bill.h"
#include "supplier/risk.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1000, EVENTS = 64 };

/* An offer that somebody waits for. */
struct source {
    const struct cp_bill_offer *offer;
    size_t supplier;
    uint64_t key;
};

/* What makes all of a supplier's lead times long, and all of its country's. */
struct common {
    uint64_t supplier, country; /* keys */
    size_t same;                /* the first supplier of the country */
};

/* A peg, in hours from the start of the plan. */
struct line {
    size_t source; /* NONE: from stock */
    double order, slot;
};

/* A node, as small as can be: there may be thousands. */
struct spot {
    uint32_t above, line, nline; /* NO_SPOT: a parent's own */
    bool missing;
    double before; /* hours */
};
#define NO_SPOT UINT32_MAX

struct chance {
    const struct cp_bill *b;
    const struct cp_supplier_risk_options *opt;
    size_t n, nsource, T;
    struct source *source;
    struct common *common; /* by supplier */
    struct line *line;     /* by peg */
    struct spot *spot;     /* by node */
    double *ready;         /* parent x path: hours from the start of the plan; infinity: never */
    uint64_t *decides;     /* chunk x node: paths in which it is on the critical chain */
    double supplier_share, country_share; /* of a normal draw: square roots of correlations */
    double late;                          /* hours */
};

struct stop {
    double from, to;
};

/* What one path has drawn. */
struct drawn {
    double *lead, *delay, *arrival; /* by source, hours; the same; by node, hours from the start */
    double *common;                 /* by supplier, then of its country */
    struct stop *stop;              /* supplier x EVENTS */
    size_t *nstop;
    size_t *critical; /* by node: its part that decides; NONE */
};

static uint64_t key_of(const char *kind, const char *name) {
    return cp_hash(name, strlen(name), cp_hash(kind, strlen(kind), 0));
}

static void list_suppliers(struct chance *c) {
    const struct cp_plan_supply *supply = &c->b->plan->supply;
    for (size_t s = 0; s < supply->nsupplier; s++) {
        const struct cp_supplier *w = &supply->supplier[s];
        const char *country = w->country ? w->country : w->name;
        c->common[s] = (struct common){key_of("supplier", w->name), key_of("country", country), 0};
        while (c->common[c->common[s].same].country != c->common[s].country)
            c->common[s].same++;
    }
}

static size_t find_source(struct chance *c, const struct cp_bill_item *item, size_t offer) {
    const struct cp_plan_supply *supply = &c->b->plan->supply;
    const struct cp_bill_offer *o = &item->offer[offer];
    size_t i = 0, s = 0;
    while (i < c->nsource && c->source[i].offer != o)
        i++;
    if (i < c->nsource)
        return i;
    while (strcmp(supply->supplier[s].name, o->offer->supplier) != 0)
        s++;
    c->source[c->nsource++] = (struct source){o, s, key_of(item->item->name, o->offer->name)};
    return i;
}

static int list_sources(struct chance *c, struct cp_error *err) {
    const struct cp_bill *b = c->b;
    double origin = (double)b->plan->horizon.origin;
    c->source = cp_calloc(b->npeg + 1, sizeof *c->source);
    c->line = cp_calloc(b->npeg + 1, sizeof *c->line);
    c->common = cp_calloc(b->plan->supply.nsupplier + 1, sizeof *c->common);
    c->spot = cp_calloc(b->nnode + 1, sizeof *c->spot);
    if (!c->source || !c->line || !c->common || !c->spot || b->npeg >= NO_SPOT)
        return cp_fail_nomem(err);
    for (size_t n = 0; n < b->nnode; n++)
        c->spot[n] = (struct spot){
            .above = b->node[n].above == CP_BILL_NONE ? NO_SPOT : (uint32_t)b->node[n].above,
            .line = (uint32_t)b->node[n].peg,
            .nline = (uint32_t)b->node[n].npeg,
            .missing = b->node[n].missing > 0,
            .before = (double)b->node[n].before};
    list_suppliers(c);
    for (size_t k = 0; k < b->npeg; k++) {
        const struct cp_bill_peg *peg = &b->peg[k];
        bool stock = peg->offer == CP_BILL_NONE;
        c->line[k] = (struct line){
            .source = stock ? CP_BILL_NONE
                            : find_source(c, &b->item[b->node[peg->node].item], peg->offer),
            .order = (double)peg->order - origin,
            .slot = peg->slot == INT64_MIN ? -INFINITY : (double)peg->slot - origin};
    }
    return 0;
}

/* Hours of a lead time at a standard normal draw. */
static double lead_at(const struct cp_offer_lead *l, double z) {
    if (l->nquantile == 0 && l->sigma <= 0)
        return l->median * HOURS_A_YEAR;
    if (l->nquantile == 0 && !l->gamma)
        return l->median * exp(l->sigma * z) * HOURS_A_YEAR;
    double u = cp_num_normal_cdf(z), variance = l->sigma * l->sigma;
    if (l->nquantile == 0)
        return l->median > 0
                   ? cp_num_gamma_quantile(u, 1 / variance, l->median * variance) * HOURS_A_YEAR
                   : 0;
    struct cp_lead_quantile before = {0, 0};
    for (size_t i = 0; i < l->nquantile; i++) {
        struct cp_lead_quantile q = l->quantile[i];
        if (u <= q.level)
            return HOURS_A_YEAR * (before.lead + (q.lead - before.lead) * (u - before.level) /
                                                     (q.level - before.level));
        before = q;
    }
    return before.lead * HOURS_A_YEAR;
}

/* What suppliers and countries have in common, weighted. */
static void draw_common(const struct chance *c, size_t path, struct drawn *d) {
    size_t n = c->b->plan->supply.nsupplier;
    double firm =
        sqrt(fmax(0, c->supplier_share * c->supplier_share - c->country_share * c->country_share));
    for (size_t s = 0; s < n && c->supplier_share > 0; s++) {
        const struct common *o = &c->common[s];
        struct cp_random a = cp_num_random_stream(c->opt->seed, path, o->supplier);
        struct cp_random w = cp_num_random_stream(c->opt->seed, path, o->country);
        d->common[n + s] =
            o->same < s ? d->common[n + o->same] : c->country_share * cp_num_random_normal(&w);
        d->common[s] = firm * cp_num_random_normal(&a) + d->common[n + s];
    }
}

static void draw_sources(const struct chance *c, size_t path, struct drawn *d) {
    double own = sqrt(fmax(0, 1 - c->supplier_share * c->supplier_share));
    draw_common(c, path, d);
    for (size_t i = 0; i < c->nsource; i++) {
        const struct source *s = &c->source[i];
        struct cp_random rnd = cp_num_random_stream(c->opt->seed, path, s->key);
        double z = cp_num_random_normal(&rnd);
        bool late = cp_num_random_uniform(&rnd) > c->b->plan->supply.supplier[s->supplier].on_time;
        d->delay[i] = late ? c->late : 0;
        if (c->supplier_share > 0)
            z = own * z + d->common[s->supplier];
        d->lead[i] = lead_at(&s->offer->offer->lead, z);
    }
}

static void draw_stops(const struct chance *c, size_t path, struct drawn *d) {
    const struct cp_plan_supply *supply = &c->b->plan->supply;
    double end = 2 * (double)(cp_period_end(c->b->plan->horizon.to) - c->b->plan->horizon.origin);
    for (size_t s = 0; s < supply->nsupplier; s++) {
        const struct cp_supplier *w = &supply->supplier[s];
        double at = 0, away = w->recovery * HOURS_A_YEAR;
        d->nstop[s] = 0;
        if (!(w->disruption > 0 && w->recovery > 0))
            continue;
        struct cp_random rnd = cp_num_random_stream(c->opt->seed, path, key_of("stop", w->name));
        while (d->nstop[s] < EVENTS) {
            at -= log(cp_num_random_uniform(&rnd)) / w->disruption * HOURS_A_YEAR;
            if (at >= end)
                break;
            d->stop[s * EVENTS + d->nstop[s]++] = (struct stop){at, at + away};
            at += away;
        }
    }
}

static inline double later(double a, double b) {
    return a > b ? a : b; /* fmax heeds NaN, and takes its time */
}

/* When the units of a line are there, if its maker can begin at `start`. */
static inline double line_arrival(const struct chance *c, const struct line *l, double start,
                                  const struct drawn *d) {
    if (l->source == CP_BILL_NONE)
        return 0;
    double at = later(later(l->order, start) + d->lead[l->source], l->slot) + d->delay[l->source];
    size_t s = c->source[l->source].supplier;
    const struct stop *stop = &d->stop[s * EVENTS];
    for (size_t i = 0; i < d->nstop[s]; i++)
        if (at >= stop[i].from && at < stop[i].to)
            at = stop[i].to;
    return at;
}

/* When the units of a node are there; it waits for its parts, or its own orders come as late. */
static double spot_arrival(const struct chance *c, size_t n, struct drawn *d, double start) {
    const struct spot *spot = &c->spot[n];
    const struct line *line = &c->line[spot->line];
    double at = 0, own = 0;
    for (uint32_t k = 0; k < spot->nline; k++) {
        double there = line_arrival(c, &line[k], start, d);
        at = later(at, there);
        own = later(own, start > line[k].order ? line_arrival(c, &line[k], -INFINITY, d) : there);
    }
    at = spot->missing ? INFINITY : at;
    if (own >= at)
        d->critical[n] = CP_BILL_NONE;
    return at;
}

/* From the last node to the first: parts come before what is made of them. */
static void add_up(struct chance *c, size_t path, struct drawn *d, uint64_t *decides) {
    const struct cp_bill *b = c->b;
    double *start = d->arrival + b->nnode; /* by node: when its parts are there */
    for (size_t n = 0; n < b->nnode; n++)
        start[n] = -INFINITY, d->critical[n] = CP_BILL_NONE;
    for (size_t n = b->nnode; n-- > 0;) {
        uint32_t above = c->spot[n].above;
        double at = d->arrival[n] = spot_arrival(c, n, d, start[n]);
        at += c->spot[n].before;
        if (above != NO_SPOT && at > start[above]) {
            start[above] = at;
            d->critical[above] = n;
        }
    }
    for (size_t p = 0; p < b->nparent; p++) {
        double ready = (double)(b->parent[p].due - b->plan->horizon.origin);
        size_t last = CP_BILL_NONE;
        for (size_t n = b->parent[p].node; n != CP_BILL_NONE; n = b->node[n].next)
            if (d->arrival[n] + c->spot[n].before > ready) {
                ready = d->arrival[n] + c->spot[n].before;
                last = n;
            }
        c->ready[p * c->n + path] = ready;
        for (; last != CP_BILL_NONE; last = d->critical[last])
            decides[last]++;
    }
}

static bool reserve(const struct chance *c, struct drawn *d) {
    size_t nsupplier = c->b->plan->supply.nsupplier;
    d->lead = cp_calloc(c->nsource + 1, sizeof *d->lead);
    d->delay = cp_calloc(c->nsource + 1, sizeof *d->delay);
    d->arrival = cp_calloc(c->b->nnode + 1, 2 * sizeof *d->arrival);
    d->critical = cp_calloc(c->b->nnode + 1, sizeof *d->critical);
    d->common = cp_calloc(nsupplier + 1, 2 * sizeof *d->common);
    d->stop = cp_calloc(nsupplier + 1, EVENTS * sizeof *d->stop);
    d->nstop = cp_calloc(nsupplier + 1, sizeof *d->nstop);
    return d->lead && d->delay && d->arrival && d->critical && d->common && d->stop && d->nstop;
}

static void release(struct drawn *d) {
    free(d->lead);
    free(d->delay);
    free(d->arrival);
    free(d->critical);
    free(d->common);
    free(d->stop);
    free(d->nstop);
}

static int run_all(struct chance *c, struct cp_error *err) {
    size_t chunks = (c->n + CHUNK - 1) / CHUNK;
    bool failed = false;
#pragma omp parallel num_threads(c->opt->jobs > 0 ? c->opt->jobs : 1)
    {
        struct drawn d = {0};
        bool ready = reserve(c, &d);
        if (!ready) {
#pragma omp atomic write
            failed = true;
        }
#pragma omp for schedule(static)
        for (size_t k = 0; k < chunks; k++)
            for (size_t i = k * CHUNK; ready && i < c->n && i < (k + 1) * CHUNK; i++) {
                draw_sources(c, i, &d);
                draw_stops(c, i, &d);
                add_up(c, i, &d, &c->decides[k * c->b->nnode]);
            }
#pragma omp for schedule(static)
        for (size_t p = 0; p < c->b->nparent; p++)
            if (ready)
                cp_num_sort(&c->ready[p * c->n], c->n);
        release(&d);
    }
    return failed ? cp_fail_nomem(err) : 0;
}

/* Part of the sorted paths that are ready by an hour. */
static double part_by(const double *ready, size_t n, double hour) {
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ready[middle] <= hour)
            low = middle + 1;
        else
            high = middle;
    }
    return (double)low / (double)n;
}

static int put_parent(const struct chance *c, size_t p, struct cp_facts *facts,
                      struct cp_error *err) {
    static const double at[] = {0.05, 0.1, 0.5, 0.9, 0.95};
    static const char *const name[] = {"0.05", "0.1", "0.5", "0.9", "0.95"};
    const struct cp_bill_parent *parent = &c->b->parent[p];
    const struct cp_plan *plan = c->b->plan;
    const double *ready = &c->ready[p * c->n];
    double origin = (double)plan->horizon.origin, due = (double)parent->due - origin;
    struct cp_fact f = cp_supplier_bill_fact(parent, "ready_probability", 0);
    for (size_t t = 0; t < c->T; t++) {
        char period[CP_PERIOD_SIZE];
        cp_period_format(period, cp_plan_period(plan, t));
        f.dim[CP_PERIOD] = period;
        f.value = part_by(ready, c->n, (double)cp_period_end(cp_plan_period(plan, t)) - origin);
        int rc = cp_facts_put(facts, &f, err);
        if (rc)
            return rc;
    }
    f.dim[CP_PERIOD] = NULL;
    f.value = part_by(ready, c->n, due);
    int rc = cp_facts_put(facts, &f, err);
    f.measure = "lateness";
    for (size_t q = 0; rc == 0 && q < sizeof at / sizeof *at; q++) {
        double x = cp_num_quantile_sorted(ready, c->n, at[q]);
        f.dim[CP_QUANTILE] = name[q];
        f.value = isfinite(x) ? (x - due) / CP_BILL_HOURS_A_WEEK : NAN;
        rc = cp_facts_put(facts, &f, err);
    }
    return rc;
}

static int put_node(const struct chance *c, size_t n, struct cp_facts *facts,
                    struct cp_error *err) {
    size_t chunks = (c->n + CHUNK - 1) / CHUNK;
    uint64_t paths = 0;
    char above[CP_BILL_NAME_SIZE];
    for (size_t k = 0; k < chunks; k++)
        paths += c->decides[k * c->b->nnode + n];
    struct cp_fact f =
        cp_supplier_bill_fact_of(c->b, n, "criticality", (double)paths / (double)c->n, above);
    return cp_facts_put(facts, &f, err);
}

int cp_supplier_bill_chance(const struct cp_bill *b, const struct cp_supplier_risk_options *opt,
                            struct cp_facts *facts, struct cp_error *err) {
    const struct cp_sourcing *s = &b->plan->supply.sourcing;
    struct chance c = {.b = b,
                       .opt = opt,
                       .n = opt->paths,
                       .T = b->plan->horizon.n,
                       .supplier_share =
                           sqrt(fmax(s->supplier_correlation, s->country_correlation)),
                       .country_share = sqrt(s->country_correlation),
                       .late = cp_period_hours(b->plan->horizon.from)};
    size_t chunks = (c.n + CHUNK - 1) / CHUNK;
    int rc = list_sources(&c, err);
    if (rc)
        goto out;
    c.ready = cp_calloc(b->nparent * c.n + 1, sizeof *c.ready);
    c.decides = cp_calloc(b->nnode * chunks + 1, sizeof *c.decides);
    rc = c.ready && c.decides ? run_all(&c, err) : cp_fail_nomem(err);
    for (size_t p = 0; rc == 0 && p < b->nparent; p++)
        rc = put_parent(&c, p, facts, err);
    for (size_t n = 0; rc == 0 && n < b->nnode; n++)
        rc = b->node[n].parent >= b->nparent ? 0 : put_node(&c, n, facts, err);
out:
    free(c.source);
    free(c.line);
    free(c.spot);
    free(c.common);
    free(c.ready);
    free(c.decides);
    return rc;
}
