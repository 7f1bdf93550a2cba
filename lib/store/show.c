/* Runs as a reader is shown them. */
#include "store/run/run.h"
#include "store/stream/figure.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- many runs --------------------------------------------------------------------------- */

enum { RUN, NAME, AS_OF, AT, STATE, FACTS, COLUMNS };
static const struct cp_page_column columns[COLUMNS] = {
    [RUN] = {"run", .right = true},
    [NAME] = {"name"},
    [AS_OF] = {"as of"},
    [AT] = {"at"},
    [STATE] = {"state"},
    [FACTS] = {"facts", .right = true},
};

/* "whole, kept, stream only" */
static const char *state_of(const struct cp_store_run *r, struct cp_arena *a) {
    static const char *const levels[] = {", headline only", ", stream only", ""};
    return cp_arena_printf(a, "%s%s%s", r->whole ? "whole" : "partial", r->keep ? ", kept" : "",
                           levels[r->level]);
}

/* The unit in which the amounts of a line read well. */
static struct cp_page_scale scale_of(const struct cp_store_trend *t,
                                     const struct cp_store_trend_line *line, double *most) {
    *most = 0;
    for (size_t i = 0; i < t->n; i++)
        *most = fmax(*most, fabs(line->value[i]));
    return cp_page_scale_of(line->unit, *most);
}

static const char *titled(struct cp_arena *a, const char *name, struct cp_page_scale scale) {
    return scale.unit ? cp_arena_printf(a, "%s, %s", name, scale.unit) : name;
}

/* One line of all runs: its column, and its cells. */
static void fill_column(const struct cp_store_trend *t, const struct cp_store_trend_line *line,
                        struct cp_page_column *column, struct cp_page_cell *cell,
                        struct cp_arena *a) {
    double most;
    struct cp_page_scale scale = scale_of(t, line, &most);
    *column = (struct cp_page_column){.title = titled(a, line->name, scale), .right = true};
    for (size_t i = 0; i < t->n; i++)
        cell[i] = cp_store_cell(a, line->value[i] / scale.divisor,
                                cp_page_digits(most / scale.divisor), false);
}

static int add_table(const struct cp_store_trend *t, struct cp_page *page, struct cp_arena *a) {
    size_t ncolumn = COLUMNS + t->nline;
    struct cp_page_column *column = cp_arena_calloc(a, ncolumn, sizeof *column);
    struct cp_page_cell *cell = cp_arena_calloc(a, ncolumn, sizeof *cell);
    struct cp_page_cell *figure = cp_arena_calloc(a, t->nline * t->n + 1, sizeof *figure);
    if (!column || !cell || !figure)
        return CP_ENOMEM;
    memcpy(column, columns, sizeof columns);
    for (size_t k = 0; k < t->nline; k++)
        fill_column(t, &t->line[k], &column[COLUMNS + k], &figure[k * t->n], a);
    cp_page_add_table(page,
                      &(struct cp_page_table){
                          .title = "Runs", .column = column, .ncolumn = ncolumn, .nlabel = 1});
    for (size_t i = 0; i < t->n; i++) {
        const struct cp_store_run *run = &t->run[i];
        cell[RUN].text = cp_arena_printf(a, "%lld", (long long)run->run);
        cell[NAME].text = run->name;
        cell[AS_OF].text = run->as_of ? run->as_of : "-";
        cell[AT].text = run->at;
        cell[STATE].text = state_of(run, a);
        cell[FACTS].text = cp_arena_printf(a, "%zu", run->facts);
        for (size_t k = 0; k < t->nline; k++)
            cell[COLUMNS + k] = figure[k * t->n + i];
        for (size_t c = 0; c < ncolumn; c++)
            if (!cell[c].text)
                return CP_ENOMEM;
        cp_page_add_row(page, cell, NULL);
    }
    return 0;
}

