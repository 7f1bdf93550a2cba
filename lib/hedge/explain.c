/* Where the change of the books' value since an earlier run comes from: each cell revalued step by
 * step, from what it was valued by to what it is, so that steps add up; and by its Greeks then. */
#include "hedge/explain.h"
#include "hedge/simulated.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* In the order in which they are taken; what is of no cell of both runs comes before. */
#define PARTS(X)                                                                                   \
    X(PART_NEW, "new")                                                                             \
    X(PART_CLOSED, "closed")                                                                       \
    X(PART_TERMS, "terms")                                                                         \
    X(PART_SETTLED, "settled")                                                                     \
    X(PART_TIME, "time")                                                                           \
    X(PART_PRICE, "price")                                                                         \
    X(PART_PRICE2, "price")                                                                        \
    X(PART_VOLATILITY, "volatility")                                                               \
    X(PART_CORRELATION, "correlation")                                                             \
    X(PART_INTEREST, "interest")
#define TAYLOR(X)                                                                                  \
    X(BY_THETA, "theta")                                                                           \
    X(BY_DELTA, "delta")                                                                           \
    X(BY_GAMMA, "gamma")                                                                           \
    X(BY_VEGA, "vega")                                                                             \
    X(BY_CORRELATION, "correlation")                                                               \
    X(BY_RHO, "rho")                                                                               \
    X(REMAINDER, "remainder")
#define CONSTANT(constant, word) constant,
#define WORD(constant, word) [constant] = word,
enum { PARTS(CONSTANT) NPART };
enum { TAYLOR(CONSTANT) NTAYLOR };
static const char *const part_word[] = {PARTS(WORD)};
static const char *const taylor_word[] = {TAYLOR(WORD)};

struct change {
    double was, is, part[NPART], taylor[NTAYLOR];
    double restated; /* what was, with the terms of today */
};

/* ---- one cell ---------------------------------------------------------------------------------
 */

/* A cell of today with what it was valued by then; false where the earlier run does not say it. */
static bool restate(struct cp_hedge *h, const struct cp_hedge_prior_cell *was, int64_t as_of,
                    struct cp_hedge_cell *c) {
    const struct cp_plan_market *m = &h->plan->money.market;
    const struct cp_hedge_trade *k = c->trade;
    int64_t from = was->from > as_of ? was->from : as_of;
    for (int i = 0; i < (k->kind->second ? 2 : 1); i++) {
        const char *name = m->curve[i ? k->curve2 : k->curve].name;
        if (!was->curve[i] || strcmp(was->curve[i], name) != 0 || isnan(was->forward[i]) ||
            (k->kind->option && isnan(was->volatility[i])))
            return false;
        c->forward[i] = was->forward[i];
        c->volatility[i] = k->kind->option ? was->volatility[i] : 0;
    }
    if (isnan(was->volume) || isnan(was->paid) || !(was->discount > 0) ||
        (k->kind->option && isnan(was->expiry)) || (k->kind->second && isnan(was->correlation)))
        return false;
    c->volume = cp_hedge_volume(k, from, was->until);
    c->strike = k->strike;
    if (cp_hedge_strike_left(h, k, from, k->until < was->until ? k->until : was->until,
                             &c->strike) != 0)
        return false;
    c->correlation = k->kind->second ? was->correlation : 0;
    c->expiry = k->kind->option ? was->expiry : c->expiry;
    c->paid = was->paid;
    c->rate = was->paid > 0 ? -log(was->discount) / was->paid : c->rate;
    return true;
}

static void by_greeks(const struct cp_hedge_value *greeks, const struct cp_hedge_cell *was,
                      const struct cp_hedge_cell *is, double years, double *taylor) {
    struct cp_hedge_value x = *greeks;
    double move[2], own[NTAYLOR] = {0};
    for (int i = 0; i < 2; i++) {
        move[i] = is->forward[i] - was->forward[i];
        own[BY_DELTA] += x.delta[i] * move[i];
        own[BY_GAMMA] += x.gamma[i] * move[i] * move[i] / 2;
        own[BY_VEGA] += x.vega[i] * (is->volatility[i] - was->volatility[i]);
    }
    own[BY_GAMMA] += x.cross * move[0] * move[1];
    own[BY_THETA] = x.theta * years;
    own[BY_CORRELATION] = x.correlation * (is->correlation - was->correlation);
    own[BY_RHO] = x.rho * (is->rate - was->rate);
    for (int i = 0; i < REMAINDER; i++) {
        taylor[i] += own[i];
        taylor[REMAINDER] -= own[i];
    }
}

