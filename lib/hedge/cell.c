/* Trades to the numbers that pricing wants: which forward, which variance, when. */
#include "hedge/cell.h"
#include "hedge/given.h"
#include "pricing/pricing.h"
#include <math.h>
#include <stdlib.h>

enum { DAYS_MOST = 31 };

/* A month, or a day, of delivery of one curve, as its option sees it. */
struct leg {
    size_t curve, n;       /* days */
    double forward, floor; /* the floor of a normal price is 0 */
    double T[DAYS_MOST];   /* years to their middle, from the day of valuation */
    double day[DAYS_MOST]; /* their forwards above the floor */
};

static const struct cp_market_curve *plan_curve(const struct cp_hedge_valuation *v, size_t c) {
    return &v->h->plan->money.market.curve[c];
}

static bool is_normal(const struct cp_hedge_valuation *v, size_t c) {
    return plan_curve(v, c)->model.kind == CP_MODEL_NORMAL;
}

static double price_of(const struct cp_hedge_valuation *v, size_t c, int64_t from, int64_t until) {
    double x = cp_curve_mean(&v->market->curve[c], from, until);
    if (isnan(x) && v->market->given[c])
        x = cp_hedge_given_mean(v->market->given[c], from, until);
    return isnan(x) && v->planned ? v->planned[c] : x;
}

/* A day of choice, or an option's day, is of the price when it begins. */
static bool is_spot(const struct cp_hedge_trade *k) {
    return k->daily ? k->kind->option : k->kind->choice == CP_CHOICE_PLANT;
}

static void read_leg(const struct cp_hedge_valuation *v, const struct cp_hedge_trade *k, size_t c,
                     int64_t from, int64_t until, struct leg *out) {
    *out = (struct leg){.curve = c, .forward = price_of(v, c, from, until)};
    out->floor = is_normal(v, c) ? 0 : plan_curve(v, c)->floor;
    for (int64_t h = from; h < until && out->n < DAYS_MOST; h += 24) {
        int64_t end = h + 24 < until ? h + 24 : until;
        out->T[out->n] = cp_hedge_years(v->h, is_spot(k) ? h : (h + end) / 2);
        out->day[out->n++] = price_of(v, c, h, end) - out->floor;
    }
}

/* Of two days, from when they are valued up to `until`; NaN `until`: each is fixed when it comes.
 * Factors know no date: what was valued before today has so much further to go. */
static double covariance(const struct cp_hedge_valuation *v, const struct leg *a, size_t i,
                         const struct leg *b, size_t j, double until) {
    const struct cp_curve_factors *f = &v->market->factors;
    double end = isnan(until) ? fmin(a->T[i], b->T[j]) : until, from = v->at;
    double before = from < 0 ? -from : 0, t1 = a->T[i] + before, t2 = b->T[j] + before;
    if (!(end > from))
        return 0;
    double past = from > 0 ? cp_curve_covariance(f, a->curve, t1, b->curve, t2, from) : 0;
    return cp_curve_covariance(f, a->curve, t1, b->curve, t2, end + before) - past;
}

/* Of ln of the means of the days of two legs, by two moments; of a normal price, of the mean. */
static double covariance_of_means(const struct cp_hedge_valuation *v, const struct leg *a,
                                  const struct leg *b, double until) {
    double sum = 0, one = 0, two = 0;
    bool normal = is_normal(v, a->curve);
    for (size_t i = 0; i < a->n; i++)
        one += normal ? 1 : a->day[i];
    for (size_t j = 0; j < b->n; j++)
        two += normal ? 1 : b->day[j];
    for (size_t i = 0; i < a->n; i++)
        for (size_t j = 0; j < b->n; j++) {
            double both = covariance(v, a, i, b, j, until);
            sum += normal ? both : a->day[i] * b->day[j] * expm1(both);
        }
    return normal ? sum / (one * two) : log1p(sum / (one * two));
}

static void fill_moves(const struct cp_hedge_valuation *v, const struct leg *a, const struct leg *b,
                       struct cp_hedge_cell *out) {
    bool fixed = out->trade->kind->averages || (out->trade->kind->choice && is_spot(out->trade));
    double until = fixed ? NAN : out->expiry + v->at, both;
    double v1 = covariance_of_means(v, a, a, until), v2 = 0;
    if (b) {
        v2 = covariance_of_means(v, b, b, until);
        both = covariance_of_means(v, a, b, until);
        out->correlation = v1 > 0 && v2 > 0 ? fmax(-1, fmin(1, both / sqrt(v1 * v2))) : 0;
    }
    out->volatility[0] = out->expiry > 0 ? sqrt(fmax(v1, 0) / out->expiry) : 0;
    out->volatility[1] = out->expiry > 0 ? sqrt(fmax(v2, 0) / out->expiry) : 0;
    out->model[0] = out->volatility[0];
    out->model[1] = out->volatility[1];
    out->model[2] = out->correlation;
}

/* Where days are fixed one after another it is over when it is paid. */
static double expiry_of(const struct cp_hedge_valuation *v, const struct cp_hedge_cell *c) {
    const struct cp_hedge_trade *k = c->trade;
    if (k->kind->averages || (k->kind->choice && is_spot(k)))
        return c->paid;
    int64_t hour = k->kind->choice == CP_CHOICE_EXTENSION ? k->terms->decide : c->from;
    return fmax(cp_hedge_years(v->h, hour) - v->at, 0);
}

