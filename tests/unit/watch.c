/* What cp-watch says of facts with a known answer: figures, what is remembered, formats. */
#include "watch/internal.h"
#include "tap.h"
#include <stdlib.h>
#include <unistd.h>

static struct cp_error err;

/* ---- rules over facts -------------------------------------------------------------------- */

static char folder[] = "/tmp/capplan-watch-XXXXXX";

static const char *put(const char *name, const char *text) {
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    if (!out || fputs(text, out) == EOF || fclose(out) != 0)
        printf("Bail out! cannot write %s\n", path);
    return path;
}

static struct cp_facts *read_facts(const char *text) {
    struct cp_facts *t = cp_facts_new();
    FILE *in = *text ? fmemopen((void *)(uintptr_t)text, strlen(text), "r") : NULL;
    if (in && cp_facts_read(t, in, "facts", &err))
        ok_rc(-1, &err, "facts can be read");
    if (in)
        fclose(in);
    return t;
}

/* One run over rules, with what was remembered of the runs before; what is told of it. */
struct world {
    struct cp_plan *plan;
    struct cp_facts *state;
    struct cp_str told;
};

static bool enter(struct world *w, const char *rules) {
    err = (struct cp_error){0};
    *w = (struct world){.state = cp_facts_new()};
    return ok_rc(cp_plan_load_rules(put("rules.yaml", rules), NULL, 0, &w->plan, &err), &err,
                 "rules are read");
}

static void leave(struct world *w) {
    cp_facts_free(w->state);
    cp_plan_free(w->plan);
    cp_str_release(&w->told);
}

static int step(struct world *w, const char *day, const char *facts, const char *format) {
    struct cp_watch *watch = NULL;
    struct cp_facts *t = read_facts(facts);
    struct cp_watch_run run = {.facts = t};
    struct cp_str notes = {0};
    err = (struct cp_error){0};
    cp_str_reset(&w->told);
    int rc = day ? cp_watch_when_parse(day, &run.at, &err) : 0;
    if (rc == 0)
        rc = cp_watch_new(w->plan, &(struct cp_watch_options){.remembers = true}, &watch, &err);
    if (rc == 0)
        rc = cp_watch_recall(watch, w->state, &notes, &err);
    if (rc == 0)
        rc = cp_watch_step(watch, &run, &err);
    if (rc == 0)
        rc = cp_watch_write(watch, format, &(struct cp_watch_telling){0}, &w->told, &err);
    if (rc == 0) {
        cp_facts_free(w->state);
        w->state = cp_facts_new();
        rc = cp_watch_facts(watch, w->state, &err);
    }
    cp_watch_free(watch);
    cp_facts_free(t);
    cp_str_release(&notes);
    return rc;
}

#define HEAD "period\tcurve\tmeasure\tvalue\tunit\n"

static void ok_told(struct world *w, const char *day, const char *facts, const char *part,
                    const char *what) {
    int rc = step(w, day, facts, "json");
    bool pass = rc == 0 && (part ? w->told.s && strstr(w->told.s, part) != NULL
                                 : w->told.s && strcmp(w->told.s, "[]\n") == 0);
    ok(pass, "%s", what);
    if (!pass)
        printf("# rc %d %s; told: %s\n", rc, err.n ? err.at[0].msg : "",
               w->told.s ? w->told.s : "");
}

