/* Keys of `suppliers:` and their offers. */
#include "plan/document/document.h"
#include "plan/schema/delivery.h"
#include <math.h>
#include <string.h>

static const char *const discounts[] = {"all-units", "incremental", NULL};

#define AT "sourcing/"
#define OF struct cp_plan
static const struct cp_field sourcing[] = {
    {AT "supplier_share", CP_IN(CP_T_NUMBER, supply.sourcing.supplier_share), .unit = "1",
     .default_text = "100 %", .max = 1, .meaning = "of an award that one supplier may have"},
    {AT "country_share", CP_IN(CP_T_NUMBER, supply.sourcing.country_share), .unit = "1",
     .default_text = "100 %", .max = 1, .meaning = "of an award that may come from one country"},
    {AT "critical", CP_IN(CP_T_NUMBER, supply.sourcing.critical), .unit = "1",
     .default_text = "0 %", .max = 1,
     .meaning = "part of the need that is met without any one supplier"},
    {AT "supplier_correlation", CP_IN(CP_T_NUMBER, supply.sourcing.supplier_correlation),
     .unit = "1", .default_text = "0 %", .max = 1,
     .meaning = "of the lead times of items from one supplier; at least country_correlation"},
    {AT "country_correlation", CP_IN(CP_T_NUMBER, supply.sourcing.country_correlation), .unit = "1",
     .default_text = "0 %", .max = 1,
     .meaning = "of the lead times of items from one country: one fab, one strait"},
    {AT "budget", CP_IN(CP_T_PATH, supply.sourcing.budget), .unit = "USD", .default_text = "",
     .meaning = "payments to suppliers at most, a calendar year"},
    {AT "power_price", CP_IN(CP_T_PATH, supply.sourcing.power_price), .unit = "USD/MWh",
     .default_text = "",
     .meaning = "of IT power, with what cooling takes: an award counts it of "
                "what is bought; it counts none when absent"},
    {AT "hall_price", CP_IN(CP_T_PATH, supply.sourcing.hall_price), .unit = "USD/MW/year",
     .default_text = "",
     .meaning = "of room for IT power: an award counts it of what is bought; it "
                "counts none when absent"},
    {AT "financing", CP_IN(CP_T_NUMBER, supply.sourcing.financing), .unit = "1", .default_text = "",
     .max = 1,
     .meaning =
         "rate a year at which what is bought is financed until the plan ends; as the plan's "
         "discount when absent"},
};
const struct cp_schema cp_plan_schema_sourcing = {CP_ROWS(sourcing)};
#undef AT
#undef OF

#define AT "suppliers/NAME/offers/NAME/capacity/PERIOD/"
#define OF struct cp_window
static const struct cp_field window[] = {
    {AT "value", CP_IN(CP_T_NUMBER, units), .unit = "GPU", .default_text = NULL,
     .meaning = "delivered in that period at most"},
};
static const struct cp_schema window_schema = {CP_ROWS(window), .period = CP_AT(period),
                                               .plain = "value"};
#undef AT
#undef OF

#define AT "suppliers/NAME/offers/NAME/steps/N/"
#define OF struct cp_step
static const struct cp_field step[] = {
    {AT "from", CP_IN(CP_T_NUMBER, from), .unit = "GPU", .default_text = NULL,
     .flags = CP_F_POSITIVE, .meaning = "units ordered from which on this price holds"},
    {AT "price", CP_IN(CP_T_NUMBER, price), .unit = "USD/GPU", .default_text = NULL,
     .meaning = "of one unit"},
};
static const struct cp_schema step_schema = {CP_ROWS(step)};
#undef AT
#undef OF

#define AT "suppliers/NAME/offers/NAME/milestones/N/"
#define OF struct cp_milestone
static const struct cp_field milestone[] = {
    {AT "share", CP_IN(CP_T_NUMBER, share), .unit = "1", .default_text = NULL, .max = 1,
     .meaning = "part of the price"},
    {AT "before", CP_IN(CP_T_NUMBER, before), .unit = "year", .min = -50, .max = 50,
     .default_text = "0 days", .flags = CP_F_SIGNED,
     .meaning = "paid so long before delivery; negative: after it"},
};
static const struct cp_schema milestone_schema = {CP_ROWS(milestone)};
#undef AT
#undef OF

