/* The CVaR program: columns of each instrument, of the tail, of what trading costs. */
#include "hedge/choose.h"
#include "hedge/numbers.h"
#include "lp/lp.h"
#include <math.h>
#include <stdlib.h>

/* Payoffs are put in less their mean, and each instrument in units in which they are alike: small
 * costs beside large cash stall an interior point. */
struct build {
    const struct cp_hedge_program *p;
    struct cp_lp *lp;
    double money;
    double *mean, *unit;
    size_t net, bought, sold, gain;
};

static double weight(const struct cp_hedge_program *p, size_t s) {
    return p->probability ? p->probability[s] : 1. / (double)p->n;
}

static void measure(struct cp_hedge_scaled *b) {
    const struct cp_hedge_program *p = b->p;
    double mean = 0, square = 0;
    for (size_t s = 0; s < p->n; s++)
        mean += weight(p, s) * p->base[s];
    for (size_t s = 0; s < p->n; s++)
        square += weight(p, s) * (p->base[s] - mean) * (p->base[s] - mean);
    b->money = square > 0 ? sqrt(square) : 1;
    for (size_t k = 0; k < p->m; k++) {
        double sum = 0;
        square = 0;
        for (size_t s = 0; s < p->n; s++)
            sum += weight(p, s) * p->payoff[s * p->m + k];
        for (size_t s = 0; s < p->n; s++) {
            double d = p->payoff[s * p->m + k] - sum;
            square += weight(p, s) * d * d;
        }
        b->mean[k] = sum;
        b->unit[k] = square > 0 ? b->money / sqrt(square) : 1;
    }
}

static void add_instruments(struct build *b) {
    const struct cp_hedge_program *p = b->p;
    b->net = b->bought = b->sold = SIZE_MAX;
    for (size_t k = 0; k < p->m; k++) {
        double least = p->least ? p->least[k] / b->unit[k] : -CP_LP_INF;
        double most = p->most ? p->most[k] / b->unit[k] : CP_LP_INF;
        size_t c = cp_lp_add_col(b->lp, 0, least, most);
        b->net = k == 0 ? c : b->net;
    }
    for (size_t k = 0; k < 2 * p->m; k++) {
        size_t c = cp_lp_add_col(b->lp, 0, 0, CP_LP_INF);
        b->bought = k == 0 ? c : b->bought;
        b->sold = k == p->m ? c : b->sold;
    }
    for (size_t k = 0; k < p->m; k++) {
        size_t r = cp_lp_add_row(b->lp, 0, 0);
        cp_lp_add_coef(b->lp, r, b->net + k, 1);
        cp_lp_add_coef(b->lp, r, b->bought + k, -1);
        cp_lp_add_coef(b->lp, r, b->sold + k, 1);
        if (p->lot && p->lot[k] > 0) {
            size_t c = cp_lp_add_col(b->lp, 0, -CP_LP_INF, CP_LP_INF);
            r = cp_lp_add_row(b->lp, 0, 0);
            cp_lp_set_integer(b->lp, c);
            cp_lp_add_coef(b->lp, r, b->net + k, 1);
            cp_lp_add_coef(b->lp, r, c, -p->lot[k] / b->unit[k]);
        }
    }
    /* what all of it earns on the mean, less what it costs */
    b->gain = cp_lp_add_col(b->lp, 0, -CP_LP_INF, CP_LP_INF);
    size_t r = cp_lp_add_row(b->lp, 0, 0);
    cp_lp_add_coef(b->lp, r, b->gain, 1);
    for (size_t k = 0; k < p->m; k++) {
        double scale = b->unit[k] / b->money;
        cp_lp_add_coef(b->lp, r, b->net + k, -b->mean[k] * scale);
        if (p->cost && p->cost[k] > 0) {
            cp_lp_add_coef(b->lp, r, b->bought + k, p->cost[k] * scale);
            cp_lp_add_coef(b->lp, r, b->sold + k, p->cost[k] * scale);
        }
    }
}

