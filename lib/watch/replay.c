/* The periods of a table of facts as runs, one after another. */
#include "watch/internal.h"
#include <stdlib.h>
#include <string.h>

struct moment {
    const char *text;
    struct cp_period period;
};

static int compare(const void *a, const void *b) {
    const struct moment *x = a, *y = b;
    int64_t s = cp_period_start(x->period), t = cp_period_start(y->period);
    return s != t ? (s < t ? -1 : 1) : strcmp(x->text, y->text);
}

static bool is_followed(const struct cp_watch *w, const char *measure) {
    for (size_t r = 0; r < w->plan->watch.n; r++) {
        const char *own = w->plan->watch.rule[r].measure;
        if (own && strcmp(own, measure) == 0)
            return true;
    }
    return false;
}

/* Each once; that names of a table are interned tells them from their neighbours. Heap array. */
static int list_moments(const struct cp_watch *w, const struct cp_facts *facts, struct moment **out,
                        size_t *n, struct cp_error *err) {
    size_t cap = 0, kept = 0;
    for (size_t i = 0; i < cp_facts_count(facts); i++) {
        const char *text = cp_facts_dim(facts, i, CP_PERIOD);
        struct moment m = {.text = text};
        if ((*n && (*out)[*n - 1].text == text) || !is_followed(w, cp_facts_measure(facts, i)) ||
            cp_period_parse(text, strlen(text), &m.period) != 0)
            continue;
        if (!cp_grow(out, &cap, *n, sizeof **out))
            return cp_fail_nomem(err);
        (*out)[(*n)++] = m;
    }
    if (*n > 1)
        qsort(*out, *n, sizeof **out, compare);
    for (size_t i = 0; i < *n; i++)
        if (!kept || (*out)[i].text != (*out)[kept - 1].text)
            (*out)[kept++] = (*out)[i];
    *n = kept;
    return 0;
}

/* A rule whose facts are of other periods has no run here. */
static int has_facts(const struct cp_watch_rule *rule, const struct cp_facts *facts,
                     const char *period, bool *out, struct cp_error *err) {
    size_t *row = NULL, n = 0;
    int rc = rule->measure ? cp_watch_pick(rule, facts, period, &row, &n, err) : 0;
    free(row);
    *out = n > 0;
    return rc;
}

static int step(struct cp_watch *w, const struct cp_facts *facts, const struct moment *m,
                struct cp_error *err) {
    struct cp_watch_run run = {.facts = facts, .at = {true, m->period}};
    struct cp_watch_view view = {
        .run = &run, .period = m->text, .previous = w->options.previous, .now = run.at};
    for (size_t r = 0; r < w->plan->watch.n; r++) {
        bool has;
        if (w->rule[r].at.known &&
            cp_period_start(w->rule[r].at.period) >= cp_period_start(m->period))
            continue; /* it has been told */
        int rc = has_facts(&w->plan->watch.rule[r], facts, m->text, &has, err);
        if (rc == 0 && has)
            rc = cp_watch_step_rule(w, r, &view, false, err);
        if (rc)
            return rc;
    }
    return 0;
}

int cp_watch_replay(struct cp_watch *w, const struct cp_facts *facts, struct cp_error *err) {
    struct moment *moment = NULL;
    size_t n = 0;
    int rc = list_moments(w, facts, &moment, &n, err);
    if (rc == 0 && n == 0)
        rc = cp_fail(err, CP_EINPUT,
                     "no fact that a rule follows has a period: there is nothing to "
                     "replay");
    for (size_t i = 0; rc == 0 && i < n; i++)
        rc = step(w, facts, &moment[i], err);
    free(moment);
    return rc ? rc : cp_watch_settle(w, err);
}
