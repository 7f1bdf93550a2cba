/* What base takes and refuses at its edges: periods, numbers, zones, text, kinds of files, memory.
 */
#include "base/base.h"
#include "base/zone.h"
#include "tap.h"

static void test_bad_periods(void) {
    static const char *const bad[] = {"",
                                      "202",
                                      "0000",
                                      "20x7",
                                      "2027/2027",
                                      "2027/2026",
                                      "2027/20x9",
                                      "2027/9999",
                                      "2027-",
                                      "2027-0",
                                      "2027-00",
                                      "2027-13",
                                      "2027-1x",
                                      "2027x01",
                                      "2027-01-",
                                      "2027-01x01",
                                      "2027-01-00",
                                      "2027-02-29",
                                      "2027-01-32",
                                      "2027-01-0x",
                                      "2027-01-01T",
                                      "2027-01-01x05",
                                      "2027-01-01T24",
                                      "2027-01-01T0x",
                                      "2027-Q0",
                                      "2027-Q5",
                                      "2027-Q",
                                      "2027-Qx",
                                      "2027Q1",
                                      "2027-01-01T05:00",
                                      "2027-W01"};
    static const char *const bad_any[] = {
        "2027-W00",         "2027-W53",         "2027-Wxx",         "20x7-W01",
        "0000-W01",         "2027xW01",         "2027-01-01T05:60", "2027-01-01T05:0x",
        "9999-01-01T00:00", "2027-01-01T25:00", "2027-01-01T05-00"};
    struct cp_period p;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ok(cp_period_parse(bad[i], strlen(bad[i]), &p) == CP_EINPUT, "'%s' is no period", bad[i]);
    for (size_t i = 0; i < sizeof bad_any / sizeof *bad_any; i++)
        ok(cp_period_parse_any(bad_any[i], strlen(bad_any[i]), &p) == CP_EINPUT,
           "'%s' is no period of any kind", bad_any[i]);
}

static void test_good_periods(void) {
    static const struct {
        const char *text;
        double hours;
    } good[] = {{"2027", 8760},
                {"2024-Q1", 2184},
                {"2024-02", 696},
                {"1969-12-31", 24},
                {"0001-01-01", 24},
                {"1600-02-29", 24},
                {"1900-02", 672},
                {"2027-01-01T05", 1},
                {"2026-W53", 168},
                {"2027/2036", 87672},
                {"1969-12-31T23:59", 1.0 / 60}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        char text[CP_PERIOD_SIZE];
        struct cp_period p;
        int rc = cp_period_parse_any(good[i].text, strlen(good[i].text), &p);
        cp_period_format(text, p);
        ok(rc == 0 && strcmp(text, good[i].text) == 0, "%s is written as it is read", good[i].text);
        ok_near(cp_period_hours(p), good[i].hours, 1e-12, "and has its hours");
    }
}

/* The period of each kind that 2027-03-14T05 is in, and how long a year it is. */
static void test_period_at(void) {
    static const struct {
        enum cp_freq freq;
        const char *text;
        double years;
    } row[] = {{CP_YEAR, "2027", 1},
               {CP_YEARS, "2027", 1},
               {CP_QUARTER, "2027-Q1", 0.25},
               {CP_MONTH, "2027-03", 1.0 / 12},
               {CP_WEEK, "2027-W10", 7 / 365.25},
               {CP_DAY, "2027-03-14", 1 / 365.25},
               {CP_HOUR, "2027-03-14T05", 1 / 8766.0},
               {CP_MINUTE, "2027-03-14T05:00", 1 / 525960.0}};
    struct cp_period hour;
    cp_period_parse("2027-03-14T05", 13, &hour);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char text[CP_PERIOD_SIZE];
        struct cp_period p = cp_period_at(row[i].freq, cp_period_start(hour));
        cp_period_format(text, p);
        ok_str(text, row[i].text, "the period that an hour is in");
        ok_near(cp_period_years(p), row[i].years, 1e-12, "and its part of a year");
    }
}

