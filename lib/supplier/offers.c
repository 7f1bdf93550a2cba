/* The offers of a plan as those of a sourcing program: ways, capacities, prices. */
#include "supplier/sourcing.h"
#include <math.h>
#include <string.h>

static bool is_rented(const struct cp_offer *o) {
    return o->rent.price.n > 0;
}

static size_t steps_of(const struct cp_offer *o) {
    return is_rented(o) ? 1 : o->price.nstep;
}

static size_t whole_periods(const struct cp_sourcing_run *r, double years) {
    double n = fmax(1, round(years / cp_period_years(r->plan->horizon.from)));
    return n < 1e6 ? (size_t)n : (size_t)1e6;
}

static size_t later(const struct cp_sourcing_run *r, const struct cp_offer *o) {
    double n = round(o->option.defer / cp_period_years(r->plan->horizon.from));
    return n < (double)r->T ? (size_t)n : r->T;
}

/* ---- ways ---------------------------------------------------------------------------------- */

/* How long rented units may stay: to the end of the term or, with notice, for less. */
static size_t stays(const struct cp_sourcing_run *r, const struct cp_offer *o, size_t *least) {
    if (!is_rented(o) || !(o->rent.notice > 0))
        return 1;
    size_t term = whole_periods(r, o->rent.term);
    *least = whole_periods(r, o->rent.notice);
    size_t end = term <= r->T ? term : r->T + 1; /* to the end of the plan, and not of the term */
    return *least < end ? 1 + end - *least : 1;
}

/* Which fleet a unit joins: one for every SKU, supplier and place. */
static size_t fleet_of(struct cp_sourcing_run *r, size_t supplier, size_t offer, size_t place) {
    const struct cp_sku *sku = cp_plan_sku(r->plan, r->plan->supply.offer[offer].sku);
    struct cp_award_fleet f = {supplier, (size_t)(sku - r->plan->sku), place, sku->power};
    size_t i = 0;
    while (i < r->problem.nfleet && (r->fleet[i].supplier != supplier || r->fleet[i].sku != f.sku ||
                                     r->fleet[i].place != place))
        i++;
    if (i == r->problem.nfleet)
        r->fleet[r->problem.nfleet++] = f;
    return i;
}

/* Every mode to every place for every stay. */
static int make_ways(struct cp_sourcing_run *r, size_t i, struct cp_award_offer *out,
                     struct cp_error *err) {
    const struct cp_offer *o = &r->plan->supply.offer[i];
    const bool has[CP_SOURCING_MODES] = {true, o->option.expedite > 0, later(r, o) > 0};
    size_t least = 0, nstay = stays(r, o, &least), n = 0;
    size_t most = r->nplace * CP_SOURCING_MODES * nstay;
    struct cp_award_way *way = cp_arena_calloc(&r->arena, most, sizeof *way);
    struct cp_sourcing_way *mine = cp_arena_calloc(&r->arena, most, sizeof *mine);
    if (!way || !mine)
        return cp_fail_nomem(err);
    for (size_t place = 0; place < r->nplace; place++)
        for (int mode = 0; mode < CP_SOURCING_MODES; mode++)
            for (size_t s = 0; has[mode] && s < nstay; s++, n++) {
                mine[n] = (struct cp_sourcing_way){
                    .mode = (enum cp_sourcing_mode)mode,
                    .place = place,
                    .stay = s > 0 ? least + s - 1
                                  : (is_rented(o) ? whole_periods(r, o->rent.term) : 0)};
                way[n].later = mode == CP_SOURCING_DEFERRED ? later(r, o) : 0;
                way[n].expedited = mode == CP_SOURCING_EXPEDITED;
                way[n].fleet = fleet_of(r, out->supplier, i, place);
            }
    out->nway = n;
    out->way = way;
    r->way[i] = mine;
    return 0;
}

/* ---- capacity ------------------------------------------------------------------------------ */

/* Whole lots alone: what a period has beyond them is kept for the lot that the next completes. */
static void cut_to_lots(double *capacity, size_t T, double lot) {
    double sum = 0, done = 0;
    for (size_t t = 0; t < T && lot > 0; t++) {
        sum += capacity[t];
        capacity[t] = floor(sum / lot * (1 + 1e-12)) * lot - done;
        done += capacity[t];
    }
}

static double *units_of(struct cp_sourcing_run *r, const struct cp_supply_curve_period *period,
                        double lot) {
    double *units = cp_arena_calloc(&r->arena, r->T, sizeof *units);
    for (size_t t = 0; units && t < r->T; t++)
        units[t] = period[t].units;
    if (units)
        cut_to_lots(units, r->T, lot);
    return units;
}

