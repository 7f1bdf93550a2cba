/* Nodes by name, and what rules make of them. */
#include "finance/trace/trace.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

void cp_trace_release(struct cp_trace *x) {
    cp_arena_release(&x->arena);
    free(x->node);
    free(x->slot);
}

static size_t fresh(struct cp_trace *x, enum cp_trace_op op) {
    if (!cp_grow(&x->node, &x->cap, x->n, sizeof *x->node)) {
        x->oom = true;
        return 0;
    }
    x->node[x->n] = (struct cp_trace_node){.op = op, .value = NAN, .found = NAN};
    return x->n++;
}

/* ---- names --------------------------------------------------------------------------------- */

static bool same(struct cp_trace_id a, struct cp_trace_id b) {
    return a.what == b.what && a.of == b.of && a.sub == b.sub && a.t == b.t;
}

static size_t slot_of(const struct cp_trace *x, struct cp_trace_id id) {
    const uint64_t part[] = {id.what, (uint64_t)(uintptr_t)id.of, id.sub, (uint64_t)id.t};
    size_t at = cp_hash(part, sizeof part, 0) & (x->nslot - 1);
    while (x->slot[at] && !same(x->node[x->slot[at] - 1].id, id))
        at = (at + 1) & (x->nslot - 1);
    return at;
}

static bool widen(struct cp_trace *x) {
    size_t *old = x->slot, n = x->nslot;
    if (2 * (x->nnamed + 1) <= n)
        return true;
    x->nslot = n ? 2 * n : 1024;
    x->slot = cp_calloc(x->nslot, sizeof *x->slot);
    if (!x->slot) {
        x->slot = old;
        x->nslot = n;
        return false;
    }
    for (size_t i = 0; i < n; i++)
        if (old[i])
            x->slot[slot_of(x, x->node[old[i] - 1].id)] = old[i];
    free(old);
    return true;
}

size_t cp_trace_at(struct cp_trace *x, unsigned what, const void *of, size_t sub, int64_t t) {
    struct cp_trace_id id = {what, of, sub, t};
    if (x->oom || !widen(x)) {
        x->oom = true;
        return 0;
    }
    size_t at = slot_of(x, id);
    if (x->slot[at])
        return x->slot[at] - 1;
    size_t node = fresh(x, CP_TRACE_SUM);
    if (x->oom)
        return 0;
    x->node[node].id = id;
    x->node[node].named = true;
    x->slot[at] = node + 1;
    x->nnamed++;
    return node;
}

int cp_trace_expand(struct cp_trace *x, struct cp_error *err) {
    for (; x->expanded < x->n && !x->oom; x->expanded++) {
        size_t i = x->expanded;
        if (x->node[i].named)
            x->kind[x->node[i].id.what].rule(x, i, x->node[i].id);
    }
    return x->oom ? cp_fail_nomem(err) : 0;
}

/* ---- what a node is ------------------------------------------------------------------------ */

void cp_trace_is(struct cp_trace *x, size_t node, enum cp_trace_op op, double value) {
    if (x->oom)
        return;
    x->node[node].op = op;
    x->node[node].plus = op == CP_TRACE_PRODUCT ? 1 : 0;
    x->node[node].value = value;
}

void cp_trace_add(struct cp_trace *x, size_t node, double times, size_t of) {
    if (x->oom)
        return;
    struct cp_trace_node *n = &x->node[node];
    if (n->n == n->cap) {
        size_t cap = n->cap ? 2 * n->cap : 4;
        struct cp_trace_term *grown = cp_arena_calloc(&x->arena, cap, sizeof *grown);
        if (!grown) {
            x->oom = true;
            return;
        }
        if (n->n)
            memcpy(grown, n->term, n->n * sizeof *grown);
        n->term = grown;
        n->cap = cap;
    }
    n->term[n->n++] = (struct cp_trace_term){times, of};
}

size_t cp_trace_made(struct cp_trace *x, enum cp_trace_op op, const struct cp_trace_term *term,
                     size_t n) {
    size_t node = x->oom ? 0 : fresh(x, op);
    cp_trace_is(x, node, op, NAN);
    for (size_t i = 0; i < n; i++)
        cp_trace_add(x, node, term[i].times, term[i].of);
    return node;
}

/* ---- leaves -------------------------------------------------------------------------------- */

static size_t leaf(struct cp_trace *x, enum cp_trace_op op, double value) {
    size_t node = x->oom ? 0 : fresh(x, op);
    if (!x->oom)
        x->node[node].value = x->node[node].plus = value;
    return node;
}

size_t cp_trace_number(struct cp_trace *x, double value) {
    return leaf(x, CP_TRACE_NUMBER, value);
}

size_t cp_trace_key(struct cp_trace *x, double value, const char *fmt, ...) {
    size_t node = leaf(x, CP_TRACE_KEY, value);
    struct cp_str text = {0};
    va_list ap;
    va_start(ap, fmt);
    cp_str_addv(&text, fmt, ap);
    va_end(ap);
    const char *key = text.oom || x->oom ? NULL : cp_arena_strdup(&x->arena, text.s);
    if (key)
        x->node[node].key = key;
    else
        x->oom = true;
    cp_str_release(&text);
    return node;
}

size_t cp_trace_fact(struct cp_trace *x, size_t row, double value) {
    size_t node = leaf(x, CP_TRACE_FACT, value);
    if (!x->oom)
        x->node[node].row = row;
    return node;
}

/* ---- the common ones ----------------------------------------------------------------------- */

static size_t pair(struct cp_trace *x, enum cp_trace_op op, struct cp_trace_term a,
                   struct cp_trace_term b) {
    const struct cp_trace_term both[] = {a, b};
    return cp_trace_made(x, op, both, 2);
}

size_t cp_trace_plus(struct cp_trace *x, size_t a, size_t b) {
    return pair(x, CP_TRACE_SUM, (struct cp_trace_term){1, a}, (struct cp_trace_term){1, b});
}
size_t cp_trace_less(struct cp_trace *x, size_t a, size_t b) {
    return pair(x, CP_TRACE_SUM, (struct cp_trace_term){1, a}, (struct cp_trace_term){-1, b});
}
size_t cp_trace_by(struct cp_trace *x, size_t a, size_t b) {
    return pair(x, CP_TRACE_PRODUCT, (struct cp_trace_term){1, a}, (struct cp_trace_term){1, b});
}
size_t cp_trace_over(struct cp_trace *x, size_t a, size_t b) {
    return pair(x, CP_TRACE_RATIO, (struct cp_trace_term){1, a}, (struct cp_trace_term){1, b});
}
size_t cp_trace_least(struct cp_trace *x, size_t a, size_t b) {
    return pair(x, CP_TRACE_LEAST, (struct cp_trace_term){1, a}, (struct cp_trace_term){1, b});
}
size_t cp_trace_most(struct cp_trace *x, size_t a, size_t b) {
    return pair(x, CP_TRACE_MOST, (struct cp_trace_term){1, a}, (struct cp_trace_term){1, b});
}
size_t cp_trace_times(struct cp_trace *x, double times, size_t a) {
    const struct cp_trace_term one[] = {{times, a}};
    return cp_trace_made(x, CP_TRACE_SUM, one, 1);
}
