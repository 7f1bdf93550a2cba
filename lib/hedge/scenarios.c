/* Paths as scenarios of cp-finance: what prices other than planned change (repricing), and what the
 * books settle. */
#include "hedge/parts.h"
#include <stdlib.h>
#include <string.h>

/* What path p brings, under that name. */
static int add_path(struct cp_hedge_cash *c, struct cp_hedge_tally *y, size_t p, const char *name) {
    struct cp_hedge *h = c->r->h;
    int rc = 0;
    for (size_t e = 0; e < c->nentity; e++)
        for (size_t t = 0; t < h->nperiod && rc == 0; t++) {
            struct cp_fact f = {
                .dim = {
                    [CP_SCENARIO] = name, [CP_PERIOD] = c->bucket[t], [CP_ENTITY] = c->entity[e]}};
            double plan = cp_hedge_cash_at(c, CP_CASH_ALL, e, t)[p];
            double book = cp_hedge_cash_at(c, CP_CASH_BOOK, e, t)[p];
            if (plan != 0)
                rc = cp_hedge_add_value(h, y, "repricing", f, plan);
            if (rc == 0 && book != 0)
                rc = cp_hedge_add_value(h, y, "settlement", f, book);
        }
    return rc;
}

int cp_hedge_add_scenarios(struct cp_hedge_cash *c, struct cp_hedge_tally *y) {
    struct cp_hedge *h = c->r->h;
    int rc = 0;
    size_t n = h->opt->scenarios < c->npath ? h->opt->scenarios : c->npath;
    for (size_t p = 0; p < n && rc == 0; p++) {
        const char *name = cp_arena_printf(&h->arena, "s%05zu", p + 1);
        rc = name ? add_path(c, y, p, name) : cp_fail_nomem(h->err);
    }
    return rc;
}

/* ---- futures of the stream ------------------------------------------------------------------- */

/* Futures in the order in which they came, and prices n x steps x curves of each: the forwards, but
 * for what curve_factor makes of them. */
struct futures {
    struct cp_selection rows;
    struct cp_names names;
    double *price;
};

static size_t curve_of(const struct cp_hedge_risk *r, const char *name) {
    const struct cp_plan_market *m = cp_hedge_market(r->h);
    for (size_t c = 0; c < r->ncurve; c++)
        if (strcmp(m->curve[c].name, name) == 0)
            return c;
    return NONE;
}

static void move(const struct cp_hedge_risk *r, const struct futures *f, size_t i) {
    const struct cp_facts *facts = r->h->facts;
    const char *period = cp_facts_dim(facts, f->rows.row[i], CP_PERIOD);
    size_t c = curve_of(r, cp_facts_dim(facts, f->rows.row[i], CP_CURVE));
    size_t p = cp_names_find(&f->names, cp_facts_dim(facts, f->rows.row[i], CP_SCENARIO));
    for (size_t s = 0; s < r->nstep && c != NONE; s++)
        if (strcmp(r->h->period[r->step[s].t], period) == 0)
            f->price[(p * r->nstep + s) * r->ncurve + c] *= f->rows.value[i];
}

static int read_futures(const struct cp_hedge_risk *r, struct futures *f) {
    struct cp_hedge *h = r->h;
    size_t cells = r->nstep * r->ncurve;
    int rc = cp_facts_select(h->facts, "curve_factor", NULL, &f->rows, h->err);
    for (size_t i = 0; i < f->rows.n && rc == 0; i++) {
        const char *name = cp_facts_dim(h->facts, f->rows.row[i], CP_SCENARIO);
        if (cp_names_add(&f->names, name, strlen(name)) == CP_NAME_NONE)
            rc = cp_fail_nomem(h->err);
    }
    if (rc || f->names.n == 0)
        return rc;
    if (h->opt->scenarios > 0)
        return cp_fail(h->err, CP_EUSAGE,
                       "--scenarios: the stream has futures of its own, of cp-scenario");
    f->price = cp_calloc(f->names.n * cells + 1, sizeof *f->price);
    if (!f->price)
        return cp_fail_nomem(h->err);
    for (size_t p = 0; p < f->names.n; p++)
        memcpy(f->price + p * cells, r->forward, cells * sizeof *f->price);
    for (size_t i = 0; i < f->rows.n; i++)
        move(r, f, i);
    return 0;
}

int cp_hedge_add_futures(struct cp_hedge_risk *r, struct cp_hedge_tally *y) {
    struct futures f = {0};
    struct cp_hedge_cash c = {0};
    int rc = read_futures(r, &f);
    if (rc == 0 && f.names.n)
        rc = cp_hedge_cash_make(r, f.names.n, f.price, &c);
    for (size_t p = 0; rc == 0 && p < f.names.n; p++) {
        const char *name = cp_arena_strdup(&r->h->arena, f.names.text[p]);
        rc = name ? add_path(&c, y, p, name) : cp_fail_nomem(r->h->err);
    }
    cp_hedge_cash_release(&c);
    cp_facts_selection_release(&f.rows);
    cp_names_release(&f.names);
    free(f.price);
    return rc;
}