#define AT "suppliers/NAME/offers/NAME/tariffs/N/"
#define OF struct cp_tariff
static const struct cp_field tariff[] = {
    {AT "destination", CP_IN(CP_T_TEXT, destination), .default_text = "",
     .meaning = "two-letter code of the country it is levied in; any when absent"},
    {AT "from", CP_IN(CP_T_DATE, from), .default_text = "",
     .meaning = "first day of delivery it applies to"},
    {AT "until", CP_IN(CP_T_DATE, to), .default_text = "", .flags = CP_F_END,
     .meaning = "last day of delivery it applies to"},
    {AT "rate", CP_IN(CP_T_NUMBER, rate), .unit = "1", .default_text = NULL,
     .meaning = "on the price"},
};
static void check_tariff(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_tariff *t = base;
    if (t->to <= t->from)
        cp_plan_fail(b, node->pos, "ends before it begins");
}
static const struct cp_schema tariff_schema = {CP_ROWS(tariff), .check = check_tariff};
#undef AT
#undef OF

#define AT "suppliers/NAME/offers/NAME/licences/N/"
#define OF struct cp_licence
static const struct cp_field licence[] = {
    {AT "to", CP_IN(CP_T_TEXT, to), .default_text = "",
     .meaning = "two-letter code of the country it is for; any when absent"},
    {AT "from", CP_IN(CP_T_DATE, from), .default_text = "", .meaning = "first day of delivery"},
    {AT "until", CP_IN(CP_T_DATE, until), .default_text = "", .flags = CP_F_END,
     .meaning = "last day of delivery; it does not end when absent"},
};
static void check_licence(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_licence *l = base;
    if (l->until <= l->from)
        cp_plan_fail(b, node->pos, "ends before it begins");
}
static const struct cp_schema licence_schema = {CP_ROWS(licence), .check = check_licence};
#undef AT
#undef OF

#define AT "suppliers/NAME/offers/NAME/lead_quantiles/N/"
#define OF struct cp_lead_quantile
static const struct cp_field quantile[] = {CP_LEAD_QUANTILE_ROWS};
static const struct cp_schema quantile_schema = {CP_ROWS(quantile)};
#undef AT
#undef OF

