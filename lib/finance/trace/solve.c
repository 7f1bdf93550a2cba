/* Numbers from the leaves alone: parts that stand on each other are found together, those that they
 * stand on before them. */
#include "finance/trace/circle.h"
#include <math.h>
#include <stdlib.h>

/* ---- all of them --------------------------------------------------------------------------- */

/* Tarjan's strongly connected components, without recursion [SIAM J. Comput. 1 (1972) 146]. */
struct walk {
    size_t *seen, *low, *next; /* seen: order of visit + 1 */
    size_t *stack, depth;      /* of nodes whose component is open */
    size_t *path, length;
    size_t *order, norder; /* of a component that is closed: operands first */
    size_t *edge;          /* of its ordering: edges followed */
    char *state;           /* of a node: NEW, OPEN, CLOSED (of another component), ORDERED */
    size_t count;
};
enum { NEW, OPEN, CLOSED, ORDERED };

static bool walk_make(struct walk *w, size_t n) {
    size_t **const all[] = {&w->seen, &w->low, &w->next, &w->stack, &w->path, &w->order, &w->edge};
    bool made = (w->state = cp_calloc(n + 1, 1)) != NULL;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        made &= (*all[i] = cp_calloc(n + 1, sizeof(size_t))) != NULL;
    return made;
}

static void walk_release(struct walk *w) {
    size_t *const all[] = {w->seen, w->low, w->next, w->stack, w->path, w->order, w->edge};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
    free(w->state);
}

/* What a round takes for granted, as it was found by the one before: else there were no first. */
static bool is_taken(const struct cp_trace *x, size_t i) {
    return x->node[i].named && x->kind[x->node[i].id.what].taken;
}

/* Operands first; those that are taken for granted, unless it is `root` itself, wait. */
static void put_in_order(struct cp_trace *x, struct walk *w, size_t root, size_t *path) {
    size_t length = 0;
    path[length++] = root;
    w->state[root] = ORDERED;
    while (length) {
        size_t at = path[length - 1];
        if (w->edge[at] == x->node[at].n) {
            w->order[w->norder++] = at;
            length--;
            continue;
        }
        size_t to = x->node[at].term[w->edge[at]++].of;
        if (w->state[to] != CLOSED || w->low[to] != w->low[root] || is_taken(x, to))
            continue;
        w->state[to] = ORDERED;
        path[length++] = to;
    }
}

/* The members of a component stand on w->stack from `from` to `to`. */
static bool close_component(struct cp_trace *x, struct walk *w, size_t root) {
    size_t to = w->depth, n, member;
    do {
        member = w->stack[--w->depth];
        w->state[member] = CLOSED;
        w->low[member] = w->seen[root];
    } while (member != root);
    n = to - w->depth;
    if (n == 1) {
        x->node[root].found = cp_trace_evaluate(x, &x->node[root]);
        return true;
    }
    w->norder = 0;
    for (int taken = 0; taken < 2; taken++)
        for (size_t i = w->depth; i < to; i++)
            if (w->state[w->stack[i]] == CLOSED && is_taken(x, w->stack[i]) == (taken > 0))
                put_in_order(x, w, w->stack[i], w->path + w->length);
    return cp_trace_settle(x, w->order, n);
}

static void visit(struct walk *w, size_t node) {
    w->seen[node] = w->low[node] = ++w->count;
    w->stack[w->depth++] = node;
    w->state[node] = OPEN;
    w->path[w->length++] = node;
}

static bool walk_from(struct cp_trace *x, struct walk *w, size_t root) {
    bool stands = true;
    visit(w, root);
    while (w->length) {
        size_t at = w->path[w->length - 1];
        const struct cp_trace_node *n = &x->node[at];
        if (w->next[at] < n->n) {
            size_t to = n->term[w->next[at]++].of;
            if (!w->seen[to])
                visit(w, to);
            else if (w->state[to] == OPEN && w->seen[to] < w->low[at])
                w->low[at] = w->seen[to];
            continue;
        }
        w->length--;
        if (w->low[at] == w->seen[at])
            stands &= close_component(x, w, at);
        if (w->length && w->low[at] < w->low[w->path[w->length - 1]])
            w->low[w->path[w->length - 1]] = w->low[at];
    }
    return stands;
}

int cp_trace_solve(struct cp_trace *x, struct cp_error *err) {
    struct walk w = {0};
    bool stands = true, made = walk_make(&w, x->n);
    for (size_t i = 0; made && i < x->n; i++)
        stands &= w.seen[i] != 0 || walk_from(x, &w, i);
    walk_release(&w);
    x->size = 0;
    for (size_t i = 0; i < x->n; i++)
        x->size = isfinite(x->node[i].found) ? fmax(x->size, fabs(x->node[i].found)) : x->size;
    if (!made || x->oom)
        return cp_fail_nomem(err);
    return stands
               ? 0
               : cp_fail(err, CP_ENUMERIC, "what is traced goes in a circle that does not settle");
}
