/* Mixed-integer rounding of one equation [Marchand & Wolsey 2001]: continuous columns leave through
 * their nearest bound, simple or variable, integers through theirs; then the row is divided by what
 * cuts deepest. With variable bounds it gives flow covers, and of a row of the simplex tableau
 * Gomory's mixed-integer cut. */
#include "lp/tree/cuts.h"
#include <math.h>
#include <string.h>

static const double tiny = 1e-9, integral = 1e-6;
/* Of the right-hand side's fraction: a capacity far above a demand puts it near 1. */
static const double f_least = 0.005, f_most = 1 - 5e-5;

enum { DELTAS = 12, FLIPS = 40 };

/* How a term leaves: shifted from its lower bound, or mirrored at its upper one. */
enum { AT_LOWER, AT_UPPER, AT_VARIABLE_LOWER, AT_VARIABLE_UPPER };

/* Terms that are multiples of a step are counted in it. */
static bool is_integer(const struct cp_lp_cuts_work *w, size_t k) {
    return w->step[k] > 0 && !(w->plainly && k < w->ncol && !w->t->p.integer[k]);
}

static double step_of(const struct cp_lp_cuts_work *w, size_t k) {
    return is_integer(w, k) ? w->step[k] : 1;
}

static double x_of(const struct cp_lp_cuts_work *w, size_t k) {
    return w->x[k] / step_of(w, k);
}

static double lower_of(const struct cp_lp_cuts_work *w, size_t k) {
    double lo = k < w->ncol ? w->t->p.root.lower[k] : w->row_lower[k - w->ncol];
    return is_integer(w, k) ? ceil(lo / w->step[k] - integral) : lo;
}

static double upper_of(const struct cp_lp_cuts_work *w, size_t k) {
    double up = k < w->ncol ? w->t->p.root.upper[k] : w->row_upper[k - w->ncol];
    return is_integer(w, k) ? floor(up / w->step[k] + integral) : up;
}

/* ---- substitution -------------------------------------------------------------------------- */

/* How the row is looked at: `sign` times it is at most its right-hand side. There what is left of a
 * term with a positive coefficient says nothing when it is counted from the lower bound, and one
 * with a negative coefficient costs nothing when it is counted from the upper one: of several ways
 * the deepest cut is taken. */
static const struct manner {
    double sign;
    bool negative_by_switch; /* from its variable upper bound, however far that is */
    bool positive_away;      /* from its lower bound, however far that is */
} manners[] = {{1, false, false}, {-1, false, false}, {1, true, false},
               {-1, true, false}, {1, true, true},    {-1, true, true}};
enum { MANNERS = sizeof manners / sizeof *manners, NEAREST = 2 };

/* The value of a variable bound at the point; infinite: there is none. */
static double value_of(const struct cp_lp_cuts_work *w, const struct cp_lp_variable_bound *b,
                       double none) {
    return b->by == CP_NAME_NONE ? none : b->at_zero + b->slope * w->x[b->by];
}

/* A continuous term leaves; false: it has no bound. */
static bool leave(struct cp_lp_cuts_work *w, struct cp_lp_mir_row *r, size_t k,
                  const struct manner *m) {
    const struct cp_lp_tree_program *p = &w->t->p;
    double c = r->coef[k], x = x_of(w, k), lo = lower_of(w, k), up = upper_of(w, k);
    double by_lo = k < w->ncol ? value_of(w, &p->lower[k], -CP_LP_INF) : -CP_LP_INF;
    double by_up = k < w->ncol ? value_of(w, &p->upper[k], CP_LP_INF) : CP_LP_INF;
    bool variable_lo = by_lo >= lo - integral && isfinite(by_lo);
    bool variable_up = by_up <= up + integral && isfinite(by_up);
    double from_lo = x - (variable_lo ? by_lo : lo), to_up = (variable_up ? by_up : up) - x;
    if (isinf(from_lo) && isinf(to_up))
        return false;
    bool lower = from_lo <= to_up;
    bool negative = m->sign * c < 0;
    if (m->negative_by_switch && negative && variable_up)
        lower = false;
    else if (m->positive_away && !negative && isfinite(from_lo))
        lower = true;
    const struct cp_lp_variable_bound *b = lower ? &p->lower[k] : &p->upper[k];
    if (lower ? variable_lo : variable_up) {
        r->how[k] = lower ? AT_VARIABLE_LOWER : AT_VARIABLE_UPPER;
        r->rhs -= c * b->at_zero;
        cp_lp_mir_add(r, b->by, c * b->slope);
    } else {
        r->how[k] = lower ? AT_LOWER : AT_UPPER;
        r->rhs -= c * (lower ? lo : up);
    }
    r->shift[k] = fmax(lower ? from_lo : to_up, 0);
    return true;
}