#define AT "suppliers/NAME/offers/NAME/"
#define OF struct cp_offer
static const struct cp_field offer[] = {
    {AT "sku", CP_IN(CP_T_NAME, sku), .default_text = NULL, .section = "skus",
     .meaning = "what it is for"},
    {AT "quantity", CP_IN(CP_T_NUMBER, quantity), .unit = "GPU", .default_text = NULL,
     .flags = CP_F_POSITIVE, .meaning = "units in all"},
    {AT "fixed", CP_IN(CP_T_NUMBER, fixed), .unit = "USD", .default_text = "0 USD",
     .meaning = "cost of an award, when anything is bought; paid when it can first deliver"},
    {AT "alternative", CP_IN(CP_T_TEXT, alternative), .default_text = "",
     .meaning = "a word: of the offers that have it, quotes on the same, an award takes one alone"},
    {AT "multiple", CP_IN(CP_T_NUMBER, multiple), .unit = "GPU", .default_text = "0 GPU",
     .meaning = "every order of an award is a multiple of it; 0: any number"},
    {AT "from", CP_IN(CP_T_DATE, delivery.from), .default_text = NULL,
     .meaning = "first day of delivery"},
    {AT "until", CP_IN(CP_T_DATE, delivery.to), .default_text = "", .flags = CP_F_END,
     .meaning = "last day of delivery; the horizon's when absent"},
    {AT "capacity", CP_IN(CP_T_TABLE, delivery.window), CP_N(delivery.nwindow), .default_text = "",
     .of = &window_schema,
     .meaning = "units delivered at most, by period; spread evenly when absent"},
    {AT "price", CP_IN(CP_T_NUMBER, price.first), .unit = "USD/GPU", .default_text = "",
     .meaning = "of one unit, from the first"},
    {AT "steps", CP_IN(CP_T_LIST, price.step), CP_N(price.nstep), .default_text = "",
     .of = &step_schema, .meaning = "lower prices from higher quantities on"},
    {AT "discount", CP_IN(CP_T_CHOICE_BOOL, price.incremental), .default_text = "all-units",
     .choice = discounts,
     .meaning = "all-units: a step's price holds for every unit; incremental: for those above"},
    CP_LEAD_ROWS("median time from order to delivery"),
    {AT "ramp", CP_IN(CP_T_NUMBER, delivery.ramp), .unit = "year", .max = 200,
     .default_text = "0 weeks",
     .meaning = "deliveries rise evenly from nothing to their full rate over this time"},
    {AT "maximum", CP_IN(CP_T_NUMBER, delivery.maximum), .unit = "GPU", .default_text = "",
     .flags = CP_F_POSITIVE, .meaning = "units of one period at most"},
    {AT "index", CP_IN(CP_T_PATH, price.index), .unit = "1", .default_text = "",
     .meaning = "pass-through: what the price follows, 1 at signing, by date of delivery"},
    {AT "index_share", CP_IN(CP_T_NUMBER, price.index_share), .unit = "1", .default_text = "100 %",
     .max = 1, .meaning = "part of the price that follows the index"},
    {AT "rebate", CP_IN(CP_T_NUMBER, price.rebate), .unit = "1", .default_text = "0 %", .max = 1,
     .meaning = "part of the price that is paid back"},
    {AT "rebate_after", CP_IN(CP_T_NUMBER, price.rebate_after), .unit = "year", .max = 200,
     .default_text = "0 weeks", .meaning = "time from delivery to the rebate"},
    {AT "warrant", CP_IN(CP_T_NUMBER, price.warrant), .unit = "USD/GPU",
     .default_text = "0 USD/GPU",
     .meaning = "value of the warrants that come with a unit: lowers its landed price, no payment"},
    {AT "extension", CP_IN(CP_T_NUMBER, rent.extension), .unit = "year", .max = 200,
     .default_text = "0 years", .meaning = "by which a rent's term can be extended"},
    {AT "extension_rent", CP_IN(CP_T_PATH, rent.extension_price), .unit = "USD/GPU/h",
     .default_text = "", .meaning = "rent of the extension; the rent when absent"},
    {AT "notice", CP_IN(CP_T_NUMBER, rent.notice), .unit = "year", .max = 200,
     .default_text = "0 weeks", .meaning = "notice of leaving rented capacity"},
    {AT "put", CP_IN(CP_T_NUMBER, put.units), .unit = "GPU", .default_text = "0 GPU",
     .meaning = "units that the seller may oblige the company to take"},
    {AT "put_price", CP_IN(CP_T_NUMBER, put.price), .unit = "USD/GPU", .default_text = "0 USD/GPU",
     .meaning = "paid for each of them"},
    {AT "order_from", CP_IN(CP_T_DATE, order.from), .default_text = "",
     .meaning = "first day an order can be placed; the plan's start when absent"},
    {AT "order_by", CP_IN(CP_T_DATE, order.by), .default_text = "", .flags = CP_F_END,
     .meaning = "last day an order can be placed; any day when absent"},
    {AT "minimum", CP_IN(CP_T_NUMBER, minimum), .unit = "GPU", .default_text = "0 GPU",
     .meaning = "units, when bought at all"},
    {AT "committed", CP_IN(CP_T_NUMBER, commitment.units), .unit = "GPU", .default_text = "0 GPU",
     .meaning = "units bought whatever the program thinks"},
    {AT "take_or_pay", CP_IN(CP_T_NUMBER, commitment.take_or_pay), .unit = "1",
     .default_text = "0 %", .max = 1,
     .meaning = "part of the committed units that is paid in any case"},
    {AT "cancellation", CP_IN(CP_T_NUMBER, commitment.cancellation), .unit = "1",
     .default_text = "", .max = 1,
     .meaning =
         "part of the price that is paid for a committed unit when it is cancelled; an award "
         "cancels none when absent"},
    {AT "freight", CP_IN(CP_T_NUMBER, freight), .unit = "USD/GPU", .default_text = "0 USD/GPU",
     .meaning = "and insurance of one unit"},
    {AT "rent", CP_IN(CP_T_PATH, rent.price), .unit = "USD/GPU/h", .default_text = "",
     .meaning = "rented capacity instead of a price; it needs no power at a site"},
    {AT "term", CP_IN(CP_T_NUMBER, rent.term), .unit = "year", .max = 200, .default_text = "",
     .flags = CP_F_POSITIVE, .meaning = "of the rent"},
    {AT "milestones", CP_IN(CP_T_LIST, milestone), CP_N(nmilestone), .default_text = "",
     .of = &milestone_schema, .meaning = "when the price is paid; all at delivery when absent"},
    {AT "tariffs", CP_IN(CP_T_LIST, tariff), CP_N(ntariff), .default_text = "",
     .of = &tariff_schema, .meaning = "import duties by date of delivery"},
    {AT "net", CP_IN(CP_T_NUMBER, pay.net), .unit = "year", .max = 10, .default_text = "0 days",
     .meaning = "payments are made so long after they are due"},
    {AT "deposit", CP_IN(CP_T_NUMBER, pay.deposit), .unit = "1", .default_text = "0 %", .max = 1,
     .meaning = "part of the price that is lodged with the order and comes back on delivery; of a "
                "rent a part of all of it, from its first period to its last"},
    {AT "order_minimum", CP_IN(CP_T_NUMBER, order.minimum), .unit = "GPU", .default_text = "0 GPU",
     .meaning = "units of every order of an award at least"},
    {AT "tranche", CP_IN(CP_T_NUMBER, order.tranche), .unit = "MW", .default_text = "0 MW",
     .meaning = "IT power of which all that is awarded is a multiple; 0: any"},
    {AT "bundle", CP_IN(CP_T_TEXT, order.bundle), .default_text = "",
     .meaning =
         "a word: the offers that have it are awarded in the proportion of their quantities"},
    {AT "defer", CP_IN(CP_T_NUMBER, option.defer), .unit = "year", .max = 20,
     .default_text = "0 quarters",
     .meaning = "time by which an award may have units delivered later, in whole periods"},
    {AT "defer_fee", CP_IN(CP_T_NUMBER, option.defer_fee), .unit = "1", .default_text = "0 %",
     .meaning = "on the price of those"},
    {AT "expedite", CP_IN(CP_T_NUMBER, option.expedite), .unit = "year", .max = 20,
     .default_text = "0 weeks",
     .meaning = "time by which an award may have units delivered sooner"},
    {AT "expedite_fee", CP_IN(CP_T_NUMBER, option.expedite_fee), .unit = "USD/GPU",
     .default_text = "0 USD/GPU", .meaning = "for each of those"},
    {AT "guaranteed", CP_IN(CP_T_NUMBER, option.guaranteed), .unit = "GPU", .default_text = "0 GPU",
     .meaning = "units whose delay the seller pays for"},
    {AT "damages", CP_IN(CP_T_NUMBER, option.damages), .unit = "USD/GPU",
     .default_text = "0 USD/GPU", .meaning = "for each guaranteed unit that is late"},
    {AT "licences", CP_IN(CP_T_LIST, delivery.licence), CP_N(delivery.nlicence), .default_text = "",
     .of = &licence_schema,
     .meaning = "export licences: to a country that one is for, units come within its days alone"},
    {AT "banned_from", CP_IN(CP_T_DATE, delivery.banned_from), .default_text = "",
     .flags = CP_F_NEVER, .meaning = "export control: no delivery from then on"},
};

