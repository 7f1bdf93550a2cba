/* `--set path=value`, or `path: value` below `set:` in a file: one value of the document replaced,
 * scaled (`=*1.3`), raised (`=+5`) or, with nothing after the sign, removed. The schema says which
 * paths there can be. */
#include "plan/document/document.h"
#include "plan/edit/edit.h"
#include "plan/schema/schema.h"
#include <stdlib.h>
#include <string.h>

struct override {
    struct cp_arena *arena;
    struct cp_error *err;
    struct cp_pos pos;            /* of findings, and of what is changed */
    const char *source, *assumed; /* where the new value comes from */
    const char *path, *value;     /* before and after the sign */
    struct cp_plan_node *given;   /* the new value when it is no text; NULL otherwise */
    /* where the walk stands */
    struct cp_plan_node *parent, *node; /* node NULL: not there yet */
    const char *key;
    const struct cp_schema *schema; /* of a mapping with known keys; NULL elsewhere */
    const struct cp_field *field;   /* row of the value, table or list; NULL: a note, a growth */
};

static int wrong(struct override *o, const char *fmt, const char *a, const char *near) {
    char text[300];
    snprintf(text, sizeof text, fmt, a);
    return cp_fail_at(o->err, CP_EINPUT, o->pos, "%.120s: %s%s%s%s", o->path, text,
                      near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
}

static const char *nearest_child(const struct cp_plan_node *map, const char *word) {
    const char *names[256];
    size_t n = 0;
    for (const struct cp_plan_node *c = map ? map->child : NULL; c && n < 256; c = c->next)
        if (c->key)
            names[n++] = c->key;
    return cp_nearest(word, names, n);
}

static bool is_value(const struct cp_field *f) {
    return f->type == CP_T_NUMBER || f->type == CP_T_PATH || f->type == CP_T_DRIVER ||
           f->type == CP_T_NUMBERS || f->type == CP_T_COUNT;
}

/* A number written plainly becomes `{value: number}`, so that something can stand beside it. */
static int open_value(struct override *o) {
    struct cp_plan_node *n = o->node;
    if (!n || n->kind != CP_SCALAR)
        return 0;
    struct cp_plan_node *value = cp_plan_node_scalar(o->arena, "value", n->text, n->pos);
    if (!value)
        return cp_fail_nomem(o->err);
    value->source = n->source;
    value->assumed = n->assumed;
    n->kind = CP_MAP;
    n->text = NULL;
    n->child = value;
    return 0;
}

/* The walk's next row for `key` below a mapping with known keys, a table or a number. */
static int step_row(struct override *o, const char *key, bool last) {
    const struct cp_field *f = o->field;
    bool note = strcmp(key, "source") == 0 || strcmp(key, "assumed") == 0;
    if (o->schema && !note) {
        const struct cp_field *row = cp_plan_schema_field(o->schema, key);
        if (!row)
            return wrong(o, "unknown key '%.80s'", key, cp_plan_schema_nearest(o->schema, key));
        o->field = row;
        o->schema = row->type == CP_T_MAP ? row->of : NULL;
        return 0;
    }
    if (f && f->type == CP_T_TABLE && !note) {
        bool fresh = last && (f->of->plain || *o->value == '{');
        if (!fresh && !cp_plan_node_child(o->node, key))
            return wrong(o, "there is no '%.80s'", key, nearest_child(o->node, key));
        o->schema = f->of;
        o->field = f->of->plain ? cp_plan_schema_field(f->of, f->of->plain) : NULL;
        return 0;
    }
    if (f && is_value(f)) {
        const struct cp_field *row =
            f->type == CP_T_DRIVER ? cp_plan_schema_field(f->of, key) : NULL;
        bool path = f->type == CP_T_PATH || f->type == CP_T_DRIVER;
        bool growth = path && strcmp(key, "growth") == 0;
        if (!row && !growth && !note && strcmp(key, "value") != 0 &&
            !(path && cp_plan_is_step(key)))
            return wrong(o, "unknown key '%.80s'", key, NULL);
        o->field = row ? row : growth || note ? NULL : f;
        return 0;
    }
    if (!note)
        return wrong(o, "nothing can stand below it, so there is no '%.80s'", key, NULL);
    o->schema = NULL;
    o->field = NULL;
    return 0;
}

static int step_list(struct override *o, const char *key) {
    struct cp_plan_node *c = o->node ? o->node->child : NULL;
    for (size_t i = 1; c; c = c->next, i++) {
        char number[24];
        snprintf(number, sizeof number, "%zu", i);
        if (strcmp(number, key) == 0)
            break;
    }
    if (!c)
        return wrong(o, "there is no item '%.80s' in the list", key, NULL);
    o->parent = o->node;
    o->node = c;
    o->schema = o->field->type == CP_T_LIST ? o->field->of : NULL;
    if (o->field->type == CP_T_LIST)
        o->field = NULL;
    return 0;
}

static int step(struct override *o, const char *key, bool last) {
    bool list = o->field &&
                (o->field->type == CP_T_LIST || o->field->type == CP_T_NUMBERS ||
                 o->field->type == CP_T_NAMES) &&
                !o->schema;
    if (list && o->node && o->node->kind == CP_LIST)
        return step_list(o, key);
    bool value = (o->field && is_value(o->field) && !o->schema) || (o->schema && o->schema->plain);
    int rc = step_row(o, key, last);
    if (rc)
        return rc;
    rc = value ? open_value(o) : 0;
    if (rc)
        return rc;
    if (o->node && o->node->kind != CP_MAP)
        return wrong(o, "it is not a mapping, so there is no '%.80s'", key, NULL);
    if (!o->node) { /* a key that is allowed and absent, on the way */
        o->node = cp_plan_node_scalar(o->arena, o->key, NULL, o->pos);
        if (!o->node)
            return cp_fail_nomem(o->err);
        o->node->kind = CP_MAP;
        cp_plan_node_append(o->parent, o->node);
    }
    o->parent = o->node;
    o->node = cp_plan_node_child(o->parent, key);
    o->key = key;
    return 0;
}

static void mark(struct override *o, struct cp_plan_node *n) {
    n->pos = o->pos;
    cp_plan_node_hand_down(n, o->source, o->assumed);
}

/* `2262 MW` times or plus `by`, its unit kept as written. */
static int change_number(struct override *o, struct cp_plan_node *n) {
    const struct cp_plan_sum sum = {o->arena, *o->value, o->path, o->pos, o->err};
    const char *amount = o->value + 1;
    int rc = cp_plan_sum(&sum, n->text, amount + strspn(amount, " "), &n->text);
    switch (rc) {
    case CP_PLAN_NO_NUMBER:
        return wrong(o, "'%.80s' is not a number, so it cannot be scaled", n->text, NULL);
    case CP_PLAN_NO_AMOUNT:
        return wrong(o, "wanted a number after the sign of '=%.80s'", o->value, NULL);
    case CP_PLAN_NO_FACTOR:
        return wrong(o, "'=%.80s' scales by a plain number", o->value, NULL);
    case CP_PLAN_TOO_LARGE:
        return wrong(o, "'%.80s' becomes too large", n->text, NULL);
    default:
        if (rc == 0)
            mark(o, n);
        return rc;
    }
}

/* `2027-04` plus 12 months, or whatever is `by`. */
static int change_date(struct override *o) {
    char date[CP_PERIOD_SIZE];
    if (o->node->kind != CP_SCALAR || *o->value != '+' ||
        cp_plan_shift_date(o->node->text, o->value, date) != 0)
        return wrong(o, "'=%.80s' moves no date; wanted as '=+12 months' or '=+-2 weeks'", o->value,
                     NULL);
    o->node->text = cp_arena_strdup(o->arena, date);
    if (!o->node->text)
        return cp_fail_nomem(o->err);
    mark(o, o->node);
    return 0;
}

/* Every number that makes up a value: all steps of a path; a history through its scale. */
static int change(struct override *o, struct cp_plan_node *n) {
    if (n->kind == CP_SCALAR)
        return change_number(o, n);
    struct cp_plan_node *history = cp_plan_node_child(n, "history");
    if (history && !cp_plan_node_child(n, "scale")) {
        struct cp_plan_node *scale = cp_plan_node_scalar(o->arena, "scale", "1", o->pos);
        if (!scale)
            return cp_fail_nomem(o->err);
        cp_plan_node_append(n, scale);
    }
    for (struct cp_plan_node *c = n->child; c; c = c->next) {
        bool all =
            !c->key || (o->field && o->field->type == CP_T_TABLE && !cp_plan_node_is_note(c));
        bool wanted = all || strcmp(c->key, history ? "scale" : "value") == 0 ||
                      (!history && cp_plan_is_step(c->key));
        int rc = wanted ? change(o, c) : 0;
        if (rc)
            return rc;
    }
    return 0;
}

/* `*{2027: 1.1, 2028: .9}`: each step of a path by the factor that holds from its date; `+` too. */
static int change_steps(struct override *o) {
    struct cp_plan_node *by = NULL;
    const char *text = o->value + 1;
    bool path = o->field && (o->field->type == CP_T_PATH || o->field->type == CP_T_DRIVER);
    if (!path || cp_plan_node_child(o->node, "history"))
        return wrong(o, "'=%.80s' acts on a path of steps, and this is none", o->value, NULL);
    int rc = cp_plan_document_parse(o->arena, text, strlen(text), cp_plan_override_file, false, &by,
                                    o->err);
    if (rc == 0)
        rc = cp_plan_change_steps(o->arena, o->node, by, *o->value, o->pos, o->path, o->err);
    if (rc == 0)
        mark(o, o->node);
    return rc;
}

static int relative(struct override *o) {
    const struct cp_field *f = o->field;
    if (f && (f->type == CP_T_DATE || f->type == CP_T_PERIOD) && o->node)
        return change_date(o);
    bool number = f ? is_value(f) || (f->type == CP_T_TABLE && f->of->plain && !o->schema)
                    : strcmp(o->key, "growth") == 0;
    if (!number || (f && f->type == CP_T_TABLE && strcmp(f->of->plain, "value") != 0))
        return wrong(o, "'=%.80s' acts on numbers and dates that are written, and this is none",
                     o->value, NULL);
    if (!o->node) {
        if (!f || !f->default_text || !*f->default_text)
            return wrong(o, "the plan has no value that '=%.80s' could act on", o->value, NULL);
        o->node = cp_plan_node_scalar(o->arena, o->key, f->default_text, o->pos);
        if (!o->node)
            return cp_fail_nomem(o->err);
        cp_plan_node_append(o->parent, o->node);
    }
    return o->value[1] == '{' ? change_steps(o) : change(o, o->node);
}

static int absolute(struct override *o) {
    struct cp_plan_node *fresh = o->given, *n = o->node;
    if (!fresh && (*o->value == '[' || *o->value == '{')) {
        int rc = cp_plan_document_parse(o->arena, o->value, strlen(o->value), cp_plan_override_file,
                                        false, &fresh, o->err);
        if (rc)
            return rc;
    }
    if (!fresh)
        fresh = cp_plan_node_scalar(o->arena, NULL, o->value, o->pos);
    if (!fresh)
        return cp_fail_nomem(o->err);
    struct cp_plan_node *value =
        fresh->kind == CP_SCALAR && n ? cp_plan_node_child(n, "value") : NULL;
    if (value)
        n = value; /* growth and what else stands beside it stay */
    if (!n) {
        fresh->key = o->key;
        cp_plan_node_append(o->parent, fresh);
        n = fresh;
    } else {
        n->kind = fresh->kind;
        n->text = fresh->text;
        n->child = fresh->child;
    }
    mark(o, n);
    return 0;
}

static bool is_relative(const struct override *o) {
    return !o->given && (*o->value == '*' || *o->value == '+');
}

static int apply_one(struct override *o, struct cp_plan_node *root) {
    char *walk = cp_arena_strdup(o->arena, o->path);
    if (!walk)
        return cp_fail_nomem(o->err);
    o->node = root;
    o->schema = &cp_plan_schema_top;
    for (char *key = walk, *next; key; key = next) {
        next = strchr(key, '/');
        if (next)
            *next++ = '\0';
        int rc = step(o, key, next == NULL);
        if (rc)
            return rc;
    }
    bool early = o->field && (o->field->type == CP_T_OVERRIDES ||
                              (o->field->type == CP_T_ELSEWHERE && !strcmp(o->key, "include")));
    if (early)
        return wrong(o, "'%.80s' is read before overrides apply", o->key, NULL);
    if (!o->given && *o->value == '\0') {
        if (o->node)
            cp_plan_node_remove(o->parent, o->node);
        return 0;
    }
    int rc = is_relative(o) ? relative(o) : absolute(o);
    if (rc)
        return rc;
    if (cp_plan_node_is_note(o->node ? o->node : cp_plan_node_child(o->parent, o->key)))
        cp_plan_node_hand_down(o->parent, NULL, NULL);
    return 0;
}

/* As given: several places get one each. */
static struct cp_plan_node *copy(struct cp_arena *a, const struct cp_plan_node *n) {
    struct cp_plan_node *fresh = cp_plan_node_scalar(a, n->key, n->text, n->pos);
    if (!fresh)
        return NULL;
    *fresh = *n;
    fresh->child = fresh->next = NULL;
    for (const struct cp_plan_node *c = n->child; c; c = c->next) {
        struct cp_plan_node *child = copy(a, c);
        if (!child)
            return NULL;
        cp_plan_node_append(fresh, child);
    }
    return fresh;
}

/* At every place that the path stands for; findings of all of them are told. */
static int apply(struct override *o, struct cp_plan_node *root) {
    struct cp_plan_paths paths = {0};
    if (!strchr(o->path, '*'))
        return apply_one(o, root);
    bool literal_end = !is_relative(o) && (o->given || *o->value);
    if (!cp_plan_match_paths(o->arena, root, o->path, literal_end, &paths))
        return cp_fail_nomem(o->err);
    if (paths.n == 0)
        return wrong(o, "%s", "nothing that the plan writes is matched", NULL);
    int rc = 0;
    for (size_t i = 0; i < paths.n; i++) {
        struct override one = *o;
        one.path = paths.path[i];
        one.given = o->given ? copy(o->arena, o->given) : NULL;
        int got = o->given && !one.given ? cp_fail_nomem(o->err) : apply_one(&one, root);
        rc = got ? got : rc;
    }
    return rc;
}

int cp_plan_override(struct cp_arena *a, struct cp_plan_node *root, const char *set,
                     struct cp_error *err) {
    const char *sign = strchr(set, '=');
    struct override o = {.arena = a, .err = err, .pos = {.file = cp_plan_override_file}};
    if (!sign || sign == set)
        return cp_fail_at(err, CP_EUSAGE, o.pos, "'%.200s' is not path=value", set);
    int rc = cp_plan_document_check_text(set, strlen(set), cp_plan_override_file, err);
    if (rc)
        return rc;
    o.assumed = cp_arena_printf(a, "--set %s", set);
    o.path = cp_arena_strndup(a, set, (size_t)(sign - set));
    o.value = cp_arena_strdup(a, sign + 1);
    return o.assumed && o.path && o.value ? apply(&o, root) : cp_fail_nomem(err);
}

int cp_plan_override_all(struct cp_arena *a, struct cp_plan_node *root,
                         const struct cp_plan_node *set, struct cp_error *err) {
    if (set->kind != CP_MAP)
        return cp_fail_at(err, CP_EINPUT, set->pos, "set: wanted a mapping of paths to values");
    for (struct cp_plan_node *n = set->child, *next; n; n = next) {
        next = n->next;
        if (cp_plan_node_is_note(n))
            continue;
        struct override o = {.arena = a,
                             .err = err,
                             .pos = n->pos,
                             .source = n->source,
                             .assumed = n->assumed,
                             .path = n->key,
                             .value = n->kind == CP_SCALAR ? n->text : "",
                             .given = n->kind == CP_SCALAR ? NULL : n};
        int rc = apply(&o, root);
        if (rc && rc != CP_EINPUT)
            return rc;
    }
    return 0;
}

int cp_plan_override_section(struct cp_arena *a, struct cp_plan_node *root, struct cp_error *err) {
    struct cp_plan_node *set = cp_plan_node_child(root, "set");
    if (!set)
        return 0;
    cp_plan_node_remove(root, set);
    return cp_plan_override_all(a, root, set, err);
}
