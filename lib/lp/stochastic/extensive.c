/* Programs in two stages: the extensive form of all scenarios, and its answer by scenario. */
#include "lp/model/model.h"
#include "lp/model/solution.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Columns of the first stage with more entries than this have a copy in every scenario, tied to
 * them: the scenarios then hang together by short columns. One long column through all of them
 * costs an interior point its accuracy. */
enum { LONG = 20 };
enum { TIE = UINT32_MAX }; /* origin of a row that ties */

/* What its rows and columns are of. */
struct cp_lp_extensive_form {
    size_t *risk_row; /* n: the row that takes scenario k's cost; NULL without aversion */
    double risk_unit; /* USD that its numbers stand for */
    struct origin {
        uint32_t scenario, index;
    } * col_origin, *row_origin; /* the first that has it; those of risk stand behind */
    size_t ncol_origin, nrow_origin;
    bool *shared_row;  /* rows of the first stage alone */
    size_t *first_row; /* while it is made: of each of them */
};

/* ---- names ------------------------------------------------------------------------------- */

static void name_extensive(void *ctx, char kind, size_t index, char buf[CP_LP_NAME_SIZE]) {
    const struct cp_lp_extensive *w = ctx;
    const struct origin *origin = kind == 'c' ? w->form->col_origin : w->form->row_origin;
    size_t n = kind == 'c' ? w->form->ncol_origin : w->form->nrow_origin;
    if (index >= n) {
        snprintf(buf, CP_LP_NAME_SIZE, "risk:%zu", index - n);
        return;
    }
    if (origin[index].index == TIE) {
        snprintf(buf, CP_LP_NAME_SIZE, "tie:%zu", index);
        return;
    }
    const struct cp_lp_scenario *s = &w->stages->scenario[origin[index].scenario];
    cp_lp_name(s->lp, kind, origin[index].index, buf);
    size_t len = strlen(buf);
    if (len && !(kind == 'c' ? index < w->stages->nfirst_stage : w->form->shared_row[index]))
        snprintf(buf + len, CP_LP_NAME_SIZE - len, ":%s", s->name);
}

/* ---- the extensive form ------------------------------------------------------------------ */

static size_t *places(struct cp_lp_extensive *w, size_t n) {
    size_t *p = cp_arena_alloc(&w->arena, (n + 1) * sizeof *p);
    for (size_t i = 0; p && i < n; i++)
        p[i] = SIZE_MAX;
    return p;
}

static bool allocate(struct cp_lp_extensive *w) {
    size_t n = w->stages->n, ncol = w->stages->nfirst_stage, nrow = 0;
    w->form = cp_arena_calloc(&w->arena, 1, sizeof *w->form);
    if (!w->form)
        return false;
    w->col = cp_arena_calloc(&w->arena, n + 1, sizeof *w->col);
    w->row = cp_arena_calloc(&w->arena, n + 1, sizeof *w->row);
    w->form->risk_row = cp_arena_calloc(&w->arena, n + 1, sizeof *w->form->risk_row);
    bool all = w->col && w->row && w->form->risk_row;
    for (size_t k = 0; all && k < n; k++) {
        const struct cp_lp *lp = w->stages->scenario[k].lp;
        w->col[k] = places(w, lp->ncol);
        w->row[k] = places(w, lp->nrow);
        all = w->col[k] && w->row[k];
        ncol += lp->ncol;
        nrow += lp->nrow;
    }
    w->form->col_origin = cp_arena_calloc(&w->arena, ncol + 1, sizeof *w->form->col_origin);
    nrow += n * w->stages->nfirst_stage;
    w->form->row_origin = cp_arena_calloc(&w->arena, nrow + 1, sizeof *w->form->row_origin);
    w->form->shared_row = cp_arena_calloc(&w->arena, nrow + 1, sizeof *w->form->shared_row);
    w->form->first_row = cp_calloc(nrow + 1, sizeof *w->form->first_row);
    return all && w->form->col_origin && w->form->row_origin && w->form->shared_row &&
           w->form->first_row && (w->lp = cp_lp_new());
}

