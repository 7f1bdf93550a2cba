/* Cuts from relaxations, and the choice of integers that looks best by them near the best one known
 * [Benders 1962; stabilised by local branching: Rei, Cordeau, Gendreau & Soriano 2009]. */
#include "lp/mip/benders.h"
#include "lp/model/solution.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double rounding = 1e-9;

void cp_lp_cuts_release(struct cp_lp_cuts *c) {
    for (size_t k = 0; k < c->ncut; k++)
        free(c->cut[k]);
    free(c->cut);
    *c = (struct cp_lp_cuts){0};
}

int cp_lp_cuts_add(struct cp_lp_cuts *c, const struct cp_lp_solution *s, const size_t *col,
                   const double *low, const double *high, bool forbids, struct cp_error *err) {
    struct cp_lp_cut *cut = cp_calloc(1, sizeof *cut + (c->n + 1) * sizeof *cut->slope);
    if (!cut || !cp_grow(&c->cut, &c->cap, c->ncut, sizeof(struct cp_lp_cut *))) {
        free(cut);
        return cp_fail_nomem(err);
    }
    cut->forbids = forbids;
    cut->level = s->bound;
    for (size_t i = 0; i < c->n; i++) {
        double d = cut->slope[i] = s->reduced[col[i]];
        double at = d > 0 ? low[i] : high[i];
        cut->level -= d != 0 && isfinite(at) ? d * at : 0; /* the bound has this in it */
    }
    c->cut[c->ncut++] = cut;
    return 0;
}

bool cp_lp_cuts_allow(const struct cp_lp_cuts *c, const double *z, double most) {
    for (size_t k = 0; k < c->ncut; k++) {
        const struct cp_lp_cut *cut = c->cut[k];
        double least = cut->level, size = fabs(cut->level);
        for (size_t i = 0; i < c->n; i++) {
            least += cut->slope[i] * z[i];
            size = fmax(size, fabs(cut->slope[i] * z[i]));
        }
        if (cut->forbids ? least > rounding * size : least >= most + rounding * size)
            return false;
    }
    return true;
}

static double unit_of(const struct cp_lp_cuts *c, bool forbids) {
    double largest = 0;
    for (size_t k = 0; k < c->ncut; k++)
        if (c->cut[k]->forbids == forbids)
            largest = fmax(largest, fabs(c->cut[k]->level));
    return largest > 0 ? largest : 1;
}

/* cost - slope'z >= level, in units of the largest level. */
static void add_cuts(struct cp_lp *m, const struct cp_lp_cuts *c, const double *low,
                     const double *high) {
    double unit[] = {unit_of(c, false), unit_of(c, true)};
    for (size_t k = 0; k < c->ncut; k++) {
        const struct cp_lp_cut *cut = c->cut[k];
        double by = unit[cut->forbids];
        double level = cut->level / by;
        size_t r = cp_lp_add_row(m, 0, CP_LP_INF);
        if (!cut->forbids)
            cp_lp_add_coef(m, r, c->n, 1);
        for (size_t i = 0; i < c->n; i++) {
            double d = cut->slope[i] / by, least = d > 0 ? d * low[i] : d * high[i];
            if (fabs(d) > rounding || !isfinite(least))
                cp_lp_add_coef(m, r, i, -d);
            else if (d != 0)
                level += least;
        }
        cp_lp_set_row_bounds(m, r, level, CP_LP_INF);
    }
}

/* Those at a bound of theirs may leave it by the radius in all. */
static void stay_near(struct cp_lp *m, const struct cp_lp_master *p, size_t n) {
    size_t r = cp_lp_add_row(m, -CP_LP_INF, p->radius);
    double most = p->radius;
    for (size_t i = 0; i < n; i++) {
        double sign = p->centre[i] <= p->low[i] ? 1 : p->centre[i] >= p->high[i] ? -1 : 0;
        if (p->low[i] < p->high[i] && sign != 0) {
            cp_lp_add_coef(m, r, i, sign);
            most += sign * p->centre[i];
        }
    }
    cp_lp_set_row_bounds(m, r, -CP_LP_INF, most);
}

static struct cp_lp *make_master(const struct cp_lp_cuts *c, const struct cp_lp_master *p) {
    const struct cp_lp_integer_rows *rows = p->rows;
    struct cp_lp *m = cp_lp_new();
    if (!m)
        return NULL;
    for (size_t i = 0; i < c->n; i++)
        cp_lp_set_integer(m, cp_lp_add_col(m, 0, p->low[i], p->high[i]));
    cp_lp_add_col(m, 1, -CP_LP_INF, CP_LP_INF);
    for (size_t i = 0; i < rows->nrow; i++) {
        size_t r = cp_lp_add_row(m, rows->lower[i], rows->upper[i]);
        for (size_t q = rows->start[i]; q < rows->start[i + 1]; q++)
            cp_lp_add_coef(m, r, rows->index[q], rows->value[q]);
    }
    add_cuts(m, c, p->low, p->high);
    if (p->centre)
        stay_near(m, p, c->n);
    return m;
}

int cp_lp_cuts_choose(const struct cp_lp_cuts *c, const struct cp_lp_master *master, double *z,
                      struct cp_lp_choice *out, struct cp_error *err) {
    struct cp_lp *m = make_master(c, master);
    struct cp_lp_solution s = {0};
    struct cp_lp_options o = *master->opt;
    o.warm = NULL;
    *out = (struct cp_lp_choice){0};
    if (!m)
        return cp_fail_nomem(err);
    int rc = cp_lp_finish(m, err);
    if (rc)
        goto out;
    struct cp_lp_view v = cp_lp_view(m);
    rc = cp_lp_solution_alloc(&v, &s, err);
    if (rc)
        goto out;
    rc = master->solve(&v, &o, &s, err);
    if (!rc && (s.status == CP_LP_OPTIMAL || s.status == CP_LP_FEASIBLE)) {
        double unit = unit_of(c, false);
        *out =
            (struct cp_lp_choice){.any = true, .cost = s.x[c->n] * unit, .bound = s.bound * unit};
        for (size_t i = 0; i < c->n; i++)
            z[i] = nearbyint(s.x[i]);
    }
out:
    cp_lp_solution_release(&s);
    cp_lp_free(m);
    return rc;
}
