/* Forward curves of a plan: quotes in files, shapes of hours, what is refused. */
#include "curve_case.h"
#include "curve_day.h"

#define HEADER "curve\tfrom\tuntil\tmeasure\tvalue\tunit\thours\n"

/* Hours of a profile that is twice as high at noon, days of all quarters. */
static const char *put_profile(void) {
    struct cp_str s = {0};
    cp_str_add(&s, "period\tprofile\tmeasure\tvalue\tunit\n");
    for (int q = 0; q < 4; q++)
        for (int h = 0; h < 24; h++)
            cp_str_addf(&s, "2025-%02d-15T%02d\tnoon\thub_price\t%d\tUSD/MWh\n", 3 * q + 1, h,
                        h == 12 ? 80 : 40);
    const char *file = put("noon.tsv", s.s);
    cp_str_release(&s);
    return file;
}

static void test_peak(void) {
    struct cp_arena arena = {0};
    struct cp_error err = {0};
    struct cp_curve c;
    put("quotes.tsv", "# invented\n" HEADER "hub\t2027-01\t2027-03\tforward\t50\tUSD/MWh\tbase\n"
                      "hub\t2027-01\t2027-03\tbid\t59\tUSD/MWh\tpeak\n"
                      "hub\t2027-01\t2027-03\task\t61\tUSD/MWh\tpeak\n"
                      "hub\t2027-02-01\t2027-02-28\tforward\t0.052\tUSD/kWh\t-\n"
                      "other\t2027-02-01\t2027-02-28\tforward\t1\tUSD/MWh\t-\n");
    struct cp_plan *p = load("curves: {hub: {unit: USD/MWh, quotes: quotes.tsv, zone: "
                             "America/Chicago, shape: smooth, floor: -20 USD/MWh}}\n",
                             &err);
    if (!p)
        return;
    int rc = cp_curve_make(p, p->money.market.curve, 0, &arena, &c, &err);
    if (!ok_rc(rc, &err, "peak and base make a curve")) {
        cp_plan_free(p);
        return;
    }
    int64_t from = cp_curve_day_start(&c.calendar, day("2027-01-01"));
    int64_t until = cp_curve_day_start(&c.calendar, day("2027-04-01"));
    double peak = 0, hours = 0;
    for (int64_t h = from; h < until; h++)
        if (cp_curve_is_peak(&c.calendar, h)) {
            peak += cp_curve_hour(&c, h);
            hours++;
        }
    ok_near(peak / hours, 60, 1e-10, "the mean of peak hours is the middle of bid and ask");
    ok_near(cp_curve_mean(&c, from, until), 50, 1e-10, "that of all is the quarter");
    ok_near(cp_curve_mean(&c, cp_curve_day_start(&c.calendar, day("2027-02-01")),
                          cp_curve_day_start(&c.calendar, day("2027-03-01"))),
            52, 1e-10, "and of February its own");
    ok(isnan(cp_curve_mean(&c, from - 1, until)), "before the first quote there is no price");
    ok(cp_curve_hour(&c, from + 3) < cp_curve_hour(&c, from + 24 * 3 + 12), "night is cheaper");
    cp_plan_free(p);
    cp_arena_release(&arena);
}

static void test_shape(void) {
    struct cp_arena arena = {0};
    struct cp_error err = {0};
    struct cp_curve c;
    put("quotes.tsv", HEADER "hub\t2027-01\t2027-03\tforward\t50\tUSD/MWh\t-\n"
                             "hub\t2027-02\t2027-02\tforward\t52\tUSD/MWh\t-\n");
    put_profile();
    struct cp_plan *p =
        load("profiles: [noon.tsv]\n"
             "curves: {hub: {unit: USD/MWh, quotes: quotes.tsv, shape: smooth, profile: noon}}\n",
             &err);
    if (!p)
        return;
    int rc = cp_curve_make(p, p->money.market.curve, 0, &arena, &c, &err);
    if (ok_rc(rc, &err, "a curve with a shape of its hours")) {
        int64_t from = 24 * (int64_t)day("2027-01-01"), until = 24 * (int64_t)day("2027-04-01");
        ok_near(cp_curve_mean(&c, from, until), 50, 1e-10, "its quarter is the quote");
        ok_near(cp_curve_mean(&c, from + 24 * 31, from + 24 * 59), 52, 1e-10, "and its February");
        ok_near(cp_curve_hour(&c, from + 12) / cp_curve_hour(&c, from + 11), 2, 1e-10,
                "noon is twice as dear");
    }
    cp_plan_free(p);
    cp_arena_release(&arena);
}

