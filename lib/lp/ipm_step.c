/* One iteration: Mehrotra's predictor and corrector [Mehrotra 1992], Gondzio's centrality
 * correctors [Gondzio 1996], each corrector weighted for the longest step [Colombo & Gondzio
 * 2008]. */
#include "lp/ipm.h"
#include <math.h>
#include <string.h>

/* Of theta's inverse [Altman & Gondzio 1999]; a free column has nothing else. */
static const double regular_bounded = 1e-9, regular_free = 1e-8;
static const double further = 0.5, gain = 0.01; /* a centrality corrector's aim, and its least */
static const double keep_least = 0.8;           /* of a full step */
static const double beta_low = 0.1, beta_high = 10;

/* ---- the linear system ------------------------------------------------------------------- */

static int factor(struct cp_lp_ipm *p) {
    for (size_t j = 0; j < p->ntotal; j++) {
        double inverse = p->has_lo[j] || p->has_up[j] ? regular_bounded : regular_free;
        if (p->has_lo[j])
            inverse += p->zl[j] / p->w[j];
        if (p->has_up[j])
            inverse += p->zu[j] / p->v[j];
        p->theta[j] = p->absent[j] ? 0 : 1 / inverse;
    }
    return cp_lp_normal_factor(p->normal, p->theta, p->theta + p->ncol);
}

/* The direction for the targets sl, su, with the residuals of bounds and costs or for the targets
 * alone, whose rows give `rows` (NULL: 0). */
static void solve(struct cp_lp_ipm *p, bool residuals, const double *rows, double enough,
                  struct direction *d) {
    double on = residuals ? 1 : 0;
    for (size_t j = 0; j < p->ntotal; j++) {
        double h = on * p->rd[j];
        if (p->has_lo[j])
            h -= (p->sl[j] + on * p->zl[j] * p->rl[j]) / p->w[j];
        if (p->has_up[j])
            h += (p->su[j] - on * p->zu[j] * p->ru[j]) / p->v[j];
        p->h[j] = h;
    }
    cp_lp_ipm_rows(p, rows, enough, d);
    for (size_t j = 0; j < p->ntotal; j++) {
        d->w[j] = d->v[j] = d->zl[j] = d->zu[j] = 0;
        if (p->has_lo[j]) {
            d->w[j] = d->x[j] - on * p->rl[j];
            d->zl[j] = (p->sl[j] - p->zl[j] * d->w[j]) / p->w[j];
        }
        if (p->has_up[j]) {
            d->v[j] = on * p->ru[j] - d->x[j];
            d->zu[j] = (p->su[j] - p->zu[j] * d->v[j]) / p->v[j];
        }
    }
}

/* ---- step lengths ------------------------------------------------------------------------ */

static double ratio(double value, double change, double alpha) {
    return value + alpha * change < 0 ? -value / change : alpha;
}

/* The longest steps up to 1 that keep everything non-negative, along d + weight * extra. */
static void longest(const struct cp_lp_ipm *p, const struct direction *d,
                    const struct direction *extra, double weight, double *primal, double *dual) {
    double ap = 1, ad = 1;
    for (size_t j = 0; j < p->ntotal; j++) {
        if (p->has_lo[j]) {
            ap = ratio(p->w[j], d->w[j] + (extra ? weight * extra->w[j] : 0), ap);
            ad = ratio(p->zl[j], d->zl[j] + (extra ? weight * extra->zl[j] : 0), ad);
        }
        if (p->has_up[j]) {
            ap = ratio(p->v[j], d->v[j] + (extra ? weight * extra->v[j] : 0), ap);
            ad = ratio(p->zu[j], d->zu[j] + (extra ? weight * extra->zu[j] : 0), ad);
        }
    }
    *primal = ap;
    *dual = ad;
}

static double mu_after(const struct cp_lp_ipm *p, const struct direction *d, double ap, double ad) {
    double sum = 0;
    for (size_t j = 0; j < p->ntotal; j++) {
        if (p->has_lo[j])
            sum += (p->w[j] + ap * d->w[j]) * (p->zl[j] + ad * d->zl[j]);
        if (p->has_up[j])
            sum += (p->v[j] + ap * d->v[j]) * (p->zu[j] + ad * d->zu[j]);
    }
    return p->ncomplement ? sum / (double)p->ncomplement : 0;
}

