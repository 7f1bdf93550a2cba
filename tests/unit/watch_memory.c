/* Every allocation of following rules fails once: reading them, taking up states, a run, what is
 * told in every format, what is remembered; a series replayed; a history followed. */
#include "watch/watch.h"
#include "starve.h"
#include <unistd.h>

static const char rules[] =
    "watch:\n"
    "  level: {measure: mine, where: {site: \"x*\"}, by: [site, own], take: max, warn: \"~:4 km\","
    " critical: \"@1:2\", clear: 5 %, for: 1, every: 1}\n"
    "  spread: {measure: mine, less: {where: {site: y}}, over: cash, where: {site: x}, warn: 1}\n"
    "  change: {measure: mine, where: {site: x}, take: mean, change: 1 run, relative: yes, warn: "
    "1}\n"
    "  old: {measure: mine, age: 1 day}\n"
    "  ahead: {measure: mine, by: [site], outside: {quantile: [0.1, 0.9]}, warn: \"@1:1\"}\n"
    "  head: {headline: halls_end, warn: \"~:1 MW\"}\n"
    "  none: {measure: demnd, by: [site], warn: 1}\n";

static const char facts[] = "period\tsite\tquantile\town\tmeasure\tvalue\tunit\n"
                            "2026-10\tx\t-\ta\\tb\tmine\t5000\tm\n"
                            "2026-10\ty\t-\ta\\tb\tmine\t1\tkm\n"
                            "2026-10\tx\t-\ta\\tb\tcash\t1\tkm\n"
                            "2026-10\tx\t0.1\ta\\tb\tmine\t1\tkm\n"
                            "2026-10\tx\t0.9\ta\\tb\tmine\t2\tkm\n"
                            "2026-11\tz\t-\t-\thalls\t2\tMW\n";

static char rules_path[] = "/tmp/capplan-watch-memory-XXXXXX";
static char store_path[sizeof rules_path + 4];

static int read_all(const char *text, size_t len, struct cp_facts **out, struct cp_error *err) {
    *out = cp_facts_new();
    FILE *in = *out ? fmemopen((void *)(uintptr_t)text, len, "r") : NULL;
    int rc = in ? cp_facts_read(*out, in, "facts", err) : cp_fail_nomem(err);
    if (in)
        fclose(in);
    return rc;
}

static int write_all(const struct cp_watch *w, struct cp_error *err) {
    const char *format;
    for (size_t i = 0; (format = cp_watch_format_name(i)); i++) {
        struct cp_str text = {0};
        struct cp_watch_telling telling = {.all = i % 2, .to = "x@example.com"};
        int rc = cp_watch_write(w, format, &telling, &text, err);
        if (rc == 0 && !text.len)
            rc = cp_fail(err, CP_EINTERNAL, "%s is left out without a word", format);
        cp_str_release(&text);
        if (rc)
            return rc;
    }
    return 0;
}

struct world {
    struct cp_plan *plan;
    struct cp_facts *facts, *state, *kept;
    struct cp_store_headline headline;
    struct cp_arena arena;
    struct cp_watch *watch;
    struct cp_str told;
};

static int step(struct world *w, struct cp_error *err) {
    struct cp_watch_run run = {.facts = w->facts, .headline = &w->headline};
    struct cp_watch_options opt = {.previous = w->facts, .remembers = true};
    int rc = cp_watch_when_parse("2026-11-02", &run.at, err);
    if (rc == 0)
        rc = cp_store_headline(w->facts, NULL, &w->arena, &w->headline, err);
    if (rc == 0)
        rc = cp_watch_new(w->plan, &opt, &w->watch, err);
    if (rc == 0 && w->state)
        rc = cp_watch_recall(w->watch, w->state, &w->told, err);
    if (rc == 0)
        rc = cp_watch_step(w->watch, &run, err);
    if (rc == 0)
        rc = write_all(w->watch, err);
    w->kept = rc == 0 ? cp_facts_new() : NULL;
    if (rc == 0)
        rc = w->kept ? cp_watch_facts(w->watch, w->kept, err) : cp_fail_nomem(err);
    cp_watch_free(w->watch);
    w->watch = NULL;
    return rc;
}

