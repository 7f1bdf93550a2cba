/* The headline of a stream: its figures, each a row of a table. */
#include "store/stream/figure.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct find {
    const struct cp_facts *facts;
    struct cp_arena *arena;
    struct cp_error *err;
    bool wrote;            /* the command that the measure is of has written something */
    struct cp_period last; /* of what it has written */
};

struct row {
    struct cp_store_figure_kind kind;
    const char *measure;
    const char *word; /* of dimension kind, where the measure has several */
    /* The figure, or NaN when the stream has none: 0, or the code of a finding. */
    int (*of)(struct find *f, const struct row *r, struct cp_store_figure *out);
};

/* ---- how they are found ------------------------------------------------------------------ */

/* Commands leave out what is zero: 0 where the measure's command has written other facts. */
static double nothing(const struct find *f) {
    return f->wrote ? 0 : NAN;
}

static bool counts(const struct find *f, size_t row) {
    return cp_facts_is_plain(f->facts, row) &&
           strcmp(cp_facts_dim(f->facts, row, CP_SCENARIO), "-") == 0;
}

/* Sums by period, all dimensions together. */
static int totals(struct find *f, const struct row *r, struct cp_store_series *s) {
    return cp_store_series_read(f->facts, r->measure, "-", -1, s, f->err);
}

static int sum(struct find *f, const struct row *r, struct cp_store_figure *out) {
    struct cp_store_series s;
    int rc = totals(f, r, &s);
    if (rc)
        return rc;
    out->value = nothing(f);
    for (size_t i = 0; i < s.n; i++)
        out->value += s.entry[i].value;
    cp_store_series_release(&s);
    return 0;
}

static int capital(struct find *f, const struct row *r, struct cp_store_figure *out) {
    struct cp_store_series s;
    int rc = cp_store_series_read(f->facts, r->measure, "-", CP_KIND, &s, f->err);
    if (rc)
        return rc;
    out->value = nothing(f);
    for (size_t i = 0; i < s.n; i++) {
        const struct cp_cost_kind *kind = cp_facts_cost_kind_find(s.entry[i].name);
        if (kind && kind->role == CP_COST_CAPITAL)
            out->value += s.entry[i].value;
    }
    cp_store_series_release(&s);
    return 0;
}

static int peak(struct find *f, const struct row *r, struct cp_store_figure *out) {
    struct cp_store_series s;
    int rc = totals(f, r, &s);
    if (rc)
        return rc;
    out->value = nothing(f);
    for (size_t i = 0; i < s.n; i++)
        if (!(s.entry[i].value <= out->value))
            out->value = s.entry[i].value;
    cp_store_series_release(&s);
    return 0;
}

static int at_end(struct find *f, const struct row *r, struct cp_store_figure *out) {
    struct cp_store_series s;
    int rc = totals(f, r, &s);
    if (rc)
        return rc;
    out->value = f->wrote ? cp_store_series_at(&s, "", f->last) : NAN;
    cp_store_series_release(&s);
    return 0;
}

static int unmet_share(struct find *f, const struct row *r, struct cp_store_figure *out) {
    struct cp_store_series unmet, demand = {0};
    int rc = totals(f, r, &unmet);
    if (rc)
        return rc;
    size_t worst = 0;
    for (size_t i = 1; i < unmet.n; i++)
        if (unmet.entry[i].value > unmet.entry[worst].value)
            worst = i;
    out->value = nothing(f);
    rc = unmet.n ? cp_store_series_read(f->facts, "demand", "-", -1, &demand, f->err) : 0;
    if (rc == 0 && unmet.n) {
        double asked = cp_store_series_at(&demand, "", unmet.entry[worst].period);
        out->value = asked > 0 ? 100 * unmet.entry[worst].value / asked : NAN;
    }
    cp_store_series_release(&demand);
    cp_store_series_release(&unmet);
    return rc;
}

static int by_period(const void *a, const void *b) {
    return cp_store_by_period(((const struct cp_store_entry *)a)->period,
                              ((const struct cp_store_entry *)b)->period);
}

/* At each site the halls that are not energised, together, in the worst period. */
static int unpowered(struct find *f, const struct row *r, struct cp_store_figure *out) {
    struct cp_store_series halls, firm;
    int rc = cp_store_series_read(f->facts, r->measure, "-", CP_SITE, &halls, f->err);
    if (rc)
        return rc;
    rc = cp_store_series_read(f->facts, "energised", "-", CP_SITE, &firm, f->err);
    if (rc == 0) {
        out->value = nothing(f);
        for (size_t i = 0; i < halls.n; i++) {
            struct cp_store_entry *e = &halls.entry[i];
            e->value = fmax(0, e->value - cp_store_series_at(&firm, e->name, e->period));
        }
        qsort(halls.entry, halls.n, sizeof *halls.entry, by_period);
        double dark = 0;
        for (size_t i = 0; i < halls.n; i++) {
            bool same = i && by_period(&halls.entry[i - 1], &halls.entry[i]) == 0;
            dark = (same ? dark : 0) + halls.entry[i].value;
            out->value = fmax(out->value, dark);
        }
    }
    cp_store_series_release(&firm);
    cp_store_series_release(&halls);
    return rc;
}

