/* Safety stock placed over a tree of stages by guaranteed service times: dynamic program over the
 * tree [Graves, Willems: Optimizing strategic safety stock placement in supply chains, M&SOM 2
 * (2000) 68; Snyder, Shen: Fundamentals of Supply Chain Theory, 2nd ed., 6.3]. */
#include "supplier/echelon.h"
#include <math.h>
#include <stdlib.h>

#define NONE SIZE_MAX

struct node {
    size_t order;    /* in which it is solved: all its neighbours but one come before */
    size_t next;     /* that one; NONE: it is the last */
    bool downstream; /* `next` is supplied by it */
    size_t most;     /* longest time from outside to its stock */
    double sd;       /* of what it supplies, all in all */
    double *best;    /* by the service time at the edge to `next`: cost of its side of the edge */
    size_t *choice;  /* the other of its two times there */
};

struct tree {
    size_t n, nedge, width;
    const struct cp_echelon_stage *stage;
    const struct cp_echelon_edge *edge;
    double z;
    struct node *node;
    size_t *sequence; /* nodes as they are solved */
};

static size_t degree(const struct tree *t, size_t k, size_t *neighbour, bool *downstream) {
    size_t open = 0;
    for (size_t e = 0; e < t->nedge; e++) {
        const struct cp_echelon_edge *x = &t->edge[e];
        if (x->from != k && x->to != k)
            continue;
        size_t other = x->from == k ? x->to : x->from;
        if (t->node[other].order != NONE)
            continue;
        open++;
        *neighbour = other;
        *downstream = x->from == k;
    }
    return open;
}

/* Leaves first. False: it is no tree. */
static bool put_in_order(struct tree *t) {
    for (size_t i = 0; i < t->n; i++)
        t->node[i].order = t->node[i].next = NONE;
    if (t->nedge + 1 != t->n)
        return false;
    for (size_t at = 0; at < t->n; at++) {
        size_t k = 0, next = NONE;
        bool downstream = false;
        while (k < t->n && (t->node[k].order != NONE || degree(t, k, &next, &downstream) > 1))
            k++;
        if (k == t->n)
            return false;
        bool last = degree(t, k, &next, &downstream) == 0;
        if (last && at + 1 < t->n)
            return false; /* in two parts */
        t->node[k].next = last ? NONE : next;
        t->node[k].downstream = downstream;
        t->node[k].order = at;
        t->sequence[at] = k;
    }
    return true;
}

/* Longest times from above, through as many tiers as there are stages. */
static bool add_up(struct tree *t) {
    size_t widest = 0;
    for (size_t k = 0; k < t->n; k++) {
        t->node[k].most = t->stage[k].inbound + t->stage[k].time;
        t->node[k].sd = t->stage[k].sd;
    }
    for (size_t round = 0; round < t->n; round++)
        for (size_t e = 0; e < t->nedge; e++) {
            const struct node *from = &t->node[t->edge[e].from];
            struct node *to = &t->node[t->edge[e].to];
            size_t time = t->stage[t->edge[e].to].time;
            to->most = from->most + time > to->most ? from->most + time : to->most;
        }
    for (size_t k = 0; k < t->n; k++)
        widest = t->node[k].most > widest ? t->node[k].most : widest;
    t->width = widest + 1;
    return widest <= CP_ECHELON_MOST;
}

/* Demand from outside of a stage is demand of all above it. */
static void pass_up(struct tree *t, size_t k, double variance) {
    for (size_t e = 0; e < t->nedge; e++)
        if (t->edge[e].to == k) {
            struct node *up = &t->node[t->edge[e].from];
            up->sd = sqrt(up->sd * up->sd + variance);
            pass_up(t, t->edge[e].from, variance);
        }
}

/* Cost of stage k and all solved before it behind it, when it quotes `out` and is quoted `in`. */
static double cost_of(const struct tree *t, size_t k, size_t out, size_t in) {
    const struct cp_echelon_stage *s = &t->stage[k];
    if (out > s->outbound || in < s->inbound || in + s->time < out || in + s->time > t->width - 1)
        return INFINITY;
    double cost = s->holding * t->z * t->node[k].sd * sqrt((double)(in + s->time - out));
    for (size_t e = 0; e < t->nedge; e++) {
        const struct cp_echelon_edge *x = &t->edge[e];
        size_t other = x->from == k ? x->to : x->from;
        if ((x->from == k || x->to == k) && t->node[other].next == k)
            cost += t->node[other].best[x->from == k ? out : in];
    }
    return cost;
}

