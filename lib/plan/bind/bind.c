/* Fills structs from the document by the rows of a schema. */
#include "plan/bind/bind.h"
#include "plan/document/document.h"
#include <math.h>
#include <string.h>

static bool is_entity_name(const char *s) {
    size_t len = strlen(s);
    if (len == 0 || len > 100 || strcmp(s, "-") == 0 || strcmp(s, "NA") == 0 ||
        cp_byte_order_mark(s, len))
        return false;
    for (; *s; s++)
        if ((unsigned char)*s <= ' ' || *s == '/' || *s == '\\' || *s == 0x7F)
            return false;
    return true;
}

static void bind(struct cp_binder *b, const struct cp_schema *s, const struct cp_plan_node *node,
                 void *base);
static void bind_defaults(struct cp_binder *b, const struct cp_schema *s, void *base);

static void bind_driver(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                        struct cp_driver *d) {
    d->pos = n->pos;
    b->unit = f->unit;
    if (n->kind == CP_MAP) {
        cp_plan_bind_path(b, f, n, f->of, &d->path);
        bind(b, f->of, n, d);
    } else {
        bind_defaults(b, f->of, d);
        cp_plan_bind_path(b, f, n, NULL, &d->path);
    }
    b->unit = NULL;
}

/* One entry of a table or list into its struct. */
static void bind_entry(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                       const char *owner, char *item);

static bool grow_array(struct cp_binder *b, const struct cp_field *f, size_t more, char *base,
                       char **items, size_t **count) {
    size_t size = f->of->size, before;
    *count = (size_t *)(base + f->count);
    before = **count;
    *items = cp_arena_calloc(b->arena, before + more, size);
    if (!*items) {
        cp_plan_fail_nomem(b);
        return false;
    }
    if (before)
        memcpy(*items, *(void **)(base + f->offset), before * size);
    *(void **)(base + f->offset) = *items;
    return true;
}

static const char **name_at(const struct cp_field *f, const char *items, size_t i) {
    return cp_plan_member(items + i * f->of->size, f->of->name);
}

static void bind_array(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                       char *base, const char *owner) {
    enum cp_node_kind want = f->type == CP_T_LIST ? CP_LIST : CP_MAP;
    if (n->kind != want) {
        cp_plan_fail(b, n->pos, "is not a %s", want == CP_MAP ? "mapping" : "list");
        return;
    }
    size_t more = 0, number = 0, *count;
    char *items;
    for (const struct cp_plan_node *c = n->child; c; c = c->next)
        more += !cp_plan_node_is_note(c);
    if (f->flags & CP_F_PLAN)
        base = (char *)b->plan;
    if (!grow_array(b, f, more, base, &items, &count))
        return;
    for (const struct cp_plan_node *c = n->child; c; c = c->next) {
        char text[24];
        if (cp_plan_node_is_note(c))
            continue;
        snprintf(text, sizeof text, "%zu", ++number);
        size_t here = cp_plan_push(b, c->key ? c->key : text);
        size_t before = *count;
        char *item = items + before * f->of->size;
        bool twice = false;
        for (size_t i = 0; f->flags & CP_F_PLAN && i < before && !twice; i++)
            twice = strcmp(*name_at(f, items, i), c->key) == 0;
        if (twice)
            cp_plan_fail(b, c->key_pos, "the name is used twice");
        bind_entry(b, f, c, owner, item);
        ++*count;
        cp_plan_pop(b, here);
    }
}

static void bind_period_key(struct cp_binder *b, const struct cp_schema *s,
                            const struct cp_plan_node *n, struct cp_period *out) {
    if (cp_period_parse(n->key, strlen(n->key), out) != 0)
        cp_plan_fail(b, n->key_pos, "'%.60s' is not a period, like 2027-Q1", n->key);
    else if (!s->any_period)
        cp_plan_want_in_horizon(b, n, "", cp_period_start(*out), cp_period_end(*out));
}

static void bind_entry(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                       const char *owner, char *item) {
    const struct cp_schema *s = f->of;
    const char **name = cp_plan_member(item, s->name), **around = cp_plan_member(item, s->owner);
    struct cp_pos *pos = cp_plan_member(item, s->pos);
    if (name)
        *name = n->key;
    if (pos)
        *pos = n->key ? n->key_pos : n->pos;
    if (around)
        *around = owner;
    bool any = s->section && strcmp(s->section, "workloads") == 0 && strcmp(n->key, "*") == 0;
    if (name && !is_entity_name(n->key))
        cp_plan_fail(
            b, n->key_pos,
            "a name has no blanks, '/', '\\' or byte order mark, is not '-' or 'NA', and has 100 "
            "bytes at most");
    else if (s->section && !any)
        cp_plan_want_name(b, s->section,
                          &(struct cp_plan_node){.kind = CP_MAP, .key_pos = n->key_pos}, n->key);
    if (s->period)
        bind_period_key(b, s, n, cp_plan_member(item, s->period));
    bind(b, s, n, item);
}

static void bind_field(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                       char *base, const char *owner) {
    char *at = base + f->offset;
    struct cp_field own = *f;
    if (f->flags & CP_F_DRIVER) {
        own.unit = b->unit;
        f = &own;
    }
    switch (f->type) {
    case CP_T_PATH:
        cp_plan_bind_path(b, f, n, NULL, (struct cp_path *)at);
        break;
    case CP_T_DRIVER:
        bind_driver(b, f, n, (struct cp_driver *)at);
        break;
    case CP_T_MAP:
        bind(b, f->of, n, base);
        break;
    case CP_T_TABLE:
    case CP_T_LIST:
        bind_array(b, f, n, base, owner);
        break;
    default:
        cp_plan_bind_scalar(b, f, n, base);
    }
}

