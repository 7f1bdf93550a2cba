/* The keys of one schema. */
#include "plan/document/document.h"
#include "plan/schema/schema.h"
#include <string.h>
#include <strings.h>

const char *cp_plan_field_key(const struct cp_schema *s, const struct cp_field *f) {
    return f->path + s->prefix;
}

const struct cp_field *cp_plan_schema_field(const struct cp_schema *s, const char *key) {
    for (size_t i = 0; i < s->nfield; i++)
        if (strcmp(cp_plan_field_key(s, &s->field[i]), key) == 0)
            return &s->field[i];
    return NULL;
}

const char *cp_plan_schema_nearest(const struct cp_schema *s, const char *key) {
    const char *keys[64];
    size_t n = s->nfield < 64 ? s->nfield : 64;
    for (size_t i = 0; i < s->nfield; i++)
        if (strcasecmp(cp_plan_field_key(s, &s->field[i]), key) == 0)
            return cp_plan_field_key(s, &s->field[i]);
    for (size_t i = 0; i < n; i++)
        keys[i] = cp_plan_field_key(s, &s->field[i]);
    return cp_nearest(key, keys, n);
}

bool cp_plan_schema_is_foreign(const struct cp_schema *s, const struct cp_plan_node *root) {
    size_t others = 0;
    for (const struct cp_plan_node *c = root->child; c; c = c->next) {
        if (!c->key || cp_plan_node_is_note(c))
            continue;
        if (strcasecmp(c->key, "include") == 0 || strcasecmp(c->key, "set") == 0 ||
            cp_plan_schema_field(s, c->key) || cp_plan_schema_nearest(s, c->key))
            return false;
        others++;
    }
    return root->kind != CP_MAP || others > 0;
}
