/* What happened beside what was planned: facts of the same measures, period by period, and which of
 * the plan's assumptions was off. */
#include "report/internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How facts of a measure become one over time. */
enum fold { FLOW, RATE, PRICE, LEVEL };

/* One series of what happened: a measure at the dimensions that its facts have. */
struct happened {
    size_t row; /* of the actual facts: the first of it */
    enum fold fold;
    size_t n; /* periods compared */
    int64_t from, until;
    double plan, actual, weight; /* added up; of rates and levels times hours */
    size_t *planned, nplanned;   /* facts of the plan that are of it */
    int64_t first, last;         /* over which the plan has its measure: what is not there is 0 */
};

struct comparison {
    const struct cp_facts *plan, *actual;
    struct cp_arena arena;
    struct happened *series;
    size_t n;
    uint32_t *which; /* series of each fact of what happened; CP_NAME_NONE: none */
    size_t *planned; /* room for facts of the plan */
    struct cp_error *err;
};

/* ---- facts --------------------------------------------------------------------------------- */

static bool is_time(size_t column) {
    return column == CP_PERIOD;
}

static bool counts(const struct cp_facts *t, size_t row, struct cp_period *p) {
    const char *text = cp_facts_dim(t, row, CP_PERIOD);
    return cp_facts_is_plain(t, row) && strcmp(cp_facts_dim(t, row, CP_SCENARIO), "-") == 0 &&
           !isnan(cp_facts_value(t, row)) && cp_period_parse_any(text, strlen(text), p) == 0;
}

static const char *dim_of(const struct cp_facts *t, size_t row, const char *name) {
    for (size_t c = 0; c < cp_facts_columns(t); c++)
        if (strcmp(cp_facts_column_name(t, c), name) == 0)
            return cp_facts_column_text(t, row, c);
    return "-";
}

/* A fact of the plan is of the series: it has the dimensions that those of it have, and any others.
 */
static bool is_of(const struct comparison *c, const struct happened *s, size_t row) {
    for (size_t k = 0; k < cp_facts_columns(c->actual); k++) {
        const char *text = cp_facts_column_text(c->actual, s->row, k);
        if (is_time(k) || strcmp(text, "-") == 0)
            continue;
        if (strcmp(text, dim_of(c->plan, row, cp_facts_column_name(c->actual, k))) != 0)
            return false;
    }
    return true;
}

static bool measures(const char *unit, const char *what) {
    struct cp_error unused = {0};
    double factor;
    return cp_unit_factor(unit, what, &factor, (struct cp_pos){0}, &unused) == 0;
}

/* A price or a ratio is a mean of the sites, chips, ... that have one. */
static bool is_price(const char *unit) {
    char code[4] = "";
    if (strlen(unit) > 4 && unit[3] == '/')
        memcpy(code, unit, 3);
    return measures(unit, "1") || (*code && cp_currency(code));
}

/* What is a quantity adds up, what stands is taken as it stood, all else is a mean of its hours. */
static enum fold fold_of(const char *measure, const char *unit) {
    static const char *const levels[] = {"stock", "inventory", "debt", "balance", "halls"};
    static const char *const quantities[] = {"MWh",  "GPU.h", "GPU",   "token",
                                             "FLOP", "t",     "MMBtu", "request"};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (strcmp(measure, levels[i]) == 0)
            return LEVEL;
    for (size_t i = 0; i < sizeof quantities / sizeof *quantities; i++)
        if (measures(unit, quantities[i]))
            return FLOW;
    return cp_currency_of(unit, "USD") ? FLOW : is_price(unit) ? PRICE : RATE;
}

/* ---- series ---------------------------------------------------------------------------------- */

/* Measure and dimensions of a row, which name its series. */
static uint32_t series_of(struct cp_names *keys, const struct cp_facts *t, size_t row,
                          struct cp_str *key) {
    cp_str_reset(key);
    cp_str_add(key, cp_facts_measure(t, row));
    for (size_t c = 0; c < cp_facts_columns(t); c++)
        if (!is_time(c))
            cp_str_addf(key, "\t%s", cp_facts_column_text(t, row, c));
    return key->oom ? (uint32_t)CP_NAME_NONE : cp_names_add(keys, key->s, key->len);
}

