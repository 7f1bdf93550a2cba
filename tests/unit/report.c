/* The report: folding of periods to years, and the text of a small stream. */
#include "report/report.h"
#include "tap.h"
#include <stdlib.h>

static char *slurp(const char *name) {
    const char *src = getenv("CAPPLAN_SRC");
    char path[1024];
    snprintf(path, sizeof path, "%s/tests/cases/report/%s", src ? src : ".", name);
    FILE *in = fopen(path, "r");
    struct cp_str text = {0};
    for (int c; in && (c = getc(in)) != EOF;)
        cp_str_addc(&text, (char)c);
    if (in)
        fclose(in);
    return text.s ? text.s : strdup("");
}

/* The report of a stream, to be freed. */
static char *report(const char *stream, bool bold) {
    struct cp_error err = {0};
    struct cp_facts *facts = cp_facts_new();
    struct cp_str out = {0};
    FILE *in = fmemopen((void *)(uintptr_t)stream, strlen(stream), "r");
    int rc = cp_facts_read(facts, in, "stream", &err);
    struct cp_page *page = cp_page_new();
    if (rc == 0)
        rc = cp_report_build(facts, &(struct cp_report_options){0}, page, &err);
    if (rc == 0)
        rc = cp_page_write(page, "text", &(struct cp_page_options){.bold = bold}, &out, &err);
    if (rc < 0)
        ok_rc(rc, &err, "report");
    fclose(in);
    cp_page_free(page);
    cp_facts_free(facts);
    return out.s ? out.s : strdup("");
}

/* The header, then the rows from last to first. */
static char *reversed(const char *stream) {
    struct cp_str out = {0};
    const char *body = strchr(stream, '\n') + 1;
    cp_str_addn(&out, stream, (size_t)(body - stream));
    for (const char *end = stream + strlen(stream); end > body;) {
        const char *row = end - 1;
        while (row > body && row[-1] != '\n')
            row--;
        cp_str_addn(&out, row, (size_t)(end - row));
        end = row;
    }
    return out.s;
}

static void test_golden(void) {
    char *stream = slurp("stream.tsv"), *want = slurp("stream.txt");
    char *got = report(stream, false);
    ok_str(got, want, "two years of a small plan");
    char *other = reversed(stream), *again = report(other, false);
    ok_str(again, want, "the same from the rows in reverse");
    char *bold = report(stream, true);
    ok(strstr(bold, "\033[1mHeadline\033[0m\n") && !strstr(got, "\033"), "bold only when asked");
    free(bold), free(stream), free(want), free(got), free(other), free(again);
}

/* The report of the stream has this line. */
static void has(const char *stream, const char *line, const char *what) {
    char *text = report(stream, false);
    if (!ok(strstr(text, line) != NULL, "%s", what))
        printf("# no '%s' in\n%s", line, text);
    free(text);
}

static void test_folds(void) {
    has("period\tworkload\tmeasure\tvalue\tunit\n"
        "2026-01\tads\tdemand\t1\tEFLOP/s\n2026-02\tads\tdemand\t2\tEFLOP/s\n",
        "  ads  demand   1.47\n", "a rate is weighted by hours: (744 + 2 x 672) / 1416");
    has("period\tworkload\tmeasure\tvalue\tunit\n"
        "2026-Q1\tads\tserved\t1\tEFLOP/s\n2026-Q2\tads\tserved\t1\tEFLOP/s\n"
        "2026-Q2\tads\tunmet\t2\tEFLOP/s\n",
        "       short    1.01\n", "a period without a row counts as 0: 2 x 2184 / 4344");
    has("period\tsite\tsku\tmeasure\tvalue\tunit\n"
        "2026-Q4\tx\tA\tstock\t500\tGPU\n2027-Q1\tx\tA\tstock\t300\tGPU\n"
        "2026-Q4\tx\tB\tstock\t200\tGPU\n2027-Q4\tx\tB\tstock\t200\tGPU\n",
        "  x    A    500      0\n       B    200    200\n",
        "a stock is the last period's, 0 when gone");
    has("period\tkind\tcontract\tmeasure\tvalue\tunit\n"
        "2026-Q1\tgrid\tpjm\tenergy\t2\tTWh\n2026-Q2\tgrid\tpjm\tenergy\t500\tGWh\n",
        "  grid  pjm   2.50\n", "flows add up, whatever their unit");
    has("period\tentity\tmeasure\tvalue\tunit\n2026-Q1\tspv\tdscr\t1.4\t1\n"
        "2026-Q2\tspv\tdscr\t1.1\t1\n2026-Q3\tspv\tdscr\t1.2\t1\n",
        "  spv   1.10\n", "a coverage ratio is the least of the year");
    has("period\tslice\tworkload\tmeasure\tvalue\tunit\n2026\t-\tads\tserved\t1\tEFLOP/s\n"
        "2026\td1h1\tads\tserved\t7\tEFLOP/s\n",
        "  ads  served   1.00\n", "rows by slice are left out");
}

