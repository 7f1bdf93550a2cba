/* Swing options on paths of one factor, drawn exactly from date to date and mirrored. */
#include "num/num.h"
#include "pricing/internal.h"
#include <math.h>
#include <stdlib.h>

struct draws {
    const struct cp_pricing_option *o;
    const struct cp_pricing_exercise *e;
    struct cp_pricing_paths paths;
    double *state, *gain;
};

/* Of a step of so many years: what is left of the factor, and the deviation of what is added. */
static void step_of(const struct draws *d, double h, double *decay, double *deviation) {
    double k = d->e->reversion, s = d->o->volatility;
    *decay = exp(-k * h);
    *deviation = s * sqrt(k * h > 1e-9 ? -expm1(-2 * k * h) / (2 * k) : h);
}

/* A path and its mirror: a stream of its own each pair. */
static void draw_pair(const struct draws *d, struct cp_random random, size_t pair,
                      const double *decay, const double *deviation, const double *level) {
    double x = 0;
    for (size_t i = 0; i < d->e->n; i++) {
        x = decay[i] * x + deviation[i] * cp_num_random_normal(&random);
        for (int side = 0; side < 2; side++) {
            size_t at = i * d->paths.npath + 2 * pair + (size_t)side;
            d->state[at] = level[i] * exp(side ? -x : x);
            d->gain[at] = (d->o->put ? -1 : 1) * (d->state[at] - d->o->strike);
        }
    }
}

static int draw(struct draws *d, const struct cp_pricing_simulation *s, uint64_t set,
                double *discount) {
    size_t n = d->e->n, pairs = s->paths / 2;
    double *work = cp_calloc(3 * n, sizeof *work), *decay = work, *deviation = work + n,
           *level = work + 2 * n, variance = 0;
    d->state = cp_calloc(n * 2 * pairs, sizeof *d->state);
    d->gain = cp_calloc(n * 2 * pairs, sizeof *d->gain);
    int rc = work && d->state && d->gain ? 0 : CP_ENOMEM;
    d->paths = (struct cp_pricing_paths){2 * pairs, n, d->state, d->gain, discount, true, NULL};
    for (size_t i = 0; i < n && rc == 0; i++) {
        step_of(d, d->e->time[i] - (i ? d->e->time[i - 1] : 0), &decay[i], &deviation[i]);
        variance = decay[i] * decay[i] * variance + deviation[i] * deviation[i];
        level[i] = d->e->forward[i] * exp(-variance / 2);
        discount[i] = exp(-d->o->rate * d->e->time[i]);
    }
    for (size_t p = 0; p < pairs && rc == 0; p++)
        draw_pair(d, cp_num_random_stream(s->seed, set, p), p, decay, deviation, level);
    free(work);
    return rc;
}

int cp_pricing_swing_simulated(const struct cp_pricing_option *o,
                               const struct cp_pricing_exercise *e,
                               const struct cp_pricing_simulation *s,
                               struct cp_pricing_simulated *out) {
    struct draws fitted = {.o = o, .e = e}, other = {.o = o, .e = e};
    struct cp_pricing_rule rule = {e->rights, e->least, s->degree ? s->degree : 3, 0, NULL};
    *out = (struct cp_pricing_simulated){NAN, NAN, NAN, NAN};
    if (!cp_pricing_exercise_is_sound(o, e) || s->paths < 4)
        return 0;
    double *discount = cp_calloc(e->n, sizeof *discount);
    int rc = discount ? draw(&fitted, s, 1, discount) : CP_ENOMEM;
    if (rc == 0)
        rc = draw(&other, s, 2, discount);
    if (rc == 0)
        rc = cp_pricing_least_squares(&fitted.paths, &other.paths, &rule, out);
    free(discount);
    free(fitted.state);
    free(fitted.gain);
    free(other.state);
    free(other.gain);
    return rc;
}
