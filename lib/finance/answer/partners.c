/* How partners share what an entity pays its owners. What they have lent is served to who lent it;
 * of the rest: by capital until that has the return of the
 * first hurdle, then with a promote, hurdle after hurdle, of all that was ever paid (a European
 * waterfall). What capital lacks of each hurdle is an account that grows at the hurdle's rate and
 * gets all that is paid to capital [Linneman and Kirsch, Real Estate Finance and Investments, 5th
 * ed., ch. 13]. */
#include "finance/answer/answer.h"
#include <math.h>
#include <string.h>

struct sharing {
    const struct cp_entity_equity *of;
    double *lack;                  /* of each hurdle */
    double put_in, paid, promoted; /* so far */
    double year;                   /* until which accounts have grown */
};

/* Money of one moment: what capital puts in and is paid, what goes to the promote, and by partner
 * what is lent and what of loans is served. */
struct shared {
    double put_in, capital, promote;
    double *lent, *served;
    double *part, *own; /* of what is put in, and of what capital is paid */
};

static void grow(struct sharing *s, double year) {
    for (size_t i = 0; i < s->of->nhurdle; i++)
        s->lack[i] *= pow(1 + s->of->hurdle[i].rate, year - s->year);
    s->year = year;
}

/* Hurdles that are met, the lower ones first. */
static size_t met(const struct sharing *s) {
    size_t n = 0;
    while (n < s->of->nhurdle && s->lack[n] <= 1e-12 * s->put_in)
        n++;
    return n;
}

/* Of `left`, what is shared in one way: until a hurdle is met or the promote has caught up; and the
 * part of it that is the promote. */
static double next_tier(const struct sharing *s, double left, double *part) {
    size_t n = met(s);
    const struct cp_hurdle *h = n ? &s->of->hurdle[n - 1] : NULL;
    double behind = h ? h->promote * (s->paid - s->put_in) - s->promoted : 0;
    *part = h ? h->promote : 0;
    if (h && h->catch_up > h->promote && behind > 1e-12 * s->put_in) {
        *part = h->catch_up;
        left = fmin(left, behind / (h->catch_up - h->promote));
    }
    if (n < s->of->nhurdle && *part < 1)
        left = fmin(left, s->lack[n] / (1 - *part));
    return left;
}

static struct shared pay(struct sharing *s, double amount) {
    struct shared x = {0};
    double left = amount, part;
    while (left > 1e-14 * amount) {
        double now = next_tier(s, left, &part), capital = now * (1 - part);
        for (size_t i = 0; i < s->of->nhurdle; i++)
            s->lack[i] = fmax(0, s->lack[i] - capital);
        s->paid += now;
        s->promoted += now * part;
        x.promote += now * part;
        left -= now;
    }
    x.capital = amount - x.promote;
    return x;
}

static struct shared share(struct sharing *s, double year, double put_in, double paid) {
    grow(s, year);
    for (size_t i = 0; i < s->of->nhurdle; i++)
        s->lack[i] += put_in;
    s->put_in += put_in;
    struct shared x = pay(s, paid);
    x.put_in = put_in;
    return x;
}

/* All moments: the start, the periods, the exit at the end. */
static void share_all(const struct cp_finance_answer *w, struct sharing *s, struct shared *x,
                      double *year) {
    const struct cp_finance_model *m = w->m;
    double open = w->b->open[BS_EQUITY];
    year[0] = cp_years_between(m->plan->money.discount_from, m->plan->horizon.origin);
    s->year = year[0];
    x[0] = share(s, year[0], fmax(0, open), fmax(0, -open));
    for (size_t t = 0; t < m->T; t++) {
        year[t + 1] = m->mid[t];
        x[t + 1] =
            share(s, m->mid[t], w->b->line[CF_CONTRIBUTION][t], -w->b->line[CF_DISTRIBUTION][t]);
    }
    year[m->T + 1] = m->end;
    double left = fmax(0, cp_finance_equity_at_end(w)), owed = w->b->line[BS_OWNER_DEBT][m->T - 1];
    x[m->T + 1] = share(s, m->end, 0, left - fmin(left, owed));
}