/* One year of one site: what binds. */
static void binds(double halls, double energised, double power, double waiting, double unmet,
                  const char *word) {
    struct cp_str stream = {0};
    cp_str_addf(&stream,
                "period\tsite\tworkload\tmeasure\tvalue\tunit\n"
                "2026\t-\tads\tdemand\t10\tEFLOP/s\n2026\t-\tads\tserved\t%g\tEFLOP/s\n"
                "2026\t-\tads\tunmet\t%g\tEFLOP/s\n2026\tx\t-\thalls\t%g\tMW\n"
                "2026\tx\t-\tenergised\t%g\tMW\n2026\tx\t-\tpower\t%g\tMW\n"
                "2026\tx\t-\tstock\t1000\tGPU\n2026\t-\t-\tinventory\t%g\tGPU\n",
                10 - unmet, unmet, halls, energised, power, waiting);
    char *text = report(stream.s, false);
    const char *at = strstr(text, "\n  binds ");
    ok(at && strncmp(at + 1 + strcspn(at + 1, "\n") - strlen(word), word, strlen(word)) == 0,
       "halls %g, energised %g, in use %g, %g GPU waiting, short %g: %s", halls, energised, power,
       waiting, unmet, word);
    free(text);
    cp_str_release(&stream);
}

static void test_binds(void) {
    binds(100, 100, 80, 0, 1, "chips");
    binds(100, 100, 99, 0, 1, "halls");
    binds(200, 100, 99, 0, 1, "power");
    binds(200, 0, 0, 500, 0, "power");
    binds(100, 100, 100, 500, 0, "halls");
    binds(100, 100, 50, 0, 0, "nothing");
}

static void test_money(void) {
    const char *stream = "period\tentity\ttranche\tkind\tmeasure\tvalue\tunit\n"
                         "-\tspv\ta\t-\tllcr\t1.5\t1\n-\tspv\tb\t-\tllcr\t2.5\t1\n"
                         "2026-Q1\tspv\t-\tebitda\tincome\t1e9\tUSD\n"
                         "2026-Q2\tspv\t-\tebitda\tincome\t2e9\tUSD\n"
                         "2026-Q1\tspv\t-\tcash\tbalance\t5e9\tUSD\n"
                         "2026-Q2\tspv\t-\tcash\tbalance\t4e9\tUSD\n";
    has(stream, "  LLCR                          1.50  spv  a\n", "ratios of tranches stay apart");
    has(stream, "  spv  EBITDA            3.00\n       cash at the end   4.00\n",
        "income adds up, cash is the last");
}

static void test_shapes(void) {
    char *text = report("measure\tvalue\tunit\n", false);
    ok_str(text, "Nothing to report: the stream holds no facts.\n", "an empty stream");
    free(text);
    has("scenario\tperiod\tworkload\tmeasure\tvalue\tunit\n"
        "low\t2026\tads\tdemand\t1\tEFLOP/s\nbase\t2026\tads\tdemand\t2\tEFLOP/s\n",
        "Scenario base\n\nDemand, EFLOP/s, mean of the year\n                2026\n"
        "  ads  demand   2.00\n\nScenario low\n",
        "scenarios follow one another by name");
    struct cp_str stream = {0};
    cp_str_add(&stream, "period\tsite\tmeasure\tvalue\tunit\n");
    for (int year = 2026; year < 2046; year++)
        cp_str_addf(&stream, "%d\ta-site-with-a-rather-long-name\thalls\t2262\tMW\n", year);
    text = report(stream.s, false);
    bool narrow = true;
    for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1)
        narrow &= end - line <= 100;
    ok(narrow && strstr(text, "2045"), "twenty years are folded into lines of 100 columns");
    free(text);
    cp_str_release(&stream);
}

int main(void) {
    test_golden();
    test_folds();
    test_binds();
    test_money();
    test_shapes();
    return done();
}
