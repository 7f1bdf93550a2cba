/* Limited foresight: the plan is decided window by window, each a program of the plan up to the
 * window's end in which what stands from the windows before is kept. What is worth something at the
 * end of a window is credited there as at the end of the plan. */
#include "allocate/program/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What was decided, by the names of columns: their numbers differ between windows. */
struct past {
    struct cp_names names;
    double *value;
    size_t cap;
};

/* What a window leaves to the next: capacity and where it stands. Dispatch follows from it. */
static bool is_kept(const struct model *m, size_t c) {
    switch (m->coltag[c].kind) {
    case COL_INVENTORY:
    case COL_INSTALL:
    case COL_STOCK:
    case COL_SELL:
    case COL_ARRIVE:
    case COL_LEAVE:
    case COL_WHOLE:
        return true;
    default:
        return is_capacity(m, &m->coltag[c]);
    }
}

/* The period of a decision; a contract's is its first. */
static size_t period_of(const struct model *m, const struct tag *tag) {
    size_t t = 0;
    if (tag->t != NOT)
        return tag->t;
    while (tag->kind == COL_CONTRACT && t < m->T &&
           !in_force(m, t, m->plan->contract[tag->a].from, m->plan->contract[tag->a].to))
        t++;
    return t;
}

static int remember(struct past *past, const struct model *m, const double *x, size_t until) {
    for (size_t c = 0; c < m->ncoltag; c++) {
        char name[CP_LP_NAME_SIZE];
        size_t before = past->names.n;
        if (!is_kept(m, c) || period_of(m, &m->coltag[c]) >= until)
            continue;
        describe(m, 'c', c, name, sizeof name);
        uint32_t id = cp_names_add(&past->names, name, strlen(name));
        if (id == CP_NAME_NONE || !cp_grow(&past->value, &past->cap, id, sizeof *past->value))
            return cp_fail_nomem(m->err);
        if (past->names.n > before || m->coltag[c].kind == COL_CONTRACT)
            past->value[id] = x[c];
    }
    return 0;
}

static const double rounding = 1e-8;

/* Of a row: what is fixed in it, the largest part of that, and whether there is anything else. */
struct rest {
    double fixed, scale;
    bool open;
};

/* A row of nothing but the past has been kept; one that the past filled to the last is not broken
 * by its rounding. */
static int loosen_rows(struct model *m) {
    struct cp_lp_view v = cp_lp_view(m->lp);
    struct rest *rest = cp_calloc(v.nrow + 1, sizeof *rest);
    if (!rest)
        return cp_fail_nomem(m->err);
    for (size_t j = 0; j < v.ncol; j++)
        for (size_t p = v.start[j]; p < v.start[j + 1]; p++) {
            struct rest *r = &rest[v.row[p]];
            double part = v.value[p] * v.lower[j];
            bool fixed = v.lower[j] >= v.upper[j];
            r->open |= !fixed;
            r->fixed += fixed ? part : 0;
            r->scale = fmax(r->scale, fixed ? fabs(part) : 0);
        }
    for (size_t i = 0; i < v.nrow; i++) {
        const struct rest *r = &rest[i];
        double lower = v.row_lower[i], upper = v.row_upper[i], near = 1e-6 * (1 + r->scale);
        if (lower < upper) {
            lower -= rounding * r->scale;
            upper += rounding * r->scale;
        }
        bool kept = !r->open && r->fixed >= lower - near && r->fixed <= upper + near;
        cp_lp_set_row_bounds(m->lp, i, kept ? -CP_LP_INF : lower, kept ? CP_LP_INF : upper);
    }
    free(rest);
    return cp_lp_finish(m->lp, m->err);
}

/* A contract can be raised after its start, and is then paid so from there on; everything else of
 * the past stays as it was. */
static int keep(struct model *m, const struct past *past) {
    for (size_t c = 0; c < m->ncoltag; c++) {
        char name[CP_LP_NAME_SIZE];
        struct cp_lp_view v = cp_lp_view(m->lp);
        if (!is_kept(m, c))
            continue;
        describe(m, 'c', c, name, sizeof name);
        uint32_t id = cp_names_find(&past->names, name);
        if (id == CP_NAME_NONE)
            continue;
        double x = fmin(fmax(past->value[id], v.lower[c]), v.upper[c]);
        cp_lp_set_col_bounds(m->lp, c, x, m->coltag[c].kind == COL_CONTRACT ? v.upper[c] : x);
    }
    int rc = cp_lp_finish(m->lp, m->err);
    return rc || !past->names.n ? rc : loosen_rows(m);
}

