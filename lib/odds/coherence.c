/* The distribution over what can be that is nearest to what was said. */
#include "lp/lp.h"
#include "num/num.h"
#include "odds/numbers.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double chance(const struct cp_odds_quotes *q, size_t j, const double *p) {
    double e = 0;
    for (size_t k = 0; k < q->natom; k++)
        e += q->part[j * q->natom + k] * p[k];
    return e;
}

/* ---- absolute: two linear programs ---------------------------------------------------------- */

/* What is above and below each quote. */
static size_t add_quotes(struct cp_lp *lp, const struct cp_odds_quotes *q, double cost) {
    size_t off = SIZE_MAX, all = cp_lp_add_row(lp, 1, 1);
    for (size_t k = 0; k < q->natom; k++)
        cp_lp_add_coef(lp, all, cp_lp_add_col(lp, 0, 0, 1), 1);
    for (size_t j = 0; j < q->m; j++) {
        size_t row = cp_lp_add_row(lp, q->quote[j], q->quote[j]);
        size_t above = cp_lp_add_col(lp, cost * q->weight[j], 0, CP_LP_INF);
        size_t below = cp_lp_add_col(lp, cost * q->weight[j], 0, CP_LP_INF);
        off = j == 0 ? above : off;
        for (size_t k = 0; k < q->natom; k++)
            if (q->part[j * q->natom + k] != 0)
                cp_lp_add_coef(lp, row, k, q->part[j * q->natom + k]);
        cp_lp_add_coef(lp, row, above, -1);
        cp_lp_add_coef(lp, row, below, 1);
    }
    return off;
}

/* Of all that are as near as `best`, the one nearest to what was thought before. */
static void add_prior(struct cp_lp *lp, const struct cp_odds_quotes *q, size_t off, double best) {
    size_t near = cp_lp_add_row(lp, -CP_LP_INF, best * (1 + 1e-9) + 1e-9);
    for (size_t j = 0; j < 2 * q->m; j++)
        cp_lp_add_coef(lp, near, off + j, q->weight[j / 2]);
    for (size_t k = 0; k < q->natom; k++) {
        size_t row = cp_lp_add_row(lp, q->prior[k], q->prior[k]);
        cp_lp_add_coef(lp, row, k, 1);
        cp_lp_add_coef(lp, row, cp_lp_add_col(lp, 1, 0, CP_LP_INF), -1);
        cp_lp_add_coef(lp, row, cp_lp_add_col(lp, 1, 0, CP_LP_INF), 1);
    }
}

static int solve(const struct cp_odds_quotes *q, bool prior, double *best, double *p,
                 struct cp_error *err) {
    struct cp_lp_solution s = {0};
    struct cp_lp_options opt = CP_LP_OPTIONS_INIT;
    struct cp_lp *lp = cp_lp_new();
    if (!lp)
        return cp_fail_nomem(err);
    opt.basic = true;
    size_t off = add_quotes(lp, q, prior ? 0 : 1);
    if (prior)
        add_prior(lp, q, off, *best);
    int rc = cp_lp_finish(lp, err);
    if (rc == 0)
        rc = cp_lp_solve(lp, &opt, &s, err);
    if (rc == 0 && s.status != CP_LP_OPTIMAL)
        rc = cp_fail(err, CP_ENUMERIC, "no coherent probabilities were found: %s",
                     cp_lp_status_name(s.status));
    for (size_t k = 0; rc == 0 && k < q->natom; k++)
        p[k] = fmax(s.x[k], 0);
    if (rc == 0 && !prior)
        *best = s.objective;
    cp_lp_solution_release(&s);
    cp_lp_free(lp);
    return rc;
}

static int absolute(const struct cp_odds_quotes *q, double *p, double *objective,
                    struct cp_error *err) {
    int rc = solve(q, false, objective, p, err);
    return rc == 0 && q->prior ? solve(q, true, objective, p, err) : rc;
}

/* ---- squares and cross-entropies: Newton within a barrier ------------------------------------ */

/* minimise f(A p) - mu sum ln p over sum p = 1. The second derivative is A' D A plus a diagonal,
 * and quotes are few: its inverse by theirs [Woodbury 1950]. */
struct barrier {
    const struct cp_odds_quotes *q;
    bool kl;
    double mu;
    double *p, *trial, *step, *ones, *slope; /* natom */
    double *first, *second, *matrix, *side;  /* m, m, m x m, m */
};

static double term(const struct barrier *b, size_t j, double e, double *first, double *second) {
    double w = b->q->weight[j], q = b->q->quote[j];
    if (!b->kl) {
        *first = 2 * w * (e - q);
        *second = 2 * w;
        return w * (e - q) * (e - q);
    }
    *first = w * ((1 - q) / (1 - e) - q / e);
    *second = w * ((1 - q) / ((1 - e) * (1 - e)) + q / (e * e));
    return -w * (q * log(e) + (1 - q) * log1p(-e));
}

