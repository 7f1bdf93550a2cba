/* Who says how likely events are, what each costs, and what is decided now whatever comes. */
#include "report/events.h"
#include "tree/tree.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- scenarios ------------------------------------------------------------------------------- */

static const struct cp_report_future *find(const struct cp_report_futures *f, const char *name) {
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->of[i].name, name) == 0)
            return &f->of[i];
    return NULL;
}

/* Names of the events in a scenario's, "s3+ban@2028+bust@2029". */
static void add_events(struct cp_report *r, struct cp_report_futures *f, const char *scenario) {
    for (const char *at = strchr(scenario, '+'); at; at = strchr(at + 1, '+')) {
        size_t len = strcspn(at + 1, "@+");
        char *name = at[1 + len] == '@' ? cp_report_reserve(r, len + 1, 1) : NULL;
        if (name)
            memcpy(name, at + 1, len);
        if (name && len)
            f->event[f->nevent++] = name;
    }
}

static size_t count_events(const char *scenario) {
    size_t n = 0;
    for (const char *at = strchr(scenario, '+'); at; at = strchr(at + 1, '+'))
        n++;
    return n;
}

int cp_report_read_futures(struct cp_report *r, struct cp_report_futures *f) {
    struct cp_selection p = {0}, cost = {0};
    size_t nevent = 0;
    *f = (struct cp_report_futures){0};
    int rc = cp_facts_select(r->facts, "scenario_probability", NULL, &p, r->err);
    if (rc == 0)
        rc = cp_facts_select(r->facts, "objective", "USD", &cost, r->err);
    f->of = rc ? NULL : cp_report_reserve(r, p.n + 1, sizeof *f->of);
    for (size_t i = 0; f->of && i < p.n; i++) {
        const char *name = cp_facts_dim(r->facts, p.row[i], CP_SCENARIO);
        r->shown[p.row[i]] = true;
        if (strcmp(name, "-") == 0)
            continue;
        f->of[f->n++] = (struct cp_report_future){name, p.value[i], NAN};
        nevent += count_events(name);
    }
    f->event = rc ? NULL : cp_report_reserve(r, nevent + 1, sizeof *f->event);
    for (size_t i = 0; f->event && f->of && i < f->n; i++)
        add_events(r, f, f->of[i].name);
    if (f->event && f->nevent > 1)
        f->nevent = cp_report_distinct_names(f->event, f->nevent);
    for (size_t i = 0; f->of && i < cost.n; i++) {
        struct cp_report_future *of =
            (struct cp_report_future *)find(f, cp_facts_dim(r->facts, cost.row[i], CP_SCENARIO));
        if (of && cp_facts_is_plain(r->facts, cost.row[i]))
            of->cost = cost.value[i];
    }
    cp_facts_selection_release(&p);
    cp_facts_selection_release(&cost);
    return rc;
}

/* Means of the scenarios with the event and without, by probability; NaN where there are none. */
struct cp_report_event cp_report_event_of(const struct cp_report_futures *f, const char *event) {
    double weight[2] = {0}, sum[2] = {0}, all = 0;
    for (size_t i = 0; i < f->n; i++) {
        bool with = cp_tree_has_event(f->of[i].name, event);
        all += f->of[i].probability;
        weight[with] += f->of[i].probability;
        sum[with] += f->of[i].probability * f->of[i].cost;
    }
    return (struct cp_report_event){all > 0 ? weight[1] / all : NAN,
                                    weight[1] > 0 ? sum[1] / weight[1] : NAN,
                                    weight[0] > 0 ? sum[0] / weight[0] : NAN};
}

/* ---- tables ---------------------------------------------------------------------------------- */

static const struct cp_report_measure breach = {
    "breach_probability", "%", .by = {CP_ENTITY, CP_TRANCHE}, .aggregate = MOST, .sparse = true};

