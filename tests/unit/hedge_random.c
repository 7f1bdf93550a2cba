/* 200 random books: additive, calls less puts are forwards, the order of rows says nothing, and
 * what changed between two runs adds up. CAPPLAN_SEED draws others. */
#include "hedge/parts.h"
#include "hedge_case.h"
#include "num/num.h"

enum { BOOKS = 200, RISK = 20, MOST = 11, ROW = 240 }; /* risk takes longer: of every 20th */

static const char plan_format[] =
    "horizon: {from: 2027-Q1, to: 2029-Q4}\n"
    "discount: %g %%\n"
    "entities: {a: {}, b: {}}\n"
    "curves:\n"
    "  gas: {unit: USD/MMBtu, quotes: %s, model: {kind: one-factor, reversion: 1.2 1/year, "
    "volatility: "
    "%g %%}}\n"
    "  hub: {unit: USD/MWh, quotes: %s, floor: -50 USD/MWh, model: {kind: one-factor, reversion: "
    "12 "
    "1/year, volatility: 90 %%, follows: {gas: 0.7}}}\n"
    "  oil: {unit: USD/MWh, quotes: %s, model: {kind: two-factor, reversion: 1 1/year, short: 40 "
    "%%, "
    "long: 15 %%, correlation: 0.3}}\n"
    "  calm: {unit: USD/MWh, quotes: %s, model: {kind: normal, deviation: 8 USD/MWh}}\n"
    "  h100: {unit: USD/GPU/h, quotes: %s, model: {kind: lognormal, volatility: 45 %%}}\n"
    "correlations: {gas: {short: {oil: {long: 0.2}}}}\n"
    "counterparties: {bank: {limit: 1 bn USD, margin: daily}}\n"
    "books:\n"
    "  left: {positions: %s, entity: a}\n"
    "  right: {positions: %s, entity: b}\n";
static const char *const curves[] = {"gas", "hub", "oil", "calm", "h100"};
static const char *const units[] = {"MMBtu/day", "MW", "MW", "MWh/month", "GPU"};
static const double levels[] = {3.5, 45, 30, 40, 2.5};
static const char *const priced[] = {"USD/MMBtu", "USD/MWh", "USD/MWh", "USD/MWh", "USD/GPU/h"};
enum { CURVES = 5, NORMAL = 3 };

static const char header[] =
    "position\tbook\tcounterparty\tinstrument\tcurve\tcurve2\tfrom\tuntil\t"
    "quantity\tunit\tstrike\tstrike2\theat_rate\toption\trights\trights_least\tfee\tleast_load\t"
    "start_cost\tmin_up\n";

struct market {
    double level[CURVES], volatility, discount;
    int64_t as_of;
};
struct rows {
    size_t n;
    char text[MOST][ROW];
};

static struct cp_random draws;
static double draw(double from, double to) {
    return from + (to - from) * cp_num_random_uniform(&draws);
}
static size_t pick(size_t n) {
    size_t i = (size_t)draw(0, (double)n);
    return i < n ? i : n - 1;
}

static void save(char *path, const char *text) {
    strcpy(path, "/tmp/capplan-random-XXXXXX");
    FILE *f = fdopen(mkstemp(path), "w");
    fputs(text, f);
    fclose(f);
}

static void quotes_of(const struct market *m, char *text, size_t size) {
    int n = snprintf(text, size, "curve\tfrom\tuntil\tmeasure\tvalue\tunit\n");
    for (size_t c = 0; c < CURVES; c++)
        for (int y = 2027; y <= 2029; y++)
            n += snprintf(text + n, size - (size_t)n, "%s\t%d\t%d\tforward\t%.15g\t%s\n", curves[c],
                          y, y, m->level[c] * (1 + .03 * (y - 2027)), priced[c]);
}

/* A plan with its files; NULL with findings. */
static struct cp_plan *plan_of(const struct market *m, const struct rows *r, struct cp_error *err,
                               char path[2][40]) {
    char text[ROW * (MOST + 1)], yaml[4000];
    quotes_of(m, text, sizeof text);
    save(path[0], text);
    strcpy(text, header);
    for (size_t i = 0; i < r->n; i++)
        strcat(text, r->text[i]);
    save(path[1], text);
    snprintf(yaml, sizeof yaml, plan_format, m->discount, path[0], m->volatility, path[0], path[0],
             path[0], path[0], path[1], path[1]);
    return case_plan(yaml, err);
}

