/* Supply curves worked by hand: eight quarters from 2026, discount 8 %. */
#include "num/num.h"
#include "supplier/supplier.h"
#include "tap.h"

static int64_t day(const char *text) {
    struct cp_period p;
    cp_period_parse(text, strlen(text), &p);
    return cp_period_start(p);
}

static struct cp_supplier maker = {.name = "maker", .on_time = 0.8};
static struct cp_plan plan;

static struct cp_milestone on_delivery = {1, 0};
static struct cp_step ladder[] = {{0, 52100}, {100000, 50016}, {250000, 48453}};
static struct cp_milestone prepaid[] = {{0.2, 36 * 7 / 365.25}, {0.8, -30 / 365.25}};
static int64_t rent_from[] = {0, 0};
static double rents[] = {6.5, 6.0};

/* 120,000 units evenly over the second half of 2026: 60,000 in either quarter of 92 days. */
static struct cp_offer basic(void) {
    return (struct cp_offer){.name = "chips",
                             .supplier = "maker",
                             .sku = "GB300",
                             .quantity = 120000,
                             .delivery.from = day("2026-07-01"),
                             .delivery.to = day("2027-01-01"),
                             .price.step = ladder,
                             .price.nstep = 1,
                             .milestone = &on_delivery,
                             .nmilestone = 1,
                             .order.from = day("2025-01-01"),
                             .order.by = INT64_MAX,
                             .delivery.banned_from = INT64_MAX};
}

static bool curve(const struct cp_offer *o, double level, struct cp_supply_curve *c,
                  const char *what) {
    struct cp_error err = {0};
    *c = (struct cp_supply_curve){0};
    return ok_rc(cp_supplier_curve(&plan, o, level, c, &err), &err, what);
}

static void setup(void) {
    plan.money.currency = "USD";
    plan.money.discount = 0.08;
    plan.horizon = (struct cp_horizon){
        .from = {CP_QUARTER, 2026 * 4}, .to = {CP_QUARTER, 2027 * 4 + 3}, .n = 8};
    plan.horizon.origin = day("2026-01-01");
    plan.money.discount_from = plan.horizon.origin;
    plan.supply.supplier = &maker;
    plan.supply.nsupplier = 1;
    rent_from[1] = day("2026-10-01");
}

static void test_steps(void) {
    struct cp_supply_curve c;
    struct cp_offer o = basic();
    o.price.nstep = 3;
    if (!curve(&o, 0.5, &c, "offer with steps"))
        return;
    ok(c.nlot == 3, "a third step that is never reached has no lot");
    ok(c.lot[0].period == 2 && c.lot[0].step == 0 && c.lot[0].units == 60000, "2026-Q3 step 1");
    ok(c.lot[1].period == 3 && c.lot[1].step == 0 && c.lot[1].units == 40000, "2026-Q4 step 1");
    ok(c.lot[2].period == 3 && c.lot[2].step == 1 && c.lot[2].units == 20000, "2026-Q4 step 2");
    ok_near(c.units, 120000, 1e-12, "lots add up to the quantity");
    ok_near(c.lot[0].price, 52100, 1e-12, "paid on delivery: landed price is the step's");
    ok_near(c.lot[2].price, 50016, 1e-12, "second step's price");
    cp_supplier_curve_release(&c);
}