/* "35.2", of a share; "-": none. */
static struct cp_page_cell percent(struct cp_report *r, double x) {
    return (struct cp_page_cell){isnan(x) ? "-" : cp_report_number(r, 100 * x), 100 * x};
}

/* What the market of this weight says last of that kind; NaN: nothing. */
static double quoted(const struct cp_facts *t, const struct cp_selection *said, size_t weight,
                     const char *kind) {
    static const enum cp_dim same[] = {CP_NAME, CP_VENUE};
    const char *day = NULL;
    double value = NAN;
    for (size_t i = 0; i < said->n; i++) {
        const char *own = cp_facts_dim(t, said->row[i], CP_PERIOD);
        bool is = strcmp(cp_facts_dim(t, said->row[i], CP_KIND), kind) == 0;
        for (size_t d = 0; d < 2 && is; d++)
            is = strcmp(cp_facts_dim(t, said->row[i], same[d]), cp_facts_dim(t, weight, same[d])) ==
                 0;
        if (!is || (day && strcmp(own, day) < 0))
            continue;
        day = own;
        value = said->value[i];
    }
    return value;
}

/* Who says what of each event, and how much it counts. */
static int add_sources(struct cp_report *r) {
    static const struct cp_page_column column[] = {{.title = "event"},
                                                   {.title = "venue"},
                                                   {.title = "market"},
                                                   {.title = "says", .right = true},
                                                   {.title = "bid", .right = true},
                                                   {.title = "ask", .right = true},
                                                   {.title = "weight", .right = true}};
    struct cp_selection said, weight = {0};
    int rc = cp_facts_select(r->facts, "market_probability", NULL, &said, r->err);
    if (rc == 0)
        rc = cp_facts_select(r->facts, "market_weight", NULL, &weight, r->err);
    cp_page_add_table(r->page, &(struct cp_page_table){.title = "Who says so",
                                                       .subtitle = "%",
                                                       .description =
                                                           "What each market says of an event, and "
                                                           "its part of the weight of all of them.",
                                                       .column = column,
                                                       .ncolumn = sizeof column / sizeof *column,
                                                       .nlabel = 2});
    for (size_t i = 0; i < said.n && rc == 0; i++)
        r->shown[said.row[i]] = true;
    for (size_t i = 0; i < weight.n && rc == 0; i++) {
        size_t row = weight.row[i];
        r->shown[row] = true;
        cp_page_add_row(r->page,
                        (struct cp_page_cell[]){{.text = cp_facts_dim(r->facts, row, CP_EVENT)},
                                                {.text = cp_facts_dim(r->facts, row, CP_VENUE)},
                                                {.text = cp_facts_dim(r->facts, row, CP_NAME)},
                                                percent(r, quoted(r->facts, &said, row, "-")),
                                                percent(r, quoted(r->facts, &said, row, "bid")),
                                                percent(r, quoted(r->facts, &said, row, "ask")),
                                                percent(r, weight.value[i])},
                        NULL);
    }
    cp_facts_selection_release(&said);
    cp_facts_selection_release(&weight);
    return rc;
}

static struct cp_page_cell money(struct cp_report *r, double x) {
    return (struct cp_page_cell){isnan(x) ? "-" : cp_report_money(r, x), x};
}

/* The one of an event; NaN: none. */
static double fact_of(struct cp_report *r, const struct cp_selection *of, const char *event,
                      const char *kind) {
    double value = NAN;
    for (size_t i = 0; i < of->n; i++)
        if (strcmp(cp_facts_dim(r->facts, of->row[i], CP_EVENT), event) == 0 &&
            strcmp(cp_facts_dim(r->facts, of->row[i], CP_KIND), kind) == 0) {
            r->shown[of->row[i]] = true;
            value = of->value[i];
        }
    return value;
}

