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

/* The step in force at `at`: the last that is not later, or the first of all; NULL: no steps. */
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

int cp_plan_factor_between(const char *from, const char *to, const char *path, struct cp_pos pos,
                           double *factor, struct cp_error *err) {
    struct cp_error why;
    why.n = why.dropped = 0;
    if (cp_unit_factor(from, to, factor, pos, &why) == 0)
        return 0;
    if (why.at[0].code != CP_EINPUT)
        return cp_fail(err, why.at[0].code, "%s", why.at[0].msg);
    return cp_fail_at(err, CP_EINPUT, pos, "%.120s: %.300s", path, why.at[0].msg);
}

/* What is written as a number: plainly, or as {value: number, source: ...}. NULL: nothing is. */
static const char *number_of(const struct cp_plan_node *n) {
    if (n && n->kind == CP_MAP)
        n = cp_plan_node_child(n, "value");
    return n && n->kind == CP_SCALAR && *n->text ? n->text : NULL;
}

/* "42 USD/MWh" times 1.1, or plus 5 USD/MWh, its unit kept as written. */
static int combine(const struct change *s, const char *number, const struct cp_plan_node *by,
                   const char **out) {
    double x, y, factor = 1;
    size_t used, by_used;
    bool times = s->sign == '*';
    const char *amount = number_of(by);
    if (!amount)
        return wrong(s, times ? "has no number to scale by" : "has no number to add", by->key);
    if (cp_number_parse(number, strlen(number), &x, &used) != 0)
        return wrong(s, "is no number that could be scaled", number);
    if (cp_number_parse(amount, strlen(amount), &y, &by_used) != 0 || (times && amount[by_used]))
        return wrong(s, times ? "is no plain number to scale by" : "is no number to add", amount);
    const char *unit = number + used, *by_unit = amount + by_used;
    unit += strspn(unit, " ");
    by_unit += strspn(by_unit, " ");
    int rc = *by_unit ? cp_plan_factor_between(by_unit, unit, s->path, s->pos, &factor, s->err) : 0;
    if (rc)
        return rc;
    x = cp_plan_to_15_digits(times ? x * y : x + y * factor);
    if (!isfinite(x))
        return wrong(s, "becomes too large", number);
    char text[CP_NUMBER_SIZE];
    cp_number_format(text, x);
    *out = cp_arena_printf(s->arena, "%s%s%s", text, *unit ? " " : "", unit);
    return *out ? 0 : cp_fail_nomem(s->err);
}

/* Nothing is added before the first date; factors hold before it, as steps of a value do. */
static const struct cp_plan_node *by_at(const struct change *s, int64_t at) {
    const struct cp_plan_node *by = step_at(s->by, at);
    int64_t from;
    return by && s->sign == '+' && start_of(by, &from) && from > at ? NULL : by;
}

/* The value at `key`, changed, in order of time; once, whoever else has a step there. */
static int add(const struct change *s, const char *key, struct cp_plan_node *into) {
    int64_t at = 0, other = INT64_MIN;
    struct cp_plan_node *n = cp_plan_node_scalar(s->arena, key, NULL, s->pos);
    if (!n)
        return cp_fail_nomem(s->err);
    start_of(n, &at);
    struct cp_plan_node **place = &into->child;
    while (*place && start_of(*place, &other) && other < at)
        place = &(*place)->next;
    if (*place && other == at)
        return 0;
    n->text = number_of(s->value);
    if (!n->text)
        n->text = number_of(step_at(s->value, at));
    if (!n->text)
        return wrong(s, "is no number that could be scaled", "a history");
    const struct cp_plan_node *by = by_at(s, at);
    int rc = by ? combine(s, n->text, by, &n->text) : 0;
    n->next = *place;
    *place = n;
    return rc;
}

/* Every step of either. */
static int add_all(const struct change *s, struct cp_plan_node *into) {
    const struct cp_plan_node *const map[] = {s->by, s->value};
    int rc = 0;
    for (size_t i = 0; i < 2; i++)
        for (const struct cp_plan_node *c = map[i]->kind == CP_MAP ? map[i]->child : NULL;
             c && rc == 0; c = c->next) {
            int64_t at;
            if (start_of(c, &at))
                rc = add(s, c->key, into);
            else if (i == 0 && !cp_plan_node_is_note(c))
                rc = wrong(s, "is no period to begin at", c->key);
        }
    return rc;
}

/* The first step holds before it too: where something is added to it, the period before has what
 * there was. */
static int keep_before(const struct change *s, struct cp_plan_node *into) {
    const char *first = into->child->key;
    struct cp_period p;
    char key[CP_PERIOD_SIZE];
    if (cp_period_parse(first, strlen(first), &p) != 0 || !by_at(s, cp_period_start(p)))
        return 0;
    cp_period_format(key, cp_period_plus(p, -1));
    if (!cp_plan_is_step(key)) /* of the first year that there is */
        return 0;
    const char *before = cp_arena_strdup(s->arena, key);
    return before ? add(s, before, into) : cp_fail_nomem(s->err);
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
    rc = sign == '+' ? keep_before(&s, &result) : 0;
    if (rc)
        return rc;
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
