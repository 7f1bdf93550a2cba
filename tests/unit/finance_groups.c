/* Entities that file together, on small cases worked by hand: losses of the year and carried
 * forward, who pays for them, who leaves, and a limit of interest on all. */
#include "finance_structure.h"

enum { MEMBERS = 3, YEARS = 5 };
static struct structure s;
static struct cp_entity member[MEMBERS];
static struct cp_stream stream[MEMBERS][YEARS];
static const char *const name[] = {"a", "b", "c"};
static const char *const year[] = {"2026", "2027", "2028", "2029", "2030"};

/* Members at 25 % tax, each with what it earns by year, and plenty of cash. */
static struct cp_tax_group *members(size_t n, const double earned[][YEARS]) {
    company(&s, CP_YEAR, YEARS);
    s.plan.nentity = n;
    s.plan.entity = member;
    s.group = (struct cp_tax_group){.name = "g", .interest_limit = NAN};
    s.plan.money.tax_groups = (struct cp_tax_groups){1, &s.group};
    for (size_t k = 0; k < n; k++) {
        member[k] = s.entity[0];
        member[k].name = name[k];
        member[k].cash = 1000;
        member[k].tax.rate = 0.25;
        member[k].tax.member = (struct cp_tax_membership){"g", 0, INT64_MAX};
        member[k].stream = stream[k];
        member[k].nstream = YEARS;
        for (int t = 0; t < YEARS; t++)
            stream[k][t] =
                (struct cp_stream){.name = year[t],
                                   .kind = earned[k][t] < 0 ? CP_STREAM_OPEX : CP_STREAM_REVENUE,
                                   .amount = fabs(earned[k][t]),
                                   .cost = NAN,
                                   .from = hour(year[t]),
                                   .until = t + 1 < YEARS ? hour(year[t + 1]) : INT64_MAX,
                                   .every = NAN,
                                   .ready = INT64_MAX};
    }
    return &s.group;
}

static void are(const struct run *r, const char *measure, const char *kind, size_t k,
                const double want[YEARS], const char *what) {
    for (int t = 0; t < YEARS; t++)
        ok_near(or_zero(get(r, measure, year[t], name[k], NULL, kind)), want[t], 1e-9, what);
}

/* Profits of 100 and 50, a loss of 60: each deducts two fifths of its own. Then a loss of 200
 * takes both profits whole, and 50 are left to who made it. */
static void test_same_year(void) {
    static const double earned[][YEARS] = {
        {100, 100, 100, 0, 0}, {50, 50, 0, 0, 0}, {-60, -200, 40, 30, 0}};
    for (int paid = 0; paid < 2; paid++) {
        members(3, earned)->paid = paid;
        struct run r = calculate(&s, cp_facts_new());
        are(&r, "taxable_income", NULL, 0, (const double[]){60, 0, 100, 0, 0}, "a is taxed on");
        are(&r, "taxable_income", NULL, 1, (const double[]){30, 0, 0, 0, 0}, "b");
        are(&r, "taxable_income", NULL, 2, (const double[]){0, 0, 0, 20, 0}, "c uses its own");
        are(&r, "tax_relief", "claimed", 0, (const double[]){40, 100, 0, 0, 0}, "a deducts");
        are(&r, "tax_relief", "claimed", 1, (const double[]){20, 50, 0, 0, 0}, "b deducts");
        are(&r, "tax_relief", "given", 2, (const double[]){60, 150, 0, 0, 0}, "of c");
        are(&r, "tax_carried", "losses", 2, (const double[]){0, 50, 10, 0, 0}, "c keeps");
        are(&r, "income", "tax-current", 0, (const double[]){-15, 0, -25, 0, 0}, "tax of a");
        are(&r, "cash_flow", "tax-sharing", 0,
            (const double[]){-10.0 * paid, -25.0 * paid, 0, 0, 0}, "what a pays c");
        are(&r, "cash_flow", "tax-sharing", 1, (const double[]){-5.0 * paid, -12.5 * paid, 0, 0, 0},
            "what b pays c");
        are(&r, "cash_flow", "tax-sharing", 2, (const double[]){15.0 * paid, 37.5 * paid, 0, 0, 0},
            "what c gets");
        are(&r, "cfads", NULL, 2, (const double[]){15.0 * paid - 60, 37.5 * paid - 200, 40, 25, 0},
            "CFADS of c");
        for (size_t k = 0; k < 3; k++)
            ok_near(get(&r, "balance", "2028", name[k], NULL, "assets"),
                    get(&r, "balance", "2028", name[k], NULL, "liabilities") +
                        get(&r, "balance", "2028", name[k], NULL, "equity"),
                    1e-9, "it balances");
        release(&r);
    }
}

/* b loses 100 before it joins in 2027 and 80 in 2028, when a earns 30; in 2029 a earns 90 and b 10.
 * What was lost before stays b's own, and so does what was lost in the group unless it shares what
 * is carried. b leaves in 2030 with what it has left. */
