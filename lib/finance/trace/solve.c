/* Numbers from the leaves alone: parts that stand on each other are found together, those that they
 * stand on before them. */
#include "finance/trace/trace.h"
#include <math.h>
#include <stdlib.h>

/* ---- one node ------------------------------------------------------------------------------ */

/* What a circle has not found yet is nothing. */
static double of(const struct cp_trace *x, const struct cp_trace_node *n, size_t i) {
    double found = x->node[n->term[i].of].found;
    return isnan(found) ? 0 : found;
}

static double sum(const struct cp_trace *x, const struct cp_trace_node *n) {
    double sum = n->plus;
    for (size_t i = 0; i < n->n; i++)
        sum += n->term[i].times * of(x, n, i);
    return sum;
}

static double least(const struct cp_trace *x, const struct cp_trace_node *n, int sign) {
    double best = n->n ? of(x, n, 0) : 0;
    for (size_t i = 1; i < n->n; i++)
        best = sign * of(x, n, i) < sign * best ? of(x, n, i) : best;
    return best;
}

static double rate(struct cp_trace *x, const struct cp_trace_node *n) {
    double *year = cp_calloc(n->n + 1, sizeof *year), *flow = cp_calloc(n->n + 1, sizeof *flow);
    struct cp_error unsaid = {0};
    struct cp_rates r = {.rate = NAN};
    for (size_t i = 0; year && flow && i < n->n; i++) {
        year[i] = n->term[i].times;
        flow[i] = of(x, n, i);
    }
    bool full = !year || !flow || cp_cashflow_rates(year, flow, n->n, &r, &unsaid) == CP_ENOMEM;
    x->oom |= full;
    free(year);
    free(flow);
    return full ? NAN : r.rate;
}

static double evaluate(struct cp_trace *x, const struct cp_trace_node *n) {
    double a;
    switch (n->op) {
    case CP_TRACE_SUM:
        return sum(x, n);
    case CP_TRACE_MEAN:
        return sum(x, n) / (double)(n->n ? n->n : 1);
    case CP_TRACE_PRODUCT:
        a = n->plus;
        for (size_t i = 0; i < n->n; i++)
            a *= of(x, n, i);
        return a;
    case CP_TRACE_RATIO:
        a = of(x, n, 1);
        return a == 0 ? n->plus : of(x, n, 0) / a;
    case CP_TRACE_LEAST:
        return least(x, n, 1);
    case CP_TRACE_MOST:
        return least(x, n, -1);
    case CP_TRACE_POWER:
        return pow(n->plus + (n->n > 1 ? of(x, n, 1) : 0), of(x, n, 0));
    case CP_TRACE_RATE:
        return rate(x, n);
    default:
        return n->plus;
    }
}

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

/* Goes round until nothing moves but by the rounding of the largest numbers in it: what is found is
 * then what the equations say. A ratio that still moves moves what it is a part of in the next
 * round; one of two numbers that are rounding moves for ever, and nothing with it. `unknown`: what
 * the books have stays. */
static bool go_round(struct cp_trace *x, const size_t *member, size_t n, int rounds, bool unknown) {
    enum { CALM = 3 };
    int calm = 0;
    double size = 0;
    for (int round = 0; round < rounds && calm < CALM; round++) {
        bool moves = false;
        for (size_t i = 0; i < n; i++) {
            struct cp_trace_node *node = &x->node[member[i]];
            if (unknown && !isnan(node->value))
                continue;
            double now = evaluate(x, node), before = isnan(node->found) ? 0 : node->found;
            if (isfinite(now) && node->op != CP_TRACE_RATIO) {
                size = fmax(size, fabs(now));
                moves |= fabs(now - before) > fmax(1e-13 * fabs(now), 1e-15 * size);
            }
            node->found = now;
        }
        calm = moves ? 0 : calm + 1;
    }
    return calm == CALM;
}

/* A circle that amplifies what goes round in it, as of sculpted debt that is swept too, is begun
 * with what the books have: what the leaves make of that must be the same. */
static bool settle(struct cp_trace *x, const size_t *member, size_t n) {
    enum { ROUNDS = 1000, CHECKS = 200 };
    if (go_round(x, member, n, ROUNDS, false))
        return true;
    for (size_t i = 0; i < n; i++)
        if (!isnan(x->node[member[i]].value))
            x->node[member[i]].found = x->node[member[i]].value;
    go_round(x, member, n, CHECKS, true);
    return go_round(x, member, n, CHECKS, false);
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
        x->node[root].found = evaluate(x, &x->node[root]);
        return true;
    }
    w->norder = 0;
    for (int taken = 0; taken < 2; taken++)
        for (size_t i = w->depth; i < to; i++)
            if (w->state[w->stack[i]] == CLOSED && is_taken(x, w->stack[i]) == (taken > 0))
                put_in_order(x, w, w->stack[i], w->path + w->length);
    return settle(x, w->order, n);
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
    if (!made || x->oom)
        return cp_fail_nomem(err);
    return stands
               ? 0
               : cp_fail(err, CP_ENUMERIC, "what is traced goes in a circle that does not settle");
}
