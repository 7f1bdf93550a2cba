/* Monte Carlo of deliveries. A path draws one lead time and one lateness an offer, for its units
 * come out of one queue, and one sequence of disruptions a supplier. The draws belong to the names
 * of offers and suppliers and the number of the path: common random numbers for every variant of a
 * plan, and the same bytes for any number of threads. */
#include "num/num.h"
#include "supplier/risk.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1000, EVENTS = 64 };

/* Planned units of an offer in a period. */
struct line {
    size_t offer, supplier, planned;
    double units, spend;
    const double *by; /* by[t]: probability that the lead time is over by the end of period t */
};

struct paths {
    const struct cp_risk *r;
    size_t T, n, nline;
    struct line *line;
    double *odds;
    uint64_t *key;         /* of an offer's draws */
    double *on_time;       /* by offer */
    double *units, *spend; /* T x n: by period, then path */
    double *delay;         /* chunk x supplier: unit-periods, added up in order */
};

static uint64_t key_of(const char *name) {
    return cp_hash(name, strlen(name), 0);
}

static int64_t order_of(const struct cp_risk *r, size_t o, size_t t) {
    const struct cp_offer *f = r->curve[o].offer;
    return r->latest ? cp_supplier_offer_latest_order(r->plan, f, r->curve[o].period[t].date,
                                                      r->service_level)
                     : cp_supplier_offer_order_date(r->plan, f);
}

static int make_lines(struct paths *p, struct cp_error *err) {
    const struct cp_risk *r = p->r;
    p->line = cp_calloc(r->plan->supply.noffer * p->T + 1, sizeof *p->line);
    p->odds = cp_calloc(r->plan->supply.noffer * p->T + 1, p->T * sizeof *p->odds);
    p->key = cp_calloc(r->plan->supply.noffer + 1, sizeof *p->key);
    p->on_time = cp_calloc(r->plan->supply.noffer + 1, sizeof *p->on_time);
    if (!p->line || !p->odds || !p->key || !p->on_time)
        return cp_fail_nomem(err);
    for (size_t o = 0; o < r->plan->supply.noffer; o++) {
        const struct cp_offer *f = &r->plan->supply.offer[o];
        p->key[o] = key_of(f->name) + 1;
        p->on_time[o] = r->plan->supply.supplier[cp_supplier_place(r->plan, f->supplier)].on_time;
    }
    for (size_t o = 0; o < r->plan->supply.noffer; o++)
        for (size_t t = 0; t < p->T; t++) {
            if (r->curve[o].period[t].units <= 0)
                continue;
            double *by = &p->odds[p->nline * p->T];
            int64_t order = order_of(r, o, t);
            for (size_t i = t; i < p->T; i++)
                by[i] = cp_supplier_lead_probability(r->curve[o].offer, order,
                                                     cp_period_end(cp_plan_period(r->plan, i)));
            p->line[p->nline++] =
                (struct line){.offer = o,
                              .supplier = cp_supplier_place(r->plan, r->curve[o].offer->supplier),
                              .planned = t,
                              .units = r->curve[o].period[t].units,
                              .spend = cp_supplier_spend(r, o, t),
                              .by = by};
        }
    return 0;
}

/* Periods [from, to) in which a supplier delivers nothing. */
struct event {
    size_t from, to;
};

static size_t draw_events(const struct paths *p, size_t s, size_t path, struct event *out) {
    const struct cp_supplier *w = &p->r->plan->supply.supplier[s];
    double step = cp_period_years(p->r->plan->horizon.from), years = 0;
    if (!(w->disruption > 0 && w->recovery > 0))
        return 0;
    struct cp_random rnd = cp_num_random_stream(p->r->opt->seed, path, key_of(w->name));
    size_t n = 0;
    while (n < EVENTS) {
        years -= log(cp_num_random_uniform(&rnd)) / w->disruption;
        if (years >= step * (double)p->T)
            break;
        out[n++] =
            (struct event){(size_t)(years / step), (size_t)ceil((years + w->recovery) / step)};
        years += w->recovery;
    }
    return n;
}

/* The period in which a line's units arrive; T: not within the horizon. */
static size_t arrival(const struct paths *p, const struct line *l, double lead, bool late,
                      const struct event *event, size_t nevent) {
    size_t t = l->planned;
    while (t < p->T && l->by[t] < lead)
        t++;
    t += late;
    for (size_t i = 0; i < nevent; i++)
        if (t >= event[i].from && t < event[i].to)
            t = event[i].to;
    return t < p->T ? t : p->T;
}

struct draws {
    double *lead;
    bool *late;
    struct event *event; /* supplier x EVENTS */
    size_t *nevent;
};

static void run_path(struct paths *p, size_t path, struct draws *d, double *delay) {
    const struct cp_plan *plan = p->r->plan;
    for (size_t o = 0; o < plan->supply.noffer; o++) {
        struct cp_random rnd = cp_num_random_stream(p->r->opt->seed, path, p->key[o]);
        d->lead[o] = cp_num_random_uniform(&rnd);
        d->late[o] = cp_num_random_uniform(&rnd) > p->on_time[o];
    }
    for (size_t s = 0; s < plan->supply.nsupplier; s++)
        d->nevent[s] = draw_events(p, s, path, &d->event[s * EVENTS]);
    for (size_t i = 0; i < p->nline; i++) {
        const struct line *l = &p->line[i];
        size_t t = arrival(p, l, d->lead[l->offer], d->late[l->offer],
                           &d->event[l->supplier * EVENTS], d->nevent[l->supplier]);
        delay[l->supplier] += l->units * (double)(t - l->planned);
        if (t == p->T)
            continue;
        p->units[t * p->n + path] += l->units;
        p->spend[t * p->n + path] += l->spend;
    }
    for (size_t t = 1; t < p->T; t++) /* deliveries so far */
        p->units[t * p->n + path] += p->units[(t - 1) * p->n + path];
}

