/* The CVaR program by its dual: scenarios are columns, weights that make the worst of the loss, and
 * only instruments are rows, so that a simplex has a small basis. Positions are the rows' duals. */
#include "hedge/choose.h"
#include "lp/lp.h"
#include <math.h>

struct dual {
    const struct cp_hedge_scaled *b;
    struct cp_lp *lp;
    size_t *row,
        *again; /* of an instrument: of what is net, and of what is bought where it differs */
};

static double bought_of(const struct cp_hedge_program *p, size_t k) {
    double sum = 0;
    for (size_t i = 0; i < p->nrow; i++)
        sum += (p->row[i].bought ? fabs(p->row[i].bought[k]) : 0) +
               (p->row[i].traded ? fabs(p->row[i].traded[k]) : 0);
    return sum;
}

/* What buying one more saves on the weighted scenarios is no more than what it costs, and selling
 * as well. */
static void add_rows(struct dual *d) {
    const struct cp_hedge_program *p = d->b->p;
    for (size_t k = 0; k < p->m; k++) {
        double scale = d->b->unit[k] / d->b->money;
        double mean = (1 - p->aversion) * d->b->mean[k] * scale;
        double cost = p->cost ? p->cost[k] * scale : 0;
        bool apart = bought_of(p, k) > 0;
        d->row[k] = cp_lp_add_row(d->lp, apart ? -CP_LP_INF : mean - cost, mean + cost);
        d->again[k] = apart ? cp_lp_add_row(d->lp, mean - cost, CP_LP_INF) : SIZE_MAX;
    }
}

/* Selling is the upper side, buying the lower one: see add_rows. */
static void add_to(struct dual *d, size_t col, size_t k, double buying, double selling) {
    double unit = d->b->unit[k];
    cp_lp_add_coef(d->lp, d->row[k], col, selling * unit);
    if (d->again[k] != SIZE_MAX)
        cp_lp_add_coef(d->lp, d->again[k], col, buying * unit);
}

static void add_weights(struct dual *d) {
    const struct cp_hedge_program *p = d->b->p;
    size_t one = cp_lp_add_row(d->lp, 1, 1);
    for (size_t s = 0; s < p->n && p->aversion > 0; s++) {
        double w = p->probability ? p->probability[s] : 1. / (double)p->n;
        size_t c =
            cp_lp_add_col(d->lp, p->aversion * p->base[s] / d->b->money, 0, w / (1 - p->tail));
        cp_lp_add_coef(d->lp, one, c, 1);
        for (size_t k = 0; k < p->m; k++)
            add_to(d, c, k, -p->aversion * p->payoff[s * p->m + k] / d->b->money,
                   -p->aversion * p->payoff[s * p->m + k] / d->b->money);
    }
    if (p->aversion == 0)
        cp_lp_set_row_bounds(d->lp, one, -CP_LP_INF, CP_LP_INF);
}

/* Prices of a limit: of `most` where it is finite, of `least`. */
static void add_limit(struct dual *d, const struct cp_hedge_row *row) {
    const struct cp_hedge_program *p = d->b->p;
    const double side[2] = {1, -1}, bound[2] = {row->most, -row->least};
    double largest = 0;
    for (size_t k = 0; k < p->m; k++)
        largest = fmax(largest,
                       (fabs(row->net ? row->net[k] : 0) + fabs(row->bought ? row->bought[k] : 0) +
                        fabs(row->traded ? row->traded[k] : 0)) *
                           d->b->unit[k]);
    double scale = largest > 0 ? 1 / largest : 1;
    for (int i = 0; i < 2; i++) {
        if (!isfinite(bound[i]))
            continue;
        size_t c = cp_lp_add_col(d->lp, bound[i] * scale, 0, CP_LP_INF);
        for (size_t k = 0; k < p->m; k++) {
            double n = row->net ? row->net[k] : 0, b = row->bought ? row->bought[k] : 0;
            double t = row->traded ? row->traded[k] : 0;
            if (n != 0 || b != 0 || t != 0)
                add_to(d, c, k, side[i] * (n + b + t) * scale, side[i] * (n - t) * scale);
        }
    }
}

static int add_limits(struct dual *d, struct cp_error *err) {
    const struct cp_hedge_program *p = d->b->p;
    double *one = cp_calloc(p->m + 1, sizeof *one);
    if (!one)
        return cp_fail_nomem(err);
    for (size_t k = 0; k < p->m; k++) {
        one[k] = 1;
        add_limit(d, &(struct cp_hedge_row){.net = one,
                                            .least = p->least ? p->least[k] : -INFINITY,
                                            .most = p->most ? p->most[k] : INFINITY});
        one[k] = 0;
    }
    for (size_t i = 0; i < p->nrow; i++)
        add_limit(d, &p->row[i]);
    free(one);
    return 0;
}

int cp_hedge_choose_by_dual(const struct cp_hedge_scaled *b, double *q, double *bound, bool *found,
                            struct cp_error *err) {
    struct dual d = {.b = b, .lp = cp_lp_new()};
    struct cp_lp_solution s = {0};
    struct cp_lp_options opt = {
        .engine = "glpk", .basic = true, .no_presolve = true, .scaled = true};
    size_t m = b->p->m;
    int rc = 0;
    *found = false;
    d.row = cp_calloc(m + 1, sizeof *d.row);
    d.again = cp_calloc(m + 1, sizeof *d.again);
    if (!d.lp || !d.row || !d.again) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    add_rows(&d);
    add_weights(&d);
    rc = add_limits(&d, err);
    if (rc == 0)
        rc = cp_lp_finish(d.lp, err);
    if (rc == 0)
        rc = cp_lp_solve(d.lp, &opt, &s, err);
    *found = rc == 0 && s.status == CP_LP_OPTIMAL;
    *bound = *found ? -b->money * s.objective : 0;
    for (size_t i = 0; i < b->p->n; i++) /* what is earned on the mean is in no column */
        *bound -= (1 - b->p->aversion) * b->p->base[i] *
                  (b->p->probability ? b->p->probability[i] : 1. / (double)b->p->n);
    for (size_t k = 0; *found && k < m; k++) {
        q[k] = s.dual[d.row[k]] * b->unit[k];
        if (d.again[k] != SIZE_MAX)
            q[k] += s.dual[d.again[k]] * b->unit[k];
    }
out:
    cp_lp_solution_release(&s);
    cp_lp_free(d.lp);
    free(d.row);
    free(d.again);
    return rc;
}
