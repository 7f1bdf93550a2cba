/* Runs of a history as runs of the rules. */
#include "watch/internal.h"
#include <math.h>
#include <string.h>

struct follow {
    struct cp_watch *w;
    struct cp_store *store;
    struct cp_store_run *run;
    size_t n;
    struct cp_error *err;
};

static struct cp_watch_when when_of(const struct cp_store_run *r) {
    struct cp_watch_when when = {0};
    struct cp_error why = {0};
    cp_watch_when_parse(r->as_of ? r->as_of : r->at, &when, &why);
    return when;
}

/* The first run that a rule has not seen. Runs are in the order of their days: one that was put in
 * later for an earlier day is not seen any more. */
static size_t first_new(const struct follow *f, size_t rule) {
    int64_t seen = f->w->rule[rule].run;
    size_t first = f->n - 1;
    if (!seen)
        return first;
    for (size_t i = f->n; i-- > 0;)
        if (f->run[i].run == seen)
            return i + 1;
    while (first > 0 && f->run[first - 1].run > seen) /* it was pruned */
        first--;
    return f->run[first].run > seen ? first : f->n;
}

/* The first run that must be remembered before that one: what a change may be against. */
static size_t first_remembered(const struct follow *f, size_t rule, size_t first) {
    const struct cp_watch_span *span = &f->w->plan->watch.rule[rule].change;
    size_t i = first;
    if (f->w->rule[rule].run || !span->text)
        return first;
    if (span->runs)
        return first > span->runs ? first - span->runs : 0;
    int64_t now = cp_watch_hour(when_of(&f->run[first]));
    while (i > 0 && (double)(now - cp_watch_hour(when_of(&f->run[i]))) < 24 * span->days)
        i--;
    return i;
}

struct need {
    bool headline, facts;
};

static int load_facts(const struct follow *f, const struct cp_store_run *r, struct cp_facts **out) {
    struct cp_str bytes = {0};
    FILE *in = NULL;
    if (r->level < 1)
        return 0; /* only its headline is left */
    int rc = cp_store_stream(f->store, r->run, &bytes, f->err);
    *out = cp_facts_new();
    if (rc == 0 && !*out)
        rc = cp_fail_nomem(f->err);
    if (rc == 0 && bytes.len) {
        in = fmemopen(bytes.s, bytes.len, "r");
        rc = in ? cp_facts_read(*out, in, cp_plan_file(f->w->plan), f->err) : cp_fail_nomem(f->err);
    }
    if (in)
        fclose(in);
    cp_str_release(&bytes);
    return rc;
}

struct range {
    size_t remembered, first;
};

static int step_rules(const struct follow *f, const struct range *range, size_t i,
                      const struct cp_watch_run *run) {
    struct cp_watch *w = f->w;
    struct cp_watch_view view = {.run = run,
                                 .previous = w->options.previous,
                                 .now = w->options.now.known ? w->options.now : run->at};
    for (size_t r = 0; r < w->plan->watch.n; r++) {
        bool age = !isnan(w->plan->watch.rule[r].age) && i + 1 == f->n;
        int rc = i >= range[r].first || age ? cp_watch_step_rule(w, r, &view, false, f->err)
                 : i >= range[r].remembered ? cp_watch_step_rule(w, r, &view, true, f->err)
                                            : 0;
        if (rc)
            return rc;
    }
    return 0;
}

static int step_run(const struct follow *f, const struct range *range, size_t i) {
    const struct cp_store_run *r = &f->run[i];
    struct cp_watch_run run = {.number = r->run, .at = when_of(r)};
    struct cp_store_headline headline = {0};
    struct cp_facts *facts = NULL;
    struct need need = {0};
    for (size_t k = 0; k < f->w->plan->watch.n; k++) {
        const struct cp_watch_rule *rule = &f->w->plan->watch.rule[k];
        bool wanted = i >= range[k].remembered || (!isnan(rule->age) && i + 1 == f->n);
        need.headline |= wanted && rule->headline;
        need.facts |= wanted && rule->measure;
    }
    int rc = need.headline
                 ? cp_store_run_headline(f->store, r->run, &f->w->arena, &headline, f->err)
                 : 0;
    if (rc == 0 && need.facts)
        rc = load_facts(f, r, &facts);
    run.headline = need.headline ? &headline : NULL;
    run.facts = facts;
    if (rc == 0)
        rc = step_rules(f, range, i, &run);
    cp_facts_free(facts);
    return rc;
}

int cp_watch_follow(struct cp_watch *w, struct cp_store *store, const char *name,
                    struct cp_error *err) {
    struct follow f = {.w = w, .store = store, .err = err};
    int rc =
        cp_store_list(store, &(struct cp_store_filter){.name = name}, &w->arena, &f.run, &f.n, err);
    if (rc)
        return rc;
    if (!f.n)
        return cp_fail(err, CP_EINPUT, "the history has no whole run of name '%.80s'", name);
    struct range *range = cp_arena_calloc(&w->arena, w->plan->watch.n, sizeof *range);
    if (!range)
        return cp_fail_nomem(err);
    size_t from = f.n - 1;
    for (size_t r = 0; r < w->plan->watch.n; r++) {
        range[r].first = first_new(&f, r);
        range[r].remembered = first_remembered(&f, r, range[r].first);
        from = range[r].remembered < from ? range[r].remembered : from;
    }
    for (size_t i = from; rc == 0 && i < f.n; i++)
        rc = step_run(&f, range, i);
    return rc ? rc : cp_watch_settle(w, err);
}
