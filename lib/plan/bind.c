/* Fills structs from the document by the rows of a schema. */
#include "plan/internal.h"
#include <math.h>
#include <string.h>

void cp_bind_fail(struct cp_binder *b, struct cp_pos pos, const char *fmt, ...) {
    char text[400];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    const char *where = b->where.len ? b->where.s : "";
    cp_fail_at(b->err, CP_EINPUT, pos, "%.200s%s%s", where, *where ? ": " : "", text);
}

void cp_bind_nomem(struct cp_binder *b) {
    cp_fail_nomem(b->err);
}

size_t cp_bind_push(struct cp_binder *b, const char *key) {
    size_t before = b->where.len;
    if (before)
        cp_str_addc(&b->where, '/');
    cp_str_add(&b->where, key);
    return before;
}

void cp_bind_pop(struct cp_binder *b, size_t to) {
    b->where.len = to;
    if (b->where.s)
        b->where.s[to] = '\0';
}

void cp_bind_want(struct cp_binder *b, const struct cp_plan_node *node, const char *key,
                  const char *because) {
    if (!cp_node_child(node, key))
        cp_bind_fail(b, node->key_pos, "missing key '%s': %s", key, because);
}

void cp_bind_in_horizon(struct cp_binder *b, const struct cp_plan_node *node, const char *key,
                        int64_t from, int64_t to) {
    const struct cp_horizon *h = &b->plan->horizon;
    if (!h->n)
        return;
    const struct cp_plan_node *n = cp_node_child(node, key);
    struct cp_pos pos = n ? n->pos : node->key_pos;
    const struct cp_plan_node *last = cp_node_child(cp_node_child(b->plan->root, "horizon"), "to");
    char text[CP_PERIOD_SIZE];
    if (to <= h->origin) {
        cp_period_format(text, h->from);
        cp_bind_fail(b, pos, "ends before the plan begins (%s)", text);
    } else if (from >= cp_period_end(h->to) && !(last && last->pos.file == cp_override_file)) {
        cp_period_format(text, h->to);
        cp_bind_fail(b, pos, "%s%sbegins after the plan ends (%s)", n ? key : "", n ? ": " : "",
                     text);
    }
}

static bool is_entity_name(const char *s) {
    if (!*s || strcmp(s, "-") == 0 || strcmp(s, "NA") == 0 || strlen(s) > 100)
        return false;
    for (; *s; s++)
        if ((unsigned char)*s <= ' ' || *s == '/' || *s == '\\' || *s == 0x7F)
            return false;
    return true;
}

static void bind_date(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                      int64_t *out) {
    struct cp_period p;
    if (!cp_value_scalar(b, n))
        return;
    if (cp_period_parse(n->text, strlen(n->text), &p) != 0)
        cp_bind_fail(b, n->pos, "'%.60s' is not a date, like 2027-03-14, 2027-03, 2027-Q1 or 2027",
                     n->text);
    else
        *out = f->flags & CP_F_END ? cp_period_end(p) : cp_period_start(p);
}

static void bind_period(struct cp_binder *b, const struct cp_plan_node *n, struct cp_period *out) {
    if (cp_value_scalar(b, n) && cp_period_parse(n->text, strlen(n->text), out) != 0)
        cp_bind_fail(b, n->pos, "'%.60s' is not a period, like 2027-Q1, 2027-03 or 2027", n->text);
}

static void bind_boolean(struct cp_binder *b, const struct cp_plan_node *n, bool *out) {
    if (!cp_value_scalar(b, n))
        return;
    if (strcmp(n->text, "yes") == 0 || strcmp(n->text, "true") == 0)
        *out = true;
    else if (strcmp(n->text, "no") == 0 || strcmp(n->text, "false") == 0)
        *out = false;
    else
        cp_bind_fail(b, n->pos, "'%.60s' is not yes or no", n->text);
}

static void bind_count(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                       size_t *out) {
    double x;
    const struct cp_field row = {.path = f->path, .unit = "1", .min = f->min, .max = f->max};
    if (!cp_value_number(b, &row, n, &x))
        return;
    if (x != floor(x))
        cp_bind_fail(b, n->pos, "'%.60s' is not a whole number", n->text);
    else
        *out = (size_t)x;
}

