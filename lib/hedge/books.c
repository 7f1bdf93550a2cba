/* The tail of each book: its change of value over the horizon, every position revalued on every
 * path; over `cash`, what it settles in all. */
#include "hedge/numbers.h"
#include "hedge/parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

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
    struct cp_curve_paths p = {.factors = &r->market->factors,
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

/* All that a position settles on each path. */
static void fill_cash(struct cp_hedge_risk *r, const struct cp_hedge_trade *k, const double *price,
                      double *gain) {
    size_t row = r->nstep * r->ncurve;
    for (size_t p = 0; p < r->h->opt->paths; p++)
        for (size_t s = 0; s < r->nstep; s++)
            gain[p] += cp_hedge_trade_cash(r, k, s, price + p * row + s * r->ncurve);
}

/* Its value today and how that changes on each path. */
static int fill_value(struct cp_hedge_risk *r, const struct cp_hedge_trade *k, const double *price,
                      double *now, double *gain) {
    struct cp_hedge_worth today = {0}, then = {0};
    size_t row = r->nstep * r->ncurve;
    int rc = cp_hedge_worth_make(r, k, 0, 0, &today);
    if (rc == 0)
        rc = cp_hedge_worth_make(r, k, cp_hedge_horizon(r->h), 0, &then);
    if (rc == 0)
        *now = cp_hedge_worth(&today, NULL);
    for (size_t p = 0; p < r->h->opt->paths && rc == 0; p++)
        gain[p] = cp_hedge_worth(&then, price + p * row) - *now;
    cp_hedge_worth_release(&today);
    cp_hedge_worth_release(&then);
    return rc;
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

/* Change of value of every position over the horizon. */
static int revalue(struct cp_hedge_risk *r, double *now, double *gain) {
    double *price = NULL;
    int rc = move_forwards(r, cp_hedge_horizon(r->h), &price);
    for (size_t i = 0; i < r->trades.n && rc == 0; i++)
        rc = fill_value(r, &r->trades.at[i], price, &now[i], gain + i * r->h->opt->paths);
    free(price);
    return rc;
}

static int settle(struct cp_hedge_risk *r, double *gain) {
    double *price = NULL;
    size_t n = r->h->opt->paths;
    int rc = cp_hedge_simulate(r, n, r->h->opt->seed, &price);
    memset(gain, 0, r->trades.n * n * sizeof *gain);
    for (size_t i = 0; i < r->trades.n && rc == 0; i++)
        fill_cash(r, &r->trades.at[i], price, gain + i * n);
    free(price);
    return rc;
}

/* Credit and margin are of values, the tail of a book is of what it settles where that is asked. */
int cp_hedge_add_books(struct cp_hedge_risk *r, struct cp_hedge_tally *y) {
    struct cp_hedge *h = r->h;
    size_t n = h->opt->paths;
    if (r->trades.n == 0)
        return 0;
    double *gain = cp_calloc(r->trades.n * n + 1, sizeof *gain);
    double *loss = cp_calloc(2 * n + 1, sizeof *loss);
    double *now = cp_calloc(r->trades.n + 1, sizeof *now);
    int rc = gain && loss && now ? revalue(r, now, gain) : cp_fail_nomem(h->err);
    if (rc == 0)
        rc = cp_hedge_add_credit(r, now, gain, y);
    if (rc == 0 && isnan(h->opt->horizon))
        rc = settle(r, gain);
    for (size_t b = 0; b < cp_hedge_market(h)->desk.nbook && rc == 0; b++)
        rc = add_book(r, b, gain, loss, y);
    free(gain);
    free(loss);
    free(now);
    return rc;
}