static void test_join_and_leave(void) {
    static const double earned[][YEARS] = {{50, 40, 30, 90, 100}, {-100, 20, -80, 10, 120}};
    static const struct {
        bool carries;
        double limit, a[YEARS], b[YEARS], left[YEARS], given[YEARS];
    } cases[] = {
        /* 20 of the 100 in 2027, 50 of the 80 are left in 2028, 10 in 2029: of 120 in 2030 */
        {false, 0, {50, 40, 0, 90, 100}, {0, 0, 0, 0, 0}, {100, 80, 130, 120, 0}, {0, 0, 30, 0, 0}},
        /* in 2029 b uses 10 of what it brought, and a the 50 left of what was lost in the group */
        {true, 0, {50, 40, 0, 40, 100}, {0, 0, 0, 0, 50}, {100, 80, 130, 70, 0}, {0, 0, 30, 50, 0}},
        /* at most half of a profit: 10; then 45 of a's 90 and 5 of b's 10; then 60 */
        {true,
         0.5,
         {50, 40, 0, 45, 100},
         {0, 10, 0, 5, 60},
         {100, 90, 140, 90, 30},
         {0, 0, 30, 45, 0}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        members(2, earned)->carries = cases[i].carries;
        for (int k = 0; k < 2; k++)
            member[k].tax.loss_limit = cases[i].limit;
        member[1].tax.member.from = hour("2026-07-01");
        member[1].tax.member.until = hour("2030-05-01");
        struct run r = calculate(&s, cp_facts_new());
        are(&r, "taxable_income", NULL, 0, cases[i].a, "a is taxed on");
        are(&r, "taxable_income", NULL, 1, cases[i].b, "b is taxed on");
        are(&r, "tax_carried", "losses", 1, cases[i].left, "b carries");
        are(&r, "tax_relief", "given", 1, cases[i].given, "a deducts of it");
        are(&r, "tax_relief", "claimed", 0, cases[i].given, "the same");
        release(&r);
    }
}

/* Losses shared are aged by their year: of 100 lost in 2026, 30 are used in 2027 and 20 in 2028,
 * then they are too old. */
static void test_age(void) {
    static const double earned[][YEARS] = {{0, 30, 20, 80, 0}, {-100, 0, 0, 0, 0}};
    members(2, earned)->carries = true;
    member[1].tax.loss_years = 2;
    struct run r = calculate(&s, cp_facts_new());
    are(&r, "tax_carried", "losses", 1, (const double[]){100, 70, 50, 0, 0}, "left of it");
    are(&r, "taxable_income", NULL, 0, (const double[]){0, 0, 0, 80, 0}, "and a is taxed on");
    release(&r);
}

/* b pays 50 of interest a year and earns 20; a earns 100, then 200, then nothing. At most 30 % of
 * what is earned before interest is deducted: of all of it, or of each its own. */
static void test_interest(void) {
    static const double earned[][YEARS] = {{100, 200, 0, 0, 0}, {20, 20, 20, 20, 20}};
    static struct cp_tranche loan;
    for (int pooled = 0; pooled < 2; pooled++) {
        struct cp_tax_group *g = members(2, earned);
        loan = *lend(&s, CP_BULLET, 500, 0.1, "2026-01-01", "2040-01-01");
        member[1].tranche = &loan;
        member[1].ntranche = 1;
        for (int k = 0; k < 2; k++)
            member[k].tax.interest_limit = 0.3;
        g->interest_limit = pooled ? 0.3 : NAN;
        struct run r = calculate(&s, cp_facts_new());
        if (pooled) {
            /* 36 of 50 deducted: b loses 16, and 14 are barred; then 64 of 66, b loses all of it */
            are(&r, "tax_carried", "interest", 1, (const double[]){14, 0, 44, 88, 132}, "barred");
            are(&r, "taxable_income", NULL, 0, (const double[]){84, 156, 0, 0, 0}, "a is taxed on");
            are(&r, "tax_relief", "claimed", 0, (const double[]){16, 44, 0, 0, 0}, "and deducts");
            are(&r, "taxable_income", NULL, 1, (const double[]){0, 0, 14, 14, 14}, "b");
        } else {
            /* each 30 % of its own: b deducts 6 of 20 */
            are(&r, "tax_carried", "interest", 1, (const double[]){44, 88, 132, 176, 220},
                "barred by its own limit");
            are(&r, "taxable_income", NULL, 1, (const double[]){14, 14, 14, 14, 14}, "b is taxed");
            are(&r, "taxable_income", NULL, 0, (const double[]){100, 200, 0, 0, 0}, "a too");
        }
        release(&r);
    }
}

/* Debt that is sculpted to what its owner has after tax, which another's losses lower: alone it
 * carries less. */
static void test_sized(void) {
    static const double earned[][YEARS] = {{100, 100, 100, 100, 100}, {-40, -40, -40, -40, -40}};
    static struct cp_tranche loan;
    double debt[2];
    for (int alone = 0; alone < 2; alone++) {
        members(2, earned);
        loan = *lend(&s, CP_SCULPTED, NAN, 0.05, "2026-01-01", "2030-12-31");
        loan.dscr = 1.25;
        member[0].tranche = &loan;
        member[0].ntranche = 1;
        member[1].tax.member.group = alone ? NULL : "g";
        struct cp_facts *f = cp_facts_new();
        cost(f, "2026", "capex-site", NULL, 500);
        struct run r = calculate(&s, f);
        debt[alone] = get(&r, "draw", "2026", "a", "loan", NULL);
        for (int t = 0; t < YEARS; t++) {
            double interest = get(&r, "interest", year[t], "a", "loan", NULL),
                   taxed = 100 - interest - (alone ? 0 : 40);
            ok_near(get(&r, "taxable_income", year[t], "a", NULL, NULL) +
                        get(&r, "tax_depreciation", year[t], "a", NULL, NULL),
                    taxed, 1e-6, "what a is taxed on");
            ok_near(get(&r, "dscr", year[t], "a", NULL, NULL), 1.25, 1e-9, "DSCR is as wanted");
        }
        release(&r);
    }
    ok(debt[0] > debt[1] * 1.05, "relief carries more debt: %g, alone %g", debt[0], debt[1]);
}

int main(void) {
    test_same_year();
    test_join_and_leave();
    test_age();
    test_interest();
    test_sized();
    return done();
}