static double loss(const struct barrier *b, const double *p) {
    double sum = 0, first, second;
    for (size_t j = 0; j < b->q->m; j++)
        sum += term(b, j, chance(b->q, j, p), &first, &second);
    return sum;
}

static double value(const struct barrier *b, const double *p) {
    double sum = loss(b, p);
    for (size_t k = 0; k < b->q->natom; k++)
        sum -= b->mu * log(p[k]);
    return sum;
}

/* x becomes H^-1 x. */
static int invert(struct barrier *b, double *x) {
    size_t n = b->q->natom, m = b->q->m;
    const double *a = b->q->part;
    for (size_t k = 0; k < n; k++)
        x[k] *= b->p[k] * b->p[k] / b->mu;
    for (size_t j = 0; j < m; j++) {
        b->side[j] = 0;
        for (size_t k = 0; k < n; k++)
            b->side[j] += a[j * n + k] * x[k];
        for (size_t i = 0; i <= j; i++) {
            double sum = i == j ? 1 / b->second[j] : 0;
            for (size_t k = 0; k < n; k++)
                sum += a[j * n + k] * a[i * n + k] * b->p[k] * b->p[k] / b->mu;
            b->matrix[j * m + i] = b->matrix[i * m + j] = sum;
        }
    }
    int rc = cp_num_solve(b->matrix, b->side, m);
    for (size_t k = 0; rc == 0 && k < n; k++)
        for (size_t j = 0; j < m; j++)
            x[k] -= b->p[k] * b->p[k] / b->mu * a[j * n + k] * b->side[j];
    return rc;
}

/* The Newton step that keeps the sum; its decrement. */
static int direct(struct barrier *b, double *decrement) {
    size_t n = b->q->natom, m = b->q->m;
    for (size_t j = 0; j < m; j++)
        term(b, j, chance(b->q, j, b->p), &b->first[j], &b->second[j]);
    for (size_t k = 0; k < n; k++) {
        double g = -b->mu / b->p[k];
        for (size_t j = 0; j < m; j++)
            g += b->q->part[j * n + k] * b->first[j];
        b->slope[k] = b->step[k] = g;
        b->ones[k] = 1;
    }
    int rc = invert(b, b->step);
    if (rc == 0)
        rc = invert(b, b->ones);
    double down = 0, across = 0;
    for (size_t k = 0; rc == 0 && k < n; k++) {
        down += b->step[k];
        across += b->ones[k];
    }
    *decrement = 0;
    for (size_t k = 0; rc == 0 && k < n; k++) {
        b->step[k] = down / across * b->ones[k] - b->step[k];
        *decrement -= b->slope[k] * b->step[k];
    }
    return rc;
}

static bool walk(struct barrier *b, double decrement) {
    size_t n = b->q->natom;
    double most = 1, here = value(b, b->p);
    for (size_t k = 0; k < n; k++)
        if (b->step[k] < 0)
            most = fmin(most, -.99 * b->p[k] / b->step[k]);
    for (int half = 0; half < 60; half++, most /= 2) {
        for (size_t k = 0; k < n; k++)
            b->trial[k] = b->p[k] + most * b->step[k];
        if (value(b, b->trial) <= here - 1e-4 * most * decrement) {
            memcpy(b->p, b->trial, n * sizeof *b->p);
            return true;
        }
    }
    return false; /* to the last digits of the value */
}

static int descend(struct barrier *b) {
    for (b->mu = .1; b->mu > 1e-12; b->mu /= 10)
        for (int step = 0; step < 100; step++) {
            double decrement = 0;
            int rc = direct(b, &decrement);
            if (rc)
                return rc;
            if (!(decrement > 1e-3 * b->mu) || !walk(b, decrement))
                break;
        }
    return 0;
}

static int smooth(const struct cp_odds_quotes *q, bool kl, double *p, double *objective,
                  struct cp_error *err) {
    size_t n = q->natom, m = q->m;
    double *room = cp_calloc(4 * n + m * (m + 3), sizeof *room);
    if (!room)
        return cp_fail_nomem(err);
    struct barrier b = {.q = q,
                        .kl = kl,
                        .p = p,
                        .trial = room,
                        .step = room + n,
                        .ones = room + 2 * n,
                        .slope = room + 3 * n};
    b.first = room + 4 * n;
    b.second = b.first + m;
    b.side = b.second + m;
    b.matrix = b.side + m;
    for (size_t k = 0; k < n; k++)
        p[k] = 1. / (double)n;
    int rc = descend(&b);
    *objective = loss(&b, p);
    free(room);
    if (rc == CP_ENOMEM)
        return cp_fail_nomem(err);
    return rc ? cp_fail(err, rc, "no coherent probabilities were found") : 0;
}

int cp_odds_cohere(const struct cp_odds_quotes *q, enum cp_odds_loss loss, double *p,
                   double *objective, struct cp_error *err) {
    return loss == CP_ODDS_L1 ? absolute(q, p, objective, err)
                              : smooth(q, loss == CP_ODDS_KL, p, objective, err);
}