int cp_store_add_runs(const struct cp_store_trend *t, struct cp_page *page, struct cp_error *err) {
    struct cp_arena a = {0};
    if (t->n == 0)
        cp_page_add_sentence(page, "No runs.");
    int rc = t->n && add_table(t, page, &a) ? cp_fail_nomem(err) : 0;
    cp_arena_release(&a);
    return rc;
}

/* ---- a trend ----------------------------------------------------------------------------- */

enum { SPARKS = 40 };

/* The course of a line in blocks of eight heights, at most SPARKS of them, each the last of its
 * part. */
static const char *course_of(const struct cp_store_trend *t, const struct cp_store_trend_line *line,
                             double least, double most, struct cp_arena *a) {
    struct cp_str text = {0};
    size_t n = t->n < SPARKS ? t->n : SPARKS;
    for (size_t k = 0; k < n; k++) {
        double x = line->value[(k + 1) * t->n / n - 1];
        int height = most > least ? (int)(7.999 * (x - least) / (most - least)) : 3;
        if (isnan(x))
            cp_str_addc(&text, ' ');
        else
            cp_str_addf(&text, "\xe2\x96%c", 0x81 + height);
    }
    const char *kept = text.oom ? NULL : cp_arena_strdup(a, text.s ? text.s : "");
    cp_str_release(&text);
    return kept;
}

static int add_course(const struct cp_store_trend *t, const struct cp_store_trend_line *line,
                      struct cp_page *page, struct cp_arena *a) {
    double first = NAN, last = NAN, least = INFINITY, most = -INFINITY, size;
    struct cp_page_scale scale = scale_of(t, line, &size);
    int digits = cp_page_digits(size / scale.divisor);
    for (size_t i = 0; i < t->n; i++) {
        double x = line->value[i];
        if (isnan(x))
            continue;
        first = isnan(first) ? x : first;
        last = x;
        least = fmin(least, x);
        most = fmax(most, x);
    }
    if (isnan(first))
        return 0;
    double change = first != 0 ? 100 * (last - first) / fabs(first) : NAN;
    const struct cp_page_cell cell[] = {{.text = titled(a, line->name, scale)},
                                        cp_store_cell(a, first / scale.divisor, digits, false),
                                        cp_store_cell(a, last / scale.divisor, digits, false),
                                        cp_store_cell(a, change, fabs(change) < 99.95, true),
                                        cp_store_cell(a, least / scale.divisor, digits, false),
                                        cp_store_cell(a, most / scale.divisor, digits, false),
                                        {.text = course_of(t, line, least, most, a)}};
    for (size_t c = 0; c < sizeof cell / sizeof *cell; c++)
        if (!cell[c].text)
            return CP_ENOMEM;
    cp_page_add_row(page, cell, NULL);
    return 0;
}

/* The line that changed most, by its share; nline: none did. */
static size_t most_changed(const struct cp_store_trend *t, double *change) {
    size_t most = t->nline;
    *change = 0;
    for (size_t k = 0; k < t->nline; k++) {
        const double *value = t->line[k].value;
        double share = (value[t->n - 1] - value[0]) / fabs(value[0]);
        if (isfinite(share) && fabs(share) > fabs(*change)) {
            *change = share;
            most = k;
        }
    }
    return most;
}