/* z + u_s >= fixed_s + each_s q, with costs: z for its quantile, u for what is above. */
static size_t add_tail(struct build *b, double cost_z, double cost_u) {
    size_t z = cp_lp_add_col(b->lp, cost_z, -CP_LP_INF, CP_LP_INF);
    for (size_t s = 0; s < b->p->n; s++)
        cp_lp_add_col(b->lp, cost_u * weight(b->p, s), 0, CP_LP_INF);
    return z;
}

static void add_loss(struct build *b) {
    const struct cp_hedge_program *p = b->p;
    double l = p->aversion;
    cp_lp_set_cost(b->lp, b->gain, -(1 - l));
    if (l == 0)
        return;
    size_t z = add_tail(b, l, l / (1 - p->tail));
    for (size_t s = 0; s < p->n; s++) {
        size_t r = cp_lp_add_row(b->lp, -p->base[s] / b->money, CP_LP_INF);
        cp_lp_add_coef(b->lp, r, z, 1);
        cp_lp_add_coef(b->lp, r, z + 1 + s, 1);
        cp_lp_add_coef(b->lp, r, b->gain, 1);
        for (size_t k = 0; k < p->m; k++)
            cp_lp_add_coef(b->lp, r, b->net + k,
                           (p->payoff[s * p->m + k] - b->mean[k]) * b->unit[k] / b->money);
    }
}

static void add_tail_row(struct build *b, const struct cp_hedge_tail_row *t) {
    const struct cp_hedge_program *p = b->p;
    size_t z = add_tail(b, 0, 0), limit = cp_lp_add_row(b->lp, -CP_LP_INF, t->most / b->money);
    double worst = 1 / (1 - p->tail);
    cp_lp_add_coef(b->lp, limit, z, 1);
    if (isfinite(t->penalty))
        cp_lp_add_coef(b->lp, limit, cp_lp_add_col(b->lp, t->penalty, 0, CP_LP_INF), -1);
    for (size_t k = 0; t->traded && k < p->m; k++)
        if (t->traded[k] != 0) {
            cp_lp_add_coef(b->lp, limit, b->bought + k, t->traded[k] * b->unit[k] / b->money);
            cp_lp_add_coef(b->lp, limit, b->sold + k, t->traded[k] * b->unit[k] / b->money);
        }
    for (size_t s = 0; s < p->n; s++) {
        size_t r = cp_lp_add_row(b->lp, t->fixed ? t->fixed[s] / b->money : 0, CP_LP_INF);
        cp_lp_add_coef(b->lp, limit, z + 1 + s, worst * weight(p, s));
        cp_lp_add_coef(b->lp, r, z, 1);
        cp_lp_add_coef(b->lp, r, z + 1 + s, 1);
        for (size_t k = 0; t->each && k < p->m; k++)
            cp_lp_add_coef(b->lp, r, b->net + k, -t->each[s * p->m + k] * b->unit[k] / b->money);
    }
}

static void add_row(struct build *b, const struct cp_hedge_row *row) {
    double largest = 0;
    for (size_t k = 0; k < b->p->m; k++) {
        double net = row->net ? fabs(row->net[k]) : 0;
        double bought = row->bought ? fabs(row->bought[k]) : 0;
        double traded = row->traded ? fabs(row->traded[k]) : 0;
        largest = fmax(largest, (net + bought + traded) * b->unit[k]);
    }
    double scale = largest > 0 ? 1 / largest : 1;
    size_t r = cp_lp_add_row(b->lp, row->least * scale, row->most * scale);
    for (size_t k = 0; k < b->p->m; k++) {
        if (row->net && row->net[k] != 0)
            cp_lp_add_coef(b->lp, r, b->net + k, row->net[k] * b->unit[k] * scale);
        if (row->bought && row->bought[k] != 0)
            cp_lp_add_coef(b->lp, r, b->bought + k, row->bought[k] * b->unit[k] * scale);
        for (size_t side = 0; row->traded && row->traded[k] != 0 && side < 2; side++)
            cp_lp_add_coef(b->lp, r, (side ? b->sold : b->bought) + k,
                           row->traded[k] * b->unit[k] * scale);
    }
}

