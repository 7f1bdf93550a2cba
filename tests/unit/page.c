/* Pages: what is built, and how the text back end shows it. */
#include "page/page.h"
#include "tap.h"
#include <stdlib.h>

static const struct cp_page_options plain = {.bold = false};

/* The page as text, to be freed; the page is. */
static char *text_of(struct cp_page *page, bool bold) {
    struct cp_error err = {0};
    struct cp_str out = {0};
    int rc = cp_page_write(page, "text", &(struct cp_page_options){.bold = bold}, &out, &err);
    if (rc < 0)
        ok_rc(rc, &err, "page");
    cp_page_free(page);
    return out.s ? out.s : strdup("");
}

static void shows(struct cp_page *page, const char *want, const char *what) {
    char *text = text_of(page, false);
    ok_str(text, want, what);
    free(text);
}

static void test_headings(void) {
    struct cp_page *page = cp_page_new();
    shows(page, "", "a page of nothing");
    page = cp_page_new();
    cp_page_add_sentence(page, "Nothing.");
    shows(page, "Nothing.\n", "a sentence stands at the margin");
    page = cp_page_new();
    cp_page_begin_chapter(page, "One");
    cp_page_add_note(page, "a note");
    cp_page_begin_section(page, "two");
    cp_page_begin_chapter(page, "Two");
    cp_page_begin_part(page, "Part");
    cp_page_add_note(page, "another");
    shows(page, "One\n  a note\n\nTwo\n\nPart\n  another\n",
          "an empty line before every heading but the first");
    page = cp_page_new();
    cp_page_begin_chapter(page, "One");
    cp_page_begin_chapter(page, "Two");
    cp_page_add_note(page, "a note");
    cp_page_begin_chapter(page, "Three");
    shows(page, "Two\n  a note\n", "a chapter that got nothing has no heading");
    page = cp_page_new();
    cp_page_begin_part(page, "Part");
    cp_page_begin_part(page, NULL);
    cp_page_add_note(page, "a note");
    shows(page, "  a note\n", "a part that got nothing has no heading");
    page = cp_page_new();
    cp_page_begin_chapter(page, "One");
    cp_page_add_note(page, "a note");
    char *bold = text_of(page, true);
    ok_str(bold, "\033[1mOne\033[0m\n  a note\n", "headings in bold when asked");
    free(bold);
}

/* Six points or more, from the least to the most of each row; what is not there leaves a blank. */
static void test_sparks(void) {
    static const struct cp_page_column column[] = {
        {.title = ""},        {"a", .right = true}, {"b", .right = true}, {"c", .right = true},
        {"d", .right = true}, {"e", .right = true}, {"f", .right = true}};
    for (size_t n = 6; n >= 5; n--) {
        struct cp_page *page = cp_page_new();
        struct cp_error err = {0};
        struct cp_str out = {0};
        cp_page_add_table(
            page,
            &(struct cp_page_table){
                .title = "T", .column = column, .ncolumn = n + 1, .nlabel = 1, .series = true});
        cp_page_add_row(page,
                        (struct cp_page_cell[]){{.text = "up"},
                                                {.value = 1},
                                                {.value = NAN},
                                                {.value = 3},
                                                {.value = 5},
                                                {.value = 8},
                                                {.value = 9}},
                        NULL);
        cp_page_add_row(page,
                        (struct cp_page_cell[]){{.text = "level"},
                                                {.value = 2},
                                                {.value = 2},
                                                {.value = 2},
                                                {.value = 2},
                                                {.value = 2},
                                                {.value = 2}},
                        NULL);
        ok_rc(cp_page_write(page, "text", &(struct cp_page_options){.sparks = true}, &out, &err),
              &err, "with the course of a line");
        ok(n < 6 ? !strstr(out.s, "\u2581")
                 : !!strstr(out.s, "  9.00  \u2581 \u2582\u2584\u2587\u2588\n"),
           "%zu points", n);
        ok(strstr(out.s, "2.00\n"), "a level one has none");
        cp_str_release(&out);
        cp_page_free(page);
    }
}