static void axpy(double *x, double a, const double *y, size_t n) {
    for (size_t i = 0; i < n; i++)
        x[i] += a * y[i];
}

/* d += primal weight * extra in x, w, v and dual weight in y, zl, zu. */
static void combine(const struct cp_lp_ipm *p, struct direction *d, const struct direction *extra,
                    double primal, double dual) {
    axpy(d->x, primal, extra->x, p->ntotal);
    axpy(d->w, primal, extra->w, p->ntotal);
    axpy(d->v, primal, extra->v, p->ntotal);
    axpy(d->zl, dual, extra->zl, p->ntotal);
    axpy(d->zu, dual, extra->zu, p->ntotal);
    axpy(d->y, dual, extra->y, p->nrow);
}

/* The weights from alpha_p * alpha_d to 1 that give the longest steps. */
static void weigh(const struct cp_lp_ipm *p, const struct direction *d,
                  const struct direction *extra, double *ap, double *ad, double *wp, double *wd) {
    double least = *ap * *ad;
    *wp = *wd = 0;
    double best_p = -1, best_d = -1;
    for (int k = 0; k <= 8; k++) {
        double weight = least + (1 - least) * k / 8, primal, dual;
        longest(p, d, extra, weight, &primal, &dual);
        if (primal >= best_p) {
            best_p = primal;
            *wp = weight;
        }
        if (dual >= best_d) {
            best_d = dual;
            *wd = weight;
        }
    }
    *ap = best_p;
    *ad = best_d;
}

/* ---- correctors -------------------------------------------------------------------------- */

static void predictor(struct cp_lp_ipm *p, double *ap, double *ad) {
    for (size_t j = 0; j < p->ntotal; j++) {
        p->sl[j] = -p->w[j] * p->zl[j];
        p->su[j] = -p->v[j] * p->zu[j];
    }
    solve(p, true, p->rp, CP_LP_INF, &p->step);
    longest(p, &p->step, NULL, 0, ap, ad);
}

/* Where the predictor can hardly move, products of its parts are far beyond mu; taken whole they
 * leave the next step as short. */
static double second_order(const struct cp_lp_ipm *p, double product) {
    double most = 10 * p->mu;
    return fmin(fmax(product, -most), most);
}

/* Second-order terms and centring. */
static void corrector(struct cp_lp_ipm *p, double *ap, double *ad) {
    double after = mu_after(p, &p->step, *ap, *ad), wp, wd;
    double sigma = p->mu > 0 ? pow(after / p->mu, 3) : 0;
    sigma = fmin(fmax(sigma, 1e-8), 1);
    double target = sigma * p->mu;
    for (size_t j = 0; j < p->ntotal; j++) {
        p->sl[j] = target - second_order(p, p->step.w[j] * p->step.zl[j]);
        p->su[j] = target - second_order(p, p->step.v[j] * p->step.zu[j]);
    }
    solve(p, false, NULL, CP_LP_INF, &p->extra);
    weigh(p, &p->step, &p->extra, ap, ad, &wp, &wd);
    combine(p, &p->step, &p->extra, wp, wd);
}

/* What a product lacks to lie between the two fractions of the target. */
static double lacking(double product, double target) {
    double low = beta_low * target, high = beta_high * target;
    if (product < low)
        return low - product;
    return product > high ? fmax(high - product, -high) : 0;
}

/* One of Gondzio's: aims at a longer step than the last, and counts when it is. */
static bool centre(struct cp_lp_ipm *p, double *ap, double *ad) {
    double far_p = fmin(1, *ap + further), far_d = fmin(1, *ad + further), wp, wd;
    double target = mu_after(p, &p->step, far_p, far_d);
    target = fmin(fmax(target, 0.01 * p->mu), p->mu);
    for (size_t j = 0; j < p->ntotal; j++) {
        p->sl[j] = p->su[j] = 0;
        if (p->has_lo[j])
            p->sl[j] = lacking(
                (p->w[j] + far_p * p->step.w[j]) * (p->zl[j] + far_d * p->step.zl[j]), target);
        if (p->has_up[j])
            p->su[j] = lacking(
                (p->v[j] + far_p * p->step.v[j]) * (p->zu[j] + far_d * p->step.zu[j]), target);
    }
    solve(p, false, NULL, CP_LP_INF, &p->extra);
    double new_p = *ap, new_d = *ad;
    weigh(p, &p->step, &p->extra, &new_p, &new_d, &wp, &wd);
    if (new_p + new_d < *ap + *ad + gain)
        return false;
    combine(p, &p->step, &p->extra, wp, wd);
    *ap = new_p;
    *ad = new_d;
    return true;
}

