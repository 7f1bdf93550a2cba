/* Small moves on the document tree. */
#include "plan/document/document.h"
#include <string.h>

const char cp_plan_override_file[] = "--set";

struct cp_plan_node *cp_plan_node_child(const struct cp_plan_node *map, const char *key) {
    if (!map || map->kind != CP_MAP)
        return NULL;
    for (struct cp_plan_node *c = map->child; c; c = c->next)
        if (strcmp(c->key, key) == 0)
            return c;
    return NULL;
}

struct cp_plan_node *cp_plan_node_scalar(struct cp_arena *a, const char *key, const char *text,
                                         struct cp_pos pos) {
    struct cp_plan_node *n = cp_arena_calloc(a, 1, sizeof *n);
    if (!n)
        return NULL;
    *n = (struct cp_plan_node){
        .kind = CP_SCALAR, .key = key, .text = text, .pos = pos, .key_pos = pos};
    return n;
}

void cp_plan_node_append(struct cp_plan_node *parent, struct cp_plan_node *child) {
    struct cp_plan_node **end = &parent->child;
    while (*end)
        end = &(*end)->next;
    child->next = NULL;
    *end = child;
}

void cp_plan_node_remove(struct cp_plan_node *parent, const struct cp_plan_node *child) {
    for (struct cp_plan_node **at = &parent->child; *at; at = &(*at)->next) {
        if (*at == child) {
            *at = child->next;
            return;
        }
    }
}

bool cp_plan_node_is_note(const struct cp_plan_node *n) {
    return n->key && (strcmp(n->key, "source") == 0 || strcmp(n->key, "assumed") == 0);
}

void cp_plan_node_hand_down(struct cp_plan_node *n, const char *source, const char *assumed) {
    const struct cp_plan_node *own_source = cp_plan_node_child(n, "source");
    const struct cp_plan_node *own_assumed = cp_plan_node_child(n, "assumed");
    if (own_source || own_assumed) {
        source = own_source && own_source->kind == CP_SCALAR ? own_source->text : NULL;
        assumed = own_assumed && own_assumed->kind == CP_SCALAR ? own_assumed->text : NULL;
    }
    n->source = source;
    n->assumed = assumed;
    for (struct cp_plan_node *c = n->child; c; c = c->next)
        cp_plan_node_hand_down(c, source, assumed);
}

const char *cp_plan_node_resolve(struct cp_arena *a, const char *from, const char *name) {
    const char *slash = from ? strrchr(from, '/') : NULL;
    if (name[0] == '/' || !slash)
        return cp_arena_strdup(a, name);
    return cp_arena_printf(a, "%.*s/%s", (int)(slash - from), from, name);
}

bool cp_plan_is_step(const char *key) {
    struct cp_period p;
    return cp_period_parse(key, strlen(key), &p) == 0;
}

/* The mapping at `key` of `into`, made where there is none; NULL: something else stands there. */
static struct cp_plan_node *open_map(struct cp_arena *a, struct cp_plan_node *into, const char *key,
                                     const struct cp_plan_node *from) {
    struct cp_plan_node *n = cp_plan_node_child(into, key);
    if (n)
        return n->kind == CP_MAP ? n : NULL;
    n = cp_plan_node_scalar(a, key, NULL, from->pos);
    if (!n)
        return NULL;
    n->kind = CP_MAP;
    n->key_pos = from->key_pos;
    cp_plan_node_append(into, n);
    return n;
}

/* What stands under a part of the path that is left goes in as well as it may. */
static int put_below(struct cp_arena *a, struct cp_plan_node *into, struct cp_plan_node *n,
                     struct cp_error *err) {
    const char *slash = strchr(n->key, '/');
    if (slash && slash[1] && slash != n->key) {
        const char *key = cp_arena_strndup(a, n->key, (size_t)(slash - n->key));
        struct cp_plan_node *map = key ? open_map(a, into, key, n) : NULL;
        if (!key)
            return cp_fail_nomem(err);
        if (map) {
            n->key = slash + 1;
            return put_below(a, map, n, err);
        }
    }
    struct cp_plan_node *before = cp_plan_node_child(into, n->key);
    if (before && before->kind == CP_MAP && n->kind == CP_MAP) {
        for (struct cp_plan_node *c = n->child, *next; c; c = next) {
            next = c->next;
            int rc = put_below(a, before, c, err);
            if (rc)
                return rc;
        }
        return 0;
    }
    if (before)
        cp_fail_at(err, CP_EINPUT, n->key_pos, "%.80s: stands twice; first at %s:%u:%u", n->key,
                   before->key_pos.file, before->key_pos.line, before->key_pos.col);
    else
        cp_plan_node_append(into, n);
    return 0;
}

int cp_plan_node_split(struct cp_arena *a, struct cp_plan_node *map, struct cp_error *err) {
    if (!map || map->kind != CP_MAP)
        return 0;
    struct cp_plan_node *c = map->child, *next;
    map->child = NULL;
    for (; c; c = next) {
        next = c->next;
        struct cp_plan_node *below = c->kind == CP_MAP ? c : NULL;
        int rc = below ? cp_plan_node_split(a, below, err) : 0;
        if (!rc)
            rc = put_below(a, map, c, err);
        if (rc)
            return rc;
    }
    return 0;
}
