/* Numbers of a loaded plan by their path, to be changed where they stand: the walk that binding
 * makes, over structs instead of the document. */
#include "plan/schema/schema.h"
#include <math.h>
#include <string.h>

struct walk {
    const char *path;
    char key[128]; /* where the walk stands */
    const char *rest;
    struct cp_error *err;
};

/* The next part of the path into w->key; false at its end. */
static bool next_key(struct walk *w) {
    size_t len = strcspn(w->rest, "/");
    if (len == 0 || len >= sizeof w->key)
        return false;
    memcpy(w->key, w->rest, len);
    w->key[len] = '\0';
    w->rest += len + (w->rest[len] == '/');
    return true;
}

static int lost(const struct walk *w, const char *why) {
    return cp_fail(w->err, CP_EUSAGE, "'%s': %s '%s'", w->path, why, w->key);
}

/* The entry of a table or list that w->key names. */
static char *find_entry(const struct walk *w, const struct cp_field *f, const char *base) {
    const struct cp_schema *s = f->of;
    char *items = *(char *const *)(base + f->offset);
    size_t n = *(const size_t *)(base + f->count);
    for (size_t i = 0; i < n; i++) {
        char *item = items + i * s->size, text[24];
        const char *const *name = cp_plan_member(item, s->name);
        const struct cp_period *period = cp_plan_member(item, s->period);
        if (period)
            cp_period_format(text, *period);
        else
            snprintf(text, sizeof text, "%zu", i + 1);
        if (strcmp(name ? *name : text, w->key) == 0)
            return item;
    }
    return NULL;
}

/* A number, or all the steps of a path. */
static int take(const struct walk *w, const struct cp_field *f, char *base,
                struct cp_plan_value *out) {
    char *at = base + f->offset;
    bool path = f->type == CP_T_PATH || f->type == CP_T_DRIVER, number = f->type == CP_T_NUMBER;
    struct cp_path *p =
        f->type == CP_T_DRIVER ? &((struct cp_driver *)at)->path : (struct cp_path *)at;
    if ((!path && !number) || *w->rest)
        return lost(w, "is no number of the plan, at");
    *out = (struct cp_plan_value){.n = number ? 1 : p->n,
                                  .value = number ? (double *)at : p->value,
                                  .min = f->min != 0              ? f->min
                                         : f->flags & CP_F_SIGNED ? -INFINITY
                                                                  : 0,
                                  .max = f->max != 0 ? f->max : INFINITY};
    if (out->n == 0 || isnan(out->value[0]))
        return lost(w, "has no value in the plan, at");
    return 0;
}

int cp_plan_value(struct cp_plan *plan, const char *path, struct cp_plan_value *out,
                  struct cp_error *err) {
    struct walk w = {.path = path, .rest = path, .err = err};
    const struct cp_schema *s = &cp_plan_schema_top;
    char *base = (char *)plan;
    if (strncmp(path, "fx/", 3) == 0)
        return cp_fail(err, CP_EUSAGE, "'%s': rates are applied when a plan is read; use --set",
                       path);
    while (next_key(&w)) {
        const struct cp_field *f = cp_plan_schema_field(s, w.key);
        if (!f)
            return lost(&w, "unknown key");
        if (f->type == CP_T_MAP) {
            s = f->of;
        } else if (f->type == CP_T_TABLE || f->type == CP_T_LIST) {
            char *from = f->flags & CP_F_PLAN ? (char *)plan : base;
            if (!next_key(&w) || !(base = find_entry(&w, f, from)))
                return lost(&w, "there is no");
            s = f->of;
            if (!*w.rest && s->plain)
                return take(&w, cp_plan_schema_field(s, s->plain), base, out);
        } else {
            return take(&w, f, base, out);
        }
    }
    return lost(&w, "is no number of the plan, at");
}