/* The rounding of all solves so far, taken out of the rows at once; what is left is left for the
 * next iteration, beside what the step does not reach. */
static void clean(struct cp_lp_ipm *p, double *ap, double *ad) {
    memcpy(p->left, p->rp, p->nrow * sizeof *p->left);
    cp_lp_ipm_times(p, -1, p->step.x, p->left);
    for (size_t j = 0; j < p->ntotal; j++)
        p->sl[j] = p->su[j] = 0;
    solve(p, false, p->left, fmax(0.01 * p->row_res, 1e-11), &p->extra);
    combine(p, &p->step, &p->extra, 1, 1);
    longest(p, &p->step, NULL, 0, ap, ad);
}

/* More correctors the dearer a factorisation is against a solve. */
static int correctors_worth(const struct cp_lp_ipm *p) {
    double r = cp_lp_normal_flops(p->normal) / (4 * cp_lp_normal_fill(p->normal) + 1);
    return r > 10 ? 6 : 3;
}

/* ---- moving ------------------------------------------------------------------------------ */

/* Short of the boundary so that the blocking product comes near to a tenth of the new mu
 * [Mehrotra 1992, section 6], but at least keep_least of the way. */
static void shorten(const struct cp_lp_ipm *p, double *ap, double *ad) {
    const struct direction *d = &p->step;
    double full_p = *ap, full_d = *ad, keep_p = full_p, keep_d = full_d;
    double mu = 0.1 * mu_after(p, d, full_p, full_d);
    for (size_t j = 0; j < p->ntotal; j++) {
        const double *pairs[2][4] = {{&p->w[j], &d->w[j], &p->zl[j], &d->zl[j]},
                                     {&p->v[j], &d->v[j], &p->zu[j], &d->zu[j]}};
        for (int k = 0; k < 2; k++) {
            if (!(k ? p->has_up[j] : p->has_lo[j]))
                continue;
            double s = *pairs[k][0], ds = *pairs[k][1], z = *pairs[k][2], dz = *pairs[k][3];
            if (full_p < 1 && s + full_p * ds <= 1e-14 * s)
                keep_p = fmin(keep_p, (mu / (z + full_d * dz) - s) / ds);
            if (full_d < 1 && z + full_d * dz <= 1e-14 * z)
                keep_d = fmin(keep_d, (mu / (s + full_p * ds) - z) / dz);
        }
    }
    *ap = fmin(fmax(keep_p, keep_least * full_p), full_p < 1 ? (1 - 1e-6) * full_p : 1);
    *ad = fmin(fmax(keep_d, keep_least * full_d), full_d < 1 ? (1 - 1e-6) * full_d : 1);
}

static void move(struct cp_lp_ipm *p, double ap, double ad) {
    const struct direction *d = &p->step;
    axpy(p->x, ap, d->x, p->ntotal);
    axpy(p->w, ap, d->w, p->ntotal);
    axpy(p->v, ap, d->v, p->ntotal);
    axpy(p->zl, ad, d->zl, p->ntotal);
    axpy(p->zu, ad, d->zu, p->ntotal);
    axpy(p->y, ad, d->y, p->nrow);
    for (size_t j = 0; j < p->ntotal; j++) {
        if (p->has_lo[j]) {
            p->w[j] = fmax(p->w[j], 1e-30);
            p->zl[j] = fmax(p->zl[j], 1e-30);
        }
        if (p->has_up[j]) {
            p->v[j] = fmax(p->v[j], 1e-30);
            p->zu[j] = fmax(p->zu[j], 1e-30);
        }
    }
}

int cp_lp_ipm_iterate(struct cp_lp_ipm *p, double *moved) {
    double ap = 0, ad = 0;
    int rc = factor(p);
    if (rc)
        return rc;
    predictor(p, &ap, &ad);
    corrector(p, &ap, &ad);
    for (int k = correctors_worth(p); k > 0 && fmin(ap, ad) < 0.95 && centre(p, &ap, &ad); k--)
        ;
    clean(p, &ap, &ad);
    shorten(p, &ap, &ad);
    move(p, ap, ad);
    *moved = fmin(ap, ad);
    return 0;
}
