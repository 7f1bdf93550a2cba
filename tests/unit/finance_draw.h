/* Random financial structures, and the facts they stand on. */
#ifndef CAPPLAN_TEST_FINANCE_DRAW_H
#define CAPPLAN_TEST_FINANCE_DRAW_H

#include "finance_terms.h"

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
    random_group(s);
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

__attribute__((unused)) static void period_text(const struct structure *s, int t,
                                                char buf[CP_PERIOD_SIZE]) {
    struct cp_period p = s->from;
    p.index += t;
    cp_period_format(buf, p);
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
