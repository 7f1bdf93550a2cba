/* The tail of each book: its change of value over the horizon, every position revalued on every
 * path; over `cash`, what it settles in all. */
#include "hedge/numbers.h"
#include "hedge/parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double discount(const struct cp_hedge_risk *r, double years) {
    return cp_discount(r->h->plan->money.discount, years > 0 ? years : 0);
}

/* What is known of the prices of a step, t years on. */
static struct cp_hedge_state state_of(const struct cp_hedge_risk *r, const struct cp_hedge_trade *k,
                                      size_t step, const double *forward, double t) {
    const struct cp_hedge_step *s = &r->step[step];
    size_t c[2] = {k->curve, k->curve2 == NONE ? k->curve : k->curve2};
    struct cp_hedge_state x = {.years = s->when - t, .normal = r->factors.normal[k->curve]};
    double left[2];
    for (int i = 0; i < 2; i++) {
        x.forward[i] = forward[step * r->ncurve + c[i]];
        left[i] = cp_curve_variance(&r->factors, c[i], s->when, s->when) -
                  cp_curve_variance(&r->factors, c[i], s->when, t);
        x.volatility[i] = sqrt(left[i] > 0 ? left[i] / x.years : 0);
    }
    double both = cp_curve_covariance(&r->factors, c[0], s->when, c[1], s->when, s->when) -
                  cp_curve_covariance(&r->factors, c[0], s->when, c[1], s->when, t);
    x.correlation = left[0] > 0 && left[1] > 0 ? both / sqrt(left[0] * left[1]) : 0;
    x.floor = r->factors.floor[k->curve];
    return x;
}

double cp_hedge_worth(const struct cp_hedge_risk *r, const struct cp_hedge_trade *k,
                      const double *forward, double t) {
    double sum = 0;
    for (size_t i = 0; i < r->nstep; i++) {
        const struct cp_hedge_step *s = &r->step[i];
        double volume = cp_hedge_volume(k, s->from, s->until);
        if (volume == 0)
            continue;
        const double *at = &forward[i * r->ncurve];
        double second = k->curve2 == NONE ? 0 : at[k->curve2];
        struct cp_hedge_state x;
        bool open = s->when - t > 1e-9;
        if (open)
            x = state_of(r, k, i, forward, t);
        sum += volume * discount(r, s->when - t) *
               (open ? k->kind->value(k, &x) : k->kind->payoff(k, at[k->curve], second));
    }
    return sum;
}

/* Forwards npath x nstep x ncurve of every step, as they are at the end of the horizon. */
static int move_forwards(struct cp_hedge_risk *r, double years, double **out) {
    struct cp_hedge *h = r->h;
    double *time = cp_hedge_alloc(h, r->nstep, sizeof *time);
    double *delivery = cp_hedge_alloc(h, r->nstep, sizeof *delivery);
    size_t n = h->opt->paths;
    *out = cp_calloc(n * r->nstep * r->ncurve + 1, sizeof **out);
    if (!time || !delivery || !*out)
        return cp_fail_nomem(h->err);
    for (size_t i = 0; i < r->nstep; i++) {
        time[i] = years;
        delivery[i] = r->step[i].when > years ? r->step[i].when : years;
    }
    struct cp_curve_paths p = {.factors = &r->factors,
                               .ndate = r->nstep,
                               .npath = n,
                               .time = time,
                               .delivery = delivery,
                               .forward = r->forward,
                               .seed = h->opt->seed,
                               .jobs = h->opt->jobs,
                               .match = true};
    return cp_curve_paths(&p, *out) ? cp_fail_nomem(h->err) : 0;
}

/* Of position i on all paths: change of value, or all that it settles. */
static void fill(struct cp_hedge_risk *r, size_t i, const double *price, double years,
                 double *gain) {
    const struct cp_hedge_trade *k = &r->trades.at[i];
    size_t n = r->h->opt->paths, row = r->nstep * r->ncurve;
    double now = isnan(years) ? 0 : cp_hedge_worth(r, k, r->forward, 0);
    for (size_t p = 0; p < n; p++) {
        double sum = 0;
        for (size_t s = 0; isnan(years) && s < r->nstep; s++)
            sum += cp_hedge_trade_cash(r, k, s, price + p * row + s * r->ncurve);
        gain[p] = isnan(years) ? sum : cp_hedge_worth(r, k, price + p * row, years) - now;
    }
}

static int add_book(struct cp_hedge_risk *r, size_t book, const double *gain, double *loss,
                    struct cp_hedge_tally *y) {
    struct cp_hedge *h = r->h;
    size_t n = h->opt->paths;
    double *weight = loss + n;
    struct cp_hedge_tail tail;
    memset(loss, 0, n * sizeof *loss);
    bool any = false;
    for (size_t i = 0; i < r->trades.n; i++)
        for (size_t p = 0; p < n && r->trades.at[i].book == book; p++) {
            loss[p] -= gain[i * n + p];
            any = true;
        }
    if (!any)
        return 0;
    if (cp_hedge_tail(loss, NULL, n, h->opt->tail, &tail) != 0 ||
        cp_hedge_tail_weights(loss, NULL, n, h->opt->tail, weight) != 0)
        return cp_fail_nomem(h->err);
    struct cp_fact f = {.dim[CP_BOOK] = cp_hedge_market(h)->desk.book[book].name};
    int rc = cp_hedge_add_value(h, y, "hedge_var", f, tail.var);
    if (rc == 0)
        rc = cp_hedge_add_value(h, y, "hedge_cvar", f, tail.cvar);
    for (size_t i = 0; i < r->trades.n && rc == 0; i++) {
        double sum = 0;
        if (r->trades.at[i].book != book)
            continue;
        for (size_t p = 0; p < n; p++)
            sum -= weight[p] * gain[i * n + p];
        f.dim[CP_POSITION] = r->trades.at[i].name;
        rc = cp_hedge_add_value(h, y, "component", f, sum);
    }
    return rc;
}

int cp_hedge_add_books(struct cp_hedge_risk *r, struct cp_hedge_tally *y) {
    struct cp_hedge *h = r->h;
    size_t n = h->opt->paths;
    double years = h->opt->horizon / 365.25, *price = NULL, *gain = NULL, *loss = NULL;
    if (r->trades.n == 0)
        return 0;
    int rc = isnan(years) ? cp_hedge_simulate(r, n, h->opt->seed, &price)
                          : move_forwards(r, years, &price);
    gain = cp_calloc(r->trades.n * n + 1, sizeof *gain);
    loss = cp_calloc(2 * n + 1, sizeof *loss);
    if (rc == 0 && (!gain || !loss))
        rc = cp_fail_nomem(h->err);
    for (size_t i = 0; i < r->trades.n && rc == 0; i++)
        fill(r, i, price, years, gain + i * n);
    for (size_t b = 0; b < cp_hedge_market(h)->desk.nbook && rc == 0; b++)
        rc = add_book(r, b, gain, loss, y);
    free(price);
    free(gain);
    free(loss);
    return rc;
}
