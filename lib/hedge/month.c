/* Trades to the formulae of the pricing room: which forward, which strike, which variance, when. */
#include "hedge/month.h"
#include <math.h>
#include <string.h>

enum { DAYS_MOST = 31 };

/* A month, or a day, of delivery of one curve, as its option sees it. */
struct leg {
    double forward;        /* above the floor, of a price that is not normal */
    size_t n;              /* days */
    double T[DAYS_MOST];   /* years to their middle */
    double day[DAYS_MOST]; /* their forwards above the floor */
};

struct valuation {
    struct cp_hedge *h;
    const struct cp_hedge_market *m;
    const struct cp_hedge_trade *k;
    int64_t from, until;
    double expiry, paid; /* years */
};

static const struct cp_market_curve *plan_curve(const struct valuation *v, size_t c) {
    return &v->h->plan->money.market.curve[c];
}

static bool is_normal(const struct valuation *v, size_t c) {
    return plan_curve(v, c)->model.kind == CP_MODEL_NORMAL;
}

static double floor_of(const struct valuation *v, size_t c) {
    return is_normal(v, c) ? 0 : plan_curve(v, c)->floor;
}

static void read_leg(const struct valuation *v, size_t c, struct leg *out) {
    double floor = floor_of(v, c);
    *out = (struct leg){.forward = cp_curve_mean(&v->m->curve[c], v->from, v->until) - floor};
    for (int64_t h = v->from; h < v->until && out->n < DAYS_MOST; h += 24) {
        int64_t end = h + 24 < v->until ? h + 24 : v->until;
        out->T[out->n] = cp_hedge_years(v->h, (h + end) / 2);
        out->day[out->n++] = cp_curve_mean(&v->m->curve[c], h, end) - floor;
    }
}

/* Of ln of the mean of the days, up to the expiry; of a normal price, of the mean itself. */
static double variance_of(const struct valuation *v, size_t c, const struct leg *a) {
    double t = fmax(v->expiry, 0), sum = 0, weight = 1 / (double)a->n;
    if (!is_normal(v, c))
        return cp_curve_variance_of_mean(&v->m->factors, c, a->n, a->T, a->day, t);
    for (size_t i = 0; i < a->n; i++)
        for (size_t j = 0; j < a->n; j++)
            sum += weight * weight * cp_curve_covariance(&v->m->factors, c, a->T[i], c, a->T[j], t);
    return sum;
}

/* Each day is fixed when it comes. */
static double variance_of_fixings(const struct valuation *v, size_t c, const struct leg *a) {
    double covariance[DAYS_MOST * DAYS_MOST], weight[DAYS_MOST];
    for (size_t i = 0; i < a->n; i++) {
        weight[i] = 1 / (double)a->n;
        for (size_t j = 0; j < a->n; j++)
            covariance[i * a->n + j] = cp_curve_covariance(&v->m->factors, c, a->T[i], c, a->T[j],
                                                           fmax(fmin(a->T[i], a->T[j]), 0));
    }
    if (!is_normal(v, c))
        return cp_pricing_mean_variance(a->n, weight, a->day, covariance);
    double sum = 0;
    for (size_t i = 0; i < a->n * a->n; i++)
        sum += covariance[i] / (double)(a->n * a->n);
    return sum;
}

static void add(struct cp_hedge_month *out, double volume, const struct cp_pricing_value *x,
                double forward) {
    out->value += volume * x->value;
    out->delta += volume * x->delta;
    out->gamma += volume * x->gamma * forward / 100;
    out->vega += volume * x->vega / 100;
    out->theta += volume * x->theta / 365;
    out->rho += volume * x->rho / 1e4;
}

/* `by` calls or puts, exercised at the expiry and paid later, which rate x years stand for. */
/* Of what is paid later than an option ends. */
static void discount(struct cp_pricing_value *x, double df, double paid) {
    x->value *= df;
    x->delta *= df;
    x->gamma *= df;
    x->vega *= df;
    x->theta *= df;
    x->rho = -paid * x->value;
}

static void add_option(const struct valuation *v, size_t c, const struct leg *a, double variance,
                       bool put, double strike, double by, struct cp_hedge_month *out) {
    double t = v->expiry > 0 ? v->expiry : 0, late = v->paid - t;
    struct cp_pricing_option o = {
        put, a->forward, strike - floor_of(v, c), t, t > 0 ? sqrt(variance / t) : 0, v->m->rate};
    struct cp_pricing_value x = is_normal(v, c) ? cp_pricing_normal(&o) : cp_pricing_black(&o);
    double df = exp(-v->m->rate * late), w = put ? -1 : 1;
    discount(&x, df, v->paid);
    add(out, by, &x, a->forward);
    out->intrinsic += by * exp(-v->m->rate * v->paid) * fmax(w * (a->forward - o.strike), 0);
}

static void add_digital(const struct valuation *v, size_t c, const struct leg *a, double variance,
                        double by, struct cp_hedge_month *out) {
    double t = fmax(v->expiry, 1e-9);
    const struct cp_pricing_option o = {false, a->forward,         v->k->strike - floor_of(v, c),
                                        t,     sqrt(variance / t), v->m->rate};
    struct cp_pricing_value x = cp_pricing_digital(&o);
    double df = exp(-v->m->rate * (v->paid - t));
    discount(&x, df, v->paid);
    add(out, by, &x, a->forward);
    out->intrinsic += a->forward > o.strike ? by * exp(-v->m->rate * v->paid) : 0;
}

