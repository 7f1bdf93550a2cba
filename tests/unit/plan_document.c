/* What changes a document before it is bound: overrides, variants, scenarios, includes. */
#include "plan_case.h"
#include <math.h>

static void overrides(void) {
    static const char plan[] = HEAD SITE CHIP
        "capex_limit: {2026: 10 bn USD, 2027: {value: 20 bn USD, source: s}}\n"
        "workloads:\n"
        "  w: {kind: firm, demand: {value: 3 EFLOP/s, growth: 5 %}, penalty: 1 "
        "USD/(EFLOP/s)/h, sites: [a]}\n"
        "  h: {kind: firm, users: {history: history.tsv}, requests: 1 request/user/day,\n"
        "    tokens: 1 token/request, flop: 1 FLOP/token, penalty: 1 USD/(EFLOP/s)/h}\n"
        "suppliers: {m: {offers: {o: {sku: G, quantity: 9 GPU, from: 2026, price: 5 "
        "USD/GPU, steps: [{from: 2 GPU, price: 4 USD/GPU}]}}}}\n";
    put("history.tsv", "period\tmeasure\tvalue\tunit\n");
    static const struct {
        const char *set, *path, *text;
    } good[] = {
        {"sites/a/pue=1.5", "sites/a/pue", "1.5"},
        {"sites/a/pue=*2", "sites/a/pue", "2.6"},
        {"sites/a/pue=+0.1", "sites/a/pue", "1.4"},
        {"capex_limit=*1.5", "capex_limit/2026", "15 bn USD"},
        {"capex_limit=*1.5", "capex_limit/2027/value", "30 bn USD"},
        {"capex_limit/2026=+500 mn USD", "capex_limit/2026", "10.5 bn USD"},
        {"workloads/w/demand=*2", "workloads/w/demand/value", "6 EFLOP/s"},
        {"workloads/w/demand=9 EFLOP/s", "workloads/w/demand/value", "9 EFLOP/s"},
        {"workloads/w/demand=9 EFLOP/s", "workloads/w/demand/growth", "5 %"},
        {"workloads/w/demand/sigma=8 %", "workloads/w/demand/sigma", "8 %"},
        {"workloads/w/sites=[b, a]", "workloads/w/sites/1", "b"},
        {"slices/days=7", "slices/days", "7"},
        {"discount=*2", "discount", "16 %"},
        {"skus/G/efficiency=*0.5", "skus/G/efficiency/*", "15 %"},
        {"skus/G/efficiency/w=50 %", "skus/G/efficiency/w", "50 %"},
        {"sites/a/pue/source=a memo", "sites/a/pue/source", "a memo"},
        {"sites/a/pue/source=a memo", "sites/a/pue/value", "1.3"},
        {"skus/G/residual/2=50 %", "skus/G/residual/2", "50 %"},
        {"skus/G/residual=*0.5", "skus/G/residual/1", "40 %"},
        {"suppliers/m/offers/o/steps/1/price=*0.5", "suppliers/m/offers/o/steps/1/price",
         "2 USD/GPU"},
        {"workloads/h/users=*1.1", "workloads/h/users/scale", "1.1"},
        {"sites/c={pue: 1.1}", "sites/c/pue", "1.1"},
        {"sites/b=", "sites/b/pue", NULL},
        {"sites/*/pue=*2", "sites/a/pue", "2.6"},
        {"*/a/p*e=*2", "sites/a/pue", "2.6"},
        {"sites/*/pue/value=*2", "sites/a/pue/value", "2.6"},
        {"workloads/*/demand=*2", "workloads/w/demand/value", "6 EFLOP/s"},
        {"skus/*/efficiency/*=*0.5", "skus/G/efficiency/*", "15 %"},
        {"skus/*/efficiency/*=20 %", "skus/G/efficiency/*", "20 %"},
        {"suppliers/*/offers/*/steps/*/price=*0.5", "suppliers/m/offers/o/steps/1/price",
         "2 USD/GPU"},
        {"workloads/*/sites=[b, a]", "workloads/w/sites/1", "b"},
        {"suppliers/m/offers/o/from=+12 months", "suppliers/m/offers/o/from", "2027"},
        {"suppliers/*/offers/*/from=+18 months", "suppliers/m/offers/o/from", "2027-07"},
        {"suppliers/m/offers/o/from=+2 weeks", "suppliers/m/offers/o/from", "2026-01-15"},
        {"suppliers/m/offers/o/from=+-1 day", "suppliers/m/offers/o/from", "2025-12-31"},
    };
    struct cp_error err;
    int rc;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct cp_plan *p = load(plan, good[i].set, &err, &rc);
        const struct cp_plan_node *n = p ? cp_plan_find(p, good[i].path) : NULL;
        const char *got = n && n->kind == CP_SCALAR ? n->text : NULL;
        bool same = got && good[i].text ? strcmp(got, good[i].text) == 0 : got == good[i].text;
        if (!ok(same, "--set %s", good[i].set))
            printf("# %s: got %s; %s\n", good[i].path, got ? got : "nothing",
                   err.n ? err.at[0].msg : "");
        if (same && got)
            ok(strcmp(n->pos.file, "--set") == 0 || strstr(good[i].path, "growth") ||
                   strstr(good[i].path, "pue/value"),
               "  and its position says so");
        cp_plan_free(p);
    }
    static const struct {
        const char *set, *part;
    } bad[] = {
        {"sites/a/peu=1.5", "sites/a/peu: unknown key 'peu' (did you mean 'pue'?)"},
        {"sites/aa/pue=1.5", "sites/aa/pue: there is no 'aa' (did you mean 'a'?)"},
        {"sites/a/pue/x=1", "sites/a/pue/x: unknown key 'x'"},
        {"sites/a/pue=1.5 MW", "sites/a/pue: 'MW' does not measure what '1' does"},
        {"capex_limit/2026=+5 MW", "'MW' does not measure what"},
        {"sites/a/pue=*2 MW", "scales by a plain number"},
        {"include=more.yaml", "include: 'include' is read before overrides apply"},
        {"set=[x]", "set: 'set' is read before overrides apply"},
        {"workloads/w/kind/x=2", "nothing can stand below it"},
        {"sites/a/pue=*x", "wanted a number after the sign"},
        {"workloads/w/kind=*2", "acts on numbers"},
        {"workloads/w/revenue/x=*2", "unknown key 'x'"},
        {"skus/G/rental=*2", "no value that '=*2' could act on"},
        {"workloads/w/sites/2=b", "there is no item '2'"},
        {"sites/a/pue=[", "not YAML"},
        {"sites/b/om/source=a memo", "missing key 'value'"},
        {"sites/z*/pue=*2", "sites/z*/pue: nothing that the plan writes is matched"},
        {"sites/*/om=*2", "sites/*/om: nothing that the plan writes is matched"},
        {"suppliers/m/offers/o/from=+1.5 days", "moves no date"},
        {"suppliers/m/offers/o/from=*2", "moves no date"},
        {"suppliers/*/offers/*/from=+9000 years", "moves no date"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct cp_plan *p = load(plan, bad[i].set, &err, &rc);
        ok_fails(rc, &err, bad[i].part, bad[i].set);
        ok(err.n > 0 && strcmp(err.at[0].file, "--set") == 0, "  found in --set");
        cp_plan_free(p);
    }
}

