#include "tree/tree.h"
#include <string.h>

/* A fact of this scenario, or of "-", none; quantiles are forecasts of their own. */
static bool is_of(const struct cp_facts *f, size_t r, const char *scenario) {
    return !strcmp(cp_facts_dim(f, r, CP_SCENARIO), scenario) &&
           !strcmp(cp_facts_dim(f, r, CP_QUANTILE), "-");
}

static int list_stream(const struct cp_facts *facts, struct cp_names *out, struct cp_error *err) {
    for (size_t r = 0; r < cp_facts_count(facts); r++) {
        const char *name = cp_facts_dim(facts, r, CP_SCENARIO);
        if (!strcmp(cp_facts_measure(facts, r), "demand") && strcmp(name, "-") != 0 &&
            is_of(facts, r, name) && cp_names_add(out, name, strlen(name)) == CP_NAME_NONE)
            return cp_fail_nomem(err);
    }
    return 0;
}

int cp_tree_read(const struct cp_plan *plan, const struct cp_facts *facts, struct cp_tree *out,
                 struct cp_error *err) {
    struct cp_names names = {0};
    *out = (struct cp_tree){.decide_by = plan->policy.decide_by};
    int rc = plan->nscenario ? 0 : list_stream(facts, &names, err);
    if (rc)
        goto out;
    size_t n = plan->nscenario ? plan->nscenario : names.n;
    out->scenario = cp_arena_calloc(&out->arena, n + 1, sizeof *out->scenario);
    if (!out->scenario) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    for (size_t k = 0; k < n; k++) {
        struct cp_tree_scenario *s = &out->scenario[k];
        s->planned = plan->nscenario ? &plan->scenario[k] : NULL;
        s->name = s->planned ? s->planned->name : cp_arena_strdup(&out->arena, names.text[k]);
        s->probability = s->planned ? s->planned->probability : 1 / (double)n;
        if (!s->name) {
            rc = cp_fail_nomem(err);
            goto out;
        }
    }
    out->n = n;
out:
    cp_names_release(&names);
    if (rc)
        cp_tree_release(out);
    return rc;
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
