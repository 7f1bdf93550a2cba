/* Pages of HTML: well-formed, without script or network, and no text of a drawing cut or on
 * another, which is worked out from the coordinates and the widths of letters. With operands, these
 * files are held to the same instead. */
#include "page/chart/chart.h"
#include "tap.h"
#include <stdlib.h>

/* ---- what is held against a page --------------------------------------------------------- */

/* Every tag that opens closes, in order. What is wrong, or NULL. */
static const char *malformed(const char *s, char why[96]) {
    enum { DEPTH = 64, NAME = 16 };
    char open[DEPTH][NAME];
    size_t depth = 0;
    for (s = strstr(s, "<html"); s && *s; s++) {
        if (*s == '&' && strncmp(s, "&amp;", 5) != 0 && strncmp(s, "&lt;", 4) != 0 &&
            strncmp(s, "&gt;", 4) != 0 && strncmp(s, "&quot;", 6) != 0)
            return "a bare ampersand";
        if (*s != '<')
            continue;
        const char *end = strchr(s, '>');
        bool closes = s[1] == '/';
        char name[NAME] = "";
        sscanf(s + 1 + closes, "%15[a-z0-9]", name);
        snprintf(why, 96, "%.40s", s);
        if (!end || !*name)
            return why;
        if (closes && (depth == 0 || strcmp(open[--depth], name) != 0))
            return why;
        if (!closes && end[-1] != '/') {
            if (depth == DEPTH)
                return "too deep";
            snprintf(open[depth++], NAME, "%s", name);
        }
        s = end;
    }
    return depth == 0 ? NULL : "a tag that does not close";
}

struct text {
    double left, right, top, bottom;
    char words[64];
};

/* The letters of an element, with what was escaped as it was. */
static void letters(const char *s, const char *end, char *out, size_t size) {
    static const char *const name[] = {"&amp;", "&lt;", "&gt;", "&quot;"};
    static const char letter[] = "&<>\"";
    size_t n = 0;
    while (s < end && n + 1 < size) {
        size_t k = 0;
        while (k < 4 && strncmp(s, name[k], strlen(name[k])) != 0)
            k++;
        out[n++] = k < 4 ? letter[k] : *s;
        s += k < 4 ? strlen(name[k]) : 1;
    }
    out[n] = '\0';
}

static double attribute(const char *tag, const char *name) {
    const char *at = strstr(tag, name);
    return at ? strtod(at + strlen(name), NULL) : NAN;
}

static struct text read_text(const char *tag) {
    char all[512];
    const char *from = strchr(tag, '>') + 1, *end = strstr(from, "</text>");
    struct text t;
    letters(from, end, all, sizeof all);
    double width = cp_page_text_width(all), x = attribute(tag, " x=\""),
           y = attribute(tag, " y=\"");
    const char *class = strstr(tag, " class=\"");
    char anchor = 's', last[32] = "";
    if (class && class < from && sscanf(class, " class=\"%31[^\"]", last) == 1) {
        const char *word = strrchr(last, ' ') ? strrchr(last, ' ') + 1 : last;
        anchor = word[1] ? 's' : *word;
    }
    t.left = anchor == 'm' ? x - width / 2 : anchor == 'e' ? x - width : x;
    t.right = t.left + width;
    t.top = y - TEXT_SIZE * 0.8;
    t.bottom = y + TEXT_SIZE * 0.1;
    snprintf(t.words, sizeof t.words, "%.60s", all);
    return t;
}

/* Texts of the drawing that are cut, or lie on others. What is wrong, or NULL. */
static const char *crowded(const char *svg, const char *end, char why[160]) {
    enum { MOST = 2048 };
    static struct text text[MOST];
    double width = 0, height = 0;
    size_t n = 0;
    sscanf(svg, "<svg viewBox=\"0 0 %lf %lf\"", &width, &height);
    for (const char *s = svg; (s = strstr(s, "<text")) && s < end && n < MOST; s++) {
        struct text t = read_text(s);
        snprintf(why, 160, "'%s' is cut", t.words);
        if (t.left < -0.5 || t.right > width + 0.5 || t.top < -0.5 || t.bottom > height + 0.5)
            return why;
        for (size_t i = 0; i < n; i++)
            if (t.left < text[i].right - 0.5 && t.right > text[i].left + 0.5 &&
                t.top < text[i].bottom - 0.5 && t.bottom > text[i].top + 0.5) {
                snprintf(why, 160, "'%s' lies on '%s'", t.words, text[i].words);
                return why;
            }
        text[n++] = t;
    }
    return NULL;
}

