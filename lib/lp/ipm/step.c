/* One iteration: Mehrotra's predictor and corrector [Mehrotra 1992], Gondzio's centrality
 * correctors [Gondzio 1996], each corrector weighted for the longest step [Colombo & Gondzio
 * 2008]. */
#include "lp/ipm/ipm.h"
#include <math.h>
#include <string.h>

/* Of theta's inverse [Altman & Gondzio 1999]; a free column has nothing else. */
static const double regular_bounded = 1e-9, regular_free = 1e-8;
static const double further = 0.8, gain = 0.01; /* a centrality corrector's aim, and its least */
static const double keep_least = 0.9;           /* of a full step */
static const double beta_low = 0.1, beta_high = 10;
static const double remains = 0.1, exact = 1e-11; /* of a residual, and of scaled numbers */

/* ---- the linear system ------------------------------------------------------------------- */

static void weights(const void *ctx, size_t from, size_t to) {
    const struct cp_lp_ipm *p = ctx;
    double *theta = p->system.theta;
    size_t end = cp_lp_ipm_boxed_before(p, to);
    for (size_t j = from; j < to; j++)
        theta[j] = (p->has_lo[j] ? regular_bounded : regular_free) + p->at.zl[j] / p->at.w[j];
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
    struct steps *steps;     /* of each part */
    double *sum;             /* of each part */
    double *keep_p, *keep_d; /* of each part */
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

static void predictor_targets(const void *ctx, size_t from, size_t to) {
    const struct cp_lp_ipm *p = ctx;
    size_t end = cp_lp_ipm_boxed_before(p, to);
    for (size_t j = from; j < to; j++)
        p->target.lower[j] = -p->at.w[j] * p->at.zl[j];
    for (size_t k = cp_lp_ipm_boxed_before(p, from); k < end; k++)
        p->target.upper[k] = -p->at.v[k] * p->at.zu[k];
    cp_lp_ipm_sides(p, 1, p->step.x, from, to);
}

static void predictor(struct cp_lp_ipm *p, double *ap, double *ad) {
    cp_lp_each(p->pool, p->ntotal, predictor_targets, p);
    cp_lp_ipm_along(p, p->residual.row, whatever, &p->step);
    longest((struct walk){.p = p, .d = &p->step, .fresh = &p->step, .on = 1}, ap, ad);
}

/* Where the predictor can hardly move, products of its parts are far beyond mu; taken whole they
 * leave the next step as short. */
static double second_order(const struct cp_lp_ipm *p, double product) {
    double most = 30 * p->merit.mu;
    return fmin(fmax(product, -most), most);
}

static void corrector_targets(const void *ctx, size_t from, size_t to) {
    const struct walk *c = ctx;
    const struct cp_lp_ipm *p = c->p;
    size_t end = cp_lp_ipm_boxed_before(p, to);
    for (size_t j = from; j < to; j++)
        p->target.lower[j] =
            p->has_lo[j] ? c->mu - second_order(p, p->step.w[j] * p->step.zl[j]) : 0;
    for (size_t k = cp_lp_ipm_boxed_before(p, from); k < end; k++)
        p->target.upper[k] = c->mu - second_order(p, p->step.v[k] * p->step.zu[k]);
    cp_lp_ipm_sides(p, 0, p->extra.x, from, to);
}

/* Second-order terms and centring. */
static void corrector(struct cp_lp_ipm *p, double *ap, double *ad) {
    double after = mu_after(p, &p->step, *ap, *ad), wp, wd;
    double sigma = p->merit.mu > 0 ? pow(after / p->merit.mu, 3) : 0;
    sigma = fmin(fmax(sigma, 1e-8), 1);
    cp_lp_each(p->pool, p->ntotal, corrector_targets,
               &(struct walk){.p = p, .mu = sigma * p->merit.mu});
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
 * left for the next iteration. */
static void clean(struct cp_lp_ipm *p, double *ap, double *ad) {
    memcpy(p->left, p->residual.row, p->nrow * sizeof *p->left);
    cp_lp_ipm_times(p, -1, p->step.x, p->left);
    cp_lp_ipm_left_of_columns(p);
    double dual_res = cp_lp_largest(p->pool, p->residual.dual, p->ntotal);
    struct cp_lp_enough enough = {fmax(remains * p->merit.row_res, exact),
                                  fmax(remains * dual_res, exact)};
    if (cp_lp_largest(p->pool, p->left, p->nrow) <= enough.rows &&
        cp_lp_largest(p->pool, p->system.left, p->system.nlong) <= enough.columns)
        return;
    cp_lp_each(p->pool, p->ntotal, no_targets, p);
    for (size_t l = 0; l < p->system.nlong; l++)
        p->system.h[p->system.column[l]] = p->system.left[l];
    cp_lp_ipm_along(p, p->left, enough, &p->extra);
    combine(p, true, 1, 1);
    longest((struct walk){.p = p, .d = &p->step}, ap, ad);
}

/* More correctors the dearer a factorisation is against a direction, which is bound by memory: a
 * number of the factor or of the program costs it as much as these flops do in a dense front. */
static int correctors_worth(const struct cp_lp_ipm *p) {
    double direction = 32 * cp_lp_normal_fill(p->system.normal) + 400 * (double)p->ntotal;
    return cp_lp_normal_flops(p->system.normal) > 10 * direction ? 6 : 3;
}

/* ---- moving ------------------------------------------------------------------------------ */

/* How far value z and its partner's s allow of a full step, that their product comes near to mu. */
static double keep(double s, double ds, double full, double z, double dz, double other, double mu,
                   double most) {
    if (full < 1 && s + full * ds <= 1e-14 * s)
        return fmin(most, (mu / (z + other * dz) - s) / ds);
    return most;
}

static void shorten_part(const struct walk *c, size_t from, size_t to, double *keep_p,
                         double *keep_d) {
    const struct cp_lp_ipm *p = c->p;
    const struct cp_lp_primal_dual *d = c->d;
    double ap = c->primal, ad = c->dual, mu = c->mu;
    *keep_p = ap;
    *keep_d = ad;
    size_t end = cp_lp_ipm_boxed_before(p, to);
    for (size_t j = from; j < to; j++)
        if (p->has_lo[j]) {
            *keep_p = keep(p->at.w[j], d->w[j], ap, p->at.zl[j], d->zl[j], ad, mu, *keep_p);
            *keep_d = keep(p->at.zl[j], d->zl[j], ad, p->at.w[j], d->w[j], ap, mu, *keep_d);
        }
    for (size_t k = cp_lp_ipm_boxed_before(p, from); k < end; k++) {
        *keep_p = keep(p->at.v[k], d->v[k], ap, p->at.zu[k], d->zu[k], ad, mu, *keep_p);
        *keep_d = keep(p->at.zu[k], d->zu[k], ad, p->at.v[k], d->v[k], ap, mu, *keep_d);
    }
}

static void shorten_parts(const void *ctx, size_t from, size_t to) {
    const struct walk *c = ctx;
    size_t n = c->p->ntotal;
    for (size_t k = from; k < to; k++)
        shorten_part(c, cp_lp_part(n, k), cp_lp_part(n, k + 1), &c->keep_p[k], &c->keep_d[k]);
}

/* Short of the boundary so that the blocking product comes near to a tenth of the new mu
 * [Mehrotra 1992, section 6], but at least keep_least of the way. */
static void shorten(const struct cp_lp_ipm *p, double *ap, double *ad) {
    double full_p = *ap, full_d = *ad, keep_p[CP_LP_PARTS], keep_d[CP_LP_PARTS];
    double mu = 0.1 * mu_after(p, &p->step, full_p, full_d);
    cp_lp_parts(p->pool, shorten_parts,
                &(struct walk){.p = p,
                               .d = &p->step,
                               .primal = full_p,
                               .dual = full_d,
                               .mu = mu,
                               .keep_p = keep_p,
                               .keep_d = keep_d});
    for (size_t k = 1; k < CP_LP_PARTS; k++) {
        keep_p[0] = fmin(keep_p[0], keep_p[k]);
        keep_d[0] = fmin(keep_d[0], keep_d[k]);
    }
    *ap = fmin(fmax(keep_p[0], keep_least * full_p), full_p < 1 ? (1 - 1e-6) * full_p : 1);
    *ad = fmin(fmax(keep_d[0], keep_least * full_d), full_d < 1 ? (1 - 1e-6) * full_d : 1);
}

static void move_elements(const void *ctx, size_t from, size_t to) {
    const struct walk *c = ctx;
    const struct cp_lp_ipm *p = c->p;
    const struct cp_lp_primal_dual *d = c->d;
    size_t end = cp_lp_ipm_boxed_before(p, to);
    for (size_t j = from; j < to; j++) {
        p->at.x[j] += c->primal * d->x[j];
        if (p->has_lo[j]) {
            p->at.w[j] = fmax(p->at.w[j] + c->primal * d->w[j], 1e-30);
            p->at.zl[j] = fmax(p->at.zl[j] + c->dual * d->zl[j], 1e-30);
        }
    }
    for (size_t k = cp_lp_ipm_boxed_before(p, from); k < end; k++) {
        p->at.v[k] = fmax(p->at.v[k] + c->primal * d->v[k], 1e-30);
        p->at.zu[k] = fmax(p->at.zu[k] + c->dual * d->zu[k], 1e-30);
    }
}

static void move(struct cp_lp_ipm *p, double ap, double ad) {
    cp_lp_each(p->pool, p->ntotal, move_elements,
               &(struct walk){.p = p, .d = &p->step, .primal = ap, .dual = ad});
    cp_lp_add(p->pool, p->at.y, ad, p->step.y, p->nrow);
}

/* False: the system broke down, and what it made are no numbers. */
static bool find_step(struct cp_lp_ipm *p, double *ap, double *ad) {
    if (factor(p))
        return false;
    predictor(p, ap, ad);
    corrector(p, ap, ad);
    for (int k = correctors_worth(p); k > 0 && fmin(*ap, *ad) < 0.95 && centre(p, ap, ad); k--)
        ;
    clean(p, ap, ad);
    const struct cp_lp_primal_dual *d = &p->step;
    return isfinite(cp_lp_dot(p->pool, d->x, d->x, p->ntotal) +
                    cp_lp_dot(p->pool, d->y, d->y, p->nrow));
}

int cp_lp_ipm_iterate(struct cp_lp_ipm *p, double *moved) {
    double ap = 0, ad = 0;
    while (!find_step(p, &ap, &ad))
        if (!cp_lp_normal_regularise(p->system.normal))
            return CP_ENUMERIC;
    shorten(p, &ap, &ad);
    move(p, ap, ad);
    *moved = fmin(ap, ad);
    return 0;
}
