/* The financial model on random structures: conservation, and what must not change the answer. */
#include "finance_structure.h"

static uint64_t seed = 1; /* one of its structures has a lock-up that contradicts itself */
static double uniform(double a, double b) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return a + (b - a) * (double)(seed >> 11) / 9007199254740992.0;
}
static int pick(int n) {
    return (int)uniform(0, n);
}

static int64_t month(int after) { /* months after 2026-01 */
    return cp_period_start((struct cp_period){CP_MONTH, 2026 * 12 + after});
}

static struct cp_tranche random_tranche(const char *name) {
    static const char *const counts[] = {"30/360", "act/360", "act/365", "act/act", NULL};
    int issue = pick(40) - 24, life = 6 + pick(160);
    struct cp_tranche w = {.name = name,
                           .amortisation = (enum cp_amortisation)pick(3),
                           .amount = uniform(1e8, 2e10),
                           .interest.rate = flat(uniform(0, 0.12)),
                           .issue = month(issue) + 24 * pick(28),
                           .fee.upfront = uniform(0, 0.03),
                           .fee.commitment = uniform(0, 0.01),
                           .dscr = NAN,
                           .gearing = NAN,
                           .interest.day_count = counts[pick(5)],
                           .interest.capitalise = pick(2)};
    w.maturity = month(issue + life) + 24 * pick(28);
    w.first_principal = pick(2) ? w.issue : month(issue + 1 + pick(life - 2));
    w.draw.until = pick(2) ? w.issue : month(issue + 2 + pick(12));
    if (issue > 0 && pick(5) == 0) {
        w.amount = NAN;
        w.gearing = uniform(0.3, 1);
    } else if (pick(3) == 0) {
        w.amortisation = CP_SCULPTED;
        w.dscr = uniform(1.05, 2);
        if (issue > 0 && pick(2))
            w.amount = NAN;
        if (pick(2))
            w.gearing = uniform(0.3, 1);
    }
    return w;
}

static void period_text(const struct structure *s, int t, char buf[CP_PERIOD_SIZE]) {
    struct cp_period p = s->from;
    p.index += t;
    cp_period_format(buf, p);
}

/* Terms that a plan writes beside the first: floating with swap and cap, discount, a schedule, a
 * borrowing base, draws for their own costs. */
static void random_terms(struct structure *s, int e, int k) {
    struct cp_tranche *w = &s->tranche[e][k];
    w->interest.base.n = pick(2) ? 2 : 0;
    s->rate[e][k][0] = uniform(0, w->interest.base.n ? 0.05 : 0.12);
    s->rate[e][k][1] = s->rate[e][k][0] + uniform(0, 0.02);
    w->interest.rate.n = pick(2) ? 2 : 1;
    w->interest.swap = pick(2) ? uniform(0, 1) : 0;
    w->interest.swap_rate = uniform(0, 0.08);
    w->interest.cap = pick(2) ? uniform(0.01, 0.08) : NAN;
    w->interest.cap_part = uniform(0, 1);
    w->fee.oid = pick(2) ? uniform(0, 0.05) : 0;
    w->fee.undeducted = pick(2);
    w->draw.costs = pick(2) && !w->interest.capitalise && w->draw.until > w->issue;
    w->recourse.kind = (enum cp_recourse)pick(5);
    w->recourse.cap = uniform(0, 5e9);
    w->draw.tenor = w->draw.until > w->issue && pick(2) ? uniform(0.5, 8) : NAN;
    w->refinanced = pick(4) == 0;
    w->covenant =
        (struct cp_tranche_covenant){pick(2) ? uniform(1, 2) : NAN, pick(2) ? uniform(0.8, 1) : NAN,
                                     (enum cp_cover_window)pick(3)};
    w->asset_life = uniform(2, 8);
    w->advance = uniform(0.5, 1);
    if (pick(4) == 0 && !isnan(w->amount)) {
        int64_t life = w->maturity - w->issue;
        double left = 1;
        w->amortisation = CP_CUSTOM;
        w->nrepayment = 3;
        for (int i = 0; i < 3; i++) {
            double part = i == 2 ? left : uniform(0, left);
            s->repayment[e][k][i] =
                (struct cp_repayment){cp_period_at(CP_MONTH, w->issue + life * (i + 1) / 4), part};
            left -= part;
        }
    } else if (pick(4) == 0 && !isnan(w->amount)) {
        w->amortisation = CP_BORROWING_BASE;
        w->dscr = uniform(1, 2);
    }
    if (w->amortisation >= CP_CUSTOM || w->amortisation == CP_SCULPTED)
        w->draw.tenor = NAN; /* refused by the plan */
}