/* Marks outside of their drawing. */
static const char *outside(const char *svg, const char *end, char why[160]) {
    double width = 0, height = 0;
    sscanf(svg, "<svg viewBox=\"0 0 %lf %lf\"", &width, &height);
    for (const char *s = svg; (s = strstr(s, "<path ")) && s < end; s++) {
        double x, y, w, h;
        const char *d = strstr(s, " d=\"");
        if (sscanf(d, " d=\"M%lf %lfh%lfv%lf", &x, &y, &w, &h) != 4)
            continue;
        snprintf(why, 160, "%.80s", s);
        if (!(x >= -0.5 && y >= -0.5 && w >= 0 && h >= 0 && x + w <= width + 0.5 &&
              y + h <= height + 0.5))
            return why;
    }
    return NULL;
}

static void holds(const char *page, const char *what) {
    char why[160];
    const char *bad = malformed(page, why);
    ok(!bad, "%s: well-formed", what);
    if (bad)
        printf("# %s\n", bad);
    ok(!strstr(page, "<script") && !strstr(page, "http:") && !strstr(page, "https:") &&
           !strstr(page, "url("),
       "%s: neither script nor network", what);
    ok(!strstr(page, "\"nan") && !strstr(page, "\"inf") && !strstr(page, ">nan"),
       "%s: no number that is none", what);
    bad = NULL;
    for (const char *s = page; !bad && (s = strstr(s, "<svg ")); s++) {
        const char *end = strstr(s, "</svg>");
        bad = crowded(s, end, why);
        bad = bad ? bad : outside(s, end, why);
    }
    ok(!bad, "%s: no text is cut or lies on another, no mark is outside", what);
    if (bad)
        printf("# %s\n", bad);
}

/* ---- pages ------------------------------------------------------------------------------- */

static char *html_of(struct cp_page *page) {
    struct cp_error err = {0};
    struct cp_str out = {0};
    int rc = cp_page_write(page, "html", &(struct cp_page_options){0}, &out, &err);
    if (rc < 0)
        ok_rc(rc, &err, "page");
    cp_page_free(page);
    return out.s ? out.s : strdup("");
}

enum { MOST_POINTS = 400 };
static const char *point[MOST_POINTS];
static char point_name[MOST_POINTS][16];

static void name_points(void) {
    for (int i = 0; i < MOST_POINTS; i++) {
        snprintf(point_name[i], sizeof *point_name, "%d-%02d", 2026 + i / 12, 1 + i % 12);
        point[i] = point_name[i];
    }
}

/* A chart of each kind with these names and numbers. */
static struct cp_page *charts(const char *const *name, size_t n, size_t npoint, double size) {
    struct cp_page *page = cp_page_new();
    double value[MOST_POINTS], upper[MOST_POINTS];
    cp_page_set_title(page, name[0], NULL);
    for (int kind = 0; kind < CP_PAGE_CHART_KINDS; kind++) {
        size_t points = kind == CP_PAGE_BLOCKS || kind == CP_PAGE_FLOW ? 3 : npoint;
        cp_page_add_chart(page, &(struct cp_page_chart){.kind = (enum cp_page_chart_kind)kind,
                                                        .title = name[n - 1],
                                                        .subtitle = name[0],
                                                        .point = point,
                                                        .npoint = points,
                                                        .scale = {"MW", 1},
                                                        .wide = kind == CP_PAGE_HEAT});
        for (size_t k = 0; k < n; k++) {
            for (size_t i = 0; i < points; i++) {
                value[i] = size * (double)((i * 7 + k * 5) % 11 + 1);
                upper[i] = value[i] + size;
            }
            if (points > 3 && k > 0)
                value[2] = upper[2] = NAN;
            cp_page_add_series(
                page, &(struct cp_page_series){.name = name[k],
                                               .other = name[(k + 1) % n],
                                               .mark = (enum cp_page_mark)(k % (CP_PAGE_TOP + 1)),
                                               .value = value,
                                               .upper = upper});
        }
    }
    return page;
}