static void remove_files(char path[2][40]) {
    unlink(path[0]);
    unlink(path[1]);
}

/* What a run puts; NULL with findings. */
static struct cp_facts *run(const struct market *m, const struct rows *r, bool risk,
                            struct cp_facts *prior, const char *book, struct cp_error *err) {
    char path[2][40];
    struct cp_plan *plan = plan_of(m, r, err, path);
    struct cp_facts *facts = cp_facts_new();
    struct cp_hedge_options opt = {.run = {[CP_HEDGE_VALUE] = !risk, [CP_HEDGE_RISK] = risk},
                                   .as_of = m->as_of,
                                   .prior = prior,
                                   .book = book,
                                   .paths = 20,
                                   .seed = 1,
                                   .jobs = 1,
                                   .horizon = 10,
                                   .tail = .95};
    int rc = plan ? cp_hedge_run(plan, &opt, facts, err) : CP_EINPUT;
    remove_files(path);
    cp_plan_free(plan);
    if (rc == 0)
        return facts;
    for (size_t i = 0; i < err->n; i++)
        printf("# %s:%u:%u: %s\n", err->at[i].file, err->at[i].line, err->at[i].col,
               err->at[i].msg);
    cp_facts_free(facts);
    return NULL;
}

/* A sum over rows of a measure, of one position or of all; *gross: of their sizes. */
static double sum(const struct cp_facts *t, const char *measure, const char *position,
                  double *gross) {
    double x = 0;
    for (size_t i = 0; t && i < cp_facts_count(t); i++)
        if (strcmp(cp_facts_measure(t, i), measure) == 0 &&
            (!position || strcmp(cp_facts_dim(t, i, CP_POSITION), position) == 0)) {
            x += cp_facts_value(t, i);
            if (gross)
                *gross += fabs(cp_facts_value(t, i));
        }
    return x;
}

/* ---- drawing a book ----------------------------------------------------------------------------
 */

/* The word decides what else a row has. */
static void row(struct rows *r, const char *name, const char *word, size_t c, const char *terms,
                double strike) {
    bool tolls = strcmp(word, "tolling") == 0, swings = strncmp(word, "swing", 5) == 0;
    bool second = strcmp(word, "exchange") == 0 || strncmp(word, "spread", 6) == 0 || tolls;
    bool months = second || strncmp(word, "american", 8) == 0 || strcmp(word, "extension") == 0;
    bool parity = strncmp(name, "parity", 6) == 0; /* of months, all three */
    char at[32] = "-", upper[32] = "-";
    if (strcmp(word, "exchange") != 0)
        snprintf(at, sizeof at, "%.15g", strike);
    if (strcmp(word, "collar") == 0 || strcmp(word, "digital") == 0)
        snprintf(upper, sizeof upper, "%.15g", strike * 1.2);
    bool daily = !months && !parity && pick(4) == 0;
    const char *rights = !swings ? "-\t-" : daily ? "9\t2" : "1\t0";
    snprintf(r->text[r->n++], ROW, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", name,
             pick(2) ? "left" : "right", pick(2) ? "bank" : "exchange", word, curves[c],
             !second  ? "-"
             : c == 0 ? "hub"
                      : "gas",
             terms, at, upper,
             !second  ? "-"
             : c == 0 ? "0.05"
                      : "7",
             daily ? "day" : "month", rights, strcmp(word, "extension") == 0 ? "0.1" : "-",
             tolls ? "0.4\t20\t6" : "-\t-\t-");
}

static void draw_terms(size_t c, char terms[80]) {
    int from = (int)pick(24), length = 1 + (int)pick(6), until = from + length - 1;
    snprintf(terms, 80, "%d-%02d\t%d-%02d\t%.6g\t%s", 2027 + from / 12, from % 12 + 1,
             2027 + until / 12, until % 12 + 1, draw(-200, 200), units[c]);
}