/* The part of a delivery's time in which a licence allows it: of all of it, where none is asked. */
static double licensed(const struct cp_offer *o, const char *place, int64_t from, int64_t to) {
    double part = 0;
    bool asked = false;
    for (size_t i = 0; i < o->delivery.nlicence; i++) {
        const struct cp_licence *l = &o->delivery.licence[i];
        if (l->to && (!place || strcmp(l->to, place) != 0))
            continue;
        asked = true;
        part += cp_supplier_overlap(from, to, l->from, l->until);
    }
    return !asked ? 1 : to > from ? fmin(1, part / (double)(to - from)) : 0;
}

/* When the units of a slot come that goes one way. */
static struct cp_supply_curve_period arrival(const struct cp_sourcing_run *r, size_t i, size_t w,
                                             size_t t) {
    const struct cp_offer *o = &r->plan->supply.offer[i];
    const struct cp_sourcing_way *way = &r->way[i][w];
    struct cp_supply_curve_period p =
        way->mode == CP_SOURCING_EXPEDITED ? r->sooner[i][t] : r->curve[i].period[t];
    int64_t shift = 0;
    if (way->mode == CP_SOURCING_DEFERRED)
        shift = cp_period_start(cp_plan_period(r->plan, t + later(r, o))) -
                cp_period_start(cp_plan_period(r->plan, t));
    p.date += shift, p.from += shift, p.to += shift;
    p.tariff = p.to > p.from ? cp_supplier_offer_tariff(o, r->place[way->place], p.from, p.to) : 0;
    return p;
}

/* What of a slot may go a way: all, where neither a licence nor a ban stands against it. */
static int limit_way(struct cp_sourcing_run *r, size_t i, size_t w, const struct cp_award_offer *f,
                     struct cp_award_way *way, struct cp_error *err) {
    const struct cp_offer *o = &r->plan->supply.offer[i];
    double *most = cp_arena_calloc(&r->arena, r->T, sizeof *most);
    size_t *until = cp_arena_calloc(&r->arena, r->T, sizeof *until);
    bool less = false;
    if (!most || !until)
        return cp_fail_nomem(err);
    size_t life = whole_periods(r, cp_plan_sku(r->plan, o->sku)->life);
    for (size_t t = 0; t < r->T; t++) {
        size_t at = t + way->later, stay = is_rented(o) ? r->way[i][w].stay : r->work ? life : r->T;
        until[t] = stay < r->T - (at < r->T ? at : r->T) ? at + stay : r->T;
        if (at >= r->T || f->capacity[t] <= 0)
            continue;
        struct cp_supply_curve_period p = arrival(r, i, w, t);
        double part = licensed(o, r->place[r->way[i][w].place], p.from, p.to);
        if (p.to > o->delivery.banned_from)
            part = 0;
        most[t] = part * f->capacity[t];
        less |= part < 1;
    }
    way->until = until;
    way->returns = is_rented(o) && o->rent.notice > 0;
    way->capacity = less ? most : NULL;
    return 0;
}

/* A curve gives an offer's quantity to its first periods. Where these can deliver more of it in all
 * than there is, an award chooses which of them do: `open` is the offer without its quantity, and
 * the curve's units are those of that. */
static int open_up(struct cp_sourcing_run *r, size_t i, struct cp_offer *open, double *most,
                   struct cp_error *err) {
    const struct cp_plan *plan = r->plan;
    struct cp_supply_curve *c = &r->curve[i];
    *open = plan->supply.offer[i];
    *most = INFINITY;
    if (open->delivery.nwindow == 0 || !(c->units > 0))
        return 0;
    struct cp_supply_curve_period *period = cp_arena_calloc(&r->arena, r->T, sizeof *period);
    if (!period)
        return cp_fail_nomem(err);
    int64_t order = cp_supplier_offer_order_date(plan, open);
    double quantity = open->quantity, left = cp_supplier_offer_left(plan, open), units = 0;
    open->quantity = INFINITY;
    cp_supplier_offer_capacity(
        plan, open, cp_supplier_lead_arrival(open, order, r->opt->service_level), period);
    for (size_t t = 0; t < r->T; t++)
        units += period[t].units;
    bool cut = c->units >= left * (1 - 1e-9) && units > left * (1 + 1e-9);
    *most = cut ? left : INFINITY;
    open->quantity = cut ? INFINITY : quantity;
    for (size_t t = 0; cut && t < r->T; t++)
        c->period[t].units = period[t].units;
    return 0;
}