static int list_series(struct comparison *c) {
    struct cp_names keys = {0};
    struct cp_str key = {0};
    size_t rows = cp_facts_count(c->actual);
    c->series = cp_arena_calloc(&c->arena, rows + 1, sizeof *c->series);
    c->which = cp_arena_calloc(&c->arena, rows + 1, sizeof *c->which);
    bool full = !c->series || !c->which;
    for (size_t i = 0; i < rows && !full; i++) {
        struct cp_period p;
        c->which[i] = CP_NAME_NONE;
        if (!counts(c->actual, i, &p))
            continue;
        c->which[i] = series_of(&keys, c->actual, i, &key);
        full = c->which[i] == CP_NAME_NONE;
        if (!full && c->which[i] == c->n)
            c->series[c->n++] = (struct happened){
                .row = i,
                .fold = fold_of(cp_facts_measure(c->actual, i), cp_facts_unit(c->actual, i)),
                .from = INT64_MAX,
                .until = INT64_MIN};
    }
    cp_names_release(&keys);
    cp_str_release(&key);
    return full ? cp_fail_nomem(c->err) : 0;
}

/* The facts of the plan that are of the series. */
static int find_planned(struct comparison *c, struct happened *s) {
    size_t rows = cp_facts_count(c->plan), n = 0;
    struct cp_period p;
    s->first = INT64_MAX;
    s->last = INT64_MIN;
    for (size_t i = 0; i < rows; i++) {
        if (strcmp(cp_facts_measure(c->plan, i), cp_facts_measure(c->actual, s->row)) != 0 ||
            !counts(c->plan, i, &p))
            continue;
        s->first = cp_period_start(p) < s->first ? cp_period_start(p) : s->first;
        s->last = cp_period_end(p) > s->last ? cp_period_end(p) : s->last;
        if (is_of(c, s, i))
            c->planned[n++] = i;
    }
    s->planned = cp_arena_calloc(&c->arena, n + 1, sizeof *s->planned);
    if (!s->planned)
        return cp_fail_nomem(c->err);
    memcpy(s->planned, c->planned, n * sizeof *s->planned);
    s->nplanned = n;
    return 0;
}

/* The plan's value over the hours [from, until): of its periods the parts that lie in them. False:
 * it does not reach so far. */
static bool planned_over(const struct comparison *c, const struct happened *s, int64_t from,
                         int64_t until, double factor, double *out) {
    double sum = 0, weight = 0;
    int64_t last = INT64_MIN;
    const struct cp_facts *t = c->plan;
    for (size_t k = 0; k < s->nplanned; k++) {
        struct cp_period p;
        size_t i = s->planned[k];
        if (!counts(t, i, &p))
            continue;
        int64_t a = cp_period_start(p), b = cp_period_end(p);
        int64_t low = a > from ? a : from, high = b < until ? b : until;
        if (low >= high)
            continue;
        double value = cp_facts_value(t, i) * factor, part = (double)(high - low);
        if (s->fold == FLOW)
            sum += value * part / (double)(b - a);
        else if (s->fold == RATE)
            sum += value * part / (double)(until - from);
        else if (s->fold == PRICE)
            sum += value * part;
        else if (b > last)
            sum = value;
        else if (b == last)
            sum += value;
        weight += part;
        last = b > last ? b : last;
    }
    *out = s->fold == PRICE && weight > 0 ? sum / weight : sum;
    return s->first <= from && s->last >= until;
}

static int compare(struct comparison *c, struct happened *s) {
    double factor, planned;
    int rc = find_planned(c, s);
    if (rc || !s->nplanned)
        return rc;
    rc = cp_unit_factor(cp_facts_unit(c->plan, s->planned[0]), cp_facts_unit(c->actual, s->row),
                        &factor, cp_facts_pos(c->actual, s->row), c->err);
    if (rc)
        return rc;
    for (size_t i = 0; i < cp_facts_count(c->actual); i++) {
        struct cp_period p;
        if (c->which[i] != (size_t)(s - c->series) || !counts(c->actual, i, &p))
            continue;
        int64_t from = cp_period_start(p), until = cp_period_end(p);
        if (!planned_over(c, s, from, until, factor, &planned))
            continue;
        double same = 1, value = cp_facts_value(c->actual, i);
        if (strcmp(cp_facts_unit(c->actual, i), cp_facts_unit(c->actual, s->row)) != 0)
            rc = cp_unit_factor(cp_facts_unit(c->actual, i), cp_facts_unit(c->actual, s->row),
                                &same, cp_facts_pos(c->actual, i), c->err);
        if (rc)
            return rc;
        double weight = s->fold == FLOW ? 1 : (double)(until - from);
        bool latest = until > s->until;
        if (s->fold == LEVEL) {
            if (latest) {
                s->plan = planned;
                s->actual = value * same;
            }
            weight = 0;
        }
        s->plan += planned * weight;
        s->actual += value * same * weight;
        s->weight += weight;
        s->from = from < s->from ? from : s->from;
        s->until = latest ? until : s->until;
        s->n++;
    }
    if (s->weight > 0 && s->fold != FLOW) {
        s->plan /= s->weight;
        s->actual /= s->weight;
    }
    return 0;
}