static void leave(struct world *w) {
    cp_facts_free(w->facts);
    cp_facts_free(w->state);
    cp_facts_free(w->kept);
    cp_plan_free(w->plan);
    cp_arena_release(&w->arena);
    cp_str_release(&w->told);
}

static int two_runs(const void *with, struct cp_error *err) {
    struct world w = {0};
    (void)with;
    int rc = cp_plan_load_rules(rules_path, NULL, 0, &w.plan, err);
    if (rc == 0)
        rc = read_all(facts, sizeof facts - 1, &w.facts, err);
    if (rc == 0)
        rc = step(&w, err);
    w.state = w.kept;
    w.kept = NULL;
    if (rc == 0)
        rc = step(&w, err);
    leave(&w);
    return rc;
}

static int replay(const void *with, struct cp_error *err) {
    static const char series[] = "period\tmeasure\tvalue\tunit\n2026-11-02\tmine\t5\t1\n"
                                 "2026-11-01\tmine\t5\t1\n2026-11-03\tmine\t0\t1\n";
    struct cp_watch *w = NULL;
    struct cp_facts *t = NULL;
    int rc = read_all(series, sizeof series - 1, &t, err);
    if (rc == 0)
        rc = cp_watch_new(with, &(struct cp_watch_options){.remembers = true}, &w, err);
    if (rc == 0)
        rc = cp_watch_replay(w, t, err);
    if (rc == 0 && cp_watch_events(w) != 1)
        rc = cp_fail(err, CP_EINTERNAL, "%zu events", cp_watch_events(w));
    cp_watch_free(w);
    cp_facts_free(t);
    return rc;
}

static int follow(const void *with, struct cp_error *err) {
    struct cp_watch *w = NULL;
    struct cp_store *store = NULL;
    int rc = cp_store_open(store_path, CP_STORE_READ, 1, &store, err);
    if (rc == 0)
        rc = cp_watch_new(with, &(struct cp_watch_options){0}, &w, err);
    if (rc == 0)
        rc = cp_watch_follow(w, store, "m", err);
    if (rc == 0 && cp_watch_events(w) != 1)
        rc = cp_fail(err, CP_EINTERNAL, "%zu events", cp_watch_events(w));
    cp_watch_free(w);
    cp_store_close(store);
    return rc;
}

static int put_run(const char *at, const char *text, struct cp_error *err) {
    struct cp_store *store = NULL;
    struct cp_facts *t = NULL;
    int64_t run;
    int rc = read_all(text, strlen(text), &t, err);
    struct cp_store_put put = {.name = "m",
                               .at = at,
                               .tool = "test",
                               .seconds = NAN,
                               .stream = text,
                               .len = strlen(text),
                               .facts = t};
    if (rc == 0)
        rc = cp_store_open(store_path, CP_STORE_CREATE, 10, &store, err);
    if (rc == 0)
        rc = cp_store_put(store, &put, &run, err);
    cp_store_close(store);
    cp_facts_free(t);
    return rc;
}

static void starve_series(void) {
    static const char simple[] = "watch:\n  x: {measure: mine, change: 1 run, warn: \"0:4\"}\n";
    struct cp_error err = {0};
    struct cp_plan *plan = NULL;
    FILE *out = fopen(rules_path, "w");
    fputs(simple, out);
    fclose(out);
    ok_rc(cp_plan_load_rules(rules_path, NULL, 0, &plan, &err), &err, "a rule of a change");
    starve(replay, plan, "a series");
    ok_rc(put_run("2026-11-01", "measure\tvalue\tunit\nmine\t5\tm\n", &err), &err, "a run");
    ok_rc(put_run("2026-11-02", "measure\tvalue\tunit\nmine\t1\tm\n", &err), &err, "another");
    starve(follow, plan, "a history");
    cp_plan_free(plan);
}

int main(void) {
    int fd = mkstemp(rules_path);
    if (fd < 0 || write(fd, rules, sizeof rules - 1) != (ssize_t)sizeof rules - 1) {
        puts("Bail out! cannot write rules");
        return 1;
    }
    close(fd);
    snprintf(store_path, sizeof store_path, "%s.db", rules_path);
    starve(two_runs, NULL, "two runs");
    starve_series();
    unlink(rules_path);
    unlink(store_path);
    return done();
}