static void test_refused(void) {
    static const struct {
        const char *rows, *plan, *message;
        unsigned line, col;
    } bad[] = {
        {"hub\t2027-01\t2027-01\tforwrad\t50\tUSD/MWh\t-\n", "", "did you mean 'forward'?", 2, 21},
        {"hub\t2027-13\t2027-01\tforward\t50\tUSD/MWh\t-\n", "", "is no day", 2, 5},
        {"hub\t2027-02\t2027-01\tforward\t50\tUSD/MWh\t-\n", "", "ends before it begins", 2, 13},
        {"hub\t2027-01\t2027-01\tforward\tx\tUSD/MWh\t-\n", "", "is no number", 2, 29},
        {"hub\t2027-01\t2027-01\tforward\t5\tUSD/GPU\t-\n", "", "USD/GPU", 2, 31},
        {"hub\t2027-01\t2027-01\tforward\t-\tUSD/MWh\t-\n", "", "'-' is no number", 2, 29},
        {"hub\t2027-01\t2027-01\tbid\t5\tUSD/MWh\t-\n", "", "a bid without an ask", 2, 25},
        {"hub\t2027-01\t2027-01\tbid\t5\tUSD/MWh\t-\n"
         "hub\t2027-01\t2027-01\task\t4\tUSD/MWh\t-\n",
         "", "above the ask of line 3", 2, 25},
        {"hbu\t2027-01\t2027-01\tforward\t5\tUSD/MWh\t-\n", "", "there is 'hbu'", 2, 39},
        {"hub\t2027-01\t2027-01\tforward\t5\tUSD/MWh\n", "", "has 6 fields, the header 7", 2, 1},
        {"hub\t2027-01\t2027-01\tforward\t90\tUSD/MWh\t-\n"
         "hub\t2027-02\t2027-02\tforward\t3\tUSD/MWh\t-\n"
         "hub\t2027-03\t2027-03\tforward\t90\tUSD/MWh\t-\n",
         ", shape: smooth", "is below its floor of 0", 2, 10},
        {"hub\t2027-01\t2027-01\tforward\t50\tUSD/MWh\t-\n"
         "hub\t2027-01\t2027-01\tforward\t52\tUSD/MWh\t-\n",
         "", "contradicts those of line 2", 3, 29},
        {"hub\t2027-01-02\t2027-01-03\tforward\t52\tUSD/MWh\tpeak\n", "", "no such hour", 2, 35},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[1000];
        struct cp_arena arena = {0};
        struct cp_error err = {0};
        struct cp_curve c;
        snprintf(text, sizeof text, "%s%s", HEADER, bad[i].rows);
        put("quotes.tsv", text);
        snprintf(text, sizeof text, "curves: {hub: {unit: USD/MWh, quotes: quotes.tsv%s}}\n",
                 bad[i].plan);
        struct cp_plan *p = load(text, &err);
        if (!p)
            continue;
        int rc = cp_curve_make(p, p->money.market.curve, 0, &arena, &c, &err);
        ok_fails(rc, &err, bad[i].message, bad[i].message);
        if (!ok(err.n == 1 && err.at[0].line == bad[i].line && err.at[0].col == bad[i].col,
                "once, at %u:%u", bad[i].line, bad[i].col))
            for (size_t k = 0; k < err.n; k++)
                printf("# %u:%u: %s\n", err.at[k].line, err.at[k].col, err.at[k].msg);
        cp_plan_free(p);
        cp_arena_release(&arena);
    }
}

int main(void) {
    if (!enter())
        return 1;
    test_peak();
    test_shape();
    test_refused();
    leave();
    return done();
}
