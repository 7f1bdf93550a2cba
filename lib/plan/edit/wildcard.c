/* Wildcards in the paths of overrides: `contracts/X/fuel` with a star for X is every contract whose
 * fuel price the plan writes. They stand for what is written and never add to it: what other
 * contracts may not have is not asked of them. */
#include "plan/document/document.h"
#include "plan/edit/edit.h"
#include <stdio.h>
#include <string.h>

struct match {
    struct cp_arena *arena;
    struct cp_plan_paths *out;
    bool literal_end; /* a last `*` is the name itself */
};

static bool named(const struct cp_plan_node *map, const char *key, size_t len) {
    for (const struct cp_plan_node *c = map->child; c; c = c->next)
        if (c->key && strlen(c->key) == len && strncmp(c->key, key, len) == 0)
            return true;
    return false;
}

static const char *join(const struct match *m, const char *before, const char *key) {
    return cp_arena_printf(m->arena, "%s%s%s", before, *before ? "/" : "", key);
}

static bool add(struct match *m, const char *path) {
    struct cp_plan_paths *p = m->out;
    const char **grown = cp_arena_alloc(m->arena, (p->n + 1) * sizeof *grown);
    if (!path || !grown)
        return false;
    if (p->n)
        memcpy(grown, p->path, p->n * sizeof *grown);
    grown[p->n++] = path;
    p->path = grown;
    return true;
}

/* What `rest` stands for below n, whose path is `before`. False: no memory. */
static bool descend(struct match *m, const struct cp_plan_node *n, const char *before,
                    const char *rest) {
    size_t len = strcspn(rest, "/"), item = 0;
    bool last = !rest[len], itself = named(n, rest, len);
    if (n->kind == CP_SCALAR) /* a number written plainly is its `value` */
        return !last || strcmp(rest, "value") != 0 || add(m, join(m, before, rest));
    if (last && m->literal_end && strcmp(rest, "*") == 0)
        return add(m, join(m, before, rest));
    for (const struct cp_plan_node *c = n->child; c; c = c->next) {
        char number[24];
        snprintf(number, sizeof number, "%zu", ++item);
        const char *key = c->key ? c->key : number;
        bool same = strlen(key) == len && strncmp(key, rest, len) == 0;
        if (itself ? !same
                   : cp_plan_node_is_note(c) || !cp_like_part(rest, len, key, strlen(key), '\0'))
            continue;
        const char *path = join(m, before, key);
        if (!path || !(last ? add(m, path) : descend(m, c, path, rest + len + 1)))
            return false;
    }
    return true;
}

bool cp_plan_match_paths(struct cp_arena *a, const struct cp_plan_node *root, const char *path,
                         bool literal_end, struct cp_plan_paths *out) {
    struct match m = {a, out, literal_end};
    return descend(&m, root, "", path);
}
