/* The headline of a stream: its figures, each a row of a table. */
#include "store/stream/figure.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct find {
    const struct cp_store_part *part;
    struct cp_arena *arena;
    struct cp_error *err;
    const char *writer;    /* looked at last: */
    bool wrote;            /* it has written something, */
    struct cp_period last; /* until then */
};

struct row {
    struct cp_store_figure_kind kind;
    const char *word; /* of dimension kind, where the measure has several */
    /* The figure, or NaN when the stream has none: 0, or the code of a finding. */
    int (*of)(struct find *f, const struct row *r, struct cp_store_figure *out);
};

/* ---- how they are found ------------------------------------------------------------------ */

static bool counts(const struct find *f, size_t row) {
    return cp_facts_is_plain(f->part->facts, row) &&
           strcmp(cp_facts_dim(f->part->facts, row, CP_SCENARIO), f->part->scenario) == 0;
}

/* What the command has written that writes the row's measure, and until when. */
static void look_at_writer(struct find *f, const struct row *r) {
    const struct cp_store_part *part = f->part;
    const struct cp_facts *t = part->facts;
    const char *writer = cp_facts_measure_find(r->kind.measure)->writer, *text = NULL;
    bool mine = false;
    if (f->writer && strcmp(f->writer, writer) == 0)
        return;
    f->writer = writer;
    f->wrote = false;
    for (size_t k = 0; k < (part->row ? part->n : cp_facts_count(t)); k++) {
        size_t i = part->row ? part->row[k] : k;
        struct cp_period p;
        if (cp_facts_measure(t, i) != text) {
            text = cp_facts_measure(t, i);
            const struct cp_measure *m = cp_facts_measure_find(text);
            mine = m && strcmp(m->writer, writer) == 0;
        }
        if (!mine || !counts(f, i))
            continue;
        const char *period = cp_facts_dim(t, i, CP_PERIOD);
        if (cp_period_parse(period, strlen(period), &p) != 0)
            continue;
        if (!f->wrote || cp_period_end(p) > cp_period_end(f->last))
            f->last = p;
        f->wrote = true;
    }
}

/* Commands leave out what is zero: 0 where the measure's command has written other facts. */
static double nothing(struct find *f, const struct row *r) {
    look_at_writer(f, r);
    return f->wrote ? 0 : NAN;
}

/* The period that a figure is of. */
static int note_period(struct find *f, struct cp_period period, struct cp_store_figure *out) {
    char text[CP_PERIOD_SIZE];
    cp_period_format(text, period);
    out->note = cp_arena_strdup(f->arena, text);
    return out->note ? 0 : cp_fail_nomem(f->err);
}

/* Sums by period, all dimensions together. */
static int totals(struct find *f, const char *measure, struct cp_store_series *s) {
    return cp_store_series_read(f->part, measure, -1, s, f->err);
}

/* The entry of the largest value, the first of them; of a series that has some. */
static const struct cp_store_entry *worst(const struct cp_store_series *s) {
    const struct cp_store_entry *e = s->entry;
    for (size_t i = 1; i < s->n; i++)
        if (s->entry[i].value > e->value)
            e = &s->entry[i];
    return e;
}

static int sum(struct find *f, const struct row *r, struct cp_store_figure *out) {
    struct cp_store_series s;
    int rc = totals(f, r->kind.measure, &s);
    if (rc)
        return rc;
    out->value = s.n ? 0 : nothing(f, r);
    for (size_t i = 0; i < s.n; i++)
        out->value += s.entry[i].value;
    cp_store_series_release(&s);
    return 0;
}

static int capital(struct find *f, const struct row *r, struct cp_store_figure *out) {
    struct cp_store_series s;
    int rc = cp_store_series_read(f->part, r->kind.measure, CP_KIND, &s, f->err);
    if (rc)
        return rc;
    out->value = s.n ? 0 : nothing(f, r);
    for (size_t i = 0; i < s.n; i++) {
        const struct cp_cost_kind *kind = cp_facts_cost_kind_find(s.entry[i].name);
        if (kind && kind->role == CP_COST_CAPITAL)
            out->value += s.entry[i].value;
    }
    cp_store_series_release(&s);
    return 0;
}

/* Above 0, with its period; else 0. */
static int note_peak(struct find *f, double value, struct cp_period period,
                     struct cp_store_figure *out) {
    out->value = fmax(value, 0);
    return value > 0 ? note_period(f, period, out) : 0;
}

static int peak(struct find *f, const struct row *r, struct cp_store_figure *out) {
    struct cp_store_series s;
    int rc = totals(f, r->kind.measure, &s);
    if (rc)
        return rc;
    out->value = s.n ? 0 : nothing(f, r);
    if (s.n)
        rc = note_peak(f, worst(&s)->value, worst(&s)->period, out);
    cp_store_series_release(&s);
    return rc;
}

