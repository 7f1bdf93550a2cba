/* Entities that file together: net interest up to a part of all profit before it, losses of the
 * year against profits of the year, then losses carried forward, each against its maker's own
 * profit first. What all have too much of, each has in proportion to its own [26 CFR 1.1502-11,
 * 1.1502-21, 1.163(j)-4(d) and -5(b)(3); Directive (EU) 2016/1164, article 4(1)]. */
#include "finance/model/relief.h"
#include "finance/model/model.h"
#include <limits.h>
#include <math.h>
#include <string.h>

static int year_at(int64_t hour) {
    return cp_period_year(cp_period_at(CP_YEAR, hour));
}

/* Calendar years that lie within. */
static void find_years(const struct cp_tax_membership *w, struct cp_tax_filer *f) {
    int from = year_at(w->from);
    struct cp_period first = cp_period_at(CP_YEAR, w->from);
    f->first = cp_period_start(first) < w->from ? from + 1 : from;
    f->last = w->until == INT64_MAX ? INT_MAX : year_at(w->until) - 1;
}

static int join(struct cp_finance_model *m, struct cp_tax_filing *g, struct cp_book *b) {
    struct cp_tax_filer *f = &g->filer[g->n];
    *f = (struct cp_tax_filer){
        .book = b,
        .taken = cp_arena_calloc(&m->arena, m->T, sizeof *f->taken),
        .found = cp_arena_calloc(&m->arena, m->T, sizeof *f->found),
    };
    find_years(&b->entity->tax.member, f);
    b->tax.filing = g;
    b->tax.filer = g->n++;
    return f->taken && f->found ? 0 : cp_fail_nomem(m->err);
}

int cp_finance_filings_make(struct cp_finance_model *m) {
    const struct cp_tax_groups *groups = &m->plan->money.tax_groups;
    m->filings = (struct cp_tax_filings){
        cp_arena_calloc(&m->arena, groups->n + 1, sizeof *m->filings.at), groups->n};
    if (!m->filings.at)
        return cp_fail_nomem(m->err);
    for (size_t i = 0; i < groups->n; i++) {
        struct cp_tax_filing *g = &m->filings.at[i];
        g->terms = &groups->at[i];
        g->settling.is_signed = true;
        g->filer = cp_arena_calloc(&m->arena, m->nbook, sizeof *g->filer);
        if (!g->filer)
            return cp_fail_nomem(m->err);
        for (size_t k = 0; k < m->nbook; k++) {
            const char *name = m->book[k].entity->tax.member.group;
            int rc = name && strcmp(name, g->terms->name) == 0 ? join(m, g, &m->book[k]) : 0;
            if (rc)
                return rc;
        }
    }
    return 0;
}

static bool is_in(const struct cp_tax_filer *f, int year) {
    return year >= f->first && year <= f->last;
}

bool cp_finance_files_together(const struct cp_book *b, int year) {
    return b->tax.filing && is_in(&b->tax.filing->filer[b->tax.filer], year);
}

/* ---- a year of the group ------------------------------------------------------------------- */

/* By the end of a period. */
struct group {
    const struct cp_tax_filing *filing;
    size_t self, t;
    int year;
    struct cp_tax_position now; /* of the member itself */
    struct cp_tax_shares share;
};

static bool is_member(const struct group *g, size_t k) {
    return is_in(&g->filing->filer[k], g->year);
}

static struct cp_tax_position position(const struct group *g, size_t k) {
    return k == g->self ? g->now : g->filing->filer[k].taken[g->t];
}

static double allowed(const struct group *g, struct cp_tax_position p) {
    return p.interest > 0 ? g->share.interest * p.interest : p.interest;
}

static double net(const struct group *g, struct cp_tax_position p) {
    return g->filing->terms->interest_limit > 0 ? p.net - allowed(g, p) : p.net;
}

/* Of a member's losses carried, what it deducts itself; of the shared ones what is left then, and
 * what of its profit. */
struct carried {
    double used, left, room;
};
static struct carried carried(const struct group *g, size_t k) {
    const struct cp_entity_tax *e = &g->filing->filer[k].book->entity->tax;
    struct cp_tax_position p = position(g, k);
    double limit = e->loss_limit > 0 ? e->loss_limit : 1;
    double room = limit * fmax(0, net(g, p)) * (1 - g->share.claim);
    double own = fmin(p.own, room), shared = fmin(p.shared, room - own);
    return (struct carried){own + shared, p.shared - shared, room - own - shared};
}

/* The part of `a` for which there is enough of `b`. */
static double part(double a, double b) {
    return a > 0 ? fmin(1, b / a) : 0;
}

