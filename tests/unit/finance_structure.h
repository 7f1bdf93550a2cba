/* A financial structure by hand: a plan of two entities with their tranches, its facts, and what
 * cp_finance writes of it. */
#ifndef CAPPLAN_TEST_FINANCE_STRUCTURE_H
#define CAPPLAN_TEST_FINANCE_STRUCTURE_H

#include "finance/finance.h"
#include "tap.h"

enum { T = 24, MAXTRANCHE = 4 };

__attribute__((unused)) static int64_t hour(const char *text) {
    struct cp_period p = {0};
    cp_period_parse(text, strlen(text), &p);
    return cp_period_start(p);
}

/* A rate that does not change; good for the next hundred of them. */
__attribute__((unused)) static struct cp_path flat(double rate) {
    static double value[100];
    static int64_t at[1];
    static int next;
    next = (next + 1) % 100;
    value[next] = rate;
    return (struct cp_path){1, at, &value[next], 0};
}

struct structure {
    struct cp_plan plan;
    struct cp_period from;
    struct cp_entity entity[2];
    struct cp_tranche tranche[2][MAXTRANCHE];
    struct cp_waterfall_step step[9];
    struct cp_stream stream[2][4];
    struct cp_reserve reserve[2][3];
    struct cp_trigger trigger, condition[2], triggers[2][2]; /* the first of both, then its own */
    struct cp_asset_class class[2];
    struct cp_partner partner[2];
    struct cp_hurdle hurdle[3];
    struct cp_lease lease[2][2];
    double leased[2][2][2];
    struct cp_repayment repayment[2][MAXTRANCHE][3];
    double base[2], rate[2][MAXTRANCHE][2];
    bool rich; /* with streams, reserves, a trigger and classes */
    struct cp_site site[2];
    struct cp_phase phase[2];
    struct cp_existing existing;
    int64_t at[2], start;
    double rent[2], price, cost[T][6], hours[T], buy[T];
    const char *campus[1];
    struct cp_tax_group group;
};

__attribute__((unused)) static void wire(struct structure *s) {
    static const char *const actions[] = {"opex", "tax", "interest", "principal", "distribution"};
    static const char *const rich[] = {"opex",      "tax",     "interest", "interest",
                                       "principal", "reserve", "sweep",    "distribution"};
    struct cp_plan *p = &s->plan;
    for (int i = 0; i < (s->rich ? 8 : 5); i++)
        s->step[i].action = s->rich ? rich[i] : actions[i];
    for (int e = 0; e < 2; e++) {
        s->entity[e].tranche = s->tranche[e];
        s->entity[e].waterfall.step = s->step;
        s->entity[e].waterfall.nstep = s->rich ? 8 : 5;
        s->entity[e].stream = s->stream[e];
        s->entity[e].waterfall.reserve = s->reserve[e];
        s->triggers[e][0] = s->trigger;
        s->triggers[e][1] = s->condition[e];
        s->entity[e].waterfall.trigger = s->triggers[e];
        s->entity[e].asset_class = s->class;
        s->entity[e].equity.partner = s->partner;
        s->entity[e].equity.hurdle = s->hurdle;
        s->entity[e].lease.others.at = s->lease[e];
        for (int k = 0; k < 2; k++) {
            s->lease[e][k].payment.at = s->at;
            s->lease[e][k].payment.value = s->leased[e][k];
        }
        for (int k = 0; k < MAXTRANCHE; k++) {
            s->tranche[e][k].repayment = s->repayment[e][k];
            struct cp_tranche_interest *i = &s->tranche[e][k].interest;
            if (s->rich)
                i->rate = (struct cp_path){i->rate.n, s->at, s->rate[e][k], 0};
            i->base.at = s->at;
            i->base.value = s->base;
        }
        s->site[e].phase = &s->phase[e];
        s->site[e].nphase = 1;
    }
    s->campus[0] = "campus";
    p->money.tax_groups = (struct cp_tax_groups){s->group.name != NULL, &s->group};
    s->entity[1].sites = s->campus;
    s->entity[1].lease.rent.at = s->at;
    s->entity[1].lease.rent.value = s->rent;
    s->entity[0].price.at = &s->start;
    s->entity[0].price.value = &s->price;
    s->site[1].existing = &s->existing;
    p->entity = s->entity;
    p->site = s->site;
}

