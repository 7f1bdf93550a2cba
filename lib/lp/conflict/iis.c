/* A smallest set of rows that cannot be kept together: rows without a part in a certificate go at
 * once, then a deletion filter takes one row after another away and keeps those without which the
 * rest can be kept [Chinneck & Dravnieks 1991; Chinneck 2008, section 6.2]. */
#include "lp/model/elastic.h"
#include "lp/model/limits.h"
#include "lp/model/model.h"
#include "lp/solve/certificate.h"
#include "lp/solve/engine.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The work is bounded by a count before it is by time, so that equal programs give equal sets. */
enum { SOLVES_MAX = 1000 };

struct filter {
    const struct cp_lp_view *v;
    const bool *soft;
    struct cp_lp_options opt;
    double deadline;
    struct cp_lp *elastic;
    bool *in;     /* rows still in the set */
    bool *needed; /* rows without which the rest can be kept */
    size_t solves;
};

static bool may_go(const struct filter *f, size_t i) {
    return f->in[i] && !f->needed[i] && (!f->soft || f->soft[i]);
}

static void set_row(struct filter *f, size_t i, bool in) {
    cp_lp_set_row_bounds(f->elastic, i, in ? f->v->row_lower[i] : -CP_LP_INF,
                         in ? f->v->row_upper[i] : CP_LP_INF);
}

/* Rows of no weight in the certificate need not be there. */
static void drop_idle(struct filter *f, const struct cp_lp_solution *s) {
    for (size_t i = 0; i < f->v->nrow; i++)
        if (may_go(f, i) && s->dual[i] == 0) {
            f->in[i] = false;
            set_row(f, i, false);
        }
}

/* Can the rows of the set not be kept together? Only a checked certificate says so. */
static int infeasible(struct filter *f, bool *yes, struct cp_error *err) {
    struct cp_lp_solution s = {0};
    int rc = cp_lp_finish(f->elastic, err);
    *yes = false;
    if (rc)
        return rc;
    struct cp_lp_view v = cp_lp_view(f->elastic);
    if (isfinite(f->deadline))
        f->opt.time_limit = fmax(f->deadline - cp_lp_now(), 1e-3);
    f->solves++;
    rc = cp_lp_solve_certified(&v, &f->opt, &s, yes, err);
    if (rc == 0 && *yes)
        drop_idle(f, &s);
    cp_lp_solution_release(&s);
    return rc;
}

/* Take one row after another away. */
static int thin_out(struct filter *f, bool *irreducible, struct cp_error *err) {
    *irreducible = true;
    for (size_t i = 0; i < f->v->nrow; i++) {
        bool yes;
        if (!may_go(f, i))
            continue;
        if (f->solves >= SOLVES_MAX || cp_lp_stopped(&f->opt, f->deadline)) {
            *irreducible = false;
            return 0;
        }
        set_row(f, i, false);
        f->in[i] = false;
        int rc = infeasible(f, &yes, err);
        if (rc)
            return rc;
        if (!yes) {
            f->in[i] = f->needed[i] = true;
            set_row(f, i, true);
        }
    }
    return 0;
}

static int run(struct filter *f, struct cp_lp_iis *out, struct cp_error *err) {
    bool yes;
    int rc = infeasible(f, &yes, err);
    if (rc || !yes)
        return rc;
    rc = thin_out(f, &out->irreducible, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < f->v->nrow; i++)
        if (f->in[i] && (!f->soft || f->soft[i]))
            out->row[out->n++] = i;
    return 0;
}

void cp_lp_iis_release(struct cp_lp_iis *c) {
    free(c->row);
    *c = (struct cp_lp_iis){0};
}

int cp_lp_iis(const struct cp_lp *m, const bool *soft, const struct cp_lp_options *opt,
              struct cp_lp_iis *out, struct cp_error *err) {
    *out = (struct cp_lp_iis){0};
    if (!m->closed)
        return cp_fail(err, CP_EINTERNAL, "the model to explain is still open");
    struct cp_lp_view v = cp_lp_view(m);
    v.integer = NULL;
    struct filter f = {.v = &v, .soft = soft, .opt = cp_lp_effective(opt)};
    f.opt.log = NULL;
    if (cp_lp_engine_is_auto(f.opt.engine))
        f.opt.engine = cp_lp_engine_auto(0, CP_LP_LINEAR, CP_LP_ENDS_AT_VERTEX)->name;
    f.deadline = cp_lp_deadline(&f.opt);
    f.in = cp_calloc(v.nrow + 1, sizeof *f.in);
    f.needed = cp_calloc(v.nrow + 1, sizeof *f.needed);
    out->row = cp_calloc(v.nrow + 1, sizeof *out->row);
    int rc = f.in && f.needed && out->row ? cp_lp_elastic(&v, soft, &f.elastic, err)
                                          : cp_fail_nomem(err);
    if (rc)
        goto out;
    memset(f.in, true, v.nrow * sizeof *f.in);
    rc = run(&f, out, err);
out:
    if (rc)
        cp_lp_iis_release(out);
    cp_lp_free(f.elastic);
    free(f.in);
    free(f.needed);
    return rc;
}