static void test_numbers(void) {
    static const struct {
        const char *text;
        double x;
        size_t used; /* 0: it is none */
    } row[] = {
        {"", 0, 0},
        {"-", 0, 0},
        {".", 0, 0},
        {"+.", 0, 0},
        {"e5", 0, 0},
        {"1e999999999", 0, 0},
        {"-1e400", 0, 0},
        {"0e999999999", 0, 11},
        {"-0e5", -0.0, 4},
        {"1e-999999999", 0, 12},
        {"1.5.2", 1.5, 3},
        {"5.", 5, 2},
        {"-.5", -.5, 3},
        {"+7", 7, 2},
        {"1e", 1, 1},
        {"1e+", 1, 1},
        {"1E+x", 1, 1},
        {"1e-5x", 1e-5, 4},
        {"1e23", 1e23, 4},
        {"9007199254740993", 9007199254740992, 16},
        {"123456789012345678901234567890", 123456789012345678901234567890., 30},
        {"0.00000000000000000000000000000000000000000000000000000000000000000000000000001234",
         1.234e-77, 82}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        double x = NAN;
        size_t used = 0;
        int rc = cp_number_parse(row[i].text, strlen(row[i].text), &x, &used);
        if (row[i].used)
            ok(rc == 0 && x == row[i].x && used == row[i].used, "'%s' is a number", row[i].text);
        else
            ok(rc == CP_EINPUT, "'%s' is none", row[i].text);
    }
}

static void test_number_texts(void) {
    static const struct {
        double x;
        const char *text;
    } row[] = {{100000000000000, "100000000000000"},
               {123456789012345, "123456789012345"},
               {123456789012345.5, "123456789012345.5"},
               {999999999999999, "999999999999999"},
               {1e15, "1000000000000000"},
               {1e20, "100000000000000000000"},
               {1e21, "1e21"},
               {-1.5e-7, "-1.5e-7"},
               {1e-5, "0.00001"},
               {1.25e-11, "1.25e-11"},
               {5e-324, "5e-324"},
               {9007199254740992, "9007199254740992"},
               {0.1 + 0.2, "0.30000000000000004"},
               {-INFINITY, "-inf"},
               {NAN, "NA"},
               {-0.0, "0"}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char text[CP_NUMBER_SIZE];
        size_t len = cp_number_format(text, row[i].x);
        ok_str(text, row[i].text, "a number is written so that it is read again, and no longer");
        ok(len == strlen(text), "and its length is told");
    }
}

static void test_zones(void) {
    static const char *const bad[] = {"",          "+",       "+x",
                                      "+19:00",    "-18:01",  "+05:60",
                                      "+05:00:60", "+05:00x", "/etc/passwd",
                                      ".hidden",   "a/../b",  "Europe Berlin",
                                      "Nowhere",   "Europe",  "America/Nowhere_at_all"};
    static const struct {
        const char *name;
        int32_t ahead;
    } fixed[] = {
        {"UTC", 0}, {"+01:00", 3600}, {"-06:30", -23400}, {"+05:30:15", 19815}, {"-18", -64800}};
    static const char *const bad_rules[] = {"",
                                            "E",
                                            "EST",
                                            "EST5x",
                                            "<+03",
                                            "<>3",

                                            "EST168",
                                            "EST5EDT",
                                            "EST5E,M3.2.0,M11.1.0",
                                            "EST5EDT,",
                                            "EST5EDT,J1,J2",
                                            "EST5EDT,M13.2.0,M11.1.0",
                                            "EST5EDT,M0.2.0,M11.1.0",
                                            "EST5EDT,M3,M11.1.0",
                                            "EST5EDT,M3.6.0,M11.1.0",
                                            "EST5EDT,M3.0.0,M11.1.0",
                                            "EST5EDT,M3.2,M11.1.0",
                                            "EST5EDT,M3.2.7,M11.1.0",
                                            "EST5EDT,M3.2.0/x,M11.1.0",
                                            "EST5EDT,M3.2.0,M11.1.0x",

                                            "EST5:60",
                                            "EST5:30:60"};
    char longest[160];
    struct cp_arena arena = {0};
    struct cp_zone z;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct cp_error err = {0};
        ok_fails(cp_zone_load(bad[i], &arena, &z, (struct cp_pos){"m", 3, 7}, &err), &err,
                 "there is no zone '", bad[i]);
        ok(err.at[0].line == 3 && err.at[0].col == 7, "at its place");
    }
    memset(longest, 'A', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    struct cp_error err = {0};
    ok_fails(cp_zone_load(longest, &arena, &z, (struct cp_pos){0}, &err), &err, "there is no zone",
             "a name that is longer than any");
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
        struct cp_error none = {0};
        ok(cp_zone_load(fixed[i].name, &arena, &z, (struct cp_pos){0}, &none) == 0 &&
               cp_zone_ahead(&z, 1800000000) == fixed[i].ahead,
           "%s is so far ahead", fixed[i].name);
    }
    for (size_t i = 0; i < sizeof bad_rules / sizeof *bad_rules; i++)
        ok(cp_zone_rule(bad_rules[i], &z) == CP_EINPUT, "'%s' is no rule", bad_rules[i]);
    cp_arena_release(&arena);
}

