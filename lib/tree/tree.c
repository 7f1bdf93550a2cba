#include "tree/tree.h"
#include <stdlib.h>
#include <string.h>

/* A fact of this scenario, or of "-", none; quantiles are forecasts of their own. */
static bool is_of(const struct cp_facts *f, size_t r, const char *scenario) {
    return !strcmp(cp_facts_dim(f, r, CP_SCENARIO), scenario) &&
           !strcmp(cp_facts_dim(f, r, CP_QUANTILE), "-");
}

/* Without weights those of the demand; with them every one of these has to have one. */
static int list_stream(const struct cp_facts *facts, const struct cp_tree_weights *w,
                       struct cp_names *out, struct cp_error *err) {
    for (size_t i = 0; i < w->names.n; i++)
        if (cp_names_add(out, w->names.text[i], w->names.length[i]) == CP_NAME_NONE)
            return cp_fail_nomem(err);
    for (size_t r = 0; r < cp_facts_count(facts); r++) {
        const char *name = cp_facts_dim(facts, r, CP_SCENARIO);
        if (strcmp(cp_facts_measure(facts, r), "demand") != 0 || !strcmp(name, "-") ||
            !is_of(facts, r, name))
            continue;
        if (w->names.n && cp_names_find(&w->names, name) == CP_NAME_NONE)
            return cp_fail_at(err, CP_EINPUT, cp_facts_pos(facts, r),
                              "scenario '%.80s' has no scenario_probability, as others have", name);
        if (cp_names_add(out, name, strlen(name)) == CP_NAME_NONE)
            return cp_fail_nomem(err);
    }
    return 0;
}

/* What the stream says of the plan's scenarios is what the plan says. */
static int check_planned(const struct cp_plan *plan, const struct cp_facts *facts,
                         const struct cp_tree_weights *w, struct cp_error *err) {
    for (size_t i = 0; i < w->names.n; i++) {
        size_t k = 0;
        while (k < plan->nscenario && strcmp(plan->scenario[k].name, w->names.text[i]) != 0)
            k++;
        struct cp_pos pos = cp_facts_pos(facts, w->row[i]);
        if (k == plan->nscenario)
            return cp_fail_at(err, CP_EINPUT, pos, "'%.80s' is no scenario of the plan",
                              w->names.text[i]);
        double planned = plan->scenario[k].probability, by = w->probability[i] - planned;
        if (by > 1e-6 || by < -1e-6)
            return cp_fail_at(err, CP_EINPUT, pos,
                              "scenario_probability of '%.80s' is %.9g, and %.9g in the plan",
                              w->names.text[i], w->probability[i], planned);
    }
    return 0;
}

static int fill(const struct cp_plan *plan, const struct cp_names *names,
                const struct cp_tree_weights *w, struct cp_tree *out, struct cp_error *err) {
    size_t n = plan->nscenario ? plan->nscenario : names->n;
    out->scenario = cp_arena_calloc(&out->arena, n + 1, sizeof *out->scenario);
    if (!out->scenario)
        return cp_fail_nomem(err);
    for (size_t k = 0; k < n; k++) {
        struct cp_tree_scenario *s = &out->scenario[k];
        s->planned = plan->nscenario ? &plan->scenario[k] : NULL;
        s->name = s->planned ? s->planned->name : cp_arena_strdup(&out->arena, names->text[k]);
        if (!s->name)
            return cp_fail_nomem(err);
        uint32_t given = cp_names_find(&w->names, s->name);
        s->weight = given == CP_NAME_NONE ? SIZE_MAX : w->row[given];
        s->probability = s->planned              ? s->planned->probability
                         : given != CP_NAME_NONE ? w->probability[given]
                                                 : 1 / (double)n;
    }
    out->n = n;
    return 0;
}

int cp_tree_read(const struct cp_plan *plan, const struct cp_facts *facts, struct cp_tree *out,
                 struct cp_error *err) {
    struct cp_names names = {0};
    struct cp_tree_weights w = {0};
    *out = (struct cp_tree){.decide_by = plan->policy.decide_by};
    int rc = cp_tree_weights_read(facts, &w, err);
    if (!rc)
        rc = plan->nscenario ? check_planned(plan, facts, &w, err)
                             : list_stream(facts, &w, &names, err);
    if (!rc)
        rc = fill(plan, &names, &w, out, err);
    cp_names_release(&names);
    cp_tree_weights_release(&w);
    if (rc)
        cp_tree_release(out);
    return rc;
}

int cp_tree_check(const struct cp_tree *tree, struct cp_error *err) {
    double sum = 0;
    for (size_t k = 0; k < tree->n; k++)
        sum += tree->scenario[k].probability;
    return cp_tree_check_sum(tree->n, sum, NULL, err);
}

void cp_tree_release(struct cp_tree *tree) {
    cp_arena_release(&tree->arena);
    *tree = (struct cp_tree){0};
}

size_t cp_tree_stage(const struct cp_tree *tree, int64_t when) {
    return when < tree->decide_by ? 0 : 1;
}

/* Measure and dimensions of a fact but for its scenario. */
static void make_key(const struct cp_facts *f, size_t r, struct cp_str *key) {
    cp_str_reset(key);
    cp_str_add(key, cp_facts_measure(f, r));
    for (size_t c = 0; c < cp_facts_columns(f); c++)
        if (strcmp(cp_facts_column_name(f, c), "scenario") != 0)
            cp_str_addf(key, "\t%s", cp_facts_column_text(f, r, c));
}

int cp_tree_rows(const struct cp_tree *tree, size_t i, const struct cp_facts *f,
                 bool (*reads)(const char *measure), bool *rows, struct cp_error *err) {
    struct cp_names own = {0};
    struct cp_str key = {0};
    size_t n = cp_facts_count(f);
    bool full = true; /* whether memory sufficed */
    for (size_t r = 0; full && r < n; r++) {
        rows[r] = reads(cp_facts_measure(f, r)) && is_of(f, r, tree->scenario[i].name);
        if (!rows[r])
            continue;
        make_key(f, r, &key);
        full = !key.oom && cp_names_add(&own, key.s, key.len) != CP_NAME_NONE;
    }
    for (size_t r = 0; full && r < n; r++) {
        if (!reads(cp_facts_measure(f, r)) || !is_of(f, r, "-"))
            continue;
        make_key(f, r, &key);
        full = !key.oom;
        rows[r] = full && cp_names_find(&own, key.s) == CP_NAME_NONE;
    }
    cp_str_release(&key);
    cp_names_release(&own);
    return full ? 0 : cp_fail_nomem(err);
}

bool cp_tree_has_event(const char *scenario, const char *event) {
    size_t len = strlen(event);
    for (const char *at = strchr(scenario, '+'); at; at = strchr(at + 1, '+'))
        if (strncmp(at + 1, event, len) == 0 && at[1 + len] == '@')
            return true;
    return false;
}
