/* Tax on small cases worked by hand and by published tables: interest that is limited, losses that
 * expire, buildings, bonus of the day, grants, property. */
#include "finance_structure.h"

static struct structure s;
static const char *const year[] = {"2026", "2027", "2028", "2029", "2030"};

/* What a company earns before tax and lenders in each year. */
static struct cp_facts *earning(const double *ebitda, size_t n) {
    struct cp_facts *f = cp_facts_new();
    for (size_t t = 0; t < n; t++)
        cost(f, year[t], ebitda[t] < 0 ? "om-site" : "revenue", NULL, -ebitda[t]);
    return f;
}

/* IRS Publication 946, Table A-7a: nonresidential real property, 39 years, mid-month. */
static void test_table(void) {
    static const double first[] = {2.461, 2.247, 2.033, 1.819, 1.605, 1.391,
                                   1.177, 0.963, 0.749, 0.535, 0.321, 0.107};
    struct cp_depreciation_method m = {0};
    ok(cp_depreciation_parse("sl-39", &m) == 0, "sl-39 is a method");
    for (int month = 1; month <= 12; month++) {
        double sum = 0;
        for (int k = 1; k <= 40; k++)
            sum += cp_depreciation_mid_month(month, k);
        ok_near(100 * cp_depreciation_mid_month(month, 1), first[month - 1], 1e-12,
                "the first year of Table A-7a");
        ok_near(100 * cp_depreciation_mid_month(month, 40), first[12 - month], 1e-12,
                "and the last");
        ok_near(sum, 1, 1e-12, "all of it");
    }
    ok_near(100 * cp_depreciation_mid_month(6, 2), 2.564, 1e-12, "2.564 % in between");
    ok(isnan(cp_depreciation_mid_month(13, 1)), "there is no thirteenth month");
    int64_t start = hour("2027-06-10");
    ok_near(cp_depreciation_share(&m, start, hour("2028-01-01")), 0.01391, 1e-12, "from June on");
    ok_near(cp_depreciation_share(&m, start, hour("2029-01-01")), 0.01391 + 0.02564, 1e-12,
            "and a whole year");
    ok_near(cp_depreciation_share(&m, start, hour("2067-01-01")), 1, 1e-12, "until the 40th");
}

/* Interest of 50 a year, at most 30 % of 100 in the first year: 20 are carried into the second,
 * which earns 300 and deducts 70. */
static void test_interest(void) {
    company(&s, CP_YEAR, 3);
    lend(&s, CP_BULLET, 500, 0.1, "2026-01-01", "2040-01-01");
    s.entity[0].tax.rate = 0.2;
    s.entity[0].tax.interest_limit = 0.3;
    s.entity[0].cash = 1000;
    struct run r = calculate(&s, earning((const double[]){100, 300, 100}, 3));
    ok_near(get(&r, "taxable_income", "2026", "c", NULL, NULL), 70, 1e-9, "30 are deducted");
    ok_near(get(&r, "tax_carried", "2026", "c", NULL, "interest"), 20, 1e-9, "20 are carried");
    ok_near(get(&r, "balance", "2026", "c", NULL, "deferred-tax"), -4, 1e-9, "as a tax asset");
    ok_near(get(&r, "taxable_income", "2027", "c", NULL, NULL), 230, 1e-9, "and deducted");
    ok_near(or_zero(get(&r, "balance", "2027", "c", NULL, "deferred-tax")), 0, 1e-9, "then");
    ok_near(get(&r, "taxable_income", "2028", "c", NULL, NULL), 70, 1e-9, "30 again");
    ok_near(get(&r, "balance", "2028", "c", NULL, "assets"),
            get(&r, "balance", "2028", "c", NULL, "liabilities") +
                get(&r, "balance", "2028", "c", NULL, "equity"),
            1e-9, "it balances");
    release(&r);
}

/* Of what comes in the middle of a year, deducted in it by the straight line over five. */
static double half_a_fifth(int y) {
    struct cp_period p = {CP_YEAR, y};
    int64_t from = cp_period_start(p), to = cp_period_end(p);
    return cp_years_between(from + (to - from) / 2, to) / 5;
}

/* GPUs of 100 deduct some 10 in the year they come: the limit is on 100 before that or 90 after it.
 */
static void test_interest_base(void) {
    for (int ebit = 0; ebit < 2; ebit++) {
        company(&s, CP_YEAR, 1);
        lend(&s, CP_BULLET, 500, 0.1, "2026-01-01", "2040-01-01");
        s.entity[0].tax.rate = 0.2;
        s.entity[0].tax.interest_limit = 0.3;
        s.entity[0].tax.interest_on_ebit = ebit;
        s.entity[0].cash = 1000;
        struct cp_facts *f = earning((const double[]){100}, 1);
        cost(f, "2026", "gpu", "spot", 100);
        struct run r = calculate(&s, f);
        double used = 100 * half_a_fifth(2026);
        ok_near(get(&r, "tax_depreciation", "2026", "c", NULL, NULL), used, 1e-9, "depreciation");
        ok_near(get(&r, "taxable_income", "2026", "c", NULL, NULL),
                100 - used - 0.3 * (ebit ? 100 - used : 100), 1e-9, "interest deducted");
        release(&r);
    }
}

