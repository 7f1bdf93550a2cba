/* What owners have at stake: what they may lose on those they own, who bears the end of a lease,
 * and how partners share. */
#include "finance/rule/loan.h"
#include <math.h>
#include <string.h>

static size_t sum_of(struct cp_trace *x) {
    return cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
}
static size_t key(struct cp_trace *x, struct cp_trace_id id, const char *name, double value) {
    return cp_trace_key(x, value, "entities/%s/%s", book_of(id)->entity->name, name);
}

/* ---- exposure ------------------------------------------------------------------------------ */

static size_t rent_in(struct cp_trace *x, struct cp_trace_id id, int64_t t) {
    const struct cp_entity *e = book_of(id)->entity;
    struct cp_period p = cp_finance_period(model_of(x), t);
    int64_t start = cp_period_start(p), end = cp_period_end(p),
            until = e->lease.until < end ? e->lease.until : end;
    double part = until > start ? (double)(until - start) / (double)(end - start) : 0;
    return cp_trace_times(x, cp_period_years(p) * part,
                          cp_rule_path(x, &e->lease.rent, t, "entities/%s/rent", e->name));
}

/* Of the owned entity; `sub`: the guarantee, the rest of the lease, debt with recourse. */
void cp_rule_exposure(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_finance_model *m = model_of(x);
    const struct cp_entity *e = book_of(id)->entity;
    bool runs = cp_period_start(m->period[id.t]) < e->lease.until;
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (id.sub == 2)
        cp_trace_add(x, node, 1,
                     cp_trace_by(x, key(x, id, "ownership", e->ownership),
                                 ofbook(x, id, RULE_RECOURSE, id.t)));
    else if (id.sub == 0 && runs)
        cp_trace_add(x, node, 1,
                     cp_trace_least(x, key(x, id, "lease/guarantee", e->lease.guarantee),
                                    line_at(x, id.of, BS_DEBT, id.t)));
    else if (id.sub == 1 && e->lease.rent.n > 0)
        for (int64_t t = id.t + 1; t <= cp_finance_index_of(m, e->lease.until); t++)
            cp_trace_add(x, node, 1, rent_in(x, id, t));
}

static bool is_leased(const struct cp_trace *x, struct cp_trace_id id) {
    const struct cp_entity_lease *l = &book_of(id)->entity->lease;
    return l->until > model_of(x)->plan->horizon.origin && l->until < INT64_MAX;
}

/* The most there ever is of one kind, or 3: of all together. */
void cp_rule_exposure_most(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    bool leased = is_leased(x, id);
    cp_trace_is(x, node, CP_TRACE_MOST, NAN);
    cp_trace_add(x, node, 1, cp_trace_number(x, 0));
    for (int64_t t = 0; t < (int64_t)model_of(x)->T; t++) {
        size_t sum = sum_of(x);
        for (size_t k = 0; k < 3; k++)
            if ((id.sub == 3 || id.sub == k) && (k == 2 || leased))
                cp_trace_add(x, sum, 1, cp_trace_at(x, RULE_EXPOSURE, id.of, k, t));
        cp_trace_add(x, node, 1, sum);
    }
}

void cp_rule_suspended(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    cp_trace_add(x, node, 1, ofbook(x, id, RULE_STAKE, id.t));
    cp_trace_add(x, node, -1,
                 cp_trace_by(x, key(x, id, "ownership", book_of(id)->entity->ownership),
                             line_at(x, id.of, BS_EQUITY, id.t)));
}

/* ---- the end of a lease -------------------------------------------------------------------- */

/* At the end of period t; `sub`: what tenant, lenders, parent and partners bear, and 4 what the
 * halls must bring, over their book value. With 8: times the probability that the tenant leaves. */