/* ---- what is shown --------------------------------------------------------------------------- */

static const char *name_of(struct comparison *c, const struct happened *s) {
    struct cp_str b = {0};
    for (size_t k = 0; k < cp_facts_columns(c->actual); k++) {
        const char *text = cp_facts_column_text(c->actual, s->row, k);
        if (!is_time(k) && strcmp(text, "-") != 0)
            cp_str_addf(&b, "%s%s", b.len ? " " : "", text);
    }
    const char *name = b.oom ? NULL : cp_arena_strdup(&c->arena, b.s ? b.s : "");
    cp_str_release(&b);
    return name ? name : "";
}

/* Measures that a plan is given or assumes; all others are what it decides and what follows. */
static bool is_assumed(const char *measure) {
    static const char *const given[] = {"market_price", "firm_supply", "halls"};
    const struct cp_measure *m = cp_facts_measure_find(measure);
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        if (strcmp(measure, given[i]) == 0)
            return true;
    return m && (strcmp(m->writer, "cp-forecast") == 0 || strcmp(m->writer, "cp-supplier") == 0);
}

static double relative(const struct happened *s) {
    return s->plan != 0 ? (s->actual - s->plan) / fabs(s->plan) : s->actual == 0 ? 0 : NAN;
}

static double off(const struct happened *s) {
    double x = fabs(relative(s));
    return isnan(x) ? HUGE_VAL : x;
}

/* The most off first; ties stay in the order of what happened. */
static void sort_series(struct comparison *c) {
    for (size_t i = 1; i < c->n; i++)
        for (size_t k = i; k > 0 && off(&c->series[k]) > off(&c->series[k - 1]); k--) {
            struct happened spare = c->series[k];
            c->series[k] = c->series[k - 1];
            c->series[k - 1] = spare;
        }
}

static const char *span_of(struct comparison *c, const struct happened *s) {
    char from[CP_PERIOD_SIZE], last[CP_PERIOD_SIZE];
    cp_period_format(from, cp_period_at(CP_MONTH, s->from));
    cp_period_format(last, cp_period_at(CP_MONTH, s->until - 1));
    const char *text = strcmp(from, last) == 0 ? cp_arena_strdup(&c->arena, from)
                                               : cp_arena_printf(&c->arena, "%s to %s", from, last);
    return text ? text : "";
}

static const char *percent_of(struct comparison *c, const struct happened *s) {
    double x = relative(s);
    const char *text = isnan(x) ? "-" : cp_arena_printf(&c->arena, "%+.1f %%", 100 * x);
    return text ? text : "";
}

static void add_rows(struct comparison *c, struct cp_page *page, bool assumed) {
    const struct cp_page_column column[] = {
        {.title = ""},
        {.title = ""},
        {.title = "over"},
        {.title = "plan", .right = true},
        {.title = "actual", .right = true},
        {.title = "change", .right = true},
        {.title = "of the plan", .unit = "%", .right = true},
    };
    cp_page_add_table(
        page, &(struct cp_page_table){
                  .title = assumed ? "Assumed, and what came" : "Planned, and what came",
                  .description = assumed ? "What the plan took for given, the most off first."
                                         : "What the plan decided or follows from it, the most off "
                                           "first.",
                  .column = column,
                  .ncolumn = 7,
                  .nlabel = 3,
                  .digits_by_row = true});
    for (size_t i = 0; i < c->n; i++) {
        const struct happened *s = &c->series[i];
        const char *measure = cp_facts_measure(c->actual, s->row);
        if (!s->n || is_assumed(measure) != assumed)
            continue;
        const struct cp_page_cell cell[] = {{.text = measure},
                                            {.text = name_of(c, s)},
                                            {.text = span_of(c, s)},
                                            {.value = s->plan},
                                            {.value = s->actual},
                                            {.value = s->actual - s->plan},
                                            {percent_of(c, s), 100 * relative(s)}};
        cp_page_add_row(page, cell, cp_facts_unit(c->actual, s->row));
    }
}