static int add_first_stage(struct cp_lp_extensive *w, struct cp_error *err) {
    const struct cp_lp_stages *s = w->stages;
    for (size_t i = 0; i < s->nfirst_stage; i++) {
        double lower = -CP_LP_INF, upper = CP_LP_INF;
        size_t c = cp_lp_add_col(w->lp, 0, 0, 0), of_lower = 0, of_upper = 0;
        for (size_t k = 0; k < s->n; k++) {
            const struct cp_lp *lp = s->scenario[k].lp;
            size_t j = s->scenario[k].first_stage[i];
            if (j == SIZE_MAX)
                continue;
            if (w->form->ncol_origin == i)
                w->form->col_origin[w->form->ncol_origin++] =
                    (struct origin){(uint32_t)k, (uint32_t)j};
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
            cp_lp_name(s->scenario[of_lower].lp, 'c', s->scenario[of_lower].first_stage[i], name);
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

/* What a row of the first stage alone says, as bytes: its terms in order of columns, its bounds. */
static bool spell_rows(const struct cp_lp_extensive *w, size_t k, struct cp_str *text) {
    const struct cp_lp_scenario *s = &w->stages->scenario[k];
    const struct cp_lp *lp = s->lp;
    bool full = true, *mixed = cp_calloc(lp->nrow + 1, sizeof *mixed);
    if (!mixed)
        return false;
    for (size_t j = 0; j < lp->ncol; j++)
        for (size_t p = lp->start[j]; w->col[k][j] == SIZE_MAX && p < lp->start[j + 1]; p++)
            mixed[lp->row[p]] = true;
    for (size_t c = 0; c < w->stages->nfirst_stage; c++)
        for (size_t j = s->first_stage[c], p = j == SIZE_MAX ? 0 : lp->start[j];
             j != SIZE_MAX && p < lp->start[j + 1]; p++)
            if (!mixed[lp->row[p]]) {
                cp_str_addn(&text[lp->row[p]], (const char *)&c, sizeof c);
                cp_str_addn(&text[lp->row[p]], (const char *)&lp->value[p], sizeof(double));
            }
    for (size_t i = 0; i < lp->nrow; i++) {
        if (text[i].len) {
            cp_str_addn(&text[i], (const char *)&lp->row_lower[i], sizeof(double));
            cp_str_addn(&text[i], (const char *)&lp->row_upper[i], sizeof(double));
        }
        full = full && !text[i].oom;
    }
    free(mixed);
    return full;
}

/* Rows of the first stage alone that are the same in several scenarios stand once: copies would
 * have duals of any size that cancel. */
static int add_rows(struct cp_lp_extensive *w, size_t k, struct cp_names *known,
                    struct cp_error *err) {
    const struct cp_lp *lp = w->stages->scenario[k].lp;
    struct cp_str *text = cp_calloc(lp->nrow + 1, sizeof *text);
    bool full = text && spell_rows(w, k, text);
    for (size_t i = 0; full && i < lp->nrow; i++) {
        size_t before = known->n;
        uint32_t id = text[i].len ? cp_names_add(known, text[i].s, text[i].len) : 0;
        full = id != CP_NAME_NONE;
        if (!full)
            break;
        if (text[i].len && known->n == before) {
            w->row[k][i] = w->form->first_row[id];
            continue;
        }
        size_t r = w->row[k][i] = cp_lp_add_row(w->lp, lp->row_lower[i], lp->row_upper[i]);
        full = r != SIZE_MAX;
        if (!full)
            break;
        w->form->row_origin[w->form->nrow_origin++] = (struct origin){(uint32_t)k, (uint32_t)i};
        w->form->shared_row[r] = text[i].len > 0;
        if (text[i].len)
            w->form->first_row[id] = r;
    }
    for (size_t i = 0; text && i < lp->nrow; i++)
        cp_str_release(&text[i]);
    free(text);
    return full ? 0 : cp_fail_nomem(err);
}

static size_t add_copy(struct cp_lp_extensive *w, size_t k, size_t j, size_t c) {
    const struct cp_lp *lp = w->stages->scenario[k].lp;
    size_t copy = cp_lp_add_col(w->lp, 0, lp->lower[j], lp->upper[j]);
    size_t r = cp_lp_add_row(w->lp, 0, 0);
    cp_lp_add_coef(w->lp, r, copy, 1);
    cp_lp_add_coef(w->lp, r, c, -1);
    w->form->col_origin[w->form->ncol_origin++] = (struct origin){(uint32_t)k, (uint32_t)j};
    w->form->row_origin[w->form->nrow_origin++] = (struct origin){(uint32_t)k, TIE};
    return copy;
}

static int add_scenario(struct cp_lp_extensive *w, size_t k, struct cp_names *known,
                        struct cp_error *err) {
    const struct cp_lp_stages *s = w->stages;
    const struct cp_lp *lp = s->scenario[k].lp;
    double weight = (1 - s->aversion) * s->scenario[k].probability;
    size_t before = w->lp->nrow;
    int rc = add_rows(w, k, known, err);
    if (rc)
        return rc;
    for (size_t j = 0; j < lp->ncol; j++) {
        size_t *c = &w->col[k][j], shared = *c;
        if (shared != SIZE_MAX && lp->start[j + 1] - lp->start[j] > LONG) {
            *c = add_copy(w, k, j, shared);
        } else if (shared == SIZE_MAX) {
            *c = cp_lp_add_col(w->lp, 0, lp->lower[j], lp->upper[j]);
            w->form->col_origin[w->form->ncol_origin++] = (struct origin){(uint32_t)k, (uint32_t)j};
        }
        if (lp->integer[j])
            cp_lp_set_integer(w->lp, *c);
        cp_lp_add_cost(w->lp, *c, weight * lp->cost[j]);
        for (size_t p = lp->start[j]; p < lp->start[j + 1]; p++) {
            size_t r = w->row[k][lp->row[p]];
            if (r >= before) /* else a scenario before has the row with all its terms */
                cp_lp_add_coef(w->lp, r, w->form->shared_row[r] ? shared : *c, lp->value[p]);
        }
    }
    return 0;
}

/* CVaR = min over eta of eta + sum p z / (1 - tail), z >= cost - eta, z >= 0. Both are in units of
 * the largest cost, so that the rows have numbers near 1. */
static void add_risk(struct cp_lp_extensive *w) {
    const struct cp_lp_stages *s = w->stages;
    double unit = 1;
    for (size_t k = 0; k < s->n; k++)
        for (size_t j = 0; j < s->scenario[k].lp->ncol; j++)
            unit = fmax(unit, fabs(s->scenario[k].lp->cost[j]));
    size_t eta = cp_lp_add_col(w->lp, s->aversion * unit, -CP_LP_INF, CP_LP_INF);
    for (size_t k = 0; k < s->n; k++) {
        const struct cp_lp *lp = s->scenario[k].lp;
        double each = s->aversion * s->scenario[k].probability / (1 - s->tail);
        size_t r = w->form->risk_row[k] = cp_lp_add_row(w->lp, lp->constant / unit, CP_LP_INF);
        size_t z = cp_lp_add_col(w->lp, each * unit, 0, CP_LP_INF);
        cp_lp_add_coef(w->lp, r, eta, 1);
        cp_lp_add_coef(w->lp, r, z, 1);
        for (size_t j = 0; j < lp->ncol; j++)
            if (lp->cost[j] != 0)
                cp_lp_add_coef(w->lp, r, w->col[k][j], -lp->cost[j] / unit);
    }
    w->form->risk_unit = unit;
}

/* Each scenario's rows are a block. A program that ran out of memory lacks some of them. */
static bool tell_blocks(struct cp_lp_extensive *w) {
    struct cp_lp *lp = w->lp;
    if (lp->oom)
        return false;
    uint32_t *block = lp->block.of_row = cp_calloc(lp->nrow + 1, sizeof *block);
    if (!block)
        return false;
    lp->block.n = lp->nrow;
    for (size_t r = 0; r < w->form->nrow_origin; r++)
        block[r] = w->form->shared_row[r] ? 0 : w->form->row_origin[r].scenario + 1;
    for (size_t k = 0; w->form->risk_row && k < w->stages->n; k++)
        block[w->form->risk_row[k]] = (uint32_t)k + 1;
    return true;
}

int cp_lp_extensive_make(const struct cp_lp_stages *s, struct cp_lp_extensive *w,
                         struct cp_error *err) {
    double constant = 0;
    struct cp_names known = {0};
    *w = (struct cp_lp_extensive){.stages = s};
    int rc = allocate(w) ? add_first_stage(w, err) : cp_fail_nomem(err);
    for (size_t k = 0; k < s->n && !rc; k++) {
        constant += (1 - s->aversion) * s->scenario[k].probability * s->scenario[k].lp->constant;
        rc = add_scenario(w, k, &known, err);
    }
    cp_names_release(&known);
    if (w->form) {
        free(w->form->first_row);
        w->form->first_row = NULL;
    }
    if (rc)
        return rc;
    if (s->aversion > 0)
        add_risk(w);
    else
        w->form->risk_row = NULL;
    if (!tell_blocks(w))
        return cp_fail_nomem(err);
    cp_lp_set_constant(w->lp, constant);
    cp_lp_set_namer(w->lp, name_extensive, w);
    return cp_lp_finish(w->lp, err);
}

void cp_lp_extensive_release(struct cp_lp_extensive *w) {
    cp_lp_free(w->lp);
    cp_arena_release(&w->arena);
    *w = (struct cp_lp_extensive){0};
}

/* ---- the answer by scenario -------------------------------------------------------------- */

/* What a dollar of scenario k counts for in all. */
static double counts_for(const struct cp_lp_extensive *w, const struct cp_lp_solution *s,
                         size_t k) {
    double each = (1 - w->stages->aversion) * w->stages->scenario[k].probability;
    return w->form->risk_row ? each + fmax(0, s->dual[w->form->risk_row[k]]) / w->form->risk_unit
                             : each;
}

/* Of decision i with all its copies. */
static double reduced_of(const struct cp_lp_extensive *w, const struct cp_lp_solution *s,
                         size_t i) {
    double sum = s->reduced[i];
    for (size_t k = 0; k < w->stages->n; k++) {
        size_t j = w->stages->scenario[k].first_stage[i];
        if (j != SIZE_MAX && w->col[k][j] != i)
            sum += s->reduced[w->col[k][j]];
    }
    return sum;
}

int cp_lp_extensive_part(const struct cp_lp_extensive *w, const struct cp_lp_solution *s, size_t k,
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
        out->reduced[j] = s->reduced[c] * scale;
        out->objective += lp->cost[j] * s->x[c];
    }
    for (size_t i = 0; i < w->stages->nfirst_stage; i++)
        if (w->stages->scenario[k].first_stage[i] != SIZE_MAX)
            out->reduced[w->stages->scenario[k].first_stage[i]] = reduced_of(w, s, i);
    for (size_t i = 0; i < lp->nrow; i++) {
        size_t r = w->row[k][i];
        out->activity[i] = s->activity[r];
        out->dual[i] = s->dual[r] * (w->form->shared_row[r] ? 1 : scale);
    }
    return 0;
}
