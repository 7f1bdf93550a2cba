/* Leases with others against published examples and small cases worked by hand: both sides, the
 * rate that payments give, what ends a lease, and tax. */
#include "finance_structure.h"

static struct structure s;

/* One company over years from 2026, and a lease from their start for `years` of them. */
static struct cp_lease *lease(size_t n, bool lets, int years) {
    char until[16];
    company(&s, CP_YEAR, n);
    s.at[0] = hour("2026");
    s.entity[0].lease.others.n = 1;
    snprintf(until, sizeof until, "%d", 2026 + years);
    s.lease[0][0] = (struct cp_lease){.name = "l",
                                      .lets = lets,
                                      .from = hour("2026"),
                                      .until = hour(until),
                                      .yield = NAN,
                                      .rate = NAN,
                                      .value = NAN,
                                      .purchase = NAN,
                                      .life = NAN,
                                      .cost = NAN,
                                      .sale = NAN,
                                      .guarantee = NAN,
                                      .depreciation = "straight-line"};
    wire(&s);
    return &s.lease[0][0];
}

static void pay(struct cp_lease *l, double a_year) {
    l->payment.n = 1;
    s.leased[0][0][0] = a_year;
}

static double line(const struct run *r, const char *statement, const char *year, const char *kind) {
    return or_zero(get(r, statement, year, "c", NULL, kind));
}

/* The balance sheet balances; cash is what owners put in: the company has nothing of its own. */
static void balances(const struct run *r, const char *year) {
    ok_near(line(r, "balance", year, "assets"),
            line(r, "balance", year, "liabilities") + line(r, "balance", year, "equity"), 1e-6,
            "it balances");
}

/* IFRS 16 Illustrative Examples, Example 13: ten years of 50,000 at the start of each, 5 %, initial
 * direct costs of 20,000 and an incentive of 5,000: liability 355,391 after the first payment,
 * right of use 420,391, depreciated by a tenth a year; liability 339,319 a year later. */
static void test_ifrs_lessee(void) {
    struct cp_lease *l = lease(10, false, 10);
    pay(l, 50000);
    l->advance = true;
    l->rate = 0.05;
    l->how = CP_LEASE_FINANCE;
    l->costs = 20000 - 5000;
    struct run r = calculate(&s, cp_facts_new());
    ok_near(get(&r, "lease_value", NULL, "c", NULL, NULL) - 50000, 355391.08, 0.005,
            "the liability after the first payment is IFRS 16 IE13's");
    ok_near(line(&r, "balance", "2026", "lease-liability"), 373161, 0.5, "with a year's interest");
    ok_near(line(&r, "balance", "2027", "lease-liability"), 339319, 0.5, "and a year later");
    ok_near(line(&r, "income", "2026", "lease-interest"), -17770, 0.5,
            "interest of the first year");
    ok_near(line(&r, "income", "2026", "depreciation-leases"), -42039.1, 0.05, "depreciation");
    ok_near(line(&r, "balance", "2026", "right-of-use"), 420391.08 * 0.9, 0.01, "right of use");
    ok_near(line(&r, "cash_flow", "2026", "leases") +
                line(&r, "cash_flow", "2026", "lease-principal"),
            -65000, 1e-6, "cash: payment and costs");
    ok_near(line(&r, "balance", "2035", "right-of-use"), 0, 1e-6, "nothing is left in the end");
    ok_near(line(&r, "income", "2026", "ebitda"), 0, 1e-9, "none of it is in EBITDA");
    balances(&r, "2030");
    release(&r);
}

/* Worked by hand: an operating lease of three years, 1000 at the start of each, at 10 %, with costs
 * of 300. After the first payment 1000 / 1.1 + 1000 / 1.21 = 1735.5372 are owed, with a year's
 * interest 1909.0909; of the 3300 that it costs in all 1100 are a year's, and of the 300 two thirds
 * are left after one. */