void cp_rule_lease(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_entity *e = book_of(id)->entity;
    size_t book = line_at(x, id.of, BS_SITE, id.t), cash = line_at(x, id.of, BS_CASH, id.t),
           debt = line_at(x, id.of, BS_DEBT, id.t), who = id.sub & 7;
    size_t guarantee = key(x, id, "lease/guarantee", e->lease.guarantee);
    if (who == 4) {
        size_t bare = cp_trace_less(x, cp_trace_less(x, debt, cash), guarantee);
        cp_trace_is(x, node, CP_TRACE_RATIO, NAN);
        cp_trace_add(x, node, 1, cp_trace_above(x, bare));
        cp_trace_add(x, node, 1, book);
        return;
    }
    size_t vacant = cp_trace_plus(
        x, cp_trace_by(x, key(x, id, "lease/vacant_value", e->lease.vacant), book), cash);
    size_t gap = cp_trace_above(x, cp_trace_less(x, debt, vacant));
    size_t tenant = cp_trace_least(x, guarantee, gap), own = key(x, id, "ownership", e->ownership);
    size_t owners =
        cp_trace_less(x, cp_trace_above(x, cp_trace_less(x, cp_trace_plus(x, book, cash), debt)),
                      cp_trace_above(x, cp_trace_less(x, vacant, debt)));
    size_t one = cp_trace_number(x, 1);
    size_t loss = who == 0   ? tenant
                  : who == 1 ? cp_trace_less(x, gap, tenant)
                  : who == 2 ? cp_trace_by(x, own, owners)
                             : cp_trace_by(x, cp_trace_less(x, one, own), owners);
    if (id.sub & 8)
        loss = cp_trace_by(x, loss,
                           cp_trace_less(x, one, key(x, id, "lease/renewal", e->lease.renewal)));
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    cp_trace_add(x, node, 1, loss);
}

/* ---- partners ------------------------------------------------------------------------------ */

/* Moments: 0 the start, then the periods, then the exit. */
static double year_of(const struct cp_trace *x, int64_t i) {
    const struct cp_finance_model *m = model_of(x);
    int64_t T = (int64_t)m->T;
    return i <= 0  ? cp_years_between(m->plan->money.discount_from, m->plan->horizon.origin)
           : i > T ? m->end
                   : m->mid[i - 1];
}

/* Of a moment, what owners put in and are paid. */
static size_t put_in(struct cp_trace *x, struct cp_trace_id id) {
    if (id.t == 0)
        return cp_trace_above(x, line_at(x, id.of, BS_EQUITY, -1));
    return id.t > (int64_t)model_of(x)->T ? cp_trace_number(x, 0)
                                          : line_at(x, id.of, CF_CONTRIBUTION, id.t - 1);
}
static size_t paid(struct cp_trace *x, struct cp_trace_id id) {
    int64_t T = (int64_t)model_of(x)->T;
    if (id.t == 0)
        return cp_trace_above(x, cp_trace_times(x, -1, line_at(x, id.of, BS_EQUITY, -1)));
    if (id.t > T) {
        size_t left = cp_trace_above(x, cp_trace_at(x, RULE_FLOW, id.of, 1, T));
        return cp_trace_above(x, cp_trace_less(x, left, line_at(x, id.of, BS_OWNER_DEBT, T - 1)));
    }
    return cp_trace_times(x, -1, line_at(x, id.of, CF_DISTRIBUTION, id.t - 1));
}

static const struct cp_hurdle *hurdle(struct cp_trace_id id, size_t i) {
    return &book_of(id)->entity->equity.hurdle[i];
}
static size_t term(struct cp_trace *x, struct cp_trace_id id, size_t i, const char *name,
                   double value) {
    return cp_trace_key(x, value, "entities/%s/equity/hurdles/%s/%s", book_of(id)->entity->name,
                        hurdle(id, i)->name, name);
}

/* Payments of a moment go through tiers: 0 until the first hurdle, 2i + 1 the catch-up beyond
 * hurdle i, 2i + 2 what is shared beyond it until the next. */
static size_t ntier(struct cp_trace_id id) {
    return 1 + 2 * book_of(id)->entity->equity.nhurdle;
}
static size_t in_tier(struct cp_trace *x, struct cp_trace_id id, size_t tier) {
    return cp_trace_at(x, RULE_TIER, id.of, tier, id.t);
}

/* The part of a tier that is the promote. */
static size_t promoted(struct cp_trace *x, struct cp_trace_id id, size_t tier) {
    if (tier == 0)
        return cp_trace_number(x, 0);
    size_t i = (tier - 1) / 2;
    const struct cp_hurdle *h = hurdle(id, i);
    return tier % 2 ? term(x, id, i, "catch_up", h->catch_up)
                    : term(x, id, i, "promote", h->promote);
}

