/* Rights that are used at some of several dates, on paths of any model: where to use one is fitted
 * to paths by least squares, backwards, and what that is worth is taken on others. */
#include "pricing/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct fit {
    const struct cp_pricing_paths *p;
    const struct cp_pricing_rule *rule;
    struct cp_pricing_basis *basis; /* by date; n is 0 where rights are kept */
    double *coefficient;            /* by date, right and term, as many of these as there may be */
};

static double *coefficients(const struct fit *f, size_t date) {
    return &f->coefficient[date * f->rule->rights * CP_PRICING_TERMS];
}

/* With m rights left after `date` too few dates come for what must be used. */
static bool is_forced(const struct fit *f, size_t date, size_t m) {
    size_t used = f->rule->rights - m, after = f->p->ndate - 1 - date;
    return f->rule->least > used && f->rule->least - used > after;
}

/* Out of the money a right is used by force alone. */
static bool is_candidate(const struct fit *f, double gain) {
    return gain > 0 || f->rule->least > 0;
}

/* With m rights: what is got now and what the others bring, against keeping all of them. */
static bool uses(const struct fit *f, size_t date, size_t m, double gain, const double *term) {
    const struct cp_pricing_basis *b = &f->basis[date];
    if (is_forced(f, date, m))
        return true;
    if (date + 1 == f->p->ndate)
        return gain > 0;
    if (b->n == 0)
        return false;
    const double *c = coefficients(f, date);
    double keep = cp_pricing_expected(b, &c[(m - 1) * b->n], term);
    double rest = m > 1 ? cp_pricing_expected(b, &c[(m - 2) * b->n], term) : 0;
    return gain + rest > keep;
}

/* The polynomials of a date, of the paths on which a right could be used. */
static void fit_date(struct fit *f, size_t date, const size_t *path, size_t n,
                     const double *const *cash) {
    const double *state = &f->p->state[date * f->p->npath];
    const double *second = f->p->second ? &f->p->second[date * f->p->npath] : NULL;
    size_t terms = second ? CP_PRICING_TERMS : f->rule->degree + 1;
    if (date + 1 == f->p->ndate || n < (f->rule->fewest ? f->rule->fewest : 3 * terms))
        return;
    struct cp_pricing_basis *b = &f->basis[date];
    b->n = terms;
    b->two = second != NULL;
    cp_pricing_basis_over(b, n, path, state, second);
    cp_pricing_project(b, n, path, state, second, f->rule->rights, cash, coefficients(f, date));
}

static double second_of(const struct cp_pricing_paths *p, size_t at) {
    return p->second ? p->second[at] : 0;
}

/* cash[m - 1] with m rights, as of the date: of what is used from then on. */
static void step(struct fit *f, size_t date, size_t *path, double *const *cash) {
    const struct cp_pricing_paths *p = f->p;
    const double *state = &p->state[date * p->npath], *gain = &p->gain[date * p->npath];
    double later = date + 1 < p->ndate ? p->discount[date + 1] / p->discount[date] : 0;
    double term[CP_PRICING_TERMS];
    size_t n = 0;
    for (size_t m = 0; m < f->rule->rights; m++)
        for (size_t i = 0; i < p->npath; i++)
            cash[m][i] *= later;
    for (size_t i = 0; i < p->npath; i++)
        if (is_candidate(f, gain[i]))
            path[n++] = i;
    fit_date(f, date, path, n, (const double *const *)cash);
    for (size_t k = 0; k < n; k++) {
        size_t i = path[k];
        cp_pricing_terms(&f->basis[date], state[i], second_of(p, date * p->npath + i), term);
        for (size_t m = f->rule->rights; m > 0; m--)
            if (uses(f, date, m, gain[i], term))
                cash[m - 1][i] = gain[i] + (m > 1 ? cash[m - 2][i] : 0);
    }
}

/* Each path by itself, from the first date on. */
static void apply(const struct fit *f, const struct cp_pricing_paths *p, double *value) {
    double term[CP_PRICING_TERMS];
    for (size_t i = 0; i < p->npath; i++) {
        size_t left = f->rule->rights;
        value[i] = 0;
        for (size_t d = 0; d < p->ndate && left > 0; d++) {
            double gain = p->gain[d * p->npath + i];
            if (!is_candidate(f, gain))
                continue;
            cp_pricing_terms(&f->basis[d], p->state[d * p->npath + i],
                             second_of(p, d * p->npath + i), term);
            if (!uses(f, d, left, gain, term))
                continue;
            value[i] += p->discount[d] * gain;
            if (f->rule->used)
                f->rule->used[d * p->npath + i] = 1;
            left--;
        }
    }
}

static int run(struct fit *f, const struct cp_pricing_paths *other,
               struct cp_pricing_simulated *out) {
    const struct cp_pricing_paths *p = f->p;
    size_t rights = f->rule->rights,
           most = other && other->npath > p->npath ? other->npath : p->npath;
    double **cash = cp_calloc(rights, sizeof *cash);
    double *heap = cp_calloc(rights * p->npath + most, sizeof *heap);
    size_t *path = cp_calloc(p->npath, sizeof *path);
    int rc = cash && heap && path ? 0 : CP_ENOMEM;
    for (size_t m = 0; m < rights && rc == 0; m++)
        cash[m] = &heap[m * p->npath];
    for (size_t d = p->ndate; d-- > 0 && rc == 0;)
        step(f, d, path, cash);
    if (rc == 0) {
        double *value = heap + rights * p->npath;
        for (size_t i = 0; i < p->npath; i++)
            value[i] = p->discount[0] * cash[rights - 1][i];
        cp_pricing_mean(value, p->npath, p->mirrored, &out->fitted, &out->fitted_error);
        out->value = out->fitted, out->error = out->fitted_error;
        if (other || f->rule->used) {
            p = other ? other : p;
            if (f->rule->used)
                memset(f->rule->used, 0, p->npath * p->ndate);
            apply(f, p, value);
            cp_pricing_mean(value, p->npath, p->mirrored, &out->value, &out->error);
        }
    }
    free(cash);
    free(heap);
    free(path);
    return rc;
}

int cp_pricing_least_squares(const struct cp_pricing_paths *fitted,
                             const struct cp_pricing_paths *other,
                             const struct cp_pricing_rule *rule, struct cp_pricing_simulated *out) {
    struct fit f = {.p = fitted, .rule = rule};
    *out = (struct cp_pricing_simulated){NAN, NAN, NAN, NAN};
    if (fitted->npath == 0 || fitted->ndate == 0 || rule->rights == 0 ||
        rule->rights > fitted->ndate || rule->least > rule->rights ||
        rule->degree + 1 > CP_PRICING_TERMS ||
        (other && (other->ndate != fitted->ndate || !other->second != !fitted->second)))
        return 0;
    f.basis = cp_calloc(fitted->ndate, sizeof *f.basis);
    f.coefficient =
        cp_calloc(fitted->ndate * rule->rights * CP_PRICING_TERMS, sizeof *f.coefficient);
    int rc = f.basis && f.coefficient ? run(&f, other, out) : CP_ENOMEM;
    free(f.basis);
    free(f.coefficient);
    return rc;
}