/* Three that are a call, a put and a forward of the same, and some of any kind. */
static void draw_book(struct rows *r, size_t more) {
    static const char *const words[] = {
        "forward",       "future",       "swap",          "physical",     "call",       "put",
        "cap",           "floor",        "collar",        "asian-call",   "asian-put",  "digital",
        "american-call", "american-put", "bermudan-call", "bermudan-put", "swing-call", "swing-put",
        "extension",     "tolling",      "exchange",      "spread-call",  "spread-put"};
    enum { TWO_CURVES = 19 }; /* from here on */
    char terms[80], name[32];
    size_t c = pick(CURVES);
    r->n = 0;
    draw_terms(c, terms);
    double strike = levels[c] * draw(.6, 1.4);
    row(r, "parity-call", "call", c, terms, strike);
    row(r, "parity-put", "put", c, terms, strike);
    row(r, "parity-swap", "swap", c, terms, strike);
    for (size_t i = 0; i < more; i++) {
        size_t kind = pick(sizeof words / sizeof *words);
        do
            c = pick(CURVES);
        while (c == NORMAL && kind >= TWO_CURVES);
        draw_terms(c, terms);
        snprintf(name, sizeof name, "p%zu", i);
        row(r, name, words[kind], c, terms, levels[c] * draw(.6, 1.4));
    }
}

static void draw_market(struct market *m, int64_t as_of) {
    for (size_t c = 0; c < CURVES; c++)
        m->level[c] = levels[c] * draw(.8, 1.25);
    m->volatility = draw(30, 90);
    m->discount = draw(0, 9);
    m->as_of = as_of;
}

static void shuffle(struct rows *r) {
    for (size_t i = r->n; i > 1; i--) {
        char text[ROW];
        size_t k = pick(i);
        memcpy(text, r->text[k], ROW);
        memcpy(r->text[k], r->text[i - 1], ROW);
        memcpy(r->text[i - 1], text, ROW);
    }
}

/* ---- what holds of each ------------------------------------------------------------------------
 */