static int add_capacity(struct cp_sourcing_run *r, size_t i, struct cp_award_offer *f,
                        struct cp_error *err) {
    struct cp_offer open, *o = &open;
    int rc = open_up(r, i, o, &f->most, err);
    if (rc)
        return rc;
    f->capacity = units_of(r, r->curve[i].period, o->multiple);
    if (!f->capacity)
        return cp_fail_nomem(err);
    if (o->option.expedite > 0) {
        int64_t order = cp_supplier_offer_order_date(r->plan, o);
        int64_t usual = cp_supplier_lead_arrival(o, order, r->opt->service_level);
        int64_t soon = usual - (int64_t)(o->option.expedite * HOURS_A_YEAR);
        r->sooner[i] = cp_arena_calloc(&r->arena, r->T, sizeof *r->sooner[i]);
        if (!r->sooner[i])
            return cp_fail_nomem(err);
        cp_supplier_offer_capacity(r->plan, o, soon > order ? soon : order, r->sooner[i]);
        f->ordinary = f->capacity;
        f->capacity = units_of(r, r->sooner[i], o->multiple);
        if (!f->capacity)
            return cp_fail_nomem(err);
    }
    struct cp_award_way *way = (struct cp_award_way *)f->way;
    for (size_t w = 0; w < f->nway; w++) {
        rc = limit_way(r, i, w, f, &way[w], err);
        if (rc)
            return rc;
    }
    return 0;
}

/* ---- prices -------------------------------------------------------------------------------- */

struct prices {
    double *price, *invoice, *weight, *damages;
    struct cp_award_payment *payment;
    struct cp_offer_payment *each;
    double least; /* of the first step */
};

static void price_cell(struct cp_sourcing_run *r, size_t i, struct cp_award_offer *f,
                       struct prices *out, const size_t at[3]) {
    const struct cp_plan *plan = r->plan;
    const struct cp_offer *o = &plan->supply.offer[i];
    const struct cp_sourcing_way *way = &r->way[i][at[1]];
    size_t t = at[2] + f->way[at[1]].later, cell = cp_award_cell(f, r->T, at[0], at[1], at[2]);
    struct cp_supply_curve_period p = arrival(r, i, at[1], at[2]);
    struct cp_offer_sale sale = {
        .step = at[0],
        .period = t,
        .arrival = &p,
        .factor = way->mode == CP_SOURCING_DEFERRED ? 1 + o->option.defer_fee : 1,
        .extra = way->mode == CP_SOURCING_EXPEDITED ? o->option.expedite_fee : 0};
    struct cp_sourcing_cost *cost = &r->cost[i][cell];
    size_t n = 0;
    if (is_rented(o)) {
        n = cp_supplier_rent(plan, o, t, way->stay, out->each, cost);
        out->invoice[cell] = cost->invoice;
        out->each[0].amount += sale.extra;
    } else {
        n = cp_supplier_offer_payments(plan, o, &sale, out->each);
        out->invoice[cell] = cp_supplier_offer_price(plan, o, at[0], t) * sale.factor;
    }
    for (size_t j = 0; j < n; j++)
        out->payment[f->npayment++] = (struct cp_award_payment){
            at[0], at[1], at[2], out->each[j].period, out->each[j].amount};
    cost->landed = cp_supplier_offer_landed(plan, o, t, n, out->each);
    if (!is_rented(o))
        cp_supplier_keep(plan, o, t, cost);
    double df = cp_plan_discount(plan, plan->money.discount, cp_plan_period(plan, t));
    out->price[cell] = cost->landed * df + cost->upkeep + cost->power + cost->financing +
                       cost->after - cost->worth;
    if (at[0] == 0)
        out->least = fmin(out->least, cost->landed * df + cost->after);
}

static bool reserve(struct cp_sourcing_run *r, size_t i, const struct cp_award_offer *f,
                    struct prices *a) {
    const struct cp_offer *o = &r->plan->supply.offer[i];
    size_t cells = f->nstep * f->nway * r->T;
    size_t each = is_rented(o) ? r->T + 2 : cp_supplier_offer_payments_most(o);
    a->price = cp_arena_calloc(&r->arena, cells, sizeof(double));
    a->invoice = cp_arena_calloc(&r->arena, cells, sizeof(double));
    a->weight = cp_arena_calloc(&r->arena, r->T, sizeof(double));
    a->damages = cp_arena_calloc(&r->arena, r->T, sizeof(double));
    a->payment = cp_arena_calloc(&r->arena, cells * each, sizeof *a->payment);
    a->each = cp_arena_calloc(&r->arena, each, sizeof *a->each);
    r->cost[i] = cp_arena_calloc(&r->arena, cells, sizeof *r->cost[i]);
    return a->price && a->invoice && a->weight && a->damages && a->payment && a->each && r->cost[i];
}