/* A supplier that quotes less than what is planned with does no harm, nor does a customer that
 * plans with more than what it is quoted: costs are made monotone, with what attains them. */
static void relax(const struct tree *t, struct node *node, size_t *at) {
    for (size_t i = 0; i < t->width; i++)
        at[i] = i;
    for (size_t i = 1; node->downstream && i < t->width; i++)
        if (node->best[i - 1] <= node->best[i])
            node->best[i] = node->best[i - 1], at[i] = at[i - 1];
    for (size_t i = t->width - 1; !node->downstream && i-- > 0;)
        if (node->best[i + 1] <= node->best[i])
            node->best[i] = node->best[i + 1], at[i] = at[i + 1];
}

static void solve_node(struct tree *t, size_t k, size_t *at) {
    struct node *node = &t->node[k];
    for (size_t edge = 0; edge < t->width; edge++) {
        node->best[edge] = INFINITY;
        for (size_t other = 0; other < t->width; other++) {
            double cost =
                node->downstream ? cost_of(t, k, edge, other) : cost_of(t, k, other, edge);
            if (cost < node->best[edge])
                node->best[edge] = cost, node->choice[edge] = other;
        }
    }
    relax(t, node, at);
}

/* From the last node back: what each quotes and is quoted. */
static double read_back(const struct tree *t, size_t *const *at, size_t *service, double *stock) {
    size_t last = t->sequence[t->n - 1], *quoted = service;
    size_t in = 0, out = 0;
    double least = INFINITY;
    for (size_t o = 0; o < t->width; o++)
        for (size_t i = 0; i < t->width; i++) {
            double cost = cost_of(t, last, o, i);
            if (cost < least)
                least = cost, out = o, in = i;
        }
    for (size_t turn = t->n; turn-- > 0;) {
        size_t k = t->sequence[turn];
        const struct node *node = &t->node[k];
        if (node->next != NONE) {
            /* the time at the edge, as its neighbour chose it, and the one that attains it */
            size_t edge = at[k][node->downstream ? (size_t)stock[node->next] : quoted[node->next]];
            out = node->downstream ? edge : node->choice[edge];
            in = node->downstream ? node->choice[edge] : edge;
        }
        quoted[k] = out;
        stock[k] = (double)in;
    }
    for (size_t k = 0; k < t->n; k++) {
        double covered = stock[k] + (double)t->stage[k].time - (double)quoted[k];
        stock[k] = t->z * t->node[k].sd * sqrt(fmax(0, covered));
    }
    return least;
}

static int solve(struct tree *t, size_t *service, double *stock, double *cost) {
    double *best = cp_calloc(t->n, t->width * sizeof *best);
    size_t *choice = cp_calloc(t->n, 2 * t->width * sizeof *choice);
    size_t **at = cp_calloc(t->n, sizeof *at);
    int rc = best && choice && at ? 0 : CP_ENOMEM;
    for (size_t k = 0; rc == 0 && k < t->n; k++) {
        t->node[k].best = best + k * t->width;
        t->node[k].choice = choice + k * t->width;
        at[k] = choice + (t->n + k) * t->width;
    }
    for (size_t i = 0; rc == 0 && i + 1 < t->n; i++)
        solve_node(t, t->sequence[i], at[t->sequence[i]]);
    if (rc == 0)
        *cost = read_back(t, at, service, stock);
    free(best);
    free(choice);
    free(at);
    return rc;
}

int cp_supplier_echelons(size_t n, const struct cp_echelon_stage *stage, size_t nedge,
                         const struct cp_echelon_edge *edge, double z, size_t *service,
                         double *stock, double *cost) {
    struct tree t = {.n = n, .nedge = nedge, .stage = stage, .edge = edge, .z = z};
    t.node = cp_calloc(n, sizeof *t.node);
    t.sequence = cp_calloc(n, sizeof *t.sequence);
    int rc = t.node && t.sequence ? 0 : CP_ENOMEM;
    if (rc == 0 && (!put_in_order(&t) || !add_up(&t)))
        rc = CP_EUSAGE;
    for (size_t k = 0; rc == 0 && k < n; k++)
        if (stage[k].sd > 0)
            pass_up(&t, k, stage[k].sd * stage[k].sd);
    if (rc == 0)
        rc = solve(&t, service, stock, cost);
    free(t.node);
    free(t.sequence);
    return rc;
}
