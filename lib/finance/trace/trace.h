/* A number as what it is made of: nodes that are sums, products or the least of others, down to
 * keys of the plan and facts. What is asked for is found when it is first asked, by the rule of its
 * kind; the graph may have circles, where debt is sized by cash that pays it.
 *
 * Knows no model: a rule says what a node is, and what it stands at in the books. */
#ifndef CAPPLAN_FINANCE_TRACE_H
#define CAPPLAN_FINANCE_TRACE_H

#include "finance/finance.h"

enum cp_trace_op {
    CP_TRACE_SUM,     /* `plus`, and terms */
    CP_TRACE_PRODUCT, /* of `plus` and operands */
    CP_TRACE_RATIO,   /* the first over the second; `plus` where that is zero */
    CP_TRACE_LEAST,
    CP_TRACE_MOST,
    CP_TRACE_POWER, /* `plus` to the first; with two, (plus + second) to the first */
    CP_TRACE_RATE,  /* internal rate of return of the terms, their years in `times` */
    CP_TRACE_MEAN,
    CP_TRACE_KEY, /* leaves: a key of the plan, a fact, a plain number */
    CP_TRACE_FACT,
    CP_TRACE_NUMBER
};

/* Which number: the rule's, what it is of, a part of that, a period. */
struct cp_trace_id {
    unsigned what;
    const void *of;
    size_t sub;
    int64_t t;
};

/* `times`: of a sum alone. */
struct cp_trace_term {
    double times;
    size_t of;
};

struct cp_trace_node {
    struct cp_trace_id id;
    bool named; /* by its id; else it stands in one other alone */
    enum cp_trace_op op;
    double plus;
    double value; /* in the books; NaN: in none */
    double found; /* from the leaves */
    struct cp_trace_term *term;
    size_t n, cap;
    const char *key; /* of a leaf: the plan's; where of several one holds, that one is `step` */
    const char *step;
    size_t row; /* the fact's */
};

struct cp_trace;
typedef void cp_trace_rule(struct cp_trace *x, size_t node, struct cp_trace_id id);
/* Where a rule stands, how its numbers are called, and what they are in words; `taken`: where they
 * stand on themselves, a round begins with them. */
struct cp_trace_kind {
    cp_trace_rule *rule;
    void (*name)(const struct cp_trace *x, struct cp_trace_id id, struct cp_str *out);
    const char *word;
    bool taken;
};

struct cp_trace {
    struct cp_arena arena;
    const struct cp_plan *plan;
    const struct cp_facts *facts;
    const void *data; /* the rules' own */
    const struct cp_trace_kind *kind;
    struct cp_trace_node *node; /* heap */
    size_t n, cap, expanded;
    size_t *slot; /* hash of named nodes: index + 1 */
    size_t nslot, nnamed;
    double size; /* of the largest number found */
    bool oom;
};

/* ---- graph.c ------------------------------------------------------------------------------- */

void cp_trace_release(struct cp_trace *x);
/* The node of that name, new or known. 0 where there is no memory, which x->oom says. */
size_t cp_trace_at(struct cp_trace *x, unsigned what, const void *of, size_t sub, int64_t t);
/* All that the nodes there are stand on, by the rules. CP_ENOMEM. */
int cp_trace_expand(struct cp_trace *x, struct cp_error *err);

/* What a rule says of its node. */
void cp_trace_is(struct cp_trace *x, size_t node, enum cp_trace_op op, double value);
void cp_trace_add(struct cp_trace *x, size_t node, double times, size_t of);

/* A node that only this one stands on; terms: a sum's have `times`. */
size_t cp_trace_made(struct cp_trace *x, enum cp_trace_op op, const struct cp_trace_term *term,
                     size_t n);
size_t cp_trace_number(struct cp_trace *x, double value);
size_t cp_trace_key(struct cp_trace *x, double value, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
size_t cp_trace_fact(struct cp_trace *x, size_t row, double value);

/* The common ones: a + b, a - b, a x b, a over b (0 over nothing), the least, the most, what is
 * above nothing. */
size_t cp_trace_plus(struct cp_trace *x, size_t a, size_t b);
size_t cp_trace_less(struct cp_trace *x, size_t a, size_t b);
size_t cp_trace_by(struct cp_trace *x, size_t a, size_t b);
size_t cp_trace_over(struct cp_trace *x, size_t a, size_t b);
size_t cp_trace_least(struct cp_trace *x, size_t a, size_t b);
size_t cp_trace_most(struct cp_trace *x, size_t a, size_t b);
size_t cp_trace_times(struct cp_trace *x, double times, size_t a);
static inline size_t cp_trace_above(struct cp_trace *x, size_t a) {
    return cp_trace_most(x, cp_trace_number(x, 0), a);
}

/* ---- solve.c ------------------------------------------------------------------------------- */

/* `found` of every node, from the leaves alone: circles begin with nothing and are gone round until
 * they stand. CP_ENUMERIC: one does not. */
int cp_trace_solve(struct cp_trace *x, struct cp_error *err);

/* ---- print.c ------------------------------------------------------------------------------- */

/* Where a leaf's key stands in the plan; NULL: nowhere, it is a default. */
const struct cp_plan_node *cp_trace_leaf(const struct cp_trace *x, size_t node);

/* "text", "dot" or "json"; CP_EUSAGE: none of them. */
int cp_trace_print(const struct cp_trace *x, size_t root, const char *format, struct cp_str *out,
                   struct cp_error *err);

#endif