static int add_prices(struct cp_sourcing_run *r, size_t i, struct cp_award_offer *f,
                      struct cp_error *err) {
    const struct cp_plan *plan = r->plan;
    const struct cp_offer *o = &plan->supply.offer[i];
    const struct cp_sku *sku = cp_plan_sku(plan, o->sku);
    struct prices a = {.least = INFINITY};
    double *from = cp_arena_calloc(&r->arena, f->nstep, sizeof *from);
    if (!reserve(r, i, f, &a) || !from)
        return cp_fail_nomem(err);
    for (size_t t = 0; t < r->T; t++) {
        struct cp_period p = cp_plan_period(plan, t);
        a.weight[t] =
            r->work ? r->need[0].rate[cp_supplier_at(r, (size_t)(sku - plan->sku), t)] : 1;
        a.damages[t] = o->option.damages * (1 - r->curve[i].period[t].probability) *
                       cp_plan_discount(plan, plan->money.discount, p);
    }
    for (size_t k = 0; k < f->nstep; k++) {
        from[k] = is_rented(o) ? 0 : o->price.step[k].from;
        for (size_t w = 0; w < f->nway; w++)
            for (size_t t = 0; t + f->way[w].later < r->T; t++)
                if (f->capacity[t] > 0)
                    price_cell(r, i, f, &a, (size_t[]){k, w, t});
    }
    f->from = from;
    f->price = a.price, f->invoice = a.invoice, f->weight = a.weight;
    f->damages = a.damages, f->payment = a.payment;
    f->pay.price = isinf(a.least) ? 0 : a.least;
    return 0;
}

/* ---- the offer ----------------------------------------------------------------------------- */

static const char *alternative_of(const struct cp_offer *o) {
    return o->alternative;
}

static const char *bundle_of(const struct cp_offer *o) {
    return o->order.bundle;
}

/* By the first of the offers with its word, from 1. */
static size_t group_of(const struct cp_plan *plan, size_t offer,
                       const char *(*word)(const struct cp_offer *)) {
    const char *own = word(&plan->supply.offer[offer]);
    size_t i = 0;
    while (own && i < offer &&
           (!word(&plan->supply.offer[i]) || strcmp(word(&plan->supply.offer[i]), own) != 0))
        i++;
    return own ? i + 1 : 0;
}

static void add_terms(const struct cp_sourcing_run *r, size_t i, struct cp_award_offer *f) {
    const struct cp_offer *o = &r->plan->supply.offer[i];
    const struct cp_offer_commitment *c = &o->commitment;
    double committed = r->curve[i].committed;
    bool leaves = !isnan(c->cancellation);
    f->minimum = o->minimum;
    f->multiple = o->multiple;
    f->order_minimum = o->order.minimum;
    f->tranche = o->order.tranche / cp_plan_sku(r->plan, o->sku)->power;
    f->guaranteed = o->option.guaranteed;
    f->must = c->take_or_pay > 0 || leaves ? 0 : committed;
    f->pay.units = committed * (c->take_or_pay > 0 ? c->take_or_pay : leaves);
}

size_t cp_supplier_place(const struct cp_plan *plan, const char *name) {
    size_t s = 0;
    while (strcmp(plan->supply.supplier[s].name, name) != 0)
        s++;
    return s;
}

int cp_supplier_award_offer(struct cp_sourcing_run *r, size_t i, struct cp_award_offer *f,
                            struct cp_error *err) {
    const struct cp_plan *plan = r->plan;
    const struct cp_offer *o = &plan->supply.offer[i];
    *f = (struct cp_award_offer){.supplier = cp_supplier_place(plan, o->supplier),
                                 .nstep = steps_of(o),
                                 .incremental = o->price.incremental,
                                 .alternative = group_of(plan, i, alternative_of),
                                 .bundle = {group_of(plan, i, bundle_of), o->quantity}};
    add_terms(r, i, f);
    int rc = make_ways(r, i, f, err);
    if (rc == 0)
        rc = add_capacity(r, i, f, err);
    if (rc == 0)
        rc = add_prices(r, i, f, err);
    if (rc)
        return rc;
    if (!isnan(o->commitment.cancellation))
        f->pay.price *= o->commitment.cancellation;
    size_t first = 0;
    while (first + 1 < r->T && !(f->capacity[first] > 0))
        first++;
    f->fixed = cp_supplier_once(o->fixed, first);
    struct cp_award_once *qualified = &r->supplier[f->supplier].qualified;
    if (first < qualified->at)
        *qualified = cp_supplier_once(qualified->cash, first);
    return 0;
}
