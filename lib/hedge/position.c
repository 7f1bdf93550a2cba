/* The open position: what is owned, ordered and contracted less what is committed and sold. What
 * the plan would buy or sign on top is `planned` and stays outside of it, so that what is open is
 * what planning has yet to close. */
#include "hedge/internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { OWNED, ORDERED, CONTRACTED, PLANNED, COMMITTED, SOLD, KINDS };
static const char *const kind_name[KINDS] = {"owned",   "ordered",   "contracted",
                                             "planned", "committed", "sold"};

/* GPUs of one SKU at a site, waiting for one (neither site nor offer), or rented from an offer. */
struct pool {
    size_t t;
    const char *site, *offer, *sku;
    double units[KINDS]; /* up to PLANNED */
    double able, worked; /* GPU-hours: that they can work, that they do */
};

struct position {
    struct cp_hedge *h;
    struct cp_names keys; /* of pools */
    struct pool *pool;
    size_t cap;
    double *bought,
        *firm; /* nsku x nperiod: delivered in it, and of that what is ordered already */
    double *arrive, *first; /* noffer x nperiod: units of an offer that arrive, and those of them
                               that are ordered or contracted already */
    struct cp_hedge_works works;
    struct cp_hedge_tally out;
};

static struct pool *pool_of(struct position *p, const struct pool *like) {
    char key[512];
    snprintf(key, sizeof key, "%zu\t%s\t%s\t%s", like->t, like->site ? like->site : "",
             like->offer ? like->offer : "", like->sku);
    size_t before = p->keys.n;
    if (!cp_grow(&p->pool, &p->cap, before, sizeof *p->pool))
        goto nomem;
    uint32_t id = cp_names_add(&p->keys, key, strlen(key));
    if (id == CP_NAME_NONE)
        goto nomem;
    if (id == before)
        p->pool[id] = *like;
    return &p->pool[id];
nomem:
    cp_fail_nomem(p->h->err);
    return NULL;
}

static size_t sku_index(const struct cp_plan *plan, const char *name) {
    const struct cp_sku *sku = name ? cp_plan_sku(plan, name) : NULL;
    return sku ? (size_t)(sku - plan->sku) : NONE;
}

static size_t offer_index(const struct cp_plan *plan, const char *name) {
    for (size_t o = 0; name && o < plan->supply.noffer; o++)
        if (strcmp(plan->supply.offer[o].name, name) == 0)
            return o;
    return NONE;
}

/* Of an offer the first units that arrive are those that are ordered already. */
static void split_orders(struct position *p, size_t o) {
    const struct cp_offer *offer = &p->h->plan->supply.offer[o];
    size_t n = p->h->nperiod, s = sku_index(p->h->plan, offer->sku);
    double left = offer->commitment.units;
    for (size_t t = 0; t < n && s != NONE; t++) {
        double all = p->arrive[o * n + t], first = all < left ? all : left;
        left -= first;
        p->first[o * n + t] = first;
        if (offer->rent.price.n > 0)
            continue;
        p->bought[s * n + t] += all;
        p->firm[s * n + t] += first;
    }
}

static int read_orders(struct position *p) {
    struct cp_hedge *h = p->h;
    struct cp_selection s;
    int rc = cp_hedge_select(h, "buy", &s);
    if (rc)
        return rc;
    size_t n = h->nperiod, no = h->plan->supply.noffer;
    p->arrive = cp_hedge_alloc(h, no * n, sizeof *p->arrive);
    p->first = cp_hedge_alloc(h, no * n, sizeof *p->first);
    p->bought = cp_hedge_alloc(h, h->plan->nsku * n, sizeof *p->bought);
    p->firm = cp_hedge_alloc(h, h->plan->nsku * n, sizeof *p->firm);
    rc = p->arrive && p->first && p->bought && p->firm ? 0 : CP_ENOMEM;
    for (size_t i = 0; i < s.n && rc == 0; i++) {
        const char *name = cp_hedge_dim(h, s.row[i], CP_OFFER);
        size_t o = offer_index(h->plan, name), t = cp_hedge_period_of(h, s.row[i]);
        if (o == NONE)
            rc = cp_fail_at(h->err, CP_EINPUT, cp_facts_pos(h->facts, s.row[i]),
                            "buy: the plan has no offer '%s'", name ? name : "-");
        else if (t != NONE)
            p->arrive[o * n + t] += s.value[i];
    }
    for (size_t o = 0; o < no && rc == 0; o++)
        split_orders(p, o);
    cp_facts_selection_release(&s);
    return rc;
}