static double fingerprint(const char *text, const char *set) {
    struct cp_error err;
    int rc;
    struct cp_plan *p = load(text, set, &err, &rc);
    double x = p ? cp_plan_fingerprint(p) : NAN;
    cp_plan_free(p);
    return x;
}

/* The same plan is the same number, however it is written. */
static void fingerprints(void) {
    double x = fingerprint(HEAD SITE CHIP, NULL);
    ok(x == nearbyint(x) && x > 0 && x < 0x1p48, "a fingerprint is a whole number of 48 bits");
    ok(fingerprint(CHIP "# said otherwise\n" HEAD SITE, NULL) == x,
       "the order of keys and comments are no part of it");
    ok(fingerprint(HEAD CHIP "sites: {b: {pue: {value: 1.2, source: s}}, a: {pue: {value: 1.3}}}\n",
                   NULL) ==
           fingerprint(HEAD CHIP "sites: {a: {pue: {value: 1.3}}, b: {pue: {value: 1.2}}}\n", NULL),
       "nor is where a number comes from");
    ok(fingerprint(HEAD CHIP "sites: {a: {pue: 1.3}, b: {pue: 9}}\n", "sites/b/pue=1.2") == x,
       "an override is what it makes of the plan");
    ok(fingerprint(HEAD SITE CHIP, "sites/b/pue=1.21") != x, "another value is another plan");
    ok(fingerprint(HEAD CHIP "sites: {b: {pue: 1.3}, a: {pue: 1.2}}\n", NULL) != x,
       "and so is the same value of another key");
    ok(fingerprint(HEAD SITE CHIP, "skus/G/residual=[60 %, 80 %]") != x, "lists have an order");
}

