/* Loading a plan from file to structs. */
#include "plan/bind/bind.h"
#include "plan/document/document.h"
#include "plan/edit/edit.h"
#include <stdlib.h>
#include <string.h>

/* Findings from `first` on in the order of lines, files in the order they came up. */
static void sort_findings(struct cp_error *err, size_t first) {
    for (size_t i = first + 1; i < err->n; i++) {
        for (size_t k = i; k > first; k--) {
            struct cp_finding *a = &err->at[k - 1], *b = &err->at[k];
            bool after = a->line > b->line || (a->line == b->line && a->col > b->col);
            if (strcmp(a->file, b->file) != 0 || !after)
                break;
            struct cp_finding spare = *a;
            *a = *b;
            *b = spare;
        }
    }
}

/* What a file is to be, and how it becomes structs. */
struct kind {
    const char *foreign; /* what is told of one without any of its keys */
    size_t size;         /* of the struct, which begins with a struct cp_plan */
    const struct cp_schema *schema;
    int (*bind)(struct cp_plan *plan, struct cp_error *err);
};

struct source {
    const struct kind *kind;
    const char *path;
    const char *const *set;
    size_t nset;
};

/* Findings that leave a document to go on with are no failure here. */
static int read_document(struct cp_plan *plan, const struct source *from, struct cp_error *err) {
    const char *file = cp_arena_strdup(&plan->arena, from->path);
    size_t first = err->n, dropped = err->dropped;
    if (!file)
        return cp_fail_nomem(err);
    int rc = cp_plan_document_read(&plan->arena, file, &plan->root, err);
    if (rc != CP_ENOMEM && plan->root && plan->root->kind == CP_MAP &&
        cp_plan_schema_is_foreign(from->kind->schema, plan->root)) {
        err->n = first;
        err->dropped = dropped;
        return cp_fail_at(err, CP_EINPUT, (struct cp_pos){file, 0, 0}, "%s", from->kind->foreign);
    }
    if (rc)
        return rc;
    rc = cp_plan_include(&plan->arena, plan->root, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < from->nset; i++) {
        rc = cp_plan_override(&plan->arena, plan->root, from->set[i], err);
        if (rc && rc != CP_EINPUT)
            return rc;
    }
    return 0;
}

static int bind_document(struct cp_plan *plan, struct cp_error *err) {
    bool profiles = cp_plan_profiles_read(plan, err) == 0;
    int rc = cp_plan_bind(plan, &cp_plan_schema_top, profiles, err);
    if (rc || !profiles)
        return rc;
    return cp_plan_profiles_place(plan, err);
}

static int bind_rules(struct cp_plan *plan, struct cp_error *err) {
    return cp_plan_bind(plan, &cp_plan_schema_rules, false, err);
}

static int bind_map(struct cp_plan *plan, struct cp_error *err) {
    return cp_plan_bind(plan, &cp_plan_schema_map, false, err);
}

static const struct kind plan_kind = {
    "no plan: none of its keys is of one; cp-plan keys lists them", sizeof(struct cp_plan),
    &cp_plan_schema_top, bind_document};
static const struct kind rules_kind = {
    "no file of rules: missing key 'watch' (rules of cp-watch(1), by name)", sizeof(struct cp_plan),
    &cp_plan_schema_rules, bind_rules};
static const struct kind map_kind = {
    "no map: none of its keys is of one; cp-import --keys lists them", sizeof(struct cp_map),
    &cp_plan_schema_map, bind_map};

/* 0 when nothing at all was found. */
static int load(struct cp_plan *plan, const struct source *from, struct cp_error *err) {
    size_t first = err->n, before = cp_plan_findings(err);
    int rc = read_document(plan, from, err);
    if (rc)
        return rc;
    cp_plan_bind_money(plan);
    rc = from->kind->bind(plan, err);
    if (rc)
        return rc;
    if (cp_plan_findings(err) == before)
        return 0;
    return err->n > first ? (int)err->at[first].code : CP_EINPUT;
}

static int load_new(const struct source *from, struct cp_plan **out, struct cp_error *err) {
    size_t first = err->n;
    struct cp_plan *plan = calloc(1, from->kind->size);
    if (!plan)
        return cp_fail_nomem(err);
    int rc = load(plan, from, err);
    if (rc) {
        sort_findings(err, first);
        cp_plan_free(plan);
        return rc;
    }
    *out = plan;
    return 0;
}

int cp_plan_load(const char *path, const char *const *set, size_t nset, struct cp_plan **out,
                 struct cp_error *err) {
    const struct source from = {&plan_kind, path, set, nset};
    return load_new(&from, out, err);
}

int cp_plan_load_rules(const char *path, const char *const *set, size_t nset, struct cp_plan **out,
                       struct cp_error *err) {
    const struct source from = {&rules_kind, path, set, nset};
    return load_new(&from, out, err);
}

int cp_plan_load_map(const char *path, const char *const *set, size_t nset, struct cp_map **out,
                     struct cp_error *err) {
    struct cp_plan *plan = NULL;
    const struct source from = {&map_kind, path, set, nset};
    int rc = load_new(&from, &plan, err);
    if (rc == 0)
        *out = (struct cp_map *)(void *)plan;
    return rc;
}

void cp_plan_free(struct cp_plan *plan) {
    if (!plan)
        return;
    cp_arena_release(&plan->arena);
    free(plan);
}
