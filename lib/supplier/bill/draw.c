/* Lead times drawn together, by one factor of the country and one of the supplier [a Gaussian
 * copula], late deliveries and stops of suppliers. Draws belong to names and the number of the
 * path, as those of paths.c. */
#include "num/num.h"
#include "supplier/bill/chance.h"
#include <math.h>
#include <stdlib.h>

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
static void draw_common(const struct cp_chance *c, size_t path, struct cp_chance_drawn *d) {
    size_t n = c->b->plan->supply.nsupplier;
    double firm =
        sqrt(fmax(0, c->supplier_share * c->supplier_share - c->country_share * c->country_share));
    for (size_t s = 0; s < n && c->supplier_share > 0; s++) {
        const struct cp_chance_common *o = &c->common[s];
        struct cp_random a = cp_num_random_stream(c->opt->seed, path, o->supplier);
        struct cp_random w = cp_num_random_stream(c->opt->seed, path, o->country);
        d->common[n + s] =
            o->same < s ? d->common[n + o->same] : c->country_share * cp_num_random_normal(&w);
        d->common[s] = firm * cp_num_random_normal(&a) + d->common[n + s];
    }
}

static void draw_sources(const struct cp_chance *c, size_t path, size_t at,
                         struct cp_chance_drawn *d) {
    double own = sqrt(fmax(0, 1 - c->supplier_share * c->supplier_share));
    draw_common(c, path, d);
    for (size_t i = 0; i < c->nsource; i++) {
        const struct cp_chance_source *s = &c->source[i];
        struct cp_random rnd = cp_num_random_stream(c->opt->seed, path, s->key);
        double z = cp_num_random_normal(&rnd);
        bool late = cp_num_random_uniform(&rnd) > c->b->plan->supply.supplier[s->supplier].on_time;
        d->delay[i * CP_CHANCE_BLOCK + at] = late ? c->late : 0;
        if (c->supplier_share > 0)
            z = own * z + d->common[s->supplier];
        d->lead[i * CP_CHANCE_BLOCK + at] = lead_at(&s->offer->offer->lead, z);
    }
}

static void draw_stops(const struct cp_chance *c, size_t path, size_t at,
                       struct cp_chance_drawn *d) {
    const struct cp_plan_supply *supply = &c->b->plan->supply;
    double end = 2 * (double)(cp_period_end(c->b->plan->horizon.to) - c->b->plan->horizon.origin);
    for (size_t s = 0; s < supply->nsupplier; s++) {
        const struct cp_supplier *w = &supply->supplier[s];
        size_t cell = s * CP_CHANCE_BLOCK + at, *n = &d->nstop[cell];
        double when = 0, away = w->recovery * HOURS_A_YEAR;
        *n = 0;
        if (!(w->disruption > 0 && w->recovery > 0))
            continue;
        struct cp_random rnd = cp_num_random_stream(c->opt->seed, path, c->common[s].stop);
        while (*n < CP_CHANCE_EVENTS) {
            when -= log(cp_num_random_uniform(&rnd)) / w->disruption * HOURS_A_YEAR;
            if (when >= end)
                break;
            d->stop[cell * CP_CHANCE_EVENTS + (*n)++] = (struct cp_chance_stop){when, when + away};
            when += away;
        }
        d->stops[s] |= *n > 0;
    }
}

void cp_chance_draw(const struct cp_chance *c, size_t first, size_t n, struct cp_chance_drawn *d) {
    for (size_t s = 0; s < c->b->plan->supply.nsupplier; s++)
        d->stops[s] = false;
    for (size_t i = 0; i < n; i++) {
        draw_sources(c, first + i, i, d);
        draw_stops(c, first + i, i, d);
    }
}

bool cp_chance_reserve(const struct cp_chance *c, struct cp_chance_drawn *d) {
    size_t nsupplier = c->b->plan->supply.nsupplier, block = CP_CHANCE_BLOCK * sizeof(double);
    *d = (struct cp_chance_drawn){
        .lead = cp_calloc(c->nsource + 1, block),
        .delay = cp_calloc(c->nsource + 1, block),
        .common = cp_calloc(nsupplier + 1, 2 * sizeof *d->common),
        .stop = cp_calloc(nsupplier + 1,
                          CP_CHANCE_BLOCK * CP_CHANCE_EVENTS * sizeof(struct cp_chance_stop)),
        .nstop = cp_calloc(nsupplier + 1, CP_CHANCE_BLOCK * sizeof *d->nstop),
        .stops = cp_calloc(nsupplier + 1, sizeof *d->stops),
        .arrival = cp_calloc(c->b->nnode + 1, block),
        .start = cp_calloc(c->b->nnode + 1, block)};
    return d->lead && d->delay && d->arrival && d->start && d->common && d->stop && d->nstop &&
           d->stops;
}

void cp_chance_release(struct cp_chance_drawn *d) {
    free(d->lead);
    free(d->delay);
    free(d->common);
    free(d->stop);
    free(d->nstop);
    free(d->stops);
    free(d->arrival);
    free(d->start);
}
