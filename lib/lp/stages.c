/* Programs in two stages: the extensive form of all scenarios, and its answer by scenario. */
#include "lp/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- names ------------------------------------------------------------------------------- */

static void name_whole(void *ctx, char kind, size_t index, char buf[CP_LP_NAME_SIZE]) {
    const struct cp_lp_whole *w = ctx;
    const struct cp_lp_stages *s = w->stages;
    size_t k = s->n, own;
    if (kind == 'c') {
        if (index >= w->norigin) {
            snprintf(buf, CP_LP_NAME_SIZE, "risk:%zu", index - w->norigin);
            return;
        }
        k = w->origin[index].scenario;
        own = w->origin[index].col;
    } else {
        while (k > 0 && w->first_row[k - 1] > index)
            k--;
        own = index - w->first_row[--k];
        if (own >= s->scenario[k].lp->nrow) {
            snprintf(buf, CP_LP_NAME_SIZE, "risk:%zu", own - s->scenario[k].lp->nrow + 1);
            return;
        }
    }
    cp_lp_name(s->scenario[k].lp, kind, own, buf);
    size_t len = strlen(buf);
    if (kind == 'r' || index >= s->nnow)
        snprintf(buf + len, CP_LP_NAME_SIZE - len, ":%s", s->scenario[k].name);
}

/* ---- the extensive form ------------------------------------------------------------------ */

static bool allocate(struct cp_lp_whole *w) {
    size_t n = w->stages->n;
    w->col = cp_arena_calloc(&w->arena, n + 1, sizeof *w->col);
    w->first_row = cp_arena_calloc(&w->arena, n + 1, sizeof *w->first_row);
    w->risk_row = cp_arena_calloc(&w->arena, n + 1, sizeof *w->risk_row);
    size_t most = w->stages->nnow;
    for (size_t k = 0; k < n; k++)
        most += w->stages->scenario[k].lp->ncol;
    w->origin = cp_arena_calloc(&w->arena, most + 1, sizeof *w->origin);
    bool all = w->col && w->first_row && w->risk_row && w->origin;
    for (size_t k = 0; all && k < n; k++) {
        size_t ncol = w->stages->scenario[k].lp->ncol;
        w->col[k] = cp_arena_calloc(&w->arena, ncol + 1, sizeof **w->col);
        all = w->col[k];
        for (size_t j = 0; all && j < ncol; j++)
            w->col[k][j] = SIZE_MAX;
    }
    return all && (w->lp = cp_lp_new());
}

static int add_first_stage(struct cp_lp_whole *w, struct cp_error *err) {
    const struct cp_lp_stages *s = w->stages;
    for (size_t i = 0; i < s->nnow; i++) {
        double lower = -CP_LP_INF, upper = CP_LP_INF;
        size_t c = cp_lp_add_col(w->lp, 0, 0, 0), of_lower = 0, of_upper = 0;
        for (size_t k = 0; k < s->n; k++) {
            const struct cp_lp *lp = s->scenario[k].lp;
            size_t j = s->scenario[k].now[i];
            if (j == SIZE_MAX)
                continue;
            if (w->norigin == i)
                w->origin[w->norigin++] = (struct cp_lp_origin){(uint32_t)k, (uint32_t)j};
            w->col[k][j] = c;
            if (lp->lower[j] > lower) {
                lower = lp->lower[j];
                of_lower = k;
            }
            if (lp->upper[j] < upper) {
                upper = lp->upper[j];
                of_upper = k;
            }
            if (lp->integer[j])
                cp_lp_set_integer(w->lp, c);
        }
        if (lower > upper) {
            char name[CP_LP_NAME_SIZE], a[CP_NUMBER_SIZE], b[CP_NUMBER_SIZE];
            cp_lp_name(s->scenario[of_lower].lp, 'c', s->scenario[of_lower].now[i], name);
            cp_number_format(a, lower);
            cp_number_format(b, upper);
            return cp_fail(err, CP_EINPUT,
                           "'%s' is decided for all scenarios, but is at least %s in '%s' and at "
                           "most %s in '%s'",
                           name, a, s->scenario[of_lower].name, b, s->scenario[of_upper].name);
        }
        cp_lp_set_col_bounds(w->lp, c, lower, upper);
    }
    return 0;
}

