/* One iteration: Newton's direction, its second-order terms [Mehrotra 1992] and Gondzio's
 * centrality correctors [Gondzio 1996], each corrector weighted for the longest step [Colombo &
 * Gondzio 2008]. */
#include "lp/ipm/ipm.h"
#include <math.h>
#include <string.h>

/* Of theta's inverse, at most, and what it is multiplied by to get there. */
static const double most_regular = 1e-6, more_regular = 10;
/* Of it, at least; steps, and what duals may miss, that say nothing. */
static const double least_regular = 1e-14, less_regular = 100, short_step = 0.3, nothing = 1e-9;
static const double most_aim = 0.3;             /* of mu */
static const double further = 0.8, gain = 0.01; /* a centrality corrector's aim, and its least */
static const double beta_low = 0.1, beta_high = 10;
static const double remains = 0.1, exact = 1e-11; /* of a residual, and of scaled numbers */
static const double may_miss = 1e-9;              /* what rows may, scaled */

/* ---- the linear system ------------------------------------------------------------------- */

static void weights(const void *ctx, size_t from, size_t to) {
    const struct cp_lp_ipm *p = ctx;
    double *theta = p->system.theta;
    size_t end = cp_lp_ipm_boxed_before(p, to);
    for (size_t j = from; j < to; j++)
        theta[j] = p->system.regular + p->at.zl[j] / p->at.w[j];
    for (size_t k = cp_lp_ipm_boxed_before(p, from); k < end; k++)
        theta[p->boxed[k]] += p->at.zu[k] / p->at.v[k];
    for (size_t j = from; j < to; j++)
        theta[j] = p->absent[j] ? 0 : 1 / theta[j];
}

static int factor(struct cp_lp_ipm *p) {
    cp_lp_each(p->pool, p->ntotal, weights, p);
    return cp_lp_normal_factor(p->system.normal, p->system.theta, p->system.theta + p->ncol);
}

/* As the system gives it, whose rounding is taken out later. */
static const struct cp_lp_enough whatever = {CP_LP_INF, CP_LP_INF};

/* ---- step lengths ------------------------------------------------------------------------ */

static double ratio(double value, double change, double alpha) {
    return value + alpha * change < 0 ? -value / change : alpha;
}

/* The steps along d + weight * extra for some weights, ascending. */
enum { WEIGHTS = 9 };
struct steps {
    size_t n;
    double weight[WEIGHTS], primal[WEIGHTS], dual[WEIGHTS];
};

/* As little of alpha[] as value >= 0 allows; few values allow less than the longest of all. */
static inline void limit(const struct steps *s, double value, double d, double e, double *alpha,
                         double *longest) {
    double low = d + s->weight[0] * e, high = d + s->weight[s->n - 1] * e;
    if (value + *longest * (low < high ? low : high) >= 0)
        return;
    *longest = 0;
    for (size_t k = 0; k < s->n; k++) {
        alpha[k] = ratio(value, d + s->weight[k] * e, alpha[k]);
        *longest = alpha[k] > *longest ? alpha[k] : *longest;
    }
}

static void longest_of_part(const struct cp_lp_ipm *p, const struct cp_lp_primal_dual *d,
                            const struct cp_lp_primal_dual *e, size_t from, size_t to,
                            struct steps *s) {
    double most_p = 1, most_d = 1;
    for (size_t k = 0; k < s->n; k++)
        s->primal[k] = s->dual[k] = 1;
    size_t end = cp_lp_ipm_boxed_before(p, to);
    for (size_t j = from; j < to; j++) {
        limit(s, p->at.w[j], d->w[j], e->w[j], s->primal, &most_p);
        limit(s, p->at.zl[j], d->zl[j], e->zl[j], s->dual, &most_d);
    }
    for (size_t k = cp_lp_ipm_boxed_before(p, from); k < end; k++) {
        limit(s, p->at.v[k], d->v[k], e->v[k], s->primal, &most_p);
        limit(s, p->at.zu[k], d->zu[k], e->zu[k], s->dual, &most_d);
    }
}

/* A loop along a direction, or along it and some of another. */
struct walk {
    const struct cp_lp_ipm *p;
    const struct cp_lp_primal_dual *d, *e;
    const struct cp_lp_primal_dual *fresh; /* d or e: it has x and y alone, the rest is made */
    double on;                             /* of fresh: with the residuals of bounds, or without */
    double primal, dual, mu;
    struct steps *steps; /* of each part */
    double *sum;         /* of each part */
};

static void longest_of_parts(const void *ctx, size_t from, size_t to) {
    const struct walk *c = ctx;
    size_t n = c->p->ntotal;
    for (size_t k = from; k < to; k++) {
        size_t first = cp_lp_part(n, k), next = cp_lp_part(n, k + 1);
        if (c->fresh)
            cp_lp_ipm_bounds(c->p, c->on, c->fresh, first, next);
        longest_of_part(c->p, c->d, c->e, first, next, &c->steps[k]);
    }
}