/* One step from what it was to what it is. */
static void take_step(struct cp_hedge_cell *c, const struct cp_hedge_cell *is, int part) {
    switch (part) {
    case PART_SETTLED:
        c->volume = is->volume;
        c->strike = is->strike;
        c->from = is->from;
        break;
    case PART_TIME:
        c->expiry = is->expiry;
        c->paid = is->paid;
        memcpy(c->model, is->model, sizeof c->model);
        break;
    case PART_PRICE:
        c->forward[0] = is->forward[0];
        break;
    case PART_PRICE2:
        c->forward[1] = is->forward[1];
        break;
    case PART_VOLATILITY:
        memcpy(c->volatility, is->volatility, sizeof c->volatility);
        break;
    case PART_CORRELATION:
        c->correlation = is->correlation;
        break;
    default:
        c->rate = is->rate;
    }
}

/* From what it was to what it is, one thing after another. */
static void step_cell(struct cp_hedge_cell was, const struct cp_hedge_cell *is, double years,
                      struct change *out) {
    struct cp_hedge_cell c = was;
    double value = cp_hedge_cell_value(&c).value;
    out->restated += value;
    for (int part = PART_SETTLED; part < NPART; part++) {
        take_step(&c, is, part);
        double next = cp_hedge_cell_value(&c).value;
        out->part[part] += next - value;
        value = next;
    }
    was.volume = is->volume;
    was.strike = is->strike;
    struct cp_hedge_value then = cp_hedge_cell_value(&was);
    by_greeks(&then, &was, is, years, out->taylor);
    out->taylor[REMAINDER] += value - then.value;
}

/* ---- one position ----------------------------------------------------------------------------
 */

