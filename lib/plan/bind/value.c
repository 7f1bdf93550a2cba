/* Scalars and paths of a plan to C values, with their ranges checked. */
#include "plan/bind/bind.h"
#include "plan/document/document.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Says the first finding of `from` again, with the path before it; once and without one what is no
 * fault of the plan, as that the database of units cannot be read. */
static void say_again(struct cp_binder *b, const struct cp_error *from, struct cp_pos pos) {
    if (from->n && from->at[0].code != CP_EINPUT) {
        for (size_t i = 0; i < b->err->n; i++)
            if (strcmp(b->err->at[i].msg, from->at[0].msg) == 0)
                return;
        cp_fail(b->err, from->at[0].code, "%s", from->at[0].msg);
        return;
    }
    cp_plan_fail(b, pos, "%s", from->n ? from->at[0].msg : "not valid");
}

bool cp_plan_want_scalar(struct cp_binder *b, const struct cp_plan_node *n) {
    if (n->kind != CP_SCALAR)
        cp_plan_fail(b, n->pos, "is a %s; wanted one value",
                     n->kind == CP_MAP ? "mapping" : "list");
    else if (!*n->text)
        cp_plan_fail(b, n->pos, "has no value");
    else
        return true;
    return false;
}

/* A bound in the unit that the number is written in; one without a unit is in its key's. */
static void beyond(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                   double x, const char *side, double bound) {
    const char *unit = strcmp(f->unit, "1") == 0 ? "" : f->unit;
    double number;
    size_t used;
    if (cp_number_parse(n->text, strlen(n->text), &number, &used) == 0) {
        const char *written = n->text + used + strspn(n->text + used, " ");
        if (*written && isfinite(bound * (number / x)))
            unit = written, bound *= number / x;
    }
    cp_plan_fail(b, n->pos, "'%.60s' is %s %.12g%s%.40s", n->text, side, bound, *unit ? " " : "",
                 unit);
}

static bool in_range(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                     double x) {
    double min = f->min != 0 ? f->min : f->flags & CP_F_SIGNED ? -INFINITY : 0;
    double max = f->max != 0 ? f->max : INFINITY;
    if (x >= min && x <= max && !(x <= 0 && f->flags & CP_F_POSITIVE))
        return true;
    bool share = f->max == 1 && strcmp(f->unit, "1") == 0;
    if (x > max && share)
        cp_plan_fail(b, n->pos, "'%.60s' is above 100 %%", n->text);
    else if (x > max)
        beyond(b, f, n, x, "above", max);
    else if (x < min && min != 0)
        beyond(b, f, n, x, "below", min);
    else if (x < 0)
        cp_plan_fail(b, n->pos, "'%.60s' is negative", n->text);
    else
        cp_plan_fail(b, n->pos, "'%.60s' is not above 0", n->text);
    return false;
}

/* Of text that stands in no file: a default, whose money is the plan's. */
static bool is_default(const struct cp_plan_node *n) {
    return !n->pos.file;
}

/* In the plan's currency, or in that of *fx. */
static bool quantity(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                     double *out, const struct cp_fx **fx) {
    if (!cp_plan_want_scalar(b, n))
        return false;
    if (f->flags & CP_F_NO_LIMIT && strcmp(n->text, "unlimited") == 0) {
        *out = INFINITY;
        return true;
    }
    struct cp_error err;
    err.n = err.dropped = 0;
    double x;
    char buf[CP_UNIT_SIZE];
    size_t before = cp_plan_findings(b->err);
    const char *unit = is_default(n) ? f->unit : cp_unit_in(buf, f->unit, b->plan->money.currency);
    if (cp_quantity_parse(n->text, unit, &x, n->pos, &err) != 0) {
        *fx = cp_plan_fx(b, n->text, f->unit, n->pos);
        if (!*fx && cp_plan_findings(b->err) == before)
            say_again(b, &err, n->pos);
        if (!*fx)
            return false;
        cp_quantity_parse(n->text, cp_unit_in(buf, f->unit, (*fx)->currency), &x, n->pos, &err);
    }
    if (!in_range(b, f, n, x))
        return false;
    *out = x;
    return true;
}