static void test_terminal(void) {
    struct cp_page *page = cp_page_new();
    struct cp_error err = {0};
    struct cp_str out = {0};
    static const char *const name[] = {"\033[31mred", "Lule\u00e5", "kajaani", "hamina"};
    cp_page_begin_chapter(page, "One\a");
    cp_page_add_note(page, "a note of several words that does not fit");
    cp_page_add_names(page, "Names", name, 4);
    ok_rc(cp_page_write(page, "text", &(struct cp_page_options){.width = 24}, &out, &err), &err,
          "a narrow page");
    ok_str(out.s,
           "One?\n  a note of several\n  words that does not\n  fit\n\nNames\n"
           "  ?[31mred, Lule\u00e5,\n  kajaani, hamina\n",
           "lines as wide as asked for, and nothing that a terminal obeys");
    cp_str_release(&out);
    cp_page_free(page);
}

static const struct cp_page_column years[] = {
    {0}, {0}, {.title = "2027", .right = true}, {.title = "2028", .right = true}};
enum { NYEARS = sizeof years / sizeof *years };

static struct cp_page *series(struct cp_page_table table) {
    struct cp_page *page = cp_page_new();
    table.column = years;
    table.ncolumn = NYEARS;
    table.nlabel = 2;
    table.series = true;
    cp_page_add_table(page, &table);
    return page;
}

static void add(struct cp_page *page, const char *name0, const char *name1, double a, double b,
                const char *unit) {
    const struct cp_page_cell cell[] = {
        {.text = name0}, {.text = name1}, {.value = a}, {.value = b}};
    cp_page_add_row(page, cell, unit);
}

static void test_series(void) {
    struct cp_page *page = series((struct cp_page_table){.title = "None"});
    shows(page, "", "a table without rows is not shown");
    page = series((struct cp_page_table){.title = "Energy", .scale = {"TWh", 1e6}});
    add(page, "grid", "pjm", 2e6, 12.5e6, NULL);
    add(page, "grid", "ercot", NAN, -1e6, NULL);
    add(page, "all", "", 2e6, 11.5e6, NULL);
    shows(page,
          "Energy, TWh\n"
          "                2027   2028\n"
          "  grid  pjm      2.0   12.5\n"
          "        ercot      -   -1.0\n"
          "  all            2.0   11.5\n",
          "scale and unit, digits of the largest, a name once a run");
    page = series((struct cp_page_table){
        .title = "Offers", .subtitle = "of the year", .digits_by_row = true});
    add(page, "chips", "bought", 32000, 0, "GPU");
    add(page, "chips", "price", 1.25, 2, "USD/GPU");
    add(page, "share", "", 5, 100, "%");
    shows(page,
          "Offers, of the year\n"
          "                              2027    2028\n"
          "  chips     bought, GPU     32,000       0\n"
          "            price, USD/GPU    1.25    2.00\n"
          "  share, %                       5     100\n",
          "rows of different units, each with digits of its own");
    page = series((struct cp_page_table){.title = "Ratio"});
    add(page, "spv", "", 1.5, 1.25, NULL);
    shows(page, "Ratio\n        2027   2028\n  spv   1.50   1.25\n",
          "a second name that no row has takes no place");
}

static void test_folding(void) {
    enum { POINTS = 30 };
    static char title[POINTS][8];
    struct cp_page_column column[1 + POINTS] = {{0}};
    struct cp_page_cell cell[1 + POINTS] = {{.text = "a"}};
    for (int i = 0; i < POINTS; i++) {
        snprintf(title[i], sizeof title[i], "%d", 2001 + i);
        column[1 + i] = (struct cp_page_column){.title = title[i], .right = true};
        cell[1 + i].value = i;
    }
    struct cp_page *page = cp_page_new();
    cp_page_add_table(
        page,
        &(struct cp_page_table){
            .title = "T", .column = column, .ncolumn = 1 + POINTS, .nlabel = 1, .series = true});
    cp_page_add_row(page, cell, NULL);
    char *text = text_of(page, false);
    size_t widest = 0, lines = 0;
    for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1, lines++)
        if ((size_t)(end - line) > widest)
            widest = (size_t)(end - line);
    ok(lines == 7 && widest <= 100, "30 points on 3 x 2 lines of %zu columns", widest);
    ok(strstr(text, "\n  a   26.0") != NULL, "the labels again on each");
    free(text);
}

