/* Keys of `curves/NAME/drives`: the one map from a market price to the plan's values. */
#include "plan/document/document.h"
#include "plan/schema/schema.h"
#include <stdlib.h>
#include <string.h>

#define AT "curves/NAME/drives/N/"
#define OF struct cp_drive
static const struct cp_field drive[] = {
    {AT "path", CP_IN(CP_T_TEXT, path), .default_text = NULL,
     .meaning = "of the plan's value: contracts/NAME/fuel, price or profile_scale, "
                "fuels/NAME/tiers/NAME/price, suppliers/NAME/offers/NAME/price, rent or "
                "extension_rent, skus/NAME/rental, workloads/NAME/revenue, "
                "entities/NAME/tranches/NAME/rate, fx/NAME/rate"},
    {AT "part", CP_IN(CP_T_NUMBER, part), .unit = "1", .default_text = "100 %", .max = 1,
     .flags = CP_F_POSITIVE, .meaning = "of the value that follows the curve"},
};
const struct cp_schema cp_plan_schema_drive = {CP_ROWS(drive), .pos = CP_AT(pos), .plain = "path"};
#undef AT
#undef OF

#define DRIVE_PATH(constant, path) [constant] = path,
static const char *const patterns[] = {CP_DRIVES(DRIVE_PATH)};

/* The values of this plan that a curve may drive. */
struct target {
    const char *path;
    enum cp_drive_kind kind;
    size_t nname;
    const char *name[2];
};
struct targets {
    struct cp_arena *arena;
    struct target *at;
    size_t n, cap;
    bool oom;
};

/* Below `n`, by what is left of the pattern. A profile is scaled by 1 where nothing is said. */
static void collect(struct targets *t, const struct cp_plan_node *n, const char *pattern,
                    struct target so_far) {
    const char *slash = strchr(pattern, '/'), *path = so_far.path;
    if (!n)
        return;
    if (!slash) {
        bool scale = so_far.kind == CP_DRIVE_SCALE && cp_plan_node_child(n, "price_profile");
        so_far.path = cp_arena_printf(t->arena, "%s/%s", path, pattern);
        if (!scale && !cp_plan_node_child(n, pattern))
            return;
        if (so_far.path && cp_grow(&t->at, &t->cap, t->n, sizeof *t->at))
            t->at[t->n++] = so_far;
        else
            t->oom = true;
        return;
    }
    bool any = *pattern == '*';
    for (const struct cp_plan_node *c = n->kind == CP_MAP ? n->child : NULL; c; c = c->next) {
        struct target next = so_far;
        bool same = strlen(c->key) == (size_t)(slash - pattern) &&
                    strncmp(c->key, pattern, strlen(c->key)) == 0;
        if (any ? cp_plan_node_is_note(c) : !same)
            continue;
        next.path = cp_arena_printf(t->arena, "%s%s%s", path, *path ? "/" : "", c->key);
        if (any && next.nname < 2)
            next.name[next.nname++] = c->key;
        if (next.path)
            collect(t, c, slash + 1, next);
        else
            t->oom = true;
    }
}

static void fail_unknown(struct cp_binder *b, const struct targets *t, const struct cp_drive *d) {
    const char **path = cp_calloc(t->n + 1, sizeof *path);
    for (size_t i = 0; path && i < t->n; i++)
        path[i] = t->at[i].path;
    const char *near = path ? cp_nearest(d->path, path, t->n) : NULL;
    cp_plan_fail(b, d->pos, "'%.100s' is no value of this plan that a price can drive%s%s%s",
                 d->path, near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
    free(path);
}

static bool find(const struct targets *t, struct cp_drive *d) {
    for (size_t i = 0; i < t->n; i++) {
        if (strcmp(t->at[i].path, d->path) == 0) {
            d->kind = t->at[i].kind;
            d->of = t->at[i].name[0];
            d->within = t->at[i].name[1];
            return true;
        }
    }
    return false;
}

/* The one that drives the same before it. */
static const struct cp_drive *driven_before(const struct cp_plan *plan, size_t curve, size_t k,
                                            const char **by) {
    const struct cp_drive *d = &plan->money.market.curve[curve].drive[k];
    for (size_t i = 0; i <= curve; i++) {
        const struct cp_market_curve *c = &plan->money.market.curve[i];
        for (size_t j = 0; j < (i == curve ? k : c->ndrive); j++) {
            if (strcmp(c->drive[j].path, d->path) == 0) {
                *by = c->name;
                return &c->drive[j];
            }
        }
    }
    return NULL;
}

void cp_plan_check_drives(struct cp_binder *b, struct cp_plan *plan) {
    struct targets t = {.arena = b->arena};
    for (int k = 0; k < CP_DRIVE_KINDS && plan->money.market.ncurve; k++)
        collect(&t, plan->root, patterns[k], (struct target){"", (enum cp_drive_kind)k, 0, {0}});
    size_t here = cp_plan_push(b, "curves");
    if (t.oom)
        cp_plan_fail_nomem(b);
    for (size_t i = 0; !t.oom && i < plan->money.market.ncurve; i++) {
        struct cp_market_curve *c = &plan->money.market.curve[i];
        size_t of = cp_plan_push(b, c->name), drives = cp_plan_push(b, "drives");
        (void)drives;
        for (size_t k = 0; k < c->ndrive; k++) {
            const char *by = NULL;
            if (!c->drive[k].path)
                continue;
            const struct cp_drive *before = driven_before(plan, i, k, &by);
            if (!find(&t, &c->drive[k]))
                fail_unknown(b, &t, &c->drive[k]);
            else if (before)
                cp_plan_fail(b, c->drive[k].pos, "'%.100s' is driven by %.60s already, at line %u",
                             c->drive[k].path, by, before->pos.line);
        }
        cp_plan_pop(b, of);
    }
    cp_plan_pop(b, here);
    free(t.at);
}