static void test_kinds(void) {
    static const char *const usual[] = {"hyperion", "prometheus", "el-paso", "kuna"};
    static const char *const hostile[] = {"<script>alert(1)</script>",
                                          "a \"quoted\" & 'named' site \033[31m", "\xff\xfe",
                                          "https is a word"};
    static const char *const foreign[] = {"\u5929\u6d25\u6570\u636e\u4e2d\u5fc3",
                                          "\u0416\u0443\u043a",
                                          ("\u5317\u4eac\u5317\u4eac\u5317\u4eac\u5317\u4eac"
                                           "\u5317\u4eac\u5317\u4eac\u5317\u4eac\u5317\u4eac")};
    static const char *const lengthy[] = {
        "a-site-whose-name-is-as-long-as-a-name-may-be-in-a-plan-0001",
        "a-site-whose-name-is-as-long-as-a-name-may-be-in-a-plan-0002",
        "WWWWWWWWWWWWWWWWWWWWWWWWWWWW"};
    const struct {
        const char *what;
        const char *const *name;
        size_t n, npoint;
        double size;
    } row[] = {
        {"usual names", usual, 4, 28, 100},     {"one point", usual, 4, 1, 100},
        {"two points", usual, 4, 2, 1e-6},      {"30 years by month", usual, 4, 360, 1e9},
        {"hostile names", hostile, 4, 12, 1},   {"foreign names", foreign, 3, 12, 1e5},
        {"long names", lengthy, 3, 28, 1e12},   {"nothing but zeroes", usual, 4, 8, 0},
        {"less than nothing", usual, 4, 8, -3},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char *page = html_of(charts(row[i].name, row[i].n, row[i].npoint, row[i].size));
        holds(page, row[i].what);
        free(page);
    }
}

static void test_many(void) {
    enum { SITES = 200 };
    static char text[SITES][16];
    static const char *name[SITES];
    for (int i = 0; i < SITES; i++) {
        snprintf(text[i], sizeof *text, "site-%d", i);
        name[i] = text[i];
    }
    const size_t n = tap_short() ? SITES / 4 : SITES;
    char *page = html_of(charts(name, n, 12, 10));
    holds(page, "many series");
    free(page);
}

static void test_facets(void) {
    for (size_t n = 1; n <= 5; n++) {
        struct cp_page *page = cp_page_new();
        const double value[] = {1, 2, 3};
        cp_page_add_chart(page, &(struct cp_page_chart){
                                    .title = "Facets", .point = point, .npoint = 3, .wide = true});
        for (size_t f = 0; f < n; f++) {
            cp_page_add_facet(page, "site", f == 0 ? "short by 3" : NULL);
            cp_page_add_series(page, &(struct cp_page_series){.name = "served", .value = value});
        }
        char *text = html_of(page), what[32];
        size_t drawn = 0, keys = 0;
        for (const char *s = text; (s = strstr(s, "<svg ")); s++)
            drawn++;
        for (const char *s = text; (s = strstr(s, "<li>")); s++)
            keys++;
        snprintf(what, sizeof what, "%zu facets", n);
        ok(drawn == n && keys == 1, "%s: a drawing each, and one key", what);
        holds(text, what);
        free(text);
    }
}

/* All digits of a number stand beside it, and an empty chart is none. */
static void test_figures(void) {
    struct cp_page *page = cp_page_new();
    const double value[] = {1234.5, NAN, -2};
    cp_page_add_chart(page,
                      &(struct cp_page_chart){.title = "Nothing", .point = point, .npoint = 3});
    cp_page_add_chart(
        page, &(struct cp_page_chart){
                  .title = "Figures", .point = point, .npoint = 3, .scale = {"thousand", 1e3}});
    cp_page_add_series(page, &(struct cp_page_series){.name = "a", .value = value});
    char *text = html_of(page);
    ok(strstr(text, "<td title=\"1.2345\">1.23</td><td></td><td title=\"-0.002\">"),
       "a figure has all of its digits for a program, and what is missing is empty");
    ok(!strstr(text, "Nothing"), "a chart without series is not shown");
    ok(strstr(text, "<title>a, 2026-01: 1.23 thousand</title>"), "a mark says its figure");
    free(text);
}

static void test_cut(void) {
    static const struct {
        const char *text, *want;
    } row[] = {{"short", "short"},
               {"a-hall-with-a-long-name-0001", "a-hall-wit\u20260001"},
               {"\u5929\u6d25\u6570\u636e\u4e2d\u5fc31", "\u5929\u6d25\u6570\u636e\u4e2d\u5fc31"},
               {"\u5929\u6d25\u6570\u636e\u4e2d\u5fc3\u5929\u6d25\u6570\u636e\u4e2d\u5fc31",
                "\u5929\u6d25\u6570\u636e\u2026\u4e2d\u5fc31"},
               {"", ""}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct cp_str out = {0};
        cp_page_put_cut(&out, row[i].text, 90);
        ok_str(out.s ? out.s : "", row[i].want, "cut to 90 pixels");
        ok(cp_page_text_width(out.s ? out.s : "") <= 90, "and no wider");
        cp_str_release(&out);
    }
}