static size_t complement(struct cp_trace *x, size_t a) {
    return cp_trace_less(x, cp_trace_number(x, 1), a);
}

/* Until a tier of the moment: all that was paid, `promote`: to it. */
static size_t so_far(struct cp_trace *x, struct cp_trace_id id, size_t tier, bool promote) {
    size_t sum = sum_of(x);
    struct cp_trace_id i = id;
    for (i.t = 0; i.t <= id.t; i.t++)
        for (size_t k = 0; k < (i.t < id.t ? ntier(id) : tier); k++) {
            size_t now = in_tier(x, i, k);
            cp_trace_add(x, sum, 1, promote ? cp_trace_by(x, now, promoted(x, id, k)) : now);
        }
    return sum;
}

/* What capital lacks of a hurdle before a moment pays: what it lacked, grown, and what is put in.
 */
static size_t lack_before(struct cp_trace *x, struct cp_trace_id id, size_t i) {
    size_t in = put_in(x, id);
    if (id.t == 0)
        return in;
    const struct cp_trace_term both[] = {
        {1, cp_trace_number(x, year_of(x, id.t) - year_of(x, id.t - 1))},
        {1, term(x, id, i, "return", hurdle(id, i)->rate)}};
    size_t grown = cp_trace_made(x, CP_TRACE_POWER, both, 2);
    if (!x->oom)
        x->node[grown].plus = 1;
    return cp_trace_plus(x, in,
                         cp_trace_by(x, grown, cp_trace_at(x, RULE_LACK, id.of, i, id.t - 1)));
}

/* What capital lacks of hurdle `sub` after a moment: what it lacked, grown, with what it put in,
 * less what it was paid. */
void cp_rule_lack(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_MOST, NAN);
    size_t lack = lack_before(x, id, id.sub);
    for (size_t k = 0; k < ntier(id); k++)
        lack = cp_trace_less(x, lack,
                             cp_trace_by(x, in_tier(x, id, k), complement(x, promoted(x, id, k))));
    cp_trace_add(x, node, 1, cp_trace_number(x, 0));
    cp_trace_add(x, node, 1, lack);
}

/* What a tier may take until hurdle i is met. */
static size_t until_hurdle(struct cp_trace *x, struct cp_trace_id id, size_t tier, size_t i) {
    size_t lack = lack_before(x, id, i);
    for (size_t k = 0; k < tier; k++)
        lack = cp_trace_less(x, lack,
                             cp_trace_by(x, in_tier(x, id, k), complement(x, promoted(x, id, k))));
    size_t most = cp_trace_over(x, cp_trace_above(x, lack), complement(x, promoted(x, id, tier)));
    if (!x->oom)
        x->node[most].plus = INFINITY; /* nothing of it is capital's */
    return most;
}

/* What the promote is behind its part of all profit, until it has caught up. */
static size_t until_caught_up(struct cp_trace *x, struct cp_trace_id id, size_t tier, size_t i) {
    const struct cp_hurdle *h = hurdle(id, i);
    size_t part = term(x, id, i, "promote", h->promote), in = sum_of(x);
    struct cp_trace_id k = id;
    for (k.t = 0; k.t <= id.t; k.t++)
        cp_trace_add(x, in, 1, put_in(x, k));
    size_t profit = cp_trace_less(x, so_far(x, id, tier, false), in);
    size_t behind = cp_trace_less(x, cp_trace_by(x, part, profit), so_far(x, id, tier, true));
    return cp_trace_over(x, cp_trace_above(x, behind),
                         cp_trace_less(x, term(x, id, i, "catch_up", h->catch_up), part));
}

/* Paid in a tier of a moment. */
void cp_rule_tier(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    size_t tier = id.sub, n = book_of(id)->entity->equity.nhurdle, left = paid(x, id);
    size_t next = tier == 0 ? 0 : (tier - 1) / 2 + 1; /* hurdle that ends it */
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (tier % 2 && !(hurdle(id, next - 1)->catch_up > hurdle(id, next - 1)->promote))
        return;
    for (size_t k = 0; k < tier; k++)
        left = cp_trace_less(x, left, in_tier(x, id, k));
    if (tier % 2)
        left = cp_trace_least(x, left, until_caught_up(x, id, tier, next - 1));
    if (next < n)
        left = cp_trace_least(x, left, until_hurdle(x, id, tier, next));
    cp_trace_add(x, node, 1, cp_trace_above(x, left));
}