static void add_scenario(struct cp_lp_whole *w, size_t k) {
    const struct cp_lp_stages *s = w->stages;
    const struct cp_lp *lp = s->scenario[k].lp;
    double weight = (1 - s->aversion) * s->scenario[k].probability;
    w->first_row[k] = w->lp->nrow;
    for (size_t i = 0; i < lp->nrow; i++)
        cp_lp_add_row(w->lp, lp->row_lower[i], lp->row_upper[i]);
    for (size_t j = 0; j < lp->ncol; j++) {
        size_t *c = &w->col[k][j];
        if (*c == SIZE_MAX) {
            *c = cp_lp_add_col(w->lp, 0, lp->lower[j], lp->upper[j]);
            w->origin[w->norigin++] = (struct cp_lp_origin){(uint32_t)k, (uint32_t)j};
        }
        if (lp->integer[j])
            cp_lp_set_integer(w->lp, *c);
        cp_lp_add_cost(w->lp, *c, weight * lp->cost[j]);
        for (size_t p = lp->start[j]; p < lp->start[j + 1]; p++)
            cp_lp_add_coef(w->lp, w->first_row[k] + lp->row[p], *c, lp->value[p]);
    }
}

/* CVaR = min over eta of eta + sum p z / (1 - tail), z >= cost - eta, z >= 0. Both are in units of
 * the largest cost, so that the rows have numbers near 1. */
static void add_risk(struct cp_lp_whole *w) {
    const struct cp_lp_stages *s = w->stages;
    double unit = 1;
    for (size_t k = 0; k < s->n; k++)
        for (size_t j = 0; j < s->scenario[k].lp->ncol; j++)
            unit = fmax(unit, fabs(s->scenario[k].lp->cost[j]));
    size_t eta = cp_lp_add_col(w->lp, s->aversion * unit, -CP_LP_INF, CP_LP_INF);
    for (size_t k = 0; k < s->n; k++) {
        const struct cp_lp *lp = s->scenario[k].lp;
        double each = s->aversion * s->scenario[k].probability / (1 - s->tail);
        size_t r = w->risk_row[k] = cp_lp_add_row(w->lp, lp->constant / unit, CP_LP_INF);
        size_t z = cp_lp_add_col(w->lp, each * unit, 0, CP_LP_INF);
        cp_lp_add_coef(w->lp, r, eta, 1);
        cp_lp_add_coef(w->lp, r, z, 1);
        for (size_t j = 0; j < lp->ncol; j++)
            if (lp->cost[j] != 0)
                cp_lp_add_coef(w->lp, r, w->col[k][j], -lp->cost[j] / unit);
    }
    w->risk_unit = unit;
}

int cp_lp_whole_make(const struct cp_lp_stages *s, struct cp_lp_whole *w, struct cp_error *err) {
    double constant = 0;
    *w = (struct cp_lp_whole){.stages = s};
    if (!allocate(w))
        return cp_fail_nomem(err);
    int rc = add_first_stage(w, err);
    if (rc)
        return rc;
    for (size_t k = 0; k < s->n; k++) {
        constant += (1 - s->aversion) * s->scenario[k].probability * s->scenario[k].lp->constant;
        add_scenario(w, k);
    }
    if (s->aversion > 0)
        add_risk(w);
    else
        w->risk_row = NULL;
    cp_lp_set_constant(w->lp, constant);
    cp_lp_set_namer(w->lp, name_whole, w);
    return cp_lp_finish(w->lp, err);
}

void cp_lp_whole_release(struct cp_lp_whole *w) {
    cp_lp_free(w->lp);
    cp_arena_release(&w->arena);
    *w = (struct cp_lp_whole){0};
}

/* ---- the answer by scenario -------------------------------------------------------------- */

/* What a dollar of scenario k counts for in the whole. */
static double counts_for(const struct cp_lp_whole *w, const struct cp_lp_solution *s, size_t k) {
    double each = (1 - w->stages->aversion) * w->stages->scenario[k].probability;
    return w->risk_row ? each + fmax(0, s->dual[w->risk_row[k]]) / w->risk_unit : each;
}

int cp_lp_whole_part(const struct cp_lp_whole *w, const struct cp_lp_solution *s, size_t k,
                     struct cp_lp_solution *out, struct cp_error *err) {
    const struct cp_lp *lp = w->stages->scenario[k].lp;
    struct cp_lp_view v = cp_lp_view(lp);
    int rc = cp_lp_solution_alloc(&v, out, err);
    if (rc)
        return rc;
    double each = counts_for(w, s, k);
    /* what counts for next to nothing has no worth that could be told from rounding */
    double scale = each > 1e-9 * w->stages->scenario[k].probability ? 1 / each : 0;
    out->status = s->status;
    out->engine = s->engine;
    out->iterations = s->iterations;
    out->objective = lp->constant;
    for (size_t j = 0; j < lp->ncol; j++) {
        size_t c = w->col[k][j];
        out->x[j] = s->x[c];
        out->reduced[j] = s->reduced[c] * (c < w->stages->nnow ? 1 : scale);
        out->objective += lp->cost[j] * s->x[c];
    }
    for (size_t i = 0; i < lp->nrow; i++) {
        out->activity[i] = s->activity[w->first_row[k] + i];
        out->dual[i] = s->dual[w->first_row[k] + i] * scale;
    }
    return 0;
}
