/* How far to go along a direction, and going there. */
#include "lp/ipm/ipm.h"
#include <math.h>

static const double keep_least = 0.9; /* of a full step */

struct moving {
    const struct cp_lp_ipm *p;
    const struct cp_lp_primal_dual *d;
    double primal, dual, mu;
    double *keep_p, *keep_d; /* of each part */
};

/* How far value z and its partner's s allow of a full step, that their product comes near to mu. */
static double keep(double s, double ds, double full, double z, double dz, double other, double mu,
                   double most) {
    if (full < 1 && s + full * ds <= 1e-14 * s)
        return fmin(most, (mu / (z + other * dz) - s) / ds);
    return most;
}

static void shorten_part(const struct moving *c, size_t from, size_t to, double *keep_p,
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
    const struct moving *c = ctx;
    size_t n = c->p->ntotal;
    for (size_t k = from; k < to; k++)
        shorten_part(c, cp_lp_part(n, k), cp_lp_part(n, k + 1), &c->keep_p[k], &c->keep_d[k]);
}

/* Short of the boundary so that the blocking product comes near to a tenth of the new mu
 * [Mehrotra 1992, section 6], but at least keep_least of the way. */
static void shorten(const struct cp_lp_ipm *p, double mu, double *ap, double *ad) {
    double full_p = *ap, full_d = *ad, keep_p[CP_LP_PARTS], keep_d[CP_LP_PARTS];
    cp_lp_parts(p->pool, shorten_parts,
                &(struct moving){.p = p,
                                 .d = &p->step,
                                 .primal = full_p,
                                 .dual = full_d,
                                 .mu = 0.1 * mu,
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
    const struct moving *c = ctx;
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

void cp_lp_ipm_move(struct cp_lp_ipm *p, double mu, double *ap, double *ad) {
    shorten(p, mu, ap, ad);
    cp_lp_each(p->pool, p->ntotal, move_elements,
               &(struct moving){.p = p, .d = &p->step, .primal = *ap, .dual = *ad});
    cp_lp_add(p->pool, p->at.y, *ad, p->step.y, p->nrow);
}