/* The price is the first step; quantities rise. */
static void check_steps(struct cp_binder *b, const struct cp_plan_node *node, struct cp_offer *o) {
    const struct cp_plan_node *steps = cp_plan_node_child(node, "steps");
    if (!isfinite(o->price.first)) {
        if (o->price.nstep)
            cp_plan_fail(b, steps->key_pos, "'steps' without a 'price' for the first units");
        o->price.nstep = 0;
        return;
    }
    struct cp_step *all = cp_arena_calloc(b->arena, o->price.nstep + 1, sizeof *all);
    if (!all) {
        cp_plan_fail_nomem(b);
        return;
    }
    all[0] = (struct cp_step){.from = 0, .price = o->price.first};
    const struct cp_plan_node *n = steps ? steps->child : NULL;
    for (size_t i = 0; i < o->price.nstep; i++, n = n ? n->next : NULL) {
        all[i + 1] = o->price.step[i];
        if (n && !(all[i + 1].from > all[i].from))
            cp_plan_fail(b, n->pos, "steps/%zu: 'from' does not rise", i + 1);
    }
    o->price.step = all;
    o->price.nstep++;
}

static void check_milestones(struct cp_binder *b, const struct cp_plan_node *node,
                             struct cp_offer *o) {
    const struct cp_plan_node *list = cp_plan_node_child(node, "milestones");
    double sum = 0;
    for (size_t i = 0; i < o->nmilestone; i++)
        sum += o->milestone[i].share;
    if (list && o->nmilestone && fabs(sum - 1) > 1e-9) {
        cp_plan_fail(b, list->pos, "milestones: shares sum to %.6g %%, not 100 %%", 100 * sum);
    } else if (!o->nmilestone) {
        o->milestone = cp_arena_calloc(b->arena, 1, sizeof *o->milestone);
        if (!o->milestone) {
            cp_plan_fail_nomem(b);
            return;
        }
        o->milestone[0].share = 1;
        o->nmilestone = 1;
    }
}

