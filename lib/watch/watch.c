/* Rules at work: lines, and one run after another. */
#include "watch/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

int cp_watch_new(const struct cp_plan *rules, const struct cp_watch_options *options,
                 struct cp_watch **out, struct cp_error *err) {
    if (!rules->watch.n)
        return cp_fail_at(err, CP_EINPUT, (struct cp_pos){cp_plan_file(rules), 0, 0},
                          "has no rules: nothing stands in 'watch'");
    struct cp_watch *w = calloc(1, sizeof *w);
    if (w)
        w->rule = cp_calloc(rules->watch.n, sizeof *w->rule);
    if (!w || !w->rule) {
        free(w);
        return cp_fail_nomem(err);
    }
    w->plan = rules;
    w->options = *options;
    for (size_t i = 0; i < rules->watch.n; i++) {
        char path[160];
        struct cp_str text = {0};
        snprintf(path, sizeof path, "watch/%.120s", rules->watch.rule[i].name);
        int rc = cp_plan_show(rules, path, &text, err);
        /* a number of facts holds 53 bits exactly */
        w->rule[i].fingerprint = (double)(cp_hash(text.s ? text.s : "", text.len, 0) >> 12);
        cp_str_release(&text);
        if (rc) {
            cp_watch_free(w);
            return rc;
        }
    }
    *out = w;
    return 0;
}

void cp_watch_free(struct cp_watch *w) {
    if (!w)
        return;
    for (size_t i = 0; i < w->nline; i++)
        free(w->line[i]->past);
    free(w->line);
    free(w->told);
    free(w->rule);
    cp_arena_release(&w->arena);
    free(w);
}

/* ---- lines ------------------------------------------------------------------------------- */

static struct cp_watch_line *new_line(struct cp_watch *w, const struct cp_watch_rule *rule,
                                      const char *const *key) {
    struct cp_watch_line *line = cp_arena_calloc(&w->arena, 1, sizeof *line);
    if (!line || !cp_grow(&w->line, &w->line_cap, w->nline, sizeof *w->line))
        return NULL;
    line->rule = rule;
    line->key = cp_arena_calloc(&w->arena, rule->nby + 1, sizeof *line->key);
    for (size_t i = 0; line->key && i < rule->nby; i++)
        if (!(line->key[i] = cp_arena_strdup(&w->arena, key[i])))
            return NULL;
    if (!line->key)
        return NULL;
    w->line[w->nline++] = line;
    return line;
}

struct cp_watch_line *cp_watch_line(struct cp_watch *w, size_t rule, const char *const *key) {
    const struct cp_watch_rule *r = &w->plan->watch.rule[rule];
    for (size_t i = 0; i < w->nline; i++) {
        struct cp_watch_line *line = w->line[i];
        bool same = line->rule == r;
        for (size_t k = 0; same && k < r->nby; k++)
            same = strcmp(line->key[k], key[k]) == 0;
        if (same)
            return line;
    }
    return new_line(w, r, key);
}

bool cp_watch_remember(struct cp_watch_line *line, struct cp_watch_value value) {
    if (!cp_grow(&line->past, &line->cap, line->npast, sizeof *line->past))
        return false;
    line->past[line->npast++] = value;
    return true;
}

/* The value that a change is against, of the runs before the last one remembered; NULL: there are
 * not enough yet. */
static const struct cp_watch_value *base_of(const struct cp_watch_line *line) {
    const struct cp_watch_span *span = &line->rule->change;
    if (!line->npast)
        return NULL;
    if (span->runs)
        return line->npast > span->runs ? &line->past[line->npast - 1 - span->runs] : NULL;
    int64_t now = cp_watch_hour(line->past[line->npast - 1].at);
    for (size_t i = line->npast - 1; i-- > 0;)
        if (now != INT64_MIN && cp_watch_hour(line->past[i].at) != INT64_MIN &&
            (double)(now - cp_watch_hour(line->past[i].at)) >= 24 * span->days)
            return &line->past[i];
    return NULL;
}

void cp_watch_forget(struct cp_watch_line *line) {
    const struct cp_watch_value *base = line->rule->change.text ? base_of(line) : NULL;
    size_t drop = base                      ? (size_t)(base - line->past)
                  : line->rule->change.text ? 0
                  : line->npast             ? line->npast - 1
                                            : 0;
    if (drop) {
        line->npast -= drop;
        memmove(line->past, line->past + drop, line->npast * sizeof *line->past);
    }
}

/* ---- a run ------------------------------------------------------------------------------- */

/* The past in the unit that the figure has now. */
static int set_unit(struct cp_watch *w, struct cp_watch_line *line, const char *unit,
                    struct cp_error *err) {
    double factor = 1;
    if (line->unit && strcmp(line->unit, unit) == 0)
        return 0;
    if (line->unit && line->npast &&
        cp_unit_factor(line->unit, unit, &factor, line->rule->pos, err) != 0)
        return CP_EINPUT;
    for (size_t i = 0; i < line->npast; i++)
        line->past[i].value *= factor;
    line->unit = cp_arena_strdup(&w->arena, unit);
    return line->unit ? 0 : cp_fail_nomem(err);
}