/* The longest steps up to 1 along c->d and c->e that keep everything non-negative. */
static void longest_of(struct walk c, struct steps *s) {
    struct steps part[CP_LP_PARTS];
    for (size_t k = 0; k < CP_LP_PARTS; k++)
        part[k] = *s;
    c.steps = part;
    cp_lp_parts(c.p->pool, longest_of_parts, &c);
    *s = part[0];
    for (size_t k = 1; k < CP_LP_PARTS; k++)
        for (size_t i = 0; i < s->n; i++) {
            s->primal[i] = fmin(s->primal[i], part[k].primal[i]);
            s->dual[i] = fmin(s->dual[i], part[k].dual[i]);
        }
}

static void longest(struct walk c, double *primal, double *dual) {
    struct steps s = {.n = 1};
    c.e = c.d;
    longest_of(c, &s);
    *primal = s.primal[0];
    *dual = s.dual[0];
}

static double mu_of_part(const struct walk *c, size_t from, size_t to) {
    const struct cp_lp_ipm *p = c->p;
    const struct cp_lp_primal_dual *d = c->d;
    double sum = 0;
    size_t k = cp_lp_ipm_boxed_before(p, from);
    for (size_t j = from; j < to; j++) {
        sum += (p->at.w[j] + c->primal * d->w[j]) * (p->at.zl[j] + c->dual * d->zl[j]);
        if (p->boxed[k] == j) {
            sum += (p->at.v[k] + c->primal * d->v[k]) * (p->at.zu[k] + c->dual * d->zu[k]);
            k++;
        }
    }
    return sum;
}

static void mu_of_parts(const void *ctx, size_t from, size_t to) {
    const struct walk *c = ctx;
    size_t n = c->p->ntotal;
    for (size_t k = from; k < to; k++)
        c->sum[k] = mu_of_part(c, cp_lp_part(n, k), cp_lp_part(n, k + 1));
}

static double mu_after(const struct cp_lp_ipm *p, const struct cp_lp_primal_dual *d, double ap,
                       double ad) {
    double part[CP_LP_PARTS], sum = 0;
    cp_lp_parts(p->pool, mu_of_parts,
                &(struct walk){.p = p, .d = d, .primal = ap, .dual = ad, .sum = part});
    for (size_t k = 0; k < CP_LP_PARTS; k++)
        sum += part[k];
    return p->ncomplement ? sum / (double)p->ncomplement : 0;
}

static void combine_elements(const void *ctx, size_t from, size_t to) {
    const struct walk *c = ctx;
    const struct cp_lp_primal_dual *d = c->d, *e = c->e;
    size_t end = cp_lp_ipm_boxed_before(c->p, to);
    if (c->fresh)
        cp_lp_ipm_bounds(c->p, c->on, c->fresh, from, to);
    for (size_t j = from; j < to; j++) {
        d->x[j] += c->primal * e->x[j];
        d->w[j] += c->primal * e->w[j];
        d->zl[j] += c->dual * e->zl[j];
    }
    for (size_t k = cp_lp_ipm_boxed_before(c->p, from); k < end; k++) {
        d->v[k] += c->primal * e->v[k];
        d->zu[k] += c->dual * e->zu[k];
    }
}

/* p->step += primal weight * p->extra in x, w, v and dual weight in y, zl, zu. */
static void combine(const struct cp_lp_ipm *p, bool fresh, double primal, double dual) {
    cp_lp_each(p->pool, p->ntotal, combine_elements,
               &(struct walk){.p = p,
                              .d = &p->step,
                              .e = &p->extra,
                              .fresh = fresh ? &p->extra : NULL,
                              .primal = primal,
                              .dual = dual});
    cp_lp_add(p->pool, p->step.y, dual, p->extra.y, p->nrow);
}

/* The weights of p->extra, fresh, from alpha_p * alpha_d to 1 that give the longest steps. */
static void weigh(const struct cp_lp_ipm *p, double *ap, double *ad, double *wp, double *wd) {
    struct steps s = {.n = WEIGHTS};
    double least = *ap * *ad;
    for (size_t k = 0; k < WEIGHTS; k++)
        s.weight[k] = least + (1 - least) * (double)k / (WEIGHTS - 1);
    longest_of((struct walk){.p = p, .d = &p->step, .e = &p->extra, .fresh = &p->extra}, &s);
    *wp = *wd = 0;
    double best_p = -1, best_d = -1;
    for (size_t k = 0; k < WEIGHTS; k++) {
        if (s.primal[k] >= best_p) {
            best_p = s.primal[k];
            *wp = s.weight[k];
        }
        if (s.dual[k] >= best_d) {
            best_d = s.dual[k];
            *wd = s.weight[k];
        }
    }
    *ap = best_p;
    *ad = best_d;
}