static void bind_choice(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                        char *at) {
    if (!cp_value_scalar(b, n))
        return;
    int i = 0;
    while (f->choice[i] && strcmp(f->choice[i], n->text) != 0)
        i++;
    if (!f->choice[i]) {
        struct cp_str all = {0};
        for (int k = 0; k < i; k++)
            cp_str_addf(&all, "%s%s", k == 0 ? "" : k + 1 < i ? ", " : " or ", f->choice[k]);
        const char *near = cp_nearest(n->text, f->choice, (size_t)i);
        cp_bind_fail(b, n->pos, "'%.60s' is not one of %s%s%s%s", n->text, all.s ? all.s : "",
                     near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
        cp_str_release(&all);
    } else if (f->type == CP_T_CHOICE) {
        memcpy(at, &i, sizeof i);
    } else if (f->type == CP_T_CHOICE_BOOL) {
        *(bool *)at = i == 1;
    } else {
        *(const char **)at = f->choice[i];
    }
}

static bool is_new(struct cp_binder *b, const struct cp_plan_node *n, const char *const *names,
                   size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], n->text) == 0) {
            cp_bind_fail(b, n->pos, "'%.80s' stands twice in the list", n->text);
            return false;
        }
    }
    return true;
}

/* A list, or one value for a list of one. */
static void bind_values(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                        char *base) {
    const struct cp_plan_node *first = n->kind == CP_LIST ? n->child : n;
    size_t count = 0, i = 0;
    if (n->kind == CP_MAP) {
        cp_bind_fail(b, n->pos, "is a mapping; wanted a list");
        return;
    }
    for (const struct cp_plan_node *c = first; c; c = n->kind == CP_LIST ? c->next : NULL)
        count++;
    bool names = f->type == CP_T_NAMES;
    void *all = cp_arena_calloc(b->arena, count, names ? sizeof(char *) : sizeof(double));
    if (!all) {
        cp_bind_nomem(b);
        return;
    }
    for (const struct cp_plan_node *c = first; c; c = n->kind == CP_LIST ? c->next : NULL) {
        if (!names && cp_value_number(b, f, c, (double *)all + i))
            i++;
        else if (names && cp_value_scalar(b, c) && cp_value_name(b, f->section, c, c->text) &&
                 is_new(b, c, all, i))
            ((const char **)all)[i++] = c->text;
    }
    *(void **)(base + f->offset) = all;
    *(size_t *)(base + f->count) = i;
}

/* A profile must measure what the key wants, and speak for every quarter of the year. */
static bool profile_fits(struct cp_binder *b, const struct cp_field *f,
                         const struct cp_plan_node *n) {
    const struct cp_profile *p = cp_plan_profile(b->plan, n->text);
    unsigned seen = 0;
    if (!p)
        return true; /* its file has findings of its own */
    if (strcmp(p->unit, f->unit) != 0) {
        cp_bind_fail(b, n->pos, "profile '%.80s' is in %s; wanted %s", p->name, p->unit, f->unit);
        return false;
    }
    for (size_t i = 0; i < p->nday; i++)
        seen |= 1U << ((unsigned)cp_period_at(CP_QUARTER, 24 * (int64_t)p->day[i]).index & 3U);
    for (unsigned q = 0; q < 4; q++) {
        struct cp_period example = {CP_QUARTER, 4 * 500 + (int32_t)q}; /* any year will do */
        char text[CP_PERIOD_SIZE];
        cp_period_format(text, example);
        if (seen & 1U << ((unsigned)example.index & 3U))
            continue;
        cp_bind_fail(b, n->pos, "profile '%.80s' has no day in %s of a year", p->name, text + 5);
        return false;
    }
    return true;
}

static void bind_name(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                      const char **out) {
    if (!cp_value_scalar(b, n) || !cp_value_name(b, f->section, n, n->text))
        return;
    if (strcmp(f->section, "profiles") != 0 || profile_fits(b, f, n))
        *out = n->text;
}

static void bind_file(struct cp_binder *b, const struct cp_plan_node *n, const char **out) {
    if (!cp_value_scalar(b, n))
        return;
    const char *from = n->pos.file == cp_override_file ? b->plan->file : n->pos.file;
    const char *file = cp_node_resolve(b->arena, from, n->text);
    FILE *in = file ? fopen(file, "r") : NULL;
    if (!file)
        cp_bind_nomem(b);
    else if (!in)
        cp_bind_fail(b, n->pos, "cannot open '%.200s'", file);
    else
        *out = file;
    if (in)
        fclose(in);
}

