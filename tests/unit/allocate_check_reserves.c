/* Operating reserves: who holds them can, and they are what is asked for, or their lack is paid. */
#include "allocate_check.h"
#include <math.h>
#include <string.h>

static bool among(const char *const *list, size_t n, const char *word) {
    for (size_t i = 0; word && i < n; i++)
        if (!strcmp(list[i], word))
            return true;
    return false;
}

static bool is_for(const struct check *c, const struct cp_policy_reserve *r,
                   const struct check_place *p) {
    bool is = (!r->nsite && !r->nnode) || (p->node && among(r->nodes, r->nnode, p->name)) ||
              (p->site && among(r->sites, r->nsite, p->name));
    for (size_t s = 0; p->node && s < c->plan->nsite; s++)
        is |= c->plan->site[s].node && !strcmp(c->plan->site[s].node, p->name) &&
              among(r->sites, r->nsite, c->plan->site[s].name);
    return is;
}

/* A fact of slice h. */
static double in_slice(const struct check *c, struct cp_fact key, size_t t, size_t h) {
    char slice[CP_SLICE_SIZE];
    cp_slices_name(check_slicing(c, t), h, slice);
    key.dim[CP_PERIOD] = c->text[t];
    key.dim[CP_SLICE] = slice;
    return check_sum(c, &key);
}

static double held(const struct check *c, const struct cp_policy_reserve *r,
                   const struct cp_contract *e, size_t t, size_t h) {
    return in_slice(c,
                    (struct cp_fact){.measure = "reserve_held",
                                     .dim[CP_NAME] = r->name,
                                     .dim[CP_CONTRACT] = e->name},
                    t, h);
}

/* Of all reserves of a way. */
static double held_in_all(const struct check *c, bool down, const struct cp_contract *e, size_t t,
                          size_t h) {
    double sum = 0;
    for (size_t k = 0; k < c->plan->policy.nreserve; k++)
        if (c->plan->policy.reserve[k].down == down)
            sum += held(c, &c->plan->policy.reserve[k], e, t, h);
    return sum;
}

/* MW to the places of a reserve; NULL: to all. */
static double delivered(const struct check *c, const struct cp_policy_reserve *r,
                        const struct cp_contract *e, size_t t, size_t h) {
    const struct cp_slicing *s = check_slicing(c, t);
    char slice[CP_SLICE_SIZE];
    double mwh = 0;
    cp_slices_name(s, h, slice);
    struct cp_fact key = {.measure = "energy",
                          .dim[CP_CONTRACT] = e->name,
                          .dim[CP_PERIOD] = c->text[t],
                          .dim[CP_SLICE] = slice};
    for (size_t i = 0; i < c->nplace; i++)
        mwh += !r || is_for(c, r, &c->place[i]) ? check_at(c, &c->place[i], key) : 0;
    return mwh / (s->weight[h] * c->hours[t]);
}

static bool varies(const struct cp_contract *e) {
    return e->kind == CP_PPA ||
           (e->kind == CP_GENERATOR && (e->output.profile || e->output.factor < 1));
}

static double path(const struct check *c, const struct cp_path *p, size_t t) {
    return p->n ? cp_plan_path_at(p, c->period[t], c->plan->horizon.origin) : 0;
}