/* The assumption that was most off, in a sentence. */
static void add_sentence(struct comparison *c, struct cp_page *page) {
    const struct happened *worst = NULL;
    for (size_t i = 0; i < c->n && !worst; i++)
        if (c->series[i].n && is_assumed(cp_facts_measure(c->actual, c->series[i].row)))
            worst = &c->series[i];
    if (!worst)
        return;
    const char *name = name_of(c, worst), *measure = cp_facts_measure(c->actual, worst->row);
    double x = relative(worst);
    const char *text =
        isnan(x) || x == 0
            ? cp_arena_printf(&c->arena, "%s",
                              x == 0 ? "All that was assumed came as it was assumed."
                                     : "Something came where nothing was assumed.")
            : cp_arena_printf(&c->arena,
                              "Most off of what was assumed: %s%s%s, %.1f %% %s the plan over %s.",
                              measure, *name ? " of " : "", name, fabs(100 * x),
                              x > 0 ? "above" : "below", span_of(c, worst));
    if (text)
        cp_page_add_sentence(page, text);
}

/* Cost of energy: how much of the change is of the price, how much of the quantity. */
static void add_price_and_quantity(struct comparison *c, struct cp_page *page) {
    const struct happened *cost = NULL, *energy = NULL;
    for (size_t i = 0; i < c->n; i++) {
        const struct happened *s = &c->series[i];
        const char *measure = cp_facts_measure(c->actual, s->row);
        if (s->n && strcmp(measure, "energy") == 0 && !*name_of(c, s))
            energy = s;
        if (s->n && strcmp(measure, "cost") == 0 && strcmp(name_of(c, s), "energy") == 0)
            cost = s;
    }
    if (!cost || !energy || cost->from != energy->from || cost->until != energy->until ||
        energy->plan <= 0 || energy->actual <= 0)
        return;
    double was = cost->plan / energy->plan;
    const char *unit = cp_facts_unit(c->actual, cost->row);
    double part[3] = {cost->actual - cost->plan, (energy->actual - energy->plan) * was};
    char number[3][CP_PAGE_NUMBER_SIZE];
    part[2] = part[0] - part[1];
    for (size_t i = 0; i < 3; i++)
        cp_page_number(number[i], part[i], cp_page_digits(fabs(part[0])));
    const char *text = cp_arena_printf(
        &c->arena, "Energy cost %s %s more than planned: %s by the quantity, %s by the price.",
        number[0], unit, number[1], number[2]);
    if (text)
        cp_page_add_note(page, text);
}

/* What the plan has not: a name that is another, or a period outside of it. */
static void add_unplanned(struct comparison *c, struct cp_page *page) {
    const char **name = cp_arena_calloc(&c->arena, c->n + 1, sizeof *name);
    size_t n = 0;
    for (size_t i = 0; name && i < c->n; i++) {
        const struct happened *s = &c->series[i];
        const char *of = name_of(c, s);
        const char *text =
            s->n ? NULL
                 : cp_arena_printf(&c->arena, "%s%s%s", cp_facts_measure(c->actual, s->row),
                                   *of ? " " : "", of);
        if (text)
            name[n++] = text;
    }
    if (name)
        cp_page_add_names(page, "Came, and is not in the plan", name, n);
}

int cp_report_actual(const struct cp_facts *plan, const struct cp_facts *actual,
                     struct cp_page *page, struct cp_error *err) {
    struct comparison c = {.plan = plan, .actual = actual, .err = err};
    int rc = list_series(&c), got;
    c.planned = rc ? NULL : cp_arena_calloc(&c.arena, cp_facts_count(plan) + 1, sizeof *c.planned);
    if (rc == 0 && !c.planned)
        rc = cp_fail_nomem(err);
    for (size_t i = 0; i < c.n && rc != CP_ENOMEM; i++) {
        got = compare(&c, &c.series[i]);
        rc = got ? got : rc;
    }
    if (rc == 0) {
        sort_series(&c);
        cp_page_begin_section(page, "actual");
        cp_page_begin_part(page, "Plan and actual");
        add_sentence(&c, page);
        add_rows(&c, page, true);
        add_rows(&c, page, false);
        add_price_and_quantity(&c, page);
        add_unplanned(&c, page);
    }
    cp_arena_release(&c.arena);
    return rc;
}