/* All terms but integers, then these: coefficients are of what has left. */
static bool substitute(struct cp_lp_cuts_work *w, struct cp_lp_mir_row *r, const struct manner *m) {
    for (size_t q = 0; q < r->n; q++) {
        size_t k = r->list[q];
        if (!is_integer(w, k) && fabs(r->coef[k]) > tiny && !leave(w, r, k, m))
            return false;
    }
    for (size_t q = 0; q < r->n; q++) {
        size_t k = r->list[q];
        if (!is_integer(w, k) || fabs(r->coef[k]) <= tiny)
            continue;
        double lo = lower_of(w, k), up = upper_of(w, k), x = x_of(w, k);
        if (isinf(lo) && isinf(up))
            return false;
        bool lower = x - lo <= up - x;
        r->how[k] = lower ? AT_LOWER : AT_UPPER;
        r->rhs -= r->coef[k] * (lower ? lo : up);
        r->shift[k] = fmax(lower ? x - lo : up - x, 0);
    }
    return true;
}

static bool mirrored(const struct cp_lp_mir_row *r, size_t k) {
    return r->how[k] == AT_UPPER || r->how[k] == AT_VARIABLE_UPPER;
}

/* ---- rounding ------------------------------------------------------------------------------ */

static double rounded(double a, double f0) {
    double down = floor(a + tiny), f = fmax(a - down, 0);
    return down + (f > f0 ? (f - f0) / (1 - f0) : 0);
}

/* The cut's coefficient of what is left of the term, f0 what the divided right side is above a
 * whole number. */
static double cut_of(const struct cp_lp_cuts_work *w, const struct cp_lp_mir_row *r, size_t k,
                     double divisor, double f0) {
    double a = (mirrored(r, k) ? -r->coef[k] : r->coef[k]) / divisor;
    return is_integer(w, k) ? rounded(a, f0) : fmin(a, 0) / (1 - f0);
}

/* How far the point is outside of the cut for this divisor, by its length; below 0: no cut. */
static double try_divisor(const struct cp_lp_cuts_work *w, const struct cp_lp_mir_row *r,
                          double sign, double delta) {
    double rhs = sign * r->rhs / delta, down = floor(rhs + tiny), f0 = rhs - down;
    if (f0 < f_least || f0 > f_most || fabs(rhs) > 1e7)
        return -1;
    double outside = -down, length = 0;
    for (size_t q = 0; q < r->n; q++) {
        size_t k = r->list[q];
        if (fabs(r->coef[k]) <= tiny)
            continue;
        double g = cut_of(w, r, k, sign * delta, f0);
        outside += g * r->shift[k];
        length += g * g;
    }
    return length > 0 ? outside / sqrt(length) : -1;
}

/* The integer's other bound. */
static void flip(const struct cp_lp_cuts_work *w, struct cp_lp_mir_row *r, size_t k) {
    double lo = lower_of(w, k), up = upper_of(w, k);
    bool to_upper = r->how[k] == AT_LOWER;
    r->rhs += r->coef[k] * (to_upper ? lo - up : up - lo);
    r->how[k] = to_upper ? AT_UPPER : AT_LOWER;
    r->shift[k] = up - lo - r->shift[k];
}

static double best_divisor(const struct cp_lp_cuts_work *w, const struct cp_lp_mir_row *r,
                           double sign, bool gomory, double *depth) {
    double tried[DELTAS], best = 0;
    size_t n = 0;
    *depth = try_divisor(w, r, sign, 1);
    best = 1;
    for (size_t q = 0; q < r->n && n < DELTAS && !gomory; q++) {
        size_t k = r->list[q];
        double a = fabs(r->coef[k]), range = upper_of(w, k) - lower_of(w, k);
        bool known = !is_integer(w, k) || a <= 1e-6 || r->shift[k] <= integral ||
                     r->shift[k] >= range - integral;
        for (size_t i = 0; i < n && !known; i++)
            known = fabs(tried[i] - a) <= 1e-9 * a;
        if (known)
            continue;
        tried[n++] = a;
        double d = try_divisor(w, r, sign, a);
        if (d > *depth) {
            *depth = d;
            best = a;
        }
    }
    for (double part = 2; part <= 8 && *depth > 0; part *= 2) {
        double d = try_divisor(w, r, sign, best / part);
        if (d > *depth) {
            *depth = d;
            best /= part;
            part = 1;
        }
    }
    return best;
}

