/* Ranges of cp-watch, and its states from run to run, against their definitions. */
#include "watch/internal.h"
#include "tap.h"

/* ---- ranges ------------------------------------------------------------------------------ */

static bool read_range(const char *text, struct cp_watch_limit *out) {
    struct cp_range range;
    bool good = cp_plan_range_parse(text, &range) == NULL;
    *out = (struct cp_watch_limit){
        .given = true, .inside = range.inside, .start = range.start, .end = range.end};
    return good;
}

/* Values: the Monitoring Plugins development guidelines, and the facts that the plugins' own
 * lib/tests/test_utils.c (7db2b280) holds. */
static void ranges(void) {
    static const double big = 12345678901234567890.0;
    static const struct {
        const char *text;
        double start, end;
    } parsed[] = {{"6", 0, 6},
                  {"1:12%%", 1, 12},
                  {"-7:23", -7, 23},
                  {":5.75", 0, 5.75},
                  {"~:-95.99", -INFINITY, -95.99},
                  {"10:", 10, INFINITY},
                  {" @ 10 : 20 ", 10, 20},
                  {"1e3:", 1000, INFINITY},
                  {":", 0, INFINITY},
                  {"~:", -INFINITY, INFINITY},
                  {"4 GW:6 GW", 4, 6},
                  {"500 kW : 2 MW", 500, 2}};
    static const struct {
        const char *text;
        double value;
        bool alert;
    } rows[] = {
        {"10", -0.1, true},
        {"10", 0, false},
        {"10", 10.1, true},
        {"10:", 10, false},
        {"~:10", -1e9, false},
        {"~:10", 10, false},
        {"~:10", 10.01, true},
        {"10:20", 10, false},
        {"10:20", 9.99, true},
        {"@10:20", 10, true},
        {"@10:20", 9.99, false},
        {"@10:20", 20.01, false},
        {"@~:0", -5, true},
        {"@~:0", 0.1, false},
        {"-10:-5", -4, true},
        {"1e3:", 1000, false},
        {"12345678901234567890:", big / 1.1, true},
        {"12345678901234567890:", big, false},
        {"12345678901234567890:", 2 * big, false},
        {"~:0", 0.5, true},
        {"~:0", -10, false},
        {"~:0", 0, false},
        {"@0:657.8210567", 32.88, true},
        {"@0:657.8210567", -2, false},
        {"@0:657.8210567", 657.8210567, true},
        {"@0:657.8210567", 0, true},
        {"@1:1", 0.5, false},
        {"@1:1", 1, true},
        {"@1:1", 5.2, false},
        {"1:1", 0.5, true},
        {"1:1", 1, false},
        {"1:1", 5.2, true},
    };
    static const char *const refused[] = {"2:1",   "-10", "",     "@",      "~",   "10::", "a:b",
                                          "1:2:3", "inf", "nan:", "10:20:", "~:~", "1,5"};
    struct cp_watch_limit l;
    for (size_t i = 0; i < sizeof parsed / sizeof *parsed; i++)
        ok(read_range(parsed[i].text, &l) && l.start == parsed[i].start && l.end == parsed[i].end,
           "range %s", parsed[i].text);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ok(read_range(rows[i].text, &l) &&
               cp_watch_alerts(&l, false, rows[i].value) == rows[i].alert,
           "%.10g of %s: %s", rows[i].value, rows[i].text, rows[i].alert ? "alert" : "none");
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        ok(!read_range(refused[i], &l), "no range: '%s'", refused[i]);
}

static void set_limits(struct cp_watch_limits *out, const char *warn, const char *critical) {
    *out = (struct cp_watch_limits){.runs = 1};
    read_range(warn, &out->of[CP_WATCH_WARNING]);
    read_range(critical, &out->of[CP_WATCH_CRITICAL]);
}

