/* What a watch remembers, as facts, and back; and what it tells, as facts. Dimensions of the rules'
 * `by` are columns, of the user's own too: the text of a stream is put together and read. */
#include "watch/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VERSION = 1, MOST_RUNS = 1000000000 };

/* ---- out --------------------------------------------------------------------------------- */

struct table {
    struct cp_str text;
    size_t ncolumn;
    const char **column; /* every dimension that a rule is `by` */
};

static void add_text(struct cp_str *out, const char *s) {
    static const char raw[] = "\t\n\r\\";
    for (; *s; s++) {
        const char *q = memchr(raw, *s, sizeof raw - 1);
        if (q)
            cp_str_addc(out, '\\');
        cp_str_addc(out, q ? "tnr\\"[q - raw] : *s);
    }
}

static void add_field(struct cp_str *out, const char *s) {
    add_text(out, s);
    cp_str_addc(out, '\t');
}

static int open_table(const struct cp_watch *w, struct table *t, struct cp_error *err) {
    size_t most = 0;
    for (size_t r = 0; r < w->plan->watch.n; r++)
        most += w->plan->watch.rule[r].nby;
    t->column = cp_calloc(most + 1, sizeof *t->column);
    if (!t->column)
        return cp_fail_nomem(err);
    for (size_t r = 0; r < w->plan->watch.n; r++)
        for (size_t k = 0; k < w->plan->watch.rule[r].nby; k++) {
            const char *name = w->plan->watch.rule[r].by[k];
            size_t i = 0;
            while (i < t->ncolumn && strcmp(t->column[i], name) != 0)
                i++;
            if (i == t->ncolumn)
                t->column[t->ncolumn++] = name;
        }
    cp_str_add(&t->text, "rule\t");
    for (size_t i = 0; i < t->ncolumn; i++)
        add_field(&t->text, t->column[i]);
    cp_str_add(&t->text, "at\trun\tmeasure\tvalue\tunit\n");
    return 0;
}

/* Dimensions that all rows of a line, or of a rule, begin with. */
static void add_key(struct table *t, const struct cp_watch_rule *rule, const char *const *key) {
    add_field(&t->text, rule ? rule->name : "-");
    for (size_t i = 0; i < t->ncolumn; i++) {
        const char *text = "-";
        for (size_t k = 0; key && k < rule->nby; k++)
            if (strcmp(rule->by[k], t->column[i]) == 0)
                text = key[k];
        add_field(&t->text, text);
    }
}

struct cell {
    const char *measure;
    double value;
    const char *unit; /* NULL: 1 */
    struct cp_watch_when at;
    int64_t run; /* 0: none */
};

static void add_cell(struct table *t, const struct cell *c) {
    cp_watch_add_when(&t->text, c->at);
    if (c->run)
        cp_str_addf(&t->text, "\t%lld\t%s\t", (long long)c->run, c->measure);
    else
        cp_str_addf(&t->text, "\t-\t%s\t", c->measure);
    cp_str_add_number(&t->text, c->value);
    cp_str_addc(&t->text, '\t');
    add_text(&t->text, c->unit ? c->unit : "1");
    cp_str_addc(&t->text, '\n');
}

static int close_table(struct table *t, struct cp_facts *out, int rc, struct cp_error *err) {
    FILE *in = NULL;
    if (rc == 0 && !t->text.oom)
        in = fmemopen(t->text.s, t->text.len, "r");
    if (rc == 0)
        rc = in ? cp_facts_read(out, in, "cp-watch", err) : cp_fail_nomem(err);
    if (in)
        fclose(in);
    cp_str_release(&t->text);
    free(t->column);
    return rc;
}

static void add_line(struct table *t, const struct cp_watch_line *line) {
    const struct cp_watch_memory *m = &line->memory;
    const struct cell counts[] = {
        {.measure = "watch_state", .value = m->state, .at = line->since, .run = line->since_run},
        {.measure = "watch_missing", .value = m->missing},
        {.measure = "watch_warning_runs", .value = (double)m->over[CP_WATCH_WARNING]},
        {.measure = "watch_critical_runs", .value = (double)m->over[CP_WATCH_CRITICAL]},
        {.measure = "watch_silent_runs", .value = (double)m->silent},
    };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        if (i && counts[i].value == 0)
            continue;
        add_key(t, line->rule, line->key);
        add_cell(t, &counts[i]);
    }
    for (size_t i = 0; i < line->npast; i++) {
        const struct cp_watch_value *v = &line->past[i];
        add_key(t, line->rule, line->key);
        add_cell(t, &(struct cell){"watch_value", v->value, line->unit, v->at, v->run});
    }
}