/* `{value: 441 MW, source: ...}`; other keys are findings. In the plan's currency, or in that of
 * *fx. */
static bool number(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                   double *out, const struct cp_fx **fx) {
    *fx = NULL;
    if (n->kind != CP_MAP)
        return quantity(b, f, n, out, fx);
    const struct cp_plan_node *value = NULL;
    for (const struct cp_plan_node *c = n->child; c; c = c->next) {
        if (strcmp(c->key, "value") == 0)
            value = c;
        else if (!cp_plan_node_is_note(c))
            cp_plan_fail(b, c->key_pos, "unknown key '%.60s'; %s", c->key,
                         c->kind == CP_SCALAR && !*c->text ? "quote a text that holds a comma"
                                                           : "a number has value, source, assumed");
    }
    if (value)
        return quantity(b, f, value, out, fx);
    cp_plan_fail(b, n->pos, "missing key 'value'");
    return false;
}

bool cp_plan_bind_number(struct cp_binder *b, const struct cp_field *f,
                         const struct cp_plan_node *n, double *out) {
    const struct cp_fx *fx;
    if (!number(b, f, n, out, &fx))
        return false;
    if (fx)
        *out *= cp_plan_fx_at_start(b->plan, fx);
    return true;
}

/* A rate a year, written `10 %` or `10 %/year`. */
static void growth(struct cp_binder *b, const struct cp_plan_node *n, double *out) {
    static const struct cp_field rate = {
        .path = "growth", .unit = "1", .min = -1, .flags = CP_F_SIGNED};
    static const struct cp_field yearly = {
        .path = "growth", .unit = "1/year", .min = -1, .flags = CP_F_SIGNED};
    size_t here = cp_plan_push(b, "growth");
    const struct cp_plan_node *value = n->kind == CP_MAP ? cp_plan_node_child(n, "value") : n;
    double unused;
    struct cp_error err;
    err.n = err.dropped = 0;
    bool per_year = value && value->kind == CP_SCALAR &&
                    cp_quantity_parse(value->text, "1", &unused, value->pos, &err) != 0 &&
                    cp_quantity_parse(value->text, "1/year", &unused, value->pos, &err) == 0;
    cp_plan_bind_number(b, per_year ? &yearly : &rate, n, out);
    cp_plan_pop(b, here);
}

/* A path as it is read: all of it in the currency of `fx`, NULL: the plan's. */
struct steps {
    struct cp_path path;
    const struct cp_fx *fx;
    bool some; /* a step other than 0, which is the same in every currency */
};

static void add_step(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                     int64_t at, struct steps *s) {
    struct cp_path *p = &s->path;
    const struct cp_fx *fx;
    double x;
    if (!number(b, f, n, &x, &fx))
        return;
    if (p->n && at <= p->at[p->n - 1])
        cp_plan_fail(b, n->key_pos, "is not after the step before it");
    if (s->some && x != 0 && fx != s->fx)
        cp_plan_fail(b, n->pos, "is in another currency than the step before it");
    if (x != 0) {
        s->fx = fx;
        s->some = true;
    }
    p->at[p->n] = at;
    p->value[p->n++] = x;
}

static void add_keyed_step(struct cp_binder *b, const struct cp_field *f,
                           const struct cp_plan_node *n, int64_t at, struct steps *s) {
    size_t here = cp_plan_push(b, n->key);
    add_step(b, f, n, at, s);
    cp_plan_pop(b, here);
}

static bool make_room(struct cp_binder *b, struct cp_path *p, size_t n) {
    p->at = cp_arena_calloc(b->arena, n ? n : 1, sizeof *p->at);
    p->value = cp_arena_calloc(b->arena, n ? n : 1, sizeof *p->value);
    if (p->at && p->value)
        return true;
    cp_plan_fail_nomem(b);
    return false;
}

