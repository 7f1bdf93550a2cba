/* What differs between two streams, each part worked by hand. */
#include "store/store.h"
#include "tap.h"
#include <stdlib.h>

static struct cp_error err;

/* Rows with blanks where a stream has tabs. */
static struct cp_facts *facts_of(const char *rows) {
    struct cp_facts *t = cp_facts_new();
    char text[4096];
    snprintf(text, sizeof text, "%s", rows);
    for (char *s = text; *s; s++)
        *s = *s == ' ' ? '\t' : *s;
    FILE *in = fmemopen(text, strlen(text), "r");
    ok_rc(cp_facts_read(t, in, "rows", &err), &err, "a stream");
    fclose(in);
    return t;
}

struct two {
    struct cp_arena arena;
    struct cp_facts *facts[2];
    struct cp_store_side side[2];
    struct cp_store_difference *d;
};

static struct two compare(const char *before, const char *now, const char *const values[2]) {
    struct two t = {.facts = {facts_of(before), facts_of(now)}};
    const struct cp_store_compare_options usual = {0};
    for (int i = 0; i < 2; i++) {
        t.side[i] = (struct cp_store_side){.name = i ? "later" : "earlier",
                                           .facts = t.facts[i],
                                           .values = values ? values[i] : NULL};
        cp_store_headline(t.facts[i], NULL, &t.arena, &t.side[i].headline, &err);
    }
    ok_rc(cp_store_compare(&t.side[0], &t.side[1], &usual, &t.d, &err), &err, "compared");
    return t;
}

static void release(struct two *t) {
    cp_store_difference_free(t->d);
    cp_facts_free(t->facts[0]);
    cp_facts_free(t->facts[1]);
    cp_arena_release(&t->arena);
}

/* The page holds each of these parts. */
static void shows(const struct two *t, const char *const *part) {
    struct cp_page *page = cp_page_new();
    struct cp_str text = {0};
    const struct cp_page_options plain = {0};
    ok_rc(cp_store_add_difference(t->d, page, &err), &err, "a page");
    cp_page_write(page, "text", &plain, &text, &err);
    for (; *part; part++)
        if (!ok(text.s && strstr(text.s, *part), "%.*s", (int)strcspn(*part, "\n"), *part))
            printf("# %s\n", text.s ? text.s : "nothing");
    cp_str_release(&text);
    cp_page_free(page);
}

static void counts(void) {
    struct two t = compare("site mine measure value unit\na - halls 1 GW\nb - halls 2 MW\n"
                           "c x halls 3 MW\nd - mine NA kg\ne - mine 1 kg\n",
                           "measure other site value unit\nhalls - a 1000 MW\nhalls - b 2.5 MW\n"
                           "mine - d NA kg\nmine y e 1 kg\nmine - e NA kg\n",
                           NULL);
    shows(&t, (const char *[]){"2 the same, 2 changed, 1 new, 1 gone", NULL});
    struct cp_facts *out = cp_facts_new();
    ok_rc(cp_store_put_difference(t.d, out, &err), &err, "as facts");
    ok(cp_facts_count(out) == 2 * 3 + 2 * 2, "three of each that changed, two of each other");
    double change = 0;
    for (size_t i = 0; i < cp_facts_count(out); i++)
        for (size_t c = 0; c < cp_facts_columns(out); c++)
            if (strcmp(cp_facts_column_name(out, c), "difference") == 0 &&
                strcmp(cp_facts_column_text(out, i, c), "change") == 0 &&
                strcmp(cp_facts_measure(out, i), "halls") == 0)
                change += cp_facts_value(out, i);
    ok_near(change, 0.5 - 3, 1e-12, "what is gone changed to nothing");
    cp_facts_free(out);
    release(&t);
}

static void ties(void) {
    struct two t = compare("period site measure value unit\n2027 a halls 4 MW\n2027 b halls 6 MW\n"
                           "2028 a halls 4 MW\n2028 b halls 6 MW\n",
                           "period site measure value unit\n2027 a halls 5 MW\n2027 c halls 5 MW\n"
                           "2028 a halls 5 MW\n2028 b halls 6 MW\n",
                           NULL);
    shows(&t,
          (const char *[]){"1 the same, 2 changed, 1 new, 1 gone; 3 moved within a total", NULL});
    release(&t);
}

