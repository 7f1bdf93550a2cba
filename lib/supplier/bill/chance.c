/* When halls and plants are ready under risk, over many paths, as facts. */
#include "supplier/bill/chance.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint64_t key_of(const char *kind, const char *name) {
    return cp_hash(name, strlen(name), cp_hash(kind, strlen(kind), 0));
}

static void list_suppliers(struct cp_chance *c) {
    const struct cp_plan_supply *supply = &c->b->plan->supply;
    for (size_t s = 0; s < supply->nsupplier; s++) {
        const struct cp_supplier *w = &supply->supplier[s];
        const char *country = w->country ? w->country : w->name;
        c->common[s] = (struct cp_chance_common){
            key_of("supplier", w->name), key_of("country", country), key_of("stop", w->name), 0};
        while (c->common[c->common[s].same].country != c->common[s].country)
            c->common[s].same++;
    }
}

static size_t find_source(struct cp_chance *c, const struct cp_bill_item *item, size_t offer) {
    const struct cp_bill_offer *o = &item->offer[offer];
    size_t i = 0;
    while (i < c->nsource && c->source[i].offer != o)
        i++;
    if (i < c->nsource)
        return i;
    c->source[c->nsource++] =
        (struct cp_chance_source){o, cp_supplier_place(c->b->plan, o->offer->supplier),
                                  key_of(item->item->name, o->offer->name)};
    return i;
}

static int list_sources(struct cp_chance *c, struct cp_error *err) {
    const struct cp_bill *b = c->b;
    double origin = (double)b->plan->horizon.origin;
    c->source = cp_calloc(b->npeg + 1, sizeof *c->source);
    c->line = cp_calloc(b->npeg + 1, sizeof *c->line);
    c->common = cp_calloc(b->plan->supply.nsupplier + 1, sizeof *c->common);
    c->spot = cp_calloc(b->nnode + 1, sizeof *c->spot);
    if (!c->source || !c->line || !c->common || !c->spot || b->npeg >= CP_NO_SPOT)
        return cp_fail_nomem(err);
    for (size_t n = 0; n < b->nnode; n++)
        c->spot[n] = (struct cp_chance_spot){
            .part = CP_NO_SPOT,
            .other = CP_NO_SPOT,
            .above = b->node[n].above == CP_BILL_NONE ? CP_NO_SPOT : (uint32_t)b->node[n].above,
            .line = (uint32_t)b->node[n].peg,
            .nline = (uint32_t)b->node[n].npeg,
            .missing = b->node[n].missing > 0,
            .before = (double)b->node[n].before};
    for (uint32_t n = 0; n < b->nnode; n++)
        if (c->spot[n].above != CP_NO_SPOT) {
            struct cp_chance_spot *above = &c->spot[c->spot[n].above];
            c->spot[n].other = above->part;
            above->part = n;
        }
    list_suppliers(c);
    for (size_t k = 0; k < b->npeg; k++) {
        const struct cp_bill_peg *peg = &b->peg[k];
        bool stock = peg->offer == CP_BILL_NONE;
        c->line[k] = (struct cp_chance_line){
            .source = stock ? CP_BILL_NONE
                            : find_source(c, &b->item[b->node[peg->node].item], peg->offer),
            .order = (double)peg->order - origin,
            .slot = peg->slot == INT64_MIN ? -INFINITY : (double)peg->slot - origin};
    }
    return 0;
}

static void run_chunk(struct cp_chance *c, size_t k, struct cp_chance_drawn *d) {
    size_t end = (k + 1) * CP_CHANCE_CHUNK < c->n ? (k + 1) * CP_CHANCE_CHUNK : c->n;
    for (size_t i = k * CP_CHANCE_CHUNK; i < end; i += CP_CHANCE_BLOCK) {
        size_t n = end - i < CP_CHANCE_BLOCK ? end - i : CP_CHANCE_BLOCK;
        cp_chance_draw(c, i, n, d);
        cp_chance_add_up(c, i, n, d, &c->decides[k * c->b->nnode]);
    }
}

static int run_all(struct cp_chance *c, struct cp_error *err) {
    size_t chunks = (c->n + CP_CHANCE_CHUNK - 1) / CP_CHANCE_CHUNK;
    bool failed = false;
#pragma omp parallel num_threads(c->opt->jobs > 0 ? c->opt->jobs : 1)
    {
        struct cp_chance_drawn d = {0};
        bool ready = cp_chance_reserve(c, &d);
        if (!ready) {
#pragma omp atomic write
            failed = true;
        }
#pragma omp for schedule(static)
        for (size_t k = 0; k < chunks; k++)
            if (ready)
                run_chunk(c, k, &d);
#pragma omp for schedule(static)
        for (size_t p = 0; p < c->b->nparent; p++)
            if (ready)
                cp_num_sort(&c->ready[p * c->n], c->n);
        cp_chance_release(&d);
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

static int put_parent(const struct cp_chance *c, size_t p, struct cp_facts *facts,
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

static int put_node(const struct cp_chance *c, size_t n, struct cp_facts *facts,
                    struct cp_error *err) {
    size_t chunks = (c->n + CP_CHANCE_CHUNK - 1) / CP_CHANCE_CHUNK;
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
    struct cp_chance c = {.b = b,
                          .opt = opt,
                          .n = opt->paths,
                          .T = b->plan->horizon.n,
                          .supplier_share =
                              sqrt(fmax(s->supplier_correlation, s->country_correlation)),
                          .country_share = sqrt(s->country_correlation),
                          .late = cp_period_hours(b->plan->horizon.from)};
    size_t chunks = (c.n + CP_CHANCE_CHUNK - 1) / CP_CHANCE_CHUNK;
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
