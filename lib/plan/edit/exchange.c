/* One document with parts of another, as YAML. */
#include "plan/document/document.h"
#include "plan/edit/edit.h"
#include <string.h>

/* Give `to` the child `key` of `from`: replaced where it stands, appended, or removed. `from` stays
 * as it is. */
static int exchange(struct cp_arena *arena, struct cp_plan_node *to,
                    const struct cp_plan_node *from, const char *key) {
    struct cp_plan_node *mine = cp_plan_node_child(to, key);
    const struct cp_plan_node *theirs = cp_plan_node_child(from, key);
    if (!theirs) {
        if (mine)
            cp_plan_node_remove(to, mine);
        return 0;
    }
    if (!mine) {
        mine = cp_arena_calloc(arena, 1, sizeof *mine);
        if (!mine)
            return CP_ENOMEM;
        cp_plan_node_append(to, mine);
    }
    struct cp_plan_node *next = mine->next;
    *mine = *theirs;
    mine->next = next;
    return 0;
}

/* What stands at a path of one or two keys. */
static int exchange_path(struct cp_arena *arena, struct cp_plan_node *a,
                         const struct cp_plan_node *b, const char *path) {
    size_t top = strcspn(path, "/");
    const char *key = cp_arena_strndup(arena, path, top);
    if (!key)
        return CP_ENOMEM;
    struct cp_plan_node *mine = cp_plan_node_child(a, key);
    const struct cp_plan_node *theirs = cp_plan_node_child(b, key);
    bool below = path[top] && mine && theirs && mine->kind == CP_MAP && theirs->kind == CP_MAP;
    return below ? exchange(arena, mine, theirs, path + top + 1) : exchange(arena, a, b, key);
}

/* Files are read under the names given here. */
static void rename_files(struct cp_plan_node *root, const struct cp_plan_file *file, size_t n) {
    const struct cp_plan plan = {.root = root};
    for (size_t i = 0; i < n; i++) {
        struct cp_plan_node *node =
            (struct cp_plan_node *)(uintptr_t)cp_plan_find(&plan, file[i].key);
        if (node && node->kind == CP_SCALAR)
            node->text = file[i].path;
    }
}

int cp_plan_exchange(const struct cp_plan_exchange *x, struct cp_str *out, struct cp_error *err) {
    struct cp_arena arena = {0};
    struct cp_plan_node *a = NULL, *b = NULL;
    int rc = cp_plan_document_parse(&arena, x->text, strlen(x->text), "plan", true, &a, err);
    if (rc == 0)
        rc = cp_plan_document_parse(&arena, x->other, strlen(x->other), "plan", true, &b, err);
    for (size_t i = 0; rc == 0 && i < x->npath; i++)
        if (exchange_path(&arena, a, b, x->path[i]))
            rc = cp_fail_nomem(err);
    if (rc == 0) {
        rename_files(a, x->file, x->nfile);
        rc = cp_plan_emit(a, out, err);
    }
    cp_arena_release(&arena);
    return rc;
}