static void figures(void) {
    struct world w;
    enter(&w,
          "watch:\n  x: {measure: mine, take: max, where: {curve: \"h*\"}, warn: \"~:4 MW\"}\n");
    ok_told(&w, NULL, HEAD "2027\thh\tmine\t3\tMW\n2027\tttf\tmine\t9\tMW\n", NULL,
            "of what is as where says");
    ok_told(&w, NULL, HEAD "2027\thh\tmine\t3000\tkW\n2027\thx\tmine\t5000\tkW\n",
            "is 5,000 kW in 2027, above 4,000 kW", "a range in another unit");
    leave(&w);
    enter(&w, "watch:\n  x: {measure: mine, where: {period: 2027}, take: sum, warn: \"~:4\"}\n");
    ok_told(&w, NULL,
            HEAD "2027-Q1\t-\tmine\t2\t1\n2027-12\t-\tmine\t3\t1\n2028-Q1\t-\tmine\t9\t1\n",
            "is 5, above 4", "a period holds those within it");
    ok_told(&w, NULL, HEAD "2027-Q1\t-\tmine\t2\t1\n2027-12\t-\tmine\tNA\t1\n",
            "has no value: its value is NA", "NA among them is NA");
    leave(&w);
    enter(&w, "watch:\n  x: {measure: mine, take: last, warn: \"~:4\"}\n");
    ok_told(&w, NULL, HEAD "2028\t-\tmine\t5\t1\n2027-12\t-\tmine\t3\t1\n", "is 5 in 2028",
            "the last by period, whatever the order");
    leave(&w);
    enter(&w, "watch:\n  x: {measure: mine, warn: \"~:4\"}\n");
    ok_fails(step(&w, NULL, HEAD "2028\t-\tmine\t5\t1\n2027\t-\tmine\t3\t1\n", "json"), &err,
             "several facts of 'mine' make one figure (lines 2 and 3 of facts); narrow 'where'",
             "several facts want a word on what is made of them");
    ok_told(&w, NULL, HEAD, "there is no fact of it", "no fact");
    leave(&w);
    enter(&w, "watch:\n  x: {measure: demnd, warn: \"~:4\"}\n");
    ok_told(&w, NULL, HEAD, "did you mean 'demand'", "a measure that was meant otherwise");
    leave(&w);
}

static void two_figures(void) {
    struct world w;
    enter(&w, "watch:\n  x: {measure: forward, where: {curve: hh}, less: {where: {curve: ttf}}, "
              "warn: \"~:1\"}\n  y: {measure: mine, over: cash, by: [curve], warn: \"~:50 %\"}\n");
    ok_told(&w, NULL,
            HEAD "2027\thh\tforward\t3\tUSD/MMBtu\n2027\tttf\tforward\t2\tUSD/MMBtu\n"
                 "2027\ta\tmine\t1\tkUSD\n2027\ta\tcash\t3000\tUSD\n2027\tb\tmine\t1\tkUSD\n"
                 "2027\tb\tcash\t1500\tUSD\n",
            "y/b is warning: mine over cash (curve b) is 0.6667 in 2027, above 0.5.",
            "a part of another figure, in units of their own");
    ok(!strstr(w.told.s, "\"x\"") && !strstr(w.told.s, "y/a"), "and nothing of those in range");
    ok_told(&w, NULL,
            HEAD "2027\thh\tforward\t3.5\tUSD/MMBtu\n2027\tttf\tforward\t2\tUSD/MMBtu\n"
                 "2027\tb\tmine\t1\tkUSD\n",
            "x is warning: forward less forward (curve ttf) (curve hh) is 1.5 USD/MMBtu in 2027",
            "the spread of two curves");
    ok(strstr(w.told.s, "y/b is not known any more; it was warning") &&
           strstr(w.told.s, "y/a is not known any more\\u") == NULL &&
           strstr(w.told.s, "y/a is not known any more: "),
       "what it is held against, and whole lines, may go");
    leave(&w);
    ok(cp_watch_difference(1.15, 1.1) == 0.05 && cp_watch_difference(1.25, 1.2) == 0.05 &&
           cp_watch_difference(3e11, 1) == 3e11 - 1 && cp_watch_difference(0, 0) == 0,
       "a difference without dust");
}

static void changes(void) {
    struct world w;
    enter(&w, "watch:\n  x: {measure: mine, change: 2 runs, warn: \"-1:1\"}\n"
              "  y: {measure: mine, change: 3 days, relative: yes, warn: \"~:10 %\"}\n");
    ok_told(&w, "2026-11-01", HEAD "-\t-\tmine\t10\t1\n", NULL, "a change waits for enough runs");
    ok_told(&w, "2026-11-02", HEAD "-\t-\tmine\t10.5\t1\n", NULL, "one run before is not two");
    ok_told(&w, "2026-11-03", HEAD "-\t-\tmine\t11.5\t1\n",
            "x is warning: the change of mine in 2 runs is +1.5, above +1.", "two runs before");
    ok_told(&w, "2026-11-05", HEAD "-\t-\tmine\t12\t1\n",
            "y is warning: the change of mine in 3 days is +14.29 %, above +10 %.",
            "three days before or more");
    leave(&w);
    enter(&w, "watch:\n  y: {measure: mine, change: 3 days, warn: \"~:1\"}\n");
    ok_fails(step(&w, NULL, HEAD "-\t-\tmine\t10\t1\n", "json"), &err, "say which with --as-of",
             "days want a day");
    leave(&w);
}