static int solve(struct build *b, int jobs, struct cp_hedge_choice *out, struct cp_error *err) {
    struct cp_lp_solution s = {0};
    struct cp_lp_options opt = {.threads = jobs, .gap = 1e-6};
    int rc = cp_lp_finish(b->lp, err);
    if (rc == 0)
        rc = cp_lp_solve(b->lp, &opt, &s, err);
    if (rc == 0 && s.status == CP_LP_INFEASIBLE)
        rc = cp_fail(err, CP_EINPUT,
                     "no hedge keeps all limits together: corridor, depth, premium, "
                     "liquidity, counterparties; widen one");
    else if (rc == 0 && s.status == CP_LP_UNBOUNDED)
        rc = cp_fail(err, CP_ENUMERIC,
                     "a hedge without end gains: an instrument of unlimited depth "
                     "is worth more in the scenarios than it costs");
    else if (rc == 0 && !s.x)
        rc = cp_fail(err, CP_ENUMERIC, "the hedge was not found: %s", cp_lp_status_name(s.status));
    for (size_t k = 0; rc == 0 && k < b->p->m; k++)
        out->q[k] = s.x[b->net + k] * b->unit[k];
    cp_lp_solution_release(&s);
    return rc;
}

/* Within bounds and on a lot, which the program keeps to its tolerance. */
static void tidy(const struct cp_hedge_program *p, double *q) {
    for (size_t k = 0; k < p->m; k++) {
        if (p->lot && p->lot[k] > 0)
            q[k] = rint(q[k] / p->lot[k]) * p->lot[k];
        if (p->least && q[k] < p->least[k])
            q[k] = p->least[k];
        if (p->most && q[k] > p->most[k])
            q[k] = p->most[k];
    }
}

static bool keeps_rows(const struct cp_hedge_program *p, const double *q) {
    for (size_t i = 0; i < p->nrow; i++) {
        double x = 0, gross = 0;
        for (size_t k = 0; k < p->m; k++) {
            double net = p->row[i].net ? p->row[i].net[k] * q[k] : 0;
            double bought = p->row[i].bought && q[k] > 0 ? p->row[i].bought[k] * q[k] : 0;
            bought += p->row[i].traded ? p->row[i].traded[k] * fabs(q[k]) : 0;
            x += net + bought;
            gross += fabs(net) + fabs(bought);
        }
        if (x < p->row[i].least - 1e-8 * (1 + gross) || x > p->row[i].most + 1e-8 * (1 + gross))
            return false;
    }
    return true;
}

int cp_hedge_value_choice(const struct cp_hedge_program *p, const double *q, double *loss,
                          struct cp_hedge_choice *out) {
    double *own = loss ? NULL : cp_calloc(p->n + 1, sizeof *own), *l = loss ? loss : own;
    struct cp_hedge_tail tail;
    if (!l)
        return CP_ENOMEM;
    out->cost = 0;
    for (size_t k = 0; p->cost && k < p->m; k++)
        out->cost += p->cost[k] * fabs(q[k]);
    for (size_t s = 0; s < p->n; s++) {
        l[s] = out->cost - p->base[s];
        for (size_t k = 0; k < p->m; k++)
            l[s] -= p->payoff[s * p->m + k] * q[k];
    }
    int rc = cp_hedge_tail(l, p->probability, p->n, p->tail, &tail);
    free(own);
    out->mean = tail.mean;
    out->var = tail.var;
    out->cvar = tail.cvar;
    out->objective = (1 - p->aversion) * tail.mean + p->aversion * tail.cvar;
    return rc;
}

