/* The financial model on random structures: conservation, and what must not change the answer. */
#include "finance_draw.h"

static struct run solve_held(const struct structure *s, bool backwards,
                             const struct cp_close *close) {
    struct run r = {.f = facts_of(s, backwards)};
    struct cp_error err = {0};
    r.first = cp_facts_count(r.f);
    int rc = cp_finance_held(&s->plan, r.f, close, &r.result, &err);
    r.unsettled = rc == CP_ENUMERIC;
    if (rc < 0 && !r.unsettled)
        ok_rc(rc, &err, "cp_finance");
    return r;
}
static struct run solve(const struct structure *s, bool backwards) {
    return solve_held(s, backwards, NULL);
}

static bool same_key(const struct cp_facts *a, size_t i, const struct cp_facts *b, size_t k) {
    static const enum cp_dim dims[] = {CP_PERIOD, CP_KIND, CP_TRANCHE, CP_ENTITY, CP_NAME};
    bool same = strcmp(cp_facts_measure(a, i), cp_facts_measure(b, k)) == 0;
    for (size_t d = 0; d < 5 && same; d++)
        same = strcmp(cp_facts_dim(a, i, dims[d]), cp_facts_dim(b, k, dims[d])) == 0;
    return same;
}

/* Every fact of one run stands in the other, `times` as large where it is money: the largest
 * relative difference, money that agrees to the cent counting as equal. */
static double difference(const struct run *a, const struct run *b, double times) {
    double worst = 0;
    size_t count = cp_facts_count(b->f), at = b->first;
    for (size_t i = a->first; i < cp_facts_count(a->f); i++) {
        size_t left = count - b->first;
        while (left > 0 && !same_key(a->f, i, b->f, at)) {
            left--;
            at = at + 1 < count ? at + 1 : b->first;
        }
        if (left == 0)
            return INFINITY;
        double x = cp_facts_value(a->f, i), y = cp_facts_value(b->f, at), gap;
        bool money = strcmp(cp_facts_unit(a->f, i), "USD") == 0;
        x *= strncmp(cp_facts_unit(a->f, i), "USD", 3) == 0 ? times : 1;
        gap = fabs(x - y) / fmax(fmax(fabs(x), fabs(y)), 1);
        if (isnan(x) != isnan(y))
            worst = INFINITY;
        else if (!isnan(x) && !(money && fabs(x - y) <= 0.005))
            worst = fmax(worst, gap);
    }
    return cp_facts_count(a->f) - a->first == count - b->first ? worst : INFINITY;
}

/* ---- properties ---------------------------------------------------------------------------- */

struct worst {
    double gap, cash, negative, unpaid, idle, full, silent, partners, group;
    int missed, grouped;
};

static bool issued(const struct structure *s, int e, int t) {
    struct cp_period p = s->from;
    p.index += t;
    for (size_t k = 0; k < s->entity[e].ntranche; k++) {
        int64_t at = s->tranche[e][k].issue;
        if (at >= cp_period_start(p) && at < cp_period_end(p))
            return true;
    }
    return false;
}

/* A tranche defaults when cash is short, and then alone: what is not paid leaves no cash but what
 * reserves hold for other things, no sweep and no distribution; nor does it happen where owners
 * stand in for all of it. A trigger that holds interest back is no lack of cash. */
static void audit_default(const struct structure *s, const struct run *f, int e, int t,
                          struct worst *w) {
    char text[CP_PERIOD_SIZE];
    const char *name = s->entity[e].name;
    double missed = 0, full = 0;
    if (s->rich && (s->step[3].when || s->entity[e].tax.at_owners))
        return;
    period_text(s, t, text);
    for (size_t k = 0; k < s->entity[e].ntranche; k++) {
        const struct cp_tranche *x = &s->tranche[e][k];
        double now = or_zero(get(f, "shortfall", text, name, x->name, NULL));
        if (x->holder) /* owners wait */
            continue;
        missed += now;
        full += x->recourse.kind == CP_RECOURSE_FULL ? now : 0;
    }
    w->full = fmax(w->full, full);
    if (missed <= 1)
        return;
    /* what is filled at close is a use of that period, paid by loans and owners */
    bool closes = s->rich && s->reserve[e][0].at_close && issued(s, e, t);
    double held = (closes ? or_zero(get(f, "reserve", text, name, NULL, "dsra")) : 0) +
                  or_zero(get(f, "reserve", text, name, NULL, "opex")) +
                  or_zero(get(f, "reserve", text, name, NULL, "saved"));
    double left = get(f, "balance", text, name, NULL, "cash") - held +
                  or_zero(get(f, "sweep", text, name, NULL, NULL)) -
                  or_zero(get(f, "cash_flow", text, name, NULL, "distribution"));
    w->missed++;
    w->idle = fmax(w->idle, left);
}