/* ---- a partner ----------------------------------------------------------------------------- */

static size_t own(struct cp_trace *x, struct cp_trace_id id, size_t partner, bool promote) {
    const struct cp_partner *p = &book_of(id)->entity->equity.partner[partner];
    return cp_trace_key(x, promote ? p->promote : p->capital, "entities/%s/equity/partners/%s/%s",
                        book_of(id)->entity->name, p->name, promote ? "promote" : "capital");
}

static bool puts_in(const struct cp_trace *x, struct cp_trace_id id, const struct cp_partner *p) {
    size_t T = model_of(x)->T;
    return id.t <= 0 || id.t > (int64_t)T ||
           cp_finance_was_met(book_of(id), p->when, p->unless, (size_t)id.t - 1, T);
}

/* Part of what is put in at a moment. */
static size_t part_of(struct cp_trace *x, struct cp_trace_id id, size_t partner) {
    const struct cp_entity_equity *e = &book_of(id)->entity->equity;
    size_t here = sum_of(x), n = 0;
    for (size_t p = 0; p < e->npartner; p++)
        if (puts_in(x, id, &e->partner[p]) && e->partner[p].capital > 0) {
            cp_trace_add(x, here, 1, own(x, id, p, false));
            n++;
        }
    if (n == 0)
        return own(x, id, partner, false);
    return puts_in(x, id, &e->partner[partner]) ? cp_trace_over(x, own(x, id, partner, false), here)
                                                : cp_trace_number(x, 0);
}

/* Part of what capital is paid: where some do not always put in, by what each has. */
static size_t share_of(struct cp_trace *x, struct cp_trace_id id, size_t partner) {
    const struct cp_entity_equity *e = &book_of(id)->entity->equity;
    bool alike = true;
    for (size_t p = 0; p < e->npartner; p++)
        alike &= !e->partner[p].when;
    size_t mine = sum_of(x), all = sum_of(x);
    struct cp_trace_id i = id;
    for (i.t = 0; i.t <= id.t && !alike; i.t++) {
        cp_trace_add(x, mine, 1, cp_trace_by(x, put_in(x, i), part_of(x, i, partner)));
        cp_trace_add(x, all, 1, put_in(x, i));
    }
    if (alike)
        return own(x, id, partner, false);
    size_t part = cp_trace_over(x, mine, all);
    if (!x->oom)
        x->node[part].plus = e->partner[partner].capital; /* nothing was put in */
    return part;
}

/* The part of a loan of owners that a partner has. */
static size_t lent_part(struct cp_trace *x, struct cp_trace_id id, size_t partner,
                        const struct cp_loan *l) {
    const struct cp_entity *e = book_of(id)->entity;
    const struct cp_tranche *w = l->tranche;
    return cp_finance_loan_by_all_owners(l)
               ? own(x, id, partner, false)
               : cp_trace_key(x, strcmp(w->holder, e->equity.partner[partner].name) == 0,
                              "entities/%s/tranches/%s/holder", e->name, w->name);
}

/* Lent at a moment, or served. */
static size_t of_loan(struct cp_trace *x, struct cp_trace_id id, size_t k, bool served) {
    const struct cp_book *b = book_of(id);
    int64_t t = id.t - 1, T = (int64_t)model_of(x)->T;
    size_t sum = sum_of(x);
    if (t == T && served) { /* the exit repays what it can */
        size_t left = cp_trace_above(x, cp_trace_at(x, RULE_FLOW, b, 1, T)), owed;
        owed = line_at(x, b, BS_OWNER_DEBT, T - 1);
        return cp_trace_by(x, cp_trace_at(x, RULE_BALANCE, b, k, T - 1),
                           cp_trace_least(x, cp_trace_number(x, 1), cp_trace_over(x, left, owed)));
    }
    if (t == -1 && !served)
        cp_trace_add(x, sum, 1, cp_trace_at(x, RULE_BALANCE, b, k, -1));
    if (t < 0 || t >= T)
        return sum;
    if (!served) {
        cp_trace_add(x, sum, 1, cp_trace_at(x, RULE_DRAW, b, k, t));
        return sum;
    }
    cp_trace_add(x, sum, 1, cp_trace_at(x, RULE_INTEREST, b, k, t));
    cp_trace_add(x, sum, -1, cp_trace_at(x, RULE_IDC, b, k, t));
    cp_trace_add(x, sum, -1, cp_trace_at(x, RULE_INTEREST_SHORT, b, k, t));
    cp_trace_add(x, sum, 1, cp_trace_at(x, RULE_PRINCIPAL, b, k, t));
    return sum;
}