/* Part of what was delivered in that period that is ordered already; below 0: it came before. */
static double ordered_part(const struct position *p, size_t row, size_t sku) {
    const char *text = cp_facts_dim(p->h->facts, row, CP_VINTAGE);
    struct cp_period v;
    if (cp_period_parse(text, strlen(text), &v) != 0 ||
        cp_period_start(v) < p->h->plan->horizon.origin)
        return -1;
    for (size_t t = 0; t < p->h->nperiod; t++) {
        double all = p->bought[sku * p->h->nperiod + t];
        if (strcmp(p->h->period[t], text) == 0)
            return all > 0 ? p->firm[sku * p->h->nperiod + t] / all : 0;
    }
    return 0;
}

static int read_units(struct position *p, const char *measure) {
    struct cp_hedge *h = p->h;
    struct cp_selection s;
    int rc = cp_hedge_select(h, measure, &s);
    for (size_t i = 0; rc == 0 && i < s.n; i++) {
        const char *name = cp_hedge_dim(h, s.row[i], CP_SKU);
        size_t sku = sku_index(h->plan, name), t = cp_hedge_period_of(h, s.row[i]);
        if (sku == NONE) {
            rc = cp_fail_at(h->err, CP_EINPUT, cp_facts_pos(h->facts, s.row[i]),
                            "%s: the plan has no sku '%s'", measure, name ? name : "-");
            break;
        }
        if (t == NONE)
            continue;
        struct pool *q = pool_of(p, &(struct pool){.t = t,
                                                   .site = cp_hedge_dim(h, s.row[i], CP_SITE),
                                                   .sku = h->plan->sku[sku].name});
        double part = ordered_part(p, s.row[i], sku);
        if (!q) {
            rc = CP_ENOMEM;
        } else if (part < 0) {
            q->units[OWNED] += s.value[i];
        } else {
            q->units[ORDERED] += part * s.value[i];
            q->units[PLANNED] += (1 - part) * s.value[i];
        }
    }
    cp_facts_selection_release(&s);
    return rc;
}

/* Rented units from their arrival until their term is over. */
static int add_rent(struct position *p, size_t o) {
    const struct cp_offer *offer = &p->h->plan->supply.offer[o];
    size_t n = p->h->nperiod;
    for (size_t v = 0; v < n; v++) {
        double units = p->arrive[o * n + v], firm = p->first[o * n + v];
        int64_t from = cp_period_start(cp_plan_period(p->h->plan, v));
        for (size_t t = v; t < n && units > 0; t++) {
            int64_t start = cp_period_start(cp_plan_period(p->h->plan, t));
            if (cp_years_between(from, start) > offer->rent.term - 1e-9)
                break;
            struct pool *q =
                pool_of(p, &(struct pool){.t = t, .offer = offer->name, .sku = offer->sku});
            if (!q)
                return CP_ENOMEM;
            q->units[CONTRACTED] += firm;
            q->units[PLANNED] += units - firm;
        }
    }
    return 0;
}

/* Hours at work and idle: those that the units of a pool can work. */
static int read_able(struct position *p, const char *measure) {
    struct cp_hedge *h = p->h;
    struct cp_selection s;
    int rc = cp_hedge_select(h, measure, &s);
    for (size_t i = 0; rc == 0 && i < s.n; i++) {
        struct pool like = {.t = cp_hedge_period_of(h, s.row[i]),
                            .site = cp_hedge_dim(h, s.row[i], CP_SITE),
                            .offer = cp_hedge_dim(h, s.row[i], CP_OFFER),
                            .sku = cp_hedge_dim(h, s.row[i], CP_SKU)};
        if (like.t == NONE || !like.sku)
            continue;
        struct pool *q = pool_of(p, &like);
        if (!q)
            rc = CP_ENOMEM;
        else
            q->able += s.value[i];
    }
    cp_facts_selection_release(&s);
    return rc;
}

static int add(struct position *p, const char *measure, enum kind k, struct cp_fact f,
               double value) {
    f.measure = measure;
    f.value = value;
    f.dim[CP_KIND] = kind_name[k];
    if (value == 0)
        return 0;
    int rc = cp_hedge_add(p->h, &p->out, &f);
    if (rc || k == PLANNED)
        return rc;
    f.dim[CP_KIND] = "open";
    f.dim[CP_WORKLOAD] = f.dim[CP_TENANT] = f.dim[CP_CONTRACT] = NULL;
    return cp_hedge_add(p->h, &p->out, &f);
}