/* From the value to its change. Without enough runs the line waits. */
static int take_change(const struct cp_watch_line *line, struct cp_watch_word *word,
                       const struct cp_watch_value *against, struct cp_error *err) {
    const struct cp_watch_rule *r = line->rule;
    const struct cp_watch_value *base = against ? against : base_of(line);
    if (!r->change.text || isnan(word->value))
        return 0;
    if (!r->change.runs && !against && !word->at.known)
        return cp_fail_at(err, CP_EINPUT, r->pos,
                          "watch/%.80s: a change over days is as of a day; say which with --as-of",
                          r->name);
    if (!base) {
        word->waits = true;
        word->value = NAN;
        word->why = "there is no value of that long ago yet";
        return 0;
    }
    word->before = *base;
    word->now = word->value;
    word->value = cp_watch_difference(word->value, base->value);
    if (r->relative) {
        word->value = base->value != 0 ? word->value / fabs(base->value) : NAN;
        word->unit = "1";
        word->why = "it was 0, and a change is no part of that";
    }
    return 0;
}

static void set_state(struct cp_watch_line *line, struct cp_watch_word *word) {
    word->was = line->memory.state;
    if (!word->waits)
        word->event = cp_watch_advance(&line->memory, &word->limits, word->value);
    bool first = !line->since_run;
    if (line->memory.state != word->was || first) {
        line->since = word->at;
        line->since_run = word->run;
    }
    word->state = line->memory.state;
    word->missing = line->memory.missing;
    word->since = line->since;
    word->since_run = line->since_run;
}

static int tell(struct cp_watch *w, const struct cp_watch_word *word, struct cp_error *err) {
    if (!word->event)
        return 0;
    if (!cp_grow(&w->told, &w->told_cap, w->ntold, sizeof *w->told))
        return cp_fail_nomem(err);
    w->told[w->ntold++] = *word;
    return 0;
}

struct step {
    struct cp_watch *w;
    size_t rule;
    const struct cp_watch_view *view;
    int64_t run;
    bool quietly;
    const struct cp_watch_figures *before; /* of --previous; NULL: none */
};

/* NULL: it has none for this line. */
static const struct cp_watch_figure *figure_of(const struct cp_watch_figures *f,
                                               const struct cp_watch_line *line) {
    for (size_t i = 0; f && i < f->n; i++) {
        bool same = true;
        for (size_t k = 0; k < line->rule->nby; k++)
            same = same && strcmp(f->at[i].key[k], line->key[k]) == 0;
        if (same && !isnan(f->at[i].value))
            return &f->at[i];
    }
    return NULL;
}

static int set_limits(const struct cp_watch *w, const struct cp_watch_line *line,
                      struct cp_watch_word *word, struct cp_error *err) {
    const struct cp_watch_rule *r = line->rule;
    word->limits = (struct cp_watch_limits){.runs = r->runs, .every = r->every};
    int rc = word->unit ? cp_watch_limits(w->plan, r, word->unit, &word->limits, err) : 0;
    if (!w->options.remembers)
        word->limits.runs = 1; /* nobody counts */
    return rc;
}

static int remember(struct cp_watch *w, struct cp_watch_line *line, const struct cp_watch_figure *f,
                    const struct step *s, struct cp_error *err) {
    struct cp_watch_value now = {f->value, s->run, s->view->run->at};
    if (isnan(f->value))
        return 0;
    int rc = set_unit(w, line, f->unit, err);
    if (rc)
        return rc;
    return cp_watch_remember(line, now) ? 0 : cp_fail_nomem(err);
}

static int step_line(const struct step *s, struct cp_watch_line *line,
                     const struct cp_watch_figure *f, struct cp_error *err) {
    struct cp_watch_word word = {.line = line,
                                 .value = f->value,
                                 .unit = f->unit ? f->unit : line->unit,
                                 .why = f->why,
                                 .period = f->period,
                                 .run = s->run,
                                 .at = s->view->run->at};
    const struct cp_watch_figure *previous = figure_of(s->before, line);
    struct cp_watch_value against = {.value = previous ? previous->value : NAN};
    line->seen = true;
    int rc = remember(s->w, line, f, s, err);
    if (rc || s->quietly)
        return rc;
    rc = take_change(line, &word, previous ? &against : NULL, err);
    if (rc)
        return rc;
    if (word.unit && line->rule->relative)
        word.unit = "1";
    rc = set_limits(s->w, line, &word, err);
    if (rc)
        return rc;
    set_state(line, &word);
    line->now = word;
    cp_watch_forget(line);
    return tell(s->w, &word, err);
}

/* The line of a rule that had no facts to make lines of stands in for them until there are. */
static bool stands_in(const struct cp_watch_line *line) {
    bool none = line->rule->nby > 0;
    for (size_t k = 0; k < line->rule->nby; k++)
        none = none && strcmp(line->key[k], "-") == 0;
    return none;
}