static void costs(void) {
    static const char *const before =
        "period kind measure value unit\n- - objective 100 USD\n- gpu discounted_cost 70 USD\n"
        "- unmet discounted_cost 40 USD\n- revenue discounted_cost -12 USD\n";
    static const char *const now =
        "period kind measure value unit\n- - objective 130 USD\n- gpu discounted_cost 75 USD\n"
        "- unmet discounted_cost 60 USD\n- energy discounted_cost 4 USD\n"
        "- revenue discounted_cost -12 USD\n";
    struct two t = compare(before, now, NULL);
    shows(&t, (const char *[]){"Cost, discounted, USD   100.0  130.0   +30.0  +30.0", NULL});
    double sum[2] = {0};
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < t.side[side].headline.n; i++) {
            const struct cp_store_figure *f = &t.side[side].headline.figure[i];
            if (strncmp(f->name, "cost_discounted/", 16) == 0)
                sum[side] += f->value;
        }
    ok_near(sum[0], 100, 1e-12, "the kinds sum to the cost, with what no kind says");
    ok_near(sum[1], 130, 1e-12, "in both");
    shows(&t, (const char *[]){"penalty for work that is short", "energy taken under contracts",
                               "what no kind says", "together", NULL});

    static const struct {
        const char *rule;
        int want;
        const char *said;
    } rule[] = {
        {"cost_discounted rise <= 30 %", 0, ""},
        {"cost_discounted rise <= 29.9 %", 1, "it went from 100 to 130 USD, +30 %"},
        {"cost_discounted fall <= 0 %", 0, ""},
        {"cost_discounted change <= 30 USD", 0, ""},
        {"cost_discounted change <= 0.02 kUSD", 1, "it went"},
        {"capex rise <= 1 %", 1, "one of the two has no such figure"},
        {"cost_discuonted rise <= 1 %", CP_EUSAGE, "did you mean 'cost_discounted'"},
        {"cost_discounted rises <= 1 %", CP_EUSAGE, "is not FIGURE"},
        {"cost_discounted rise < 1 %", CP_EUSAGE, "is not FIGURE"},
        {"cost_discounted rise <= much", CP_EUSAGE, "is not FIGURE"},
        {"cost_discounted rise <= 1 MWh", CP_EINPUT, "'MWh'"},
    };
    for (size_t i = 0; i < sizeof rule / sizeof *rule; i++) {
        struct cp_str why = {0};
        err = (struct cp_error){0};
        int rc = cp_store_check_difference(t.d, &rule[i].rule, 1, &why, &err);
        const char *said = rc < 0 ? err.at[0].msg : why.s ? why.s : "";
        if (!ok(rc == rule[i].want && strstr(said, rule[i].said), "%s", rule[i].rule))
            printf("# %d %s\n", rc, said);
        cp_str_release(&why);
    }
    err = (struct cp_error){0};
    release(&t);
}

static void plans(void) {
    static const char *const values[] = {
        "path\tvalue\twhere\na/x\t1 MW\tp.yaml:1\na/y\t2\tp.yaml:2\nb\told\tp.yaml:3\n",
        "path\tvalue\twhere\nc\tnew\tp.yaml:1\na/y\t3\t--set\na/x\t1 MW\tp.yaml:9\n"};
    static const char rows[] = "measure value unit\nmine 1 kg\n";
    struct two t = compare(rows, rows, values);
    shows(&t, (const char *[]){"Plan, 3 values changed\n  plan  before  now  where\n"
                               "  c          -  new  p.yaml:1\n"
                               "  a/y        2    3  --set\n"
                               "  b        old    -  p.yaml:3\n",
                               "1 the same, 0 changed", NULL});
    release(&t);
    const char *const same[] = {values[0], values[0]};
    t = compare(rows, rows, same);
    shows(&t, (const char *[]){"the plan is the same", NULL});
    release(&t);
}

static void places(void) {
    struct two t = compare("period site contract measure value unit\n2027-Q1 a - power 10 MW\n"
                           "2027-Q2 a - power 10 MW\n2027-Q3 a - power 10 MW\n"
                           "2027-Q4 a - power 10 MW\n2028-Q1 a - power 10 MW\n"
                           "2027-Q1 a g energy 7 MWh\n2027-Q4 a g energy 7 MWh\n",
                           "period site contract measure value unit\n2027-Q1 a - power 14 MW\n"
                           "2027-Q2 a - power 10 MW\n2027-Q3 a - power 10 MW\n"
                           "2027-Q4 a - power 10 MW\n2028-Q1 a - power 10 MW\n"
                           "2027-Q1 a g energy 7 MWh\n2027-Q4 a g energy 9.5 MWh\n",
                           NULL);
    /* 4 MW in 2160 of 8760 hours; in 2028 nothing changed */
    shows(&t, (const char *[]){"Where it shows, change by year\n", "power in use, MW  a  +0.99\n",
                               "energy, MWh       g  +2.50\n", NULL});
    release(&t);
}

int main(void) {
    counts();
    ties();
    costs();
    plans();
    places();
    return done();
}
