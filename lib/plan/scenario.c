/* What a plan sets elsewhere: the plan of one scenario, or of a case of sizing, is the document
 * with that one's values, bound again. */
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

/* The document with the overrides at `path`: its keys, ended by NULL. */
static int override(struct cp_arena *a, const struct cp_plan *plan, const char *const *path,
                    struct cp_plan_node **root, struct cp_error *err) {
    *root = copy(a, plan->root);
    if (!*root)
        return cp_fail_nomem(err);
    const struct cp_plan_node *set = *root;
    for (; *path && set; path++)
        set = cp_plan_node_child(set, *path);
    return set ? cp_plan_override_all(a, *root, set, err) : 0;
}

static int make(struct cp_plan *p, const struct cp_plan *plan, const char *const *path,
                struct cp_error *err) {
    size_t before = cp_plan_findings(err);
    p->profile = plan->profile;
    p->nprofile = plan->nprofile;
    int rc = override(&p->arena, plan, path, &p->root, err);
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

/* What the values of an event make hangs on when it comes: of these the paths alone. */
static int check_event(const struct cp_plan *plan, const struct cp_plan_event *e,
                       struct cp_error *err) {
    const char *const path[] = {"events", e->name, "then", "set", NULL};
    struct cp_arena a = {0};
    struct cp_plan_node *root;
    int rc = override(&a, plan, path, &root, err);
    cp_arena_release(&a);
    return rc;
}

static int check_sizing(const struct cp_plan *plan, const struct cp_entity *e,
                        const struct cp_tranche *t, struct cp_error *err) {
    int rc = 0;
    for (size_t c = 0; c < t->nsizing; c++) {
        struct cp_plan *made = NULL;
        int one = cp_plan_sizing(plan, e, t, &t->sizing[c], &made, err);
        cp_plan_free(made);
        rc = rc ? rc : one;
    }
    return rc;
}

int cp_plan_check_sets(const struct cp_plan *plan, struct cp_error *err) {
    const struct cp_plan_events *events = &plan->money.market.events;
    int rc = 0, one;
    for (size_t i = 0; i < plan->nscenario; i++) {
        struct cp_plan *made = NULL;
        one = cp_plan_scenario(plan, i, &made, err);
        cp_plan_free(made);
        rc = rc ? rc : one;
    }
    for (size_t i = 0; i < plan->nentity; i++)
        for (size_t k = 0; k < plan->entity[i].ntranche; k++) {
            one = check_sizing(plan, &plan->entity[i], &plan->entity[i].tranche[k], err);
            rc = rc ? rc : one;
        }
    for (size_t i = 0; i < events->n; i++) {
        one = check_event(plan, &events->event[i], err);
        rc = rc ? rc : one;
    }
    return rc;
}
