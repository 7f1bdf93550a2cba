#include "tap.h"
#include <sched.h>
#include <stdlib.h>
#include <sys/resource.h>

static void test_numbers(void) {
    static const struct {
        double x;
        const char *text;
    } cases[] = {{0, "0"},
                 {-0.0, "0"},
                 {1, "1"},
                 {-1.5, "-1.5"},
                 {0.1, "0.1"},
                 {27.3e9, "27300000000"},
                 {1e21, "1e21"},
                 {1e22, "1e22"},
                 {123456789012345680.0, "123456789012345680"},
                 {0.1 + 0.2, "0.30000000000000004"},
                 {1.0 / 3, "0.3333333333333333"},
                 {5e-324, "5e-324"},
                 {1.7976931348623157e308, "1.7976931348623157e308"},
                 {1e-7, "1e-7"},
                 {0.000123, "0.000123"},
                 {1234.5678, "1234.5678"}};
    char buf[CP_NUMBER_SIZE];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cp_number_format(buf, cases[i].x);
        ok_str(buf, cases[i].text, cases[i].text);
    }
    uint64_t state = 88172645463325252u;
    size_t wrong = 0;
    for (int i = 0; i < 200000; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        double x, back = 0;
        memcpy(&x, &state, sizeof x);
        if (i % 2)
            x = (double)(int64_t)state / 1e6;
        if (!isfinite(x))
            continue;
        size_t used, len = cp_number_format(buf, x);
        wrong += cp_number_parse(buf, len, &back, &used) != 0 || back != x || used != len ||
                 strtod(buf, NULL) != x;
    }
    ok(wrong == 0, "200,000 random doubles survive text");
    double x;
    size_t used;
    ok(cp_number_parse("inf", 3, &x, &used) == CP_EINPUT, "inf is refused");
    ok(cp_number_parse("1e999", 5, &x, &used) == CP_EINPUT, "1e999 is refused");
    ok(cp_number_parse("0x10", 4, &x, &used) == 0 && used == 1, "hex stops at the x");
    ok(cp_number_parse("12e", 3, &x, &used) == 0 && used == 2, "12e stops at the e");
    ok(cp_number_parse("1.0000000000000000000000000000000000001e2", 41, &x, &used) == 0 && x == 100,
       "many digits");
    ok(cp_number_parse(".", 1, &x, &used) == CP_EINPUT, "a lone point is refused");
}