/* Terms that contradict each other. */
static void check_terms(struct cp_binder *b, const struct cp_plan_node *node, struct cp_offer *o) {
    const struct cp_plan_node *n = cp_plan_node_child(node, "ramp");
    if (n && cp_plan_node_child(node, "capacity"))
        cp_plan_fail(b, n->key_pos, "has a ramp and a capacity; one of them decides");
    n = cp_plan_node_child(node, "warrant");
    for (size_t i = 0; n && i < o->price.nstep; i++)
        if (o->price.warrant >= o->price.step[i].price) {
            cp_plan_fail(b, n->pos, "warrant: not below the price");
            break;
        }
    static const char *const of_rent[] = {"extension", "extension_rent", "notice"};
    static const char *const of_price[] = {"index", "rebate", "warrant"};
    bool rent = cp_plan_node_child(node, "rent") != NULL;
    for (size_t i = 0; i < 3; i++) {
        n = cp_plan_node_child(node, rent ? of_price[i] : of_rent[i]);
        if (n)
            cp_plan_fail(b, n->key_pos, "'%s' is a term of %s", n->key,
                         rent ? "a price" : "a rent");
    }
}

static void check_offer(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    struct cp_offer *o = base;
    bool rent = cp_plan_node_child(node, "rent") != NULL;
    if (rent && cp_plan_node_child(node, "price"))
        cp_plan_fail(b, cp_plan_node_child(node, "price")->key_pos,
                     "has a price and a rent; one of them "
                     "decides");
    else if (!rent)
        cp_plan_want(b, node, "price", "an offer has a price or a rent");
    if (rent)
        cp_plan_want(b, node, "term", "wanted by a rent");
    check_steps(b, node, o);
    check_milestones(b, node, o);
    cp_plan_check_capacity(b, node, o->delivery.window, o->delivery.nwindow);
    cp_plan_check_lead(b, node, &o->lead);
    check_terms(b, node, o);
    const struct cp_plan_node *until = cp_plan_node_child(node, "until");
    if (!until)
        o->delivery.to = cp_period_end(b->plan->horizon.to);
    if (!cp_plan_node_child(node, "from") || (!until && !b->plan->horizon.n))
        return;
    if (o->delivery.to <= o->delivery.from)
        cp_plan_fail(b, until ? until->pos : node->pos, "ends before it begins");
    else
        cp_plan_want_in_horizon(b, node, "from", o->delivery.from, o->delivery.to);
    if (o->order.by <= o->order.from)
        cp_plan_fail(b,
                     cp_plan_node_child(node, "order_by")
                         ? cp_plan_node_child(node, "order_by")->pos
                         : node->pos,
                     "order_by is before order_from");
    const struct cp_plan_node *n = cp_plan_node_child(node, "committed");
    if (n && o->commitment.units > o->quantity)
        cp_plan_fail(b, n->pos, "committed: more than the quantity");
    n = cp_plan_node_child(node, "minimum");
    if (n && o->minimum > o->quantity)
        cp_plan_fail(b, n->pos, "minimum: more than the quantity");
}

static const struct cp_schema offer_schema = {CP_ROWS(offer), .name = CP_AT(name),
                                              .pos = CP_AT(pos), .owner = CP_AT(supplier),
                                              .check = check_offer};
#undef AT
#undef OF