int cp_watch_facts(const struct cp_watch *w, struct cp_facts *out, struct cp_error *err) {
    struct table t = {0};
    int rc = open_table(w, &t, err);
    if (rc == 0) {
        add_key(&t, NULL, NULL);
        add_cell(&t, &(struct cell){.measure = "watch_version", .value = VERSION});
        for (size_t r = 0; r < w->plan->watch.n; r++) {
            const struct cp_watch_rule_memory *m = &w->rule[r];
            add_key(&t, &w->plan->watch.rule[r], NULL);
            add_cell(&t, &(struct cell){"watch_rule", m->fingerprint, NULL, m->at, m->run});
        }
        for (size_t i = 0; i < w->nline; i++)
            add_line(&t, w->line[i]);
    }
    return close_table(&t, out, rc, err);
}

int cp_watch_put_words(const struct cp_watch_words *words, struct cp_facts *out,
                       struct cp_error *err) {
    struct table t = {0};
    int rc = open_table(words->watch, &t, err);
    for (size_t i = 0; rc == 0 && i < words->n; i++) {
        const struct cp_watch_word *word = words->word[i];
        const struct cell cells[] = {
            {"watch_state", cp_watch_shown(word), NULL, word->at, word->run},
            {"watch_was", word->was, NULL, word->at, word->run},
            {"watch_value", word->value, word->unit, word->at, word->run},
        };
        for (size_t k = 0; k < sizeof cells / sizeof *cells; k++) {
            add_key(&t, word->line->rule, word->line->key);
            add_cell(&t, &cells[k]);
        }
    }
    return close_table(&t, out, rc, err);
}

/* ---- back -------------------------------------------------------------------------------- */

struct recall {
    struct cp_watch *w;
    const struct cp_facts *facts;
    size_t rule_column, at_column, run_column;
    bool *changed; /* rules that start anew */
    struct cp_str *told;
    struct cp_error *err;
};

static int bad(const struct recall *r, size_t row, const char *what) {
    return cp_fail_at(r->err, CP_EINPUT, cp_facts_pos(r->facts, row),
                      "%s; move the file away to start anew", what);
}

static const char *text_at(const struct recall *r, size_t row, size_t column) {
    return column == SIZE_MAX ? "-" : cp_facts_column_text(r->facts, row, column);
}

static int read_when(const struct recall *r, size_t row, struct cp_watch_when *out) {
    const char *text = text_at(r, row, r->at_column);
    out->known = strcmp(text, "-") != 0;
    if (out->known && cp_period_parse(text, strlen(text), &out->period) != 0)
        return bad(r, row, "column at: is no day");
    return 0;
}

static int read_run(const struct recall *r, size_t row, int64_t *out) {
    const char *text = text_at(r, row, r->run_column);
    *out = 0;
    if (strcmp(text, "-") == 0)
        return 0;
    if (text[strspn(text, "0123456789")] != '\0' || strlen(text) > 18)
        return bad(r, row, "column run: is no number of a run");
    *out = strtoll(text, NULL, 10);
    return 0;
}

/* SIZE_MAX: there is no such rule any more. */
static size_t rule_of(const struct recall *r, size_t row) {
    const char *name = text_at(r, row, r->rule_column);
    size_t i = 0;
    while (i < r->w->plan->watch.n && strcmp(r->w->plan->watch.rule[i].name, name) != 0)
        i++;
    return i < r->w->plan->watch.n ? i : SIZE_MAX;
}

static int recall_rule(const struct recall *r, size_t row, size_t rule) {
    struct cp_watch_rule_memory *m = &r->w->rule[rule];
    if (cp_facts_value(r->facts, row) != m->fingerprint) {
        r->changed[rule] = true;
        cp_str_addf(r->told, "watch/%s has changed: it starts anew\n",
                    r->w->plan->watch.rule[rule].name);
        return 0;
    }
    int rc = read_when(r, row, &m->at);
    return rc ? rc : read_run(r, row, &m->run);
}

/* A count that a line holds; at most what no double has to round. */
static int read_count(const struct recall *r, size_t row, double most, size_t *out) {
    double x = cp_facts_value(r->facts, row);
    if (!(x >= 0 && x <= most && x == floor(x)))
        return bad(r, row, "is no count that cp-watch wrote");
    *out = (size_t)x;
    return 0;
}

static int recall_state(const struct recall *r, size_t row, struct cp_watch_line *line) {
    size_t state = 0;
    int rc = read_count(r, row, CP_WATCH_CRITICAL, &state);
    if (rc)
        return rc;
    line->memory.state = (int)state;
    rc = read_when(r, row, &line->since);
    return rc ? rc : read_run(r, row, &line->since_run);
}