/* Numbers above bars, on no scale: the bars reach as high as without them. */
static void test_top(void) {
    const double bar[] = {3, 4}, top[] = {700, 20.2};
    char *text[2];
    for (int with = 0; with < 2; with++) {
        struct cp_page *page = cp_page_new();
        cp_page_add_chart(page,
                          &(struct cp_page_chart){
                              .title = "Energy", .point = point, .npoint = 2, .scale = {"TWh", 1}});
        cp_page_add_series(page, &(struct cp_page_series){.name = "gas", .value = bar});
        if (with)
            cp_page_add_series(page,
                               &(struct cp_page_series){
                                   .name = "CO2", .unit = "Mt", .mark = CP_PAGE_TOP, .value = top});
        text[with] = html_of(page);
    }
    ok(strstr(text[1], ">700</text>") && strstr(text[1], ">20</text>"), "a number above each bar");
    ok(strstr(text[1], ">4</text>") && !strstr(text[1], ">600</text>"), "which moves no scale");
    ok(strstr(text[1], "CO2, Mt</th><td>700</td>"), "it is among the figures");
    ok(strstr(text[1], "<li><i class=\"b0\"></i>gas</li></ul>"), "and has no key");
    holds(text[1], "with tops");
    free(text[0]);
    free(text[1]);
}

/* ---- colours: what is read stands out from what it stands on [WCAG 2.1, 1.4.3] ------------ */

struct colour {
    double part[3]; /* red, green, blue, 0 to 1 */
};

static struct colour colour_of(const char *style, const char *name) {
    char key[32];
    unsigned value = 0;
    snprintf(key, sizeof key, "--%s:#", name);
    const char *at = strstr(style, key);
    at = at ? at + strlen(key) : "";
    bool three = strspn(at, "0123456789abcdef") == 3;
    sscanf(at, "%6x", &value);
    struct colour c;
    for (int i = 0; i < 3; i++)
        c.part[i] =
            three ? (value >> (8 - 4 * i) & 15) / 15.0 : (value >> (16 - 8 * i) & 255) / 255.0;
    return c;
}

static double luminance(struct colour c) {
    double l[3];
    for (int i = 0; i < 3; i++)
        l[i] = c.part[i] <= 0.03928 ? c.part[i] / 12.92 : pow((c.part[i] + 0.055) / 1.055, 2.4);
    return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2];
}

static double contrast(struct colour a, struct colour b) {
    double x = luminance(a), y = luminance(b);
    return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

/* A colour of which this share covers another. */
static struct colour over(struct colour c, double share, struct colour below) {
    for (int i = 0; i < 3; i++)
        c.part[i] = share * c.part[i] + (1 - share) * below.part[i];
    return c;
}

static void test_contrast(void) {
    static const char *const cell[] = {"full", "power", "free", "gap"};
    static const char *const heat[] = {"full", "b5", "wait", "short", "b0"};
    char *page = html_of(cp_page_new());
    const char *dark = strstr(page, "prefers-color-scheme:dark");
    const char *const scheme[] = {page, dark ? dark : ""};
    for (int i = 0; i < 2; i++) {
        struct colour paper = colour_of(scheme[i], "paper"), ink = colour_of(scheme[i], "ink");
        double least = contrast(ink, paper);
        least = fmin(least, contrast(colour_of(scheme[i], "dim"), paper));
        least = fmin(least, contrast(colour_of(scheme[i], "red"), paper));
        for (size_t k = 0; k < sizeof cell / sizeof *cell; k++)
            least = fmin(least, contrast(ink, colour_of(scheme[i], cell[k])));
        for (size_t k = 0; k < sizeof heat / sizeof *heat; k++)
            least = fmin(least, contrast(ink, over(colour_of(scheme[i], heat[k]), 0.55, paper)));
        ok(least >= 4.5, "contrast of what is read, %s: %.2f", i ? "dark" : "light", least);
    }
    free(page);
}

static int hold_file(const char *path) {
    FILE *in = fopen(path, "r");
    struct cp_str text = {0};
    char buf[65536];
    for (size_t n; in && (n = fread(buf, 1, sizeof buf, in)) > 0;)
        cp_str_addn(&text, buf, n);
    ok(in && text.len > 0, "%s can be read", path);
    if (in)
        fclose(in);
    if (text.s)
        holds(text.s, path);
    cp_str_release(&text);
    return 0;
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++)
        hold_file(argv[i]);
    if (argc > 1)
        return done();
    name_points();
    test_kinds();
    test_many();
    test_facets();
    test_figures();
    test_top();
    test_cut();
    test_contrast();
    return done();
}