/* An option on a month is exercised before it, one on a day before the day, one on a mean at the
 * end; all are paid when the month is over. */
static int add_cell(const struct cp_hedge_valuation *v, const struct cp_hedge_trade *k,
                    int64_t from, int64_t until, int64_t month_end, struct cp_hedge_cells *out) {
    struct leg a, b;
    bool day = k->daily && k->kind->option && !k->kind->choice;
    if (!cp_grow(&out->at, &out->cap, out->n, sizeof *out->at))
        return cp_fail_nomem(v->h->err);
    struct cp_hedge_cell *c = &out->at[out->n++];
    *c = (struct cp_hedge_cell){.trade = k,
                                .of = cp_period_at(day ? CP_DAY : CP_MONTH, from),
                                .from = from,
                                .until = until,
                                .volume = cp_hedge_volume(k, from, until),
                                .paid = fmax(cp_hedge_years(v->h, month_end) - v->at, 0),
                                .rate = v->market->rate,
                                .normal = is_normal(v, k->curve)};
    c->expiry = expiry_of(v, c);
    read_leg(v, k, k->curve, from, until, &a);
    c->forward[0] = c->month[0] = a.forward;
    c->floor[0] = a.floor;
    if (k->kind->second) {
        read_leg(v, k, k->curve2, from, until, &b);
        c->forward[1] = c->month[1] = b.forward;
        c->floor[1] = b.floor;
    }
    if (k->kind->option)
        fill_moves(v, &a, k->kind->second ? &b : NULL, c);
    return cp_hedge_strike_left(v->h, k, from, until, &c->strike);
}

static int want_model(const struct cp_hedge_valuation *v, const struct cp_hedge_trade *k,
                      size_t c) {
    const struct cp_market_curve *p = plan_curve(v, c);
    if (!k->kind->option || p->model.kind != CP_MODEL_NONE || p->model.nfollow ||
        (k->kind->choice && v->market->given[c]))
        return 0;
    return cp_fail_at(v->h->err, CP_EINPUT, k->pos,
                      "a %s cannot be valued: curves/%.80s/model does not say how the price moves",
                      k->kind->word, p->name);
}

int cp_hedge_cells_add(const struct cp_hedge_valuation *v, const struct cp_hedge_trade *k,
                       int64_t from, int64_t until, struct cp_hedge_cells *out) {
    int64_t step = k->daily && k->kind->option && !k->kind->choice ? 24 : until - from;
    int rc = want_model(v, k, k->curve);
    if (rc == 0 && k->kind->second)
        rc = want_model(v, k, k->curve2);
    if (rc == 0 && k->kind->choice == CP_CHOICE_PLANT &&
        !v->market->given[k->curve] != !v->market->given[k->curve2])
        rc = cp_fail_at(v->h->err, CP_EINPUT, k->pos,
                        "a %s wants paths of both curves or of none: curves/%.80s/paths",
                        k->kind->word,
                        plan_curve(v, v->market->given[k->curve] ? k->curve2 : k->curve)->name);
    for (int64_t t = from; rc == 0 && t < until; t += step)
        rc = add_cell(v, k, t, t + step < until ? t + step : until, until, out);
    return rc;
}

/* Of given paths the dates are those that they have: a month without is none to choose in. */
static bool has_choice(const struct cp_hedge_valuation *v, const struct cp_hedge_trade *k,
                       int64_t from, int64_t until) {
    const struct cp_hedge_given *g = v->market->given[k->curve];
    bool dated = k->kind->choice == CP_CHOICE_ONCE || k->kind->choice == CP_CHOICE_SWING;
    return !g || !dated || !isnan(cp_hedge_given_mean(g, from, until));
}

int cp_hedge_cells_make(const struct cp_hedge_valuation *v, const struct cp_hedge_trade *k,
                        struct cp_hedge_cells *out) {
    int rc = 0;
    int64_t t = k->from > v->h->as_of ? k->from : v->h->as_of;
    while (rc == 0 && t < k->until) {
        int64_t month = cp_period_end(cp_period_at(CP_MONTH, t));
        int64_t until = month < k->until ? month : k->until;
        if (has_choice(v, k, t, until))
            rc = cp_hedge_cells_add(v, k, t, until, out);
        t = until;
    }
    return rc;
}

void cp_hedge_cells_release(struct cp_hedge_cells *c) {
    free(c->at);
    *c = (struct cp_hedge_cells){0};
}

bool cp_hedge_cell_priced(const struct cp_hedge_cell *c) {
    return !isnan(c->forward[0]) && !(c->trade->kind->second && isnan(c->forward[1]));
}

struct cp_hedge_value cp_hedge_cell_value(const struct cp_hedge_cell *c) {
    struct cp_hedge_value x = {.value = NAN};
    if (!cp_hedge_cell_priced(c))
        return x;
    x = c->trade->kind->value(c);
    double *const scaled[] = {&x.value,    &x.intrinsic,   &x.delta[0], &x.delta[1],
                              &x.gamma[0], &x.gamma[1],    &x.cross,    &x.vega[0],
                              &x.vega[1],  &x.correlation, &x.theta,    &x.rho};
    for (size_t i = 0; i < sizeof scaled / sizeof *scaled; i++)
        *scaled[i] *= c->volume;
    return x;
}