#define AT "suppliers/NAME/rebates/N/"
#define OF struct cp_volume_rebate
static const struct cp_field rebate[] = {
    {AT "from", CP_IN(CP_T_NUMBER, from), .unit = "GPU", .default_text = "", .flags = CP_F_POSITIVE,
     .meaning = "units of all its offers from which on it is given"},
    {AT "spend", CP_IN(CP_T_NUMBER, spend), .unit = "USD", .default_text = "",
     .flags = CP_F_POSITIVE, .meaning = "or what is charged for them, from which on it is"},
    {AT "rebate", CP_IN(CP_T_NUMBER, share), .unit = "1", .default_text = NULL, .max = 1,
     .meaning = "part that is paid back of all that is charged"},
};
static void check_rebate(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_volume_rebate *r = base;
    if (isnan(r->from) == isnan(r->spend))
        cp_plan_fail(b, node->pos, "wants one of 'from' (GPU) and 'spend' (money)");
}
static const struct cp_schema rebate_schema = {CP_ROWS(rebate), .check = check_rebate};
#undef AT
#undef OF

static const char *const rebate_windows[] = {"plan", "year", NULL};

#define AT "suppliers/NAME/"
#define OF struct cp_supplier
static const struct cp_field supplier[] = {
    {AT "country", CP_IN(CP_T_TEXT, country), .default_text = "",
     .meaning = "two-letter code of where it delivers from"},
    {AT "on_time", CP_IN(CP_T_NUMBER, on_time), .unit = "1", .default_text = "100 %", .max = 1,
     .meaning = "probability of a delivery on time, beside its lead time"},
    {AT "share", CP_IN(CP_T_NUMBER, share), .unit = "1", .default_text = "100 %", .max = 1,
     .meaning = "of an award at most"},
    {AT "minimum", CP_IN(CP_T_NUMBER, minimum), .unit = "GPU", .default_text = "0 GPU",
     .meaning = "units, when anything is awarded to it"},
    {AT "capacity", CP_IN(CP_T_NUMBER, capacity), .unit = "GPU", .default_text = "unlimited",
     .flags = CP_F_NO_LIMIT, .meaning = "units of all its offers that an award has of it at once"},
    {AT "power", CP_IN(CP_T_NUMBER, power), .unit = "MW", .default_text = "unlimited",
     .flags = CP_F_NO_LIMIT,
     .meaning = "IT power of all its offers that an award has of it at once"},
    {AT "rebates", CP_IN(CP_T_LIST, rebate), CP_N(nrebate), .default_text = "",
     .of = &rebate_schema, .meaning = "on volume over all its offers, rising"},
    {AT "rebate_per", CP_IN(CP_T_CHOICE_BOOL, rebate_by_year), .default_text = "plan",
     .choice = rebate_windows, .meaning = "time over which volume is added up"},
    {AT "disruption", CP_IN(CP_T_NUMBER, disruption), .unit = "1/year", .default_text = "0 1/year",
     .meaning = "expected number of times a year that it stops delivering"},
    {AT "recovery", CP_IN(CP_T_NUMBER, recovery), .unit = "year", .max = 200,
     .default_text = "0 weeks", .meaning = "time until it delivers again"},
    {AT "qualification", CP_IN(CP_T_NUMBER, qualification), .unit = "USD", .default_text = "0 USD",
     .meaning = "cost of qualifying it, when anything is awarded to it"},
    {AT "offers", CP_IN_(struct cp_plan, CP_T_TABLE, supply.offer),
     offsetof(struct cp_plan, supply.noffer), .default_text = "", .flags = CP_F_PLAN,
     .of = &offer_schema, .meaning = "what it offers, by name; a name is used once in the plan"},
};
static void check_supplier(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_supplier *s = base;
    const struct cp_plan_node *list = cp_plan_node_child(node, "rebates");
    const struct cp_plan_node *n = list ? list->child : NULL;
    for (size_t i = 1; n && i < s->nrebate; i++, n = n->next) {
        const struct cp_volume_rebate *a = &s->rebate[i - 1], *c = &s->rebate[i];
        if (!(c->share > a->share && (c->from > a->from || c->spend > a->spend)))
            cp_plan_fail(b, list->pos, "rebates: %zu does not rise, or is of another kind", i + 1);
    }
}
const struct cp_schema cp_plan_schema_supplier = {CP_ROWS(supplier), .name = CP_AT(name),
                                                  .pos = CP_AT(pos), .check = check_supplier};