static void test_payments(void) {
    struct cp_supply_curve c;
    struct cp_offer o = basic();
    o.milestone = prepaid, o.nmilestone = 2, o.freight = 300;
    if (!curve(&o, 0.5, &c, "offer with milestones"))
        return;
    /* Delivered on 2026-08-16; 36 weeks before is 2025-12-07, before the plan: 2026-Q1.
     * 10420 x 1.08^0.5 + 41680 + 300 */
    ok(c.npayment == 4, "two payments a lot");
    ok(c.payment[0].period == 0 && c.payment[1].period == 2, "paid in 2026-Q1 and on delivery");
    ok_near(c.payment[0].amount, 10420, 1e-12, "a fifth is prepaid");
    ok_near(c.payment[1].amount, 41980, 1e-12, "the rest, with freight");
    ok_near(c.lot[0].price, 52808.78164892062, 1e-12, "landed price bears the prepayment");
    /* 2026-11-16 less 36 weeks is 2026-03-09: three quarters before delivery. */
    ok(c.payment[2].period == 0, "the later lot prepays in 2026-Q1 too");
    ok_near(c.lot[1].price, 10420 * pow(1.08, 0.75) + 41980, 1e-12, "and for longer");
    double paid = 0, landed = 0;
    for (size_t i = 0; i < c.npayment; i++)
        paid += c.payment[i].amount * c.lot[c.payment[i].lot].units *
                pow(1.08, -(0.125 + 0.25 * (double)c.payment[i].period));
    for (size_t i = 0; i < c.nlot; i++)
        landed +=
            c.lot[i].price * c.lot[i].units * pow(1.08, -(0.125 + 0.25 * (double)c.lot[i].period));
    ok_near(paid, landed, 1e-12, "discounted payments are the discounted landed price");
    cp_supplier_curve_release(&c);

    o.delivery.from = day("2027-10-01"), o.delivery.to = day("2028-01-01");
    prepaid[1].before = -60 / 365.25;
    if (curve(&o, 0.5, &c, "offer that is paid after the plan's end"))
        ok(c.payment[1].period == 7, "is paid in its last period");
    prepaid[1].before = -30 / 365.25;
    cp_supplier_curve_release(&c);
}

static void test_tariff(void) {
    struct cp_supply_curve c;
    struct cp_offer o = basic();
    /* 23 of the quarter's 92 days at 25 %, all of it at 2 %. */
    struct cp_tariff tariff[] = {{NULL, day("2026-08-01"), day("2026-08-24"), 0.25},
                                 {NULL, day("2026-07-01"), day("2026-10-01"), 0.02}};
    o.tariff = tariff, o.ntariff = 2, o.freight = 300;
    if (!curve(&o, 0.5, &c, "offer under tariffs"))
        return;
    ok_near(c.period[2].tariff, 0.0825, 1e-12, "tariffs by date, added up");
    ok_near(c.lot[0].price, 52100 * 1.0825 + 300, 1e-12, "on the price, not on the freight");
    ok_near(c.lot[1].price, 52400, 1e-12, "none after their end");
    cp_supplier_curve_release(&c);
}

static void test_lead(void) {
    struct cp_supply_curve c;
    struct cp_offer o = basic();
    o.order.from = day("2026-01-01"), o.lead.median = 36 * 7 / 365.25;
    /* First arrival 2026-09-10: 21 of 92 days are left. */
    if (curve(&o, 0.9, &c, "certain lead time")) {
        ok_near(c.lot[0].units, 60000.0 * 21 / 92, 1e-12, "units from the arrival on");
        ok(c.period[2].date == day("2026-09-20") + 12, "delivery date: middle of the open part");
        ok(c.period[2].probability == 0.8, "on time as often as the supplier is");
        ok(c.period[2].offered == 60000 && c.period[3].units == 60000, "next quarter is full");
    }
    cp_supplier_curve_release(&c);

    o.lead.sigma = 0.2;
    if (curve(&o, 0.5, &c, "median lead time"))
        ok_near(c.lot[0].units, 60000.0 * 21 / 92, 1e-12, "the median is the certain one");
    cp_supplier_curve_release(&c);
    /* 252 days x exp(0.2 x 1.2815515655) = 325.62 days: 2026-11-22, 15 h. */
    if (curve(&o, 0.9, &c, "ninety per cent service level")) {
        ok(c.period[2].units == 0, "nothing can be promised for 2026-Q3");
        ok_near(c.period[3].units, 60000.0 * 945 / (92 * 24), 1e-12, "less for 2026-Q4");
        ok_near(c.period[2].probability, 0.8 * 0.3006975, 1e-6, "chance of 2026-Q3 all the same");
    }
    cp_supplier_curve_release(&c);
    o.order.from = day("2029-01-01");
    o.commitment.units = 5000;
    if (curve(&o, 0.9, &c, "order after the plan's end"))
        ok(c.nlot == 0 && c.committed == 0, "no supply, no commitment");
    cp_supplier_curve_release(&c);
}