static void test_text(void) {
    static const struct {
        const char *s;
        size_t len; /* 0: no UTF-8 */
    } row[] = {{"a", 1},
               {"\xc3\xa9", 2},
               {"\xe2\x82\xac", 3},
               {"\xf0\x9f\x98\x80", 4},
               {"\x80", 0},
               {"\xc0\x80", 0},
               {"\xc1\xbf", 0},
               {"\xf5\x80\x80\x80", 0},
               {"\xff", 0},
               {"\xe0\x9f\x80", 0},
               {"\xe0\xa0\x80", 3},
               {"\xed\xa0\x80", 0},
               {"\xed\x9f\xbf", 3},
               {"\xf0\x8f\x80\x80", 0},
               {"\xf0\x90\x80\x80", 4},
               {"\xf4\x90\x80\x80", 0},
               {"\xf4\x8f\xbf\xbf", 4},
               {"\xe2\x28\xa1", 0},
               {"\xe2\x82", 0},
               {"\xc3", 0}};
    static const struct {
        const char *text, *shown;
    } shown[] = {{"a\tb", "a?b"},
                 {"\x1b[2J", "?[2J"},
                 {"\x7f", "?"},
                 {"\xc2\x85x", "?x"},
                 {"a\xe2\x80\xae", "a?"},
                 {"\xe2\x80\xaa\xe2\x80\xab", "??"},
                 {"\xe2\x81\xa6\xe2\x81\xa9z", "??z"},
                 {"\xe2\x80\xa9\xe2\x81\xa5\xe2\x81\xaa", "\xe2\x80\xa9\xe2\x81\xa5\xe2\x81\xaa"},
                 {"\xff\xe2\x82", "???"},
                 {"\xe4\xb8\xad", "\xe4\xb8\xad"}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        ok(cp_utf8_length(row[i].s) == row[i].len, "sequence %zu is of %zu bytes", i, row[i].len);
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        struct cp_str out = {0};
        cp_str_add_shown(&out, shown[i].text, strlen(shown[i].text));
        ok_str(out.s, shown[i].shown, "what a terminal would obey is not shown");
        cp_str_release(&out);
    }
    ok(cp_display_width("e\xcc\x81\xe4\xb8\xad\xf0\x9f\x98\x80", 10) == 5,
       "what stands on another letter takes no cell, and some take two");
}

static void test_kinds_of_files(void) {
    static const struct {
        const char *text;
        enum cp_file_kind kind;
        const char *is; /* NULL: nothing is said */
    } row[] = {
        {"", CP_FILE_UNKNOWN, NULL},
        {"x", CP_FILE_UNKNOWN, NULL},
        {"\r\n\n# nothing\n* nor here", CP_FILE_UNKNOWN, NULL},
        {"\xef\xbb\xbfsite\tmeasure\tvalue\tunit\n", CP_FILE_FACTS, "facts;"},
        {"measure\tvalue\n", CP_FILE_UNKNOWN, NULL},
        {"measures\tvalue\tunit\n", CP_FILE_UNKNOWN, NULL},
        {"# a plan\n\nhorizon: {from: 2027}\n", CP_FILE_PLAN, "a plan,"},
        {"SITES:\r\n", CP_FILE_PLAN, "a plan,"},
        {"a_b-9: 1", CP_FILE_PLAN, "a plan,"},
        {"---\n", CP_FILE_PLAN, "a plan,"},
        {"--x", CP_FILE_UNKNOWN, NULL},
        {"12:30\n", CP_FILE_UNKNOWN, NULL},
        {": x", CP_FILE_UNKNOWN, NULL},
        {"{\"markets\": []}", CP_FILE_JSON, "JSON;"},
        {"[1, 2]", CP_FILE_JSON, "JSON;"},
        {"NAME short\n", CP_FILE_OTHER, "a program in MPS;"},
        {"* made by x\nNAME\n", CP_FILE_OTHER, "a program in MPS;"},
        {"name short\r\n", CP_FILE_OTHER, "a program in MPS;"},
        {"Rows\n N cost\n", CP_FILE_OTHER, "a program in MPS;"},
        {"OBJSENSE\n MAX\n", CP_FILE_OTHER, "a program in MPS;"},
        {"ROWS of seats\n", CP_FILE_UNKNOWN, NULL},
        {"NAMES\n", CP_FILE_UNKNOWN, NULL},
        {"NAME\tx\n", CP_FILE_UNKNOWN, NULL},
        {"day,price\n", CP_FILE_OTHER, "a table with commas"},
        {"day;price\n", CP_FILE_OTHER, "a table with commas"},
        {"a b: c,d\n", CP_FILE_UNKNOWN, NULL},
        {"\x1f\x8b\x08", CP_FILE_OTHER, "compressed by gzip"},
        {"%PDF-1.7", CP_FILE_OTHER, "a PDF"},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const char *is = "?";
        enum cp_file_kind kind = cp_sniff(row[i].text, strlen(row[i].text), &is);
        ok(kind == row[i].kind &&
               (row[i].is ? is && strncmp(is, row[i].is, strlen(row[i].is)) == 0 : !is),
           "file %zu is told by how it begins", i);
    }
}