/* Where CO2 matters, what a grid emits is asked for. */
static void variants(void) {
    struct cp_error err;
    int rc;
    put("base.yaml", HEAD SITE CHIP "discount: 5 %\n");
    put("dear.yaml", "include: base.yaml\nset:\n  discount: \"*2\"\n  sites/b: \"\"\n"
                     "  sites/a/om: {value: 3 USD/MW/year, source: a memo}\n"
                     "  assumed: why\n");
    struct cp_plan *p = load("include: dear.yaml\nset: {discount: +1 %}\n", NULL, &err, &rc);
    if (ok_rc(rc, &err, "a variant of a variant")) {
        ok_near(p->money.discount, 0.11, 1e-12, "overrides apply from the inside out");
        ok(p->nsite == 1, "a name without a value is taken away");
        ok_near(p->site[0].om, 3, 1e-12, "a mapping is put in");
        ok(!cp_plan_find(p, "discount")->assumed, "what is changed has its file's reason or none");
        ok_str(cp_plan_find(p, "sites/a/om/value")->source, "a memo", "or its own");
        ok(cp_plan_pos(p, "discount").line == 2, "and its place");
    }
    cp_plan_free(p);
    p = load("include: dear.yaml\n", "discount=*0.5", &err, &rc);
    if (ok_rc(rc, &err, "overrides of the command line")) {
        ok_near(p->money.discount, 0.05, 1e-12, "come after those of the file");
        cp_plan_free(p);
    }
    p = load("include: base.yaml\nset:\n  sites/a/peu: 1.5\n  discount: 5 MW\n", NULL, &err, &rc);
    ok_fails(rc, &err, "sites/a/peu: unknown key 'peu' (did you mean 'pue'?)", "a wrong path");
    ok(err.n == 2 && err.at[0].line == 3 && err.at[1].line == 4, "both are found, at their places");
    p = load(HEAD "set: [a]\n", NULL, &err, &rc);
    ok_fails(rc, &err, "set: wanted a mapping of paths to values", "a list of overrides");
}

