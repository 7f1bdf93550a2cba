/* Supply: the curves that cp-supplier wrote, a step of an offer each. */
#include "allocate/block/block.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct cp_offer_step *find_step(struct cp_program *m, const char *offer, const char *name) {
    for (size_t l = 0; l < m->fleet.nstep; l++)
        if (!strcmp(m->fleet.step[l].offer, offer) &&
            (!name || !strcmp(m->fleet.step[l].name, name)))
            return &m->fleet.step[l];
    return NULL;
}

static struct cp_offer_step *push_step(struct cp_program *m, struct cp_offer_step step) {
    step.supply = cp_arena_calloc(&m->arena, m->T, sizeof *step.supply);
    step.price = cp_arena_calloc(&m->arena, m->T, sizeof *step.price);
    if (!step.supply || !step.price ||
        !cp_grow(&m->fleet.step, &m->fleet.capstep, m->fleet.nstep, sizeof step))
        return NULL;
    for (size_t t = 0; t < m->T; t++)
        step.price[t] = NAN;
    m->fleet.step[m->fleet.nstep] = step;
    return &m->fleet.step[m->fleet.nstep++];
}

static double number_of(const struct cp_offer_step *step) {
    double number;
    size_t used;
    return cp_number_parse(step->name, strlen(step->name), &number, &used) == 0 ? number : 0;
}

/* Offers by name, steps by number: the answer does not depend on the order of the stream. */
static int compare_steps(const void *a, const void *b) {
    const struct cp_offer_step *x = a, *y = b;
    int d = strcmp(x->offer, y->offer);
    double p = number_of(x), q = number_of(y);
    return d ? d : p != q ? (p > q) - (p < q) : strcmp(x->name, y->name);
}

/* One fact of `supply`: a step is made when it is new. */
static int read_units(struct cp_program *m, const struct cp_facts *f, size_t r, double value,
                      void *unused) {
    (void)unused;
    if (!cp_allocate_reads(m, f, r))
        return 0;
    const char *offer = cp_facts_dim(f, r, CP_OFFER), *name = cp_facts_dim(f, r, CP_STEP);
    const char *text = cp_facts_dim(f, r, CP_PERIOD);
    const struct cp_sku *sku = cp_plan_sku(m->plan, cp_facts_dim(f, r, CP_SKU));
    struct cp_pos pos = cp_facts_pos(f, r);
    struct cp_period p;
    if (!sku)
        return cp_fail_at(m->err, CP_EINPUT, pos,
                          "supply of SKU '%s', which the plan does not have",
                          cp_facts_dim(f, r, CP_SKU));
    if (cp_period_parse(text, strlen(text), &p) != 0)
        return cp_fail_at(m->err, CP_EINPUT, pos, "supply of offer '%s' without a period", offer);
    if (!(value >= 0))
        return cp_fail_at(m->err, CP_EINPUT, pos, "supply of offer '%s' must be 0 or more", offer);
    struct cp_periods span = cp_allocate_span(m, p);
    if (span.first > span.last)
        return 0;
    struct cp_offer_step *step = find_step(m, offer, name);
    if (!step)
        step = push_step(m, (struct cp_offer_step){.offer = offer,
                                                   .supplier = cp_facts_dim(f, r, CP_SUPPLIER),
                                                   .sku = sku->name,
                                                   .name = name,
                                                   .g = (size_t)(sku - m->plan->sku)});
    if (!step)
        return cp_fail_nomem(m->err);
    for (size_t t = span.first; t <= span.last; t++) {
        /* a longer period than the plan's arrives evenly */
        double part = fmin(1, m->time.hours[t] / cp_period_hours(p));
        step->supply[t] += value * part;
        step->total += value * part;
    }
    return 0;
}