/* What an absent key leaves in the struct. */
static void bind_absent(struct cp_binder *b, const struct cp_schema *s, const struct cp_field *f,
                        char *base) {
    char *at = base + f->offset;
    struct cp_period p;
    if (f->type == CP_T_DRIVER) {
        struct cp_driver *d = (struct cp_driver *)at;
        d->name = cp_plan_field_key(s, f);
        bind_defaults(b, f->of, d);
    }
    if (f->type == CP_T_NUMBER)
        *(double *)at = NAN;
    if (f->type == CP_T_MAP)
        bind_defaults(b, f->of, base);
    if (f->type == CP_T_DATE && f->flags & CP_F_NEVER)
        *(int64_t *)at = INT64_MAX;
    else if (f->type == CP_T_DATE && f->flags & CP_F_END && cp_period_parse("9999", 4, &p) == 0)
        *(int64_t *)at = cp_period_end(p);
    else if (f->type == CP_T_DATE && cp_period_parse("0001", 4, &p) == 0)
        *(int64_t *)at = cp_period_start(p);
}

static void bind_default(struct cp_binder *b, const struct cp_schema *s, const struct cp_field *f,
                         char *base) {
    bind_absent(b, s, f, base);
    if (f->default_text && *f->default_text) {
        const struct cp_plan_node text = {.kind = CP_SCALAR, .text = f->default_text};
        bind_field(b, f, &text, base, NULL);
    }
}

static void bind_defaults(struct cp_binder *b, const struct cp_schema *s, void *base) {
    for (size_t i = 0; i < s->nfield; i++)
        bind_default(b, s, &s->field[i], base);
}

static void check_keys(struct cp_binder *b, const struct cp_schema *s,
                       const struct cp_plan_node *node) {
    for (const struct cp_plan_node *c = node->child; c; c = c->next) {
        if (cp_plan_node_is_note(c)) {
            size_t here = cp_plan_push(b, c->key);
            cp_plan_want_scalar(b, c);
            cp_plan_pop(b, here);
        } else if (!s->beside_path && !cp_plan_schema_field(s, c->key)) {
            const char *near = cp_plan_schema_nearest(s, c->key);
            cp_plan_fail(b, c->key_pos, "unknown key '%.80s'%s%s%s", c->key,
                         near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
        }
    }
}

static bool is_empty_section(const struct cp_field *f, const struct cp_plan_node *n) {
    bool section = f->type == CP_T_MAP || f->type == CP_T_TABLE || f->type == CP_T_LIST;
    return section && n->kind == CP_SCALAR && !*n->text;
}

static void bind(struct cp_binder *b, const struct cp_schema *s, const struct cp_plan_node *node,
                 void *base) {
    const char *const *named = cp_plan_member(base, s->name), *name = named ? *named : NULL;
    const struct cp_field *plain = s->plain ? cp_plan_schema_field(s, s->plain) : NULL;
    bool names = plain && plain->type == CP_T_NAMES && node->kind == CP_LIST;
    if (plain && (node->kind == CP_SCALAR || names)) {
        bind_defaults(b, s, base);
        bind_field(b, plain, node, base, name);
        return;
    }
    if (node->kind != CP_MAP) {
        bind_defaults(b, s, base);
        cp_plan_fail(b, node->pos, "is not a mapping: 'key: value' lines");
        return;
    }
    check_keys(b, s, node);
    for (size_t i = 0; i < s->nfield; i++) {
        const struct cp_field *f = &s->field[i];
        const char *key = cp_plan_field_key(s, f);
        const struct cp_plan_node *n = cp_plan_node_child(node, key);
        if (n && is_empty_section(f, n))
            n = NULL;
        if (!n && !f->default_text)
            cp_plan_fail(b, node->key_pos, "missing key '%s' (%s)", key, f->meaning);
        size_t here = cp_plan_push(b, key);
        if (n) {
            bind_absent(b, s, f, base);
            bind_field(b, f, n, base, name);
        } else {
            bind_default(b, s, f, base);
        }
        cp_plan_pop(b, here);
    }
    if (s->check)
        s->check(b, node, base);
}

void cp_plan_bind_money(struct cp_plan *plan) {
    static const char *const keys[] = {"currency", "horizon", "fx"};
    struct cp_error unused;
    unused.n = unused.dropped = 0;
    struct cp_binder b = {.plan = plan, .arena = &plan->arena, .err = &unused};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct cp_field *f = cp_plan_schema_field(&cp_plan_schema_top, keys[i]);
        const struct cp_plan_node *n = cp_plan_node_child(plan->root, keys[i]);
        if (n && !is_empty_section(f, n))
            bind_field(&b, f, n, (char *)plan, NULL);
        else
            bind_default(&b, &cp_plan_schema_top, f, (char *)plan);
    }
    cp_str_release(&b.where);
}

int cp_plan_bind(struct cp_plan *plan, const struct cp_schema *top, bool profiles_known,
                 struct cp_error *err) {
    struct cp_binder b = {
        .plan = plan, .arena = &plan->arena, .err = err, .profiles_known = profiles_known};
    plan->money.nfx = 0;
    bind(&b, top, plan->root, plan);
    bool full = b.where.oom;
    cp_str_release(&b.where);
    return full ? cp_fail_nomem(err) : 0;
}