/* The part of a loan of owners that a partner has. */
static double lent_part(const struct cp_partner *p, const struct cp_loan *l) {
    return cp_finance_loan_by_all_owners(l) ? p->capital : strcmp(l->tranche->holder, p->name) == 0;
}

/* Of all moments, into x: the exit repays what it can, of each loan alike. */
static void lend_all(const struct cp_finance_answer *w, struct shared *x) {
    size_t T = w->m->T;
    double left = fmax(0, cp_finance_equity_at_end(w)), owed = w->b->line[BS_OWNER_DEBT][T - 1];
    double exit = owed > 0 ? fmin(1, left / owed) : 0;
    for (size_t k = 0; k < w->b->nloan; k++) {
        const struct cp_loan *l = &w->b->loan[k];
        for (size_t p = 0; cp_finance_loan_by_owners(l) && p < w->b->entity->equity.npartner; p++) {
            double part = lent_part(&w->b->entity->equity.partner[p], l);
            x[0].lent[p] += part * l->open.balance;
            for (size_t t = 0; t < T; t++) {
                x[t + 1].lent[p] += part * l->run.draw[t];
                x[t + 1].served[p] +=
                    part * (cp_finance_loan_interest_paid(l, t) + l->run.principal[t]);
            }
            x[T + 1].served[p] += part * exit * l->run.balance[T - 1];
        }
    }
}

/* Whether a partner puts in at a moment: at the start all do. */
static bool puts_in(const struct cp_finance_answer *w, const struct cp_partner *p, size_t i) {
    size_t T = w->m->T;
    return i == 0 || i > T || cp_finance_was_met(w->b, p->when, p->unless, i - 1, T);
}

/* Where all put in all the time, their capital; else capital is paid by what each has put in. */
static void find_parts(const struct cp_finance_answer *w, struct shared *x, size_t n) {
    const struct cp_entity_equity *e = &w->b->entity->equity;
    bool alike = true;
    double all = 0;
    for (size_t p = 0; p < e->npartner; p++)
        alike &= !e->partner[p].when;
    for (size_t i = 0; i < n; i++) {
        double here = 0;
        for (size_t p = 0; p < e->npartner; p++)
            here += puts_in(w, &e->partner[p], i) ? e->partner[p].capital : 0;
        all += x[i].put_in;
        for (size_t p = 0; p < e->npartner; p++) {
            double capital = e->partner[p].capital;
            bool in = here > 0 && puts_in(w, &e->partner[p], i);
            x[i].part[p] = alike || !(here > 0) ? capital : in ? capital / here : 0;
            x[i].own[p] = capital;
            for (size_t k = 0; k <= i && !alike && all > 0; k++)
                x[i].own[p] = (k ? x[i].own[p] : 0) + x[k].put_in * x[k].part[p] / all;
        }
    }
}

static int make_parts(const struct cp_finance_answer *w, struct shared *x, size_t n) {
    size_t partners = w->b->entity->equity.npartner;
    double *room = cp_arena_calloc(&w->m->arena, 4 * n * partners, sizeof *room);
    for (size_t i = 0; room && i < n; i++) {
        x[i].lent = room + 4 * i * partners;
        x[i].served = x[i].lent + partners;
        x[i].part = x[i].served + partners;
        x[i].own = x[i].part + partners;
    }
    return room ? 0 : cp_fail_nomem(w->m->err);
}

static int put(const struct cp_finance_answer *w, const char *period, const struct cp_partner *p,
               const char *measure, const char *kind, double value) {
    return cp_facts_put(w->facts,
                        &(struct cp_fact){.dim[CP_PERIOD] = period,
                                          .dim[CP_ENTITY] = w->b->entity->name,
                                          .dim[CP_KIND] = kind,
                                          .dim[CP_NAME] = p->name,
                                          .measure = measure,
                                          .value = value},
                        w->m->err);
}