/* What is held, in units and in the hours that these can work. */
static int add_held(struct position *p, const struct pool *q) {
    struct cp_fact f = {.dim = {[CP_PERIOD] = p->h->period[q->t],
                                [CP_SITE] = q->site,
                                [CP_OFFER] = q->offer,
                                [CP_SKU] = q->sku}};
    double all = 0;
    for (enum kind k = OWNED; k <= PLANNED; k++)
        all += q->units[k];
    for (enum kind k = OWNED; k <= PLANNED; k++) {
        int rc = add(p, "position_units", k, f, q->units[k]);
        if (rc == 0 && all > 0)
            rc = add(p, "position_hours", k, f, q->able * q->units[k] / all);
        if (rc)
            return rc;
    }
    return 0;
}

/* What work takes of a pool: its hours, and the units that these are. */
static int add_work(struct position *p, const struct cp_hedge_work *w) {
    struct pool *q =
        pool_of(p, &(struct pool){.t = w->t, .site = w->site, .offer = w->offer, .sku = w->sku});
    if (!q)
        return CP_ENOMEM;
    struct cp_fact f = {.dim = {[CP_PERIOD] = p->h->period[w->t],
                                [CP_SITE] = w->site,
                                [CP_OFFER] = w->offer,
                                [CP_SKU] = w->sku,
                                [CP_WORKLOAD] = w->workload,
                                [CP_TENANT] = w->tenant}};
    double all = 0;
    for (enum kind k = OWNED; k <= PLANNED; k++)
        all += q->units[k];
    enum kind k = w->sold ? SOLD : COMMITTED;
    int rc = add(p, "position_hours", k, f, -w->hours);
    if (rc == 0 && q->able > 0)
        rc = add(p, "position_units", k, f, -w->hours / q->able * all);
    return rc;
}

/* ---- power ----------------------------------------------------------------------------------- */

static int add_contracts(struct position *p) {
    struct cp_hedge *h = p->h;
    struct cp_selection s;
    int rc = cp_hedge_select(h, "contract", &s);
    for (size_t i = 0; rc == 0 && i < s.n; i++) {
        const char *name = cp_hedge_dim(h, s.row[i], CP_CONTRACT);
        const struct cp_contract *c = NULL;
        size_t t = cp_hedge_period_of(h, s.row[i]);
        for (size_t e = 0; name && e < h->plan->energy.ncontract; e++)
            if (strcmp(h->plan->energy.contract[e].name, name) == 0)
                c = &h->plan->energy.contract[e];
        if (!c || t == NONE)
            continue; /* of another plan, which cp_cli_sign has told */
        struct cp_fact f = {.dim = {[CP_PERIOD] = h->period[t],
                                    [CP_SITE] = c->nsite == 1 ? c->sites[0] : NULL,
                                    [CP_CONTRACT] = c->name}};
        double firm = c->committed < s.value[i] ? c->committed : s.value[i];
        rc = add(p, "position_power", CONTRACTED, f, firm);
        if (rc == 0)
            rc = add(p, "position_power", PLANNED, f, s.value[i] - firm);
    }
    cp_facts_selection_release(&s);
    return rc;
}

/* The load of a site is of those who work there by the power of the GPUs that they keep at work. */
static int add_load(struct position *p, size_t t, const char *site, double power) {
    struct cp_hedge *h = p->h;
    struct cp_fact f = {.dim = {[CP_PERIOD] = h->period[t], [CP_SITE] = site}};
    double all = 0;
    int rc = 0;
    for (size_t i = 0; i < p->works.n; i++) {
        const struct cp_hedge_work *w = &p->works.at[i];
        if (w->t == t && w->site && strcmp(w->site, site) == 0)
            all += w->hours * cp_plan_sku(h->plan, w->sku)->power;
    }
    if (!(all > 0))
        return add(p, "position_power", COMMITTED, f, -power);
    for (size_t i = 0; i < p->works.n && rc == 0; i++) {
        const struct cp_hedge_work *w = &p->works.at[i];
        if (w->t != t || !w->site || strcmp(w->site, site) != 0)
            continue;
        f.dim[CP_WORKLOAD] = w->workload;
        f.dim[CP_TENANT] = w->tenant;
        rc = add(p, "position_power", w->sold ? SOLD : COMMITTED, f,
                 -power * w->hours * cp_plan_sku(h->plan, w->sku)->power / all);
    }
    return rc;
}

