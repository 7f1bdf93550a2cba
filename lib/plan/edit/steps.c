/* A value over time times or plus others over time: `=*{2027-Q1: 1.1, 2028: .9}`. */
#include "plan/document/document.h"
#include "plan/edit/edit.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct change {
    struct cp_arena *arena;
    struct cp_plan_node *value;
    const struct cp_plan_node *by;
    struct cp_pos pos;
    const char *path;
    struct cp_error *err;
    char sign; /* times or plus */
};

static int wrong(const struct change *s, const char *what, const char *of) {
    return cp_fail_at(s->err, CP_EINPUT, s->pos, "%.120s: '%.80s' %s", s->path, of ? of : "", what);
}

static bool start_of(const struct cp_plan_node *n, int64_t *at) {
    struct cp_period p;
    if (!n->key || cp_period_parse(n->key, strlen(n->key), &p) != 0)
        return false;
    *at = cp_period_start(p);
    return true;
}

/* The step in force at `at`: the last that is not later, or the first of all. */
static const struct cp_plan_node *step_at(const struct cp_plan_node *map, int64_t at) {
    const struct cp_plan_node *last = NULL, *first = NULL;
    int64_t when, latest = INT64_MIN, earliest = INT64_MAX;
    for (const struct cp_plan_node *c = map->child; c; c = c->next) {
        if (!start_of(c, &when))
            continue;
        if (when <= at && when >= latest) {
            latest = when;
            last = c;
        }
        if (when < earliest) {
            earliest = when;
            first = c;
        }
    }
    return last ? last : first;
}

double cp_plan_to_15_digits(double x) {
    char text[CP_NUMBER_SIZE];
    size_t used, len = (size_t)snprintf(text, sizeof text, "%.15g", x);
    return cp_number_parse(text, len, &x, &used) == 0 ? x : (double)INFINITY;
}

/* "42 USD/MWh" times 1.1, or plus 5 USD/MWh, its unit kept as written. */
static int combine(const struct change *s, const struct cp_plan_node *number,
                   const struct cp_plan_node *by, const char **out) {
    double x, y, factor = 1;
    size_t used, by_used = 0;
    bool times = s->sign == '*';
    if (!number || number->kind != CP_SCALAR ||
        cp_number_parse(number->text, strlen(number->text), &x, &used) != 0)
        return wrong(s, "is no number that could be scaled",
                     number && number->text ? number->text : "a history");
    bool plain =
        by->kind == CP_SCALAR && cp_number_parse(by->text, strlen(by->text), &y, &by_used) == 0;
    const char *unit = number->text + used, *by_unit = by->text + by_used;
    if (!plain || (times && *by_unit))
        return wrong(s, times ? "is no plain number to scale by" : "is no number to add", by->text);
    unit += strspn(unit, " ");
    by_unit += strspn(by_unit, " ");
    if (*by_unit && cp_unit_factor(by_unit, unit, &factor, s->pos, s->err) != 0)
        return CP_EINPUT;
    x = times ? x * y : cp_plan_to_15_digits(x + y * factor);
    if (!isfinite(x))
        return wrong(s, "becomes too large", number->text);
    char text[CP_NUMBER_SIZE];
    cp_number_format(text, x);
    *out = cp_arena_printf(s->arena, "%s%s%s", text, *unit ? " " : "", unit);
    return *out ? 0 : cp_fail_nomem(s->err);
}

/* One step of the result, at the key of `from`. */
static int add(const struct change *s, const struct cp_plan_node *from, struct cp_plan_node *into) {
    const char *text = NULL;
    int64_t at = 0;
    start_of(from, &at);
    const struct cp_plan_node *plain = cp_plan_node_child(s->value, "value");
    const struct cp_plan_node *number = s->value->kind == CP_SCALAR ? s->value
                                        : plain                     ? plain
                                                                    : step_at(s->value, at);
    int rc = combine(s, number, step_at(s->by, at), &text);
    if (rc)
        return rc;
    struct cp_plan_node *n = cp_plan_node_scalar(s->arena, from->key, text, s->pos);
    if (!n)
        return cp_fail_nomem(s->err);
    cp_plan_node_append(into, n);
    return 0;
}

/* Every step of either, each date once. */
static int add_all(const struct change *s, struct cp_plan_node *into) {
    const struct cp_plan_node *const map[] = {s->by, s->value};
    int rc = 0;
    for (size_t i = 0; i < 2; i++)
        for (const struct cp_plan_node *c = map[i]->kind == CP_MAP ? map[i]->child : NULL;
             c && rc == 0; c = c->next) {
            int64_t at, other;
            bool there = false;
            if (!start_of(c, &at)) {
                rc = i == 0 && !cp_plan_node_is_note(c)
                         ? wrong(s, "is no period to begin at", c->key)
                         : 0;
                continue;
            }
            for (const struct cp_plan_node *k = into->child; k; k = k->next)
                there = there || (start_of(k, &other) && other == at);
            rc = there ? 0 : add(s, c, into);
        }
    return rc;
}

int cp_plan_change_steps(struct cp_arena *a, struct cp_plan_node *value,
                         const struct cp_plan_node *by, char sign, struct cp_pos pos,
                         const char *path, struct cp_error *err) {
    const struct change s = {a, value, by, pos, path, err, sign};
    struct cp_plan_node result = {.kind = CP_MAP};
    int rc = by->kind == CP_MAP ? add_all(&s, &result)
                                : wrong(&s, "is no mapping of periods to numbers", by->text);
    if (rc)
        return rc;
    if (!result.child)
        return wrong(&s, "has no steps", sign == '*' ? "*{}" : "+{}");
    for (struct cp_plan_node *c = value->kind == CP_MAP ? value->child : NULL, *next; c; c = next) {
        int64_t at;
        next = c->next;
        if (!start_of(c, &at) && strcmp(c->key, "value") != 0)
            cp_plan_node_append(&result, c); /* growth, and what stands beside */
    }
    value->kind = CP_MAP;
    value->text = NULL;
    value->child = result.child;
    return 0;
}