/* ---- correctors -------------------------------------------------------------------------- */

/* How much of mu is aimed at: by what the last step left to go, as this one will hardly be much
 * longer. Mehrotra's direction to mu = 0, and back by how far that goes, takes more iterations of
 * most programs, fewer of the largest plans. */
static double aim(const struct cp_lp_ipm *p) {
    double left = 1 - p->moved;
    return p->merit.mu * fmin(fmax(left * left * left, 1e-8), most_aim);
}

static void newton_targets(const void *ctx, size_t from, size_t to) {
    const struct walk *c = ctx;
    const struct cp_lp_ipm *p = c->p;
    size_t end = cp_lp_ipm_boxed_before(p, to);
    for (size_t j = from; j < to; j++)
        p->target.lower[j] = p->has_lo[j] ? c->mu - p->at.w[j] * p->at.zl[j] : 0;
    for (size_t k = cp_lp_ipm_boxed_before(p, from); k < end; k++)
        p->target.upper[k] = c->mu - p->at.v[k] * p->at.zu[k];
    cp_lp_ipm_sides(p, 1, p->step.x, from, to);
}

static void newton(struct cp_lp_ipm *p, double *ap, double *ad) {
    cp_lp_each(p->pool, p->ntotal, newton_targets, &(struct walk){.p = p, .mu = aim(p)});
    cp_lp_ipm_along(p, p->residual.row, whatever, &p->step);
    longest((struct walk){.p = p, .d = &p->step, .fresh = &p->step, .on = 1}, ap, ad);
}

/* Where Newton's direction can hardly go, products of its parts are far beyond mu; taken whole they
 * leave the next step as short. */
static double second_order(const struct cp_lp_ipm *p, double product) {
    double most = 30 * p->merit.mu;
    return fmin(fmax(product, -most), most);
}

static void second_order_targets(const void *ctx, size_t from, size_t to) {
    const struct cp_lp_ipm *p = ctx;
    size_t end = cp_lp_ipm_boxed_before(p, to);
    for (size_t j = from; j < to; j++)
        p->target.lower[j] = -second_order(p, p->step.w[j] * p->step.zl[j]);
    for (size_t k = cp_lp_ipm_boxed_before(p, from); k < end; k++)
        p->target.upper[k] = -second_order(p, p->step.v[k] * p->step.zu[k]);
    cp_lp_ipm_sides(p, 0, p->extra.x, from, to);
}

static void correct(struct cp_lp_ipm *p, double *ap, double *ad) {
    double wp, wd;
    cp_lp_each(p->pool, p->ntotal, second_order_targets, p);
    cp_lp_ipm_along(p, NULL, whatever, &p->extra);
    weigh(p, ap, ad, &wp, &wd);
    combine(p, false, wp, wd);
}

/* What a product lacks to lie between the two fractions of the target. */
static double lacking(double product, double target) {
    double low = beta_low * target, high = beta_high * target;
    if (product < low)
        return low - product;
    return product > high ? fmax(high - product, -high) : 0;
}

static void centre_targets(const void *ctx, size_t from, size_t to) {
    const struct walk *c = ctx;
    const struct cp_lp_ipm *p = c->p;
    const struct cp_lp_primal_dual *at = &p->at, *d = &p->step;
    size_t end = cp_lp_ipm_boxed_before(p, to);
    for (size_t j = from; j < to; j++)
        p->target.lower[j] =
            p->has_lo[j]
                ? lacking((at->w[j] + c->primal * d->w[j]) * (at->zl[j] + c->dual * d->zl[j]),
                          c->mu)
                : 0;
    for (size_t k = cp_lp_ipm_boxed_before(p, from); k < end; k++)
        p->target.upper[k] =
            lacking((at->v[k] + c->primal * d->v[k]) * (at->zu[k] + c->dual * d->zu[k]), c->mu);
    cp_lp_ipm_sides(p, 0, p->extra.x, from, to);
}

/* One of Gondzio's: aims at a longer step than the last, and counts when it is. */
static bool centre(struct cp_lp_ipm *p, double *ap, double *ad) {
    double far_p = fmin(1, *ap + further), far_d = fmin(1, *ad + further), wp, wd;
    double target = mu_after(p, &p->step, far_p, far_d);
    target = fmin(fmax(target, 0.01 * p->merit.mu), p->merit.mu);
    cp_lp_each(p->pool, p->ntotal, centre_targets,
               &(struct walk){.p = p, .primal = far_p, .dual = far_d, .mu = target});
    cp_lp_ipm_along(p, NULL, whatever, &p->extra);
    double new_p = *ap, new_d = *ad;
    weigh(p, &new_p, &new_d, &wp, &wd);
    if (new_p + new_d < *ap + *ad + gain)
        return false;
    combine(p, false, wp, wd);
    *ap = new_p;
    *ad = new_d;
    return true;
}

