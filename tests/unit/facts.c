#include "facts/facts.h"
#include "tap.h"
#include <stdlib.h>

static struct cp_facts *read_into(struct cp_facts *t, const char *text, size_t len,
                                  const char *file, int *rc, struct cp_error *err) {
    FILE *in = tmpfile();
    *err = (struct cp_error){0};
    fwrite(text, 1, len, in);
    rewind(in);
    *rc = cp_facts_read(t, in, file, err);
    fclose(in);
    return t;
}

static struct cp_facts *read_text(const char *text, int *rc, struct cp_error *err) {
    return read_into(cp_facts_new(), text, strlen(text), "f.tsv", rc, err);
}

/* What is written of a table; one static buffer. */
static const char *written(const struct cp_facts *t, const char *format) {
    static char text[8192];
    struct cp_error err = {0};
    FILE *out = tmpfile();
    int rc = cp_facts_write(t, out, format, &err);
    rewind(out);
    size_t n = fread(text, 1, sizeof text - 1, out);
    text[n] = '\0';
    fclose(out);
    return rc ? "(failed)" : text;
}

#define HEAD "period\tsite\tmeasure\tvalue\tunit\n"

static void test_round_trip(void) {
    static const struct {
        const char *what, *in, *out;
    } cases[] = {
        {"bytes of values survive",
         HEAD "2027-Q1\thyperion\tinstall\t030240.00\tGPU\n2027-Q2\t-\tinstall\t+1e3\tGPU\n", NULL},
        {"escapes survive", "site\tmeasure\tvalue\tunit\na\\tb\\\\c\\nd\\r\tx\t1\t1\n", NULL},
        {"a header alone stays", HEAD, NULL},
        {"a user's own column and measure stay",
         "colour\tmeasure\tvalue\tunit\nred\tmy own\t1\twidgets\n", NULL},
        {"zero bytes are an empty stream", "", "measure\tvalue\tunit\n"},
        {"an empty dimension is '-', an empty value NA", HEAD "\t\tinstall\t\tGPU\n",
         HEAD "-\t-\tinstall\tNA\tGPU\n"},
        {"CRLF is read and not written", "measure\tvalue\tunit\r\na\t1\tGPU\r\nb\t2\t\r\n",
         "measure\tvalue\tunit\na\t1\tGPU\nb\t2\t1\n"},
        {"the last line needs no newline", "measure\tvalue\tunit\na\t1\t1",
         "measure\tvalue\tunit\na\t1\t1\n"},
        {"a byte order mark is skipped", "\xef\xbb\xbfmeasure\tvalue\tunit\na\t1\t1\n",
         "measure\tvalue\tunit\na\t1\t1\n"},
        {"columns are put in order",
         "unit\tsite\tvalue\tzone\tmeasure\tperiod\n1\ts\t2\tz\tm\t2027\n",
         "period\tsite\tzone\tmeasure\tvalue\tunit\n2027\ts\tz\tm\t2\t1\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cp_error err;
        int rc;
        struct cp_facts *t = read_text(cases[i].in, &rc, &err);
        ok_rc(rc, &err, cases[i].what);
        ok_str(written(t, "tsv"), cases[i].out ? cases[i].out : cases[i].in, cases[i].what);
        cp_facts_free(t);
    }
}

static void test_refusals(void) {
    static const struct {
        const char *in, *part;
        unsigned line, col;
    } cases[] = {
        {"measure\tvalue\n", "no column 'unit'", 1, 0},
        {"mesure\tvalue\tunit\n", "no column 'measure' (is 'mesure' meant?)", 1, 0},
        {"\n", "no name", 1, 1},
        {"measure\tvalue\tunit\tvalue\n", "stands twice", 1, 20},
        {"a\\b\tmeasure\tvalue\tunit\n", "backslash", 1, 1},
        {"measure\t\xef\xbb\xbfsite\tvalue\tunit\n", "a byte order mark in its name", 1, 9},
        {HEAD "2027\ta\tinstall\t1\n", "4 fields where the header has 5", 2, 0},
        {HEAD "\n", "1 field where the header has 5", 2, 0},
        {HEAD "2027\ta\tinstall\t1\tGPU\textra\n", "6 fields", 2, 0},
        {HEAD "2027\ta\tinstall\t1,5\tGPU\n", "column value: '1,5' is not a number", 2, 16},
        {HEAD "2027\ta\tinstall\tnan\tGPU\n", "'nan' is not a number", 2, 16},
        {HEAD "2027\ta\tinstall\t1e999\tGPU\n", "is not a number", 2, 16},
        {HEAD "2027-Q5\ta\tinstall\t1\tGPU\n", "column period: '2027-Q5' is not a period", 2, 1},
        {"vintage\tmeasure\tvalue\tunit\nQ1\tx\t1\t1\n", "column vintage", 2, 1},
        {HEAD "2027\ta\tinstall\t1\tGPP\n", "column unit: measure install: unknown unit 'GPP'", 2,
         18},
        {HEAD "2027\ta\tbuild\t1\tMWh\n", "does not measure what 'MW' does", 2, 16},
        {HEAD "2027\ta\t\t1\tGPU\n", "column measure is empty", 2, 8},
        {HEAD "2027\ta\\x\tinstall\t1\tGPU\n", "column site: a backslash starts", 2, 8},
        {HEAD "2027\ta\\\tinstall\t1\tGPU\n", "column site: a backslash starts", 2, 7},
        {HEAD "2027\ta\tinstall\t1\tGPU\n2027\tb\tinstall\t1\tGPU\n2027\ta\tinstall\t2\tGPU\n",
         "period 2027, site a, measure install: the same key as in line 2", 4, 16},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cp_error err;
        int rc;
        struct cp_facts *t = read_text(cases[i].in, &rc, &err);
        ok_fails(rc, &err, cases[i].part, cases[i].part);
        ok(err.at[0].line == cases[i].line && err.at[0].col == cases[i].col &&
               strcmp(err.at[0].file, "f.tsv") == 0,
           "at %u:%u, is %u:%u", cases[i].line, cases[i].col, err.at[0].line, err.at[0].col);
        cp_facts_free(t);
    }
    static const char nul[] = HEAD "2027\ta\0b\tinstall\t1\tGPU\n";
    struct cp_error err;
    int rc;
    struct cp_facts *t = read_into(cp_facts_new(), nul, sizeof nul - 1, "f", &rc, &err);
    ok_fails(rc, &err, "NUL", "a NUL byte is refused");
    cp_facts_free(t);
}

static void test_many_findings(void) {
    struct cp_str s = {0};
    struct cp_error err;
    int rc;
    cp_str_add(&s, HEAD);
    for (int i = 0; i < 30; i++)
        cp_str_addf(&s, "2027\tsite %d\tinstall\tx\tGPU\n", i);
    struct cp_facts *t = read_text(s.s, &rc, &err);
    ok(rc == CP_EINPUT && err.n == CP_ERROR_MAX && err.dropped == 10 && err.at[19].line == 21,
       "twenty findings of thirty, the rest counted");
    cp_facts_free(t);
    t = read_text(HEAD "bad\ta\tinstall\tx\tGPU\n2027\ta\tbuild\t1\tMWh\nbad\ta\n", &rc, &err);
    ok(err.n == 4 && err.at[1].line == 2 && err.at[2].line == 3 && err.at[3].line == 4,
       "different findings in one go, two in one line");
    cp_facts_free(t);
    t = read_text(HEAD "2027\ta\tbuild\t1\tMWh\n2028\ta\tbuild\t1\tMWh\n2029\ta\tbuild\t1\tMW\n"
                       "2029\ta\tbuild\t2\tMW\n",
                  &rc, &err);
    ok(err.n == 2 && err.dropped == 1 && err.at[0].line == 2 && err.at[1].line == 5,
       "a wrong unit is told once, and a key that stands twice beside it");
    cp_facts_free(t);
    cp_str_release(&s);
}

static void test_two_files(void) {
    struct cp_error err;
    int rc;
    static const char a[] = "site\tmeasure\tvalue\tunit\nx\tinstall\t1\tGPU\n";
    static const char b[] =
        "period\tmeasure\tvalue\tunit\n2027\tinstall\t2\tGPU\n-\tbuild\t3\tGW\n";
    static const char c[] = "period\tsite\tmeasure\tvalue\tunit\n-\tx\tinstall\t1\tGPU\n";
    struct cp_facts *t = cp_facts_new();
    read_into(t, a, sizeof a - 1, "a", &rc, &err);
    ok_rc(rc, &err, "first file");
    read_into(t, b, sizeof b - 1, "b", &rc, &err);
    ok_rc(rc, &err, "second file");
    ok_str(written(t, "tsv"),
           HEAD "-\tx\tinstall\t1\tGPU\n2027\t-\tinstall\t2\tGPU\n-\t-\tbuild\t3\tGW\n",
           "columns of both files");
    struct cp_pos pos = cp_facts_pos(t, 2);
    ok(strcmp(pos.file, "b") == 0 && pos.line == 3 && pos.col == 9, "position in its file");
    read_into(t, c, sizeof c - 1, "c", &rc, &err);
    ok_fails(rc, &err, "site x, measure install: the same key as in a:2", "a key of another file");
    cp_facts_free(t);
}

static void test_put(void) {
    struct cp_error err = {0};
    int rc;
    struct cp_facts *t = read_text(HEAD "2027\ta\tinstall\t1\tGPU\n", &rc, &err);
    struct cp_fact f = {
        .dim[CP_PERIOD] = "2028", .dim[CP_SITE] = "a", .measure = "install", .value = 0.1};
    f.dim[CP_SKU] = "";
    ok_rc(cp_facts_put(t, &f, &err), &err, "put");
    ok(cp_facts_count(t) == 2 && cp_facts_is_own(t, 1) && !cp_facts_is_own(t, 0), "own or read");
    ok_fails(cp_facts_put(t, &f, &err), &err, "the same key twice", "put twice");
    err = (struct cp_error){0};
    f.dim[CP_PERIOD] = "2027";
    rc = cp_facts_put(t, &f, &err);
    ok_fails(rc, &err, "the same key as in f.tsv:2", "a key that was read");
    ok(rc == CP_EINPUT && cp_facts_count(t) == 2, "nothing was added");
    err = (struct cp_error){0};
    f.dim[CP_TRANCHE] = "senior";
    rc = cp_facts_put(t, &f, &err);
    ok_fails(rc, &err, "no dimension 'tranche'", "a dimension not registered");
    ok(rc == CP_EINTERNAL, "is a bug");
    err = (struct cp_error){0};
    f = (struct cp_fact){.measure = "instal", .value = 1};
    ok_fails(cp_facts_put(t, &f, &err), &err, "not in the registry", "a measure not registered");
    err = (struct cp_error){0};
    f = (struct cp_fact){.measure = "install", .unit = "MW", .value = 1};
    ok_fails(cp_facts_put(t, &f, &err), &err, "does not measure", "a unit of another kind");
    err = (struct cp_error){0};
    f = (struct cp_fact){.measure = "install", .value = INFINITY};
    ok_fails(cp_facts_put(t, &f, &err), &err, "infinite", "infinity is refused");
    err = (struct cp_error){0};
    f = (struct cp_fact){.dim[CP_SCENARIO] = "low", .measure = "build", .unit = "GW", .value = NAN};
    ok_rc(cp_facts_put(t, &f, &err), &err, "a scenario goes with every measure; NaN is NA");
    ok_str(written(t, "tsv"),
           "scenario\t" HEAD "-\t2027\ta\tinstall\t1\tGPU\n-\t2028\ta\tinstall\t0.1\tGPU\n"
           "low\t-\t-\tbuild\tNA\tGW\n",
           "written after what was read");
    cp_facts_drop_read(t);
    ok_str(written(t, "tsv"),
           "scenario\t" HEAD "-\t2028\ta\tinstall\t0.1\tGPU\nlow\t-\t-\tbuild\tNA\tGW\n", "--only");
    f = (struct cp_fact){.dim[CP_PERIOD] = "2028", .dim[CP_SITE] = "a", .measure = "install"};
    ok(cp_facts_put(t, &f, &err) == CP_EINPUT, "keys are known after rows went");
    f.dim[CP_PERIOD] = "2027";
    err = (struct cp_error){0};
    ok_rc(cp_facts_put(t, &f, &err), &err, "and those of the rows that went are free");
    cp_facts_free(t);
}

static void test_select(void) {
    struct cp_error err;
    int rc;
    struct cp_facts *t = read_text(HEAD "2027\ta\tbuild\t1.2\tGW\n2027\tb\tbuild\t300\tMW\n"
                                        "2027\tc\tbuild\tNA\tMW\n2027\tc\tmine\t2\tkg\n"
                                        "2028\tc\tmine\t2\tMWW\n",
                                   &rc, &err);
    struct cp_selection s = {0};
    ok_rc(cp_facts_select(t, "build", NULL, &s, &err), &err, "select in the registry's unit");
    ok(s.n == 3 && s.row[1] == 1, "three rows");
    ok_near(s.value[0], 1200, 1e-15, "1.2 GW is 1200 MW");
    ok_near(s.value[1], 300, 0, "MW as it is");
    ok(isnan(s.value[2]), "NA stays NA, never 0");
    cp_facts_selection_release(&s);
    const uint32_t some[] = {1, 3};
    ok_rc(cp_facts_select_of(t, some, 2, "build", NULL, &s, &err), &err, "of some rows");
    ok(s.n == 1 && s.row[0] == 1, "those of them that have the measure");
    cp_facts_selection_release(&s);
    ok_rc(cp_facts_select(t, "stock", NULL, &s, &err), &err, "none is no error");
    ok(s.n == 0, "none");
    cp_facts_selection_release(&s);
    ok_fails(cp_facts_select(t, "mine", "kg", &s, &err), &err, "unknown unit 'MWW'",
             "a user's own measure in a unit that is not known");
    ok(err.at[0].line == 6, "at its line");
    ok_near(cp_facts_value(t, 0), 1.2, 0, "value as written");
    ok_str(cp_facts_dim(t, 1, CP_SITE), "b", "dimension");
    ok_str(cp_facts_dim(t, 1, CP_SKU), "-", "dimension that is not there");
    cp_facts_free(t);
}

static void test_drop_writer(void) {
    struct cp_error err;
    int rc;
    struct cp_facts *t = read_text("period\tsite\tkind\tmeasure\tvalue\tunit\n"
                                   "2027\ta\t-\tbuild\t1\tMW\n2027\ta\t-\tdemand\t1\tEFLOP/s\n"
                                   "-\t-\tmodel\tobjective\t5\t1\n-\t-\t-\tobjective\t6\tUSD\n"
                                   "2027\ta\t-\tmine\t1\tMW\n",
                                   &rc, &err);
    ok_rc(rc, &err, "facts of several writers");
    ok(cp_facts_first_of_writer(t, "cp-finance") == SIZE_MAX, "none of cp-finance");
    ok(cp_facts_first_of_writer(t, "cp-solve") == 2, "a shared name: dimensions tell the writer");
    ok(cp_facts_drop_writer(t, "cp-allocate") == 2, "two dropped");
    ok_str(written(t, "tsv"),
           "period\tsite\tkind\tmeasure\tvalue\tunit\n2027\ta\t-\tdemand\t1\tEFLOP/s\n"
           "-\t-\tmodel\tobjective\t5\t1\n2027\ta\t-\tmine\t1\tMW\n",
           "the others stay");
    cp_facts_free(t);
}

static void test_formats(void) {
    struct cp_error err;
    int rc;
    struct cp_facts *t = read_text(
        HEAD "2027\tZürich\tmy cost\t27300000001.4\tUSD\n-\t日本\tmy cost\t-1234.5678\tUSD\n"
             "-\ta\\t\"\tmy cost\t1e-7\t1\n2028\tb\tmy cost\tNA\tMW\n2029\tb\tmy cost\t0.5\tMW\n",
        &rc, &err);
    ok_rc(rc, &err, "facts to show");
    ok_str(written(t, "table"),
           "period  site    measure           value  unit\n"
           "2027    Zürich  my cost  27,300,000,001  USD\n"
           "-       日本    my cost       -1,234.57  USD\n"
           "-       a\\t\"    my cost            1e-7  1\n"
           "2028    b       my cost              NA  MW\n"
           "2029    b       my cost             0.5  MW\n",
           "table");
    ok_str(written(t, "json"),
           "[\n{\"period\":\"2027\",\"site\":\"Zürich\",\"measure\":\"my cost\","
           "\"value\":27300000001.4,\"unit\":\"USD\"},\n"
           "{\"period\":null,\"site\":\"日本\",\"measure\":\"my cost\",\"value\":-1234.5678,"
           "\"unit\":\"USD\"},\n"
           "{\"period\":null,\"site\":\"a\\t\\\"\",\"measure\":\"my cost\",\"value\":1e-7,"
           "\"unit\":\"1\"},\n"
           "{\"period\":\"2028\",\"site\":\"b\",\"measure\":\"my cost\",\"value\":null,"
           "\"unit\":\"MW\"},\n"
           "{\"period\":\"2029\",\"site\":\"b\",\"measure\":\"my cost\",\"value\":0.5,"
           "\"unit\":\"MW\"}\n]\n",
           "JSON");
    cp_facts_free(t);
    t = read_text("site\tmeasure\tvalue\tunit\n\xff\x1b\tx\t1\t1\n", &rc, &err);
    ok_str(written(t, "json"),
           "[\n{\"site\":\"\\ufffd\\u001b\",\"measure\":\"x\",\"value\":1,\"unit\":\"1\"}\n]\n",
           "bytes that are not UTF-8 do not spoil JSON");
    ok(!strchr(written(t, "table"), 0x1b), "no control byte reaches a terminal");
    cp_facts_free(t);
    t = cp_facts_new();
    ok_str(written(t, "json"), "[\n]\n", "an empty array");
    cp_facts_free(t);
}

static void test_registry(void) {
    size_t n = cp_facts_measure_count(), unsorted = 0, strange = 0, mixed = 0;
    for (size_t i = 0; i < n; i++) {
        const struct cp_measure *m = cp_facts_measure_at(i),
                                *before = i ? cp_facts_measure_at(i - 1) : NULL;
        int by_writer = before ? strcmp(before->writer, m->writer) : -1;
        int by_name = before ? strcmp(before->name, m->name) : -1;
        if (by_writer == 0 && by_name == 0) /* of whatever is priced: a line a unit */
            by_name = strcmp(before->unit, m->unit) ? -1 : 0;
        if (by_writer > 0 || (by_writer == 0 && by_name >= 0)) {
            unsorted++;
            printf("# %s %s is out of order\n", m->writer, m->name);
        }
        struct cp_error err = {0};
        double factor;
        if (cp_unit_factor(m->unit, m->unit, &factor, (struct cp_pos){0}, &err) != 0) {
            strange++;
            printf("# %s: %s\n", m->name, err.at[0].msg);
        }
        for (size_t j = 0; j < i; j++) {
            const struct cp_measure *o = cp_facts_measure_at(j);
            bool other = strcmp(o->writer, m->writer) != 0;
            if (strcmp(o->name, m->name) == 0 && (o->dims == m->dims) == other) {
                mixed++;
                printf("# %s of %s and of %s\n", m->name, m->writer, o->writer);
            }
        }
    }
    ok(unsorted == 0, "sorted by writer, then name");
    ok(strange == 0, "every unit is known");
    ok(mixed == 0, "a name that two commands write has other dimensions");
    ok(!cp_facts_measure_find("no such measure"), "find");
    ok_str(cp_facts_dim_name(CP_QUANTILE), "quantile", "dimension's name");
}

static void test_cost_kinds(void) {
    size_t unsorted = 0, unlike = 0, foreign = 0, lost = 0;
    for (size_t i = 0; i < cp_facts_cost_kind_count(); i++) {
        const struct cp_cost_kind *k = cp_facts_cost_kind_at(i);
        unsorted += i && strcmp(cp_facts_cost_kind_at(i - 1)->name, k->name) >= 0;
        unlike += (k->role == CP_COST_NOT_CASH) != (k->line == NULL);
        foreign += strcmp(k->writer, cp_facts_measure_find("cost")->writer) != 0 &&
                   strcmp(k->writer, cp_facts_measure_find("order_once")->writer) != 0;
        lost += cp_facts_cost_kind_find(k->name) != k;
    }
    ok(unsorted == 0, "kinds of cost stand sorted, each once");
    ok(unlike == 0, "what is cash has a line in a statement, what is not has none");
    ok(foreign == 0, "and who writes the kind writes cost, or what an award pays once");
    ok(lost == 0 && !cp_facts_cost_kind_find("capex"), "they and no other are found");
    struct cp_error err = {0};
    struct cp_pos pos = {"f.tsv", 3, 7};
    ok_fails(cp_facts_cost_kind_fail("salvge", pos, &err), &err, "did you mean 'salvage'",
             "the nearest one is named");
    ok(err.at[0].line == 3 && err.at[0].col == 7, "where it stands");
    err = (struct cp_error){0};
    ok_fails(cp_facts_cost_kind_fail("entertainment", pos, &err), &err, "capplan-facts(5)",
             "or where they are listed");
}

/* Value and key survive text, whatever the order of rows and whatever the bytes of names. */
static void test_property(void) {
    struct cp_facts *t = cp_facts_new();
    struct cp_error err = {0};
    char name[8], site[24];
    unsigned seed = 7;
    for (int i = 0; i < 500; i++) {
        for (size_t k = 0; k < 6; k++)
            name[k] = "\t\n\r\\ab-é"[(seed = seed * 1103515245u + 12345u) >> 16 & 7];
        name[6] = '\0';
        snprintf(site, sizeof site, "%d%s", i, name);
        struct cp_fact f = {.dim[CP_SITE] = site, .measure = "build", .value = 1.0 / (i + 1)};
        if (cp_facts_put(t, &f, &err) != 0)
            ok(false, "put %d", i);
    }
    FILE *file = tmpfile();
    cp_facts_write(t, file, "tsv", &err);
    rewind(file);
    struct cp_facts *back = cp_facts_new();
    ok_rc(cp_facts_read(back, file, "back", &err), &err, "odd names are read back");
    fclose(file);
    size_t differ = cp_facts_count(back) != 500;
    for (size_t i = 0; !differ && i < 500; i++)
        differ += strcmp(cp_facts_dim(t, i, CP_SITE), cp_facts_dim(back, i, CP_SITE)) != 0 ||
                  cp_facts_value(t, i) != cp_facts_value(back, i);
    ok(differ == 0, "and are the same");
    cp_facts_free(t);
    cp_facts_free(back);
}

static void test_put_like(void) {
    int rc;
    struct cp_error err;
    struct cp_facts *t = read_text("period\tsite\tcolour\tmeasure\tvalue\tunit\n"
                                   "999\ts\tred\tmy own\t1\twidgets\n",
                                   &rc, &err);
    ok_rc(rc, &err, "a plain number is a period");
    struct cp_fact f = {.dim[CP_PERIOD] = "1000", .value = 2};
    ok_rc(cp_facts_put_like(t, 0, &f, &err), &err, "a fact like another");
    f = (struct cp_fact){
        .dim[CP_PERIOD] = "-", .dim[CP_NAME] = "n", .measure = "other", .unit = "1", .value = NAN};
    ok_rc(cp_facts_put_like(t, 0, &f, &err), &err, "with another measure and dimension");
    f = (struct cp_fact){.dim[CP_SITE] = "s", .value = 3};
    ok_fails(cp_facts_put_like(t, 0, &f, &err), &err, "the same key as", "not the same key");
    ok(cp_facts_is_own(t, 1) && cp_facts_count(t) == 3, "it is the caller's own");
    ok_str(written(t, "tsv"),
           "period\tsite\tname\tcolour\tmeasure\tvalue\tunit\n"
           "999\ts\t-\tred\tmy own\t1\twidgets\n1000\ts\t-\tred\tmy own\t2\twidgets\n"
           "-\ts\tn\tred\tother\tNA\t1\n",
           "user's dimensions and units go along");
    cp_facts_free(t);
    t = read_text("period\tmeasure\tvalue\tunit\n202703\tx\t1\t1\n", &rc, &err);
    ok_fails(rc, &err, "'202703' is not a period", "a month without hyphen is no number");
    cp_facts_free(t);
}

int main(void) {
    test_round_trip();
    test_refusals();
    test_many_findings();
    test_two_files();
    test_put();
    test_put_like();
    test_select();
    test_drop_writer();
    test_formats();
    test_registry();
    test_cost_kinds();
    test_property();
    return done();
}
