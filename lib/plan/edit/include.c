/* `include:` — the sections of other files, merged into the document that names them — and `set:`,
 * which then changes what it finds. */
#include "plan/document/document.h"
#include "plan/edit/edit.h"
#include "plan/schema/schema.h"
#include <stdlib.h>
#include <string.h>

enum { FILES = 256 };

/* The files that are being included, from the innermost out. */
struct chain {
    const struct chain *outer;
    char *real; /* canonical name; NULL when it has none */
};

static int expand(struct cp_arena *a, struct cp_plan_node *root, const struct chain *chain,
                  size_t *files, struct cp_error *err);

static void twice(const struct cp_plan_node *n, const struct cp_plan_node *before,
                  const char *section, struct cp_error *err) {
    cp_fail_at(err, CP_EINPUT, n->key_pos, "%s%s%.80s: stands twice; first at %s:%u:%u",
               section ? section : "", section ? "/" : "", n->key, before->key_pos.file,
               before->key_pos.line, before->key_pos.col);
}

static void merge_section(struct cp_plan_node *into, struct cp_plan_node *from,
                          struct cp_error *err) {
    for (struct cp_plan_node *c = from->child, *next; c; c = next) {
        next = c->next;
        if (cp_plan_node_is_note(c))
            continue; /* handed down already, and no affair of the other file's numbers */
        const struct cp_plan_node *before = cp_plan_node_child(into, c->key);
        if (before)
            twice(c, before, into->key, err);
        else
            cp_plan_node_append(into, c);
    }
}

static void merge(struct cp_plan_node *into, struct cp_plan_node *from, struct cp_error *err) {
    for (struct cp_plan_node *c = from->child, *next; c; c = next) {
        next = c->next;
        if (cp_plan_node_is_note(c))
            continue;
        struct cp_plan_node *before = cp_plan_node_child(into, c->key);
        if (!before)
            cp_plan_node_append(into, c);
        else if (before->kind == CP_MAP && c->kind == CP_MAP)
            merge_section(before, c, err);
        else
            twice(c, before, NULL, err);
    }
}

static int include_file(struct cp_arena *a, struct cp_plan_node *root, const struct cp_plan_node *n,
                        const struct chain *chain, size_t *files, struct cp_error *err) {
    if (n->kind != CP_SCALAR || !*n->text)
        return cp_fail_at(err, CP_EINPUT, n->pos, "include: wanted the name of a file");
    if (++*files > FILES)
        return cp_fail_at(err, CP_EINPUT, n->pos, "include: more than %d files", FILES);
    const char *file = cp_plan_node_resolve(a, n->pos.file, n->text);
    if (!file)
        return cp_fail_nomem(err);
    struct chain here = {.outer = chain, .real = realpath(file, NULL)};
    const char *trouble = cp_plan_document_trouble(file);
    int rc;
    if (!here.real || trouble) {
        rc = cp_fail_at(err, CP_EINPUT, n->pos, "include: cannot open '%.200s': %s", file,
                        trouble ? trouble : "no such file");
        goto out;
    }
    struct cp_plan_node *other = NULL;
    for (const struct chain *c = chain; c; c = c->outer) {
        if (c->real && strcmp(c->real, here.real) == 0) {
            rc = cp_fail_at(err, CP_EINPUT, n->pos, "include: '%.200s' includes itself", n->text);
            goto out;
        }
    }
    size_t before = err->n, dropped = err->dropped;
    rc = cp_plan_document_read(a, file, &other, err);
    if (rc != CP_ENOMEM && other && cp_plan_schema_is_foreign(&cp_plan_schema_top, other)) {
        err->n = before;
        err->dropped = dropped;
        rc =
            cp_fail_at(err, CP_EINPUT, n->pos, "include: '%.200s' is no plan: no key of one", file);
    }
    if (rc)
        goto out;
    rc = expand(a, other, &here, files, err);
    if (rc)
        goto out;
    merge(root, other, err);
out:
    free(here.real);
    return rc;
}

static int include_all(struct cp_arena *a, struct cp_plan_node *root, const struct chain *chain,
                       size_t *files, struct cp_error *err) {
    struct cp_plan_node *list = cp_plan_node_child(root, "include");
    if (!list)
        return 0;
    cp_plan_node_remove(root, list);
    if (list->kind == CP_SCALAR)
        return include_file(a, root, list, chain, files, err);
    if (list->kind == CP_MAP)
        return cp_fail_at(err, CP_EINPUT, list->pos, "include: wanted a list of files");
    int rc = 0;
    for (struct cp_plan_node *n = list->child; n; n = n->next) {
        int one = include_file(a, root, n, chain, files, err);
        if (one && !rc)
            rc = one; /* the others have findings of their own */
        if (*files > FILES)
            break;
    }
    return rc;
}

static int expand(struct cp_arena *a, struct cp_plan_node *root, const struct chain *chain,
                  size_t *files, struct cp_error *err) {
    int rc = include_all(a, root, chain, files, err);
    if (rc)
        return rc;
    return cp_plan_override_section(a, root, err);
}

int cp_plan_include(struct cp_arena *a, struct cp_plan_node *root, struct cp_error *err) {
    size_t files = 0;
    struct chain top = {.real = realpath(root->pos.file, NULL)};
    int rc = expand(a, root, &top, &files, err);
    free(top.real);
    return rc;
}
