/* What a plan says, as one number: for streams to remember the plan that they came from. */
#include "plan/document/document.h"
#include <string.h>

static uint64_t hash_text(const char *text, uint64_t seed) {
    return text ? cp_hash(text, strlen(text), seed) : seed;
}

/* A mapping is the same in any order of its keys: what --set adds stands where it was given. Where
 * a number comes from is no part of what is planned. */
static uint64_t hash_node(const struct cp_plan_node *n) {
    if (n->kind == CP_SCALAR)
        return hash_text(n->text, CP_SCALAR);
    uint64_t all = n->kind;
    for (const struct cp_plan_node *c = n->child; c; c = c->next) {
        if (cp_plan_node_is_note(c))
            continue;
        uint64_t one = hash_text(c->key, hash_node(c));
        all = n->kind == CP_MAP ? all + one : cp_hash(&one, sizeof one, all);
    }
    return cp_hash(&all, sizeof all, n->kind);
}

/* Of 48 bits, which a fact's value holds exactly and its text says in full. */
double cp_plan_fingerprint(const struct cp_plan *plan) {
    return (double)(hash_node(plan->root) >> 16);
}
