/* Programs as MPS files, in and out. */
#include "tap.h"
#include "lp/lp.h"
#include <stdlib.h>

static char *write_text(const struct cp_lp *m) {
    char *text = NULL;
    size_t len = 0;
    struct cp_error err = {0};
    FILE *f = open_memstream(&text, &len);
    int rc = cp_lp_write_mps(m, f, &err);
    fclose(f);
    if (rc)
        ok_rc(rc, &err, "writes");
    return text;
}

static int read_text(struct cp_lp **m, const char *text, struct cp_error *err) {
    FILE *f = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
    int rc = cp_lp_read_mps(m, f, "t.mps", err);
    fclose(f);
    return rc;
}

static const char all_kinds[] = "NAME x\n"
                                "OBJSENSE\n"
                                "    MAX\n"
                                "ROWS\n"
                                " L up\n"
                                " N profit\n"
                                " G low\n"
                                " E fix\n"
                                " E rng\n"
                                " N spare\n"
                                " L two\n"
                                "COLUMNS\n"
                                "* a comment\n"
                                " a profit 3 up 1 $ and another\n"
                                " a low 1\n"
                                " M1 'MARKER' 'INTORG'\n"
                                " b profit 2 up 1\n"
                                " c up -1 rng 2\n"
                                " d up 1\n"
                                " M2 'MARKER' 'INTEND'\n"
                                " e fix 1 rng 1\n"
                                " f two 1 spare 4\n"
                                " g two -1\n"
                                " h profit 0\n"
                                "RHS\n"
                                " up 10 low 1\n"
                                " profit -7.5\n"
                                " R fix 4 rng 8\n"
                                " R two 3\n"
                                "RANGES\n"
                                " rg rng -2 two 5\n"
                                "BOUNDS\n"
                                " BV B b\n"
                                " UP B a 1e30\n"
                                " LI B c -3\n"
                                " UI B c 4\n"
                                " FR B e\n"
                                " MI f\n"
                                " UP f 8\n"
                                " UP B g -2\n"
                                " FX B h 6\n"
                                "ENDATA\n";

static void test_mps(void) {
    struct cp_error err = {0};
    struct cp_lp *m = NULL, *again = NULL;
    int rc = read_text(&m, all_kinds, &err);
    if (!ok_rc(rc, &err, "every kind of row, bound and section is read"))
        return;
    struct cp_lp_view v = cp_lp_view(m);
    ok(cp_lp_maximises(m) && v.cost[0] == -3 && v.constant == -7.5,
       "a maximum is read as the negated minimum; the constant is minus the right-hand side");
    ok(v.row_lower[3] == 6 && v.row_upper[3] == 8, "a negative range of an equation goes down");
    ok(v.row_lower[5] == -2 && v.row_upper[5] == 3, "a range of an L row goes down");
    ok(isinf(v.row_lower[4]) && isinf(v.row_upper[4]), "a second N row is a free row");
    ok(v.integer[1] && v.integer[2] && v.integer[3] && !v.integer[4], "markers and BV, LI, UI");
    ok(v.lower[2] == -3 && v.upper[2] == 4 && v.upper[3] == 1 && isinf(v.upper[0]),
       "integer bounds; no bound is infinity, of an integer between markers 1");
    ok(isinf(v.lower[6]) && v.upper[6] == -2, "a negative upper bound alone frees the lower");
    ok(isinf(v.lower[5]) && v.upper[5] == 8 && v.lower[7] == 6 && v.upper[7] == 6, "MI, UP, FX");
    char *one = write_text(m), *two = NULL;
    ok(strstr(one, "OBJSENSE\n MAX\n") && strstr(one, " constant objective 7.5\n") &&
           strstr(one, " FX BOUND constant 1\n"),
       "the constant is written as a column fixed at 1, the sense kept");
    rc = read_text(&again, one, &err);
    if (ok_rc(rc, &err, "what is written is read")) {
        two = write_text(again);
        ok_str(two, one, "and written again byte for byte");
    }
    free(one);
    free(two);
    cp_lp_free(m);
    cp_lp_free(again);
}