/* Two partners and up to three hurdles, from draws of their own. */
static void random_partners(struct structure *s) {
    static uint64_t own = 20261129;
    uint64_t others = seed;
    seed = own;
    double capital = uniform(0, 1), promote = uniform(0, 1), rate = 0;
    s->partner[0] = (struct cp_partner){.name = "a", .capital = capital, .promote = promote};
    s->partner[1] =
        (struct cp_partner){.name = "b", .capital = 1 - capital, .promote = 1 - promote};
    for (int i = 0; i < 3; i++) {
        double part = uniform(0, 0.6);
        rate += uniform(0.01, 0.1);
        s->hurdle[i] = (struct cp_hurdle){.name = i == 0   ? "1"
                                                  : i == 1 ? "2"
                                                           : "3",
                                          .rate = rate,
                                          .promote = part,
                                          .catch_up = pick(2) ? uniform(part + 0.01, 1) : 0};
    }
    for (int e = 0; e < 2; e++) {
        s->entity[e].equity.npartner = 2;
        s->entity[e].equity.nhurdle = (size_t)pick(4);
    }
    own = seed;
    seed = others;
}

static void random_riches(struct structure *s) {
    static const char *const methods[] = {"none", "macrs-5", "sl-15", "straight-line"};
    s->base[0] = uniform(0, 0.08);
    s->base[1] = uniform(0, 0.08);
    s->trigger = (struct cp_trigger){.name = "t",
                                     .dscr = uniform(0.8, 1.5),
                                     .cure = uniform(1.5, 2),
                                     .periods = (size_t)(1 + pick(3)),
                                     .for_good = pick(4) == 0};
    s->step[7].when = pick(2) ? "t" : NULL;
    s->step[7].unless = true;
    s->step[6].when = pick(2) ? "t" : NULL;
    s->step[6].limit = uniform(0.1, 1);
    s->step[2].target = pick(2) ? "s1" : NULL;
    s->step[3].when = pick(4) == 0 ? "t" : NULL;
    s->step[3].unless = true;
    for (int i = 0; i < 2; i++)
        s->class[i] = (struct cp_asset_class){.name = i ? "b" : "a",
                                              .share = uniform(0, 0.5),
                                              .method = methods[pick(4)],
                                              .bonus = uniform(0, 1),
                                              .credit = pick(2) ? uniform(0, 0.4) : 0};
    random_partners(s);
    for (int e = 0; e < 2; e++) {
        struct cp_entity *x = &s->entity[e];
        x->tax.state_rate = uniform(0, 0.1);
        x->tax.at_owners = pick(3) == 0;
        x->tax.loss_limit = uniform(0.5, 1);
        x->tax.mid_quarter = pick(2);
        x->gpus.bonus = pick(2) ? uniform(0, 1) : 0;
        x->waterfall.reserve_rate = uniform(0, 0.05);
        x->nclass = pick(2) ? 2 : 0;
        x->exit = (struct cp_entity_exit){.multiple = e ? uniform(0, 12) : 0, .book = !e};
        x->waterfall.ntrigger = 1;
        x->nstream = (size_t)pick(5);
        x->waterfall.nreserve = x->nstream > 2 ? 3 : 2;
        for (int i = 0; i < 4; i++)
            s->stream[e][i] =
                (struct cp_stream){.name = i == 0   ? "capex"
                                           : i == 1 ? "rent"
                                           : i == 2 ? "again"
                                                    : "cost",
                                   .kind = i == 0 || i == 2 ? CP_STREAM_CAPEX
                                           : i == 1         ? CP_STREAM_REVENUE
                                                            : CP_STREAM_OPEX,
                                   .amount = i == 1 ? uniform(0, 5e9) : uniform(0, 1e9),
                                   .cost = uniform(0, 5e9),
                                   .escalation = uniform(-0.05, 0.1),
                                   .from = month(pick(36)),
                                   .until = pick(2) ? INT64_MAX : month(36 + pick(60)),
                                   .every = i == 2 ? uniform(0.5, 4) : NAN,
                                   .ready = INT64_MAX,
                                   .life = uniform(1, 20)};
        for (int i = 0; i < 3; i++)
            s->reserve[e][i] = (struct cp_reserve){.name = i == 0   ? "dsra"
                                                           : i == 1 ? "opex"
                                                                    : "saved",
                                                   .kind = (enum cp_reserve_kind)i,
                                                   .months = uniform(0, 14),
                                                   .stream = i == 2 ? "again" : NULL,
                                                   .at_close = i < 2 && pick(2)};
        for (int k = 0; k < MAXTRANCHE; k++)
            random_terms(s, e, k);
    }
}

