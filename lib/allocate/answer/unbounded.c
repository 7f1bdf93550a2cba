/* Why a plan is unbounded: the ray along which its cost falls, in the plan's words. */
#include "allocate/answer/answer.h"
#include "allocate/program/limit.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TOLD = 8 };
/* Below this part of the ray's largest step it is rounding. */
static const double step = 1e-6;

/* The directions in which the program can be left, cut off at 1: its bounds and rows at 0. */
static struct cp_lp *directions(const struct cp_lp_view *v) {
    struct cp_lp *r = cp_lp_new();
    for (size_t i = 0; r && i < v->nrow; i++)
        cp_lp_add_row(r, isfinite(v->row_lower[i]) ? 0 : -CP_LP_INF,
                      isfinite(v->row_upper[i]) ? 0 : CP_LP_INF);
    for (size_t j = 0; r && j < v->ncol; j++) {
        cp_lp_add_col(r, v->cost[j], isfinite(v->lower[j]) ? 0 : -1, isfinite(v->upper[j]) ? 0 : 1);
        for (size_t k = v->start[j]; k < v->start[j + 1]; k++)
            cp_lp_add_coef(r, v->row[k], j, v->value[k]);
    }
    return r;
}

static bool is_told(const struct cp_str *out, const char *line) {
    return out->s && strstr(out->s, line);
}

/* What grows along it: capacity first, for the rest only follows; each thing once. */
static void add_steps(const struct cp_program_part *part, const double *x, double largest,
                      bool capacity, struct cp_str *out) {
    const struct cp_program *m = part->m;
    size_t told = 0;
    for (size_t c = 0; c < m->col_tags.n && told < TOLD; c++) {
        const struct cp_tag *tag = col_tag(m, c);
        const struct cp_col_kind *kind = cp_allocate_col_kind(tag);
        struct cp_str line = {0};
        if (kind->capacity != capacity || !(x[part->col ? part->col[c] : c] > step * largest) ||
            !strchr("lsecnw", *kind->parts))
            continue;
        cp_allocate_add_thing(m, kind->parts, tag, &line);
        cp_str_add(&line, ": nothing limits it, and the more of it the less the plan costs\n");
        if (line.s && !is_told(out, line.s)) {
            if (m->scenario_name)
                cp_str_addf(out, "%s: ", m->scenario_name);
            cp_str_add(out, line.s);
            told++;
        }
        out->oom |= line.oom;
        cp_str_release(&line);
    }
}

int cp_allocate_explain_unbounded(const struct cp_lp *lp, const struct cp_program_part *part,
                                  size_t n, const struct cp_lp_options *opt, struct cp_str *out,
                                  struct cp_error *err) {
    struct cp_lp_view v = cp_lp_view(lp);
    struct cp_lp_solution ray = {0};
    struct cp_lp *r = directions(&v);
    double largest = 0;
    size_t before = out->len;
    int rc = r ? cp_lp_finish(r, err) : cp_fail_nomem(err);
    if (rc)
        goto out;
    rc = cp_lp_solve(r, opt, &ray, err);
    if (rc || !ray.x || !(ray.objective < 0))
        goto out;
    for (size_t j = 0; j < v.ncol; j++)
        largest = fmax(largest, ray.x[j]);
    for (size_t k = 0; k < n; k++)
        add_steps(&part[k], ray.x, largest, true, out);
    for (size_t k = 0; k < n && out->len == before; k++)
        add_steps(&part[k], ray.x, largest, false, out);
out:
    cp_lp_solution_release(&ray);
    cp_lp_free(r);
    return rc;
}