static void ages(void) {
    struct world w;
    enter(&w, "watch:\n  x: {measure: mine, age: 26 h}\n"
              "  y: {measure: mine, age: 1 day, warn: \"~:2\", critical: \"~:72 h\"}\n");
    const char *facts = HEAD "2026-11-01\t-\tmine\t1\t1\n2027\t-\tmine\t1\t1\n";
    ok_told(&w, "2026-11-02", facts, NULL, "a day old");
    ok_told(&w, "2026-11-02T03", facts,
            "x is critical: the newest mine, of 2026-11-01, is 1.125 days old, above 1.083 days.",
            "27 hours old");
    ok_told(&w, "2026-11-04", facts, "y is warning", "more than two days");
    ok_told(&w, "2026-11-05", facts, "y is critical", "more than three") /* 4 days */;
    ok_told(&w, "2026-11-05", HEAD "2027\t-\tmine\t1\t1\n",
            "none of its facts is of a period that has begun", "nothing has begun");
    leave(&w);
}

static void forecasts(void) {
    struct world w;
    char rules[400];
    put("came.tsv", "period\tworkload\tmeasure\tvalue\tunit\n2026-09\tads\tdemand\t12\tEFLOP/s\n"
                    "2026-10\tads\tdemand\t20\tEFLOP/s\n2026-10\tchat\tdemand\t5e6\tTFLOP/s\n");
    snprintf(rules, sizeof rules,
             "watch:\n  x: {measure: demand, by: [workload], outside: {quantile: [0.1, 0.9]}, of: "
             "%s/came.tsv, take: last, warn: \"@1:1\"}\n",
             folder);
    enter(&w, rules);
    ok_told(
        &w, NULL,
        "period\tworkload\tquantile\tmethod\tmeasure\tvalue\tunit\n"
        "2026-10\tads\t0.1\tets\tdemand\t8\tEFLOP/s\n2026-10\tads\t0.9\tets\tdemand\t18\tEFLOP/s\n"
        "2026-10\tads\t-\tets\tdemand\t12\tEFLOP/s\n2026-11\tads\t0.1\tets\tdemand\t8\tEFLOP/s\n"
        "2026-10\tchat\t0.10\tets\tdemand\t4\tEFLOP/s\n"
        "2026-10\tchat\t0.9\tets\tdemand\t6\tEFLOP/s\n",
        "x/ads is warning: demand (workload ads) came outside of the forecast's quantiles of "
        "0.1 and 0.9 in 2026-10.",
        "what came outside of its forecast");
    ok(strstr(w.told.s, "chat") == NULL, "what came within is not told");
    leave(&w);
    enter(&w, "watch:\n  x: {measure: demand, outside: {quantile: [0.1, 0.9]}, warn: \"@1:1\"}\n");
    ok_fails(step(&w, NULL, HEAD "2027\t-\tdemand\t1\tEFLOP/s\n", "json"), &err,
             "wanted what came, with 'of'", "a forecast is not held against itself");
    leave(&w);
}

/* ---- what is remembered ------------------------------------------------------------------ */

static void ok_state(const char *text, const char *part, const char *what) {
    struct world w;
    enter(&w, "watch:\n  x: {measure: mine, warn: \"~:4\"}\n");
    cp_facts_free(w.state);
    w.state = read_facts(text);
    ok_fails(step(&w, NULL, HEAD "2028\t-\tmine\t5\t1\n", "json"), &err, part, what);
    ok(err.n && err.at[0].line > 0 && err.at[0].col > 0, "%s: with its place", what);
    leave(&w);
}

static void states(void) {
#define STATE "rule\tat\trun\tmeasure\tvalue\tunit\n"
    ok_state(STATE "-\t-\t-\twatch_version\t2\t1\n", "was written by a newer capplan",
             "a newer version");
    ok_state(HEAD "2028\t-\tmine\t5\t1\n", "is no state of cp-watch", "another file of facts");
    ok_state(STATE "-\t-\t-\twatch_version\t1\t1\nx\t-\t-\twatch_state\t7\t1\n",
             "is no count that cp-watch wrote; move the file away", "a state that is none");
    ok_state(STATE "-\t-\t-\twatch_version\t1\t1\nx\tnoon\t-\twatch_state\t1\t1\n",
             "column at: is no day", "a day that is none");
    ok_state(STATE "-\t-\t-\twatch_version\t1\t1\nx\t-\t-3\twatch_state\t1\t1\n",
             "column run: is no number", "a run that is none");
    ok_state(STATE "-\t-\t-\twatch_version\t1\t1\nx\t-\t1\twatch_value\tNA\t1\n",
             "is no value that cp-watch wrote", "a value that is none");
    ok_state(STATE "-\t-\t-\twatch_version\t1\t1\nx\t-\t1\tmine\t1\t1\n",
             "is no measure of a state", "a measure that is none");
}