static void test_operating_lessee(void) {
    struct cp_lease *l = lease(3, false, 3);
    pay(l, 1000);
    l->advance = true;
    l->rate = 0.1;
    l->costs = 300;
    struct run r = calculate(&s, cp_facts_new());
    double owed = 1000 / 1.1 + 1000 / 1.21;
    ok_near(get(&r, "lease_value", NULL, "c", NULL, NULL) - 1000, owed, 1e-9,
            "the liability after the first payment");
    ok_near(line(&r, "income", "2026", "lease-expense"), -1100, 1e-9, "straight-line cost");
    ok_near(line(&r, "income", "2028", "lease-expense"), -1100, 1e-9, "in each year");
    ok_near(line(&r, "balance", "2026", "lease-liability"), owed * 1.1, 1e-9, "what is owed");
    ok_near(line(&r, "balance", "2026", "right-of-use"), owed * 1.1 + 200, 1e-9,
            "right of use: what is owed and costs not yet expensed");
    ok_near(line(&r, "balance", "2028", "right-of-use"), 0, 1e-9, "nothing is left in the end");
    ok_near(get(&r, "cfads", "2026", "c", NULL, NULL), -1300, 1e-9, "cash for service");
    balances(&r, "2027");
    release(&r);
}

/* ASC 842-30-55-18, Example 1, Case A: six years of 9,500 at the end of each, 20,000 expected after
 * them, worth 62,000 and cost 54,000: implicit rate 5.4839 %, selling profit 8,000. */
static void test_asc_lessor(void) {
    struct cp_lease *l = lease(7, true, 6);
    pay(l, 9500);
    l->value = 62000;
    l->cost = 54000;
    l->residual = 20000;
    l->how = CP_LEASE_FINANCE;
    struct run r = calculate(&s, cp_facts_new());
    ok_near(get(&r, "lease_rate", NULL, "c", NULL, "finance"), 0.054839, 5e-7, "implicit rate");
    ok_near(line(&r, "income", "2026", "sale-gain"), 8000, 1e-6, "selling profit");
    ok_near(line(&r, "income", "2026", "lease-income"), 3400, 0.05, "interest of the first year");
    ok_near(line(&r, "balance", "2026", "leased-out"), 55900, 0.05, "net investment");
    ok_near(line(&r, "balance", "2030", "leased-out"), (20000 + 9500) / 1.054839, 0.05,
            "before the last year");
    ok_near(line(&r, "balance", "2031", "leased-out"), 0, 1e-9, "sold for what was expected");
    ok_near(line(&r, "cash_flow", "2031", "lease-sale"), 20000, 1e-9, "is cash");
    ok_near(line(&r, "income", "2031", "sale-gain"), 0, 1e-9, "and no gain");
    balances(&r, "2028");
    release(&r);
    l->sale = 26000;
    r = calculate(&s, cp_facts_new());
    ok_near(line(&r, "income", "2031", "sale-gain"), 6000, 1e-9, "sold for more is one");
    release(&r);
    /* and turned round: the payment that gives that rate */
    l->payment.n = 0;
    l->yield = 0.054839;
    r = calculate(&s, cp_facts_new());
    ok_near(get(&r, "lease_payment", NULL, "c", NULL, NULL), 9500, 0.05, "the payment is 9,500");
    release(&r);
}

/* Two years of 100 and 121 (21 % more) at the end, at 10 %: worth 90.91 + 100; the lessor of what
 * costs 200 lets it as an operating lease, in a life of four years, and sells it for 120. */
static void test_operating_lessor(void) {
    struct cp_lease *l = lease(3, true, 2);
    pay(l, 100);
    l->escalation = 0.21;
    l->value = 500;
    l->cost = 200;
    l->residual = 400;
    l->life = 4;
    l->sale = 120;
    s.entity[0].tax.rate = 0.25;
    struct run r = calculate(&s, cp_facts_new());
    ok_near(line(&r, "income", "2026", "lease-income"), 110.5, 1e-9, "rent by the straight line");
    ok_near(line(&r, "cash_flow", "2026", "leases"), -10.5, 1e-9, "of which 10.5 come later");
    ok_near(line(&r, "income", "2026", "depreciation-leases"), -50, 1e-9, "a quarter of its cost");
    ok_near(line(&r, "balance", "2026", "leased-out"), 150 + 10.5, 1e-9, "equipment and rent");
    ok_near(line(&r, "income", "2027", "sale-gain"), 20, 1e-9, "sold for 20 more than the books");
    /* tax: cash of 100 and 121 less 50 a year, and 120 less a basis of 100 */
    ok_near(get(&r, "taxable_income", "2026", "c", NULL, NULL), 50, 1e-9, "taxed on cash");
    ok_near(get(&r, "taxable_income", "2027", "c", NULL, NULL), 71 + 20, 1e-9, "and on the gain");
    ok_near(line(&r, "balance", "2026", "deferred-tax"), 10.5 / 4, 1e-9, "the rest is deferred");
    ok_near(line(&r, "balance", "2027", "deferred-tax"), 0, 1e-9, "until it is paid");
    balances(&r, "2026");
    balances(&r, "2028");
    release(&r);
}