static void scenarios(void) {
    static const char plan[] = HEAD SITE CHIP
        "workloads: {w: {kind: firm, demand: 1 EFLOP/s, penalty: 1 USD/(EFLOP/s)/h}}\n"
        "scenarios:\n"
        "  dry: {probability: 25 %, set: {discount: +1 %, sites/b: \"\"}, demand: {w: 80 %}}\n"
        "  wet: {supply: {o: 0}, price: {\"*\": 1.5, o: 2}}\n"
        "  hot: {set: {sites/a/pue: {value: 1.5, source: a memo}}}\n"
        "decide_by: 2027\n";
    struct cp_error err;
    int rc;
    struct cp_plan *p = load(plan, NULL, &err, &rc), *one = NULL;
    if (ok_rc(rc, &err, "a plan with scenarios")) {
        ok(p->nscenario == 3 && !strcmp(p->scenario[2].name, "hot"), "in order");
        ok_near(p->scenario[0].probability, 0.25, 1e-12, "a probability as given");
        ok_near(p->scenario[2].probability, 0.375, 1e-12, "the others share what is left");
        const struct cp_scenario *dry = &p->scenario[0], *wet = &p->scenario[1];
        ok_near(cp_plan_factor(dry->demand, dry->ndemand, "w")->value[0], 0.8, 1e-12,
                "a factor by name");
        ok_near(cp_plan_factor(wet->price, wet->nprice, "p")->value[0], 1.5, 1e-12, "of any other");
        ok(!cp_plan_factor(wet->supply, wet->nsupply, "p"), "or none");
        rc = cp_plan_scenario(p, 0, &one, &err);
        if (ok_rc(rc, &err, "the plan of a scenario")) {
            ok_near(one->money.discount, p->money.discount + 0.01, 1e-12, "has its values");
            ok(one->nsite == 1 && p->nsite == 2, "and the plan keeps its own");
        }
        cp_plan_free(one);
        rc = cp_plan_scenario(p, 2, &one, &err);
        if (ok_rc(rc, &err, "the plan of another")) {
            ok_near(one->site[0].pue, 1.5, 1e-12, "has other values");
            ok_near(one->money.discount, p->money.discount, 1e-12, "and those alone");
            ok(cp_plan_pos(one, "sites/a/pue").line == 8, "with their place");
        }
        cp_plan_free(one);
    }
    cp_plan_free(p);
    p = load(HEAD "scenarios: {a: {probability: 60 %}, b: {probability: 30 %}}\n", NULL, &err, &rc);
    ok_fails(rc, &err, "scenarios: probabilities add up to 90 %", "what is missing of 1");
    p = load(HEAD "scenarios: {a: {probability: 60 %}, b: {probability: 40 %}, c: {}}\n", NULL,
             &err, &rc);
    ok_fails(rc, &err, "add up to 100 %, and some have none", "nothing is left for the third");
    p = load(HEAD "scenarios: {a: {set: {horizon/to: 2030-Q4}}}\n", NULL, &err, &rc);
    ok_fails(rc, &err, "scenarios/a/set: 'horizon' is the same in all scenarios", "other periods");
    p = load(HEAD "scenarios: {a: {set: {decide_by: 2030-Q2}}}\n", NULL, &err, &rc);
    ok_fails(rc, &err, "'decide_by' is the same in all scenarios", "another day to decide by");
    p = load(HEAD "scenarios: {a: {set: {discuont: 3 %}}}\n", NULL, &err, &rc);
    if (ok_rc(rc, &err, "a scenario is looked at when it is asked for")) {
        rc = cp_plan_scenario(p, 0, &one, &err);
        ok_fails(rc, &err, "unknown key 'discuont' (did you mean 'discount'?)", "a wrong path");
        ok(strstr(err.at[err.n - 1].msg, "scenarios/a: its values make no plan") != NULL,
           "and whose it is");
    }
    cp_plan_free(p);
}

static void includes(void) {
    struct cp_error err;
    int rc;
    put("more.yaml", "source: another file\nsites: {b: {pue: 1.2}}\n" CHIP);
    struct cp_plan *p =
        load(HEAD "include: [more.yaml]\nsites: {a: {pue: 1.3}}\n", NULL, &err, &rc);
    if (ok_rc(rc, &err, "a plan of two files loads")) {
        ok(p->nsite == 2 && p->nsku == 1, "a section is merged, another added");
        ok(strstr(cp_plan_pos(p, "sites/b/pue").file, "more.yaml") != NULL,
           "each value knows its file");
        ok_str(cp_plan_find(p, "sites/b/pue")->source, "another file",
               "a file's source is its own");
        ok(cp_plan_find(p, "sites/a/pue")->source == NULL, "and not the other's");
        cp_plan_free(p);
    }
    put("more.yaml", "sites:\n  a: {pue: 1.2}\n");
    load(HEAD "include: more.yaml\nsites: {a: {pue: 1.3}}\n", NULL, &err, &rc);
    ok_fails(rc, &err, "sites/a: stands twice; first at ", "a name in both files is refused");
    ok(err.at[0].line == 2 && strstr(err.at[0].msg, "plan.yaml:3:9"), "with both places");
    put("more.yaml", "include: plan.yaml\n");
    load(HEAD "include: more.yaml\n", NULL, &err, &rc);
    ok_fails(rc, &err, "includes itself", "a circle is refused");
    load(HEAD "include: nowhere.yaml\n", NULL, &err, &rc);
    ok_fails(rc, &err, "cannot open", "a file that is not there is refused");
}