/* Nor does a tranche pay less than its schedule without saying so. */
static void audit_schedule(const struct structure *s, const struct run *f, int e, struct worst *w) {
    const char *name = s->entity[e].name;
    if (s->rich && s->step[3].when)
        return;
    for (size_t k = 0; k < s->entity[e].ntranche; k++) {
        const char *tranche = s->tranche[e][k].name;
        double behind = 0, missed = 0;
        if (s->tranche[e][k].interest.capitalise) /* what is swept early has grown less */
            continue;
        if (s->tranche[e][k].holder)
            continue;
        for (int t = 0; t < T; t++) {
            char text[CP_PERIOD_SIZE];
            period_text(s, t, text);
            missed += or_zero(get(f, "shortfall", text, name, tranche, NULL));
            behind += or_zero(get(f, "closed_principal", text, name, tranche, NULL)) -
                      or_zero(get(f, "principal", text, name, tranche, NULL));
            w->silent = fmax(w->silent, missed > 0.005 ? 0 : behind);
        }
    }
}

/* What partners put in and are paid is what the entity gets from its owners and pays them. */
static void audit_partners(const struct run *f, const char *name, const char *period,
                           struct worst *w) {
    double all = or_zero(get(f, "partner_cash", period, name, NULL, NULL)) -
                 or_zero(get(f, "partner_cash", period, name, NULL, "withheld"));
    static const char *const kinds[] = {"contribution", "distribution", "owner-draw",
                                        "owner-interest", "owner-principal"};
    double owners = 0;
    for (int i = 0; i < 5; i++)
        owners += or_zero(get(f, "cash_flow", period, name, NULL, kinds[i]));
    w->partners = fmax(w->partners, fabs(or_zero(all) + owners));
}

/* What members of a tax group deduct of others' losses is what others give, and what one pays for
 * it the other gets. */
static void audit_group(const struct run *f, const char *period, struct worst *w) {
    double claimed = 0, given = 0, paid = 0;
    for (int e = 0; e < 2; e++) {
        const char *name = e ? "spv" : "parent";
        claimed += or_zero(get(f, "tax_relief", period, name, NULL, "claimed"));
        given += or_zero(get(f, "tax_relief", period, name, NULL, "given"));
        paid += or_zero(get(f, "cash_flow", period, name, NULL, "tax-sharing"));
    }
    w->group = fmax(w->group, fmax(fabs(claimed - given), fabs(paid)));
    w->grouped += claimed != 0;
}

/* Statements, from the facts alone: the balance sheet balances, cash moves by the cash flows, what
 * was drawn and capitalised less what was repaid is owed, nothing is owed below zero or, unless a
 * shortfall says so, after maturity. */
