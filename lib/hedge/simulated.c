/* All that a position with a choice has to come: one simulation, and others with something moved by
 * a little and the same draws. */
#include "hedge/simulated.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is looked at in one simulation, dates times paths times rights or states: beyond, paths are
 * fewer than asked for. */
enum { WORK_MOST = 40000000, WORK_ROUGH = 8000000, PATHS_LEAST = 500, PATHS_USUAL = 10000 };

static size_t work_of(const struct cp_hedge_simulation *s) {
    const struct cp_hedge_terms *t = s->k->terms;
    size_t dates = 0;
    for (size_t i = 0; i < s->n; i++)
        dates += s->k->daily ? (size_t)(s->cell[i].until - s->cell[i].from) / 24 : 1;
    switch (s->k->kind->choice) {
    case CP_CHOICE_EARLY:
        return 256 * s->n; /* 64 dates, and draws of its own */
    case CP_CHOICE_PLANT:
        return 744 * (t->up + t->down + 8);
    default:
        return dates * (t->rights + 8);
    }
}

static void choose_paths(struct cp_hedge_simulation *s) {
    const struct cp_hedge_given *g = cp_hedge_given_of(s);
    size_t asked = s->v->h->opt->paths ? s->v->h->opt->paths : PATHS_USUAL;
    size_t most = (s->rough ? WORK_ROUGH : WORK_MOST) / (work_of(s) + 1);
    most = most > PATHS_LEAST ? most : PATHS_LEAST;
    s->npath = asked < most ? asked : most;
    s->npath += s->npath % 2;
    s->mirrored = true;
    if (s->certain)
        s->npath = 2;
    else if (g) {
        s->npath = g->npath;
        s->mirrored = false;
    }
}

static double error_of(const struct cp_hedge_simulation *s) {
    size_t width = s->mirrored ? 2 : 1, n = s->npath / width;
    double mean = 0, square = 0;
    for (size_t p = 0; p < n * width; p++)
        mean += s->sum[p] / (double)(n * width);
    for (size_t i = 0; i < n; i++) {
        double x = s->mirrored ? (s->sum[2 * i] + s->sum[2 * i + 1]) / 2 : s->sum[i];
        square += (x - mean) * (x - mean);
    }
    return n > 1 ? sqrt(square / (double)(n - 1) / (double)n) : 0;
}

int cp_hedge_simulate_position(struct cp_hedge_simulation *s, bool settled, double *error) {
    choose_paths(s);
    s->out = cp_calloc(s->n + 1, sizeof *s->out);
    s->sum = cp_calloc(s->npath + 1, sizeof *s->sum);
    if (settled) {
        s->price = cp_calloc(2 * s->n * s->npath + 1, sizeof *s->price);
        s->cash = s->price ? s->price + s->n * s->npath : NULL;
    }
    if (!s->out || !s->sum || (settled && !s->price))
        return cp_fail_nomem(s->v->h->err);
    int rc = s->k->kind->simulate(s);
    if (rc == 0 && error)
        *error = error_of(s);
    return rc;
}

void cp_hedge_simulation_release(struct cp_hedge_simulation *s) {
    free(s->out);
    free(s->sum);
    free(s->price);
}

/* ---- Greeks -----------------------------------------------------------------------------------
 */

struct group {
    const struct cp_hedge_valuation *v;
    struct cp_hedge_trade one; /* of a quantity of 1 */
    size_t n;
    struct cp_hedge_cell *cell, *moved;         /* with prices; moved: what is valued */
    size_t *at;                                 /* which of all cells each is */
    struct cp_hedge_value *value, *base, *then; /* base: on as many paths as those moved */
    double error;
};

static int simulate(struct group *g, bool certain, struct cp_hedge_value *out, double *error) {
    struct cp_hedge_simulation s = {
        .v = g->v, .k = &g->one, .n = g->n, .cell = g->moved, .certain = certain, .rough = !error};
    int rc = cp_hedge_simulate_position(&s, false, error);
    if (rc == 0)
        memcpy(out, s.out, g->n * sizeof *out);
    cp_hedge_simulation_release(&s);
    return rc;
}

static void restore(struct group *g) {
    memcpy(g->moved, g->cell, g->n * sizeof *g->cell);
}

static double percent_of(const struct cp_hedge_cell *c, int side) {
    return fmax(fabs(c->forward[side] - c->floor[side]), 1e-9) / 100;
}

/* All prices of a side by a per cent up and down. */
static int move_price(struct group *g, int side) {
    int rc = 0;
    for (int sign = -1; sign <= 1 && rc == 0; sign += 2) {
        restore(g);
        for (size_t i = 0; i < g->n; i++)
            g->moved[i].forward[side] += sign * percent_of(&g->cell[i], side);
        rc = simulate(g, false, g->then, NULL);
        for (size_t i = 0; i < g->n && rc == 0; i++) {
            double by = sign / (2 * percent_of(&g->cell[i], side));
            g->value[i].gamma[side] += by * g->then[i].delta[side];
            g->value[i].cross += side ? 0 : by * g->then[i].delta[1];
        }
    }
    return rc;
}

enum { VOLATILITY, VOLATILITY2, CORRELATION, DAY, MOVES };
static const double small[MOVES] = {.01, .01, -.01, 1 / 365.25};

