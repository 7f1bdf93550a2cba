/* Random financial structures, and the facts they stand on. */
#ifndef CAPPLAN_TEST_FINANCE_DRAW_H
#define CAPPLAN_TEST_FINANCE_DRAW_H

#include "finance_structure.h"

static uint64_t seed = 11; /* one of its structures has a lock-up that contradicts itself */
__attribute__((unused)) static double uniform(double a, double b) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return a + (b - a) * (double)(seed >> 11) / 9007199254740992.0;
}
__attribute__((unused)) static int pick(int n) {
    return (int)uniform(0, n);
}

__attribute__((unused)) static int64_t month(int after) { /* months after 2026-01 */
    return cp_period_start((struct cp_period){CP_MONTH, 2026 * 12 + after});
}

__attribute__((unused)) static struct cp_tranche random_tranche(const char *name) {
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

__attribute__((unused)) static void period_text(const struct structure *s, int t,
                                                char buf[CP_PERIOD_SIZE]) {
    struct cp_period p = s->from;
    p.index += t;
    cp_period_format(buf, p);
}

/* Terms that a plan writes beside the first: floating with swap and cap, discount, a schedule, a
 * borrowing base, draws for their own costs. */
__attribute__((unused)) static void random_terms(struct structure *s, int e, int k) {
    static int rich; /* calls until now */
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
    if (rich++ / (2 * MAXTRANCHE) % 2) /* of every other structure */
        w->sweep_order = (enum cp_sweep_order)(1 + (k + e) % 2);
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
__attribute__((unused)) static void random_partners(struct structure *s) {
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

/* Up to two leases of each entity, on either side, from draws of their own. */
__attribute__((unused)) static void random_leases(struct structure *s) {
    static const char *const methods[] = {"straight-line", "macrs-5", "macrs-15"};
    static uint64_t own = 842;
    uint64_t others = seed;
    seed = own;
    for (int e = 0; e < 2; e++) {
        s->entity[e].lease.others.n = (size_t)pick(3);
        for (int k = 0; k < 2; k++) {
            struct cp_lease *l = &s->lease[e][k];
            int from = pick(60) - 30;
            bool given = pick(2);
            *l = (struct cp_lease){.name = k ? "second" : "first",
                                   .lets = pick(2),
                                   .how = (enum cp_lease_class)pick(3),
                                   .from = month(from) + 24 * pick(28),
                                   .until = month(from + 4 + pick(90)) + 24 * pick(28),
                                   .escalation = pick(2) ? uniform(-0.02, 0.05) : 0,
                                   .advance = pick(2),
                                   .yield = uniform(0, 0.12),
                                   .rate = NAN,
                                   .value = uniform(1e8, 5e9),
                                   .purchase = NAN,
                                   .life = pick(2) ? uniform(2, 12) : NAN,
                                   .cost = NAN,
                                   .sale = NAN,
                                   .guarantee = NAN,
                                   .depreciation = methods[pick(3)]};
            l->residual = pick(2) ? l->value * uniform(0, 0.4) : 0;
            if (pick(3) == 0 && l->how != CP_LEASE_OPERATING) {
                l->purchase = l->value * uniform(0, 0.3);
                l->life = uniform(2, 12);
            }
            if (l->lets) {
                l->cost = pick(2) ? l->value * uniform(0.7, 1) : NAN;
                l->sale = pick(2) ? l->value * uniform(0, 0.5) : NAN;
                l->guarantee = pick(3) == 0 ? l->value * uniform(0, 0.5) : NAN;
            } else {
                l->costs = pick(2) ? uniform(-1e7, 1e7) : 0;
                l->rate = pick(2) ? uniform(0, 0.12) : NAN;
            }
            if (given && (l->lets || !isnan(l->rate))) { /* total worth more than the value */
                double years = (double)(l->until - l->from) / 8766;
                l->payment.n = 2;
                s->leased[e][k][0] = l->value * uniform(1, 1.3) / years;
                s->leased[e][k][1] = s->leased[e][k][0] * uniform(1, 1.5);
                l->yield = NAN;
                l->advance = false; /* else the first may be worth more than the value */
                l->escalation = fmax(0, l->escalation);
            }
        }
    }
    own = seed;
    seed = others;
}

/* Limits of interest and of the age of losses, property tax and a grant, from draws of their own.
 */
__attribute__((unused)) static void random_tax(struct structure *s) {
    static uint64_t own = 163;
    uint64_t others = seed;
    seed = own;
    for (int e = 0; e < 2; e++) {
        struct cp_entity_tax *x = &s->entity[e].tax;
        x->interest_limit = pick(2) ? uniform(0, 0.5) : NAN;
        x->interest_on_ebit = pick(2);
        x->loss_years = pick(2) ? 1.0 + pick(4) : NAN;
        x->property_site = pick(2) ? flat(uniform(0, 0.03)) : (struct cp_path){0};
        x->property_gpu = pick(2) ? flat(uniform(0, 0.05)) : (struct cp_path){0};
        if (pick(3) == 0) {
            s->stream[e][0].kind = CP_STREAM_GRANT;
            s->stream[e][0].cost *= 0.1;
        }
        if (pick(3) == 0)
            s->entity[e].halls.method = "sl-39";
        s->entity[e].equity.funding = (enum cp_funding)pick(3);
    }
    own = seed;
    seed = others;
}

/* Letters of credit, taxes withheld, and conditions of partners and grants, from draws of their
 * own.
 */
__attribute__((unused)) static void random_conditions(struct structure *s) {
    static uint64_t own = 97531;
    uint64_t others = seed;
    seed = own;
    s->partner[1].when = pick(3) == 0 ? "t" : NULL;
    s->partner[1].unless = pick(2);
    for (int e = 0; e < 2; e++) {
        s->entity[e].waterfall.ntrigger = 2;
        s->entity[e].tax.withheld = pick(2) ? uniform(0, 0.3) : 0;
        for (int i = 0; i < 2; i++)
            if (pick(3) == 0) {
                s->reserve[e][i].letter = uniform(0.001, 0.05);
                s->reserve[e][i].at_close = false;
            }
        for (int k = 0; k < MAXTRANCHE; k++) {
            s->tranche[e][k].interest.withheld = pick(3) == 0 ? uniform(0, 0.3) : 0;
            s->tranche[e][k].bridge = !s->tranche[e][k].holder && pick(6) == 0;
        }
        s->condition[e] = (struct cp_trigger){.name = "licence",
                                              .dscr = NAN,
                                              .from = month(pick(90)),
                                              .nsite = (size_t)pick(2),
                                              .sites = s->campus,
                                              .least = uniform(0, 1)};
        if (pick(2))
            s->stream[e][1].pool = (struct cp_stream_pool){.defaults = uniform(0, 0.2),
                                                           .prepays = uniform(0, 0.2),
                                                           .prepaid_at = uniform(0, 0.1),
                                                           .recovery = uniform(0, 0.6),
                                                           .lag = uniform(0, 24),
                                                           .advance = pick(2) ? uniform(0, 1) : 0};
        if (s->stream[e][0].kind == CP_STREAM_GRANT && pick(2)) {
            s->stream[e][0].clawback = "licence";
            s->stream[e][0].vests = pick(2) ? uniform(1, 10) : NAN;
        }
    }
    own = seed;
    seed = others;
}

/* Loans of owners, or of one of the partners, from draws of their own: without what lenders ask
 * for.
 */
__attribute__((unused)) static void random_holders(struct structure *s) {
    static const char *const holders[] = {"owners", "a", "b"};
    static uint64_t own = 32338;
    uint64_t others = seed;
    seed = own;
    for (int e = 0; e < 2; e++)
        for (int k = 0; k < MAXTRANCHE; k++) {
            struct cp_tranche *w = &s->tranche[e][k];
            int who = pick(12);
            if (who > 2 || w->amortisation == CP_SCULPTED || w->amortisation == CP_BORROWING_BASE)
                continue;
            w->holder = holders[who];
            w->dscr = NAN;
            w->covenant = (struct cp_tranche_covenant){NAN, NAN, CP_COVER_PERIOD};
            w->fee = (struct cp_tranche_fee){0};
            w->recourse = (struct cp_tranche_recourse){0};
            w->refinanced = w->draw.costs = false;
        }
    own = seed;
    seed = others;
}

__attribute__((unused)) static void random_riches(struct structure *s) {
    static const char *const methods[] = {"none", "macrs-5", "sl-15", "straight-line"};
    s->base[0] = uniform(0, 0.08);
    s->base[1] = uniform(0, 0.08);
    s->trigger = (struct cp_trigger){.name = "t",
                                     .dscr = uniform(0.8, 1.5),
                                     .from = INT64_MAX,
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
                                              .bonus = flat(uniform(0, 1)),
                                              .credit = pick(2) ? uniform(0, 0.4) : 0};
    random_partners(s);
    random_leases(s);
    for (int e = 0; e < 2; e++) {
        struct cp_entity *x = &s->entity[e];
        x->tax.state_rate = uniform(0, 0.1);
        x->tax.at_owners = pick(3) == 0;
        x->tax.loss_limit = uniform(0.5, 1);
        x->tax.mid_quarter = pick(2);
        x->gpus.bonus = pick(2) ? flat(uniform(0, 1)) : (struct cp_path){0};
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
    random_tax(s);
    random_holders(s);
    random_conditions(s);
}

__attribute__((unused)) static void random_structure(struct structure *s) {
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

__attribute__((unused)) static struct cp_facts *facts_of(const struct structure *s,
                                                         bool backwards) {
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

#endif
