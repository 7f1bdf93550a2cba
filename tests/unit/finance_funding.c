/* Who pays first for what is built, days that turn a waterfall, and how long debt is owed: small
 * cases worked by hand. */
#include "finance_structure.h"

static struct structure s;

/* Halls of 100 in each of three years, of which a loan without interest pays 120 in all, drawn
 * until the end of the third. */
static struct cp_tranche *build(enum cp_funding funding) {
    company(&s, CP_YEAR, 5);
    s.entity[0].equity.funding = funding;
    struct cp_tranche *w = lend(&s, CP_BULLET, 120, 0, "2026-01-01", "2030-01-01");
    w->draw.until = hour("2029");
    return w;
}

static struct cp_facts *halls(void) {
    struct cp_facts *f = cp_facts_new();
    cost(f, "2026", "capex-site", NULL, 100);
    cost(f, "2027", "capex-site", NULL, 100);
    cost(f, "2028", "capex-site", NULL, 100);
    return f;
}

static void test_funding(void) {
    static const char *const year[] = {"2026", "2027", "2028"};
    static const struct {
        enum cp_funding how;
        const char *word;
        double draw[3];
    } cases[] = {{CP_FUNDING_PRO_RATA, "pro rata", {40, 40, 40}},
                 {CP_FUNDING_DEBT_FIRST, "debt first", {100, 20, 0}},
                 {CP_FUNDING_EQUITY_FIRST, "equity first", {0, 20, 100}}};
    for (size_t i = 0; i < 3; i++) {
        build(cases[i].how)->gearing = 0.4;
        struct run r = calculate(&s, halls());
        for (int t = 0; t < 3; t++) {
            ok_near(or_zero(get(&r, "draw", year[t], "c", "loan", NULL)), cases[i].draw[t], 1e-9,
                    cases[i].word);
            ok_near(or_zero(get(&r, "cash_flow", year[t], "c", NULL, "contribution")),
                    100 - cases[i].draw[t], 1e-9, "owners pay the rest");
        }
        release(&r);
    }
}

/* Sized by gearing it pays its part of interest while it is drawn too: sources are uses. What is
 * drawn early bears more. */
static void test_sized(void) {
    double interest[3];
    for (int i = 0; i < 3; i++) {
        struct cp_tranche *w = build((enum cp_funding)i);
        w->amount = NAN;
        w->gearing = 0.4;
        w->interest.rate = flat(0.1);
        w->draw.costs = true;
        struct run r = calculate(&s, halls());
        interest[i] = get(&r, "interest", "2026", "c", "loan", NULL) +
                      get(&r, "interest", "2027", "c", "loan", NULL) +
                      get(&r, "interest", "2028", "c", "loan", NULL);
        ok_near(get(&r, "draw", NULL, "c", "loan", NULL), 0.4 * (300 + interest[i]), 1e-6,
                "the part of uses that gearing says");
        release(&r);
    }
    ok(interest[CP_FUNDING_EQUITY_FIRST] < interest[CP_FUNDING_PRO_RATA] &&
           interest[CP_FUNDING_PRO_RATA] < interest[CP_FUNDING_DEBT_FIRST],
       "equity first bears less interest than pro rata, debt first more");
}

/* From its anticipated date on all that is left goes to the lenders: 30 a year, of a loan that is
 * due in ten years. */
static void test_day(void) {
    static struct cp_waterfall_step steps[] = {{.action = "interest"},
                                               {.action = "principal"},
                                               {.action = "sweep", .when = "ard"},
                                               {.action = "distribution"}};
    static const char *const year[] = {"2026", "2027", "2028", "2029"};
    company(&s, CP_YEAR, 4);
    lend(&s, CP_BULLET, 100, 0, "2026-01-01", "2036-01-01");
    s.trigger = (struct cp_trigger){.name = "ard", .dscr = NAN, .from = hour("2028-07-01")};
    s.entity[0].waterfall =
        (struct cp_waterfall){.nstep = 4, .step = steps, .ntrigger = 1, .trigger = &s.trigger};
    struct cp_facts *f = cp_facts_new();
    for (int t = 0; t < 4; t++)
        cost(f, year[t], "revenue", NULL, -30);
    struct run r = calculate(&s, f);
    ok_near(or_zero(get(&r, "sweep", "2027", "c", "loan", NULL)), 0, 1e-9, "not before");
    ok_near(get(&r, "sweep", "2028", "c", "loan", NULL), 30, 1e-9, "from that year on");
    ok_near(get(&r, "sweep", "2029", "c", "loan", NULL), 30, 1e-9, "and on");
    ok_near(get(&r, "debt", "2029", "c", "loan", NULL), 40, 1e-9, "the rest is owed");
    /* 30 after 3 years, 30 after 4, 40 after 10 */
    ok_near(get(&r, "weighted_average_life", NULL, "c", "loan", NULL), 0.3 * 3 + 0.3 * 4 + 0.4 * 10,
            1e-9, "on average it is owed for 6.1 years");
    release(&r);
}

/* Straight over four years: 2.5 years; what an amortising loan owes after the plan has no one day.
 */
static void test_life(void) {
    for (int n = 3; n < 5; n++) {
        company(&s, CP_YEAR, (size_t)n);
        lend(&s, CP_STRAIGHT, 100, 0.05, "2026-01-01", "2030-01-01");
        struct run r = calculate(&s, cp_facts_new());
        double life = get(&r, "weighted_average_life", NULL, "c", "loan", NULL);
        ok(n == 4 ? fabs(life - 2.5) < 1e-9 : isnan(life), "%d of its four years: %g", n, life);
        release(&r);
    }
}

int main(void) {
    test_funding();
    test_sized();
    test_day();
    test_life();
    return done();
}