static void test_fixed(void) {
    static const char text[] = "NAME          FIXED FORM\n"
                               "ROWS\n"
                               " N  COST\n"
                               " G  ROW ONE\n"
                               "COLUMNS\n"
                               "    COL A     COST              1.     ROW ONE           1.\n"
                               "    COL B     COST              2.     ROW ONE           1.\n"
                               "RHS\n"
                               "              ROW ONE           4.\n"
                               "BOUNDS\n"
                               " UP BND       COL A             3.\n"
                               "ENDATA\n";
    struct cp_error err = {0};
    struct cp_lp *m = NULL;
    struct cp_lp_solution s = {0};
    char buf[CP_LP_NAME_SIZE] = "";
    int rc = read_text(&m, text, &err);
    if (ok_rc(rc, &err, "fixed form with blanks in names")) {
        cp_lp_name(m, 'c', 1, buf);
        ok_str(buf, "COL B", "a name with a blank");
        rc = cp_lp_solve(m, NULL, &s, &err);
        ok(rc == 0 && s.status == CP_LP_OPTIMAL && s.objective == 5, "and the right answer");
        cp_lp_solution_release(&s);
    }
    cp_lp_free(m);
}

/* The words of the format in letters of any case, behind a mark of byte order; names keep theirs.
 */
static void test_case(void) {
    static const char text[] =
        "\xef\xbb\xbfname small\nobjsense\n max\nrows\n n z\n l r\n g R\n e s\ncolumns\n"
        " a 'marker' 'intorg'\n x z 2 r 1\n b 'Marker' 'IntEnd'\n X z 1 R 1\n X s 1\n"
        "rhs\n rhs r 2.5 R 1\n rhs s 3\nranges\n range R 4\nbounds\n up bnd x 9\n Mi bnd "
        "X\nEndata\n";
    struct cp_error err = {0};
    struct cp_lp *m = NULL;
    struct cp_lp_solution s = {0};
    if (!ok_rc(read_text(&m, text, &err), &err,
               "sections, types, markers, bounds in small letters"))
        return;
    struct cp_lp_view v = cp_lp_view(m);
    ok(v.nrow == 3 && v.ncol == 2 && v.integer[0] && !v.integer[1], "r and R, x and X are two");
    ok(v.row_upper[1] == 5 && isinf(v.lower[1]), "a range and a bound");
    int rc = cp_lp_solve(m, NULL, &s, &err);
    ok(rc == 0 && s.objective == -7, "and the right answer: 2 x 2 + 3, of a maximum");
    cp_lp_solution_release(&s);
    cp_lp_free(m);
}

#define HEAD "NAME\nROWS\n N z\n G r\n L s\nCOLUMNS\n x z 1 r 1\n y z 1 s 1\n"