static int add_costs(struct cp_report *r, const struct cp_report_futures *f) {
    static const struct cp_page_column column[] = {{.title = "event"},
                                                   {.title = "odds", .unit = "%", .right = true},
                                                   {.title = "cost with it", .right = true},
                                                   {.title = "without", .right = true},
                                                   {.title = "it costs", .right = true},
                                                   {.title = "odds up by", .right = true},
                                                   {.title = "as decided", .right = true},
                                                   {.title = "decided anew", .right = true}};
    struct cp_selection by_how_much, effect = {0};
    int rc = cp_facts_select(r->facts, "odds_move", NULL, &by_how_much, r->err);
    if (rc == 0)
        rc = cp_facts_select(r->facts, "odds_effect", NULL, &effect, r->err);
    cp_page_add_table(
        r->page,
        &(struct cp_page_table){
            .title = "What each event costs",
            .description = "Mean discounted cost of the scenarios in which the event comes, and "
                           "of the others; and what the expected cost rises by when its odds do, "
                           "with what is decided as it is, and decided anew.",
            .column = column,
            .ncolumn = sizeof column / sizeof *column,
            .nlabel = 1});
    for (size_t e = 0; e < f->nevent && rc == 0; e++) {
        const char *name = f->event[e];
        struct cp_report_event of = cp_report_event_of(f, name);
        double by = fact_of(r, &by_how_much, name, "-");
        bool moved = !isnan(by);
        double points = moved ? by : .1;
        double held = moved ? fact_of(r, &effect, name, "held") : points * (of.with - of.without);
        double anew = moved ? fact_of(r, &effect, name, "anew") : NAN;
        const char *up = cp_arena_printf(&r->arena, "%s points", cp_report_number(r, 100 * points));
        cp_page_add_row(r->page,
                        (struct cp_page_cell[]){{.text = name},
                                                percent(r, of.odds),
                                                money(r, of.with),
                                                money(r, of.without),
                                                money(r, of.with - of.without),
                                                {cp_report_kept(r, up), points},
                                                money(r, held),
                                                money(r, anew)},
                        NULL);
    }
    cp_facts_selection_release(&by_how_much);
    cp_facts_selection_release(&effect);
    return rc;
}

/* ---- what is decided now -----------------------------------------------------------------------
 */

static const char *const decisions[] = {"build",      "buy",        "contract", "plant",
                                        "line_build", "link_build", "accepted", NULL};

static bool is_decision(const char *measure) {
    for (size_t i = 0; decisions[i]; i++)
        if (strcmp(decisions[i], measure) == 0)
            return true;
    return false;
}

/* A decision of one thing: of the first stage, and so the same in all scenarios. */
struct decided {
    const char *what, *of, *unit;
    double sum;
    struct cp_period first, last;
    bool timed;
};

static const char *thing_of(struct cp_report *r, size_t row) {
    const char *thing = cp_report_dim_text(r, row, THING);
    const char *sku = cp_facts_dim(r->facts, row, CP_SKU),
               *name = cp_facts_dim(r->facts, row, CP_NAME);
    return *thing ? thing : strcmp(sku, "-") ? sku : name;
}

static void count(struct cp_report *r, size_t row, struct decided *d, size_t *n) {
    const char *what = cp_facts_measure(r->facts, row), *of = thing_of(r, row);
    const char *text = cp_facts_dim(r->facts, row, CP_PERIOD);
    struct cp_period p;
    double x = cp_facts_value(r->facts, row);
    size_t i = 0;
    if (!(fabs(x) > 1e-9))
        return;
    while (i < *n && (strcmp(d[i].what, what) || strcmp(d[i].of, of)))
        i++;
    if (i == *n)
        d[(*n)++] = (struct decided){.what = what, .of = of, .unit = cp_facts_unit(r->facts, row)};
    bool stands = strcmp(what, "contract") == 0; /* in force, not added period by period */
    d[i].sum = !stands ? d[i].sum + x : fmax(d[i].sum, x);
    if (cp_period_parse(text, strlen(text), &p) != 0)
        return;
    if (!d[i].timed || cp_report_compare_periods(p, d[i].first) < 0)
        d[i].first = p;
    if (!d[i].timed || cp_report_compare_periods(p, d[i].last) > 0)
        d[i].last = p;
    d[i].timed = true;
}

