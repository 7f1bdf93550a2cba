/* A value over time times or plus others over time: `=*{2027-Q1: 1.1, 2028: .9}`. */
#include "plan/document/document.h"
#include "plan/edit/edit.h"
#include <string.h>

struct change {
    struct cp_plan_sum sum;
    struct cp_plan_node *value;
    const struct cp_plan_node *by;
};

static int wrong(const struct change *s, const char *what, const char *of) {
    return cp_fail_at(s->sum.err, CP_EINPUT, s->sum.pos, "%.120s: '%.80s' %s", s->sum.path,
                      of ? of : "", what);
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

/* What is written as a number: plainly, or as {value: number, source: ...}. NULL: nothing is. */
static const char *number_of(const struct cp_plan_node *n) {
    if (n && n->kind == CP_MAP)
        n = cp_plan_node_child(n, "value");
    return n && n->kind == CP_SCALAR && *n->text ? n->text : NULL;
}

static int combine(const struct change *s, const char *number, const struct cp_plan_node *by,
                   const char **out) {
    bool times = s->sum.sign == '*';
    const char *amount = number_of(by);
    if (!amount)
        return wrong(s, times ? "has no number to scale by" : "has no number to add", by->key);
    int rc = cp_plan_sum(&s->sum, number, amount, out);
    if (rc == 0 && times && strchr(amount, ' '))
        rc = CP_PLAN_NO_FACTOR; /* a factor has nothing behind it */
    switch (rc) {
    case CP_PLAN_NO_NUMBER:
        return wrong(s, "is no number that could be scaled", number);
    case CP_PLAN_NO_AMOUNT:
    case CP_PLAN_NO_FACTOR:
        return wrong(s, times ? "is no plain number to scale by" : "is no number to add", amount);
    case CP_PLAN_TOO_LARGE:
        return wrong(s, "becomes too large", number);
    default:
        return rc;
    }
}

/* Nothing is added before the first date; factors hold before it, as steps of a value do. */
static const struct cp_plan_node *by_at(const struct change *s, int64_t at) {
    const struct cp_plan_node *by = step_at(s->by, at);
    int64_t from;
    return by && s->sum.sign == '+' && start_of(by, &from) && from > at ? NULL : by;
}

/* The value at `key`, changed, in order of time; once, whoever else has a step there. */
static int add(const struct change *s, const char *key, struct cp_plan_node *into) {
    int64_t at = 0, other = INT64_MIN;
    struct cp_plan_node *n = cp_plan_node_scalar(s->sum.arena, key, NULL, s->sum.pos);
    if (!n)
        return cp_fail_nomem(s->sum.err);
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
    const char *before = cp_arena_strdup(s->sum.arena, key);
    return before ? add(s, before, into) : cp_fail_nomem(s->sum.err);
}

int cp_plan_change_steps(struct cp_arena *a, struct cp_plan_node *value,
                         const struct cp_plan_node *by, char sign, struct cp_pos pos,
                         const char *path, struct cp_error *err) {
    const struct change s = {{a, sign, path, pos, err}, value, by};
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