static void random_structure(struct structure *s) {
    static const char *const names[2][MAXTRANCHE] = {{"p1", "p2", "p3", "p4"},
                                                     {"s1", "s2", "s3", "s4"}};
    static const char *const methods[] = {"straight-line", "macrs-5", "macrs-15", "ddb", "syd"};
    *s = (struct structure){0};
    s->plan.money.currency = "USD";
    s->plan.money.discount = 0.08;
    s->from = cp_period_at((enum cp_freq)(CP_YEAR + pick(3)), hour("2026"));
    s->plan.horizon =
        (struct cp_horizon){.from = s->from, .to = s->from, .n = T, .origin = hour("2026")};
    s->plan.horizon.to.index += T - 1;
    s->plan.nentity = s->plan.nsite = 2;
    s->plan.money.discount_from = s->plan.horizon.origin;
    s->start = s->plan.horizon.origin;
    s->price = uniform(0.5, 6);
    s->at[0] = s->start;
    s->at[1] = month(pick(60));
    s->rent[1] = uniform(0, 4e9);
    bool lease = pick(2), consolidated = pick(2);
    for (int e = 0; e < 2; e++) {
        s->entity[e] = (struct cp_entity){.name = e ? "spv" : "parent",
                                          .parent = e ? "parent" : NULL,
                                          .ownership = uniform(0, 1),
                                          .consolidated = consolidated,
                                          .tax.rate = uniform(0, 0.4),
                                          .cash = pick(2) ? NAN : uniform(0, 3e10),
                                          .sunk = NAN,
                                          .hurdle = NAN,
                                          .halls.life = uniform(5, 30),
                                          .gpus.life = uniform(2, 7),
                                          .halls.method = methods[pick(5)],
                                          .gpus.method = methods[pick(5)]};
        s->entity[e].ntranche = (size_t)pick(MAXTRANCHE + 1);
        for (int k = 0; k < MAXTRANCHE; k++)
            s->tranche[e][k] = random_tranche(names[e][k]);
        s->site[e] = (struct cp_site){.name = e ? "campus" : "other"};
        s->phase[e] = (struct cp_phase){.name = "1",
                                        .power = 1000,
                                        .capex = uniform(0, 2e10),
                                        .built = uniform(0, 1),
                                        .ready = month(pick(40) - 20)};
    }
    s->entity[1].nsite = 1;
    s->entity[1].lease.rent.n = lease ? 2 : 0;
    s->entity[0].price.n = 1;
    s->site[1].nexisting = 1;
    s->existing = (struct cp_existing){"H100", {0}, 1e4, uniform(0, 7), 3e4};
    for (int t = 0; t < T; t++) {
        for (int k = 0; k < 6; k++)
            s->cost[t][k] = uniform(0, k < 3 && t < 12 ? 4e9 : 2e8);
        s->hours[t] = uniform(0, 4e8);
        s->buy[t] = pick(2) ? uniform(0, 5e4) : 0;
    }
    s->rich = pick(2);
    if (s->rich)
        random_riches(s);
    wire(s);
}