static const char *when(struct cp_report *r, const struct decided *d) {
    char first[CP_PERIOD_SIZE], last[CP_PERIOD_SIZE];
    if (!d->timed)
        return "";
    cp_period_format(first, d->first);
    cp_period_format(last, d->last);
    return cp_report_kept(r, strcmp(first, last) == 0
                                 ? cp_arena_strdup(&r->arena, first)
                                 : cp_arena_printf(&r->arena, "%s to %s", first, last));
}

/* Facts without a scenario, of a stream that has scenarios: decided before it is known which comes.
 */
static void add_decisions(struct cp_report *r) {
    static const struct cp_page_column column[] = {{.title = "decision"},
                                                   {.title = "of"},
                                                   {.title = "quantity", .right = true},
                                                   {.title = "when"}};
    size_t n = 0, rows = cp_facts_count(r->facts);
    struct decided *d = cp_report_reserve(r, rows + 1, sizeof *d);
    for (size_t i = 0; d && i < rows; i++)
        if (is_decision(cp_facts_measure(r->facts, i)) && cp_facts_is_plain(r->facts, i) &&
            strcmp(cp_facts_dim(r->facts, i, CP_SCENARIO), "-") == 0)
            count(r, i, d, &n);
    cp_page_add_table(
        r->page, &(struct cp_page_table){.title = "What is decided now, whatever comes",
                                         .description = "Decisions of the first stage, the same in "
                                                        "all scenarios.",
                                         .open = true,
                                         .column = column,
                                         .ncolumn = sizeof column / sizeof *column,
                                         .nlabel = 2});
    for (size_t i = 0; i < n; i++)
        cp_page_add_row(
            r->page,
            (struct cp_page_cell[]){
                {.text = d[i].what},
                {.text = d[i].of},
                {cp_report_kept(r, cp_arena_printf(&r->arena, "%s %s",
                                                   cp_report_number(r, d[i].sum), d[i].unit)),
                 d[i].sum},
                {.text = when(r, &d[i])}},
            NULL);
}

static void add_expected(struct cp_report *r, const struct cp_report_futures *f) {
    struct cp_report_measure cost = {"expected_cost", "USD", .timeless = true},
                             worst = {"cvar", "USD", .timeless = true};
    struct cp_report_panel p[2];
    if (cp_report_read(r, &cost, 1, &p[0]) || cp_report_read(r, &worst, 1, &p[1]) || !p[0].ngroup ||
        isnan(p[0].group[0].value[0]))
        return;
    const char *text = cp_arena_printf(
        &r->arena, "Over %zu scenarios the cost is expected to be %s%s%s.", f->n,
        cp_report_money(r, p[0].group[0].value[0]), p[1].ngroup ? ", in the worst of them " : "",
        p[1].ngroup ? cp_report_money(r, p[1].group[0].value[0]) : "");
    cp_page_add_note(r->page, cp_report_kept(r, text));
}

int cp_report_events(struct cp_report *r) {
    struct cp_report_panel p;
    struct cp_report_futures f;
    int rc = cp_report_read(r, &breach, 1, &p);
    if (rc == 0)
        rc = cp_report_read_futures(r, &f);
    if (rc == 0)
        rc = add_sources(r);
    if (rc)
        return rc;
    if (f.nevent) {
        rc = add_costs(r, &f);
        add_expected(r, &f);
    }
    if (rc)
        return rc;
    if (f.n)
        add_decisions(r);
    cp_report_open_table(
        r, (struct cp_page_table){.title = "How likely a covenant is breached",
                                  .subtitle = "%, of the scenarios",
                                  .description = "Part of the scenarios in which the covenant is "
                                                 "breached in the year, by their probability."});
    cp_report_groups(r, &breach, &p, NULL);
    return 0;
}