static void test_records(void) {
    static const struct cp_page_column column[] = {
        {.title = "worth", .width = 6, .right = true}, {.title = "limit"}, {.title = "when"}};
    static const struct cp_page_cell cell[][3] = {
        {{"4 USD", 4}, {.text = "contract"}, {.text = "2027\n2028"}},
        {{.value = 12}, {.text = "hall"}, {.text = ""}}};
    for (int untitled = 0; untitled < 2; untitled++) {
        struct cp_page *page = cp_page_new();
        cp_page_add_table(page,
                          &(struct cp_page_table){
                              .title = "L", .column = column, .ncolumn = 3, .untitled = untitled});
        cp_page_add_row(page, cell[0], NULL);
        cp_page_add_row(page, cell[1], NULL);
        shows(page,
              untitled ? "L\n"
                         "   4 USD  contract  2027\n"
                         "                    2028\n"
                         "    12.0  hall\n"
                       : "L\n"
                         "   worth  limit     when\n"
                         "   4 USD  contract  2027\n"
                         "                    2028\n"
                         "    12.0  hall\n",
              untitled ? "columns that need no title" : "columns of their own width");
    }
}

static void test_names(void) {
    static const char *const name[] = {"alpha", "beta"};
    struct cp_page *page = cp_page_new();
    cp_page_add_names(page, "None", name, 0);
    cp_page_add_names(page, "Two", name, 2);
    shows(page, "Two\n  alpha, beta\n", "names with commas between them; none: nothing");
    const char *many[40];
    for (size_t i = 0; i < 40; i++)
        many[i] = "measure";
    page = cp_page_new();
    cp_page_add_names(page, "Many", many, 40);
    char *text = text_of(page, false);
    const char *line = strchr(text, '\n') + 1;
    ok(strcspn(line, "\n") == 91, "as many as there is room for");
    free(text);
}

static void test_numbers(void) {
    static const struct {
        double x;
        int digits;
        const char *text;
    } row[] = {{0, 2, "0"},           {-0.001, 2, "0.00"},     {1234567.891, 1, "1,234,567.9"},
               {-999.5, 0, "-1,000"}, {0.005, 2, "0.01"},      {1e25, 0, "1e25"},
               {12, 1, "12.0"},       {999999.4, 0, "999,999"}};
    char text[CP_PAGE_NUMBER_SIZE];
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        cp_page_number(text, row[i].x, row[i].digits);
        ok_str(text, row[i].text, row[i].text);
    }
    cp_page_number(text, NAN, 1);
    ok_str(text, "-", "NaN");
    ok(cp_page_digits(99.94) == 1 && cp_page_digits(99.95) == 0 && cp_page_digits(9.99) == 2 &&
           cp_page_digits(9.995) == 1,
       "three significant digits after rounding");
}

static void test_formats(void) {
    ok_str(cp_page_format_name(0), "text", "the first format");
    size_t n = 0;
    while (cp_page_format_name(n))
        n++;
    ok(cp_page_format_name(n + 1) == NULL, "%zu formats", n);
    struct cp_error err = {0};
    struct cp_str out = {0};
    struct cp_page *page = cp_page_new();
    ok_fails(cp_page_write(page, "pdf", &plain, &out, &err), &err, "unknown format 'pdf'",
             "a format that there is not");
    cp_page_free(page);
    cp_page_free(NULL);
    err = (struct cp_error){0};
    cp_page_begin_chapter(NULL, "x");
    cp_page_add_row(NULL, NULL, NULL);
    ok_fails(cp_page_write(NULL, "text", &plain, &out, &err), &err, "memory", "no page: no memory");
    cp_str_add(&out, "before\n");
    page = cp_page_new();
    cp_page_add_sentence(page, "One");
    err = (struct cp_error){0};
    ok_rc(cp_page_write(page, "text", &plain, &out, &err), &err, "appended");
    ok_str(out.s, "before\nOne\n", "to what was there");
    cp_page_free(page);
    cp_str_release(&out);
}