static int add_loads(struct position *p) {
    struct cp_selection s;
    int rc = cp_hedge_select(p->h, "power", &s);
    for (size_t i = 0; rc == 0 && i < s.n; i++) {
        size_t t = cp_hedge_period_of(p->h, s.row[i]);
        const char *site = cp_hedge_dim(p->h, s.row[i], CP_SITE);
        if (t != NONE && site)
            rc = add_load(p, t, site, s.value[i]);
    }
    cp_facts_selection_release(&s);
    return rc;
}

/* ---- what can be left ------------------------------------------------------------------------ */

/* The day that is so many years before an hour. */
static int64_t before(int64_t hour, double years) {
    return hour - (int64_t)(years * 8766 / 24 + 0.5) * 24;
}

static int put_cancellable(struct position *p, const struct cp_offer *o, size_t t, double units) {
    struct cp_hedge *h = p->h;
    const struct cp_offer_commitment *c = &o->commitment;
    bool leaves = !isnan(c->cancellation), rented = o->rent.price.n > 0;
    double lead = rented ? (o->rent.notice > 0 ? o->rent.notice : 0) : o->lead.median;
    double bound = c->take_or_pay > 0 ? c->take_or_pay : 1; /* part of them that costs something */
    int64_t day = before(cp_period_start(cp_plan_period(h->plan, t)), lead > 0 ? lead : 0);
    if (day < h->as_of || (!leaves && !(c->take_or_pay > 0 && c->take_or_pay < 1)))
        return 0;
    char text[CP_PERIOD_SIZE];
    cp_period_format(text, cp_period_at(CP_DAY, day));
    struct cp_fact f = {.dim = {[CP_PERIOD] = cp_arena_strdup(&h->arena, text),
                                [CP_SKU] = o->sku,
                                [CP_VINTAGE] = h->period[t],
                                [CP_SUPPLIER] = o->supplier,
                                [CP_OFFER] = o->name},
                        .measure = "cancellable"};
    const struct {
        const char *kind;
        double units, fee;
    } part[] = {{"free", units * (1 - bound), 0},
                {"for-a-fee", leaves ? units * bound : 0, leaves ? c->cancellation : 0}};
    int rc = f.dim[CP_PERIOD] ? 0 : cp_fail_nomem(h->err);
    for (size_t k = 0; k < 2 && rc == 0; k++) {
        f.dim[CP_KIND] = part[k].kind;
        f.measure = "cancellable";
        f.value = part[k].units;
        if (!(f.value > 0))
            continue;
        rc = cp_hedge_add(h, &p->out, &f);
        f.measure = "cancellation_fee";
        f.value *= part[k].fee * (rented ? 0 : o->price.first);
        if (rc == 0)
            rc = cp_hedge_add(h, &p->out, &f);
    }
    return rc;
}

static int add_cancellable(struct position *p) {
    int rc = 0;
    for (size_t o = 0; o < p->h->plan->supply.noffer; o++)
        for (size_t t = 0; t < p->h->nperiod && rc == 0; t++) {
            double units = p->first[o * p->h->nperiod + t];
            if (units > 0)
                rc = put_cancellable(p, &p->h->plan->supply.offer[o], t, units);
        }
    return rc;
}

static int gather(struct position *p) {
    int rc = read_orders(p);
    if (rc == 0)
        rc = read_units(p, "stock");
    if (rc == 0)
        rc = read_units(p, "inventory");
    for (size_t o = 0; o < p->h->plan->supply.noffer && rc == 0; o++)
        rc = p->h->plan->supply.offer[o].rent.price.n > 0 ? add_rent(p, o) : 0;
    if (rc == 0)
        rc = read_able(p, "gpu_hours");
    if (rc == 0)
        rc = read_able(p, "surplus");
    return rc ? rc : cp_hedge_works_read(p->h, &p->works);
}

static int run(struct cp_hedge *h) {
    struct position p = {.h = h};
    int rc = gather(&p);
    if (rc == 0 && p.keys.n == 0)
        cp_hedge_note(h, "there are no facts of cp-allocate: nothing is held and nothing is open");
    for (size_t i = 0; i < p.works.n && rc == 0; i++)
        rc = add_work(&p, &p.works.at[i]);
    for (size_t i = 0; i < p.keys.n && rc == 0; i++)
        rc = add_held(&p, &p.pool[i]);
    if (rc == 0)
        rc = add_contracts(&p);
    if (rc == 0)
        rc = add_loads(&p);
    if (rc == 0)
        rc = add_cancellable(&p);
    if (rc == 0)
        rc = cp_hedge_put(h, &p.out);
    cp_hedge_tally_release(&p.out);
    cp_names_release(&p.keys);
    free(p.pool);
    return rc;
}
const struct cp_hedge_kind cp_hedge_position = {run};
