/* What a rule says of a run: facts picked, put in groups, each of which becomes one value. */
#include "watch/internal.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct work {
    const struct cp_watch_rule *rule;
    const struct cp_watch_view *view;
    const struct cp_facts *facts; /* that rows are of */
    struct cp_arena *arena;
    struct cp_error *err;
    const char *unit;
    struct cp_watch_row *row;
    size_t n;
    size_t *group;  /* of each row */
    size_t *column; /* of `by`; SIZE_MAX: it has none */
};

/* ---- rows -------------------------------------------------------------------------------- */

/* That of the registry; a price stands there in several units, and is told in that of its facts. */
static const char *unit_of(const char *measure) {
    const char *unit = NULL;
    for (size_t i = 0; i < cp_facts_measure_count(); i++) {
        const struct cp_measure *m = cp_facts_measure_at(i);
        if (strcmp(m->name, measure) != 0)
            continue;
        if (unit)
            return NULL;
        unit = m->unit;
    }
    return unit;
}

static int read_rows(struct work *w, const size_t *row, size_t n) {
    const char *known = unit_of(w->rule->measure);
    w->unit = known ? known : n ? cp_facts_unit(w->facts, row[0]) : NULL;
    w->row = cp_calloc(n + 1, sizeof *w->row);
    if (!w->row)
        return cp_fail_nomem(w->err);
    const char *last = w->unit;
    double factor = 1;
    for (size_t i = 0; i < n; i++) {
        const char *unit = cp_facts_unit(w->facts, row[i]);
        int rc = strcmp(unit, last) == 0 ? 0
                                         : cp_unit_factor(unit, w->unit, &factor,
                                                          cp_facts_pos(w->facts, row[i]), w->err);
        if (rc)
            return rc;
        last = unit;
        w->row[i] = (struct cp_watch_row){row[i], cp_facts_value(w->facts, row[i]) * factor};
    }
    w->n = n;
    return 0;
}

static int pick_rows(struct work *w) {
    size_t *row = NULL, n = 0;
    int rc = cp_watch_pick(w->rule, w->facts, w->view->period, &row, &n, w->err);
    if (rc == 0)
        rc = read_rows(w, row, n);
    free(row);
    return rc;
}

/* Days since the period began; NaN: it has not, or is none. */
static double age_of(const struct work *w, size_t row) {
    struct cp_period p;
    const char *text = cp_facts_dim(w->facts, row, CP_PERIOD);
    if (cp_period_parse(text, strlen(text), &p) != 0)
        return NAN;
    int64_t hours = cp_watch_hour(w->view->now) - cp_period_start(p);
    return hours < 0 ? NAN : (double)hours / 24;
}

static void take_ages(struct work *w) {
    size_t kept = 0;
    for (size_t i = 0; i < w->n; i++) {
        double age = age_of(w, w->row[i].row);
        if (!isnan(age))
            w->row[kept++] = (struct cp_watch_row){w->row[i].row, age};
    }
    w->n = kept;
    w->unit = "day";
}

static int change_rows(struct work *w) {
    const struct cp_watch_rule *r = w->rule;
    if (!isnan(r->age)) {
        take_ages(w);
        return 0;
    }
    if (r->nquantile) {
        const struct cp_facts *forecast =
            w->view->previous ? w->view->previous : w->view->run->facts;
        int rc = cp_watch_outside(r, w->facts, forecast, w->unit, w->row, &w->n, w->err);
        w->unit = "1";
        return rc;
    }
    return cp_watch_join(r, w->facts, w->row, w->n, &w->unit, w->err);
}

/* ---- groups ------------------------------------------------------------------------------ */

static const char *name_at(const struct work *w, size_t row, size_t i) {
    return w->column[i] == SIZE_MAX ? "-" : cp_facts_column_text(w->facts, row, w->column[i]);
}

static bool is_of(const struct work *w, const struct cp_watch_figure *f, size_t row) {
    for (size_t i = 0; i < w->rule->nby; i++)
        if (strcmp(f->key[i], name_at(w, row, i)) != 0)
            return false;
    return true;
}

static bool add_figure(struct work *w, size_t row, struct cp_watch_figures *out, size_t *cap) {
    if (!cp_grow(&out->at, cap, out->n, sizeof *out->at))
        return false;
    struct cp_watch_figure *f = &out->at[out->n++];
    *f = (struct cp_watch_figure){.value = NAN, .unit = w->unit};
    f->key = cp_arena_calloc(w->arena, w->rule->nby + 1, sizeof *f->key);
    for (size_t i = 0; f->key && i < w->rule->nby; i++)
        if (!(f->key[i] = cp_arena_strdup(w->arena, row == SIZE_MAX ? "-" : name_at(w, row, i))))
            return false;
    return f->key != NULL;
}

