/* Columns and rows whose values are multiples of a step because an equation says so: what is
 * ordered is so many lots, a stock what has been ordered. Continuous columns of a program, they
 * round like integers. */
#include "lp/tree/tree.h"
#include <math.h>

static const double exact = 1e-9;      /* of a multiple */
static const double rounding = 1e-6;   /* of a side, in steps */
static const double least_part = 1e-5; /* of the largest number, a step of them */
static const double most_steps = 1e6;
enum { LEN_MAX = 2000, PASSES = 20 };

/* Not of one that is within the rounding of x itself. */
static bool is_multiple(double x, double step) {
    double times = fabs(x / step);
    return times <= most_steps &&
           fabs(times - nearbyint(times)) <= fmin(exact * fmax(1, times), 0.1 * rounding);
}

/* Euclid, of numbers with rounding; 0: they have no step worth the name. */
static double common_step(double a, double b) {
    double largest = fmax(a, b);
    while (b > exact * largest) {
        double rest = fmod(a, b);
        if (rest > b * (1 - exact)) /* a multiple, from below */
            rest = 0;
        a = b;
        b = rest > exact * a ? rest : 0;
    }
    return a >= least_part * largest ? a : 0;
}

static bool is_fixed(const struct cp_lp_tree_program *p, size_t j) {
    return p->root.lower[j] == p->root.upper[j];
}

/* Euclid's step of the row has lost digits where it is small, and is taken again as a part of the
 * largest number; 0: not all terms but those fixed and that of `but` are multiples of it, to the
 * rounding of their own digits. */
static double told_apart(const struct cp_lp_tree_program *p, size_t i, size_t but, double step,
                         double largest) {
    static const double digits = 1e-13;
    const struct cp_lp_transpose *r = &p->by_row;
    step = largest / nearbyint(largest / step);
    for (size_t q = r->start[i]; q < r->start[i + 1]; q++) {
        double times = fabs(r->value[q]) * p->lattice[r->col[q]] / step;
        if (r->col[q] != but && !is_fixed(p, r->col[q]) &&
            fabs(times - nearbyint(times)) > digits * fmax(1, times))
            return 0;
    }
    return step;
}

/* What all but column `but` of a row add up to is a multiple of this, but for *fixed; 0: of
 * nothing. */
static double step_without(const struct cp_lp_tree_program *p, size_t i, size_t but,
                           double *fixed) {
    const struct cp_lp_transpose *r = &p->by_row;
    double step = 0, largest = 0;
    *fixed = 0;
    for (size_t q = r->start[i]; q < r->start[i + 1]; q++) {
        size_t j = r->col[q];
        double each = fabs(r->value[q]) * p->lattice[j];
        if (j == but)
            continue;
        if (is_fixed(p, j)) {
            *fixed += r->value[q] * p->root.lower[j];
            continue;
        }
        if (each == 0)
            return 0;
        largest = fmax(largest, each);
        step = step == 0 ? each : common_step(step, each);
        if (step < least_part * largest)
            return 0;
    }
    return step > 0 ? told_apart(p, i, but, step, largest) : 0;
}

/* The only column of the equation that is of no step and not fixed; SIZE_MAX: there is none, or
 * another. */
static size_t only_one(const struct cp_lp_tree_program *p, size_t i) {
    const struct cp_lp_transpose *r = &p->by_row;
    size_t only = SIZE_MAX;
    for (size_t q = r->start[i]; q < r->start[i + 1]; q++) {
        if (p->lattice[r->col[q]] > 0 || is_fixed(p, r->col[q]))
            continue;
        if (only != SIZE_MAX)
            return SIZE_MAX;
        only = q;
    }
    return only;
}

static bool stands_alone(const struct cp_lp_tree_program *p, size_t i, size_t but) {
    const struct cp_lp_transpose *r = &p->by_row;
    for (size_t q = r->start[i]; q < r->start[i + 1]; q++)
        if (r->col[q] != but && !is_fixed(p, r->col[q]))
            return false;
    return true;
}