/* A loss of 100 used within two years: 30 and 20 of it, and no more; those of two years, the older
 * one first. */
static void test_losses(void) {
    static const struct {
        double ebitda[5], years, left[5], taxed[5];
    } cases[] = {
        {{-100, 30, 20, 80, 0}, 2, {100, 70, 50, 0, 0}, {0, 0, 0, 80, 0}},
        {{-100, 30, 20, 80, 0}, NAN, {100, 70, 50, 0, 0}, {0, 0, 0, 30, 0}},
        {{-100, -50, 120, 10, 40}, 2, {100, 150, 30, 20, 0}, {0, 0, 0, 0, 40}},
        {{-100, -50, 0, 10, 40}, 3, {100, 150, 150, 140, 10}, {0, 0, 0, 0, 0}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        company(&s, CP_YEAR, 5);
        s.entity[0].tax.rate = 0.25;
        s.entity[0].tax.loss_years = cases[i].years;
        struct run r = calculate(&s, earning(cases[i].ebitda, 5));
        for (int t = 0; t < 5; t++) {
            ok_near(or_zero(get(&r, "tax_carried", year[t], "c", NULL, "losses")), cases[i].left[t],
                    1e-9, "losses carried out of the year");
            ok_near(or_zero(get(&r, "taxable_income", year[t], "c", NULL, NULL)), cases[i].taxed[t],
                    1e-9, "and what is taxed");
        }
        release(&r);
    }
}

/* 100 % of what comes in 2026, 60 % of what comes in 2027, the rest over five years. */
static void test_bonus(void) {
    static int64_t at[2];
    static double part[] = {1, 0.6};
    company(&s, CP_YEAR, 2);
    at[0] = hour("2026");
    at[1] = hour("2027");
    s.entity[0].gpus.bonus = (struct cp_path){2, at, part, 0};
    struct cp_facts *f = cp_facts_new();
    cost(f, "2026", "gpu", "spot", 100);
    cost(f, "2027", "gpu", "spot", 100);
    struct run r = calculate(&s, f);
    ok_near(get(&r, "tax_depreciation", "2026", "c", NULL, NULL), 100, 1e-9, "all at once");
    ok_near(get(&r, "tax_depreciation", "2027", "c", NULL, NULL), 60 + 40 * half_a_fifth(2027),
            1e-9, "then 60 % and half a fifth of the rest");
    release(&r);
}

/* Halls of 100 for which the state gives 40: they cost 60, in the books, for tax and for owners;
 * property tax of 2 % is on what they are worth when the year begins. */
static void test_grant(void) {
    company(&s, CP_YEAR, 3);
    s.entity[0].halls.life = 10;
    s.entity[0].tax.property_site = flat(0.02);
    s.entity[0].nstream = 2;
    s.entity[0].stream = s.stream[0];
    for (int i = 0; i < 2; i++)
        s.stream[0][i] = (struct cp_stream){.name = i ? "grant" : "halls",
                                            .kind = i ? CP_STREAM_GRANT : CP_STREAM_CAPEX,
                                            .amount = NAN,
                                            .cost = i ? 40 : 100,
                                            .from = hour("2026"),
                                            .until = INT64_MAX,
                                            .every = NAN,
                                            .ready = hour("2027")};
    struct run r = calculate(&s, cp_facts_new());
    ok_near(get(&r, "cash_flow", "2026", "c", NULL, "contribution"), 60, 1e-9, "owners pay 60");
    ok_near(get(&r, "balance", "2026", "c", NULL, "ppe-site"), 60, 1e-9, "that is the cost");
    ok_near(get(&r, "tax_depreciation", "2027", "c", NULL, NULL), 6, 1e-9, "and the basis");
    ok_near(get(&r, "income", "2027", "c", NULL, "property-tax"), -1.2, 1e-9, "2 % of 60");
    ok_near(get(&r, "income", "2028", "c", NULL, "property-tax"), -0.02 * 54, 1e-9, "and of 54");
    ok_near(get(&r, "income", "2028", "c", NULL, "ebitda"), -0.02 * 54, 1e-9, "within EBITDA");
    release(&r);
}

int main(void) {
    test_table();
    test_interest();
    test_interest_base();
    test_losses();
    test_bonus();
    test_grant();
    return done();
}