static void audit(const struct structure *s, const struct run *f, struct worst *w) {
    char text[CP_PERIOD_SIZE];
    for (int e = 0; e < 2 + s->entity[1].consolidated; e++) {
        const char *name = e < 2 ? s->entity[e].name : "consolidated";
        double before = NAN;
        for (int t = 0; t < T; t++) {
            period_text(s, t, text);
            double assets = get(f, "balance", text, name, NULL, "assets");
            double gap = assets - get(f, "balance", text, name, NULL, "liabilities") -
                         get(f, "balance", text, name, NULL, "equity");
            double cash = get(f, "balance", text, name, NULL, "cash");
            w->gap = fmax(w->gap, fabs(gap) / fmax(1, fabs(assets)));
            double flow = get(f, "cash_flow", text, name, NULL, "net-change");
            if (t > 0)
                w->cash = fmax(w->cash, fabs(cash - before - flow));
            w->negative = fmax(w->negative, -cash);
            before = cash;
        }
        for (int t = 0; e == 0 && s->group.name && t < T; t++) {
            period_text(s, t, text);
            audit_group(f, text, w);
        }
        for (int t = 0; e < 2 && t < T; t++)
            audit_default(s, f, e, t, w);
        for (int t = 0; e < 2 && s->rich && t < T; t++) {
            period_text(s, t, text);
            audit_partners(f, name, text, w);
        }
        if (e < 2)
            audit_schedule(s, f, e, w);
        for (size_t k = 0; e < 2 && k < s->entity[e].ntranche; k++) {
            const struct cp_tranche *x = &s->tranche[e][k];
            double late = or_zero(get(f, "shortfall", NULL, name, x->name, NULL));
            before = NAN;
            for (int t = 0; t < T; t++) {
                struct cp_period p = s->from;
                p.index += t;
                cp_period_format(text, p);
                double debt = or_zero(get(f, "debt", text, name, x->name, NULL));
                double moved = or_zero(get(f, "draw", text, name, x->name, NULL)) +
                               or_zero(get(f, "idc", text, name, x->name, NULL)) +
                               or_zero(get(f, "shortfall", text, name, x->name, "interest")) -
                               or_zero(get(f, "principal", text, name, x->name, NULL));
                if (t > 0)
                    w->cash = fmax(w->cash, fabs(debt - before - moved));
                w->negative = fmax(w->negative, -debt);
                if (cp_period_end(p) >= x->maturity && late <= 0)
                    w->unpaid = fmax(w->unpaid, debt);
                before = debt;
            }
        }
    }
}

static void double_money(struct structure *s) {
    s->price *= 2;
    s->rent[1] *= 2;
    for (int e = 0; e < 2; e++)
        for (int i = 0; i < 4; i++) {
            s->stream[e][i].amount *= 2;
            s->stream[e][i].cost *= 2;
        }
    s->existing.price *= 2;
    for (int e = 0; e < 2; e++)
        for (int k = 0; k < 2; k++) {
            struct cp_lease *l = &s->lease[e][k];
            double *const money[] = {
                &l->value, &l->residual,        &l->purchase,        &l->costs,    &l->cost,
                &l->sale,  &s->leased[e][k][0], &s->leased[e][k][1], &l->guarantee};
            for (int i = 0; i < 9; i++)
                *money[i] *= 2;
        }
    for (int e = 0; e < 2; e++) {
        s->entity[e].cash *= 2;
        s->phase[e].capex *= 2;
        for (int k = 0; k < MAXTRANCHE; k++)
            s->tranche[e][k].amount *= 2, s->tranche[e][k].recourse.cap *= 2;
    }
    for (int t = 0; t < T; t++)
        for (int k = 0; k < 6; k++)
            s->cost[t][k] *= 2;
}

/* Sculpted tranches of an entity divide what CFADS carries, so any order gives the same. */
static void reverse_tranches(struct structure *s) {
    for (int e = 0; e < 2; e++)
        for (size_t k = 0, n = s->entity[e].ntranche; k < n / 2; k++) {
            struct cp_tranche w = s->tranche[e][k];
            s->tranche[e][k] = s->tranche[e][n - 1 - k];
            s->tranche[e][n - 1 - k] = w;
        }
}

/* A close held while nothing else changes changes nothing; held in a case with less
 * revenue and dearer work it is still what was closed. */
static void hold(const struct structure *s, const struct run *f, double worst[2]) {
    struct structure x = *s;
    struct cp_error err = {0};
    struct cp_close *close = NULL;
    int rc = cp_finance_close_read(f->f, &close, &err);
    if (rc < 0)
        ok_rc(rc, &err, "cp_finance_close_read");
    struct run g = solve_held(s, false, close);
    worst[0] = fmax(worst[0], difference(f, &g, 1));
    release(&g);
    wire(&x);
    x.price *= 0.6;
    x.rent[1] *= 0.5;
    for (int e = 0; e < 2; e++)
        for (int i = 0; i < 4; i++)
            x.stream[e][i].amount *= x.stream[e][i].kind == CP_STREAM_REVENUE ? 0.5 : 1.5;
    g = solve_held(&x, false, close);
    size_t at = g.first;
    for (size_t i = g.unsettled ? cp_facts_count(f->f) : f->first; i < cp_facts_count(f->f); i++) {
        if (strncmp(cp_facts_measure(f->f, i), "closed_", 7) != 0)
            continue;
        while (at < cp_facts_count(g.f) && !same_key(f->f, i, g.f, at))
            at++;
        worst[1] = fmax(worst[1], at == cp_facts_count(g.f)
                                      ? INFINITY
                                      : fabs(cp_facts_value(g.f, at) - cp_facts_value(f->f, i)));
    }
    release(&g);
    cp_finance_close_free(close);
}

