/* Prices of the dates of a position on paths: of the factors of its curves, or given. */
#include "hedge/simulated.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t curve_of(const struct cp_hedge_simulation *s, int side) {
    return side ? s->k->curve2 : s->k->curve;
}

static int sides(const struct cp_hedge_simulation *s) {
    return s->k->kind->second ? 2 : 1;
}

const struct cp_hedge_given *cp_hedge_given_of(const struct cp_hedge_simulation *s) {
    bool dated = s->k->kind->choice == CP_CHOICE_ONCE || s->k->kind->choice == CP_CHOICE_SWING ||
                 s->k->kind->choice == CP_CHOICE_PLANT;
    return dated ? s->v->market->given[s->k->curve] : NULL;
}

/* Above the floor dates go by the same part as the month that they are in; a normal price moves. */
static double scaled(const struct cp_hedge_cell *c, int side, double price, double month) {
    double floor = c->floor[side];
    if (c->normal)
        return price + c->forward[side] - month;
    return month > floor ? floor + (price - floor) * (c->forward[side] - floor) / (month - floor)
                         : c->forward[side];
}

double cp_hedge_date_forward(const struct cp_hedge_simulation *s, const struct cp_hedge_date *d,
                             int side) {
    const struct cp_hedge_cell *c = &s->cell[d->cell];
    const struct cp_curve *curve = &s->v->market->curve[curve_of(s, side)];
    double price = cp_curve_mean(curve, d->from, d->until);
    const struct cp_hedge_given *g = s->v->market->given[curve_of(s, side)];
    if (isnan(price) && g)
        price = cp_hedge_given_mean(g, d->from, d->until);
    return isnan(price) ? c->forward[side] : scaled(c, side, price, c->month[side]);
}

/* By what a cell's volatility is more than the model's every date's is: in points. */
static double scale_of(const struct cp_hedge_cell *c, const struct cp_hedge_date *d, int side,
                       double variance) {
    if (!isnan(d->deviation[side]))
        return variance > 0 ? d->deviation[side] / sqrt(variance) : 0;
    double more = c->volatility[side] - c->model[side];
    return variance > 0 ? fmax(1 + more * sqrt(d->time / variance), 0) : 1;
}

double cp_hedge_date_deviation(const struct cp_hedge_simulation *s, const struct cp_hedge_date *d,
                               int side) {
    double v = cp_curve_variance(&s->v->market->factors, curve_of(s, side), d->delivery, d->time);
    return scale_of(&s->cell[d->cell], d, side, v) * sqrt(fmax(v, 0));
}

/* ---- given ------------------------------------------------------------------------------------
 */

static int take_given(const struct cp_hedge_simulation *s, const struct cp_hedge_date *date,
                      size_t ndate, int side, double *price) {
    const struct cp_hedge_given *g = s->v->market->given[curve_of(s, side)];
    const char *name = s->v->h->plan->money.market.curve[curve_of(s, side)].name;
    if (!g || g->npath != s->npath)
        return cp_fail_at(s->v->h->err, CP_EINPUT, s->k->pos,
                          "a %s wants as many paths of both curves: curves/%.80s/paths",
                          s->k->kind->word, name);
    for (size_t d = 0; d < ndate; d++) {
        const struct cp_hedge_cell *c = &s->cell[date[d].cell];
        size_t at = cp_hedge_given_at(g, date[d].from);
        double month = cp_hedge_given_mean(g, c->from, c->until);
        char day[CP_PERIOD_SIZE];
        cp_period_format(day, cp_period_at(CP_HOUR, date[d].from));
        if (at == NONE || isnan(month))
            return cp_fail_at(
                s->v->h->err, CP_EINPUT, s->k->pos,
                "curves/%.80s/paths has no price of %s, or of what is delivered beside "
                "it",
                name, day);
        for (size_t p = 0; p < s->npath; p++)
            price[d * s->npath + p] = scaled(c, side, g->price[at * g->npath + p], month);
    }
    return 0;
}

/* ---- of factors -------------------------------------------------------------------------------
 */

/* Those that move the curves of the position, and these curves alone; what they make starts at 1,
 * or of a normal price at 0. */
struct narrow {
    struct cp_curve_factors f;
    double *heap;
    const char **name;
    bool normal[2];
};

static bool make_narrow(const struct cp_hedge_simulation *s, struct narrow *out) {
    const struct cp_curve_factors *all = &s->v->market->factors;
    size_t m = (size_t)sides(s), n = 0;
    size_t *kept = cp_calloc(all->n + 1, sizeof *kept);
    for (size_t i = 0; kept && i < all->n; i++)
        for (int side = 0; side < sides(s); side++)
            if (all->weight[curve_of(s, side) * all->n + i] != 0) {
                kept[n++] = i;
                break;
            }
    double *heap = cp_calloc(n * (2 + n + m) + m + 1, sizeof *heap);
    out->name = cp_calloc(n + 1, sizeof *out->name);
    out->heap = heap;
    out->f = (struct cp_curve_factors){.n = n, .ncurve = m, .normal = out->normal};
    bool good = kept && heap && out->name;
    if (good) {
        out->f.name = out->name;
        out->f.speed = heap;
        out->f.volatility = heap + n;
        out->f.rho = heap + 2 * n;
        out->f.weight = out->f.rho + n * n;
        out->f.floor = out->f.weight + m * n;
    }
    for (size_t i = 0; good && i < n; i++) {
        out->name[i] = all->name[kept[i]];
        out->f.speed[i] = all->speed[kept[i]];
        out->f.volatility[i] = all->volatility[kept[i]];
        for (size_t j = 0; j < n; j++)
            out->f.rho[i * n + j] = all->rho[kept[i] * all->n + kept[j]];
        for (int side = 0; side < sides(s); side++)
            out->f.weight[(size_t)side * n + i] = all->weight[curve_of(s, side) * all->n + kept[i]];
    }
    for (int side = 0; side < sides(s); side++)
        out->normal[side] = all->normal[curve_of(s, side)];
    free(kept);
    return good;
}