/* What a tail row is above its limit. */
static int look_short(const struct cp_hedge_program *p, const double *q,
                      const struct cp_hedge_tail_row *t, double *out) {
    double *x = cp_calloc(p->n + 1, sizeof *x), traded = 0;
    struct cp_hedge_tail tail;
    if (!x)
        return CP_ENOMEM;
    for (size_t k = 0; t->traded && k < p->m; k++)
        traded += t->traded[k] * fabs(q[k]);
    for (size_t s = 0; s < p->n; s++) {
        x[s] = (t->fixed ? t->fixed[s] : 0) + traded;
        for (size_t k = 0; t->each && k < p->m; k++)
            x[s] += t->each[s * p->m + k] * q[k];
    }
    int rc = cp_hedge_tail(x, p->probability, p->n, p->tail, &tail);
    free(x);
    if (rc == 0 && tail.cvar > t->most)
        *out += tail.cvar - t->most;
    return rc;
}

/* All of it as it stands, for lots and tail rows. */
static int choose_primal(const struct cp_hedge_scaled *scaled, int jobs,
                         struct cp_hedge_choice *out, struct cp_error *err) {
    struct build b = {.p = scaled->p,
                      .lp = cp_lp_new(),
                      .money = scaled->money,
                      .mean = scaled->mean,
                      .unit = scaled->unit};
    if (!b.lp)
        return cp_fail_nomem(err);
    add_instruments(&b);
    add_loss(&b);
    for (size_t i = 0; i < b.p->nrow; i++)
        add_row(&b, &b.p->row[i]);
    for (size_t i = 0; i < b.p->ntail; i++)
        add_tail_row(&b, &b.p->tail_row[i]);
    int rc = solve(&b, jobs, out, err);
    cp_lp_free(b.lp);
    return rc;
}

static bool has_lots(const struct cp_hedge_program *p) {
    for (size_t k = 0; p->lot && k < p->m; k++)
        if (p->lot[k] > 0)
            return true;
    return false;
}

/* By the dual where that can be, and is seen to be as good as it says; else as it stands. */
static int choose(const struct cp_hedge_scaled *b, int jobs, struct cp_hedge_choice *out,
                  struct cp_error *err) {
    const struct cp_hedge_program *p = b->p;
    double bound = 0;
    bool found = false;
    int rc = 0;
    if (p->ntail == 0 && !has_lots(p))
        rc = cp_hedge_choose_by_dual(b, out->q, &bound, &found, err);
    if (rc)
        return rc;
    if (found) {
        tidy(p, out->q);
        if (cp_hedge_value_choice(p, out->q, NULL, out) != 0)
            return cp_fail_nomem(err);
        if (fabs(out->objective - bound) <= 1e-8 * (fabs(bound) + b->money) &&
            keeps_rows(p, out->q))
            return 0;
    }
    rc = choose_primal(b, jobs, out, err);
    if (rc)
        return rc;
    tidy(p, out->q);
    return cp_hedge_value_choice(p, out->q, NULL, out) ? cp_fail_nomem(err) : 0;
}

int cp_hedge_choose(const struct cp_hedge_program *p, int jobs, struct cp_hedge_choice *out,
                    struct cp_error *err) {
    struct cp_hedge_scaled b = {.p = p, .mean = cp_calloc(p->m + 1, sizeof *b.mean)};
    b.unit = cp_calloc(p->m + 1, sizeof *b.unit);
    *out = (struct cp_hedge_choice){.q = cp_calloc(p->m + 1, sizeof *out->q)};
    int rc = out->q && b.mean && b.unit ? 0 : cp_fail_nomem(err);
    if (rc == 0) {
        measure(&b);
        rc = choose(&b, jobs, out, err);
    }
    for (size_t i = 0; i < p->ntail && rc == 0; i++)
        if (look_short(p, out->q, &p->tail_row[i], &out->short_of) != 0)
            rc = cp_fail_nomem(err);
    free(b.mean);
    free(b.unit);
    if (rc)
        cp_hedge_choice_release(out);
    return rc;
}

void cp_hedge_choice_release(struct cp_hedge_choice *c) {
    free(c->q);
    c->q = NULL;
}
