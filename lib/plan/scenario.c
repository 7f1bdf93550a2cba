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

static int make(struct cp_plan *p, const struct cp_plan *plan, const char *name,
                struct cp_error *err) {
    size_t before = cp_plan_findings(err);
    p->file = plan->file;
    p->profile = plan->profile;
    p->nprofile = plan->nprofile;
    p->root = copy(&p->arena, plan->root);
    if (!p->root)
        return cp_fail_nomem(err);
    const struct cp_plan_node *mine =
        cp_plan_node_child(cp_plan_node_child(p->root, "scenarios"), name);
    const struct cp_plan_node *set = cp_plan_node_child(mine, "set");
    int rc = set ? cp_plan_override_all(&p->arena, p->root, set, err) : 0;
    if (rc)
        return rc;
    rc = cp_plan_bind(p, &cp_plan_schema_top, true, err);
    if (rc)
        return rc;
    return cp_plan_findings(err) > before ? CP_EINPUT : 0;
}

int cp_plan_scenario(const struct cp_plan *plan, size_t i, struct cp_plan **out,
                     struct cp_error *err) {
    const struct cp_scenario *s = &plan->scenario[i];
    struct cp_plan *p = calloc(1, sizeof *p);
    if (!p)
        return cp_fail_nomem(err);
    int rc = make(p, plan, s->name, err);
    if (rc == CP_EINPUT)
        cp_fail_at(err, CP_EINPUT, s->pos, "scenarios/%.80s: its values make no plan", s->name);
    if (rc) {
        cp_plan_free(p);
        return rc;
    }
    *out = p;
    return 0;
}