/* npath x ndate x sides: what a price is multiplied by, or what is added to it. */
static int walk(const struct cp_hedge_simulation *s, const struct narrow *w,
                const struct cp_hedge_date *date, size_t ndate, unsigned set, double *out) {
    size_t m = w->f.ncurve;
    double *heap = cp_calloc(ndate * (2 + m) + 1, sizeof *heap);
    if (!heap)
        return CP_ENOMEM;
    for (size_t d = 0; d < ndate; d++) {
        heap[d] = date[d].time;
        heap[ndate + d] = date[d].delivery;
        for (size_t k = 0; k < m; k++)
            heap[2 * ndate + d * m + k] = w->normal[k] ? 0 : 1;
    }
    uint64_t seed = s->v->h->opt->seed;
    const struct cp_curve_paths p = {.factors = &w->f,
                                     .ndate = ndate,
                                     .npath = s->npath,
                                     .time = heap,
                                     .delivery = heap + ndate,
                                     .forward = heap + 2 * ndate,
                                     .seed = set ? cp_hash(&set, sizeof set, seed) : seed,
                                     .jobs = s->v->h->opt->jobs,
                                     .match = true};
    int rc = cp_curve_paths(&p, out);
    free(heap);
    return rc;
}

/* What the draws of a date on both sides become: their deviation, and how they go together. */
struct move {
    double forward[2], variance[2], scale[2], rho, target;
};

static void plan_move(const struct cp_hedge_simulation *s, const struct narrow *w,
                      const struct cp_hedge_date *d, struct move *out) {
    const struct cp_hedge_cell *c = &s->cell[d->cell];
    *out = (struct move){.rho = 0};
    for (int side = 0; side < sides(s); side++) {
        double v = cp_curve_variance(&w->f, (size_t)side, d->delivery, d->time);
        out->forward[side] = cp_hedge_date_forward(s, d, side);
        out->variance[side] = v;
        out->scale[side] = scale_of(c, d, side, v);
    }
    double both =
        sides(s) == 2 ? cp_curve_covariance(&w->f, 0, d->delivery, 1, d->delivery, d->time) : 0;
    double root = sqrt(out->variance[0] * out->variance[1]);
    out->rho = root > 0 ? fmax(-1, fmin(1, both / root)) : 0;
    out->target = fmax(-1, fmin(1, out->rho + c->correlation - c->model[2]));
}

static double price_at(const struct cp_hedge_cell *c, int side, const struct move *m, double x) {
    double s = m->scale[side], floor = c->floor[side];
    if (c->normal)
        return m->forward[side] + s * x;
    return floor + (m->forward[side] - floor) * exp(s * x - s * s * m->variance[side] / 2);
}

static void settle_date(const struct cp_hedge_simulation *s, const struct cp_hedge_date *d,
                        const struct move *m, const double *drawn, size_t stride,
                        double *const price[2]) {
    const struct cp_hedge_cell *c = &s->cell[d->cell];
    double rest = sqrt(fmax(1 - m->rho * m->rho, 0)), new = sqrt(1 - m->target * m->target);
    bool turned =
        fabs(m->target - m->rho) > 1e-12 && rest > 1e-6 && m->variance[0] > 0 && m->variance[1] > 0;
    for (size_t p = 0; p < s->npath; p++) {
        double x[2] = {0, 0};
        for (int side = 0; side < sides(s) && !s->certain; side++) {
            double r = drawn[p * stride + (size_t)side];
            x[side] = c->normal ? r : log(r) + m->variance[side] / 2;
        }
        if (turned) {
            double sd0 = sqrt(m->variance[0]), sd1 = sqrt(m->variance[1]), u = x[0] / sd0;
            x[1] = sd1 * (m->target * u + new *(x[1] / sd1 - m->rho * u) / rest);
        }
        for (int side = 0; side < sides(s); side++)
            price[side][p] = s->certain ? m->forward[side] : price_at(c, side, m, x[side]);
    }
}

static int draw_factors(const struct cp_hedge_simulation *s, const struct cp_hedge_date *date,
                        size_t ndate, unsigned set, double *const price[2]) {
    struct narrow w = {0};
    size_t m = (size_t)sides(s), stride = ndate * m;
    double *drawn = cp_calloc(s->npath * stride + 1, sizeof *drawn);
    int rc = make_narrow(s, &w) && drawn ? 0 : CP_ENOMEM;
    if (rc == 0 && !s->certain)
        rc = walk(s, &w, date, ndate, set, drawn);
    for (size_t d = 0; d < ndate && rc == 0; d++) {
        struct move move;
        double *const row[2] = {price[0] + d * s->npath, m == 2 ? price[1] + d * s->npath : NULL};
        plan_move(s, &w, &date[d], &move);
        settle_date(s, &date[d], &move, drawn + d * m, stride, row);
    }
    free(drawn);
    free(w.heap);
    free(w.name);
    return rc ? cp_fail_nomem(s->v->h->err) : 0;
}

int cp_hedge_draw(const struct cp_hedge_simulation *s, const struct cp_hedge_date *date,
                  size_t ndate, unsigned set, double *const price[2]) {
    int rc = 0;
    if (!cp_hedge_given_of(s) || s->certain)
        return draw_factors(s, date, ndate, set, price);
    for (int side = 0; side < sides(s) && rc == 0; side++)
        rc = take_given(s, date, ndate, side, price[side]);
    return rc;
}
