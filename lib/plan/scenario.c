/* The plan of one scenario: the document with that scenario's values, bound again. */
#include "plan/bind/bind.h"
#include "plan/document/document.h"
#include "plan/edit/edit.h"
#include <stdlib.h>

static struct cp_plan_node *copy(struct cp_arena *a, const struct cp_plan_node *n) {
    struct cp_plan_node *c = cp_arena_alloc(a, sizeof *c);
    if (!c)
        return NULL;
    *c = *n;
    c->next = NULL;
    struct cp_plan_node **end = &c->child;
    for (const struct cp_plan_node *child = n->child; child; child = child->next) {
        if (!(*end = copy(a, child)))
            return NULL;
        end = &(*end)->next;
    }
    return c;
}

int cp_plan_scenario(const struct cp_plan *plan, size_t i, struct cp_plan **out,
                     struct cp_error *err) {
    size_t before = err->n + err->dropped;
    struct cp_plan *p = calloc(1, sizeof *p);
    if (!p)
        return cp_fail_nomem(err);
    struct cp_binder b = {.plan = p, .arena = &p->arena, .err = err, .profiles_known = true};
    p->file = plan->file;
    p->root = copy(&p->arena, plan->root);
    int rc = p->root ? 0 : cp_fail_nomem(err);
    const struct cp_plan_node *mine =
        cp_plan_node_child(cp_plan_node_child(p->root, "scenarios"), plan->scenario[i].name);
    const struct cp_plan_node *set = cp_plan_node_child(mine, "set");
    if (!rc && set)
        rc = cp_plan_override_all(&p->arena, p->root, set, err);
    p->profile = plan->profile;
    p->nprofile = plan->nprofile;
    if (!rc)
        cp_plan_bind(&b, &cp_plan_schema_top, p->root, p);
    if (!rc && b.where.oom)
        rc = cp_fail_nomem(err);
    cp_str_release(&b.where);
    if (!rc && err->n + err->dropped > before)
        rc = CP_EINPUT;
    if (rc) {
        if (rc == CP_EINPUT)
            cp_fail_at(err, CP_EINPUT, plan->scenario[i].pos,
                       "scenarios/%.80s: its values make no plan", plan->scenario[i].name);
        cp_plan_free(p);
        return rc;
    }
    *out = p;
    return 0;
}