/* Prices and rents, by offer, step and period; one of nothing supplied is passed over. */
static int read_price(struct cp_program *m, const struct cp_facts *f, size_t r, double value,
                      void *unused) {
    struct cp_offer_step *step =
        find_step(m, cp_facts_dim(f, r, CP_OFFER), cp_facts_dim(f, r, CP_STEP));
    const char *text = cp_facts_dim(f, r, CP_PERIOD);
    struct cp_period p;
    if (!step || !cp_allocate_reads(m, f, r) || cp_period_parse(text, strlen(text), &p) != 0)
        return 0;
    (void)unused;
    if (!(value >= 0))
        return cp_fail_at(m->err, CP_EINPUT, cp_facts_pos(f, r),
                          "%s of offer '%s' must be 0 or more", cp_facts_measure(f, r),
                          step->offer);
    bool rented = !strcmp(cp_facts_measure(f, r), "rent");
    struct cp_periods span = cp_allocate_span(m, p);
    for (size_t t = span.first; t <= span.last; t++) {
        if (!isnan(step->price[t]))
            return cp_fail_at(m->err, CP_EINPUT, cp_facts_pos(f, r),
                              "offer '%s' has more than one price in %s", step->offer,
                              m->time.text[t]);
        step->price[t] = value;
        step->rented = rented;
    }
    return 0;
}

static bool is_offer_of(const struct cp_program *m, const struct cp_offer_step *step,
                        const char *offer) {
    return step < m->fleet.step + m->fleet.nstep && !strcmp(step->offer, offer);
}

static int read_term(struct cp_program *m, const struct cp_facts *f, size_t r, double value,
                     void *unused) {
    const char *offer = cp_facts_dim(f, r, CP_OFFER);
    struct cp_offer_step *step = find_step(m, offer, NULL);
    (void)unused;
    for (; step && cp_allocate_reads(m, f, r) && is_offer_of(m, step, offer); step++)
        step->term = value;
    return 0;
}

/* Of a whole offer; it stands with its first step. */
static int read_committed(struct cp_program *m, const struct cp_facts *f, size_t r, double value,
                          void *unused) {
    struct cp_offer_step *first = find_step(m, cp_facts_dim(f, r, CP_OFFER), NULL);
    (void)unused;
    if (first && cp_allocate_reads(m, f, r))
        first->committed = value;
    return 0;
}

static int check_price(struct cp_program *m, const struct cp_facts *f, size_t r, double value,
                       void *unused) {
    const struct cp_offer_step *step =
        find_step(m, cp_facts_dim(f, r, CP_OFFER), cp_facts_dim(f, r, CP_STEP));
    const char *text = cp_facts_dim(f, r, CP_PERIOD);
    struct cp_period p;
    (void)value;
    (void)unused;
    if (!step || cp_period_parse(text, strlen(text), &p) != 0)
        return 0;
    struct cp_periods span = cp_allocate_span(m, p);
    for (size_t t = span.first; t <= span.last; t++)
        if (step->supply[t] > 0 && isnan(step->price[t]))
            return cp_fail_at(m->err, CP_EINPUT, cp_facts_pos(f, r),
                              "supply of offer '%s' in %s has neither a price nor a rent",
                              step->offer, m->time.text[t]);
    if (step->rented && !(step->term > 0))
        return cp_fail_at(m->err, CP_EINPUT, cp_facts_pos(f, r),
                          "offer '%s' has a rent and no term", step->offer);
    return 0;
}

int cp_allocate_read_supply(struct cp_program *m, const struct cp_facts *facts) {
    static const struct {
        const char *measure;
        cp_allocate_take *take;
    } then[] = {
        {"price", read_price},         {"rent", read_price},    {"term", read_term},
        {"committed", read_committed}, {"supply", check_price},
    };
    int rc = cp_allocate_each_fact(m, facts, "supply", read_units, NULL);
    if (rc)
        return rc;
    if (m->fleet.nstep)
        qsort(m->fleet.step, m->fleet.nstep, sizeof *m->fleet.step, compare_steps);
    for (size_t i = 0; i < sizeof then / sizeof *then; i++) {
        rc = cp_allocate_each_fact(m, facts, then[i].measure, then[i].take, NULL);
        if (rc)
            return rc;
    }
    return 0;
}