static void test_units(void) {
    char longest[200];
    double factor = 0, x = 0;
    static const struct {
        const char *from, *to, *says; /* NULL: they fit */
    } row[] = {{"", "-", NULL},
               {"-", "%", NULL},
               {"blorb", "MW", "unknown unit 'blorb'; wanted one like 'MW'"},
               {"MW", "blorb", "unknown unit 'blorb'"},
               {"MWhh", "MWh", "unknown unit 'MWhh' (did you mean 'MWh'?)"},
               {"degC", "K", "'degC' does not measure what 'K' does"},
               {"h", "1/h", "'h' does not measure what '1/h' does"}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct cp_error err = {0};
        int rc = cp_unit_factor(row[i].from, row[i].to, &factor, (struct cp_pos){0}, &err);
        if (row[i].says)
            ok_fails(rc, &err, row[i].says, row[i].says);
        else
            ok(rc == 0, "'%s' is '%s'", row[i].from, row[i].to);
    }
    memset(longest, 'm', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    struct cp_error err = {0};
    ok_fails(cp_unit_factor(longest, "MW", &factor, (struct cp_pos){0}, &err), &err, "unknown unit",
             "a unit that is longer than any");
    err = (struct cp_error){0};
    ok_fails(cp_quantity_parse("1e308 GW", "W", &x, (struct cp_pos){0}, &err), &err, "is too large",
             "what is no number any more in the unit that is wanted");
}

static void test_memory(void) {
    struct cp_arena a = {0};
    struct cp_str s = {0};
    struct cp_names names = {0};
    char longest[80];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    ok(!cp_arena_alloc(&a, SIZE_MAX) && !cp_arena_calloc(&a, SIZE_MAX, 2) &&
           !cp_arena_strndup(&a, "", SIZE_MAX),
       "an arena has no room for more than there can be");
    void *none = cp_calloc(0, 0), *again = cp_realloc(NULL, 0, 8);
    ok(none && again && !cp_realloc(NULL, SIZE_MAX, 2),
       "nothing is a block too, and too much is none");
    free(none);
    free(again);
    cp_str_addn(&s, "", SIZE_MAX);
    ok(s.oom && s.len == 0, "a string does not grow beyond what there can be");
    cp_str_release(&s);
    ok(cp_names_find(&names, "x") == CP_NAME_NONE &&
           cp_names_add(&names, "", UINT32_MAX) == CP_NAME_NONE,
       "no name is as long as the largest number");
    cp_names_release(&names);
    ok(!cp_nearest(longest, (const char *const[]){"x"}, 1) &&
           strcmp(cp_nearest("sitee", (const char *const[]){longest, "site"}, 2), "site") == 0,
       "words of more than 63 bytes are near to none");
    cp_arena_release(&a);
}

int main(void) {
    test_bad_periods();
    test_good_periods();
    test_period_at();
    test_numbers();
    test_number_texts();
    test_zones();
    test_text();
    test_kinds_of_files();
    test_units();
    test_memory();
    return done();
}
