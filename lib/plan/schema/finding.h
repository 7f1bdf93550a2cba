/* Where the binder stands in the plan, and what rules of the schema find wrong there. */
#ifndef CAPPLAN_PLAN_FINDING_H
#define CAPPLAN_PLAN_FINDING_H

#include "plan/plan.h"

struct cp_binder {
    struct cp_plan *plan;
    struct cp_arena *arena;
    struct cp_error *err;
    struct cp_str where; /* "sites/hyperion/phases" */
    const char *unit;    /* of the driver that is bound; NULL: none is */
    bool profiles_known; /* they were read without findings */
};

/* How many there are so far, those that are not kept too. */
static inline size_t cp_plan_findings(const struct cp_error *err) {
    return err->n + err->dropped;
}

/* A finding at `pos`, with the path where the binder stands before it. */
void cp_plan_fail(struct cp_binder *b, struct cp_pos pos, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void cp_plan_fail_nomem(struct cp_binder *b);
/* A finding when the key is absent: "missing key 'price': wanted by a ppa". */
void cp_plan_want(struct cp_binder *b, const struct cp_plan_node *node, const char *key,
                  const char *because);
/* A finding when [from, to) misses the horizon: names `key`, or the whole. A plan whose horizon
 * was shortened by an override keeps what lies after it. */
void cp_plan_want_in_horizon(struct cp_binder *b, const struct cp_plan_node *node, const char *key,
                             int64_t from, int64_t to);
/* A text that is no code of a currency. */
void cp_plan_fail_currency(struct cp_binder *b, struct cp_pos pos, const char *text);
/* A row of what goes with a kind of contract, tranche, ...: bits of the kinds, 1u << kind. */
struct cp_kind_key {
    unsigned kinds;
    const char *key;
    const char *instead; /* of wants: a key that may stand for it; NULL: none */
    const char *because; /* of wants: why; of others: whose key it is, "a generator" */
};
/* What its kind wants, and what only others may have. */
void cp_plan_want_of_kind(struct cp_binder *b, const struct cp_plan_node *node,
                          const struct cp_kind_key *row, size_t n, unsigned kind);
void cp_plan_only_of_kind(struct cp_binder *b, const struct cp_plan_node *node,
                          const struct cp_kind_key *row, size_t n, unsigned kind);
size_t cp_plan_push(struct cp_binder *b, const char *key); /* returns what to pop to */
void cp_plan_pop(struct cp_binder *b, size_t to);

#endif
