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