/* Money by money: the same structure with its facts turned round, with its tranches turned round,
 * with all money doubled, with a tranche of zero more. */
static void compare(const struct structure *s, const struct run *f, double worst[4]) {
    struct structure x = *s;
    struct run g = solve(s, true);
    worst[0] = fmax(worst[0], difference(f, &g, 1));
    release(&g);
    wire(&x);
    reverse_tranches(&x);
    g = solve(&x, false);
    worst[1] = fmax(worst[1], difference(f, &g, 1));
    release(&g);
    x = *s;
    wire(&x);
    double_money(&x);
    g = solve(&x, false);
    worst[2] = fmax(worst[2], difference(f, &g, 2));
    release(&g);
    x = *s;
    wire(&x);
    if (x.entity[0].ntranche == MAXTRANCHE)
        return;
    x.tranche[0][x.entity[0].ntranche++] = (struct cp_tranche){.name = "zero",
                                                               .interest.rate = flat(0.05),
                                                               .amortisation = CP_LEVEL,
                                                               .issue = hour("2026"),
                                                               .maturity = hour("2030"),
                                                               .dscr = NAN,
                                                               .gearing = NAN};
    g = solve(&x, false);
    worst[3] = fmax(worst[3], fabs(get(f, "npv", NULL, "parent", NULL, "equity") -
                                   get(&g, "npv", NULL, "parent", NULL, "equity")));
    worst[3] = fmax(worst[3], fabs(get(&g, "debt", NULL, "parent", "zero", NULL)));
    release(&g);
}

static void test_properties(void) {
    const int runs = (int)tap_draws(300, 1000);
    static struct structure s;
    struct worst w = {0};
    double worst[4] = {0}, held[2] = {0};
    int solved = 0, defaults = 0, swings = 0;
    for (int i = 0; i < runs; i++) {
        random_structure(&s);
        struct run r = solve(&s, false);
        audit(&s, &r, &w);
        compare(&s, &r, worst);
        hold(&s, &r, held);
        swings += r.result.notes.s && strstr(r.result.notes.s, "contradicts itself");
        solved += isfinite(get(&r, "npv", NULL, "spv", NULL, "equity")) != 0;
        defaults += get(&r, "shortfall", NULL, "spv", NULL, NULL) > 0;
        release(&r);
    }
    ok(solved == runs, "of %d random structures %d are solved", runs, solved);
    if (!tap_short()) {
        ok(swings > 0 && swings <= runs / 100, "%d of them have a test that contradicts itself",
           swings);
        ok(defaults > 0, "%d of them default", defaults);
    }
    ok(w.gap <= 1e-9, "balance sheets balance (%g)", w.gap);
    ok(w.cash <= 0.005, "cash and debt move by their flows to the cent (%g USD)", w.cash);
    ok(w.negative <= 0.005, "neither cash nor debt is below zero (%g USD)", w.negative);
    ok(w.unpaid <= 0.005, "debt is repaid by maturity or a shortfall says not (%g USD)", w.unpaid);
    ok(w.missed > 0 && w.idle <= 0.01, "default leaves no cash, in %d periods (%g USD)", w.missed,
       w.idle);
    ok(w.silent <= 1, "and what is not paid of a schedule is default (%g USD)", w.silent);
    ok(w.partners <= 0.01, "what partners have adds up to the entity's (%g USD)", w.partners);
    ok(w.grouped > 0 && w.group <= 0.01,
       "losses that members of a group deduct are others', in %d periods (%g USD)", w.grouped,
       w.group);
    ok(w.full <= 0.01, "and none is where owners stand in for all (%g USD)", w.full);
    ok(worst[0] <= 1e-9, "the order of facts changes nothing (%g)", worst[0]);
    ok(worst[1] <= 1e-9, "the order of tranches changes nothing (%g)", worst[1]);
    ok(worst[2] <= 1e-9, "twice the money is twice the money (%g)", worst[2]);
    ok(held[0] <= 1e-9, "a close held and nothing changed changes nothing (%g)", held[0]);
    ok(held[1] == 0, "and is what was closed in a stress (%g USD)", held[1]);
    ok(worst[3] == 0, "a tranche of zero changes nothing (%g)", worst[3]);
}

int main(void) {
    test_properties();
    return done();
}