static void no_targets(const void *ctx, size_t from, size_t to) {
    const struct cp_lp_ipm *p = ctx;
    size_t end = cp_lp_ipm_boxed_before(p, to);
    for (size_t j = from; j < to; j++)
        p->target.lower[j] = 0;
    for (size_t k = cp_lp_ipm_boxed_before(p, from); k < end; k++)
        p->target.upper[k] = 0;
    cp_lp_ipm_sides(p, 0, p->extra.x, from, to);
}

/* The rounding of all solves so far, taken out of the rows and long columns at once, where it is
 * more than what the step leaves of them anyway or than what an answer may miss; what is left is
 * left for the next iteration. False: that is more than the rows miss now. */
static bool clean(struct cp_lp_ipm *p, double *ap, double *ad) {
    memcpy(p->left, p->residual.row, p->nrow * sizeof *p->left);
    cp_lp_ipm_times(p, -1, p->step.x, p->left);
    cp_lp_ipm_left_of_columns(p);
    double dual_res = cp_lp_largest(p->pool, p->residual.dual, p->ntotal);
    struct cp_lp_enough enough = {fmax(remains * p->merit.row_res, exact),
                                  fmax(remains * dual_res, exact)};
    if (cp_lp_largest(p->pool, p->left, p->nrow) <= enough.rows &&
        cp_lp_largest(p->pool, p->system.left, p->system.nlong) <= enough.columns)
        return true;
    cp_lp_each(p->pool, p->ntotal, no_targets, p);
    for (size_t l = 0; l < p->system.nlong; l++)
        p->system.h[p->system.column[l]] = p->system.left[l];
    cp_lp_ipm_along(p, p->left, enough, &p->extra);
    double left = cp_lp_largest(p->pool, p->system.rhs, p->nrow);
    combine(p, true, 1, 1);
    longest((struct walk){.p = p, .d = &p->step}, ap, ad);
    return left <= fmax(p->merit.row_res, may_miss);
}

/* More correctors the dearer a factorisation is against a direction, which is bound by memory: a
 * number of the factor or of the program costs it as much as these flops do in a dense front. */
static int correctors_worth(const struct cp_lp_ipm *p) {
    double direction = 32 * cp_lp_normal_fill(p->system.normal) + 400 * (double)p->ntotal;
    return cp_lp_normal_flops(p->system.normal) > 10 * direction ? 6 : 3;
}

/* ---- the whole of it ---------------------------------------------------------------------- */

enum quality { GOOD, LOSES_ROWS, NO_NUMBERS };

static enum quality find_step(struct cp_lp_ipm *p, double *ap, double *ad) {
    if (factor(p))
        return NO_NUMBERS;
    newton(p, ap, ad);
    correct(p, ap, ad);
    for (int k = correctors_worth(p); k > 0 && fmin(*ap, *ad) < 0.95 && centre(p, ap, ad); k--)
        ;
    bool keeps = clean(p, ap, ad);
    const struct cp_lp_primal_dual *d = &p->step;
    if (!isfinite(cp_lp_dot(p->pool, d->x, d->x, p->ntotal) +
                  cp_lp_dot(p->pool, d->y, d->y, p->nrow)))
        return NO_NUMBERS;
    return keeps ? GOOD : LOSES_ROWS;
}

/* The rounding that rows are lost by is in proportion to the largest theta: less of that, from now
 * on. False: nothing more can be done. */
static bool mend(struct cp_lp_ipm *p, enum quality q) {
    if (q == NO_NUMBERS)
        return cp_lp_normal_regularise(p->system.normal);
    if (p->system.regular * more_regular > most_regular)
        return false;
    p->system.regular *= more_regular;
    return true;
}

/* What duals miss comes down as a step says, but for the regular part of theta's inverse times the
 * step, which that part so holds back: where less than half of it went, the optimum is far away. */
static void loosen(struct cp_lp_ipm *p) {
    double missed = p->merit.dual_res;
    if (p->moved > short_step && missed > fmax((1 - 0.5 * p->moved) * p->missed, nothing))
        p->system.regular = fmax(p->system.regular / less_regular, least_regular);
    p->missed = missed;
}

int cp_lp_ipm_iterate(struct cp_lp_ipm *p) {
    double ap = 0, ad = 0;
    enum quality q;
    loosen(p);
    do
        q = find_step(p, &ap, &ad);
    while (q != GOOD && mend(p, q));
    if (q == NO_NUMBERS)
        return CP_ENUMERIC;
    cp_lp_ipm_move(p, mu_after(p, &p->step, ap, ad), &ap, &ad);
    p->moved = fmin(ap, ad);
    return 0;
}