/* Integers between their bounds may cut deeper from the other one. */
static void improve(const struct cp_lp_cuts_work *w, struct cp_lp_mir_row *r, double sign,
                    double delta, double *depth) {
    size_t flips = 0;
    for (size_t q = 0; q < r->n && flips < FLIPS; q++) {
        size_t k = r->list[q];
        double range = upper_of(w, k) - lower_of(w, k);
        if (!is_integer(w, k) || fabs(r->coef[k]) <= tiny || isinf(range) ||
            r->shift[k] <= integral || r->shift[k] >= range - integral)
            continue;
        flips++;
        flip(w, r, k);
        double d = try_divisor(w, r, sign, delta);
        if (d > *depth)
            *depth = d;
        else
            flip(w, r, k);
    }
}

/* The cut in terms of columns and rows, in `out`. */
static void undo(const struct cp_lp_cuts_work *w, const struct cp_lp_mir_row *r, double sign,
                 double delta, struct cp_lp_mir_row *out) {
    double rhs = sign * r->rhs / delta, down = floor(rhs + tiny), f0 = rhs - down;
    cp_lp_mir_clear(out);
    out->rhs = down;
    for (size_t q = 0; q < r->n; q++) {
        size_t k = r->list[q];
        if (fabs(r->coef[k]) <= tiny)
            continue;
        double g = cut_of(w, r, k, sign * delta, f0);
        double turned = mirrored(r, k) ? -g : g;
        cp_lp_mir_add(out, k, turned / step_of(w, k));
        if (r->how[k] == AT_LOWER || r->how[k] == AT_UPPER) {
            out->rhs += turned * (r->how[k] == AT_LOWER ? lower_of(w, k) : upper_of(w, k));
            continue;
        }
        const struct cp_lp_tree_program *p = &w->t->p;
        const struct cp_lp_variable_bound *b =
            r->how[k] == AT_VARIABLE_LOWER ? &p->lower[k] : &p->upper[k];
        cp_lp_mir_add(out, b->by, -turned * b->slope);
        out->rhs += turned * b->at_zero;
    }
}

/* The row in steps. */
static bool take_row(const struct cp_lp_cuts_work *w, struct cp_lp_mir_row *r,
                     const struct cp_lp_mir_row *row) {
    cp_lp_mir_copy(r, row);
    for (size_t q = 0; q < r->n; q++) {
        double *coef = &r->coef[r->list[q]], by = step_of(w, r->list[q]);
        if (fabs(*coef) > tiny && fabs(*coef * by) <= tiny)
            return false; /* it would be left out without its bound */
        *coef *= by;
    }
    return true;
}

/* The deepest cut but for what is found, of that depth. */
static bool deepest_of(struct cp_lp_cuts_work *w, const struct cp_lp_mir_row *row, bool gomory,
                       double *deepest, struct cp_lp_mir_row *out) {
    struct cp_lp_mir_row *r = &w->substituted;
    bool found = false;
    for (int k = 0; k < (gomory ? NEAREST : MANNERS); k++) {
        double sign = manners[k].sign, depth;
        if (!take_row(w, r, row) || !substitute(w, r, &manners[k]))
            return found;
        double delta = best_divisor(w, r, sign, gomory, &depth);
        if (depth > 0 && !gomory)
            improve(w, r, sign, delta, &depth);
        if (depth <= *deepest)
            continue;
        *deepest = depth;
        found = true;
        undo(w, r, sign, delta, out);
    }
    return found;
}

/* It has a column that is a multiple of something and no integer of the program. */
static bool has_steps(const struct cp_lp_cuts_work *w, const struct cp_lp_mir_row *row) {
    for (size_t q = 0; q < row->n; q++)
        if (row->list[q] < w->ncol && w->step[row->list[q]] > 0 && !w->t->p.integer[row->list[q]])
            return true;
    return false;
}

bool cp_lp_mir(struct cp_lp_cuts_work *w, const struct cp_lp_mir_row *row, bool gomory,
               struct cp_lp_mir_row *out) {
    double deepest = w->least_depth;
    bool found = deepest_of(w, row, gomory, &deepest, out);
    w->plainly = has_steps(w, row);
    found |= w->plainly && deepest_of(w, row, gomory, &deepest, out);
    w->plainly = false;
    return found;
}
