/* A plant on prices that are not known ahead: what it earns by a rule fitted to paths of prices,
 * and what it would if each were. States are those of tolling.c. */
#include "pricing/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where it may go when it is free to choose: on or off that long, or just so. */
enum { RUNS, STOPPED, STANDS, STARTED, GOALS };

struct fit {
    const struct cp_pricing_plant *p;
    const struct cp_pricing_hours *h;
    struct cp_pricing_basis *basis; /* by hour; n is 0 in the last one */
    double *coefficient;            /* by hour, goal and term */
};

static size_t states(const struct fit *f) {
    return f->p->up + f->p->down;
}

/* on[0..up), then off[0..down) */
static size_t state_of(const struct fit *f, int goal) {
    const size_t at[GOALS] = {
        [RUNS] = f->p->up - 1, [STOPPED] = f->p->up, [STANDS] = states(f) - 1, [STARTED] = 0};
    return at[goal];
}

struct hour {
    double gain, start; /* of running in it, and of having started */
    double expected[GOALS];
};

static void look(const struct fit *f, const struct cp_pricing_hours *h, size_t t, size_t path,
                 struct hour *out) {
    double power = h->power[t * h->npath + path], fuel = h->fuel[t * h->npath + path];
    const struct cp_pricing_basis *b = &f->basis[t];
    double term[CP_PRICING_TERMS];
    out->gain = cp_pricing_plant_margin(f->p, power, fuel);
    out->start = cp_pricing_plant_start(f->p, fuel);
    cp_pricing_terms(b, power, fuel, term);
    for (int g = 0; g < GOALS; g++)
        out->expected[g] = cp_pricing_expected(
            b, &f->coefficient[(t * GOALS + (size_t)g) * CP_PRICING_TERMS], term);
}

/* Where the state goes in the hour, and what that brings there and then. */
static size_t go(const struct fit *f, const struct hour *h, size_t state, double *reward) {
    size_t up = f->p->up;
    bool on;
    if (state == up - 1)
        on = h->gain + h->expected[RUNS] >= h->expected[STOPPED];
    else if (state == states(f) - 1)
        on = h->gain - h->start + h->expected[STARTED] > h->expected[STANDS];
    else {
        *reward = state < up ? h->gain : 0;
        return state + 1;
    }
    bool was = state < up;
    *reward = on ? h->gain - (was ? 0 : h->start) : 0;
    return on ? was ? state : 0 : was ? up : state;
}

/* How it stood before the first hour is free. */
static size_t begin(const struct fit *f, const struct hour *h) {
    double runs = fmax(h->gain + h->expected[RUNS], h->expected[STOPPED]);
    double stands = fmax(h->gain - h->start + h->expected[STARTED], h->expected[STANDS]);
    return runs >= stands ? f->p->up - 1 : states(f) - 1;
}

static void backwards(struct fit *f, double *now, double *later, const size_t *path,
                      double *value) {
    const struct cp_pricing_hours *h = f->h;
    for (size_t t = h->n; t-- > 0;) {
        struct cp_pricing_basis *b = &f->basis[t];
        const double *goal[GOALS], *power = &h->power[t * h->npath], *fuel = &h->fuel[t * h->npath];
        for (int g = 0; g < GOALS; g++)
            goal[g] = &later[state_of(f, g) * h->npath];
        if (t + 1 < h->n) {
            *b = (struct cp_pricing_basis){.n = CP_PRICING_TERMS, .two = true};
            cp_pricing_basis_over(b, h->npath, path, power, fuel);
            cp_pricing_project(b, h->npath, path, power, fuel, GOALS, goal,
                               &f->coefficient[t * GOALS * CP_PRICING_TERMS]);
        }
        for (size_t i = 0; i < h->npath; i++) {
            struct hour x;
            look(f, h, t, i, &x);
            for (size_t s = 0; s < states(f); s++) {
                double reward;
                size_t to = go(f, &x, s, &reward);
                now[s * h->npath + i] = reward + later[to * h->npath + i];
            }
            if (t == 0)
                value[i] = now[begin(f, &x) * h->npath + i];
        }
        double *spare = now;
        now = later;
        later = spare;
    }
}

static void forwards(const struct fit *f, const struct cp_pricing_hours *h, double *value) {
    for (size_t i = 0; i < h->npath; i++) {
        size_t state = 0;
        value[i] = 0;
        for (size_t t = 0; t < h->n; t++) {
            struct hour x;
            double reward;
            look(f, h, t, i, &x);
            size_t was = t == 0 ? begin(f, &x) : state;
            state = go(f, &x, was, &reward);
            value[i] += reward;
            if (h->runs && state < f->p->up)
                h->runs[t * h->npath + i] = was < f->p->up ? 1 : 2;
        }
    }
}

/* As if all hours of a path were known: no rule earns more. */
static int foresight(const struct cp_pricing_plant *p, const struct cp_pricing_hours *h,
                     double *value) {
    double *price = cp_calloc(2 * h->n, sizeof *price);
    int rc = price ? 0 : CP_ENOMEM;
    for (size_t i = 0; i < h->npath && rc == 0; i++) {
        for (size_t t = 0; t < h->n; t++) {
            price[t] = h->power[t * h->npath + i];
            price[h->n + t] = h->fuel[t * h->npath + i];
        }
        rc = cp_pricing_tolling(p, h->n, price, price + h->n, &value[i]);
    }
    free(price);
    return rc;
}

static int run(struct fit *f, const struct cp_pricing_hours *other,
               struct cp_pricing_dispatched *out) {
    const struct cp_pricing_hours *h = f->h;
    size_t cells = states(f) * h->npath, most = other->npath > h->npath ? other->npath : h->npath;
    double *heap = cp_calloc(2 * cells + most, sizeof *heap), *value = heap + 2 * cells;
    size_t *path = cp_calloc(h->npath, sizeof *path);
    int rc = heap && path ? 0 : CP_ENOMEM;
    for (size_t i = 0; i < h->npath && rc == 0; i++)
        path[i] = i;
    if (rc == 0) {
        backwards(f, heap, heap + cells, path, value);
        cp_pricing_mean(value, h->npath, h->mirrored, &out->by_rule.fitted,
                        &out->by_rule.fitted_error);
        if (other->runs)
            memset(other->runs, 0, other->n * other->npath);
        forwards(f, other, value);
        cp_pricing_mean(value, other->npath, other->mirrored, &out->by_rule.value,
                        &out->by_rule.error);
        rc = other->runs ? 0 : foresight(f->p, other, value);
        if (!other->runs)
            cp_pricing_mean(value, other->npath, other->mirrored, &out->foresight,
                            &out->foresight_error);
    }
    free(heap);
    free(path);
    return rc;
}

int cp_pricing_tolling_simulated(const struct cp_pricing_plant *plant,
                                 const struct cp_pricing_hours *fitted,
                                 const struct cp_pricing_hours *other,
                                 struct cp_pricing_dispatched *out) {
    struct fit f = {.p = plant, .h = fitted};
    *out = (struct cp_pricing_dispatched){{NAN, NAN, NAN, NAN}, NAN, NAN};
    if (plant->up == 0 || plant->down == 0 || fitted->n == 0 || fitted->npath == 0 ||
        other->n != fitted->n || other->npath == 0)
        return 0;
    f.basis = cp_calloc(fitted->n, sizeof *f.basis);
    f.coefficient = cp_calloc(fitted->n * GOALS * CP_PRICING_TERMS, sizeof *f.coefficient);
    int rc = f.basis && f.coefficient ? run(&f, other, out) : CP_ENOMEM;
    free(f.basis);
    free(f.coefficient);
    return rc;
}