static void unknown_key(struct cp_binder *b, const struct cp_plan_node *n,
                        const struct cp_schema *other) {
    const char *keys[16] = {"value", "growth"};
    size_t count = 2;
    for (size_t i = 0; other && i < other->nfield && count < 16; i++)
        keys[count++] = cp_plan_field_key(other, &other->field[i]);
    const char *near = cp_nearest(n->key, keys, count);
    if (near)
        cp_plan_fail(b, n->key_pos, "unknown key '%.60s' (did you mean '%s'?)", n->key, near);
    else
        cp_plan_fail(b, n->key_pos,
                     "unknown key '%.60s'; wanted value, growth, periods like 2027%s", n->key,
                     other ? " or history" : "");
}

/* The steps of a mapping, and its growth. */
static void add_steps(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                      const struct cp_schema *other, struct steps *s) {
    const struct cp_plan_node *value = cp_plan_node_child(n, "value");
    bool steps = false;
    for (const struct cp_plan_node *c = n->child; c; c = c->next) {
        struct cp_period period;
        if (cp_plan_node_is_note(c) || c == value || (other && cp_plan_schema_field(other, c->key)))
            continue;
        if (strcmp(c->key, "growth") == 0) {
            growth(b, c, &s->path.growth);
        } else if (cp_period_parse(c->key, strlen(c->key), &period) == 0) {
            steps = true;
            add_keyed_step(b, f, c, cp_period_start(period), s);
        } else {
            unknown_key(b, c, other);
        }
    }
    if (value && steps)
        cp_plan_fail(b, value->key_pos, "has a value and steps; one of them decides");
    else if (value)
        add_keyed_step(b, f, value, b->plan->horizon.origin, s);
    else if (!steps && !other)
        cp_plan_fail(b, n->pos, "has no value");
}

void cp_plan_bind_path(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                       const struct cp_schema *other, struct cp_path *out) {
    struct steps s = {0};
    size_t children = 0;
    for (const struct cp_plan_node *c = n->kind == CP_MAP ? n->child : NULL; c; c = c->next)
        children++;
    if (!make_room(b, &s.path, children))
        return;
    if (n->kind == CP_MAP)
        add_steps(b, f, n, other, &s);
    else
        add_step(b, f, n, b->plan->horizon.origin, &s);
    if (s.fx && s.path.n)
        cp_plan_convert_path(b, s.fx, &s.path);
    if (s.path.n || n->kind == CP_MAP)
        *out = s.path;
}

static bool section_has(const struct cp_binder *b, const char *section, const char *name) {
    if (strcmp(section, "profiles") == 0)
        return !b->profiles_known || cp_plan_profile(b->plan, name);
    return cp_plan_node_child(cp_plan_node_child(b->plan->root, section), name) != NULL;
}

bool cp_plan_want_name(struct cp_binder *b, const char *section, const struct cp_plan_node *n,
                       const char *name) {
    if (section_has(b, section, name))
        return true;
    bool profiles = strcmp(section, "profiles") == 0;
    const struct cp_plan_node *s = profiles ? NULL : cp_plan_node_child(b->plan->root, section);
    if (s && s->kind != CP_MAP && !(s->kind == CP_SCALAR && !*s->text))
        return false; /* told of the section itself */
    size_t count = profiles ? b->plan->nprofile : 0, i = 0;
    for (const struct cp_plan_node *c = s ? s->child : NULL; c; c = c->next)
        count++;
    const char **names = b->err->n < CP_ERROR_MAX ? cp_calloc(count + 1, sizeof *names) : NULL;
    const char *near = NULL;
    if (names) {
        for (const struct cp_plan_node *c = s ? s->child : NULL; c; c = c->next)
            if (c->key)
                names[i++] = c->key;
        for (size_t k = 0; profiles && k < count; k++)
            names[i++] = b->plan->profile[k].name;
        near = cp_nearest(name, names, i);
    }
    struct cp_pos pos = n->kind == CP_SCALAR ? n->pos : n->key_pos;
    if (near)
        cp_plan_fail(b, pos, "no '%.80s' in %s (did you mean '%s'?)", name, section, near);
    else
        cp_plan_fail(b, pos, "no '%.80s' in %s", name, section);
    free(names);
    return false;
}