static void changed_rules(void) {
    struct world w, other;
    enter(&w, "watch:\n  x: {measure: mine, warn: \"~:4\", for: 2}\n");
    step(&w, NULL, HEAD "2028\t-\tmine\t5\t1\n", "json");
    enter(&other, "watch:\n  x: {measure: mine, warn: \"~:3\", for: 2}\n");
    struct cp_watch *watch = NULL;
    struct cp_str notes = {0};
    cp_watch_new(other.plan, &(struct cp_watch_options){.remembers = true}, &watch, &err);
    ok_rc(cp_watch_recall(watch, w.state, &notes, &err), &err, "states of other rules");
    ok_str(notes.s, "watch/x has changed: it starts anew\n", "are said to start anew");
    cp_str_release(&notes);
    cp_watch_free(watch);
    ok_told(&w, NULL, HEAD "2028\t-\tmine\t5\t1\n", "x is warning", "two runs running");
    leave(&w);
    leave(&other);
}

/* Names with whatever a name may hold come back. */
static void odd_names(void) {
    struct world w;
    enter(&w, "watch:\n  x: {measure: mine, by: [curve, own], warn: \"~:4\"}\n");
    const char *facts = "curve\town\tmeasure\tvalue\tunit\n"
                        "a\\tb\\\\\\n\td \"e\"\tmine\t5\tm\n-\t\xc3\xa9\tmine\t1\tm\n";
    ok_told(&w, NULL, facts, "{\"curve\":\"a\\u0009b\\\\\\u000a\",\"own\":\"d \\\"e\\\"\"}",
            "as JSON has them");
    ok_told(&w, NULL, facts, NULL, "the same lines the next time");
    ok(step(&w, NULL, "", "prom") == 0 &&
           strstr(w.told.s, "{rule=\"x\",curve=\"a\tb\\\\\\n\",own=\"d \\\"e\\\"\"} 1\n"),
       "as Prometheus has them");
    leave(&w);
}

/* ---- formats ----------------------------------------------------------------------------- */

static void exposition(void) {
    static const struct {
        const char *in, *out;
        void (*add)(struct cp_str *out, const char *text);
    } texts[] = {{"plain", "plain", cp_watch_add_label_value},
                 {"a\"b", "a\\\"b", cp_watch_add_label_value},
                 {"back\\slash", "back\\\\slash", cp_watch_add_label_value},
                 {"line\nfeed", "line\\nfeed", cp_watch_add_label_value},
                 {"a\"b", "a\"b", cp_watch_add_help},
                 {"back\\slash", "back\\\\slash", cp_watch_add_help},
                 {"line\nfeed", "line\\nfeed", cp_watch_add_help}};
    static const struct {
        double x;
        const char *out;
    } values[] = {{INFINITY, "+Inf"}, {-INFINITY, "-Inf"}, {NAN, "NaN"}, {1e300, "1e+300"}};
    struct cp_str text = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cp_str_reset(&text);
        texts[i].add(&text, texts[i].in);
        ok_str(text.s, texts[i].out, "escaped");
    }
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        cp_str_reset(&text);
        cp_watch_add_sample_value(&text, values[i].x);
        ok_str(text.s, values[i].out, "a value");
    }
    cp_str_release(&text);
    ok(cp_watch_is_metric_name("capplan_energy_dual") && cp_watch_is_metric_name("a:b") &&
           !cp_watch_is_metric_name("2bad") && !cp_watch_is_metric_name("with-dash") &&
           !cp_watch_is_metric_name(""),
       "names of metrics");
    ok(cp_watch_is_label_name("site") && !cp_watch_is_label_name("__site") &&
           !cp_watch_is_label_name("a:b") && !cp_watch_is_label_name("2a"),
       "names of labels");
}

int main(void) {
    if (!mkdtemp(folder)) {
        puts("Bail out! no temporary folder");
        return 1;
    }
    figures();
    two_figures();
    changes();
    ages();
    forecasts();
    states();
    changed_rules();
    odd_names();
    exposition();
    char path[128];
    snprintf(path, sizeof path, "%s/rules.yaml", folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/came.tsv", folder);
    unlink(path);
    rmdir(folder);
    return done();
}