static void limit_interest(struct group *g) {
    double limit = g->filing->terms->interest_limit, paid = 0, earned = 0, base = 0;
    for (size_t k = 0; limit > 0 && k < g->filing->n; k++) {
        struct cp_tax_position p = position(g, k);
        if (!is_member(g, k))
            continue;
        paid += fmax(0, p.interest);
        earned -= fmin(0, p.interest);
        base += p.base;
    }
    g->share.interest = part(paid, earned + fmax(0, limit * base));
}

static void set_off(struct group *g) {
    double profit = 0, loss = 0, room = 0, left = 0;
    for (size_t k = 0; k < g->filing->n; k++) {
        double x = is_member(g, k) ? net(g, position(g, k)) : 0;
        profit += fmax(0, x);
        loss -= fmin(0, x);
    }
    g->share.claim = part(profit, loss);
    g->share.give = part(loss, profit);
    for (size_t k = 0; k < g->filing->n; k++)
        if (is_member(g, k)) {
            room += carried(g, k).room;
            left += carried(g, k).left;
        }
    g->share.use = part(room, left);
    g->share.lend = part(left, room);
}

static struct cp_tax_relief relief_of(const struct group *g, size_t k) {
    struct cp_tax_position p = position(g, k);
    struct carried c = carried(g, k);
    double x = net(g, p), claimed = fmax(0, x) * g->share.claim + c.room * g->share.use,
           now = fmax(0, -x) * g->share.give, lent = c.left * g->share.lend;
    return (struct cp_tax_relief){.together = true,
                                  .pooled = g->filing->terms->interest_limit > 0,
                                  .allowed = allowed(g, p),
                                  .deducted = c.used + claimed,
                                  .claimed = claimed,
                                  .used = c.used + lent,
                                  .given = now + lent,
                                  .given_now = now};
}

/* Who deducts a loss of another pays the tax that it saves, to all whose losses are deducted. */
static double payment(const struct group *g, struct cp_tax_relief mine) {
    double all = 0, given = 0, rate = cp_finance_tax_rate(g->filing->filer[g->self].book);
    if (!g->filing->terms->paid)
        return 0;
    for (size_t k = 0; k < g->filing->n; k++)
        if (is_member(g, k)) {
            struct cp_tax_relief r = relief_of(g, k);
            all += cp_finance_tax_rate(g->filing->filer[k].book) * r.claimed;
            given += r.given;
        }
    return rate * mine.claimed - (given > 0 ? all / given * mine.given : 0);
}

struct cp_tax_relief cp_finance_relief(const struct cp_book *b, size_t t, int year,
                                       struct cp_tax_position now) {
    struct group g = {
        .filing = b->tax.filing, .self = b->tax.filer, .t = t, .year = year, .now = now};
    limit_interest(&g);
    set_off(&g);
    struct cp_tax_relief mine = relief_of(&g, g.self);
    mine.paid = payment(&g, mine);
    b->tax.filing->filer[b->tax.filer].found[t] = now;
    return mine;
}

/* ---- what members take of each other ------------------------------------------------------- */

enum { ITEMS = 5 };
static double *item(struct cp_tax_position *p, size_t i) {
    double *const all[ITEMS] = {&p->net, &p->interest, &p->base, &p->own, &p->shared};
    return all[i];
}

static double size_of(const struct cp_finance_model *m, const struct cp_tax_filing *g) {
    double size = 1;
    for (size_t k = 0; k < g->n; k++)
        for (size_t t = 0; t < m->T; t++)
            for (size_t i = 0; i < ITEMS; i++)
                size = fmax(size, fabs(*item(&g->filer[k].found[t], i)));
    return size;
}

double cp_finance_filings_gap(struct cp_finance_model *m) {
    double gap = 0;
    for (size_t j = 0; j < m->filings.n; j++) {
        struct cp_tax_filing *g = &m->filings.at[j];
        double size = size_of(m, g);
        cp_finance_settle_forget(&g->settling);
        for (size_t k = 0; k < g->n; k++)
            for (size_t t = 0; t < m->T; t++)
                for (size_t i = 0; i < ITEMS; i++)
                    cp_finance_settle_find(
                        &m->arena, &g->settling,
                        (struct cp_unknown){.at = item(&g->filer[k].taken[t], i),
                                            .found = *item(&g->filer[k].found[t], i),
                                            .size = size,
                                            .what = g->terms->name});
        gap = fmax(gap, cp_finance_settle_gap(&g->settling));
    }
    return gap;
}

int cp_finance_filings_move(struct cp_finance_model *m, bool extrapolate) {
    int rc = 0;
    for (size_t j = 0; j < m->filings.n && rc == 0; j++)
        rc = cp_finance_settle_move(&m->arena, &m->filings.at[j].settling, extrapolate);
    return rc;
}
