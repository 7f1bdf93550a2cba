/* The factors that the plan's curves move by. */
#include "curve/internal.h"
#include <math.h>
#include <string.h>

double cp_curve_decayed(double k, double t) {
    return fabs(k * t) < 1e-12 ? t : -expm1(-k * t) / k;
}

/* Number of the short (0) or long (1) factor of each curve; SIZE_MAX: it has none. */
struct naming {
    const struct cp_plan_market *m;
    size_t *number;
};

static double volatility_of(const struct cp_market_curve *c, size_t f) {
    const struct cp_price_model *m = &c->model;
    return f == 0 ? m->short_term : m->kind == CP_MODEL_NORMAL ? m->deviation : m->long_term;
}

static size_t count(struct naming *n) {
    size_t all = 0;
    for (size_t i = 0; i < 2 * n->m->ncurve; i++)
        n->number[i] = volatility_of(&n->m->curve[i / 2], i % 2) > 0 ? all++ : SIZE_MAX;
    return all;
}

/* A curve moves by its own factors and by those of the curves that it follows. */
static bool add_weights(const struct naming *n, struct cp_curve_factors *f, size_t to, size_t from,
                        double by, size_t depth) {
    const struct cp_price_model *m = &n->m->curve[from].model;
    for (size_t k = 0; k < 2; k++)
        if (n->number[2 * from + k] != SIZE_MAX)
            f->weight[to * f->n + n->number[2 * from + k]] += by;
    for (size_t i = 0; i < m->nfollow; i++) {
        const struct cp_market_curve *c = cp_plan_market_curve(n->m, m->follow[i].curve);
        if (depth > n->m->ncurve || (c && !add_weights(n, f, to, (size_t)(c - n->m->curve),
                                                       by * m->follow[i].beta, depth + 1)))
            return false;
    }
    return true;
}

static bool make_room(struct cp_curve_factors *f, struct cp_arena *arena) {
    f->name = cp_arena_calloc(arena, f->n + 1, sizeof *f->name);
    f->speed = cp_arena_calloc(arena, f->n + 1, sizeof *f->speed);
    f->volatility = cp_arena_calloc(arena, f->n + 1, sizeof *f->volatility);
    f->rho = cp_arena_calloc(arena, f->n * f->n + 1, sizeof *f->rho);
    f->weight = cp_arena_calloc(arena, f->n * f->ncurve + 1, sizeof *f->weight);
    f->floor = cp_arena_calloc(arena, f->ncurve + 1, sizeof *f->floor);
    f->normal = cp_arena_calloc(arena, f->ncurve + 1, sizeof *f->normal);
    return f->name && f->speed && f->volatility && f->rho && f->weight && f->floor && f->normal;
}

static bool fill_factors(const struct naming *n, struct cp_curve_factors *f,
                         struct cp_arena *arena) {
    size_t all = 2 * n->m->ncurve;
    double *rho = cp_calloc(all * all + 1, sizeof *rho);
    if (!rho)
        return false;
    cp_plan_correlations(n->m, rho);
    bool good = true;
    for (size_t i = 0; i < all; i++) {
        const struct cp_market_curve *c = &n->m->curve[i / 2];
        size_t a = n->number[i];
        if (a == SIZE_MAX)
            continue;
        f->name[a] = cp_arena_printf(arena, "%s/%s", c->name, i % 2 ? "long" : "short");
        good = good && f->name[a];
        f->speed[a] = i % 2 ? 0 : c->model.reversion;
        f->volatility[a] = volatility_of(c, i % 2);
        for (size_t k = 0; k < all; k++)
            if (n->number[k] != SIZE_MAX)
                f->rho[a * f->n + n->number[k]] = rho[i * all + k];
    }
    free(rho);
    return good;
}

int cp_curve_factors(const struct cp_plan *plan, struct cp_arena *arena,
                     struct cp_curve_factors *out, struct cp_error *err) {
    const struct cp_plan_market *m = &plan->money.market;
    struct naming n = {m, cp_arena_calloc(arena, 2 * m->ncurve + 1, sizeof(size_t))};
    if (!n.number)
        return cp_fail_nomem(err);
    *out = (struct cp_curve_factors){.n = count(&n), .ncurve = m->ncurve};
    if (!make_room(out, arena) || !fill_factors(&n, out, arena))
        return cp_fail_nomem(err);
    for (size_t c = 0; c < m->ncurve; c++) {
        out->normal[c] = m->curve[c].model.kind == CP_MODEL_NORMAL;
        out->floor[c] = m->curve[c].floor;
        if (!add_weights(&n, out, c, c, 1, 0))
            return cp_fail_at(err, CP_EINPUT, m->curve[c].pos,
                              "curves/%.80s: follows itself through the curves that it follows",
                              m->curve[c].name);
    }
    return 0;
}

double cp_curve_step(const struct cp_curve_factors *f, size_t i, size_t j, double h) {
    return f->rho[i * f->n + j] * f->volatility[i] * f->volatility[j] *
           cp_curve_decayed(f->speed[i] + f->speed[j], h);
}

double cp_curve_covariance(const struct cp_curve_factors *f, size_t curve1, double T1,
                           size_t curve2, double T2, double t) {
    double sum = 0;
    for (size_t i = 0; i < f->n; i++) {
        double wi = f->weight[curve1 * f->n + i];
        if (wi == 0)
            continue;
        wi *= f->volatility[i] * exp(-f->speed[i] * (T1 - t));
        for (size_t j = 0; j < f->n; j++) {
            double wj = f->weight[curve2 * f->n + j] * f->rho[i * f->n + j];
            if (wj != 0)
                sum += wi * wj * f->volatility[j] * exp(-f->speed[j] * (T2 - t)) *
                       cp_curve_decayed(f->speed[i] + f->speed[j], t);
        }
    }
    return sum;
}

double cp_curve_variance(const struct cp_curve_factors *f, size_t curve, double T, double t) {
    return cp_curve_covariance(f, curve, T, curve, T, t);
}

double cp_curve_variance_of_mean(const struct cp_curve_factors *f, size_t curve, size_t n,
                                 const double *T, const double *forward, double t) {
    double first = 0, second = 0;
    for (size_t i = 0; i < n; i++) {
        first += forward[i];
        for (size_t j = 0; j < n; j++)
            second +=
                forward[i] * forward[j] * exp(cp_curve_covariance(f, curve, T[i], curve, T[j], t));
    }
    return log(second / (first * first));
}