/* One thread's memory for draws; false: none. */
static bool reserve_draws(const struct paths *p, struct draws *d) {
    const struct cp_plan *plan = p->r->plan;
    d->lead = cp_calloc(plan->supply.noffer + 1, sizeof *d->lead);
    d->late = cp_calloc(plan->supply.noffer + 1, sizeof *d->late);
    d->event = cp_calloc(plan->supply.nsupplier + 1, EVENTS * sizeof *d->event);
    d->nevent = cp_calloc(plan->supply.nsupplier + 1, sizeof *d->nevent);
    return d->lead && d->late && d->event && d->nevent;
}

static void free_draws(struct draws *d) {
    free(d->lead);
    free(d->late);
    free(d->event);
    free(d->nevent);
}

static int run_all(struct paths *p, struct cp_error *err) {
    size_t chunks = (p->n + CHUNK - 1) / CHUNK, nsupplier = p->r->plan->supply.nsupplier;
    bool failed = false;
#pragma omp parallel num_threads(p->r->opt->jobs > 0 ? p->r->opt->jobs : 1)
    {
        struct draws d = {0};
        bool ready = reserve_draws(p, &d);
        if (!ready) {
#pragma omp atomic write
            failed = true;
        }
#pragma omp for schedule(static)
        for (size_t c = 0; c < chunks; c++)
            for (size_t i = c * CHUNK; ready && i < p->n && i < (c + 1) * CHUNK; i++)
                run_path(p, i, &d, &p->delay[c * nsupplier]);
#pragma omp for schedule(static)
        for (size_t t = 0; t < p->T; t++)
            if (ready) {
                cp_num_sort(&p->units[t * p->n], p->n);
                cp_num_sort(&p->spend[t * p->n], p->n);
            }
        free_draws(&d);
    }
    return failed ? cp_fail_nomem(err) : 0;
}

static int put_quantiles(const struct paths *p, const char *measure, const double *x, size_t t,
                         struct cp_facts *facts, struct cp_error *err) {
    static const double at[] = {0.05, 0.1, 0.5, 0.9, 0.95};
    static const char *const name[] = {"0.05", "0.1", "0.5", "0.9", "0.95"};
    char period[CP_PERIOD_SIZE];
    double mean = 0;
    cp_period_format(period, cp_plan_period(p->r->plan, t));
    struct cp_fact f = {.dim[CP_PERIOD] = period, .measure = measure};
    for (size_t i = 0; i < p->n; i++)
        mean += x[t * p->n + i] / (double)p->n;
    f.value = mean;
    int rc = cp_facts_put(facts, &f, err);
    if (rc)
        return rc;
    for (size_t q = 0; q < sizeof at / sizeof *at; q++) {
        f.dim[CP_QUANTILE] = name[q];
        f.value = cp_num_quantile_sorted(&x[t * p->n], p->n, at[q]);
        rc = cp_facts_put(facts, &f, err);
        if (rc)
            return rc;
    }
    return 0;
}

/* Mean delay by supplier; units that do not arrive within the horizon count to its end. */
static int put_delays(const struct paths *p, struct cp_facts *facts, struct cp_error *err) {
    const struct cp_plan *plan = p->r->plan;
    size_t chunks = (p->n + CHUNK - 1) / CHUNK;
    for (size_t s = 0; s < plan->supply.nsupplier; s++) {
        double units = 0, delay = 0;
        for (size_t i = 0; i < p->nline; i++)
            units += p->line[i].supplier == s ? p->line[i].units : 0;
        for (size_t c = 0; c < chunks; c++)
            delay += p->delay[c * plan->supply.nsupplier + s];
        if (units <= 0)
            continue;
        double years = delay / units / (double)p->n * cp_period_years(plan->horizon.from);
        int rc = cp_facts_put(facts,
                              &(struct cp_fact){.dim[CP_SUPPLIER] = plan->supply.supplier[s].name,
                                                .measure = "expected_delay",
                                                .value = years},
                              err);
        if (rc)
            return rc;
    }
    return 0;
}

static int put_all(const struct paths *p, struct cp_facts *facts, struct cp_error *err) {
    for (size_t t = 0; t < p->T; t++) {
        int rc = put_quantiles(p, "delivered", p->units, t, facts, err);
        if (rc)
            return rc;
        rc = put_quantiles(p, "delivered_cost", p->spend, t, facts, err);
        if (rc)
            return rc;
    }
    return put_delays(p, facts, err);
}

int cp_supplier_risk_paths(const struct cp_risk *r, struct cp_facts *facts, struct cp_error *err) {
    struct paths p = {.r = r, .T = r->plan->horizon.n, .n = r->opt->paths};
    size_t chunks = (p.n + CHUNK - 1) / CHUNK;
    int rc = make_lines(&p, err);
    if (rc)
        goto out;
    p.units = cp_calloc(p.T * p.n, sizeof *p.units);
    p.spend = cp_calloc(p.T * p.n, sizeof *p.spend);
    p.delay = cp_calloc(chunks * r->plan->supply.nsupplier + 1, sizeof *p.delay);
    if (!p.units || !p.spend || !p.delay) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    rc = run_all(&p, err);
    if (rc)
        goto out;
    rc = put_all(&p, facts, err);
out:
    free(p.line);
    free(p.odds);
    free(p.key);
    free(p.on_time);
    free(p.units);
    free(p.spend);
    free(p.delay);
    return rc;
}
