/* Rights that are used on some of the days or months of a position, and the right to take all. */
#include "hedge/simulated.h"
#include "pricing/pricing.h"
#include <math.h>
#include <stdlib.h>

struct rights {
    struct cp_hedge_simulation *s;
    size_t ndate;
    struct cp_hedge_date *date;
    double *volume, *discount;
    bool two; /* factors, so that the price of a date does not say all that is known on it */
};
/* Paths to fit to, or others. */
struct set {
    double *row, *state, *second, *gain;
    struct cp_pricing_paths p;
};

static bool is_daily(const struct cp_hedge_simulation *s) {
    return s->k->daily;
}

static double sign_of(const struct cp_hedge_simulation *s) {
    return s->k->kind->put ? -1 : 1;
}

/* ---- dates ------------------------------------------------------------------------------------
 */

/* Where all days are fixed by themselves a cell is over at its end, else when it begins. */
static double years_to(const struct rights *r, const struct cp_hedge_cell *c, int64_t hour) {
    int64_t over = is_daily(r->s) ? c->until : c->from;
    return fmax(c->expiry + (double)(hour - over) / 8766, 0);
}

static void add_date(struct rights *r, size_t cell, int64_t from, int64_t until) {
    const struct cp_hedge_cell *c = &r->s->cell[cell];
    bool daily = is_daily(r->s);
    double time = years_to(r, c, from);
    size_t i = r->ndate++;
    r->date[i] = (struct cp_hedge_date){
        .cell = cell,
        .from = from,
        .until = until,
        .time = time,
        .delivery = daily ? time : time + (double)(until - from) / 2 / 8766,
        .deviation = {daily ? NAN : c->volatility[0] * sqrt(c->expiry), NAN}};
    r->volume[i] = cp_hedge_volume(r->s->k, from, until);
    r->discount[i] = exp(-c->rate * (r->s->k->kind->choice == CP_CHOICE_ONCE ? time : c->paid));
}

/* Days or months, or the times of a table of paths. */
static size_t cut_cell(struct rights *r, size_t cell, bool add) {
    const struct cp_hedge_given *g = cp_hedge_given_of(r->s);
    const struct cp_hedge_cell *c = &r->s->cell[cell];
    int64_t step = is_daily(r->s) ? 24 : c->until - c->from;
    size_t n = 0;
    for (int64_t t = c->from; t < c->until && !g; t += step, n++)
        if (add)
            add_date(r, cell, t, t + step < c->until ? t + step : c->until);
    for (size_t i = 0; g && i < g->ntime; i++) {
        if (g->from[i] < c->from || g->from[i] >= c->until)
            continue;
        if (add)
            add_date(r, cell, g->from[i], g->until[i] < c->until ? g->until[i] : c->until);
        n++;
    }
    return n;
}

static int make_dates(struct rights *r) {
    struct cp_hedge_simulation *s = r->s;
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++)
        n += cut_cell(r, i, false);
    r->date = cp_calloc(n + 1, sizeof *r->date);
    r->volume = cp_calloc(2 * n + 1, sizeof *r->volume);
    if (!r->date || !r->volume)
        return cp_fail_nomem(s->v->h->err);
    r->discount = r->volume + n;
    for (size_t i = 0; i < s->n; i++)
        cut_cell(r, i, true);
    const struct cp_curve_factors *f = &s->v->market->factors;
    size_t moving = 0;
    for (size_t i = 0; i < f->n; i++)
        moving += f->weight[s->k->curve * f->n + i] != 0;
    r->two = moving > 1 && !s->certain && !cp_hedge_given_of(s);
    return 0;
}

/* ---- paths ------------------------------------------------------------------------------------
 */

static int draw_rows(const struct rights *r, unsigned number, struct set *x) {
    size_t each = r->two ? 2 : 1;
    struct cp_hedge_date *row = cp_calloc(each * r->ndate, sizeof *row);
    if (!row)
        return cp_fail_nomem(r->s->v->h->err);
    for (size_t d = 0; d < r->ndate; d++) {
        row[each * d] = r->date[d];
        if (!r->two)
            continue;
        row[2 * d + 1] = r->date[r->ndate - 1]; /* what is delivered last, as it is seen now */
        row[2 * d + 1].time = r->date[d].time;
        row[2 * d + 1].deviation[0] = NAN;
    }
    double *const price[2] = {x->row, NULL};
    int rc = cp_hedge_draw(r->s, row, each * r->ndate, number, price);
    free(row);
    return rc;
}