/* Tax on a distribution, not on the exit. */
static double withheld_of(const struct cp_finance_answer *w, size_t i, double paid) {
    return i > 0 && i <= w->m->T ? fmax(0, w->b->entity->tax.withheld) * paid : 0;
}

/* What stood in the entity at the start and what the exit brings have no period. */
static int put_cash(const struct cp_finance_answer *w, const struct cp_partner *p,
                    const struct shared *x) {
    size_t n = w->m->T + 2, own = (size_t)(p - w->b->entity->equity.partner);
    int rc = 0;
    for (size_t i = 0; i < n && rc == 0; i++) {
        bool inside = i > 0 && i + 1 < n;
        const char *period = inside ? w->m->text[i - 1] : NULL;
        double gross = x[i].capital * x[i].own[own] + x[i].promote * p->promote;
        const struct {
            const char *kind;
            double cash;
        } rows[] = {{i ? "contribution" : "opening", -x[i].put_in * x[i].part[own]},
                    {i + 1 < n ? "capital" : "exit", x[i].capital * x[i].own[own]},
                    {i + 1 < n ? "promote" : "exit-promote", x[i].promote * p->promote},
                    {"withheld", -withheld_of(w, i, gross)},
                    {i ? "loan" : "opening-loan", -x[i].lent[own]},
                    {i + 1 < n ? "loan-service" : "exit-loan", x[i].served[own]}};
        for (size_t k = 0; k < 6 && rc == 0; k++)
            if (fabs(rows[k].cash) > 0.001)
                rc = put(w, period, p, "partner_cash", rows[k].kind, rows[k].cash);
    }
    return rc;
}

static int put_partner(const struct cp_finance_answer *w, const struct cp_partner *p,
                       const struct shared *x, const double *year, bool periods) {
    size_t n = w->m->T + 2, own = (size_t)(p - w->b->entity->equity.partner);
    double *flow = cp_arena_calloc(&w->m->arena, n, sizeof *flow), in = 0, out = 0;
    struct cp_rates irr;
    if (!flow)
        return cp_fail_nomem(w->m->err);
    for (size_t i = 0; i < n; i++) {
        double gross = x[i].capital * x[i].own[own] + x[i].promote * p->promote;
        double paid = gross + x[i].served[own] - withheld_of(w, i, gross);
        double put_in = x[i].put_in * x[i].part[own] + x[i].lent[own];
        flow[i] = paid - put_in;
        in += put_in;
        out += paid;
    }
    int rc = cp_cashflow_rates(year, flow, n, &irr, w->m->err);
    if (rc == 0)
        rc = put(w, NULL, p, "partner_irr", NULL, irr.rate);
    if (rc == 0)
        rc = put(w, NULL, p, "partner_npv", NULL,
                 cp_cashflow_npv(cp_finance_hurdle(w), year, flow, n));
    if (rc == 0 && in > 0)
        rc = put(w, NULL, p, "partner_multiple", NULL, out / in);
    return rc == 0 && periods ? put_cash(w, p, x) : rc;
}

int cp_finance_write_partners(const struct cp_finance_answer *w, bool periods) {
    const struct cp_entity_equity *e = &w->b->entity->equity;
    struct cp_arena *arena = &w->m->arena;
    size_t n = w->m->T + 2;
    if (!e->npartner)
        return 0;
    struct sharing s = {.of = e, .lack = cp_arena_calloc(arena, e->nhurdle + 1, sizeof *s.lack)};
    struct shared *x = cp_arena_calloc(arena, n, sizeof *x);
    double *year = cp_arena_calloc(arena, n, sizeof *year);
    if (!s.lack || !x || !year)
        return cp_fail_nomem(w->m->err);
    share_all(w, &s, x, year);
    int made = make_parts(w, x, n);
    if (made)
        return made;
    lend_all(w, x);
    find_parts(w, x, n);
    for (size_t i = 0; i < e->npartner; i++) {
        int rc = put_partner(w, &e->partner[i], x, year, periods);
        if (rc)
            return rc;
    }
    return 0;
}
