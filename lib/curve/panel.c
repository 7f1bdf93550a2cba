/* Two factors from panels of futures: the Kalman filter and the likelihood. */
#include "curve/internal.h"
#include "num/num.h"
#include <math.h>
#include <string.h>

/* [Schwartz and Smith 2000, equation 9] */
static double level(const struct cp_curve_two_factor *m, double T) {
    double k = m->speed, once = cp_curve_decayed(k, T), twice = cp_curve_decayed(2 * k, T);
    return m->drift_rn * T - once * m->premium +
           (twice * m->short_term * m->short_term + m->long_term * m->long_term * T +
            2 * once * m->rho * m->short_term * m->long_term) /
               2;
}

double cp_curve_log_forward(const struct cp_curve_two_factor *m, double chi, double xi, double T) {
    return exp(-m->speed * T) * chi + xi + level(m, T);
}

static void predict(const struct cp_curve_two_factor *m, double h, struct cp_curve_state *s) {
    double e = exp(-m->speed * h), both = m->rho * m->short_term * m->long_term;
    s->chi *= e;
    s->xi += m->drift * h;
    s->covariance[0] = e * e * s->covariance[0] +
                       cp_curve_decayed(2 * m->speed, h) * m->short_term * m->short_term;
    s->covariance[1] = e * s->covariance[1] + cp_curve_decayed(m->speed, h) * both;
    s->covariance[2] += m->long_term * m->long_term * h;
}

/* One price at a time, which their errors allow for being independent: nothing is inverted. */
static double update(double load, double error, double variance, struct cp_curve_state *s) {
    double *c = s->covariance, a = c[0] * load + c[1], b = c[1] * load + c[2];
    double q = a * load + b + variance, ka = a / q, kb = b / q;
    s->chi += ka * error;
    s->xi += kb * error;
    c[0] -= ka * a;
    c[1] -= ka * b;
    c[2] -= kb * b;
    return -(log(2 * M_PI * q) + error * error / q) / 2;
}

double cp_curve_likelihood(const struct cp_curve_two_factor *m, const double *deviation,
                           const struct cp_curve_panel *p, struct cp_curve_state *state) {
    double sum = 0;
    for (size_t d = 0; d < p->ndate; d++) {
        predict(m, p->step[d], state);
        for (size_t i = 0; i < p->nprice; i++) {
            double x = p->log_price[d * p->nprice + i], T = p->years[d * p->nprice + i];
            if (isnan(x))
                continue;
            double load = exp(-m->speed * T);
            double error = x - (load * state->chi + state->xi + level(m, T));
            sum += update(load, error, deviation[i] * deviation[i], state);
        }
    }
    return sum;
}

/* ---- likelihood at its most --------------------------------------------------------------- */

/* speed, both volatilities, correlation, premium, both drifts, then errors of measurement */
enum { MODEL = 7, ERRORS_MOST = 9 };

struct fit {
    const struct cp_curve_panel *p;
    struct cp_curve_state first;
    size_t nerror;
    double *deviation;
};

static void unpack(const struct fit *f, const double *x, struct cp_curve_two_factor *m) {
    *m = (struct cp_curve_two_factor){.speed = exp(x[0]),
                                      .short_term = exp(x[1]),
                                      .long_term = exp(x[2]),
                                      .rho = tanh(x[3]),
                                      .premium = x[4],
                                      .drift = x[5],
                                      .drift_rn = x[6]};
    for (size_t i = 0; i < f->p->nprice; i++)
        f->deviation[i] = exp(x[MODEL + (i < f->nerror ? i : f->nerror - 1)]);
}

static void pack(const struct fit *f, const struct cp_curve_two_factor *m, const double *deviation,
                 double *x) {
    x[0] = log(m->speed);
    x[1] = log(m->short_term);
    x[2] = log(m->long_term);
    x[3] = atanh(fmax(-.999, fmin(.999, m->rho)));
    x[4] = m->premium;
    x[5] = m->drift;
    x[6] = m->drift_rn;
    for (size_t i = 0; i < f->nerror; i++)
        x[MODEL + i] = log(fmax(deviation[i], 1e-4));
}

/* Without limits an error of measurement may go to nothing, and its likelihood beyond all bounds.
 */
static double badness(const double *x, size_t n, void *own) {
    struct fit *f = own;
    struct cp_curve_two_factor m;
    struct cp_curve_state s = f->first;
    for (size_t i = MODEL; i < n; i++)
        if (x[i] < log(1e-5))
            return INFINITY;
    if (fabs(x[0]) > 7 || x[1] > 3 || x[2] > 3 || x[1] < -12 || x[2] < -12 || fabs(x[3]) > 8)
        return INFINITY;
    unpack(f, x, &m);
    return -cp_curve_likelihood(&m, f->deviation, f->p, &s);
}

/* From one start, until starting anew at the end helps no more. */
static int climb(struct fit *f, double *x, size_t n, double *best) {
    double before = INFINITY;
    int rc = 0;
    for (int round = 0; round < 12 && rc == 0; round++) {
        rc = cp_num_minimise(badness, f, x, n, round % 2 ? .05 : .2, 1e-7, 400 * n, best);
        if (before - *best < 1e-3)
            break;
        before = *best;
    }
    return rc;
}

int cp_curve_fit_panel(const struct cp_curve_panel *p, struct cp_curve_two_factor *m,
                       double *deviation, struct cp_curve_state *state, double *likelihood) {
    static const double starts[][3] = {{0, 0, 0}, {.8, .3, -.3}, {-.8, -.3, .3}};
    struct fit f = {.p = p, .first = *state, .nerror = p->nprice, .deviation = deviation};
    double start[MODEL + ERRORS_MOST], best[MODEL + ERRORS_MOST], most = INFINITY;
    if (f.nerror > ERRORS_MOST)
        f.nerror = 2;
    size_t n = MODEL + f.nerror;
    pack(&f, m, deviation, start);
    for (size_t s = 0; s < sizeof starts / sizeof *starts; s++) {
        double x[MODEL + ERRORS_MOST], bad = INFINITY;
        memcpy(x, start, n * sizeof *x);
        for (size_t k = 0; k < 3; k++)
            x[k] += starts[s][k];
        int rc = climb(&f, x, n, &bad);
        if (rc == CP_ENOMEM)
            return rc;
        if (rc == 0 && bad < most) {
            most = bad;
            memcpy(best, x, n * sizeof *x);
        }
    }
    if (!isfinite(most))
        return CP_ENUMERIC;
    unpack(&f, best, m);
    *likelihood = cp_curve_likelihood(m, deviation, p, state);
    return 0;
}
