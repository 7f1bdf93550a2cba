/* The figures of a headline, of a small stream by hand: of the plan and of a scenario beside it,
 * without slices and quantiles, with the period or the thing that each is of. */
#include "store/store.h"
#include "tap.h"

static struct cp_error err;
static struct cp_arena arena;

/* Two periods; in the second 4 of 50 EFLOP/s are short. `late` is a scenario with other figures. */
static const char stream[] =
    "period\tscenario\tsite\tslice\tquantile\tentity\tworkload\tkind\tmeasure\tvalue\tunit\n"
    "-\t-\t-\t-\t-\t-\t-\t-\tobjective\t90\tUSD\n"
    "-\tlate\t-\t-\t-\t-\t-\t-\tobjective\t95\tUSD\n"
    "2027\t-\t-\t-\t-\t-\t-\tgpu\tcost\t70\tUSD\n"
    "2028\t-\t-\t-\t-\t-\t-\tenergy\tcost\t30\tUSD\n"
    "2028\tlate\t-\t-\t-\t-\t-\tgpu\tcost\t80\tUSD\n"
    "2027\t-\t-\t-\t-\ta\t-\t-\tdebt\t10\tUSD\n"
    "2028\t-\t-\t-\t-\ta\t-\t-\tdebt\t12\tUSD\n"
    "2028\t-\t-\t-\t-\tb\t-\t-\tdebt\t5\tUSD\n"
    "2027\t-\t-\t-\t-\ta\t-\t-\tdscr\t1.3\t1\n"
    "2028\t-\t-\t-\t-\tb\t-\t-\tdscr\t1.2\t1\n"
    "2028\tlate\t-\t-\t-\tb\t-\t-\tdscr\t0.9\t1\n"
    "2027\t-\t-\t-\t-\t-\tads\t-\tdemand\t40\tEFLOP/s\n"
    "2028\t-\t-\t-\t-\t-\tads\t-\tdemand\t50\tEFLOP/s\n"
    "2028\t-\t-\t-\t0.9\t-\tads\t-\tdemand\t70\tEFLOP/s\n"
    "2028\t-\t-\t-\t-\t-\tads\t-\tunmet\t4\tEFLOP/s\n"
    "2028\t-\t-\t1\t-\t-\tads\t-\tunmet\t9\tEFLOP/s\n"
    "2028\tlate\t-\t-\t-\t-\tads\t-\tunmet\t1e-5\tEFLOP/s\n"
    "2028\tlate\t-\t-\t-\t-\tads\t-\tdemand\t50\tEFLOP/s\n"
    "2027\t-\tn\t-\t-\t-\t-\t-\thalls\t20\tMW\n"
    "2028\t-\tn\t-\t-\t-\t-\t-\thalls\t30\tMW\n"
    "2028\t-\ts\t-\t-\t-\t-\t-\thalls\t7\tMW\n"
    "2027\t-\tn\t-\t-\t-\t-\t-\tenergised\t15\tMW\n"
    "2028\t-\tn\t-\t-\t-\t-\t-\tenergised\t28\tMW\n"
    "2027\t-\tn\t-\t-\t-\t-\t-\tstock\t3\tGPU\n"
    "2027\t-\t-\t-\t-\t-\t-\tcash\tcost_per_gpu_hour\t9\tUSD/GPU/h\n"
    "-\t-\t-\t-\t-\t-\t-\tcash\tcost_per_gpu_hour\t2\tUSD/GPU/h\n"
    "-\t-\tn\t-\t-\t-\t-\thalls\tbinding\t6\tUSD\n"
    "-\t-\ts\t-\t-\t-\t-\thalls\tbinding\t8\tUSD\n";

static const struct {
    const char *scenario, *name;
    double value; /* NaN: there is none */
    const char *note;
} want[] = {
    {"-", "cost_discounted", 90, NULL},
    {"late", "cost_discounted", 95, NULL},
    {"-", "cost_total", 100, NULL},
    {"-", "capex", 70, NULL},
    {"late", "capex", 80, NULL},
    {"-", "debt_peak", 17, "2028"},
    /* cp-finance has written of this scenario, and no debt */
    {"late", "debt_peak", 0, NULL},
    {"-", "dscr_min", 1.2, "entity b, 2028"},
    {"late", "dscr_min", 0.9, "entity b, 2028"},
    {"-", "unmet_peak", 4, "2028"},
    {"-", "unmet_peak_share", 8, "2028"},
    /* a solver's dust */
    {"late", "unmet_peak", 0, NULL},
    {"late", "unmet_peak_share", 0, NULL},
    {"-", "halls_end", 37, NULL},
    {"-", "energised_end", 28, NULL},
    {"-", "halls_unpowered_peak", 9, "2028"},
    /* cp-allocate wrote until 2028 */
    {"-", "gpu_end", 0, NULL},
    {"-", "gpu_bought", 0, NULL},
    {"-", "gpu_waiting_peak", 0, NULL},
    {"-", "gpu_hour_cash", 2, NULL},
    {"-", "gpu_hour_full", NAN, NULL},
    {"-", "irr_equity", NAN, NULL},
    {"-", "binding_largest", 8, "site s, halls"},
    {"none", "capex", NAN, NULL},
};