/* Exit statuses of the same file: value, with -w and -c. */
static void statuses(void) {
    static const struct {
        const char *warn, *critical;
        double value;
        int status;
    } rows[] = {
        {"30", "60", 15.3, 0},        {"30", "60", 30.0001, 1},     {"30", "60", 69, 2},
        {"-10:-2", "-30:20", -31, 2}, {"-10:-2", "-30:20", -29, 1}, {"-10:-2", "-30:20", -11, 1},
        {"-10:-2", "-30:20", -10, 0}, {"-10:-2", "-30:20", -2, 0},  {"-10:-2", "-30:20", -1, 1},
        {"-10:-2", "-30:20", 19, 1},  {"-10:-2", "-30:20", 21, 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cp_watch_limits limits;
        set_limits(&limits, rows[i].warn, rows[i].critical);
        ok(cp_watch_level(&limits, 0, rows[i].value) == rows[i].status, "%g of %s and %s: %d",
           rows[i].value, rows[i].warn, rows[i].critical, rows[i].status);
    }
}

/* ---- the machine ------------------------------------------------------------------------- */

/* Warning above 50, critical above 60, margin 5, two runs to rise, told again after three. */
static void hysteresis(void) {
    static const struct {
        double value;
        int level, state;
        enum cp_watch_event event;
    } rows[] = {
        {40, 0, 0, CP_EVENT_NONE},  {52, 1, 0, CP_EVENT_NONE},   {53, 1, 1, CP_EVENT_RAISE},
        {51, 1, 1, CP_EVENT_NONE},  {61, 2, 1, CP_EVENT_NONE},   {62, 2, 2, CP_EVENT_RAISE},
        {58, 2, 2, CP_EVENT_NONE},  {56, 2, 2, CP_EVENT_NONE},   {54, 1, 1, CP_EVENT_LOWER},
        {49, 1, 1, CP_EVENT_NONE},  {46, 1, 1, CP_EVENT_NONE},   {44, 0, 0, CP_EVENT_CLEAR},
        {47, 0, 0, CP_EVENT_NONE},  {53, 1, 0, CP_EVENT_NONE},   {44, 0, 0, CP_EVENT_NONE},
        {52, 1, 0, CP_EVENT_NONE},  {53, 1, 1, CP_EVENT_RAISE},  {54, 1, 1, CP_EVENT_NONE},
        {52, 1, 1, CP_EVENT_NONE},  {51, 1, 1, CP_EVENT_REPEAT}, {53, 1, 1, CP_EVENT_NONE},
        {40, 0, 0, CP_EVENT_CLEAR}, {40, 0, 0, CP_EVENT_NONE},
    };
    struct cp_watch_limits limits;
    struct cp_watch_memory m = {0};
    set_limits(&limits, "~:50", "~:60");
    limits.runs = 2;
    limits.every = 3;
    limits.of[CP_WATCH_WARNING].clear_end = limits.of[CP_WATCH_CRITICAL].clear_end = 5;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int level = cp_watch_level(&limits, m.state, rows[i].value);
        enum cp_watch_event event = cp_watch_advance(&m, &limits, rows[i].value);
        ok(level == rows[i].level && m.state == rows[i].state && event == rows[i].event,
           "run %zu: %g", i + 1, rows[i].value);
    }
}

static void missing(void) {
    struct cp_watch_limits limits;
    struct cp_watch_memory m = {0};
    set_limits(&limits, "~:50", "~:60");
    limits.every = 2;
    ok(cp_watch_advance(&m, &limits, NAN) == CP_EVENT_MISSING && m.state == 0, "never a value");
    ok(cp_watch_advance(&m, &limits, NAN) == CP_EVENT_NONE, "still none");
    ok(cp_watch_advance(&m, &limits, NAN) == CP_EVENT_REPEAT, "and told again");
    ok(cp_watch_advance(&m, &limits, 61) == CP_EVENT_RAISE && m.state == 2, "then critical");
    ok(cp_watch_advance(&m, &limits, NAN) == CP_EVENT_MISSING && m.state == 2,
       "no value clears nothing");
    ok(cp_watch_advance(&m, &limits, 70) == CP_EVENT_BACK && m.state == 2, "back, and critical");
    ok(cp_watch_advance(&m, &limits, 10) == CP_EVENT_CLEAR && !m.missing, "and clear");
    limits.runs = 2;
    cp_watch_advance(&m, &limits, 55);
    cp_watch_advance(&m, &limits, NAN);
    ok(cp_watch_advance(&m, &limits, 55) == CP_EVENT_RAISE, "a gap does not undo what was counted");
    m = (struct cp_watch_memory){0};
    cp_watch_advance(&m, &limits, 55);
    ok(cp_watch_advance(&m, &limits, 61) == CP_EVENT_RAISE && m.state == 1,
       "one critical run between warnings is a warning");
}

