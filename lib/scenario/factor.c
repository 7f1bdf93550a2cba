/* What a future makes of what the stream says: factors by workload, offer and period. */
#include "scenario/internal.h"
#include <string.h>

static const struct cp_event_factor *factors(const struct cp_plan_event *e,
                                             enum cp_scenario_factor what, size_t *n) {
    const size_t count[] = {e->ndemand, e->nsupply, e->nprice};
    const struct cp_event_factor *const of[] = {e->demand, e->supply, e->price};
    *n = count[what];
    return of[what];
}

size_t cp_scenario_factor_count(const struct cp_plan *p, enum cp_scenario_factor what) {
    return what == CP_FACTOR_DEMAND ? p->nworkload : p->supply.noffer;
}

const char *cp_scenario_factor_name(const struct cp_plan *p, enum cp_scenario_factor what,
                                    size_t of) {
    return what == CP_FACTOR_DEMAND ? p->workload[of].name : p->supply.offer[of].name;
}

double cp_scenario_driven(const struct cp_scenario_set *s, const struct cp_scenario_future *f,
                          size_t curve, const struct cp_drive *d, size_t t) {
    return 1 + d->part * (f->curve[curve * s->periods + t] - 1);
}

/* Of an offer's price or rent, what the curves that drive it come to. */
static double priced(const struct cp_scenario_set *s, const struct cp_scenario_future *f,
                     const struct cp_offer *o, size_t t) {
    double product = 1;
    for (size_t c = 0; f->curve && c < s->ncurve; c++) {
        const struct cp_market_curve *of = &s->plan->money.market.curve[c];
        for (size_t k = 0; k < of->ndrive; k++) {
            const struct cp_drive *d = &of->drive[k];
            if ((d->kind == CP_DRIVE_PURCHASE || d->kind == CP_DRIVE_RENT) &&
                strcmp(d->of, o->supplier) == 0 && strcmp(d->within, o->name) == 0)
                product *= cp_scenario_driven(s, f, c, d, t);
        }
    }
    return product;
}

/* What arrives of an offer in a period once everything comes so many years later, as a part of what
 * did: nothing where nothing did. */
static double delayed(const struct cp_scenario_set *s, size_t o, double late, size_t t) {
    const double *supply = s->supply + o * s->periods;
    double from = (double)cp_period_start(cp_plan_period(s->plan, t));
    double until = (double)cp_period_end(cp_plan_period(s->plan, t)), arrives = 0;
    if (!(late > 0) || !(supply[t] > 0))
        return 1;
    for (size_t q = 0; q <= t; q++) {
        double a = (double)cp_period_start(cp_plan_period(s->plan, q)) + late * 8766;
        double b = (double)cp_period_end(cp_plan_period(s->plan, q)) + late * 8766;
        double both = (b < until ? b : until) - (a > from ? a : from);
        arrives += both > 0 ? supply[q] * both / (b - a) : 0;
    }
    return arrives / supply[t];
}

bool cp_scenario_is_decided(const struct cp_scenario_set *s, size_t t) {
    int64_t by = s->plan->policy.decide_by;
    return by < INT64_MAX && cp_period_start(cp_plan_period(s->plan, t)) < by;
}

double cp_scenario_factor_at(const struct cp_scenario_set *s, const struct cp_scenario_future *f,
                             enum cp_scenario_factor what, size_t of, size_t t) {
    double product = 1;
    if (what == CP_FACTOR_SUPPLY && cp_scenario_is_decided(s, t))
        return 1;
    for (size_t e = 0; e < s->nevent; e++) {
        size_t n;
        const struct cp_event_factor *x = factors(&s->event[e], what, &n);
        for (size_t k = 0; k < n && cp_scenario_holds(s, f->when, e, t); k++)
            product *=
                cp_like(x[k].of, cp_scenario_factor_name(s->plan, what, of)) ? x[k].value : 1;
    }
    if (what == CP_FACTOR_DEMAND)
        return f->demand ? product * f->demand[of * s->periods + t] : product;
    if (what == CP_FACTOR_SUPPLY)
        return f->late ? product * delayed(s, of, f->late[of], t) : product;
    return product * priced(s, f, &s->plan->supply.offer[of], t);
}

/* ---- when offers deliver --------------------------------------------------------------------- */

/* As the plan spreads it: evenly over its time of delivery. */
static void spread(const struct cp_scenario_set *s, const struct cp_offer *o, double *out) {
    for (size_t t = 0; t < s->periods; t++) {
        struct cp_period p = cp_plan_period(s->plan, t);
        int64_t a = cp_period_start(p), b = cp_period_end(p);
        a = a > o->delivery.from ? a : o->delivery.from;
        b = b < o->delivery.to ? b : o->delivery.to;
        out[t] = b > a ? (double)(b - a) : 0;
    }
}

int cp_scenario_read_supply(struct cp_scenario_set *s, struct cp_error *err) {
    const struct cp_plan_supply *plan = &s->plan->supply;
    struct cp_selection rows;
    int rc = cp_facts_select(s->facts, "supply", NULL, &rows, err);
    if (rc)
        return rc;
    s->supply = cp_arena_calloc(&s->arena, plan->noffer * s->periods + 1, sizeof *s->supply);
    for (size_t o = 0; s->supply && o < plan->noffer; o++) {
        double *own = s->supply + o * s->periods, all = 0;
        for (size_t i = 0; i < rows.n; i++) {
            size_t t = cp_plan_find_period(s->plan, cp_facts_dim(s->facts, rows.row[i], CP_PERIOD));
            if (t != SIZE_MAX && rows.value[i] > 0 &&
                strcmp(cp_facts_dim(s->facts, rows.row[i], CP_SCENARIO), "-") == 0 &&
                strcmp(cp_facts_dim(s->facts, rows.row[i], CP_OFFER), plan->offer[o].name) == 0)
                all += own[t] += rows.value[i];
        }
        if (!(all > 0))
            spread(s, &plan->offer[o], own);
    }
    cp_facts_selection_release(&rows);
    return s->supply ? 0 : cp_fail_nomem(err);
}

/* ---- names ----------------------------------------------------------------------------------- */

/* A pattern that meets nothing is a mistake. */
int cp_scenario_check_names(const struct cp_scenario_set *s, struct cp_error *err) {
    static const char *const words[] = {"demand", "supply", "price"};
    int rc = 0;
    for (size_t e = 0; e < s->nevent; e++)
        for (enum cp_scenario_factor w = 0; w < CP_FACTORS; w++) {
            size_t n;
            const struct cp_event_factor *of = factors(&s->event[e], w, &n);
            for (size_t k = 0; k < n; k++) {
                bool met = false;
                for (size_t i = 0; i < cp_scenario_factor_count(s->plan, w); i++)
                    met = met || cp_like(of[k].of, cp_scenario_factor_name(s->plan, w, i));
                if (!met)
                    rc = cp_fail_at(err, CP_EINPUT, s->event[e].pos,
                                    "events/%.80s/then/%s: '%.80s' is no %s of the plan",
                                    s->event[e].name, words[w], of[k].of,
                                    w == CP_FACTOR_DEMAND ? "workload" : "offer");
            }
        }
    return rc;
}