/* The same page for people and programs: names that would be markup, or a formula. */
static void test_markdown_and_csv(void) {
    static const struct cp_page_column column[] = {
        {.title = "who"}, {.title = "2027", .right = true}, {.title = "a, b", .unit = "%"}};
    static const struct {
        const char *format, *want;
    } row[] = {
        {"md",
         "# Plan\n\n## One \\*\n\n**Energy**, TWh\n\n| who | 2027 | a, b, % |\n|---|---:|---|\n"
         "| =1\\|2, x | 1.50 | he said \"no\"<br>twice |\n\na note \\<b\\>\n\n"},
        {"csv", "part,section,table,row,detail,column,unit,value\r\n"
                "One *,energy,Energy,'=1|2,,2027,x,1.5000001\r\n"
                "One *,energy,Energy,'=1|2,,\"a, b\",%,\"he said \"\"no\"\"\ntwice\"\r\n"},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct cp_error err = {0};
        struct cp_str out = {0};
        struct cp_page *page = cp_page_new();
        cp_page_set_title(page, "Plan", NULL);
        cp_page_begin_chapter(page, "One *");
        cp_page_begin_section(page, "energy");
        cp_page_add_table(page, &(struct cp_page_table){.title = "Energy",
                                                        .scale = {"TWh", 1e6},
                                                        .column = column,
                                                        .ncolumn = 3,
                                                        .nlabel = 1});
        const struct cp_page_cell cell[] = {
            {.text = "=1|2"}, {.value = 1500000.1}, {.text = "he said \"no\"\ntwice"}};
        cp_page_add_row(page, cell, "x");
        cp_page_add_note(page, "a note <b>");
        ok_rc(cp_page_write(page, row[i].format, &plain, &out, &err), &err, row[i].format);
        ok_str(out.s, row[i].want, row[i].format);
        cp_page_free(page);
        cp_str_release(&out);
    }
}

/* A file gets the bytes that a string gets, of a format that is no text as well. */
static void test_file(void) {
    static const char *const format[] = {"text", "xlsx"};
    for (int i = 0; i < 2; i++) {
        struct cp_error err = {0};
        struct cp_str out = {0}, back = {0};
        char part[4096];
        struct cp_page *page = cp_page_new();
        FILE *file = tmpfile();
        cp_page_add_sentence(page, "Nothing to report.");
        ok_rc(cp_page_write(page, format[i], &plain, &out, &err), &err, format[i]);
        ok_rc(cp_page_write_file(page, format[i], &plain, file, &err), &err, "to a file");
        rewind(file);
        for (size_t n; (n = fread(part, 1, sizeof part, file)) > 0;)
            cp_str_addn(&back, part, n);
        ok(out.len > 10 && out.len == back.len && memcmp(out.s, back.s, out.len) == 0,
           "%s: the same bytes in a file", format[i]);
        ok(cp_page_write_file(page, "parchment", &plain, file, &err) == CP_EUSAGE,
           "a format that there is not, to a file");
        fclose(file);
        cp_page_free(page);
        cp_str_release(&out);
        cp_str_release(&back);
    }
}

int main(void) {
    test_headings();
    test_markdown_and_csv();
    test_terminal();
    test_sparks();
    test_series();
    test_folding();
    test_records();
    test_names();
    test_numbers();
    test_formats();
    test_file();
    return done();
}