int hold_decisions(struct model *m, const double *x) {
    for (size_t c = 0; c < m->ncoltag; c++) {
        struct cp_lp_view v = cp_lp_view(m->lp);
        double at = fmin(fmax(x[c], v.lower[c]), v.upper[c]);
        if (is_kept(m, c) || m->coltag[c].kind == COL_BANDWIDTH)
            cp_lp_set_col_bounds(m->lp, c, at, at);
    }
    int rc = cp_lp_finish(m->lp, m->err);
    return rc ? rc : loosen_rows(m);
}

/* Units of an offer that can come after period T whatever was bought before: a step fills no faster
 * than the one before it. */
static double can_come_later(const struct model *whole, const char *offer, size_t T) {
    double units = 0, fill = 1;
    for (size_t l = 0; l < whole->nlot; l++) {
        const struct lot *lot = &whole->lot[l];
        double later = 0;
        if (strcmp(lot->offer, offer) != 0 || !(lot->total > 0))
            continue;
        for (size_t t = T; t < whole->T; t++)
            later += lot->supply[t];
        fill = fmin(fill, later / lot->total);
        units += fill * lot->total;
    }
    return units;
}

void defer_commitments(struct model *m) {
    for (size_t l = 0; l < m->nlot; l++) {
        struct lot *lot = &m->lot[l];
        lot->committed = fmax(0, lot->committed - can_come_later(m->whole, lot->offer, m->T));
        for (size_t i = 0; i < m->whole->nlot; i++)
            if (!strcmp(m->whole->lot[i].offer, lot->offer) &&
                !strcmp(m->whole->lot[i].step, lot->step))
                lot->total =
                    m->whole->lot[i].total; /* steps fill at the same rate in all windows */
    }
}

/* Periods up to `end`, of which those before `until` are remembered. */
static int decide_window(struct model *whole, const struct cp_facts *facts, size_t end,
                         size_t until, const struct cp_allocate_options *opt, struct past *past,
                         struct cp_allocate_result *out) {
    struct cp_plan plan = *whole->plan;
    struct model m = {.plan = &plan, .whole = whole, .err = whole->err, .lp = cp_lp_new()};
    struct cp_lp_solution s = {0};
    plan.horizon.n = end;
    plan.horizon.to = cp_plan_period(whole->plan, end - 1);
    int rc = m.lp ? build_program(&m, facts, opt->integer) : cp_fail_nomem(m.err);
    if (!rc)
        rc = keep(&m, past);
    if (!rc)
        rc = cp_lp_solve(m.lp, &opt->lp, &s, m.err);
    if (!rc) {
        out->status = s.status;
        out->engine = s.engine;
        out->iterations += s.iterations;
    }
    if (!rc && (s.status == CP_LP_OPTIMAL || s.status == CP_LP_FEASIBLE))
        rc = remember(past, &m, s.x, until);
    else if (!rc) {
        cp_str_addf(&out->explanation, "looking as far as %s:\n", m.text[end - 1]);
        if (s.status == CP_LP_INFEASIBLE)
            rc = explain_infeasible(m.lp, &(struct explained){.m = &m}, 1, &opt->lp,
                                    &out->explanation, m.err);
    }
    cp_lp_solution_release(&s);
    release_program(&m);
    return rc;
}

int decide_ahead(struct model *whole, const struct cp_facts *facts,
                 const struct cp_allocate_options *opt, struct cp_allocate_result *out,
                 bool *stuck) {
    struct past past = {0};
    int rc = 0;
    for (size_t from = 0; !rc && !*stuck && from + opt->look < whole->T; from += opt->keep) {
        rc = decide_window(whole, facts, from + opt->look, from + opt->keep, opt, &past, out);
        *stuck = out->status != CP_LP_OPTIMAL && out->status != CP_LP_FEASIBLE;
    }
    if (!rc && !*stuck)
        rc = keep(whole, &past);
    cp_names_release(&past.names);
    free(past.value);
    return rc;
}