static int recall_value(const struct recall *r, size_t row, struct cp_watch_line *line) {
    struct cp_watch_value v = {.value = cp_facts_value(r->facts, row)};
    int rc = read_when(r, row, &v.at);
    if (rc == 0)
        rc = read_run(r, row, &v.run);
    if (rc)
        return rc;
    if (isnan(v.value) || (line->unit && strcmp(line->unit, cp_facts_unit(r->facts, row)) != 0))
        return bad(r, row, "is no value that cp-watch wrote");
    line->unit = cp_arena_strdup(&r->w->arena, cp_facts_unit(r->facts, row));
    return line->unit && cp_watch_remember(line, v) ? 0 : cp_fail_nomem(r->err);
}

static int recall_missing(const struct recall *r, size_t row, struct cp_watch_line *line) {
    size_t missing = 0;
    int rc = read_count(r, row, 1, &missing);
    line->memory.missing = missing;
    return rc;
}

static int recall_warning_runs(const struct recall *r, size_t row, struct cp_watch_line *line) {
    return read_count(r, row, MOST_RUNS, &line->memory.over[CP_WATCH_WARNING]);
}

static int recall_critical_runs(const struct recall *r, size_t row, struct cp_watch_line *line) {
    return read_count(r, row, MOST_RUNS, &line->memory.over[CP_WATCH_CRITICAL]);
}

static int recall_silent_runs(const struct recall *r, size_t row, struct cp_watch_line *line) {
    return read_count(r, row, MOST_RUNS, &line->memory.silent);
}

static int recall_line(const struct recall *r, size_t row, struct cp_watch_line *line) {
    static const struct {
        const char *measure;
        int (*recall)(const struct recall *r, size_t row, struct cp_watch_line *line);
    } parts[] = {{"watch_state", recall_state},
                 {"watch_value", recall_value},
                 {"watch_missing", recall_missing},
                 {"watch_warning_runs", recall_warning_runs},
                 {"watch_critical_runs", recall_critical_runs},
                 {"watch_silent_runs", recall_silent_runs}};
    const char *measure = cp_facts_measure(r->facts, row);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strcmp(parts[i].measure, measure) == 0)
            return parts[i].recall(r, row, line);
    return bad(r, row, "is no measure of a state of cp-watch");
}

static int recall_row(const struct recall *r, size_t row) {
    size_t rule = rule_of(r, row);
    const char *measure = cp_facts_measure(r->facts, row);
    if (strcmp(measure, "watch_version") == 0 || rule == SIZE_MAX || r->changed[rule])
        return 0;
    if (strcmp(measure, "watch_rule") == 0)
        return recall_rule(r, row, rule);
    const struct cp_watch_rule *of = &r->w->plan->watch.rule[rule];
    const char **key = cp_arena_calloc(&r->w->arena, of->nby + 1, sizeof *key);
    for (size_t k = 0; key && k < of->nby; k++)
        key[k] = text_at(r, row, cp_watch_column(r->facts, of->by[k]));
    struct cp_watch_line *line = key ? cp_watch_line(r->w, rule, key) : NULL;
    return line ? recall_line(r, row, line) : cp_fail_nomem(r->err);
}

static int check_version(const struct recall *r) {
    for (size_t i = 0; i < cp_facts_count(r->facts); i++) {
        if (strcmp(cp_facts_measure(r->facts, i), "watch_version") != 0)
            continue;
        if (cp_facts_value(r->facts, i) > VERSION)
            return bad(r, i, "was written by a newer capplan, which remembers more");
        return 0;
    }
    return bad(r, 0, "is no state of cp-watch: it has no 'watch_version'");
}

int cp_watch_recall(struct cp_watch *w, const struct cp_facts *state, struct cp_str *told,
                    struct cp_error *err) {
    struct recall r = {.w = w, .facts = state, .told = told, .err = err};
    if (!cp_facts_count(state))
        return 0;
    r.rule_column = cp_watch_column(state, "rule");
    r.at_column = cp_watch_column(state, "at");
    r.run_column = cp_watch_column(state, "run");
    int rc = check_version(&r);
    if (rc)
        return rc;
    r.changed = cp_calloc(w->plan->watch.n, sizeof *r.changed);
    if (!r.changed)
        return cp_fail_nomem(err);
    for (size_t i = 0; rc == 0 && i < cp_facts_count(state); i++)
        rc = recall_row(&r, i);
    free(r.changed);
    return rc ? rc : told->oom ? cp_fail_nomem(err) : 0;
}