static void test_periods(void) {
    static const char *const good[] = {"2027",    "2027-Q1",    "2027-Q4",
                                       "2027-03", "2028-02-29", "2027-03-14T05",
                                       "0001",    "2017/2026",  "9999-12-31T23"};
    static const char *const bad[] = {
        "",           "27",        "2027-Q5",       "2027-Q0",       "2027-13",
        "2027-02-29", "2027-3",    "2027-03-14T24", "2027-03-14 05", "0000",
        "2027Q1",     "2017/2017", "2017/217",      "1000/1999"};
    struct cp_period p;
    char buf[CP_PERIOD_SIZE];
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        bool parsed = cp_period_parse(good[i], strlen(good[i]), &p) == 0;
        if (parsed)
            cp_period_format(buf, p);
        ok_str(parsed ? buf : "refused", good[i], good[i]);
        bool years = parsed && p.freq == CP_YEARS;
        ok(parsed && (years || (cp_period_at(p.freq, cp_period_start(p)).index == p.index &&
                                cp_period_at(p.freq, cp_period_end(p) - 1).index == p.index)),
           "%s holds its first and last hour", good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ok(cp_period_parse(bad[i], strlen(bad[i]), &p) == CP_EINPUT, "'%s' is refused", bad[i]);
    cp_period_parse("1970", 4, &p);
    ok(cp_period_start(p) == 0, "time starts in 1970");
    cp_period_parse("2028-Q1", 7, &p);
    ok_near(cp_period_hours(p), 91 * 24, 0, "a leap year's first quarter has 91 days");
    cp_period_parse("2017/2026", 9, &p);
    cp_period_format(buf, cp_period_plus(p, 1));
    ok_str(buf, "2027/2036", "after ten years the next ten");
    ok_near(cp_period_years(p), 10, 0, "ten years");
    ok_near(cp_period_hours(p), 3652 * 24, 0, "two of them leap years");
    cp_period_parse("2028-Q1", 7, &p);
    struct cp_period q;
    cp_period_parse("2026-Q1", 7, &q);
    ok_near(cp_years_between(cp_period_start(q), cp_period_start(p)), 2, 1e-15, "two years");
    ok_near(cp_period_mid(p, cp_period_start(q)), 2.125, 1e-15, "middle of 2028-Q1");
    ok_near(cp_discount(0.08, 2), 1 / 1.1664, 1e-15, "discount");
}

static void test_weeks_and_minutes(void) {
    static const struct {
        const char *text, *day; /* of its first hour */
    } good[] = {{"2020-W53", "2020-12-28"},         {"2021-W01", "2021-01-04"},
                {"2026-W01", "2025-12-29"},         {"1970-W01", "1969-12-29"},
                {"2027-03-14T05:45", "2027-03-14"}, {"1969-12-31T23:59", "1969-12-31"}};
    static const char *const bad[] = {"2021-W53",        "2021-W00",         "2021-W1",
                                      "2021W01",         "2021-05-01T05:60", "2021-05-01T24:00",
                                      "9999-01-01T00:15"};
    struct cp_period p;
    char buf[CP_PERIOD_SIZE];
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        size_t length = strlen(good[i].text);
        ok(cp_period_parse(good[i].text, length, &p) == CP_EINPUT, "no period of a plan");
        bool parsed = cp_period_parse_any(good[i].text, length, &p) == 0;
        if (parsed)
            cp_period_format(buf, p);
        ok_str(parsed ? buf : "refused", good[i].text, good[i].text);
        cp_period_format(buf, cp_period_at(CP_DAY, cp_period_start(p)));
        ok_str(buf, good[i].day, good[i].text);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ok(cp_period_parse_any(bad[i], strlen(bad[i]), &p) == CP_EINPUT, "'%s' is refused", bad[i]);
}

static void test_units(void) {
    static const struct {
        const char *text, *unit;
        double want;
    } cases[] = {{"1.2 GW", "MW", 1200},
                 {"27.3 bn USD", "USD", 27.3e9},
                 {"42 USD/MWh", "USD/MWh", 42},
                 {"36 weeks", "day", 252},
                 {"8 %", "1", 0.08},
                 {"0.5", "1", 0.5},
                 {"0", "MW", 0},
                 {"2.5 PFLOP/s", "EFLOP/s", 0.0025},
                 {"20 kUSD/(EFLOP/s)/h", "USD/(EFLOP/s)/h", 20000},
                 {"4.5 USD/MMBtu", "USD/MMBtu", 4.5},
                 {"13.0 USD/kW/month", "USD/MW/year", 156000},
                 {"333.44 USD/MW/day", "USD/MW/day", 333.44},
                 {"3 request/user/day", "request/user/day", 3}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cp_error err = {0};
        double got = -1;
        int rc = cp_quantity_parse(cases[i].text, cases[i].unit, &got, (struct cp_pos){0}, &err);
        ok_rc(rc, &err, cases[i].text);
        ok_near(got, cases[i].want, 1e-12, cases[i].text);
    }
    static const char *const bad[][3] = {{"1 MWW", "MW", "did you mean 'MW'?"},
                                         {"1.2 MWh", "MW", "does not measure"},
                                         {"3", "MW", "has no unit"},
                                         {"many", "GPU", "not a number"},
                                         {"1 s", "Hz", "does not measure"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct cp_error err = {0};
        double got = -1;
        int rc = cp_quantity_parse(bad[i][0], bad[i][1], &got, (struct cp_pos){"p", 3, 4}, &err);
        ok_fails(rc, &err, bad[i][2], bad[i][0]);
        ok(got == -1 && err.at[0].line == 3 && err.at[0].col == 4,
           "position kept, output untouched");
    }
}

static void test_currencies(void) {
    char buf[CP_UNIT_SIZE];
    struct cp_error err = {0};
    double factor = 0;
    ok_str(cp_unit_in(buf, "1e9 USD/GPU/h", "EUR"), "1e9 EUR/GPU/h", "in the place of USD");
    const char *plain = "MWh";
    ok(cp_unit_in(buf, plain, "EUR") == plain, "no money in it");
    for (size_t i = 0; cp_currency_at(i); i++) {
        char kilo[16];
        snprintf(kilo, sizeof kilo, "k%s/MWh", cp_currency_at(i));
        cp_unit_in(buf, "USD/MWh", cp_currency_at(i));
        if (strcmp(cp_currency_at(i), "USD") == 0)
            snprintf(buf, sizeof buf, "USD/MWh");
        int rc = cp_unit_factor(kilo, buf, &factor, (struct cp_pos){0}, &err);
        const char *is = cp_currency_of(kilo, "USD/MWh");
        if (rc || fabs(factor - 1000) > 1e-9 || !is || strcmp(is, cp_currency_at(i)) != 0)
            ok(false, "%s is a currency", cp_currency_at(i));
    }
    ok(!cp_currency_of("EUR", "USD/MWh") && !cp_currency_of("EUR", "MW"), "no money of that kind");
    ok(cp_unit_factor("EUR", "USD", &factor, (struct cp_pos){0}, &err) < 0, "money is not money");
    ok(cp_currency("EUR") && !cp_currency("EURO") && !cp_currency("eur"), "codes");
}

static void test_names_and_memory(void) {
    struct cp_names t = {0};
    char word[16];
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 1000; i++) {
            int len = snprintf(word, sizeof word, "n%d", i);
            if (cp_names_add(&t, word, (size_t)len) != (uint32_t)i)
                ok(false, "%s has number %d", word, i);
        }
    ok(t.n == 1000, "a thousand names, each once");
    ok(cp_names_find(&t, "n999") == 999 && cp_names_find(&t, "x") == CP_NAME_NONE, "find");
    cp_names_release(&t);
    ok(!cp_calloc(SIZE_MAX / 2, 4) && !cp_realloc(NULL, SIZE_MAX / 2, 4), "overflow is refused");
    struct cp_str s = {0};
    cp_str_addf(&s, "%d ", 42);
    cp_str_add_number(&s, 0.25);
    ok_str(s.s, "42 0.25", "string");
    cp_str_reset(&s);
    cp_str_add_quoted(&s, "a \"b\" c:\\d");
    ok_str(s.s, "\"a \\\"b\\\" c:\\\\d\"", "in quotes");
    cp_str_release(&s);
    struct cp_error err = {0};
    for (int i = 0; i < 25; i++)
        cp_fail(&err, CP_EINPUT, "finding %d", i);
    ok(err.n == CP_ERROR_MAX && err.dropped == 5, "twenty findings are kept and five counted");
    static const char *const words[] = {"power", "price", "capex"};
    ok_str(cp_nearest("pwoer", words, 3), "power", "nearest");
    ok(!cp_nearest("zzz", words, 3), "nothing near");
}

static void test_processors(void) {
    cpu_set_t before, one;
    int all = cp_processors();
    ok(all >= 1, "%d processors", all);
    if (sched_getaffinity(0, sizeof before, &before) != 0)
        return;
    ok(all <= CPU_COUNT(&before), "no more than the process may run on");
    CPU_ZERO(&one);
    for (size_t k = 0; k < CPU_SETSIZE && CPU_COUNT(&one) == 0; k++)
        if (CPU_ISSET(k, &before))
            CPU_SET(k, &one);
    if (sched_setaffinity(0, sizeof one, &one) == 0)
        ok(cp_processors() == 1, "one where it may run on one");
    sched_setaffinity(0, sizeof before, &before);
}

static void test_memory(void) {
    struct cp_error err = {0};
    size_t all = cp_memory();
    ok(all > 1 << 20, "%zu bytes of memory", all);
    ok(cp_read_check("", all / 4 + 1, "f", 1, &err) == CP_EINPUT &&
           strncmp(err.at[0].msg, "longer than a quarter of memory, ", 33) == 0,
       "a text of more than a quarter of it is told without a look at it");
#ifndef CP_ASSERTIONS /* sanitizers map terabytes */
    struct rlimit before, less;
    if (getrlimit(RLIMIT_AS, &before) != 0)
        return;
    less = before;
    less.rlim_cur = all / 2;
    if (setrlimit(RLIMIT_AS, &less) == 0)
        ok(cp_memory() == all / 2, "no more than the limit of address space");
    setrlimit(RLIMIT_AS, &before);
#endif
}

static void test_display(void) {
    static const struct {
        const char *text, *shown;
        size_t width;
    } cases[] = {
        {"", "", 0},
        {"hyperion", "hyperion", 8},
        {"Lule\u00e5", "Lule\u00e5", 5},
        {"\u8a08\u7b97", "\u8a08\u7b97", 4},
        {"e\u0301", "e\u0301", 1},
        {"\033]0;owned\a\033[2J", "?]0;owned??[2J", 14},
        {"a\tb\nc\177", "a?b?c?", 6},
        {"\xc2\x9b"
         "31m",
         "?31m", 4},                     /* CSI as one character */
        {"ab\u202ecd", "ab?cd", 5},      /* from here on right to left */
        {"\xff\xc3", "??", 2},           /* no UTF-8 */
        {"\xc0\xaf\xe2\x82", "????", 4}, /* too long, and cut off */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cp_str s = {0};
        cp_str_add_shown(&s, cases[i].text, strlen(cases[i].text));
        ok_str(s.s ? s.s : "", cases[i].shown, "what a terminal would obey is shown as ?");
        ok(cp_display_width(s.s ? s.s : "", s.len) == cases[i].width, "  in %zu cells",
           cases[i].width);
        cp_str_release(&s);
    }
}

/* What was there comes back to where it was, however often; what was allocated since is gone. */
static void test_arena_copies(void) {
    struct cp_arena a = {0};
    double *x = cp_arena_calloc(&a, 1000, sizeof *x), *y = cp_arena_calloc(&a, 3, sizeof *y);
    bool same = true;
    x[999] = y[2] = 7;
    size_t used = a.used;
    struct cp_arena_copy *c = cp_arena_copy(&a);
    for (int i = 0; i < 3; i++) {
        x[999] = y[2] = i;
        for (size_t k = 1; k < 5; k++)
            x[k] = *(double *)cp_arena_calloc(&a, 10000 * k, sizeof *x) + 1;
        cp_arena_restore(&a, c);
        same &= x[999] == 7 && y[2] == 7 && x[1] == 0 && a.used == used;
    }
    ok(same, "an arena comes back as it was copied");
    cp_arena_copy_free(c);
    cp_arena_release(&a);
    c = cp_arena_copy(&a);
    cp_arena_restore(&a, c);
    ok(a.head == NULL && a.used == 0, "so does one of nothing");
    cp_arena_copy_free(c);
    cp_arena_copy_free(NULL);
}

static void test_patterns(void) {
    static const struct {
        const char *pattern, *text;
        bool like, any_one; /* with `?` as itself, as any byte */
    } c[] = {
        {"", "", true, true},
        {"", "a", false, false},
        {"*", "", true, true},
        {"nv-*", "nv-gb300", true, true},
        {"nv-*", "nv", false, false},
        {"*-27", "nv-27-27", true, true},
        {"a*b*c", "aXbXbYc", true, true},
        {"a*b*c", "aXcXb", false, false},
        {"**", "x", true, true},
        {"a?c", "abc", false, true},
        {"a?c", "a?c", true, true},
        {"a?", "a", false, false},
        {"a*?", "abc", false, true},
        {"a", "ab", false, false},
        {"ab", "a", false, false},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        size_t n = strlen(c[i].pattern), len = strlen(c[i].text);
        ok(cp_like(c[i].pattern, c[i].text) == c[i].like, "'%s' and '%s'", c[i].text, c[i].pattern);
        ok(cp_like_part(c[i].pattern, n, c[i].text, len, '?') == c[i].any_one, "with ? for one");
    }
    ok(cp_like_part("nv-*/x", 4, "nv-1/y", 4, 0), "parts alone");
    char many[64] = "", text[4096];
    for (int i = 0; i < 30; i++)
        memcpy(many + 2 * i, "*a", 3);
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    text[sizeof text - 2] = 'b';
    ok(!cp_like(many, text), "thirty stars end soon");
}

int main(void) {
    test_patterns();
    test_arena_copies();
    test_numbers();
    test_periods();
    test_weeks_and_minutes();
    test_units();
    test_currencies();
    test_names_and_memory();
    test_processors();
    test_memory();
    test_display();
    return done();
}
