/* How what happened is shown: which assumption was most off, then what followed. */
#include "report/actual.h"
#include <math.h>
#include <string.h>

/* The text, or "" where there was no memory for it, noted. */
static const char *kept(struct cp_report_comparison *c, const char *text) {
    c->oom |= !text;
    return text ? text : "";
}

static const char *name_of(struct cp_report_comparison *c, const struct cp_report_happened *s) {
    struct cp_str b = {0};
    for (size_t k = 0; k < cp_facts_columns(c->actual); k++) {
        const char *text = cp_facts_column_text(c->actual, s->row, k);
        if (k != CP_PERIOD && strcmp(text, "-") != 0)
            cp_str_addf(&b, "%s%s", b.len ? " " : "", text);
    }
    const char *name = kept(c, b.oom ? NULL : cp_arena_strdup(&c->arena, b.s ? b.s : ""));
    cp_str_release(&b);
    return name;
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

static double relative(const struct cp_report_happened *s) {
    return s->plan != 0 ? (s->actual - s->plan) / fabs(s->plan) : s->actual == 0 ? 0 : NAN;
}

static double off(const struct cp_report_happened *s) {
    double x = fabs(relative(s));
    return isnan(x) ? HUGE_VAL : x;
}

/* The most off first; ties stay in the order of what happened. */
static void sort_series(struct cp_report_comparison *c) {
    for (size_t i = 1; i < c->n; i++)
        for (size_t k = i; k > 0 && off(&c->series[k]) > off(&c->series[k - 1]); k--) {
            struct cp_report_happened spare = c->series[k];
            c->series[k] = c->series[k - 1];
            c->series[k - 1] = spare;
        }
}

static const char *span_of(struct cp_report_comparison *c, const struct cp_report_happened *s) {
    char from[CP_PERIOD_SIZE], last[CP_PERIOD_SIZE];
    cp_period_format(from, cp_period_at(CP_MONTH, s->from));
    cp_period_format(last, cp_period_at(CP_MONTH, s->until - 1));
    const char *text = strcmp(from, last) == 0 ? cp_arena_strdup(&c->arena, from)
                                               : cp_arena_printf(&c->arena, "%s to %s", from, last);
    return kept(c, text);
}

static const char *percent_of(struct cp_report_comparison *c, const struct cp_report_happened *s) {
    double x = relative(s);
    const char *text = isnan(x) ? "-" : cp_arena_printf(&c->arena, "%+.1f %%", 100 * x);
    return kept(c, text);
}

static void add_rows(struct cp_report_comparison *c, struct cp_page *page, bool assumed) {
    const struct cp_page_column column[] = {
        {.title = ""},
        {.title = ""},
        {.title = "over"},
        {.title = "plan", .right = true},
        {.title = "actual", .right = true},
        {.title = "change", .right = true},
        {.title = "%", .right = true},
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
        const struct cp_report_happened *s = &c->series[i];
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

/* A bar a series, where there are pictures. */
static void add_chart(struct cp_report_comparison *c, struct cp_page *page) {
    enum { MOST_BARS = 10 };
    static const char *const point[] = {"of the plan"};
    size_t n = 0;
    for (size_t i = 0; i < c->n && n < MOST_BARS; i++) {
        const struct cp_report_happened *s = &c->series[i];
        const double value = 100 * relative(s);
        if (!s->n || isnan(value))
            continue;
        const char *name =
            kept(c, cp_arena_printf(&c->arena, "%s %s", cp_facts_measure(c->actual, s->row),
                                    name_of(c, s)));
        if (n++ == 0) {
            const char *title =
                cp_arena_printf(&c->arena, "Most off the plan: %s, %s", name, percent_of(c, s));
            cp_page_add_chart(page,
                              &(struct cp_page_chart){
                                  .kind = CP_PAGE_RANKED,
                                  .title = kept(c, title),
                                  .subtitle = "What came less what was planned, % of the plan",
                                  .description = "How far each came from what was planned.",
                                  .point = point,
                                  .npoint = 1,
                                  .scale = {"%", 1}});
        }
        cp_page_add_series(page,
                           &(struct cp_page_series){.name = name,
                                                    .mark = CP_PAGE_BAR,
                                                    .ink = value < 0 ? CP_PAGE_SHORT : CP_PAGE_USE,
                                                    .value = &value});
    }
}

/* The assumption that was most off, in a sentence. */
static void add_sentence(struct cp_report_comparison *c, struct cp_page *page) {
    const struct cp_report_happened *worst = NULL;
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
    cp_page_add_sentence(page, kept(c, text));
}

/* Cost of energy: how much of the change is of the price, how much of the quantity. */
static void add_price_and_quantity(struct cp_report_comparison *c, struct cp_page *page) {
    const struct cp_report_happened *cost = NULL, *energy = NULL;
    for (size_t i = 0; i < c->n; i++) {
        const struct cp_report_happened *s = &c->series[i];
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
    cp_page_add_note(page, kept(c, text));
}

/* What the plan has not: a name that is another, or a period outside of it. */
static void add_unplanned(struct cp_report_comparison *c, struct cp_page *page) {
    const char **name = cp_arena_calloc(&c->arena, c->n + 1, sizeof *name);
    size_t n = 0;
    for (size_t i = 0; name && i < c->n; i++) {
        const struct cp_report_happened *s = &c->series[i];
        const char *of = name_of(c, s);
        if (!s->n)
            name[n++] =
                kept(c, cp_arena_printf(&c->arena, "%s%s%s", cp_facts_measure(c->actual, s->row),
                                        *of ? " " : "", of));
    }
    c->oom |= !name;
    if (name)
        cp_page_add_names(page, "Came, and is not in the plan", name, n);
}

void cp_report_show_actual(struct cp_report_comparison *c, struct cp_page *page) {
    sort_series(c);
    cp_page_begin_section(page, "actual");
    cp_page_begin_part(page, "Plan and actual");
    add_sentence(c, page);
    add_chart(c, page);
    add_rows(c, page, true);
    add_rows(c, page, false);
    add_price_and_quantity(c, page);
    add_unplanned(c, page);
}