static void bind_defaults(struct cp_binder *b, const struct cp_schema *s, void *base);

static void bind_driver(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                        struct cp_driver *d) {
    d->pos = n->pos;
    if (n->kind == CP_MAP) {
        cp_value_path(b, f, n, &cp_schema_driver, &d->path);
        cp_bind(b, &cp_schema_driver, n, d);
    } else {
        bind_defaults(b, &cp_schema_driver, d);
        cp_value_path(b, f, n, NULL, &d->path);
    }
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
        cp_bind_nomem(b);
        return false;
    }
    if (before)
        memcpy(*items, *(void **)(base + f->offset), before * size);
    *(void **)(base + f->offset) = *items;
    return true;
}

static void bind_array(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                       char *base, const char *owner) {
    enum cp_node_kind want = f->type == CP_T_LIST ? CP_LIST : CP_MAP;
    if (n->kind != want) {
        cp_bind_fail(b, n->pos, "is not a %s", want == CP_MAP ? "mapping" : "list");
        return;
    }
    size_t more = 0, number = 0, *count;
    char *items;
    for (const struct cp_plan_node *c = n->child; c; c = c->next)
        more += !cp_node_is_note(c);
    if (f->flags & CP_F_PLAN)
        base = (char *)b->plan;
    if (!grow_array(b, f, more, base, &items, &count))
        return;
    for (const struct cp_plan_node *c = n->child; c; c = c->next) {
        char text[24];
        if (cp_node_is_note(c))
            continue;
        snprintf(text, sizeof text, "%zu", ++number);
        size_t here = cp_bind_push(b, c->key ? c->key : text);
        size_t before = *count;
        char *item = items + before * f->of->size;
        bool twice = false;
        for (size_t i = 0; f->flags & CP_F_PLAN && i < before && !twice; i++)
            twice = strcmp(*(const char **)(items + i * f->of->size + f->of->name), c->key) == 0;
        if (twice)
            cp_bind_fail(b, c->key_pos, "the name is used twice");
        bind_entry(b, f, c, owner, item);
        ++*count;
        cp_bind_pop(b, here);
    }
}

static void bind_entry(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                       const char *owner, char *item) {
    const struct cp_schema *s = f->of;
    if (s->name >= 0)
        *(const char **)(item + s->name) = n->key;
    if (s->pos >= 0)
        *(struct cp_pos *)(item + s->pos) = n->key ? n->key_pos : n->pos;
    if (s->owner >= 0)
        *(const char **)(item + s->owner) = owner;
    bool any = s->section && strcmp(s->section, "workloads") == 0 && strcmp(n->key, "*") == 0;
    if (s->name >= 0 && !is_entity_name(n->key))
        cp_bind_fail(b, n->key_pos, "a name has no blanks, '/' or '\\', and is not '-' or 'NA'");
    else if (s->section && !any)
        cp_value_name(b, s->section, &(struct cp_plan_node){.kind = CP_MAP, .key_pos = n->key_pos},
                      n->key);
    if (s->period >= 0) {
        struct cp_period *p = (struct cp_period *)(item + s->period);
        if (cp_period_parse(n->key, strlen(n->key), p) != 0)
            cp_bind_fail(b, n->key_pos, "'%.60s' is not a period, like 2027-Q1", n->key);
        else
            cp_bind_in_horizon(b, n, "", cp_period_start(*p), cp_period_end(*p));
    }
    cp_bind(b, s, n, item);
}