static void test_windows(void) {
    struct cp_supply_curve c;
    struct cp_offer o = basic();
    struct cp_window window[] = {{{CP_QUARTER, 2026 * 4 + 2}, 30000}, {{CP_YEAR, 2027}, 73000}};
    o.delivery.to = day("2028-01-01");
    o.delivery.window = window, o.delivery.nwindow = 2, o.quantity = 80000;
    if (!curve(&o, 0.5, &c, "capacity by period"))
        return;
    ok(c.period[2].units == 30000 && c.period[3].units == 0, "a quarter's window, and none");
    ok_near(c.period[4].units, 18000, 1e-12, "a year's window by days: 90 of 365");
    ok_near(c.period[5].units, 18200, 1e-12, "91 of 365");
    ok_near(c.period[6].units, 80000 - 66200, 1e-12, "until the quantity is used up");
    ok(c.period[7].offered == 0, "nothing after");
    cp_supplier_curve_release(&c);

    o = basic(), o.delivery.banned_from = day("2026-12-01");
    if (curve(&o, 0.5, &c, "export ban"))
        ok_near(c.period[3].units, 60000.0 * 61 / 92, 1e-12, "nothing from the ban on");
    cp_supplier_curve_release(&c);
    o = basic(), o.delivery.from = day("2025-07-01");
    if (curve(&o, 0.5, &c, "deliveries before the plan"))
        ok_near(c.units, 120000.0 * 365 / 549, 1e-12, "are not in it");
    cp_supplier_curve_release(&c);
}

static void test_rent(void) {
    struct cp_supply_curve c;
    struct cp_offer o = basic();
    o.price.nstep = 0, o.rent.term = 5;
    o.rent.price = (struct cp_path){.n = 2, .at = rent_from, .value = rents};
    if (!curve(&o, 0.5, &c, "rented capacity"))
        return;
    ok(c.nlot == 2 && c.npayment == 0 && isnan(c.lot[0].price), "has no price");
    ok(c.lot[0].rent == 6.5 && c.lot[1].rent == 6, "but the rent of its delivery period");
    cp_supplier_curve_release(&c);
}

/* A fact of the stream by its dimensions; NaN when it is not there. */
static double fact(const struct cp_facts *t, const char *measure, const char *period,
                   const char *vintage, const char *step) {
    for (size_t i = 0; i < cp_facts_count(t); i++)
        if (strcmp(cp_facts_measure(t, i), measure) == 0 &&
            strcmp(cp_facts_dim(t, i, CP_PERIOD), period) == 0 &&
            strcmp(cp_facts_dim(t, i, CP_VINTAGE), vintage) == 0 &&
            strcmp(cp_facts_dim(t, i, CP_STEP), step) == 0)
            return cp_facts_value(t, i);
    return NAN;
}

static char told[256];
static void remember(void *ctx, const char *text) {
    (void)ctx;
    snprintf(told, sizeof told, "%s", text);
}