/* ---- of single facts --------------------------------------------------------------------- */

static int least(struct find *f, const struct row *r, struct cp_store_figure *out) {
    struct cp_selection s;
    int rc = cp_store_select(f->facts, r->measure, r->kind.unit, &s, f->err);
    if (rc)
        return rc;
    for (size_t i = 0; i < s.n; i++)
        if (counts(f, s.row[i]))
            out->value = fmin(out->value, s.value[i]);
    cp_facts_selection_release(&s);
    return 0;
}

/* What a limit belongs to: "site hyperion, phase hyp-2, build-rate". */
static const char *name_limit(struct find *f, size_t row) {
    struct cp_str text = {0};
    for (int d = CP_REGION; d < CP_DIM_COUNT; d++) {
        const char *name = cp_facts_dim(f->facts, row, (enum cp_dim)d);
        if (strcmp(name, "-") == 0)
            continue;
        if (d == CP_KIND)
            cp_str_addf(&text, "%s%s", text.len ? ", " : "", name);
        else
            cp_str_addf(&text, "%s%s %s", text.len ? ", " : "", cp_facts_dim_name((enum cp_dim)d),
                        name);
    }
    const char *kept = text.oom ? NULL : cp_arena_strdup(f->arena, text.s ? text.s : "-");
    cp_str_release(&text);
    return kept;
}

static int largest(struct find *f, const struct row *r, struct cp_store_figure *out) {
    struct cp_selection s;
    int rc = cp_store_select(f->facts, r->measure, r->kind.unit, &s, f->err);
    if (rc)
        return rc;
    size_t most = SIZE_MAX;
    for (size_t i = 0; i < s.n; i++)
        if (counts(f, s.row[i]) && !isnan(s.value[i]) && !(s.value[i] <= out->value)) {
            out->value = s.value[i];
            most = s.row[i];
        }
    cp_facts_selection_release(&s);
    if (most == SIZE_MAX)
        return 0;
    out->note = name_limit(f, most);
    return out->note ? 0 : cp_fail_nomem(f->err);
}

/* The first that is of no period; of several entities that is the plan's first. */
static int single(struct find *f, const struct row *r, struct cp_store_figure *out) {
    struct cp_selection s;
    int rc = cp_store_select(f->facts, r->measure, r->kind.unit, &s, f->err);
    if (rc)
        return rc;
    for (size_t i = 0; i < s.n && isnan(out->value); i++)
        if (counts(f, s.row[i]) && strcmp(cp_facts_dim(f->facts, s.row[i], CP_PERIOD), "-") == 0 &&
            strcmp(cp_facts_dim(f->facts, s.row[i], CP_KIND), r->word) == 0)
            out->value = s.value[i];
    cp_facts_selection_release(&s);
    return 0;
}

/* ---- the table ---------------------------------------------------------------------------- */

/* clang-format off */
static const struct row rows[] = {
    {{"cost_discounted", "Cost, discounted", "USD"}, "objective", "-", single},
    {{"cost_total", "Cost, not discounted", "USD"}, "cost", NULL, sum},
    {{"capex", "Capex", "USD"}, "cost", NULL, capital},
    {{"debt_peak", "Debt at its peak", "USD"}, "debt", NULL, peak},
    {{"dscr_min", "Least debt coverage", "1"}, "dscr", NULL, least},
    {{"unmet_peak_share", "Work short at worst, of demand", "%"}, "unmet", NULL, unmet_share},
    {{"unmet_peak", "Work short at worst", "EFLOP/s"}, "unmet", NULL, peak},
    {{"halls_end", "Halls at the end", "MW"}, "halls", NULL, at_end},
    {{"power_end", "Power in use at the end", "MW"}, "power", NULL, at_end},
    {{"energised_end", "Energised at the end", "MW"}, "energised", NULL, at_end},
    {{"halls_unpowered_peak", "Halls without power at worst", "MW"}, "halls", NULL, unpowered},
    {{"gpu_end", "GPUs at the end", "GPU"}, "stock", NULL, at_end},
    {{"gpu_waiting_peak", "Chips waiting at worst", "GPU"}, "inventory", NULL, peak},
    {{"gpu_bought", "GPUs bought", "GPU"}, "buy", NULL, sum},
    {{"energy_total", "Energy", "MWh"}, "energy", NULL, sum},
    {{"emissions_total", "Emissions", "t"}, "emissions", NULL, sum},
    {{"gpu_hour_cash", "A GPU-hour, cash", "USD/GPU/h"}, "cost_per_gpu_hour", "cash", single},
    {{"gpu_hour_full", "A GPU-hour, full cost", "USD/GPU/h"}, "cost_per_gpu_hour", "full", single},
    {{"npv_equity", "NPV of equity", "USD"}, "npv", "equity", single},
    {{"irr_equity", "IRR of equity", "%"}, "irr", "equity", single},
    {{"binding_largest", "Limit that costs most", "USD"}, "binding", NULL, largest},
};
/* clang-format on */
enum { ROWS = sizeof rows / sizeof *rows };