static int at_end(struct find *f, const struct row *r, struct cp_store_figure *out) {
    struct cp_store_series s;
    int rc = totals(f, r->kind.measure, &s);
    if (rc)
        return rc;
    out->value = nothing(f, r);
    if (f->wrote)
        out->value = cp_store_series_at(&s, "", f->last);
    cp_store_series_release(&s);
    return 0;
}

/* Work that is short in the worst period, or its share of the demand then. What is less than a
 * millionth of the largest demand is a solver's tolerance. */
static int shortage(struct find *f, const struct row *r, bool share, struct cp_store_figure *out) {
    struct cp_store_series unmet, demand = {0};
    int rc = totals(f, r->kind.measure, &unmet);
    if (rc == 0)
        rc = totals(f, "demand", &demand);
    out->value = unmet.n ? 0 : nothing(f, r);
    if (rc == 0 && unmet.n) {
        const struct cp_store_entry *most = worst(&unmet);
        double asked = cp_store_series_at(&demand, "", most->period);
        bool some = most->value > (demand.n ? 1e-6 * worst(&demand)->value : 0);
        if (share && !(asked > 0))
            out->value = NAN;
        else if (some)
            rc = note_peak(f, share ? 100 * most->value / asked : most->value, most->period, out);
    }
    cp_store_series_release(&demand);
    cp_store_series_release(&unmet);
    return rc;
}
static int unmet_peak(struct find *f, const struct row *r, struct cp_store_figure *out) {
    return shortage(f, r, false, out);
}
static int unmet_share(struct find *f, const struct row *r, struct cp_store_figure *out) {
    return shortage(f, r, true, out);
}

static int by_period(const void *a, const void *b) {
    return cp_store_by_period(((const struct cp_store_entry *)a)->period,
                              ((const struct cp_store_entry *)b)->period);
}

/* At each site the halls that are not energised, together, in the worst period. */
static int unpowered(struct find *f, const struct row *r, struct cp_store_figure *out) {
    struct cp_store_series halls, firm = {0};
    int rc = cp_store_series_read(f->part, r->kind.measure, CP_SITE, &halls, f->err);
    if (rc == 0)
        rc = cp_store_series_read(f->part, "energised", CP_SITE, &firm, f->err);
    for (size_t i = 0; rc == 0 && i < halls.n; i++) {
        struct cp_store_entry *e = &halls.entry[i];
        e->value = fmax(0, e->value - cp_store_series_at(&firm, e->name, e->period));
    }
    out->value = halls.n ? 0 : nothing(f, r);
    if (rc == 0 && halls.n) {
        qsort(halls.entry, halls.n, sizeof *halls.entry, by_period);
        for (size_t i = 1; i < halls.n; i++)
            if (by_period(&halls.entry[i - 1], &halls.entry[i]) == 0)
                halls.entry[i].value += halls.entry[i - 1].value;
        rc = note_peak(f, worst(&halls)->value, worst(&halls)->period, out);
    }
    cp_store_series_release(&firm);
    cp_store_series_release(&halls);
    return rc;
}

/* ---- of single facts --------------------------------------------------------------------- */

/* What a fact belongs to: "site hyperion, phase hyp-2, build-rate". */
static int note_thing(struct find *f, size_t row, struct cp_store_figure *out) {
    struct cp_str text = {0};
    for (int d = CP_REGION; d < CP_DIM_COUNT; d++) {
        const char *name = cp_facts_dim(f->part->facts, row, (enum cp_dim)d);
        if (strcmp(name, "-") == 0)
            continue;
        if (d == CP_KIND)
            cp_str_addf(&text, "%s%s", text.len ? ", " : "", name);
        else
            cp_str_addf(&text, "%s%s %s", text.len ? ", " : "", cp_facts_dim_name((enum cp_dim)d),
                        name);
    }
    if (strcmp(cp_facts_dim(f->part->facts, row, CP_PERIOD), "-") != 0)
        cp_str_addf(&text, "%s%s", text.len ? ", " : "",
                    cp_facts_dim(f->part->facts, row, CP_PERIOD));
    out->note = text.oom ? NULL : cp_arena_strdup(f->arena, text.s ? text.s : "-");
    cp_str_release(&text);
    return out->note ? 0 : cp_fail_nomem(f->err);
}

/* The fact whose value, times `sign`, is largest, the first of them, and what it belongs to. */
static int extreme(struct find *f, const struct row *r, int sign, struct cp_store_figure *out) {
    struct cp_selection s;
    int rc = cp_store_select_of(f->part, r->kind.measure, r->kind.unit, &s, f->err);
    if (rc)
        return rc;
    size_t most = SIZE_MAX;
    for (size_t i = 0; i < s.n; i++)
        if (counts(f, s.row[i]) && !isnan(s.value[i]) &&
            !(sign * s.value[i] <= sign * out->value)) {
            out->value = s.value[i];
            most = s.row[i];
        }
    cp_facts_selection_release(&s);
    return most == SIZE_MAX ? 0 : note_thing(f, most, out);
}
static int least(struct find *f, const struct row *r, struct cp_store_figure *out) {
    return extreme(f, r, -1, out);
}
static int largest(struct find *f, const struct row *r, struct cp_store_figure *out) {
    return extreme(f, r, 1, out);
}