static void test_facts(void) {
    struct cp_error err = {0};
    struct cp_facts *t = cp_facts_new();
    struct cp_offer o = basic();
    o.milestone = prepaid, o.nmilestone = 2, o.price.nstep = 2;
    o.lead.median = 36 * 7 / 365.25, o.order.from = day("2026-02-01");
    o.commitment.units = 90000, o.commitment.take_or_pay = 0.8;
    plan.supply.offer = &o, plan.supply.noffer = 1;
    struct cp_supplier_options opt = {.service_level = 0.5, .note = remember};
    ok_rc(cp_supplier_run(&plan, &opt, t, &err), &err, "facts of a curve");
    /* First arrival on 2026-10-11. */
    ok(fact(t, "supply", "2026-Q3", "-", "1") == 0, "a period too early supplies 0");
    ok_near(fact(t, "supply", "2026-Q4", "-", "1"), 60000.0 * 82 / 92, 1e-12, "the next less");
    ok(isnan(fact(t, "price", "2026-Q3", "-", "1")), "no price without units");
    ok(fact(t, "milestone", "2026-Q1", "2026-Q4", "1") == 10420, "a payment, before its vintage");
    ok_near(fact(t, "committed", "-", "-", "-"), 60000.0 * 82 / 92, 1e-12,
            "the commitment as far as it can arrive");
    ok(fact(t, "take_or_pay", "-", "-", "-") == 0.8, "and the share paid in any case");
    ok_str(told,
           "suppliers/maker/offers/chips: 90000 GPU are committed, 53478 can arrive within the "
           "horizon",
           "the rest is told");
    cp_facts_free(t);
}

/* What must hold for any terms: nothing is lost between periods and steps, a higher service level
 * never gives more, and discounted payments are the discounted landed price. */
static bool sound(const struct cp_offer *o, const struct cp_supply_curve *c,
                  const struct cp_supply_curve *strict) {
    double by_period[8] = {0}, by_step[3] = {0}, paid = 0, landed = 0;
    for (size_t i = 0; i < c->nlot; i++) {
        by_period[c->lot[i].period] += c->lot[i].units;
        by_step[c->lot[i].step] += c->lot[i].units;
        landed += c->lot[i].price * c->lot[i].units *
                  pow(1.08, -(0.125 + 0.25 * (double)c->lot[i].period));
    }
    for (size_t i = 0; i < c->npayment; i++)
        paid += c->payment[i].amount * c->lot[c->payment[i].lot].units *
                pow(1.08, -(0.125 + 0.25 * (double)c->payment[i].period));
    bool good = fabs(paid - landed) <= 1e-9 * (1 + landed) &&
                c->units <= o->quantity * (1 + 1e-9) && strict->units <= c->units * (1 + 1e-9);
    for (size_t t = 0; t < 8; t++)
        good &= fabs(by_period[t] - c->period[t].units) <= 1e-6 * o->quantity &&
                c->period[t].units <= c->period[t].offered * (1 + 1e-9);
    for (size_t k = 0; k + 1 < o->price.nstep; k++)
        good &= by_step[k] <= (o->price.step[k + 1].from - o->price.step[k].from) * (1 + 1e-9);
    return good;
}

static void test_random(void) {
    struct cp_random r = cp_num_random_stream(1, 0, 0);
    size_t bad = 0;
    for (int run = 0; run < 300; run++) {
        struct cp_error err = {0};
        struct cp_supply_curve c = {0}, strict = {0};
        struct cp_offer o = basic();
        struct cp_tariff tariff = {NULL, day("2026-01-01"), day("2027-06-01"),
                                   cp_num_random_uniform(&r)};
        double span = 24 * 365 * 2;
        o.quantity = 1000 + 400000 * cp_num_random_uniform(&r);
        o.delivery.from = day("2025-10-01") + (int64_t)(span * cp_num_random_uniform(&r));
        o.delivery.to = o.delivery.from + 24 + (int64_t)(span * cp_num_random_uniform(&r));
        o.order.from = day("2025-06-01") + (int64_t)(span / 2 * cp_num_random_uniform(&r));
        o.lead.median = cp_num_random_uniform(&r), o.lead.sigma = 0.5 * cp_num_random_uniform(&r);
        o.price.step = ladder, o.price.nstep = 3;
        o.milestone = prepaid, o.nmilestone = 2;
        o.tariff = &tariff, o.ntariff = 1, o.freight = 300;
        if (cp_supplier_curve(&plan, &o, 0.4, &c, &err) < 0 ||
            cp_supplier_curve(&plan, &o, 0.9, &strict, &err) < 0 || !sound(&o, &c, &strict))
            bad++;
        cp_supplier_curve_release(&c);
        cp_supplier_curve_release(&strict);
    }
    ok(bad == 0, "300 random offers lose no unit and no money");
}