/* A figure a facet, each on its own scale, over the days that runs stand for. */
static int draw_trend(const struct cp_store_trend *t, struct cp_page *page, struct cp_arena *a) {
    enum { FACETS = 12 };
    bool as_of = cp_store_trend_by_as_of(t);
    const char **point = cp_arena_calloc(a, t->n, sizeof *point);
    double *shown = cp_arena_calloc(a, t->n, sizeof *shown), change, size;
    size_t most = most_changed(t, &change);
    const char *title =
        most == t->nline ? cp_arena_strdup(a, "No figure changed from the first run to the last")
                         : cp_arena_printf(a, "%s %s by %.0f %% over %zu runs", t->line[most].name,
                                           change > 0 ? "rose" : "fell", 100 * fabs(change), t->n);
    if (!point || !shown || !title)
        return CP_ENOMEM;
    for (size_t i = 0; i < t->n; i++) {
        point[i] = cp_arena_printf(a, "%.10s", as_of ? t->run[i].as_of : t->run[i].at);
        if (!point[i])
            return CP_ENOMEM;
    }
    cp_page_add_chart(page, &(struct cp_page_chart){.title = title,
                                                    .subtitle = "Each figure on its own scale, a "
                                                                "point a run",
                                                    .description = "Figures of runs over time.",
                                                    .point = point,
                                                    .npoint = t->n,
                                                    .wide = true});
    for (size_t k = 0; k < t->nline && k < FACETS; k++) {
        struct cp_page_scale scale = scale_of(t, &t->line[k], &size);
        for (size_t i = 0; i < t->n; i++)
            shown[i] = t->line[k].value[i] / scale.divisor;
        const char *name = titled(a, t->line[k].name, scale);
        if (!name)
            return CP_ENOMEM;
        cp_page_add_facet(page, name, NULL);
        cp_page_add_series(
            page, &(struct cp_page_series){
                      .name = "by run", .unit = scale.unit, .mark = CP_PAGE_LINE, .value = shown});
    }
    return 0;
}

int cp_store_add_trend(const struct cp_store_trend *t, struct cp_page *page, struct cp_error *err) {
    static const struct cp_page_column column[] = {{NULL},
                                                   {"first", .right = true},
                                                   {"last", .right = true},
                                                   {"%", .right = true},
                                                   {"least", .right = true},
                                                   {"most", .right = true},
                                                   {.title = "course"}};
    struct cp_arena a = {0};
    bool as_of = cp_store_trend_by_as_of(t);
    int rc = 0;
    if (!t->n) {
        cp_page_add_sentence(page, "No runs.");
        return 0;
    }
    if (t->n > 1 && draw_trend(t, page, &a))
        rc = cp_fail_nomem(err);
    const struct cp_store_run *first = t->run, *last = &t->run[t->n - 1];
    const char *title =
        cp_arena_printf(&a, "Trend, %zu runs from %.10s to %.10s", t->n,
                        as_of ? first->as_of : first->at, as_of ? last->as_of : last->at);
    cp_page_add_table(
        page, &(struct cp_page_table){
                  .title = title ? title : "Trend", .column = column, .ncolumn = 7, .nlabel = 1});
    for (size_t k = 0; rc == 0 && k < t->nline; k++)
        if (add_course(t, &t->line[k], page, &a))
            rc = cp_fail_nomem(err);
    cp_arena_release(&a);
    return rc;
}

/* ---- one run ----------------------------------------------------------------------------- */

/* The text, or none where there was no memory for it, noted. */
static const char *kept(bool *oom, const char *text) {
    *oom |= !text;
    return text;
}

static void say(struct cp_page *page, const char *name, const char *text) {
    if (text)
        cp_page_add_row(page, (struct cp_page_cell[]){{.text = name}, {.text = text}}, NULL);
}

/* What the rows of a query say, a line each. NULL: none, or no memory (then *rc says so). */
static const char *lines(struct cp_store *s, const char *sql, int64_t run, struct cp_arena *a,
                         int *rc, struct cp_error *err) {
    sqlite3_stmt *q;
    struct cp_str text = {0};
    const char *out = NULL;
    *rc = cp_store_prepare(s, &q, err, sql, "i", run);
    if (*rc)
        return NULL;
    while ((*rc = cp_store_step(s, q, err)) == 1)
        cp_str_addf(&text, "%s%s", text.len ? "\n" : "", (const char *)sqlite3_column_text(q, 0));
    sqlite3_finalize(q);
    if (*rc == 0 && (text.len || text.oom) && !(out = text.oom ? NULL : cp_arena_strdup(a, text.s)))
        *rc = cp_fail_nomem(err);
    cp_str_release(&text);
    return out;
}