static int by_text(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All that a run wrote, its lines sorted. Free it. */
static char *sorted(const struct cp_facts *t) {
    struct cp_error err = {0};
    char *text = NULL, *out, *line[20000];
    size_t size = 0, n = 0;
    FILE *f = open_memstream(&text, &size);
    cp_facts_write(t, f, "tsv", &err);
    fclose(f);
    for (char *at = strtok(text, "\n"); at && n < 20000; at = strtok(NULL, "\n"))
        line[n++] = at;
    qsort(line, n, sizeof *line, by_text);
    out = calloc(1, size + 2);
    for (size_t i = 0, len = 0; i < n; i++)
        len += (size_t)sprintf(out + len, "%s\n", line[i]);
    free(text);
    return out;
}

static bool same(const struct cp_facts *a, const struct cp_facts *b) {
    char *one = sorted(a), *other = sorted(b);
    bool is = strcmp(one, other) == 0;
    free(one);
    free(other);
    return is;
}

/* Of every position, what it gained is its value now less its value then, and so are its parts. One
 * that has no value now, as a mean of days of which some are not known, has gained NA. */
static bool adds_up(const struct cp_facts *now, const struct cp_facts *then) {
    size_t n = 0;
    for (size_t i = 0; i < cp_facts_count(now); i++) {
        double gross = 0, whole = cp_facts_value(now, i);
        if (strcmp(cp_facts_measure(now, i), "pnl") != 0)
            continue;
        const char *name = cp_facts_dim(now, i, CP_POSITION);
        double parts = sum(now, "pnl_part", name, NULL);
        double value = sum(now, "position_value", name, &gross);
        if (isnan(value) && isnan(whole) && parts == 0)
            continue;
        value -= sum(then, "position_value", name, &gross);
        if (!(fabs(whole - value) <= 1e-12 * gross && fabs(whole - parts) <= 1e-12 * gross))
            return false;
        n++;
    }
    return n > 0;
}

struct tally {
    size_t ran, additive, parity, order, risk_order, explained, one_value;
};

/* What risk revalues by is what --value says. */
static bool is_one_value(const struct market *m, const struct rows *r,
                         const struct cp_facts *value) {
    struct cp_error err = {0};
    char path[2][40];
    struct cp_plan *plan = plan_of(m, r, &err, path);
    struct cp_facts *none = cp_facts_new();
    const struct cp_hedge_options opt = {.as_of = m->as_of, .paths = 2, .horizon = 10, .tail = .95};
    struct cp_hedge h = {.plan = plan, .opt = &opt, .facts = none, .err = &err, .as_of = m->as_of};
    struct cp_hedge_risk risk;
    h.nperiod = plan ? plan->horizon.n : 0;
    h.period = cp_hedge_alloc(&h, h.nperiod, sizeof *h.period);
    h.hours = cp_hedge_alloc(&h, h.nperiod, sizeof *h.hours);
    for (size_t i = 0; i < h.nperiod; i++) {
        h.period[i] = "";
        h.hours[i] = cp_period_hours(cp_plan_period(plan, i));
    }
    bool is = plan && cp_hedge_risk_make(&h, &risk) == 0;
    for (size_t i = 0; is && i < risk.trades.n; i++) {
        struct cp_hedge_worth w;
        double gross = 0;
        if (risk.trades.at[i].kind->choice)
            continue;
        is = cp_hedge_worth_make(&risk, &risk.trades.at[i], 0, 0, &w) == 0;
        for (size_t k = 0; k < w.cells.n; k++)
            w.cells.at[k].quick = false;
        double want = sum(value, "position_value", risk.trades.at[i].name, &gross);
        is = is && fabs(cp_hedge_worth(&w, NULL) - want) <= 1e-10 * (gross + 1) &&
             fabs(cp_hedge_worth(&w, risk.forward) - want) <= 1e-10 * (gross + 1);
        cp_hedge_worth_release(&w);
    }
    remove_files(path);
    cp_arena_release(&h.arena);
    cp_plan_free(plan);
    cp_facts_free(none);
    return is;
}

static void one_book(struct tally *t, bool with_risk) {
    struct cp_error err = {0};
    struct market m, later;
    struct rows r, other;
    double gross = 0;
    draw_market(&m, cp_period_start((struct cp_period){CP_YEAR, 2027}));
    draw_book(&r, 2 + pick(MOST - 6));
    struct cp_facts *all = run(&m, &r, false, NULL, NULL, &err);
    struct cp_facts *left = run(&m, &r, false, NULL, "left", &err);
    struct cp_facts *right = run(&m, &r, false, NULL, "right", &err);
    if (!all || !left || !right)
        return;
    t->ran++;
    double value = sum(all, "position_value", NULL, &gross);
    double parts =
        sum(left, "position_value", NULL, NULL) + sum(right, "position_value", NULL, NULL);
    t->additive += gross > 0 && fabs(value - parts) <= 1e-12 * gross;
    double call = sum(all, "position_value", "parity-call", &gross);
    double put = sum(all, "position_value", "parity-put", &gross);
    double swap = sum(all, "position_value", "parity-swap", &gross);
    t->parity += call != 0 && fabs(call - put - swap) <= 1e-9 * (fabs(call) + fabs(put));
    t->one_value += is_one_value(&m, &r, all);
    other = r;
    shuffle(&other);
    struct cp_facts *moved = run(&m, &other, false, NULL, NULL, &err);
    t->order += moved && same(all, moved);
    struct cp_facts *risk = with_risk ? run(&m, &r, true, NULL, NULL, &err) : NULL;
    struct cp_facts *risk2 = with_risk ? run(&m, &other, true, NULL, NULL, &err) : NULL;
    t->risk_order += risk && risk2 && cp_facts_count(risk) > 4 && same(risk, risk2);
    draw_market(&later, m.as_of + 24 * (int64_t)pick(200));
    other.n -= 2; /* two are closed, one is new */
    row(&other, "fresh", "call", 0, "2028-01\t2028-06\t10\tMMBtu/day", 3);
    struct cp_facts *now = run(&later, &other, false, all, NULL, &err);
    t->explained += now && adds_up(now, all);
    struct cp_facts *const made[] = {all, left, right, moved, risk, risk2, now};
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        cp_facts_free(made[i]);
}

int main(void) {
    const char *seed = getenv("CAPPLAN_SEED");
    struct tally t = {0};
    const size_t books = tap_draws(BOOKS / 2, 2 * BOOKS);
    draws = cp_num_random_stream(seed ? strtoull(seed, NULL, 10) : 20261129, 7, 0);
    for (size_t i = 0; i < books; i++)
        one_book(&t, i % RISK == 0);
    ok(t.ran == books, "%zu of %zu random books are valued", t.ran, books);
    ok(t.additive == books, "%zu are worth what their parts are", t.additive);
    ok(t.parity == books, "calls less puts are forwards in %zu", t.parity);
    ok(t.one_value == books, "risk revalues %zu from what they are worth", t.one_value);
    ok(t.order == books, "the order of rows changes no value in %zu", t.order);
    ok(t.risk_order == (books + RISK - 1) / RISK, "and no risk in %zu", t.risk_order);
    ok(t.explained == books, "what changed adds up in %zu", t.explained);
    return done();
}