/* Worth 1000 over two years at 10 % with a price of 121 at the end: 900 are repaid by payments of
 * 900 / 1.7355; the right of use is depreciated over five years, for tax too, as it is bought. */
static void test_purchase(void) {
    struct cp_lease *l = lease(6, false, 2);
    l->value = 1000;
    l->yield = 0.1;
    l->purchase = 121;
    l->life = 5;
    s.entity[0].tax.rate = 0.25;
    struct run r = calculate(&s, cp_facts_new());
    double payment = 900 / (1 / 1.1 + 1 / 1.21);
    ok_near(get(&r, "lease_payment", NULL, "c", NULL, NULL), payment, 1e-9, "payments");
    ok_near(line(&r, "balance", "2026", "lease-liability"), 1100 - payment, 1e-9, "what is owed");
    ok_near(line(&r, "balance", "2027", "lease-liability"), 0, 1e-9, "all is paid");
    ok_near(line(&r, "cash_flow", "2027", "lease-principal"), -(1100 - payment), 1e-9,
            "with the price");
    ok_near(line(&r, "balance", "2027", "right-of-use"), 600, 1e-9, "and it is used on");
    ok_near(line(&r, "balance", "2030", "right-of-use"), 0, 1e-9, "until its life ends");
    ok_near(line(&r, "balance", "2026", "deferred-tax"), -0.25 * 300, 1e-9,
            "tax sees a purchase: a loss of interest and depreciation to use later");
    balances(&r, "2026");
    balances(&r, "2029");
    release(&r);
}

/* What is tested: the term of its life, and payments of its value. */
static void test_classes(void) {
    static const struct {
        double life, payment;
        const char *kind;
        bool finance;
    } cases[] = {{20, 0.1, "short and cheap", false},
                 {13, 0.1, "three quarters of its life", true},
                 {20, 0.117, "nearly all of its value", true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cp_lease *l = lease(10, false, 10);
        pay(l, 1000 * cases[i].payment);
        l->rate = 0.05;
        l->value = 1000;
        l->life = cases[i].life;
        struct run r = calculate(&s, cp_facts_new());
        ok(isnan(get(&r, "lease_rate", NULL, "c", NULL, "finance")) != cases[i].finance, "%s",
           cases[i].kind);
        release(&r);
    }
}

/* Begun two years before the plan: what is left of it stands in the opening balance. */
static void test_old(void) {
    struct cp_lease *l = lease(8, false, 8);
    pay(l, 50000);
    l->from = hour("2024");
    l->advance = true;
    l->rate = 0.05;
    l->how = CP_LEASE_FINANCE;
    l->costs = 15000;
    struct run r = calculate(&s, cp_facts_new());
    double owed = (373161 - 50000) * 1.05;
    ok_near(line(&r, "balance", "2026", "lease-liability"), (owed - 50000) * 1.05, 1,
            "what is owed goes on");
    ok_near(line(&r, "income", "2026", "depreciation-leases"), -42039.1, 0.05, "and what is used");
    ok_near(line(&r, "balance", "2026", "paid-in-capital") +
                line(&r, "balance", "2026", "retained-earnings"),
            line(&r, "balance", "2026", "equity"), 1e-6, "equity takes the difference");
    balances(&r, "2026");
    release(&r);
}

/* No payment makes a residual of more than the value give the yield. */
static void test_refused(void) {
    struct cp_lease *l = lease(3, true, 2);
    struct cp_error err = {0};
    struct cp_finance_result result = {0};
    struct cp_facts *f = cp_facts_new();
    l->value = 100;
    l->yield = 0.1;
    l->residual = 130;
    ok(cp_finance(&s.plan, f, &result, &err) == CP_EINPUT && strstr(err.at[0].msg, "residual"),
       "a residual worth more than the value: %s", err.at[0].msg);
    err = (struct cp_error){0};
    l->yield = NAN;
    l->residual = 0;
    pay(l, 0);
    ok(cp_finance(&s.plan, f, &result, &err) == CP_EINPUT && strstr(err.at[0].msg, "no yield"),
       "payments of nothing give none: %s", err.at[0].msg);
    cp_facts_free(f);
}

int main(void) {
    test_ifrs_lessee();
    test_operating_lessee();
    test_asc_lessor();
    test_operating_lessor();
    test_purchase();
    test_classes();
    test_old();
    test_refused();
    return done();
}