static int draw_set(const struct rights *r, unsigned number, struct set *x) {
    const struct cp_hedge_simulation *s = r->s;
    size_t n = s->npath * r->ndate, each = r->two ? 2 : 1;
    x->row = cp_calloc((2 * each + 1) * n + 1, sizeof *x->row);
    if (!x->row)
        return cp_fail_nomem(s->v->h->err);
    x->state = x->row + each * n;
    x->gain = x->state + n;
    x->second = r->two ? x->gain + n : NULL;
    int rc = draw_rows(r, number, x);
    for (size_t d = 0; d < r->ndate && rc == 0; d++)
        for (size_t p = 0; p < s->npath; p++) {
            size_t at = d * s->npath + p;
            x->state[at] = x->row[each * d * s->npath + p];
            x->gain[at] =
                sign_of(s) * (x->state[at] - s->cell[r->date[d].cell].strike) * r->volume[d];
            if (r->two)
                x->second[at] = x->row[(2 * d + 1) * s->npath + p];
        }
    x->p = (struct cp_pricing_paths){s->npath,    r->ndate,    x->state, x->gain,
                                     r->discount, s->mirrored, x->second};
    return rc;
}

/* ---- what is used -----------------------------------------------------------------------------
 */

static double slope_of(const struct cp_hedge_cell *c, int side, double price) {
    double above = c->forward[side] - c->floor[side];
    return c->normal ? 1 : above > 0 ? (price - c->floor[side]) / above : 0;
}

static size_t dates_of(const struct rights *r, size_t cell) {
    size_t n = 0;
    for (size_t d = 0; d < r->ndate; d++)
        n += r->date[d].cell == cell;
    return n;
}

static void add_up(const struct rights *r, const struct set *x, const unsigned char *used) {
    const struct cp_hedge_simulation *s = r->s;
    double n = (double)s->npath;
    for (size_t d = 0; d < r->ndate; d++) {
        size_t cell = r->date[d].cell;
        const struct cp_hedge_cell *c = &s->cell[cell];
        bool once = s->k->kind->choice == CP_CHOICE_ONCE;
        double paid = once ? r->date[d].time : c->paid;
        double part = 1. / (double)dates_of(r, cell);
        for (size_t p = 0; p < s->npath; p++) {
            size_t at = d * s->npath + p;
            if (s->price)
                s->price[cell * s->npath + p] += part * x->state[at];
            if (!used[at])
                continue;
            double money = r->discount[d] * x->gain[at];
            s->sum[p] += money;
            s->out[cell].value += money / n;
            s->out[cell].delta[0] +=
                r->discount[d] * sign_of(s) * r->volume[d] * slope_of(c, 0, x->state[at]) / n;
            s->out[cell].rho -= paid * money / n;
            if (s->cash)
                s->cash[cell * s->npath + p] += x->gain[at];
        }
    }
}

/* Of dates by themselves a value is known: what their mean misses is taken off, as far as all goes
 * with it. */
static double known_of(const struct rights *r, size_t d, double deviation) {
    const struct cp_hedge_simulation *s = r->s;
    const struct cp_hedge_cell *c = &s->cell[r->date[d].cell];
    const struct cp_pricing_option o = {.put = s->k->kind->put,
                                        .forward =
                                            cp_hedge_date_forward(s, &r->date[d], 0) - c->floor[0],
                                        .strike = c->strike - c->floor[0],
                                        .years = 1,
                                        .volatility = deviation};
    return r->discount[d] * r->volume[d] *
           (c->normal ? cp_pricing_normal(&o) : cp_pricing_black(&o)).value;
}

static double slope_on(const double *y, const double *x, size_t n) {
    double mx = 0, my = 0, xx = 0, xy = 0;
    for (size_t p = 0; p < n; p++) {
        mx += x[p] / (double)n;
        my += y[p] / (double)n;
    }
    for (size_t p = 0; p < n; p++) {
        xx += (x[p] - mx) * (x[p] - mx);
        xy += (x[p] - mx) * (y[p] - my);
    }
    return xx > 0 ? xy / xx : 0;
}

static int take_control(const struct rights *r, const struct set *x) {
    struct cp_hedge_simulation *s = r->s;
    size_t n = s->npath;
    double *sum = cp_calloc(n + s->n + 1, sizeof *sum), all = 0;
    if (!sum)
        return cp_fail_nomem(s->v->h->err);
    double *missed = sum + n;
    for (size_t d = 0; d < r->ndate; d++) {
        double mean = 0, deviation = cp_hedge_date_deviation(s, &r->date[d], 0);
        for (size_t p = 0; p < n; p++) {
            double gain = r->discount[d] * fmax(x->gain[d * n + p], 0);
            sum[p] += gain;
            mean += gain / (double)n;
        }
        missed[r->date[d].cell] += mean - known_of(r, d, deviation);
    }
    double slope = slope_on(s->sum, sum, n);
    for (size_t i = 0; i < s->n; i++) {
        s->out[i].value -= slope * missed[i];
        all += missed[i];
    }
    double mean = 0;
    for (size_t p = 0; p < n; p++)
        mean += sum[p] / (double)n;
    for (size_t p = 0; p < n; p++)
        s->sum[p] -= slope * (sum[p] - mean + all);
    free(sum);
    return 0;
}