static void bind_field(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                       char *base, const char *owner) {
    char *at = base + f->offset;
    switch (f->type) {
    case CP_T_NUMBER:
        cp_value_number(b, f, n, (double *)at);
        break;
    case CP_T_PATH:
        cp_value_path(b, f, n, NULL, (struct cp_path *)at);
        break;
    case CP_T_DRIVER:
        bind_driver(b, f, n, (struct cp_driver *)at);
        break;
    case CP_T_COUNT:
        bind_count(b, f, n, (size_t *)at);
        break;
    case CP_T_TEXT:
        if (cp_value_scalar(b, n))
            *(const char **)at = n->text;
        break;
    case CP_T_FILE:
        bind_file(b, n, (const char **)at);
        break;
    case CP_T_DATE:
        bind_date(b, f, n, (int64_t *)at);
        break;
    case CP_T_PERIOD:
        bind_period(b, n, (struct cp_period *)at);
        break;
    case CP_T_BOOLEAN:
        bind_boolean(b, n, (bool *)at);
        break;
    case CP_T_CHOICE:
    case CP_T_CHOICE_BOOL:
    case CP_T_CHOICE_TEXT:
        bind_choice(b, f, n, at);
        break;
    case CP_T_NAME:
        bind_name(b, f, n, (const char **)at);
        break;
    case CP_T_NAMES:
    case CP_T_NUMBERS:
        bind_values(b, f, n, base);
        break;
    case CP_T_MAP:
        cp_bind(b, f->of, n, base);
        break;
    case CP_T_TABLE:
    case CP_T_LIST:
        bind_array(b, f, n, base, owner);
        break;
    case CP_T_ELSEWHERE:
        break;
    }
}

/* What an absent key leaves in the struct. */
static void bind_absent(struct cp_binder *b, const struct cp_schema *s, const struct cp_field *f,
                        char *base) {
    char *at = base + f->offset;
    struct cp_period p;
    if (f->type == CP_T_DRIVER) {
        struct cp_driver *d = (struct cp_driver *)at;
        d->name = cp_field_key(s, f);
        bind_defaults(b, &cp_schema_driver, d);
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
    if (f->fallback && *f->fallback) {
        const struct cp_plan_node text = {.kind = CP_SCALAR, .text = f->fallback};
        bind_field(b, f, &text, base, NULL);
    }
}

static void bind_defaults(struct cp_binder *b, const struct cp_schema *s, void *base) {
    for (size_t i = 0; i < s->nfield; i++)
        bind_default(b, s, &s->field[i], base);
}

/* A driver's keys are looked at with the path they stand beside. */
static void check_keys(struct cp_binder *b, const struct cp_schema *s,
                       const struct cp_plan_node *node) {
    for (const struct cp_plan_node *c = node->child; c; c = c->next) {
        if (cp_node_is_note(c)) {
            size_t here = cp_bind_push(b, c->key);
            cp_value_scalar(b, c);
            cp_bind_pop(b, here);
        } else if (s != &cp_schema_driver && !cp_schema_field(s, c->key)) {
            const char *near = cp_schema_nearest(s, c->key);
            cp_bind_fail(b, c->key_pos, "unknown key '%.80s'%s%s%s", c->key,
                         near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
        }
    }
}

static bool is_empty_section(const struct cp_field *f, const struct cp_plan_node *n) {
    bool section = f->type == CP_T_MAP || f->type == CP_T_TABLE || f->type == CP_T_LIST;
    return section && n->kind == CP_SCALAR && !*n->text;
}

int cp_bind(struct cp_binder *b, const struct cp_schema *s, const struct cp_plan_node *node,
            void *base) {
    size_t findings = b->err->n + b->err->dropped;
    const char *name = s->name >= 0 ? *(const char **)((char *)base + s->name) : NULL;
    if (node->kind == CP_SCALAR && s->plain) {
        bind_defaults(b, s, base);
        bind_field(b, cp_schema_field(s, s->plain), node, base, name);
        return b->err->n + b->err->dropped > findings ? CP_EINPUT : 0;
    }
    if (node->kind != CP_MAP) {
        bind_defaults(b, s, base);
        cp_bind_fail(b, node->pos, "is not a mapping: 'key: value' lines");
        return CP_EINPUT;
    }
    check_keys(b, s, node);
    for (size_t i = 0; i < s->nfield; i++) {
        const struct cp_field *f = &s->field[i];
        const char *key = cp_field_key(s, f);
        const struct cp_plan_node *n = cp_node_child(node, key);
        if (n && is_empty_section(f, n))
            n = NULL;
        if (!n && !f->fallback)
            cp_bind_fail(b, node->key_pos, "missing key '%s' (%s)", key, f->meaning);
        size_t here = cp_bind_push(b, key);
        if (n) {
            bind_absent(b, s, f, base);
            bind_field(b, f, n, base, name);
        } else {
            bind_default(b, s, f, base);
        }
        cp_bind_pop(b, here);
    }
    if (s->check)
        s->check(b, node, base);
    return b->err->n + b->err->dropped > findings ? CP_EINPUT : 0;
}