/* Text is UTF-8 in its shortest form, of characters that YAML allows. */
static void texts(void) {
    static const struct {
        const char *bytes, *says; /* NULL: all is well */
    } cases[] = {
        {"caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x8F\xAD \xEF\xBF\xBD \xC2\x85 a\tb\r", NULL},
        {"\x80", "byte 0x80 is not UTF-8 text"},
        {"\xC1\x81", "byte 0xC1 is not UTF-8 text"},
        {"\xF5\x80\x80\x80", "byte 0xF5 is not UTF-8 text"},
        {"\xC3", "byte 0xC3 is not UTF-8 text"},
        {"\xE2\x82", "byte 0xE2 is not UTF-8 text"},
        {"\xE2\x82(", "byte 0xE2 is not UTF-8 text"},
        {"\x07", "character 0x07 cannot stand in a plan"},
        {"\x7F", "character 0x7F cannot stand in a plan"},
        {"\xC2\x9F", "character 0x9F cannot stand in a plan"},
        {"\xE0\x80\xAF", "character 0x2F cannot stand in a plan"},
        {"\xF0\x82\x82\xAC", "character 0x20AC cannot stand in a plan"},
        {"\xED\xA0\x80", "character 0xD800 cannot stand in a plan"},
        {"\xED\xBF\xBF", "character 0xDFFF cannot stand in a plan"},
        {"\xEF\xBF\xBE", "character 0xFFFE cannot stand in a plan"},
        {"\xEF\xBF\xBF", "character 0xFFFF cannot stand in a plan"},
        {"\xF4\x90\x80\x80", "character 0x110000 cannot stand in a plan"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[200];
        struct cp_error err;
        int rc;
        snprintf(text, sizeof text, HEAD "name: '%s'\n", cases[i].bytes);
        struct cp_plan *p = load(text, NULL, &err, &rc);
        if (!cases[i].says) {
            ok_rc(rc, &err, "text of one to four bytes");
        } else {
            ok_fails(rc, &err, cases[i].says, cases[i].says);
            ok(err.at[0].line == 2 && err.at[0].col == 8, "where it stands");
        }
        cp_plan_free(p);
    }
}

/* A mapping that a variant sets at several places stands at each of them by itself. */
static void mappings(void) {
    struct cp_error err;
    int rc;
    struct cp_plan *p = load(HEAD SITE "set:\n  sites/*/pue: {value: 1.1, source: a memo}\n"
                                       "  sites/b/pue/value: 1.4\n",
                             NULL, &err, &rc);
    if (ok_rc(rc, &err, "a mapping at two places")) {
        ok_near(p->site[0].pue, 1.1, 1e-12, "one of them");
        ok_near(p->site[1].pue, 1.4, 1e-12, "the other is set once more, alone");
        ok_str(cp_plan_find(p, "sites/a/pue/value")->source, "a memo", "with its note");
    }
    cp_plan_free(p);
    p = load(HEAD
             "sites: {a: {pue: 1.3, phases: {q: {power: 1 MW, ready: 2027-01-01, capex: 0 USD}}},\n"
             "  b: {pue: 1.2, phases: {q: {power: 1 MW, ready: 2027-01-01, capex: 0 USD}}}}\n"
             "set: {sites/*/phases: {p: {power: 5 MW, ready: 2027-01-01, capex: 0 USD}}}\n",
             NULL, &err, &rc);
    if (ok_rc(rc, &err, "a section at two places"))
        ok(p->site[0].nphase == 1 && p->site[1].nphase == 1 && p->site[1].phase[0].power == 5,
           "each has a hall");
    cp_plan_free(p);
    load(HEAD SITE "set:\n  sites/c*/pue: {value: 1.1}\n", NULL, &err, &rc);
    ok_fails(rc, &err, "nothing that the plan writes is matched", "no place is told");
}

int main(void) {
    if (!enter())
        return 1;
    texts();
    mappings();
    overrides();
    fingerprints();
    variants();
    scenarios();
    includes();
    leave();
    return done();
}