static struct cp_facts *facts_of(const char *text) {
    struct cp_facts *t = cp_facts_new();
    FILE *in = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
    ok_rc(cp_facts_read(t, in, "stream", &err), &err, "the stream can be read");
    fclose(in);
    return t;
}

static bool same_text(const char *a, const char *b) {
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static void test_figures(const struct cp_facts *t) {
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        struct cp_store_figure f;
        const struct cp_store_part part = {.facts = t, .scenario = want[i].scenario};
        int rc = cp_store_figure_read(&part, want[i].name, &arena, &f, &err);
        bool same = isnan(want[i].value) ? isnan(f.value) : fabs(f.value - want[i].value) < 1e-12;
        if (!ok(rc == 0 && same && same_text(f.note, want[i].note), "%s of %s", want[i].name,
                want[i].scenario))
            printf("# got %.17g, '%s'\n", f.value, f.note ? f.note : "-");
    }
    const struct cp_store_part plan = {.facts = t, .scenario = "-"};
    struct cp_store_figure f;
    ok_fails(cp_store_figure_read(&plan, "capexx", &arena, &f, &err), &err, "no figure 'capexx'",
             "a name that there is not");
    err = (struct cp_error){0};
}

/* Rows that are not named are not looked at, so that each of many scenarios costs its own alone:
 * the first costs of the plan, then none of the scenario. */
static void test_rows(const struct cp_facts *t) {
    static const uint32_t row[] = {2, 5};
    static const struct {
        const char *scenario, *name;
        double value;
    } some[] = {{"-", "capex", 70},       {"-", "cost_discounted", NAN}, {"-", "debt_peak", 10},
                {"-", "unmet_peak", 0},   {"-", "dscr_min", NAN},        {"late", "capex", NAN},
                {"late", "gpu_end", NAN}, {"late", "dscr_min", NAN}};
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        const struct cp_store_part part = {t, some[i].scenario, row, sizeof row / sizeof *row};
        struct cp_store_figure f;
        int rc = cp_store_figure_read(&part, some[i].name, &arena, &f, &err);
        bool same = isnan(some[i].value) ? isnan(f.value) : f.value == some[i].value;
        if (!ok(rc == 0 && same, "%s of %s among two rows", some[i].name, some[i].scenario))
            printf("# got %.17g\n", f.value);
    }
}

/* All of the plan's, each as it is alone, and the cost of each scenario. */
static void test_headline(const struct cp_facts *t) {
    struct cp_store_headline h;
    const struct cp_store_figure_kind *kind;
    ok_rc(cp_store_headline(t, NULL, &arena, &h, &err), &err, "a headline");
    for (size_t i = 0; (kind = cp_store_figure_at(i)); i++) {
        const struct cp_store_figure *in = cp_store_headline_find(&h, kind->name);
        struct cp_store_figure f;
        const struct cp_store_part plan = {.facts = t, .scenario = "-"};
        cp_store_figure_read(&plan, kind->name, &arena, &f, &err);
        ok(isnan(f.value) ? !in
                          : in && in->value == f.value && same_text(in->note, f.note) &&
                                strcmp(in->unit, kind->unit) == 0,
           "%s stands in it as it is alone", kind->name);
        ok(cp_store_figure_find(kind->name) == kind && cp_facts_measure_find(kind->measure),
           "and has a measure");
    }
    const struct cp_store_figure *last = &h.figure[h.n - 1];
    ok(strcmp(last->scenario, "late") == 0 && last->value == 95,
       "the cost of the scenario is last");
}

int main(void) {
    struct cp_facts *t = facts_of(stream);
    test_figures(t);
    test_rows(t);
    test_headline(t);
    cp_facts_free(t);
    cp_arena_release(&arena);
    return done();
}