static struct cp_facts *facts_of(const struct structure *s, bool backwards) {
    static const char *const kinds[] = {"capex-site", "capex-site", "gpu",
                                        "energy",     "om-site",    "salvage"};
    struct cp_facts *f = cp_facts_new();
    char text[CP_PERIOD_SIZE], paid[CP_PERIOD_SIZE];
    for (int i = 0; i < T; i++) {
        int t = backwards ? T - 1 - i : i;
        period_text(s, t, text);
        period_text(s, t < 3 ? 0 : t - 3, paid);
        for (int j = 0; j < 6; j++) {
            int k = backwards ? 5 - j : j;
            struct cp_fact x = {.dim[CP_PERIOD] = text,
                                .dim[CP_KIND] = kinds[k],
                                .measure = "cost",
                                .value = s->cost[t][k]};
            if (k == 0 || k == 3 || k == 4)
                x.dim[CP_SITE] = "campus";
            if (k == 1)
                x.dim[CP_SITE] = "other";
            if (k == 2)
                x.dim[CP_OFFER] = "spot";
            put(f, x);
        }
        put(f, (struct cp_fact){.dim[CP_PERIOD] = text,
                                .dim[CP_SITE] = "campus",
                                .measure = "gpu_hours",
                                .value = s->hours[t]});
        if (s->buy[t] <= 0)
            continue;
        struct cp_fact buy = {.dim[CP_PERIOD] = text,
                              .dim[CP_OFFER] = "forward",
                              .dim[CP_STEP] = "1",
                              .measure = "buy",
                              .value = s->buy[t]};
        put(f, buy);
        buy.measure = "milestone";
        buy.dim[CP_VINTAGE] = text;
        buy.value = 4e4 * s->price;
        put(f, buy);
        buy.dim[CP_PERIOD] = paid;
        buy.value = 1e4 * s->price;
        if (strcmp(text, paid) != 0)
            put(f, buy);
    }
    return f;
}

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
    double gap, cash, negative, unpaid, idle, full, silent, partners;
    int missed;
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
    double all = get(f, "partner_cash", period, name, NULL, NULL);
    double owners = or_zero(get(f, "cash_flow", period, name, NULL, "contribution")) +
                    or_zero(get(f, "cash_flow", period, name, NULL, "distribution"));
    w->partners = fmax(w->partners, fabs(or_zero(all) + owners));
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
    enum { RUNS = 1000 };
    static struct structure s;
    struct worst w = {0};
    double worst[4] = {0}, held[2] = {0};
    int solved = 0, defaults = 0, swings = 0;
    for (int i = 0; i < RUNS; i++) {
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
    ok(solved == RUNS, "of %d random structures %d are solved", RUNS, solved);
    ok(swings > 0 && swings <= RUNS / 100, "%d of them have a test that contradicts itself",
       swings);
    ok(defaults > 0, "%d of them default", defaults);
    ok(w.gap <= 1e-9, "balance sheets balance (%g)", w.gap);
    ok(w.cash <= 0.005, "cash and debt move by their flows to the cent (%g USD)", w.cash);
    ok(w.negative <= 0.005, "neither cash nor debt is below zero (%g USD)", w.negative);
    ok(w.unpaid <= 0.005, "debt is repaid by maturity or a shortfall says not (%g USD)", w.unpaid);
    ok(w.missed > 0 && w.idle <= 0.01, "default leaves no cash, in %d periods (%g USD)", w.missed,
       w.idle);
    ok(w.silent <= 1, "and what is not paid of a schedule is default (%g USD)", w.silent);
    ok(w.partners <= 0.01, "what partners have adds up to the entity's (%g USD)", w.partners);
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