/* Groups in the order that the facts have them. */
static int group_rows(struct work *w, struct cp_watch_figures *out) {
    size_t cap = 0;
    w->group = cp_calloc(w->n + 1, sizeof *w->group);
    w->column = cp_calloc(w->rule->nby + 1, sizeof *w->column);
    if (!w->group || !w->column)
        return cp_fail_nomem(w->err);
    for (size_t i = 0; i < w->rule->nby; i++)
        w->column[i] = cp_watch_column(w->facts, w->rule->by[i]);
    for (size_t i = 0; i < w->n; i++) {
        size_t g =
            i && out->n && is_of(w, &out->at[w->group[i - 1]], w->row[i].row) ? w->group[i - 1] : 0;
        while (g < out->n && !is_of(w, &out->at[g], w->row[i].row))
            g++;
        if (g == out->n && !add_figure(w, w->row[i].row, out, &cap))
            return cp_fail_nomem(w->err);
        w->group[i] = g;
    }
    return 0;
}

/* ---- one value --------------------------------------------------------------------------- */

static int64_t end_of(const struct work *w, size_t row) {
    struct cp_period p;
    const char *text = cp_facts_dim(w->facts, row, CP_PERIOD);
    return cp_period_parse(text, strlen(text), &p) == 0 ? cp_period_end(p) : INT64_MIN;
}

static enum cp_watch_take take_of(const struct cp_watch_rule *r) {
    bool any = r->take == CP_TAKE_ONE;
    return any && !isnan(r->age) ? CP_TAKE_MIN : any && r->nquantile ? CP_TAKE_MAX : r->take;
}

/* The row is the one that a group's value is of, rather than the best so far. */
static bool is_better(const struct work *w, enum cp_watch_take take, size_t i, size_t best) {
    double x = w->row[i].value, y = w->row[best].value;
    switch (take) {
    case CP_TAKE_MIN:
        return x < y;
    case CP_TAKE_MAX:
        return x > y;
    case CP_TAKE_FIRST:
        return end_of(w, w->row[i].row) < end_of(w, w->row[best].row);
    case CP_TAKE_LAST:
        return end_of(w, w->row[i].row) > end_of(w, w->row[best].row);
    default:
        return false;
    }
}

static int fail_several(const struct work *w, size_t i, size_t first) {
    const struct cp_watch_rule *r = w->rule;
    return cp_fail_at(w->err, CP_EINPUT, r->pos,
                      "watch/%.80s: several facts of '%.80s' make one figure (lines %u and %u of "
                      "%.100s); narrow 'where', split them with 'by', or say 'take'",
                      r->name, r->measure, cp_facts_pos(w->facts, w->row[first].row).line,
                      cp_facts_pos(w->facts, w->row[i].row).line,
                      cp_facts_pos(w->facts, w->row[i].row).file
                          ? cp_facts_pos(w->facts, w->row[i].row).file
                          : "the facts");
}

/* NA among them is NA: what is not known may be the least or the most. */
static int take_value(struct work *w, size_t g, struct cp_watch_figure *f) {
    enum cp_watch_take take = take_of(w->rule);
    size_t best = SIZE_MAX, count = 0;
    double sum = 0;
    for (size_t i = 0; i < w->n; i++) {
        if (w->group[i] != g)
            continue;
        if (count && take == CP_TAKE_ONE)
            return fail_several(w, i, best);
        count++;
        sum += w->row[i].value;
        if (best == SIZE_MAX || is_better(w, take, i, best))
            best = i;
    }
    bool added = take == CP_TAKE_SUM || take == CP_TAKE_MEAN;
    bool ends = take == CP_TAKE_FIRST || take == CP_TAKE_LAST;
    f->value = take == CP_TAKE_SUM    ? sum
               : take == CP_TAKE_MEAN ? sum / (double)count
                                      : w->row[best].value;
    if (!ends && isnan(sum))
        f->value = NAN;
    if (!added)
        f->period = cp_arena_strdup(w->arena, cp_facts_dim(w->facts, w->row[best].row, CP_PERIOD));
    if (!added && !f->period)
        return cp_fail_nomem(w->err);
    if (isnan(f->value))
        f->why = w->rule->less.given || w->rule->over.given
                     ? "a value is NA, or what it is held against is not there"
                     : "its value is NA";
    return 0;
}

/* ---- why there is none -------------------------------------------------------------------- */

static const char *why_none(const struct work *w) {
    const struct cp_watch_rule *r = w->rule;
    size_t i = 0, n = cp_facts_count(w->facts), known = cp_facts_measure_count();
    while (i < n && strcmp(cp_facts_measure(w->facts, i), r->measure) != 0)
        i++;
    if (i < n)
        return !isnan(r->age) ? "none of its facts is of a period that has begun"
               : r->nquantile ? "nothing that came was forecast with these quantiles"
                              : "no fact of it is as 'where' says";
    const char **name = cp_arena_calloc(w->arena, known + 1, sizeof *name);
    for (size_t k = 0; name && k < known; k++)
        name[k] = cp_facts_measure_at(k)->name;
    const char *near =
        name && !cp_facts_measure_find(r->measure) ? cp_nearest(r->measure, name, known) : NULL;
    return near ? cp_arena_printf(w->arena, "there is no fact of it (did you mean '%s'?)", near)
                : "there is no fact of it";
}

