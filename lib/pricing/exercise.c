/* Rights that are used at some of several dates: a dynamic program over the price. */
#include "pricing/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* x is the factor; the spot price is forward e^{x - its variance/2}. */
struct lattice {
    const struct cp_pricing_option *o;
    const struct cp_pricing_exercise *e;
    size_t points, rights;
    double step, lowest;
    double *next, *here; /* value with m rights left at point i: [m * points + i] */
    double *better;      /* by how much use beats keeping at the point before, by rights */
};

/* Points of a step of the price from one date to the next, at least, and deviations kept. */
enum { FINE = 12, REACH = 7, POINTS_MOST = 20000 };

static double variance_between(const struct lattice *l, double h) {
    double k = l->e->reversion, s = l->o->volatility;
    return s * s * (k * h > 1e-9 ? -expm1(-2 * k * h) / (2 * k) : h);
}

static double payoff(const struct lattice *l, size_t date, double x) {
    double spot = l->e->forward[date] * exp(x - variance_between(l, l->e->time[date]) / 2);
    return (l->o->put ? -1 : 1) * (spot - l->o->strike);
}

/* Value with each number of rights where the price is x at `from`, from those at `to`. */
static void expect(const struct lattice *l, double x, double h, double *out) {
    double decay = exp(-l->e->reversion * h), sd = sqrt(variance_between(l, h)), sum = 0;
    double mean = x * decay, df = exp(-l->o->rate * h);
    double first = ceil((mean - REACH * sd - l->lowest) / l->step);
    double last = floor((mean + REACH * sd - l->lowest) / l->step);
    size_t from = first > 0 ? (size_t)first : 0;
    size_t to = last < (double)l->points - 1 ? (size_t)fmax(last, 0) : l->points - 1;
    memset(out, 0, (l->rights + 1) * sizeof *out);
    for (size_t i = from; i <= to; i++) {
        double z = (l->lowest + (double)i * l->step - mean) / sd, w = exp(-z * z / 2);
        sum += w;
        for (size_t m = 0; m <= l->rights; m++)
            out[m] += w * l->next[m * l->points + i];
    }
    for (size_t m = 0; m <= l->rights; m++)
        out[m] *= sum > 0 ? df / sum : 0;
}

/* What the trapezoidal rule makes too much of a value that bends between two points, where the
 * better choice changes: by Euler and Maclaurin, of a bend at a part of the step. */
static double bend(double before, double after) {
    double span = fabs(before) + fabs(after);
    return (before < 0) != (after < 0) ? fabs(before * after) / (2 * span) - span / 12 : 0;
}

/* The dates after `date` are worth `later` with m rights left. */
static void exercise(const struct lattice *l, size_t date, size_t i, const double *later) {
    double gain = payoff(l, date, l->lowest + (double)i * l->step);
    l->here[i] = later[0];
    for (size_t m = 1; m <= l->rights; m++) {
        double *at = &l->here[m * l->points + i], better = gain + later[m - 1] - later[m];
        double over = i && fabs(better) < 1e200 ? bend(l->better[m], better) : 0;
        *at = fmax(later[m], gain + later[m - 1]) - over / 2;
        if (i)
            at[-1] -= over / 2;
        l->better[m] = better;
    }
}

/* Rights that must be used are those beyond rights - least; unused ones make the end impossible. */
static void at_end(const struct lattice *l, double *out) {
    for (size_t m = 0; m <= l->rights; m++)
        out[m] = m <= l->rights - l->e->least ? 0 : -1e300;
}

static void sweep(struct lattice *l, double *later) {
    const double *time = l->e->time;
    for (size_t d = l->e->n; d-- > 0;) {
        for (size_t i = 0; i < l->points; i++) {
            if (d + 1 == l->e->n)
                at_end(l, later);
            else
                expect(l, l->lowest + (double)i * l->step, time[d + 1] - time[d], later);
            exercise(l, d, i, later);
        }
        double *spare = l->next;
        l->next = l->here;
        l->here = spare;
    }
    expect(l, 0, time[0], later);
}

bool cp_pricing_exercise_is_sound(const struct cp_pricing_option *o,
                                  const struct cp_pricing_exercise *e) {
    bool good = cp_pricing_is_sound(o) && o->volatility > 0 && e->n > 0 && e->rights <= e->n &&
                e->least <= e->rights && e->reversion >= 0;
    for (size_t i = 0; good && i < e->n; i++)
        good = e->forward[i] > 0 && e->time[i] > (i ? e->time[i - 1] : 0);
    return good;
}

int cp_pricing_swing(const struct cp_pricing_option *o, const struct cp_pricing_exercise *e,
                     double *value) {
    struct lattice l = {.o = o, .e = e, .rights = e->rights};
    *value = NAN;
    if (!cp_pricing_exercise_is_sound(o, e))
        return 0;
    double shortest = e->time[0];
    for (size_t i = 1; i < e->n; i++)
        shortest = fmin(shortest, e->time[i] - e->time[i - 1]);
    double reach = REACH * sqrt(variance_between(&l, e->time[e->n - 1]));
    l.step = fmax(sqrt(variance_between(&l, shortest)) / FINE, 2 * reach / POINTS_MOST);
    l.points = (size_t)ceil(2 * reach / l.step) + 1;
    l.lowest = -(double)(l.points - 1) / 2 * l.step;
    size_t cells = (l.rights + 1) * l.points;
    double *heap = cp_calloc(2 * cells + 2 * (l.rights + 1), sizeof *heap);
    if (!heap)
        return CP_ENOMEM;
    l.next = heap;
    l.here = heap + cells;
    l.better = heap + 2 * cells + l.rights + 1;
    sweep(&l, heap + 2 * cells);
    *value = heap[2 * cells + l.rights];
    free(heap);
    return 0;
}