/* Volatilities stay, though those of a price that reverts are others a day later. */
static void hold(const struct group *g, struct cp_hedge_cell *c) {
    const struct cp_curve_factors *f = &g->v->market->factors;
    for (int side = 0; side < (g->one.kind->second ? 2 : 1); side++) {
        size_t curve = side ? g->one.curve2 : g->one.curve;
        double now = c->expiry, then = now - small[DAY];
        if (c->model[side] > 0 && then > 0)
            c->model[side] += sqrt(cp_curve_variance(f, curve, then, then) / then) -
                              sqrt(cp_curve_variance(f, curve, now, now) / now);
    }
}

static void move_one(const struct group *g, struct cp_hedge_cell *c, int what) {
    switch (what) {
    case DAY:
        hold(g, c);
        c->expiry = fmax(c->expiry - small[DAY], 0);
        c->paid = fmax(c->paid - small[DAY], 0);
        break;
    case CORRELATION:
        c->correlation += small[CORRELATION];
        break;
    default:
        c->volatility[what] += c->model[what] > 0 ? small[what] : 0;
    }
}

static int move(struct group *g, int what) {
    restore(g);
    for (size_t i = 0; i < g->n; i++)
        move_one(g, &g->moved[i], what);
    int rc = simulate(g, false, g->then, NULL);
    for (size_t i = 0; i < g->n && rc == 0; i++) {
        struct cp_hedge_value *x = &g->value[i];
        double *const out[MOVES] = {&x->vega[0], &x->vega[1], &x->correlation, &x->theta};
        *out[what] = (g->then[i].value - g->base[i].value) / small[what];
    }
    return rc;
}

static int find_greeks(struct group *g) {
    bool second = g->one.kind->second;
    restore(g);
    int rc = simulate(g, false, g->base, NULL);
    if (rc == 0)
        rc = move_price(g, 0);
    if (rc == 0 && second)
        rc = move_price(g, 1);
    for (int what = 0; what < MOVES && rc == 0; what++)
        if (second || (what != VOLATILITY2 && what != CORRELATION))
            rc = move(g, what);
    return rc;
}

/* ---- the cells of a position ------------------------------------------------------------------
 */

static bool make_group(const struct cp_hedge_cells *c, struct group *g) {
    g->cell = cp_calloc(2 * c->n + 1, sizeof *g->cell);
    g->at = cp_calloc(c->n + 1, sizeof *g->at);
    g->value = cp_calloc(3 * c->n + 1, sizeof *g->value);
    if (!g->cell || !g->at || !g->value)
        return false;
    g->moved = g->cell + c->n;
    g->then = g->value + c->n;
    g->base = g->then + c->n;
    for (size_t i = 0; i < c->n; i++) {
        const struct cp_hedge_cell *x = &c->at[i];
        if (!cp_hedge_cell_priced(x))
            continue;
        g->at[g->n] = i;
        g->cell[g->n] = *x;
        g->cell[g->n++].volume = cp_hedge_volume(&g->one, x->from, x->until);
    }
    return true;
}

static void scale(struct cp_hedge_value *x, double by) {
    double *const each[] = {&x->value,    &x->intrinsic,   &x->delta[0], &x->delta[1],
                            &x->gamma[0], &x->gamma[1],    &x->cross,    &x->vega[0],
                            &x->vega[1],  &x->correlation, &x->theta,    &x->rho};
    for (size_t i = 0; i < sizeof each / sizeof *each; i++)
        *each[i] *= by;
}

static int value_group(const struct cp_hedge_valuation *v, const struct cp_hedge_cells *c,
                       bool greeks, struct cp_hedge_value *out, double *error) {
    struct group g = {.v = v, .one = *c->at[0].trade};
    double quantity = g.one.quantity;
    g.one.quantity = 1;
    int rc = make_group(c, &g) ? 0 : cp_fail_nomem(v->h->err);
    if (rc == 0 && g.n > 0) {
        restore(&g);
        rc = simulate(&g, false, g.value, &g.error);
        if (rc == 0)
            rc = simulate(&g, true, g.then, NULL);
        for (size_t i = 0; i < g.n && rc == 0; i++)
            g.value[i].intrinsic = g.then[i].value;
        if (rc == 0 && greeks)
            rc = find_greeks(&g);
        *error = fabs(quantity) * g.error;
    }
    for (size_t i = 0; i < g.n && rc == 0; i++) {
        scale(&g.value[i], quantity);
        out[g.at[i]] = g.value[i];
    }
    free(g.cell);
    free(g.at);
    free(g.value);
    return rc;
}

int cp_hedge_cells_value(const struct cp_hedge_valuation *v, const struct cp_hedge_cells *c,
                         bool greeks, struct cp_hedge_value *out, double *error) {
    *error = NAN;
    for (size_t i = 0; i < c->n; i++)
        out[i] = (struct cp_hedge_value){.value = NAN};
    if (c->n > 0 && c->at[0].trade->kind->simulate)
        return value_group(v, c, greeks, out, error);
    for (size_t i = 0; i < c->n; i++)
        out[i] = cp_hedge_cell_value(&c->at[i]);
    return 0;
}