static void drop_stand_in(struct cp_watch *w, const struct cp_watch_rule *rule) {
    for (size_t i = 0; i < w->nline; i++) {
        struct cp_watch_line *line = w->line[i];
        if (line->rule != rule || line->seen || !stands_in(line) || line->npast)
            continue;
        free(line->past);
        memmove(w->line + i, w->line + i + 1, (--w->nline - i) * sizeof(struct cp_watch_line *));
        return;
    }
}

static int step_figures(const struct step *s, const struct cp_watch_figures *f,
                        struct cp_error *err) {
    struct cp_watch *w = s->w;
    const struct cp_watch_rule *rule = &w->plan->watch.rule[s->rule];
    bool none = f->n == 1 && isnan(f->at[0].value), known = false;
    for (size_t i = 0; i < w->nline; i++) {
        w->line[i]->seen = false;
        known |= w->line[i]->rule == rule;
    }
    for (size_t i = 0; i < f->n; i++) {
        if (none && known && rule->nby && strcmp(f->at[i].key[0], "-") == 0)
            continue; /* each of its lines says so itself */
        struct cp_watch_line *line = cp_watch_line(w, s->rule, f->at[i].key);
        int rc = line ? step_line(s, line, &f->at[i], err) : cp_fail_nomem(err);
        if (rc)
            return rc;
    }
    if (!none)
        drop_stand_in(w, rule);
    struct cp_watch_figure gone = {.value = NAN,
                                   .why = none ? f->at[0].why : "it has no facts any more"};
    for (size_t i = 0; i < w->nline; i++) {
        if (w->line[i]->rule != rule || w->line[i]->seen)
            continue;
        int rc = step_line(s, w->line[i], &gone, err);
        if (rc)
            return rc;
    }
    return 0;
}

/* What a change is against, where that is not remembered but given. */
static int previous_figures(struct cp_watch *w, const struct cp_watch_rule *rule,
                            struct cp_watch_figures *out, struct cp_error *err) {
    struct cp_watch_run run = {.facts = w->options.previous};
    struct cp_watch_view view = {.run = &run};
    if (!w->options.previous || !rule->change.text || !rule->measure)
        return 0;
    return cp_watch_figures(rule, &view, &w->arena, out, err);
}

int cp_watch_step_rule(struct cp_watch *w, size_t rule, const struct cp_watch_view *view,
                       bool quietly, struct cp_error *err) {
    struct cp_watch_rule_memory *m = &w->rule[rule];
    struct cp_watch_figures figures = {0}, before = {0};
    struct step step = {.w = w, .rule = rule, .view = view, .quietly = quietly};
    step.run = view->run->number ? view->run->number : m->run + 1;
    int rc = cp_watch_figures(&w->plan->watch.rule[rule], view, &w->arena, &figures, err);
    if (rc == 0)
        rc = previous_figures(w, &w->plan->watch.rule[rule], &before, err);
    if (before.n)
        step.before = &before;
    if (rc == 0)
        rc = step_figures(&step, &figures, err);
    free(figures.at);
    free(before.at);
    if (rc)
        return rc;
    m->run = step.run;
    m->at = view->run->at;
    return 0;
}

int cp_watch_step(struct cp_watch *w, const struct cp_watch_run *run, struct cp_error *err) {
    struct cp_watch_view view = {.run = run,
                                 .previous = w->options.previous,
                                 .now = w->options.now.known ? w->options.now : run->at};
    for (size_t r = 0; r < w->plan->watch.n; r++) {
        int rc = cp_watch_step_rule(w, r, &view, false, err);
        if (rc)
            return rc;
    }
    return 0;
}

int cp_watch_settle(struct cp_watch *w, struct cp_error *err) {
    for (size_t i = 0; i < w->nline; i++) {
        struct cp_watch_line *line = w->line[i];
        if (line->now.line)
            continue;
        const struct cp_watch_value *last = line->npast ? &line->past[line->npast - 1] : NULL;
        struct cp_watch_word word = {.line = line,
                                     .was = line->memory.state,
                                     .state = line->memory.state,
                                     .missing = line->memory.missing,
                                     .value = last && !line->memory.missing ? last->value : NAN,
                                     .unit = line->unit,
                                     .why = "there is no new run",
                                     .run = last ? last->run : 0,
                                     .since = line->since,
                                     .since_run = line->since_run};
        if (last)
            word.at = last->at;
        int rc = take_change(line, &word, NULL, err);
        if (word.unit && line->rule->relative)
            word.unit = "1";
        if (rc == 0)
            rc = set_limits(w, line, &word, err);
        if (rc)
            return rc;
        line->now = word;
    }
    return 0;
}

enum cp_watch_state cp_watch_worst(const struct cp_watch *w) {
    enum cp_watch_state worst = CP_WATCH_OK;
    for (size_t i = 0; i < w->nline; i++) {
        const struct cp_watch_memory *m = &w->line[i]->memory;
        if (m->state != CP_WATCH_OK && (worst == CP_WATCH_UNKNOWN || m->state > (int)worst))
            worst = (enum cp_watch_state)m->state;
        else if (m->missing && worst == CP_WATCH_OK)
            worst = CP_WATCH_UNKNOWN;
    }
    return worst;
}

size_t cp_watch_events(const struct cp_watch *w) {
    return w->ntold;
}