/* A rule that has no facts is still a line. */
static int add_none(struct work *w, struct cp_watch_figures *out, const char *why) {
    size_t cap = 0;
    if (!why || !add_figure(w, SIZE_MAX, out, &cap))
        return cp_fail_nomem(w->err);
    out->at[0].why = why;
    return 0;
}

/* ---- figures ----------------------------------------------------------------------------- */

static int of_facts(struct work *w, struct cp_watch_figures *out) {
    int rc = pick_rows(w);
    if (rc == 0)
        rc = change_rows(w);
    if (rc == 0)
        rc = group_rows(w, out);
    for (size_t g = 0; rc == 0 && g < out->n; g++)
        rc = take_value(w, g, &out->at[g]);
    if (rc == 0 && out->n == 0)
        rc = add_none(w, out, why_none(w));
    return rc;
}

static int read_of(struct work *w, struct cp_facts **out) {
    FILE *in = fopen(w->rule->of, "re");
    if (!in)
        return cp_fail_at(w->err, CP_EIO, (struct cp_pos){w->rule->of, 0, 0}, "cannot open: %s",
                          strerror(errno));
    *out = cp_facts_new();
    int rc = *out ? cp_facts_read(*out, in, w->rule->of, w->err) : cp_fail_nomem(w->err);
    fclose(in);
    return rc;
}

static int of_measure(struct work *w, struct cp_watch_figures *out) {
    struct cp_facts *came = NULL;
    w->facts = w->view->run->facts;
    if (!w->facts)
        return add_none(w, out, "the run has no facts any more");
    if (w->rule->nquantile && !w->rule->of && !w->view->previous)
        return cp_fail_at(w->err, CP_EINPUT, w->rule->pos,
                          "watch/%.80s: outside: wanted what came, with 'of', or the forecast that "
                          "was made earlier, with --previous",
                          w->rule->name);
    int rc = w->rule->of ? read_of(w, &came) : 0;
    w->facts = came ? came : w->facts;
    if (rc == 0)
        rc = of_facts(w, out);
    /* units of figures outlive the tables that they were read from */
    const char *unit = rc == 0 && w->unit ? cp_arena_strdup(w->arena, w->unit) : NULL;
    if (rc == 0 && w->unit && !unit)
        rc = cp_fail_nomem(w->err);
    for (size_t g = 0; rc == 0 && g < out->n; g++)
        out->at[g].unit = unit;
    cp_facts_free(came);
    free(w->row);
    free(w->group);
    free(w->column);
    return rc;
}

static int of_headline(struct work *w, struct cp_watch_figures *out) {
    const struct cp_store_headline *h = w->view->run->headline;
    const struct cp_store_figure *f = h ? cp_store_headline_find(h, w->rule->headline) : NULL;
    const char *near = NULL;
    w->unit = f ? cp_arena_strdup(w->arena, f->unit) : NULL;
    if (f) {
        int rc = w->unit ? add_none(w, out, "its value is NA") : cp_fail_nomem(w->err);
        if (rc == 0)
            out->at[0].value = f->value;
        return rc;
    }
    const char **name = cp_arena_calloc(w->arena, h ? h->n + 1 : 1, sizeof *name);
    for (size_t i = 0; name && h && i < h->n; i++)
        name[i] = h->figure[i].name;
    if (name && h)
        near = cp_nearest(w->rule->headline, name, h->n);
    return add_none(
        w, out,
        near ? cp_arena_printf(w->arena, "the run has no such figure (did you mean '%s'?)", near)
             : "the run has no such figure");
}

/* Of a headline, or where facts are not asked: how long ago the run was. */
static int of_run(struct work *w, struct cp_watch_figures *out) {
    int64_t at = cp_watch_hour(w->view->run->at);
    w->unit = "day";
    int rc = add_none(w, out, "the day of the run is not known");
    if (rc == 0 && at != INT64_MIN)
        out->at[0].value = (double)(cp_watch_hour(w->view->now) - at) / 24;
    return rc;
}

int cp_watch_figures(const struct cp_watch_rule *rule, const struct cp_watch_view *view,
                     struct cp_arena *arena, struct cp_watch_figures *out, struct cp_error *err) {
    struct work w = {.rule = rule, .view = view, .arena = arena, .err = err};
    if (!isnan(rule->age) && !view->now.known)
        return cp_fail_at(err, CP_EINPUT, rule->pos,
                          "watch/%.80s: an age is as of a day; say which with --as-of", rule->name);
    return !rule->headline    ? of_measure(&w, out)
           : isnan(rule->age) ? of_headline(&w, out)
                              : of_run(&w, out);
}
