/* A plant that is tolled, month by month: days of both prices on paths, shaped to hours, and a rule
 * of when it runs. How it stands when a month begins is free. */
#include "hedge/simulated.h"
#include "pricing/pricing.h"
#include <math.h>
#include <stdlib.h>

struct month {
    struct cp_hedge_simulation *s;
    size_t cell, ndate, nhour;
    struct cp_hedge_date *date; /* days; of given prices hours */
    struct cp_pricing_plant plant;
    double *row[2][2];  /* by set and side: by date and path */
    double *hour[2][2]; /* by hour and path; of power less the strike */
    unsigned char *runs;
};

static int64_t step_of(const struct cp_hedge_simulation *s) {
    return cp_hedge_given_of(s) ? 1 : 24;
}

static void make_dates(struct month *m) {
    const struct cp_hedge_cell *c = &m->s->cell[m->cell];
    int64_t step = step_of(m->s);
    m->ndate = 0;
    for (int64_t t = c->from; t < c->until; t += step) {
        double time = fmax(c->expiry - (double)(c->until - t) / 8766, 0);
        m->date[m->ndate++] =
            (struct cp_hedge_date){.cell = m->cell,
                                   .from = t,
                                   .until = t + step < c->until ? t + step : c->until,
                                   .time = time,
                                   .delivery = time,
                                   .deviation = {NAN, NAN}};
    }
    m->nhour = (size_t)(c->until - c->from);
}

/* What an hour is of its day, above the floor. */
static double shape_of(const struct month *m, int side, double day, int64_t hour) {
    const struct cp_hedge_trade *k = m->s->k;
    const struct cp_curve *curve = &m->s->v->market->curve[side ? k->curve2 : k->curve];
    double floor = m->s->cell[m->cell].floor[side];
    double part = (cp_curve_hour(curve, hour) - floor) / (day - floor);
    return cp_hedge_given_of(m->s) || !isfinite(part) ? 1 : part;
}

static void shape_day(struct month *m, unsigned set, int side, size_t d) {
    struct cp_hedge_simulation *s = m->s;
    const struct cp_hedge_trade *k = s->k;
    const struct cp_hedge_cell *c = &s->cell[m->cell];
    const struct cp_hedge_date *date = &m->date[d];
    const struct cp_curve *curve = &s->v->market->curve[side ? k->curve2 : k->curve];
    double day = cp_curve_mean(curve, date->from, date->until), floor = c->floor[side];
    for (int64_t t = date->from; t < date->until; t++) {
        double part = shape_of(m, side, day, t);
        double *hour = &m->hour[set][side][(size_t)(t - c->from) * s->npath];
        for (size_t p = 0; p < s->npath; p++)
            hour[p] = floor + part * (m->row[set][side][d * s->npath + p] - floor) -
                      (side ? 0 : k->strike);
    }
}

static int draw_set(struct month *m, unsigned set) {
    int rc = cp_hedge_draw(m->s, m->date, m->ndate, set, m->row[set]);
    for (size_t d = 0; d < m->ndate && rc == 0; d++)
        for (int side = 0; side < 2; side++)
            shape_day(m, set, side, d);
    return rc;
}

/* An hour that runs, or starts. */
static void add_hour(struct month *m, size_t at, size_t p, unsigned set, double *cash) {
    struct cp_hedge_simulation *s = m->s;
    const struct cp_hedge_cell *c = &s->cell[m->cell];
    const struct cp_pricing_plant *x = &m->plant;
    double power = m->hour[set][0][at], fuel = m->hour[set][1][at], df = exp(-c->rate * c->paid);
    double unit = power - x->heat_rate * (fuel + x->addon), burns, money;
    double runs = unit > 0 ? x->most : x->least, each = df / (double)s->npath;
    bool starts = m->runs[at] == 2;
    burns = runs * x->heat_rate + (starts ? x->start_fuel : 0);
    money = runs * unit - (starts ? x->start_cost + x->start_fuel * (fuel + x->addon) : 0);
    *cash += money;
    s->sum[p] += df * money;
    s->out[m->cell].value += each * money;
    s->out[m->cell].rho -= c->paid * each * money;
    s->out[m->cell].delta[0] +=
        each * runs * (power + s->k->strike - c->floor[0]) / (c->forward[0] - c->floor[0]);
    s->out[m->cell].delta[1] -= each * burns * (fuel - c->floor[1]) / (c->forward[1] - c->floor[1]);
}

static void add_up(struct month *m, unsigned set) {
    struct cp_hedge_simulation *s = m->s;
    size_t n = s->npath;
    for (size_t p = 0; p < n; p++) {
        double cash = 0, price = 0;
        for (size_t h = 0; h < m->nhour; h++) {
            size_t at = h * n + p;
            price += m->hour[set][0][at] + s->k->strike - s->k->heat_rate * m->hour[set][1][at];
            if (m->runs[at])
                add_hour(m, at, p, set, &cash);
        }
        if (s->price) {
            s->price[m->cell * n + p] = price / (double)m->nhour;
            s->cash[m->cell * n + p] = cash;
        }
    }
}

static int run_month(struct month *m) {
    struct cp_hedge_simulation *s = m->s;
    bool given = cp_hedge_given_of(s) != NULL;
    unsigned set = given ? 0 : 1;
    struct cp_pricing_dispatched x;
    make_dates(m);
    int rc = draw_set(m, 0);
    if (rc == 0 && !given)
        rc = draw_set(m, 1);
    if (rc)
        return rc;
    const struct cp_pricing_hours fitted = {s->npath,      m->nhour,    m->hour[0][0],
                                            m->hour[0][1], s->mirrored, NULL};
    const struct cp_pricing_hours other = {s->npath,        m->nhour,    m->hour[set][0],
                                           m->hour[set][1], s->mirrored, m->runs};
    if (cp_pricing_tolling_simulated(&m->plant, &fitted, &other, &x) != 0)
        return cp_fail_nomem(s->v->h->err);
    add_up(m, set);
    return 0;
}

int cp_hedge_simulate_plant(struct cp_hedge_simulation *s) {
    const struct cp_hedge_terms *t = s->k->terms;
    enum { HOURS = 31 * 24 };
    size_t n = HOURS * s->npath;
    struct month m = {.s = s,
                      .plant = {.heat_rate = s->k->heat_rate,
                                .least = t->least_load * s->k->rate,
                                .most = s->k->rate,
                                .start_fuel = t->start_fuel,
                                .start_cost = t->start_cost,
                                .addon = t->addon,
                                .up = t->up,
                                .down = t->down}};
    double *heap = cp_calloc(8 * n, sizeof *heap);
    m.date = cp_calloc(HOURS, sizeof *m.date);
    m.runs = cp_calloc(n, 1);
    int rc = heap && m.date && m.runs ? 0 : cp_fail_nomem(s->v->h->err);
    for (size_t i = 0; i < 4 && rc == 0; i++) {
        m.row[i / 2][i % 2] = heap + i * n;
        m.hour[i / 2][i % 2] = heap + (4 + i) * n;
    }
    for (m.cell = 0; m.cell < s->n && rc == 0; m.cell++)
        rc = run_month(&m);
    free(heap);
    free(m.date);
    free(m.runs);
    return rc;
}