/* The first cell of a position; those of it follow. */
static size_t find(const struct cp_hedge_prior *p, const char *position) {
    size_t low = 0, high = p->ncell;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (strcmp(p->cell[mid].position, position) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static double recorded(const struct cp_hedge_prior *p, const char *position, bool *any) {
    double sum = 0;
    size_t first = find(p, position);
    *any = first < p->ncell && strcmp(p->cell[first].position, position) == 0;
    for (size_t i = 0; i < p->nvalue; i++)
        if (strcmp(p->value[i].position, position) == 0) {
            sum += p->value[i].value;
            *any = true;
        }
    return sum;
}

/* Cells of today against those of then; of one that was delivered since, its value is settled.
 * False: what it was valued by does not fit what it is now, as of another instrument. */
static bool compare(const struct cp_hedge_explain *e, const struct cp_hedge_cells *cells,
                    struct change *out) {
    const struct cp_hedge_prior *p = e->prior;
    const char *name = cells->at[0].trade->name;
    double years = cp_hedge_years(e->h, e->h->as_of) - cp_hedge_years(e->h, p->as_of);
    size_t seen = 0;
    for (size_t i = find(p, name); i < p->ncell && strcmp(p->cell[i].position, name) == 0; i++) {
        struct cp_hedge_cell was = cells->at[0];
        const struct cp_hedge_cell *is = NULL;
        if (!restate(e->h, &p->cell[i], p->as_of, &was))
            return false;
        for (size_t j = 0; j < cells->n && !is; j++)
            if (cp_period_start(cells->at[j].of) == p->cell[i].from &&
                cp_period_end(cells->at[j].of) == p->cell[i].until)
                is = &cells->at[j];
        if (is) {
            step_cell(was, is, years, out);
            seen++;
        } else {
            double value = cp_hedge_cell_value(&was).value;
            out->restated += value;
            out->part[p->cell[i].until <= e->h->as_of ? PART_SETTLED : PART_TERMS] -= value;
        }
    }
    for (size_t j = 0; j < cells->n && seen < cells->n; j++) {
        char period[CP_PERIOD_SIZE];
        bool had = false;
        cp_period_format(period, cells->at[j].of);
        for (size_t i = find(p, name); i < p->ncell && strcmp(p->cell[i].position, name) == 0; i++)
            had |= strcmp(p->cell[i].period, period) == 0;
        if (!had)
            out->part[PART_TERMS] += cp_hedge_cell_value(&cells->at[j]).value;
    }
    out->part[PART_TERMS] += out->restated - out->was;
    return true;
}

/* ---- of one with a choice all cells together --------------------------------------------------
 */

struct together {
    const struct cp_hedge_explain *e;
    const struct cp_hedge_valuation *v;
    const struct cp_hedge_cells *now;
    struct cp_hedge_cells then, kept; /* those of then; of these that still come, as they change */
    size_t *of;                       /* by kept: which of now */
    bool cut;                         /* some are no longer meant, though they would still come */
};

static int total(const struct cp_hedge_valuation *v, const struct cp_hedge_cells *c, double *sum) {
    struct cp_hedge_value *x = cp_calloc(c->n + 1, sizeof *x);
    double error;
    int rc = x ? cp_hedge_cells_value(v, c, false, x, &error) : cp_fail_nomem(v->h->err);
    *sum = 0;
    for (size_t i = 0; i < c->n && rc == 0; i++)
        *sum += x[i].value;
    free(x);
    return rc;
}

/* A cell of then, with what curves have at so many years to it; *fits: the earlier run says all. */
static int recall(struct together *t, const struct cp_hedge_prior_cell *was, bool *fits) {
    const struct cp_hedge_prior *p = t->e->prior;
    const struct cp_hedge_trade *k = t->now->at[0].trade;
    struct cp_hedge_valuation v = *t->v;
    int64_t from = was->from > p->as_of ? was->from : p->as_of;
    int64_t until = was->until < k->until ? was->until : k->until;
    v.at = cp_hedge_years(t->e->h, p->as_of);
    from = from > k->from ? from : k->from;
    if (from >= until)
        return 0;
    int rc = cp_hedge_cells_add(&v, k, from, until, &t->then);
    if (rc == 0)
        *fits = restate(t->e->h, was, p->as_of, &t->then.at[t->then.n - 1]);
    return rc;
}

/* Of then and of now. */
static int match(struct together *t) {
    t->kept.at = cp_calloc(t->then.n + 1, sizeof *t->kept.at);
    t->of = cp_calloc(t->then.n + 1, sizeof *t->of);
    if (!t->kept.at || !t->of)
        return cp_fail_nomem(t->e->h->err);
    for (size_t i = 0; i < t->then.n; i++) {
        const struct cp_hedge_cell *c = &t->then.at[i];
        size_t j = 0;
        while (j < t->now->n && t->now->at[j].until != c->until)
            j++;
        if (j < t->now->n) {
            t->of[t->kept.n] = j;
            t->kept.at[t->kept.n++] = *c;
        }
        t->cut |= j == t->now->n && c->until > t->e->h->as_of;
    }
    return 0;
}

static int step_together(struct together *t, double years, struct change *out) {
    struct cp_hedge_value *x = cp_calloc(t->kept.n + 1, sizeof *x);
    double value = out->restated, first = 0, error;
    int rc = x ? 0 : cp_fail_nomem(t->e->h->err);
    for (int part = PART_SETTLED; part < NPART && rc == 0; part++) {
        double next;
        for (size_t i = 0; i < t->kept.n; i++)
            take_step(&t->kept.at[i], &t->now->at[t->of[i]], part);
        rc = total(t->v, &t->kept, &next);
        out->part[part == PART_SETTLED && t->cut ? PART_TERMS : part] += next - value;
        value = next;
        first = part == PART_SETTLED ? value : first;
        if (part == PART_SETTLED && rc == 0)
            rc = cp_hedge_cells_value(t->v, &t->kept, true, x, &error);
        for (size_t i = 0; i < t->kept.n && part == PART_SETTLED; i++)
            by_greeks(&x[i], &t->kept.at[i], &t->now->at[t->of[i]], years, out->taylor);
    }
    out->taylor[REMAINDER] += value - first;
    out->part[PART_TERMS] += out->is - value + out->restated - out->was;
    free(x);
    return rc;
}

static int compare_together(const struct cp_hedge_explain *e, const struct cp_hedge_valuation *v,
                            const struct cp_hedge_cells *cells, struct change *out, bool *fits) {
    const struct cp_hedge_prior *p = e->prior;
    const char *name = cells->at[0].trade->name;
    double years = cp_hedge_years(e->h, e->h->as_of) - cp_hedge_years(e->h, p->as_of);
    struct together t = {.e = e, .v = v, .now = cells};
    int rc = 0;
    *fits = true;
    for (size_t i = find(p, name); i < p->ncell && strcmp(p->cell[i].position, name) == 0; i++)
        if (rc == 0 && *fits)
            rc = recall(&t, &p->cell[i], fits);
    if (rc == 0 && *fits)
        rc = total(v, &t.then, &out->restated);
    if (rc == 0 && *fits)
        rc = match(&t);
    if (rc == 0 && *fits)
        rc = step_together(&t, years, out);
    cp_hedge_cells_release(&t.then);
    cp_hedge_cells_release(&t.kept);
    free(t.of);
    return rc;
}

static int put_change(struct cp_hedge_explain *e, const char *book, const char *position,
                      const struct cp_hedge_trade *k, const struct change *c) {
    const struct cp_market_curve *curve = e->h->plan->money.market.curve;
    struct cp_fact f = {.dim[CP_BOOK] = book, .dim[CP_POSITION] = position};
    double gross = fabs(c->was) + fabs(c->is);
    f.measure = "pnl";
    f.value = fabs(c->is - c->was) <= 1e-13 * gross ? 0 : c->is - c->was;
    int rc = cp_hedge_add(e->h, &e->tally, &f);
    e->whole += isnan(f.value) ? 0 : f.value;
    for (int i = 0; i < NPART && rc == 0 && !isnan(f.value); i++) {
        if (fabs(c->part[i]) <= 1e-13 * gross) /* what rounding leaves is none */
            continue;
        f.measure = "pnl_part";
        f.dim[CP_KIND] = part_word[i];
        f.dim[CP_CURVE] = i == PART_PRICE    ? curve[k->curve].name
                          : i == PART_PRICE2 ? curve[k->curve2].name
                                             : NULL;
        struct cp_fact part = f;
        part.value = c->part[i];
        rc = cp_hedge_add(e->h, &e->tally, &part);
    }
    f.dim[CP_CURVE] = NULL;
    for (int i = 0; i < NTAYLOR && rc == 0 && !isnan(f.value); i++) {
        struct cp_fact part = f;
        part.measure = "pnl_taylor";
        part.dim[CP_KIND] = taylor_word[i];
        part.value = fabs(c->taylor[i]) <= 1e-13 * gross ? 0 : c->taylor[i];
        rc = cp_hedge_add(e->h, &e->tally, &part);
    }
    e->remainder += isnan(f.value) ? 0 : fabs(c->taylor[REMAINDER]);
    return rc;
}

int cp_hedge_explain_position(struct cp_hedge_explain *e, const struct cp_hedge_valuation *v,
                              const struct cp_hedge_cells *cells,
                              const struct cp_hedge_value *value) {
    const struct cp_hedge_trade *k = cells->at[0].trade;
    struct change c = {0};
    bool any, fits = false;
    for (size_t i = 0; i < cells->n; i++)
        c.is += value[i].value;
    c.was = recorded(e->prior, k->name, &any);
    struct change both = c;
    if (any && !isnan(c.was) && !isnan(c.is)) {
        int rc = 0;
        if (k->kind->simulate)
            rc = compare_together(e, v, cells, &both, &fits);
        else
            fits = compare(e, cells, &both);
        if (rc)
            return rc;
    }
    if (!any) {
        c.part[PART_NEW] = c.is;
    } else if (fits) {
        c = both;
    } else { /* one thing then, another now */
        c.part[PART_CLOSED] = -c.was;
        c.part[PART_NEW] = c.is;
    }
    if (isnan(c.was) || isnan(c.is))
        cp_hedge_note(e->h, "%s: it has no price %s, so what it earned is not known", k->name,
                      isnan(c.is) ? "now" : "in the earlier run");
    return put_change(e, e->h->plan->money.market.desk.book[k->book].name, k->name, k, &c);
}

/* What the earlier run had and this one has not: delivered since, or closed. */
int cp_hedge_explain_gone(struct cp_hedge_explain *e, const struct cp_hedge_trades *now) {
    const struct cp_hedge_prior *p = e->prior;
    int rc = 0;
    for (size_t i = 0, n; i < p->nvalue && rc == 0; i += n) {
        const struct cp_hedge_prior_value *v = &p->value[i];
        struct change c = {0};
        bool held = false;
        for (size_t j = 0; j < now->n && !held; j++)
            held = strcmp(now->at[j].name, v->position) == 0;
        for (n = 0; i + n < p->nvalue && strcmp(v[n].position, v->position) == 0; n++) {
            c.was += v[n].value;
            c.part[v[n].until <= e->h->as_of ? PART_SETTLED : PART_CLOSED] -= v[n].value;
        }
        if (!held)
            rc = put_change(e, v->book, v->position, NULL, &c);
        if (!held && isnan(c.was))
            cp_hedge_note(e->h,
                          "%s: it has no price in the earlier run, so what it earned is not known",
                          v->position);
    }
    return rc;
}

int cp_hedge_explain_end(struct cp_hedge_explain *e) {
    if (e->remainder > 0.05 * fabs(e->whole) && e->remainder > 0)
        cp_hedge_note(e->h,
                      "Greeks leave %.3g of a change of %.3g unexplained: a large move; the steps "
                      "of pnl_part add up",
                      e->remainder, e->whole);
    return cp_hedge_put(e->h, &e->tally);
}