/* The same by definition, over the whole series at every run: nothing is counted, all is looked up.
 */
struct reference {
    double warn, critical, margin;
    size_t runs, every, n, told;
    double value[400];
    int state;
    bool gone;
};

static bool above(const struct reference *r, size_t i, int level, int state) {
    double bound = level == 2 ? r->critical : r->warn;
    return r->value[i] > bound - (state >= level ? r->margin : 0);
}

static bool critical_or(const struct reference *r, size_t i, int level, int state) {
    return above(r, i, 2, state) || (level == 1 && above(r, i, 1, state));
}

/* The last `runs` known values of the series were at that level, about the states of their time. */
static bool has_held(const struct reference *r, const int *state_before, int level) {
    size_t held = 0;
    for (size_t i = r->n; i-- > 0 && held < r->runs;) {
        if (isnan(r->value[i]))
            continue;
        if (!critical_or(r, i, level, state_before[i]))
            return false;
        held++;
    }
    return held == r->runs;
}

static enum cp_watch_event expect(struct reference *r, int *state_before) {
    size_t now = r->n - 1;
    int was = r->state, level;
    enum cp_watch_event event = CP_EVENT_NONE;
    state_before[now] = was;
    if (isnan(r->value[now])) {
        if (!r->gone)
            event = CP_EVENT_MISSING;
    } else {
        level = above(r, now, 2, was) ? 2 : above(r, now, 1, was) ? 1 : 0;
        if (level < was)
            r->state = level;
        for (int up = was + 1; up <= 2; up++)
            if (level > was && has_held(r, state_before, up))
                r->state = up;
        event = r->state > was   ? CP_EVENT_RAISE
                : r->state < was ? r->state ? CP_EVENT_LOWER : CP_EVENT_CLEAR
                : r->gone        ? CP_EVENT_BACK
                                 : CP_EVENT_NONE;
    }
    r->gone = isnan(r->value[now]);
    bool on = r->state > 0 || r->gone;
    if (!event && on && r->every && now - r->told >= r->every)
        event = CP_EVENT_REPEAT;
    if (event || !on)
        r->told = now;
    return event;
}

static uint64_t seed = 20261129;

static unsigned draw(unsigned n) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

static void random_series(void) {
    enum { SERIES = 500, RUNS = 400 };
    size_t wrong = 0, counts[CP_EVENT_BACK + 1] = {0};
    for (size_t k = 0; k < SERIES; k++) {
        struct reference r = {.warn = 50,
                              .critical = 50 + draw(20),
                              .margin = draw(3) * 5,
                              .runs = 1 + draw(4),
                              .every = draw(6)};
        int state_before[RUNS];
        struct cp_watch_limits limits;
        struct cp_watch_memory m = {0};
        double x = 45;
        set_limits(&limits, "~:50", "~:50");
        limits.of[CP_WATCH_CRITICAL].end = r.critical;
        limits.of[CP_WATCH_WARNING].clear_end = limits.of[CP_WATCH_CRITICAL].clear_end = r.margin;
        limits.runs = r.runs;
        limits.every = r.every;
        for (size_t i = 0; i < RUNS; i++) {
            x += (double)draw(21) - 10 + (55 - x) / 10;
            r.value[r.n++] = draw(12) ? floor(x) : NAN;
            enum cp_watch_event want = expect(&r, state_before);
            enum cp_watch_event got = cp_watch_advance(&m, &limits, r.value[i]);
            counts[want]++;
            if (got == want && m.state == r.state)
                continue;
            if (!wrong++)
                printf("# series %zu run %zu: got %d in %d, wanted %d in %d\n", k, i + 1, got,
                       m.state, want, r.state);
            break;
        }
    }
    ok(wrong == 0, "%d random series as by definition", SERIES);
    bool all = true;
    for (size_t i = 0; i <= CP_EVENT_BACK; i++)
        all = all && counts[i] > 100;
    ok(all, "with every event more than a hundred times");
}

int main(void) {
    ranges();
    statuses();
    hysteresis();
    missing();
    random_series();
    return done();
}