/* The first that is of no period; of several entities that is the plan's first. */
static int single(struct find *f, const struct row *r, struct cp_store_figure *out) {
    struct cp_selection s;
    int rc = cp_store_select_of(f->part, r->kind.measure, r->kind.unit, &s, f->err);
    if (rc)
        return rc;
    for (size_t i = 0; i < s.n && isnan(out->value); i++)
        if (counts(f, s.row[i]) &&
            strcmp(cp_facts_dim(f->part->facts, s.row[i], CP_PERIOD), "-") == 0 &&
            strcmp(cp_facts_dim(f->part->facts, s.row[i], CP_KIND), r->word) == 0)
            out->value = s.value[i];
    cp_facts_selection_release(&s);
    return 0;
}

/* ---- the table ---------------------------------------------------------------------------- */

/* clang-format off */
static const struct row rows[] = {
    {{"cost_discounted", "Cost, discounted", "USD", "objective"}, "-", single},
    {{"cost_total", "Cost, not discounted", "USD", "cost"}, NULL, sum},
    {{"capex", "Capex", "USD", "cost"}, NULL, capital},
    {{"debt_peak", "Debt at its peak", "USD", "debt"}, NULL, peak},
    {{"dscr_min", "Least debt coverage", "1", "dscr"}, NULL, least},
    {{"unmet_peak_share", "Work short at worst, of demand", "%", "unmet"}, NULL, unmet_share},
    {{"unmet_peak", "Work short at worst", "EFLOP/s", "unmet"}, NULL, unmet_peak},
    {{"halls_end", "Halls at the end", "MW", "halls"}, NULL, at_end},
    {{"power_end", "Power in use at the end", "MW", "power"}, NULL, at_end},
    {{"energised_end", "Halls with firm supply at the end", "MW", "energised"}, NULL, at_end},
    {{"halls_unpowered_peak", "Halls without power at worst", "MW", "halls"}, NULL, unpowered},
    {{"gpu_end", "GPUs at the end", "GPU", "stock"}, NULL, at_end},
    {{"gpu_waiting_peak", "Chips waiting at worst", "GPU", "inventory"}, NULL, peak},
    {{"gpu_bought", "GPUs bought", "GPU", "buy"}, NULL, sum},
    {{"energy_total", "Energy", "MWh", "energy"}, NULL, sum},
    {{"emissions_total", "Emissions", "t", "emissions"}, NULL, sum},
    {{"gpu_hour_cash", "A GPU-hour, cash", "USD/GPU/h", "cost_per_gpu_hour"}, "cash", single},
    {{"gpu_hour_full", "A GPU-hour, full cost", "USD/GPU/h", "cost_per_gpu_hour"}, "full", single},
    {{"npv_equity", "NPV of equity", "USD", "npv"}, "equity", single},
    {{"irr_equity", "IRR of equity", "%", "irr"}, "equity", single},
    {{"binding_largest", "Limit that costs most", "USD", "binding"}, NULL, largest},
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

const char *cp_store_figure_nearest(const char *name) {
    const char *names[ROWS];
    for (size_t i = 0; i < ROWS; i++)
        names[i] = rows[i].kind.name;
    return cp_nearest(name, names, ROWS);
}

/* ---- of a stream ------------------------------------------------------------------------- */

static int read_row(struct find *f, const struct row *r, struct cp_store_figure *out) {
    *out = (struct cp_store_figure){r->kind.name, f->part->scenario, r->kind.unit, NAN, NULL};
    return r->of(f, r, out);
}

int cp_store_figure_read(const struct cp_store_part *part, const char *name, struct cp_arena *arena,
                         struct cp_store_figure *out, struct cp_error *err) {
    struct find f = {.part = part, .arena = arena, .err = err};
    for (size_t i = 0; i < ROWS; i++)
        if (strcmp(rows[i].kind.name, name) == 0)
            return read_row(&f, &rows[i], out);
    return cp_fail(err, CP_EUSAGE, "there is no figure '%.60s'", name);
}

int cp_store_add_figures(const struct cp_facts *facts, const char *scenario, struct cp_arena *arena,
                         struct cp_store_headline *h, struct cp_error *err) {
    const struct cp_store_part part = {.facts = facts, .scenario = scenario};
    struct find f = {.part = &part, .arena = arena, .err = err};
    for (size_t i = 0; i < ROWS; i++) {
        struct cp_store_figure figure;
        int rc = read_row(&f, &rows[i], &figure);
        if (rc == 0)
            rc = cp_store_headline_add(h, arena, figure, err);
        if (rc)
            return rc;
    }
    return 0;
}