/* Tax on what a partner is paid in a period. */
static void add_withheld(struct cp_trace *x, size_t node, struct cp_trace_id id, size_t p) {
    const struct cp_entity *e = book_of(id)->entity;
    if (id.t < 1 || id.t > (int64_t)model_of(x)->T || !(e->tax.withheld > 0))
        return;
    size_t paid = cp_trace_plus(x, cp_trace_at(x, RULE_PARTNER_CASH, id.of, p | 1 << 16, id.t),
                                cp_trace_at(x, RULE_PARTNER_CASH, id.of, p | 2 << 16, id.t));
    cp_trace_add(
        x, node, -1,
        cp_trace_by(x, paid, cp_trace_key(x, e->tax.withheld, "entities/%s/withholding", e->name)));
}

/* At a moment; `sub`: the partner, and above 16 bits what of it: put in, capital, promote, lent,
 * loans served, tax withheld. */
void cp_rule_partner_cash(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    size_t p = id.sub & 0xffff, what = id.sub >> 16, sum = sum_of(x);
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    for (size_t k = 0; what > 2 && what < 5 && k < book_of(id)->nloan; k++)
        if (cp_finance_loan_by_owners(&book_of(id)->loan[k]))
            cp_trace_add(x, node, what == 4 ? 1 : -1,
                         cp_trace_by(x, lent_part(x, id, p, &book_of(id)->loan[k]),
                                     of_loan(x, id, k, what == 4)));
    if (what == 5)
        add_withheld(x, node, id, p);
    if (what > 2)
        return;
    for (size_t k = 0; what && k < ntier(id); k++) {
        size_t part = promoted(x, id, k);
        cp_trace_add(x, sum, 1,
                     cp_trace_by(x, in_tier(x, id, k), what == 2 ? part : complement(x, part)));
    }
    size_t part = what == 2   ? own(x, id, p, true)
                  : what == 1 ? share_of(x, id, p)
                              : part_of(x, id, p);
    cp_trace_add(x, node, what ? 1 : -1, cp_trace_by(x, part, what ? sum : put_in(x, id)));
}

static size_t flow(struct cp_trace *x, struct cp_trace_id id, int64_t i) {
    size_t sum = sum_of(x);
    for (size_t what = 0; what < 6; what++)
        cp_trace_add(x, sum, 1, cp_trace_at(x, RULE_PARTNER_CASH, id.of, id.sub | what << 16, i));
    return sum;
}

void cp_rule_partner_irr(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_RATE, NAN);
    for (int64_t i = 0; i <= (int64_t)model_of(x)->T + 1; i++)
        cp_trace_add(x, node, year_of(x, i), flow(x, id, i));
}

void cp_rule_partner_npv(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    for (int64_t i = 0; i <= (int64_t)model_of(x)->T + 1; i++)
        cp_trace_add(x, node, 1,
                     cp_trace_by(x, flow(x, id, i), cp_rule_discounted(x, id, year_of(x, i))));
}

void cp_rule_partner_multiple(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    size_t in = sum_of(x), out = sum_of(x);
    cp_trace_is(x, node, CP_TRACE_RATIO, NAN);
    for (int64_t i = 0; i <= (int64_t)model_of(x)->T + 1; i++)
        for (size_t what = 0; what < 6; what++)
            cp_trace_add(x, what % 3 ? out : in, what % 3 ? 1 : -1,
                         cp_trace_at(x, RULE_PARTNER_CASH, id.of, id.sub | what << 16, i));
    cp_trace_add(x, node, 1, out);
    cp_trace_add(x, node, 1, in);
}