static void test_bad_files(void) {
    static const struct {
        const char *text;
        unsigned line, col;
        const char *part;
    } cases[] = {
        {"", 0, 1, "without ENDATA"},
        {HEAD, 8, 1, "without ENDATA"},
        {"x y z\n", 1, 1, "no program in MPS or LP text: it begins with no section of one"},
        {" x y\n", 1, 2, "data before any section"},
        {"NAME\nROW\n N z\nENDATA\n", 2, 1, "did you mean 'ROWS'"},
        {"NAME\nROWS\n N z\n Q r\nENDATA\n", 4, 2, "unknown row type 'Q'"},
        {"NAME\nROWS\n N z\n G r\n L r\nENDATA\n", 5, 4, "row 'r' is there already"},
        {"NAME\nROWS\n Nz\nENDATA\n", 3, 2, "a type and a name, not 1 fields"},
        {"NAME\nROWS\n N cost\nCOLUMNS\n x cots 1\nENDATA\n", 5, 4, "did you mean 'cost'"},
        {"NAME\nROWS\n N z\nCOLUMNS\n x z one\nENDATA\n", 5, 6, "'one' is not a number"},
        {"NAME\nROWS\n N z\nCOLUMNS\n x z 0x1\nENDATA\n", 5, 6, "'0x1' is not a number"},
        {"NAME\nROWS\n N z\nCOLUMNS\n x z nan\nENDATA\n", 5, 6, "'nan' is not a number"},
        {"NAME\nROWS\n N z\nCOLUMNS\n x z\nENDATA\n", 5, 2, "not 2 fields"},
        {"NAME\nROWS\n N z\nCOLUMNS\n x z 1\n x z 2\nENDATA\n", 6, 4, "already, on line 5"},
        {HEAD " x s 1\nENDATA\n", 9, 2, "it began on line 7"},
        {HEAD " M 'MARKER' 'SOSORG'\nENDATA\n", 9, 13, "unknown marker 'SOSORG'"},
        {HEAD "RHS\n RHS r 1\n RHS r 2\nENDATA\n", 11, 6, "already, on line 10"},
        {HEAD "RHS\n A r 1\n B s 2\nENDATA\n", 11, 2, "a second set 'B' after 'A'"},
        {HEAD "RHS\n R q 1\nENDATA\n", 10, 4, "unknown row 'q'"},
        {HEAD "RANGES\n R z 1\nENDATA\n", 10, 4, "cannot have a range"},
        {HEAD "BOUNDS\n LO B x 1\n SC B x 1e30\nENDATA\n", 11, 7, "finite bound"},
        {HEAD "BOUNDS\n XX B x 4\nENDATA\n", 10, 2, "unknown kind of bound 'XX'"},
        {HEAD "BOUNDS\n UP B q 4\nENDATA\n", 10, 7, "unknown column 'q'"},
        {HEAD "BOUNDS\n UP B x 4\n UP B x 5\nENDATA\n", 11, 7, "an upper bound already"},
        {HEAD "BOUNDS\n LO B x 4\n UP B x 3\nENDATA\n", 11, 7, "bounds from 4 to 3"},
        {HEAD "BOUNDS\n UP B x\nENDATA\n", 10, 5, "unknown column 'B'"},
        {HEAD "BOUNDS\n UP x\nENDATA\n", 10, 2, "not 2 fields"},
        {HEAD "RHS\n R z 1e40\nENDATA\n", 10, 6, "must be finite"},
        {"NAME\nOBJSENSE\n UP\nENDATA\n", 3, 2, "unknown sense 'UP'"},
        {"NAME\nQUADOBJ\n x x 1\nENDATA\n", 2, 1, "section 'QUADOBJ' is not supported"},
        {"NAME\nOBJSENSE MAYBE\nENDATA\n", 2, 10, "unknown sense 'MAYBE'"},
        {"NAME\nOBJSENSE\n MINIMISE\nRHS\nENDATA\n", 4, 1, "section RHS before COLUMNS"},
        {HEAD "RHS\n R\nENDATA\n", 10, 2, "one or two pairs of row and value, not 1 fields"},
        {HEAD "RHS\n R r 1 s 2 q\nENDATA\n", 10, 2, "not 6 fields"},
        {HEAD "RANGES\n R r 1\n R r 2\nENDATA\n", 11, 4, "has a range already, on line 10"},
        {HEAD "BOUNDS\n LO B x 4\n LO B x 5\nENDATA\n", 11, 7, "a lower bound already"},
        {HEAD "BOUNDS\n UP A x 4\n UP B x 5\nENDATA\n", 11, 5, "a second set 'B' after 'A'"},
        {HEAD "BOUNDS\n LO B x inf\nENDATA\n", 10, 7, "bounds from inf"},
        {HEAD "BOUNDS\n UP B x -infinity\nENDATA\n", 10, 7, "to -inf"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct cp_error err = {0};
        struct cp_lp *m = NULL;
        FILE *f = cases[k].text[0]
                      ? fmemopen((void *)(uintptr_t)cases[k].text, strlen(cases[k].text), "r")
                      : fopen("/dev/null", "r");
        int rc = cp_lp_read_mps(&m, f, "t.mps", &err);
        fclose(f);
        bool found = false;
        for (size_t e = 0; e < err.n; e++)
            found = found || (err.at[e].line == cases[k].line && err.at[e].col == cases[k].col &&
                              strstr(err.at[e].msg, cases[k].part));
        ok(rc == CP_EINPUT && found && !m, "%u:%u: %s", cases[k].line, cases[k].col, cases[k].part);
        for (size_t e = 0; e < err.n && !found; e++)
            printf("# %u:%u: %s\n", err.at[e].line, err.at[e].col, err.at[e].msg);
    }
    struct cp_error err = {0};
    struct cp_lp *m = NULL;
    read_text(&m, HEAD "RHS\n R r one\n R q 2\nBOUNDS\n ZZ B x 1\nENDATA\n", &err);
    ok(err.n == 3 && !m, "three things are wrong, three findings");
}

/* The first finding ends the reading of LP text. */
static void test_bad_text(void) {
    static const struct {
        const char *text;
        unsigned line, col;
        const char *part;
    } cases[] = {
        {"min\n x\n", 3, 1, "the file ends without End"},
        {"min\n x\nst\n c: x\nEnd\n", 5, 1, "'End' stands where <=, = or >= must"},
        {"min\n x\nst\n c: x >= y\nEnd\n", 4, 10, "'y' is not a number"},
        {"min\n x y\nEnd\n", 2, 4, "'y' stands where + or - must"},
        {"min\n x + [ x ^ 2 ]\nEnd\n", 2, 6, "quadratic terms are not supported"},
        {"min\n x ^ 2\nEnd\n", 2, 4, "quadratic terms are not supported"},
        {"min\n x\nst\n c: x >= 1\n c: x >= 2\nEnd\n", 5, 0, "row 'c' is there already"},
        {"min\n x\nst\n c: 2 x + 3 <= 1e31\nEnd\n", 0, 0, NULL},
        {"min\n x\nst\n c: x + 1e30 >= 1\nEnd\n", 5, 1, "which means infinity"},
        {"min\n x\nmin\n x\nEnd\n", 3, 1, "'min' stands where another section must"},
        {"min\n x\nbounds\n 3 x\nEnd\n", 4, 4, "'x' stands where <=, = or >= must"},
        {"min\n x\nbounds\n <= x\nEnd\n", 4, 2, "'<=' is not a name"},
        {"min\n x\nbounds\n x 3\nEnd\n", 4, 4, "'3' stands where <=, = or >= must"},
        {"min\n x\ngeneral\n 7\nEnd\n", 4, 2, "'7' is not a name"},
        {"min\n x\nsemi-continuous\n 7\nEnd\n", 4, 2, "'7' is not a name"},
        {"min\n x\nsos\n s1: x:1\nEnd\n", 3, 1, "section 'sos' is not supported"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct cp_error err = {0};
        struct cp_lp *m = NULL;
        FILE *f = fmemopen((void *)(uintptr_t)cases[k].text, strlen(cases[k].text), "r");
        int rc = cp_lp_read(&m, f, "t.lp", &err);
        fclose(f);
        if (!cases[k].part) {
            ok_rc(rc, &err, "a side that is infinite");
        } else {
            ok_fails(rc, &err, cases[k].part, cases[k].part);
            ok(!m && err.n == 1 && err.at[0].line == cases[k].line &&
                   (!cases[k].col || err.at[0].col == cases[k].col),
               "%u:%u, got %u:%u", cases[k].line, cases[k].col, err.at[0].line, err.at[0].col);
        }
        cp_lp_free(m);
    }
    char long_name[300] = "min\n ";
    struct cp_error err = {0};
    struct cp_lp *m = NULL;
    memset(long_name + 5, 'x', 256);
    strcpy(long_name + 261, "\nEnd\n");
    FILE *f = fmemopen(long_name, strlen(long_name), "r");
    int rc = cp_lp_read(&m, f, "t.lp", &err);
    fclose(f);
    ok_fails(rc, &err, "a name of 256 characters; 255 is the most", "a name that is too long");
}

/* A model that is still being built is written, solved and explained by nobody. */
static void test_open(void) {
    struct cp_lp *m = cp_lp_new();
    struct cp_lp_options o = CP_LP_OPTIONS_INIT;
    struct cp_lp_solution s = {0};
    struct cp_lp_relaxation relaxation;
    struct cp_lp_iis iis;
    FILE *out = tmpfile();
    for (int k = 0; k < 6; k++) {
        struct cp_error err = {0};
        int rc = k == 0   ? cp_lp_write_mps(m, out, &err)
                 : k == 1 ? cp_lp_write_lp(m, out, &err)
                 : k == 2 ? cp_lp_solve(m, &o, &s, &err)
                 : k == 3 ? cp_lp_verify(m, &s, &err)
                 : k == 4 ? cp_lp_relaxation(m, NULL, &o, &relaxation, &err)
                          : cp_lp_iis(m, NULL, &o, &iis, &err);
        ok_fails(rc, &err, "still open", "an open model is refused");
        ok(rc == CP_EINTERNAL, "as a fault of the caller");
    }
    ok(ftell(out) == 0, "and nothing is written");
    fclose(out);
    cp_lp_free(m);
}

static void test_range_bytes(void) {
    struct cp_error err = {0};
    struct cp_lp *m = cp_lp_new(), *again = NULL;
    for (int k = 1; k < 300; k++)
        cp_lp_add_row(m, 0.1 * k, 0.1 * k + 0.2 * k);
    cp_lp_add_col(m, 1, 0, CP_LP_INF);
    cp_lp_finish(m, &err);
    char *one = write_text(m), *two = NULL;
    bool same = read_text(&again, one, &err) == 0;
    for (size_t i = 0; same && i < 299; i++)
        same = cp_lp_view(again).row_upper[i] == cp_lp_view(m).row_upper[i];
    ok(same, "ranges come back to the last bit");
    two = again ? write_text(again) : NULL;
    ok(two && strcmp(one, two) == 0, "and are written with the same bytes");
    free(one);
    free(two);
    cp_lp_free(m);
    cp_lp_free(again);
}

static void has_no_memory(void *unused, char kind, size_t index, char buf[CP_LP_NAME_SIZE]) {
    (void)unused;
    snprintf(buf, CP_LP_NAME_SIZE, "%s", kind == 'r' && index == 0 ? "" : "x");
}

static void test_names_without_memory(void) {
    struct cp_lp *m = cp_lp_new();
    struct cp_error err = {0};
    char *text = NULL;
    size_t len;
    cp_lp_add_col(m, 1, 0, 1);
    cp_lp_add_row(m, 0, 1);
    ok_rc(cp_lp_finish(m, &err), &err, "a program");
    cp_lp_set_namer(m, has_no_memory, NULL);
    FILE *out = open_memstream(&text, &len);
    ok_fails(cp_lp_write_mps(m, out, &err), &err, "out of memory",
             "MPS with a name that is not had");
    err.n = 0;
    ok_fails(cp_lp_write_lp(m, out, &err), &err, "out of memory", "LP text too");
    fclose(out);
    free(text);
    cp_lp_free(m);
}

int main(void) {
    test_names_without_memory();
    test_mps();
    test_fixed();
    test_case();
    test_bad_files();
    test_bad_text();
    test_open();
    test_range_bytes();
    return done();
}
