/* Series one after another: what is forecast of them is what a table of all of them gives. */
#include "forecast/forecast.h"
#include "tap.h"
#include <stdlib.h>

enum { H = 4 };
static const double levels[] = {0.025, 0.1, 0.9, 0.975};

static double noise(unsigned *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state / 4294967296.0 - 0.5;
}

/* Months of three measures, two of them with too few series of their own to be held to each other,
 * some shorter than two cycles, some that are none, and one of few years. */
static char *make_text(size_t groups, size_t *len) {
    static const char *const measure[] = {"load", "load", "heat", "rare"};
    static const size_t length[] = {60, 17, 48, 36};
    unsigned state = 7;
    char *text = NULL;
    FILE *f = open_memstream(&text, len);
    fputs("period\tsite\tmeasure\tvalue\tunit\n", f);
    for (size_t k = 0; k < groups; k++) {
        size_t kind = k % 4 == 3 && k % 16 != 3 ? 2 : k % 4;
        for (size_t i = 0; i < length[kind]; i++) {
            double y = 100 + (double)k + 30 * sin((double)i * 0.5235987755982988) + noise(&state);
            if (k % 31 == 5)
                fprintf(f, "%zu\ts%zu\t%s\tNA\tMW\n", 2000 + i, k, measure[kind]);
            else
                fprintf(f, "%zu-%02zu\ts%zu\t%s\t%.3f\tMW\n", 2020 + i / 12, i % 12 + 1, k,
                        measure[kind], y);
        }
    }
    for (int i = 0; i < 12; i++)
        fprintf(f, "%d\t-\tyears\t%d\tMW\n", 2010 + i, 10 + i * i);
    fclose(f);
    return text;
}

struct said {
    char text[1 << 16];
    size_t used;
};

static void tell(void *data, const struct cp_facts *t, const struct cp_forecast_series_set *set) {
    struct said *said = data;
    for (size_t i = 0; i < set->n; i++) {
        char label[100];
        cp_forecast_series_label(t, &set->series[i], label, sizeof label);
        said->used += (size_t)snprintf(said->text + said->used, sizeof said->text - said->used,
                                       "%s: %s%s%s\n", label, set->series[i].problem,
                                       set->series[i].chosen, set->series[i].note);
    }
}

/* A table of all. */
static char *whole(FILE *in, const struct cp_forecast_options *o, struct said *said, size_t *failed,
                   size_t *len) {
    struct cp_error err = {0};
    struct cp_forecast_series_set set;
    struct cp_facts *t = cp_facts_new();
    char *text = NULL;
    FILE *out = open_memstream(&text, len);
    rewind(in);
    ok_rc(cp_facts_read(t, in, "in", &err), &err, "all of them");
    ok_rc(cp_forecast_batch(t, o, &set, failed, &err), &err, "forecast");
    tell(said, t, &set);
    ok_rc(cp_facts_write(t, out, "tsv", &err), &err, "written");
    fclose(out);
    cp_forecast_series_release(&set);
    cp_facts_free(t);
    return text;
}

static int parts(FILE *in, const struct cp_forecast_options *o, struct said *said, size_t *failed,
                 char **text, size_t *len, struct cp_error *err) {
    FILE *out = open_memstream(text, len), *spool = tmpfile();
    struct cp_facts_groups *g = cp_facts_groups_new();
    struct cp_facts_aside *a = cp_facts_aside_new(spool);
    struct cp_forecast_stream call = {a, tell, said};
    rewind(in);
    int rc = cp_facts_groups_add(g, in, "in", err);
    if (!rc)
        rc = cp_forecast_stream(g, o, &call, failed, err);
    if (!rc)
        rc = cp_facts_aside_write(a, g, false, out, err);
    cp_facts_aside_free(a);
    cp_facts_groups_free(g);
    fclose(out);
    fclose(spool);
    return rc;
}

static void test_same(const char *what, const char *text, size_t len,
                      const struct cp_forecast_options *o) {
    static struct said of_whole, of_parts;
    struct cp_error err = {0};
    size_t failed = 0, failed_too = 0, n, m;
    char *one, *two;
    FILE *in = tmpfile();
    of_whole.used = of_parts.used = 0;
    fwrite(text, 1, len, in);
    one = whole(in, o, &of_whole, &failed, &n);
    ok_rc(parts(in, o, &of_parts, &failed_too, &two, &m, &err), &err, what);
    ok(n == m && memcmp(one, two, n) == 0, "%s: the same bytes", what);
    ok(failed == failed_too, "%s: the same %zu failed", what, failed);
    ok_str(of_parts.text, of_whole.text, "the same is said of each");
    free(one);
    free(two);
    fclose(in);
}

static void test_refusals(void) {
    struct cp_error err = {0};
    static struct said said;
    size_t failed, len;
    char *text;
    FILE *in = tmpfile();
    struct cp_forecast_options o = {.horizon = 1, .jobs = 1, .reconcile = CP_RECONCILE_MINT};
    fputs("period\tsite\tmeasure\tvalue\tunit\n1\ta\tx\t1\t1\n1\tb\tx\t1\t1\n2\ta\tx\t1\t1\n", in);
    int rc = parts(in, &o, &said, &failed, &text, &len, &err);
    ok_fails(rc, &err, "need all series at once", "hierarchies are refused");
    free(text);
    o.reconcile = CP_RECONCILE_NONE;
    err.n = 0;
    rc = parts(in, &o, &said, &failed, &text, &len, &err);
    ok_fails(rc, &err, "x site=a: began in line 2 already", "a series in two places is refused");
    ok(len == 0, "and nothing is written");
    free(text);
    fclose(in);
}

int main(void) {
    static const size_t longer[] = {24};
    size_t len;
    char *text = make_text(400, &len);
    struct cp_forecast_options o = {
        .horizon = H, .quantile = levels, .nquantile = 4, .floor = -INFINITY, .cap = INFINITY};
    o.jobs = 2;
    test_same("auto", text, len, &o);
    o.explain = true;
    o.measure = "load";
    test_same("one measure, explained", text, len, &o);
    o.measure = NULL;
    o.method = cp_forecast_method_find("seasonal");
    o.name_method = true;
    test_same("a method that some are too short for", text, len, &o);
    o = (struct cp_forecast_options){.horizon = H, .jobs = 1, .longer = longer, .nlonger = 1};
    test_same("points", text, len, &o);
    test_refusals();
    free(text);
    return done();
}