static int exercise(const struct rights *r) {
    struct cp_hedge_simulation *s = r->s;
    const struct cp_hedge_terms *t = s->k->terms;
    bool given = cp_hedge_given_of(s) != NULL;
    struct set fitted = {0}, other = {0};
    struct cp_pricing_simulated x;
    size_t degree = s->npath < 1000 ? 2 : 3;
    struct cp_pricing_rule rule = {.rights = t->rights < r->ndate ? t->rights : r->ndate,
                                   .degree = degree,
                                   .fewest = s->certain ? 1
                                             : given    ? degree + 2
                                                        : 0,
                                   .used = cp_calloc(s->npath * r->ndate + 1, 1)};
    rule.least = t->least;
    int rc = rule.used ? draw_set(r, 0, &fitted) : cp_fail_nomem(s->v->h->err);
    if (rc == 0 && !given)
        rc = draw_set(r, 1, &other);
    if (rc == 0 && cp_pricing_least_squares(&fitted.p, given ? NULL : &other.p, &rule, &x) != 0)
        rc = cp_fail_nomem(s->v->h->err);
    if (rc == 0)
        add_up(r, given ? &fitted : &other, rule.used);
    if (rc == 0 && !given && !s->certain)
        rc = take_control(r, &other);
    free(fitted.row);
    free(other.row);
    free(rule.used);
    return rc;
}

int cp_hedge_simulate_rights(struct cp_hedge_simulation *s) {
    struct rights r = {.s = s};
    int rc = make_dates(&r);
    if (rc == 0 && s->k->terms->least > r.ndate)
        rc = cp_fail_at(s->v->h->err, CP_EINPUT, s->k->pos,
                        "rights_least: %zu rights must be used, and %zu dates are left",
                        s->k->terms->least, r.ndate);
    if (rc == 0)
        rc = exercise(&r);
    free(r.date);
    free(r.volume);
    return rc;
}

/* ---- all or nothing ---------------------------------------------------------------------------
 */

static double middle(const struct cp_hedge_simulation *s, size_t i) {
    const struct cp_hedge_cell *c = &s->cell[i];
    return c->expiry + (double)(c->from + c->until - 2 * s->k->terms->decide) / 2 / 8766;
}

static void take_all(const struct cp_hedge_simulation *s, const double *price, size_t p) {
    double all = 0, n = (double)s->npath, strike = s->k->strike, fee = s->k->terms->fee;
    for (size_t i = 0; i < s->n; i++) {
        const struct cp_hedge_cell *c = &s->cell[i];
        all += c->volume * ((price[i * s->npath + p] - strike) * exp(-c->rate * c->paid) -
                            fee * exp(-c->rate * c->expiry));
    }
    for (size_t i = 0; i < s->n; i++) {
        const struct cp_hedge_cell *c = &s->cell[i];
        double df = exp(-c->rate * c->paid), now = fee * exp(-c->rate * c->expiry);
        double at = price[i * s->npath + p], money = c->volume * df * (at - strike);
        if (s->price)
            s->price[i * s->npath + p] = price[(s->n + i) * s->npath + p];
        if (!(all > 0))
            continue;
        s->sum[p] += money - c->volume * now;
        s->out[i].value += (money - c->volume * now) / n;
        s->out[i].delta[0] += c->volume * df * slope_of(c, 0, at) / n;
        s->out[i].rho -= (c->paid * money - c->expiry * c->volume * now) / n;
        if (s->cash)
            s->cash[i * s->npath + p] = c->volume * (s->price[i * s->npath + p] - strike - fee);
    }
}

/* Months as they are seen on the day of decision and, where it is asked what they settle, in
 * delivery. */
int cp_hedge_simulate_extension(struct cp_hedge_simulation *s) {
    size_t n = s->n, rows = s->price ? 2 * n : n;
    struct cp_hedge_date *date = cp_calloc(rows + 1, sizeof *date);
    double *price = cp_calloc(rows * s->npath + 1, sizeof *price);
    int rc = date && price ? 0 : cp_fail_nomem(s->v->h->err);
    for (size_t i = 0; i < rows && rc == 0; i++) {
        const struct cp_hedge_cell *c = &s->cell[i % n];
        double then = middle(s, i % n);
        date[i] = (struct cp_hedge_date){
            .cell = i % n,
            .from = c->from,
            .until = c->until,
            .time = i < n ? c->expiry : then,
            .delivery = then,
            .deviation = {i < n ? c->volatility[0] * sqrt(c->expiry) : NAN, NAN}};
    }
    double *const sides[2] = {price, NULL};
    if (rc == 0)
        rc = cp_hedge_draw(s, date, rows, 1, sides);
    for (size_t p = 0; p < s->npath && rc == 0; p++)
        take_all(s, price, p);
    free(date);
    free(price);
    return rc;
}