/* Of the two means, of their logarithms: by the same two moments as a variance. */
static double covariance_of(const struct valuation *v, const struct leg *a, const struct leg *b) {
    double sum = 0, one = 0, two = 0;
    for (size_t i = 0; i < a->n; i++) {
        one += a->day[i];
        two += b->day[i];
        for (size_t j = 0; j < b->n; j++)
            sum += a->day[i] * b->day[j] *
                   exp(cp_curve_covariance(&v->m->factors, v->k->curve, a->T[i], v->k->curve2,
                                           b->T[j], fmax(v->expiry, 0)));
    }
    return log(sum / (one * two));
}

static void add_spread(const struct valuation *v, const struct leg *a, bool put, double by,
                       struct cp_hedge_month *out) {
    const struct cp_hedge_trade *k = v->k;
    struct leg b;
    read_leg(v, k->curve2, &b);
    double t = fmax(v->expiry, 1e-9), v1 = variance_of(v, k->curve, a);
    double v2 = variance_of(v, k->curve2, &b), both = covariance_of(v, a, &b);
    double strike = k->kind->strike ? k->strike : 0;
    struct cp_pricing_pair p = {
        .put = put,
        .forward = {a->forward, k->heat_rate * b.forward},
        .volatility = {sqrt(v1 / t), sqrt(v2 / t)},
        .correlation = v1 > 0 && v2 > 0 ? fmax(-1, fmin(1, both / sqrt(v1 * v2))) : 0,
        .strike = strike - floor_of(v, k->curve) + k->heat_rate * floor_of(v, k->curve2),
        .years = t,
        .rate = v->m->rate};
    struct cp_pricing_pair_value x = cp_pricing_spread(&p, CP_PRICING_SPREAD_EXACT);
    double df = exp(-v->m->rate * (v->paid - t)), ahead = p.forward[0] - p.forward[1] - p.strike;
    out->value += by * df * x.value;
    out->delta += by * df * x.delta[0];
    out->delta2 += by * df * x.delta[1] * k->heat_rate;
    out->gamma += by * df * x.gamma[0] * p.forward[0] / 100;
    out->vega += by * df * (x.vega[0] + x.vega[1]) / 100;
    out->theta += by * df * x.theta / 365;
    out->rho += by * df * x.value * -v->paid / 1e4;
    out->intrinsic += by * exp(-v->m->rate * v->paid) * fmax(put ? -ahead : ahead, 0);
}

static void add_forward(const struct valuation *v, size_t c, const struct leg *a, double by,
                        struct cp_hedge_month *out) {
    bool future = strcmp(v->k->kind->word, "future") == 0; /* its gains are paid day by day */
    double df = future ? 1 : exp(-v->m->rate * v->paid);
    double value = df * (a->forward + floor_of(v, c) - v->k->strike);
    struct cp_pricing_value x = {.value = value, .delta = df};
    x.theta = future ? 0 : v->m->rate * value;
    x.rho = future ? 0 : -v->paid * value;
    add(out, by, &x, a->forward);
    out->intrinsic += by * value;
}

/* What the words of the instruments mean to an option: `asian` settles on the days of the month. */
static void add_kind(const struct valuation *v, const struct leg *a, double by,
                     struct cp_hedge_month *out) {
    const struct cp_hedge_trade *k = v->k;
    const char *word = k->kind->word;
    size_t c = k->curve;
    if (!k->kind->option) {
        add_forward(v, c, a, by, out);
    } else if (k->kind->second) {
        add_spread(v, a, strcmp(word, "spread-put") == 0, by, out);
    } else if (strcmp(word, "digital") == 0) {
        add_digital(v, c, a, variance_of(v, c, a), by * k->digital, out);
    } else if (strncmp(word, "asian", 5) == 0) {
        struct valuation end = *v;
        end.expiry = v->paid;
        add_option(&end, c, a, variance_of_fixings(v, c, a), strcmp(word, "asian-put") == 0,
                   k->strike, by, out);
    } else if (strcmp(word, "collar") == 0) {
        double variance = variance_of(v, c, a);
        add_option(v, c, a, variance, false, k->strike2, by, out);
        add_option(v, c, a, variance, true, k->strike, -by, out);
    } else {
        bool put = strcmp(word, "put") == 0 || strcmp(word, "floor") == 0;
        add_option(v, c, a, variance_of(v, c, a), put, k->strike, by, out);
    }
}

static int want_model(const struct valuation *v, size_t c) {
    const struct cp_market_curve *p = plan_curve(v, c);
    if (!v->k->kind->option || p->model.kind != CP_MODEL_NONE || p->model.nfollow)
        return 0;
    return cp_fail_at(v->h->err, CP_EINPUT, v->k->pos,
                      "a %s cannot be valued: curves/%.80s/model does not say how the price moves",
                      v->k->kind->word, p->name);
}

/* An option on a month is exercised before it, one on a day before the day; both are paid when the
 * month is over. */
int cp_hedge_value_month(struct cp_hedge *h, const struct cp_hedge_market *m,
                         const struct cp_hedge_trade *k, int64_t from, int64_t until,
                         struct cp_hedge_month *out) {
    struct valuation v = {.h = h, .m = m, .k = k};
    int64_t step = k->daily && k->kind->option ? 24 : until - from;
    *out = (struct cp_hedge_month){0};
    int rc = want_model(&v, k->curve);
    if (rc == 0 && k->kind->second)
        rc = want_model(&v, k->curve2);
    for (int64_t t = from; rc == 0 && t < until; t += step) {
        struct leg a;
        v.from = t;
        v.until = t + step < until ? t + step : until;
        v.expiry = cp_hedge_years(h, v.from);
        v.paid = fmax(cp_hedge_years(h, until), 0);
        read_leg(&v, k->curve, &a);
        double volume = cp_hedge_volume(k, v.from, v.until);
        out->volume += volume;
        add_kind(&v, &a, volume, out);
    }
    return rc;
}