static int add_origin(struct cp_store *s, const struct cp_store_run *r, struct cp_page *page,
                      struct cp_arena *a, struct cp_error *err) {
    static const struct {
        const char *name, *sql;
    } more[] = {
        {"stream", "SELECT sha256 || ', ' || bytes || ' bytes' FROM content"
                   " WHERE content = (SELECT stream FROM run WHERE run = ?)"},
        {"plan", "SELECT sha256 || ', ' || bytes || ' bytes' FROM content"
                 " WHERE content = (SELECT plan FROM run WHERE run = ?)"},
        {"set", "SELECT path || '=' || value FROM run_set WHERE run = ? ORDER BY place"},
        {"files", "SELECT path || ': ' || name || ', ' || substr(sha256, 1, 12) FROM run_file"
                  " JOIN content USING (content) WHERE run = ? ORDER BY path"},
    };
    static const struct cp_page_column two[] = {{NULL}, {NULL}};
    int rc = 0;
    bool oom = false;
    const char *title = cp_arena_printf(a, "Run %lld, %s", (long long)r->run, r->name);
    cp_page_add_table(page, &(struct cp_page_table){.title = kept(&oom, title),
                                                    .column = two,
                                                    .ncolumn = 2,
                                                    .nlabel = 1,
                                                    .untitled = true});
    say(page, "at", r->at);
    say(page, "as of", r->as_of);
    say(page, "state", kept(&oom, state_of(r, a)));
    say(page, "facts", kept(&oom, cp_arena_printf(a, "%zu", r->facts)));
    say(page, "made by", r->tool);
    say(page, "options", r->options);
    say(page, "on", r->host);
    say(page, "for", r->by);
    if (!isnan(r->seconds))
        say(page, "took", kept(&oom, cp_arena_printf(a, "%.1f s", r->seconds)));
    say(page, "note", r->note);
    for (size_t i = 0; rc == 0 && i < sizeof more / sizeof *more; i++)
        say(page, more[i].name, lines(s, more[i].sql, r->run, a, &rc, err));
    return rc == 0 && oom ? cp_fail_nomem(err) : rc;
}

static int add_headline(const struct cp_store_headline *h, struct cp_page *page, struct cp_arena *a,
                        struct cp_error *err) {
    static const struct cp_page_column column[] = {{NULL}, {NULL, .right = true}, {NULL}};
    bool oom = false;
    cp_page_add_table(
        page,
        &(struct cp_page_table){
            .title = "Headline", .column = column, .ncolumn = 3, .nlabel = 1, .untitled = true});
    for (size_t i = 0; i < h->n; i++) {
        const struct cp_store_figure *f = &h->figure[i];
        struct cp_page_scale scale = cp_page_scale_of(f->unit, fabs(f->value));
        double shown = f->value / scale.divisor;
        const char *name = strcmp(f->scenario, "-") == 0
                               ? f->name
                               : cp_arena_printf(a, "%s, scenario %s", f->name, f->scenario);
        struct cp_page_cell cell = cp_store_cell(a, shown, cp_page_digits(fabs(shown)), false);
        oom |= !name || !cell.text;
        cp_page_add_row(
            page, (struct cp_page_cell[]){{.text = name}, cell, {.text = f->note ? f->note : ""}},
            scale.unit);
    }
    return oom ? cp_fail_nomem(err) : 0;
}

int cp_store_add_run(struct cp_store *s, const struct cp_store_run *run, struct cp_page *page,
                     struct cp_error *err) {
    struct cp_arena a = {0};
    struct cp_store_headline h;
    int rc = add_origin(s, run, page, &a, err);
    if (rc == 0)
        rc = cp_store_run_headline(s, run->run, &a, &h, err);
    if (rc == 0)
        rc = add_headline(&h, page, &a, err);
    cp_arena_release(&a);
    return rc;
}