static double landed(const struct cp_offer *o, size_t lot, const char *what) {
    struct cp_supply_curve c;
    double price = NAN;
    if (curve(o, 0.5, &c, what) && lot < c.nlot)
        price = c.lot[lot].price;
    cp_supplier_curve_release(&c);
    return price;
}

/* 52,100 on delivery unless the terms say else. */
static void test_price_terms(void) {
    struct cp_offer o = basic();
    int64_t at[] = {0, day("2026-10-01")};
    double level[] = {1, 1.2};
    o.price.index = (struct cp_path){.n = 2, .at = at, .value = level};
    o.price.index_share = 0.5;
    ok_near(landed(&o, 0, "index of 1"), 52100, 1e-12, "an index of 1 passes nothing through");
    ok_near(landed(&o, 1, "index of 1.2"), 52100 * 1.1, 1e-12, "half of a fifth is a tenth");
    o = basic();
    o.price.warrant = 2100;
    ok_near(landed(&o, 0, "warrant"), 50000, 1e-12, "a warrant lowers the landed price");
    o = basic();
    o.price.rebate = 0.1, o.price.rebate_after = 0.25;
    ok_near(landed(&o, 0, "rebate"), 52100 - 5210 * pow(1.08, -0.25), 1e-12,
            "a rebate a quarter after delivery");
}

static void test_ramp(void) {
    struct cp_supply_curve c;
    struct cp_offer o = basic();
    o.delivery.ramp = 0.5; /* 4383 h of 4416: w(2208) = 2208^2 / 8766, all = 4416 - 2191.5 */
    if (curve(&o, 0.5, &c, "ramp")) {
        double first = 120000 * (2208.0 * 2208 / 8766) / (4416 - 2191.5);
        ok_near(c.period[2].units, first, 1e-12, "a ramp delivers less in the first quarter");
        ok_near(c.units, 120000, 1e-12, "and all of it in the end");
    }
    cp_supplier_curve_release(&c);
    o = basic();
    o.delivery.maximum = 45000;
    if (curve(&o, 0.5, &c, "maximum"))
        ok(c.period[2].units == 45000 && c.period[3].units == 45000, "at most 45,000 a period");
    cp_supplier_curve_release(&c);
}

/* Ordered on 2026-01-01, delivered at the middle of 2026-Q3, 46 days before 2026-10-01: 227 days
 * or 5448 hours later. */
static void test_lead_shapes(void) {
    struct cp_supply_curve c;
    struct cp_offer o = basic();
    struct cp_lead_quantile q[] = {{0.2, 4000 / 8766.0}, {0.6, 5000 / 8766.0}, {1, 7000 / 8766.0}};
    o.order.from = day("2026-01-01");
    o.lead.quantile = q, o.lead.nquantile = 3;
    if (curve(&o, 0.1, &c, "empirical lead times"))
        ok_near(c.period[2].probability, 0.8 * (0.6 + 0.4 * 448 / 2000), 1e-12,
                "a straight line between quantiles");
    cp_supplier_curve_release(&c);
    o.lead.nquantile = 0;
    o.lead.gamma = true, o.lead.median = 4000 / 8766.0, o.lead.sigma = 0.5;
    /* gamma of shape 4 and mean 4000 h at 5448 h: 1 - exp(-y) (1 + y + y^2/2 + y^3/6), y = 5.448 */
    double y = 5.448, p = 1 - exp(-y) * (1 + y + y * y / 2 + y * y * y / 6);
    if (curve(&o, 0.1, &c, "gamma lead times"))
        ok_near(c.period[2].probability, 0.8 * p, 1e-10, "the Erlang distribution");
    cp_supplier_curve_release(&c);
}

int main(void) {
    setup();
    test_steps();
    test_payments();
    test_tariff();
    test_lead();
    test_windows();
    test_rent();
    test_facts();
    test_random();
    test_price_terms();
    test_ramp();
    test_lead_shapes();
    return done();
}