const struct cp_store_figure_kind *cp_store_figure_find(const char *name) {
    for (size_t i = 0; i < ROWS; i++)
        if (strcmp(rows[i].kind.name, name) == 0)
            return &rows[i].kind;
    return NULL;
}

const struct cp_store_figure_kind *cp_store_figure_at(size_t i) {
    return i < ROWS ? &rows[i].kind : NULL;
}

/* ---- all of them ------------------------------------------------------------------------- */

/* What the command has written that writes the row's measure, and until when. */
static void look_at_writer(struct find *f, const struct row *r) {
    const char *writer = cp_facts_measure_find(r->measure)->writer, *text = NULL;
    bool mine = false;
    f->wrote = false;
    for (size_t i = 0; i < cp_facts_count(f->facts); i++) {
        struct cp_period p;
        if (cp_facts_measure(f->facts, i) != text) {
            text = cp_facts_measure(f->facts, i);
            const struct cp_measure *m = cp_facts_measure_find(text);
            mine = m && strcmp(m->writer, writer) == 0;
        }
        if (!mine || !counts(f, i))
            continue;
        const char *period = cp_facts_dim(f->facts, i, CP_PERIOD);
        if (cp_period_parse(period, strlen(period), &p) != 0)
            continue;
        if (!f->wrote || cp_period_end(p) > cp_period_end(f->last))
            f->last = p;
        f->wrote = true;
    }
}

/* The cost of a plan that decides for several scenarios is the expected one; each scenario's own
 * is kept beside it. */
static int add_scenarios(struct find *f, struct cp_store_headline *h) {
    struct cp_selection s;
    int rc = cp_store_select(f->facts, "objective", "USD", &s, f->err);
    for (size_t i = 0; rc == 0 && i < s.n; i++) {
        const char *scenario = cp_facts_dim(f->facts, s.row[i], CP_SCENARIO);
        struct cp_store_figure figure = {"cost_discounted", cp_arena_strdup(f->arena, scenario),
                                         "USD", s.value[i], NULL};
        if (strcmp(scenario, "-") != 0)
            rc = cp_store_headline_add(h, f->arena, figure, f->err);
    }
    cp_facts_selection_release(&s);
    if (rc || cp_store_headline_find(h, "cost_discounted"))
        return rc;
    rc = cp_store_select(f->facts, "expected_cost", "USD", &s, f->err);
    if (rc)
        return rc;
    if (s.n)
        rc = cp_store_headline_add(
            h, f->arena,
            (struct cp_store_figure){"cost_discounted", "-", "USD", s.value[0], "expected"},
            f->err);
    cp_facts_selection_release(&s);
    return rc;
}

int cp_store_headline(const struct cp_facts *facts, const struct cp_plan *plan,
                      struct cp_arena *arena, struct cp_store_headline *out, struct cp_error *err) {
    struct find f = {.facts = facts, .arena = arena, .err = err};
    const char *writer = "";
    *out = (struct cp_store_headline){0};
    for (size_t i = 0; i < ROWS; i++) {
        const struct row *r = &rows[i];
        struct cp_store_figure figure = {r->kind.name, "-", r->kind.unit, NAN, NULL};
        if (strcmp(cp_facts_measure_find(r->measure)->writer, writer) != 0) {
            writer = cp_facts_measure_find(r->measure)->writer;
            look_at_writer(&f, r);
        }
        int rc = r->of(&f, r, &figure);
        if (rc)
            return rc;
        rc = cp_store_headline_add(out, arena, figure, err);
        if (rc)
            return rc;
    }
    int rc = cp_store_add_kinds(facts, plan, arena, out, err);
    if (rc)
        return rc;
    return add_scenarios(&f, out);
}
