/* What random financial structures are made of: tranches, leases, partners and tax, and terms that
 * a plan writes beside the first. */
#ifndef CAPPLAN_TEST_FINANCE_TERMS_H
#define CAPPLAN_TEST_FINANCE_TERMS_H

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

/* Both file together for some years, from draws of their own. */
__attribute__((unused)) static void random_group(struct structure *s) {
    static uint64_t own = 1502;
    uint64_t others = seed;
    seed = own;
    bool together = pick(2) && !s->entity[0].tax.at_owners && !s->entity[1].tax.at_owners;
    s->group = (struct cp_tax_group){.name = together ? "g" : NULL,
                                     .paid = pick(2),
                                     .carries = pick(2),
                                     .interest_limit = pick(2) ? uniform(0, 0.5) : NAN,
                                     .interest_on_ebit = pick(2)};
    for (int e = 0; e < 2; e++)
        s->entity[e].tax.member =
            (struct cp_tax_membership){.group = s->group.name,
                                       .from = pick(2) ? 0 : month(pick(40)),
                                       .until = pick(2) ? INT64_MAX : month(12 + pick(200))};
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

#endif