__attribute__((unused)) static void put(struct cp_facts *f, struct cp_fact x) {
    struct cp_error err = {0};
    if (cp_facts_put(f, &x, &err) != 0)
        ok(false, "fact refused: %s", err.at[0].msg);
}

/* ---- what came out ------------------------------------------------------------------------- */

/* A run: the facts, and which row is the first that cp_finance wrote. */
struct run {
    struct cp_facts *f;
    size_t first;
    struct cp_finance_result result;
    bool unsettled; /* refused: no size of debt and reserves stands */
};

__attribute__((unused)) static double get(const struct run *r, const char *measure,
                                          const char *period, const char *entity,
                                          const char *tranche, const char *kind) {
    double sum = NAN;
    const struct cp_facts *f = r->f;
    for (size_t i = r->first; i < cp_facts_count(f); i++) {
        if ((period && strcmp(cp_facts_dim(f, i, CP_PERIOD), period) != 0) ||
            strcmp(cp_facts_measure(f, i), measure) != 0 ||
            strcmp(cp_facts_dim(f, i, CP_ENTITY), entity) != 0 ||
            (tranche && strcmp(cp_facts_dim(f, i, CP_TRANCHE), tranche) != 0) ||
            (kind && strcmp(cp_facts_dim(f, i, CP_KIND), kind) != 0))
            continue;
        sum = (isnan(sum) ? 0 : sum) + cp_facts_value(f, i);
    }
    return sum;
}

__attribute__((unused)) static double or_zero(double x) {
    return isnan(x) ? 0 : x;
}

__attribute__((unused)) static void release(struct run *r) {
    cp_facts_free(r->f);
    cp_finance_result_release(&r->result);
}

/* ---- a company by hand --------------------------------------------------------------------- */

/* One company without tax over n periods from 2026; its facts are the test's. */
__attribute__((unused)) static void company(struct structure *s, enum cp_freq freq, size_t n) {
    *s = (struct structure){0};
    s->plan.money.currency = "USD";
    s->plan.money.discount = 0.08;
    struct cp_period from = cp_period_at(freq, hour("2026")), to = from;
    to.index += (int32_t)n - 1;
    s->plan.horizon = (struct cp_horizon){.from = from, .to = to, .n = n, .origin = hour("2026")};
    s->plan.money.discount_from = hour("2026");
    s->plan.nentity = 1;
    s->entity[0] = (struct cp_entity){
        .name = "c", .hurdle = NAN, .ownership = 1, .halls.life = 20, .gpus.life = 5, .cash = 0};
    wire(s);
    s->entity[0].waterfall.step = NULL;
    s->entity[0].waterfall.nstep = 0;
}

__attribute__((unused)) static struct cp_tranche *lend(struct structure *s,
                                                       enum cp_amortisation how, double amount,
                                                       double rate, const char *issue,
                                                       const char *maturity) {
    struct cp_tranche *w = &s->tranche[0][s->entity[0].ntranche++];
    *w = (struct cp_tranche){.name = s->entity[0].ntranche == 1 ? "loan" : "other",
                             .amortisation = how,
                             .amount = amount,
                             .interest.rate = flat(rate),
                             .issue = hour(issue),
                             .maturity = hour(maturity),
                             .recourse.kind = CP_RECOURSE_FULL,
                             .dscr = NAN,
                             .gearing = NAN};
    return w;
}

__attribute__((unused)) static void cost(struct cp_facts *f, const char *period, const char *kind,
                                         const char *offer, double value) {
    put(f, (struct cp_fact){.dim[CP_PERIOD] = period,
                            .dim[CP_KIND] = kind,
                            .dim[CP_OFFER] = offer,
                            .measure = "cost",
                            .value = value});
}

__attribute__((unused)) static struct run calculate(const struct structure *s, struct cp_facts *f) {
    struct run r = {.f = f, .first = cp_facts_count(f)};
    struct cp_error err = {0};
    ok_rc(cp_finance(&s->plan, f, &r.result, &err), &err, "calculated");
    return r;
}

#endif
