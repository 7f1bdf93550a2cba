/* The plan of one scenario, or of a case of sizing: the document with that one's values, bound
 * again. */
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

/* With the overrides at `path`: its keys, ended by NULL. */
static int make(struct cp_plan *p, const struct cp_plan *plan, const char *const *path,
                struct cp_error *err) {
    size_t before = cp_plan_findings(err);
    p->profile = plan->profile;
    p->nprofile = plan->nprofile;
    p->root = copy(&p->arena, plan->root);
    if (!p->root)
        return cp_fail_nomem(err);
    const struct cp_plan_node *set = p->root;
    for (; *path; path++)
        set = cp_plan_node_child(set, *path);
    int rc = set ? cp_plan_override_all(&p->arena, p->root, set, err) : 0;
    if (rc)
        return rc;
    rc = cp_plan_bind(p, &cp_plan_schema_top, true, err);
    if (rc)
        return rc;
    return cp_plan_findings(err) > before ? CP_EINPUT : 0;
}

static int variant(const struct cp_plan *plan, const char *const *path, struct cp_pos pos,
                   const char *which, struct cp_plan **out, struct cp_error *err) {
    struct cp_plan *p = calloc(1, sizeof *p);
    if (!p)
        return cp_fail_nomem(err);
    int rc = make(p, plan, path, err);
    if (rc == CP_EINPUT)
        cp_fail_at(err, CP_EINPUT, pos, "%.300s: its values make no plan", which);
    if (rc) {
        cp_plan_free(p);
        return rc;
    }
    *out = p;
    return 0;
}

int cp_plan_scenario(const struct cp_plan *plan, size_t i, struct cp_plan **out,
                     struct cp_error *err) {
    const struct cp_scenario *s = &plan->scenario[i];
    const char *const path[] = {"scenarios", s->name, "set", NULL};
    char which[128];
    snprintf(which, sizeof which, "scenarios/%.80s", s->name);
    return variant(plan, path, s->pos, which, out, err);
}

int cp_plan_sizing(const struct cp_plan *plan, const struct cp_entity *e,
                   const struct cp_tranche *t, const struct cp_sizing_case *c, struct cp_plan **out,
                   struct cp_error *err) {
    const char *const path[] = {"entities", e->name, "tranches", t->name,
                                "sizing",   c->name, "set",      NULL};
    char which[320];
    snprintf(which, sizeof which, "entities/%.80s/tranches/%.80s/sizing/%.80s", e->name, t->name,
             c->name);
    return variant(plan, path, c->pos, which, out, err);
}
