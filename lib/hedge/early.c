/* Options on a month that may be used on any day before it. */
#include "hedge/simulated.h"
#include "num/num.h"
#include "pricing/pricing.h"
#include <math.h>
#include <stdlib.h>

/* Days on which it may be used, at most: beyond, days apart. */
enum { DATES_MOST = 64 };

struct early {
    struct cp_hedge_simulation *s;
    const struct cp_hedge_cell *c;
    size_t ndate;
    double time[DATES_MOST], variance[DATES_MOST], discount[DATES_MOST];
    double *price[2], *gain[2]; /* of the paths to fit to, and of others: by date and path */
    unsigned char *used;
};

static double gain_of(const struct early *e, double price) {
    return (e->s->k->kind->put ? -1 : 1) * (price - e->c->strike);
}

static void make_dates(struct early *e) {
    const struct cp_hedge_cell *c = e->c;
    size_t days = (size_t)ceil(c->expiry * 365.25 - 1e-6);
    e->ndate = days < 1 ? 1 : days < DATES_MOST ? days : DATES_MOST;
    /* as that of the middle of the month goes, to what the month has up to its begin */
    double middle = c->expiry + (double)(c->until - c->from) / 2 / 8766;
    const struct cp_curve_factors *f = &e->s->v->market->factors;
    double all = cp_curve_variance(f, e->s->k->curve, middle, c->expiry);
    double whole = e->s->certain ? 0 : c->volatility[0] * c->volatility[0] * c->expiry;
    for (size_t d = 0; d < e->ndate; d++) {
        e->time[d] = c->expiry * (double)(d + 1) / (double)e->ndate;
        double so_far = cp_curve_variance(f, e->s->k->curve, middle, e->time[d]);
        e->variance[d] = all > 0 ? whole * so_far / all : 0;
        e->discount[d] = exp(-c->rate * e->time[d]);
    }
}

static void draw(struct early *e, uint64_t set) {
    const struct cp_hedge_simulation *s = e->s;
    double above = e->c->forward[0] - e->c->floor[0];
    for (size_t pair = 0; pair < s->npath / 2; pair++) {
        struct cp_random random = cp_num_random_stream(s->v->h->opt->seed, set + 11, pair);
        double x = 0, last = 0;
        for (size_t d = 0; d < e->ndate; d++) {
            x += sqrt(fmax(e->variance[d] - last, 0)) * cp_num_random_normal(&random);
            last = e->variance[d];
            for (size_t side = 0; side < 2; side++) {
                size_t at = d * s->npath + 2 * pair + side;
                double move = side ? -x : x;
                e->price[set][at] = e->c->normal ? e->c->forward[0] + move
                                                 : e->c->floor[0] + above * exp(move - last / 2);
                e->gain[set][at] = gain_of(e, e->price[set][at]);
            }
        }
    }
}

/* What is used at once, where that is worth more than any rule. */
static void take_now(struct early *e, size_t cell, double now) {
    struct cp_hedge_simulation *s = e->s;
    s->out[cell].value = now;
    s->out[cell].delta[0] = now == 0 ? 0 : e->c->volume * (s->k->kind->put ? -1 : 1);
    s->out[cell].rho = 0;
    for (size_t p = 0; p < s->npath; p++)
        s->sum[p] += now;
}

static void take_later(struct early *e, size_t cell, double value) {
    struct cp_hedge_simulation *s = e->s;
    double floor = e->c->floor[0], n = (double)s->npath, delta = 0, rho = 0;
    for (size_t d = 0; d < e->ndate; d++)
        for (size_t p = 0; p < s->npath; p++) {
            size_t at = d * s->npath + p;
            if (!e->used[at])
                continue;
            double money = e->discount[d] * e->gain[1][at] * e->c->volume;
            double slope =
                e->c->normal ? 1 : (e->price[1][at] - floor) / (e->c->forward[0] - floor);
            s->sum[p] += money;
            delta += e->discount[d] * slope * e->c->volume * (s->k->kind->put ? -1 : 1) / n;
            rho -= e->time[d] * money / n;
        }
    s->out[cell].value = value;
    s->out[cell].delta[0] = delta;
    s->out[cell].rho = rho;
}

static int one_cell(struct early *e, size_t cell) {
    struct cp_hedge_simulation *s = e->s;
    e->c = &s->cell[cell];
    double now = e->c->volume * fmax(gain_of(e, e->c->forward[0]), 0);
    make_dates(e);
    draw(e, 0);
    draw(e, 1);
    const struct cp_pricing_paths fitted = {s->npath,    e->ndate, e->price[0], e->gain[0],
                                            e->discount, true,     NULL};
    const struct cp_pricing_paths other = {s->npath,    e->ndate, e->price[1], e->gain[1],
                                           e->discount, true,     NULL};
    const struct cp_pricing_rule rule = {
        .rights = 1, .degree = 3, .fewest = s->certain ? 1 : 0, .used = e->used};
    struct cp_pricing_simulated x;
    if (cp_pricing_least_squares(&fitted, &other, &rule, &x) != 0)
        return cp_fail_nomem(s->v->h->err);
    if (now >= x.value * e->c->volume || e->c->expiry == 0)
        take_now(e, cell, now);
    else
        take_later(e, cell, x.value * e->c->volume);
    return 0;
}

int cp_hedge_simulate_early(struct cp_hedge_simulation *s) {
    struct early e = {.s = s};
    size_t n = DATES_MOST * s->npath;
    double *heap = cp_calloc(4 * n, sizeof *heap);
    e.used = cp_calloc(n, 1);
    int rc = heap && e.used ? 0 : cp_fail_nomem(s->v->h->err);
    for (int set = 0; set < 2 && heap; set++) {
        e.price[set] = heap + (size_t)set * n;
        e.gain[set] = heap + (size_t)(2 + set) * n;
    }
    for (size_t i = 0; i < s->n && rc == 0; i++)
        rc = one_cell(&e, i);
    free(heap);
    free(e.used);
    return rc;
}
