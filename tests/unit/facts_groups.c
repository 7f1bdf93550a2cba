/* Streams that are read a few groups at a time: what comes of them is what one table holds. */
#include "facts/facts.h"
#include "tap.h"
#include <stdlib.h>

static FILE *file_of(const char *text, size_t n) {
    FILE *f = tmpfile();
    fwrite(text, 1, n, f);
    rewind(f);
    return f;
}

/* Read through, with a fact put for every group of more than one period; the file of the result. */
static int pass(struct cp_facts_groups *g, bool only, char **text, size_t *len, size_t *tables,
                struct cp_error *err) {
    FILE *spool = tmpfile(), *out = open_memstream(text, len);
    struct cp_facts_aside *a = spool ? cp_facts_aside_new(spool) : NULL;
    struct cp_facts *t;
    int rc = a && out ? 0 : cp_fail_nomem(err);
    do {
        t = NULL;
        if (!rc)
            rc = cp_facts_groups_next(g, &t, err);
        if (!t || rc)
            break;
        struct cp_fact f = {.dim[CP_PERIOD] = "2099", .value = 0.5};
        ++*tables;
        rc = cp_facts_put_like(t, cp_facts_count(t) - 1, &f, err);
        if (!rc)
            rc = cp_facts_aside_put(a, t, err);
        cp_facts_free(t);
    } while (!rc);
    if (rc)
        cp_facts_free(t);
    if (!rc)
        rc = cp_facts_aside_write(a, g, only, out, err);
    cp_facts_aside_free(a);
    if (out)
        fclose(out);
    if (spool)
        fclose(spool);
    return rc;
}

/* Groups of many lengths, more than a table and than a piece of a file has room for. */
static char *make_text(size_t groups, size_t *len) {
    char *text = NULL;
    FILE *f = open_memstream(&text, len);
    fputs("period\tsite\tcolour\tmeasure\tvalue\tunit\n", f);
    for (size_t k = 0; k < groups; k++)
        for (size_t i = 0; i <= k % 97; i++)
            fprintf(f, "%zu\tsite-%zu\t%s\tload\t%zu.50\tMW\n", 1000 + i, k, k % 5 ? "-" : "r\\ted",
                    k * i);
    fclose(f);
    return text;
}

static void test_long(void) {
    struct cp_error err = {0};
    size_t len, size = 0, tables = 0, again = 0, size_again = 0;
    char *text = make_text(2000, &len), *got = NULL, *twice = NULL;
    FILE *in = file_of(text, len - 1); /* without its last newline */
    struct cp_facts_groups *g = cp_facts_groups_new();
    ok_rc(cp_facts_groups_add(g, in, "in", &err), &err, "a file is added");
    ok_rc(pass(g, false, &got, &size, &tables, &err), &err, "read in parts");
    ok(tables > 3, "which are several: %zu", tables);
    ok(size > len && memcmp(got, text, len) == 0, "what was read is written byte for byte");
    size_t lines = 0;
    for (const char *s = got + len; *s; s++)
        lines += *s == '\n';
    ok(lines == tables && strncmp(got + len, "2099\tsite-", 10) == 0, "and then what was put");
    ok_rc(pass(g, false, &twice, &size_again, &again, &err), &err, "it is read again");
    ok(again == tables && size == size_again && memcmp(got, twice, size) == 0, "to the same bytes");
    free(text);
    free(got);
    free(twice);
    cp_facts_groups_free(g);
    fclose(in);
}

static int read_parts(const char *const *text, size_t n, bool only, char **out,
                      struct cp_error *err) {
    struct cp_facts_groups *g = cp_facts_groups_new();
    FILE *in[3];
    size_t len, tables = 0;
    static const char *const name[] = {"a", "b", "c"};
    *out = NULL;
    *err = (struct cp_error){0};
    for (size_t i = 0; i < n; i++) {
        in[i] = file_of(text[i], strlen(text[i]));
        cp_facts_groups_add(g, in[i], name[i], err);
    }
    int rc = pass(g, only, out, &len, &tables, err);
    cp_facts_groups_free(g);
    for (size_t i = 0; i < n; i++)
        fclose(in[i]);
    return rc;
}

static void test_files(void) {
    struct cp_error err;
    char *out;
    static const char *const text[] = {"site\tperiod\tmeasure\tvalue\tunit\na\t2027\tx\t1\tMW\n",
                                       "",
                                       ("\xef\xbb\xbfsite\tmine\tperiod\tmeasure\tvalue\tunit\n"
                                        "a\t-\t2028\tx\t2\tMW\nb\tm\t2027\tx\tNA\tMW\n")};
    ok_rc(read_parts(text, 3, false, &out, &err), &err, "three files, one of them empty");
    ok_str(out,
           "period\tsite\tmine\tmeasure\tvalue\tunit\n2027\ta\t-\tx\t1\tMW\n2028\ta\t-\tx\t2\tMW\n"
           "2027\tb\tm\tx\tNA\tMW\n2099\tb\tm\tx\t0.5\tMW\n",
           "a group goes on in the next file, whatever its columns");
    free(out);
    ok_rc(read_parts(text, 1, true, &out, &err), &err, "alone");
    ok_str(out, "period\tsite\tmeasure\tvalue\tunit\n2099\ta\tx\t0.5\tMW\n", "what was put");
    free(out);
}

#define HEAD "period\tsite\tmeasure\tvalue\tunit\n"

static void test_findings(void) {
    static const struct {
        const char *text[2], *part;
        unsigned line, col;
        size_t n;
    } cases[] = {
        {{HEAD "1\ta\tx\t1\t1\n1\tb\tx\t1\t1\n2\ta\tx\t1\t1\n"},
         "x site=a: began in line 2 already; sort",
         4,
         1,
         1},
        {{HEAD "1\ta\tx\t1\t1\n1\ta\tx\t1\t1\n1\tb\tx\none\n"}, "3 fields where", 4, 0, 3},
        {{HEAD "1\ta\tx\t1\t1\n1\ta\tx\t1\t1\n"}, "the same key as in line 2", 3, 4 + 3, 1},
        {{HEAD "1\ta\tcost\t1\tUSD\n1\tb\tcost\t1\tkg\n"}, "column unit: measure cost", 3, 12, 1},
        {{"site\tvalue\tunit\na\t1\t1\n", HEAD "1\ta\tx\tno\t1\n"},
         "the header has no column 'measure'",
         1,
         0,
         2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cp_error err;
        char *out;
        int rc = read_parts(cases[i].text, cases[i].text[1] ? 2 : 1, false, &out, &err);
        ok_fails(rc, &err, cases[i].part, cases[i].part);
        ok(err.at[0].line == cases[i].line && err.at[0].col == cases[i].col, "at %u:%u",
           err.at[0].line, err.at[0].col);
        ok(err.n == cases[i].n, "%zu findings", err.n);
        free(out);
    }
}

/* The header's names are told right when its table is gone. */
static void test_late_finding(void) {
    struct cp_error err;
    size_t len;
    char *text = make_text(1000, &len), *out;
    char *all = cp_calloc(len + 100, 1);
    memcpy(all, text, len);
    strcpy(all + len, "2020-13\ta\t-\tload\t1\tMW\n");
    const char *const parts[] = {all};
    ok_fails(read_parts(parts, 1, false, &out, &err), &err, "column period: '2020-13'",
             "a finding far below");
    free(text);
    free(all);
    free(out);
}

int main(void) {
    test_long();
    test_files();
    test_findings();
    test_late_finding();
    return done();
}