/* A continuous column of which an equation leaves one value: propagation comes near it. */
static bool fix(struct cp_lp_tree_program *p, size_t j, double x) {
    double room = rounding * (1 + fabs(x));
    if (p->integer[j] || x < p->root.lower[j] - room || x > p->root.upper[j] + room)
        return false;
    p->root.lower[j] = p->root.upper[j] = x;
    return true;
}

static bool from_equation(struct cp_lp_tree_program *p, size_t i) {
    const struct cp_lp_transpose *r = &p->by_row;
    size_t len = r->start[i + 1] - r->start[i];
    double fixed;
    if (p->row_lower[i] != p->row_upper[i] || len > LEN_MAX)
        return false;
    size_t q = only_one(p, i);
    if (q == SIZE_MAX)
        return false;
    double step = step_without(p, i, r->col[q], &fixed), rest = p->row_upper[i] - fixed;
    if (step == 0)
        return stands_alone(p, i, r->col[q]) && fix(p, r->col[q], rest / r->value[q]);
    if (!is_multiple(rest, step))
        return false;
    p->lattice[r->col[q]] = step / fabs(r->value[q]);
    return true;
}

/* No more of a row than its steps come to; false: there is none within its sides. */
static bool round_sides(struct cp_lp_tree_program *p, size_t i) {
    double step = p->row_lattice[i], *lo = &p->row_lower[i], *up = &p->row_upper[i];
    if ((isfinite(*lo) && fabs(*lo) > most_steps * step) ||
        (isfinite(*up) && fabs(*up) > most_steps * step)) {
        p->row_lattice[i] = 0;
        return true;
    }
    double below = step * floor(*up / step + rounding), above = step * ceil(*lo / step - rounding);
    if (above > below)
        return false;
    if (*lo == *up)
        return true;
    if (below < *up - rounding * step)
        *up = below;
    if (above > *lo + rounding * step)
        *lo = above;
    return true;
}

bool cp_lp_tree_lattice(struct cp_lp_tree *t) {
    struct cp_lp_tree_program *p = &t->p;
    bool possible = true;
    for (size_t j = 0; j < p->ncol; j++)
        p->lattice[j] = p->integer[j] ? 1 : 0;
    bool more = true;
    for (int k = 0; k < PASSES && more; k++) {
        more = false;
        for (size_t i = 0; i < p->nrow; i++)
            more |= from_equation(p, i);
    }
    for (size_t i = 0; i < p->nrow; i++) {
        double fixed, step = step_without(p, i, SIZE_MAX, &fixed);
        p->row_lattice[i] = step > 0 && is_multiple(fixed, step) ? step : 0;
        possible = possible && (p->row_lattice[i] == 0 || round_sides(p, i));
    }
    return possible;
}

/* How far the row's sides are, in steps, from a multiple of the step on top of what is fixed. */
static double distance(const struct cp_lp_tree_program *p, size_t i, double fixed, double step) {
    double lo = (p->row_lower[i] - fixed) / step, up = (p->row_upper[i] - fixed) / step;
    if (!(fabs(lo) <= most_steps && fabs(up) <= most_steps))
        return 0;
    return fmax(0, fmin(ceil(lo) - up, lo - floor(up)));
}

/* What integers may be off by moves the row by so many steps. */
static double blur(const struct cp_lp_tree_program *p, size_t i, double step) {
    static const double integrality = 1e-5;
    const struct cp_lp_transpose *r = &p->by_row;
    double sum = 0;
    for (size_t q = r->start[i]; q < r->start[i + 1]; q++)
        sum += fabs(r->value[q]);
    return 2 * integrality * sum / step;
}

bool cp_lp_tree_lattice_holds(const struct cp_lp_tree *t, bool *surely) {
    bool holds = true;
    *surely = false;
    for (size_t i = 0; i < t->p.nrow && !*surely; i++) {
        double fixed, step = step_without(&t->p, i, SIZE_MAX, &fixed);
        double far = step > 0 ? distance(&t->p, i, fixed, step) : 0;
        holds = holds && far <= rounding;
        *surely = far > rounding && far > blur(&t->p, i, step);
    }
    return holds;
}