static void check_asked(struct check *c, const struct cp_policy_reserve *r, size_t t, size_t h) {
    double asked = path(c, &r->power, t), largest = 0, all = 0;
    for (size_t i = 0; i < c->nplace; i++)
        if (is_for(c, r, &c->place[i]))
            asked += path(c, &r->load, t) * check_served(c, &c->place[i], t, h);
    for (size_t i = 0; i < c->plan->energy.ncontract; i++) {
        const struct cp_contract *e = &c->plan->energy.contract[i];
        double mw = delivered(c, r, e, t, h), holds = held(c, r, e, t, h);
        asked += varies(e) ? path(c, &r->variable, t) * mw : 0;
        if (among(r->lost, r->nlost, e->name))
            largest = fmax(largest, mw + holds);
        if (!among(r->contracts, r->ncontract, e->name))
            check_near(c, holds, 0, 1, "reserve of another", e->name, t);
        all += holds;
    }
    double missing =
        in_slice(c, (struct cp_fact){.measure = "reserve_missing", .dim[CP_NAME] = r->name}, t, h);
    check_at_most(c, asked + largest, all + missing, 1, "reserve", r->name, t);
    check_not_negative(c, missing, 1, "missing reserve", r->name, t);
    if (!r->price.n)
        check_near(c, missing, 0, 1, "missing reserve", r->name, t);
}

/* MW that it can come down by: to its least load, a sale up to what it can take; storage by as much
 * more as it can charge with. Infinite: of a charger of its own. */
static double footroom(const struct check *c, const struct cp_contract *e, double mw, double runs,
                       size_t t, size_t h) {
    double can = check_available(c, e, t, h) * runs;
    if (e->kind == CP_SALE)
        return can + mw;
    if (e->kind != CP_BATTERY && e->kind != CP_STORAGE)
        return e->generator.commits ? mw - can * e->generator.least_load : mw;
    bool apart = !isnan(e->storage.charge.most) || !isnan(e->storage.charge_ratio);
    return apart ? INFINITY : can + mw;
}

/* Above what it delivers, on-line, and each within the time of its call. */
static void check_holder(struct check *c, const struct cp_contract *e, size_t t, size_t h) {
    struct cp_fact key = {
        .measure = "contract", .dim[CP_CONTRACT] = e->name, .dim[CP_PERIOD] = c->text[t]};
    double stands = check_sum(c, &key), mw = delivered(c, NULL, e, t, h);
    key.measure = "online";
    double runs = e->generator.commits ? in_slice(c, key, t, h) : stands;
    double can = e->kind == CP_SALE ? -mw : check_available(c, e, t, h) * runs - mw;
    check_at_most(c, held_in_all(c, false, e, t, h), can, 1, "all reserves held", e->name, t);
    check_at_most(c, held_in_all(c, true, e, t, h), footroom(c, e, mw, runs, t, h), 1,
                  "all reserves held downwards", e->name, t);
    for (size_t k = 0; k < c->plan->policy.nreserve; k++) {
        const struct cp_policy_reserve *r = &c->plan->policy.reserve[k];
        if (e->kind == CP_GENERATOR && e->generator.ramp * r->within < 1)
            check_at_most(c, held(c, r, e, t, h), e->generator.ramp * r->within * runs, 1,
                          "reserve in time", e->name, t);
        check_not_negative(c, held(c, r, e, t, h), 1, "reserve", e->name, t);
    }
}

void check_reserves(struct check *c, double money) {
    for (size_t k = 0; k < c->plan->policy.nreserve; k++) {
        const struct cp_policy_reserve *r = &c->plan->policy.reserve[k];
        for (size_t t = 0; t < c->T; t++) {
            for (size_t h = 0; h < check_slicing(c, t)->n; h++)
                check_asked(c, r, t, h);
            check_near(c,
                       SUM(.measure = "cost", .dim[CP_KIND] = "reserve", .dim[CP_NAME] = r->name,
                           .dim[CP_PERIOD] = c->text[t]),
                       SUM(.measure = "reserve_missing", .dim[CP_NAME] = r->name,
                           .dim[CP_PERIOD] = c->text[t]) *
                           path(c, &r->price, t) * c->hours[t],
                       1e-3 * money, "missing reserve", r->name, t);
        }
    }
    for (size_t e = 0; c->plan->policy.nreserve && e < c->plan->energy.ncontract; e++)
        for (size_t t = 0; t < c->T; t++)
            for (size_t h = 0; h < check_slicing(c, t)->n; h++)
                check_holder(c, &c->plan->energy.contract[e], t, h);
}
